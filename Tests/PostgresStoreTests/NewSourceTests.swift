import Identity
import PostgresStore
import Resolution
import Synchronization
import Testing

/// A source's first import goes straight to its tables where no two rows have one id. What is kept must be what the
/// longer way keeps, which holds every row against what is there.
@Suite struct NewSourceTests {
  @Test func `what is kept does not depend on the way there`() async throws {
    // The rows of one file after the other, each of its own source.
    let cases: [(files: [String], isComplete: Bool)] = [
      (["2 b, 1 a, 3 c"], false),
      (["9 x @3, 10 y, 8 z @1"], true),
      (["1 a"], false),
      (["2 b, 1 a", "1 a, 7 q @5", "0 z"], false),
    ]
    for (files, isComplete) in cases {
      var found: [String] = []
      for isKnown in [false, true] {
        try await withStore { store, database in
          for (index, file) in files.enumerated() {
            let outcome = try await send(file, asSource: "s\(index)", idsKnown: isKnown, isComplete: isComplete, to: store)
            #expect(outcome.newCount == incoming(file).count && outcome.loadedCount == outcome.newCount, "\(files)")
          }
          found.append(try await kept(database))
          try await expectNoFindings(database)
        }
      }
      #expect(found[0] == found[1], "\(files)")
      #expect(found[0].split(separator: "\n").count > 4 * files.count, "\(files)")
    }
  }

  @Test func `a source that has records takes the longer way, whoever promised otherwise`() async throws {
    try await withStore { store, database in
      try await send("1 a, 2 b", asSource: "s", idsKnown: true, to: store)
      let outcome = try await send("2 B, 3 c", asSource: "s", idsKnown: true, isComplete: true, to: store)
      #expect([outcome.newCount, outcome.changedCount, outcome.deletedCount] == [1, 1, 1])
      try await expectNoFindings(database)
    }
  }

  @Test func `rejected rows leave their numbers out, and the next source's come after`() async throws {
    try await withStore { store, database in
      // Of six ids two were of rows that came to nothing.
      try await send("b x, d y, e z, f w", asSource: "s", idsKnown: true, places: [1, 3, 4, 5], idCount: 6, to: store)
      try await send("a v", asSource: "t", idsKnown: true, to: store)
      try await load("9 c", into: store)
      let numbers = try await PostgresSandbox.withSession(database.address) { session in
        try session.query("select string_agg(source_id || record_number, ' ' order by record_number) from source_record")[0].text(0)
      }
      #expect(numbers == "b2 d4 e5 f6 a7 98")
      try await expectNoFindings(database)
    }
  }

  @Test func `a load that fails leaves a store that takes the next`() async throws {
    struct Broken: Error {}
    try await withStore { store, database in
      _ = try await store.saveSettings(ofSource: "s", yaml: "region: KR", priority: 3, at: PostgresSandbox.now)
      for isFirstOfAll in [true, false] {
        let calls = Atomic<Int>(0)
        await #expect(throws: Broken.self) {
          try await store.importRecords(request(source: "s", idCount: 4)) {
            if calls.add(1, ordering: .relaxed).newValue == 2 { throw Broken() }
            return IncomingBatch(records: placed("1 a, 2 b"))
          }
        }
        let counts = try await state(of: store)
        #expect(counts == (isFirstOfAll ? "" : "1=a"))
        try await load("1 a", into: store)
      }
      #expect(try await send("1 a, 2 b", asSource: "s", idsKnown: true, to: store).newCount == 2)
      try await expectNoFindings(database)
    }
  }

  @Test func `files`() async throws {
    // The bytes of the first reading, which looks at the columns, of the second, for the ids, and of the third.
    let cases: [(readings: [String], expected: String)] = [
      (["id,name\nb,Kim\na,Lee\n"], "a1 b2"),
      // No ids: they are made of what the rows hold, and equal rows are told apart.
      (["name,email\nKim,k@x.com\nLee,l@x.com\nKim,k@x.com\n"], "3 numbered"),
      (["id,name\na,Kim\na,Lee\nb,Han\n"], "b1"),
      (["id,name\n\(String(repeating: "x", count: 256)),Kim\nb,Lee\n"], "b1"),
      (["id,name\nb,Kim\na,Lee\n", "id,name\nb,Kim\na,Lee\n", "id,name\nb,Kim\nc,Lee\n"], "changed"),
      (["id,name\nb,Kim\na,Lee\n", "id,name\nb,Kim\n", "id,name\nb,Kim\na,Lee\n"], "changed"),
    ]
    for (readings, expected) in cases {
      try await withStore { store, database in
        let file = Rewritten(readings).file
        do {
          _ = try await importFile(
            survey(file, settings: nil, region: "KR"), into: store, rules: [], isComplete: false,
            isDryRun: false, secretProposal: Array(repeating: 7, count: 32), at: PostgresSandbox.now,
            today: #require(CivilDate(year: 2026, month: 11, day: 23)), threadCount: 2)
        } catch let failure as FileFailure {
          #expect(expected == "changed", "\(failure)")
          #expect(failure.sentence.hasPrefix("The file changed while it was read"))
          #expect(try await state(of: store) == "")
          return
        }
        let numbers = try await PostgresSandbox.withSession(database.address) { session in
          try session.query("select string_agg(source_id || record_number, ' ' order by record_number) from source_record")[0].text(0)
        }
        let isNumbered = expected.hasSuffix("numbered")
        #expect(isNumbered ? numbers.split(separator: " ").count == 3 : numbers == expected, "\(readings)")
        try await expectNoFindings(database)
      }
    }
  }

  // MARK: -

  /// A file that somebody writes anew between its readings.
  private final class Rewritten: Sendable {
    let readings: [String]
    let opened = Atomic<Int>(0)

    init(_ readings: [String]) { self.readings = readings }

    var file: SourceFile {
      SourceFile(name: "shop.csv", source: "shop", sizeBytes: 0) { [self] in
        let index = opened.add(1, ordering: .relaxed).oldValue
        var rest: [UInt8]? = Array(readings[min(index, readings.count - 1)].utf8)
        return {
          defer { rest = nil }
          return rest
        }
      }
    }
  }

  private func request(source: String, isComplete: Bool = false, idCount: Int?) -> ImportRequest {
    ImportRequest(
      source: source, stamp: stamp(1), fileName: "\(source).csv", isComplete: isComplete, at: PostgresSandbox.now, idCount: idCount)
  }

  /// With the place of each id among them.
  private func placed(_ text: String) -> [IncomingRecord] {
    var records = incoming(text)
    let order = records.map(\.id).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    for index in records.indices { records[index].place = order.firstIndex { $0 == records[index].id } }
    return records
  }

  @discardableResult
  private func send(
    _ text: String, asSource source: String, idsKnown: Bool, isComplete: Bool = false, places: [Int]? = nil,
    idCount: Int? = nil, to store: PostgresCustomerStore
  ) async throws -> ImportOutcome {
    _ = try await store.saveSettings(ofSource: source, yaml: "region: KR", priority: 3, at: PostgresSandbox.now)
    var records = idsKnown ? placed(text) : incoming(text)
    if let places { for (index, place) in places.enumerated() { records[index].place = place } }
    let batches = Batches(records: records.map { [$0] })
    return try await store.importRecords(
      request(source: source, isComplete: isComplete, idCount: idsKnown ? idCount ?? records.count : nil)
    ) { batches.next() }
  }

  /// Every row that an import writes.
  private func kept(_ database: OpenedDatabase) async throws -> String {
    try await PostgresSandbox.withSession(database.address) { session in
      try session.query(
        """
        select string_agg(line, E'\\n' order by line) from (
          select 'source ' || t from (select name, settings_version, normaliser_version, rules_sha256 from source) t
          union all select 'record ' || t from source_record t
          union all select 'version ' || t from record_version t
          union all select 'feature ' || t from record_feature t
          union all select 'key ' || t from record_key t
          union all select 'pending ' || t from pending t
          union all select 'job ' || t from (select source_name, stage, rows_in, rows_loaded, rows_rejected from job) t
        ) rows (line)
        """)[0].text(0)
    }
  }
}
