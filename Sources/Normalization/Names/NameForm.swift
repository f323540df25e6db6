/// The comparison form of a name: what `NameLevel.of` reads, self-contained, so that comparing needs
/// neither tables of words nor memory.
///
///     every form   0 script (1 Hangul, 2 Latin, 3 Han and kana), 1 flags, 2… by script
///     Hangul       2 syllables of the family name, 3 of the given name, 4… two bytes each, low byte
///                  first: position in the Unicode block, FFFF for a masked one; then,
///                  where a reading stands in brackets, the Latin form of that
///     Latin        2 parts, 3 suffix, 4 Korean surnames, 5 nothing yet, then the surnames, two bytes
///                  each, then a role byte and a length for each part, then the letters; the family
///                  name lies at one end
///     Han, kana    2 characters of the family name, 3 of the given name, 4 letters of the family
///                  name's reading, 5 of the given name's; three bytes a character, then the letters,
///                  then, where Koreans read the name as one of theirs, the Hangul form of that
enum NameForm {
  enum Script: UInt8 {
    case hangul = 1
    case latin = 2
    case eastAsian = 3
  }

  struct Flags: OptionSet {
    var rawValue: UInt8
    /// Family name and given name are both there, neither an initial nor masked.
    static let full = Flags(rawValue: 1)
    static let orderKnown = Flags(rawValue: 2)
    /// The order was not the usual one of the script.
    static let swapped = Flags(rawValue: 4)
    static let masked = Flags(rawValue: 8)
    static let transliterated = Flags(rawValue: 16)
    /// Words of another culture written in Hangul.
    static let foreign = Flags(rawValue: 32)
    /// 성호: two syllables in one word, of which the first is a surname. They are a whole name or, as often, a given name
    /// alone.
    static let unparted = Flags(rawValue: 64)
  }

  /// Bits of a Latin part's role byte, above the role.
  static let roleMask: UInt8 = 3
  static let umlautBit: UInt8 = 8

  static let partsMax = 12
  static let partLengthMax = 60

  static func put(_ name: HangulName, flags: Flags, to value: inout ValueWriter) {
    value.put(Script.hangul.rawValue)
    value.put(flags.rawValue)
    value.put(UInt8(clamping: name.family.count))
    value.put(UInt8(clamping: name.given.count))
    for syllable in name.family { put(syllable, to: &value) }
    for syllable in name.given { put(syllable, to: &value) }
  }

  static func put(_ name: borrowing LatinName, flags: Flags, to value: inout ValueWriter) {
    let words = name.words
    let surnameCount = min(name.koreanFamilies.count, 4)
    value.put(Script.latin.rawValue)
    value.put(flags.rawValue)
    let partCountAt = value.count
    value.put(0)
    value.put(name.suffix.rawValue)
    value.put(UInt8(surnameCount))
    value.put(0)
    for index in 0..<surnameCount { put(name.koreanFamilies[index].row, to: &value) }
    let roles = name.roles
    var partCount = 0
    for place in 0..<3 {
      let role = roles[place]
      for word in name[role] {
        let bits = role.rawValue | (words[word].hasUmlaut ? umlautBit : 0)
        for part in words.parts(of: word..<word + 1) where partCount < partsMax {
          value.put(bits)
          value.put(UInt8(truncatingIfNeeded: min(words.letters(ofPart: part).count, partLengthMax)))
          partCount += 1
        }
      }
    }
    value[partCountAt] = UInt8(truncatingIfNeeded: partCount)
    partCount = 0
    for place in 0..<3 {
      for part in words.parts(of: name[roles[place]]) where partCount < partsMax {
        let letters = words.letters(ofPart: part)
        value.put(UnsafeBufferPointer(start: letters.baseAddress, count: min(letters.count, partLengthMax)))
        partCount += 1
      }
    }
  }

  static func put(_ name: EastAsianName, flags: Flags, to value: inout ValueWriter) {
    value.put(Script.eastAsian.rawValue)
    value.put(flags.rawValue)
    value.put(UInt8(name.family.count))
    value.put(UInt8(name.given.count))
    value.put(UInt8(clamping: name.familyRomaji.count))
    value.put(UInt8(clamping: name.givenRomaji.count))
    for characters in [name.family, name.given] {
      for scalar in characters {
        value.put(UInt8(truncatingIfNeeded: scalar >> 16))
        value.put(UInt8(truncatingIfNeeded: scalar >> 8))
        value.put(UInt8(truncatingIfNeeded: scalar))
      }
    }
    for byte in name.familyRomaji.prefix(255) { value.put(byte) }
    for byte in name.givenRomaji.prefix(255) { value.put(byte) }
    if let korean = name.korean { put(HangulName(family: korean.family, given: korean.given), flags: .full, to: &value) }
  }

  private static func put(_ number: UInt16, to value: inout ValueWriter) {
    value.put(UInt8(truncatingIfNeeded: number))
    value.put(UInt8(truncatingIfNeeded: number >> 8))
  }

  /// Two bytes, low byte first.
  @inline(__always)
  static func word(_ form: Span<UInt8>, at offset: Int) -> UInt16 {
    UInt16(form[offset]) | UInt16(form[offset + 1]) << 8
  }

  /// Where the pieces of a Hangul form are.
  struct Hangul {
    var familyCount: Int
    var givenCount: Int
    var flags: Flags

    @inline(__always)
    init(_ form: Span<UInt8>) {
      flags = Flags(rawValue: form[1])
      familyCount = Int(form[2])
      givenCount = Int(form[3])
    }

    @inline(__always)
    func syllable(_ form: Span<UInt8>, _ index: Int) -> UInt16 { word(form, at: 4 + 2 * index) }

    /// The Latin form of a second reading: 김제니(Jennifer Kim).
    func reading(_ form: Span<UInt8>) -> Range<Int>? {
      let end = 4 + 2 * (familyCount + givenCount)
      return end + 6 < form.count ? end..<form.count : nil
    }
  }

  /// Where the pieces of a Latin form are. Letters of one role lie together, the family name at one end.
  struct Latin {
    var flags: Flags
    var partCount: Int
    var suffix: UInt8
    var surnameCount: Int
    var rolesAt: Int
    var lettersAt: Int
    var end: Int
    var given: Range<Int>
    var middle: Range<Int>
    var family: Range<Int>
    /// Given and middle name.
    var names: Range<Int>
    var hasUmlaut = false

    init(_ form: Span<UInt8>) {
      flags = Flags(rawValue: form[1])
      partCount = Int(form[2])
      suffix = form[3]
      surnameCount = Int(form[4])
      rolesAt = 6 + 2 * surnameCount
      lettersAt = rolesAt + 2 * partCount
      var position = lettersAt
      given = position..<position
      middle = given
      family = given
      for part in 0..<partCount {
        let bits = form[rolesAt + 2 * part]
        let next = position + Int(form[rolesAt + 2 * part + 1])
        if bits & umlautBit != 0 { hasUmlaut = true }
        switch bits & roleMask {
        case LatinName.Role.given.rawValue: given = (given.isEmpty ? position : given.lowerBound)..<next
        case LatinName.Role.middle.rawValue: middle = (middle.isEmpty ? position : middle.lowerBound)..<next
        default: family = (family.isEmpty ? position : family.lowerBound)..<next
        }
        position = next
      }
      end = position
      names = middle.isEmpty ? given : given.isEmpty ? middle : given.lowerBound..<middle.upperBound
    }

    /// Bit i: a part begins at letter i of the range.
    func boundaries(_ form: Span<UInt8>, in range: Range<Int>) -> UInt32 {
      var bits: UInt32 = 0
      var position = lettersAt
      for part in 0..<partCount {
        let offset = position - range.lowerBound
        if offset > 0, offset < 32, position < range.upperBound { bits |= 1 << UInt32(offset) }
        position += Int(form[rolesAt + 2 * part + 1])
      }
      return bits
    }

    /// The part at the end where the family name is not, and all the others.
    func otherReading(_ form: Span<UInt8>) -> (family: Range<Int>, names: Range<Int>)? {
      guard partCount >= 2 else { return nil }
      if family.lowerBound == lettersAt {
        let length = Int(form[rolesAt + 2 * partCount - 1])
        return (end - length..<end, lettersAt..<end - length)
      }
      let length = Int(form[rolesAt + 1])
      return (lettersAt..<lettersAt + length, lettersAt + length..<end)
    }

    var hasBoth: Bool { !given.isEmpty && !family.isEmpty }

    @inline(__always)
    func surname(_ form: Span<UInt8>, _ index: Int) -> UInt16 { word(form, at: 6 + 2 * index) }
  }

  /// Where the pieces of a Han or kana form are.
  struct EastAsian {
    var flags: Flags
    var familyCount: Int
    var givenCount: Int
    var familyReadingAt: Int
    var givenReadingAt: Int
    var end: Int

    init(_ form: Span<UInt8>) {
      flags = Flags(rawValue: form[1])
      familyCount = Int(form[2])
      givenCount = Int(form[3])
      familyReadingAt = 6 + 3 * (familyCount + givenCount)
      givenReadingAt = familyReadingAt + Int(form[4])
      end = givenReadingAt + Int(form[5])
    }

    var hasReading: Bool { end > familyReadingAt }

    /// The Hangul form of the name as Koreans read it.
    func korean(_ form: Span<UInt8>) -> Range<Int>? { end + 4 <= form.count ? end..<form.count : nil }
  }
}
