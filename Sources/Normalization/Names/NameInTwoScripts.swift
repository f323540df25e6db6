/// A cell that has a name in two scripts side by side: 김제니(Jennifer Kim), KIM JENNY / 김제니, 王小明 (Wang Xiaoming).
///
/// Here the cell is only taken apart. Whether both halves name one person is for those to say who read them.
struct NameInTwoScripts {
  /// The half in Hangul, or in Han characters where there is none.
  private(set) var native: [UInt8] = []
  /// The half in Latin letters, as a field of its own would have it.
  private(set) var latin: [UInt8] = []
  private(set) var isHangul = false
  /// A slash, bar or comma between the halves, which parts two people as often.
  private(set) var isParted = false

  private static let fieldBytesMax = 96

  private enum Letters { case latin, hangul, han }

  /// Nil where the cell is in one script, or where digits, notes in a third place or other signs stand in it.
  init?(_ field: [UInt8]) {
    guard field.count >= 8, field.count <= NameInTwoScripts.fieldBytesMax, field.contains(where: { $0 >= 0xE3 }),
      field.contains(where: isASCIILetter) || field.contains(0xEF)
    else { return nil }
    var words: [(letters: Letters, text: [UInt8], mark: UInt32)] = []
    var mark: UInt32 = 0
    var isWordOpen = false
    for written in scalars(displayText(field)) {
      let scalar = (0xFF01...0xFF5E).contains(written) ? written - 0xFEE0 : written
      let letters: Letters
      switch ScalarScript.of(scalar) {
      case .latin: letters = .latin
      case .hangul: letters = .hangul
      case .han: letters = .han
      default:
        switch scalar {
        case 0x27, 0x2D, 0x2E, 0x2019:
          // Min-Jun, O'Neil, J.; a hyphen between spaces parts the halves
          if isWordOpen { appendScalar(scalar, to: &words[words.count - 1].text) }
        case 0x20, 0x3000: isWordOpen = false
        case 0x28, 0x29, 0x5B, 0x5D, 0x2C, 0x2F, 0x7C, 0x3010, 0x3011:
          isWordOpen = false
          mark = scalar
        default: return nil
        }
        continue
      }
      if !isWordOpen || words[words.count - 1].letters != letters {
        words.append((letters, [], mark))
        (isWordOpen, mark) = (true, 0)
      }
      appendScalar(scalar, to: &words[words.count - 1].text)
    }
    // 이은혜(李恩惠, Grace Lee): the characters of the Hangul
    isHangul = words.contains { $0.letters == .hangul }
    if isHangul { words.removeAll { $0.letters == .han } }
    guard let first = words.first?.letters, let border = words.firstIndex(where: { $0.letters != first }),
      words[border...].allSatisfy({ $0.letters == words[border].letters })
    else { return nil }
    isParted = [0x2C, 0x2F, 0x7C].contains(words[border].mark) && !words.contains { [0x28, 0x5B, 0x3010].contains($0.mark) }
    let halves = [words[..<border], words[border...]]
    for half in halves {
      let isLatin = half[half.startIndex].letters == .latin
      guard half.count <= 4, !isLatin || half.count > 1 else { return nil }
      for (place, word) in half.enumerated() {
        switch word.mark {
        case 0 where place > 0:
          if isLatin { latin.append(0x20) } else { native.append(0x20) }
        // Kim, Jenny and KIM/JENNY
        case 0x2C where place == 1 && isLatin, 0x2F where place == 1 && isLatin: latin += [UInt8(ascii: ","), 0x20]
        case _ where place > 0: return nil
        default: break
        }
        if isLatin { latin += word.text } else { native += word.text }
      }
    }
  }
}
