/// Province, district, eup, myeon, dong and ri: what stands in front of a road or a lot.

extension KoreanAddress {
  /// Names of the provinces, longest first: codes they stand for, and whether the name is a short one that must be
  /// a word of its own or stand before one of its districts.
  private static let provinces: [(name: [UInt32], places: (Int, Int), isShort: Bool)] = {
    let rows = """
      11 서울특별시 서울시 서울|26 부산광역시 부산직할시 부산시 부산|27 대구광역시 대구직할시 대구시 대구|28 인천광역시 인천직할시 인천시 인천
      29 광주광역시 광주직할시 광주시 광주|30 대전광역시 대전직할시 대전시 대전|31 울산광역시 울산시 울산|36 세종특별자치시 세종자치시 세종특별시 세종시 세종
      41 경기도 경기|51 강원특별자치도 강원자치도 강원도 강원|43 충청북도 충북도 충북|44 충청남도 충남도 충남|52 전북특별자치도 전북자치도 전라북도 전북도 전북
      46 전라남도 전남도 전남|47 경상북도 경북도 경북|48 경상남도 경남도 경남|50 제주특별자치도 제주자치도 제주도 제주
      29,46 전남광주통합특별시 전남광주특별시 광주특별시
      """
    var provinces: [(name: [UInt32], places: (Int, Int), isShort: Bool)] = []
    for row in rows.split(whereSeparator: { $0 == "|" || $0 == "\n" }) {
      let words = row.split(separator: " ")
      let codes = words[0].split(separator: ",").map {
        KoreanPlaces.shipped.place(ofCode: UInt64($0)! * 100_000_000)
      }
      for word in words.dropFirst() {
        let name = word.unicodeScalars.map(\.value)
        provinces.append((name, (codes[0], codes.count > 1 ? codes[1] : 0), name.count == 2))
      }
    }
    return provinces.sorted { $0.name.count > $1.name.count }
  }()

  /// First two letters of each name.
  private static let provinceStarts = provinces.map { $0.name[0] << 16 | $0.name[1] }

  /// First syllables of the names, to pass all other words by.
  private static let provinceLetters: [Bool] = {
    var letters = [Bool](repeating: false, count: 11_172)
    for province in provinces { letters[Int(province.name[0] - 0xAC00)] = true }
    return letters
  }()

  private static let sejong = KoreanPlaces.shipped.place(ofCode: 3_611_000_000)
  private static let gwangju = KoreanPlaces.shipped.place(ofCode: 2_900_000_000)
  private static let busan = KoreanPlaces.shipped.place(ofCode: 2_600_000_000)
  private static let busanjin = KoreanPlaces.shipped.place(ofCode: 2_623_000_000)
  private static let jin: StaticLetters = "진구"
  private static let gwangjuCity = KoreanPlaces.shipped.place(ofCode: 4_161_000_000)

  /// Provinces and districts, as often as they are repeated.
  mutating func readPlaces(_ text: Span<UInt32>, _ position: inout Int) {
    for _ in 0..<8 {
      if readProvince(text, &position) || readDistrict(text, &position) { continue }
      break
    }
    if district == 0, ambiguousDistrict == nil { readUnknownDistrict(text, &position) }
  }

  /// 집: 서울 강남구, 한국 서울 강남구, 김민준 서울 강남구: words without a digit in front of a province and its district, or
  /// of a district behind a colon or comma.
  mutating func readPlacesBehindWords(_ text: Span<UInt32>, from start: Int, _ position: inout Int) {
    guard province == 0, district == 0, ambiguousDistrict == nil, town == 0 else { return }
    var index = start + 1
    while index < min(text.count, start + KoreanAddress.wordLettersMax), !text.isDigit(index) {
      if text.isApart(index), text.isHangul(index) {
        var found = KoreanAddress()
        var end = index
        let isProvince = found.readProvince(text, &end)
        if isProvince || text.isStopped(index), found.district > 0 || found.readDistrict(text, &end), found.district > 0 {
          unknownDistrict = []
          position = index
          return readPlaces(text, &position)
        }
      }
      index += 1
    }
  }

  private static let wordLettersMax = 24

  mutating func readProvince(_ text: Span<UInt32>, _ position: inout Int) -> Bool {
    guard text.isHangul(position), KoreanAddress.provinceLetters[Int(text.letter(position) - 0xAC00)] else { return false }
    let start = text.letter(position) << 16 | text.letter(position + 1)
    let starts = KoreanAddress.provinceStarts.span
    for index in 0..<starts.count where starts[index] == start {
      let row = KoreanAddress.provinces[index]
      guard position + row.name.count <= text.count else { continue }
      var matches = true
      for offset in 1..<row.name.count where text.letter(position + offset) != row.name[offset] { matches = false }
      guard matches else { continue }
      let end = position + row.name.count
      let isWord = text.isApart(end)
      // once more only as a word, and behind a district not at all unless it says the same
      if province > 0, !isWord || district > 0 && row.places.0 != province { return false }
      if !isWord, district > 0 || ambiguousDistrict != nil || isRoadEnding(text, end) { return false }
      let isGwangju = row.places.0 == KoreanAddress.gwangju
      if row.isShort || isGwangju && row.name.count == 3 {
        let districtAfter = KoreanPlaces.shipped.longest(
          text, at: end, under: row.places.0, accepts: { $0.isDistrict })
        if isGwangju, row.name.count == 3, districtAfter == nil { return false }
        if !isWord, districtAfter == nil || isRoadEnding(text, districtAfter?.end ?? end) { return false }
        if isGwangju, districtAfter == nil, district == 0,
          KoreanPlaces.shipped.longest(text, at: end, under: KoreanAddress.gwangjuCity) != nil
        {
          district = KoreanAddress.gwangjuCity
          position = end
          return true
        }
      }
      province = row.places.0
      otherProvince = row.places.1
      position = end
      if district == 0, row.places.0 == KoreanPlaces.shipped.places[KoreanAddress.sejong].parent {
        district = KoreanAddress.sejong
      }
      return true
    }
    return false
  }

  private mutating func readDistrict(_ text: Span<UInt32>, _ position: inout Int) -> Bool {
    guard text.isHangul(position) else { return false }
    let places = KoreanPlaces.shipped
    if district > 0 {
      // 성남시 and then 분당구; or the same once more
      if places.places[district].hasDistricts,
        let own = places.longest(text, at: position, under: district, accepts: { $0.isDistrict }),
        !isRoadEnding(text, own.end), text.isApart(own.end) || !text.isHangul(own.end) || own.place != district
      {
        district = own.place
        position = own.end
        return true
      }
      guard text.isApart(position), places.begins(district, with: text.letter(position)) else { return false }
      let parent = Int(places.places[district].parent)
      guard let again = places.longest(text, at: position, under: parent, accepts: { $0.isDistrict }),
        text.isApart(again.end), places.places[again.place].area == places.places[district].area
      else { return false }
      position = again.end
      return true
    }
    var match: KoreanPlaces.Match?
    if province > 0 { match = places.longest(text, at: position, under: province, accepts: { $0.isDistrict }) }
    if match == nil, otherProvince > 0 {
      match = places.longest(text, at: position, under: otherProvince, accepts: { $0.isDistrict })
    }
    if match == nil {
      match = places.longest(text, at: position, under: 0, accepts: { $0.isDistrict })
      if province > 0, match?.isAmbiguous == true { return false }
    }
    // 부산 진구: the province is the first half of 부산진구
    if match == nil, province == KoreanAddress.busan, text.has(KoreanAddress.jin, at: position), text.isApart(position + 2) {
      district = KoreanAddress.busanjin
      ambiguousDistrict = nil
      position += 2
      return true
    }
    guard let match, !isRoadEnding(text, match.end) else { return false }
    if match.isAmbiguous {
      if ambiguousDistrict != nil { return false }
      ambiguousDistrict = position..<match.end
    } else {
      district = match.place
      ambiguousDistrict = nil
    }
    position = match.end
    return true
  }

  /// 남구로 and 강남대로 are roads.
  private func isRoadEnding(_ text: Span<UInt32>, _ index: Int) -> Bool {
    guard !text.isApart(index) else { return false }
    let isLong = text.letter(index) == PlaceLetter.dae && text.letter(index + 1) == PlaceLetter.ro
    let last = isLong ? index + 1 : index
    guard isLong || text.letter(last) == PlaceLetter.ro || text.letter(last) == PlaceLetter.gil else { return false }
    return text.isApart(last + 1) || !text.isHangul(last + 1)
  }

  /// A word in 시, 군 or 구 that the table does not have.
  private mutating func readUnknownDistrict(_ text: Span<UInt32>, _ position: inout Int) {
    for _ in 0..<2 {
      var end = position
      while end < text.count, text.isHangul(end), end == position || !text.isApart(end) { end += 1 }
      let last = text.letter(end - 1)
      guard (2...5).contains(end - position), text.isApart(end),
        last == PlaceLetter.si && unknownDistrict.isEmpty || last == PlaceLetter.gun || last == PlaceLetter.gu
      else { return }
      unknownDistrict += text.utf8(position..<end)
      position = end
    }
  }

  // MARK: eup, myeon, dong, ri

  /// The longest town here: under the town or district read so far, else the only one of its name.
  private func townMatch(_ text: Span<UInt32>, _ position: Int) -> KoreanPlaces.Match? {
    let places = KoreanPlaces.shipped
    if town > 0 { return places.longest(text, at: position, under: town) }
    if district > 0 {
      let area = Int(places.places[district].area)
      let accepts: (KoreanPlaces.Place) -> Bool = { !$0.isDistrict }
      let own = places.longest(text, at: position, under: district, accepts: accepts)
      return own ?? (area == district ? nil : places.longest(text, at: position, under: area, accepts: accepts))
    }
    if let range = ambiguousDistrict {
      var found: KoreanPlaces.Match?
      var count = 0
      _ = places.named(text, range, under: province) { candidate in
        if let match = places.longest(text, at: position, under: candidate) {
          found = match
          count += 1
        }
        return false
      }
      if count == 1 { return found }
    }
    let match = places.longest(text, at: position, under: 0, accepts: { !$0.isDistrict && !$0.isProvince })
    guard let match, !match.isAmbiguous else { return nil }
    let home = places.places[match.place].code / 100_000_000
    return province == 0 || home == places.places[province].code / 100_000_000 ? match : nil
  }

  /// Towns in front of the road, or the town and number of a lot.
  mutating func readTowns(_ text: Span<UInt32>, _ position: inout Int) {
    for _ in 0..<3 {
      guard let match = townMatch(text, position) else { break }
      let end = match.end
      let isRoad = text.letter(end - 1) == PlaceLetter.ro
      if isRoad, district == 0 || !KoreanRoads.isTown(text, position, end) { return }
      let mountain = text.letter(end) == PlaceLetter.san && text.isDigit(end + 1)
      if mountain || text.isDigit(end) {
        switch numberBehind(text, end) {
        case .lot:
          town = match.place
          position = end
          readLotNumber(text, &position)
          settleTown(match, text)
          return
        case .ownRoad: return
        case .otherRoad: break
        }
      } else if !text.isApart(end) {
        // 서종면문호리 123, 기장읍기장대로 413; but 하동읍성로 is one road
        // a dong or ri is never glued to a road: 목동중앙로 is one name
        let last = text.letter(end - 1)
        guard last == PlaceLetter.eup || last == PlaceLetter.myeon, !isRoadEnding(text, end) else { return }
        let isVillage = KoreanPlaces.shipped.longest(text, at: end, under: match.place) != nil
        if !isVillage || roadMatch(text, end)?.start == end {
          guard !KoreanRoads.isWhole(text, position), let road = roadMatch(text, end), road.start == end,
            road.stemCount >= 1
          else { return }
        }
      }
      town = match.place
      settleTown(match, text)
      position = end
    }
    skipOtherTowns(text, &position)
  }

  /// The first town that is not ambiguous tells the district.
  private mutating func settleTown(_ match: KoreanPlaces.Match, _ text: Span<UInt32>) {
    if match.isAmbiguous, KoreanPlaces.shipped.places[match.place].code % 100 > 0 || district == 0 {
      // one of several ri of that name
      unknownTown = KoreanPlaces.shipped.name(of: match.place)
      town = 0
    }
  }

  private enum NumberBehind { case lot, ownRoad, otherRoad }

  /// What a number behind a town is: a lot (우동 1408), part of a road named after it (상동 5길 12), or the
  /// beginning of another road (오창읍 2산단로 12).
  private func numberBehind(_ text: Span<UInt32>, _ start: Int) -> NumberBehind {
    let end = text.digitsEnd(start)
    guard end > start, !text.isStopped(start) else { return .lot }
    if let road = roadMatch(text, start), road.start == start, road.wordEnd > start {
      // 5길, 77번길: no letters of its own between number and ending
      if let branch = KoreanAddress.branchEnd(text, start) {
        return text.isApart(start) && text.letter(branch - 1) == PlaceLetter.ro ? .otherRoad : .ownRoad
      }
      return text.isApart(end) ? .lot : .otherRoad
    }
    return .lot
  }

  /// Words in 동, 읍, 면, 리 or 가 that the table does not have (역삼1동): passed by, unless a number follows.
  private mutating func skipOtherTowns(_ text: Span<UInt32>, _ position: inout Int) {
    for _ in 0..<2 {
      var end = position
      while end < text.count, end == position || !text.isApart(end) { end += 1 }
      guard end - position >= 2, end < text.count, !text.isStopped(end), text.isHangul(end) else { return }
      switch text.letter(end - 1) {
      case PlaceLetter.dong, PlaceLetter.eup, PlaceLetter.myeon, PlaceLetter.ri, PlaceLetter.ga:
        if text.letter(end) == PlaceLetter.san, text.isDigit(end + 1) { return }
        guard text.isHangul(position) else { return }
        passedTown = position..<end
        position = end
      default: return
      }
    }
  }

  /// Which of several districts of one name, told by the dong in brackets or the town; and the district of a
  /// town that is the only one of its name.
  mutating func settleDistrict(_ text: Span<UInt32>, _ aside: Span<UInt32>) {
    let places = KoreanPlaces.shipped
    guard district == 0 else { return }
    if town > 0 {
      let code = places.places[town].code / 100_000 * 100_000
      district = places.place(ofCode: code)
      return
    }
    guard let range = ambiguousDistrict else { return }
    var position = 0
    while position < aside.count {
      if position == 0 || aside.isApart(position) {
        let told = places.named(text, range, under: province) { candidate in
          guard let found = places.longest(aside, at: position, under: candidate) else { return false }
          return aside.isApart(found.end)
        }
        if let told, !told.isAmbiguous {
          district = told.place
          return
        }
      }
      position += 1
    }
  }
}

/// The ten-digit code of a place from its name (서울특별시 강남구 역삼동, 서울 강남구); nil where the table has no such
/// place or several.
package func koreanPlaceCode(_ name: [UInt8]) -> UInt64? {
  let plain = KoreanText(foldText(name).filter { $0 != 0x28 && $0 != 0x29 })
  return KoreanAddress.placeCode(plain.units.span)
}

extension KoreanAddress {
  fileprivate static func placeCode(_ text: Span<UInt32>) -> UInt64? {
    let places = KoreanPlaces.shipped
    var address = KoreanAddress()
    var position = 0
    while position < text.count, address.readProvince(text, &position) || address.readDistrict(text, &position) {}
    while position < text.count {
      let parent = address.town > 0 ? address.town : address.district
      guard let match = places.longest(text, at: position, under: parent), !match.isAmbiguous || address.town > 0 else {
        return nil
      }
      address.town = match.place
      position = match.end
    }
    let place = address.town > 0 ? address.town : address.district > 0 ? address.district : address.province
    return place > 0 ? places.places[place].code : nil
  }
}
