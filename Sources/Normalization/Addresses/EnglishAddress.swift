/// Addresses with the number before the street, as the United States, Canada, Britain, Ireland, Australia
/// and New Zealand write them: a house number, the core of the street's name without its kind and
/// direction, a unit, a city, a state and a postcode.
///
/// What is certain is taken out first, from the end: country, postcode, state, box, unit. Of the rest the
/// first number is the house, and the street lasts until a kind of street ends it. The tables follow USPS
/// Publication 28.
enum EnglishAddress {
  static func parse(_ words: consuming AddressWords, city: [UInt8], postcode: [UInt8], country: AddressCountry.Code) -> ParsedAddress {
    var address = ParsedAddress(grammar: .english)
    address.city = city
    address.postcode = postcode
    AddressPlace.takeCountry(&words)
    partZip(&words)
    repair(&words)
    if endsInUnitBehindZip(words) { AddressUnits.takeUnits(&words, into: &address) }
    let hasPostcode = AddressPlace.takePostcode(&words, country: country, into: &address)
    let namesake = AddressPlace.townOfState(words)
    let hasState = AddressPlace.takePostRegion(&words, into: &address)
      || AddressPlace.takeState(&words, isBehindPostcode: hasPostcode, into: &address.state)
    if hasState, !hasPostcode, address.postcode.isEmpty { AddressPlace.takeZipBeforeTown(&words, into: &address) }
    if PostBox.take(&words, into: &address) {
      if address.city.isEmpty, let last = words.words.lastIndex(where: { $0.isAny(.opensSegment) }) {
        address.city = TownName.joined(words, last..<words.count)
      }
      address.city = TownName.of(address.city, state: address.state)
      return address
    }
    AddressUnits.takeUnits(&words, into: &address)
    guard words.count > 0 else { return address }
    let unit = address.unit

    let isBritish = country == .gb || AddressPlace.isBritish(address.postcode)
    if isBritish { takeFlat(&words, into: &address) }
    var reading = StreetReading(words, knowsCity: !city.isEmpty, hasPlace: hasPostcode || hasState, namesHouses: isBritish,
      partsHomes: country == .ca || AddressPlace.isCanadian(address.postcode))
    if let numberAt = reading.takeNumber(into: &address) {
      reading.readStreet(from: numberAt, into: &address)
      reading.readCity(into: &address)
    } else {
      reading.readUnnumbered(into: &address)
    }
    address.completeSignedUnit(from: unit)
    if address.city.isEmpty, hasState, !address.number.isEmpty, let namesake { address.city = namesake }
    address.city = TownName.of(address.city, state: address.state)
    return address
  }

  /// Chicago60657
  private static func partZip(_ words: inout AddressWords) {
    guard let last = words.words.last, last.count >= 7, last.isAny(.hasDigit), last.isAny(.hasLetter) else { return }
    let zip = Int(last.end) - 5
    guard words.text[zip..<Int(last.end)].allSatisfy(isASCIIDigit), words.text[Int(last.start)..<zip].allSatisfy(isASCIILetter) else { return }
    let letters = zip - Int(last.start)
    // no box, highway or unit
    guard let entry = StreetWords.table.words[words.text.span.extracting(Int(last.start)..<zip)] else {
      if letters >= 4 { words.cut(words.count - 1, at: zip) }
      return
    }
    guard entry.traits.contains(.state), letters >= 2, entry.traits.isDisjoint(with: [.box, .unit, .highway, .boxGroup]) else { return }
    words.cut(words.count - 1, at: zip)
  }

  /// 12 Main St, Springfield, IL 62704, Apt 4
  private static func endsInUnitBehindZip(_ words: AddressWords) -> Bool {
    guard words.count > 5, let start = words.words.lastIndex(where: { $0.isAny(.opensSegment) }), start > 3,
      words.count - start <= 3, words.isAny(start, [.unit, .hash])
    else { return false }
    return AddressPlace.isAmericanState(words, start - 2) && AddressPlace.zipCode(words.bytes(words[start - 1])) != nil
  }

  /// 4 Rosewood House, 50 Kings Road; 4 Rosewood House, London Road: a block before a street, and a flat of it in front.
  private static func takeFlat(_ words: inout AddressWords, into address: inout ParsedAddress) {
    let end = words.segmentEnd(0)
    guard address.unit.isEmpty, words.isAny(0, .startsWithDigit), !words.isAny(0, .ordinal), words[0].count <= 4, end >= 3, end < words.count,
      StreetReading.isBlock(words, end - 1), !words.words[1..<end].contains(where: { $0.isAny([.kind, .hasDigit]) })
    else { return }
    let street = end..<words.segmentEnd(end)
    let isStreet = street.count > 1 && words.isAny(street.upperBound - 1, .kind)
    guard isStreet || words.isAllDigits(end) && words.words[street].contains(where: { $0.isAny(.kind) }) else { return }
    words.appendUnit(0, to: &address.unit)
    words.remove(0..<1)
  }

  /// Parts what stands in one word at the front and joins what stands in several: 12main st; 48S 400E, a grid of
  /// Utah; 12-1/2; 12 - 14, 12 & 14, 12 to 14.
  private static func repair(_ words: inout AddressWords) {
    repairLetters(&words)
    partUnitAtSlash(&words)
    // No. 12, Jalan Ampang
    if words.count > 2, words.isWord(0, "no"), words.isAny(1, .startsWithDigit), !words.isAny(1, .ordinal) { words.remove(0..<1) }
    partCorner(&words)
    joinGrid(&words)
    guard words.count > 2, words[0].isAny(.startsWithDigit) else {
      if words.count == 2, words[0].isAny(.startsWithDigit), words[1].isAny(.kind) { cutName(&words) }
      return
    }
    cutName(&words)
    cutOrdinal(&words)
    dropCornerBehind(&words)
    guard words.count > 2 else { return }
    if let digits = gridDigits(words, 0), !words.isAny(1, .opensSegment), words.isAllDigits(1) || gridDigits(words, 1) != nil {
      if let second = gridDigits(words, 1) { words.cut(1, at: second) }
      words.cut(0, at: digits)
    }
    let range = words[0].range
    if let slash = words.text[range].firstIndex(of: UInt8(ascii: "/")), slash - range.lowerBound >= 3, slash + 2 == range.upperBound,
      words.text[slash - 2] == UInt8(ascii: "-"), words.text[slash - 1] < words.text[slash + 1]
    {
      words.cut(0, at: slash - 2)
    }
    guard words.isAllDigits(0), words[0].count <= 6 else { return }
    if isCountyGrid(words) { return words.replace(0..<3, by: words.joined(0..<3)) }
    if words.isAllDigits(1), words.areHyphened(0) {
      words.replace(0..<2, by: words.joined(0..<1) + [UInt8(ascii: "-")] + words.joined(1..<2))
    } else if words.count > 3, words.isAny(1, .and) || words.isWord(1, "to"), words.isAllDigits(2), !words.isAny(3, [.kind, .and, .opensSegment]) {
      words.replace(0..<3, by: words.joined(0..<1) + [UInt8(ascii: "-")] + words.joined(2..<3))
    }
  }

  /// W 226 S 3610 Hilltop Dr: a number of the grids of Wisconsin in four words.
  private static func joinGrid(_ words: inout AddressWords) {
    guard words.count > 5, words.isLetter(0), words[0].isAny(.direction), words.isAllDigits(1), words.isLetter(2), words[2].isAny(.direction), words.isAllDigits(3),
      words.segmentEnd(0) > 5, (words[0].code <= 2) != (words[2].code <= 2), words.words[4..<words.segmentEnd(0)].contains(where: { $0.isAny(.kind) })
    else { return }
    words.replace(0..<4, by: words.joined(0..<4))
  }

  /// Unit 4/123 Main St, as Australia writes home and house; Flat 3/1, 12 High St is a floor and its flat.
  private static func partUnitAtSlash(_ words: inout AddressWords) {
    guard words.count > 3, words.isAny(0, .unit), words.isAny(1, .startsWithDigit),
      !words[2].isAny([.opensSegment, .hasDigit])
    else { return }
    let range = words[1].range
    guard let slash = words.text[range].firstIndex(of: UInt8(ascii: "/")), slash + 1 < range.upperBound,
      isASCIIDigit(words.text[slash + 1])
    else { return }
    let count = words.count
    words.partAtSlash(1, at: slash)
    if words.count == count + 2 { words.remove(2..<3) }
  }

  /// 15 W 400 North Frontage Rd: a number of the grids around Chicago, in three words. In Utah nothing but a town
  /// follows such numbers.
  private static func isCountyGrid(_ words: AddressWords) -> Bool {
    let end = words.segmentEnd(0)
    guard end >= 5, words[0].count <= 2, words.isLetter(1), words[1].isAny(.direction), words.isAllDigits(2), words[2].count == 3 else { return false }
    let name = words[3].isAny(.direction) ? 4 : 3
    // 21 W 301 75th St
    if words.isAny(name, .ordinal), name + 1 < end, words[name + 1].isAny(.kind) { return true }
    guard name + 1 < end, words[end - 1].isAny(.kind), !words[end - 1].isAny([.weakKind, .state]), !words[end - 1].isAny(.direction) else { return false }
    return !words.words[name..<end - 1].contains { $0.isAny([.kind, .hasDigit, .direction, .and]) }
  }

  /// Oak/Elm St, Hwy 16/Martin Rd: two streets in one word, where no house stands in front or follows. Two people, and
  /// the departments of a firm, are written so as well: Baker/Jones Residence, One Dearborn St.
  private static func partCorner(_ words: inout AddressWords) {
    let end = words.count > 0 ? words.segmentEnd(0) : 0
    guard words.count > 1, !words.isAny(0, .startsWithDigit) || words[0].isAny(.hasLetter),
      words.isAny(0, .startsWithDigit) || words.words[..<end].contains(where: { $0.isAny([.kind, .highway, .ordinal]) }),
      !isHouseInLaterSegment(words, from: end)
    else { return }
    for index in 0..<end {
      let range = words[index].range
      guard let slash = words.text[range].firstIndex(of: UInt8(ascii: "/")), slash > range.lowerBound, slash + 1 < range.upperBound else { continue }
      let isOne = slash - range.lowerBound == 1
      // 10/F is a floor, 38-01/01A two homes, and 3A/Oak St a home's number and its street
      if words[0].isAny(.startsWithDigit), !isASCIILetter(words.text[slash - 1]) || index == 0 && isASCIIDigit(words.text[slash - 2]) { return }
      let isNumbered = range.upperBound - slash > 3 && isASCIILetter(words.text[range.upperBound - 1]) && isASCIILetter(words.text[range.upperBound - 2])
      guard isASCIILetter(words.text[slash + 1]) || isNumbered, !isOne || index > 0 && words.isAny(index - 1, [.kind, .highway]),
        range.upperBound - slash > 2 || index + 1 < end && !words[index + 1].isAny(.opensSegment)
      else { return }
      return words.partAtSlash(index, at: slash)
    }
  }

  /// Whether a house's number begins a segment, and more than a ZIP code by itself.
  private static func isHouseInLaterSegment(_ words: AddressWords, from end: Int) -> Bool {
    var start = end
    while start < words.count {
      let next = words.segmentEnd(start)
      if next - start > 1, words[start].isAny(.startsWithDigit) || StreetWords.houseFigure(words, start) != nil { return true }
      start = next
    }
    return false
  }

  /// U S Highway 9, C R 9, I 35; POBox12; King, Jr. Blvd.
  static func repairLetters(_ words: inout AddressWords) {
    var index = 0
    while index < words.count {
      if words.isLetter(index), index + 1 < words.count, !words[index + 1].isAny(.opensSegment) {
        let isNext = words.isLetter(index + 1) && index + 2 < words.count && !words[index + 2].isAny(.opensSegment)
          && (words.isAny(index + 2, .startsWithDigit) && !words.isAny(index + 2, .ordinal) || words.isAny(index + 2, [.highway, .hash]))
        let pair = isNext ? words.joined(index..<index + 2) : []
        if isNext, let entry = StreetWords.table.words[pair.span], entry.traits.rawValue & (StreetWords.Traits.highway.rawValue | StreetWords.Traits.boxGroup.rawValue) != 0 {
          words.replace(index..<index + 2, by: pair)
        } else if isNext, words.isAllDigits(index + 2), index + 3 < words.count, words.isWord(index + 3, "hwy") || words.isWord(index + 3, "highway"),
          StreetWords.table.words[pair.span]?.traits.contains(.state) == true
        {
          // N C 54 Hwy
          words.replace(index..<index + 2, by: pair)
        } else if words.isWord(index, "i"), words.isAllDigits(index + 1), words[index + 1].count <= 3 {
          words.replace(index..<index + 2, by: [UInt8(ascii: "i"), UInt8(ascii: "-")] + words.joined(index + 1..<index + 2))
        }
      } else if index > 1, words[index].isAny(.hasDigit), !words[index].isAny(.startsWithDigit), let mark = kindEnd(words, index) {
        // Main St-2nd Floor, Main St/2nd Floor
        words.partAtSlash(index, at: mark)
        words.remove(index + 1..<index + 2)
      } else if words[index].isAny(.hasDigit), !words[index].isAny(.startsWithDigit), words[index].count >= 4 {
        let range = words[index].range
        let letters = words.text[range].prefix { isASCIILetter($0) }
        if letters.elementsEqual("pobox".utf8) || letters.elementsEqual("box".utf8) { words.cut(index, at: letters.endIndex) }
      } else if index > 0, !words[index].isAny(.hasDigit), (4...10).contains(words[index].count), words.text[Int(words[index].end) - 2] == UInt8(ascii: "-"),
        StreetWords.table.words[words.text.span.extracting(words[index].range.dropLast(2))]?.traits.contains(.unit) == true
      {
        // Bldg-A
        words.cut(index, at: Int(words[index].end) - 2)
      } else if index > 1, words.isAllDigits(index - 1), words[index].count == 2, !words[index].isAny(.opensSegment), words.isAny(index + 1, .floor),
        words.isWord(index, "st") || words.isWord(index, "nd") || words.isWord(index, "rd") || words.isWord(index, "th")
      {
        // 1 st Floor
        words.replace(index - 1..<index + 1, by: words.joined(index - 1..<index + 1))
      } else if index > 1, words.isWord(index, "jr"), index + 1 < words.count, !words[index + 1].isAny(.opensSegment) {
        words.words[index].traits.remove(.opensSegment)
      }
      index += 1
    }
  }

  /// The hyphen or slash between a kind of street and a number, which no space sets apart.
  private static func kindEnd(_ words: AddressWords, _ index: Int) -> Int? {
    let range = words[index].range
    guard words.count + 1 < AddressWords.countMax,
      let mark = words.text[range].firstIndex(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") }),
      mark - range.lowerBound >= 2, mark + 1 < range.upperBound, isASCIIDigit(words.text[mark + 1]),
      let entry = StreetWords.table.words[words.text.span.extracting(range.lowerBound..<mark)]
    else { return nil }
    return entry.traits.contains(.kind) && !entry.traits.contains(.highway) && !entry.traits.contains(.unit) ? mark : nil
  }

  /// 12main st.
  private static func cutName(_ words: inout AddressWords) {
    let range = words[0].range
    guard words[0].isAny(.hasLetter), !words[0].isAny(.ordinal), let letter = range.first(where: { !isASCIIDigit(words.text[$0]) }),
      range.upperBound - letter >= 3, words.text[letter..<range.upperBound].allSatisfy({ isASCIILetter($0) })
    else { return }
    words.cut(0, at: letter)
  }

  /// 489-27th Street: the number, and the name of the street.
  private static func cutOrdinal(_ words: inout AddressWords) {
    let range = words[0].range
    guard let hyphen = words.text[range].firstIndex(of: UInt8(ascii: "-")), range.upperBound - hyphen >= 4,
      words[1].isAny([.kind, .direction]),
      ["st", "nd", "rd", "th"].contains(where: { words.text[..<range.upperBound].suffix(2).elementsEqual($0.utf8) }),
      words.text[range.lowerBound..<hyphen].allSatisfy(isASCIIDigit),
      words.text[hyphen + 1..<range.upperBound - 2].allSatisfy(isASCIIDigit)
    else { return }
    words.cut(0, at: hyphen)
  }

  /// 28 Bowery at Bayard St: the corner near the house, where no kind of street says that its own name has ended.
  private static func dropCornerBehind(_ words: inout AddressWords) {
    let end = words.segmentEnd(0)
    guard end > 3, let at = (2..<end - 1).first(where: { words.isWord($0, "at") }),
      !words.words[1..<at].contains(where: { $0.isAny([.kind, .and, .highway, .ordinal]) }),
      // Lassiter at North Hills Ave is a street
      !words[at + 1].isAny(.direction), let last = (at + 1..<min(end, at + 3)).first(where: { words[$0].isAny([.kind, .ordinal]) })
    else { return }
    let isKindNext = words[last].isAny(.ordinal) && last + 1 < end && words[last + 1].isAny(.kind)
    words.remove(at..<last + (isKindNext ? 2 : 1))
  }

  /// Where the direction stands in 400e.
  private static func gridDigits(_ words: AddressWords, _ index: Int) -> Int? {
    let range = words[index].range
    guard (2...6).contains(range.count) else { return nil }
    let last = range.upperBound - 1
    switch words.text[last] {
    case UInt8(ascii: "n"), UInt8(ascii: "s"), UInt8(ascii: "e"), UInt8(ascii: "w"): break
    default: return nil
    }
    return words.text[range.lowerBound..<last].allSatisfy { isASCIIDigit($0) } ? last : nil
  }

  /// ZIP or ZIP+4; the four are dropped.
  static func zipCode(_ word: [UInt8]) -> [UInt8]? {
    guard let zip = AddressPlace.zipCode(word[...]) else { return nil }
    return word.count == 5 ? word : zip
  }
}

/// Postcode and state at the end of an English address.
enum AddressPlace {
  /// USA, United Kingdom at the end.
  static func takeCountry(_ words: inout AddressWords) {
    for length in [1, 2, 3] where words.count > length + 1 {
      let start = words.count - length
      // nor is the end of # 23 SE Sweden
      if words.words[start...].contains(where: { $0.isAny([.hasDigit, .hash]) }) { continue }
      // Washington, US 1: a road, and Canada Street
      let isBehindCode = words.isAny(start - 1, .hasDigit) || words.isAny(start - 1, .state)
      guard words.isAny(start, .opensSegment) || isBehindCode || length == 1 && hasCode(words, before: start) else { continue }
      let name = words.joined(start..<words.count)
      guard name.count >= 2, !name.contains(UInt8(ascii: "-")), AddressCountry.isName(name), name.count > 2 || name == Array("us".utf8) || name == Array("uk".utf8)
      else { continue }
      words.remove(start..<words.count)
      if length == 1 { return takeCountry(&words) }
      return
    }
  }

  /// A number of four digits or more stands somewhere behind the first word.
  private static func hasCode(_ words: AddressWords, before end: Int) -> Bool {
    for index in 1..<max(1, end) where words.isAny(index, .hasDigit) && words[index].count >= 4 { return true }
    return false
  }

  /// - Returns: whether there was one.
  static func takePostcode(_ words: inout AddressWords, country: AddressCountry.Code, into address: inout ParsedAddress) -> Bool {
    guard words.count > 1 else { return false }
    func take(_ range: Range<Int>, _ code: [UInt8], _ words: inout AddressWords) -> Bool {
      if address.postcode.isEmpty { address.postcode = code }
      words.words.removeSubrange(range.lowerBound..<words.count)
      return true
    }
    // IL 60606 and whatever somebody wrote behind it; the last of several, for Philip Palmer, MD 12605 Lapis Lane
    for index in words.words.indices.dropFirst().reversed() where words.isAny(index - 1, .state) && words.isAny(index, .startsWithDigit) {
      if let zip = zipCode(words.bytes(words[index])), index > 1 { return take(index..<index + 1, zip, &words) }
    }
    let last = words.count - 1
    let word = words[last]
    // 60606 6306
    if last > 2, words.isAllDigits(last), word.count == 4, !word.isAny(.opensSegment), words.isAllDigits(last - 1),
      let zip = zipCode(words.bytes(words[last - 1])), !words.isAny(last - 2, [.unit, .hash, .highway, .box, .number])
    {
      return take(last - 1..<last + 1, zip, &words)
    }
    // no highway has a number of five digits
    let isHighwayEnd = words.isAny(last - 1, .highway) && last > 3 && word.count == 5 && !words.isAny(last - 1, [.unit, .hash, .box, .number])
    let isFree = !words.isAny(last - 1, [.unit, .hash, .highway, .box, .number]) || words.isAny(last, .opensSegment) || isHighwayEnd
      || words.isAny(last - 1, [.alone, .state])
    let isAlone = words.count > 2 || words.isAny(last, .opensSegment)
    if isFree, isAlone, let zip = zipCode(words.bytes(word)) { return take(last..<last + 1, zip, &words) }
    if word.isAny(.hasDigit) {
      let joined = words.joined(last - 1..<last + 1)
      if words.count > 2, word.count == 3, let code = british(joined) { return take(last - 1..<last + 1, code, &words) }
      if words.count > 2, word.count == 3 && isCanadian(joined) || word.count == 4 && isIrish(joined) {
        return take(last - 1..<last + 1, joined, &words)
      }
      let own = Array(words.bytes(word))
      if let code = british(own) { return take(last..<last + 1, code, &words) }
      if isCanadian(own) || isIrish(own) { return take(last..<last + 1, own, &words) }
      if words.isAllDigits(last), isAlone, isFree {
        let isAustralian = country == .au || country == .nz || country == .za || words.isAny(last - 1, .state)
        if word.count == 4, isAustralian || words.isAny(last, .opensSegment) && address.postcode == own {
          return take(last..<last + 1, own, &words)
        }
        if word.count == 6, country != .us { return take(last..<last + 1, own, &words) }
      }
    }
    // WC1H OAF
    if country == .gb, words.count > 2, word.count == 3, words.isAny(last - 1, .hasDigit), let code = british(words.joined(last - 1..<last + 1)) {
      return take(last - 1..<last + 1, code, &words)
    }
    // SW2 4JE, London: the town behind the postcode
    for index in words.words.indices.dropFirst(2)
    where words[index].count == 3 && words.isAny(index, .startsWithDigit) && !words.isAny(index, [.opensSegment, .ordinal]) {
      let joined = words.joined(index - 1..<index + 1)
      guard joined.count >= 5, isASCIIDigit(joined[joined.count - 4]) || isASCIILetter(joined[joined.count - 4]), isBritish(joined),
        words[index - 1].isAny(.hasDigit)
      else { continue }
      if address.postcode.isEmpty { address.postcode = joined }
      words.remove(index - 1..<index + 1)
      return true
    }
    return false
  }

  /// 12 Main St 60601 Chicago IL: no home behind a street has five figures.
  static func takeZipBeforeTown(_ words: inout AddressWords, into address: inout ParsedAddress) {
    guard words.count > 4, words.isAny(0, .startsWithDigit) else { return }
    for index in 3..<words.count - 1 where words[index].count == 5 && words.isAllDigits(index) {
      guard words[index].isAny(.opensSegment) || words[index - 1].isAny(.kind) && !words[index - 1].isAny([.highway, .unit]),
        words.words[(index + 1)...].allSatisfy({ $0.traits.isDisjoint(with: [.hasDigit, .kind, .unit, .hash, .and]) })
      else { continue }
      address.postcode = words.joined(index..<index + 1)
      words.remove(index..<index + 1)
      return
    }
  }

  static func zipCode(_ word: ArraySlice<UInt8>) -> [UInt8]? {
    let digits = word.prefix { isASCIIDigit($0) }
    guard digits.count == 5 && (word.count == 5 || word.count == 10 && word[word.startIndex + 5] == UInt8(ascii: "-"))
      || digits.count == 9 && word.count == 9
    else { return nil }
    return Array(digits.prefix(5))
  }

  /// A9 9AA to AA9A 9AA, joined.
  static func isBritish(_ word: [UInt8]) -> Bool {
    guard (5...7).contains(word.count) else { return false }
    let end = word.count - 3
    guard isASCIIDigit(word[end]), isASCIILetter(word[end + 1]), isASCIILetter(word[end + 2]), isASCIILetter(word[0]) else {
      return false
    }
    let digitAt = isASCIILetter(word[1]) ? 2 : 1
    guard digitAt < end, isASCIIDigit(word[digitAt]) else { return false }
    return digitAt + 1 == end || digitAt + 2 == end && (isASCIIDigit(word[end - 1]) || isASCIILetter(word[end - 1]))
  }

  /// A British postcode, with a nought where the letter O was written for the first of its second half; nil where it is none.
  static func british(_ word: [UInt8]) -> [UInt8]? {
    if isBritish(word) { return word }
    guard (5...7).contains(word.count), word[word.count - 3] == UInt8(ascii: "o") else { return nil }
    var code = word
    code[word.count - 3] = UInt8(ascii: "0")
    return isBritish(code) ? code : nil
  }

  static func isCanadian(_ word: [UInt8]) -> Bool {
    guard word.count == 6 else { return false }
    for index in 0..<6 where index % 2 == 0 ? !isASCIILetter(word[index]) : !isASCIIDigit(word[index]) { return false }
    return true
  }

  /// Eircode: D02 X285, A65 F4E2.
  static func isIrish(_ word: [UInt8]) -> Bool {
    guard word.count == 7, isASCIILetter(word[0]), isASCIIDigit(word[1]), isASCIIDigit(word[2]) || word[2] == UInt8(ascii: "w"),
      isASCIILetter(word[3])
    else { return false }
    return word[4...].allSatisfy { isASCIIDigit($0) || isASCIILetter($0) } && word[4...].contains { isASCIIDigit($0) }
  }

  /// APO AE: a military post office and its region.
  static func takePostRegion(_ words: inout AddressWords, into address: inout ParsedAddress) -> Bool {
    let last = words.count - 1
    guard last > 1, words.isWord(last, "ae") || words.isWord(last, "ap") || words.isWord(last, "aa"),
      words.isWord(last - 1, "apo") || words.isWord(last - 1, "fpo") || words.isWord(last - 1, "dpo")
    else { return false }
    address.state = words.joined(last..<last + 1)
    words.remove(last..<last + 1)
    return true
  }

  /// A state at the end: behind a comma, before a postcode, or behind a street and a town.
  static func takeState(_ words: inout AddressWords, isBehindPostcode: Bool, into state: inout [UInt8]) -> Bool {
    for length in [3, 2, 1] where words.count > length {
      let start = words.count - length
      guard length > 1 || words.isAny(start, .state) else { continue }
      if length > 1 {
        guard words.isAny(words.count - 1, .stateEnd), !words.isAny(start, .startsWithDigit), isStateName(words.joined(start..<words.count)) else { continue }
        // New York NY: the city of that name
      }
      let word = words[start]
      // 27th Fl: a floor
      if length == 1, word.isAny(.floor), words.isAny(start - 1, [.hasDigit, .ordinal]) { continue }
      let isLong = start >= 4 && !word.isAny(.direction)
        && (words[words.count - 1].count >= 5 || words.isWord(start, "utah") || words.isWord(start, "ohio") || words.isWord(start, "iowa"))
      let isCertain = word.isAny(.opensSegment) || isLong && words.isAny(0, .startsWithDigit)
      if length == 1, !isCertain {
        let behindKind = words.isAny(start - 1, .kind)
        // 100 Main St NE 68524: the street's direction; 7815 Hunt Ct: its kind
        if word.isAny([.direction, .kind]), !isBehindPostcode || behindKind, !isBehindTown(words, start) { continue }
      }
      // 115 Broadway San Francisco CA: no comma and no kind, but nothing else it could be
      if length == 1, !isCertain, word.count == 2, start >= 3, words.words[..<(start - 1)].contains(where: { $0.isAny([.and, .startsWithDigit]) }),
        !word.isAny([.direction, .kind, .weakKind, .highway, .box]), !word.isAny(.unit) || isFlorida(words, start), !isCommonWord(words, start),
        !words.isAny(start - 1, [.kind, .highway, .highwayOwner, .unit, .hash, .and, .hasDigit])
      {
        state = shortState(Array(words.bytes(word))) ?? []
        words.words.removeSubrange(start...)
        return true
      }
      guard isCertain || isBehindPostcode && start > 0 || isBehindTown(words, start) else { continue }
      state = shortState(length == 1 ? Array(words.bytes(word)) : words.joined(start..<words.count)) ?? []
      words.words.removeSubrange(start...)
      dropRepeated(state, &words)
      return true
    }
    return false
  }

  /// 12 Main St, New York: the state's name at the end is the city's where no other is.
  static func townOfState(_ words: AddressWords) -> [UInt8]? {
    let last = words.count - 1
    if last > 2, words.isWord(last, "york"), words.isWord(last - 1, "new") { return Array("newyork".utf8) }
    return nil
  }

  /// Memphis TN, TN 38103: a file that puts the state behind a line that has it.
  private static func dropRepeated(_ state: [UInt8], _ words: inout AddressWords) {
    let last = words.count - 1
    guard last > 2, words[last].count == 2, words.isAny(last, .state), !words.isAny(last, .direction), !words.isAny(last - 1, [.hasDigit, .unit, .hash]),
      words.bytes(words[last]).elementsEqual(state)
    else { return }
    words.words.removeLast()
  }

  /// The short form of a state's folded name; nil where there is no such state.
  static func shortState(_ folded: [UInt8]) -> [UInt8]? {
    let name = folded.filter { isASCIILetter($0) }
    return states[Array(name.suffix(ShortWords<[UInt8]>.lengthBytesMax))]
  }

  /// A state of the United States, not a province of Canada or a state of Australia.
  static func isAmericanState(_ words: AddressWords, _ index: Int) -> Bool {
    guard words.isAny(index, .state), let short = shortState(Array(words.bytes(words[index]))) else { return false }
    return !otherStates.contains(short)
  }

  private static let otherStates = ShortWords<Bool>("ab act bc mb nb nl ns nsw nt nu on pe qc qld sa sk tas vic yt")

  /// By every spelling of tables/address_words.txt: a word's own code can be that of a kind or direction (Ct, NE).
  private static let states: ShortWords<[UInt8]> = ShortWords(StreetWords.states)

  /// Palm Coast FL, and no floor: Main St Ground Fl.
  private static func isFlorida(_ words: AddressWords, _ index: Int) -> Bool {
    let before = words[index - 1]
    return words.isWord(index, "fl") && before.count >= 4 && !before.isAny([.hasDigit, .ordinal, .alone, .unit]) && !words.isWord(index - 1, "ground")
      && !words.isWord(index - 1, "main")
  }

  /// La, de, in and other short forms that are words of names.
  private static func isCommonWord(_ words: AddressWords, _ index: Int) -> Bool {
    words.isWord(index, "la") || words.isWord(index, "de") || words.isWord(index, "in") || words.isWord(index, "co")
  }

  private static func isStateName(_ name: [UInt8]) -> Bool {
    guard name.count >= 6, !isASCIIDigit(name[0]) else { return false }
    return StreetWords.table.words[Array(name.suffix(ShortWords<StreetWords.Entry>.lengthBytesMax))]?.traits.contains(.state) ?? false
  }

  /// A street has ended and at least a word of a town stands before `start`.
  private static func isBehindTown(_ words: AddressWords, _ start: Int) -> Bool {
    guard start >= 3 else { return false }
    for index in 1..<start - 1 where words.isAny(index, .kind) { return true }
    // Jane Doe, 42 Cedar Crest Ct: behind the name stands a house, and no town
    for index in (1..<start).reversed() where words.isAny(index, .opensSegment) { return !words.isAny(index, .startsWithDigit) }
    return false
  }
}
