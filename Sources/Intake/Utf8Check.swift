// Strict UTF-8 and the few things that no field may hold, decided on bytes.

enum TextFault: Sendable, Equatable {
  case nul
  case notUtf8
  /// More combining marks in a row than any script needs: a denial of service on everything that
  /// normalises text later.
  case markRun
}

/// What is wrong with a field's text, or nil.
///
/// Strict as in RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF. O(n).
func textFault(_ text: Span<UInt8>) -> TextFault? {
  let count = text.count
  var index = 0
  var markRun = 0
  while index < count {
    let first = text[index]
    if first < 0x80 {
      if first == 0 { return .nul }
      index += 1
      markRun = 0
      continue
    }
    guard let (scalar, length) = scalar(at: index, in: text) else { return .notUtf8 }
    index += length
    if scalar >= 0x300, isCombiningMark(scalar) {
      markRun += 1
      if markRun > IntakeLimits.markRunMax { return .markRun }
    } else {
      markRun = 0
    }
  }
  return nil
}

/// The scalar value that starts at `index` and its length in bytes; nil where the bytes are not UTF-8.
@inline(__always)
func scalar(at index: Int, in text: Span<UInt8>) -> (value: UInt32, length: Int)? {
  let first = text[index]
  let count = text.count
  func tail(_ offset: Int) -> UInt32? {
    guard index + offset < count else { return nil }
    let byte = text[index + offset]
    return byte & 0xC0 == 0x80 ? UInt32(byte & 0x3F) : nil
  }
  if first < 0x80 { return (UInt32(first), 1) }
  if first < 0xC2 { return nil }
  guard let second = tail(1) else { return nil }
  if first < 0xE0 { return (UInt32(first & 0x1F) << 6 | second, 2) }
  guard let third = tail(2) else { return nil }
  if first < 0xF0 {
    let value = UInt32(first & 0x0F) << 12 | second << 6 | third
    return value < 0x800 || (0xD800...0xDFFF).contains(value) ? nil : (value, 3)
  }
  guard first < 0xF5, let fourth = tail(3) else { return nil }
  let value = UInt32(first & 0x07) << 18 | second << 12 | third << 6 | fourth
  return (0x10000...0x10FFFF).contains(value) ? (value, 4) : nil
}

/// The blocks of marks that combine without limit. Jamo are no marks: they compose by rule.
func isCombiningMark(_ scalar: UInt32) -> Bool {
  switch scalar {
  case 0x0300...0x036F, 0x0483...0x0489, 0x0591...0x05BD, 0x0610...0x061A, 0x064B...0x065F, 0x06D6...0x06ED,
    0x0E34...0x0E3A, 0x0E47...0x0E4E, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0x3099...0x309A,
    0xFE20...0xFE2F, 0xFE00...0xFE0F, 0x1D165...0x1D1AD, 0x1E8D0...0x1E8D6, 0xE0100...0xE01EF:
    true
  default: false
  }
}

/// Appends one scalar as UTF-8. A surrogate is written in three bytes, which no strict reader takes:
/// that is how a broken UTF-16 row is caught where rows are checked.
@inline(__always)
func appendUtf8(_ scalar: UInt32, to bytes: inout [UInt8]) {
  switch scalar {
  case ..<0x80: bytes.append(UInt8(scalar))
  case ..<0x800:
    bytes.append(0xC0 | UInt8(scalar >> 6))
    bytes.append(0x80 | UInt8(scalar & 0x3F))
  case ..<0x10000:
    bytes.append(0xE0 | UInt8(scalar >> 12))
    bytes.append(0x80 | UInt8(scalar >> 6 & 0x3F))
    bytes.append(0x80 | UInt8(scalar & 0x3F))
  default:
    bytes.append(0xF0 | UInt8(scalar >> 18 & 0x07))
    bytes.append(0x80 | UInt8(scalar >> 12 & 0x3F))
    bytes.append(0x80 | UInt8(scalar >> 6 & 0x3F))
    bytes.append(0x80 | UInt8(scalar & 0x3F))
  }
}

@inline(__always)
func appendBytes(_ text: Span<UInt8>, _ range: Range<Int>, to bytes: inout [UInt8]) {
  if range.isEmpty { return }
  text.extracting(range).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
}

/// Whether `bytes[start...]` is ASCII without NUL, eight bytes at a time.
func isPlainASCII(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
  bytes.extracting(start..<bytes.count).withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return true }
    let raw = UnsafeRawPointer(base)
    let count = buffer.count
    var index = 0
    while index + 8 <= count {
      let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      // A zero byte borrows into its high bit.
      if (word | (word &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 != 0 { return false }
      index += 8
    }
    while index < count {
      if buffer[index] &- 1 >= 0x7F { return false }
      index += 1
    }
    return true
  }
}

func isBlankText(_ text: Span<UInt8>) -> Bool {
  for index in 0..<text.count where !isJSONSpace(text[index]) { return false }
  return true
}

func holdsHighByte(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
  for index in start..<bytes.count where bytes[index] >= 0x80 { return true }
  return false
}
