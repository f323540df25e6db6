import Identity
import Intake
import Resolution

/// What is told of a record that was deleted.
struct DeletedRecordText: Sendable {
  var record: DeletedRecord
  /// What the id of its last customer stands for now.
  var customer: StoredCustomer?

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
