/// A name in Latin letters (or Cyrillic made Latin): which words are the family name, which the given
/// name and what lies between, with titles and suffixes taken off, and how it reads as a Korean name.
struct LatinName {
  enum Role: UInt8, Sendable {
    case given = 0
    case middle = 1
    case family = 2
  }

  enum Suffix: UInt8, Sendable {
    case none = 0
    case junior = 1
    case senior = 2
    case second = 3
    case third = 4
    case fourth = 5
  }

  private(set) var words: LatinWords
  /// Words of each role, by their number.
  private(set) var given = 0..<0
  private(set) var middle = 0..<0
  private(set) var family = 0..<0
  private(set) var suffix = Suffix.none
  private(set) var hasHonorific = false
  /// Family name and given name are told apart by columns, a comma or a particle, not by position alone.
  private(set) var isOrderKnown = false
  /// Written family name first.
  private(set) var isSwapped = false
  /// Surnames the family name may stand for, where the whole can be a Korean name; the likeliest first.
  private(set) var koreanFamilies: [KoreanSurnames.Reading] = []
  /// The other way to read it, where both ends are surnames: Jung Min is 정민 or 민정, and the word at the
  /// other end is the family name.
  private(set) var otherKoreanFamilies: [KoreanSurnames.Reading] = []
  /// A Korean name stays in the order it was written; any other is given, middle, family.
  private(set) var isFamilyFirst = false
  /// The source writes its names so, and the display keeps to it.
  private(set) var isShownFamilyFirst = false

  var isKorean: Bool { !koreanFamilies.isEmpty }

  subscript(_ role: Role) -> Range<Int> {
    switch role {
    case .given: given
    case .middle: middle
    case .family: family
    }
  }

  /// The roles in the order in which the form and the keys have them.
  var roles: InlineArray<3, Role> { isFamilyFirst ? [.family, .given, .middle] : [.given, .middle, .family] }

  /// Reads one field that holds the whole name.
  ///
  /// - Parameter isFamilyFirst: how the source writes its names where the words do not say.
  init?(words: LatinWords, _ all: Range<Int>, isFamilyFirst isExpectedFirst: Bool = false) {
    self.words = words
    var before = all
    var behind = all.upperBound..<all.upperBound
    while let comma = before.first(where: { words[$0].isCommaNext }), comma + 1 < before.upperBound {
      behind = comma + 1..<before.upperBound
      // Anna Schmidt, geb. Müller and Schmidt, geb. Müller, Anna
      if behind.count > 1, isFormerly(comma + 1) {
        behind = (behind.first { words[$0].isCommaNext } ?? behind.upperBound - 1) + 1..<behind.upperBound
      }
      dropFormerName(&behind)
      if behind.count == 1, isHousehold(behind.lowerBound) {
        behind = behind.dropFirst()
        hasHonorific = true
      }
      // Smith, Jr., John and John Smith, MD: what stands behind the comma may be no name
      while takeAddition(&behind, hasWholeName: comma > before.lowerBound) {}
      takeOffTitles(&behind)
      if behind.isEmpty {
        before = before.lowerBound..<comma + 1
        break
      }
      before = before.lowerBound..<comma + 1
      takeOffTitles(&before)
      break
    }
    dropFormerName(&before)
    takeOffTitles(&before)
    if before.isEmpty {
      before = behind
      behind = 0..<0
    }
    guard !before.isEmpty else { return nil }
    if !behind.isEmpty {
      isOrderKnown = true
      isSwapped = true
      moveParticles(&behind, &before)
      assign(given: behind, family: before)
      return
    }
    if isNobody(before) { return nil }
    if let household = household(before) {
      family = household
      hasHonorific = true
      return
    }
    if before.count == 1 {
      family = before
      return
    }
    if isExpectedFirst, isVietnamese(before), readAsSourceWrites(before) { return }
    if !hasVietnameseLetters(before), readAsKorean(before) { return }
    if readFamilyFirst(before) {
      isShownFamilyFirst = isExpectedFirst
      return
    }
    if isExpectedFirst, readAsSourceWrites(before) { return }
    assign(given: before.lowerBound..<familyStart(before), family: familyStart(before)..<before.upperBound)
  }

  /// A title, a suffix or a joining word alone, and particles without a name: Mr., Jr., and, de la.
  private func isNobody(_ all: Range<Int>) -> Bool {
    if all.count == 1 {
      let kind = words[all.lowerBound].kind
      return kind.suffix != nil || !kind.isDisjoint(with: [.title, .titleBehind, .and])
    }
    guard all.count == 2, let packed = words.packed(all) else { return false }
    return all.allSatisfy(isParticle) && LatinName.particlePairs[packed: packed] != nil
  }

  private static let particlePairs = ShortWords<Bool>("dela delas delos vander vonder vande vanden")

  /// Where the family name at the end begins: with its particles, and with both names of Vega y Ruiz.
  private func familyStart(_ all: Range<Int>) -> Int {
    var start = all.upperBound - 1
    while start > all.lowerBound + 1, isParticle(start - 1) {
      guard words[start - 1].kind.contains(.conjunction) else {
        start -= 1
        continue
      }
      // Vega y Ruiz; but Ben Y. Zhao has an initial
      guard start > all.lowerBound + 2, !words[start - 1].hasStop else { break }
      start -= 2
    }
    return start
  }

  /// Beethoven, Ludwig van: the particle belongs to the family name wherever it stands.
  private mutating func moveParticles(_ givenWords: inout Range<Int>, _ familyWords: inout Range<Int>) {
    var start = givenWords.upperBound
    while start > givenWords.lowerBound + 1, isParticle(start - 1), !words[start - 1].kind.contains(.conjunction) {
      start -= 1
    }
    guard start < givenWords.upperBound,
      let moved = words.appendCopies(start..<givenWords.upperBound, familyWords)
    else { return }
    givenWords = givenWords.lowerBound..<start
    familyWords = moved
  }

  /// Nagy Anna in a source that has the family name first.
  private mutating func readAsSourceWrites(_ all: Range<Int>) -> Bool {
    guard let parts = partsOfFamilyFirst(all) else { return false }
    isSwapped = true
    isShownFamilyFirst = true
    family = parts.family
    given = parts.given
    middle = parts.middle
    return true
  }

  /// Orders that words themselves show: DUPONT Jean-Pierre, Петров Иван Иванович, Nguyen Van Anh.
  private mutating func readFamilyFirst(_ all: Range<Int>) -> Bool {
    if let start = givenStart(all) {
      isSwapped = true
      assign(given: start..<all.upperBound, family: all.lowerBound..<start)
      return true
    }
    let first = all.lowerBound
    // Nguyen Van Anh, Nguyen Thi Minh Khai
    if (3...5).contains(all.count), words[first].kind.contains(.vietnameseSurname),
      words[first + 1].kind.contains(.vietnameseMiddle), words.letters(of: all.upperBound - 1..<all.upperBound).count > 1
    {
      isSwapped = true
      family = first..<first + 1
      middle = first + 1..<all.upperBound - 1
      given = all.upperBound - 1..<all.upperBound
      return true
    }
    guard all.count == 3 else { return false }
    if isPatronymic(first + 2), !isPatronymic(first + 1), !isPatronymic(first),
      words[first].isTransliterated || !hasNicknames(first)
    {
      isOrderKnown = true
      isSwapped = true
      family = first..<first + 1
      given = first + 1..<first + 2
      middle = first + 2..<first + 3
      return true
    }
    // Swanson Peter A
    if words.letters(of: first + 2..<first + 3).count == 1, words.letters(of: first..<first + 1).count > 1,
      !hasNicknames(first), hasNicknames(first + 1)
    {
      isSwapped = true
      family = first..<first + 1
      given = first + 1..<first + 2
      middle = first + 2..<first + 3
      return true
    }
    return false
  }

  /// Ivanovich, Petrovna: the father's name between or behind East Slavic names.
  private func isPatronymic(_ word: Int) -> Bool {
    let letters = words.letters(of: word..<word + 1)
    for ending in LatinName.patronymicEndings where letters.count >= ending.utf8CodeUnitCount + 2 {
      let start = letters.count - ending.utf8CodeUnitCount
      var isSame = true
      for index in 0..<ending.utf8CodeUnitCount where letters[start + index] != ending.utf8Start[index] {
        isSame = false
      }
      if isSame { return true }
    }
    return false
  }

  private static let patronymicEndings: [StaticString] = [
    "ovich", "evich", "ovych", "evych", "ovna", "evna", "ivna", "inichna",
  ]

  /// Takes the names from columns of their own.
  init?(
    words: LatinWords, given givenWords: Range<Int>, middle middleWords: Range<Int>, family familyWords: Range<Int>,
    suffix suffixWords: Range<Int>
  ) {
    self.words = words
    var givenWords = givenWords
    var familyWords = familyWords
    var suffixWords = suffixWords
    dropFormerName(&givenWords)
    dropFormerName(&familyWords)
    if givenWords.count == 1, !familyWords.isEmpty, isHousehold(givenWords.lowerBound) {
      givenWords = 0..<0
      hasHonorific = true
    }
    takeOffTitles(&givenWords)
    takeOffTitles(&familyWords)
    takeOffTitles(&suffixWords, keepsLast: false)
    guard !givenWords.isEmpty || !familyWords.isEmpty else { return nil }
    isOrderKnown = true
    if areColumnsSwapped(given: givenWords, family: familyWords) {
      swap(&givenWords, &familyWords)
      isSwapped = true
    }
    assign(given: givenWords, family: familyWords)
    if !middleWords.isEmpty {
      let isBehind = !middle.isEmpty && middle.upperBound == middleWords.lowerBound
      middle = (isBehind ? middle.lowerBound : middleWords.lowerBound)..<middleWords.upperBound
    }
  }

  private mutating func assign(given givenWords: Range<Int>, family familyWords: Range<Int>) {
    family = familyWords
    let names = givenWords.lowerBound..<initialsStart(givenWords)
    if let surnames = surnames(familyWords), koreanCost(names) != nil {
      koreanFamilies = surnames
      given = names
      middle = names.upperBound..<givenWords.upperBound
    } else {
      given = givenWords.isEmpty ? givenWords : givenWords.lowerBound..<givenWords.lowerBound + 1
      middle = givenWords.dropFirst()
    }
  }

  private func surnames(_ range: Range<Int>) -> [KoreanSurnames.Reading]? {
    if range.count == 1, !words[range.lowerBound].kind.contains(.koreanSurname) { return nil }
    return words.packed(range).flatMap { KoreanSurnames.shared.readings(packed: $0) }
  }

  /// Korean names come in both orders and in two or three words, so the surname is what decides.
  private mutating func readAsKorean(_ all: Range<Int>) -> Bool {
    guard all.count <= 4 else { return false }
    var first: (cost: Int32, count: Int, rows: [KoreanSurnames.Reading])?
    var last: (cost: Int32, rows: [KoreanSurnames.Reading])?
    func names(_ range: Range<Int>) -> Range<Int> { range.lowerBound..<initialsStart(range) }
    for count in 1...min(2, all.count - 1) {
      guard let readings = surnames(all.prefix(count)), let best = readings.first else { continue }
      // E. Olson; Ann Lee and Karl Malone, whose first names are rare spellings of rare surnames too
      let isRare = best.costMillis >= 6_000
      if count == 1, isInitial(all.lowerBound) || isRare && hasNicknames(all.lowerBound) { continue }
      if count == 2, KoreanSurnames.shared.rows[Int(best.row)].syllables.count < 2 { continue }
      guard let rest = koreanCost(names(all.dropFirst(count))) else { continue }
      // Nam Goong Min: two words that make a surname are one
      first = (best.costMillis + rest - (count == 2 ? 3_500 : 0), count, readings)
    }
    if let readings = surnames(all.suffix(1)), let best = readings.first, let rest = koreanCost(names(all.dropLast())) {
      // in three words or more the family name rather stands first, Seo Min Jung, unless it is much the rarer surname: Seo
      // Yeon Lee
      last = (best.costMillis + rest + (all.count > 2 ? 1_400 : 0), readings)
    }
    guard first != nil || last != nil else { return false }
    // a Western given name in front: Emma Lee
    if let last, first == nil, hasNicknames(all.lowerBound) {
      assign(given: all.dropLast(), family: all.suffix(1))
      koreanFamilies = last.rows
      return true
    }
    if let first, first.cost <= last?.cost ?? .max {
      isSwapped = true
      isFamilyFirst = true
      family = all.prefix(first.count)
      given = names(all.dropFirst(first.count))
      middle = given.upperBound..<all.upperBound
      koreanFamilies = first.rows
      otherKoreanFamilies = middle.isEmpty ? last?.rows ?? [] : []
    } else if let last {
      given = names(all.dropLast())
      middle = given.upperBound..<all.upperBound - 1
      family = all.suffix(1)
      koreanFamilies = last.rows
      otherKoreanFamilies = middle.isEmpty ? first?.rows ?? [] : []
    }
    return true
  }

  /// Where the initials behind a given name begin: Jane S. Park is no Janes Park. Initials alone are the name.
  private func initialsStart(_ range: Range<Int>) -> Int {
    var start = range.upperBound
    while start - 1 > range.lowerBound, isInitial(start - 1, in: range) { start -= 1 }
    return start
  }

  /// A single letter beside words: S. in Jane S. Park, but not the 아 of Min A Park.
  private func isInitial(_ word: Int, in range: Range<Int>) -> Bool {
    let letter = words.letters(of: word..<word + 1)
    guard letter.count == 1, range.contains(where: { words.letters(of: $0..<$0 + 1).count > 1 }) else { return false }
    if words[word].hasStop { return true }
    switch letter[0] {
    case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"):
      return !range.allSatisfy { $0 == word || isSyllable($0) }
    default: return true
    }
  }

  /// Min and Bo; but not Jane and Ann.
  private func isSyllable(_ word: Int) -> Bool {
    let letters = words.letters(of: word..<word + 1)
    guard letters.count <= 6, letters.count < 3 || !Nicknames.shared.has(letters), letters.allSatisfy({ $0 &- 0x61 < 26 })
    else { return false }
    return KoreanSpelling.readingMillis(letters.span, boundaries: 0, countMax: 1) != nil
  }

  /// E. and Jo.; but kim.minjun has its full stop in place of a space.
  private func isInitial(_ word: Int) -> Bool {
    words[word].hasStop && (!words[word].isJoinedNext || words.letters(of: word..<word + 1).count == 1)
  }

  private func hasNicknames(_ word: Int) -> Bool {
    Nicknames.shared.has(words.letters(of: word..<word + 1))
  }

  /// Kim in the given name's column and Minjun in the family name's.
  private func areColumnsSwapped(given givenWords: Range<Int>, family familyWords: Range<Int>) -> Bool {
    guard givenWords.count == 1, !familyWords.isEmpty, let surname = surnames(givenWords)?.first else { return false }
    let isCommon = surname.row < 60
    return isCommon && surnames(familyWords) == nil && koreanCost(familyWords) ?? .max <= 1_000
      && !hasNicknames(familyWords.lowerBound)
  }

  /// What it costs to read words as a Korean given name of one to three syllables; nil: they are none.
  private func koreanCost(_ givenWords: Range<Int>) -> Int32? {
    guard !givenWords.isEmpty, words.parts(of: givenWords).count <= 3 else { return nil }
    for index in givenWords where words[index].isTransliterated || isInitial(index, in: givenWords) { return nil }
    let letters = words.letters(of: givenWords)
    guard letters.count <= 18 else { return nil }
    for letter in letters where letter &- 0x61 >= 26 { return nil }
    guard
      let millis = KoreanSpelling.readingMillis(
        letters.span, boundaries: words.boundaries(in: givenWords), countMax: 3),
      millis <= 1_700
    else { return nil }
    return millis
  }

  // MARK: titles, suffixes, particles

  func isParticle(_ word: Int) -> Bool {
    let word = words[word]
    return word.kind.contains(.particle) && word.partsEnd - word.partsStart == 1
  }

  /// Takes Jr., MD or Ph.D. off the front of what stands behind a comma.
  private mutating func takeAddition(_ range: inout Range<Int>, hasWholeName: Bool) -> Bool {
    guard let first = range.first else { return false }
    let kind = words[first].kind
    if let found = kind.suffix {
      suffix = found
      range = range.dropFirst()
    } else if kind.contains(.titleBehind) || hasWholeName && kind.contains(.postnominal) {
      hasHonorific = true
      range = range.dropFirst()
    } else if range.count >= 2, isDegree(first..<first + 2) {
      hasHonorific = true
      range = range.dropFirst(2)
    } else {
      return false
    }
    return true
  }

  /// Ph.D., M.D.; at law.
  private func isDegree(_ pair: Range<Int>) -> Bool {
    guard let packed = words.packed(pair), let kind = LatinWordKind.table[packed: packed] else { return false }
    return kind.contains(.titlePair) || words[pair.lowerBound].isJoinedNext && kind.contains(.degree)
  }

  private mutating func takeOffTitles(_ range: inout Range<Int>, keepsLast: Bool = true) {
    let least = keepsLast ? 1 : 0
    while range.count > 1 {
      let kind = words[range.lowerBound].kind
      if isMark(range.lowerBound, in: range) {
        range = range.dropFirst()
        continue
      }
      guard kind.contains(.title) || hasHonorific && kind.contains(.titleMore)
        || kind.contains(.titleWithStop) && words[range.lowerBound].hasStop
      else { break }
      range = range.dropFirst()
      hasHonorific = true
    }
    while range.count > least {
      let kind = words[range.upperBound - 1].kind
      if let found = kind.suffix {
        suffix = found
      } else if kind.contains(.titleBehind) {
        hasHonorific = true
      } else if isMark(range.upperBound - 1, in: range) {
        // VIP says nothing of the name
      } else if range.count >= 2 + 2 * least || range.count > 2 && words[range.upperBound - 3].isCommaNext, isDegree(range.suffix(2)) {
        // where enough words remain that they are not somebody's initials
        hasHonorific = true
        range = range.dropLast()
      } else {
        break
      }
      range = range.dropLast()
    }
    // with the words gone nobody is left: Mr. alone is a title, not a name
    if range.count == 1, keepsLast, hasHonorific, words[range.lowerBound].kind.contains(.title) { range = 0..<0 }
  }
}
