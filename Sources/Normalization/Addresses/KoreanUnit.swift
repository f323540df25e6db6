/// What stands behind the number: building's name, block, floor and flat. 101동 1203호, 101-1203, B동, 지하1층.

extension KoreanAddress {
  /// Reads text that holds nothing but the unit and the building's name; `settleUnit` joins what was found.
  mutating func readUnit(_ text: Span<UInt32>) {
    var index = 0
    var nameEnd: Int?
    var bare: Range<Int>?
    var isUnread = false
    func ends(_ name: Int) { if nameEnd == nil { nameEnd = name } }
    while index < text.count {
      let letter = text.letter(index)
      if letter &- 0x30 < 10 || letter &- 0x61 < 26 {
        let start = index
        if letter == 0x30, let end = phoneEnd(text, start) {
          ends(start)
          index = end
          continue
        }
        while index < text.count, text.letter(index) &- 0x30 < 10 || text.letter(index) &- 0x61 < 26,
          index == start || !text.isApart(index)
        { index += 1 }
        // 12**호, 1**3호
        if text.isMask(index) && !text.isApart(index) || text.isMask(start - 1) && !text.isApart(start) {
          ends(start)
          index = maskedWordEnd(text, index)
          continue
        }
        let before = text.letter(start - 1) == PlaceLetter.je && text.isDigit(start) ? start - 1 : start
        switch text.letter(index) {
        case PlaceLetter.dong where block.isEmpty && !isWordBehind(text, index):
          if !isAdministrative(text, start, index) {
            addBlock(plainNumber(text, start..<index))
            ends(before)
          }
          index += 1
        case PlaceLetter.gwan where block.isEmpty && (text.isApart(index + 1) || text.isDigit(index + 1)):
          addBlock(plainNumber(text, start..<index))
          ends(before)
          index += 1
        case PlaceLetter.dan where text.letter(index + 1) == PlaceLetter.ji && text.isDigit(start):
          // 가온마을 6단지 605동: part of the complex's name, which the number or the name tells already
          index += 2
        case PlaceLetter.cheung where floor.isEmpty:
          let below = basement(text, start)
          floor = (below == nil ? [] : [UInt8(ascii: "b")]) + plainNumber(text, start..<index)
          ends(below ?? before)
          index += 1
        case PlaceLetter.ho where flat.isEmpty:
          // 101/1203호, but 201, 202호 are two flats
          if let first = bare, first.upperBound == start, text.isStopped(start), block.isEmpty,
            !isNeighbour(text, first, start..<index)
          {
            addBlock(plainNumber(text, first))
            ends(first.lowerBound)
          }
          ends(readFlat(text, start, index) ?? before)
          index += 1
        case 0x2D where text.isDigit(index + 1) && flat.isEmpty && isNumberOrLetter(text, start..<index):
          let end = text.digitsEnd(index + 1)
          if text.isMask(end) && !text.isApart(end) || text.letter(end) == 0x2D && text.isMask(end + 1) {
            // 101-12**
            ends(start)
            index = maskedWordEnd(text, end)
            continue
          }
          if text.letter(end) == PlaceLetter.dong, block.isEmpty, !isWordBehind(text, end) {
            // B-101동 1203호
            addBlock(plainNumber(text, start..<index))
            addBlock(plainNumber(text, index + 1..<end))
            ends(start)
            index = end + 1
            continue
          }
          if text.letter(end) == PlaceLetter.cheung {
            floor = text.utf8(start..<end)
          } else {
            readGroups(text, start, end)
          }
          ends(start)
          index = flatEnd(text, end)
          if [PlaceLetter.ho, PlaceLetter.cheung].contains(text.letter(index)) { index += 1 }
        default:
          if floor.isEmpty, let storey = storey(text, start..<index) {
            floor = storey
            ends(start)
          } else if flat.isEmpty, !block.isEmpty, !text.isApart(start), text.letter(start - 1) == PlaceLetter.dong,
            text.isApart(index), (3...4).contains(index - start), isNumber(text, start..<index)
          {
            // 101동1203
            flat = plainNumber(text, start..<index)
          } else if letter == 0x62, text.isApart(start), text.isApart(index), (2...5).contains(index - start),
            isNumber(text, start + 1..<index), index - start == 2 ? floor.isEmpty : flat.isEmpty
          {
            // B1 is a floor, B102 a home on it
            let number = [UInt8(ascii: "b")] + plainNumber(text, start + 1..<index)
            if index - start == 2 { floor = number } else { flat = number }
            ends(start)
          } else if text.isDigit(start), text.isApart(index), text.isApart(start), index - start <= 4 {
            let number = start..<index
            if index - start >= 3, text.isStopped(index) {
              // 152, 101, 1203
              if let first = bare, first.upperBound == start, text.isStopped(start), block.isEmpty, flat.isEmpty {
                block = plainNumber(text, first)
                ends(first.lowerBound)
              }
              bare = number
            }
            isUnread = true
          }
        }
      } else if text.isMask(index), isHidden(text, index) {
        ends(index)
        index = maskedWordEnd(text, index)
      } else if let end = readWord(text, index) {
        ends(index)
        index = end
      } else {
        isUnread =
          isUnread
          || letter == PlaceLetter.ho && text.isApart(index + 1) && index > 0 && !text.isApart(index)
            && (index < 2 || text.isApart(index - 1) || index < 3 || text.isApart(index - 2))
        index += 1
      }
    }
    // 152, 1203 and 101동 1203 and 삼모빌라 302
    if flat.isEmpty, floor.isEmpty, let bare,
      !block.isEmpty || text.isStopped(bare.lowerBound) || bare.lowerBound == 0
        || KoreanAddress.endsInHouseWord(text, bare.lowerBound)
    {
      flat = plainNumber(text, bare)
      ends(bare.lowerBound)
    }
    if isUnread, flat.isEmpty, floor.isEmpty { unreadUnit += text.utf8(0..<min(text.count, 30)) }
    if building.isEmpty { readBuildingName(text, 0..<(nameEnd ?? text.count)) }
  }

  /// Joins floor and flat, once everything is read: flats are counted anew on each floor, so 3층 1호 is 301.
  /// 12층 1203호 is 1203; a number that does not begin with its floor keeps both (2f101).
  mutating func settleUnit() {
    guard !flat.isEmpty, !floor.isEmpty else { return }
    let below = UInt8(ascii: "b")
    let isBelow = floor[0] == below && floor.count > 1
    let storey = isBelow ? floor.dropFirst() : floor[...]
    let number = isBelow && flat[0] == below && flat.count > 1 ? flat.dropFirst() : flat[...]
    let digits = number.prefix { $0 &- 0x30 < 10 }
    if storey.allSatisfy({ $0 &- 0x30 < 10 }) {
      if !digits.isEmpty, digits.count <= 2 {
        flat = floor + (digits.count == 1 ? [0x30] : []) + number
        return
      }
      if digits.count == storey.count + 2, digits.starts(with: storey) {
        flat = (isBelow ? [below] : []) + number
        return
      }
    }
    flat = floor + (floor == KoreanAddress.roof ? [] : [UInt8(ascii: "f")]) + flat
  }

  private static let roofLetters: StaticLetters = "옥탑"
  fileprivate static let roof = Array("옥탑".utf8)

  /// 101동 좌측 103호 is 101-좌측.
  private mutating func addBlock(_ name: [UInt8]) {
    block = block.isEmpty ? name : block + [UInt8(ascii: "-")] + name
  }

  /// Where a remark for who delivers begins, whose digits are no flat: 공동현관 비번 1234.
  static func remarkStart(_ text: Span<UInt32>, _ position: Int) -> Int {
    var index = position
    while index < text.count {
      switch text.letter(index) {
      // 공 현 비 출
      case 0xACF5, 0xD604, 0xBE44, 0xCD9C:
        if text.isApart(index), remarks.contains(where: { text.has($0, at: index) }) { return index }
      default: break
      }
      index += 1
    }
    return index
  }

  /// (지번: 역삼동 737), (공동현관 #1234)
  private static func isRemark(_ item: Span<UInt32>) -> Bool {
    labels.contains { $0.letters.count == item.count && item.has($0, at: 0) } || remarkStart(item, 0) == 0
  }

  private static let remarks: [StaticLetters] = ["공동현관", "현관비", "현관문", "비밀번호", "비번", "출입문", "출입번호"]

  // MARK: numbers

  /// Behind a telephone number, 02-1234-5678, 010.1234.5678 or 010 1234 5678; nil where there is none.
  private func phoneEnd(_ text: Span<UInt32>, _ start: Int) -> Int? {
    guard start == 0 || text.isApart(start) || !text.isDigit(start - 1) else { return nil }
    var group = start
    for (place, counts) in [2...4, 3...4, 4...4].enumerated() {
      let end = text.digitsEnd(group)
      guard counts.contains(end - group) else { return nil }
      if place == 2 { return end }
      let isMarked = text.letter(end) == 0x2D || text.letter(end) == 0x2E
      guard isMarked || text.isApart(end), end < text.count else { return nil }
      group = isMarked ? end + 1 : end
    }
    return nil
  }

  /// Behind a word in which letters are hidden: the unit is not known, whatever else stands there, and no two such
  /// units are equal.
  private mutating func maskedWordEnd(_ text: Span<UInt32>, _ index: Int) -> Int {
    isMasked = true
    isUnclear = true
    var end = index + 1
    while end < text.count, !text.isApart(end) { end += 1 }
    return end
  }

  /// Whether marks stand for a number: ****호, 101-****, ***; not *부재시 경비실*.
  private func isHidden(_ text: Span<UInt32>, _ index: Int) -> Bool {
    guard text.isApart(index) || !text.isHangul(index - 1) || isUnitEnd(text.letter(index - 1)) else { return false }
    var end = index
    while end < text.count, text.isMask(end) || text.isDigit(end) || text.letter(end) == 0x2D, end == index || !text.isApart(end) {
      end += 1
    }
    switch text.letter(end) {
    case PlaceLetter.ho, PlaceLetter.dong, PlaceLetter.cheung: return !text.isApart(end)
    default: return text.isApart(end) && end - index > 1
    }
  }

  /// 201 and 202, of one floor: neither is a block.
  private func isNeighbour(_ text: Span<UInt32>, _ first: Range<Int>, _ second: Range<Int>) -> Bool {
    guard first.count == second.count, first.count > 2 else { return false }
    for offset in 0..<first.count - 2
    where text.letter(first.lowerBound + offset) != text.letter(second.lowerBound + offset) { return false }
    return true
  }

  private func isNumber(_ text: Span<UInt32>, _ range: Range<Int>) -> Bool {
    for index in range where !text.isDigit(index) { return false }
    return true
  }

  /// The flat before 호 and the words that belong to it; where they begin.
  private mutating func readFlat(_ text: Span<UInt32>, _ start: Int, _ end: Int) -> Int? {
    flat = plainNumber(text, start..<end)
    if flat.count > 1, flat[0] == UInt8(ascii: "b"), text.isDigit(start + 1) {
      flat = [flat[0]] + plainNumber(text, start + 1..<end)
    }
    // A1203호 is A동 1203호; B101호 lies below the ground
    if block.isEmpty, end - start >= 4, !text.isDigit(start), flat[0] != UInt8(ascii: "b"), isNumber(text, start + 1..<end) {
      addBlock(text.utf8(start..<start + 1))
      flat = plainNumber(text, start + 1..<end)
      return start
    }
    guard text.isDigit(start) else { return nil }
    if let below = basement(text, start) {
      if floor.isEmpty || floor[0] != UInt8(ascii: "b") { flat = [UInt8(ascii: "b")] + flat }
      return below
    }
    for word in sides where text.has(word, at: start - word.letters.count) {
      let first = start - word.letters.count
      guard text.isApart(first) || text.isDigit(first - 1) else { continue }
      addBlock(text.utf8(first..<start))
      return first
    }
    guard !text.isApart(start), text.isHangul(start - 1), text.letter(start - 1) != PlaceLetter.je else { return nil }
    // 가101호; 한두 unknown letters may tell one flat from another
    var first = start - 1
    while first > 0, !text.isApart(first), text.isHangul(first - 1) { first -= 1 }
    let ownFirst = isUnitEnd(text.letter(start - 1)) ? start : first
    if start - ownFirst == 1, blockLetters.contains(text.letter(start - 1)), block.isEmpty {
      addBlock(text.utf8(first..<start))
      return first
    }
    if start - ownFirst == 1 || start - ownFirst == 2 { isUnclear = true }
    return nil
  }

  private func isUnitEnd(_ letter: UInt32) -> Bool {
    letter == PlaceLetter.dong || letter == PlaceLetter.cheung || letter == PlaceLetter.gwan || letter == PlaceLetter.ji
  }

  /// Where 지하, 반지하, 지층 or 비 before a number begins; nil where there is none.
  private func basement(_ text: Span<UInt32>, _ number: Int) -> Int? {
    for word in basements where text.has(word, at: number - word.letters.count) {
      let first = number - word.letters.count
      if word.letters.count > 1 || text.isApart(first) || !text.isHangul(first - 1)
        || isUnitEnd(text.letter(first - 1))
      {
        return first
      }
    }
    return nil
  }

  /// 101-1203, A-101, 101-1203-2; behind a block 1203-1.
  private mutating func readGroups(_ text: Span<UInt32>, _ start: Int, _ second: Int) {
    let end = flatEnd(text, second)
    var first = start
    while text.letter(first) != 0x2D { first += 1 }
    if block.isEmpty {
      addBlock(plainNumber(text, start..<first))
      flat = plainNumber(text, first + 1..<end)
    } else {
      flat = plainNumber(text, start..<end)
    }
  }

  /// Behind a third group.
  private func flatEnd(_ text: Span<UInt32>, _ end: Int) -> Int {
    guard text.letter(end) == 0x2D, !text.isApart(end), text.isDigit(end + 1), !text.isApart(end + 1) else {
      return end
    }
    return text.digitsEnd(end + 1)
  }

  private func isNumberOrLetter(_ text: Span<UInt32>, _ range: Range<Int>) -> Bool {
    text.isDigit(range.upperBound - 1) || range.count == 1
  }

  /// 3f, b1f: the floor in Latin.
  private func storey(_ text: Span<UInt32>, _ word: Range<Int>) -> [UInt8]? {
    guard (2...4).contains(word.count), text.letter(word.upperBound - 1) == 0x66, text.isDigit(word.upperBound - 2)
    else { return nil }
    let first = text.letter(word.lowerBound) == 0x62 ? word.lowerBound + 1 : word.lowerBound
    for index in first..<word.upperBound - 1 where !text.isDigit(index) { return nil }
    return (first > word.lowerBound ? [UInt8(ascii: "b")] : []) + plainNumber(text, first..<word.upperBound - 1)
  }

  // MARK: words

  /// A part of the unit that is written in Hangul alone; behind it, nil where there is none.
  private mutating func readWord(_ text: Span<UInt32>, _ index: Int) -> Int? {
    let letter = text.letter(index)
    let next = text.letter(index + 1)
    if letter == PlaceLetter.ji, next == PlaceLetter.cheung, floor.isEmpty, !text.isDigit(index + 2) {
      floor = Array("b1".utf8)
      return index + 2
    }
    // 반지하, and no number that says which home on that floor
    if floor.isEmpty, text.isApart(index), let word = undergrounds.first(where: { text.has($0, at: index) }),
      text.isApart(index + word.letters.count), !text.isDigit(index + word.letters.count)
    {
      floor = Array("b1".utf8)
      return index + word.letters.count
    }
    if letter == KoreanAddress.roofLetters.letters[0], text.has(KoreanAddress.roofLetters, at: index), floor.isEmpty {
      floor = KoreanAddress.roof
      return index + 2
    }
    guard text.isHangul(index), text.isApart(index) || text.isDigit(index - 1) else { return nil }
    // 가-101호
    if next == 0x2D, text.isDigit(index + 2), block.isEmpty, flat.isEmpty,
      blockLetters.contains(letter) || letter == PlaceLetter.bi
    {
      block = letter == PlaceLetter.bi ? [UInt8(ascii: "b")] : text.utf8(index..<index + 1)
      // 가-201
      let end = flatEnd(text, text.digitsEnd(index + 2))
      guard text.isApart(end) else { return index + 2 }
      flat = plainNumber(text, index + 2..<end)
      return end
    }
    // 가호
    if next == PlaceLetter.ho, text.isApart(index), text.isApart(index + 2), flat.isEmpty, blockLetters.contains(letter)
    {
      flat = text.utf8(index..<index + 1)
      return index + 2
    }
    // 가동, 상가동 101호, 본관 302호, 별채
    guard block.isEmpty else { return nil }
    var end = index + 1
    while end < text.count, end - index < 6, text.isHangul(end), !text.isApart(end) { end += 1 }
    guard end - index >= 2, text.isApart(end) || text.isDigit(end) else { return nil }
    let isKnown = wings.contains { $0.letters.count == end - index && text.has($0, at: index) }
    switch text.letter(end - 1) {
    case PlaceLetter.dong:
      if end - index == 2, blockLetters.contains(letter) { break }
      guard isKnown || hasFlat(text, end) && !isTown(text, index, end) else { return nil }
    case PlaceLetter.gwan, PlaceLetter.chae:
      guard end - index <= (isKnown ? 4 : 2) else { return nil }
    default: return nil
    }
    let name = text.utf8(index..<end - 1)
    let spelled = letterNames.first { $0.letters.letters.count == end - index - 1 && text.has($0.letters, at: index) }
    addBlock(spelled.map { [$0.letter] } ?? (text.letter(end - 1) == PlaceLetter.dong ? name : text.utf8(index..<end)))
    return end
  }

  private func hasFlat(_ text: Span<UInt32>, _ index: Int) -> Bool {
    var end = index
    if text.letter(end) == PlaceLetter.je { end += 1 }
    let last = text.digitsEnd(end)
    return last > end && text.letter(last) != PlaceLetter.dong
  }

  /// 테헤란로 152 역삼동 101호: the legal dong, not a block.
  private func isTown(_ text: Span<UInt32>, _ start: Int, _ end: Int) -> Bool {
    KoreanPlaces.shipped.longest(text, at: start, under: 0).map { $0.end == end } ?? false
  }

  /// 역삼1동: the dong of the administration, not block 1.
  private func isAdministrative(_ text: Span<UInt32>, _ start: Int, _ dong: Int) -> Bool {
    guard dong - start <= 2, text.isDigit(start), !text.isApart(start), text.isHangul(start - 1) else { return false }
    var first = start - 1
    while first > 0, !text.isApart(first), text.isHangul(first - 1) { first -= 1 }
    var name: [UInt32] = []
    for index in first..<start where text.letter(index) != PlaceLetter.je || index < start - 1 {
      name.append(text.letter(index))
    }
    name.append(PlaceLetter.dong)
    return isTown(name.span, 0, name.count)
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

  /// The first word, up to a comma, that is a name and not a kind of building. 아파트 is no part of it, wherever it
  /// stands: 은마아파트 is 은마, 주공아파트 7단지 is 주공7단지.
  private mutating func readBuildingName(_ text: Span<UInt32>, _ range: Range<Int>) {
    var start = range.lowerBound
    while start < range.upperBound {
      var end = start + 1
      while end < range.upperBound, !text.isStopped(end) { end += 1 }
      var last = end
      for suffix in buildingSuffixes where last - suffix.letters.count > start {
        if text.has(suffix, at: last - suffix.letters.count) { last -= suffix.letters.count }
      }
      var middle = last
      var index = start + 1
      while middle == last, index + KoreanAddress.flats.letters.count < last {
        if text.has(KoreanAddress.flats, at: index) { middle = index }
        index += 1
      }
      let isCut = last < end || middle < last
      let count = last - start - (middle < last ? KoreanAddress.flats.letters.count : 0)
      let isKind = buildingKinds.contains { $0.letters.count == count && text.has($0, at: start) }
      // 은마 is a name where 아파트 says so, and 목동 as well; or where it stands between a town and a home, 대치동 은마 10동 1203호
      let isBeforeHome = kind == .none && !block.isEmpty && !flat.isEmpty && (town > 0 || !unknownTown.isEmpty || passedTown != nil)
      if count >= (isCut || isBeforeHome ? 2 : 3), count <= 24, isCut || text.letter(last - 1) != PlaceLetter.dong,
        text.isHangul(start) || text.letter(start) &- 0x61 < 26, !isKind
      {
        building = text.utf8(start..<middle)
        if middle < last { building += text.utf8(middle + KoreanAddress.flats.letters.count..<last) }
        isComplexName = isCut || KoreanAddress.hasComplexWord(text, start..<end)
        return
      }
      start = end
    }
  }

  private static let flats: StaticLetters = "아파트"

  /// 가동 to 하동: letters that stand for the number of a block.
  func isBlockLetter(_ letter: UInt32) -> Bool { blockLetters.contains(letter) }

  /// What stood in brackets: the legal dong, the building's name, sometimes the unit.
  mutating func readAside(_ aside: Span<UInt32>) {
    var start = 0
    while start < aside.count {
      var end = start + 1
      while end < aside.count, !aside.isStopped(end) { end += 1 }
      let item = aside.extracting(start..<end)
      start = end
      let last = item.letter(item.count - 1)
      if item.digitsEnd(0) == item.count || isPostcode(item) || KoreanAddress.isRemark(item) { continue }
      let isTown =
        !item.isDigit(0) && item.count > 2
        && [PlaceLetter.dong, PlaceLetter.ri, PlaceLetter.ga, PlaceLetter.eup, PlaceLetter.myeon].contains(last)
      var word = item.count - 1
      while word > 0, !item.isApart(word) { word -= 1 }
      let isBlock =
        last == PlaceLetter.dong && (!item.isHangul(word) || item.letter(item.count - 2) &- 0x61 < 26)
      if isBlock {
        readUnit(item)
        continue
      }
      if isTown || item.count == 2 && last == PlaceLetter.dong && item.isHangul(0) {
        if kind != .lot, town == 0, district > 0,
          let match = KoreanPlaces.shipped.longest(item, at: 0, under: district), match.end == item.count
        {
          town = match.place
        }
        continue
      }
      let behind = readBeside(item)
      if behind < item.count { readUnit(item.extracting(behind..<item.count)) }
    }
  }
}

private let blockLetters = Set("가나다라마바사아자차카타파하".unicodeScalars.map(\.value))
private let basements: [StaticLetters] = ["반지하층", "반지하", "지하층", "지하", "지층", "비", "지"]
private let undergrounds: [StaticLetters] = ["반지하층", "반지하", "지하층", "지하"]
private let sides: [StaticLetters] = ["좌측", "우측", "왼쪽", "오른쪽", "앞쪽", "뒤쪽", "좌", "우"]
private let wings: [StaticLetters] = ["상가동", "관리동", "본동", "별동", "에이동", "비동", "씨동", "디동", "바깥채", "문간채", "아래채"]
private let letterNames: [(letters: StaticLetters, letter: UInt8)] = [
  ("에이", UInt8(ascii: "a")), ("비", UInt8(ascii: "b")), ("씨", UInt8(ascii: "c")), ("디", UInt8(ascii: "d")),
]
private let buildingSuffixes: [StaticLetters] = ["아파트", "apt"]
private let buildingKinds: [StaticLetters] = [
  "아파트", "오피스텔", "단독주택", "다세대", "다세대주택", "다가구", "다가구주택", "연립주택", "공동주택", "근린생활시설", "사무실", "관리사무소",
  "경비실", "지하상가", "상가건물", "주상복합", "원룸텔", "기숙사", "고시원", "주민센터", "행정복지센터", "우체국", "공장동", "필지",
]
