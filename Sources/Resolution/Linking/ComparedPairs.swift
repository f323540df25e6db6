import Identity
public import Linkage

/// All pairs of a table that are worth comparing, compared: what linking does before judgements play a part.
///
/// Comparing takes most of the time. A judgement changes no pair, so a preview compares once and clusters as
/// often as it likes.
public struct ComparedPairs: Sendable {
  public let table: RecordTable
  public let model: Model
  let classes: SharingClasses
  let blocks: BlockIndex
  let scorer: PairScorer
  /// At or above the review threshold.
  let edges: [Edge]
  /// Without what clustering counts.
  let statistics: LinkingStatistics
  let freeOfDuplicates: Set<String>

  /// - Parameters: as `Linking.link`.
  public static func compare(
    _ table: RecordTable, _ model: Model, pins: [SharingPin] = [], freeOfDuplicates: Set<String> = [],
    keepsBlocks: Bool = true, threadCount: Int, progress: @Sendable (LinkingStage, Double) -> Void = { _, _ in }
  ) async throws -> ComparedPairs {
    progress(.sharing, 0)
    let groups = NameGroups(table)
    let classes = SharingClasses(
      table, try await inOrder(table.columns.count, threadCount) { SharingClasses.of(column: $0, table, groups, model, pins: pins) }
      progress: { progress(.sharing, $0) }, model)
    progress(.blocking, 0)
    var blocks = try await Linking.block(table, model, classes, threadCount: threadCount) { progress(.blocking, $0) }

    let scorer = PairScorer(table, model, classes, freeOfDuplicates: freeOfDuplicates)
    var found = try await Linking.compare(scorer, blocks, threadCount: threadCount) { progress(.comparing, $0) }
    if !keepsBlocks { blocks = blocks.withoutMembers }
    var statistics = LinkingStatistics(pairsOfRule: Array(repeating: 0, count: model.blocking.count))
    var edges: [Edge] = []
    edges.reserveCapacity(found.reduce(0) { $0 + $1.edges.count })
    for index in found.indices {
      edges.append(contentsOf: found[index].edges)
      found[index].edges = []
      statistics.candidatePairs += found[index].pairCount
      for (rule, count) in found[index].pairsOfRule.enumerated() { statistics.pairsOfRule[rule] += count }
    }
    statistics.edges = edges.count
    return ComparedPairs(
      table: table, model: model, classes: classes, blocks: blocks, scorer: scorer, edges: edges, statistics: statistics,
      freeOfDuplicates: freeOfDuplicates)
  }

  /// - Parameter judgements: in force, both records in the table.
  public func clustered(
    judgements: [RecordJudgement], threadCount: Int, progress: @Sendable (LinkingStage, Double) -> Void = { _, _ in }
  ) async throws -> Linking {
    var statistics = statistics
    let components = Components(
      recordCount: table.recordCount, strongEdges: edges.filter { $0.weight >= model.matchThreshold }, judgements: judgements)
    statistics.strongEdges = components.edges.count
    statistics.components = components.count
    for index in 0..<components.count {
      statistics.largestComponent = max(
        statistics.largestComponent, components.offsets[index + 1] - components.offsets[index])
    }

    let agglomeration = Agglomeration(scorer)
    let parts = evenRanges(weights: components.offsets, count: max(1, min(components.count, threadCount * 16)))
    let results = try await inOrder(parts.count, threadCount) { agglomeration.clusters(of: parts[$0], components) } progress: {
      progress(.clustering, $0)
    }
    var partition = Partition(
      recordCount: table.recordCount, edges: edges, results: results.flatMap { $0 }, judgements: judgements, model: model)
    partition.nameDeclaredSources(table, freeOfDuplicates)
    return Linking(
      table: table, model: model, classes: classes, blocks: blocks, scorer: scorer, partition: partition,
      statistics: statistics)
  }
}

extension ComparedPairs {
  /// The edges by record, as a store keeps them: each with both of its records, which the table's tags number.
  var edgeLists: EdgeLists {
    var ends = [Int](repeating: 0, count: table.recordCount + 1)
    for edge in edges {
      ends[Int(edge.left.rawValue) + 1] += 1
      ends[Int(edge.right.rawValue) + 1] += 1
    }
    for index in 1..<ends.count { ends[index] += ends[index - 1] }
    let starts = ends
    var sides = [(other: Int64, weight: MatchWeight)](repeating: (0, .zero), count: edges.count * 2)
    for edge in edges {
      let (left, right) = (Int(edge.left.rawValue), Int(edge.right.rawValue))
      sides[ends[left]] = (table.tags[right], edge.weight)
      sides[ends[right]] = (table.tags[left], edge.weight)
      ends[left] += 1
      ends[right] += 1
    }
    var lists = EdgeLists(numbers: [], offsets: [0], others: [], weights: [])
    lists.others.reserveCapacity(sides.count)
    lists.weights.reserveCapacity(sides.count)
    for record in (0..<table.recordCount).sorted(by: { table.tags[$0] < table.tags[$1] }) {
      let range = starts[record]..<starts[record + 1]
      if range.isEmpty { continue }
      sides[range].sort { $0.other < $1.other }
      lists.numbers.append(RecordNumber(rawValue: table.tags[record]))
      for side in sides[range] {
        lists.others.append(RecordNumber(rawValue: side.other))
        lists.weights.append(side.weight)
      }
      lists.offsets.append(lists.others.count)
    }
    return lists
  }
}
