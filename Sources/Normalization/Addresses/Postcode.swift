/// Postcodes: which text can be one of which country, and in what form it is kept.
public enum Postcode {
  /// The form of a postcode that keys are made of: lower case, without spaces and hyphens, ZIP+4 without the four.
  ///
  /// - Parameters:
  ///   - raw: any bytes.
  ///   - country: a code or name, empty for any country.
  /// - Returns: nil where the text is no postcode of that country (of no country at all, where none is given).
  public static func normalized(_ raw: [UInt8], country: [UInt8] = []) -> [UInt8]? {
    // two spaces inside are no spelling of a code
    var isInside = false
    for index in raw.indices.dropLast() where raw[index] != 0x20 || isInside {
      isInside = true
      if raw[index] == 0x20, raw[index + 1] == 0x20, raw[index...].contains(where: { $0 != 0x20 }) { return nil }
    }
    let folded = foldText(raw)
    guard (2...14).contains(folded.count) else { return nil }
    var compact: [UInt8] = []
    var marks = 0
    for byte in folded {
      if byte == 0x20 || byte == UInt8(ascii: "-") {
        marks += 1
      } else if isASCIIDigit(byte) || isASCIILetter(byte) {
        compact.append(byte)
      } else {
        return nil
      }
    }
    guard marks <= 2, folded.first != UInt8(ascii: "-"), folded.last != UInt8(ascii: "-") else { return nil }
    if country.isEmpty {
      return AddressCountry.rows.contains { $0.postcode?.matches(compact) ?? false } ? compact : nil
    }
    guard let row = AddressCountry.row(named: foldLatin(foldText(country))), let pattern = row.postcode else { return nil }
    // H3Z 2Y7, A65 F4E2: where the parts of these meet is fixed
    let isFixed = row.code == .ca || row.code == AddressCountry.Code("ie")
    if isFixed, marks > 0, folded.count < 4 || folded[3] != 0x20 && folded[3] != UInt8(ascii: "-") { return nil }
    if pattern.matches(compact), marks == 0 || pattern.isParted {
      return row.code == .us && compact.count == 9 ? Array(compact.prefix(5)) : compact
    }
    // LV-1010, F-75014: the country's code or its first letter in front
    let code = [UInt8(row.code.rawValue >> 8), UInt8(truncatingIfNeeded: row.code.rawValue)]
    if compact.starts(with: code), pattern.matches(Array(compact.dropFirst(2))) { return Array(compact.dropFirst(2)) }
    if folded.count > 2, folded[1] == UInt8(ascii: "-"), folded[0] == code[0], marks == 1, pattern.matches(Array(compact.dropFirst())) {
      return Array(compact.dropFirst())
    }
    return nil
  }
}

/// A pattern of postcodes: letters and figures, `#` for any figure, `[a-c0]`, `(a|b)`, `?` and `{n,m}` behind any of them.
struct PostcodePattern: Sendable {
  private let pattern: [UInt8]
  /// Whether codes are written with a space or hyphen inside.
  let isParted: Bool

  /// - Parameter pattern: `=` in front says that codes have no parts.
  init(_ pattern: [UInt8]) {
    isParted = pattern.first != UInt8(ascii: "=")
    self.pattern = isParted ? pattern : Array(pattern.dropFirst())
  }

  /// Whether the whole text fits. Patterns are the table's own, so the search is short; text is at most 14 bytes.
  func matches(_ text: [UInt8]) -> Bool {
    guard text.count <= 14 else { return false }
    return ends(of: 0..<pattern.count, in: text, from: 1).contains(text.count)
  }

  /// Sets of places in the text, one bit each.
  private struct Places {
    var bits: UInt32
    func contains(_ place: Int) -> Bool { bits >> UInt32(place) & 1 == 1 }
  }

  /// Where alternatives between `|` can end that begin at the places in `from`.
  private func ends(of range: Range<Int>, in text: [UInt8], from: UInt32) -> Places {
    var found: UInt32 = 0
    var start = range.lowerBound
    var index = start
    var depth = 0
    while index <= range.upperBound {
      let byte = index < range.upperBound ? pattern[index] : UInt8(ascii: "|")
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") { depth -= 1 }
      if byte == UInt8(ascii: "|"), depth == 0 {
        found |= sequence(start..<index, in: text, from: from)
        start = index + 1
      }
      index += 1
    }
    return Places(bits: found)
  }

  private func sequence(_ range: Range<Int>, in text: [UInt8], from: UInt32) -> UInt32 {
    var places = from
    var index = range.lowerBound
    while index < range.upperBound, places != 0 {
      let start = index
      var inner: Range<Int>?
      switch pattern[index] {
      case UInt8(ascii: "("):
        var depth = 0
        repeat {
          if pattern[index] == UInt8(ascii: "(") { depth += 1 }
          if pattern[index] == UInt8(ascii: ")") { depth -= 1 }
          index += 1
        } while index < range.upperBound && depth > 0
        inner = start + 1..<max(start + 1, index - 1)
      case UInt8(ascii: "["):
        while index < range.upperBound, pattern[index] != UInt8(ascii: "]") { index += 1 }
        index += 1
      default: index += 1
      }
      let item = start..<min(index, range.upperBound)
      var least = 1
      var most = 1
      if index < range.upperBound, pattern[index] == UInt8(ascii: "?") {
        least = 0
        index += 1
      } else if index < range.upperBound, pattern[index] == UInt8(ascii: "{") {
        index += 1
        least = 0
        while index < range.upperBound, isASCIIDigit(pattern[index]) {
          least = least * 10 + Int(pattern[index] - 0x30)
          index += 1
        }
        most = least
        if index < range.upperBound, pattern[index] == UInt8(ascii: ",") {
          index += 1
          most = 0
          while index < range.upperBound, isASCIIDigit(pattern[index]) {
            most = most * 10 + Int(pattern[index] - 0x30)
            index += 1
          }
        }
        index += 1
      }
      var reached: UInt32 = least == 0 ? places : 0
      var current = places
      for round in 1...max(1, min(most, 14)) where most > 0 {
        current = inner.map { ends(of: $0, in: text, from: current).bits } ?? step(item, in: text, from: current)
        if round >= least { reached |= current }
      }
      places = reached
    }
    return places
  }

  /// One letter, digit or bracket.
  private func step(_ item: Range<Int>, in text: [UInt8], from: UInt32) -> UInt32 {
    var reached: UInt32 = 0
    for place in 0..<text.count where from >> UInt32(place) & 1 == 1 && fits(text[place], item) {
      reached |= 1 << UInt32(place + 1)
    }
    return reached
  }

  private func fits(_ byte: UInt8, _ item: Range<Int>) -> Bool {
    let first = pattern[item.lowerBound]
    guard first == UInt8(ascii: "[") else {
      return first == UInt8(ascii: "#") ? isASCIIDigit(byte) : first == byte
    }
    var index = item.lowerBound + 1
    while index < item.upperBound - 1 {
      if index + 2 < item.upperBound - 1, pattern[index + 1] == UInt8(ascii: "-") {
        if byte >= pattern[index], byte <= pattern[index + 2] { return true }
        index += 3
      } else {
        if byte == pattern[index] { return true }
        index += 1
      }
    }
    return false
  }
}
