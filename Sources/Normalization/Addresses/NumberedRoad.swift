/// A road that is known by a number or letter behind its sign: I-35, US 9, State Route 9, County Road DB, FM 1960,
/// Avenue H, Road 12.
///
/// The number is the core of the name; the sign stands where other streets have their kind, for I-35 and US 35, Road 120
/// and Avenue 120 are not one road. The forms are those of USPS Publication 28, appendix F.
struct NumberedRoad {
  /// The number or letter, and what tells branches of one road apart: 35frontage, 20business.
  var street: [UInt8]
  /// The word behind the road.
  var end: Int
  var sign: Sign

  /// Whose road it is. Of several words the first of these decides: Old State Road 9 is no state road.
  enum Sign: Int, Sendable {
    case old, interstate, federal, county, township, farm, forest, private_, loop, spur, state, road, avenue, street, calle
    /// Highway 9, Route 9: the owner is not named.
    case highway

    /// As it stands in keys and forms, where other streets have their kind.
    var kind: [UInt8] { Sign.kinds[rawValue] }

    private static let kinds = [
      "old", "i", "us", "cr", "tr", "fm", "fr", "pr", "loop", "spur", "sr", "rd", "ave", "st", "calle", "hwy",
    ].map { Array($0.utf8) }

    fileprivate func or(_ other: Sign) -> Sign { other.rawValue < rawValue ? other : self }
  }

  /// The road that a street's name begins with; nil where it begins with none.
  static func read(_ words: AddressWords, _ name: Range<Int>) -> NumberedRoad? {
    if let qualified = readQualified(words, name) { return qualified }
    if let glued = readGlued(words, name) { return glued }
    if let counted = readCounted(words, name) { return counted }
    // 54 Hwy
    if name.count >= 2, words.isAllDigits(name.lowerBound), words[name.lowerBound].count <= 3, isHighway(words, name.lowerBound + 1) {
      return finished(words, name.lowerBound, name, words.joined(name.lowerBound..<name.lowerBound + 1), .highway)
    }
    var at = name.lowerBound
    var sign = Sign.highway
    var owners = 0
    var isNamed = false
    if at + 1 < name.upperBound, words.isWord(at, "united"), words.isWord(at + 1, "states") {
      at += 2
      owners = 1
      isNamed = true
      sign = .federal
    } else if at + 2 < name.upperBound, words.isWord(at, "farm") || words.isWord(at, "ranch"), words.isWord(at + 1, "to"),
      words.isWord(at + 2, "market") || words.isWord(at + 2, "mkt")
    {
      at += 3
      owners = 1
      isNamed = true
      sign = .farm
    } else if at + 2 < name.upperBound, words.isAny(at + 2, .startsWithDigit) || at + 3 < name.upperBound && words.isAny(at + 3, .startsWithDigit),
      words.isWord(at, "forest") || words.isWord(at, "indian"), words.isWord(at + 1, "service")
    {
      at += 2
      owners = 1
      sign = .forest
    }
    if at + 2 < name.upperBound, isEpithet(words, at), isHighway(words, at + 1) || isRoute(words, at + 1) || words.isWord(at + 1, "us") { at += 1 }
    while at < name.upperBound, words[at].isAny([.highwayOwner, .state]), !words[at].isAny(.hasDigit), owners < 3 {
      sign = sign.or(self.sign(words, at))
      at += 1
      owners += 1
      // Old West State Route 21
      if owners == 1, sign == .old, at + 2 < name.upperBound, words[at].isAny(.direction), words[at + 1].isAny(.highwayOwner) { at += 1 }
    }
    // Anderson County Rd 452, Van Zandt County Road 5678
    if owners == 0 {
      for length in 1...3 where at + length + 1 < name.upperBound && !words.isAny(at + length - 1, [.hasDigit, .kind]) {
        guard words.isWord(at + length, "county") || words.isWord(at + length, "co") || words.isWord(at + length, "parish") else { continue }
        at += length + 1
        owners = 2
        sign = .county
        break
      }
    }
    // NY 9, County 9, NC 55 Hwy; but Virginia 9 is a home on Virginia unless nothing follows
    if owners > 0, at < name.upperBound, words.isAllDigits(at), words[at].count <= 4, words.isWord(at - 1, "county") || words.isAny(at - 1, .state) {
      let isEnd = at + 1 == name.upperBound || words[at + 1].isAny(.direction)
      isNamed = words[at - 1].count == 2 || words.isWord(at - 1, "county") ? isEnd || isHighway(words, at + 1) : isEnd && words[at].count <= 3
    }
    // US 17, Interstate 35: owner and sign in one
    let isBoth = owners > 0 && (isNamed || words[at - 1].isAny(.highway))
    let start = at
    while at < name.upperBound, !words[at].isAny(.hasDigit),
      words[at].isAny(.highway) || at == start && owners > 0 && words.isWord(at, "road") || owners > 0 && words.isWord(at, "rd") || at == start && isLoneSign(words, at, name)
        || sign == .private_ && at == start && (words.isWord(at, "drive") || words.isWord(at, "dr"))
    {
      sign = sign.or(self.sign(words, at))
      at += 1
    }
    while at > start, at < name.upperBound, words[at].isAny([.hash, .number]) { at += 1 }
    if at == start, !isBoth {
      guard owners == 0, at < name.upperBound else { return nil }
      return readLettered(words, name)
    }
    guard at < name.upperBound else { return nil }
    let word = words[at]
    let isShort = word.count <= 2 || word.count == 3 && sign == .county && (at + 1 == name.upperBound || words[at + 1].isAny(.direction))
    let isName = word.isAny(.hasDigit) && !word.isAny(.ordinal) || isShort && word.isAny(.hasLetter) && !word.isAny([.kind, .direction]) && at > start
      && !isArticle(words, at)
    guard isName else { return nil }
    return finished(words, at, name, number(words, at), sign)
  }

  // MARK: signs

  /// The kind of a street is the sign of a road with a known owner: `cr`, `sr`.
  static func isOwned(_ kind: Span<UInt8>) -> Bool { ownedKinds[kind] != nil }

  private static let ownedKinds = ShortWords<Bool>("i us cr tr fm fr pr sr")

  /// Two signs that may be one road's: Highway 9 is any owner's, and Road 9 leaves its owner out.
  static func mayBeOne(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    isWord(left, "hwy") || isWord(right, "hwy") || isWord(left, "rd") && isOwned(right) || isWord(right, "rd") && isOwned(left)
  }

  private static func isWord(_ bytes: Span<UInt8>, _ wanted: StaticString) -> Bool {
    guard bytes.count == wanted.utf8CodeUnitCount else { return false }
    for index in 0..<bytes.count where bytes[index] != wanted.utf8Start[index] { return false }
    return true
  }

  /// Whose road a word tells; `.highway` where it tells nothing.
  private static func sign(_ words: AddressWords, _ index: Int) -> Sign {
    let word = words[index]
    guard word.count <= 10 else { return word.isAny(.state) ? .state : .highway }
    // Co Rd 9 is a county's, CO 9 Colorado's
    if words.isWord(index, "co"), words.isAllDigits(index + 1) { return .state }
    return signs[words.text.span.extracting(word.range)] ?? (word.isAny(.state) ? .state : .highway)
  }

  private static let signs: ShortWords<Sign> = {
    var signs: [(word: [UInt8], value: Sign)] = []
    let rows: [(Sign, String)] = [
      (.old, "old"), (.interstate, "interstate ih i"), (.federal, "us federal"), (.county, "county co cty cnty parish country cr cth csah"),
      (.township, "township twp tr"), (.farm, "farm ranch fm rm rr"), (.private_, "private pvt"), (.forest, "bia"), (.loop, "loop"), (.spur, "spur"),
      (.state, "state st sr sh sth nys"),
    ]
    for (sign, row) in rows { for word in row.split(separator: " ") { signs.append((Array(word.utf8), sign)) } }
    return ShortWords(signs)
  }()

  /// RR 620, TR 55, RM 12, Bypass 20: words of other meanings, signs only right before a number.
  private static func isLoneSign(_ words: AddressWords, _ index: Int, _ name: Range<Int>) -> Bool {
    guard index == name.lowerBound, index + 1 < name.upperBound, words.isAllDigits(index + 1) else { return false }
    // RR 2 is a rural route, and 22500 RR 12 a ranch road: the box of a route has been taken out
    let isBehindHouse = index == 1 && words.isAny(0, .startsWithDigit) || index == 2 && words.isAny(1, .direction) && words.isAny(0, .startsWithDigit)
    return words.isWord(index, "rr") && (words[index + 1].count >= 3 || isBehindHouse && !words.isAny(0, .ordinal)) || words.isWord(index, "tr") || words.isWord(index, "rm") || words.isWord(index, "sth")
      || words.isWord(index, "bypass") || words.isWord(index, "byp")
  }

  /// Historic Route 66, Scenic Hwy 98, Coast Hwy 101: what a road is like, and no part of what it is called.
  private static func isEpithet(_ words: AddressWords, _ index: Int) -> Bool {
    words.isWord(index, "historic") || words.isWord(index, "scenic") || words.isWord(index, "coast") || words.isWord(index, "city")
  }

  private static func isRoute(_ words: AddressWords, _ index: Int) -> Bool {
    words.isWord(index, "route") || words.isWord(index, "rte") || words.isWord(index, "rt")
  }

  /// Business Hwy 51, Alt US 19: the branch in front of its road, as Hwy 51 Business has it behind.
  private static func readQualified(_ words: AddressWords, _ name: Range<Int>) -> NumberedRoad? {
    let next = name.lowerBound + 1
    guard name.count >= 3, let branch = branch(words, name.lowerBound), isHighway(words, next) || words.isWord(next, "us") || isRoute(words, next), var road = read(words, next..<name.upperBound), let first = road.street.first, isASCIIDigit(first)
    else { return nil }
    if !road.street.contains(where: { isASCIILetter($0) }) { road.street.append(contentsOf: branch.utf8) }
    return road
  }

  /// What tells a branch from its road; nil where a word tells none.
  private static func branch(_ words: AddressWords, _ index: Int) -> String? {
    if words.isWord(index, "business") || words.isWord(index, "bus") || words.isWord(index, "bsnss") { return "business" }
    if words.isWord(index, "bypass") || words.isWord(index, "byp") { return "bypass" }
    return words.isWord(index, "alt") || words.isWord(index, "alternate") ? "alt" : nil
  }

  private static func isHighway(_ words: AddressWords, _ index: Int) -> Bool { words.isWord(index, "hwy") || words.isWord(index, "highway") }

  /// 12 route de Lyon: no highway of the name de.
  private static func isArticle(_ words: AddressWords, _ index: Int) -> Bool {
    words.isWord(index, "de") || words.isWord(index, "du") || words.isWord(index, "la") || words.isWord(index, "le") || words.isWord(index, "l")
      && index + 1 < words.count
  }

  /// A number or letters without hyphens: M-22 is m22.
  private static func number(_ words: AddressWords, _ index: Int) -> [UInt8] {
    let bytes = words.joined(index..<index + 1)
    return bytes.contains(UInt8(ascii: "-")) && !words[index].isAny(.startsWithDigit) ? bytes.filter { $0 != UInt8(ascii: "-") } : bytes
  }

  // MARK: forms

  /// What may follow a highway's number: FM 1960 Rd, US 12 Business, I-35 Frontage Rd.
  private static func finished(_ words: AddressWords, _ at: Int, _ name: Range<Int>, _ number: [UInt8], _ sign: Sign) -> NumberedRoad? {
    var end = at + 1
    var street = number
    if end < name.upperBound, words.isWord(end, "rd") || words.isWord(end, "road") || isHighway(words, end),
      words[at].isAny(.hasDigit), end + 1 == name.upperBound || !words[end + 1].isAny([.kind, .hasDigit])
    {
      end += 1
    }
    // I-25 Highway 87: two roads run as one, and the first is as good as both
    if end + 1 < name.upperBound, isHighway(words, end) || words.isWord(end, "us"), words.isAllDigits(end + 1), words[end + 1].count <= 3, words.isAny(at, .hasDigit),
      end + 2 == name.upperBound || words[end + 2].isAny(.direction)
    {
      end += 2
    }
    if end + 1 < name.upperBound, words.isWord(end, "frontage") || words.isWord(end, "service") || words.isWord(end, "access"),
      words[end + 1].isAny(.kind)
    {
      return NumberedRoad(street: street + words.joined(end..<end + 1), end: end + 2, sign: sign)
    }
    // State Road 37 St Louis
    let isTown = end + 1 < name.upperBound && words.isWord(end, "st") && StreetWords.isSaint(words, end + 1)
    guard end == name.upperBound || isTown || !words[end].isAny(.kind) || words.isWord(end, "byp") || words.isWord(end, "bypass") else { return nil }
    while end < name.upperBound {
      if let branch = branch(words, end) {
        street.append(contentsOf: branch.utf8)
      } else if street.count > number.count, isRoute(words, end) || words.isWord(end, "loop") {
        // Highway 53 Business Route, I-75 Business Loop
      } else {
        break
      }
      end += 1
    }
    return NumberedRoad(street: street, end: end, sign: sign)
  }

  /// I-35, US-1, SR7: the sign and the number in one word.
  private static func readGlued(_ words: AddressWords, _ name: Range<Int>) -> NumberedRoad? {
    let first = name.lowerBound
    let word = words[first]
    guard word.isAny(.hasDigit), !word.isAny(.startsWithDigit), word.count <= 8 else { return nil }
    let range = word.range
    var digit = range.lowerBound
    while digit < range.upperBound, isASCIILetter(words.text[digit]) { digit += 1 }
    let letters = words.text.span.extracting(range.lowerBound..<digit)
    let isInterstate = letters.count == 1 && letters[0] == UInt8(ascii: "i")
    let traits = StreetWords.table.words[letters]?.traits ?? []
    let isState = letters.count == 2 && digit < range.upperBound && words.text[digit] == UInt8(ascii: "-") && traits.contains(.state)
    guard isInterstate || isState || letters.count >= 2 && traits.contains(.highway) else { return nil }
    if digit < range.upperBound, words.text[digit] == UInt8(ascii: "-") { digit += 1 }
    guard digit < range.upperBound, isASCIIDigit(words.text[digit]) else { return nil }
    let sign = isState && !traits.contains(.highway) ? .state : signs[letters] ?? .highway
    return finished(words, first, name, Array(words.text[digit..<range.upperBound]), sign)
  }

  /// Road 12, Avenue 280, Calle 4: streets that are counted.
  private static func readCounted(_ words: AddressWords, _ name: Range<Int>) -> NumberedRoad? {
    let first = name.lowerBound
    guard name.count >= 2, words.isAllDigits(first + 1), words[first + 1].count <= 4, let sign = countedSign(words, first),
      name.count == 2 || words[first + 2].isAny(.direction) || sign == .calle
    else { return nil }
    return NumberedRoad(street: words.joined(first + 1..<first + 2), end: first + 2, sign: sign)
  }

  private static func countedSign(_ words: AddressWords, _ index: Int) -> Sign? {
    if words.isWord(index, "road") || words.isWord(index, "rd") { return .road }
    if words.isWord(index, "avenue") || words.isWord(index, "ave") { return .avenue }
    if words.isWord(index, "street") { return .street }
    return words.isWord(index, "calle") ? .calle : nil
  }

  /// Avenue H, Avenue J-4; Road B and Street A where nothing but a direction follows.
  private static func readLettered(_ words: AddressWords, _ name: Range<Int>) -> NumberedRoad? {
    let first = name.lowerBound
    guard first + 1 < name.upperBound, words[first].isAny(.kind) || words.isWord(first, "calle"), let sign = countedSign(words, first) ?? (words.isWord(first, "av") ? .avenue : nil) else { return nil }
    let range = words[first + 1].range
    let isLetter = words.isLetter(first + 1)
    let isLetterAndDigit = sign == .avenue && words[first + 1].isAny(.hasDigit) && range.count <= 4 && isASCIILetter(words.text[range.lowerBound])
    guard isLetter || isLetterAndDigit else { return nil }
    // Avenue H St Louis
    let isTown = first + 3 < name.upperBound && words.isWord(first + 2, "st") && StreetWords.isSaint(words, first + 3)
    let isEnd = first + 2 == name.upperBound || words[first + 2].isAny(.direction) || isTown
    guard isEnd || sign == .avenue && !words[first + 2].isAny(.kind) else { return nil }
    return NumberedRoad(street: number(words, first + 1), end: first + 2, sign: sign)
  }
}
