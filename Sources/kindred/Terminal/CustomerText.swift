import Identity
import Intake
import Resolution

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
