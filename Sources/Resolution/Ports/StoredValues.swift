public import Identity

/// The plain values that cross the port `CustomerStore`: what an import brings, what a resolve changes, what
/// reading gives back. They hold no behaviour and know nothing of how they are kept.

// MARK: - sources

public struct StoredSource: Sendable, Equatable {
  public var name: String
  public var settingsVersion: Int
  public var liveRecordCount: Int

  public init(name: String, settingsVersion: Int, liveRecordCount: Int) {
    self.name = name
    self.settingsVersion = settingsVersion
    self.liveRecordCount = liveRecordCount
  }
}

public struct StoredSettings: Sendable, Equatable {
  public var version: Int
  public var yaml: String
  public var priority: Int

  public init(version: Int, yaml: String, priority: Int) {
    self.version = version
    self.yaml = yaml
    self.priority = priority
  }
}

// MARK: - import

/// What is loaded, from where and when.
public struct ImportRequest: Sendable {
  public var source: String
  /// What reads the file's rows.
  public var stamp: ReadingStamp
  /// Name without folder: shown in the list of jobs.
  public var fileName: String
  /// SHA-256 of the file's bytes where it is known: 32 bytes.
  public var fileSHA256: [UInt8]?
  /// The file is the whole source: live records it lacks are deleted.
  public var isComplete: Bool
  /// Does everything and keeps nothing.
  public var isDryRun: Bool
  public var at: Instant
  /// How many ids the file has, where no two of its rows have one and every record says its place among them.
  public var idCount: Int?
  /// How many rows the file has. nil: not known; then nothing is shown of what is kept.
  public var rowCount: Int?

  public init(
    source: String, stamp: ReadingStamp, fileName: String, fileSHA256: [UInt8]? = nil, isComplete: Bool = false,
    isDryRun: Bool = false, at: Instant, idCount: Int? = nil, rowCount: Int? = nil
  ) {
    self.idCount = idCount
    self.rowCount = rowCount
    self.source = source
    self.stamp = stamp
    self.fileName = fileName
    self.fileSHA256 = fileSHA256
    self.isComplete = isComplete
    self.isDryRun = isDryRun
    self.at = at
  }
}

/// What a store shows an import when it begins. It holds until the end: nobody else writes meanwhile.
public struct ImportOpening: Sendable {
  /// Whose rows are left out.
  public var suppressions: Suppressions
  /// What the source's live records hold, where reading their rows again by the request's stamp would make of them what
  /// is stored; nil where that is not so, or the file so small that it is not worth the while.
  public var kept: KeptContents?

  public init(suppressions: Suppressions = Suppressions(nil, []), kept: KeptContents? = nil) {
    self.suppressions = suppressions
    self.kept = kept
  }
}

/// Some thousand rows of a file.
public struct IncomingBatch: Sendable {
  public var records: [IncomingRecord]
  /// Rows that are in `ImportOpening.kept`, as they are there, no two of all batches with one id.
  public var keptRows: [KeptRow]
  /// Rows that were rejected while reading, since the batch before.
  public var rejectedRowCount: Int
  /// Ids of rejected rows, where they could be read. With `isComplete` they count as present, so that
  /// a row with a fault does not delete its record.
  public var rejectedIDs: [String]
  /// Rows of erased persons since the batch before. Their ids are among `rejectedIDs`.
  public var suppressedRowCount: Int

  public init(
    records: [IncomingRecord], keptRows: [KeptRow] = [], rejectedRowCount: Int = 0, rejectedIDs: [String] = [],
    suppressedRowCount: Int = 0
  ) {
    self.suppressedRowCount = suppressedRowCount
    self.records = records
    self.keptRows = keptRows
    self.rejectedRowCount = rejectedRowCount
    self.rejectedIDs = rejectedIDs
  }
}

/// One row of a file, normalised.
public struct IncomingRecord: Sendable {
  /// Id within the source: 1 to 255 bytes of UTF-8 without a zero byte.
  public var id: String
  public var line: Int
  public var sourceTimestamp: Instant?
  /// SHA-256 of the raw fields, the source timestamp among them: equal hashes are equal rows.
  public var contentHash: [UInt8]
  /// The raw fields as a JSON object in UTF-8, without `\u0000`.
  public var rawJSON: [UInt8]
  /// The normalised values, packed.
  public var payload: [UInt8]
  /// Postings. Repeated ones count once.
  public var keys: [RecordKey]
  /// Where the id stands among the ids of its file in the order of their bytes, from 0; see `ImportRequest.idCount`.
  public var place: Int?

  public init(
    id: String, line: Int, sourceTimestamp: Instant?, contentHash: [UInt8], rawJSON: [UInt8], payload: [UInt8],
    keys: [RecordKey], place: Int? = nil
  ) {
    self.place = place
    self.id = id
    self.line = line
    self.sourceTimestamp = sourceTimestamp
    self.contentHash = contentHash
    self.rawJSON = rawJSON
    self.payload = payload
    self.keys = keys
  }
}

/// A row of a file that says what a live record says already. All of it is as in `IncomingRecord`.
public struct KeptRow: Sendable {
  public var id: String
  public var line: Int
  public var sourceTimestamp: Instant?
  public var contentHash: [UInt8]

  public init(id: String, line: Int, sourceTimestamp: Instant?, contentHash: [UInt8]) {
    self.id = id
    self.line = line
    self.sourceTimestamp = sourceTimestamp
    self.contentHash = contentHash
  }
}

/// A posting: the kind of a key and its hash, keyed with the store's secret.
public struct RecordKey: Sendable, Hashable, Comparable {
  public var kind: Int16
  public var key: Int64

  public init(kind: Int16, key: Int64) {
    self.kind = kind
    self.key = key
  }

  public static func < (left: RecordKey, right: RecordKey) -> Bool {
    (left.kind, left.key) < (right.kind, right.key)
  }
}

/// What became of every row of a file.
public struct ImportOutcome: Sendable, Equatable {
  public var job: Int64
  public var newCount = 0
  public var changedCount = 0
  /// Deleted before, here again.
  public var returnedCount = 0
  public var unchangedCount = 0
  /// Same content, but of other values now, because the settings or the normaliser changed.
  public var renormalisedCount = 0
  /// Older than what is live, by the source's own timestamp; kept, never live.
  public var staleCount = 0
  /// The same row once more in the same file.
  public var repeatedCount = 0
  /// Rows rejected while reading and rows of `conflictingLines`.
  public var rejectedCount = 0
  /// Rows of erased persons, of which nothing is kept.
  public var suppressedCount = 0
  /// Records of the source that a complete file lacks.
  public var deletedCount = 0
  /// Rows with an id in common, different content and no timestamp that tells them apart, by line.
  public var conflictingLines: [Int] = []
  /// Jobs that were cut off, found and marked so.
  public var interruptedJobs: [Int64] = []

  public init(job: Int64) { self.job = job }

  public var loadedCount: Int {
    newCount + changedCount + returnedCount + unchangedCount + renormalisedCount + staleCount + repeatedCount
  }
  public var rowCount: Int { loadedCount + rejectedCount + suppressedCount }
}

// MARK: - resolve

/// A live record as it is read back.
public struct StoredRecord: Sendable, Equatable {
  public var number: RecordNumber
  public var key: SourceKey
  public var version: Int
  public var sourceTimestamp: Instant?
  public var payload: [UInt8]
  public var settingsVersion: Int
  public var normaliserVersion: Int
  /// Of its source, in the settings in force.
  public var priority: Int

  public init(
    number: RecordNumber, key: SourceKey, version: Int, sourceTimestamp: Instant?, payload: [UInt8],
    settingsVersion: Int, normaliserVersion: Int, priority: Int
  ) {
    self.number = number
    self.key = key
    self.version = version
    self.sourceTimestamp = sourceTimestamp
    self.payload = payload
    self.settingsVersion = settingsVersion
    self.normaliserVersion = normaliserVersion
    self.priority = priority
  }
}

public struct Membership: Sendable, Hashable {
  public var record: RecordNumber
  public var customer: CustomerID

  public init(record: RecordNumber, customer: CustomerID) {
    self.record = record
    self.customer = customer
  }
}

public struct RetiredCustomer: Sendable, Equatable {
  public var id: CustomerID
  public var lastRecords: [RecordNumber]
  /// Where it leads, one step; nil where its records are all gone.
  public var redirectsTo: CustomerID?

  public init(id: CustomerID, lastRecords: [RecordNumber], redirectsTo: CustomerID?) {
    self.id = id
    self.lastRecords = lastRecords
    self.redirectsTo = redirectsTo
  }
}

public struct StoredModel: Sendable, Equatable {
  public var text: String
  public var sha256: [UInt8]
  public var publishedAt: Instant

  public init(text: String, sha256: [UInt8], publishedAt: Instant) {
    self.text = text
    self.sha256 = sha256
    self.publishedAt = publishedAt
  }
}

/// What a resolve changes. Each list in any order, each thing at most once.
public struct ResolutionDelta: Sendable {
  /// A record goes from one customer to another; nil is none.
  public struct Move: Sendable, Equatable {
    public var record: RecordNumber
    public var from: CustomerID?
    public var to: CustomerID?

    public init(record: RecordNumber, from: CustomerID?, to: CustomerID?) {
      self.record = record
      self.from = from
      self.to = to
    }
  }

  /// An id is not current any more and leads on; nil: its records are all gone.
  public struct Retirement: Sendable, Equatable {
    public var id: CustomerID
    public var redirectsTo: CustomerID?

    public init(id: CustomerID, redirectsTo: CustomerID?) {
      self.id = id
      self.redirectsTo = redirectsTo
    }
  }

  /// A customer's surviving values as a JSON object in UTF-8.
  public struct Golden: Sendable, Equatable {
    public var id: CustomerID
    public var json: [UInt8]

    public init(id: CustomerID, json: [UInt8]) {
      self.id = id
      self.json = json
    }
  }

  public var at: Instant
  public var who: String
  /// A short stable word: `resolve`.
  public var cause: String
  public var modelSHA256: [UInt8]?
  public var moves: [Move] = []
  public var minted: [CustomerID] = []
  /// May also name ids retired before, whose redirect then changes.
  public var retired: [Retirement] = []
  /// Retired ids that are current again.
  public var revived: [CustomerID] = []
  public var golden: [Golden] = []
  /// The whole new set, or that of `possibleMatchScope`; nil leaves the kept set as it is.
  public var possibleMatches: [PossibleMatch]?
  /// Customers all of whose possible matches are in `possibleMatches`; those between others stay. nil: everybody.
  public var possibleMatchScope: [CustomerID]?

  public init(at: Instant, who: String, cause: String, modelSHA256: [UInt8]?) {
    self.at = at
    self.who = who
    self.cause = cause
    self.modelSHA256 = modelSHA256
  }
}

/// Two customers that may be one.
public struct PossibleMatch: Sendable, Equatable {
  /// The smaller id is `left`.
  public var left: CustomerID
  public var right: CustomerID
  public var weight: MatchWeight
  /// A short stable word.
  public var reason: String
  /// The two records that say it best.
  public var leftRecord: RecordNumber
  public var rightRecord: RecordNumber

  public init(
    left: CustomerID, right: CustomerID, weight: MatchWeight, reason: String, leftRecord: RecordNumber,
    rightRecord: RecordNumber
  ) {
    self.left = left
    self.right = right
    self.weight = weight
    self.reason = reason
    self.leftRecord = leftRecord
    self.rightRecord = rightRecord
  }
}

/// What `apply` wrote.
public struct AppliedChange: Sendable, Equatable {
  /// nil: nothing was new, nothing was written.
  public var change: Int64?
  public var movedCount = 0
  public var goldenCount = 0
  public var possibleMatchCount = 0
  /// Households that were taken away, because one of their customers is retired, with all who were of them; by
  /// household and customer.
  public var endedHouseholds: [HouseholdMember] = []

  public init(change: Int64? = nil) { self.change = change }
}

// MARK: - judgements

public struct NewJudgement: Sendable {
  public var verdict: Judgement.Verdict
  public var left: SourceKey
  public var right: SourceKey
  public var by: String
  public var because: String
  public var at: Instant

  /// The two keys differ; which is left does not matter.
  public init(verdict: Judgement.Verdict, left: SourceKey, right: SourceKey, by: String, because: String, at: Instant) {
    self.verdict = verdict
    self.left = left
    self.right = right
    self.by = by
    self.because = because
    self.at = at
  }
}

/// A judgement with the versions that were looked at; nil where the record was not live.
public struct StoredJudgement: Sendable, Equatable {
  public var judgement: Judgement
  public var leftVersion: Int?
  public var rightVersion: Int?

  public init(judgement: Judgement, leftVersion: Int?, rightVersion: Int?) {
    self.judgement = judgement
    self.leftVersion = leftVersion
    self.rightVersion = rightVersion
  }
}

// MARK: - reading

public struct StoredCustomer: Sendable, Equatable {
  /// The id asked for.
  public var askedID: CustomerID
  /// The current id it leads to; nil where all its records are gone.
  public var id: CustomerID?
  public var goldenJSON: [UInt8]?
  /// When the golden record took its present form.
  public var goldenSince: Instant?
  /// By source key in byte order.
  public var members: [MemberRecord]
  /// The customer was erased; then there is nothing else.
  public var erasure: ErasureMark?
  /// The golden record of that time was emptied, because an erased person had a part in it.
  public var isGoldenErased: Bool

  public init(
    askedID: CustomerID, id: CustomerID?, goldenJSON: [UInt8]?, goldenSince: Instant?, members: [MemberRecord],
    erasure: ErasureMark? = nil, isGoldenErased: Bool = false
  ) {
    self.erasure = erasure
    self.isGoldenErased = isGoldenErased
    self.askedID = askedID
    self.id = id
    self.goldenJSON = goldenJSON
    self.goldenSince = goldenSince
    self.members = members
  }
}

public struct MemberRecord: Sendable, Equatable {
  public var number: RecordNumber
  public var key: SourceKey
  public var version: Int
  public var sourceTimestamp: Instant?
  public var memberSince: Instant
  public var rawJSON: [UInt8]

  public init(
    number: RecordNumber, key: SourceKey, version: Int, sourceTimestamp: Instant?, memberSince: Instant, rawJSON: [UInt8]
  ) {
    self.number = number
    self.key = key
    self.version = version
    self.sourceTimestamp = sourceTimestamp
    self.memberSince = memberSince
    self.rawJSON = rawJSON
  }
}

public struct RecordPlacement: Sendable, Equatable {
  public var number: RecordNumber
  public var isDeleted: Bool
  /// Waits for a resolve.
  public var isPending: Bool
  /// nil where it was not resolved yet.
  public var customer: CustomerID?
  public var erasure: ErasureMark?

  public init(number: RecordNumber, isDeleted: Bool, isPending: Bool, customer: CustomerID?, erasure: ErasureMark? = nil) {
    self.erasure = erasure
    self.number = number
    self.isDeleted = isDeleted
    self.isPending = isPending
    self.customer = customer
  }
}

public struct GoldenRecordRow: Sendable, Equatable {
  public var customer: CustomerID
  public var json: [UInt8]
  public var since: Instant
  public var memberCount: Int

  public init(customer: CustomerID, json: [UInt8], since: Instant, memberCount: Int) {
    self.customer = customer
    self.json = json
    self.since = since
    self.memberCount = memberCount
  }
}

public struct ClusterRow: Sendable, Equatable {
  public var key: SourceKey
  public var customer: CustomerID?

  public init(key: SourceKey, customer: CustomerID?) {
    self.key = key
    self.customer = customer
  }
}

/// How much is stored.
public struct StoreStatistics: Sendable, Equatable {
  public struct Table: Sendable, Equatable {
    public var name: String
    public var rowCount: Int
    /// With its indexes.
    public var sizeBytes: Int

    public init(name: String, rowCount: Int, sizeBytes: Int) {
      self.name = name
      self.rowCount = rowCount
      self.sizeBytes = sizeBytes
    }
  }

  public var liveRecordCount: Int
  /// Records that are new, changed or deleted since the last resolve.
  public var pendingCount: Int
  /// Records of which only golden values may be others, as after a pin: the next resolve makes them anew.
  public var goldenPendingCount: Int
  public var customerCount: Int
  public var possibleMatchCount: Int
  public var judgementCount: Int
  public var databaseSizeBytes: Int
  /// By name.
  public var tables: [Table]
  /// The last twenty, newest first.
  public var jobs: [StoredJob]
  public var suppressionCounts: [SuppressionCount]

  public var suppressionCount: Int { suppressionCounts.reduce(0) { $0 + $1.count } }

  /// - Parameter version: of the present normaliser.
  public func suppressionCount(olderThan version: Int) -> Int {
    suppressionCounts.reduce(0) { $1.normaliserVersion.map { $0 != version } ?? false ? $0 + $1.count : $0 }
  }

  public init(
    liveRecordCount: Int, pendingCount: Int, goldenPendingCount: Int, customerCount: Int, possibleMatchCount: Int, judgementCount: Int,
    databaseSizeBytes: Int, tables: [Table], jobs: [StoredJob], suppressionCounts: [SuppressionCount]
  ) {
    self.suppressionCounts = suppressionCounts
    self.liveRecordCount = liveRecordCount
    self.pendingCount = pendingCount
    self.goldenPendingCount = goldenPendingCount
    self.customerCount = customerCount
    self.possibleMatchCount = possibleMatchCount
    self.judgementCount = judgementCount
    self.databaseSizeBytes = databaseSizeBytes
    self.tables = tables
    self.jobs = jobs
  }
}

/// Hashes that keep erased persons out.
public struct SuppressionCount: Sendable, Equatable {
  /// Of the normaliser that made what was hashed; nil for source keys, which nothing makes, 0 where it is not known.
  public var normaliserVersion: Int?
  public var count: Int

  public init(normaliserVersion: Int?, count: Int) {
    self.normaliserVersion = normaliserVersion
    self.count = count
  }
}

public struct StoredJob: Sendable, Equatable {
  public var number: Int64
  public var kind: String
  public var fileName: String?
  public var source: String?
  /// `running`, `done`, `failed` or `interrupted`.
  public var stage: String
  public var rowCount: Int?
  public var loadedCount: Int?
  public var rejectedCount: Int?
  /// Rows of erased persons, of which nothing was kept.
  public var suppressedCount: Int?
  public var startedAt: Instant
  public var finishedAt: Instant?
  /// The import it took back; nil for other jobs, as who took it back and why.
  public var undoes: Int64?
  public var by: String?
  public var because: String?

  public init(
    number: Int64, kind: String, fileName: String?, source: String?, stage: String, rowCount: Int?, loadedCount: Int?,
    rejectedCount: Int?, suppressedCount: Int?, startedAt: Instant, finishedAt: Instant?, undoes: Int64?, by: String?,
    because: String?
  ) {
    self.suppressedCount = suppressedCount
    self.undoes = undoes
    self.by = by
    self.because = because
    self.number = number
    self.kind = kind
    self.fileName = fileName
    self.source = source
    self.stage = stage
    self.rowCount = rowCount
    self.loadedCount = loadedCount
    self.rejectedCount = rejectedCount
    self.startedAt = startedAt
    self.finishedAt = finishedAt
  }
}
