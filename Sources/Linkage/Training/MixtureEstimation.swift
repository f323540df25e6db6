import Identity

/// Training without labels: candidate pairs are a mixture of one person's and two people's, told apart by
/// expectation maximisation over agreement patterns.
///
/// Each round asks of every pattern how likely it is one person by the weights so far, counts how often each
/// level is met on either side, and takes new weights from the counts. Pairs that an exclusion keeps apart
/// are two people. Weights are whole millibits in every round and patterns are taken in numeric order, so the
/// result is the same on every machine.
///
/// Source: W. E. Winkler, "Using the EM Algorithm for Weight Computation in the Fellegi-Sunter Model of Record
/// Linkage" (1988); A. P. Dempster, N. M. Laird and D. B. Rubin, JRSS B 39 (1977).
public struct MixtureEstimation {
  private let base: Model
  private let shape: PatternShape
  private let settings: TrainingSettings
  private let list: PatternList
  private let pairCount: Int
  private var prior: Int32
  private var cells: [Int32]
  private let baseCells: [Int32]
  private var matches: [Double]
  private var others: [Double]
  private var matchCount = 0.0
  /// By pattern, whether enough is compared to tell the two kinds apart; and the matches of such patterns.
  private let isTelling: [Bool]
  private var tellingMatches: [Double]
  private var tellingCount = 0.0

  /// - Parameter base: with the comparisons that `shape` was made from; where training begins and what it stays near.
  public init(_ patterns: PatternCounts, _ shape: PatternShape, base: Model, settings: TrainingSettings = TrainingSettings()) {
    self.base = base
    self.shape = shape
    self.settings = settings
    list = PatternList(patterns, shape, base.corroboration)
    pairCount = patterns.pairCount
    prior = base.prior.rawValue
    cells = base.comparisons.flatMap { $0.weights.dropFirst().map(\.rawValue) }
    baseCells = cells
    matches = Array(repeating: 0, count: cells.count)
    others = matches
    tellingMatches = matches
    isTelling = MixtureEstimation.telling(list, shape, base, settings)
  }

  private static func telling(_ list: PatternList, _ shape: PatternShape, _ base: Model, _ settings: TrainingSettings) -> [Bool] {
    // By cell its comparison, or -1 where that weighs too little.
    var comparisonOf: [Int] = []
    for (index, comparison) in base.comparisons.enumerated() {
      let top = comparison.weights[comparison.weights.count - 1]
      let number = top >= settings.comparisonWeightMin ? index : -1
      comparisonOf += Array(repeating: number, count: shape.cellOffsets[index + 1] - shape.cellOffsets[index])
    }
    return list.counts.indices.map { pattern in
      let terms = list.terms[list.offsets[pattern]..<list.offsets[pattern + 1]]
      return Set(terms.map { comparisonOf[Int($0.cell)] }.filter { $0 >= 0 }).count >= settings.comparisonsMin
    }
  }

  /// - Complexity: O(patterns x columns) a round; some tens of rounds.
  public consuming func run() -> Training {
    var rounds = 0
    while rounds < settings.roundsMax {
      rounds += 1
      count()
      let earlier = (prior, cells)
      weigh()
      var step = (prior &- earlier.0).magnitude
      for cell in cells.indices { step = max(step, (cells[cell] &- earlier.1[cell]).magnitude) }
      if step <= 1 { break }
    }
    return result(rounds)
  }

  /// Expectation: how many pairs of either kind reach each level.
  private mutating func count() {
    var matches = [Double](repeating: 0, count: cells.count)
    var others = matches
    var tellingMatches = matches
    var matchCount = 0.0
    var tellingCount = 0.0
    for pattern in list.counts.indices {
      let share =
        list.isExcluded[pattern]
        ? 0 : matchProbability(MatchWeight(rawValue: list.weight(pattern, prior: prior, cells: cells)))
      let one = list.counts[pattern] * share
      let two = list.counts[pattern] - one
      matchCount += one
      if isTelling[pattern] { tellingCount += one }
      for position in list.offsets[pattern]..<list.offsets[pattern + 1] {
        let term = list.terms[position]
        matches[Int(term.cell)] += one
        if isTelling[pattern] { tellingMatches[Int(term.cell)] += one }
        // A common name is shared by chance so many times as often as the unknown one that the weight is for; an area
        // with few records less often than the one that the weight is for.
        others[Int(term.cell)] += term.followsCell && term.offset != 0 ? two * bayesFactor(millibits: term.offset) : two
      }
    }
    self.matches = matches
    self.others = others
    self.matchCount = matchCount
    self.tellingMatches = tellingMatches
    self.tellingCount = tellingCount
  }

  /// Share of the matches, of a comparison or of all, that are compared on enough to be known for matches.
  private static func tellingShare(_ telling: Double, of all: Double) -> Double { all > 0 ? telling / all : 0 }

  /// A quarter of the matches is enough to speak for all.
  private static func told(_ share: Double) -> Double { min(1, 4 * share) }

  /// Maximisation, held back by the base.
  private mutating func weigh() {
    for comparison in base.comparisons.indices {
      let range = shape.cellOffsets[comparison]..<shape.cellOffsets[comparison + 1]
      let matchTotal = matches[range].reduce(0, +)
      let otherTotal = others[range].reduce(0, +)
      // With nobody on one side there is nothing to set against the other.
      if matchTotal < 1 || otherTotal < 1 { continue }
      let told = MixtureEstimation.told(MixtureEstimation.tellingShare(tellingMatches[range].reduce(0, +), of: matchTotal))
      var weights: [Double] = []
      var precisions: [Double] = []
      for cell in range {
        // Half a pair more on either side, spread over the levels: no level is impossible.
        let spare = 0.5 / Double(range.count)
        let m = (matches[cell] + spare) / (matchTotal + 0.5)
        let u = (others[cell] + spare) / (otherTotal + 0.5)
        let found = bits(m) - bits(u)
        let before = Double(baseCells[cell]) / 1_000
        let variance = 1 / (matches[cell] + 0.5) + 1 / (others[cell] + 0.5)
        var trust = isMet(cell) ? MixtureEstimation.trust(variance, spreadBits: settings.spreadBits) : 0
        trust *= told
        if settings.conflictPairs > 0, before < 0, found > before { trust *= matches[cell] / (matches[cell] + settings.conflictPairs) }
        weights.append(before + settings.share * trust * (found - before))
        precisions.append(1 / (variance + 0.01))
      }
      if settings.keepsOrder { MixtureEstimation.order(&weights, precisions, like: baseCells[range]) }
      for (position, cell) in range.enumerated() { cells[cell] = millibits(weights[position]) }
    }
    let trust = self.priorTrust()
    let before = Double(base.prior.rawValue) / 1_000
    let found = bits(matchCount + 0.5) - bits(Double(pairCount) - matchCount + 0.5)
    prior = millibits(before + settings.share * trust * (found - before))
  }

  private func priorTrust() -> Double {
    if pairCount == 0 { return 0 }
    let variance = 1 / (matchCount + 0.5) + 1 / (Double(pairCount) - matchCount + 0.5)
    return MixtureEstimation.trust(variance, spreadBits: settings.spreadBits)
      * MixtureEstimation.told(MixtureEstimation.tellingShare(tellingCount, of: matchCount))
  }

  private func isMet(_ cell: Int) -> Bool { matches[cell] + others[cell] >= 1 }

  /// How much a figure with a variance (of its natural logarithm) is worth beside one that files vary around.
  private static func trust(_ variance: Double, spreadBits: Double) -> Double {
    let spread = spreadBits * 0.693_147_180_559_945_3
    return spread * spread / (spread * spread + variance)
  }

  /// Makes weights rise where the base's do, by pooling neighbours that do not.
  ///
  /// Source: the pool adjacent violators algorithm; R. E. Barlow et al., "Statistical Inference under Order
  /// Restrictions" (1972).
  static func order(_ weights: inout [Double], _ precisions: [Double], like base: ArraySlice<Int32>) {
    let start = base.startIndex
    let rising = weights.indices.sorted { (base[start + $0], $0) < (base[start + $1], $1) }
    var pools: [(mean: Double, precision: Double, count: Int)] = []
    for index in rising {
      pools.append((weights[index], precisions[index], 1))
      while pools.count > 1, pools[pools.count - 2].mean > pools[pools.count - 1].mean {
        let last = pools.removeLast()
        let first = pools.removeLast()
        let precision = first.precision + last.precision
        pools.append(
          ((first.mean * first.precision + last.mean * last.precision) / precision, precision, first.count + last.count))
      }
    }
    var position = 0
    for pool in pools {
      for _ in 0..<pool.count {
        weights[rising[position]] = pool.mean
        position += 1
      }
    }
  }

  private func result(_ rounds: Int) -> Training {
    var levels: [[Training.Level]] = []
    for comparison in base.comparisons.indices {
      let range = shape.cellOffsets[comparison]..<shape.cellOffsets[comparison + 1]
      let matchTotal = matches[range].reduce(0, +)
      levels.append(
        range.map { cell in
          Training.Level(
            matches: matches[cell], others: others[cell], before: MatchWeight(rawValue: baseCells[cell]),
            after: MatchWeight(rawValue: cells[cell]),
            m: (matches[cell] + 0.5 / Double(range.count)) / (matchTotal + 0.5), isMet: isMet(cell))
        })
    }
    // Where too few pairs were met to know their prior, matching begins where the base says.
    let threshold = Double(base.matchThreshold.rawValue) / 1_000
    let wanted = Double(settings.matchThreshold.rawValue) / 1_000
    return Training(
      levels: levels, matchShare: pairCount == 0 ? 0 : matchCount / Double(pairCount), prior: MatchWeight(rawValue: prior),
      matchThreshold: MatchWeight(rawValue: millibits(threshold + priorTrust() * (wanted - threshold))),
      tellingShare: MixtureEstimation.tellingShare(tellingCount, of: matchCount), pairCount: pairCount,
      patternCount: list.counts.count, rounds: rounds)
  }
}
