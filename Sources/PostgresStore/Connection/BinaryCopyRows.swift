package import Identity

/// Rows on their way to `COPY … FROM STDIN (format binary)`: numbers and byte strings travel as the server keeps
/// them, and neither side writes or reads digits. For loads of many rows; `CopyRows` is for the others.
///
/// A row says how many fields it has, then gives each in the exact type of its column: the server converts nothing.
package struct BinaryCopyRows: Sendable {
  /// A whole file of that format, but for its end.
  private(set) var bytes: [UInt8] = header

  /// A signature, no flags, and no extension.
  private static let header = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [UInt8](repeating: 0, count: 8)

  package init() {}

  package mutating func beginRow(fieldCount: Int16) { put(fieldCount) }

  package mutating func null() { put(Int32(-1)) }

  package mutating func smallint(_ value: Int16) {
    put(Int32(2))
    put(value)
  }

  package mutating func integer(_ value: Int32) {
    put(Int32(4))
    put(value)
  }

  package mutating func bigint(_ value: Int64) {
    put(Int32(8))
    put(value)
  }

  package mutating func text(_ value: String) {
    put(Int32(value.utf8.count))
    bytes.append(contentsOf: value.utf8)
  }

  /// For a column of type bytea.
  package mutating func byteString(_ value: [UInt8]) {
    put(Int32(value.count))
    bytes.append(contentsOf: value)
  }

  /// JSON in UTF-8, for a column of type jsonb; it goes in its first version, as text.
  package mutating func json(_ value: [UInt8]) {
    put(Int32(value.count + 1))
    bytes.append(1)
    bytes.append(contentsOf: value)
  }

  /// For a column of type timestamptz.
  package mutating func instant(_ value: Instant?) {
    if let value { bigint(value.microseconds &- FieldReading.epochMicroseconds) } else { null() }
  }

  package mutating func uuid(_ value: CustomerID?) {
    guard let value else { return null() }
    put(Int32(16))
    put(value.high)
    put(value.low)
  }

  /// For a column of type smallint[].
  package mutating func smallints(_ values: some Collection<Int16>) {
    array(count: values.count, elementType: 21, elementBytes: 2)
    for value in values { smallint(value) }
  }

  /// For a column of type integer[].
  package mutating func integers(_ values: some Collection<Int32>) {
    array(count: values.count, elementType: 23, elementBytes: 4)
    for value in values { integer(value) }
  }

  /// For a column of type bigint[].
  package mutating func bigints(_ values: some Collection<Int64>) {
    array(count: values.count, elementType: 20, elementBytes: 8)
    for value in values { bigint(value) }
  }

  /// What `FieldReading.integers` reads.
  ///
  /// - Parameter elementType: number of the type in the server's catalogue, the same in all servers.
  private mutating func array(count: Int, elementType: Int32, elementBytes: Int) {
    if count == 0 {
      put(Int32(12))
      put(Int32(0))
      put(Int32(0))
      return put(elementType)
    }
    put(Int32(20 + count * (4 + elementBytes)))
    put(Int32(1))
    put(Int32(0))
    put(elementType)
    put(Int32(count))
    put(Int32(1))
  }

  @inline(__always)
  private mutating func put(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// What was sent; what follows continues the same file.
  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Nothing follows.
  mutating func end() { put(Int16(-1)) }
}

extension Session {
  /// Loads rows with one `COPY … FROM STDIN (format binary)`.
  package func copyIn(_ sql: SQL, _ rows: consuming BinaryCopyRows) throws { try copyIn(sql, after: rows) { _ in } }

  /// Loads an item after the other with one `COPY … FROM STDIN (format binary)`.
  package func copyIn<Item>(
    _ sql: SQL, _ items: some Sequence<Item>, _ append: (Item, inout BinaryCopyRows) -> Void
  ) throws {
    try copyIn(sql, after: BinaryCopyRows()) { rows in
      for item in items {
        append(item, &rows)
        if rows.bytes.count >= Session.copyChunkBytes {
          try putCopy(bytes: rows.bytes)
          rows.removeAll()
        }
      }
    }
  }

  private func copyIn(
    _ sql: SQL, after first: consuming BinaryCopyRows, _ fill: (inout BinaryCopyRows) throws -> Void
  ) throws {
    var rows = first
    try beginCopyIn(sql)
    do {
      try fill(&rows)
      rows.end()
      try putCopy(bytes: rows.bytes)
    } catch {
      abortCopyIn()
      throw error
    }
    _ = try endCopyIn()
  }
}
