import Identity

/// Reads a date out of whatever stands in the field: marks and names of months, eras, lunar dates,
/// serial days, parts of dates.
struct DateReader {
  var today: CivilDate
  var order: NormalizedDateOrder
  /// What is known of the field even where no date comes out of it.
  private(set) var flags: ValueFlags = []
  private var isShortYear = false
  private var isExchangeable = false

  init(today: CivilDate, order: NormalizedDateOrder) {
    self.today = today
    self.order = order
  }

  /// - Parameter folded: a whole field, not empty.
  mutating func date(_ folded: [UInt8]) -> BirthDate? {
    let entry = DateEntry(folded)
    if entry.isLunar { flags.insert(.lunar) }
    guard let (year, month, day) = read(entry) else {
      flags.insert(entry.digitCount >= 6 && entry.isFiller ? .placeholder : .invalid)
      return nil
    }
    return BirthDate(
      year: year, month: month, day: day, flags: flags, isShortYear: isShortYear, isLeapMonth: entry.isLeapMonth,
      isSolar: entry.isSolar, isExchangeable: isExchangeable)
  }

  /// Latest century that is not in the future.
  static func fullYear(_ short: Int, _ today: CivilDate) -> Int {
    let century = today.year - today.year % 100
    return century + short > today.year ? century - 100 + short : century + short
  }

  private mutating func fullYear(_ short: Int) -> Int {
    isShortYear = true
    return DateReader.fullYear(short, today)
  }

  private mutating func read(_ entry: DateEntry) -> (Int, Int, Int)? {
    let numbers = entry.numbers
    if numbers.contains(where: { $0.mark != .none }) { return readMarked(entry) }
    if let month = entry.monthByName { return readNamed(numbers, month) }
    switch numbers.count {
    case 1: return readOne(numbers[0])
    case 2:
      if entry.lacksYear { return possible(0, numbers[0].value, numbers[1].value) }
      if numbers[0].count == 4, numbers[1].count <= 2 { return possible(numbers[0].value, numbers[1].value, 0) }
      if numbers[1].count == 4, numbers[0].count <= 2 { return possible(numbers[1].value, numbers[0].value, 0) }
      return nil
    case 3:
      // S60.3.7: the letter of an era makes the year certain.
      if entry.eraStart > 0, numbers[0].count <= 2 {
        return possible(entry.eraStart + numbers[0].value, numbers[1].value, numbers[2].value)
      }
      return readThree(numbers[0], numbers[1], numbers[2])
    default: return nil
    }
  }

  private mutating func readMarked(_ entry: DateEntry) -> (Int, Int, Int)? {
    var year = 0
    var month = 0
    var day = 0
    for number in entry.numbers {
      switch number.mark {
      case .year where entry.eraStart > 0 && number.count <= 2: year = entry.eraStart + number.value
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

  private mutating func readNamed(_ numbers: [DateEntry.Number], _ month: Int) -> (Int, Int, Int)? {
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
    // Serial days of four digits ended in May 1927; four digits are a year.
    case 4: return possible(value, 0, 0)
    case 8:
      if let found = possible(value / 10_000, value / 100 % 100, value % 100), found.0 >= 1_000 { return found }
      let (first, second, year) = (value / 1_000_000, value / 10_000 % 100, value % 10_000)
      // With a year that nobody alive has, the entry was year first and has a slip.
      return (BirthDate.yearMin...today.year).contains(year) ? dayAndMonth(first, second, year) : nil
    case 6:
      let (a, b, c) = (value / 10_000, value / 100 % 100, value % 100)
      if order == .yearMonthDay {
        if b > 0, let found = possible(DateReader.fullYear(a, today), b, c) {
          isShortYear = true
          return found
        }
        if (BirthDate.yearMin...today.year).contains(value / 100) { return possible(value / 100, c, 0) }
        return nil
      }
      return dayAndMonth(a, b, fullYear(c))
    case 5 where (10_000...60_000).contains(value):
      // Serial day 1 is 1900-01-01 and 1900 counts as a leap year, so day 0 lies on 1899-12-30.
      let date = CivilDate(daysSince1970: Int64(value) - 25_569)
      return possible(date.year, date.month, date.day)
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
        isExchangeable = true
      }
      return possible(year, month, day)
    }
    guard isOtherReadable else { return nil }
    flags.insert(.reordered)
    return possible(year, day, month)
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
  var isLunar = false
  var isLeapMonth = false
  var isSolar = false
  /// The year before the first of a Japanese era, 0 where none is named.
  var eraStart = 0
  /// `--03-07`, the way ISO 8601 once wrote a day without a year.
  var lacksYear = false
  var digitCount = 0
  /// All digits the same, or counted up.
  var isFiller: Bool { isRepeated || isCountedUp }
  private var isRepeated = true
  private var isCountedUp = true
  private var lastDigit: UInt8? = nil

  init(_ folded: [UInt8]) {
    let text = withoutTime(folded)
    let span = text.span
    lacksYear = text.starts(with: [0x2D, 0x2D])
    var offset = 0
    while offset < span.count {
      if isASCIIDigit(span[offset]) {
        readNumber(text, at: &offset)
      } else if isASCIILetter(span[offset]) {
        readWord(text, at: &offset)
      } else if span[offset] == 0x28, offset + 2 < span.count, span[offset + 2] == 0x29 {
        // 1965-01-01 (-): the minus of the lunar calendar; (+) is the other.
        if span[offset + 1] == 0x2D { isLunar = true }
        if span[offset + 1] == 0x2B { isSolar = true }
        offset += 1
      } else {
        readScalar(span, at: &offset)
      }
    }
    if isLunar { isSolar = false }
  }

  private mutating func readNumber(_ text: [UInt8], at offset: inout Int) {
    let start = offset
    while offset < text.count, isASCIIDigit(text[offset]) {
      if let lastDigit {
        if text[offset] != lastDigit { isRepeated = false }
        if text[offset] != (lastDigit == 0x39 ? 0x30 : lastDigit + 1) { isCountedUp = false }
      }
      lastDigit = text[offset]
      digitCount += 1
      offset += 1
    }
    let count = offset - start
    let value = decimal(text[start..<offset])
    // 31113.5: a serial day that went through floating point, with or without a time.
    if count == 5, numbers.isEmpty, offset < text.count, text[offset] == 0x2E,
      offset + 1 < text.count, text[(offset + 1)...].allSatisfy(isASCIIDigit)
    {
      offset = text.count
    }
    var peek = offset
    while peek < text.count, text[peek] == 0x20 { peek += 1 }
    var mark = Mark.none
    if peek < text.count, text[peek] >= 0x80 {
      switch decodeScalar(text.span, at: &peek) {
      case 0xB144, 0x5E74: mark = .year  // 년 年
      case 0xC6D4, 0x6708: mark = .month  // 월 月
      case 0xC77C, 0x65E5: mark = .day  // 일 日
      default: break
      }
    }
    numbers.append(Number(value: value, count: count, mark: mark))
  }

  private mutating func readWord(_ text: [UInt8], at offset: inout Int) {
    let start = offset
    while offset < text.count, isASCIILetter(text[offset]) { offset += 1 }
    let word = text[start..<offset]
    if word.count == 1, start == 0, offset < text.count, isASCIIDigit(text[offset]) {
      switch word[start] {
      case UInt8(ascii: "m"): eraStart = 1_867
      case UInt8(ascii: "t"): eraStart = 1_911
      case UInt8(ascii: "s"): eraStart = 1_925
      case UInt8(ascii: "h"): eraStart = 1_988
      case UInt8(ascii: "r"): eraStart = 2_018
      default: break
      }
    }
    guard word.count >= 3 else { return }
    if word.elementsEqual("lunar".utf8) { isLunar = true }
    if word.elementsEqual("leap".utf8) { isLeapMonth = true }
    if word.elementsEqual("solar".utf8) { isSolar = true }
    if monthByName == nil, let month = monthNamed(word) { monthByName = month }
  }

  private mutating func readScalar(_ text: Span<UInt8>, at offset: inout Int) {
    switch decodeScalar(text, at: &offset) {
    case 0xC74C, 0x9670, 0x9634, 0x8FB2, 0x519C: isLunar = true  // 음(력), 陰, 阴, 農, 农
    case 0xC724, 0x958F, 0x95F0: (isLunar, isLeapMonth) = (true, true)  // 윤(달), 閏, 闰
    case 0xC591, 0x967D, 0x9633: isSolar = true  // 양(력), 陽, 阳
    case 0x660E: eraStart = 1_867  // 明治
    case 0x5927: eraStart = 1_911  // 大正
    case 0x662D: eraStart = 1_925  // 昭和
    case 0x5E73: eraStart = 1_988  // 平成
    case 0x4EE4: eraStart = 2_018  // 令和
    case 0x5143 where eraStart > 0: numbers.append(Number(value: 1, count: 1, mark: .year))  // 元年
    default: break
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
