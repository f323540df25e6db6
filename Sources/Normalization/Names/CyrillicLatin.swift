/// A way to write Cyrillic in Latin letters (apostrophes and marks dropped).
enum CyrillicScheme {
  /// BGN/PCGN, as English-speaking press and older passports: Щукин → shchukin, Юлия → yuliya.
  case bgn
  /// ICAO Doc 9303, part 3, as Russian passports since 2013: Юлия → iuliia.
  case passport
  /// ISO 9 without its marks, as ICU's Any-Latin: Щукин → sukin, Юлия → ulia.
  case iso
}

/// Which of the languages in Cyrillic letters a name is in, as far as its letters show.
enum CyrillicLanguage {
  case russian
  /// и is y and г is h.
  case ukrainian
  /// Also Macedonian. Their own Latin letters are those of ISO 9: ж is ž, ц is c, х is h.
  case serbian

  static func of(_ text: [UInt32]) -> CyrillicLanguage {
    var language = CyrillicLanguage.russian
    for scalar in text {
      switch scalar {
      // є і ї ґ and their capitals
      case 0x404, 0x406, 0x407, 0x454, 0x456, 0x457, 0x490, 0x491: return .ukrainian
      // ђ ѓ ѕ ј љ њ ћ ќ џ and their capitals
      case 0x402, 0x403, 0x405, 0x408...0x40C, 0x40F, 0x452, 0x453, 0x455, 0x458...0x45C, 0x45F: language = .serbian
      default: break
      }
    }
    return language
  }
}

/// Folded text with its Cyrillic letters in Latin, as passports and libraries write them; other scripts stay
/// as they are. A word with letters that only one language has is read in that language.
///
/// - Parameter language: what other words of the name show.
func latinOfCyrillic(
  _ folded: [UInt8], _ scheme: CyrillicScheme = .bgn, language: CyrillicLanguage = .russian
) -> [UInt8] {
  var out: [UInt8] = []
  var previous: UInt32 = 0
  let text = scalars(folded)
  let own = CyrillicLanguage.of(text)
  let language = own == .russian ? language : own
  let isUkrainian = language == .ukrainian
  let scheme = language == .serbian ? CyrillicScheme.iso : scheme
  for scalar in text {
    defer { previous = scalar }
    let opens = isOpening(previous)
    switch scalar {
    case 0x433 where isUkrainian && scheme != .iso: out.append(UInt8(ascii: "h"))
    case 0x438 where isUkrainian && scheme != .iso: out.append(UInt8(ascii: "y"))
    case 0x435:  // е reads ye at the start and behind vowels and signs
      out.append(contentsOf: scheme == .bgn && opens && !isUkrainian ? "ye".utf8 : "e".utf8)
    case 0x430...0x44F:
      let index = Int(scalar - 0x430)
      switch scheme {
      case .bgn: out.append(contentsOf: bgnLetters[index].utf8)
      case .passport: out.append(contentsOf: (passportLetters[index] ?? bgnLetters[index]).utf8)
      case .iso: out.append(contentsOf: isoLetters[index].utf8)
      }
    case 0x451: out.append(contentsOf: scheme == .bgn && opens ? "yo".utf8 : "e".utf8)
    case 0x454: out.append(contentsOf: scheme == .iso ? "e".utf8 : scheme == .bgn || opens ? "ye".utf8 : "ie".utf8)
    case 0x456: out.append(contentsOf: "i".utf8)
    case 0x457: out.append(contentsOf: scheme == .bgn || scheme == .passport && opens ? "yi".utf8 : "i".utf8)
    case 0x45E: out.append(contentsOf: scheme == .iso ? "u".utf8 : "w".utf8)
    case 0x491: out.append(contentsOf: "g".utf8)
    case 0x452: out.append(contentsOf: "d".utf8)
    case 0x453: out.append(contentsOf: "gj".utf8)
    case 0x455, 0x45F: out.append(contentsOf: "dz".utf8)
    case 0x458: out.append(contentsOf: "j".utf8)
    case 0x459: out.append(contentsOf: "lj".utf8)
    case 0x45A: out.append(contentsOf: "nj".utf8)
    case 0x45B: out.append(contentsOf: "c".utf8)
    case 0x45C: out.append(contentsOf: "kj".utf8)
    default: appendScalar(scalar, to: &out)
    }
  }
  return out
}

/// Whether е, ё and their like begin a syllable behind this letter.
private func isOpening(_ previous: UInt32) -> Bool {
  switch previous {
  case 0, 0x2D, 0x20, 0x430, 0x435, 0x438, 0x43E, 0x443, 0x44B, 0x44D, 0x44E, 0x44F, 0x451, 0x439, 0x44A, 0x44C: true
  default: false
  }
}

private let bgnLetters: [String] = [
  "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts",
  "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
]

/// Where the passport differs: й, ъ, ю, я.
private let passportLetters: [String?] = {
  var letters = [String?](repeating: nil, count: 32)
  letters[9] = "i"
  letters[26] = "ie"
  letters[30] = "iu"
  letters[31] = "ia"
  return letters
}()

private let isoLetters: [String] = [
  "a", "b", "v", "g", "d", "e", "z", "z", "i", "j", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "c", "c",
  "s", "s", "", "y", "", "e", "u", "a",
]

/// Folded text with its Greek letters in Latin, without accents: Ευάγγελος → evangelos. Other scripts stay.
///
/// ELOT 743, which UNGEGN and Greek passports follow.
func latinOfGreek(_ folded: [UInt8]) -> [UInt8] {
  let text = scalars(folded).map { plainGreek($0) }
  var out: [UInt8] = []
  var index = 0
  while index < text.count {
    let letter = text[index].letter
    let next = index + 1 < text.count ? text[index + 1] : (letter: 0, hasDiaeresis: false)
    let follower = index + 2 < text.count ? text[index + 2].letter : 0
    let isStart = index == 0 || text[index - 1].letter == 0x20 || text[index - 1].letter == 0x2D
    index += 1
    if next.letter == 0x3C5, !next.hasDiaeresis {
      // αυ, ευ, ηυ: v before a vowel or a voiced consonant, else f; ου is one vowel
      let consonant: UInt8 = isVoiced(follower) ? UInt8(ascii: "v") : UInt8(ascii: "f")
      switch letter {
      case 0x3B1: out += [UInt8(ascii: "a"), consonant]
      case 0x3B5: out += [UInt8(ascii: "e"), consonant]
      case 0x3B7: out += [UInt8(ascii: "i"), consonant]
      case 0x3BF: out += Array("ou".utf8)
      default: break
      }
      if letter == 0x3B1 || letter == 0x3B5 || letter == 0x3B7 || letter == 0x3BF {
        index += 1
        continue
      }
    }
    switch (letter, next.letter) {
    case (0x3B3, 0x3B3), (0x3B3, 0x3BE), (0x3B3, 0x3C7): out.append(UInt8(ascii: "n"))
    case (0x3BC, 0x3C0) where isStart:
      out.append(UInt8(ascii: "b"))
      index += 1
    default:
      if letter >= 0x3B1, letter <= 0x3C9 {
        out.append(contentsOf: greekLetters[letter - 0x3B1].utf8)
      } else {
        appendScalar(UInt32(letter), to: &out)
      }
    }
  }
  return out
}

/// The letter without its accent, and whether a diaeresis keeps it apart from the vowel before.
private func plainGreek(_ scalar: UInt32) -> (letter: Int, hasDiaeresis: Bool) {
  switch scalar {
  case 0x3AC: (0x3B1, false)
  case 0x3AD: (0x3B5, false)
  case 0x3AE: (0x3B7, false)
  case 0x3AF: (0x3B9, false)
  case 0x3CC: (0x3BF, false)
  case 0x3CD: (0x3C5, false)
  case 0x3CE: (0x3C9, false)
  case 0x390, 0x3CA: (0x3B9, true)
  case 0x3B0, 0x3CB: (0x3C5, true)
  case 0x3C2: (0x3C3, false)
  default: (Int(scalar), false)
  }
}

/// Vowels and β γ δ ζ λ μ ν ρ.
private func isVoiced(_ letter: Int) -> Bool {
  switch letter {
  case 0x3B1, 0x3B5, 0x3B7, 0x3B9, 0x3BF, 0x3C5, 0x3C9, 0x3B2, 0x3B3, 0x3B4, 0x3B6, 0x3BB, 0x3BC, 0x3BD, 0x3C1: true
  default: false
  }
}

/// U+03B1...U+03C9.
private let greekLetters: [String] = [
  "a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "y", "f", "ch",
  "ps", "o",
]
