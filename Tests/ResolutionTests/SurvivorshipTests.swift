import Identity
import Linkage
import Normalization
import Resolution
import Testing

/// A record a line: key, timestamp or `-`, source priority is that of its source, then name and flags:
/// `v` verified, `p` partial. Expects the surviving name, the rule, and the runners-up.
private func check(
  _ records: [(key: String, day: Int?, name: String, marks: String)], priorities: [String: Int] = [:], name: String, rule: String,
  runnersUp: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
) throws {
  for rows in [records, records.reversed()] {
    var builder = RecordTable.Builder()
    for (number, row) in rows.enumerated() {
      let key = try #require(SourceKey(parsing: row.key))
      builder.beginRecord(
        source: key.source, id: Array(key.id.utf8), timestamp: row.day.map { Int64($0) * 86_400_000_000 } ?? RecordTable.noTimestamp,
        tag: Int64(number), content: UInt64(number))
      builder.add(
        NormalizedValue(
          attribute: .name, canonical: Array(row.name.utf8), form: [],
          keys: [NormalizedKey(.nameFull, Array(row.name.lowercased().utf8))], flags: row.marks.contains("p") ? [.partial] : []),
        to: ColumnID(.name), isVerified: row.marks.contains("v"))
    }
    let table = builder.build().table
    let golden = Survivorship(table) { priorities[$0] ?? 0 }.golden(Array(0..<table.recordCount), table)
    let attribute = try #require(golden.attributes.first)
    #expect(attribute.values.map(\.text) == [name], sourceLocation: sourceLocation)
    #expect(attribute.values[0].rule.rawValue == rule, sourceLocation: sourceLocation)
    #expect(attribute.runnersUp.map(\.text) == runnersUp, sourceLocation: sourceLocation)
  }
}

@Test func `an only value survives`() throws { try check([("s:1", 1, "Kim", "")], name: "Kim", rule: "only_value") }

@Test func `the most recent survives, and the other is a runner-up`() throws {
  try check([("s:1", 1, "Kim", ""), ("s:2", 2, "Lee", "")], name: "Lee", rule: "most_recent", runnersUp: ["Kim"])
}

@Test func `a record without a date is oldest`() throws {
  try check([("s:1", nil, "Kim", ""), ("s:2", 1, "Lee", "")], name: "Lee", rule: "most_recent", runnersUp: ["Kim"])
}

@Test func `verified beats recent`() throws {
  try check([("s:1", 1, "Kim", "v"), ("s:2", 2, "Lee", "")], name: "Kim", rule: "verified", runnersUp: ["Lee"])
}

@Test func `source priority beats recent`() throws {
  try check([("crm:1", 1, "Kim", ""), ("s:2", 2, "Lee", "")], priorities: ["crm": 5], name: "Kim", rule: "source_priority", runnersUp: ["Lee"])
}

@Test func `a full name beats a recent part of one`() throws {
  try check([("s:1", 1, "Kim Minjun", ""), ("s:2", 9, "Kim", "p")], name: "Kim Minjun", rule: "usable", runnersUp: ["Kim"])
}

@Test func `the most frequent survives where dates are equal`() throws {
  try check(
    [("s:1", 1, "Kim", ""), ("s:2", 1, "Lee", ""), ("s:3", 1, "Lee", "")], name: "Lee", rule: "most_frequent", runnersUp: ["Kim"])
}

@Test func `then the most complete, then the smaller source key`() throws {
  try check([("s:1", 1, "Kim", ""), ("s:2", 1, "Kim Minjun", "")], name: "Kim Minjun", rule: "most_complete", runnersUp: ["Kim"])
  try check([("s:2", 1, "Lee", ""), ("s:1", 1, "Kim", "")], name: "Kim", rule: "source_key", runnersUp: ["Lee"])
}

@Test func `a birth date is pinned where somebody can have been born then, as of the day of the decision`() throws {
  let today = try #require(CivilDate(year: 2026, month: 5, day: 10))
  let rows: [(typed: String, canonical: String?)] = [
    ("1980-03-07", "1980-03-07"), ("2026-05-10", "2026-05-10"), ("2026-05-11", nil), ("2031-01-01", nil), ("2027", nil),
    ("2001-02-30", nil), ("1749-08-28", nil), ("spring", nil), ("1849-12-31", nil), ("1850-01-01", "1850-01-01"),
    // Days that systems write where they know none are held to the same rule.
    ("1800-01-01", nil), ("1753-01-01", nil), ("9999-12-31", nil), ("1900-01-01", "1900-01-01"), ("2000-01-01", "2000-01-01"),
  ]
  for row in rows {
    let pin = NewGoldenPin(record: SourceKey(source: "s", id: "1"), attribute: .birthDate, value: row.typed, region: "KR")
    #expect(pin.canonical(today: today) == row.canonical, "\(row.typed)")
  }
  let later = try #require(CivilDate(year: 2031, month: 1, day: 1))
  let pin = NewGoldenPin(record: SourceKey(source: "s", id: "1"), attribute: .birthDate, value: "2031-01-01", region: "KR")
  #expect(pin.canonical(today: later) == "2031-01-01")
}

@Test func `of a resident number only date and sex are kept in a pin`() throws {
  let today = try #require(CivilDate(year: 2026, month: 5, day: 10))
  let rows: [(attribute: Attribute, typed: String, kept: String, canonical: String)] = [
    (.birthDate, "850307-2123456", "850307-2******", "1985-03-07"), (.birthDate, "8503072123456", "8503072******", "1985-03-07"),
    (.birthDate, "1985-03-07", "1985-03-07", "1985-03-07"), (.phone, "010-8723-4567", "010-8723-4567", "+821087234567"),
  ]
  for row in rows {
    let pin = NewGoldenPin(record: SourceKey(source: "s", id: "1"), attribute: row.attribute, value: row.typed, region: "KR")
    #expect(pin.value == row.kept && pin.canonical(today: today) == row.canonical, "\(row.kept)")
  }
}

/// E-mails are all kept: each says why it stands before the next, and the last that none comes after it.
@Test func `of several values the last claims no rule that put another before it`() throws {
  let cases: [(days: [Int?], expected: [String])] = [
    ([1], ["a only_value"]), ([1, 2], ["b most_recent", "a last"]), ([3, 2, 1], ["a most_recent", "b most_recent", "c last"]),
    ([nil, nil], ["a source_key", "b last"]),
  ]
  for (days, expected) in cases {
    var builder = RecordTable.Builder()
    for (number, day) in days.enumerated() {
      builder.beginRecord(
        source: "s", id: Array("\(number)".utf8), timestamp: day.map { Int64($0) * 86_400_000_000 } ?? RecordTable.noTimestamp,
        tag: Int64(number), content: UInt64(number))
      let text = Array(["a", "b", "c"][number].utf8)
      builder.add(
        NormalizedValue(attribute: .email, canonical: text, form: [], keys: [NormalizedKey(.emailAccount, text)], flags: []),
        to: ColumnID(.email), isVerified: false)
    }
    let table = builder.build().table
    let golden = Survivorship(table) { _ in 0 }.golden(Array(0..<table.recordCount), table)
    #expect(golden.all(.email).map { "\($0.text) \($0.rule.rawValue)" } == expected)
  }
}
