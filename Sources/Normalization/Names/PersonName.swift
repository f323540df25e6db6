import Identity

/// The parts of a person's name as a row has them; any may be empty.
public struct NameParts: Sendable {
  /// The whole name in one field.
  public var full: [UInt8]
  public var given: [UInt8]
  public var middle: [UInt8]
  public var family: [UInt8]
  public var suffix: [UInt8]
  /// The reading of a Japanese name.
  public var kana: [UInt8]
  /// Names of two or more words in Latin letters in one field of this source have the family name first, unless the words
  /// themselves say otherwise.
  public var isFamilyFirst: Bool

  public init(
    full: [UInt8] = [], given: [UInt8] = [], middle: [UInt8] = [], family: [UInt8] = [], suffix: [UInt8] = [],
    kana: [UInt8] = [], isFamilyFirst: Bool = false
  ) {
    self.full = full
    self.given = given
    self.middle = middle
    self.family = family
    self.suffix = suffix
    self.kana = kana
    self.isFamilyFirst = isFamilyFirst
  }

  /// Puts loose jamo and marks together; whether there were any.
  fileprivate mutating func compose() -> Bool {
    var isChanged = false
    func compose(_ field: inout [UInt8]) {
      let composed = composedText(field)
      guard composed != field else { return }
      field = composed
      isChanged = true
    }
    compose(&full)
    compose(&given)
    compose(&middle)
    compose(&family)
    compose(&suffix)
    compose(&kana)
    return isChanged
  }

  /// No name holds a resident number, but a field for names may.
  mutating func hideResidentNumbers() {
    Normalization.hideResidentNumbers(&full, areExpected: true)
    Normalization.hideResidentNumbers(&given, areExpected: true)
    Normalization.hideResidentNumbers(&middle, areExpected: true)
    Normalization.hideResidentNumbers(&family, areExpected: true)
    Normalization.hideResidentNumbers(&suffix, areExpected: true)
    Normalization.hideResidentNumbers(&kana, areExpected: true)
  }
}

extension Normalizer {
  /// Reads a person's name in whatever script, order and dress it stands there.
  ///
  /// Columns of their own win over the field with the whole name where both a family and a given name
  /// are there. One value comes out, none where the parts are blank. Of a cell that names several people
  /// the first is the name; the others follow as junk, to be shown and never to be compared. Placeholders,
  /// user names and numbers come out as junk without keys. The first key of a full name is `nameFull`: Hangul
  /// syllables, or the folded Latin words in alphabetical order, or the Han and kana characters.
  ///
  /// Keys of a Korean name are the same in Hangul and in Latin letters: `nameGroup` is surname and
  /// consonant classes (`김|MNCN`), once for each surname that a spelling can stand for, the likeliest
  /// first. Of any other name it is the family name and the first letter of the given name.
  ///
  /// - Complexity: linear in the name, apart from the reading of Latin letters as Korean syllables.
  public func name(_ parts: NameParts, into emit: (NormalizedValue) -> Void) {
    if let value = plainHangulValue(parts) { return emit(value) }
    if let value = plainLatinValue(parts) { return emit(value) }
    var parts = parts
    if parts.compose() {
      if let value = plainHangulValue(parts) ?? plainLatinValue(parts) { return emit(value) }
    }
    parts.hideResidentNumbers()
    if parts.given.isEmpty, parts.family.isEmpty {
      if let both = NameInTwoScripts(parts.full), let value = valueOfBoth(both, kana: parts.kana) { return emit(value) }
      if let full = slashedName(parts.full) { parts.full = full }
      if parts.kana.isEmpty, let read = BracketedReading(parts.full) { (parts.full, parts.kana) = (read.name, read.kana) }
    }
    guard let people = SeveralPeople(parts) else { return oneName(parts, into: emit) }
    oneName(people.first) { value in
      var value = value
      value.flags.insert(.severalPeople)
      emit(value)
    }
    for other in people.others {
      oneName(NameParts(full: other, isFamilyFirst: parts.isFamilyFirst)) { value in
        guard !value.isMissing else { return }
        emit(
          NormalizedValue(
            attribute: .name, canonical: value.canonical, form: [], keys: [], flags: value.flags.union(.severalPeople),
            sharing: .unknown))
      }
    }
  }

  private func oneName(_ parts: NameParts, into emit: (NormalizedValue) -> Void) {
    let full = NameText(parts.full)
    let given = NameText(parts.given)
    let middle = NameText(parts.middle)
    let family = NameText(parts.family)
    let suffix = NameText(parts.suffix)

    var flags = ValueFlags()
    if full.isClipped || given.isClipped || middle.isClipped || family.isClipped { flags.insert(.clipped) }
    if full.isRepaired || given.isRepaired || middle.isRepaired || family.isRepaired { flags.insert(.repaired) }
    if full.isConfusable || given.isConfusable || middle.isConfusable || family.isConfusable { flags.insert(.confusable) }
    if full.hasTitle || given.hasTitle || family.hasTitle { flags.insert(.honorific) }
    let isMasked = full.isMasked || given.isMasked || middle.isMasked || family.isMasked
    if isMasked { flags.insert(.partial) }

    let hasColumns = !given.words.isEmpty && !family.words.isEmpty
    let whole = hasColumns ? nil : [full, given, family].first { !$0.words.isEmpty }
    let shown = displayText(
      hasColumns
        ? parts.given + [0x20] + parts.family : [parts.full, parts.given, parts.family].first { !$0.isEmpty } ?? [])
    guard !shown.isEmpty else { return }
    func emitJunk(_ flag: ValueFlags) {
      let flags = flags.union(flag)
      emit(NormalizedValue(attribute: .name, canonical: shown, form: [], keys: [], flags: flags, sharing: .ofNothing(flags)))
      misplaced(foldText(shown), in: .name, into: emit)
    }

    switch verdict(
      hasColumns ? parts.given + parts.family : whole == nil ? shown : parts.full.isEmpty ? shown : parts.full)
    {
    case .placeholder:
      flags.remove(.repaired)
      return emitJunk(.placeholder)
    case .sample: flags.insert(.placeholder)
    case .none: break
    }
    let read = hasColumns ? [given, family] : whole.map { [$0] } ?? []
    if read.contains(where: { $0.isOfRelative || $0.isOffice }) || !hasColumns && read.first?.isCompany == true {
      flags.insert(read.contains(where: \.isOfRelative) ? .relative : .role)
      return emit(NormalizedValue(attribute: .name, canonical: shown, form: [], keys: [], flags: flags, sharing: .ofNothing(flags)))
    }
    if read.isEmpty || read.contains(where: \.hasForeignMatter) { return emitJunk(.unreadable) }
    // 고객1, 고객 A, 손님(여), guest guest: what remains without numbers and notes
    let mayBeFillers = !hasColumns || given.words[0].script != .latin || LatinWordKind.table[given.words[0].letters]?.contains(.filler) == true
    if mayBeFillers, Normalizer.areFillers(hasColumns ? given.words + family.words : read[0].words) {
      flags.remove(.repaired)
      return emitJunk(.placeholder)
    }
    if read.allSatisfy(\.isFiller) { return emitJunk(.placeholder) }
    var words = read.count == 1 ? read[0].words : read.flatMap(\.words)
    // John Smith님
    if !hasColumns, words.count > 1, words.dropLast().allSatisfy({ $0.script == .latin }),
      HangulName.isHonorific(words[words.count - 1].scalars)
    {
      words.removeLast()
      flags.insert(.honorific)
    }
    if !hasColumns, words.count == 1, read[0].hasDigits, words[0].script == .latin { return emitJunk(.unreadable) }

    if let value = surnameAndLatin(words, flags: flags) { return emit(value) }
    if !hasColumns, let name = surnameAndHan(words) { return emit(hangulValue(name, flags: flags)) }
    let kana = NameText(parts.kana).words.map(\.scalars)
    let written = NameInColumns(given: given.words, middle: middle.words, family: family.words, suffix: suffix.words)
    if let value = hangulName(words, written, hasColumns: hasColumns, flags: flags)
      ?? eastAsianName(words, written, hasColumns: hasColumns, kana: kana, flags: flags)
      ?? latinValue(words, written, hasColumns: hasColumns, isFamilyFirst: parts.isFamilyFirst, flags: flags, isMasked: isMasked)
    {
      if value.withForm({ $0.isEmpty }) { return emitJunk(.placeholder) }
      var value = value
      // 홍길동(본인), 山田太郎様: the sample behind titles and notes
      if !value.flags.isDisjoint(with: [.honorific, .repaired]), verdict(value.canonical) == .sample {
        value.flags.insert(.placeholder)
      }
      emit(value)
    } else {
      emitJunk(.unreadable)
    }
  }

  /// 김제니(Jennifer Kim) is one name in two scripts where the surname is the same and the given name another spelling or one
  /// that is not Korean; 王小明 (Wang Xiaoming) where the letters are the reading. It is kept by its Hangul or Han, with the
  /// keys of both. Nil for two people, as 이민준(Lee Jiyoung).
  private func valueOfBoth(_ both: NameInTwoScripts, kana: [UInt8]) -> NormalizedValue? {
    let native = NameText(both.native)
    let latin = NameText(both.latin)
    let columns = NameInColumns(given: [], middle: [], family: [], suffix: [])
    var flags: ValueFlags = .bothScripts
    if native.hasTitle || latin.hasTitle { flags.insert(.honorific) }
    if PlaceholderNames.verdict(foldText(both.native)) == .sample { flags.insert(.placeholder) }
    guard !native.isMasked, !native.isOfRelative, !native.isOffice, !native.isFiller, !latin.isMasked, !latin.isCompany,
      !latin.words.contains(where: { NameNotes.words.contains($0.letters) || $0.script != .latin || $0.isTransliterated }),
      let spelt = latinValue(latin.words, columns, hasColumns: false, flags: []),
      let written = both.isHangul
        ? hangulName(native.words, columns, hasColumns: false, flags: flags)
        : eastAsianName(native.words, columns, hasColumns: false, kana: NameText(kana).words.map(\.scalars), flags: flags)
    else { return nil }
    let (one, other) = (written.form, spelt.form)
    guard one.count > 4, other.count > 4, other.count <= 128, NameForm.Flags(rawValue: other[1]).contains(.full)
    else { return nil }
    let isForeign = both.isHangul && NameForm.Flags(rawValue: one[1]).contains(.foreign)
    guard isForeign || NameForm.Flags(rawValue: one[1]).contains(.full) else { return nil }
    if isForeign {
      // 응우옌 티 호아 (NGUYEN THI HOA): as many words, and no one else's sign between them
      guard NameLevel.of(one.span, other.span) >= .variant || !both.isParted && native.words.count == latin.words.count
      else { return nil }
    } else if both.isHangul {
      guard NameLevel.isSecondReading(one.span, other.span, isParted: both.isParted) else { return nil }
    } else {
      guard NameLevel.of(one.span, other.span) >= .crossScript else { return nil }
    }
    // 존 스미스 (John Smith): of a foreigner the letters are the name
    let (main, second) = isForeign ? (spelt, written) : (written, spelt)
    var keys = main.keys
    for key in second.keys where key.kind == .nameFull || key.kind == .nameGroup || key.kind == .nameSound {
      if !keys.contains(key) { keys.append(key) }
    }
    return NormalizedValue(
      attribute: .name, canonical: main.canonical, form: both.isHangul && !isForeign ? one + other : main.form, keys: keys,
      flags: main.flags.union(flags))
  }

  private func verdict(_ raw: [UInt8]) -> PlaceholderNames.Verdict {
    guard raw.count <= 64 else { return .none }
    var folded = foldText(raw)
    if Placeholder.isMissing(folded) || PlaceholderNames.isDomain(folded) { return .placeholder }
    folded.removeAll { $0 == 0x20 || $0 == 0x2E || $0 == 0x2D || $0 == 0x5F || $0 == 0x2C }
    return PlaceholderNames.verdict(folded)
  }

  /// Whether words stand for a missing name: together, or each of them. A letter behind them counts such names: 고객A,
  /// Guest B; but A. Guest is a person with an initial.
  private static func areFillers(_ words: [NameWord]) -> Bool {
    func folded(_ word: NameWord) -> [UInt8] {
      var scalars = word.scalars[...]
      if scalars.count > 2, word.script == .hangul, let last = scalars.last, last | 0x20 &- 0x61 < 26 { scalars.removeLast() }
      var bytes: [UInt8] = []
      for scalar in scalars { appendScalar(scalar, to: &bytes) }
      return foldText(bytes)
    }
    guard var last = words.indices.last, words.count <= 4, words.allSatisfy({ $0.scalars.count <= 16 }) else { return false }
    if last > 0, words[last].scalars.count == 1, isASCIILetter(UInt8(clamping: words[last].scalars[0])), !words[last].hasStop { last -= 1 }
    let each = words[...last].map(folded)
    return PlaceholderNames.isListed(each.flatMap { $0 }) || words.count > 1 && each.allSatisfy(PlaceholderNames.isFillerBesideOthers)
  }

  /// 김 Minjun: a surname in Hangul, the given name in Latin letters.
  private func surnameAndLatin(_ words: [NameWord], flags: ValueFlags) -> NormalizedValue? {
    let hangul = words.filter { $0.script == .hangul }
    guard hangul.count == 1, words.count > 1 else { return nil }
    let syllables = hangul[0].scalars.map { isHangulSyllable($0) ? UInt16($0 - 0xAC00) : HangulName.masked }
    let surnames = KoreanSurnames.shared
    let row =
      switch syllables.count {
      case 1: surnames.row(syllables[0])
      case 2: surnames.row(syllables[0], syllables[1])
      default: UInt16?.none
      }
    let given = words.filter { $0.script == .latin && !$0.isTransliterated && !$0.letters.isEmpty }
    guard let row, given.count == words.count - 1, given.count > 1 || given[0].letters.count > 1,
      given.count > 1 || surnames.readings(of: given[0].letters).isEmpty
    else { return nil }
    let letters = surnames.rows[Int(row)].spellings[0].letters
    let display = letters.enumerated().map { $0.offset == 0 ? $0.element & 0xDF : $0.element }
    let family = NameWord(
      display: display, parts: [letters], scalars: display.map(UInt32.init), script: .latin, hasUmlaut: false,
      isTransliterated: false)
    return latinValue(
      [], NameInColumns(given: given, middle: [], family: [family], suffix: []), hasColumns: true, flags: flags)
  }

  /// 김敏俊: a surname in Hangul, the given name in Han characters, which Koreans read in one way.
  private func surnameAndHan(_ words: [NameWord]) -> HangulName? {
    guard words.count == 2, words[0].script == .hangul, words[1].script == .han, (1...2).contains(words[1].scalars.count),
      words[0].scalars.allSatisfy(isHangulSyllable)
    else { return nil }
    let family = words[0].scalars.map { UInt16($0 - 0xAC00) }
    let surnames = KoreanSurnames.shared
    guard family.count == 1 && surnames.row(family[0]) != nil || family.count == 2 && surnames.row(family[0], family[1]) != nil,
      let given = HanReadings.shared.koreanReading(words[1].scalars)
    else { return nil }
    return HangulName(family: family, given: given)
  }

  private func hangulName(
    _ words: [NameWord], _ written: NameInColumns, hasColumns: Bool, flags: ValueFlags
  ) -> NormalizedValue? {
    guard words.indices.contains(where: { words[$0].script == .hangul }) else { return nil }
    let hangul = words.filter { $0.script == .hangul && $0.scalars.contains(where: isHangulSyllable) }
    guard !hangul.isEmpty else { return nil }
    var name: HangulName?
    if hasColumns {
      name = HangulName(family: written.family.map(\.scalars), given: (written.given + written.middle).map(\.scalars))
    } else {
      name = HangulName(words: hangul.map(\.scalars))
    }
    // 서연 Lee: the surname alone is in Latin letters
    let latin = words.filter { $0.script == .latin && $0.letters.count >= 2 }
    if latin.count == 1, let reading = KoreanSurnames.shared.readings(of: latin[0].letters).first {
      let given = hangul.flatMap {
        $0.scalars.compactMap { isHangulSyllable($0) ? UInt16($0 - 0xAC00) : $0 == 0x2A ? HangulName.masked : nil }
      }
      if (1...3).contains(given.count) {
        let surname = KoreanSurnames.shared.rows[Int(reading.row)].syllables
        if given.count < 3 || !given.starts(with: surname) {
          let order = hangul.map(\.scalars)
          name = HangulName(words: order)
          name?.family = surname
          name?.given = given
          name?.foreignWords = []
          name?.isUnparted = false
        }
      }
    }
    return name.map { hangulValue($0, flags: flags) }
  }

  func hangulValue(_ name: HangulName, flags: ValueFlags) -> NormalizedValue {
    var flags = flags
    if name.isSwapped { flags.insert(.reordered) }
    if name.hasHonorific { flags.insert(.honorific) }
    let all = name.family + name.given
    if all.count >= 2, all.allSatisfy({ $0 == all[0] }) {
      return NormalizedValue(attribute: .name, canonical: utf8(all), form: [], keys: [])
    }
    let isForeign = !name.foreignWords.isEmpty
    let isFull = !name.family.isEmpty && !name.given.isEmpty && !name.isMasked && !isForeign
    var formFlags: NameForm.Flags = []
    if isFull { formFlags.insert(.full) }
    if name.isSwapped { formFlags.insert(.swapped) }
    if name.isMasked { formFlags.insert(.masked) }
    if isForeign { formFlags.insert(.foreign) }
    if name.isUnparted, isFull { formFlags.insert(.unparted) }
    if !isFull || name.isGivenRather, !isForeign || name.foreignWords.count == 1 { flags.insert(.partial) }

    return ValueWriter.written { value in
      func put(_ syllables: [UInt16], to value: inout ValueWriter) {
        for syllable in syllables {
          if syllable == HangulName.masked {
            value.put(UInt8(ascii: "*"))
          } else {
            value.put(scalar: UInt32(syllable) + 0xAC00)
          }
        }
      }
      if isForeign {
        for (index, word) in name.foreignWords.enumerated() {
          if index > 0 { value.put(0x20) }
          put(word, to: &value)
        }
      } else {
        put(all, to: &value)
      }
      value.endCanonical()
      NameForm.put(name, flags: formFlags, to: &value)
      value.endForm()
      func key(_ kind: KeyKind, _ syllables: [UInt16], to value: inout ValueWriter) {
        value.beginKey(kind)
        put(syllables, to: &value)
        value.endKey()
      }
      if isForeign {
        if name.foreignWords.count > 1 || all.count > 3 { key(.nameFull, all, to: &value) }
        // 재윤, whose family name is not said
        if name.foreignWords.count == 1, all.count == 2 { key(.nameGiven, all, to: &value) }
        for word in name.foreignWords where word.count > 1 { key(.nameToken, word, to: &value) }
      } else {
        if isFull {
          key(name.isGivenRather ? .nameGiven : .nameFull, all, to: &value)
          value.beginKey(.nameGroup)
          put(name.family, to: &value)
          value.put(UInt8(ascii: "|"))
          let classes = KoreanConsonants.Writer(start: value.count)
          for syllable in name.given { classes.put(syllable, to: &value) }
          value.endKey()
          let group = value.lastKey
          value.key(.nameSound, written: group)
          if !name.isGivenRather { key(.nameGiven, name.given, to: &value) }
        }
        // *민수: the given name is all there
        if name.family.contains(HangulName.masked), name.given.count >= 2, !name.given.contains(HangulName.masked) {
          key(.nameGiven, name.given, to: &value)
        }
        if !name.family.isEmpty, !name.family.contains(HangulName.masked), !name.isGivenRather { key(.nameFamily, name.family, to: &value) }
        if isFull { key(.nameToken, all, to: &value) }
      }
      return value.value(.name, flags)
    }
  }

  private func utf8(_ syllables: [UInt16]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(3 * syllables.count)
    for syllable in syllables {
      if syllable == HangulName.masked {
        bytes.append(UInt8(ascii: "*"))
      } else {
        appendScalar(UInt32(syllable) + 0xAC00, to: &bytes)
      }
    }
    return bytes
  }

  private func eastAsianName(
    _ words: [NameWord], _ written: NameInColumns, hasColumns: Bool, kana: [[UInt32]], flags: ValueFlags
  ) -> NormalizedValue? {
    guard words.indices.contains(where: { words[$0].script == .han || words[$0].script == .kana }) else { return nil }
    let eastAsian = words.filter { $0.script == .han || $0.script == .kana }
    let name =
      hasColumns
      ? EastAsianName(family: written.family.map(\.scalars), given: written.given.map(\.scalars), kana: kana)
      : EastAsianName(words: eastAsian.map(\.scalars), kana: kana)
    guard let name else { return nil }
    let whole = name.family + name.given
    var flags = flags
    if name.hasHonorific { flags.insert(.honorific) }
    var formFlags: NameForm.Flags = name.isSplit ? [.orderKnown] : []
    let isFull = name.isFull
    if isFull { formFlags.insert(.full) } else { flags.insert(.partial) }
    return ValueWriter.written { value in
      func put(_ characters: some Sequence<UInt32>, to value: inout ValueWriter) {
        for scalar in characters { value.put(scalar: scalar) }
      }
      func key(_ kind: KeyKind, _ characters: [UInt32], to value: inout ValueWriter) {
        value.beginKey(kind)
        put(characters, to: &value)
        value.endKey()
      }
      put(name.shown.family, to: &value)
      if !name.shown.family.isEmpty, !name.shown.given.isEmpty { value.put(0x20) }
      put(name.shown.given, to: &value)
      value.endCanonical()
      NameForm.put(name, flags: formFlags, to: &value)
      value.endForm()
      if isFull {
        key(.nameFull, whole, to: &value)
        // the first two characters, whether the family name is one of them or both
        value.beginKey(.nameGroup)
        put(whole.prefix(2), to: &value)
        value.put(UInt8(ascii: "|"))
        put(whole.dropFirst(2).prefix(1), to: &value)
        value.endKey()
        if !name.familyRomaji.isEmpty, let initial = name.givenRomaji.first {
          value.beginKey(.nameGroup)
          value.put(name.familyRomaji)
          value.put(UInt8(ascii: "|"))
          value.put(initial)
          value.endKey()
          name.familyRomaji.withUnsafeBufferPointer { family in
            name.givenRomaji.withUnsafeBufferPointer { NameKeyText.putSound(family, $0, to: &value) }
          }
        }
        if let korean = name.korean {
          let read = hangulValue(HangulName(family: korean.family, given: korean.given), flags: [])
          for key in read.keys.prefix(3) { value.key(key.kind, key.bytes) }
        }
        if name.isSplit { key(.nameGiven, name.given, to: &value) }
      }
      key(.nameFamily, isFull ? name.familyOrGuess : whole, to: &value)
      for token in [name.familyRomaji, name.givenRomaji] where token.count >= 2 { value.key(.nameToken, token) }
      return value.value(.name, flags)
    }
  }
}

/// The words of the columns a row has.
struct NameInColumns {
  var given: [NameWord]
  var middle: [NameWord]
  var family: [NameWord]
  var suffix: [NameWord]
}
