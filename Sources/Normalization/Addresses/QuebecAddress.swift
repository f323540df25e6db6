/// Addresses of Quebec as the rest of Canada writes them, so that both are one: 1200 rue Sherbrooke Ouest, app. 5, Montréal
/// is 1200 Sherbrooke St W, Apt 5, Montréal.
enum QuebecAddress {
  /// - Parameter folded: without accents.
  /// - Returns: the text as it stands where nothing in it is French.
  static func plain(_ folded: [UInt8]) -> [UInt8] {
    var segments = folded.split(separator: UInt8(ascii: ","), maxSplits: segmentsMax).map { segment in
      segment.split(separator: 0x20).map { Array($0) }
    }
    segments.removeAll { $0.isEmpty }
    // 1200, rue Sherbrooke
    for index in segments.indices.dropLast() where segments[index].count == 1 && isNumber(segments[index][0]) && isKind(segments[index + 1], 0) {
      segments[index + 1].insert(segments[index][0], at: 0)
      segments.remove(at: index)
      break
    }
    var isChanged = false
    var isStreetRead = false
    for index in segments.indices {
      if !isStreetRead, let start = segments[index].indices.dropFirst().first(where: { isNumber(segments[index][$0 - 1]) && isKind(segments[index], $0) }) {
        turn(&segments[index], at: start)
        (isStreetRead, isChanged) = (true, true)
      }
      if translateUnits(&segments[index]) { isChanged = true }
    }
    guard isChanged else { return folded }
    return Array(segments.map { Array($0.joined(separator: [0x20])) }.joined(separator: [UInt8(ascii: ","), 0x20]))
  }

  private static let segmentsMax = 12

  /// Kinds of streets, and whether English has the word as well: then it may begin the name of an English street.
  private static let kinds: [(french: [UInt8], english: [UInt8], isBoth: Bool)] = [
    ("rue", "st", false), ("avenue", "ave", true), ("av", "ave", true), ("ave", "ave", true), ("boulevard", "blvd", true), ("boul", "blvd", false),
    ("blvd", "blvd", true), ("bd", "blvd", false), ("chemin", "rd", false), ("ch", "rd", false), ("place", "place", true), ("pl", "place", true),
    ("terrasse", "terrace", false), ("croissant", "crescent", false), ("carre", "square", false), ("route", "rd", true),
  ].map { (Array($0.0.utf8), Array($0.1.utf8), $0.2) }

  private static let directions: [(french: [UInt8], english: [UInt8])] = [
    ("ouest", "w"), ("o", "w"), ("est", "e"), ("e", "e"), ("nord", "n"), ("n", "n"), ("sud", "s"), ("s", "s"),
  ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

  private static let articles = ["de", "du", "des", "la", "le", "les", "saint", "sainte", "st", "ste"].map { Array($0.utf8) }

  private static let units: [(french: [UInt8], english: [UInt8])] = [
    ("app", "apt"), ("appartement", "apt"), ("appt", "apt"), ("apt", "apt"), ("bureau", "suite"), ("unite", "unit"), ("suite", "suite"), ("local", "unit"),
    ("logement", "apt"), ("porte", "apt"),
  ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

  private static func isNumber(_ word: [UInt8]) -> Bool {
    word.count <= 12 && isASCIIDigit(word[0]) && word.allSatisfy { isASCIIDigit($0) || isASCIILetter($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") }
      && !word.suffix(2).allSatisfy(isASCIILetter)
  }

  private static func withoutStop(_ word: [UInt8]) -> [UInt8] { word.last == UInt8(ascii: ".") ? word.dropLast() : word }

  private static func kind(_ word: [UInt8]) -> (french: [UInt8], english: [UInt8], isBoth: Bool)? {
    let word = withoutStop(word)
    return kinds.first { $0.french == word }
  }

  /// Whether a kind of street stands there with a name behind it: not Avenue Rd, and not Place alone.
  private static func isKind(_ words: [[UInt8]], _ index: Int) -> Bool {
    guard let kind = kind(words[index]), index + 1 < words.count, !isASCIIDigit(words[index + 1][0]) || !kind.isBoth else { return false }
    if !kind.isBoth { return true }
    let name = withoutStop(words[index + 1])
    return StreetWords.table.words[name]?.traits.contains(.kind) != true || articles.contains(name)
  }

  /// Puts the kind of street behind its name, and the direction behind both.
  private static func turn(_ words: inout [[UInt8]], at start: Int) {
    guard let kind = kind(words[start]) else { return }
    var end = words.count
    // Without a comma the town follows: the name is a word with its article.
    if words.count > start + 5 || words[start...].contains(where: { isPostcodeHalf($0) }) {
      end = start + 1
      while end + 1 < words.count, articles.contains(withoutStop(words[end])) || withoutStop(words[end]).starts(with: "l'".utf8) && words[end].count == 2 { end += 1 }
      end += 1
      for index in end..<min(end + 2, words.count) where direction(words[index]) != nil { end = index + 1 }
    } else if let unit = (start + 2..<max(start + 2, words.count)).first(where: { isUnit(words, $0) || words[$0][0] == UInt8(ascii: "#") }) {
      end = unit
    }
    var name = Array(words[start + 1..<min(end, words.count)])
    var side: [UInt8]?
    if name.count > 1, let last = name.last, let found = direction(last) {
      side = found
      name.removeLast()
    }
    words.replaceSubrange(start..<min(end, words.count), with: name + [kind.english] + (side.map { [$0] } ?? []))
  }

  private static func direction(_ word: [UInt8]) -> [UInt8]? {
    let word = withoutStop(word)
    return directions.first { $0.french == word }?.english
  }

  /// H3A, 1H6.
  private static func isPostcodeHalf(_ word: [UInt8]) -> Bool {
    word.count == 6 && AddressPlace.isCanadian(word) || word.count == 3 && word.contains(where: isASCIIDigit) && word.contains(where: isASCIILetter)
      && isASCIIDigit(word[0]) != isASCIIDigit(word[1]) && isASCIIDigit(word[0]) == isASCIIDigit(word[2])
  }

  private static func isUnit(_ words: [[UInt8]], _ index: Int) -> Bool {
    let word = withoutStop(words[index])
    return units.contains { $0.french == word } && index + 1 < words.count && (words[index + 1].contains(where: isASCIIDigit) || words[index + 1].count == 1)
  }

  /// App. 5, bureau 300, 3e étage; whether any was there.
  private static func translateUnits(_ words: inout [[UInt8]]) -> Bool {
    var isChanged = false
    for index in words.indices {
      if isUnit(words, index), let unit = units.first(where: { $0.french == withoutStop(words[index]) }), unit.english != words[index] {
        words[index] = unit.english
        isChanged = true
      } else if index > 0, words[index].elementsEqual("etage".utf8), isASCIIDigit(words[index - 1][0]) {
        let digits = Array(words[index - 1].prefix(while: isASCIIDigit))
        words.replaceSubrange(index - 1...index, with: [Array("floor".utf8), digits])
        return true
      }
    }
    return isChanged
  }
}
