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
      do {
        try await connection.run { session in
          _ = try session.query("begin")
          if locks.isAlone.count > PostgresResolutionSession.locksMax {
            // A server has room for some thousand locks; who needs so many works alone.
            _ = try session.query("select pg_advisory_xact_lock($1)", [.integer(AdvisoryLock.writer.rawValue)])
          } else {
            _ = try session.query("select pg_advisory_xact_lock_shared($1)", [.integer(AdvisoryLock.writer.rawValue)])
            try PostgresResolutionSession.lock(locks, session)
          }
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
}

extension PostgresResolutionSession: LiveSession {
  /// More locks than this are not taken one by one.
  static let locksMax = 1_000

  /// In the order of their numbers, each when those before it are held.
  static func lock(_ locks: LiveLocks, _ session: Session) throws {
    let inOrder = locks.inOrder
    if inOrder.isEmpty { return }
    try session.query(
      """
      select case when w.alone = 1 then pg_advisory_xact_lock(w.number) else pg_advisory_xact_lock_shared(w.number) end
      from unnest($1::bigint[], $2::integer[]) as w (number, alone)
      """, [.list(inOrder.lazy.map(\.number)), .list(inOrder.lazy.map { $0.isAlone ? 1 : 0 })])
  }

  func tryLock(_ locks: LiveLocks) async throws -> Bool {
    if locks.isAlone.count > Self.locksMax { return false }
    let inOrder = locks.inOrder
    return try await connection.run { session in
      try session.query(
        """
        select coalesce(bool_and(
          case when w.alone = 1 then pg_try_advisory_xact_lock(w.number) else pg_try_advisory_xact_lock_shared(w.number) end),
          true)
        from unnest($1::bigint[], $2::integer[]) as w (number, alone)
        """, [.list(inOrder.lazy.map(\.number)), .list(inOrder.lazy.map { $0.isAlone ? 1 : 0 })])[0].boolean(0)
    }
  }

  func mark() async throws -> String {
    try await connection.run { session in
      // A transaction that has its number already does not disturb itself.
      _ = try session.query("select pg_current_xact_id()")
      return try session.query("select pg_current_snapshot()::text")[0].text(0)
    }
  }

  func isUndisturbed(since mark: String) async throws -> Bool {
    try await connection.run { try $0.query("select pg_current_snapshot()::text = $1", [.text(mark)])[0].boolean(0) }
  }

  func liveState(ofSource name: String) async throws -> LiveState {
    try await connection.run { session in
      let row = try session.query(
        """
        select r.stamp, r.last_judgement, (
            select max(v.version) from source_setting v where v.source_number = s.source_number),
          s.settings_version, s.normaliser_version, s.rules_sha256,
          exists (select from source_record k where k.source_number = s.source_number),
          (
            select count(*) from (
              select from pending where not (cause = 'renormalised' and former_payload is null) limit 1000) as waiting),
          exists (select from suppression)
        from (select 1) as single
        left join resolved_state r on true
        left join source s on s.name = $1
        """, [.text(name)])[0]
      return LiveState(
        resolved: row.bytesIfAny(0).map { ResolvedState(stamp: $0, lastJudgement: row.integer(1)) },
        settingsVersion: row.integerIfAny(2).map(Int.init),
        reading: row.bytesIfAny(5).map {
          ReadingStamp(settingsVersion: Int(row.integer(3)), normaliserVersion: Int(row.integer(4)), rulesSHA256: $0)
        }, hasRecords: row.boolean(6), pendingCount: Int(row.integer(7)),
        hasSuppressions: row.boolean(8))
    }
  }

  /// What is kept of a record: its number, its live version and what was made of it.
  private struct Kept {
    var number: RecordNumber
    var versionMax: Int64
    var liveVersion: Int64?
    var contentHash: [UInt8]?
    var sourceTimestamp: Instant?
    var payload: [UInt8]?
    var keys: [RecordKey]
    var settingsVersion: Int64?
    var normaliserVersion: Int64?
  }

  private static func kept(_ key: SourceKey, _ session: Session) throws -> Kept? {
    try session.query(
      """
      select r.record_number, coalesce((
          select max(o.version) from record_version o where o.record_number = r.record_number), 0),
        v.version, v.content_hash, v.source_at, f.payload, coalesce(f.key_kinds, '{}'), coalesce(f.keys, '{}'),
        f.settings_version, f.normaliser_version
      from source s
      join source_record r on r.source_number = s.source_number and r.source_id = $2
      left join record_version v on v.record_number = r.record_number and v.valid_to is null
      left join record_feature f on f.record_number = r.record_number
      where s.name = $1
      """, [.text(key.source), .text(key.id)]
    ).first.map { row in
      Kept(
        number: RecordNumber(rawValue: row.integer(0)), versionMax: row.integer(1), liveVersion: row.integerIfAny(2),
        contentHash: row.bytesIfAny(3), sourceTimestamp: row.instantIfAny(4), payload: row.bytesIfAny(5),
        keys: zip(row.integers(6), row.integers(7)).map { RecordKey(kind: Int16($0), key: $1) },
        settingsVersion: row.integerIfAny(8), normaliserVersion: row.integerIfAny(9))
    }
  }

  func put(_ record: IncomingRecord, ofSource name: String, stamp: ReadingStamp, at: Instant) async throws -> PutRecord {
    try await connection.run { session in
      let keys = Set(record.keys).sorted()
      guard let kept = try Self.kept(SourceKey(source: name, id: record.id), session) else {
        try session.query(
          """
          update source set settings_version = $2, normaliser_version = $3, rules_sha256 = $4
          where name = $1 and rules_sha256 is null
            and not exists (select from source_record r where r.source_number = source.source_number)
          """,
          [
            .text(name), .integer(Int64(stamp.settingsVersion)), .integer(Int64(stamp.normaliserVersion)),
            .bytes(stamp.rulesSHA256),
          ])
        let made = try session.query(
          """
          insert into source_record (source_number, source_id, created_at)
          select source_number, $2, $3 from source where name = $1
          returning record_number
          """, [.text(name), .text(record.id), .instant(at)])
        guard let row = made.first else { throw StoreFailure.sourceUnknown(name) }
        let number = RecordNumber(rawValue: row.integer(0))
        try Self.insertVersion(1, of: number, record, at, isLive: true, session)
        try Self.insertFeatures(of: number, record.payload, keys, stamp, session)
        return PutRecord(number: number, verdict: .new, formerPayload: nil, formerKeys: [])
      }
      var put = PutRecord(number: kept.number, verdict: .changed, formerPayload: kept.payload, formerKeys: kept.keys)
      if kept.liveVersion == nil {
        put.verdict = .returned
        try session.query("update source_record set deleted_at = null where record_number = $1", [.integer(kept.number.rawValue)])
      } else if kept.contentHash == record.contentHash {
        // Read by the same rules it is the same, though today's date may read an age otherwise.
        let isReadAlike =
          kept.settingsVersion == Int64(stamp.settingsVersion) && kept.normaliserVersion == Int64(stamp.normaliserVersion)
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
            .integer(kept.number.rawValue), .integer(kept.versionMax + 1), .bytes(record.contentHash),
            .optional(record.sourceTimestamp), .utf8(record.rawJSON), .instant(at),
          ])
        return put
      }
      if put.verdict != .renormalised {
        try Self.closeVersion(of: kept.number, at, session)
        try Self.insertVersion(kept.versionMax + 1, of: kept.number, record, at, isLive: true, session)
      }
      try Self.deleteFeatures(of: kept.number, kept.keys, session)
      try Self.insertFeatures(of: kept.number, record.payload, keys, stamp, session)
      return put
    }
  }

  func remove(_ key: SourceKey, at: Instant) async throws -> PutRecord? {
    try await connection.run { session in
      guard let kept = try Self.kept(key, session), kept.liveVersion != nil else { return nil }
      try session.query(
        "update source_record set deleted_at = $2 where record_number = $1", [.integer(kept.number.rawValue), .instant(at)])
      try Self.closeVersion(of: kept.number, at, session)
      try Self.deleteFeatures(of: kept.number, kept.keys, session)
      return PutRecord(number: kept.number, verdict: .deleted, formerPayload: kept.payload, formerKeys: kept.keys)
    }
  }

  private static func closeVersion(of number: RecordNumber, _ at: Instant, _ session: Session) throws {
    try session.query(
      "update record_version set valid_to = greatest(valid_from, $2) where record_number = $1 and valid_to is null",
      [.integer(number.rawValue), .instant(at)])
  }

  private static func insertVersion(
    _ version: Int64, of number: RecordNumber, _ record: IncomingRecord, _ at: Instant, isLive: Bool, _ session: Session
  ) throws {
    try session.query(
      """
      insert into record_version (record_number, version, content_hash, source_at, raw, valid_from)
      values ($1, $2, $3, $4, $5, $6)
      """,
      [
        .integer(number.rawValue), .integer(version), .bytes(record.contentHash), .optional(record.sourceTimestamp),
        .utf8(record.rawJSON), .instant(at),
      ])
  }

  private static func deleteFeatures(of number: RecordNumber, _ keys: [RecordKey], _ session: Session) throws {
    try session.query(
      """
      delete from record_key k using unnest($2::smallint[], $3::bigint[]) as w (kind, key)
      where k.kind = w.kind and k.key = w.key and k.record_number = $1
      """, [.integer(number.rawValue), .list(keys.lazy.map { Int64($0.kind) }), .list(keys.lazy.map(\.key))])
    try session.query("delete from record_feature where record_number = $1", [.integer(number.rawValue)])
  }

  private static func insertFeatures(
    of number: RecordNumber, _ payload: [UInt8], _ keys: [RecordKey], _ stamp: ReadingStamp, _ session: Session
  ) throws {
    try session.query(
      """
      insert into record_feature (record_number, settings_version, normaliser_version, payload, key_kinds, keys)
      values ($1, $2, $3, $4, $5::smallint[], $6::bigint[])
      """,
      [
        .integer(number.rawValue), .integer(Int64(stamp.settingsVersion)), .integer(Int64(stamp.normaliserVersion)),
        .bytes(payload), .list(keys.lazy.map { Int64($0.kind) }), .list(keys.lazy.map(\.key)),
      ])
    try session.query(
      """
      insert into record_key (kind, key, record_number)
      select w.kind, w.key, $1 from unnest($2::smallint[], $3::bigint[]) as w (kind, key)
      """, [.integer(number.rawValue), .list(keys.lazy.map { Int64($0.kind) }), .list(keys.lazy.map(\.key))])
  }
}
