/// Latin names held against each other: by roles, by roles in the other order, then by words.

extension NameLevel {
  /// - Parameter tellsApart: false where `apart` and `conflict` are as good, which is dear to tell: it may be `conflict` then.
  static func ofLatin(_ left: Span<UInt8>, _ right: Span<UInt8>, tellsApart: Bool = true) -> NameLevel {
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
    if level < .variant, one.surnameCount > 0, other.surnameCount > 0 {
      let byOtherEnd = max(readFromTheOtherEnd(left, one, right, other), readFromTheOtherEnd(right, other, left, one))
      if byOtherEnd > level { level = byOtherEnd }
    }
    if level >= .similar, one.suffix != other.suffix, one.suffix != 0, other.suffix != 0 {
      // father and son
      guard generation(one.suffix) == generation(other.suffix) else {
        return one.flags.intersection(other.flags).contains([.full]) && one.flags.contains(.transliterated) == other.flags.contains(.transliterated)
          ? .conflict : .different
      }
      level = min(level, .compatible)
    }
    if one.flags.contains(.transliterated) != other.flags.contains(.transliterated) {
      if level >= .reordered { return .crossScript }
      if level == .conflict { return .different }
    }
    return level == .conflict && tellsApart && areApart(left, one, right, other) ? .apart : level
  }

  /// Whether nobody mishears, mistypes or shortens one given name to the other. The family names say nothing here: a
  /// couple has two or one. Where position alone tells them from given names, each side is read in the other order, too:
  /// then only a word that is nearly the other's counts, for John Smith and Mary Jones have one that is like it.
  private static func areApart(
    _ left: Span<UInt8>, _ one: NameForm.Latin, _ right: Span<UInt8>, _ other: NameForm.Latin
  ) -> Bool {
    let areKorean = one.surnameCount > 0 && other.surnameCount > 0
    // Koreans spell one name in so many ways that its first sound is what is left of it.
    if areKorean, firstSound(left[one.given.lowerBound], isKorean: true) == firstSound(right[other.given.lowerBound], isKorean: true) {
      return false
    }
    guard !shareWord(left, one, one.names, right, other, other.names),
      areUnlike(left.extracting(one.given), right.extracting(other.given))
    else { return false }
    if !one.flags.contains(.orderKnown), let names = one.otherReading(left)?.names,
      shareWord(left, one, names, right, other, other.names) || areNearlyOne(left.extracting(names), right.extracting(other.given))
    {
      return false
    }
    if !other.flags.contains(.orderKnown), let names = other.otherReading(right)?.names,
      shareWord(left, one, one.names, right, other, names) || areNearlyOne(left.extracting(one.given), right.extracting(names))
    {
      return false
    }
    return true
  }

  /// Whether a part of one, within a range of its letters, is a part of the other within a range of its.
  private static func shareWord(
    _ left: Span<UInt8>, _ one: NameForm.Latin, _ these: Range<Int>, _ right: Span<UInt8>, _ other: NameForm.Latin,
    _ those: Range<Int>
  ) -> Bool {
    var leftAt = one.lettersAt
    for i in 0..<one.partCount {
      let word = leftAt..<leftAt + Int(left[one.rolesAt + 2 * i + 1])
      leftAt = word.upperBound
      if word.lowerBound < these.lowerBound || word.upperBound > these.upperBound { continue }
      var rightAt = other.lettersAt
      for j in 0..<other.partCount {
        let another = rightAt..<rightAt + Int(right[other.rolesAt + 2 * j + 1])
        rightAt = another.upperBound
        if another.lowerBound < those.lowerBound || another.upperBound > those.upperBound { continue }
        if left.extracting(word).hasSameBytes(as: right.extracting(another)) { return true }
      }
    }
    return false
  }

  /// The first of the name is Sr., and the second Jr. as often as II.
  private static func generation(_ suffix: UInt8) -> Int {
    switch LatinName.Suffix(rawValue: suffix) {
    case .senior: 1
    case .junior, .second: 2
    case .third: 3
    case .fourth: 4
    default: 0
    }
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

    // Of Koreans the surnames that a word stands for are compared, and not its letters.
    var family =
      areKorean
      ? isSameWord(leftFamily, rightFamily, hasUmlaut: hasUmlaut)
        ? .same : sharesSurname(left, one, right, other) ? .variant : .other
      : wordRelation(leftFamily, rightFamily, hasUmlaut: hasUmlaut)
    if !areKorean, family != .same, NameVariants.shared.areOne(leftFamily, rightFamily, isFamily: true) {
      // not of Koreans: Chang and Chung are one name of China in Latin letters, but two of Korea
      family = .variant
    }
    // with another family name only the same given name says anything
    var given = family != .other ? wordRelation(leftGiven, rightGiven, hasUmlaut: hasUmlaut)
      : isSameWord(leftGiven, rightGiven, hasUmlaut: hasUmlaut) ? .same : .other
    if given != .same, family != .other {
      switch Nicknames.shared.relation(leftGiven, rightGiven) {
      case .formal: given = .variant
      case .sibling: given = max(given, .near)
      case .none: break
      }
    }
    if given != .same, family > .prefix, NameVariants.shared.areOne(leftGiven, rightGiven, isFamily: false) {
      given = .variant
    }
    if areKorean, family != .other, given != .same, given != .initial, given != .variant {
      let cost = KoreanSpelling.commonCost(
        leftGiven, boundaries: one.boundaries(left, in: one.given), rightGiven,
        boundaries: other.boundaries(right, in: other.given), costMax: commonMillisMax)
      if cost != nil { given = .variant } else if given == .near { given = .similar }
    }

    if !areKorean {
      // Suzanne and Susan, Stephenson and Stevenson: letters and sounds together. Sounds alone make one name
      // of Eliza and Alice, and a second reading of a given name makes Michelle of Michael.
      if family == .same, given <= .similar, soundsAndLooksAlike(leftGiven, rightGiven, inAnyReading: false) {
        given = .near
      }
      if given == .same, family <= .similar, soundsAndLooksAlike(leftFamily, rightFamily, inAnyReading: true) {
        family = .near
      }
    }

    // Martin and Martina, Peter and Petra: no slip, and no nickname either. Without a family name in common they are not
    // held against each other at all.
    if given == .near, GivenNameGender.shared.areApart(leftGiven, rightGiven) { given = .similar }

    switch (family, given) {
    case (.same, .same): return middleLevel(left, one, right, other)
    case (.same, .variant), (.variant, .same), (.variant, .variant): return .variant
    case (.same, .near), (.near, .same), (.near, .variant), (.near, .near), (.variant, .near): return .near
    case (.same, .initial), (.initial, .same), (.variant, .initial), (.initial, .variant): return .compatible
    case (.near, .initial), (.near, .similar), (.similar, .near), (.similar, .variant): return .similar
    case (.same, .prefix): return .compatible
    case (.same, .similar), (.variant, .similar), (.similar, .same), (.prefix, .same): return .similar
    case (_, .same) where min(leftGiven.count, rightGiven.count) >= 2: return .given
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

  /// Family name and given name changed places.
  private static func acrossRoles(
    _ left: Span<UInt8>, _ one: NameForm.Latin, _ right: Span<UInt8>, _ other: NameForm.Latin
  ) -> NameLevel {
    let hasUmlaut = one.hasUmlaut || other.hasUmlaut
    let leftNames = left.extracting(one.names)
    let leftFamily = left.extracting(one.family)
    let rightNames = right.extracting(other.names)
    let rightFamily = right.extracting(other.family)
    let isFirstSame = isSameWord(leftNames, rightFamily, hasUmlaut: hasUmlaut)
    let isSecondSame = isSameWord(leftFamily, rightNames, hasUmlaut: hasUmlaut)
    if isFirstSame, isSecondSame { return .reordered }
    if !isFirstSame, !isSecondSame {
      // one word in its place at least, or a slip in both
      return wordRelation(leftNames, rightFamily, hasUmlaut: hasUmlaut, seeksSimilar: false) == .near
        && wordRelation(leftFamily, rightNames, hasUmlaut: hasUmlaut, seeksSimilar: false) == .near
        ? .near : .conflict
    }
    // Brown William and Bill Brown
    let (leftRest, rightRest) = isFirstSame ? (leftFamily, rightNames) : (leftNames, rightFamily)
    let rest = wordRelation(leftRest, rightRest, hasUmlaut: hasUmlaut)
    if rest == .near { return GivenNameGender.shared.areApart(leftRest, rightRest) ? .similar : .near }
    switch Nicknames.shared.relation(leftRest, rightRest) {
    case .formal: return .variant
    case .sibling: return .near
    case .none: break
    }
    switch rest {
    case .initial: return .compatible
    case .similar: return .similar
    default: return .conflict
    }
  }

  /// Kim Minjun and Min Jun Kim, if the latter was taken for Mr. Min: a Korean name of three words has its family name at
  /// either end. Another order takes the same letters: with another spelling as well it is no more than near.
  private static func readFromTheOtherEnd(
    _ left: Span<UInt8>, _ one: NameForm.Latin, _ right: Span<UInt8>, _ other: NameForm.Latin
  ) -> NameLevel {
    guard !one.flags.contains(.orderKnown), one.partCount == 3, let (family, names) = one.otherReading(left),
      left.extracting(family).hasSameBytes(as: right.extracting(other.family))
    else { return .apart }
    let (given, otherGiven) = (left.extracting(names), right.extracting(other.names))
    if given.hasSameBytes(as: otherGiven) { return .reordered }
    let cost = KoreanSpelling.commonCost(
      given, boundaries: one.boundaries(left, in: names), otherGiven, boundaries: other.boundaries(right, in: other.names),
      costMax: commonMillisMax)
    return cost == nil ? .apart : .near
  }

  /// Words against words, whatever their roles.
  private static func wordLevel(
    _ left: Span<UInt8>, _ one: NameForm.Latin, _ right: Span<UInt8>, _ other: NameForm.Latin
  ) -> NameLevel {
    // De la Cruz and Delacruz, Mary Ann and Maryann
    let leftAll = left.extracting(one.lettersAt..<one.end)
    let rightAll = right.extracting(other.lettersAt..<other.end)
    // but Michael A. Jung is no Michaela Jung
    let hasInitial = { (name: NameForm.Latin, than: NameForm.Latin) in name.middle.count == 1 && name.given.count > 1 && than.middle.isEmpty }
    if leftAll.count == rightAll.count, !hasInitial(one, other), !hasInitial(other, one), leftAll.hasSameBytes(as: rightAll) {
      return .reordered
    }
    let fewer = min(one.partCount, other.partCount)
    guard fewer >= 2, one.partCount <= 16, other.partCount <= 16 else { return .conflict }
    var taken: UInt32 = 0
    var found = 0
    var letterCount = 0
    var leftAt = one.lettersAt
    for i in 0..<one.partCount {
      // what is left cannot make up for what was not found
      if found + one.partCount - i < fewer { return .conflict }
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
    if one.partCount == 1, isGlued(word, whole, other), one.flags.contains(.transliterated) == other.flags.contains(.transliterated) {
      return .reordered
    }
    let hasUmlaut = one.hasUmlaut || other.hasUmlaut
    let level = max(
      singleLevel(wordRelation(word, whole.extracting(other.family), hasUmlaut: hasUmlaut)),
      singleLevel(wordRelation(word, whole.extracting(other.given), hasUmlaut: hasUmlaut)),
      singleLevel(wordRelation(word, whole.extracting(other.lettersAt..<other.end), hasUmlaut: hasUmlaut)))
    // One word and it is no part of the name: William, and Lisa Turner on whose telephone he is.
    // Beth may be Mary Elizabeth, and what is no Western name has syllables that are in no list.
    let (given, family) = (whole.extracting(other.given), whole.extracting(other.family))
    guard level == .different, other.middle.isEmpty, other.surnameCount == 0, word.count >= 4, GivenNameGender.shared.has(word), GivenNameGender.shared.has(given), areUnlike(word, given),
      areUnlike(word, family), word[0] != given[0] || word[1] != given[1]
    else { return level }
    return .apart
  }

  /// NGUYENTHIHOA is Nguyen Thi Hoa without its spaces, and KIMMINSU is Kim Minsu; but Annalee may be a given name.
  private static func isGlued(_ word: Span<UInt8>, _ whole: Span<UInt8>, _ other: NameForm.Latin) -> Bool {
    guard other.flags.contains(.full), other.hasBoth, word.count == other.end - other.lettersAt else { return false }
    func isWritten(_ first: Range<Int>, _ second: Range<Int>, _ third: Range<Int>) -> Bool {
      let secondAt = first.count
      let thirdAt = secondAt + second.count
      return word.extracting(0..<secondAt).hasSameBytes(as: whole.extracting(first))
        && word.extracting(secondAt..<thirdAt).hasSameBytes(as: whole.extracting(second))
        && word.extracting(thirdAt..<word.count).hasSameBytes(as: whole.extracting(third))
    }
    let isLong = word.count >= (other.partCount >= 3 ? 6 : 10)
    if isWritten(other.family, other.given, other.middle) { return isLong || other.surnameCount > 0 && word.count >= 8 }
    return isLong && (isWritten(other.given, other.middle, other.family) || isWritten(other.family, other.middle, other.given))
  }

  private static func singleLevel(_ relation: WordRelation) -> NameLevel {
    switch relation {
    case .same: .compatible
    case .near: .similar
    default: .different
    }
  }
}
