internal import Identity
internal import Resolution

/// Erasing: finding the records of a person, and removing every trace of them.
extension PostgresResolutionSession: ErasureSession {
  func erasable(_ subject: ErasureSubject) async throws -> ErasableRecords {
    try await connection.run { session in
      switch subject {
      case .record(let key): try Self.erasable(key, session)
      case .customer(let id): try Self.erasable(id, session)
      case .listed(let keys, let ids): try Self.erasable(keys, ids, session)
      }
    }
  }

  private static func erasable(_ keys: [SourceKey], _ ids: [CustomerID], _ session: Session) throws -> ErasableRecords {
    let records = try session.query(
      """
      select r.record_number, s.name, r.source_id, r.deleted_at is null
      from unnest($1::text[], $2::text[]) as w (source, id)
      join source s on s.name = w.source
      join source_record r on r.source_number = s.source_number and r.source_id = w.id
      where not exists (select from erased_record e where e.record_number = r.record_number)
      order by s.name, r.source_id
      """, [.texts(keys.map(\.source)), .texts(keys.map(\.id))]
    ).map { row in
      (number: RecordNumber(rawValue: row.integer(0)), key: SourceKey(source: row.text(1), id: row.text(2)), isLive: row.boolean(3))
    }
    let customers = try session.query(
      """
      select c.customer_id from customer c
      where c.customer_id = any($1::uuid[])
        and not exists (select from erased_customer e where e.customer_id = c.customer_id)
      order by c.customer_id
      """, [.uuids(ids)]
    ).map { $0.uuid(0) }
    return ErasableRecords(records: records, customers: customers)
  }

  private static func erasable(_ key: SourceKey, _ session: Session) throws -> ErasableRecords {
    let found = try session.query(
      """
      select r.record_number, r.deleted_at is null, e.erasure_number, (
        select m.customer_id from membership m where m.record_number = r.record_number
        order by m.change_number desc limit 1)
      from source s
      join source_record r using (source_number)
      left join erased_record e using (record_number)
      where s.name = $1 and r.source_id = $2
      """, [.text(key.source), .text(key.id)])
    guard let row = found.first else {
      if let erasure = try PostgresCustomerStore.erasedPlacement(of: key, session)?.erasure {
        throw ErasureRefusal.erasedBefore(erasure.number)
      }
      throw ErasureRefusal.unknownRecord(key)
    }
    if let number = row.integerIfAny(2) { throw ErasureRefusal.erasedBefore(number) }
    return ErasableRecords(
      records: [(RecordNumber(rawValue: row.integer(0)), key, row.boolean(1))],
      customers: try row.uuidIfAny(3).map { try leading(to: $0, session) } ?? [])
  }

  private static func erasable(_ id: CustomerID, _ session: Session) throws -> ErasableRecords {
    if let erasure = try PostgresCustomerStore.erasure(of: id, session) { throw ErasureRefusal.erasedBefore(erasure.number) }
    let customers = try leading(to: id, session)
    if customers.isEmpty { throw ErasureRefusal.unknownCustomer(id) }
    return ErasableRecords(records: try records(of: customers, session), customers: customers)
  }

  /// The records of customers: the live ones by where they are, and deleted ones that nobody else has had since.
  static func records(
    of customers: [CustomerID], _ session: Session
  ) throws -> [(number: RecordNumber, key: SourceKey, isLive: Bool)] {
    try session.query(
      """
      select r.record_number, s.name, r.source_id, r.deleted_at is null
      from (
        select distinct m.record_number from membership m where m.customer_id = any($1::uuid[])
      ) held
      join source_record r using (record_number)
      join source s using (source_number)
      cross join lateral (
        select m.customer_id, m.valid_to from membership m
        where m.record_number = r.record_number order by m.change_number desc limit 1
      ) last
      where last.customer_id = any($1::uuid[]) and (last.valid_to is null or r.deleted_at is not null)
        and not exists (select from erased_record e where e.record_number = r.record_number)
      order by s.name, r.source_id
      """, [.uuids(customers)]
    ).map { row in
      (number: RecordNumber(rawValue: row.integer(0)), key: SourceKey(source: row.text(1), id: row.text(2)), isLive: row.boolean(3))
    }
  }

  /// The ids that a customer id leads to, itself included, and all ids that lead there. An id that leads nowhere led
  /// to its customer until the last record of that was gone.
  static func leading(to id: CustomerID, _ session: Session) throws -> [CustomerID] {
    try session.query(
      """
      with recursive onward (here) as (
        select customer_id from customer where customer_id = $1
        union
        select coalesce(r.to_customer, p.to_customer)
        from onward w
        join redirect r on r.from_customer = w.here and r.valid_to is null
        left join redirect p on p.from_customer = r.from_customer and p.valid_to = r.valid_from and r.to_customer is null
        where coalesce(r.to_customer, p.to_customer) is not null
      ), led (here) as (
        select here from onward
        union
        select r.from_customer
        from led l
        join redirect r on r.to_customer = l.here
        where r.valid_to is null or exists (
          select from redirect o
          where o.from_customer = r.from_customer and o.valid_to is null and o.to_customer is null
            and o.valid_from = r.valid_to)
      )
      select here from led order by here
      """, [.uuid(id)]
    ).map { $0.uuid(0) }
  }

  func movedOn(from customers: [CustomerID]) async throws -> [MovedRecord] {
    try await connection.run { session in
      try session.query(
        """
        select r.record_number, s.name, r.source_id, r.deleted_at is null, last.customer_id
        from (
          select distinct m.record_number from membership m where m.customer_id = any($1::uuid[])
        ) held
        join source_record r using (record_number)
        join source s using (source_number)
        cross join lateral (
          select m.customer_id from membership m
          where m.record_number = r.record_number order by m.change_number desc limit 1
        ) last
        where last.customer_id <> all($1::uuid[])
          and not exists (select from erased_record e where e.record_number = r.record_number)
        order by s.name, r.source_id
        """, [.uuids(customers)]
      ).map { row in
        MovedRecord(
          number: RecordNumber(rawValue: row.integer(0)), key: SourceKey(source: row.text(1), id: row.text(2)),
          isLive: row.boolean(3), customer: row.uuid(4))
      }
    }
  }

  func versions(of records: [RecordNumber]) async throws -> [SentVersion] {
    try await connection.run { try Self.versions(of: records.map(\.rawValue), $0) }
  }

  static func versions(of records: [Int64], _ session: Session) throws -> [SentVersion] {
    try session.query(
      """
      select v.record_number, s.name, r.source_id, v.version, v.raw::text, v.valid_from, v.version = (
          select w.version from record_version w where w.record_number = v.record_number
          order by w.valid_to desc nulls first, w.valid_to > w.valid_from desc, w.version desc limit 1),
        r.deleted_at is not null
      from unnest($1::bigint[]) as w (record_number)
      join record_version v using (record_number)
      join source_record r using (record_number)
      join source s using (source_number)
      where v.erasure_number is null
      order by v.record_number, v.version
      """, [.integers(records)]
    ).map { SentVersion(reading: $0) }
  }

  func formerVersions(of records: [RecordNumber], whileOf customers: [CustomerID]) async throws -> [SentVersion] {
    try await connection.run { session in
      try session.query(
        """
        select v.record_number, s.name, r.source_id, v.version, v.raw::text, v.valid_from, false, r.deleted_at is not null
        from unnest($1::bigint[]) as w (record_number)
        join record_version v using (record_number)
        join source_record r using (record_number)
        join source s using (source_number)
        where v.valid_to is not null and v.erasure_number is null and exists (
          select from membership m
          where m.record_number = v.record_number and m.customer_id = any($2::uuid[])
            and v.valid_to >= m.valid_from and (m.valid_to is null or v.valid_from <= m.valid_to))
        order by v.record_number, v.version
        """, [.list(records.lazy.map(\.rawValue)), .uuids(customers)]
      ).map { SentVersion(reading: $0) }
    }
  }

  func versionsOver(after last: SentVersion?, countMax: Int) async throws -> [SentVersion] {
    try await connection.run { session in
      try session.query(
        """
        select v.record_number, s.name, r.source_id, v.version, v.raw::text, v.valid_from, v.version = (
            -- What came too late was never live and was over before the last that was.
            select w.version from record_version w where w.record_number = v.record_number
            order by w.valid_to desc nulls first, w.valid_to > w.valid_from desc, w.version desc limit 1),
          r.deleted_at is not null
        from record_version v
        join source_record r using (record_number)
        join source s using (source_number)
        where v.valid_to is not null and v.erasure_number is null and (v.record_number, v.version) > ($1, $2)
        order by v.record_number, v.version
        limit $3
        """,
        [.integer(last?.record.rawValue ?? 0), .integer(Int64(last?.version ?? 0)), .integer(Int64(countMax))]
      ).map { SentVersion(reading: $0) }
    }
  }

  func sharingPinsEver() async throws -> [SaidSharingPin] {
    try await connection.run { session in
      try session.query(
        """
        select false, pin_number, attribute, value, region, who, because, at from sharing_pin where value is not null
        union all
        select true, n.proposal_number, n.attribute, n.value, n.region, p.who, p.because, p.at
        from proposed_sharing_pin n join proposal p using (proposal_number)
        where n.value is not null
        order by 1, 2
        """
      ).map { row in
        // Whatever a pin says of a value, the value and the words that were given for it are there to be read. What is
        // asked here is only what it is read as, which is the same for every class.
        guard let attribute = Attribute(word: row.text(2)),
          let pin = NewSharingPin(
            attribute: attribute, value: row.text(3), region: row.text(4), sharingWord: "person", by: row.text(5),
            because: row.text(6), at: row.instant(7))
        else { preconditionFailure("an attribute that the schema does not allow") }
        return SaidSharingPin(row.boolean(0) ? .proposal(row.integer(1)) : .pin(row.integer(1)), pin)
      }
    }
  }

  func haveHousehold(_ customers: [CustomerID]) async throws -> Bool {
    try await connection.run { session in
      try session.query("select exists (select from household where customer_id = any($1::uuid[]))", [.uuids(customers)])[0]
        .boolean(0)
    }
  }

  func suppressions() async throws -> Suppressions {
    try await connection.run { try PostgresCustomerStore.suppressions($0) }
  }

  func suppressions(holding marks: Set<SuppressionMark>) async throws -> [(mark: SuppressionMark, erasure: Int64)] {
    try await connection.run { session in
      // A record has some ten of them.
      let asked = Array(marks)
      let answers = try session.pipeline(
        asked.map {
          Statement(
            "select erasure_number from suppression where hash = $1 and kind = $2",
            [.bytes($0.hash), .integer(Int64($0.kind.rawValue))])
        })
      return zip(asked, answers).flatMap { mark, rows in rows.map { (mark, $0.integer(0)) } }
    }
  }

  // MARK: removing

  func erase(_ plan: ErasurePlan) async throws -> ErasureProof {
    try await connection.run { session in
      let number = try session.query(
        """
        insert into erasure (erasure_number, at, who, reason, change_number, first_at)
        select coalesce(max(erasure_number), 0) + 1, $1, $2, $3, $4, $5 from erasure
        returning erasure_number
        """,
        [
          .instant(plan.at), .text(plan.by), .text(plan.reason.rawValue), .optional(plan.change), .optional(plan.firstAt),
        ])[0].integer(0)
      try Self.name(plan, session)
      var removed = plan.removed
      let jobs = try Self.eraseRecords(number, plan, &removed, session)
      try Self.eraseDecisions(plan, jobs, &removed, session)
      try Self.eraseHistory(number, plan, &removed, session)
      try Self.emptyFormerVersions(number, plan, &removed, session)
      try Self.tell(number, plan, session)
      try session.query("drop table erasing")
      for (table, count) in removed.sorted(by: { $0.key < $1.key }) where count > 0 {
        try session.query(
          "insert into erasure_removal (erasure_number, kind, row_count) values ($1, $2, $3)",
          [.integer(number), .text(table), .integer(Int64(count))])
      }
      for mark in plan.marks {
        try session.query(
          "insert into suppression (hash, kind, erasure_number, normaliser_version) values ($1, $2, $3, $4)",
          [
            .bytes(mark.mark.hash), .integer(Int64(mark.mark.kind.rawValue)), .integer(number),
            .optional(mark.normaliserVersion.map(Int64.init)),
          ])
      }
      // What the planner remembers of columns are values of rows.
      try session.script(
        """
        analyze source_record, record_version, record_feature, golden_record, golden_version, judgement, decision, golden_pin,
          sharing_pin, job, proposal, proposal_answer, proposed_judgement, proposed_pin, proposed_sharing_pin
        """)
      guard let proof = try PostgresCustomerStore.proof(number, session) else {
        preconditionFailure("an erasure that was just kept")
      }
      return proof
    }
  }

  /// The temporary table `erasing`: the records, and what takes the place of their ids.
  private static func name(_ plan: ErasurePlan, _ session: Session) throws {
    try session.query(
      """
      create temporary table erasing (
        record_number bigint, source text collate "C", id text collate "C", key_hash bytea, stand_in text collate "C"
      ) on commit drop
      """)
    for record in plan.records {
      // The beginning of the hash, so that no source has an id like it by chance or design.
      try session.query(
        """
        insert into erasing
        values ($1::bigint, $2, $3, $4::bytea, 'erased:' || $1::text || ':' || encode(substring($4::bytea from 1 for 8), 'hex'))
        """,
        [.integer(record.number.rawValue), .text(record.key.source), .text(record.key.id), .bytes(record.hash)])
    }
  }

  /// - Returns: the jobs that wrote versions of the records.
  private static func eraseRecords(
    _ number: Int64, _ plan: ErasurePlan, _ removed: inout [String: Int], _ session: Session
  ) throws -> [Int64] {
    // Features and postings of live records are gone; deleted ones have none.
    removed["pending"] = try session.query("delete from pending p using erasing e where p.record_number = e.record_number").affected
    let jobs = try session.query(
      """
      select distinct v.job_number from record_version v join erasing e using (record_number) where v.job_number is not null
      """
    ).map { $0.integer(0) }
    removed["record_version"] = try session.query(
      "delete from record_version v using erasing e where v.record_number = e.record_number"
    ).affected
    // A file that was one person's is called by their name now and then.
    removed["job"] = try session.query(
      """
      update job j set file_name = null, file_sha256 = null
      where (j.job_number = any($1::bigint[]) or j.undoes = any($1::bigint[])) and j.file_name is not null
        and not exists (select from record_version v where v.job_number in (j.job_number, j.undoes))
      """, [.list(jobs)]
    ).affected
    // Who took an import back wrote why, and may have named a person in it.
    removed["job", default: 0] += try session.query(
      """
      update job set because = 'erased'
      where because <> 'erased' and (job_number = any($1::bigint[]) or undoes = any($1::bigint[]))
      """, [.list(jobs)]
    ).affected
    removed["source_record"] = try session.query(
      """
      update source_record r set source_id = e.stand_in, deleted_at = coalesce(r.deleted_at, $1)
      from erasing e where r.record_number = e.record_number
      """, [.instant(plan.at)]
    ).affected
    try session.query(
      """
      insert into erased_record (record_number, erasure_number, key_hash)
      select record_number, $1, key_hash from erasing order by record_number
      """, [.integer(number)])
    return jobs
  }

  /// What people decided stays in force between the numbers; their words go, and so do the values they pinned.
  private static func eraseDecisions(
    _ plan: ErasurePlan, _ jobs: [Int64], _ removed: inout [String: Int], _ session: Session
  ) throws {
    try session.query("create temporary table erasing_decision (decision_number bigint) on commit drop")
    try session.query(
      """
      insert into erasing_decision (decision_number)
      with recursive named (decision_number) as (
        select j.decision_number from judgement j join erasing e
          on j.left_source = e.source and j.left_id = e.id or j.right_source = e.source and j.right_id = e.id
        where j.decision_number is not null
        union
        select p.decision_number from golden_pin p join erasing e on p.source = e.source and p.id = e.id
        union
        select j.decision_number from job j
        where j.decision_number is not null and (j.job_number = any($1::bigint[]) or j.undoes = any($1::bigint[]))
        union
        select p.decision_number from sharing_pin p
        where p.decision_number is not null and p.pin_number = any($2::bigint[])
        union
        select d.decision_number from named n join decision d on d.undoes = n.decision_number
      )
      select decision_number from named
      """, [.list(jobs), .list(plan.sharingPins)])
    removed["judgement"] = try session.query(
      """
      with named as (
        select j.judgement_number, j.left_source, coalesce(l.stand_in, j.left_id) as left_id, j.left_version,
          j.right_source, coalesce(r.stand_in, j.right_id) as right_id, j.right_version
        from judgement j
        left join erasing l on l.source = j.left_source and l.id = j.left_id
        left join erasing r on r.source = j.right_source and r.id = j.right_id
        where l.record_number is not null or r.record_number is not null
          or j.decision_number in (select decision_number from erasing_decision)
      ), placed as (
        select *, (left_source, left_id) < (right_source, right_id) as is_in_order from named
      )
      update judgement j set
        left_source = case when p.is_in_order then p.left_source else p.right_source end,
        left_id = case when p.is_in_order then p.left_id else p.right_id end,
        left_version = case when p.is_in_order then p.left_version else p.right_version end,
        right_source = case when p.is_in_order then p.right_source else p.left_source end,
        right_id = case when p.is_in_order then p.right_id else p.left_id end,
        right_version = case when p.is_in_order then p.right_version else p.left_version end,
        because = 'erased'
      from placed p where j.judgement_number = p.judgement_number
      """
    ).affected
    removed["golden_pin"] = try session.query(
      """
      update golden_pin p set id = e.stand_in, value = null, region = ''
      from erasing e where p.source = e.source and p.id = e.id
      """
    ).affected
    removed["decision"] = try session.query(
      "update decision d set because = 'erased' from erasing_decision e where d.decision_number = e.decision_number"
    ).affected
    removed["sharing_pin"] = try session.query(
      "update sharing_pin set value = null, because = 'erased' where pin_number = any($1::bigint[])",
      [.list(plan.sharingPins)]
    ).affected
    try eraseProposals(plan, jobs, &removed, session)
    try session.query("drop table erasing_decision")
  }

  /// A proposal about an erased record cannot be approved any more, and is answered so. One to take an import back is
  /// about all that came in it, and waits on for the rest; its words go, because they may name the person.
  private static func eraseProposals(
    _ plan: ErasurePlan, _ jobs: [Int64], _ removed: inout [String: Int], _ session: Session
  ) throws {
    try session.query("create temporary table erasing_proposal (proposal_number bigint) on commit drop")
    try session.query(
      """
      insert into erasing_proposal (proposal_number)
      select distinct p.proposal_number
      from proposed_judgement p join erasing e
        on p.left_source = e.source and p.left_id = e.id or p.right_source = e.source and p.right_id = e.id
      union
      select w.proposal_number
      from proposed_withdrawal w join judgement j using (judgement_number)
      where j.decision_number in (select decision_number from erasing_decision)
        or j.because = 'erased' and exists (
          select from erasing e where e.stand_in in (j.left_id, j.right_id))
      union
      select p.proposal_number from proposal p
      where p.undoes in (select decision_number from erasing_decision)
      union
      -- Nothing else of the import is left: neither what it wrote nor what it took away.
      select p.proposal_number from proposal p join job j on j.job_number = p.undoes_job
      where p.undoes_job = any($1::bigint[])
        and not exists (select from record_version v where v.job_number = j.job_number)
        and not exists (
          select from source s
          join source_record r using (source_number)
          join record_version v on v.record_number = r.record_number and v.valid_to = j.started_at
          where s.name = j.source_name)
      union
      select n.proposal_number from proposed_pin n join erasing e on n.source = e.source and n.id = e.id
      union
      select n.proposal_number from proposed_sharing_pin n
      where n.proposal_number = any($3::bigint[]) or n.withdraws = any($2::bigint[])
      """, [.list(jobs), .list(plan.sharingPins), .list(plan.sharingProposals)])
    try session.query(
      """
      update proposed_judgement p set
        left_id = coalesce((select e.stand_in from erasing e where e.source = p.left_source and e.id = p.left_id), left_id),
        right_id = coalesce((select e.stand_in from erasing e where e.source = p.right_source and e.id = p.right_id), right_id)
      where p.proposal_number in (select proposal_number from erasing_proposal)
      """)
    try session.query(
      """
      update proposed_pin p set
        id = coalesce((select e.stand_in from erasing e where e.source = p.source and e.id = p.id), id), value = null, region = ''
      where p.proposal_number in (select proposal_number from erasing_proposal)
      """)
    try session.query(
      """
      update proposed_sharing_pin p set value = null
      where p.proposal_number in (select proposal_number from erasing_proposal)
      """)
    removed["proposal"] = try session.query(
      """
      update proposal set because = 'erased'
      where proposal_number in (select proposal_number from erasing_proposal)
        or undoes_job = any($1::bigint[]) and because <> 'erased'
      """, [.list(jobs)]
    ).affected
    try session.query(
      """
      update proposal_answer a set because = 'erased' from proposal p
      where a.proposal_number = p.proposal_number and a.because is not null
        and (p.proposal_number in (select proposal_number from erasing_proposal) or p.undoes_job = any($1::bigint[]))
      """, [.list(jobs)])
    try session.query(
      """
      insert into proposal_answer (proposal_number, who, because, at)
      select e.proposal_number, $1, 'erased', $2 from erasing_proposal e
      where not exists (select from proposal_answer a where a.proposal_number = e.proposal_number)
      """, [.text(plan.by), .instant(plan.at)])
    try session.query("drop table erasing_proposal")
  }

  private static func eraseHistory(
    _ number: Int64, _ plan: ErasurePlan, _ removed: inout [String: Int], _ session: Session
  ) throws {
    // Whoever now leads nowhere, and has no record of its own that is not erased: neither one that nobody else had since,
    // nor one of its last, with which it comes back from wherever that record went in the meantime.
    try session.query(
      """
      insert into erased_customer (customer_id, erasure_number)
      with recursive held (customer_id) as (
        select distinct m.customer_id from erasing e join membership m using (record_number)
        union
        select unnest($2::uuid[])
      ), onward (customer_id, here) as (
        select customer_id, customer_id from held
        union
        select o.customer_id, r.to_customer
        from onward o join redirect r on r.from_customer = o.here and r.valid_to is null
      )
      select h.customer_id, $1
      from held h
      where exists (select from onward o where o.customer_id = h.customer_id and o.here is null)
        and not exists (
          select from membership m join source_record r using (record_number)
          where m.customer_id = h.customer_id and r.deleted_at is not null
            and not exists (select from erased_record e where e.record_number = m.record_number)
            and not exists (
              select from membership n where n.record_number = m.record_number and n.change_number > m.change_number))
        and not exists (
          select from customer k join membership m on m.customer_id = k.customer_id and m.closed_change = k.retired_change
          where k.customer_id = h.customer_id
            and not exists (select from erased_record e where e.record_number = m.record_number))
        and not exists (select from erased_customer c where c.customer_id = h.customer_id)
      order by h.customer_id
      """, [.integer(number), .uuids(plan.customers)])
    removed["golden_version"] = try session.query(
      """
      update golden_version v set attributes = '{}', erasure_number = $1
      where v.erasure_number is null and (
        v.customer_id in (select customer_id from erased_customer where erasure_number = $1)
        or exists (
          select from erasing e join membership m using (record_number)
          where m.customer_id = v.customer_id and v.change_number >= m.change_number
            and (m.closed_change is null or v.change_number < m.closed_change)))
        and v.customer_id in (
          select m.customer_id from erasing e join membership m using (record_number)
          union all select customer_id from erased_customer where erasure_number = $1)
      """, [.integer(number)]
    ).affected
  }

  /// Former contents of records that are somebody else's now, and golden records of when they were live.
  private static func emptyFormerVersions(
    _ number: Int64, _ plan: ErasurePlan, _ removed: inout [String: Int], _ session: Session
  ) throws {
    if plan.formerVersions.isEmpty { return }
    let versions: [Parameter] = [
      .integer(number), .list(plan.formerVersions.lazy.map(\.record.rawValue)),
      .list(plan.formerVersions.lazy.map { Int64($0.version) }),
    ]
    removed["golden_version", default: 0] += try session.query(
      """
      update golden_version g set attributes = '{}', erasure_number = $1
      where g.erasure_number is null and exists (
        select from unnest($2::bigint[], $3::integer[]) as w (record_number, version)
        join record_version v using (record_number, version)
        join membership m on m.record_number = v.record_number and m.customer_id = g.customer_id
        where g.change_number >= m.change_number and (m.closed_change is null or g.change_number < m.closed_change)
          and g.valid_from between v.valid_from and v.valid_to)
      """, versions
    ).affected
    removed["record_version", default: 0] += try session.query(
      """
      update record_version v set raw = '{}', content_hash = decode(repeat('00', 32), 'hex'), erasure_number = $1
      from unnest($2::bigint[], $3::integer[]) as w (record_number, version)
      where v.record_number = w.record_number and v.version = w.version
      """, versions
    ).affected
  }

  /// Whoever reads the feed may have been told of an id whose records were gone long before.
  private static func tell(_ number: Int64, _ plan: ErasurePlan, _ session: Session) throws {
    if plan.change != nil { return }
    try session.query(
      """
      with told as (
        insert into change (at, who, cause)
        select $2, $3, 'erasure' where exists (select from erased_customer where erasure_number = $1)
        returning change_number
      )
      update erasure e set change_number = t.change_number from told t where e.erasure_number = $1
      """, [.integer(number), .instant(plan.at), .text(plan.by)])
  }
}

extension SentVersion {
  /// Columns in the order of the initialiser.
  fileprivate init(reading row: Row) {
    self.init(
      record: RecordNumber(rawValue: row.integer(0)), key: SourceKey(source: row.text(1), id: row.text(2)),
      version: Int(row.integer(3)), rawJSON: row.bytes(4), receivedAt: row.instant(5), isLast: row.boolean(6),
      isDeleted: row.boolean(7))
  }
}
