import CICU

/// One word as it stands between spaces, and as comparisons read it. Words are passed about a lot while
/// a name is taken apart, so what they hold is shared and a copy costs one reference.
struct NameWord: Sendable {
  private final class Content: Sendable {
    let display: [UInt8]
    let parts: [[UInt8]]
    let letters: [UInt8]
    let scalars: [UInt32]

    init(display: [UInt8], parts: [[UInt8]], scalars: [UInt32]) {
      self.display = display
      self.parts = parts
      self.scalars = scalars
      letters = parts.count == 1 ? parts[0] : parts.flatMap { $0 }
    }
  }

  private let content: Content
  let script: ScalarScript
  let hasUmlaut: Bool
  let isTransliterated: Bool
  var isCommaNext = false
  var isJoinedNext = false
  var hasStop = false
  /// Between quotation marks of its own.
  var isQuoted = false

  init(
    display: [UInt8], parts: [[UInt8]], scalars: [UInt32], script: ScalarScript, hasUmlaut: Bool, isTransliterated: Bool
  ) {
    content = Content(display: display, parts: parts, scalars: scalars)
    self.script = script
    self.hasUmlaut = hasUmlaut
    self.isTransliterated = isTransliterated
  }

  /// As written, NFC.
  var display: [UInt8] { content.display }
  /// Letters a to z for Latin and Cyrillic, the folded UTF-8 of any other script, in hyphenated parts.
  var parts: [[UInt8]] { content.parts }
  /// All letters, hyphens dropped.
  var letters: [UInt8] { content.letters }
  var scalars: [UInt32] { content.scalars }
}

/// The words of a name field, with what people add to names cut away: brackets, notes behind a slash,
/// stars, VIP marks, telephone and room numbers.
struct NameText: Sendable {
  var words: [NameWord] = []
  var isClipped = false
  /// A word mixes Latin letters with Cyrillic or Greek ones that look like them.
  var isConfusable = false
  /// Something was cut away that is not part of a name.
  var isRepaired = false
  /// An underscore or an at sign: a user name or an address got into this field.
  var hasForeignMatter = false
  var hasDigits = false
  /// Letters of a Latin name are hidden.
  var isMasked = false
  /// The name belongs to somebody else: 김철수 엄마.
  private(set) var isOfRelative = false
  /// A title in one word with the name, or with 님, was taken off.
  private(set) var hasTitle = false
  /// A company or a department, and nobody in it: (주)한국 영업부.
  private(set) var isOffice = false
  /// Acme GmbH, Smith Roofing LLC.
  private(set) var isCompany = false
  /// A single letter or mark repeated, or lone jamo: nobody's name.
  var isFiller = false

  private var cyrillicLanguage = CyrillicLanguage.russian

  init(_ raw: [UInt8]) {
    isClipped = raw.count > Normalizer.rawBytesMax
    guard !raw.isEmpty else { return }
    var decoded = scalars(displayText(raw))
    // half-width kana are letters and marks apart, which only compatibility folding brings together
    if decoded.contains(where: { (0xFF61...0xFF9F).contains($0) }) {
      decoded = scalars(displayText(foldText(raw)))
    }
    let shown = decoded.map(NameText.narrowed)
    let composed = shown.contains { $0 >= 0x3131 && $0 <= 0x3163 } ? composingJamo(shown) : shown
    let written = NameText.withZeroMasks(NameText.withMasks(composed))
    isFiller = NameText.isFiller(written)
    cyrillicLanguage = CyrillicLanguage.of(written)
    let kept = cutNotes(withoutPlace(withoutCompany(written)))
    var start = 0
    while start < kept.count {
      var end = start
      while end < kept.count, kept[end] != 0x20, kept[end] != 0x2C { end += 1 }
      let isComma = end < kept.count && kept[end] == 0x2C
      if end > start { append(kept[start..<end]) }
      if isComma, !words.isEmpty { words[words.count - 1].isCommaNext = true }
      start = end + 1
    }
    dropGluedTitles()
    readRelation()
    if NameRelations.isBabyOf(written) { isOfRelative = true }
    dropMarks()
    dropShops()
    if words.count == 1, NameNotes.isDepartment(words[0].scalars) { isOffice = true }
    isCompany = namesCompany
    // Robert 'Bob' Smith: a nickname, and never half of a name
    if words.contains(where: \.isQuoted), words.count(where: { !$0.isQuoted }) >= 2 {
      words.removeAll(where: \.isQuoted)
      isRepaired = true
    }
  }

  /// Full-width ASCII and the many dashes, quotes, dots and commas of different keyboards.
  private static func narrowed(_ scalar: UInt32) -> UInt32 {
    switch scalar {
    case 0xFF01...0xFF5E: scalar - 0xFEE0
    case 0x2010...0x2015, 0x2043, 0x2212, 0xFE31, 0xFE32, 0xFE58, 0xFE63: 0x2D
    case 0x2018, 0x2019, 0x02BC, 0x02B9, 0x00B4, 0x0060, 0x2032: 0x27
    case 0x3001, 0x060C: 0x2C
    case 0x3000, 0x30FB, 0x00B7, 0xFF65: 0x20
    case 0x25CB, 0x25CF, 0x25EF, 0x3007: 0x2A
    default: scalar
    }
  }

  /// 김ㅇ수, 김□수, 김?수 and 김민ㅁ hide a syllable as 김*수 does. In front of a word such a sign is a mask where two
  /// syllables at most follow (ㅇ민수); before a whole name it is a slip of the keyboard.
  private static func withMasks(_ text: [UInt32]) -> [UInt32] {
    guard text.contains(where: isMask), text.contains(where: isHangulSyllable) else { return text }
    var text = text
    var start = 0
    while start < text.count {
      var end = start
      while end < text.count, isHangulSyllable(text[end]) || isMask(text[end]) || text[end] == 0x2A { end += 1 }
      if let first = text[start..<end].firstIndex(where: isHangulSyllable) {
        let shown = text[start..<end].count(where: isHangulSyllable)
        let isWordStart = start == 0 || text[start - 1] == 0x20
        for index in (isWordStart && shown <= 2 ? start : first)..<end where isMask(text[index]) { text[index] = 0x2A }
      }
      start = max(end, start + 1)
    }
    return text
  }

  /// 김0준, 김00 and 김oo hide syllables as 김○준 does; 김민준0 and 김민준01 count namesakes.
  private static func withZeroMasks(_ text: [UInt32]) -> [UInt32] {
    guard let first = text.first, isHangulSyllable(first), text.contains(where: isZero) else { return text }
    var text = text
    var start = 0
    while start < text.count {
      var end = start
      while end < text.count, isHangulSyllable(text[end]) || isZero(text[end]) { end += 1 }
      let word = text[start..<end]
      let isWhole = (start == 0 || text[start - 1] == 0x20) && (end == text.count || text[end] == 0x20)
      if isWhole, (2...4).contains(word.count), isHangulSyllable(word[start]), word.prefix(3).count(where: isHangulSyllable) < 3,
        word.count < 4 || isHangulSyllable(word[end - 1])
      {
        for index in word.indices where isZero(text[index]) { text[index] = 0x2A }
      }
      start = max(end, start + 1)
    }
    return text
  }

  /// 0 O o
  private static func isZero(_ scalar: UInt32) -> Bool { scalar == 0x30 || scalar | 0x20 == 0x6F }

  /// ㅇ ㅁ □ ■ ☐ ?
  private static func isMask(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x3147, 0x3141, 0x25A1, 0x25A0, 0x2610, 0x3F: true
    default: false
    }
  }

  private static func isFiller(_ text: [UInt32]) -> Bool {
    guard let first = text.first(where: { $0 != 0x20 }), text.count(where: { $0 != 0x20 }) >= 2 else { return false }
    if (0x3131...0x318E).contains(first) { return text.allSatisfy { $0 == 0x20 || (0x3131...0x318E).contains($0) } }
    return first != 0x2A && text.allSatisfy { $0 == first || $0 == 0x20 }
  }

  /// ㈜한국 김민준, (주)한국 김민준, 한국(주) 김민준, 주식회사 한국 김민준: the company in front of the person goes,
  /// unless nobody is left.
  private mutating func withoutCompany(_ text: [UInt32]) -> [UInt32] {
    guard let (mark, isApart) = NameText.companyMark(text) else { return text }
    var start = mark.lowerBound
    var end = mark.upperBound
    // the word at the mark is the company's
    while start > 0, text[start - 1] != 0x20 { start -= 1 }
    if start == mark.lowerBound {
      if isApart { while end < text.count, text[end] == 0x20 { end += 1 } }
      while end < text.count, text[end] != 0x20 { end += 1 }
    }
    var rest = Array(text[..<start] + text[end...])
    // 삼성전자 주식회사: the word in front of the sign is the company's
    if isApart, mark.upperBound == text.count, start == mark.lowerBound, start > 0 {
      var name = start
      while name > 0, text[name - 1] == 0x20 { name -= 1 }
      let nameEnd = name
      while name > 0, text[name - 1] != 0x20 { name -= 1 }
      if !NameText.isWholeName(text[name..<nameEnd]) { rest = Array(text[..<name]) }
    }
    guard rest.count(where: isHangulSyllable) >= 2 || rest.count(where: { [.han, .kana].contains(ScalarScript.of($0)) }) >= 3 else {
      isOffice = !rest.contains(where: NameText.isLetter) && (start == mark.lowerBound || !NameText.isWholeName(text[start..<mark.lowerBound]))
      return text
    }
    isRepaired = true
    return rest
  }

  /// Where the sign of a company stands, and whether it is a word that its name follows.
  private static func companyMark(_ text: [UInt32]) -> (range: Range<Int>, isApart: Bool)? {
    for index in text.indices {
      switch text[index] {
      // ㈜, ㈱, (주), (株)
      case 0x321C, 0x3231: return (index..<index + 1, false)
      case 0x28 where index + 2 < text.count && text[index + 2] == 0x29 && [0xC8FC, 0xC720, 0xC0AC, 0xC7AC, 0x682A, 0x6709].contains(text[index + 1]):
        return (index..<index + 3, false)
      // 주식회사, 유한회사
      case 0xC8FC, 0xC720:
        if text[index...].starts(with: corporation) || text[index...].starts(with: limited) { return (index..<index + 4, true) }
      // 株式会社, 有限会社, 合同会社
      case 0x682A, 0x6709, 0x5408: if japaneseForms.contains(where: { text[index...].starts(with: $0) }) { return (index..<index + 4, true) }
      default: break
      }
    }
    return nil
  }

  private static let corporation = "주식회사".unicodeScalars.map(\.value)
  private static let limited = "유한회사".unicodeScalars.map(\.value)
  private static let japaneseForms = ["株式会社", "株式會社", "有限会社", "合同会社"].map { $0.unicodeScalars.map(\.value) }

  /// A word that companies alone have, beside another.
  private var namesCompany: Bool {
    guard words.count > 1, words.allSatisfy({ $0.script == .latin }) else { return false }
    return words.indices.contains { index in
      guard words[index].parts.count == 1, let kind = LatinWordKind.table[words[index].letters] else { return false }
      return kind.contains(.legalForm) || index == words.count - 1 && index > 1 && kind.contains(.legalFormBehind)
    }
  }

  /// 김민준_강남 and VIP_김민준: of what underscores part, the one whole name.
  private mutating func withoutPlace(_ text: [UInt32]) -> [UInt32] {
    guard text.contains(0x5F), text.contains(where: isHangulSyllable) else { return text }
    let names = text.split(separator: 0x5F).map { $0.filter { $0 != 0x20 } }.filter {
      // 신림동, 방배역
      NameText.isWholeName($0) && ![0xB3D9, 0xC5ED, 0xC810, 0xAD6C].contains($0[2])
    }
    guard names.count == 1 else { return text }
    isRepaired = true
    return names[0]
  }

  /// Cuts brackets with what they hold, everything behind a slash or bar, and symbols.
  private mutating func cutNotes(_ text: [UInt32]) -> [UInt32] {
    if text.allSatisfy(NameText.isPlain) { return text }
    var outside: [UInt32] = []
    var inside: [UInt32] = []
    var depth = 0
    var isQuoted = false
    for (index, scalar) in text.enumerated() {
      switch scalar {
      // 예약)김민준 and 가) 김민준: what stands before a bracket that nobody opened is a remark
      case 0x29 where depth == 0 && NameText.isShortRemark(outside) && text[(index + 1)...].contains(where: NameText.isLetter):
        outside.removeAll()
        isRepaired = true
      case 0x22, 0x201C, 0x201D, 0xAB, 0xBB, 0x201E:
        // Bob "Bobby" Smith
        isQuoted.toggle()
        depth = max(0, depth + (isQuoted ? 1 : -1))
        outside.append(0x20)
      case 0x28, 0x5B, 0x7B, 0x3C, 0x3010, 0x300C, 0x300A, 0x3008, 0x300E:
        depth += 1
        outside.append(0x20)
      case 0x29, 0x5D, 0x7D, 0x3E, 0x3011, 0x300D, 0x300B, 0x3009, 0x300F: depth = max(0, depth - 1)
      default: if depth == 0 { outside.append(scalar) } else { inside.append(scalar) }
      }
    }
    if !inside.isEmpty { isRepaired = true }
    if !outside.contains(where: NameText.isLetter) || NameText.isShopWithName(outside, inside) { outside = inside }
    var kept: [UInt32] = []
    var descentEnd = 0
    for (index, scalar) in outside.enumerated() {
      // Anna Schmidt f/k/a Müller
      if scalar == 0x20, NameText.isFormerly(outside[(index + 1)...]), kept.contains(where: NameText.isLetter) {
        isRepaired = true
        break
      }
      // John Smith c/o Jane Doe; John Smith - DO NOT CALL
      if scalar == 0x20, NameText.isCareOf(outside[(index + 1)...]) || NameText.isRemark(outside, index),
        kept.contains(where: NameText.isLetter)
      {
        isRepaired = true
        break
      }
      if index < descentEnd { continue }
      // MUTHU A/L RAMASAMY, son of
      if scalar == 0x20, NameText.isDescent(outside[(index + 1)...]) {
        descentEnd = index + 4
        kept.append(0x20)
        continue
      }
      if scalar == 0x2F || scalar == 0x7C || scalar == 0x3B {
        if kept.contains(where: NameText.isLetter) {
          isRepaired = true
          break
        }
        continue
      }
      if scalar == 0x5F || scalar == 0x40 { hasForeignMatter = true }
      if NameText.belongsToName(scalar) { kept.append(scalar) } else { kept.append(0x20) }
    }
    return kept
  }

  /// 스타헤어(김민수)
  private static func isShopWithName(_ outside: [UInt32], _ inside: [UInt32]) -> Bool {
    guard let shop = outside.split(separator: 0x20).last, NameNotes.isShop(shop) else { return false }
    return isOfShop(inside.filter { $0 != 0x20 })
  }

  /// f/k/a and a/k/a.
  private static func isFormerly(_ text: ArraySlice<UInt32>) -> Bool {
    let start = text.prefix(6).map { $0 | 0x20 }
    guard start.count == 6, start[0] == 0x66 || start[0] == 0x61 else { return false }
    return start[1] == 0x2F && start[2] == 0x6B && start[3] == 0x2F && start[4] == 0x61 && start[5] == 0x20
  }

  /// 예약, A or 3: a word of Hangul that is no whole name, or two other signs at most.
  private static func isShortRemark(_ text: [UInt32]) -> Bool {
    let word = text.split(separator: 0x20)
    guard word.count == 1 else { return false }
    return word[0].count <= 2 || word[0].count <= 4 && word[0].allSatisfy(isHangulSyllable) && !isWholeName(word[0])
  }

  /// c/o
  private static func isCareOf(_ text: ArraySlice<UInt32>) -> Bool {
    let start = text.prefix(4).map { $0 | 0x20 }
    return start.count == 4 && start[0] == 0x63 && start[1] == 0x2F && start[2] == 0x6F && start[3] == 0x20
  }

  /// a/l, a/p, s/o and d/o in Malaysia and Singapore: whose son or daughter somebody is stands in the name itself.
  static func isDescent(_ text: ArraySlice<UInt32>) -> Bool {
    let start = text.prefix(4).map { $0 | 0x20 }
    guard start.count == 4, start[1] == 0x2F, start[3] == 0x20 else { return false }
    return start[0] == 0x61 && (start[2] == 0x6C || start[2] == 0x70) || (start[0] == 0x73 || start[0] == 0x64) && start[2] == 0x6F
  }

  /// A hyphen between spaces behind two words or more, and two words or more behind it: no name goes on so.
  private static func isRemark(_ text: [UInt32], _ space: Int) -> Bool {
    guard space + 2 < text.count, text[space + 1] == 0x2D, text[space + 2] == 0x20 else { return false }
    return [text[..<space], text[(space + 3)...]].allSatisfy { half in
      half.split(separator: 0x20).count(where: { $0.contains(where: isLetter) }) >= 2
    }
  }

  /// Needs no second look: letters of the usual scripts, spaces and the marks inside names.
  private static func isPlain(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x41...0x5A, 0x61...0x7A, 0x20, 0x27, 0x2A, 0x2C, 0x2D, 0x2E, 0xAC00...0xD7A3, 0x4E00...0x9FFF, 0x3041...0x3096,
      0x30A1...0x30FA:
      true
    default: false
    }
  }

  private static func isLetter(_ scalar: UInt32) -> Bool {
    switch ScalarScript.of(scalar) {
    case .digit: false
    case .greek: kindred_icu_is_alphanumeric(scalar)
    case .other: scalar >= 0x531 && (kindred_icu_is_alphanumeric(scalar) || kindred_icu_is_mark(scalar))
    default: true
    }
  }

  private static func belongsToName(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x20, 0x27, 0x2A, 0x2C, 0x2D, 0x2E: true
    case 0x300...0x36F: true
    default: isLetter(scalar) || ScalarScript.of(scalar) == .digit
    }
  }

  private mutating func append(_ run: ArraySlice<UInt32>) {
    let digitCount = run.count { ScalarScript.of($0) == .digit }
    let letterCount = run.count { NameText.isLetter($0) }
    var run = run
    if digitCount > 0 {
      hasDigits = true
      // 김민준2: the till's way to tell two customers apart; 1203호: a room
      // 2.김민준
      if let dot = run.firstIndex(of: 0x2E), dot > run.startIndex, run[..<dot].allSatisfy({ ScalarScript.of($0) == .digit }),
        dot + 1 < run.endIndex, NameText.isLetter(run[dot + 1]), digitCount == dot - run.startIndex
      {
        isRepaired = true
        return append(run[(dot + 1)...])
      }
      // 영업1팀
      let letters = run.filter { ScalarScript.of($0) != .digit }
      if letters.count < run.count, NameNotes.isDepartment(letters) { return appendWord(letters[...]) }
      guard letterCount >= 2, let first = run.first, isHangulSyllable(first) else {
        isRepaired = true
        return
      }
      run = run.prefix { ScalarScript.of($0) != .digit }
      isRepaired = true
    }
    // Jo*진: a surname in Latin letters in front of Hangul
    if let first = run.first, ScalarScript.of(first) == .latin,
      let border = run.firstIndex(where: { ScalarScript.of($0) != .latin }),
      run[border...].contains(where: isHangulSyllable)
    {
      appendWord(run[..<border])
      run = run[border...]
    }
    // 김Jinah: a surname in Hangul in front of Latin letters
    if let first = run.first, isHangulSyllable(first), let border = run.firstIndex(where: { !isHangulSyllable($0) }),
      run.endIndex - border >= 2, run[border...].allSatisfy({ ScalarScript.of($0) == .latin })
    {
      appendWord(run[..<border])
      run = run[border...]
    }
    // 김敏俊: a surname in Hangul in front of Han
    if let first = run.first, isHangulSyllable(first), let border = run.firstIndex(where: { !isHangulSyllable($0) }),
      run[border...].allSatisfy({ ScalarScript.of($0) == .han })
    {
      appendWord(run[..<border])
      run = run[border...]
    }
    // 김민준-배우자
    if let first = run.first, isHangulSyllable(first), let hyphen = run.firstIndex(of: 0x2D),
      hyphen - run.startIndex >= 2, NameText.isNote(run[(hyphen + 1)...])
    {
      run = run[..<hyphen]
      isRepaired = true
    }
    // J.Smith: an initial's full stop ends a word
    var start = run.startIndex
    for index in run.indices where run[index] == 0x2E {
      let count = words.count
      if index > start { appendWord(run[start..<index]) }
      start = index + 1
      if words.count > count { words[words.count - 1].hasStop = true }
      if words.count > count, start < run.endIndex, NameText.isLetter(run[start]) {
        words[words.count - 1].isJoinedNext = true
      }
    }
    if start < run.endIndex { appendWord(run[start...]) }
  }

  private mutating func appendWord(_ run: ArraySlice<UInt32>) {
    var run = run
    // *Anna, *VIP*: a mark; **hn hides letters
    if run.first == 0x2A, run.count >= 3, ScalarScript.of(run[run.startIndex + 1]) == .latin, !run.dropFirst().dropLast().contains(0x2A) {
      run = run.last == 0x2A ? run.dropFirst().dropLast() : run.dropFirst()
      isRepaired = true
    }
    let written = run
    let isQuoted = run.count > 2 && run.first == 0x27 && run.last == 0x27
    if let mask = run.firstIndex(of: 0x2A), let first = run.first, ScalarScript.of(first) != .hangul,
      run.contains(where: { ScalarScript.of($0) == .latin })
    {
      // Smith*: a reference to a note; K** and J*hn: the first letter alone is certain
      if mask == run.endIndex - 1, mask - run.startIndex >= 4 {
        run = run.dropLast()
      } else {
        isMasked = true
        run = mask > run.startIndex ? run.prefix(1) : []
      }
    }
    while let first = run.first, first == 0x2D || first == 0x27 { run = run.dropFirst() }
    while let last = run.last, last == 0x2D || last == 0x27 { run = run.dropLast() }
    guard run.contains(where: { NameText.isLetter($0) || $0 == 0x2A }) else { return }
    if let plain = Confusables.latin(run) {
      isConfusable = true
      run = plain[...]
    }
    var spelt: [UInt8] = []
    spelt.reserveCapacity(run.count * 3)
    for scalar in run { appendScalar(scalar, to: &spelt) }
    var display = spelt
    if isMasked, run.count < written.count {
      display = []
      for scalar in written { appendScalar(scalar, to: &display) }
    }
    let script =
      run.contains(where: isHangulSyllable)
      ? .hangul : run.lazy.map(ScalarScript.of).first { $0 != .other && $0 != .digit } ?? .other
    var parts: [[UInt8]] = []
    var hasUmlaut = false
    if script == .latin || script == .cyrillic || script == .greek || script == .other {
      hasUmlaut = run.contains(where: isWrittenTwoWays)
      let folded =
        spelt.count == run.count
        ? spelt.map(asciiLowercased)
        : latin(foldText(spelt), script)
      var part: [UInt8] = []
      part.reserveCapacity(folded.count)
      for byte in folded {
        if byte == UInt8(ascii: "-") {
          if !part.isEmpty { parts.append(part) }
          part = []
        } else if byte &- 0x61 < 26 || byte >= 0x80 {
          part.append(byte)
        }
      }
      if !part.isEmpty { parts.append(part) }
      if parts.isEmpty { return }
    }
    words.append(
      NameWord(
        display: display, parts: parts, scalars: Array(run),
        script: script == .cyrillic || script == .greek ? .latin : script, hasUmlaut: hasUmlaut,
        isTransliterated: script == .cyrillic || script == .greek))
    words[words.count - 1].isQuoted = isQuoted
  }

  private func latin(_ folded: [UInt8], _ script: ScalarScript) -> [UInt8] {
    switch script {
    case .cyrillic: foldLatin(latinOfCyrillic(folded, language: cyrillicLanguage))
    case .greek: foldLatin(latinOfGreek(folded))
    default: foldLatin(folded)
    }
  }

  private static func isNote(_ word: some Collection<UInt32>) -> Bool {
    guard word.count <= 5 else { return false }
    var bytes: [UInt8] = []
    for scalar in word { appendScalar(scalar, to: &bytes) }
    return NameNotes.words.contains(bytes) || NameNotes.isDepartment(word)
  }

  /// 약사님 and 부회장님; what is politeness itself, as 원장님, stays for `HangulName`.
  private static func isPoliteTitle(_ word: [UInt32]) -> Bool {
    word.last == 0xB2D8 && NameNotes.isTitle(word) && !HangulName.isHonorific(word)
  }

  /// 박지성원장 and 박지성변호사님 are 박지성.
  private mutating func dropGluedTitles() {
    for index in words.indices where words[index].script == .hangul {
      let word = words[index]
      guard let count = NameNotes.gluedNameCount(word.scalars) else { continue }
      let scalars = Array(word.scalars.prefix(count))
      var display: [UInt8] = []
      for scalar in scalars { appendScalar(scalar, to: &display) }
      words[index] = NameWord(
        display: display, parts: [], scalars: scalars, script: .hangul, hasUmlaut: false, isTransliterated: false)
      words[index].isCommaNext = word.isCommaNext
      hasTitle = true
    }
  }

  /// 스타헤어 김민수 and 김민수 스타헤어: the shop beside a whole name goes, with what stands between them and before.
  private mutating func dropShops() {
    // 강남점 김철수: which branch wrote it down
    if words.count == 2, let branch = words.firstIndex(where: { NameNotes.isBranch($0.scalars) }), NameText.isOfShop(words[1 - branch].scalars) {
      words.remove(at: branch)
      isRepaired = true
      return
    }
    guard words.count > 1, words.contains(where: { NameNotes.isShop($0.scalars) }) else { return }
    // 스타헤어 김민수 원장님
    if let last = words.lastIndex(where: { !HangulName.isHonorific($0.scalars) }), last > 0,
      NameText.isOfShop(words[last].scalars), words[..<last].contains(where: { NameNotes.isShop($0.scalars) })
    {
      words.removeSubrange(..<last)
      isRepaired = true
    } else if NameNotes.isNamedShop(words[words.count - 1].scalars), NameText.isOfShop(words[0].scalars) {
      words.removeSubrange(1...)
      isRepaired = true
    }
  }

  /// Somebody's whole name; but 강남구, 서초동, 강남역, 강남점, 서울시, 청양군 and 서울대 say which shop.
  private static func isOfShop(_ word: [UInt32]) -> Bool {
    if isCalled(word) { return true }
    return isWholeName(word) && ![0xAD6C, 0xB3D9, 0xC5ED, 0xC810, 0xC2DC, 0xAD70, 0xB300].contains(word[2])
  }

  /// A word as `NameRelations.nameCount` reads it; and `baby`.
  private static func relationCount(_ word: NameWord) -> Int? {
    if word.script == .latin { return NameRelations.isBaby(word.letters) ? 0 : nil }
    return NameRelations.nameCount(word.scalars)
  }

  /// A surname and two syllables.
  private static func isWholeName(_ word: some Collection<UInt32>) -> Bool {
    guard word.count == 3, word.allSatisfy(isHangulSyllable), let first = word.first else { return false }
    return KoreanSurnames.shared.row(UInt16(first - 0xAC00)) != nil
  }

  /// 김철수 엄마, 김철수엄마 and 김철수 母 are not 김철수; 김철수 엄마 이영희 and 이영희 김철수 엄마 are 이영희.
  private mutating func readRelation() {
    // 김민준 부: his father
    if words.count == 2, NameText.isWholeName(words[0].scalars), NameRelations.isLone(words[1].scalars) {
      isOfRelative = true
      return
    }
    guard let place = words.firstIndex(where: { NameText.relationCount($0) != nil }),
      let gluedCount = NameText.relationCount(words[place])
    else { return }
    // 김민수 학생 어머니
    let before = words[..<place].filter { !NameNotes.isTitle($0.scalars) }
    let syllableCount = before.reduce(gluedCount) { $0 + $1.scalars.count(where: isHangulSyllable) }
    guard syllableCount >= 2, before.allSatisfy({ $0.script == .hangul && !NameText.isNote($0.scalars) }) else { return }
    // 남궁 지인 is a name
    if syllableCount == 2, before.count == 1, gluedCount == 0, NameText.isSurname(before[0].scalars) { return }
    // 이영희 아기 A
    let behind = words[(place + 1)...].filter {
      !HangulName.isHonorific($0.scalars) && !($0.script == .latin && $0.letters.count == 1)
    }
    if behind.count == 1, NameText.isWholeName(behind[0].scalars) {
      words = behind
      isRepaired = true
    } else if behind.isEmpty, before.count == 2, gluedCount == 0, before.allSatisfy({ NameText.isWholeName($0.scalars) }) {
      words = [before[0]]
      isRepaired = true
    } else if behind.isEmpty {
      isOfRelative = true
    }
  }

  /// 김민준님
  private static func isCalled(_ word: [UInt32]) -> Bool {
    word.count == 4 && (word[3] == 0xB2D8 || word[3] == 0xC528) && isWholeName(word.prefix(3))
  }

  private static func isSurname(_ word: [UInt32]) -> Bool {
    guard word.count == 2, word.allSatisfy(isHangulSyllable) else { return false }
    return KoreanSurnames.shared.row(UInt16(word[0] - 0xAC00), UInt16(word[1] - 0xAC00)) != nil
  }

  /// A whole name and nothing else, in one word or more.
  private static func isNamed(_ words: [NameWord]) -> Bool {
    let scalars = words.flatMap(\.scalars)
    return isWholeName(scalars) || scalars.count == 4 && isSurname(Array(scalars.prefix(2))) && scalars.allSatisfy(isHangulSyllable)
  }

  private static let marks: [[UInt8]] = ["vip", "vvip", "new", "no", "tel"].map { Array($0.utf8) }

  /// VIP and its like, which shops write next to names, and behind a Korean name who it is: 배우자, 대리.
  private mutating func dropMarks() {
    guard words.count > 1, words.contains(where: { $0.script == .hangul || $0.script == .han }) else { return }
    var kept: [NameWord] = []
    var titled = -1
    for word in words {
      let isMark = word.script == .latin && word.parts.count == 1 && NameText.marks.contains(word.parts[0])
      let isGiven = kept.count == 1 && NameRelations.isGivenName(word.scalars) && (kept[0].scalars.count == 1 || NameText.isSurname(kept[0].scalars))
      let isNote = word.script == .hangul && kept.first?.script == .hangul && NameText.isNote(word.scalars) && !isGiven
      // 김민준 고객; but 김 신규 and 남궁 신규 are names
      let isCustomer = NameNotes.isCustomer(word.scalars) && !HangulName.isHonorific(word.scalars) && kept.first?.script == .hangul
        && kept.reduce(0) { $0 + $1.scalars.count } >= 2 && !(kept.count == 1 && NameText.isSurname(kept[0].scalars))
      // 박지성 약사님
      let isPolite = word.script == .hangul && kept.first?.script == .hangul && NameText.isPoliteTitle(word.scalars)
      if isPolite { hasTitle = true }
      if isPolite || isNote && NameNotes.isTitle(word.scalars) { titled = kept.count - 1 }
      // 박지성 쌤, 박지성 남
      let isLone = word.script == .hangul && NameNotes.isLone(word.scalars) && NameText.isNamed(kept)
      if !isMark && !isNote && !isCustomer && !isPolite && !isLone { kept.append(word) }
    }
    // 신규 고객 김민준
    while kept.count > 1, NameNotes.isCustomer(kept[0].scalars) {
      let rest = kept.dropFirst().filter { !HangulName.isHonorific($0.scalars) }.flatMap(\.scalars)
      guard NameText.isWholeName(rest) || rest.count == 4 && NameText.isSurname(Array(rest.prefix(2))) || kept.count == 2 && NameText.isCalled(rest) else { break }
      kept.removeFirst()
    }
    if kept.count == 1, kept.count < words.count, NameNotes.isCustomer(kept[0].scalars) { isFiller = true }
    // 삼성전자 김민준 부장: what a title follows is the name, and where he works stands before it
    if kept.count == 2, titled == 1, kept[0].script == .hangul, kept[0].scalars.count >= 2, NameText.isWholeName(kept[1].scalars),
      !NameText.isWholeName(kept[0].scalars)
    {
      kept.removeFirst()
    }
    // 대표 김민준: who somebody is, in front of a whole name
    if kept.count == 2, kept[0].script == .hangul, NameText.isNote(kept[0].scalars) || NameText.isPoliteTitle(kept[0].scalars), NameText.isWholeName(kept[1].scalars) { kept.removeFirst() }
    if !kept.isEmpty, kept.count < words.count {
      words = kept
      isRepaired = true
    }
  }
}
