/// Whether a number beside a designator is the unit's or the house's, and which words behind a unit's number are more of it.
extension AddressUnits {
  /// 3 Fl, 45-18 Court Square: behind the floor a number of its own and more than a word of the street.
  static func isHouseBehindFloor(_ words: AddressWords, _ index: Int) -> Bool {
    guard words.isAny(index, .startsWithDigit), !words.isAny(index, .ordinal) else { return false }
    return index + 2 < words.segmentEnd(index) && !words.isAny(index + 1, [.floor, .unit, .hash])
  }

  /// Willis Tower 233 S Wacker Dr, Legal Dept 100 Main St: the number behind a name and the one before a street are one.
  static func isHouseBehindName(_ words: AddressWords, _ index: Int) -> Bool {
    let number = index + 1
    // Orlo Tower One S Dearborn St
    if index > 0, UnitParts.isBuilding(words, index), words.isAny(number + 1, .direction), StreetWords.figure(words, number) != nil,
      words.words[number + 1..<words.segmentEnd(number)].contains(where: { $0.isAny(.kind) })
    {
      return true
    }
    guard index > 0, words.isAny(number, .startsWithDigit), !words.isAny(number, [.hasLetter, .opensSegment]), !hasHouseBehind(words, number) else { return false }
    // 2 Galleria Tower 105 Davis St: the building's own number
    if words.isAny(0, .startsWithDigit) { guard index > 1, UnitParts.isBuilding(words, index), !words.isAny(0, .ordinal) else { return false } }
    for earlier in 0..<index where words.isAny(earlier, .kind) || earlier > 0 && words.isAllDigits(earlier) { return false }
    let end = words.segmentEnd(index)
    guard index + 2 < end, let kind = (index + 2..<end).first(where: { words[$0].isAny([.kind, .direction]) }) else { return false }
    // 106 Central Park Bldg 300 St Simons Island
    return !words.isWord(kind, "st") || kind + 1 == end || !StreetWords.isSaint(words, kind + 1)
  }

  /// A number that is not itself a unit's, box's or highway's, of the same segment or at the front of a later one with more behind it.
  static func hasHouseBehind(_ words: AddressWords, _ number: Int) -> Bool {
    let end = words.segmentEnd(number)
    for later in number + 1..<max(number + 1, words.count)
    where words.isAny(later, .startsWithDigit) && !words.isAny(later, .ordinal) && !words.isAny(later - 1, [.unit, .hash, .number, .box, .highway]) {
      if later < end || words[later].isAny(.opensSegment) && words.segmentEnd(later) > later + 1 { return true }
    }
    return false
  }

  /// 12 Kaahumanu No 2202: behind a name that no kind of street ends.
  static func isHomeBehindName(_ words: AddressWords, _ index: Int) -> Bool {
    words.isAny(0, .startsWithDigit) && !words[index - 1].isAny([.kind, .direction, .hasDigit, .highway, .highwayOwner, .box, .boxGroup, .unit, .and])
  }

  /// Rear 23 S 6th St, and 23 Rear Pine St as in Pennsylvania: a part of the house before its number or right behind.
  static func readFrontedPart(_ words: AddressWords, at index: Int, into address: inout ParsedAddress) -> Int? {
    guard words[index].isAny(.alone) else { return nil }
    let isFirst = index == 0 && words.isAny(1, .startsWithDigit) && !words.isAny(1, .ordinal) && words.segmentEnd(1) > 3 && !hasHouseBehind(words, 1)
    let isSecond = index == 1 && words.isWord(1, "rear") && words.isAny(0, .startsWithDigit) && !words.isAny(0, .ordinal)
      && words.segmentEnd(1) > 3 && !words.isAny(2, [.kind, .hasDigit])
    guard isFirst || isSecond else { return nil }
    address.unit.append(contentsOf: words.spelling(index))
    return index + 1
  }

  /// Main St Coach House: the house behind the house.
  static func readCoachHouse(_ words: AddressWords, at index: Int, into address: inout ParsedAddress) -> Int? {
    guard index > 2, index + 1 < words.count, words.isWord(index, "coach") || words.isWord(index, "carriage") || words.isWord(index, "guest"),
      words.isWord(index + 1, "house") || words.isWord(index + 1, "hse"), !words[index + 1].isAny(.opensSegment), words[index].isAny(.opensSegment) || words[index - 1].isAny([.kind, .direction]),
      index + 2 == words.count || words[index + 2].isAny(.opensSegment)
    else { return nil }
    words.appendUnit(index, to: &address.unit)
    address.unit.append(contentsOf: "house".utf8)
    return index + 2
  }

  /// A number that is not itself a unit's or box's.
  static func hasNumberBehind(_ words: AddressWords, _ index: Int) -> Bool {
    for later in index + 1..<max(index + 1, words.count)
    where words.isAny(later, .startsWithDigit) && !words.isAny(later, .ordinal) && !words.isAny(later - 1, [.unit, .hash, .number, .box]) {
      return true
    }
    return false
  }

  /// The letter behind the one in front.
  static func isNextLetter(_ words: AddressWords, _ index: Int) -> Bool {
    guard words.isLetter(index), words.isLetter(index - 1), !words[index].isAny(.direction), !words.isAny(index + 1, [.kind, .weakKind]) || words.isAny(index + 1, .opensSegment) else { return false }
    return words.text[Int(words[index].start)] == words.text[Int(words[index - 1].start)] &+ 1
  }

  /// Suite 2 3665, Valley Cottage; Dept 96 0430, 100 Main St: no town begins with a number, and no house stands in front of
  /// a comma.
  static func isSecondNumber(_ words: AddressWords, _ index: Int) -> Bool {
    guard words.isAllDigits(index), words.isAllDigits(index - 1), words[index].count <= 5 else { return false }
    let end = words.segmentEnd(index)
    if end == index + 1 { return true }
    let house = words.words[..<index].firstIndex { $0.isAny(.startsWithDigit) && !$0.isAny(.ordinal) } ?? index
    let isBehindStreet = words.words[min(house + 1, index)..<index].contains { $0.isAny(.kind) }
    return isBehindStreet && !words.words[index + 1..<end].contains { $0.isAny([.kind, .hasDigit, .and]) }
  }
}
