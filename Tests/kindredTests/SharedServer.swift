import Foundation
import Identity
import PostgresStore
import Synchronization
import Testing

/// One private PostgreSQL for the suites of this module, one database a test, so that no command has to
/// start a server. Removed at exit; what a killed run leaves behind, the next run removes.
enum SharedServer {
  /// A new database, empty or a copy of another, as the address `--database` takes.
  static func database(copying template: String? = nil) async throws -> String {
    let cluster = try await opened.value
    let name = "cli_\(databaseCount.add(1, ordering: .relaxed).newValue)"
    let source = template.map { String($0[$0.range(of: "dbname=")!.upperBound...]) } ?? "template0"
    let connection = try await Connection.open(cluster.address.with(database: "postgres"), purpose: .job)
    // The session that filled the template may be on its way out.
    for attempt in 0... {
      do {
        try await connection.run { try $0.createDatabase(name, template: source) }
        break
      } catch {
        if attempt == 50 { throw error }
        try await Task.sleep(for: .milliseconds(100))
      }
    }
    await connection.close()
    return "host=\(try folder(of: cluster.address)) user=kindred dbname=\(name)"
  }

  private static let opened = Task { () async throws -> EmbeddedCluster in
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let cluster = try await EmbeddedCluster.openTemporary(prefix: "kindred-cli-", searchPath: path)
    running.withLock { $0 = cluster }
    atexit { SharedServer.running.withLock { try? $0?.closeHere() } }
    return cluster
  }
  private static let running = Mutex<EmbeddedCluster?>(nil)
  private static let databaseCount = Atomic<Int>(0)

  private static func folder(of address: ServerAddress) throws -> String {
    guard case .socket(let folder, _) = address.target else { throw ProgramMissing(description: "a private server has a socket") }
    return folder
  }
}

extension ServerAddress {
  fileprivate func with(database: String) -> ServerAddress {
    guard case .socket(let folder, _) = target else { return self }
    return ServerAddress(.socket(folder: folder, database: database))
  }
}

/// A store as the command line sees it: its address goes with every command.
struct StoreUnderTest: Sendable {
  let location: [String]
  var program = Program()

  init(database: String) { location = ["--database", database] }
  init(data: String) { location = ["--data", data] }

  @discardableResult
  func run(_ arguments: String..., expecting exit: Int32 = 0, at place: SourceLocation = #_sourceLocation) async throws
    -> Program.Outcome
  {
    let outcome = try await program.run(arguments + location)
    #expect(outcome.exit == exit, "kindred \(arguments.joined(separator: " ")): \(outcome.errorText)", sourceLocation: place)
    return outcome
  }

  func importChannels() async throws {
    for (file, source) in zip(Channels.files, Channels.sources) { try await run("import", file, "--source", source) }
  }

  /// Records by `SOURCE:ID`.
  func clusters() async throws -> Clustering {
    let rows = csvRows(try await run("export", "clusters").output).dropFirst()
    return Clustering(rows.map { ("\($0[0]):\($0[1])", $0[2]) })
  }

  /// Looks at everything, and finds nothing that looking at parts has missed: no other customer, and no other fact or
  /// edge of those that parts go by.
  func expectNothingMissed(_ what: String = "", at place: SourceLocation = #_sourceLocation) async throws {
    let kept = try await everythingDerived()
    let whole = try await run("resolve", "--whole")
    #expect(
      whole.outputText.contains("Nothing has changed since the last run"), "\(what): \(whole.outputText)",
      sourceLocation: place)
    let missed = Set(try await everythingDerived()).symmetricDifference(kept).sorted()
    #expect(missed.isEmpty, "\(what): \(missed.count) such as \(missed.prefix(12))", sourceLocation: place)
  }

  private func everythingDerived() async throws -> [String] {
    try await withSession { session in
      try session.query(
        """
        select concat_ws(' ', 'fact', kind, key, value) from set_fact
        union all
        select concat_ws(' ', 'edges of', record_number, others, weights) from record_edge
        union all
        select concat_ws(' ', 'golden record of', customer_id, attributes) from golden_record
        union all
        select concat_ws(' ', 'possible match of', left_customer, 'and', right_customer, weight_millibits, reason, left_record, right_record)
        from possible_match
        union all
        select concat_ws(' ', 'record', record_number, 'with', customer_id) from membership where valid_to is null
        union all
        select concat_ws(' ', 'redirect of', from_customer, 'to', to_customer) from redirect where valid_to is null
        """).map { $0.text(0) }
    }
  }

  /// Golden records by customer id: the line of the export without the id.
  func goldenRecords() async throws -> [String: [String]] {
    let rows = csvRows(try await run("export", "golden").output).dropFirst()
    return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], Array($0.dropFirst())) })
  }

  /// What is packed for each live record, by `SOURCE:ID`.
  func payloads() async throws -> [String: [UInt8]] {
    try await withSession { session in
      let rows = try session.query(
        """
        select s.name || ':' || r.source_id, f.payload
        from source s join source_record r using (source_number) join record_feature f using (record_number)
        """
      ).map { ($0.text(0), $0.bytes(1)) }
      return Dictionary(uniqueKeysWithValues: rows)
    }
  }

  func withSession<Value: Sendable>(_ body: @escaping @Sendable (Session) throws -> Value) async throws -> Value {
    let opened = try await opened()
    let outcome: Result<Value, any Error>
    do { outcome = .success(try await opened.jobs.withConnection { try await $0.run(body) }) } catch { outcome = .failure(error) }
    try await opened.close()
    return try outcome.get()
  }

  private func opened() async throws -> OpenedDatabase {
    try await openDatabase(
      location[0] == "--database" ? .url(location[1]) : .embedded(folder: location[1]),
      searchPath: ProcessInfo.processInfo.environment["PATH"] ?? "", at: Instant(microseconds: 0))
  }

  /// Rows written to each table since it was made, once the numbers have come to rest: a session counts
  /// what it wrote when it ends, which may be a moment after its command.
  func writes() async throws -> [String: TableWrites] {
    let opened = try await opened()
    var last: [TableWrites] = []
    for _ in 0..<50 {
      let next = try await opened.tableWrites()
      if next == last { break }
      last = next
      try await Task.sleep(for: .milliseconds(300))
    }
    try await opened.close()
    return Dictionary(uniqueKeysWithValues: last.map { ($0.table, $0) })
  }
}
