/// Hangul letters typed one by one (`ㄱㅣㅁ`) become syllables, as an input method would have made them.
///
/// Source of the arithmetic: Unicode Standard 3.12, Conjoining Jamo Behavior.

/// Composes runs of compatibility jamo, U+3131...U+3163. A consonant before a vowel starts a syllable;
/// a consonant after a vowel closes it unless the next letter is a vowel. Letters left over stay.
package func composingJamo(_ text: [UInt32]) -> [UInt32] {
  var out: [UInt32] = []
  out.reserveCapacity(text.count)
  var index = 0
  while index < text.count {
    guard let lead = leadIndex(text[index]), index + 1 < text.count, let vowel = vowelIndex(text[index + 1]) else {
      out.append(text[index])
      index += 1
      continue
    }
    index += 2
    var tail: UInt32 = 0
    if index < text.count, let closing = tailIndex(text[index]),
      index + 1 >= text.count || vowelIndex(text[index + 1]) == nil
    {
      tail = closing
      index += 1
    }
    out.append(0xAC00 + (lead * 21 + vowel) * 28 + tail)
  }
  return out
}

/// Compatibility consonants U+3131...U+314E in order: place among the 19 leading consonants and among
/// the 27 closing ones, 255 where there is none.
private let consonants: [(lead: UInt8, tail: UInt8)] = [
  (0, 1), (1, 2), (255, 3), (2, 4), (255, 5), (255, 6), (3, 7), (4, 255), (5, 8), (255, 9), (255, 10), (255, 11),
  (255, 12), (255, 13), (255, 14), (255, 15), (6, 16), (7, 17), (8, 255), (255, 18), (9, 19), (10, 20), (11, 21),
  (12, 22), (13, 255), (14, 23), (15, 24), (16, 25), (17, 26), (18, 27),
]

private func leadIndex(_ scalar: UInt32) -> UInt32? {
  guard (0x3131...0x314E).contains(scalar) else { return nil }
  let place = consonants[Int(scalar - 0x3131)].lead
  return place == 255 ? nil : UInt32(place)
}

private func tailIndex(_ scalar: UInt32) -> UInt32? {
  guard (0x3131...0x314E).contains(scalar) else { return nil }
  let place = consonants[Int(scalar - 0x3131)].tail
  return place == 255 ? nil : UInt32(place)
}

private func vowelIndex(_ scalar: UInt32) -> UInt32? {
  (0x314F...0x3163).contains(scalar) ? scalar - 0x314F : nil
}
