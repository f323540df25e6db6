/// The consonant classes of a Korean given name: what stays the same however it is spelt.
///
/// 민준, Min-joon and Min Jun all give `MNCN`. Vowels and ㅎ are dropped, plain, tense and aspirated
/// consonants fall together, repeats collapse. It blocks; it never decides.
enum KoreanConsonants {
  /// Writes the classes of Hangul syllables, read part by part, so that the `ng` of 순규 is not taken for one sound.
  struct Writer {
    /// Where in the value the classes begin.
    let start: Int

    @inline(__always)
    func put(_ index: UInt16, to value: inout ValueWriter) {
      let syllable = Syllable(index)
      let onset = onsetClasses[syllable.onset]
      if onset != 0, value.count == start || value[value.count - 1] != onset { value.put(onset) }
      let coda = codaClasses[syllable.coda]
      if coda != 0, value.count == start || value[value.count - 1] != coda { value.put(coda) }
    }
  }

  /// Bytes of room that one reading takes, and readings there can be.
  static let classesMax = 32
  static let readingsMax = 4

  /// Classes of a Latin spelling (at most 31 letters from a to z). `ng` before a vowel may close one syllable
  /// or end and begin two, so both readings are given; boundaries between words and hyphenated parts decide
  /// it where there are any.
  ///
  /// - Parameters:
  ///   - body: called for each distinct reading, the simplest first; one to four.
  static func forEachReading(
    spelt letters: UnsafeBufferPointer<UInt8>, boundaries: UInt32, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: readingsMax * classesMax) { room in
      guard letters.count < classesMax, let base = room.baseAddress else { return }
      var counts = InlineArray<4, Int>(repeating: 0)
      var readingCount = 1
      func append(_ soundClass: UInt8, to reading: Int) {
        let classes = base + reading * classesMax
        if counts[reading] > 0, classes[counts[reading] - 1] == soundClass { return }
        classes[counts[reading]] = soundClass
        counts[reading] += 1
      }
      var index = 0
      while index < letters.count {
        let letter = letters[index]
        let next = index + 1 < letters.count ? letters[index + 1] : 0
        let isBoundaryNext = boundaries >> UInt32(index + 1) & 1 != 0
        if letter == UInt8(ascii: "n"), next == UInt8(ascii: "g"), !isBoundaryNext {
          let follower = index + 2 < letters.count ? letters[index + 2] : 0
          let isBoundaryBehind = index + 2 < 32 && boundaries >> UInt32(index + 2) & 1 != 0
          for reading in 0..<readingCount { append(UInt8(ascii: "N"), to: reading) }
          if isVowelLetter(follower), !isBoundaryBehind, readingCount <= 2 {
            for reading in 0..<readingCount {
              let copy = readingCount + reading
              (base + copy * classesMax).update(from: base + reading * classesMax, count: counts[reading])
              counts[copy] = counts[reading]
              append(UInt8(ascii: "K"), to: copy)
            }
            readingCount *= 2
          }
          index += 2
          continue
        }
        let isK = letter == UInt8(ascii: "c") && next != UInt8(ascii: "h")
        if let soundClass = isK ? UInt8(ascii: "K") : letterClass(letter) {
          for reading in 0..<readingCount { append(soundClass, to: reading) }
        }
        index += 1
      }
      search: for reading in 0..<readingCount {
        let classes = UnsafeBufferPointer(start: base + reading * classesMax, count: counts[reading])
        for earlier in 0..<reading where counts[earlier] == counts[reading] {
          if classes.elementsEqual(UnsafeBufferPointer(start: base + earlier * classesMax, count: counts[earlier])) {
            continue search
          }
        }
        body(classes)
      }
    }
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
  fileprivate static let onsetClasses: [UInt8] = Array("KKNTTRMPPSS CCCKTP ".utf8).map { $0 == 0x20 ? 0 : $0 }
  /// none ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ, by the sound that is heard at the end
  fileprivate static let codaClasses: [UInt8] = Array(" KKKNNNTRKMRRRPRMPPTTNTTKTP ".utf8).map { $0 == 0x20 ? 0 : $0 }
}
