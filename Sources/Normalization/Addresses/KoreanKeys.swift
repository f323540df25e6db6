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
/// | `KR-L` | legal dong, mountain 0 or 1, main, sub | building; with block and flat unit; also of a road address that gives its lot |
/// | `KR-L*` | name of the dong, mountain, main, sub | street |
/// | `KR-B` | district, building's name, block, flat | unit: joins a road address, a lot and a complex without either |
/// | `KR-B` | district, building's name | building, of a complex without road and lot |
/// | `KR-B*` | building's name, block, flat | street, of a complex without road and lot |
extension KoreanAddress {
  /// The keys, strict to loose; none where road, lot and complex are missing.
  func putKeys(_ table: RoadLotTable?, _ flags: inout ValueFlags, to value: inout ValueWriter) {
    if kind == .complex { return putComplexKeys(to: &value) }
    guard hasNumber else { return }
    let place = placeField
    let hasRoman = kind == .road && !place.isEmpty
    let hasOwn = !(isLatin && kind == .road) && (!place.isEmpty || kind != .road && town > 0)
    let other = place.isEmpty ? [] : table.map { translated($0) } ?? []
    if hasUnit {
      if hasOwn {
        value.beginKey(.addressUnit)
        putBuilding(place, roman: false, to: &value)
        putUnit(to: &value)
        value.endKey()
      }
      if hasRoman {
        value.beginKey(.addressUnit)
        putBuilding(place, roman: true, to: &value)
        putUnit(to: &value)
        value.endKey()
      }
      for building in other {
        value.beginKey(.addressUnit)
        value.put(building)
        putUnit(to: &value)
        value.endKey()
      }
      for lot in beside where lot.town > 0 || !place.isEmpty {
        value.beginKey(.addressUnit)
        lot.putBuilding(place, roman: false, to: &value)
        putUnit(to: &value)
        value.endKey(isDistinct: true)
      }
      if !flat.isEmpty, !building.isEmpty, !place.isEmpty { putNamedUnit(place, to: &value) }
    }
    if hasOwn {
      value.beginKey(.addressBuilding)
      putBuilding(place, roman: false, to: &value)
      value.endKey()
    }
    if hasRoman {
      value.beginKey(.addressBuilding)
      putBuilding(place, roman: true, to: &value)
      value.endKey()
    }
    for building in other { value.key(.addressBuilding, building) }
    for lot in beside where lot.town > 0 || !place.isEmpty {
      value.beginKey(.addressBuilding)
      lot.putBuilding(place, roman: false, to: &value)
      value.endKey(isDistinct: true)
    }
    if !other.isEmpty { flags.insert(.translated) }
    putStreetKey(to: &value)
    for lot in beside { lot.putStreetKey(to: &value) }
  }

  /// Block, floor or flat are known well enough to be one home's.
  private var hasUnit: Bool {
    !isUnclear && (!flat.isEmpty || !floor.isEmpty || !block.isEmpty && unreadUnit.isEmpty)
  }

  /// Whether there are keys that tell one building or one home.
  var isRead: Bool { hasNumber || kind == .complex && (!placeField.isEmpty || hasUnit && !flat.isEmpty) }

  /// Complexes of one name are in many towns: without its district only a flat says something.
  private func putComplexKeys(to value: inout ValueWriter) {
    let place = placeField
    let hasFlat = hasUnit && !flat.isEmpty
    if !place.isEmpty {
      if hasFlat { putNamedUnit(place, to: &value) }
      value.beginKey(.addressBuilding)
      value.put("KR-B|")
      value.put(place)
      value.put(bar)
      value.put(building)
      value.endKey()
    }
    if hasFlat {
      value.beginKey(.addressStreet)
      value.put("KR-B*|")
      putNamedFlat(to: &value)
      value.endKey()
    }
  }

  private func putNamedUnit(_ place: [UInt8], to value: inout ValueWriter) {
    value.beginKey(.addressUnit)
    value.put("KR-B|")
    value.put(place)
    value.put(bar)
    putNamedFlat(to: &value)
    value.endKey()
  }

  private func putNamedFlat(to value: inout ValueWriter) {
    value.put(building)
    value.put(bar)
    value.put(block)
    value.put(bar)
    value.put(flat)
  }

  /// Code of the district, else its name as written; empty where neither is known.
  var placeField: [UInt8] {
    let area = area
    if area > 0 { return KoreanPlaces.shipped.districtCode(of: area) }
    return unknownDistrict
  }

  private func putBuilding(_ place: [UInt8], roman: Bool, to value: inout ValueWriter) {
    if kind == .road {
      value.put(roman ? "KR-RE|" : "KR-R|")
      value.put(place)
      value.put(bar)
      value.put(roman ? romanRoad : road)
      value.put(isUnderground ? "|1|" : "|0|")
    } else {
      value.put("KR-L|")
      if town > 0 {
        value.put(decimal: Int(KoreanPlaces.shipped.places[town].code))
      } else {
        value.put(place)
        value.put(unknownTown)
      }
      value.put(isMountain ? "|1|" : "|0|")
    }
    value.put(decimal: main)
    value.put(bar)
    value.put(decimal: sub)
  }

  /// Block and flat behind the building.
  private func putUnit(to value: inout ValueWriter) {
    value.put(bar)
    value.put(block)
    value.put(bar)
    if flat.isEmpty, !floor.isEmpty {
      value.put(floor)
      value.put(UInt8(ascii: "f"))
    } else {
      value.put(flat)
    }
  }

  private func putStreetKey(to value: inout ValueWriter) {
    value.beginKey(.addressStreet)
    value.put(kind == .road ? "KR-R*|" : "KR-L*|")
    if kind == .road {
      value.put(romanRoad)
    } else {
      value.put(town > 0 ? KoreanPlaces.shipped.name(of: town) : unknownTown)
      value.put(isMountain ? "|1" : "|0")
    }
    value.put(bar)
    value.put(decimal: main)
    value.put(bar)
    value.put(decimal: sub)
    value.endKey()
  }

  /// Keys of the same building in the other form, from the government's table.
  private func translated(_ table: RoadLotTable) -> [[UInt8]] {
    let places = KoreanPlaces.shipped
    if kind == .road, area > 0, !isLatin {
      let road = RoadNumber(
        district: UInt32(places.places[area].districtCode), road: road, isUnderground: isUnderground, main: main,
        sub: sub)
      return table.lots(of: road).map { lot in
        Array("KR-L|\(lot.dong)|\(lot.isMountain ? 1 : 0)|\(lot.main)|\(lot.sub)".utf8)
      }
    }
    guard let other = byRoad(table) else { return [] }
    let place = other.placeField
    if place.isEmpty { return [] }
    return [false, true].map { roman in
      ValueWriter.written { key in
        other.putBuilding(place, roman: roman, to: &key)
        return Array(key.written(0..<key.count))
      }
    }
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

  /// 101-1203, 1203, 101-, 21f, 101-21f; behind a question mark what was not understood, behind a star what is hidden.
  private func putUnitField(to value: inout ValueWriter) {
    if isUnclear || flat.isEmpty && floor.isEmpty && !unreadUnit.isEmpty {
      value.put(KoreanAddressForm.unread)
      if isMasked { value.put(KoreanAddressForm.masked) }
      value.put(unreadUnit)
    }
    if !block.isEmpty {
      value.put(block)
      value.put(UInt8(ascii: "-"))
    }
    if !flat.isEmpty {
      value.put(flat)
    } else if !floor.isEmpty {
      value.put(floor)
      value.put(UInt8(ascii: "f"))
    }
  }

  /// The form: see `KoreanAddressForm`.
  func putForm(to value: inout ValueWriter) {
    value.put((isLatin ? ParsedAddress.Grammar.koreanLatin : .korean).rawValue)
    value.put(counted: postcode)
    value.put(counted: placeField)
    let numberAt = value.count
    value.put(0)
    if hasNumber {
      if isUnderground { value.put(UInt8(ascii: "u")) }
      if isMountain { value.put(UInt8(ascii: "m")) }
      value.put(decimal: main)
      if sub > 0 {
        value.put(UInt8(ascii: "-"))
        value.put(decimal: sub)
      }
    }
    value.setCount(at: numberAt)
    if kind != .road, town > 0 {
      let townAt = value.count
      value.put(0)
      value.put(decimal: Int(KoreanPlaces.shipped.places[town].code))
      value.setCount(at: townAt)
    } else {
      value.put(counted: kind == .road ? (isLatin ? romanRoad : road) : unknownTown)
    }
    let unitAt = value.count
    value.put(0)
    putUnitField(to: &value)
    value.setCount(at: unitAt)
    value.put(kind.rawValue)
    var hash: UInt32 = 0x811C_9DC5
    let sound = romanRoad.span
    for index in 0..<sound.count { hash = (hash ^ UInt32(sound[index])) &* 0x0100_0193 }
    for shift in 0..<4 as Range<UInt32> { value.put(UInt8(truncatingIfNeeded: hash >> (8 * shift))) }
    value.put(counted: building)
    // of a lot and a complex the town is the street
    if kind == .road, town > 0, !building.isEmpty {
      let townAt = value.count
      value.put(0)
      value.put(decimal: Int(KoreanPlaces.shipped.places[town].code))
      value.setCount(at: townAt)
    }
  }
}

private let bar = UInt8(ascii: "|")
