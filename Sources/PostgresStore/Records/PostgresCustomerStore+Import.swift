internal import Identity
public import Resolution

/// Import: rows are copied into a temporary table, then everything is decided by sets. The first file of a source goes
/// a shorter way, see `loadNew`.
///
/// A row can be new, changed, returned (deleted before), unchanged, renormalised (same content, but of
/// other values now that settings or normaliser are others), stale (older than what is live), repeated or conflicting (same id,
/// different content, no timestamp that tells them apart). The order of rows in the file plays no
/// part. Unchanged rows write nothing. Most of them are told while the file is read, see `KeptContents`, and come with
/// no more than what is decided by; each is held against what is kept all the same.
extension PostgresCustomerStore {
  public func hasRecords(ofSource name: String) async throws -> Bool {
    try await read { session in
      try session.query(
        "select exists (select from source s join source_record r using (source_number) where s.name = $1)", [.text(name)])[0]
        .boolean(0)
    }
  }

  public func importRecords(
    _ request: ImportRequest, feed: @escaping @Sendable (ImportOpening) async throws -> IncomingBatch?
  ) async throws -> ImportOutcome {
    try await asWriter { connection in try await importRecords(request, on: connection, feed: feed) }
  }

  private func importRecords(
    _ request: ImportRequest, on connection: Connection, feed: @escaping @Sendable (ImportOpening) async throws -> IncomingBatch?
  ) async throws -> ImportOutcome {
    if !request.isDryRun { _ = try await connection.run { try sourceNumber(request.source, $0) } }
    // Committed before the work, so that a killed run leaves a trace; a dry run leaves none.
    var begun = ImportOutcome(job: 0)
    if !request.isDryRun { begun = try await connection.run { try beginJob(request, $0) } }
    let prepared = begun
    do {
      return try await inTransaction(connection, isKept: !request.isDryRun) {
        // Readers of the change feed need not wait for the end of a long file.
        try await connection.run { session in
          _ = try session.query(
            "select pg_advisory_xact_lock_shared($1)", [.integer(AdvisoryLock.withoutChanges.rawValue)])
        }
        if let idCount = request.idCount, !request.isDryRun {
          let source = try await connection.run { session in
            let source = try sourceNumber(request.source, session)
            return try isNew(source: source, session) ? source : nil
          }
          if let source {
            try await connection.run { try keepReading(source: source, request.stamp, $0) }
            let outcome = try await loadNew(source: source, request, idCount: idCount, prepared, feed, connection)
            try await connection.run { try finishJob(outcome, max(clock(), request.at), $0) }
            return outcome
          }
        }
        var outcome = prepared
        if request.isDryRun { outcome = try await connection.run { try beginJob(request, $0) } }
        let opening = try await connection.run { try begin(request, $0) }
        (outcome.rejectedCount, outcome.suppressedCount) = try await copy(opening, feed, connection)
        let copied = outcome
        return try await connection.run { session in
          var outcome = copied
          if request.isDryRun {
            // A source that only this run knows goes with its transaction.
            try session.query(
              "insert into source (name, created_at) select $1, $2 where not exists (select from source where name = $1)",
              [.text(request.source), .instant(request.at)])
          }
          let source = try sourceNumber(request.source, session)
          let isReadAlike = try isRead(source: source, by: request.stamp, session)
          try keepReading(source: source, request.stamp, session)
          let keptCount = try checkKept(source: source, session)
          try decide(source: source, request, isReadAlike: isReadAlike, session)
          try count(&outcome, session)
          outcome.unchangedCount += keptCount
          let dated = try afterWhatItReplaces(request, job: outcome.job, session)
          try store(source: source, dated, job: outcome.job, session)
          try finishJob(outcome, max(clock(), dated.at), session)
          return outcome
        }
      }
    } catch {
      if !request.isDryRun {
        let finished = max(clock(), request.at)
        try? await connection.runToTheEnd { session in
          _ = try session.query(
            "update job set stage = 'failed', finished_at = $2 where job_number = $1",
            [.integer(prepared.job), .instant(finished)])
        }
      }
      throw error
    }
  }

  private func sourceNumber(_ name: String, _ session: Session) throws -> Int64 {
    guard let row = try session.query("select source_number from source where name = $1", [.text(name)]).first else {
      throw StoreFailure.sourceUnknown(name)
    }
    return row.integer(0)
  }

  // MARK: jobs

  /// How long an import means to take at most, in microseconds.
  private static let leaseMicroseconds: Int64 = 3_600_000_000

  private func beginJob(_ request: ImportRequest, _ session: Session) throws -> ImportOutcome {
    // We hold the writers' lock: whatever says that it is running was cut off.
    let interrupted = try session.query(
      """
      update job set stage = 'interrupted', finished_at = greatest(started_at, $1)
      where stage = 'running' returning job_number
      """, [.instant(request.at)])
    let begun = try session.query(
      """
      insert into job (kind, file_name, file_sha256, source_name, stage, started_at, lease_until)
      values ('import', $1, $2, $3, 'running', $4, $5) returning job_number
      """,
      [
        .text(request.fileName), .optional(request.fileSHA256), .text(request.source), .instant(request.at),
        .instant(Instant(microseconds: request.at.microseconds + Self.leaseMicroseconds)),
      ])
    var outcome = ImportOutcome(job: begun[0].integer(0))
    outcome.interruptedJobs = interrupted.map { $0.integer(0) }.sorted()
    return outcome
  }

  private func finishJob(_ outcome: ImportOutcome, _ finished: Instant, _ session: Session) throws {
    try session.query(
      """
      update job set stage = 'done', rows_in = $2, rows_loaded = $3, rows_rejected = $4, finished_at = $5, rows_suppressed = $6
      where job_number = $1
      """,
      [
        .integer(outcome.job), .integer(Int64(outcome.rowCount)), .integer(Int64(outcome.loadedCount)),
        .integer(Int64(outcome.rejectedCount)), .instant(finished), .integer(Int64(outcome.suppressedCount)),
      ])
  }

  // MARK: opening

  /// For so many records of the source to each row of the file what they hold is read: that costs a fortieth of reading
  /// a row.
  private static let keptRecordsPerRow: Int64 = 16

  private func begin(_ request: ImportRequest, _ session: Session) throws -> ImportOpening {
    // Whoever erases or lifts waits for the writers' lock, so the list holds until the end. So does whoever changes a
    // record.
    var opening = ImportOpening(suppressions: try Self.suppressions(session))
    guard let rowCount = request.rowCount, rowCount > 0,
      let source = try session.query("select source_number from source where name = $1", [.text(request.source)]).first?.integer(0),
      try isRead(source: source, by: request.stamp, session)
    else { return opening }
    let countMax = Int64(rowCount) * Self.keptRecordsPerRow
    let isWorthWhile = try session.query(
      "select count(*) <= $2 from (select from source_record where source_number = $1 limit $2 + 1) as counted",
      [.integer(source), .integer(countMax)])[0].boolean(0)
    if !isWorthWhile { return opening }
    try session.query("create temporary table importing (source_number integer) on commit drop")
    try session.query("insert into importing values ($1)", [.integer(source)])
    opening.kept = try KeptContents { add in
      try session.copyOut(
        """
        copy (
          select r.source_id, v.content_hash
          from kindred.source_record r
          join kindred.record_version v on v.record_number = r.record_number and v.valid_to is null
          where r.source_number = (select source_number from importing)
        ) to stdout (format binary)
        """
      ) { fields in
        let id = fields.bytes()
        add(id, fields.bytes())
      }
    }
    return opening
  }

  /// Whether reading any live record of a source again by a stamp gives what is stored.
  private func isRead(source: Int64, by stamp: ReadingStamp, _ session: Session) throws -> Bool {
    try session.query(
      """
      select coalesce((settings_version, normaliser_version, rules_sha256) = ($2::integer, $3::integer, $4::bytea), false)
      from source where source_number = $1
      """,
      [
        .integer(source), .integer(Int64(stamp.settingsVersion)), .integer(Int64(stamp.normaliserVersion)),
        .bytes(stamp.rulesSHA256),
      ])[0].boolean(0)
  }

  // MARK: copying

  /// - Returns: the numbers of rows that were rejected and suppressed while reading.
  private func copy(
    _ opening: ImportOpening, _ feed: @escaping @Sendable (ImportOpening) async throws -> IncomingBatch?,
    _ connection: Connection
  ) async throws -> (rejected: Int, suppressed: Int) {
    try await connection.run { session in
      try session.query(
        """
        create temporary table incoming (
          ordinal bigint, line bigint, source_id text collate "C", source_at timestamptz, content_hash bytea, raw jsonb,
          payload bytea, key_kinds smallint[], keys bigint[]
        ) on commit drop
        """)
      try session.query(
        """
        create temporary table kept (
          ordinal bigint, line bigint, source_id text collate "C", source_at timestamptz, content_hash bytea
        ) on commit drop
        """)
      try session.query("create temporary table rejected (source_id text collate \"C\") on commit drop")
    }
    var rejectedCount = 0
    var suppressedCount = 0
    var rejectedIDs: [String] = []
    var ordinal: Int64 = 0
    var batch = try await feed(opening)
    while let current = batch {
      rejectedCount += current.rejectedRowCount
      suppressedCount += current.suppressedRowCount
      rejectedIDs += current.rejectedIDs
      let (records, keptRows) = (current.records, current.keptRows)
      let start = ordinal
      ordinal += Int64(records.count + keptRows.count)
      // The next batch is read while this one is on its way.
      async let next = feed(opening)
      try await connection.run { session in
        try Self.put(records, from: start, session)
        try Self.put(keptRows, from: start + Int64(records.count), session)
      }
      batch = try await next
    }
    let ids = rejectedIDs
    try await connection.run { session in
      try session.copyIn("copy rejected from stdin") { put in
        var rows = CopyRows()
        for id in ids {
          rows.text(id)
          rows.endRow()
        }
        try put(&rows)
      }
      try session.query("analyze incoming (source_id, content_hash)")
      try session.query("analyze kept (source_id, content_hash)")
    }
    return (rejectedCount, suppressedCount)
  }

  private static func put(_ records: [IncomingRecord], from start: Int64, _ session: Session) throws {
    if records.isEmpty { return }
    try session.copyIn("copy incoming from stdin (format binary)", records.enumerated()) { entry, rows in
      let record = entry.element
      rows.beginRow(fieldCount: 9)
      rows.bigint(start + Int64(entry.offset))
      rows.bigint(Int64(record.line))
      rows.text(record.id)
      rows.instant(record.sourceTimestamp)
      rows.byteString(record.contentHash)
      rows.json(record.rawJSON)
      rows.byteString(record.payload)
      let keys = record.distinctKeys
      rows.smallints(keys.lazy.map(\.kind))
      rows.bigints(keys.lazy.map(\.key))
    }
  }

  private static func put(_ keptRows: [KeptRow], from start: Int64, _ session: Session) throws {
    if keptRows.isEmpty { return }
    try session.copyIn("copy kept from stdin (format binary)", keptRows.enumerated()) { entry, rows in
      let row = entry.element
      rows.beginRow(fieldCount: 5)
      rows.bigint(start + Int64(entry.offset))
      rows.bigint(Int64(row.line))
      rows.text(row.id)
      rows.instant(row.sourceTimestamp)
      rows.byteString(row.contentHash)
    }
  }

  /// All records of a source that has none yet are going to be read by this. Where others were read by something
  /// else, nothing is known of the source as a whole any more, and the next resolve reads it again.
  private func keepReading(source: Int64, _ stamp: ReadingStamp, _ session: Session) throws {
    let parameters: [Parameter] = [
      .integer(source), .integer(Int64(stamp.settingsVersion)), .integer(Int64(stamp.normaliserVersion)),
      .bytes(stamp.rulesSHA256),
    ]
    try session.query(
      """
      update source set settings_version = $2, normaliser_version = $3, rules_sha256 = $4
      where source_number = $1 and rules_sha256 is null
        and not exists (select from source_record r where r.source_number = source.source_number)
      """, parameters)
    try session.query(
      """
      update source set settings_version = null, normaliser_version = null, rules_sha256 = null
      where source_number = $1 and rules_sha256 is not null
        and (settings_version, normaliser_version, rules_sha256) is distinct from ($2::integer, $3::integer, $4::bytea)
      """, parameters)
  }

  // MARK: deciding

  /// Puts the rows that were told while reading to the others where one of those has the same id, so that all rows of a
  /// record are decided together, and holds the rest against what is kept.
  ///
  /// - Returns: how many rows are left: each unchanged, and alone with its id.
  /// - Throws: `StoreFailure.rowsMistaken` where one is not.
  private func checkKept(source: Int64, _ session: Session) throws -> Int {
    try session.query(
      """
      with shared as (
        delete from kept k where k.source_id in (select i.source_id from incoming i)
        returning k.ordinal, k.line, k.source_id, k.source_at, k.content_hash
      )
      insert into incoming (ordinal, line, source_id, source_at, content_hash)
      select ordinal, line, source_id, source_at, content_hash from shared
      """)
    let counts = try session.query(
      """
      select count(*), count(*) filter (where v.content_hash = k.content_hash), count(distinct r.record_number)
      from kept k
      left join source_record r on r.source_number = $1 and r.source_id = k.source_id
      left join record_version v on v.record_number = r.record_number and v.valid_to is null
      """, [.integer(source)])[0]
    guard counts.integer(0) == counts.integer(1), counts.integer(0) == counts.integer(2) else { throw StoreFailure.rowsMistaken }
    return Int(counts.integer(0))
  }

  /// - Parameter isReadAlike: whether reading any live record again by the request's stamp gives what is stored. Then the
  ///   same content is the same values, though today's date may read an age otherwise.
  private func decide(source: Int64, _ request: ImportRequest, isReadAlike: Bool, _ session: Session) throws {
    try session.query(
      """
      create temporary table duplicate on commit drop as
      select ordinal, line, source_id, source_at, content_hash
      from incoming
      where source_id in (select source_id from incoming group by source_id having count(*) > 1)
      """)
    try session.query("create temporary table set_aside (ordinal bigint, line bigint, verdict text) on commit drop")
    try session.query(
      """
      insert into set_aside
      select d.ordinal, d.line, 'conflicting'
      from duplicate d
      join (
        select source_id, source_at
        from duplicate
        group by source_id, source_at
        having count(distinct content_hash) > 1
      ) c on c.source_id = d.source_id and c.source_at is not distinct from d.source_at
      """)
    try session.query(
      """
      insert into set_aside
      select ordinal, line, 'repeated'
      from (
        select ordinal, line, row_number() over (
          partition by source_id, content_hash order by source_at desc nulls last, ordinal) as place
        from duplicate
        where not exists (select from set_aside s where s.ordinal = duplicate.ordinal)
      ) ranked
      where place > 1
      """)
    try session.query(
      """
      insert into set_aside
      select ordinal, line, 'older'
      from (
        select ordinal, line, row_number() over (
          partition by source_id order by source_at desc nulls last) as place
        from duplicate
        where not exists (select from set_aside s where s.ordinal = duplicate.ordinal)
      ) ranked
      where place > 1
      """)
    // One row for each id is left. A record without a timestamp is older than any with one.
    // The statistics of what is kept do not know a source that came since they were made, and promise one record of
    // it. Here that is harmless: all incoming rows are kept, and counted, so it ends in a hash or an index.
    try session.query("create temporary table candidate (ordinal bigint, source_id text collate \"C\", record_number bigint, verdict text) on commit drop")
    try session.query(
      """
      insert into candidate
      select i.ordinal, i.source_id, r.record_number,
        case
          when r.record_number is null then 'new'
          when v.record_number is null then 'returned'
          when v.content_hash = i.content_hash
            then case
              when $4 or f.settings_version = $2 and f.normaliser_version = $3
                or (f.payload, f.key_kinds, f.keys) = (i.payload, i.key_kinds, i.keys) then 'unchanged'
              else 'renormalised' end
          when coalesce(i.source_at, '-infinity') < coalesce(v.source_at, '-infinity') then 'stale'
          else 'changed'
        end
      from incoming i
      left join source_record r on r.source_number = $1 and r.source_id = i.source_id
      left join record_version v on v.record_number = r.record_number and v.valid_to is null
      left join record_feature f on f.record_number = r.record_number
      where not exists (select from set_aside s where s.ordinal = i.ordinal)
      """,
      [
        .integer(source), .integer(Int64(request.stamp.settingsVersion)), .integer(Int64(request.stamp.normaliserVersion)),
        .boolean(isReadAlike),
      ])
    let isMistaken = try session.query(
      """
      select exists (
        select from candidate c join incoming i using (ordinal) where i.raw is null and c.verdict <> 'unchanged')
      """)[0].boolean(0)
    if isMistaken { throw StoreFailure.rowsMistaken }
    try session.query("analyze candidate")
    try session.query("create temporary table missing (record_number bigint) on commit drop")
    if request.isComplete {
      // A join planned for the one record that the statistics promise of a new source would compare every record with
      // every row. `except` sorts or hashes, and `offset 0` keeps the lookup by the whole key one.
      try session.query(
        """
        insert into missing
        select r.record_number
        from (
          select source_id from source_record where source_number = $1 and deleted_at is null
          except select source_id from kept
          except select source_id from incoming
          except select source_id from rejected
        ) gone
        cross join lateral (
          select k.record_number from source_record k where k.source_number = $1 and k.source_id = gone.source_id offset 0
        ) r
        """, [.integer(source)])
    }
  }

  private func count(_ outcome: inout ImportOutcome, _ session: Session) throws {
    let counts = try session.query(
      """
      select verdict, count(*) from candidate group by verdict
      union all select verdict, count(*) from set_aside group by verdict
      union all select 'missing', count(*) from missing
      """)
    for row in 0..<counts.count {
      let count = Int(counts[row].integer(1))
      switch counts[row].text(0) {
      case "new": outcome.newCount = count
      case "changed": outcome.changedCount = count
      case "returned": outcome.returnedCount = count
      case "unchanged": outcome.unchangedCount = count
      case "renormalised": outcome.renormalisedCount = count
      case "stale", "older": outcome.staleCount += count
      case "repeated": outcome.repeatedCount = count
      case "conflicting": outcome.rejectedCount += count
      case "missing": outcome.deletedCount = count
      case let verdict: preconditionFailure("a verdict nobody gives: \(verdict)")
      }
    }
    outcome.conflictingLines = try session.query("select line from set_aside where verdict = 'conflicting' order by line")
      .map { Int($0.integer(0)) }
  }

  // MARK: storing

  /// The request at its moment or, where what it replaces began or ended then or later, right after that: the clock was
  /// read before the writers' lock was held, and what others kept meanwhile came before. The job begins then as well;
  /// undoing it goes by that.
  private func afterWhatItReplaces(_ request: ImportRequest, job: Int64, _ session: Session) throws -> ImportRequest {
    let last = try session.query(
      """
      select max(greatest(v.valid_from, r.deleted_at))
      from (
        select record_number from candidate where verdict in ('changed', 'returned')
        union all
        select record_number from missing
      ) n
      join source_record r on r.record_number = n.record_number
      join record_version v on v.record_number = n.record_number
      """)[0].instantIfAny(0)
    guard let last, last >= request.at else { return request }
    var dated = request
    dated.at = last.next
    try session.query("update job set started_at = $2 where job_number = $1", [.integer(job), .instant(dated.at)])
    return dated
  }

  private func store(source: Int64, _ request: ImportRequest, job: Int64, _ session: Session) throws {
    let at = Parameter.instant(request.at)
    _ = try Self.emptiedForFirst(session)
    // In the order of ids, so that the numbers of records do not depend on the order of rows. The numbers are taken
    // from what was inserted, not looked up: see `decide`.
    let newCount = try session.query(
      """
      with made as (
        insert into source_record (source_number, source_id, created_at)
        select $1, source_id, $2 from candidate where verdict = 'new' order by source_id
        returning record_number, source_id
      )
      update candidate c set record_number = made.record_number
      from made where c.verdict = 'new' and c.source_id = made.source_id
      """, [.integer(source), at]
    ).affected
    try session.query("analyze candidate")
    try session.query(
      """
      update source_record r set deleted_at = null
      from candidate c where c.verdict = 'returned' and r.record_number = c.record_number
      """)
    try session.query(
      """
      update source_record r set deleted_at = $1 from missing m where r.record_number = m.record_number
      """, [at])
    try session.query(
      """
      update record_version v set valid_to = greatest(v.valid_from, $1)
      where v.valid_to is null
        and v.record_number in (
          select record_number from candidate where verdict = 'changed' union all select record_number from missing)
      """, [at])
    try session.query(
      """
      insert into record_version (
        record_number, version, content_hash, source_at, raw, job_number, line, valid_from)
      select c.record_number,
        case when c.verdict = 'new' then 1
          else (select max(o.version) + 1 from record_version o where o.record_number = c.record_number) end,
        i.content_hash, i.source_at, i.raw, $1, i.line, $2
      from candidate c
      join incoming i using (ordinal)
      where c.verdict in ('new', 'changed', 'returned')
      order by c.record_number
      """, [.integer(job), at])
    // Versions that were never live: kept once each. Looked up by the whole key, see `decide`.
    try session.query(
      """
      insert into record_version (
        record_number, version, content_hash, source_at, raw, job_number, line, valid_from, valid_to)
      select r.record_number,
        (select max(o.version) from record_version o where o.record_number = r.record_number)
          + row_number() over (partition by r.record_number order by i.source_at nulls first, i.content_hash),
        i.content_hash, i.source_at, i.raw, $2::bigint, i.line, $3::timestamptz, $3::timestamptz
      from (
        select ordinal from candidate where verdict = 'stale' union all select ordinal from set_aside where verdict = 'older'
      ) late
      join incoming i using (ordinal)
      cross join lateral (
        select k.record_number from source_record k where k.source_number = $1 and k.source_id = i.source_id offset 0
      ) r
      where not exists (
        select from record_version o where o.record_number = r.record_number and o.content_hash = i.content_hash)
      """, [.integer(source), .integer(job), at])
    try storeFeatures(ofSource: source, request, at, session)
    try countAnew(newCount, session)
    try session.query(
      """
      insert into pending (record_number, cause, since)
      select record_number, verdict, $1::timestamptz from candidate where verdict in ('new', 'changed', 'returned', 'renormalised')
      union all
      select record_number, 'deleted', $1::timestamptz from missing
      on conflict (record_number) do update set cause = excluded.cause, since = excluded.since
      """, [at])
  }

  private func storeFeatures(
    ofSource source: Int64, _ request: ImportRequest, _ at: Parameter, _ session: Session
  ) throws {
    try session.query(
      """
      create temporary table outdated on commit drop as
      select c.record_number, i.payload, i.key_kinds, i.keys
      from candidate c
      join incoming i using (ordinal)
      where c.verdict in ('changed', 'renormalised')
      union all
      select record_number, null, null, null from missing
      """)
    try session.query("analyze outdated (record_number)")
    try Self.putFormerAside(at, session)
    try PostgresResolutionSession.exchangeFeatures(madeBy: request.stamp, session)
    // Records that were not there before have neither features nor postings.
    try session.query(
      """
      insert into record_feature (
        record_number, settings_version, normaliser_version, payload, key_kinds, keys, source_number, source_id, version,
        source_at)
      select c.record_number, $1, $2, i.payload, i.key_kinds, i.keys, $3, c.source_id, v.version, i.source_at
      from candidate c
      join incoming i using (ordinal)
      cross join lateral (
        select o.version from record_version o where o.record_number = c.record_number and o.valid_to is null offset 0
      ) v
      where c.verdict in ('new', 'returned')
      order by c.record_number
      """,
      [
        .integer(Int64(request.stamp.settingsVersion)), .integer(Int64(request.stamp.normaliserVersion)), .integer(source),
      ])
    if try session.query("select exists (select from record_key)")[0].boolean(0) {
      // In the order of the index: neighbours go to one page, and a large load splits none twice.
      try session.query(
        """
        insert into record_key (kind, key, record_number)
        select k.kind, k.key, c.record_number
        from candidate c
        join incoming i using (ordinal)
        cross join lateral unnest(i.key_kinds, i.keys) as k (kind, key)
        where c.verdict in ('new', 'returned')
        order by k.key, k.kind, c.record_number
        """)
      return
    }
    try Self.dropPostingIndex(session)
    try session.query(
      """
      insert into record_key (kind, key, record_number)
      select k.kind, k.key, c.record_number
      from candidate c
      join incoming i using (ordinal)
      cross join lateral unnest(i.key_kinds, i.keys) as k (kind, key)
      where c.verdict in ('new', 'returned')
      """)
    try Self.indexPostings(session)
  }

  /// The resolve that follows is planned by this; the server looks by itself only a minute later, if it runs for as
  /// long. A first load does it, and one that adds a fifth to what was known.
  func countAnew(_ newCount: Int, _ session: Session) throws {
    let isGrown = try session.query(
      "select $1::bigint > 0 and $1::bigint >= reltuples / 5 from pg_class where oid = 'kindred.source_record'::regclass",
      [.integer(Int64(newCount))])[0].boolean(0)
    if !isGrown { return }
    try session.script(
      """
      analyze source_record (record_number, source_number), record_version (record_number, valid_to),
        record_feature (record_number, source_number)
      """)
  }

  /// Keeps what the last resolve saw of the records in the temporary table `outdated`.
  static func putFormerAside(_ at: Parameter, _ session: Session) throws {
    try session.query(
      """
      insert into pending (record_number, cause, since, former_payload)
      select o.record_number, 'renormalised', $1, f.payload
      from outdated o
      join record_feature f on f.record_number = o.record_number
      on conflict (record_number) do update set former_payload = excluded.former_payload
        where pending.former_payload is null
          and exists (
            select from membership m where m.record_number = excluded.record_number and m.valid_to is null)
      """, [at])
  }
}
