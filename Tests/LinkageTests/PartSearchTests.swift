import Identity
import Linkage
import TestKit
import Testing

/// Parts found from a record outward, against the definition worked through for all records.
@Suite struct PartSearchTests {
  private struct Graph {
    var edges: [[Int: Int]]
    /// Weights in millibits above the threshold.
    init(recordCount: Int, edgeCount: Int, bits: Int, _ generator: inout SeededGenerator) {
      edges = Array(repeating: [:], count: recordCount)
      for _ in 0..<edgeCount {
        let (left, right) = (generator.below(recordCount), generator.below(recordCount))
        if left == right { continue }
        // Whole bits are where one cut ends and the next begins.
        let weight = generator.oneIn(3) ? 1_000 * generator.below(bits) : generator.below(bits * 1_000)
        edges[left][right] = weight
        edges[right][left] = weight
      }
    }

    /// Whoever is connected with a record by edges that so many cuts leave.
    func connected(with record: Int, cutCount: Int) -> Set<Int> {
      var found: Set<Int> = [record]
      while true {
        let more = found.union(found.flatMap { edges[$0].filter { $0.value >= cutCount * 1_000 }.keys })
        if more == found { return found }
        found = more
      }
    }

    /// Whether so many cuts leave few, or a crowd.
    func fits(_ record: Int, cutCount: Int, _ model: Model) -> Bool {
      let part = connected(with: record, cutCount: cutCount)
      return part.count <= model.componentMax
        || part.count <= model.carriersMax
          && part.allSatisfy { 2 * edges[$0].values.count { $0 >= cutCount * 1_000 } > part.count - 1 }
    }
  }

  @Test(arguments: seeds(few: 200))
  func `the part of a record is what the fewest cuts leave that is few enough`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let count = 2 + generator.below(40)
    let graph = Graph(recordCount: count, edgeCount: generator.below((generator.oneIn(3) ? count : 3) * count), bits: 1 + generator.below(8), &generator)
    var model = Model.small
    model.componentMax = 1 + generator.below(8)
    if generator.oneIn(4) { model.carriersMax = 2 + generator.below(count) }
    var search = PartSearch(model)
    var known = Set((0..<count).filter { _ in generator.oneIn(3) })
    for record in generator.shuffled(Array(0..<count)) {
      let number = RecordNumber(rawValue: Int64(record))
      while true {
        let unknown = search.find(number) { asked, visit in
          let record = Int(asked.rawValue)
          guard known.contains(record) else { return false }
          for (other, weight) in graph.edges[record] {
            visit(RecordNumber(rawValue: Int64(other)), MatchWeight(millibits: Int(model.matchThreshold.rawValue) + weight))
          }
          return true
        }
        if unknown.isEmpty { break }
        #expect(unknown.allSatisfy { !known.contains(Int($0.rawValue)) }, "seed \(seed): what is known is not asked for")
        known.formUnion(unknown.map { Int($0.rawValue) })
      }
      let found = search.parts.first { $0.members.contains(number) }
      let fewest = (0...8).first { graph.fits(record, cutCount: $0, model) }!
      #expect(found?.cutCount == fewest, "seed \(seed), record \(record)")
      #expect(
        found.map { $0.members.map { Int($0.rawValue) } } == graph.connected(with: record, cutCount: fewest).sorted(),
        "seed \(seed), record \(record)")
    }
    #expect(search.parts.reduce(0) { $0 + $1.members.count } == count, "seed \(seed): each is in one part")
  }

  @Test func `of a component of a million no more is looked at than shows that it is large`() {
    var model = Model.small
    model.componentMax = 100
    var search = PartSearch(model)
    var askedCount = 0
    // A chain whose links weigh as much as what divides their number: every hundredth is the lightest.
    let unknown = search.find(RecordNumber(rawValue: 500_050)) { record, visit in
      askedCount += 1
      for (other, link) in [(record.rawValue - 1, record.rawValue), (record.rawValue + 1, record.rawValue + 1)] {
        visit(RecordNumber(rawValue: other), MatchWeight(millibits: Int(model.matchThreshold.rawValue) + (link % 100 == 0 ? 0 : 5_000)))
      }
      return true
    }
    #expect(unknown.isEmpty && search.parts.map(\.members.count) == [100] && search.parts[0].cutCount == 1)
    #expect(askedCount < 300, "asked \(askedCount) times")
  }
}
