import Identity

/// A day in a column of its own: a wedding, a contract, the first visit. Read as dates of birth are, but with no
/// age behind it: it may lie in the future, and no family counts it by the moon.
///
/// The comparison form is the year in two bytes, the month and the day; 0 is unknown.
extension Normalizer {
  /// - Parameters:
  ///   - raw: one field with one date, complete or in part; a time of the day plays no part.
  ///   - order: the order of the column, for dates that could be read in two.
  ///   - into: called once, or not at all for an empty field.
  public func date(_ raw: [UInt8], order: NormalizedDateOrder, into: (NormalizedValue) -> Void) {
    let raw = withoutResidentNumbers(raw, areExpected: !ResidentNumber.isEpoch(raw, today))
    let folded = foldText(raw)
    if folded.isEmpty { return }
    var flags: ValueFlags = raw.count > Normalizer.rawBytesMax ? .clipped : []
    func unusable(_ canonical: [UInt8], _ more: ValueFlags) {
      let flags = flags.union(more)
      into(
        NormalizedValue(
          attribute: .date, canonical: canonical, form: [0, 0, 0, 0], keys: [], flags: flags, sharing: .ofNothing(flags)))
    }
    if Placeholder.isMissing(folded) { return unusable(folded, .placeholder) }
    var date = PlainDate(folded, order: order, today: today)?.date
    if date == nil {
      var reader = DateReader(today: today, order: order)
      date = reader.date(folded)
      if date == nil { return unusable(folded, reader.flags) }
    }
    guard let date else { return }
    flags.formUnion(date.flags)
    let text = dateText(date.year, date.month, date.day)
    // Which day of the sun a lunar one is asks for a calendar of people; as numbers it would be a month off.
    if flags.contains(.lunar) { return unusable(text, .unreadable) }
    if date.isFull, DefaultDates.contains(date.year, date.month, date.day) { return unusable(text, .defaultDate) }
    if date.isShortYear { flags.insert(.shortYear) }
    if !date.isFull { flags.insert(.partial) }
    into(
      NormalizedValue(
        attribute: .date, canonical: text,
        form: [UInt8(date.year >> 8), UInt8(date.year & 0xFF), UInt8(date.month), UInt8(date.day)],
        keys: date.isFull ? [NormalizedKey(.dateDay, text)] : [], flags: flags))
  }
}

extension DateLevel {
  /// How near two comparison forms of days are.
  public static func of(_ left: Span<UInt8>, _ right: Span<UInt8>) -> DateLevel {
    guard left.count == 4, right.count == 4 else { return .different }
    let (a, b) = (Day(left), Day(right))
    if a.isFull, b.isFull {
      guard let first = a.daysSince1970, let second = b.daysSince1970 else { return .different }
      let days = (first - second).magnitude
      if days == 0 { return .day }
      if days <= 7 || a.year == b.year && a.month == b.day && a.day == b.month || isSlip(a, b) { return .near }
      return days <= 31 ? .month : days <= 366 ? .year : .different
    }
    // What both know must be equal; how much that is, is the level.
    func agree(_ one: Int, _ other: Int) -> Bool { one == 0 || other == 0 || one == other }
    guard agree(a.year, b.year), agree(a.month, b.month), agree(a.day, b.day) else { return .different }
    let hasMonth = a.month > 0 && b.month > 0
    if a.year > 0, b.year > 0 { return hasMonth ? .month : .year }
    return hasMonth ? .month : .different
  }

  private struct Day {
    let year: Int
    let month: Int
    let day: Int

    init(_ form: Span<UInt8>) {
      year = Int(form[0]) << 8 | Int(form[1])
      month = Int(form[2])
      day = Int(form[3])
    }

    var isFull: Bool { year > 0 && month > 0 && day > 0 }
    var daysSince1970: Int64? { CivilDate(year: year, month: month, day: day)?.daysSince1970 }
    /// YYYYMMDD
    var number: Int { year * 10_000 + month * 100 + day }
  }

  /// Whether one of the eight digits differs, or two neighbours have changed places.
  private static func isSlip(_ a: Day, _ b: Day) -> Bool {
    var (left, right) = (a.number, b.number)
    var differing = 0
    var first = (0, 0, 0)
    var last = (0, 0, 0)
    for place in 0..<8 {
      if left % 10 != right % 10 {
        differing += 1
        if differing == 1 { first = (place, left % 10, right % 10) }
        last = (place, left % 10, right % 10)
      }
      left /= 10
      right /= 10
    }
    return differing == 1 || differing == 2 && last.0 == first.0 + 1 && last.1 == first.2 && last.2 == first.1
  }
}

/// `2024-03-07`, `2024-03`, `2024`, `--03-07`
private func dateText(_ year: Int, _ month: Int, _ day: Int) -> [UInt8] {
  func digits(_ number: Int, _ count: Int) -> [UInt8] {
    var rest = number
    var text = [UInt8](repeating: 0x30, count: count)
    for place in (0..<count).reversed() {
      text[place] = 0x30 + UInt8(rest % 10)
      rest /= 10
    }
    return text
  }
  var text = year > 0 ? digits(year, 4) : [0x2D]
  if month > 0 { text += [0x2D] + digits(month, 2) }
  if day > 0 { text += [0x2D] + digits(day, 2) }
  return text
}
