/// An address in the parts that decide whether two are one place, folded and without the words that every
/// writer spells differently.
struct ParsedAddress: Sendable {
  /// The grammar that read it.
  enum Grammar: UInt8, Sendable {
    case generic = 0
    case korean = 1
    /// The Latin form of a Korean address.
    case koreanLatin = 2
    /// Number before street: the Americas, Britain, Australia.
    case english = 3
    /// Street before number: Germany, Austria, Switzerland.
    case german = 4
    case french = 5
    case japanese = 6
    /// Number behind the street: the south, east and north of Europe, Latin America.
    case european = 7
  }

  var grammar: Grammar
  var postcode: [UInt8] = []
  /// City, or district where the country counts by districts.
  var city: [UInt8] = []
  /// House number, lot number or block numbers; or the name of a house that has no number.
  var number: [UInt8] = []
  /// Core of the street's name, or town where houses are counted by town.
  var street: [UInt8] = []
  /// What stands behind the number and a hyphen may be a home and not the end of a range: the Netherlands, and where
  /// the country is not known.
  var hyphenPartsHomes = false
  /// Parts of the unit that are still to be put in order.
  var unitParts = UnitParts()
  /// Behind a question mark where it is what was written and not understood.
  var unit: [UInt8] = []
  /// The unit with the signs of homes that are no apartments (PH 2 is ph2), as keys have it; empty where it has none.
  var signedUnit: [UInt8] = []
  /// What tells streets of one core apart: direction, slash, kind (`n/st`). Compared, not keyed; may be empty.
  var side: [UInt8] = []
  /// State in its short form (`ma`), where the country has states; may be empty.
  var state: [UInt8] = []

  var isEmpty: Bool { number.isEmpty && street.isEmpty && city.isEmpty && postcode.isEmpty }

  /// The comparison form: the grammar, then postcode, city, number, street, unit, side and, where known, state,
  /// and then the signed unit, each behind one byte that holds its length. `AddressLevel.of` reads it.
  func putForm(to value: inout ValueWriter) {
    value.put(grammar.rawValue)
    value.put(counted: postcode)
    value.put(counted: city)
    value.put(counted: number)
    value.put(counted: street)
    value.put(counted: unit)
    value.put(counted: side)
    if !state.isEmpty || !signedUnit.isEmpty { value.put(counted: state) }
    if !signedUnit.isEmpty { value.put(counted: signedUnit) }
  }

  /// What was put around the unit that was taken first stands around its signed form as well.
  mutating func completeSignedUnit(from taken: [UInt8]) {
    guard !signedUnit.isEmpty, unit != taken else { return }
    if unit.count > taken.count, unit.suffix(taken.count).elementsEqual(taken) {
      signedUnit.insert(contentsOf: unit.dropLast(taken.count), at: 0)
    } else if unit.starts(with: taken) {
      signedUnit.append(contentsOf: unit[taken.count...])
    } else {
      signedUnit = []
    }
  }

  /// The mark of a unit that was not understood: it makes no key, and is equal only as written.
  static let unread = UInt8(ascii: "?")

  /// The street as keys of a building have it: a street that is counted or lettered with its kind or sign, for 30th
  /// Ave and 30th Dr, I-35 and US 35 are two streets. A highway whose sign is not named has its number alone.
  var streetInTown: [UInt8] {
    guard grammar == .english, let first = street.first, isASCIIDigit(first) || street.count <= 3,
      let slash = side.firstIndex(of: UInt8(ascii: "/")), slash + 1 < side.count, !side[slash...].elementsEqual("/hwy".utf8),
      isASCIIDigit(first) || street.count == 1 || NumberedRoad.isOwned(side.span.extracting(slash + 1..<side.count))
    else { return street }
    return street + side[slash...]
  }

  /// The town as a place in keys: with its state, for many states have a Springfield.
  var town: [UInt8] { city.isEmpty || state.isEmpty ? city : city + [UInt8(ascii: ",")] + state }
}

/// Where the fields of an address form are.
struct AddressForm {
  var grammar: UInt8
  var postcode: Range<Int>
  var city: Range<Int>
  var number: Range<Int>
  var street: Range<Int>
  /// With its signs, where it has any.
  var unit: Range<Int>
  var side: Range<Int>
  var state: Range<Int>

  init?(_ form: Span<UInt8>) {
    guard form.count >= 6 else { return nil }
    grammar = form[0]
    var position = 1
    postcode = AddressForm.field(form, &position)
    city = AddressForm.field(form, &position)
    number = AddressForm.field(form, &position)
    street = AddressForm.field(form, &position)
    unit = AddressForm.field(form, &position)
    side = position < form.count ? AddressForm.field(form, &position) : position..<position
    // the forms of Korea go on in their own way
    let hasState = position < form.count && grammar != 1 && grammar != 2
    state = hasState ? AddressForm.field(form, &position) : position..<position
    if hasState, position < form.count {
      let signed = AddressForm.field(form, &position)
      if !signed.isEmpty { unit = signed }
    }
  }

  private static func field(_ form: Span<UInt8>, _ position: inout Int) -> Range<Int> {
    let start = min(position + 1, form.count)
    let end = min(form.count, start + (position < form.count ? Int(form[position]) : 0))
    position = end
    return start..<end
  }
}
