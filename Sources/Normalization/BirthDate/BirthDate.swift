import CICU
import Identity

/// Dates of birth, complete or in part, in whatever order and script they were written.
///
/// Which order an ambiguous date has is a property of its column and comes from the caller; the other
/// reading travels along in the form. Of a Korean resident number only the date is kept: the seven
/// digits behind it are dropped here and appear nowhere.
///
/// The comparison form, 17 bytes:
///
///     0...7   YYYYMMDD in ASCII, 0 for what is unknown
///     8       1 lunar, 2 two-digit year
///     9...16  another reading of the same entry (day and month exchanged, a lunar date's solar day), or zeros
public enum NormalizedDateOrder: UInt8, Sendable, CaseIterable {
  case yearMonthDay
  case monthDayYear
  case dayMonthYear
}

extension Normalizer {
  /// - Parameters:
  ///   - raw: one field with one date.
  ///   - order: the order of the column, for dates that could be read in two.
  ///   - into: called once, or not at all for an empty field.
  public func birthDate(_ raw: [UInt8], order: NormalizedDateOrder, into: (NormalizedValue) -> Void) {
    let folded = foldText(raw)
    if folded.isEmpty { return }
    if saysMissing(folded) {
      into(unusableDate(folded, .placeholder))
      return
    }
    var reader = DateReader(today: today, order: order)
    into(reader.value(folded, isClipped: raw.count > Normalizer.rawBytesMax))
  }
}

extension BirthDateLevel {
  /// How well two comparison forms of birth dates agree.
  public static func of(_ left: Span<UInt8>, _ right: Span<UInt8>) -> BirthDateLevel {
    guard left.count == 17, right.count == 17 else { return .conflict }
    let a = DateParts(left, at: 0)
    let b = DateParts(right, at: 0)
    if a.isNothing || b.isNothing { return .conflict }
    guard a.isFull, b.isFull else { return partialLevel(a, b) }
    if a == b, left[8] & 1 == right[8] & 1 { return .day }
    let otherA = DateParts(left, at: 9)
    let otherB = DateParts(right, at: 9)
    if a.year == b.year && a.month == b.day && a.day == b.month || otherA.isFull && otherA == b
      || otherB.isFull && otherB == a
      || a == b || (left[8] | right[8]) & 2 != 0 && a.month == b.month && a.day == b.day && abs(a.year - b.year) == 100
    {
      return .swapped
    }
    if isOneSlip(left, right) { return .digit }
    if a.year == b.year, a.month == b.month { return .month }
    let yearsApart = abs(a.year - b.year)
    if yearsApart == 0 || a.month == b.month && a.day == b.day && (yearsApart == 1 || yearsApart == 10) { return .year }
    return .conflict
  }

  private static func partialLevel(_ a: DateParts, _ b: DateParts) -> BirthDateLevel {
    let isYearKnown = a.year != 0 && b.year != 0
    if isYearKnown, a.year != b.year { return .conflict }
    if a.month != 0, b.month != 0 {
      if a.month != b.month { return isYearKnown ? .year : .conflict }
      if a.day != 0, b.day != 0, a.day != b.day { return .conflict }
      return .month
    }
    if !isYearKnown { return .partial }
    return a == b ? .year : .partial
  }

  /// One digit changed or two neighbours swapped.
  private static func isOneSlip(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    var differences = 0
    var first = 0
    for index in 0..<8 where left[index] != right[index] {
      if differences == 0 { first = index }
      differences += 1
      if differences > 2 { return false }
    }
    if differences == 1 { return true }
    return differences == 2 && first < 7 && left[first] == right[first + 1] && left[first + 1] == right[first]
  }
}

private struct DateParts: Equatable {
  var year: Int
  var month: Int
  var day: Int

  init(_ form: Span<UInt8>, at start: Int) {
    func number(_ range: Range<Int>) -> Int {
      var value = 0
      for index in range { value = value * 10 + Int(form[start + index] &- 0x30) }
      return value
    }
    year = form[start] == 0 ? 0 : number(0..<4)
    month = form[start] == 0 ? 0 : number(4..<6)
    day = form[start] == 0 ? 0 : number(6..<8)
  }

  var isFull: Bool { year != 0 && month != 0 && day != 0 }
  var isNothing: Bool { year == 0 && month == 0 && day == 0 }
}

private func unusableDate(_ text: [UInt8], _ flags: ValueFlags) -> NormalizedValue {
  NormalizedValue(
    attribute: .birthDate, canonical: text, form: [UInt8](repeating: 0x30, count: 8) + [UInt8](repeating: 0, count: 9),
    keys: [], flags: flags, sharing: .junk)
}

/// Days that systems write when they know none.
private let defaultDates: Set<[Int]> = [
  [1900, 1, 1], [1901, 1, 1], [1970, 1, 1], [1899, 12, 30], [1899, 12, 31], [1753, 1, 1], [2000, 1, 1], [1111, 11, 11],
  [9999, 12, 31], [1800, 1, 1], [1600, 1, 1],
]

private let yearMin = 1_850

private struct DateReader {
  var today: CivilDate
  var order: NormalizedDateOrder
  var flags: ValueFlags = []
  var isShortYear = false
  var isLeapMonth = false
  var other: (year: Int, month: Int, day: Int)? = nil

  init(today: CivilDate, order: NormalizedDateOrder) {
    self.today = today
    self.order = order
  }

  mutating func value(_ folded: [UInt8], isClipped: Bool) -> NormalizedValue {
    if isClipped { flags.insert(.clipped) }
    if isResidentNumber(folded) { return residentNumber(folded) }
    let entry = DateEntry(folded)
    if entry.isLunar { flags.insert(.lunar) }
    isLeapMonth = entry.isLeapMonth
    // Only a digit run the length of a date is shown again: a field may hold a longer number by mistake.
    guard let (year, month, day) = read(entry) else {
      let isFiller = entry.digitCount >= 6 && entry.isOneDigitRepeated
      return unusableDate(shown(folded), flags.union(isFiller ? .placeholder : .invalid))
    }
    return value(year, month, day)
  }

  /// Text that could not be read, with long digit runs blanked: they may be numbers the law forbids to keep.
  private func shown(_ folded: [UInt8]) -> [UInt8] {
    folded.count(where: isASCIIDigit) > 8 ? folded.map { isASCIIDigit($0) ? 0x2A : $0 } : folded
  }

  // MARK: One value

  private mutating func value(_ year: Int, _ month: Int, _ day: Int) -> NormalizedValue {
    var text: [UInt8] = []
    if year > 0 { appendPadded(year, 4, to: &text) } else { text.append(0x2D) }
    if month > 0 {
      text.append(0x2D)
      appendPadded(month, 2, to: &text)
      if day > 0 {
        text.append(0x2D)
        appendPadded(day, 2, to: &text)
      }
    }
    let isFull = year > 0 && month > 0 && day > 0
    if isFull, flags.contains(.lunar) { other = solar(year, month, day) }
    if !isFull { flags.insert(.partial) }
    if defaultDates.contains([year, month, day]), !flags.contains(.lunar) {
      return unusableDate(text, flags.union(.defaultDate))
    }
    if year > 0, year > today.year || isFull && isAfterToday(year, month, day) {
      return unusableDate(text, flags.union(.future))
    }
    if year > 0, year < yearMin { return unusableDate(text, flags.union(.invalid)) }
    var form: [UInt8] = []
    appendCompact(year, month, day, to: &form)
    form.append((flags.contains(.lunar) ? 1 : 0) | (isShortYear ? 2 : 0))
    if let other {
      appendCompact(other.year, other.month, other.day, to: &form)
    } else {
      form += [UInt8](repeating: 0, count: 8)
    }
    var keys: [NormalizedKey] = []
    // A lunar day is not the solar day of the same number, though somebody may have written it as one.
    if isFull, flags.contains(.lunar) { keys.append(NormalizedKey(.birthDay, [0x4C] + form[0..<8])) }
    if isFull { keys.append(NormalizedKey(.birthDay, Array(form[0..<8]))) }
    if isFull, other != nil { keys.append(NormalizedKey(.birthDay, Array(form[9..<17]))) }
    if year > 0, month > 0 { keys.append(NormalizedKey(.birthYearMonth, Array(form[0..<6]))) }
    if month > 0, day > 0 {
      var pair: [UInt8] = []
      appendPadded(min(month, day), 2, to: &pair)
      appendPadded(max(month, day), 2, to: &pair)
      keys.append(NormalizedKey(.birthMonthDay, pair))
    }
    return NormalizedValue(attribute: .birthDate, canonical: text, form: form, keys: keys, flags: flags)
  }

  /// The day of the Gregorian calendar, nil where the lunar one has no such day.
  private func solar(_ year: Int, _ month: Int, _ day: Int) -> (year: Int, month: Int, day: Int)? {
    let days = kindred_icu_day_of_lunar(Int32(year), Int32(month), isLeapMonth, Int32(day))
    guard days != Int32.min else { return nil }
    let date = CivilDate(daysSince1970: Int64(days))
    return (date.year, date.month, date.day)
  }

  private func isAfterToday(_ year: Int, _ month: Int, _ day: Int) -> Bool {
    (year, month, day) > (today.year, today.month, today.day)
  }

  // MARK: Korean resident numbers

  /// `850307-2******`, `850307-2` or thirteen digits whose seventh can only be a sex and century digit.
  private func isResidentNumber(_ text: [UInt8]) -> Bool {
    guard text.count >= 7, text[0..<6].allSatisfy(isASCIIDigit) else { return false }
    if text.count == 13, text.allSatisfy(isASCIIDigit) { return true }
    guard text.count >= 8, text.count <= 16, text[6] == 0x2D || text[6] == 0x20, isASCIIDigit(text[7]) else {
      return false
    }
    return text[8...].allSatisfy { isASCIIDigit($0) || $0 == 0x2A || $0 == 0x78 || $0 == 0x20 }
      && (text.count == 8 || text.count >= 11)
  }

  private mutating func residentNumber(_ text: [UInt8]) -> NormalizedValue {
    let front = text[0..<6].map { Int($0 - 0x30) }
    let (shortYear, month, day) = (front[0] * 10 + front[1], front[2] * 10 + front[3], front[4] * 10 + front[5])
    let century: Int
    switch text.count == 13 && text.allSatisfy(isASCIIDigit) ? text[6] : text[7] {
    case 0x31, 0x32, 0x35, 0x36: century = 1_900
    case 0x33, 0x34, 0x37, 0x38: century = 2_000
    default: century = 1_800
    }
    guard CivilDate(year: century + shortYear, month: month, day: day) != nil else {
      return unusableDate(Array("******-*".utf8), flags.union(.invalid))
    }
    return value(century + shortYear, month, day)
  }

  // MARK: Reading

  private mutating func read(_ entry: DateEntry) -> (Int, Int, Int)? {
    let numbers = entry.numbers
    if entry.hasYearMark || entry.hasMonthMark || entry.hasDayMark { return readMarked(entry) }
    if let month = entry.monthByName { return readNamed(numbers, month, isDayLast: entry.isNameFirst) }
    switch numbers.count {
    case 1: return readOne(numbers[0])
    case 2:
      if entry.lacksYear { return possible(0, numbers[0].value, numbers[1].value) }
      if numbers[0].count == 4, numbers[1].count <= 2 { return possible(numbers[0].value, numbers[1].value, 0) }
      if numbers[1].count == 4, numbers[0].count <= 2 { return possible(numbers[1].value, numbers[0].value, 0) }
      return nil
    case 3: return readThree(numbers[0], numbers[1], numbers[2])
    default: return nil
    }
  }

  private mutating func readMarked(_ entry: DateEntry) -> (Int, Int, Int)? {
    var year = 0
    var month = 0
    var day = 0
    for number in entry.numbers {
      switch number.mark {
      case .year: year = number.count <= 2 ? fullYear(number.value) : number.value
      case .month: month = number.value
      case .day: day = number.value
      case .none:
        // 1985년 3월 7: the last mark is often left out.
        if month != 0, day == 0 { day = number.value } else { return nil }
      }
    }
    return possible(year, month, day)
  }

  private mutating func readNamed(_ numbers: [DateEntry.Number], _ month: Int, isDayLast: Bool) -> (Int, Int, Int)? {
    switch numbers.count {
    case 1:
      return numbers[0].count == 4 ? possible(numbers[0].value, month, 0) : possible(0, month, numbers[0].value)
    case 2:
      let (a, b) = (numbers[0], numbers[1])
      if a.count == 4 { return possible(a.value, month, b.value) }
      return possible(b.count <= 2 ? fullYear(b.value) : b.value, month, a.value)
    default: return nil
    }
  }

  private mutating func readOne(_ number: DateEntry.Number) -> (Int, Int, Int)? {
    let value = number.value
    switch number.count {
    case 4: return possible(value, 0, 0)
    case 8:
      if let found = possible(value / 10_000, value / 100 % 100, value % 100), found.0 >= 1_000 { return found }
      let (first, second, year) = (value / 1_000_000, value / 10_000 % 100, value % 10_000)
      // With a year that nobody alive has, the entry was year first and has a slip.
      return (yearMin...today.year).contains(year) ? dayAndMonth(first, second, year) : nil
    case 6:
      let (a, b, c) = (value / 10_000, value / 100 % 100, value % 100)
      if order == .yearMonthDay {
        if let found = possible(fullYear(a), b, c), b > 0 { return found }
        if (1_850...today.year).contains(value / 100) { return possible(value / 100, c, 0) }
        return nil
      }
      return dayAndMonth(a, b, fullYear(c))
    case 5 where (10_000...60_000).contains(value):
      // Serial day 1 is 1900-01-01 and 1900 counts as a leap year, so day 0 lies on 1899-12-30.
      let date = CivilDate(daysSince1970: Int64(value) - 25_569)
      return (date.year, date.month, date.day)
    default: return nil
    }
  }

  private mutating func readThree(_ a: DateEntry.Number, _ b: DateEntry.Number, _ c: DateEntry.Number) -> (
    Int, Int, Int
  )? {
    guard a.count <= 4, b.count <= 2, c.count <= 4 else { return nil }
    if a.count >= 3 {
      if a.value == 0 { return nil }
      if b.value > 12, c.value <= 12 {
        flags.insert(.repaired)
        return possible(a.value, c.value, b.value)
      }
      return possible(a.value, b.value, c.value)
    }
    if c.count >= 3 { return dayAndMonth(a.value, b.value, c.value) }
    if order == .yearMonthDay { return possible(fullYear(a.value), b.value, c.value) }
    return dayAndMonth(a.value, b.value, fullYear(c.value))
  }

  /// Two numbers of which one is the day; the column's order decides where both could be.
  private mutating func dayAndMonth(_ first: Int, _ second: Int, _ year: Int) -> (Int, Int, Int)? {
    let isMonthFirst = order != .dayMonthYear
    let (month, day) = isMonthFirst ? (first, second) : (second, first)
    let isReadable = possible(year, month, day) != nil
    let isOtherReadable = possible(year, day, month) != nil
    if isReadable {
      if isOtherReadable, day != month, day > 0 {
        flags.insert(.ambiguous)
        other = (year, day, month)
      }
      return possible(year, month, day)
    }
    guard isOtherReadable else { return nil }
    flags.insert(.reordered)
    return possible(year, day, month)
  }

  /// Latest century that is not in the future.
  private mutating func fullYear(_ short: Int) -> Int {
    isShortYear = true
    let century = today.year - today.year % 100
    return century + short > today.year ? century - 100 + short : century + short
  }

  /// The date where the calendar has it; a day or month of 0 is unknown.
  private func possible(_ year: Int, _ month: Int, _ day: Int) -> (Int, Int, Int)? {
    guard year >= 0, year <= 9_999, month >= 0, month <= 12, day >= 0 else { return nil }
    if month == 0 { return year > 0 && day == 0 ? (year, 0, 0) : nil }
    if day == 0 { return year > 0 ? (year, month, 0) : nil }
    // A lunar month has up to 30 days, whatever its number; without a year February may have 29.
    let dayMax = flags.contains(.lunar) ? 30 : CivilDate.dayCount(year: year == 0 ? 2_000 : year, month: month)
    return day <= dayMax ? (year, month, day) : nil
  }
}

/// The numbers of an entry, what stands behind each, and the words that matter.
private struct DateEntry {
  enum Mark { case none, year, month, day }
  struct Number {
    var value: Int
    var count: Int
    var mark: Mark
  }

  var numbers: [Number] = []
  var monthByName: Int? = nil
  var isNameFirst = false
  var isLunar = false
  var isLeapMonth = false
  /// `--03-07`, the way ISO 8601 once wrote a day without a year.
  var lacksYear = false
  var digitCount = 0
  var isOneDigitRepeated = true

  var hasYearMark: Bool { numbers.contains { $0.mark == .year } }
  var hasMonthMark: Bool { numbers.contains { $0.mark == .month } }
  var hasDayMark: Bool { numbers.contains { $0.mark == .day } }

  init(_ folded: [UInt8]) {
    let text = withoutTime(folded)
    lacksYear = text.count == 7 && text[0] == 0x2D && text[1] == 0x2D
    let span = text.span
    var offset = 0
    var firstDigit: UInt8? = nil
    while offset < span.count {
      if isASCIIDigit(span[offset]) {
        let start = offset
        while offset < span.count, isASCIIDigit(span[offset]) {
          if firstDigit == nil { firstDigit = span[offset] }
          if span[offset] != firstDigit { isOneDigitRepeated = false }
          digitCount += 1
          offset += 1
        }
        let end = offset
        let value = decimal(text[start..<end])
        // 31113.0: a serial day that went through floating point.
        if end - start == 5, offset + 2 == span.count, span[offset] == 0x2E, span[offset + 1] == 0x30 {
          offset = span.count
        }
        var peek = offset
        while peek < span.count, span[peek] == 0x20 { peek += 1 }
        var mark = Mark.none
        if peek < span.count, span[peek] >= 0x80 {
          switch decodeScalar(span, at: &peek) {
          case 0xB144, 0x5E74: mark = .year  // 년 年
          case 0xC6D4, 0x6708: mark = .month  // 월 月
          case 0xC77C, 0x65E5: mark = .day  // 일 日
          default: break
          }
        }
        numbers.append(Number(value: value, count: end - start, mark: mark))
        continue
      }
      if isASCIILetter(span[offset]) {
        let start = offset
        while offset < span.count, isASCIILetter(span[offset]) { offset += 1 }
        if offset - start >= 3, monthByName == nil, let month = monthNamed(text[start..<offset]) {
          monthByName = month
          isNameFirst = numbers.isEmpty
        }
        continue
      }
      let scalar = decodeScalar(span, at: &offset)
      // 음(력), 윤(달), 陰
      if scalar == 0xC74C || scalar == 0xC724 || scalar == 0x9670 { isLunar = true }
      if scalar == 0xC724 { isLeapMonth = true }
    }
  }
}

/// `1985-03-07T00:00:00Z` and `1985-03-07 00:00` without the clock.
private func withoutTime(_ text: [UInt8]) -> [UInt8] {
  guard let colon = text.firstIndex(of: 0x3A) else { return text }
  var start = colon
  while start > 0, isASCIIDigit(text[start - 1]) { start -= 1 }
  guard start > 5, colon - start <= 2, colon > start, text[start - 1] == 0x20 || text[start - 1] == 0x74 else {
    return text
  }
  return Array(text[..<(start - 1)])
}

private func monthNamed(_ word: ArraySlice<UInt8>) -> Int? {
  let names: [StaticString] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]
  for (index, name) in names.enumerated() {
    let isPrefix = name.withUTF8Buffer { $0.count >= word.count && $0.prefix(word.count).elementsEqual(word) }
    if isPrefix || index == 8 && word.elementsEqual("sept".utf8) { return index + 1 }
  }
  return nil
}

private func appendPadded(_ value: Int, _ width: Int, to bytes: inout [UInt8]) {
  var divisor = 1
  for _ in 1..<width { divisor *= 10 }
  while divisor > 0 {
    bytes.append(UInt8(0x30 + value / divisor % 10))
    divisor /= 10
  }
}

private func appendCompact(_ year: Int, _ month: Int, _ day: Int, to bytes: inout [UInt8]) {
  appendPadded(year, 4, to: &bytes)
  appendPadded(month, 2, to: &bytes)
  appendPadded(day, 2, to: &bytes)
}
