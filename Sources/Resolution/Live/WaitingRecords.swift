import Crypto
import Identity
import Intake
import Linkage
import Normalization

/// A resolve of what is waiting: which changes allow it, and what it comes to.

/// So many waiting records are looked at by themselves at most: each touches some twenty others by the values they
/// share, and beyond it looking at everything is the shorter way.
private let waitingMax = 1_000

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
  hash.update(data: Array("resolved 6, normaliser \(Normalizer.version), postings \(PostingKeys.version)".utf8))
  hash.update(data: modelSHA256)
  for pin in pins { withUnsafeBytes(of: pin.number.littleEndian) { hash.update(bufferPointer: $0) } }
  for source in sources where source.settings.isFreeOfDuplicates {
    hash.update(data: Array(source.name.utf8))
    hash.update(data: [0])
  }
  return Array(hash.finalize())
}

/// Resolves the records that are waiting and what they touch.
func resolveWaiting(
  _ session: any ResolutionSession, _ state: ResolvedState, _ model: Model, _ postings: PostingKeys, _ pins: [StoredSharingPin],
  _ sources: [SourceInForce], reread: [Rereading], delta: ResolutionDelta, threadCount: Int,
  mint: () -> CustomerID
) async throws -> ResolvedStore {
  let waiting = try await session.waitingRecords()
  let judged = try await session.judged(after: state.lastJudgement)
  var resolution = PartialResolution(
    session, model, postings, pins: sharingPins(pins),
    freeOfDuplicates: Set(sources.filter(\.settings.isFreeOfDuplicates).map(\.name)))
  let outcome = try await resolution.resolve(
    waiting.map { ChangedRecord(number: $0.number, former: $0.formerPayload.flatMap(FeatureCodec.decode)) },
    judged: judged.keys, delta: delta, mint: mint)
  let applied = try await session.apply(outcome.delta)
  try await session.change(outcome.facts, outcome.edges)
  if !waiting.isEmpty { try await session.clearPending() }
  try await session.keep(ResolvedState(stamp: state.stamp, lastJudgement: judged.last))
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
    pendingCount: waiting.count, reread: reread, unreadPins: pins.filter { !$0.isErased && sharingPins([$0]).isEmpty }.map(\.number),
    unreadable: outcome.unreadable + reread.flatMap(\.unreadable), lookedAtCount: outcome.recordCount,
    areHouseholdsOlder: areHouseholdsOlder, householdsChangedCount: householdsChangedCount)
}
