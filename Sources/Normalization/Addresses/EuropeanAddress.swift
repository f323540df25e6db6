/// German and French addresses: the first with the number behind the street and its kind inside the name,
/// the second with the number in front and the kind as the first word.
enum EuropeanAddress {
  /// Hauptstraße 12 a, 10115 Berlin. Streets are written together, ae, oe and ue as a, o and u.
  static func parseGerman(_ folded: [UInt8], city: [UInt8], postcode: [UInt8]) -> ParsedAddress {
    var address = ParsedAddress(grammar: .german)
    address.city = city
    address.postcode = postcode
    for segment in folded.split(separator: UInt8(ascii: ",")) {
      var words = EnglishAddress.words(segment)
      guard let first = words.first else { continue }
      let isCode = (first.count == 5 || first.count == 4) && first.allSatisfy { $0 &- 0x30 < 10 }
      if isCode, words.count > 1 {
        if address.postcode.isEmpty { address.postcode = first }
        if address.city.isEmpty { address.city = town(Array(words.dropFirst().joined(separator: [0x20]))) }
        continue
      }
      guard address.street.isEmpty else { continue }
      // Thanelstrasse168
      if words.count == 1, let start = first.firstIndex(where: { $0 &- 0x30 < 10 }), start > 3 {
        words = [Array(first[..<start]), Array(first[start...])]
      }
      let numberAt = words.indices.last { $0 > 0 && words[$0][0] &- 0x30 < 10 }
      if let numberAt {
        let number = words[numberAt]
        let digits = number.prefix { $0 &- 0x30 < 10 }
        address.number = Array(digits)
        let rest = number.dropFirst(digits.count)
        if rest.count == 1, let letter = rest.first, letter &- 0x61 < 26 {
          address.number.append(letter)
        } else if rest.isEmpty, numberAt + 1 < words.count, words[numberAt + 1].count == 1,
          words[numberAt + 1][0] &- 0x61 < 26
        {
          address.number.append(words[numberAt + 1][0])
        }
        words = Array(words[..<numberAt])
      }
      address.street = street(words)
    }
    return address
  }

  /// Without what stands behind a hyphen: Berlin-Mitte is Berlin.
  static func town(_ folded: [UInt8]) -> [UInt8] {
    withoutUmlautSpelling(folded.split(separator: UInt8(ascii: "-")).first.map(Array.init) ?? [])
  }

  private static func street(_ words: [[UInt8]]) -> [UInt8] {
    var street = words.flatMap { $0.filter { $0 != UInt8(ascii: "-") } }
    if street.suffix(3).elementsEqual("str".utf8) { street += Array("asse".utf8) }
    return withoutUmlautSpelling(street)
  }

  /// Königsallee and Koenigsallee to konigsallee.
  static func withoutUmlautSpelling(_ text: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    for byte in text where byte != UInt8(ascii: " ") && byte != UInt8(ascii: "-") {
      if byte == UInt8(ascii: "e"), let last = out.last,
        last == UInt8(ascii: "a") || last == UInt8(ascii: "o") || last == UInt8(ascii: "u")
      {
        continue
      }
      out.append(byte)
    }
    return out
  }

  /// A word in which only German street names end.
  static func looksGerman(_ folded: [UInt8]) -> Bool {
    let endings = ["strasse", "str", "platz", "weg", "allee", "gasse", "ring", "ufer", "damm", "steig"]
    return folded.split { $0 == 0x20 || $0 == 0x2C || $0 == 0x2E || $0 == 0x2D }.contains { word in
      endings.contains { word.count > $0.utf8.count && word.suffix($0.utf8.count).elementsEqual($0.utf8) }
        || word.elementsEqual("strasse".utf8)
    }
  }

  /// 12 bis, avenue du Général de Gaulle, 75014 Paris.
  static func parseFrench(_ folded: [UInt8], city: [UInt8], postcode: [UInt8]) -> ParsedAddress {
    var address = ParsedAddress(grammar: .french)
    address.city = city
    address.postcode = postcode
    let spaced = folded.map { $0 == UInt8(ascii: "'") ? 0x20 : $0 }
    var street: [[UInt8]] = []
    for segment in spaced.split(separator: UInt8(ascii: ",")) {
      var words = EnglishAddress.words(segment)
      guard let first = words.first else { continue }
      if first.count == 5, first.allSatisfy({ $0 &- 0x30 < 10 }) {
        if address.postcode.isEmpty { address.postcode = first }
        if address.city.isEmpty { address.city = words.dropFirst().filter { $0 != Array("cedex".utf8) }.flatMap { $0 } }
        continue
      }
      if address.number.isEmpty, first[0] &- 0x30 < 10 {
        let digits = first.prefix { $0 &- 0x30 < 10 }
        address.number = Array(digits)
        var mark = Array(first.dropFirst(digits.count))
        words.removeFirst()
        if mark.isEmpty, let next = words.first, next.count == 1 || repeats.contains(next) {
          mark = words.removeFirst()
        }
        address.number +=
          mark == Array("b".utf8) ? Array("bis".utf8) : mark == Array("t".utf8) ? Array("ter".utf8) : mark
      }
      if street.isEmpty { street = words }
    }
    address.street = street.filter { !articles.contains($0) }.flatMap { kinds[$0] ?? $0 }
    return address
  }

  static func looksFrench(_ folded: [UInt8]) -> Bool {
    let words = folded.split { $0 == 0x20 || $0 == 0x2C || $0 == 0x27 }.prefix(4)
    return words.contains {
      $0.elementsEqual("rue".utf8) || $0.elementsEqual("chemin".utf8) || $0.elementsEqual("impasse".utf8)
    }
      || words.contains { $0.elementsEqual("avenue".utf8) }
        && words.contains { $0.elementsEqual("de".utf8) || $0.elementsEqual("du".utf8) || $0.elementsEqual("des".utf8) }
  }

  private static let repeats = StreetWords.words("bis ter quater")
  private static let articles = StreetWords.words("de du des la le les l d")
  private static let kinds: [[UInt8]: [UInt8]] = {
    var kinds: [[UInt8]: [UInt8]] = [:]
    for pair in [
      "av avenue", "ave avenue", "r rue", "bd boulevard", "bld boulevard", "pl place", "imp impasse", "ch chemin",
      "fg faubourg",
      "gal general", "mal marechal", "st saint", "ste sainte", "all allee", "sq square",
    ] {
      let halves = pair.split(separator: " ")
      kinds[Array(halves[0].utf8)] = Array(halves[1].utf8)
    }
    return kinds
  }()
}
