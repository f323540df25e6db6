import CICU

/// Text as everything else in this module reads it: NFKC_Casefold with the traps of real files
/// defused first, spaces collapsed, nothing invisible left.
///
/// What goes through a byte loop and what through ICU is decided by one look at the bytes: ASCII,
/// composed Hangul, unified Han and kana are their own folds, so most values never reach ICU.

/// Folds case, width, compatibility forms and digits of any script; strips invisible characters;
/// collapses and trims spaces. Idempotent.
///
/// Of more than eight combining marks in a row the rest is dropped before ICU sees them, which bounds
/// the time of normalisation whatever the input. At most `Normalizer.rawBytesMax` bytes are read.
///
/// - Returns: valid UTF-8, possibly empty; bytes that were not UTF-8 show as U+FFFD.
/// - Complexity: linear. Method: Unicode Standard 3.13 (toNFKC_Casefold).
public func foldText(_ raw: [UInt8]) -> [UInt8] {
  if raw.isEmpty { return raw }
  let look = widestContent(raw)
  // most text of addresses and names is as it should be: no copy
  if look.isCollapsed, !look.hasCapitals { return raw }
  switch look.content {
  case .ascii: return collapsedASCII(raw, lowercases: true)
  case .foldedScripts: return collapsed(raw, lowercases: true)
  case .anything: break
  }
  let prepared = preparedForICU(clipped(raw), folds: true)
  let folded = throughICU(prepared, kindred_icu_nfkc_casefold) ?? prepared
  return collapsed(markLimited(folded), lowercases: true)
}

/// The text as written, for people: NFC, invisible characters stripped, spaces collapsed and trimmed;
/// case and width untouched. Idempotent, with the limits of `foldText`.
public func displayText(_ raw: [UInt8]) -> [UInt8] {
  if raw.isEmpty { return raw }
  let look = widestContent(raw)
  if look.isCollapsed { return raw }
  switch look.content {
  case .ascii: return collapsedASCII(raw, lowercases: false)
  case .foldedScripts: return collapsed(raw, lowercases: false)
  case .anything: break
  }
  let prepared = preparedForICU(clipped(raw), folds: false)
  let composed = throughICU(prepared, kindred_icu_nfc) ?? prepared
  return collapsed(markLimited(composed), lowercases: false)
}

/// NFC of a text with loose jamo or marks, as some systems write file names and what is copied from them; any other as it
/// stands. Spaces and the ends of lines stay.
func composedText(_ raw: [UInt8]) -> [UInt8] {
  guard raw.count <= Normalizer.rawBytesMax, hasLooseParts(raw.span) else { return raw }
  let prepared = preparedForICU(raw, folds: false)
  return throughICU(prepared, kindred_icu_nfc).map(markLimited) ?? raw
}

/// Whether a text holds letters or digits that are only another width or style of plain ones: half and full width
/// (U+FF01 to U+FFEF), mathematical (U+1D400 to U+1D7FF), in circles (U+2460 to U+24FF).
func hasCompatibilityForms(_ text: Span<UInt8>) -> Bool {
  for index in text.indices where text[index] >= 0xE2 && index + 2 < text.count {
    switch (text[index], text[index + 1], text[index + 2]) {
    case (0xEF, 0xBC, 0x81...0xBF), (0xEF, 0xBD, _), (0xEF, 0xBE, _), (0xEF, 0xBF, 0x80...0xAF): return true
    case (0xF0, 0x9D, 0x90...0x9F): return true
    case (0xE2, 0x91, 0xA0...0xBF), (0xE2, 0x92, _), (0xE2, 0x93, _): return true
    default: break
    }
  }
  return false
}

/// Jamo of U+1100 to U+11FF, marks of U+0300 to U+036F, and those of kana.
private func hasLooseParts(_ text: Span<UInt8>) -> Bool {
  for index in text.indices where text[index] >= 0xCC && index + 1 < text.count {
    switch (text[index], text[index + 1]) {
    case (0xCC, _), (0xCD, 0x80...0xAF), (0xE1, 0x84...0x87): return true
    case (0xE3, 0x82): if index + 2 < text.count, text[index + 2] == 0x99 || text[index + 2] == 0x9A { return true }
    default: break
    }
  }
  return false
}

/// The text as `displayText` shows it, and that folded: one look at the bytes of most texts.
func shownAndFolded(_ raw: [UInt8]) -> (shown: [UInt8], folded: [UInt8]) {
  if raw.isEmpty { return (raw, raw) }
  let look = widestContent(raw)
  guard look.isCollapsed else {
    let shown = displayText(raw)
    return (shown, foldText(shown))
  }
  if !look.hasCapitals { return (raw, raw) }
  return (raw, look.content == .ascii ? collapsedASCII(raw, lowercases: true) : collapsed(raw, lowercases: true))
}

/// The first bytes of a text, cut between scalars.
package func clipped(_ raw: [UInt8], to bytesMax: Int = Normalizer.rawBytesMax) -> [UInt8] {
  guard raw.count > bytesMax else { return raw }
  var end = bytesMax
  while end > max(0, bytesMax - 4), raw[end] & 0xC0 == 0x80 { end -= 1 }
  return Array(raw[..<end])
}

/// Marks in a row that are kept; languages need three or four.
private let marksInRowMax = 8

private enum Content { case ascii, foldedScripts, anything }

/// One look at all bytes.
private struct Look {
  var content: Content
  /// No white space or control characters but single spaces between words, and nothing for ICU.
  var isCollapsed = false
  var hasCapitals = false
}

private func widestContent(_ raw: [UInt8]) -> Look {
  let span = raw.span
  guard span.count <= Normalizer.rawBytesMax else { return Look(content: .anything) }
  var look = Look(content: .ascii)
  var before: UInt8 = 0x20
  var isCollapsed = true
  var offset = 0
  while offset < span.count {
    let byte = span[offset]
    if byte < 0x80, offset + 8 <= span.count {
      let word = ASCIIWord(span, at: offset)
      if word.isASCII {
        if word.hasControl || word.hasDoubleSpace(behindSpace: before == 0x20) { isCollapsed = false }
        if word.hasCapital { look.hasCapitals = true }
        before = word.last
        offset += 8
        continue
      }
    }
    if byte < 0x80 {
      if byte <= 0x20 || byte == 0x7F, before == 0x20 || byte != 0x20 { isCollapsed = false }
      if byte &- 0x41 < 26 { look.hasCapitals = true }
      before = byte
      offset += 1
      continue
    }
    look.content = .foldedScripts
    before = byte
    // from U+3000 to U+DFFF
    guard byte &- 0xE3 < 0x0B, offset + 2 < span.count, span[offset + 1] & 0xC0 == 0x80, span[offset + 2] & 0xC0 == 0x80,
      isFolded(UInt32(byte & 0x0F) << 12 | UInt32(span[offset + 1] & 0x3F) << 6 | UInt32(span[offset + 2] & 0x3F))
    else { return Look(content: .anything) }
    offset += 3
  }
  look.isCollapsed = isCollapsed && (before != 0x20 || span.isEmpty)
  return look
}

/// Hangul syllables, unified Han and kana, which fold to themselves.
@inline(__always)
private func isFolded(_ scalar: UInt32) -> Bool {
  isHangulSyllable(scalar) || scalar &- 0x4E00 < 0x5200
    || scalar &- 0x3041 < 0x56 || scalar &- 0x30A1 < 0x5A || scalar == 0x30FC
}

/// Eight bytes looked at together. Everything but `isASCII` holds only where that does.
private struct ASCIIWord {
  private let bytes: UInt64

  /// - Precondition: eight bytes lie from `offset` on.
  @inline(__always)
  init(_ span: Span<UInt8>, at offset: Int) {
    bytes = UInt64(littleEndian: span.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  private static let high: UInt64 = 0x8080_8080_8080_8080

  @inline(__always)
  private static func each(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

  @inline(__always)
  var isASCII: Bool { bytes & ASCIIWord.high == 0 }

  /// The high bit of every byte that is at least `byte`.
  @inline(__always)
  private func atLeast(_ byte: UInt8) -> UInt64 { (bytes &+ ASCIIWord.each(0x80 - byte)) & ASCIIWord.high }

  /// A byte below the space, or DEL.
  @inline(__always)
  var hasControl: Bool { atLeast(0x20) != ASCIIWord.high || atLeast(0x7F) != 0 }

  @inline(__always)
  var hasCapital: Bool { atLeast(0x41) & ~atLeast(0x5B) != 0 }

  /// A space next to another, or at the front behind one.
  @inline(__always)
  func hasDoubleSpace(behindSpace: Bool) -> Bool {
    let spaces = atLeast(0x20) & ~atLeast(0x21)
    return spaces & (spaces << 8 | (behindSpace ? 0x80 : 0)) != 0
  }

  @inline(__always)
  var last: UInt8 { UInt8(truncatingIfNeeded: bytes >> 56) }
}

private func collapsedASCII(_ raw: [UInt8], lowercases: Bool) -> [UInt8] {
  let span = raw.span
  return scratchBytes(capacity: span.count) { out in
    var written = 0
    var spacePending = false
    for index in 0..<span.count {
      var byte = span[index]
      if byte <= 0x20 || byte == 0x7F {
        spacePending = written > 0
        continue
      }
      if spacePending {
        out[written] = 0x20
        written += 1
        spacePending = false
      }
      if lowercases, byte &- 0x41 < 26 { byte |= 0x20 }
      out[written] = byte
      written += 1
    }
    return written
  }
}

/// Collapses spaces of text that ICU has seen or need not see. Beyond ASCII only U+0085, U+1680,
/// U+2028 and U+2029 are still white space after NFKC; under NFC the U+2000 block, U+00A0 and U+3000 are too.
private func collapsed(_ text: [UInt8], lowercases: Bool) -> [UInt8] {
  let span = text.span
  var out: [UInt8] = []
  out.reserveCapacity(span.count)
  var spacePending = false
  var offset = 0
  while offset < span.count {
    let start = offset
    let byte = span[offset]
    let isSpace: Bool
    if byte < 0x80 {
      offset += 1
      isSpace = byte <= 0x20 || byte == 0x7F
    } else {
      isSpace = isWhiteSpaceBeyondASCII(decodeScalar(span, at: &offset))
    }
    if isSpace {
      spacePending = !out.isEmpty
      continue
    }
    if spacePending {
      out.append(0x20)
      spacePending = false
    }
    if byte < 0x80 {
      out.append(lowercases && byte &- 0x41 < 26 ? byte | 0x20 : byte)
    } else {
      for index in start..<offset { out.append(span[index]) }
    }
  }
  return out
}

private func isWhiteSpaceBeyondASCII(_ scalar: UInt32) -> Bool {
  switch scalar {
  case 0x80...0x9F, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
  default: false
  }
}

/// What must happen before normalisation, because afterwards it is too late: compatibility jamo are
/// composed (`ㄱㅣㅁ` would become 기 and a stray consonant), vulgar fractions get a space (`101½`
/// would become 1011⁄2), the Turkish i's lose their difference, digits of any script become ASCII,
/// invisible characters go, and runs of marks are cut.
private func preparedForICU(_ raw: [UInt8], folds: Bool) -> [UInt8] {
  var decoded = scalars(raw)
  if folds, decoded.contains(where: { (0x3131...0x3163).contains($0) }) {
    decoded = composingJamo(decoded.filter { $0 < 0x80 || !kindred_icu_is_ignorable($0) })
  }
  var out: [UInt8] = []
  out.reserveCapacity(raw.count + 16)
  var marksInRow = 0
  var afterI = false
  for scalar in decoded {
    if scalar < 0x80 {
      out.append(UInt8(scalar))
      marksInRow = 0
      afterI = scalar == 0x49 || scalar == 0x69
      continue
    }
    if isHangulSyllable(scalar) || (0x3040...0x30FF).contains(scalar) && scalar != 0x3099 && scalar != 0x309A
      || (0x4E00...0x9FFF).contains(scalar)
    {
      appendScalar(scalar, to: &out)
      marksInRow = 0
      afterI = false
      continue
    }
    if scalar != 0xFFFD, kindred_icu_is_ignorable(scalar) { continue }
    if scalar >= 0x300, kindred_icu_is_mark(scalar) {
      marksInRow += 1
      if marksInRow > marksInRowMax || folds && afterI && scalar == 0x307 { continue }
      afterI = false
      appendScalar(scalar, to: &out)
      continue
    }
    marksInRow = 0
    afterI = false
    guard folds else {
      appendScalar(scalar, to: &out)
      continue
    }
    switch scalar {
    case 0x130, 0x131, 0x1_D6A4:
      out.append(0x69)
      afterI = true
    case 0xBC...0xBE, 0x2150...0x215F, 0x2189:
      out.append(0x20)
      appendScalar(scalar, to: &out)
    default:
      let digit = scalar >= 0x660 ? kindred_icu_digit_value(scalar) : -1
      if digit >= 0 { out.append(0x30 + UInt8(digit)) } else { appendScalar(scalar, to: &out) }
    }
  }
  return out
}

/// Decomposition can lengthen a run of marks (U+0344 is two), so the limit holds for the result as well.
private func markLimited(_ text: [UInt8]) -> [UInt8] {
  let span = text.span
  var marksInRow = 0
  var offset = 0
  var kept: [UInt8]? = nil
  while offset < span.count {
    let start = offset
    let scalar = decodeScalar(span, at: &offset)
    marksInRow = scalar >= 0x300 && !isHangulSyllable(scalar) && kindred_icu_is_mark(scalar) ? marksInRow + 1 : 0
    if marksInRow > marksInRowMax {
      if kept == nil { kept = Array(text[..<start]) }
    } else if kept != nil {
      for index in start..<offset { kept?.append(span[index]) }
    }
  }
  return kept ?? text
}

private func throughICU(
  _ text: [UInt8], _ function: (UnsafePointer<UInt8>?, Int32, UnsafeMutablePointer<UInt8>?, Int32) -> Int32
) -> [UInt8]? {
  if text.isEmpty { return text }
  // The longest growth there is: U+FDFA, three bytes, becomes 33.
  let capacity = text.count * 11 + 16
  var isDone = true
  let result = [UInt8](unsafeUninitializedCapacity: capacity) { out, count in
    let written = text.withUnsafeBufferPointer {
      function($0.baseAddress, Int32($0.count), out.baseAddress, Int32(capacity))
    }
    isDone = written >= 0
    count = max(0, Int(written))
  }
  return isDone ? result : nil
}
