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
      case .integers(let values): try append(text: ParameterBlock.array(values.lazy.map(\.description)))
      case .uuids(let values): try append(text: ParameterBlock.array(values.lazy.map(\.description)))
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

  /// `{1,2,3}`: of words that need no quotes.
  private static func array(_ words: some Sequence<String>) -> [UInt8] {
    var text: [UInt8] = [UInt8(ascii: "{")]
    for word in words {
      if text.count > 1 { text.append(UInt8(ascii: ",")) }
      text += word.utf8
    }
    text.append(UInt8(ascii: "}"))
    return text
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
