/// House number and street in the words of an English address that are left when postcode, state, box and
/// units are out.
struct StreetReading {
  var words: AddressWords
  let knowsCity: Bool
  /// A state or postcode stood behind, so the last words are a town.
  let hasPlace: Bool
  /// Houses may have names where numbers are elsewhere: Britain.
  let namesHouses: Bool
  /// Where the street's segment ends, and where in it the town may begin.
  var segmentEnd = 0
  var beyond = 0

  init(_ words: AddressWords, knowsCity: Bool, hasPlace: Bool, namesHouses: Bool) {
    self.namesHouses = namesHouses
    self.words = words
    self.knowsCity = knowsCity
    self.hasPlace = hasPlace
  }

  // MARK: the house number

  /// Takes the first number that can be a house's.
  ///
  /// - Returns: where the street begins; nil where there is no number.
  mutating func takeNumber(into address: inout ParsedAddress) -> Int? {
    var index = 0
    while index < words.count {
      if isHouseNumber(index, address) { break }
      index += 1
    }
    guard index < words.count else { return nil }
    if let street = numberBehindBuilding(index) { index = street }
    // 2/1 45 Byres Road: flat and house
    if words[index].isAny(.startsWithDigit), words.text[words[index].range].contains(UInt8(ascii: "/")), words.isAny(index + 1, .startsWithDigit),
      !words.isAny(index + 1, [.ordinal, .opensSegment]), !isFraction(index + 1), index + 2 < words.count, !words.isAny(index + 2, [.kind, .opensSegment])
    {
      words.appendUnit(index, to: &address.unit)
      index += 1
    }
    var number: [UInt8] = []
    let range = words[index].range
    if let figure = StreetWords.figure(words, index) { number = figure } else
    // 3/45: unit and number, as Australia writes it
    if let slash = words.text[range].firstIndex(of: UInt8(ascii: "/")), slash > range.lowerBound, slash + 1 < range.upperBound,
      !isFraction(index)
    {
      if namesHouses {
        // 45/2: Scotland has the flat behind
        if address.unit.isEmpty { address.unit = Array(words.text[slash + 1..<range.upperBound]) }
        number.append(contentsOf: words.text[range.lowerBound..<slash])
      } else if isAmerican(address) {
        number.append(contentsOf: words.text[range])
      } else {
        if address.unit.isEmpty { address.unit = Array(words.text[range.lowerBound..<slash]) }
        number.append(contentsOf: words.text[slash + 1..<range.upperBound])
      }
    } else {
      number.append(contentsOf: words.text[range])
    }
    var next = index + 1
    if next < words.count, isFraction(next) {
      number.append(contentsOf: words.text[words[next].range])
      next += 1
    } else if isNumberLetter(next) {
      number.append(contentsOf: words.text[words[next].range])
      next += 1
    } else if !words[index].isAny(.startsWithDigit), words.isAny(next, .hasDigit), !words.isAny(next, [.ordinal, .startsWithDigit, .opensSegment]) {
      // W210 N16570: a grid of Wisconsin
      number.append(contentsOf: words.text[words[next].range])
      next += 1
    } else if words.isAllDigits(next), words.isAllDigits(index), words.isAny(next + 1, .direction), !words.isAny(next, .opensSegment),
      next + 2 < words.count, !words.isAny(next + 2, [.kind, .opensSegment])
    {
      // 358 370 E 71st
      number.append(contentsOf: words.text[words[next].range])
      next += 1
    }
    address.number = number
    return next
  }

  /// 1 Lincoln Center 5400 LBJ Freeway; One Penn Plaza, 250 W 34th St: of a building's own number and a
  /// street's, the street's.
  private func numberBehindBuilding(_ index: Int) -> Int? {
    let end = words.segmentEnd(index)
    func isBuilding(_ at: Int) -> Bool {
      words[at].isAny([.kind, .weakKind])
        && (words.isWord(at, "center") || words.isWord(at, "centre") || words.isWord(at, "ctr") || words.isWord(at, "plaza")
          || words.isWord(at, "place") || words.isWord(at, "pl") || words.isWord(at, "square") || words.isWord(at, "mall"))
    }
    func beginsStreet(_ at: Int) -> Bool {
      guard words.isAllDigits(at), words[at].count <= 6 else { return false }
      let end = words.segmentEnd(at)
      return at + 1 < end && words.words[at + 1..<end].contains { $0.isAny([.kind, .street]) }
    }
    for next in index + 3..<max(index + 3, end) where isBuilding(next - 1) && beginsStreet(next) { return next }
    if end < words.count, end - index >= 3, isBuilding(end - 1), beginsStreet(end) { return end }
    return nil
  }

  private func isHouseNumber(_ index: Int, _ address: ParsedAddress) -> Bool {
    let word = words[index]
    guard index + 1 < words.count else { return false }
    // One Jelly Belly Lane
    if index == 0, !word.isAny(.hasDigit), word.count >= 3, StreetWords.figure(words, 0) != nil {
      for later in 1..<words.segmentEnd(0) where words.isAny(later, .startsWithDigit) { return false }
      return words.segmentEnd(0) > 2
    }
    guard word.isAny(.hasDigit), !words.isAny(index + 1, .and) else { return false }
    if word.isAny(.ordinal) {
      // 5th Ave: a street; 147th & Oak Park: a corner
      return false
    }
    if !word.isAny(.startsWithDigit) {
      // N79W5406; not a suite A1 or interstate i-25
      guard index == 0, word.isAny(.hasLetter) else { return false }
      let letters = words.text[word.range].prefix { isASCIILetter($0) }
      let isRoute = StreetWords.table.words[Array(letters)]?.traits.rawValue ?? 0
      if StreetWords.Traits(rawValue: isRoute).isDisjoint(with: [.highway, .boxGroup, .unit, .state]), letters.count <= 2, word.count <= 8,
        letters.first != UInt8(ascii: "i"), words.words[1..<words.segmentEnd(0)].contains(where: { $0.isAny(.kind) })
      {
        return true
      }
      guard word.count >= 4 || words.isAny(1, .hasDigit) else { return false }
      let first = words.text[Int(word.start)]
      return (first == UInt8(ascii: "n") || first == UInt8(ascii: "w") || first == UInt8(ascii: "s") || first == UInt8(ascii: "e"))
        && isASCIIDigit(words.text[Int(word.start) + 1])
    }
    if index == 0 { return true }
    if words.isAny(index - 1, .highway), !word.isAny(.opensSegment) { return false }
    if words.isAny(index - 1, .and) { return false }
    if words.isAny(index + 1, .opensSegment), !words.isAny(index + 1, [.direction]), words.isAny(index + 1, .startsWithDigit) { return false }
    if word.isAny(.opensSegment) { return !words.isAny(index + 1, .opensSegment) || index + 1 < words.count }
    // behind a street without a number it is a unit, behind a recipient a house
    var start = index
    while start > 0, !words[start].isAny(.opensSegment) { start -= 1 }
    for earlier in start + 1..<max(start + 1, index) where words.isAny(earlier, .kind) {
      let end = words.segmentEnd(index)
      return index + 2 < end && words.words[index + 2..<end].contains { $0.isAny(.kind) }
    }
    return !words.isAny(index + 1, .opensSegment)
  }

  /// A ZIP code or a state of the United States; that of Western Australia is Washington's too.
  private func isAmerican(_ address: ParsedAddress) -> Bool {
    if !address.postcode.isEmpty { return address.postcode.count == 5 && address.postcode.allSatisfy { isASCIIDigit($0) } }
    return address.state.count == 2 && !address.state.elementsEqual("wa".utf8) && !address.state.elementsEqual("sa".utf8)
      && !address.state.elementsEqual("nt".utf8)
  }

  private func isFraction(_ index: Int) -> Bool {
    let word = words[index]
    return word.count == 3 && word.isAny(.startsWithDigit) && words.text[Int(word.start) + 1] == UInt8(ascii: "/")
      && words.text[Int(word.end) - 1] <= UInt8(ascii: "8") && words.text[Int(word.start)] < words.text[Int(word.end) - 1]
  }

  /// 612 A Lake St: a letter of the number; not 9832 C St, 701 C and N Smith Rd, 100 N Main.
  private func isNumberLetter(_ index: Int) -> Bool {
    guard words.isLetter(index), !words.isAny(index, [.direction, .opensSegment]), index + 1 < words.count else { return false }
    // O Brien St
    return !words.isAny(index + 1, [.kind, .and, .opensSegment, .hasDigit]) && !words.isLetter(index + 1) && !words.isWord(index, "o")
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
    // No. Main St
    if words.isWord(name.lowerBound, "no"), name.count > 1, !words[name.lowerBound + 1].isAny([.hasDigit, .kind]) {
      direction = 1
      name = name.lowerBound + 1..<name.upperBound
    } else if words[name.lowerBound].isAny(.direction), name.count > 1, !isDirectionTheName(name, isLast: isLast) {
      direction = words[name.lowerBound].code
      name = name.lowerBound + 1..<name.upperBound
      // S W S Young Dr: a person's letters
      if name.count > 1, isLetterPair(name.lowerBound - 1), !words.isAny(name.lowerBound + 1, .kind), !words.isLetter(name.lowerBound + 1) {
        direction = pairCode(name.lowerBound - 1)
        name = name.lowerBound + 1..<name.upperBound
      }
    }
    func finished(_ street: [UInt8], _ kind: [UInt8], _ end: Int) -> Part {
      var end = end
      // Main St NW
      if end < range.upperBound, words[end].isAny(.direction), isDirectionBehind(end, range) {
        if direction == 0 { direction = words[end].code }
        end += 1
        if end < range.upperBound, isLetterPair(end - 1), end + 1 == range.upperBound || words[end + 1].isAny(.startsWithDigit) { end += 1 }
      }
      return Part(street: street, side: side(direction, kind), end: end)
    }
    if let highway = StreetStem.highway(words, name) { return finished(highway.street, Array("hwy".utf8), highway.end) }
    if let kindAt = kindEnd(name, isLast: isLast) {
      return finished(StreetStem.of(words, name.lowerBound..<kindAt, hasKind: true), words.spelling(kindAt), kindAt + 1)
    }
    // 123 West 400 South Provo: a grid
    if name.count > 1, words.isAllDigits(name.lowerBound), words[name.lowerBound + 1].isAny(.direction) {
      if direction == 0 { direction = words[name.lowerBound + 1].code }
      let number = name.lowerBound..<name.lowerBound + 1
      return Part(street: StreetStem.of(words, number, hasKind: false), side: side(direction, []), end: name.lowerBound + 2)
    }
    // no kind: the street is all there is, or all but the town
    var end = name.upperBound
    if isLast, hasPlace, !knowsCity, name.count > 1 {
      end = words[name.lowerBound].isAny(.ordinal) ? name.lowerBound + 1 : townStart(name)
    }
    if name.count > 1, words.isAny(name.lowerBound, .street), isLast, !knowsCity { end = name.lowerBound + 1 }
    if isLast, !hasPlace, !knowsCity, name.count > 1, let town = largeTown(name) { end = town }
    var core = name.lowerBound..<end
    if core.count > 1, isUnitLike(core.upperBound - 1) { core = core.lowerBound..<core.upperBound - 1 }
    if core.count > 1, words[core.upperBound - 1].isAny(.direction) {
      if direction == 0 { direction = words[core.upperBound - 1].code }
      core = core.lowerBound..<core.upperBound - 1
      return Part(street: StreetStem.of(words, core, hasKind: false), side: side(direction, []), end: core.upperBound + 1)
    }
    return Part(street: StreetStem.of(words, core, hasKind: false), side: side(direction, []), end: core.upperBound)
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
    // North Highway 763
    if words[next].isAny(.highway), words[next + 1].isAny(.hasDigit) { return false }
    // South Ave O
    if words.isLetter(next + 1), !words[next + 1].isAny(.direction), words.isWord(next, "ave") || words.isWord(next, "avenue") { return false }
    // 5534 S St Louis: a saint
    if words.isWord(next, "st"), !words[next + 1].isAny([.direction, .kind]), !(isLast && hasPlace) { return false }
    // N Court St: more of a name follows
    return !words[next + 1].isAny(.kind)
  }

  private func isLetterPair(_ index: Int) -> Bool {
    guard words.isLetter(index), words.isLetter(index + 1), !words[index + 1].isAny(.opensSegment) else { return false }
    let first = words.text[Int(words[index].start)]
    let second = words.text[Int(words[index + 1].start)]
    return (first == UInt8(ascii: "n") || first == UInt8(ascii: "s")) && (second == UInt8(ascii: "e") || second == UInt8(ascii: "w"))
  }

  private func pairCode(_ index: Int) -> UInt16 {
    let north = words.text[Int(words[index].start)] == UInt8(ascii: "n")
    let east = words.text[Int(words[index + 1].start)] == UInt8(ascii: "e")
    return north ? (east ? 5 : 6) : (east ? 7 : 8)
  }

  /// A direction behind a street belongs to it, unless it begins a town's name: NW, West Palm Beach.
  private func isDirectionBehind(_ index: Int, _ range: Range<Int>) -> Bool {
    index + 1 == range.upperBound || words[index].count <= 2 || words[index + 1].isAny(.startsWithDigit) || hasPlace && index + 2 == range.upperBound || !hasPlace
  }

  /// Where the kind of street stands that ends the name; nil where none does.
  private func kindEnd(_ name: Range<Int>, isLast: Bool) -> Int? {
    var name = name
    if name.count > 2, isUnitLike(name.upperBound - 1) { name = name.lowerBound..<name.upperBound - 1 }
    var first: Int?
    var last: Int?
    for index in name.lowerBound + 1..<max(name.lowerBound + 1, name.upperBound) where words[index].isAny(.kind) {
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
      }
      // Pine Valley St Simons Island: a town
      if isLast, hasPlace, !knowsCity, first == last, words.isWord(first, "st"), first + 1 < name.upperBound, first > name.lowerBound + 1,
        words[first - 1].isAny(.weakKind), !words[first + 1].isAny(.direction)
      {
        return first - 1
      }
      // N Campbell Ave Luxe Logan Square: a building behind the street
      if last + 1 == name.upperBound, first > name.lowerBound, last > first + 1, isOnlyStreet(first), isBuilding(last),
        !words[first + 1].isAny([.direction, .kind, .and, .hasDigit])
      {
        return first
      }
      // a kind at the very end of the segment, perhaps with a direction or number behind it, is the street's
      let tail = last + 1
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
      return (name.lowerBound + 1..<end).first { words[$0].isAny(.weakKind) && !words[$0 + 1].isAny(.weakKind) && !words[$0].isAny(.cityStart) }
    }
    return nil
  }

  /// A kind that no building, town or first word of a name is called by.
  private func isOnlyStreet(_ index: Int) -> Bool {
    words.isWord(index, "ave") || words.isWord(index, "avenue") || words.isWord(index, "blvd") || words.isWord(index, "boulevard")
      || words.isWord(index, "rd") || words.isWord(index, "pkwy")
  }

  /// A kind that buildings are called by as well as streets.
  private func isBuilding(_ index: Int) -> Bool {
    words.isWord(index, "center") || words.isWord(index, "centre") || words.isWord(index, "ctr") || words.isWord(index, "plaza")
      || words.isWord(index, "square") || words.isWord(index, "mall")
  }

  /// A word at the end of a street that is a unit: 12c, 1w, not 5th.
  private func isUnitLike(_ index: Int) -> Bool {
    let word = words[index]
    return word.isAny(.hasDigit) && !word.isAny(.ordinal) && word.count <= 6
      && (word.isAny(.hasLetter) || word.count <= 5 && index > 0 && !words[index - 1].isAny([.highway, .state, .highwayOwner]) && !words.isLetter(index - 1))
  }

  mutating func takeTrailingUnit(into address: inout ParsedAddress) {
    guard address.unit.isEmpty || address.unit.starts(with: Array("box".utf8)), !address.street.isEmpty else { return }
    if beyond < segmentEnd, words[beyond].isAny(.ordinal), words[beyond].isAny(.hasDigit), beyond + 1 == segmentEnd {
      words.appendDigits(beyond, to: &address.unit)
      beyond += 1
    } else if beyond < segmentEnd, words[beyond].isAny(.hasDigit), !words[beyond].isAny(.ordinal),
      words[beyond].count <= 6 || words[beyond].count <= 12 && beyond + 1 == words.count && !hasPlace,
      beyond + 1 == segmentEnd || words[beyond].isAny(.startsWithDigit) && !hasKind(beyond + 1..<segmentEnd)
    {
      words.appendUnit(beyond, to: &address.unit)
      beyond += 1
      // Main St 3 N, Main St 1 West
      if beyond + 1 == segmentEnd, !hasPlace || segmentEnd < words.count {
        if words.isLetter(beyond) {
          words.appendUnit(beyond, to: &address.unit, isSamePart: true)
          beyond += 1
        } else if words[beyond].isAny(.direction) {
          address.unit.append(contentsOf: words.spelling(beyond))
          beyond += 1
        }
      }
    } else if beyond + 2 == segmentEnd, words.isLetter(beyond), !words[beyond].isAny(.direction), words.isAllDigits(beyond + 1), words[beyond + 1].count <= 4 {
      // Main St B 4
      words.appendUnit(beyond, to: &address.unit)
      words.appendUnit(beyond + 1, to: &address.unit, isSamePart: true)
      beyond += 2
    } else if segmentEnd < words.count, words.segmentEnd(segmentEnd) == segmentEnd + 1,
      words[segmentEnd].isAny(.hasDigit) || words.isLetter(segmentEnd) && !words[segmentEnd].isAny(.direction),
      !words[segmentEnd].isAny(.ordinal), words[segmentEnd].count <= 6
    {
      words.appendUnit(segmentEnd, to: &address.unit)
      segmentEnd += 1
      beyond = segmentEnd
    } else if segmentEnd + 1 < words.count, words.segmentEnd(segmentEnd) == segmentEnd + 2, words.isAllDigits(segmentEnd),
      words[segmentEnd].count <= 5, words.isLetter(segmentEnd + 1)
    {
      // 106 D
      words.appendUnit(segmentEnd, to: &address.unit)
      words.appendUnit(segmentEnd + 1, to: &address.unit, isSamePart: true)
      segmentEnd += 2
      beyond = segmentEnd
    } else if segmentEnd + 1 < words.count, address.side.last != UInt8(ascii: "/"), !address.side.isEmpty, words.isAllDigits(segmentEnd),
      words[segmentEnd].count <= 5, !words.isAny(segmentEnd + 1, .opensSegment), !hasKind(segmentEnd..<words.segmentEnd(segmentEnd))
    {
      // Wood Ave, 500 North Breakers
      words.appendUnit(segmentEnd, to: &address.unit)
      segmentEnd += 1
      beyond = segmentEnd
      words.words[segmentEnd].traits.insert(.opensSegment)
    } else if beyond > 0, beyond + 1 == segmentEnd, !hasPlace || segmentEnd < words.count,
      words.isLetter(beyond) || words[beyond].count == 2 && !words[beyond].isAny([.state, .kind, .hasDigit]),
      !words[beyond].isAny(.direction)
    {
      words.appendUnit(beyond, to: &address.unit)
      beyond += 1
    }
  }

  /// A kind of street, and not the saint of a town's name.
  private func hasKind(_ range: Range<Int>) -> Bool {
    for index in range where words[index].isAny(.kind) && !(words.isWord(index, "st") && index + 1 < range.upperBound) { return true }
    return false
  }
}
