/// What a Korean address is looked up by, and the form it is compared by.
///
/// Fields of a key are joined by `|`. The district is the code of the autonomous district or city: a district
/// inside a city counts as its city, because road names are unique in the whole city and people leave it out.
///
/// | key | fields | kind |
/// |---|---|---|
/// | `KR-R` | district, road, underground 0 or 1, main, sub | building; with block and flat unit |
/// | `KR-RE` | district, road by its sound, underground, main, sub | building; with block and flat unit |
/// | `KR-R*` | road by its sound, main, sub | street: wherever that is |
/// | `KR-L` | legal dong, mountain 0 or 1, main, sub | building; with block and flat unit |
/// | `KR-L*` | name of the dong, mountain, main, sub | street |
/// | `KR-B` | district, building's name, block, flat | unit: joins a road address and a lot |
extension KoreanAddress {
  /// The keys, strict to loose; empty where road or lot is missing.
  func keys(_ table: RoadLotTable?, _ flags: inout ValueFlags) -> [NormalizedKey] {
    var keys: [NormalizedKey] = []
    keys.reserveCapacity(10)
    let place = placeField
    let hasUnit = !isUnclear && (!block.isEmpty || !floor.isEmpty || !flat.isEmpty)
    if hasNumber {
      let roman = kind == .road && !place.isEmpty ? buildingKey(place, roman: true) : []
      let own = isLatin && kind == .road ? [] : buildingKey(place, roman: false)
      let other = place.isEmpty ? [] : table.map { translated($0) } ?? []
      if hasUnit {
        if !own.isEmpty { keys.append(unitKey(own)) }
        if !roman.isEmpty { keys.append(unitKey(roman)) }
        for building in other { keys.append(unitKey(building)) }
        if !flat.isEmpty, !building.isEmpty, !place.isEmpty { keys.append(nameKey(place)) }
      }
      if !own.isEmpty { keys.append(NormalizedKey(.addressBuilding, own)) }
      if !roman.isEmpty { keys.append(NormalizedKey(.addressBuilding, roman)) }
      for building in other { keys.append(NormalizedKey(.addressBuilding, building)) }
      if !other.isEmpty { flags.insert(.translated) }
      keys.append(streetKey())
    }
    return keys
  }

  /// Code of the district, else its name as written; empty where neither is known.
  var placeField: [UInt8] {
    let area = area
    if area > 0 { return KoreanPlaces.shipped.districtCode(of: area) }
    return unknownDistrict
  }

  /// Room for marks, bars, codes and numbers of a key beside its names.
  private static let numbersBytesMax = 120

  private func buildingKey(_ place: [UInt8], roman: Bool) -> [UInt8] {
    if place.isEmpty, kind == .road || town == 0 { return [] }
    let name = roman ? romanRoad : road
    return scratchBytes(capacity: KoreanAddress.numbersBytesMax + place.count + name.count + unknownTown.count) { out in
      var key = FieldBytes(out)
      if kind == .road {
        key.put(roman ? "KR-RE|" : "KR-R|")
        key.put(place)
        key.put(bar)
        key.put(name)
        key.put(isUnderground ? "|1|" : "|0|")
      } else {
        key.put("KR-L|")
        if town > 0 {
          key.put(decimal: Int(KoreanPlaces.shipped.places[town].code))
        } else {
          key.put(place)
          key.put(unknownTown)
        }
        key.put(isMountain ? "|1|" : "|0|")
      }
      key.put(decimal: main)
      key.put(bar)
      key.put(decimal: sub)
      return key.count
    }
  }

  private func unitKey(_ building: [UInt8]) -> NormalizedKey {
    let isFloor = flat.isEmpty && !floor.isEmpty
    let capacity = KoreanAddress.numbersBytesMax + building.count + block.count + floor.count + flat.count
    return NormalizedKey(
      .addressUnit,
      scratchBytes(capacity: capacity) { out in
        var key = FieldBytes(out)
        key.put(building)
        key.put(bar)
        key.put(block)
        key.put(bar)
        key.put(isFloor ? floor : flat)
        if isFloor { key.put(UInt8(ascii: "f")) }
        return key.count
      })
  }

  private func nameKey(_ place: [UInt8]) -> NormalizedKey {
    let capacity = KoreanAddress.numbersBytesMax + place.count + building.count + block.count + flat.count
    return NormalizedKey(
      .addressUnit,
      scratchBytes(capacity: capacity) { out in
        var key = FieldBytes(out)
        key.put("KR-B|")
        key.put(place)
        key.put(bar)
        key.put(building)
        key.put(bar)
        key.put(block)
        key.put(bar)
        key.put(flat)
        return key.count
      })
  }

  private func streetKey() -> NormalizedKey {
    let name = kind == .road ? romanRoad : town > 0 ? KoreanPlaces.shipped.name(of: town) : unknownTown
    return NormalizedKey(
      .addressStreet,
      scratchBytes(capacity: KoreanAddress.numbersBytesMax + name.count) { out in
        var key = FieldBytes(out)
        key.put(kind == .road ? "KR-R*|" : "KR-L*|")
        key.put(name)
        if kind != .road { key.put(isMountain ? "|1" : "|0") }
        key.put(bar)
        key.put(decimal: main)
        key.put(bar)
        key.put(decimal: sub)
        return key.count
      })
  }

  /// Keys of the same building in the other form, from the government's table.
  private func translated(_ table: RoadLotTable) -> [[UInt8]] {
    let places = KoreanPlaces.shipped
    if kind == .road, area > 0, !isLatin {
      let road = RoadNumber(
        district: UInt32(places.places[area].districtCode), road: road, isUnderground: isUnderground, main: main,
        sub: sub)
      return table.lots(of: road).map { lot in
        return scratchBytes(capacity: KoreanAddress.numbersBytesMax) { out in
          var key = FieldBytes(out)
          key.put("KR-L|")
          key.put(decimal: Int(lot.dong))
          key.put(lot.isMountain ? "|1|" : "|0|")
          key.put(decimal: lot.main)
          key.put(bar)
          key.put(decimal: lot.sub)
          return key.count
        }
      }
    }
    guard let other = byRoad(table) else { return [] }
    let place = other.placeField
    return [other.buildingKey(place, roman: false), other.buildingKey(place, roman: true)]
  }

  /// A lot as the road address of its building; nil where the table has none.
  func byRoad(_ table: RoadLotTable) -> KoreanAddress? {
    let places = KoreanPlaces.shipped
    guard kind == .lot, town > 0, main > 0,
      let road = table.road(of: LotNumber(dong: places.places[town].code, isMountain: isMountain, main: main, sub: sub))
    else { return nil }
    var other = self
    other.kind = .road
    other.road = road.road
    other.romanRoad = KoreanRomanisation.road(scalars(road.road).span)
    other.isUnderground = road.isUnderground
    other.isMountain = false
    other.main = road.main
    other.sub = road.sub
    other.district = places.place(ofCode: UInt64(road.district) * 100_000)
    return other
  }

  /// 101-1203, 1203, 101-, 21f, 101-21f; behind a question mark what was not understood.
  private var unitField: [UInt8] {
    var unit: [UInt8] = []
    if isUnclear || flat.isEmpty && floor.isEmpty && !unreadUnit.isEmpty { unit = [KoreanAddressForm.unread] + unreadUnit }
    if !block.isEmpty { unit += block + [UInt8(ascii: "-")] }
    if flat.isEmpty { return floor.isEmpty ? unit : unit + floor + [UInt8(ascii: "f")] }
    return unit + flat
  }

  /// The form: see `KoreanAddressForm`.
  var form: [UInt8] {
    let place = placeField
    let name = kind == .road ? (isLatin ? romanRoad : road) : unknownTown
    let unit = unitField
    let texts = postcode.count + place.count + name.count + unit.count + building.count
    return scratchBytes(capacity: KoreanAddress.numbersBytesMax + texts) { out in
      var form = FieldBytes(out)
      form.put((isLatin ? ParsedAddress.Grammar.koreanLatin : .korean).rawValue)
      form.put(counted: postcode)
      form.put(counted: place)
      let numberAt = form.count
      form.put(0)
      if hasNumber {
        if isUnderground { form.put(UInt8(ascii: "u")) }
        if isMountain { form.put(UInt8(ascii: "m")) }
        form.put(decimal: main)
        if sub > 0 {
          form.put(UInt8(ascii: "-"))
          form.put(decimal: sub)
        }
      }
      form.setCount(at: numberAt)
      if kind != .road, town > 0 {
        let townAt = form.count
        form.put(0)
        form.put(decimal: Int(KoreanPlaces.shipped.places[town].code))
        form.setCount(at: townAt)
      } else {
        form.put(counted: name)
      }
      form.put(counted: unit)
      form.put(kind.rawValue)
      var hash: UInt32 = 0x811C_9DC5
      let sound = romanRoad.span
      for index in 0..<sound.count { hash = (hash ^ UInt32(sound[index])) &* 0x0100_0193 }
      for shift in 0..<4 as Range<UInt32> { form.put(UInt8(truncatingIfNeeded: hash >> (8 * shift))) }
      form.put(counted: building)
      return form.count
    }
  }

  static func decimal(_ value: Int) -> [UInt8] {
    scratchBytes(capacity: 24) { out in
      var digits = FieldBytes(out)
      digits.put(decimal: value)
      return digits.count
    }
  }
}

private let bar = UInt8(ascii: "|")

/// Fields written one behind the other into a buffer that has room for all of them.
struct FieldBytes {
  private let out: UnsafeMutableBufferPointer<UInt8>
  private(set) var count = 0

  /// The longest field that has its length in one byte before it.
  static let countedMax = 120

  init(_ out: UnsafeMutableBufferPointer<UInt8>) { self.out = out }

  @inline(__always)
  mutating func put(_ byte: UInt8) {
    out[count] = byte
    count += 1
  }

  @inline(__always)
  mutating func put(_ field: [UInt8]) { count = copy(field, to: out, at: count) }

  mutating func put(_ mark: StaticString) {
    for index in 0..<mark.utf8CodeUnitCount { put(mark.utf8Start[index]) }
  }

  mutating func put(decimal value: Int) {
    var divisor = 1
    while value / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      put(UInt8(0x30 + value / divisor % 10))
      divisor /= 10
    }
  }

  /// One byte for the length, then at most `countedMax` bytes.
  mutating func put(counted field: [UInt8]) {
    let start = count
    put(0)
    put(field)
    setCount(at: start)
  }

  /// Closes the field whose length stands at `start`.
  mutating func setCount(at start: Int) {
    count = min(count, start + 1 + FieldBytes.countedMax)
    out[start] = UInt8(count - start - 1)
  }
}
