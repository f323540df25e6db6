internal import Glibc

/// What `doctor` looks at: facts about the server and the stored data, without a verdict.
public struct DatabaseFacts: Sendable, Equatable {
  /// An invariant of the stored data and how many rows break it.
  public struct Check: Sendable, Equatable {
    public var name: String
    /// The rule as a sentence.
    public var rule: String
    public var rowCount: Int

    public init(name: String, rule: String, rowCount: Int) {
      self.name = name
      self.rule = rule
      self.rowCount = rowCount
    }
  }

  /// Such as 150018 for 15.18.
  public var serverVersion: Int
  public var schemaVersion: Int
  /// The newest schema this program knows.
  public var knownSchemaVersion: Int
  public var hasDataChecksums: Bool
  public var isFsyncOn: Bool
  public var isFullPageWritesOn: Bool
  /// `on`, `off`, `local` … : with `off` the last commits may be lost in a crash.
  public var synchronousCommit: String
  public var encoding: String
  public var collation: String
  /// nil for a server elsewhere, whose disk cannot be seen.
  public var diskFreeBytes: Int?
  public var checks: [Check]

  /// May a crash lose what was acknowledged?
  public var isDurable: Bool { isFsyncOn && isFullPageWritesOn && synchronousCommit != "off" }
}

/// Rows written to a table since its statistics were last reset.
public struct TableWrites: Sendable, Equatable {
  public var table: String
  public var insertedCount: Int
  public var updatedCount: Int
  public var deletedCount: Int
}

extension OpenedDatabase {
  /// - Complexity: runs every check: a pass over the tables.
  public func facts() async throws -> DatabaseFacts {
    let folder = cluster?.dataFolder
    return try await jobs.withConnection { connection in
      try await connection.run { session in
        let settings = try session.query(
          """
          select current_setting('data_checksums') = 'on', current_setting('fsync') = 'on',
            current_setting('full_page_writes') = 'on', current_setting('synchronous_commit'),
            pg_encoding_to_char(encoding)::text, datcollate::text
          from pg_database where datname = current_database()
          """)[0]
        return DatabaseFacts(
          serverVersion: session.serverVersion, schemaVersion: try Migrator.version(session),
          knownSchemaVersion: Migrator.knownVersion, hasDataChecksums: settings.boolean(0), isFsyncOn: settings.boolean(1),
          isFullPageWritesOn: settings.boolean(2), synchronousCommit: settings.text(3), encoding: settings.text(4),
          collation: settings.text(5), diskFreeBytes: folder.flatMap(Self.diskFreeBytes),
          checks: try Self.checks(session))
      }
    }
  }

  /// Every invariant of the stored data, by name; each sees one moment, so writers may go on.
  ///
  /// - Complexity: a pass over the tables.
  public func verify() async throws -> [DatabaseFacts.Check] {
    try await jobs.withConnection { connection in try await connection.run { try Self.checks($0) } }
  }

  private static func checks(_ session: Session) throws -> [DatabaseFacts.Check] {
    try SchemaCheck.run(session).map { DatabaseFacts.Check(name: $0.name, rule: $0.rule, rowCount: $0.rowCount) }
  }

  /// Writes to every table so far, by name. Two equal answers: nothing was written in between.
  public func tableWrites() async throws -> [TableWrites] {
    try await jobs.withConnection { connection in
      try await connection.run { session in
        try session.query(
          """
          select relname::text, n_tup_ins, n_tup_upd, n_tup_del from pg_stat_user_tables
          where schemaname = 'kindred' order by relname
          """
        ).map { row in
          TableWrites(
            table: row.text(0), insertedCount: Int(row.integer(1)), updatedCount: Int(row.integer(2)),
            deletedCount: Int(row.integer(3)))
        }
      }
    }
  }

  private static func diskFreeBytes(of folder: String) -> Int? {
    var status = statvfs()
    return statvfs(folder, &status) == 0 ? Int(status.f_bavail) * Int(status.f_frsize) : nil
  }
}
