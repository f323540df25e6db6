import Crypto
public import Identity
import Intake
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
  /// How many records were looked at: all of them, or those that the changed ones touch.
  public var lookedAtCount: Int
  /// The decision that put the model into force it was given; nil where none was needed.
  public var decision: Int64?
  /// The store is so large that households are those of the last resolve of everything.
  public var areHouseholdsOlder = false
  /// Households that are new, have other members, or are no more, since they were found last.
  public var householdsChangedCount = 0
}

/// The model to resolve by, and the decision that puts it into force where it is another than before.
///
/// Asked while nobody else can put one into force: what was read before may be out of force by now, and would come
/// back past whoever decided so.
private func settledModel(
  _ given: NewDecision?, at: Instant, _ session: any ResolutionSession
) async throws -> (file: ModelFile, sha256: [UInt8], decision: Int64?) {
  let published = try await session.publishedModel()
  let standard = ModelFile.standard()
  let standardSHA256 = Array(SHA256.hash(data: standard.text))
  if let given, let next = given.model, next.sha256 != published?.sha256 ?? standardSHA256 {
    if try await session.approvalRule()?.asks(for: given) == true { throw PublicationRefusal.needsSecondPerson }
    guard given.because.utf8.contains(where: { $0 > 0x20 }) else { throw JudgementRefusal.noReason }
    let file = try ModelFile(reading: Array(next.text.utf8), named: "the model")
    return (file, next.sha256, try await session.keep(given).number)
  }
  if let published {
    let file = try ModelFile(reading: Array(published.text.utf8), named: "the published model")
    return (file, published.sha256, nil)
  }
  // Nobody's decision: it is what holds where nothing was decided.
  try await session.publishFirst(model: String(decoding: standard.text, as: UTF8.self), sha256: standardSHA256, at: at)
  return (standard, standardSHA256, nil)
}

/// The merge job: what is stored becomes customers, golden records and possible matches.
///
/// One unit of work: read again what other rules read, link, compare with what is kept, write the difference.
/// Running it again writes nothing; ids stay with the customers that hold most of their records.
/// Where few records changed since the last run, and nothing else did, only what they touch is looked at: the
/// outcome is the same.
///
/// - Parameters:
///   - given: the publication of a model to resolve by. Where that is in force it says nothing; otherwise it is kept
///     as a decision in the same unit of work. Without it the model in force holds.
///   - isWhole: looks at everything, whatever changed.
///   - mint: gives a new customer id; ids are asked for in source-key order of their customers.
///   - threadCount: changes nothing but the time taken.
/// - Throws: `PublicationRefusal.needsSecondPerson`, `JudgementRefusal.noReason` where `given` needs one.
public func resolve(
  _ store: some CustomerStore, publishing given: NewDecision? = nil, by who: String, at: Instant, isWhole: Bool = false,
  threadCount: Int, mint: @escaping @Sendable () -> CustomerID,
  progress: @escaping @Sendable (LinkingStage, Double) -> Void = { _, _ in }
) async throws -> ResolvedStore {
  try await store.unitOfWork { session in
    try await resolve(
      session, publishing: given, by: who, at: at, isWhole: isWhole, threadCount: threadCount, mint: mint, progress: progress)
  }
}

/// The same, as part of a unit of work.
func resolve(
  _ session: any ResolutionSession, publishing given: NewDecision? = nil, by who: String, at: Instant, isWhole: Bool = false,
  threadCount: Int, mint: @escaping @Sendable () -> CustomerID,
  progress: @escaping @Sendable (LinkingStage, Double) -> Void
) async throws -> ResolvedStore {
  let (model, modelSHA256, decision) = try await settledModel(given, at: at, session)
  let sources = try await SourceInForce.all(session)
  let reread = try await reread(
    session, sources, model.model.blocking, at: at, threadCount: threadCount, progress: progress)
  let pins = try await session.sharingPinsInForce()
  let stamp = resolvedStamp(modelSHA256, pins, sources)
  if !isWhole, let state = try await session.resolvedState(), state.stamp == stamp,
    let secret = try await session.secret(), try await isFew(session)
  {
    let rules = PostingKeys(rules: model.model.blocking, secret: secret)
    var resolved = try await resolveWaiting(
      session, state, model.model, rules, pins, sources, reread: reread,
      delta: ResolutionDelta(at: at, who: who, cause: "resolve", modelSHA256: modelSHA256), threadCount: threadCount, mint: mint)
    resolved.decision = decision
    return resolved
  }
  let basis = try await ResolutionBasis.read(session, sources, threadCount: threadCount)
  let pairs = try await basis.compared(model, threadCount: threadCount, progress: progress)
  let computed = try await basis.computed(
    pairs, modelSHA256: modelSHA256, by: who, cause: "resolve", at: at, threadCount: threadCount, mint: mint,
    progress: progress)
  let (clusters, assignment) = (computed.clusters, computed.assignment)

  let applied = try await session.apply(computed.delta)
  let householdsChangedCount = try await session.keep(
    try await basis.households(computed, threadCount: threadCount), afterEnding: applied.endedHouseholds)
  if !basis.pending.isEmpty { try await session.clearPending() }
  if let secret = try await session.secret() {
    let postings = PostingKeys(rules: model.model.blocking, secret: secret)
    try await session.replaceFacts(
      computed.linking.classes.facts(basis.stored.table).map {
        StoredFact(key: postings.posting(of: $0.identity), value: $0.value)
      })
    try await session.replaceEdges(pairs.edgeLists)
    try await session.keep(ResolvedState(stamp: stamp, lastJudgement: try await session.judged(after: 0).last))
    try await session.keepHouseholdsCurrent()
  }
  return ResolvedStore(
    applied: applied, recordCount: basis.stored.table.recordCount, customerCount: clusters.count,
    customersWithSeveralRecords: clusters.count { $0.count > 1 },
    possibleMatchCount: computed.delta.possibleMatches?.count ?? 0, mintedCount: assignment.minted.count,
    retiredCount: assignment.retired.count, revivedCount: assignment.revived.count, pendingCount: basis.pending.count,
    reread: reread, unreadPins: basis.pins.filter { !$0.isErased && sharingPins([$0]).isEmpty }.map(\.number),
    unreadable: basis.stored.unreadable + reread.flatMap(\.unreadable), lookedAtCount: basis.stored.table.recordCount,
    decision: decision, householdsChangedCount: householdsChangedCount)
}
