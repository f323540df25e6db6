internal import CPostgres
internal import Glibc

/// A libpq connection as its own thread sees it: blocking, not shared.
///
/// Everything that speaks to the server goes through here. Statements are literals, values are
/// parameters, results are binary, and every statement is prepared once and kept.
package final class Session {
  private let connection: OpaquePointer
  /// Name of the prepared statement by the address of its literal.
  private var preparedNames: [UnsafePointer<UInt8>: String] = [:]
  private var isCopyingIn = false
  /// Whether rows of a COPY are still to come.
  package private(set) var isCopyingOut = false
  /// What comes next is the first message of a COPY.
  private var isCopyHeader = false
  /// Statements whose answers nobody waits for.
  private var waiting: [Statement] = []
  package let purpose: ConnectionPurpose

  /// Connects and sets what every session relies on.
  ///
  /// - Throws: a `StoreFailure` about reaching a server.
  init(_ address: ServerAddress, purpose: ConnectionPurpose) throws(StoreFailure) {
    self.purpose = purpose
    connection = try Session.connect(address, secondsMax: purpose == .service ? 10 : 30)
    // Notices would go to the user's terminal.
    PQsetNoticeProcessor(connection, { _, _ in }, nil)
    do throws(StoreFailure) {
      let major = Int(PQserverVersion(connection)) / 10_000
      guard major >= 15 else { throw StoreFailure.serverTooOld(place: address.place(tried: connection), major: major) }
      // A live unit reads under locks that it took in statements before: under any other isolation it would go on
      // seeing what was there before it had them.
      try script(
        """
        set search_path = kindred, pg_temp; set timezone = 'UTC'; set datestyle = 'ISO, YMD';
        set default_transaction_isolation = 'read committed'
        """)
      switch purpose {
      case .service:
        // Short statements by key, which planning anew would cost more than running.
        try script(
          "set statement_timeout = '5s'; set lock_timeout = '2s'; set idle_in_transaction_session_timeout = '10s'; set plan_cache_mode = force_generic_plan")
      case .job:
        // An import may take an hour; only waiting for somebody else's lock has a limit.
        try script(
          """
          set statement_timeout = 0; set lock_timeout = '30s'; set work_mem = '64MB'; set temp_buffers = '64MB';
          set maintenance_work_mem = '256MB'
          """)
      case .live:
        // A few rows at a time: by index, and planned once.
        try script(
          """
          set statement_timeout = '30s'; set lock_timeout = '10s'; set idle_in_transaction_session_timeout = '60s';
          set enable_hashjoin = off; set enable_mergejoin = off; set enable_seqscan = off; set jit = off;
          set plan_cache_mode = force_generic_plan
          """)
      }
      let encoding = String(cString: PQparameterStatus(connection, "server_encoding"))
      guard encoding.utf8.elementsEqual("UTF8".utf8) else { throw StoreFailure.encodingNotUTF8(encoding: encoding) }
    } catch {
      PQfinish(connection)
      throw error
    }
  }

  /// Major and minor, such as 150018 for 15.18.
  package var serverVersion: Int { Int(PQserverVersion(connection)) }

  /// Ends the connection. Nothing may be called after it.
  func finish() { PQfinish(connection) }

  /// For cancelling from another thread; freed by the caller with `PQfreeCancel`.
  func makeCancel() -> OpaquePointer? { PQgetCancel(connection) }

  /// Is the connection as the next user expects it: alive, no transaction, no COPY?
  var isIdle: Bool {
    PQstatus(connection) == CONNECTION_OK && PQtransactionStatus(connection) == PQTRANS_IDLE && !isCopyingIn && !isCopyingOut && waiting.isEmpty
  }

  /// Is an idle connection still good? Looks at the socket, asks nobody.
  ///
  /// A server says nothing to an idle connection except that it hangs up (or that its settings
  /// changed, and then a new connection is as good).
  var isSilent: Bool {
    var socket = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
    return PQstatus(connection) == CONNECTION_OK && poll(&socket, 1, 0) == 0
  }

  // MARK: statements

  /// Runs a statement with its parameters.
  @discardableResult
  package func query(_ sql: SQL, _ parameters: [Parameter] = []) throws(StoreFailure) -> Rows {
    if !waiting.isEmpty { return try pipeline([Statement(sql, parameters)])[0] }
    let block = try ParameterBlock(parameters)
    let name = try preparedName(of: sql)
    let result = block.withPointers { values, lengths, formats in
      PQexecPrepared(connection, name, Int32(block.count), values, lengths, formats, 1)
    }
    return try checked(result)
  }

  /// Runs statements one after the other, sent together: the way to the server and back is gone once.
  ///
  /// - Returns: what each gave back.
  /// - Throws: what the first that failed says; those after it did not run.
  package func pipeline(_ statements: [Statement]) throws(StoreFailure) -> [Rows] {
    let earlier = waiting
    waiting = []
    return Array(try sent(earlier + statements).dropFirst(earlier.count))
  }

  /// Sends statements with whatever is asked next, ahead of it; if one fails, that fails.
  package func later(_ statements: [Statement]) { waiting += statements }

  /// Forgets what was to be sent later: the transaction, or this part of it, is not to be kept.
  package func forgetLater() { waiting = [] }

  package func rollBack() throws(StoreFailure) {
    forgetLater()
    try query("rollback")
  }

  private func sendWaiting() throws(StoreFailure) { if !waiting.isEmpty { _ = try pipeline([]) } }

  private func sent(_ statements: [Statement]) throws(StoreFailure) -> [Rows] {
    var calls: [(name: String, block: ParameterBlock)] = []
    calls.reserveCapacity(statements.count)
    for statement in statements {
      calls.append((try preparedName(of: statement.sql), try ParameterBlock(statement.parameters)))
    }
    guard PQenterPipelineMode(connection) == 1 else { throw .connectionLost }
    defer { _ = PQexitPipelineMode(connection) }
    for (name, block) in calls {
      let isSent = block.withPointers { values, lengths, formats in
        PQsendQueryPrepared(connection, name, Int32(block.count), values, lengths, formats, 1)
      }
      guard isSent == 1 else { throw .connectionLost }
    }
    guard PQpipelineSync(connection) == 1 else { throw .connectionLost }
    var rows: [Rows] = []
    rows.reserveCapacity(calls.count)
    var failure: StoreFailure?
    for _ in calls {
      let result = PQgetResult(connection)
      // What comes after a failure was not run, and says no more than that.
      if failure != nil, PQresultStatus(result) == PGRES_PIPELINE_ABORTED {
        PQclear(result)
      } else {
        do {
          let found = try checked(result)
          if failure == nil { rows.append(found) }
        } catch {
          failure = failure ?? error
          if case .connectionLost = error { throw failure! }
        }
      }
      while let rest = PQgetResult(connection) { PQclear(rest) }
    }
    // The mark of the end, which is an answer of its own.
    if let end = PQgetResult(connection) { PQclear(end) }
    if let failure { throw failure }
    return rows
  }

  /// Runs several statements without parameters or results, all or nothing.
  package func script(_ sql: SQL) throws(StoreFailure) {
    try script(
      UnsafeRawPointer(sql.text.utf8Start).assumingMemoryBound(to: CChar.self), count: sql.text.utf8CodeUnitCount)
  }

  /// Runs a file the program carries.
  func script(_ text: UnsafePointer<CChar>, count: Int) throws(StoreFailure) {
    _ = try rowCount(of: text, count: count)
  }

  /// Runs a file the program carries and counts the rows of its last statement.
  func rowCount(of text: UnsafePointer<CChar>, count: Int) throws(StoreFailure) -> Int {
    try sendWaiting()
    // libpq wants a zero at the end, which an embedded file does not have.
    var terminated = Array(UnsafeBufferPointer(start: text, count: count))
    terminated.append(0)
    return try checked(PQexec(connection, terminated)).count
  }

  /// Makes a database. Names cannot be parameters, so they are quoted by libpq.
  package func createDatabase(_ name: String, template: String = "template0") throws(StoreFailure) {
    try runNaming { "create database \($0(name)) template \($0(template))" }
  }

  /// For every session that begins later.
  package func packLogQuickly(ofDatabase name: String) throws(StoreFailure) {
    try runNaming { "alter database \($0(name)) set wal_compression = 'lz4'" }
  }

  package func dropDatabase(_ name: String) throws(StoreFailure) {
    try runNaming { "drop database if exists \($0(name)) with (force)" }
  }

  private func runNaming(_ compose: (_ quoted: (String) -> String) -> String) throws(StoreFailure) {
    var isQuoted = true
    let text = compose { name in
      guard let quoted = PQescapeIdentifier(connection, name, name.utf8.count) else {
        isQuoted = false
        return ""
      }
      defer { PQfreemem(quoted) }
      return String(cString: quoted)
    }
    guard isQuoted else { throw .textUnreadable(state: "22021") }
    _ = try checked(PQexec(connection, text))
  }

  /// Runs `body` in a transaction: committed when it returns, rolled back when it throws.
  package func transaction<Value>(_ body: () throws -> Value) throws -> Value {
    try query("begin")
    do {
      let value = try body()
      try query("commit")
      return value
    } catch {
      // Where the connection is gone the server rolls back by itself.
      try? rollBack()
      throw error
    }
  }

  /// Runs `body` in a transaction that sees one moment and writes nothing.
  package func snapshot<Value>(_ body: () throws -> Value) throws -> Value {
    try query("begin isolation level repeatable read read only")
    do {
      let value = try body()
      try query("commit")
      return value
    } catch {
      try? rollBack()
      throw error
    }
  }

  // MARK: COPY

  /// Bytes handed to libpq at a time.
  package static let copyChunkBytes = 65_536

  /// Starts `COPY … FROM STDIN`. Until `endCopyIn` only `putCopy` may be called.
  package func beginCopyIn(_ sql: SQL) throws(StoreFailure) {
    try sendWaiting()
    let result = PQexec(connection, UnsafeRawPointer(sql.text.utf8Start).assumingMemoryBound(to: CChar.self))
    guard PQresultStatus(result) == PGRES_COPY_IN else {
      _ = try checked(result)
      throw .copyUnreadable
    }
    PQclear(result)
    isCopyingIn = true
  }

  /// Sends rows. Blocks while the server is behind, so a fast reader cannot fill the memory.
  package func putCopy(_ rows: CopyRows) throws(StoreFailure) { try putCopy(bytes: rows.bytes) }

  /// Sends rows in whatever format the COPY is in.
  func putCopy(bytes: [UInt8]) throws(StoreFailure) {
    precondition(isCopyingIn, "rows without COPY")
    let isSent = bytes.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let count = min(Session.copyChunkBytes, bytes.count - offset)
        let chunk = (bytes.baseAddress! + offset).assumingMemoryBound(to: CChar.self)
        guard PQputCopyData(connection, chunk, Int32(count)) == 1 else { return false }
        offset += count
      }
      return true
    }
    guard isSent else { throw .connectionLost }
  }

  /// - Returns: the number of rows the server took.
  @discardableResult
  package func endCopyIn() throws(StoreFailure) -> Int {
    isCopyingIn = false
    guard PQputCopyEnd(connection, nil) == 1 else { throw .connectionLost }
    return try finishCopy()
  }

  /// Gives a COPY up; the server forgets its rows.
  package func abortCopyIn() {
    guard isCopyingIn else { return }
    isCopyingIn = false
    _ = PQputCopyEnd(connection, "given up")
    while let result = PQgetResult(connection) { PQclear(result) }
  }

  /// Loads rows that `fill` appends, as many at a time as it likes.
  ///
  /// - Returns: the number of rows the server took.
  @discardableResult
  package func copyIn(_ sql: SQL, _ fill: (_ put: (inout CopyRows) throws -> Void) throws -> Void) throws -> Int {
    try beginCopyIn(sql)
    do {
      try fill { rows in
        try putCopy(rows)
        rows.removeAll()
      }
    } catch {
      abortCopyIn()
      throw error
    }
    return try endCopyIn()
  }

  /// Streams the rows of `COPY (…) TO STDOUT (format binary)` to a closure, one at a time.
  ///
  /// Where the closure throws, the rest of the rows is read and dropped.
  package func copyOut(_ sql: SQL, _ receive: (inout CopyFields) throws -> Void) throws {
    try beginCopyOut(sql)
    do { while try nextCopyRow(receive) {} } catch {
      abandonCopyOut()
      throw error
    }
  }

  /// Starts `COPY (…) TO STDOUT (format binary)`. Until `nextCopyRow` has said that there is none, nothing else may be
  /// asked but to abandon it.
  package func beginCopyOut(_ sql: SQL) throws(StoreFailure) {
    try sendWaiting()
    let result = PQexec(connection, UnsafeRawPointer(sql.text.utf8Start).assumingMemoryBound(to: CChar.self))
    guard PQresultStatus(result) == PGRES_COPY_OUT else {
      _ = try checked(result)
      throw .copyUnreadable
    }
    PQclear(result)
    isCopyingOut = true
    isCopyHeader = true
  }

  /// Shows the next row.
  ///
  /// - Returns: false where there is none; the COPY is over then.
  package func nextCopyRow(_ receive: (inout CopyFields) throws -> Void) throws -> Bool {
    precondition(isCopyingOut, "a row without COPY")
    while true {
      var buffer: UnsafeMutablePointer<CChar>?
      let length = Int(PQgetCopyData(connection, &buffer, 0))
      guard length > 0, let buffer else {
        isCopyingOut = false
        _ = try finishCopy()
        return false
      }
      defer { PQfreemem(buffer) }
      let row = UnsafeRawBufferPointer(start: buffer, count: length)
      // The first message opens with 19 bytes: signature, flags and length of an extension (none).
      let start = isCopyHeader ? 19 : 0
      isCopyHeader = false
      guard start + 2 <= length else { continue }
      let fieldCount = Int16(bigEndian: row.loadUnaligned(fromByteOffset: start, as: Int16.self))
      guard fieldCount >= 0 else { continue }
      var fields = CopyFields(row, offset: start + 2)
      try receive(&fields)
      return true
    }
  }

  /// Reads and drops what is left of a COPY.
  package func abandonCopyOut() {
    guard isCopyingOut else { return }
    isCopyingOut = false
    var buffer: UnsafeMutablePointer<CChar>?
    while PQgetCopyData(connection, &buffer, 0) > 0 { PQfreemem(buffer) }
    while let result = PQgetResult(connection) { PQclear(result) }
  }

  private func finishCopy() throws(StoreFailure) -> Int {
    var rowCount = 0
    var failure: StoreFailure?
    while let result = PQgetResult(connection) {
      do { rowCount = try checked(result).affected } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
    return rowCount
  }

  // MARK: inside

  private func preparedName(of sql: SQL) throws(StoreFailure) -> String {
    if let name = preparedNames[sql.text.utf8Start] { return name }
    let name = "s\(preparedNames.count)"
    let text = UnsafeRawPointer(sql.text.utf8Start).assumingMemoryBound(to: CChar.self)
    _ = try checked(PQprepare(connection, name, text, 0, nil))
    preparedNames[sql.text.utf8Start] = name
    return name
  }

  private func checked(_ result: OpaquePointer?) throws(StoreFailure) -> Rows {
    guard let result else { throw .connectionLost }
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return Rows(taking: result)
    default: break
    }
    defer { PQclear(result) }
    func field(_ code: Character) -> String {
      PQresultErrorField(result, Int32(code.asciiValue!)).map { String(cString: $0) } ?? ""
    }
    let state = field("C")
    guard PQstatus(connection) == CONNECTION_OK, !state.isEmpty else {
      throw state == "53100" ? .diskFull : .connectionLost
    }
    throw .of(state: state, message: field("M"), constraint: field("n"), table: field("t"))
  }

  /// - Parameter secondsMax: a server that is busy may take a while to let somebody in; one that is not there says so
  ///   at once, except behind a dead network.
  private static func connect(_ address: ServerAddress, secondsMax: Int) throws(StoreFailure) -> OpaquePointer {
    var pairs: [(String, String)]
    switch address.target {
    case .url(let url):
      guard let parsed = PQconninfoParse(url, nil) else { throw .addressUnreadable }
      PQconninfoFree(parsed)
      pairs = [("dbname", url)]
    case .socket(let folder, let database):
      pairs = [("host", folder), ("port", "5432"), ("user", "kindred"), ("dbname", database), ("sslmode", "disable")]
    }
    pairs += [
      ("client_encoding", "UTF8"), ("application_name", "kindred"), ("connect_timeout", "\(secondsMax)"),
      ("tcp_user_timeout", "10000"), ("keepalives_idle", "30"), ("target_session_attrs", "read-write"),
    ]
    let keys = CStrings(pairs.map(\.0))
    let values = CStrings(pairs.map(\.1))
    let connection = keys.withPointers { keys in
      values.withPointers { values in PQconnectdbParams(keys, values, 1) }
    }
    guard let connection else { throw .notReachable(place: address.place) }
    guard PQstatus(connection) == CONNECTION_OK else {
      defer { PQfinish(connection) }
      func said(_ text: UnsafeMutablePointer<CChar>?) -> String { text.map { String(cString: $0) } ?? "" }
      throw .connecting(
        message: said(PQerrorMessage(connection)), place: address.place(tried: connection), user: said(PQuser(connection)),
        database: said(PQdb(connection)))
    }
    return connection
  }
}

/// What a connection is for, which decides how long its statements may take.
package enum ConnectionPurpose: Sendable {
  /// Answers somebody who waits: seconds.
  case service
  /// Imports and resolves: as long as it takes.
  case job
  /// Single records that come while people work.
  case live
}

/// Where a server listens.
package struct ServerAddress: Sendable {
  package enum Target: Sendable {
    case url(String)
    /// A private server's socket folder.
    case socket(folder: String, database: String)
  }

  package var target: Target

  package init(_ target: Target) { self.target = target }

  var place: String { place(tried: nil) }

  /// Host and port for a sentence; never the password.
  ///
  /// - Parameter connection: one that was tried. Where the address does not say them, the environment may have.
  func place(tried connection: OpaquePointer?) -> String {
    switch target {
    case .socket(let folder, _): return folder
    case .url(let url):
      guard let options = PQconninfoParse(url, nil) else { return "the given address" }
      defer { PQconninfoFree(options) }
      func said(_ text: UnsafeMutablePointer<CChar>?, _ fallback: String) -> String {
        guard let text, text.pointee != 0 else { return fallback }
        return String(cString: text)
      }
      var host = said(connection.flatMap { PQhost($0) }, "localhost")
      var port = said(connection.flatMap { PQport($0) }, "5432")
      var option = options
      while let keyword = option.pointee.keyword {
        if let value = option.pointee.val {
          switch String(cString: keyword) {
          case "host", "hostaddr": host = String(cString: value)
          case "port": port = String(cString: value)
          default: break
          }
        }
        option += 1
      }
      return "\(host):\(port)"
    }
  }
}

/// Strings as the zero-terminated array of C strings that libpq and posix_spawn take.
struct CStrings {
  private var bytes: [CChar] = []
  private var starts: [Int] = []

  init(_ strings: [String]) {
    for string in strings {
      starts.append(bytes.count)
      bytes += string.utf8.filter { $0 != 0 }.map { CChar(bitPattern: $0) }
      bytes.append(0)
    }
    bytes.append(0)
  }

  func withPointers<Value>(_ body: (UnsafePointer<UnsafePointer<CChar>?>) throws -> Value) rethrows -> Value {
    try bytes.withUnsafeBufferPointer { bytes in
      var pointers: [UnsafePointer<CChar>?] = starts.map { bytes.baseAddress! + $0 }
      pointers.append(nil)
      return try pointers.withUnsafeBufferPointer { try body($0.baseAddress!) }
    }
  }
}
