import ArgumentParser
import Identity
import Intake
import PostgresStore
import Resolution

/// Showing what a decision would change instead of making it.
struct TrialOptions: ParsableArguments {
  @Flag(help: "Keep nothing; show what would change.")
  var dryRun = false

  @Flag(help: "Print as JSON.")
  var json = false

  @OptionGroup var threading: ThreadOptions

  /// Customers told in full.
  private static let customersMax = 20

  /// The store at one moment, with its pairs compared.
  func begin(
    _ store: PostgresCustomerStore, model: ModelFile? = nil, saying decision: NewDecision? = nil, _ progress: Progress
  ) async throws -> DecisionTrial {
    progress.show("Looking at all records", share: nil)
    let file: ModelFile
    if let model { file = model } else { file = try await currentModel(store) }
    return try await DecisionTrial(
      store, file, saying: decision, threadCount: threading.count, progress: progress.stages)
  }

  /// What a decision that is known beforehand would change, also by the model it would put into force.
  func show(_ decision: NewDecision, in database: DatabaseOptions) async throws {
    let model = try decision.model.map { try ModelFile(reading: Array($0.text.utf8), named: "the model") }
    let progress = Progress()
    let consequences = try await database.withStore { store, _ in
      try await check(decision, in: store)
      return try await begin(store, model: model, saying: decision, progress).consequences(
        of: decision, countMax: customersMax)
    }
    progress.clear()
    try show(consequences, of: decision)
  }

  /// A decision that was made: one line, or the numbers as JSON.
  func tell(_ kept: KeptDecision, _ effect: DecisionEffect, _ decision: NewDecision, _ line: String) throws {
    if json { try tellAsJSON(kept, effect, decision) } else { try Console.line(line) }
  }

  private func tellAsJSON(_ kept: KeptDecision, _ effect: DecisionEffect, _ decision: NewDecision) throws {
    var json = JSONWriter(isIndented: true)
    json.beginObject()
    json.member("committed", true)
    json.name("decision")
    json.number(kept.number)
    effect.write(&json)
    json.name("judgements")
    json.beginArray()
    for (number, claim) in zip(kept.judgements, decision.claims) {
      json.beginObject()
      json.name("judgement")
      json.number(number)
      claim.write(&json)
      json.endObject()
    }
    json.endArray()
    if !kept.sharingPins.isEmpty {
      json.name("sharing_pins")
      json.beginArray()
      for number in kept.sharingPins { json.number(number) }
      json.endArray()
    }
    decision.writeOthers(&json)
    json.endObject()
    try Console.write(json.bytes + [0x0A])
  }

  /// A decision that waits for a second person.
  func tell(_ submission: Submission, _ decision: NewDecision) throws {
    guard case .proposed(let number) = submission else { return }
    if json {
      var json = JSONWriter(isIndented: true)
      json.beginObject()
      json.member("committed", false)
      json.name("proposal")
      json.number(number)
      json.endObject()
      return try Console.write(json.bytes + [0x0A])
    }
    for sentence in decision.sentences { try Console.line("  \(sentence)") }
    try Console.line(waits(number, .ofEnvironment()))
  }

  func waits(_ proposal: Int64, _ language: Language) -> String {
    language.say(
      "Proposal \(proposal) waits for a second person and changes nothing until then: kindred approve \(proposal)",
      "제안 \(proposal)은(는) 다른 사람이 승인할 때까지 아무것도 바꾸지 않습니다: kindred approve \(proposal)")
  }

  var customersMax: Int { json ? .max : TrialOptions.customersMax }

  /// Consequences, with the judgements a decision would make.
  func show(_ consequences: Consequences, of decision: NewDecision) throws {
    let text = ConsequencesText(consequences: consequences)
    if json {
      var json = JSONWriter(isIndented: true)
      json.beginObject()
      json.member("committed", false)
      json.name("judgements")
      json.beginArray()
      for claim in decision.claims {
        json.beginObject()
        claim.write(&json)
        json.endObject()
      }
      json.endArray()
      decision.writeOthers(&json)
      text.write(&json)
      json.endObject()
      return try Console.write(json.bytes + [0x0A])
    }
    for sentence in decision.sentences { try Console.line("  \(sentence)") }
    for line in text.lines() { try Console.line(line) }
    try Console.line(Language.ofEnvironment().say("Nothing was kept.", "저장된 것은 없습니다."))
  }
}

extension Progress {
  /// Shows the stages of a resolve.
  var stages: @Sendable (LinkingStage, Double) -> Void {
    { stage, share in self.show(stage.rawValue.prefix(1).uppercased() + stage.rawValue.dropFirst(), share: share) }
  }
}

extension NewDecision.Claim {
  /// What it says, for a person.
  var sentence: String { "\(visible(left.description)) and \(visible(right.description)) are \(verdict.rawValue)" }

  /// Members of an object that is open.
  func write(_ json: inout JSONWriter) {
    json.member("verdict", verdict.rawValue)
    json.member("left", left.description)
    json.member("right", right.description)
  }
}

extension NewDecision {
  /// What it says, for a person.
  var sentences: [String] { claims.map(\.sentence) + otherSentences }

  /// What it says of values, models and imports.
  var otherSentences: [String] {
    var sentences = pins.map { "the \($0.attribute.word) of \(visible($0.record.description)) is \(visible($0.value))" }
    sentences += sharing.map { "\($0.attribute.word) \(visible($0.value)) is \($0.sharingWord)" }
    sentences += sharingWithdrawals.map { "withdraws sharing pin \($0)" }
    if let model { sentences.append("puts the model with SHA-256 \(hexadecimal(model.sha256)) into force") }
    if let job = takesBack { sentences.append("takes import \(job) back") }
    return sentences
  }

  /// What it takes back, and what it says of values and models, as members of an object that is open.
  func writeOthers(_ json: inout JSONWriter) {
    json.name("withdrawals")
    json.beginArray()
    for number in withdrawals { json.number(number) }
    json.endArray()
    if !pins.isEmpty {
      json.name("pins")
      json.beginArray()
      for pin in pins {
        json.beginObject()
        pin.write(&json)
        json.endObject()
      }
      json.endArray()
    }
    if !sharing.isEmpty {
      json.name("sharing")
      json.beginArray()
      for pin in sharing {
        json.beginObject()
        pin.write(&json)
        json.endObject()
      }
      json.endArray()
    }
    for (name, numbers) in [("pin_withdrawals", pinWithdrawals), ("sharing_withdrawals", sharingWithdrawals)] where !numbers.isEmpty {
      json.name(name)
      json.beginArray()
      for number in numbers { json.number(number) }
      json.endArray()
    }
    if let model { json.member("model_sha256", hexadecimal(model.sha256)) }
  }
}
