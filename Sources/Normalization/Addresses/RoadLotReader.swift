import CICU

/// Reads the government's road and lot files into a `RoadLotTable`, a portion of bytes at a time.
///
/// The files come from the address service of the Ministry of the Interior and Safety: lines of fields between
/// bars, CP949 or UTF-8, no header. What a line is, is told by its first fields, so that files may come in any
/// order and mixed:
///
/// | file | first fields | taken |
/// |---|---|---|
/// | buildings (건물DB) | legal dong 10 | lot 6-8, road code 9, road 10, number 11-13 |
/// | related lots of it | legal dong 10, fewer than 20 fields | lot 6-8, road code 9, number 10-12 |
/// | road addresses (도로명주소 한글) | number 26, legal dong 10 | lot 7-9, road code 10, road 11, number 12-14 |
/// | related lots of it | the same, fewer than 18 fields | lot 7-9, road code 10, number 11-13 |
/// | addresses (주소DB) | number 25, road code 12 | number 4-6 |
/// | lots of it | number 25, serial, legal dong 10 | lot 8-10 |
/// | road codes | road code 12 or 5 and 7 | road |
///
/// Fields count from one. Sources: business.juso.go.kr, layouts of 건물DB, 주소DB and 도로명주소 한글.
public struct RoadLotReader {
  public private(set) var lineCount = 0
  /// Lines of no layout above, or with numbers that cannot be.
  public private(set) var unreadCount = 0

  private var carried: [UInt8] = []
  private var roadNames: [UInt64: [UInt8]] = [:]
  /// Place among `roadCodes` of each road code.
  private var roadPlaces: [UInt64: Int] = [:]
  private var roadCodes: [UInt64] = []
  private var pairs: [(road: UInt64, lot: UInt64)] = []
  /// Of 주소DB: numbers of its addresses by their hash, and lots that wait for theirs.
  private var addresses: [UInt64: UInt64] = [:]
  private var waiting: [(address: UInt64, lot: UInt64)] = []
  private var decoder = HangulDecoder()
  private static let lineBytesMax = 4_096
  private static let bar = UInt8(ascii: "|")

  public init() {}

  /// The next bytes of a file; lines may be cut anywhere.
  public mutating func read(_ portion: [UInt8]) {
    var start = 0
    while start < portion.count {
      guard let end = portion[start...].firstIndex(of: 0x0A) else {
        if carried.count < RoadLotReader.lineBytesMax { carried += portion[start...] }
        return
      }
      if carried.isEmpty {
        line(portion[start..<end])
      } else {
        carried += portion[start..<end]
        let whole = carried
        carried.removeAll(keepingCapacity: true)
        line(whole[...])
      }
      start = end + 1
    }
  }

  /// Ends a file whose last line has no line end.
  public mutating func endFile() {
    let rest = carried
    carried = []
    if !rest.isEmpty { line(rest[...]) }
  }

  /// The table of all that was read. Pairs of roads whose name never came and lots with several buildings are left
  /// out.
  ///
  /// - Complexity: n log n in the pairs.
  public mutating func finish() -> RoadLotTable {
    endFile()
    for lot in waiting {
      if let road = addresses[lot.address] { pairs.append((road, lot.lot)) } else { unreadCount += 1 }
    }
    waiting = []
    // several codes of one name and district are one road
    var places: [RoadName: Int] = [:]
    var names: [RoadName] = []
    var ofCode = [Int](repeating: -1, count: roadCodes.count)
    for (place, code) in roadCodes.enumerated() {
      guard let name = roadNames[code], let district = RoadLotReader.area(code / 10_000_000) else { continue }
      let road = RoadName(district: district, name: name)
      if let known = places[road] {
        ofCode[place] = known
      } else {
        ofCode[place] = names.count
        places[road] = names.count
        names.append(road)
      }
    }
    let order = names.indices.sorted { names[$0] < names[$1] }
    var sorted = [Int](repeating: 0, count: names.count)
    for (place, index) in order.enumerated() { sorted[index] = place }
    var kept: [(road: UInt64, lot: UInt64)] = []
    kept.reserveCapacity(pairs.count)
    for pair in pairs {
      let name = ofCode[Int(pair.road >> 35)]
      if name >= 0 { kept.append((UInt64(sorted[name]) << 35 | pair.road & (1 << 35 - 1), pair.lot)) }
    }
    pairs = []
    kept.sort { ($0.lot, $0.road) < ($1.lot, $1.road) }
    var unique: [(road: UInt64, lot: UInt64)] = []
    var index = 0
    while index < kept.count {
      var end = index + 1
      var isShared = false
      while end < kept.count, kept[end].lot == kept[index].lot {
        if kept[end].road != kept[index].road { isShared = true }
        end += 1
      }
      if !isShared { unique.append(kept[index]) }
      index = end
    }
    unique.sort { ($0.road, $0.lot) < ($1.road, $1.lot) }
    return RoadLotTable(roads: order.map { (names[$0].district, names[$0].name) }, pairs: unique)
  }

  private struct RoadName: Hashable, Comparable {
    var district: UInt32
    var name: [UInt8]
    static func < (left: RoadName, right: RoadName) -> Bool {
      left.district != right.district
        ? left.district < right.district : left.name.lexicographicallyPrecedes(right.name)
    }
  }

  // MARK: lines

  private mutating func line(_ raw: ArraySlice<UInt8>) {
    var line = raw
    if line.last == 0x0D { line.removeLast() }
    if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
    if line.isEmpty { return }
    lineCount += 1
    let fields = line.split(separator: RoadLotReader.bar, maxSplits: 40, omittingEmptySubsequences: false)
    if !isTaken(fields) { unreadCount += 1 }
  }

  private mutating func isTaken(_ fields: [ArraySlice<UInt8>]) -> Bool {
    guard fields.count >= 2 else { return false }
    let isRoadCode = fields[0].count == 12 || fields[0].count == 5 && fields[1].count == 7
    switch fields[0].count {
    case 10 where fields.count >= 12:
      let hasName = fields.count >= 20
      if hasName { name(fields[8], fields[9]) }
      return pair(fields, dong: 0, mountain: 5, road: 8, number: hasName ? 10 : 9)
    case 26 where fields.count >= 13:
      let hasName = fields.count >= 18
      if hasName { name(fields[9], fields[10]) }
      return pair(fields, dong: 1, mountain: 6, road: 9, number: hasName ? 11 : 10)
    case 25 where fields.count >= 6 && fields[1].count == 12:
      guard let road = roadKey(fields, code: 1, number: 3) else { return false }
      addresses[RoadLotReader.hash(fields[0])] = road
      return true
    case 25 where fields.count >= 10 && fields[2].count == 10:
      guard let lot = lotKey(fields, dong: 2, mountain: 7) else { return false }
      waiting.append((RoadLotReader.hash(fields[0]), lot))
      return true
    case _ where isRoadCode && fields.count >= 3:
      let isWhole = fields[0].count == 12
      let code = isWhole ? fields[0] : (fields[0] + fields[1])[...]
      name(code, fields[isWhole ? 1 : 2])
      return RoadLotReader.number(code, digits: 12) != nil
    default: return false
    }
  }

  private mutating func name(_ code: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) {
    guard let code = RoadLotReader.number(code, digits: 12), roadNames[code] == nil, !name.isEmpty, name.count <= 120
    else {
      return
    }
    let text = KoreanText(foldText(decoder.utf8(name)))
    roadNames[code] = text.units.span.utf8(0..<text.units.count)
  }

  private mutating func pair(
    _ fields: [ArraySlice<UInt8>], dong: Int, mountain: Int, road: Int, number: Int
  ) -> Bool {
    guard let lot = lotKey(fields, dong: dong, mountain: mountain),
      let key = roadKey(fields, code: road, number: number)
    else { return false }
    pairs.append((key, lot))
    return true
  }

  /// 산여부, main and sub follow each other; 0 is flat land, 1 a mountain.
  private func lotKey(_ fields: [ArraySlice<UInt8>], dong: Int, mountain: Int) -> UInt64? {
    guard let code = RoadLotReader.number(fields[dong], digits: 10),
      let main = RoadLotReader.number(fields[mountain + 1]), let sub = RoadLotReader.number(fields[mountain + 2])
    else { return nil }
    let now = RoadLotReader.current(code / 100_000) * 100_000 + code % 100_000
    return RoadLotTable.packed(
      LotNumber(dong: now, isMountain: fields[mountain].last == 0x31, main: Int(main), sub: Int(sub)))
  }

  /// The road code's place, and underground, main and sub, which follow each other.
  private mutating func roadKey(_ fields: [ArraySlice<UInt8>], code: Int, number: Int) -> UInt64? {
    guard fields.count > number + 2, let code = RoadLotReader.number(fields[code], digits: 12),
      let main = RoadLotReader.number(fields[number + 1]), let sub = RoadLotReader.number(fields[number + 2])
    else { return nil }
    let place = roadPlaces[code] ?? roadCodes.count
    if place == roadCodes.count {
      roadPlaces[code] = place
      roadCodes.append(code)
    }
    return RoadLotTable.packed(road: place, fields[number].last == 0x31, Int(main), Int(sub))
  }

  /// Codes of districts as they are now: two provinces and one county have moved since 2023.
  private static func current(_ district: UInt64) -> UInt64 {
    switch district {
    case 42_000...42_999: district + 9_000
    case 45_000...45_999: district + 7_000
    case 47_720: 27_720
    case 28_170: 28_177
    default: district
    }
  }

  /// The district that a road's code counts for in keys; nil where there is no such district.
  private static func area(_ district: UInt64) -> UInt32? {
    let places = KoreanPlaces.shipped
    let place = places.place(ofCode: current(district) * 100_000)
    return place > 0 ? UInt32(places.places[Int(places.places[place].area)].districtCode) : nil
  }

  /// Digits only, at most nine, or exactly `digits` of them. An empty sub-number is 0.
  private static func number(_ field: ArraySlice<UInt8>, digits: Int? = nil) -> UInt64? {
    guard digits == nil ? field.count <= 9 : field.count == digits else { return nil }
    var value: UInt64 = 0
    for byte in field {
      guard byte &- 0x30 < 10 else { return nil }
      value = value * 10 + UInt64(byte - 0x30)
    }
    return value
  }

  private static func hash(_ field: ArraySlice<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in field { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return hash
  }
}

/// Bytes of a Korean file as UTF-8: as they are where they are valid, else read as CP949.
private struct HangulDecoder {
  private var singles: [UInt16] = []
  private var doubles: [UInt16] = []

  mutating func utf8(_ raw: ArraySlice<UInt8>) -> [UInt8] {
    let bytes = Array(raw)
    let decoded = scalars(bytes)
    if !decoded.contains(0xFFFD) { return bytes }
    if singles.isEmpty { fill() }
    var text: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let byte = Int(bytes[index])
      index += 1
      if singles[byte] != 0 || index == bytes.count {
        appendScalar(UInt32(singles[byte]), to: &text)
      } else {
        appendScalar(UInt32(doubles[byte << 8 | Int(bytes[index])]), to: &text)
        index += 1
      }
    }
    return text
  }

  private mutating func fill() {
    singles = [UInt16](repeating: 0, count: 256)
    doubles = [UInt16](repeating: 0, count: 65_536)
    _ = kindred_decoding_table("windows-949", &singles, &doubles)
  }
}
