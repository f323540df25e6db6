/// How well two names agree. Everything is read from the comparison forms; see `NameForm` for the layout.

extension NameLevel: Comparable {
  public static func < (left: NameLevel, right: NameLevel) -> Bool { left.rawValue < right.rawValue }

  /// The level two names reach; symmetric. See the cases for what each means.
  ///
  /// Hangul against Latin letters is decided by alignment (`KoreanSpelling`), Hangul against Hangul by
  /// jamo, Latin against Latin by roles in both orders and then by words.
  ///
  /// - Complexity: a few hundred nanoseconds; microseconds where letters are aligned with syllables.
  public static func of(_ left: Span<UInt8>, _ right: Span<UInt8>) -> NameLevel {
    guard left.count >= 4, right.count >= 4 else { return .different }
    switch (NameForm.Script(rawValue: left[0]), NameForm.Script(rawValue: right[0])) {
    case (.hangul, .hangul): return ofHangul(left, right)
    case (.latin, .latin): return ofLatin(left, right)
    case (.eastAsian, .eastAsian): return ofEastAsian(left, right)
    case (.hangul, .latin): return ofHangulAndLatin(left, right)
    case (.latin, .hangul): return ofHangulAndLatin(right, left)
    case (.eastAsian, .latin): return ofEastAsianAndLatin(left, right)
    case (.latin, .eastAsian): return ofEastAsianAndLatin(right, left)
    default: return .different
    }
  }

  // MARK: Hangul

  private static func ofHangul(_ left: Span<UInt8>, _ right: Span<UInt8>) -> NameLevel {
    let one = NameForm.Hangul(left)
    let other = NameForm.Hangul(right)
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
        return one.flags.contains(.swapped) == other.flags.contains(.swapped) ? .same : .reordered
      }
    }
    let family = familyRelation(left, one, right, other)
    if one.givenCount == 0 || other.givenCount == 0 {
      return family == .same && one.familyCount > 0 ? .compatible : .different
    }
    let given = hangulGivenDistance(left, one, right, other)
    if one.flags.contains(.masked) || other.flags.contains(.masked) {
      return family != .other && given == .fits ? .compatible : .different
    }
    let isForeign = one.flags.contains(.foreign) || other.flags.contains(.foreign)
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
    default: return areFull ? .conflict : .different
    }
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
      }
    }
    if millis == 0 { return hasMask ? .fits : .same }
    if hasMask { return .other }
    if millis <= 400 { return .near }
    if millis <= HangulDistance.heardMillis { return .heard }
    if millis <= 800 { return .similar }
    return .other
  }

  // MARK: Hangul and Latin

  /// Thousandths a syllable up to which letters are a usual spelling of the syllables, and up to which
  /// they are one at all.
  private static let usualMillis: Int32 = 800
  private static let possibleMillis: Int32 = 2_400

  /// Up to this a surname that nobody is known to spell so is read by its sounds: 성 is not Son.
  private static let soundMillisMax: Int32 = 3_300

  /// The same for the given name alone, and for the whole in an order that is not the rule.
  private static let givenMillisMax: Int32 = 2_500
  private static let wellSpeltMillis: Int32 = 1_400

  private static func ofHangulAndLatin(_ hangul: Span<UInt8>, _ latin: Span<UInt8>) -> NameLevel {
    let korean = NameForm.Hangul(hangul)
    let letters = NameForm.Latin(latin)
    guard korean.familyCount > 0, !letters.family.isEmpty, !korean.flags.contains(.foreign) else { return .different }
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
    return max(best, other)
  }

  private static func alignment(
    _ hangul: Span<UInt8>, _ korean: NameForm.Hangul, family: Span<UInt8>, given: Span<UInt8>, boundaries: UInt32,
    meanMax: Int32
  ) -> NameLevel {
    guard let surname = surnameCost(hangul, korean, family) else {
      return .different
    }
    if korean.flags.contains(.masked) { return .compatible }
    if given.count <= 2, isInitials(hangul, korean, given, boundaries: boundaries) { return .compatible }
    guard
      let cost = KoreanSpelling.cost(
        given, boundaries: boundaries, count: korean.givenCount,
        syllable: { korean.syllable(hangul, korean.familyCount + $0) })
    else { return .different }
    // a usual surname must not pay for a given name that nobody spells so
    if cost > givenMillisMax * Int32(korean.givenCount) { return .different }
    let mean = (surname + cost) / Int32(korean.familyCount + korean.givenCount)
    return mean <= usualMillis ? .crossScript : mean <= meanMax ? .variant : .different
  }

  /// Cost of writing the surname so: by its row, or, for a spelling nobody listed, by its sounds.
  private static func surnameCost(_ hangul: Span<UInt8>, _ korean: NameForm.Hangul, _ letters: Span<UInt8>) -> Int32? {
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
  private static func isInitials(
    _ hangul: Span<UInt8>, _ korean: NameForm.Hangul, _ letters: Span<UInt8>, boundaries: UInt32
  ) -> Bool {
    guard letters.count <= korean.givenCount else { return false }
    if letters.count == 2, boundaries & 2 == 0, KoreanConsonants.isVowelLetter(letters[1]) { return false }
    for index in 0..<letters.count {
      let onset = Int(korean.syllable(hangul, korean.familyCount + index)) / 588
      guard initialLetters[onset].contains(letters[index]) else { return false }
    }
    return letters.count == 1 || letters.count == korean.givenCount
  }

  private static let initialLetters: [[UInt8]] = [
    "gk", "kg", "n", "dt", "dt", "rl", "m", "bp", "bp", "s", "s", "aeiouwy", "jc", "jc", "c", "k", "t", "p", "h",
  ].map { Array($0.utf8) }

  // MARK: Latin

  private static func ofLatin(_ left: Span<UInt8>, _ right: Span<UInt8>) -> NameLevel {
    let one = NameForm.Latin(left)
    let other = NameForm.Latin(right)
    if one.flags.union(other.flags).contains(.masked) { return ofMasked(left, one, right, other) }
    guard one.hasBoth, other.hasBoth else { return ofSingleWords(left, one, right, other) }
    var level = inOrder(left, one, right, other)
    if level < .reordered {
      let crossed = acrossRoles(left, one, right, other)
      if crossed > level { level = crossed }
    }
    if level < .variant {
      let byWords = wordLevel(left, one, right, other)
      if byWords > level { level = byWords }
    }
    if level > .similar, one.suffix != other.suffix, one.suffix != 0, other.suffix != 0 {
      level = .similar
    }
    if one.flags.contains(.transliterated) != other.flags.contains(.transliterated) {
      if level >= .reordered { return .crossScript }
      if level == .conflict { return .different }
    }
    return level
  }

  /// Given name against given name, family name against family name.
  private static func inOrder(
    _ left: Span<UInt8>, _ one: NameForm.Latin, _ right: Span<UInt8>, _ other: NameForm.Latin
  ) -> NameLevel {
    let hasUmlaut = one.hasUmlaut || other.hasUmlaut
    let leftFamily = left.extracting(one.family)
    let rightFamily = right.extracting(other.family)
    let leftGiven = left.extracting(one.given)
    let rightGiven = right.extracting(other.given)
    let areFull = one.flags.contains(.full) && other.flags.contains(.full)
    let areKorean = one.surnameCount > 0 && other.surnameCount > 0

    var family = wordRelation(leftFamily, rightFamily, hasUmlaut: hasUmlaut)
    if areKorean, family != .same { family = sharesSurname(left, one, right, other) ? .variant : .other }
    var given = wordRelation(leftGiven, rightGiven, hasUmlaut: hasUmlaut)
    if given != .same {
      switch nicknameRelation(left, one, right, other) {
      case .formal: given = .variant
      case .sibling: given = max(given, .near)
      case .none: break
      }
    }
    if areKorean, given != .same, given != .initial, given != .variant {
      let cost = KoreanSpelling.commonCost(
        leftGiven, boundaries: one.boundaries(left, in: one.given), rightGiven,
        boundaries: other.boundaries(right, in: other.given))
      if let cost, cost <= commonMillisMax { given = .variant } else if given == .near { given = .similar }
    }

    switch (family, given) {
    case (.same, .same): return middleLevel(left, one, right, other)
    case (.same, .variant), (.variant, .same), (.variant, .variant): return .variant
    case (.same, .near), (.near, .same), (.near, .variant), (.near, .near), (.variant, .near): return .near
    case (.same, .initial), (.initial, .same), (.variant, .initial), (.initial, .variant): return .compatible
    case (.near, .initial), (.near, .similar), (.similar, .near), (.similar, .variant): return .similar
    case (.same, .prefix): return .compatible
    case (.same, .similar), (.variant, .similar), (.similar, .same), (.prefix, .same): return .similar
    case (_, .same) where leftGiven.count >= 2: return .given
    default: return areFull ? .conflict : .different
    }
  }

  /// Up to this, two spellings are taken for spellings of one name: two sounds written in another usual way.
  private static let commonMillisMax: Int32 = 2_600

  private static func middleLevel(
    _ left: Span<UInt8>, _ one: NameForm.Latin, _ right: Span<UInt8>, _ other: NameForm.Latin
  ) -> NameLevel {
    let leftMiddle = left.extracting(one.middle)
    let rightMiddle = right.extracting(other.middle)
    if leftMiddle.hasSameBytes(as: rightMiddle) { return .same }
    if leftMiddle.isEmpty || rightMiddle.isEmpty {
      return max(leftMiddle.count, rightMiddle.count) == 1 ? .compatible : .similar
    }
    if leftMiddle.count == 1 || rightMiddle.count == 1 {
      return leftMiddle[0] == rightMiddle[0] ? .compatible : .similar
    }
    return damerauAtMost(leftMiddle, rightMiddle, limit: 1) != nil ? .near : .similar
  }

  private enum WordRelation: Int, Comparable {
    case other, similar, prefix, initial, near, variant, same
    static func < (left: WordRelation, right: WordRelation) -> Bool { left.rawValue < right.rawValue }
  }

  private static func wordRelation(_ left: Span<UInt8>, _ right: Span<UInt8>, hasUmlaut: Bool) -> WordRelation {
    if left.hasSameBytes(as: right) { return .same }
    if hasUmlaut, isSameWithUmlauts(left, right) { return .same }
    let shorter = min(left.count, right.count)
    let longer = max(left.count, right.count)
    if shorter == 1 { return left[0] == right[0] ? .initial : .other }
    let limit = longer >= 5 ? 2 : 1
    if let distance = damerauAtMost(left, right, limit: limit) {
      // Mark and Mary, Tom and Tim are two names; Jonh and John, Ann and Anne one
      let isSlip = longer >= 5 || longer == 4 && (left.count != right.count || isNeighbourSwap(left, right))
      if isSlip, distance == 1 || longer >= 9 { return .near }
      return .similar
    }
    if shorter >= 3, left.count < right.count ? right.begins(with: left) : left.begins(with: right) { return .prefix }
    if shorter >= 4, soundsAlike(left, right) { return .near }
    return jaroWinklerMillis(left, right) >= 850 ? .similar : .other
  }

  private static func isNeighbourSwap(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    var index = 0
    while left[index] == right[index] { index += 1 }
    return index + 1 < left.count && left[index] == right[index + 1] && left[index + 1] == right[index]
  }

  /// The same consonants in the same order, whatever the vowels and however doubled: Smith, Smyth;
  /// Kathryn, Catherine.
  private static func soundsAlike(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    var one = Consonants()
    var other = Consonants()
    var count = 0
    while true {
      let a = one.next(in: left)
      let b = other.next(in: right)
      if a != b { return false }
      if a == 0 { return count >= 3 }
      count += 1
    }
  }

  /// ü and ue, ö and oe, ä and ae, å and aa: an e (or a) that one side lacks behind its vowel.
  private static func isSameWithUmlauts(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    var i = 0
    var j = 0
    while i < left.count || j < right.count {
      if i < left.count, j < right.count, left[i] == right[j] {
        i += 1
        j += 1
      } else if i > 0, i < left.count, isSpeltOut(left[i - 1], left[i]) {
        i += 1
      } else if j > 0, j < right.count, isSpeltOut(right[j - 1], right[j]) {
        j += 1
      } else {
        return false
      }
    }
    return true
  }

  private static func isSpeltOut(_ vowel: UInt8, _ next: UInt8) -> Bool {
    next == UInt8(ascii: "e")
      && (vowel == UInt8(ascii: "a") || vowel == UInt8(ascii: "o") || vowel == UInt8(ascii: "u"))
      || next == UInt8(ascii: "a") && vowel == UInt8(ascii: "a")
  }

  private static func sharesSurname(
    _ left: Span<UInt8>, _ one: NameForm.Latin, _ right: Span<UInt8>, _ other: NameForm.Latin
  ) -> Bool {
    let surnames = KoreanSurnames.shared
    for i in 0..<one.surnameCount {
      let a = one.surname(left, i)
      for j in 0..<other.surnameCount {
        let b = other.surname(right, j)
        if a == b { return true }
        let x = surnames.rows[Int(a)].syllables
        let y = surnames.rows[Int(b)].syllables
        if x.count == 1, y.count == 1,
          KoreanSurnames.initialSoundClass(x[0]) == KoreanSurnames.initialSoundClass(y[0])
        {
          return true
        }
      }
    }
    return false
  }

  private static func nicknameRelation(
    _ left: Span<UInt8>, _ one: NameForm.Latin, _ right: Span<UInt8>, _ other: NameForm.Latin
  ) -> Nicknames.Relation {
    var relation = Nicknames.Relation.none
    for i in 0..<one.nicknameCount {
      let a = one.nickname(left, i)
      for j in 0..<other.nicknameCount {
        let b = other.nickname(right, j)
        guard a >> 1 == b >> 1 else { continue }
        if (a | b) & 1 == 1 { return .formal }
        relation = .sibling
      }
    }
    return relation
  }

  /// Family name and given name changed places.
  private static func acrossRoles(
    _ left: Span<UInt8>, _ one: NameForm.Latin, _ right: Span<UInt8>, _ other: NameForm.Latin
  ) -> NameLevel {
    let hasUmlaut = one.hasUmlaut || other.hasUmlaut
    let first = wordRelation(
      left.extracting(one.names), right.extracting(other.family), hasUmlaut: hasUmlaut)
    let second = wordRelation(
      left.extracting(one.family), right.extracting(other.names), hasUmlaut: hasUmlaut)
    if first == .same, second < .near {
      // Brown William and Bill Brown
      switch Nicknames.shared.relation(left.extracting(one.family), right.extracting(other.names)) {
      case .formal: return .variant
      case .sibling: return .near
      case .none: break
      }
    }
    if second == .same, first < .near {
      switch Nicknames.shared.relation(left.extracting(one.names), right.extracting(other.family)) {
      case .formal: return .variant
      case .sibling: return .near
      case .none: break
      }
    }
    switch (first, second) {
    case (.same, .same): return .reordered
    case (.same, .near), (.near, .same), (.near, .near): return .near
    case (.same, .initial), (.initial, .same): return .compatible
    case (.same, .similar), (.similar, .same): return .similar
    default: return .conflict
    }
  }

  /// Words against words, whatever their roles.
  private static func wordLevel(
    _ left: Span<UInt8>, _ one: NameForm.Latin, _ right: Span<UInt8>, _ other: NameForm.Latin
  ) -> NameLevel {
    // De la Cruz and Delacruz, Mary Ann and Maryann
    let leftAll = left.extracting(one.lettersAt..<one.end)
    let rightAll = right.extracting(other.lettersAt..<other.end)
    if leftAll.count == rightAll.count, leftAll.hasSameBytes(as: rightAll) { return .reordered }
    let fewer = min(one.partCount, other.partCount)
    guard fewer >= 2, one.partCount <= 16, other.partCount <= 16 else { return .conflict }
    var taken: UInt32 = 0
    var found = 0
    var letterCount = 0
    var leftAt = one.lettersAt
    for i in 0..<one.partCount {
      let leftLength = Int(left[one.rolesAt + 2 * i + 1])
      var rightAt = other.lettersAt
      for j in 0..<other.partCount {
        let rightLength = Int(right[other.rolesAt + 2 * j + 1])
        if taken >> UInt32(j) & 1 == 0, leftLength == rightLength, leftLength >= 2,
          left.extracting(leftAt..<leftAt + leftLength).hasSameBytes(
            as: right.extracting(rightAt..<rightAt + rightLength))
        {
          taken |= 1 << UInt32(j)
          found += 1
          letterCount += leftLength
          break
        }
        rightAt += rightLength
      }
      leftAt += leftLength
    }
    guard found == fewer, letterCount >= 5 else { return .conflict }
    return one.partCount == other.partCount ? .reordered : .similar
  }

  /// A side with one word only: the word is the other's family or given name, or it is not.
  private static func ofSingleWords(
    _ left: Span<UInt8>, _ one: NameForm.Latin, _ right: Span<UInt8>, _ other: NameForm.Latin
  ) -> NameLevel {
    let leftIsSingle = !one.hasBoth
    if leftIsSingle, !other.hasBoth {
      return singleLevel(
        wordRelation(
          left.extracting(one.lettersAt..<one.end), right.extracting(other.lettersAt..<other.end), hasUmlaut: false))
    }
    return leftIsSingle ? ofSingleWord(left, one, right, other) : ofSingleWord(right, other, left, one)
  }

  private static func ofSingleWord(
    _ single: Span<UInt8>, _ one: NameForm.Latin, _ whole: Span<UInt8>, _ other: NameForm.Latin
  ) -> NameLevel {
    let word = single.extracting(one.lettersAt..<one.end)
    guard word.count >= 2 else { return .different }
    let hasUmlaut = one.hasUmlaut || other.hasUmlaut
    return max(
      singleLevel(wordRelation(word, whole.extracting(other.family), hasUmlaut: hasUmlaut)),
      singleLevel(wordRelation(word, whole.extracting(other.given), hasUmlaut: hasUmlaut)),
      singleLevel(wordRelation(word, whole.extracting(other.lettersAt..<other.end), hasUmlaut: hasUmlaut)))
  }

  private static func singleLevel(_ relation: WordRelation) -> NameLevel {
    switch relation {
    case .same: .compatible
    case .near: .similar
    default: .different
    }
  }

  // MARK: Han and kana

  private static func ofEastAsian(_ left: Span<UInt8>, _ right: Span<UInt8>) -> NameLevel {
    let one = NameForm.EastAsian(left)
    let other = NameForm.EastAsian(right)
    let leftAll = left.extracting(6..<one.familyReadingAt)
    let rightAll = right.extracting(6..<other.familyReadingAt)
    let areFull = one.flags.contains(.full) && other.flags.contains(.full)
    if leftAll.hasSameBytes(as: rightAll) { return areFull ? .same : .compatible }
    let isLeftKana = left[7] == 0x30 && left[6] == 0
    let isRightKana = right[7] == 0x30 && right[6] == 0
    if isLeftKana != isRightKana {
      if one.hasReading, other.hasReading,
        left.extracting(one.familyReadingAt..<one.end).hasSameBytes(
          as: right.extracting(other.familyReadingAt..<other.end))
      {
        return .crossScript
      }
      return .different
    }
    let disagreement: NameLevel = areFull ? .conflict : .different
    if one.familyCount > 0, other.familyCount > 0 {
      let leftFamily = left.extracting(6..<6 + 3 * one.familyCount)
      let rightFamily = right.extracting(6..<6 + 3 * other.familyCount)
      let leftGiven = left.extracting(6 + 3 * one.familyCount..<one.familyReadingAt)
      let rightGiven = right.extracting(6 + 3 * other.familyCount..<other.familyReadingAt)
      if leftGiven.hasSameBytes(as: rightGiven) { return .given }
      if leftFamily.hasSameBytes(as: rightGiven), leftGiven.hasSameBytes(as: rightFamily) { return .reordered }
      if leftFamily.hasSameBytes(as: rightFamily), isLeftKana, damerauAtMost(leftGiven, rightGiven, limit: 1) != nil {
        return .near
      }
      return disagreement
    }
    if !areFull {
      // 田中 and 田中太郎
      return leftAll.begins(with: rightAll) || rightAll.begins(with: leftAll) ? .compatible : .different
    }
    return disagreement
  }

  private static func ofEastAsianAndLatin(_ eastAsian: Span<UInt8>, _ latin: Span<UInt8>) -> NameLevel {
    let one = NameForm.EastAsian(eastAsian)
    let other = NameForm.Latin(latin)
    guard one.hasReading, other.hasBoth else { return .different }
    let family = eastAsian.extracting(one.familyReadingAt..<one.givenReadingAt)
    let given = eastAsian.extracting(one.givenReadingAt..<one.end)
    let latinFamily = latin.extracting(other.family)
    let latinGiven = latin.extracting(other.names)
    if family.isEmpty {
      // タナカハナコ: one word, either order
      return isReading(given, latinFamily, latinGiven) || isReading(given, latinGiven, latinFamily)
        ? .crossScript : .different
    }
    let isFamily = isReading(family, latinFamily) || isReading(family, latinGiven)
    let isGiven = isReading(given, latinGiven) || isReading(given, latinFamily)
    return isFamily && isGiven ? .crossScript : isGiven ? .given : .different
  }

  private static func isReading(_ reading: Span<UInt8>, _ first: Span<UInt8>, _ second: Span<UInt8>? = nil) -> Bool {
    var known = ShortenedVowels()
    var letters = ShortenedVowels()
    while let letter = letters.next(in: first) {
      guard known.next(in: reading) == letter else { return false }
    }
    if let second {
      var rest = ShortenedVowels()
      while let letter = rest.next(in: second) {
        guard known.next(in: reading) == letter else { return false }
      }
    }
    return known.next(in: reading) == nil
  }
}

/// Walks over the consonant classes of a word, as `NameSound` makes them; 0 at the end.
private struct Consonants {
  private var index = 0
  private var last: UInt8 = 0

  mutating func next(in letters: Span<UInt8>) -> UInt8 {
    while index < letters.count {
      let letter = letters[index]
      let following = index + 1 < letters.count ? letters[index + 1] : 0
      let isFirst = index == 0
      index += 1
      var soundClass: UInt8 = 0
      switch letter {
      case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"):
        if isFirst { soundClass = UInt8(ascii: "A") }
      case UInt8(ascii: "h"), UInt8(ascii: "w"), UInt8(ascii: "y"): break
      case UInt8(ascii: "c"), UInt8(ascii: "k"), UInt8(ascii: "q"), UInt8(ascii: "x"): soundClass = UInt8(ascii: "K")
      case UInt8(ascii: "p") where following == UInt8(ascii: "h"): soundClass = UInt8(ascii: "F")
      case UInt8(ascii: "f"), UInt8(ascii: "v"): soundClass = UInt8(ascii: "F")
      case UInt8(ascii: "s"), UInt8(ascii: "z"): soundClass = UInt8(ascii: "S")
      case UInt8(ascii: "g"), UInt8(ascii: "j"): soundClass = UInt8(ascii: "J")
      case UInt8(ascii: "d"), UInt8(ascii: "t"): soundClass = UInt8(ascii: "T")
      default: soundClass = letter
      }
      if soundClass != 0, soundClass != last {
        last = soundClass
        return soundClass
      }
    }
    return 0
  }
}

/// Walks over a romanised Japanese word with long vowels shortened and n for m before lips, as
/// `shorteningLongVowels` writes it.
private struct ShortenedVowels {
  private var index = 0
  private var last: UInt8 = 0

  mutating func next(in letters: Span<UInt8>) -> UInt8? {
    while index < letters.count {
      let letter = letters[index]
      let following = index + 1 < letters.count ? letters[index + 1] : 0
      index += 1
      switch following {
      case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"): break
      default: if last == UInt8(ascii: "o"), letter == UInt8(ascii: "h") { continue }
      }
      if last == UInt8(ascii: "o"), letter == UInt8(ascii: "u") || letter == last { continue }
      if last == UInt8(ascii: "u"), letter == last { continue }
      let isBeforeLip =
        following == UInt8(ascii: "b") || following == UInt8(ascii: "p") || following == UInt8(ascii: "m")
      last = letter == UInt8(ascii: "m") && isBeforeLip ? UInt8(ascii: "n") : letter
      return last
    }
    return nil
  }
}
