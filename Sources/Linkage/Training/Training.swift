public import Identity

/// What training made of a model: the weight of every level, the prior, the threshold, and what they rest on.
public struct Training: Sendable {
  /// One level of one comparison.
  public struct Level: Sendable, Equatable {
    /// Pairs that reach it, one person's and two people's, as far as the model can tell; a common name's pair
    /// of two people counts for less than one.
    public var matches: Double
    public var others: Double
    public var before: MatchWeight
    public var after: MatchWeight
    /// Share of the matches that reach the level, of those where neither side is missing.
    public var m: Double
    /// Whether any pair reached it; one that none did keeps what the base says.
    public var isMet: Bool
    /// Whether the counts are of labelled pairs.
    public var isLabelled = false
  }

  /// By comparison of the model, then level, the missing one left out.
  public var levels: [[Level]]
  /// Share of the candidate pairs that are one person.
  public var matchShare: Double
  public var prior: MatchWeight
  public var matchThreshold: MatchWeight
  /// Share of the matches that are compared on enough to be known for matches without the base's word.
  public var tellingShare = 1.0
  /// Pairs compared, and different patterns among them.
  public var pairCount: Int
  public var patternCount: Int
  public var rounds: Int

  /// This training, then what labels taught: weights and prior are theirs, and so are the counts of the levels
  /// that labelled pairs reach; the others keep the counts they had.
  ///
  /// - Parameter fit: from a model that this training led to.
  public func then(_ fit: Training) -> Training {
    var result = self
    result.prior = fit.prior
    for index in levels.indices {
      for level in levels[index].indices {
        let labelled = fit.levels[index][level]
        if labelled.isMet {
          result.levels[index][level] = labelled
          result.levels[index][level].isLabelled = true
          result.levels[index][level].before = levels[index][level].before
        } else {
          result.levels[index][level].after = labelled.after
        }
      }
    }
    return result
  }

  /// The base with what was learnt in it.
  public func model(from base: Model) -> Model {
    var model = base
    model.prior = prior
    model.reviewThreshold = matchThreshold - (base.matchThreshold - base.reviewThreshold)
    model.matchThreshold = matchThreshold
    for (index, levels) in self.levels.enumerated() {
      for (level, trained) in levels.enumerated() { model.comparisons[index].weights[level + 1] = trained.after }
      // What a household shares never says more than what one person has.
      guard let top = levels.last?.after else { continue }
      if let household = base.comparisons[index].householdWeight { model.comparisons[index].householdWeight = min(household, top) }
      if let shared = base.comparisons[index].sharedWeight { model.comparisons[index].sharedWeight = min(shared, top) }
    }
    return model
  }
}

/// Patterns laid out for going over them again and again.
struct PatternList {
  var counts: [Double] = []
  var isExcluded: [Bool] = []
  /// Terms of pattern p: `terms[offsets[p]..<offsets[p + 1]]`.
  var offsets = [0]
  var terms: [PatternShape.Term] = []
  /// What the agreements of each pattern add together, by the weights that training begins with.
  private var corroborating: [Int32] = []

  init(_ patterns: PatternCounts, _ shape: PatternShape, _ corroboration: Corroboration) {
    let table = corroboration.table
    let weights = shape.comparisons.flatMap { $0.weights.dropFirst().map(\.rawValue) }
    let isCounted = shape.comparisons.flatMap { Array(repeating: corroboration.counts($0), count: $0.weights.count - 1) }
    let isName = shape.comparisons.flatMap { Array(repeating: $0.attribute == .name, count: $0.weights.count - 1) }
    for (pattern, count) in patterns.sorted() {
      counts.append(Double(count))
      isExcluded.append(shape.isExcluded(pattern))
      let found = shape.terms(of: pattern)
      var tally = CorroborationTally()
      for term in found where isCounted[Int(term.cell)] {
        let weight = term.followsCell ? weights[Int(term.cell)] &+ term.offset : term.offset
        tally.add(weight, table, isRepeated: term.isOfName)
      }
      tally.hasNames = found.contains { isName[Int($0.cell)] }
      corroborating.append(table.weight(tally))
      terms.append(contentsOf: found)
      offsets.append(terms.count)
    }
  }

  /// Weight of a pattern, prior included.
  func weight(_ pattern: Int, prior: Int32, cells: [Int32]) -> Int32 {
    var weight = prior &+ corroborating[pattern]
    for position in offsets[pattern]..<offsets[pattern + 1] {
      let term = terms[position]
      weight &+= term.followsCell ? cells[Int(term.cell)] &+ term.offset : term.offset
    }
    return weight
  }
}
