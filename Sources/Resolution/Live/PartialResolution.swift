import Identity
import Linkage
import Normalization

/// A record that came, went or changed.
struct ChangedRecord {
  var number: RecordNumber
  /// Its values as the last resolve saw them; nil where it saw none.
  var former: [FeatureValue]?
  /// Its counted keys before.
  var formerKeys: [RecordKey] = []
  /// Where the record was never there before: how it is now.
  var placed: PlacedRecord?
}

/// Resolves what some changed records touch, and nothing else, by the batch's own functions.
///
/// The partition is a function of components, so it is enough to find every component that the change touches,
/// as it was and as it is, and to cluster those again; of one that is cut, the parts that the change touches. A component is touched by a record of its own that
/// changed, and by a value of one of its records that says something else now: whose it is (`SetFact`), or
/// whether a key of it is still a key. That is found by counting the carriers of the changed records' values,
/// before and after, or said by a person. Only these touched records are compared anew, with whom posting lists bring them together;
/// between all others the edges are those that are kept, and components are followed along them.
struct PartialResolution {
  let model: Model
  let postings: PostingKeys
  let freeOfDuplicates: Set<String>
  let session: any ResolutionSession
  var part: PartOfSet
  let rules: [Int16: (index: Int, blockMax: Int)]
  /// The keys that records speak by, as long as nothing is found out of whose their values are.
  var spoken: (numbers: Set<RecordNumber>, keys: [RecordNumber: [RuleKey: RecordKey]])?
  /// Whether there is any; nil where nobody has asked.
  private var hasJudgements: Bool?
  private let hasGoldenPins: Bool

  /// What was found: everything that differs from what is kept.
  struct Outcome {
    var delta: ResolutionDelta
    var facts: [StoredFact]
    /// All edges of each record that has others now.
    var edges: [RecordEdges]
    var clusterCount: Int
    var recordCount: Int
    var mintedCount: Int
    var retiredCount: Int
    var revivedCount: Int
    var unreadable: [SourceKey]
    /// Where the changed records were before.
    var customersBefore: [RecordNumber: CustomerID]
  }

  /// - Parameter locks: those that are held, where others may be at work.
  init(
    _ session: any ResolutionSession, _ model: Model, _ postings: PostingKeys, pins: [SharingPin],
    freeOfDuplicates: Set<String>, hasJudgements: Bool? = nil, hasGoldenPins: Bool = true, locks: UnitLocks? = nil
  ) {
    self.hasJudgements = hasJudgements
    self.hasGoldenPins = hasGoldenPins
    self.model = model
    self.postings = postings
    self.freeOfDuplicates = freeOfDuplicates
    self.session = session
    part = PartOfSet(session, postings, model, pins: pins, locks: locks)
    var rules: [Int16: (index: Int, blockMax: Int)] = [:]
    for (index, rule) in model.blocking.enumerated() { rules[rule.id] = (index, rule.blockMax) }
    self.rules = rules
  }

  /// What the store knows of some keys, where that is known already; nothing of the others among them.
  mutating func know(_ facts: [StoredFact], of keys: [RecordKey]) { part.know(facts, of: keys) }

  /// - Parameters:
  ///   - changed: records whose values or presence changed; what is stored is how they are now.
  ///   - judged: records that judgements since the last resolve are about.
  ///   - pinned: all live records that carry a value of which something else is pinned now.
  mutating func resolve(
    _ changed: [ChangedRecord], judged: [SourceKey], pinned: Set<RecordNumber> = [], delta empty: ResolutionDelta, mint: () -> CustomerID
  ) async throws -> Outcome {
    var delta = empty
    let changedNumbers = Set(changed.map(\.number))
    for change in changed { if let placed = change.placed { part.seat(placed) } }
    try await part.readEdges(of: changedNumbers.union(pinned), isLoading: true, keys: changed.flatMap(\.formerKeys))
    let touched = try await touchedRecords(changed, pinned: pinned)
    let judgedNumbers = try await numbers(of: judged)
    try await part.readEdges(of: touched)
    var seeds = Set<RecordNumber>()  // whoever held on to a touched record before
    for number in touched {
      for (other, weight) in part.edges[number]! where weight >= model.matchThreshold { seeds.insert(other) }
    }
    if !judgedNumbers.isEmpty { try await part.place(judgedNumbers) }
    // A judgement held together what no score does; whoever shared a customer with a changed record shared a component.
    let companions = try await session.companions(
      of: changedNumbers.union(judgedNumbers).filter { part.members[$0].map { $0.customer != nil } ?? true }.sorted())
    var unit = touched.union(seeds).union(judgedNumbers).union(companions)
    try await part.readEdges(of: unit, isLoading: true)
    unit = unit.filter { part.members[$0] != nil }
    let found = try await components(of: &unit, touched, changed: changedNumbers, isJudged: !judgedNumbers.isEmpty)
    let (edges, judgements) = (found.edges, found.judgements)
    let changedEdges = try await changedEdges(touched, found.fresh)

    // Ids that were retired and had records here may come back, or lead elsewhere.
    let owners = unit.union(changedNumbers)
    let retired = part.retired.filter { !owners.isDisjoint(with: $0.lastRecords) }.sorted { $0.id < $1.id }
    // Whoever was looked at without consequence plays no part any more.
    var players = unit.union(edges.keys.flatMap { [$0.left, $0.right] })
    if !freeOfDuplicates.isEmpty {
      // Whether both of two customers hold a record of one source takes all their records to tell.
      players.formUnion(try await session.companions(of: players.sorted()))
    }
    players.formUnion(retired.flatMap(\.lastRecords))
    if !judgements.isEmpty {
      let named = Set(judgements.flatMap { [$0.judgement.left, $0.judgement.right] })
      for (number, member) in part.members where named.contains(member.record.key) { players.insert(number) }
    }
    try await part.place([], addressing: players)
    let view = try await part.view(
      of: players.compactMap { number in
        guard var member = part.members[number] else { return nil }
        if !unit.contains(number) { member.values = [] }
        return member
      })
    let partition = partition(view, unit, found)

    var clusters: [[Int]] = []
    var place: [UInt32: Int] = [:]
    for index in 0..<view.table.recordCount where unit.contains(view.number(index)) {
      let root = partition.cluster[index]
      if let known = place[root] {
        clusters[known].append(index)
      } else {
        place[root] = clusters.count
        clusters.append([index])
      }
    }
    let ownCount = clusters.count
    var standing: [CustomerID: Int] = [:]
    for number in Set(retired.flatMap(\.lastRecords)).sorted() where !unit.contains(number) {
      guard let index = view.indexes[number], let customer = part.members[number]?.customer else { continue }
      if let known = standing[customer] {
        clusters[known].append(index)
      } else {
        standing[customer] = clusters.count
        clusters.append([index])
      }
    }
    for index in clusters.indices { clusters[index].sort() }
    clusters.sort { $0[0] < $1[0] }
    let isOwn = clusters.map { unit.contains(view.number($0[0])) }

    var current = [CustomerID?](repeating: nil, count: view.table.recordCount)
    for index in 0..<view.table.recordCount { current[index] = part.members[view.number(index)]?.customer }
    var departed: [CustomerID: Int] = [:]
    let gone = changedNumbers.filter { part.members[$0] == nil }.sorted()
    for membership in try await session.memberships(of: gone) {
      departed[membership.customer, default: 0] += 1
      delta.moves.append(ResolutionDelta.Move(record: membership.record, from: membership.customer, to: nil))
    }
    let assignment = IdentityAssignment(
      clusters: clusters, current: current, departed: departed,
      retiredBefore: retired.map { old in (old.id, old.lastRecords.compactMap { view.indexes[$0] }) }, mint: mint)

    var moved = Set(departed.keys)
    var scope = Set(departed.keys)
    for (index, cluster) in clusters.enumerated() where isOwn[index] {
      let id = assignment.ids[index]
      scope.insert(id)
      for record in cluster {
        if let old = current[record] { scope.insert(old) }
        if current[record] == id { continue }
        delta.moves.append(ResolutionDelta.Move(record: view.number(record), from: current[record], to: id))
        moved.insert(id)
        if let old = current[record] { moved.insert(old) }
      }
    }
    let survivorship = StoredSurvivorship(
      view.table, hasGoldenPins ? try await session.goldenPinsInForce() : [], priority: priorities())
    for (index, cluster) in clusters.enumerated() where isOwn[index] {
      let id = assignment.ids[index]
      if moved.contains(id) || cluster.contains(where: { changedNumbers.contains(view.number($0)) }) {
        delta.golden.append(
          ResolutionDelta.Golden(id: id, json: goldenJSON(survivorship.golden(cluster))))
      }
    }
    delta.minted = assignment.minted
    delta.revived = assignment.revived
    delta.retired = assignment.retirements(retired)
    var idOfCluster: [UInt32: CustomerID] = [:]
    for index in 0..<view.table.recordCount {
      if !unit.contains(view.number(index)), let customer = current[index] { idOfCluster[partition.cluster[index]] = customer }
    }
    for (index, cluster) in clusters.enumerated() where isOwn[index] {
      idOfCluster[partition.cluster[cluster[0]]] = assignment.ids[index]
    }
    delta.possibleMatches = partition.possibleMatches.compactMap { match in
      possibleMatch(match, view, unit, partition, idOfCluster)
    }
    delta.possibleMatchScope = scope.sorted()
    return Outcome(
      delta: delta, facts: changedFacts(), edges: changedEdges, clusterCount: ownCount, recordCount: unit.count,
      mintedCount: assignment.minted.count, retiredCount: assignment.retired.count,
      revivedCount: assignment.revived.count, unreadable: part.unreadable,
      customersBefore: changedNumbers.reduce(into: [:]) { $0[$1] = part.members[$1]?.customer })
  }

  private func priorities() -> (String) -> Int {
    var known: [String: Int] = [:]
    for member in part.members.values { known[member.record.key.source] = member.record.priority }
    let priorities = known
    return { priorities[$0] ?? 0 }
  }

  private func possibleMatch(
    _ match: Linkage.PossibleMatch, _ view: PartOfSet.View, _ unit: Set<RecordNumber>, _ partition: Partition,
    _ idOfCluster: [UInt32: CustomerID]
  ) -> PossibleMatch? {
    let (left, right) = (Int(match.evidence.left.rawValue), Int(match.evidence.right.rawValue))
    guard unit.contains(view.number(left)) || unit.contains(view.number(right)),
      let a = idOfCluster[partition.cluster[left]], let b = idOfCluster[partition.cluster[right]], a != b
    else { return nil }
    let (first, second) = a < b ? (left, right) : (right, left)
    return PossibleMatch(
      left: min(a, b), right: max(a, b), weight: match.weight, reason: match.reason.rawValue,
      leftRecord: view.number(first), rightRecord: view.number(second))
  }

  private mutating func changedFacts() -> [StoredFact] {
    var facts: [StoredFact] = []
    for (identity, value) in part.found where value != part.formerFact(of: identity) {
      facts.append(StoredFact(key: part.posting(of: identity), value: value))
    }
    return facts.sorted { $0.key < $1.key }
  }

  /// Judgements in force in which one of the records is named, by number.
  mutating func judgementsInForce(about keys: [SourceKey]) async throws -> [StoredJudgement] {
    try await isAnythingJudged() ? try await session.judgementsInForce(about: keys) : []
  }

  mutating func isAnythingJudged() async throws -> Bool {
    if let known = hasJudgements { return known }
    let isAnything = try await session.hasJudgements()
    hasJudgements = isAnything
    return isAnything
  }

  func numbers(of keys: [SourceKey]) async throws -> Set<RecordNumber> {
    keys.isEmpty ? [] : try await session.liveNumbers(of: keys)
  }

  /// Two records, the smaller number first.
  struct Pair: Hashable {
    var left: RecordNumber
    var right: RecordNumber

    init(_ one: RecordNumber, _ other: RecordNumber) {
      left = min(one, other)
      right = max(one, other)
    }
  }
}
