/// The parts of a unit on their way into keys: buildings before floors before homes, whatever order the writer
/// had, each behind a hyphen where it is not the first. Apt 12, Bldg B is b-12, as is Bldg B Apt 12.
struct UnitParts: Sendable {
  enum Rank: Int, Sendable { case building, floor, home }

  private var parts: [(rank: Rank, bytes: [UInt8], sign: [UInt8])] = []

  init() {}

  init(_ unit: [UInt8]) { append(unit, .home) }

  /// - Parameter sign: what tells the home from an apartment of its number: ph, th.
  mutating func append(_ bytes: [UInt8], _ rank: Rank, sign: [UInt8] = []) {
    guard !bytes.isEmpty else { return }
    let place = parts.firstIndex { $0.rank.rawValue > rank.rawValue } ?? parts.count
    parts.insert((rank, bytes, sign), at: place)
  }

  mutating func append(_ others: UnitParts) {
    for part in others.parts { append(part.bytes, part.rank, sign: part.sign) }
  }

  var isEmpty: Bool { parts.isEmpty }

  var joined: [UInt8] {
    guard parts.count > 1 else { return parts.first?.bytes ?? [] }
    return join(withSigns: false)
  }

  /// With the signs; empty where no part has one.
  var signed: [UInt8] { parts.contains { !$0.sign.isEmpty } ? join(withSigns: true) : [] }

  private func join(withSigns: Bool) -> [UInt8] {
    var unit: [UInt8] = []
    for part in parts {
      if !unit.isEmpty { unit.append(UInt8(ascii: "-")) }
      if withSigns { unit.append(contentsOf: part.sign) }
      unit.append(contentsOf: part.bytes)
    }
    return unit
  }

  /// What an English unit that begins at `index` is a part of.
  static func rank(of unit: [UInt8], _ words: AddressWords, _ index: Int) -> Rank {
    if unit.starts(with: [UInt8(ascii: "f"), UInt8(ascii: "l")]), unit.count > 2 { return .floor }
    return isBuilding(words, index) || isEntrance(words, index) || index + 1 < words.count && !words.isAny(index, .unit) && isBuilding(words, index + 1) ? .building : .home
  }

  static func isBuilding(_ words: AddressWords, _ index: Int) -> Bool {
    let word = words[index]
    guard word.isAny(.unit), word.count <= 9 else { return false }
    return buildings[words.text.span.extracting(word.range)] != nil
  }

  /// Entrance B Apt 5: words that are read as units behind a street only.
  private static func isEntrance(_ words: AddressWords, _ index: Int) -> Bool {
    words.isWord(index, "entrance") || words.isWord(index, "section") || words.isWord(index, "dock")
  }

  private static let buildings = ShortWords<Bool>("bldg bld blg building twr tower wing blk block phase")
}
