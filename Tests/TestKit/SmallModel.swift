public import Identity
public import Linkage
import Normalization

/// A model with round weights, so that a test can be checked in the head. It is nobody's default.
extension Model {
  public static var small: Model {
    Model(
      name: "small", prior: bits(-18), matchThreshold: bits(3), reviewThreshold: bits(-4), ambiguityMargin: bits(4),
      carriersMax: 1_000, componentMax: 100,
      sharing: SharingSteps(personalNamesMax: 2, householdNamesMax: 4, householdFamiliesMax: 2),
      comparisons: [
        // apart, conflict, different, given, similar, compatible, near, variant, cross-script, reordered, same
        comparison(.name, [-6, -6, -3, -1, -1, 4, 8, 8, 12, 14, 16], frequencyFromLevel: 7),
        comparison(.email, [-1, 5, 3, 8, 19], household: 8, shared: 2, agreementSettles: true),
        comparison(.phone, [-1, 4, 12, 12, 18], household: 7, shared: 1),
        comparison(.birthDate, [-6, 1, -1, 0, 3, 6, 12], agreementSettles: true),
        comparison(.handle, [-1, 5, 9, 18], household: 8, shared: 2),
        comparison(.gender, [-4, 1]),
        comparison(.organisation, [-4, 1, 6, 9, 13], household: 9, shared: 7),
        comparison(.identifier, [-3, 8, 22], household: 6, shared: 1, issuedOnce: ["ssn"]),
        comparison(.text, [-1, 2, 5], columnsMax: 2),
        // different, area, near, loose, building, open, unit
        comparison(.address, [-1, 2, 4, 6, 8, 10, 12], household: 6, shared: 4),
      ],
      blocking: [
        BlockingRule(id: 1, keys: [.emailAccount], blockMax: 1_000),
        BlockingRule(id: 2, keys: [.phoneLine], blockMax: 1_000),
        BlockingRule(id: 3, keys: [.identifierExact], blockMax: 200),
        BlockingRule(id: 4, keys: [.emailAccount, .nameGroup], blockMax: 1_000),
        BlockingRule(id: 5, keys: [.phoneLine, .nameGroup], blockMax: 1_000),
        BlockingRule(id: 6, keys: [.nameFull], blockMax: 60),
        BlockingRule(id: 7, keys: [.nameFamily, .birthDay], blockMax: 100),
        BlockingRule(id: 8, keys: [.textExact], blockMax: 60),
      ],
      exclusions: [
        Exclusion(conditions: [(.name, 1...2), (.birthDate, 1...1)], unless: [(.birthDate, 5...7)]),
        Exclusion(conditions: [(.name, 1...2), (.birthDate, 7...7), (.phone, 5...5)]),
        Exclusion(conditions: [(.identifier, 1...1)], columnCountMin: 2),
        Exclusion(conditions: [(.identifier, 1...1), (.birthDate, 1...1)], unless: [(.birthDate, 5...7), (.identifier, 3...3)]),
      ], frequencies: TermFrequencies(rarity: [:], unknownFamily: 11_000, unknownGiven: 9_000))
  }

  public static func bits(_ bits: Int) -> MatchWeight { MatchWeight(millibits: bits * 1_000) }

  public static func comparison(
    _ attribute: Attribute, _ levels: [Int], household: Int? = nil, shared: Int? = nil, frequencyFromLevel: UInt8? = nil,
    columnsMax: Int = .max, agreementSettles: Bool = false, issuedOnce: [String] = []
  ) -> Comparison {
    Comparison(
      attribute: attribute, weights: [.zero] + levels.map(bits), householdWeight: household.map(bits),
      sharedWeight: shared.map(bits), frequencyFromLevel: frequencyFromLevel, columnsMax: columnsMax,
      agreementSettles: agreementSettles, issuedOnce: issuedOnce)
  }
}

/// All stages in one thread, for tests of the engine.
public struct LinkedWorld: Sendable {
  public let table: RecordTable
  public let classes: SharingClasses
  public let blocks: BlockIndex
  public let scorer: PairScorer
  public let found: RangeEdges
  public let components: Components
  public let partition: Partition

  /// - Parameters:
  ///   - recordCuts: where the comparing of records is cut into ranges, ascending.
  ///   - componentCuts: the same for clustering.
  public init(
    _ table: RecordTable, _ model: Model, judgements: [RecordJudgement] = [], freeOfDuplicates: Set<String> = [], recordCuts: [Int] = [],
    componentCuts: (Int) -> [Int] = { _ in [] }
  ) {
    let classes = SharingClasses(table, model)
    let blocks = BlockIndex(
      joining: model.blocking.indices.map { BlockIndex.blocks(ofRule: $0, table, classes, model) },
      recordCount: table.recordCount)
    let scorer = PairScorer(table, model, classes, freeOfDuplicates: freeOfDuplicates)
    let parts = LinkedWorld.ranges(0..<table.recordCount, cutAt: recordCuts).map { scorer.edges(in: $0, blocks) }
    var found = parts[0]
    for part in parts.dropFirst() {
      found.edges += part.edges
      found.pairCount += part.pairCount
      for rule in part.pairsOfRule.indices { found.pairsOfRule[rule] += part.pairsOfRule[rule] }
    }
    let components = Components(
      recordCount: table.recordCount, strongEdges: found.edges.filter { $0.weight >= model.matchThreshold },
      judgements: judgements)
    let agglomeration = Agglomeration(scorer)
    var results: [ComponentResult] = []
    for range in LinkedWorld.ranges(0..<components.count, cutAt: componentCuts(components.count)) {
      results += agglomeration.clusters(of: range, components)
    }
    self.table = table
    self.classes = classes
    self.blocks = blocks
    self.scorer = scorer
    self.found = found
    self.components = components
    var partition = Partition(
      recordCount: table.recordCount, edges: found.edges, results: results, judgements: judgements, model: model)
    partition.nameDeclaredSources(table, freeOfDuplicates)
    self.partition = partition
  }

  /// Source keys of each cluster; clusters and keys ascending.
  public var customers: [[SourceKey]] {
    var members: [UInt32: [SourceKey]] = [:]
    for record in 0..<table.recordCount { members[partition.cluster[record], default: []].append(table.key(record)) }
    return members.values.map { $0.sorted() }.sorted { $0[0] < $1[0] }
  }

  static func ranges(_ whole: Range<Int>, cutAt cuts: [Int]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = whole.lowerBound
    for cut in cuts where cut > start && cut < whole.upperBound {
      ranges.append(start..<cut)
      start = cut
    }
    return ranges + [start..<whole.upperBound]
  }
}
