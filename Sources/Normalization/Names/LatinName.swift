/// A name in Latin letters (or Cyrillic made Latin): which words are the family name, which the given
/// name and what lies between, with titles and suffixes taken off, and how it reads as a Korean name.
struct LatinName: Sendable {
  enum Role: UInt8, Sendable {
    case given = 0
    case middle = 1
    case family = 2
  }

  enum Suffix: UInt8, Sendable {
    case none = 0
    case junior = 1
    case senior = 2
    case second = 3
    case third = 4
    case fourth = 5
  }

  /// In the order given, middle, family; a Korean name in the order it was written.
  private(set) var words: [(word: NameWord, role: Role)] = []
  private(set) var suffix = Suffix.none
  private(set) var hasHonorific = false
  /// Family name and given name are told apart by columns, a comma or a particle, not by position alone.
  private(set) var isOrderKnown = false
  /// Written family name first.
  private(set) var isSwapped = false
  /// Surnames the family name may stand for, where the whole can be a Korean name; the likeliest first.
  private(set) var koreanFamilies: [UInt16] = []
  /// The other way to read it, where both ends are surnames: Jung Min is 정민 or 민정, and the word at the
  /// other end is the family name.
  private(set) var otherKoreanFamilies: [UInt16] = []

  var isKorean: Bool { !koreanFamilies.isEmpty }
  var isTransliterated: Bool { words.contains { $0.word.isTransliterated } }

  func letters(_ role: Role) -> [UInt8] {
    var letters: [UInt8] = []
    for (word, itsRole) in words where itsRole == role {
      if letters.isEmpty { letters = word.letters } else { letters += word.letters }
    }
    return letters
  }

  /// As written. The syllables of a Korean given name are hyphenated, because three bare words do not say
  /// which of them is the family name.
  func display(_ role: Role) -> [UInt8] {
    let separator: UInt8 = isKorean && role == .given ? UInt8(ascii: "-") : 0x20
    var display: [UInt8] = []
    for (word, itsRole) in words where itsRole == role {
      if display.isEmpty {
        display = word.display
      } else {
        display.append(separator)
        display += word.display
      }
    }
    return display
  }

  /// Reads one field that holds the whole name.
  init?(words all: [NameWord]) {
    var before = all
    var behind: [NameWord] = []
    if let comma = all.firstIndex(where: \.isCommaNext), comma + 1 < all.count {
      before = Array(all[...comma])
      behind = Array(all[(comma + 1)...])
      takeOffTitles(&behind)
      if behind.isEmpty { takeOffTitles(&before) }
    }
    takeOffTitles(&before)
    if before.isEmpty {
      before = behind
      behind = []
    }
    guard !before.isEmpty else { return nil }
    if !behind.isEmpty {
      isOrderKnown = true
      isSwapped = true
      assign(given: behind, family: before)
      return
    }
    if before.count == 1 {
      words = [(before[0], .family)]
      return
    }
    if readAsKorean(before) { return }
    var familyStart = before.count - 1
    while familyStart > 1, LatinName.isParticle(before[familyStart - 1]) { familyStart -= 1 }
    assign(given: Array(before[..<familyStart]), family: Array(before[familyStart...]))
  }

  /// Takes the names from columns of their own.
  init?(given: [NameWord], middle: [NameWord], family: [NameWord], suffix suffixWords: [NameWord]) {
    var given = given
    var family = family
    takeOffTitles(&given)
    takeOffTitles(&family)
    var suffixWords = suffixWords
    takeOffTitles(&suffixWords, keepsLast: false)
    guard !given.isEmpty || !family.isEmpty else { return nil }
    isOrderKnown = true
    if LatinName.areColumnsSwapped(given: given, family: family) {
      swap(&given, &family)
      isSwapped = true
    }
    assign(given: given, family: family)
    if !middle.isEmpty {
      let at = words.firstIndex { $0.role == .family } ?? words.count
      words.insert(contentsOf: middle.map { ($0, .middle) }, at: at)
    }
  }

  private mutating func assign(given: [NameWord], family: [NameWord]) {
    let familyLetters = family.flatMap(\.letters)
    let surnames = KoreanSurnames.shared.readings(of: familyLetters)
    let isKorean = !surnames.isEmpty && LatinName.koreanCost(given) != nil
    words = []
    for (index, word) in given.enumerated() { words.append((word, index == 0 || isKorean ? .given : .middle)) }
    for word in family { words.append((word, .family)) }
    if isKorean { koreanFamilies = surnames.map(\.row) }
  }

  /// Korean names come in both orders and in two or three words, so the surname is what decides.
  private mutating func readAsKorean(_ all: [NameWord]) -> Bool {
    guard all.count <= 4 else { return false }
    let surnames = KoreanSurnames.shared
    var first: (cost: Int32, count: Int, rows: [UInt16])?
    var last: (cost: Int32, rows: [UInt16])?
    for count in 1...min(2, all.count - 1) {
      let readings = surnames.readings(of: all[..<count].flatMap(\.letters))
      guard let best = readings.first, let rest = LatinName.koreanCost(Array(all[count...])) else { continue }
      if count == 2, surnames.rows[Int(best.row)].syllables.count < 2 { continue }
      // Nam Goong Min: two words that make a surname are one
      first = (best.costMillis + rest - (count == 2 ? 3_500 : 0), count, readings.map(\.row))
    }
    let readings = surnames.readings(of: all[all.count - 1].letters)
    if let best = readings.first, let rest = LatinName.koreanCost(Array(all.dropLast())) {
      // in three words or more the family name stands first: Lee Seo Yeon
      last = (best.costMillis + rest + (all.count > 2 ? 3_500 : 0), readings.map(\.row))
    }
    // a Western given name in front: Emma Lee
    if let last, first == nil, !Nicknames.shared.places(of: all[0].letters).isEmpty {
      assign(given: Array(all.dropLast()), family: [all[all.count - 1]])
      koreanFamilies = last.rows
      return true
    }
    guard first != nil || last != nil else { return false }
    if let first, first.cost <= last?.cost ?? .max {
      isSwapped = true
      words = all[..<first.count].map { ($0, .family) } + all[first.count...].map { ($0, .given) }
      koreanFamilies = first.rows
      otherKoreanFamilies = last?.rows ?? []
    } else if let last {
      words = all.dropLast().map { ($0, .given) } + [(all[all.count - 1], .family)]
      koreanFamilies = last.rows
      otherKoreanFamilies = first?.rows ?? []
    }
    return true
  }

  /// Kim in the given name's column and Minjun in the family name's.
  private static func areColumnsSwapped(given: [NameWord], family: [NameWord]) -> Bool {
    guard given.count == 1, !family.isEmpty, let surname = KoreanSurnames.shared.readings(of: given[0].letters).first
    else { return false }
    let isCommon = surname.row < 60
    return isCommon && KoreanSurnames.shared.readings(of: family.flatMap(\.letters)).isEmpty
      && koreanCost(family) ?? .max <= 1_000 && Nicknames.shared.places(of: family[0].letters).isEmpty
  }

  /// What it costs to read words as a Korean given name of one to three syllables; nil: they are none.
  private static func koreanCost(_ given: [NameWord]) -> Int32? {
    let parts = given.flatMap(\.parts)
    guard parts.count <= 3, !given.contains(where: \.isTransliterated) else { return nil }
    let letters = parts.flatMap { $0 }
    guard letters.count <= 18, letters.allSatisfy({ $0 &- 0x61 < 26 }) else { return nil }
    guard
      let millis = KoreanSpelling.readingMillis(letters.span, boundaries: boundaries(parts), countMax: 3),
      millis <= 1_700
    else { return nil }
    return millis
  }

  /// Bit i is set where a part begins at letter i.
  static func boundaries(_ parts: [[UInt8]]) -> UInt32 {
    var bits: UInt32 = 0
    var position = 0
    for part in parts {
      if position > 0, position < 32 { bits |= 1 << UInt32(position) }
      position += part.count
    }
    return bits
  }

  // MARK: titles, suffixes, particles

  private static let titles = ShortWords<Bool>(
    """
    mr mrs ms miss mx dr prof professor sir dame lady lord mme mlle madame monsieur herr frau fraulein senor senora
    senorita sra srta sr dott dottssa ing dipl rev reverend hon capt captain col lt maj sgt fr messrs mister doctor
    """)

  private static let suffixes = ShortWords<Suffix>([
    (Array("jr".utf8), .junior), (Array("junior".utf8), .junior), (Array("sr".utf8), .senior),
    (Array("senior".utf8), .senior), (Array("ii".utf8), .second), (Array("iii".utf8), .third),
    (Array("iv".utf8), .fourth),
  ])

  private static let titlesBehind = ShortWords<Bool>("mr mrs ms miss mstr mx dr md phd esq dds rn cpa mba nim ssi")

  private static let particles = ShortWords<Bool>(
    """
    de la las los del della delle di da dal dos das du des le van von der den ter ten te zu zum zur af av bin ibn binti
    bint al el abu ben san santa saint st y e
    """)

  private static func isParticle(_ word: NameWord) -> Bool {
    word.parts.count == 1 && particles.contains(word.parts[0])
  }

  private mutating func takeOffTitles(_ words: inout [NameWord], keepsLast: Bool = true) {
    let least = keepsLast ? 1 : 0
    while words.count > 1, LatinName.titles.contains(words[0].letters) {
      words.removeFirst()
      hasHonorific = true
    }
    while words.count > least, let last = words.last {
      let letters = last.letters
      if let found = LatinName.suffixes[letters] {
        suffix = found
      } else if LatinName.titlesBehind.contains(letters) {
        hasHonorific = true
      } else {
        break
      }
      words.removeLast()
    }
    // with the words gone nobody is left: Mr. alone is a title, not a name
    if words.count == 1, LatinName.titles.contains(words[0].letters), keepsLast, hasHonorific { words = [] }
  }
}
