import Crypto
import Identity
import Intake
import Linkage
import Normalization

/// A resolve of what is waiting: which changes allow it, and what it comes to.

/// So many waiting records are looked at by themselves at most: each touches some twenty others by the values they
/// share, and beyond it looking at everything is the shorter way.
let waitingMax = 1_000

/// Households hang together across customers, so they are found from all of them. In a store of more records than
/// this that takes longer than everything else, and is left to a resolve of everything.
public let householdsMax = 200_000

func isFew(_ session: any ResolutionSession) async throws -> Bool {
  try await session.pendingCount() <= waitingMax
}

/// Of everything that a resolve goes by beside records and judgements, the comparing itself included: 32 bytes.
func resolvedStamp(_ modelSHA256: [UInt8], _ pins: [StoredSharingPin], _ sources: [SourceInForce]) -> [UInt8] {
  var hash = SHA256()
  // Edges are kept, so whatever compares two records otherwise has to raise one of these numbers.
  hash.update(data: Array("resolved 7, normaliser \(Normalizer.version), postings \(PostingKeys.version)".utf8))
  hash.update(data: modelSHA256)
  for pin in pins { withUnsafeBytes(of: pin.number.littleEndian) { hash.update(bufferPointer: $0) } }
  for source in sources where source.settings.isFreeOfDuplicates {
    hash.update(data: Array(source.name.utf8))
    hash.update(data: [0])
  }
  return Array(hash.finalize())
}

/// What working out a part of a store came to.
struct WorkedOut {
  var found: PartialResolution.Outcome
  var applied: AppliedChange
  /// Records that waited.
  var waitingCount: Int
}

/// Resolves the records that wait, those that judgements since are about, and what they touch, and keeps what follows.
///
/// - Parameters:
///   - resolution: by what is in force, in the session.
///   - pinned: records that carry a value of which something else is said now than the last resolve went by.
///   - stamp: of what the resolution goes by.
func workOutWaiting(
  _ session: any ResolutionSession, _ state: ResolvedState, _ resolution: inout PartialResolution,
  pinned: Set<RecordNumber> = [], stamp: [UInt8], delta: ResolutionDelta, mint: () -> CustomerID
) async throws -> WorkedOut {
  let waiting = try await session.waitingRecords()
  let judged = try await session.judged(after: state.lastJudgement)
  let found = try await resolution.resolve(
    waiting.map { ChangedRecord(number: $0.number, former: $0.formerPayload.flatMap(FeatureCodec.decode)) },
    judged: judged.keys, pinned: pinned, delta: delta, mint: mint)
  let applied = try await session.apply(found.delta)
  try await session.change(found.facts, found.edges)
  if !waiting.isEmpty { try await session.clearPending() }
  try await session.keep(ResolvedState(stamp: stamp, lastJudgement: judged.last))
  return WorkedOut(found: found, applied: applied, waitingCount: waiting.count)
}

/// Works out what waits, where that is little, as a unit of work and a change of its own, so that what comes next is told
/// only what it led to itself.
///
/// - Returns: false where too many records wait. Where customers were worked out by something else than `basis` nothing
///   is done: whoever tries again is told so.
/// - Throws: `LiveRefusal.sourceReadOtherwise` where records of any source have to be read again first, which a resolve
///   does: what waits would be compared with what they were read as before.
func workOutWaiting(
  in store: some CustomerStore, _ basis: LiveBasis, by who: String, at: Instant, mint: @escaping @Sendable () -> CustomerID
) async throws -> Bool {
  try await store.unitOfWork { session in
    guard let state = try await session.resolvedState(), state.stamp == basis.stamp else { return true }
    guard try await isFew(session) else { return false }
    try await basis.checkReadAlike(session)
    var resolution = basis.partialResolution(session)
    let delta = ResolutionDelta(at: at, who: who, cause: "resolve", modelSHA256: basis.modelSHA256)
    _ = try await workOutWaiting(session, state, &resolution, stamp: state.stamp, delta: delta, mint: mint)
    return true
  }
}

/// Resolves the records that are waiting and what they touch.
func resolveWaiting(
  _ session: any ResolutionSession, _ state: ResolvedState, _ model: Model, _ postings: PostingKeys, _ pins: [StoredSharingPin],
  _ sources: [SourceInForce], reread: [Rereading], delta: ResolutionDelta, threadCount: Int,
  mint: () -> CustomerID
) async throws -> ResolvedStore {
  var resolution = PartialResolution(
    session, model, postings, pins: sharingPins(pins),
    freeOfDuplicates: Set(sources.filter(\.settings.isFreeOfDuplicates).map(\.name)))
  let worked = try await workOutWaiting(session, state, &resolution, stamp: state.stamp, delta: delta, mint: mint)
  let (outcome, applied) = (worked.found, worked.applied)
  let counts = try await session.counts()
  var areHouseholdsOlder = try await session.areHouseholdsOlder()
  var householdsChangedCount = 0
  if areHouseholdsOlder, counts.recordCount <= householdsMax {
    householdsChangedCount = try await session.keep(
      try await Households.ofKept(session, sources, model, pins: sharingPins(pins), threadCount: threadCount),
      afterEnding: applied.endedHouseholds)
    try await session.keepHouseholdsCurrent()
    areHouseholdsOlder = false
  }
  return ResolvedStore(
    applied: applied, recordCount: counts.recordCount, customerCount: counts.customerCount,
    customersWithSeveralRecords: counts.customersWithSeveralRecords, possibleMatchCount: counts.possibleMatchCount,
    mintedCount: outcome.mintedCount, retiredCount: outcome.retiredCount, revivedCount: outcome.revivedCount,
    pendingCount: worked.waitingCount, reread: reread, unreadPins: pins.filter { !$0.isErased && sharingPins([$0]).isEmpty }.map(\.number),
    unreadable: outcome.unreadable + reread.flatMap(\.unreadable), lookedAtCount: outcome.recordCount,
    areHouseholdsOlder: areHouseholdsOlder, householdsChangedCount: householdsChangedCount)
}
