public import Identity
public import Resolution

/// Records and customers in PostgreSQL.
///
/// Writers hold an advisory lock for as long as they work. It belongs to the connection, so a writer
/// that is killed gives it back, and whoever holds it knows that every job still marked as running is
/// a dead one's.
public struct PostgresCustomerStore: CustomerStore {
  let database: OpenedDatabase
  let clock: @Sendable () -> Instant

  /// - Parameter clock: asked only when a job ends, for the list of jobs.
  public init(_ database: OpenedDatabase, clock: @escaping @Sendable () -> Instant) {
    self.database = database
    self.clock = clock
  }

  // MARK: sources

  public func sources() async throws -> [StoredSource] {
    try await read { session in
      try session.query(
        """
        select s.name, coalesce(max(v.version), 0), (
          select count(*) from source_record r where r.source_number = s.source_number and r.deleted_at is null)
        from source s
        left join source_setting v on v.source_number = s.source_number
        group by s.source_number
        order by s.name
        """
      ).map { StoredSource(name: $0.text(0), settingsVersion: Int($0.integer(1)), liveRecordCount: Int($0.integer(2))) }
    }
  }

  public func settings(ofSource name: String) async throws -> StoredSettings? {
    try await read { try PostgresCustomerStore.settings(ofSource: name, $0) }
  }

  public func saveSettings(ofSource name: String, yaml: String, priority: Int, at: Instant) async throws -> Int {
    try await write { session in
      try session.transaction {
        try session.query(
          "insert into source (name, created_at) select $1, $2 where not exists (select from source where name = $1)",
          [.text(name), .instant(at)])
        let current = try PostgresCustomerStore.settings(ofSource: name, session)
        if let current, current.priority == priority, current.yaml.utf8.elementsEqual(yaml.utf8) {
          return current.version
        }
        let version = (current?.version ?? 0) + 1
        try session.query(
          """
          insert into source_setting (source_number, version, yaml, priority, saved_at)
          select source_number, $2, $3, $4, $5 from source where name = $1
          """,
          [.text(name), .integer(Int64(version)), .text(yaml), .integer(Int64(priority)), .instant(at)])
        if let current, current.priority != priority {
          // Which golden values win may change for every customer of the source.
          try session.query(
            """
            insert into pending (record_number, cause, since)
            select record_number, 'renormalised', $2 from source_record
            where source_number = (select source_number from source where name = $1) and deleted_at is null
            on conflict do nothing
            """,
            [.text(name), .instant(at)])
        }
        return version
      }
    }
  }

  public func secret(proposal: [UInt8], at: Instant) async throws -> [UInt8] {
    try await write { session in
      try session.query(
        """
        insert into secret (secret_number, bytes, made_at)
        select 1, $1, $2 where not exists (select from secret)
        """,
        [.bytes(proposal), .instant(at)])
      return try session.query("select bytes from secret")[0].bytes(0)
    }
  }

  // MARK: models

  public func publishedModel() async throws -> StoredModel? {
    try await read { try PostgresCustomerStore.publishedModel($0) }
  }

  // MARK: judgements

  public func judgementsInForce() async throws -> [StoredJudgement] {
    try await read { try PostgresCustomerStore.judgementsInForce($0) }
  }

  // MARK: shared with the resolve session

  static func settings(ofSource name: String, _ session: Session) throws -> StoredSettings? {
    try session.query(
      """
      select v.version, v.yaml, v.priority from source s join source_setting v using (source_number)
      where s.name = $1 order by v.version desc limit 1
      """, [.text(name)]
    ).first.map { StoredSettings(version: Int($0.integer(0)), yaml: $0.text(1), priority: Int($0.integer(2))) }
  }

  static func publishedModel(_ session: Session) throws -> StoredModel? {
    try session.query("select text, sha256, published_at from model order by model_number desc limit 1")
      .first.map { StoredModel(text: $0.text(0), sha256: $0.bytes(1), publishedAt: $0.instant(2)) }
  }

  static func judgementsInForce(_ session: Session) throws -> [StoredJudgement] {
    try session.query(
      """
      select judgement_number, verdict, left_source, left_id, right_source, right_id, who, because, at,
        left_version, right_version, (select d.approved_by from decision d where d.decision_number = j.decision_number)
      from judgement j
      where verdict <> 'withdrawn'
        and not exists (select from judgement w where w.withdraws = j.judgement_number)
      order by judgement_number
      """
    ).map { StoredJudgement(reading: $0) }
  }

  // MARK: connections and the writers' lock

  func read<Value: Sendable>(_ body: @escaping @Sendable (Session) throws -> Value) async throws -> Value {
    try await database.jobs.withConnection { try await $0.run(body) }
  }

  /// A short write, under the lock as every other.
  private func write<Value: Sendable>(_ body: @escaping @Sendable (Session) throws -> Value) async throws -> Value {
    try await asWriter { try await $0.run(body) }
  }

  /// Runs `body` while no other writer works.
  func asWriter<Value: Sendable>(_ body: @Sendable (Connection) async throws -> Value) async throws -> Value {
    try await database.jobs.withConnection { connection in
      do {
        try await connection.run { session in
          _ = try session.query("select pg_advisory_lock($1)", [.integer(AdvisoryLock.writer.rawValue)])
        }
      } catch StoreFailure.lockTimeout { throw StoreFailure.anotherWriter }
      let result: Result<Value, any Error>
      do { result = .success(try await body(connection)) } catch { result = .failure(error) }
      // Where this fails the connection is gone, and the lock with it.
      try? await connection.runToTheEnd { session in
        _ = try session.query("select pg_advisory_unlock($1)", [.integer(AdvisoryLock.writer.rawValue)])
        // The counters of this work are seen by whoever asks next, instead of a second later.
        _ = try session.query("select pg_stat_force_next_flush()")
      }
      return try result.get()
    }
  }

  /// As `Session.transaction`, across several turns on the connection's thread.
  func inTransaction<Value: Sendable>(
    _ connection: Connection, isKept: Bool = true, isReadOnly: Bool = false, _ body: @Sendable () async throws -> Value
  ) async throws -> Value {
    try await connection.run { session in
      _ =
        isReadOnly ? try session.query("begin isolation level repeatable read read only") : try session.query("begin")
    }
    do {
      let value = try await body()
      if isKept {
        try await connection.run { _ = try $0.query("commit") }
      } else {
        try await connection.runToTheEnd { try $0.rollBack() }
      }
      return value
    } catch {
      try? await connection.runToTheEnd { session in
        session.abortCopyIn()
        try session.rollBack()
      }
      throw error
    }
  }
}

extension StoredJudgement {
  /// Columns in the order of number, verdict, both keys, who, because, at, both versions and the second person.
  init(reading row: Row) {
    guard let verdict = Judgement.Verdict(rawValue: row.text(1)) else {
      preconditionFailure("a verdict that the schema does not allow")
    }
    self.init(
      judgement: Judgement(
        id: row.integer(0), verdict: verdict, left: SourceKey(source: row.text(2), id: row.text(3)),
        right: SourceKey(source: row.text(4), id: row.text(5)), by: row.text(6), because: row.text(7), at: row.instant(8),
        approvedBy: row.textIfAny(11)),
      leftVersion: row.integerIfAny(9).map(Int.init), rightVersion: row.integerIfAny(10).map(Int.init))
  }
}
