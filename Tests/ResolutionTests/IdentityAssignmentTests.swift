import Identity
import Resolution
import TestKit
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

@Test func `of equal parts an id leads to the one with its smallest record, whatever else those take back`() {
  check(
    before: ["9:be", "1:acd", "2:fgh"], retired: ["5:b"], clusters: "abcd efgh", ids: "1 2", retiredNow: "9>1")
}

@Test func `asked again, nothing is assigned otherwise`() {
  for seed in seeds(few: 300) {
    var generator = SeededGenerator(seed: seed)
    var history = History()
    for step in 0..<12 {
      let clusters = generator.clusters(ofRecordsBelow: 9)
      _ = history.assign(clusters)
      let again = history.assign(clusters)
      #expect(
        again.minted.isEmpty && again.retired.isEmpty && again.revived.isEmpty && !history.isOtherwise,
        "seed \(seed), step \(step): \(clusters)")
    }
  }
}

/// Who records were, and which ids were retired, as a store keeps it.
private struct History {
  private var current: [Int: CustomerID] = [:]
  private var retired: [CustomerID: (lastRecords: [Int], leadsTo: CustomerID?)] = [:]
  private var mintedCount: UInt64 = 0
  /// Whether the last change led an id elsewhere that had been retired before.
  private(set) var isOtherwise = false

  mutating func assign(_ clusters: [[Int]]) -> IdentityAssignment {
    let live = Set(clusters.joined())
    var departed: [CustomerID: Int] = [:]
    for (record, id) in current where !live.contains(record) { departed[id, default: 0] += 1 }
    let former = current
    var minted = mintedCount
    let result = IdentityAssignment(
      clusters: clusters, current: (0..<26).map { live.contains($0) ? current[$0] : nil }, departed: departed,
      retiredBefore: retired.keys.sorted().map { id in (id, retired[id]!.lastRecords.filter(live.contains)) }
    ) {
      minted += 1
      return CustomerID(high: minted, low: 0)
    }
    mintedCount = minted
    isOtherwise = false
    for entry in result.redirected where retired[entry.id]!.leadsTo != entry.leadsTo {
      isOtherwise = true
      retired[entry.id]!.leadsTo = entry.leadsTo
    }
    for id in result.revived { retired[id] = nil }
    for entry in result.retired { retired[entry.id] = (former.keys.filter { former[$0] == entry.id }.sorted(), entry.leadsTo) }
    current = [:]
    for (cluster, id) in zip(clusters, result.ids) { for record in cluster { current[record] = id } }
    return result
  }
}

extension SeededGenerator {
  /// Most of the records below a number, in clusters by smallest record.
  fileprivate mutating func clusters(ofRecordsBelow end: Int) -> [[Int]] {
    var clusters: [Int: [Int]] = [:]
    for record in 0..<end where !oneIn(6) { clusters[below(4), default: []].append(record) }
    return clusters.values.sorted { $0[0] < $1[0] }
  }
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
