/// Addresses that no grammar here can read: every number and every word of them, in order. Two such addresses
/// can be alike, but never the same home: which number is the house's is not known.
enum GenericAddress {
  static func parse(_ folded: [UInt8], city: [UInt8], postcode: [UInt8], country: AddressCountry.Code) -> ParsedAddress {
    var address = ParsedAddress(grammar: .generic)
    address.city = city
    address.postcode = postcode
    let words = AddressWords(digitsApart(folded))
    let codeAt = postcode.isEmpty ? postcodeIndex(words, country) : nil
    if let codeAt { address.postcode = words.joined(codeAt..<codeAt + 1).filter { $0 != UInt8(ascii: "-") } }
    for index in 0..<words.count where index != codeAt {
      let word = words[index]
      let bytes = words.bytes(word)
      if word.isAny(.hasDigit) {
        if bytes.elementsEqual(address.postcode) { continue }
        if !address.number.isEmpty { address.number.append(UInt8(ascii: "-")) }
        address.number.append(contentsOf: bytes.prefix(16))
      } else if address.street.count < 100, !word.isAny([.hash, .number]), index + 1 < words.count || !AddressCountry.isName(Array(bytes)) {
        if !city.isEmpty, bytes.elementsEqual(city) { continue }
        address.street.append(contentsOf: bytes)
      }
    }
    return address
  }

  /// The last word that is a postcode of the country, or of five to seven digits where the country is unknown.
  private static func postcodeIndex(_ words: AddressWords, _ country: AddressCountry.Code) -> Int? {
    guard words.count > 2 else { return nil }
    if country != .none {
      guard let pattern = AddressCountry.row(country)?.postcode else { return nil }
      return words.words.indices.last { index in
        words.isAny(index, .hasDigit) && (index > 0 || words[index].count >= 5)
          && pattern.matches(words.joined(index..<index + 1).filter { $0 != UInt8(ascii: "-") })
      }
    }
    return words.words.indices.last { (5...7).contains(words[$0].count) && words.isAllDigits($0) }
  }

  /// Spaces where digits touch Han letters: 建设大道568号 to 建设大道 568 号.
  private static func digitsApart(_ folded: [UInt8]) -> [UInt8] {
    guard folded.contains(where: { $0 >= 0xE3 }) else { return folded }
    var text: [UInt8] = []
    text.reserveCapacity(folded.count + 16)
    for byte in folded {
      if let last = text.last, last >= 0x80 && isASCIIDigit(byte) || isASCIIDigit(last) && byte >= 0x80 { text.append(0x20) }
      text.append(byte)
    }
    return text
  }

  /// The longest word: what a look-up is worth doing by.
  static func longestWord(_ folded: [UInt8]) -> [UInt8] {
    var best: ArraySlice<UInt8> = []
    for word in folded.split(whereSeparator: { $0 == 0x20 || $0 == 0x2C }) {
      if word.count > best.count, !word.contains(where: { isASCIIDigit($0) }) { best = word }
    }
    return Array(best.prefix(40))
  }
}
