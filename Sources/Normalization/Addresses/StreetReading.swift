/// House number and street in the words of an English address that are left when postcode, state, box and
/// units are out.
struct StreetReading {
  var words: AddressWords
  let knowsCity: Bool
  /// A state or postcode stood behind, so the last words are a town.
  let hasPlace: Bool
  /// Houses may have names where numbers are elsewhere: Britain.
  let namesHouses: Bool
  /// 5-123 is home 5 of house 123: Canada.
  let partsHomes: Bool
  /// Where the street's segment ends, and where in it the town may begin.
  var segmentEnd = 0
  var beyond = 0

  init(_ words: AddressWords, knowsCity: Bool, hasPlace: Bool, namesHouses: Bool, partsHomes: Bool = false) {
    self.partsHomes = partsHomes
    self.namesHouses = namesHouses
    self.words = words
    self.knowsCity = knowsCity
    self.hasPlace = hasPlace
  }

  // MARK: the street

  /// Reads the street that begins at `start`, and its direction and kind.
  mutating func readStreet(from start: Int, into address: inout ParsedAddress) {
    guard start < words.count else { return }
    segmentEnd = words.segmentEnd(start)
    let part = readPart(start..<segmentEnd, isLast: segmentEnd == words.count)
    address.street = part.street
    address.side = part.side
    beyond = part.end
    // 308 Elizabeth, 1W; 227 W Monroe St 3500
    takeTrailingUnit(into: &address)
    // Bolton Road, NW, Atlanta
    if address.side.isEmpty || address.side.first == UInt8(ascii: "/"), segmentEnd < words.count, words[segmentEnd].isAny(.direction),
      words.segmentEnd(segmentEnd) == segmentEnd + 1
    {
      address.side = words.spelling(segmentEnd) + (address.side.isEmpty ? [UInt8(ascii: "/")] : address.side)
      segmentEnd += 1
      beyond = segmentEnd
    } else if address.side.first == UInt8(ascii: "/"), segmentEnd + 2 < words.count, words[segmentEnd].isAny(.direction), words[segmentEnd].count <= 2,
      address.unit.isEmpty, words.segmentEnd(segmentEnd) == segmentEnd + 3, isSidedUnit(segmentEnd + 1, before: segmentEnd + 3)
    {
      // Park Ave, NE 41 SW
      address.side = words.spelling(segmentEnd) + address.side
      words.appendUnit(segmentEnd + 1, to: &address.unit)
      address.unit.append(contentsOf: words.spelling(segmentEnd + 2))
      segmentEnd += 3
      beyond = segmentEnd
    } else if address.side.first == UInt8(ascii: "/"), segmentEnd + 1 < words.count, words[segmentEnd].isAny(.direction), words[segmentEnd].count <= 2,
      address.unit.isEmpty, words[segmentEnd + 1].isAny(.startsWithDigit), words[segmentEnd + 1].count <= 5,
      !words[segmentEnd + 1].isAny([.ordinal, .opensSegment]), !hasKind(segmentEnd + 2..<words.segmentEnd(segmentEnd))
    {
      // Bolton Rd, NW 500 Atlanta
      address.side = words.spelling(segmentEnd) + address.side
      words.appendUnit(segmentEnd + 1, to: &address.unit)
      segmentEnd += 2
      beyond = segmentEnd
      if segmentEnd < words.count { words.words[segmentEnd].traits.insert(.opensSegment) }
    }
  }

  struct Part {
    var street: [UInt8]
    /// Direction, slash, kind.
    var side: [UInt8]
    var end: Int
  }

  /// One street's name in a range of words of one segment.
  func readPart(_ range: Range<Int>, isLast: Bool) -> Part {
    var name = range
    var direction: UInt16 = 0
    // Broadway between 90th and 91st Sts
    if let nearby = (name.lowerBound + 1..<max(name.lowerBound + 1, name.upperBound)).first(where: { isBetween($0) }) { name = name.lowerBound..<nearby }
    // No. Main St
    if words.isWord(name.lowerBound, "no"), name.count > 1, !words[name.lowerBound + 1].isAny([.hasDigit, .kind]) {
      direction = 1
      name = name.lowerBound + 1..<name.upperBound
    } else if words[name.lowerBound].isAny(.direction), name.count > 1, !isDirectionTheName(name, isLast: isLast) {
      direction = words[name.lowerBound].code
      name = name.lowerBound + 1..<name.upperBound
      // S and W Farm Rd
      if name.count > 2, words[name.lowerBound].isAny(.and), words[name.lowerBound + 1].isAny(.direction), words[name.lowerBound + 1].count == 1,
        words[name.lowerBound - 1].count == 1, !words[name.lowerBound + 2].isAny(.kind)
      {
        name = name.lowerBound + 2..<name.upperBound
      }
      // N E 5th, South East Main; but North East St, and S W S Young Dr: a person's letters
      if name.count > 1, isDirectionPair(name.lowerBound - 1), !words.isAny(name.lowerBound + 1, .kind), !words.isLetter(name.lowerBound + 1),
        words[name.lowerBound].count == 1 || !words.isAny(name.lowerBound + 1, .weakKind)
      {
        direction = pairCode(name.lowerBound - 1)
        name = name.lowerBound + 1..<name.upperBound
      }
    }
    func finished(_ street: [UInt8], _ kind: [UInt8], _ end: Int) -> Part {
      var end = end
      // Lakeside Dr No
      if end + 1 == range.upperBound, end > range.lowerBound, words.isWord(end, "no") {
        return Part(street: street, side: side(direction == 0 ? 1 : direction, kind), end: end + 1)
      }
      // Hutchinson River Pkwy SR: the service road beside it
      if end + 1 == range.upperBound, end > range.lowerBound, words.isWord(end, "sr"), words[end - 1].isAny(.kind) {
        return Part(street: street, side: side(direction, kind), end: end + 1)
      }
      // Main St NW
      if end < range.upperBound, words[end].isAny(.direction), isDirectionBehind(end, range) {
        let isPair = isDirectionPair(end) && end + 1 < range.upperBound && (end + 2 == range.upperBound || words[end + 2].isAny(.startsWithDigit) || isCode(end + 2))
        if direction == 0 { direction = isPair ? pairCode(end) : words[end].code }
        end += isPair ? 2 : 1
      }
      return Part(street: street, side: side(direction, kind), end: end)
    }
    // 255 North 100 West St George: a grid before a saint
    if direction != 0, isGrid(name) { return gridPart(name, direction) }
    // 200 West 200 South St.: a grid all the same; of N. 2900 E. Road, in Illinois, all is the road's name
    if direction != 0, name.count == 3, words.isAllDigits(name.lowerBound), words[name.lowerBound + 1].isAny(.direction),
      words.isWord(name.lowerBound + 2, "st") || words.isWord(name.lowerBound + 2, "street")
    {
      var part = gridPart(name, direction)
      part.end += 1
      return part
    }
    if let road = NumberedRoad.read(words, name) { return finished(road.street, road.sign.kind, road.end) }
    if let kindAt = kindEnd(name, isLast: isLast) {
      // Big Run South Rd
      if direction == 0, kindAt - name.lowerBound > 1, words[kindAt - 1].isAny(.direction) { direction = words[kindAt - 1].code }
      return finished(StreetStem.of(words, name.lowerBound..<kindAt, hasKind: true), words.spelling(kindAt), kindAt + 1)
    }
    // 123 West 400 South Provo: a grid
    if isGrid(name) { return gridPart(name, direction) }
    // no kind: the street is all there is, or all but the town
    var end = name.upperBound
    if isLast, hasPlace, !knowsCity, name.count > 1 {
      end = words[name.lowerBound].isAny(.ordinal) ? name.lowerBound + 1 : max(townStart(name), articleEnd(name))
    }
    if name.count > 1, words.isAny(name.lowerBound, .street), isLast, !knowsCity { end = name.lowerBound + 1 }
    if isLast, !hasPlace, !knowsCity, name.count > 1, let town = largeTown(name) { end = town }
    var core = name.lowerBound..<end
    // Northshore 1 W: the home of a side
    if core.count > 2, isSidedUnit(core.upperBound - 2, before: core.upperBound) { core = core.lowerBound..<core.upperBound - 2 }
    if core.count > 1, isUnitLike(core.upperBound - 1) { core = core.lowerBound..<core.upperBound - 1 }
    if core.count > 1, words[core.upperBound - 1].isAny(.direction) {
      if direction == 0 { direction = words[core.upperBound - 1].code }
      core = core.lowerBound..<core.upperBound - 1
      return Part(street: StreetStem.of(words, core, hasKind: false), side: side(direction, []), end: core.upperBound + 1)
    }
    return Part(street: StreetStem.of(words, core, hasKind: false), side: side(direction, []), end: core.upperBound)
  }

  /// Avenue of the Americas: a name is not over before the word that its article is of.
  private func articleEnd(_ name: Range<Int>) -> Int {
    guard name.count > 2, words[name.lowerBound].isAny(.kind), words.isWord(name.lowerBound + 1, "of") else { return name.lowerBound }
    let noun = name.lowerBound + (words.isWord(name.lowerBound + 2, "the") || words.isWord(name.lowerBound + 2, "th") ? 3 : 2)
    return min(noun + 1, name.upperBound)
  }

  /// 400 South: a number and a direction stand for the name.
  private func isGrid(_ name: Range<Int>) -> Bool {
    name.count > 1 && words.isAllDigits(name.lowerBound) && words[name.lowerBound + 1].isAny(.direction)
      && (name.count == 2 || !words[name.lowerBound + 2].isAny(.kind) || words.isWord(name.lowerBound + 2, "st") && name.count > 3)
  }

  private func gridPart(_ name: Range<Int>, _ direction: UInt16) -> Part {
    let own = direction == 0 ? words[name.lowerBound + 1].code : direction
    let number = name.lowerBound..<name.lowerBound + 1
    return Part(street: StreetStem.of(words, number, hasKind: false), side: side(own, []), end: name.lowerBound + 2)
  }

  /// Direction, slash, kind; nothing where both are unknown.
  private func side(_ direction: UInt16, _ kind: [UInt8]) -> [UInt8] {
    if direction == 0, kind.isEmpty { return [] }
    var side: [UInt8] = []
    side.reserveCapacity(8)
    side.append(contentsOf: StreetWords.table.spellings[Int(direction)])
    side.append(UInt8(ascii: "/"))
    side.append(contentsOf: kind)
    return side
  }

  /// 100 North Avenue, 641 S St NW: a direction that is the whole name.
  private func isDirectionTheName(_ name: Range<Int>, isLast: Bool) -> Bool {
    let next = name.lowerBound + 1
    guard words[next].isAny(.kind) else { return false }
    if next + 1 == name.upperBound { return true }
    // S Dr Martin Luther King Jr Dr, N St Louis Ave: a doctor and a saint
    if words.isWord(next, "dr") || words.isWord(next, "st"), !words[next + 1].isAny([.direction, .kind]),
      (next + 2..<max(next + 2, name.upperBound)).contains(where: { words[$0].isAny(.kind) || isGluedKind($0) })
    {
      return false
    }
    // North Highway 763, N TR 9, West St Rte 9
    if words[next].isAny(.highway) || words.isWord(next, "tr") || words.isWord(next, "bypass") || words.isWord(next, "byp"), words[next + 1].isAny(.hasDigit) { return false }
    if words.isWord(next, "st"), words[next + 1].isAny(.highway), words.isAny(next + 2, .startsWithDigit) { return false }
    // South Ave O
    if words.isLetter(next + 1) || words[next + 1].count <= 4 && words[next + 1].isAny(.hasDigit) && !words[next + 1].isAny(.startsWithDigit), !words[next + 1].isAny(.direction), words.isWord(next, "ave") || words.isWord(next, "avenue") { return false }
    // 5534 S St Louis: a saint
    let isLastWord = next + 2 == name.upperBound && words[next + 1].count >= 4 && largeTown(name) == nil
    if words.isWord(next, "st"), StreetWords.isSaint(words, next + 1) || isLastWord, !(isLast && hasPlace) { return false }
    // N Court St: more of a name follows
    return !words[next + 1].isAny(.kind)
  }

  /// N E, South West.
  private func isDirectionPair(_ index: Int) -> Bool {
    guard index + 1 < words.count, words[index].isAny(.direction), words[index + 1].isAny(.direction), !words[index + 1].isAny(.opensSegment),
      (words[index].count == 1) == (words[index + 1].count == 1)
    else { return false }
    let (first, second) = (words[index].code, words[index + 1].code)
    return (first == 1 || first == 2) && (second == 3 || second == 4)
  }

  private func pairCode(_ index: Int) -> UInt16 {
    let isEast = words[index + 1].code == 3
    return words[index].code == 1 ? (isEast ? 5 : 6) : (isEast ? 7 : 8)
  }

  /// A direction behind a street belongs to it, unless it begins a town's name: NW, West Palm Beach.
  private func isDirectionBehind(_ index: Int, _ range: Range<Int>) -> Bool {
    if hasPlace, !knowsCity, range.upperBound == words.count, TownName.isSided(words, index..<range.upperBound) { return false }
    return index + 1 == range.upperBound || words[index].count <= 2 || words[index + 1].isAny(.startsWithDigit) || hasPlace && index + 2 == range.upperBound || !hasPlace
  }

  /// King Jrdrive.
  private func isGluedKind(_ index: Int) -> Bool { StreetStem.gluedKind(words.bytes(words[index]), lastWord: words[index].count) != nil }

  /// Where the kind of street stands that ends the name; nil where none does.
  private func kindEnd(_ name: Range<Int>, isLast: Bool) -> Int? {
    var name = name
    if name.count > 2, isUnitLike(name.upperBound - 1) { name = name.lowerBound..<name.upperBound - 1 }
    var first: Int?
    var last: Int?
    for index in name.lowerBound + 1..<max(name.lowerBound + 1, name.upperBound) where words[index].isAny(.kind) {
      // Rev Dr Martin Luther King Blvd
      if words.isWord(index, "dr"), words.isWord(index - 1, "rev") || words.isWord(index - 1, "reverend") { continue }
      // Pine Valley St Simons Island, Lincoln Park West St Petersburg: a town
      if isLast, isTownSaint(index, name) { return kindEnd(name.lowerBound..<index, isLast: false) }
      if first == nil { first = index }
      last = index
    }
    if var first, let last {
      // Peachtree Street NE 400 Colony Square: what follows is another place
      for index in first..<last where words[index].isAny(.kind) {
        var next = index + 1
        // Jumer Drive at Veterans Parkway
        let isDirected = words[next].isAny(.direction) && next + 1 < name.upperBound
        if isNearby(isDirected ? next + 1 : next), !words.isWord(name.lowerBound, "the") { return index }
        // 51st St No St Petersburg: north
        if words.isWord(next, "no"), next + 1 < name.upperBound, !words[next + 1].isAny(.hasDigit) { return index }
        if words[next].isAny(.direction), next + 1 < name.upperBound { next += 1 }
        if words[next].isAny(.startsWithDigit), !words[next].isAny(.ordinal) || next > index + 1 { return index }
        if next > index + 1, words[index + 1].count == 2, !words[next].isAny(.kind) { return index }
        // 44th Avenue West Mountlake Terrace
        if next > index + 1, !words[next].isAny(.kind), words[index - 1].isAny(.ordinal), isLast, hasPlace, !knowsCity { return index }
      }
      // N Campbell Ave Luxe Logan Square, Main St Tower Place: a building behind the street
      if last + 1 == name.upperBound, first > name.lowerBound, last > first + 1, isOnlyStreet(first) || isStreetOrDrive(first),
        isBuilding(last) || words.isWord(last, "place") && words[last - 1].isAny(.unit),
        !words[first + 1].isAny([.direction, .kind, .and, .hasDigit])
      {
        return first
      }
      // Oak Rd Temple Terrace: a kind that towns are called by, and without it there would be no town
      if isLast, hasPlace, !knowsCity, last + 1 == name.upperBound, last > first + 1,
        isOnlyStreet(first) || words.isWord(first, "way") || words.isWord(first, "lane") || words.isWord(first, "ln") || isStreetOrDrive(first), isTownKind(last),
        !(first + 1..<last).contains(where: { words[$0].isAny([.kind, .direction, .and]) })
      {
        return first
      }
      // a kind at the very end of the segment, perhaps with a direction or number behind it, is the street's
      let tail = last + 1
      // Washington Square Village: of two kinds the last, where the first is one that places are called by
      if tail + 1 == name.upperBound || tail + 1 < name.upperBound && words[tail + 1].isAny(.startsWithDigit), words[tail].isAny(.weakKind), !words[tail].isAny(.direction), isTownKind(last) || isBuilding(last) && isBuilding(tail), !(isLast && hasPlace && !knowsCity) {
        return tail
      }
      if tail == name.upperBound || tail + 1 == name.upperBound && words[tail].isAny([.direction, .startsWithDigit]) {
        if !(words.isWord(last, "ct") && last > first + 1 && isLast && hasPlace) { return last }
      }
      // River Rd Liberty Grove Rd, North Wilkesboro: no town's name holds a road
      if isLast, !knowsCity, last > first + 1, isOnlyStreet(first), isOnlyStreet(last),
        !(first + 1..<last).contains(where: { words[$0].isAny([.hasDigit, .kind, .direction]) || isNearby($0) || words.isWord($0, "of") })
      {
        return last
      }
      // St Louis in the middle is a saint if another kind comes
      if words.isWord(first, "st"), last > first, !words[first + 1].isAny([.kind, .direction, .opensSegment]),
        let later = (first + 1..<name.upperBound).first(where: { words[$0].isAny(.kind) })
      {
        first = later
      }
      // Sleepy Avenue West Rd
      if first + 2 < name.upperBound, words[first + 1].isAny(.direction), words[first + 2].isAny(.kind), !words.isWord(first + 2, "st") {
        first += 2
      }
      while first + 1 < name.upperBound, words[first + 1].isAny(.kind), !words.isWord(first + 1, "st") || first + 2 == name.upperBound {
        first += 1
      }
      return first
    }
    guard name.count > 1 else { return nil }
    let end = name.upperBound - 1
    if words[end].isAny(.weakKind), !(isLast && hasPlace && !knowsCity && name.count > 2) { return end }
    if end - 1 > name.lowerBound, words[end].isAny([.direction]) || isUnitLike(end), words[end - 1].isAny(.weakKind) { return end - 1 }
    if isLast, hasPlace, !knowsCity {
      let found = (name.lowerBound + 1..<end).first { words[$0].isAny(.weakKind) && !words[$0 + 1].isAny(.weakKind) && !words[$0].isAny(.cityStart) }
      // Cottage Grove Woods Cedar Rapids: a town of two words, and more of the street before it
      let town = townStart(name)
      // and the creek of Bear Creek Township is the town's
      return found.map { town + 1 < name.upperBound && ($0 + 1 < town || $0 > town) } == true ? nil : found
    }
    return nil
  }

  /// The saint of a town behind a street that has ended: St Simons Island, St Louis.
  private func isTownSaint(_ index: Int, _ name: Range<Int>) -> Bool {
    guard hasPlace, !knowsCity, index > name.lowerBound + 1, index + 1 < name.upperBound, words.isWord(index, "st"),
      StreetWords.isSaint(words, index + 1), words[index - 1].isAny([.kind, .weakKind, .direction]) || isUnitLike(index - 1)
    else { return false }
    for later in index + 1..<name.upperBound where words[later].isAny(.kind) { return false }
    return true
  }

  private func isStreetOrDrive(_ index: Int) -> Bool {
    words.isWord(index, "dr") || words.isWord(index, "drive") || words.isWord(index, "street")
      || words.isWord(index, "st") && index + 1 < words.count && !StreetWords.isSaint(words, index + 1) && !words.isWord(index - 1, "old")
  }

  /// A kind that towns are called by: Federal Way, Temple Terrace, Kennett Square, College Place.
  private func isTownKind(_ index: Int) -> Bool {
    words.isWord(index, "way") || words.isWord(index, "terrace") || words.isWord(index, "ter") || words.isWord(index, "square")
      || words.isWord(index, "sq") || words.isWord(index, "place") || words.isWord(index, "pl") || words.isWord(index, "crossing")
  }

  /// A kind that no building, town or first word of a name is called by.
  private func isOnlyStreet(_ index: Int) -> Bool {
    words.isWord(index, "ave") || words.isWord(index, "avenue") || words.isWord(index, "blvd") || words.isWord(index, "boulevard")
      || words.isWord(index, "rd") || words.isWord(index, "pkwy")
  }

  /// A kind that buildings are called by as well as streets.
  func isBuilding(_ index: Int) -> Bool {
    words.isWord(index, "center") || words.isWord(index, "centre") || words.isWord(index, "ctr") || words.isWord(index, "plaza")
      || words.isWord(index, "square") || words.isWord(index, "mall")
  }

  /// A word at the end of a street that is a unit: 12c, 1w, not 5th.
  func isUnitLike(_ index: Int) -> Bool {
    let word = words[index]
    return word.isAny(.hasDigit) && !word.isAny(.ordinal) && word.count <= 6
      && (word.isAny(.hasLetter) || word.count <= 5 && index > 0 && !words[index - 1].isAny([.highway, .highwayOwner]) && !(words[index - 1].isAny(.state) && word.count <= 3) && !words.isLetter(index - 1))
  }

  private func isBetween(_ index: Int) -> Bool { words.isWord(index, "between") || words.isWord(index, "btwn") || words.isWord(index, "betw") }

  /// A kind of street, and not the saint of a town's name.
  func hasKind(_ range: Range<Int>) -> Bool {
    for index in range where words[index].isAny(.kind) && !(words.isWord(index, "st") && index + 1 < range.upperBound) { return true }
    return false
  }
}
