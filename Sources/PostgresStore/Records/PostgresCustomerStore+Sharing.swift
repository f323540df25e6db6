public import Identity
public import Resolution

/// Sharing pins: rows that are only ever added, and of which a withdrawal is another.
extension PostgresCustomerStore {
  public func record(_ pin: NewSharingPin) async throws -> Int64 {
    try await asWriter { connection in
      try await connection.run { session in
        try session.query(
          """
          insert into sharing_pin (class, attribute, value, region, who, because, at)
          values ($1, $2, $3, $4, $5, $6, $7) returning pin_number
          """,
          [
            .text(pin.sharingWord), .text(pin.attribute.word), .text(pin.value), .text(pin.region), .text(pin.by),
            .text(pin.because), .instant(pin.at),
          ])[0].integer(0)
      }
    }
  }

  public func withdraw(sharingPin number: Int64, by: String, because: String, at: Instant) async throws -> Int64 {
    try await asWriter { connection in
      try await connection.run { session in
        try session.transaction {
          let found = try session.query(
            """
            select exists (select from sharing_pin w where w.withdraws = p.pin_number)
            from sharing_pin p where p.pin_number = $1 and p.class <> 'withdrawn'
            """, [.integer(number)])
          guard let row = found.first else { throw StoreFailure.sharingPinUnknown(number) }
          guard !row.boolean(0) else { throw StoreFailure.sharingPinWithdrawn(number) }
          return try session.query(
            """
            insert into sharing_pin (class, attribute, value, region, who, because, at, withdraws)
            select 'withdrawn', attribute, value, region, $2, $3, $4, pin_number from sharing_pin where pin_number = $1
            returning pin_number
            """, [.integer(number), .text(by), .text(because), .instant(at)])[0].integer(0)
        }
      }
    }
  }

  public func sharingPinsInForce() async throws -> [StoredSharingPin] { try await read { try Self.sharingPinsInForce($0) } }

  static func sharingPinsInForce(_ session: Session) throws -> [StoredSharingPin] {
    try session.query(
      """
      select pin_number, class, attribute, coalesce(value, ''), region, who, because, at
      from sharing_pin p
      where class <> 'withdrawn' and not exists (select from sharing_pin w where w.withdraws = p.pin_number)
      order by pin_number
      """
    ).map { StoredSharingPin(reading: $0) }
  }
}

extension StoredSharingPin {
  /// Number, class, attribute, value, region, who, because and when.
  init(reading row: Row) {
    guard let attribute = Attribute(word: row.text(2)),
      let pin = NewSharingPin(
        attribute: attribute, value: row.text(3), region: row.text(4), sharingWord: row.text(1), by: row.text(5),
        because: row.text(6), at: row.instant(7))
    else { preconditionFailure("a pin that the schema does not allow") }
    self.init(number: row.integer(0), pin: pin)
  }
}

extension PostgresResolutionSession {
  func sharingPinsInForce() async throws -> [StoredSharingPin] {
    try await connection.run { try PostgresCustomerStore.sharingPinsInForce($0) }
  }
}
