/// Korean resident registration numbers are cut at the door: of `850307-2123456` the date and the digit that
/// says sex and century stay, the six digits behind them become `*`, before anything else sees the value.
///
/// Korean law forbids keeping them without a legal basis, whatever column they stand in: so no profile, stored
/// row, key, example or rejects file ever holds one. A number is six digits of a date, a mark or two, and seven
/// digits that begin with 0 to 9, with no digit beside them. Thirteen digits without a mark are one where the
/// check digit says so as well, because ids of thirteen digits are common, or where the date lies behind October
/// 2020 and the sex says this century: numbers given out since then have no check digit.
///
/// Digits may be full width or written in Hangul (팔오공삼공칠), but a number is of one sort of digits. Sources:
/// Resident Registration Act, article 24-2 of the Personal Information Protection Act; the check digit's weights
/// are 2 3 4 5 6 7 8 9 2 3 4 5.

/// Masks every resident number in a text, in place: the text keeps its length.
///
/// - Parameters:
///   - range: where the text lies in `bytes`.
///   - areExpected: the column is for them, or for birth dates: thirteen digits need no right check digit.
/// - Complexity: one pass; a text without six digits in a row costs a look at each byte.
public func maskResidentNumbers(_ bytes: inout [UInt8], in range: Range<Int>, areExpected: Bool = false) {
  bytes.withUnsafeMutableBufferPointer { buffer in
    var index = range.lowerBound
    while let found = nextBack(UnsafeBufferPointer(buffer), index, range.upperBound, areExpected: areExpected) {
      hide(buffer, found.back)
      index = found.end
    }
  }
}

/// Whether a text holds a resident number with open digits, as `maskResidentNumbers` would find it.
public func holdsResidentNumber(_ bytes: [UInt8], areExpected: Bool = false) -> Bool {
  bytes.withUnsafeBufferPointer { nextBack($0, 0, $0.count, areExpected: areExpected) != nil }
}

/// The seven digits at the end of the next number, and where it ends.
private func nextBack(_ text: UnsafeBufferPointer<UInt8>, _ from: Int, _ end: Int, areExpected: Bool) -> (back: Int, end: Int)? {
  var index = from
  var start = index
  var digitCount = 0
  var width = 0
  // The end of a run of digits is where a front may end and a whole number may end.
  while index < end {
    let next = digitWidth(text, index, end)
    if next > 0, digitCount == 0 || next == width {
      if digitCount == 0 { (start, width) = (index, next) }
      digitCount += 1
      index += next.bytes
      continue
    }
    if digitCount == 6 || digitCount == 8 {
      if let found = separateBack(text, front: start, digitCount, at: index, end) { return found }
    } else if digitCount == 13, let back = joinedBack(text, start, isExpected: areExpected) {
      return (back, index)
    }
    digitCount = 0
    // a digit of another sort begins a run of its own
    if next == 0 { index += 1 }
  }
  if digitCount == 13, let back = joinedBack(text, start, isExpected: areExpected) { return (back, index) }
  return nil
}

extension Int {
  /// Bytes of a digit of the sort that `digitWidth` tells.
  fileprivate var bytes: Int { self == 1 ? 1 : 3 }
}

/// The sort of the digit at an index: 1 in ASCII, 3 full width, 4 a syllable of Hangul, 0 where there is none.
@inline(__always)
private func digitWidth(_ text: UnsafeBufferPointer<UInt8>, _ index: Int, _ end: Int) -> Int {
  let byte = text[index]
  if byte &- 0x30 < 10 { return 1 }
  if byte < 0xEA || index + 2 >= end { return 0 }
  // U+FF10...U+FF19
  if byte == 0xEF, text[index + 1] == 0xBC, text[index + 2] &- 0x90 < 10 { return 3 }
  return hangulDigit(byte, text[index + 1], text[index + 2]) == nil ? 0 : 4
}

/// 공 영 일 이 삼 사 오 육 륙 칠 팔 구.
private func hangulDigit(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int? {
  switch (first, second, third) {
  case (0xEA, 0xB3, 0xB5), (0xEC, 0x98, 0x81): 0
  case (0xEC, 0x9D, 0xBC): 1
  case (0xEC, 0x9D, 0xB4): 2
  case (0xEC, 0x82, 0xBC): 3
  case (0xEC, 0x82, 0xAC): 4
  case (0xEC, 0x98, 0xA4): 5
  case (0xEC, 0x9C, 0xA1), (0xEB, 0xA5, 0x99): 6
  case (0xEC, 0xB9, 0xA0): 7
  case (0xED, 0x8C, 0x94): 8
  case (0xEA, 0xB5, 0xAC): 9
  default: nil
  }
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

private func digit(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> Int {
  if text[index] < 0x80 {
    defer { index += 1 }
    return Int(text[index]) - 0x30
  }
  defer { index += 3 }
  if text[index] == 0xEF { return Int(text[index + 2]) - 0x90 }
  return hangulDigit(text[index], text[index + 1], text[index + 2]) ?? 0
}

/// Year, month and day could be a date: 850307, 19850307.
private func isDate(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ digitCount: Int) -> Bool {
  var index = start
  for _ in 0..<digitCount - 4 { _ = digit(text, &index) }
  let month = digit(text, &index) * 10 + digit(text, &index)
  let day = digit(text, &index) * 10 + digit(text, &index)
  return (1...12).contains(month) && (1...31).contains(day)
}

/// Behind a front: up to three marks or spaces and seven digits that stand alone.
private func separateBack(
  _ text: UnsafeBufferPointer<UInt8>, front: Int, _ digitCount: Int, at markStart: Int, _ end: Int
) -> (back: Int, end: Int)? {
  guard isDate(text, front, digitCount) else { return nil }
  var index = markStart
  var markCount = 0
  while index < end, markCount < 3, digitWidth(text, index, end) == 0 {
    let byte = text[index]
    switch byte {
    case 0x20, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E, 0x3A, 0x3D: index += 1
    // dashes of U+2010 to U+2015, U+2212, the letter ㅡ, full-width marks and spaces
    case 0xE2, 0xE3, 0xEF:
      guard index + 3 <= end else { return nil }
      index += 3
    case 0xC2:
      guard index + 2 <= end else { return nil }
      index += 2
    default: return nil
    }
    markCount += 1
  }
  let back = index
  let sort = index < end ? digitWidth(text, index, end) : 0
  for _ in 0..<7 {
    guard sort > 0, index < end, digitWidth(text, index, end) == sort else { return nil }
    index += sort.bytes
  }
  // 850307-2123456이: a particle, not an eighth digit
  if index < end, digitWidth(text, index, end) == sort { return nil }
  return (back, index)
}

/// Thirteen digits: a number only with a date in front and, where it is not expected, a right check digit or the
/// date of somebody born since October 2020.
private func joinedBack(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, isExpected: Bool) -> Int? {
  guard isDate(text, start, 6) else { return nil }
  var index = start
  var sum = 0
  var front = 0
  var sex = 0
  var back = start
  for position in 0..<12 {
    if position == 6 { back = index }
    let value = digit(text, &index)
    if position < 6 { front = front * 10 + value }
    if position == 6 { sex = value }
    sum += value * (position < 8 ? position + 2 : position - 6)
  }
  let isRight = (11 - sum % 11) % 10 == digit(text, &index)
  let isNewborn = (201_001...401_231).contains(front) && [3, 4, 7, 8].contains(sex)
  return isExpected || isRight || isNewborn ? back : nil
}

/// The first of the seven digits stays: it says sex, century and whether a foreigner.
private func hide(_ text: UnsafeMutableBufferPointer<UInt8>, _ back: Int) {
  var index = back + (text[back] < 0x80 ? 1 : 3)
  for _ in 0..<6 {
    if text[index] < 0x80 {
      text[index] = UInt8(ascii: "*")
      index += 1
    } else {
      // U+FF0A, a full-width asterisk
      (text[index], text[index + 1], text[index + 2]) = (0xEF, 0xBC, 0x8A)
      index += 3
    }
  }
}
