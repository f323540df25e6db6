/// An address cut into words, each with what the table and a look at its letters tell about it. Two
/// arrays hold the whole text: no word is an object of its own.
struct AddressWord: Sendable {
  var start: UInt16
  var end: UInt16
  var traits: StreetWords.Traits
  /// The word of `StreetWords.table.spellings` that this one is a spelling of; 0 is none.
  var code: UInt16

  var range: Range<Int> { Int(start)..<Int(end) }
  var count: Int { Int(end - start) }

  @inline(__always)
  func isAny(_ wanted: StreetWords.Traits) -> Bool { traits.rawValue & wanted.rawValue != 0 }
}

struct AddressWords: Sendable {
  /// More words than any address has; the rest takes no part.
  static let countMax = 96

  private(set) var text: [UInt8]
  var words: [AddressWord]

  /// Cuts folded text at spaces, commas and brackets. Full stops and apostrophes vanish (`N.W.` is `nw`), but
  /// between words they part them (`St.Louis`). `#` and `&` are words of their own, and ½ is 1/2.
  init(_ folded: [UInt8]) {
    text = []
    text.reserveCapacity(folded.count + 8)
    words = []
    words.reserveCapacity(24)
    let bytes = folded.span
    let table = StreetWords.table.words
    let count = min(bytes.count, Normalizer.rawBytesMax)
    var start = 0
    var opens = true
    var index = 0
    var afterDot = 0  // where the part behind the last full stop of the word begins
    while index < count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: " "):
        finish(&start, &opens, table)
        afterDot = start
      case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ":"), 0x0A, UInt8(ascii: "|"),
        UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "<"), UInt8(ascii: ">"):
        finish(&start, &opens, table)
        afterDot = start
        opens = opens || byte != UInt8(ascii: ":")
      case UInt8(ascii: "."):
        let next = index + 1 < count ? bytes[index + 1] : 0x20
        // St.Louis, S.4th, but N.W.
        let isPart = text.count - afterDot >= 2 && (next >= 0x80 || isASCIILetter(next)) || text.count > start && isASCIIDigit(next)
          || text.count - start == 1 && isDirectionLetter(text[start]) && index + 2 < count && isASCIILetter(next) && isASCIILetter(bytes[index + 2])
        if isPart, !isASCIIDigit(text[text.count - 1]) {
          finish(&start, &opens, table)
        } else if isASCIIDigit(next), text.count > start {
          // 123.5 Main St, 39.2 Rd
          text.append(byte)
        }
        afterDot = text.count
      case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "*"), UInt8(ascii: "`"): break
      case UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "@"), UInt8(ascii: "+"):
        finish(&start, &opens, table)
        text.append(byte == UInt8(ascii: "#") ? byte : UInt8(ascii: "&"))
        finish(&start, &opens, table)
        afterDot = start
      case UInt8(ascii: "/") where text.count == start && index + 2 < count && bytes[index + 1] == 0x20 && !opens && words.count > 0
        && (words[words.count - 1].isAny(.hasDigit) == false || isASCIILetter(bytes[index + 2]) && (words.count > 1 || words[0].isAny(.ordinal))):
        // Oak Ave / Elm St, Hwy 16 / Oak St
        text.append(UInt8(ascii: "&"))
        finish(&start, &opens, table)
        afterDot = start
      case UInt8(ascii: "/") where text.count - start >= 2 && index + 1 < count && isASCIILetter(bytes[index + 1]) && isKind(start..<text.count, table):
        // Oak St/Elm St
        finish(&start, &opens, table)
        text.append(UInt8(ascii: "&"))
        finish(&start, &opens, table)
        afterDot = start
      case 0xE2 where index + 2 < count && bytes[index + 1] == 0x81 && bytes[index + 2] == 0x84:
        text.append(UInt8(ascii: "/"))
        index += 2
      case 0xE2 where index + 2 < count && bytes[index + 1] == 0x80 && (0x90...0x95).contains(bytes[index + 2]):
        text.append(UInt8(ascii: "-"))
        index += 2
      default: text.append(byte)
      }
      index += 1
    }
    finish(&start, &opens, table)
  }

  private func isKind(_ range: Range<Int>, _ table: ShortWords<StreetWords.Entry>) -> Bool {
    table[text.span.extracting(range)]?.traits.contains(.kind) ?? false
  }

  private mutating func finish(_ start: inout Int, _ opens: inout Bool, _ table: ShortWords<StreetWords.Entry>) {
    var end = text.count
    defer { start = text.count }
    while end > start, text[end - 1] == UInt8(ascii: "-") || text[end - 1] == UInt8(ascii: "/") { end -= 1 }
    while start < end, text[start] == UInt8(ascii: "-") || text[start] == UInt8(ascii: "/") { start += 1 }
    guard end > start else {
      // Main St - Suite 5: a hyphen between spaces parts, unless it is a range of numbers
      if text.count > start, let last = words.last, !last.isAny(.startsWithDigit) { opens = true }
      return
    }
    guard words.count < AddressWords.countMax else { return }
    words.append(word(start..<end, opens: opens, table))
    opens = false
  }

  /// A word with what the table and a look at its letters tell.
  private func word(_ range: Range<Int>, opens: Bool, _ table: ShortWords<StreetWords.Entry>) -> AddressWord {
    let (start, end) = (range.lowerBound, range.upperBound)
    var traits: StreetWords.Traits = []
    var hasDigit = false
    var hasLetter = false
    for position in start..<end {
      let byte = text[position]
      if isASCIIDigit(byte) { hasDigit = true } else if isASCIILetter(byte) || byte >= 0x80 { hasLetter = true }
    }
    if hasDigit { traits.insert(.hasDigit) }
    if hasLetter { traits.insert(.hasLetter) }
    if isASCIIDigit(text[start]) { traits.insert(.startsWithDigit) }
    if opens { traits.insert(.opensSegment) }
    var code: UInt16 = 0
    if !hasDigit {
      if end - start <= 16, let entry = table[text.span.extracting(start..<end)] {
        traits.formUnion(entry.traits)
        code = entry.code
      }
      if text[start] == UInt8(ascii: "#") { traits.insert(.hash) }
    } else if hasLetter, isOrdinal(start..<end) {
      traits.insert(.ordinal)
    }
    return AddressWord(start: UInt16(start), end: UInt16(end), traits: traits, code: code)
  }

  // MARK: words that were written in one, or in several

  private func isDirectionLetter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "n") || byte == UInt8(ascii: "s") || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "w")
  }

  /// Cuts a word in two before a byte of it; a hyphen there goes.
  mutating func cut(_ index: Int, at offset: Int) {
    let range = words[index].range
    guard range.lowerBound < offset, offset < range.upperBound, words.count < AddressWords.countMax else { return }
    let behind = text[offset] == UInt8(ascii: "-") && offset + 1 < range.upperBound ? offset + 1 : offset
    let table = StreetWords.table.words
    let opens = words[index].isAny(.opensSegment)
    words[index] = word(range.lowerBound..<offset, opens: opens, table)
    words.insert(word(behind..<range.upperBound, opens: false, table), at: index + 1)
  }

  /// Cuts a word in two at a slash, which becomes a word as & is.
  mutating func partAtSlash(_ index: Int, at offset: Int) {
    let range = words[index].range
    guard range.lowerBound < offset, offset + 1 < range.upperBound, words.count + 1 < AddressWords.countMax, text.count < Int(UInt16.max) else { return }
    let table = StreetWords.table.words
    let opens = words[index].isAny(.opensSegment)
    text.append(UInt8(ascii: "&"))
    words[index] = word(range.lowerBound..<offset, opens: opens, table)
    words.insert(word(text.count - 1..<text.count, opens: false, table), at: index + 1)
    words.insert(word(offset + 1..<range.upperBound, opens: false, table), at: index + 2)
  }

  /// Puts one word in place of several.
  mutating func replace(_ range: Range<Int>, by bytes: [UInt8]) {
    guard let first = words[range].first, text.count + bytes.count <= Int(UInt16.max) else { return }
    let start = text.count
    text.append(contentsOf: bytes)
    words.replaceSubrange(range, with: [word(start..<text.count, opens: first.isAny(.opensSegment), StreetWords.table.words)])
  }

  /// Only hyphens and nothing else stood between two words: 12 - 14.
  func areHyphened(_ index: Int) -> Bool {
    let between = Int(words[index].end)..<Int(words[index + 1].start)
    return !between.isEmpty && text[between].allSatisfy { $0 == UInt8(ascii: "-") } && !words[index + 1].isAny(.opensSegment)
  }

  /// 22nd: digits and then the two letters.
  private func isOrdinal(_ range: Range<Int>) -> Bool {
    guard range.count >= 3 else { return false }
    for position in range.dropLast(2) where !isASCIIDigit(text[position]) { return false }
    switch (text[range.upperBound - 2], text[range.upperBound - 1]) {
    case (UInt8(ascii: "s"), UInt8(ascii: "t")), (UInt8(ascii: "n"), UInt8(ascii: "d")), (UInt8(ascii: "r"), UInt8(ascii: "d")),
      (UInt8(ascii: "t"), UInt8(ascii: "h")):
      return true
    default: return false
    }
  }

  var count: Int { words.count }

  subscript(_ index: Int) -> AddressWord { words[index] }

  func bytes(_ word: AddressWord) -> ArraySlice<UInt8> { text[word.range] }

  func isWord(_ index: Int, _ wanted: StaticString) -> Bool {
    let word = words[index]
    guard word.count == wanted.utf8CodeUnitCount else { return false }
    for offset in 0..<word.count where text[Int(word.start) + offset] != wanted.utf8Start[offset] { return false }
    return true
  }

  func isAny(_ index: Int, _ wanted: StreetWords.Traits) -> Bool {
    index >= 0 && index < words.count && words[index].isAny(wanted)
  }

  func isAllDigits(_ index: Int) -> Bool {
    guard index >= 0, index < words.count, words[index].isAny(.startsWithDigit), !words[index].isAny(.hasLetter) else {
      return false
    }
    for position in words[index].range where !isASCIIDigit(text[position]) { return false }
    return true
  }

  /// A word of one letter.
  func isLetter(_ index: Int) -> Bool {
    index >= 0 && index < words.count && words[index].count == 1 && words[index].isAny(.hasLetter)
  }

  /// Where the segment of a word ends.
  func segmentEnd(_ index: Int) -> Int {
    var end = index + 1
    while end < words.count, !words[end].isAny(.opensSegment) { end += 1 }
    return min(end, words.count)
  }

  /// Takes words out; what followed them begins a segment of its own.
  mutating func remove(_ range: Range<Int>) {
    if range.upperBound < words.count { words[range.upperBound].traits.insert(.opensSegment) }
    words.removeSubrange(range)
  }

  /// The letters of some words together, without hyphens.
  func joined(_ range: Range<Int>) -> [UInt8] {
    var out: [UInt8] = []
    for index in range { out.append(contentsOf: text[words[index].range]) }
    return out
  }

  /// A part of a unit in a key, behind a hyphen where it is not the first: building 1, apartment 12 is 1-12. Of its
  /// own hyphens those between two digits stay (1-12, but 4-b is 4b).
  func appendUnit(_ index: Int, to unit: inout [UInt8], isSamePart: Bool = false) {
    if !isSamePart, !unit.isEmpty, !unit.hasFloorSign { unit.append(UInt8(ascii: "-")) }
    let range = words[index].range
    for position in range {
      if text[position] == UInt8(ascii: "-"), position + 1 == range.upperBound || position == range.lowerBound
        || !isASCIIDigit(text[position - 1]) || !isASCIIDigit(text[position + 1])
      {
        continue
      }
      unit.append(text[position])
    }
  }

  func appendDigits(_ index: Int, to out: inout [UInt8]) {
    for position in words[index].range {
      guard isASCIIDigit(text[position]) else { break }
      out.append(text[position])
    }
  }

  func spelling(_ index: Int) -> [UInt8] { StreetWords.table.spellings[Int(words[index].code)] }
}
