/// The core of a street's name: without its kind and direction, which one file writes and the next leaves
/// out, and with numbers and saints in one spelling. N. Fifth Avenue is 5th, Saint John's Rd is stjohns.
package enum StreetStem {
  /// The core of a name that stands alone.
  ///
  /// - Parameters:
  ///   - folded: words between spaces, as `foldLatin` leaves them.
  ///   - hasKind: the kind has been taken off, so that the last word is part of the name.
  package static func of(_ folded: [UInt8], hasKind: Bool) -> [UInt8] {
    var words = AddressWords(folded)
    EnglishAddress.repairLetters(&words)
    guard words.count > 0 else { return [] }
    return of(words, 0..<words.count, hasKind: hasKind)
  }

  static func of(_ words: AddressWords, _ range: Range<Int>, hasKind: Bool) -> [UInt8] {
    var name = range
    var isEnded = hasKind
    if !hasKind {
      let start = name.count > 1 && words[name.lowerBound].isAny(.direction) ? name.lowerBound + 1 : name.lowerBound
      if let road = NumberedRoad.read(words, start..<name.upperBound) { return road.street }
    }
    if !hasKind {
      // Hutchinson River Pkwy SR: a service road
      if name.count > 2, words.isWord(name.upperBound - 1, "sr"), words[name.upperBound - 2].isAny(.kind) { name = name.lowerBound..<name.upperBound - 1 }
      if name.count > 1, words[name.upperBound - 1].isAny(.direction) { name = name.lowerBound..<name.upperBound - 1 }
      // S Park: a direction before a word that is a kind at best
      let isLone = name.count == 2 && words[name.lowerBound].isAny(.direction)
      if name.count > 1, words[name.upperBound - 1].isAny(.kind) || !isLone && words[name.upperBound - 1].isAny(.weakKind) {
        name = name.lowerBound..<name.upperBound - 1
        isEnded = true
      }
    }
    if name.count > 1, words[name.lowerBound].isAny(.direction) { name = name.lowerBound + 1..<name.upperBound }
    // New Mexico NW Ave, Big Run South Rd; but Park West Blvd
    if name.count > 1, words[name.upperBound - 1].isAny(.direction), !isEnded || name.count > 2 || words[name.upperBound - 1].count == 2 { name = name.lowerBound..<name.upperBound - 1 }
    // The Circle and The Parkway are two streets
    if isEnded, name.count == 1, words.isWord(name.lowerBound, "the"), name.upperBound < range.upperBound || name.upperBound < words.count {
      name = name.lowerBound..<name.upperBound + 1
    }
    // Rev Dr Martin Luther King: titles before a whole name
    while name.count > 2 || name.count == 2 && words.isWord(name.upperBound - 1, "mlk"), isTitle(words, name.lowerBound) {
      name = name.lowerBound + 1..<name.upperBound
    }
    var core: [UInt8] = []
    core.reserveCapacity(24)
    if name.count > 1, let kind = firstKind(words, name) {
      core.append(contentsOf: kind)
      name = name.lowerBound + 1..<name.upperBound
      // Ave of Americas
      if name.count > 2, words.isWord(name.lowerBound, "of"), words.isWord(name.lowerBound + 1, "the") || words.isWord(name.lowerBound + 1, "th") {
        core.append(contentsOf: "of".utf8)
        name = name.lowerBound + 2..<name.upperBound
      }
    }
    var index = name.lowerBound
    while index < name.upperBound {
      // Twenty First
      if index + 1 < name.upperBound, let both = StreetWords.ordinal(words, index) {
        core.append(contentsOf: both)
        index += 2
        continue
      }
      // Ten Mile Rd
      if index + 1 < name.upperBound, words.isWord(index + 1, "mile"), let figure = StreetWords.figure(words, index) {
        core.append(contentsOf: figure)
      } else {
        append(words, index, isWhole: name.count == 1 && isEnded, to: &core)
      }
      index += 1
    }
    takeGluedKind(&core, lastWord: words[name.upperBound - 1].count)
    completeKing(&core)
    return core
  }

  /// Writers keep or leave out what a man was; Dr Phillips Blvd has no other name.
  private static func isTitle(_ words: AddressWords, _ index: Int) -> Bool {
    words.isWord(index, "dr") || words.isWord(index, "doctor") || words.isWord(index, "rev") || words.isWord(index, "reverend")
  }

  /// MLK, M L King, Martin Luther King: hundreds of towns have a street of his, written in every one of these ways.
  private static func completeKing(_ core: inout [UInt8]) {
    guard core.first == UInt8(ascii: "m"), core.count == 16 || core.count == 6 || core.count == 8 else { return }
    if core.elementsEqual("martinlutherking".utf8) || core.elementsEqual("mlking".utf8) || core.elementsEqual("mlkingjr".utf8) {
      core = Array("martinlutherkingjr".utf8)
    }
  }

  /// Avenue of the Americas, Plaza Dr: a kind as the name's first word is spelt in one way.
  private static func firstKind(_ words: AddressWords, _ name: Range<Int>) -> [UInt8]? {
    let first = name.lowerBound
    // the saint and the doctor
    guard words[first].isAny(.kind), !words.isWord(first, "st"), !words.isWord(first, "dr") else { return nil }
    return words.spelling(first)
  }

  private static func append(_ words: AddressWords, _ index: Int, isWhole: Bool, to core: inout [UInt8]) {
    let word = words[index]
    if word.isAny(.ordinal), !word.isAny(.hasDigit) {
      core.append(contentsOf: words.spelling(index))
    } else if isWhole, words.isAllDigits(index), word.count <= 3 {
      // 96 St is 96th Street
      var number = 0
      for position in word.range { number = number * 10 + Int(words.text[position] - 0x30) }
      core.append(contentsOf: StreetWords.ordinal(number).utf8)
    } else if word.count <= 8, !word.isAny(.hasDigit), let spelled = StreetWords.spelled[words.text.span.extracting(word.range)] {
      core.append(contentsOf: spelled)
    } else {
      for position in word.range where words.text[position] != UInt8(ascii: "-") { core.append(words.text[position]) }
    }
  }

  /// Oakstreet; but not Center Street Plaza, where street is a word of its own.
  private static func takeGluedKind(_ core: inout [UInt8], lastWord: Int) {
    guard let length = gluedKind(core[...], lastWord: lastWord) else { return }
    core.removeLast(length)
  }

  /// How long the kind is that a name ends in without a space; nil where it ends in none.
  static func gluedKind(_ name: ArraySlice<UInt8>, lastWord: Int) -> Int? {
    guard lastWord >= 6, let last = name.last else { return nil }
    for glued in StreetWords.glued where last == glued[glued.count - 1] && name.suffix(glued.count).elementsEqual(glued) {
      // Jrdrive
      if lastWord > glued.count + 2 || lastWord == glued.count + 2 && name.dropLast(glued.count).suffix(2).elementsEqual("jr".utf8) { return glued.count }
    }
    return nil
  }
}
