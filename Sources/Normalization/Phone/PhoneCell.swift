/// What people type where a telephone number belongs: numbers among words, notes, extensions.
///
/// Everything here works on one field and ends in digits, perhaps behind a `+`; which line the digits
/// are is `DialledNumber`'s to say.

/// Fewest digits of a number that is kept although nothing could read it.
let unreadableDigitsMin = 7
/// More digits than this are two numbers.
private let oneNumberDigitsMax = 15

/// Digits between hyphens, dots, spaces and brackets, perhaps behind a `+`: most of what files hold.
///
/// - Returns: nil where the field takes a closer look.
func plainNumber(_ raw: [UInt8]) -> [UInt8]? {
  withUnsafeTemporaryAllocation(of: UInt8.self, capacity: plainNumberMax) { out in
    readPlainNumber(raw.span, to: out).map { Array(UnsafeBufferPointer(rebasing: out[..<$0])) }
  }
}

/// Bytes of a plain number: a plus and its digits.
let plainNumberMax = 1 + oneNumberDigitsMax

/// The same into memory with room for `plainNumberMax` bytes.
///
/// - Returns: how many there are.
func readPlainNumber(_ span: Span<UInt8>, to out: UnsafeMutableBufferPointer<UInt8>) -> Int? {
  guard span.count >= unreadableDigitsMin, span.count <= 24 else { return nil }
  var count = 0
  for index in 0..<span.count {
    let byte = span[index]
    switch byte {
    case 0x30...0x39:
      guard count < out.count else { return nil }
      out[count] = byte
      count += 1
    case 0x2D, 0x20: continue
    // A dot before the last digit may be the end of a float.
    case 0x2E where index + 2 < span.count: continue
    case 0x2B where index == 0:
      out[0] = byte
      count = 1
    // (0) may be a zero that is not dialled.
    case 0x28 where index + 2 < span.count && span[index + 2] != 0x29: continue
    case 0x29 where index > 2: continue
    default: return nil
    }
  }
  let digitCount = span[0] == 0x2B ? count - 1 : count
  return digitCount >= unreadableDigitsMin && digitCount <= oneNumberDigitsMax ? count : nil
}

/// Whether a field that `plainNumber` read is one number and nothing else, valid or not: no brackets, no part behind
/// a hyphen that may be an extension, no float, not so long that it may be two numbers.
func isOneNumber(_ raw: [UInt8], _ dialled: [UInt8], _ plan: NumberingPlan?) -> Bool {
  let span = raw.span
  guard dialled.count <= oneNumberDigitsMax, isASCIIDigit(span[span.count - 1]) else { return false }
  for index in 0..<span.count where span[index] == 0x28 || span[index] == 0x29 { return false }
  var last = span.count - 1
  while last > 0, isASCIIDigit(span[last]) { last -= 1 }
  return span[last] != 0x2D || plan?.isKorea != true
}

/// `1.09877E+09`: a spreadsheet has thrown the last digits away.
func isScientific(_ text: [UInt8]) -> Bool {
  guard let e = text.firstIndex(of: 0x65), e > 0, e + 1 < text.count else { return false }
  let exponent = text[(e + 1)...].drop(while: { $0 == 0x2B })
  return text[..<e].allSatisfy { isASCIIDigit($0) || $0 == 0x2E } && !exponent.isEmpty
    && exponent.allSatisfy(isASCIIDigit)
}

/// The numbers of a folded field, in the order written; one of no digits where there is none.
func dialledNumbers(inFolded folded: [UInt8], _ plan: NumberingPlan?, _ flags: inout ValueFlags) -> [[UInt8]] {
  let digits = readingLookalikes(readingWords(folded, plan, &flags), plan, &flags)
  let text = withoutNotes(readingTildes(withContextInFront(digits), plan), plan, &flags)
  return pluses(text).flatMap { numbers(in: Array($0), plan, &flags) }
}

/// `①010-8765-4321 ②02-555-1234`: folding makes digits of numbers in circles, so they part numbers before that. Three
/// of them side by side are digits all the same: ⓪①⓪-8765-4321.
func withoutCircledNumbers(_ raw: [UInt8]) -> [UInt8] {
  guard raw.contains(0xE2) else { return raw }
  var out: [UInt8] = []
  out.reserveCapacity(raw.count)
  var index = 0
  while index < raw.count {
    let digits = raw[index] == 0xE2 ? circledDigits(raw, from: index) : []
    if digits.count >= 3 {
      out += digits
      index += 3 * digits.count
    } else if raw[index] == 0xE2, index + 2 < raw.count, raw[index + 1] == 0x91, (0xA0...0xB3).contains(raw[index + 2]) {
      // U+2460 to U+2473
      out.append(0x3B)
      index += 3
    } else {
      out.append(raw[index])
      index += 1
    }
  }
  return out
}

/// Digits in circles, one behind the other: ① to ⑨, U+2460 to U+2468, and ⓪, U+24EA.
private func circledDigits(_ raw: [UInt8], from start: Int) -> [UInt8] {
  var digits: [UInt8] = []
  var index = start
  while index + 2 < raw.count, raw[index] == 0xE2 {
    switch (raw[index + 1], raw[index + 2]) {
    case (0x91, 0xA0...0xA8): digits.append(raw[index + 2] - 0xA0 + 0x31)
    case (0x93, 0xAA): digits.append(0x30)
    default: return digits
    }
    index += 3
  }
  return digits
}

/// `010-****-5432`, `010-12xx-5432`: somebody hid digits, and what is left is no number.
///
/// Two signs between digits hide something, three anywhere.
func isMaskedNumber(_ text: [UInt8]) -> Bool {
  guard let first = text.firstIndex(where: isASCIIDigit), let last = text.lastIndex(where: isASCIIDigit) else {
    return false
  }
  for sign in maskSigns {
    var run = 0
    var offset = 0
    while offset + sign.count <= text.count {
      guard text[offset..<offset + sign.count].elementsEqual(sign) else {
        run = 0
        offset += 1
        continue
      }
      run += 1
      if run >= 3 || run == 2 && offset > first && offset < last { return true }
      offset += sign.count
    }
  }
  return false
}

private let maskSigns = ["*", "x", "#", "○", "●", "•"].map { Array($0.utf8) }

// MARK: - Words that are digits

/// Hangul digit words, `.0` of a float and letters of American vanity numbers become digits.
private func readingWords(_ folded: [UInt8], _ plan: NumberingPlan?, _ flags: inout ValueFlags) -> [UInt8] {
  var text = folded
  if text.count > 8, text.suffix(2).elementsEqual(".0".utf8),
    text.dropLast(2).allSatisfy({ isASCIIDigit($0) || $0 == 0x2B })
  {
    text.removeLast(2)
    flags.insert(.spreadsheetFloat)
    return text
  }
  if text.contains(where: { $0 >= 0xE0 }) {
    text = readingHangulDigits(readingMixedDigits(text, plan))
    if text.count(where: isASCIIDigit) > folded.count(where: isASCIIDigit) { flags.insert(.digitsInWords) }
  }
  if plan?.code == 1, text.contains(where: isASCIILetter) { text = readingVanityLetters(text) }
  return text
}

/// 공 영 ㅇ 일 … 육 륙 … 구; nil of any other syllable.
private func hangulDigit(_ scalar: UInt32) -> UInt8? {
  switch scalar {
  // ㅇ too, as it stands and as folding leaves it
  case 0xACF5, 0xC601, 0x3147, 0x110B: 0
  case 0xC77C: 1
  case 0xC774: 2
  case 0xC0BC: 3
  case 0xC0AC: 4
  case 0xC624: 5
  case 0xC721, 0xB959: 6
  case 0xCE60: 7
  case 0xD314: 8
  case 0xAD6C: 9
  default: nil
  }
}

/// `공1공-9347-2251`, `010-93사7-2251`: digits in words among digits, where they make a number as it is dialled at home.
/// What is left without them may be a number too, and a stranger's: 1-9347-2251 is 019-347-2251.
private func readingMixedDigits(_ text: [UInt8], _ plan: NumberingPlan?) -> [UInt8] {
  let all = scalars(text)
  var out: [UInt8] = []
  out.reserveCapacity(text.count)
  var index = 0
  while index < all.count {
    if let (end, number) = mixedNumber(all, from: index, plan) {
      out += number
      index = end
    } else {
      appendScalar(all[index], to: &out)
      index += 1
    }
  }
  return out
}

/// The longest number of digits and words for digits that begins here with a zero; nil where there is none.
private func mixedNumber(_ all: [UInt32], from start: Int, _ plan: NumberingPlan?) -> (Int, [UInt8])? {
  func isFigure(_ scalar: UInt32) -> Bool { scalar >= 0x30 && scalar <= 0x39 }
  func isDigit(_ index: Int) -> Bool {
    index >= 0 && index < all.count && (isFigure(all[index]) || hangulDigit(all[index]) != nil)
  }
  guard all[start] == 0x30 || hangulDigit(all[start]) == 0, start == 0 || !isHangulSyllable(all[start - 1]) && !isFigure(all[start - 1])
  else { return nil }
  var read: [UInt8] = []
  var figures = 0
  var words = 0
  var best: (Int, [UInt8])? = nil
  var index = start
  scan: while index < all.count, index - start < mixedScalarsMax {
    let scalar = all[index]
    switch scalar {
    case 0x30...0x39:
      figures += 1
      read.append(UInt8(scalar))
    // - . ( ) and space
    case 0x2D, 0x2E, 0x28, 0x29, 0x20: read.append(UInt8(scalar))
    default:
      // 010-9347-225 일: a syllable alone is a word.
      guard let digit = hangulDigit(scalar), isDigit(index - 1) || isDigit(index + 1) else { break scan }
      words += 1
      read.append(0x30 + digit)
    }
    index += 1
    // A number ends before a mark and not inside a word: 공1공-9347-2251 2층.
    let isEnd = isDigit(index - 1) && !isDigit(index) && (index == all.count || !isHangulSyllable(all[index]))
    if isEnd, words > 0, figures > 0, read.count >= unreadableDigitsMin, isValid(dialled(read), plan) { best = (index, read) }
  }
  return best
}

private let mixedScalarsMax = 32

/// 공 영 일 … 구 in runs of two or more that no other syllable touches.
private func readingHangulDigits(_ text: [UInt8]) -> [UInt8] {
  var out: [UInt8] = []
  var run: [UInt32] = []
  func flush() {
    let digits = run.compactMap(hangulDigit)
    if run.count >= 2, digits.count == run.count {
      out += digits.map { 0x30 + $0 }
    } else {
      for scalar in run { appendScalar(scalar, to: &out) }
    }
    run = []
  }
  for scalar in scalars(text) {
    if isHangulSyllable(scalar) {
      run.append(scalar)
    } else {
      flush()
      appendScalar(scalar, to: &out)
    }
  }
  flush()
  return out
}

/// `1-800-FLOWERS`: letters count as the keys they stand on where they fill up ten digits.
private func readingVanityLetters(_ text: [UInt8]) -> [UInt8] {
  let keys = Array("22233344455566677778889999".utf8)
  let digitCount = text.count(where: isASCIIDigit)
  let letterCount = text.count(where: isASCIILetter)
  guard letterCount >= 3, digitCount >= 3, let first = text.first, isASCIIDigit(first) || first == 0x2B || first == 0x28
  else { return text }
  let digits = text.filter(isASCIIDigit)
  let national = digits.first == 0x31 ? digits.dropFirst() : digits[...]
  guard national.first == 0x38 || national.first == 0x39, national.count + letterCount >= 10, national.count < 10 else {
    return text
  }
  var room = 10 - national.count
  return text.compactMap { byte in
    guard isASCIILetter(byte) else { return byte }
    room -= 1
    return room >= 0 ? keys[Int((byte | 0x20) - 0x61)] : nil
  }
}

/// `O1O-3321-8874`, `0l0-3321-8874`: letters for the digits they look like, where the number is one only with them.
private func readingLookalikes(_ text: [UInt8], _ plan: NumberingPlan?, _ flags: inout ValueFlags) -> [UInt8] {
  guard text.contains(where: isLookalike) else { return text }
  var out = text
  for part in text.split(whereSeparator: { !isLookalike($0) && !isASCIIDigit($0) && !"+-.() ".utf8.contains($0) }) {
    // A letter more on either side makes a word of it: mobil 010.
    if part.startIndex > 0, isASCIILetter(text[part.startIndex - 1]) { continue }
    if part.endIndex < text.count, isASCIILetter(text[part.endIndex]) { continue }
    let letterCount = part.count(where: isLookalike)
    let words = part.split(separator: 0x20)
    guard (1...lookalikesMax).contains(letterCount), part.count(where: isASCIIDigit) >= unreadableDigitsMin,
      words.allSatisfy({ !$0.contains(where: isLookalike) || $0.contains(where: isASCIIDigit) })
    else { continue }
    let read = part.map { $0 == 0x6F ? 0x30 : isLookalike($0) ? 0x31 : $0 }
    // A letter at the end may be no part of the number.
    let endsInDigit = isASCIIDigit(part.last { $0 != 0x20 } ?? 0x20)
    guard isValid(dialled(read), plan), endsInDigit || !isValid(dialled(part), plan) else { continue }
    out.replaceSubrange(part.startIndex..<part.endIndex, with: read)
    flags.insert(.repaired)
  }
  return out
}

private let lookalikesMax = 3

/// i l o
private func isLookalike(_ byte: UInt8) -> Bool { byte == 0x69 || byte == 0x6C || byte == 0x6F }

// MARK: - Words about a number

/// `tel:7946-0958;phone-context=+44-20`: what the number is dialled behind comes in front of it.
///
/// Source: RFC 3966, section 5.
private func withContextInFront(_ text: [UInt8]) -> [UInt8] {
  guard text.starts(with: "tel:".utf8) else { return text }
  let parts = text.dropFirst(4).split(separator: 0x3B, omittingEmptySubsequences: false)
  guard var number = parts.first.map(Array.init) else { return text }
  for part in parts.dropFirst() {
    if part.starts(with: "phone-context=+".utf8), number.first != 0x2B {
      number.insert(contentsOf: part.dropFirst(14), at: 0)
    } else if part.starts(with: "ext=".utf8) {
      number += [0x20] + "ext".utf8 + part.dropFirst(3)
    }
  }
  return number
}

/// `010~9347~2251`: a tilde for a hyphen, where what stands before it is no number and with what follows it is one. Of
/// 02-555-1234~5 the first is.
private func readingTildes(_ text: [UInt8], _ plan: NumberingPlan?) -> [UInt8] {
  guard let tilde = text.firstIndex(of: 0x7E), tilde > 0 else { return text }
  func isInNumber(_ byte: UInt8) -> Bool { isASCIIDigit(byte) || byte == 0x7E || byte == 0x2D || byte == 0x2E }
  var start = tilde
  while start > 0, isInNumber(text[start - 1]) { start -= 1 }
  var end = tilde
  while end < text.count, isInNumber(text[end]) { end += 1 }
  guard !isValid(dialled(text[start..<tilde]), plan), isValid(dialled(text[start..<end]), plan) else { return text }
  var read = text
  for index in start..<end where read[index] == 0x7E { read[index] = 0x2D }
  return read
}

/// Drops extensions and everything that is said about a number in words. What is left are digits,
/// `+` in front of numbers, and what separates numbers.
private func withoutNotes(_ text: [UInt8], _ plan: NumberingPlan?, _ flags: inout ValueFlags) -> [UInt8] {
  var out: [UInt8] = []
  out.reserveCapacity(text.count)
  var digitCount = 0
  var index = 0
  while index < text.count {
    let byte = text[index]
    if byte == 0x28 || byte == 0x5B, let close = text[index...].firstIndex(of: byte == 0x28 ? 0x29 : 0x5D) {
      let inside = text[(index + 1)..<close]
      let digits = inside.filter(isASCIIDigit)
      let isTrunkZero = digits == [0x30] && out.contains(0x2B)
      let isExtension = digitCount >= unreadableDigitsMin && extensionMark(inside) != nil
      // 010-8765-4321(2), 02-555-1234(5): the second of somebody's numbers, or the last of an office's
      if digitCount >= unreadableDigitsMin, digits.count == inside.count, digits.count <= 2, let last = out.last,
        isASCIIDigit(last), isValid(dialled(lastNumber(of: out)), plan)
      {
        flags.insert(.extensionDropped)
        index = close + 1
        continue
      }
      if !isExtension,
        digits.isEmpty || isTrunkZero || inside.contains(where: { isASCIILetter($0) || $0 >= 0x80 })
      {
        if isTrunkZero { flags.insert(.trunkDropped) } else if !inside.isEmpty { flags.insert(.note) }
        index = close + 1
        continue
      }
    }
    if digitCount >= unreadableDigitsMin, !isASCIIDigit(byte), let skipped = extensionMark(text[index...]) {
      let rest = text[(index + skipped)...].drop(while: { " .:=-)".utf8.contains($0) })
      let digits = rest.prefix(while: isASCIIDigit)
      if !digits.isEmpty, digits.count <= extensionDigitsMax {
        flags.insert(.extensionDropped)
        index = digits.endIndex
        continue
      }
    }
    out.append(byte)
    digitCount = byte == 0x2F || byte == 0x2C || byte == 0x3B ? 0 : digitCount + (isASCIIDigit(byte) ? 1 : 0)
    index += 1
  }
  return out
}

/// What stands behind the last sign that parts two numbers.
private func lastNumber(of text: [UInt8]) -> ArraySlice<UInt8> {
  let start = text.lastIndex { $0 == 0x2F || $0 == 0x2C || $0 == 0x3B }
  return start.map { text[($0 + 1)...] } ?? text[...]
}

private let extensionDigitsMax = 6

/// Words and signs that announce an extension, longer ones before their beginnings.
private let extensionMarks: [[UInt8]] = [
  "extension", "extensión", "extn", "ext", "xtn", "내선번호", "내선", "구내", "교환", "内線", "分机", "durchwahl", "anexo",
  "interno", "int.", "poste", "ars", "wew", "доб", "x", "#", "~",
].map { Array($0.utf8) }

/// Bytes of a word that announces an extension, nil where there is none.
private func extensionMark(_ text: ArraySlice<UInt8>) -> Int? {
  extensionMarks.first { text.starts(with: $0) }?.count
}

// MARK: - Several numbers

/// A `+` behind a whole number begins the next one.
private func pluses(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
  var parts: [ArraySlice<UInt8>] = []
  var start = 0
  var digitCount = 0
  for index in text.indices {
    if text[index] == 0x2B, digitCount >= unreadableDigitsMin {
      parts.append(text[start..<index])
      start = index
      digitCount = 0
    } else if isASCIIDigit(text[index]) {
      digitCount += 1
    }
  }
  return parts + [text[start...]]
}

private func dialled(_ part: some Sequence<UInt8>) -> [UInt8] {
  var out: [UInt8] = []
  for byte in part {
    if isASCIIDigit(byte) { out.append(byte) } else if byte == 0x2B, out.isEmpty { out.append(byte) }
  }
  return out
}

/// Parts a field into numbers. A separator may also stand inside a number (`310/246-1501`), so parts
/// count as numbers of their own only where they are long enough or the region reads the first one.
private func numbers(in text: [UInt8], _ plan: NumberingPlan?, _ flags: inout ValueFlags) -> [[UInt8]] {
  let parts = text.split(whereSeparator: { "/,;|\\".utf8.contains($0) }).filter { $0.contains(where: isASCIIDigit) }
  if parts.count <= 1 { return numbersAmongWords(text, plan, &flags) }
  let digits = parts.map { dialled($0) }
  let long = parts.indices.filter { digits[$0].count >= unreadableDigitsMin }
  let isFirstWhole = isValid(digits[0], plan)
  if isFirstWhole || long.count == parts.count {
    if long.isEmpty { return [digits[0]] }
    var found: [[UInt8]] = []
    for index in parts.indices {
      if digits[index].count >= unreadableDigitsMin {
        found += numbersAmongWords(Array(parts[index]), plan, &flags)
      } else if let last = found.last, let next = neighbour(of: last, Array(parts[index]), plan) {
        found.append(next)
      }
    }
    return found
  }
  let joined = dialled(text)
  let isOne = digits[0].count < unreadableDigitsMin && joined.count <= 11 || isValid(joined, plan)
  return long.isEmpty || isOne ? [joined] : long.map { digits[$0] }
}

/// `02-345-6789, 6790`: an office writes of its second line only what differs. Of a mobile four digits more may be a code.
///
/// - Parameter part: what stands behind the separator.
private func neighbour(of number: [UInt8], _ part: [UInt8], _ plan: NumberingPlan?) -> [UInt8]? {
  let digits = part.filter { $0 != 0x20 }
  guard plan?.isKorea == true, digits.count == 4, digits.allSatisfy(isASCIIDigit), let line = DialledNumber.read(number, plan),
    line.type == .fixed, line.national.count >= 8
  else { return nil }
  let next = number.dropLast(4) + digits
  return next.elementsEqual(number) || !isValid(Array(next), plan) ? nil : Array(next)
}

/// Numbers of a text without separators: mostly one. Words, spaces and short groups at the end part it
/// only where all digits together are no valid number and the parts are.
private func numbersAmongWords(_ text: [UInt8], _ plan: NumberingPlan?, _ flags: inout ValueFlags) -> [[UInt8]] {
  let joined = dialled(text)
  if joined.count < unreadableDigitsMin { return [joined] }
  if let line = companyLineInFront(text, plan) {
    flags.insert(.extensionDropped)
    return [line]
  }
  if isValid(joined, plan) { return [joined] }
  if joined.count > oneNumberDigitsMax {
    if let several = numbersBetweenSpaces(text, plan) { return several }
    let valid = validNumbers(text, plan)
    if !valid.isEmpty { return valid }
  }
  // `6시 이후 010-9876-5432`, `010-9876-5432 101동`: digits of another matter.
  if text.contains(where: { isASCIILetter($0) || $0 >= 0x80 }) {
    let alone = text.split(whereSeparator: { isASCIILetter($0) || $0 >= 0x80 }).compactMap { longestNumber($0, plan) }
    if !alone.isEmpty { return alone }
  }
  if let line = lineWithoutExtension(text, plan) {
    flags.insert(.extensionDropped)
    return [line]
  }
  return [joined]
}

/// `1899-0022 3번`: a company's line and what is pressed then. Together they are 018-990-0223, a stranger's.
private func companyLineInFront(_ text: [UInt8], _ plan: NumberingPlan?) -> [UInt8]? {
  guard plan?.isKorea == true, var index = text.firstIndex(where: isASCIIDigit), text[index] == 0x31 else { return nil }
  var line: [UInt8] = []
  while index < text.count, line.count < 8 {
    if isASCIIDigit(text[index]) { line.append(text[index]) } else if line.count != 4 { return nil }
    index += 1
  }
  guard line.count == 8, index < text.count, text[index] == 0x20 || text[index] >= 0x80, KoreanNumber.isCompanyLine(line.span) else {
    return nil
  }
  return (1...4).contains(text[index...].count(where: isASCIIDigit)) ? line : nil
}

/// The first words that make a valid number, as many of them as can be.
private func longestNumber(_ text: ArraySlice<UInt8>, _ plan: NumberingPlan?) -> [UInt8]? {
  let words = text.split(separator: 0x20).prefix(wordsMax)
  for start in words.indices {
    for end in (start + 1...words.count).reversed() {
      let number = dialled(words[start..<end].joined())
      let isOne = (unreadableDigitsMin...oneNumberDigitsMax).contains(number.count)
      if isOne, isValid(number, plan) { return number }
    }
  }
  return nil
}

/// `02-3456-7890-12` in Korea, `(02) 3456-7890 (12)` anywhere: a short last group that is too much for a
/// landline.
private func lineWithoutExtension(_ text: [UInt8], _ plan: NumberingPlan?) -> [UInt8]? {
  let trimmed = text.prefix(through: text.lastIndex(where: isASCIIDigit) ?? 0)
  let last = trimmed.reversed().prefix(while: isASCIIDigit).count
  let mark = trimmed.dropLast(last).last
  guard mark == 0x28 || mark == 0x2D && plan?.isKorea == true else { return nil }
  let line = dialled(trimmed.dropLast(last))
  guard (1...4).contains(last), line.count >= unreadableDigitsMin else { return nil }
  switch DialledNumber.read(line, plan)?.type {
  case .fixed, .fixedOrMobile, .voip, .companyWide, .tollFree, .sharedCost: return line
  case .mobile, .personal, .premium, .pager, .voicemail, nil: return nil
  }
}

/// `010-9876-5432 02-345-6789`: too long for one number, and its words make valid ones.
private func numbersBetweenSpaces(_ text: [UInt8], _ plan: NumberingPlan?) -> [[UInt8]]? {
  let words = text.split(whereSeparator: { !isASCIIDigit($0) && $0 != 0x2B && $0 != 0x2D && $0 != 0x2E })
  guard words.count >= 2, words.count <= wordsMax else { return nil }
  // From the last word on: the numbers that the words from here to the end make, if they make any.
  var readings = [[[UInt8]]?](repeating: nil, count: words.count + 1)
  readings[words.count] = []
  for start in words.indices.reversed() {
    for end in (start + 1)...words.count {
      let number = dialled(words[start..<end].joined())
      if number.count > oneNumberDigitsMax { break }
      if let rest = readings[end], number.count >= unreadableDigitsMin, isValid(number, plan) {
        readings[start] = [number] + rest
        break
      }
    }
  }
  return readings[0]
}

/// `850307 010-9876-5432`, `01098765432-8503072123456`: of more digits than one number has, the groups that make
/// valid ones. What stands beside them is a date, a resident number or a customer's.
private func validNumbers(_ text: [UInt8], _ plan: NumberingPlan?) -> [[UInt8]] {
  let groups = text.split(whereSeparator: { !isASCIIDigit($0) && $0 != 0x2B }).prefix(wordsMax)
  var found: [[UInt8]] = []
  var start = groups.startIndex
  while start < groups.endIndex {
    var next = start + 1
    for end in (start + 1...min(groups.endIndex, start + groupsMax)).reversed() {
      let number = dialled(groups[start..<end].joined())
      guard (unreadableDigitsMin...oneNumberDigitsMax).contains(number.count), isValid(number, plan) else { continue }
      found.append(number)
      next = end
      break
    }
    start = next
  }
  return found
}

private let wordsMax = 24
/// Groups that one number is written in at most: +82 10 98 76 54 32.
private let groupsMax = 6

private func isValid(_ dialled: [UInt8], _ plan: NumberingPlan?) -> Bool {
  DialledNumber.read(dialled, plan)?.isValid == true
}
