extension Span<UInt8> {
  /// Byte for byte the same text.
  @inline(__always)
  func hasSameBytes(as other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in 0..<count where self[index] != other[index] { return false }
    return true
  }

  /// The first bytes are those of `other`.
  @inline(__always)
  func begins(with other: Span<UInt8>) -> Bool {
    guard count >= other.count else { return false }
    for index in 0..<other.count where self[index] != other[index] { return false }
    return true
  }
}
