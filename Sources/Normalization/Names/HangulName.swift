/// A name in Hangul: which syllables are the family name, which the given name, and what was only
/// politeness.
struct HangulName: Sendable {
  /// Stands for a syllable that the source masks (김*준).
  static let masked: UInt16 = .max

  /// Syllables by their position in the Unicode block; one or two, none where only a given name is known.
  var family: [UInt16] = []
  var given: [UInt16] = []
  /// Written given name first.
  var isSwapped = false
  var hasHonorific = false
  /// Not a Korean name but a foreign one in Hangul, in as many words as it was written.
  var foreignWords: [[UInt16]] = []

  var isMasked: Bool { family.contains(HangulName.masked) || given.contains(HangulName.masked) }

  init(family: [UInt16], given: [UInt16]) {
    self.family = family
    self.given = given
  }

  /// Reads one field that holds the whole name.
  init?(words: [[UInt32]]) {
    var tokens = words.compactMap(HangulName.syllables)
    hasHonorific = HangulName.cutHonorifics(&tokens)
    tokens = tokens.filter { !$0.isEmpty }
    guard !tokens.isEmpty else { return nil }
    let surnames = KoreanSurnames.shared
    let all = tokens.flatMap { $0 }
    guard all.count <= 12 else { return nil }
    // 김 민 준, 김 민준, 남궁 민수
    let first = tokens[0]
    let firstIsSurname =
      first.count == 1 && surnames.row(first[0]) != nil
      || first.count == 2 && tokens.count > 1 && surnames.row(first[0], first[1]) != nil
    if tokens.count > 1, !firstIsSurname || tokens.count == 2 && first.count == 2, let last = tokens.last {
      // 민준 김: only the last word is a surname
      let lastIsSurname =
        last.count == 1 && surnames.row(last[0]) != nil || last.count == 2 && surnames.row(last[0], last[1]) != nil
      let before = tokens.dropLast().flatMap { $0 }
      if lastIsSurname, !firstIsSurname, before.count <= 3 {
        family = last
        given = before
        isSwapped = true
        return
      }
    }
    if tokens.count > 1, !firstIsSurname, first.count > 1, all.count > 4 || surnames.row(first[0]) == nil {
      foreignWords = tokens
      given = all
      return
    }
    if tokens.count > 1, firstIsSurname {
      family = first
      given = tokens.dropFirst().flatMap { $0 }
      if given.count > 4 { foreignWords = tokens }
      return
    }
    split(all)
  }

  /// Reads the usual field of a Korean file without taking it apart: two to four syllables, alone or in
  /// two columns, that begin with a surname and hold nothing else. Nil: look closer.
  init?(plain parts: NameParts) {
    guard parts.middle.isEmpty, parts.suffix.isEmpty, parts.kana.isEmpty else { return nil }
    let isWhole = parts.given.isEmpty && parts.family.isEmpty
    guard isWhole != parts.full.isEmpty else { return nil }
    let surnames = KoreanSurnames.shared
    if isWhole {
      guard let all = HangulName.plainSyllables(parts.full), all.count >= 2,
        all.count == 3 || surnames.row(all[0]) != nil, !HangulName.mayEndInHonorific(all),
        PlaceholderNames.verdict(parts.full) == .none
      else { return nil }
      let familyCount = all.count >= 3 && surnames.row(all[0], all[1]) != nil ? 2 : 1
      family = Array(all[..<familyCount])
      given = Array(all[familyCount...])
    } else {
      guard let first = HangulName.plainSyllables(parts.family), let second = HangulName.plainSyllables(parts.given),
        first.count + second.count <= 4,
        first.count == 1 && surnames.row(first[0]) != nil
          || first.count == 2 && surnames.row(first[0], first[1]) != nil && !HangulName.mayEndInHonorific(first),
        second.count < 2 || !HangulName.mayEndInHonorific(second), second.count <= 2 || !second.starts(with: first),
        PlaceholderNames.verdict(parts.given + parts.family) == .none
      else { return nil }
      family = first
      given = second
    }
    // 김김: nobody
    if given.allSatisfy({ $0 == family[0] }), family.count == 1 || family[0] == family[1] { return nil }
  }

  private static func plainSyllables(_ text: [UInt8]) -> [UInt16]? {
    let span = text.span
    guard span.count % 3 == 0, (3...12).contains(span.count) else { return nil }
    var syllables: [UInt16] = []
    syllables.reserveCapacity(4)
    var offset = 0
    while offset < span.count {
      let scalar = decodeScalar(span, at: &offset)
      guard isHangulSyllable(scalar) else { return nil }
      syllables.append(UInt16(scalar - 0xAC00))
    }
    return syllables
  }

  private static func mayEndInHonorific(_ syllables: [UInt16]) -> Bool {
    let last = syllables[syllables.count - 1]
    for honorific in honorificEnds where honorific.last == last {
      if honorific.before == nil || honorific.before == syllables[syllables.count - 2] { return true }
    }
    return false
  }

  /// The last syllable of each honorific, with the one before it where that is needed to tell.
  private static let honorificEnds: [(before: UInt16?, last: UInt16)] = {
    let bare = honorifics.filter { $0.count == 1 }.map { $0[0] }
    let longer = honorifics.filter { $0.count > 1 && !bare.contains($0[$0.count - 1]) }
    return bare.map { (nil, $0) } + longer.map { ($0[$0.count - 2], $0[$0.count - 1]) }
  }()

  /// Takes family and given name from columns of their own.
  init?(family familyWords: [[UInt32]], given givenWords: [[UInt32]]) {
    var familyTokens = familyWords.compactMap(HangulName.syllables)
    var givenTokens = givenWords.compactMap(HangulName.syllables)
    let familyHonorific = HangulName.cutHonorifics(&familyTokens)
    let givenHonorific = HangulName.cutHonorifics(&givenTokens)
    hasHonorific = familyHonorific || givenHonorific
    family = familyTokens.flatMap { $0 }
    given = givenTokens.flatMap { $0 }
    let surnames = KoreanSurnames.shared
    // 김민준 in the given name's column, 김 in the other
    if given.count > 2, given.starts(with: family) { given.removeFirst(family.count) }
    let isSurname: ([UInt16]) -> Bool = {
      $0.count == 1 && surnames.row($0[0]) != nil || $0.count == 2 && surnames.row($0[0], $0[1]) != nil
    }
    if !isSurname(family), isSurname(given), family.count > 1 {
      swap(&family, &given)
      isSwapped = true
    }
    if family.isEmpty || family.count + given.count > 12 { return nil }
    if family.count > 2 { foreignWords = [family, given] }
  }

  private mutating func split(_ all: [UInt16]) {
    let surnames = KoreanSurnames.shared
    if all.count >= 3, surnames.row(all[0], all[1]) != nil {
      family = Array(all[..<2])
    } else {
      family = [all[0]]
    }
    given = Array(all[family.count...])
    if all.count > 4 || surnames.row(all[0]) == nil && all.count != 3 && all[0] != HangulName.masked {
      // 마이클잭슨: no Korean name is that long; 알렉스 is nobody's surname
      if all.count > 4 || all.count == 2 || all.count == 4 {
        foreignWords = [all]
        family = []
        given = all
      }
    }
  }

  /// Syllables of a word; marks between and behind them stand for masked ones. Nil: not Hangul.
  private static func syllables(_ word: [UInt32]) -> [UInt16]? {
    guard word.contains(where: isHangulSyllable) else { return nil }
    var result: [UInt16] = []
    for scalar in word {
      if isHangulSyllable(scalar) {
        result.append(UInt16(scalar - 0xAC00))
      } else {
        switch scalar {
        case 0x2A, 0x4F, 0x6F, 0x58, 0x78: result.append(masked)
        default: continue
        }
      }
    }
    // 김민준*: a note, not a fourth syllable
    if result.count(where: { $0 != masked }) >= 3 {
      while result.last == masked { result.removeLast() }
    }
    return result
  }

  private static let honorifics: [[UInt16]] = [
    "선생님", "사장님", "대표님", "원장님", "교수님", "박사님", "과장님", "부장님", "대리님", "팀장님", "실장님", "이사님", "회장님", "고객님", "회원님",
    "사모님", "어머님", "아버님", "어머니", "아버지", "손님", "차장님", "상무님", "전무님", "매니저님", "기사님", "작가님", "목사님", "간호사님", "귀하", "님",
    "씨", "군", "양",
  ].map { $0.unicodeScalars.map { UInt16($0.value - 0xAC00) } }

  /// Bare 씨, 군 and 양 end names too (박지양), so they fall only as a word of their own or where three
  /// syllables remain.
  private static func cutHonorifics(_ tokens: inout [[UInt16]]) -> Bool {
    var isCut = false
    search: while let last = tokens.last {
      for honorific in honorifics where last.suffix(honorific.count).elementsEqual(honorific) {
        let rest = last.count - honorific.count
        let others = tokens.dropLast().reduce(0) { $0 + $1.count }
        let isBare = honorific.count == 1 && honorific[0] != honorifics[honorifics.count - 4][0]
        if rest == 0, others == 0 { break search }
        if isBare, rest > 0, rest < 3 { continue }
        if rest == 0 { tokens.removeLast() } else { tokens[tokens.count - 1].removeLast(honorific.count) }
        isCut = true
        continue search
      }
      break
    }
    return isCut
  }
}
