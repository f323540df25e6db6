import Identity

/// Korean resident numbers in a date field: the front is a date, the digit behind it says century, sex
/// and whether it is a foreigner's. The rest may not be kept, so nothing of it leaves this file.
///
/// `850307-2******`, `850307-2`, `8503072123456`, `19850307-2123456`, with any label before and note
/// behind. The check digit proves nothing: numbers given out since October 2020 have none.
struct ResidentNumber {
  var date: BirthDate
  var isMale: Bool

  enum Reading {
    case absent
    case number(ResidentNumber)
    /// It has the shape of one and no such day: what it holds may be a slip of a real one.
    case impossible
  }

  /// - Parameters:
  ///   - folded: a whole field.
  ///   - mayBeKorean: whether digits without a separator may be one; elsewhere they are other things.
  static func read(_ folded: [UInt8], mayBeKorean: Bool, today: CivilDate) -> Reading {
    let span = folded.span
    guard let start = firstDigit(span, from: 0) else { return .absent }
    var at = start
    while at < span.count, isASCIIDigit(span[at]) { at += 1 }
    let width = at - start
    let front: Int
    let code: UInt8
    switch width {
    case 13 where !isRepeated(span, start..<at), 7:
      guard mayBeKorean, width == 7 || !isEpoch(decimal(folded[start..<at]), today) else { return .absent }
      (front, code) = (6, span[start + 6])
      if width == 7, !endsAsMask(span, at, digits: 1) { return .absent }
      // 民國0740307
      if width == 7, DateWords.eras.contains(where: { folded[..<start].suffix($0.0.count).elementsEqual($0.0) }) { return .absent }
      if width == 13, firstDigit(span, from: at) != nil { return .absent }
    case 6, 8:
      front = width
      let markEnd = endOfMarks(span, at)
      guard markEnd > at, markEnd < span.count, isASCIIDigit(span[markEnd]) else { return .absent }
      code = span[markEnd]
      var end = markEnd
      while end < span.count, isASCIIDigit(span[end]) { end += 1 }
      let digits = end - markEnd
      guard digits == 7 ? firstDigit(span, from: end) == nil : endsAsMask(span, end, digits: digits) else {
        return .absent
      }
      // A day and one more digit is a date and a slip, not a number.
      if width == 8, digits < 7, end == span.count { return .absent }
    default: return .absent
    }
    let sex = Int(code - 0x30)
    let century = sex == 9 || sex == 0 ? 1_800 : [1, 2, 5, 6].contains(sex) ? 1_900 : 2_000
    let digits = folded[start..<start + front]
    let year = front == 8 ? decimal(digits.prefix(4)) : century + decimal(digits.prefix(2))
    var date = BirthDate(year: year, month: decimal(digits.suffix(4).prefix(2)), day: decimal(digits.suffix(2)))
    guard CivilDate(year: date.year, month: date.month, day: date.day) != nil else { return .impossible }
    date.isSolar = true
    date.flags = (5...8).contains(sex) ? [.residentNumber, .foreigner] : .residentNumber
    return .number(ResidentNumber(date: date, isMale: sex % 2 == 1))
  }

  /// A text that could not be read, for showing: without its digits where they may be those of a
  /// number that the law forbids to keep.
  static func blanked(_ folded: [UInt8], mayBeKorean: Bool) -> [UInt8] {
    var digits = 0
    var run = 0
    var runs = 0
    var isSuspect = false
    for index in 0...folded.count {
      if index < folded.count, isASCIIDigit(folded[index]) {
        if run == 0 { runs += 1 }
        digits += 1
        run += 1
      } else {
        // 850307-21, 8503072: a front and more.
        if run == 7 && (mayBeKorean || digits > 7) || run == 6 && (digits > 6 || folded[index...].contains(where: isASCIIDigit)) { isSuspect = true }
        run = 0
      }
    }
    isSuspect = isSuspect || digits > 8 || digits > 6 && runs > 3
    return isSuspect ? folded.map { isASCIIDigit($0) ? 0x2A : $0 } : folded
  }

  private static func firstDigit(_ text: Span<UInt8>, from start: Int) -> Int? {
    for index in start..<text.count where isASCIIDigit(text[index]) { return index }
    return nil
  }

  /// Thirteen digits may be the milliseconds of an instant from 2001 to now; whole seconds say so.
  private static func isEpoch(_ value: Int, _ today: CivilDate) -> Bool {
    value % 1_000 == 0 && value >= 1_000_000_000_000 && value / 86_400_000 <= Int(today.daysSince1970)
  }

  /// The same of a field that is nothing but thirteen digits.
  static func isEpoch(_ raw: [UInt8], _ today: CivilDate) -> Bool {
    raw.count == 13 && raw.allSatisfy(isASCIIDigit) && isEpoch(decimal(raw[...]), today)
  }

  private static func isRepeated(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range where text[index] != text[range.lowerBound] { return false }
    return true
  }

  /// Up to three spaces, hyphens, dashes, dots or tildes.
  private static func endOfMarks(_ text: Span<UInt8>, _ start: Int) -> Int {
    var end = start
    for _ in 0..<3 where end < text.count {
      var next = end
      switch decodeScalar(text, at: &next) {
      case 0x20, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E, 0xB7, 0x2010...0x2015, 0x2212, 0x30FC, 0x3161: end = next
      default: return end
      }
    }
    return end
  }

  /// Whether what follows the open digits of the back is a mask of the right length, or nothing where
  /// only the first digit was written.
  private static func endsAsMask(_ text: Span<UInt8>, _ start: Int, digits: Int) -> Bool {
    var masked = 0
    var at = start
    while at < text.count {
      var next = at
      switch decodeScalar(text, at: &next) {
      case 0x2A, 0x23, 0x78, 0x6F, 0x3F, 0x5F, 0x25CB, 0x25CF, 0x2022, 0x25A0, 0x25A1, 0x3147: masked += 1
      case 0x20: break
      default:
        return firstDigit(text, from: at) == nil && (digits == 1 && masked == 0 || masked > 0 && digits + masked >= 4)
      }
      at = next
    }
    return digits == 1 && masked == 0 || masked > 0 && digits + masked >= 4
  }
}
