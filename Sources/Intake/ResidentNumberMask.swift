/// Korean resident registration numbers are cut at the door: of `850307-2123456` the date and the digit that
/// says sex and century stay, the six digits behind them become `*`, before anything else sees the row.
///
/// Korean law forbids keeping them without a legal basis, whatever column they stand in: so no profile, stored
/// row, key, example or rejects file ever holds one. A number is six digits of a date, a mark or two, and seven
/// digits that begin with 0 to 9, with no digit beside them. Thirteen digits without a mark are one only where
/// the check digit says so as well, because ids of thirteen digits are common.
///
/// Digits and hyphens may be full width. Sources: Resident Registration Act, article 24-2 of the Personal
/// Information Protection Act; the check digit's weights are 2 3 4 5 6 7 8 9 2 3 4 5 (numbers given out since
/// October 2020 need not have it).

/// Masks every resident number in a text, in place: the text keeps its length.
///
/// - Parameters:
///   - range: where the text lies in `bytes`.
///   - areExpected: the column is for them, or for birth dates: thirteen digits need no right check digit.
/// - Complexity: one pass; a text without six digits in a row costs a look at each byte.
public func maskResidentNumbers(_ bytes: inout [UInt8], in range: Range<Int>, areExpected: Bool = false) {
  bytes.withUnsafeMutableBufferPointer { buffer in
    var index = range.lowerBound
    var start = index
    var digitCount = 0
    // The end of a run of digits is where a front may end and a whole number may end.
    while index < range.upperBound {
      let width = digitWidth(buffer, index, range.upperBound)
      if width > 0 {
        if digitCount == 0 { start = index }
        digitCount += 1
        index += width
        continue
      }
      if digitCount == 6 || digitCount == 8 {
        if let end = maskBack(buffer, front: start, digitCount, at: index, range.upperBound) { index = end }
      } else if digitCount == 13 {
        maskJoined(buffer, start, needsCheckDigit: !areExpected)
      }
      digitCount = 0
      index += 1
    }
    if digitCount == 13 { maskJoined(buffer, start, needsCheckDigit: !areExpected) }
  }
}

extension RowBatch {
  /// Masks the resident numbers of all fields.
  mutating func maskResidentNumbers() {
    var start = 0
    for end in fieldEnds {
      if end - start >= 13 { Intake.maskResidentNumbers(&bytes, in: start..<end) }
      start = end
    }
  }

  /// Masks those of columns that are for them, check digit or not.
  ///
  /// - Parameter isExpected: by column of the reader's header.
  public mutating func maskResidentNumbers(inColumns isExpected: [Bool]) {
    guard isExpected.contains(true) else { return }
    var start = 0
    for (field, end) in fieldEnds.enumerated() {
      if end - start >= 13, isExpected[Int(fieldColumns[field])] {
        Intake.maskResidentNumbers(&bytes, in: start..<end, areExpected: true)
      }
      start = end
    }
  }
}

/// Bytes of the digit at an index: 1 in ASCII, 3 full width, 0 where there is none.
private func digitWidth(_ text: UnsafeMutableBufferPointer<UInt8>, _ index: Int, _ end: Int) -> Int {
  let byte = text[index]
  if byte &- 0x30 < 10 { return 1 }
  // U+FF10...U+FF19
  if byte == 0xEF, index + 2 < end, text[index + 1] == 0xBC, text[index + 2] &- 0x90 < 10 { return 3 }
  return 0
}

private func digit(_ text: UnsafeMutableBufferPointer<UInt8>, _ index: inout Int) -> Int {
  if text[index] == 0xEF {
    defer { index += 3 }
    return Int(text[index + 2]) - 0x90
  }
  defer { index += 1 }
  return Int(text[index]) - 0x30
}

/// Year, month and day could be a date: 850307, 19850307.
private func isDate(_ text: UnsafeMutableBufferPointer<UInt8>, _ start: Int, _ digitCount: Int) -> Bool {
  var index = start
  for _ in 0..<digitCount - 4 { _ = digit(text, &index) }
  let month = digit(text, &index) * 10 + digit(text, &index)
  let day = digit(text, &index) * 10 + digit(text, &index)
  return (1...12).contains(month) && (1...31).contains(day)
}

/// Behind a front: up to three marks or spaces and seven digits that stand alone.
///
/// - Returns: where the number ends; nil where there is none.
private func maskBack(
  _ text: UnsafeMutableBufferPointer<UInt8>, front: Int, _ digitCount: Int, at markStart: Int, _ end: Int
) -> Int? {
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
  for _ in 0..<7 {
    let width = index < end ? digitWidth(text, index, end) : 0
    if width == 0 { return nil }
    index += width
  }
  if index < end, digitWidth(text, index, end) > 0 { return nil }
  hide(text, back)
  return index
}

/// Thirteen digits: a number only with a date in front and, where it is not expected, a right check digit.
private func maskJoined(_ text: UnsafeMutableBufferPointer<UInt8>, _ start: Int, needsCheckDigit: Bool) {
  guard isDate(text, start, 6) else { return }
  var index = start
  var sum = 0
  for position in 0..<12 { sum += digit(text, &index) * (position < 8 ? position + 2 : position - 6) }
  guard !needsCheckDigit || (11 - sum % 11) % 10 == digit(text, &index) else { return }
  index = start
  for _ in 0..<6 { _ = digit(text, &index) }
  hide(text, index)
}

/// The first of the seven digits stays: it says sex, century and whether a foreigner.
private func hide(_ text: UnsafeMutableBufferPointer<UInt8>, _ back: Int) {
  var index = back
  _ = digit(text, &index)
  for _ in 0..<6 {
    if text[index] == 0xEF {
      // U+FF0A, a full-width asterisk
      text[index + 2] = 0x8A
      index += 3
    } else {
      text[index] = UInt8(ascii: "*")
      index += 1
    }
  }
}
