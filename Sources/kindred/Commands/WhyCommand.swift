import ArgumentParser
import Identity
import Intake
import Linkage
import Normalization
import PostgresStore
import Resolution

struct WhyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Why two records are one customer, or why not: every piece of evidence and its weight.",
    discussion: """
      Weights are in bits: +1 doubles the odds that the two are one person, -1 halves them.

      Example: kindred why shop:50061 pos:21000027
      """)

  @Argument(help: ArgumentHelp("A record as SOURCE:ID.", valueName: "a"))
  var left: String

  @Argument(help: ArgumentHelp("Another record as SOURCE:ID.", valueName: "b"))
  var right: String

  @OptionGroup var database: DatabaseOptions

  @Flag(help: "Print as JSON.")
  var json = false

  func run() async throws {
    let (a, b) = (try sourceKey(left), try sourceKey(right))
    guard a != b else { throw Failure("\(a) is one record; name two.") }
    let progress = Progress()
    let story = try await database.withStore { store, _ in
      progress.show("Looking at all records", share: nil)
      try await requireLive(a, in: store)
      try await requireLive(b, in: store)
      return try await StoreExplainer(store, currentModel(store), threadCount: availableCores()).why(a, b)
    }
    progress.clear()
    guard let story else { throw Failure("One of the records could not be read back; import its file again.") }
    try Console.write(json ? jsonText(story) : Array((Waterfall(story).lines().joined(separator: "\n") + "\n").utf8))
  }

  private func requireLive(_ key: SourceKey, in store: PostgresCustomerStore) async throws {
    if let placement = try await store.placement(of: key), !placement.isDeleted { return }
    throw Failure("There is no live record \(visible(key.description)); \"kindred export clusters\" lists them.")
  }

  private func jsonText(_ story: PairStory) -> [UInt8] {
    var json = JSONWriter(isIndented: true)
    json.beginObject()
    json.member("left", story.left.description)
    json.member("right", story.right.description)
    json.member("one_customer", story.areOneCustomer)
    json.member("prior_millibits", Int(story.explanation.prior.rawValue))
    json.member("weight_millibits", Int(story.explanation.total.rawValue))
    json.member("threshold_millibits", Int(story.matchThreshold.rawValue))
    json.member("probability", probabilityText(story.explanation.total))
    json.member("exclusive_conflict", story.explanation.isExcluded)
    if let apart = story.apart { json.member("kept_apart_because", apart.rawValue) }
    if let source = story.declaredSource { json.member("declared_source", source) }
    json.name("blocking_rules")
    json.beginArray()
    for rule in story.explanation.rules { json.string(rule.word) }
    json.endArray()
    json.name("comparisons")
    json.beginArray()
    for line in story.explanation.lines {
      json.beginObject()
      json.member("column", line.column.word)
      json.member("level", line.level)
      json.member("weight_millibits", Int(line.weight.rawValue))
      json.member("left", line.left)
      json.member("right", line.right)
      json.member("shared_by", line.sharing.word)
      if let area = line.areaCarriers {
        json.member("area_records_min", area.lowerBound)
        if area.upperBound < .max { json.member("area_records_max", area.upperBound) }
      }
      if line.isClaim { json.member("claimed_under_another_name", true) }
      json.endObject()
    }
    json.endArray()
    json.member("agreeing", story.explanation.agreeing)
    json.member("disagreeing", story.explanation.disagreeing)
    json.member("counted", story.explanation.counted)
    json.member("corroboration_millibits", Int(story.explanation.corroboration.rawValue))
    json.name("judgements")
    json.beginArray()
    for applying in story.judgements {
      json.beginObject()
      json.members(of: applying.judgement)
      json.name("through")
      json.beginArray()
      for step in applying.through {
        json.beginObject()
        json.member("from", step.from.description)
        json.member("to", step.to.description)
        if let judgement = step.by { json.member("judgement", Int(judgement)) } else { json.member("one_customer", true) }
        json.endObject()
      }
      json.endArray()
      json.endObject()
    }
    json.endArray()
    if !story.links.isEmpty {
      json.name("links")
      json.links(story.links)
    }
    json.endObject()
    return json.bytes + [0x0A]
  }
}

extension JSONWriter {
  /// Members of an object that is open.
  mutating func members(of judgement: Judgement) {
    member("number", Int(judgement.id))
    member("verdict", judgement.verdict.rawValue)
    member("left", judgement.left.description)
    member("right", judgement.right.description)
    member("by", judgement.by)
    if let second = judgement.approvedBy { member("approved_by", second) }
    member("at", judgement.at.description)
    member("because", judgement.because)
  }

  /// Links that hold a customer together, each with its judgement or with what agrees.
  mutating func links(_ links: [CustomerLinks.Link]) {
    beginArray()
    for link in links {
      beginObject()
      member("left", link.left.description)
      member("right", link.right.description)
      if let judgement = link.judgement {
        name("judgement")
        beginObject()
        members(of: judgement)
        endObject()
      }
      member("weight_millibits", Int(link.explanation.total.rawValue))
      name("agreeing")
      beginArray()
      for line in link.explanation.lines where line.weight > .zero {
        beginObject()
        member("column", line.column.word)
        member("level", line.level)
        endObject()
      }
      endArray()
      endObject()
    }
    endArray()
  }
}

/// Evidence as a waterfall: from the prior, one step a comparison, to the total.
struct Waterfall {
  private let story: PairStory
  init(_ story: PairStory) { self.story = story }

  func lines() -> [String] {
    let explanation = story.explanation
    var lines = ["\(visible(story.left.description)) and \(visible(story.right.description)): \(verdict())", ""]
    var steps: [(label: String, values: String, weight: MatchWeight)] = [("before looking", "", explanation.prior)]
    for line in explanation.lines {
      let values =
        line.left.isEmpty && line.right.isEmpty ? ""
        : "\(clipped(visible(line.left.isEmpty ? "–" : line.left), 26)) | \(clipped(visible(line.right.isEmpty ? "–" : line.right), 26))"
      steps.append((line.level == "missing" ? "\(Wording.attribute(line.column)) missing" : Wording.agreement(line), values, line.weight))
    }
    if explanation.corroboration != .zero {
      steps.append((Wording.corroboration(explanation), "", explanation.corroboration))
    }
    var running: Int = 0
    var bounds: [(Int, Int)] = []
    for step in steps {
      bounds.append((running, running + Int(step.weight.rawValue)))
      running += Int(step.weight.rawValue)
    }
    let low = min(0, bounds.map { min($0.0, $0.1) }.min() ?? 0)
    let high = max(1, bounds.map { max($0.0, $0.1) }.max() ?? 1)
    let width = 24
    let labelWidth = min(46, steps.map { displayWidth($0.label) }.max() ?? 0)
    for (step, bound) in zip(steps, bounds) {
      let from = (min(bound.0, bound.1) - low) * width / (high - low)
      let to = max(from + 1, (max(bound.0, bound.1) - low) * width / (high - low))
      let bar =
        step.weight == .zero
        ? String(repeating: " ", count: width)
        : padded(String(repeating: " ", count: from) + String(repeating: step.weight > .zero ? "█" : "░", count: to - from), width)
      let number = step.weight == .zero ? "     " : leftPadded(step.weight.description, 5)
      lines.append("  \(padded(clipped(step.label, labelWidth), labelWidth)) \(number)  \(bar)  \(step.values)")
    }
    lines.append("  \(padded("total", labelWidth)) \(leftPadded(explanation.total.description, 5))  needed \(story.matchThreshold.description); probability \(probabilityText(explanation.total))")
    lines.append("")
    lines.append(
      explanation.rules.isEmpty
        ? "The two share no key, so they are not compared unless other records connect them."
        : "They meet by: " + explanation.rules.map(\.word).joined(separator: "; "))
    if explanation.lines.contains(where: \.isClaim) {
      lines.append("What one of them has verified and the other, whose name contradicts, only claims counts for nothing.")
    }
    if let source = explanation.declaredSource {
      lines.append("Both are from \(visible(source)), which is declared free of duplicates; only a judgement joins them.")
    } else if explanation.isExcluded { lines.append("Something contradicts that two records of one person never have; only a judgement joins them.") }
    if let source = story.declaredSource, source != explanation.declaredSource {
      lines.append("Their customers are kept apart: each holds a record of \(visible(source)), which is declared free of duplicates.")
    } else if let apart = story.apart, story.declaredSource == nil, !story.areOneCustomer {
      lines.append("Their customers are kept apart: \(Wording.apart(apart.rawValue)).")
    }
    for applying in story.judgements { lines += told(applying) }
    if !story.links.isEmpty {
      lines.append("They are one customer through")
      for link in story.links { lines.append("  \(Wording.link(link))") }
    }
    return lines
  }

  /// A judgement, and how it comes to the two where it is not on them.
  private func told(_ applying: ApplyingJudgement) -> [String] {
    let judgement = applying.judgement
    let keys = [judgement.left, judgement.right]
    let subject = keys.contains(story.left) && keys.contains(story.right) ? "" : " on \(visible(judgement.left.description)) and \(visible(judgement.right.description))"
    let said = "Judgement \(judgement.id)\(subject): \(judgement.verdict.rawValue), by \(names(judgement.by, judgement.approvedBy)) at \(judgement.at): \(visible(judgement.because))"
    if applying.through.isEmpty { return [said] }
    let steps = applying.through.map { step in
      let (from, to) = (visible(step.from.description), visible(step.to.description))
      return step.by.map { "\(from) is \(to) by judgement \($0)" } ?? "\(from) is of one customer with \(to)"
    }
    return [said, "  It holds for \(visible(story.left.description)) and \(visible(story.right.description)) as well: \(steps.joined(separator: "; "))."]
  }

  private func verdict() -> String {
    guard story.areOneCustomer else { return "two customers" }
    if story.explanation.total >= story.matchThreshold, !story.explanation.isExcluded { return "one customer" }
    return story.judgements.contains { $0.judgement.verdict == .same } ? "one customer, by judgement" : "one customer, through other records"
  }
}

func leftPadded(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - displayWidth(text))) + text
}
