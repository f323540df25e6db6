public import Identity
import Linkage

/// What a resolve would change, told so that a person can judge it before it happens.
public struct Consequences: Sendable {
  /// A customer by its id, or by its place among those that would be new.
  public enum Name: Sendable, Hashable {
    case kept(CustomerID)
    case new(Int)
  }

  public enum Fate: String, Sendable {
    /// Its id would be minted.
    case new
    /// Its id was retired and would be borne again.
    case returns
    case changes
    /// Its id would lead elsewhere.
    case retires
  }

  public struct Customer: Sendable {
    public var name: Name
    public var fate: Fate
    /// Where a retired id would lead; nil where its records are all gone.
    public var leadsTo: Name?
    /// In byte order, as are those after.
    public var recordsBefore: [SourceKey]
    public var recordsAfter: [SourceKey]
    /// As JSON in UTF-8; nil where there is no such customer.
    public var goldenBefore: [UInt8]?
    public var goldenAfter: [UInt8]?
  }

  /// A pair of customers in the review queue.
  public struct QueuedPair: Sendable {
    public var left: Name
    public var right: Name
    public var reason: String
    public var weight: MatchWeight
  }

  /// A pinned golden value whose record would belong to another customer: the pin goes with it.
  public struct MovingPin: Sendable {
    public var record: SourceKey
    public var attribute: Attribute
    public var value: String
    public var from: Name
    public var to: Name
    /// A later pin of the customer it would come to says something else of the attribute, and holds.
    public var isOutranked: Bool
  }

  /// Those that change, new ones last; the others by id.
  public var customers: [Customer] = []
  public var customerCount = 0
  /// Records that would belong to another customer than now.
  public var movedCount = 0
  /// Customers that would hold records of several of today's.
  public var mergedCount = 0
  /// Customers of today whose records several would hold.
  public var splitCount = 0
  public var mintedCount = 0
  public var retiredCount = 0
  public var returningCount = 0
  public var entering: [QueuedPair] = []
  public var enteringCount = 0
  public var leaving: [QueuedPair] = []
  public var leavingCount = 0
  /// By the number of the pin.
  public var movingPins: [MovingPin] = []
  /// Records that changed since the last resolve: what they change is counted in.
  public var waitingCount = 0

  public var isEmpty: Bool { customerCount == 0 && enteringCount == 0 && leavingCount == 0 }
}

extension Consequences {
  /// Resolves a basis without writing, and compares.
  ///
  /// - Parameters:
  ///   - pinsBefore: the golden values that are pinned now; the basis holds those that would be.
  ///   - queue: the pairs of customers that are kept as possible matches.
  ///   - countMax: how many customers, and how many pairs each way, are told in full.
  static func of(
    _ basis: ResolutionBasis, _ pairs: ComparedPairs, modelSHA256: [UInt8], pinsBefore: [StoredGoldenPin],
    queue: [PossibleMatch], countMax: Int,
    threadCount: Int, progress: @Sendable (LinkingStage, Double) -> Void = { _, _ in }
  ) async throws -> Consequences {
    var minted: UInt64 = 0
    let computed = try await basis.computed(
      pairs, modelSHA256: modelSHA256, by: "", cause: "preview", at: Instant(microseconds: 0), buildsGolden: false,
      threadCount: threadCount,
      mint: {
        minted += 1
        return CustomerID(high: Consequences.newMark, low: minted)
      }, progress: progress)
    return Consequences(basis, computed, pinsBefore, queue, countMax: countMax)
  }

  /// No clock reaches it: the high half of ids that are only names of customers to come.
  private static let newMark = UInt64.max

  private static func name(_ id: CustomerID) -> Name { id.high == newMark ? .new(Int(id.low)) : .kept(id) }

  private init(
    _ basis: ResolutionBasis, _ computed: ComputedResolution, _ pinsBefore: [StoredGoldenPin], _ queue: [PossibleMatch],
    countMax: Int
  ) {
    let (stored, delta) = (basis.stored, computed.delta)
    movedCount = delta.moves.count { $0.from != nil }
    mintedCount = delta.minted.count
    returningCount = delta.revived.count
    retiredCount = computed.assignment.retired.count
    waitingCount = basis.pending.count

    var clusterOf: [CustomerID: Int] = [:]
    for (index, id) in computed.assignment.ids.enumerated() { clusterOf[id] = index }
    var before: [CustomerID: [Int]] = [:]
    var current = [CustomerID?](repeating: nil, count: stored.table.recordCount)
    for membership in basis.memberships {
      guard let record = stored.indexes[membership.record] else { continue }
      before[membership.customer, default: []].append(record)
      current[record] = membership.customer
    }
    for cluster in computed.clusters where Set(cluster.compactMap { current[$0] }).count > 1 { mergedCount += 1 }
    var touched = Set(delta.moves.compactMap(\.from)).union(delta.moves.compactMap(\.to))
    splitCount = Consequences.splitCount(computed, current)
    for number in basis.pending {
      if let record = stored.indexes[number], let id = current[record] { touched.insert(id) }
    }

    // Whoever is pinned otherwise shows other values, and may hold the same records.
    var repinned = Set<CustomerID>()
    for pin in pinsBefore.filter({ !basis.goldenPins.contains($0) }) + basis.goldenPins.filter({ !pinsBefore.contains($0) }) {
      if let record = stored.table.index(of: pin.pin.record), let id = current[record] { repinned.insert(id) }
    }
    touched.formUnion(repinned)
    movingPins = Consequences.movingPins(basis, computed, current)

    let leadsTo = Dictionary(computed.assignment.retired.map { ($0.id, $0.leadsTo) }) { first, _ in first }
    let revived = Set(delta.revived)
    let (now, then) = (StoredSurvivorship(stored, pinsBefore), StoredSurvivorship(stored, basis.goldenPins))
    func golden(_ records: [Int], _ survivorship: StoredSurvivorship) -> [UInt8]? {
      records.isEmpty ? nil : goldenJSON(survivorship.golden(records.sorted()))
    }
    func keys(_ records: [Int]) -> [SourceKey] { records.sorted().map { stored.table.key($0) } }
    // Ids to come sort after all others.
    for id in touched.sorted() {
      let (last, next) = (before[id] ?? [], clusterOf[id].map { computed.clusters[$0] } ?? [])
      // Of a record that waits, what it was is not known any more: such a customer is told by its records alone.
      if last.sorted() == next, !next.isEmpty, !repinned.contains(id) { continue }
      customerCount += 1
      if customers.count == countMax { continue }
      let name = Consequences.name(id)
      var fate = Fate.changes
      if case .new = name { fate = .new } else if revived.contains(id) { fate = .returns } else if next.isEmpty { fate = .retires }
      customers.append(
        Customer(
          name: name, fate: fate, leadsTo: (leadsTo[id] ?? nil).map(Consequences.name), recordsBefore: keys(last),
          recordsAfter: keys(next), goldenBefore: golden(last, now), goldenAfter: golden(next, then)))
    }
    compare(queue, delta.possibleMatches ?? [], countMax: countMax)
  }

  private static func splitCount(_ computed: ComputedResolution, _ current: [CustomerID?]) -> Int {
    var home: [CustomerID: Int] = [:]
    var split = Set<CustomerID>()
    for (index, cluster) in computed.clusters.enumerated() {
      for record in cluster {
        guard let id = current[record] else { continue }
        if let other = home[id], other != index { split.insert(id) } else { home[id] = index }
      }
    }
    return split.count
  }

  private static func movingPins(
    _ basis: ResolutionBasis, _ computed: ComputedResolution, _ current: [CustomerID?]
  ) -> [MovingPin] {
    var home: [Int: Int] = [:]
    let places = basis.goldenPins.map { basis.stored.table.index(of: $0.pin.record) }
    let pinned = Set(places.compactMap { $0 })
    for (index, cluster) in computed.clusters.enumerated() { for record in cluster where pinned.contains(record) { home[record] = index } }
    return zip(basis.goldenPins, places).compactMap { pin, place in
      guard let place, let from = current[place], let index = home[place] else { return nil }
      let to = computed.assignment.ids[index]
      if from == to { return nil }
      let isOutranked = zip(basis.goldenPins, places).contains { other, there in
        other.number > pin.number && other.pin.attribute == pin.pin.attribute && there.map { home[$0] == index } == true
      }
      return MovingPin(
        record: pin.pin.record, attribute: pin.pin.attribute, value: pin.pin.value, from: name(from), to: name(to),
        isOutranked: isOutranked)
    }
  }

  private mutating func compare(_ queue: [PossibleMatch], _ matches: [PossibleMatch], countMax: Int) {
    struct Pair: Hashable {
      var left: CustomerID
      var right: CustomerID
    }
    func told(_ match: PossibleMatch) -> QueuedPair {
      QueuedPair(
        left: Consequences.name(match.left), right: Consequences.name(match.right), reason: match.reason, weight: match.weight)
    }
    let known = Set(queue.map { Pair(left: $0.left, right: $0.right) })
    let next = Set(matches.map { Pair(left: $0.left, right: $0.right) })
    let coming = matches.filter { !known.contains(Pair(left: $0.left, right: $0.right)) }
    let going = queue.filter { !next.contains(Pair(left: $0.left, right: $0.right)) }
    enteringCount = coming.count
    leavingCount = going.count
    entering = coming.prefix(countMax).map(told)
    leaving = going.prefix(countMax).map(told)
  }
}
