/// How far two Hangul names are apart, in the letters (jamo) that a hand types or an ear hears.
enum HangulDistance {
  /// Thousandths: 800 for another onset, 600 another coda, 800 another vowel, 350 for vowels that sound
  /// alike. 재현/제현 350, 민준/민중 600, 서연/서현 800. Syllables are compared place by place.
  ///
  /// Two real names 600 to 800 apart are usually two people.
  static func millis(_ left: UInt16, _ right: UInt16) -> Int {
    if left == right { return 0 }
    let one = Syllable(left)
    let other = Syllable(right)
    var millis = 0
    if one.onset != other.onset { millis += isAlikeOnset(one.onset, other.onset) ? 500 : 800 }
    if one.vowel != other.vowel { millis += isAlike(one.vowel, other.vowel) ? 350 : 800 }
    if one.coda != other.coda { millis += 600 }
    return millis
  }

  /// ㄱ/ㄲ, ㄷ/ㄸ, ㅂ/ㅃ, ㅅ/ㅆ, ㅈ/ㅉ: one slip of the shift key.
  private static func isAlikeOnset(_ left: Int, _ right: Int) -> Bool {
    switch (min(left, right), max(left, right)) {
    case (0, 1), (3, 4), (7, 8), (9, 10), (12, 13): true
    default: false
    }
  }

  /// ㅐㅔ, ㅒㅖ, ㅙㅚㅞ, ㅓㅗ, ㅡㅜ, ㅢㅣ
  private static func isAlike(_ left: Int, _ right: Int) -> Bool {
    switch (min(left, right), max(left, right)) {
    case (1, 5), (3, 7), (10, 11), (10, 15), (11, 15), (4, 8), (13, 18), (19, 20): true
    default: false
    }
  }
}
