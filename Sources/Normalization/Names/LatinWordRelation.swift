/// How two words of Latin names are related. Most pairs of words are strangers, so what is cheap to see
/// comes before what is dear to work out.

extension NameLevel {
  enum WordRelation: Int, Comparable {
    case other, similar, prefix, initial, near, variant, same
    static func < (left: WordRelation, right: WordRelation) -> Bool { left.rawValue < right.rawValue }
  }

  @inline(__always)
  static func isSameWord(_ left: Span<UInt8>, _ right: Span<UInt8>, hasUmlaut: Bool) -> Bool {
    left.hasSameBytes(as: right) || hasUmlaut && isSameWithUmlauts(left, right)
  }

  /// - Parameter seeksSimilar: false where only `near` and better are of use.
  static func wordRelation(
    _ left: Span<UInt8>, _ right: Span<UInt8>, hasUmlaut: Bool, seeksSimilar: Bool = true
  ) -> WordRelation {
    if isSameWord(left, right, hasUmlaut: hasUmlaut) { return .same }
    let shorter = min(left.count, right.count)
    let longer = max(left.count, right.count)
    if shorter == 1 { return left[0] == right[0] ? .initial : .other }
    let limit = longer >= 5 ? 2 : 1
    let letters = LettersInCommon(left, right)
    if letters.distanceMin <= limit, let distance = damerauAtMost(left, right, limit: limit) {
      // Mark and Mary, Tom and Tim are two names; Jonh and John, Ann and Anne one
      let isSlip = longer >= 5 || longer == 4 && (left.count != right.count || isNeighbourSwap(left, right))
      if isSlip, distance == 1 || longer >= 9 { return .near }
      return .similar
    }
    if shorter >= 3, left.count < right.count ? right.begins(with: left) : left.begins(with: right) { return .prefix }
    if shorter >= 4, soundsAlike(left, right) { return .near }
    guard seeksSimilar, letters.mayReachJaroWinkler(similarMillis, left, right) else { return .other }
    return jaroWinklerMillis(left, right) >= similarMillis ? .similar : .other
  }

  private static let similarMillis = 850

  /// Whether two given names have nothing in common: neither letters nor sounds, and neither is the other's nickname or
  /// another spelling of it.
  static func areUnlike(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    let letters = LettersInCommon(left, right)
    // Samuel and Samantha, Sharon and Sean: written in full, they are two, and only the ear takes one for the other.
    let areOfTwo = GivenNameGender.shared.areApart(left, right)
    if !areOfTwo, beginAlike(left, right) { return false }
    if !areOfTwo, letters.mayReachJaroWinkler(unlikeMillis, left, right), jaroWinklerMillis(left, right) >= unlikeMillis { return false }
    if soundsAlike(left, right) || Nicknames.shared.relation(left, right) != .none
      || NameVariants.shared.areOne(left, right, isFamily: false)
    {
      return false
    }
    // Eliza and Alice: three sounds in one order are seldom written without three letters in common, and it is dear to
    // ask of all strangers.
    return letters.count < 3 || !DoubleMetaphone.areAlike(left, right, inAnyReading: true)
  }

  /// Below this, two words are not alike.
  private static let unlikeMillis = 750

  /// Whether two names have their first three letters in common: short for both, Sam is Samuel or Samantha, and Cat is
  /// Katherine.
  private static func beginAlike(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    min(left.count, right.count) >= 3 && left[1] == right[1] && left[2] == right[2] && firstSound(left[0], isKorean: false) == firstSound(right[0], isKorean: false)
  }

  /// One letter for those that begin a name in its other spellings: Katherine and Cat, Geoffrey and Jeff; of Koreans
  /// Gyeong and Kyung, Jin and Chin, U and Woo.
  static func firstSound(_ letter: UInt8, isKorean: Bool) -> UInt8 {
    switch letter {
    case UInt8(ascii: "q"), UInt8(ascii: "x"): UInt8(ascii: "k")
    case UInt8(ascii: "c"): UInt8(ascii: isKorean ? "j" : "k")
    case UInt8(ascii: "g"): UInt8(ascii: isKorean ? "k" : "j")
    case UInt8(ascii: "z"): UInt8(ascii: isKorean ? "j" : "s")
    case UInt8(ascii: "v") where !isKorean: UInt8(ascii: "f")
    case UInt8(ascii: "p") where isKorean: UInt8(ascii: "b")
    case UInt8(ascii: "t") where isKorean: UInt8(ascii: "d")
    case UInt8(ascii: "l") where isKorean: UInt8(ascii: "r")
    case UInt8(ascii: "w") where isKorean: UInt8(ascii: "u")
    default: letter
    }
  }

  /// Whether one word is the other but for a slip.
  static func areNearlyOne(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    LettersInCommon(left, right).mayReachJaroWinkler(nearlyOneMillis, left, right) && jaroWinklerMillis(left, right) >= nearlyOneMillis
  }

  private static let nearlyOneMillis = 900

  static func soundsAndLooksAlike(_ left: Span<UInt8>, _ right: Span<UInt8>, inAnyReading: Bool) -> Bool {
    min(left.count, right.count) >= 4 && jaroWinklerMillis(left, right) >= 800
      && DoubleMetaphone.areAlike(left, right, inAnyReading: inAnyReading)
  }

  private static func isNeighbourSwap(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    var index = 0
    while left[index] == right[index] { index += 1 }
    return index + 1 < left.count && left[index] == right[index + 1] && left[index + 1] == right[index]
  }

  /// The same consonants in the same order, whatever the vowels and however doubled: Smith, Smyth;
  /// Kathryn, Catherine.
  private static func soundsAlike(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    var one = FineSounds()
    var other = FineSounds()
    var count = 0
    while true {
      let a = one.next(in: left)
      let b = other.next(in: right)
      if a != b { return false }
      if a == 0 { return count >= 3 }
      count += 1
    }
  }

  /// ü and ue, ö and oe, ä and ae, å and aa: an e (or a) that one side lacks behind its vowel.
  private static func isSameWithUmlauts(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    var i = 0
    var j = 0
    while i < left.count || j < right.count {
      if i < left.count, j < right.count, left[i] == right[j] {
        i += 1
        j += 1
      } else if i > 0, i < left.count, isSpeltOut(left[i - 1], left[i]) {
        i += 1
      } else if j > 0, j < right.count, isSpeltOut(right[j - 1], right[j]) {
        j += 1
      } else {
        return false
      }
    }
    return true
  }

  private static func isSpeltOut(_ vowel: UInt8, _ next: UInt8) -> Bool {
    next == UInt8(ascii: "e")
      && (vowel == UInt8(ascii: "a") || vowel == UInt8(ascii: "o") || vowel == UInt8(ascii: "u"))
      || next == UInt8(ascii: "a") && vowel == UInt8(ascii: "a")
  }
}

/// Which letters two words share, as bounds on what finer comparisons can find: most pairs of words are
/// strangers and need no more than this.
private struct LettersInCommon {
  private let leftBits: UInt64
  private let rightBits: UInt64

  @inline(__always)
  init(_ left: Span<UInt8>, _ right: Span<UInt8>) {
    var leftBits: UInt64 = 0
    var rightBits: UInt64 = 0
    for index in 0..<left.count { leftBits |= LettersInCommon.bit(left[index]) }
    for index in 0..<right.count { rightBits |= LettersInCommon.bit(right[index]) }
    self.leftBits = leftBits
    self.rightBits = rightBits
  }

  /// Different letters that both have.
  var count: Int { (leftBits & rightBits).nonzeroBitCount }

  /// No fewer insertions, deletions, substitutions and swaps lead from one word to the other: a letter that
  /// only one of them has takes an edit, and one edit settles two such letters at most.
  var distanceMin: Int { ((leftBits ^ rightBits).nonzeroBitCount + 1) / 2 }

  /// Whether the Jaro-Winkler similarity can be `millis` at all: no more letters match than occur in both,
  /// and at best all of them in order.
  func mayReachJaroWinkler(_ millis: Int, _ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    if leftBits & rightBits == 0 { return false }
    var leftCount = 0
    var rightCount = 0
    for index in 0..<left.count where rightBits & LettersInCommon.bit(left[index]) != 0 { leftCount += 1 }
    for index in 0..<right.count where leftBits & LettersInCommon.bit(right[index]) != 0 { rightCount += 1 }
    let matchMax = min(leftCount, rightCount)
    let product = left.count * right.count
    // three times the similarity over `product`
    let jaro = matchMax * (left.count + right.count) + product
    var prefix = 0
    while prefix < min(4, left.count, right.count), left[prefix] == right[prefix] { prefix += 1 }
    return (10 * jaro + prefix * (3 * product - jaro)) * 100 >= millis * 3 * product
  }

  @inline(__always)
  private static func bit(_ letter: UInt8) -> UInt64 { 1 << UInt64(letter & 63) }
}

/// Walks over the consonants of a word that a comparison goes by; 0 at the end.
///
/// An alphabet of its own beside that of `NameSound`, and a finer one. A key may bring strangers together, because what
/// it brings together is compared; a comparison may not. So m and n, b and p stay apart here (Tamara is not Tanara), a word
/// is read to its end instead of to its fifth class, and only what is written both ways for one sound falls together.
private struct FineSounds {
  private var index = 0
  private var last: UInt8 = 0

  mutating func next(in letters: Span<UInt8>) -> UInt8 {
    while index < letters.count {
      let letter = letters[index]
      let following = index + 1 < letters.count ? letters[index + 1] : 0
      let isFirst = index == 0
      index += 1
      var soundClass: UInt8 = 0
      switch letter {
      case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"):
        if isFirst { soundClass = UInt8(ascii: "A") }
      case UInt8(ascii: "h"), UInt8(ascii: "w"), UInt8(ascii: "y"): break
      case UInt8(ascii: "c"), UInt8(ascii: "k"), UInt8(ascii: "q"), UInt8(ascii: "x"): soundClass = UInt8(ascii: "K")
      case UInt8(ascii: "p") where following == UInt8(ascii: "h"): soundClass = UInt8(ascii: "F")
      case UInt8(ascii: "f"), UInt8(ascii: "v"): soundClass = UInt8(ascii: "F")
      case UInt8(ascii: "s"), UInt8(ascii: "z"): soundClass = UInt8(ascii: "S")
      case UInt8(ascii: "g"), UInt8(ascii: "j"): soundClass = UInt8(ascii: "J")
      case UInt8(ascii: "d"), UInt8(ascii: "t"): soundClass = UInt8(ascii: "T")
      default: soundClass = letter
      }
      if soundClass != 0, soundClass != last {
        last = soundClass
        return soundClass
      }
    }
    return 0
  }
}
