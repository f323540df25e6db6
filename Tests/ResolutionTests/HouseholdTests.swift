import Identity
import Linkage
import Normalization
import Resolution
import TestKit
import Testing

/// Every row is a customer of one record: `name | phone | address`; households by the numbers of their rows, from 1.
private func check(_ rows: [String], _ expected: String, sourceLocation: SourceLocation = #_sourceLocation) {
  for order in [Array(rows.indices), rows.indices.reversed()] {
    let found = households(order.map { rows[$0] }).map { household in household.map { order[$0 - 1] + 1 }.sorted() }
    let text = found.sorted { $0[0] < $1[0] }.map { $0.map(String.init).joined(separator: " ") }.joined(separator: ", ")
    #expect(text == expected, sourceLocation: sourceLocation)
  }
}

private func households(_ rows: [String]) -> [[Int]] {
  let normalizer = Normalizer(today: CivilDate(year: 2026, month: 1, day: 1)!)
  var builder = RecordTable.Builder()
  for (number, row) in rows.enumerated() {
    var values: [FeatureValue] = []
    func take(_ attribute: Attribute, _ make: ((NormalizedValue) -> Void) -> Void) {
      make { values.append(FeatureValue(column: ColumnID(attribute), value: $0, isVerified: false, origin: 0)) }
    }
    let fields = row.split(separator: "|", omittingEmptySubsequences: false).map { $0.split(separator: " ").joined(separator: " ") }
    take(.name) { normalizer.name(NameParts(full: Array(fields[0].utf8)), into: $0) }
    if !fields[1].isEmpty { take(.phone) { normalizer.phone(Array(fields[1].utf8), region: Array("KR".utf8), into: $0) } }
    if !fields[2].isEmpty {
      var parts = AddressParts()
      parts.line = Array(fields[2].utf8)
      parts.defaultRegion = Array("KR".utf8)
      take(.address) { normalizer.address(parts, into: $0) }
    }
    let digits = String(number + 1_000)
    builder.append(
      RecordFeatures(source: "d", id: Array(digits.utf8), timestamp: nil, line: number, content: UInt64(number), values: values),
      tag: Int64(number))
  }
  let table = builder.build().table
  let classes = SharingClasses(table, .small)
  return Households(rows.indices.map { [$0] }, table, classes, Survivorship(table) { _ in 0 }).members.map { $0.map { $0 + 1 } }
}

private let flat = "서울 강남구 테헤란로 152 101동 1203호"
private let building = "서울 강남구 테헤란로 152"

@Suite struct HouseholdTests {
  @Test func `one flat and one family name`() {
    check(["김민준 || \(flat)", "김서연 || \(flat)"], "1 2")
    check(["김민준 || \(flat)", "이서연 || \(flat)"], "")
    check(["김민준 || \(flat)", "김서연 || 서울 강남구 테헤란로 152 101동 1204호"], "")
  }

  @Test func `a spouse of another family name shares flat and telephone, and a child of one belongs to both`() {
    check(["김민준 | 02-555-1234 | \(flat)", "이서연 | 02-555-1234 | \(flat)", "김하은 || \(flat)"], "1 2 3")
  }

  @Test func `unrelated tenants of a large building are none`() {
    check(["김민준 || \(building)", "이서연 || \(building)"], "")
    check((1...40).map { "김민\(["준", "수", "호", "재"][$0 % 4]) || \(building)" }, "")
    check((1...40).map { "김민\(["준", "수", "호", "재"][$0 % 4]) || \(flat)" }, "")
  }

  @Test func `a house without units, of one family`() {
    check(["김민준 || \(building)", "김서연 || \(building)"], "1 2")
    check(["김민준 || \(building)", "김서연 || \(flat)"], "")
  }

  @Test func `a landline and a family name, unless the homes are others`() {
    check(["김민준 | 02-555-1234 |", "김서연 | 02-555-1234 |"], "1 2")
    check(["김민준 | 02-555-1234 | \(flat)", "김서연 | 02-555-1234 |"], "1 2")
    check(["김민준 | 02-555-1234 | \(flat)", "김서연 | 02-555-1234 | 부산 해운대구 센텀로 9 102동 304호"], "")
    check(["김민준 | 02-555-1234 |", "이서연 | 02-555-1234 |"], "")
    check(["김민준 | 010-5555-1234 |", "김서연 | 010-5555-1234 |"], "")
  }

  @Test func `households do not grow together beyond a family`() {
    // Eleven in one chain: five flats, and landlines from one to the next.
    let rows = (0..<12).map { "김민\(["준", "수", "호", "재"][$0 % 4]) | 02-555-12\(10 + ($0 + 1) / 2) | 서울 강남구 테헤란로 152 101동 \(1_200 + $0 / 2)호" }
    check(rows, (0..<6).map { "\($0 * 2 + 1) \($0 * 2 + 2)" }.joined(separator: ", "))
  }
}
