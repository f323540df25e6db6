/// Which candidate pairs training looks at: all of them, or of a large set a share that is picked by a hash
/// of the two source keys. No random numbers: the same records give the same sample.
public struct PairSampling: Sendable {
  /// Hash of each record's source key.
  private let hashes: [UInt64]
  /// A pair is in the sample when its hash is below; `.max`: all are.
  private let limit: UInt64

  /// About so many pairs: the share of a common level is then known to a tenth of a percent.
  public static let pairsWanted = 2_000_000

  public init(_ table: RecordTable, _ blocks: BlockIndex, pairsWanted: Int = PairSampling.pairsWanted) {
    var hashes: [UInt64] = []
    hashes.reserveCapacity(table.recordCount)
    let sources = table.sources.map { KeyHash.hash(Array($0.utf8).span, seed: 11) }
    for record in 0..<table.recordCount {
      let id = table.ids[record].withUnsafeBufferPointer { KeyHash.hash($0.span, seed: 12) }
      hashes.append(KeyHash.combine(sources[Int(table.sourceIndexes[record])], id))
    }
    self.hashes = hashes
    // Pairs by block, which counts a pair once for each rule that finds it.
    var met = 0
    for size in blocks.blockSizes().joined() { met += size * (size - 1) / 2 }
    limit = met <= pairsWanted * 2 ? .max : UInt64(Double(UInt64.max) * (Double(pairsWanted * 2) / Double(met)))
  }

  private init() {
    hashes = []
    limit = .max
  }

  /// Every pair.
  public static let whole = PairSampling()

  public var isWhole: Bool { limit == .max }

  /// - Parameters: `left < right`, the order of their keys.
  @inline(__always)
  func contains(_ left: Int, _ right: Int) -> Bool {
    limit == .max || KeyHash.combine(hashes[left], hashes[right]) < limit
  }
}

extension PairScorer {
  /// Counts the patterns of the sampled candidate pairs whose left record is in `range`.
  ///
  /// - Parameter isWanted: an additional condition, such as that both records are labelled.
  /// - Complexity: O(pairs met in blocks); no list of pairs is kept.
  public func patterns(
    in range: Range<Int>, _ blocks: BlockIndex, _ shape: PatternShape, _ sampling: PairSampling,
    isWanted: (_ left: Int, _ right: Int) -> Bool = { _, _ in true }
  ) -> PatternCounts {
    var counts = PatternCounts()
    withScratch { scratch in
      blocks.visitPairs(in: range) { left, right, _ in
        if !sampling.contains(left, right) || !isWanted(left, right) { return }
        _ = score(left, right, &scratch)
        counts.add(
          shape.pattern(levels: scratch.levels, weights: scratch.weights, isExcluded: isExcluded(left, right, scratch)))
      }
    }
    return counts
  }
}
