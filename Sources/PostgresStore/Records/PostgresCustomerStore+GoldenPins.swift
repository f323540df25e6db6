internal import Identity
internal import Resolution

/// Pins on golden values. The record of a pin waits for a resolve, which makes its customer's golden record anew.
extension PostgresCustomerStore {
  static func insert(_ pin: NewGoldenPin, _ decision: NewDecision, _ number: Int64, _ session: Session) throws {
    try session.query(
      """
      insert into golden_pin (decision_number, source, id, attribute, value, region) values ($1, $2, $3, $4, $5, $6)
      """,
      [
        .integer(number), .text(pin.record.source), .text(pin.record.id), .text(pin.attribute.word), .text(pin.value),
        .text(pin.region),
      ])
    try wait(pin.record, decision.at, session)
  }

  static func withdraw(pin: Int64, _ decision: NewDecision, _ number: Int64, _ session: Session) throws {
    let rows = try session.query(
      """
      insert into golden_pin (decision_number, source, id, attribute, value, region, withdraws)
      select $2, source, id, attribute, value, region, pin_number from golden_pin where pin_number = $1 and withdraws is null
      returning source, id
      """, [.integer(pin), .integer(number)])
    if let row = rows.first { try wait(SourceKey(source: row.text(0), id: row.text(1)), decision.at, session) }
  }

  private static func wait(_ key: SourceKey, _ at: Instant, _ session: Session) throws {
    try session.query(
      """
      insert into pending (record_number, cause, since)
      select r.record_number, 'renormalised', $3
      from source s join source_record r using (source_number)
      where s.name = $1 and r.source_id = $2 and r.deleted_at is null
      on conflict (record_number) do nothing
      """, [.text(key.source), .text(key.id), .instant(at)])
  }

  static func pins(ofDecision number: Int64, _ session: Session) throws -> [(pin: StoredGoldenPin, isInForce: Bool)] {
    try session.query(
      """
      select p.pin_number, p.source, p.id, p.attribute, p.value, p.region, d.who, d.because, d.at,
        not exists (select from golden_pin w where w.withdraws = p.pin_number)
      from golden_pin p join decision d using (decision_number)
      where p.decision_number = $1 and p.withdraws is null and p.value is not null order by p.pin_number
      """, [.integer(number)]
    ).map { (StoredGoldenPin(reading: $0), $0.boolean(9)) }
  }

  static func pinsWithdrawn(byDecision number: Int64, _ session: Session) throws -> [StoredGoldenPin] {
    try session.query(
      """
      select p.pin_number, p.source, p.id, p.attribute, p.value, p.region, d.who, d.because, d.at
      from golden_pin w join golden_pin p on p.pin_number = w.withdraws
      join decision d on d.decision_number = p.decision_number
      where w.decision_number = $1 and p.value is not null order by p.pin_number
      """, [.integer(number)]
    ).map { StoredGoldenPin(reading: $0) }
  }
}

extension PostgresResolutionSession {
  func goldenPinsInForce() async throws -> [StoredGoldenPin] {
    try await connection.run { session in
      try session.query(
        """
        select p.pin_number, p.source, p.id, p.attribute, p.value, p.region, d.who, d.because, d.at
        from golden_pin p join decision d using (decision_number)
        where p.withdraws is null and p.value is not null and not exists (select from golden_pin w where w.withdraws = p.pin_number)
        order by p.pin_number
        """
      ).map { StoredGoldenPin(reading: $0) }
    }
  }
}

extension StoredGoldenPin {
  /// Columns in the order of the table, then who, because and at of the decision.
  fileprivate init(reading row: Row) {
    guard let attribute = Attribute(word: row.text(3)) else { preconditionFailure("an attribute that the schema does not allow") }
    self.init(
      number: row.integer(0),
      pin: NewGoldenPin(
        record: SourceKey(source: row.text(1), id: row.text(2)), attribute: attribute, value: row.text(4), region: row.text(5)),
      by: row.text(6), because: row.text(7), at: row.instant(8))
  }
}
