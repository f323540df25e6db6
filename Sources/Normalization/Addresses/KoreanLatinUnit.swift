/// The unit of a Korean address in the Latin form: Bldg. 101 Rm. 1203, 101-1203, A-101, 101-dong 1203-ho, B1F.

extension KoreanAddress {
  private enum Part { case block, floor, flat }

  /// Numbers that neither road nor lot took. A number behind Bldg. or Rm. is that; bare ones are block and flat.
  mutating func readLatinUnit(_ words: KoreanLatinWords, before road: Int) {
    var bare: Int?
    for index in 0..<words.count where !words.isUsed(index) {
      let word = words[index]
      if words.isNumber(index) {
        if words.isPostcode(index) { continue }
        readNumber(words, index, &bare)
      } else if let name = KoreanAddress.blockName(words, index), index < road, block.isEmpty {
        block = name
      } else if word.count > 4, word.suffix(4).elementsEqual("dong".utf8), word[0] &- 0x30 < 10, block.isEmpty {
        block = KoreanLatinWords.plain(word.dropLast(4))
      } else if word.count > 2, word.suffix(2).elementsEqual("ho".utf8), word[word.count - 3] &- 0x30 < 10 {
        flat = KoreanAddress.below(word.dropLast(2))
      } else if floor.isEmpty,
        let storey = KoreanAddress.storey(word, behind: index + 1 < words.count ? words[index + 1] : [])
      {
        floor = storey
      } else if flat.isEmpty, word.count > 1, word.count <= 5, word[0] &- 0x61 < 26,
        word.dropFirst().allSatisfy({ $0 &- 0x30 < 10 })
      {
        // A-101 is block and flat, B101 a flat
        if words.isJoined(index, at: 1) {
          if block.isEmpty { block = [word[0]] }
          flat = KoreanLatinWords.plain(word.dropFirst())
        } else {
          flat = KoreanAddress.below(word[...])
        }
      }
    }
    if let last = (0..<words.count).last(where: { words.isPostcode($0) && !words.isUsed($0) }) {
      postcode = words[last].filter { $0 &- 0x30 < 10 }
    }
  }

  private mutating func readNumber(_ words: KoreanLatinWords, _ index: Int, _ bare: inout Int?) {
    let pair = words.pair(index)
    if let second = pair.second {
      if block.isEmpty, flat.isEmpty {
        (block, flat) = (pair.first, second)
      } else if flat.isEmpty {
        flat = pair.first + [UInt8(ascii: "-")] + second
      }
      return
    }
    guard words[index].count <= 4 else { return }
    let next = index + 1 < words.count ? words[index + 1] : []
    if KoreanAddress.part(next) == .floor {
      floor = pair.first
      return
    }
    // 101 dong 1203 ho
    if block.isEmpty, next.elementsEqual("dong".utf8) {
      block = pair.first
      return
    }
    if flat.isEmpty, next.elementsEqual("ho".utf8) {
      flat = pair.first
      return
    }
    switch index > 0 ? KoreanAddress.part(words[index - 1]) : nil {
    case .block where block.isEmpty: block = pair.first
    case .floor where floor.isEmpty: floor = pair.first
    case .flat where flat.isEmpty: flat = pair.first
    default:
      if flat.isEmpty {
        flat = pair.first
        bare = index
      } else if block.isEmpty, bare == index - 1 {
        (block, flat) = (flat, pair.first)
      } else {
        isUnclear = true
      }
    }
  }

  private static func part(_ word: [UInt8]) -> Part? {
    switch String(decoding: word, as: UTF8.self) {
    case "bldg", "building", "block", "blk", "tower", "dong": .block
    case "floor", "fl", "f": .floor
    case "rm", "room", "unit", "apt", "apartment", "suite", "ste", "ho", "flat": .flat
    default: nil
    }
  }

  /// A-dong, and Ga-dong for 가동.
  private static func blockName(_ words: KoreanLatinWords, _ index: Int) -> [UInt8]? {
    let word = words[index]
    guard word.count > 4, word.count <= 7, word.suffix(4).elementsEqual("dong".utf8),
      words.isJoined(index, at: word.count - 4)
    else { return nil }
    if word.count == 5, word[0] &- 0x61 < 26 { return [word[0]] }
    let name = String(decoding: word.dropLast(4), as: UTF8.self)
    return blocks.first { $0.latin == name }.map { Array($0.hangul.utf8) }
  }

  private static let blocks: [(latin: String, hangul: String)] = [
    ("ga", "가"), ("na", "나"), ("da", "다"), ("ra", "라"), ("ma", "마"), ("ba", "바"), ("sa", "사"), ("ja", "자"),
    ("cha", "차"), ("ka", "카"), ("ta", "타"), ("pa", "파"), ("ha", "하"),
  ]

  /// 3f, b1f, 3rd floor, b1 floor.
  private static func storey(_ word: [UInt8], behind next: [UInt8]) -> [UInt8]? {
    var number = word[...]
    let isFloorNext = part(next) == .floor
    if word.count > 1, word.count <= 4, word.last == UInt8(ascii: "f") {
      number = word.dropLast()
    } else if isFloorNext, word.count > 2,
      ["th", "st", "nd", "rd"].contains(where: { word.suffix(2).elementsEqual($0.utf8) })
    {
      number = word.dropLast(2)
    } else if !isFloorNext {
      return nil
    }
    let digits = number.first == UInt8(ascii: "b") ? number.dropFirst() : number
    guard !digits.isEmpty, digits.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
    return below(number)
  }

  /// b01 is b1.
  private static func below(_ name: ArraySlice<UInt8>) -> [UInt8] {
    guard let first = name.first, first == UInt8(ascii: "b"), name.count > 1 else { return KoreanLatinWords.plain(name) }
    return [first] + KoreanLatinWords.plain(name.dropFirst())
  }
}
