/// Rows out as CSV (RFC 4180), safe to open in a spreadsheet where asked.
///
/// Lines end in CRLF as the RFC has it. A field is quoted where it must be: separator, quote, line break,
/// a blank at either end, or an empty field alone on its row (which would be a blank line).
public struct CSVWriter: Sendable {
  /// What has been written so far; the caller takes it away in portions with `takeBytes`.
  public private(set) var bytes: [UInt8] = []
  private let delimiter: UInt8
  private var rowStart = 0
  private var fieldCount = 0

  public init(delimiter: UInt8 = UInt8(ascii: ",")) { self.delimiter = delimiter }

  /// Adds a field.
  ///
  /// - Parameter neutralise: a value that a spreadsheet would run as a formula gets a `'` in front. For
  ///   everything a person typed; not for numbers this program made.
  public mutating func field(_ value: [UInt8], neutralise: Bool) { field(value.span, neutralise: neutralise) }
  public mutating func field(_ value: ArraySlice<UInt8>, neutralise: Bool) { field(value.span, neutralise: neutralise) }
  public mutating func field(_ value: String, neutralise: Bool) { field(Array(value.utf8).span, neutralise: neutralise) }

  public mutating func field(_ value: Span<UInt8>, neutralise: Bool) {
    if fieldCount > 0 { bytes.append(delimiter) }
    fieldCount += 1
    if value.isEmpty { return }
    let isNeutralised = neutralise && startsAsFormula(value)
    guard isNeutralised || needsQuotes(value) else {
      value.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
      return
    }
    bytes.append(UInt8(ascii: "\""))
    if isNeutralised { bytes.append(UInt8(ascii: "'")) }
    for index in 0..<value.count {
      if value[index] == UInt8(ascii: "\"") { bytes.append(value[index]) }
      bytes.append(value[index])
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Ends the row.
  public mutating func endRow() {
    if fieldCount == 1, bytes.count == rowStart { bytes += [UInt8(ascii: "\""), UInt8(ascii: "\"")] }
    bytes += [0x0D, 0x0A]
    rowStart = bytes.count
    fieldCount = 0
  }

  /// Hands out the bytes written so far and forgets them. Between rows only.
  public mutating func takeBytes() -> [UInt8] {
    defer {
      bytes.removeAll(keepingCapacity: true)
      rowStart = 0
    }
    return bytes
  }

  private func needsQuotes(_ value: Span<UInt8>) -> Bool {
    for index in 0..<value.count {
      let byte = value[index]
      if byte == delimiter || byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D { return true }
    }
    return isBlank(value[0]) || isBlank(value[value.count - 1])
  }
}

/// Whether a spreadsheet may take the text for a formula: `=` `+` `-` `@` tab or CR at its start, in
/// ASCII or full width, also behind blanks, quotes of its own and characters that are not seen.
///
/// Source of the list: OWASP, "CSV Injection".
func startsAsFormula(_ value: Span<UInt8>) -> Bool {
  // Letters and digits of ASCII, and what leads into Hangul and most of Han, are no such marks.
  if let first = value.isEmpty ? nil : value[0] {
    switch first {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0xE4...0xEE: return false
    default: break
    }
  }
  // Every mark lies within the first bytes unless blanks stand before it; those are few.
  let text = value.extracting(0..<min(256, value.count))
  var index = 0
  while index < text.count {
    guard let (scalar, length) = scalar(at: index, in: text) else { return false }
    index += length
    switch scalar {
    case 0x09, 0x0A, 0x0D, 0x3D, 0x2B, 0x2D, 0x40, 0xFF1D, 0xFF0B, 0xFF0D, 0xFF20, 0x2212, 0xFE62, 0xFE63, 0xFE66, 0xFE6B: return true
    case 0x00...0x20, 0xA0, 0x3000, 0x2000...0x200F, 0x2028...0x202F, 0x205F...0x2064, 0xFEFF, 0xAD: continue
    default: return false
    }
  }
  return false
}
