public import Identity

/// A store that many writers change at once, a few records each.
public protocol LiveStore: CustomerStore {
  /// Runs `body` in one transaction that holds the locks from its beginning, and waits for them where it has to.
  /// Whole resolves and imports wait for it, and it for them; other units only where locks meet.
  ///
  /// - Returns: what `body` returns. `done` is committed, `more` has changed nothing.
  func liveUnit<Value: Sendable>(
    _ start: LiveStart, _ body: @Sendable (any LiveSession, LiveOpening) async throws -> LiveStep<Value>
  ) async throws -> LiveStep<Value>

  /// Whether a unit of work failed only because somebody else held the whole store for longer than it waits, so that it
  /// may be begun again.
  func isBusy(_ failure: any Error) -> Bool
}

/// What a live unit of work begins with.
public struct LiveStart: Sendable {
  /// The records that are to be changed, each once.
  public var keys: [SourceKey]
  /// Keys of identities of which it has to know what is known.
  public var facts: [RecordKey]
  public var locks: LiveLocks
  /// Whether all other units have to wait, and no lock is needed.
  public var isAlone: Bool

  public init(keys: [SourceKey], facts: [RecordKey], locks: LiveLocks, isAlone: Bool = false) {
    self.keys = keys
    self.facts = facts
    self.locks = locks
    self.isAlone = isAlone
  }
}

public enum LiveStep<Value: Sendable>: Sendable {
  case done(Value)
  /// Begin anew, holding these.
  case more(LiveLocks)
}

/// What a live unit of work asks of a store, beside what a resolve does.
///
/// What it writes may reach the store later, with whatever is asked or written next.
public protocol LiveSession: ResolutionSession {
  /// What the store is ready for, asked of one source, or of none that is known.
  func liveState(ofSource name: String) async throws -> LiveState

  /// What is kept of a record now; nil where its key was never seen.
  func kept(_ key: SourceKey) async throws -> KeptRecord?

  /// Keeps a record as its source sent it, unless what is kept is as new.
  ///
  /// - Parameters:
  ///   - kept: what is kept of it now; nil where its key was never seen.
  ///   - number: the record's.
  func put(
    _ record: IncomingRecord, as number: RecordNumber, over kept: KeptRecord?, ofSource name: String, stamp: ReadingStamp,
    at: Instant
  ) async throws -> PutRecord

  /// Which erasures have which of the marks.
  func suppressions(holding marks: Set<SuppressionMark>) async throws -> [(mark: SuppressionMark, erasure: Int64)]

  /// Takes a record away; nil where it is not live.
  func remove(_ kept: KeptRecord, at: Instant) async throws -> PutRecord?
}

/// What a live unit of work finds.
public struct LiveOpening: Sendable {
  /// By source.
  public var states: [String: LiveState] = [:]
  /// Without those that were never seen.
  public var kept: [SourceKey: KeptRecord] = [:]
  /// Those that were never seen, and the number that each has if it is kept.
  public var newNumbers: [SourceKey: RecordNumber] = [:]
  /// What is known of the keys that were asked about; the others are left out.
  public var facts: [StoredFact] = []

  public init() {}
}

/// What is kept of a record: its number, its live version and what was made of it.
public struct KeptRecord: Sendable, Equatable {
  public var number: RecordNumber
  public var versionMax: Int
  /// nil where it is deleted, as all that is of the live version.
  public var liveVersion: Int?
  public var contentHash: [UInt8]?
  public var sourceTimestamp: Instant?
  public var payload: [UInt8]?
  public var keys: [RecordKey]
  public var settingsVersion: Int?
  public var normaliserVersion: Int?
  public var customer: CustomerID?

  public init(
    number: RecordNumber, versionMax: Int, liveVersion: Int?, contentHash: [UInt8]?, sourceTimestamp: Instant?,
    payload: [UInt8]?, keys: [RecordKey], settingsVersion: Int?, normaliserVersion: Int?, customer: CustomerID?
  ) {
    self.number = number
    self.versionMax = versionMax
    self.liveVersion = liveVersion
    self.contentHash = contentHash
    self.sourceTimestamp = sourceTimestamp
    self.payload = payload
    self.keys = keys
    self.settingsVersion = settingsVersion
    self.normaliserVersion = normaliserVersion
    self.customer = customer
  }
}

/// What a source's records are read by and what the customers were worked out by.
public struct LiveState: Sendable, Equatable {
  public var resolved: ResolvedState?
  /// nil where the source is not known or has no settings.
  public var settingsVersion: Int?
  /// What all live records of the source were read by; nil where they were read by different things, or there is none.
  public var reading: ReadingStamp?
  public var hasRecords: Bool
  /// Of the source's golden values among others'.
  public var priority: Int
  /// Records that wait for a resolve, without those of which only golden values may be others.
  public var pendingCount: Int
  /// Whether there is any judgement, or any pin on a golden value, in force or not.
  public var hasJudgements: Bool
  public var hasGoldenPins: Bool
  /// Whether anybody was erased who might be sent again.
  public var hasSuppressions: Bool

  public init(
    resolved: ResolvedState?, settingsVersion: Int?, reading: ReadingStamp?, hasRecords: Bool, priority: Int, pendingCount: Int,
    hasJudgements: Bool, hasGoldenPins: Bool, hasSuppressions: Bool
  ) {
    self.resolved = resolved
    self.settingsVersion = settingsVersion
    self.reading = reading
    self.hasRecords = hasRecords
    self.priority = priority
    self.pendingCount = pendingCount
    self.hasJudgements = hasJudgements
    self.hasGoldenPins = hasGoldenPins
    self.hasSuppressions = hasSuppressions
  }
}

/// What became of a record that was sent.
public struct PutRecord: Sendable, Equatable {
  public enum Verdict: String, Sendable {
    case new, changed, returned, unchanged, renormalised, stale, deleted
    /// An erased person's: nothing of it was kept.
    case suppressed
  }

  public var number: RecordNumber
  public var verdict: Verdict
  /// Its packed values and postings before; nil where it was not live.
  public var formerPayload: [UInt8]?
  public var formerKeys: [RecordKey]

  public init(number: RecordNumber, verdict: Verdict, formerPayload: [UInt8]?, formerKeys: [RecordKey]) {
    self.number = number
    self.verdict = verdict
    self.formerPayload = formerPayload
    self.formerKeys = formerKeys
  }
}

/// Locks as numbers: on source keys, on postings, on records and on ids. Two things may share a number; then one
/// waits for the other without need.
public struct LiveLocks: Sendable, Equatable {
  /// By number, whether it is held alone.
  public private(set) var isAlone: [Int64: Bool] = [:]

  public init() {}

  public var isEmpty: Bool { isAlone.isEmpty }

  public var count: Int { isAlone.count }

  /// Ascending: the order in which everybody takes them.
  public var inOrder: [(number: Int64, isAlone: Bool)] { isAlone.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

  public mutating func insert(_ number: Int64, alone: Bool) { isAlone[number] = alone || isAlone[number] ?? false }

  public mutating func formUnion(_ other: LiveLocks) { for (number, alone) in other.isAlone { insert(number, alone: alone) } }

  /// Those of the other that are not held here, or not alone.
  public func missing(of other: LiveLocks) -> LiveLocks {
    var result = LiveLocks()
    for (number, alone) in other.isAlone {
      guard let held = isAlone[number], held || !alone else {
        result.insert(number, alone: alone)
        continue
      }
    }
    return result
  }
}
