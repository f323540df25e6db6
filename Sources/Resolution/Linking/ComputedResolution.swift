public import Identity
import Linkage

/// What a resolve changes, found out without writing anything.
///
/// A resolve writes it, a preview and a what-if show it: one function, so that what is shown is what happens.

/// What a resolve starts from: the live records, what stewards and operators say of them, and the customers
/// as they are kept.
public struct ResolutionBasis: Sendable {
  public var stored: StoredTable
  /// In force.
  public var judgements: [StoredJudgement]
  /// In force.
  public var pins: [StoredSharingPin]
  /// In force.
  public var goldenPins: [StoredGoldenPin]
  public var memberships: [Membership]
  public var retired: [RetiredCustomer]
  /// Records that changed since the last resolve.
  public var pending: [RecordNumber]

  /// Reads all of it. Within one unit of work or snapshot it is of one moment.
  public static func read(_ session: any ResolutionSession, threadCount: Int) async throws -> ResolutionBasis {
    try await read(session, try await SourceInForce.all(session), threadCount: threadCount)
  }

  static func read(
    _ session: any ResolutionSession, _ sources: [SourceInForce], threadCount: Int
  ) async throws -> ResolutionBasis {
    let pending = try await session.pendingRecords()
    let stored = try await StoredTable.load(session, sources, threadCount: threadCount)
    return ResolutionBasis(
      stored: stored, judgements: try await session.judgementsInForce(), pins: try await session.sharingPinsInForce(),
      goldenPins: try await session.goldenPinsInForce(), memberships: try await session.memberships(), retired: try await session.retiredCustomers(), pending: pending)
  }
}

/// The partition of a basis, the ids its customers bear, and how that differs from what is kept.
public struct ComputedResolution: Sendable {
  public var linking: Linking
  /// As `Linking.clusters()`.
  public var clusters: [[Int]]
  public var assignment: IdentityAssignment
  public var delta: ResolutionDelta
}

extension ResolutionBasis {
  /// Compares all pairs of records that share a blocking key.
  public func compared(
    _ model: ModelFile, threadCount: Int, progress: @Sendable (LinkingStage, Double) -> Void = { _, _ in }
  ) async throws -> ComparedPairs {
    try await ComparedPairs.compare(
      stored.table, model.model, pins: sharingPins(pins), freeOfDuplicates: stored.freeOfDuplicates, keepsBlocks: false,
      threadCount: threadCount, progress: progress)
  }

  /// Clusters the records and compares the outcome with what is kept.
  ///
  /// - Parameters:
  ///   - pairs: the basis's own.
  ///   - modelSHA256: of the model they were compared by.
  ///   - cause: the word the change will bear.
  ///   - buildsGolden: whether the golden records of customers that change are made.
  ///   - mint: gives a new customer id; ids are asked for in source-key order of their customers.
  ///   - threadCount: changes nothing but the time taken.
  public func computed(
    _ pairs: ComparedPairs, modelSHA256: [UInt8], by who: String, cause: String, at: Instant, buildsGolden: Bool = true,
    threadCount: Int, mint: () -> CustomerID, progress: @Sendable (LinkingStage, Double) -> Void = { _, _ in }
  ) async throws -> ComputedResolution {
    let linking = try await pairs.clustered(
      judgements: stored.judgements(judgements), threadCount: threadCount, progress: progress)
    let clusters = linking.clusters()
    var current = [CustomerID?](repeating: nil, count: stored.table.recordCount)
    var departed: [CustomerID: Int] = [:]
    var delta = ResolutionDelta(at: at, who: who, cause: cause, modelSHA256: modelSHA256)
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
    if buildsGolden { delta.golden = try await golden(clusters, assignment, touched: touched, threadCount: threadCount) }
    delta.minted = assignment.minted
    delta.revived = assignment.revived
    delta.retired = assignment.retirements(retired)
    delta.possibleMatches = possibleMatches(linking, clusters, assignment)
    return ComputedResolution(linking: linking, clusters: clusters, assignment: assignment, delta: delta)
  }

  /// Golden records of customers whose records are others now, or have changed.
  private func golden(
    _ clusters: [[Int]], _ assignment: IdentityAssignment, touched: Set<CustomerID>, threadCount: Int
  ) async throws -> [ResolutionDelta.Golden] {
    var isPending = [Bool](repeating: false, count: stored.table.recordCount)
    for number in pending { if let index = stored.indexes[number] { isPending[index] = true } }
    let survivorship = StoredSurvivorship(stored, goldenPins)
    let due = clusters.indices.filter { index in
      touched.contains(assignment.ids[index]) || clusters[index].contains { isPending[$0] }
    }
    let ids = assignment.ids
    let pieceCount = 4_096
    let pieces = try await inOrder((due.count + pieceCount - 1) / pieceCount, threadCount) { piece in
      due[piece * pieceCount..<min(due.count, (piece + 1) * pieceCount)].map { index in
        ResolutionDelta.Golden(id: ids[index], json: goldenJSON(survivorship.golden(clusters[index])))
      }
    } progress: { _ in }
    return Array(pieces.joined())
  }

  private func possibleMatches(
    _ linking: Linking, _ clusters: [[Int]], _ assignment: IdentityAssignment
  ) -> [PossibleMatch] {
    var idOfRecord = [CustomerID?](repeating: nil, count: stored.table.recordCount)
    for (index, cluster) in clusters.enumerated() { idOfRecord[cluster[0]] = assignment.ids[index] }
    return linking.partition.possibleMatches.compactMap { pair in
      let (left, right) = (Int(pair.evidence.left.rawValue), Int(pair.evidence.right.rawValue))
      guard let a = idOfRecord[Int(linking.partition.cluster[left])],
        let b = idOfRecord[Int(linking.partition.cluster[right])]
      else { return nil }
      let (first, second) = a < b ? (left, right) : (right, left)
      return PossibleMatch(
        left: min(a, b), right: max(a, b), weight: pair.weight, reason: pair.reason.rawValue,
        leftRecord: stored.number(first), rightRecord: stored.number(second))
    }
  }
}
