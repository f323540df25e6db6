/// Names in Han characters and kana held against each other and, by their readings, against Latin letters
/// and Hangul.

extension NameLevel {
  static func ofEastAsian(_ left: Span<UInt8>, _ right: Span<UInt8>) -> NameLevel {
    let one = NameForm.EastAsian(left)
    let other = NameForm.EastAsian(right)
    let leftAll = left.extracting(6..<one.familyReadingAt)
    let rightAll = right.extracting(6..<other.familyReadingAt)
    let areFull = one.flags.contains(.full) && other.flags.contains(.full)
    if leftAll.hasSameBytes(as: rightAll) { return areFull ? .same : .compatible }
    let isLeftKana = left[7] == 0x30 && left[6] == 0
    let isRightKana = right[7] == 0x30 && right[6] == 0
    if isLeftKana != isRightKana {
      if one.hasReading, other.hasReading,
        left.extracting(one.familyReadingAt..<one.end).hasSameBytes(
          as: right.extracting(other.familyReadingAt..<other.end))
      {
        return .crossScript
      }
      return .different
    }
    if one.familyCount > 0, other.familyCount > 0 {
      let leftFamily = left.extracting(6..<6 + 3 * one.familyCount)
      let rightFamily = right.extracting(6..<6 + 3 * other.familyCount)
      let leftGiven = left.extracting(6 + 3 * one.familyCount..<one.familyReadingAt)
      let rightGiven = right.extracting(6 + 3 * other.familyCount..<other.familyReadingAt)
      if leftGiven.hasSameBytes(as: rightGiven) { return .given }
      if leftFamily.hasSameBytes(as: rightGiven), leftGiven.hasSameBytes(as: rightFamily) { return .reordered }
      if leftFamily.hasSameBytes(as: rightFamily), isLeftKana, damerauAtMost(leftGiven, rightGiven, limit: 1) != nil {
        return .near
      }
      if !areFull { return .different }
      // 恵 and 愛 may both be Megumi
      let leftReading = left.extracting(one.givenReadingAt..<one.end)
      let isReadAlike = !leftReading.isEmpty && leftReading.hasSameBytes(as: right.extracting(other.givenReadingAt..<other.end))
      return isReadAlike || shareCharacter(leftGiven, rightGiven) ? .conflict : .apart
    }
    if !areFull {
      // 田中 or 太郎 and 田中太郎
      if isPart(leftAll, of: rightAll) || isPart(rightAll, of: leftAll) { return .compatible }
      // 武林 and 玉珍 are two people, whatever of their names is given; kana may be read from any character
      return isLeftKana || isRightKana || shareCharacter(leftAll, rightAll) ? .different : .apart
    }
    // Where the given name begins nobody knows of one of them at least. What both begin with is the family name, as far
    // as family names go; of the rest any character is held against any.
    let common = min(commonBeginning(leftAll, rightAll), familyMax(one, other))
    let (leftRest, rightRest) = (leftAll.extracting(3 * common..<leftAll.count), rightAll.extracting(3 * common..<rightAll.count))
    return shareCharacter(leftRest, rightRest) ? .conflict : .apart
  }

  /// A name's beginning or its end.
  private static func isPart(_ part: Span<UInt8>, of whole: Span<UInt8>) -> Bool {
    guard part.count < whole.count else { return false }
    return whole.begins(with: part) || whole.extracting(whole.count - part.count..<whole.count).hasSameBytes(as: part)
  }

  /// How many characters both begin with.
  private static func commonBeginning(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
    var count = 0
    while 3 * count + 3 <= min(left.count, right.count),
      left.extracting(3 * count..<3 * count + 3).hasSameBytes(as: right.extracting(3 * count..<3 * count + 3))
    {
      count += 1
    }
    return count
  }

  /// How long the family name of both may be: as the writer of one divided it, two characters where one of them has
  /// four (坂本修平), and one in 王小明, though 田中実 has two.
  private static func familyMax(_ one: NameForm.EastAsian, _ other: NameForm.EastAsian) -> Int {
    if one.familyCount + other.familyCount > 0 { return one.familyCount + other.familyCount }
    return max(one.givenCount, other.givenCount) >= 4 ? 2 : 1
  }

  /// Of characters of three bytes each.
  private static func shareCharacter(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    var i = 0
    while i + 3 <= left.count {
      var j = 0
      while j + 3 <= right.count {
        if left[i] == right[j], left[i + 1] == right[j + 1], left[i + 2] == right[j + 2] { return true }
        j += 3
      }
      i += 3
    }
    return false
  }

  static func ofEastAsianAndLatin(_ eastAsian: Span<UInt8>, _ latin: Span<UInt8>) -> NameLevel {
    let one = NameForm.EastAsian(eastAsian)
    let other = NameForm.Latin(latin)
    guard other.hasBoth else { return .different }
    let level = one.hasReading ? ofReadingAndLatin(eastAsian, one, latin, other) : .different
    guard level < .crossScript, let korean = one.korean(eastAsian) else { return level }
    return max(level, ofHangulAndLatin(eastAsian.extracting(korean), latin))
  }

  private static func ofReadingAndLatin(
    _ eastAsian: Span<UInt8>, _ one: NameForm.EastAsian, _ latin: Span<UInt8>, _ other: NameForm.Latin
  ) -> NameLevel {
    let family = eastAsian.extracting(one.familyReadingAt..<one.givenReadingAt)
    let given = eastAsian.extracting(one.givenReadingAt..<one.end)
    let latinFamily = latin.extracting(other.family)
    let latinGiven = latin.extracting(other.names)
    if family.isEmpty {
      // タナカハナコ: one word, either order
      return isReading(given, latinFamily, latinGiven) || isReading(given, latinGiven, latinFamily)
        ? .crossScript : .different
    }
    let isFamily = isReading(family, latinFamily) || isReading(family, latinGiven)
    let isGiven = isReading(given, latinGiven) || isReading(given, latinFamily)
    if isFamily && isGiven { return .crossScript }
    // Wang Xiao Ming: the family name is one of three words
    if other.partCount > 2, areReadings(family, given, of: latin.extracting(other.lettersAt..<other.end)) {
      return .crossScript
    }
    guard isGiven else { return .different }
    let latinRest = isReading(given, latinGiven) ? latinFamily : latinGiven
    return NameVariants.shared.areOne(family, latinRest, isFamily: true) ? .variant : .given
  }

  /// Han against Hangul: by the Korean reading. A Japanese or Chinese in Hangul is spelt by ear, so that
  /// readings differ says nothing.
  static func ofEastAsianAndHangul(_ eastAsian: Span<UInt8>, _ hangul: Span<UInt8>) -> NameLevel {
    guard let korean = NameForm.EastAsian(eastAsian).korean(eastAsian) else { return .different }
    switch ofHangul(eastAsian.extracting(korean), hangul) {
    case .same, .reordered: return .crossScript
    case .variant: return .variant
    case .compatible: return .compatible
    default: return .different
    }
  }

  /// Both readings, one behind the other, are the letters.
  private static func areReadings(_ family: Span<UInt8>, _ given: Span<UInt8>, of letters: Span<UInt8>) -> Bool {
    guard letters.count > family.count, letters.begins(with: family) else { return false }
    return isReading(given, letters.extracting(family.count..<letters.count))
  }

  private static func isReading(_ reading: Span<UInt8>, _ first: Span<UInt8>, _ second: Span<UInt8>? = nil) -> Bool {
    var known = ShortenedVowels()
    var letters = ShortenedVowels()
    while let letter = letters.next(in: first) {
      guard known.next(in: reading) == letter else { return false }
    }
    if let second {
      var rest = ShortenedVowels()
      while let letter = rest.next(in: second) {
        guard known.next(in: reading) == letter else { return false }
      }
    }
    return known.next(in: reading) == nil
  }
}

/// Walks over a romanised Japanese word with long vowels shortened and n for m before lips, as
/// `shorteningLongVowels` writes it.
private struct ShortenedVowels {
  private var index = 0
  private var last: UInt8 = 0

  mutating func next(in letters: Span<UInt8>) -> UInt8? {
    while index < letters.count {
      let letter = letters[index]
      let following = index + 1 < letters.count ? letters[index + 1] : 0
      index += 1
      switch following {
      case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"): break
      default: if last == UInt8(ascii: "o"), letter == UInt8(ascii: "h") { continue }
      }
      if last == UInt8(ascii: "o"), letter == UInt8(ascii: "u") || letter == last { continue }
      if last == UInt8(ascii: "u"), letter == last { continue }
      let isBeforeLip =
        following == UInt8(ascii: "b") || following == UInt8(ascii: "p") || following == UInt8(ascii: "m")
      last = letter == UInt8(ascii: "m") && isBeforeLip ? UInt8(ascii: "n") : letter
      return last
    }
    return nil
  }
}
