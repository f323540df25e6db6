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
    if entry.isUnreadable { return nil }
    let numbers = entry.numbers
    if numbers.contains(where: { $0.mark != .none }) { return readMarked(entry) }
    if let month = entry.monthByName { return readNamed(numbers, month) }
    switch numbers.count {
    case 1:
      // Five digits beside a word are rather a postcode than a serial day.
      return entry.hasUnknownWord && numbers[0].count == 5 ? nil : readOne(numbers[0], era: entry.eraStart)
    case 2:
      // 7 marts 1985 is no month of 1985.
      if entry.hasUnknownWord { return nil }
      if entry.lacksYear { return possible(0, numbers[0].value, numbers[1].value) }
      if numbers[0].count == 4, numbers[1].count <= 2 { return possible(numbers[0].value, numbers[1].value, 0) }
      if numbers[1].count == 4, numbers[0].count <= 2 { return possible(numbers[1].value, numbers[0].value, 0) }
      return nil
    case 3:
      // S60.3.7: the letter of an era makes the year certain.
      if entry.eraStart > 0, numbers[0].count <= 3 {
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
      case .year where entry.eraStart > 0 && number.count <= 3: year = entry.eraStart + number.value
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
      if let found = possible(b.count <= 2 ? fullYear(b.value) : b.value, month, a.value) { return found }
      // 85-Jul-07
      return a.count == 2 && b.count <= 2 ? yearFirst(a.value, month, b.value) : nil
    default: return nil
    }
  }

  private mutating func readOne(_ number: DateEntry.Number, era entryEra: Int) -> (Int, Int, Int)? {
    let value = number.value
    // S600307, 民國0740307: the era says that the first digits are its year
    if entryEra > 0, number.count == 6 || number.count == 7 { return possible(entryEra + value / 10_000, value / 100 % 100, value % 100) }
    switch number.count {
    // Serial days of four digits ended in May 1927; four digits are a year.
    case 4: return possible(value, 0, 0)
    case 14 where (BirthDate.yearMin...today.year).contains(value / 10_000):
      return possible(value / 10_000, value / 100 % 100, value % 100)
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
        return yearLast(a, b, c)
      }
      return dayAndMonth(a, b, fullYear(c)) ?? yearFirst(a, b, c)
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
    if order == .yearMonthDay {
      return possible(fullYear(a.value), b.value, c.value) ?? (c.count == 2 ? yearLast(a.value, b.value, c.value) : nil)
    }
    return dayAndMonth(a.value, b.value, fullYear(c.value)) ?? (a.count == 2 ? yearFirst(a.value, b.value, c.value) : nil)
  }

  /// 85.3.7 in a column that has its years last. What may be a day is a slip rather than a year: 31.04.05.
  private mutating func yearFirst(_ year: Int, _ month: Int, _ day: Int) -> (Int, Int, Int)? {
    guard year > 31, month > 0, day > 0, let found = possible(fullYear(year), month, day) else { return nil }
    if order != .yearMonthDay { flags.insert(.reordered) }
    return found
  }

  /// 25/12/90 in a column that has its years first, by the same rule.
  private mutating func yearLast(_ first: Int, _ second: Int, _ year: Int) -> (Int, Int, Int)? {
    guard first > 0, second > 0, year > 31, let found = dayAndMonth(first, second, fullYear(year)) else { return nil }
    if !flags.contains(.ambiguous) { flags.insert(.reordered) }
    return found
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
