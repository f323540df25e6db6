/// A Japanese name with its reading behind it in brackets, as forms without a column for it have it: 山田太郎（やまだ たろう）.
struct BracketedReading {
  private(set) var name: [UInt8] = []
  private(set) var kana: [UInt8] = []

  private static let fieldBytesMax = 128

  /// Nil where the field ends in no bracket, or holds anything but Han and kana before it and kana in it.
  init?(_ field: [UInt8]) {
    // the lead bytes of Han and of what nobody sees in front, and the last of a bracket
    guard field.count >= 8, field.count <= BracketedReading.fieldBytesMax, let first = field.first, first >= 0xC2,
      field.contains(where: { (0xE3...0xE9).contains($0) }), field.suffix(12).contains(where: BracketedReading.mayEndBracket)
    else { return nil }
    let text = scalars(displayText(field))
    guard let open = text.firstIndex(where: BracketedReading.isOpening), open > 0, let close = text.last,
      BracketedReading.isClosing(close)
    else { return nil }
    var hasHan = false
    for scalar in text[..<open] {
      switch ScalarScript.of(scalar) {
      case .han: hasHan = true
      case .kana: break
      default: guard BracketedReading.isSpace(scalar) else { return nil }
      }
    }
    let reading = text[(open + 1)..<(text.count - 1)]
    guard hasHan, reading.count(where: { ScalarScript.of($0) == .kana }) >= 2,
      // ブルース・リー is what the foreign press calls somebody
      reading.allSatisfy({ ScalarScript.of($0) == .kana && $0 != 0x30FB || BracketedReading.isSpace($0) })
    else { return nil }
    for scalar in text[..<open] { appendScalar(scalar, to: &name) }
    for scalar in reading { appendScalar(scalar, to: &kana) }
  }

  private static func mayEndBracket(_ byte: UInt8) -> Bool { byte == 0x29 || byte == 0x5D || byte == 0x89 || byte == 0xBD || byte == 0x91 }
  private static func isOpening(_ scalar: UInt32) -> Bool { [0x28, 0x5B, 0xFF08, 0xFF3B, 0x3010].contains(scalar) }
  private static func isClosing(_ scalar: UInt32) -> Bool { [0x29, 0x5D, 0xFF09, 0xFF3D, 0x3011].contains(scalar) }
  private static func isSpace(_ scalar: UInt32) -> Bool { scalar == 0x20 || scalar == 0x3000 }
}
