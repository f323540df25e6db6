import Identity
import Linkage
import Normalization
import TestKit
import Testing

/// Blocks against plain pairs: every two records that share a live key meet once, under the first rule.
@Suite struct BlockIndexTests {
  /// Which rule each pair meets under, worked out from sets of keys as bytes.
  private func naivePairs(_ table: RecordTable, _ world: SmallWorld, _ classes: SharingClasses, _ model: Model) -> [[Int]: Int] {
    struct Key: Hashable {
      var label: String
      var key: NormalizedKey
    }
    var found: [[Int]: Int] = [:]
    for (number, rule) in model.blocking.enumerated() {
      let asksName = rule.keys.contains(.nameGroup) || rule.keys.contains(.nameFull)
      let attributeOf: [KeyKind: Attribute] = [
        .emailAccount: .email, .phoneLine: .phone, .identifierExact: .identifier, .nameGroup: .name, .nameFull: .name,
        .nameFamily: .name, .birthDay: .birthDate, .textExact: .text,
      ]
      var carriers: [[Key]: Set<Int>] = [:]
      for record in 0..<table.recordCount {
        let row = world.rows[Int(table.tags[record])]
        var combinations: [[Key]] = [[]]
        for kind in rule.keys {
          var keys: Set<Key> = []
          for entry in row.values where entry.column.attribute == attributeOf[kind]! {
            let column = table.columns.firstIndex { $0.id == entry.column }!
            let ids = table.columns[column].values(of: record).map { table.columns[column].values[$0] }
            let id = ids.first { id in
              let dictionary = table.columns[column].dictionary
              return dictionary.canonical[Int(id)].elementsEqual(entry.value.canonical)
                && dictionary.form[Int(id)].elementsEqual(entry.value.form) && dictionary.flags[Int(id)] == entry.value.flags
            }!
            let sharing = classes.classes[column][Int(id)]
            if sharing >= .relay { continue }
            if sharing != .person, !asksName, kind == .emailAccount || kind == .phoneLine { continue }
            for key in entry.value.keys where key.kind == kind { keys.insert(Key(label: entry.column.label, key: key)) }
          }
          combinations = combinations.flatMap { start in keys.map { start + [$0] } }
        }
        for combination in combinations { carriers[combination, default: []].insert(record) }
      }
      for records in carriers.values where records.count <= rule.blockMax {
        for left in records {
          for right in records where left < right && found[[left, right]] == nil { found[[left, right]] = number }
        }
      }
    }
    return found
  }

  @Test func `pairs that share a live key meet once, under the first rule`() {
    for seed in seeds(few: 600) {
      var generator = SeededGenerator(seed: seed)
      let random = RandomWorld(&generator)
      var model = random.model
      model.reviewThreshold = MatchWeight(rawValue: .min)
      let table = random.world.table().table
      let linked = LinkedWorld(table, model)
      let naive = naivePairs(table, random.world, linked.classes, model)
      let met = linked.found.edges.map { [Int($0.left.rawValue), Int($0.right.rawValue)] }
      #expect(Set(met) == Set(naive.keys), "seed \(seed)\n\(random.text)")
      #expect(met.count == naive.count && linked.found.pairCount == naive.count, "met once, seed \(seed)")
      let ofRule = model.blocking.indices.map { rule in naive.values.filter { $0 == rule }.count }
      #expect(linked.found.pairsOfRule == ofRule, "seed \(seed)\n\(random.text)")
      if Set(met) != Set(naive.keys) { return }
    }
  }

  @Test(arguments: [2_047, 2_048, 2_049, 2_050, 4_100])
  func `a record that meets thousands under two rules meets each once`(partnerCount: Int) {
    // All share one phone and one name: two rules bring the same pairs together, in the same order.
    let text = (0...partnerCount).map { "record x/\(100_000 + $0) name=Pat.Stone phone=010-2345-6789" }.joined(separator: "\n")
    var model = Model.small
    model.carriersMax = 10_000
    model.blocking = [
      BlockingRule(id: 1, keys: [.phoneLine], blockMax: 10_000), BlockingRule(id: 2, keys: [.nameFull], blockMax: 10_000),
    ]
    let table = SmallWorld(text).table().table
    let classes = SharingClasses(table, model)
    let blocks = BlockIndex(
      joining: model.blocking.indices.map { BlockIndex.blocks(ofRule: $0, table, classes, model) }, recordCount: table.recordCount)
    for left in [0, 1] {
      let found = PairScorer(table, model, classes).edges(in: left..<left + 1, blocks)
      #expect(found.pairCount == partnerCount - left && found.pairsOfRule == [partnerCount - left, 0])
      #expect(Set(found.edges.map(\.right)).count == found.edges.count)
    }
  }

  @Test func `explanations name the rules under which two records meet`() {
    let world = SmallWorld(
      """
      record x/a name=Pat.Stone email=user1x@example.org phone=010-2345-6789
      record x/b name=Pat.Stone email=user1x@example.org
      record x/c phone=010-2345-6789
      """)
    let linked = LinkedWorld(world.table().table, .small)
    let rows: [(Int, Int, [Int16])] = [(0, 1, [1, 4, 6]), (0, 2, [2]), (1, 2, []), (1, 0, [1, 4, 6])]
    for (left, right, rules) in rows {
      #expect(linked.scorer.explain(left, right, linked.blocks).rules.map(\.id) == rules, "\(left), \(right)")
    }
  }

  @Test func `a key over the limit is void by an exact count`() {
    let rows = (0..<6).map { "record x/\($0) text.job=baker" }.joined(separator: "\n")
    for (blockMax, blocks, pairs) in [(5, 0, 0), (6, 1, 15), (7, 1, 15)] {
      var model = Model.small
      model.blocking = [BlockingRule(id: 1, keys: [.textExact], blockMax: blockMax)]
      let linked = LinkedWorld(SmallWorld(rows).table().table, model)
      let report = linked.blocks.report[0]
      #expect(linked.found.pairCount == pairs, "block_max \(blockMax)")
      #expect(report.blocks == blocks && report.voidKeys == 1 - blocks && report.voidRecords == 6 * (1 - blocks))
      #expect(report.keyedRecords == 6 && report.largestBlock == 6 * blocks)
    }
  }

  @Test func `values of two schemes never meet`() {
    let linked = LinkedWorld(SmallWorld("record x/a id.ssn=A12345\nrecord x/b id.card=A12345").table().table, .small)
    #expect(linked.found.pairCount == 0)
  }

  /// Blocks of numbered keys against the hashes that `BlockingKeys` makes of each record.
  @Test func `records with many keys, and rules of three parts, meet by the keys that each record makes`() {
    for seed in seeds(few: 40) {
      var generator = SeededGenerator(seed: seed)
      let count = 4 + generator.below(20)
      let rows = (0..<count).map { record in
        var row = "record x/\(record)"
        for (field, most) in [("name", 14), ("email", 12), ("birth", 3), ("id.ssn", 2), ("id.card", 2)] {
          let few = generator.oneIn(3) ? most : 2
          for _ in 0..<generator.below(few + 1) {
            let number = generator.below(generator.pick([3, 40]))
            row += " " + [
              "name": "name=\(generator.pick(["Pat", "Ann", "Bob", "Cid"])).S\(String(repeating: "t", count: number % 9))one",
              "email": "email=user\(number)x@example.org", "birth": "birth=198\(number % 10)-01-1\(number % 3)",
              "id.ssn": "id.ssn=A1234\(number % 10)", "id.card": "id.card=A1234\(number % 10)",
            ][field]!
          }
        }
        return row
      }
      let table = SmallWorld(rows.joined(separator: "\n")).table().table
      var model = Model.small
      model.reviewThreshold = MatchWeight(rawValue: .min)
      model.sharing = SharingSteps(personalNamesMax: 3, householdNamesMax: 6, householdFamiliesMax: 4)
      let rules: [[KeyKind]] = [
        [.emailAccount], [.nameFull], [.nameToken], [.emailAccount, .nameFull], [.nameToken, .emailAccount],
        [.nameFull, .birthDay, .emailAccount], [.identifierExact, .nameToken, .birthYearMonth], [.identifierExact],
      ]
      model.blocking = rules.enumerated().map {
        BlockingRule(id: Int16($0.offset), keys: $0.element, blockMax: generator.pick([2, 4, 100]))
      }
      let linked = LinkedWorld(table, model)
      let maker = BlockingKeys(table, model.blocking)
      var expected: [[Int]: Int] = [:]
      for (rule, limit) in model.blocking.map(\.blockMax).enumerated() {
        // Who carries a key, and who speaks by it: values that are a crowd's count, and bring nobody together.
        var carriers: [UInt64: Int] = [:]
        var speakers: [UInt64: [Int]] = [:]
        var keyed = 0
        for record in 0..<table.recordCount {
          var keys: [UInt64] = []
          maker.append(rule: rule, record: record, table, nil, to: &keys)
          if !keys.isEmpty { keyed += 1 }
          for key in keys { carriers[key, default: 0] += 1 }
          keys = []
          maker.append(rule: rule, record: record, table, linked.classes, to: &keys)
          for key in keys { speakers[key, default: []].append(record) }
        }
        let live = speakers.filter { carriers[$0.key]! <= limit }.map(\.value)
        let report = linked.blocks.report[rule]
        #expect(report.keyedRecords == keyed, "seed \(seed), rule \(rule)")
        #expect(report.voidKeys == carriers.values.count { $0 > limit }, "seed \(seed), rule \(rule)")
        #expect(report.blocks == live.count { $0.count > 1 }, "seed \(seed), rule \(rule)")
        for records in live {
          for left in records { for right in records where left < right && expected[[left, right]] == nil { expected[[left, right]] = rule } }
        }
      }
      let met = Set(linked.found.edges.map { [Int($0.left.rawValue), Int($0.right.rawValue)] })
      #expect(met == Set(expected.keys), "seed \(seed)\n\(rows.joined(separator: "\n"))")
      #expect(linked.found.pairsOfRule == rules.indices.map { rule in expected.values.count { $0 == rule } }, "seed \(seed)")
    }
  }

  @Test func `the radix sort sorts as the standard sort does`() {
    for seed in seeds(few: 50) {
      var generator = SeededGenerator(seed: seed)
      let count = generator.below(3_000)
      let mask: UInt64 = generator.pick([.max, 0xFF, 1 << 63 | 7, 0, 0xFFFF_FFFF_0000])
      var keys = (0..<count).map { _ in generator.next() & mask }
      var records = (0..<UInt32(count)).map { $0 }
      let expected = zip(keys, records).sorted { ($0.0, $0.1) < ($1.0, $1.1) }
      RadixSort.sort(&keys, &records)
      #expect(keys == expected.map(\.0) && records == expected.map(\.1), "seed \(seed)")
    }
  }
}
