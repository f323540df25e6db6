/// How an English speaker may say a Latin name: consonant sounds, and a second reading where the spelling
/// comes from another language (Schmidt is XMT or SMT, which is how it meets Smith).
///
/// Source: Lawrence Philips, "The Double Metaphone Search Algorithm", C/C++ Users Journal 18:6 (June 2000).
/// Not for Korean names: Kim and Gim have nothing in common here.
package struct DoubleMetaphone {
  /// Sounds as ASCII, the first in the lowest byte; at most eight.
  package private(set) var primary: UInt64 = 0
  package private(set) var alternate: UInt64 = 0

  package static let soundCountMax = 8

  /// - Parameter word: letters a to z. A word longer than 32 letters, or with anything else, has no sounds.
  /// - Complexity: linear; no allocation beyond the stack.
  package init(_ word: Span<UInt8>) {
    guard word.count <= 32 else { return }
    for index in 0..<word.count where word[index] &- 0x61 >= 26 { return }
    let margin = Walk.margin
    (primary, alternate) = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: word.count + 2 * margin) { letters in
      letters.initialize(repeating: 0x20)
      for index in 0..<word.count { letters[margin + index] = word[index] }
      var walk = Walk(letters: UnsafeBufferPointer(letters), count: word.count)
      walk.run()
      return (walk.primary.bytes, walk.alternate.bytes)
    }
  }

  /// Whether two words are said alike, counting words of three sounds and more: with two, half of all
  /// short names are one.
  ///
  /// - Parameter inAnyReading: the usual reading of one may also be the second of the other.
  package static func areAlike(_ left: Span<UInt8>, _ right: Span<UInt8>, inAnyReading: Bool) -> Bool {
    let one = DoubleMetaphone(left)
    let other = DoubleMetaphone(right)
    func isAlike(_ a: UInt64, _ b: UInt64) -> Bool { a == b && a >> 16 != 0 }
    return isAlike(one.primary, other.primary)
      || inAnyReading && (isAlike(one.primary, other.alternate) || isAlike(one.alternate, other.primary))
  }
}

private struct Sounds {
  var bytes: UInt64 = 0
  var count = 0

  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { letters in
      for letter in letters where count < DoubleMetaphone.soundCountMax {
        bytes |= UInt64(letter) << UInt64(8 * count)
        count += 1
      }
    }
  }
}

/// One pass over a word that stands in the middle of spaces, so that looking a few letters back or ahead
/// is always possible.
private struct Walk {
  static let margin = 8

  let letters: UnsafeBufferPointer<UInt8>
  let count: Int
  var index = 0
  var primary = Sounds()
  var alternate = Sounds()
  private let isSlavoGermanic: Bool

  init(letters: UnsafeBufferPointer<UInt8>, count: Int) {
    self.letters = letters
    self.count = count
    var isSlavoGermanic = false
    for place in 0..<count {
      let letter = letters[Walk.margin + place]
      let next = letters[Walk.margin + place + 1]
      if letter == UInt8(ascii: "w") || letter == UInt8(ascii: "k")
        || letter == UInt8(ascii: "c") && next == UInt8(ascii: "z")
      {
        isSlavoGermanic = true
      }
    }
    self.isSlavoGermanic = isSlavoGermanic
  }

  private var last: Int { count - 1 }
  private subscript(_ place: Int) -> UInt8 { letters[place + Walk.margin] }

  private func has(_ text: StaticString, at place: Int) -> Bool {
    guard place >= -Walk.margin, place + text.utf8CodeUnitCount <= count + Walk.margin else { return false }
    return text.withUTF8Buffer { text in
      for offset in 0..<text.count where self[place + offset] != text[offset] { return false }
      return true
    }
  }

  /// One of the letters of `set` stands at the place; a space in the set is the end of the word.
  private func isOne(of set: StaticString, _ place: Int) -> Bool {
    let letter = self[place]
    return set.withUTF8Buffer { $0.contains(letter) }
  }

  private func isVowel(_ place: Int) -> Bool { isOne(of: "aeiouy", place) }

  private mutating func add(_ sound: StaticString, or other: StaticString, step: Int) {
    primary.append(sound)
    alternate.append(other)
    index += step
  }

  private mutating func add(_ sound: StaticString, step: Int) { add(sound, or: sound, step: step) }

  private func isDoubled(or others: StaticString = "") -> Bool {
    self[index + 1] == self[index] || isOne(of: others, index + 1)
  }

  mutating func run() {
    if has("gn", at: 0) || has("kn", at: 0) || has("pn", at: 0) || has("wr", at: 0) || has("ps", at: 0) { index = 1 }
    if has("x", at: 0) { add("S", step: 1) }
    while index < count {
      switch self[index] {
      case UInt8(ascii: "b"): add("P", step: isDoubled() ? 2 : 1)
      case UInt8(ascii: "c"): c()
      case UInt8(ascii: "d"): d()
      case UInt8(ascii: "f"): add("F", step: isDoubled() ? 2 : 1)
      case UInt8(ascii: "g"): g()
      case UInt8(ascii: "h"):
        if index == 0 || isVowel(index - 1), isVowel(index + 1) { add("H", step: 2) } else { index += 1 }
      case UInt8(ascii: "j"): j()
      case UInt8(ascii: "k"), UInt8(ascii: "q"): add("K", step: isDoubled() ? 2 : 1)
      case UInt8(ascii: "l"): l()
      case UInt8(ascii: "m"):
        let isDumb = has("umb", at: index - 1) && (index + 1 == last || has("er", at: index + 2))
        add("M", step: isDoubled() || isDumb ? 2 : 1)
      case UInt8(ascii: "n"): add("N", step: isDoubled() ? 2 : 1)
      case UInt8(ascii: "p"):
        if has("ph", at: index) { add("F", step: 2) } else { add("P", step: isDoubled(or: "b") ? 2 : 1) }
      case UInt8(ascii: "r"):
        // French: Rogier, Hochmeier
        let isMute = index == last && !isSlavoGermanic && has("ie", at: index - 2) && !has("me", at: index - 4)
          && !has("ma", at: index - 4)
        add(isMute ? "" : "R", or: "R", step: isDoubled() ? 2 : 1)
      case UInt8(ascii: "s"): s()
      case UInt8(ascii: "t"): t()
      case UInt8(ascii: "v"): add("F", step: isDoubled() ? 2 : 1)
      case UInt8(ascii: "w"): w()
      case UInt8(ascii: "x"):
        let isMute = index == last
          && (has("iau", at: index - 3) || has("eau", at: index - 3) || has("au", at: index - 2)
            || has("ou", at: index - 2))
        add(isMute ? "" : "KS", step: isDoubled(or: "c") ? 2 : 1)
      case UInt8(ascii: "z"): z()
      default: if index == 0 { add("A", step: 1) } else { index += 1 }
      }
    }
  }

  private var isGermanStart: Bool { has("sch", at: 0) }

  private mutating func c() {
    let isGerman = index > 1 && !isVowel(index - 2) && has("ach", at: index - 1) && self[index + 2] != UInt8(ascii: "i")
      && (self[index + 2] != UInt8(ascii: "e") || has("bacher", at: index - 2) || has("macher", at: index - 2))
    if isGerman { return add("K", step: 2) }
    if index == 0, has("caesar", at: 0) { return add("S", step: 2) }
    if has("chia", at: index) { return add("K", step: 2) }
    if has("ch", at: index) { return ch() }
    if has("cz", at: index), !has("wicz", at: index - 2) { return add("S", or: "X", step: 2) }
    if has("cia", at: index + 1) { return add("X", step: 3) }
    if has("cc", at: index), !(index == 1 && has("m", at: 0)) {
      guard isOne(of: "ieh", index + 2), !has("hu", at: index + 2) else { return add("K", step: 2) }
      let isHard = index == 1 && has("a", at: 0) || has("uccee", at: index - 1) || has("ucces", at: index - 1)
      return add(isHard ? "KS" : "X", step: 3)
    }
    if isOne(of: "kgq", index + 1) { return add("K", step: 2) }
    if isOne(of: "iey", index + 1) {
      let isItalian = has("cio", at: index) || has("cie", at: index) || has("cia", at: index)
      return add("S", or: isItalian ? "X" : "S", step: 2)
    }
    add("K", step: isOne(of: "ckq", index + 1) && !has("ce", at: index + 1) && !has("ci", at: index + 1) ? 2 : 1)
  }

  private mutating func ch() {
    if index > 0, has("chae", at: index) { return add("K", or: "X", step: 2) }
    let isGreekStart = index == 0
      && (has("harac", at: 1) || has("haris", at: 1) || has("hor", at: 1) || has("hym", at: 1) || has("hia", at: 1)
        || has("hem", at: 1)) && !has("chore", at: 0)
    if isGreekStart { return add("K", step: 2) }
    let isHard = isGermanStart || has("orches", at: index - 2) || has("archit", at: index - 2)
      || has("orchid", at: index - 2) || isOne(of: "ts", index + 2)
      || (index == 0 || isOne(of: "aoue", index - 1)) && isOne(of: "lrnmbhfvw ", index + 2)
    if isHard { return add("K", step: 2) }
    if index == 0 { return add("X", step: 2) }
    if has("mc", at: 0) { return add("K", step: 2) }
    add("X", or: "K", step: 2)
  }

  private mutating func d() {
    if has("dg", at: index) {
      if isOne(of: "iey", index + 2) { add("J", step: 3) } else { add("TK", step: 2) }
    } else {
      add("T", step: isDoubled(or: "t") ? 2 : 1)
    }
  }

  private mutating func g() {
    if has("gh", at: index) { return gh() }
    if has("gn", at: index) {
      if index == 1, isVowel(0), !isSlavoGermanic { return add("KN", or: "N", step: 2) }
      if !has("ey", at: index + 2), !isSlavoGermanic { return add("N", or: "KN", step: 2) }
      return add("KN", step: 2)
    }
    if has("li", at: index + 1), !isSlavoGermanic { return add("KL", or: "L", step: 2) }
    let isSoftStart = index == 0
      && (has("y", at: 1) || has("es", at: 1) || has("ep", at: 1) || has("eb", at: 1) || has("el", at: 1)
        || has("ey", at: 1) || has("ib", at: 1) || has("il", at: 1) || has("in", at: 1) || has("ie", at: 1)
        || has("ei", at: 1) || has("er", at: 1))
    if isSoftStart { return add("K", or: "J", step: 2) }
    if has("er", at: index + 1) || has("y", at: index + 1), !has("danger", at: 0), !has("ranger", at: 0),
      !has("manger", at: 0), !isOne(of: "ei", index - 1), !has("rgy", at: index - 1), !has("ogy", at: index - 1)
    {
      return add("K", or: "J", step: 2)
    }
    if isOne(of: "eiy", index + 1) || has("aggi", at: index - 1) || has("oggi", at: index - 1) {
      if isGermanStart || has("et", at: index + 1) { return add("K", step: 2) }
      return add("J", or: has("ier ", at: index + 1) ? "J" : "K", step: 2)
    }
    add("K", step: isDoubled() ? 2 : 1)
  }

  private mutating func gh() {
    if index > 0, !isVowel(index - 1) { return add("K", step: 2) }
    if index == 0 { return add(has("i", at: 2) ? "J" : "K", step: 2) }
    // Hugh, bough, Brougham
    if index > 1 && isOne(of: "bhd", index - 2) || index > 2 && isOne(of: "bhd", index - 3)
      || index > 3 && isOne(of: "bh", index - 4)
    {
      index += 2
    } else if index > 2, has("u", at: index - 1), isOne(of: "cglrt", index - 3) {
      add("F", step: 2)
    } else if !has("i", at: index - 1) {
      add("K", step: 2)
    } else {
      index += 2
    }
  }

  private mutating func j() {
    if has("jose", at: index) {
      if index == 0, has(" ", at: 4) { add("H", step: 1) } else { add("J", or: "H", step: 1) }
      return
    }
    let step = isDoubled() ? 2 : 1
    if index == 0 {
      add("J", or: "A", step: step)
    } else if isVowel(index - 1), !isSlavoGermanic, isOne(of: "ao", index + 1) {
      add("J", or: "H", step: step)
    } else if index == last {
      add("J", or: "", step: step)
    } else if !isOne(of: "ltksnmbz", index + 1), !isOne(of: "skl", index - 1) {
      add("J", step: step)
    } else {
      index += step
    }
  }

  private mutating func l() {
    guard isDoubled() else { return add("L", step: 1) }
    // Spanish: Cabrillo, Gallegos
    let isSpanish =
      index == count - 3 && (has("illo", at: index - 1) || has("illa", at: index - 1) || has("alle", at: index - 1))
      || (has("as", at: last - 1) || has("os", at: last - 1) || isOne(of: "ao", last)) && has("alle", at: index - 1)
    add("L", or: isSpanish ? "" : "L", step: 2)
  }

  private mutating func s() {
    if has("isl", at: index - 1) || has("ysl", at: index - 1) {
      index += 1
    } else if index == 0, has("sugar", at: 0) {
      add("X", or: "S", step: 1)
    } else if has("sh", at: index) {
      let isGerman = has("heim", at: index + 1) || has("hoek", at: index + 1) || has("holm", at: index + 1)
        || has("holz", at: index + 1)
      add(isGerman ? "S" : "X", step: 2)
    } else if has("sio", at: index) || has("sia", at: index) {
      add("S", or: isSlavoGermanic ? "S" : "X", step: 3)
    } else if index == 0 && isOne(of: "mnlw", 1) || has("z", at: index + 1) {
      add("S", or: "X", step: has("z", at: index + 1) ? 2 : 1)
    } else if has("sc", at: index) {
      sc()
    } else {
      let isMute = index == last && (has("ai", at: index - 2) || has("oi", at: index - 2))
      add(isMute ? "" : "S", or: "S", step: isDoubled(or: "z") ? 2 : 1)
    }
  }

  private mutating func sc() {
    if has("h", at: index + 2) {
      if has("er", at: index + 3) || has("en", at: index + 3) {
        add("X", or: "SK", step: 3)
      } else if has("oo", at: index + 3) || has("uy", at: index + 3) || has("ed", at: index + 3)
        || has("em", at: index + 3)
      {
        add("SK", step: 3)
      } else {
        add("X", or: index == 0 && !isVowel(3) && !has("w", at: 3) ? "S" : "X", step: 3)
      }
    } else if isOne(of: "iey", index + 2) {
      add("S", step: 3)
    } else {
      add("SK", step: 3)
    }
  }

  private mutating func t() {
    if has("tion", at: index) || has("tia", at: index) || has("tch", at: index) {
      add("X", step: 3)
    } else if has("th", at: index) || has("tth", at: index) {
      let isHard = has("om", at: index + 2) || has("am", at: index + 2) || isGermanStart
      add(isHard ? "T" : "0", or: "T", step: 2)
    } else {
      add("T", step: isDoubled(or: "d") ? 2 : 1)
    }
  }

  private mutating func w() {
    if has("wr", at: index) { return add("R", step: 2) }
    if index == 0, isVowel(1) || has("wh", at: 0) { return add("A", or: isVowel(1) ? "F" : "A", step: 1) }
    let isPolish = has("ewski", at: index - 1) || has("ewsky", at: index - 1) || has("owski", at: index - 1)
      || has("owsky", at: index - 1)
    if index == last && isVowel(index - 1) || isPolish || isGermanStart { return add("", or: "F", step: 1) }
    if has("wicz", at: index) || has("witz", at: index) { return add("TS", or: "FX", step: 4) }
    index += 1
  }

  private mutating func z() {
    if has("zh", at: index) { return add("J", step: 2) }
    let isItalianOrSlavic = has("zo", at: index + 1) || has("zi", at: index + 1) || has("za", at: index + 1)
      || isSlavoGermanic && index > 0 && !has("t", at: index - 1)
    add("S", or: isItalianOrSlavic ? "TS" : "S", step: isDoubled() ? 2 : 1)
  }
}
