import Identity
import Testing

@Test(arguments: [
  ("shop:1042", "shop", "1042"),
  ("shop:a:b", "shop", "a:b"),
  ("콜센터:번호 7", "콜센터", "번호 7"),
])
func `a source key is read up to its first colon`(text: String, source: String, id: String) throws {
  let key = try #require(SourceKey(parsing: text))
  #expect(key == SourceKey(source: source, id: id))
  #expect(key.description == text)
}

@Test(arguments: ["", "shop", ":1", "shop:"])
func `what lacks a half is no source key`(text: String) { #expect(SourceKey(parsing: text) == nil) }

@Test func `source keys compare as bytes, source first`() {
  let keys = ["a:2", "a:10", "a:b", "aa:1", "b:0", "é:1"].map { SourceKey(parsing: $0)! }
  #expect(keys.shuffled().sorted().map(\.description) == ["a:10", "a:2", "a:b", "aa:1", "b:0", "é:1"])
  // Two spellings that look alike are two keys.
  #expect(SourceKey(source: "s", id: "e\u{301}") != SourceKey(source: "s", id: "\u{e9}"))
}

@Test func `customer ids are UUIDv7 in the order of their minting`() throws {
  let first = CustomerID(mintedAt: Instant(microseconds: 1_700_000_000_000_000), randomHigh: .max, randomLow: .max)
  let second = CustomerID(mintedAt: Instant(microseconds: 1_700_000_000_001_000), randomHigh: 0, randomLow: 0)
  #expect(first < second)
  #expect(first.description == "018bcfe5-6800-7fff-bfff-ffffffffffff")
  #expect(second.description == "018bcfe5-6801-7000-8000-000000000000")
  #expect(CustomerID(parsing: first.description) == first)
  #expect(CustomerID(parsing: first.description.uppercased()) == first)
}

@Test(arguments: ["", "018bcfe5-6800-7fff-bfff-fffffffffff", "018bcfe5-6800-7fff-bfff-fffffffffffff", "018bcfe56800-7fff-bfff-ffffffffffff-", "g18bcfe5-6800-7fff-bfff-ffffffffffff"])
func `anything else is no customer id`(text: String) { #expect(CustomerID(parsing: text) == nil) }

@Test(arguments: [
  (Int64(0), "1970-01-01T00:00:00Z"),
  (1_700_000_000_000_000, "2023-11-14T22:13:20Z"),
  (1_700_000_000_000_001, "2023-11-14T22:13:20.000001Z"),
  (-1, "1969-12-31T23:59:59.999999Z"),
  (951_782_400_000_000, "2000-02-29T00:00:00Z"),
])
func `instants are written in UTC`(microseconds: Int64, text: String) {
  #expect(Instant(microseconds: microseconds).description == text)
}

@Test func `every day of four centuries goes to a number and back`() throws {
  var date = try #require(CivilDate(year: 1800, month: 1, day: 1))
  var days = date.daysSince1970
  while date.year < 2200 {
    #expect(CivilDate(daysSince1970: days) == date)
    days += 1
    let next = CivilDate(daysSince1970: days)
    #expect(next > date)
    date = next
  }
  #expect(CivilDate(year: 2023, month: 2, day: 29) == nil)
  #expect(CivilDate(year: 1900, month: 2, day: 29) == nil)
  #expect(CivilDate(year: 2000, month: 2, day: 29) != nil)
}

@Test(arguments: [(12_345, "+12.3"), (-50, "-0.1"), (-49, "+0.0"), (0, "+0.0"), (-12_350, "-12.4"), (100_000, "+100.0")])
func `weights are shown in bits`(millibits: Int, text: String) { #expect(MatchWeight(millibits: millibits).description == text) }
