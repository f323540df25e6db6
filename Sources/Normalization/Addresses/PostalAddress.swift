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
  /// Keys: `addressUnit` where a unit is known, `addressBuilding` by postcode or else by city and state, `addressStreet` for
  /// house number and street wherever that is, `addressPostcode`, `addressCity`. Those of Korea, which go by the
  /// code of the district or legal dong, are listed at `KoreanAddress.keys`.
  ///
  /// - Complexity: linear in the text.
  public func address(_ parts: AddressParts, into emit: (NormalizedValue) -> Void) {
    if KoreanAddress.hasHangul(parts) { return koreanAddress(parts, isLatin: false, into: emit) }
    let line = displayText(segmented(parts.line))
    let number = displayText(parts.houseNumber)
    let second = displayText(segmented(parts.line2))
    let city = displayText(parts.city)
    let postcode = displayText(parts.postcode)
    let region = displayText(parts.region)
    let district = displayText(parts.district)
    if line.isEmpty, number.isEmpty, second.isEmpty, city.isEmpty, postcode.isEmpty, region.isEmpty, district.isEmpty { return }

    var flags = ValueFlags()
    let longest = max(parts.line.count, parts.houseNumber.count, parts.line2.count, parts.city.count, parts.postcode.count)
    if longest > Normalizer.rawBytesMax { flags.insert(.clipped) }

    let folded = foldLatin(foldText(line))
    let foldedCity = foldLatin(foldText(city))
    let foldedPostcode = foldText(postcode)
    let (country, nation, foldedWords) = AddressCountry.detected(
      country: foldLatin(foldText(parts.country)), text: folded, postcode: foldedPostcode, region: foldText(region),
      city: foldedCity, defaultRegion: foldText(parts.defaultRegion), hasNumber: !number.isEmpty)
    if country == .koreanLatin { return koreanAddress(parts, isLatin: true, into: emit) }
    let isNumberBehind = country == .german || country == .european
    var whole = folded
    if !number.isEmpty {
      let foldedNumber = foldText(number)
      whole = isNumberBehind ? joined([folded, foldedNumber], by: 0x20) : joined([foldedNumber, folded], by: 0x20)
    }
    if !second.isEmpty { whole = joined([whole, foldLatin(foldText(second))], by: UInt8(ascii: ",")) }
    if whole.count > Normalizer.rawBytesMax { whole = clipped(whole) }

    let code = foldedPostcode.filter { $0 != 0x20 && $0 != UInt8(ascii: "-") }
    let town = joinedWords(foldedCity)
    var address: ParsedAddress
    switch country {
    case .english:
      // what was cut into words to find the country need not be cut again
      let isWhole = number.isEmpty && second.isEmpty && city.isEmpty
      let words = isWhole ? foldedWords ?? AddressWords(whole) : AddressWords(withoutCity(whole, foldedCity))
      address = EnglishAddress.parse(
        words, city: town, postcode: EnglishAddress.zipCode(foldedPostcode) ?? code, country: nation)
    case .german, .european:
      address = EuropeanAddress.parseNumberBehind(
        withoutCity(whole, foldedCity), city: EuropeanAddress.town(foldedCity), postcode: code, grammar: country, country: nation)
    case .french:
      address = EuropeanAddress.parseFrench(withoutCity(whole, foldedCity), city: town, postcode: code, country: nation)
    case .japanese:
      address = JapaneseAddress.parse(
        foldText(line), before: [foldText(region), foldText(city), foldText(district)], number: foldText(number),
        second: foldText(second), postcode: code)
      if address.city.isEmpty { address.city = town }
    case .generic, .korean, .koreanLatin:
      address = GenericAddress.parse(whole, city: town, postcode: code, country: nation)
    }

    if address.state.isEmpty, country == .english, let state = AddressPlace.shortState(foldText(region)) { address.state = state }
    let keys = addressKeys(address, folded: whole)
    let isReadable = address.grammar != .generic && !address.number.isEmpty && !address.street.isEmpty
    if !isReadable { flags.insert(line.isEmpty ? .partial : .unreadable) }

    let canonical = displayed(
      country, line: line, number: number, second: second, city: city, region: region, postcode: postcode,
      district: district)
    emit(
      NormalizedValue(
        attribute: .address, canonical: canonical, form: address.isEmpty ? [] : address.form, keys: keys, flags: flags))
  }

  /// The keys of an address, strict to loose. What no grammar read has none that would make it equal to another.
  private func addressKeys(_ address: ParsedAddress, folded: [UInt8]) -> [NormalizedKey] {
    var keys: [NormalizedKey] = []
    keys.reserveCapacity(7)
    // In Korea a road and number mean one building in a district, and postcodes are often old or wrong.
    let isKorean = address.grammar == .korean || address.grammar == .koreanLatin
    // Elsewhere a town has many streets of one name: it stands in for a missing postcode only.
    let near = isKorean && !address.city.isEmpty || address.postcode.isEmpty ? address.town : address.postcode
    if address.grammar == .generic {
      let word = GenericAddress.longestWord(folded)
      if !word.isEmpty, !address.number.isEmpty { keys.append(addressKey(.addressStreet, word, address.number)) }
    } else if !address.number.isEmpty, !address.street.isEmpty {
      if !address.unit.isEmpty, !near.isEmpty {
        keys.append(addressKey(.addressUnit, near, address.street, address.number, address.unit))
      }
      if !near.isEmpty { keys.append(addressKey(.addressBuilding, near, address.street, address.number)) }
      keys.append(addressKey(.addressStreet, address.street, address.number))
    }
    if !address.postcode.isEmpty { keys.append(NormalizedKey(.addressPostcode, address.postcode)) }
    if !address.city.isEmpty { keys.append(NormalizedKey(.addressCity, address.city)) }
    return keys
  }

  private func addressKey(_ kind: KeyKind, _ first: [UInt8], _ second: [UInt8], _ third: [UInt8] = [], _ fourth: [UInt8] = [])
    -> NormalizedKey
  {
    let count = first.count + second.count + third.count + fourth.count + 3
    return NormalizedKey(
      kind,
      [UInt8](unsafeUninitializedCapacity: count) { out, written in
        func put(_ field: [UInt8]) {
          guard !field.isEmpty else { return }
          if written > 0 {
            out[written] = UInt8(ascii: "|")
            written += 1
          }
          for byte in field {
            out[written] = byte
            written += 1
          }
        }
        put(first)
        put(second)
        put(third)
        put(fourth)
      })
  }

  /// Lines of one field are segments, as if a comma stood between them.
  private func segmented(_ raw: [UInt8]) -> [UInt8] {
    guard raw.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return raw }
    var text: [UInt8] = []
    var pending = false
    for byte in raw.prefix(Normalizer.rawBytesMax + 1) {
      if byte == 0x0A || byte == 0x0D {
        pending = !text.isEmpty
        continue
      }
      if pending, byte != 0x20 {
        if text.last != UInt8(ascii: ",") { text.append(UInt8(ascii: ",")) }
        text.append(0x20)
        pending = false
      }
      text.append(byte)
    }
    return text
  }

  /// A town as keys have it: letters alone.
  private func joinedWords(_ folded: [UInt8]) -> [UInt8] {
    if folded.isEmpty { return folded }
    let words = AddressWords(folded)
    return words.joined(0..<words.count)
  }

  /// One line, in the order of the country.
  private func displayed(
    _ country: ParsedAddress.Grammar, line: [UInt8], number: [UInt8], second: [UInt8], city: [UInt8], region: [UInt8],
    postcode: [UInt8], district: [UInt8]
  ) -> [UInt8] {
    // most addresses are one line
    if number.isEmpty, second.isEmpty, city.isEmpty, region.isEmpty, postcode.isEmpty, district.isEmpty { return line }
    let folded = foldText(line)
    func isNew(_ field: [UInt8]) -> Bool { !field.isEmpty && !contains(folded, foldText(field)) }
    let isNumberBehind = country == .german || country == .european
    let street = isNumberBehind ? joined([line, number], by: 0x20) : joined([number, line], by: 0x20)
    let place = isNew(city) ? city : []
    let code = isNew(postcode) ? postcode : []
    switch country {
    case .japanese:
      let before = (isNew(region) ? region : []) + place + (isNew(district) ? district : [])
      let hyphen = isASCIIDigit(line.last ?? 0) && isASCIIDigit(number.first ?? 0) ? [UInt8(ascii: "-")] : []
      return joined([code, before + line + hyphen + number, second], by: 0x20)
    case .german, .european, .french: return joined([street, second, joined([code, place], by: 0x20)], by: UInt8(ascii: ","))
    default:
      let state = isNew(region) ? region : []
      return joined(
        [street, second, isNew(district) ? district : [], place, joined([state, code], by: 0x20)], by: UInt8(ascii: ",")
      )
    }
  }

  /// Parts that are not empty, with the separator (and behind a comma a space) between them.
  private func joined(_ parts: [[UInt8]], by separator: UInt8) -> [UInt8] {
    var whole: [UInt8] = []
    var count = 0
    for part in parts { count += part.count + 2 }
    whole.reserveCapacity(count)
    for part in parts where !part.isEmpty {
      if !whole.isEmpty {
        whole.append(separator)
        if separator == UInt8(ascii: ",") { whole.append(0x20) }
      }
      whole.append(contentsOf: part)
    }
    return whole
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
