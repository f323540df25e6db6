/// Which number of an English address is the house's: not a firm's, not a building's own, not a street's.
extension StreetReading {
  /// Takes the first number that can be a house's.
  ///
  /// - Returns: where the street begins; nil where there is no number.
  mutating func takeNumber(into address: inout ParsedAddress) -> Int? {
    var index = 0
    while index < words.count {
      if isHouseNumber(index, address) { break }
      index += 1
    }
    guard index < words.count else { return takeFigure(into: &address) }
    // 106 D, 34 High St
    if index == 0, address.unit.isEmpty, words.isAllDigits(0), words[0].count <= 4, words.isLetter(1), words.segmentEnd(0) == 2, words.count > 4,
      words[2].isAny(.startsWithDigit), !words[2].isAny(.ordinal), words.segmentEnd(2) > 4
    {
      words.appendUnit(0, to: &address.unit)
      words.appendUnit(1, to: &address.unit, isSamePart: true)
      index = 2
    }
    // 12, 34 High St: a home's number before the house's
    if index == 1, words.isAny(0, .startsWithDigit), words[0].count <= 4, address.unit.isEmpty { words.appendUnit(0, to: &address.unit) }
    if let street = numberBehindBuilding(index) ?? numberBehindName(index) {
      takeLetteredHome(index, before: street, into: &address)
      index = street
    }
    // 2/1 45 Byres Road: flat and house
    if words[index].isAny(.startsWithDigit), words.text[words[index].range].contains(UInt8(ascii: "/")), words.isAny(index + 1, .startsWithDigit),
      !words.isAny(index + 1, [.ordinal, .opensSegment]), !isFraction(index + 1), index + 2 < words.count, !words.isAny(index + 2, [.kind, .opensSegment])
    {
      words.appendUnit(index, to: &address.unit)
      index += 1
    }
    var number: [UInt8] = []
    let range = words[index].range
    let isFirst = index == 0 || words[index].isAny(.opensSegment)
    if let figure = StreetWords.houseFigure(words, index) { number = figure } else
    // 3/45: unit and number, as Australia writes it
    if let slash = words.text[range].firstIndex(of: UInt8(ascii: "/")), slash > range.lowerBound, slash + 1 < range.upperBound,
      !isFraction(index)
    {
      if namesHouses {
        // 45/2: Scotland has the flat behind
        if address.unit.isEmpty { address.unit = Array(words.text[slash + 1..<range.upperBound]) }
        number.append(contentsOf: words.text[range.lowerBound..<slash])
      } else if isAmerican(address) || isRange(range.lowerBound..<slash, slash + 1..<range.upperBound) {
        number.append(contentsOf: words.text[range])
      } else {
        if address.unit.isEmpty { address.unit = Array(words.text[range.lowerBound..<slash]) }
        number.append(contentsOf: words.text[slash + 1..<range.upperBound])
      }
    } else if partsHomes, address.unit.isEmpty, let hyphen = words.text[range].firstIndex(of: UInt8(ascii: "-")), hyphen - range.lowerBound <= 4,
      hyphen + 1 < range.upperBound, isASCIIDigit(words.text[hyphen + 1]), !words.text[hyphen..<range.upperBound].contains(UInt8(ascii: "/")),
      !isRange(range.lowerBound..<hyphen, hyphen + 1..<range.upperBound), range.upperBound - hyphen > hyphen - range.lowerBound
    {
      address.unit = Array(words.text[range.lowerBound..<hyphen])
      number.append(contentsOf: words.text[hyphen + 1..<range.upperBound])
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
    } else if isFirst, words.isAllDigits(next), words.isAllDigits(index), words.isAny(next + 1, .direction), !words.isAny(next, .opensSegment),
      next + 2 < words.count, !words.isAny(next + 2, [.kind, .opensSegment])
    {
      // 358 370 E 71st
      number.append(contentsOf: words.text[words[next].range])
      next += 1
    } else if isFirst, isRange(index), next + 1 < words.count, !words.isAny(next + 1, [.opensSegment, .kind, .and]) {
      // 358 370 38th St
      number.append(contentsOf: words.text[words[next].range])
      next += 1
    }
    // 100-B is 100B
    if number.count > 2, isASCIIDigit(number[0]), isASCIILetter(number[number.count - 1]), number[number.count - 2] == UInt8(ascii: "-") {
      number.remove(at: number.count - 2)
    }
    address.number = number
    return next
  }

  /// Portofino N 507 2600 Flagler Dr: behind a building's name and right before the house a letter and a number.
  private func takeLetteredHome(_ index: Int, before house: Int, into address: inout ParsedAddress) {
    guard address.unit.isEmpty, house == index + 1, index > 1, words.isAllDigits(index), words[index].count <= 4, words.isLetter(index - 1),
      !words[index].isAny(.opensSegment), !words[index - 1].isAny(.opensSegment)
    else { return }
    words.appendUnit(index - 1, to: &address.unit)
    words.appendUnit(index, to: &address.unit, isSamePart: true)
  }

  /// 1 Lincoln Center 5400 LBJ Freeway; One Penn Plaza, 250 W 34th St: of a building's own number and a
  /// street's, the street's.
  private func numberBehindBuilding(_ index: Int) -> Int? {
    let end = words.segmentEnd(index)
    func isBuilding(_ at: Int) -> Bool {
      UnitParts.isBuilding(words, at) || words.isWord(at, "towers") || words[at].isAny([.kind, .weakKind])
        && (words.isWord(at, "center") || words.isWord(at, "centre") || words.isWord(at, "ctr") || words.isWord(at, "plaza")
          || words.isWord(at, "place") || words.isWord(at, "pl") || words.isWord(at, "square") || words.isWord(at, "mall"))
    }
    func beginsStreet(_ at: Int) -> Bool {
      guard isPlainNumber(at) else { return false }
      let end = words.segmentEnd(at)
      // 2 Galleria Tower, 413 Rue Antoinette: of two segments with numbers the second is no town
      if words[at].isAny(.opensSegment), UnitParts.isBuilding(words, at - 1), at + 1 < end, words[at + 1].count > 1, words[at].count <= 6 { return true }
      // One Exchange Plaza, 123 Maple, Chicago
      if words[at].isAny(.opensSegment), !words.isWord(at - 1, "place"), !words.isWord(at - 1, "pl"), at + 1 < end, end < words.count, words[at + 1].count > 2, words[at].count > 1,
        words[at + 1].traits.isSubset(of: .hasLetter)
      {
        return true
      }
      return at + 1 < end && (words[at + 1].isAny(.direction) && at + 2 < end || words.words[at + 1..<end].contains { $0.isAny([.kind, .street, .highway]) })
    }
    for next in index + 3..<max(index + 3, end) where isBuilding(next - 1) && beginsStreet(next) { return next }
    if end < words.count, end - index >= 3, isBuilding(end - 1), beginsStreet(end) { return end }
    return nil
  }

  /// 100, 100-102, 100A.
  private func isPlainNumber(_ index: Int) -> Bool {
    let word = words[index]
    guard word.isAny(.startsWithDigit), !word.isAny(.ordinal), word.count <= 9 else { return false }
    return !word.isAny(.hasLetter) || word.count > 2 && words.text[word.range].dropLast().allSatisfy { isASCIIDigit($0) }
  }

  /// 3M Company 100 Main St; Local 12 Hall 100 Main St: of a number in a firm's name and one before a street, the street's.
  private func numberBehindName(_ index: Int) -> Int? {
    guard index > 0 || words[index].isAny(.hasLetter) else { return nil }
    // PS 12 100 Main St, 7-Eleven 100 Main St; but 123A 4 Mile Rd
    let first = index > 0 || words.text[words[index].range].filter({ isASCIILetter($0) }).count >= 3 ? index + 1 : index + 2
    for next in first..<max(first, words.count) {
      if words[next - 1].isAny(.kind) && next - 1 > index { return nil }
      guard words.isAllDigits(next), words[next].count <= 6, !words[next - 1].isAny([.highway, .highwayOwner, .box, .unit, .hash, .direction, .and]),
        !words.isAny(next + 1, [.kind, .opensSegment])
      else { continue }
      let end = words.segmentEnd(next)
      return next + 2 < end && words.words[next + 2..<end].contains { $0.isAny(.kind) } ? next : nil
    }
    return nil
  }

  /// Jane Doe, One Oak Plaza: a figure behind a name and before a building.
  private func takeFigure(into address: inout ParsedAddress) -> Int? {
    for index in 1..<max(1, words.count) where words[index].count >= 3 && (index > 1 || words[index].isAny(.opensSegment)) {
      guard let figure = StreetWords.figure(words, index) else { continue }
      let end = words.segmentEnd(index)
      guard index + 2 < end, words.words[index + 2..<end].contains(where: { $0.isAny([.kind, .weakKind]) }) else { continue }
      // Meriden Square, One Dearborn St: a segment of its own that ends as streets do
      let isOwn = words[index].isAny(.opensSegment) && words[end - 1].isAny(.kind) && !words.words[..<index].contains { $0.isAny(.hasDigit) }
      for earlier in 1..<index where words[earlier].isAny(.and) || words[earlier].isAny(.kind) && !isOwn { return nil }
      address.number = figure
      return index + 1
    }
    return nil
  }

  private func isHouseNumber(_ index: Int, _ address: ParsedAddress) -> Bool {
    let word = words[index]
    guard index + 1 < words.count else { return false }
    // One Jelly Belly Lane
    if index == 0, !word.isAny(.hasDigit), word.count >= 3, !words.isWord(1, "mile"), StreetWords.houseFigure(words, 0) != nil {
      // One Penn Plaza 250 W 34th St, but One Hwy 231 and Six Concourse Pkwy 4 N
      for later in 1..<words.segmentEnd(0)
      where words.isAny(later, .startsWithDigit) && !words.isAny(later, .ordinal) && !words.isAny(later - 1, [.highway, .highwayOwner])
        && words.words[later + 1..<max(later + 1, words.segmentEnd(0))].contains(where: { $0.isAny([.kind, .street]) })
      {
        return false
      }
      return words.segmentEnd(0) > 2
    }
    guard word.isAny(.hasDigit), !words.isAny(index + 1, .and) else { return false }
    if word.isAny(.ordinal) {
      // 5th Ave: a street; 147th & Oak Park: a corner
      return false
    }
    if !word.isAny(.startsWithDigit) {
      // N79W5406; not a suite A1 or interstate i-25
      if index > 0, isGridNumber(index), !words.words[..<index].contains(where: { $0.isAny(.hasDigit) }) {
        return words.words[index + 1..<words.segmentEnd(index)].contains { $0.isAny(.kind) }
      }
      guard index == 0, word.isAny(.hasLetter) else { return false }
      let letters = words.text[word.range].prefix { isASCIILetter($0) }
      let isRoute = StreetWords.table.words[Array(letters)]?.traits.rawValue ?? 0
      if StreetWords.Traits(rawValue: isRoute).isDisjoint(with: [.highway, .boxGroup, .unit, .state]), letters.count <= 2, word.count <= 8,
        letters.first != UInt8(ascii: "i"), words.words[1..<words.segmentEnd(0)].contains(where: { $0.isAny(.kind) })
      {
        return true
      }
      // A1075 Main; in Britain a road
      if letters.count == 1, word.count >= 5, letters.first != UInt8(ascii: "i"), hasPlace || words.segmentEnd(0) < words.count, !namesHouses, !words.isAny(1, [.opensSegment, .hasDigit]),
        words.text[word.range].dropFirst().allSatisfy({ isASCIIDigit($0) })
      {
        return true
      }
      guard word.count >= 4 || words.isAny(1, .hasDigit) else { return false }
      let first = words.text[Int(word.start)]
      return (first == UInt8(ascii: "n") || first == UInt8(ascii: "w") || first == UInt8(ascii: "s") || first == UInt8(ascii: "e"))
        && isASCIIDigit(words.text[Int(word.start) + 1])
    }
    // 0430, 3545 NW 58th: what stands alone before another number is none of the house
    if index == 0 {
      return !(words.isAny(1, .opensSegment) && words.isAny(1, .startsWithDigit) && !words.isAny(1, .ordinal) && words.segmentEnd(1) > 2)
    }
    if words.isAny(index - 1, .highway), !word.isAny(.opensSegment) { return false }
    if words.isAny(index - 1, .and) { return false }
    if words.isAny(index + 1, .opensSegment), !words.isAny(index + 1, [.direction]), words.isAny(index + 1, .startsWithDigit) { return false }
    if word.isAny(.opensSegment) { return !words.isAny(index + 1, .opensSegment) || index + 1 < words.count }
    // behind a street without a number it is a unit, behind a recipient a house
    var start = index
    while start > 0, !words[start].isAny(.opensSegment) { start -= 1 }
    for earlier in start + 1..<max(start + 1, index) where words.isAny(earlier, .kind) {
      let end = words.segmentEnd(index)
      // Rodney Square North 1320 West Webster
      if words.isAllDigits(index), word.count >= 3, words.isAny(index + 1, .direction), index + 2 < end,
        !words.words[start..<index].contains(where: { $0.isAny(.hasDigit) })
      {
        return true
      }
      // Meriden Square 198 Route 690
      if words.isAny(index + 1, [.highway, .highwayOwner]), index + 2 < end, words.words[index + 2..<end].contains(where: { $0.isAny(.startsWithDigit) }) {
        return true
      }
      return index + 2 < end && words.words[index + 2..<end].contains { $0.isAny(.kind) }
    }
    return !words.isAny(index + 1, .opensSegment)
  }

  /// N79W5406, W148 N9748: a number of the grids of Wisconsin and Illinois.
  private func isGridNumber(_ index: Int) -> Bool {
    let isTwo = words.isAny(index + 1, .hasDigit) && !words.isAny(index + 1, [.startsWithDigit, .opensSegment])
    let range = words[index].range
    guard range.count >= (isTwo ? 2 : 5), isASCIIDigit(words.text[range.upperBound - 1]) else { return false }
    let letters = words.text[range].filter { isASCIILetter($0) } + (isTwo ? words.text[words[index + 1].range].filter { isASCIILetter($0) } : [])
    return letters.count == 2 && letters.allSatisfy { $0 == UInt8(ascii: "n") || $0 == UInt8(ascii: "s") || $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "w") }
  }

  /// A ZIP code or a state of the United States; that of Western Australia is Washington's too.
  func isAmerican(_ address: ParsedAddress) -> Bool {
    if !address.postcode.isEmpty { return address.postcode.count == 5 && address.postcode.allSatisfy { isASCIIDigit($0) } }
    return address.state.count == 2 && !address.state.elementsEqual("wa".utf8) && !address.state.elementsEqual("sa".utf8)
      && !address.state.elementsEqual("nt".utf8)
  }

  /// 358 370: two numbers on one side of a block.
  private func isRange(_ index: Int) -> Bool {
    guard words.isAllDigits(index), words.isAllDigits(index + 1), !words.isAny(index + 1, .opensSegment), (2...5).contains(words[index].count),
      words[index].count == words[index + 1].count
    else { return false }
    return isRange(words[index].range, words[index + 1].range)
  }

  /// 1430 and 1432, also around a slash; 4/126 is a home and its house.
  private func isRange(_ first: Range<Int>, _ second: Range<Int>) -> Bool {
    guard first.count == second.count, (2...6).contains(first.count) else { return false }
    var difference = 0
    for (one, other) in zip(first, second) {
      guard isASCIIDigit(words.text[one]), isASCIIDigit(words.text[other]) else { return false }
      difference = 10 * difference + Int(words.text[other]) - Int(words.text[one])
    }
    return difference > 0 && difference < 100 && difference % 2 == 0
  }

  private func isFraction(_ index: Int) -> Bool {
    let word = words[index]
    return word.count == 3 && word.isAny(.startsWithDigit) && words.text[Int(word.start) + 1] == UInt8(ascii: "/")
      && words.text[Int(word.end) - 1] <= UInt8(ascii: "8") && words.text[Int(word.start)] < words.text[Int(word.end) - 1]
  }

  /// 612 A Lake St: a letter of the number; not 9832 C St, 701 C and N Smith Rd, 100 N Main.
  private func isNumberLetter(_ index: Int) -> Bool {
    guard words.isLetter(index), !words.isAny(index, [.direction, .opensSegment]), index + 1 < words.count else { return false }
    let next = index + 1
    // 612 A M St, 214 B E Treasure Dr, 214 B 21st Ave
    if words.isLetter(next), words.isAny(next + 1, .kind), !words.isAny(next, .opensSegment) { return true }
    if words.isLetter(next), words[next].isAny(.direction), !words[next].isAny(.opensSegment), next + 1 < words.count {
      return !words.isAny(next + 1, [.kind, .and, .opensSegment])
    }
    if words[next].isAny(.ordinal), !words[next].isAny(.opensSegment) { return true }
    // O Brien St, P de Leon Blvd
    if words.isWord(next, "de") { return false }
    return !words.isAny(index + 1, [.kind, .and, .opensSegment, .hasDigit]) && !words.isLetter(index + 1) && !words.isWord(index, "o")
  }
}
