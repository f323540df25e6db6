/// Boxes of Korean post offices: 강남우체국 사서함 123호. Office and word stand for the road, the box for the number.

extension KoreanAddress {
  /// - Returns: whether the rest of the text is a box.
  mutating func readBox(_ text: Span<UInt32>, _ position: inout Int) -> Bool {
    var start = position
    while start < text.count, !text.has(KoreanAddress.box, at: start) { start += 1 }
    guard start < text.count else { return false }
    var index = start + KoreanAddress.box.letters.count
    if text.letter(index) == PlaceLetter.je { index += 1 }
    let end = text.digitsEnd(index)
    guard end > index, end - index <= 7 else { return false }
    func number(_ range: Range<Int>) -> Int {
      range.reduce(0) { $0 * 10 + (text.isDigit($1) ? Int(text.letter($1)) - 0x30 : 0) }
    }
    main = number(index..<end)
    guard main > 0 else { return false }
    index = end
    if text.letter(index) == 0x2D {
      let last = text.digitsEnd(index + 1)
      if last > index + 1, last - index <= 5 {
        sub = number(index + 1..<last)
        index = last
      }
    }
    if text.letter(index) == PlaceLetter.ho { index += 1 }
    kind = .road
    road = text.utf8(position..<start + KoreanAddress.box.letters.count)
    romanRoad = road
    position = index
    return true
  }

  private static let box: StaticLetters = "사서함"
}
