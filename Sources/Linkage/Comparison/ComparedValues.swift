import Identity
import Normalization

/// The values of all records laid out for comparing pairs, and what is known of each value.
///
/// A record is one short row of numbers, one a slot and a few sketches, so that a pair costs two or three lines of
/// memory; offsets and lists exist only where a record has several values. Values that say nothing (relays, junk, an
/// address of which no part could be read) are left out here, once, and not in every pair.
struct ComparedValues: Sendable {
  /// Slots, sketches, and one more number where names are compared.
  private let rowLength: Int
  /// Record r's value in slot s at `r * rowLength + s`: an id, 0 for none, or `several` and an index into `ends`.
  /// Then the sketches of those values, where the attribute has some: `none` of several values. Last in a row, where
  /// names are compared: the largest `nameRarity` of the record's names.
  private let rows: [UInt32]
  /// List i is `lists[ends[i]..<ends[i + 1]]`.
  private let ends: [UInt32]
  private let lists: [UInt32]
  /// Marks of value v of slot s at `markStarts[s] + v`: its sharing class, and whether equal ids are equal values.
  private let marks: [UInt8]
  private let slots: [SlotWeights]
  private let forms: [ByteColumn]
  /// For names, by value id: -log2 of its share of the population, less that of a name nobody has counted.
  private let nameRarity: [Int32]
  /// The most that a name says which is nothing but a family name.
  private let nameBareFamily: [Int32]
  /// For names, by value id: what equal names gain where many people bear it; never more than 0.
  private let nameContacts: [Int32]
  private let nameFloor: Int32
  /// Where addresses are: value v of a slot at `areaStart + v`.
  private let areas: [SharingClasses.Area]
  /// Slots of e-mail addresses and names, where an address made of the name counts for less.
  let mailSlot: Int
  let nameSlot: Int
  /// What these slots have in the table: names that say nothing else may still be what an address is made of.
  private let mails: ValueColumn?
  private let names: ValueColumn?
  /// Slots in the order in which they are worth looking at: what is cheap to compare or tells most, first.
  let cheapestFirst: [Int]

  private static let several: UInt32 = 1 << 31
  private static let wholeMark: UInt8 = 1 << 3
  private static let classMask: UInt8 = 7

  /// The value pair that counts, the level it reaches and what that is worth; all 0 where a side has none.
  struct Best {
    var left: UInt32 = 0
    var right: UInt32 = 0
    var level: UInt8 = 0
    var weight: Int32 = 0
  }

  /// A comparison's weights without references, so that looking one up counts none.
  private struct SlotWeights: Sendable {
    var attribute: Attribute
    /// Where in a row the sketch of the slot's value is; -1 where the attribute has none.
    var sketchPlace: Int
    var topLevel: UInt8
    /// From this level up a name's rarity counts; above all levels where it does not.
    var frequencyFromLevel: UInt8
    /// The level below that one on which a family name alone can be; above all levels where there is none.
    var bareFamilyLevel: UInt8
    var isRemembered: Bool
    /// Whether a bound must tell `apart` from `conflict`. Else neither is a matter of rarity, and the heavier of the two
    /// bounds both.
    var boundTellsApart: Bool
    /// Of the top level, when the value agreed on is a household's or shared; `none` where it is the same.
    var household: Int32
    var shared: Int32
    var markStart: Int
    /// Where the areas of the slot's values begin; -1 where areas weigh the same wherever they are.
    var areaStart: Int
    /// By fact of an area, what agreement on no more than it weighs.
    var areaWeights: [16 of Int32]
    /// The most any level gives, without the rarity; and from `frequencyFromLevel` up.
    var most: Int32
    var mostWithRarity: Int32
    var weights: [16 of Int32]

    static let none = Int32.min
  }

  /// Complexity: O(records × slots + values).
  init(_ table: RecordTable, _ classes: SharingClasses, _ slots: [PairScorer.Slot], _ model: Model) {
    let nameRarity = ComparedValues.rarities(table, model.frequencies)
    let names = model.comparisons.first { $0.attribute == .name }
    let steps = names?.contactSteps ?? []
    nameFloor = names?.contactsFloor?.rawValue ?? SlotWeights.none
    nameContacts = classes.nameContacts.map { count in
      steps.last { $0.contactsMin <= Int(count) }?.weight.rawValue ?? 0
    }
    let sketched = slots.indices.filter { ValueSketch.exists(for: slots[$0].id.attribute) }
    let rowLength = slots.count + sketched.count + (slots.contains { $0.id.attribute == .name } ? 1 : 0)
    var rows = [UInt32](repeating: 0, count: table.recordCount * rowLength)
    var ends: [UInt32] = [0]
    var lists: [UInt32] = []
    var marks: [UInt8] = []
    var areas: [SharingClasses.Area] = []
    var weights: [SlotWeights] = []
    for (index, slot) in slots.enumerated() {
      let column = table.columns[slot.column]
      let sharing = classes.classes[slot.column]
      // 서울, or a state: that another record knows the street is no contradiction.
      let isAddress = slot.id.attribute == .address
      let sketchPlace = sketched.firstIndex(of: index).map { slots.count + $0 } ?? -1
      let sketches = sketchPlace < 0 ? [] : ComparedValues.sketches(slot.id.attribute, column.dictionary)
      for record in 0..<table.recordCount {
        var only: UInt32 = 0
        var isList = false
        for position in column.values(of: record) {
          let id = column.values[position]
          if sharing[Int(id)] >= .relay || isAddress && column.dictionary.form.range(Int(id)).isEmpty { continue }
          if only == 0 {
            only = id
          } else {
            if !isList { lists.append(only) }
            isList = true
            lists.append(id)
          }
        }
        if isList {
          only = ComparedValues.several | UInt32(truncatingIfNeeded: ends.count - 1)
          ends.append(UInt32(lists.count))
        }
        rows[record * rowLength + index] = only
        if sketchPlace >= 0, !isList { rows[record * rowLength + sketchPlace] = sketches[Int(only)] }
        if slot.id.attribute == .name {
          var most = Int32.min
          for position in column.values(of: record) { most = max(most, nameRarity[Int(column.values[position])]) }
          rows[record * rowLength + rowLength - 1] = UInt32(bitPattern: most)
        }
      }
      let ofColumn = classes.areas[slot.column]
      weights.append(
        ComparedValues.weights(
          slot, sketchPlace: sketchPlace, markStart: marks.count, areaStart: ofColumn.isEmpty ? -1 : areas.count))
      areas += ofColumn
      for id in 0..<column.dictionary.idLimit {
        let isWhole = column.dictionary.identityHashes[id] != 0
        marks.append(sharing[id].rawValue | (isWhole ? ComparedValues.wholeMark : 0))
      }
    }
    self.rowLength = rowLength
    self.rows = rows
    self.ends = ends
    self.lists = lists
    self.marks = marks
    self.areas = areas
    self.slots = weights
    forms = slots.map { table.columns[$0.column].dictionary.form }
    mailSlot = slots.firstIndex { $0.id.attribute == .email && $0.comparison.ofNameThousandths < 1_000 } ?? -1
    nameSlot = slots.firstIndex { $0.id.attribute == .name } ?? -1
    mails = mailSlot < 0 ? nil : table.columns[slots[mailSlot].column]
    self.names = nameSlot < 0 ? nil : table.columns[slots[nameSlot].column]
    self.nameRarity = nameRarity
    nameBareFamily = ComparedValues.bareFamilies(table, model.frequencies)
    cheapestFirst = slots.indices.sorted {
      (ComparedValues.cost(slots[$0].id.attribute), $0) < (ComparedValues.cost(slots[$1].id.attribute), $1)
    }
  }

  /// Whether the address of one of two records is made of its name.
  @inline(__always)
  func hasMailOfName(_ left: Int, _ right: Int, _ memory: inout LevelMemory) -> Bool {
    hasMailOfName(left, &memory) || hasMailOfName(right, &memory)
  }

  /// Asked only of records whose names and addresses agree with another's, and remembered: it is dear.
  @inline(__always)
  private func hasMailOfName(_ record: Int, _ memory: inout LevelMemory) -> Bool {
    let (place, number) = (slots.count, UInt32(truncatingIfNeeded: record))
    if let known = memory.level(place, number, number) { return known == LevelMemory.yes }
    let found = isMailOfName(record)
    memory.keep(found ? LevelMemory.yes : LevelMemory.no, place, number, number)
    return found
  }

  /// Whether a record has addresses and names, and every address is made of one of the names: one that is not would be
  /// evidence of its own.
  @inline(never)
  private func isMailOfName(_ record: Int) -> Bool {
    guard let mails, let names else { return false }
    let (mailForms, nameForms) = (mails.dictionary.form, names.dictionary.form)
    let (mailBytes, nameBytes) = (mailForms.bytes.span, nameForms.bytes.span)
    var isAny = false
    for position in mails.values(of: record) {
      let id = Int(mails.values[position])
      if marks[slots[mailSlot].markStart + id] & ComparedValues.classMask >= ValueClass.relay.rawValue { continue }
      var isMade = false
      for place in names.values(of: record) where !isMade {
        isMade = isEmail(
          mailBytes.extracting(mailForms.range(id)), madeOf: nameBytes.extracting(nameForms.range(Int(names.values[place]))))
      }
      if !isMade { return false }
      isAny = true
    }
    return isAny
  }

  private static func rarities(_ table: RecordTable, _ frequencies: TermFrequencies) -> [Int32] {
    guard let names = table.column(ColumnID(.name)) else { return [] }
    let reference = frequencies.unknownFamily &+ frequencies.unknownGiven
    return (0..<names.dictionary.idLimit).map { id in
      let family = names.dictionary.firstKey(.nameFamily, of: UInt32(id))
      let given = names.dictionary.firstKey(.nameGiven, of: UInt32(id))
      return (frequencies.rarity[family] ?? frequencies.unknownFamily)
        &+ (frequencies.rarity[given] ?? frequencies.unknownGiven) &- reference
    }
  }

  /// Of names that are nothing but a family name: what it says at most, that somebody else bears it, too. Two in nine
  /// Koreans are called Kim, and agreeing with Mr. Kim says so much less than with Mr. Swarovski. `.max` of other names,
  /// and of families whose share nobody knows.
  private static func bareFamilies(_ table: RecordTable, _ frequencies: TermFrequencies) -> [Int32] {
    guard let names = table.column(ColumnID(.name)) else { return [] }
    let forms = names.dictionary.form
    let bytes = forms.bytes.span
    var most = [Int32](repeating: .max, count: names.dictionary.idLimit)
    for id in 1..<max(1, most.count) {
      for family in NameLevel.bareFamilies(bytes.extracting(forms.range(id))) {
        if let rarity = frequencies.rarity[KeyHash.hash(NormalizedKey(.nameFamily, family))] { most[id] = min(most[id], rarity) }
      }
    }
    return most
  }

  /// By value id; `none` for no value.
  private static func sketches(_ attribute: Attribute, _ dictionary: ValueDictionary) -> [UInt32] {
    let forms = dictionary.form
    let bytes = forms.bytes.span
    var sketches = [UInt32](repeating: ValueSketch.none, count: dictionary.idLimit)
    for id in 1..<max(1, dictionary.idLimit) { sketches[id] = ValueSketch.of(attribute, bytes.extracting(forms.range(id))) }
    return sketches
  }

  private static func weights(_ slot: PairScorer.Slot, sketchPlace: Int, markStart: Int, areaStart: Int) -> SlotWeights {
    let comparison = slot.comparison
    precondition(
      slot.topLevel < LevelMemory.conflictOrApart && comparison.weights.count > Int(slot.topLevel),
      "a comparison has a weight for each level")
    var made = SlotWeights(
      attribute: slot.id.attribute, sketchPlace: sketchPlace, topLevel: slot.topLevel, frequencyFromLevel: .max,
      bareFamilyLevel: slot.id.attribute == .name ? NameLevel.compatible.rawValue : .max, isRemembered: false,
      boundTellsApart: true, household: comparison.householdWeight?.rawValue ?? SlotWeights.none,
      shared: comparison.sharedWeight?.rawValue ?? SlotWeights.none, markStart: markStart, areaStart: areaStart,
      areaWeights: .init(repeating: 0), most: .min, mostWithRarity: .min, weights: .init(repeating: 0))
    if let from = comparison.frequencyFromLevel, slot.id.attribute == .name { made.frequencyFromLevel = from }
    made.boundTellsApart = slot.id.attribute != .name || made.frequencyFromLevel <= NameLevel.conflict.rawValue
    made.isRemembered =
      switch slot.id.attribute {
      case .phone, .gender, .identifier: false
      default: true
      }
    for level in 1...Int(slot.topLevel) {
      let weight = comparison.weights[level].rawValue
      made.weights[level] = weight
      if level < Int(made.frequencyFromLevel) {
        made.most = max(made.most, weight)
      } else {
        made.mostWithRarity = max(made.mostWithRarity, weight)
      }
    }
    if areaStart >= 0 {
      precondition(comparison.areaSteps.count <= 16, "a fact of an area has a weight")
      for fact in 0...comparison.lastAreaFact {
        let weight = comparison.areaWeight(ofFact: fact)
        made.areaWeights[Int(fact)] = weight
        made.most = max(made.most, weight)
      }
    }
    // Weights for shared values are not adjusted by rarity; they may well be the larger ones.
    made.most = max(made.most, made.household, made.shared)
    return made
  }

  /// What a comparison of two unequal values costs, roughly; names tell more than addresses.
  private static func cost(_ attribute: Attribute) -> Int {
    switch attribute {
    case .gender, .identifier, .phone, .exact: 0
    case .birthDate, .date, .number: 1
    case .handle, .email: 2
    case .name: 3
    case .text, .organisation, .set: 4
    case .address: 5
    }
  }

  /// Reads a little of the rows of many records, one after the other and nothing between: a pair's work is so long
  /// that the processor would wait for each row by itself.
  ///
  /// - Returns: what was read, so that it is not left out; it means nothing.
  @inline(__always)
  func prefetchRows(_ records: borrowing [UInt32], _ range: Range<Int>) -> UInt32 {
    // Records that judgements alone hold together may have nothing to compare.
    if rowLength == 0 { return 0 }
    var read: UInt32 = 0
    for index in range {
      let start = Int(records[index]) &* rowLength
      read |= rows[start] | rows[start &+ rowLength &- 1]
    }
    return read
  }

  /// The same with the names of records whose rows are near: first where they begin, then their first bytes.
  @inline(__always)
  func prefetchNames(_ records: borrowing [(right: UInt32, ceiling: PairScorer.Ceiling)], _ memory: borrowing LevelMemory) -> UInt32 {
    if nameSlot < 0 || memory.forms.isEmpty { return 0 }
    let (bytes, ends) = (memory.forms[nameSlot].bytes, memory.forms[nameSlot].ends)
    var read: UInt32 = 0
    for index in records.indices {
      let id = rows[Int(records[index].right) &* rowLength &+ nameSlot]
      if id > 0, id < ComparedValues.several { read |= ends[Int(id)] }
    }
    for index in records.indices {
      let id = rows[Int(records[index].right) &* rowLength &+ nameSlot]
      if id > 0, id < ComparedValues.several, ends[Int(id) &- 1] < ends[Int(id)] { read |= UInt32(bytes[Int(ends[Int(id) &- 1])]) }
    }
    return read
  }

  /// Whether both records have a value in a slot.
  @inline(__always)
  func areCompared(_ slot: Int, _ left: Int, _ right: Int) -> Bool {
    rows[left &* rowLength &+ slot] != 0 && rows[right &* rowLength &+ slot] != 0
  }

  /// The most a slot can add to a pair, without comparing: 0 where a side has no value.
  ///
  /// - Returns: whether less may come of comparing, too.
  @inline(__always)
  func most(_ slot: Int, _ left: Int, _ right: Int) -> (weight: Int32, isOpen: Bool) {
    let (a, b) = (rows[left &* rowLength &+ slot], rows[right &* rowLength &+ slot])
    if a == 0 || b == 0 { return (0, false) }
    if a == b, a < ComparedValues.several, marks[slots[slot].markStart &+ Int(a)] & ComparedValues.wholeMark != 0 {
      return (weight(slot, slots[slot].topLevel, a, b), false)
    }
    if areApart(slot, left, right) { return (slots[slot].weights[1], false) }
    if slots[slot].mostWithRarity == .min { return (slots[slot].most, true) }
    let rarity = min(
      Int32(bitPattern: rows[(left &+ 1) &* rowLength &- 1]), Int32(bitPattern: rows[(right &+ 1) &* rowLength &- 1]))
    return (max(slots[slot].most, slots[slot].mostWithRarity &+ rarity), true)
  }

  /// Whether the sketches of two values are enough to know that they have nothing in common; false of lists.
  @inline(__always)
  private func areApart(_ slot: Int, _ left: Int, _ right: Int) -> Bool {
    let place = slots[slot].sketchPlace
    return place >= 0
      && ValueSketch.areApart(slots[slot].attribute, rows[left &* rowLength &+ place], rows[right &* rowLength &+ place])
  }

  /// What two records weigh in a slot at most: as `best`, but where names contradict each other nobody asks whether they
  /// have nothing in common at all, which is dear and weighs little.
  @inline(__always)
  func bound(_ slot: Int, _ left: Int, _ right: Int, _ memory: inout LevelMemory) -> Int32 {
    let found = best(slot, left, right, &memory, tellsApart: slots[slot].boundTellsApart)
    if slots[slot].boundTellsApart || found.level == 0 { return found.weight }
    return max(found.weight, slots[slot].weights[Int(NameLevel.apart.rawValue)])
  }

  /// Compares two records in a slot: of lists the pair of values that weighs most.
  @inline(__always)
  func best(
    _ slot: Int, _ left: Int, _ right: Int, _ memory: inout LevelMemory, tellsApart: Bool = true
  ) -> Best {
    let (a, b) = (rows[left &* rowLength &+ slot], rows[right &* rowLength &+ slot])
    if a == 0 || b == 0 { return Best() }
    if (a | b) < ComparedValues.several {
      if areApart(slot, left, right) { return Best(left: a, right: b, level: 1, weight: slots[slot].weights[1]) }
      let level = level(slot, a, b, &memory, tellsApart: tellsApart)
      return Best(left: a, right: b, level: level, weight: weight(slot, level, a, b))
    }
    return bestOfLists(slot, a, b, &memory, tellsApart)
  }

  @inline(never)
  private func bestOfLists(_ slot: Int, _ a: UInt32, _ b: UInt32, _ memory: inout LevelMemory, _ tellsApart: Bool) -> Best {
    var best = Best(weight: .min)
    visit(a) { left in
      visit(b) { right in
        let level = level(slot, left, right, &memory, tellsApart: tellsApart)
        let weight = weight(slot, level, left, right)
        let isHome = level > AddressLevel.area.rawValue
        if slots[slot].areaStart >= 0, isHome != (best.level > AddressLevel.area.rawValue) {
          // A home in common is looked at, shared as it may be, and not the area that other homes have in common.
          if isHome { best = Best(left: left, right: right, level: level, weight: weight) }
          return
        }
        // Of equal weights the higher level, so that the answer is the same from either side.
        if weight > best.weight || weight == best.weight && level > best.level {
          best = Best(left: left, right: right, level: level, weight: weight)
        }
      }
    }
    return best.level == 0 ? Best(left: best.left, right: best.right) : best
  }

  /// What two records weigh in a slot by values that both have verified, and whether they agree on one that only one of
  /// them has.
  ///
  /// - Parameter column: the slot's.
  /// - Returns: a weight of 0 or more.
  @inline(never)
  func verified(
    _ slot: Int, _ left: Int, _ right: Int, _ column: ValueColumn, _ memory: inout LevelMemory
  ) -> (weight: Int32, holdsClaim: Bool) {
    var holdsClaim = false
    var most: Int32 = 0
    visit(rows[left &* rowLength &+ slot]) { a in
      let isVerified = column.hasVerified(a, left)
      visit(rows[right &* rowLength &+ slot]) { b in
        let weight = weight(slot, level(slot, a, b, &memory), a, b)
        if weight <= 0 { return }
        let isOtherVerified = column.hasVerified(b, right)
        if isVerified != isOtherVerified { holdsClaim = true }
        if isVerified, isOtherVerified { most = max(most, weight) }
      }
    }
    return (most, holdsClaim)
  }

  @inline(__always)
  private func visit(_ value: UInt32, _ body: (UInt32) -> Void) {
    if value < ComparedValues.several { return body(value) }
    let place = Int(value & ~ComparedValues.several)
    for index in Int(ends[place])..<Int(ends[place &+ 1]) { body(lists[index]) }
  }

  @inline(__always)
  private func level(
    _ slot: Int, _ left: UInt32, _ right: UInt32, _ memory: inout LevelMemory, tellsApart: Bool = true
  ) -> UInt8 {
    if left == right, marks[slots[slot].markStart &+ Int(left)] & ComparedValues.wholeMark != 0 { return slots[slot].topLevel }
    // Equal identity hashes of two values are not taken for equality: the hash is not keyed, so somebody
    // could make an e-mail address that collides with a stranger's. The forms are compared.
    if !slots[slot].isRemembered { return compared(slot, left, right, memory) }
    if let known = memory.level(slot, left, right) {
      if known != LevelMemory.conflictOrApart { return known }
      if !tellsApart { return NameLevel.conflict.rawValue }
    }
    let found = compared(slot, left, right, memory, tellsApart: tellsApart)
    let isOpen = !tellsApart && found == NameLevel.conflict.rawValue
    memory.keep(isOpen ? LevelMemory.conflictOrApart : found, slot, left, right)
    return found
  }

  @inline(never)
  private func compared(
    _ slot: Int, _ left: UInt32, _ right: UInt32, _ memory: borrowing LevelMemory, tellsApart: Bool = true
  ) -> UInt8 {
    if !memory.forms.isEmpty { return memory.forms[slot].level(slots[slot].attribute, Int(left), Int(right), tellsApart: tellsApart) }
    let form = forms[slot]
    let bytes = form.bytes.span
    return agreementLevel(
      slots[slot].attribute, bytes.extracting(form.range(Int(left))), bytes.extracting(form.range(Int(right))),
      tellsApart: tellsApart)
  }

  /// Lends the forms of all slots while `body` runs, not longer.
  func lendingForms<Result>(_ body: ([LentStrings]) -> Result) -> Result { ByteColumn.lending(forms, body) }

  /// The step that the postcode, or else the city, of two addresses reaches; nil where they have neither in common, and
  /// where the model does not ask.
  @inline(__always)
  func areaFact(_ slot: Int, _ left: UInt32, _ right: UInt32) -> UInt8? {
    let start = slots[slot].areaStart
    if start < 0 { return nil }
    let (one, other) = (areas[start &+ Int(left)], areas[start &+ Int(right)])
    if one.postcode != 0, one.postcode == other.postcode { return one.postcodeFact }
    if one.city != 0, one.city == other.city { return one.cityFact }
    return nil
  }

  @inline(__always)
  private func weight(_ slot: Int, _ level: UInt8, _ left: UInt32, _ right: UInt32) -> Int32 {
    let weight = levelWeight(slot, level, left, right)
    if slots[slot].areaStart < 0 || level != AddressLevel.area.rawValue { return weight }
    if let fact = areaFact(slot, left, right) { return slots[slot].areaWeights[Int(fact)] }
    // Areas that are only alike: a slip in the name of a city makes it no hamlet, and no less of a city.
    let (one, other) = (areas[slots[slot].areaStart &+ Int(left)], areas[slots[slot].areaStart &+ Int(right)])
    let most = max(max(one.postcodeFact, one.cityFact), max(other.postcodeFact, other.cityFact))
    return min(weight, slots[slot].areaWeights[Int(most)])
  }

  /// Apart from the weights that are asked for all the time: few names are nothing but a family name.
  @inline(never)
  private func bareFamilyWeight(_ left: UInt32, _ right: UInt32) -> Int32 {
    min(nameBareFamily[Int(left)], nameBareFamily[Int(right)])
  }

  @inline(__always)
  private func levelWeight(_ slot: Int, _ level: UInt8, _ left: UInt32, _ right: UInt32) -> Int32 {
    if level == slots[slot].topLevel {
      let start = slots[slot].markStart
      let sharing = max(marks[start &+ Int(left)] & ComparedValues.classMask, marks[start &+ Int(right)] & ComparedValues.classMask)
      if sharing == ValueClass.household.rawValue, slots[slot].household != SlotWeights.none { return slots[slot].household }
      if sharing == ValueClass.shared.rawValue, slots[slot].shared != SlotWeights.none { return slots[slot].shared }
    }
    let base = slots[slot].weights[Int(level)]
    if level < slots[slot].frequencyFromLevel {
      return level == slots[slot].bareFamilyLevel ? min(base, bareFamilyWeight(left, right)) : base
    }
    let rarity = min(nameRarity[Int(left)], nameRarity[Int(right)])
    if level < NameLevel.crossScript.rawValue { return base &+ rarity }
    let named = base &+ rarity
    return max(named &+ min(nameContacts[Int(left)], nameContacts[Int(right)]), min(named, nameFloor))
  }
}

extension LentStrings {
  /// Of two forms. Values have numbers from 1 up: each begins where the one before it ends.
  @inline(__always)
  func level(_ attribute: Attribute, _ left: Int, _ right: Int, tellsApart: Bool) -> UInt8 {
    let all = Span(_unsafeElements: bytes)
    return agreementLevel(
      attribute, all.extracting(Int(ends[left &- 1])..<Int(ends[left])), all.extracting(Int(ends[right &- 1])..<Int(ends[right])),
      tellsApart: tellsApart)
  }
}

/// Levels of value pairs met lately: direct-mapped, so it never grows and a loss costs one more
/// comparison. The level is a pure function of the pair; hits and misses give the same answer.
struct LevelMemory {
  /// 30 bits of each id and 4 of the level; 0 where nothing is kept. By slot, `1 << bits` entries each, and as many
  /// for records.
  private var entries: [UInt64]
  private let bits: Int
  /// In place of a level: names of which nobody has asked yet which of the two they are. No attribute has so many levels.
  static let conflictOrApart: UInt8 = 15
  /// Behind the slots: whether a record's address is made of its name.
  static let no: UInt8 = 1
  static let yes: UInt8 = 2
  /// By slot, while they are lent; else none.
  var forms: [LentStrings] = []

  /// As many as stay near while pairs are compared: with more of them a look costs more than it saves.
  private static let bitsMax = 13

  /// - Parameter recordCount: of the table; making much room takes longer than comparing a few records.
  init(slotCount: Int, recordCount: Int) {
    bits = min(LevelMemory.bitsMax, max(4, Int.bitWidth - (recordCount * 16).leadingZeroBitCount))
    entries = Array(repeating: 0, count: (slotCount + 1) << bits)
  }

  /// nil: not known.
  @inline(__always)
  func level(_ slot: Int, _ left: UInt32, _ right: UInt32) -> UInt8? {
    let key = LevelMemory.key(left, right)
    let entry = entries[place(slot, key)]
    return entry >> 4 == key && entry != 0 ? UInt8(truncatingIfNeeded: entry & 15) : nil
  }

  @inline(__always)
  mutating func keep(_ level: UInt8, _ slot: Int, _ left: UInt32, _ right: UInt32) {
    if (left | right) >> 30 != 0 { return }
    let key = LevelMemory.key(left, right)
    entries[place(slot, key)] = key << 4 | UInt64(level)
  }

  /// Ids beyond 30 bits have no room: they get a key that no entry has, and are never kept.
  @inline(__always)
  private static func key(_ left: UInt32, _ right: UInt32) -> UInt64 {
    if (left | right) >> 30 != 0 { return .max }
    return left < right ? UInt64(left) << 30 | UInt64(right) : UInt64(right) << 30 | UInt64(left)
  }

  @inline(__always)
  private func place(_ slot: Int, _ key: UInt64) -> Int {
    slot << bits | Int(truncatingIfNeeded: KeyHash.mix(key) & (1 << UInt64(bits) - 1))
  }
}
