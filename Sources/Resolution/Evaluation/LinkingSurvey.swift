public import Identity
public import Linkage

/// The truth beside a table: whose each record is.
public struct TableTruth: Sendable {
  /// By record: its person, or `SurveyContext.unknown`.
  public var entities: [UInt32]
  /// Records of each person, ascending.
  public var people: [[Int]]
  /// Records of the truth that were not loaded (rejected, repeated, of another file).
  public var missingRecords: Int
  /// Records that the truth does not know.
  public var unknownRecords: Int
  public var naming: RecordNaming
  /// True pairs of which one record, or both, was not loaded: lost before anything was compared.
  public var pairsNotLoaded: Int
  private var numbers: Numbers
  private var rows: [Int?]

  public init(_ file: GroupFile, _ table: RecordTable) throws(FileFailure) {
    let sources = table.sources.map { Array($0.utf8) }
    let records = (0..<table.recordCount).map { (Array(table.ids[$0]), sources[Int(table.sourceIndexes[$0])]) }
    let match = try TruthMatch(file, records.map { (name: $0.0, source: $0.1) }, named: "the files")
    rows = match.rows
    naming = match.naming
    entities = match.rows.map { row in row.map { file.rows[$0].group } ?? SurveyContext.unknown }
    unknownRecords = match.rows.count { $0 == nil }
    missingRecords = file.rows.count - (match.rows.count - unknownRecords)
    var people = [[Int]](repeating: [], count: file.groupCount)
    for (record, entity) in entities.enumerated() where entity != SurveyContext.unknown { people[Int(entity)].append(record) }
    self.people = people
    numbers = Numbers(file)
    var sizes = [Int](repeating: 0, count: file.groupCount)
    for row in file.rows { sizes[Int(row.group)] += 1 }
    pairsNotLoaded = zip(sizes, people).reduce(0) { sum, person in
      sum + person.0 * (person.0 - 1) / 2 - person.1.count * (person.1.count - 1) / 2
    }
  }

  /// True pairs among the records of the table.
  public var belonging: Int { people.reduce(0) { $0 + $1.count * ($1.count - 1) / 2 } }

  /// Figures over all records of the truth, as if the clusters had been written and read.
  public func evaluation(_ clusters: [UInt32], _ table: RecordTable) -> (figures: ClusterEvaluation, sourceNames: [String]) {
    var numbers = numbers
    for (record, row) in rows.enumerated() {
      if let row { numbers.place(row, cluster: clusters[record], source: Int(table.sourceIndexes[record])) }
    }
    let missing = numbers.fill(firstFree: UInt32(table.recordCount))
    var names = table.sources
    return (numbers.evaluation(&names, missing: missing), names)
  }
}

/// A run looked at after the event: what evaluation and report show. Changes nothing of the run.
public struct LinkingSurvey: Sendable {
  public var pairs: PairSurvey
  public var blocking: BlockingReport
  public var selfMatch: SelfMatch
  public var thresholds: [CustomersAtThreshold]
  /// The rest needs the truth.
  public var errors: ErrorAnalysis?
}

/// The customers that another threshold would have given, by the same clustering.
public struct CustomersAtThreshold: Sendable {
  public var threshold: MatchWeight
  public var customers: Int
  public var largest: Int
  public var figures: ClusterEvaluation?
}

/// Where the run and the truth differ.
public struct ErrorAnalysis: Sendable {
  public var figures: ClusterEvaluation
  public var sourceNames: [String]
  public var curve: ThresholdCurve
  /// True pairs in two clusters, by cause, in the order of the causes.
  public var lost: [(cause: FalseSplit.Cause, pairs: Int)]
  /// Worst first.
  public var falseSplits: [FalseSplit]
  public var falseJoins: [FalseJoin]
}

extension Linking {
  /// Worst errors listed of each kind.
  static let errorsMax = 12
  /// Bits by which the thresholds that are tried lie apart, and how many there are.
  static let thresholdStep = 1_000
  static let thresholdsMax = 9

  /// Meets every candidate pair again and counts what people ask about.
  ///
  /// Costs about as much as comparing did, and one clustering for each threshold tried.
  ///
  /// - Parameters:
  ///   - freeOfDuplicates: as given to `link`.
  ///   - progress: called with a share from 0 to 1.
  public func survey(
    truth: TableTruth?, freeOfDuplicates: Set<String> = [], threadCount: Int, progress: @Sendable (Double) -> Void = { _ in }
  ) async throws -> LinkingSurvey {
    let context = SurveyContext(partition, entities: truth?.entities ?? [])
    let ranges = evenRanges(weights: blocks.recordOffsets, count: max(1, min(table.recordCount, threadCount * 8)))
    let parts = try await inOrder(ranges.count, threadCount) { scorer.survey(ranges[$0], blocks, context) } progress: {
      progress($0 * 0.6)
    }
    var pairs = scorer.survey(0..<0, blocks, context)
    for part in parts { pairs.add(part) }
    let selfRanges = evenRanges(weights: Array(0...table.recordCount), count: threadCount * 4)
    let weights = try await inOrder(selfRanges.count, threadCount) { scorer.selfWeights(selfRanges[$0]) } progress: { _ in }
    let voidSizes = try await inOrder(model.blocking.count, threadCount) {
      BlockingReport.voidKeySizes(ofRule: $0, table, classes, model, blocks)
    } progress: { progress(0.6 + $0 * 0.1) }
    let blocking = BlockingReport(table, model, blocks, pairs, voidSizes: voidSizes, belonging: truth?.belonging)
    let thresholds = try await customersAtThresholds(truth, freeOfDuplicates, threadCount) { progress(0.7 + $0 * 0.25) }
    var errors: ErrorAnalysis?
    if let truth { errors = try await self.errors(truth, pairs, context, threadCount) }
    progress(1)
    return LinkingSurvey(
      pairs: pairs, blocking: blocking, selfMatch: SelfMatch(weights.flatMap { $0 }), thresholds: thresholds, errors: errors)
  }

  /// Clusters again at thresholds around the model's, from the review threshold up.
  private func customersAtThresholds(
    _ truth: TableTruth?, _ freeOfDuplicates: Set<String>, _ threadCount: Int, progress: (Double) -> Void
  ) async throws -> [CustomersAtThreshold] {
    let ranges = evenRanges(weights: blocks.recordOffsets, count: max(1, min(table.recordCount, threadCount * 64)))
    let edges = try await inOrder(ranges.count, threadCount) { scorer.edges(in: ranges[$0], blocks).edges } progress: {
      progress($0 * 0.3)
    }.flatMap { $0 }
    let tried = thresholdsTried()
    var result: [CustomersAtThreshold] = []
    for (index, threshold) in tried.enumerated() {
      var other = model
      other.matchThreshold = threshold
      let scorer = PairScorer(table, other, classes, freeOfDuplicates: freeOfDuplicates)
      let components = Components(
        recordCount: table.recordCount, strongEdges: edges.filter { $0.weight >= threshold }, judgements: [])
      let agglomeration = Agglomeration(scorer)
      let parts = evenRanges(weights: components.offsets, count: max(1, min(components.count, threadCount * 16)))
      let results = try await inOrder(parts.count, threadCount) { agglomeration.clusters(of: parts[$0], components) } progress: { _ in }
      let clusters = Partition(
        recordCount: table.recordCount, edges: [], results: results.flatMap { $0 }, judgements: [], model: other).cluster
      var sizes = [Int](repeating: 0, count: table.recordCount)
      for cluster in clusters { sizes[Int(cluster)] += 1 }
      result.append(
        CustomersAtThreshold(
          threshold: threshold, customers: sizes.count { $0 > 0 }, largest: sizes.max() ?? 0,
          figures: truth.map { $0.evaluation(clusters, table).figures }))
      progress(0.3 + 0.7 * Double(index + 1) / Double(tried.count))
    }
    return result
  }

  /// In whole steps from the model's own threshold, none below the review threshold.
  private func thresholdsTried() -> [MatchWeight] {
    let match = Int(model.matchThreshold.rawValue)
    let below = min(3, max(0, (match - Int(model.reviewThreshold.rawValue)) / Linking.thresholdStep))
    return (-below..<(Linking.thresholdsMax - below)).map { MatchWeight(millibits: match + $0 * Linking.thresholdStep) }
  }

  private func errors(
    _ truth: TableTruth, _ pairs: PairSurvey, _ context: SurveyContext, _ threadCount: Int
  ) async throws -> ErrorAnalysis {
    let clusters = clusters()
    let joinRanges = evenRanges(weights: Array(0...clusters.count), count: threadCount * 8)
    let joins = try await inOrder(joinRanges.count, threadCount) { scorer.falseJoins(joinRanges[$0], clusters, context) } progress: { _ in }
    let people = truth.people
    let peopleRanges = evenRanges(weights: Array(0...people.count), count: threadCount * 8)
    let unmet = try await inOrder(peopleRanges.count, threadCount) {
      scorer.unmetSplits(peopleRanges[$0], people, blocks, context)
    } progress: { _ in }
    let (figures, sourceNames) = truth.evaluation(partition.cluster, table)

    var lost = zip(FalseSplit.Cause.allCases, pairs.lost).map { (cause: $0, pairs: $1) }
    // Pairs that no rule brings together were not met; they are what is left of all that were split.
    let split = people.reduce(0) { $0 + splitPairs($1) }
    lost[0].pairs = split - pairs.lost.reduce(0, +)
    lost[lost.count - 1].pairs = truth.pairsNotLoaded
    let splits = [unmet.flatMap { $0 }] + pairs.splits.dropFirst()
    return ErrorAnalysis(
      figures: figures, sourceNames: sourceNames,
      curve: ThresholdCurve(judged: pairs.judgedWeights, matching: pairs.matchingWeights, belonging: truth.belonging), lost: lost,
      falseSplits: worst(splits), falseJoins: worst(joins.flatMap { $0 }))
  }

  /// Pairs of one person's records that are in two clusters.
  private func splitPairs(_ person: [Int]) -> Int {
    var sizes: [UInt32: Int] = [:]
    for record in person { sizes[partition.cluster[record], default: 0] += 1 }
    let all = person.count * (person.count - 1) / 2
    return all - sizes.values.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
  }

  /// A few of each cause, heaviest first, one for each pair of clusters.
  private func worst(_ splits: [[FalseSplit]]) -> [FalseSplit] {
    let causes = splits.count { !$0.isEmpty }
    let quota = max(2, Linking.errorsMax / max(1, causes))
    var seen = Set<[UInt32]>()
    var result: [FalseSplit] = []
    for ofCause in splits {
      var room = quota
      for split in ofCause.sorted(by: { ($1.weight, $0.left, $0.right) < ($0.weight, $1.left, $1.right) }) where room > 0 {
        let clusters = [partition.cluster[Int(split.left.rawValue)], partition.cluster[Int(split.right.rawValue)]]
        guard seen.insert(clusters).inserted else { continue }
        result.append(split)
        room -= 1
      }
    }
    return result
  }

  /// Those that join most strangers first; of equals the heaviest.
  private func worst(_ joins: [FalseJoin]) -> [FalseJoin] {
    Array(
      joins.sorted { ($1.wrongPairs, $1.weight, $0.left, $0.right) < ($0.wrongPairs, $0.weight, $1.left, $1.right) }
        .prefix(Linking.errorsMax))
  }
}
