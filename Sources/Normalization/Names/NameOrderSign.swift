/// Which of two words of a whole name is the given one. Nagy Anna and DUPONT Marie stand as a registry has them, Anna Nagy
/// as most shops do, and one cell seldom says which: so the cells of a source are asked together.
public enum NameOrderSign: UInt64, Sendable {
  case givenFirst
  case familyFirst
  /// Two or three words of which either may be the given name.
  case open
}

extension Normalizer {
  /// What the words of a cell say of the order of names; nil where the cell is no plain name of two or three words in
  /// Latin letters: a comma, an initial or a title shows the order by itself, and Korean names are told by their surnames.
  public func nameOrderSign(_ raw: [UInt8]) -> NameOrderSign? {
    guard raw.count <= LatinWords.plainBytesMax else { return nil }
    let text = NameText(raw)
    let words = text.words
    guard (2...3).contains(words.count), !text.isMasked, !text.hasTitle, !text.isCompany, !text.isOfRelative, !text.isOffice,
      !text.hasDigits, words.allSatisfy({ $0.script == .latin && $0.letters.count >= 2 && !$0.isCommaNext && !$0.hasStop && !$0.isQuoted })
    else { return nil }
    return LatinWords.withRoom(
      words: 2 * words.count, parts: 2 * words.reduce(0) { $0 + $1.parts.count },
      letters: 2 * words.reduce(0) { $0 + $1.letters.count }, display: words.reduce(0) { $0 + $1.display.count }
    ) { room in
      for word in words { room.append(word) }
      guard room.count == words.count, let name = LatinName(words: room, 0..<room.count), !name.isKorean, !name.isOrderKnown,
        !name.hasHonorific, !name.family.isEmpty, !name.given.isEmpty
      else { return nil }
      return name.orderSign(0..<room.count)
    }
  }
}

/// Counts what the cells of a source say, each name once.
public struct NameOrderTally: Sendable {
  private var familyFirst = 0
  private var givenFirst = 0
  private var all = 0

  public init() {}

  public mutating func add(_ sign: NameOrderSign) {
    all += 1
    switch sign {
    case .familyFirst: familyFirst += 1
    case .givenFirst: givenFirst += 1
    case .open: break
    }
  }

  /// Whether the family name stands first.
  ///
  /// One cell in ten of a source is written the other way round, and one in ten has a family name that is a given one as
  /// well (James, Martin): ten telling names and four of five must say so, and a fifth of all, because among names that the
  /// table does not know those few are all that tell. Where there are not so many, the custom of the country.
  public func isFamilyFirst(region: [UInt8]) -> Bool {
    if familyFirst >= 10, familyFirst >= 4 * givenFirst, familyFirst * 5 >= all { return true }
    return (region.elementsEqual("HU".utf8) || region.elementsEqual("VN".utf8)) && familyFirst >= givenFirst
  }
}

extension LatinName {
  /// What the first and the last word say.
  func orderSign(_ all: Range<Int>) -> NameOrderSign {
    let (first, last) = (all.lowerBound, all.upperBound - 1)
    switch (isVietnameseFamily(first), isVietnameseFamily(last)) {
    case (true, false): return .familyFirst
    case (false, true): return .givenFirst
    default: break
    }
    switch (isKnownGiven(first), isKnownGiven(last)) {
    case (false, true): return .familyFirst
    case (true, false): return .givenFirst
    default: return .open
    }
  }

  /// Nagy Anna Mária, GARCIA LOPEZ MARIA, De Luca Mario, Nguyễn Thị Hoa in a source that has the family name first. Nil
  /// where the words speak against it.
  func partsOfFamilyFirst(_ all: Range<Int>) -> (family: Range<Int>, given: Range<Int>, middle: Range<Int>)? {
    guard all.count >= 2 else { return nil }
    let (first, last) = (all.lowerBound, all.upperBound - 1)
    let isInitialFirst = words.letters(of: first..<first + 1).count == 1
    // A. Nagy, and Anh Đặng among names such as Đặng Anh
    if isInitialFirst, words.letters(of: last..<last + 1).count > 1 { return nil }
    if isVietnameseFamily(last), !isVietnameseFamily(first) { return nil }
    // LE GOFF Marie is French
    let isLe = words.letters(of: first..<first + 1).elementsEqual("le".utf8)
    let known = (first + 1...last).first(where: isKnownGiven)
    if isVietnameseFamily(first), !isLe || known == nil { return (first..<first + 1, last..<last + 1, first + 1..<last) }
    var start = first
    while start < last - 1, isParticle(start) || start == first && isLe { start += 1 }
    start += 1
    // of two family names the second is no given one
    if let known, start < known { start = min(known, start + 1) }
    return (first..<start, start..<start + 1, start + 1..<all.upperBound)
  }

  /// A given name of the tables, or two with a hyphen of which one is.
  private func isKnownGiven(_ word: Int) -> Bool {
    words.parts(of: word..<word + 1).contains {
      let letters = words.letters(ofPart: $0)
      return GivenNameGender.shared.has(letters.span) || Nicknames.shared.has(letters)
    }
  }

  /// Bùi Hưng, Dang Huy; Do Minjun may be a Korean.
  func isVietnamese(_ all: Range<Int>) -> Bool {
    guard isVietnameseFamily(all.lowerBound) else { return false }
    let family = words.letters(of: all.lowerBound..<all.lowerBound + 1)
    return !family.elementsEqual("do".utf8) && !family.elementsEqual("ho".utf8) || hasVietnameseLetters(all)
  }

  /// Đ, Ơ, Ư and vowels with two marks or a mark below, with which nobody spells Korean.
  func hasVietnameseLetters(_ all: Range<Int>) -> Bool {
    for word in all {
      let shown = words.display(of: word)
      for index in shown.indices.dropLast() where shown[index] >= 0xC4 {
        switch (shown[index], shown[index + 1]) {
        case (0xC4, 0x90...0x91), (0xC6, 0xA0...0xA1), (0xC6, 0xAF...0xB0), (0xE1, 0xBA...0xBB): return true
        default: break
        }
      }
    }
    return false
  }

  private func isVietnameseFamily(_ word: Int) -> Bool { words[word].kind.contains(.vietnameseFamily) }
}
