/// Addresses that no grammar here can read: every number and every word of them, in order. Two such addresses
/// can be alike, but never the same home: which number is the house's is not known.
enum GenericAddress {
  static func parse(_ folded: [UInt8], city: [UInt8], postcode: [UInt8]) -> ParsedAddress {
    var address = ParsedAddress(grammar: .generic)
    address.city = city
    address.postcode = postcode
    let words = AddressWords(folded)
    for index in 0..<words.count {
      let word = words[index]
      let bytes = words.bytes(word)
      // the postcode again, perhaps with its country in front
      if word.isAny(.hasDigit), address.postcode.isEmpty, index + 3 >= words.count || index == 0, (4...7).contains(word.count),
        words.isAllDigits(index), words.count > 2
      {
        address.postcode = Array(bytes)
        continue
      }
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

  /// The longest word: what a look-up is worth doing by.
  static func longestWord(_ folded: [UInt8]) -> [UInt8] {
    var best: ArraySlice<UInt8> = []
    for word in folded.split(whereSeparator: { $0 == 0x20 || $0 == 0x2C }) {
      if word.count > best.count, !word.contains(where: { isASCIIDigit($0) }) { best = word }
    }
    return Array(best.prefix(40))
  }
}
