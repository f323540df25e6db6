import Identity
import Intake
import Resolution

/// What a decision or a model would change, for the terminal and as JSON.
struct ConsequencesText {
  var consequences: Consequences
  var language: Language = .ofEnvironment()
  /// Records of one customer that are named.
  private let keysMax = 6

  func lines() -> [String] {
    let told = consequences
    guard !told.isEmpty else { return [language.say("Nothing would change.", "바뀌는 것이 없습니다.")] + waiting() }
    var lines = [
      language.say(
        "\(counted(told.movedCount, "record", "records")) would move: \(counted(told.mergedCount, "merge", "merges")), \(counted(told.splitCount, "split", "splits")); \(counted(told.mintedCount, "new customer", "new customers")), \(grouped(told.returningCount)) would come back, \(counted(told.retiredCount, "id", "ids")) would lead elsewhere.",
        "레코드 \(grouped(told.movedCount))건이 옮겨집니다: 병합 \(grouped(told.mergedCount)), 분리 \(grouped(told.splitCount)); 새 고객 \(grouped(told.mintedCount)), 되살아나는 ID \(grouped(told.returningCount)), 다른 곳으로 이어지는 ID \(grouped(told.retiredCount)).")
    ]
    for customer in told.customers { lines += self.lines(customer) }
    if told.customerCount > told.customers.count {
      let rest = told.customerCount - told.customers.count
      lines.append(language.say("… and \(counted(rest, "customer", "customers")) more", "… 외 고객 \(grouped(rest))명"))
    }
    for pin in told.movingPins {
      let what = "\(pin.attribute.word) \(visible(pin.value)) (\(visible(pin.record.description)))"
      lines.append(
        language.say(
          "Pinned \(what) would go from \(text(pin.from)) to \(text(pin.to))\(pin.isOutranked ? ", where a later pin holds" : "").",
          "고정 값 \(what): \(text(pin.from)) → \(text(pin.to))\(pin.isOutranked ? " (그곳의 더 나중 고정 값이 앞섬)" : "")"))
    }
    if told.enteringCount + told.leavingCount > 0 {
      lines.append(
        language.say(
          "Review queue: \(counted(told.enteringCount, "pair", "pairs")) would enter, \(grouped(told.leavingCount)) would leave.",
          "검토 목록: \(grouped(told.enteringCount))쌍이 들어오고 \(grouped(told.leavingCount))쌍이 나갑니다."))
    }
    return lines + waiting()
  }

  private func waiting() -> [String] {
    guard consequences.waitingCount > 0 else { return [] }
    return [
      language.say(
        "\(counted(consequences.waitingCount, "record has", "records have")) changed since the last resolve; what they change is counted in.",
        "마지막 resolve 이후 바뀐 레코드 \(grouped(consequences.waitingCount))건의 영향이 포함되어 있습니다.")
    ]
  }

  private func lines(_ customer: Consequences.Customer) -> [String] {
    let golden = (customer.goldenAfter ?? customer.goldenBefore).flatMap(GoldenView.init)
    let who = visible(golden?.best("name") ?? golden?.best("organisation") ?? "–")
    let (before, after) = (Set(customer.recordsBefore), Set(customer.recordsAfter))
    var what: String
    switch customer.fate {
    case .new: what = language.say("new, with \(keys(customer.recordsAfter))", "신규: \(keys(customer.recordsAfter))")
    case .returns:
      what = language.say("comes back, with \(keys(customer.recordsAfter))", "되살아남: \(keys(customer.recordsAfter))")
    case .retires:
      let target = customer.leadsTo.map(text)
      what =
        target.map { language.say("would lead to \($0)", "\($0)(으)로 이어짐") }
        ?? language.say("all its records are gone", "남은 레코드 없음")
      if !before.isEmpty { what += " (\(keys(customer.recordsBefore)))" }
    case .changes:
      let (gained, lost) = (customer.recordsAfter.filter { !before.contains($0) }, customer.recordsBefore.filter { !after.contains($0) })
      what = language.say(
        "\(counted(before.count, "record becomes", "records become")) \(after.count)", "레코드 \(before.count)건 → \(after.count)건")
      if !gained.isEmpty { what += ", + " + keys(gained) }
      if !lost.isEmpty { what += ", - " + keys(lost) }
    }
    var lines = ["  \(text(customer.name))  \(who): \(what)"]
    if customer.fate == .changes { lines += changes(customer) }
    return lines
  }

  /// Golden values that differ.
  private func changes(_ customer: Consequences.Customer) -> [String] {
    let (before, after) = (values(customer.goldenBefore), values(customer.goldenAfter))
    var words: [String] = []
    for (word, _) in before + after where !words.contains(word) { words.append(word) }
    return words.compactMap { word in
      let (old, new) = (before.first { $0.word == word }?.text ?? "–", after.first { $0.word == word }?.text ?? "–")
      return old == new ? nil : "    \(padded(word, 14)) \(clipped(visible(old), 44)) → \(clipped(visible(new), 44))"
    }
  }

  private func values(_ golden: [UInt8]?) -> [(word: String, text: String)] {
    (golden.flatMap(GoldenView.init)?.attributes ?? []).map { ($0.word, $0.values.map(\.text).joined(separator: "; ")) }
  }

  private func keys(_ keys: [SourceKey]) -> String {
    let shown = keys.prefix(keysMax).map { visible($0.description) }.joined(separator: ", ")
    return keys.count > keysMax ? shown + language.say(" and \(keys.count - keysMax) more", " 외 \(keys.count - keysMax)건") : shown
  }

  private func text(_ name: Consequences.Name) -> String {
    switch name {
    case .kept(let id): id.description
    case .new(let number): language.say("new customer \(number)", "새 고객 \(number)")
    }
  }

  // MARK: JSON

  func write(_ json: inout JSONWriter) {
    json.member("records_moved", consequences.movedCount)
    json.member("merges", consequences.mergedCount)
    json.member("splits", consequences.splitCount)
    json.member("customers_new", consequences.mintedCount)
    json.member("customers_revived", consequences.returningCount)
    json.member("customers_retired", consequences.retiredCount)
    json.member("customers_changed", consequences.customerCount)
    json.member("records_waiting", consequences.waitingCount)
    json.name("customers")
    json.beginArray()
    for customer in consequences.customers {
      json.beginObject()
      write("customer", customer.name, &json)
      json.member("fate", customer.fate.rawValue)
      if let target = customer.leadsTo { write("leads_to", target, &json) }
      for (name, keys) in [("records_before", customer.recordsBefore), ("records_after", customer.recordsAfter)] {
        json.name(name)
        json.beginArray()
        for key in keys { json.string(key.description) }
        json.endArray()
      }
      for (name, golden) in [("golden_before", customer.goldenBefore), ("golden_after", customer.goldenAfter)] {
        json.name(name)
        json.value(golden.flatMap { try? JSONReader().read($0) } ?? .null)
      }
      json.endObject()
    }
    json.endArray()
    json.name("pins_moving")
    json.beginArray()
    for pin in consequences.movingPins {
      json.beginObject()
      json.member("record", pin.record.description)
      json.member("attribute", pin.attribute.word)
      json.member("value", pin.value)
      write("from", pin.from, &json)
      write("to", pin.to, &json)
      json.member("outranked", pin.isOutranked)
      json.endObject()
    }
    json.endArray()
    write("review_entering", consequences.entering, consequences.enteringCount, &json)
    write("review_leaving", consequences.leaving, consequences.leavingCount, &json)
  }

  private func write(_ name: String, _ pairs: [Consequences.QueuedPair], _ count: Int, _ json: inout JSONWriter) {
    json.member(name + "_count", count)
    json.name(name)
    json.beginArray()
    for pair in pairs {
      json.beginObject()
      write("left", pair.left, &json)
      write("right", pair.right, &json)
      json.member("reason", pair.reason)
      json.member("weight_millibits", Int(pair.weight.rawValue))
      json.endObject()
    }
    json.endArray()
  }

  private func write(_ member: String, _ name: Consequences.Name, _ json: inout JSONWriter) {
    switch name {
    case .kept(let id): json.member(member, id.description)
    case .new(let number): json.member(member, "new-\(number)")
    }
  }
}
