/// Japanese addresses: town and block numbers, from large to small: 千代田区丸の内1丁目9番1号.
enum JapaneseAddress {
  /// - Parameters:
  ///   - folded: the line; the other parts are folded too.
  ///   - before: region, city and district from fields of their own, read where the line does not repeat them.
  static func parse(
    _ folded: [UInt8], before: [[UInt8]] = [], number: [UInt8] = [], second: [UInt8] = [], postcode: [UInt8]
  ) -> ParsedAddress {
    var address = ParsedAddress(grammar: .japanese)
    address.postcode = postcode
    var text = characters(folded)
    if text.starts(with: [0x65E5, 0x672C]) { text.removeFirst(2) }  // 日本
    takeChina(&text)
    while let first = text.first, first == 0x20 || first == 0x2C { text.removeFirst() }
    takePostcode(&text, into: &address)
    for part in before.reversed() {
      let part = characters(part)
      if let first = part.first, first >= 0x3000, !holds(text, part) { text = part + text }
    }
    if !number.isEmpty {
      if text.last.map(isDigit) ?? false { text.append(0x2D) }
      text += characters(number)
    }
    if !second.isEmpty { text += [0x20] + characters(second) }
    text = numeralsRead(text)
    // the numbers begin at the first digit behind the town
    guard let first = numbersStart(text) else {
      setTown(text, into: &address)
      return address
    }
    setTown(Array(text[..<first]), into: &address)
    var numbers: [[UInt8]] = []
    var position = first
    while position < text.count, numbers.count < 4 {
      var digits: [UInt8] = []
      let digitsAt = position
      while position < text.count, isDigit(text[position]) {
        digits.append(UInt8(text[position]))
        position += 1
      }
      guard !digits.isEmpty else { break }
      if isUnitSign(text, position) {
        position = digitsAt
        break
      }
      numbers.append(digits)
      let start = position
      while position < text.count, isSeparator(text[position]) { position += 1 }
      if position == start { break }
    }
    if numbers.count == 4 { address.unit = numbers.removeLast() }
    address.number = Array(numbers.joined(separator: [UInt8(ascii: "-")]))
    if address.unit.isEmpty { address.unit = unit(Array(text[position...])) }
    return address
  }

  private static func characters(_ folded: [UInt8]) -> [UInt32] {
    var characters = scalars(folded)
    characters.removeAll { $0 == 0x3012 }
    for index in characters.indices {
      if let form = oldForms[characters[index]] { characters[index] = form }
    }
    return characters
  }

  private static func holds(_ text: [UInt32], _ part: [UInt32]) -> Bool {
    guard part.count <= text.count else { return false }
    return (0...text.count - part.count).contains { text[$0..<$0 + part.count].elementsEqual(part) }
  }

  /// The first digit that does not count a street or line of a grid: 北1条西2-1-1 begins at the 2.
  private static func numbersStart(_ text: [UInt32]) -> Int? {
    var index = 0
    while index < text.count {
      guard isDigit(text[index]) else {
        index += 1
        continue
      }
      var end = index
      while end < text.count, isDigit(text[end]) { end += 1 }
      guard end < text.count, isGridSign(text[end]) else { return index }
      index = end
    }
    return nil
  }

  /// 条 and 線.
  private static func isGridSign(_ scalar: UInt32) -> Bool { scalar == 0x6761 || scalar == 0x7DDA }

  /// 号室, 階, 楼, 棟, 号棟 behind digits: they count something inside the building.
  private static func isUnitSign(_ text: [UInt32], _ at: Int) -> Bool {
    guard at < text.count else { return false }
    let next = at + 1 < text.count ? text[at + 1] : 0
    return text[at] == 0x968E || text[at] == 0x697C || text[at] == 0x68DF || text[at] == 0x53F7 && (next == 0x5BA4 || next == 0x68DF)
  }

  /// 中国广东省深圳市 is 深圳市: the country and the province go where the city is named, and Beijing, Shanghai, Tianjin and
  /// Chongqing, which are both, are called 市.
  private static func takeChina(_ text: inout [UInt32]) {
    if text.starts(with: [0x4E2D, 0x56FD]) { text.removeFirst(2) }
    let start = text.prefix(chineseStartMax)
    // 省, 自治区
    let province = start.firstIndex(of: 0x7701) ?? start.indices.first { text[$0...].starts(with: [0x81EA, 0x6CBB, 0x533A]) }.map { $0 + 2 }
    if let province, province >= 2, text[(province + 1)...].prefix(chineseStartMax).contains(0x5E02) { text.removeFirst(province + 1) }
    if text.count > 3, text[2] != 0x5E02, municipalities.contains(where: { text.starts(with: $0) }) { text.insert(0x5E02, at: 2) }
  }

  private static let chineseStartMax = 9
  /// 北京 上海 天津 重庆
  private static let municipalities: [[UInt32]] = ["北京", "上海", "天津", "重庆", "重慶"].map { $0.unicodeScalars.map(\.value) }

  private static func takePostcode(_ text: inout [UInt32], into address: inout ParsedAddress) {
    guard text.count >= 8, text[..<3].allSatisfy(isDigit), text[3] == 0x2D, text[4..<8].allSatisfy(isDigit) else {
      return
    }
    if address.postcode.isEmpty { address.postcode = (text[..<3] + text[4..<8]).map { UInt8($0) } }
    text.removeFirst(8)
  }

  /// Block, floor and room behind the numbers: A棟203 is a-203, 3階 and 3F fl3. A room of three digits or more
  /// says its floor itself.
  private static func unit(_ rest: [UInt32]) -> [UInt8] {
    var block: [UInt8] = []
    var floor: [UInt8] = []
    var room: [UInt8] = []
    func scalar(_ index: Int) -> UInt32 { rest.indices.contains(index) ? rest[index] : 0 }
    func isLoneLetter(_ index: Int) -> Bool { isLetter(scalar(index)) && !isLetter(scalar(index - 1)) && !isLetter(scalar(index + 1)) }
    var index = 0
    while index < rest.count {
      let start = index
      while index < rest.count, isDigit(rest[index]) { index += 1 }
      guard index > start else {
        // A棟, and China's A座
        if isLoneLetter(index), scalar(index + 1) == 0x68DF || scalar(index + 1) == 0x5EA7 { block = [UInt8(rest[index])] }
        index += 1
        continue
      }
      let digits = rest[start..<index].prefix(6).map { UInt8($0) }
      let sign = scalar(index)
      if sign == 0x68DF || sign == 0x53F7 && scalar(index + 1) == 0x68DF {
        block = digits
      } else if sign == 0x968E || sign == 0x697C || sign == UInt32(UInt8(ascii: "f")) && !isLetter(scalar(index + 1)) {
        let isBelow = scalar(start - 1) == UInt32(UInt8(ascii: "b")) || scalar(start - 1) == 0x4E0B && scalar(start - 2) == 0x5730
        floor = isBelow ? [UInt8(ascii: "b")] + digits : digits
      } else if sign == 0x53F7 || (3...4).contains(digits.count) {
        room = digits
        let letterAt = scalar(start - 1) == 0x2D ? start - 2 : start - 1
        if isLoneLetter(letterAt) { block = [UInt8(rest[letterAt])] }
      }
    }
    let level = floor.isEmpty || room.count >= 3 ? [] : Array("fl".utf8) + floor
    return Array([block, level, room].filter { !$0.isEmpty }.joined(separator: [UInt8(ascii: "-")]))
  }

  /// City: up to the last ward, city, town or village sign; the prefecture stays before it.
  private static func setTown(_ text: [UInt32], into address: inout ParsedAddress) {
    var town = text.filter { $0 != 0x20 && $0 != 0x2C }
    // many a city has a namesake in another prefecture
    let prefecture = prefectures.first { $0[0] == town.first && town.starts(with: $0) } ?? []
    town.removeFirst(prefecture.count)
    let cityEnd =
      town.prefix(9).lastIndex { $0 == 0x533A } ?? endOfCity(town.prefix(7)) ?? town.prefix(7).lastIndex { $0 == 0x6751 }
      ?? town.prefix(9).firstIndex(of: 0x753A)
    var city: [UInt32] = []
    if let cityEnd {
      city = town[...cityEnd].indices.filter { !isLink(town, $0) }.map { town[$0] }
      town = Array(town[(cityEnd + 1)...])
    }
    town = town.indices.filter { !isDropped(town[$0]) && !isLink(town, $0) }.map { town[$0] }
    if town.first == 0x5927, text.contains(0x5B57) { town.removeFirst() }
    address.city = city.isEmpty ? [] : utf8(prefecture + city)
    address.street = utf8(town)
  }

  /// 茅ヶ崎市本村 is a town of a city, 高市郡明日香村 a village and 余市郡余市町 a town; 市川市市川 and 四日市市.
  private static func endOfCity(_ town: ArraySlice<UInt32>) -> Int? {
    for index in town.indices.dropFirst() where town[index] == 0x5E02 {
      let next = index + 1 < town.endIndex ? town[index + 1] : 0
      if next == 0x90E1 || next == 0x753A && town[..<index].contains(0x90E1) { continue }
      return next == 0x5E02 && (town[index - 1] == 0x65E5 || town[index - 1] == 0x3005) ? index + 1 : index
    }
    return nil
  }

  /// ノ の ケ ヶ が ガ come and go; 大字 and 字 are formalities.
  private static func isDropped(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x30CE, 0x306E, 0x30B1, 0x30F6, 0x304C, 0x30AC, 0x5B57: true
    default: false
    }
  }

  /// The same between two Han characters, and ヵ, ツ and ッ too: 茅ヶ崎市, 五ヵ所, 四ツ谷; but つがる市 has its が.
  private static func isLink(_ text: [UInt32], _ index: Int) -> Bool {
    guard index > text.startIndex, index + 1 < text.endIndex, ScalarScript.of(text[index - 1]) == .han, ScalarScript.of(text[index + 1]) == .han
    else { return false }
    switch text[index] {
    case 0x30CE, 0x306E, 0x30B1, 0x30F6, 0x304C, 0x30AC, 0x30F5, 0x30AB, 0x304B, 0x30C4, 0x30C3, 0x3064: return true
    default: return false
    }
  }

  /// Numbers in Han characters before 丁目, 番, 号 and between digits: 六丁目 → 6丁目, 九-一 → 9-1.
  private static func numeralsRead(_ text: [UInt32]) -> [UInt32] {
    var out: [UInt32] = []
    var index = 0
    var hasSeenCount = false
    while index < text.count {
      guard numeral(text[index]) != nil else {
        if index + 1 < text.count, text[index] == 0x30FC, out.last.map(isDigit) ?? false {
          out.append(0x2D)
        } else {
          out.append(text[index])
        }
        index += 1
        continue
      }
      var end = index
      while end < text.count, numeral(text[end]) != nil { end += 1 }
      let follower = end < text.count ? text[end] : 0
      // 四番町 is a town's name
      let isTown = follower == 0x756A && end + 1 < text.count && text[end + 1] == 0x753A
      let isCount =
        !isTown && (follower == 0x4E01 || follower == 0x756A || follower == 0x53F7)
        || isGridSign(follower) && isDirection(out.last)
        || hasSeenCount && (follower == 0x2D || follower == 0 || follower == 0x20)
      if isCount {
        if !isGridSign(follower) { hasSeenCount = true }
        out += value(text[index..<end])
      } else {
        out += text[index..<end]
      }
      index = end
    }
    return out
  }

  private static func value(_ numerals: ArraySlice<UInt32>) -> [UInt32] {
    var total = 0
    var pending = 0
    for scalar in numerals.prefix(6) {
      let digit = numeral(scalar) ?? 0
      if digit == 10 {
        total += max(1, pending) * 10
        pending = 0
      } else {
        pending = pending * 10 + digit
      }
    }
    return String(total + pending).unicodeScalars.map(\.value)
  }

  private static func numeral(_ scalar: UInt32) -> Int? {
    switch scalar {
    case 0x3007: 0
    case 0x4E00: 1
    case 0x4E8C: 2
    case 0x4E09: 3
    case 0x56DB: 4
    case 0x4E94: 5
    case 0x516D: 6
    case 0x4E03: 7
    case 0x516B: 8
    case 0x4E5D: 9
    case 0x5341: 10
    default: nil
    }
  }

  /// 東 西 南 北.
  private static func isDirection(_ scalar: UInt32?) -> Bool {
    scalar == 0x6771 || scalar == 0x897F || scalar == 0x5357 || scalar == 0x5317
  }

  private static let prefectures: [[UInt32]] = {
    let names = """
      北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県
      石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県
      岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県
      """
    return names.unicodeScalars.split { $0 == " " || $0 == "\n" }.map { $0.map(\.value) }
  }()

  /// 丁目 番 地 号 and hyphens.
  private static func isSeparator(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x4E01, 0x76EE, 0x756A, 0x5730, 0x53F7, 0x2D, 0x306E, 0x30CE, 0x2010, 0x2212, 0x30FC: true
    default: false
    }
  }

  /// Old and variant forms of characters in the names of towns.
  private static let oldForms: ScalarTable = {
    let pairs = """
      廣広澤沢邊辺邉辺齋斎齊斉龍竜嶋島嶌島櫻桜檜桧國国學学鹽塩瀧滝髙高濱浜壽寿條条驛駅當当萬万圓円藏蔵眞真靜静惠恵德徳榮栄應応曾曽峯峰會会縣県區区橫横澁渋關関黑黒鐵鉄禮礼豐豊
      冨富渕淵渊淵與与彌弥寬寛穗穂增増麴麹瀨瀬淺浅來来龜亀寶宝佛仏舊旧臺台醫医驒騨鷗鴎藝芸氣気淨浄淸清稻稲靑青鄕郷鷄鶏麥麦嶽岳實実祿禄禰祢總総莊荘蘆芦藪薮觀観賴頼輕軽鎭鎮雙双
      靈霊黃黄槇槙籠篭檢検經経轉転獨独禪禅
      """
    let scalars = pairs.unicodeScalars.map(\.value).filter { $0 > 0x7F }
    var forms: [UInt32: UInt32] = [:]
    for index in stride(from: 0, to: scalars.count - 1, by: 2) { forms[scalars[index]] = scalars[index + 1] }
    return ScalarTable(forms)
  }()

  private static func isLetter(_ scalar: UInt32) -> Bool { scalar &- 0x61 < 26 }

  private static func isDigit(_ scalar: UInt32) -> Bool { scalar &- 0x30 < 10 }

  private static func utf8(_ scalars: some Sequence<UInt32>) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in scalars { appendScalar(scalar, to: &bytes) }
    return bytes
  }
}
