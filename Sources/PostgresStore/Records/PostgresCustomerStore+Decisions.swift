public import Identity
public import Resolution

/// Decisions: one row for what a person did, and the judgements and models that hang on it.
extension PostgresCustomerStore {
  public func keep(
    _ decision: NewDecision, unless objection: @escaping @Sendable ([StoredJudgement]) throws -> Void
  ) async throws -> KeptDecision {
    try await asWriter { connection in
      try await connection.run { session in
        try session.transaction {
          try Self.refuseErased(decision, session)
          try objection(try Self.judgementsInForce(session))
          return try Self.keep(decision, session)
        }
      }
    }
  }

  public func keep<Value: Sendable>(
    _ decision: NewDecision, unless objection: @escaping @Sendable ([StoredJudgement]) throws -> Void,
    then work: @Sendable (any LiveSession) async throws -> Value
  ) async throws -> (kept: KeptDecision, outcome: Result<Value, any Error>) {
    try await asWriter { connection in
      try await inTransaction(connection) {
        let kept = try await connection.run { session in
          try Self.refuseErased(decision, session)
          try objection(try Self.judgementsInForce(session))
          let kept = try Self.keep(decision, session)
          try session.query("savepoint before_working_out")
          return kept
        }
        do {
          return (kept, .success(try await work(PostgresResolutionSession(connection: connection))))
        } catch let cancellation as CancellationError {
          throw cancellation
        } catch {
          try await connection.run { session in
            session.abortCopyIn()
            session.forgetLater()
            try session.query("rollback to savepoint before_working_out")
          }
          return (kept, .failure(error))
        }
      }
    }
  }

  /// An erasure may have come between the decision and the lock: its keys and words would come back with it.
  static func refuseErased(_ decision: NewDecision, _ session: Session) throws {
    let keys = Set(decision.claims.flatMap { [$0.left, $0.right] } + decision.pins.map(\.record)).sorted()
    for key in keys {
      let isThere = try session.query(
        "select exists (select from source s join source_record r using (source_number) where s.name = $1 and r.source_id = $2)",
        [.text(key.source), .text(key.id)])[0].boolean(0)
      if !isThere, try erasedPlacement(of: key, session) != nil { throw JudgementRefusal.erasedRecord(key) }
    }
  }

  static func keep(_ decision: NewDecision, _ session: Session) throws -> KeptDecision {
    if let approval = decision.approval {
      try refuseAnswered(approval.proposal, session)
    } else if try approvalRule(session)?.asks(for: decision) == true {
      throw JudgementRefusal.needsSecondPerson
    }
    if let undone = decision.undoes {
      guard let found = try stored(undone, session) else { throw StoreFailure.decisionUnknown(undone) }
      if let other = found.undoneBy { throw StoreFailure.decisionUndone(undone, by: other) }
      if let other = found.doneAgainBy { throw JudgementRefusal.doneAgain(undone, by: other) }
    }
    let model = try putIntoForce(decision, session)
    let number = try session.query(
      """
      insert into decision (kind, who, because, at, undoes, model_number, approved_by, sets_aside)
      values ($1, $2, $3, $4, $5, $6, $7, $8)
      returning decision_number
      """,
      [
        .text(decision.kind.rawValue), .text(decision.by), .text(decision.because), .instant(decision.at),
        .optional(decision.undoes), .optional(model), .optional(decision.approval?.by), .optional(decision.setsAside),
      ])[0].integer(0)
    if let approval = decision.approval {
      try answer(approval.proposal, by: approval.by, because: approval.because, at: decision.at, decision: number, session)
    }
    let withdrawals = try decision.withdrawals.map { try withdraw($0, decision, number, session) }
    let judgements = try decision.claims.map { try insert($0, decision, number, session) }
    for pin in decision.pinWithdrawals { try withdraw(pin: pin, decision, number, session) }
    for pin in decision.pins { try insert(pin, decision, number, session) }
    for pin in decision.sharingWithdrawals { try withdraw(sharingPin: pin, decision, number, session) }
    let sharing = try decision.sharing.map { try insert($0, decision, number, session) }
    return KeptDecision(number: number, judgements: judgements, withdrawals: withdrawals, sharingPins: sharing)
  }

  /// - Returns: the number of the model that came into force; nil where the one in force stays.
  /// - Throws: `PublicationRefusal.inForceAlready` for a publication of that: undoing it would take nothing back.
  private static func putIntoForce(_ decision: NewDecision, _ session: Session) throws -> Int64? {
    guard decision.model != nil || decision.kind == .undo || decision.kind == .revert else { return nil }
    try refuseInForce(decision, session)
    let due = try modelHistory(session).model(after: decision)
    if decision.kind != .publication, due?.sha256 != decision.model?.sha256 { throw StoreFailure.modelReplaced }
    guard let (text, sha256) = due else { return nil }
    return try session.query(
      "insert into model (sha256, text, published_at) values ($1, $2, $3) returning model_number",
      [.bytes(sha256), .text(text), .instant(decision.at)])[0].integer(0)
  }

  static func refuseInForce(_ decision: NewDecision, _ session: Session) throws {
    guard decision.kind == .publication, let next = decision.model else { return }
    if try publishedModel(session)?.sha256 == next.sha256 { throw PublicationRefusal.inForceAlready }
  }

  private static func insert(
    _ claim: NewDecision.Claim, _ decision: NewDecision, _ number: Int64, _ session: Session
  ) throws -> Int64 {
    let (left, right) = (min(claim.left, claim.right), max(claim.left, claim.right))
    return try session.query(
      """
      insert into judgement (
        verdict, left_source, left_id, right_source, right_id, who, because, at, decision_number, left_version,
        right_version)
      select $1, $2, $3, $4, $5, $6, $7, $8, $9, (
        select v.version from source s join source_record r using (source_number) join record_version v using (record_number)
        where s.name = $2 and r.source_id = $3 and v.valid_to is null), (
        select v.version from source s join source_record r using (source_number) join record_version v using (record_number)
        where s.name = $4 and r.source_id = $5 and v.valid_to is null)
      returning judgement_number
      """,
      [
        .text(claim.verdict.rawValue), .text(left.source), .text(left.id), .text(right.source), .text(right.id),
        .text(decision.by), .text(decision.because), .instant(decision.at), .integer(number),
      ])[0].integer(0)
  }

  static func refuseWithdrawn(_ judgement: Int64, _ session: Session) throws {
    let found = try session.query(
      "select exists (select from judgement where judgement_number = $1 and verdict <> 'withdrawn')", [.integer(judgement)])
    guard found[0].boolean(0) else { throw JudgementRefusal.unknownJudgement(judgement) }
    if let taken = try withdrawal(ofJudgement: judgement, session) { throw JudgementRefusal.withdrawn(judgement, taken) }
  }

  private static func withdrawal(ofJudgement number: Int64, _ session: Session) throws -> StoredWithdrawal? {
    try session.query(
      """
      select w.who, w.at, w.decision_number, d.approved_by,
        exists (select from decision u where u.undoes = w.decision_number), (
          select max(n.judgement_number) from judgement j join judgement n
            on n.verdict = j.verdict and n.left_source = j.left_source and n.left_id = j.left_id
              and n.right_source = j.right_source and n.right_id = j.right_id
          where j.judgement_number = $1 and n.judgement_number > $1
            and not exists (select from judgement o where o.withdraws = n.judgement_number))
      from judgement w left join decision d on d.decision_number = w.decision_number
      where w.withdraws = $1
      """, [.integer(number)]
    ).first.map { row in
      StoredWithdrawal(
        by: row.text(0), approvedBy: row.textIfAny(3), at: row.instant(1), decision: row.integerIfAny(2),
        isUndone: row.boolean(4), inForceAs: row.integerIfAny(5))
    }
  }

  private static func withdraw(
    _ judgement: Int64, _ decision: NewDecision, _ number: Int64, _ session: Session
  ) throws -> Int64 {
    try refuseWithdrawn(judgement, session)
    return try session.query(
      """
      insert into judgement (
        verdict, left_source, left_id, right_source, right_id, who, because, at, decision_number, withdraws)
      select 'withdrawn', left_source, left_id, right_source, right_id, $2, $3, $4, $5, judgement_number
      from judgement where judgement_number = $1
      returning judgement_number
      """,
      [.integer(judgement), .text(decision.by), .text(decision.because), .instant(decision.at), .integer(number)]
    )[0].integer(0)
  }

  // MARK: a judgement alone

  public func record(
    _ judgement: NewJudgement, unless objection: @escaping @Sendable ([StoredJudgement]) throws -> Void = { _ in }
  ) async throws -> Int64 {
    var decision = NewDecision(.judgement, by: judgement.by, because: judgement.because, at: judgement.at)
    decision.claims = [NewDecision.Claim(judgement.verdict, judgement.left, judgement.right)]
    return try await keep(decision, unless: objection).judgements[0]
  }

  public func withdraw(judgement number: Int64, by: String, because: String, at: Instant) async throws -> Int64 {
    var decision = NewDecision(.withdrawal, by: by, because: because, at: at)
    decision.withdrawals = [number]
    return try await keep(decision) { _ in }.withdrawals[0]
  }

  // MARK: reading

  public func decision(_ number: Int64) async throws -> StoredDecision? {
    try await read { session in try session.snapshot { try Self.stored(number, session) } }
  }

  public func decision(ofJudgement number: Int64) async throws -> Int64? {
    try await read { session in
      try session.query("select decision_number from judgement where judgement_number = $1", [.integer(number)])
        .first?.integerIfAny(0)
    }
  }

  public func withdrawal(ofJudgement number: Int64) async throws -> StoredWithdrawal? {
    try await read { session in try Self.withdrawal(ofJudgement: number, session) }
  }

  public func decisions(countMax: Int) async throws -> [StoredDecision] {
    try await read { session in
      try session.snapshot {
        try session.query(
          "select decision_number from decision order by decision_number desc limit $1", [.integer(Int64(countMax))]
        ).map { $0.integer(0) }.compactMap { try Self.stored($0, session) }
      }
    }
  }

  public func modelHistory() async throws -> ModelHistory {
    try await read { session in try session.snapshot { try Self.modelHistory(session) } }
  }

  private static func modelHistory(_ session: Session) throws -> ModelHistory {
    var history = ModelHistory()
    history.models = try session.query("select model_number, text, sha256, published_at from model order by model_number").map {
      PublishedModel(number: $0.integer(0), text: $0.text(1), sha256: $0.bytes(2), publishedAt: $0.instant(3))
    }
    history.publications = try session.query(
      """
      select m.model_number, d.decision_number
      from model m left join decision d on d.model_number = m.model_number
      where d.decision_number is null or d.kind = 'publication'
      order by m.model_number
      """
    ).map { ModelHistory.Publication(model: $0.integer(0), decision: $0.integerIfAny(1)) }
    history.reverts = try session.query(
      "select decision_number, sets_aside from decision where sets_aside is not null order by decision_number"
    ).map { ModelHistory.Revert(decision: $0.integer(0), setsAside: $0.integer(1)) }
    history.undoings = try session.query(
      """
      with recursive undoing (decision_number, undoes) as (
        select u.decision_number, u.undoes
        from decision d join decision u on u.undoes = d.decision_number
        where d.kind in ('publication', 'revert')
        union all
        select u.decision_number, u.undoes
        from undoing d join decision u on u.undoes = d.decision_number
      )
      select decision_number, undoes from undoing order by decision_number
      """
    ).map { ModelHistory.Undoing(decision: $0.integer(0), undoes: $0.integer(1)) }
    return history
  }

  private static func stored(_ number: Int64, _ session: Session) throws -> StoredDecision? {
    let found = try session.query(
      """
      select d.kind, d.who, d.because, d.at, d.undoes, d.model_number, last.number, d.approved_by, d.sets_aside, j.undoes,
        j.job_number, coalesce(last.depth % 2 = 0, false)
      from decision d
      left join job j on j.decision_number = d.decision_number
      left join lateral (
        -- Undone, the undoing undone, and so on: every second one does it again.
        with recursive undoing (number, depth) as (
          select u.decision_number, 1 from decision u where u.undoes = d.decision_number
          union all
          select u.decision_number, n.depth + 1 from undoing n join decision u on u.undoes = n.number
        )
        select number, depth from undoing order by depth desc limit 1
      ) last on true
      where d.decision_number = $1
      """, [.integer(number)])
    guard let row = found.first else { return nil }
    guard let kind = NewDecision.Kind(rawValue: row.text(0)) else {
      preconditionFailure("a kind of decision that the schema does not allow")
    }
    let made = try session.query(
      """
      select judgement_number, verdict, left_source, left_id, right_source, right_id, who, because, at,
        (select d.approved_by from decision d where d.decision_number = j.decision_number),
        exists (select from judgement w where w.withdraws = j.judgement_number),
        left_version is distinct from (
          select v.version from source s join source_record r using (source_number) join record_version v using (record_number)
          where s.name = j.left_source and r.source_id = j.left_id and v.valid_to is null)
        or right_version is distinct from (
          select v.version from source s join source_record r using (source_number) join record_version v using (record_number)
          where s.name = j.right_source and r.source_id = j.right_id and v.valid_to is null)
      from judgement j where decision_number = $1 and verdict <> 'withdrawn' order by judgement_number
      """, [.integer(number)]
    ).map { (judgement: Judgement(reading: $0), isWithdrawn: $0.boolean(10), isChangedSince: $0.boolean(11)) }
    let withdrawn = try session.query(
      """
      select j.judgement_number, j.verdict, j.left_source, j.left_id, j.right_source, j.right_id, j.who, j.because, j.at,
        (select d.approved_by from decision d where d.decision_number = j.decision_number)
      from judgement w join judgement j on j.judgement_number = w.withdraws
      where w.decision_number = $1 order by j.judgement_number
      """, [.integer(number)]
    ).map { Judgement(reading: $0) }
    var decision = StoredDecision(
      number: number, kind: kind, by: row.text(1), because: row.text(2), at: row.instant(3), undoes: row.integerIfAny(4),
      undoneBy: row.boolean(11) ? nil : row.integerIfAny(6), made: made.map(\.judgement),
      inForce: Set(made.filter { !$0.isWithdrawn }.map(\.judgement.id)), withdrawn: withdrawn, model: row.integerIfAny(5),
      pins: try pins(ofDecision: number, session), pinsWithdrawn: try pinsWithdrawn(byDecision: number, session),
      changedSince: Set(made.filter(\.isChangedSince).map(\.judgement.id)), approvedBy: row.textIfAny(7), setsAside: row.integerIfAny(8),
      tookBack: row.isNull(10) ? nil : (import: row.integer(9), job: row.integer(10)))
    decision.doneAgainBy = row.boolean(11) ? row.integerIfAny(6) : nil
    decision.sharing = try sharing(ofDecision: number, session)
    decision.sharingWithdrawn = try sharingWithdrawn(byDecision: number, session)
    return decision
  }
}

extension Judgement {
  /// Columns in the order of the initialiser.
  init(reading row: Row) {
    guard let verdict = Judgement.Verdict(rawValue: row.text(1)) else {
      preconditionFailure("a verdict that the schema does not allow")
    }
    self.init(
      id: row.integer(0), verdict: verdict, left: SourceKey(source: row.text(2), id: row.text(3)),
      right: SourceKey(source: row.text(4), id: row.text(5)), by: row.text(6), because: row.text(7), at: row.instant(8),
      approvedBy: row.textIfAny(9))
  }
}
