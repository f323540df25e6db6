/// SMITH/JOHN A MRS, as tickets and booking systems write a name: the family name, a slash, the rest.
///
/// - Returns: the name with a comma in place of the slash; nil where the slash parts something else, as two
///   people or a name and a note.
func slashedName(_ field: [UInt8]) -> [UInt8]? {
  guard field.count <= 64, let slash = field.firstIndex(of: UInt8(ascii: "/")), slash >= 2 else { return nil }
  let text = displayText(field)
  let halves = text.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
  guard halves.count == 2, isNameText(text) else { return nil }
  let family = foldLatin(foldText(Array(halves[0])))
  var words = foldLatin(foldText(Array(halves[1]))).split(separator: 0x20).map(Array.init)
  guard family.count >= 2, !family.contains(0x20), halves[1].first != 0x20 else { return nil }
  var given = Array(halves[1])
  var isTitled = false
  while words.count > 1, isTitleBehind(words[words.count - 1]) {
    words.removeLast()
    isTitled = true
  }
  // SMITH/JOHNMR
  if !isTitled, let last = words.last, let count = gluedTitleCount(last) {
    words[words.count - 1].removeLast(count)
    given.removeLast(count)
    isTitled = true
  }
  guard (1...3).contains(words.count), words[0].count >= 2, !(words + [family]).contains(where: isNoteWord) else { return nil }
  if !isTitled {
    // John/Mary and John/Mary Smith are two people
    let isCapital = !text.contains { $0 &- 0x61 < 26 }
    let surname = KoreanSurnames.shared.readings(of: family).first
    let isKorean = surname.map { $0.row < 60 && $0.costMillis < 6_000 } == true && isKoreanGivenName(words.flatMap { $0 })
    if Nicknames.shared.has(family), Nicknames.shared.has(words[0]) || !isKorean && words.count(where: { $0.count > 1 }) > 1 { return nil }
    // Kim/Lee: two surnames
    if words.count == 1, LatinWordKind.table[words[0]]?.contains(.koreanSurname) == true { return nil }
    guard isCapital || isKorean || Nicknames.shared.has(words[0]) else { return nil }
  }
  return halves[0] + [UInt8(ascii: ","), 0x20] + given
}

/// Letters of the alphabet and of Western Europe, spaces, full stops, hyphens, apostrophes and slashes.
private func isNameText(_ text: [UInt8]) -> Bool {
  text.allSatisfy { byte in
    switch byte {
    case 0x20, 0x27, 0x2D, 0x2E, 0x2F, 0x80...0xBF, 0xC3...0xC5: true
    default: isASCIILetter(byte)
    }
  }
}

private func isTitleBehind(_ word: [UInt8]) -> Bool {
  LatinWordKind.table[word.filter { $0 != 0x2E }]?.contains(.titleBehind) == true
}

/// Wife, VIP, guest, GmbH: no name.
private func isNoteWord(_ word: [UInt8]) -> Bool {
  if NameNotes.words.contains(word) || PlaceholderNames.verdict(word) == .placeholder { return true }
  guard let kind = LatinWordKind.table[word] else { return false }
  return !kind.isDisjoint(with: [.title, .mark, .legalForm, .household, .householdBehind, .and])
}

/// How many letters of a title stand behind a given name in one word with it.
private func gluedTitleCount(_ word: [UInt8]) -> Int? {
  if Nicknames.shared.has(word) { return nil }
  for title in ["mstr", "miss", "mrs", "mr", "ms"] as [StaticString] {
    let count = title.utf8CodeUnitCount
    guard word.count >= count + 4,
      word.suffix(count).elementsEqual(UnsafeBufferPointer(start: title.utf8Start, count: count))
    else { continue }
    let name = Array(word.dropLast(count))
    if Nicknames.shared.has(name) || isKoreanGivenName(name) { return count }
  }
  return nil
}

private func isKoreanGivenName(_ letters: [UInt8]) -> Bool {
  guard letters.count <= 18, letters.allSatisfy({ $0 &- 0x61 < 26 }) else { return false }
  return KoreanSpelling.readingMillis(letters.span, boundaries: 0, countMax: 3).map { $0 <= 1_700 } == true
}
