import Identity
import PostgresStore
import Resolution
import Synchronization
import Testing

/// Imports as rows: `id content @time`, one file after the other, and what became of them.
@Suite struct ImportTests {
  @Test func `new, unchanged, changed, deleted and returned records`() async throws {
    try await check([
      ("1 a, 2 b, 3 c", "new 3", "1=a 2=b 3=c"),
      ("1 a, 2 b, 3 c", "unchanged 3", "1=a 2=b 3=c"),
      ("1 a, 2 B", "changed 1 unchanged 1", "1=a 2=B 3=c"),
      ("complete 1 a, 2 B", "unchanged 2 deleted 1", "1=a 2=B"),
      ("complete 1 a, 2 B", "unchanged 2", "1=a 2=B"),
      ("3 c", "returned 1", "1=a 2=B 3=c"),
      ("2 b", "changed 1", "1=a 2=b 3=c"),
    ])
  }

  @Test func `the later source timestamp is live, whatever the order of arrival`() async throws {
    try await check([
      ("1 b @2", "new 1", "1=b"), ("1 a @1", "stale 1", "1=b"), ("1 a @1", "stale 1", "1=b"),
      ("1 c @3", "changed 1", "1=c"), ("1 d", "stale 1", "1=c"), ("1 e @3", "changed 1", "1=e"),
    ])
    // A file with a history: one is live, the others are kept.
    try await check([("1 b @2, 1 c @3, 1 a @1", "new 1 stale 2", "1=c"), ("1 b @2, 1 c @3, 1 a @1", "unchanged 1 stale 2", "1=c")])
  }

  @Test func `rows with one id in a file`() async throws {
    try await check([("1 a, 1 a, 2 b", "new 2 repeated 1", "1=a 2=b")])
    try await check([("1 a, 1 b, 2 c", "new 1 rejected 2 lines 1 2", "2=c")])
    try await check([("1 a @1, 1 b @1, 2 c", "new 1 rejected 2 lines 1 2", "2=c")])
    try await check([("1 a @1, 1 b @2, 1 c @2", "new 1 rejected 2 lines 2 3", "1=a")])
    try await check([
      ("1 x, 2 y", "new 2", "1=x 2=y"),
      // A record whose rows are rejected is in the file all the same.
      ("complete 1 a, 1 b, 2 y", "unchanged 1 rejected 2 lines 1 2", "1=x 2=y"),
    ])
  }

  @Test func `a dry run tells all and keeps nothing`() async throws {
    try await check([
      ("1 a, 2 b", "new 2", "1=a 2=b"), ("dry complete 1 A, 3 c", "new 1 changed 1 deleted 1", "1=a 2=b"),
      ("1 A, 3 c", "new 1 changed 1", "1=A 2=b 3=c"),
    ])
  }

  @Test func `the order of rows plays no part`() async throws {
    let seed: UInt64 = 7
    var random = SplitMix64(seed: seed)
    let rows = ["1 a @1", "1 b @2", "2 c", "2 c", "3 d", "3 e", "4 f @9", "4 g", "5 h @1", "5 i @1", "5 j @2", "6 k"]
    for _ in 0..<5 {
      let shuffled = rows.shuffled(using: &random)
      try await check([("0 z, 4 y @5, 6 w", "new 3", "0=z 4=y 6=w")]) { store in
        let outcome = try await load(shuffled.joined(separator: ", "), into: store)
        #expect(outcome.conflictingLines.count == 4, "seed \(seed)")
        let state = try await state(of: store)
        #expect(state == "0=z 1=b 2=c 4=f 5=j 6=k", "seed \(seed): \(shuffled)")
      }
    }
  }

  @Test func `other settings write an unchanged record anew only where its values differ`() async throws {
    try await withStore { store, database in
      _ = try await load("1 a, 2 b", into: store)
      let version = try await store.saveSettings(ofSource: "web", yaml: "other", priority: 1, at: PostgresSandbox.now)
      #expect(version == 2)
      let same = try await load("1 a, 2 b", into: store, settingsVersion: 2)
      #expect(describe(same) == "unchanged 2")
      let batches = Batches(
        records: [
          incoming("1 a, 2 b").map { record in
            var other = record
            if record.id == "2" { other.payload.append(UInt8(ascii: "!")) }
            return other
          }
        ])
      let outcome = try await store.importRecords(request(settingsVersion: 2)) { batches.next() }
      // Of a record that settings 2 have not written, the values are compared.
      #expect(describe(outcome) == "unchanged 1 renormalised 1")
      #expect(try await state(of: store) == "1=a 2=b!")
      try await expectNoFindings(database)
    }
  }

  @Test func `an unchanged file writes to no table but the list of jobs`() async throws {
    try await withStore { store, database in
      _ = try await load("1 a @1, 2 b, 2 b, 3 c @1, 3 d @2", into: store)
      let before = try await database.tableWrites().filter { $0.table != "job" }
      _ = try await load("1 a @1, 2 b, 2 b, 3 c @1, 3 d @2", into: store)
      let after = try await database.tableWrites().filter { $0.table != "job" }
      #expect(before == after)
    }
  }

  @Test func `an import that loses its connection leaves nothing half done, and the next one finishes`() async throws {
    try await withStore { store, database in
      let batches = Batches(["1 a, 2 b, 3 c", "4 d", "5 e"])
      await #expect(throws: StoreFailure.connectionLost) {
        try await store.importRecords(request()) {
          let batch = batches.next()
          if batches.givenCount == 2 {
            // What the server sees when the client is killed.
            try await PostgresSandbox.withSession(database.address) { session in
              _ = try session.query(
                """
                select pg_terminate_backend(pid, 5000) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
                """)
            }
          }
          return batch
        }
      }
      #expect(try await state(of: store) == "")
      let statistics = try await store.statistics()
      #expect(statistics.jobs.map(\.stage) == ["running"])
      let outcome = try await load("1 a, 2 b, 3 c, 4 d, 5 e", into: store)
      #expect(outcome.interruptedJobs == [statistics.jobs[0].number])
      #expect(try await state(of: store) == "1=a 2=b 3=c 4=d 5=e")
      #expect(try await store.statistics().jobs.map(\.stage) == ["done", "interrupted"])
      try await expectNoFindings(database)
    }
  }

  @Test func `a file that cannot be read to its end leaves nothing, and says so in the list of jobs`() async throws {
    struct Unreadable: Error {}
    try await withStore { store, _ in
      let batches = Batches(["1 a"])
      await #expect(throws: Unreadable.self) {
        try await store.importRecords(request()) {
          guard let batch = batches.next() else { throw Unreadable() }
          return batch
        }
      }
      #expect(try await state(of: store) == "")
      #expect(try await store.statistics().jobs.map(\.stage) == ["failed"])
      _ = try await load("1 a", into: store)
      #expect(try await state(of: store) == "1=a")
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a source that the server's statistics do not know yet loads as fast as the first`() async throws {
    try await withStore { store, database in
      let content = (0..<40_000).map { "\($0) a" }.joined(separator: ", ")
      try await load("0 a, 1 a", into: store)
      // As the server has them from when the first source was alone.
      try await PostgresSandbox.withSession(database.address) { try $0.script("analyze source_record") }
      _ = try await store.saveSettings(ofSource: "pos", yaml: "region: KR", priority: 3, at: PostgresSandbox.now)
      func send(_ records: [IncomingRecord], isComplete: Bool = false) async throws -> String {
        let batches = Batches(records: [records])
        let request = ImportRequest(
          source: "pos", stamp: stamp(1), fileName: "pos.csv", isComplete: isComplete, isDryRun: false,
          at: PostgresSandbox.now)
        return describe(try await store.importRecords(request) { batches.next() })
      }
      let records = incoming(content)
      #expect(try await send(records) == "new 40000")
      #expect(try await send(records.filter { $0.id.utf8.last != UInt8(ascii: "7") }, isComplete: true) == "unchanged 36000 deleted 4000")
      let inOrder = try await PostgresSandbox.withSession(database.address) { session in
        try session.query(
          """
          select array_agg(record_number order by source_id) = array_agg(record_number order by record_number)
          from source_record r join source s using (source_number) where s.name = 'pos'
          """)[0].boolean(0)
      }
      #expect(inOrder)
      try await expectNoFindings(database)
    }
  }

  @Test func `two writers take turns`() async throws {
    try await withStore { store, database in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<4 { group.addTask { try await load("1 a, 2 b", into: store).newCount } }
        let counts = try await group.reduce(into: []) { $0.append($1) }
        #expect(counts.sorted() == [0, 0, 0, 2])
      }
      try await expectNoFindings(database)
    }
  }

  /// Clocks are read before writers wait for each other. A job is undone by when it began.
  @Test func `a file that waited for another comes right after what it replaces, and one that replaces nothing at its moment`() async throws {
    try await withStore { store, database in
      try await load("1 a, 2 b", into: store)
      for (row, expected) in [("3 c", -1_000_000), ("1 a", -1_000_000), ("1 A", 1), ("1 B", 2)] as [(String, Int64)] {
        var late = request()
        late.at = Instant(microseconds: late.at.microseconds - 1_000_000)
        let batches = Batches([row])
        let outcome = try await store.importRecords(late) { batches.next() }
        let moments = try await database.jobs.withConnection { connection in
          try await connection.run { session in
            try session.query(
              """
              select j.started_at, (select max(v.valid_from) from kindred.record_version v where v.job_number = j.job_number)
              from kindred.job j where j.job_number = $1
              """, [.integer(outcome.job)]
            ).map { ($0.instantIfAny(0), $0.instantIfAny(1)) }[0]
          }
        }
        let moment = Instant(microseconds: PostgresSandbox.now.microseconds + expected)
        #expect(moments.0 == moment && (moments.1 == nil || moments.1 == moment), "\(row)")
      }
      try await expectNoFindings(database)
    }
  }

  // MARK: the rows

  /// Loads file after file into a new store; each with the expected outcome and live records.
  private func check(
    _ files: [(file: String, outcome: String, live: String)],
    then body: (PostgresCustomerStore) async throws -> Void = { _ in }
  ) async throws {
    try await withStore { store, database in
      for (file, expected, live) in files {
        let outcome = try await load(file, into: store)
        #expect(describe(outcome) == expected, "\(file)")
        let state = try await state(of: store)
        #expect(state == live, "\(file)")
      }
      try await body(store)
      try await expectNoFindings(database)
    }
  }
}

// MARK: - a small language for stores under test

/// Gives `body` a store with a source `web` in a new database.
func withStore(_ body: (PostgresCustomerStore, OpenedDatabase) async throws -> Void) async throws {
  let address = try await PostgresSandbox.database()
  let database = OpenedDatabase(connectingTo: address)
  let store = PostgresCustomerStore(database) { PostgresSandbox.now }
  _ = try await store.saveSettings(ofSource: "web", yaml: "region: KR", priority: 3, at: PostgresSandbox.now)
  do { try await body(store, database) } catch {
    try await database.close()
    throw error
  }
  try await database.close()
}

func request(settingsVersion: Int = 1, isComplete: Bool = false, isDryRun: Bool = false) -> ImportRequest {
  ImportRequest(
    source: "web", stamp: stamp(settingsVersion), fileName: "web.csv", isComplete: isComplete,
    isDryRun: isDryRun, at: PostgresSandbox.now)
}

func stamp(_ settingsVersion: Int) -> ReadingStamp {
  ReadingStamp(settingsVersion: settingsVersion, normaliserVersion: 1, rulesSHA256: [UInt8](repeating: 7, count: 32))
}

/// Loads `id content @time` rows, two to a batch.
@discardableResult
func load(_ text: String, into store: PostgresCustomerStore, settingsVersion: Int = 1) async throws -> ImportOutcome {
  var words = text.split(separator: " ")
  let isDryRun = words.first == "dry"
  if isDryRun { words.removeFirst() }
  let isComplete = words.first == "complete"
  if isComplete { words.removeFirst() }
  let records = incoming(words.joined(separator: " "))
  let batches = Batches(records: stride(from: 0, to: records.count, by: 2).map { Array(records[$0..<min($0 + 2, records.count)]) })
  return try await store.importRecords(
    request(settingsVersion: settingsVersion, isComplete: isComplete, isDryRun: isDryRun)
  ) { batches.next() }
}

func incoming(_ text: String) -> [IncomingRecord] {
  text.split(separator: ",").enumerated().map { index, row in
    let words = row.split(separator: " ").map(String.init)
    let time = words.count > 2 ? Int64(words[2].dropFirst()) : nil
    let content = words[1] + "@" + (time.map { String($0) } ?? "")
    var hash = [UInt8](repeating: 0, count: 32)
    for (place, byte) in content.utf8.enumerated() { hash[place] = byte }
    return IncomingRecord(
      id: words[0], line: index + 1, sourceTimestamp: time.map { Instant(microseconds: $0 * 1_000_000) }, contentHash: hash,
      rawJSON: Array("{\"content\": \"\(words[1])\"}".utf8), payload: Array(words[1].utf8),
      keys: [.init(kind: 2, key: 5), .init(kind: 1, key: Int64(words[1].utf8.first!)), .init(kind: 2, key: 5)])
  }
}

final class Batches: Sendable {
  private let left: Mutex<[[IncomingRecord]]>
  private let given = Atomic<Int>(0)
  init(_ texts: [String]) { left = Mutex(texts.map(incoming)) }
  init(records: [[IncomingRecord]]) { left = Mutex(records) }
  var givenCount: Int { given.load(ordering: .relaxed) }
  func next() -> IncomingBatch? {
    given.add(1, ordering: .relaxed)
    return left.withLock { $0.isEmpty ? nil : IncomingBatch(records: $0.removeFirst()) }
  }
}

/// `new 3 changed 1 …`, without zeros.
func describe(_ outcome: ImportOutcome) -> String {
  let counts = [
    ("new", outcome.newCount), ("changed", outcome.changedCount), ("returned", outcome.returnedCount),
    ("unchanged", outcome.unchangedCount), ("renormalised", outcome.renormalisedCount), ("stale", outcome.staleCount),
    ("repeated", outcome.repeatedCount), ("deleted", outcome.deletedCount), ("rejected", outcome.rejectedCount),
  ]
  let lines = outcome.conflictingLines.isEmpty ? [] : ["lines"] + outcome.conflictingLines.map(String.init)
  return (counts.filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" } + lines).joined(separator: " ")
}

/// By source key.
func liveRecords(of store: PostgresCustomerStore) async throws -> [StoredRecord] {
  try await store.unitOfWork { try await $0.liveRecords(into: [StoredRecord]()) { $0.append($1) } }
    .sorted { $0.key < $1.key }
}

/// Live records as `id=payload`, in order.
func state(of store: PostgresCustomerStore) async throws -> String {
  try await liveRecords(of: store).map { "\($0.key.id)=\(String(decoding: $0.payload, as: UTF8.self))" }
    .joined(separator: " ")
}

func expectNoFindings(_ database: OpenedDatabase) async throws {
  let broken = try await database.facts().checks.filter { $0.rowCount > 0 }
  #expect(broken == [])
}
