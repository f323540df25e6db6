public import Identity
public import Resolution

/// Reading: customers, placements, the review queue, exports and counts.
extension PostgresCustomerStore {
  public func customer(_ id: CustomerID) async throws -> StoredCustomer? {
    try await read { session in
      try session.snapshot {
        // Redirects end: a circle would break an invariant, and union stops at it all the same.
        let found = try session.query(
          """
          with recursive walk (here) as (
            select customer_id from customer where customer_id = $1
            union
            select r.to_customer from walk w join redirect r on r.from_customer = w.here and r.valid_to is null
          )
          select (select c.customer_id from walk w join customer c on c.customer_id = w.here where c.retired_at is null)
          where exists (select from walk)
          """, [.uuid(id)])
        guard let row = found.first else { return nil }
        guard let current = row.uuidIfAny(0) else {
          return StoredCustomer(
            askedID: id, id: nil, goldenJSON: nil, goldenSince: nil, members: [], erasure: try Self.erasure(of: id, session))
        }
        let golden = try session.query(
          "select attributes::text, valid_from from golden_record where customer_id = $1", [.uuid(current)]
        ).first
        return StoredCustomer(
          askedID: id, id: current, goldenJSON: golden?.bytes(0), goldenSince: golden?.instant(1),
          members: try Self.members(of: current, session))
      }
    }
  }

  private static func members(of customer: CustomerID, _ session: Session) throws -> [MemberRecord] {
    try session.query(
      """
      select r.record_number, s.name, r.source_id, v.version, v.source_at, m.valid_from, v.raw::text
      from membership m
      join source_record r using (record_number)
      join source s using (source_number)
      join record_version v on v.record_number = r.record_number and v.valid_to is null
      where m.customer_id = $1 and m.valid_to is null
      order by s.name, r.source_id
      """, [.uuid(customer)]
    ).map { row in
      MemberRecord(
        number: RecordNumber(rawValue: row.integer(0)), key: SourceKey(source: row.text(1), id: row.text(2)),
        version: Int(row.integer(3)), sourceTimestamp: row.instantIfAny(4), memberSince: row.instant(5),
        rawJSON: row.bytes(6))
    }
  }

  public func placement(of key: SourceKey) async throws -> RecordPlacement? {
    try await read { session in
      let found = try session.query(
        """
        select r.record_number, r.deleted_at is not null, p.record_number is not null, m.customer_id
        from source s
        join source_record r using (source_number)
        left join pending p on p.record_number = r.record_number
        left join membership m on m.record_number = r.record_number and m.valid_to is null
        where s.name = $1 and r.source_id = $2
        """, [.text(key.source), .text(key.id)]
      ).first.map { row in
        RecordPlacement(
          number: RecordNumber(rawValue: row.integer(0)), isDeleted: row.boolean(1), isPending: row.boolean(2),
          customer: row.uuidIfAny(3))
      }
      return try found ?? Self.erasedPlacement(of: key, session)
    }
  }

  public func deletedRecord(_ key: SourceKey) async throws -> DeletedRecord? {
    try await read { session in
      try session.query(
        """
        select r.record_number, r.deleted_at, v.version_count, coalesce(v.first_at, r.created_at), m.customer_id,
          m.valid_from, m.valid_to
        from source s
        join source_record r using (source_number)
        cross join lateral (
          select count(*) as version_count, min(valid_from) as first_at from record_version
          where record_number = r.record_number and erasure_number is null
        ) v
        left join lateral (
          select customer_id, valid_from, valid_to from membership
          where record_number = r.record_number order by change_number desc limit 1
        ) m on true
        where s.name = $1 and r.source_id = $2 and r.deleted_at is not null
          and not exists (select from erased_record e where e.record_number = r.record_number)
        """, [.text(key.source), .text(key.id)]
      ).first.map { row in
        DeletedRecord(
          number: RecordNumber(rawValue: row.integer(0)), key: key, deletedAt: row.instant(1),
          versionCount: Int(row.integer(2)), firstSentAt: row.instant(3),
          membership: row.uuidIfAny(4).map {
            DeletedRecord.PastMembership(customer: $0, since: row.instant(5), until: row.instantIfAny(6))
          })
      }
    }
  }

  public func liveRecords(_ keys: [SourceKey]) async throws -> [StoredRecord] {
    try await read { session in
      try keys.sorted().compactMap { key in
        try session.query(
          """
          select f.record_number, f.version, f.source_at, f.payload, f.settings_version, f.normaliser_version, coalesce((
            select priority from source_setting p where p.source_number = s.source_number
            order by version desc limit 1), 0)
          from source s
          join source_record r on r.source_number = s.source_number
          join record_feature f on f.record_number = r.record_number
          where s.name = $1 and r.source_id = $2
          """, [.text(key.source), .text(key.id)]
        ).first.map { row in
          StoredRecord(
            number: RecordNumber(rawValue: row.integer(0)), key: key, version: Int(row.integer(1)),
            sourceTimestamp: row.instantIfAny(2), payload: row.bytes(3), settingsVersion: Int(row.integer(4)),
            normaliserVersion: Int(row.integer(5)), priority: Int(row.integer(6)))
        }
      }
    }
  }

  public func possibleMatches(nearestTo threshold: MatchWeight, countMax: Int) async throws -> [PossibleMatch] {
    try await read { session in
      try session.query(
        """
        select left_customer, right_customer, weight_millibits, reason, left_record, right_record
        from possible_match
        order by abs(weight_millibits::bigint - $1::bigint), left_customer, right_customer
        limit $2
        """, [.integer(Int64(threshold.rawValue)), .integer(Int64(countMax))]
      ).map { row in
        PossibleMatch(
          left: row.uuid(0), right: row.uuid(1), weight: MatchWeight(millibits: Int(row.integer(2))), reason: row.text(3),
          leftRecord: RecordNumber(rawValue: row.integer(4)), rightRecord: RecordNumber(rawValue: row.integer(5)))
      }
    }
  }

  public func exportGolden<State: Sendable>(
    into state: State, _ receive: @escaping @Sendable (inout State, GoldenRecordRow) throws -> Void
  ) async throws -> State {
    try await read { session in
      var state = state
      try session.copyOut(
        """
        copy (
          select g.customer_id, g.attributes::text, g.valid_from, count(m.record_number)
          from kindred.golden_record g
          left join kindred.membership m on m.customer_id = g.customer_id and m.valid_to is null
          group by g.customer_id
          order by g.customer_id
        ) to stdout (format binary)
        """
      ) { fields in
        let customer = fields.uuid()
        let json = fields.bytes()
        let since = fields.instant()
        try receive(
          &state, GoldenRecordRow(customer: customer, json: json, since: since, memberCount: Int(fields.integer())))
      }
      return state
    }
  }

  public func exportClusters<State: Sendable>(
    into state: State, _ receive: @escaping @Sendable (inout State, ClusterRow) throws -> Void
  ) async throws -> State {
    try await read { session in
      var state = state
      try session.copyOut(
        """
        copy (
          select s.name, r.source_id, m.customer_id
          from kindred.source s
          join kindred.source_record r on r.source_number = s.source_number
          left join kindred.membership m on m.record_number = r.record_number and m.valid_to is null
          where r.deleted_at is null
          order by s.name, r.source_id
        ) to stdout (format binary)
        """
      ) { fields in
        let source = fields.text()
        let id = fields.text()
        try receive(&state, ClusterRow(key: SourceKey(source: source, id: id), customer: fields.uuidIfAny()))
      }
      return state
    }
  }

  public func statistics() async throws -> StoreStatistics {
    try await read { session in
      try session.snapshot {
        let counts = try session.query(
          """
          select
            (select count(*) from source_record where deleted_at is null),
            (select count(*) from pending where not (cause = 'renormalised' and former_payload is null)),
            (select count(*) from customer where retired_at is null), (select count(*) from possible_match),
            (select count(*) from judgement j where verdict <> 'withdrawn'
              and not exists (select from judgement w where w.withdraws = j.judgement_number)),
            pg_database_size(current_database()),
            (select count(*) from pending where cause = 'renormalised' and former_payload is null)
          """)[0]
        return StoreStatistics(
          liveRecordCount: Int(counts.integer(0)), pendingCount: Int(counts.integer(1)), goldenPendingCount: Int(counts.integer(6)),
          customerCount: Int(counts.integer(2)), possibleMatchCount: Int(counts.integer(3)),
          judgementCount: Int(counts.integer(4)), databaseSizeBytes: Int(counts.integer(5)),
          tables: try Self.tables(session), jobs: try Self.jobs(session),
          suppressionCounts: try session.query(
            "select normaliser_version, count(*) from suppression group by normaliser_version order by normaliser_version"
          ).map { SuppressionCount(normaliserVersion: $0.integerIfAny(0).map(Int.init), count: Int($0.integer(1))) })
      }
    }
  }

  private static func tables(_ session: Session) throws -> [StoreStatistics.Table] {
    try session.query(
      """
      select name, row_count, pg_total_relation_size(('kindred.' || name)::regclass)
      from (
        select 'approval_rule' as name, count(*) as row_count from approval_rule
        union all select 'change', count(*) from change
        union all select 'change_item', count(*) from change_item
        union all select 'customer', count(*) from customer
        union all select 'decision', count(*) from decision
        union all select 'disclosure', count(*) from disclosure
        union all select 'erased_customer', count(*) from erased_customer
        union all select 'erased_record', count(*) from erased_record
        union all select 'erasure', count(*) from erasure
        union all select 'golden_pin', count(*) from golden_pin
        union all select 'golden_record', count(*) from golden_record
        union all select 'golden_version', count(*) from golden_version
        union all select 'household', count(*) from household
        union all select 'job', count(*) from job
        union all select 'judgement', count(*) from judgement
        union all select 'membership', count(*) from membership
        union all select 'migration', count(*) from migration
        union all select 'model', count(*) from model
        union all select 'pending', count(*) from pending
        union all select 'possible_match', count(*) from possible_match
        union all select 'proposal', count(*) from proposal
        union all select 'proposal_answer', count(*) from proposal_answer
        union all select 'proposed_judgement', count(*) from proposed_judgement
        union all select 'proposed_pin', count(*) from proposed_pin
        union all select 'proposed_sharing_pin', count(*) from proposed_sharing_pin
        union all select 'proposed_withdrawal', count(*) from proposed_withdrawal
        union all select 'record_feature', count(*) from record_feature
        union all select 'record_key', count(*) from record_key
        union all select 'record_version', count(*) from record_version
        union all select 'redirect', count(*) from redirect
        union all select 'road_lot_part', count(*) from road_lot_part
        union all select 'road_lot_table', count(*) from road_lot_table
        union all select 'secret', count(*) from secret
        union all select 'sharing_pin', count(*) from sharing_pin
        union all select 'source', count(*) from source
        union all select 'source_record', count(*) from source_record
        union all select 'source_setting', count(*) from source_setting
        union all select 'suppression', count(*) from suppression
      ) counted
      order by name collate "C"
      """
    ).map {
      StoreStatistics.Table(name: $0.text(0), rowCount: Int($0.integer(1)), sizeBytes: Int($0.integer(2)))
    }
  }

  private static func jobs(_ session: Session) throws -> [StoredJob] {
    try session.query(
      """
      select job_number, kind, file_name, source_name, stage, rows_in, rows_loaded, rows_rejected, started_at, finished_at,
        undoes, who, because, rows_suppressed
      from job order by job_number desc limit 20
      """
    ).map { row in
      StoredJob(
        number: row.integer(0), kind: row.text(1), fileName: row.textIfAny(2), source: row.textIfAny(3),
        stage: row.text(4), rowCount: row.integerIfAny(5).map(Int.init), loadedCount: row.integerIfAny(6).map(Int.init),
        rejectedCount: row.integerIfAny(7).map(Int.init), suppressedCount: row.integerIfAny(13).map(Int.init),
        startedAt: row.instant(8), finishedAt: row.instantIfAny(9), undoes: row.integerIfAny(10), by: row.textIfAny(11),
        because: row.textIfAny(12))
    }
  }
}
