package import Identity

/// Brings the schema of a database to what this program knows.
///
/// Migrations run in the order of their numbers, each once, all of one run in one transaction and
/// under a lock, so that two programs started together do it once. What was applied is kept with its
/// SHA-256: a migration that changed since, or one this program does not know, is refused.
package enum Migrator {
  /// The number of the newest migration this program carries.
  package static var knownVersion: Int { SchemaFile.migrations.last?.number ?? 0 }

  /// - Returns: the numbers of the migrations applied now; empty where the schema was up to date.
  @discardableResult
  package static func migrate(_ session: Session, at now: Instant) throws -> [Int] {
    try migrate(session, with: SchemaFile.migrations, at: now)
  }

  /// As an older version of the program left a database, which carried the migrations up to this one.
  package static func migrate(_ session: Session, upTo number: Int, at now: Instant) throws -> [Int] {
    try migrate(session, with: Array(SchemaFile.migrations.prefix(number)), at: now)
  }

  static func migrate(_ session: Session, with files: [SchemaFile], at now: Instant) throws -> [Int] {
    for (index, file) in files.enumerated() {
      precondition(file.number == index + 1, "migrations are numbered 1, 2, 3 …: \(file.name)")
    }
    // The usual case takes no lock: another command may be in the middle of a long import.
    if try isUpToDate(session, files) { return [] }
    return try session.transaction {
      try session.query("select pg_advisory_xact_lock($1)", [.integer(AdvisoryLock.migration.rawValue)])
      let found = try session.query(
        """
        select exists (select from pg_namespace where nspname = 'kindred'),
          to_regclass('kindred.migration') is not null
        """)
      let hasSchema = found[0].boolean(0)
      let hasMigrations = found[0].boolean(1)
      if hasSchema, !hasMigrations {
        // An administrator may have made the schema for us, empty.
        let tables = try session.query("select 1 from pg_class where relnamespace = 'kindred'::regnamespace limit 1")
        guard tables.count == 0 else { throw StoreFailure.schemaForeign }
      }
      if !hasSchema { try session.script("create schema kindred") }
      if !hasMigrations {
        try session.script(
          """
          create table migration (
            number integer not null,
            name text collate "C" not null,
            sha256 bytea not null,
            applied_at timestamptz not null,
            constraint migration_key primary key (number)
          );
          comment on table migration is 'What made this schema. Applied once each, never edited.'
          """)
      }
      let applied = try check(session, files)
      for file in files.dropFirst(applied) {
        try file.bytes.withUnsafeBytes { bytes in
          try session.script(bytes.baseAddress!.assumingMemoryBound(to: CChar.self), count: bytes.count)
        }
        try session.query(
          "insert into migration (number, name, sha256, applied_at) values ($1, $2, $3, $4)",
          [.integer(Int64(file.number)), .text(file.name), .bytes(file.sha256), .instant(now)])
      }
      return files.dropFirst(applied).map(\.number)
    }
  }

  /// The version a database has; 0 where it has no schema of ours.
  package static func version(_ session: Session) throws -> Int {
    guard try session.query("select to_regclass('kindred.migration') is not null")[0].boolean(0) else { return 0 }
    return Int(try session.query("select coalesce(max(number), 0) from migration")[0].integer(0))
  }

  private static func isUpToDate(_ session: Session, _ files: [SchemaFile]) throws -> Bool {
    guard try session.query("select to_regclass('kindred.migration') is not null")[0].boolean(0) else { return false }
    return try check(session, files) == files.count
  }

  /// - Returns: how many of the files are applied.
  private static func check(_ session: Session, _ files: [SchemaFile]) throws -> Int {
    let applied = try session.query("select number, name, sha256 from migration order by number")
    if applied.count > files.count {
      throw StoreFailure.schemaNewer(found: Int(applied[applied.count - 1].integer(0)), known: files.count)
    }
    for (index, file) in files.prefix(applied.count).enumerated() where applied[index].bytes(2) != file.sha256 {
      throw StoreFailure.migrationChanged(number: file.number, name: file.name)
    }
    return applied.count
  }
}

/// The numbers of the advisory locks Kindred takes, in one place so that no two are the same.
enum AdvisoryLock: Int64 {
  // "kindred" in ASCII and a running number: other programs in the same database have their own.
  case migration = 0x6B69_6E64_7265_6401
  case writer = 0x6B69_6E64_7265_6402
  /// Held, shared, by a transaction that writes no change however long it takes.
  case withoutChanges = 0x6B69_6E64_7265_6410
}
