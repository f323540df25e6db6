import Identity
import PostgresStore
import Resolution
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

  @Test func `what was decided before models could be proposed is there afterwards, and means what it meant`() async throws {
    let address = try await PostgresSandbox.database(isEmpty: true)
    try await PostgresSandbox.withSession(address) { session in
      #expect(try Migrator.migrate(session, upTo: 16, at: PostgresSandbox.now).count == 16)
      try session.script(
        """
        insert into source (name, created_at) values ('web', '2026-01-01Z');
        insert into source_setting (source_number, version, yaml, priority, saved_at) values (1, 1, 'region: KR', 0, '2026-01-01Z');
        insert into job (kind, file_name, source_name, stage, rows_in, rows_loaded, rows_rejected, started_at, lease_until, finished_at)
        values ('import', 'web.csv', 'web', 'done', 2, 2, 0, '2026-01-01Z', '2026-01-02Z', '2026-01-01Z');
        insert into source_record (source_number, source_id, created_at) values (1, 'a', '2026-01-01Z'), (1, 'b', '2026-01-01Z');
        insert into record_version (record_number, version, content_hash, raw, job_number, line, valid_from)
        select record_number, 1, sha256(source_id::bytea), '{}', 1, record_number, '2026-01-01Z' from source_record;
        insert into record_feature (record_number, settings_version, normaliser_version, payload, key_kinds, keys)
        select record_number, 1, 1, '', '{1}', '{7}' from source_record;
        insert into record_key (kind, key, record_number) select 1, 7, record_number from source_record;
        insert into pending (record_number, cause, since) select record_number, 'new', '2026-01-01Z' from source_record;
        -- Left over of a record that is deleted.
        insert into source_record (source_number, source_id, created_at, deleted_at) values (1, 'c', '2026-01-01Z', '2026-01-01Z');
        insert into record_version (record_number, version, content_hash, raw, job_number, line, valid_from, valid_to)
        values (3, 1, sha256('c'), '{}', 1, 3, '2026-01-01Z', '2026-01-01Z');
        insert into record_feature (record_number, settings_version, normaliser_version, payload, key_kinds, keys)
        values (3, 1, 1, '', '{1}', '{7}');
        insert into record_key (kind, key, record_number) values (1, 7, 3);
        -- Two publications, and a revert as it was kept then: a publication of the older model.
        insert into model (sha256, text, published_at)
        values (sha256('one'), 'one', '2026-01-02Z'), (sha256('two'), 'two', '2026-01-03Z'), (sha256('one'), 'one', '2026-01-05Z');
        insert into decision (kind, who, because, at, model_number)
        values ('publication', 'kim', 'first', '2026-01-02Z', 1), ('publication', 'kim', 'better', '2026-01-03Z', 2);
        insert into approval_rule (is_required, who, because, at, after_decision) values (true, 'lee', 'four eyes', '2026-01-04Z', 2);
        insert into decision (kind, who, because, at, model_number) values ('publication', 'kim', 'worse', '2026-01-05Z', 3);
        insert into sharing_pin (class, attribute, value, region, who, because, at)
        values ('junk', 'phone', '010-8723-4567', 'KR', 'kim', 'desk', '2026-01-02Z'), ('shared', 'email', 'desk@web.example', 'KR', 'kim', 'desk', '2026-01-02Z');
        insert into sharing_pin (class, attribute, value, region, who, because, at, withdraws)
        values ('withdrawn', 'phone', '010-8723-4567', 'KR', 'kim', 'hers', '2026-01-03Z', 1);
        insert into proposal (kind, who, because, at) values ('merge', 'kim', 'one person', '2026-01-06Z');
        insert into proposed_judgement (proposal_number, place, verdict, left_source, left_id, right_source, right_id, left_version, right_version)
        values (1, 0, 'same', 'web', 'a', 'web', 'b', 1, 1)
        """)
      #expect(try Migrator.migrate(session, at: PostgresSandbox.now) == Array(17...Migrator.knownVersion))
      #expect(try SchemaCheck.run(session).filter { $0.rowCount > 0 } == [])
    }
    let database = OpenedDatabase(connectingTo: address)
    let store = PostgresCustomerStore(database) { PostgresSandbox.now }
    // What was required then is about who is who only.
    let rule = try #require(try await store.approvalRule())
    #expect(rule.isRequired && !rule.isForAll)
    let proposal = try #require(try await store.openProposals(countMax: 9).first)
    #expect(rule.asks(for: proposal.decision))
    #expect(!rule.asks(for: takingBack(1, by: "kim", because: "wrong file", at: PostgresSandbox.now)))
    // A revert of then counts as a publication, from which a revert goes back.
    #expect(try await store.modelHistory().inForce == 3)
    let back = try await reverting(by: "kim", because: "better after all", at: PostgresSandbox.now, in: store)
    #expect(back.setsAside == 3 && back.model?.text == "two")
    #expect(try await store.decisions(countMax: 9).map(\.number) == [3, 2, 1])
    #expect(try await store.sharingPinsInForce().map(\.number) == [2])
    // And what waited can be approved.
    let approved = try await approving(1, by: "lee", because: nil, at: PostgresSandbox.now, in: store)
    let kept = try await store.keep(approved) { _ in }
    #expect(kept.number == 4)
    try await expectNoFindings(database)
    try await database.close()
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
