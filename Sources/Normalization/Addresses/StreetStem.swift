/// The core of a street's name: without its kind and direction, which one file writes and the next leaves
/// out, and with numbers and saints in one spelling. N. Fifth Avenue is 5th, Saint John's Rd is stjohns.
package enum StreetStem {
  /// The core of a name that stands alone.
  ///
  /// - Parameters:
  ///   - folded: words between spaces, as `foldLatin` leaves them.
  ///   - hasKind: the kind has been taken off, so that the last word is part of the name.
  package static func of(_ folded: [UInt8], hasKind: Bool) -> [UInt8] {
    let words = AddressWords(folded)
    guard words.count > 0 else { return [] }
    return of(words, 0..<words.count, hasKind: hasKind)
  }

  static func of(_ words: AddressWords, _ range: Range<Int>, hasKind: Bool) -> [UInt8] {
    var name = range
    var isEnded = hasKind
    if !hasKind, name.count > 1 {
      let start = words[name.lowerBound].isAny(.direction) ? name.lowerBound + 1 : name.lowerBound
      if let highway = highway(words, start..<name.upperBound) { return highway.street }
    }
    if !hasKind {
      if name.count > 1, words[name.upperBound - 1].isAny(.direction) { name = name.lowerBound..<name.upperBound - 1 }
      // S Park: a direction before a word that is a kind at best
      let isLone = name.count == 2 && words[name.lowerBound].isAny(.direction)
      if name.count > 1, words[name.upperBound - 1].isAny(.kind) || !isLone && words[name.upperBound - 1].isAny(.weakKind) {
        name = name.lowerBound..<name.upperBound - 1
        isEnded = true
      }
    }
    if name.count > 1, words[name.lowerBound].isAny(.direction) { name = name.lowerBound + 1..<name.upperBound }
    // New Mexico NW Ave; but Ocean Isle West Blvd
    if name.count > 1, words[name.upperBound - 1].isAny(.direction), !isEnded || words[name.upperBound - 1].count <= 2 && name.count > 1 + (words.isLetter(name.upperBound - 1) ? 1 : 0) { name = name.lowerBound..<name.upperBound - 1 }
    var core: [UInt8] = []
    core.reserveCapacity(24)
    for index in name { append(words, index, isWhole: name.count == 1 && isEnded, to: &core) }
    takeGluedKind(&core)
    return core
  }

  /// State Highway 33, US 17, County Road DB, Route Z, I-25, Avenue H.
  static func highway(_ words: AddressWords, _ name: Range<Int>) -> (street: [UInt8], end: Int)? {
    var at = name.lowerBound
    var owners = 0
    while at < name.upperBound, words[at].isAny([.highwayOwner, .state]), !words[at].isAny(.hasDigit), owners < 3 {
      at += 1
      owners += 1
    }
    // Anderson County Rd 452
    if owners == 0, at + 2 < name.upperBound, words.isWord(at + 1, "county") || words.isWord(at + 1, "co") {
      at += 2
      owners = 2
    }
    let isUS = owners > 0 && words.isWord(at - 1, "us")
    let start = at
    while at < name.upperBound, words[at].isAny(.highway) || at == start && owners > 0 && words.isWord(at, "road") || owners > 0 && words.isWord(at, "rd"),
      !words[at].isAny(.hasDigit)
    {
      at += 1
    }
    while at > start, at < name.upperBound, words[at].isAny([.hash, .number]) { at += 1 }
    if at == start, !isUS {
      // I-25, and Avenue H
      guard owners == 0, at < name.upperBound else { return nil }
      if words[at].isAny(.kind), at + 1 < name.upperBound, words.isLetter(at + 1),
        words.isWord(at, "avenue") || words.isWord(at, "ave") || words.isWord(at, "av"),
        at + 2 == name.upperBound || !words[at + 2].isAny(.kind)
      {
        return (words.joined(at + 1..<at + 2), at + 2)
      }
      return nil
    }
    guard at < name.upperBound else { return nil }
    let word = words[at]
    let isName = word.isAny(.hasDigit) && !word.isAny(.ordinal) || word.count <= 2 && word.isAny(.hasLetter) && !word.isAny([.kind, .direction]) && at > start
      && !isArticle(words, at)
    guard isName, at + 1 == name.upperBound || !words[at + 1].isAny(.kind) else { return nil }
    var end = at + 1
    while end < name.upperBound, words.isWord(end, "business") || words.isWord(end, "bypass") || words.isWord(end, "alt") || words.isWord(end, "byp") { end += 1 }
    return (words.joined(at..<end), end)
  }

  /// 12 route de Lyon: no highway of the name de.
  private static func isArticle(_ words: AddressWords, _ index: Int) -> Bool {
    words.isWord(index, "de") || words.isWord(index, "du") || words.isWord(index, "la") || words.isWord(index, "le") || words.isWord(index, "l")
      && index + 1 < words.count
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

  private static func takeGluedKind(_ core: inout [UInt8]) {
    guard core.count >= 7 else { return }
    for glued in StreetWords.glued where core.count > glued.count + 2 && core[core.count - 1] == glued[glued.count - 1] {
      if core.suffix(glued.count).elementsEqual(glued) {
        core.removeLast(glued.count)
        return
      }
    }
  }
}
