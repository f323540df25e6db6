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

  public init(
    full: [UInt8] = [], given: [UInt8] = [], middle: [UInt8] = [], family: [UInt8] = [], suffix: [UInt8] = [],
    kana: [UInt8] = []
  ) {
    self.full = full
    self.given = given
    self.middle = middle
    self.family = family
    self.suffix = suffix
    self.kana = kana
  }
}

extension Normalizer {
  /// Reads a person's name in whatever script, order and dress it stands there.
  ///
  /// Columns of their own win over the field with the whole name where both a family and a given name
  /// are there. At most one value comes out; none where the parts are blank. Placeholders, user names
  /// and numbers come out as junk without keys. The first key of a full name is `nameFull`: Hangul
  /// syllables, or the folded Latin words in alphabetical order, or the Han and kana characters.
  ///
  /// Keys of a Korean name are the same in Hangul and in Latin letters: `nameGroup` is surname and
  /// consonant classes (`김|MNCN`), once for each surname that a spelling can stand for, the likeliest
  /// first. Of any other name it is the family name and the first letter of the given name.
  ///
  /// - Complexity: linear in the name, apart from the reading of Latin letters as Korean syllables.
  public func name(_ parts: NameParts, into emit: (NormalizedValue) -> Void) {
    if let name = HangulName(plain: parts) { return emit(hangulValue(name, flags: [])) }
    let full = NameText(parts.full)
    let given = NameText(parts.given)
    let middle = NameText(parts.middle)
    let family = NameText(parts.family)
    let suffix = NameText(parts.suffix)
    let fields = [full, given, middle, family]

    var flags = ValueFlags()
    if fields.contains(where: \.isClipped) { flags.insert(.clipped) }
    if fields.contains(where: \.isRepaired) { flags.insert(.repaired) }

    let hasColumns = !given.words.isEmpty && !family.words.isEmpty
    let whole = hasColumns ? nil : [full, given, family].first { !$0.words.isEmpty }
    let shown = displayText(
      hasColumns
        ? parts.given + [0x20] + parts.family : [parts.full, parts.given, parts.family].first { !$0.isEmpty } ?? [])
    guard !shown.isEmpty else { return }
    func emitJunk(_ flag: ValueFlags) {
      emit(
        NormalizedValue(
          attribute: .name, canonical: shown, form: [], keys: [], flags: flags.union(flag), sharing: .junk))
    }

    switch verdict(
      hasColumns ? parts.given + parts.family : whole == nil ? shown : parts.full.isEmpty ? shown : parts.full)
    {
    case .placeholder: return emitJunk(.placeholder)
    case .sample: flags.insert(.placeholder)
    case .none: break
    }
    let read = hasColumns ? [given, family] : whole.map { [$0] } ?? []
    if read.isEmpty || read.contains(where: \.hasForeignMatter) { return emitJunk(.unreadable) }
    if read.allSatisfy(\.isFiller) { return emitJunk(.placeholder) }
    let words = read.count == 1 ? read[0].words : read.flatMap(\.words)
    if !hasColumns, words.count == 1, read[0].hasDigits, words[0].script == .latin { return emitJunk(.unreadable) }

    let kana = NameText(parts.kana).words.map(\.scalars)
    let written = NameInColumns(given: given.words, middle: middle.words, family: family.words, suffix: suffix.words)
    if let value = hangulName(words, written, hasColumns: hasColumns, flags: flags)
      ?? eastAsianName(words, written, hasColumns: hasColumns, kana: kana, flags: flags)
      ?? latinName(words, written, hasColumns: hasColumns, flags: flags)
    {
      if value.form.isEmpty { emitJunk(.placeholder) } else { emit(value) }
    } else {
      emitJunk(.unreadable)
    }
  }

  private func verdict(_ raw: [UInt8]) -> PlaceholderNames.Verdict {
    guard raw.count <= 64 else { return .none }
    var folded = foldText(raw)
    folded.removeAll { $0 == 0x20 || $0 == 0x2E || $0 == 0x2D || $0 == 0x5F }
    return PlaceholderNames.verdict(folded)
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
    let latin = words.filter { $0.script == .latin && $0.letters.count >= 1 }
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
        }
      }
    }
    return name.map { hangulValue($0, flags: flags) }
  }

  private func hangulValue(_ name: HangulName, flags: ValueFlags) -> NormalizedValue {
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
    if !isFull, !isForeign || name.foreignWords.count == 1 { flags.insert(.partial) }

    var keys: [NormalizedKey] = []
    keys.reserveCapacity(6)
    let whole = utf8(all)
    if isForeign {
      if name.foreignWords.count > 1 || all.count > 3 { keys.append(NormalizedKey(.nameFull, whole)) }
      for word in name.foreignWords where word.count > 1 { keys.append(NormalizedKey(.nameToken, utf8(word))) }
    } else {
      let family = name.family.contains(HangulName.masked) ? [] : utf8(name.family)
      if isFull {
        keys.append(NormalizedKey(.nameFull, whole))
        var group: [UInt8] = []
        group.reserveCapacity(family.count + 1 + 2 * name.given.count)
        group += family
        group.append(UInt8(ascii: "|"))
        KoreanConsonants.appendClasses(of: name.given, to: &group)
        keys.append(NormalizedKey(.nameGroup, group))
        keys.append(NormalizedKey(.nameSound, group))
        keys.append(NormalizedKey(.nameGiven, utf8(name.given)))
      }
      if !family.isEmpty { keys.append(NormalizedKey(.nameFamily, family)) }
      if isFull { keys.append(NormalizedKey(.nameToken, whole)) }
    }
    let canonical = isForeign ? Array(name.foreignWords.map(utf8).joined(separator: [0x20])) : whole
    return NormalizedValue(
      attribute: .name, canonical: canonical, form: NameForm.bytes(of: name, flags: formFlags), keys: keys, flags: flags
    )
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
    var keys: [NormalizedKey] = []
    let familyGuess = name.isSplit ? name.family : Array(whole.prefix(whole.count > 2 ? 2 : max(1, whole.count - 1)))
    if isFull {
      keys.append(NormalizedKey(.nameFull, utf8(whole)))
      // the first two characters, whether the family name is one of them or both
      keys.append(
        NormalizedKey(.nameGroup, utf8(whole.prefix(2)) + [UInt8(ascii: "|")] + utf8(whole.dropFirst(2).prefix(1))))
      if !name.familyRomaji.isEmpty, let initial = name.givenRomaji.first {
        keys.append(NormalizedKey(.nameGroup, name.familyRomaji + [UInt8(ascii: "|"), initial]))
        keys.append(NormalizedKey(.nameSound, soundKey(name.familyRomaji, name.givenRomaji)))
      }
      if let korean = name.korean { keys += hangulValue(HangulName(family: korean.family, given: korean.given), flags: []).keys.prefix(3) }
      if name.isSplit { keys.append(NormalizedKey(.nameGiven, utf8(name.given))) }
    }
    keys.append(NormalizedKey(.nameFamily, utf8(isFull ? familyGuess : whole)))
    for token in [name.familyRomaji, name.givenRomaji] where token.count >= 2 {
      keys.append(NormalizedKey(.nameToken, token))
    }
    let canonical = Array([name.family, name.given].filter { !$0.isEmpty }.map(utf8).joined(separator: [0x20]))
    return NormalizedValue(
      attribute: .name, canonical: canonical, form: NameForm.bytes(of: name, flags: formFlags), keys: keys, flags: flags
    )
  }

  private func utf8(_ scalars: some Sequence<UInt32>) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in scalars { appendScalar(scalar, to: &bytes) }
    return bytes
  }

  private func latinName(
    _ words: [NameWord], _ written: NameInColumns, hasColumns: Bool, flags: ValueFlags
  ) -> NormalizedValue? {
    let name =
      hasColumns
      ? LatinName(
        given: written.given.filter { !$0.parts.isEmpty }, middle: written.middle.filter { !$0.parts.isEmpty },
        family: written.family.filter { !$0.parts.isEmpty }, suffix: written.suffix.filter { !$0.parts.isEmpty })
      : LatinName(words: words.allSatisfy { !$0.parts.isEmpty } ? words : words.filter { !$0.parts.isEmpty })
    guard let name, !name.words.isEmpty else { return nil }
    let given = name.letters(.given)
    let middle = name.letters(.middle)
    let family = name.letters(.family)
    guard given.count + middle.count + family.count <= 240 else { return nil }

    var flags = flags
    if name.hasHonorific { flags.insert(.honorific) }
    if name.isSwapped { flags.insert(.reordered) }
    if name.isKorean { flags.insert(.romanised) }
    if !name.otherKoreanFamilies.isEmpty { flags.insert(.ambiguous) }
    // in other scripts a word may be two bytes long and one letter
    let isFull = given.count >= 2 && family.count >= 2
    if !isFull { flags.insert(.partial) }
    var formFlags: NameForm.Flags = []
    if isFull { formFlags.insert(.full) }
    if name.isOrderKnown { formFlags.insert(.orderKnown) }
    if name.isTransliterated { formFlags.insert(.transliterated) }

    var keys: [NormalizedKey] = []
    keys.reserveCapacity(10)
    func add(_ kind: KeyKind, _ bytes: [UInt8]) {
      for index in keys.indices where keys[index].kind == kind && keys[index].bytes == bytes { return }
      keys.append(NormalizedKey(kind, bytes))
    }
    func group(_ family: [UInt8], _ given: [UInt8]) -> [UInt8] {
      var group: [UInt8] = []
      group.reserveCapacity(family.count + 2)
      group += family
      group.append(UInt8(ascii: "|"))
      group.append(given[0])
      return group
    }

    var tokens: [[UInt8]] = []
    tokens.reserveCapacity(4)
    if name.isKorean {
      for letters in [given, middle, family] where !letters.isEmpty { tokens.append(letters) }
    } else {
      for index in name.words.indices { tokens += name.words[index].word.parts }
    }
    if isFull {
      add(.nameFull, sorted(tokens))
      if name.words.indices.contains(where: { name.words[$0].word.hasUmlaut }) {
        let spelt = name.words.flatMap { spellingOut($0.word) }
        add(.nameFull, sorted(spelt))
      }
      if name.isKorean {
        let parts = name.words.filter { $0.role == .given }.flatMap(\.word.parts)
        addKoreanGroups(name.koreanFamilies, parts: parts, add: add)
        // the family name at the other end
        if !name.otherKoreanFamilies.isEmpty, let first = name.words.first {
          let rest = first.role == .family ? name.words.dropLast() : name.words.dropFirst()
          addKoreanGroups(name.otherKoreanFamilies, parts: rest.flatMap(\.word.parts), add: add)
        }
      }
      if !name.isKorean || !Nicknames.shared.places(of: given).isEmpty { add(.nameGroup, group(family, given)) }
      add(.nameSound, soundKey(family, given))
      add(.nameGiven, given)
    } else if given.count == 1, family.count >= 2 {
      add(.nameGroup, group(family, given))
    }
    if name.isKorean, isFull {
      for row in name.koreanFamilies.prefix(3) {
        add(.nameFamily, utf8(KoreanSurnames.shared.rows[Int(row)].syllables))
      }
    } else if family.count >= 2, !given.isEmpty || name.hasHonorific {
      add(.nameFamily, family)
    }
    for token in tokens where token.count >= 2 { add(.nameToken, token) }
    if name.isKorean == false {
      for index in name.words.indices where name.words[index].word.parts.count > 1 {
        add(.nameToken, name.words[index].word.letters)
      }
    }

    var canonical = name.display(.given)
    for role in [LatinName.Role.middle, .family] {
      let display = name.display(role)
      if display.isEmpty { continue }
      if !canonical.isEmpty { canonical.append(0x20) }
      canonical += display
    }
    switch name.suffix {
    case .none: break
    case .junior: canonical += Array(" Jr.".utf8)
    case .senior: canonical += Array(" Sr.".utf8)
    case .second: canonical += Array(" II".utf8)
    case .third: canonical += Array(" III".utf8)
    case .fourth: canonical += Array(" IV".utf8)
    }
    return NormalizedValue(
      attribute: .name, canonical: canonical, form: NameForm.bytes(of: name, flags: formFlags), keys: keys, flags: flags
    )
  }

  private func addKoreanGroups(_ rows: [UInt16], parts: [[UInt8]], add: (KeyKind, [UInt8]) -> Void) {
    let letters = parts.flatMap { $0 }
    let readings = KoreanConsonants.classes(spelt: letters, boundaries: LatinName.boundaries(parts))
    for row in rows.prefix(3) {
      for classes in readings {
        let group = utf8(KoreanSurnames.shared.rows[Int(row)].syllables) + [UInt8(ascii: "|")] + classes
        add(.nameGroup, group)
        add(.nameSound, group)
      }
    }
  }

  private func sorted(_ tokens: [[UInt8]]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(tokens.reduce(tokens.count) { $0 + $1.count })
    if tokens.count == 2 {
      let isInOrder = !tokens[1].lexicographicallyPrecedes(tokens[0])
      text += tokens[isInOrder ? 0 : 1]
      text.append(0x20)
      text += tokens[isInOrder ? 1 : 0]
      return text
    }
    for (index, token) in tokens.sorted(by: { $0.lexicographicallyPrecedes($1) }).enumerated() {
      if index > 0 { text.append(0x20) }
      text += token
    }
    return text
  }

  private func soundKey(_ family: [UInt8], _ given: [UInt8]) -> [UInt8] {
    sorted([NameSound.code(family), NameSound.code(given)])
  }

  /// The parts of a word with ae, oe and ue for the umlauts.
  private func spellingOut(_ word: NameWord) -> [[UInt8]] {
    guard word.hasUmlaut else { return word.parts }
    var spelt: [UInt32] = []
    for scalar in scalars(foldText(word.display)) {
      switch scalar {
      case 0xE4, 0xE6: spelt += [0x61, 0x65]
      case 0xF6, 0xF8: spelt += [0x6F, 0x65]
      case 0xFC: spelt += [0x75, 0x65]
      case 0xE5: spelt += [0x61, 0x61]
      default: spelt.append(scalar)
      }
    }
    return foldLatin(utf8(spelt)).split(separator: UInt8(ascii: "-")).map {
      $0.filter { $0 &- 0x61 < 26 || $0 >= 0x80 }
    }
    .filter { !$0.isEmpty }
  }
}

/// The words of the columns a row has.
private struct NameInColumns {
  var given: [NameWord]
  var middle: [NameWord]
  var family: [NameWord]
  var suffix: [NameWord]
}
