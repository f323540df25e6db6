public import Identity
import Normalization

/// The weight of a pair of records: prior plus one weight a comparison, each by table lookup.
///
/// A function of the two records, the model and the sharing classes, and of nothing else. Batch,
/// explanation and clustering all call it; there is no second implementation of a comparison.
public struct PairScorer: Sendable {
  /// One compared column. Slots are in column order, so that evidence arrays line up.
  public struct Slot: Sendable {
    public let column: Int
    public let id: ColumnID
    let comparison: Comparison
    let topLevel: UInt8
  }

  public let table: RecordTable
  public let model: Model
  public let classes: SharingClasses
  public let slots: [Slot]
  /// By source of the table: no two of its records are one person.
  private let isFreeOfDuplicates: [Bool]
  /// For names: -log2 of the share of each value, by value id.
  private let nameRarity: [Int32]
  private let referenceRarity: Int32
  private let exclusionSlots: [[[Int]]]
  /// Slots of an attribute whose `columnsMax` is smaller than the number of its columns.
  let limitedSlots: [(slots: Range<Int>, limit: Int)]

  /// - Parameter freeOfDuplicates: names of sources that hold every person at most once.
  public init(
    _ table: RecordTable, _ model: Model, _ classes: SharingClasses, freeOfDuplicates: Set<String> = []
  ) {
    isFreeOfDuplicates = table.sources.map(freeOfDuplicates.contains)
    self.table = table
    self.model = model
    self.classes = classes
    var slots: [Slot] = []
    for (index, column) in table.columns.enumerated() {
      guard let comparison = model.comparison(of: column.id) else { continue }
      slots.append(
        Slot(
          column: index, id: column.id, comparison: comparison,
          topLevel: UInt8(levelNames(of: column.id.attribute).count)))
    }
    self.slots = slots
    var limitedSlots: [(slots: Range<Int>, limit: Int)] = []
    var first = 0
    while first < slots.count {
      var end = first
      while end < slots.count, slots[end].id.attribute == slots[first].id.attribute { end += 1 }
      let limit = model.comparison(of: ColumnID(slots[first].id.attribute))?.columnsMax ?? .max
      if limit < end - first { limitedSlots.append((first..<end, limit)) }
      first = end
    }
    self.limitedSlots = limitedSlots
    exclusionSlots = model.exclusions.map { exclusion in
      exclusion.conditions.map { condition in
        slots.indices.filter { slots[$0].id.attribute == condition.attribute }
      }
    }
    let frequencies = model.frequencies
    referenceRarity = frequencies.unknownFamily &+ frequencies.unknownGiven
    var rarity: [Int32] = []
    if let names = table.column(ColumnID(.name)) {
      rarity = (0..<names.dictionary.idLimit).map { id in
        let family = names.dictionary.firstKey(.nameFamily, of: UInt32(id))
        let given = names.dictionary.firstKey(.nameGiven, of: UInt32(id))
        return (frequencies.rarity[family] ?? frequencies.unknownFamily)
          &+ (frequencies.rarity[given] ?? frequencies.unknownGiven)
      }
    }
    nameRarity = rarity
  }

  /// Room for one pair's evidence and a memory of levels already worked out. One per thread.
  public struct Scratch {
    /// By slot: the level reached (0: missing on a side) and its weight.
    public internal(set) var levels: [UInt8]
    public internal(set) var weights: [Int32]
    /// By slot: the values that gave the level.
    public internal(set) var left: [UInt32]
    public internal(set) var right: [UInt32]
    fileprivate var memory: [LevelMemory]

    public init(_ scorer: PairScorer) {
      levels = Array(repeating: 0, count: scorer.slots.count)
      weights = Array(repeating: 0, count: scorer.slots.count)
      left = Array(repeating: 0, count: scorer.slots.count)
      right = left
      memory = scorer.slots.map { slot in
        switch slot.id.attribute {
        case .name, .address, .organisation, .text: LevelMemory(bits: 14)
        case .email, .handle, .birthDate: LevelMemory(bits: 10)
        default: LevelMemory(bits: 0)
        }
      }
    }
  }

  /// Scores a pair and leaves its evidence in `scratch`.
  ///
  /// - Returns: prior + the sum of `scratch.weights`.
  /// - Complexity: O(slots), plus one level function per value pair not met before.
  public func score(_ leftRecord: Int, _ rightRecord: Int, _ scratch: inout Scratch) -> MatchWeight {
    var total = model.prior.rawValue
    for index in slots.indices {
      let slot = slots[index]
      let column = table.columns[slot.column]
      let leftValues = column.values(of: leftRecord)
      let rightValues = column.values(of: rightRecord)
      var bestLevel: UInt8 = 0
      var bestWeight = Int32.min
      if !leftValues.isEmpty, !rightValues.isEmpty {
        for leftPosition in leftValues {
          let leftID = column.values[leftPosition]
          if classes.classes[slot.column][Int(leftID)] >= .relay { continue }
          for rightPosition in rightValues {
            let rightID = column.values[rightPosition]
            if classes.classes[slot.column][Int(rightID)] >= .relay { continue }
            let level = self.level(index, leftID, rightID, column.dictionary, &scratch.memory[index])
            let weight = self.weight(slot, level, leftID, rightID)
            // Of equal weights the higher level, so that the answer is the same from either side.
            if weight > bestWeight || weight == bestWeight && level > bestLevel {
              bestWeight = weight
              bestLevel = level
              scratch.left[index] = leftID
              scratch.right[index] = rightID
            }
          }
        }
      }
      scratch.levels[index] = bestLevel
      scratch.weights[index] = bestLevel == 0 ? 0 : bestWeight
      total &+= scratch.weights[index]
    }
    if !limitedSlots.isEmpty { total &-= dropSurplus(&scratch) }
    return MatchWeight(rawValue: total)
  }

  /// Many columns of free text are seldom independent: only the heaviest `columnsMax` of an attribute count.
  private func dropSurplus(_ scratch: inout Scratch) -> Int32 {
    var dropped: Int32 = 0
    for (slots, limit) in limitedSlots {
      var excess = -limit
      for slot in slots where scratch.weights[slot] > 0 { excess += 1 }
      while excess > 0 {
        // The lightest goes; of equals the last column, so that the first ones stay.
        var lightest = -1
        for slot in slots where scratch.weights[slot] > 0 {
          if lightest < 0 || scratch.weights[slot] <= scratch.weights[lightest] { lightest = slot }
        }
        dropped &+= scratch.weights[lightest]
        scratch.weights[lightest] = 0
        excess -= 1
      }
    }
    return dropped
  }

  @inline(__always)
  private func level(
    _ slot: Int, _ left: UInt32, _ right: UInt32, _ dictionary: ValueDictionary, _ memory: inout LevelMemory
  ) -> UInt8 {
    if left == right, dictionary.identityHashes[Int(left)] != 0 { return slots[slot].topLevel }
    // Equal identity hashes of two values are not taken for equality: the hash is not keyed, so somebody
    // could make an e-mail address that collides with a stranger's. The forms are compared.
    let key = left < right ? UInt64(left) << 32 | UInt64(right) : UInt64(right) << 32 | UInt64(left)
    if let known = memory[key] { return known }
    let bytes = dictionary.form.bytes.span
    let found = agreementLevel(
      slots[slot].id.attribute, bytes.extracting(dictionary.form.range(Int(left))),
      bytes.extracting(dictionary.form.range(Int(right))))
    memory[key] = found
    return found
  }

  @inline(__always)
  private func weight(_ slot: Slot, _ level: UInt8, _ left: UInt32, _ right: UInt32) -> Int32 {
    let base = slot.comparison.weights[Int(level)].rawValue
    if level == slot.topLevel {
      let sharing = max(classes.classes[slot.column][Int(left)], classes.classes[slot.column][Int(right)])
      if sharing == .household, let weight = slot.comparison.householdWeight { return weight.rawValue }
      if sharing == .shared, let weight = slot.comparison.sharedWeight { return weight.rawValue }
    }
    if let from = slot.comparison.frequencyFromLevel, level >= from, slot.id.attribute == .name {
      let rarity = min(nameRarity[Int(left)], nameRarity[Int(right)])
      return base &+ rarity &- referenceRarity
    }
    return base
  }

  /// Whether two records may never share a customer: an exclusive conflict in the levels that `score` left
  /// in `scratch`, or one source that holds every person at most once.
  public func isExcluded(_ left: Int, _ right: Int, _ scratch: Scratch) -> Bool {
    let source = table.sourceIndexes[left]
    if source == table.sourceIndexes[right], isFreeOfDuplicates[Int(source)] { return true }
    return isExcluded(scratch)
  }

  /// The source that both records come from, where it is declared free of duplicates.
  public func declaredSource(of left: Int, and right: Int) -> String? {
    let source = Int(table.sourceIndexes[left])
    return source == Int(table.sourceIndexes[right]) && isFreeOfDuplicates[source] ? table.sources[source] : nil
  }

  /// Whether the levels in `scratch` are an exclusive conflict.
  public func isExcluded(_ scratch: Scratch) -> Bool {
    for (index, exclusion) in model.exclusions.enumerated() {
      var holds = true
      for (part, condition) in exclusion.conditions.enumerated() {
        var count = 0
        for slot in exclusionSlots[index][part] where condition.levels.contains(scratch.levels[slot]) { count += 1 }
        if count < (part == 0 ? exclusion.columnCountMin : 1) {
          holds = false
          break
        }
      }
      if holds { return true }
    }
    return false
  }
}

/// Levels of value pairs met lately: a direct-mapped cache, so it never grows and a loss costs one
/// more comparison. The level is a pure function of the pair; hits and misses give the same answer.
private struct LevelMemory {
  private var keys: [UInt64]
  private var levels: [UInt8]
  private let mask: Int

  init(bits: Int) {
    keys = Array(repeating: 0, count: bits == 0 ? 0 : 1 << bits)
    levels = Array(repeating: 0, count: keys.count)
    mask = keys.count - 1
  }

  subscript(key: UInt64) -> UInt8? {
    @inline(__always) get {
      if mask < 0 { return nil }
      let place = Int(truncatingIfNeeded: KeyHash.mix(key)) & mask
      return keys[place] == key ? levels[place] : nil
    }
    @inline(__always) set {
      if mask < 0 { return }
      let place = Int(truncatingIfNeeded: KeyHash.mix(key)) & mask
      keys[place] = key
      levels[place] = newValue ?? 0
    }
  }
}
