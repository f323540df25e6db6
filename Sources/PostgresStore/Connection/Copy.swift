package import Identity

/// Rows on their way to `COPY … FROM STDIN` in text format.
///
/// A row's fields are appended in order and closed with `endRow()`. Whatever bytes a value holds,
/// they arrive as they were: the five characters that mean something to COPY are escaped here, on
/// bytes, and byte strings travel in hexadecimal.
package struct CopyRows: Sendable {
  private(set) var bytes: [UInt8] = []
  private var isRowStart = true

  package init() {}

  package mutating func null() {
    separate()
    bytes.append(UInt8(ascii: "\\"))
    bytes.append(UInt8(ascii: "N"))
  }

  package mutating func integer(_ value: Int64) {
    separate()
    appendDigits(value)
  }

  package mutating func integer(_ value: Int64?) {
    if let value { integer(value) } else { null() }
  }

  package mutating func text(_ value: String) {
    separate()
    for byte in value.utf8 { appendEscaped(byte) }
  }

  package mutating func text(_ value: String?) {
    if let value { text(value) } else { null() }
  }

  /// Text or JSON as UTF-8.
  package mutating func utf8(_ value: [UInt8]) {
    separate()
    for byte in value { appendEscaped(byte) }
  }

  /// A byte string, for a column of type bytea.
  package mutating func byteString(_ value: [UInt8]) {
    separate()
    bytes.reserveCapacity(bytes.count + value.count * 2 + 3)
    bytes.append(UInt8(ascii: "\\"))
    bytes.append(UInt8(ascii: "\\"))
    bytes.append(UInt8(ascii: "x"))
    for byte in value {
      bytes.append(CopyRows.hexDigit(byte >> 4))
      bytes.append(CopyRows.hexDigit(byte & 15))
    }
  }

  package mutating func byteString(_ value: [UInt8]?) {
    if let value { byteString(value) } else { null() }
  }

  package mutating func instant(_ value: Instant?) {
    if let value { text(value.description) } else { null() }
  }

  package mutating func uuid(_ value: CustomerID?) {
    guard let value else { return null() }
    separate()
    for word in [value.high, value.low] {
      for nibble in 0..<16 { bytes.append(CopyRows.hexDigit(UInt8(word >> UInt64((15 - nibble) * 4) & 15))) }
    }
  }

  /// An array of integers, for a column of type smallint[], integer[] or bigint[].
  package mutating func integers(_ values: some Sequence<Int64>) {
    separate()
    bytes.append(UInt8(ascii: "{"))
    var isFirst = true
    for value in values {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      appendDigits(value)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  package mutating func endRow() {
    bytes.append(UInt8(ascii: "\n"))
    isRowStart = true
  }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  private mutating func separate() {
    if isRowStart { isRowStart = false } else { bytes.append(UInt8(ascii: "\t")) }
  }

  private mutating func appendDigits(_ value: Int64) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    var rest = value.magnitude
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  private mutating func appendEscaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\\"): escape(UInt8(ascii: "\\"))
    case UInt8(ascii: "\n"): escape(UInt8(ascii: "n"))
    case UInt8(ascii: "\r"): escape(UInt8(ascii: "r"))
    case UInt8(ascii: "\t"): escape(UInt8(ascii: "t"))
    default: bytes.append(byte)
    }
  }

  private mutating func escape(_ letter: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    bytes.append(letter)
  }

  private static func hexDigit(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
  }
}

/// One row of `COPY … TO STDOUT (format binary)`, read from left to right.
///
/// The bytes belong to libpq and are gone after the closure that was given the row returns.
package struct CopyFields {
  private let row: UnsafeRawBufferPointer
  private var offset: Int

  init(_ row: UnsafeRawBufferPointer, offset: Int) {
    self.row = row
    self.offset = offset
  }

  /// The next field; nil where it is null.
  private mutating func next() -> UnsafeRawBufferPointer? {
    let length = Int(Int32(bigEndian: row.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
    offset += 4
    guard length >= 0 else { return nil }
    defer { offset += length }
    return UnsafeRawBufferPointer(rebasing: row[offset..<offset + length])
  }

  private mutating func present() -> UnsafeRawBufferPointer {
    guard let field = next() else { preconditionFailure("a null where the statement promises a value") }
    return field
  }

  package mutating func integer() -> Int64 { FieldReading.integer(present()) }
  package mutating func integerIfAny() -> Int64? { next().map(FieldReading.integer) }
  package mutating func boolean() -> Bool { FieldReading.boolean(present()) }
  package mutating func text() -> String { String(decoding: present(), as: UTF8.self) }
  package mutating func textIfAny() -> String? { next().map { String(decoding: $0, as: UTF8.self) } }
  package mutating func bytes() -> [UInt8] { Array(present()) }
  package mutating func instant() -> Instant { FieldReading.instant(present()) }
  package mutating func instantIfAny() -> Instant? { next().map(FieldReading.instant) }
  package mutating func uuid() -> CustomerID { FieldReading.uuid(present()) }
  package mutating func uuidIfAny() -> CustomerID? { next().map(FieldReading.uuid) }
}
