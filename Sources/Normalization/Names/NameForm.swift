/// The comparison form of a name: what `NameLevel.of` reads, self-contained, so that comparing needs
/// neither tables of words nor memory.
///
///     every form   0 script (1 Hangul, 2 Latin, 3 Han and kana), 1 flags, 2… by script
///     Hangul       2 syllables of the family name, 3 of the given name, 4… two bytes each, low byte
///                  first: position in the Unicode block, FFFF for a masked one
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
  }

  /// Bits of a Latin part's role byte, above the role.
  static let roleMask: UInt8 = 3
  static let umlautBit: UInt8 = 8

  static let partsMax = 12
  static let partLengthMax = 60

  static func bytes(of name: HangulName, flags: Flags) -> [UInt8] {
    var form: [UInt8] = [
      Script.hangul.rawValue, flags.rawValue, UInt8(clamping: name.family.count), UInt8(clamping: name.given.count),
    ]
    form.reserveCapacity(4 + 2 * (name.family.count + name.given.count))
    for syllable in name.family { append(syllable, to: &form) }
    for syllable in name.given { append(syllable, to: &form) }
    return form
  }

  static func bytes(of name: LatinName, flags: Flags) -> [UInt8] {
    let words = name.words
    let surnameCount = min(name.koreanFamilies.count, 4)
    return withUnsafeTemporaryAllocation(
      of: UInt8.self, capacity: 6 + 2 * (surnameCount + partsMax) + partsMax * partLengthMax
    ) { form in
      form[1] = flags.rawValue
      form[0] = Script.latin.rawValue
      form[3] = name.suffix.rawValue
      form[4] = UInt8(surnameCount)
      form[5] = 0
      var end = 6
      for index in 0..<surnameCount {
        let value = name.koreanFamilies[index].row
        form[end] = UInt8(truncatingIfNeeded: value)
        form[end + 1] = UInt8(truncatingIfNeeded: value >> 8)
        end += 2
      }
      let roles = name.roles
      var partCount = 0
      for place in 0..<3 {
        let role = roles[place]
        for word in name[role] {
          let bits = role.rawValue | (words[word].hasUmlaut ? umlautBit : 0)
          for part in words.parts(of: word..<word + 1) where partCount < partsMax {
            form[end] = bits
            form[end + 1] = UInt8(truncatingIfNeeded: min(words.letters(ofPart: part).count, partLengthMax))
            end += 2
            partCount += 1
          }
        }
      }
      form[2] = UInt8(truncatingIfNeeded: partCount)
      partCount = 0
      for place in 0..<3 {
        for part in words.parts(of: name[roles[place]]) where partCount < partsMax {
          let letters = words.letters(ofPart: part)
          for index in 0..<min(letters.count, partLengthMax) {
            form[end] = letters[index]
            end += 1
          }
          partCount += 1
        }
      }
      return Array(UnsafeBufferPointer(rebasing: form[..<end]))
    }
  }

  static func bytes(of name: EastAsianName, flags: Flags) -> [UInt8] {
    var form: [UInt8] = [
      Script.eastAsian.rawValue, flags.rawValue, UInt8(name.family.count), UInt8(name.given.count),
      UInt8(clamping: name.familyRomaji.count), UInt8(clamping: name.givenRomaji.count),
    ]
    for scalar in name.family + name.given {
      form.append(UInt8(truncatingIfNeeded: scalar >> 16))
      form.append(UInt8(truncatingIfNeeded: scalar >> 8))
      form.append(UInt8(truncatingIfNeeded: scalar))
    }
    form.append(contentsOf: name.familyRomaji.prefix(255))
    form.append(contentsOf: name.givenRomaji.prefix(255))
    if let korean = name.korean { form += bytes(of: HangulName(family: korean.family, given: korean.given), flags: .full) }
    return form
  }

  private static func append(_ value: UInt16, to form: inout [UInt8]) {
    form.append(UInt8(truncatingIfNeeded: value))
    form.append(UInt8(truncatingIfNeeded: value >> 8))
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
