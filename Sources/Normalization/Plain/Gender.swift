import Identity

/// Gender as files write it: a word, a letter or the code of ISO/IEC 5218.
///
/// The comparison form is one byte: `f`, `m` or `x`.
extension Normalizer {
  /// - Parameters:
  ///   - raw: one field.
  ///   - into: called once, or not at all for an empty field.
  public func gender(_ raw: [UInt8], into: (NormalizedValue) -> Void) {
    let raw = withoutResidentNumbers(raw, areExpected: true)
    let folded = foldText(raw)
    if folded.isEmpty { return }
    let word = folded.last == 0x2E ? Array(folded.dropLast()) : folded
    let letter: UInt8
    let canonical: String
    if maleWords.contains(word) {
      (letter, canonical) = (UInt8(ascii: "m"), "male")
    } else if femaleWords.contains(word) {
      (letter, canonical) = (UInt8(ascii: "f"), "female")
    } else if otherWords.contains(word) {
      (letter, canonical) = (UInt8(ascii: "x"), "other")
    } else {
      let isMissing = Placeholder.isMissing(folded) || unknownWords.contains(word)
      into(
        NormalizedValue(
          attribute: .gender, canonical: folded, form: [0x3F], keys: [], flags: isMissing ? .placeholder : .invalid,
          sharing: .junk))
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

private let maleWords = WordSet(
  """
  m male man boy mr 1 남 남자 남성 남아 男 男性 männlich mannlich herr homme masculin hombre masculino varón uomo maschio
  """)
private let femaleWords = WordSet(
  """
  f female woman girl mrs ms miss w 2 여 여자 여성 여아 女 女性 weiblich frau
  femme féminin mujer femenino donna femmina feminino k kobieta
  """)
private let otherWords = WordSet("x d divers diverse other nonbinary non-binary nb 기타 その他 3")
private let unknownWords = WordSet("u 0 9 unknown undisclosed unspecified")
