internal import Identity
public import Resolution

/// Records one by one: the locks, and what is kept of a record.
///
/// Locks are advisory and go with the transaction. Imports and whole resolves hold the writers' lock alone, live
/// units share it.
extension PostgresCustomerStore: LiveStore {
  public func liveUnit<Value: Sendable>(
    holding locks: LiveLocks, _ body: @Sendable (any LiveSession) async throws -> LiveStep<Value>
  ) async throws -> LiveStep<Value> {
    try await database.live.withConnection { connection in
      try await connection.atItsThread { try await Self.liveUnit(on: connection, holding: locks, body) }
    }
  }

  private static func liveUnit<Value: Sendable>(
    on connection: Connection, holding locks: LiveLocks,
    _ body: @Sendable (any LiveSession) async throws -> LiveStep<Value>
  ) async throws -> LiveStep<Value> {
    do {
      try await connection.run { session in
        var statements = [Statement("begin")]
        if locks.isAlone.count > PostgresResolutionSession.locksMax {
          // A server has room for some thousand locks; who needs so many works alone.
          statements.append(Statement("select pg_advisory_xact_lock($1)", [.integer(AdvisoryLock.writer.rawValue)]))
        } else {
          statements.append(
            Statement("select pg_advisory_xact_lock_shared($1)", [.integer(AdvisoryLock.writer.rawValue)]))
          if !locks.isEmpty { statements.append(PostgresResolutionSession.lock(locks)) }
        }
        _ = try session.pipeline(statements)
      }
      let step = try await body(PostgresResolutionSession(connection: connection))
      switch step {
      case .done: try await connection.run { _ = try $0.query("commit") }
      case .more: try await connection.runToTheEnd { _ = try $0.query("rollback") }
      }
      return step
    } catch {
      try? await connection.runToTheEnd { session in
        session.abortCopyIn()
        _ = try session.query("rollback")
      }
      // Two that wait for each other behind the locks: one of them begins anew.
      if case StoreFailure.deadlock = error { return .more(LiveLocks()) }
      if case StoreFailure.lockTimeout = error { throw StoreFailure.anotherWriter }
      throw error
    }
  }
}

extension PostgresResolutionSession: LiveSession {
  /// More locks than this are not taken one by one.
  static let locksMax = 1_000

  /// In the order of their numbers, each when those before it are held.
  static func lock(_ locks: LiveLocks) -> Statement {
    let inOrder = locks.inOrder
    return Statement(
      """
      select case when w.alone = 1 then pg_advisory_xact_lock(w.number) else pg_advisory_xact_lock_shared(w.number) end
      from unnest($1::bigint[], $2::integer[]) as w (number, alone)
      """, [.list(inOrder.lazy.map(\.number)), .list(inOrder.lazy.map { $0.isAlone ? 1 : 0 })])
  }

  func tryLock(_ locks: LiveLocks, undisturbedSince mark: String) async throws -> Bool {
    if locks.isAlone.count > Self.locksMax { return false }
    let inOrder = locks.inOrder
    return try await connection.run { session in
      let rows = try session.pipeline([
        Statement(
          """
          select coalesce(bool_and(
            case when w.alone = 1 then pg_try_advisory_xact_lock(w.number)
              else pg_try_advisory_xact_lock_shared(w.number) end),
            true)
          from unnest($1::bigint[], $2::integer[]) as w (number, alone)
          """, [.list(inOrder.lazy.map(\.number)), .list(inOrder.lazy.map { $0.isAlone ? 1 : 0 })]),
        Statement("select pg_current_snapshot()::text = $1", [.text(mark)]),
      ])
      return rows[0][0].boolean(0) && rows[1][0].boolean(0)
    }
  }

  func opening(_ keys: [SourceKey]) async throws -> LiveOpening {
    try await connection.run { session in
      let sources = Set(keys.map(\.source)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      // A transaction that has its number already does not disturb itself.
      var statements = [Statement("select pg_current_xact_id()"), Statement("select pg_current_snapshot()::text")]
      statements += sources.map { Statement(Self.liveState, [.text($0)]) }
      statements += keys.map { Statement(Self.kept, [.text($0.source), .text($0.id)]) }
      let rows = try session.pipeline(statements)
      var opening = LiveOpening(mark: rows[1][0].text(0), states: [:], kept: [:])
      for (place, source) in sources.enumerated() { opening.states[source] = LiveState(reading: rows[2 + place][0]) }
      for (place, key) in keys.enumerated() {
        opening.kept[key] = rows[2 + sources.count + place].first.map { KeptRecord(reading: $0) }
      }
      return opening
    }
  }

  func liveState(ofSource name: String) async throws -> LiveState {
    try await connection.run { session in LiveState(reading: try session.query(Self.liveState, [.text(name)])[0]) }
  }

  func kept(_ key: SourceKey) async throws -> KeptRecord? {
    try await connection.run { session in
      try session.query(Self.kept, [.text(key.source), .text(key.id)]).first.map { KeptRecord(reading: $0) }
    }
  }

  /// Without `exists` for a source's records: the server may answer it by reading all records of all sources.
  private static let liveState: SQL =
    """
    select r.stamp, r.last_judgement, (
        select max(v.version) from source_setting v where v.source_number = s.source_number),
      s.settings_version, s.normaliser_version, s.rules_sha256,
      (select true from source_record k where k.source_number = s.source_number limit 1) is not null,
      (
        select count(*) from (
          select from pending where not (cause = 'renormalised' and former_payload is null) limit 1000) as waiting),
      exists (select from judgement), exists (select from golden_pin), exists (select from suppression)
    from (select 1) as single
    left join resolved_state r on true
    left join source s on s.name = $1
    """

  private static let kept: SQL =
    """
    select r.record_number, coalesce((
        select max(o.version) from record_version o where o.record_number = r.record_number), 0),
      v.version, v.content_hash, v.source_at, f.payload, coalesce(f.key_kinds, '{}'), coalesce(f.keys, '{}'),
      f.settings_version, f.normaliser_version, m.customer_id
    from source s
    join source_record r on r.source_number = s.source_number and r.source_id = $2
    left join record_version v on v.record_number = r.record_number and v.valid_to is null
    left join record_feature f on f.record_number = r.record_number
    left join membership m on m.record_number = r.record_number and m.valid_to is null
    where s.name = $1
    """

  func put(
    _ record: IncomingRecord, over kept: KeptRecord?, ofSource name: String, stamp: ReadingStamp, at: Instant
  ) async throws -> PutRecord {
    try await connection.run { session in
      let keys = Set(record.keys).sorted()
      guard let kept else { return try Self.insert(record, keys, ofSource: name, stamp, at, session) }
      var put = PutRecord(number: kept.number, verdict: .changed, formerPayload: kept.payload, formerKeys: kept.keys)
      var statements: [Statement] = []
      if kept.liveVersion == nil {
        put.verdict = .returned
        statements.append(
          Statement("update source_record set deleted_at = null where record_number = $1", [.integer(kept.number.rawValue)]))
      } else if kept.contentHash == record.contentHash {
        // Read by the same rules it is the same, though today's date may read an age otherwise.
        let isReadAlike = kept.settingsVersion == stamp.settingsVersion && kept.normaliserVersion == stamp.normaliserVersion
        put.verdict = isReadAlike || kept.payload == record.payload && kept.keys == keys ? .unchanged : .renormalised
        if put.verdict == .unchanged { return put }
      } else if (record.sourceTimestamp?.microseconds ?? .min) < (kept.sourceTimestamp?.microseconds ?? .min) {
        put.verdict = .stale
        try session.query(
          """
          insert into record_version (record_number, version, content_hash, source_at, raw, valid_from, valid_to)
          select $1::bigint, $2::integer, $3::bytea, $4::timestamptz, $5::jsonb, $6::timestamptz, $6
          where not exists (select from record_version o where o.record_number = $1 and o.content_hash = $3)
          """,
          [
            .integer(kept.number.rawValue), .integer(Int64(kept.versionMax + 1)), .bytes(record.contentHash),
            .optional(record.sourceTimestamp), .utf8(record.rawJSON), .instant(at),
          ])
        return put
      }
      if put.verdict != .renormalised {
        statements.append(Self.closeVersion(of: kept.number, at))
        statements.append(
          Statement(
            """
            insert into record_version (record_number, version, content_hash, source_at, raw, valid_from)
            values ($1, $2, $3, $4, $5, $6)
            """,
            [
              .integer(kept.number.rawValue), .integer(Int64(kept.versionMax + 1)), .bytes(record.contentHash),
              .optional(record.sourceTimestamp), .utf8(record.rawJSON), .instant(at),
            ]))
      }
      let standing = Set(kept.keys)
      statements += Self.deleteFeatures(of: kept.number, kept.keys.filter { !keys.contains($0) })
      statements.append(
        Statement(
          """
          insert into record_feature (record_number, settings_version, normaliser_version, payload, key_kinds, keys)
          values ($1, $2, $3, $4, $5::smallint[], $6::bigint[])
          """,
          [
            .integer(kept.number.rawValue), .integer(Int64(stamp.settingsVersion)),
            .integer(Int64(stamp.normaliserVersion)), .bytes(record.payload), .list(keys.lazy.map { Int64($0.kind) }),
            .list(keys.lazy.map(\.key)),
          ]))
      // Postings that stay as they are need not be written.
      let added = keys.filter { !standing.contains($0) }
      statements.append(
        Statement(
          """
          insert into record_key (kind, key, record_number)
          select w.kind, w.key, $1 from unnest($2::smallint[], $3::bigint[]) as w (kind, key)
          """,
          [.integer(kept.number.rawValue), .list(added.lazy.map { Int64($0.kind) }), .list(added.lazy.map(\.key))]))
      _ = try session.pipeline(statements)
      return put
    }
  }

  /// A record that was never seen, whole in one statement.
  private static func insert(
    _ record: IncomingRecord, _ keys: [RecordKey], ofSource name: String, _ stamp: ReadingStamp, _ at: Instant,
    _ session: Session
  ) throws -> PutRecord {
    let rows = try session.pipeline([
      Statement(
        """
        update source set settings_version = $2, normaliser_version = $3, rules_sha256 = $4
        where name = $1 and rules_sha256 is null
          and not exists (select from source_record r where r.source_number = source.source_number)
        """,
        [
          .text(name), .integer(Int64(stamp.settingsVersion)), .integer(Int64(stamp.normaliserVersion)),
          .bytes(stamp.rulesSHA256),
        ]),
      Statement(
        """
        with made as (
          insert into source_record (source_number, source_id, created_at)
          select source_number, $2, $3 from source where name = $1
          returning record_number
        ), version as (
          insert into record_version (record_number, version, content_hash, source_at, raw, valid_from)
          select record_number, 1, $4, $5, $6, $3 from made
        ), feature as (
          insert into record_feature (record_number, settings_version, normaliser_version, payload, key_kinds, keys)
          select record_number, $7, $8, $9, $10::smallint[], $11::bigint[] from made
        ), posting as (
          insert into record_key (kind, key, record_number)
          select w.kind, w.key, made.record_number
          from made cross join unnest($10::smallint[], $11::bigint[]) as w (kind, key)
        )
        select record_number from made
        """,
        [
          .text(name), .text(record.id), .instant(at), .bytes(record.contentHash), .optional(record.sourceTimestamp),
          .utf8(record.rawJSON), .integer(Int64(stamp.settingsVersion)), .integer(Int64(stamp.normaliserVersion)),
          .bytes(record.payload), .list(keys.lazy.map { Int64($0.kind) }), .list(keys.lazy.map(\.key)),
        ]),
    ])
    guard let row = rows[1].first else { throw StoreFailure.sourceUnknown(name) }
    return PutRecord(number: RecordNumber(rawValue: row.integer(0)), verdict: .new, formerPayload: nil, formerKeys: [])
  }

  func remove(_ kept: KeptRecord, at: Instant) async throws -> PutRecord? {
    if kept.liveVersion == nil { return nil }
    return try await connection.run { session in
      _ = try session.pipeline(
        [
          Statement(
            "update source_record set deleted_at = $2 where record_number = $1",
            [.integer(kept.number.rawValue), .instant(at)]),
          Self.closeVersion(of: kept.number, at),
        ] + Self.deleteFeatures(of: kept.number, kept.keys))
      return PutRecord(number: kept.number, verdict: .deleted, formerPayload: kept.payload, formerKeys: kept.keys)
    }
  }

  private static func closeVersion(of number: RecordNumber, _ at: Instant) -> Statement {
    Statement(
      "update record_version set valid_to = greatest(valid_from, $2) where record_number = $1 and valid_to is null",
      [.integer(number.rawValue), .instant(at)])
  }

  private static func deleteFeatures(of number: RecordNumber, _ keys: [RecordKey]) -> [Statement] {
    [
      Statement(
        """
        delete from record_key k using unnest($2::smallint[], $3::bigint[]) as w (kind, key)
        where k.kind = w.kind and k.key = w.key and k.record_number = $1
        """, [.integer(number.rawValue), .list(keys.lazy.map { Int64($0.kind) }), .list(keys.lazy.map(\.key))]),
      Statement("delete from record_feature where record_number = $1", [.integer(number.rawValue)]),
    ]
  }
}

extension LiveState {
  fileprivate init(reading row: Row) {
    self.init(
      resolved: row.bytesIfAny(0).map { ResolvedState(stamp: $0, lastJudgement: row.integer(1)) },
      settingsVersion: row.integerIfAny(2).map(Int.init),
      reading: row.bytesIfAny(5).map {
        ReadingStamp(settingsVersion: Int(row.integer(3)), normaliserVersion: Int(row.integer(4)), rulesSHA256: $0)
      }, hasRecords: row.boolean(6), pendingCount: Int(row.integer(7)), hasJudgements: row.boolean(8),
      hasGoldenPins: row.boolean(9), hasSuppressions: row.boolean(10))
  }
}

extension KeptRecord {
  fileprivate init(reading row: Row) {
    self.init(
      number: RecordNumber(rawValue: row.integer(0)), versionMax: Int(row.integer(1)),
      liveVersion: row.integerIfAny(2).map(Int.init), contentHash: row.bytesIfAny(3), sourceTimestamp: row.instantIfAny(4),
      payload: row.bytesIfAny(5), keys: zip(row.integers(6), row.integers(7)).map { RecordKey(kind: Int16($0), key: $1) },
      settingsVersion: row.integerIfAny(8).map(Int.init), normaliserVersion: row.integerIfAny(9).map(Int.init),
      customer: row.uuidIfAny(10))
  }
}
