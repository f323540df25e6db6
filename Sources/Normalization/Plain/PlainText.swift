import Identity

/// Any other text that varies: an occupation, a product, a note. Compared as it folds.
///
/// The comparison form is the folded text.
extension Normalizer {
  /// - Parameters:
  ///   - raw: one field.
  ///   - into: called once, or not at all for an empty field.
  public func text(_ raw: [UInt8], into: (NormalizedValue) -> Void) {
    let raw = withoutResidentNumbers(raw)
    let folded = foldText(raw)
    if folded.isEmpty { return }
    var flags: ValueFlags = raw.count > Normalizer.rawBytesMax ? .clipped : []
    let isHidden = isHiddenResidentNumber(folded)
    if isHidden || Placeholder.isMissing(folded) {
      flags.insert(isHidden ? .partial : .placeholder)
      into(
        NormalizedValue(
          attribute: .text, canonical: displayed(raw, folded), form: [], keys: [], flags: flags, sharing: .ofNothing(flags)))
      return
    }
    into(
      NormalizedValue(
        attribute: .text, canonical: displayed(raw, folded), form: folded,
        keys: [NormalizedKey(.textExact, folded)], flags: flags))
  }
}

extension TextLevel {
  /// How well two comparison forms of plain text agree.
  public static func of(_ left: Span<UInt8>, _ right: Span<UInt8>) -> TextLevel {
    if left.isEmpty || right.isEmpty { return .different }
    guard let distance = damerauAtMost(left, right, limit: 1) else {
      return hasWordsInCommon(left, right) ? .close : .different
    }
    if distance == 0 { return .same }
    return min(left.count, right.count) >= 5 && lettersDiffer(left, right)
      ? .close
      : hasWordsInCommon(left, right) ? .close : .different
  }
}

/// What is shown where the display text would be empty although something folds out of it.
func displayed(_ raw: [UInt8], _ folded: [UInt8]) -> [UInt8] {
  let text = displayText(raw)
  return text.isEmpty ? folded : text
}

/// Whether one keying error apart is apart in letters: numbers tell things apart.
private func lettersDiffer(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
  var start = 0
  while start < min(left.count, right.count), left[start] == right[start] { start += 1 }
  return !(start < left.count && isASCIIDigit(left[start])) && !(start < right.count && isASCIIDigit(right[start]))
}

/// Whether at least six words in ten of both texts together are in both.
private func hasWordsInCommon(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
  let leftCount = wordCount(left)
  let rightCount = wordCount(right)
  if leftCount == 1, rightCount == 1 { return false }
  let common = min(wordsFound(of: left, in: right), wordsFound(of: right, in: left))
  return common * 10 >= 6 * (leftCount + rightCount - common) && common > 0
}

private func wordCount(_ text: Span<UInt8>) -> Int {
  var count = 1
  for index in 0..<text.count where text[index] == 0x20 { count += 1 }
  return count
}

private func wordsFound(of text: Span<UInt8>, in other: Span<UInt8>) -> Int {
  var found = 0
  var start = 0
  while start < text.count {
    let end = wordEnd(text, start)
    var otherStart = 0
    while otherStart < other.count {
      let otherEnd = wordEnd(other, otherStart)
      if isSame(text, start..<end, other, otherStart..<otherEnd) {
        found += 1
        break
      }
      otherStart = otherEnd + 1
    }
    start = end + 1
  }
  return found
}

private func wordEnd(_ text: Span<UInt8>, _ start: Int) -> Int {
  var end = start
  while end < text.count, text[end] != 0x20 { end += 1 }
  return end
}
