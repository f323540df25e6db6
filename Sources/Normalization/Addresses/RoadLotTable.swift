/// A building by its road: the district's code, the road's name, the number.
public struct RoadNumber: Sendable, Hashable {
  /// Five digits; a district inside a city counts as its city.
  public var district: UInt32
  /// UTF-8, no spaces.
  public var road: [UInt8]
  public var isUnderground: Bool
  public var main: Int
  public var sub: Int

  public init(district: UInt32, road: [UInt8], isUnderground: Bool = false, main: Int, sub: Int = 0) {
    self.district = district
    self.road = road
    self.isUnderground = isUnderground
    self.main = main
    self.sub = sub
  }
}

/// A lot: the ten digits of the legal dong, whether it lies on a mountain, the number.
public struct LotNumber: Sendable, Hashable {
  public var dong: UInt64
  public var isMountain: Bool
  public var main: Int
  public var sub: Int

  public init(dong: UInt64, isMountain: Bool = false, main: Int, sub: Int = 0) {
    self.dong = dong
    self.isMountain = isMountain
    self.main = main
    self.sub = sub
  }
}

/// Which road number and which lot are one building in Korea: the government's matching table, compact.
///
/// Neither form can be computed from the other. A normaliser that holds this table gives an address the keys of
/// both. Made by `RoadLotReader`; immutable; kept by whoever stores it as its `bytes`. A pair takes 20 bytes,
/// the whole country about 160 MB. A lot that several buildings of different numbers share stands for none of them
/// and is not in it.
public struct RoadLotTable: Sendable {
  /// Sorted by district and name; names in one block, `nameStarts` has one more than there are roads.
  private var districts: [UInt32]
  private var nameStarts: [UInt32]
  private var names: [UInt8]
  /// Sorted by road, then lot: packed as `packed` says.
  private var roadKeys: [UInt64]
  private var lotKeys: [UInt64]
  /// Places of the pairs, sorted by lot.
  private var byLot: [UInt32]

  /// Number of pairs of a road number and a lot.
  public var pairCount: Int { roadKeys.count }
  public var roadCount: Int { districts.count }

  /// Lots of one building that are given at most; the first by number.
  public static let lotsMax = 4

  init(roads: [(district: UInt32, name: [UInt8])], pairs: [(road: UInt64, lot: UInt64)]) {
    districts = []
    nameStarts = [0]
    names = []
    for road in roads {
      districts.append(road.district)
      names += road.name
      nameStarts.append(UInt32(names.count))
    }
    roadKeys = pairs.map(\.road)
    lotKeys = pairs.map(\.lot)
    byLot = RoadLotTable.sortedByLot(lotKeys)
  }

  private static func sortedByLot(_ lots: [UInt64]) -> [UInt32] {
    (0..<UInt32(lots.count)).sorted { (lots[Int($0)], $0) < (lots[Int($1)], $1) }
  }

  // MARK: look-up

  /// The lots of a building, at most `lotsMax`.
  ///
  /// - Complexity: logarithmic in the table.
  public func lots(of number: RoadNumber) -> [LotNumber] {
    guard let road = roadIndex(number.district, number.road.span),
      let key = RoadLotTable.packed(road: road, number.isUnderground, number.main, number.sub)
    else { return [] }
    var index = RoadLotTable.lowerBound(roadKeys.count) { roadKeys[$0] < key }
    var lots: [LotNumber] = []
    while index < roadKeys.count, roadKeys[index] == key, lots.count < RoadLotTable.lotsMax {
      lots.append(RoadLotTable.lot(lotKeys[index]))
      index += 1
    }
    return lots
  }

  /// The building on a lot; nil where the table has none.
  public func road(of lot: LotNumber) -> RoadNumber? {
    guard let key = RoadLotTable.packed(lot) else { return nil }
    let index = RoadLotTable.lowerBound(byLot.count) { lotKeys[Int(byLot[$0])] < key }
    guard index < byLot.count, lotKeys[Int(byLot[index])] == key else { return nil }
    let road = roadKeys[Int(byLot[index])]
    let place = Int(road >> 35)
    return RoadNumber(
      district: districts[place], road: Array(names[Int(nameStarts[place])..<Int(nameStarts[place + 1])]),
      isUnderground: road >> 34 & 1 == 1, main: Int(road >> 17 & 0x1FFFF), sub: Int(road & 0x1FFFF))
  }

  private func roadIndex(_ district: UInt32, _ name: Span<UInt8>) -> Int? {
    let index = RoadLotTable.lowerBound(districts.count) { isBefore($0, district, name) }
    guard index < districts.count, districts[index] == district else { return nil }
    let start = Int(nameStarts[index])
    return names.span.extracting(start..<Int(nameStarts[index + 1])).hasSameBytes(as: name) ? index : nil
  }

  private func isBefore(_ index: Int, _ district: UInt32, _ name: Span<UInt8>) -> Bool {
    if districts[index] != district { return districts[index] < district }
    let start = Int(nameStarts[index])
    let own = names.span.extracting(start..<Int(nameStarts[index + 1]))
    for place in 0..<min(own.count, name.count) where own[place] != name[place] { return own[place] < name[place] }
    return own.count < name.count
  }

  private static func lowerBound(_ count: Int, _ isBefore: (Int) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isBefore(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  // MARK: packing

  /// Road 29 bits, underground 1, main 17, sub 17; nil where a number does not fit.
  static func packed(road: Int, _ isUnderground: Bool, _ main: Int, _ sub: Int) -> UInt64? {
    guard (0..<1 << 29).contains(road), (1..<1 << 17).contains(main), (0..<1 << 17).contains(sub) else { return nil }
    return UInt64(road) << 35 | (isUnderground ? 1 << 34 : 0) | UInt64(main) << 17 | UInt64(sub)
  }

  /// Dong 34 bits, mountain 1, main 14, sub 14; nil where a number does not fit.
  static func packed(_ lot: LotNumber) -> UInt64? {
    guard lot.dong < 10_000_000_000, (1..<1 << 14).contains(lot.main), (0..<1 << 14).contains(lot.sub) else {
      return nil
    }
    return lot.dong << 29 | (lot.isMountain ? 1 << 28 : 0) | UInt64(lot.main) << 14 | UInt64(lot.sub)
  }

  private static func lot(_ key: UInt64) -> LotNumber {
    LotNumber(
      dong: key >> 29, isMountain: key >> 28 & 1 == 1, main: Int(key >> 14 & 0x3FFF), sub: Int(key & 0x3FFF))
  }

  // MARK: bytes

  private static let mark = Array("KRRL0001".utf8)

  /// The table as bytes, to keep: mark, counts of roads, name bytes and pairs, then the arrays, little-endian.
  public var bytes: [UInt8] {
    var bytes = RoadLotTable.mark
    bytes.reserveCapacity(32 + names.count + districts.count * 8 + roadKeys.count * 16)
    func add(_ value: UInt64, _ width: Int) {
      for shift in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * shift))) }
    }
    for count in [districts.count, names.count, roadKeys.count] { add(UInt64(count), 8) }
    for district in districts { add(UInt64(district), 4) }
    for start in nameStarts { add(UInt64(start), 4) }
    bytes += names
    for key in roadKeys { add(key, 8) }
    for key in lotKeys { add(key, 8) }
    return bytes
  }

  /// Reads what `bytes` wrote; nil where the bytes are not that, are cut short or out of order.
  public init?(bytes: [UInt8]) {
    guard bytes.count >= 32, bytes[..<8].elementsEqual(RoadLotTable.mark) else { return nil }
    let span = bytes.span
    var position = 8
    func take(_ width: Int) -> UInt64 {
      var value: UInt64 = 0
      for index in 0..<width { value |= UInt64(span[position + index]) << UInt64(8 * index) }
      position += width
      return value
    }
    let counts = [take(8), take(8), take(8)]
    guard counts.allSatisfy({ $0 < 1 << 32 }) else { return nil }
    let (roads, nameBytes, pairs) = (Int(counts[0]), Int(counts[1]), Int(counts[2]))
    guard bytes.count == 32 + roads * 4 + (roads + 1) * 4 + nameBytes + pairs * 16 else { return nil }
    districts = (0..<roads).map { _ in UInt32(take(4)) }
    nameStarts = (0...roads).map { _ in UInt32(take(4)) }
    names = Array(bytes[position..<position + nameBytes])
    position += nameBytes
    roadKeys = (0..<pairs).map { _ in take(8) }
    lotKeys = (0..<pairs).map { _ in take(8) }
    guard nameStarts[0] == 0, Int(nameStarts[roads]) == nameBytes,
      zip(nameStarts, nameStarts.dropFirst()).allSatisfy({ $0 <= $1 }),
      zip(roadKeys, roadKeys.dropFirst()).allSatisfy({ $0 <= $1 }),
      roadKeys.allSatisfy({ Int($0 >> 35) < roads })
    else { return nil }
    byLot = RoadLotTable.sortedByLot(lotKeys)
  }
}
