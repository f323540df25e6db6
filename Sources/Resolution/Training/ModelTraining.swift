import Identity
public import Linkage

/// Training over all cores: the patterns of candidate pairs are counted by range, and counts are added.
public struct ModelTraining: Sendable {
  public internal(set) var training: Training
  public let recordCount: Int
  /// Whether all candidate pairs were looked at, or a sample of them.
  public let isWhole: Bool
  public var labelled: Labelled?

  /// What labels added.
  public struct Labelled: Sendable {
    public var rows: Int
    public var unknownRows: Int
    /// Candidate pairs that the labels speak of, and those that are one person.
    public var pairCount: Int
    public var sameCount: Int
    /// Pairwise F1 of customers on the labelled records, in thousandths of a percent.
    public var agreementBefore: Int
    public var agreementAfter: Int

    /// A line each.
    ///
    /// - Parameter base: the name of the model that was trained.
    public func account(base: String) -> [String] {
      let figures = [
        "then from labels (\(rows - unknownRows) rows that name records): \(sameCount) candidate pairs of one person and \(pairCount - sameCount) of two",
        "pairwise F1 of the labelled records' customers: \(percent(agreementBefore)) before, \(percent(agreementAfter)) after",
      ]
      if agreementAfter >= agreementBefore { return figures }
      return figures + [
        "the model \(base) did better on these labels than what was learnt from them, \(percent(agreementBefore)) against \(percent(agreementAfter)): stay with it, or label more records"
      ]
    }

    /// With three digits, so that no two figures look alike that are not.
    private func percent(_ thousandths: Int) -> String {
      let rest = "\(thousandths % 1_000)"
      return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - rest.utf8.count) + rest + " %"
    }

    package init(rows: Int, unknownRows: Int, pairCount: Int, sameCount: Int, agreementBefore: Int, agreementAfter: Int) {
      self.rows = rows
      self.unknownRows = unknownRows
      self.pairCount = pairCount
      self.sameCount = sameCount
      self.agreementBefore = agreementBefore
      self.agreementAfter = agreementAfter
    }
  }

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

extension ModelTraining {
  /// Match thresholds that are tried on labelled records, in millibits.
  static let thresholds: [Int32] = [-1_000, -500, 0, 400, 800, 1_200, 1_600, 2_000, 3_000]

  /// Learns without labels first, then from them, and begins matching where the customers of the labelled
  /// records come out best.
  ///
  /// Every model tried is one that was written and read again, so that the figures are those of the file.
  ///
  /// - Throws: `LabelFailure` where the labels hold no pair of one person or none of two; `ModelFailure` where
  ///   the base cannot be rewritten.
  /// - Complexity: resolves the table once for each of the nine thresholds.
  public static func fromLabels(
    _ labels: TrainingLabels, _ table: RecordTable, _ file: ModelFile, freeOfDuplicates: Set<String> = [],
    settings: TrainingSettings = TrainingSettings(), threadCount: Int,
    progress: @Sendable (LinkingStage, Double) -> Void = { _, _ in }
  ) async throws -> ModelTraining {
    let model = file.model
    var trained = try await withoutLabels(
      table, model, freeOfDuplicates: freeOfDuplicates, settings: settings, threadCount: threadCount, progress: progress)
    let base = trained.training.model(from: model)
    let candidates = try await TrainingCandidates(
      table, base, freeOfDuplicates: freeOfDuplicates, threadCount: threadCount, progress: progress)
    let shape = PatternShape(candidates.scorer)
    func patterns(_ wanted: Bool) async throws -> PatternCounts {
      try await candidates.patterns(shape, .whole, threadCount: threadCount, progress: progress) { labels.areSame($0, $1) == wanted }
    }
    let same = try await patterns(true)
    let different = try await patterns(false)
    if same.pairCount == 0 || different.pairCount == 0 {
      throw LabelFailure(
        description:
          "The labels speak of \(same.pairCount) pairs of one person and \(different.pairCount) of two among the pairs that blocking brings together; training needs both.")
    }
    trained.training = trained.training.then(
      LabelledFit(same: same, different: different, shape, base: base, settings: settings).run())
    var best = (agreement: -1, threshold: model.matchThreshold)
    for millibits in thresholds {
      trained.training.matchThreshold = MatchWeight(rawValue: millibits)
      let fitted = try TrainedModelFile(file, trained.training, account: []).file.model
      let linking = try await Linking.link(
        table, fitted, freeOfDuplicates: freeOfDuplicates, threadCount: threadCount, progress: progress)
      let agreement = labels.agreement(with: linking.partition.cluster)
      // Of equals the higher: nothing is joined that the labels do not ask for.
      if agreement >= best.agreement { best = (agreement, fitted.matchThreshold) }
    }
    let before = try await Linking.link(
      table, model, freeOfDuplicates: freeOfDuplicates, threadCount: threadCount, progress: progress)
    trained.training.matchThreshold = best.threshold
    trained.labelled = Labelled(
      rows: labels.rows, unknownRows: labels.unknownRows, pairCount: same.pairCount + different.pairCount,
      sameCount: same.pairCount, agreementBefore: labels.agreement(with: before.partition.cluster), agreementAfter: best.agreement)
    return trained
  }
}

/// Labels that nothing can be learnt from.
public struct LabelFailure: Error, Sendable, CustomStringConvertible {
  public var description: String
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
    let labels = labelled?.account(base: base)
    return [
      "from the model \(base) and \(recordCount) records, by expectation maximisation in \(training.rounds) rounds",
      "\(training.pairCount) candidate pairs\(isWhole ? "" : " (a sample)") with \(training.patternCount) patterns of agreement; \(share / 10).\(share % 10) % of them are one person",
    ] + teaching + (labels ?? [])
  }

  /// Says it where most pairs are compared on too little for training to learn from them.
  private var teaching: [String] {
    if training.tellingShare >= 0.25 { return [] }
    let percent = Int((training.tellingShare * 100).rounded())
    return [
      "only \(percent) % of those are compared on three attributes of weight or more; two cannot tell one person from namesakes, so the weights stay near the base's"
    ]
  }
}
