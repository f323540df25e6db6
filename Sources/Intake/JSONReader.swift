/// Strict JSON (RFC 8259) from bytes: what two readers could understand differently is refused.
///
/// No duplicate names, no NUL, no lone surrogates, no trailing commas, valid UTF-8 only, limited depth.
/// Numbers are kept as they are written, so no digit is lost.
public struct JSONReader: Sendable {
  public let depthMax: Int

  public init(depthMax: Int = 32) { self.depthMax = depthMax }

  /// Reads one value with nothing but white space around it. O(n).
  public func read(_ bytes: [UInt8]) throws(JSONFailure) -> JSONValue { try read(bytes.span) }

  func read(_ text: Span<UInt8>) throws(JSONFailure) -> JSONValue {
    var index = 0
    skipSpace(text, &index)
    let value = try value(text, &index, depth: 0)
    skipSpace(text, &index)
    guard index == text.count else { throw JSONFailure(.trailingData, index) }
    return value
  }

  private func skipSpace(_ text: Span<UInt8>, _ index: inout Int) {
    while index < text.count, isJSONSpace(text[index]) { index += 1 }
  }

  private func value(_ text: Span<UInt8>, _ index: inout Int, depth: Int) throws(JSONFailure) -> JSONValue {
    guard index < text.count else { throw JSONFailure(.unexpectedEnd, index) }
    switch text[index] {
    case UInt8(ascii: "{"):
      guard depth < depthMax else { throw JSONFailure(.tooDeep(depthMax), index) }
      return try object(text, &index, depth: depth)
    case UInt8(ascii: "["):
      guard depth < depthMax else { throw JSONFailure(.tooDeep(depthMax), index) }
      return try array(text, &index, depth: depth)
    case UInt8(ascii: "\""): return .string(try string(text, &index))
    case UInt8(ascii: "t"):
      try word("true", text, &index)
      return .bool(true)
    case UInt8(ascii: "f"):
      try word("false", text, &index)
      return .bool(false)
    case UInt8(ascii: "n"):
      try word("null", text, &index)
      return .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number(text, &index))
    default: throw JSONFailure(.unexpectedByte, index)
    }
  }

  private func object(_ text: Span<UInt8>, _ index: inout Int, depth: Int) throws(JSONFailure) -> JSONValue {
    let start = index
    index += 1
    var members: [JSONValue.Member] = []
    skipSpace(text, &index)
    if index < text.count, text[index] == UInt8(ascii: "}") {
      index += 1
      return .object([])
    }
    while true {
      skipSpace(text, &index)
      guard index < text.count else { throw JSONFailure(.unexpectedEnd, index) }
      guard text[index] == UInt8(ascii: "\"") else { throw JSONFailure(.unexpectedByte, index) }
      let name = try string(text, &index)
      skipSpace(text, &index)
      guard index < text.count else { throw JSONFailure(.unexpectedEnd, index) }
      guard text[index] == UInt8(ascii: ":") else { throw JSONFailure(.unexpectedByte, index) }
      index += 1
      skipSpace(text, &index)
      members.append(JSONValue.Member(name: name, value: try value(text, &index, depth: depth + 1)))
      skipSpace(text, &index)
      guard index < text.count else { throw JSONFailure(.unexpectedEnd, index) }
      let next = text[index]
      index += 1
      if next == UInt8(ascii: "}") { break }
      guard next == UInt8(ascii: ",") else { throw JSONFailure(.unexpectedByte, index - 1) }
    }
    if hasDuplicateName(members) { throw JSONFailure(.duplicateName, start) }
    return .object(members)
  }

  /// Few names are compared with one another; many go through a set, so that no object takes quadratic time.
  private func hasDuplicateName(_ members: [JSONValue.Member]) -> Bool {
    if members.count > 24 { return Set(members.map(\.name)).count < members.count }
    for index in members.indices {
      for earlier in 0..<index where members[earlier].name == members[index].name { return true }
    }
    return false
  }

  private func array(_ text: Span<UInt8>, _ index: inout Int, depth: Int) throws(JSONFailure) -> JSONValue {
    index += 1
    var items: [JSONValue] = []
    skipSpace(text, &index)
    if index < text.count, text[index] == UInt8(ascii: "]") {
      index += 1
      return .array([])
    }
    while true {
      skipSpace(text, &index)
      items.append(try value(text, &index, depth: depth + 1))
      skipSpace(text, &index)
      guard index < text.count else { throw JSONFailure(.unexpectedEnd, index) }
      let next = text[index]
      index += 1
      if next == UInt8(ascii: "]") { return .array(items) }
      guard next == UInt8(ascii: ",") else { throw JSONFailure(.unexpectedByte, index - 1) }
    }
  }

  private func word(_ word: StaticString, _ text: Span<UInt8>, _ index: inout Int) throws(JSONFailure) {
    for offset in 0..<word.utf8CodeUnitCount {
      guard index < text.count else { throw JSONFailure(.unexpectedEnd, index) }
      guard text[index] == word.utf8Start[offset] else { throw JSONFailure(.unexpectedByte, index) }
      index += 1
    }
  }

  private func number(_ text: Span<UInt8>, _ index: inout Int) throws(JSONFailure) -> [UInt8] {
    let start = index
    func digits() -> Int {
      let first = index
      while index < text.count, isDigit(text[index]) { index += 1 }
      return index - first
    }
    func peek() -> UInt8 { index < text.count ? text[index] : 0 }
    if peek() == UInt8(ascii: "-") { index += 1 }
    if peek() == UInt8(ascii: "0") {
      index += 1
      guard !isDigit(peek()) else { throw JSONFailure(.malformedNumber, start) }
    } else {
      guard digits() > 0 else { throw JSONFailure(.malformedNumber, start) }
    }
    if peek() == UInt8(ascii: ".") {
      index += 1
      guard digits() > 0 else { throw JSONFailure(.malformedNumber, start) }
    }
    if peek() | 0x20 == UInt8(ascii: "e") {
      index += 1
      if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { index += 1 }
      guard digits() > 0 else { throw JSONFailure(.malformedNumber, start) }
    }
    var written: [UInt8] = []
    appendBytes(text, start..<index, to: &written)
    return written
  }

  private func string(_ text: Span<UInt8>, _ index: inout Int) throws(JSONFailure) -> [UInt8] {
    let start = index
    index += 1
    var bytes: [UInt8] = []
    var segment = index
    while true {
      guard index < text.count else { throw JSONFailure(.unexpectedEnd, start) }
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "\""):
        appendBytes(text, segment..<index, to: &bytes)
        index += 1
        return bytes
      case UInt8(ascii: "\\"):
        appendBytes(text, segment..<index, to: &bytes)
        index += 1
        try escape(text, &index, into: &bytes)
        segment = index
      case ..<0x20: throw JSONFailure(.controlCharacter, index)
      case ..<0x80: index += 1
      default:
        guard let (_, length) = scalar(at: index, in: text) else { throw JSONFailure(.notUtf8, index) }
        index += length
      }
    }
  }

  private func escape(_ text: Span<UInt8>, _ index: inout Int, into bytes: inout [UInt8]) throws(JSONFailure) {
    guard index < text.count else { throw JSONFailure(.unexpectedEnd, index) }
    let start = index - 1
    let kind = text[index]
    index += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(kind)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"):
      var unit = try hexUnit(text, &index)
      if unit == 0 { throw JSONFailure(.nul, start) }
      if (0xDC00...0xDFFF).contains(unit) { throw JSONFailure(.loneSurrogate, start) }
      if (0xD800...0xDBFF).contains(unit) {
        guard index + 1 < text.count, text[index] == UInt8(ascii: "\\"), text[index + 1] == UInt8(ascii: "u") else {
          throw JSONFailure(.loneSurrogate, start)
        }
        index += 2
        let low = try hexUnit(text, &index)
        guard (0xDC00...0xDFFF).contains(low) else { throw JSONFailure(.loneSurrogate, start) }
        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      }
      appendUtf8(unit, to: &bytes)
    default: throw JSONFailure(.unknownEscape, start)
    }
  }

  private func hexUnit(_ text: Span<UInt8>, _ index: inout Int) throws(JSONFailure) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard index < text.count else { throw JSONFailure(.unexpectedEnd, index) }
      let byte = text[index]
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: throw JSONFailure(.unknownEscape, index)
      }
      unit = unit << 4 | UInt32(digit)
      index += 1
    }
    return unit
  }
}

/// A JSON value; text and names are UTF-8, members in the order they were written.
public indirect enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// As written.
  case number([UInt8])
  case string([UInt8])
  case array([JSONValue])
  case object([Member])

  public struct Member: Sendable, Equatable {
    public var name: [UInt8]
    public var value: JSONValue
    public init(name: [UInt8], value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// The member of an object by its name.
  public subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name.elementsEqual(name.utf8) }?.value
  }
}

/// Where JSON breaks its rules. Offsets are bytes from the start of the text.
public struct JSONFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Rule: Sendable, Equatable {
    case unexpectedEnd, unexpectedByte, trailingData, malformedNumber, duplicateName, controlCharacter, nul, notUtf8
    case loneSurrogate, unknownEscape
    case tooDeep(Int)
  }

  public var rule: Rule
  public var offset: Int

  init(_ rule: Rule, _ offset: Int) {
    self.rule = rule
    self.offset = offset
  }

  public var description: String {
    let what =
      switch rule {
      case .unexpectedEnd: "the JSON ends in the middle of a value"
      case .unexpectedByte: "a character stands where JSON allows none of its kind"
      case .trailingData: "something follows the JSON value"
      case .malformedNumber: "a number is not written as JSON writes numbers"
      case .duplicateName: "an object has two members of one name"
      case .controlCharacter: "a string holds a control character that is not escaped"
      case .nul: "a string holds the NUL character"
      case .notUtf8: "a string is not UTF-8"
      case .loneSurrogate: "a string holds half of a surrogate pair"
      case .unknownEscape: "a string holds an escape that JSON does not have"
      case .tooDeep(let depthMax): "values are nested more than \(depthMax) deep"
      }
    return "\(what) (byte \(offset + 1))"
  }
}

@inline(__always)
func isJSONSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
