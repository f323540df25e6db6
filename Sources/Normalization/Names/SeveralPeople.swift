/// A cell that names more than one person: 김민준/이서연, John & Mary Smith, Kim Minjun and Lee Seoyeon.
///
/// The first person is the name of the record. The others are shown, and that is all: a record that
/// carried two people's names would join their customers.
struct SeveralPeople {
  /// What a row says of the first person.
  private(set) var first: NameParts
  /// The whole names of the others, in the order written.
  private(set) var others: [[UInt8]] = []

  private static let othersMax = 3

  /// Nil where the parts name one person, as far as one can see.
  init?(_ parts: NameParts) {
    let isGivenField = !parts.given.isEmpty && !parts.family.isEmpty
    let field = isGivenField ? parts.given : parts.full.isEmpty ? parts.given + parts.family : parts.full
    guard field.count <= 256, SeveralPeople.mayHaveSeparator(field) else { return nil }
    first = parts
    var people = SeveralPeople.segments(scalars(displayText(field)))
    guard people.count > 1 else { return nil }
    // Acme GmbH & Co. KG
    if SeveralPeople.isCompany(people.map(\.words)) { return nil }
    // Mr. and Mrs. John Smith, M. et Mme Dupont: the first has nothing but a title
    while people.count > 1, people[0].words.allSatisfy(SeveralPeople.isTitle)
      || people[0].words == [[UInt8(ascii: "m")]] && people[1].words.first.map(SeveralPeople.isTitle) == true
    {
      if people[0].words.isEmpty { return nil }
      people.removeFirst()
    }
    let rest = people.dropFirst().filter { $0.isPerson(isGivenOnly: isGivenField) }
    let isPair = people[0].separator == .and || people[0].separator == .start
    if people[0].separator == .start {
      guard !people[0].isNote, !rest.isEmpty || people.contains(where: { $0.separator == .count }) else { return nil }
    }
    guard isPair, people[0].letterCount >= 2 else { return nil }
    var name = people[0].text
    if isGivenField {
      others = rest.map { $0.text + [0x20] + parts.family }
    } else {
      others = rest.map(\.text)
      // John & Mary Smith: the family name stands once
      let ownNames = people[0].words.filter { !SeveralPeople.isTitle($0) }
      // and initials beside it are not one
      if people[0].isLatin, !ownNames.isEmpty, ownNames.count(where: { $0.count > 1 }) <= 1,
        ownNames.count == 1 || ownNames.contains(where: { $0.count == 1 }), let last = rest.last, last.words.count >= 2
      {
        var start = last.words.count - 1
        while start > 1, LatinWordKind.table[last.words[start - 1]]?.contains(.particle) == true { start -= 1 }
        let all = last.text.split(separator: 0x20)
        for word in all.suffix(last.words.count - start) { name += [0x20] + word }
      }
    }
    others = Array(others.prefix(SeveralPeople.othersMax))
    if isGivenField {
      first.given = name
    } else {
      first = NameParts(full: name, suffix: parts.suffix, kana: parts.kana, isFamilyFirst: parts.isFamilyFirst)
    }
  }

  private enum Separator { case start, and, slash, count }

  private struct Segment {
    var separator: Separator
    var text: [UInt8]
    /// Folded, between spaces.
    var words: [[UInt8]]
    var isLatin: Bool
    var letterCount: Int
    var hasDigits: Bool

    init(_ scalars: [UInt32], _ separator: Separator) {
      self.separator = separator
      var text: [UInt8] = []
      for scalar in scalars { appendScalar(scalar, to: &text) }
      self.text = displayText(text)
      words = foldLatin(foldText(text)).split(separator: 0x20).map { $0.filter { $0 != 0x2E && $0 != 0x2C } }
        .filter { !$0.isEmpty }
      letterCount = scalars.count { ![.digit, .other].contains(ScalarScript.of($0)) }
      isLatin = scalars.allSatisfy { [.latin, .digit, .other].contains(ScalarScript.of($0)) } && letterCount > 0
      hasDigits = scalars.contains { ScalarScript.of($0) == .digit }
    }

    /// Relations, jobs and remarks.
    var isNote: Bool { words.isEmpty || words.contains { NameNotes.words.contains($0) } }

    func isPerson(isGivenOnly: Bool) -> Bool {
      guard separator != .count, !isNote, !hasDigits, letterCount >= 2 else { return false }
      if isLatin, separator == .and || isGivenOnly { return true }
      if isLatin { return (2...4).contains(words.count) && words.allSatisfy { $0.count > 1 } }
      let syllables = scalars(text).filter { $0 != 0x20 }
      guard syllables.allSatisfy(isHangulSyllable) else { return separator == .and }
      // 선임 and 배우자 begin with surnames too; two syllables are too few to tell
      return (3...4).contains(syllables.count) && KoreanSurnames.shared.row(UInt16(syllables[0] - 0xAC00)) != nil
    }
  }

  private static func isCompany(_ people: [[[UInt8]]]) -> Bool {
    people.joined().contains { LatinWordKind.table[$0]?.contains(.legalForm) == true }
      || people.last?.last.flatMap { LatinWordKind.table[$0] }?.contains(.legalFormBehind) == true
  }

  private static func isTitle(_ word: [UInt8]) -> Bool { LatinWordKind.table[word]?.contains(.title) == true }

  private static func mayHaveSeparator(_ field: [UInt8]) -> Bool {
    for index in field.indices {
      switch field[index] {
      case UInt8(ascii: "/"), UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "+"): return true
      // a full-width form of one of these, or a comma between names in Hangul
      case 0xEF, UInt8(ascii: ","): return true
      // ♥ ♡ ❤ ・
      case 0xE2: return true
      // 김철수·이영희, 김철수-이영희
      case 0xC2: return true
      case UInt8(ascii: "-"): if index > 0, field[index - 1] >= 0x80 { return true }
      // 과, 와, 및
      case 0xEA: if index + 3 < field.count, field[index + 1] == 0xB3, field[index + 2] == 0xBC, field[index + 3] == 0x20 { return true }
      case 0xEB: if index + 3 < field.count, field[index + 1] == 0xB0, field[index + 2] == 0x8F, field[index + 3] == 0x20 { return true }
      // 외
      case 0xEC:
        if index + 2 < field.count, field[index + 1] == 0x99, field[index + 2] == 0xB8 { return true }
        if index + 3 < field.count, field[index + 1] == 0x99, field[index + 2] == 0x80, field[index + 3] == 0x20 { return true }
      case 0x20:
        let next = index + 1 < field.count ? field[index + 1] | 0x20 : 0
        if next == UInt8(ascii: "a") || next == UInt8(ascii: "u") || next == UInt8(ascii: "e") { return true }
      default: break
      }
    }
    return false
  }

  private static func segments(_ text: [UInt32]) -> [Segment] {
    var segments: [Segment] = []
    var segment: [UInt32] = []
    var separator = Separator.start
    var depth = 0
    func close(_ next: Separator) {
      segments.append(Segment(segment, separator))
      segment = []
      separator = next
    }
    let isHangul = text.contains(where: isHangulSyllable)
    var index = 0
    while index < text.count {
      var scalar = text[index]
      if (0xFF01...0xFF5E).contains(scalar) { scalar -= 0xFEE0 }
      switch scalar {
      case 0x28, 0x5B, 0x7B, 0x3C, 0x3010, 0x300C: depth += 1
      case 0x29, 0x5D, 0x7D, 0x3E, 0x3011, 0x300D: depth = max(0, depth - 1)
      default: break
      }
      index += 1
      guard depth == 0 else {
        segment.append(text[index - 1])
        continue
      }
      switch scalar {
      case 0x26, 0x2B: close(.and)
      // ♥ ♡ ❤ ❣ and the variation selector behind them
      case 0x2661 where isHangul, 0x2665 where isHangul, 0x2763 where isHangul, 0x2764 where isHangul: close(.and)
      case 0xFE0E where segment.isEmpty, 0xFE0F where segment.isEmpty: break
      // 김철수·이영희 and 김철수-이영희
      case 0xB7, 0x30FB, 0xFF65, 0x2D:
        let next = text[index...].drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0x2D && $0 != 0xB7 }
        if isWholeName(segment.filter { $0 != 0x20 }[...]), isWholeName(next) {
          close(.slash)
        } else {
          segment.append(text[index - 1])
        }
      // 김민준과 이서연: the particle of a whole name, another whole name behind it
      case 0xACFC, 0xC640:
        if index < text.count, text[index] == 0x20, isWholeName(segment[...]), endsInConsonant(segment) == (scalar == 0xACFC), isWholeName(text[(index + 1)...].prefix { $0 != 0x20 }) {
          close(.and)
        } else {
          segment.append(text[index - 1])
        }
      // 김민수외1, 김민수외 1명
      case 0xC678 where isHangul && isCount(text, index) && isWholeName(segment.filter { $0 != 0x20 }[...]): close(.count)
      // 및
      case 0xBC0F where index < text.count && text[index] == 0x20 && isWholeName(segment[...].filter { $0 != 0x20 }[...]): close(.and)
      case 0x2F, 0x7C, 0x3B: close(.slash)
      case 0x2C where isHangul, 0x3001 where isHangul: close(.slash)
      case 0x20:
        let end = text[index...].firstIndex(of: 0x20) ?? text.count
        let word = text[index..<end].map { $0 | 0x20 }
        if end < text.count, andWords.contains(where: { $0 == word }) {
          close(.and)
          index = end
        } else if isHangul, text[index] == 0xC678, index + 1 < text.count,
          ScalarScript.of(text[index + 1]) == .digit
            || text[index + 1] == 0x20 && index + 2 < text.count && ScalarScript.of(text[index + 2]) == .digit
        {
          // 김민준 외 2명: and two more
          close(.count)
          index += 1
        } else {
          segment.append(scalar)
        }
      default: segment.append(text[index - 1])
      }
    }
    close(.start)
    return segments
  }

  /// A digit, with a space before it or without.
  private static func isCount(_ text: [UInt32], _ index: Int) -> Bool {
    let next = index < text.count && text[index] == 0x20 ? index + 1 : index
    return next < text.count && ScalarScript.of(text[next]) == .digit
  }

  /// A surname and two syllables.
  private static func isWholeName(_ word: ArraySlice<UInt32>) -> Bool {
    guard word.count == 3, word.allSatisfy(isHangulSyllable), let first = word.first else { return false }
    return KoreanSurnames.shared.row(UInt16(first - 0xAC00)) != nil
  }

  private static func endsInConsonant(_ word: [UInt32]) -> Bool {
    guard let last = word.last, isHangulSyllable(last) else { return false }
    return (last - 0xAC00) % 28 != 0
  }

  private static let andWords: [[UInt32]] = ["and", "und", "et"].map { $0.unicodeScalars.map(\.value) }
}
