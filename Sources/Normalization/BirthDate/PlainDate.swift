import Identity

/// The date that nearly every field holds: digits and one mark twice, or eight digits, or six. Anything
/// that needs a thought, a part that is missing or a day no calendar has, is left to `DateReader`.
struct PlainDate {
  var date: BirthDate

  init?(_ raw: [UInt8], order: NormalizedDateOrder, today: CivilDate) {
    let span = raw.span
    var start = 0
    var end = span.count
    while start < end, span[start] == 0x20 { start += 1 }
    while end > start, span[end - 1] == 0x20 { end -= 1 }
    guard end - start >= 6, end - start <= 10 else { return nil }
    var numbers = (0, 0, 0)
    var widths = (0, 0, 0)
    var part = 0
    var mark: UInt8 = 0
    for index in start..<end {
      let byte = span[index]
      let digit = byte &- 0x30
      if digit < 10 {
        switch part {
        case 0:
          numbers.0 = numbers.0 * 10 + Int(digit)
          widths.0 += 1
        case 1:
          numbers.1 = numbers.1 * 10 + Int(digit)
          widths.1 += 1
        default:
          numbers.2 = numbers.2 * 10 + Int(digit)
          widths.2 += 1
        }
        continue
      }
      guard byte == 0x2D || byte == 0x2E || byte == 0x2F, part < 2, part == 0 || byte == mark else { return nil }
      mark = byte
      part += 1
    }

    if part == 2, widths.0 == 4, widths.1 <= 2, widths.2 <= 2 {
      date = BirthDate(year: numbers.0, month: numbers.1, day: numbers.2)
    } else if part == 2, widths.2 == 4, widths.0 <= 2, widths.1 <= 2, order != .yearMonthDay {
      let isMonthFirst = order == .monthDayYear
      date = BirthDate(
        year: numbers.2, month: isMonthFirst ? numbers.0 : numbers.1, day: isMonthFirst ? numbers.1 : numbers.0)
      // A month and a day that could change places are both of them months.
      if date.day <= 12, date.day != date.month {
        date.isExchangeable = true
        date.flags = .ambiguous
      }
    } else if part == 0, widths.0 == 8 {
      date = BirthDate(year: numbers.0 / 10_000, month: numbers.0 / 100 % 100, day: numbers.0 % 100)
    } else if part == 0, widths.0 == 6, order == .yearMonthDay {
      date = BirthDate(
        year: DateReader.fullYear(numbers.0 / 10_000, today), month: numbers.0 / 100 % 100, day: numbers.0 % 100)
      date.isShortYear = true
    } else {
      return nil
    }
    guard date.year >= BirthDate.yearMin, date.year <= today.year, date.month >= 1, date.month <= 12, date.day >= 1,
      date.day <= 28 || date.day <= CivilDate.dayCount(year: date.year, month: date.month)
    else { return nil }
  }
}
