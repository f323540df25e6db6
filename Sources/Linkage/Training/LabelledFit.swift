import Identity

/// Training from labels: the weights that best tell labelled pairs of one person from those of two, held
/// near a model that is already there.
///
/// A penalised logistic regression on agreement patterns rather than shares of labelled pairs, because it
/// sees what levels say together: a phone and an address that always agree together get the weight of one.
/// Newton steps a level at a time, in the order of the model, with patterns in numeric order: the same labels
/// give the same weights on every machine.
///
/// Source: J. Friedman, T. Hastie and R. Tibshirani, "Regularization Paths for Generalized Linear Models via
/// Coordinate Descent", Journal of Statistical Software 33 (2010), with a ridge around given weights.
public struct LabelledFit {
  private let base: Model
  private let shape: PatternShape
  private let settings: TrainingSettings
  private let list: PatternList
  /// By pattern: pairs, and those that are one person.
  private let pairs: [Double]
  private let ones: [Double]
  private let pairCount: Int

  /// - Parameters:
  ///   - same, different: patterns of the labelled pairs. Excluded ones are left out: the model never joins them.
  ///   - base: with the comparisons that `shape` was made from; what the weights stay near.
  public init(
    same: PatternCounts, different: PatternCounts, _ shape: PatternShape, base: Model, settings: TrainingSettings = TrainingSettings()
  ) {
    var all = same
    all.merge(different)
    self.base = base
    self.shape = shape
    self.settings = settings
    list = PatternList(all, shape, base.corroboration)
    pairs = list.counts
    ones = all.sorted().map { Double(same.countOf[$0.pattern] ?? 0) }
    pairCount = all.pairCount
  }

  /// - Complexity: O(patterns x columns) a round.
  public consuming func run() -> Training {
    let start = base.comparisons.flatMap { $0.weights.dropFirst().map(\.rawValue) }
    // In natural logarithms, where a Newton step is the gradient over the curvature.
    let unit = 0.693_147_180_559_945_3
    let before = start.map { Double($0) / 1_000 * unit }
    let priorBefore = Double(base.prior.rawValue) / 1_000 * unit
    let penalty = 1 / (settings.spreadBits * unit * settings.spreadBits * unit)

    let (offsets, members) = patternsOfCells(count: start.count)
    let everything = pairs.indices.filter { !list.isExcluded[$0] }.map { Member(pattern: $0, times: 1) }
    var values = before
    var prior = priorBefore
    var scores = pairs.indices.map { Double(list.weight($0, prior: base.prior.rawValue, cells: start)) / 1_000 * unit }

    func step(_ members: ArraySlice<Member>, _ value: Double, _ before: Double) -> Double {
      var gradient = -penalty * (value - before)
      var curvature = penalty
      for member in members {
        let (pattern, times) = (member.pattern, member.times)
        let share = matchProbability(MatchWeight(rawValue: millibits(max(-900, min(900, scores[pattern] / unit)))))
        gradient += times * (ones[pattern] - pairs[pattern] * share)
        curvature += times * times * pairs[pattern] * share * (1 - share)
      }
      let found = max(-2, min(2, gradient / curvature))
      for member in members { scores[member.pattern] += member.times * found }
      return found
    }

    var rounds = 0
    while rounds < settings.roundsMax {
      rounds += 1
      let shift = step(everything[...], prior, priorBefore)
      prior += shift
      var largest = abs(shift)
      for cell in values.indices where offsets[cell] < offsets[cell + 1] {
        let found = step(members[offsets[cell]..<offsets[cell + 1]], values[cell], before[cell])
        values[cell] += found
        largest = max(largest, abs(found))
      }
      if largest < 0.000_5 { break }
    }
    return result(start, values.map { $0 / unit }, prior: prior / unit, rounds)
  }

  /// A pattern in which a cell decides weights, and in how many of its columns: the slope counts the cell so
  /// often, the curvature by the square of it.
  private struct Member {
    var pattern: Int
    var times: Double
  }

  /// For each cell the patterns in which it decides a weight.
  private func patternsOfCells(count: Int) -> (offsets: [Int], members: [Member]) {
    var membersOf = [[Member]](repeating: [], count: count)
    for pattern in pairs.indices where !list.isExcluded[pattern] {
      for position in list.offsets[pattern]..<list.offsets[pattern + 1] where list.terms[position].followsCell {
        let cell = Int(list.terms[position].cell)
        if let last = membersOf[cell].last, last.pattern == pattern {
          membersOf[cell][membersOf[cell].count - 1].times += 1
        } else {
          membersOf[cell].append(Member(pattern: pattern, times: 1))
        }
      }
    }
    var offsets = [0]
    for members in membersOf { offsets.append(offsets[offsets.count - 1] + members.count) }
    return (offsets, membersOf.flatMap { $0 })
  }

  private func result(_ start: [Int32], _ found: [Double], prior: Double, _ rounds: Int) -> Training {
    var matches = [Double](repeating: 0, count: start.count)
    var others = matches
    for pattern in pairs.indices {
      for position in list.offsets[pattern]..<list.offsets[pattern + 1] {
        matches[Int(list.terms[position].cell)] += ones[pattern]
        others[Int(list.terms[position].cell)] += pairs[pattern] - ones[pattern]
      }
    }
    var levels: [[Training.Level]] = []
    for comparison in base.comparisons.indices {
      let range = shape.cellOffsets[comparison]..<shape.cellOffsets[comparison + 1]
      let matchTotal = matches[range].reduce(0, +)
      var weights = range.map { found[$0] }
      let precisions = range.map { 1 / (1 / (matches[$0] + 0.5) + 1 / (others[$0] + 0.5)) }
      if settings.keepsOrder { MixtureEstimation.order(&weights, precisions, like: start[range]) }
      levels.append(
        zip(range, weights).map { cell, weight in
          Training.Level(
            matches: matches[cell], others: others[cell], before: MatchWeight(rawValue: start[cell]),
            after: MatchWeight(rawValue: millibits(weight)), m: (matches[cell] + 0.5 / Double(range.count)) / (matchTotal + 0.5),
            isMet: matches[cell] + others[cell] >= 1)
        })
    }
    return Training(
      levels: levels, matchShare: pairCount == 0 ? 0 : ones.reduce(0, +) / Double(pairCount),
      prior: MatchWeight(rawValue: millibits(prior)), matchThreshold: base.matchThreshold, pairCount: pairCount,
      patternCount: list.counts.count, rounds: rounds)
  }
}
