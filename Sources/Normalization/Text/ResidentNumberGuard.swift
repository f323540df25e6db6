import Identity

/// No value keeps the back of a Korean resident number: not in what is shown, compared or looked up, whatever
/// the field is for and however its digits are dressed.

/// The raw text, with the back digits of resident numbers hidden.
///
/// A number may show only when the text is folded (digits of other scripts, with invisible characters between
/// them): such a text comes back folded.
///
/// - Parameter areExpected: thirteen digits in a row are one whatever the check digit says.
/// - Complexity: one look at each byte where there are fewer than thirteen digits.
func withoutResidentNumbers(_ raw: [UInt8], areExpected: Bool = false) -> [UInt8] {
  guard raw.count >= 13 else { return raw }
  let span = raw.span
  var digits = 0
  var wide = 0
  var odd = 0
  for index in 0..<span.count {
    let byte = span[index]
    if byte &- 0x30 < 10 { digits += 1 }
    if byte >= 0x80 { wide += 1 }
    // neither ASCII nor a Hangul syllable nor Han
    if byte >= 0xC2, byte < 0xE4 || byte > 0xED { odd += 1 }
  }
  guard digits + wide / 2 >= 13 else { return raw }
  var text = raw
  if holdsResidentNumber(raw, areExpected: areExpected) {
    maskResidentNumbers(&text, in: text.indices, areExpected: areExpected)
  }
  guard odd > 0, digits + odd >= 13 else { return text }
  let folded = foldText(text)
  guard holdsResidentNumber(folded, areExpected: areExpected) else { return text }
  text = folded
  maskResidentNumbers(&text, in: text.indices, areExpected: areExpected)
  return text
}
