internal import Identity
internal import Resolution

/// What previews read.
extension PostgresResolutionSession {
  func possibleMatches() async throws -> [PossibleMatch] {
    try await connection.run { session in
      var matches: [PossibleMatch] = []
      try session.copyOut(
        """
        copy (
          select left_customer, right_customer, weight_millibits, reason, left_record, right_record
          from kindred.possible_match order by left_customer, right_customer
        ) to stdout (format binary)
        """
      ) { fields in
        let (left, right) = (fields.uuid(), fields.uuid())
        let weight = MatchWeight(millibits: Int(fields.integer()))
        let reason = fields.text()
        let record = RecordNumber(rawValue: fields.integer())
        matches.append(
          PossibleMatch(
            left: left, right: right, weight: weight, reason: reason, leftRecord: record,
            rightRecord: RecordNumber(rawValue: fields.integer())))
      }
      return matches
    }
  }
}

/// Taking an import back.
extension PostgresResolutionSession {
  func importJob(_ number: Int64) async throws -> (source: String, isDone: Bool)? {
    try await connection.run { session in
      try session.query(
        "select source_name, stage = 'done' from job where job_number = $1 and kind in ('import', 'undo')", [.integer(number)]
      ).first.map { ($0.text(0), $0.boolean(1)) }
    }
  }

  func records(ofImport job: Int64) async throws -> [ImportedRecord] {
    try await connection.run { session in
      // A job makes at most one version of a record live. A record was there before it if the version before ended
      // when this one began; a record that a complete file lacked lost its version when the job began.
      try session.query(
        """
        with made as (
          -- An erasure that emptied what was before touched the record.
          select v.record_number, v.valid_to is not null or before.erasure_number is not null as is_touched,
            before.version, before.raw
          from record_version v
          left join lateral (
            select b.version, b.raw
            from record_version b
            where b.record_number = v.record_number and b.version < v.version and b.valid_to > b.valid_from
            order by b.version desc limit 1
          ) last on true
          left join record_version before on before.record_number = v.record_number and before.version = last.version
            and before.valid_to >= v.valid_from
          where v.job_number = $1 and (v.valid_to is null or v.valid_to > v.valid_from)
        ), ended as (
          select v.record_number, r.deleted_at is distinct from j.started_at or v.erasure_number is not null as is_touched,
            v.version, v.raw
          from job j
          join source s on s.name = j.source_name
          join source_record r on r.source_number = s.source_number
          join record_version v on v.record_number = r.record_number and v.valid_to = j.started_at
            and v.valid_to > v.valid_from
          where j.job_number = $1 and not exists (
            select from record_version m where m.record_number = v.record_number and m.job_number = $1)
        )
        select a.record_number, s.name, r.source_id, a.is_touched, r.deleted_at is null, a.version, a.raw::text
        from (select * from made union all select * from ended) a
        join source_record r using (record_number)
        join source s using (source_number)
        order by a.record_number
        """, [.integer(job)]
      ).map { row in
        ImportedRecord(
          number: RecordNumber(rawValue: row.integer(0)), key: SourceKey(source: row.text(1), id: row.text(2)),
          isTouchedSince: row.boolean(3), isLive: row.boolean(4),
          before: row.integerIfAny(5).map { (Int($0), row.bytes(6)) })
      }
    }
  }

  func takeBack(
    _ decision: NewDecision, deleted: [RecordNumber], restored: [RestoredRecord], madeBy stamp: ReadingStamp
  ) async throws -> (job: Int64, kept: KeptDecision) {
    guard let job = decision.takesBack else { preconditionFailure("a decision that takes no import back") }
    return try await connection.run { session in
      let kept = try PostgresCustomerStore.keep(decision, session)
      try session.query(
        """
        create temporary table outdated (
          record_number bigint, version integer, payload bytea, key_kinds smallint[], keys bigint[]
        ) on commit drop
        """)
      try session.copyIn("copy outdated from stdin") { put in
        var rows = CopyRows()
        for number in deleted {
          rows.integer(number.rawValue)
          for _ in 0..<4 { rows.null() }
          rows.endRow()
        }
        for record in restored {
          rows.integer(record.number.rawValue)
          rows.integer(Int64(record.version))
          rows.byteString(record.payload)
          rows.integers(record.keys.lazy.map { Int64($0.kind) })
          rows.integers(record.keys.lazy.map(\.key))
          rows.endRow()
          if rows.bytes.count >= Session.copyChunkBytes { try put(&rows) }
        }
        try put(&rows)
      }
      try session.query("analyze outdated (record_number)")
      let last = try session.query(
        """
        select max(greatest(v.valid_from, r.deleted_at))
        from outdated o
        join source_record r on r.record_number = o.record_number
        join record_version v on v.record_number = o.record_number
        """)[0].instantIfAny(0)
      // Right after what it ends, where whoever decided waited for that.
      let at = max(decision.at, last?.next ?? decision.at)
      let count = Int64(deleted.count + restored.count)
      let undoing = try session.query(
        """
        insert into job (
          kind, file_name, file_sha256, source_name, stage, rows_in, rows_loaded, rows_rejected, started_at, lease_until,
          finished_at, undoes, who, because, decision_number)
        select 'undo', file_name, file_sha256, source_name, 'done', $2, $2, 0, $3, $3, $3, job_number, $4, $5, $6
        from job where job_number = $1
        returning job_number
        """,
        [
          .integer(job), .integer(count), .instant(at), .text(decision.by), .text(decision.because),
          .integer(kept.number),
        ])[0].integer(0)
      try Self.putBack(by: undoing, madeBy: stamp, at: at, session)
      return (undoing, kept)
    }
  }

  private static func putBack(by job: Int64, madeBy stamp: ReadingStamp, at: Instant, _ session: Session) throws {
    try PostgresCustomerStore.putFormerAside(.instant(at), session)
    try session.query(
      """
      update record_version v set valid_to = greatest(v.valid_from, $1)
      from outdated o where v.record_number = o.record_number and v.valid_to is null
      """, [.instant(at)])
    try session.query(
      """
      insert into pending (record_number, cause, since)
      select o.record_number,
        case when o.version is null then 'deleted' when r.deleted_at is null then 'changed' else 'returned' end, $1
      from outdated o join source_record r using (record_number)
      on conflict (record_number) do update set cause = excluded.cause, since = excluded.since
      """, [.instant(at)])
    try session.query(
      """
      update source_record r set deleted_at = case when o.version is null then $1::timestamptz end
      from outdated o where r.record_number = o.record_number
        and (r.deleted_at is null) = (o.version is null)
      """, [.instant(at)])
    try session.query(
      """
      insert into record_version (record_number, version, content_hash, source_at, raw, job_number, line, valid_from)
      select v.record_number,
        (select max(m.version) + 1 from record_version m where m.record_number = v.record_number), v.content_hash,
        v.source_at, v.raw, $1::bigint, v.line, $2::timestamptz
      from outdated o join record_version v on v.record_number = o.record_number and v.version = o.version
      order by v.record_number
      """, [.integer(job), .instant(at)])
    // Where the other records of the source were read by something else, the next resolve reads it again.
    try session.query(
      """
      update source s set settings_version = null, normaliser_version = null, rules_sha256 = null
      where s.rules_sha256 is not null
        and (s.settings_version, s.normaliser_version, s.rules_sha256) is distinct from ($1::integer, $2::integer, $3::bytea)
        and s.source_number in (select r.source_number from outdated o join source_record r using (record_number))
      """,
      [.integer(Int64(stamp.settingsVersion)), .integer(Int64(stamp.normaliserVersion)), .bytes(stamp.rulesSHA256)])
    try Self.exchangeFeatures(madeBy: stamp, session)
    try session.query("drop table outdated")
  }
}
