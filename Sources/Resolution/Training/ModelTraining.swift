public import Linkage

/// Training over all cores: the patterns of candidate pairs are counted by range, and counts are added.
public struct ModelTraining: Sendable {
  public let training: Training
  public let recordCount: Int
  /// Whether all candidate pairs were looked at, or a sample of them.
  public let isWhole: Bool

  /// Learns from a table without labels.
  ///
  /// - Parameters:
  ///   - freeOfDuplicates: sources two of whose records never share a customer.
  ///   - threadCount: how many ranges are worked on at a time; changes nothing but the time taken.
  public static func withoutLabels(
    _ table: RecordTable, _ model: Model, freeOfDuplicates: Set<String> = [], settings: TrainingSettings = TrainingSettings(),
    threadCount: Int, progress: @Sendable (LinkingStage, Double) -> Void = { _, _ in }
  ) async throws -> ModelTraining {
    let candidates = try await TrainingCandidates(
      table, model, freeOfDuplicates: freeOfDuplicates, threadCount: threadCount, progress: progress)
    let shape = PatternShape(candidates.scorer)
    let sampling = PairSampling(table, candidates.blocks)
    let patterns = try await candidates.patterns(shape, sampling, threadCount: threadCount, progress: progress)
    let training = MixtureEstimation(patterns, shape, base: model, settings: settings).run()
    return ModelTraining(training: training, recordCount: table.recordCount, isWhole: sampling.isWhole)
  }
}

/// Blocks and a scorer of a table, as training needs them.
struct TrainingCandidates: Sendable {
  let table: RecordTable
  let blocks: BlockIndex
  let scorer: PairScorer

  init(
    _ table: RecordTable, _ model: Model, freeOfDuplicates: Set<String>, threadCount: Int,
    progress: @Sendable (LinkingStage, Double) -> Void
  ) async throws {
    progress(.sharing, 0)
    let classes = SharingClasses(table, model)
    progress(.blocking, 0)
    let rules = try await inOrder(model.blocking.count, threadCount) { rule in
      BlockIndex.blocks(ofRule: rule, table, classes, model)
    } progress: { progress(.blocking, $0) }
    self.table = table
    blocks = BlockIndex(joining: rules, recordCount: table.recordCount)
    scorer = PairScorer(table, model, classes, freeOfDuplicates: freeOfDuplicates)
  }

  func patterns(
    _ shape: PatternShape, _ sampling: PairSampling, threadCount: Int, progress: @Sendable (LinkingStage, Double) -> Void,
    isWanted: @escaping @Sendable (_ left: Int, _ right: Int) -> Bool = { _, _ in true }
  ) async throws -> PatternCounts {
    let ranges = evenRanges(weights: blocks.recordOffsets, count: max(1, min(table.recordCount, threadCount * 8)))
    let (blocks, scorer) = (blocks, scorer)
    let found = try await inOrder(ranges.count, threadCount) {
      scorer.patterns(in: ranges[$0], blocks, shape, sampling, isWanted: isWanted)
    } progress: { progress(.comparing, $0) }
    var patterns = PatternCounts()
    for part in found { patterns.merge(part) }
    return patterns
  }
}

extension ModelTraining {
  /// What the model was trained on, a line each, for the file's head and for a person.
  public func account(base: String) -> [String] {
    let share = Int((training.matchShare * 1_000).rounded())
    return [
      "from the model \(base) and \(recordCount) records without labels, by expectation maximisation in \(training.rounds) rounds",
      "\(training.pairCount) candidate pairs\(isWhole ? "" : " (a sample)") with \(training.patternCount) patterns of agreement; \(share / 10).\(share % 10) % of them are one person",
    ]
  }
}
