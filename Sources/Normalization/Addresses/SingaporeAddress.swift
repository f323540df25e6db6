/// What Singapore writes otherwise than the rest of the English-speaking world.
enum SingaporeAddress {
  /// Blk 123 Ang Mo Kio Ave 6, S(560123) as 123 Ang Mo Kio Ave 6, Singapore 560123: a block's number is the house number, and
  /// the letter before the postcode is the town.
  ///
  /// - Parameter folded: without accents.
  static func plain(_ folded: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(folded.count + town.count)
    var index = 0
    while index < folded.count {
      let isStart = index == 0 || !isASCIILetter(folded[index - 1]) && !isASCIIDigit(folded[index - 1])
      if isStart, let end = blockEnd(folded, index) {
        // apt blk 123
        if out.suffix(4).elementsEqual("apt ".utf8) { out.removeLast(4) }
        index = end
        continue
      }
      if isStart, folded[index] == UInt8(ascii: "s"), let code = code(folded[(index + 1)...]) { return out + town + code }
      out.append(folded[index])
      index += 1
    }
    return out
  }

  private static let town = Array("singapore ".utf8)

  /// Where the number of a block begins.
  private static func blockEnd(_ text: [UInt8], _ start: Int) -> Int? {
    for word in ["blk", "block"] where text[start...].starts(with: word.utf8) {
      var end = start + word.utf8.count
      while end < text.count, text[end] == 0x20 || text[end] == 0x2E { end += 1 }
      if end < text.count, isASCIIDigit(text[end]) { return end }
    }
    return nil
  }

  /// The six digits that a text is, brackets, spaces and the rest of an abbreviated town (S'pore) aside.
  private static func code(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var text = text
    if text.starts(with: "'pore".utf8) { text = text.dropFirst(5) } else if text.starts(with: "pore".utf8) { text = text.dropFirst(4) }
    while let first = text.first, first == 0x20 || first == 0x28 { text = text.dropFirst() }
    while let last = text.last, last == 0x20 || last == 0x29 { text = text.dropLast() }
    return text.count == 6 && text.allSatisfy(isASCIIDigit) ? text : nil
  }
}
