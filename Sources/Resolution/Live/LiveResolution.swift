import Crypto
public import Identity
import Intake
public import Linkage
public import Normalization

/// Records as they come and go, one by one: kept, resolved and committed in one transaction.
///
/// The live path is the partial resolve of what changed, under locks. After any sequence of changes by any number
/// of writers the store holds what a resolve of everything would have made.

/// A change of a source record.
public enum LiveChange: Sendable {
  case upsert(IncomingRecord, source: String)
  case delete(SourceKey)

  public var key: SourceKey {
    switch self {
    case .upsert(let record, let source): SourceKey(source: source, id: record.id)
    case .delete(let key): key
    }
  }
}

/// What a live unit of work goes by, read once and checked in every unit; see `LiveWriter` for many of them.
public struct LiveBasis: Sendable {
  public var model: Model
  public var modelSHA256: [UInt8]
  public var postings: PostingKeys
  public var stamp: [UInt8]
  public var rulesSHA256: [UInt8]
  /// Of the table of road and lot addresses that values are read with; nil where there is none.
  var roadLotsSHA256: [UInt8]?
  var pins: [SharingPin]
  var freeOfDuplicates: Set<String>
  /// Settings versions by source.
  var settingsVersions: [String: Int]
  public var roadLots: RoadLotTable?
  /// A unit that needs more locks works while nobody else does.
  var locksMax: Int

  /// - Parameter model: nil: the one in force.
  /// - Throws: `LiveRefusal.neverResolved` where the store has no secret yet; `ModelFailure` where the model in force
  ///   cannot be read.
  public static func read(_ store: some CustomerStore, _ model: ModelFile? = nil) async throws -> LiveBasis {
    try await store.snapshot { try await read($0, model) }
  }

  /// The same, of a unit of work or snapshot.
  static func read(_ session: any ResolutionSession, _ given: ModelFile? = nil) async throws -> LiveBasis {
    guard let secret = try await session.secret() else { throw LiveRefusal.neverResolved }
    let model: ModelFile
    if let given { model = given } else { model = try await modelInForce(session) }
    let modelSHA256 = Array(SHA256.hash(data: model.text))
    let sources = try await SourceInForce.all(session)
    let pins = try await session.sharingPinsInForce()
    return LiveBasis(
      model: model.model, modelSHA256: modelSHA256,
      postings: PostingKeys(rules: model.model.blocking, secret: secret),
      stamp: resolvedStamp(modelSHA256, pins, sources),
      rulesSHA256: PostingKeys.digest(of: model.model.blocking, roadLotsSHA256: try await session.roadLotsSHA256()),
      roadLotsSHA256: try await session.roadLotsSHA256(), pins: sharingPins(pins),
      freeOfDuplicates: Set(sources.filter(\.settings.isFreeOfDuplicates).map(\.name)),
      settingsVersions: Dictionary(sources.map { ($0.name, $0.version) }) { first, _ in first },
      roadLots: try await session.roadLots().flatMap { RoadLotTable(bytes: $0.bytes) },
      // A share for each of some sixteen units, in this process or others.
      locksMax: max(200, min(4_000, try await session.roomForLocks() / 16)))
  }
}

/// Why a live change is not taken, as facts.
public enum LiveRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  case neverResolved
  case recordsWaiting(Int)
  case otherRules
  case sourceUnknown(String)
  case sourceReadOtherwise(String)
  case tooBusy(attempts: Int)

  public var description: String {
    switch self {
    case .neverResolved:
      "Nothing was resolved here yet; import files and run \"kindred resolve\" once, and records can come one by one."
    case .recordsWaiting(let count):
      "\(count) imported \(count == 1 ? "record waits" : "records wait") for a resolve; run \"kindred resolve\", and records can come one by one again."
    case .otherRules:
      "The customers were worked out by another version of Kindred, another model, other sharing pins or other sources free of duplicates. If that has just been put right, send the rest again; otherwise run \"kindred resolve\", and records can come one by one again."
    case .sourceUnknown(let name):
      "There is no source \(name) with settings that say what its columns mean; import a first file of it."
    case .sourceReadOtherwise(let name):
      "Stored records of source \(name) were read by other settings or another version of Kindred; run \"kindred resolve\", which reads them again."
    case .tooBusy(let attempts):
      "Others changed the same customers \(attempts) times meanwhile; send the change again."
    }
  }
}

/// What live changes came to.
public struct LiveOutcome: Sendable {
  /// As the changes were given; nil for a deletion of what was not there.
  public var verdicts: [PutRecord.Verdict?]
  /// Where the records are now; nil where they are not live.
  public var customers: [CustomerID?]
  /// The erasures that kept records out; nil where none did.
  public var suppressedBy: [Int64?]
  /// nil: nothing changed.
  public var change: Int64?
  /// Records that are with another customer now, and golden records that were written.
  public var movedCount = 0
  public var goldenCount = 0
  /// Records that were looked at again.
  public var lookedAtCount: Int
  /// Times the work was begun.
  public var attemptCount: Int
}

/// Applies changes as one unit of work, by one basis.
///
/// - Parameters:
///   - changes: of two for one record the later holds.
///   - mint: gives a new customer id.
/// - Throws: `LiveRefusal`; failures of the store.
func applyLive(
  _ changes: [LiveChange], to store: some LiveStore, _ basis: LiveBasis, by who: String, at: Instant,
  mint: @escaping @Sendable () -> CustomerID
) async throws -> LiveOutcome {
  var start = LiveStart(keys: Set(changes.map(\.key)).sorted(), facts: [], locks: LiveLocks())
  var facts = Set<RecordKey>()
  let factKinds = Set(basis.postings.factKinds)
  for key in start.keys { start.locks.insert(lockNumber(key), alone: true) }
  for case .upsert(let record, _) in changes {
    for key in record.keys where PostingKeys.isCounted(kind: key.kind) {
      start.locks.insert(lockNumber(key), alone: !PostingKeys.isArea(kind: key.kind))
      if factKinds.contains(key.kind) { facts.insert(key) }
    }
  }
  start.facts = facts.sorted()
  for attempt in 1...attemptsMax {
    start.isAlone = attempt > attemptsBesideOthers || start.locks.count > basis.locksMax
    let begun = start
    let step = try await store.liveUnit(begun) { session, opening in
      do {
        return .done(try await applyOnce(changes, session, opening, basis, begun, by: who, at: at, mint: mint))
      } catch let met as UnitsMet { return .more(met.locks) }
    }
    switch step {
    case .done(var outcome):
      outcome.attemptCount = attempt
      return outcome
    case .more(let more): start.locks.formUnion(more)
    }
  }
  throw LiveRefusal.tooBusy(attempts: attemptsMax)
}

/// So often a unit of work is begun while others are at work, and then while nobody else is. That fails only where the
/// server gives up the wait.
private let attemptsBesideOthers = 8
private let attemptsMax = 12

/// By name, and whether a record of it is sent: what is only deleted need not be read.
private func sources(of changes: [LiveChange]) -> [(name: String, isSent: Bool)] {
  var isSent: [String: Bool] = [:]
  for change in changes {
    let source = change.key.source
    if case .upsert = change { isSent[source] = true } else { isSent[source] = isSent[source] ?? false }
  }
  return isSent.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
}

private func applyOnce(
  _ changes: [LiveChange], _ session: any LiveSession, _ opening: LiveOpening, _ basis: LiveBasis, _ start: LiveStart,
  by who: String, at: Instant, mint: () -> CustomerID
) async throws -> LiveOutcome {
  var stamps: [String: ReadingStamp] = [:]
  var found: LiveState?
  for (source, isSent) in sources(of: changes) {
    guard let state = opening.states[source] else { continue }
    try basis.checkReady(state)
    found = state
    if isSent { stamps[source] = try basis.stamp(source, state) }
  }
  guard let state = found else { throw LiveRefusal.neverResolved }
  var outcome = LiveOutcome(verdicts: [], customers: [], suppressedBy: [], change: nil, lookedAtCount: 0, attemptCount: 1)
  var changed: [ChangedRecord] = []
  var numbers: [RecordNumber?] = []
  var customers: [RecordNumber: CustomerID] = [:]
  var seen = Set<SourceKey>()
  for change in changes {
    let erasure = state.hasSuppressions ? try await session.erasure(suppressing: change) : nil
    outcome.suppressedBy.append(erasure)
    if erasure != nil {
      outcome.verdicts.append(.suppressed)
      numbers.append(nil)
      continue
    }
    let isFirst = seen.insert(change.key).inserted
    let kept = isFirst ? opening.kept[change.key] : try await session.kept(change.key)
    if let kept { customers[kept.number] = kept.customer }
    var put: PutRecord?
    var placed: PlacedRecord?
    switch change {
    case .upsert(let record, let source):
      guard let number = kept?.number ?? opening.newNumbers[change.key] else { throw LiveRefusal.sourceUnknown(source) }
      put = try await session.put(record, as: number, over: kept, ofSource: source, stamp: stamps[source]!, at: at)
      if kept == nil { placed = record.placed(as: number, change.key, stamps[source]!, opening.states[source]!) }
    case .delete: if let kept { put = try await session.remove(kept, at: at) }
    }
    outcome.verdicts.append(put?.verdict)
    numbers.append(put?.number)
    guard let put, put.verdict != .unchanged, put.verdict != .stale else { continue }
    var formerKeys = put.formerKeys.filter { PostingKeys.isCounted(kind: $0.kind) }
    if case .upsert(let record, _) = change {
      // An area that the record stays in has as many records as before.
      let areas = Set(record.keys.filter { PostingKeys.isArea(kind: $0.kind) })
      formerKeys.removeAll(where: areas.contains)
    }
    if let place = changed.firstIndex(where: { $0.number == put.number }) {
      // How it was before the first counts, and how it is after the last is what is stored.
      changed[place].formerKeys += formerKeys
      changed[place].placed = nil
      continue
    }
    changed.append(
      ChangedRecord(
        number: put.number, former: put.formerPayload.flatMap(FeatureCodec.decode), formerKeys: formerKeys, placed: placed))
  }
  if !changed.isEmpty {
    let locks = UnitLocks(holding: start.locks, unseen: Set(opening.newNumbers.values), countMax: basis.locksMax)
    var resolution = basis.partialResolution(
      session, hasJudgements: state.hasJudgements, hasGoldenPins: state.hasGoldenPins, locks: start.isAlone ? nil : locks)
    resolution.know(opening.facts, of: start.facts)
    let cause = changes.count > 1 ? "batch" : outcome.verdicts.first == .some(.deleted) ? "delete" : "upsert"
    let found = try await resolution.resolve(
      changed, judged: [], delta: ResolutionDelta(at: at, who: who, cause: cause, modelSHA256: basis.modelSHA256), mint: mint)
    try await session.change(found.facts, found.edges)
    let applied = try await session.apply(found.delta)
    outcome.change = applied.change
    outcome.movedCount = applied.movedCount
    outcome.goldenCount = applied.goldenCount
    outcome.lookedAtCount = found.recordCount
    customers.merge(found.customersBefore) { _, now in now }
    for move in found.delta.moves { customers[move.record] = move.to }
  }
  outcome.customers = numbers.map { $0.flatMap { customers[$0] } }
  return outcome
}

extension IncomingRecord {
  /// As it is stored once it is kept, and nowhere yet.
  fileprivate func placed(as number: RecordNumber, _ key: SourceKey, _ stamp: ReadingStamp, _ state: LiveState) -> PlacedRecord {
    PlacedRecord(
      record: StoredRecord(
        number: number, key: key, version: 1, sourceTimestamp: sourceTimestamp, payload: payload,
        settingsVersion: stamp.settingsVersion, normaliserVersion: stamp.normaliserVersion, priority: state.priority),
      keys: Set(keys).sorted())
  }
}

extension LiveSession {
  /// The first erasure that keeps a change out; nil where none does.
  fileprivate func erasure(suppressing change: LiveChange) async throws -> Int64? {
    guard case .upsert(let record, _) = change, let secret = try await secret() else { return nil }
    let keys = SuppressionKeys(storeSecret: secret)
    let marks = Suppressions.marks(of: change.key, payload: record.payload, keys)
    return Suppressions(keys, try await suppressions(holding: marks)).erasure(holding: marks)
  }
}

extension LiveBasis {
  /// - Parameters:
  ///   - hasJudgements: whether there is any; nil where nobody has asked.
  ///   - hasGoldenPins: whether any golden value is pinned.
  ///   - locks: those that are held, where others may be at work.
  func partialResolution(
    _ session: any ResolutionSession, hasJudgements: Bool? = nil, hasGoldenPins: Bool = true, locks: UnitLocks? = nil
  ) -> PartialResolution {
    PartialResolution(
      session, model, postings, pins: pins, freeOfDuplicates: freeOfDuplicates, hasJudgements: hasJudgements,
      hasGoldenPins: hasGoldenPins, locks: locks)
  }

  /// Whether what is kept was worked out by this basis, from all there is.
  func checkReady(_ state: LiveState) throws {
    guard let resolved = state.resolved else { throw LiveRefusal.neverResolved }
    guard resolved.stamp == stamp else { throw LiveRefusal.otherRules }
    guard state.pendingCount == 0 else { throw LiveRefusal.recordsWaiting(state.pendingCount) }
  }

  /// Whether all records are read by what is in force.
  func checkReadAlike(_ session: any ResolutionSession) async throws {
    let sources = try await SourceInForce.all(session)
    if let first = try await sourcesReadOtherwise(session, sources, rulesSHA256: rulesSHA256).first {
      throw LiveRefusal.sourceReadOtherwise(first)
    }
  }

  /// What a source's next record is read by.
  func stamp(_ source: String, _ state: LiveState) throws -> ReadingStamp {
    guard let version = state.settingsVersion else { throw LiveRefusal.sourceUnknown(source) }
    guard settingsVersions[source] == version else { throw LiveRefusal.sourceReadOtherwise(source) }
    let reading = ReadingStamp(
      settingsVersion: version, normaliserVersion: Int(Normalizer.version), rulesSHA256: rulesSHA256)
    guard state.reading == reading || !state.hasRecords else { throw LiveRefusal.sourceReadOtherwise(source) }
    return reading
  }
}
