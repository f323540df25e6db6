import Crypto
public import Identity
import Linkage

/// What a merge job found and wrote.
public struct ResolvedStore: Sendable {
  public var applied: AppliedChange
  public var recordCount: Int
  public var customerCount: Int
  public var customersWithSeveralRecords: Int
  public var possibleMatchCount: Int
  public var mintedCount: Int
  public var retiredCount: Int
  public var revivedCount: Int
  /// Records that had changed since the last run.
  public var pendingCount: Int
  /// Records read again by rules that had changed, by source.
  public var reread: [Rereading]
  /// Numbers of sharing pins whose value does not read any more; they play no part.
  public var unreadPins: [Int64]
  /// Records whose packed values, or whose row as it was stored, cannot be read.
  public var unreadable: [SourceKey]
}

/// The merge job: what is stored becomes customers, golden records and possible matches.
///
/// One unit of work: read again what other rules read, link, compare with what is kept, write the difference.
/// Running it again writes nothing; ids stay with the customers that hold most of their records.
///
/// - Parameters:
///   - mint: gives a new customer id; ids are asked for in source-key order of their customers.
///   - threadCount: changes nothing but the time taken.
public func resolve(
  _ store: some CustomerStore, _ model: ModelFile, by who: String, at: Instant, threadCount: Int,
  mint: @escaping @Sendable () -> CustomerID,
  progress: @escaping @Sendable (LinkingStage, Double) -> Void = { _, _ in }
) async throws -> ResolvedStore {
  let modelSHA256 = Array(SHA256.hash(data: model.text))
  try await store.publish(model: String(decoding: model.text, as: UTF8.self), sha256: modelSHA256, at: at)
  return try await store.unitOfWork { session in
    let sources = try await SourceInForce.all(session)
    let reread = try await reread(
      session, sources, model.model.blocking, at: at, threadCount: threadCount, progress: progress)
    let pending = try await session.pendingRecords()
    let stored = try await StoredTable.load(session, sources)
    let judgements = stored.judgements(try await session.judgementsInForce())
    let pins = try await session.sharingPinsInForce()
    let linking = try await Linking.link(
      stored.table, model.model, judgements: judgements, pins: sharingPins(pins),
      freeOfDuplicates: stored.freeOfDuplicates, keepsBlocks: false, threadCount: threadCount, progress: progress)
    let clusters = linking.clusters()
    let memberships = try await session.memberships()
    let retired = try await session.retiredCustomers()

    var current = [CustomerID?](repeating: nil, count: stored.table.recordCount)
    var departed: [CustomerID: Int] = [:]
    var delta = ResolutionDelta(at: at, who: who, cause: "resolve", modelSHA256: modelSHA256)
    for membership in memberships {
      if let index = stored.indexes[membership.record] {
        current[index] = membership.customer
      } else {
        departed[membership.customer, default: 0] += 1
        delta.moves.append(ResolutionDelta.Move(record: membership.record, from: membership.customer, to: nil))
      }
    }
    let assignment = IdentityAssignment(
      clusters: clusters, current: current, departed: departed,
      retiredBefore: retired.map { old in (old.id, old.lastRecords.compactMap { stored.indexes[$0] }) }, mint: mint)

    var touched = Set(departed.keys)
    for (index, cluster) in clusters.enumerated() {
      let id = assignment.ids[index]
      for record in cluster where current[record] != id {
        delta.moves.append(ResolutionDelta.Move(record: stored.number(record), from: current[record], to: id))
        touched.insert(id)
        if let old = current[record] { touched.insert(old) }
      }
    }
    var isPending = [Bool](repeating: false, count: stored.table.recordCount)
    for number in pending { if let index = stored.indexes[number] { isPending[index] = true } }

    let survivorship = Survivorship(stored.table) { stored.priorities[$0] ?? 0 }
    for (index, cluster) in clusters.enumerated() {
      let id = assignment.ids[index]
      if touched.contains(id) || cluster.contains(where: { isPending[$0] }) {
        delta.golden.append(
          ResolutionDelta.Golden(id: id, json: goldenJSON(survivorship.golden(cluster, stored.table))))
      }
    }
    delta.minted = assignment.minted
    delta.revived = assignment.revived
    let redirects = Dictionary(retired.map { ($0.id, $0.redirectsTo) }) { first, _ in first }
    delta.retired =
      assignment.retired.map { ResolutionDelta.Retirement(id: $0.id, redirectsTo: $0.leadsTo) }
      + assignment.redirected.filter { redirects[$0.id] != $0.leadsTo }.map {
        ResolutionDelta.Retirement(id: $0.id, redirectsTo: $0.leadsTo)
      }
    delta.possibleMatches = possibleMatches(linking, stored, clusters, assignment)

    let applied = try await session.apply(delta)
    if !pending.isEmpty { try await session.clearPending() }
    return ResolvedStore(
      applied: applied, recordCount: stored.table.recordCount, customerCount: clusters.count,
      customersWithSeveralRecords: clusters.count { $0.count > 1 },
      possibleMatchCount: delta.possibleMatches?.count ?? 0, mintedCount: assignment.minted.count,
      retiredCount: assignment.retired.count, revivedCount: assignment.revived.count, pendingCount: pending.count,
      reread: reread, unreadPins: pins.filter { sharingPins([$0]).isEmpty }.map(\.number),
      unreadable: stored.unreadable + reread.flatMap(\.unreadable))
  }
}

private func possibleMatches(
  _ linking: Linking, _ stored: StoredTable, _ clusters: [[Int]], _ assignment: IdentityAssignment
) -> [PossibleMatch] {
  var idOfRecord = [CustomerID?](repeating: nil, count: stored.table.recordCount)
  for (index, cluster) in clusters.enumerated() { idOfRecord[cluster[0]] = assignment.ids[index] }
  return linking.partition.possibleMatches.compactMap { pair in
    let (left, right) = (Int(pair.evidence.left.rawValue), Int(pair.evidence.right.rawValue))
    guard let a = idOfRecord[Int(linking.partition.cluster[left])], let b = idOfRecord[Int(linking.partition.cluster[right])]
    else { return nil }
    let (first, second) = a < b ? (left, right) : (right, left)
    return PossibleMatch(
      left: min(a, b), right: max(a, b), weight: pair.weight, reason: pair.reason.rawValue,
      leftRecord: stored.number(first), rightRecord: stored.number(second))
  }
}
