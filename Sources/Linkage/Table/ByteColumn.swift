/// Many short byte strings in one buffer: no object and no allocation each.
public struct ByteColumn: Sendable {
  /// All strings, one after the other.
  public private(set) var bytes: [UInt8] = []
  /// `ends[i]` is where string i ends; it starts where string i - 1 ends.
  @usableFromInline private(set) var ends: [UInt32] = []

  public init() {}

  public var count: Int { ends.count }

  public mutating func append(_ string: [UInt8]) { append(string.span) }

  public mutating func append(_ string: Span<UInt8>) {
    precondition(bytes.count + string.count <= Int(UInt32.max), "a byte column holds at most 4 GiB")
    string.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    ends.append(UInt32(truncatingIfNeeded: bytes.count))
  }

  /// Where string `index` is in `bytes`.
  @inlinable @inline(__always)
  public func range(_ index: Int) -> Range<Int> {
    Int(index == 0 ? 0 : ends[index - 1])..<Int(ends[index])
  }

  public subscript(index: Int) -> ArraySlice<UInt8> { bytes[range(index)] }

  /// Indexes of the strings in the order of their bytes; of equal strings the earlier first.
  ///
  /// Complexity: O(n) where the eight bytes behind what all strings begin with tell them apart, else
  /// O(n log n) comparisons of those that are not.
  public func sortedIndexes() -> [UInt32] {
    precondition(count < Int(UInt32.max), "at most 2^32 - 2 strings are sorted")
    if count == 0 { return [] }
    let first = range(0)
    var shared = first.count
    for index in 0..<count {
      let range = range(index)
      let limit = min(shared, range.count)
      shared = 0
      while shared < limit, bytes[first.lowerBound &+ shared] == bytes[range.lowerBound &+ shared] { shared &+= 1 }
    }
    var heads = [UInt64](repeating: 0, count: count)
    for index in 0..<count {
      let range = range(index)
      var head: UInt64 = 0
      for offset in shared..<(shared + 8) {
        head = head << 8 | (offset < range.count ? UInt64(bytes[range.lowerBound &+ offset]) : 0)
      }
      heads[index] = head
    }
    var indexes = (0..<UInt32(count)).map { $0 }
    RadixSort.sort(&heads, &indexes)
    var start = 0
    while start < count {
      var end = start + 1
      while end < count, heads[end] == heads[start] { end += 1 }
      if end - start > 1 {
        indexes.withUnsafeMutableBufferPointer { indexes in
          var run = UnsafeMutableBufferPointer(rebasing: indexes[start..<end])
          run.sort { precedes(Int($0), Int($1), from: shared) }
        }
      }
      start = end
    }
    return indexes
  }

  private func precedes(_ left: Int, _ right: Int, from start: Int) -> Bool {
    let (a, b) = (range(left), range(right))
    var offset = start
    while offset < a.count, offset < b.count {
      let (x, y) = (bytes[a.lowerBound &+ offset], bytes[b.lowerBound &+ offset])
      if x != y { return x < y }
      offset &+= 1
    }
    return a.count != b.count ? a.count < b.count : left < right
  }

  func equals(_ index: Int, _ string: Span<UInt8>) -> Bool {
    let range = range(index)
    guard range.count == string.count else { return false }
    for offset in 0..<string.count where bytes[range.lowerBound &+ offset] != string[offset] { return false }
    return true
  }

  /// Lends the bytes and the ends of the strings: for loops that must not count references.
  func withUnsafeParts<Result>(
    _ body: (_ bytes: UnsafeBufferPointer<UInt8>, _ ends: UnsafeBufferPointer<UInt32>) -> Result
  ) -> Result {
    bytes.withUnsafeBufferPointer { bytes in ends.withUnsafeBufferPointer { body(bytes, $0) } }
  }

  mutating func reserve(strings: Int, byteCount: Int) {
    ends.reserveCapacity(strings)
    bytes.reserveCapacity(byteCount)
  }
}

/// The strings of a column while `ByteColumn.lending` runs; must not be kept beyond.
package struct LentStrings {
  let bytes: UnsafeBufferPointer<UInt8>
  let ends: UnsafeBufferPointer<UInt32>

  package func withString<Result>(_ index: Int, _ body: (Span<UInt8>) -> Result) -> Result {
    precondition(index >= 0 && index < ends.count, "a string of the column")
    return body(Span(_unsafeElements: bytes).extracting(Int(index == 0 ? 0 : ends[index - 1])..<Int(ends[index])))
  }
}

extension ByteColumn {
  /// Lends the strings of some columns while `body` runs, not longer.
  ///
  /// Two threads that read one column would else count references to its bytes all the time, and wait for each
  /// other at every count.
  package static func lending<Result>(_ columns: [ByteColumn], _ body: ([LentStrings]) -> Result) -> Result {
    func lend(_ lent: [LentStrings]) -> Result {
      if lent.count == columns.count { return body(lent) }
      return columns[lent.count].withUnsafeParts { bytes, ends in lend(lent + [LentStrings(bytes: bytes, ends: ends)]) }
    }
    return lend([])
  }
}
