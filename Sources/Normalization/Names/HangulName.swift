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
  /// Written as one word of two syllables that may be a given name alone: 성호, 정훈; but not 김호.
  var isUnparted = false
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
    if HangulName.cutTitle(&tokens) { hasHonorific = true }
    tokens = tokens.filter { !$0.isEmpty }
    guard !tokens.isEmpty else { return nil }
    let surnames = KoreanSurnames.shared
    let all = tokens.flatMap { $0 }
    guard all.count <= 12 else { return nil }
    isUnparted = tokens.count == 1 && all.count == 2 && HangulName.mayBeGiven(all[0])
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
      // 김철 수: a blank got into the name
      if lastIsSurname, tokens.count == 2, last.count == 1, HangulName.isTornName(first, last[0]) {
        split(all)
        return
      }
      if lastIsSurname, !firstIsSurname, before.count <= 3 {
        family = last
        given = before
        isSwapped = true
        return
      }
    }
    // 톰 하디, 존 스미스: nobody's surname in front of a word
    let isShortForeign = first.count == 1 && first[0] != HangulName.masked && tokens.dropFirst().allSatisfy { $0.count > 1 }
    if tokens.count > 1, !firstIsSurname, isShortForeign || first.count > 1 && (all.count > 4 || surnames.row(first[0]) == nil) {
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

  /// Whether the last syllable of a name was torn off, though it is a surname too: 박지 성, 이?민 수. Given names hardly begin
  /// with 김 or 박, few with 이, and a name of which letters are hidden stands in the usual order. 박하 김 stays 김박하.
  private static func isTornName(_ first: [UInt16], _ last: UInt16) -> Bool {
    let surnames = KoreanSurnames.shared
    guard (2...3).contains(first.count), surnames.row(first[0]) != nil, let row = surnames.row(last) else { return false }
    if first.contains(masked) { return !first.allSatisfy { $0 == masked } }
    guard first.count == 2 else { return false }
    if beginNoGivenName.contains(first[0]) { return row >= 5 }
    return first[0] == lee && row >= 60
  }

  /// Whether two syllables that begin with this one, a surname or not, may be a given name alone. 이호 is a Mr. Lee as a rule:
  /// one Korean in seven is, and hardly a given name begins so.
  static func mayBeGiven(_ first: UInt16) -> Bool { first != masked && first != lee && !beginNoGivenName.contains(first) }

  /// Whether the syllable is more often a family's name than the beginning of a given name that stands alone: one Korean in
  /// a hundred has a given name of one syllable, so that among two syllables 정훈 is as likely Mr. 정, and 성호 is not.
  static func isCommonFamily(_ syllable: UInt16) -> Bool { KoreanSurnames.shared.row(syllable).map { $0 < 25 } ?? false }

  /// Whether the two syllables are a given name rather than a whole one.
  var isGivenRather: Bool { isUnparted && family.count == 1 && !HangulName.isCommonFamily(family[0]) }

  private static let beginNoGivenName = "김박최황곽허권".unicodeScalars.map { UInt16($0.value - 0xAC00) }
  /// 이
  private static let lee: UInt16 = 0xC774 - 0xAC00

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
    if all.count > 4 || family.count == 1 && surnames.row(all[0]) == nil && all.count != 3 && all[0] != HangulName.masked {
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

  static let honorifics: [[UInt16]] = [
    "선생님", "사장님", "대표님", "원장님", "교수님", "박사님", "과장님", "부장님", "대리님", "팀장님", "실장님", "이사님", "회장님", "고객님", "회원님",
    "사모님", "어머님", "아버님", "어머니", "아버지", "손님", "차장님", "상무님", "전무님", "매니저님", "기사님", "작가님", "목사님", "간호사님", "스님", "귀하", "님",
    "씨", "군", "양",
  ].map { $0.unicodeScalars.map { UInt16($0.value - 0xAC00) } }

  static func isHonorific(_ word: [UInt32]) -> Bool {
    guard word.count <= 4, word.allSatisfy(isHangulSyllable) else { return false }
    return honorifics.contains { $0.elementsEqual(word.lazy.map { UInt16($0 - 0xAC00) }) }
  }

  private static let titles: [[UInt16]] = ["미스터", "미세스", "미즈", "미스", "닥터"].map {
    $0.unicodeScalars.map { UInt16($0.value - 0xAC00) }
  }

  /// 미
  static let titleStart: UInt16 = 0xBBF8 - 0xAC00

  /// 미스터김근면: a title in front of a surname.
  private static func cutTitle(_ tokens: inout [[UInt16]]) -> Bool {
    guard let first = tokens.first else { return false }
    for title in titles where first.starts(with: title) {
      guard let next = first.dropFirst(title.count).first ?? tokens.dropFirst().first?.first,
        KoreanSurnames.shared.row(next) != nil
      else { continue }
      tokens[0].removeFirst(title.count)
      return true
    }
    return false
  }

  /// 씨
  private static let sir: UInt16 = 0xC528 - 0xAC00

  /// Bare 씨, 군 and 양 end names too (박지양), so they fall only as a word of their own or where three
  /// syllables remain; nobody is called 김씨, though.
  private static func cutHonorifics(_ tokens: inout [[UInt16]]) -> Bool {
    var isCut = false
    search: while let last = tokens.last {
      for honorific in honorifics where last.suffix(honorific.count).elementsEqual(honorific) {
        let rest = last.count - honorific.count
        let others = tokens.dropLast().reduce(0) { $0 + $1.count }
        let isBare = honorific.count == 1 && honorific[0] != honorifics[honorifics.count - 4][0]
        if rest == 0, others == 0 { break search }
        let isSurname = rest == 1 && others == 0 && KoreanSurnames.shared.row(last[0]) != nil
        if isBare, rest > 0, rest < 3, !(isSurname && honorific[0] == sir) { continue }
        if rest == 0 { tokens.removeLast() } else { tokens[tokens.count - 1].removeLast(honorific.count) }
        isCut = true
        continue search
      }
      break
    }
    return isCut
  }
}
