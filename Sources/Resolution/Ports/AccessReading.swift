public import Identity

/// Reading everything that is held about one customer, which is itself kept.
public protocol AccessReading: Sendable {
  /// Everything held, and keeps that it was given out.
  ///
  /// - Returns: nil where the id was never handed out, or was erased.
  func disclose(_ customer: CustomerID, by who: String, reason: AccessReason, at: Instant) async throws -> HeldData?

  /// As above, of a record that was deleted before anybody resolved it: that record alone.
  ///
  /// - Returns: nil where the record is live, ever had a customer, was erased, or was never sent.
  func disclose(_ record: SourceKey, by who: String, reason: AccessReason, at: Instant) async throws -> HeldData?

  /// Who was given what, the last first.
  func disclosures(countMax: Int) async throws -> [Disclosure]
}

/// Why somebody reads all that is held, as a word: free text about a person would be personal data again.
public enum AccessReason: String, Sendable, CaseIterable {
  /// The person asked for it.
  case request
  case complaint
  case correction
  case court
  case audit
  case other
}

/// That somebody was given everything held about a customer, or about a record that never had one.
public struct Disclosure: Sendable, Equatable {
  public var number: Int64
  public var at: Instant
  public var by: String
  /// nil where it was not asked for yet.
  public var reason: AccessReason?
  /// nil where it was a record alone.
  public var customer: CustomerID?
  /// The record, where it was one alone; a stand-in once it is erased.
  public var record: SourceKey?
  public var recordCount: Int

  public init(
    number: Int64, at: Instant, by: String, reason: AccessReason?, customer: CustomerID?, record: SourceKey?,
    recordCount: Int
  ) {
    self.number = number
    self.at = at
    self.by = by
    self.reason = reason
    self.customer = customer
    self.record = record
    self.recordCount = recordCount
  }
}

/// Everything held about a customer, or about a record that never had one.
public struct HeldData: Sendable {
  /// The id asked for; nil where a record was.
  public var askedID: CustomerID?
  /// Where it leads in the end; its last where all records are gone.
  public var customer: CustomerID?
  /// All records, deleted ones among them, in byte order.
  public var records: [SourceKey]
  /// What the live records were read as, by source key.
  public var features: [(key: SourceKey, payload: [UInt8])]
  /// Every content of the records as it was sent, live or over.
  public var versions: [SentVersion]
  /// All pins on values, whosever; by number.
  public var sharingPins: [HeldSharingPin]
  /// Named parts, each a JSON array of objects in UTF-8.
  public var parts: [(name: String, json: [UInt8])]

  public init(
    askedID: CustomerID?, customer: CustomerID?, records: [SourceKey], features: [(key: SourceKey, payload: [UInt8])],
    versions: [SentVersion], sharingPins: [HeldSharingPin], parts: [(name: String, json: [UInt8])]
  ) {
    self.versions = versions
    self.sharingPins = sharingPins
    self.askedID = askedID
    self.customer = customer
    self.records = records
    self.features = features
    self.parts = parts
  }
}

/// A pin on a value, made or proposed, with all that was said of it.
public struct HeldSharingPin: Sendable {
  /// Numbered by the proposal where it was proposed only.
  public var pin: StoredSharingPin
  public var isProposed: Bool
  public var isInForce: Bool
  /// Of a proposal to take a pin back: that pin.
  public var withdraws: Int64?
  /// Whoever took it back or answered the proposal, and their words.
  public var endedBy: String?
  public var endedBecause: String?

  public init(
    pin: StoredSharingPin, isProposed: Bool, isInForce: Bool, withdraws: Int64?, endedBy: String?, endedBecause: String?
  ) {
    self.pin = pin
    self.isProposed = isProposed
    self.isInForce = isInForce
    self.withdraws = withdraws
    self.endedBy = endedBy
    self.endedBecause = endedBecause
  }
}
