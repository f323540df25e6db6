import Identity
import Intake
import PostgresStore
import Resolution

/// A golden record read back from its JSON.
struct GoldenView {
  struct Value {
    var text: String
    var from: String
    var rule: String
    var carriers: Int
  }

  /// By attribute, as stored.
  var attributes: [(word: String, values: [Value])] = []
  var runnersUp: [(word: String, values: [Value])] = []

  init?(_ json: [UInt8]) {
    guard let value = try? JSONReader().read(json), case .object(let members) = value else { return nil }
    for member in members {
      let word = String(decoding: member.name, as: UTF8.self)
      if word == "runners_up", case .object(let others) = member.value {
        runnersUp = others.map { (String(decoding: $0.name, as: UTF8.self), GoldenView.values($0.value)) }
      } else {
        attributes.append((word, GoldenView.values(member.value)))
      }
    }
  }

  func best(_ word: String) -> String? { attributes.first { $0.word == word }?.values.first?.text }

  private static func values(_ json: JSONValue) -> [Value] {
    guard case .array(let items) = json else { return [] }
    return items.map { item in
      func text(_ name: String) -> String {
        guard case .string(let bytes)? = item[name] else { return "" }
        return String(decoding: bytes, as: UTF8.self)
      }
      var carriers = 0
      if case .number(let digits)? = item["carriers"] { carriers = Int(String(decoding: digits, as: UTF8.self)) ?? 0 }
      return Value(text: text("value"), from: text("from"), rule: text("rule"), carriers: carriers)
    }
  }
}

/// The text of a single customer view.
struct CustomerText {
  var customer: StoredCustomer
  var links: CustomerLinks?
  /// The others of its household, by id.
  var household: [CustomerID] = []
  var householdID: CustomerID?
  /// nil where households are not told of.
  var householdState: HouseholdState?

  func lines() -> [String] {
    var lines: [String] = []
    if let erasure = customer.erasure {
      return [
        Language.ofEnvironment().say(
          "Customer \(customer.askedID) was erased at \(erasure.at) (erasure \(erasure.number)); nothing is held about it.",
          "고객 \(customer.askedID)은(는) \(erasure.at)에 파기되었습니다(파기 \(erasure.number)). 보유한 정보가 없습니다.")
      ]
    }
    guard let id = customer.id else { return ["Customer \(customer.askedID) has no records any more."] }
    let golden = customer.goldenJSON.flatMap(GoldenView.init)
    if id != customer.askedID { lines.append("\(customer.askedID) leads to:") }
    lines.append("Customer \(id)  \(visible(golden?.best("name") ?? golden?.best("organisation") ?? "(no name)"))")
    if customer.isGoldenErased {
      lines.append(
        Language.ofEnvironment().say(
          "  Its values of that time are erased, because somebody who was erased had a part in them.",
          "  파기된 사람의 값이 섞여 있어 당시의 값은 남아 있지 않습니다."))
    }
    for (word, values) in golden?.attributes ?? [] {
      for (index, value) in values.enumerated() {
        let label = index == 0 ? word : ""
        lines.append("  \(padded(label, 14)) \(padded(clipped(visible(value.text), 44), 44))  \(visible(value.from)) (\(Wording.rule(value.rule)))")
      }
    }
    for (word, values) in golden?.runnersUp ?? [] where !values.isEmpty {
      lines.append("  \(padded("not " + word, 14)) " + values.prefix(4).map { clipped(visible($0.text), 40) }.joined(separator: " · "))
    }
    lines.append("\(customer.members.count) record\(customer.members.count == 1 ? "" : "s")")
    for member in customer.members {
      let moment = member.sourceTimestamp.map { String(decoding: Array("\($0)".utf8).prefix(10), as: UTF8.self) } ?? "no date"
      lines.append("  \(padded(visible(member.key.description), 26)) \(moment)  \(clipped(rawText(member.rawJSON), 80))")
    }
    if !household.isEmpty {
      lines.append("Shares a home with")
      lines += household.map { "  \($0)" }
    }
    if let note = householdState?.note(.ofEnvironment()) { lines.append(note) }
    if let links, !links.links.isEmpty {
      lines.append("Held together by")
      for link in links.links { lines.append("  \(Wording.link(link))") }
    }
    return lines
  }

  /// The raw values of a record, one after the other.
  private func rawText(_ json: [UInt8]) -> String {
    guard let value = try? JSONReader().read(json), case .object(let members) = value else { return "" }
    var parts: [String] = []
    for member in members {
      switch member.value {
      case .string(let bytes): parts.append(visible(String(decoding: bytes, as: UTF8.self)))
      case .array(let items):
        for case .string(let bytes) in items { parts.append(visible(String(decoding: bytes, as: UTF8.self))) }
      default: break
      }
    }
    return parts.joined(separator: " | ")
  }
}

/// What is told of a record that was deleted.
struct DeletedRecordText: Sendable {
  var record: DeletedRecord
  /// What the id of its last customer stands for now.
  var customer: StoredCustomer?

  init(_ record: DeletedRecord, customer: StoredCustomer?) {
    self.record = record
    self.customer = customer
  }

  /// nil where the text names no record that was deleted.
  init?(_ text: String, in store: PostgresCustomerStore) async throws {
    guard CustomerID(parsing: text) == nil, let key = SourceKey(parsing: text),
      let record = try await store.deletedRecord(key)
    else { return nil }
    var customer: StoredCustomer?
    if let last = record.membership { customer = try await store.customer(last.customer) }
    self.init(record, customer: customer)
  }

  /// The last moment at which it was there and with its customer: what came back and went again before a resolve was
  /// with none since. nil where there was no such moment.
  private var lastMoment: Instant? {
    guard let last = record.membership else { return nil }
    let end = min(record.deletedAt.microseconds, last.until?.microseconds ?? .max)
    return end > last.since.microseconds ? Instant(microseconds: end - 1) : nil
  }

  func lines(_ language: Language) -> [String] {
    let name = visible(record.key.description)
    var lines = [
      language.say("Record \(name) was deleted at \(record.deletedAt).", "레코드 \(name)은(는) \(record.deletedAt)에 삭제되었습니다.")
    ]
    if let last = record.membership {
      let now = whereabouts(last.customer, language)
      if let until = last.until {
        lines.append(
          language.say(
            "Its last customer was \(last.customer), from \(last.since) to \(until)\(now).",
            "마지막 고객은 \(last.customer)이었습니다(\(last.since)부터 \(until)까지)\(now)."))
      } else {
        lines.append(
          language.say(
            "It is with customer \(last.customer) until the next \"kindred resolve\"\(now).",
            "다음 \"kindred resolve\"까지는 고객 \(last.customer)에 속합니다\(now)."))
      }
    } else {
      lines.append(
        language.say("It was deleted before it was resolved and never had a customer.", "고객이 정해지기 전에 삭제되어 고객에 속한 적이 없습니다."))
    }
    lines.append(
      language.say(
        "Still held of it: \(counted(record.versionCount, "version", "versions")) as sent since \(record.firstSentAt), and its history; it was not erased.",
        "아직 보유한 것: \(record.firstSentAt)부터 원천이 보낸 버전 \(grouped(record.versionCount))개와 이력. 파기되지 않았습니다."))
    let word = shellWord(record.key.description)
    if let lastMoment {
      lines.append(language.say("  as it was          kindred show \(word) --as-of \(lastMoment)", "  그때의 모습        kindred show \(word) --as-of \(lastMoment)"))
    }
    lines.append(language.say("  everything held    kindred access \(word)", "  보유한 모든 정보   kindred access \(word)"))
    lines.append(language.say("  to erase it        kindred erase --record \(word) --reason CODE", "  파기               kindred erase --record \(word) --reason CODE"))
    return lines
  }

  private func whereabouts(_ last: CustomerID, _ language: Language) -> String {
    guard let customer else { return "" }
    if customer.erasure != nil { return language.say(", who was erased since", ", 그 뒤 파기됨") }
    guard let id = customer.id else { return language.say(", who has no records any more", ", 이제 레코드가 없음") }
    return id == last ? "" : language.say(", which leads to \(id) now", ", 지금은 \(id)(으)로 이어짐")
  }

  func json() -> [UInt8] {
    var json = JSONWriter(isIndented: true)
    func customer(_ name: String, _ id: CustomerID?) {
      json.name(name)
      if let id { json.string(id.description) } else { json.null() }
    }
    json.beginObject()
    json.member("source", record.key.source)
    json.member("id", record.key.id)
    json.name("record")
    json.number(record.number.rawValue)
    json.member("deleted_at", record.deletedAt.description)
    customer("last_customer_id", record.membership?.customer)
    if let last = record.membership {
      json.member("member_since", last.since.description)
      if let until = last.until { json.member("member_until", until.description) }
      customer("last_customer_leads_to", self.customer?.id)
    }
    json.member("versions_held", record.versionCount)
    json.member("first_sent_at", record.firstSentAt.description)
    json.endObject()
    return json.bytes + [0x0A]
  }
}

extension HouseholdState {
  /// That they are behind, and what to do; nil where they are not.
  func note(_ language: Language) -> String? {
    guard isOlder else { return nil }
    let command = needsWhole ? "kindred resolve --whole" : "kindred resolve"
    guard let asOf else {
      return language.say("Households have not been found yet: \(command)", "가구를 아직 찾지 않았습니다: \(command)")
    }
    return language.say(
      "Households are as of \(asOf), and customers have changed since: \(command)",
      "가구는 \(asOf) 기준이며 그 뒤 고객이 바뀌었습니다: \(command)")
  }
}

extension JSONWriter {
  mutating func members(of households: HouseholdState) {
    if let asOf = households.asOf { member("households_as_of", asOf.description) }
    member("households_are_older", households.isOlder)
    if households.needsWhole { member("households_need_whole_resolve", true) }
  }
}
