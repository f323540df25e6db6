import Glibc
import Identity
import Normalization

/// What libFuzzer calls with bytes of its own making: `scripts/fuzz` builds it and says how to run it.
///
/// The first byte of an input is the region, a record separator (0x1E) parts two cells, a unit separator (0x1F) the
/// parts of one. Both cells are normalised and their values compared. Beside not crashing, everything that is
/// promised of any value is checked: it can be shown, its keys are not empty, nothing holds the back of a resident
/// number, comparing is symmetric, nothing agrees with a value better than itself, and what is shown means the same
/// when it is read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  guard let first = input.first else { return 0 }
  if kind == "road_lot" {
    readTable(input)
    return 0
  }
  let region = regions[Int(first) % regions.count]
  let cells = input.dropFirst().split(separator: 0x1E, maxSplits: 1, omittingEmptySubsequences: false)
  let values = cells.map { normalized(Array($0), region) }
  for value in values.joined() {
    precondition(!value.canonical.isEmpty || value.sharing == .junk, "nothing to show")
    precondition(String(validating: value.canonical, as: UTF8.self) != nil, "not UTF-8")
    for key in value.keys { precondition(!key.bytes.isEmpty, "an empty key") }
    checkResidentNumbers(value)
    checkRereading(value, region)
  }
  for left in values[0] {
    for right in values.last ?? [] where left.attribute == right.attribute {
      let level = agreementLevel(left.attribute, left.form.span, right.form.span)
      precondition(level == agreementLevel(left.attribute, right.form.span, left.form.span), "not symmetric")
      precondition(level >= 1 && Int(level) <= levelNames(of: left.attribute).count, "not a level")
      if !left.form.isEmpty, !right.form.isEmpty, left.sharing != .junk, right.sharing != .junk {
        let own = agreementLevel(left.attribute, left.form.span, left.form.span)
        precondition(level <= max(own, agreementLevel(right.attribute, right.form.span, right.form.span)), "agrees better than itself")
      }
    }
  }
  return 0
}

/// Numbers with a mark in them: thirteen digits in a row are many other things. Not beside one that is hidden: the seven
/// digits that are left of it may stand behind a date (111110 1111111******).
private func checkResidentNumbers(_ value: NormalizedValue) {
  let shown = value.canonical
  if shown.contains(0x2A) { return }
  if shown.contains(where: { $0 == 0x2D || $0 == 0x20 }) { precondition(!holdsResidentNumber(shown), "a resident number") }
}

/// A person's value, read again from what is shown, has the same identity.
private func checkRereading(_ value: NormalizedValue, _ region: [UInt8]) {
  // Bytes that are no text grow threefold when they are shown, past the length that is read.
  guard value.canonical.count <= Normalizer.rawBytesMax else { return }
  guard kind != "all", value.sharing < .relay, let identity = value.keys.first, isRereadable(value) else { return }
  let again = normalized(value.canonical, region)
  if !again.contains(where: { $0.keys.first == identity }) {
    func described(_ value: NormalizedValue) -> String { "\(String(decoding: value.canonical, as: UTF8.self)) \(value.keys.map(\.bytes))" }
    fatalError("another identity when read again: \(described(value)), then \(again.map(described))")
  }
}

/// Not what was cut or mended, nor what has combining marks, nor what is shown in another form than it is typed in, nor a value of another kind of field.
private func isRereadable(_ value: NormalizedValue) -> Bool {
  let isShownAsTyped = ![.name, .address, .handle, .organisation, .set].contains(value.attribute)
  let hasMarks = value.canonical.contains { $0 == 0xCC || $0 == 0xCD }
  return isShownAsTyped && !hasMarks && value.attribute.word == kind && value.flags.isDisjoint(with: [.clipped, .repaired])
}

/// The government's road and lot files, in portions as long as the first byte says; a record separator ends a file.
private func readTable(_ input: [UInt8]) {
  var reader = RoadLotReader()
  let portion = Int(input[0] & 0x3F) + 1
  for file in input.dropFirst().split(separator: 0x1E, omittingEmptySubsequences: false) {
    var start = file.startIndex
    while start < file.endIndex {
      let end = min(file.endIndex, start + portion)
      reader.read(Array(file[start..<end]))
      start = end
    }
    reader.endFile()
  }
  let table = reader.finish()
  precondition(RoadLotTable(bytes: table.bytes)?.bytes == table.bytes, "a table that is not read back")
  // and what is no table
  _ = RoadLotTable(bytes: input)
}

private let kind = getenv("KINDRED_FUZZ_KIND").map { String(cString: $0) } ?? "all"
private let normalizer = Normalizer(today: CivilDate(daysSince1970: 20_454))
private let regions = ["KR", "US", "JP", "DE", "GB", "FR", "CN", "RU", "MX", "IT", "BR", ""].map { Array($0.utf8) }
private let platforms = ["", "instagram", "naver", "facebook", "kakaotalk", "twitter", "line"].map { Array($0.utf8) }

private func normalized(_ cell: [UInt8], _ region: [UInt8]) -> [NormalizedValue] {
  var values: [NormalizedValue] = []
  let take: (NormalizedValue) -> Void = { values.append($0) }
  let parts = cell.split(separator: 0x1F, omittingEmptySubsequences: false).map(Array.init)
  func part(_ index: Int) -> [UInt8] { index < parts.count ? parts[index] : [] }
  func isAsked(_ name: String) -> Bool { kind == name || kind == "all" }
  if isAsked("email") { normalizer.email(cell, into: take) }
  if isAsked("phone") { normalizer.phone(cell, region: region, into: take) }
  if isAsked("name") {
    var name = NameParts()
    if parts.count > 1 {
      (name.given, name.family, name.middle) = (part(0), part(1), part(2))
      (name.suffix, name.kana) = (part(3), part(4))
    } else {
      name.full = cell
    }
    normalizer.name(name, into: take)
  }
  if isAsked("address") {
    var address = AddressParts()
    address.defaultRegion = region
    (address.line, address.line2, address.city, address.region) = (part(0), part(1), part(2), part(3))
    (address.postcode, address.country, address.district, address.houseNumber) = (part(4), part(5), part(6), part(7))
    normalizer.address(address, into: take)
  }
  if isAsked("birth_date") {
    for order in [NormalizedDateOrder.yearMonthDay, .monthDayYear, .dayMonthYear] {
      normalizer.birthDate(cell, order: order, into: take)
    }
  }
  if isAsked("handle") { normalizer.handle(cell, platform: platforms[parts.count % platforms.count], into: take) }
  if isAsked("organisation") { normalizer.organisation(cell, into: take) }
  if isAsked("text") { normalizer.text(cell, into: take) }
  if isAsked("gender") { normalizer.gender(cell, into: take) }
  if isAsked("identifier") { normalizer.identifier(cell, scheme: [0x78], into: take) }
  if isAsked("exact") { normalizer.exact(cell, into: take) }
  if isAsked("date") {
    for order in [NormalizedDateOrder.yearMonthDay, .monthDayYear, .dayMonthYear] { normalizer.date(cell, order: order, into: take) }
  }
  if isAsked("number") { normalizer.number(cell, into: take) }
  if isAsked("set") { normalizer.set(parts, into: take) }
  return values
}
