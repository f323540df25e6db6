import Identity

/// The usual field of a Korean file, read without taking it apart: two to four syllables, alone or in two
/// columns, that begin with a surname and hold nothing else; or three with a space behind the surname, a hidden
/// syllable in the middle (김*동) or 님 at the end.
extension Normalizer {
  /// Nil: look closer.
  func plainHangulValue(_ parts: NameParts) -> NormalizedValue? {
    guard parts.middle.isEmpty, parts.suffix.isEmpty, parts.kana.isEmpty else { return nil }
    let isWhole = parts.given.isEmpty && parts.family.isEmpty
    guard isWhole != parts.full.isEmpty else { return nil }
    let surnames = KoreanSurnames.shared
    let family: PlainSyllables
    let given: PlainSyllables
    let row: UInt16?
    let whole: [UInt8]
    if isWhole {
      // 미스터김: most names that begin so are titles
      guard let all = PlainSyllables(parts.full) else { return dressedHangulValue(parts) }
      guard all.count >= 2, all[0] != HangulName.titleStart else { return nil }
      if all.isCalled { return dressedHangulValue(parts) }
      let double = all.count >= 3 ? surnames.row(all[0], all[1]) : nil
      row = double ?? surnames.row(all[0])
      guard all.count == 3 || row != nil && (double == nil || surnames.row(all[0]) != nil), !all.mayEndInHonorific, !all.endsInRelation, !all.isDepartment,
        PlaceholderNames.verdict(parts.full) == .none
      else { return nil }
      family = all.prefix(double == nil ? 1 : 2)
      given = all.suffix(from: family.count)
      whole = parts.full
    } else {
      guard let first = PlainSyllables(parts.family), let second = PlainSyllables(parts.given),
        first.count <= 2, first.count + second.count <= 4
      else { return nil }
      row = first.count == 1 ? surnames.row(first[0]) : surnames.row(first[0], first[1])
      guard row != nil, first.count == 1 || !first.mayEndInHonorific, second.count < 2 || !second.mayEndInHonorific,
        second.count <= 2 || !second.begins(with: first) && !second.endsInRelation,
        PlaceholderNames.verdict(parts.given + parts.family) == .none
      else { return nil }
      family = first
      given = second
      whole = parts.family + parts.given
    }
    let isUnparted = isWhole && family.count + given.count == 2 && HangulName.mayBeGiven(family[0])
    return value(family, given, whole, [], isUnparted: isUnparted)
  }

  /// 김 나준, 김*동 and 조은서님: as `oneName` would read them. Nil: look closer.
  private func dressedHangulValue(_ parts: NameParts) -> NormalizedValue? {
    let text = parts.full.span
    guard text.count >= 7, text.count <= 12, text[0] >= 0xEA, let first = PlainSyllables(text.extracting(0..<3))
    else { return nil }
    let surnames = KoreanSurnames.shared
    switch text[3] {
    case 0x20:
      let family = Array(parts.full[..<3])
      let whole = family + parts.full[4...]
      guard let given = PlainSyllables(text.extracting(4..<text.count)), given.count == 2, surnames.row(first[0]) != nil,
        !given.mayEndInHonorific, !NameNotes.words.contains(Array(parts.full[4...])), PlaceholderNames.verdict(whole) == .none,
        SeveralPeople(parts) == nil
      else { return nil }
      return value(first, given, whole, [])
    case UInt8(ascii: "*"):
      guard let last = PlainSyllables(text.extracting(4..<text.count)), last.count == 1, !last.mayEndInHonorific,
        PlaceholderNames.verdict(parts.full) == .none, SeveralPeople(parts) == nil
      else { return nil }
      return hangulValue(HangulName(family: [first[0]], given: [HangulName.masked, last[0]]), flags: [])
    default:
      guard let all = PlainSyllables(parts.full), all.isCalled, all[0] != HangulName.titleStart, surnames.row(all[0]) != nil,
        PlaceholderNames.verdict(parts.full) == .none, SeveralPeople(parts) == nil
      else { return nil }
      let name = all.prefix(3)
      guard !name.mayEndInHonorific, PlaceholderNames.verdict(Array(parts.full[..<9])) == .none, NameRelations.nameCount((0..<4).map { UInt32(all[$0]) + 0xAC00 }) == nil else { return nil }
      let familyCount = surnames.row(all[0], all[1]) == nil ? 1 : 2
      return value(name.prefix(familyCount), name.suffix(from: familyCount), Array(parts.full[..<9]), .honorific)
    }
  }

  /// - Parameter whole: the bytes of both.
  private func value(
    _ family: PlainSyllables, _ given: PlainSyllables, _ whole: [UInt8], _ flags: ValueFlags,
    isUnparted: Bool = false
  ) -> NormalizedValue? {
    // 김김: nobody
    if family.count == 1 || family[0] == family[1], given.isAll(family[0]) { return nil }
    let isGivenRather = isUnparted && !HangulName.isCommonFamily(family[0])
    let flags = isGivenRather ? flags.union(.partial) : flags

    return ValueWriter.written(capacity: 200) { value in
      value.put(whole)
      value.endCanonical()
      let split = 3 * family.count
      value.put(NameForm.Script.hangul.rawValue)
      value.put(NameForm.Flags.full.rawValue | (isUnparted ? NameForm.Flags.unparted.rawValue : 0))
      value.put(UInt8(family.count))
      value.put(UInt8(given.count))
      for index in 0..<family.count + given.count {
        let syllable = index < family.count ? family[index] : given[index - family.count]
        value.put(UInt8(truncatingIfNeeded: syllable))
        value.put(UInt8(truncatingIfNeeded: syllable >> 8))
      }
      value.endForm()
      value.key(isGivenRather ? .nameGiven : .nameFull, written: 0..<whole.count)
      value.beginKey(.nameGroup)
      value.put(written: 0..<split)
      value.put(UInt8(ascii: "|"))
      let classes = KoreanConsonants.Writer(start: value.count)
      for index in 0..<given.count { classes.put(given[index], to: &value) }
      value.endKey()
      let group = value.lastKey
      value.key(.nameSound, written: group)
      if !isGivenRather {
        value.key(.nameGiven, written: split..<whole.count)
        value.key(.nameFamily, written: 0..<split)
      }
      value.key(.nameToken, written: 0..<whole.count)
      return value.value(.name, flags)
    }
  }
}

/// One to four Hangul syllables, as positions in the Unicode block.
private struct PlainSyllables {
  private var syllables = SIMD4<UInt16>(repeating: 0)
  private(set) var count = 0

  /// Nil where the text holds anything else, or more.
  init?(_ text: [UInt8]) { self.init(text.span) }

  init?(_ span: Span<UInt8>) {
    guard span.count >= 3, span.count <= 12, span.count % 3 == 0, span[0] >= 0xEA else { return nil }
    var offset = 0
    while offset < span.count {
      let scalar = decodeScalar(span, at: &offset)
      guard isHangulSyllable(scalar) else { return nil }
      syllables[count] = UInt16(truncatingIfNeeded: scalar - 0xAC00)
      count += 1
    }
  }

  private init(_ syllables: SIMD4<UInt16>, count: Int) {
    self.syllables = syllables
    self.count = count
  }

  subscript(_ index: Int) -> UInt16 { syllables[index] }

  func prefix(_ length: Int) -> PlainSyllables { PlainSyllables(syllables, count: length) }

  func suffix(from start: Int) -> PlainSyllables {
    var rest = PlainSyllables(SIMD4(repeating: 0), count: count - start)
    for index in start..<count { rest.syllables[index - start] = syllables[index] }
    return rest
  }

  func begins(with other: PlainSyllables) -> Bool {
    guard count >= other.count else { return false }
    for index in 0..<other.count where syllables[index] != other[index] { return false }
    return true
  }

  func isAll(_ syllable: UInt16) -> Bool {
    for index in 0..<count where syllables[index] != syllable { return false }
    return true
  }

  /// The last syllable, or the last two, end an honorific.
  var mayEndInHonorific: Bool {
    let last = syllables[count - 1]
    guard PlainSyllables.endsHonorific[Int(last)] else { return false }
    for honorific in HangulName.honorifics where honorific[honorific.count - 1] == last {
      if honorific.count == 1 || count >= 2 && honorific[honorific.count - 2] == syllables[count - 2] { return true }
    }
    return false
  }

  /// Four syllables of which the last is 님, and no honorific of more.
  var isCalled: Bool {
    guard count == 4, syllables[3] == 0xB2D8 - 0xAC00 else { return false }
    for honorific in HangulName.honorifics where honorific.count > 1 {
      var length = 0
      while length < honorific.count, honorific[honorific.count - 1 - length] == syllables[3 - length] { length += 1 }
      if length == honorific.count { return false }
    }
    return true
  }

  /// 철수엄마, 민수맘; and 박지성쌤, whose last syllable is a title
  var endsInRelation: Bool {
    let last = syllables[count - 1]
    if count >= 3, last == 0xB9D8 - 0xAC00 || count == 4 && last == 0xC324 - 0xAC00 { return true }
    return count == 4 && NameRelations.short.contains { UInt32(syllables[2]) + 0xAC00 == $0[0] && UInt32(syllables[3]) + 0xAC00 == $0[1] }
  }

  /// 영업부
  var isDepartment: Bool {
    switch syllables[count - 1] {
    // 부 팀 실 과 국 장 터
    case 0xBD80 - 0xAC00, 0xD300 - 0xAC00, 0xC2E4 - 0xAC00, 0xACFC - 0xAC00, 0xAD6D - 0xAC00, 0xC7A5 - 0xAC00, 0xD130 - 0xAC00:
      return NameNotes.isDepartment((0..<count).map { UInt32(syllables[$0]) + 0xAC00 })
    default: return false
    }
  }

  private static let endsHonorific: [Bool] = {
    var ends = [Bool](repeating: false, count: 11_172)
    for honorific in HangulName.honorifics { ends[Int(honorific[honorific.count - 1])] = true }
    return ends
  }()
}
