/// Unicode scalars out of bytes that may be anything, and what script they are written in.

/// Decodes the scalar at `offset` and moves `offset` behind it. Bytes that are not UTF-8 read as
/// U+FFFD, one for each byte, so the offset always moves on and nothing traps.
///
/// - Precondition: `offset` is in `bytes.indices`.
@inline(__always)
public func decodeScalar(_ bytes: Span<UInt8>, at offset: inout Int) -> UInt32 {
  let lead = UInt32(bytes[offset])
  offset += 1
  if lead < 0x80 { return lead }
  // Most of what is not ASCII: Hangul, Han and kana, of three bytes.
  if lead &- 0xE1 < 0x0F {
    guard offset + 2 <= bytes.count else { return 0xFFFD }
    let (second, third) = (UInt32(bytes[offset]), UInt32(bytes[offset + 1]))
    let scalar = (lead & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F
    guard second & 0xC0 == 0x80, third & 0xC0 == 0x80, scalar &- 0xD800 >= 0x800 else { return 0xFFFD }
    offset += 2
    return scalar
  }
  return decodeRareScalar(bytes, lead, at: &offset)
}

/// The same of a scalar of two or four bytes, or of three that begin with E0.
///
/// - Parameter offset: behind the first byte.
private func decodeRareScalar(_ bytes: Span<UInt8>, _ lead: UInt32, at offset: inout Int) -> UInt32 {
  let trailCount: Int
  var scalar: UInt32
  let smallest: UInt32
  switch lead {
  case 0xC2...0xDF: (trailCount, scalar, smallest) = (1, lead & 0x1F, 0x80)
  case 0xE0: (trailCount, scalar, smallest) = (2, 0, 0x800)
  case 0xF0...0xF4: (trailCount, scalar, smallest) = (3, lead & 0x07, 0x1_0000)
  default: return 0xFFFD
  }
  guard offset + trailCount <= bytes.count else { return 0xFFFD }
  for index in offset..<offset + trailCount {
    let trail = UInt32(bytes[index])
    guard trail & 0xC0 == 0x80 else { return 0xFFFD }
    scalar = scalar << 6 | (trail & 0x3F)
  }
  guard scalar >= smallest, scalar <= 0x10_FFFF else { return 0xFFFD }
  offset += trailCount
  return scalar
}

/// Appends the UTF-8 of a scalar; what is not a scalar becomes U+FFFD.
public func appendScalar(_ scalar: UInt32, to bytes: inout [UInt8]) {
  switch scalar {
  case 0..<0x80: bytes.append(UInt8(scalar))
  case 0x80..<0x800:
    bytes.append(UInt8(0xC0 | scalar >> 6))
    bytes.append(UInt8(0x80 | scalar & 0x3F))
  case 0xD800...0xDFFF, 0x11_0000...: appendScalar(0xFFFD, to: &bytes)
  case 0x800..<0x1_0000:
    bytes.append(UInt8(0xE0 | scalar >> 12))
    bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
    bytes.append(UInt8(0x80 | scalar & 0x3F))
  default:
    bytes.append(UInt8(0xF0 | scalar >> 18))
    bytes.append(UInt8(0x80 | scalar >> 12 & 0x3F))
    bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
    bytes.append(UInt8(0x80 | scalar & 0x3F))
  }
}

/// The scalars of a text, decoded as `decodeScalar` does.
public func scalars(_ bytes: [UInt8]) -> [UInt32] {
  var result: [UInt32] = []
  result.reserveCapacity(bytes.count)
  let span = bytes.span
  var offset = 0
  while offset < span.count { result.append(decodeScalar(span, at: &offset)) }
  return result
}

/// The scripts that the rules of this module tell apart.
public enum ScalarScript: UInt8, Sendable {
  case latin
  case hangul
  case han
  case kana
  case cyrillic
  case greek
  case digit  // of any script: folding makes them 0-9
  case other
}

extension ScalarScript {
  /// The script of one scalar, by block. Letters of every width and composed or not.
  public static func of(_ scalar: UInt32) -> ScalarScript {
    switch scalar {
    case 0x30...0x39, 0xFF10...0xFF19, 0x0660...0x0669, 0x06F0...0x06F9, 0x0966...0x096F: .digit
    case 0x41...0x5A, 0x61...0x7A, 0xAA, 0xBA, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2AF, 0x1E00...0x1EFF,
      0x2C60...0x2C7F, 0xA722...0xA7CA, 0xFB00...0xFB06, 0xFF21...0xFF3A, 0xFF41...0xFF5A:
      .latin
    case 0xAC00...0xD7A3, 0x1100...0x11FF, 0x3131...0x318E, 0xA960...0xA97C, 0xD7B0...0xD7FB, 0xFFA1...0xFFDC: .hangul
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0xF900...0xFAFF, 0x3005, 0x3007, 0x2_0000...0x3_134F: .han
    case 0x3041...0x309F, 0x30A0...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9F: .kana
    case 0x0400...0x052F, 0x1C80...0x1C88: .cyrillic
    case 0x0370...0x03FF, 0x1F00...0x1FFF: .greek
    default: .other
    }
  }
}

/// A composed Hangul syllable, U+AC00...U+D7A3.
@inline(__always)
public func isHangulSyllable(_ scalar: UInt32) -> Bool { scalar >= 0xAC00 && scalar <= 0xD7A3 }
