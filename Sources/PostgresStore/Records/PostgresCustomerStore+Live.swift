internal import Identity
public import Resolution

/// Records one by one: the locks, and what is kept of a record.
///
/// Locks are advisory and go with the transaction. Imports and whole resolves hold the writers' lock alone, live
/// units share it.
extension PostgresCustomerStore: LiveStore {
  public func isBusy(_ failure: any Error) -> Bool { failure as? StoreFailure == .anotherWriter }

  public func liveUnit<Value: Sendable>(
    _ start: LiveStart, _ body: @Sendable (any LiveSession, LiveOpening) async throws -> LiveStep<Value>
  ) async throws -> LiveStep<Value> {
    try await database.live.withConnectionAtItsThread { try await Self.liveUnit(on: $0, start, body) }
  }

  private static func liveUnit<Value: Sendable>(
    on connection: Connection, _ start: LiveStart,
    _ body: @Sendable (any LiveSession, LiveOpening) async throws -> LiveStep<Value>
  ) async throws -> LiveStep<Value> {
    do {
      let opening = try await connection.run { try PostgresResolutionSession.open(start, $0) }
      let step = try await body(PostgresResolutionSession(connection: connection), opening)
      switch step {
      case .done: try await connection.run { _ = try $0.query("commit") }
      case .more: try await connection.runToTheEnd { try $0.rollBack() }
      }
      return step
    } catch {
      try? await connection.runToTheEnd { session in
        session.abortCopyIn()
        try session.rollBack()
      }
      // Two that wait for each other behind the locks: one of them begins anew.
      if case StoreFailure.deadlock = error { return .more(LiveLocks()) }
      // The server's room for locks is taken up, by others as well: alone a unit takes none.
      if case StoreFailure.memoryFull = error, !start.isAlone { return .more(LiveLocks()) }
      if case StoreFailure.lockTimeout = error { throw StoreFailure.anotherWriter }
      throw error
    }
  }
}

extension PostgresResolutionSession: LiveSession {
  /// Begins the transaction, takes the locks in the order of their numbers, each when those before it are held, and
  /// reads what a unit begins with.
  static func open(_ start: LiveStart, _ session: Session) throws -> LiveOpening {
    let writer = Parameter.integer(AdvisoryLock.writer.rawValue)
    var statements = [Statement("begin")]
    if start.isAlone {
      statements.append(Statement("select pg_advisory_xact_lock($1)", [writer]))
    } else {
      statements.append(Statement("select pg_advisory_xact_lock_shared($1)", [writer]))
      if !start.locks.isEmpty {
        statements.append(
          Statement(
            """
            select case when w.alone = 1 then pg_advisory_xact_lock(w.number) else pg_advisory_xact_lock_shared(w.number) end
            from unnest($1::bigint[], $2::integer[]) as w (number, alone)
            """, columns(of: start.locks)))
      }
    }
    let sources = Set(start.keys.map(\.source)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let first = statements.count
    statements += sources.map { Statement(liveState, [.text($0)]) }
    statements += start.keys.map { Statement(keptOrNew, [.text($0.source), .text($0.id)]) }
    if !start.facts.isEmpty { statements.append(factsStatement(start.facts)) }
    let rows = try session.pipeline(statements)
    var opening = LiveOpening()
    for (place, source) in sources.enumerated() { opening.states[source] = LiveState(reading: rows[first + place][0]) }
    for (place, key) in start.keys.enumerated() {
      guard let row = rows[first + sources.count + place].first else { continue }
      if row.boolean(11) {
        opening.newNumbers[key] = RecordNumber(rawValue: row.integer(0))
      } else {
        opening.kept[key] = KeptRecord(reading: row)
      }
    }
    if !start.facts.isEmpty { opening.facts = rows[rows.count - 1].map { StoredFact(reading: $0) } }
    return opening
  }

  /// Numbers, and 1 for those that are held alone.
  static func columns(of locks: LiveLocks) -> [Parameter] {
    let inOrder = locks.inOrder
    return [.list(inOrder.lazy.map(\.number)), .list(inOrder.lazy.map { $0.isAlone ? 1 : 0 })]
  }

  func liveState(ofSource name: String) async throws -> LiveState {
    try await connection.run { session in LiveState(reading: try session.query(Self.liveState, [.text(name)])[0]) }
  }

  func kept(_ key: SourceKey) async throws -> KeptRecord? {
    try await connection.run { session in
      let row = try session.query(Self.keptOrNew, [.text(key.source), .text(key.id)]).first
      return row.flatMap { $0.boolean(11) ? nil : KeptRecord(reading: $0) }
    }
  }

  /// Without `exists` for a source's records: the server may answer it by reading all records of all sources.
  private static let liveState: SQL =
    """
    select r.stamp, r.last_judgement, (
        select max(v.version) from source_setting v where v.source_number = s.source_number),
      s.settings_version, s.normaliser_version, s.rules_sha256,
      (select true from source_record k where k.source_number = s.source_number limit 1) is not null,
      coalesce((
        select v.priority from source_setting v where v.source_number = s.source_number order by v.version desc limit 1), 0),
      (
        select count(*) from (
          select from pending where not (cause = 'renormalised' and former_payload is null) limit 1000) as waiting),
      exists (select from judgement), exists (select from golden_pin), exists (select from suppression)
    from (select 1) as single
    left join resolved_state r on true
    left join source s on s.name = $1
    """

  /// Of a record that was never seen its number, which nobody else has, and true in the last place.
  private static let keptOrNew: SQL =
    """
    select coalesce(r.record_number, nextval('source_record_record_number_seq')), coalesce((
        select max(o.version) from record_version o where o.record_number = r.record_number), 0),
      v.version, v.content_hash, v.source_at, f.payload, coalesce(f.key_kinds, '{}'), coalesce(f.keys, '{}'),
      f.settings_version, f.normaliser_version, m.customer_id,
      r.record_number is null
    from source s
    left join source_record r on r.source_number = s.source_number and r.source_id = $2
    left join record_version v on v.record_number = r.record_number and v.valid_to is null
    left join record_feature f on f.record_number = r.record_number
    left join membership m on m.record_number = r.record_number and m.valid_to is null
    where s.name = $1
    """

  func put(
    _ record: IncomingRecord, as number: RecordNumber, over kept: KeptRecord?, ofSource name: String, stamp: ReadingStamp,
    at: Instant
  ) async throws -> PutRecord {
    let keys = Set(record.keys).sorted()
    guard let kept else {
      try await later(Self.insertion(of: record, as: number, keys, ofSource: name, stamp, at))
      return PutRecord(number: number, verdict: .new, formerPayload: nil, formerKeys: [])
    }
    var put = PutRecord(number: number, verdict: .changed, formerPayload: kept.payload, formerKeys: kept.keys)
    var statements: [Statement] = []
    if kept.liveVersion == nil {
      put.verdict = .returned
      statements.append(
        Statement("update source_record set deleted_at = null where record_number = $1", [.integer(number.rawValue)]))
    } else if kept.contentHash == record.contentHash {
      // Read by the same rules it is the same, though today's date may read an age otherwise.
      let isReadAlike = kept.settingsVersion == stamp.settingsVersion && kept.normaliserVersion == stamp.normaliserVersion
      put.verdict = isReadAlike || kept.payload == record.payload && kept.keys == keys ? .unchanged : .renormalised
      if put.verdict == .unchanged { return put }
    } else if (record.sourceTimestamp?.microseconds ?? .min) < (kept.sourceTimestamp?.microseconds ?? .min) {
      put.verdict = .stale
      try await later([
        Statement(
          """
          insert into record_version (record_number, version, content_hash, source_at, raw, valid_from, valid_to)
          select $1::bigint, $2::integer, $3::bytea, $4::timestamptz, $5::jsonb, $6::timestamptz, $6
          where not exists (select from record_version o where o.record_number = $1 and o.content_hash = $3)
          """,
          [
            .integer(number.rawValue), .integer(Int64(kept.versionMax + 1)), .bytes(record.contentHash),
            .optional(record.sourceTimestamp), .utf8(record.rawJSON), .instant(at),
          ])
      ])
      return put
    }
    if put.verdict != .renormalised {
      statements.append(Self.closeVersion(of: number, at))
      statements.append(
        Statement(
          """
          insert into record_version (record_number, version, content_hash, source_at, raw, valid_from)
          select $1::bigint, $2::integer, $3::bytea, $4::timestamptz, $5::jsonb, greatest($6::timestamptz, max(o.valid_to))
          from record_version o where o.record_number = $1
          """,
          [
            .integer(number.rawValue), .integer(Int64(kept.versionMax + 1)), .bytes(record.contentHash),
            .optional(record.sourceTimestamp), .utf8(record.rawJSON), .instant(at),
          ]))
    }
    let standing = Set(kept.keys)
    statements += Self.deleteFeatures(of: number, kept.keys.filter { !keys.contains($0) })
    statements.append(
      Statement(
        """
        insert into record_feature (
          record_number, settings_version, normaliser_version, payload, key_kinds, keys, source_number, source_id, version,
          source_at)
        select $1, $2, $3, $4, $5::smallint[], $6::bigint[], r.source_number, r.source_id, v.version, v.source_at
        from source_record r join record_version v on v.record_number = r.record_number and v.valid_to is null
        where r.record_number = $1
        """,
        [
          .integer(number.rawValue), .integer(Int64(stamp.settingsVersion)), .integer(Int64(stamp.normaliserVersion)),
          .bytes(record.payload), .list(keys.lazy.map { Int64($0.kind) }), .list(keys.lazy.map(\.key)),
        ]))
    // Postings that stay as they are need not be written.
    let added = keys.filter { !standing.contains($0) }
    statements.append(
      Statement(
        """
        insert into record_key (kind, key, record_number)
        select w.kind, w.key, $1 from unnest($2::smallint[], $3::bigint[]) as w (kind, key)
        """,
        [.integer(number.rawValue), .list(added.lazy.map { Int64($0.kind) }), .list(added.lazy.map(\.key))]))
    try await later(statements)
    return put
  }

  /// A record that was never seen, whole in one statement, and what its source is read by where it is the first.
  private static func insertion(
    of record: IncomingRecord, as number: RecordNumber, _ keys: [RecordKey], ofSource name: String, _ stamp: ReadingStamp,
    _ at: Instant
  ) -> [Statement] {
    [
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
          insert into source_record (record_number, source_number, source_id, created_at)
          overriding system value
          select $12::bigint, source_number, $2, $3 from source where name = $1
        ), version as (
          insert into record_version (record_number, version, content_hash, source_at, raw, valid_from)
          values ($12, 1, $4, $5, $6, $3)
        ), feature as (
          insert into record_feature (
            record_number, settings_version, normaliser_version, payload, key_kinds, keys, source_number, source_id, version,
            source_at)
          select $12, $7, $8, $9, $10::smallint[], $11::bigint[], source_number, $2, 1, $5 from source where name = $1
        )
        insert into record_key (kind, key, record_number)
        select w.kind, w.key, $12 from unnest($10::smallint[], $11::bigint[]) as w (kind, key)
        """,
        [
          .text(name), .text(record.id), .instant(at), .bytes(record.contentHash), .optional(record.sourceTimestamp),
          .utf8(record.rawJSON), .integer(Int64(stamp.settingsVersion)), .integer(Int64(stamp.normaliserVersion)),
          .bytes(record.payload), .list(keys.lazy.map { Int64($0.kind) }), .list(keys.lazy.map(\.key)),
          .integer(number.rawValue),
        ]),
    ]
  }

  func remove(_ kept: KeptRecord, at: Instant) async throws -> PutRecord? {
    guard let live = kept.liveVersion else { return nil }
    try await later(
      [
        Self.closeVersion(of: kept.number, at),
        Statement(
          """
          update source_record r set deleted_at = v.valid_to
          from record_version v where r.record_number = $1 and v.record_number = $1 and v.version = $2
          """, [.integer(kept.number.rawValue), .integer(Int64(live))]),
      ] + Self.deleteFeatures(of: kept.number, kept.keys))
    return PutRecord(number: kept.number, verdict: .deleted, formerPayload: kept.payload, formerKeys: kept.keys)
  }

  private func later(_ statements: [Statement]) async throws { try await connection.run { $0.later(statements) } }

  /// It was live for a moment at least: whoever closes it may have read an earlier clock and waited since.
  private static func closeVersion(of number: RecordNumber, _ at: Instant) -> Statement {
    Statement(
      """
      update record_version set valid_to = greatest(valid_from + interval '1 microsecond', $2)
      where record_number = $1 and valid_to is null
      """, [.integer(number.rawValue), .instant(at)])
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
      }, hasRecords: row.boolean(6), priority: Int(row.integer(7)), pendingCount: Int(row.integer(8)),
      hasJudgements: row.boolean(9), hasGoldenPins: row.boolean(10), hasSuppressions: row.boolean(11))
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
