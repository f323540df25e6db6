/// Which records meet: blocks of records that share a live key, both ways round.
///
/// Built by radix sort of (key, record) a rule at a time. A key that more than the rule's `blockMax`
/// records carry is void: an exact count, so whether a pair meets is a function of the set. Pairs are
/// never listed; they are met by walking the blocks of one record after the other.
public struct BlockIndex: Sendable {
  /// Records of block b: `members[blockOffsets[b]..<blockOffsets[b + 1]]`, ascending.
  public let blockOffsets: [Int]
  public let members: [UInt32]
  /// Blocks of record r: `recordBlocks[recordOffsets[r]..<recordOffsets[r + 1]]`, in rule order.
  public let recordOffsets: [Int]
  public let recordBlocks: [UInt32]
  /// Rule of each block.
  public let ruleOfBlock: [UInt8]
  public let report: [RuleReport]

  /// What a rule did, for people.
  public struct RuleReport: Sendable {
    public var rule: BlockingRule
    public var keyedRecords: Int
    public var blocks: Int
    public var largestBlock: Int
    /// Keys over the rule's limit and the records behind them.
    public var voidKeys: Int
    public var voidRecords: Int
  }

  /// The keys of one rule, sorted; the parallel part of the work. `rule` is an index into the model's rules.
  public struct RuleBlocks: Sendable {
    var offsets: [Int] = [0]
    var members: [UInt32] = []
    var report: RuleReport
  }

  /// Complexity: O(keys) per rule.
  public static func blocks(
    ofRule rule: Int, _ table: RecordTable, _ classes: SharingClasses, _ model: Model
  ) -> RuleBlocks {
    let maker = BlockingKeys(table, model.blocking)
    var keys: [UInt64] = []
    var records: [UInt32] = []
    var scratch: [UInt64] = []
    var keyed = 0
    for record in 0..<table.recordCount {
      scratch.removeAll(keepingCapacity: true)
      maker.append(rule: rule, record: record, table, classes, to: &scratch)
      if scratch.isEmpty { continue }
      keyed += 1
      for key in scratch {
        keys.append(key)
        records.append(UInt32(record))
      }
    }
    sortByKey(&keys, &records)
    let limit = model.blocking[rule].blockMax
    var made = RuleBlocks(
      report: RuleReport(
        rule: model.blocking[rule], keyedRecords: keyed, blocks: 0, largestBlock: 0, voidKeys: 0, voidRecords: 0))
    var start = 0
    while start < keys.count {
      var end = start + 1
      while end < keys.count, keys[end] == keys[start] { end += 1 }
      if end - start > limit {
        made.report.voidKeys += 1
        made.report.voidRecords += end - start
      } else if end - start > 1 {
        made.members.append(contentsOf: records[start..<end])
        made.offsets.append(made.members.count)
        made.report.blocks += 1
        made.report.largestBlock = max(made.report.largestBlock, end - start)
      }
      start = end
    }
    return made
  }

  /// Joins the rules' blocks in rule order.
  public init(joining rules: [RuleBlocks], recordCount: Int) {
    var blockOffsets = [0]
    var members: [UInt32] = []
    var ruleOfBlock: [UInt8] = []
    members.reserveCapacity(rules.reduce(0) { $0 + $1.members.count })
    for (index, rule) in rules.enumerated() {
      let base = members.count
      members.append(contentsOf: rule.members)
      for offset in rule.offsets.dropFirst() { blockOffsets.append(base + offset) }
      ruleOfBlock.append(contentsOf: repeatElement(UInt8(index), count: rule.offsets.count - 1))
    }
    var recordOffsets = [Int](repeating: 0, count: recordCount + 1)
    for record in members { recordOffsets[Int(record) + 1] += 1 }
    for record in 0..<recordCount { recordOffsets[record + 1] += recordOffsets[record] }
    var next = recordOffsets
    var recordBlocks = [UInt32](repeating: 0, count: members.count)
    for block in 0..<ruleOfBlock.count {
      for position in blockOffsets[block]..<blockOffsets[block + 1] {
        let record = Int(members[position])
        recordBlocks[next[record]] = UInt32(block)
        next[record] += 1
      }
    }
    self.blockOffsets = blockOffsets
    self.members = members
    self.recordOffsets = recordOffsets
    self.recordBlocks = recordBlocks
    self.ruleOfBlock = ruleOfBlock
    report = rules.map(\.report)
  }

  /// Radix sort, least significant digit first, stable: equal keys keep records ascending.
  package static func sortByKey(_ keys: inout [UInt64], _ records: inout [UInt32]) {
    let digitBits: UInt64 = 11
    let buckets = 1 << Int(digitBits)
    var otherKeys = [UInt64](repeating: 0, count: keys.count)
    var otherRecords = [UInt32](repeating: 0, count: keys.count)
    var shift: UInt64 = 0
    while shift < 64 {
      var counts = [Int](repeating: 0, count: buckets + 1)
      for key in keys { counts[Int(truncatingIfNeeded: key >> shift) & (buckets - 1) + 1] += 1 }
      for bucket in 0..<buckets { counts[bucket + 1] += counts[bucket] }
      for index in keys.indices {
        let bucket = Int(truncatingIfNeeded: keys[index] >> shift) & (buckets - 1)
        otherKeys[counts[bucket]] = keys[index]
        otherRecords[counts[bucket]] = records[index]
        counts[bucket] += 1
      }
      swap(&keys, &otherKeys)
      swap(&records, &otherRecords)
      shift += digitBits
    }
  }
}
