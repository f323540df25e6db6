package import Identity

/// The text of a statement, which can only be a literal in the source.
///
/// Values never become part of a statement: they travel beside it as `$1`, `$2` … A string with
/// `\(…)` in it is not a `StaticString`, so a statement put together from data does not compile.
package struct SQL: ExpressibleByStringLiteral, Sendable {
  package let text: StaticString

  package init(stringLiteral text: StaticString) {
    precondition(text.hasPointerRepresentation, "a statement is longer than one character")
    self.text = text
  }
}

/// A statement and its values.
package struct Statement: Sendable {
  package var sql: SQL
  package var parameters: [Parameter]

  package init(_ sql: SQL, _ parameters: [Parameter] = []) {
    self.sql = sql
    self.parameters = parameters
  }
}

/// A value for `$1`, `$2` …
package enum Parameter: Sendable {
  case null
  case text(String)
  /// Text or JSON as UTF-8. May not hold a zero byte: PostgreSQL has none in text.
  case utf8([UInt8])
  case integer(Int64)
  case boolean(Bool)
  case bytes([UInt8])
  case instant(Instant)
  case uuid(CustomerID)
  /// An array of integers, for `$1::bigint[]` and its like.
  case integers([Int64])
  case uuids([CustomerID])
  case uuidsIfAny([CustomerID?])
  /// An array of texts, for `$1::text[]`.
  case texts([String])

  package static func list(_ values: some Sequence<Int64>) -> Parameter { .integers(Array(values)) }
  package static func optional(_ value: Instant?) -> Parameter { value.map { .instant($0) } ?? .null }
  package static func optional(_ value: String?) -> Parameter { value.map { .text($0) } ?? .null }
  package static func optional(_ value: [UInt8]?) -> Parameter { value.map { .bytes($0) } ?? .null }
  package static func optional(_ value: Int64?) -> Parameter { value.map { .integer($0) } ?? .null }
}

/// Parameters laid out as libpq wants them: one buffer, an offset, a length and a format for each.
struct ParameterBlock {
  private var bytes: [UInt8] = []
  private var starts: [Int?] = []
  private var lengths: [Int32] = []
  private var formats: [Int32] = []

  var count: Int { starts.count }

  init(_ parameters: [Parameter]) throws(StoreFailure) {
    for parameter in parameters {
      switch parameter {
      case .null:
        starts.append(nil)
        lengths.append(0)
        formats.append(0)
      case .text(let text): try append(text: Array(text.utf8))
      case .utf8(let text): try append(text: text)
      case .integer(let value): try append(text: Array(String(value).utf8))
      case .boolean(let value): try append(text: [value ? UInt8(ascii: "t") : UInt8(ascii: "f")])
      case .instant(let value): try append(text: Array(value.description.utf8))
      case .uuid(let value): try append(text: Array(value.description.utf8))
      case .integers(let values): appendArray(values) { $0.appendDigits($1) }
      case .uuids(let values): appendArray(values) { $0.bytes += $1.description.utf8 }
      case .uuidsIfAny(let values): appendArray(values) { $0.bytes += ($1?.description ?? "NULL").utf8 }
      case .texts(let values):
        guard !values.contains(where: { $0.utf8.contains(0) }) else { throw .zeroByteInText }
        appendArray(values) { $0.appendQuoted($1) }
      case .bytes(let value):
        starts.append(bytes.count)
        lengths.append(Int32(value.count))
        formats.append(1)
        bytes += value
      }
    }
    // A block without bytes would have no address to point at.
    bytes.append(0)
  }

  /// `{1,2,3}`
  private mutating func appendArray<Element>(_ values: [Element], _ append: (inout ParameterBlock, Element) -> Void) {
    let start = bytes.count
    bytes.append(UInt8(ascii: "{"))
    for (index, value) in values.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(&self, value)
    }
    bytes.append(UInt8(ascii: "}"))
    starts.append(start)
    lengths.append(Int32(bytes.count - start))
    formats.append(0)
    bytes.append(0)
  }

  private mutating func appendDigits(_ value: Int64) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let start = bytes.count
    var rest = value.magnitude
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  private mutating func appendQuoted(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func append(text: [UInt8]) throws(StoreFailure) {
    guard !text.contains(0) else { throw .zeroByteInText }
    starts.append(bytes.count)
    lengths.append(Int32(text.count))
    formats.append(0)
    bytes += text
    bytes.append(0)
  }

  func withPointers<Result>(
    _ body: (
      _ values: UnsafePointer<UnsafePointer<CChar>?>?, _ lengths: UnsafePointer<Int32>?,
      _ formats: UnsafePointer<Int32>?
    ) -> Result
  ) -> Result {
    bytes.withUnsafeBytes { raw in
      let base = raw.baseAddress!.assumingMemoryBound(to: CChar.self)
      let values: [UnsafePointer<CChar>?] = starts.map { $0.map { base + $0 } }
      return values.withUnsafeBufferPointer { values in
        lengths.withUnsafeBufferPointer { lengths in
          formats.withUnsafeBufferPointer { formats in
            body(values.baseAddress, lengths.baseAddress, formats.baseAddress)
          }
        }
      }
    }
  }
}
