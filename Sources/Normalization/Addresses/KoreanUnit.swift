/// What stands behind the number: building's name, block, floor and flat. 101동 1203호, 101-1203, B동, 지하1층.

extension KoreanAddress {
  /// Reads text that holds nothing but the unit and the building's name.
  mutating func readUnit(_ text: Span<UInt32>) {
    var index = 0
    var nameEnd: Int?
    var bare: Range<Int>?
    func ends(_ name: Int) { if nameEnd == nil { nameEnd = name } }
    while index < text.count {
      let letter = text.letter(index)
      let next = text.letter(index + 1)
      if letter &- 0x30 < 10 || letter &- 0x61 < 26 {
        let start = index
        while index < text.count, text.letter(index) &- 0x30 < 10 || text.letter(index) &- 0x61 < 26,
          index == start || !text.isApart(index)
        { index += 1 }
        let before = text.letter(start - 1) == PlaceLetter.je && text.isDigit(start) ? start - 1 : start
        switch text.letter(index) {
        case PlaceLetter.dong where block.isEmpty && !isWordBehind(text, index):
          block = plainNumber(text, start..<index)
          ends(before)
          index += 1
        case PlaceLetter.cheung where floor.isEmpty:
          let isBelow = text.letter(start - 1) == PlaceLetter.ha && text.letter(start - 2) == PlaceLetter.ji
          floor = isBelow ? [UInt8(ascii: "b")] + plainNumber(text, start..<index) : plainNumber(text, start..<index)
          ends(isBelow ? start - 2 : before)
          index += 1
        case PlaceLetter.ho where flat.isEmpty:
          let isBelow = text.letter(start - 1) == PlaceLetter.bi && text.isDigit(start)
          flat = isBelow ? [UInt8(ascii: "b")] + plainNumber(text, start..<index) : plainNumber(text, start..<index)
          ends(isBelow ? start - 1 : before)
          index += 1
        case 0x2D where text.isDigit(index + 1) && flat.isEmpty && text.isDigit(index - 1):
          let end = text.digitsEnd(index + 1)
          if text.letter(end) == PlaceLetter.cheung {
            floor = plainNumber(text, start..<index)
          } else {
            if block.isEmpty { block = plainNumber(text, start..<index) }
            flat = plainNumber(text, index + 1..<end)
          }
          ends(start)
          index = end
          if text.letter(index) == PlaceLetter.ho || text.letter(index) == PlaceLetter.cheung { index += 1 }
        default:
          if text.isDigit(start), index - start >= 3, index - start <= 4, text.isStopped(index) { bare = start..<index }
        }
      } else if letter == PlaceLetter.ji, next == PlaceLetter.cheung, floor.isEmpty {
        floor = Array("b1".utf8)
        ends(index)
        index += 2
      } else if next == PlaceLetter.dong, block.isEmpty, text.isApart(index), blockLetters.contains(letter),
        text.isApart(index + 2) || text.isDigit(index + 2)
      {
        block = text.utf8(index..<index + 1)
        ends(index)
        index += 2
      } else {
        index += 1
      }
    }
    // 152, 1203 and 101동 1203
    if flat.isEmpty, floor.isEmpty, let bare, !block.isEmpty || text.isStopped(bare.lowerBound) || bare.lowerBound == 0
    {
      flat = plainNumber(text, bare)
      ends(bare.lowerBound)
    }
    if building.isEmpty { building = buildingName(text, 0..<(nameEnd ?? text.count)) }
  }

  /// 101동대표, 3동네: no block.
  private func isWordBehind(_ text: Span<UInt32>, _ dong: Int) -> Bool {
    text.isHangul(dong + 1) && !text.isApart(dong + 1)
      && ![PlaceLetter.ji, PlaceLetter.je, PlaceLetter.bi].contains(text.letter(dong + 1))
  }

  private func plainNumber(_ text: Span<UInt32>, _ range: Range<Int>) -> [UInt8] {
    var first = range.lowerBound
    while first < range.upperBound - 1, text.letter(first) == 0x30 { first += 1 }
    return text.utf8(first..<range.upperBound)
  }

  /// The first word, up to a comma, that is a name and not a kind of building. Empty where there is none.
  private func buildingName(_ text: Span<UInt32>, _ range: Range<Int>) -> [UInt8] {
    var start = range.lowerBound
    while start < range.upperBound {
      var end = start + 1
      while end < range.upperBound, !text.isStopped(end) { end += 1 }
      var last = end
      for suffix in buildingSuffixes where last - suffix.letters.count > start {
        if text.has(suffix, at: last - suffix.letters.count) { last -= suffix.letters.count }
      }
      let count = last - start
      let isKind = buildingKinds.contains { $0.letters.count == count && text.has($0, at: start) }
      if (3...24).contains(count), text.isHangul(start) || text.letter(start) &- 0x61 < 26, !isKind {
        return text.utf8(start..<last)
      }
      start = end
    }
    return []
  }

  /// What stood in brackets: the legal dong, the building's name, sometimes the unit.
  mutating func readAside(_ aside: Span<UInt32>) {
    var start = 0
    while start < aside.count {
      var end = start + 1
      while end < aside.count, !aside.isStopped(end) { end += 1 }
      let item = aside.extracting(start..<end)
      start = end
      let last = item.letter(item.count - 1)
      if item.digitsEnd(0) == item.count { continue }
      let isTown =
        !item.isDigit(0) && item.count > 2
        && [PlaceLetter.dong, PlaceLetter.ri, PlaceLetter.ga, PlaceLetter.eup, PlaceLetter.myeon].contains(last)
      if isTown || item.count == 2 && last == PlaceLetter.dong && item.isHangul(0) {
        if kind == .road, town == 0, district > 0,
          let match = KoreanPlaces.shipped.longest(item, at: 0, under: district), match.end == item.count
        {
          town = match.place
        }
        continue
      }
      readUnit(item)
    }
  }
}

private let blockLetters = Set("가나다라마바사아자차카타파하".unicodeScalars.map(\.value))
private let buildingSuffixes: [StaticLetters] = ["아파트", "apt"]
private let buildingKinds: [StaticLetters] = [
  "아파트", "오피스텔", "단독주택", "다세대", "다세대주택", "다가구", "다가구주택", "연립주택", "공동주택", "근린생활시설", "사무실", "관리사무소",
  "경비실", "지하상가", "상가건물", "주상복합", "원룸텔", "기숙사", "고시원", "주민센터", "행정복지센터", "우체국", "공장동", "필지",
]
