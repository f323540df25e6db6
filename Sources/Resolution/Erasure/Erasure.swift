public import Identity
import Linkage
import Normalization

/// Erasing a person: what is personal leaves the store for good, what remains is put in order, and a proof is kept.
///
/// A customer's records are those it has and those deleted ones that it, or an id that leads to it, had last. With
/// them go deleted records of whatever customer or none that this very erasure would keep out if they were sent
/// again, and former contents like that of records that are somebody else's now. No live record of another customer
/// is erased: those that were once with this one are named in the answer, and whoever erases decides.
///
/// Live records leave as deleted ones do, by the live path's own functions, so that what they held together comes
/// apart and values mean what they mean without them; then every trace is removed. All of it is one
/// transaction, during which nobody else writes. Only households, which hang together across all customers, are found
/// anew afterwards: once for all that a command erases, and only where somebody of a household was concerned. Else
/// they are left behind, as by every change of single customers, and say so. The person is gone by then: where finding
/// them fails, the outcome tells why, and the next resolve does it.

/// What is to be erased.
public struct ErasureRequest: Sendable {
  public var subject: ErasureSubject
  public var reason: ErasureReason
  public var by: String
  public var at: Instant
  /// Does everything and keeps nothing.
  public var isDryRun: Bool
  /// When it was done first, and what it kept out: of an erasure that is done again on a restored database.
  public var firstAt: Instant?
  public var marks: [StoredMark] = []

  public init(_ subject: ErasureSubject, reason: ErasureReason, by: String, at: Instant, isDryRun: Bool = false) {
    self.subject = subject
    self.reason = reason
    self.by = by
    self.at = at
    self.isDryRun = isDryRun
  }
}

/// What an erasure came to.
public struct ErasureOutcome: Sendable {
  public var proof: ErasureProof
  /// Records that were with the customer once, are with another now, and were left; by key. For whoever erases: the
  /// proof does not have them.
  public var left: [MovedRecord]
  /// Records of other customers of which a former content was the person's, and is emptied; by key.
  public var emptied: [SourceKey]
  /// A customer that it took away or changed was of a household.
  var concernsHouseholds: Bool
  /// nil where that is not so, or nothing was kept.
  public var households: HouseholdFinding? = nil
}

/// What became of finding households anew.
public enum HouseholdFinding: Sendable, Equatable {
  case found
  /// They are older than the customers, until the next resolve.
  case left
  /// The same, because it failed; why, as a sentence, nil where it was told to stop.
  case unfinished(String?)
}

/// - Parameter mint: gives a new customer id.
/// - Throws: `ErasureRefusal`; `LiveRefusal` where records wait for a resolve, or the customers were worked out by
///   something else; failures of the store.
public func erase(
  _ request: ErasureRequest, in store: some ErasureStore, _ basis: LiveBasis, threadCount: Int,
  mint: @escaping @Sendable () -> CustomerID
) async throws -> ErasureOutcome {
  var outcome = try await eraseAlone(request, in: store, basis, threadCount: threadCount, mint: mint)
  if outcome.concernsHouseholds, !request.isDryRun {
    outcome.households = await findHouseholds(in: store, basis, threadCount: threadCount)
  }
  return outcome
}

/// Finds households anew, as a unit of work of its own: where it fails they stay as far as they went.
func findHouseholds(in store: some CustomerStore, _ basis: LiveBasis, threadCount: Int) async -> HouseholdFinding {
  do {
    return try await store.unitOfWork { session -> HouseholdFinding in
      // Whoever resolved meanwhile, or has to, finds them too.
      guard try await session.areHouseholdsOlder() else { return .found }
      guard try await session.pendingCount() == 0, let state = try await session.resolvedState(),
        state.stamp == basis.stamp, try await session.counts().recordCount <= householdsMax
      else { return .left }
      let households = try await Households.ofKept(
        session, try await SourceInForce.all(session), basis.model, pins: basis.pins, threadCount: threadCount)
      _ = try await session.keep(households, afterEnding: [])
      try await session.keepHouseholdsCurrent()
      return .found
    }
  } catch {
    // Whoever read of nothing but a failure would think that nothing was erased. What is stumbled over on the way out
    // is nobody's concern where it was told to stop.
    return .unfinished(Task.isCancelled ? nil : "\(error)")
  }
}

/// As `erase`, without households.
func eraseAlone(
  _ request: ErasureRequest, in store: some ErasureStore, _ basis: LiveBasis, threadCount: Int,
  mint: @escaping @Sendable () -> CustomerID
) async throws -> ErasureOutcome {
  try await store.erasureUnit(isKept: !request.isDryRun) { session in
    try basis.checkReady(try await session.liveState(ofSource: ""))
    guard let secret = try await session.secret() else { throw LiveRefusal.neverResolved }
    var asked = try await session.erasable(request.subject)
    let moved = request.subject.isWhole ? try await session.movedOn(from: asked.customers) : []
    let search = ErasureSearch(session, basis, secret: secret, sources: try await SourceInForce.all(session), threadCount: threadCount)
    var (left, former): ([MovedRecord], [SentVersion]) = ([], [])
    if let firstAt = request.firstAt {
      (asked, left, former) = try await search.stillTheirs(asked, erasedAt: firstAt, Set(request.marks.map(\.mark)))
    }
    let (found, person) = try await search.reach(asked, moved, former: former, isWhole: request.subject.isWhole)
    let erased = Set(found.records.map(\.number))
    left += moved.filter { !erased.contains($0.number) }
    let areHouseholdsOlder = try await session.areHouseholdsOlder()
    var (pins, proposals): ([Int64], [Int64]) = ([], [])
    for place in person.pins {
      switch place {
      case .pin(let number): pins.append(number)
      case .proposal(let number): proposals.append(number)
      }
    }
    var plan = ErasurePlan(
      records: found.records.map { ($0.number, $0.key, search.keys.hash(of: $0.key)) }, customers: found.customers,
      formerVersions: person.formerVersions.map { ($0.record, $0.version) },
      marks: person.marks.map { StoredMark($0, normaliserVersion: $0.kind == .sourceKey ? nil : Int(Normalizer.version)) },
      sharingPins: pins, sharingProposals: proposals, removed: [:], reason: request.reason, by: request.by, at: request.at,
      firstAt: request.firstAt)
    let known = Set(person.marks)
    plan.marks += request.marks.filter { !known.contains($0.mark) }
    let concernsHouseholds = try await remove(found, &plan, session, basis, mint: mint)
    // A change that only tells of the erasure is no customer's.
    let changesCustomers = plan.change != nil
    let proof = try await session.erase(plan)
    if !changesCustomers, !areHouseholdsOlder { try await session.keepHouseholdsCurrent() }
    return ErasureOutcome(
      proof: proof, left: left, emptied: Set(person.formerVersions.map(\.key)).sorted(),
      concernsHouseholds: concernsHouseholds)
  }
}

/// Takes the live ones of the records away, as a deletion does, and resolves what they touched.
///
/// - Returns: whether a customer that is gone or changed was of a household. Who was of none may still have been one too
///   many for another; that is left to the next resolve.
private func remove(
  _ found: ErasableRecords, _ plan: inout ErasurePlan, _ session: any ErasureSession, _ basis: LiveBasis,
  mint: () -> CustomerID
) async throws -> Bool {
  var changed: [ChangedRecord] = []
  for record in found.records where record.isLive {
    guard let kept = try await session.kept(record.key), let put = try await session.remove(kept, at: plan.at) else { continue }
    changed.append(ChangedRecord(number: put.number, former: put.formerPayload.flatMap(FeatureCodec.decode)))
    plan.removed["record_feature", default: 0] += 1
    plan.removed["record_key", default: 0] += put.formerKeys.count
  }
  if changed.isEmpty { return false }
  let gone = try await session.goldenRecords(of: found.customers).count
  var resolution = PartialResolution(
    session, basis.model, basis.postings, pins: basis.pins, freeOfDuplicates: basis.freeOfDuplicates)
  let outcome = try await resolution.resolve(
    changed, judged: [],
    delta: ResolutionDelta(at: plan.at, who: plan.by, cause: "erasure", modelSHA256: basis.modelSHA256), mint: mint)
  // Before they are taken away with whoever retires.
  let delta = outcome.delta
  var concerned = Set(found.customers)
  for move in delta.moves {
    if let from = move.from { concerned.insert(from) }
    if let to = move.to { concerned.insert(to) }
  }
  for golden in delta.golden { concerned.insert(golden.id) }
  for retired in delta.retired { concerned.insert(retired.id) }
  let concernsHouseholds = try await session.haveHousehold(concerned.sorted())
  plan.change = try await session.apply(delta).change
  try await session.change(outcome.facts, outcome.edges)
  plan.removed["golden_record"] = gone - (try await session.goldenRecords(of: found.customers).count)
  return concernsHouseholds
}
