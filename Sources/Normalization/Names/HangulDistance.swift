/// How far two Hangul names are apart, in the letters (jamo) that a hand types or an ear hears.
enum HangulDistance {
  /// Up to here one sound was taken for another over the telephone: 심 for 신, 정 for 청, 조 for 주.
  static let heardMillis = 500

  /// Thousandths: 800 for another onset or vowel, 600 another coda; less where ears or fingers mix them
  /// up: 350 for vowels that sound alike, 450 for ㅎ and silence, 500 for nasal codas and for onsets of
  /// one place. 재현/제현 350, 서연/서현 450, 민준/민중 500. Syllables are compared place by place.
  ///
  /// Two real names 450 to 800 apart are usually two people.
  static func millis(_ left: UInt16, _ right: UInt16) -> Int {
    if left == right { return 0 }
    let one = Syllable(left)
    let other = Syllable(right)
    var millis = 0
    if one.onset != other.onset { millis += onsetMillis(one.onset, other.onset) }
    if one.vowel != other.vowel { millis += vowelMillis(one.vowel, other.vowel) }
    if one.coda != other.coda { millis += isNasal(one.coda) && isNasal(other.coda) ? 500 : 600 }
    return millis
  }

  /// ㄱㄲㅋ, ㄷㄸㅌ, ㅂㅃㅍ, ㅅㅆ, ㅈㅉㅊ differ in breath alone; between vowels ㅎ is hardly heard.
  private static func onsetMillis(_ left: Int, _ right: Int) -> Int {
    switch (min(left, right), max(left, right)) {
    case (11, 18): 450
    case (0, 1), (0, 15), (1, 15), (3, 4), (3, 16), (4, 16), (7, 8), (7, 17), (8, 17), (9, 10), (12, 13), (12, 14),
      (13, 14):
      500
    default: 800
    }
  }

  /// ㅐㅔ, ㅒㅖ, ㅙㅚㅞ, ㅓㅗ, ㅡㅜ, ㅢㅣ sound alike; ㅗㅜ differ by how far the lips are shut.
  private static func vowelMillis(_ left: Int, _ right: Int) -> Int {
    switch (min(left, right), max(left, right)) {
    case (1, 5), (3, 7), (10, 11), (10, 15), (11, 15), (4, 8), (13, 18), (19, 20): 350
    case (8, 13): 500
    default: 800
    }
  }

  /// ㄴ ㅁ ㅇ
  private static func isNasal(_ coda: Int) -> Bool { coda == 4 || coda == 16 || coda == 21 }
}
