import Identity

/// A Korean address out of the fields of a row: the parts are put in the order of the country and read as one.

extension KoreanAddress {
  /// Whether any part is written in Hangul: no other country's addresses are.
  static func hasHangul(_ parts: AddressParts) -> Bool {
    hasHangul(parts.line) || hasHangul(parts.city) || hasHangul(parts.district) || hasHangul(parts.line2)
  }

  private static func hasHangul(_ raw: [UInt8]) -> Bool {
    let bytes = raw.span
    for index in 0..<min(bytes.count, Normalizer.rawBytesMax) where bytes[index] >= 0xE1 {
      var offset = index
      let scalar = decodeScalar(bytes, at: &offset)
      if isHangulSyllable(scalar) || scalar &- 0x1100 < 0x100 || scalar &- 0x3131 < 0x5E || scalar &- 0xFFA1 < 0x3C {
        return true
      }
    }
    return false
  }
}

extension Normalizer {
  /// One value with the keys of `KoreanAddress.putKeys`; flagged `unreadable` or `partial` where there are none.
  func koreanAddress(_ parts: AddressParts, isLatin: Bool, into emit: (NormalizedValue) -> Void) {
    var flags = ValueFlags()
    let isLineAlone =
      parts.region.isEmpty && parts.city.isEmpty && parts.district.isEmpty && parts.houseNumber.isEmpty
      && parts.line2.isEmpty && parts.postcode.isEmpty
    let (line, folded) = shownAndFolded(parts.line)
    var canonical = line
    if parts.line.count > Normalizer.rawBytesMax { flags.insert(.clipped) }
    if !isLineAlone {
      let longest = max(
        max(parts.region.count, parts.city.count, parts.district.count),
        max(parts.houseNumber.count, parts.line2.count, parts.postcode.count))
      if longest > Normalizer.rawBytesMax { flags.insert(.clipped) }
      canonical = isLatin ? latinLine(parts, line, folded) : hangulLine(parts, line, folded)
    }
    guard !canonical.isEmpty else { return }
    let latin = isLatin ? foldLatin(foldText(canonical)) : []
    var address =
      isLatin
      ? KoreanAddress.parseLatin(KoreanAddress.withHyphens(latin) ?? latin)
      : KoreanAddress.parse(KoreanText.isPlain(canonical) ? canonical : foldText(canonical))
    if !parts.postcode.isEmpty {
      var code = foldText(parts.postcode)
      if !code.allSatisfy(isASCIIDigit) { code.removeAll { !isASCIIDigit($0) } }
      if code.count == 5 || code.count == 6 { address.postcode = code }
    }
    let place = address.placeField
    let isKnown =
      address.hasNumber || address.kind == .complex || !address.postcode.isEmpty || !place.isEmpty || address.town > 0
      || !address.unknownTown.isEmpty || !address.road.isEmpty
    if !address.isRead {
      if !isKnown, let missing = missingAddress(canonical) { return emit(missing) }
      flags.insert(line.isEmpty ? .partial : .unreadable)
    }
    emit(value(of: address, place, isKnown: isKnown, canonical: canonical, flags))
  }

  private func value(
    of address: KoreanAddress, _ place: [UInt8], isKnown: Bool, canonical: [UInt8], _ readFlags: ValueFlags
  ) -> NormalizedValue {
    return ValueWriter.written { value in
      var flags = readFlags
      value.put(canonical)
      value.endCanonical()
      if isKnown {
        // a lot is compared by its road where the table knows it
        if let byRoad = roadLots.flatMap({ address.byRoad($0) }) {
          byRoad.putForm(to: &value)
        } else {
          address.putForm(to: &value)
        }
      }
      value.endForm()
      address.putKeys(roadLots, &flags, to: &value)
      if !address.postcode.isEmpty { value.key(.addressPostcode, address.postcode) }
      if !place.isEmpty { value.key(.addressCity, place) }
      return value.value(.address, flags)
    }
  }

  /// Large to small; the postcode last, behind a comma.
  private func hangulLine(_ parts: AddressParts, _ line: [UInt8], _ folded: [UInt8]) -> [UInt8] {
    var text = ShownAddress.Line(capacity: line.count + room(parts))
    func add(_ raw: [UInt8], _ separator: UInt8, isPlace: Bool = false) {
      if raw.isEmpty { return }
      let part = shownAndFolded(raw)
      if part.shown.isEmpty || isPlace && holds(folded, part.folded) { return }
      text.add(part.shown, separator)
    }
    add(parts.region, 0x20, isPlace: true)
    add(parts.city, 0x20, isPlace: true)
    add(parts.district, 0x20, isPlace: true)
    text.add(line, 0x20)
    add(parts.houseNumber, 0x20)
    add(parts.line2, UInt8(ascii: ","))
    let (code, foldedCode) = shownAndFolded(parts.postcode)
    if code.isEmpty || holds(folded, foldedCode) { return clipped(text.bytes) }
    // a postcode of before 2015 looks like block and flat
    if code.count > 5, !text.bytes.isEmpty { return clipped(text.bytes + [0x20, 0x28] + code + [0x29]) }
    text.add(code, UInt8(ascii: ","))
    return clipped(text.bytes)
  }

  /// Bytes that the parts beside the line take at most; a composed text can only be shorter or a little longer.
  private func room(_ parts: AddressParts) -> Int {
    parts.region.count + parts.city.count + parts.district.count + parts.houseNumber.count + parts.line2.count
      + parts.postcode.count + 12
  }

  /// Small to large.
  private func latinLine(_ parts: AddressParts, _ line: [UInt8], _ folded: [UInt8]) -> [UInt8] {
    var text = ShownAddress.Line(capacity: line.count + room(parts))
    func add(_ raw: [UInt8], isPlace: Bool = false) {
      let part = shownAndFolded(raw)
      if part.shown.isEmpty || isPlace && holds(folded, part.folded) { return }
      text.add(part.shown, UInt8(ascii: ","))
    }
    add(parts.line2)
    add(parts.houseNumber)
    add(line)
    add(parts.district, isPlace: true)
    add(parts.city, isPlace: true)
    add(parts.region, isPlace: true)
    add(parts.postcode, isPlace: true)
    return clipped(text.bytes)
  }
}
