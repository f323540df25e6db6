/// How well two Korean addresses agree, in either script.
///
/// The form: grammar; then postcode, district, number, street and unit, each behind a byte with its length, as
/// `ParsedAddress.putForm` has them; then the kind (road, lot or complex), four bytes of the road's sound, the
/// building's name and, of a road where it is known, the town.
struct KoreanAddressForm {
  private var fields: AddressForm
  private var kind: UInt8
  private var sound: Range<Int>
  private var building: Range<Int>
  private var town: Range<Int>

  /// nil where the form is of another country.
  init?(_ form: Span<UInt8>) {
    guard form.count > 0, form[0] == 1 || form[0] == 2, let fields = AddressForm(form) else { return nil }
    let tail = fields.unit.upperBound
    guard fields.unit.upperBound <= form.count, tail + 6 <= form.count else { return nil }
    self.fields = fields
    kind = form[tail]
    sound = tail + 1..<tail + 5
    building = tail + 6..<min(form.count, tail + 6 + Int(form[tail + 5]))
    let end = building.upperBound
    if kind != 1 {
      town = fields.street
    } else if end < form.count {
      town = end + 1..<min(form.count, end + 1 + Int(form[end]))
    } else {
      town = end..<end
    }
  }

  /// The level of two Korean forms; see `AddressLevel` for what each means. In the words of addresses:
  ///
  /// - unit (A6): the same building and the same block, floor and flat, or neither has any; also a road and a lot
  ///   address of one district with the same building's name, block and flat, and so a complex that is known by its
  ///   name alone (은마아파트 10동 1203호) and any of the three.
  /// - open (A5): the same building, a unit on one side only; the same complex, a unit on neither side.
  /// - building (A4): the same building, two units: neighbours.
  /// - loose (A3): equal by sound or without the district; or the same postcode, block and flat of road and lot.
  /// - near (A2): the same road within ten numbers, or one digit off in the number.
  /// - area (A1): the same district or postcode.
  /// - different (A0): anything else. People move: near neutral. A road and a lot of two places are not compared.
  static func level(_ left: Span<UInt8>, _ one: Self, _ right: Span<UInt8>, _ other: Self) -> AddressLevel {
    let place = placeRelation(left, one, right, other)
    let area: AddressLevel = place == .same || samePostcode(left, one, right, other) ? .area : .different
    if one.kind == 3 && other.kind != 0 || other.kind == 3 && one.kind != 0 {
      return complexLevel(left, one, right, other, place, area)
    }
    guard one.kind != 0, other.kind != 0, !one.fields.street.isEmpty, !other.fields.street.isEmpty else { return area }
    let leftUnit = left.extracting(one.fields.unit)
    let rightUnit = right.extracting(other.fields.unit)
    if one.kind != other.kind {
      guard leftUnit.count >= 3, leftUnit[0] != unread, leftUnit.hasSameBytes(as: rightUnit) else { return area }
      let name = left.extracting(one.building)
      if place == .same, !name.isEmpty, name.hasSameBytes(as: right.extracting(other.building)),
        !areOtherTowns(left.extracting(one.town), right.extracting(other.town))
      {
        return .unit
      }
      return samePostcode(left, one, right, other) ? .loose : area
    }
    let leftNumber = left.extracting(one.fields.number)
    let rightNumber = right.extracting(other.fields.number)
    let street = streetRelation(left, one, right, other)
    let isSameNumber = leftNumber.hasSameBytes(as: rightNumber)
    guard street != .other else { return area }
    if isSameNumber, !leftNumber.isEmpty {
      switch (street, place) {
      case (.same, .same):
        if leftUnit.hasSameBytes(as: rightUnit), !isMasked(leftUnit) { return .unit }
        if leftUnit.isEmpty || rightUnit.isEmpty { return .open }
        return leftUnit[0] == unread || rightUnit[0] == unread ? .open : .building
      case (_, .other): return .different
      case (.same, .unknown), (.sound, _): return .loose
      default: return place == .same ? .near : area
      }
    }
    guard place == .same, street == .same else { return area }
    if leftNumber.isEmpty || rightNumber.isEmpty { return .near }
    return isNear(leftNumber, rightNumber) ? .near : .area
  }

  /// Complexes by their names: 현대아파트 of two dongs are two.
  private static func complexLevel(
    _ left: Span<UInt8>, _ one: Self, _ right: Span<UInt8>, _ other: Self, _ place: Place, _ area: AddressLevel
  ) -> AddressLevel {
    let name = left.extracting(one.building)
    guard !name.isEmpty, name.hasSameBytes(as: right.extracting(other.building)), place != .other,
      !areOtherTowns(left.extracting(one.town), right.extracting(other.town))
    else { return area }
    let leftUnit = left.extracting(one.fields.unit)
    let rightUnit = right.extracting(other.fields.unit)
    let isSame = leftUnit.hasSameBytes(as: rightUnit)
    if place == .unknown {
      // one flat in a complex of that name somewhere; the name alone says little
      if isSame, !leftUnit.isEmpty, !isMasked(leftUnit) { return leftUnit[0] == unread ? .near : .loose }
      return leftUnit.isEmpty || rightUnit.isEmpty || isMasked(leftUnit) || isMasked(rightUnit) ? .near : area
    }
    if leftUnit.isEmpty || rightUnit.isEmpty { return .open }
    if isSame, !isMasked(leftUnit) { return .unit }
    return leftUnit[0] == unread || rightUnit[0] == unread ? .open : .building
  }

  /// Both are codes and not of one dong; an eup and a ri in it are no two.
  private static func areOtherTowns(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == 10, right.count == 10, left[0] &- 0x30 < 10, right[0] &- 0x30 < 10 else { return false }
    var index = 0
    while index < 8 {
      if left[index] != right[index] { return true }
      index += 1
    }
    let isWhole = left[8] == 0x30 && left[9] == 0x30 || right[8] == 0x30 && right[9] == 0x30
    return !isWhole && !(left[8] == right[8] && left[9] == right[9])
  }

  /// Before a unit that was not understood: equal only as written.
  static let unread = UInt8(ascii: "?")
  /// Behind `unread`, before a unit with hidden digits: the flats of a block are all written so.
  static let masked = UInt8(ascii: "*")

  private static func isMasked(_ unit: Span<UInt8>) -> Bool { unit.count > 1 && unit[0] == unread && unit[1] == masked }

  private enum Place { case same, unknown, other }
  private enum Street { case same, sound, near, other }

  private static func samePostcode(_ left: Span<UInt8>, _ one: Self, _ right: Span<UInt8>, _ other: Self) -> Bool {
    !one.fields.postcode.isEmpty
      && left.extracting(one.fields.postcode).hasSameBytes(as: right.extracting(other.fields.postcode))
  }

  /// Codes say for certain; a name that the table does not have says nothing about a code.
  private static func placeRelation(
    _ left: Span<UInt8>, _ one: Self, _ right: Span<UInt8>, _ other: Self
  ) -> Place {
    let a = left.extracting(one.fields.city)
    let b = right.extracting(other.fields.city)
    if a.isEmpty || b.isEmpty { return samePostcode(left, one, right, other) ? .same : .unknown }
    if a.hasSameBytes(as: b) { return .same }
    let isCode = a[0] &- 0x30 < 10
    guard isCode == (b[0] &- 0x30 < 10) else {
      return samePostcode(left, one, right, other) ? .same : .unknown
    }
    if isCode { return .other }
    let shorter = min(a.count, b.count)
    let isEnd =
      shorter >= 6
      && a.extracting((a.count - shorter)..<a.count).hasSameBytes(as: b.extracting((b.count - shorter)..<b.count))
    return isEnd ? .same : .other
  }

  private static func streetRelation(
    _ left: Span<UInt8>, _ one: Self, _ right: Span<UInt8>, _ other: Self
  ) -> Street {
    let a = left.extracting(one.fields.street)
    let b = right.extracting(other.fields.street)
    if a.hasSameBytes(as: b) { return .same }
    guard one.kind == 1 else { return .other }
    if isSameBranch(a, b) { return .same }
    if left.extracting(one.sound).hasSameBytes(as: right.extracting(other.sound)) { return .sound }
    let isHangul = a[0] >= 0x80
    if isHangul != (b[0] >= 0x80) {
      return isHangul
        ? (isSpelling(b, of: a) ? .sound : .other) : isSpelling(a, of: b) ? .sound : .other
    }
    guard AddressLevel.haveSameDigits(a, b) else { return .other }
    let shorter = min(a.count, b.count)
    if isHangul { return shorter >= 12 && damerauAtMost(a, b, limit: 3) != nil ? .near : .other }
    return shorter >= 7 && damerauAtMost(a, b, limit: 1) != nil ? .near : .other
  }

  /// 의재로43길 and 의재로43번길: no city has a road of both names, and people take one for the other.
  private static func isSameBranch(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard abs(left.count - right.count) == 3 else { return false }
    let (long, short) = left.count > right.count ? (left, right) : (right, left)
    var at = 0
    while at < short.count, long[at] == short[at] { at += 1 }
    // the first bytes of 번 and 길 differ
    guard at > 0, long[at - 1] &- 0x30 < 10, at + 3 < long.count, long[at] == 0xEB, long[at + 1] == 0xB2, long[at + 2] == 0x88 else { return false }
    return short.extracting(at...).hasSameBytes(as: long.extracting((at + 3)...))
  }

  /// 152 and 154, 152 and 182; not u101 and 101, nor m12 and 12.
  private static func isNear(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard (left[0] &- 0x30 < 10) == (right[0] &- 0x30 < 10) else { return false }
    func main(_ number: Span<UInt8>) -> Int {
      var value = 0
      for index in 0..<min(number.count, 9) {
        if number[index] &- 0x30 < 10 { value = value * 10 + Int(number[index] - 0x30) } else if index > 0 { break }
      }
      return value
    }
    return abs(main(left) - main(right)) <= 10 || damerauAtMost(left, right, limit: 1) != nil
  }

  /// Whether Latin letters spell a road in Hangul though not by the rules: runs of letters are aligned with
  /// runs of syllables, digits must be equal.
  private static func isSpelling(_ latin: Span<UInt8>, of hangul: Span<UInt8>) -> Bool {
    var i = 0
    var j = 0
    while i < hangul.count, j < latin.count {
      if hangul[i] < 0x80 {
        guard hangul[i] == latin[j] else { return false }
        i += 1
        j += 1
        continue
      }
      var end = i
      while end < hangul.count, hangul[end] >= 0x80 { end += 1 }
      var letterEnd = j
      while letterEnd < latin.count, latin[letterEnd] &- 0x30 >= 10 { letterEnd += 1 }
      let count = (end - i) / 3
      let start = i
      let cost = KoreanSpelling.cost(
        latin.extracting(j..<letterEnd), boundaries: 0, count: count,
        syllable: { index in
          var offset = start + 3 * index
          let scalar = offset < hangul.count ? decodeScalar(hangul, at: &offset) : 0
          return isHangulSyllable(scalar) ? UInt16(scalar - 0xAC00) : 0
        })
      guard let cost, cost <= Int32(count) * 1_500 else { return false }
      i = end
      j = letterEnd
    }
    return i == hangul.count && j == latin.count
  }
}
