/// A share as two whole numbers, so that equal counts print equal digits on every machine.
public struct Proportion: Sendable, Hashable {
  /// `0 <= part <= whole`.
  public var part: Int
  public var whole: Int

  public init(_ part: Int, of whole: Int) {
    precondition(part >= 0 && part <= whole, "a share is a part of a whole, not \(part) of \(whole)")
    self.part = part
    self.whole = whole
  }

  /// For drawing. Of nothing, everything was right: 0 of 0 is 1.
  public var value: Double { whole == 0 ? 1 : Double(part) / Double(whole) }

  /// `0.98765`: rounded half to even, without floating point.
  ///
  /// - Parameter places: 1 to 9.
  public func decimal(places: Int) -> String {
    precondition((1...9).contains(places), "a share is shown with 1 to 9 places")
    var scale: UInt = 1
    for _ in 0..<places { scale *= 10 }
    var scaled = scale
    if whole > 0 {
      let product = UInt(part).multipliedFullWidth(by: scale)
      let (quotient, remainder) = UInt(whole).dividingFullWidth(product)
      let half = remainder.multipliedReportingOverflow(by: 2)
      let isUp = half.overflow || half.partialValue > UInt(whole) || half.partialValue == UInt(whole) && quotient & 1 == 1
      scaled = quotient + (isUp ? 1 : 0)
    }
    let digits = String(scaled % scale)
    return "\(scaled / scale)." + String(repeating: "0", count: places - digits.utf8.count) + digits
  }
}

/// Pairs of records, counted against the truth.
public struct PairConfusion: Sendable, Hashable {
  /// True pairs that were found.
  public var together = 0
  /// Pairs found, true or not.
  public var joined = 0
  /// True pairs, found or not.
  public var belonging = 0
  /// All pairs there are.
  public var total = 0

  public init(together: Int = 0, joined: Int = 0, belonging: Int = 0, total: Int = 0) {
    self.together = together
    self.joined = joined
    self.belonging = belonging
    self.total = total
  }

  public var falseJoins: Int { joined - together }
  public var falseSplits: Int { belonging - together }
  public var trueRejections: Int { total - joined - belonging + together }

  /// Of the pairs found, those that are true.
  public var precision: Proportion { Proportion(together, of: joined) }
  /// Of the true pairs, those that were found.
  public var recall: Proportion { Proportion(together, of: belonging) }
  /// The harmonic mean of both; 0 where one side has pairs and the other none.
  public var f1: Proportion {
    joined == 0 && belonging == 0 ? Proportion(1, of: 1) : Proportion(2 * together, of: joined + belonging)
  }
}

/// Pairs that can be made of so many records.
func pairCount(_ count: Int) -> Int { count * (count - 1) / 2 }
