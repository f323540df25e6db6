import Identity
import Linkage

/// The components of touched records as they are now: compared anew where they may differ, followed along kept
/// edges everywhere else, and clustered as the batch does. Of a component that is cut only the parts that differ.
extension PartialResolution {
  /// What was found of the components of some records.
  struct FoundComponents {
    /// Every edge that a record of the unit has.
    var edges: [Pair: MatchWeight]
    /// Those of touched records by themselves.
    var fresh: [Pair: MatchWeight]
    /// The parts that the unit's records are clustered in; nil where the unit holds components as wholes.
    var parts: [PartSearch.Part]?
    /// In which a record of the unit is named.
    var judgements: [StoredJudgement]
  }

  /// Completes the components of some records, or, of components so large that they are cut, the parts they are in and
  /// were in: the others are clustered as before.
  ///
  /// - Parameters:
  ///   - unit: holds who held on to touched records before; holds all that is to be clustered anew afterwards.
  ///   - touched: whose edges may be others now; all of them in the unit, or not there any more.
  ///   - changed: records of which it matters, as of those of the unit, which retired ids last had them.
  ///   - isJudged: whether judgements have changed, which connect as edges do and are never cut.
  mutating func components(
    of unit: inout Set<RecordNumber>, _ touched: Set<RecordNumber>, changed: Set<RecordNumber>, isJudged: Bool
  ) async throws -> FoundComponents {
    let fresh = try await compared(touched.filter { part.members[$0] != nil })
    let begun = unit
    for (pair, weight) in fresh where weight >= model.matchThreshold {
      unit.insert(pair.left)
      unit.insert(pair.right)
    }
    // Both ends of a fresh edge are given other edges, so all are asked for at once.
    try await part.readEdges(of: begun.union(fresh.keys.flatMap { [$0.left, $0.right] }))
    if !isJudged {
      let start = unit
      let parts = try await parts(around: &unit, touched, fresh)
      let edges = try await place(&unit, touched, changed, fresh)
      let judgements = try await judgements(about: unit)
      let isWhole = parts.allSatisfy { $0.members.allSatisfy(unit.contains) }
      if isWhole, !judgements.contains(where: { $0.judgement.verdict == .same }) {
        return FoundComponents(edges: edges, fresh: fresh, parts: parts, judgements: judgements)
      }
      unit.formUnion(start)
    }
    try await walk(&unit, touched)
    let edges = try await place(&unit, touched, changed, fresh)
    return FoundComponents(edges: edges, fresh: fresh, judgements: try await judgements(about: unit))
  }

  /// The parts that records are clustered in now. The unit comes to hold them, and those they were in before.
  ///
  /// A record's part is another than before, or another edge holds it together, only if the one it was in or the one it
  /// is in has a touched record or a neighbour that a touched record has or had: both have kept their edges otherwise,
  /// so the former part still fits after as many cuts, and the present one did.
  private mutating func parts(
    around unit: inout Set<RecordNumber>, _ touched: Set<RecordNumber>, _ fresh: [Pair: MatchWeight]
  ) async throws -> [PartSearch.Part] {
    var freshOf: [RecordNumber: [(other: RecordNumber, weight: MatchWeight)]] = [:]
    for (pair, weight) in fresh where weight >= model.matchThreshold {
      freshOf[pair.left, default: []].append((pair.right, weight))
      freshOf[pair.right, default: []].append((pair.left, weight))
    }
    var (before, now) = (PartSearch(model), PartSearch(model))
    var sought = unit.union(touched)
    while !sought.isEmpty {
      let unknown = unknownEdges(sought, unit, touched, freshOf, &before, &now)
      if !unknown.isEmpty {
        try await part.readEdges(of: unknown)
        continue
      }
      for part in before.parts + now.parts { unit.formUnion(part.members) }
      unit = unit.filter { !touched.contains($0) || part.members[$0] != nil }
      // Of what was one part before and is cut now, some parts have nobody that was looked for.
      sought = unit.filter { !now.hasPart(of: $0) }
    }
    return now.parts
  }

  /// Goes on with the searches by the edges that are there, and says which others they need.
  private func unknownEdges(
    _ sought: Set<RecordNumber>, _ unit: Set<RecordNumber>, _ touched: Set<RecordNumber>,
    _ freshOf: [RecordNumber: [(other: RecordNumber, weight: MatchWeight)]], _ before: inout PartSearch, _ now: inout PartSearch
  ) -> Set<RecordNumber> {
    let threshold = model.matchThreshold
    var unknown = Set<RecordNumber>()
    for number in sought {
      unknown.formUnion(
        before.find(number) { record, visit in
          guard let edges = part.edges[record] else { return false }
          for (other, weight) in edges where weight >= threshold { visit(other, weight) }
          return true
        })
      if !unit.contains(number) { continue }
      unknown.formUnion(
        now.find(number) { record, visit in
          for (other, weight) in freshOf[record] ?? [] { visit(other, weight) }
          if touched.contains(record) { return true }
          guard let edges = part.edges[record] else { return false }
          for (other, weight) in edges where weight >= threshold && !touched.contains(other) { visit(other, weight) }
          return true
        })
    }
    return unknown
  }

  /// Follows components to their ends.
  private mutating func walk(_ unit: inout Set<RecordNumber>, _ touched: Set<RecordNumber>) async throws {
    var frontier = unit
    while !frontier.isEmpty {
      var next = Set<RecordNumber>()
      // Kept edges alone tell who belongs to it; the records are read at once in the end.
      let standing = frontier.subtracting(touched)
      try await part.readEdges(of: standing)
      for number in standing {
        for (other, weight) in part.edges[number]! where !touched.contains(other) {
          if weight >= model.matchThreshold, !unit.contains(other) { next.insert(other) }
        }
      }
      for number in try await judgedSame(as: frontier) where !unit.contains(number) { next.insert(number) }
      unit.formUnion(next)
      frontier = next
    }
  }

  /// Reads the unit's records and where they are, and who stands beside them.
  ///
  /// - Returns: every edge that a record of the unit has.
  private mutating func place(
    _ unit: inout Set<RecordNumber>, _ touched: Set<RecordNumber>, _ changed: Set<RecordNumber>, _ fresh: [Pair: MatchWeight]
  ) async throws -> [Pair: MatchWeight] {
    var edges = fresh
    for number in unit.subtracting(touched) {
      for (other, weight) in part.edges[number]! where !touched.contains(other) { edges[Pair(number, other)] = weight }
    }
    // Of whoever only stands beside the unit no value is looked at.
    try await part.place(
      unit, addressing: Set(edges.keys.flatMap { [$0.left, $0.right] }).subtracting(unit), lastHeld: unit.union(changed))
    // Whoever cannot be read plays no part, as in a whole resolve, until an import makes them anew.
    unit = unit.filter { part.members[$0] != nil }
    return edges.filter { part.members[$0.key.left] != nil && part.members[$0.key.right] != nil }
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

  /// The clusters of the unit. Everybody else stands as they are.
  func partition(_ view: PartOfSet.View, _ unit: Set<RecordNumber>, _ found: FoundComponents) -> Partition {
    let heavy = found.edges.map { pair, weight in
      let (a, b) = (UInt32(view.indexes[pair.left]!), UInt32(view.indexes[pair.right]!))
      return Edge(left: RecordIndex(rawValue: min(a, b)), right: RecordIndex(rawValue: max(a, b)), weight: weight)
    }.sorted { ($0.left, $0.right) < ($1.left, $1.right) }
    let recordJudgements = found.judgements.compactMap { entry -> RecordJudgement? in
      guard entry.judgement.verdict != .unsure, let left = view.table.index(of: entry.judgement.left),
        let right = view.table.index(of: entry.judgement.right), left != right
      else { return nil }
      return RecordJudgement(
        left: RecordIndex(rawValue: UInt32(min(left, right))), right: RecordIndex(rawValue: UInt32(max(left, right))),
        isSame: entry.judgement.verdict == .same)
    }
    let scorer = PairScorer(view.table, model, view.classes, freeOfDuplicates: freeOfDuplicates)
    let strong = heavy.filter { $0.weight >= model.matchThreshold }
    var results: [ComponentResult]
    if let parts = found.parts {
      let (whole, cutOff) = componentParts(parts, view, strong, recordJudgements)
      results = Agglomeration(scorer).clusters(of: whole) + [ComponentResult(cutOff: cutOff)]
    } else {
      let components = Components(recordCount: view.table.recordCount, strongEdges: strong, judgements: recordJudgements)
      results = Agglomeration(scorer).clusters(of: 0..<components.count, components)
    }
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

  /// Parts as they are clustered, and the strong edges that cuts have taken away.
  private func componentParts(
    _ parts: [PartSearch.Part], _ view: PartOfSet.View, _ strong: [Edge], _ judgements: [RecordJudgement]
  ) -> (parts: [ComponentPart], cutOff: [Edge]) {
    var place = [Int](repeating: -1, count: view.table.recordCount)
    for (index, part) in parts.enumerated() { for member in part.members { place[view.indexes[member]!] = index } }
    func common(_ left: RecordIndex, _ right: RecordIndex) -> Int? {
      let (one, other) = (place[Int(left.rawValue)], place[Int(right.rawValue)])
      return one == other && one >= 0 ? one : nil
    }
    let thresholds = parts.map { model.threshold(atCut: $0.cutCount) }
    var edges = [[Edge]](repeating: [], count: parts.count)
    var cutOff: [Edge] = []
    for edge in strong {
      if let index = common(edge.left, edge.right), edge.weight >= thresholds[index] {
        edges[index].append(edge)
      } else {
        cutOff.append(edge)
      }
    }
    var judgementsOf = [[RecordJudgement]](repeating: [], count: parts.count)
    for judgement in judgements { if let index = common(judgement.left, judgement.right) { judgementsOf[index].append(judgement) } }
    let made = parts.indices.filter { parts[$0].members.count > 1 }.map { index in
      ComponentPart(
        members: parts[index].members.map { UInt32(view.indexes[$0]!) }.sorted(), edges: edges[index][...],
        judgements: judgementsOf[index], threshold: thresholds[index])
    }
    return (made, cutOff)
  }

  /// A key as a record makes it.
  struct RuleKey: Hashable {
    var rule: Int
    var hash: UInt64
  }
}
