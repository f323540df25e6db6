public import Identity

/// What people decide takes effect at once, as a live unit of work of its own.
///
/// The decision is kept first and then worked out: where the second cannot be, because imported records wait or a
/// program dies in between, it is in force all the same, and whatever resolves next takes it in.

/// What became of a decision that was kept.
public enum DecisionEffect: Sendable {
  case worked(LiveOutcome)
  /// The next resolve takes it in; why, as a sentence.
  case waits(String)
}

/// Works out what was decided since customers were last worked out, and what the decision at hand is about.
///
/// - Parameters:
///   - model: the one in force.
///   - mint: gives a new customer id.
public func workOut(
  _ decision: NewDecision, in store: some LiveStore, _ model: ModelFile, mint: @escaping @Sendable () -> CustomerID
) async throws -> DecisionEffect {
  // Another model concerns every pair there is.
  if decision.model != nil { return .waits(LiveRefusal.otherRules.description) }
  do {
    let basis = try await LiveBasis.read(store, model)
    let delta = ResolutionDelta(
      at: decision.at, who: decision.by, cause: decision.kind.rawValue, modelSHA256: basis.modelSHA256)
    return .worked(
      try await inLiveUnit(of: store, holding: LiveLocks()) { session, held in
        try await workOutOnce(decision, session, basis, holding: held, delta: delta, mint: mint)
      })
  } catch let cancellation as CancellationError {
    throw cancellation
  } catch {
    // It is in force already: whoever reads a failure would decide it a second time.
    return .waits("\(error)")
  }
}

private func workOutOnce(
  _ decision: NewDecision, _ session: any LiveSession, _ basis: LiveBasis, holding held: LiveLocks, delta: ResolutionDelta,
  mint: () -> CustomerID
) async throws -> LiveStep<LiveOutcome> {
  let mark = try await session.opening([]).mark
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
  if let missing = try await session.locksMissing(found.involved.locks(), holding: held, since: mark) { return .more(missing) }
  let applied = try await session.apply(found.delta)
  try await session.change(found.facts, found.edges)
  try await session.clearPending(of: waiting.map(\.number))
  try await session.keep(ResolvedState(stamp: resolved.stamp, lastJudgement: judged.last))
  return .done(
    LiveOutcome(
      verdicts: [], customers: [], suppressedBy: [], change: applied.change, movedCount: applied.movedCount,
      goldenCount: applied.goldenCount, lookedAtCount: found.recordCount, attemptCount: 1))
}
