/// Letters of Cyrillic and Greek that look like Latin ones, in words that are Latin otherwise: Sаrah with a Cyrillic
/// а. Such a word is read as it looks, and flagged. A word of one script is never touched.
///
/// Method: mixed-script confusables of Unicode Technical Standard 39, for the letters that names are spoofed with.
enum Confusables {
  /// The word in Latin letters; nil where it does not mix scripts or holds a letter that looks like none.
  static func latin(_ word: ArraySlice<UInt32>) -> [UInt32]? {
    var latinCount = 0
    var otherCount = 0
    for scalar in word {
      switch ScalarScript.of(scalar) {
      case .latin: latinCount += 1
      case .cyrillic, .greek: otherCount += 1
      default: break
      }
    }
    guard latinCount > 0, otherCount > 0 else { return nil }
    var letters: [UInt32] = []
    letters.reserveCapacity(word.count)
    for scalar in word {
      switch ScalarScript.of(scalar) {
      case .cyrillic, .greek:
        guard let letter = table[scalar] else { return nil }
        letters.append(letter)
      default: letters.append(scalar)
      }
    }
    return letters
  }

  private static let table: [UInt32: UInt32] = {
    let pairs = [
      ("аАΑα", "aAAa"), ("ВΒ", "BB"), ("сС", "cC"), ("еЕΕ", "eEE"), ("Ηη", "Hn"), ("Н", "H"), ("іІΙι", "iIIi"), ("јЈ", "jJ"), ("КΚк", "KKk"), ("МΜ", "MM"),
      ("Νν", "Nv"), ("оОΟο", "oOOo"), ("рРΡρ", "pPPp"), ("ѕЅ", "sS"), ("ТΤ", "TT"), ("υ", "u"), ("хХΧχ", "xXXx"), ("уУΥ", "yYY"), ("Ζ", "Z"), ("һ", "h"), ("ԁ", "d"),
      ("ԛ", "q"), ("ԝ", "w"),
    ]
    var table: [UInt32: UInt32] = [:]
    for (others, latin) in pairs {
      for (other, letter) in zip(others.unicodeScalars, latin.unicodeScalars) { table[other.value] = letter.value }
    }
    return table
  }()
}
