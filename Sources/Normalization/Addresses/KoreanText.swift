/// Hangul text of an address without its spaces: letters, each knowing what stood before it.
///
/// People write 성남시분당구, 불정로6 and 대로 87 길, so no rule may hang on a space being there; but where
/// there is one, it tells where a word ends. So letters lie side by side and spaces are marks on them.
struct KoreanText {
  /// A letter in the low 16 bits, `space` and `stop` above; what lies beyond U+FFFF is U+FFFD.
  private(set) var units: [UInt32]
  /// What stood in brackets, in the same form; a stop before each bracket's content.
  private(set) var aside: [UInt32]

  static let space: UInt32 = 1 << 16
  /// A comma, slash or line end: words behind it belong to something else.
  static let stop: UInt32 = 1 << 17
  private static let letterMask: UInt32 = 0xFFFF

  init(_ folded: [UInt8]) {
    var aside: [UInt32] = []
    units = Array(unsafeUninitializedCapacity: folded.count) { units, count in
      count = KoreanText.read(folded.span, to: units, aside: &aside)
    }
    self.aside = aside
  }

  /// - Parameter units: has room for a letter of each byte.
  /// - Returns: how many there are.
  private static func read(_ bytes: Span<UInt8>, to units: UnsafeMutableBufferPointer<UInt32>, aside: inout [UInt32]) -> Int {
    var count = 0
    var offset = 0
    var mark: UInt32 = 0
    var bracketEnd = -1
    var asideMark: UInt32 = 0
    while offset < bytes.count {
      let isAside = offset < bracketEnd
      if offset == bracketEnd { mark |= stop }
      let scalar = decodeScalar(bytes, at: &offset)
      switch scalar {
      case 0xAC00...0xD7A3, 0x61...0x7A, 0x30...0x39: break
      case 0x20:
        if isAside { asideMark |= space } else { mark |= space }
        continue
      case 0x28, 0x5B, 0x3C, 0x7B, 0x3010:
        if isAside {
          asideMark |= stop
        } else {
          mark |= stop
          asideMark = stop
          bracketEnd = closing(bytes, from: offset) ?? bracketEnd
        }
        continue
      case 0x2C, 0x2F, 0x3B, 0x3A, 0x7C, 0x5F, 0x23, 0x29, 0x5D, 0x3E, 0x7D, 0x3011, 0x3001, 0x40, 0x3012:
        if isAside { asideMark |= stop } else { mark |= stop }
        continue
      // a broken byte pair says nothing
      case 0x27, 0x22, 0x60, 0xFFFD: continue
      default: break
      }
      let letter = plain(scalar)
      if letter == dot, !isBetweenDigits(bytes, offset) {
        if isAside { asideMark |= stop } else { mark |= stop }
        continue
      }
      if isAside {
        aside.append(letter | asideMark)
        asideMark = 0
      } else {
        units[count] = letter | mark
        count += 1
        mark = 0
      }
    }
    return count
  }

  private static let dot: UInt32 = 0x2E

  /// Whether a shown text is ASCII and Hangul syllables only, so that it needs no folding beyond small letters.
  static func isPlain(_ text: [UInt8]) -> Bool {
    let bytes = text.span
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x80 {
        index += 1
        continue
      }
      guard byte >= 0xEA, byte <= 0xED, index + 2 < bytes.count else { return false }
      let scalar = UInt32(byte & 0x0F) << 12 | UInt32(bytes[index + 1] & 0x3F) << 6 | UInt32(bytes[index + 2] & 0x3F)
      guard isHangulSyllable(scalar) else { return false }
      index += 3
    }
    return true
  }

  /// Dashes of every kind and the dots of 3·1만세로 are one dash and one dot; capitals are small.
  @inline(__always)
  private static func plain(_ scalar: UInt32) -> UInt32 {
    switch scalar {
    case 0x41...0x5A: scalar | 0x20
    case 0x2010...0x2015, 0x2212, 0x30FC, 0x3161, 0x1173, 0x7E, 0x223C, 0x301C: 0x2D
    case 0xB7, 0x318D, 0x119E, 0x30FB, 0x2022, 0x2027, 0x22C5: dot
    default: scalar > 0xFFFF ? 0xFFFD : scalar
    }
  }

  /// Whether the dot that ends at `offset` has a digit on both sides.
  private static func isBetweenDigits(_ bytes: Span<UInt8>, _ offset: Int) -> Bool {
    guard offset < bytes.count, bytes[offset] &- 0x30 < 10 else { return false }
    var before = offset - 1
    while before > 0, bytes[before] & 0xC0 == 0x80 { before -= 1 }
    return before > 0 && bytes[before - 1] &- 0x30 < 10
  }

  /// Where the bracket that opened before `offset` closes; nil where it never does.
  private static func closing(_ bytes: Span<UInt8>, from offset: Int) -> Int? {
    var depth = 1
    for index in offset..<bytes.count {
      switch bytes[index] {
      case 0x28, 0x5B, 0x3C, 0x7B: depth += 1
      case 0x29, 0x5D, 0x3E, 0x7D:
        depth -= 1
        if depth == 0 { return index }
      default: break
      }
    }
    return nil
  }
}

/// Reading letters at a place; past the end there is 0, which is no letter.
extension Span<UInt32> {
  @inline(__always)
  func letter(_ index: Int) -> UInt32 { index >= 0 && index < count ? self[index] & 0xFFFF : 0 }

  @inline(__always)
  func isDigit(_ index: Int) -> Bool { letter(index) &- 0x30 < 10 }

  @inline(__always)
  func isHangul(_ index: Int) -> Bool { letter(index) &- 0xAC00 < 0x2BA4 }

  /// What stands for a digit that is not shown: 12**호, 101동 ○○○호.
  @inline(__always)
  func isMask(_ index: Int) -> Bool {
    let letter = letter(index)
    return letter == 0x2A || letter == 0x25CB || letter == 0x25CF || letter == 0x25EF
  }

  /// A space or a stop before the letter, or the end of the text.
  @inline(__always)
  func isApart(_ index: Int) -> Bool { index >= count || index <= 0 || self[index] > 0xFFFF }

  @inline(__always)
  func isStopped(_ index: Int) -> Bool { index >= count || self[index] & KoreanText.stop != 0 }

  /// Where the digits that begin at `index` end.
  @inline(__always)
  func digitsEnd(_ index: Int) -> Int {
    var end = index
    while isDigit(end), end == index || !isApart(end) { end += 1 }
    return end
  }

  /// The digits as a number; at most nine of them.
  func number(_ range: Range<Int>) -> Int {
    var value = 0
    for index in range.prefix(9) { value = value * 10 + Int(letter(index) &- 0x30) }
    return value
  }

  /// Letters are of 16 bits: three bytes at most.
  func utf8(_ range: Range<Int>) -> [UInt8] {
    scratchBytes(capacity: range.count * 3) { out in
      var count = 0
      for index in range {
        var letter = letter(index)
        if letter < 0x80 {
          out[count] = UInt8(truncatingIfNeeded: letter)
          count += 1
          continue
        }
        if letter < 0x800 {
          out[count] = UInt8(truncatingIfNeeded: 0xC0 | letter >> 6)
          out[count + 1] = UInt8(truncatingIfNeeded: 0x80 | letter & 0x3F)
          count += 2
          continue
        }
        // a half of a pair is no scalar
        if letter &- 0xD800 < 0x800 { letter = 0xFFFD }
        out[count] = UInt8(truncatingIfNeeded: 0xE0 | letter >> 12)
        out[count + 1] = UInt8(truncatingIfNeeded: 0x80 | letter >> 6 & 0x3F)
        out[count + 2] = UInt8(truncatingIfNeeded: 0x80 | letter & 0x3F)
        count += 3
      }
      return count
    }
  }

  /// Whether the letters of `word` stand at `index`, spaces or none.
  func has(_ word: StaticLetters, at index: Int) -> Bool {
    guard index >= 0, index + word.letters.count <= count else { return false }
    for offset in 0..<word.letters.count where letter(index + offset) != word.letters[offset] { return false }
    return true
  }
}

/// A word of the rules as letters.
struct StaticLetters: Sendable, ExpressibleByStringLiteral {
  let letters: [UInt32]
  init(stringLiteral text: String) { letters = text.unicodeScalars.map(\.value) }
}

/// The syllables that the rules ask for.
enum PlaceLetter {
  static let ro: UInt32 = 0xB85C, gil: UInt32 = 0xAE38, dae: UInt32 = 0xB300, geo: UInt32 = 0xAC70, go: UInt32 = 0xACE0
  static let ga: UInt32 = 0xAC00, gae: UInt32 = 0xAC1C, beon: UInt32 = 0xBC88, ji: UInt32 = 0xC9C0, ha: UInt32 = 0xD558
  static let dong: UInt32 = 0xB3D9, ri: UInt32 = 0xB9AC, eup: UInt32 = 0xC74D, myeon: UInt32 = 0xBA74
  static let san: UInt32 = 0xC0B0, ho: UInt32 = 0xD638, cheung: UInt32 = 0xCE35, ui: UInt32 = 0xC758
  static let gu: UInt32 = 0xAD6C, gun: UInt32 = 0xAD70, si: UInt32 = 0xC2DC, je: UInt32 = 0xC81C, u: UInt32 = 0xC6B0
  static let bi: UInt32 = 0xBE44, oe: UInt32 = 0xC678, pil: UInt32 = 0xD544, dan: UInt32 = 0xB2E8
  static let gwan: UInt32 = 0xAD00, chae: UInt32 = 0xCC44, do_: UInt32 = 0xB3C4
}
