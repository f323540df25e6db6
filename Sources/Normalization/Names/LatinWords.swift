/// The words of a name in Latin letters, flat in scratch memory, so that taking a name apart costs no
/// allocation: a word is a few offsets, and the rules move ranges of words about.

/// One word: where its letters, its spelling and its hyphenated parts lie.
struct LatinWord {
  var lettersStart: UInt16 = 0
  var lettersEnd: UInt16 = 0
  var displayStart: UInt16 = 0
  var displayEnd: UInt16 = 0
  var partsStart: UInt16 = 0
  var partsEnd: UInt16 = 0
  /// The letters as word tables look them up; zero for a word that no table holds.
  var packed = SIMD2<UInt64>(0, 0)
  var kind: LatinWordKind = []
  var hasUmlaut = false
  var isTransliterated = false
  /// A comma stands behind it.
  var isCommaNext = false
  /// A full stop and, without a space, another word stand behind it.
  var isJoinedNext = false
  /// A full stop stands behind it: an initial or an abbreviation.
  var hasStop = false
}

/// The words of the columns of a row, or of its one field, in the order they were appended.
///
/// The letters of neighbouring words lie side by side, so the name that several words make is a range of
/// letters too.
struct LatinWords {
  /// Words and parts of a name that is read without heap memory.
  static let plainWordsMax = 20
  static let plainPartsMax = 24
  /// The longest plain field or fields, in bytes.
  static let plainBytesMax = 160

  private let wordsMax: Int
  private let partsMax: Int
  private let lettersMax: Int
  private let displayMax: Int
  private let words: UnsafeMutablePointer<LatinWord>
  private let partEnds: UnsafeMutablePointer<UInt16>
  private let letters: UnsafeMutablePointer<UInt8>
  private let display: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private(set) var partCount = 0
  private(set) var letterCount = 0
  private(set) var displayCount = 0
  private(set) var hasUmlaut = false
  private(set) var hasTransliterated = false
  /// A word that joins two people.
  private(set) var hasAnd = false
  /// A word that companies have in their names.
  private(set) var hasLegalForm = false
  /// Words that stand for a name that nobody knows.
  private(set) var fillerCount = 0
  /// Nothing but letters of the alphabet between spaces, full stops, commas and hyphens: words that the list of
  /// placeholders could hold.
  private(set) var isBare = true

  /// Room for so many words, parts and bytes of letters and of their spelling.
  ///
  /// - Parameter body: gets the room, which is gone when it returns.
  static func withRoom<Result>(
    words: Int, parts: Int, letters: Int, display: Int, _ body: (inout LatinWords) -> Result
  ) -> Result {
    let wordBytes = words * MemoryLayout<LatinWord>.stride
    return withUnsafeTemporaryAllocation(byteCount: wordBytes + 2 * parts, alignment: 16) { offsets in
      // words are packed sixteen bytes at a time, also the last of them
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: letters + display + 32) { text in
        guard let offsetBase = offsets.baseAddress, let textBase = text.baseAddress else { fatalError("no room") }
        var room = LatinWords(
          wordsMax: words, partsMax: parts, lettersMax: letters, displayMax: display,
          words: offsetBase.bindMemory(to: LatinWord.self, capacity: words),
          partEnds: (offsetBase + wordBytes).bindMemory(to: UInt16.self, capacity: parts),
          letters: textBase, display: textBase + letters + 16)
        return body(&room)
      }
    }
  }

  private init(
    wordsMax: Int, partsMax: Int, lettersMax: Int, displayMax: Int, words: UnsafeMutablePointer<LatinWord>,
    partEnds: UnsafeMutablePointer<UInt16>,
    letters: UnsafeMutablePointer<UInt8>, display: UnsafeMutablePointer<UInt8>
  ) {
    self.wordsMax = wordsMax
    self.partsMax = partsMax
    self.lettersMax = lettersMax
    self.displayMax = displayMax
    self.words = words
    self.partEnds = partEnds
    self.letters = letters
    self.display = display
  }

  @inline(__always)
  subscript(_ index: Int) -> LatinWord { words[index] }

  // MARK: ranges of words

  /// The letters of words that were appended one behind the other.
  @inline(__always)
  func letters(of range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    if range.isEmpty { return UnsafeBufferPointer(start: letters, count: 0) }
    let start = Int(words[range.lowerBound].lettersStart)
    return UnsafeBufferPointer(start: letters + start, count: Int(words[range.upperBound - 1].lettersEnd) - start)
  }

  /// The letters of words as word tables look them up; nil where they are too long for one.
  @inline(__always)
  func packed(_ range: Range<Int>) -> SIMD2<UInt64>? {
    if range.count == 1 {
      let packed = words[range.lowerBound].packed
      return packed == SIMD2(0, 0) ? nil : packed
    }
    let text = letters(of: range)
    return packedShortWord(text.baseAddress ?? UnsafePointer(letters), count: text.count)
  }

  /// The same for words that do not lie side by side.
  func packed(_ first: Range<Int>, _ second: Range<Int>) -> SIMD2<UInt64>? {
    guard let one = packed(first), let other = packed(second) else { return nil }
    let count = letters(of: first).count
    guard count + letters(of: second).count <= 16 else { return nil }
    let low = UInt128(truncatingIfNeeded: one.x) | UInt128(truncatingIfNeeded: one.y) << 64
    let high = UInt128(truncatingIfNeeded: other.x) | UInt128(truncatingIfNeeded: other.y) << 64
    let both = low | high << UInt128(8 * count)
    return SIMD2(UInt64(truncatingIfNeeded: both), UInt64(truncatingIfNeeded: both >> 64))
  }

  /// The hyphenated parts of words, by their number.
  @inline(__always)
  func parts(of range: Range<Int>) -> Range<Int> {
    range.isEmpty ? 0..<0 : Int(words[range.lowerBound].partsStart)..<Int(words[range.upperBound - 1].partsEnd)
  }

  @inline(__always)
  func letters(ofPart part: Int) -> UnsafeBufferPointer<UInt8> {
    let start = part == 0 ? 0 : Int(partEnds[part - 1])
    return UnsafeBufferPointer(start: letters + start, count: Int(partEnds[part]) - start)
  }

  func display(of word: Int) -> UnsafeBufferPointer<UInt8> {
    let start = Int(words[word].displayStart)
    return UnsafeBufferPointer(start: display + start, count: Int(words[word].displayEnd) - start)
  }

  /// Bit i is set where a part of these words begins at letter i.
  func boundaries(in range: Range<Int>) -> UInt32 {
    let parts = parts(of: range)
    guard let first = parts.first else { return 0 }
    let start = first == 0 ? 0 : Int(partEnds[first - 1])
    var bits: UInt32 = 0
    for part in parts.dropFirst() {
      let position = Int(partEnds[part - 1]) - start
      if position < 32 { bits |= 1 << UInt32(position) }
    }
    return bits
  }

  // MARK: filling

  /// Appends a word that was taken apart elsewhere.
  mutating func append(_ word: NameWord) {
    guard !word.parts.isEmpty, count < wordsMax, partCount + word.parts.count <= partsMax,
      letterCount + word.letters.count <= lettersMax, displayCount + word.display.count <= displayMax
    else { return }
    words[count] = LatinWord()
    words[count].lettersStart = UInt16(letterCount)
    words[count].displayStart = UInt16(displayCount)
    words[count].partsStart = UInt16(partCount)
    for part in word.parts {
      for byte in part {
        letters[letterCount] = byte
        letterCount += 1
      }
      partEnds[partCount] = UInt16(letterCount)
      partCount += 1
    }
    for byte in word.display {
      display[displayCount] = byte
      displayCount += 1
    }
    words[count].hasUmlaut = word.hasUmlaut
    words[count].isTransliterated = word.isTransliterated
    words[count].isCommaNext = word.isCommaNext
    words[count].isJoinedNext = word.isJoinedNext
    words[count].hasStop = word.hasStop
    if word.hasUmlaut { hasUmlaut = true }
    if word.isTransliterated { hasTransliterated = true }
    closeWord()
  }

  /// Appends words once more, the second range behind the first, so that they lie side by side.
  ///
  /// - Returns: the copies, or nil where there is no room for them.
  mutating func appendCopies(_ first: Range<Int>, _ second: Range<Int>) -> Range<Int>? {
    let start = count
    let copied = first.count + second.count
    let copiedParts = parts(of: first).count + parts(of: second).count
    let copiedLetters = letters(of: first).count + letters(of: second).count
    guard count + copied <= wordsMax, partCount + copiedParts <= partsMax, letterCount + copiedLetters <= lettersMax
    else { return nil }
    for range in [first, second] {
      for original in range {
        var word = words[original]
        word.lettersStart = UInt16(letterCount)
        word.partsStart = UInt16(partCount)
        for part in parts(of: original..<original + 1) {
          for byte in letters(ofPart: part) {
            letters[letterCount] = byte
            letterCount += 1
          }
          partEnds[partCount] = UInt16(letterCount)
          partCount += 1
        }
        word.lettersEnd = UInt16(letterCount)
        word.partsEnd = UInt16(partCount)
        words[count] = word
        count += 1
      }
    }
    return start..<count
  }

  private mutating func closeWord() {
    let start = Int(words[count].lettersStart)
    words[count].lettersEnd = UInt16(letterCount)
    words[count].displayEnd = UInt16(displayCount)
    words[count].partsEnd = UInt16(partCount)
    if let packed = packedShortWord(letters + start, count: letterCount - start) {
      words[count].packed = packed
      words[count].kind = LatinWordKind.table[packed: packed] ?? []
      if words[count].kind.contains(.and) { hasAnd = true }
      if words[count].kind.contains(.filler) { fillerCount += 1 }
      if !words[count].kind.isDisjoint(with: [.legalForm, .legalFormBehind]) { hasLegalForm = true }
    }
    count += 1
  }

  /// Appends the words of a field that holds nothing but Latin letters, spaces and the marks of names.
  ///
  /// - Returns: false where it holds anything else, or looks like no name; then what was appended is of
  ///   no use, and `NameText` must read the field.
  mutating func appendPlain(_ span: Span<UInt8>) -> Bool {
    let firstWord = count
    var isOpen = false
    /// A quotation mark stands before the word.
    var isQuoted = false
    /// Marks since the last letter, which belong to the word if another letter follows.
    var pendingCount = 0
    var isHyphenPending = false
    var firstScalar: UInt32 = 0
    var hasSecondScalar = false
    var isSame = true
    var index = 0
    while index < span.count {
      let byte = span[index]
      index += 1
      var scalar = UInt32(byte)
      var letter = LatinLetter(UInt32(byte | 0x20))
      if byte >= 0x80 {
        index -= 1
        scalar = decodeScalar(span, at: &index)
        if scalar == 0x2019 {
          scalar = 0x27
        } else {
          letter = LatinLetter.table[scalar]
          if letter.isNone { return false }
        }
      }
      if scalar == 0x20 {
        if isOpen { closePlainWord(&isOpen) }
        isQuoted = false
        pendingCount = 0
        isHyphenPending = false
        continue
      }
      if firstScalar == 0 {
        firstScalar = scalar
      } else {
        hasSecondScalar = true
        if scalar != firstScalar { isSame = false }
      }
      switch scalar {
      case 0x41...0x5A, 0x61...0x7A, 0x80...:
        if !isOpen {
          guard count < LatinWords.plainWordsMax, partCount < LatinWords.plainPartsMax else { return false }
          words[count] = LatinWord()
          words[count].lettersStart = UInt16(truncatingIfNeeded: letterCount)
          words[count].displayStart = UInt16(truncatingIfNeeded: displayCount)
          words[count].partsStart = UInt16(truncatingIfNeeded: partCount)
          isOpen = true
        } else if isHyphenPending {
          guard partCount + 1 < LatinWords.plainPartsMax else { return false }
          partEnds[partCount] = UInt16(truncatingIfNeeded: letterCount)
          partCount += 1
        }
        displayCount += pendingCount
        pendingCount = 0
        isHyphenPending = false
        if scalar < 0x80 {
          letters[letterCount] = byte | 0x20
          letterCount += 1
          display[displayCount] = byte
          displayCount += 1
        } else {
          letterCount += letter.write(to: letters + letterCount)
          displayCount += writeScalar(scalar, to: display + displayCount)
          if letter.hasTwoSpellings {
            words[count].hasUmlaut = true
            hasUmlaut = true
          }
          if !letter.isFold { isBare = false }
        }
      case 0x2D:
        if isOpen {
          display[displayCount + pendingCount] = 0x2D
          pendingCount += 1
          isHyphenPending = true
        }
      case 0x27:
        // 'Bob' is a nickname
        if isOpen {
          if isQuoted, index == span.count || !isASCIILetter(span[index]) { return false }
          display[displayCount + pendingCount] = 0x27
          pendingCount += 1
        } else {
          isQuoted = true
        }
        isBare = false
      case 0x2E:
        if isOpen {
          closePlainWord(&isOpen)
          words[count - 1].hasStop = true
          if index < span.count, isASCIILetter(span[index]) { words[count - 1].isJoinedNext = true }
        }
      case 0x2C:
        if isOpen { closePlainWord(&isOpen) }
        if count > firstWord { words[count - 1].isCommaNext = true }
      default: return false
      }
      if !isOpen {
        pendingCount = 0
        isHyphenPending = false
      }
    }
    if isOpen { closePlainWord(&isOpen) }
    // aaa: filler, or initials that nobody can tell from it
    return !(isSame && hasSecondScalar)
  }

  @inline(__always)
  private mutating func closePlainWord(_ isOpen: inout Bool) {
    partEnds[partCount] = UInt16(truncatingIfNeeded: letterCount)
    partCount += 1
    closeWord()
    isOpen = false
  }
}

/// Writes the UTF-8 of a scalar of the Basic Multilingual Plane beyond ASCII; returns how many bytes it is.
@inline(__always)
private func writeScalar(_ scalar: UInt32, to out: UnsafeMutablePointer<UInt8>) -> Int {
  if scalar < 0x800 {
    out[0] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
    out[1] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
    return 2
  }
  out[0] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
  out[1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
  out[2] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
  return 3
}
