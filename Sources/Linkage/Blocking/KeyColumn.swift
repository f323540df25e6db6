public import Normalization

/// The keys of one kind that the records of a table make, numbered from 0: for each record a list of
/// numbers.
///
/// A key is numbered once for each distinct value that makes it. From there on records meet by counting
/// small numbers, and no hash is sorted. What the lists hold is what `BlockingKeys` makes of a record.
///
/// A key that a record has only through values that say nothing here (junk, or a crowd's where the rule asks
/// for nothing else) is silent: it counts, so that how many carry a key does not hang on whose its values
/// are, and brings nobody together.
public struct KeyColumn: Sendable {
  /// What makes the keys of a part of a rule. Parts that ask for the same share one column of keys.
  public struct Source: Hashable, Comparable, Sendable {
    public var kind: KeyKind
    /// Whether values of a household or of many people make keys as well.
    public var admitsShared: Bool

    public static func < (left: Source, right: Source) -> Bool {
      left.kind != right.kind ? left.kind.rawValue < right.kind.rawValue : !left.admitsShared && right.admitsShared
    }
  }

  /// Keys of record r: `numbers[offsets[r]..<offsets[r + 1]]`, each once, marked where it is silent.
  let offsets: [UInt32]
  let numbers: [UInt32]
  /// By number: the key's hash, and how many records make it, silent ones included.
  let hashes: [UInt64]
  let carriers: [UInt32]
  /// By number: how many records make the key silently; empty where none is.
  let silentCarriers: [UInt32]

  static let silentMark: UInt32 = 1 << 31

  var recordCount: Int { offsets.count - 1 }

  @inline(__always)
  func keys(of record: Int) -> Range<Int> { Int(offsets[record])..<Int(offsets[record &+ 1]) }

  /// Complexity: O(values + occurrences).
  public init(_ source: Source, _ table: RecordTable, _ classes: SharingClasses) {
    var numbering = KeyNumbering()
    let sources = table.columns.indices.filter { table.columns[$0].id.attribute == source.kind.attribute }
    let keysOfColumn = sources.map { index in
      ValueKeys(
        source, table.columns[index], classes.classes[index], salt: BlockingKeys.salt(of: table.columns[index].id),
        &numbering)
    }
    if sources.count == 1 {
      let (keys, column) = (keysOfColumn[0], table.columns[sources[0]])
      self.init(numbering.hashes, recordCount: table.recordCount) { record, list in
        keys.append(of: record, column.offsets, column.values, to: &list)
      }
      return
    }
    self.init(numbering.hashes, recordCount: table.recordCount) { record, list in
      for place in 0..<sources.count {
        let column = table.columns[sources[place]]
        keysOfColumn[place].append(of: record, column.offsets, column.values, to: &list)
      }
    }
  }

  /// - Parameter list: appends the keys of a record, in any order, perhaps some twice.
  private init(_ hashes: [UInt64], recordCount: Int, _ list: (_ record: Int, _ into: inout [UInt32]) -> Void) {
    var offsets: [UInt32] = []
    offsets.reserveCapacity(recordCount + 1)
    offsets.append(0)
    var numbers: [UInt32] = []
    numbers.reserveCapacity(recordCount)
    var carriers = [UInt32](repeating: 0, count: hashes.count)
    var silentCarriers: [UInt32] = []
    for record in 0..<recordCount {
      let start = numbers.count
      list(record, &numbers)
      if numbers.count - start > 1 { KeyColumn.tidy(&numbers, from: start, hashes) }
      for position in start..<numbers.count {
        let number = Int(numbers[position] & ~KeyColumn.silentMark)
        carriers[number] &+= 1
        if numbers[position] >= KeyColumn.silentMark {
          if silentCarriers.isEmpty { silentCarriers = Array(repeating: 0, count: hashes.count) }
          silentCarriers[number] &+= 1
        }
      }
      offsets.append(UInt32(truncatingIfNeeded: numbers.count))
    }
    precondition(numbers.count <= Int(UInt32.max), "a kind makes at most 2^32 - 1 keys")
    self.offsets = offsets
    self.numbers = numbers
    self.hashes = hashes
    self.carriers = carriers
    self.silentCarriers = silentCarriers
  }

  /// Each key once, silent only where it is so throughout; of more than `keysPerRuleMax` the smallest hashes.
  private static func tidy(_ numbers: inout [UInt32], from start: Int, _ hashes: [UInt64]) {
    let plain = ~silentMark
    if numbers.count - start > 16 {
      let sorted = numbers[start...].sorted { (hashes[Int($0 & plain)], $0 & plain, $0) < (hashes[Int($1 & plain)], $1 & plain, $1) }
      numbers.replaceSubrange(start..., with: sorted)
      var kept = start + 1
      // Of one key the mark sorts behind: the first is silent only where all are.
      for index in (start + 1)..<numbers.count where numbers[index] & plain != numbers[kept - 1] & plain {
        numbers[kept] = numbers[index]
        kept += 1
      }
      numbers.removeLast(numbers.count - min(kept, start + BlockingKeys.keysPerRuleMax))
      return
    }
    var kept = start + 1
    for index in (start + 1)..<numbers.count {
      var isRepeated = false
      for earlier in start..<kept where numbers[earlier] & plain == numbers[index] & plain {
        isRepeated = true
        numbers[earlier] = min(numbers[earlier], numbers[index])
      }
      if isRepeated { continue }
      numbers[kept] = numbers[index]
      kept += 1
    }
    numbers.removeLast(numbers.count - kept)
  }
}

extension KeyColumn {
  /// The keys of a rule whose first part is `first` and whose second part is `second`.
  ///
  /// Complexity: O(combinations).
  init(crossing first: KeyColumn, _ second: KeyColumn) {
    let crossed = CrossedKeys(first, second)
    var hashes: [UInt64] = []
    var pairs: [(record: UInt32, number: UInt32)] = []
    crossed.visitGroups(leastCarriers: 1) { records, left, right in
      for record in records {
        let isSilent = record & CrossedKeys.silentMark != 0
        pairs.append((CrossedKeys.record(record), UInt32(hashes.count) | (isSilent ? KeyColumn.silentMark : 0)))
      }
      hashes.append(KeyHash.combine(first.hashes[left], second.hashes[right]))
    }
    var offsets = [UInt32](repeating: 0, count: first.recordCount + 1)
    for pair in pairs { offsets[Int(pair.record) + 1] += 1 }
    for record in 0..<first.recordCount { offsets[record + 1] += offsets[record] }
    var next = offsets
    var numbers = [UInt32](repeating: 0, count: pairs.count)
    for pair in pairs {
      numbers[Int(next[Int(pair.record)])] = pair.number
      next[Int(pair.record)] += 1
    }
    self.init(hashes, recordCount: first.recordCount) { record, list in
      list.append(contentsOf: numbers[Int(offsets[record])..<Int(offsets[record + 1])])
    }
  }
}

/// Numbers for keys in the order in which they are first asked for: open addressing over hashes.
private struct KeyNumbering {
  private(set) var hashes: [UInt64] = []
  private var slots = [UInt32](repeating: .max, count: 1_024)

  mutating func number(of hash: UInt64) -> UInt32 {
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != .max {
      if hashes[Int(slots[slot])] == hash { return slots[slot] }
      slot = (slot &+ 1) & mask
    }
    let number = UInt32(hashes.count)
    slots[slot] = number
    hashes.append(hash)
    if hashes.count * 2 > slots.count { grow() }
    return number
  }

  private mutating func grow() {
    slots = [UInt32](repeating: .max, count: slots.count * 4)
    let mask = slots.count &- 1
    for number in hashes.indices {
      var slot = Int(truncatingIfNeeded: hashes[number]) & mask
      while slots[slot] != .max { slot = (slot &+ 1) & mask }
      slots[slot] = UInt32(truncatingIfNeeded: number)
    }
  }
}

/// The numbered keys of each value of one column; most values make one of a kind, or none.
private struct ValueKeys {
  private static let none = UInt32.max
  private static let several: UInt32 = 1 << 30
  /// By value id: the only key, `none`, or `several` and an index into `ends`; marked where the value is silent.
  private var keys: [UInt32]
  private var ends: [UInt32] = [0]
  private var lists: [UInt32] = []

  init(
    _ source: KeyColumn.Source, _ column: ValueColumn, _ classes: [ValueClass], salt: UInt64,
    _ numbering: inout KeyNumbering
  ) {
    let dictionary = column.dictionary
    keys = Array(repeating: ValueKeys.none, count: dictionary.idLimit)
    for id in 1..<max(1, dictionary.idLimit) {
      let isSilent = classes[id] >= .relay || !source.admitsShared && classes[id] >= .household
      let mark = isSilent ? KeyColumn.silentMark : 0
      var only = ValueKeys.none
      var isList = false
      for key in dictionary.keys(of: UInt32(truncatingIfNeeded: id)) where dictionary.keyKinds[key] == source.kind {
        let hash = dictionary.keyHashes[key]
        let number = numbering.number(of: salt == 0 ? hash : KeyHash.combine(salt, hash))
        precondition(number < ValueKeys.several, "a kind has at most 2^30 - 1 keys")
        if only == ValueKeys.none {
          only = number
        } else {
          if !isList { lists.append(only) }
          isList = true
          lists.append(number)
        }
      }
      if isList {
        keys[id] = ValueKeys.several | UInt32(truncatingIfNeeded: ends.count - 1) | mark
        ends.append(UInt32(lists.count))
      } else if only != ValueKeys.none {
        keys[id] = only | mark
      }
    }
  }

  @inline(__always)
  func append(of record: Int, _ offsets: [UInt32], _ values: [UInt32], to list: inout [UInt32]) {
    for position in Int(offsets[record])..<Int(offsets[record &+ 1]) {
      let key = keys[Int(values[position])]
      if key == ValueKeys.none { continue }
      if key & ValueKeys.several == 0 {
        list.append(key)
      } else {
        let mark = key & KeyColumn.silentMark
        let place = Int(key & (ValueKeys.several &- 1))
        for index in Int(ends[place])..<Int(ends[place &+ 1]) { list.append(lists[index] | mark) }
      }
    }
  }
}
