public import Normalization

/// 64-bit hashes of typed keys. Inside the engine a key is only ever its hash.
///
/// The function is fixed: hashes are kept by stores (behind a keyed hash), so a change of it needs a new
/// normaliser version. A collision costs a wasted comparison and nothing else, because a key only
/// makes a candidate pair. Mixing steps: the finaliser of MurmurHash3 (A. Appleby, public domain).
public enum KeyHash {
  public static func hash(_ key: NormalizedKey) -> UInt64 {
    hash(key.bytes.span, seed: UInt64(key.kind.rawValue))
  }

  public static func hash(_ bytes: Span<UInt8>, seed: UInt64) -> UInt64 {
    bytes.withUnsafeBytes { bytes in
      var state = seed &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: bytes.count)
      var index = 0
      while index + 8 <= bytes.count {
        state = mix(state ^ UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
        index += 8
      }
      var tail: UInt64 = 0
      if index > 0, index < bytes.count {
        // The last eight bytes, without those that are in the state already.
        let last = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self))
        tail = last >> UInt64(8 * (8 - (bytes.count - index)))
      } else {
        for place in index..<bytes.count { tail |= UInt64(bytes[place]) << UInt64(8 * (place - index)) }
      }
      return mix(state ^ tail ^ 0xD6E8_FEB8_6659_FD93)
    }
  }

  /// Joins the keys of an AND into one, in the order of the rule.
  @inline(__always)
  public static func combine(_ left: UInt64, _ right: UInt64) -> UInt64 {
    mix(left &* 0x9E37_79B9_7F4A_7C15 &+ right)
  }

  @inline(__always)
  public static func mix(_ value: UInt64) -> UInt64 {
    var value = value
    value ^= value >> 33
    value = value &* 0xFF51_AFD7_ED55_8CCD
    value ^= value >> 33
    value = value &* 0xC4CE_B9FE_1A85_EC53
    value ^= value >> 33
    return value
  }
}
