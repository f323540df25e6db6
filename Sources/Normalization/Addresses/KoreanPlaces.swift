import CEmbedded

/// Provinces, districts and legal dongs of Korea with their codes (tables/korean_places.txt).
///
/// A name is looked up under the place it lies in. Because people leave places out, a ri is found under its
/// district as well, a dong under its city and in the whole country, as long as the name is the only one.
final class KoreanPlaces: @unchecked Sendable {
  struct Place: Sendable {
    /// Ten digits: province 2, district 3, eup, myeon or dong 3, ri 2.
    var code: UInt64
    var parent: UInt16
    /// The district that stands for the place in keys: a city for its own districts. 0 for a province.
    var area: UInt16
    fileprivate var name: Name
    /// A city with districts of its own.
    fileprivate(set) var hasDistricts = false

    var isProvince: Bool { code % 100_000_000 == 0 }
    var isDistrict: Bool { code % 100_000 == 0 && !isProvince }
    /// First five digits: province and district.
    var districtCode: UInt64 { code / 100_000 }
  }

  fileprivate struct Name: Sendable {
    var start: UInt32
    var count: UInt16
  }

  private struct Entry: Sendable {
    var hash: UInt32
    var parent: UInt16
    var place: UInt16
    var name: Name
    var kind: Kind
  }

  enum Kind: UInt8, Sendable {
    case name
    /// 성남 for 성남시: a word of its own or nothing.
    case short
    case former
  }

  struct Match {
    var place: Int
    var end: Int
    /// There are more places of this name under the parent.
    var isAmbiguous: Bool
  }

  static let shipped = KoreanPlaces("tables/korean_places.txt")

  /// 0 is Korea.
  let places: [Place]
  private let letters: [UInt16]
  private let entries: [Entry]
  /// Hash above, entry and one below; 0 is free. At most half are taken. A name that is not there is mostly told
  /// by this table alone.
  private let slots: [UInt64]
  /// The same tables for the search, which asks them for every word: held by an address, so that no search counts a
  /// reference to them. They live as long as the process and are never written again. `marks` has four bits a slot,
  /// one of them set for each name: small enough to stay near, and most words that name no place are known by it.
  private let held: (
    slots: UnsafeBufferPointer<UInt64>, marks: UnsafeBufferPointer<UInt64>, entries: UnsafeBufferPointer<Entry>,
    places: UnsafeBufferPointer<Place>, letters: UnsafeBufferPointer<UInt16>
  )
  /// What stands for a district in keys: five digits, by place; empty for what is no district.
  private let districtCodes: [[UInt8]]
  private static let nameMax = 10

  init(_ file: String) {
    var builder = Builder()
    guard let file = kindred_embedded(file)?.pointee else { preconditionFailure("the program carries no \(file)") }
    builder.read(UnsafeBufferPointer(start: file.bytes, count: file.count))
    builder.finish()
    places = builder.places
    letters = builder.letters
    entries = builder.entries
    slots = builder.slots.map { slot in slot == 0 ? 0 : UInt64(builder.entries[Int(slot) - 1].hash) << 32 | UInt64(slot) }
    districtCodes = builder.places.map { $0.isDistrict ? Array(String($0.districtCode).utf8) : [] }
    byCode = builder.byCode
    var marks = [UInt64](repeating: 0, count: slots.count / 16)
    for entry in entries {
      let mark = KoreanPlaces.mark(entry.hash) & (4 * slots.count - 1)
      marks[mark >> 6] |= 1 << UInt64(mark & 63)
    }
    held = (kept(slots), kept(marks), kept(entries), kept(places), kept(letters))
  }

  /// The longest name under `parent` that begins at `index`.
  ///
  /// - Complexity: at most ten steps, each one look-up.
  func longest(
    _ text: Span<UInt32>, at index: Int, under parent: Int, accepts: (Place) -> Bool = { _ in true }
  ) -> Match? {
    let (slots, marks, entries, places, letters) = held
    let mask = slots.count - 1
    var hash = KoreanPlaces.seed(UInt16(truncatingIfNeeded: parent))
    var best: Match?
    let limit = min(text.count - index, KoreanPlaces.nameMax)
    var length = 0
    while length < limit {
      let unit = text[index + length]
      if length > 0, unit & KoreanText.stop != 0 { break }
      hash = KoreanPlaces.hashed(hash, unit & 0xFFFF)
      length += 1
      let isWord = text.isApart(index + length)
      guard length > 1, isWord || KoreanPlaces.isEnding(unit & 0xFFFF) else { continue }
      let mark = KoreanPlaces.mark(hash) & (4 * mask + 3)
      guard marks[mark >> 6] >> UInt64(mark & 63) & 1 != 0 else { continue }
      var found = -1
      var isAmbiguous = false
      var slot = KoreanPlaces.slot(hash) & mask
      while slots[slot] != 0 {
        let taken = slots[slot]
        slot = (slot + 1) & mask
        guard UInt32(truncatingIfNeeded: taken >> 32) == hash else { continue }
        let entry = entries[Int(UInt32(truncatingIfNeeded: taken)) - 1]
        guard entry.parent == parent, Int(entry.name.count) == length,
          entry.kind != .short || isWord, KoreanPlaces.isName(entry.name, letters, text, index),
          accepts(places[Int(entry.place)])
        else { continue }
        if found < 0 { found = Int(entry.place) } else if found != Int(entry.place) { isAmbiguous = true }
      }
      if found >= 0 { best = Match(place: found, end: index + length, isAmbiguous: isAmbiguous) }
    }
    return best
  }

  /// The first of the places of exactly this name under `parent` that is acceptable, and whether it is the only one.
  func named(_ text: Span<UInt32>, _ range: Range<Int>, under parent: Int, accepts: (Int) -> Bool) -> Match? {
    var hash = KoreanPlaces.seed(UInt16(truncatingIfNeeded: parent))
    for index in range { hash = KoreanPlaces.hashed(hash, text.letter(index)) }
    var best: Match?
    probe(hash) { entry in
      guard entry.parent == parent, Int(entry.name.count) == range.count, isName(entry.name, text, range.lowerBound),
        accepts(Int(entry.place))
      else { return }
      if let found = best {
        if found.place != Int(entry.place) { best?.isAmbiguous = true }
      } else {
        best = Match(place: Int(entry.place), end: range.upperBound, isAmbiguous: false)
      }
    }
    return best
  }

  /// Districts and cities, in the order of their codes.
  var districts: [Int] { places.indices.filter { places[$0].isDistrict } }

  /// The district's name without its city, and names it had or will have.
  func districtNames(of place: Int) -> [[UInt32]] {
    var names: [[UInt32]] = []
    for entry in entries where Int(entry.place) == place && entry.parent == 0 && entry.kind != .short {
      let start = Int(entry.name.start)
      names.append(letters[start..<start + Int(entry.name.count)].map { UInt32($0) })
    }
    return names
  }

  /// The code of a district as keys have it; no new array.
  func districtCode(of place: Int) -> [UInt8] {
    let code = districtCodes[place]
    return code.isEmpty ? Array(String(places[place].districtCode).utf8) : code
  }

  func name(of place: Int) -> [UInt8] {
    let name = places[place].name
    var bytes: [UInt8] = []
    for index in Int(name.start)..<Int(name.start) + Int(name.count) {
      appendScalar(UInt32(letters[index]), to: &bytes)
    }
    return bytes
  }

  /// Whether the name of a district, or of its city, begins with this letter.
  func begins(_ district: Int, with letter: UInt32) -> Bool {
    let own = places[district].name
    if UInt32(letters[Int(own.start)]) == letter { return true }
    // 분당구 of 성남시분당구
    let area = Int(places[district].area)
    guard area != district else { return false }
    let length = Int(places[area].name.count)
    return length < Int(own.count) && UInt32(letters[Int(own.start) + length]) == letter
  }

  /// The place of a ten-digit code, 0 where there is none.
  func place(ofCode code: UInt64) -> Int {
    var low = 0
    var high = byCode.count
    while low < high {
      let middle = (low + high) / 2
      if places[Int(byCode[middle])].code < code { low = middle + 1 } else { high = middle }
    }
    return low < byCode.count && places[Int(byCode[low])].code == code ? Int(byCode[low]) : 0
  }

  private let byCode: [UInt16]

  @inline(__always)
  private func probe(_ hash: UInt32, _ body: (Entry) -> Void) {
    let mask = slots.count - 1
    var slot = KoreanPlaces.slot(hash) & mask
    while true {
      let taken = slots[slot]
      if taken == 0 { return }
      if UInt32(truncatingIfNeeded: taken >> 32) == hash { body(entries[Int(UInt32(truncatingIfNeeded: taken)) - 1]) }
      slot = (slot + 1) & mask
    }
  }

  private func isName(_ name: Name, _ text: Span<UInt32>, _ index: Int) -> Bool {
    KoreanPlaces.isName(name, held.letters, text, index)
  }

  @inline(__always)
  private static func isName(_ name: Name, _ letters: UnsafeBufferPointer<UInt16>, _ text: Span<UInt32>, _ index: Int) -> Bool {
    for offset in 0..<Int(name.count) where UInt32(letters[Int(name.start) + offset]) != text.letter(index + offset) {
      return false
    }
    return true
  }

  @inline(__always)
  private static func isEnding(_ letter: UInt32) -> Bool {
    switch letter {
    case PlaceLetter.dong, PlaceLetter.ri, PlaceLetter.ga, PlaceLetter.eup, PlaceLetter.myeon, PlaceLetter.si,
      PlaceLetter.gun, PlaceLetter.gu,
      PlaceLetter.ro, PlaceLetter.do_:
      true
    default: false
    }
  }

  @inline(__always)
  fileprivate static func slot(_ hash: UInt32) -> Int { Int(hash &* 0x9E37_79B1 >> 8) }

  @inline(__always)
  private static func mark(_ hash: UInt32) -> Int { Int((hash &* 0x85EB_CA6B) >> 4) }

  @inline(__always)
  fileprivate static func seed(_ parent: UInt16) -> UInt32 { 0x811C_9DC5 ^ UInt32(parent) &* 0x85EB_CA6B }

  @inline(__always)
  fileprivate static func hashed(_ hash: UInt32, _ letter: UInt32) -> UInt32 { (hash ^ letter) &* 0x0100_0193 }
}

/// A copy that is never freed.
private func kept<Element>(_ array: [Element]) -> UnsafeBufferPointer<Element> {
  let copy = UnsafeMutableBufferPointer<Element>.allocate(capacity: array.count)
  _ = copy.initialize(from: array)
  return UnsafeBufferPointer(copy)
}

extension KoreanPlaces {
  /// Reads the table: names into one block of letters, places, and under which places each name is found.
  private struct Builder {
    var places = [Place(code: 0, parent: 0, area: 0, name: Name(start: 0, count: 0))]
    var letters: [UInt16] = []
    var entries: [Entry] = []
    var slots: [UInt32] = []
    var byCode: [UInt16] = []
    private var province = 0
    private var district = 0
    private var town = 0

    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
      letters.reserveCapacity(90_000)
      places.reserveCapacity(21_000)
      entries.reserveCapacity(70_000)
      var position = 0
      while position < bytes.count {
        var end = position
        while end < bytes.count, bytes[end] != 0x0A { end += 1 }
        if end > position, bytes[position] != UInt8(ascii: "#") { line(bytes, position, end) }
        position = end + 1
      }
    }

    private mutating func line(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) {
      var position = start + 1
      switch bytes[start] {
      case UInt8(ascii: "="):
        let code = number(bytes, &position)
        let name = name(bytes, &position, end)
        province = add(code * 100_000_000, name, parent: 0, area: 0)
      case UInt8(ascii: "-"):
        let code = number(bytes, &position)
        var name = name(bytes, &position, end)
        var city = 0
        if position < end {
          // 성남시 분당구
          city = places.indices.last { places[$0].isDistrict && hasName(Int($0), name) } ?? 0
          let own = self.name(bytes, &position, end)
          name.count += own.count
          addDistrict(code, name, city: city, own: own)
        } else {
          addDistrict(code, name, city: 0, own: name)
        }
      case UInt8(ascii: "+"):
        let code = number(bytes, &position)
        let name = name(bytes, &position, end)
        town = addTown(code, name)
        while position < end {
          let code = number(bytes, &position)
          addVillage(code, self.name(bytes, &position, end))
        }
      case UInt8(ascii: "~"):
        let code = number(bytes, &position)
        position += 1
        let area = number(bytes, &position)
        let from = place(district: code)
        let to = place(district: area)
        for index in places.indices where Int(places[index].area) == from { places[index].area = UInt16(to) }
        for index in entries.indices where Int(entries[index].parent) == from && from != to {
          var entry = entries[index]
          entry.parent = UInt16(to)
          enter(entry, rehash: true)
        }
      case UInt8(ascii: "@"):
        let code = number(bytes, &position)
        let name = name(bytes, &position, end)
        let now = number(bytes, &position)
        if code > 99 {
          let home = place(district: code)
          if now == 0 {
            // gone, and no other in its place
            province = Int(places[home].parent)
            district = home
            _ = addTown(999, name)
            return
          }
          if let target = places.indices.first(where: { places[$0].code == now }) {
            enter(name, target, under: home, .former)
          }
          return
        }
        let target = place(district: now)
        let province = places.indices.first { places[$0].code == code * 100_000_000 } ?? 0
        enter(name, target, under: province, .former)
        enter(name, target, under: 0, .former)
      default:
        position = start
        while position < end {
          let code = number(bytes, &position)
          _ = addTown(code, self.name(bytes, &position, end))
        }
      }
    }

    private mutating func addDistrict(_ code: UInt64, _ name: Name, city: Int, own: Name) {
      let full = places[province].code + code * 100_000
      district = add(full, name, parent: province, area: 0)
      places[district].area = UInt16(city > 0 ? city : district)
      if city > 0 { places[city].hasDistricts = true }
      enter(name, district, under: province)
      enter(name, district, under: 0)
      if city > 0 {
        for parent in [province, city, 0] { enter(own, district, under: parent) }
      }
      guard own.count > 2 else { return }
      var short = own
      short.count -= 1
      let beforeLast = letters[Int(short.start) + Int(short.count) - 1]
      let last = letters[Int(short.start) + Int(short.count)]
      if UInt32(beforeLast) == PlaceLetter.ro { return }
      enter(short, district, under: city > 0 ? city : province, .short)
      if UInt32(last) != PlaceLetter.gu { enter(short, district, under: 0, .short) }
    }

    private mutating func addTown(_ code: UInt64, _ name: Name) -> Int {
      let place = add(places[district].code + code * 100, name, parent: district, area: places[district].area)
      let area = Int(places[district].area)
      enter(name, place, under: district)
      if area != district { enter(name, place, under: area) }
      enter(name, place, under: 0)
      // an eup was a myeon before
      if UInt32(letters[Int(name.start) + Int(name.count) - 1]) == PlaceLetter.eup {
        let former = Name(start: UInt32(letters.count), count: name.count)
        for offset in 0..<Int(name.count) - 1 { letters.append(letters[Int(name.start) + offset]) }
        letters.append(UInt16(PlaceLetter.myeon))
        enter(former, place, under: district, .former)
        if area != district { enter(former, place, under: area, .former) }
      }
      return place
    }

    private mutating func addVillage(_ code: UInt64, _ name: Name) {
      let place = add(places[town].code + code, name, parent: town, area: places[district].area)
      var names = [name]
      // 기암리岐岩 and 기암리
      if let han = (0..<Int(name.count)).first(where: { letters[Int(name.start) + $0] < 0xAC00 }), han > 0 {
        names.append(Name(start: name.start, count: UInt16(han)))
      }
      for name in names {
        enter(name, place, under: town)
        enter(name, place, under: district)
        let area = Int(places[district].area)
        if area != district { enter(name, place, under: area) }
      }
    }

    private mutating func add(_ code: UInt64, _ name: Name, parent: Int, area: UInt16) -> Int {
      places.append(Place(code: code, parent: UInt16(parent), area: area, name: name))
      return places.count - 1
    }

    private mutating func enter(_ name: Name, _ place: Int, under parent: Int, _ kind: Kind = .name) {
      enter(Entry(hash: 0, parent: UInt16(parent), place: UInt16(place), name: name, kind: kind), rehash: true)
    }

    private mutating func enter(_ entry: Entry, rehash: Bool) {
      var entry = entry
      var hash = KoreanPlaces.seed(entry.parent)
      for offset in 0..<Int(entry.name.count) {
        hash = KoreanPlaces.hashed(hash, UInt32(letters[Int(entry.name.start) + offset]))
      }
      entry.hash = hash
      entries.append(entry)
    }

    mutating func finish() {
      var size = 1
      while size < entries.count * 2 { size <<= 1 }
      slots = [UInt32](repeating: 0, count: size)
      for (index, entry) in entries.enumerated() {
        var slot = KoreanPlaces.slot(entry.hash) & (size - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
        slots[slot] = UInt32(index + 1)
      }
      byCode = (1..<places.count).map { UInt16($0) }.sorted { places[Int($0)].code < places[Int($1)].code }
    }

    private func place(district code: UInt64) -> Int {
      places.indices.first { places[$0].code == code * 100_000 } ?? 0
    }

    private func hasName(_ place: Int, _ name: Name) -> Bool {
      let other = places[place].name
      guard other.count == name.count else { return false }
      for offset in 0..<Int(name.count)
      where letters[Int(other.start) + offset] != letters[Int(name.start) + offset] { return false }
      return true
    }

    private func number(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> UInt64 {
      var value: UInt64 = 0
      while position < bytes.count, bytes[position] == 0x20 { position += 1 }
      while position < bytes.count, bytes[position] &- 0x30 < 10 {
        value = value * 10 + UInt64(bytes[position] - 0x30)
        position += 1
      }
      return value
    }

    private mutating func name(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ end: Int) -> Name {
      while position < end, bytes[position] == 0x20 { position += 1 }
      let first = letters.count
      let span = bytes.span
      while position < end, bytes[position] != 0x20 {
        let scalar = decodeScalar(span, at: &position)
        if scalar != 0x28, scalar != 0x29 { letters.append(UInt16(truncatingIfNeeded: scalar)) }
      }
      return Name(start: UInt32(first), count: UInt16(letters.count - first))
    }
  }
}
