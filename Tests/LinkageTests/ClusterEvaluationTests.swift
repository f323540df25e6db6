import Linkage
import TestKit
import Testing

/// Figures of a clustering, against counting every pair and every record one by one.
@Suite struct ClusterEvaluationTests {
  @Test(arguments: [
    (1, 3, 5, "0.33333"), (2, 3, 5, "0.66667"), (0, 7, 5, "0.00000"), (7, 7, 5, "1.00000"), (0, 0, 5, "1.00000"),
    // half to even, as the figures of other tools are rounded
    (1, 64, 5, "0.01562"), (3, 64, 5, "0.04688"), (1, 8, 2, "0.12"), (3, 8, 2, "0.38"), (999_999, 1_000_000, 5, "1.00000"),
    (Int.max / 2, Int.max - 1, 9, "0.500000000"), (1, Int.max, 9, "0.000000000"),
  ])
  func `a share is shown exactly`(part: Int, whole: Int, places: Int, text: String) {
    #expect(Proportion(part, of: whole).decimal(places: places) == text)
  }

  @Test func `a small confusion has the figures everybody gives for it`() {
    let pairs = PairConfusion(together: 1, joined: 4, belonging: 3, total: 9)
    #expect((pairs.falseJoins, pairs.falseSplits, pairs.trueRejections) == (3, 2, 3))
    #expect(pairs.precision == Proportion(1, of: 4))
    #expect(pairs.recall == Proportion(1, of: 3))
    #expect(pairs.f1 == Proportion(2, of: 7))
    #expect(Proportion(pairs.together + pairs.trueRejections, of: pairs.total) == Proportion(4, of: 9), "accuracy")
  }

  @Test(arguments: [(2, 1, "1.000000"), (3, 2, "0.666667"), (3, 3, "1.000000"), (4, 0, "0.000000"), (1, 0, "1.000000")])
  func `density is edges of all pairs`(nodes: Int, edges: Int, density: String) {
    #expect(graphDensity(nodeCount: nodes, edgeCount: edges).decimal(places: 6) == density)
  }

  struct Row: Sendable {
    var truth: [UInt32]
    var found: [UInt32]
    /// Pair precision, recall, F1; B-cubed the same; exact, split, mixed.
    var figures: [String]
    var counts: [Int]
  }

  @Test(arguments: [
    Row(truth: [], found: [], figures: ["1.0000", "1.0000", "1.0000", "1.0000", "1.0000", "1.0000"], counts: [0, 0, 0]),
    Row(truth: [0], found: [7], figures: ["1.0000", "1.0000", "1.0000", "1.0000", "1.0000", "1.0000"], counts: [1, 0, 0]),
    Row(truth: [0, 0, 1], found: [0, 1, 2], figures: ["1.0000", "0.0000", "0.0000", "1.0000", "0.6667", "0.8000"], counts: [1, 1, 0]),
    Row(truth: [0, 1, 2], found: [0, 0, 0], figures: ["0.0000", "1.0000", "0.0000", "0.3333", "1.0000", "0.5000"], counts: [0, 0, 1]),
    Row(truth: [0, 0, 1, 1], found: [3, 3, 3, 1], figures: ["0.3333", "0.5000", "0.4000", "0.6667", "0.7500", "0.7059"], counts: [0, 1, 1]),
  ])
  func `a clustering that can be checked in the head`(row: Row) {
    let result = ClusterEvaluation(truth: row.truth, found: row.found)
    let shares = [
      result.pairs.precision, result.pairs.recall, result.pairs.f1, result.bCubed.precision, result.bCubed.recall, result.bCubed.f1,
    ]
    #expect(shares.map { $0.decimal(places: 4) } == row.figures)
    #expect([result.exactEntities, result.splitEntities, result.mixedClusters] == row.counts)
  }

  @Test(arguments: seeds(few: 60))
  func `figures are those of counting one by one`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let count = 1 + generator.below(60)
    let (people, clusters, sourceCount) = (1 + generator.below(20), 1 + generator.below(20), 1 + generator.below(4))
    let truth = (0..<count).map { _ in UInt32(generator.below(people)) }
    // Half of the time close to the truth, as results are.
    let isClose = generator.oneIn(2)
    let found = truth.map { isClose && !generator.oneIn(5) ? $0 : UInt32(generator.below(clusters)) }
    let sources = (0..<count).map { _ in UInt32(generator.below(sourceCount)) }
    let result = ClusterEvaluation(truth: truth, found: found, sources: sources, sourceCount: sourceCount)

    #expect(result.pairs == Slow.pairs(truth, found) { _, _ in true }, "seed \(seed)")
    for pair in result.sourcePairs {
      let expected = Slow.pairs(truth, found) {
        let between = [Int(sources[$0]), Int(sources[$1])].sorted()
        return between == [pair.first, pair.second]
      }
      #expect(pair.pairs == expected, "seed \(seed), sources \(pair.first) and \(pair.second)")
    }
    #expect(result.sourcePairs.count == sourceCount * (sourceCount + 1) / 2)
    func check(_ bCubed: ClusterEvaluation.BCubed, _ records: [Int], _ what: String) {
      let (precision, recall) = Slow.bCubed(truth, found, records)
      #expect(abs(bCubed.precision.value - precision) < 1e-8, "seed \(seed), \(what)")
      #expect(abs(bCubed.recall.value - recall) < 1e-8, "seed \(seed), \(what)")
      let f1 = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall)
      #expect(abs(bCubed.f1.value - f1) < 1e-8, "seed \(seed), \(what)")
    }
    check(result.bCubed, Array(truth.indices), "all")
    for source in result.sources {
      let records = sources.indices.filter { Int(sources[$0]) == source.source }
      #expect(source.bCubed.recordCount == records.count)
      if !records.isEmpty { check(source.bCubed, records, "source \(source.source)") }
    }
    let groups = { (numbers: [UInt32]) in Set(Dictionary(grouping: numbers.indices) { numbers[$0] }.values.map { Set($0) }) }
    #expect(result.exactEntities == groups(truth).intersection(groups(found)).count, "seed \(seed)")
    #expect(result.splitEntities == groups(truth).count { Set($0.map { found[$0] }).count > 1 }, "seed \(seed)")
    #expect(result.mixedClusters == groups(found).count { Set($0.map { truth[$0] }).count > 1 }, "seed \(seed)")
  }
}

private enum Slow {
  static func pairs(_ truth: [UInt32], _ found: [UInt32], _ isMeant: (Int, Int) -> Bool) -> PairConfusion {
    var result = PairConfusion()
    for right in truth.indices {
      for left in 0..<right where isMeant(left, right) {
        let (isTrue, isFound) = (truth[left] == truth[right], found[left] == found[right])
        result.together += isTrue && isFound ? 1 : 0
        result.joined += isFound ? 1 : 0
        result.belonging += isTrue ? 1 : 0
        result.total += 1
      }
    }
    return result
  }

  static func bCubed(_ truth: [UInt32], _ found: [UInt32], _ records: [Int]) -> (Double, Double) {
    var (precision, recall) = (0.0, 0.0)
    for record in records {
      let cluster = found.indices.filter { found[$0] == found[record] }
      let person = truth.indices.filter { truth[$0] == truth[record] }
      let both = Double(cluster.count { truth[$0] == truth[record] })
      precision += both / Double(cluster.count)
      recall += both / Double(person.count)
    }
    return (precision / Double(records.count), recall / Double(records.count))
  }
}
