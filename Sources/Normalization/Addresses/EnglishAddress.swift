/// Addresses with the number before the street, as the United States, Canada, Britain, Ireland, Australia
/// and New Zealand write them: a house number, the core of the street's name without its kind and
/// direction, a unit, a city, a state and a postcode.
///
/// The tables follow USPS Publication 28.
enum EnglishAddress {
  static func parse(_ folded: [UInt8], city: [UInt8], postcode: [UInt8]) -> ParsedAddress {
    var address = ParsedAddress(grammar: .english)
    address.city = city
    address.postcode = postcode
    var segments = folded.split(separator: UInt8(ascii: ",")).map { words($0) }.filter { !$0.isEmpty }
    if let box = takePostBox(segments) {
      address.number = box
      address.street = Array("pobox".utf8)
    }
    takePostcode(&segments, into: &address)
    takeState(&segments)
    takeUnit(&segments, into: &address)
    segments = segments.filter { !$0.isEmpty }
    guard address.street.isEmpty, let first = segments.first else { return address }

    if let numberAt = segments.firstIndex(where: { $0.first.map { $0[0] &- 0x30 < 10 } ?? false }) {
      let streetSegment = segments[numberAt]
      address.number = streetSegment[0].filter { $0 != UInt8(ascii: ".") }
      var rest = Array(streetSegment.dropFirst())
      if let half = rest.first, half == Array("1/2".utf8) {
        address.number += half
        rest.removeFirst()
      } else if rest.count > 1, rest[0].count == 1, !StreetWords.directions.keys.contains(rest[0]) {
        address.number += rest.removeFirst()
      }
      if rest.isEmpty, numberAt + 1 < segments.count { rest = segments.remove(at: numberAt + 1) }
      let beyond = readStreet(rest, into: &address)
      if address.city.isEmpty {
        let last = segments.count > numberAt + 1 ? segments[segments.count - 1] : beyond
        address.city = last.flatMap { $0 }
      }
    } else if segments.count > 1 {
      // Rose Cottage, Church Lane: a house with a name
      address.number = first.flatMap { $0 }
      _ = readStreet(segments[1], into: &address)
      if address.city.isEmpty, segments.count > 2 { address.city = segments[segments.count - 1].flatMap { $0 } }
    } else {
      _ = readStreet(first, into: &address)
    }
    return address
  }

  /// - Returns: the words behind the street: where there are no commas, the city.
  private static func readStreet(_ words: [[UInt8]], into address: inout ParsedAddress) -> [[UInt8]] {
    var words = words
    var beyond: [[UInt8]] = []
    if let suffixAt = words.indices.last(where: {
      $0 > 0 && StreetWords.suffixes.contains(words[$0]) && !isFirstWordOfName(words, $0)
    }) {
      var end = suffixAt + 1
      if end < words.count, StreetWords.directions[words[end]] != nil { end += 1 }
      beyond = Array(words[end...])
      words = Array(words[..<suffixAt])
    } else if words.count > 1, let last = words.last, StreetWords.directions[last] != nil {
      words.removeLast()
    }
    if words.count > 1, StreetWords.directions[words[0]] != nil { words.removeFirst() }
    if words.count > 1, let last = words.last, StreetWords.directions[last] != nil, beyond.isEmpty {
      words.removeLast()
    }
    address.street = words.flatMap { StreetWords.ordinals[$0] ?? $0 }
    if let glued = StreetWords.glued.first(where: {
      address.street.count > $0.count + 2 && address.street.suffix($0.count).elementsEqual($0)
    }) {
      address.street.removeLast(glued.count)
    }
    return beyond
  }

  /// 10 St John's Rd: the first st is a saint; 12 Court St has its kind at the end.
  private static func isFirstWordOfName(_ words: [[UInt8]], _ index: Int) -> Bool {
    index == 0
  }

  private static func takePostBox(_ segments: [[[UInt8]]]) -> [UInt8]? {
    for words in segments {
      for index in words.indices where words[index] == Array("box".utf8) && index > 0 && index + 1 < words.count {
        let before = words[..<index].suffix(2).flatMap { $0 }
        if before.suffix(2).elementsEqual("po".utf8) {
          let digits = words[index + 1].drop { $0 == UInt8(ascii: "0") }
          return Array(digits)
        }
      }
    }
    return nil
  }

  private static func takePostcode(_ segments: inout [[[UInt8]]], into address: inout ParsedAddress) {
    guard let last = segments.indices.last, let word = segments[last].last else { return }
    let count = segments[last].count
    if let zip = zipCode(word), segments.count > 1 || count > 2 {
      if address.postcode.isEmpty { address.postcode = zip }
      segments[last].removeLast()
    } else if count >= 2 || segments.count > 1 {
      let joined = (count >= 2 ? segments[last][count - 2] : []) + word
      if isBritish(joined) || isCanadian(joined) {
        if address.postcode.isEmpty { address.postcode = joined }
        segments[last].removeLast(min(2, count))
      } else if isBritish(word) || isCanadian(word) {
        if address.postcode.isEmpty { address.postcode = word }
        segments[last].removeLast()
      }
    }
    if segments[last].isEmpty { segments.removeLast() }
  }

  /// ZIP or ZIP+4; the four are dropped.
  static func zipCode(_ word: [UInt8]) -> [UInt8]? {
    let digits = word.prefix { $0 &- 0x30 < 10 }
    guard digits.count == 5, word.count == 5 || word.count == 10 && word[5] == UInt8(ascii: "-") else { return nil }
    return Array(digits)
  }

  /// A9 9AA to AA9A 9AA, joined.
  static func isBritish(_ word: [UInt8]) -> Bool {
    guard (5...7).contains(word.count) else { return false }
    let shape = word.map {
      $0 &- 0x30 < 10 ? UInt8(ascii: "9") : $0 &- 0x61 < 26 ? UInt8(ascii: "a") : UInt8(ascii: "-")
    }
    guard shape.suffix(3).elementsEqual("9aa".utf8) else { return false }
    let outward = String(decoding: shape.dropLast(3), as: UTF8.self)
    return ["a9", "a99", "aa9", "aa99", "a9a", "aa9a"].contains(outward)
  }

  static func isCanadian(_ word: [UInt8]) -> Bool {
    word.count == 6
      && word.enumerated().allSatisfy { $0.offset % 2 == 0 ? $0.element &- 0x61 < 26 : $0.element &- 0x30 < 10 }
  }

  private static func takeState(_ segments: inout [[[UInt8]]]) {
    guard let last = segments.indices.last, segments.count > 1 || segments[last].count > 2 else { return }
    for length in [1, 2] where segments[last].count >= length {
      let name = segments[last].suffix(length).flatMap { $0 }
      guard StreetWords.states[name] != nil else { continue }
      // Washington St ends in no state, and a street's direction is none
      if segments.count == 1, StreetWords.directions[name] != nil || StreetWords.suffixes.contains(name) { continue }
      segments[last].removeLast(length)
      if segments[last].isEmpty { segments.removeLast() }
      return
    }
  }

  private static func takeUnit(_ segments: inout [[[UInt8]]], into address: inout ParsedAddress) {
    for segment in segments.indices {
      var index = 0
      while index < segments[segment].count {
        let word = segments[segment][index]
        guard StreetWords.units.contains(word) else {
          index += 1
          continue
        }
        let words = segments[segment]
        let isFloor = word.starts(with: Array("fl".utf8)) && word != Array("flat".utf8)
        // 34th Floor: the number stands in front
        if isFloor, index > 0, words[index - 1].first.map({ $0 &- 0x30 < 10 }) ?? false,
          words[index - 1].suffix(2).contains(where: { $0 &- 0x61 < 26 })
        {
          setUnit(Array("fl".utf8) + words[index - 1].prefix { $0 &- 0x30 < 10 }, &address)
          segments[segment].removeSubrange(index - 1...index)
          continue
        }
        guard index + 1 < words.count,
          words[index + 1].contains(where: { $0 &- 0x30 < 10 }) || words[index + 1].count == 1
        else {
          index += 1
          continue
        }
        let number = words[index + 1].filter { $0 != UInt8(ascii: "-") }
        setUnit(isFloor ? Array("fl".utf8) + number : number, &address)
        segments[segment].removeSubrange(index...index + 1)
      }
    }
  }

  private static func setUnit(_ unit: [UInt8], _ address: inout ParsedAddress) { address.unit += unit }

  /// Words without full stops and apostrophes; `#4B` is unit 4b, a fraction a word of its own.
  static func words(_ text: ArraySlice<UInt8>) -> [[UInt8]] {
    var words: [[UInt8]] = []
    var word: [UInt8] = []
    func finish(_ words: inout [[UInt8]], _ word: inout [UInt8]) {
      if !word.isEmpty, word != [UInt8(ascii: "-")] { words.append(word) }
      word = []
    }
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ";"): finish(&words, &word)
      case UInt8(ascii: "."), UInt8(ascii: "'"), UInt8(ascii: "\""): break
      case UInt8(ascii: "#"):
        finish(&words, &word)
        words.append(Array("unit".utf8))
      case 0xE2 where text[index...].starts(with: [0xE2, 0x81, 0x84]):
        word.append(UInt8(ascii: "/"))
        index += 2
      default: word.append(byte)
      }
      index += 1
    }
    finish(&words, &word)
    return words
  }
}
