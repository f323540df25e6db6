/// What one Latin letter beyond ASCII becomes: up to three letters from a to z.
struct LatinLetter: Sendable {
  /// Letters in the low three bytes, first lowest; flags above.
  private let bits: UInt32

  @inline(__always)
  init(_ bits: UInt32) { self.bits = bits }

  /// Not one that the table holds.
  @inline(__always)
  var isNone: Bool { bits == 0 }
  /// ä ö ü å æ ø: also written ae oe ue aa.
  @inline(__always)
  var hasTwoSpellings: Bool { bits & 1 << 24 != 0 }
  /// Folding alone makes it ASCII, as the Turkish dotless i.
  @inline(__always)
  var isFold: Bool { bits & 1 << 25 != 0 }

  @inline(__always)
  func write(to out: UnsafeMutablePointer<UInt8>) -> Int {
    out[0] = UInt8(truncatingIfNeeded: bits)
    let second = UInt8(truncatingIfNeeded: bits >> 8)
    if second == 0 { return 1 }
    out[1] = second
    let third = UInt8(truncatingIfNeeded: bits >> 16)
    if third == 0 { return 2 }
    out[2] = third
    return 3
  }

  static let table = Table()

  /// Latin-1, Extended A and B, Extended Additional: the letters that NFC leaves alone and that become as
  /// many letters as they have bytes at most.
  struct Table: Sendable {
    private let bits: [UInt32]

    @inline(__always)
    subscript(_ scalar: UInt32) -> LatinLetter {
      switch scalar {
      case 0xC0..<0x250: LatinLetter(bits[Int(scalar - 0xC0)])
      case 0x1E00..<0x1F00: LatinLetter(bits[Int(scalar - 0x1E00) + 0x190])
      default: LatinLetter(0)
      }
    }

    init() {
      bits = (Array(0xC0..<0x250) + Array(0x1E00..<0x1F00)).map { (scalar: UInt32) in
        var raw: [UInt8] = []
        appendScalar(scalar, to: &raw)
        let folded = foldText(raw)
        let letters = foldLatin(folded)
        guard ScalarScript.of(scalar) == .latin, displayText(raw) == raw, !letters.isEmpty, letters.count <= raw.count,
          letters.allSatisfy({ $0 &- 0x61 < 26 })
        else { return 0 }
        let value = letters.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return value | (isWrittenTwoWays(scalar) ? 1 << 24 : 0) | (folded == letters ? 1 << 25 : 0)
      }
    }
  }
}

/// ä ö ü å æ ø: also written ae oe ue aa.
func isWrittenTwoWays(_ scalar: UInt32) -> Bool {
  switch scalar {
  case 0xE4, 0xF6, 0xFC, 0xC4, 0xD6, 0xDC, 0xE5, 0xC5, 0xE6, 0xC6, 0xF8, 0xD8: true
  default: false
  }
}
