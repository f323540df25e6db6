import Identity
import Resolution
import Testing

/// Records are letters, ids are numbers: `12 34` are two clusters; `1:ab` says records a and b were id 1's.
private func check(
  before: [String], retired: [String] = [], clusters: String, ids: String, retiredNow: String = "", revived: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  func records(_ text: Substring) -> [Int] { text.utf8.map { Int($0) - 97 } }
  func id(_ number: Int) -> CustomerID { CustomerID(high: UInt64(number), low: 0) }
  func parse(_ rows: [String]) -> [(id: CustomerID, records: [Int])] {
    rows.map { row in
      let parts = row.split(separator: ":")
      return (id(Int(parts[0])!), records(parts[1]))
    }
  }
  let groups = clusters.split(separator: " ").map(records)
  let recordCount = groups.joined().max()! + 1
  var current = [CustomerID?](repeating: nil, count: 26)
  var departed: [CustomerID: Int] = [:]
  for (id, members) in parse(before) {
    for member in members { if member < recordCount { current[member] = id } else { departed[id, default: 0] += 1 } }
  }
  var next = 100
  let result = IdentityAssignment(
    clusters: groups, current: Array(current.prefix(recordCount)), departed: departed,
    retiredBefore: parse(retired).map { ($0.id, $0.records) }
  ) {
    next += 1
    return id(next - 1)
  }
  #expect(result.ids.map { String($0.high) }.joined(separator: " ") == ids, sourceLocation: sourceLocation)
  #expect(
    result.retired.map { "\($0.id.high)>\($0.leadsTo.map { String($0.high) } ?? "-")" }.joined(separator: " ") == retiredNow,
    sourceLocation: sourceLocation)
  #expect(result.revived.map { String($0.high) }.joined(separator: " ") == revived, sourceLocation: sourceLocation)
}

@Test func `new clusters get new ids`() { check(before: [], clusters: "ab c", ids: "100 101") }

@Test func `nothing changed, nothing changes`() { check(before: ["1:ab", "2:c"], clusters: "ab c", ids: "1 2") }

@Test func `a merge keeps the id with more records and the other leads there`() {
  check(before: ["1:ab", "2:cde"], clusters: "abcde", ids: "2", retiredNow: "1>2")
}

@Test func `equal halves: the older id stays`() {
  check(before: ["2:ab", "1:cd"], clusters: "abcd", ids: "1", retiredNow: "2>1")
}

@Test func `a split gives the larger part the old id`() {
  check(before: ["1:abc"], clusters: "ab c", ids: "1 100")
}

@Test func `an un-merge brings the old id back`() {
  check(before: ["2:abcde"], retired: ["1:ab"], clusters: "ab cde", ids: "1 2", revived: "1")
}

@Test func `an un-merge into equal halves gives each its own id back`() {
  check(before: ["1:ab"], retired: ["2:a"], clusters: "a b", ids: "2 1", revived: "2")
  check(before: ["1:ab"], retired: ["2:b"], clusters: "a b", ids: "1 2", revived: "2")
}

@Test func `three parts of two customers: both ids and a new one`() {
  check(before: ["1:abcde", "2:fg"], clusters: "abc def g", ids: "1 2 100")
}

@Test func `and back again`() {
  check(
    before: ["1:abc", "2:def", "3:g"], clusters: "abcde fg", ids: "1 2", retiredNow: "3>2")
}

@Test func `an id whose records are all gone leads nowhere`() {
  check(before: ["1:ab", "2:z"], clusters: "ab", ids: "1", retiredNow: "2>-")
}
