/// Many short byte strings in one buffer: no object and no allocation each.
public struct ByteColumn: Sendable {
  /// All strings, one after the other.
  public private(set) var bytes: [UInt8] = []
  /// `ends[i]` is where string i ends; it starts where string i - 1 ends.
  private var ends: [UInt32] = []

  public init() {}

  public var count: Int { ends.count }

  public mutating func append(_ string: [UInt8]) {
    precondition(bytes.count + string.count <= Int(UInt32.max), "a byte column holds at most 4 GiB")
    bytes.append(contentsOf: string)
    ends.append(UInt32(truncatingIfNeeded: bytes.count))
  }

  mutating func append(_ string: Span<UInt8>) {
    precondition(bytes.count + string.count <= Int(UInt32.max), "a byte column holds at most 4 GiB")
    string.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    ends.append(UInt32(truncatingIfNeeded: bytes.count))
  }

  /// Where string `index` is in `bytes`.
  @inline(__always)
  public func range(_ index: Int) -> Range<Int> {
    Int(index == 0 ? 0 : ends[index - 1])..<Int(ends[index])
  }

  public subscript(index: Int) -> ArraySlice<UInt8> { bytes[range(index)] }

  func equals(_ index: Int, _ string: Span<UInt8>) -> Bool {
    let range = range(index)
    guard range.count == string.count else { return false }
    for offset in 0..<string.count where bytes[range.lowerBound + offset] != string[offset] { return false }
    return true
  }

  mutating func reserve(strings: Int, byteCount: Int) {
    ends.reserveCapacity(strings)
    bytes.reserveCapacity(byteCount)
  }
}
