/// Phonetic classes of Latin names: what is left of a word when vowels, doubled letters and the letters
/// that sound alike are taken out of it.
enum NameSound {
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
      switch letter {
      case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"):
        if index == 0 { soundClass = UInt8(ascii: "A") }
      case UInt8(ascii: "p"):
        soundClass = next == UInt8(ascii: "h") ? UInt8(ascii: "F") : UInt8(ascii: "P")
        if next == UInt8(ascii: "h") { step = 2 }
      case UInt8(ascii: "b"): soundClass = UInt8(ascii: "P")
      case UInt8(ascii: "f"), UInt8(ascii: "v"): soundClass = UInt8(ascii: "F")
      case UInt8(ascii: "c"):
        let isSoft = next == UInt8(ascii: "e") || next == UInt8(ascii: "i") || next == UInt8(ascii: "y")
        soundClass = isSoft ? UInt8(ascii: "S") : UInt8(ascii: "K")
      case UInt8(ascii: "g"), UInt8(ascii: "k"), UInt8(ascii: "q"), UInt8(ascii: "x"):
        // silent before n at the start and, for gh, behind a vowel
        let isSilent = index == 0 && next == UInt8(ascii: "n") || next == UInt8(ascii: "h") && index > 0
        if !isSilent { soundClass = UInt8(ascii: "K") }
      case UInt8(ascii: "s"), UInt8(ascii: "z"): soundClass = UInt8(ascii: "S")
      case UInt8(ascii: "j"): soundClass = UInt8(ascii: "K")
      case UInt8(ascii: "d"), UInt8(ascii: "t"): soundClass = UInt8(ascii: "T")
      case UInt8(ascii: "l"): soundClass = UInt8(ascii: "L")
      case UInt8(ascii: "r"): soundClass = UInt8(ascii: "R")
      case UInt8(ascii: "m"), UInt8(ascii: "n"): soundClass = UInt8(ascii: "N")
      default: if letter >= 0x80 { soundClass = letter }
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
}
