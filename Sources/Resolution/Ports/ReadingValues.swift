public import Identity

/// The plain values that cross the port when records are read again by new rules.

/// By what the values and postings of a source's records were made.
public struct ReadingStamp: Sendable, Equatable {
  public var settingsVersion: Int
  public var normaliserVersion: Int
  /// Of the blocking rules that made the postings: 32 bytes.
  public var rulesSHA256: [UInt8]

  public init(settingsVersion: Int, normaliserVersion: Int, rulesSHA256: [UInt8]) {
    self.settingsVersion = settingsVersion
    self.normaliserVersion = normaliserVersion
    self.rulesSHA256 = rulesSHA256
  }
}

/// A live record: what its source sent, and what was made of it.
public struct SentRecord: Sendable, Equatable {
  public var number: RecordNumber
  /// Within its source.
  public var id: String
  /// The filled fields as a JSON object in UTF-8.
  public var rawJSON: [UInt8]
  /// Since when this version is live.
  public var receivedAt: Instant
  /// Empty where nothing was made of it yet.
  public var payload: [UInt8]
  /// In order, each once.
  public var keys: [RecordKey]

  public init(
    number: RecordNumber, id: String, rawJSON: [UInt8], receivedAt: Instant, payload: [UInt8], keys: [RecordKey]
  ) {
    self.number = number
    self.id = id
    self.rawJSON = rawJSON
    self.receivedAt = receivedAt
    self.payload = payload
    self.keys = keys
  }
}

/// A record of which something else was made this time.
public struct RereadRecord: Sendable, Equatable {
  public var number: RecordNumber
  public var payload: [UInt8]
  /// In order, each once.
  public var keys: [RecordKey]

  public init(number: RecordNumber, payload: [UInt8], keys: [RecordKey]) {
    self.number = number
    self.payload = payload
    self.keys = keys
  }
}
