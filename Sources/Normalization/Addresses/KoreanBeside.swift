/// Road and lot in one cell: 테헤란로14길 12 (역삼동 736-1), 역삼동 736-1 (테헤란로14길 12), 테헤란로14길 12 / 역삼동 736-1.

extension KoreanAddress {
  /// Reads the other form of the address, or the dong alone, at the start of what stood in brackets.
  ///
  /// An address with both is kept by its road; its lot stands `beside` it.
  /// - Returns: behind what was read; 0 where there is neither.
  mutating func readBeside(_ item: Span<UInt32>) -> Int {
    guard item.isHangul(0) else { return 0 }
    // (지번주소 서울특별시 강남구 역삼동 737)
    if main > 0, namesPlaces(item), let end = readSecondAddress(item, 0) { return end }
    var other = KoreanAddress()
    other.province = province
    other.otherProvince = otherProvince
    other.district = district
    var position = 0
    other.readTowns(item, &position)
    if other.kind == .none, position == 0 { other.readNumberedTown(item, &position) }
    if other.kind == .lot {
      guard item.isHangul(position), !item.isApart(position), isUnitWord(item.letter(position)), other.sub == 0 else {
        take(other)
        return position
      }
      // (역삼동 101호) has a flat and no lot; (다동 101호) mostly a block
      guard let town = other.numberStart(item, position), town > 2 else { return 0 }
      if kind != .lot, self.town == 0, district > 0 { self.town = other.town }
      return town
    }
    if kind == .lot, beside.isEmpty, let match = roadMatch(item, position), match.start == position, match.main > 0,
      item.isApart(match.after), other.readRoad(item, &position)
    {
      take(other)
      return position
    }
    // (대치동 은마아파트)
    guard other.town > 0, position > 0, item.isApart(position) else { return 0 }
    if kind != .lot, town == 0, district > 0 { town = other.town }
    return position
  }

  /// Whether a province or the word for the form begins the text: most brackets hold a dong alone.
  private func namesPlaces(_ item: Span<UInt32>) -> Bool {
    guard item.count > 8 else { return false }
    if KoreanAddress.labelEnd(item, 0) > 0 { return true }
    var other = KoreanAddress()
    var position = 0
    return other.readProvince(item, &position)
  }

  // MARK: without brackets

  /// Reads what stands behind the number, up to a remark: the unit, and another form of the address.
  mutating func readUnit(_ text: Span<UInt32>, from position: Int) {
    let end = KoreanAddress.remarkStart(text, position)
    guard KoreanAddress.mayHaveOtherForm(text, from: position), let other = readOtherForm(text, from: position) else {
      return readUnit(text.extracting(position..<end))
    }
    readUnit(text.extracting(position..<other.lowerBound))
    if block.isEmpty, floor.isEmpty, flat.isEmpty, !isMasked {
      readUnit(text.extracting(other.upperBound..<max(end, other.upperBound)))
    }
  }

  /// Reads the other form, or a second address, behind the number of the first: 테헤란로 152 / 서울특별시 강남구 역삼동 737,
  /// 테헤란로 152, 역삼동 737번지, 역삼동 737 테헤란로 152.
  ///
  /// Of a second place, or a second road, nothing is kept: it must only not be read as a unit of the first.
  /// - Returns: where it stands; nil where there is none.
  ///
  /// - Complexity: linear; only an ending with a number behind it is looked at closely, and four of them at most.
  mutating func readOtherForm(_ text: Span<UInt32>, from position: Int) -> Range<Int>? {
    guard main > 0, position < text.count else { return nil }
    var segment = position
    var word = position
    var tries = 0
    var index = position
    while index < text.count, tries < 4 {
      if text.isApart(index) { word = index }
      if text.isStopped(index) { segment = index }
      defer { index += 1 }
      guard index > word, text.isHangul(word), KoreanAddress.isNumberedPlace(text, index) else { continue }
      tries += 1
      if let end = readSecondAddress(text, segment) { return beforeLabel(text, segment, from: position)..<end }
      let start = KoreanAddress.labelEnd(text, word)
      if start <= index, let end = readOtherForm(text, at: start) { return beforeLabel(text, word, from: position)..<end }
    }
    return nil
  }

  /// Whether there may be one: in most addresses nothing but a unit stands there.
  static func mayHaveOtherForm(_ text: Span<UInt32>, from position: Int) -> Bool {
    var index = position + 1
    while index < text.count {
      if isNumberedPlace(text, index) { return true }
      index += 1
    }
    return false
  }

  /// Whether a letter ends the name of a dong, ri or road and a number follows: 역삼동 737, 역삼1동 737, but not 101동 1203호.
  private static func isNumberedPlace(_ text: Span<UInt32>, _ index: Int) -> Bool {
    switch text.letter(index) {
    case PlaceLetter.dong, PlaceLetter.ri, PlaceLetter.ga:
      guard text.isDigit(index + 1) || text.letter(index + 1) == PlaceLetter.san && text.isDigit(index + 2) else { return false }
      var first = index
      while text.isDigit(first - 1), first == index || !text.isApart(first) { first -= 1 }
      return first == index || text.isHangul(first - 1) && !text.isApart(first)
    case PlaceLetter.ro, PlaceLetter.gil: return text.isDigit(index + 1)
    default: return false
    }
  }

  /// An address that names its own district, at the start of a segment.
  private mutating func readSecondAddress(_ text: Span<UInt32>, _ start: Int) -> Int? {
    var second = KoreanAddress()
    var position = KoreanAddress.labelEnd(text, start)
    second.readPlaces(text, &position)
    guard second.district > 0 else { return nil }
    second.readTowns(text, &position)
    if second.kind == .none {
      guard let match = second.roadMatch(text, position), match.start == position, second.readRoad(text, &position)
      else { return nil }
    }
    guard second.main > 0 else { return nil }
    guard second.kind != kind, district == 0 || second.area == area else {
      return text.isStopped(start) ? text.count : nil
    }
    take(second)
    return position
  }

  /// The other form in the district of the first: a lot in a dong that is there, a road with its number. Two numbers that
  /// may be block and flat (역삼동 101-1203) are that.
  private mutating func readOtherForm(_ text: Span<UInt32>, at start: Int) -> Int? {
    var other = KoreanAddress()
    other.province = province
    other.otherProvince = otherProvince
    other.district = district
    var position = start
    if kind == .road {
      other.readTowns(text, &position)
      guard other.kind == .lot, other.town > 0 else { return nil }
    } else {
      guard let match = roadMatch(text, start), match.start == start, match.stemCount > 1, match.main > 0,
        other.readRoad(text, &position)
      else { return nil }
    }
    let isLot = text.letter(position - 1) == PlaceLetter.ji
    guard text.isApart(position), isLot || other.sub < 100 else { return nil }
    take(other)
    return position
  }

  /// Behind 지번 or 도로명, which say what form follows.
  private static func labelEnd(_ text: Span<UInt32>, _ start: Int) -> Int {
    for label in labels where text.has(label, at: start) { return start + label.letters.count }
    return start
  }

  /// Where such a word begins that stands just before; else `start`.
  private func beforeLabel(_ text: Span<UInt32>, _ start: Int, from position: Int) -> Int {
    for label in KoreanAddress.labels where start - label.letters.count >= position {
      if text.has(label, at: start - label.letters.count) { return start - label.letters.count }
    }
    return start
  }

  static let labels: [StaticLetters] = ["도로명주소", "지번주소", "도로명", "지번"]

  private func isUnitWord(_ letter: UInt32) -> Bool {
    letter == PlaceLetter.ho || letter == PlaceLetter.dong || letter == PlaceLetter.cheung
  }

  /// Where the number that ends at `end` begins.
  private func numberStart(_ text: Span<UInt32>, _ end: Int) -> Int? {
    var start = end
    while start > 0, text.isDigit(start - 1) { start -= 1 }
    return start > 0 && start < end ? start : nil
  }

  /// 역삼1동 736-1: an administrative dong that the table has without its number.
  private mutating func readNumberedTown(_ text: Span<UInt32>, _ position: inout Int) {
    var first = 0
    while text.isHangul(first), first == 0 || !text.isApart(first) { first += 1 }
    let dong = text.digitsEnd(first)
    guard first >= 2, (1...2).contains(dong - first), text.letter(dong) == PlaceLetter.dong, text.isDigit(dong + 1) else { return }
    let found = otherTown(text, 0, dong + 1)
    guard found > 0 else { return }
    town = found
    position = dong + 1
    readLotNumber(text, &position)
  }

  private mutating func take(_ other: KoreanAddress) {
    guard other.main > 0, beside.isEmpty else { return }
    if other.kind == .lot {
      guard other.town > 0 else { return }
      if kind == .none {
        // 은마아파트 10동 1203호 (대치동 316)
        kind = .lot
        isMountain = other.isMountain
        (main, sub) = (other.main, other.sub)
        (town, unknownTown) = (other.town, [])
      } else if kind == .road {
        beside = [other]
        if town == 0 { town = other.town }
      }
    } else if kind == .lot {
      beside = [self]
      kind = .road
      (road, romanRoad) = (other.road, other.romanRoad)
      isUnderground = other.isUnderground
      isMountain = false
      (main, sub) = (other.main, other.sub)
    }
  }
}
