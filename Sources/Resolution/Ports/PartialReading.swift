public import Identity

/// What resolving a part of a store reads and keeps beside a whole resolve: posting lists, the records behind
/// them, and what the whole set shows of their values.
///
/// Everything is asked for in lists, so that one record and ten thousand cost as many questions.
public protocol PartialReading: Sendable {
  /// Records that changed since the last resolve, by number.
  func waitingRecords() async throws -> [WaitingRecord]

  /// Answers all that a question asks for, in one go.
  ///
  /// - Throws: `LockTaken` where somebody else holds one of its locks; nothing was read then.
  func answer(_ question: PartQuestion) async throws -> PartAnswer

  /// The numbers of those records that are live, in any order.
  func liveNumbers(of keys: [SourceKey]) async throws -> Set<RecordNumber>

  /// Open memberships of records, those of deleted ones included, by number.
  func memberships(of numbers: [RecordNumber]) async throws -> [Membership]

  /// All records of the customers of these, deleted ones included.
  func companions(of numbers: [RecordNumber]) async throws -> Set<RecordNumber>

  /// Whether there is any judgement, in force or not.
  func hasJudgements() async throws -> Bool

  /// Judgements in force in which one of the records is named, by number.
  func judgementsInForce(about keys: [SourceKey]) async throws -> [StoredJudgement]

  /// The records that judgements and withdrawals after a number are about, and the last number there is.
  func judged(after number: Int64) async throws -> (keys: [SourceKey], last: Int64)

  /// Whether customers changed since households were found.
  func areHouseholdsOlder() async throws -> Bool
  /// Says that households take in every change there is.
  func keepHouseholdsCurrent() async throws
  /// Says that households are older than what they go by, whatever changes there were.
  func keepHouseholdsOlder() async throws

  /// How many there are of what a resolve tells of.
  func counts() async throws -> ResolvedCounts

  /// What the customers that are kept were worked out by; nil where no resolve has said.
  func resolvedState() async throws -> ResolvedState?
  func keep(_ state: ResolvedState) async throws

  /// Puts other facts in the place of all there are.
  func replaceFacts(_ facts: [StoredFact]) async throws
  /// Puts other edges in the place of all there are.
  func replaceEdges(_ edges: EdgeLists) async throws
  /// Puts facts beside those there are, a value of 0 takes one away; and other edges in the place of a record's, none
  /// take its row away.
  func change(_ facts: [StoredFact], _ edges: [RecordEdges]) async throws
}

extension PartialReading {
  /// The live records that carry a key, by number; of each list no more than `countMax`.
  func carriers(of wanted: [WantedPostings]) async throws -> [[RecordNumber]] {
    try await answer(PartQuestion(carriers: wanted)).carriers
  }

  /// Live records with their postings; others are left out.
  func placedRecords(_ numbers: [RecordNumber]) async throws -> [PlacedRecord] {
    try await answer(PartQuestion(records: numbers)).records
  }
}

/// A question about a part of a store. First the locks are taken, then everything else is read.
public struct PartQuestion: Sendable {
  /// Taken without waiting.
  public var locks: LiveLocks
  public var records: [RecordNumber]
  /// Those of the records of whose postings all that is known comes with them.
  public var factsOf: [RecordNumber]
  /// Kinds under which identities are posted, the only ones of which anything is known.
  public var factKinds: [Int16]
  /// Records of which is asked where they are, which few of those that are looked at come to need.
  public var places: [RecordNumber]
  /// Keys of identities of which is asked what is known.
  public var facts: [RecordKey]
  public var carriers: [WantedPostings]
  /// Records whose edges are asked for.
  public var edges: [RecordNumber]
  /// Records of which is asked what retired ids had them when they were retired.
  public var lastHeld: [RecordNumber]

  public init(
    locks: LiveLocks = LiveLocks(), records: [RecordNumber] = [], factsOf: [RecordNumber] = [],
    factKinds: [Int16] = [], places: [RecordNumber] = [], facts: [RecordKey] = [], carriers: [WantedPostings] = [],
    edges: [RecordNumber] = [], lastHeld: [RecordNumber] = []
  ) {
    self.locks = locks
    self.records = records
    self.factsOf = factsOf
    self.factKinds = factKinds
    self.places = places
    self.facts = facts
    self.carriers = carriers
    self.edges = edges
    self.lastHeld = lastHeld
  }

  public var asksNothing: Bool {
    locks.isEmpty && records.isEmpty && places.isEmpty && facts.isEmpty && carriers.isEmpty && edges.isEmpty
      && lastHeld.isEmpty
  }
}

public struct PartAnswer: Sendable {
  /// Live records with their postings; others are left out.
  public var records: [PlacedRecord] = []
  /// Open memberships, those of deleted records included.
  public var places: [Membership] = []
  /// Identities of which nothing is known are left out.
  public var facts: [StoredFact] = []
  /// As the keys were asked for: the live records that carry each, by number, no more than its `countMax`.
  public var carriers: [[RecordNumber]] = []
  /// Records without an edge are left out.
  public var edges: [RecordEdges] = []
  /// With all records each had when it was retired, by id.
  public var retired: [RetiredCustomer] = []

  public init() {}
}

/// Somebody else holds a lock that was to be taken without waiting.
public struct LockTaken: Error, Sendable {
  public init() {}
}

/// The edges of one record: whom it was compared with to at least the review threshold, and what came of it.
public struct RecordEdges: Sendable, Equatable {
  public var number: RecordNumber
  /// Ascending.
  public var others: [RecordNumber]
  /// As many as others.
  public var weights: [MatchWeight]

  public init(number: RecordNumber, others: [RecordNumber], weights: [MatchWeight]) {
    self.number = number
    self.others = others
    self.weights = weights
  }
}

/// The edges of many records as columns: those of `numbers[i]` are at `offsets[i]..<offsets[i + 1]` of the others.
public struct EdgeLists: Sendable, Equatable {
  /// Ascending; only records with an edge.
  public var numbers: [RecordNumber]
  /// One more than numbers.
  public var offsets: [Int]
  /// Ascending for each record.
  public var others: [RecordNumber]
  public var weights: [MatchWeight]

  public init(numbers: [RecordNumber], offsets: [Int], others: [RecordNumber], weights: [MatchWeight]) {
    self.numbers = numbers
    self.offsets = offsets
    self.others = others
    self.weights = weights
  }
}

/// A record that changed since the last resolve.
public struct WaitingRecord: Sendable, Equatable {
  public var number: RecordNumber
  /// Its packed values as the last resolve saw them; nil where it saw none.
  public var formerPayload: [UInt8]?

  public init(number: RecordNumber, formerPayload: [UInt8]?) {
    self.number = number
    self.formerPayload = formerPayload
  }
}

/// A posting list, and how much of it is of interest.
public struct WantedPostings: Sendable, Equatable {
  public var key: RecordKey
  public var countMax: Int

  public init(key: RecordKey, countMax: Int) {
    self.key = key
    self.countMax = countMax
  }
}

/// A live record and its postings.
public struct PlacedRecord: Sendable, Equatable {
  public var record: StoredRecord
  public var keys: [RecordKey]

  public init(record: StoredRecord, keys: [RecordKey]) {
    self.record = record
    self.keys = keys
  }
}

/// What the whole set shows of an identity, under the keyed hash that posts it.
public struct StoredFact: Sendable, Hashable {
  public var key: RecordKey
  public var value: UInt8

  public init(key: RecordKey, value: UInt8) {
    self.key = key
    self.value = value
  }
}

/// What a resolve went by. A part may be resolved by the same, and by nothing else.
public struct ResolvedState: Sendable, Equatable {
  /// SHA-256 of everything but records and judgements: model, pins, sources free of duplicates.
  public var stamp: [UInt8]
  /// The last judgement or withdrawal that was looked at.
  public var lastJudgement: Int64

  public init(stamp: [UInt8], lastJudgement: Int64) {
    self.stamp = stamp
    self.lastJudgement = lastJudgement
  }
}

/// How many records and customers a store holds.
public struct ResolvedCounts: Sendable, Equatable {
  public var recordCount: Int
  public var customerCount: Int
  public var customersWithSeveralRecords: Int
  public var possibleMatchCount: Int

  public init(recordCount: Int, customerCount: Int, customersWithSeveralRecords: Int, possibleMatchCount: Int) {
    self.recordCount = recordCount
    self.customerCount = customerCount
    self.customersWithSeveralRecords = customersWithSeveralRecords
    self.possibleMatchCount = possibleMatchCount
  }
}
