/// Where the street ends and the town begins, and what has no house number: corners, streets alone, houses with
/// names.
extension StreetReading {
  /// The last segment, or what stands behind the street.
  mutating func readCity(into address: inout ParsedAddress) {
    guard address.city.isEmpty else { return }
    // & Elm St, (at Elm St): what lies near
    if beyond < segmentEnd, isNearby(beyond) { beyond = segmentEnd }
    while segmentEnd < words.count, isNearby(segmentEnd) {
      segmentEnd = words.segmentEnd(segmentEnd)
      beyond = segmentEnd
    }
    if segmentEnd < words.count {
      var last = words.words.lastIndex { $0.isAny(.opensSegment) } ?? segmentEnd
      // Leixlip, Co Kildare; Tamhlacht, Contae Átha Cliath: the county is no town
      if last > segmentEnd, words.isWord(last, "co") || words.isWord(last, "county") || words.isWord(last, "county:") || words.isWord(last, "contae") {
        words.words.removeSubrange(last...)
        last = words.words.lastIndex { $0.isAny(.opensSegment) } ?? segmentEnd
      }
      address.city = TownName.joined(words, max(last, segmentEnd)..<words.count)
    } else if beyond < words.count {
      address.city = TownName.joined(words, beyond..<words.count)
      // Main St Louis: the street and the saint share a word
      if hasPlace, beyond + 1 == words.count, words.isWord(beyond - 1, "st"), StreetReading.saintsAlone.contains(address.city) {
        address.city = Array("st".utf8) + address.city
      }
    }
  }

  /// Saints whose names no town has without the saint.
  private static let saintsAlone = WordSet("louis paul cloud albans charles helens johnsbury ignace augustine pete")

  /// At, near, between: another street follows, and no town.
  func isNearby(_ index: Int) -> Bool {
    words[index].isAny(.and) || words.isWord(index, "at") || words.isWord(index, "near") || words.isWord(index, "between") || words.isWord(index, "btwn")
      || words.isWord(index, "off") || words.isWord(index, "corner") || words.isWord(index, "cor")
  }

  /// Where the town begins at the end of a street without a kind: New York, Las Vegas, Oak Park, Chicago.
  func townStart(_ name: Range<Int>) -> Int {
    var start = name.upperBound - 1
    let isTownship = words.isWord(start, "township") || words.isWord(start, "twp") || words.isWord(start, "tw")
    if start - 1 > name.lowerBound, words[start].isAny([.cityEnd, .weakKind]) { start -= 1 }
    // Bear Creek Township, Elk Grove Village
    if isTownship || words.isWord(name.upperBound - 1, "village"), start - 1 > name.lowerBound, words[start].isAny([.cityEnd, .weakKind]) { start -= 1 }
    // San Luis Obispo
    if start - 2 > name.lowerBound, words.isWord(start - 2, "san"), words[start].count > 2, !words[start - 1].isAny(.kind) { return start - 2 }
    while start - 1 > name.lowerBound, words[start - 1].isAny(.cityStart) { start -= 1 }
    // Ranchos de Taos, Lac du Flambeau
    if start < name.upperBound - 1, start - 1 > name.lowerBound, words.isWord(start, "de") || words.isWord(start, "du") || words.isWord(start, "des") { start -= 1 }
    return start
  }

  // MARK: without a number

  /// Corners, streets alone, houses with names, towns.
  mutating func readUnnumbered(into address: inout ParsedAddress) {
    if readCorner(into: &address) { return }
    segmentEnd = words.segmentEnd(0)
    let isOnly = segmentEnd == words.count
    let first = 0..<segmentEnd
    let second = isOnly ? 0..<0 : segmentEnd..<words.segmentEnd(segmentEnd)
    let isNamed = !isOnly && (endsStreet(second) || namesHouses && second.upperBound < words.count)
    if !isOnly, !endsStreet(first), isNamed, !words[segmentEnd].isAny(.hasDigit) {
      // Rose Cottage, Church Lane: a house with a name
      let start = segmentEnd
      address.number = words.joined(first)
      segmentEnd = words.segmentEnd(start)
      let part = readPart(start..<segmentEnd, isLast: segmentEnd == words.count)
      (address.street, address.side, beyond) = (part.street, part.side, part.end)
      return readCity(into: &address)
    }
    // Flat 4, Rosewood House, Reading; Flat 4, Rosewood Court, London Road: as 4 Rosewood House is read
    if namesHouses, first.count > 1, isBlock(first.upperBound - 1), isFlat(address) {
      (address.number, address.unit) = (address.unit, [])
      readStreet(from: 0, into: &address)
      return readCity(into: &address)
    }
    if isOnly, hasPlace, !first.contains(where: { words[$0].isAny(.kind) && $0 > 0 || words[$0].isAny(.highway) }) {
      if address.city.isEmpty { address.city = words.joined(first) }
      return
    }
    // Junction Highway 76
    var named = first
    if named.count > 2, words.isWord(0, "jct") || words.isWord(0, "junction") || words.isWord(0, "crossroads") || words.isWord(0, "crsrds"),
      words[1].isAny([.highway, .highwayOwner])
    {
      named = 1..<named.upperBound
    }
    let part = readPart(named, isLast: isOnly)
    (address.street, address.side, beyond) = (part.street, part.side, part.end)
    // Junction Highway 139 A: without a house there is no home
    if beyond + 1 == segmentEnd, words.isLetter(beyond), words.isAny(beyond - 1, .hasDigit) { beyond += 1 } else { takeTrailingUnit(into: &address) }
    // Partridge Street, Rose Cottage: what is neither street nor town is the house
    if knowsCity, segmentEnd < words.count, !words[segmentEnd].isAny(.hasDigit) {
      address.number = words.joined(segmentEnd..<words.segmentEnd(segmentEnd))
    }
    readCity(into: &address)
  }

  /// A flat's number or letter and nothing else.
  private func isFlat(_ address: ParsedAddress) -> Bool {
    guard (1...4).contains(address.unit.count), address.signedUnit.isEmpty else { return false }
    return isASCIIDigit(address.unit[0]) && address.unit.allSatisfy { isASCIIDigit($0) || isASCIILetter($0) } || address.unit.count == 1
  }

  private func isBlock(_ index: Int) -> Bool {
    StreetReading.isBlock(words, index) || words.isWord(index, "court") || words.isWord(index, "ct")
  }

  /// The last word of the name of a block of flats, with which no street's name ends.
  static func isBlock(_ words: AddressWords, _ index: Int) -> Bool {
    words[index].count <= 10 && blocks[words.text.span.extracting(words[index].range)] != nil
  }

  private static let blocks = ShortWords<Bool>("house hse lodge mansions mansion hall towers apartments buildings chambers")

  private func endsStreet(_ range: Range<Int>) -> Bool {
    let last = range.upperBound - 1
    return range.count > 1 && (words[last].isAny(.kind) || words[last].isAny(.direction) && words[last - 1].isAny(.kind) && range.count > 2)
  }

  /// 103rd & Ridgeland, Hwy 16 and Minnesota Rd NW: the two names, sorted.
  private mutating func readCorner(into address: inout ParsedAddress) -> Bool {
    // Oak Ave at Elm St, but not At the Park
    let found = words.words.firstIndex { $0.isAny(.and) }
      ?? words.words.indices.first { words.isWord($0, "at") && $0 > 0 && (words[$0 - 1].isAny([.kind, .direction, .ordinal, .hasDigit]) || isCornerAt($0)) }
    guard let and = found, and > 0, and + 1 < words.count, !words[and].isAny(.opensSegment), !words[and + 1].isAny(.opensSegment)
    else { return false }
    var start = 0
    for index in 0..<and where words[index].isAny(.opensSegment) { start = index }
    // NE corner of Oak and Elm
    if start + 2 < and, words[start].isAny(.direction), words.isWord(start + 1, "corner") || words.isWord(start + 1, "cor") { start += 1 }
    while start + 1 < and, isCornerSign(start) || words.isWord(start, "jct") || words.isWord(start, "junction") || words.isWord(start, "corner") || words.isWord(start, "cor") || words.isWord(start, "cnr") || words.isWord(start, "of") || words.isWord(start, "at") || words.isWord(start, "intersection") || words.isWord(start, "crossroads") {
      start += 1
    }
    segmentEnd = words.segmentEnd(and)
    let one = readPart(start..<and, isLast: false)
    let other = readPart(and + 1..<segmentEnd, isLast: segmentEnd == words.count)
    guard !one.street.isEmpty, !other.street.isEmpty else { return false }
    let isFirst = one.street.lexicographicallyPrecedes(other.street)
    address.street = (isFirst ? one.street : other.street) + [UInt8(ascii: "&")] + (isFirst ? other.street : one.street)
    address.number = Array("corner".utf8)
    beyond = other.end
    readCity(into: &address)
    return true
  }

  /// NWC Oak & Elm: the corner in the letters of those who deal in land.
  private func isCornerSign(_ index: Int) -> Bool {
    words.isWord(index, "nwc") || words.isWord(index, "nec") || words.isWord(index, "swc") || words.isWord(index, "sec")
  }

  /// Corner of Broadway at Main St, Ridgeland at US 31: one of the two is surely a street, and the other has a word.
  private func isCornerAt(_ index: Int) -> Bool {
    let end = words.segmentEnd(index)
    var start = index
    while start > 0, !words[start].isAny(.opensSegment) { start -= 1 }
    guard index + 1 < end, !words[index].isAny(.opensSegment) else { return false }
    for earlier in start..<index where words.isWord(earlier, "corner") || words.isWord(earlier, "cor") || words.isWord(earlier, "intersection") { return true }
    return (index - start == 1 || index - start == 2 && words[start].isAny(.direction)) && words.words[index + 1..<end].contains { $0.isAny([.kind, .highway]) }
  }

  // MARK: large towns

  /// Where a large city's name begins at the end: 12 N Main Chicago, with neither a kind nor a state to part them.
  func largeTown(_ name: Range<Int>) -> Int? {
    for length in [3, 2, 1] where name.count > length {
      let start = name.upperBound - length
      if StreetReading.largeCities.contains(words.joined(start..<name.upperBound)) { return start }
    }
    return nil
  }

  /// The largest cities of the United States whose names are seldom a street's last word.
  private static let largeCities = WordSet(
    """
    newyork newyorkcity losangeles chicago philadelphia sanantonio sandiego sanjose sanfrancisco seattle denver boston detroit
    nashville memphis baltimore milwaukee albuquerque tucson fresno sacramento atlanta miami omaha oakland minneapolis tulsa
    newark honolulu cincinnati stlouis saintlouis pittsburgh anchorage lasvegas losalamos neworleans saltlakecity saintpaul
    stpaul brooklyn kansascity longbeach coloradosprings fortworth oklahomacity elpaso virginiabeach jerseycity fortlauderdale
    """)
}
