public import Linkage

/// The engine's stages over all cores: the only place that decides which thread does what.
///
/// Every stage is a batch function of `Linkage` over a range. Ranges are handed out here and their
/// results are joined in range order, so one thread and sixteen give the same bytes.
public struct Linking: Sendable {
  public let table: RecordTable
  public let model: Model
  public let classes: SharingClasses
  public let blocks: BlockIndex
  public let scorer: PairScorer
  public let partition: Partition
  public let statistics: LinkingStatistics
}

/// What the run met on its way, for reports.
public struct LinkingStatistics: Sendable {
  public var candidatePairs = 0
  public var pairsOfRule: [Int] = []
  public var edges = 0
  public var strongEdges = 0
  public var components = 0
  public var largestComponent = 0
}

/// A stage of linking, for progress. `reading` comes before the others, where rules have changed.
public enum LinkingStage: String, Sendable {
  case reading, sharing, blocking, comparing, clustering
}

extension Linking {
  /// Resolves a table into customers.
  ///
  /// - Parameters:
  ///   - judgements: in force, both records in the table.
  ///   - pins: what operators say of values.
  ///   - freeOfDuplicates: sources two of whose records never share a customer.
  ///   - threadCount: how many ranges are worked on at a time; changes nothing but the time taken.
  ///   - progress: called as stages advance, with a share from 0 to 1.
  public static func link(
    _ table: RecordTable, _ model: Model, judgements: [RecordJudgement] = [], pins: [SharingPin] = [], freeOfDuplicates: Set<String> = [],
    threadCount: Int,
    progress: @Sendable (LinkingStage, Double) -> Void = { _, _ in }
  ) async throws -> Linking {
    progress(.sharing, 0)
    let classes = SharingClasses(table, model, pins: pins)
    progress(.blocking, 0)
    let rules = try await inOrder(model.blocking.count, threadCount) { rule in
      BlockIndex.blocks(ofRule: rule, table, classes, model)
    } progress: { progress(.blocking, $0) }
    let blocks = BlockIndex(joining: rules, recordCount: table.recordCount)

    let scorer = PairScorer(table, model, classes, freeOfDuplicates: freeOfDuplicates)
    let ranges = evenRanges(weights: blocks.recordOffsets, count: max(1, min(table.recordCount, threadCount * 64)))
    let found = try await inOrder(ranges.count, threadCount) { scorer.edges(in: ranges[$0], blocks) } progress: {
      progress(.comparing, $0)
    }
    var statistics = LinkingStatistics(pairsOfRule: Array(repeating: 0, count: model.blocking.count))
    var edges: [Edge] = []
    edges.reserveCapacity(found.reduce(0) { $0 + $1.edges.count })
    for range in found {
      edges.append(contentsOf: range.edges)
      statistics.candidatePairs += range.pairCount
      for (rule, count) in range.pairsOfRule.enumerated() { statistics.pairsOfRule[rule] += count }
    }
    let strong = edges.filter { $0.weight >= model.matchThreshold }
    let components = Components(recordCount: table.recordCount, strongEdges: strong, judgements: judgements)
    statistics.edges = edges.count
    statistics.strongEdges = strong.count
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

  /// Records of each cluster, clusters in the order of their smallest record.
  public func clusters() -> [[Int]] {
    var position = [Int](repeating: -1, count: table.recordCount)
    var clusters: [[Int]] = []
    for record in 0..<table.recordCount {
      let root = Int(partition.cluster[record])
      if position[root] < 0 {
        position[root] = clusters.count
        clusters.append([])
      }
      clusters[position[root]].append(record)
    }
    return clusters
  }
}

/// Runs `body` for 0..<count, at most `threadCount` at a time, and returns the results in order.
func inOrder<Result: Sendable>(
  _ count: Int, _ threadCount: Int, _ body: @escaping @Sendable (Int) -> Result, progress: (Double) -> Void
) async throws -> [Result] {
  try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    var results = [Result?](repeating: nil, count: count)
    var next = 0
    func start() {
      let index = next
      next += 1
      group.addTask {
        try Task.checkCancellation()
        return (index, body(index))
      }
    }
    while next < min(max(1, threadCount), count) { start() }
    var done = 0
    while let (index, result) = try await group.next() {
      results[index] = result
      done += 1
      progress(Double(done) / Double(count))
      if next < count { start() }
    }
    return results.compactMap { $0 }
  }
}

/// Cuts 0..<n into ranges of about equal work.
///
/// - Parameter weights: running totals of work; `weights[i + 1] - weights[i]` is item i's.
func evenRanges(weights: [Int], count: Int) -> [Range<Int>] {
  let items = weights.count - 1
  if items <= 0 { return [] }
  var ranges: [Range<Int>] = []
  var start = 0
  let total = weights[items] + items
  for part in 1...max(1, count) where start < items {
    var end = start + 1
    while end < items, part < count, weights[end] + end < total / count * part { end += 1 }
    if part == count { end = items }
    ranges.append(start..<end)
    start = end
  }
  return ranges
}
