import PostgresStore
import Testing

@Suite struct MigratorTests {
  @Test func `the second run applies nothing`() async throws {
    try await PostgresSandbox.withSession(PostgresSandbox.database(isEmpty: true)) { session in
      let applied = [
        try Migrator.version(session), try Migrator.migrate(session, at: PostgresSandbox.now).count,
        try Migrator.version(session), try Migrator.migrate(session, at: PostgresSandbox.now).count,
        try Migrator.version(session),
      ]
      #expect(applied == [0, Migrator.knownVersion, Migrator.knownVersion, 0, Migrator.knownVersion])
    }
  }

  @Test func `programs started together migrate once`() async throws {
    let address = try await PostgresSandbox.database(isEmpty: true)
    let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
      for _ in 0..<6 {
        group.addTask {
          try await PostgresSandbox.withSession(address) { try Migrator.migrate($0, at: PostgresSandbox.now) }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(applied.sorted() == Array(1...Migrator.knownVersion))
  }

  @Test func `a changed migration, a newer schema and a foreign schema are refused`() async throws {
    func check(_ expected: StoreFailure, isEmpty: Bool = false, after sql: SQL) async throws {
      try await PostgresSandbox.withSession(PostgresSandbox.database(isEmpty: isEmpty)) { session in
        try session.script(sql)
        #expect(throws: expected) { try Migrator.migrate(session, at: PostgresSandbox.now) }
      }
    }
    try await check(
      .migrationChanged(number: 2, name: "0002_customers"),
      after: "update migration set sha256 = sha256(sha256) where number = 2")
    try await check(
      .schemaNewer(found: Migrator.knownVersion + 1, known: Migrator.knownVersion),
      after: "insert into migration select max(number) + 1, 'later', '\\x00', '2026-01-01Z' from migration")
    try await check(.schemaForeign, isEmpty: true, after: "create schema kindred; create table kindred.theirs ()")
  }

  @Test func `every table, column rule and text order is as the conventions say`() async throws {
    try await PostgresSandbox.withSession(PostgresSandbox.database()) { session in
      func expectNone(_ sql: SQL) throws {
        let names = try session.query(sql).map { $0.text(0) }
        #expect(names == [])
      }
      // Comments say why a table is there.
      try expectNone(
        """
        select relname::text from pg_class
        where relnamespace = 'kindred'::regnamespace and relkind = 'r' and obj_description(oid, 'pg_class') is null
        """)
      // Text has byte order everywhere, so that no locale reaches an order or a key.
      try expectNone(
        """
        select format('%s.%s', a.attrelid::regclass, a.attname) from pg_attribute a
        join pg_class c on c.oid = a.attrelid and c.relkind = 'r' and c.relnamespace = 'kindred'::regnamespace
        where a.atttypid = 'text'::regtype and a.attnum > 0 and a.attcollation <> '"C"'::regcollation
        """)
      // Times and ids come from the program; which transaction it is only the server knows.
      try expectNone(
        """
        select format('%s.%s', adrelid::regclass, attname) from pg_attrdef
        join pg_class c on c.oid = adrelid and c.relnamespace = 'kindred'::regnamespace
        join pg_attribute a on a.attrelid = adrelid and a.attnum = adnum
        where (c.relname, a.attname) <> ('change', 'transaction_id')
        """)
      // History that one forgetful path could lose for good is kept by the table itself.
      try expectNone(
        """
        select tgname::text from pg_trigger
        where not tgisinternal and tgname not in ('golden_record_replaced', 'golden_record_removed')
        """)
    }
  }

  @Test func `every check runs and finds nothing in an empty database`() async throws {
    try await PostgresSandbox.withSession(PostgresSandbox.database()) { session in
      let findings = try SchemaCheck.run(session)
      #expect(findings.count >= 10)
      #expect(findings.allSatisfy { $0.rowCount == 0 }, "\(findings)")
    }
  }
}
