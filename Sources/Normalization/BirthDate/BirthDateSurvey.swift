public import Identity

/// Counts the birth dates of one source and finds those it writes when it knows none.
///
/// A system that must hold a date holds the day it was switched on, or 1 January of the year that a guest
/// tells. Such a date is carried by more people than are born on one day: a day is a default where more
/// than five times as many people carry it as an ordinary day of its year, a month and day where more than
/// five times as many carry it as an ordinary day of the year, whatever the year.
///
/// People are counted and not records, or a loyal guest's birthday would be a default: a carrier is
/// whatever the caller tells people apart by, hashed. Each day keeps a bitmap of 128 carriers, read as
/// K.-Y. Whang et al., "A Linear-Time Probabilistic Counting Algorithm for Database Applications", ACM TODS
/// 15 (1990), in integers; a full bitmap gives way to the count of records, among which one guest no
/// longer weighs.
///
/// The answer depends on the multiset of what was added and on nothing else, so portions of a file may be
/// counted apart and merged. Memory: 2.7 MB, whatever the file.
public struct BirthDateSurvey: Sendable {
  /// Carriers that a date needs before it can be called a default: the many misspelt names of one person's
  /// records look like a dozen people or more, and with fewer a small file's chance could look like one.
  public static let carriersMin = 25
  /// How many times over its share a default is.
  public static let excessMin = 5

  private static let yearMin = BirthDate.yearMin
  private static let yearCount = 300
  private static let daysInYear = 12 * 31

  private var counts: [UInt32]
  private var carriers: [SIMD2<UInt64>]

  public init() {
    let size = BirthDateSurvey.yearCount * BirthDateSurvey.daysInYear
    counts = Array(repeating: 0, count: size)
    carriers = Array(repeating: SIMD2(0, 0), count: size)
  }

  /// Counts a value of `Attribute.birthDate`. Parts of dates, lunar dates and dates that are already known
  /// to be defaults are not counted.
  ///
  /// - Parameter carrier: a hash, well mixed, of what tells the source's people apart. A name's group serves
  ///   best: one person whose name was typed in fifteen ways would be fifteen by the name as written.
  public mutating func add(_ value: NormalizedValue, carrier: UInt64) {
    guard value.attribute == .birthDate, value.sharing < .relay, let (date, _) = BirthDateForm.gregorian(value) else {
      return
    }
    let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100)
    guard year >= BirthDateSurvey.yearMin, year < BirthDateSurvey.yearMin + BirthDateSurvey.yearCount,
      (1...12).contains(month), (1...31).contains(day)
    else { return }
    let slot = BirthDateSurvey.slot(year, month, day)
    if counts[slot] < UInt32.max { counts[slot] += 1 }
    let bit = UInt64(1) << (carrier & 63)
    if carrier & 64 == 0 { carriers[slot].x |= bit } else { carriers[slot].y |= bit }
  }

  /// Adds what another survey of the same source counted.
  public mutating func merge(_ other: BirthDateSurvey) {
    for slot in counts.indices {
      let (sum, isOver) = counts[slot].addingReportingOverflow(other.counts[slot])
      counts[slot] = isOver ? UInt32.max : sum
      carriers[slot] |= other.carriers[slot]
    }
  }

  /// The dates to take as missing in this source.
  ///
  /// - Complexity: O(days of 300 years), about a millisecond.
  public func defaults() -> BirthDateDefaults {
    let counted = counts.indices.map { peopleCount($0) }
    var people = counted
    var found = BirthDateDefaults()

    // A month and day first: 1 January of fifty years is one rule and not fifty dates. Its two heaviest years are left
    // out, because a full date that is a default itself makes its month and day heavy; the other days keep theirs.
    let all = people.reduce(0, +)
    for monthDay in 0..<BirthDateSurvey.daysInYear {
      let ofYears = stride(from: monthDay, to: people.count, by: BirthDateSurvey.daysInYear).map { counted[$0] }
      let sum = ofYears.reduce(0, +)
      guard isExcess(sum - ofYears.sorted().suffix(2).reduce(0, +), among: all - sum, days: 365) else { continue }
      found.monthDays.append((monthDay / 31 + 1, monthDay % 31 + 1))
      for slot in stride(from: monthDay, to: people.count, by: BirthDateSurvey.daysInYear) { people[slot] = 0 }
    }

    // One default may hide another of the same year, so what is found goes out of the way of a second look.
    while true {
      let heavy = heavyDays(people)
      if heavy.isEmpty { break }
      for slot in heavy {
        people[slot] = 0
        let monthDay = slot % BirthDateSurvey.daysInYear
        found.days.append(
          CivilDate(
            year: BirthDateSurvey.yearMin + slot / BirthDateSurvey.daysInYear, month: monthDay / 31 + 1,
            day: monthDay % 31 + 1)!)
      }
    }
    found.days.sort()
    return found
  }

  /// The days with too many people for their year, for the half year before them and for the one behind:
  /// where a source's people begin or end, at an age limit say, one of the three is empty by right.
  private func heavyDays(_ people: [Int]) -> [Int] {
    var before = [0]
    before.reserveCapacity(people.count + 1)
    for count in people { before.append(before[before.count - 1] + count) }
    let (inYear, inHalf) = (BirthDateSurvey.daysInYear, BirthDateSurvey.daysInYear / 2)
    return people.indices.filter { slot in
      let count = people[slot]
      guard count >= BirthDateSurvey.carriersMin else { return false }
      let year = slot / inYear * inYear
      let half = (max(0, slot - inHalf), min(people.count, slot + 1 + inHalf))
      return isExcess(count, among: before[year + inYear] - before[year] - count, days: 364)
        && isExcess(count, among: before[slot] - before[half.0], days: 182)
        && isExcess(count, among: before[half.1] - before[slot + 1], days: 182)
    }
  }

  /// Whether `count` people on one day are too many where `others` share the other `days`.
  private func isExcess(_ count: Int, among others: Int, days: Int) -> Bool {
    count >= BirthDateSurvey.carriersMin && count * days > BirthDateSurvey.excessMin * others
  }

  private func peopleCount(_ slot: Int) -> Int {
    let records = Int(counts[slot])
    let bits = carriers[slot].x.nonzeroBitCount + carriers[slot].y.nonzeroBitCount
    return bits == 128 ? records : min(records, BirthDateSurvey.peopleOfBits[bits])
  }

  /// How many people set so many of 128 bits: the number of draws after which that many are expected.
  private static let peopleOfBits: [Int] = {
    var drawn = 0
    return [0] + (0..<128).map { bits in
      drawn += (128 << 16) / (128 - bits)
      return (drawn + 1 << 15) >> 16
    }
  }()

  private static func slot(_ year: Int, _ month: Int, _ day: Int) -> Int {
    (year - yearMin) * daysInYear + (month - 1) * 31 + day - 1
  }
}

/// The dates that stand for "unknown" in one source, on top of those that do everywhere.
public struct BirthDateDefaults: Sendable, Equatable {
  /// Full dates, in order.
  public var days: [CivilDate] = []
  /// A month and day that make the year alone worth anything.
  public var monthDays: [(month: Int, day: Int)] = []

  public init() {}

  /// As settings hold them: `1985-03-01` and `--01-01`. Other words are passed over.
  public init(words: [String]) {
    for word in words {
      let bytes = Array(word.utf8)
      let isFull = bytes.count == 10
      guard isFull || bytes.count == 7 && bytes[0] == 0x2D, bytes[bytes.count - 6] == 0x2D,
        bytes[bytes.count - 3] == 0x2D
      else { continue }
      let (month, day) = (decimal(bytes.suffix(5).prefix(2)), decimal(bytes.suffix(2)))
      if isFull, bytes[..<4].allSatisfy(isASCIIDigit),
        let date = CivilDate(year: decimal(bytes[..<4]), month: month, day: day)
      {
        days.append(date)
      } else if !isFull, CivilDate(year: 2_000, month: month, day: day) != nil {
        monthDays.append((month, day))
      }
    }
    days.sort()
  }

  /// What `init(words:)` reads.
  public var words: [String] {
    monthDays.map { monthDay in
      "-" + CivilDate(year: 2_000, month: monthDay.month, day: monthDay.day)!.description.dropFirst(4)
    } + days.map(\.description)
  }

  /// The value as it counts in this source: junk for a default day, the year alone for a default month and
  /// day, unchanged otherwise. Lunar dates and parts of dates are nobody's default.
  public func applied(to value: NormalizedValue) -> NormalizedValue {
    guard value.attribute == .birthDate, value.sharing < .relay, !(days.isEmpty && monthDays.isEmpty),
      let written = BirthDateForm.gregorian(value)
    else { return value }
    let (date, kind) = written
    let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100)
    guard year > 0, month > 0, day > 0 else { return value }
    if days.contains(where: { $0.year == year && $0.month == month && $0.day == day }) {
      return unusableDate(value.canonical, value.flags.union(.defaultDate))
    }
    guard monthDays.contains(where: { $0.month == month && $0.day == day }) else { return value }
    return ValueWriter.written(capacity: 40) { reduced in
      for byte in value.canonical[..<4] { reduced.put(byte) }
      reduced.endCanonical()
      BirthDateForm.put(year, 0, 0, kind & BirthDateForm.isShortYear, nil, to: &reduced)
      reduced.endForm()
      return reduced.value(.birthDate, value.flags.union([.partial, .defaultDate]), value.sharing)
    }
  }

  public static func == (left: BirthDateDefaults, right: BirthDateDefaults) -> Bool {
    left.days == right.days && left.monthDays.elementsEqual(right.monthDays) { $0 == $1 }
  }
}
