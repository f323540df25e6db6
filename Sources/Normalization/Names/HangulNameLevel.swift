/// Hangul names held against each other, by jamo, and against Latin letters, by aligning them
/// (`KoreanSpelling`).

extension NameLevel {
  static func ofHangul(_ left: Span<UInt8>, _ right: Span<UInt8>) -> NameLevel {
    let one = NameForm.Hangul(left)
    let other = NameForm.Hangul(right)
    let level = ofParted(left, one, right, other)
    // 성호 and 김성호
    if one.flags.contains(.unparted), !other.flags.contains(.unparted) { return orGivenAlone(level, left, one, right, other) }
    if other.flags.contains(.unparted), !one.flags.contains(.unparted) { return orGivenAlone(level, right, other, left, one) }
    return level
  }

  /// What two syllables in one word are to another name: as a whole name, or as a given name alone if that is more.
  ///
  /// - Parameter level: as a whole name.
  private static func orGivenAlone(
    _ level: NameLevel, _ word: Span<UInt8>, _ one: NameForm.Hangul, _ whole: Span<UInt8>, _ other: NameForm.Hangul
  ) -> NameLevel {
    guard level < .compatible, other.givenCount == 2, !other.flags.contains(.foreign) else { return level }
    let given = other.familyCount..<other.familyCount + 2
    var isSame = true
    for index in 0..<2 {
      let syllable = other.syllable(whole, given.lowerBound + index)
      if syllable != one.syllable(word, index), syllable != HangulName.masked { isSame = false }
    }
    if isSame { return .compatible }
    guard level == .conflict || level == .apart else { return level }
    // 성호 is not 박미영 either way, and may be 박상호 misheard
    return areUnlike(word, one, 0..<2, whole, other, given) ? level : .different
  }

  /// Whether it is more than a given name alone, which thousands bear: 김민준, and not 재윤, nor 성호, since few families are
  /// called 성. Longer words without a family name are foreign names (마이클 잭슨).
  private static func isWholeName(_ form: Span<UInt8>, _ name: NameForm.Hangul) -> Bool {
    if name.familyCount == 0 { return name.givenCount > 3 }
    return !name.flags.contains(.unparted) || HangulName.isCommonFamily(name.syllable(form, 0))
  }

  private static func ofParted(
    _ left: Span<UInt8>, _ one: NameForm.Hangul, _ right: Span<UInt8>, _ other: NameForm.Hangul
  ) -> NameLevel {
    let areFull = one.flags.contains(.full) && other.flags.contains(.full)
    if one.familyCount + one.givenCount == other.familyCount + other.givenCount, !one.flags.contains(.masked),
      !other.flags.contains(.masked)
    {
      var isSame = true
      for index in 0..<one.familyCount + one.givenCount where one.syllable(left, index) != other.syllable(right, index)
      {
        isSame = false
        break
      }
      if !isSame, areFull, isSlipOfSyllables(left, one, right, other) { return .similar }
      if isSame {
        if one.familyCount > 0, one.givenCount == 0 { return .compatible }
        if !isWholeName(left, one) || !isWholeName(right, other) { return .compatible }
        return one.flags.contains(.swapped) == other.flags.contains(.swapped) ? .same : .reordered
      }
    }
    let family = familyRelation(left, one, right, other)
    if one.givenCount == 0 || other.givenCount == 0 {
      return family == .same && one.familyCount > 0 ? .compatible : .different
    }
    // with another family name only the same given name says anything
    let isForeign = one.flags.contains(.foreign) || other.flags.contains(.foreign)
    let given =
      family != .other || isForeign
      ? hangulGivenDistance(left, one, right, other) : isSameGiven(left, one, right, other) ? .same : .other
    if one.flags.contains(.masked) || other.flags.contains(.masked) {
      if family != .other, given == .fits || given == .same { return .compatible }
      guard !isForeign, one.familyCount > 0, other.familyCount > 0 else { return .different }
      if one.familyCount != other.familyCount { return maskedLevel(left, one, right, other) }
      // 김*수 is neither 김영희 nor 이*희, whatever is hidden; 김*수 and 김민주 may be a slip of one letter
      return family == .other || one.givenCount == other.givenCount && given == .other ? .conflict : .different
    }
    if one.familyCount == 0 || other.familyCount == 0 {
      if given == .same { return .compatible }
      return isForeign && given == .near ? .near : .different
    }
    switch (family, given) {
    case (.same, .same), (.same, .fits): return .same
    case (.soundLaw, .same), (.soundLaw, .fits): return .variant
    case (.same, .near), (.soundLaw, .near), (.typo, .same): return .near
    case (.same, .similar), (.soundLaw, .similar): return .similar
    // 신형철 taken down as 심형철 or 심현철
    case (.heard, .same), (.heard, .near), (.heard, .heard): return .similar
    case (.same, .heard), (.soundLaw, .heard): return .similar
    case (.other, .same): return .given
    default: return areFull ? areApart(left, one, right, other) ? .apart : .conflict : .different
    }
  }

  /// Whether nobody mishears or mistypes one given name for the other. The family names say nothing here: a couple has
  /// two or one, and 김 is heard as 지. A name that was written in the other order may have its halves changed.
  private static func areApart(
    _ left: Span<UInt8>, _ one: NameForm.Hangul, _ right: Span<UInt8>, _ other: NameForm.Hangul
  ) -> Bool {
    let (leftFamily, leftGiven) = (0..<one.familyCount, one.familyCount..<one.familyCount + one.givenCount)
    let (rightFamily, rightGiven) = (0..<other.familyCount, other.familyCount..<other.familyCount + other.givenCount)
    guard areUnlike(left, one, leftGiven, right, other, rightGiven) else { return false }
    if !one.flags.union(other.flags).contains(.swapped) { return true }
    return areUnlike(left, one, leftFamily, right, other, rightGiven) && areUnlike(left, one, leftGiven, right, other, rightFamily)
  }

  /// Syllables at one place must differ in two of onset, vowel and coda, and one name must not be the other backwards;
  /// of names of two lengths any two syllables must.
  private static func areUnlike(
    _ left: Span<UInt8>, _ one: NameForm.Hangul, _ these: Range<Int>, _ right: Span<UInt8>, _ other: NameForm.Hangul,
    _ those: Range<Int>
  ) -> Bool {
    guard these.count == those.count else {
      for i in these {
        for j in those where partsInCommon(one.syllable(left, i), other.syllable(right, j)) >= 2 { return false }
      }
      return true
    }
    var isReversal = true
    for offset in 0..<these.count {
      let syllable = one.syllable(left, these.lowerBound + offset)
      if partsInCommon(syllable, other.syllable(right, those.lowerBound + offset)) >= 2 { return false }
      if syllable != other.syllable(right, those.upperBound - 1 - offset) { isReversal = false }
    }
    return !isReversal
  }

  private static func partsInCommon(_ left: UInt16, _ right: UInt16) -> Int {
    let (a, b) = (Syllable(left), Syllable(right))
    return (a.onset == b.onset ? 1 : 0) + (a.vowel == b.vowel ? 1 : 0) + (a.coda == b.coda ? 1 : 0)
  }

  /// 남**수 may be 남궁민수: where the family names are not of one length, the syllables are held against each other
  /// from the first on.
  private static func maskedLevel(
    _ left: Span<UInt8>, _ one: NameForm.Hangul, _ right: Span<UInt8>, _ other: NameForm.Hangul
  ) -> NameLevel {
    let count = one.familyCount + one.givenCount
    let isOneLength = count == other.familyCount + other.givenCount
    var isSame = true
    for index in 0..<(isOneLength ? count : 1) {
      let a = one.syllable(left, index)
      let b = other.syllable(right, index)
      if a == b || a == HangulName.masked || b == HangulName.masked { continue }
      if HangulDistance.millis(a, b) > 800 { return .conflict }
      isSame = false
    }
    return isOneLength && isSame ? .compatible : .different
  }

  /// Two neighbouring syllables changed places (정태호, 태정호), or one was typed over by its neighbour
  /// (남다영, 남남영).
  private static func isSlipOfSyllables(
    _ left: Span<UInt8>, _ one: NameForm.Hangul, _ right: Span<UInt8>, _ other: NameForm.Hangul
  ) -> Bool {
    let count = one.familyCount + one.givenCount
    guard count >= 3 else { return false }
    var first = -1
    var differing = 0
    for index in 0..<count where one.syllable(left, index) != other.syllable(right, index) {
      if first < 0 { first = index }
      differing += 1
    }
    if differing == 2, first + 1 < count {
      return one.syllable(left, first) == other.syllable(right, first + 1)
        && one.syllable(left, first + 1) == other.syllable(right, first)
    }
    guard differing == 1 else { return false }
    return repeatsNeighbour(left, one, count, first) || repeatsNeighbour(right, other, count, first)
  }

  private static func repeatsNeighbour(_ form: Span<UInt8>, _ name: NameForm.Hangul, _ count: Int, _ index: Int) -> Bool
  {
    let syllable = name.syllable(form, index)
    return index > 0 && name.syllable(form, index - 1) == syllable
      || index + 1 < count && name.syllable(form, index + 1) == syllable
  }

  private enum FamilyRelation { case same, soundLaw, typo, heard, other }
  private enum GivenRelation { case same, fits, near, heard, similar, other }

  private static func familyRelation(
    _ left: Span<UInt8>, _ one: NameForm.Hangul, _ right: Span<UInt8>, _ other: NameForm.Hangul
  ) -> FamilyRelation {
    guard one.familyCount == other.familyCount else { return .other }
    var relation = FamilyRelation.same
    for index in 0..<one.familyCount {
      let a = one.syllable(left, index)
      let b = other.syllable(right, index)
      if a == b || a == HangulName.masked || b == HangulName.masked { continue }
      if KoreanSurnames.initialSoundClass(a) == KoreanSurnames.initialSoundClass(b) {
        relation = .soundLaw
      } else if one.familyCount == 1, HangulDistance.millis(a, b) <= 800,
        KoreanSurnames.shared.row(a) == nil || KoreanSurnames.shared.row(b) == nil
      {
        // 긴민준: no such surname, so a slip
        relation = .typo
      } else if one.familyCount == 1, HangulDistance.millis(a, b) <= HangulDistance.heardMillis {
        relation = .heard
      } else {
        return .other
      }
    }
    return relation
  }

  private static func isSameGiven(
    _ left: Span<UInt8>, _ one: NameForm.Hangul, _ right: Span<UInt8>, _ other: NameForm.Hangul
  ) -> Bool {
    guard one.givenCount == other.givenCount else { return false }
    for index in 0..<one.givenCount
    where one.syllable(left, one.familyCount + index) != other.syllable(right, other.familyCount + index) {
      return false
    }
    return true
  }

  private static func hangulGivenDistance(
    _ left: Span<UInt8>, _ one: NameForm.Hangul, _ right: Span<UInt8>, _ other: NameForm.Hangul
  ) -> GivenRelation {
    let count = one.givenCount
    guard count == other.givenCount else {
      // a syllable dropped at either end: 김민 or 김준 for 김민준
      let shared = min(count, other.givenCount)
      guard shared >= 1, abs(count - other.givenCount) == 1 else { return .other }
      var isStart = true
      var isEnd = true
      for index in 0..<shared {
        let a = one.syllable(left, one.familyCount + index)
        let b = other.syllable(right, other.familyCount + index)
        if a != b { isStart = false }
        let c = one.syllable(left, one.familyCount + one.givenCount - 1 - index)
        let d = other.syllable(right, other.familyCount + other.givenCount - 1 - index)
        if c != d { isEnd = false }
      }
      return isStart || isEnd ? .similar : .other
    }
    var millis = 0
    var hasMask = false
    for index in 0..<count {
      let a = one.syllable(left, one.familyCount + index)
      let b = other.syllable(right, other.familyCount + index)
      if a == HangulName.masked || b == HangulName.masked {
        hasMask = true
      } else {
        millis += HangulDistance.millis(a, b)
        if millis > 800 { return .other }
      }
    }
    if millis == 0 { return hasMask ? .fits : .same }
    if hasMask { return .similar }
    if millis <= 400 { return .near }
    if millis <= HangulDistance.heardMillis { return .heard }
    if millis <= 800 { return .similar }
    return .other
  }

  // MARK: Latin letters

  /// Thousandths a syllable up to which letters are a usual spelling of the syllables, and up to which
  /// they are one at all.
  private static let usualMillis: Int32 = 800
  private static let possibleMillis: Int32 = 2_400

  /// Up to this a surname that nobody is known to spell so is read by its sounds: 성 is not Son.
  private static let soundMillisMax: Int32 = 3_300

  /// The same for the given name alone, and for the whole in an order that is not the rule.
  static let givenMillisMax: Int32 = 2_500
  private static let wellSpeltMillis: Int32 = 1_400

  /// The better of what the syllables say and what the reading in brackets does.
  static func ofHangulAndLatin(_ hangul: Span<UInt8>, _ latin: Span<UInt8>) -> NameLevel {
    let level = ofSyllablesAndLatin(hangul, latin)
    guard level < .crossScript, let reading = NameForm.Hangul(hangul).reading(hangul) else { return level }
    return max(level, min(ofLatin(hangul.extracting(reading), latin), .crossScript))
  }

  /// Whether a whole Latin name is another name of who bears the Hangul one: the surname is spelt so, and the given name
  /// is a spelling of the other or one that is not Korean (Jennifer).
  ///
  /// - Parameter isParted: a sign stands between them that parts two people as often, so the name must be a known one.
  static func isSecondReading(_ hangul: Span<UInt8>, _ latin: Span<UInt8>, isParted: Bool) -> Bool {
    if ofSyllablesAndLatin(hangul, latin) >= .variant { return true }
    let letters = NameForm.Latin(latin)
    guard letters.hasBoth else { return false }
    if isForeign(latin.extracting(letters.given), isParted),
      surnameCost(hangul, NameForm.Hangul(hangul), latin.extracting(letters.family)) != nil
    {
      return true
    }
    // Kim Jennifer
    guard letters.partCount == 2, let other = letters.otherReading(latin) else { return false }
    return isForeign(latin.extracting(other.names), isParted)
      && surnameCost(hangul, NameForm.Hangul(hangul), latin.extracting(other.family)) != nil
  }

  /// A given name that Koreans take beside their own: Jennifer, Jenny, Grace. Of three letters, as Jin and Min, one must be
  /// sure that they spell no Korean name.
  private static func isForeign(_ given: Span<UInt8>, _ isParted: Bool) -> Bool {
    guard given.count >= 3 else { return false }
    let isKnown = Nicknames.shared.has(given)
    if isKnown, given.count >= 4 { return true }
    guard isKnown || !isParted else { return false }
    return KoreanSpelling.readingMillis(given, boundaries: 0, countMax: 3).map { $0 > readableMillis } ?? true
  }

  /// Up to this, letters may be a Korean given name.
  private static let readableMillis: Int32 = 1_700

  private static func ofSyllablesAndLatin(_ hangul: Span<UInt8>, _ latin: Span<UInt8>) -> NameLevel {
    let korean = NameForm.Hangul(hangul)
    let letters = NameForm.Latin(latin)
    if korean.flags.contains(.foreign) { return ofForeign(hangul, korean, latin, letters) }
    guard korean.familyCount > 0, !letters.family.isEmpty else { return .different }
    if letters.flags.contains(.masked) { return fitsMasked(hangul, korean, latin, letters) ? .compatible : .different }
    if letters.given.isEmpty || korean.givenCount == 0 {
      let cost = surnameCost(hangul, korean, latin.extracting(letters.family))
      return cost != nil ? .compatible : .different
    }
    let best = alignment(hangul, korean, latin, letters)
    // 황보라 may be 황보 라 or 황 보라
    guard best < .crossScript, korean.familyCount == 2, korean.givenCount == 1,
      !korean.flags.contains(.masked), KoreanSurnames.shared.row(korean.syllable(hangul, 0)) != nil
    else { return best }
    var divided = korean
    divided.familyCount = 1
    divided.givenCount = 2
    return max(best, alignment(hangul, divided, latin, letters))
  }

  private static func alignment(
    _ hangul: Span<UInt8>, _ korean: NameForm.Hangul, _ latin: Span<UInt8>, _ letters: NameForm.Latin
  ) -> NameLevel {
    let best = alignment(
      hangul, korean, family: latin.extracting(letters.family), given: latin.extracting(letters.names),
      boundaries: letters.boundaries(latin, in: letters.names), meanMax: possibleMillis)
    guard best < .crossScript, !letters.flags.contains(.orderKnown),
      let (family, names) = letters.otherReading(latin)
    else { return best }
    // In three words the family name stands first as a rule, so what is read against it must be spelt
    // well: Son Hyun Woo is no Mr. Woo called 성현.
    let isAgainstRule = letters.partCount > 2 && letters.surnameCount > 0 && family.lowerBound > letters.lettersAt
    let other = alignment(
      hangul, korean, family: latin.extracting(family), given: latin.extracting(names),
      boundaries: letters.boundaries(latin, in: names), meanMax: isAgainstRule ? wellSpeltMillis : possibleMillis)
    // Woo Sung Hyun is 우성현; that 현우성 may be meant is all that can be said.
    return max(best, isAgainstRule && endsGivenName(hangul, korean) ? min(other, .compatible) : other)
  }

  /// The family name is one that ends given names as often.
  private static func endsGivenName(_ hangul: Span<UInt8>, _ korean: NameForm.Hangul) -> Bool {
    korean.familyCount == 1 && givenEnds.contains(korean.syllable(hangul, 0))
  }

  private static let givenEnds = "현준진민연은영호우원석선성수용주지경".unicodeScalars.map { UInt16($0.value - 0xAC00) }

  private static func alignment(
    _ hangul: Span<UInt8>, _ korean: NameForm.Hangul, family: Span<UInt8>, given: Span<UInt8>, boundaries: UInt32,
    meanMax: Int32
  ) -> NameLevel {
    // *민수 may have any surname
    let isHidden = korean.familyCount == 1 && korean.syllable(hangul, 0) == HangulName.masked && !family.isEmpty
    guard let surname = isHidden ? 0 : surnameCost(hangul, korean, family) else {
      return .different
    }
    if korean.flags.contains(.masked) {
      return fitsShown(hangul, korean, given, boundaries, surname: surname, meanMax: meanMax) ? .compatible : .different
    }
    if given.count <= 2, isInitials(hangul, korean, given, boundaries: boundaries) {
      return isTranscribed(hangul, korean, given, boundaries) ? .variant : .compatible
    }
    // a usual surname must not pay for a given name that nobody spells so
    if let cost = KoreanSpelling.cost(
      given, boundaries: boundaries, count: korean.givenCount,
      syllable: { korean.syllable(hangul, korean.familyCount + $0) }),
      cost <= givenMillisMax * Int32(korean.givenCount)
    {
      let mean = (surname + cost) / Int32(korean.familyCount + korean.givenCount)
      if mean <= meanMax { return mean <= usualMillis ? .crossScript : .variant }
    }
    return isTranscribed(hangul, korean, given, boundaries) ? .variant : .different
  }

  /// The syllables of a given name that are shown must be spelt where they stand: 김*수 fits Kim Minsu, not Kim Younghee.
  private static func fitsShown(
    _ hangul: Span<UInt8>, _ korean: NameForm.Hangul, _ given: Span<UInt8>, _ boundaries: UInt32, surname: Int32,
    meanMax: Int32
  ) -> Bool {
    var isShown = false
    for index in 0..<korean.givenCount where korean.syllable(hangul, korean.familyCount + index) != HangulName.masked {
      isShown = true
    }
    if !isShown || given.count <= 2 && isInitials(hangul, korean, given, boundaries: boundaries) { return true }
    guard
      let cost = KoreanSpelling.cost(
        given, boundaries: boundaries, count: korean.givenCount,
        syllable: { korean.syllable(hangul, korean.familyCount + $0) }),
      cost <= givenMillisMax * Int32(korean.givenCount)
    else { return false }
    return (surname + cost) / Int32(korean.familyCount + korean.givenCount) <= meanMax
  }

  /// 유제이크 is Jake Yu.
  private static func isTranscribed(
    _ hangul: Span<UInt8>, _ korean: NameForm.Hangul, _ letters: Span<UInt8>, _ boundaries: UInt32
  ) -> Bool {
    LoanSpelling.isLikely(count: korean.givenCount, syllable: { korean.syllable(hangul, korean.familyCount + $0) })
      && LoanSpelling.isWord(
        letters, boundaries: boundaries, count: korean.givenCount,
        syllable: { korean.syllable(hangul, korean.familyCount + $0) })
  }

  /// 마이클 잭슨 is Michael Jackson; of 황지드래곤 the first syllable is a surname.
  private static func ofForeign(
    _ hangul: Span<UInt8>, _ korean: NameForm.Hangul, _ latin: Span<UInt8>, _ letters: NameForm.Latin
  ) -> NameLevel {
    guard letters.hasBoth, !letters.flags.contains(.masked), !korean.flags.contains(.masked) else { return .different }
    let all = letters.lettersAt..<letters.end
    if LoanSpelling.isWord(
      latin.extracting(all), boundaries: letters.boundaries(latin, in: all), count: korean.familyCount + korean.givenCount,
      syllable: { korean.syllable(hangul, $0) })
    {
      return .variant
    }
    guard korean.familyCount == 0, korean.givenCount > 2 else { return .different }
    var divided = korean
    (divided.familyCount, divided.givenCount) = (1, korean.givenCount - 1)
    return KoreanSurnames.shared.row(korean.syllable(hangul, 0)) == nil ? .different : alignment(hangul, divided, latin, letters)
  }

  /// K** M***** and Kim M** may be 김민준: a single letter is the first of a word, and all that is known of it.
  private static func fitsMasked(
    _ hangul: Span<UInt8>, _ korean: NameForm.Hangul, _ latin: Span<UInt8>, _ letters: NameForm.Latin
  ) -> Bool {
    if fitsMasked(hangul, korean, latin, letters, family: letters.family, given: letters.names) { return true }
    guard let other = letters.otherReading(latin) else { return false }
    return fitsMasked(hangul, korean, latin, letters, family: other.family, given: other.names)
  }

  private static func fitsMasked(
    _ hangul: Span<UInt8>, _ korean: NameForm.Hangul, _ latin: Span<UInt8>, _ letters: NameForm.Latin,
    family: Range<Int>, given: Range<Int>
  ) -> Bool {
    let surname = latin.extracting(family)
    let name = latin.extracting(given)
    guard !surname.isEmpty,
      surname.count == 1 ? beginsSurname(hangul, korean, surname[0]) : surnameCost(hangul, korean, surname) != nil
    else { return false }
    if korean.flags.contains(.masked) || name.isEmpty || korean.givenCount == 0 { return true }
    let boundaries = letters.boundaries(latin, in: given)
    if isInitials(hangul, korean, name, boundaries: boundaries) { return true }
    return KoreanSpelling.cost(
      name, boundaries: boundaries, count: korean.givenCount,
      syllable: { korean.syllable(hangul, korean.familyCount + $0) }) != nil
  }

  /// Whether some spelling of the surname begins with the letter.
  private static func beginsSurname(_ hangul: Span<UInt8>, _ korean: NameForm.Hangul, _ letter: UInt8) -> Bool {
    let first = korean.syllable(hangul, 0)
    if first == HangulName.masked { return true }
    let surnames = KoreanSurnames.shared
    let row = korean.familyCount == 1 ? surnames.row(first) : surnames.row(first, korean.syllable(hangul, 1))
    if let row { return surnames.rows[Int(row)].spellings.contains { $0.letters.first == letter } }
    return initialLetters[Int(first) / 588].contains(letter)
  }

  /// Cost of writing the surname so: by its row, or, for a spelling nobody listed, by its sounds.
  static func surnameCost(_ hangul: Span<UInt8>, _ korean: NameForm.Hangul, _ letters: Span<UInt8>) -> Int32? {
    let surnames = KoreanSurnames.shared
    let row =
      korean.familyCount == 1
      ? surnames.row(korean.syllable(hangul, 0))
      : surnames.row(korean.syllable(hangul, 0), korean.syllable(hangul, 1))
    if let row, let cost = surnames.cost(row: row, spelt: letters) { return cost }
    guard !korean.flags.contains(.masked) || korean.syllable(hangul, 0) != HangulName.masked else { return nil }
    let cost = KoreanSpelling.cost(
      letters, boundaries: 0, count: korean.familyCount, syllable: { korean.syllable(hangul, $0) })
    guard let cost, cost <= soundMillisMax * Int32(korean.familyCount) else { return nil }
    return cost + 1_500
  }

  /// M, MJ and M.J. for 민준; Ji and Ho are syllables.
  static func isInitials(
    _ hangul: Span<UInt8>, _ korean: NameForm.Hangul, _ letters: Span<UInt8>, boundaries: UInt32
  ) -> Bool {
    guard letters.count <= korean.givenCount else { return false }
    if letters.count == 2, boundaries & 2 == 0, KoreanConsonants.isVowelLetter(letters[1]) { return false }
    for index in 0..<letters.count {
      let syllable = korean.syllable(hangul, korean.familyCount + index)
      if syllable == HangulName.masked { continue }
      guard initialLetters[Int(syllable) / 588].contains(letters[index]) else { return false }
    }
    return letters.count == 1 || letters.count == korean.givenCount
  }

  private static let initialLetters: [[UInt8]] = [
    "gk", "kg", "n", "dt", "dt", "rl", "m", "bp", "bp", "s", "s", "aeiouwy", "jc", "jc", "c", "k", "t", "p", "h",
  ].map { Array($0.utf8) }
}
