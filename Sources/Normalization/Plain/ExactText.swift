import Identity

/// A value of a column that is equal or not: a plan, a branch, a colour, yes or no. Compared as it folds.
///
/// The comparison form is the folded text.
extension Normalizer {
  /// - Parameters:
  ///   - raw: one field.
  ///   - into: called once, or not at all for an empty field.
  public func exact(_ raw: [UInt8], into: (NormalizedValue) -> Void) {
    let raw = withoutResidentNumbers(raw)
    let folded = foldText(raw)
    if folded.isEmpty { return }
    var flags: ValueFlags = raw.count > Normalizer.rawBytesMax ? .clipped : []
    let isHidden = isHiddenResidentNumber(folded)
    if isHidden { flags.insert(.partial) }
    let isMissing = Placeholder.isMissing(folded)
    if isMissing { flags.insert(.placeholder) }
    let saysNothing = isMissing || isHidden
    into(
      NormalizedValue(
        attribute: .exact, canonical: displayed(raw, folded), form: saysNothing ? [] : folded,
        keys: saysNothing ? [] : [NormalizedKey(.exactSame, folded)], flags: flags, sharing: saysNothing ? .ofNothing(flags) : .person))
  }
}

extension ExactLevel {
  /// Whether two comparison forms are equal.
  public static func of(_ left: Span<UInt8>, _ right: Span<UInt8>) -> ExactLevel {
    guard left.count == right.count, !left.isEmpty else { return .different }
    for index in 0..<left.count where left[index] != right[index] { return .different }
    return .same
  }
}
