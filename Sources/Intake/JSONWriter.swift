/// Small deterministic JSON out: what is written stands in the order it was written.
///
/// ```
/// var json = JSONWriter()
/// json.beginObject()
/// json.name("rows"); json.number(3)
/// json.endObject()
/// ```
public struct JSONWriter: Sendable {
  public private(set) var bytes: [UInt8] = []
  private let isIndented: Bool
  /// One entry per open object or array: whether something is in it already.
  private var hasItems: [Bool] = []
  private var isAfterName = false

  /// - Parameter isIndented: two blanks a level, for files that people read.
  public init(isIndented: Bool = false) { self.isIndented = isIndented }

  public mutating func beginObject() { begin(UInt8(ascii: "{")) }
  public mutating func endObject() { end(UInt8(ascii: "}")) }
  public mutating func beginArray() { begin(UInt8(ascii: "[")) }
  public mutating func endArray() { end(UInt8(ascii: "]")) }

  /// The name of the member whose value comes next.
  public mutating func name(_ name: String) {
    separate()
    appendJSONString(name.utf8, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    if isIndented { bytes.append(0x20) }
    isAfterName = true
  }

  /// The same, of a name as it is in JSON: with quotes and escapes.
  public mutating func name(asWritten name: [UInt8]) {
    separate()
    bytes.append(contentsOf: name)
    bytes.append(UInt8(ascii: ":"))
    if isIndented { bytes.append(0x20) }
    isAfterName = true
  }

  /// Bytes that are not UTF-8 become U+FFFD.
  public mutating func string(_ value: [UInt8]) {
    separate()
    appendJSONString(value, to: &bytes)
  }
  public mutating func string(_ value: ArraySlice<UInt8>) {
    separate()
    appendJSONString(value, to: &bytes)
  }
  public mutating func string(_ value: String) {
    separate()
    appendJSONString(value.utf8, to: &bytes)
  }

  /// A number as `JSONReader` gave it: already JSON.
  public mutating func number(asWritten digits: [UInt8]) {
    separate()
    bytes.append(contentsOf: digits)
  }

  public mutating func number(_ value: some BinaryInteger) { raw(String(value)) }
  public mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }
  public mutating func null() { raw("null") }

  /// A line break between the values of JSON Lines; outside of objects and arrays only.
  public mutating func endLine() { bytes.append(0x0A) }

  /// Hands out the bytes written so far and forgets them.
  public mutating func takeBytes() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  private mutating func raw(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func begin(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    hasItems.append(false)
  }

  private mutating func end(_ bracket: UInt8) {
    if hasItems.popLast() == true { breakLine() }
    bytes.append(bracket)
  }

  private mutating func separate() {
    if isAfterName {
      isAfterName = false
      return
    }
    guard let hasItem = hasItems.last else { return }
    if hasItem { bytes.append(UInt8(ascii: ",")) }
    hasItems[hasItems.count - 1] = true
    breakLine()
  }

  private mutating func breakLine() {
    guard isIndented else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: hasItems.count * 2))
  }
}

/// The text as a JSON string with its quotes.
public func jsonString(_ text: String) -> String {
  var bytes: [UInt8] = []
  appendJSONString(text.utf8, to: &bytes)
  return String(decoding: bytes, as: UTF8.self)
}

/// Escapes by scalar, so that a combining mark after a quote hides nothing. Controls, the line separators
/// of JavaScript and the byte order mark are escaped too; the result is a YAML double-quoted scalar as well.
func appendJSONString(_ value: some Collection<UInt8>, to bytes: inout [UInt8]) {
  let isDone: Void? = value.withContiguousStorageIfAvailable { appendJSONString($0.span, to: &bytes) }
  if isDone == nil { appendJSONString(Array(value).span, to: &bytes) }
}

private func appendJSONString(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
  bytes.append(UInt8(ascii: "\""))
  // What stands for itself, and is not written yet, begins here.
  var start = 0
  var index = 0
  func write(upTo end: Int) {
    if start < end { text.extracting(start..<end).withUnsafeBufferPointer { bytes.append(contentsOf: $0) } }
  }
  while index < text.count {
    let byte = text[index]
    if byte >= 0x20, byte < 0x7F, byte != 0x22, byte != 0x5C {
      index += 1
      continue
    }
    let found = scalar(at: index, in: text)
    let length = found?.length ?? 1
    let escape: [UInt8]
    switch found?.value {
    case nil: escape = [0xEF, 0xBF, 0xBD]
    case 0x22, 0x5C: escape = [UInt8(ascii: "\\"), byte]
    case 0x0A: escape = [UInt8(ascii: "\\"), UInt8(ascii: "n")]
    case 0x0D: escape = [UInt8(ascii: "\\"), UInt8(ascii: "r")]
    case 0x09: escape = [UInt8(ascii: "\\"), UInt8(ascii: "t")]
    case let scalar? where scalar < 0x20 || 0x7F...0x9F ~= scalar || [0x2028, 0x2029, 0xFEFF].contains(scalar):
      escape = [UInt8(ascii: "\\"), UInt8(ascii: "u")] + ([12, 8, 4, 0] as [UInt32]).map { shift in
        let digit = UInt8(scalar >> shift & 15)
        return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
      }
    default:
      index += length
      continue
    }
    write(upTo: index)
    bytes += escape
    index += length
    start = index
  }
  write(upTo: index)
  bytes.append(UInt8(ascii: "\""))
}

extension JSONWriter {
  /// A value read elsewhere, as it is.
  public mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .bool(let claim): bool(claim)
    case .number(let digits): number(asWritten: digits)
    case .string(let bytes): string(bytes)
    case .array(let items):
      beginArray()
      for item in items { self.value(item) }
      endArray()
    case .object(let members):
      beginObject()
      for member in members {
        name(String(decoding: member.name, as: UTF8.self))
        self.value(member.value)
      }
      endObject()
    }
  }
}
