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
        for building in [own, roman] where !building.isEmpty { keys.append(unitKey(building)) }
        for building in other { keys.append(unitKey(building)) }
        if !flat.isEmpty, !building.isEmpty, !place.isEmpty { keys.append(nameKey(place)) }
      }
      for building in [own, roman] where !building.isEmpty { keys.append(NormalizedKey(.addressBuilding, building)) }
      for building in other { keys.append(NormalizedKey(.addressBuilding, building)) }
      if !other.isEmpty { flags.insert(.translated) }
      keys.append(streetKey())
    }
    return keys
  }

  /// Code of the district, else its name as written; empty where neither is known.
  var placeField: [UInt8] {
    let area = area
    if area > 0 { return KoreanAddress.decimal(Int(KoreanPlaces.shipped.places[area].districtCode)) }
    return unknownDistrict
  }

  private func buildingKey(_ place: [UInt8], roman: Bool) -> [UInt8] {
    var key: [UInt8] = []
    key.reserveCapacity(64)
    if kind == .road {
      if place.isEmpty { return [] }
      key += roman ? KoreanAddress.romanMark : KoreanAddress.roadMark
      key += place
      key.append(KoreanAddress.bar)
      key += roman ? romanRoad : road
      KoreanAddress.append(isUnderground, main, sub, to: &key)
    } else {
      if town == 0, place.isEmpty { return [] }
      key += KoreanAddress.lotMark
      if town > 0 {
        key += KoreanAddress.decimal(Int(KoreanPlaces.shipped.places[town].code))
      } else {
        key += place
        key += unknownTown
      }
      KoreanAddress.append(isMountain, main, sub, to: &key)
    }
    return key
  }

  private func unitKey(_ building: [UInt8]) -> NormalizedKey {
    var key = building
    key.append(KoreanAddress.bar)
    key += block
    key.append(KoreanAddress.bar)
    if flat.isEmpty, !floor.isEmpty {
      key += floor
      key.append(UInt8(ascii: "f"))
    } else {
      key += flat
    }
    return NormalizedKey(.addressUnit, key)
  }

  private func nameKey(_ place: [UInt8]) -> NormalizedKey {
    var key = KoreanAddress.nameMark
    for field in [place, building, block, flat] {
      key += field
      key.append(KoreanAddress.bar)
    }
    key.removeLast()
    return NormalizedKey(.addressUnit, key)
  }

  private func streetKey() -> NormalizedKey {
    var key: [UInt8] = []
    key.reserveCapacity(48)
    if kind == .road {
      key += KoreanAddress.anyRoadMark
      key += romanRoad
    } else {
      key += KoreanAddress.anyLotMark
      key += town > 0 ? KoreanPlaces.shipped.name(of: town) : unknownTown
      key.append(KoreanAddress.bar)
      key.append(isMountain ? 0x31 : 0x30)
    }
    key.append(KoreanAddress.bar)
    KoreanAddress.append(main, to: &key)
    key.append(KoreanAddress.bar)
    KoreanAddress.append(sub, to: &key)
    return NormalizedKey(.addressStreet, key)
  }

  /// Keys of the same building in the other form, from the government's table.
  private func translated(_ table: RoadLotTable) -> [[UInt8]] {
    let places = KoreanPlaces.shipped
    if kind == .road, area > 0, !isLatin {
      let road = RoadNumber(
        district: UInt32(places.places[area].districtCode), road: road, isUnderground: isUnderground, main: main,
        sub: sub)
      return table.lots(of: road).map { lot in
        var key = KoreanAddress.lotMark + KoreanAddress.decimal(Int(lot.dong))
        KoreanAddress.append(lot.isMountain, lot.main, lot.sub, to: &key)
        return key
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

  /// The form: see `KoreanAddressForm`.
  var form: [UInt8] {
    var form: [UInt8] = []
    form.reserveCapacity(96)
    form.append((isLatin ? ParsedAddress.Grammar.koreanLatin : .korean).rawValue)
    func add(_ field: [UInt8]) {
      form.append(UInt8(min(field.count, 120)))
      form += field.prefix(120)
    }
    add(postcode)
    add(placeField)
    let numberAt = form.count
    form.append(0)
    if hasNumber {
      if isUnderground { form.append(UInt8(ascii: "u")) }
      if isMountain { form.append(UInt8(ascii: "m")) }
      KoreanAddress.append(main, to: &form)
      if sub > 0 {
        form.append(UInt8(ascii: "-"))
        KoreanAddress.append(sub, to: &form)
      }
    }
    form[numberAt] = UInt8(form.count - numberAt - 1)
    switch kind {
    case .road: add(isLatin ? romanRoad : road)
    default: add(town > 0 ? KoreanAddress.decimal(Int(KoreanPlaces.shipped.places[town].code)) : unknownTown)
    }
    add(unitField)
    form.append(kind.rawValue)
    var hash: UInt32 = 0x811C_9DC5
    for byte in romanRoad { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    for shift in [0, 8, 16, 24] as [UInt32] { form.append(UInt8(truncatingIfNeeded: hash >> shift)) }
    add(building)
    return form
  }

  /// 101-1203, 1203, 101-, 21f, 101-21f; behind a question mark what was not understood.
  private var unitField: [UInt8] {
    var unit: [UInt8] = []
    if isUnclear || flat.isEmpty && floor.isEmpty && !unreadUnit.isEmpty { unit = [KoreanAddressForm.unread] + unreadUnit }
    if !block.isEmpty { unit += block + [UInt8(ascii: "-")] }
    if flat.isEmpty { return floor.isEmpty ? unit : unit + floor + [UInt8(ascii: "f")] }
    return unit + flat
  }

  private static let bar = UInt8(ascii: "|")
  private static let roadMark = Array("KR-R|".utf8), romanMark = Array("KR-RE|".utf8)
  private static let lotMark = Array("KR-L|".utf8), nameMark = Array("KR-B|".utf8)
  private static let anyRoadMark = Array("KR-R*|".utf8), anyLotMark = Array("KR-L*|".utf8)

  private static func append(_ isSpecial: Bool, _ main: Int, _ sub: Int, to key: inout [UInt8]) {
    key.append(bar)
    key.append(isSpecial ? 0x31 : 0x30)
    key.append(bar)
    append(main, to: &key)
    key.append(bar)
    append(sub, to: &key)
  }

  private static func append(_ value: Int, to bytes: inout [UInt8]) {
    if value < 10 { return bytes.append(UInt8(0x30 + value)) }
    var divisor = 1
    while value / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(0x30 + value / divisor % 10))
      divisor /= 10
    }
  }

  static func decimal(_ value: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    append(value, to: &bytes)
    return bytes
  }
}
