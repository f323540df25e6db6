import Identity
import Normalization

/// Every candidate pair looked at once more, for people: which rules bring it together, what it weighs,
/// which levels it reaches and, where the truth is known, what became of the true ones.
///
/// A pass of its own beside `edges(in:)`, which has no time for this. Ranges are independent, and their
/// counts add up to the same in any order.
public struct PairSurvey: Sendable {
  public struct RuleTally: Sendable, Hashable {
    /// Pairs that share a live key of the rule, and those that share one of no other rule.
    public var pairs = 0
    public var pairsOnly = 0
    /// The same for pairs at or above the match threshold.
    public var strong = 0
    public var strongOnly = 0
    /// The same for true pairs.
    public var matching = 0
    public var matchingOnly = 0

    public init() {}
  }

  /// Pairs that reached a level: of one customer (person, where the truth is known) and of two.
  public struct LevelTally: Sendable, Hashable {
    public var ofOne = 0
    public var ofTwo = 0
  }

  public internal(set) var pairCount = 0
  public internal(set) var strongCount = 0
  public internal(set) var weights = WeightHistogram()
  /// Of pairs whose records the truth knows, and of those the true ones.
  public internal(set) var judgedWeights = WeightHistogram()
  public internal(set) var matchingWeights = WeightHistogram()
  public internal(set) var matchingCount = 0
  /// By the model's rules.
  public internal(set) var rules: [RuleTally]
  /// `levels[slot][level]`; level 0 is missing.
  public internal(set) var levels: [[LevelTally]]
  /// Strong pairs that rules of identifiers alone find, that rules without any find, and that both find.
  public internal(set) var captures = (byIdentifiers: 0, byTraits: 0, byBoth: 0)
  /// True pairs in two clusters, by cause; those that share no key are not met here.
  public internal(set) var lost = [Int](repeating: 0, count: FalseSplit.Cause.allCases.count)
  /// The heaviest true pairs in two clusters, `heaviestMax` of each cause.
  public internal(set) var splits: [[FalseSplit]] = FalseSplit.Cause.allCases.map { _ in [] }

  static let heaviestMax = 40

  init(ruleCount: Int, levelCounts: [Int]) {
    rules = Array(repeating: RuleTally(), count: ruleCount)
    levels = levelCounts.map { Array(repeating: LevelTally(), count: $0) }
  }

  public mutating func add(_ other: PairSurvey) {
    pairCount += other.pairCount
    strongCount += other.strongCount
    weights.add(other.weights)
    judgedWeights.add(other.judgedWeights)
    matchingWeights.add(other.matchingWeights)
    matchingCount += other.matchingCount
    for index in rules.indices {
      rules[index].pairs += other.rules[index].pairs
      rules[index].pairsOnly += other.rules[index].pairsOnly
      rules[index].strong += other.rules[index].strong
      rules[index].strongOnly += other.rules[index].strongOnly
      rules[index].matching += other.rules[index].matching
      rules[index].matchingOnly += other.rules[index].matchingOnly
    }
    for slot in levels.indices {
      for level in levels[slot].indices {
        levels[slot][level].ofOne += other.levels[slot][level].ofOne
        levels[slot][level].ofTwo += other.levels[slot][level].ofTwo
      }
    }
    captures.byIdentifiers += other.captures.byIdentifiers
    captures.byTraits += other.captures.byTraits
    captures.byBoth += other.captures.byBoth
    for cause in lost.indices {
      lost[cause] += other.lost[cause]
      splits[cause] = FalseSplit.heaviest(splits[cause] + other.splits[cause], PairSurvey.heaviestMax)
    }
  }
}

/// What a survey of pairs holds them against.
public struct SurveyContext: Sendable {
  /// By record: its cluster, as in `Partition`.
  public let clusters: [UInt32]
  /// By record: its person, or `unknown`; empty where there is no truth.
  public let entities: [UInt32]
  /// Why two clusters with a strong pair between them are two.
  let reasons: [UInt64: PossibleMatch.Reason]

  public static let unknown = UInt32.max

  public init(_ partition: Partition, entities: [UInt32] = []) {
    clusters = partition.cluster
    self.entities = entities
    var reasons: [UInt64: PossibleMatch.Reason] = [:]
    for match in partition.possibleMatches {
      reasons[UInt64(match.left.rawValue) << 32 | UInt64(match.right.rawValue)] = match.reason
    }
    self.reasons = reasons
  }

  /// Why a strong pair is in two clusters.
  func cause(_ left: Int, _ right: Int) -> FalseSplit.Cause {
    let (a, b) = (clusters[left], clusters[right])
    switch reasons[UInt64(min(a, b)) << 32 | UInt64(max(a, b))] {
    case .ambiguous: return .ambiguous
    case .exclusiveConflict, .freeOfDuplicates: return .exclusiveConflict
    case .componentCut: return .componentCut
    case .evidenceAgainst, .nearThreshold: return .evidenceAgainst
    // What a `different` judgement keeps apart is no possible match.
    case nil: return .judgement
    }
  }
}

extension PairScorer {
  /// Surveys every candidate pair whose left record is in `range`.
  ///
  /// - Complexity: O(pairs met in blocks); no list of pairs is kept.
  public func survey(_ range: Range<Int>, _ blocks: BlockIndex, _ context: SurveyContext) -> PairSurvey {
    let ruleCount = model.blocking.count
    var result = PairSurvey(ruleCount: ruleCount, levelCounts: slots.map { levelNames(of: $0.id.attribute).count + 1 })
    let wordCount = max(1, (ruleCount + 63) / 64)
    let ofIdentifiers = ruleMask { $0.keys.allSatisfy(\.isIdentifying) }
    let ofTraits = ruleMask { !$0.keys.contains(where: \.isIdentifying) }
    var scratch = Scratch(self)
    // `met[right] == left + 1`: the pair is at `place[right]` in `rights` and its rules in `masks`.
    var met = [UInt32](repeating: 0, count: table.recordCount)
    var place = [UInt32](repeating: 0, count: table.recordCount)
    var rights: [UInt32] = []
    var masks: [UInt64] = []
    for left in range {
      rights.removeAll(keepingCapacity: true)
      masks.removeAll(keepingCapacity: true)
      blocks.forEachPartner(of: left) { right, rule in
        if met[right] != UInt32(left) &+ 1 {
          met[right] = UInt32(left) &+ 1
          place[right] = UInt32(rights.count)
          rights.append(UInt32(right))
          for _ in 0..<wordCount { masks.append(0) }
        }
        masks[Int(place[right]) * wordCount + rule >> 6] |= 1 << UInt64(rule & 63)
      }
      for (index, right) in rights.enumerated() {
        let mask = masks[(index * wordCount)..<((index + 1) * wordCount)]
        let weight = score(left, Int(right), &scratch)
        tally(left, Int(right), weight, mask, scratch, context, &result)
        if weight >= model.matchThreshold {
          let (a, b) = (meets(mask, ofIdentifiers), meets(mask, ofTraits))
          result.captures.byIdentifiers += a ? 1 : 0
          result.captures.byTraits += b ? 1 : 0
          result.captures.byBoth += a && b ? 1 : 0
        }
      }
    }
    return result
  }

  private func tally(
    _ left: Int, _ right: Int, _ weight: MatchWeight, _ mask: ArraySlice<UInt64>, _ scratch: Scratch,
    _ context: SurveyContext, _ result: inout PairSurvey
  ) {
    let isStrong = weight >= model.matchThreshold
    let isJudged =
      !context.entities.isEmpty && context.entities[left] != SurveyContext.unknown
      && context.entities[right] != SurveyContext.unknown
    let isMatching = isJudged && context.entities[left] == context.entities[right]
    let isTogether = context.clusters[left] == context.clusters[right]
    result.pairCount += 1
    result.weights.add(weight)
    if isStrong { result.strongCount += 1 }
    if isJudged { result.judgedWeights.add(weight) }
    if isMatching {
      result.matchingCount += 1
      result.matchingWeights.add(weight)
    }
    let isOne = isJudged ? isMatching : isTogether
    for slot in slots.indices {
      if isOne {
        result.levels[slot][Int(scratch.levels[slot])].ofOne += 1
      } else {
        result.levels[slot][Int(scratch.levels[slot])].ofTwo += 1
      }
    }
    let isOnly = mask.reduce(0) { $0 + $1.nonzeroBitCount } == 1
    for (word, bits) in mask.enumerated() {
      var bits = bits
      while bits != 0 {
        let rule = word * 64 + bits.trailingZeroBitCount
        bits &= bits - 1
        result.rules[rule].pairs += 1
        if isStrong { result.rules[rule].strong += 1 }
        if isMatching { result.rules[rule].matching += 1 }
        if isOnly {
          result.rules[rule].pairsOnly += 1
          if isStrong { result.rules[rule].strongOnly += 1 }
          if isMatching { result.rules[rule].matchingOnly += 1 }
        }
      }
    }
    if isMatching, !isTogether {
      let cause = isStrong ? context.cause(left, right) : .belowThreshold
      let place = FalseSplit.Cause.allCases.firstIndex(of: cause)!
      result.lost[place] += 1
      result.splits[place].append(
        FalseSplit(
          left: RecordIndex(rawValue: UInt32(left)), right: RecordIndex(rawValue: UInt32(right)), weight: weight, cause: cause))
      if result.splits[place].count > PairSurvey.heaviestMax * 4 {
        result.splits[place] = FalseSplit.heaviest(result.splits[place], PairSurvey.heaviestMax)
      }
    }
  }

  private func ruleMask(_ isMeant: (BlockingRule) -> Bool) -> [UInt64] {
    var mask = [UInt64](repeating: 0, count: max(1, (model.blocking.count + 63) / 64))
    for (index, rule) in model.blocking.enumerated() where isMeant(rule) { mask[index >> 6] |= 1 << UInt64(index & 63) }
    return mask
  }

  private func meets(_ mask: ArraySlice<UInt64>, _ other: [UInt64]) -> Bool {
    zip(mask, other).contains { $0 & $1 != 0 }
  }
}
