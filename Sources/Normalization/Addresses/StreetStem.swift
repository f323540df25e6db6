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
    if !hasKind, name.count == 1, let glued = gluedHighway(words, name) { return glued.street }
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
    // The Circle and The Parkway are two streets
    if isEnded, name.count == 1, words.isWord(name.lowerBound, "the"), name.upperBound < range.upperBound || name.upperBound < words.count {
      name = name.lowerBound..<name.upperBound + 1
    }
    var core: [UInt8] = []
    core.reserveCapacity(24)
    if name.count > 1, let kind = firstKind(words, name) {
      core.append(contentsOf: kind)
      name = name.lowerBound + 1..<name.upperBound
    }
    for index in name { append(words, index, isWhole: name.count == 1 && isEnded, to: &core) }
    takeGluedKind(&core)
    return core
  }

  /// Avenue of the Americas, Plaza Dr: a kind as the name's first word is spelt in one way.
  private static func firstKind(_ words: AddressWords, _ name: Range<Int>) -> [UInt8]? {
    let first = name.lowerBound
    // the saint and the doctor
    guard words[first].isAny(.kind), !words.isWord(first, "st"), !words.isWord(first, "dr") else { return nil }
    return words.spelling(first)
  }

  /// State Highway 33, US 17, County Road DB, Route Z, I-25, Avenue H, Road 12, Farm to Market Road 1960.
  static func highway(_ words: AddressWords, _ name: Range<Int>) -> (street: [UInt8], end: Int)? {
    if let glued = gluedHighway(words, name) { return glued }
    if let numbered = numberedRoad(words, name) { return numbered }
    var at = name.lowerBound
    var owners = 0
    var isNamed = false
    if at + 1 < name.upperBound, words.isWord(at, "united"), words.isWord(at + 1, "states") {
      at += 2
      owners = 1
      isNamed = true
    } else if at + 2 < name.upperBound, words.isWord(at, "farm") || words.isWord(at, "ranch"), words.isWord(at + 1, "to"),
      words.isWord(at + 2, "market") || words.isWord(at + 2, "mkt")
    {
      at += 3
      owners = 1
      isNamed = true
    }
    while at < name.upperBound, words[at].isAny([.highwayOwner, .state]), !words[at].isAny(.hasDigit), owners < 3 {
      at += 1
      owners += 1
    }
    // Anderson County Rd 452, Van Zandt County Road 5678
    if owners == 0 {
      for length in 1...3 where at + length + 1 < name.upperBound && !words.isAny(at + length - 1, [.hasDigit, .kind]) {
        guard words.isWord(at + length, "county") || words.isWord(at + length, "co") || words.isWord(at + length, "parish") else { continue }
        at += length + 1
        owners = 2
        break
      }
    }
    // US 17, Interstate 35: owner and sign in one
    // NY 9, County 9
    if owners > 0, at < name.upperBound, words.isAllDigits(at), words[at].count <= 4, words.isWord(at - 1, "county") || words.isAny(at - 1, .state) && words[at - 1].count == 2 {
      isNamed = at + 1 == name.upperBound || words[at + 1].isAny(.direction)
    }
    let isUS = owners > 0 && (isNamed || words[at - 1].isAny(.highway))
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
    guard isName else { return nil }
    return numbered(words, at, name, words.joined(at..<at + 1))
  }

  /// What may follow a highway's number: FM 1960 Rd, US 12 Business, I-35 Frontage Rd.
  private static func numbered(_ words: AddressWords, _ at: Int, _ name: Range<Int>, _ number: [UInt8]) -> (street: [UInt8], end: Int)? {
    var end = at + 1
    var street = number
    if end < name.upperBound, words.isWord(end, "rd") || words.isWord(end, "road") || words.isWord(end, "hwy") || words.isWord(end, "highway"),
      words[at].isAny(.hasDigit), end + 1 == name.upperBound || !words[end + 1].isAny([.kind, .hasDigit])
    {
      end += 1
    }
    if end + 1 < name.upperBound, words.isWord(end, "frontage") || words.isWord(end, "service") || words.isWord(end, "access"),
      words[end + 1].isAny(.kind)
    {
      return (street + words.joined(end..<end + 1), end + 2)
    }
    guard end == name.upperBound || !words[end].isAny(.kind) || words.isWord(end, "byp") || words.isWord(end, "bypass") else { return nil }
    while end < name.upperBound {
      if words.isWord(end, "business") || words.isWord(end, "bus") || words.isWord(end, "bsnss") || words.isWord(end, "bus") {
        street.append(contentsOf: "business".utf8)
      } else if words.isWord(end, "bypass") || words.isWord(end, "byp") {
        street.append(contentsOf: "bypass".utf8)
      } else if words.isWord(end, "alt") || words.isWord(end, "alternate") {
        street.append(contentsOf: "alt".utf8)
      } else if street.count > number.count, words.isWord(end, "rte") || words.isWord(end, "rt") || words.isWord(end, "route") {
        // Highway 53 Business Route
      } else {
        break
      }
      end += 1
    }
    return (street, end)
  }

  /// I-35, US-1, SR7: the sign and the number in one word.
  private static func gluedHighway(_ words: AddressWords, _ name: Range<Int>) -> (street: [UInt8], end: Int)? {
    let first = name.lowerBound
    let word = words[first]
    guard word.isAny(.hasDigit), !word.isAny(.startsWithDigit), word.count <= 8 else { return nil }
    let range = word.range
    var digit = range.lowerBound
    while digit < range.upperBound, isASCIILetter(words.text[digit]) { digit += 1 }
    let letters = words.text.span.extracting(range.lowerBound..<digit)
    let isInterstate = letters.count == 1 && letters[0] == UInt8(ascii: "i")
    let isState = letters.count == 2 && digit < range.upperBound && words.text[digit] == UInt8(ascii: "-")
      && StreetWords.table.words[letters]?.traits.contains(.state) == true
    guard isInterstate || isState || letters.count >= 2 && StreetWords.table.words[letters]?.traits.contains(.highway) == true else { return nil }
    if digit < range.upperBound, words.text[digit] == UInt8(ascii: "-") { digit += 1 }
    guard digit < range.upperBound, isASCIIDigit(words.text[digit]) else { return nil }
    return numbered(words, first, name, Array(words.text[digit..<range.upperBound]))
  }

  /// Road 12, Avenue 280, Calle 4: streets that are counted.
  private static func numberedRoad(_ words: AddressWords, _ name: Range<Int>) -> (street: [UInt8], end: Int)? {
    let first = name.lowerBound
    guard name.count >= 2, words.isAllDigits(first + 1), words[first + 1].count <= 4,
      words.isWord(first, "road") || words.isWord(first, "rd") || words.isWord(first, "avenue") || words.isWord(first, "ave")
        || words.isWord(first, "street") || words.isWord(first, "calle"),
      name.count == 2 || words[first + 2].isAny(.direction)
    else { return nil }
    return (words.joined(first + 1..<first + 2), first + 2)
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
