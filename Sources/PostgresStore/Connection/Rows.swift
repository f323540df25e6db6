internal import CPostgres
package import Identity

/// The rows a statement gave back, in PostgreSQL's binary format. Lives on its connection's thread.
package final class Rows {
  private let result: OpaquePointer
  package let count: Int
  /// Rows the statement inserted, updated, deleted or selected.
  package let affected: Int

  init(taking result: OpaquePointer) {
    self.result = result
    count = Int(PQntuples(result))
    affected = Int(String(cString: PQcmdTuples(result))) ?? 0
  }

  deinit { PQclear(result) }

  package subscript(row: Int) -> Row {
    precondition(row < count, "row \(row) of \(count)")
    return Row(result: result, index: Int32(row), owner: self)
  }

  package var first: Row? { count > 0 ? self[0] : nil }

  package func map<Value>(_ body: (Row) throws -> Value) rethrows -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(count)
    for row in 0..<count { values.append(try body(self[row])) }
    return values
  }
}

/// One row. A column is read as the type its statement gives it; anything else is a programming error.
package struct Row {
  fileprivate let result: OpaquePointer
  fileprivate let index: Int32
  fileprivate let owner: Rows

  package func isNull(_ column: Int) -> Bool { PQgetisnull(result, index, Int32(column)) == 1 }

  /// smallint, integer or bigint.
  package func integer(_ column: Int) -> Int64 { FieldReading.integer(field(column)) }
  package func integerIfAny(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }
  /// An array of smallint, integer or bigint without nulls.
  package func integers(_ column: Int) -> [Int64] { FieldReading.integers(field(column)) }
  package func boolean(_ column: Int) -> Bool { FieldReading.boolean(field(column)) }
  package func text(_ column: Int) -> String { String(decoding: field(column), as: UTF8.self) }
  package func textIfAny(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
  package func bytes(_ column: Int) -> [UInt8] { Array(field(column)) }
  package func bytesIfAny(_ column: Int) -> [UInt8]? { isNull(column) ? nil : bytes(column) }
  package func instant(_ column: Int) -> Instant { FieldReading.instant(field(column)) }
  package func instantIfAny(_ column: Int) -> Instant? { isNull(column) ? nil : instant(column) }
  package func uuid(_ column: Int) -> CustomerID { FieldReading.uuid(field(column)) }
  package func uuidIfAny(_ column: Int) -> CustomerID? { isNull(column) ? nil : uuid(column) }

  private func field(_ column: Int) -> UnsafeRawBufferPointer {
    precondition(!isNull(column), "column \(column) is null")
    return UnsafeRawBufferPointer(
      start: PQgetvalue(result, index, Int32(column)), count: Int(PQgetlength(result, index, Int32(column))))
  }
}

/// PostgreSQL's binary formats: big-endian, times in microseconds since 2000-01-01.
enum FieldReading {
  /// 2000-01-01T00:00:00Z in microseconds since 1970.
  static let epochMicroseconds: Int64 = 946_684_800_000_000

  static func integer(_ field: UnsafeRawBufferPointer) -> Int64 {
    switch field.count {
    case 8: Int64(bigEndian: field.loadUnaligned(as: Int64.self))
    case 4: Int64(Int32(bigEndian: field.loadUnaligned(as: Int32.self)))
    case 2: Int64(Int16(bigEndian: field.loadUnaligned(as: Int16.self)))
    default: preconditionFailure("an integer of \(field.count) bytes")
    }
  }

  /// Dimensions (0 where empty), a word for nulls and the elements' type; then length and first index; then each
  /// element with its length.
  static func integers(_ field: UnsafeRawBufferPointer) -> [Int64] {
    func word(_ offset: Int) -> Int { Int(Int32(bigEndian: field.loadUnaligned(fromByteOffset: offset, as: Int32.self))) }
    guard word(0) > 0 else { return [] }
    precondition(word(0) == 1 && word(4) == 0, "an array of \(word(0)) dimensions")
    var offset = 20
    return (0..<word(12)).map { _ in
      let length = word(offset)
      defer { offset += 4 + length }
      return integer(UnsafeRawBufferPointer(rebasing: field[(offset + 4)..<(offset + 4 + length)]))
    }
  }

  static func boolean(_ field: UnsafeRawBufferPointer) -> Bool {
    precondition(field.count == 1, "a boolean of \(field.count) bytes")
    return field[0] != 0
  }

  static func instant(_ field: UnsafeRawBufferPointer) -> Instant {
    precondition(field.count == 8, "a timestamp of \(field.count) bytes")
    return Instant(microseconds: integer(field) &+ epochMicroseconds)
  }

  static func uuid(_ field: UnsafeRawBufferPointer) -> CustomerID {
    precondition(field.count == 16, "a uuid of \(field.count) bytes")
    return CustomerID(
      high: UInt64(bigEndian: field.loadUnaligned(as: UInt64.self)),
      low: UInt64(bigEndian: field.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }
}
