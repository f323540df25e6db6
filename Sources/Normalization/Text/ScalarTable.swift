/// A fixed table from scalars to others that stand for them.
///
/// Nearly every scalar that is asked for has none. Of the unified Han characters a look at one byte says so, and no
/// hash is made.
struct ScalarTable: Sendable {
  private let forms: [UInt32: UInt32]
  private let hasForm: [Bool]
  private let least: UInt32

  private static let unified: Range<UInt32> = 0x4E00..<0xA000

  init(_ forms: [UInt32: UInt32]) {
    self.forms = forms
    hasForm = ScalarTable.unified.map { forms[$0] != nil }
    least = forms.keys.min() ?? .max
  }

  subscript(_ scalar: UInt32) -> UInt32? {
    guard scalar >= least, !ScalarTable.unified.contains(scalar) || hasForm[Int(scalar - ScalarTable.unified.lowerBound)]
    else { return nil }
    return forms[scalar]
  }
}
