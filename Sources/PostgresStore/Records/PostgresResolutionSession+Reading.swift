internal import Identity
internal import Resolution

/// Reading again what other rules read: what is stored of a source, and other values in its place.
extension PostgresResolutionSession {
  func settingsInForce() async throws -> [(source: String, settings: StoredSettings)] {
    try await connection.run { session in
      try session.query("select name from source order by name").map { $0.text(0) }.compactMap { name in
        try PostgresCustomerStore.settings(ofSource: name, session).map { (name, $0) }
      }
    }
  }

  func reading(ofSource name: String) async throws -> ReadingStamp? {
    try await connection.run { session in
      try session.query(
        """
        select settings_version, normaliser_version, rules_sha256 from source
        where name = $1 and rules_sha256 is not null
        """, [.text(name)]
      ).first.map { ReadingStamp(reading: $0) }
    }
  }

  func readings() async throws -> [ReadingStamp] {
    try await connection.run { session in
      try session.query("select settings_version, normaliser_version, rules_sha256 from source where rules_sha256 is not null")
        .map { ReadingStamp(reading: $0) }
    }
  }

  func keep(_ stamp: ReadingStamp, ofSource name: String) async throws {
    try await connection.run { session in
      _ = try session.query(
        "update source set settings_version = $2, normaliser_version = $3, rules_sha256 = $4 where name = $1",
        [
          .text(name), .integer(Int64(stamp.settingsVersion)), .integer(Int64(stamp.normaliserVersion)),
          .bytes(stamp.rulesSHA256),
        ])
    }
  }

  func roomForLocks() async throws -> Int {
    try await connection.run { session in
      Int(
        try session.query(
          "select current_setting('max_locks_per_transaction')::bigint * current_setting('max_connections')::bigint")[0].integer(0))
    }
  }

  func secret() async throws -> [UInt8]? {
    try await connection.run { try $0.query("select bytes from secret").first?.bytes(0) }
  }

  func sentRecords(
    ofSource name: String, madeOtherwiseThan stamp: ReadingStamp?, after last: RecordNumber?, countMax: Int
  ) async throws -> [SentRecord] {
    try await connection.run { session in
      try session.query(
        """
        select r.record_number, r.source_id, v.raw::text, v.valid_from, coalesce(f.payload, ''),
          coalesce(f.key_kinds, '{}'), coalesce(f.keys, '{}')
        from source_record r
        join record_version v on v.record_number = r.record_number and v.valid_to is null
        left join record_feature f on f.record_number = r.record_number
        where r.source_number = (select source_number from source where name = $1)
          and r.record_number > $2
          and ($3::bigint is null or f.settings_version is distinct from $3 or f.normaliser_version is distinct from $4)
        order by r.record_number
        limit $5
        """,
        [
          .text(name), .integer(last?.rawValue ?? 0), .optional(stamp.map { Int64($0.settingsVersion) }),
          .optional(stamp.map { Int64($0.normaliserVersion) }), .integer(Int64(countMax)),
        ]
      ).map { row in
        SentRecord(
          number: RecordNumber(rawValue: row.integer(0)), id: row.text(1), rawJSON: row.bytes(2),
          receivedAt: row.instant(3), payload: row.bytes(4),
          keys: zip(row.integers(5), row.integers(6)).map { RecordKey(kind: Int16($0), key: $1) })
      }
    }
  }

  func replace(_ records: [RereadRecord], madeBy stamp: ReadingStamp, at: Instant) async throws {
    try await connection.run { session in
      try session.query(
        """
        create temporary table outdated (
          record_number bigint, payload bytea, key_kinds smallint[], keys bigint[]
        ) on commit drop
        """)
      try session.copyIn("copy outdated from stdin") { put in
        var rows = CopyRows()
        for record in records {
          rows.integer(record.number.rawValue)
          rows.byteString(record.payload)
          rows.integers(record.keys.lazy.map { Int64($0.kind) })
          rows.integers(record.keys.lazy.map(\.key))
          rows.endRow()
          if rows.bytes.count >= Session.copyChunkBytes { try put(&rows) }
        }
        try put(&rows)
      }
      try session.query("analyze outdated (record_number)")
      try PostgresCustomerStore.putFormerAside(.instant(at), session)
      try Self.exchangeFeatures(madeBy: stamp, session)
      try session.query(
        """
        insert into pending (record_number, cause, since)
        select record_number, 'renormalised', $1 from outdated
        on conflict (record_number) do nothing
        """, [.instant(at)])
      try session.query("drop table outdated")
    }
  }

  /// Keeps what the temporary table `outdated` has of records in the place of their features and postings; of those that
  /// have no live version any more nothing is kept.
  static func exchangeFeatures(madeBy stamp: ReadingStamp, _ session: Session) throws {
    try exchangePostings(session)
    try session.query("delete from record_feature f using outdated o where f.record_number = o.record_number")
    try session.query(
      """
      insert into record_feature (
        record_number, settings_version, normaliser_version, payload, key_kinds, keys, source_number, source_id, version,
        source_at)
      select o.record_number, $1, $2, o.payload, o.key_kinds, o.keys, r.source_number, r.source_id, v.version, v.source_at
      from outdated o
      join source_record r on r.record_number = o.record_number
      join record_version v on v.record_number = o.record_number and v.valid_to is null
      order by o.record_number
      """, [.integer(Int64(stamp.settingsVersion)), .integer(Int64(stamp.normaliserVersion))])
  }

  /// Takes away the postings that records no longer have, and adds those that they have now: most stay, and their places
  /// in the index are far apart.
  private static func exchangePostings(_ session: Session) throws {
    // Set down and counted: taken for more than they are, each is looked for among all there are.
    try session.query(
      """
      create temporary table gone as
      select k.kind, k.key, o.record_number
      from outdated o
      join record_feature f on f.record_number = o.record_number
      cross join lateral (
        select * from unnest(f.key_kinds, f.keys) except select * from unnest(o.key_kinds, o.keys)) as k (kind, key)
      """)
    try session.query("analyze gone")
    try session.query(
      "delete from record_key k using gone g where k.key = g.key and k.kind = g.kind and k.record_number = g.record_number")
    try session.query("drop table gone")
    try session.query(
      """
      insert into record_key (kind, key, record_number)
      select k.kind, k.key, o.record_number
      from outdated o
      left join record_feature f on f.record_number = o.record_number
      cross join lateral (
        select * from unnest(o.key_kinds, o.keys) except select * from unnest(f.key_kinds, f.keys)) as k (kind, key)
      order by k.key, k.kind, o.record_number
      """)
  }
}

extension ReadingStamp {
  /// Columns in the order of the initialiser.
  fileprivate init(reading row: Row) {
    self.init(settingsVersion: Int(row.integer(0)), normaliserVersion: Int(row.integer(1)), rulesSHA256: row.bytes(2))
  }
}
