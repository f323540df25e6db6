import Identity

/// Resident numbers of a batch are cut at the door, before anything else sees a row; what one is says
/// `Identity.maskResidentNumbers`.
extension RowBatch {
  /// Masks the resident numbers of all fields.
  mutating func maskResidentNumbers() {
    var start = 0
    for end in fieldEnds {
      if end - start >= 13 { Identity.maskResidentNumbers(&bytes, in: start..<end) }
      start = end
    }
  }

  /// Masks those of columns that are for them, check digit or not.
  ///
  /// - Parameter isExpected: by column of the reader's header.
  public mutating func maskResidentNumbers(inColumns isExpected: [Bool]) {
    guard isExpected.contains(true) else { return }
    var start = 0
    for (field, end) in fieldEnds.enumerated() {
      if end - start >= 13, isExpected[Int(fieldColumns[field])] {
        Identity.maskResidentNumbers(&bytes, in: start..<end, areExpected: true)
      }
      start = end
    }
  }
}
