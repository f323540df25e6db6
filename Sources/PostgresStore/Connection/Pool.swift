/// A few connections for many tasks, handed out in the order they were asked for.
///
/// Connections are opened when first needed. One that comes back in the middle of something, or was
/// cancelled, is closed and another takes its place. Two pools, one for people who wait and one for
/// jobs, keep an import from starving the others.
package actor Pool {
  private let address: ServerAddress
  private let purpose: ConnectionPurpose
  private let sizeMax: Int
  private var idle: [(connection: Connection, since: ContinuousClock.Instant)] = []
  /// Open or being opened, in use or idle.
  private var openCount = 0
  private var waiters: [(ticket: Int, grant: CheckedContinuation<Grant, any Error>)] = []
  private var nextTicket = 0
  private var isClosed = false

  private enum Grant: Sendable {
    case connection(Connection)
    /// A place in the pool: the one who gets it opens its own connection.
    case place
  }

  package init(_ address: ServerAddress, purpose: ConnectionPurpose, sizeMax: Int) {
    precondition(sizeMax > 0)
    self.address = address
    self.purpose = purpose
    self.sizeMax = sizeMax
  }

  /// How many tasks wait for a connection.
  package var waiterCount: Int { waiters.count }

  /// Lends a connection to `body`.
  ///
  /// - Throws: `StoreFailure.poolExhausted` where none comes free in time; what opening one throws;
  ///   what `body` throws.
  package func withConnection<Value: Sendable>(
    waitingAtMost deadline: Duration = .seconds(10),
    _ body: @Sendable (Connection) async throws -> Value
  ) async throws -> Value {
    let connection = try await take(waitingAtMost: deadline)
    do {
      let value = try await body(connection)
      await giveBack(connection)
      return value
    } catch {
      await giveBack(connection)
      throw error
    }
  }

  /// Lends a connection for one short piece of work, which takes a single turn on its thread where one is idle.
  ///
  /// - Throws: as `withConnection`.
  package func run<Value: Sendable>(_ body: @escaping @Sendable (Session) throws -> Value) async throws -> Value {
    try Task.checkCancellation()
    guard !isClosed, let (connection, since) = idle.popLast() else {
      return try await withConnection { try await $0.run(body) }
    }
    guard let (outcome, isReusable) = await connection.turn(asking: since.duration(to: .now) > .seconds(30), body) else {
      await connection.close()
      passPlaceOn()
      return try await run(body)
    }
    await giveBack(connection, isReusable: isReusable)
    do { return try outcome.get() } catch StoreFailure.statementTimeout where Task.isCancelled { throw CancellationError() }
  }

  /// Lends a connection to `body`, which runs on the connection's thread; so do the looks before and after it where a
  /// connection is idle: each turn there and back takes as long as a short statement.
  ///
  /// - Throws: as `withConnection`.
  package func withConnectionAtItsThread<Value: Sendable>(
    _ body: @Sendable (Connection) async throws -> Value
  ) async throws -> Value {
    guard !isClosed, let (connection, since) = idle.popLast() else {
      return try await withConnection { connection in
        try await connection.atItsThread { try await body(connection) }
      }
    }
    let isOld = since.duration(to: .now) > .seconds(30)
    let turn = try? await connection.atItsThread { () -> (outcome: Result<Value, any Error>, isReusable: Bool)? in
      guard await connection.isAlive(asking: isOld) else { return nil }
      let outcome: Result<Value, any Error>
      do { outcome = .success(try await body(connection)) } catch { outcome = .failure(error) }
      return (outcome, await connection.isReusable())
    }
    guard let (outcome, isReusable) = turn else {
      await connection.close()
      passPlaceOn()
      return try await withConnectionAtItsThread(body)
    }
    await giveBack(connection, isReusable: isReusable)
    return try outcome.get()
  }

  /// Closes what is idle; connections in use are closed when they come back.
  package func close() async {
    isClosed = true
    for waiter in waiters { waiter.grant.resume(throwing: StoreFailure.poolClosed) }
    waiters.removeAll()
    let closing = idle
    idle.removeAll()
    openCount -= closing.count
    for (connection, _) in closing { await connection.close() }
  }

  private func take(waitingAtMost deadline: Duration) async throws -> Connection {
    guard !isClosed else { throw StoreFailure.poolClosed }
    while let (connection, since) = idle.popLast() {
      // A look at the socket finds a server that hung up; only a question finds a dead network.
      if await connection.isAlive(asking: since.duration(to: .now) > .seconds(30)) { return connection }
      await connection.close()
      openCount -= 1
    }
    if openCount < sizeMax {
      openCount += 1
      return try await openInPlace()
    }
    switch try await wait(atMost: deadline) {
    case .connection(let connection): return connection
    case .place: return try await openInPlace()
    }
  }

  private func openInPlace() async throws -> Connection {
    do { return try await Connection.open(address, purpose: purpose) } catch {
      passPlaceOn()
      throw error
    }
  }

  private func wait(atMost deadline: Duration) async throws -> Grant {
    let ticket = nextTicket
    nextTicket += 1
    let alarm = Task {
      try await Task.sleep(for: deadline)
      let parts = deadline.components
      fail(
        ticket,
        with: StoreFailure.poolExhausted(
          sizeMax: sizeMax,
          waitedMilliseconds: Int(parts.seconds * 1_000 + parts.attoseconds / 1_000_000_000_000_000)))
    }
    defer { alarm.cancel() }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { grant in
        if Task.isCancelled { grant.resume(throwing: CancellationError()) } else { waiters.append((ticket, grant)) }
      }
    } onCancel: {
      Task { await fail(ticket, with: CancellationError()) }
    }
  }

  private func fail(_ ticket: Int, with failure: any Error) {
    guard let place = waiters.firstIndex(where: { $0.ticket == ticket }) else { return }
    waiters.remove(at: place).grant.resume(throwing: failure)
  }

  private func giveBack(_ connection: Connection) async {
    await giveBack(connection, isReusable: await connection.isReusable())
  }

  private func giveBack(_ connection: Connection, isReusable: Bool) async {
    guard isReusable, !isClosed else {
      await connection.close()
      return passPlaceOn()
    }
    if waiters.isEmpty {
      idle.append((connection, .now))
    } else {
      waiters.removeFirst().grant.resume(returning: .connection(connection))
    }
  }

  private func passPlaceOn() {
    if waiters.isEmpty { openCount -= 1 } else { waiters.removeFirst().grant.resume(returning: .place) }
  }
}
