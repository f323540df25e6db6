/// Complexes: homes that are known by the name of their complex, block and flat, with neither road nor lot number.
/// 서울 강남구 대치동 은마아파트 10동 1203호, 정자동 파크뷰 605-1902.

extension KoreanAddress {
  /// Words that only buildings and complexes are called by; each ends a word or stands before its number (마을6단지).
  private static let complexWords: [StaticLetters] = houseWords + ["아파트", "타운", "마을", "단지", "주상복합", "apt"]
  /// Of these the ones that mostly are one house: a number behind them is a flat.
  private static let houseWords: [StaticLetters] = [
    "빌라", "오피스텔", "맨션", "맨숀", "연립", "빌리지", "하이츠", "타워", "빌딩", "레지던스",
  ]

  /// Whether such a word ends in the range: a mere name is no complex.
  static func hasComplexWord(_ text: Span<UInt32>, _ range: Range<Int>) -> Bool {
    var end = range.lowerBound + 2
    while end <= range.upperBound {
      if end == range.upperBound || text.isApart(end) || text.isDigit(end),
        endsInComplexWord(text, end, from: range.lowerBound)
      {
        return true
      }
      end += 1
    }
    return false
  }

  private static func endsInComplexWord(_ text: Span<UInt32>, _ end: Int, from start: Int) -> Bool {
    for word in complexWords where end - word.letters.count >= start {
      if text.has(word, at: end - word.letters.count) { return true }
    }
    return false
  }

  /// 삼모빌라, before 302.
  static func endsInHouseWord(_ text: Span<UInt32>, _ end: Int) -> Bool {
    for word in houseWords where text.has(word, at: end - word.letters.count) { return true }
    return false
  }

  /// 201동, 1203호.
  private static func hasUnitWord(_ text: Span<UInt32>) -> Bool {
    for index in 1..<max(1, text.count) where text.isDigit(index - 1) && (text[index] == 0xB3D9 || text[index] == 0xD638) { return true }
    return false
  }

  /// Behind the number in front of a complex, which is the lot's, without its dong: 316 은마아파트.
  static func complexStart(_ text: Span<UInt32>, _ position: Int) -> Int {
    guard text.isDigit(position), let number = readNumber(text, position), number.end < text.count,
      text.isApart(number.end), text.isHangul(number.end)
    else { return position }
    var end = number.end + 1
    while end < text.count, !text.isApart(end) { end += 1 }
    return hasComplexWord(text, number.end..<end) ? number.end : position
  }

  /// An address without road and lot is one of a complex where it has a name, and with it a block, a flat or a word that
  /// only complexes are called by. The town, where one stood before it, tells complexes of one name apart.
  mutating func settleComplex(_ text: Span<UInt32>) {
    guard kind == .none, !building.isEmpty, isComplexName || !block.isEmpty || !flat.isEmpty else { return }
    // 연락처 010-1234-5678: a number of three groups is no flat
    if !isComplexName, flat.contains(UInt8(ascii: "-")) { return }
    // 남구 라곡곡 765-20: a lot in a town that was mistyped, for all that is known
    if !isComplexName, town == 0, unknownTown.isEmpty, passedTown == nil, !KoreanAddress.hasUnitWord(text) { return }
    kind = .complex
    if town == 0, unknownTown.isEmpty, let passed = passedTown { settleOtherTown(text, passed.lowerBound, passed.upperBound) }
  }
}
