public import Identity
import Linkage
import Normalization

/// What people decide takes effect at once, as a unit of work of its own.
///
/// A decision is kept and worked out in one transaction during which nobody else writes: what two people decide at
/// the same moment is worked out one after the other, each under its own name and cause, and each is told what
/// theirs led to. Imported records that wait are worked out before, where they are few, as a change of their own. Where it
/// cannot be worked out, because many wait, it is in force all the same, and
/// whatever resolves next takes it in. One that puts another model into force is kept with everything resolved by it,
/// or not at all.

/// What became of a decision that was kept.
public enum DecisionEffect: Sendable {
  case worked(LiveOutcome)
  /// The next resolve takes it in; why, as a sentence.
  case waits(String)
}

/// Keeps a decision, unless it contradicts another, and works out what it is about, with what was decided before and
/// had to wait.
///
/// - Parameters:
///   - model: the one in force.
///   - threadCount: changes nothing but the time taken.
///   - mint: gives a new customer id.
///   - progress: of resolving everything, where the decision puts another model into force.
/// - Throws: as `decide` does; `CancellationError`, and then nothing is kept; where the decision puts another model into
///   force, as `resolve` does, `ModelFailure` where that model cannot be read, and then nothing is kept either.
public func carryOut(
  _ decision: NewDecision, in store: some LiveStore, _ model: ModelFile, threadCount: Int = 1,
  mint: @escaping @Sendable () -> CustomerID, progress: @escaping @Sendable (LinkingStage, Double) -> Void = { _, _ in }
) async throws -> (kept: KeptDecision, effect: DecisionEffect) {
  precondition(decision.takesBack == nil, "an import is taken back by undoImport")
  // Another model concerns every pair there is.
  if let next = decision.model {
    _ = try ModelFile(reading: Array(next.text.utf8), named: "the model")
    return try await resolveDeciding(decision, in: store, threadCount, mint, progress)
  }
  if !decision.sharing.isEmpty || !decision.sharingWithdrawals.isEmpty {
    return try await carryOutSharing(decision, in: store, mint: mint)
  }
  let basis: LiveBasis
  do { basis = try await LiveBasis.read(store, model) } catch let refusal as LiveRefusal {
    return (try await decide(decision, in: store), .waits("\(refusal)"))
  }
  try await checkDecision(decision, in: store)
  try await takeAlongWaiting(before: decision, in: store, basis, mint: mint)
  let delta = ResolutionDelta(
    at: decision.at, who: decision.signature, cause: decision.kind.rawValue, modelSHA256: basis.modelSHA256)
  let (kept, outcome) = try await store.keep(
    decision, unless: { try JudgementBook.check(decision, against: $0.map(\.judgement)) },
    then: { session in try await workOut(decision, session, basis, delta: delta, mint: mint) })
  switch outcome {
  case .success(let outcome): return (kept, .worked(outcome))
  // It is in force already: whoever reads a failure would decide it a second time.
  case .failure(let error): return (kept, .waits("\(error)"))
  }
}

/// Keeps a decision and resolves everything by what is in force with it, as one unit of work: a model in force that the
/// customers were not worked out by would stop every record that comes by itself.
private func resolveDeciding(
  _ decision: NewDecision, in store: some LiveStore, _ threadCount: Int, _ mint: @escaping @Sendable () -> CustomerID,
  _ progress: @escaping @Sendable (LinkingStage, Double) -> Void
) async throws -> (kept: KeptDecision, effect: DecisionEffect) {
  try await checkDecision(decision, in: store)
  let (kept, resolved) = try await store.unitOfWork { session in
    try JudgementBook.check(decision, against: try await session.judgementsInForce().map(\.judgement))
    let kept = try await session.keep(decision)
    let resolved = try await resolve(
      session, by: decision.signature, at: decision.at, threadCount: threadCount, mint: mint, progress: progress)
    return (kept, resolved)
  }
  let outcome = LiveOutcome(
    verdicts: [], customers: [], suppressedBy: [], change: resolved.applied.change,
    movedCount: resolved.applied.movedCount, goldenCount: resolved.applied.goldenCount,
    lookedAtCount: resolved.lookedAtCount, attemptCount: 1)
  return (kept, .worked(outcome))
}

/// Keeps what is said of shared values and works it out through the records that carry them, as one unit of work.
///
/// Where they cannot be found by the value alone, or are so many that looking at everything is the shorter way, it is kept
/// and waits for a resolve, and every record that comes by itself with it.
private func carryOutSharing(
  _ decision: NewDecision, in store: some LiveStore, mint: @escaping @Sendable () -> CustomerID
) async throws -> (kept: KeptDecision, effect: DecisionEffect) {
  try await checkDecision(decision, in: store)
  do {
    try await takeAlongWaiting(before: decision, in: store, try await LiveBasis.read(store), mint: mint)
  } catch is LiveRefusal {
    // It is kept all the same, and is told below why it waits.
  }
  return try await store.unitOfWork { session in
    try JudgementBook.check(decision, against: try await session.judgementsInForce().map(\.judgement))
    let pins = try await session.sharingPinsInForce()
    let before: LiveBasis
    do { before = try await LiveBasis.read(session) } catch let refusal as LiveRefusal {
      return (try await session.keep(decision), .waits("\(refusal)"))
    }
    let kept = try await session.keep(decision)
    let basis = try await LiveBasis.read(session)
    guard let state = try await session.resolvedState() else { return (kept, .waits(LiveRefusal.neverResolved.description)) }
    guard state.stamp == before.stamp else { return (kept, .waits(LiveRefusal.otherRules.description)) }
    do { try await basis.checkReadAlike(session) } catch let refusal as LiveRefusal { return (kept, .waits("\(refusal)")) }
    guard try await isFew(session) else {
      return (kept, .waits(LiveRefusal.recordsWaiting(try await session.pendingCount()).description))
    }
    let said = decision.sharing + pins.filter { decision.sharingWithdrawals.contains($0.number) }.map(\.pin)
    guard let pinned = try await carriers(of: said, session) else { return (kept, .waits(pinWaits)) }
    var resolution = basis.partialResolution(session)
    let delta = ResolutionDelta(
      at: decision.at, who: decision.signature, cause: decision.kind.rawValue, modelSHA256: basis.modelSHA256)
    let worked = try await workOutWaiting(
      session, state, &resolution, pinned: pinned, stamp: basis.stamp, delta: delta, mint: mint)
    // A home is told by the same values, also where nobody moved.
    try await session.keepHouseholdsOlder()
    let outcome = LiveOutcome(
      verdicts: [], customers: [], suppressedBy: [], change: worked.applied.change, movedCount: worked.applied.movedCount,
      goldenCount: worked.applied.goldenCount, lookedAtCount: worked.found.recordCount, attemptCount: 1)
    return (kept, .worked(outcome))
  }
}

/// Works out what waits, where that is little, so that the decision takes effect at once. Of a decision that would be
/// refused nothing is done.
private func takeAlongWaiting(
  before decision: NewDecision, in store: some LiveStore, _ basis: LiveBasis, mint: @escaping @Sendable () -> CustomerID
) async throws {
  let isWaiting = try await store.snapshot { session in
    try JudgementBook.check(decision, against: try await session.judgementsInForce().map(\.judgement))
    return try await session.pendingCount() > 0
  }
  guard isWaiting else { return }
  do {
    _ = try await workOutWaiting(in: store, basis, by: decision.signature, at: decision.at, mint: mint)
  } catch is LiveRefusal {
    // Whoever keeps the decision is told why it waits.
  }
}

private let pinWaits =
  "More than \(waitingMax) records carry the value, or it is an address, an organisation or a handle without its platform (instagram:NAME), whose records only a look at everything finds; until then an upsert that begins is refused."

/// Live records that carry what pins are about; nil where they cannot be found by it, or are more than `waitingMax`.
private func carriers(of pins: [NewSharingPin], _ session: any ResolutionSession) async throws -> Set<RecordNumber>? {
  guard let secret = try await session.secret() else { return nil }
  let lookup = LookupKeys(storeSecret: secret)
  // One that reads as nothing is about nobody.
  let keys = pins.flatMap { sharingPins($0) }.map(\.key)
  guard keys.allSatisfy({ LookupKeys.kinds.contains($0.kind) }) else { return nil }
  let wanted = Set(keys.map { LookupKeys.posting($0.kind, lookup.hash($0.kind, $0.bytes)) }).sorted()
  let lists = try await session.carriers(of: wanted.map { WantedPostings(key: $0, countMax: waitingMax + 1) })
  let found = Set(lists.joined())
  return found.count <= waitingMax ? found : nil
}

private func workOut(
  _ decision: NewDecision, _ session: any LiveSession, _ basis: LiveBasis, delta: ResolutionDelta, mint: () -> CustomerID
) async throws -> LiveOutcome {
  guard let resolved = try await session.resolvedState() else { throw LiveRefusal.neverResolved }
  try basis.checkReady(try await session.liveState(ofSource: ""))
  // Nobody waits but records of which only golden values may be others: pinned, or of a source of another priority.
  guard try await isFew(session) else { throw LiveRefusal.recordsWaiting(try await session.pendingCount()) }
  let waiting = try await session.waitingRecords()
  let judged = try await session.judged(after: resolved.lastJudgement)
  let keys = Set(judged.keys).union(decision.claims.flatMap { [$0.left, $0.right] }).sorted()
  var resolution = basis.partialResolution(session)
  let found = try await resolution.resolve(
    waiting.map { ChangedRecord(number: $0.number, former: $0.formerPayload.flatMap(FeatureCodec.decode)) }, judged: keys,
    delta: delta, mint: mint)
  let applied = try await session.apply(found.delta)
  try await session.change(found.facts, found.edges)
  try await session.clearPending(of: waiting.map(\.number))
  try await session.keep(ResolvedState(stamp: resolved.stamp, lastJudgement: judged.last))
  return LiveOutcome(
    verdicts: [], customers: [], suppressedBy: [], change: applied.change, movedCount: applied.movedCount,
    goldenCount: applied.goldenCount, lookedAtCount: found.recordCount, attemptCount: 1)
}
