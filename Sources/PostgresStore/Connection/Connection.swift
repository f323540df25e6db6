internal import CPostgres
internal import Synchronization

/// A connection that tasks can use: jobs are handed to the thread that owns it.
package final class Connection: Sendable {
  private let thread: DedicatedThread
  private let owned: Owned
  private let isTainted = Atomic<Bool>(false)

  /// Touched on the connection's thread only, except `cancel`, which libpq allows from anywhere.
  private final class Owned: @unchecked Sendable {
    let session: Session
    let cancel: OpaquePointer?
    init(_ session: Session) {
      self.session = session
      cancel = session.makeCancel()
    }
  }

  package static func open(_ address: ServerAddress, purpose: ConnectionPurpose) async throws -> Connection {
    let thread = DedicatedThread()
    do {
      let owned = try await thread.run { Owned(try Session(address, purpose: purpose)) }
      return Connection(thread: thread, owned: owned)
    } catch {
      thread.stop()
      throw error
    }
  }

  private init(thread: DedicatedThread, owned: Owned) {
    self.thread = thread
    self.owned = owned
  }

  /// Runs `body` with the session, on the connection's thread.
  ///
  /// Cancelling the task cancels the statement that runs. A cancelled connection is not used again
  /// by others: the cancellation may arrive late and hit their statement.
  package func run<Value: Sendable>(_ body: @escaping @Sendable (Session) throws -> Value) async throws -> Value {
    try Task.checkCancellation()
    do {
      return try await withTaskCancellationHandler {
        try await runToTheEnd(body)
      } onCancel: {
        isTainted.store(true, ordering: .relaxed)
        var reason = [CChar](repeating: 0, count: 256)
        PQcancel(owned.cancel, &reason, Int32(reason.count))
      }
    } catch StoreFailure.statementTimeout where Task.isCancelled {
      throw CancellationError()
    }
  }

  /// As `run`, with a look before and after in the same turn on the thread: three turns would take longer than a
  /// short statement.
  ///
  /// - Parameter asking: looks whether the server is there with a question instead of at the socket.
  /// - Returns: nil where it is not; otherwise what `body` gave, and whether somebody else may have the connection next.
  func turn<Value: Sendable>(
    asking: Bool, _ body: @escaping @Sendable (Session) throws -> Value
  ) async -> (outcome: Result<Value, any Error>, isReusable: Bool)? {
    let found = try? await withTaskCancellationHandler {
      try await runToTheEnd { session -> (outcome: Result<Value, any Error>, isReusable: Bool)? in
        guard session.isSilent else { return nil }
        if asking { guard (try? session.query("select 1")) != nil else { return nil } }
        let outcome = Result { try body(session) }
        return (outcome, session.isIdle)
      }
    } onCancel: {
      isTainted.store(true, ordering: .relaxed)
      var reason = [CChar](repeating: 0, count: 256)
      PQcancel(owned.cancel, &reason, Int32(reason.count))
    }
    guard var turn = found else { return nil }
    if isTainted.load(ordering: .relaxed) { turn.isReusable = false }
    return turn
  }

  /// As `run`, for what must happen even when the task was cancelled: a rollback, an unlock.
  package func runToTheEnd<Value: Sendable>(
    _ body: @escaping @Sendable (Session) throws -> Value
  ) async throws -> Value {
    let owned = owned
    return try await thread.run { try body(owned.session) }
  }

  /// Runs `body` on the connection's thread, so that the sessions it asks for one after the other are at hand.
  package func atItsThread<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
    try await withTaskExecutorPreference(thread) { try await body() }
  }

  /// May somebody else have it next?
  package func isReusable() async -> Bool {
    guard !isTainted.load(ordering: .relaxed) else { return false }
    return (try? await runToTheEnd { $0.isIdle }) ?? false
  }

  /// Is the server still at the other end? - Parameter asking: with a question instead of a look.
  package func isAlive(asking: Bool) async -> Bool {
    (try? await runToTheEnd { session in
      guard session.isSilent else { return false }
      if asking { try session.query("select 1") }
      return true
    }) ?? false
  }

  /// Ends the connection and its thread. Nothing may be called after it.
  package func close() async {
    let owned = owned
    _ = try? await thread.run {
      PQfreeCancel(owned.cancel)
      owned.session.finish()
    }
    thread.stop()
  }
}
