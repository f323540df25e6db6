extension Span<UInt8> {
  /// Byte for byte the same text.
  @inline(__always)
  func hasSameBytes(as other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in 0..<count where self[index] != other[index] { return false }
    return true
  }

  /// Comes before the other in byte order. What is compared in this order cannot depend on who was named first.
  @inline(__always)
  func precedes(_ other: Span<UInt8>) -> Bool {
    for index in 0..<Swift.min(count, other.count) where self[index] != other[index] { return self[index] < other[index] }
    return count < other.count
  }

  /// The first bytes are those of `other`.
  @inline(__always)
  func begins(with other: Span<UInt8>) -> Bool {
    guard count >= other.count else { return false }
    for index in 0..<other.count where self[index] != other[index] { return false }
    return true
  }
}
