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

  /// No part of an address is a resident number, but a field for addresses may hold one.
  mutating func hideResidentNumbers() {
    Normalization.hideResidentNumbers(&line, areExpected: true)
    Normalization.hideResidentNumbers(&houseNumber, areExpected: true)
    Normalization.hideResidentNumbers(&line2, areExpected: true)
    Normalization.hideResidentNumbers(&district, areExpected: true)
    Normalization.hideResidentNumbers(&city, areExpected: true)
    Normalization.hideResidentNumbers(&region, areExpected: true)
    Normalization.hideResidentNumbers(&postcode, areExpected: true)
    Normalization.hideResidentNumbers(&country, areExpected: true)
  }

  var mayHoldResidentNumber: Bool {
    Normalization.mayHoldResidentNumber(line) || Normalization.mayHoldResidentNumber(houseNumber)
      || Normalization.mayHoldResidentNumber(line2) || Normalization.mayHoldResidentNumber(district)
      || Normalization.mayHoldResidentNumber(city) || Normalization.mayHoldResidentNumber(region)
      || Normalization.mayHoldResidentNumber(postcode) || Normalization.mayHoldResidentNumber(country)
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
  /// code of the district or legal dong, are listed at `KoreanAddress.putKeys`.
  ///
  /// - Complexity: linear in the text.
  public func address(_ parts: AddressParts, into emit: (NormalizedValue) -> Void) {
    // most parts need not be copied to be changed
    guard parts.mayHoldResidentNumber else { return postalAddress(parts, into: emit) }
    var parts = parts
    parts.hideResidentNumbers()
    postalAddress(parts, into: emit)
  }

  private func postalAddress(_ parts: AddressParts, into emit: (NormalizedValue) -> Void) {
    if KoreanAddress.hasHangul(parts) { return koreanAddress(parts, isLatin: false, into: emit) }
    let (line, plainLine) = shownAndFolded(segmented(parts.line))
    let number = displayText(parts.houseNumber)
    let second = displayText(segmented(parts.line2))
    let (city, plainCity) = shownAndFolded(parts.city)
    let (postcode, foldedPostcode) = shownAndFolded(parts.postcode)
    let (region, foldedRegion) = shownAndFolded(parts.region)
    let (district, foldedDistrict) = shownAndFolded(parts.district)
    if line.isEmpty, number.isEmpty, second.isEmpty, city.isEmpty, postcode.isEmpty, region.isEmpty, district.isEmpty { return }

    var flags = ValueFlags()
    let longest = max(parts.line.count, parts.houseNumber.count, parts.line2.count, parts.city.count, parts.postcode.count)
    if longest > Normalizer.rawBytesMax { flags.insert(.clipped) }

    let folded = withoutCareOf(foldLatin(plainLine), &flags)
    let foldedCity = foldLatin(plainCity)
    let (country, nation, foldedWords) = AddressCountry.detected(
      country: foldLatin(foldText(parts.country)), text: folded, postcode: foldedPostcode, region: foldedRegion,
      city: foldedCity, defaultRegion: parts.defaultRegion, hasNumber: !number.isEmpty)
    if country == .koreanLatin { return koreanAddress(parts, isLatin: true, into: emit) }
    let isNumberBehind = country == .german || country == .european
    var whole = folded
    if !number.isEmpty {
      let foldedNumber = foldText(number)
      whole = isNumberBehind ? joined(folded, foldedNumber, by: 0x20) : joined(foldedNumber, folded, by: 0x20)
    }
    if !second.isEmpty { whole = joined(whole, withoutCareOf(foldLatin(foldText(second)), &flags), by: UInt8(ascii: ",")) }
    if whole.count > Normalizer.rawBytesMax { whole = clipped(whole) }

    let isSingapore = country == .english && nation == AddressCountry.Code("sg")
    if isSingapore { whole = SingaporeAddress.plain(whole) }
    let isCanada = country == .english && (nation == .ca || isQuebec(foldedRegion))
    if isCanada { whole = QuebecAddress.plain(whole) }
    let code = withoutMarks(foldedPostcode)
    var address: ParsedAddress
    switch country {
    case .english:
      // what was cut into words to find the country need not be cut again
      let isWhole = number.isEmpty && second.isEmpty && city.isEmpty && !isSingapore && !isCanada
      let words = isWhole ? foldedWords ?? AddressWords(whole) : AddressWords(withoutCity(whole, foldedCity))
      address = EnglishAddress.parse(
        words, city: TownName.field(foldedCity) ?? joinedWords(foldedCity), postcode: EnglishAddress.zipCode(foldedPostcode) ?? code, country: nation)
    case .german, .european:
      address = EuropeanAddress.parseNumberBehind(
        withoutCity(whole, foldedCity), city: EuropeanAddress.town(foldedCity), postcode: code, grammar: country, country: nation,
        isDefault: parts.country.isEmpty)
    case .french:
      address = EuropeanAddress.parseFrench(
        withoutCity(whole, foldedCity), city: joinedWords(foldedCity), postcode: code, country: nation)
    case .japanese:
      address = JapaneseAddress.parse(
        plainLine, before: [foldedRegion, plainCity, foldedDistrict], number: foldText(number),
        second: foldText(second), postcode: code)
      if address.city.isEmpty { address.city = joinedWords(foldedCity) }
    case .generic, .korean, .koreanLatin:
      address = GenericAddress.parse(whole, city: joinedWords(foldedCity), postcode: code, country: nation)
    }

    if address.state.isEmpty, country == .english, let state = AddressPlace.shortState(foldedRegion) { address.state = state }
    let isReadable = address.grammar != .generic && !address.number.isEmpty && !address.street.isEmpty
    if !isReadable {
      if second.isEmpty, city.isEmpty, postcode.isEmpty, let missing = missingAddress(line) { return emit(missing) }
      flags.insert(line.isEmpty ? .partial : .unreadable)
    }

    // what the line has already is not shown again
    let shown = ShownAddress(
      line: line, number: number, second: second, city: holds(plainLine, plainCity) ? [] : city,
      region: region.isEmpty || holds(plainLine, foldedRegion) ? [] : region,
      postcode: holds(plainLine, foldedPostcode) ? [] : postcode,
      district: district.isEmpty || holds(plainLine, foldedDistrict) ? [] : district)
    // On the continent a region is not shown, unless it is all there is.
    var canonical = shown.text(country)
    if canonical.isEmpty { canonical = shown.text(.english) }
    emit(value(of: address, canonical: canonical, folded: whole, flags))
  }

  private func value(of address: ParsedAddress, canonical: [UInt8], folded: [UInt8], _ flags: ValueFlags) -> NormalizedValue {
    ValueWriter.written { value in
      value.put(canonical)
      value.endCanonical()
      if !address.isEmpty { address.putForm(to: &value) }
      value.endForm()
      putKeys(address, folded: folded, to: &value)
      return value.value(.address, flags)
    }
  }

  private func isQuebec(_ region: [UInt8]) -> Bool {
    region.elementsEqual("qc".utf8) || region.elementsEqual("quebec".utf8) || region.elementsEqual("québec".utf8)
  }

  /// n/a, 없음, 주소없음, 상동: words for no address.
  func missingAddress(_ shown: [UInt8]) -> NormalizedValue? {
    let folded = foldText(shown)
    guard Placeholder.isMissing(folded) || missingAddresses.contains(folded.filter { $0 != 0x20 }) else { return nil }
    return NormalizedValue(attribute: .address, canonical: shown, form: [], keys: [], flags: .placeholder, sharing: .junk)
  }

  /// The keys of an address, strict to loose. What no grammar read has none that would make it equal to another.
  private func putKeys(_ address: ParsedAddress, folded: [UInt8], to value: inout ValueWriter) {
    // In Korea a road and number mean one building in a district, and postcodes are often old or wrong.
    let isKorean = address.grammar == .korean || address.grammar == .koreanLatin
    // Elsewhere a town has many streets of one name: it stands in for a missing postcode only.
    let near = isKorean && !address.city.isEmpty || address.postcode.isEmpty ? address.town : address.postcode
    if address.grammar == .generic {
      let word = GenericAddress.longestWord(folded)
      if !word.isEmpty, !address.number.isEmpty { putKey(.addressStreet, word, address.number, to: &value) }
    } else if !address.number.isEmpty, !address.street.isEmpty {
      let street = address.streetInTown
      if !address.unit.isEmpty, address.unit[0] != ParsedAddress.unread, !near.isEmpty {
        let unit = address.signedUnit.isEmpty ? address.unit : address.signedUnit
        putKey(.addressUnit, near, street, address.number, unit, to: &value)
      }
      if !near.isEmpty { putKey(.addressBuilding, near, street, address.number, to: &value) }
      putKey(.addressStreet, address.street, address.number, to: &value)
    }
    if !address.postcode.isEmpty { value.key(.addressPostcode, address.postcode) }
    if !address.city.isEmpty { value.key(.addressCity, address.city) }
  }

  /// Fields that are not empty, with bars between them.
  private func putKey(
    _ kind: KeyKind, _ first: [UInt8], _ second: [UInt8], _ third: [UInt8] = [], _ fourth: [UInt8] = [],
    to value: inout ValueWriter
  ) {
    value.beginKey(kind)
    let start = value.count
    func put(_ field: [UInt8], to value: inout ValueWriter) {
      if field.isEmpty { return }
      if value.count > start { value.put(UInt8(ascii: "|")) }
      value.put(field)
    }
    put(first, to: &value)
    put(second, to: &value)
    put(third, to: &value)
    put(fourth, to: &value)
    value.endKey()
  }

  /// Without c/o, attn and the name behind it, up to a comma or, in front, to the house number: who takes the mail in is
  /// no part of the place.
  private func withoutCareOf(_ folded: [UInt8], _ flags: inout ValueFlags) -> [UInt8] {
    let bytes = folded.span
    var index = 0
    while index + 3 < bytes.count {
      let first = bytes[index]
      guard first == UInt8(ascii: "c") || first == UInt8(ascii: "a"), index == 0 || bytes[index - 1] == 0x20 || bytes[index - 1] == UInt8(ascii: ","),
        let length = careOfLength(bytes, index)
      else {
        index += 1
        continue
      }
      var end = index + length
      while end < bytes.count, bytes[end] != UInt8(ascii: ",") {
        if isASCIIDigit(bytes[end]) {
          // Attn Dept 528, 100 Main St: a number at the end of the name
          var behind = end
          while behind < bytes.count, isASCIIDigit(bytes[behind]) { behind += 1 }
          // Attn Dept # 528 210 Pearson St: the number behind the sign
          let isSigned = end > 1 && (bytes[end - 1] == UInt8(ascii: "#") || bytes[end - 1] == 0x20 && bytes[end - 2] == UInt8(ascii: "#"))
          guard behind < bytes.count, bytes[behind] == UInt8(ascii: ",") || isSigned && bytes[behind] == 0x20, folded[behind...].contains(where: isASCIIDigit)
          else { break }
          end = behind
          break
        }
        if bytes[end] == 0x20, beginsBox(bytes, end + 1) { break }
        end += 1
      }
      flags.insert(.careOf)
      let isComma = end < bytes.count && bytes[end] == UInt8(ascii: ",")
      var start = index
      while start > 0, bytes[start - 1] == 0x20 { start -= 1 }
      var rest = Array(folded[..<start])
      let behind = folded[(isComma ? end + 1 : end)...].drop { $0 == 0x20 }
      // the separator in front stands for both
      if !rest.isEmpty, !behind.isEmpty, rest.last != UInt8(ascii: ",") { rest.append(UInt8(ascii: ",")) }
      if behind.isEmpty, rest.last == UInt8(ascii: ",") { rest.removeLast() }
      return rest.isEmpty ? Array(behind) : rest + (behind.isEmpty ? [] : [0x20] + Array(behind))
    }
    return folded
  }

  /// P.O. Box 628 behind the name.
  private func beginsBox(_ text: Span<UInt8>, _ start: Int) -> Bool {
    boxBeginnings.contains { mark in
      guard start + mark.utf8CodeUnitCount < text.count else { return false }
      for offset in 0..<mark.utf8CodeUnitCount where text[start + offset] != mark.utf8Start[offset] { return false }
      return true
    }
  }

  /// Bytes of `c/o` or `attn`; nil where neither stands as a word of its own.
  private func careOfLength(_ text: Span<UInt8>, _ start: Int) -> Int? {
    let length: Int
    if text[start] == UInt8(ascii: "c") {
      guard text[start + 1] == UInt8(ascii: "/"), text[start + 2] == UInt8(ascii: "o") else { return nil }
      length = 3
    } else {
      guard text[start + 1] == UInt8(ascii: "t"), text[start + 2] == UInt8(ascii: "t"), text[start + 3] == UInt8(ascii: "n") else { return nil }
      length = 4
    }
    guard start + length < text.count, !isASCIILetter(text[start + length]), !isASCIIDigit(text[start + length]) else { return nil }
    return length
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
    let bytes = folded.span
    var index = 0
    while index < bytes.count, isASCIILetter(bytes[index]) { index += 1 }
    if index == bytes.count { return folded }
    while index < bytes.count, isASCIILetter(bytes[index]) || bytes[index] == 0x20 { index += 1 }
    if index == bytes.count, bytes.count <= AddressWords.countMax { return without(folded, 0x20, 0x20) }
    let words = AddressWords(folded)
    return words.joined(0..<words.count)
  }

  /// A postcode without spaces and hyphens.
  private func withoutMarks(_ folded: [UInt8]) -> [UInt8] {
    let bytes = folded.span
    for index in 0..<bytes.count where bytes[index] == 0x20 || bytes[index] == UInt8(ascii: "-") {
      return without(folded, 0x20, UInt8(ascii: "-"))
    }
    return folded
  }

  private func without(_ text: [UInt8], _ one: UInt8, _ other: UInt8) -> [UInt8] {
    let bytes = text.span
    return scratchBytes(capacity: bytes.count) { out in
      var written = 0
      for index in 0..<bytes.count where bytes[index] != one && bytes[index] != other {
        out[written] = bytes[index]
        written += 1
      }
      return written
    }
  }

  /// Two parts with the separator (and behind a comma a space) between them.
  private func joined(_ first: [UInt8], _ second: [UInt8], by separator: UInt8) -> [UInt8] {
    var line = ShownAddress.Line(capacity: first.count + second.count + 2)
    line.add(first, separator)
    line.add(second, separator)
    return line.bytes
  }

  /// The city at the end of the line, though it has a field of its own.
  private func withoutCity(_ line: [UInt8], _ city: [UInt8]) -> [UInt8] {
    guard city.count >= 3, line.count > city.count + 4 else { return line }
    let bytes = line.span
    let start = bytes.count - city.count
    guard bytes.extracting(start..<bytes.count).hasSameBytes(as: city.span) else { return line }
    let before = bytes[start - 1]
    guard before == 0x20 || before == UInt8(ascii: ",") else { return line }
    return Array(line[..<(start - 1)])
  }

  /// Whether a part that is not empty stands somewhere in the text.
  func holds(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    let bytes = text.span
    let wanted = part.span
    guard wanted.count > 0, wanted.count <= bytes.count else { return false }
    let first = wanted[0]
    for start in 0...(bytes.count - wanted.count) where bytes[start] == first {
      var length = 1
      while length < wanted.count, bytes[start + length] == wanted[length] { length += 1 }
      if length == wanted.count { return true }
    }
    return false
  }
}

private let missingAddresses = ShortWords<Bool>(
  """
  주소 집 주소없음 주소미상 주소불명 주소모름 미등록 불명 거주불명 주거부정 상동 위와같음 동일 해외
  방문 방문수령 매장 매장수령 직접수령 현장수령 noaddress sameasabove same address homeless
  """)

private let boxBeginnings: [StaticString] = ["p.o", "p. o", "po box", "p o box", "pob ", "box ", "rr ", "hc "]
