public import Identity
internal import Synchronization

/// Where the database is: somebody's server, or one of our own in a folder.
public enum ServerLocation: Sendable, Equatable {
  /// A `postgresql://` address or a libpq connection string.
  case url(String)
  /// The data folder of the private server, an absolute path.
  case embedded(folder: String)
  /// A private server in a new folder under /tmp, removed when it is closed.
  case temporary(prefix: String)
}

/// A database that is ready: reachable, new enough, its schema up to date.
///
/// Close it at the end of the command: the last command using a private server stops it.
public final class OpenedDatabase: Sendable {
  /// The private server, where there is one.
  public let cluster: EmbeddedCluster?
  package let address: ServerAddress
  package let jobs: Pool
  package let live: Pool
  /// For people and programs that wait: short statements. Opened when first used.
  package let service: Pool
  let sourceNames = SourceNames()

  init(cluster: EmbeddedCluster?, address: ServerAddress, jobs: Pool) {
    self.cluster = cluster
    self.address = address
    self.jobs = jobs
    live = Pool(address, purpose: .live, sizeMax: 16)
    service = Pool(address, purpose: .service, sizeMax: 4)
  }

  /// A database that somebody else keeps open and up to date.
  package convenience init(connectingTo address: ServerAddress) {
    self.init(cluster: nil, address: address, jobs: Pool(address, purpose: .job, sizeMax: 4))
  }

  /// Closes the connections and gives up the private server.
  public func close() async throws {
    await jobs.close()
    await live.close()
    await service.close()
    try await cluster?.close()
  }
}

/// Names of sources by number, which never change: spares short statements a join.
final class SourceNames: Sendable {
  private let known = Mutex<[Int64: String]>([:])

  func name(of source: Int64, _ session: Session) throws -> String {
    if let name = known.withLock({ $0[source] }) { return name }
    for row in try session.query("select source_number, name from source").map({ (number: $0.integer(0), name: $0.text(1)) }) {
      known.withLock { $0[row.number] = row.name }
    }
    guard let name = known.withLock({ $0[source] }) else { preconditionFailure("a record of a source that is not there") }
    return name
  }
}

/// Opens the database and brings its schema up to date.
///
/// - Parameters:
///   - searchPath: what the environment has as `PATH`, to find an installed server.
///   - now: kept with migrations applied now.
/// - Throws: a `StoreFailure`.
public func openDatabase(
  _ location: ServerLocation, searchPath: String, at now: Instant
) async throws -> OpenedDatabase {
  let cluster: EmbeddedCluster?
  let address: ServerAddress
  switch location {
  case .url(let url):
    cluster = nil
    address = ServerAddress(.url(url))
  case .embedded(let folder):
    let opened = try await EmbeddedCluster.open(dataFolder: folder, searchPath: searchPath)
    cluster = opened
    address = opened.address
  case .temporary(let prefix):
    let opened = try await EmbeddedCluster.openTemporary(prefix: prefix, searchPath: searchPath)
    cluster = opened
    address = opened.address
  }
  let jobs = Pool(address, purpose: .job, sizeMax: 4)
  do {
    try await jobs.withConnection {
      try await $0.run { session in
        _ = try Migrator.migrate(session, at: now)
        try PostgresCustomerStore.takeInRestoredChanges(session)
      }
    }
  } catch {
    await jobs.close()
    try? await cluster?.close()
    throw error
  }
  return OpenedDatabase(cluster: cluster, address: address, jobs: jobs)
}
