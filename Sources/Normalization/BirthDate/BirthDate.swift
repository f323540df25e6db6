import CICU
import Identity

/// Dates of birth, complete or in part, in whatever order and script they were written.
///
/// Which order an ambiguous date has is a property of its column and comes from the caller; the other
/// reading travels along as a key. Of a Korean resident number only date, sex and whether it is a
/// foreigner's are kept: the other digits are dropped here and appear nowhere.
///
/// A complete date of four digits, marks and digits takes one pass over its bytes (`PlainDate`);
/// everything else goes through `DateReader`. Both end in `BirthDate`.
extension Normalizer {
  /// - Parameters:
  ///   - raw: one field with one date.
  ///   - order: the order of the column, for dates that could be read in two.
  ///   - region: ISO 3166 two-letter code in upper case. A Korean born before 1975 who names no
  ///     calendar may mean the lunar one, so such a date gets its lunar reading beside it. Empty: unknown.
  ///   - into: called once, or not at all for an empty field; twice for a resident number, whose sex
  ///     comes out as a value of `Attribute.gender` behind the date.
  /// - Complexity: linear; at most `rawBytesMax` bytes are read. A year of the lunar calendar costs a
  ///   millisecond when a process first meets it.
  public func birthDate(
    _ raw: [UInt8], order: NormalizedDateOrder, region: [UInt8] = [], into: (NormalizedValue) -> Void
  ) {
    let isKorean = region.elementsEqual("KR".utf8)
    let isTaiwanese = region.elementsEqual("TW".utf8)
    if !isTaiwanese, let plain = PlainDate(raw, order: order, today: today) {
      into(plain.date.value(today: today, isKorean: isKorean))
      return
    }
    var folded = foldText(raw)
    if folded.isEmpty { return }
    dropZeroFraction(&folded)
    // 팔오공삼공칠-이…
    if let figures = figuresOfHangulDigits(folded) { folded = figures }
    if isTaiwanese, let dated = datedByRepublic(folded) { folded = dated }
    let clipped: ValueFlags = raw.count > Normalizer.rawBytesMax ? .clipped : []
    if isKorean || region.elementsEqual("JP".utf8), let day = midnightInUniversalTime(folded, isKorean: isKorean) {
      into(BirthDate(year: day.year, month: day.month, day: day.day, flags: clipped).value(today: today, isKorean: isKorean))
      return
    }
    if Placeholder.isMissing(folded) {
      into(unusableDate(folded, clipped.union(.placeholder)))
      return
    }
    let mayBeKorean = isKorean || region.isEmpty
    switch ResidentNumber.read(folded, mayBeKorean: mayBeKorean, today: today) {
    case .number(var number):
      number.date.flags.formUnion(clipped)
      into(number.date.value(today: today, isKorean: false))
      gender(Array((number.isMale ? "male" : "female").utf8), into: into)
    case .impossible: into(unusableDate(Array("******-*".utf8), clipped.union([.invalid, .residentNumber])))
    case .absent:
      var reader = DateReader(today: today, order: order)
      guard var date = reader.date(folded) else {
        return into(unusableDate(ResidentNumber.blanked(folded, mayBeKorean: mayBeKorean), reader.flags.union(clipped)))
      }
      date.flags.formUnion(clipped)
      into(date.value(today: today, isKorean: isKorean))
    }
  }
}

/// 850307.0, 19850307.0 and 8503072123456.0 are what a column of numbers makes of digits where some rows are empty; the
/// back of the last may be hidden already. Behind six digits the zero would be the first of a resident number's back: a
/// woman born in the century before.
private func dropZeroFraction(_ folded: inout [UInt8]) {
  guard folded.count <= 16, let point = folded.firstIndex(of: 0x2E), [6, 7, 8, 13].contains(point),
    folded[..<point].allSatisfy({ isASCIIDigit($0) || $0 == 0x2A }), point + 1 < folded.count,
    folded[(point + 1)...].allSatisfy({ $0 == 0x30 })
  else { return }
  folded.removeSubrange(point...)
}

/// `1990-03-06T15:00:00.000Z` is what an app that keeps its times in UTC makes of 1990-03-07 in Korea and Japan, nine
/// hours on: nobody is born at that hour in every record. Other hours, and other zones, say the day as it stands. From
/// 1954 to 1961 Korea was eight and a half hours on, and one more in the summers of 1955 to 1960, 1987 and 1988 (tz
/// database, Asia/Seoul).
///
/// - Parameter folded: in lower case.
/// - Returns: the day that began then; nil of any other text.
private func midnightInUniversalTime(_ folded: [UInt8], isKorean: Bool) -> CivilDate? {
  // From the date to the zone: 10 + 9 bytes and a z at least.
  guard folded.count >= 20, folded.count <= 34, folded[4] == 0x2D, folded[7] == 0x2D, folded[10] == 0x74 || folded[10] == 0x20
  else { return nil }
  for index in 0..<10 where index != 4 && index != 7 && !isASCIIDigit(folded[index]) { return nil }
  var rest = folded[19...]
  if rest.first == 0x2E { rest = rest.dropFirst().drop(while: { $0 == 0x30 }) }
  if rest.first == 0x20 { rest = rest.dropFirst() }
  guard rest.elementsEqual("z".utf8) || rest.elementsEqual("+00:00".utf8) || rest.elementsEqual("+0000".utf8),
    let day = CivilDate(year: decimal(folded[..<4]), month: decimal(folded[5..<7]), day: decimal(folded[8..<10]))
  else { return nil }
  let hour = folded[11..<19]
  let isMidnight =
    if hour.elementsEqual("15:00:00".utf8) {
      true
    } else if hour.elementsEqual("15:30:00".utf8) {
      isKorean && (1954...1961).contains(day.year)
    } else if hour.elementsEqual("14:30:00".utf8) {
      isKorean && (1955...1960).contains(day.year) && (5...9).contains(day.month)
    } else {
      hour.elementsEqual("14:00:00".utf8) && isKorean && (1987...1988).contains(day.year) && (5...10).contains(day.month)
    }
  return isMidnight ? CivilDate(daysSince1970: day.daysSince1970 + 1) : nil
}

/// Taiwan counts years from 1912 and rarely says so: 74.3.7, 740307 and 0740307 are 民國74.3.7.
///
/// - Returns: nil where the text is more than numbers, or its year of four digits.
private func datedByRepublic(_ folded: [UInt8]) -> [UInt8]? {
  guard folded.count <= 12, folded.allSatisfy({ isASCIIDigit($0) || $0 == 0x2E || $0 == 0x2F || $0 == 0x2D || $0 == 0x20 }) else { return nil }
  let runs = folded.split { !isASCIIDigit($0) }
  let era = Array("民國".utf8)
  if runs.count == 3, (2...3).contains(runs[0].count), runs[1].count <= 2, runs[2].count <= 2 { return era + folded }
  guard runs.count == 1, runs[0].count == folded.count, folded.count == 6 || folded.count == 7 else { return nil }
  let day = folded.count - 2
  return era + folded[..<(day - 2)].drop { $0 == 0x30 } + [0x2E] + folded[(day - 2)..<day] + [0x2E] + folded[day...]
}

/// The order of the numbers in a column whose dates could be read in several.
public enum NormalizedDateOrder: UInt8, Sendable, CaseIterable {
  case yearMonthDay
  case monthDayYear
  case dayMonthYear
}

func unusableDate(_ text: [UInt8], _ flags: ValueFlags) -> NormalizedValue {
  NormalizedValue(
    attribute: .birthDate, canonical: text, form: BirthDateForm.nothing, keys: [], flags: flags, sharing: .ofNothing(flags))
}

/// A date that was read, and what it becomes.
struct BirthDate {
  /// 0 for what is unknown. A month and day without a year, a year with a month, a year alone are fine.
  var year: Int
  var month: Int
  var day: Int
  var flags: ValueFlags = []
  var isShortYear = false
  var isLeapMonth = false
  /// The entry says that it means the solar calendar.
  var isSolar = false
  /// The same numbers with day and month exchanged, where the column could mean that.
  var isExchangeable = false

  static let yearMin = 1_850
  /// Before this year Korean families still wrote birthdays by the lunar calendar without saying so.
  static let lunarCustomYearMax = 1_974

  var isFull: Bool { year > 0 && month > 0 && day > 0 }

  func value(today: CivilDate, isKorean: Bool) -> NormalizedValue {
    // 261231 in November of 2026 is a day of 1926: nobody is born on one that is to come.
    if isShortYear, isToCome(today), year == today.year {
      var past = self
      past.year -= 100
      return past.value(today: today, isKorean: isKorean)
    }
    var flags = flags
    if isShortYear { flags.insert(.shortYear) }
    if !isFull { flags.insert(.partial) }
    if isFull, !flags.contains(.lunar), DefaultDates.contains(year, month, day) {
      return unusable(isLeapMonth: false, isLunar: false, flags.union(.defaultDate))
    }
    if isToCome(today) {
      return unusable(isLeapMonth: isLeapMonth, isLunar: flags.contains(.lunar), flags.union(.future))
    }
    if year > 0, year < BirthDate.yearMin {
      return unusable(isLeapMonth: isLeapMonth, isLunar: flags.contains(.lunar), flags.union(.invalid))
    }

    let isLunar = flags.contains(.lunar)
    var isLeap = isLeapMonth && isLunar
    var solar: CivilDate? = nil
    if isFull, isLunar {
      solar = day(ofLunarLeapMonth: isLeap)
      if solar == nil, isLeap {
        // That year doubled another month.
        isLeap = false
        flags.insert(.repaired)
        solar = day(ofLunarLeapMonth: false)
      }
      if solar == nil { flags.insert(.invalid) }
    } else if isFull, isKorean, year <= BirthDate.lunarCustomYearMax, !isSolar {
      solar = day(ofLunarLeapMonth: false)
    }
    flags.formUnion(flagsOfAge(solar: isLunar ? solar : nil, today))

    var kind: UInt8 = 0
    if isLunar { kind |= BirthDateForm.isLunar }
    if isShortYear { kind |= BirthDateForm.isShortYear }
    if isLeap { kind |= BirthDateForm.isLeapMonth }
    if !isLunar, solar != nil { kind |= BirthDateForm.isUnmarked }
    return ValueWriter.written(capacity: 140) { value in
      putCanonical(isLeapMonth: isLeap, isLunar: isLunar, to: &value)
      value.endCanonical()
      BirthDateForm.put(year, month, day, kind, solar, to: &value)
      value.endForm()
      putKeys(isLeapMonth: isLeap, isLunar: isLunar, solar, to: &value)
      return value.value(.birthDate, flags)
    }
  }

  /// Whether no day that it could be has come yet. A month alone begins with its first.
  private func isToCome(_ today: CivilDate) -> Bool {
    year > 0 && (year, month, max(day, 1)) > (today.year, month == 0 ? 0 : today.month, today.day)
  }

  /// The day of the Gregorian calendar, nil where the lunar one has no such day.
  private func day(ofLunarLeapMonth isLeap: Bool) -> CivilDate? {
    let days = kindred_icu_day_of_lunar(Int32(year), Int32(month), isLeap, Int32(day))
    return days == Int32.min ? nil : CivilDate(daysSince1970: Int64(days))
  }

  /// Whether the person is a child in law or older than people grow. A part of a date says so only
  /// where every day it could be says so.
  private func flagsOfAge(solar: CivilDate?, _ today: CivilDate) -> ValueFlags {
    guard year > 0 else { return [] }
    let (y, m, d) = solar.map { ($0.year, $0.month, $0.day) } ?? (year, month, day)
    let yearsAtMost = today.year - y
    let isBeforeBirthday = m > today.month || m == today.month && d > today.day
    let isKnown = m > 0 && (d > 0 || m != today.month)
    if (isKnown && isBeforeBirthday ? yearsAtMost - 1 : yearsAtMost) < 14 { return .underage }
    if (isKnown && !isBeforeBirthday ? yearsAtMost : yearsAtMost - 1) > 110 { return .overage }
    return []
  }

  private func unusable(isLeapMonth: Bool, isLunar: Bool, _ flags: ValueFlags) -> NormalizedValue {
    return ValueWriter.written(capacity: 60) { value in
      putCanonical(isLeapMonth: isLeapMonth, isLunar: isLunar, to: &value)
      value.endCanonical()
      value.put(BirthDateForm.nothing)
      value.endForm()
      return value.value(.birthDate, flags, .ofNothing(flags))
    }
  }

  private func putCanonical(isLeapMonth: Bool, isLunar: Bool, to value: inout ValueWriter) {
    if year > 0 { value.put(year, width: 4) } else { value.put("-") }
    if month > 0 {
      value.put("-")
      value.put(month, width: 2)
      if day > 0 {
        value.put("-")
        value.put(day, width: 2)
      }
    }
    if isLunar { value.put(" lunar") }
    if isLeapMonth { value.put(" leap") }
  }

  /// The day, then what is looser. A lunar day is not the solar day of the same number, though somebody
  /// may have written it as one. The lunar reading of a date that names no calendar makes no key: it
  /// would double the blocks of half a population.
  private func putKeys(isLeapMonth: Bool, isLunar: Bool, _ solar: CivilDate?, to value: inout ValueWriter) {
    func dayKey(_ mark: StaticString, _ year: Int, _ month: Int, _ day: Int, to value: inout ValueWriter) {
      value.beginKey(.birthDay)
      value.put(mark)
      value.put(year * 10_000 + month * 100 + day, width: 8)
      value.endKey()
    }
    if isFull {
      if isLunar { dayKey(isLeapMonth ? "L+" : "L", year, month, day, to: &value) }
      dayKey("", year, month, day, to: &value)
      if isExchangeable { dayKey("", year, day, month, to: &value) }
      if isLunar, let solar { dayKey("", solar.year, solar.month, solar.day, to: &value) }
    }
    if year > 0, month > 0 {
      value.beginKey(.birthYearMonth)
      value.put(year * 100 + month, width: 6)
      value.endKey()
    }
    // in either order: the smaller number first
    if month > 0, day > 0 {
      value.beginKey(.birthMonthDay)
      value.put(min(month, day) * 100 + max(month, day), width: 4)
      value.endKey()
    }
  }
}

/// Days that systems write when they know none.
enum DefaultDates {
  static func contains(_ year: Int, _ month: Int, _ day: Int) -> Bool {
    switch year * 10_000 + month * 100 + day {
    case 19_000_101, 19_010_101, 19_700_101, 18_991_230, 18_991_231, 17_530_101, 20_000_101, 11_111_111, 99_991_231,
      18_000_101, 16_000_101, 16_010_101, 10_101, 99_991_230, 99_990_101:
      true
    default: false
    }
  }
}
