/// Which records meet: blocks of records that share a live key, both ways round.
///
/// Built by counting numbered keys a rule at a time. A key that more than the rule's `blockMax` records
/// carry is void: an exact count, whoever's the values are, so that a posting list tells it. Pairs are never
/// listed; they are met by walking the blocks of one record after the other.
public struct BlockIndex: Sendable {
  /// The blocks one after the other, in rule order; records of a block ascending, its last one marked.
  public let members: [UInt32]
  /// Blocks of rule k: `members[ruleStarts[k]..<ruleStarts[k + 1]]`.
  public let ruleStarts: [Int]
  /// Where record r stands in `members`, ascending: `places[recordOffsets[r]..<recordOffsets[r + 1]]`.
  /// The last place of a block is left out: nobody comes after it.
  public let recordOffsets: [UInt32]
  public let places: [UInt32]
  public let report: [RuleReport]

  static let lastMark: UInt32 = 1 << 31

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

  /// The blocks of one rule: the parallel part of the work.
  public struct RuleBlocks: Sendable {
    /// As in `BlockIndex.members`.
    var members: [UInt32] = []
    var report: RuleReport
  }

  /// What several rules ask for: made once, and handed to each of them.
  public static func sharedSources(_ model: Model) -> [KeyColumn.Source] {
    var counts: [KeyColumn.Source: Int] = [:]
    for rule in model.blocking { for source in Set(rule.sources) { counts[source, default: 0] += 1 } }
    return counts.filter { $0.value > 1 }.keys.sorted()
  }

  /// Whether any of the rules asks for these keys.
  public static func isAsked(for source: KeyColumn.Source, in rules: Range<Int>, _ model: Model) -> Bool {
    model.blocking[rules].contains { $0.sources.contains(source) }
  }

  /// - Parameters:
  ///   - rule: an index into the model's rules.
  ///   - known: columns of keys that are made already; the others are made here.
  /// - Complexity: O(keys), and O(combinations) for a rule of several parts.
  public static func blocks(
    ofRule rule: Int, _ table: RecordTable, _ classes: SharingClasses, _ model: Model,
    _ known: [KeyColumn.Source: KeyColumn] = [:]
  ) -> RuleBlocks {
    var made = RuleBlocks(
      report: RuleReport(
        rule: model.blocking[rule], keyedRecords: 0, blocks: 0, largestBlock: 0, voidKeys: 0, voidRecords: 0))
    let sources = model.blocking[rule].sources
    guard let last = sources.last else { return made }
    func column(_ source: KeyColumn.Source) -> KeyColumn { known[source] ?? KeyColumn(source, table, classes) }
    var keys = column(sources[0])
    if sources.count == 1 {
      made.add(keys)
      return made
    }
    for source in sources[1..<(sources.count - 1)] { keys = KeyColumn(crossing: keys, column(source)) }
    made.add(CrossedKeys(keys, column(last)))
    return made
  }

  /// Joins the rules' blocks in rule order.
  public init(joining rules: consuming [RuleBlocks], recordCount: Int) {
    report = rules.map(\.report)
    let total = rules.reduce(0) { $0 + $1.members.count }
    precondition(total <= Int(UInt32.max) && recordCount < Int(BlockIndex.lastMark), "blocks have at most 2^32 - 1 places")
    var members: [UInt32] = []
    members.reserveCapacity(total)
    var ruleStarts = [0]
    for rule in rules.indices {
      members.append(contentsOf: rules[rule].members)
      rules[rule].members = []
      ruleStarts.append(members.count)
    }
    var recordOffsets = [UInt32](repeating: 0, count: recordCount + 1)
    for member in members where member < BlockIndex.lastMark { recordOffsets[Int(member) &+ 1] &+= 1 }
    for record in 0..<recordCount { recordOffsets[record &+ 1] &+= recordOffsets[record] }
    var next = recordOffsets
    var places = [UInt32](repeating: 0, count: Int(recordOffsets[recordCount]))
    for place in members.indices where members[place] < BlockIndex.lastMark {
      let record = Int(members[place])
      places[Int(next[record])] = UInt32(truncatingIfNeeded: place)
      next[record] &+= 1
    }
    self.members = members
    self.ruleStarts = ruleStarts
    self.recordOffsets = recordOffsets
    self.places = places
  }

  /// The report alone, for who needs to know what there was and not who meets.
  public var withoutMembers: BlockIndex { BlockIndex(report: report) }

  private init(report: [RuleReport]) {
    self.report = report
    members = []
    ruleStarts = Array(repeating: 0, count: report.count + 1)
    recordOffsets = [0]
    places = []
  }

  /// Rules under which two records share a live key, as indexes, ascending.
  func rules(of left: Int, _ right: Int) -> [Int] {
    let (low, high) = (min(left, right), max(left, right))
    var found: [Int] = []
    var rule = 0
    for index in Int(recordOffsets[low])..<Int(recordOffsets[low + 1]) {
      var place = Int(places[index])
      while place >= ruleStarts[rule + 1] { rule += 1 }
      if found.last == rule { continue }
      while members[place] < BlockIndex.lastMark {
        place += 1
        if Int(members[place] & ~BlockIndex.lastMark) == high {
          found.append(rule)
          break
        }
      }
    }
    return found
  }
}

extension BlockIndex.RuleBlocks {
  /// The blocks of a rule of one part, by counting.
  fileprivate mutating func add(_ keys: KeyColumn) {
    let limit = report.rule.blockMax
    let skipped = UInt32.max
    var next = [UInt32](repeating: skipped, count: keys.carriers.count)
    var total = 0
    for number in keys.carriers.indices {
      let count = Int(keys.carriers[number])
      let speaking = keys.silentCarriers.isEmpty ? count : count - Int(keys.silentCarriers[number])
      if count > limit {
        // A limit of one or none leaves no pairs, but its keys are void all the same.
        report.voidKeys += 1
        report.voidRecords += count
      } else if speaking > 1 {
        next[number] = UInt32(truncatingIfNeeded: total)
        total += speaking
        report.blocks += 1
        report.largestBlock = max(report.largestBlock, speaking)
      }
    }
    members = Array(repeating: 0, count: total)
    for record in 0..<keys.recordCount {
      let range = keys.keys(of: record)
      if !range.isEmpty { report.keyedRecords += 1 }
      for position in range where keys.numbers[position] < KeyColumn.silentMark {
        let number = Int(keys.numbers[position])
        let place = next[number]
        if place == skipped { continue }
        members[Int(place)] = UInt32(truncatingIfNeeded: record)
        next[number] = place &+ 1
      }
    }
    // Each key now points behind its last record.
    for place in next where place != skipped { members[Int(place) - 1] |= BlockIndex.lastMark }
  }

  fileprivate mutating func add(_ crossed: CrossedKeys) {
    let limit = report.rule.blockMax
    report.keyedRecords = crossed.keyedRecords
    var members: [UInt32] = []
    // A limit below two makes even a key of one record void, which then has to be counted.
    crossed.visitGroups(leastCarriers: limit < 1 ? 1 : 2) { records, _, _ in
      if records.count > limit {
        report.voidKeys += 1
        report.voidRecords += records.count
        return
      }
      let start = members.count
      for record in records where record & CrossedKeys.silentMark == 0 { members.append(CrossedKeys.record(record)) }
      if members.count - start < 2 {
        members.removeLast(members.count - start)
        return
      }
      members[members.count - 1] |= BlockIndex.lastMark
      report.blocks += 1
      report.largestBlock = max(report.largestBlock, members.count - start)
    }
    self.members = members
  }
}
