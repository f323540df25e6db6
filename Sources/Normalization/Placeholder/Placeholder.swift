/// Is this a placeholder? The one place that every kind of value asks.
///
/// Two of three layers are here: what people write where they have nothing to write, in words, and what
/// shapes fillers have: one sign repeated, digits counted up, a run along the keyboard. Each kind adds
/// what only it can know, its sample numbers and dates. The third layer, values that too many people
/// share, is learnt from the whole set elsewhere.
package enum Placeholder {
  /// Whether folded text says that there is no value. Spaces inside do not matter.
  package static func isMissing(_ folded: [UInt8]) -> Bool {
    let span = folded.span
    if span.count == 0 || span.count > wordBytesMax { return false }
    // Most values begin with something that no such word begins with.
    if span[0] < 0x80, !firstBytes[Int(span[0])] { return false }
    if isMarkRepeated(span) { return true }
    let word = folded.contains(0x20) ? folded.filter { $0 != 0x20 } : folded
    return word.count <= ShortWords<Bool>.lengthBytesMax ? words.contains(word) : longWords.contains(word)
  }

  /// Digits that nobody was given: the same throughout, the last eight the same, seven zeros at the end,
  /// or counted up or down from one end of the row.
  ///
  /// - Precondition: `digits` holds ASCII digits only.
  package static func isFiller(digits: Span<UInt8>, countMin: Int) -> Bool {
    guard digits.count >= max(1, countMin) else { return false }
    let last = digits[digits.count - 1]
    var run = 1
    while run < digits.count, digits[digits.count - 1 - run] == last { run += 1 }
    if run >= 8 || run == digits.count || last == 0x30 && run >= 7 { return true }
    return isCounted(digits)
  }

  /// 1234567, 01234567890, 9876543: a filler in an address book, whatever its length.
  package static func isCounted(_ digits: Span<UInt8>) -> Bool {
    guard digits.count >= 7 else { return false }
    switch digits[0] {
    case 0x30: return isCounted(digits, up: true) || isCounted(digits, up: false)
    case 0x31: return isCounted(digits, up: true)
    case 0x39: return isCounted(digits, up: false)
    default: return false
    }
  }

  private static func isCounted(_ digits: Span<UInt8>, up: Bool) -> Bool {
    for index in 1..<digits.count {
      let before = digits[index - 1]
      let next = up ? (before == 0x39 ? 0x30 : before + 1) : (before == 0x30 ? 0x39 : before - 1)
      if digits[index] != next { return false }
    }
    return true
  }

  /// `asdf`, `qwerqwer`, `zxcvbn`: letters in the order of a keyboard's row, four or more at a time, and
  /// nothing else. Latin or, on the Korean keyboard, consonants.
  package static func isKeyboardRun(_ folded: [UInt8]) -> Bool {
    guard folded.count >= 4, folded.count <= wordBytesMax else { return false }
    let span = folded.span
    var offset = 0
    var before: UInt16 = 0
    var run = 0
    while offset < span.count {
      let key = keyPlace(decodeScalar(span, at: &offset))
      if key == 0 { return false }
      if run > 0, key == before + 1 {
        run += 1
      } else {
        if run > 0, run < 4 { return false }
        run = 1
      }
      before = key
    }
    return run >= 4
  }

  /// Where on the keyboard a letter is: its row and its place in it, one more from key to key; 0 is nowhere.
  @inline(__always)
  private static func keyPlace(_ scalar: UInt32) -> UInt16 {
    if scalar < 0x80 { return latinKeys[Int(scalar)] }
    // lone Korean letters and what they fold to
    return scalar &- 0x1100 < 0x100 || scalar &- 0x3131 < 0x60 ? place(scalar) : 0
  }

  private static func place(_ scalar: UInt32) -> UInt16 {
    for (index, row) in rows.enumerated() {
      if let place = row.firstIndex(of: scalar) { return UInt16(index * 16 + place + 1) }
    }
    return 0
  }

  private static let latinKeys: [UInt16] = (0..<128).map { place($0) }

  /// `ㅇㅇㅇ`, `xxx`, `ㅋㅋ`: one letter three times or more, or two and more lone Korean consonants.
  package static func isOneLetterRepeated(_ folded: [UInt8]) -> Bool {
    guard folded.count >= 3, folded.count <= wordBytesMax else { return false }
    let span = folded.span
    var offset = 0
    let first = decodeScalar(span, at: &offset)
    var count = 1
    var isSame = true
    var areConsonants = isConsonantAlone(first)
    while offset < span.count, isSame || areConsonants {
      let scalar = decodeScalar(span, at: &offset)
      count += 1
      if scalar != first { isSame = false }
      if !isConsonantAlone(scalar) { areConsonants = false }
    }
    return count >= 2 && areConsonants || count >= 3 && isSame && first >= 0x61
  }

  /// U+3131...U+314E, or what they fold to.
  private static func isConsonantAlone(_ scalar: UInt32) -> Bool {
    (0x3131...0x314E).contains(scalar) || (0x1100...0x1112).contains(scalar)
  }

  private static let wordBytesMax = 40

  /// `---`, `...`, `???`, `***`
  private static func isMarkRepeated(_ text: Span<UInt8>) -> Bool {
    let first = text[0]
    switch first {
    case 0x2D, 0x2E, 0x3F, 0x2A, 0x2F, 0x5F, 0x7E, 0x3D, 0x23, 0x21, 0x2C: break
    default: return false
    }
    for index in 1..<text.count where text[index] != first && text[index] != 0x20 { return false }
    return true
  }

  private static let rows: [[UInt32]] = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ"]
    // Lone Korean letters fold to others, one by one; a vowel behind a consonant would become a syllable.
    .map { row in row.unicodeScalars.map { scalars(foldText(Array(String($0).utf8)))[0] } }

  private static let vocabulary =
    """
    - -- --- . .. ... * ** *** ? ?? ??? x xx xxx / // n/a na n.a. n.a n\\a none null nil nan nill empty blank unknown
    unk
    undefined missing notavailable notapplicable notgiven notprovided tbd tba ø #n/a #null! #ref! #value! #name? #div/0! #num! #spill! #calc! <null> (null) (none) (blank)
    없음 없슴 없다 무 모름 미상 미입력 미기재 해당없음 해당사항없음 정보없음 비공개 なし 無し 無 不明 未記入 該当なし 未知 不详 无
    keine keiner unbekannt inconnu aucun ninguno ninguna nessuno brak desconocido
    """

  private static let words = ShortWords<Bool>(vocabulary)
  private static let longWords = WordSet(vocabulary)

  private static let firstBytes: [Bool] = {
    var table = [Bool](repeating: false, count: 128)
    for byte in "-.?*/_~=#!,".utf8 { table[Int(byte)] = true }
    for word in longWords.all where word[0] < 0x80 { table[Int(word[0])] = true }
    return table
  }()
}
