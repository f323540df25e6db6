/// Whether an e-mail address is made of a name, so that the two agree together or not at all: jane.smith@,
/// jsmith82@ and kimminsu@ say little of Jane Smith and 김민수 that their names do not say.
///
/// Dots, hyphens and underscores do not count, nor do up to four digits. What is left must be the whole of a
/// given name or a family name with the other one or its initial beside it, in either order; or one of the two
/// alone, from four letters on. Korean names are aligned with the letters, as they are spelt in many ways.
///
/// - Parameters: comparison forms of an e-mail address and of a name.
/// - Complexity: O(letters) for Latin names, O(letters²) alignments at most for Hangul. Allocates nothing.
public func isEmail(_ email: Span<UInt8>, madeOf name: Span<UInt8>) -> Bool {
  guard let form = EmailForm(email), name.count > 4 else { return false }
  var letters = [31 of UInt8](repeating: 0)
  var count = 0
  var digits = 0
  for index in form.local {
    let byte = email[index]
    switch byte {
    case 0x61...0x7A:
      if count == lettersMax { return false }
      letters[count] = byte
      count += 1
    case 0x41...0x5A:
      if count == lettersMax { return false }
      letters[count] = byte | 0x20
      count += 1
    case 0x30...0x39: digits += 1
    case 0x2E, 0x2D, 0x5F: continue
    default: return false
    }
  }
  if count < 3 || digits > 4 { return false }
  return isMade(letters.span.extracting(0..<count), of: name)
}

private let lettersMax = 31

private func isMade(_ letters: Span<UInt8>, of name: Span<UInt8>) -> Bool {
  switch NameForm.Script(rawValue: name[0]) {
  case .latin:
    let parts = NameForm.Latin(name)
    if parts.flags.contains(.masked) { return false }
    return isMade(letters, name.extracting(parts.given), name.extracting(parts.family))
      || isMade(letters, name.extracting(parts.names), name.extracting(parts.family))
  case .hangul: return NameLevel.spells(letters, name)
  case .eastAsian:
    let parts = NameForm.EastAsian(name)
    if parts.hasReading,
      isMade(letters, name.extracting(parts.givenReadingAt..<parts.end), name.extracting(parts.familyReadingAt..<parts.givenReadingAt))
    {
      return true
    }
    return parts.korean(name).map { NameLevel.spells(letters, name.extracting($0)) } ?? false
  case nil: return false
  }
}

private func isMade(_ letters: Span<UInt8>, _ given: Span<UInt8>, _ family: Span<UInt8>) -> Bool {
  isInTwo(letters, given, family) || isInTwo(letters, family, given) || isAlone(letters, given) || isAlone(letters, family)
}

private func isAlone(_ letters: Span<UInt8>, _ name: Span<UInt8>) -> Bool { letters.count >= 4 && letters.hasSameBytes(as: name) }

/// One name and the other, either of them as its initial alone, but not both.
private func isInTwo(_ letters: Span<UInt8>, _ first: Span<UInt8>, _ second: Span<UInt8>) -> Bool {
  func isSplit(_ firstCount: Int, _ secondCount: Int) -> Bool {
    letters.count == firstCount + secondCount
      && letters.extracting(0..<firstCount).hasSameBytes(as: first.extracting(0..<firstCount))
      && letters.extracting(firstCount..<letters.count).hasSameBytes(as: second.extracting(0..<secondCount))
  }
  if first.count == 0 || second.count == 0 { return false }
  return isSplit(first.count, second.count) || isSplit(1, second.count) || isSplit(first.count, 1)
}

extension NameLevel {
  /// Whether letters spell a Hangul name: given name and surname in either order, the given name as initials, too,
  /// or alone.
  fileprivate static func spells(_ letters: Span<UInt8>, _ hangul: Span<UInt8>) -> Bool {
    let name = NameForm.Hangul(hangul)
    guard name.familyCount > 0, name.givenCount > 0, name.flags.isDisjoint(with: [.foreign, .masked]) else { return false }
    func isGiven(_ range: Range<Int>) -> Bool {
      let given = letters.extracting(range)
      if isInitials(hangul, name, given, boundaries: 0) { return true }
      guard
        let cost = KoreanSpelling.cost(
          given, boundaries: 0, count: name.givenCount, syllable: { name.syllable(hangul, name.familyCount + $0) })
      else { return false }
      return cost <= givenMillisMax * Int32(name.givenCount)
    }
    func isFamily(_ range: Range<Int>) -> Bool { surnameCost(hangul, name, letters.extracting(range)) != nil }
    let count = letters.count
    for length in 1...min(9, count - 1) {
      if isFamily(0..<length), isGiven(length..<count) { return true }
      if isFamily(count - length..<count), isGiven(0..<count - length) { return true }
    }
    return count >= 4 && isGiven(0..<count)
  }
}
