import Identity

/// Gender as files write it: a word, a letter, the code of ISO/IEC 5218 or the digit of a Korean resident number.
///
/// The comparison form is one byte: `f`, `m` or `x`.
extension Normalizer {
  /// - Parameters:
  ///   - raw: one field.
  ///   - region: only in Korea are the digits from 3 on those of resident numbers; elsewhere 3 is neither of two.
  ///   - into: called once, or not at all for an empty field.
  public func gender(_ raw: [UInt8], region: [UInt8] = [0x4B, 0x52], into: (NormalizedValue) -> Void) {
    let raw = withoutResidentNumbers(raw, areExpected: true)
    let folded = foldText(raw)
    if folded.isEmpty { return }
    let word = folded.last == 0x2E ? Array(folded.dropLast()) : folded
    let letter: UInt8
    let canonical: String
    switch genderLetter(word) ?? letterOfBoth(word) ?? letterOfDigit(word, isKorean: region.elementsEqual("KR".utf8)) {
    case UInt8(ascii: "m"): (letter, canonical) = (UInt8(ascii: "m"), "male")
    case UInt8(ascii: "f"): (letter, canonical) = (UInt8(ascii: "f"), "female")
    case UInt8(ascii: "x"): (letter, canonical) = (UInt8(ascii: "x"), "other")
    default:
      let isMissing = Placeholder.isMissing(folded) || unknownWords.contains(word)
      into(
        NormalizedValue(
          attribute: .gender, canonical: folded, form: [0x3F], keys: [], flags: isMissing ? .placeholder : .invalid,
          sharing: isMissing ? .junk : .unknown))
      return
    }
    into(
      NormalizedValue(
        attribute: .gender, canonical: Array(canonical.utf8), form: [letter],
        keys: [NormalizedKey(.genderExact, [letter])]))
  }
}

extension GenderLevel {
  /// Whether two comparison forms name the same gender.
  public static func of(_ left: Span<UInt8>, _ right: Span<UInt8>) -> GenderLevel {
    left.count == 1 && right.count == 1 && left[0] == right[0] && left[0] != 0x3F ? .same : .different
  }
}

private func genderLetter(_ word: [UInt8]) -> UInt8? {
  if maleWords.contains(word) { return UInt8(ascii: "m") }
  if femaleWords.contains(word) { return UInt8(ascii: "f") }
  return otherWords.contains(word) ? UInt8(ascii: "x") : nil
}

/// 남(M) and 여자 (Female): a word and in brackets the same in another language. Words that do not agree say nothing.
private func letterOfBoth(_ word: [UInt8]) -> UInt8? {
  guard word.last == UInt8(ascii: ")"), let open = word.firstIndex(of: UInt8(ascii: "(")) else { return nil }
  let outside = word[..<open].last == 0x20 ? word[..<open].dropLast() : word[..<open]
  guard let letter = genderLetter(Array(outside)), genderLetter(Array(word[(open + 1)...].dropLast())) == letter else { return nil }
  return letter
}

/// 3 and 4 are the digits of resident numbers of those born from 2000 on, 5 to 8 those of foreigners.
private func letterOfDigit(_ word: [UInt8], isKorean: Bool) -> UInt8? {
  guard word.count == 1, (0x33...0x38).contains(word[0]) else { return nil }
  if isKorean { return UInt8(ascii: word[0] & 1 == 1 ? "m" : "f") }
  return word[0] == 0x33 ? UInt8(ascii: "x") : nil
}

// 0 and 9 are missing (ISO/IEC 5218): hardly anybody lives who was born before 1900.
private let maleWords = WordSet(
  """
  m male man boy mr 1 ♂ 남 남자 남성 남아 男 男性 männlich mannlich herr homme masculin hombre masculino varón uomo maschio
  """)
private let femaleWords = WordSet(
  """
  f female woman girl mrs ms miss w 2 ♀ 여 여자 여성 여아 女 女性 weiblich frau
  femme féminin mujer femenino donna femmina feminino k kobieta
  """)
private let otherWords = WordSet("x d divers diverse other nonbinary non-binary nb 기타 その他")
private let unknownWords = WordSet("u 0 9 unknown undisclosed unspecified")
