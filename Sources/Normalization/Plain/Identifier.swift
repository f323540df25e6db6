import Identity

/// Ids that a person has one of: a card number, a membership, a national id. Letters and digits count,
/// separators and case do not. One that is partly hidden is no id: what is left of 850307-2****** is a date of birth
/// and a sex, of a card number its last digits, which many share.
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
    var shown = folded
    if canonical.count >= 13, holdsResidentNumber(canonical) { shown = foldText(withoutResidentNumbers(canonical)) }
    if Placeholder.isMissing(folded) || canonical.isEmpty || isFillerIdentifier(canonical)
      || Placeholder.isMissing(canonical.map(asciiLowercased))
    {
      flags.insert(.placeholder)
      into(NormalizedValue(attribute: .identifier, canonical: shown, form: [], keys: [], flags: flags, sharing: .ofNothing(flags)))
      return
    }
    if isPartlyHidden(shown) || isPartlyHidden(canonical) {
      flags.insert(.partial)
      into(NormalizedValue(attribute: .identifier, canonical: shown, form: [], keys: [], flags: flags, sharing: .ofNothing(flags)))
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

/// Whether signs stand for digits: two asterisks, circles, squares or bullets in a row, behind what begins a resident
/// number six letters x, or nothing behind 850307-2.
private func isPartlyHidden(_ folded: [UInt8]) -> Bool {
  for sign in hidingSigns {
    var run = 0
    var index = 0
    while index + sign.count <= folded.count {
      if folded[index...].starts(with: sign) {
        run += 1
        if run == 2 { return true }
        index += sign.count
      } else {
        run = 0
        index += 1
      }
    }
  }
  if folded.count == 8, folded[6] == 0x2D { return isResidentNumberFront(folded[...]) }
  guard folded.count >= 13, folded.suffix(6).allSatisfy({ $0 | 0x20 == UInt8(ascii: "x") }) else { return false }
  return isResidentNumberFront(folded.dropLast(6))
}

private let hidingSigns = ["*", "○", "●", "•", "□", "■", "◯", "\u{110B}"].map { Array($0.utf8) }

/// `850307-2`, `8503072`, `850307-x`.
private func isResidentNumberFront(_ text: ArraySlice<UInt8>) -> Bool {
  let digits = text.prefix(6)
  guard digits.count == 6, digits.allSatisfy(isASCIIDigit) else { return false }
  let number = decimal(digits)
  guard (1...12).contains(number / 100 % 100), (1...31).contains(number % 100) else { return false }
  let rest = text.dropFirst(6).drop { $0 == 0x2D || $0 == 0x20 || $0 == 0x2E }
  return rest.count == 1 && rest.allSatisfy { isASCIIDigit($0) || $0 | 0x20 == UInt8(ascii: "x") }
}

private func isFillerIdentifier(_ id: [UInt8]) -> Bool {
  guard let first = id.first else { return true }
  if id.allSatisfy({ $0 == first }), id.count > 1 || first == 0x30 || first == 0x58 { return true }
  return id.allSatisfy(isASCIIDigit) && Placeholder.isCounted(id.span) || id.elementsEqual("TEST".utf8)
}
