public import Identity

/// Reading the life of identities: what changed, and who was who at an earlier moment.
///
/// Apart from `CustomerStore`, because whoever only reads needs nothing else.
public protocol IdentityReading: Sendable {
  /// What was committed after a cursor, in the order of the feed.
  ///
  /// A reader who always follows the cursor meets every committed item exactly once, also of transactions
  /// that commit late: nothing is served that lies behind a transaction still open.
  ///
  /// - Parameters:
  ///   - cursor: nil for the beginning.
  ///   - countMax: items at most, from 1.
  /// - Throws: `ChangeCursorFailure` where the cursor is of another database.
  func changes(after cursor: ChangeCursor?, countMax: Int) async throws -> ChangePage

  /// The customer an id stood for at a moment, following the redirects of then; nil where the id had not been
  /// handed out.
  func customer(_ id: CustomerID, asOf moment: Instant) async throws -> StoredCustomer?

  /// Where a record was at a moment; nil where its key had not been seen.
  func placement(of key: SourceKey, asOf moment: Instant) async throws -> RecordPlacement?

  /// What is known of a record that its source took away; nil where it is live, was erased, or was never sent.
  func deletedRecord(_ key: SourceKey) async throws -> DeletedRecord?

  /// Live records with any of the postings, by record number, each once.
  ///
  /// - Parameter countMax: of each posting; of a longer list the smallest numbers.
  func carriers(of keys: [RecordKey], countMax: Int) async throws -> [CarrierRecord]

  /// Live records with any of the postings, by source key, but none for a posting that more than `countMax` have.
  ///
  /// - Parameter areas: further postings, of which only facts are asked.
  /// - Returns: also what is known of these, and of the areas that the records are in.
  func candidates(
    of keys: [(key: RecordKey, countMax: Int)], areas: [RecordKey]
  ) async throws -> (records: [CarrierRecord], overfull: Set<RecordKey>, facts: [StoredFact])
}

/// A record that is gone, but for its history.
public struct DeletedRecord: Sendable, Equatable {
  public var number: RecordNumber
  public var key: SourceKey
  public var deletedAt: Instant
  /// Contents that are held as they were sent, and when the first came.
  public var versionCount: Int
  public var firstSentAt: Instant
  /// Whose it was last; nil where it was deleted before anybody resolved it.
  public var membership: PastMembership?

  public struct PastMembership: Sendable, Equatable {
    public var customer: CustomerID
    public var since: Instant
    /// nil: the next resolve ends it.
    public var until: Instant?

    public init(customer: CustomerID, since: Instant, until: Instant?) {
      self.customer = customer
      self.since = since
      self.until = until
    }
  }

  public init(
    number: RecordNumber, key: SourceKey, deletedAt: Instant, versionCount: Int, firstSentAt: Instant,
    membership: PastMembership?
  ) {
    self.number = number
    self.key = key
    self.deletedAt = deletedAt
    self.versionCount = versionCount
    self.firstSentAt = firstSentAt
    self.membership = membership
  }
}

/// A live record that a posting list named.
public struct CarrierRecord: Sendable, Equatable {
  public var number: RecordNumber
  public var key: SourceKey
  /// The normalised values, packed.
  public var payload: [UInt8]
  /// nil where it was not resolved yet.
  public var customer: CustomerID?

  public init(number: RecordNumber, key: SourceKey, payload: [UInt8], customer: CustomerID?) {
    self.number = number
    self.key = key
    self.payload = payload
    self.customer = customer
  }
}

/// A piece of the change feed.
public struct ChangePage: Sendable, Equatable {
  /// In the order of the feed. A change of many items goes on in the next page.
  public var changes: [FeedChange]
  /// Where to read on; the cursor asked with where nothing is new.
  public var next: ChangeCursor?
  /// Whether there is nothing more to be served now.
  public var isAtEnd: Bool
  /// Changes that are committed, but lie behind a transaction that is still open: served once it ends.
  public var waitingCount: Int

  public init(changes: [FeedChange], next: ChangeCursor?, isAtEnd: Bool, waitingCount: Int) {
    self.changes = changes
    self.next = next
    self.isAtEnd = isAtEnd
    self.waitingCount = waitingCount
  }
}

/// One unit of work on customers: who did it, when, why, and what it did.
public struct FeedChange: Sendable, Equatable {
  public var number: Int64
  public var at: Instant
  public var who: String
  /// A short stable word: `resolve`.
  public var cause: String
  public var modelSHA256: [UInt8]?
  /// Moves by record number, then customers by id.
  public var items: [FeedItem]

  public init(number: Int64, at: Instant, who: String, cause: String, modelSHA256: [UInt8]?, items: [FeedItem]) {
    self.number = number
    self.at = at
    self.who = who
    self.cause = cause
    self.modelSHA256 = modelSHA256
    self.items = items
  }
}

public enum FeedItem: Sendable, Equatable {
  /// A record went from one customer to another. Null from: it is new. Null to: it was deleted.
  case move(FeedRecord, from: CustomerID?, to: CustomerID?)
  /// A customer, and its golden record before and after as JSON objects in UTF-8; nil where it was not current.
  case customer(CustomerID, CustomerEvent, before: [UInt8]?, after: [UInt8]?)
}

/// A record as the feed names it.
///
/// A reader who follows records goes by the number: an erasure takes the source key away, also out of the items that
/// were served before it, and leaves the number.
public struct FeedRecord: Sendable, Equatable {
  /// The record's for ever: through every version, deletion and return, and through its erasure. What a source sends
  /// again after an erasure was lifted is another record. Says nothing of the person.
  public var number: RecordNumber
  /// Of an erased record, a stand-in of the same source.
  public var key: SourceKey
  public var isErased: Bool

  public init(number: RecordNumber, key: SourceKey, isErased: Bool) {
    self.number = number
    self.key = key
    self.isErased = isErased
  }
}

public enum CustomerEvent: Sendable, Equatable {
  /// A new id.
  case minted
  /// A retired id that is current again.
  case revived
  /// Other golden values.
  case changed
  /// Current no more; nil: all its records are gone.
  case retired(leadsTo: CustomerID?)
  /// All that was held about it is erased.
  case erased
  /// Retired before, leads elsewhere now.
  case redirected(leadsTo: CustomerID?)

  public var word: String {
    switch self {
    case .minted: "minted"
    case .revived: "revived"
    case .erased: "erased"
    case .changed: "changed"
    case .retired: "retired"
    case .redirected: "redirected"
    }
  }

  public var leadsTo: CustomerID? {
    switch self {
    case .retired(let id), .redirected(let id): id
    case .minted, .revived, .changed, .erased: nil
    }
  }
}

/// How far somebody has read the change feed.
///
/// As text, which readers keep and give back as it is: transaction, change, and the last item of it that was
/// read: `812-5-r104` (a record), `812-5-cID` (a customer), `812-5-e` (all of it).
public struct ChangeCursor: Sendable, Hashable, CustomStringConvertible {
  public enum Position: Sendable, Hashable {
    case record(Int64)
    case customer(CustomerID)
    case end
  }

  public var transaction: Int64
  public var change: Int64
  public var position: Position

  public init(transaction: Int64, change: Int64, position: Position) {
    self.transaction = transaction
    self.change = change
    self.position = position
  }

  public init?(parsing text: String) {
    guard text.utf8.count <= 100 else { return nil }
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let transaction = ChangeCursor.number(parts[0]), let change = ChangeCursor.number(parts[1]) else {
      return nil
    }
    let rest = parts[2].dropFirst()
    switch parts[2].first {
    case UInt8(ascii: "r"):
      guard let record = ChangeCursor.number(rest) else { return nil }
      position = .record(record)
    case UInt8(ascii: "c"):
      guard let id = CustomerID(parsing: String(decoding: rest, as: UTF8.self)) else { return nil }
      position = .customer(id)
    case UInt8(ascii: "e"):
      guard rest.isEmpty else { return nil }
      position = .end
    default: return nil
    }
    self.transaction = transaction
    self.change = change
  }

  /// Digits only: what `Int64` reads besides (a sign) is no cursor of ours.
  private static func number(_ text: Substring.UTF8View) -> Int64? {
    guard !text.isEmpty, text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(String(decoding: text, as: UTF8.self))
  }

  public var description: String {
    let place =
      switch position {
      case .record(let number): "r\(number)"
      case .customer(let id): "c\(id)"
      case .end: "e"
      }
    return "\(transaction)-\(change)-\(place)"
  }
}

/// Why a cursor cannot be followed.
public enum ChangeCursorFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// It is of a transaction that this server has not begun.
  case ofAnotherServer

  public var description: String {
    switch self {
    case .ofAnotherServer:
      "The cursor was given by another database server (or by this one before a dump was restored); read the feed from the beginning."
    }
  }
}
