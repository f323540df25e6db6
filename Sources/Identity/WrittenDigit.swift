/// Digits as they are typed and pasted into customer files: in ASCII, full width, in other scripts, written in Hangul.

/// One digit of a text, the bytes it takes, and its sort: 0 in ASCII.
struct WrittenDigit {
  var value: Int
  var bytes: Int
  var sort: UInt8
}

@inline(__always)
func digit(_ text: UnsafeBufferPointer<UInt8>, _ index: Int, _ end: Int) -> WrittenDigit? {
  let byte = text[index]
  if byte &- 0x30 < 10 { return WrittenDigit(value: Int(byte) - 0x30, bytes: 1, sort: 0) }
  return byte < 0xD9 ? nil : wideDigit(text, index, end)
}

/// Digits of two bytes and more: Arabic, Persian, Devanagari, circled, full width, of formulas, in Hangul.
private func wideDigit(_ text: UnsafeBufferPointer<UInt8>, _ index: Int, _ end: Int) -> WrittenDigit? {
  guard index + 1 < end else { return nil }
  let (first, second) = (text[index], text[index + 1])
  func number(_ byte: UInt8, from zero: UInt8, bytes: Int, _ sort: UInt8) -> WrittenDigit? {
    byte >= zero && byte - zero < 10 ? WrittenDigit(value: Int(byte - zero), bytes: bytes, sort: sort) : nil
  }
  switch first {
  case 0xD9: return number(second, from: 0xA0, bytes: 2, 1)
  case 0xDB: return number(second, from: 0xB0, bytes: 2, 2)
  case 0xE0...0xEF:
    guard index + 2 < end else { return nil }
    let third = text[index + 2]
    switch (first, second) {
    case (0xEF, 0xBC): return number(third, from: 0x90, bytes: 3, 3)
    case (0xE0, 0xA5): return number(third, from: 0xA6, bytes: 3, 4)
    // ① to ⑨, ⓪
    case (0xE2, 0x91): return third >= 0xA0 && third < 0xA9 ? WrittenDigit(value: Int(third) - 0x9F, bytes: 3, sort: 5) : nil
    case (0xE2, 0x93): return third == 0xAA ? WrittenDigit(value: 0, bytes: 3, sort: 5) : nil
    case (0xEA...0xED, _): return hangulDigit(first, second, third).map { WrittenDigit(value: $0, bytes: 3, sort: 6) }
    default: return nil
    }
  // U+1D7CE to U+1D7FF, five sorts of letters for formulas
  case 0xF0:
    guard index + 3 < end, second == 0x9D, text[index + 2] == 0x9F, (0x8E...0xBF).contains(text[index + 3]) else { return nil }
    return WrittenDigit(value: Int(text[index + 3] - 0x8E) % 10, bytes: 4, sort: 7)
  default: return nil
  }
}

/// Bytes of the character that begins at `index`; one where a byte begins none, or what it begins breaks off.
func scalarWidth(_ text: UnsafeBufferPointer<UInt8>, _ index: Int, _ end: Int) -> Int {
  let width =
    switch text[index] {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 1
    }
  guard index + width <= end else { return 1 }
  for place in index + 1..<index + width where text[place] & 0xC0 != 0x80 { return 1 }
  // surrogates are no characters
  return text[index] == 0xED && text[index + 1] >= 0xA0 ? 1 : width
}

/// Bytes of a character that takes no room: soft hyphen, zero-width space and joiners, byte order mark.
@inline(__always)
func invisibleWidth(_ text: UnsafeBufferPointer<UInt8>, _ index: Int, _ end: Int) -> Int? {
  switch text[index] {
  case 0xC2: return index + 1 < end && text[index + 1] == 0xAD ? 2 : nil
  case 0xE2:
    guard index + 2 < end else { return nil }
    let isInvisible = text[index + 1] == 0x80 && (0x8B...0x8F).contains(text[index + 2]) || text[index + 1] == 0x81 && text[index + 2] == 0xA0
    return isInvisible ? 3 : nil
  case 0xEF: return index + 2 < end && text[index + 1] == 0xBB && text[index + 2] == 0xBF ? 3 : nil
  default: return nil
  }
}

func isInvisible(_ text: UnsafeBufferPointer<UInt8>, _ index: Int, _ end: Int) -> Bool {
  invisibleWidth(text, index, end) != nil
}

/// 공 영 일 이 삼 사 오 육 륙 칠 팔 구, by their three bytes.
private func hangulDigit(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int? {
  switch UInt32(first) << 16 | UInt32(second) << 8 | UInt32(third) {
  case 0xEAB3B5, 0xEC9881: 0
  case 0xEC9DBC: 1
  case 0xEC9DB4: 2
  case 0xEC82BC: 3
  case 0xEC82AC: 4
  case 0xEC98A4: 5
  case 0xEC9CA1, 0xEBA599: 6
  case 0xECB9A0: 7
  case 0xED8C94: 8
  case 0xEAB5AC: 9
  default: nil
  }
}

/// Whether three bytes are a digit written in Hangul.
package func isHangulDigit(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
  hangulDigit(first, second, third) != nil
}

/// The figures of a text that has runs of six digits or more in Hangul (팔오공삼공칠); nil where it has none.
public func figuresOfHangulDigits(_ text: [UInt8]) -> [UInt8]? {
  var figures: [UInt8]?
  var index = 0
  while index + 2 < text.count {
    var run: [UInt8] = []
    var end = index
    while end + 2 < text.count, let value = hangulDigit(text[end], text[end + 1], text[end + 2]) {
      run.append(0x30 + UInt8(value))
      end += 3
    }
    if run.count >= 6 || figures != nil && !run.isEmpty {
      figures = (figures ?? Array(text[..<index])) + run
      index = end
    } else {
      let next = max(end, index + 1)
      if figures != nil { figures! += text[index..<next] }
      index = next
    }
  }
  if figures != nil { figures! += text[index...] }
  return figures
}
