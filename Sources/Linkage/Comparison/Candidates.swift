public import Identity

/// A candidate pair heavy enough to matter: at or above the review threshold.
public struct Edge: Sendable, Hashable {
  /// `left < right`.
  public var left: RecordIndex
  public var right: RecordIndex
  public var weight: MatchWeight

  public init(left: RecordIndex, right: RecordIndex, weight: MatchWeight) {
    self.left = left
    self.right = right
    self.weight = weight
  }
}

/// What comparing a range of records gave.
public struct RangeEdges: Sendable {
  /// Ascending by left, then right.
  public var edges: [Edge] = []
  public var pairCount = 0
  /// Pairs by the first rule that finds them.
  public var pairsOfRule: [Int] = []
}

extension PairScorer {
  /// Meets every candidate pair whose left record is in `range`, once, and keeps the heavy ones.
  ///
  /// Ranges are independent: any division of the table gives the same edges once joined in order.
  /// - Complexity: O(pairs met in blocks); no list of pairs is kept.
  public func edges(in range: Range<Int>, _ blocks: BlockIndex) -> RangeEdges {
    withScratch { edges(in: range, blocks, &$0) }
  }

  private func edges(in range: Range<Int>, _ blocks: BlockIndex, _ scratch: inout Scratch) -> RangeEdges {
    var edges: [Edge] = []
    var pairsOfRule = Array(repeating: 0, count: model.blocking.count)
    var met = MetRecords(recordCount: table.recordCount)
    var hopeful: [(right: UInt32, ceiling: Ceiling)] = []
    let floor = model.reviewThreshold
    for left in range {
      scratch.prefetched |= blocks.prefetch(partnersOf: left + 1)
      blocks.collect(partnersOf: left, &met)
      // What costs nothing but the way to memory first, for all of them: then the waits overlap.
      scratch.prefetched |= prefetchRows(met.rights, 0..<met.count)
      hopeful.removeAll(keepingCapacity: true)
      for index in 0..<met.count {
        pairsOfRule[Int(met.rules[index])] &+= 1
        let ceiling = ceiling(left, Int(met.rights[index]))
        if may(ceiling, reach: floor) { hopeful.append((met.rights[index], ceiling)) }
      }
      scratch.prefetched |= prefetchNames(hopeful, scratch)
      let start = edges.count
      for (number, ceiling) in hopeful {
        let right = Int(number)
        guard mayReach(floor, from: ceiling, left, right, &scratch) else { continue }
        let weight = score(left, right, &scratch)
        if weight < floor { continue }
        edges.append(
          Edge(left: RecordIndex(rawValue: UInt32(left)), right: RecordIndex(rawValue: number), weight: weight))
      }
      RangeEdges.sort(&edges, from: start)
    }
    return RangeEdges(edges: edges, pairCount: pairsOfRule.reduce(0, +), pairsOfRule: pairsOfRule)
  }
}

extension RangeEdges {
  /// Orders the edges of one record by the other; most records have a few.
  fileprivate static func sort(_ edges: inout [Edge], from start: Int) {
    if edges.count - start > 32 {
      edges.withUnsafeMutableBufferPointer { edges in
        var last = UnsafeMutableBufferPointer(rebasing: edges[start...])
        last.sort { $0.right < $1.right }
      }
      return
    }
    var index = start + 1
    while index < edges.count {
      let edge = edges[index]
      var place = index
      while place > start, edges[place - 1].right > edge.right {
        edges[place] = edges[place - 1]
        place -= 1
      }
      edges[place] = edge
      index += 1
    }
  }
}

extension BlockIndex {
  /// Hands out every pair of records that share a block and whose left record is in `range`, once, with
  /// the first rule under which the two meet; `left < right`, ascending by left.
  ///
  /// - Complexity: O(pairs met in blocks).
  @inline(__always)
  func visitPairs(in range: Range<Int>, _ body: (_ left: Int, _ right: Int, _ rule: Int) -> Void) {
    var met = MetRecords(recordCount: recordOffsets.count - 1)
    for left in range {
      collect(partnersOf: left, &met)
      for index in 0..<met.count { body(left, Int(met.rights[index]), Int(met.rules[index])) }
    }
  }

  /// Reads where the blocks of a record go on behind it, if there is such a record: they lie anywhere, and the walk
  /// through one block would wait for each by itself.
  ///
  /// - Returns: what was read; it means nothing.
  @inline(__always)
  func prefetch(partnersOf record: Int) -> UInt32 {
    if record + 1 >= recordOffsets.count { return 0 }
    var read: UInt32 = 0
    for index in Int(recordOffsets[record])..<Int(recordOffsets[record &+ 1]) { read |= members[Int(places[index]) &+ 1] }
    return read
  }

  /// The records behind `left` that share a block with it, each once, with the first such rule.
  func collect(partnersOf left: Int, _ met: inout MetRecords) {
    met.begin()
    var rule = 0
    for index in Int(recordOffsets[left])..<Int(recordOffsets[left &+ 1]) {
      var place = Int(places[index])
      while place >= ruleStarts[rule &+ 1] { rule &+= 1 }
      var isLast = false
      while !isLast {
        place &+= 1
        let member = members[place]
        isLast = member >= BlockIndex.lastMark
        met.add(member & ~BlockIndex.lastMark, UInt8(truncatingIfNeeded: rule))
      }
    }
  }
}

/// The records that one record has met so far: a small hash table, so that it stays in the nearest cache,
/// and an array as long as the table of records for the few that meet thousands.
struct MetRecords {
  /// In the order in which they were met: `rights[0..<count]` and the rule of each.
  private(set) var rights: [UInt32]
  private(set) var rules: [UInt8]
  private(set) var count = 0
  /// Round in the high half and record in the low; other rounds count as empty.
  private var slots: [UInt64]
  private var round: UInt64 = 0
  private let recordCount: Int
  /// By record the round in which it was met; made when it is first wanted.
  private var rounds: [UInt32] = []
  /// The round of which the small table's records are in `rounds`.
  private var movedRound: UInt64 = 0

  private static let slotCount = 4_096

  init(recordCount: Int) {
    self.recordCount = recordCount
    slots = Array(repeating: 0, count: MetRecords.slotCount)
    rights = Array(repeating: 0, count: MetRecords.slotCount / 2)
    rules = Array(repeating: 0, count: MetRecords.slotCount / 2)
  }

  mutating func begin() {
    round &+= 1
    count = 0
  }

  @inline(__always)
  mutating func add(_ right: UInt32, _ rule: UInt8) {
    if count >= MetRecords.slotCount / 2 { return addToMany(right, rule) }
    let entry = round << 32 | UInt64(right)
    var slot = Int(truncatingIfNeeded: (right &* 0x9E37_79B1) >> 20)
    while slots[slot] >> 32 == round {
      if slots[slot] == entry { return }
      slot = (slot &+ 1) & (MetRecords.slotCount &- 1)
    }
    slots[slot] = entry
    rights[count] = right
    rules[count] = rule
    count &+= 1
  }

  @inline(never)
  private mutating func addToMany(_ right: UInt32, _ rule: UInt8) {
    if rounds.isEmpty { rounds = Array(repeating: 0, count: recordCount) }
    let mark = UInt32(truncatingIfNeeded: round)
    if movedRound != round {
      movedRound = round
      for index in 0..<count { rounds[Int(rights[index])] = mark }
    }
    if rounds[Int(right)] == mark { return }
    rounds[Int(right)] = mark
    if count < rights.count {
      rights[count] = right
      rules[count] = rule
    } else {
      rights.append(right)
      rules.append(rule)
    }
    count &+= 1
  }
}
