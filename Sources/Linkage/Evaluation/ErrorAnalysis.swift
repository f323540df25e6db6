public import Identity

/// Two records of one person in two clusters.
public struct FalseSplit: Sendable, Hashable {
  /// Where the pair was lost.
  public enum Cause: String, Sendable, CaseIterable {
    /// No blocking rule brings the two together.
    case noSharedKey = "no_shared_key"
    /// Compared, and too light.
    case belowThreshold = "below_threshold"
    /// Heavy enough, but a constraint forbids it.
    case exclusiveConflict = "exclusive_conflict"
    /// Heavy enough, but one of them fits somebody else as well.
    case ambiguous
    /// Heavy enough, but the rest of their clusters speaks against it.
    case evidenceAgainst = "evidence_against"
    /// Heavy enough, but let go when a large component was cut.
    case componentCut = "component_cut"
    /// A steward has said that they are two.
    case judgement
    /// One of the two is in the truth and not among the records: rejected, repeated, or of another file.
    case notLoaded = "not_loaded"
  }

  /// `left < right`.
  public var left: RecordIndex
  public var right: RecordIndex
  public var weight: MatchWeight
  public var cause: Cause

  public init(left: RecordIndex, right: RecordIndex, weight: MatchWeight, cause: Cause) {
    self.left = left
    self.right = right
    self.weight = weight
    self.cause = cause
  }

  /// Heaviest first; of equals the smaller records.
  static func heaviest(_ splits: [FalseSplit], _ count: Int) -> [FalseSplit] {
    Array(splits.sorted { ($1.weight, $0.left, $0.right) < ($0.weight, $1.left, $1.right) }.prefix(count))
  }
}

/// A cluster that holds records of several people, by the pair that speaks most for it.
public struct FalseJoin: Sendable, Hashable {
  /// The heaviest pair of two people in the cluster; `left < right`.
  public var left: RecordIndex
  public var right: RecordIndex
  public var weight: MatchWeight
  /// Pairs of two people in the cluster.
  public var wrongPairs: Int
  public var recordCount: Int
  public var personCount: Int
}

extension PairScorer {
  /// Records of one cluster of which pairs are scored; a larger cluster is judged by its first records.
  static let joinRecordsMax = 300

  /// Clusters of a range that hold records of several people.
  ///
  /// - Parameter clusters: records of each cluster, ascending.
  /// - Complexity: O(n²) pair scores a mixed cluster of n ≤ `joinRecordsMax` records.
  public func falseJoins(_ range: Range<Int>, _ clusters: [[Int]], _ context: SurveyContext) -> [FalseJoin] {
    var scratch = Scratch(self)
    var result: [FalseJoin] = []
    for cluster in clusters[range] where cluster.count > 1 {
      let known = cluster.filter { context.entities[$0] != SurveyContext.unknown }
      var sizes: [UInt32: Int] = [:]
      for record in known { sizes[context.entities[record], default: 0] += 1 }
      if sizes.count < 2 { continue }
      var heaviest: (weight: MatchWeight, left: Int, right: Int)?
      let looked = known.prefix(PairScorer.joinRecordsMax)
      for (position, left) in looked.enumerated() {
        for right in looked[(position + 1)...] where context.entities[left] != context.entities[right] {
          let weight = score(left, right, &scratch)
          if heaviest.map({ weight > $0.weight }) ?? true { heaviest = (weight, left, right) }
        }
      }
      guard let heaviest else { continue }
      result.append(
        FalseJoin(
          left: RecordIndex(rawValue: UInt32(heaviest.left)), right: RecordIndex(rawValue: UInt32(heaviest.right)),
          weight: heaviest.weight, wrongPairs: pairCount(known.count) - sizes.values.reduce(0) { $0 + pairCount($1) },
          recordCount: cluster.count, personCount: sizes.count))
    }
    return result
  }

  /// Records of one person of which pairs are looked at.
  static let splitRecordsMax = 100

  /// The heaviest true pairs that no rule brings together and that are in two clusters.
  ///
  /// - Parameter people: records of each person, ascending.
  /// - Complexity: O(n²) key comparisons a person of n ≤ `splitRecordsMax` records.
  public func unmetSplits(_ range: Range<Int>, _ people: [[Int]], _ blocks: BlockIndex, _ context: SurveyContext) -> [FalseSplit] {
    var scratch = Scratch(self)
    var result: [FalseSplit] = []
    for person in people[range] {
      let looked = person.prefix(PairScorer.splitRecordsMax)
      for (position, left) in looked.enumerated() {
        for right in looked[(position + 1)...] where context.clusters[left] != context.clusters[right] {
          if blocks.shareBlock(left, right) { continue }
          result.append(
            FalseSplit(
              left: RecordIndex(rawValue: UInt32(left)), right: RecordIndex(rawValue: UInt32(right)),
              weight: score(left, right, &scratch), cause: .noSharedKey))
        }
      }
      if result.count > PairSurvey.heaviestMax * 4 { result = FalseSplit.heaviest(result, PairSurvey.heaviestMax) }
    }
    return FalseSplit.heaviest(result, PairSurvey.heaviestMax)
  }
}
