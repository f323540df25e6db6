/// Road and lot in one cell: 테헤란로14길 12 (역삼동 736-1), 역삼동 736-1 (테헤란로14길 12).

extension KoreanAddress {
  /// Reads the other form of the address, or the dong alone, at the start of what stood in brackets.
  ///
  /// An address with both is kept by its road; its lot stands `beside` it.
  /// - Returns: behind what was read; 0 where there is neither.
  mutating func readBeside(_ item: Span<UInt32>) -> Int {
    guard item.isHangul(0) else { return 0 }
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
