public import Identity
public import Resolution

/// Decisions that wait for a second person.
extension PostgresCustomerStore {
  public func approvalRule() async throws -> ApprovalRule? { try await read { try Self.approvalRule($0) } }

  static func approvalRule(_ session: Session) throws -> ApprovalRule? {
    let found = try session.query(
      """
      select r.is_required, r.is_for_all, r.who, r.because, r.at, r.approved_by, a.who, a.because, a.at, r.approved_because
      from approval_rule r
      left join lateral (
        select n.who, n.because, n.at from approval_rule n
        where n.rule_number > r.rule_number order by n.rule_number desc limit 1
      ) a on true
      where not r.asks_release
      order by r.rule_number desc limit 1
      """)
    return found.first.map { row in
      var rule = ApprovalRule(
        isRequired: row.boolean(0), isForAll: row.boolean(1), by: row.text(2), because: row.text(3), at: row.instant(4),
        approvedBy: row.textIfAny(5), approvedBecause: row.textIfAny(9))
      if !row.isNull(6) { rule.releaseAsked = ApprovalRule.Asked(by: row.text(6), because: row.text(7), at: row.instant(8)) }
      return rule
    }
  }

  static func keep(_ rule: ApprovalRule, _ session: Session) throws {
    let asked = rule.releaseAsked
    _ = try session.query(
      """
      insert into approval_rule (
        is_required, who, because, at, is_for_all, asks_release, approved_by, approved_because, after_decision)
      select $1, $2, $3, $4, $5, $6, $7, $8, coalesce(max(decision_number), 0) from decision
      """,
      [
        .boolean(rule.isRequired), .text(asked?.by ?? rule.by), .text(asked?.because ?? rule.because),
        .instant(asked?.at ?? rule.at), .boolean(rule.isForAll), .boolean(asked != nil),
        .optional(asked == nil ? rule.approvedBy : nil), .optional(asked == nil ? rule.approvedBecause : nil),
      ])
  }

  public func propose(
    _ decision: NewDecision, unless objection: @escaping @Sendable ([StoredJudgement]) throws -> Void
  ) async throws -> Int64 {
    precondition(decision.approval == nil, "a proposal that is approved")
    return try await asWriter { connection in
      try await connection.run { session in
        try session.transaction {
          try Self.refuseErased(decision, session)
          try Self.refuseInForce(decision, session)
          try objection(try Self.judgementsInForce(session))
          for number in decision.withdrawals { try Self.refuseWithdrawn(number, session) }
          for number in decision.sharingWithdrawals { try Self.refuseWithdrawn(sharingPin: number, session) }
          return try Self.propose(decision, session)
        }
      }
    }
  }

  private static func propose(_ decision: NewDecision, _ session: Session) throws -> Int64 {
    // What an undoing or a revert leads to is worked out anew.
    let model = decision.kind == .publication ? decision.model : nil
    let number = try session.query(
      """
      insert into proposal (kind, who, because, at, undoes, undoes_job, model, model_sha256, sets_aside)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      returning proposal_number
      """,
      [
        .text(decision.kind.rawValue), .text(decision.by), .text(decision.because), .instant(decision.at),
        .optional(decision.undoes), .optional(decision.takesBack), .optional(model?.text), .optional(model?.sha256),
        .optional(decision.setsAside),
      ])[0].integer(0)
    if decision.kind != .undo { try proposePins(of: decision, number, session) }
    for (place, claim) in decision.claims.enumerated() {
      _ = try session.query(
        """
        insert into proposed_judgement (
          proposal_number, place, verdict, left_source, left_id, right_source, right_id, left_version, right_version)
        select $1, $2, $3, $4, $5, $6, $7, (
          select v.version from source s join source_record r using (source_number) join record_version v using (record_number)
          where s.name = $4 and r.source_id = $5 and v.valid_to is null), (
          select v.version from source s join source_record r using (source_number) join record_version v using (record_number)
          where s.name = $6 and r.source_id = $7 and v.valid_to is null)
        """,
        [
          .integer(number), .integer(Int64(place)), .text(claim.verdict.rawValue), .text(claim.left.source),
          .text(claim.left.id), .text(claim.right.source), .text(claim.right.id),
        ])
    }
    for judgement in decision.withdrawals {
      _ = try session.query(
        "insert into proposed_withdrawal (proposal_number, judgement_number) values ($1, $2)",
        [.integer(number), .integer(judgement)])
    }
    return number
  }

  private static func proposePins(of decision: NewDecision, _ number: Int64, _ session: Session) throws {
    for (place, pin) in decision.pins.enumerated() {
      try session.query(
        """
        insert into proposed_pin (proposal_number, place, source, id, attribute, value, region)
        values ($1, $2, $3, $4, $5, $6, $7)
        """,
        [
          .integer(number), .integer(Int64(place)), .text(pin.record.source), .text(pin.record.id),
          .text(pin.attribute.word), .text(pin.value), .text(pin.region),
        ])
    }
    for (place, pin) in decision.sharing.enumerated() {
      try session.query(
        """
        insert into proposed_sharing_pin (proposal_number, place, class, attribute, value, region)
        values ($1, $2, $3, $4, $5, $6)
        """,
        [
          .integer(number), .integer(Int64(place)), .text(pin.sharingWord), .text(pin.attribute.word), .text(pin.value),
          .text(pin.region),
        ])
    }
    for (place, pin) in decision.sharingWithdrawals.enumerated() {
      try session.query(
        "insert into proposed_sharing_pin (proposal_number, place, withdraws) values ($1, $2, $3)",
        [.integer(number), .integer(Int64(decision.sharing.count + place)), .integer(pin)])
    }
  }

  public func reject(proposal number: Int64, by who: String, because reason: String, at: Instant) async throws {
    try await asWriter { connection in
      try await connection.run { session in
        try session.transaction {
          try Self.refuseAnswered(number, session)
          try Self.answer(number, by: who, because: reason, at: at, decision: nil, session)
        }
      }
    }
  }

  /// Two may answer at the same moment: the first one's word holds.
  static func refuseAnswered(_ number: Int64, _ session: Session) throws {
    guard let proposal = try stored(proposal: number, session) else { throw JudgementRefusal.unknownProposal(number) }
    if let answer = proposal.answer { throw JudgementRefusal.answered(number, by: answer.by, decision: answer.decision) }
  }

  static func answer(
    _ number: Int64, by who: String, because reason: String?, at: Instant, decision: Int64?, _ session: Session
  ) throws {
    _ = try session.query(
      "insert into proposal_answer (proposal_number, who, because, at, decision_number) values ($1, $2, $3, $4, $5)",
      [.integer(number), .text(who), .optional(reason), .instant(at), .optional(decision)])
  }

  // MARK: reading

  public func proposal(_ number: Int64) async throws -> StoredProposal? {
    try await read { session in try session.snapshot { try Self.stored(proposal: number, session) } }
  }

  public func openProposals(countMax: Int) async throws -> [StoredProposal] {
    try await read { session in
      try session.snapshot {
        try session.query(
          """
          select proposal_number from proposal p
          where not exists (select from proposal_answer a where a.proposal_number = p.proposal_number)
          order by proposal_number limit $1
          """, [.integer(Int64(countMax))]
        ).map { $0.integer(0) }.compactMap { try Self.stored(proposal: $0, session) }
      }
    }
  }

  private static func stored(proposal number: Int64, _ session: Session) throws -> StoredProposal? {
    let found = try session.query(
      """
      select p.kind, p.who, p.because, p.at, p.undoes, a.who, a.because, a.at, a.decision_number, p.undoes_job,
        p.model, p.model_sha256, p.sets_aside
      from proposal p left join proposal_answer a using (proposal_number)
      where p.proposal_number = $1
      """, [.integer(number)])
    guard let row = found.first else { return nil }
    guard let kind = NewDecision.Kind(rawValue: row.text(0)) else {
      preconditionFailure("a kind of decision that the schema does not allow")
    }
    var decision = NewDecision(kind, by: row.text(1), because: row.text(2), at: row.instant(3))
    decision.undoes = row.integerIfAny(4)
    decision.takesBack = row.integerIfAny(9)
    if !row.isNull(10) { decision.model = (row.text(10), row.bytes(11)) }
    decision.setsAside = row.integerIfAny(12)
    try readPins(number, into: &decision, session)
    var changedSince = Set<Int>()
    let claims = try session.query(
      """
      select verdict, left_source, left_id, right_source, right_id,
        left_version is distinct from (
          select v.version from source s join source_record r using (source_number) join record_version v using (record_number)
          where s.name = j.left_source and r.source_id = j.left_id and v.valid_to is null)
        or right_version is distinct from (
          select v.version from source s join source_record r using (source_number) join record_version v using (record_number)
          where s.name = j.right_source and r.source_id = j.right_id and v.valid_to is null)
      from proposed_judgement j where proposal_number = $1 order by place
      """, [.integer(number)])
    for place in 0..<claims.count {
      let claim = claims[place]
      guard let verdict = Judgement.Verdict(rawValue: claim.text(0)) else {
        preconditionFailure("a verdict that the schema does not allow")
      }
      decision.claims.append(
        NewDecision.Claim(
          verdict, SourceKey(source: claim.text(1), id: claim.text(2)), SourceKey(source: claim.text(3), id: claim.text(4))))
      if claim.boolean(5) { changedSince.insert(place) }
    }
    let withdrawn = try session.query(
      """
      select j.judgement_number, j.verdict, j.left_source, j.left_id, j.right_source, j.right_id, j.who, j.because, j.at,
        (select d.approved_by from decision d where d.decision_number = j.decision_number)
      from proposed_withdrawal w join judgement j using (judgement_number)
      where w.proposal_number = $1 order by judgement_number
      """, [.integer(number)]
    ).map { Judgement(reading: $0) }
    decision.withdrawals = withdrawn.map(\.id)
    return StoredProposal(
      number: number, decision: decision, withdrawn: withdrawn, changedSince: changedSince,
      answer: row.isNull(5)
        ? nil
        : StoredProposal.Answer(
          by: row.text(5), because: row.textIfAny(6), at: row.instant(7), decision: row.integerIfAny(8)))
  }

  /// Erased ones are left out: their proposal has been answered.
  private static func readPins(_ number: Int64, into decision: inout NewDecision, _ session: Session) throws {
    decision.pins = try session.query(
      """
      select source, id, attribute, value, region from proposed_pin
      where proposal_number = $1 and value is not null order by place
      """, [.integer(number)]
    ).map { row in
      guard let attribute = Attribute(word: row.text(2)) else {
        preconditionFailure("an attribute that no pin is proposed of")
      }
      return NewGoldenPin(
        record: SourceKey(source: row.text(0), id: row.text(1)), attribute: attribute, value: row.text(3),
        region: row.text(4))
    }
    let (who, because, at) = (decision.by, decision.because, decision.at)
    decision.sharing = try session.query(
      """
      select attribute, value, region, class from proposed_sharing_pin
      where proposal_number = $1 and value is not null order by place
      """, [.integer(number)]
    ).map { row in
      guard let attribute = Attribute(word: row.text(0)),
        let pin = NewSharingPin(
          attribute: attribute, value: row.text(1), region: row.text(2), sharingWord: row.text(3), by: who,
          because: because, at: at)
      else { preconditionFailure("a pin that the schema does not allow") }
      return pin
    }
    decision.sharingWithdrawals = try session.query(
      "select withdraws from proposed_sharing_pin where proposal_number = $1 and withdraws is not null order by place",
      [.integer(number)]
    ).map { $0.integer(0) }
  }
}
