/// The numbers of an entry of a date, what stands behind each, and the words that matter.
///
/// Words decide only where they are words: one syllable of a name is no calendar and no era.
struct DateEntry {
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
  /// The year before the first of a Japanese era or of the Republic of China, 0 where none is named.
  var eraStart = 0
  /// A word that says nothing we know: the numbers beside it may be no date, or one of another language.
  var hasUnknownWord = false
  /// `1.5e3`, two different months, a minus before a serial day: no reading is safe.
  var isUnreadable = false
  /// `--03-07`, the way ISO 8601 once wrote a day without a year.
  var lacksYear = false
  var digitCount = 0
  /// All digits the same, or counted up.
  var isFiller: Bool { isRepeated || isCountedUp }
  private var isMonthTuesday = false
  private var isRepeated = true
  private var isCountedUp = true
  private var lastDigit: UInt8? = nil

  init(_ folded: [UInt8]) {
    let text = withoutNote(withoutTime(folded))
    let span = text.span
    lacksYear = text.starts(with: [0x2D, 0x2D])
    var offset = 0
    while offset < span.count {
      if isASCIIDigit(span[offset]) {
        readNumber(text, at: &offset)
      } else if span[offset] == 0x28, offset + 2 < span.count, span[offset + 2] == 0x29 {
        // 1965-01-01 (-): the minus of the lunar calendar; (+) is the other.
        if span[offset + 1] == 0x2D { isLunar = true }
        if span[offset + 1] == 0x2B { isSolar = true }
        offset += 1
      } else {
        readScalar(text, at: &offset)
      }
    }
    if isLunar { isSolar = false }
    // A serial day counts forward.
    if numbers.count == 1, numbers[0].count == 5, text[0] == 0x2D || text.starts(with: [0xE2, 0x88, 0x92]) {
      isUnreadable = true
    }
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
    // 19850307000000: the day, and a time that proves it.
    let isTimed = count == 14 && isClock(text[(start + 8)..<offset])
    let value = decimal(text[start..<(isTimed ? start + 8 : offset)])
    // 31113.5: a serial day that went through floating point, with or without a time.
    if count == 5, numbers.isEmpty, offset < text.count, text[offset] == 0x2E,
      offset + 1 < text.count, text[(offset + 1)...].allSatisfy(isASCIIDigit)
    {
      offset = text.count
    }
    var peek = offset
    while peek < text.count, text[peek] == 0x20 { peek += 1 }
    var mark = Mark.none
    // 41 years old, aged 41
    if count <= 3, isAge(text, start, peek) { return }
    if peek < text.count, text[peek] >= 0x80 {
      switch decodeScalar(text.span, at: &peek) {
      case 0xB144, 0x5E74: mark = .year  // 년 年
      case 0xC6D4, 0x6708: mark = .month  // 월 月
      case 0xC77C, 0x65E5: mark = .day  // 일 日
      // 41세, 41살, 41歳: an age and no part of the date.
      case 0xC138, 0xC0B4, 0x6B73, 0x6B72, 0x5C81: if count <= 3 { return }
      default: break
      }
    }
    numbers.append(Number(value: value, count: count, mark: mark))
  }

  private func isAge(_ text: [UInt8], _ start: Int, _ end: Int) -> Bool {
    if DateWords.ageWords.contains(where: { text[end...].starts(with: $0) }) { return true }
    var before = start
    while before > 0, text[before - 1] == 0x20 || text[before - 1] == 0x3A { before -= 1 }
    var first = before
    while first > 0, isASCIILetter(text[first - 1]) { first -= 1 }
    let word = text[first..<before]
    return word.elementsEqual("age".utf8) || word.elementsEqual("aged".utf8)
  }

  private mutating func readScalar(_ text: [UInt8], at offset: inout Int) {
    let start = offset
    let first = DateScript(decodeScalar(text.span, at: &offset))
    guard first != .none else { return }
    var scalars = 1
    while offset < text.count {
      var next = offset
      guard DateScript(decodeScalar(text.span, at: &next)) == first else { break }
      offset = next
      scalars += 1
    }
    switch first {
    case .letters: readWord(text, start..<offset, scalars)
    default: readSyllables(text, start..<offset)
    }
  }

  private mutating func readWord(_ text: [UInt8], _ range: Range<Int>, _ scalars: Int) {
    let word = text[range]
    let isBeforeDigit = range.upperBound < text.count && isASCIIDigit(text[range.upperBound])
    let isBehindDigit = range.lowerBound > 0 && isASCIIDigit(text[range.lowerBound - 1])
    if word.count == 1, isBeforeDigit {
      if range.lowerBound == 0, let era = DateWords.eraLetters[word] {
        eraStart = era
        return
      }
      // 1.5e3 and 1985w10 are other things than dates; 1985y3m7d is one.
      if isBehindDigit, !DateWords.unitLetters.contains(word[range.lowerBound]) { isUnreadable = true }
    }
    if let month = monthNamed(word, scalars) {
      // mar. is a Tuesday too.
      if let other = monthByName, other != month {
        if word.elementsEqual("mar".utf8) { return }
        if !isMonthTuesday { isUnreadable = true }
      }
      monthByName = month
      isMonthTuesday = word.elementsEqual("mar".utf8)
      return
    }
    if word.elementsEqual("lunar".utf8) { isLunar = true }
    if word.elementsEqual("leap".utf8) { isLeapMonth = true }
    if word.elementsEqual("solar".utf8) { isSolar = true }
    // 1985-03-xx: what is not known, and nothing behind it that could be taken for it
    if word.allSatisfy({ $0 == 0x78 }), !numbers.isEmpty, !text[range.upperBound...].contains(where: isASCIIDigit) { return }
    if !DateWords.isIdle(word) { hasUnknownWord = true }
  }

  /// A run of Hangul or Han: the calendar, the era or a label, with the marks of the number before it.
  private mutating func readSyllables(_ text: [UInt8], _ range: Range<Int>) {
    var run = text[range]
    var next = range.upperBound
    while next < text.count, text[next] == 0x20 { next += 1 }
    var digitsEnd = next
    while digitsEnd < text.count, isASCIIDigit(text[digitsEnd]) { digitsEnd += 1 }
    let isBeforeShort = digitsEnd > next && digitsEnd - next <= 2
    while !numbers.isEmpty, let mark = DateWords.marks.first(where: { run.starts(with: $0) }) {
      run = run.dropFirst(mark.count)
    }
    if run.isEmpty { return }

    if DateWords.lunar.contains(where: { holds(run, $0) }) || DateWords.lunarAlone.contains(Array(run)) {
      isLunar = true
    }
    if DateWords.solar.contains(where: { holds(run, $0) }) || DateWords.solarAlone.contains(Array(run)) {
      isSolar = true
    }
    if DateWords.leap.contains(where: { holds(run, $0) }) { (isLunar, isLeapMonth) = (true, true) }
    // 1993.윤3.3, 윤3월: a month follows, so it is not the family name.
    let isBeforeMonth = isBeforeShort && DateWords.monthMarks.contains { text[digitsEnd...].starts(with: $0) }
    let isLeapAlone = DateWords.leapAlone.contains(Array(run.suffix(3)))
    if isLeapAlone, isLunar ? isBeforeShort : run.count == 3 && (isBeforeMonth || isBeforeShort && !numbers.isEmpty) {
      (isLunar, isLeapMonth) = (true, true)
    }
    // 1993.3.3(윤), 음력 1993.3.3 윤: in brackets, or behind a date whose calendar is named, it is nobody's family name.
    if run.count == 3, isLeapAlone, isBetweenBrackets(text, range) || isLunar && !numbers.isEmpty {
      (isLunar, isLeapMonth) = (true, true)
    }

    for (name, start) in DateWords.eras {
      if run.suffix(name.count).elementsEqual(name), digitsEnd > next { eraStart = start }
      // 元年, the first.
      if holds(run, name + DateWords.first) {
        eraStart = start
        numbers.append(Number(value: 1, count: 1, mark: .year))
      }
    }
    if eraStart == 0, numbers.isEmpty, isBeforeShort, let start = DateWords.erasAlone[Array(run)] { eraStart = start }
    if holds(run, DateWords.beforeRepublic) { isUnreadable = true }
    let isKnown = isLunar || isSolar || eraStart > 0 || DateWords.labels.contains(where: { holds(run, $0) })
    // Two syllables may be a unit or an ending; three that say nothing are a word.
    if !isKnown, run.count >= 9 { hasUnknownWord = true }
  }
}

/// Alone in round brackets, but for spaces.
private func isBetweenBrackets(_ text: [UInt8], _ range: Range<Int>) -> Bool {
  var start = range.lowerBound
  while start > 0, text[start - 1] == 0x20 { start -= 1 }
  var end = range.upperBound
  while end < text.count, text[end] == 0x20 { end += 1 }
  return start > 0 && text[start - 1] == 0x28 && end < text.count && text[end] == 0x29
}

/// What one run of an entry is made of.
private enum DateScript {
  case none, letters, hangul, han

  init(_ scalar: UInt32) {
    self =
      switch scalar {
      case 0x61...0x7A, 0xC0...0x24F, 0x370...0x1FFF: .letters
      case 0x41...0x5A, 0x3041...0x30FA, 0xA000...0xABFF, 0xFB00...0xFDFF: .letters
      case 0xAC00...0xD7A3: .hangul
      case 0x3400...0x9FFF, 0xF900...0xFAFF, 0x2_0000...0x3_FFFF: .han
      default: .none
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
  // Thu Mar 07 00:00:00 KST 1985: the year behind the clock
  let front = text[..<(start - 1)]
  let last = text.suffix(5)
  if last.count == 5, last.endIndex - 5 > colon, last.first == 0x20, last.dropFirst().allSatisfy(isASCIIDigit), !hasLongNumber(front) {
    return Array(front + last)
  }
  return Array(front)
}

/// Four digits in a row.
private func hasLongNumber(_ text: ArraySlice<UInt8>) -> Bool {
  var run = 0
  for byte in text {
    run = isASCIIDigit(byte) ? run + 1 : 0
    if run == 4 { return true }
  }
  return false
}

/// `85.3.7 (만 41세)` and `1985.3.7 (음 1.16)` without the note: a whole date stands before it, and what
/// it holds is more than numbers.
private func withoutNote(_ text: [UInt8]) -> [UInt8] {
  guard let open = text.firstIndex(of: 0x28), let close = text[open...].firstIndex(of: 0x29) else { return text }
  let note = text[open...close]
  guard note.contains(where: isASCIIDigit) else { return text }
  var runs = 0
  var digits = 0
  for index in 0..<open where isASCIIDigit(text[index]) {
    digits += 1
    if index == 0 || !isASCIIDigit(text[index - 1]) { runs += 1 }
  }
  return runs >= 3 || runs == 1 && digits >= 6 ? Array(text[..<open] + text[(close + 1)...]) : text
}

private func isClock(_ digits: ArraySlice<UInt8>) -> Bool {
  let time = decimal(digits)
  return time < 240_000 && time / 100 % 100 < 60 && time % 100 < 60
}

private func holds(_ run: ArraySlice<UInt8>, _ word: [UInt8]) -> Bool {
  guard run.count >= word.count else { return false }
  return (run.startIndex...(run.endIndex - word.count)).contains { run[$0...].starts(with: word) }
}
