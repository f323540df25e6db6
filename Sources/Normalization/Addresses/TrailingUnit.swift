/// Units behind a street that no designator announces: a number, a code, a side of the house.
extension StreetReading {
  /// 1 W, 41 SW: a home's number and the side it is on.
  func isSidedUnit(_ index: Int, before end: Int) -> Bool {
    guard index + 2 == end, words.isAllDigits(index), words[index].count <= 4, !words[index].isAny(.opensSegment), words[index + 1].count <= 2 else { return false }
    return words[index + 1].isAny(.direction) && !words[index - 1].isAny([.highway, .highwayOwner, .kind, .and])
      && (!words[index - 1].isAny(.state) || words[index - 1].isAny(.direction))
  }

  private func sideEnd(_ index: Int) -> Int? {
    var side: [UInt8] = []
    return AddressUnits.readSide(words, at: index, into: &side)
  }

  /// M-9, B17: a letter and a number that are no highway's.
  func isCode(_ index: Int) -> Bool {
    let word = words[index]
    guard word.count <= 5 || isHyphenedCode(index), word.isAny(.hasDigit), !word.isAny(.startsWithDigit), words.text[word.range].prefix(while: { isASCIILetter($0) }).count == 1 else { return false }
    return NumberedRoad.read(words, index..<index + 1) == nil
  }

  /// B6-347B, between street and town.
  private func isHyphenedCode(_ index: Int) -> Bool {
    guard words[index].count <= 10, hasPlace, index + 1 < words.count, words[index].isAny(.hasDigit), words[index].isAny(.hasLetter),
      let hyphen = words.text[words[index].range].firstIndex(of: UInt8(ascii: "-"))
    else { return false }
    return words.text[hyphen..<Int(words[index].end)].contains(where: isASCIIDigit)
  }

  mutating func takeTrailingUnit(into address: inout ParsedAddress) {
    // Lincoln Park West B-17 Ste 200
    if !address.unit.isEmpty, !address.street.isEmpty, beyond + 1 == segmentEnd, isCode(beyond) {
      var unit: [UInt8] = []
      words.appendUnit(beyond, to: &unit)
      address.unit = unit + [UInt8(ascii: "-")] + address.unit
      beyond += 1
      return
    }
    // 7000 Peachtree Dunwoody, B-17, Ste 200
    if !address.unit.isEmpty, !address.street.isEmpty, segmentEnd < words.count, words.segmentEnd(segmentEnd) == segmentEnd + 1,
      words[segmentEnd].isAny(.hasDigit), words[segmentEnd].isAny(.hasLetter), !words[segmentEnd].isAny(.ordinal), words[segmentEnd].count <= 5
    {
      var unit: [UInt8] = []
      words.appendUnit(segmentEnd, to: &unit)
      address.unit = unit + [UInt8(ascii: "-")] + address.unit
      segmentEnd += 1
      beyond = segmentEnd
      return
    }
    // Elm Plaza II Ste 5
    if beyond + 1 == segmentEnd, !address.side.isEmpty, words.isWord(beyond, "ii") || words.isWord(beyond, "iii") || words.isWord(beyond, "iv") {
      var unit: [UInt8] = []
      words.appendUnit(beyond, to: &unit)
      address.unit = address.unit.isEmpty ? unit : unit + [UInt8(ascii: "-")] + address.unit
      beyond += 1
      return
    }
    if takeCodedUnit(into: &address) { return }
    guard address.unit.isEmpty || address.unit.starts(with: Array("box".utf8)), !address.street.isEmpty else { return }
    if beyond < segmentEnd, words[beyond].isAny(.ordinal), words[beyond].isAny(.hasDigit), beyond + 1 == segmentEnd {
      words.appendDigits(beyond, to: &address.unit)
      beyond += 1
    } else if beyond < segmentEnd, words[beyond].isAny(.hasDigit), !words[beyond].isAny(.ordinal),
      words[beyond].count <= 6 || words[beyond].count <= 12 && beyond + 1 == words.count && !hasPlace,
      beyond + 1 == segmentEnd || (words[beyond].isAny(.startsWithDigit) || isCode(beyond)) && !hasKind(beyond + 1..<segmentEnd)
    {
      words.appendUnit(beyond, to: &address.unit)
      beyond += 1
      if beyond < segmentEnd, words.isAllDigits(beyond - 1), words[beyond].isAny(.direction), words[beyond].count == 2, address.side.first != UInt8(ascii: "/"),
        !address.side.isEmpty
      {
        // Park Ave NE 23 SE Atlanta: the street has its direction
        address.unit.append(contentsOf: words.spelling(beyond))
        beyond += 1
      } else if words.isAllDigits(beyond - 1), let end = AddressUnits.readSide(words, at: beyond, into: &address.unit) {
        // Oak St 3 Left
        beyond = end
      } else if words.isAllDigits(beyond), words[beyond].count <= 5, hasPlace, beyond + 1 < segmentEnd {
        // Oak St 1-5 344 Moreno Valley
        words.appendUnit(beyond, to: &address.unit)
        beyond += 1
      } else if beyond + 1 == segmentEnd, !hasPlace || segmentEnd < words.count {
        if words.isLetter(beyond) {
          words.appendUnit(beyond, to: &address.unit, isSamePart: true)
          beyond += 1
        } else if words[beyond].isAny(.direction) {
          address.unit.append(contentsOf: words.spelling(beyond))
          beyond += 1
        }
      }
    } else if let number = numberBehind() {
      // Client Code 28502 Chicago: no town has a number in it
      let isOwn = number == beyond + 1 && words[beyond].count == 2 && words[beyond].traits.isSubset(of: .hasLetter)
      if isOwn { words.appendUnit(beyond, to: &address.unit) }
      words.appendUnit(number, to: &address.unit, isSamePart: isOwn)
      beyond = number + 1
    } else if beyond + 2 == segmentEnd, words.isLetter(beyond), !words[beyond].isAny(.direction), words.isAllDigits(beyond + 1), words[beyond + 1].count <= 4 {
      // Main St B 4
      words.appendUnit(beyond, to: &address.unit)
      words.appendUnit(beyond + 1, to: &address.unit, isSamePart: true)
      beyond += 2
    } else if segmentEnd < words.count, words.segmentEnd(segmentEnd) == segmentEnd + 1,
      words[segmentEnd].isAny(.hasDigit) || words.isLetter(segmentEnd) && !words[segmentEnd].isAny(.direction),
      !words[segmentEnd].isAny(.ordinal) || segmentEnd + 1 < words.count, words[segmentEnd].count <= 6 || isHyphenedCode(segmentEnd)
    {
      words.appendUnit(segmentEnd, to: &address.unit)
      segmentEnd += 1
      beyond = segmentEnd
    } else if segmentEnd + 1 < words.count, words.isAllDigits(segmentEnd), words[segmentEnd].count <= 4, sideEnd(segmentEnd + 1) == words.segmentEnd(segmentEnd) {
      // 1 Left
      words.appendUnit(segmentEnd, to: &address.unit)
      segmentEnd = AddressUnits.readSide(words, at: segmentEnd + 1, into: &address.unit) ?? segmentEnd + 1
      beyond = segmentEnd
    } else if segmentEnd + 1 < words.count, words.segmentEnd(segmentEnd) == segmentEnd + 1, words[segmentEnd].count == 2,
      words[segmentEnd].traits.isSubset(of: [.hasLetter, .opensSegment]), hasPlace, !address.side.isEmpty, address.side.last != UInt8(ascii: "/")
    {
      // Sunset Ave, EE, Okemos: two letters between street and town
      words.appendUnit(segmentEnd, to: &address.unit)
      segmentEnd += 1
      beyond = segmentEnd
    } else if segmentEnd + 1 < words.count, words.segmentEnd(segmentEnd) == segmentEnd + 2, words.isAllDigits(segmentEnd),
      words[segmentEnd].count <= 5, words.isLetter(segmentEnd + 1) || words[segmentEnd + 1].isAny(.direction) && words[segmentEnd + 1].count == 2
    {
      // 106 D, 41 SW
      words.appendUnit(segmentEnd, to: &address.unit)
      words.appendUnit(segmentEnd + 1, to: &address.unit, isSamePart: true)
      segmentEnd += 2
      beyond = segmentEnd
    } else if segmentEnd + 1 < words.count, words[segmentEnd].isAny(.startsWithDigit), words[segmentEnd].isAny(.hasLetter),
      !words[segmentEnd].isAny(.ordinal), words[segmentEnd].count <= 5, !words.isAny(segmentEnd + 1, .opensSegment),
      !hasKind(segmentEnd..<words.segmentEnd(segmentEnd))
    {
      // S General McMullen, 12C San Antonio
      words.appendUnit(segmentEnd, to: &address.unit)
      segmentEnd += 1
      beyond = segmentEnd
      words.words[segmentEnd].traits.insert(.opensSegment)
    } else if segmentEnd + 1 < words.count, address.side.last != UInt8(ascii: "/"), !address.side.isEmpty, words.isAllDigits(segmentEnd),
      words[segmentEnd].count <= 5, !words.isAny(segmentEnd + 1, .opensSegment), !hasKind(segmentEnd..<words.segmentEnd(segmentEnd))
    {
      // Wood Ave, 500 North Breakers
      words.appendUnit(segmentEnd, to: &address.unit)
      segmentEnd += 1
      beyond = segmentEnd
      words.words[segmentEnd].traits.insert(.opensSegment)
    } else if let number = numberInBuilding(address) {
      words.appendUnit(number, to: &address.unit)
      segmentEnd = number + 1
      beyond = segmentEnd
    } else if beyond > 0, beyond + 1 == segmentEnd, !hasPlace || segmentEnd < words.count,
      words.isLetter(beyond) || words[beyond].count == 2 && !words[beyond].isAny([.state, .kind, .hasDigit]),
      !words[beyond].isAny(.direction)
    {
      words.appendUnit(beyond, to: &address.unit)
      beyond += 1
    }
  }

  /// 15th Street, AF 1025 Augusta; Ste 200, RMX 14: a short word that means nothing else, and a number. Two letters are the
  /// home's own, as in B 4; three are a designator.
  private mutating func takeCodedUnit(into address: inout ParsedAddress) -> Bool {
    let number = segmentEnd + 1
    let isEnded = !address.unit.isEmpty || !address.side.isEmpty && address.side.last != UInt8(ascii: "/")
    guard number < words.count, beyond == segmentEnd, isEnded, (2...3).contains(words[segmentEnd].count),
      words[segmentEnd].traits.isSubset(of: [.hasLetter, .opensSegment]), words.isAllDigits(number), (words.segmentEnd(number) == number + 1 ? 1 : 2)...5 ~= words[number].count,
      !words[number].isAny(.opensSegment)
    else { return false }
    let end = words.segmentEnd(segmentEnd)
    guard !hasKind(number + 1..<end), !words.words[number + 1..<end].contains(where: { $0.isAny([.hasDigit, .and]) }) else { return false }
    if words[segmentEnd].count == 2 { words.appendUnit(segmentEnd, to: &address.unit) }
    words.appendUnit(number, to: &address.unit, isSamePart: words[segmentEnd].count == 2)
    segmentEnd = number + 1
    beyond = segmentEnd
    if segmentEnd < words.count { words.words[segmentEnd].traits.insert(.opensSegment) }
    return true
  }

  /// 12 Oak St, Crown Center 2-112, Evanston IL: between street and town a building and what in it.
  private func numberInBuilding(_ address: ParsedAddress) -> Int? {
    guard segmentEnd < words.count, isAmerican(address) else { return nil }
    let end = words.segmentEnd(segmentEnd)
    guard end < words.count, (2...4).contains(end - segmentEnd), words[end - 1].isAny(.startsWithDigit), !words[end - 1].isAny(.ordinal), words[end - 1].count <= 6,
      words[end - 1].count != 5, !words.words[segmentEnd..<end - 1].contains(where: { $0.isAny([.hasDigit, .highway, .highwayOwner, .and, .box]) }),
      !hasKind(segmentEnd..<end - 2), !words[end - 2].isAny(.kind) || isBuilding(end - 2)
    else { return nil }
    return end - 1
  }

  /// The one number behind one or two words that are neither of a street nor of a highway: a unit's, whatever it is called.
  private func numberBehind() -> Int? {
    guard hasPlace || segmentEnd < words.count, !hasKind(beyond..<segmentEnd), beyond < segmentEnd else { return nil }
    var found: Int?
    for index in beyond..<segmentEnd {
      if words[index].isAny([.highway, .highwayOwner, .and, .ordinal]) && !words[index].isAny(.state) || isNearby(index) { return nil }
      guard words[index].isAny(.hasDigit) else { continue }
      guard found == nil, index > beyond, index <= beyond + 2, words.isAllDigits(index) else { return nil }
      found = index
    }
    return found
  }
}
