/// How Koreans and Chinese read the characters of a name.
///
/// Read from a table on first use, which only a name in Han characters makes; a look-up is one index.
struct HanReadings: Sendable {
  static let shared = HanReadings()

  /// Hangul position of each unified character's reading, and of its reading as a surname where that differs.
  private let korean: [UInt16]
  private let koreanSurnames: [UInt32: UInt16]
  /// Index into `syllables` of each character's Mandarin reading, 0 where there is none.
  private let mandarin: [UInt16]
  private let mandarinSurnames: [UInt32: UInt16]
  private let syllables: [[UInt8]]

  private static let unified: ClosedRange<UInt32> = 0x4E00...0x9FFF
  private static let none = UInt16.max

  private init() {
    var korean = [UInt16](repeating: HanReadings.none, count: HanReadings.unified.count)
    var mandarin = [UInt16](repeating: 0, count: HanReadings.unified.count)
    var koreanSurnames: [UInt32: UInt16] = [:]
    var mandarinSurnames: [UInt32: UInt16] = [:]
    var syllables: [[UInt8]] = [[]]
    var section: [UInt8] = []
    EmbeddedTable("tables/han_readings.txt").eachLine { line in
      if line.first == UInt8(ascii: "[") {
        section = Array(line.dropFirst().dropLast())
        return
      }
      guard let space = line.firstIndex(of: 0x20) else { return }
      let characters = scalars(Array(line[(space + 1)...]))
      let isSurname = section.ends(with: " surname")
      if section.starts(with: "korean".utf8) {
        guard let scalar = scalars(Array(line[..<space])).first, isHangulSyllable(scalar) else { return }
        for character in characters where HanReadings.unified.contains(character) {
          if isSurname {
            koreanSurnames[EastAsianName.folded(character)] = UInt16(scalar - 0xAC00)
          } else {
            korean[Int(character - 0x4E00)] = UInt16(scalar - 0xAC00)
          }
        }
      } else {
        for character in characters where HanReadings.unified.contains(character) {
          if isSurname {
            mandarinSurnames[EastAsianName.folded(character)] = UInt16(syllables.count)
          } else {
            mandarin[Int(character - 0x4E00)] = UInt16(syllables.count)
          }
        }
        syllables.append(Array(line[..<space]))
      }
    }
    // a shape that is not in the table is read as the first of its variants that is
    for members in EastAsianName.variantRows {
      let places = members.filter(HanReadings.unified.contains).map { Int($0 - 0x4E00) }
      let reading = places.first { korean[$0] != HanReadings.none }.map { korean[$0] }
      let syllable = places.first { mandarin[$0] != 0 }.map { mandarin[$0] }
      for place in places {
        if korean[place] == HanReadings.none, let reading { korean[place] = reading }
        if mandarin[place] == 0, let syllable { mandarin[place] = syllable }
      }
    }
    self.korean = korean
    self.mandarin = mandarin
    self.koreanSurnames = koreanSurnames
    self.mandarinSurnames = mandarinSurnames
    self.syllables = syllables
  }

  /// Whether a character is read as a syllable, by the syllable's position in the Unicode block.
  var isKoreanReading: [Bool] {
    var isReading = [Bool](repeating: false, count: 11_172)
    for syllable in korean where syllable != HanReadings.none {
      isReading[Int(syllable)] = true
      isReading[Int(KoreanSurnames.initialSoundClass(syllable))] = true
    }
    for syllable in koreanSurnames.values { isReading[Int(syllable)] = true }
    return isReading
  }

  /// The name as a Korean would read it: two or three characters, four with a family name of two, the
  /// first of them a surname of Korea. 金敏俊 is 김민준, for 金 is 금 in any other place; ㄹ falls or
  /// softens at the head of either part (李 이, 龍 용).
  ///
  /// - Parameters:
  ///   - characters: as written.
  ///   - familyCount: characters of the family name where the writer divided the name, else 0.
  func koreanName(_ characters: [UInt32], familyCount: Int) -> (family: [UInt16], given: [UInt16])? {
    guard (2...4).contains(characters.count) else { return nil }
    var syllables: [UInt16] = []
    for character in characters {
      guard HanReadings.unified.contains(character) else { return nil }
      let syllable = korean[Int(character - 0x4E00)]
      if syllable == HanReadings.none { return nil }
      syllables.append(syllable)
    }
    let surnames = KoreanSurnames.shared
    let isTwo = characters.count > 2 && familyCount != 1 && surnames.row(syllables[0], syllables[1]) != nil
      && HanReadings.isLongSurname(characters[0], characters[1])
    let count = isTwo ? 2 : 1
    guard characters.count - count <= 2, familyCount == 0 || familyCount == count else { return nil }
    if !isTwo {
      syllables[0] = KoreanSurnames.initialSoundClass(koreanSurnames[EastAsianName.folded(characters[0])] ?? syllables[0])
      guard surnames.row(syllables[0]) != nil else { return nil }
    }
    syllables[count] = KoreanSurnames.initialSoundClass(syllables[count])
    return (Array(syllables[..<count]), Array(syllables[count...]))
  }

  /// Characters of a given name as a Korean reads them; nil where one has no reading.
  func koreanReading(_ characters: [UInt32]) -> [UInt16]? {
    var syllables: [UInt16] = []
    for character in characters {
      guard HanReadings.unified.contains(character), korean[Int(character - 0x4E00)] != HanReadings.none else { return nil }
      syllables.append(korean[Int(character - 0x4E00)])
    }
    guard let first = syllables.first else { return nil }
    syllables[0] = KoreanSurnames.initialSoundClass(first)
    return syllables
  }

  /// The name as Mandarin reads it: two or three characters, four with a family name of two.
  func mandarinName(
    _ characters: [UInt32], familyCount: Int
  ) -> (family: [UInt8], given: [UInt8], familyCount: Int)? {
    guard (2...4).contains(characters.count) else { return nil }
    let isTwo = characters.count > 2 && familyCount != 1
      && HanReadings.isLongSurname(characters[0], characters[1])
    let count = isTwo ? 2 : 1
    guard characters.count - count <= 2, familyCount == 0 || familyCount == count else { return nil }
    var family: [UInt8] = []
    var given: [UInt8] = []
    for (index, character) in characters.enumerated() {
      guard HanReadings.unified.contains(character) else { return nil }
      var syllable = mandarin[Int(character - 0x4E00)]
      if index == 0, let surname = mandarinSurnames[EastAsianName.folded(character)] { syllable = surname }
      if syllable == 0 { return nil }
      if index < count { family += syllables[Int(syllable)] } else { given += syllables[Int(syllable)] }
    }
    return (family, given, count)
  }

  private static func isLongSurname(_ first: UInt32, _ second: UInt32) -> Bool {
    longSurnames.contains(EastAsianName.folded(first) << 16 ^ EastAsianName.folded(second))
  }

  /// Family names of two characters in Korea and China.
  private static let longSurnames: Set<UInt32> = {
    let names = """
      南宮 皇甫 諸葛 司空 鮮于 獨孤 西門 東方 公孫 令狐 乙支 扶餘 明臨 欧阳 歐陽 司马 司馬 上官 夏侯 诸葛 闻人 聞人 尉迟 尉遲 公孙 慕容 宇文 司徒 长孙 \
      長孫 端木 独孤 南宫 东方 西门 皇甫 轩辕 軒轅
      """
    return Set(
      names.split(separator: " ").map { name in
        let pair = name.unicodeScalars.map { EastAsianName.folded($0.value) }
        return pair[0] << 16 ^ pair[1]
      })
  }()
}

extension [UInt8] {
  fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
