public import Identity

/// Reading everything that is held about one customer, which is itself kept.
public protocol AccessReading: Sendable {
  /// Everything held, and that it was given out.
  ///
  /// - Returns: nil where the id was never handed out, or was erased.
  func disclose(_ customer: CustomerID, to who: String, at: Instant) async throws -> HeldData?
}

/// Everything held about a customer.
public struct HeldData: Sendable {
  /// The id asked for.
  public var askedID: CustomerID
  /// Where it leads in the end; its last where all records are gone.
  public var customer: CustomerID
  /// All records, deleted ones among them, in byte order.
  public var records: [SourceKey]
  /// What the live records were read as, by source key.
  public var features: [(key: SourceKey, payload: [UInt8])]
  /// Named parts, each a JSON array of objects in UTF-8.
  public var parts: [(name: String, json: [UInt8])]

  public init(
    askedID: CustomerID, customer: CustomerID, records: [SourceKey], features: [(key: SourceKey, payload: [UInt8])],
    parts: [(name: String, json: [UInt8])]
  ) {
    self.askedID = askedID
    self.customer = customer
    self.records = records
    self.features = features
    self.parts = parts
  }
}
