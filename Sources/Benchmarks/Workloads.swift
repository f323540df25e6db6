import CAllocations
import Identity
import Linkage
import Normalization

private let instagram = Array("instagram".utf8)

extension Workload {
  static let all: [Workload] = [
    normalise("email", 200_000) { $0.email() } through: { normalizer, raw, into in normalizer.email(raw, into: into) },
    normalise("phone", 200_000) { $0.phone() } through: { normalizer, raw, into in
      normalizer.phone(raw, region: [0x4B, 0x52], into: into)
    },
    normalise("name", 100_000) { $0.name() } through: { normalizer, raw, into in
      normalizer.name(NameParts(full: raw), into: into)
    },
    normalise("name-hangul", 100_000) { $0.hangulName() } through: { normalizer, raw, into in
      normalizer.name(NameParts(full: raw), into: into)
    },
    normalise("name-latin", 100_000) { $0.latinName() } through: { normalizer, raw, into in
      normalizer.name(NameParts(full: raw), into: into)
    },
    normalise("korean-address", 100_000) { $0.koreanAddress() } through: { normalizer, raw, into in
      normalizer.address(AddressParts(line: raw), into: into)
    },
    normalise("address", 100_000) { $0.address() } through: { normalizer, raw, into in
      normalizer.address(AddressParts(line: raw), into: into)
    },
    normalise("birth-date", 200_000) { $0.birthDate() } through: { normalizer, raw, into in
      normalizer.birthDate(raw, order: .yearMonthDay, into: into)
    },
    normalise("handle", 200_000) { $0.handle() } through: { normalizer, raw, into in
      normalizer.handle(raw, platform: instagram, into: into)
    },
    normalise("text", 200_000) { $0.text() } through: { normalizer, raw, into in normalizer.text(raw, into: into) },
    Workload(name: "build-table", about: "records normalised and built into a table; per record", size: 100_000, smokeSize: 500) { size in
      let (table, outcome) = Outcome.of { Population.table(recordCount: size) }
      var answer: UInt64 = 0
      for column in table.columns { answer = KeyHash.combine(answer, UInt64(column.dictionary.idLimit)) }
      return outcome.with(itemCount: table.recordCount, answer: answer)
    },
    Workload(name: "block", about: "sharing classes and blocks of a table; per record", size: 100_000, smokeSize: 500) { size in
      let table = Population.table(recordCount: size)
      let (blocks, outcome) = Outcome.of { blocked(table, SharingClasses(table, model)) }
      var answer: UInt64 = 0
      for member in blocks.members { answer = KeyHash.combine(answer, UInt64(member)) }
      return outcome.with(itemCount: table.recordCount, answer: answer)
    },
    Workload(name: "compare", about: "candidate pairs met and scored; per pair", size: 100_000, smokeSize: 500) { size in
      let table = Population.table(recordCount: size)
      let classes = SharingClasses(table, model)
      let blocks = blocked(table, classes)
      let scorer = PairScorer(table, model, classes)
      let (found, outcome) = Outcome.of { scorer.edges(in: 0..<table.recordCount, blocks) }
      return outcome.with(itemCount: found.pairCount, answer: hash(found.edges))
    },
    Workload(name: "cluster", about: "components of a table clustered; per strong edge", size: 100_000, smokeSize: 500) { size in
      let table = Population.table(recordCount: size)
      let classes = SharingClasses(table, model)
      let scorer = PairScorer(table, model, classes)
      let edges = scorer.edges(in: 0..<table.recordCount, blocked(table, classes)).edges
      return cluster(table, scorer, edges)
    },
    Workload(
      name: "cluster-chain-100k", about: "one component: a chain of strong edges; per edge", size: 100_000, smokeSize: 500
    ) { size in
      clusterLarge(size, edge: { ($0 - 1, $0) }, carries: { [$0, $0 + 1] })
    },
    Workload(
      name: "cluster-star-100k", about: "one component: a star of strong edges; per edge", size: 100_000, smokeSize: 500
    ) { size in
      clusterLarge(size, edge: { (0, $0) }, carries: { $0 == 0 ? Array(0..<200) : [$0 % 200] })
    },
    Workload(
      name: "cluster-even-chain", about: "a chain whose edges all weigh the same, so that it falls at once", size: 100_000,
      smokeSize: 500
    ) { size in
      clusterLarge(size, edge: { ($0 - 1, $0) }, carries: { [$0, $0 + 1] }, spreadMillibits: 1)
    },
  ] + namePairs

  private static func normalise(
    _ kind: String, _ size: Int, _ make: @escaping @Sendable (inout Population) -> [UInt8],
    through normalise: @escaping @Sendable (Normalizer, [UInt8], (NormalizedValue) -> Void) -> Void
  ) -> Workload {
    Workload(name: "normalise-\(kind)", about: "one field to its values; per field", size: size, smokeSize: 200) { size in
      var people = Population(seed: 10)
      let fields = (0..<size).map { _ in make(&people) }
      let normalizer = Normalizer(today: CivilDate(daysSince1970: 20_454))
      var warm = 0
      normalise(normalizer, fields[0]) { _ in warm += 1 }
      var answer = UInt64(warm)
      let allocations = kindred_allocation_count()
      let (_, nanoseconds) = timed {
        for field in fields {
          normalise(normalizer, field) { value in
            answer = KeyHash.combine(answer, value.keys.first.map { KeyHash.hash($0) } ?? 0)
          }
        }
      }
      return Outcome(
        itemCount: size, nanoseconds: nanoseconds, answer: answer, allocationCount: kindred_allocation_count() - allocations)
    }
  }

  private static func blocked(_ table: RecordTable, _ classes: SharingClasses) -> BlockIndex {
    BlockIndex(
      joining: model.blocking.indices.map { BlockIndex.blocks(ofRule: $0, table, classes, model) },
      recordCount: table.recordCount)
  }

  private static func cluster(_ table: RecordTable, _ scorer: PairScorer, _ edges: [Edge]) -> Outcome {
    let strong = edges.filter { $0.weight >= scorer.model.matchThreshold }
    let (partition, outcome) = Outcome.of {
      let components = Components(recordCount: table.recordCount, strongEdges: strong, judgements: [])
      return Partition(
        recordCount: table.recordCount, edges: edges,
        results: Agglomeration(scorer).clusters(of: 0..<components.count, components), judgements: [], model: scorer.model)
    }
    var answer = hash(partition.possibleMatches.map(\.evidence))
    for record in partition.cluster { answer = KeyHash.combine(answer, UInt64(record)) }
    return outcome.with(itemCount: strong.count, answer: answer)
  }

  /// A component far above `componentMax`, with weights spread so that the cut rises level by level.
  private static func clusterLarge(
    _ size: Int, edge: (Int) -> (Int, Int), carries: (Int) -> [Int], spreadMillibits: UInt64 = 40_000
  ) -> Outcome {
    let normalizer = Normalizer(today: CivilDate(daysSince1970: 20_454))
    var builder = RecordTable.Builder()
    for record in 0..<size {
      let digits = String(record)
      let id = Array((String(repeating: "0", count: 6 - digits.utf8.count) + digits).utf8)
      builder.beginRecord(source: "x", id: id, timestamp: 0, tag: Int64(record), content: 0)
      for card in carries(record) {
        normalizer.identifier(Array("C\(card)X".utf8), scheme: Array("card".utf8)) {
          builder.add($0, to: ColumnID(.identifier, label: "card"), isVerified: false)
        }
      }
    }
    let table = builder.build().table
    let edges = (1..<size).map { record in
      let (left, right) = edge(record)
      return Edge(
        left: RecordIndex(rawValue: UInt32(left)), right: RecordIndex(rawValue: UInt32(right)),
        weight: MatchWeight(millibits: 3_000 + Int(KeyHash.mix(UInt64(record)) % spreadMillibits)))
    }
    return cluster(table, PairScorer(table, model, SharingClasses(table, model)), edges)
  }

  private static func hash(_ edges: [Edge]) -> UInt64 {
    edges.reduce(0) { hash, edge in
      KeyHash.combine(
        hash,
        KeyHash.combine(
          UInt64(edge.left.rawValue) << 32 | UInt64(edge.right.rawValue), UInt64(bitPattern: Int64(edge.weight.rawValue))))
    }
  }

  /// Fixed here, so that a change of the default model does not change what is measured.
  private static let model = Model(
    name: "benchmark", prior: MatchWeight(millibits: -18_000), matchThreshold: MatchWeight(millibits: 3_000),
    reviewThreshold: MatchWeight(millibits: -4_000), ambiguityMargin: MatchWeight(millibits: 4_000), carriersMax: 1_000,
    componentMax: 100, sharing: SharingSteps(personalNamesMax: 2, householdNamesMax: 6, householdFamiliesMax: 2),
    comparisons: [
      comparison(.name, [-6, -6, -3, -1, -1, 4, 12, 13, 15, 15, 19]), comparison(.email, [-1, 10, 5, 13, 19], household: 8),
      comparison(.phone, [-1, 5, 14, 10, 18], household: 7), comparison(.birthDate, [-6, 2, -1, 2, 3, 6, 14]),
      comparison(.identifier, [-3, 9, 23]),
    ],
    blocking: [
      BlockingRule(id: 1, keys: [.emailAccount], blockMax: 1_000), BlockingRule(id: 2, keys: [.phoneLine], blockMax: 1_000),
      BlockingRule(id: 3, keys: [.emailAccount, .nameGroup], blockMax: 1_000),
      BlockingRule(id: 4, keys: [.phoneLine, .nameGroup], blockMax: 1_000),
      BlockingRule(id: 5, keys: [.nameGroup, .birthDay], blockMax: 200), BlockingRule(id: 6, keys: [.nameFull], blockMax: 200),
      BlockingRule(id: 7, keys: [.nameSound, .birthMonthDay], blockMax: 100),
    ],
    exclusions: [Exclusion(conditions: [(.name, 1...2), (.birthDate, 1...1)])],
    frequencies: TermFrequencies(rarity: [:], unknownFamily: 11_000, unknownGiven: 9_000))

  private static func comparison(_ attribute: Attribute, _ bits: [Int], household: Int? = nil) -> Comparison {
    Comparison(
      attribute: attribute, weights: [.zero] + bits.map { MatchWeight(millibits: $0 * 1_000) },
      householdWeight: household.map { MatchWeight(millibits: $0 * 1_000) }, sharedWeight: household == nil ? nil : .zero)
  }
}
