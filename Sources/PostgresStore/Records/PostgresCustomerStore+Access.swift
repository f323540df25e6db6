public import Identity
public import Resolution

/// Everything that is held about one customer, read at one moment and written down as given out.
extension PostgresCustomerStore: AccessReading {
  public func disclose(_ customer: CustomerID, by who: String, reason: AccessReason, at: Instant) async throws -> HeldData? {
    try await database.jobs.withConnection { connection in
      try await connection.run { session in
        try session.transaction {
          // One moment, without keeping writers waiting.
          try session.query("set transaction isolation level repeatable read")
          if try Self.erasure(of: customer, session) != nil { return nil }
          let found = try Self.held(customer, session)
          guard let (current, recordCount) = found else { return nil }
          // Before it is read, so that it is part of the answer.
          try session.query(
            "insert into disclosure (at, who, customer_id, record_count, reason) values ($1, $2, $3, $4, $5)",
            [.instant(at), .text(who), .uuid(current), .integer(Int64(recordCount)), .text(reason.rawValue)])
          let held = try Self.read(customer, current, session)
          try session.query("drop table held_customer, held_record, held_job, held_decision")
          return held
        }
      }
    }
  }

  public func disclose(_ record: SourceKey, by who: String, reason: AccessReason, at: Instant) async throws -> HeldData? {
    try await database.jobs.withConnection { connection in
      try await connection.run { session in
        try session.transaction {
          try session.query("set transaction isolation level repeatable read")
          let found = try session.query(
            """
            select r.record_number from source s join source_record r using (source_number)
            where s.name = $1 and r.source_id = $2 and r.deleted_at is not null
              and not exists (select from membership m where m.record_number = r.record_number)
              and not exists (select from erased_record e where e.record_number = r.record_number)
            """, [.text(record.source), .text(record.id)])
          guard let number = found.first?.integer(0) else { return nil }
          try session.query(
            "insert into disclosure (at, who, record_number, record_count, reason) values ($1, $2, $3, 1, $4)",
            [.instant(at), .text(who), .integer(number), .text(reason.rawValue)])
          try Self.hold([], [number], session)
          let held = try Self.read(nil, nil, session)
          try session.query("drop table held_customer, held_record, held_job, held_decision")
          return held
        }
      }
    }
  }

  public func disclosures(countMax: Int) async throws -> [Disclosure] {
    try await read { session in
      try session.query(
        """
        select d.disclosure_number, d.at, d.who, d.reason, d.customer_id, d.record_count, s.name, r.source_id
        from disclosure d
        left join source_record r on r.record_number = d.record_number
        left join source s on s.source_number = r.source_number
        order by d.disclosure_number desc limit $1
        """, [.integer(Int64(countMax))]
      ).map { row in
        Disclosure(
          number: row.integer(0), at: row.instant(1), by: row.text(2),
          reason: row.textIfAny(3).flatMap(AccessReason.init), customer: row.uuidIfAny(4),
          record: row.textIfAny(6).map { SourceKey(source: $0, id: row.text(7)) }, recordCount: Int(row.integer(5)))
      }
    }
  }

  /// The temporary tables `held_customer` and `held_record`: the id with those that lead to it, and its records.
  ///
  /// - Returns: the id that all lead to, and how many records there are.
  private static func held(_ customer: CustomerID, _ session: Session) throws -> (CustomerID, Int)? {
    let customers = try PostgresResolutionSession.leading(to: customer, session)
    if customers.isEmpty { return nil }
    let records = try PostgresResolutionSession.records(of: customers, session)
    try hold(customers, records.map(\.number.rawValue), session)
    let last = try session.query(
      """
      select h.customer_id from held_customer h
      where not exists (
        select from redirect r
        where r.from_customer = h.customer_id and r.valid_to is null and r.to_customer is not null)
      """)[0].uuid(0)
    return (last, records.count)
  }

  /// The temporary tables `held_customer` and `held_record`, of these ids and record numbers; `held_job`, the imports
  /// that wrote their versions; and `held_decision`, what was decided of them, and whether it names them or only an
  /// import that they came in. An erasure counts as theirs what stands in these.
  private static func hold(_ customers: [CustomerID], _ records: [Int64], _ session: Session) throws {
    try session.query("create temporary table held_customer (customer_id uuid) on commit drop")
    try session.query("insert into held_customer select unnest($1::uuid[])", [.uuids(customers)])
    try session.query("create temporary table held_record (record_number bigint, source text collate \"C\", id text collate \"C\") on commit drop")
    try session.query(
      """
      insert into held_record
      select r.record_number, s.name, r.source_id
      from unnest($1::bigint[]) as w (record_number)
      join source_record r using (record_number)
      join source s using (source_number)
      """, [.integers(records)])
    try session.query("create temporary table held_job (job_number bigint) on commit drop")
    try session.query(
      """
      insert into held_job
      select distinct v.job_number from record_version v join held_record using (record_number)
      where v.job_number is not null
      """)
    try session.query("create temporary table held_decision (decision_number bigint, names_them boolean) on commit drop")
    try session.query(
      """
      insert into held_decision
      with recursive named (decision_number) as (
        select j.decision_number from judgement j join held_record h
          on j.left_source = h.source and j.left_id = h.id or j.right_source = h.source and j.right_id = h.id
        where j.decision_number is not null
        union
        select p.decision_number from golden_pin p join held_record h on h.source = p.source and h.id = p.id
        union
        select d.decision_number from named n join decision d on d.undoes = n.decision_number
      ), held (decision_number) as (
        select decision_number from named
        union
        select j.decision_number from job j join held_job h on h.job_number in (j.job_number, j.undoes)
        where j.decision_number is not null
        union
        select d.decision_number from held h join decision d on d.undoes = h.decision_number
      )
      select decision_number, decision_number in (select decision_number from named) from held
      """)
  }

  private static func read(_ asked: CustomerID?, _ current: CustomerID?, _ session: Session) throws -> HeldData {
    let features = try session.query(
      """
      select h.source, h.id, f.payload from held_record h join record_feature f using (record_number)
      order by h.source, h.id
      """
    ).map { (key: SourceKey(source: $0.text(0), id: $0.text(1)), payload: $0.bytes(2)) }
    let records = try session.query("select source, id from held_record order by source, id")
      .map { SourceKey(source: $0.text(0), id: $0.text(1)) }
    let parts: [(name: String, json: [UInt8])] = [
      ("customer_ids", try json(
        """
        select json_strip_nulls(to_json(found))::text from (
          select h.customer_id, c.minted_at, c.retired_at, r.to_customer as leads_to
          from held_customer h join customer c using (customer_id)
          left join redirect r on r.from_customer = h.customer_id and r.valid_to is null
          order by h.customer_id
        ) found
        """, session)),
      ("records", try json(
        """
        select json_strip_nulls(to_json(found))::text from (
          select h.source, h.id, r.created_at, r.deleted_at, v.version, v.source_at as updated_at, v.valid_from, v.valid_to,
            v.job_number as job, j.file_name as file, v.line, v.raw
          from held_record h join source_record r using (record_number)
          join record_version v using (record_number)
          left join job j using (job_number)
          order by h.source, h.id, v.version
        ) found
        """, session)),
      ("golden_records", try json(
        """
        select json_strip_nulls(to_json(found))::text from (
          select g.customer_id, g.change_number as change, g.valid_from, g.is_current, g.attributes from (
            select customer_id, change_number, valid_from, true as is_current, attributes from golden_record
            union all
            select customer_id, change_number, valid_from, false, attributes from golden_version
          ) g join held_customer h using (customer_id)
          order by g.change_number, g.customer_id
        ) found
        """, session)),
      ("memberships", try json(
        """
        select json_strip_nulls(to_json(found))::text from (
          select h.source, h.id, m.customer_id, m.valid_from, m.valid_to, m.change_number as change, c.cause, c.who
          from held_record h join membership m using (record_number) join change c using (change_number)
          order by h.source, h.id, m.change_number
        ) found
        """, session)),
      ("changes", try json(
        """
        select json_strip_nulls(to_json(found))::text from (
          select c.change_number as change, c.at, c.who, c.cause, h.source, h.id, i.from_customer, i.to_customer
          from held_record h join change_item i using (record_number) join change c using (change_number)
          order by c.change_number, h.source, h.id
        ) found
        """, session)),
      ("judgements", try json(
        """
        select json_strip_nulls(to_json(found))::text from (
          select j.judgement_number as judgement, j.decision_number as decision, j.verdict,
            coalesce(l.source || ':' || l.id, 'another record') as left,
            coalesce(r.source || ':' || r.id, 'another record') as right, j.who, j.because, j.at, j.withdraws
          from judgement j
          left join held_record l on l.source = j.left_source and l.id = j.left_id
          left join held_record r on r.source = j.right_source and r.id = j.right_id
          where l.record_number is not null or r.record_number is not null
          order by j.judgement_number
        ) found
        """, session)),
      ("pins", try json(
        """
        select json_strip_nulls(to_json(found))::text from (
          select p.pin_number as pin, p.decision_number as decision, p.source, p.id, p.attribute, p.value, d.who, d.because,
            d.at, p.withdraws
          from golden_pin p join decision d using (decision_number)
          join held_record h on h.source = p.source and h.id = p.id
          order by p.pin_number
        ) found
        """, session)),
      ("decisions", try json(
        """
        select json_strip_nulls(to_json(found))::text from (
          -- What was said of an import may be about anybody in it.
          select d.decision_number as decision, d.kind, d.who, d.approved_by,
            case when h.names_them then d.because end as because, d.at, d.undoes
          from held_decision h join decision d using (decision_number)
          order by d.decision_number
        ) found
        """, session)),
      ("imports_taken_back", try json(
        """
        select json_strip_nulls(to_json(found))::text from (
          select j.job_number as job, j.undoes, j.decision_number as decision, j.who, j.started_at as at
          from job j
          where j.kind = 'undo' and exists (select from held_job h where h.job_number in (j.job_number, j.undoes))
          order by j.job_number
        ) found
        """, session)),
      ("proposals", try json(
        """
        select json_strip_nulls(to_json(found))::text from (
          select p.proposal_number as proposal, p.kind, p.who, case when p.names_them then p.because end as because, p.at,
            p.undoes, p.undoes_job, (
              select json_agg(
                json_build_object(
                  'verdict', n.verdict, 'left', coalesce(l.source || ':' || l.id, 'another record'),
                  'right', coalesce(r.source || ':' || r.id, 'another record'))
                order by n.place)
              from proposed_judgement n
              left join held_record l on l.source = n.left_source and l.id = n.left_id
              left join held_record r on r.source = n.right_source and r.id = n.right_id
              where n.proposal_number = p.proposal_number and (l.record_number is not null or r.record_number is not null)
            ) as judgements, (
              select json_agg(w.judgement_number order by w.judgement_number)
              from proposed_withdrawal w join judgement j using (judgement_number)
              where w.proposal_number = p.proposal_number and exists (
                select from held_record h
                where j.left_source = h.source and j.left_id = h.id or j.right_source = h.source and j.right_id = h.id)
            ) as withdraws, (
              select json_agg(
                json_build_object('source', n.source, 'id', n.id, 'attribute', n.attribute, 'value', n.value) order by n.place)
              from proposed_pin n join held_record h on h.source = n.source and h.id = n.id
              where n.proposal_number = p.proposal_number
            ) as pins,
            a.who as answered_by, case when p.names_them then a.because end as answered_because, a.at as answered_at,
            a.decision_number as decision
          from (
            select p.*, p.undoes in (select decision_number from held_decision where names_them) or p.proposal_number in (
              select j.proposal_number from proposed_judgement j join held_record h
                on j.left_source = h.source and j.left_id = h.id or j.right_source = h.source and j.right_id = h.id
              union
              select w.proposal_number from proposed_withdrawal w join judgement j using (judgement_number) join held_record h
                on j.left_source = h.source and j.left_id = h.id or j.right_source = h.source and j.right_id = h.id
              union
              select n.proposal_number from proposed_pin n join held_record h on h.source = n.source and h.id = n.id
            ) as names_them
            from proposal p
          ) p
          left join proposal_answer a using (proposal_number)
          where p.names_them
            or p.undoes in (select decision_number from held_decision)
            or p.undoes_job in (select job_number from held_job)
            or p.undoes_job in (
              select j.job_number from job j join held_job h on h.job_number = j.undoes)
          order by p.proposal_number
        ) found
        """, session)),
      ("possible_matches", try json(
        """
        select json_strip_nulls(to_json(found))::text from (
          select coalesce(l.customer_id, r.customer_id) as customer_id, 'another customer' as possibly, p.weight_millibits,
            p.reason
          from possible_match p
          left join held_customer l on l.customer_id = p.left_customer
          left join held_customer r on r.customer_id = p.right_customer
          where l.customer_id is not null or r.customer_id is not null
          order by p.left_customer, p.right_customer
        ) found
        """, session)),
      ("households", try json(
        """
        select json_strip_nulls(to_json(found))::text from (
          select m.customer_id, (
            select count(*) - 1 from household o where o.household_id = m.household_id) as other_customers
          from household m join held_customer using (customer_id)
          order by m.customer_id
        ) found
        """, session)),
      ("disclosures", try json(
        """
        select json_strip_nulls(to_json(found))::text from (
          select d.at, d.who, d.reason, d.customer_id, d.record_count as records
          from disclosure d
          where d.customer_id in (select customer_id from held_customer)
            or d.record_number in (select record_number from held_record)
          order by d.disclosure_number
        ) found
        """, session)),
    ]
    let pins = try session.query(
      """
      select p.pin_number, p.class, p.attribute, p.value, p.region, p.who, p.because, p.at, false, w.pin_number is null,
        null::bigint, w.who, w.because
      from sharing_pin p left join sharing_pin w on w.withdraws = p.pin_number
      where p.class <> 'withdrawn' and p.value is not null
      union all
      select n.proposal_number, coalesce(n.class, o.class), coalesce(n.attribute, o.attribute), coalesce(n.value, o.value),
        coalesce(n.region, o.region), p.who, p.because, p.at, true, false, n.withdraws, a.who, a.because
      from proposed_sharing_pin n join proposal p using (proposal_number)
      left join sharing_pin o on o.pin_number = n.withdraws
      left join proposal_answer a using (proposal_number)
      where coalesce(n.value, o.value) is not null
      order by 9, 1
      """
    ).map { row in
      HeldSharingPin(
        pin: StoredSharingPin(reading: row), isProposed: row.boolean(8), isInForce: row.boolean(9),
        withdraws: row.integerIfAny(10), endedBy: row.textIfAny(11), endedBecause: row.textIfAny(12))
    }
    let numbers = try session.query("select record_number from held_record order by record_number").map { $0.integer(0) }
    return HeldData(
      askedID: asked, customer: current, records: records, features: features,
      versions: try PostgresResolutionSession.versions(of: numbers, session), sharingPins: pins, parts: parts)
  }

  /// The rows of a statement, which are JSON objects, as an array.
  private static func json(_ statement: SQL, _ session: Session) throws -> [UInt8] {
    var rows: [UInt8] = [UInt8(ascii: "[")]
    for row in try session.query(statement).map({ $0.bytes(0) }) {
      if rows.count > 1 { rows.append(UInt8(ascii: ",")) }
      rows += row
    }
    return rows + [UInt8(ascii: "]")]
  }
}
