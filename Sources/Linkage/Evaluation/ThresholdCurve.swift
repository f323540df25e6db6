public import Identity

/// How many pairs weigh what: counts in bins of a tenth of a bit.
///
/// Whole numbers, so that parts made by several threads add up to the same histogram in any order.
public struct WeightHistogram: Sendable, Hashable {
  public static let binMillibits = 100
  /// Lighter and heavier pairs go to the first and the last bin.
  public static let lowest = -100_000
  public static let highest = 200_000

  public private(set) var counts = [Int](repeating: 0, count: (highest - lowest) / binMillibits)

  public init() {}

  public mutating func add(_ weight: MatchWeight) {
    let clamped = min(max(Int(weight.rawValue), WeightHistogram.lowest), WeightHistogram.highest - 1)
    counts[(clamped - WeightHistogram.lowest) / WeightHistogram.binMillibits] += 1
  }

  public mutating func add(_ other: WeightHistogram) {
    for bin in counts.indices { counts[bin] += other.counts[bin] }
  }

  public var total: Int { counts.reduce(0, +) }

  /// Pairs at or above a weight, which is taken down to a whole bin.
  public func count(from weight: MatchWeight) -> Int { counts[bin(weight)...].reduce(0, +) }

  /// Counts in wider bins: `width` millibits each, the first at the largest multiple of `width` at or below
  /// the lightest weight met. Empty where nothing was counted.
  public func bins(width: Int) -> [(from: MatchWeight, count: Int)] {
    precondition(width % WeightHistogram.binMillibits == 0 && width > 0, "a bin is made of whole small bins")
    guard let first = counts.firstIndex(where: { $0 > 0 }), let last = counts.lastIndex(where: { $0 > 0 }) else { return [] }
    func floor(_ bin: Int) -> Int {
      let millibits = WeightHistogram.lowest + bin * WeightHistogram.binMillibits
      return millibits >= 0 ? millibits / width * width : -((-millibits + width - 1) / width * width)
    }
    let start = floor(first)
    var result = (0...(floor(last) - start) / width).map { (from: MatchWeight(millibits: start + $0 * width), count: 0) }
    for bin in first...last { result[(floor(bin) - start) / width].count += counts[bin] }
    return result
  }

  private func bin(_ weight: MatchWeight) -> Int {
    let clamped = min(max(Int(weight.rawValue), WeightHistogram.lowest), WeightHistogram.highest - 1)
    return (clamped - WeightHistogram.lowest) / WeightHistogram.binMillibits
  }
}

/// What a threshold on pair weights would find and miss, for every threshold.
///
/// It judges pairs, not customers: clustering keeps some heavy pairs apart and joins some light ones through
/// other records. True pairs that no blocking rule brings together are missed at every threshold.
public struct ThresholdCurve: Sendable {
  public struct Point: Sendable {
    public var threshold: MatchWeight
    public var pairs: PairConfusion
  }

  /// Ascending by threshold.
  public var points: [Point] = []
  /// True pairs that share a key, of all true pairs: no threshold finds more.
  public var blockingRecall: Proportion

  /// - Parameters:
  ///   - judged: weights of the candidate pairs whose records the truth knows.
  ///   - matching: of those, the true ones.
  ///   - belonging: true pairs in all.
  ///   - step: between thresholds, in millibits; a multiple of a bin.
  public init(judged: WeightHistogram, matching: WeightHistogram, belonging: Int, step: Int = 500) {
    blockingRecall = Proportion(matching.total, of: belonging)
    var joined = judged.total
    var together = matching.total
    let bins = judged.bins(width: step)
    let trueBins = matching.bins(width: step)
    let offset = bins.isEmpty || trueBins.isEmpty ? 0 : Int(trueBins[0].from.rawValue - bins[0].from.rawValue) / step
    for (index, bin) in bins.enumerated() {
      points.append(Point(threshold: bin.from, pairs: PairConfusion(together: together, joined: joined, belonging: belonging)))
      joined -= bin.count
      if trueBins.indices.contains(index - offset) { together -= trueBins[index - offset].count }
    }
  }

  /// The threshold with the highest F1, the lowest of equals; nil where no pair was judged.
  public var best: Point? {
    points.reduce(nil) { best, point in
      guard let best else { return point }
      let (a, b) = (best.pairs.f1, point.pairs.f1)
      return a.part.multipliedFullWidth(by: b.whole) < b.part.multipliedFullWidth(by: a.whole) ? point : best
    }
  }
}
