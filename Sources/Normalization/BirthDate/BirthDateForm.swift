import Identity

/// The comparison form of a birth date, and how well two of them agree.
///
///     0...7   YYYYMMDD in ASCII, 0 for what is unknown
///     8       bits: 1 lunar, 2 two-digit year, 4 leap month, 8 the second day is a guess
///     9...16  the solar day: of a lunar date, or of a date that names no calendar and may be lunar; else zeros
///
/// Levels, strongest first: the same day; the same day if one side is lunar, has day and month swapped
/// or took another century for its two digits; one digit off or two neighbours swapped; the same year
/// and month, or month and day where a year is missing; the same year, or the same month and day a year
/// or ten apart; parts that fit; a conflict. Missing, default and impossible dates have no level.
enum BirthDateForm {
  static let isLunar: UInt8 = 1
  static let isShortYear: UInt8 = 2
  static let isLeapMonth: UInt8 = 4
  static let isUnmarked: UInt8 = 8

  static let byteCount = 17
  static let solarStart = 9

  /// Of what could not be read.
  static let nothing = [UInt8](repeating: 0x30, count: 8) + [UInt8](repeating: 0, count: 9)

  /// The eight digits of a value's date as a number, and its bits; nil of a lunar date.
  static func gregorian(_ value: NormalizedValue) -> (date: Int, kind: UInt8)? {
    value.withForm { form in
      guard form.count == byteCount, form[8] & isLunar == 0 else { return nil }
      var date = 0
      for index in 0..<8 { date = date * 10 + Int(form[index] &- 0x30) }
      return (date, form[8])
    }
  }

  static func put(
    _ year: Int, _ month: Int, _ day: Int, _ kind: UInt8, _ solar: CivilDate?, to value: inout ValueWriter
  ) {
    value.put(year * 10_000 + month * 100 + day, width: 8)
    value.put(kind)
    if let solar {
      value.put(solar.year * 10_000 + solar.month * 100 + solar.day, width: 8)
    } else {
      for _ in solarStart..<byteCount { value.put(0) }
    }
  }
}

extension BirthDateLevel {
  /// How well two comparison forms of birth dates agree.
  public static func of(_ left: Span<UInt8>, _ right: Span<UInt8>) -> BirthDateLevel {
    guard left.count == BirthDateForm.byteCount, right.count == BirthDateForm.byteCount else { return .conflict }
    let a = DateParts(left, at: 0)
    let b = DateParts(right, at: 0)
    if a.isNothing || b.isNothing { return .conflict }
    let (kindA, kindB) = (left[8], right[8])
    let calendar = BirthDateForm.isLunar | BirthDateForm.isLeapMonth
    let solarA = DateParts(left, at: BirthDateForm.solarStart)
    let solarB = DateParts(right, at: BirthDateForm.solarStart)
    guard a.isFull, b.isFull else {
      var best = partial(a, b)
      if solarA.isFull { best = max(best, partial(solarA, b)) }
      if solarB.isFull { best = max(best, partial(a, solarB)) }
      // A guessed calendar makes parts fit, no more.
      return (kindA | kindB) & BirthDateForm.isUnmarked != 0 && best != partial(a, b) ? .partial : best
    }
    if a == b { return kindA & calendar == kindB & calendar ? .day : .swapped }
    if solarA == b || solarB == a { return .swapped }
    if a.year == b.year && a.month == b.day && a.day == b.month { return .swapped }
    if (kindA | kindB) & BirthDateForm.isShortYear != 0, a.month == b.month, a.day == b.day,
      abs(a.year - b.year) == 100
    {
      return .swapped
    }
    if isOneSlip(left, 0, right, 0) { return .digit }
    var best = loose(a, b)
    // One side is known to be lunar: the other is compared with its solar day too.
    if kindA & calendar != 0, kindB & calendar == 0, solarA.isFull {
      best = isOneSlip(left, BirthDateForm.solarStart, right, 0) ? .digit : max(best, loose(solarA, b))
    } else if kindB & calendar != 0, kindA & calendar == 0, solarB.isFull {
      best = isOneSlip(left, 0, right, BirthDateForm.solarStart) ? .digit : max(best, loose(a, solarB))
    }
    return best
  }

  /// Two full dates that are neither equal nor a slip apart.
  private static func loose(_ a: DateParts, _ b: DateParts) -> BirthDateLevel {
    let yearsApart = abs(a.year - b.year)
    if yearsApart == 0 { return a.month == b.month ? .month : .year }
    // Korean children born early in the year are entered a year off; ten years are a slip of the tens.
    return a.month == b.month && a.day == b.day && (yearsApart == 1 || yearsApart == 10) ? .year : .conflict
  }

  private static func partial(_ a: DateParts, _ b: DateParts) -> BirthDateLevel {
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
  private static func isOneSlip(
    _ left: Span<UInt8>, _ leftStart: Int, _ right: Span<UInt8>, _ rightStart: Int
  ) -> Bool {
    var differences = 0
    var first = 0
    for index in 0..<8 where left[leftStart + index] != right[rightStart + index] {
      if differences == 0 { first = index }
      differences += 1
      if differences > 2 { return false }
    }
    if differences == 1 { return true }
    return differences == 2 && first < 7 && left[leftStart + first] == right[rightStart + first + 1]
      && left[leftStart + first + 1] == right[rightStart + first]
  }
}

extension BirthDateLevel: Comparable {
  public static func < (left: BirthDateLevel, right: BirthDateLevel) -> Bool { left.rawValue < right.rawValue }
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
