public import Identity
import Linkage
import Normalization

/// Taking a whole import back: its records get the version that was live before, as a new version.
///
/// Nothing is erased. What something touched since stays as it is and is listed.

/// What undoing an import came to.
public struct UndoneImport: Sendable, Equatable {
  /// The job that did it, and the decision; nil where nothing was kept.
  public var job: Int64?
  public var decision: Int64?
  /// Where it waits for a second person: the number of the proposal.
  public var proposal: Int64?
  /// Records that were new, or back, in the import and are deleted now.
  public var deletedCount = 0
  /// Records that were changed and have their former version back.
  public var restoredCount = 0
  /// Records that the import deleted and that are live again.
  public var revivedCount = 0
  /// Touched since, or with values of an erased person before, so left as they are; by key.
  public var left: [SourceKey] = []
  /// Their former version cannot be read by the settings of today.
  public var unreadable: [SourceKey] = []

  var changesSomething: Bool { deletedCount + restoredCount + revivedCount > 0 }
}

/// A record that an import wrote or deleted.
public struct ImportedRecord: Sendable, Equatable {
  public var number: RecordNumber
  public var key: SourceKey
  /// Something else changed or deleted it since.
  public var isTouchedSince: Bool
  /// It is live now.
  public var isLive: Bool
  /// The version that was live before the import, and what was sent with it; nil where there was none.
  public var before: (version: Int, rawJSON: [UInt8])?

  public init(
    number: RecordNumber, key: SourceKey, isTouchedSince: Bool, isLive: Bool, before: (version: Int, rawJSON: [UInt8])?
  ) {
    self.number = number
    self.key = key
    self.isTouchedSince = isTouchedSince
    self.isLive = isLive
    self.before = before
  }

  public static func == (left: ImportedRecord, right: ImportedRecord) -> Bool {
    left.number == right.number && left.key == right.key && left.isTouchedSince == right.isTouchedSince
      && left.isLive == right.isLive && left.before?.version == right.before?.version
      && left.before?.rawJSON == right.before?.rawJSON
  }
}

/// A former version that becomes live again, with what is made of it today.
public struct RestoredRecord: Sendable {
  public var number: RecordNumber
  /// Whose content it takes.
  public var version: Int
  public var payload: [UInt8]
  /// In order, each once.
  public var keys: [RecordKey]
}

/// The decision that takes an import back.
public func takingBack(_ job: Int64, by who: String, because reason: String, at: Instant) -> NewDecision {
  var decision = NewDecision(.importUndo, by: who, because: reason, at: at)
  decision.takesBack = job
  return decision
}

/// Takes an import back, or proposes it where that needs a second person.
///
/// - Throws: as `undoImport` does.
public func submitImportUndo(_ decision: NewDecision, in store: some CustomerStore) async throws -> UndoneImport {
  guard let job = decision.takesBack else { preconditionFailure("a decision that takes no import back") }
  guard try await needsSecondPerson(decision, in: store) else {
    return try await undoImport(decision, isDryRun: false, in: store)
  }
  var outcome = try await undoImport(decision, isDryRun: true, in: store)
  guard outcome.changesSomething else { throw ImportUndoRefusal.nothingLeft(job) }
  outcome.proposal = try await store.propose(decision) { _ in }
  return outcome
}

/// Takes an import back in one transaction.
///
/// - Throws: `ImportUndoRefusal`; `JudgementRefusal`, as for other decisions.
public func undoImport(
  _ decision: NewDecision, isDryRun: Bool, in store: some CustomerStore
) async throws -> UndoneImport {
  guard let job = decision.takesBack else { preconditionFailure("a decision that takes no import back") }
  guard decision.because.utf8.contains(where: { $0 > 0x20 }) else { throw JudgementRefusal.noReason }
  if isDryRun {
    return try await store.snapshot { session in try await planned(job, session, at: decision.at).outcome }
  }
  return try await store.unitOfWork { session in
    let plan = try await planned(job, session, at: decision.at)
    var outcome = plan.outcome
    guard outcome.changesSomething else { throw ImportUndoRefusal.nothingLeft(job) }
    let made = try await session.takeBack(decision, deleted: plan.deleted, restored: plan.restored, madeBy: plan.stamp)
    outcome.job = made.job
    outcome.decision = made.kept.number
    return outcome
  }
}

public enum ImportUndoRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  case unknown(Int64)
  case notFinished(Int64)
  case nothingLeft(Int64)

  public var description: String {
    switch self {
    case .unknown(let job): "There is no import job \(job); \"kindred status\" lists the last ones."
    case .notFinished(let job): "Job \(job) was not finished, so it left nothing to undo."
    case .nothingLeft(let job): "Of job \(job) nothing is left to undo: it changed no record, or something touched them since."
    }
  }
}

private struct ImportUndoPlan: Sendable {
  var outcome = UndoneImport()
  var stamp: ReadingStamp
  var deleted: [RecordNumber] = []
  var restored: [RestoredRecord] = []
}

private func planned(_ job: Int64, _ session: any ResolutionSession, at: Instant) async throws -> ImportUndoPlan {
  guard let (sourceName, isDone) = try await session.importJob(job) else { throw ImportUndoRefusal.unknown(job) }
  guard isDone else { throw ImportUndoRefusal.notFinished(job) }
  guard let source = try await SourceInForce.all(session).first(where: { $0.name.utf8.elementsEqual(sourceName.utf8) }),
    let secret = try await session.secret()
  else { throw ImportUndoRefusal.unknown(job) }
  let rules = try await modelInForce(session).model.blocking
  let roadLots = try await session.roadLots().flatMap { RoadLotTable(bytes: $0.bytes) }
  let postings = PostingKeys(rules: rules, secret: secret)
  var plan = ImportUndoPlan(
    stamp: ReadingStamp(
      settingsVersion: source.version, normaliserVersion: Int(Normalizer.version),
      rulesSHA256: PostingKeys.digest(of: rules, roadLotsSHA256: try await session.roadLotsSHA256())))
  var formerly: [(record: ImportedRecord, version: Int, sent: SentRecord)] = []
  for record in try await session.records(ofImport: job) {
    if record.isTouchedSince {
      plan.outcome.left.append(record.key)
    } else if let before = record.before {
      let sent = SentRecord(
        number: record.number, id: record.key.id, rawJSON: before.rawJSON, receivedAt: at, payload: [], keys: [])
      formerly.append((record, before.version, sent))
    } else {
      plan.deleted.append(record.number)
    }
  }
  let read = readAgain(formerly.map(\.sent), source, postings, roadLots)
  let suppressions = try await session.suppressions()
  for (record, version, _) in formerly {
    guard let made = read[record.number] else {
      plan.outcome.unreadable.append(record.key)
      continue
    }
    // What it would say of somebody who was erased since does not come back.
    if suppressions.erasure(suppressing: record.key, payload: made.payload) != nil {
      plan.outcome.left.append(record.key)
      continue
    }
    plan.restored.append(RestoredRecord(number: record.number, version: version, payload: made.payload, keys: made.keys))
    if record.isLive { plan.outcome.restoredCount += 1 } else { plan.outcome.revivedCount += 1 }
  }
  plan.outcome.deletedCount = plan.deleted.count
  plan.outcome.left.sort()
  plan.outcome.unreadable.sort()
  return plan
}
