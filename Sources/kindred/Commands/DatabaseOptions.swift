import ArgumentParser
import Glibc
import PostgresStore
import Resolution

/// Where the database is: an address, or a data directory with a PostgreSQL of Kindred's own.
struct DatabaseOptions: ParsableArguments {
  @Option(help: ArgumentHelp("PostgreSQL to use (postgresql://...); otherwise DATABASE_URL, otherwise Kindred's own server.", valueName: "url"))
  var database: String?

  @Option(help: ArgumentHelp("Directory of Kindred's own server.", valueName: "dir"))
  var data: String?

  func location() throws -> ServerLocation {
    if database != nil, data != nil {
      throw Failure("--database and --data exclude each other: the one names a server, the other the directory of Kindred's own.")
    }
    if let database { return .url(database) }
    if let data { return .embedded(folder: absolute(data)) }
    if let url = environment("DATABASE_URL") { return .url(url) }
    return .embedded(folder: try defaultFolder())
  }

  /// Runs `body` with the store, then gives the database back: the last command that uses Kindred's own
  /// server stops it.
  func withStore<Value: Sendable>(
    _ body: (PostgresCustomerStore, OpenedDatabase) async throws -> Value
  ) async throws -> Value {
    try await withDatabase(at: location(), body)
  }

  private func defaultFolder() throws -> String {
    if geteuid() == 0 { return "/var/lib/kindred" }
    if let folder = environment("XDG_DATA_HOME"), folder.utf8.first == UInt8(ascii: "/") { return folder + "/kindred" }
    guard let home = environment("HOME") else {
      throw Failure("Neither HOME nor XDG_DATA_HOME is set; say with --data where the database is to live.")
    }
    return home + "/.local/share/kindred"
  }

  private func absolute(_ path: String) -> String {
    if path.utf8.first == UInt8(ascii: "/") { return path }
    guard let current = getcwd(nil, 0) else { return path }
    defer { free(current) }
    return String(cString: current) + "/" + path
  }
}

func withDatabase<Value: Sendable>(
  at location: ServerLocation, _ body: (PostgresCustomerStore, OpenedDatabase) async throws -> Value
) async throws -> Value {
  Interruption.passing("Opening the database", share: nil)
  let opened = try await openDatabase(location, searchPath: environment("PATH") ?? "/usr/bin:/bin", at: now())
  let result: Result<Value, any Error>
  do {
    result = .success(try await body(PostgresCustomerStore(opened, clock: { now() }), opened))
  } catch {
    result = .failure(error)
  }
  try await opened.close()
  return try result.get()
}

/// A variable of the environment; nil where it is not set or empty.
func environment(_ name: String) -> String? {
  guard let value = getenv(name) else { return nil }
  let text = String(cString: value)
  return text.utf8.isEmpty ? nil : text
}

extension StoreFailure: SentenceError {
  var sentence: String { description }
}
