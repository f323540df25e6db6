/// What a value looks like, from one pass over its bytes. Counted over a column, shapes tell what the
/// column holds; a single value proves nothing.
public enum ValueShape: Int, Sendable, CaseIterable {
  /// `NA`, `null`, `-` …: written for "nothing". Such a value has no other shape.
  case nullWord
  case integer
  /// Digits with a sign or decimal separator; integers too.
  case numeric
  case boolean
  case email
  case phone
  case date
  /// A date with a time of day.
  case dateTime
  /// Dates of the forms 25/12/1990 and 12/25/1990, which settle the order of day and month.
  case dayFirst
  case monthFirst
  case yearFirst
  /// 13.11.16, which may be the 13th of November or a day of 2013.
  case shortDayFirst
  /// 85.03.07, 00.05.14, 850307: the first number is no day.
  case shortYearFirst
  /// A date in a year up to 2005.
  case dateBefore2006
  case url
  /// A link to a profile on a social platform.
  case socialURL
  case hangul
  case han
  case kana
  case latin
  case personName
  case organisation
  /// One word with digits in it.
  case code
  /// Partly hidden by asterisks.
  case masked
  /// Names a state of the account (`enabled`), not of a country.
  case accountState
  /// One word of letters, as given and family names are; scripts that part no words aside.
  case singleWord
}

/// A set of `ValueShape`.
struct ValueShapes: Equatable {
  private(set) var bits: UInt32 = 0
  mutating func insert(_ shape: ValueShape) { bits |= 1 << UInt32(shape.rawValue) }
  func contains(_ shape: ValueShape) -> Bool { bits & 1 << UInt32(shape.rawValue) != 0 }
}

/// Shapes of one value. O(n); values longer than 4 KiB are looked at up to there.
func valueShapes(_ value: Span<UInt8>) -> ValueShapes {
  var shapes = ValueShapes()
  let head = value.extracting(0..<min(value.count, 4_096))
  let text = head.extracting(trimmedRange(head))
  if text.isEmpty { return shapes }
  let word = ListedWords.packed(text)
  if nullWords.contains(word) {
    shapes.insert(.nullWord)
    return shapes
  }
  var facts = TextFacts()
  facts.scan(text)

  if facts.digits > 0, facts.digits == text.count {
    shapes.insert(.integer)
    shapes.insert(.numeric)
  } else if facts.digits > 0, facts.digits + facts.numberSigns == text.count, facts.numberSigns <= 3,
    facts.dots + facts.commas <= 1 || facts.commas <= 2 && facts.dots == 0, facts.hyphens + facts.pluses <= 1,
    facts.hyphens + facts.pluses == 0 || text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+")
  {
    shapes.insert(.numeric)
  }
  if booleanWords.contains(word) { shapes.insert(.boolean) }
  if accountStates.contains(word) { shapes.insert(.accountState) }
  if facts.ats == 1, facts.spaces == 0, looksLikeEmail(text) { shapes.insert(.email) }
  if facts.digits >= 7, facts.digits <= 15, facts.ats == 0, facts.wide == 0,
    facts.letters == 0 || facts.letters <= 4 && hasPhoneWords(text)
  {
    shapes.insert(.phone)
  }
  addDateShapes(text, facts, &shapes)
  if facts.dots > 0, isLink(text) {
    shapes.insert(.url)
    if socialHosts.isAny(in: text) { shapes.insert(.socialURL) }
  }
  if facts.hangul > 0 { shapes.insert(.hangul) }
  if facts.han > 0 { shapes.insert(.han) }
  if facts.kana > 0 { shapes.insert(.kana) }
  if facts.letters > 0 { shapes.insert(.latin) }
  if facts.letters > 0, facts.wide == 0, facts.digits == 0, facts.spaces == 0, facts.commas == 0 { shapes.insert(.singleWord) }
  if facts.asterisks > 0 { shapes.insert(.masked) }
  let words = facts.spaces + 1
  let all = facts.letters + facts.wide
  if words == 1, facts.digits > 0 { shapes.insert(.code) }
  if shapes.contains(.email) || shapes.contains(.url) || all == 0 { return shapes }

  let isOrganisation =
    facts.businessWords > 0 || facts.ampersands > 0 || facts.possessives > 0 || words >= 6
    || (facts.digits > 0 && words > 1) || facts.hangulRunMax >= 7 || (facts.isBeyondASCII && businessParts.isAny(in: text))
  if isOrganisation { shapes.insert(.organisation) }
  let isShort =
    facts.hangul > 0 ? facts.hangul <= 5 : facts.han + facts.kana > 0 ? facts.han + facts.kana <= 12 : words <= 4
  if !isOrganisation, facts.digits == 0, isShort { shapes.insert(.personName) }
  return shapes
}

/// Counts of kinds of characters.
private struct TextFacts {
  var digits = 0
  /// ASCII letters, and letters of other alphabets
  var letters = 0
  var hangul = 0
  var hangulRunMax = 0
  var han = 0
  var kana = 0
  /// hangul + han + kana
  var wide: Int { hangul + han + kana }
  var spaces = 0
  var dots = 0
  var commas = 0
  var hyphens = 0
  var pluses = 0
  var slashes = 0
  var colons = 0
  var ats = 0
  var asterisks = 0
  var ampersands = 0
  var possessives = 0
  var businessWords = 0
  var isBeyondASCII = false
  var numberSigns: Int { dots + commas + hyphens + pluses }

  mutating func scan(_ text: Span<UInt8>) {
    var index = 0
    var word: UInt64 = wordHashSeed
    var wordLength = 0
    var hangulRun = 0
    var wasSpace = false
    func isBusiness() -> Bool { wordLength > 0 && businessWordHashes.contains(word) }
    while index < text.count {
      let byte = text[index]
      if byte < 0x80 {
        hangulRun = 0
        let folded = byte | 0x20
        if folded >= UInt8(ascii: "a"), folded <= UInt8(ascii: "z") {
          letters += 1
          word = nextWordHash(word, folded)
          wordLength += 1
          index += 1
          wasSpace = false
          continue
        }
        if isBusiness() { businessWords += 1 }
        word = wordHashSeed
        wordLength = 0
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
        case 0x20, 0x09, 0x0A, 0x0D: if !wasSpace { spaces += 1 }
        case UInt8(ascii: "."): dots += 1
        case UInt8(ascii: ","): commas += 1
        case UInt8(ascii: "-"): hyphens += 1
        case UInt8(ascii: "+"): pluses += 1
        case UInt8(ascii: "/"): slashes += 1
        case UInt8(ascii: ":"): colons += 1
        case UInt8(ascii: "@"): ats += 1
        case UInt8(ascii: "*"): asterisks += 1
        case UInt8(ascii: "&"): ampersands += 1
        case UInt8(ascii: "'"):
          // `'s` at the end of a word
          if index + 1 < text.count, text[index + 1] | 0x20 == UInt8(ascii: "s"),
            index + 2 == text.count || text[index + 2] == 0x20
          {
            possessives += 1
          }
        default: break
        }
        wasSpace = byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
        index += 1
        continue
      }
      wasSpace = false
      isBeyondASCII = true
      guard let (value, length) = scalar(at: index, in: text) else {
        index += 1
        continue
      }
      index += length
      switch value {
      case 0xAC00...0xD7A3:
        hangul += 1
        hangulRun += 1
        hangulRunMax = max(hangulRunMax, hangulRun)
      case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF: han += 1
      case 0x3040...0x30FF, 0xFF66...0xFF9F: kana += 1
      case 0xFF10...0xFF19: digits += 1
      case 0x3000, 0xA0: spaces += 1
      case 0xC0...0x2AF, 0x370...0x1FFF:
        letters += 1
        word = nextWordHash(word, UInt8(truncatingIfNeeded: value))
        wordLength += 1
      default: break
      }
      if wide > 0, wordLength > 0, letters == 0 { wordLength = 0 }
    }
    if isBusiness() { businessWords += 1 }
  }
}

// MARK: Words

private let wordHashSeed: UInt64 = 0xCBF2_9CE4_8422_2325
@inline(__always)
private func nextWordHash(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

/// Words of business names in several languages, and the small words that stand in titles, not in names.
private let businessWordHashes = WordHashes(
  """
  the of and at on for in with by to inc incorporated llc llp ltd limited corp corporation co company companies gmbh ag kg ohg ug plc \
  sarl sas bv nv oy ab pty sdn bhd kk group holdings holding partners trading industries services service agency bank clinic \
  hospital university college school schools academy preschool kindergarten nursery daycare childcare child children kids head start \
  center centre centers association foundation society club institute institut department office ministry council committee church \
  library museum theatre theater restaurant ristorante trattoria cafe coffee grill bar bistro brasserie hotel inn deli delicatessen \
  pizza pizzeria diner steakhouse steak tavern kitchen bakery noodle noodles seafood sushi ramen oyster food foods market mart shop store \
  stores boutique salon spa gym fitness studio studios pharmacy apotheke verein stadtwerke werkstatt autohaus garage motors auto \
  consulting solutions systems software technologies technology tech labs media logistics transport travel international global national \
  community development learning program programs early education educational house room palace garden cuisine
  """.utf8.split { $0 == 0x20 || $0 == 0x0A }.map { $0.reduce(wordHashSeed, nextWordHash) })

private let businessParts = TextParts([
  "주식회사", "유한회사", "㈜", "(주)", "센터", "도서관", "학교", "병원", "의원", "약국", "식당", "카페", "마트", "은행", "재단", "협회", "공사", "상사", "건설", "교회",
  "학원", "문고", "회관", "문화원", "株式会社", "有限会社", "合同会社", "公司", "’s ",
])

private let nullWords = ListedWords(["na", "n/a", "null", "nil", "none", "nan", "-", "--", ".", "unknown", "없음", "미입력", "해당없음"])
private let booleanWords = ListedWords(["true", "false", "yes", "no", "y", "n", "t", "f", "0", "1", "예", "아니오", "o", "x", "동의", "미동의", "수신", "거부"])
private let accountStates = ListedWords(["enabled", "disabled", "invited", "declined", "active", "inactive"])
private let socialHosts = TextParts([
  "instagram.com", "facebook.com", "fb.com", "twitter.com", "//x.com", "tiktok.com", "linkedin.com", "youtube.com", "youtu.be", "t.me/",
  "pf.kakao.com", "open.kakao.com", "blog.naver.com", "threads.net", "line.me", "github.com",
])
private let linkParts = TextParts([".com/", "t.me/"])

/// Lower-case words of at most 16 bytes, compared as two numbers.
private struct ListedWords {
  private let words: [SIMD2<UInt64>]

  init(_ words: [String]) { self.words = words.map { ListedWords.packed(Array($0.utf8).span) } }

  func contains(_ word: SIMD2<UInt64>) -> Bool { word != .zero && words.contains(word) }

  /// ASCII case aside; zero for what is no word of this size.
  static func packed(_ text: Span<UInt8>) -> SIMD2<UInt64> {
    if text.count > 16 { return .zero }
    var word = SIMD2<UInt64>.zero
    for index in 0..<text.count {
      if text[index] == 0 { return .zero }
      word[index >> 3] |= UInt64(lowered(text[index])) << UInt64(8 * (index & 7))
    }
    return word
  }
}

/// Hashes of words in a table of twice their number and more, each at its low bits or behind.
private struct WordHashes {
  private var slots = [UInt64](repeating: 0, count: 512)

  init(_ hashes: [UInt64]) {
    precondition(hashes.count <= slots.count / 2)
    for hash in hashes {
      var slot = Int(hash & 511)
      while slots[slot] != 0, slots[slot] != hash { slot = (slot + 1) & 511 }
      slots[slot] = hash
    }
  }

  func contains(_ hash: UInt64) -> Bool {
    var slot = Int(hash & 511)
    while slots[slot] != 0 {
      if slots[slot] == hash { return true }
      slot = (slot + 1) & 511
    }
    return false
  }
}

/// Lower-case pieces of text of three bytes or more, looked for all at once.
private struct TextParts {
  private let parts: [[UInt8]]
  /// A bit for what the first three bytes of each part come to.
  private var starts: UInt64 = 0

  init(_ parts: [String]) {
    self.parts = parts.map { Array($0.utf8) }
    for part in self.parts { starts |= TextParts.bit(part[0], part[1], part[2]) }
  }

  @inline(__always)
  private static func bit(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> UInt64 {
    let bytes = UInt32(first) | UInt32(second) << 8 | UInt32(third) << 16
    return 1 << UInt64((bytes &* 0x9E37_79B1) >> 26)
  }

  /// Whether any of them stands in the text, ASCII case aside.
  func isAny(in text: Span<UInt8>) -> Bool {
    guard text.count >= 3 else { return false }
    for start in 0...(text.count - 3)
    where starts & TextParts.bit(lowered(text[start]), lowered(text[start + 1]), lowered(text[start + 2])) != 0 {
      if parts.contains(where: { stands($0, at: start, in: text) }) { return true }
    }
    return false
  }

  private func stands(_ part: [UInt8], at start: Int, in text: Span<UInt8>) -> Bool {
    guard start + part.count <= text.count else { return false }
    for offset in 0..<part.count where lowered(text[start + offset]) != part[offset] { return false }
    return true
  }
}

@inline(__always)
private func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

private func trimmedRange(_ text: Span<UInt8>) -> Range<Int> {
  var first = 0
  var last = text.count
  while first < last, isJSONSpace(text[first]) { first += 1 }
  while last > first, isJSONSpace(text[last - 1]) { last -= 1 }
  return first..<last
}

// MARK: Phones

/// Whether all letters are those of phone numbers: `tel` before the digits, `ext` or `x` between them and the
/// extension. `12345678Z` and `M12345678` are numbers of something else.
private func hasPhoneWords(_ text: Span<UInt8>) -> Bool {
  var digits = 0
  var index = 0
  while index < text.count {
    if isDigit(text[index]) { digits += 1 }
    var word: [UInt8] = []
    while index < text.count, lowered(text[index]) >= UInt8(ascii: "a"), text[index] < 0x7B {
      word.append(lowered(text[index]))
      index += 1
    }
    if word.isEmpty {
      if text[index] >= 0xC0 { return false }
      index += 1
    } else if word.count == 1, isBracketed(index - 1, text) {
      // 010-3321-8874 (H)
      continue
    } else if digits == 0 {
      guard phoneWords.contains(word) else { return false }
    } else {
      guard digits >= 7, extensionWords.contains(word), index < text.count, isDigit(text[text.count - 1]) else { return false }
    }
  }
  return true
}

private func isBracketed(_ index: Int, _ text: Span<UInt8>) -> Bool {
  index > 0 && text[index - 1] == UInt8(ascii: "(") && index + 1 < text.count && text[index + 1] == UInt8(ascii: ")")
}

private let phoneWords = ["tel", "ph", "mob", "cell"].map { Array($0.utf8) }
private let extensionWords = ["x", "ext", "extn"].map { Array($0.utf8) }

// MARK: E-mail, links, dates

/// `x@y.z` with something in each place; no more is asked here.
private func looksLikeEmail(_ text: Span<UInt8>) -> Bool {
  var at = -1
  var lastDot = -1
  for index in 0..<text.count {
    if text[index] == UInt8(ascii: "@") { at = index }
    if text[index] == UInt8(ascii: ".") { lastDot = index }
  }
  return at > 0 && lastDot > at + 1 && lastDot < text.count - 1
}

private func isLink(_ text: Span<UInt8>) -> Bool {
  for start in ["http://", "https://", "www."] where text.count > start.utf8.count {
    var isEqual = true
    for (index, byte) in start.utf8.enumerated() where lowered(text[index]) != byte { isEqual = false }
    if isEqual { return true }
  }
  return linkParts.isAny(in: text)
}

/// `850307-2******`, as `maskResidentNumbers` leaves it.
private func isMaskedResidentNumber(_ text: Span<UInt8>) -> Bool {
  guard (13...16).contains(text.count), isDigit(text[text.count - 7]) else { return false }
  for index in 0..<6 where !isDigit(text[index]) || text[text.count - 6 + index] != UInt8(ascii: "*") { return false }
  return true
}

/// Recognises 1990-12-25, 25/12/1990, 1990년 12월 25일, 19901225, 12251990, 90.12.25 and their like, with or
/// without a time of day. Six digits alone are many other things: of them only the order is told.
private func addDateShapes(_ text: Span<UInt8>, _ facts: TextFacts, _ shapes: inout ValueShapes) {
  guard facts.digits >= 4, facts.digits <= 20, text.count <= 40, facts.ats == 0 else { return }
  if isMaskedResidentNumber(text) {
    shapes.insert(.date)
    shapes.insert(.dateBefore2006)
    return
  }
  var groups: (Int, Int, Int) = (0, 0, 0)
  var lengths: (Int, Int, Int) = (0, 0, 0)
  var count = 0
  var index = 0
  var separator: UInt8 = 0
  while index < text.count, count < 3 {
    guard isDigit(text[index]) else { return }
    var value = 0
    var length = 0
    while index < text.count, isDigit(text[index]), length < 9 {
      value = value * 10 + Int(text[index] - UInt8(ascii: "0"))
      length += 1
      index += 1
    }
    switch count {
    case 0: (groups.0, lengths.0) = (value, length)
    case 1: (groups.1, lengths.1) = (value, length)
    default: (groups.2, lengths.2) = (value, length)
    }
    count += 1
    if count == 3 || index == text.count { break }
    let between = text[index]
    if between == UInt8(ascii: "-") || between == UInt8(ascii: "/") || between == UInt8(ascii: ".") {
      if separator != 0, between != separator { return }
      separator = between
      index += 1
      while index < text.count, text[index] == 0x20 { index += 1 }
    } else if between >= 0xE3, index + 3 <= text.count {
      // 년 月 and the like
      separator = 1
      index += 3
      while index < text.count, text[index] == 0x20 { index += 1 }
    } else {
      break
    }
  }
  func isMonth(_ value: Int) -> Bool { (1...12).contains(value) }
  func isDay(_ value: Int) -> Bool { (1...31).contains(value) }
  func isYear(_ value: Int) -> Bool { (1850...2100).contains(value) }
  func add(year: Int) {
    shapes.insert(.date)
    if year <= 2005 { shapes.insert(.dateBefore2006) }
    if facts.colons > 0 || text.count > 12 && separator != 1 { shapes.insert(.dateTime) }
  }
  func addOrder(_ first: Int, _ second: Int) {
    if first > 12, isMonth(second) { shapes.insert(.dayFirst) }
    if second > 12, isMonth(first) { shapes.insert(.monthFirst) }
  }
  func isShortYearAlone(_ value: Int) -> Bool { value > 31 || value == 0 }
  if count == 1, lengths.0 == 6 {
    let (year, month, day) = (groups.0 / 10_000, groups.0 / 100 % 100, groups.0 % 100)
    if isShortYearAlone(year), isMonth(month), isDay(day) { shapes.insert(.shortYearFirst) }
    return
  }
  if count == 1, lengths.0 == 8 {
    let (year, month, day) = (groups.0 / 10_000, groups.0 / 100 % 100, groups.0 % 100)
    if isYear(year), isMonth(month), isDay(day) {
      shapes.insert(.yearFirst)
      add(year: year)
    } else {
      let (first, second, last) = (groups.0 / 1_000_000, groups.0 / 10_000 % 100, groups.0 % 10_000)
      guard isYear(last), isDay(first), isDay(second), isMonth(first) || isMonth(second) else { return }
      addOrder(first, second)
      add(year: last)
    }
    return
  }
  guard count == 3, lengths.1 <= 2, isDay(groups.1) else { return }
  if lengths.0 == 4, lengths.2 <= 2, isYear(groups.0), isDay(groups.2), isMonth(groups.1) || isMonth(groups.2) {
    shapes.insert(.yearFirst)
    add(year: groups.0)
  } else if lengths.0 == 2, isShortYearAlone(groups.0), lengths.2 <= 2, isMonth(groups.1), isDay(groups.2) {
    // 45-1-3 is rather a lot, 45.12.3.200 a machine.
    if separator == UInt8(ascii: "-"), lengths.1 + lengths.2 < 4 { return }
    if index + 1 < text.count, text[index] == separator, isDigit(text[index + 1]) { return }
    shapes.insert(.shortYearFirst)
    add(year: (groups.0 == 0 ? 2000 : 1900) + groups.0)
  } else if lengths.0 <= 2, lengths.2 == 4 || lengths.2 == 2, isDay(groups.0), isMonth(groups.0) || isMonth(groups.1),
    lengths.2 == 2 || isYear(groups.2)
  {
    if lengths.2 == 2, isDay(groups.2), groups.0 > 12, isMonth(groups.1) {
      shapes.insert(.shortDayFirst)
    } else {
      addOrder(groups.0, groups.1)
    }
    add(year: lengths.2 == 2 ? (groups.2 <= 25 ? 2000 : 1900) + groups.2 : groups.2)
  }
}
