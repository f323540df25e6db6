import Identity

/// The parts of a postal address as a row has them; any may be empty.
public struct AddressParts: Sendable {
  /// The whole address or its first line.
  public var line: [UInt8]
  public var houseNumber: [UInt8]
  public var line2: [UInt8]
  public var district: [UInt8]
  public var city: [UInt8]
  public var region: [UInt8]
  public var postcode: [UInt8]
  /// A code or a name.
  public var country: [UInt8]
  /// The source's own country (`KR`): the last resort, and only where the text fits it.
  public var defaultRegion: [UInt8]

  public init(
    line: [UInt8] = [], houseNumber: [UInt8] = [], line2: [UInt8] = [], district: [UInt8] = [], city: [UInt8] = [],
    region: [UInt8] = [], postcode: [UInt8] = [], country: [UInt8] = [], defaultRegion: [UInt8] = []
  ) {
    self.line = line
    self.houseNumber = houseNumber
    self.line2 = line2
    self.district = district
    self.city = city
    self.region = region
    self.postcode = postcode
    self.country = country
    self.defaultRegion = defaultRegion
  }
}

extension Normalizer {
  /// Reads a postal address with the grammar of its country.
  ///
  /// The country comes from its own field, else from the script, the shape of the postcode and the words
  /// that only one country's streets end in, and from `defaultRegion` only where the text can be of that
  /// country. At most one value comes out; none where all parts are blank. What no grammar can read
  /// is kept without an identity, flagged `unreadable`.
  ///
  /// Keys: `addressUnit` where a unit is known, `addressBuilding` by postcode and by city, `addressStreet` for
  /// house number and street wherever that is, `addressPostcode`, `addressCity`. Those of Korea, which go by the
  /// code of the district or legal dong, are listed at `KoreanAddress.keys`.
  ///
  /// - Complexity: linear in the text.
  public func address(_ parts: AddressParts, into emit: (NormalizedValue) -> Void) {
    if KoreanAddress.hasHangul(parts) { return koreanAddress(parts, isLatin: false, into: emit) }
    let line = displayText(parts.line)
    let number = displayText(parts.houseNumber)
    let second = displayText(parts.line2)
    let city = displayText(parts.city)
    let postcode = displayText(parts.postcode)
    let region = displayText(parts.region)
    let district = displayText(parts.district)
    guard [line, number, second, city, postcode, region, district].contains(where: { !$0.isEmpty }) else { return }

    var flags = ValueFlags()
    let raw = [parts.line, parts.houseNumber, parts.line2, parts.city, parts.postcode]
    if raw.contains(where: { $0.count > Normalizer.rawBytesMax }) { flags.insert(.clipped) }

    let folded = foldLatin(foldText(line))
    let country = AddressCountry.detected(
      country: foldText(parts.country), text: folded, postcode: foldText(postcode), region: foldText(region),
      city: foldText(city), defaultRegion: foldText(parts.defaultRegion))
    if country == .koreanLatin { return koreanAddress(parts, isLatin: true, into: emit) }
    let isNumberBehind = country == .german
    var whole =
      isNumberBehind ? joined([folded, foldText(number)], by: 0x20) : joined([foldText(number), folded], by: 0x20)
    if !second.isEmpty { whole = joined([whole, foldLatin(foldText(second))], by: UInt8(ascii: ",")) }
    if whole.count > Normalizer.rawBytesMax { whole = clipped(whole) }

    let code = foldText(postcode).filter { $0 != 0x20 && $0 != UInt8(ascii: "-") }
    let town = EnglishAddress.words(foldLatin(foldText(city))[...]).flatMap { $0 }
    var address: ParsedAddress
    switch country {
    case .english:
      address = EnglishAddress.parse(
        withoutCity(whole, foldLatin(foldText(city))), city: town,
        postcode: EnglishAddress.zipCode(foldText(postcode)) ?? code)
    case .german:
      address = EuropeanAddress.parseGerman(
        whole, city: EuropeanAddress.town(foldLatin(foldText(city))), postcode: code)
    case .french: address = EuropeanAddress.parseFrench(whole, city: town, postcode: code)
    case .japanese:
      address = JapaneseAddress.parse(foldText(line + second), postcode: code)
      if address.city.isEmpty { address.city = town }
    case .generic, .korean, .koreanLatin:
      address = EnglishAddress.parse(withoutCity(whole, foldLatin(foldText(city))), city: town, postcode: code)
      address.grammar = .generic
    }

    var keys: [NormalizedKey] = []
    func add(_ kind: KeyKind, _ fields: [[UInt8]]) {
      let key = NormalizedKey(kind, Array(fields.joined(separator: [UInt8(ascii: "|")])))
      if !keys.contains(key) { keys.append(key) }
    }
    let places = [address.postcode, address.city].filter { !$0.isEmpty }
    if !address.number.isEmpty, !address.street.isEmpty {
      if !address.unit.isEmpty {
        for place in places { add(.addressUnit, [place, address.street, address.number, address.unit]) }
      }
      for place in places { add(.addressBuilding, [place, address.street, address.number]) }
      add(.addressStreet, [address.street, address.number])
    }
    let isReadable = !keys.isEmpty
    if !address.postcode.isEmpty { add(.addressPostcode, [address.postcode]) }
    if !address.city.isEmpty { add(.addressCity, [address.city]) }
    if !isReadable { flags.insert(line.isEmpty ? .partial : .unreadable) }

    let canonical = displayed(
      country, line: line, number: number, second: second, city: city, region: region, postcode: postcode,
      district: district)
    emit(
      NormalizedValue(
        attribute: .address, canonical: canonical, form: address.isEmpty ? [] : address.form, keys: keys, flags: flags))
  }

  /// One line, in the order of the country.
  private func displayed(
    _ country: ParsedAddress.Grammar, line: [UInt8], number: [UInt8], second: [UInt8], city: [UInt8], region: [UInt8],
    postcode: [UInt8], district: [UInt8]
  ) -> [UInt8] {
    let folded = foldText(line)
    func isNew(_ field: [UInt8]) -> Bool { !field.isEmpty && !contains(folded, foldText(field)) }
    let street = country == .german ? joined([line, number], by: 0x20) : joined([number, line], by: 0x20)
    let place = isNew(city) ? city : []
    let code = isNew(postcode) ? postcode : []
    switch country {
    case .japanese: return joined([code, place + (isNew(district) ? district : []) + line, second], by: 0x20)
    case .german, .french: return joined([street, second, joined([code, place], by: 0x20)], by: UInt8(ascii: ","))
    default:
      let state = isNew(region) ? region : []
      return joined(
        [street, second, isNew(district) ? district : [], place, joined([state, code], by: 0x20)], by: UInt8(ascii: ",")
      )
    }
  }

  /// Parts that are not empty, with the separator (and behind a comma a space) between them.
  private func joined(_ parts: [[UInt8]], by separator: UInt8) -> [UInt8] {
    let mark: [UInt8] = separator == UInt8(ascii: ",") ? [separator, 0x20] : [separator]
    return Array(parts.filter { !$0.isEmpty }.joined(separator: mark))
  }

  /// The city at the end of the line, though it has a field of its own.
  private func withoutCity(_ line: [UInt8], _ city: [UInt8]) -> [UInt8] {
    guard city.count >= 3, line.count > city.count + 4, line.suffix(city.count).elementsEqual(city) else { return line }
    let before = line[line.count - city.count - 1]
    guard before == 0x20 || before == UInt8(ascii: ",") else { return line }
    return Array(line.dropLast(city.count + 1))
  }

  private func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard !part.isEmpty, part.count <= text.count else { return false }
    for start in 0...(text.count - part.count) where text[start..<start + part.count].elementsEqual(part) {
      return true
    }
    return false
  }
}
