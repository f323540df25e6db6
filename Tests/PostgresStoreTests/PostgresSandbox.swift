import Glibc
import Identity
import PostgresStore
import Synchronization

/// A real PostgreSQL for the suite: one private server a process, one database a test.
///
/// The server is removed at exit; what a killed run leaves behind, the next run removes.
enum PostgresSandbox {
  static let now = Instant(microseconds: 1_767_225_600_000_000)
  static let searchPath = getenv("PATH").map { String(cString: $0) } ?? ""

  private static let opened = Task { () async throws -> EmbeddedCluster in
    let cluster = try await EmbeddedCluster.openTemporary(prefix: "kindred-test-", searchPath: searchPath)
    running.withLock { $0 = cluster }
    atexit { PostgresSandbox.running.withLock { try? $0?.closeHere() } }
    try await withSession(address(of: "postgres", in: cluster)) { session in
      try session.createDatabase("template_kindred")
    }
    try await withSession(address(of: "template_kindred", in: cluster)) { session in
      _ = try Migrator.migrate(session, at: now)
    }
    return cluster
  }
  private static let running = Mutex<EmbeddedCluster?>(nil)
  private static let databaseCount = Atomic<Int>(0)

  static func cluster() async throws -> EmbeddedCluster { try await opened.value }

  /// A new database with the schema in it, or an empty one.
  static func database(isEmpty: Bool = false) async throws -> ServerAddress {
    let cluster = try await cluster()
    let name = "test_\(databaseCount.add(1, ordering: .relaxed).newValue)"
    try await withSession(address(of: "postgres", in: cluster)) { session in
      try session.createDatabase(name, template: isEmpty ? "template0" : "template_kindred")
    }
    return address(of: name, in: cluster)
  }

  static func address(of database: String, in cluster: EmbeddedCluster) -> ServerAddress {
    guard case .socket(let folder, _) = cluster.address.target else { preconditionFailure("a private server") }
    return ServerAddress(.socket(folder: folder, database: database))
  }

  /// Runs `body` on a connection made for it.
  @discardableResult
  static func withSession<Value: Sendable>(
    _ address: ServerAddress, _ body: @escaping @Sendable (Session) throws -> Value
  ) async throws -> Value {
    let connection = try await Connection.open(address, purpose: .job)
    do {
      let value = try await connection.run(body)
      await connection.close()
      return value
    } catch {
      await connection.close()
      throw error
    }
  }
}

/// Numbers that are the same in every run with the same seed.
/// Source: G. L. Steele, D. Lea, C. H. Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
