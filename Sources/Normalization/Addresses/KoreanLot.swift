/// Lots: 역삼동 산12-3, 문호리 123-4번지, 신길동 12번지의 3.

extension KoreanAddress {
  /// 산, number and 번지 behind a town.
  mutating func readLotNumber(_ text: Span<UInt32>, _ position: inout Int) {
    var index = position
    if text.letter(index) == PlaceLetter.san {
      isMountain = true
      index += 1
    }
    // 역삼동 2층: a floor
    guard let number = KoreanAddress.readNumber(text, index), text.letter(number.end) != PlaceLetter.cheung else {
      // 7**-*
      if let masked = KoreanAddress.maskedEnd(text, index) { position = masked }
      isMountain = false
      return
    }
    kind = .lot
    main = number.main
    sub = number.sub
    index = number.end
    if text.letter(index) == PlaceLetter.beon, text.letter(index + 1) == PlaceLetter.ji {
      index += 2
      // 123번지의 4, 123번지 4호
      var next = index
      let isJoined = text.letter(next) == PlaceLetter.ui || text.letter(next) == 0x2D
      if isJoined { next += 1 }
      let end = text.digitsEnd(next)
      let isSub =
        isJoined || text.letter(end) == PlaceLetter.ho && (text.isStopped(end + 1) || hasUnit(text, end + 1))
      if sub == 0, end > next, end - next <= 2 || isJoined && end - next <= 4, isSub, !text.isStopped(next) {
        sub = text.number(next..<end)
        index = isJoined ? end : end + 1
      }
    } else if text.letter(index) == PlaceLetter.beon {
      index += 1
    }
    // 123-4외 2필지
    if text.letter(index) == PlaceLetter.oe, text.isDigit(index + 1) {
      let end = text.digitsEnd(index + 1)
      if text.letter(end) == PlaceLetter.pil, text.letter(end + 1) == PlaceLetter.ji { index = end + 2 }
    }
    position = index
  }

  /// Whether a number in 호, 동 or 층 follows: 735번지 2호 201호.
  private func hasUnit(_ text: Span<UInt32>, _ start: Int) -> Bool {
    var index = start
    while index < text.count {
      let letter = text.letter(index)
      if letter == PlaceLetter.ho || letter == PlaceLetter.dong || letter == PlaceLetter.cheung,
        text.isDigit(index - 1)
      {
        return true
      }
      index += 1
    }
    return false
  }

  /// A lot in a dong that the table does not have: the first word in 동, 리, 가, 읍 or 면 with a number behind it.
  /// An administrative dong (역삼1동) is looked up without its number.
  mutating func readOtherLot(_ text: Span<UInt32>, _ position: inout Int) {
    var word = position
    var index = position
    while index < text.count {
      if index > position, text.isStopped(index) { break }
      if text.isApart(index) { word = index }
      let letter = text.letter(index)
      // 테헤란로152101동: a road ran into a block
      if index > word, text.isDigit(index), letter &- 0x30 < 10, text.isDigit(index - 1), text.isDigit(index + 1) {
        break
      }
      if isInsideTown(text, index) {
        index += 1
        continue
      }
      let isTown =
        letter == PlaceLetter.dong || letter == PlaceLetter.ri || letter == PlaceLetter.ga || letter == PlaceLetter.eup
        || letter == PlaceLetter.myeon
      let mountain = text.letter(index + 1) == PlaceLetter.san && text.isDigit(index + 2)
      if isTown, index - word >= 1, text.isHangul(word), text.isHangul(word + 1) || text.isDigit(word + 1),
        mountain || text.isDigit(index + 1), !isBlock(text, from: position, word, index)
      {
        settleOtherTown(text, word, index + 1)
        position = index + 1
        readLotNumber(text, &position)
        return
      }
      index += 1
    }
    if kind == .none, town == 0 {
      var end = position
      while end < text.count, end == position || !text.isApart(end) { end += 1 }
      let last = text.letter(end - 1)
      if end - position >= 2, text.isHangul(position),
        last == PlaceLetter.dong || last == PlaceLetter.ri || last == PlaceLetter.ga,
        !(text.isDigit(end) && isBlock(text, from: position, position, end - 1)), !(text.isDigit(end - 2) && text.isDigit(end - 4))
      {
        settleOtherTown(text, position, end)
        position = end
      }
    }
  }

  /// 은마아파트10동 1203, 리센츠2동 1203호, 빌라 가동 201호: block and flat of a complex, no dong with a lot. Behind the dong
  /// 관리동 2층 and 관리동 201호 are a building of the complex and a floor or flat in it.
  private func isBlock(_ text: Span<UInt32>, from first: Int, _ word: Int, _ dong: Int) -> Bool {
    guard text.letter(dong) == PlaceLetter.dong else { return false }
    let sign = text.letter(text.digitsEnd(dong + 1))
    let isFlat = sign == PlaceLetter.ho
    if sign == PlaceLetter.cheung || isFlat && town > 0 { return otherTown(text, word, dong + 1) == 0 }
    let isLettered = dong == word + 1 && isBlockLetter(text.letter(word))
    guard isFlat && (isLettered || text.isDigit(dong - 1)) || KoreanAddress.hasComplexWord(text, first..<dong) else {
      return false
    }
    return otherTown(text, word, dong + 1) == 0
  }

  /// 성수2가3동, 명륜동3가: the number goes on with the dong's name and is no lot.
  private func isInsideTown(_ text: Span<UInt32>, _ index: Int) -> Bool {
    let letter = text.letter(index)
    guard letter == PlaceLetter.ga || letter == PlaceLetter.dong, text.isDigit(index + 1), !text.isApart(index + 1) else {
      return false
    }
    let end = text.digitsEnd(index + 1)
    return end - index <= 3 && !text.isApart(end) && text.letter(end) == (letter == PlaceLetter.ga ? PlaceLetter.dong : PlaceLetter.ga)
  }

  /// Takes a town that the table has without its number (잠실2동), or else as it is written.
  mutating func settleOtherTown(_ text: Span<UInt32>, _ start: Int, _ end: Int) {
    let found = otherTown(text, start, end)
    if found > 0 { town = found } else { unknownTown = text.utf8(start..<end) }
  }

  /// The town of the table that an administrative dong lies in: under the district; where none is known, the only
  /// one of its name in the country. 0 where there is none.
  func otherTown(_ text: Span<UInt32>, _ start: Int, _ end: Int) -> Int {
    let counted = countedTown(text, start, end)
    if counted > 0 { return counted }
    var name: [UInt32] = []
    var index = start
    while index < end {
      // 신길제7동, 상계6.7동
      let letter = text.letter(index)
      let isOrdinal = letter == PlaceLetter.je && text.isDigit(index + 1)
      if !isOrdinal, !text.isDigit(index), letter != 0x2E { name.append(letter) }
      index += 1
    }
    return townPlace(named: name)
  }

  /// The dong in 가 that another spelling means: 성수2가3동 and 성수2가 are 성수동2가, 금호1가동 is 금호동1가, 명륜동3가 is
  /// 명륜3가. 0 where there is none.
  private func countedTown(_ text: Span<UInt32>, _ start: Int, _ end: Int) -> Int {
    var stem = start
    while stem < end, text.isHangul(stem), !(text.letter(stem) == PlaceLetter.dong && text.isDigit(stem + 1)) { stem += 1 }
    let number = text.letter(stem) == PlaceLetter.dong ? stem + 1 : stem
    let ga = text.digitsEnd(number)
    guard stem > start, (1...2).contains(ga - number), ga < end, text.letter(ga) == PlaceLetter.ga else { return 0 }
    var rest = ga + 1
    if rest < end, text.letter(rest) == PlaceLetter.je { rest += 1 }
    while rest < end, text.isDigit(rest) { rest += 1 }
    if rest < end, text.letter(rest) == PlaceLetter.dong { rest += 1 }
    guard rest == end else { return 0 }
    var name: [UInt32] = []
    for index in start..<stem { name.append(text.letter(index)) }
    name.append(PlaceLetter.dong)
    for index in number...ga { name.append(text.letter(index)) }
    let found = townPlace(named: name)
    if found > 0 { return found }
    name.remove(at: stem - start)
    return townPlace(named: name)
  }

  private func townPlace(named name: [UInt32]) -> Int {
    let places = KoreanPlaces.shipped
    guard name.count >= 2 else { return 0 }
    if district > 0 {
      for home in [district, Int(places.places[district].area)] {
        if let match = places.longest(name.span, at: 0, under: home), match.end == name.count, !match.isAmbiguous {
          return match.place
        }
      }
      return 0
    }
    guard town == 0, ambiguousDistrict == nil, unknownDistrict.isEmpty, name.count >= 3,
      let match = places.longest(name.span, at: 0, under: 0, accepts: { !$0.isDistrict && !$0.isProvince }),
      match.end == name.count, !match.isAmbiguous
    else { return 0 }
    let home = places.places[match.place].code / 100_000_000
    return province == 0 || home == places.places[province].code / 100_000_000 ? match.place : 0
  }
}
