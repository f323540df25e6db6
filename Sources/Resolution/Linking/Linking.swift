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
  ///   - keepsBlocks: whether the result can tell under which rules two records meet; costs memory.
  ///   - threadCount: how many ranges are worked on at a time; changes nothing but the time taken.
  ///   - progress: called as stages advance, with a share from 0 to 1.
  public static func link(
    _ table: RecordTable, _ model: Model, judgements: [RecordJudgement] = [], pins: [SharingPin] = [], freeOfDuplicates: Set<String> = [],
    keepsBlocks: Bool = true, threadCount: Int,
    progress: @Sendable (LinkingStage, Double) -> Void = { _, _ in }
  ) async throws -> Linking {
    try await ComparedPairs.compare(
      table, model, pins: pins, freeOfDuplicates: freeOfDuplicates, keepsBlocks: keepsBlocks, threadCount: threadCount,
      progress: progress
    ).clustered(judgements: judgements, threadCount: threadCount, progress: progress)
  }

  /// The blocks of all rules. What several rules ask for is made first, once.
  static func block(
    _ table: RecordTable, _ model: Model, _ classes: SharingClasses, threadCount: Int, progress: (Double) -> Void
  ) async throws -> BlockIndex {
    let rules = try await blocksOfRules(table, model, classes, threadCount: threadCount, progress: progress)
    return BlockIndex(joining: rules, recordCount: table.recordCount)
  }

  /// Apart from the joining, so that the columns of keys are gone before it. A few rules at a time: a column
  /// of keys is made when the first rule asks for it and let go after the last.
  private static func blocksOfRules(
    _ table: RecordTable, _ model: Model, _ classes: SharingClasses, threadCount: Int, progress: (Double) -> Void
  ) async throws -> [BlockIndex.RuleBlocks] {
    let shared = BlockIndex.sharedSources(model)
    let count = model.blocking.count
    let width = max(8, threadCount * 2)
    var known: [KeyColumn.Source: KeyColumn] = [:]
    var made: [BlockIndex.RuleBlocks] = []
    for start in stride(from: 0, to: count, by: width) {
      let rules = start..<min(count, start + width)
      let sources = shared.filter { known[$0] == nil && BlockIndex.isAsked(for: $0, in: rules, model) }
      let columns = try await inOrder(sources.count, threadCount) { KeyColumn(sources[$0], table, classes) } progress: { _ in }
      for (source, column) in zip(sources, columns) { known[source] = column }
      made += try await blocks(of: rules, table, model, classes, known, threadCount: threadCount)
      known = known.filter { BlockIndex.isAsked(for: $0.key, in: rules.upperBound..<count, model) }
      progress(Double(rules.upperBound) / Double(count))
    }
    return made
  }

  private static func blocks(
    of rules: Range<Int>, _ table: RecordTable, _ model: Model, _ classes: SharingClasses,
    _ known: [KeyColumn.Source: KeyColumn], threadCount: Int
  ) async throws -> [BlockIndex.RuleBlocks] {
    try await inOrder(rules.count, threadCount) {
      BlockIndex.blocks(ofRule: rules.lowerBound + $0, table, classes, model, known)
    } progress: { _ in }
  }

  static func compare(
    _ scorer: PairScorer, _ blocks: BlockIndex, threadCount: Int, progress: (Double) -> Void
  ) async throws -> [RangeEdges] {
    let recordCount = scorer.table.recordCount
    // A range begins without memory of what was compared, so there are not too many.
    let ranges = evenRanges(weights: blocks.recordOffsets, count: max(1, min(recordCount, threadCount * 24)))
    return try await inOrder(ranges.count, threadCount) { scorer.edges(in: ranges[$0], blocks) } progress: { progress($0) }
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

/// Runs `body` on each item, at most `threadCount` at a time, and hands the results on in the order of the
/// items, each as soon as those before it are done. Only a few items and results are held at any time.
///
/// - Parameters:
///   - next: the next item, nil at the end; called on the task that called this function, as is `consume`.
func streamInOrder<Item: Sendable, Result: Sendable>(
  _ threadCount: Int, _ next: () throws -> Item?, _ body: @escaping @Sendable (Item) -> Result,
  consume: (Result) throws -> Void
) async throws {
  try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    let width = max(1, threadCount)
    var waiting: [Int: Result] = [:]
    var (started, running, consumed) = (0, 0, 0)
    var isAtEnd = false
    while true {
      while !isAtEnd, running < width, started - consumed < width * 4 {
        guard let item = try next() else {
          isAtEnd = true
          break
        }
        let number = started
        started += 1
        running += 1
        group.addTask {
          try Task.checkCancellation()
          return (number, body(item))
        }
      }
      guard let (number, result) = try await group.next() else { return }
      running -= 1
      waiting[number] = result
      while let ready = waiting.removeValue(forKey: consumed) {
        consumed += 1
        try consume(ready)
      }
    }
  }
}

/// Cuts 0..<n into ranges of about equal work.
///
/// - Parameter weights: running totals of work; `weights[i + 1] - weights[i]` is item i's.
func evenRanges(weights: [some BinaryInteger], count: Int) -> [Range<Int>] {
  let items = weights.count - 1
  if items <= 0 { return [] }
  var ranges: [Range<Int>] = []
  var start = 0
  let total = Int(weights[items]) + items
  for part in 1...max(1, count) where start < items {
    var end = start + 1
    while end < items, part < count, Int(weights[end]) + end < total / count * part { end += 1 }
    if part == count { end = items }
    ranges.append(start..<end)
    start = end
  }
  return ranges
}
