/// A fixed table from words of up to sixteen bytes to values. A word is compared as two integers, so
/// finding one costs a multiplication and a look or two, no allocation and no reference count.
///
/// A table lives as long as the process: it is made once, for a `static let`, and never freed.
struct ShortWords<Value: Sendable>: @unchecked Sendable {
  static var lengthBytesMax: Int { 16 }

  private let words: UnsafePointer<SIMD2<UInt64>>
  private let values: UnsafePointer<Value?>
  private let mask: Int

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
    for (word, value) in pairs {
      guard let packed = ShortWords.packed(word.span) else { continue }
      var slot = slot(packed)
      while words[slot] != SIMD2(0, 0), words[slot] != packed { slot = (slot + 1) & mask }
      words[slot] = packed
      values[slot] = value
    }
  }

  subscript(_ word: Span<UInt8>) -> Value? {
    guard let packed = ShortWords.packed(word) else { return nil }
    return self[packed: packed]
  }

  /// - Parameter packed: what `packedShortWord` made of the word.
  subscript(packed packed: SIMD2<UInt64>) -> Value? {
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
  private func slot(_ packed: SIMD2<UInt64>) -> Int {
    let mixed = (packed.x ^ (packed.y &* 0xC2B2_AE3D_27D4_EB4F)) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 32) & mask
  }

  @inline(__always)
  private static func packed(_ word: Span<UInt8>) -> SIMD2<UInt64>? {
    guard word.count > 0, word.count <= lengthBytesMax else { return nil }
    var low: UInt64 = 0
    var high: UInt64 = 0
    for index in 0..<min(8, word.count) { low |= UInt64(word[index]) << UInt64(8 * index) }
    if word.count > 8 { for index in 8..<word.count { high |= UInt64(word[index]) << UInt64(8 * (index - 8)) } }
    return SIMD2(low, high)
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
