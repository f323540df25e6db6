public import Identity

/// Whether records could ever be found again: what each weighs against a perfect copy of itself.
///
/// A record whose own copy stays below the threshold holds too little to be linked to anything, whatever
/// the model; it stays a customer of its own until its source sends more. Source of the measure: the
/// unlinkables chart of Splink (Ministry of Justice Analytical Services).
public struct SelfMatch: Sendable {
  /// By record.
  public var weights: [MatchWeight]

  public init(_ weights: [MatchWeight]) { self.weights = weights }

  public var histogram: WeightHistogram {
    var histogram = WeightHistogram()
    for weight in weights { histogram.add(weight) }
    return histogram
  }

  /// Records that cannot reach a threshold, lightest first.
  public func unlinkable(below threshold: MatchWeight) -> [Int] {
    weights.indices.filter { weights[$0] < threshold }.sorted { (weights[$0], $0) < (weights[$1], $1) }
  }
}

extension PairScorer {
  /// Weights of the records of a range against themselves. Complexity: O(slots) a record.
  public func selfWeights(_ range: Range<Int>) -> [MatchWeight] {
    var scratch = Scratch(self)
    return range.map { score($0, $0, &scratch) }
  }
}
