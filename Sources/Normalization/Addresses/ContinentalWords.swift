/// Words that tell which country of the continent an address is of: Straße and Platz, rue, calle, straat.
extension EuropeanAddress {
  /// A word in which only German street names end.
  static func looksGerman(_ words: AddressWords) -> Bool {
    for (index, word) in words.words.enumerated() {
      // Mariahilfer Str. 45
      if index > 0, word.count == 3, words.isWord(index, "str"), !words.isAny(0, .startsWithDigit), !word.isAny(.opensSegment),
        words.isAny(index + 1, .startsWithDigit), !words.isAny(index + 1, [.opensSegment, .ordinal])
      {
        return true
      }
      guard word.count >= 4 else { continue }
      let last = words.text[Int(word.end) - 1]
      switch last {
      case UInt8(ascii: "e"), UInt8(ascii: "r"), UInt8(ascii: "z"), UInt8(ascii: "g"), UInt8(ascii: "m"): break
      default: continue
      }
      let text = words.text[word.range]
      for ending in germanEndings where text.count >= ending.count && text.suffix(ending.count).elementsEqual(ending) {
        if text.count > ending.count || ending.count == 7 { return true }
      }
    }
    return false
  }

  private static let germanEndings = ["strasse", "str", "platz", "weg", "allee", "gasse", "ring", "ufer", "damm", "steig"].map {
    Array($0.utf8)
  }

  static func looksFrench(_ words: AddressWords) -> Bool {
    let end = min(4, words.count)
    // Appt 12 Bât A, 12 rue
    for index in end..<max(end, min(7, words.count)) where words.isWord(index, "rue") { return true }
    for index in 0..<end {
      if words.isWord(index, "rue") || words.isWord(index, "chemin") || words.isWord(index, "impasse") || words.isWord(index, "allee") {
        return true
      }
      if words.isWord(index, "avenue") || words.isWord(index, "place") || words.isWord(index, "boulevard") || words.isWord(index, "quai")
        || words.isWord(index, "route") || words.isWord(index, "cours") || words.isWord(index, "square") || words.isWord(index, "passage")
      {
        for later in index + 1..<min(words.segmentEnd(index), index + 3)
        where words.isWord(later, "de") || words.isWord(later, "du") || words.isWord(later, "des") { return true }
      }
    }
    return false
  }

  /// The country whose streets begin or end as these do: Calle, Via, Rua, -straat.
  static func lookedAt(_ words: AddressWords) -> AddressCountry.Code? {
    for index in 0..<min(words.count, 2) where words[index].count <= 16 {
      guard !words[index].isAny(.hasDigit) else { continue }
      if let code = firstWords[words.text.span.extracting(words[index].range)], index + 1 < words.count, words.words.contains(where: { $0.isAny(.hasDigit) }) {
        return AddressCountry.Code(code[0], code[1])
      }
    }
    for word in words.words where word.count >= 6 && !word.isAny(.hasDigit) {
      let text = words.text[word.range]
      for ending in dutchEndings where text.count > ending.count && text.suffix(ending.count).elementsEqual(ending) { return .nl }
    }
    return nil
  }

  private static let dutchEndings = ["straat", "gracht", "plein", "laan", "singel"].map { Array($0.utf8) }

  /// A word with which the name of a street begins, or in which it ends.
  static func isStreetWord(_ words: AddressWords, _ index: Int) -> Bool {
    let word = words[index]
    if word.count <= 16, streetWords[words.text.span.extracting(word.range)] != nil { return true }
    let text = words.text[word.range]
    return (germanEndings + dutchEndings).contains { text.count >= $0.count && text.suffix($0.count).elementsEqual($0) && $0.count > 3 }
  }

  private static let streetWords = ShortWords<Bool>(
    """
    calle avenida avda avd plaza pza paseo carrer ronda camino carretera via viale piazza corso largo strada vicolo rua travessa praca estrada
    alameda rodovia ulica ul aleja al plac rue chemin impasse allee avenue av place boulevard bd quai route cours square passage str weg gasse
    """)

  private static let firstWords = pairs(
    "calle es,avenida es,avda es,plaza es,paseo es,carrer es,via it,viale it,piazza it,corso it,largo it,rua pt,ulica pl,ul pl")
}
