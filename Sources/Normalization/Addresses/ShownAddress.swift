/// An address on one line, in the order of its country: the canonical of a value.
struct ShownAddress {
  var line: [UInt8]
  var number: [UInt8]
  var second: [UInt8]
  var city: [UInt8]
  var region: [UInt8]
  var postcode: [UInt8]
  var district: [UInt8]

  /// Parts that are not empty, one behind the other.
  struct Line {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    /// Behind a comma there is a space.
    mutating func add(_ part: [UInt8], _ separator: UInt8) {
      if part.isEmpty { return }
      if !bytes.isEmpty {
        bytes.append(separator)
        if separator == UInt8(ascii: ",") { bytes.append(0x20) }
      }
      bytes.append(contentsOf: part)
    }

    mutating func append(_ part: [UInt8]) { bytes.append(contentsOf: part) }
  }

  func text(_ country: ParsedAddress.Grammar) -> [UInt8] {
    // most addresses are one line
    if number.isEmpty, second.isEmpty, city.isEmpty, region.isEmpty, postcode.isEmpty, district.isEmpty { return line }
    let comma = UInt8(ascii: ",")
    let space: UInt8 = 0x20
    var text = Line(
      capacity: line.count + number.count + second.count + city.count + region.count + postcode.count + district.count + 14)
    switch country {
    case .japanese:
      text.add(postcode, space)
      // nothing stands between the parts of a place
      let hyphen = isASCIIDigit(line.last ?? 0) && isASCIIDigit(number.first ?? 0) ? [UInt8(ascii: "-")] : []
      var isFirst = true
      for part in [region, city, district, line, hyphen, number] where !part.isEmpty {
        if isFirst { text.add(part, space) } else { text.append(part) }
        isFirst = false
      }
      text.add(second, space)
    case .german, .european, .french:
      let isNumberBehind = country != .french
      text.add(isNumberBehind ? line : number, comma)
      text.add(isNumberBehind ? number : line, space)
      text.add(second, comma)
      text.add(postcode, comma)
      text.add(city, postcode.isEmpty ? comma : space)
    default:
      text.add(number, comma)
      text.add(line, space)
      text.add(second, comma)
      text.add(district, comma)
      text.add(city, comma)
      text.add(region, comma)
      text.add(postcode, region.isEmpty ? comma : space)
    }
    return text.bytes
  }
}
