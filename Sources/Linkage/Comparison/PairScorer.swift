public import Identity
import Normalization

/// The weight of a pair of records: prior plus one weight a comparison, each by table lookup, plus what so many
/// agreements say together.
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
  private let exclusionSlots: [[[Int]]]
  /// By exclusion: slot and levels that lift it.
  private let liftingSlots: [[(slot: Int, levels: ClosedRange<UInt8>)]]
  /// Slots of an attribute whose `columnsMax` is smaller than the number of its columns.
  let limitedSlots: [(slots: Range<Int>, limit: Int)]
  /// What every pair looks at, laid out for that.
  private let values: ComparedValues
  let corroboration: CorroborationTable
  /// By slot, whether it is counted for corroboration.
  let isCounted: [Bool]
  /// Slots of identifiers of which some value is verified; empty where names are not compared.
  private let verifiedSlots: [Int]

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
    precondition(model.exclusions.count <= 32, "a model has at most 32 exclusions")
    liftingSlots = model.exclusions.map { exclusion in
      exclusion.unless.flatMap { condition in
        slots.indices.filter { index in
          let slot = slots[index]
          return slot.id.attribute == condition.attribute
            && (condition.attribute != .identifier
              || slot.comparison.issuedOnce.contains { $0.utf8.elementsEqual(slot.id.label.utf8) })
        }.map { ($0, condition.levels) }
      }
    }
    values = ComparedValues(table, classes, slots, model)
    corroboration = model.corroboration.table
    isCounted = slots.map { model.corroboration.counts($0.comparison) }
    verifiedSlots =
      values.nameSlot < 0
      ? []
      : slots.indices.filter {
        switch slots[$0].id.attribute {
        case .email, .phone, .handle, .identifier: table.columns[slots[$0].column].isVerified.contains(true)
        default: false
        }
      }
  }

  /// The slot in which an address made of the name stands; -1 where there is none.
  var mailSlot: Int { values.mailSlot }

  /// Whether a pair may be weighed without what one of the two only claims.
  var hasVerified: Bool { !verifiedSlots.isEmpty }

  /// Room for one pair's evidence and a memory of levels already worked out. One per thread.
  public struct Scratch {
    /// By slot: the level reached (0: missing on a side) and its weight.
    public internal(set) var levels: [UInt8]
    public internal(set) var weights: [Int32]
    /// By slot: the values that gave the level.
    public internal(set) var left: [UInt32]
    public internal(set) var right: [UInt32]
    /// What the agreements together add, and what they are.
    public internal(set) var corroborating: Int32 = 0
    var tally = CorroborationTally()
    /// Whether the address is made of the name, which agrees as well.
    public internal(set) var isMailOfName = false
    /// By slot: whether agreement on what one record only claims and the other has verified was left out, because
    /// the claim comes under a name that contradicts the other's.
    public internal(set) var isClaim: [Bool]
    /// By slot: the largest weight of values that both have verified; 0 where there is none.
    public internal(set) var verifiedWeights: [Int32]
    /// What was read only to have it near.
    var prefetched: UInt32 = 0
    fileprivate var memory: LevelMemory

    public init(_ scorer: PairScorer) {
      levels = Array(repeating: 0, count: scorer.slots.count)
      weights = Array(repeating: 0, count: scorer.slots.count)
      left = Array(repeating: 0, count: scorer.slots.count)
      right = left
      isClaim = Array(repeating: false, count: scorer.slots.count)
      verifiedWeights = Array(repeating: 0, count: scorer.slots.count)
      memory = LevelMemory(slotCount: scorer.slots.count, recordCount: scorer.table.recordCount)
    }
  }

  /// Scores a pair and leaves its evidence in `scratch`.
  ///
  /// - Returns: prior + the sum of `scratch.weights` + `scratch.corroborating`.
  /// - Complexity: O(slots), plus one level function per value pair not met before.
  public func score(_ left: Int, _ right: Int, _ scratch: inout Scratch) -> MatchWeight {
    var total = model.prior.rawValue
    for slot in slots.indices {
      let found = values.best(slot, left, right, &scratch.memory)
      scratch.levels[slot] = found.level
      scratch.weights[slot] = found.weight
      scratch.left[slot] = found.left
      scratch.right[slot] = found.right
      total &+= found.weight
    }
    if hasVerified { total &-= dropClaims(left, right, &scratch) }
    let ofName = evidenceTwice(left, right, &scratch)
    if let found = ofName {
      total &-= scratch.weights[values.mailSlot] &- found
      scratch.weights[values.mailSlot] = found
    }
    if !limitedSlots.isEmpty { total &-= dropSurplus(&scratch) }
    if !corroboration.isEmpty {
      corroborate(isMailOfName: ofName != nil, &scratch)
      total &+= scratch.corroborating
    }
    return MatchWeight(rawValue: total)
  }

  @inline(__always)
  private func corroborate(isMailOfName: Bool, _ scratch: inout Scratch) {
    var tally = CorroborationTally()
    for slot in slots.indices where isCounted[slot] {
      tally.add(scratch.weights[slot], corroboration, isRepeated: isMailOfName && slot == values.mailSlot)
    }
    tally.hasNames = values.nameSlot >= 0 && scratch.levels[values.nameSlot] > 0
    scratch.tally = tally
    scratch.isMailOfName = isMailOfName
    scratch.corroborating = corroboration.weight(tally)
  }

  /// Whether a pair may weigh `floor` or more: false only where `score` is sure to give less.
  ///
  /// Looks at the comparisons from the cheapest on and stops where all the others together cannot lift the
  /// pair any more. Relies on this: what `score` does with the weights of the slots only ever lowers their sum,
  /// and corroboration is bounded by the numbers of columns that may yet agree and that both sides have.
  public func mayReach(_ floor: MatchWeight, _ left: Int, _ right: Int, _ scratch: inout Scratch) -> Bool {
    mayReach(floor, from: ceiling(left, right), left, right, &scratch)
  }

  /// What a pair weighs at most, before any values are compared.
  struct Ceiling {
    /// Prior and comparisons.
    var weight: Int32
    /// Counted columns that may agree, and that neither side misses.
    var agreeing = 0
    var compared = 0
    /// Whether both have names.
    var hasNames = false
    /// A bit for each slot whose values must be compared to know more; the last one stands for all further slots.
    var open: UInt64 = 0

    @inline(__always)
    static func bit(_ slot: Int) -> UInt64 { 1 << UInt64(min(slot, 63)) }
  }

  @inline(__always)
  func ceiling(_ left: Int, _ right: Int) -> Ceiling {
    var ceiling = Ceiling(weight: model.prior.rawValue)
    for slot in slots.indices {
      let (most, isOpen) = values.most(slot, left, right)
      ceiling.weight &+= most
      if isOpen { ceiling.open |= Ceiling.bit(slot) }
      if isCounted[slot], values.areCompared(slot, left, right) {
        ceiling.compared &+= 1
        if most >= corroboration.agreesFrom { ceiling.agreeing &+= 1 }
      }
    }
    ceiling.hasNames = values.nameSlot >= 0 && values.areCompared(values.nameSlot, left, right)
    return ceiling
  }

  @inline(__always)
  func may(_ ceiling: Ceiling, reach floor: MatchWeight) -> Bool {
    let most = ceiling.hasNames ? corroboration.bound(agreeing: ceiling.agreeing, compared: ceiling.compared) : 0
    return ceiling.weight &+ most >= floor.rawValue
  }

  @inline(__always)
  func mayReach(
    _ floor: MatchWeight, from ceiling: Ceiling, _ left: Int, _ right: Int, _ scratch: inout Scratch
  ) -> Bool {
    var ceiling = ceiling
    for slot in values.cheapestFirst where ceiling.open & Ceiling.bit(slot) != 0 {
      if !may(ceiling, reach: floor) { return false }
      let (most, weight) = (values.most(slot, left, right).weight, values.bound(slot, left, right, &scratch.memory))
      ceiling.weight &+= weight &- most
      if isCounted[slot], most >= corroboration.agreesFrom, weight < corroboration.agreesFrom { ceiling.agreeing &-= 1 }
    }
    return may(ceiling, reach: floor)
  }

  @inline(__always)
  func prefetchRows(_ records: borrowing [UInt32], _ range: Range<Int>) -> UInt32 { values.prefetchRows(records, range) }

  @inline(__always)
  func prefetchNames(_ pairs: [(right: UInt32, ceiling: Ceiling)], _ scratch: borrowing Scratch) -> UInt32 {
    values.prefetchNames(pairs, scratch.memory)
  }

  /// Runs `body` with room for many pairs, whose values are compared without counting references. The room
  /// is good until `body` returns.
  public func withScratch<Result>(_ body: (inout Scratch) -> Result) -> Result {
    values.lendingForms { forms in
      var scratch = Scratch(self)
      scratch.memory.forms = forms
      return body(&scratch)
    }
  }

  /// What an address weighs that is made of a name which agrees as well: then much of it has been counted.
  @inline(__always)
  private func evidenceTwice(_ left: Int, _ right: Int, _ scratch: inout Scratch) -> Int32? {
    let (mail, name) = (values.mailSlot, values.nameSlot)
    guard mail >= 0, name >= 0, scratch.weights[mail] > 0, scratch.weights[name] > 0,
      scratch.levels[name] >= NameLevel.near.rawValue, values.hasMailOfName(left, right, &scratch.memory)
    else { return nil }
    return slots[mail].comparison.ofName(scratch.weights[mail])
  }

  /// How many records are in the area that is all that the addresses agree on, by which the model weighs it; nil where
  /// it does not, and of other levels.
  func areaCarriers(_ slot: Int, _ scratch: borrowing Scratch) -> ClosedRange<Int>? {
    guard slots[slot].id.attribute == .address, scratch.levels[slot] == AddressLevel.area.rawValue,
      let fact = values.areaFact(slot, scratch.left[slot], scratch.right[slot])
    else { return nil }
    return slots[slot].comparison.areaCarriers(ofFact: fact)
  }

  /// Whether `score` has left out part of an address's weight.
  func isOfName(_ left: Int, _ right: Int, _ scratch: inout Scratch) -> Bool { evidenceTwice(left, right, &scratch) != nil }

  /// A value that is somebody's for certain says nothing for a record that only claims it under a name that
  /// contradicts theirs: whoever types another's address must not become that person by it.
  private func dropClaims(_ left: Int, _ right: Int, _ scratch: inout Scratch) -> Int32 {
    let isContradicting = (NameLevel.apart.rawValue...NameLevel.conflict.rawValue).contains(scratch.levels[values.nameSlot])
    var dropped: Int32 = 0
    for slot in verifiedSlots {
      scratch.isClaim[slot] = false
      scratch.verifiedWeights[slot] = 0
      if scratch.weights[slot] <= 0 { continue }
      let (rest, holdsClaim) = values.verified(slot, left, right, table.columns[slots[slot].column], &scratch.memory)
      scratch.verifiedWeights[slot] = rest
      guard isContradicting, holdsClaim else { continue }
      dropped &+= scratch.weights[slot] &- rest
      scratch.weights[slot] = rest
      scratch.isClaim[slot] = true
    }
    return dropped
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

  /// Whether two records may never share a customer: an exclusive conflict in the levels that `score` left
  /// in `scratch`, or one source that holds every person at most once.
  public func isExcluded(_ left: Int, _ right: Int, _ scratch: borrowing Scratch) -> Bool {
    areApartBySource(left, right) || isExcluded(scratch)
  }

  /// Whether two records are of one source that holds every person at most once.
  public func areApartBySource(_ left: Int, _ right: Int) -> Bool {
    let source = table.sourceIndexes[left]
    return source == table.sourceIndexes[right] && isFreeOfDuplicates[Int(source)]
  }

  /// The source that both records come from, where it is declared free of duplicates.
  public func declaredSource(of left: Int, and right: Int) -> String? {
    let source = Int(table.sourceIndexes[left])
    return source == Int(table.sourceIndexes[right]) && isFreeOfDuplicates[source] ? table.sources[source] : nil
  }

  /// Whether the levels in `scratch` are an exclusive conflict.
  public func isExcluded(_ scratch: borrowing Scratch) -> Bool { contradictions(scratch) & ~lifted(scratch) != 0 }

  /// A bit for each exclusion whose conditions the levels in `scratch` meet.
  func contradictions(_ scratch: borrowing Scratch) -> UInt32 {
    var result: UInt32 = 0
    for index in model.exclusions.indices {
      var holds = true
      for part in model.exclusions[index].conditions.indices {
        var count = 0
        let levels = model.exclusions[index].conditions[part].levels
        for slot in exclusionSlots[index][part] where levels.contains(scratch.levels[slot]) { count += 1 }
        if count < (part == 0 ? model.exclusions[index].columnCountMin : 1) {
          holds = false
          break
        }
      }
      if holds { result |= 1 << UInt32(index) }
    }
    return result
  }

  /// A bit for each exclusion that the levels in `scratch` lift.
  func lifted(_ scratch: borrowing Scratch) -> UInt32 {
    var result: UInt32 = 0
    for (index, slots) in liftingSlots.enumerated() {
      for (slot, levels) in slots where levels.contains(scratch.levels[slot]) {
        // What is only claimed lifts nothing.
        if scratch.isClaim[slot], scratch.weights[slot] == 0 { continue }
        result |= 1 << UInt32(index)
      }
    }
    return result
  }
}
