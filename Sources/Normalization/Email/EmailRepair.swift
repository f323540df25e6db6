import CICU
import Identity

/// Addresses out of fields that hold more than an address, or less: display names, `mailto:`, the
/// spellings that hide an address from robots, several addresses, commas for dots.
///
/// Lenient on purpose. What had to be changed beyond width, case and invisible characters is flagged
/// `repaired`; `EmailSyntax` is the strict check.

/// - Returns: the addresses in the order written, each once; where there is none, what the field says.
func repairedAddresses(_ raw: [UInt8]) -> (values: [NormalizedValue], text: [UInt8], flags: ValueFlags) {
  var flags: ValueFlags = raw.count > Normalizer.rawBytesMax ? .clipped : []
  if hasCompatibilityForms(raw.span) { flags.insert(.compatibilityForms) }
  let raw = withApostrophes(clipped(raw), &flags)
  let folded = foldText(raw.contains(0xC3) ? keepingSharpS(raw) : raw)
  if folded.isEmpty { return ([], [], []) }
  let text = closedUp(uncovered(folded, &flags), &flags)
  var seen: [[UInt8]] = []
  var values: [NormalizedValue] = []
  var unusable: [NormalizedValue] = []
  for piece in pieces(of: text) {
    let flags = piece.isMended ? flags.union(.repaired) : flags
    let value = piece.isDoubtful ? unusableEmail(shown(piece.bytes), flags.union([.ambiguous, .invalid])) : emailValue(piece.bytes, flags)
    if seen.contains(value.canonical) { continue }
    seen.append(value.canonical)
    if value.flags.isDisjoint(with: [.invalid, .partial]) { values.append(value) } else { unusable.append(value) }
    if seen.count == addressesInFieldMax { break }
  }
  // An @ in a display name is no address beside one that is, nor is what a mask left of one.
  return (values.isEmpty ? unusable : values, shown(folded), flags)
}

/// More addresses in one field than this are a mailing list and no person's.
private let addressesInFieldMax = 16

/// Folding makes ss of ß, which in a domain is another domain. A private-use letter carries it past.
private let sharpSPlaceholder = "\u{E0DF}"

private func keepingSharpS(_ raw: [UInt8]) -> [UInt8] {
  guard let at = raw.lastIndex(of: 0x40) else { return raw }
  return raw[...at] + replacing(Array(raw[(at + 1)...]), "ß", sharpSPlaceholder)
}

private func shown(_ text: [UInt8]) -> [UInt8] { replacing(text, sharpSPlaceholder, "ss") }

/// `o´connor`, `o’connor`, o`connor: what stands for an apostrophe, before folding takes an accent for a mark on a
/// space. A grave accent alone is a letter of local parts.
private func withApostrophes(_ raw: [UInt8], _ flags: inout ValueFlags) -> [UInt8] {
  guard raw.contains(where: { $0 == 0x60 || $0 == 0xC2 || $0 == 0xCA || $0 == 0xE2 }) else { return raw }
  var out: [UInt8] = []
  out.reserveCapacity(raw.count)
  var index = 0
  while index < raw.count {
    let rest = raw[index...]
    let width = apostrophes.first { rest.starts(with: $0) }?.count ?? 0
    let next = index + width < raw.count ? raw[index + width] : 0x20
    let isInside = isASCIILetter(out.last ?? 0x20) && isASCIILetter(next)
    if width == 0 || width == 1 && !isInside {
      out.append(raw[index])
      index += 1
      continue
    }
    if isInside { flags.insert(.repaired) }
    out.append(0x27)
    index += width
  }
  return out
}

/// U+0060, U+00B4, U+2018, U+2019; not U+02BC, which U+0149 has in it.
private let apostrophes: [[UInt8]] = ["`", "\u{B4}", "\u{2018}", "\u{2019}"].map { Array($0.utf8) }

// MARK: - What surrounds an address

/// The text with `mailto:` off, hidden `@` and `.` in the open, and only what angle brackets hold.
private func uncovered(_ folded: [UInt8], _ flags: inout ValueFlags) -> [UInt8] {
  let isASCII = folded.allSatisfy { $0 < 0x80 }
  var text = isASCII ? folded : replacing(folded, eastAsianMarks)
  if text.starts(with: "mailto:".utf8) {
    text.removeFirst(7)
    if let query = text.firstIndex(of: 0x3F) { text.removeSubrange(query...) }
    text = percentDecoded(text)
  }
  // What a spreadsheet makes of an address; a page of a site has a path.
  for scheme in ["http://", "https://"] where text.starts(with: scheme.utf8) {
    guard let at = text.firstIndex(of: 0x40), !text[scheme.utf8.count..<at].contains(where: { $0 == 0x2F || $0 == 0x3A }) else { break }
    text.removeFirst(scheme.utf8.count)
    break
  }
  let given = text
  // All of the marks in ASCII open a bracket or an entity.
  if !isASCII || text.contains(where: { $0 == 0x28 || $0 == 0x5B || $0 == 0x7B || $0 == 0x3C || $0 == 0x26 }) {
    text = replacing(text, hiddenMarks)
  }
  if !given.contains(0x40) { text = replacing(text, hiddenWords) }
  if text.count != given.count { flags.insert(.repaired) }
  if !text.contains(0x40), let meant = withAtForNumberSign(text) {
    text = meant
    flags.insert(.repaired)
  }

  // `Name <address>`: the last brackets that hold an @, unless addresses stand outside as well.
  guard let close = text.lastIndex(of: 0x3E), let open = text[..<close].lastIndex(of: 0x3C),
    text[open..<close].contains(0x40)
  else { return bracketed(text) ?? text }
  let isOnly = !text[..<open].contains(0x40) && !text[close...].contains(0x40)
  let isQuoted = open > 0 && text[..<open].last(where: { $0 != 0x20 }) == 0x22 && text.first == 0x22
    && !text[..<open].contains(0x3E)
  return isOnly || isQuoted ? Array(text[(open + 1)..<close]) : text
}

/// RFC 6068: what an address may not hold in a link stands there as two hexadecimal digits, kim%2Bx@example.com. A comma or a
/// space that stands there so parts addresses as one that is written does. Only a link says so: elsewhere a % is a letter
/// of local parts.
private func percentDecoded(_ text: [UInt8]) -> [UInt8] {
  guard text.contains(0x25) else { return text }
  func nibble(_ byte: UInt8) -> UInt8? {
    if isASCIIDigit(byte) { return byte - 0x30 }
    return byte &- 0x61 < 6 ? byte - 0x57 : nil
  }
  var out: [UInt8] = []
  var index = 0
  while index < text.count {
    if text[index] == 0x25, index + 2 < text.count, let high = nibble(text[index + 1]), let low = nibble(text[index + 2]) {
      out.append(high << 4 | low)
      index += 3
    } else {
      out.append(text[index])
      index += 1
    }
  }
  // What comes out has to be folded again, and may be what nobody keeps.
  return foldText(withoutResidentNumbers(out))
}

/// `김민준(kim@naver.com)`, `Kim [kim@naver.com]`: the only address of the field, behind whose it is.
private func bracketed(_ text: [UInt8]) -> [UInt8]? {
  guard let last = text.last, last == 0x29 || last == 0x5D,
    let open = text.lastIndex(of: last == 0x29 ? 0x28 : 0x5B), open > 0, !text[..<open].contains(0x40),
    text[open...].contains(0x40)
  else { return nil }
  return Array(text[(open + 1)..<(text.count - 1)])
}

/// `hyeon_0412#naver.com`: the key beside the @, where a provider's domain follows.
private func withAtForNumberSign(_ text: [UInt8]) -> [UInt8]? {
  guard let sign = text.lastIndex(of: 0x23), sign > 0, isASCIILetter(text[sign - 1]) || isASCIIDigit(text[sign - 1]) else { return nil }
  let domain = text[(sign + 1)...].prefix(while: { isASCIILetter($0) || isASCIIDigit($0) || $0 == 0x2D || $0 == 0x2E })
  guard isProvider(domain) else { return nil }
  var meant = text
  meant[sign] = 0x40
  return meant
}

/// A spelling that hides an @ or a dot from robots.
private struct HiddenMark {
  var written: [UInt8]
  var meant: [UInt8]

  static func all(_ pairs: KeyValuePairs<String, String>) -> [HiddenMark] {
    pairs.map { HiddenMark(written: Array($0.key.utf8), meant: Array($0.value.utf8)) }
  }
}

private let hiddenMarks = HiddenMark.all([
  "(at)": "@", "[at]": "@", "{at}": "@", "<at>": "@", "(골뱅이)": "@", "[골뱅이]": "@", "골뱅이": "@", "アットマーク": "@",
  "(dot)": ".", "[dot]": ".", "{dot}": ".", "<dot>": ".", "&#64;": "@", "&#46;": ".",
])
/// What means @ and dot only where no @ is written.
private let hiddenWords = HiddenMark.all(["%40": "@", " at ": "@", " dot ": ".", "닷컴": ".com", " 점 ": ".", " 닷 ": "."])
/// What folding leaves of East Asian punctuation.
private let eastAsianMarks = HiddenMark.all(["\u{3002}": ".", "\u{3001}": ",", "\u{FF61}": "."])

private func replacing(_ text: [UInt8], _ marks: [HiddenMark]) -> [UInt8] {
  marks.reduce(text) { text, mark in
    text.contains(mark.written[0]) ? replacing(text, mark.written, mark.meant) : text
  }
}

/// Spaces around @ and dots are slips of the thumb, and so is an @ struck twice.
private func closedUp(_ text: [UInt8], _ flags: inout ValueFlags) -> [UInt8] {
  // Inside quotes spaces count.
  if text.first == 0x22 { return text }
  var out: [UInt8] = []
  out.reserveCapacity(text.count)
  for index in text.indices {
    let byte = text[index]
    let previous = out.last ?? 0x20
    if byte == 0x20 {
      let next = index + 1 < text.count ? text[index + 1] : 0x20
      if previous == 0x40 || next == 0x40 || previous == 0x2E || next == 0x2E || isInsideLocalPart(out, text[(index + 1)...]) {
        flags.insert(.repaired)
        continue
      }
    }
    if byte == 0x40, previous == 0x40 {
      flags.insert(.repaired)
      continue
    }
    out.append(byte)
  }
  return out
}

/// `hyeon_ 0412@naver.com`: no word ends in an underscore, and 0412@naver.com is somebody else. A hyphen ends words
/// (`Kim- minjun@`), so beside one there must be a digit.
///
/// - Parameters: what stands before the space and behind it.
private func isInsideLocalPart(_ before: [UInt8], _ behind: ArraySlice<UInt8>) -> Bool {
  guard let mark = before.last, mark == 0x5F || mark == 0x2D, let next = behind.first, isASCIILetter(next) || isASCIIDigit(next) else {
    return false
  }
  let front = before.dropLast().suffix(EmailLimit.localBytesMax).reversed().prefix(while: isLocalPartByte)
  let rest = behind.prefix(EmailLimit.localBytesMax + 1).prefix(while: isLocalPartByte)
  guard let last = front.first, isASCIILetter(last) || isASCIIDigit(last), front.contains(where: isASCIILetter),
    rest.endIndex < behind.endIndex, behind[rest.endIndex] == 0x40
  else { return false }
  let word = Array(front.reversed())
  if isLabel(word[...]) || word.count >= 3 && holds(rest, word[...]) { return false }
  return mark == 0x5F || word.contains(where: isASCIIDigit) || rest.contains(where: isASCIIDigit)
}

private func isLocalPartByte(_ byte: UInt8) -> Bool {
  isASCIILetter(byte) || isASCIIDigit(byte) || byte == 0x2D || byte == 0x2E || byte == 0x5F || byte == 0x2B
}

// MARK: - One address from the next

private struct Piece {
  var bytes: [UInt8]
  var isMended = false
  /// It may be the end of an address that was written with a space; `bytes` has what stands before it.
  var isDoubtful = false
}

/// `' " ( [ { : .`
private func opensAround(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x27, 0x22, 0x28, 0x5B, 0x7B, 0x3A, 0x2E: true
  default: false
  }
}

/// `' " ) ] } : . , ; ! ?`
private func closesAround(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x27, 0x22, 0x29, 0x5D, 0x7D, 0x3A, 0x2E, 0x2C, 0x3B, 0x21, 0x3F: true
  default: false
  }
}

/// The pieces with an `@`, cleaned of quotes, brackets and punctuation around them. A comma or a space
/// parts addresses, unless what follows has no `@` and makes a domain: then it stands for a dot.
private func pieces(of text: [UInt8]) -> [Piece] {
  guard text.contains(0x40) else { return [] }
  if text.first == 0x22, let at = text.lastIndex(of: 0x40), at > 1, text[at - 1] == 0x22 {
    return [Piece(bytes: text)]
  }
  var pieces: [Piece] = []
  var current = Piece(bytes: [])
  func finish() {
    current.bytes = trimmed(current.bytes)
    if current.bytes.contains(0x40) { pieces.append(current) }
    current = Piece(bytes: [])
  }
  var index = 0
  var separator: UInt8 = 0
  // Words since the last address, or since a mark that parts more than a comma does.
  var words: [ArraySlice<UInt8>] = []
  var isBehindAddress = false
  while index <= text.count {
    var end = index
    var hasAt = false
    while end < text.count, !isSeparator(text[end], hasAt: hasAt) {
      hasAt = hasAt || text[end] == 0x40
      end += 1
    }
    let word = text[index..<end]
    if !word.isEmpty {
      if !word.contains(0x40), isRestOfDomain(word, after: current.bytes, separator) {
        current.bytes += [0x2E] + word
        current.isMended = true
      } else {
        finish()
        current.bytes = Array(word)
        if separator != 0, separator != 0x20, separator != 0x2C { words = [] }
        if separator != 0x20 { isBehindAddress = false }
        if !word.contains(0x40) {
          if !isBehindAddress { words.append(word) }
        } else {
          if separator == 0x20, mayBeCut(word, behind: words) {
            current.bytes = Array(words.joined(separator: [0x20])) + [0x20] + word
            current.isDoubtful = true
          }
          words = []
          isBehindAddress = true
        }
      }
    }
    if end < text.count, !word.isEmpty || text[end] != 0x20 { separator = text[end] }
    index = end + 1
  }
  finish()
  return pieces
}

/// `jane doe@gmail.com`: whether the address that somebody meant may begin in the words before it, so that
/// doe@gmail.com is somebody else's. A name stands before an address too, which then mostly says it again.
private func mayBeCut(_ word: ArraySlice<UInt8>, behind words: [ArraySlice<UInt8>]) -> Bool {
  guard (1...wordsOfCutMax).contains(words.count), let last = words.last, words.allSatisfy(isBareWord),
    let at = word.lastIndex(of: 0x40), at > word.startIndex
  else { return false }
  let local = word[..<at]
  // 1234@, john.smith@: the whole of one. A role is nobody's second name.
  guard local.allSatisfy(isASCIILetter), MailTable.mailboxes.row(local.span)?.traits.contains(.role) != true,
    !isLabel(last)
  else { return false }
  let parts = words.flatMap { $0.split(whereSeparator: { $0 < 0x80 && !isASCIILetter($0) }) }
  if parts.contains(where: { $0.count >= 3 && holds(word, $0) }) { return false }
  return !parts.allSatisfy { holds(local, $0) }
}

/// More words than these are a sentence.
private let wordsOfCutMax = 3

/// What stands in front of an address and is nobody's name.
private let addressLabels = Set(
  """
  email e-mail emails mail mails mailto contact address adresse correo courriel work home private personal office business
  billing primary secondary new old alt alternate other or and is to at cc bcc wife husband mother father son daughter
  mr mrs ms miss dr herr frau mme
  """.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }).map { Array($0) })

/// `work`, or `work2-` with a number and what parts it from the address. The short ones are surnames, too: son7 is a mailbox.
private func isLabel(_ word: ArraySlice<UInt8>) -> Bool {
  if addressLabels.contains(Array(word)) { return true }
  var label = word
  while let byte = label.last, isASCIIDigit(byte) || byte == 0x2D || byte == 0x5F { label.removeLast() }
  return label.count >= 4 && addressLabels.contains(Array(label))
}

/// Latin letters, perhaps with digits and . - _ ' among them: what could be a piece of a local part.
private func isBareWord(_ word: ArraySlice<UInt8>) -> Bool {
  var hasLetter = false
  let span = word.span
  var offset = 0
  while offset < span.count {
    switch decodeScalar(span, at: &offset) {
    case 0x61...0x7A, 0xDF...0x24F: hasLetter = true
    case 0x30...0x39, 0x27, 0x2D, 0x2E, 0x5F: break
    default: return false
    }
  }
  return hasLetter
}

private func holds(_ text: ArraySlice<UInt8>, _ word: ArraySlice<UInt8>) -> Bool {
  guard text.count >= word.count else { return false }
  return (text.startIndex...(text.endIndex - word.count)).contains { text[$0...].starts(with: word) }
}

/// `/` is a letter of local parts, so it parts addresses only behind an `@`.
private func isSeparator(_ byte: UInt8, hasAt: Bool) -> Bool {
  switch byte {
  case 0x20, 0x2C, 0x3B, 0x7C, 0x3C, 0x3E: true
  case 0x2F: hasAt
  default: false
  }
}

/// `com` behind `kim@naver` and a comma, or behind a space where the two make a domain that is known.
private func isRestOfDomain(_ word: ArraySlice<UInt8>, after address: [UInt8], _ separator: UInt8) -> Bool {
  guard separator == 0x2C || separator == 0x20, word.count <= EmailLimit.labelBytesMax,
    word.allSatisfy({ isASCIILetter($0) || $0 == 0x2E }), let at = address.lastIndex(of: 0x40), at > 0
  else { return false }
  if separator == 0x2C, !address[at...].contains(0x2E) { return true }
  let domain = address[(at + 1)...] + [0x2E] + word
  return MailTable.domains.row(Array(domain).span) != nil
}

private func trimmed(_ bytes: [UInt8]) -> [UInt8] {
  var slice = bytes[...]
  while let byte = slice.last, closesAround(byte) { slice.removeLast() }
  // A label before the address: email:kim@naver.com.
  if let at = slice.lastIndex(of: 0x40), let colon = slice[..<at].lastIndex(of: 0x3A), colon + 1 < at {
    slice = slice[(colon + 1)...]
  }
  // An apostrophe alone is a local part; before one it is a spreadsheet's mark for text.
  while let byte = slice.first, opensAround(byte), slice.dropFirst().first != 0x40 { slice.removeFirst() }
  return Array(slice)
}

func replacing(_ text: [UInt8], _ old: String, _ new: String) -> [UInt8] {
  guard let first = old.utf8.first, text.contains(first) else { return text }
  return replacing(text, Array(old.utf8), Array(new.utf8))
}

private func replacing(_ text: [UInt8], _ pattern: [UInt8], _ new: [UInt8]) -> [UInt8] {
  guard let first = pattern.first, text.count >= pattern.count else { return text }
  var out: [UInt8] = []
  out.reserveCapacity(text.count)
  var index = 0
  while index < text.count {
    if text[index] == first, text[index...].starts(with: pattern) {
      out += new
      index += pattern.count
    } else {
      out.append(text[index])
      index += 1
    }
  }
  return out
}

// MARK: - From piece to value

private func emailValue(_ piece: [UInt8], _ givenFlags: ValueFlags) -> NormalizedValue {
  var flags = givenFlags
  guard let at = piece.lastIndex(of: 0x40) else { return unusableEmail(piece, flags.union(.invalid)) }
  if isMasked(piece[..<at], byOne: true) { return unusableEmail(shown(piece), flags.union(.partial)) }
  var localText = Array(piece[..<at])
  var domainText = replacing(Array(piece[(at + 1)...]), sharpSPlaceholder, "ß")
  var read = asciiDomain(domainText).flatMap { isDomain($0) ? $0 : nil }
  // Providers give out ids in ASCII, so 민준@카카오 is a person and no address.
  let struckLocal: [UInt8]? = localText.allSatisfy({ $0 < 0x80 }) ? localText : struckInHangul(localText)
  if struckLocal != nil, read == nil || domainText.contains(where: { $0 >= 0x80 }), let meant = meantProvider(domainText) {
    flags.insert(.repaired)
    (read, domainText) = (meant, meant)
  } else if read == nil, let provider = providerInFront(of: domainText) {
    flags.insert(.repaired)
    (read, domainText) = (provider, provider)
  }
  if let struckLocal, struckLocal.count != localText.count, let read, isProvider(read[...]) {
    flags.insert(.repaired)
    localText = struckLocal
  }
  guard let local = localPart(localText), let domain = read else {
    return unusableEmail(shown(piece), flags.union(read == nil && isMasked(piece[at...], byOne: false) ? .partial : .invalid))
  }
  let isASCII = localText.allSatisfy({ $0 < 0x80 }) && domainText.allSatisfy({ $0 < 0x80 })
  if !isASCII, ([local[...]] + domainText.split(separator: 0x2E)).contains(where: { mixesLookalikes(Array($0)) }) {
    flags.insert(.confusable)
  }
  if !local.allSatisfy({ $0 < 0x80 }) { flags.insert(.internationalised) }
  let isQuoted = local.first == 0x22
  let hasDoubledDot = zip(local, local.dropFirst()).contains { $0 == 0x2E && $1 == 0x2E }
  let hasOddDots = !isQuoted && (local.last == 0x2E || hasDoubledDot)
  return EmailMailbox(local + [0x40] + domain, at: local.count, hasOddDots: hasOddDots).value(flags)
}

/// `kim****@naver.com`, `kim*@naver.com`, `kim●●●@naver.com`, `k***@n****.com`: somebody hid letters, and what is left is
/// the mailbox of everybody whose name begins so. RFC 5322 has * among the letters of local parts, and no provider gives
/// out a mailbox with one.
///
/// - Parameter byOne: whether one mark is enough. Behind the @ it may be a footnote's.
private func isMasked(_ text: ArraySlice<UInt8>, byOne: Bool) -> Bool {
  let span = text.span
  var offset = 0
  var run = 0
  while offset < span.count {
    switch decodeScalar(span, at: &offset) {
    // * • ■ □ ○ ● ◯
    case 0x2A, 0x2022, 0x25A0, 0x25A1, 0x25CB, 0x25CF, 0x25EF:
      if byOne { return true }
      run += 1
    // The ㅇ that stands for a circle, and alone may be a key that was struck.
    case 0x110B: run += 1
    default: run = 0
    }
    if run == 2 { return true }
  }
  return false
}

/// The local part without quotes where it needs none (RFC 5322, 3.2.4), with its spare escapes undone;
/// nil where it is none. Dots may be doubled or last: Japanese carriers gave out such addresses.
private func localPart(_ text: [UInt8]) -> [UInt8]? {
  guard !text.isEmpty, text.count <= 2 * EmailLimit.localBytesMax else { return nil }
  guard text.first == 0x22 else { return text.count <= EmailLimit.localBytesMax && isUnquoted(text) ? text : nil }
  guard text.count > 2, text.last == 0x22 else { return nil }
  var plain: [UInt8] = []
  var isEscaped = false
  for byte in text[1..<(text.count - 1)] {
    if !isEscaped, byte == 0x5C {
      isEscaped = true
      continue
    }
    if !isEscaped, byte == 0x22 { return nil }
    plain.append(byte)
    isEscaped = false
  }
  if isEscaped { return nil }
  if isUnquoted(plain), plain.first != 0x2E { return plain.count <= EmailLimit.localBytesMax ? plain : nil }
  var quoted: [UInt8] = [0x22]
  for byte in plain {
    if byte == 0x22 || byte == 0x5C { quoted.append(0x5C) }
    quoted.append(byte)
  }
  quoted.append(0x22)
  return quoted.count <= EmailLimit.localBytesMax ? quoted : nil
}

private func isUnquoted(_ local: [UInt8]) -> Bool {
  if local.isEmpty { return false }
  for byte in local {
    switch byte {
    // Space and controls, then " ( ) , : ; < > @ [ \\ ] and delete.
    case 0...0x20, 0x22, 0x28, 0x29, 0x2C, 0x3A, 0x3B, 0x3C, 0x3E, 0x40, 0x5B, 0x5C, 0x5D, 0x7F: return false
    default: continue
    }
  }
  return true
}

/// `gmail.com010-1234-5678`, `gmail.com_deleted`: a provider's domain with something struck behind it that is no
/// letter; nil where there is none.
private func providerInFront(of domain: [UInt8]) -> [UInt8]? {
  for end in (1..<max(2, min(domain.count, EmailLimit.labelBytesMax))).reversed()
  where end < domain.count && isASCIILetter(domain[end - 1]) && domain[end] < 0x80 && !isASCIILetter(domain[end]) {
    guard let row = MailTable.domains.row(domain.span.extracting(0..<end)) else { continue }
    if !row.traits.isDisjoint(with: providerTraits), !row.traits.contains(.slip) { return Array(domain[..<end]) }
  }
  return nil
}

private func isProvider(_ domain: ArraySlice<UInt8>) -> Bool {
  guard let row = MailTable.domains.row(domain.span) else { return false }
  return !row.traits.isDisjoint(with: providerTraits.union(.into)) && !row.traits.contains(.slip)
}

/// The provider's domain that was meant where what stands behind the @ is none of its own: `naver`, `네이버`, `naver..com`,
/// `ㅜㅁㅍㄷㄱ.com`; nil where there is none.
private func meantProvider(_ domain: [UInt8]) -> [UInt8]? {
  if let meant = spokenProviders[domain] { return meant }
  var closed: [UInt8] = []
  for byte in domain where byte != 0x2E || closed.last != 0x2E { closed.append(byte) }
  if closed.count < domain.count { return isProvider(closed[...]) ? closed : nil }
  guard domain.contains(where: { $0 >= 0x80 }), let struck = struckKeys(domain) else { return nil }
  return isProvider(struck[...]) ? struck : spokenProviders[struck]
}

/// Providers as people call them, who leave the rest of the domain out.
private let spokenProviders: [[UInt8]: [UInt8]] = {
  var found: [[UInt8]: [UInt8]] = [:]
  for (domain, words) in [
    ("naver.com", "naver 네이버 네이버.com"), ("gmail.com", "gmail 지메일 지메일.com"), ("hanmail.net", "hanmail 한메일 한메일.net"),
    ("daum.net", "daum 다음 다음.net"), ("nate.com", "nate 네이트 네이트.com"), ("kakao.com", "kakao 카카오 카카오.com"),
  ] {
    for word in words.utf8.split(separator: 0x20) { found[Array(word)] = Array(domain.utf8) }
  }
  return found
}()

/// `ㅏㅑㅡ0412`: a local part of lone letters of the Hangul keyboard, which is no word in any language, as the keys it was
/// struck on: kim0412. Nil where a syllable or a letter of another script stands among them.
private func struckInHangul(_ local: [UInt8]) -> [UInt8]? {
  let span = local.span
  var offset = 0
  var letters = 0
  while offset < span.count {
    switch decodeScalar(span, at: &offset) {
    case 0x1100...0x1112, 0x1161...0x1175, 0x11A8...0x11C2: letters += 1
    case 0x30...0x39, 0x2D, 0x2E, 0x5F: continue
    default: return nil
    }
  }
  return letters >= 2 ? struckKeys(local) : nil
}

/// The keys of a two-set Korean keyboard that was left in Hangul: ㅜㅁㅍㄷㄱ for naver, 흐먀ㅣ for gmail.
///
/// - Parameter text: folded, so its letters are conjoining ones and syllables.
/// - Returns: nil where a character is on none of its keys.
private func struckKeys(_ text: [UInt8]) -> [UInt8]? {
  var keys: [UInt8] = []
  keys.reserveCapacity(text.count)
  let span = text.span
  var offset = 0
  while offset < span.count {
    let scalar = decodeScalar(span, at: &offset)
    switch scalar {
    case 0..<0x80: keys.append(UInt8(scalar))
    case 0x1100...0x1112: keys += leadKeys[Int(scalar - 0x1100)]
    case 0x1161...0x1175: keys += vowelKeys[Int(scalar - 0x1161)]
    case 0x11A8...0x11C2: keys += tailKeys[Int(scalar - 0x11A8)]
    case 0xAC00...0xD7A3:
      let index = Int(scalar - 0xAC00)
      keys += leadKeys[index / 588]
      keys += vowelKeys[index % 588 / 28]
      if index % 28 > 0 { keys += tailKeys[index % 28 - 1] }
    default: return nil
    }
  }
  return keys
}

/// In the order of Unicode: ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ.
private let leadKeys = struckOn("r r s e e f a q q t t d w w c z x v g")
/// ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ.
private let vowelKeys = struckOn("k o i o j p u p h hk ho hl y n nj np nl b m ml l")
/// ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ.
private let tailKeys = struckOn("r r rt s sw sg e f fr fa fq ft fx fv fg a q qt t t d w c z x v g")

private func struckOn(_ keys: String) -> [[UInt8]] { keys.utf8.split(separator: 0x20).map { Array($0) } }

private let providerTraits: MailTraits = [
  .dropsTag, .dropsDots, .hyphenForDot, .noDots, .oddDots, .subdomainMailboxes, .yahooGroup, .protonGroup, .known,
]

/// The domain as DNS sees it; nil where IDNA refuses it. ASCII without an encoded label is returned as it is.
func asciiDomain(_ domain: [UInt8]) -> [UInt8]? {
  guard domain.count <= EmailLimit.domainBytesMax else { return nil }
  if domain.allSatisfy({ $0 < 0x80 }), !hasEncodedLabel(domain) { return domain }
  var isDone = false
  let ascii = [UInt8](unsafeUninitializedCapacity: 512) { out, count in
    let written = domain.withUnsafeBufferPointer {
      kindred_icu_domain_to_ascii($0.baseAddress, Int32($0.count), out.baseAddress, 512)
    }
    isDone = written > 0
    count = max(0, Int(written))
  }
  return isDone ? Array(ascii) : nil
}

private func hasEncodedLabel(_ domain: [UInt8]) -> Bool {
  domain.contains(0x2D) && domain.split(separator: 0x2E).contains { $0.starts(with: "xn--".utf8) }
}

private func isDomain(_ domain: [UInt8]) -> Bool {
  guard domain.count <= EmailLimit.domainBytesMax, let lastDot = domain.lastIndex(of: 0x2E) else { return false }
  var labelBytes = 0
  var previous: UInt8 = 0x2E
  for byte in domain {
    defer { previous = byte }
    // RFC 1123, 2.1: -a.com and a-.com cannot be registered. What was meant is anybody's guess.
    if byte == 0x2D, previous == 0x2E { return false }
    if byte == 0x2E {
      if labelBytes == 0 || previous == 0x2D { return false }
      labelBytes = 0
      continue
    }
    labelBytes += 1
    guard labelBytes <= EmailLimit.labelBytesMax,
      isASCIILetter(byte) || isASCIIDigit(byte) || byte == 0x2D || byte == 0x5F
    else { return false }
  }
  let top = domain[(lastDot + 1)...]
  // ICANN delegates letters only, or an encoded label.
  return top.count >= 2 && (top.allSatisfy(isASCIILetter) || top.starts(with: "xn--".utf8))
}

// MARK: - Look-alikes

/// Whether letters of Latin and of a script that looks like it stand in one word that reads as ASCII:
/// `pаypal` with a Cyrillic а. The skeleton (UTS #39) takes Hangul apart and m for rn, so it is a flag and
/// never a key, and words of one script are not asked about.
private func mixesLookalikes(_ word: [UInt8]) -> Bool {
  guard word.count <= EmailLimit.domainBytesMax, word.contains(where: { $0 >= 0x80 }) else { return false }
  let span = word.span
  var offset = 0
  var hasLatin = false
  var hasOther = false
  while offset < span.count {
    let scalar = decodeScalar(span, at: &offset)
    switch ScalarScript.of(scalar) {
    case .latin: hasLatin = true
    case .cyrillic, .greek: hasOther = true
    // Armenian, Cherokee, Lisu and the mathematical letters that folding left.
    case .other where scalar >= 0x80 && kindred_icu_is_alphanumeric(scalar): hasOther = true
    default: break
    }
  }
  guard hasLatin, hasOther else { return false }
  var isASCII = false
  withUnsafeTemporaryAllocation(byteCount: 4 * word.count + 16, alignment: 1) { out in
    let bytes = out.bindMemory(to: UInt8.self)
    let written = word.withUnsafeBufferPointer {
      kindred_icu_skeleton($0.baseAddress, Int32($0.count), bytes.baseAddress, Int32(bytes.count))
    }
    isASCII = written > 0 && bytes[..<Int(written)].allSatisfy { $0 < 0x80 }
  }
  return isASCII
}
