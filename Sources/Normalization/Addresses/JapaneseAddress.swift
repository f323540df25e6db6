/// Japanese addresses: town and block numbers, from large to small: 千代田区丸の内1丁目9番1号.
enum JapaneseAddress {
  static func parse(_ folded: [UInt8], postcode: [UInt8]) -> ParsedAddress {
    var address = ParsedAddress(grammar: .japanese)
    address.postcode = postcode
    var text: [UInt32] = []
    text.reserveCapacity(folded.count / 2 + 8)
    let bytes = folded.span
    var offset = 0
    while offset < bytes.count {
      let scalar = decodeScalar(bytes, at: &offset)
      if scalar != 0x3012 { text.append(JapaneseAddress.newForm(scalar)) }
    }
    if text.count >= 2, text[0] == 0x65E5, text[1] == 0x672C { text.removeFirst(2) }  // 日本
    while let first = text.first, first == 0x20 || first == 0x2C { text.removeFirst() }
    takePostcode(&text, into: &address)
    if text.contains(where: { numeral($0) != nil || $0 == 0x30FC }) { text = numeralsRead(text) }
    // the numbers begin at the first digit behind the town
    guard let first = text.firstIndex(where: isDigit) else {
      setTown(text, into: &address)
      return address
    }
    setTown(Array(text[..<first]), into: &address)
    var number: [UInt8] = []
    number.reserveCapacity(16)
    var count = 0
    var position = first
    while position < text.count, count < 4 {
      let start = position
      while position < text.count, isDigit(text[position]) { position += 1 }
      let digits = start..<position
      guard !digits.isEmpty else { break }
      if position + 1 < text.count, text[position] == 0x53F7, text[position + 1] == 0x5BA4 {
        address.unit = text[digits].map { UInt8($0) }  // 号室
        break
      }
      if position < text.count, text[position] == 0x968E { break }  // 3階: a floor
      count += 1
      if count == 4 {
        address.unit = text[digits].map { UInt8($0) }
      } else {
        if count > 1 { number.append(UInt8(ascii: "-")) }
        for index in digits { number.append(UInt8(text[index])) }
      }
      let end = position
      while position < text.count, isSeparator(text[position]) { position += 1 }
      if position == end { break }
    }
    address.number = number
    readRoom(Array(text[position...]), into: &address)
    return address
  }

  private static func takePostcode(_ text: inout [UInt32], into address: inout ParsedAddress) {
    guard text.count >= 8, text[..<3].allSatisfy(isDigit), text[3] == 0x2D, text[4..<8].allSatisfy(isDigit) else {
      return
    }
    if address.postcode.isEmpty { address.postcode = (text[..<3] + text[4..<8]).map { UInt8($0) } }
    text.removeFirst(8)
  }

  private static func readRoom(_ rest: [UInt32], into address: inout ParsedAddress) {
    guard address.unit.isEmpty, let last = rest.lastIndex(where: isDigit) else { return }
    var start = last
    while start > 0, isDigit(rest[start - 1]) { start -= 1 }
    let digits = rest[start...last]
    if (3...4).contains(digits.count) { address.unit = digits.map { UInt8($0) } }
  }

  /// City: up to the last ward, city, town or village sign; the province is dropped.
  private static func setTown(_ text: [UInt32], into address: inout ParsedAddress) {
    var town = text.filter { $0 != 0x20 && $0 != 0x2C }
    if let end = town.prefix(4).lastIndex(where: { $0 == 0x90FD || $0 == 0x9053 || $0 == 0x5E9C || $0 == 0x770C }),
      end >= 2
    {
      // 京都府, 東京都, 北海道
      town.removeFirst(end + 1)
    }
    let cityEnd =
      town.prefix(9).lastIndex { $0 == 0x533A } ?? town.prefix(7).lastIndex { isTownSign($0) && $0 != 0x753A }
      ?? town.prefix(7).firstIndex { isTownSign($0) }
    var city: [UInt32] = []
    if let cityEnd {
      city = Array(town[...cityEnd])
      town = Array(town[(cityEnd + 1)...])
    }
    // ノ の ヶ ケ が come and go; 大字 and 字 are formalities
    town.removeAll { isDropped($0) }
    if town.first == 0x5927, text.contains(0x5B57) { town.removeFirst() }
    address.city = utf8(city)
    address.street = utf8(town)
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
        || hasSeenCount && (follower == 0x2D || follower == 0 || follower == 0x20)
      if isCount {
        hasSeenCount = true
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

  /// 丁目 番 地 号 and hyphens.
  private static func isSeparator(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x4E01, 0x76EE, 0x756A, 0x5730, 0x53F7, 0x2D, 0x306E, 0x30CE, 0x2010, 0x2212, 0x30FC: true
    default: false
    }
  }

  /// 市 区 町 村.
  private static func isTownSign(_ scalar: UInt32) -> Bool {
    scalar == 0x5E02 || scalar == 0x533A || scalar == 0x753A || scalar == 0x6751
  }

  private static func isDropped(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x30CE, 0x306E, 0x30B1, 0x30F6, 0x304C, 0x30AC, 0x5B57: true
    default: false
    }
  }

  /// Old and variant forms of characters in the names of towns.
  private static let oldForms: [UInt16] = {
    let pairs = "廣広澤沢邊辺邉辺齋斎齊斉龍竜嶋島嶌島櫻桜檜桧國国學学鹽塩瀧滝髙高﨑崎濱浜壽寿條条驛駅當当萬万圓円藏蔵眞真靜静惠恵德徳榮栄應応曾曽峯峰會会縣県區区橫横"
    let scalars = pairs.unicodeScalars.map(\.value)
    var forms = [UInt16](repeating: 0, count: 0x5200)
    for index in stride(from: 0, to: scalars.count - 1, by: 2) where scalars[index] &- 0x4E00 < 0x5200 {
      forms[Int(scalars[index] - 0x4E00)] = UInt16(scalars[index + 1])
    }
    return forms
  }()

  private static func newForm(_ scalar: UInt32) -> UInt32 {
    if scalar == 0xFA11 { return 0x5D0E }  // 﨑
    guard scalar &- 0x4E00 < 0x5200 else { return scalar }
    let form = oldForms[Int(scalar - 0x4E00)]
    return form == 0 ? scalar : UInt32(form)
  }

  private static func isDigit(_ scalar: UInt32) -> Bool { scalar &- 0x30 < 10 }

  private static func utf8(_ scalars: some Sequence<UInt32>) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in scalars { appendScalar(scalar, to: &bytes) }
    return bytes
  }
}
