public import Identity

/// What erasing a person asks of whoever keeps records and customers, and what remains to be read of it.
public protocol ErasureStore: LiveStore {
  /// Runs `body` in one transaction while no other writer works: no import, no resolve, no live change.
  ///
  /// - Parameter isKept: whether the transaction is committed.
  func erasureUnit<Value: Sendable>(
    isKept: Bool, _ body: @Sendable (any ErasureSession) async throws -> Value
  ) async throws -> Value

  /// nil where there is none with this number.
  func erasure(_ number: Int64) async throws -> ErasureProof?
  /// All of them without their proofs, the last first.
  ///
  /// - Parameter normaliserVersion: the present one.
  func erasureSummaries(normaliserVersion: Int) async throws -> [ErasureSummary]

  /// All of them as they are carried to a restored database, in order; nil where nothing was ever imported.
  func erasureList() async throws -> ErasureList?
  /// What tells the secret of this database from others; nil where nothing was ever imported.
  func suppressionKeyCheck() async throws -> [UInt8]?
  /// Records, deleted ones among them, whose key has one of these hashes; erased ones are left out.
  func sourceKeys(hashedAs hashes: Set<[UInt8]>) async throws -> [[UInt8]: SourceKey]

  /// Takes what an erasure suppresses off the list, so that the person may come back.
  ///
  /// - Returns: how many hashes were removed.
  /// - Throws: `ErasureRefusal` where there is no such erasure or it was lifted before.
  func lift(erasure number: Int64, by who: String, at: Instant) async throws -> Int

  /// What erased persons would be known by; empty where nobody was erased.
  func suppressions() async throws -> Suppressions
}

public protocol ErasureSession: LiveSession {
  /// The records of a person, and what hangs on them.
  ///
  /// - Throws: `ErasureRefusal`.
  func erasable(_ subject: ErasureSubject) async throws -> ErasableRecords
  /// Records that are not with any of the customers and were once, by key; erased ones are left out.
  func movedOn(from customers: [CustomerID]) async throws -> [MovedRecord]
  /// Every version of records, as it was sent, by record and version.
  func versions(of records: [RecordNumber]) async throws -> [SentVersion]
  /// Versions that are over, from when their records were with one of the customers, by record and version.
  func formerVersions(of records: [RecordNumber], whileOf customers: [CustomerID]) async throws -> [SentVersion]
  /// Of the whole store the versions that are not live, by record and version; emptied ones are left out.
  func versionsOver(after last: SentVersion?, countMax: Int) async throws -> [SentVersion]
  /// Pins of values, withdrawn ones among them, then those that were proposed, by number; those erased before are left
  /// out.
  func sharingPinsEver() async throws -> [SaidSharingPin]
  /// Whether any of these is of a household.
  func haveHousehold(_ customers: [CustomerID]) async throws -> Bool
  /// Removes all that is personal and keeps the proof. What belongs to customers must have been resolved before.
  func erase(_ plan: ErasurePlan) async throws -> ErasureProof
}

/// Who is to be erased: a customer, or one record of one.
public enum ErasureSubject: Sendable, Hashable {
  case customer(CustomerID)
  case record(SourceKey)
  /// What was erased in the database that this one is an older copy of. Of the ids those that stand for nobody then
  /// are erased; of what was never here, or is erased already, nothing is.
  case listed([SourceKey], [CustomerID])

  /// A customer, with all that is theirs by what it says.
  var isWhole: Bool {
    if case .customer = self { return true }
    return false
  }
}

/// A record that was a customer's once and is another's now.
public struct MovedRecord: Sendable, Equatable {
  public var number: RecordNumber
  public var key: SourceKey
  public var isLive: Bool
  /// Whose it is, or was last.
  public var customer: CustomerID

  public init(number: RecordNumber, key: SourceKey, isLive: Bool, customer: CustomerID) {
    self.number = number
    self.key = key
    self.isLive = isLive
    self.customer = customer
  }
}

/// Why, as a word: free text about a person would be personal data again.
public enum ErasureReason: String, Sendable, CaseIterable {
  case request
  case consentWithdrawn = "consent_withdrawn"
  case retention
  case unlawful
  case court
  case other
}

public struct ErasableRecords: Sendable {
  public var records: [(number: RecordNumber, key: SourceKey, isLive: Bool)]
  /// The customer's id and those that lead to it; of a single record its customer's.
  public var customers: [CustomerID]

  public init(records: [(number: RecordNumber, key: SourceKey, isLive: Bool)], customers: [CustomerID]) {
    self.records = records
    self.customers = customers
  }
}

/// One version of a record as its source sent it.
public struct SentVersion: Sendable {
  public var record: RecordNumber
  public var key: SourceKey
  public var version: Int
  public var rawJSON: [UInt8]
  public var receivedAt: Instant
  /// No later one was live.
  public var isLast: Bool
  /// Its record is.
  public var isDeleted: Bool

  public init(
    record: RecordNumber, key: SourceKey, version: Int, rawJSON: [UInt8], receivedAt: Instant, isLast: Bool, isDeleted: Bool
  ) {
    self.isLast = isLast
    self.isDeleted = isDeleted
    self.record = record
    self.key = key
    self.version = version
    self.rawJSON = rawJSON
    self.receivedAt = receivedAt
  }
}

/// What is removed and what is kept in its place.
public struct ErasurePlan: Sendable {
  public var records: [(number: RecordNumber, key: SourceKey, hash: [UInt8])]
  /// Ids that may stand for nobody any more.
  public var customers: [CustomerID]
  /// Former contents of records that stay.
  public var formerVersions: [(record: RecordNumber, version: Int)]
  /// Each once.
  public var marks: [StoredMark]
  /// Pins of values that were the person's alone, by number, and the proposals of such pins.
  public var sharingPins: [Int64]
  public var sharingProposals: [Int64]
  /// Rows removed already, by table.
  public var removed: [String: Int]
  public var reason: ErasureReason
  public var by: String
  public var at: Instant
  /// When it was done first, where it is done again.
  public var firstAt: Instant?
  public var change: Int64?
}

/// The proof of an erasure. Holds no personal data.
public struct ErasureProof: Sendable, Equatable {
  public struct Removal: Sendable, Equatable {
    public var table: String
    public var rowCount: Int

    public init(table: String, rowCount: Int) {
      self.table = table
      self.rowCount = rowCount
    }
  }

  public var number: Int64
  public var at: Instant
  /// When it was done first; nil where this is the first time.
  public var firstAt: Instant?
  public var by: String
  /// One of `ErasureReason`.
  public var reason: String
  /// In the change feed; nil where no customer changed.
  public var change: Int64?
  /// Keyed hashes of 32 bytes, in byte order.
  public var customerHashes: [[UInt8]]
  public var recordHashes: [[UInt8]]
  /// By name.
  public var removals: [Removal]
  /// Hashes that keep the person out.
  public var suppressionCount: Int
  public var lifted: (at: Instant, by: String)?

  public init(
    number: Int64, at: Instant, firstAt: Instant?, by: String, reason: String, change: Int64?, customerHashes: [[UInt8]],
    recordHashes: [[UInt8]], removals: [Removal], suppressionCount: Int, lifted: (at: Instant, by: String)?
  ) {
    self.number = number
    self.at = at
    self.firstAt = firstAt
    self.by = by
    self.reason = reason
    self.change = change
    self.customerHashes = customerHashes
    self.recordHashes = recordHashes
    self.removals = removals
    self.suppressionCount = suppressionCount
    self.lifted = lifted
  }

  public static func == (left: ErasureProof, right: ErasureProof) -> Bool {
    left.number == right.number && left.at == right.at && left.firstAt == right.firstAt && left.by == right.by
      && left.reason == right.reason
      && left.change == right.change && left.customerHashes == right.customerHashes
      && left.recordHashes == right.recordHashes && left.removals == right.removals
      && left.suppressionCount == right.suppressionCount && left.lifted?.at == right.lifted?.at
      && left.lifted?.by == right.lifted?.by
  }
}

/// An erasure in a list.
public struct ErasureSummary: Sendable, Equatable {
  public var number: Int64
  public var at: Instant
  public var by: String
  /// One of `ErasureReason`.
  public var reason: String
  /// Hashes that keep the person out.
  public var suppressionCount: Int
  /// Those of values that another version of the normaliser made.
  public var olderCount: Int
  public var liftedAt: Instant?
  public var liftedBy: String?

  public init(
    number: Int64, at: Instant, by: String, reason: String, suppressionCount: Int, olderCount: Int, liftedAt: Instant?,
    liftedBy: String?
  ) {
    self.number = number
    self.at = at
    self.by = by
    self.reason = reason
    self.suppressionCount = suppressionCount
    self.olderCount = olderCount
    self.liftedAt = liftedAt
    self.liftedBy = liftedBy
  }
}

/// Which erasure a record or customer fell to.
public struct ErasureMark: Sendable, Equatable {
  public var number: Int64
  public var at: Instant

  public init(number: Int64, at: Instant) {
    self.number = number
    self.at = at
  }
}

/// Why nothing is erased, as facts. Says nothing of the person.
public enum ErasureRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  case unknownCustomer(CustomerID)
  case unknownRecord(SourceKey)
  case erasedBefore(Int64)
  case unknownErasure(Int64)
  case liftedBefore(Int64)
  case noList(String)
  case otherSecret

  public var description: String {
    switch self {
    case .unknownCustomer(let id): "No customer ever had the id \(id)."
    case .unknownRecord(let key): "No source ever sent a record \(key)."
    case .erasedBefore(let number): "That was erased before; \"kindred erase --proof \(number)\" shows the proof."
    case .unknownErasure(let number): "There is no erasure \(number); \"kindred suppressions\" lists them."
    case .liftedBefore(let number): "Erasure \(number) was lifted before and keeps nobody out."
    case .noList(let why):
      "This is no list of erasures (\(why)); \"kindred suppressions --export FILE\" writes one."
    case .otherSecret:
      "The list is of a database with another secret, so its hashes fit no record here and would keep nobody out; it goes with restored copies of the database that wrote it."
    }
  }
}
