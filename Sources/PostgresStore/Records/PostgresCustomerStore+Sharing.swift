internal import Identity
public import Resolution

/// Sharing pins, as decisions make them: rows that are only ever added, and of which a withdrawal is another.
extension PostgresCustomerStore {
  static func insert(_ pin: NewSharingPin, _ decision: NewDecision, _ number: Int64, _ session: Session) throws -> Int64 {
    try session.query(
      """
      insert into sharing_pin (class, attribute, value, region, who, because, at, decision_number)
      values ($1, $2, $3, $4, $5, $6, $7, $8) returning pin_number
      """,
      [
        .text(pin.sharingWord), .text(pin.attribute.word), .text(pin.value), .text(pin.region), .text(decision.by),
        .text(decision.because), .instant(decision.at), .integer(number),
      ])[0].integer(0)
  }

  static func refuseWithdrawn(sharingPin pin: Int64, _ session: Session) throws {
    let found = try session.query(
      "select exists (select from sharing_pin where pin_number = $1 and class <> 'withdrawn')", [.integer(pin)])
    guard found[0].boolean(0) else { throw SharingPinRefusal.unknown(pin) }
    if let taken = try withdrawal(ofSharingPin: pin, session) { throw SharingPinRefusal.withdrawn(pin, taken) }
  }

  private static func withdrawal(ofSharingPin number: Int64, _ session: Session) throws -> StoredWithdrawal? {
    try session.query(
      """
      select w.who, w.at, w.decision_number, d.approved_by, exists (select from decision u where u.undoes = w.decision_number)
      from sharing_pin w left join decision d on d.decision_number = w.decision_number
      where w.withdraws = $1
      """, [.integer(number)]
    ).first.map { row in
      StoredWithdrawal(
        by: row.text(0), approvedBy: row.textIfAny(3), at: row.instant(1), decision: row.integerIfAny(2),
        isUndone: row.boolean(4))
    }
  }

  public func withdrawal(ofSharingPin number: Int64) async throws -> StoredWithdrawal? {
    try await read { session in try Self.withdrawal(ofSharingPin: number, session) }
  }

  static func withdraw(sharingPin pin: Int64, _ decision: NewDecision, _ number: Int64, _ session: Session) throws {
    try refuseWithdrawn(sharingPin: pin, session)
    try session.query(
      """
      insert into sharing_pin (class, attribute, value, region, who, because, at, withdraws, decision_number)
      select 'withdrawn', attribute, value, region, $2, $3, $4, pin_number, $5 from sharing_pin where pin_number = $1
      """,
      [.integer(pin), .text(decision.by), .text(decision.because), .instant(decision.at), .integer(number)])
  }

  static func sharing(ofDecision number: Int64, _ session: Session) throws -> [(pin: StoredSharingPin, isInForce: Bool)] {
    try session.query(
      """
      select pin_number, class, attribute, coalesce(value, ''), region, who, because, at,
        not exists (select from sharing_pin w where w.withdraws = p.pin_number)
      from sharing_pin p where decision_number = $1 and class <> 'withdrawn' order by pin_number
      """, [.integer(number)]
    ).map { (StoredSharingPin(reading: $0), $0.boolean(8)) }
  }

  static func sharingWithdrawn(byDecision number: Int64, _ session: Session) throws -> [StoredSharingPin] {
    try session.query(
      """
      select p.pin_number, p.class, p.attribute, coalesce(p.value, ''), p.region, p.who, p.because, p.at
      from sharing_pin w join sharing_pin p on p.pin_number = w.withdraws
      where w.decision_number = $1 order by p.pin_number
      """, [.integer(number)]
    ).map { StoredSharingPin(reading: $0) }
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
