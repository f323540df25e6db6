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
          try session.query("drop table held_customer, held_record")
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
          try session.query("drop table held_customer, held_record")
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

  /// The temporary tables `held_customer` and `held_record`, of these ids and record numbers.
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
          select d.decision_number as decision, d.kind, d.who, d.approved_by, d.because, d.at, d.undoes
          from decision d
          where d.decision_number in (
            select j.decision_number from judgement j join held_record h
              on j.left_source = h.source and j.left_id = h.id or j.right_source = h.source and j.right_id = h.id
            union
            select p.decision_number from golden_pin p join held_record h on h.source = p.source and h.id = p.id)
          order by d.decision_number
        ) found
        """, session)),
      ("proposals", try json(
        """
        select json_strip_nulls(to_json(found))::text from (
          select p.proposal_number as proposal, p.kind, p.who, p.because, p.at, p.undoes, n.attribute, n.value,
            a.who as answered_by, a.because as answered_because, a.at as answered_at, a.decision_number as decision
          from proposal p left join proposal_answer a using (proposal_number)
          left join lateral (
            select n.attribute, n.value from proposed_pin n join held_record h on h.source = n.source and h.id = n.id
            where n.proposal_number = p.proposal_number
            order by n.place limit 1
          ) n on true
          where p.proposal_number in (
            select j.proposal_number from proposed_judgement j join held_record h
              on j.left_source = h.source and j.left_id = h.id or j.right_source = h.source and j.right_id = h.id
            union
            select w.proposal_number from proposed_withdrawal w join judgement j using (judgement_number) join held_record h
              on j.left_source = h.source and j.left_id = h.id or j.right_source = h.source and j.right_id = h.id
            union
            select n.proposal_number from proposed_pin n join held_record h on h.source = n.source and h.id = n.id)
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
      select pin_number, class, attribute, value, region, who, because, at,
        not exists (select from sharing_pin w where w.withdraws = p.pin_number), false
      from sharing_pin p
      where class <> 'withdrawn' and value is not null
      union all
      select n.proposal_number, n.class, n.attribute, n.value, n.region, p.who, p.because, p.at, false, true
      from proposed_sharing_pin n join proposal p using (proposal_number)
      where n.value is not null
      order by 10, 1
      """
    ).map { row -> (said: SaidSharingPin, isInForce: Bool) in
      let stored = StoredSharingPin(reading: row)
      return (
        said: SaidSharingPin(row.boolean(9) ? .proposal(stored.number) : .pin(stored.number), stored.pin),
        isInForce: row.boolean(8)
      )
    }
    return HeldData(
      askedID: asked, customer: current, records: records, features: features, sharingPins: pins, parts: parts)
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
