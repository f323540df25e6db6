/// Korean resident registration numbers are cut at the door: of `850307-2123456` the date and the digit that
/// says sex and century stay, the six digits behind them become `*`, before anything else sees the value.
///
/// Korean law forbids keeping them without a legal basis, whatever column they stand in: so no profile, stored
/// row, key, example or rejects file ever holds one. What is one:
///
///     850307-2123456     six digits of a date, up to three marks or spaces, seven digits
///     19850307-2123456   the same with eight, where the seventh digit says the century of the year
///     850307-212-3456    the seven parted by the hyphen or dot that stands before them
///     85-03-07-2123456   the date parted too, with a mark before the seven and a century that fits
///     8503072123452      thirteen digits, or fifteen, whose check digit says so, or born since October 2020,
///                        when numbers lost their check digit: ids of thirteen digits are common
///
/// No digit stands beside them. Orders are numbered by day and so (20240301-0000123): that is why where the date
/// has a century or marks of its own the seventh digit must fit it. In a column that is for them none of this is
/// asked.
///
/// Digits may be of any script that people type or paste, or written in Hangul (팔오공삼공칠), with invisible
/// characters between them, but a number is of one sort of digits. Sources: Resident Registration Act, article 24-2
/// of the Personal Information Protection Act; the check digit's weights are 2 3 4 5 6 7 8 9 2 3 4 5.

/// Masks every resident number in a text, in place: the text keeps its length.
///
/// - Parameters:
///   - range: where the text lies in `bytes`.
///   - areExpected: the column is for them, or for dates: neither a right check digit nor a century is asked.
/// - Complexity: one pass; a text without six digits in a row costs a look at each byte.
public func maskResidentNumbers(_ bytes: inout [UInt8], in range: Range<Int>, areExpected: Bool = false) {
  maskResidentNumbers(&bytes, in: range, rules: areExpected ? .areExpected : [])
}

/// The same by other rules.
package func maskResidentNumbers(_ bytes: inout [UInt8], in range: Range<Int>, rules: ResidentNumberRules) {
  bytes.withUnsafeMutableBufferPointer { buffer in
    var index = range.lowerBound
    while let found = NumberScan(UnsafeBufferPointer(buffer), range, rules).next(from: index) {
      hide(buffer, found.back, found.end)
      index = found.end
    }
  }
}

/// Whether a text holds a resident number with open digits, as `maskResidentNumbers` would find it.
public func holdsResidentNumber(_ bytes: [UInt8], areExpected: Bool = false) -> Bool {
  holdsResidentNumber(bytes, rules: areExpected ? .areExpected : [])
}

package func holdsResidentNumber(_ bytes: [UInt8], rules: ResidentNumberRules) -> Bool {
  bytes.withUnsafeBufferPointer { NumberScan($0, $0.indices, rules).next(from: 0) != nil }
}

/// Where the resident numbers of a text lie, from the date to the last digit, open or hidden by `*`.
package func residentNumberRanges(_ bytes: [UInt8], rules: ResidentNumberRules) -> [Range<Int>] {
  bytes.withUnsafeBufferPointer { text in
    let scan = NumberScan(text, text.indices, rules.union(.areHidden))
    var ranges: [Range<Int>] = []
    var index = 0
    while let found = scan.next(from: index) {
      ranges.append(found.front..<found.end)
      index = found.end
    }
    return ranges
  }
}

/// What passes for a resident number.
package struct ResidentNumberRules: OptionSet, Sendable {
  package var rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The column is for them: the date in front is proof enough.
  package static let areExpected = ResidentNumberRules(rawValue: 1)
  /// A syllable or two may stand behind the date (850307에 2123456).
  package static let mayHaveWords = ResidentNumberRules(rawValue: 2)
  /// Those count whose last six digits are `*` already.
  package static let areHidden = ResidentNumberRules(rawValue: 4)
}

private struct NumberScan {
  struct Found {
    var front: Int
    /// Where the seven digits begin and end.
    var back: Int
    var end: Int
  }

  private let text: UnsafeBufferPointer<UInt8>
  /// Where the text begins and ends: around it may lie other fields.
  private let first: Int
  private let end: Int
  private let rules: ResidentNumberRules
  private var areExpected: Bool { rules.contains(.areExpected) }

  init(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ rules: ResidentNumberRules) {
    self.text = text
    first = range.lowerBound
    end = range.upperBound
    self.rules = rules
  }

  func next(from start: Int) -> Found? {
    var index = start
    while index < end {
      guard let first = digit(text, index, end) else {
        index += 1
        continue
      }
      let run = Run(text, index, end, first.sort)
      let back: Back? =
        switch run.count {
        case 6: isDate(run.value) ? separateBack(run.end, run.sort) : nil
        case 8: isDate(run.value % 1_000_000) ? separateBack(run.end, run.sort, year: run.value / 10_000) : nil
        case 13, 15: joinedBack(run)
        case 7, 9: rules.contains(.areHidden) ? hiddenBack(run) : nil
        case 2, 4: groupedBack(run)
        default: nil
        }
      if let back { return Found(front: run.start, back: back.start, end: back.end) }
      index = run.end
    }
    return nil
  }

  /// 850307, the last six digits of a number.
  private func isDate(_ digits: Int) -> Bool {
    (1...12).contains(digits / 100 % 100) && (1...31).contains(digits % 100)
  }

  /// Whether the seventh digit says the century of a year of four digits.
  private func fits(_ code: Int, year: Int) -> Bool {
    switch year / 100 {
    case 18: code == 9 || code == 0
    case 19: [1, 2, 5, 6].contains(code)
    case 20: [3, 4, 7, 8].contains(code)
    default: false
    }
  }

  /// The same for a year of two digits, for people who may be alive.
  private func fits(_ code: Int, shortYear: Int) -> Bool {
    [1, 2, 5, 6].contains(code) ? shortYear > 26 : (3...8).contains(code) && shortYear <= 40
  }

  private struct Back {
    var start: Int
    var end: Int
    var code: Int
    var isParted = false
  }

  /// Behind a front: up to three marks or spaces and seven digits that stand alone.
  private func separateBack(_ start: Int, _ sort: UInt8, year: Int? = nil) -> Back? {
    guard let marks = marks(start), let back = back(marks.end, sort, mark: marks.only) else { return nil }
    if areExpected { return back }
    if let year { return fits(back.code, year: year) ? back : nil }
    return !back.isParted || (1...8).contains(back.code) ? back : nil
  }

  /// 85-03-07-2123456: a year, and the same mark twice.
  private func groupedBack(_ year: Run) -> Back? {
    guard let mark = dateMark(year.end), year.start == first || !isJoint(text[year.start - 1]) else { return nil }
    guard let month = run(year.end + 1, year.sort), dateMark(month.end) == mark,
      let day = run(month.end + 1, year.sort), isDate(month.value * 100 + day.value),
      let marks = marks(day.end), marks.end > day.end, marks.isMore || areExpected,
      let back = back(marks.end, year.sort, mark: marks.only)
    else { return nil }
    let doesFit = year.count == 4 ? fits(back.code, year: year.value) : fits(back.code, shortYear: year.value)
    return areExpected || doesFit ? back : nil
  }

  /// One or two digits.
  private func run(_ start: Int, _ sort: UInt8) -> Run? {
    guard start < end, digit(text, start, end)?.sort == sort else { return nil }
    let run = Run(text, start, end, sort)
    return run.count <= 2 ? run : nil
  }

  private func dateMark(_ index: Int) -> UInt8? {
    guard index < end, text[index] == 0x2D || text[index] == 0x2E || text[index] == 0x2F else { return nil }
    return text[index]
  }

  /// Before a year that is the middle of something longer.
  private func isJoint(_ byte: UInt8) -> Bool { (0x2B...0x2F).contains(byte) && byte != 0x2C }

  /// Marks behind a date, and words where they are no matter.
  private func marks(_ start: Int) -> (end: Int, only: UInt8?, isMore: Bool)? {
    var index = start
    var count = 0
    var wordCount = 0
    var isMore = false
    scan: while index < end, digit(text, index, end) == nil {
      var isMark = true
      let width = scalarWidth(text, index, end)
      switch text[index] {
      // any mark or space of ASCII: 850307(2123456), 850307,2123456; as many spaces as one
      case 0x00...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: break
      // dashes of U+2010 to U+2015, U+2212, the letter ㅡ, full-width marks and spaces
      case 0xC2, 0xE2, 0xE3, 0xEF: break
      // a byte that is no part of a character: it is shown as a mark, U+FFFD
      case 0x80... where width == 1: break
      case 0xEA...0xED where rules.contains(.mayHaveWords): isMark = false
      default: break scan
      }
      if !isInvisible(text, index, end) {
        let isSpace = text[index] <= 0x20
        if !isMark { wordCount += 1 } else if !isSpace || index == start || text[index - 1] > 0x20 { count += 1 }
        if !isSpace { isMore = true }
      }
      if count > 3 || wordCount > 2 { return nil }
      index += width
    }
    return (index, index == start + 1 ? text[start] : nil, isMore)
  }

  /// Seven digits that stand alone, perhaps parted by the mark that stands before them.
  private func back(_ start: Int, _ sort: UInt8, mark: UInt8?) -> Back? {
    guard start < end, let code = digit(text, start, end), code.sort == sort else { return nil }
    var index = start
    var count = 0
    var isParted = false
    while index < end {
      if let next = digit(text, index, end), next.sort == sort {
        if count == 7 { return nil }
        count += 1
        index += next.bytes
      } else if count < 7, let width = invisibleWidth(text, index, end) {
        index += width
      } else if let mark, mark == 0x2D || mark == 0x2E, text[index] == mark, index + 1 < end,
        digit(text, index + 1, end)?.sort == sort, count < 7 || isParted
      {
        if count == 7 { return nil }
        isParted = true
        index += 1
      } else {
        break
      }
    }
    if count == 7 { return Back(start: start, end: index, code: code.value, isParted: isParted) }
    guard count == 1, rules.contains(.areHidden), let end = starsEnd(index) else { return nil }
    return Back(start: start, end: end, code: code.value)
  }

  /// Behind six asterisks, perhaps parted as the digits were.
  private func starsEnd(_ start: Int) -> Int? {
    var index = start
    for _ in 0..<6 {
      if index + 1 < end, text[index] == 0x2D || text[index] == 0x2E, text[index + 1] == 0x2A { index += 1 }
      if index < end, text[index] == 0x2A {
        index += 1
      } else if index + 2 < end, text[index] == 0xEF, text[index + 1] == 0xBC, text[index + 2] == 0x8A {
        index += 3
      } else {
        return nil
      }
    }
    return index
  }

  /// Thirteen digits: a number only with a date in front and, where it is not expected, a right check digit or the
  /// date of somebody born since October 2020. Fifteen have the century of the year in front.
  ///
  /// A Korean telephone number with its country and its 0 has as many and now and then such a check digit
  /// (+82 010-3321-8874): behind a + it is none, nor is what nobody alive has.
  private func joinedBack(_ run: Run) -> Back? {
    var century: Int?
    var value = run.value
    if run.count == 15 {
      century = value / 10_000_000_000_000
      value %= 10_000_000_000_000
    }
    let front = value / 10_000_000
    let code = value / 1_000_000 % 10
    guard isDate(front) else { return nil }
    if let century, !fits(code, year: century * 100) { return nil }
    if century == nil, !areExpected, front / 1_000 == 820 && isBehindPlus(run.start) || isUnborn(front, code) { return nil }
    var sum = 0
    var rest = value / 10
    for weight in [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2] {
      sum += rest % 10 * weight
      rest /= 10
    }
    let isRight = (11 - sum % 11) % 10 == value % 10
    let isNewborn = (201_001...401_231).contains(front) && [3, 4, 7, 8].contains(code)
    guard areExpected || isRight || isNewborn else { return nil }
    return Back(start: run.offset(ofDigit: run.count - 7, text), end: run.end, code: code)
  }

  /// `+`, or U+FF0B, with nothing before it that it could join to the digits: A+, 김민준+.
  private func isBehindPlus(_ start: Int) -> Bool {
    var before = start
    if before > first, text[before - 1] == 0x2B {
      before -= 1
    } else if before >= first + 3, text[before - 3] == 0xEF, text[before - 2] == 0xBC, text[before - 1] == 0x8B {
      before -= 3
    } else {
      return false
    }
    return before == first || text[before - 1] < 0x30 || (0x3A...0x3F).contains(text[before - 1])
  }

  /// 2041 and later; 1882 where it is the 82010 of a mobile number. The others that begin so are people of 1982.
  private func isUnborn(_ front: Int, _ code: Int) -> Bool {
    switch code {
    case 3, 4, 7, 8: front > 401_231
    case 0, 9: (820_101...820_109).contains(front)
    default: false
    }
  }

  private func hiddenBack(_ run: Run) -> Back? {
    guard isDate(run.value / 10 % 1_000_000), let end = starsEnd(run.end) else { return nil }
    return Back(start: run.offset(ofDigit: run.count - 1, text), end: end, code: run.value % 10)
  }
}

/// Digits of one sort in a row.
private struct Run {
  let start: Int
  let end: Int
  let sort: UInt8
  let count: Int
  /// Of the first eighteen digits.
  let value: Int

  init(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ limit: Int, _ sort: UInt8) {
    var index = start
    var end = start
    var count = 0
    var value = 0
    while index < limit {
      if let next = digit(text, index, limit), next.sort == sort {
        if count < 18 { value = value * 10 + next.value }
        count += 1
        index += next.bytes
        end = index
      } else if let width = invisibleWidth(text, index, limit) {
        index += width
      } else {
        break
      }
    }
    (self.start, self.end, self.sort, self.count, self.value) = (start, end, sort, count, value)
  }

  func offset(ofDigit place: Int, _ text: UnsafeBufferPointer<UInt8>) -> Int {
    var index = start
    var left = place
    while true {
      guard let next = digit(text, index, end) else {
        index += invisibleWidth(text, index, end) ?? 1
        continue
      }
      if left == 0 { return index }
      left -= 1
      index += next.bytes
    }
  }
}

/// The first of the seven digits stays: it says sex, century and whether a foreigner.
private func hide(_ text: UnsafeMutableBufferPointer<UInt8>, _ back: Int, _ end: Int) {
  var isFirst = true
  var index = back
  while index < end {
    guard let digit = digit(UnsafeBufferPointer(text), index, end) else {
      index += 1
      continue
    }
    if !isFirst {
      if digit.bytes == 3 {
        // U+FF0A, a full-width asterisk
        (text[index], text[index + 1], text[index + 2]) = (0xEF, 0xBC, 0x8A)
      } else {
        for place in index..<index + digit.bytes { text[place] = UInt8(ascii: "*") }
      }
    }
    isFirst = false
    index += digit.bytes
  }
}
