/// The consonant classes of a Korean given name: what stays the same however it is spelt.
///
/// 민준, Min-joon and Min Jun all give `MNCN`. Vowels and ㅎ are dropped, plain, tense and aspirated
/// consonants fall together, repeats collapse. It blocks; it never decides.
enum KoreanConsonants {
  /// Appends the classes of Hangul syllables, read part by part, so that the `ng` of 순규 is not taken for one sound.
  static func appendClasses(of syllables: [UInt16], to classes: inout [UInt8]) {
    for index in syllables {
      let syllable = Syllable(index)
      append(onsetClasses[syllable.onset], to: &classes)
      append(codaClasses[syllable.coda], to: &classes)
    }
  }

  /// Classes of a Latin spelling (a to z). `ng` before a vowel may close one syllable or end and begin
  /// two, so both readings are given; boundaries between words and hyphenated parts decide it where there
  /// are any.
  ///
  /// - Returns: one to four distinct readings, the simplest first.
  static func classes(spelt letters: [UInt8], boundaries: UInt32) -> [[UInt8]] {
    var readings: [[UInt8]] = [[]]
    var index = 0
    while index < letters.count {
      let letter = letters[index]
      let next = index + 1 < letters.count ? letters[index + 1] : 0
      let isBoundaryNext = index + 1 < 32 && boundaries >> UInt32(index + 1) & 1 != 0
      if letter == UInt8(ascii: "n"), next == UInt8(ascii: "g"), !isBoundaryNext {
        let follower = index + 2 < letters.count ? letters[index + 2] : 0
        let isBoundaryBehind = index + 2 < 32 && boundaries >> UInt32(index + 2) & 1 != 0
        let isOpen = isVowelLetter(follower) && !isBoundaryBehind
        let closed = readings.map { appending(UInt8(ascii: "N"), to: $0) }
        if isOpen, readings.count <= 2 {
          readings = closed + closed.map { appending(UInt8(ascii: "K"), to: $0) }
        } else {
          readings = closed
        }
        index += 2
        continue
      }
      let isK = letter == UInt8(ascii: "c") && next != UInt8(ascii: "h")
      if let soundClass = isK ? UInt8(ascii: "K") : letterClass(letter) {
        readings = readings.map { appending(soundClass, to: $0) }
      }
      index += 1
    }
    var distinct: [[UInt8]] = []
    for reading in readings where !distinct.contains(reading) { distinct.append(reading) }
    return distinct
  }

  private static func append(_ soundClass: UInt8, to classes: inout [UInt8]) {
    if soundClass != 0, classes.last != soundClass { classes.append(soundClass) }
  }

  private static func appending(_ soundClass: UInt8, to classes: [UInt8]) -> [UInt8] {
    classes.last == soundClass ? classes : classes + [soundClass]
  }

  static func isVowelLetter(_ letter: UInt8) -> Bool {
    switch letter {
    case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"),
      UInt8(ascii: "w"), UInt8(ascii: "y"):
      true
    default: false
    }
  }

  private static func letterClass(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "g"), UInt8(ascii: "k"), UInt8(ascii: "q"): UInt8(ascii: "K")
    case UInt8(ascii: "d"), UInt8(ascii: "t"): UInt8(ascii: "T")
    case UInt8(ascii: "b"), UInt8(ascii: "p"), UInt8(ascii: "f"), UInt8(ascii: "v"): UInt8(ascii: "P")
    case UInt8(ascii: "s"): UInt8(ascii: "S")
    case UInt8(ascii: "j"), UInt8(ascii: "c"), UInt8(ascii: "z"): UInt8(ascii: "C")
    case UInt8(ascii: "r"), UInt8(ascii: "l"): UInt8(ascii: "R")
    case UInt8(ascii: "m"): UInt8(ascii: "M")
    case UInt8(ascii: "n"): UInt8(ascii: "N")
    default: nil
    }
  }

  /// ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ
  private static let onsetClasses: [UInt8] = Array("KKNTTRMPPSS CCCKTP ".utf8).map { $0 == 0x20 ? 0 : $0 }
  /// none ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ, by the sound that is heard at the end
  private static let codaClasses: [UInt8] = Array(" KKKNNNTRKMRRRPRMPPTTNTTKTP ".utf8).map { $0 == 0x20 ? 0 : $0 }
}
