/// English given names and what their bearers are called: one hop, never a closure, because through
/// Al, Bert and Pat half of all names are somebody's nickname.
///
/// A row of the tables is a formal name and its short forms, or names of equal rank (Catherine and
/// Katherine). Two names are related by the rows they share and by nothing else.
struct Nicknames: Sendable {
  static let shared = Nicknames()

  /// What a name is in a row. A short form that is as often given at birth (Lisa, Daisy) keeps its edge
  /// to the formal name, but two of them are two people and no siblings.
  enum Rank: UInt8, Sendable { case short, nameOfItsOwn, formal }

  struct Place: Sendable {
    var row: UInt16
    var rank: Rank
  }

  /// Rows of each name, ascending: where they start in `places` and, in the low byte, how many there are.
  private let spans: ShortWords<UInt32>
  private let places: [Place]

  private init() {
    var builder = Builder()
    for name in ["tables/nicknames.txt", "tables/nicknames_more.txt"] {
      EmbeddedTable(name).eachLine { builder.read($0) }
    }
    var places: [Place] = []
    var spans: [(word: [UInt8], value: UInt32)] = []
    for (name, its) in builder.placesOfName.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let kept = its.prefix(255)
      spans.append((name, UInt32(places.count) << 8 | UInt32(kept.count)))
      places += kept.sorted { $0.row < $1.row }
    }
    self.places = places
    self.spans = ShortWords(spans)
  }

  /// The rows a given name (lower case a to z) is in; none where it is no nickname and has none.
  func places(of name: [UInt8]) -> ArraySlice<Place> { places(of: name.span) }

  /// Whether the table has the given name.
  func has(_ name: UnsafeBufferPointer<UInt8>) -> Bool { (spans[name.span] ?? 0) & 0xFF > 0 }

  func has(_ name: Span<UInt8>) -> Bool { (spans[name] ?? 0) & 0xFF > 0 }

  func has(_ name: [UInt8]) -> Bool { (spans[name] ?? 0) & 0xFF > 0 }

  private func places(of name: Span<UInt8>) -> ArraySlice<Place> {
    guard let span = spans[name] else { return [] }
    return places[Int(span >> 8)..<Int(span >> 8) + Int(span & 0xFF)]
  }

  enum Relation { case formal, sibling, none }

  /// Whether one name is the other's short form (or another spelling of it), or both are short forms of
  /// one name.
  ///
  /// - Complexity: two look-ups and one walk over the rows of both; no allocation.
  func relation(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Relation {
    let one = places(of: left)
    if one.isEmpty { return .none }
    let other = places(of: right)
    var relation = Relation.none
    var i = one.startIndex
    var j = other.startIndex
    while i < one.endIndex, j < other.endIndex {
      if one[i].row < other[j].row {
        i += 1
      } else if one[i].row > other[j].row {
        j += 1
      } else {
        if one[i].rank == .formal || other[j].rank == .formal { return .formal }
        if one[i].rank == .short, other[j].rank == .short { relation = .sibling }
        i += 1
        j += 1
      }
    }
    return relation
  }

  private struct Builder {
    var placesOfName: [[UInt8]: [Place]] = [:]
    private var rowOfFormal: [[UInt8]: UInt16] = [:]
    private var rowCount: UInt16 = 0

    mutating func read(_ line: ArraySlice<UInt8>) {
      let words = line.split(separator: 0x20)
      guard let first = words.first, rowCount < .max else { return }
      if first.elementsEqual([UInt8(ascii: "=")]) {
        for name in words.dropFirst() { add(name, Place(row: rowCount, rank: .formal)) }
        rowCount += 1
        return
      }
      let row = rowOfFormal[Array(first)] ?? rowCount
      if row == rowCount {
        rowOfFormal[Array(first)] = row
        rowCount += 1
        add(first, Place(row: row, rank: .formal))
      }
      for word in words.dropFirst() {
        let isOfItsOwn = word.first == UInt8(ascii: "!")
        add(isOfItsOwn ? word.dropFirst() : word, Place(row: row, rank: isOfItsOwn ? .nameOfItsOwn : .short))
      }
    }

    private mutating func add(_ name: ArraySlice<UInt8>, _ place: Place) {
      placesOfName[Array(name), default: []].append(place)
    }
  }
}
