/// Phonetic classes of Latin names: what is left of a word when vowels, doubled letters and the letters
/// that sound alike are taken out of it. For keys alone: what a key brings together is compared by the finer
/// alphabet of `LatinWordRelation`.
enum NameSound {
  /// Whether all letters have a class: those of other scripts than Latin have none.
  static func hasClasses(_ letters: UnsafeBufferPointer<UInt8>) -> Bool { letters.allSatisfy { $0 < 0x80 } }

  /// Up to five classes. A vowel in front is kept as `A`, every other vowel, h, w and y dropped.
  ///
  /// The idea is that of R. C. Russell's Soundex (US patent 1,261,167, 1918), with the first letter
  /// classed like the others, so that Catherine and Kathryn, Philip and Filip fall together.
  ///
  /// - Parameter code: room for five bytes.
  /// - Returns: how many were written; at least one.
  static func writeCode(_ letters: UnsafeBufferPointer<UInt8>, to code: UnsafeMutablePointer<UInt8>) -> Int {
    var count = 0
    var index = 0
    while index < letters.count, count < 5 {
      let letter = letters[index]
      let next = index + 1 < letters.count ? letters[index + 1] : 0
      var step = 1
      var soundClass: UInt8 = 0
      if letter &- 0x61 < 26 {
        soundClass = classes.utf8Start[Int(letter - 0x61)]
        switch soundClass {
        case UInt8(ascii: "p"):
          soundClass = next == UInt8(ascii: "h") ? UInt8(ascii: "F") : UInt8(ascii: "P")
          if next == UInt8(ascii: "h") { step = 2 }
        case UInt8(ascii: "c"):
          let isSoft = next == UInt8(ascii: "e") || next == UInt8(ascii: "i") || next == UInt8(ascii: "y")
          soundClass = isSoft ? UInt8(ascii: "S") : UInt8(ascii: "K")
        case UInt8(ascii: "g"):
          // silent before n at the start; gh is silent anywhere else
          let isSilent = index == 0 && next == UInt8(ascii: "n") || next == UInt8(ascii: "h") && index > 0
          soundClass = isSilent ? 0 : UInt8(ascii: "K")
        case UInt8(ascii: "A"): if index > 0 { soundClass = 0 }
        case UInt8(ascii: "."): soundClass = 0
        default: break
        }
      }
      if soundClass != 0, count == 0 || code[count - 1] != soundClass {
        code[count] = soundClass
        count += 1
      }
      index += step
    }
    if count > 0 { return count }
    code[0] = UInt8(ascii: "-")
    return 1
  }

  /// The class of each letter from a to z; small ones depend on the letter behind, a full stop is dropped.
  private static let classes: StaticString = "APcTAFg.AKgLNNApgRSTAF.g.S"
}
