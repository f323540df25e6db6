import Identity
import Normalization

/// How two records compare, as one number: the level that each column reached, and what besides the level
/// decides about its weight.
///
/// Mixed radix, a digit a column: training works on the number of pairs behind each pattern, never on
/// pairs, so a round of it takes as long for a million records as for a thousand.
public struct PatternShape: Sendable {
  /// A column's digit: `level + (levelCount + 1) * variant`.
  struct Place: Sendable {
    var slot: Int
    var comparison: Int
    var levelCount: Int
    var radix: UInt128
  }

  /// What besides the level decides about the weight.
  private enum Variant {
    static let household = 1
    static let shared = 2
    /// One column too many of its attribute: it adds nothing.
    static let surplus = 3
    static let count = 4
    /// An address made of the name, where that is told apart: the part of the usual weight, the household's, the
    /// shared one's that counts.
    static let ofName = 4
    static let householdOfName = 5
    static let sharedOfName = 6
    static let countWithNames = 7
    /// Addresses instead, from here up: the step that their area reaches.
    static let area = 4
    /// Names instead: how many bits commoner than a name the model does not know.
    static let rarityMax = 20
  }

  /// The comparisons as they were when pairs were compared: patterns are read with their weights.
  public let comparisons: [Comparison]
  let places: [Place]
  /// Cells are the levels of all comparisons, one after the other: comparison c's begin at `cellOffsets[c]`.
  public let cellOffsets: [Int]

  /// - Parameter columns: for each compared column the index of its comparison. Columns that no longer fit
  ///   into 128 bits, some twenty of free text, are left out.
  public init(comparisons: [Comparison], columns: [Int]) {
    self.comparisons = comparisons
    var offsets = [0]
    for comparison in comparisons { offsets.append(offsets[offsets.count - 1] + comparison.weights.count - 1) }
    cellOffsets = offsets
    var places: [Place] = []
    // The lowest digit says whether the pair is excluded.
    var room = UInt128.max / 2
    for (slot, index) in columns.enumerated() {
      let levelCount = comparisons[index].weights.count - 1
      let comparison = comparisons[index]
      let variants =
        comparison.frequencyFromLevel != nil
        ? Variant.rarityMax + 1
        : comparison.ofNameThousandths < 1_000
          ? Variant.countWithNames : comparison.areaSteps.isEmpty ? Variant.count : Variant.area + Int(comparison.lastAreaFact) + 1
      let radix = UInt128((levelCount + 1) * variants)
      if room < radix { break }
      room /= radix
      places.append(Place(slot: slot, comparison: index, levelCount: levelCount, radix: radix))
    }
    self.places = places
  }

  /// The columns of a scorer.
  public init(_ scorer: PairScorer) {
    let comparisons = scorer.model.comparisons
    self.init(
      comparisons: comparisons,
      columns: scorer.slots.map { slot in
        let own = slot.comparison
        guard let index = comparisons.firstIndex(where: { $0.attribute == own.attribute && $0.label.utf8.elementsEqual(own.label.utf8) })
        else {
          preconditionFailure("a compared column has a comparison")
        }
        return index
      })
  }

  public var cellCount: Int { cellOffsets[comparisons.count] }

  /// The pattern of a pair, from the level and the weight that every column gave it.
  public func pattern(levels: [UInt8], weights: [Int32], isExcluded: Bool) -> UInt128 {
    var pattern: UInt128 = 0
    var position = places.count - 1
    while position >= 0 {
      let place = places[position]
      let level = Int(levels[place.slot])
      var digit = level
      if level > 0 {
        let comparison = comparisons[place.comparison]
        let base = comparison.weights[level].rawValue
        let weight = weights[place.slot]
        if weight != base { digit += (place.levelCount + 1) * variant(comparison, level, base, weight) }
      }
      pattern = pattern &* place.radix &+ UInt128(digit)
      position -= 1
    }
    return pattern &* 2 &+ (isExcluded ? 1 : 0)
  }

  private func variant(_ comparison: Comparison, _ level: Int, _ base: Int32, _ weight: Int32) -> Int {
    if let from = comparison.frequencyFromLevel {
      return level < Int(from) ? 0 : max(0, min(Variant.rarityMax, (Int(base) - Int(weight) + 500) / 1_000))
    }
    if !comparison.areaSteps.isEmpty, level == Int(AddressLevel.area.rawValue) {
      for fact in 0...comparison.lastAreaFact where comparison.areaWeight(ofFact: fact) == weight {
        return Variant.area + Int(fact)
      }
    }
    if let household = comparison.householdWeight, weight == household.rawValue { return Variant.household }
    if let shared = comparison.sharedWeight, weight == shared.rawValue { return Variant.shared }
    if comparison.ofNameThousandths < 1_000 {
      if weight == comparison.ofName(base) { return Variant.ofName }
      if let household = comparison.householdWeight, weight == comparison.ofName(household.rawValue) { return Variant.householdOfName }
      if let shared = comparison.sharedWeight, weight == comparison.ofName(shared.rawValue) { return Variant.sharedOfName }
    }
    return Variant.surplus
  }

  /// What one column says in a pattern.
  struct Term: Sendable {
    var cell: Int32
    /// The weight is the cell's plus `offset`; where the cell does not decide, `offset` is all of it.
    var followsCell: Bool
    var offset: Int32
    /// An address made of the name, which agrees as well.
    var isOfName = false
  }

  func isExcluded(_ pattern: UInt128) -> Bool { pattern & 1 == 1 }

  /// The columns of a pattern that are missing on neither side.
  func terms(of pattern: UInt128) -> [Term] {
    var rest = pattern / 2
    var terms: [Term] = []
    for place in places {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: place.radix)
      rest = quotient
      let digit = Int(remainder)
      let level = digit % (place.levelCount + 1)
      if level == 0 { continue }
      let variant = digit / (place.levelCount + 1)
      let comparison = comparisons[place.comparison]
      var term = Term(cell: Int32(cellOffsets[place.comparison] + level - 1), followsCell: true, offset: 0)
      if variant > 0 {
        if comparison.frequencyFromLevel != nil {
          term.offset = Int32(-1_000 * variant)
        } else if !comparison.areaSteps.isEmpty, variant >= Variant.area {
          term.offset = comparison.areaWeight(ofFact: UInt8(variant - Variant.area)) - comparison.weights[level].rawValue
        } else {
          term.followsCell = false
          term.isOfName = variant >= Variant.ofName
          switch variant {
          case Variant.household: term.offset = comparison.householdWeight?.rawValue ?? 0
          case Variant.shared: term.offset = comparison.sharedWeight?.rawValue ?? 0
          case Variant.ofName: term.offset = comparison.ofName(comparison.weights[level].rawValue)
          case Variant.householdOfName: term.offset = comparison.ofName(comparison.householdWeight?.rawValue ?? 0)
          case Variant.sharedOfName: term.offset = comparison.ofName(comparison.sharedWeight?.rawValue ?? 0)
          default: term.offset = 0
          }
        }
      }
      terms.append(term)
    }
    return terms
  }
}

/// How many pairs show each pattern.
public struct PatternCounts: Sendable {
  public private(set) var countOf: [UInt128: Int] = [:]

  public init() {}

  public mutating func add(_ pattern: UInt128, count: Int = 1) { countOf[pattern, default: 0] += count }

  public mutating func merge(_ other: PatternCounts) { countOf.merge(other.countOf) { $0 + $1 } }

  /// In numeric order, so that sums of floating-point numbers are taken in one order.
  public func sorted() -> [(pattern: UInt128, count: Int)] {
    countOf.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
  }

  public var pairCount: Int { countOf.values.reduce(0, +) }
}
