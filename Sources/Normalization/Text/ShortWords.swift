/// A fixed table from words of up to sixteen bytes to values. A word is compared as two integers, so
/// finding one costs a multiplication and a look or two, no allocation and no reference count.
///
/// A table lives as long as the process: it is made once, for a `static let`, and never freed.
struct ShortWords<Value: Sendable>: @unchecked Sendable {
  static var lengthBytesMax: Int { 16 }

  private let words: UnsafePointer<SIMD2<UInt64>>
  private let values: UnsafePointer<Value?>
  private let mask: Int
  /// Four bits a slot, one of them set for each word: small enough to stay near, and most words that are not in the
  /// table are known by it.
  private let marks: UnsafePointer<UInt64>

  /// Words that are empty or too long for the table are left out: no lookup could find them.
  init(_ pairs: [(word: [UInt8], value: Value)]) {
    var capacity = 16
    while capacity < 3 * pairs.count { capacity *= 2 }
    let words = UnsafeMutablePointer<SIMD2<UInt64>>.allocate(capacity: capacity)
    let values = UnsafeMutablePointer<Value?>.allocate(capacity: capacity)
    words.initialize(repeating: SIMD2(0, 0), count: capacity)
    values.initialize(repeating: nil, count: capacity)
    mask = capacity - 1
    self.words = UnsafePointer(words)
    self.values = UnsafePointer(values)
    let marks = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity / 16)
    marks.initialize(repeating: 0, count: capacity / 16)
    self.marks = UnsafePointer(marks)
    for (word, value) in pairs {
      guard let packed = ShortWords.packed(word.span) else { continue }
      var slot = slot(packed)
      while words[slot] != SIMD2(0, 0), words[slot] != packed { slot = (slot + 1) & mask }
      words[slot] = packed
      values[slot] = value
      let mark = mark(packed)
      marks[mark >> 6] |= 1 << UInt64(mark & 63)
    }
  }

  subscript(_ word: Span<UInt8>) -> Value? {
    guard let packed = ShortWords.packed(word) else { return nil }
    return self[packed: packed]
  }

  /// - Parameter packed: what `packedShortWord` made of the word.
  subscript(packed packed: SIMD2<UInt64>) -> Value? {
    let mark = mark(packed)
    if marks[mark >> 6] >> UInt64(mark & 63) & 1 == 0 { return nil }
    var slot = slot(packed)
    while words[slot] != SIMD2(0, 0) {
      if words[slot] == packed { return values[slot] }
      slot = (slot + 1) & mask
    }
    return nil
  }

  subscript(_ word: [UInt8]) -> Value? { self[word.span] }

  func contains(_ word: [UInt8]) -> Bool { self[word.span] != nil }

  /// Multiplicative hashing: the high bits of the product are the mixed ones.
  @inline(__always)
  private func mixed(_ packed: SIMD2<UInt64>) -> UInt64 {
    (packed.x ^ (packed.y &* 0xC2B2_AE3D_27D4_EB4F)) &* 0x9E37_79B9_7F4A_7C15
  }

  @inline(__always)
  private func slot(_ packed: SIMD2<UInt64>) -> Int { Int(truncatingIfNeeded: mixed(packed) >> 32) & mask }

  @inline(__always)
  private func mark(_ packed: SIMD2<UInt64>) -> Int { Int(truncatingIfNeeded: mixed(packed) >> 30) & (4 * mask + 3) }

  @inline(__always)
  private static func packed(_ word: Span<UInt8>) -> SIMD2<UInt64>? {
    word.withUnsafeBytes { bytes in
      let count = bytes.count
      if count == 0 || count > lengthBytesMax { return nil }
      if count >= 8 {
        let low = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        if count == 8 { return SIMD2(low, 0) }
        // The last eight bytes, without those that are in the first word already.
        let last = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
        return SIMD2(low, last >> UInt64(8 * (16 - count)))
      }
      if count >= 4 {
        let low = UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))
        let last = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
        return SIMD2(UInt64(low) | UInt64(last) << UInt64(8 * (count - 4)), 0)
      }
      // One to three bytes: the first, the middle and the last, which may be one and the same.
      let (middle, last) = (count / 2, count - 1)
      let low = UInt64(bytes[0]) | UInt64(bytes[middle]) << UInt64(8 * middle) | UInt64(bytes[last]) << UInt64(8 * last)
      return SIMD2(low, 0)
    }
  }
}

/// A word as `ShortWords` compares it, for callers that look one word up in several tables; nil for one
/// that is empty or too long for any of them.
///
/// - Precondition: sixteen bytes may be read from `start` on.
@inline(__always)
func packedShortWord(_ start: UnsafePointer<UInt8>, count: Int) -> SIMD2<UInt64>? {
  guard count > 0, count <= 16 else { return nil }
  let bytes = UnsafeRawPointer(start)
  let low = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
  if count <= 8 { return SIMD2(low & (UInt64.max >> UInt64(64 - 8 * count)), 0) }
  let high = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
  return SIMD2(low, high & (UInt64.max >> UInt64(128 - 8 * count)))
}

extension ShortWords<Bool> {
  /// A set: words between spaces and line ends.
  init(_ text: String) {
    self.init(text.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }).map { (Array($0), true) })
  }
}
