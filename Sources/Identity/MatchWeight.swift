/// Evidence that two records are one person: log2 of a Bayes factor, in thousandths of a bit.
///
/// Integers, because a sum of integers is the same in any order and on any number of threads, and a
/// threshold on integers is exact. Source of the measure: I. P. Fellegi and A. B. Sunter,
/// "A Theory for Record Linkage", JASA 64 (1969).
public struct MatchWeight: RawRepresentable, Hashable, Comparable, Sendable {
  /// Millibits: +1,000 doubles the odds, -1,000 halves them.
  public var rawValue: Int32
  public init(rawValue: Int32) { self.rawValue = rawValue }
  public init(millibits: Int) { rawValue = Int32(clamping: millibits) }

  public static let zero = MatchWeight(rawValue: 0)
  public static func < (left: MatchWeight, right: MatchWeight) -> Bool { left.rawValue < right.rawValue }
  public static func + (left: MatchWeight, right: MatchWeight) -> MatchWeight {
    MatchWeight(rawValue: left.rawValue &+ right.rawValue)
  }
  public static func - (left: MatchWeight, right: MatchWeight) -> MatchWeight {
    MatchWeight(rawValue: left.rawValue &- right.rawValue)
  }
}

extension MatchWeight: CustomStringConvertible {
  /// Bits with one decimal and a sign: `+12.3`.
  public var description: String {
    let magnitude = (rawValue.magnitude + 50) / 100
    return (rawValue < 0 && magnitude > 0 ? "-" : "+") + "\(magnitude / 10).\(magnitude % 10)"
  }
}
