import Identity
import Intake
import Linkage
import PostgresStore
import Resolution
import Synchronization
import Testing
import TestKit

/// Files that are sent again: rows that come as they are kept are told by id and content and not read, and nobody can
/// tell afterwards.
@Suite struct SentAgainTests {
  @Test func `what is stored is the same whether kept rows are told or all are read`() async throws {
    // Files of one source, one after the other, with how many of the rows were told and not read.
    try await check([
      ("1 a @1, 2 b @1, 3 c, 4 d, 5 e", 0),
      ("1 a @1, 2 b @1, 3 c, 4 d, 5 e", 5),
      // Another content, a new record, and what was deleted.
      ("complete 1 a @1, 2 B @2, 3 C, 6 f", 1),
      ("complete 1 a @1, 2 B @2, 3 C, 4 d, 6 f", 4),
      // Repeated, contradictory and older rows of kept records, the kept row first, last and between.
      ("1 a @1, 1 a @1, 2 B @2, 3 C, 4 d, 6 f", 5),
      ("3 C, 3 x, 1 a @1, 2 B @2, 4 y, 4 d, 6 f, 6 f, 6 z", 5),
      ("2 b @1, 2 B @2, 2 v @0, 1 a @1, 1 w @9", 2),
      ("2 b @1, 2 B @2, 2 v @0, 1 a @1, 1 w @9", 2),
      // Older than what is live.
      ("1 a @1, 2 b @1, 3 C", 1),
      // A row that cannot be read is there all the same; the same deletes nothing in a complete file.
      ("complete 1 w @9, 2 bad, 3 C", 2),
      // Rows without an id are told by their content.
      (". a, . b, . a, 3 C", 1), (". a, . b, . a, 3 C", 4),
      ("dry complete . a, 3 C, 1 q", 2),
      // Whose key was erased is kept out without a name, and is somebody else with one.
      ("9 -i, 3 C", 1), ("9 i, 3 C", 1), ("9 i, 3 C, 8 -i", 2), ("9 -i, 3 C, 8 -i", 2), ("complete 9 -i, 8 -i", 1),
      // Read otherwise, every row is read; after a resolve they are told again.
      ("settings", 0), ("1 a @1, 3 C, 8 -i", 0), ("1 a @1, 3 C, 8 -i", 0), ("resolve", 0), ("1 a @1, 3 C, 8 -i, 9 i", 4),
      ("resolve", 0), ("complete 3 C", 1), ("complete 3 C", 1),
    ])
  }

  @Test func `so it is whatever is sent`() async throws {
    let seedFirst: UInt64 = 11
    for seed in seedFirst..<seedFirst + 4 {
      var random = SeededGenerator(seed: seed)
      func row(_ id: Int) -> String {
        let content = ["a", "b", "c", "-a", "-c"].randomElement(using: &random) ?? "a"
        return "\(id == 0 ? "." : "\(id)") \(content)\(["", "", " @1", " @2"].randomElement(using: &random) ?? "")"
      }
      var rows = (0..<10).map { row($0) }
      var steps: [(String, Int?)] = []
      for _ in 0..<14 {
        for _ in 0..<Int.random(in: 0...3, using: &random) {
          let place = Int.random(in: 0..<10, using: &random)
          rows[place] = row(place)
        }
        var sent = rows.filter { _ in Int.random(in: 0..<8, using: &random) > 0 }
        for _ in 0..<Int.random(in: 0...2, using: &random) { sent.append(row(Int.random(in: 0..<10, using: &random))) }
        sent += sent.prefix(Int.random(in: 0...2, using: &random))
        if Int.random(in: 0..<6, using: &random) == 0 { sent.append("5 bad") }
        let word = ["", "", "complete ", "complete ", "dry "].randomElement(using: &random) ?? ""
        steps.append((word + sent.shuffled(using: &random).joined(separator: ", "), nil))
        if Int.random(in: 0..<3, using: &random) == 0 { steps.append(("resolve", nil)) }
        if Int.random(in: 0..<7, using: &random) == 0 { steps.append(("settings", nil)) }
      }
      try await check(steps, "seed \(seed)")
    }
  }

  @Test func `what is kept is shown where reading it again would change nothing, and the file is not small beside it`() async throws {
    try await withStore { store, _ in
      try await load((0..<40).map { "\($0) a" }.joined(separator: ", "), into: store)
      let cases: [(what: String, request: ImportRequest, shown: Int?)] = [
        ("the same", again(rowCount: 40), 40),
        ("a file of unknown size", again(rowCount: nil), nil),
        ("few rows", again(rowCount: 3), 40),
        ("very few", again(rowCount: 2), nil),
        ("dry", again(rowCount: 40, isDryRun: true), 40),
        ("other settings", again(rowCount: 40, settingsVersion: 2, isDryRun: true), nil),
        ("another normaliser", again(rowCount: 40, normaliserVersion: 2, isDryRun: true), nil),
        ("other rules", again(rowCount: 40, rule: 8, isDryRun: true), nil),
      ]
      for (what, request, expected) in cases {
        let shown = Mutex<Int?>(nil)
        _ = try await store.importRecords(request) { (opening: ImportOpening) in
          shown.withLock { $0 = opening.kept?.count }
          return nil
        }
        #expect(shown.withLock { $0 } == expected, "\(what)")
      }
      // Records that others than these settings read are among them: nobody knows of all any more.
      try await load("1 b", into: store, settingsVersion: 2)
      _ = try await store.importRecords(again(rowCount: 40)) { (opening: ImportOpening) in
        #expect(opening.kept == nil)
        return nil
      }
    }
  }

  @Test func `a row that is taken for a kept one and is not stops the import, which keeps nothing`() async throws {
    try await withStore { store, database in
      try await load("1 a, 2 b, 3 c", into: store)
      try await load("complete 1 a, 2 b", into: store)
      let cases: [(kept: String, read: String)] = [
        ("1 A", ""), ("4 a", ""), ("3 c", ""), ("1 b", "2 B"), ("1 a, 1 a", ""), ("1 a, 2 b, 2 b", "4 d"),
        // Beside another row of the same id.
        ("1 A @2", "1 B @1"),
      ]
      for (kept, read) in cases {
        let batches = Mutex([IncomingBatch(records: read.isEmpty ? [] : incoming(read), keptRows: keptRows(kept))])
        await #expect(throws: StoreFailure.rowsMistaken, "\(kept) | \(read)") {
          try await store.importRecords(again(rowCount: 3)) { (_: ImportOpening) in batches.withLock { $0.popLast() } }
        }
        #expect(try await state(of: store) == "1=a 2=b")
      }
      let batches = Mutex([IncomingBatch(records: incoming("2 B"), keptRows: keptRows("1 a"))])
      let outcome = try await store.importRecords(again(rowCount: 3)) { (_: ImportOpening) in batches.withLock { $0.popLast() } }
      #expect(describe(outcome) == "changed 1 unchanged 1")
      try await expectNoFindings(database)
    }
  }

  /// What a writer that waits would find kept when it begins to wait is not what is kept when it begins.
  @Test(.timeLimit(.minutes(1)))
  func `a file that waited for another is held against what that one kept`() async throws {
    try await withShop { shop in
      _ = try await shop.send("1 a, 2 b, 3 c")
      let first = ImportRequest(
        source: "shop", stamp: try await shop.reading(), fileName: "other.csv", at: PostgresSandbox.now)
      let begun = AsyncStream<Void>.makeStream()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          let batches = Batches(["1 z"])
          _ = try await shop.store.importRecords(first) {
            begun.continuation.finish()
            // Until the other waits.
            while try await PostgresSandbox.withSession(shop.database.address, { session in
              try session.query("select not exists (select from pg_locks where locktype = 'advisory' and not granted)")[0].boolean(0)
            }) {}
            return batches.next()
          }
        }
        for await _ in begun.stream {}
        let imported = try await shop.send("1 a, 2 b, 3 c", isResting: false)
        #expect(describe(imported.outcome) == "changed 1 unchanged 2")
        #expect(imported.keptRowCount == 2)
        try await group.waitForAll()
      }
      try await expectNoFindings(shop.database)
    }
  }

  /// It takes the source for new and gives its rows places, and the source is new no more when its turn comes.
  @Test(.timeLimit(.minutes(1)), arguments: [true, false])
  func `a file that waited for the first of its source is held against what that one kept`(isReadAlike: Bool) async throws {
    var known: (settings: StoredSettings, reading: ReadingStamp)?
    try await withShop { shop in
      _ = try await shop.send("9 q")
      known = (try #require(try await shop.store.settings(ofSource: "shop")), try await shop.reading())
    }
    let (settings, reading) = try #require(known)
    try await withShop { shop in
      _ = try await shop.store.saveSettings(ofSource: "shop", yaml: settings.yaml, priority: 0, at: PostgresSandbox.now)
      var first = ImportRequest(source: "shop", stamp: reading, fileName: "first.csv", at: PostgresSandbox.now)
      if !isReadAlike { first.stamp.normaliserVersion -= 1 }
      let request = first
      let begun = AsyncStream<Void>.makeStream()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          let batches = Batches(["2 z, 4 y"])
          _ = try await shop.store.importRecords(request) {
            begun.continuation.finish()
            // Until the other waits, which has read its ids by then.
            while try await PostgresSandbox.withSession(shop.database.address, { session in
              try session.query("select not exists (select from pg_locks where locktype = 'advisory' and not granted)")[0].boolean(0)
            }) {}
            return batches.next()
          }
        }
        for await _ in begun.stream {}
        let imported = try await shop.send("1 a, 2 b, 3 c", isResting: false)
        #expect(describe(imported.outcome) == "new 2 changed 1")
        #expect(imported.rejections.isEmpty && imported.suppressed.isEmpty)
        try await group.waitForAll()
      }
      let again = try await shop.send("1 a, 2 b, 3 c")
      #expect(describe(again.outcome) == "unchanged 3")
      let rows = try await PostgresSandbox.withSession(shop.database.address) { session in
        try session.query(
          """
          select string_agg(r.source_id || ' ' || v.version, ', ' order by r.source_id)
          from source_record r join record_version v using (record_number) where v.valid_to is null
          """)[0].text(0)
      }
      #expect(rows == "1 1, 2 2, 3 1, 4 1")
      try await expectNoFindings(shop.database)
    }
  }

  // MARK: two shops

  /// Sends files to two stores. In one it is never known what reading a record again would give, so all rows are read.
  private func check(_ steps: [(file: String, told: Int?)], _ note: String = "") async throws {
    try await withShop { quick in
      try await withShop { slow in
        for (place, (file, told)) in steps.enumerated() {
          let place = "\(note) step \(place): \(file)"
          switch file {
          case "settings":
            await quick.changeSettings()
            await slow.changeSettings()
          case "resolve":
            try await quick.resolveAll()
            try await slow.resolveAll()
          default:
            let (one, other) = (try await quick.send(file), try await slow.send(file, forgettingReading: true))
            #expect(one.outcome == other.outcome, "\(place)")
            #expect(one.rejections == other.rejections && one.suppressed == other.suppressed, "\(place)")
            #expect(other.keptRowCount == 0)
            if let told { #expect(one.keptRowCount == told, "\(place)") }
          }
          let differing = Set(try await quick.tables()).symmetricDifference(try await slow.tables()).sorted()
          #expect(differing == [], "\(place)")
        }
        try await expectNoFindings(quick.database)
      }
    }
  }
}

/// Rows as `incoming` reads them, for a store that has them already.
private func keptRows(_ text: String) -> [KeptRow] {
  incoming(text).map { KeptRow(id: $0.id, line: $0.line, sourceTimestamp: $0.sourceTimestamp, contentHash: $0.contentHash) }
}

private func again(
  rowCount: Int?, settingsVersion: Int = 1, normaliserVersion: Int = 1, rule: UInt8 = 7, isDryRun: Bool = false
) -> ImportRequest {
  var request = request(settingsVersion: settingsVersion, isDryRun: isDryRun)
  request.rowCount = rowCount
  request.stamp.normaliserVersion = normaliserVersion
  request.stamp.rulesSHA256 = [UInt8](repeating: rule, count: 32)
  return request
}

// MARK: - files of one source

/// A store, and a source that sends files to it. Row of a file: `id content @time`; `.` is no id, a content with `-`
/// has no name, `bad` is a row that cannot be read.
private actor Shop {
  nonisolated let store: PostgresCustomerStore
  nonisolated let database: OpenedDatabase
  private var day: Int64 = 0
  private var hasOtherSettings = false

  init(_ store: PostgresCustomerStore, _ database: OpenedDatabase) { (self.store, self.database) = (store, database) }

  func changeSettings() { hasOtherSettings.toggle() }

  func resolveAll() async throws {
    day += 1
    let today = UInt64(day)
    let count = Atomic<UInt64>(0)
    _ = try await resolve(store, by: "test", at: at, threadCount: 2) {
      CustomerID(high: today, low: count.add(1, ordering: .relaxed).newValue)
    }
  }

  private var at: Instant { Instant(microseconds: PostgresSandbox.now.microseconds + day * 86_400_000_000) }

  func send(_ text: String, forgettingReading: Bool = false, isResting: Bool = true) async throws -> ImportedFile {
    if isResting { day += 1 }
    var words = text.split(separator: " ")
    let isDryRun = words.first == "dry"
    if isDryRun { words.removeFirst() }
    let isComplete = words.first == "complete"
    if isComplete { words.removeFirst() }
    if forgettingReading {
      try await PostgresSandbox.withSession(database.address) { session in
        try session.script("update source set settings_version = null, normaliser_version = null, rules_sha256 = null")
      }
    }
    let bytes = Array(("id,name,phone,updated\n" + words.joined(separator: " ").split(separator: ",").map(line).joined()).utf8)
    let file = SourceFile(name: "shop.csv", source: "shop", sizeBytes: Int64(bytes.count)) {
      var isRead = false
      return {
        defer { isRead = true }
        return isRead ? nil : bytes
      }
    }
    let mapping = """
      encoding: utf-8
      region: KR
      columns:
        - { name: id, role: record_id }
        - { name: name, role: full_name }
        - { name: phone, role: \(hasOtherSettings ? "exact" : "phone") }
        - { name: updated, role: updated_at }

      """
    let settings = try parseMapping(yaml: Array(mapping.utf8), fileName: "shop.map.yaml")
    return try await importFile(
      try survey(file, settings: settings, region: "KR"), into: store, rules: ModelFile.standard().model.blocking,
      isComplete: isComplete, isDryRun: isDryRun, secretProposal: Shop.secret, at: at,
      today: PostgresSandbox.now.day, threadCount: 2)
  }

  private func line(_ row: Substring) -> String {
    let words = row.split(separator: " ").map(String.init)
    let id = words[0] == "." ? "" : words[0]
    if words[1] == "bad" { return "\(id),a,b,c,d,e,f\n" }
    let isNameless = words[1].hasPrefix("-")
    let content = isNameless ? String(words[1].dropFirst()) : words[1]
    let phone = "010-2345-6\(content.utf8.reduce(0) { $0 + Int($1) } + 500)"
    return "\(id),\(isNameless ? "" : "Kim \(content)ora"),\(phone),\(words.count > 2 ? "2025-01-0\(words[2].dropFirst())" : "")\n"
  }

  /// Keeps whoever had key 9 out.
  func eraseSomebody() async throws {
    let secret = try await store.secret(proposal: Shop.secret, at: at)
    let hash = SuppressionKeys(storeSecret: secret).hash(of: SourceKey(source: "shop", id: "9"))
    try await PostgresSandbox.withSession(database.address) { session in
      try session.query(
        "insert into erasure (erasure_number, at, who, reason) values (1, $1, 'test', 'request')", [.instant(PostgresSandbox.now)])
      try session.query("insert into suppression (hash, kind, erasure_number) values ($1, 1, 1)", [.bytes(hash)])
    }
  }

  private static let secret = [UInt8](repeating: 3, count: 32)

  /// What is known of how the source's records were read.
  func reading() async throws -> ReadingStamp {
    try await PostgresSandbox.withSession(database.address) { session in
      let row = try session.query("select settings_version, normaliser_version, rules_sha256 from source where name = 'shop'")[0]
      return ReadingStamp(settingsVersion: Int(row.integer(0)), normaliserVersion: Int(row.integer(1)), rulesSHA256: row.bytes(2))
    }
  }

  /// All that an import writes, row by row.
  func tables() async throws -> [String] {
    try await PostgresSandbox.withSession(database.address) { session in
      try session.query(
        """
        select t from (
          select 'source_record ' || to_jsonb(r)::text from source_record r
          union all select 'record_version ' || to_jsonb(v)::text from record_version v
          union all select 'record_feature ' || to_jsonb(f)::text from record_feature f
          union all select 'record_key ' || to_jsonb(k)::text from record_key k
          union all select 'pending ' || to_jsonb(p)::text from pending p
          union all select 'job ' || to_jsonb(j)::text from job j
          union all select 'source_setting ' || to_jsonb(s)::text from source_setting s
        ) as rows (t)
        order by t collate "C"
        """
      ).map { $0.text(0) }
    }
  }
}

/// Gives `body` a source in a new database, in which whoever had its key 9 is erased.
private func withShop(_ body: (Shop) async throws -> Void) async throws {
  try await withStore { store, database in
    let shop = Shop(store, database)
    try await shop.eraseSomebody()
    try await body(shop)
  }
}
