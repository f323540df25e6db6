/// What words of a Latin name say by themselves: that a family name stands first, that a former name follows,
/// that nobody but a family is named.
extension LatinName {
  // MARK: family name first

  /// Where the given name begins, if words show that the family name stands before it.
  func givenStart(_ all: Range<Int>) -> Int? { startBehindParticles(all) ?? startBehindCapitals(all) }

  /// VON DER LEYEN HANS-PETER, De Smet Jan; but Le Tuan Anh, De Andre Smith and Van Dyke Parks.
  private func startBehindParticles(_ all: Range<Int>) -> Int? {
    let first = all.lowerBound
    guard all.count >= 3, let opening = words.packed(first..<first + 1), LatinName.openings[packed: opening] != nil else { return nil }
    var start = first + 1
    if let pair = words.packed(first..<first + 2), LatinName.pairs[packed: pair] != nil { start += 1 }
    let isPair = start > first + 1
    start += 1
    guard start < all.upperBound, all.upperBound - start <= 2 else { return nil }
    // two particles are nobody's given name; one may be
    if isPair { return isWhole(start - 1) && isWhole(start) ? start : nil }
    return isWhole(start - 1) && !isGivenName(start - 1) && isGivenName(start) ? start : nil
  }

  private static let openings = ShortWords<Bool>("de del du van von vander vanden")
  private static let pairs = ShortWords<Bool>("dela delas delos vander vonder vande vanden vonden")

  /// DUPONT Jean-Pierre: capitals, and small letters behind them.
  private func startBehindCapitals(_ all: Range<Int>) -> Int? {
    guard all.count >= 2, hasSmallLetters(all.upperBound - 1) else { return nil }
    var start = all.lowerBound
    while start < all.upperBound, isCapitals(start) { start += 1 }
    guard start > all.lowerBound, start < all.upperBound, hasSmallLetters(start) else { return nil }
    // AOIFE McCARTHY has her given name in capitals, and so may PRIYA Sharma
    guard isGivenName(start) else { return nil }
    // JP Morgan and JRR Tolkien have initials, and ANNA Schmidt a given name in capitals
    guard (all.lowerBound..<start).contains(where: { words.letters(of: $0..<$0 + 1).count >= 3 && hasVowel($0) }),
      !(all.lowerBound..<start).contains(where: isGivenName)
    else { return nil }
    return start
  }

  private func isWhole(_ word: Int) -> Bool { words.letters(of: word..<word + 1).count >= 2 && !words[word].hasStop }

  /// A given name of the table, or two with a hyphen of which one is.
  private func isGivenName(_ word: Int) -> Bool {
    words.parts(of: word..<word + 1).contains { Nicknames.shared.has(words.letters(ofPart: $0)) }
  }

  private func hasVowel(_ word: Int) -> Bool {
    words.letters(of: word..<word + 1).contains { "aeiouy".utf8.contains($0) }
  }

  /// Two letters or more, and no small one.
  private func isCapitals(_ word: Int) -> Bool {
    let shown = words.display(of: word)
    return !words[word].hasStop && shown.count(where: { $0 &- 0x41 < 26 }) >= 2 && !hasSmallLetters(word)
  }

  private func hasCapital(_ word: Int) -> Bool { words.display(of: word).contains { $0 &- 0x41 < 26 } }

  private func hasSmallLetters(_ word: Int) -> Bool {
    let shown = words.display(of: word)
    for index in shown.indices {
      if shown[index] &- 0x61 < 26 { return true }
      // ß and à to ÿ
      if shown[index] == 0xC3, index + 1 < shown.count, shown[index + 1] >= 0x9F { return true }
    }
    return false
  }

  // MARK: former names

  /// Anna Schmidt geb. Müller: what she was called is not her name.
  func dropFormerName(_ range: inout Range<Int>) {
    guard range.count >= 3 else { return }
    for word in range.dropFirst().dropLast() where isFormerly(word) {
      range = range.lowerBound..<word
      return
    }
  }

  func isFormerly(_ word: Int) -> Bool {
    let kind = words[word].kind
    if kind.isDisjoint(with: [.formerly, .formerlyWhenSmall]) { return false }
    let shown = words.display(of: word)
    guard shown.count >= 2 else { return false }
    let isSmall = shown[0] &- 0x61 < 26
    // peter born hansen and LIM NEE LIN are written in one case, which then says nothing
    let others = (0..<words.count).filter { $0 != word }
    if isSmall ? !others.contains(where: hasCapital) : !others.contains(where: hasSmallLetters) {
      return words.letters(of: word..<word + 1).starts(with: "geb".utf8) || shown.contains { $0 >= 0x80 }
    }
    if kind.contains(.formerlyWhenSmall) { return isSmall && !words[word].hasStop }
    let letters = words.letters(of: word..<word + 1)
    // Watchman Nee and U Ne Win; but née, NEE and né
    guard letters.count < 4, letters[0] != UInt8(ascii: "g") else { return true }
    if shown.contains(where: { $0 >= 0x80 }) { return true }
    return letters.count == 3 && (isSmall || shown[1] &- 0x41 < 26)
  }

  // MARK: families, marks and titles

  /// The name of a family as such: Familie Schmidt, The Smith Family.
  func household(_ all: Range<Int>) -> Range<Int>? {
    guard all.count >= 2 else { return nil }
    var rest = all
    if words[all.lowerBound].kind.contains(.household), isHousehold(all.lowerBound) {
      rest = all.dropFirst()
    } else if words[all.upperBound - 1].kind.contains(.householdBehind) {
      rest = all.dropLast()
      if rest.count > 1, words.letters(of: rest.prefix(1)).elementsEqual("the".utf8) { rest = rest.dropFirst() }
    } else {
      return nil
    }
    var start = rest.upperBound - 1
    while start > rest.lowerBound, words[start - 1].kind.contains(.particle) { start -= 1 }
    return start..<rest.upperBound
  }

  /// Familie, and Fam. with its full stop.
  func isHousehold(_ word: Int) -> Bool {
    let kind = words[word].kind
    return kind.contains(.householdBehind)
      || kind.contains(.household) && (words[word].hasStop || words.letters(of: word..<word + 1).count > 3)
  }

  /// VIP; but Vip Kumar is somebody.
  func isMark(_ word: Int, in range: Range<Int>) -> Bool {
    words[word].kind.contains(.mark) && (range.count > 2 || isCapitals(word))
  }

  /// M. Jean Dupont, D. Juan Pérez: the names without a letter that is an initial or a form of address.
  var namesBehindCivility: Range<Int>? {
    guard !isOrderKnown, !isKorean, given.count == 1, words[given.lowerBound].hasStop, !middle.isEmpty, !family.isEmpty,
      middle.lowerBound == given.upperBound, family.lowerBound == middle.upperBound
    else { return nil }
    let letter = words.letters(of: given)
    guard letter.count == 1, letter[0] == UInt8(ascii: "m") || letter[0] == UInt8(ascii: "d") else { return nil }
    let names = middle.lowerBound..<family.upperBound
    return names.allSatisfy { words.letters(of: $0..<$0 + 1).count >= 2 } ? names : nil
  }
}
