import Identity
import PostgresStore
import Testing

@Suite struct ConnectionTests {
  @Test func `every kind of parameter comes back as it went`() async throws {
    let customer = CustomerID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_00FF)
    let times = [0, 1, -1, 1_767_225_600_123_456, 253_402_300_799_000_000].map { Instant(microseconds: $0) }
    try await PostgresSandbox.withSession(PostgresSandbox.database()) { session throws in
      let rows = try session.query(
        "select $1::bigint, $2::text, $3::bytea, $4::uuid, $5::boolean, $6::smallint, $7::text",
        [
          .integer(.min), .text("a'b\\c\n가\u{1F600}\"$1"), .bytes([0, 1, 255, 92]), .uuid(customer), .boolean(true),
          .integer(-7), .null,
        ])
      #expect(rows[0].integer(0) == .min)
      #expect(rows[0].text(1) == "a'b\\c\n가\u{1F600}\"$1")
      #expect(rows[0].bytes(2) == [0, 1, 255, 92])
      #expect(rows[0].uuid(3) == customer)
      #expect(rows[0].boolean(4))
      #expect(rows[0].integer(5) == -7)
      #expect(rows[0].textIfAny(6) == nil)
      for time in times {
        #expect(try session.query("select $1::timestamptz", [.instant(time)])[0].instant(0) == time)
      }
    }
  }

  @Test func `a text with a zero byte is refused, not cut`() async throws {
    try await PostgresSandbox.withSession(PostgresSandbox.database()) { session throws in
      #expect(throws: StoreFailure.zeroByteInText) { try session.query("select $1::text", [.text("a\0b")]) }
      #expect(try session.query("select 1::int")[0].integer(0) == 1)
    }
  }

  @Test func `a failure names its rule and never the value`() async throws {
    try await PostgresSandbox.withSession(PostgresSandbox.database()) { session throws in
      func check(_ sentence: String, _ sql: SQL, _ parameters: [Parameter] = []) {
        let failure = #expect(throws: StoreFailure.self) { try session.query(sql, parameters) }
        #expect(failure?.description == sentence)
      }
      check(
        "A row for table source breaks its rule source_name_without_colon; nothing was stored.",
        "insert into source (name, created_at) values ($1, $2)", [.text("kim:1"), .instant(PostgresSandbox.now)])
      check(
        "A value cannot be stored as text or JSON (SQLSTATE 22P02); nothing was stored.", "select $1::text::integer",
        [.text("kim")])
      check("A number is too large for its column; nothing was stored.", "select $1::bigint::integer", [.integer(.max)])
      check(
        "PostgreSQL refused a statement (SQLSTATE 42P01): relation \"nowhere\" does not exist.", "select * from nowhere")
    }
  }

  /// What came after the statement that failed was not run; its own failure is told, and the connection goes on.
  @Test func `a failure among statements sent together leaves the session usable`() async throws {
    try await PostgresSandbox.withSession(PostgresSandbox.database()) { session throws in
      let wrong = Statement("select $1::bigint::integer", [.integer(.max)])
      let right = Statement("select $1::bigint", [.integer(7)])
      for place in 0..<3 {
        var statements = [right, right, right]
        statements[place] = wrong
        let failure = #expect(throws: StoreFailure.self) { try session.pipeline(statements) }
        #expect(failure?.description == "A number is too large for its column; nothing was stored.")
        #expect(try session.pipeline([right, right]).map { $0[0].integer(0) } == [7, 7])
      }
      try session.query("begin")
      try session.query("savepoint before_it")
      #expect(throws: StoreFailure.self) { try session.pipeline([wrong, right]) }
      try session.query("rollback to savepoint before_it")
      #expect(try session.query("select $1::bigint", [.integer(8)])[0].integer(0) == 8)
      try session.query("commit")
    }
  }

  @Test func `a transaction that throws leaves nothing and the session usable`() async throws {
    struct Stop: Error {}
    try await PostgresSandbox.withSession(PostgresSandbox.database()) { session throws in
      #expect(throws: Stop.self) {
        try session.transaction {
          try session.query("insert into source (name, created_at) values ('a', '2026-01-01Z')")
          throw Stop()
        }
      }
      #expect(try session.query("select count(*) from source")[0].integer(0) == 0)
      _ = try session.transaction { try session.query("insert into source (name, created_at) values ('a', '2026-01-01Z')") }
      #expect(try session.query("select count(*) from source")[0].integer(0) == 1)
    }
  }

  @Test func `cancelling a task stops its statement`() async throws {
    let address = try await PostgresSandbox.database()
    let connection = try await Connection.open(address, purpose: .job)
    let start = ContinuousClock.now
    let task = Task { try await connection.run { _ = try $0.query("select pg_sleep(60)") } }
    try await Task.sleep(for: .milliseconds(200))
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(start.duration(to: .now) < .seconds(10))
    #expect(await connection.isReusable() == false)
    await connection.close()
  }

  @Test func `a place without a server, a database or a user is one sentence`() async throws {
    let cluster = try await PostgresSandbox.cluster()
    guard case .socket(let folder, _) = cluster.address.target else { return }
    func check(_ address: String, _ sentence: String) async {
      let failure = await #expect(throws: StoreFailure.self) {
        try await openDatabase(.url(address), searchPath: "", at: PostgresSandbox.now)
      }
      #expect(failure?.description == sentence)
    }
    await check(
      "postgresql://kim:secret@127.0.0.1:1/none",
      "No PostgreSQL answers at 127.0.0.1:1; start it or correct the address given with --database or DATABASE_URL.")
    await check(
      "postgresql://kindred@/nowhere?host=\(folder)&port=5432",
      "PostgreSQL at \(folder):5432 has no database \"nowhere\"; create it with createdb or name another.")
    await check(
      "postgresql://kim@/postgres?host=\(folder)&port=5432",
      "PostgreSQL at \(folder):5432 has no user \"kim\"; create it with createuser or name another.")
    await check(
      "postgresql://[", "The database address cannot be read; write it as postgresql://USER@HOST:PORT/DATABASE.")
  }
}

@Suite struct CopyTests {
  @Test func `whatever bytes a row holds, they arrive as they were`() async throws {
    let seed: UInt64 = 20_261_121
    let texts =
      [
        "", "\\N", "\\.", "\\", "a\tb", "a\nb", "a\r\nb", "\u{8}\u{B}\u{C}", "\\x41", "\u{FEFF}가", "'\";--", "\u{1}\u{7F}",
        "e\u{301}\u{301}", "\n\\.\n", String(repeating: "\\\n", count: 100_000),
      ]
      + randomTexts(count: 300, seed: seed)
    let restored = try await PostgresSandbox.withSession(PostgresSandbox.database()) { session throws in
      try session.query("create temporary table arrived (n bigint, t text, b bytea, k smallint[])")
      let count = try session.copyIn("copy arrived from stdin") { put in
        var rows = CopyRows()
        for (index, text) in texts.enumerated() {
          rows.integer(Int64(index))
          rows.text(text)
          rows.byteString(Array(text.utf8).map { ~$0 })
          rows.integers([-32_768, Int64(index % 7), 32_767])
          rows.endRow()
          if index % 50 == 0 { try put(&rows) }
        }
        rows.null()
        rows.null()
        rows.null()
        rows.integers([])
        rows.endRow()
        try put(&rows)
      }
      #expect(count == texts.count + 1)
      let paired = try session.query("select count(*) from arrived where k[1] = -32768 and k[3] = 32767")
      #expect(paired[0].integer(0) == Int64(texts.count))
      var restored: [String] = []
      try session.copyOut("copy (select n, t, b from arrived order by n nulls last) to stdout (format binary)") { fields in
        guard let index = fields.integerIfAny() else {
          #expect(fields.textIfAny() == nil)
          return
        }
        #expect(Int(index) == restored.count)
        restored.append(fields.text())
        #expect(fields.bytes().map { ~$0 } == Array(restored[restored.count - 1].utf8))
      }
      return restored
    }
    #expect(restored.map { Array($0.utf8) } == texts.map { Array($0.utf8) }, "seed \(seed)")
  }

  @Test func `a load that throws in the middle leaves no row and the session usable`() async throws {
    struct Stop: Error {}
    try await PostgresSandbox.withSession(PostgresSandbox.database()) { session throws in
      try session.query("create temporary table arrived (t text)")
      #expect(throws: Stop.self) {
        try session.copyIn("copy arrived from stdin") { put in
          var rows = CopyRows()
          rows.text(String(repeating: "x", count: 200_000))
          rows.endRow()
          try put(&rows)
          throw Stop()
        }
      }
      #expect(throws: Stop.self) {
        try session.copyOut("copy (select generate_series(1, 10000)) to stdout (format binary)") { _ in throw Stop() }
      }
      #expect(try session.query("select count(*) from arrived")[0].integer(0) == 0)
    }
  }

  /// Short texts of characters that mean something to COPY, and others.
  private func randomTexts(count: Int, seed: UInt64) -> [String] {
    var random = SplitMix64(seed: seed)
    let alphabet: [Unicode.Scalar] = [
      "\\", "\n", "\r", "\t", "N", ".", "x", "0", "{", "}", ",", "\"", "a", "가", "\u{301}", "\u{10FFFF}",
    ]
    return (0..<count).map { _ in
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        text.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
      }
      return String(text)
    }
  }
}

@Suite struct PoolTests {
  @Test func `connections are handed out in the order they were asked for`() async throws {
    let pool = Pool(try await PostgresSandbox.database(), purpose: .service, sizeMax: 1)
    let order = Order()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<6 {
        group.addTask {
          try await pool.withConnection { connection in
            await order.append(number)
            // Held until all the others wait.
            while number == 0, await pool.waiterCount < 5 { try await Task.sleep(for: .milliseconds(1)) }
          }
        }
        // They queue up one by one.
        while await (number == 0 ? order.numbers.count < 1 : pool.waiterCount < number) {
          if await order.numbers.count > 1 { break }
          try await Task.sleep(for: .milliseconds(1))
        }
      }
      try await group.waitForAll()
    }
    #expect(await order.numbers == [0, 1, 2, 3, 4, 5])
    await pool.close()
  }

  @Test func `who waits too long is told so, and the pool goes on`() async throws {
    let pool = Pool(try await PostgresSandbox.database(), purpose: .job, sizeMax: 1)
    _ = try await pool.withConnection { _ in
      await #expect(throws: StoreFailure.poolExhausted(sizeMax: 1, waitedMilliseconds: 50)) {
        try await pool.withConnection(waitingAtMost: .milliseconds(50)) { _ in }
      }
    }
    let seven = try await pool.withConnection { try await $0.run { try $0.query("select 7")[0].integer(0) } }
    #expect(seven == 7)
    await pool.close()
  }

  @Test func `a connection left in a transaction or ended by the server is replaced`() async throws {
    let pool = Pool(try await PostgresSandbox.database(), purpose: .service, sizeMax: 1)
    @Sendable func process() async throws -> Int64 {
      try await pool.withConnection { try await $0.run { try $0.query("select pg_backend_pid()")[0].integer(0) } }
    }
    let first = try await process()
    #expect(try await process() == first)
    try await pool.withConnection { try await $0.run { _ = try $0.query("begin") } }
    let second = try await process()
    #expect(second != first)
    let cluster = try await PostgresSandbox.cluster()
    try await PostgresSandbox.withSession(PostgresSandbox.address(of: "postgres", in: cluster)) { session in
      _ = try session.query("select pg_terminate_backend($1::integer, 5000)", [.integer(second)])
    }
    #expect(try await process() != second)
    await pool.close()
  }

  private actor Order {
    var numbers: [Int] = []
    func append(_ number: Int) { numbers.append(number) }
  }
}
