public import Identity

/// What the use cases need from whoever keeps records and customers.
///
/// Writers take turns: `importRecords` and `unitOfWork` each hold the writers' lock from beginning to
/// end and are one transaction, so a reader sees all of a run or nothing, and so does a killed one.
/// Every id and every moment comes from the caller. Nothing here knows how it is kept.
public protocol CustomerStore: DecisionStore, HouseholdStore {
  // MARK: sources

  /// All sources, by name in byte order.
  func sources() async throws -> [StoredSource]

  /// The settings in force; nil where the source is not known.
  func settings(ofSource name: String) async throws -> StoredSettings?

  /// Keeps new settings of a source, making the source where it is new. Equal settings are not kept twice.
  ///
  /// - Parameter priority: the settings' own priority, kept beside them for sorting.
  /// - Returns: their version, from 1.
  func saveSettings(ofSource name: String, yaml: String, priority: Int, at: Instant) async throws -> Int

  /// The 32 bytes that key hashes are keyed with. `proposal` is kept where there are none yet.
  func secret(proposal: [UInt8], at: Instant) async throws -> [UInt8]

  // MARK: road and lot addresses

  /// The table in force; nil where none was imported.
  func roadLots() async throws -> StoredRoadLots?
  func replaceRoadLots(_ table: StoredRoadLots, at: Instant) async throws

  // MARK: import

  /// Whether a source has records, deleted ones among them; false of one that is not known.
  func hasRecords(ofSource name: String) async throws -> Bool

  /// Loads the records of a file.
  ///
  /// - Parameter feed: gives the next batch without what is suppressed, nil at the end. Called from one task at a
  ///   time, while the batch before is on its way. While it is called nobody can be erased, and no record changes.
  func importRecords(
    _ request: ImportRequest, feed: @escaping @Sendable (ImportOpening) async throws -> IncomingBatch?
  ) async throws -> ImportOutcome

  // MARK: resolve

  /// Runs `body` as the only writer, in one transaction that is committed when it returns.
  func unitOfWork<Value: Sendable>(
    _ body: @Sendable (any ResolutionSession) async throws -> Value
  ) async throws -> Value

  /// Runs `body` on the store as it is at one moment, without keeping any writer waiting. Writing is refused.
  func snapshot<Value: Sendable>(
    _ body: @Sendable (any ResolutionSession) async throws -> Value
  ) async throws -> Value

  /// The model in force.
  func publishedModel() async throws -> StoredModel?

  // MARK: judgements

  /// Keeps a judgement, unless the caller objects.
  ///
  /// - Parameter objection: is shown the judgements in force while no other can be made, and throws where the
  ///   new one contradicts them.
  /// - Returns: its number.
  func record(
    _ judgement: NewJudgement, unless objection: @escaping @Sendable ([StoredJudgement]) throws -> Void
  ) async throws -> Int64

  /// Takes a judgement back, by another.
  ///
  /// - Returns: the number of the withdrawal.
  func withdraw(judgement number: Int64, by: String, because: String, at: Instant) async throws -> Int64

  /// Judgements that no other withdraws, by number.
  func judgementsInForce() async throws -> [StoredJudgement]

  // MARK: sharing pins

  /// Pins that no other withdraws, by number.
  func sharingPinsInForce() async throws -> [StoredSharingPin]

  // MARK: reading

  /// The customer an id stands for now, following redirects; nil where the id was never handed out.
  func customer(_ id: CustomerID) async throws -> StoredCustomer?

  /// Where a record is; nil where the key was never seen.
  func placement(of key: SourceKey) async throws -> RecordPlacement?

  /// Live records by key, in byte order; keys that are not live are left out.
  func liveRecords(_ keys: [SourceKey]) async throws -> [StoredRecord]

  /// Possible matches, nearest to `threshold` first, then by ids.
  func possibleMatches(nearestTo threshold: MatchWeight, countMax: Int) async throws -> [PossibleMatch]

  func statistics() async throws -> StoreStatistics

  /// Golden records by customer id.
  func exportGolden<State: Sendable>(
    into state: State, _ receive: @escaping @Sendable (inout State, GoldenRecordRow) throws -> Void
  ) async throws -> State

  /// Live records with their customers, by source key in byte order. Records not yet resolved have none.
  func exportClusters<State: Sendable>(
    into state: State, _ receive: @escaping @Sendable (inout State, ClusterRow) throws -> Void
  ) async throws -> State
}

extension CustomerStore {
  /// Loads records that are known not to be an erased person's.
  public func importRecords(
    _ request: ImportRequest, feed: @escaping @Sendable () async throws -> IncomingBatch?
  ) async throws -> ImportOutcome {
    try await importRecords(request) { (_: ImportOpening) in try await feed() }
  }
}

/// What a resolve reads and writes, all inside one unit of work.
public protocol ResolutionSession: PartialReading, StewardSession, HouseholdSession {
  func pendingCount() async throws -> Int
  /// Records that changed since the last resolve, by number.
  func pendingRecords() async throws -> [RecordNumber]
  func publishedModel() async throws -> StoredModel?
  /// Puts the first model into force, without a decision.
  func publishFirst(model text: String, sha256: [UInt8], at: Instant) async throws
  /// The settings in force of every source, by name in byte order.
  func settingsInForce() async throws -> [(source: String, settings: StoredSettings)]

  /// What reading any live record of a source again by it would give is what is stored; nil: not known.
  func reading(ofSource name: String) async throws -> ReadingStamp?
  /// That of every source of which it is known.
  func readings() async throws -> [ReadingStamp]
  func keep(_ stamp: ReadingStamp, ofSource name: String) async throws
  /// Of the table of road and lot addresses in force; nil where there is none.
  func roadLotsSHA256() async throws -> [UInt8]?
  func roadLots() async throws -> StoredRoadLots?
  /// The 32 bytes that key hashes are keyed with; nil where nothing was ever imported.
  func secret() async throws -> [UInt8]?
  /// How many locks the server has room for, all who use it together.
  func roomForLocks() async throws -> Int
  /// What erased persons would be known by.
  func suppressions() async throws -> Suppressions

  /// The next live records of a source, by number.
  ///
  /// - Parameter stamp: leaves out what its settings and normaliser made; nil leaves out nothing.
  func sentRecords(
    ofSource name: String, madeOtherwiseThan stamp: ReadingStamp?, after last: RecordNumber?, countMax: Int
  ) async throws -> [SentRecord]

  /// Keeps other values and postings of live records, which then wait for a resolve.
  func replace(_ records: [RereadRecord], madeBy stamp: ReadingStamp, at: Instant) async throws

  /// Live records in any order, some at a time: while `receive` looks at them the next ones are on their way.
  func liveRecords(atATime count: Int, _ receive: ([StoredRecord]) async throws -> Void) async throws

  /// Open memberships by record number, those of deleted records included.
  func memberships() async throws -> [Membership]
  /// Customers that are current, by id.
  func currentCustomers() async throws -> [CustomerID]
  /// Retired ids with the records they held when they were retired, by id and record number.
  func retiredCustomers() async throws -> [RetiredCustomer]
  func judgementsInForce() async throws -> [StoredJudgement]
  func sharingPinsInForce() async throws -> [StoredSharingPin]
  /// The golden records of customers as they are kept, by id; for a caller that wants to compare.
  func goldenRecords(of customers: [CustomerID]) async throws -> [GoldenRecordRow]

  /// Writes what a resolve found out. What is already so is not written again; a delta that says
  /// nothing new writes nothing at all.
  func apply(_ delta: ResolutionDelta) async throws -> AppliedChange

  /// Forgets that records are waiting.
  func clearPending() async throws
  /// Takes these out of the records that wait, where only their golden values waited.
  func clearPending(of numbers: [RecordNumber]) async throws
}

extension ResolutionSession {
  /// Live records in any order, folded into `state` one by one.
  public func liveRecords<State>(
    into state: State, _ receive: (inout State, StoredRecord) throws -> Void
  ) async throws -> State {
    var state = state
    try await liveRecords(atATime: 4_096) { records in
      for record in records { try receive(&state, record) }
    }
    return state
  }
}
