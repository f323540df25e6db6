/// How well two addresses agree, read from their comparison forms; see `ParsedAddress.putForm`.
///
/// - `unit`: number, street, place and unit equal, or no unit on both sides
/// - `open`: the same building, a unit on one side only
/// - `building`: the same building, two units: neighbours
/// - `loose`: number and street equal, but the place known on one side only, or the street in two scripts, or
///   an address that no grammar could read
/// - `near`: the same street within ten numbers, or one digit off; the same number in streets that differ by a
///   keying error or by their kind (100 Main St, 100 Main Rd)
/// - `area`: postcode or city equal, street different or unknown; streets that differ by their direction are
///   two (100 N Main St, 100 S Main St), and so are the roads of two signs (I-35, US 35)
/// - `different`: the rest; people move, so it says little

extension AddressLevel {
  /// The level two addresses reach; symmetric. See the cases for what each means.
  ///
  /// - Complexity: linear in the forms, O(1) memory.
  public static func of(_ left: Span<UInt8>, _ right: Span<UInt8>) -> AddressLevel {
    right.precedes(left) ? ofOrdered(right, left) : ofOrdered(left, right)
  }

  private static func ofOrdered(_ left: Span<UInt8>, _ right: Span<UInt8>) -> AddressLevel {
    if let one = KoreanAddressForm(left), let other = KoreanAddressForm(right) {
      return KoreanAddressForm.level(left, one, right, other)
    }
    guard let one = AddressForm(left), let other = AddressForm(right) else { return .different }
    let place = placeRelation(left, one, right, other)
    let area: AddressLevel = place == .same || place == .town ? .area : .different
    guard !one.street.isEmpty, !other.street.isEmpty else { return area }

    let street = streetRelation(left, one, right, other)
    let isElsewhere = place == .town || place == .other
    let number = numberRelation(left.extracting(one.number), right.extracting(other.number))
    switch (street, number) {
    case (.same, .same) where one.grammar == 0 || other.grammar == 0: return isElsewhere ? area : .loose
    case (.same, .same) where haveOtherDirections(left.extracting(one.side), right.extracting(other.side)): return area
    case (.same, .same) where haveOtherKinds(left.extracting(one.side), right.extracting(other.side)):
      // 30th Ave and 30th Dr are streets of a grid, Main St and Main Rd often one of two spellings
      return isElsewhere || isNumbered(left.extracting(one.street)) ? area : .near
    case (.same, .same):
      switch place {
      case .same: return unitLevel(left.extracting(one.unit), right.extracting(other.unit))
      case .unknown: return .loose
      case .town, .other: return area
      }
    case (.near, .same): return isElsewhere ? area : .near
    case (.same, .near), (.same, .missing), (.near, .near): return place == .same ? .near : area
    default: return area
    }
  }

  /// `town`: the same town, but two postcodes in it.
  private enum Place { case same, unknown, town, other }
  private enum Street { case same, near, other }
  private enum Number { case same, near, missing, other }

  /// Both streets have a direction, and not the same one.
  private static func haveOtherDirections(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    var index = 0
    while index < left.count, index < right.count {
      let isLeftEnd = left[index] == UInt8(ascii: "/")
      let isRightEnd = right[index] == UInt8(ascii: "/")
      if isLeftEnd || isRightEnd { return index > 0 && isLeftEnd != isRightEnd }
      if left[index] != right[index] { return true }
      index += 1
    }
    return false
  }

  /// Both streets have a kind, and not the same one.
  private static func haveOtherKinds(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    let i = kindStart(left)
    let j = kindStart(right)
    guard i < left.count, j < right.count else { return false }
    let (one, other) = (left.extracting(i..<left.count), right.extracting(j..<right.count))
    return !one.hasSameBytes(as: other) && !NumberedRoad.mayBeOne(one, other)
  }

  private static func kindStart(_ side: Span<UInt8>) -> Int {
    var index = 0
    while index < side.count, side[index] != UInt8(ascii: "/") { index += 1 }
    return index + 1
  }

  /// 30th, 5, h, ff: a name that every kind of street of a grid bears, or that roads of every sign do.
  private static func isNumbered(_ street: Span<UInt8>) -> Bool { street.count <= 2 || street.count > 0 && isASCIIDigit(street[0]) }

  private static func unitLevel(_ left: Span<UInt8>, _ right: Span<UInt8>) -> AddressLevel {
    if left.hasSameBytes(as: right) { return .unit }
    if left.isEmpty || right.isEmpty || left[0] == ParsedAddress.unread || right[0] == ParsedAddress.unread { return .open }
    return .building
  }

  private static func placeRelation(
    _ left: Span<UInt8>, _ one: AddressForm, _ right: Span<UInt8>, _ other: AddressForm
  ) -> Place {
    let leftCode = left.extracting(one.postcode)
    let rightCode = right.extracting(other.postcode)
    let leftCity = left.extracting(one.city)
    let rightCity = right.extracting(other.city)
    let codesKnown = !leftCode.isEmpty && !rightCode.isEmpty
    let citiesKnown = !leftCity.isEmpty && !rightCity.isEmpty
    if codesKnown, leftCode.hasSameBytes(as: rightCode) { return .same }
    // Springfield, IL and Springfield, MO
    if !one.state.isEmpty, !other.state.isEmpty, !codesKnown,
      !left.extracting(one.state).hasSameBytes(as: right.extracting(other.state))
    {
      return .other
    }
    // One edit is a slip; what is more is another part of the town. The four digits of Australia cover a suburb or
    // several, and a suburb with the same street is rarely another.
    let isSuburb = one.grammar == ParsedAddress.Grammar.english.rawValue && leftCode.count <= 4 && rightCode.count <= 4
    let isCodeNear = !codesKnown || damerauAtMost(leftCode, rightCode, limit: isSuburb ? 2 : 1) != nil
    if citiesKnown, isSameCity(leftCity, rightCity) { return isCodeNear ? .same : .town }
    if !codesKnown, !citiesKnown { return .unknown }
    // a wrong digit in one and a wrong letter in the other
    let isCityNear =
      !citiesKnown
      || min(leftCity.count, rightCity.count) >= 4 && leftCity[0] < 0x80
        && damerauAtMost(leftCity, rightCity, limit: min(leftCity.count, rightCity.count) >= 6 ? 2 : 1) != nil
    return isCodeNear && isCityNear ? .same : .other
  }

  /// Equal, or the longer ends in the shorter (성남시분당구 and 분당구, 서울중구 and 중구) or, in letters, begins with
  /// it: New York and New York City, Frankfurt and Frankfurt am Main.
  private static func isSameCity(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    let shorter = min(left.count, right.count)
    guard shorter >= 4 else { return left.hasSameBytes(as: right) }
    if left[0] >= 0x80, right[0] >= 0x80 {
      return left.extracting((left.count - shorter)..<left.count).hasSameBytes(
        as: right.extracting((right.count - shorter)..<right.count))
    }
    if shorter >= 6, left.count < right.count ? right.begins(with: left) : left.begins(with: right) { return true }
    return left.hasSameBytes(as: right) || shorter >= 7 && damerauAtMost(left, right, limit: 1) != nil
  }

  private static func streetRelation(
    _ left: Span<UInt8>, _ one: AddressForm, _ right: Span<UInt8>, _ other: AddressForm
  ) -> Street {
    let a = left.extracting(one.street)
    let b = right.extracting(other.street)
    if a.hasSameBytes(as: b) { return .same }
    // 5th and 6th, 44길 and 45길 are two streets
    guard haveSameDigits(a, b) else { return .other }
    let shorter = min(a.count, b.count)
    let isHangul = a[0] >= 0x80
    if isHangul { return shorter >= 12 && damerauAtMost(a, b, limit: 3) != nil ? .near : .other }
    if shorter >= 5, damerauAtMost(a, b, limit: shorter >= 10 ? 2 : 1) != nil { return .near }
    if shorter >= 4, a.count < b.count ? b.begins(with: a) : a.begins(with: b) { return .near }
    return .other
  }

  /// The digits of both in the same order: 5th and 6th, 44길 and 45길 have not.
  static func haveSameDigits(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    var i = 0
    var j = 0
    while true {
      while i < left.count, left[i] &- 0x30 >= 10 { i += 1 }
      while j < right.count, right[j] &- 0x30 >= 10 { j += 1 }
      if i == left.count || j == right.count { return i == left.count && j == right.count }
      if left[i] != right[j] { return false }
      i += 1
      j += 1
    }
  }

  private static func numberRelation(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Number {
    if left.hasSameBytes(as: right) { return left.isEmpty ? .missing : .same }
    if left.isEmpty || right.isEmpty { return .missing }
    if let a = leadingNumber(left), let b = leadingNumber(right) {
      // a house a few doors on, the house without its letter, one digit wrong
      if abs(a - b) <= 10 { return .near }
      return damerauAtMost(left, right, limit: 1) != nil ? .near : .other
    }
    return left.count >= 5 && damerauAtMost(left, right, limit: 1) != nil ? .near : .other
  }

  private static func leadingNumber(_ text: Span<UInt8>) -> Int? {
    var value = 0
    var count = 0
    while count < min(text.count, 9), text[count] &- 0x30 < 10 {
      value = value * 10 + Int(text[count] - 0x30)
      count += 1
    }
    return count > 0 ? value : nil
  }
}
