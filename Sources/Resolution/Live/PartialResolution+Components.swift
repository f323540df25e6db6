import Identity
import Linkage

/// The components of touched records as they are now: compared anew where they may differ, followed along kept
/// edges everywhere else, and clustered as the batch does.
extension PartialResolution {
  /// Completes the components of some records.
  ///
  /// - Parameters:
  ///   - touched: whose edges may be others now; all of them in the unit, or not there any more.
  ///   - changed: records of which it matters, as of those of the unit, which retired ids last had them.
  /// - Returns: every edge that a record of the unit has, and those of touched records by themselves.
  mutating func component(
    of unit: inout Set<RecordNumber>, _ touched: Set<RecordNumber>, changed: Set<RecordNumber>
  ) async throws -> (edges: [Pair: MatchWeight], fresh: [Pair: MatchWeight]) {
    let fresh = try await compared(touched.filter { part.members[$0] != nil })
    var edges = fresh
    var next = Set<RecordNumber>()
    for (pair, weight) in fresh where weight >= model.matchThreshold {
      for end in [pair.left, pair.right] where !unit.contains(end) { next.insert(end) }
    }
    // Both ends are given other edges, so all are asked for at once.
    try await part.readEdges(of: unit.union(fresh.keys.flatMap { [$0.left, $0.right] }))
    var frontier = unit
    while !frontier.isEmpty {
      // Kept edges alone tell who belongs to it; the records are read at once in the end.
      let standing = frontier.subtracting(touched)
      try await part.readEdges(of: standing)
      for number in standing {
        for (other, weight) in part.edges[number]! where !touched.contains(other) {
          edges[Pair(number, other)] = weight
          if weight >= model.matchThreshold, !unit.contains(other) { next.insert(other) }
        }
      }
      for number in try await judgedSame(as: frontier) where !unit.contains(number) { next.insert(number) }
      unit.formUnion(next)
      frontier = next
      next = []
    }
    // Of whoever only stands beside the unit no value is looked at.
    try await part.place(
      unit, addressing: Set(edges.keys.flatMap { [$0.left, $0.right] }).subtracting(unit), lastHeld: unit.union(changed))
    // Whoever cannot be read plays no part, as in a whole resolve, until an import makes them anew.
    unit = unit.filter { part.members[$0] != nil }
    edges = edges.filter { part.members[$0.key.left] != nil && part.members[$0.key.right] != nil }
    return (edges, fresh)
  }

  /// Live records that judgements in force say are the same as one of these.
  private mutating func judgedSame(as numbers: Set<RecordNumber>) async throws -> [RecordNumber] {
    // Who a record is, judgements alone ask: without any, all are read at once in the end.
    if try await !isAnythingJudged() { return [] }
    try await part.load(numbers)
    let keys = numbers.compactMap { part.members[$0]?.record.key }.sorted()
    let same = try await judgementsInForce(about: keys).filter { $0.judgement.verdict == .same }
    let others = try await self.numbers(
      of: Set(same.flatMap { [$0.judgement.left, $0.judgement.right] }).subtracting(keys).sorted())
    try await part.load(others)
    return others.filter { part.members[$0] != nil }
  }

  /// Every edge that one of these records has, found by comparing it with everybody it shares a key with.
  private mutating func compared(_ numbers: Set<RecordNumber>) async throws -> [Pair: MatchWeight] {
    if numbers.isEmpty { return [:] }
    var edges: [Pair: MatchWeight] = [:]
    let (speaking, carriers) = try await meetings(of: numbers)
    let partners = Set(carriers.values.joined())
    try await part.load(partners)
    let view = try await part.view(of: partners.union(numbers).compactMap { part.members[$0] })
    let scorer = PairScorer(view.table, model, view.classes, freeOfDuplicates: freeOfDuplicates)
    let maker = BlockingKeys(view.table, model.blocking)
    scorer.withScratch { scratch in
      for number in numbers.sorted() {
        guard let left = view.indexes[number], let keys = speaking[number] else { continue }
        var seen = Set<RecordNumber>()
        for other in keys.values.compactMap({ carriers[$0] }).joined() where other != number && seen.insert(other).inserted {
          guard let right = view.indexes[other], edges[Pair(number, other)] == nil else { continue }
          // From the smaller to the larger index, as the batch meets them.
          let (low, high) = (min(left, right), max(left, right))
          guard scorer.mayReach(model.reviewThreshold, low, high, &scratch) else { continue }
          let weight = scorer.score(low, high, &scratch)
          guard weight >= model.reviewThreshold,
            meet(keys, carriers, maker, view, other: right)
          else { continue }
          edges[Pair(number, other)] = weight
        }
      }
    }
    return edges
  }

  /// The keys by which records may meet others, and the carriers of those that are not void.
  private mutating func meetings(
    of numbers: Set<RecordNumber>
  ) async throws -> (speaking: [RecordNumber: [RuleKey: RecordKey]], carriers: [RecordKey: [RecordNumber]]) {
    let speaking: [RecordNumber: [RuleKey: RecordKey]]
    if let spoken, spoken.numbers == numbers, part.findsNothingNew {
      speaking = spoken.keys
    } else {
      let small = try await part.view(of: numbers.compactMap { part.members[$0] })
      speaking = speakingKeys(of: numbers, small)
      spoken = part.findsNothingNew ? (numbers, speaking) : nil
    }
    let wanted = Set(speaking.values.flatMap { $0.values }).sorted()
    let lists = try await part.carriers(
      of: wanted.map { WantedPostings(key: $0, countMax: rules[$0.kind]!.blockMax + 1) })
    var carriers: [RecordKey: [RecordNumber]] = [:]
    for (key, list) in zip(wanted, lists) where list.count <= rules[key.kind]!.blockMax { carriers[key] = list }
    return (speaking, carriers)
  }

  /// Whom records meet by what is known so far of whose their values are.
  mutating func carriers(bySpeakingKeysOf numbers: Set<RecordNumber>) async throws -> Set<RecordNumber> {
    if numbers.isEmpty { return [] }
    return Set(try await meetings(of: numbers).carriers.values.joined())
  }

  /// Where the edges of a record are others than those that are kept: all it has now.
  ///
  /// - Parameters:
  ///   - touched: the records that were compared anew, or are gone.
  ///   - fresh: all edges they have now.
  mutating func changedEdges(_ touched: Set<RecordNumber>, _ fresh: [Pair: MatchWeight]) async throws -> [RecordEdges] {
    var concerned = touched
    for number in touched { concerned.formUnion(part.edges[number]!.keys) }
    for pair in fresh.keys {
      concerned.insert(pair.left)
      concerned.insert(pair.right)
    }
    try await part.readEdges(of: concerned)
    var now: [RecordNumber: [RecordNumber: MatchWeight]] = [:]
    for number in concerned {
      now[number] = touched.contains(number) ? [:] : part.edges[number]!.filter { !touched.contains($0.key) }
    }
    for (pair, weight) in fresh {
      now[pair.left]![pair.right] = weight
      now[pair.right]![pair.left] = weight
    }
    return concerned.sorted().compactMap { number in
      guard let edges = now[number], edges != part.edges[number]! else { return nil }
      let others = edges.keys.sorted()
      return RecordEdges(number: number, others: others, weights: others.map { edges[$0]! })
    }
  }

  /// By record and by rule and hash, the postings of the keys that may bring it together with others.
  private func speakingKeys(
    of numbers: Set<RecordNumber>, _ view: PartOfSet.View
  ) -> [RecordNumber: [RuleKey: RecordKey]] {
    let maker = BlockingKeys(view.table, model.blocking)
    var result: [RecordNumber: [RuleKey: RecordKey]] = [:]
    var hashes: [UInt64] = []
    for number in numbers {
      guard let index = view.indexes[number] else { continue }
      var keys: [RuleKey: RecordKey] = [:]
      for (rule, blocking) in model.blocking.enumerated() {
        hashes.removeAll(keepingCapacity: true)
        maker.append(rule: rule, record: index, view.table, view.classes, to: &hashes)
        for hash in hashes { keys[RuleKey(rule: rule, hash: hash)] = postings.posting(rule: blocking.id, hash) }
      }
      result[number] = keys
    }
    return result
  }

  /// Whether another record shares one of these keys and speaks by it as well.
  private func meet(
    _ keys: [RuleKey: RecordKey], _ carriers: [RecordKey: [RecordNumber]], _ maker: BlockingKeys, _ view: PartOfSet.View,
    other: Int
  ) -> Bool {
    var hashes: [UInt64] = []
    for rule in model.blocking.indices {
      hashes.removeAll(keepingCapacity: true)
      maker.append(rule: rule, record: other, view.table, view.classes, to: &hashes)
      for hash in hashes {
        if let posting = keys[RuleKey(rule: rule, hash: hash)], carriers[posting] != nil { return true }
      }
    }
    return false
  }

  /// Judgements between records of the unit, and those between one of them and somebody else; whoever is named is loaded.
  mutating func judgements(about unit: Set<RecordNumber>) async throws -> [StoredJudgement] {
    let keys = unit.compactMap { part.members[$0]?.record.key }.sorted()
    let found = try await judgementsInForce(about: keys)
    let others = Set(found.flatMap { [$0.judgement.left, $0.judgement.right] }).subtracting(keys)
    try await part.load(try await numbers(of: others.sorted()))
    return found
  }

  /// The clusters of the unit's components. Everybody else stands as they are.
  func partition(
    _ view: PartOfSet.View, _ unit: Set<RecordNumber>, _ edges: [Pair: MatchWeight], _ judgements: [StoredJudgement]
  ) -> Partition {
    let heavy = edges.map { pair, weight in
      let (a, b) = (UInt32(view.indexes[pair.left]!), UInt32(view.indexes[pair.right]!))
      return Edge(left: RecordIndex(rawValue: min(a, b)), right: RecordIndex(rawValue: max(a, b)), weight: weight)
    }.sorted { ($0.left, $0.right) < ($1.left, $1.right) }
    let recordJudgements = judgements.compactMap { entry -> RecordJudgement? in
      guard entry.judgement.verdict != .unsure, let left = view.table.index(of: entry.judgement.left),
        let right = view.table.index(of: entry.judgement.right), left != right
      else { return nil }
      return RecordJudgement(
        left: RecordIndex(rawValue: UInt32(min(left, right))), right: RecordIndex(rawValue: UInt32(max(left, right))),
        isSame: entry.judgement.verdict == .same)
    }
    let scorer = PairScorer(view.table, model, view.classes, freeOfDuplicates: freeOfDuplicates)
    let components = Components(
      recordCount: view.table.recordCount, strongEdges: heavy.filter { $0.weight >= model.matchThreshold },
      judgements: recordJudgements)
    var results = Agglomeration(scorer).clusters(of: 0..<components.count, components)
    var standing: [CustomerID: [RecordIndex]] = [:]
    for index in 0..<view.table.recordCount where !unit.contains(view.number(index)) {
      if let customer = part.members[view.number(index)]?.customer {
        standing[customer, default: []].append(RecordIndex(rawValue: UInt32(index)))
      }
    }
    for customer in standing.keys.sorted() where standing[customer]!.count > 1 {
      results.append(ComponentResult(standing: standing[customer]!))
    }
    var partition = Partition(
      recordCount: view.table.recordCount, edges: heavy, results: results, judgements: recordJudgements, model: model)
    partition.nameDeclaredSources(view.table, freeOfDuplicates)
    return partition
  }

  /// A key as a record makes it.
  struct RuleKey: Hashable {
    var rule: Int
    var hash: UInt64
  }
}
