/// Cyrillic letters as English-speaking passports write them.

/// BGN/PCGN romanisation of folded text (apostrophes dropped): Щукин → shchukin, Юлия → yuliya. Other
/// scripts stay as they are.
func latinOfCyrillic(_ folded: [UInt8]) -> [UInt8] {
  var out: [UInt8] = []
  var previous: UInt32 = 0
  for scalar in scalars(folded) {
    defer { previous = scalar }
    switch scalar {
    case 0x435:  // е reads ye at the start and behind vowels and signs
      out.append(contentsOf: isOpening(previous) ? "ye".utf8 : "e".utf8)
    case 0x430...0x44F: out.append(contentsOf: russian[Int(scalar - 0x430)].utf8)
    case 0x451: out.append(contentsOf: isOpening(previous) ? "yo".utf8 : "e".utf8)
    case 0x454: out.append(contentsOf: "ye".utf8)
    case 0x456: out.append(contentsOf: "i".utf8)
    case 0x457: out.append(contentsOf: "yi".utf8)
    case 0x45E: out.append(contentsOf: "w".utf8)
    case 0x491: out.append(contentsOf: "g".utf8)
    default: appendScalar(scalar, to: &out)
    }
  }
  return out
}

private func isOpening(_ previous: UInt32) -> Bool {
  switch previous {
  case 0, 0x2D, 0x20, 0x430, 0x435, 0x438, 0x43E, 0x443, 0x44B, 0x44D, 0x44E, 0x44F, 0x451, 0x439, 0x44A, 0x44C: true
  default: false
  }
}

private let russian: [String] = [
  "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts",
  "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
]
