import Identity

/// Keys, form and display of a name in Latin letters, written straight into the memory of its value.
extension Normalizer {
  /// The usual field of a Western file: one field or two to four columns that hold nothing but Latin
  /// letters, spaces and the marks of names. Nil: look closer.
  func plainLatinValue(_ parts: NameParts) -> NormalizedValue? {
    guard parts.kana.isEmpty else { return nil }
    let hasColumns = parts.full.isEmpty && !parts.given.isEmpty && !parts.family.isEmpty
    let field = hasColumns ? parts.given : parts.full
    guard hasColumns || parts.given.isEmpty && parts.middle.isEmpty && parts.family.isEmpty && parts.suffix.isEmpty
    else { return nil }
    // the first byte of Hangul, Han, kana, Cyrillic and Greek
    guard let first = field.first, first < 0x80 || (0xC3...0xC9).contains(first) || first == 0xE1 else { return nil }
    let byteCount = parts.full.count + parts.given.count + parts.middle.count + parts.family.count + parts.suffix.count
    guard byteCount <= LatinWords.plainBytesMax else { return nil }
    // Spans, so that nothing counts a reference to the columns.
    let (middleColumn, familyColumn, suffixColumn) = (parts.middle.span, parts.family.span, parts.suffix.span)
    let firstColumn = hasColumns ? parts.given.span : parts.full.span
    return LatinWords.withRoom(
      words: LatinWords.plainWordsMax, parts: LatinWords.plainPartsMax, letters: 2 * byteCount, display: byteCount
    ) { words in
      guard words.appendPlain(firstColumn), words.count > 0, !words.hasAnd else { return nil }
      let given = 0..<words.count
      // A lone word may be a run of keys (zxcvbn), which only the careful way asks.
      if !hasColumns, words.count == 1 { return nil }
      guard hasColumns else {
        // Guest Guest, Guest B
        if words.fillerCount > 0, words.fillerCount + 1 >= words.count { return nil }
        // naver.com
        if words.count == 2, !field.contains(0x20), field.contains(0x2E) { return nil }
        if words.hasLegalForm || words.isBare && PlaceholderNames.holds(words.packed(given)) { return nil }
        return LatinName(words: words, given, isFamilyFirst: parts.isFamilyFirst).flatMap { Normalizer.latinValue($0, flags: []) }
      }
      guard words.appendPlain(middleColumn) else { return nil }
      let middle = given.upperBound..<words.count
      guard words.appendPlain(familyColumn), words.count > middle.upperBound else { return nil }
      let family = middle.upperBound..<words.count
      if words.isBare, PlaceholderNames.holds(words.packed(given, family)) { return nil }
      if words.fillerCount > 0, words.fillerCount == words.count { return nil }
      guard words.appendPlain(suffixColumn) else { return nil }
      return LatinName(
        words: words, given: given, middle: middle, family: family, suffix: family.upperBound..<words.count
      ).flatMap { Normalizer.latinValue($0, flags: []) }
    }
  }

  /// A name whose words were taken apart by `NameText`; nil where nothing of it is in Latin letters.
  func latinValue(
    _ all: [NameWord], _ written: NameInColumns, hasColumns: Bool, isFamilyFirst: Bool = false, flags: ValueFlags,
    isMasked: Bool = false
  ) -> NormalizedValue? {
    let columns = hasColumns ? [written.given, written.middle, written.family, written.suffix] : [all]
    var partCount = 0
    var letterCount = 0
    var displayCount = 0
    for words in columns {
      for word in words where !word.parts.isEmpty {
        partCount += word.parts.count
        letterCount += word.letters.count
        displayCount += word.display.count
      }
    }
    guard partCount > 0, letterCount <= 4_096, displayCount <= 16_384 else { return nil }
    return LatinWords.withRoom(
      words: 2 * partCount, parts: 2 * partCount, letters: 2 * letterCount, display: displayCount
    ) { words in
      var ends: [Int] = []
      for column in columns {
        for word in column { words.append(word) }
        ends.append(words.count)
      }
      let name =
        hasColumns
        ? LatinName(
          words: words, given: 0..<ends[0], middle: ends[0]..<ends[1], family: ends[1]..<ends[2],
          suffix: ends[2]..<ends[3])
        : LatinName(words: words, 0..<words.count, isFamilyFirst: isFamilyFirst)
      return name.flatMap { Normalizer.latinValue($0, flags: flags, isMasked: isMasked) }
    }
  }

  private static func latinValue(_ name: LatinName, flags: ValueFlags, isMasked: Bool = false) -> NormalizedValue? {
    let words = name.words
    let given = words.letters(of: name.given)
    let middle = words.letters(of: name.middle)
    let family = words.letters(of: name.family)
    let letterCount = given.count + middle.count + family.count
    guard letterCount > 0, letterCount <= 240 else { return nil }

    var flags = flags
    if name.hasHonorific {
      flags.insert(.honorific)
      if PlaceholderNames.isSample(words.packed(name.given, name.family)) { flags.insert(.placeholder) }
    }
    if name.isSwapped { flags.insert(.reordered) }
    if name.isKorean { flags.insert(.romanised) }
    if !name.otherKoreanFamilies.isEmpty { flags.insert(.ambiguous) }
    // in other scripts a word may be two bytes long and one letter
    let isFull = given.count >= 2 && family.count >= 2 && !isMasked
    if !isFull { flags.insert(.partial) }
    var formFlags: NameForm.Flags = []
    if isFull { formFlags.insert(.full) }
    if name.isOrderKnown { formFlags.insert(.orderKnown) }
    if isMasked { formFlags.insert(.masked) }
    if words.hasTransliterated { formFlags.insert(.transliterated) }

    return ValueWriter.written { value in
      putDisplay(name, to: &value)
      value.endCanonical()
      NameForm.put(name, flags: formFlags, to: &value)
      value.endForm()
      if isFull {
        NameKeyText.putSorted(name, to: &value)
        func respelt(_ spelling: NameKeyText.Spelling, to value: inout ValueWriter) {
          value.beginKey(.nameFull)
          value.put(NameKeyText.sorted(name, spelling: spelling))
          value.endKey(isDistinct: true)
        }
        if words.hasUmlaut { respelt(.twoLetters, to: &value) }
        if words.hasTransliterated {
          respelt(.cyrillic(.passport), to: &value)
          respelt(.cyrillic(.iso), to: &value)
        }
        if name.isKorean {
          putKoreanGroups(name.koreanFamilies, words, name.given, to: &value)
          // the family name at the other end
          if !name.otherKoreanFamilies.isEmpty {
            let all =
              min(name.given.lowerBound, name.family.lowerBound)..<max(name.given.upperBound, name.family.upperBound)
            putKoreanGroups(
              name.otherKoreanFamilies, words, name.isFamilyFirst ? all.dropLast() : all.dropFirst(), to: &value)
          }
        }
        if !name.isKorean || Nicknames.shared.has(given) { NameKeyText.putGroup(family, given, to: &value) }
        if NameSound.hasClasses(family), NameSound.hasClasses(given) { NameKeyText.putSound(family, given, to: &value) }
        value.key(.nameGiven, given)
      } else if given.count == 1, family.count >= 2, !isMasked {
        NameKeyText.putGroup(family, given, to: &value)
        if let names = name.namesBehindCivility {
          value.beginKey(.nameFull)
          value.put(NameKeyText.sorted(words, names))
          value.endKey(isDistinct: true)
        }
      }
      if name.isKorean, isFull {
        for reading in name.koreanFamilies.prefix(3) {
          value.beginKey(.nameFamily)
          value.put(KoreanSurnames.shared.utf8(row: reading.row))
          value.endKey(isDistinct: true)
        }
      } else if family.count >= 2, !given.isEmpty || name.hasHonorific,
        !isMasked || name.family.allSatisfy({ words.letters(of: $0..<$0 + 1).count > 1 })
      {
        value.key(.nameFamily, family)
      }
      func token(_ letters: UnsafeBufferPointer<UInt8>, to value: inout ValueWriter) {
        if letters.count < 2 { return }
        value.beginKey(.nameToken)
        value.put(letters)
        value.endKey(isDistinct: true)
      }
      if name.isKorean {
        token(given, to: &value)
        token(middle, to: &value)
        token(family, to: &value)
      } else {
        let roles = name.roles
        var hasHyphen = false
        for place in 0..<3 {
          let range = name[roles[place]]
          for part in words.parts(of: range) { token(words.letters(ofPart: part), to: &value) }
          if words.parts(of: range).count > range.count { hasHyphen = true }
        }
        if hasHyphen {
          for place in 0..<3 {
            for word in name[roles[place]] where words[word].partsEnd - words[word].partsStart > 1 {
              token(words.letters(of: word..<word + 1), to: &value)
            }
          }
        }
      }
      return value.value(.name, flags)
    }
  }

  /// As written: given name, middle name, family name, or as the source has them where its order is another. The syllables of a Korean given name are hyphenated,
  /// because three bare words do not say which of them is the family name.
  private static func putDisplay(_ name: borrowing LatinName, to value: inout ValueWriter) {
    let words = name.words
    var roles: InlineArray<3, LatinName.Role> = [.given, .middle, .family]
    if name.isShownFamilyFirst {
      // Nguyễn Thị Hoa has the given name last
      roles = name.middle.lowerBound < name.given.lowerBound ? [.family, .middle, .given] : [.family, .given, .middle]
    }
    for place in 0..<3 {
      let role = roles[place]
      let separator: UInt8 = name.isKorean && role == .given ? UInt8(ascii: "-") : 0x20
      let range = name[role]
      for word in range {
        if value.count > 0 { value.put(word == range.lowerBound ? 0x20 : separator) }
        value.put(words.display(of: word))
        // without it the letter would be a syllable when it is read again
        if name.isKorean, role == .middle, words.letters(of: word..<word + 1).count == 1 { value.put(UInt8(ascii: ".")) }
      }
    }
    switch name.suffix {
    case .none: break
    case .junior: value.put(" Jr.")
    case .senior: value.put(" Sr.")
    case .second: value.put(" II")
    case .third: value.put(" III")
    case .fourth: value.put(" IV")
    }
  }

  private static func putKoreanGroups(
    _ surnames: [KoreanSurnames.Reading], _ words: LatinWords, _ given: Range<Int>, to value: inout ValueWriter
  ) {
    let letters = words.letters(of: given)
    let boundaries = words.boundaries(in: given)
    for surname in surnames.prefix(3) {
      let family = KoreanSurnames.shared.utf8(row: surname.row)
      KoreanConsonants.forEachReading(spelt: letters, boundaries: boundaries) { classes in
        func put(_ kind: KeyKind) {
          value.beginKey(kind)
          value.put(family)
          value.put(UInt8(ascii: "|"))
          value.put(classes)
          value.endKey(isDistinct: true)
        }
        put(.nameGroup)
        put(.nameSound)
      }
    }
  }
}

/// The texts of the keys of a name in Latin letters.
enum NameKeyText {
  enum Spelling {
    case letters
    /// ae, oe and ue for the umlauts, aa for å.
    case twoLetters
    /// Cyrillic in another scheme.
    case cyrillic(CyrillicScheme)

    var isLetters: Bool { if case .letters = self { true } else { false } }

    func changes(_ word: LatinWord) -> Bool {
      switch self {
      case .letters: false
      case .twoLetters: word.hasUmlaut
      case .cyrillic: word.isTransliterated
      }
    }
  }

  /// The words or hyphenated parts in alphabetical order as the key of the whole name; of a Korean name the given
  /// and the family name.
  static func putSorted(_ name: borrowing LatinName, to value: inout ValueWriter) {
    let words = name.words
    var tokens = InlineArray<8, UnsafeBufferPointer<UInt8>>(repeating: UnsafeBufferPointer(start: nil, count: 0))
    var count = 0
    value.beginKey(.nameFull)
    let isWhole = name.isKorean
    let roles = name.roles
    for place in 0..<3 {
      let range = name[roles[place]]
      if range.isEmpty { continue }
      for part in isWhole ? 0..<1 : words.parts(of: range) {
        guard count < tokens.count else {
          value.put(sorted(name, spelling: .letters))
          return value.endKey()
        }
        let token = isWhole ? words.letters(of: range) : words.letters(ofPart: part)
        var place = count
        while place > 0, precedes(token, tokens[place - 1]) {
          tokens[place] = tokens[place - 1]
          place -= 1
        }
        tokens[place] = token
        count += 1
      }
    }
    for index in 0..<count {
      if index > 0 { value.put(0x20) }
      value.put(tokens[index])
    }
    value.endKey()
  }

  /// The words or hyphenated parts in alphabetical order; of a Korean name the given and the family name.
  static func sorted(_ name: LatinName, spelling: Spelling) -> [UInt8] {
    let words = name.words
    let tokenMax = 4 + words.partCount
    let room = 2 * words.letterCount + tokenMax
    return withUnsafeTemporaryAllocation(of: UnsafeBufferPointer<UInt8>.self, capacity: tokenMax) { tokens in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: spelling.isLetters ? 1 : 8 * room) { spelt in
        var count = 0
        var speltEnd = 0
        if name.isKorean, spelling.isLetters {
          for range in [name.given, name.middle, name.family] where !range.isEmpty {
            insert(words.letters(of: range), to: tokens, count: &count)
          }
        } else {
          let roles = name.roles
          for place in 0..<3 {
            for word in name[roles[place]] {
              guard spelling.changes(words[word]) else {
                for part in words.parts(of: word..<word + 1) {
                  insert(words.letters(ofPart: part), to: tokens, count: &count)
                }
                continue
              }
              for part in respelt(words.display(of: word), spelling)
              where speltEnd + part.count <= spelt.count && count < tokenMax {
                let start = speltEnd
                for byte in part {
                  spelt[speltEnd] = byte
                  speltEnd += 1
                }
                insert(UnsafeBufferPointer(rebasing: spelt[start..<speltEnd]), to: tokens, count: &count)
              }
            }
          }
        }
        var byteCount = count
        for index in 0..<count { byteCount += tokens[index].count }
        return scratchBytes(capacity: byteCount) { out in
          var end = 0
          for index in 0..<count {
            if index > 0 {
              out[end] = 0x20
              end += 1
            }
            let token = tokens[index]
            for offset in 0..<token.count { out[end + offset] = token[offset] }
            end += token.count
          }
          return end
        }
      }
    }
  }

  /// Words or their hyphenated parts in alphabetical order.
  static func sorted(_ words: LatinWords, _ range: Range<Int>) -> [UInt8] {
    let parts = words.parts(of: range).map { Array(words.letters(ofPart: $0)) }
    return Array(parts.sorted { $0.lexicographicallyPrecedes($1) }.joined(separator: [0x20]))
  }

  private static func insert(
    _ token: UnsafeBufferPointer<UInt8>, to tokens: UnsafeMutableBufferPointer<UnsafeBufferPointer<UInt8>>,
    count: inout Int
  ) {
    guard count < tokens.count else { return }
    var place = count
    while place > 0, precedes(token, tokens[place - 1]) {
      tokens[place] = tokens[place - 1]
      place -= 1
    }
    tokens[place] = token
    count += 1
  }

  /// The family name and the first letter of the given name.
  static func putGroup(
    _ family: UnsafeBufferPointer<UInt8>, _ given: UnsafeBufferPointer<UInt8>, to value: inout ValueWriter
  ) {
    // the whole first letter, which in another script than Latin is several bytes long
    var initialCount = 1
    while initialCount < given.count, given[initialCount] & 0xC0 == 0x80 { initialCount += 1 }
    value.beginKey(.nameGroup)
    value.put(family)
    value.put(UInt8(ascii: "|"))
    value.put(UnsafeBufferPointer(start: given.baseAddress, count: initialCount))
    value.endKey(isDistinct: true)
  }

  /// The phonetic classes of both names, the lesser first.
  static func putSound(
    _ family: UnsafeBufferPointer<UInt8>, _ given: UnsafeBufferPointer<UInt8>, to value: inout ValueWriter
  ) {
    value.beginKey(.nameSound)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 12) { codes in
      guard let base = codes.baseAddress else { return }
      let one = UnsafeBufferPointer(start: base, count: NameSound.writeCode(family, to: base))
      let other = UnsafeBufferPointer(start: base + 6, count: NameSound.writeCode(given, to: base + 6))
      let isSwapped = precedes(other, one)
      value.put(isSwapped ? other : one)
      value.put(0x20)
      value.put(isSwapped ? one : other)
    }
    value.endKey(isDistinct: true)
  }

  @inline(__always)
  private static func precedes(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    let shorter = min(left.count, right.count)
    for index in 0..<shorter where left[index] != right[index] { return left[index] < right[index] }
    return left.count < right.count
  }

  /// The parts of a word in another spelling.
  private static func respelt(_ display: UnsafeBufferPointer<UInt8>, _ spelling: Spelling) -> [[UInt8]] {
    let folded = foldText(Array(display))
    var spelt: [UInt8] = []
    switch spelling {
    case .letters: spelt = folded
    case .cyrillic(let scheme): spelt = latinOfGreek(latinOfCyrillic(folded, scheme))
    case .twoLetters:
      for scalar in scalars(folded) {
        switch scalar {
        case 0xE4, 0xE6: spelt += [0x61, 0x65]
        case 0xF6, 0xF8: spelt += [0x6F, 0x65]
        case 0xFC: spelt += [0x75, 0x65]
        case 0xE5: spelt += [0x61, 0x61]
        default: appendScalar(scalar, to: &spelt)
        }
      }
    }
    return foldLatin(spelt).split(separator: UInt8(ascii: "-")).map { $0.filter { $0 &- 0x61 < 26 || $0 >= 0x80 } }
      .filter { !$0.isEmpty }
  }
}
