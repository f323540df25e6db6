/// Korean addresses, by road (테헤란로 152) or by lot (역삼동 산12-3), in Hangul and in the official Latin form.
///
/// A building is known by its district, road and number, or by its legal dong and lot; the dong in brackets,
/// the postcode and the building's name only confirm, unless there is nothing else (은마아파트 10동 1203호). What was read is kept in parts; `keys` and `form`
/// make of them what is looked up and compared.
struct KoreanAddress {
  enum Kind: UInt8 {
    case none = 0
    case road = 1
    case lot = 2
    /// Neither: the name of a complex stands for them.
    case complex = 3
  }

  var isLatin = false
  var kind = Kind.none
  var postcode: [UInt8] = []
  /// Places of the shipped table; 0 is unknown.
  var province = 0
  /// The other province where one name stands for two.
  var otherProvince = 0
  var district = 0
  /// A district that the table does not have, as written.
  var unknownDistrict: [UInt8] = []
  /// Letters of a name that several districts have (중구), until something tells which.
  var ambiguousDistrict: Range<Int>?
  /// Eup, myeon, dong or ri: of a lot the one it is counted in, of a road only the area.
  var town = 0
  /// A dong of a lot that the table does not have, as written.
  var unknownTown: [UInt8] = []
  /// Hangul, or for the Latin form its letters; without spaces and hyphens.
  var road: [UInt8] = []
  /// The road by its sound, equal in both scripts.
  var romanRoad: [UInt8] = []
  var isUnderground = false
  var isMountain = false
  var main = 0
  var sub = 0
  var block: [UInt8] = []
  var floor: [UInt8] = []
  var flat: [UInt8] = []
  /// Letters before the flat that were not understood: the flat makes no unit key.
  var isUnclear = false
  /// Digits of the unit are hidden (101동 ****호); it is unclear as well.
  var isMasked = false
  /// What may be a unit but was not understood, as written; only where floor and flat are empty.
  var unreadUnit: [UInt8] = []
  var building: [UInt8] = []
  /// The building's name holds a word that only complexes are called by.
  var isComplexName = false
  /// Letters of a dong that the table does not have (잠실2동) and that was passed by in front of a name.
  var passedTown: Range<Int>?
  /// The lot of a road address that gives both; one at most.
  var beside: [KoreanAddress] = []

  var hasNumber: Bool { kind != .none && main > 0 }

  /// The place of the table whose code stands for the district in keys, 0 where it is unknown.
  var area: Int {
    if district > 0 { return Int(KoreanPlaces.shipped.places[district].area) }
    return town > 0 ? Int(KoreanPlaces.shipped.places[town].area) : 0
  }

  /// Reads folded text.
  ///
  /// - Complexity: linear in the text, which `foldText` bounds.
  static func parse(_ folded: [UInt8]) -> KoreanAddress {
    var address = KoreanAddress()
    let text = KoreanText(folded)
    let whole = text.units.span
    let range = address.readPostcode(whole, aside: text.aside.span)
    let units = whole.extracting(0..<range.upperBound)
    var position = range.lowerBound
    address.readPlaces(units, &position)
    address.readPlacesBehindWords(units, from: range.lowerBound, &position)
    address.readTowns(units, &position)
    if address.kind == .none, !address.readBox(units, &position), !address.readRoad(units, &position) { address.readOtherLot(units, &position) }
    if address.main == 0, let masked = KoreanAddress.maskedEnd(units, position) { position = masked }
    if address.kind == .none { position = KoreanAddress.complexStart(units, position) }
    address.readUnit(units, from: position)
    address.readAside(text.aside.span)
    address.settleUnit()
    address.settleComplex(units)
    address.settleDistrict(units, text.aside.span)
    return address
  }

  // MARK: postcode

  /// Takes the postcode and the country's name off both ends.
  private mutating func readPostcode(_ text: Span<UInt32>, aside: Span<UInt32>) -> Range<Int> {
    var start = 0
    var end = text.count
    var isMoving = true
    while isMoving, start < end {
      isMoving = false
      for word in KoreanAddress.leading where text.has(word, at: start) && start + word.letters.count < end {
        start += word.letters.count
        isMoving = true
      }
      if text.letter(start) == PlaceLetter.u, text.isDigit(start + 1) { start += 1 }
      if postcode.isEmpty, let after = postcodeEnd(text, start), text.isApart(after) || text.isHangul(after),
        text.letter(after) != PlaceLetter.ro, text.letter(after) != PlaceLetter.gil,
        text.letter(after) != PlaceLetter.beon
      {
        postcode = digits(text, start..<after)
        start = after
        isMoving = true
      }
    }
    for word in KoreanAddress.country {
      let first = end - word.letters.count
      if first > start, text.isApart(first), text.has(word, at: first) { end = first }
    }
    if postcode.isEmpty, end - start > 5 {
      var first = end
      while first > start, text.isDigit(first - 1), first == end || !text.isApart(first) { first -= 1 }
      let before = text.letter(first - 1)
      if end - first == 5, text.isApart(first), before != PlaceLetter.ro, before != PlaceLetter.gil, before != 0x2D {
        postcode = digits(text, first..<end)
        end = first
      }
    }
    var position = 0
    while postcode.isEmpty, position < aside.count {
      if aside.isStopped(position) || position == 0 {
        let first = aside.letter(position) == PlaceLetter.u ? position + 1 : position
        if let after = postcodeEnd(aside, first), aside.isStopped(after) { postcode = digits(aside, first..<after) }
      }
      position += 1
    }
    return start..<end
  }

  private static let country: [StaticLetters] = ["대한민국", "republicofkorea", "southkorea", "korea"]
  private static let leading: [StaticLetters] = country + ["우편번호", "도로명주소", "지번주소", "주소"]

  /// Behind five digits, or behind the six of before 2015, which were written 135-080 and 135080.
  private func postcodeEnd(_ text: Span<UInt32>, _ start: Int) -> Int? {
    let end = text.digitsEnd(start)
    if end - start == 5 { return text.letter(end) == 0x2D ? nil : end }
    // none began with 0, 8 or 9
    if end - start == 6 { return text.letter(end) != 0x2D && text.letter(start) &- 0x31 < 7 ? end : nil }
    guard end - start == 3, text.letter(end) == 0x2D else { return nil }
    let last = text.digitsEnd(end + 1)
    return last - end == 4 ? last : nil
  }

  /// Whether a bracket holds nothing but a postcode: 135-080 is no block 135, flat 80.
  func isPostcode(_ text: Span<UInt32>) -> Bool {
    postcodeEnd(text, text.letter(0) == PlaceLetter.u ? 1 : 0) == text.count
  }

  private func digits(_ text: Span<UInt32>, _ range: Range<Int>) -> [UInt8] {
    var digits: [UInt8] = []
    digits.reserveCapacity(6)
    for index in range where text.isDigit(index) { digits.append(UInt8(text.letter(index))) }
    return digits
  }
}
