import Identity

/// Ids that a person has one of: a card number, a membership, a national id. Letters and digits count,
/// separators and case do not.
///
/// The comparison form is the canonical id.
extension Normalizer {
  /// - Parameters:
  ///   - raw: one field.
  ///   - scheme: which id this is, one scheme a column; becomes part of the key, so that equal digits of
  ///     two schemes are not the same id. May be empty.
  ///   - into: called once, or not at all for an empty field.
  public func identifier(_ raw: [UInt8], scheme: [UInt8], into: (NormalizedValue) -> Void) {
    let raw = withoutResidentNumbers(raw)
    let folded = foldText(raw)
    if folded.isEmpty { return }
    var flags: ValueFlags = raw.count > Normalizer.rawBytesMax ? .clipped : []
    var canonical = identifierLetters(foldLatin(folded))
    // One whose digits separators kept apart: the id is the same without them.
    if canonical.count >= 13, holdsResidentNumber(canonical) { canonical = identifierLetters(foldText(withoutResidentNumbers(canonical))) }
    if Placeholder.isMissing(folded) || canonical.isEmpty || isFillerIdentifier(canonical)
      || Placeholder.isMissing(canonical.map(asciiLowercased))
    {
      flags.insert(.placeholder)
      into(NormalizedValue(attribute: .identifier, canonical: folded, form: [], keys: [], flags: flags, sharing: .junk))
      return
    }
    if canonical.count > identifierBytesMax {
      canonical = clipped(canonical, to: identifierBytesMax)
      flags.insert(.clipped)
    }
    let key = scheme.isEmpty ? canonical : scheme + [0x3A] + canonical
    into(
      NormalizedValue(
        attribute: .identifier, canonical: canonical, form: canonical, keys: [NormalizedKey(.identifierExact, key)],
        flags: flags))
  }
}

extension IdentifierLevel {
  /// How well two comparison forms of ids of one scheme agree.
  public static func of(_ left: Span<UInt8>, _ right: Span<UInt8>) -> IdentifierLevel {
    if left.isEmpty || right.isEmpty { return .different }
    guard let distance = damerauAtMost(left, right, limit: 1) else { return .different }
    if distance == 0 { return .same }
    return min(left.count, right.count) >= 5 ? .near : .different
  }
}

private let identifierBytesMax = 128

/// ASCII letters and digits in upper case, and whatever else is no punctuation or space.
private func identifierLetters(_ folded: [UInt8]) -> [UInt8] {
  var letters = folded.filter { isASCIIDigit($0) || isASCIILetter($0) || $0 >= 0x80 }
  // Letters that a separator kept apart may compose now.
  if letters.contains(where: { $0 >= 0x80 }) { letters = foldLatin(foldText(letters)) }
  return letters.map { isASCIILetter($0) ? $0 & 0xDF : $0 }
}

private func isFillerIdentifier(_ id: [UInt8]) -> Bool {
  guard let first = id.first else { return true }
  if id.allSatisfy({ $0 == first }), id.count > 1 || first == 0x30 || first == 0x58 { return true }
  return id.allSatisfy(isASCIIDigit) && Placeholder.isCounted(id.span) || id.elementsEqual("TEST".utf8)
}
