/// Korean addresses, by road (테헤란로 152) or by lot (역삼동 산12-3), in Hangul and in the official Latin form.
///
/// What identifies a building is district, road and number; the dong in brackets, the postcode and the
/// building's name are not part of it. Roads end in 대로, 로 or 길, nearly all of them, so the road is found
/// by its ending and the number that follows, spaces or none.
enum KoreanAddress {
  static func parse(_ folded: [UInt8]) -> ParsedAddress {
    var address = ParsedAddress(grammar: .korean)
    var text = scalars(folded)
    takePostcode(&text, into: &address)
    text = outsideBrackets(text)
    var reader = Reader(text)
    let province = readProvince(&reader)
    readDistrict(&reader, province: province, into: &address)
    if !readRoad(&reader, into: &address) { readLot(&reader, into: &address) }
    readUnit(&reader, into: &address)
    return address
  }

  private static func takePostcode(_ text: inout [UInt32], into address: inout ParsedAddress) {
    // five digits in front, behind or in brackets; a last number behind a road is a house number
    var start = 0
    while start < text.count {
      guard isDigit(text[start]) else {
        start += 1
        continue
      }
      var end = start
      while end < text.count, isDigit(text[end]) { end += 1 }
      let before = text[..<start].last { $0 != 0x20 }
      let isAlone =
        (start == 0 || [0x20, 0x28, 0x2C, 0x5B].contains(text[start - 1]))
        && (end == text.count || [0x20, 0x29, 0x2C, 0x5D].contains(text[end]))
      let isBracketed = before == 0x28 || before == 0x5B
      let isRoad = before == ro || before == gil
      if end - start == 5, isAlone, start == 0 || isBracketed || end == text.count, !isRoad {
        address.postcode = utf8(text[start..<end])
        text.removeSubrange(start..<end)
        return
      }
      start = end
    }
  }

  private static func outsideBrackets(_ text: [UInt32]) -> [UInt32] {
    var kept: [UInt32] = []
    var depth = 0
    for scalar in text {
      switch scalar {
      case 0x28, 0x5B, 0x3C: depth += 1
      case 0x29, 0x5D, 0x3E:
        depth = max(0, depth - 1)
        kept.append(0x20)
      default: if depth == 0 { kept.append(scalar) }
      }
    }
    return kept
  }

  /// Names of the provinces, old and new, long and short; the first of a row stands for all.
  private static let provinces: [(name: [UInt32], short: [UInt32])] = {
    let rows = [
      "서울 서울특별시 서울시", "부산 부산광역시 부산시 부산직할시", "대구 대구광역시 대구시", "인천 인천광역시 인천시", "광주 광주광역시", "대전 대전광역시 대전시",
      "울산 울산광역시 울산시", "세종 세종특별자치시 세종시", "경기 경기도", "강원 강원특별자치도 강원도", "충북 충청북도", "충남 충청남도",
      "전북 전북특별자치도 전라북도 전북도", "전남 전라남도", "경북 경상북도", "경남 경상남도", "제주 제주특별자치도 제주도",
    ]
    var provinces: [(name: [UInt32], short: [UInt32])] = []
    for row in rows {
      let names = row.split(separator: " ").map { $0.unicodeScalars.map(\.value) }
      for name in names { provinces.append((name, names[0])) }
    }
    return provinces.sorted { $0.name.count > $1.name.count }
  }()

  private static func readProvince(_ reader: inout Reader) -> [UInt32] {
    reader.skipSpaces()
    for province in provinces where reader.text[reader.at...].starts(with: province.name) {
      let end = reader.at + province.name.count
      // 광주시 is a city of 경기, 세종대로 a road
      if province.name.count == 2, end < reader.text.count, reader.text[end] != 0x20 {
        if province.short == kwangju, reader.text[end] == si { continue }
        if reader.text[end] == dae || reader.text[end] == ro { continue }
      }
      reader.at = end
      return province.short
    }
    return []
  }

  /// 강남구, 성남시 분당구, 양평군; spaces or none.
  private static func readDistrict(_ reader: inout Reader, province: [UInt32], into address: inout ParsedAddress) {
    var district: [UInt32] = []
    while true {
      reader.skipSpaces()
      var end = reader.at
      while end < reader.text.count, isHangulSyllable(reader.text[end]), end - reader.at < 5 {
        end += 1
        let last = reader.text[end - 1]
        let length = end - reader.at
        let isEnding = last == gu || last == gun || last == si && district.isEmpty
        // 구로구, 시흥시, 군포시, 구리시: the ending is not the first letter
        if isEnding, length >= 2, end == reader.text.count || reader.text[end] != ro,
          !(last == gu && end < reader.text.count && reader.text[end] == si),
          !(last == gun && end < reader.text.count && reader.text[end] == si)
        {
          break
        }
      }
      guard end > reader.at, end - reader.at >= 2 else { break }
      let last = reader.text[end - 1]
      guard last == gu || last == gun || last == si && district.isEmpty else { break }
      // 중구 stands alone; 남구로 is a road
      district += reader.text[reader.at..<end]
      reader.at = end
      if last != si { break }
    }
    if district.isEmpty {
      address.city = utf8(province == sejong ? sejong : [])
    } else if district.count == 2, !province.isEmpty {
      address.city = utf8(province + district)
    } else {
      address.city = utf8(district)
    }
  }

  /// Road, branch, 지하 and number.
  private static func readRoad(_ reader: inout Reader, into address: inout ParsedAddress) -> Bool {
    let text = reader.text
    var start = reader.at
    var position = reader.at
    while position < text.count {
      let scalar = text[position]
      if scalar == 0x2C { break }
      if scalar == 0x20 {
        // a word that was no road: a dong or myeon put in between
        if text[..<position].last != ro, text[..<position].last != gil { start = position + 1 }
        position += 1
        continue
      }
      // 서종면 in front of a road without a space is not looked for: too many roads begin so
      if scalar == ro || scalar == gil || scalar == geori, position > start {
        var end = position + 1
        if end < text.count, isHangulSyllable(text[end]), text[end] != ji {
          position += 1
          continue
        }
        // 테크노 4로: a road's own number set apart from its name
        if isDigit(text[start]), start - 1 > reader.at, text[start - 1] == 0x20 {
          var wordStart = start - 1
          while wordStart > reader.at, isHangulSyllable(text[wordStart - 1]) { wordStart -= 1 }
          if wordStart < start - 1, ![eup, myeon, dong, ri, ga].contains(text[start - 2]) { start = wordStart }
        }
        var road = Array(text[start...position].filter { $0 != 0x20 })
        var next = Reader(text, at: end)
        next.skipSpaces()
        // branch: 8길, 77번길, 744번1길, 87가길
        var branch = next
        if let digits = branch.readDigits() {
          branch.skipSpaces()
          var tail = digits
          if branch.read(ga), scalar == ro {
            // 종로1가 24 is a lot
            let after = branch.peekSkippingSpaces()
            if after.map(isDigit) ?? false { return false }
          }
          branch = Reader(text, at: next.at)
          _ = branch.readDigits()
          branch.skipSpaces()
          if branch.read(beon) { tail.append(beon) }
          if let more = branch.readDigits() { tail += more }
          while let scalar = branch.peek, branchLetters.contains(scalar) {
            tail.append(scalar)
            branch.at += 1
          }
          branch.skipSpaces()
          if branch.read(gil) {
            road += tail + [gil]
            end = branch.at
            next = Reader(text, at: end)
            next.skipSpaces()
          }
        }
        var isUnderground = false
        if next.peek == ji, next.at + 1 < text.count, text[next.at + 1] == ha {
          next.at += 2
          next.skipSpaces()
          isUnderground = true
        }
        if let number = next.readNumber() {
          address.street = utf8(road)
          address.number = (isUnderground ? [UInt8(ascii: "u")] : []) + number
          reader.at = next.at
          return true
        }
        if end == text.count || text[end] == 0x2C {
          address.street = utf8(road)
          reader.at = end
          return true
        }
      }
      position += 1
    }
    return false
  }

  /// 동, 리 or 가, perhaps 산, and the lot.
  private static func readLot(_ reader: inout Reader, into address: inout ParsedAddress) {
    let text = reader.text
    var start = reader.at
    var position = reader.at
    while position < text.count {
      let scalar = text[position]
      if scalar == 0x20 { start = position + 1 }
      if scalar == dong || scalar == ri || scalar == ga || scalar == eup || scalar == myeon, position > start {
        var next = Reader(text, at: position + 1)
        next.skipSpaces()
        let isMountain = next.read(san)
        next.skipSpaces()
        if let number = next.readNumber() {
          address.street = utf8(text[start...position])
          address.number = (isMountain ? [UInt8(ascii: "m")] : []) + number
          _ = next.read(beon)
          _ = next.read(ji)
          reader.at = next.at
          return
        }
        if address.street.isEmpty, next.at >= text.count || text[next.at] == 0x2C {
          address.street = utf8(text[start...position])
        }
      }
      position += 1
    }
  }

  /// 101동 1203호, 101-1203, B동 1203호, 21층: numbers of block, floor and flat in order.
  private static func readUnit(_ reader: inout Reader, into address: inout ParsedAddress) {
    let text = reader.text
    var block: [UInt8] = []
    var flat: [UInt8] = []
    var floor: [UInt8] = []
    var position = reader.at
    while position < text.count {
      guard isDigit(text[position]) || (0x61...0x7A).contains(text[position]) else {
        position += 1
        continue
      }
      let start = position
      while position < text.count, isDigit(text[position]) || (0x61...0x7A).contains(text[position]) { position += 1 }
      let token = withoutLeadingZeros(utf8(text[start..<position]))
      var next = position
      while next < text.count, text[next] == 0x20 { next += 1 }
      let follower = position < text.count ? text[position] : 0
      if follower == dong || next < text.count && text[next] == dong {
        block = token
      } else if follower == ho || next < text.count && text[next] == ho {
        flat = token
      } else if follower == cheung || next < text.count && text[next] == cheung {
        floor = token
      } else if follower == 0x2D, position + 1 < text.count, isDigit(text[position + 1]),
        token.first.map({ $0 &- 0x30 < 10 }) ?? false
      {
        let second = position + 1
        var end = second
        while end < text.count, isDigit(text[end]) { end += 1 }
        block = token
        flat = withoutLeadingZeros(utf8(text[second..<end]))
        position = end
      }
    }
    if !flat.isEmpty {
      address.unit = block.isEmpty ? flat : block + [UInt8(ascii: "-")] + flat
    } else if !floor.isEmpty {
      address.unit = floor + [UInt8(ascii: "f")]
    }
  }

  private static func withoutLeadingZeros(_ digits: [UInt8]) -> [UInt8] {
    let kept = digits.drop { $0 == UInt8(ascii: "0") }
    return kept.isEmpty ? digits : Array(kept)
  }

  // MARK: the Latin form

  /// A word that only Korean addresses have: -ro, -daero, -gil, -dong, -gu.
  static func looksLatin(_ folded: [UInt8]) -> Bool {
    latinWords(folded).contains { word in
      ["-ro", "-daero", "-gil", "-gu", "-dong", "-myeon", "-eup"].contains {
        word.count > $0.utf8.count && word.suffix($0.utf8.count).elementsEqual($0.utf8)
      }
    }
  }

  /// Official order, small to large: 705-1104, 411 Hannuri-daero, Sejong-si 30150.
  static func parseLatin(_ folded: [UInt8]) -> ParsedAddress {
    var address = ParsedAddress(grammar: .koreanLatin)
    let words = latinWords(folded)
    var roadAt: Int?
    for (index, word) in words.enumerated() {
      if isRoadWord(word) {
        if roadAt == nil {
          address.street = word.filter { $0 != UInt8(ascii: "-") }
          roadAt = index
          // Toegye-ro 77beon-gil; Yeongjonghaeannam-ro, 321 Beon-gil
          if index + 1 < words.count, isBranch(words[index + 1]) {
            address.street += words[index + 1].filter { $0 != UInt8(ascii: "-") }
          } else if index + 2 < words.count, isNumber(words[index + 1]),
            words[index + 2] == Array("beon-gil".utf8) || words[index + 2] == Array("gil".utf8)
          {
            address.street += words[index + 1] + words[index + 2].filter { $0 != UInt8(ascii: "-") }
          }
        }
      } else if let place = [Array("-gu".utf8), Array("-si".utf8), Array("-gun".utf8)].first(where: {
        word.count > $0.count && word.suffix($0.count).elementsEqual($0)
      }) {
        let name = word.filter { $0 != UInt8(ascii: "-") }
        // small to large: the district stands before its city
        address.city = place == Array("-si".utf8) ? name + address.city : address.city + name
      }
    }
    guard let roadAt else { return address }
    let before = words[..<roadAt].filter { isNumber($0) }
    let behind = words[(roadAt + 1)...]
    if let number = before.last {
      address.number = number
      if before.count > 1 { address.unit = before[before.count - 2] }
    } else if let number = behind.first(where: { isNumber($0) }) {
      address.number = number
    }
    let blocks = words.filter { $0.suffix(5).elementsEqual("-dong".utf8) && ($0.first ?? 0) &- 0x30 < 10 }
    let flats = words.filter { $0.suffix(3).elementsEqual("-ho".utf8) && ($0.first ?? 0) &- 0x30 < 10 }
    if let flat = flats.first {
      address.unit = (blocks.first.map { Array($0.dropLast(5)) + [UInt8(ascii: "-")] } ?? []) + flat.dropLast(3)
    }
    address.postcode = words.last { $0.count == 5 && $0.allSatisfy { $0 &- 0x30 < 10 } && $0 != address.number } ?? []
    return address
  }

  private static func isRoadWord(_ word: [UInt8]) -> Bool {
    (word.suffix(3).elementsEqual("-ro".utf8) || word.suffix(6).elementsEqual("-daero".utf8)
      || word.suffix(4).elementsEqual("-gil".utf8)) && word.contains { $0 &- 0x61 < 26 } && !isBranch(word)
  }

  private static func isBranch(_ word: [UInt8]) -> Bool {
    guard let first = word.first, first &- 0x30 < 10 else { return false }
    return word.suffix(3).elementsEqual("gil".utf8)
  }

  private static func isNumber(_ word: [UInt8]) -> Bool {
    !word.isEmpty && word.count <= 9 && word[0] &- 0x30 < 10
      && word.allSatisfy { $0 &- 0x30 < 10 || $0 == UInt8(ascii: "-") }
      && !(word.count == 5 && !word.contains(UInt8(ascii: "-")))
  }

  private static func latinWords(_ folded: [UInt8]) -> [[UInt8]] {
    folded.split { $0 == 0x20 || $0 == 0x2C || $0 == 0x28 || $0 == 0x29 }.map(Array.init)
  }

  // MARK: letters

  private static let ro: UInt32 = 0xB85C, gil: UInt32 = 0xAE38, geori: UInt32 = 0xB9AC, dae: UInt32 = 0xB300
  private static let ga: UInt32 = 0xAC00, beon: UInt32 = 0xBC88, ji: UInt32 = 0xC9C0, ha: UInt32 = 0xD558
  private static let dong: UInt32 = 0xB3D9, ri: UInt32 = 0xB9AC, eup: UInt32 = 0xC74D, myeon: UInt32 = 0xBA74
  private static let san: UInt32 = 0xC0B0, ho: UInt32 = 0xD638, cheung: UInt32 = 0xCE35
  private static let gu: UInt32 = 0xAD6C, gun: UInt32 = 0xAD70, si: UInt32 = 0xC2DC
  private static let sejong: [UInt32] = [0xC138, 0xC885], kwangju: [UInt32] = [0xAD11, 0xC8FC]
  private static let branchLetters = Set("가나다라마바사아자차카타파하안동서남북".unicodeScalars.map(\.value))

  @inline(__always)
  private static func isDigit(_ scalar: UInt32) -> Bool { scalar &- 0x30 < 10 }

  private static func utf8(_ scalars: some Sequence<UInt32>) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in scalars { appendScalar(scalar, to: &bytes) }
    return bytes
  }

  /// Scalars and a place among them.
  private struct Reader {
    let text: [UInt32]
    var at: Int

    init(_ text: [UInt32], at: Int = 0) {
      self.text = text
      self.at = at
    }

    var peek: UInt32? { at < text.count ? text[at] : nil }

    func peekSkippingSpaces() -> UInt32? { text[at...].first { $0 != 0x20 } }

    mutating func skipSpaces() { while at < text.count, text[at] == 0x20 || text[at] == 0x2C { at += 1 } }

    mutating func read(_ scalar: UInt32) -> Bool {
      guard peek == scalar else { return false }
      at += 1
      return true
    }

    mutating func readDigits() -> [UInt32]? {
      let start = at
      while at < text.count, KoreanAddress.isDigit(text[at]) { at += 1 }
      return at > start ? Array(text[start..<at]) : nil
    }

    /// Main number, and behind a hyphen or 의 the sub-number.
    mutating func readNumber() -> [UInt8]? {
      guard let main = readDigits(), main.count <= 5 else { return nil }
      var number = KoreanAddress.utf8(main)
      var next = self
      let isJoined = next.read(0x2D) || next.read(0xC758)
      if isJoined { next.skipSpaces() }
      if isJoined, let sub = next.readDigits(), sub.count <= 4 {
        number.append(UInt8(ascii: "-"))
        number += KoreanAddress.utf8(sub)
        self = next
      }
      return number
    }
  }
}
