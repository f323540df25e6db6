import Identity

/// No value keeps the back of a Korean resident number: not in what is shown, compared or looked up, whatever
/// the field is for and however its digits are dressed.

/// The raw text, with the back digits of resident numbers hidden.
///
/// A number may show only when the text is folded (digits of other scripts, with invisible characters between
/// them): such a text comes back folded.
///
/// - Parameter areExpected: thirteen digits in a row are one whatever the check digit says.
/// - Complexity: one look at each byte where there are too few digits.
func withoutResidentNumbers(_ raw: [UInt8], areExpected: Bool = false) -> [UInt8] {
  withoutResidentNumbers(raw, rules: areExpected ? .areExpected : [])
}

func withoutResidentNumbers(_ raw: [UInt8], rules: ResidentNumberRules) -> [UInt8] {
  mayHoldResidentNumber(raw) ? maskedResidentNumbers(raw, rules: rules) : raw
}

/// The same in place: most texts are only looked at.
func hideResidentNumbers(_ raw: inout [UInt8], areExpected: Bool = false) {
  if mayHoldResidentNumber(raw) { raw = maskedResidentNumbers(raw, rules: areExpected ? .areExpected : []) }
}

/// Whether a text has digits enough, of one sort, as they are written or once they are folded. Few have.
func mayHoldResidentNumber(_ raw: [UInt8]) -> Bool {
  guard raw.count >= 13 else { return false }
  let span = raw.span
  let (digits, wide) = digitsAndWideBytes(span)
  if wide == 0 { return digits >= 13 }
  guard digits + wide / 2 >= 13 else { return false }
  var marks = 0
  var hangul = 0
  var odd = 0
  var offset = 0
  while offset < span.count {
    switch span[offset] {
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"): marks += 1
    // the rest of ASCII and what is behind the first byte of a character; Han
    case 0..<0xC2, 0xE4...0xE9: break
    case 0xEA where offset + 1 < span.count && span[offset + 1] < 0xB0: odd += 1
    case 0xEA...0xED:
      if offset + 2 < span.count, isHangulDigit(span[offset], span[offset + 1], span[offset + 2]) { hangul += 1 }
    default: odd += 1
    }
    offset += 1
  }
  // A date that is parted twice may lack two zeros (85-3-7-2123456). Others fold to three digits at most (⅒), or to a mark.
  return max(digits, hangul) + 3 * odd >= (odd > 0 || marks >= 2 ? 11 : 13)
}

/// How many bytes are ASCII digits, and how many are no ASCII: eight at a time.
private func digitsAndWideBytes(_ span: Span<UInt8>) -> (digits: Int, wide: Int) {
  let ones: UInt64 = 0x0101_0101_0101_0101
  var digits: UInt64 = 0
  var wide: UInt64 = 0
  var offset = 0
  while offset + 8 <= span.count {
    // unsafe only in that it is not asked again whether eight bytes lie there
    let word = span.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    let low = word & ~(ones << 7)
    // the high bit of a byte's sum says that it is at least 0x30, and at least 0x3A
    let digit = (low &+ ones &* 0x50) & ~(low &+ ones &* 0x46) & ~word & (ones << 7)
    digits &+= ((digit >> 7) &* ones) >> 56
    wide &+= ((word >> 7 & ones) &* ones) >> 56
    offset += 8
  }
  while offset < span.count {
    if span[offset] &- 0x30 < 10 { digits &+= 1 }
    if span[offset] >= 0x80 { wide &+= 1 }
    offset += 1
  }
  return (Int(digits), Int(wide))
}

/// - Precondition: `mayHoldResidentNumber`.
private func maskedResidentNumbers(_ raw: [UInt8], rules: ResidentNumberRules) -> [UInt8] {
  let span = raw.span
  var digits = 0
  var wide = 0
  var odd = 0
  var hangul = 0
  for index in 0..<span.count {
    let byte = span[index]
    if byte &- 0x30 < 10 { digits += 1 }
    if byte >= 0x80 { wide += 1 }
    // neither ASCII nor a Hangul syllable nor Han
    if byte >= 0xC2, byte < 0xE4 || byte > 0xED { odd += 1 }
    // digits may be written in Hangul
    if byte &- 0xEA < 4 { hangul += 1 }
  }
  var text = raw
  if holdsResidentNumber(raw, rules: rules) { maskResidentNumbers(&text, in: text.indices, rules: rules) }
  guard digits + odd + hangul >= 13, odd > 0 || wide > 0 && isBroken(span) else { return text }
  let folded = foldText(text)
  guard holdsResidentNumber(folded, rules: rules) else { return text }
  text = folded
  maskResidentNumbers(&text, in: text.indices, rules: rules)
  return text
}

/// Whether a text is nothing but a resident number whose back is hidden: a date of birth and a sex, which many share,
/// and so no value that makes two records one.
func isHiddenResidentNumber(_ folded: [UInt8]) -> Bool {
  folded.contains(0x2A) && residentNumberRanges(folded, rules: []) == [folded.indices]
}

/// Whether bytes are no part of a character: folding makes marks of them.
private func isBroken(_ text: Span<UInt8>) -> Bool {
  var offset = 0
  while offset < text.count {
    if text[offset] < 0x80 {
      offset += 1
    } else if decodeScalar(text, at: &offset) == 0xFFFD {
      return true
    }
  }
  return false
}
