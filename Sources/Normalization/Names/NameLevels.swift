/// How well two names agree. Everything is read from the comparison forms; see `NameForm` for the layout.
///
/// What each level holds, from the strongest:
///
///     same         the same full name in one script, whatever the spaces, titles and marks
///     reordered    the same words in another order or spacing
///     crossScript  김민준 and Min-joon Kim (the usual spelling), 田中 with its kana and Tanaka, Иван and
///                  Ivan, 金敏俊 and 김민준
///     variant      one half the same, the other a nickname (Robert, Bob), a spelling of the name (Mohammed,
///                  Muhammad; Chan, Chen; Jihoon, Ji Hun; 류, 유) or a less usual romanisation
///     near         one half the same, the other one keying error away in five letters or more, one vowel
///                  sound away (재현, 제현), alike in letters and sound, or a nickname of the same name; but
///                  Martin and Martina are two people
///     compatible   nothing contradicts: an initial, a masked syllable, a surname alone
///     similar      the same surname and a given name that is probably somebody else's (서연, 서현); a
///                  middle name or second surname more or less
///     given        the same given name, another family name
///     different    too little is known to speak against it: partial names, other scripts
///     conflict     two full names in one script, and they differ, or Jr. and Sr.; what is shown of a masked
///                  Korean name (김*수) differs from the other: evidence against
///     apart        a conflict in which ears and hands have no part: the given names have neither a syllable nor a
///                  sound in common (박준호 and 김미영; but not 김은정 and 김은경), whatever the family names; a
///                  given name alone that is no part of the other name (William and Lisa Turner)

extension NameLevel: Comparable {
  public static func < (left: NameLevel, right: NameLevel) -> Bool { left.rawValue < right.rawValue }

  /// The level two names reach; symmetric. See the cases for what each means.
  ///
  /// Hangul against Latin letters is decided by alignment (`KoreanSpelling`), Hangul against Hangul by
  /// jamo, Latin against Latin by roles in both orders and then by words.
  ///
  /// - Parameter tellsApart: false where `apart` and `conflict` are as good, which is dear to tell: `conflict` may then
  ///   be `apart`.
  /// - Complexity: linear in the names for strangers, no allocation; letters that may spell the same
  ///   syllables are aligned, which takes microseconds.
  public static func of(_ left: Span<UInt8>, _ right: Span<UInt8>, tellsApart: Bool = true) -> NameLevel {
    right.precedes(left) ? ofOrdered(right, left, tellsApart) : ofOrdered(left, right, tellsApart)
  }

  private static func ofOrdered(_ left: Span<UInt8>, _ right: Span<UInt8>, _ tellsApart: Bool) -> NameLevel {
    guard left.count >= 4, right.count >= 4 else { return .different }
    switch (NameForm.Script(rawValue: left[0]), NameForm.Script(rawValue: right[0])) {
    case (.hangul, .hangul): return ofHangul(left, right)
    case (.latin, .latin): return ofLatin(left, right, tellsApart: tellsApart)
    case (.eastAsian, .eastAsian): return ofEastAsian(left, right)
    case (.hangul, .latin): return ofHangulAndLatin(left, right)
    case (.latin, .hangul): return ofHangulAndLatin(right, left)
    case (.eastAsian, .latin): return ofEastAsianAndLatin(left, right)
    case (.latin, .eastAsian): return ofEastAsianAndLatin(right, left)
    case (.eastAsian, .hangul): return ofEastAsianAndHangul(left, right)
    case (.hangul, .eastAsian): return ofEastAsianAndHangul(right, left)
    default: return .different
    }
  }
}
