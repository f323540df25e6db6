internal import CPostgres
internal import Crypto
internal import Glibc

/// A PostgreSQL server of Kindred's own, for those who have none.
///
/// A data folder holds the cluster, its log and two lock files. Every command that uses the server
/// holds `use.lock` shared; starting and stopping happen under `start.lock`. So the first command
/// starts the server, commands at the same time share it, the last one stops it, and a command that
/// was killed counts for nothing, because the system gave back its locks.
///
/// The cluster is made under another name and renamed when it is complete: a folder named `cluster`
/// is always whole and never removed, one named `cluster.making` is always half made and always ours.
///
/// The server listens on a Unix socket in a folder that only its user may enter. As root, it runs as
/// `postgres` or `nobody`, because PostgreSQL refuses root.
public final class EmbeddedCluster: Sendable {
  public let dataFolder: String
  package let address: ServerAddress
  private let place: Place
  private let use: FileLock
  private let isTemporary: Bool

  /// The database inside the private server.
  package static let database = "kindred"

  /// Starts the server in a data folder, or joins those who use it; makes the cluster where there is none.
  ///
  /// - Parameters:
  ///   - dataFolder: an absolute path; made where missing.
  ///   - searchPath: what the environment has as `PATH`.
  /// - Throws: a `StoreFailure` about the private server.
  public static func open(dataFolder: String, searchPath: String) async throws -> EmbeddedCluster {
    try await onOwnThread { try EmbeddedCluster(dataFolder: dataFolder, searchPath: searchPath, isTemporary: false) }
  }

  /// Starts a server in a new folder under `parent` that `close()` removes again.
  ///
  /// What killed commands left behind under the same prefix is stopped and removed first.
  ///
  /// - Parameter prefix: of the folder's name, such as `kindred-demo-`.
  public static func openTemporary(
    in parent: String = "/tmp", prefix: String, searchPath: String
  ) async throws -> EmbeddedCluster {
    try await onOwnThread {
      removeAbandoned(in: parent, prefix: prefix, searchPath: searchPath)
      var template = Array("\(parent)/\(prefix)XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else { throw StoreFailure.dataFolderNotPermitted(path: parent) }
      let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      do {
        return try EmbeddedCluster(dataFolder: folder, searchPath: searchPath, isTemporary: true)
      } catch {
        Folder.remove(folder)
        throw error
      }
    }
  }

  /// Stops using the server. The last one to do so stops it; a temporary one is removed.
  public func close() async throws {
    try await onOwnThread { [self] in try closeHere() }
  }

  /// As `close()`, blocking the calling thread: for the exit of a process.
  package func closeHere() throws(StoreFailure) {
    guard let start = FileLock(path: place.startLockPath, owner: place.user),
      start.isTaken(.exclusive, withinSeconds: 60)
    else { throw .clusterBusy(path: dataFolder) }
    defer { start.release() }
    guard use.isTaken(.exclusive) else { return }
    defer { use.release() }
    try place.stop(isKept: !isTemporary)
    if isTemporary { place.removeEverything() }
  }

  private init(dataFolder: String, searchPath: String, isTemporary: Bool) throws(StoreFailure) {
    place = try Place(dataFolder: dataFolder, searchPath: searchPath)
    self.dataFolder = place.folder
    self.isTemporary = isTemporary
    address = ServerAddress(.socket(folder: place.socketFolder, database: EmbeddedCluster.database))
    let early = try place.prepareFolder(isTemporary: isTemporary)
    guard let start = FileLock(path: place.startLockPath, owner: place.user) else {
      throw .dataFolderNotPermitted(path: place.folder)
    }
    // Another command may be making a cluster or replaying a log; both take a while on a slow disk.
    guard start.isTaken(.exclusive, withinSeconds: 120) else { throw .clusterBusy(path: place.folder) }
    defer { start.release() }
    guard let use = early ?? FileLock(path: place.useLockPath, owner: place.user),
      use.isTaken(.shared, withinSeconds: 5)
    else { throw .dataFolderNotPermitted(path: place.folder) }
    self.use = use
    let programs = try place.makeClusterIfMissing(holding: start)
    try place.serve(programs)
  }

  /// Stops and removes what killed commands left behind; what another command holds stays.
  package static func removeAbandoned(in parent: String, prefix: String, searchPath: String) {
    for name in Folder.names(in: parent) ?? [] where name.utf8.starts(with: prefix.utf8) {
      guard let place = try? Place(dataFolder: "\(parent)/\(name)", searchPath: searchPath), place.isOurs,
        let use = FileLock(path: place.useLockPath, owner: place.user), use.isTaken(.exclusive)
      else { continue }
      try? place.stop(isKept: false)
      place.removeEverything()
    }
  }
}

/// The files of a private server and what is done with them, under the locks held by `EmbeddedCluster`.
private struct Place: Sendable {
  let folder: String
  let socketFolder: String
  let user: ServerUser?
  private let searchPath: String

  var startLockPath: String { "\(folder)/start.lock" }
  var useLockPath: String { "\(folder)/use.lock" }
  private var cluster: String { "\(folder)/cluster" }
  private var halfMade: String { "\(folder)/cluster.making" }
  private var logPath: String { "\(folder)/server.log" }
  private var pidPath: String { "\(cluster)/postmaster.pid" }
  private var markerPath: String { "\(folder)/kindred.folder" }

  /// A path of a Unix socket holds 107 bytes and its closing zero.
  private static let socketPathBytesMax = 107
  private static let socketName = ".s.PGSQL.5432"
  /// Longer than a killed server keeps its shared memory (6 to 7 s were seen), with crash recovery.
  private static let startSeconds = 60

  init(dataFolder: String, searchPath: String) throws(StoreFailure) {
    guard dataFolder.utf8.first == UInt8(ascii: "/"), dataFolder.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
      throw .dataFolderUnusable(path: dataFolder, reason: "its path is not absolute or holds control characters")
    }
    var path = dataFolder[...]
    while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path = path.dropLast() }
    folder = String(path)
    self.searchPath = searchPath
    user = try ServerUser.needed()
    let inside = "\(folder)/socket"
    if inside.utf8.count + 1 + Place.socketName.utf8.count <= Place.socketPathBytesMax {
      socketFolder = inside
    } else {
      let digest = SHA256.hash(data: Array(folder.utf8)).prefix(8)
      socketFolder = "/tmp/kindred-" + Hexadecimal.text(of: Array(digest))
    }
  }

  /// Does the folder bear our mark and belong to us?
  var isOurs: Bool {
    var status = stat()
    guard lstat(markerPath, &status) == 0 else { return false }
    return status.st_uid == geteuid() || status.st_uid == user?.user
  }

  // MARK: the folder

  /// - Returns: the use lock of a temporary folder, held from before the folder bore our mark: a marked
  ///   folder that nobody holds is taken for abandoned and removed, at any moment, by another command.
  func prepareFolder(isTemporary: Bool) throws(StoreFailure) -> FileLock? {
    var use: FileLock?
    if let failure = Folder.make(folder, mode: 0o700, owner: user) {
      if failure == EACCES || failure == EPERM || failure == EROFS { throw .dataFolderNotPermitted(path: folder) }
      throw .dataFolderUnusable(path: folder, reason: String(cString: strerror(failure)))
    }
    guard let names = Folder.names(in: folder) else {
      if errno == EACCES { throw .dataFolderNotPermitted(path: folder) }
      throw .dataFolderUnusable(path: folder, reason: String(cString: strerror(errno)))
    }
    guard names.isEmpty || Folder.isPresent(markerPath) else { throw .dataFolderForeign(path: folder) }
    guard access(folder, W_OK | X_OK) == 0 else { throw .dataFolderNotPermitted(path: folder) }
    if names.isEmpty {
      if let user, chown(folder, user.user, user.group) != 0 { throw .dataFolderNotPermitted(path: folder) }
      if isTemporary {
        use = FileLock(path: useLockPath, owner: user)
        guard use?.isTaken(.shared) == true else { throw .dataFolderNotPermitted(path: folder) }
      }
      // In one step, before anything else is in a folder that others know: they may look at the same moment.
      guard FileLock(path: markerPath, owner: user) != nil else { throw .dataFolderNotPermitted(path: folder) }
    }
    if let user {
      guard asServer("/usr/bin/test", ["-x", folder])?.status == 0 else {
        throw .dataFolderOutOfReach(path: folder, user: user.name)
      }
    }
    try prepareSocketFolder()
    return use
  }

  private func prepareSocketFolder() throws(StoreFailure) {
    guard Folder.make(socketFolder, mode: 0o700, owner: user) == nil else { throw .socketTaken(path: socketFolder) }
    var status = stat()
    // In /tmp anybody may have made a folder of that name.
    guard lstat(socketFolder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_mode & 0o077 == 0
    else { throw .socketTaken(path: socketFolder) }
    // Another command of ours may have made it a moment ago, and not yet given it to the server's user.
    if let user, status.st_uid == geteuid(), chown(socketFolder, user.user, user.group) == 0 { return }
    guard status.st_uid == (user?.user ?? geteuid()) else { throw .socketTaken(path: socketFolder) }
  }

  func removeEverything() {
    Folder.remove(folder)
    if !socketFolder.utf8.starts(with: folder.utf8) { Folder.remove(socketFolder) }
  }

  // MARK: the cluster

  /// - Returns: the programs that fit the cluster.
  func makeClusterIfMissing(holding start: FileLock) throws(StoreFailure) -> ServerPrograms {
    let installed = ServerPrograms.installed(searchPath: searchPath)
    guard let newest = installed.first else { throw .programsMissing }
    if let text = Folder.contents(of: "\(cluster)/PG_VERSION") {
      let found = Int(String(decoding: text.prefix { $0 > 32 }, as: UTF8.self)) ?? 0
      guard let fitting = installed.first(where: { $0.major == found }) else {
        throw .clusterOfOtherVersion(path: folder, found: found, installed: installed.map(\.major))
      }
      return fitting
    }
    guard newest.major >= ServerPrograms.majorMin else { throw .programsTooOld(highestMajor: newest.major) }
    guard !Folder.isPresent(cluster) else {
      throw .dataFolderUnusable(path: cluster, reason: "it is not a PostgreSQL cluster")
    }
    Folder.remove(halfMade)
    // Where this command is killed, its lock lasts until initdb is done, and the next starts afresh.
    let outcome = asServer(
      "\(newest.folder)/initdb",
      [
        "--pgdata", halfMade, "--username", "kindred", "--auth", "trust", "--locale", "C.UTF-8", "--encoding", "UTF8",
        "--data-checksums", "--no-instructions",
      ], holding: start.descriptor)
    guard let outcome, outcome.status == 0 else {
      Folder.remove(halfMade)
      throw .clusterNotMade(path: folder, reason: outcome?.lastLine ?? "initdb could not be started")
    }
    guard var settings = Folder.contents(of: "\(halfMade)/postgresql.conf", bytesMax: 1_048_576) else {
      throw .clusterNotMade(path: folder, reason: "initdb left no postgresql.conf")
    }
    settings += Array("\n# Written anew by kindred at every start.\ninclude 'kindred.conf'\n".utf8)
    guard Folder.write(settings, to: "\(halfMade)/postgresql.conf", owner: user), writeSettings(in: halfMade),
      rename(halfMade, cluster) == 0
    else { throw .clusterNotMade(path: folder, reason: String(cString: strerror(errno))) }
    return newest
  }

  /// An eighth of the machine's memory, or of what its container is given: enough that the records of a shop are met without asking the system for each
  /// page, and little enough beside the engine. Taken as it is used.
  private static var bufferMegabytes: Int {
    let (pages, bytes) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
    guard pages > 0, bytes > 0 else { return 256 }
    var megabytes = pages / 8 * bytes / 1_048_576
    for file in ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"] {
      // "max" where there is no limit
      guard let text = Folder.contents(of: file, bytesMax: 64),
        let limit = Int(String(decoding: text.prefix { $0 >= 0x30 && $0 <= 0x39 }, as: UTF8.self))
      else { continue }
      megabytes = min(megabytes, limit / 8 / 1_048_576)
    }
    return min(max(128, megabytes), 2_048)
  }

  private func writeSettings(in clusterFolder: String) -> Bool {
    // A path in this list is quoted twice: as a name in a list, then as a value.
    let socket = socketFolder.utf8.reduce(into: [UInt8]()) { quoted, byte in
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { quoted.append(byte) }
      quoted.append(byte)
    }
    let text = """
      listen_addresses = ''
      port = 5432
      unix_socket_directories = '"\(String(decoding: socket, as: UTF8.self))"'
      unix_socket_permissions = 0700
      max_connections = 100
      # A record that comes by itself locks all it is compared with.
      max_locks_per_transaction = 1024
      # Nothing that was acknowledged is lost.
      fsync = on
      full_page_writes = on
      synchronous_commit = on
      # Fits a small machine beside the engine; large loads want a long log and few checkpoints.
      shared_buffers = \(Self.bufferMegabytes)MB
      work_mem = 16MB
      maintenance_work_mem = 128MB
      effective_cache_size = \(Self.bufferMegabytes * 4)MB
      max_wal_size = 4GB
      # Nobody follows this server; a first load is written once instead of twice.
      wal_level = minimal
      max_wal_senders = 0
      checkpoint_timeout = 15min
      checkpoint_completion_target = 0.9
      wal_compression = on
      jit = off
      huge_pages = off
      timezone = 'UTC'
      log_timezone = 'UTC'
      lc_messages = 'C'
      # The log names statements that fail, never their parameters.
      log_min_error_statement = panic
      log_parameter_max_length = 0
      log_parameter_max_length_on_error = 0
      log_checkpoints = off

      """
    return Folder.write(Array(text.utf8), to: "\(clusterFolder)/kindred.conf", owner: user)
  }

  // MARK: the server

  /// Starts the server where it does not run and makes the database where it is missing.
  func serve(_ programs: ServerPrograms) throws(StoreFailure) {
    // A server that was killed a moment ago may answer once more.
    for _ in 0..<3 {
      do throws(StoreFailure) {
        try start(programs)
        return try makeDatabaseIfMissing()
      } catch {
        switch error {
        case .connectionLost, .notReachable, .serverStarting: usleep(500_000)
        default: throw error
        }
      }
    }
    try start(programs)
    try makeDatabaseIfMissing()
  }

  private func start(_ programs: ServerPrograms) throws(StoreFailure) {
    if try isJoined() { return }
    guard writeSettings(in: cluster) else { throw .dataFolderNotPermitted(path: cluster) }
    var reason = "pg_ctl could not be started"
    for attempt in 0..<Place.startSeconds {
      let logStart = size(of: logPath)
      let outcome = asServer(
        "\(programs.folder)/pg_ctl",
        ["start", "--pgdata", cluster, "--log", logPath, "--wait", "--timeout", "\(Place.startSeconds)", "--silent"])
      if outcome?.status == 0, isAnswering(withinSeconds: 5) { return }
      let said = logTail(from: logStart)
      reason = said.last ?? outcome?.lastLine ?? reason
      func says(_ phrase: String) -> Bool { said.contains { $0.utf8.contains(phrase) } }
      if says("No space left on device") { throw .diskFull }
      if says("could not bind") { throw .socketTaken(path: socketFolder) }
      // A killed server keeps its shared memory until its last child has gone, and its process number
      // until its parent has taken note.
      let isClusterHeld = says("postmaster.pid")
      let isSocketHeld = says(Place.socketName + ".lock")
      guard isClusterHeld || isSocketHeld || says("shared memory") else {
        throw .serverNotStarted(logPath: logPath, reason: reason)
      }
      // Or it is alive: a command that was killed had begun to start it, or to stop it.
      if try isJoined() { return }
      if isClusterHeld { forgetProcess(recordedIn: pidPath, attempt: attempt) }
      if isSocketHeld { forgetProcess(recordedIn: "\(socketFolder)/\(Place.socketName).lock", attempt: attempt) }
      usleep(500_000)
    }
    throw .serverNotStarted(logPath: logPath, reason: reason)
  }

  /// Joins the server that our cluster names, waiting while it starts, recovers, stops or dies: it may be that of a
  /// command that was killed in the middle of starting or stopping it, and knows nothing of that.
  ///
  /// - Returns: false where there is none, or none any more.
  private func isJoined() throws(StoreFailure) -> Bool {
    var silentCount = 0
    for _ in 0..<Place.startSeconds * 10 {
      let answer = ping()
      if runningProcess() != nil {
        if answer == PQPING_OK { return true }
      } else {
        if answer != PQPING_OK, answer != PQPING_REJECT { return false }
        // Somebody answers whom our cluster does not name: a server about to die, or a stranger's.
        silentCount += 1
        guard silentCount <= 50 else { throw .socketTaken(path: socketFolder) }
      }
      usleep(100_000)
    }
    guard let process = runningProcess() else { return false }
    throw .processNumberTaken(path: pidPath, process: Int(process))
  }

  /// - Parameter isKept: whether the data is wanted again; else nothing is written to the disk any more.
  func stop(isKept: Bool) throws(StoreFailure) {
    guard runningProcess() != nil else { return }
    let installed = ServerPrograms.installed(searchPath: searchPath)
    guard let programs = installed.first else { throw .programsMissing }
    let outcome = asServer(
      "\(programs.folder)/pg_ctl", ["stop", "--pgdata", cluster, "--mode", isKept ? "fast" : "immediate", "--wait", "--timeout", "120", "--silent"])
    guard outcome?.status == 0 || runningProcess() == nil else { throw .serverNotStopped(logPath: logPath) }
  }

  private func makeDatabaseIfMissing() throws(StoreFailure) {
    let session = try Session(ServerAddress(.socket(folder: socketFolder, database: "postgres")), purpose: .job)
    defer { session.finish() }
    let found = try session.query("select 1 from pg_database where datname = $1", [.text(EmbeddedCluster.database)])
    if found.count == 0 { try session.createDatabase(EmbeddedCluster.database) }
    try packPagesQuickly(session)
  }

  /// The log takes every page whole that is touched for the first time after a checkpoint, and a record touches dozens
  /// of them. Packing these as PostgreSQL always can takes longer than all else of storing it; not every server is built
  /// with what is quicker, and one that is not must still start: a database's setting it passes over, a server's it would
  /// refuse.
  private func packPagesQuickly(_ session: Session) throws(StoreFailure) {
    let isToBeSet = try session.query(
      """
      select 'lz4' = any(enumvals) and not exists (
        select from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase
        where d.datname = $1 and 'wal_compression=lz4' = any(s.setconfig))
      from pg_settings where name = 'wal_compression'
      """, [.text(EmbeddedCluster.database)])[0].boolean(0)
    if isToBeSet { try session.packLogQuickly(ofDatabase: EmbeddedCluster.database) }
  }

  private func ping() -> PGPing {
    let keys = CStrings(["host", "port", "dbname", "connect_timeout"])
    let values = CStrings([socketFolder, "5432", "postgres", "5"])
    return keys.withPointers { keys in values.withPointers { values in PQpingParams(keys, values, 0) } }
  }

  private func isAnswering(withinSeconds seconds: Int) -> Bool {
    for _ in 0..<seconds * 20 {
      if ping() == PQPING_OK { return true }
      usleep(50_000)
    }
    return false
  }

  /// The process that a lock file of PostgreSQL names, alive or not.
  private func process(recordedIn path: String) -> pid_t? {
    guard let text = Folder.contents(of: path) else { return nil }
    return pid_t(String(decoding: text.prefix { $0 > 32 }.prefix(10), as: UTF8.self)).flatMap { $0 > 1 ? $0 : nil }
  }

  /// The process our cluster names as its server, where it lives and is one.
  private func runningProcess() -> pid_t? {
    guard let process = process(recordedIn: pidPath), life(of: process) == .server else { return nil }
    return process
  }

  private enum Life { case none, ended, server, other }

  private func life(of process: pid_t) -> Life {
    guard kill(process, 0) == 0 || errno == EPERM else { return .none }
    // "18570 (postgres) S 1 …": number, name, state.
    guard let line = Folder.contents(of: "/proc/\(process)/stat", bytesMax: 512),
      let open = line.firstIndex(of: UInt8(ascii: "(")), let close = line.lastIndex(of: UInt8(ascii: ")")),
      close + 2 < line.count
    else { return .server }
    // Killed, and its parent has not asked how it ended.
    if line[close + 2] == UInt8(ascii: "Z") { return .ended }
    guard line[(open + 1)..<close].elementsEqual("postgres".utf8) else { return .other }
    // A server works in its cluster; of one that is dying it cannot be told any more where it worked.
    var (here, there) = (stat(), stat())
    guard stat(cluster, &here) == 0, stat("/proc/\(process)/cwd", &there) == 0 else { return .server }
    return here.st_dev == there.st_dev && here.st_ino == there.st_ino ? .server : .other
  }

  /// Removes a lock file whose process is not the server it says, because the machine was restarted
  /// and the number given away again, or because nobody takes note that the server was killed.
  private func forgetProcess(recordedIn path: String, attempt: Int) {
    guard let process = process(recordedIn: path) else { return }
    switch life(of: process) {
    case .none, .server: return
    // The file also leads to children that may still be at work: they are given ten seconds to go.
    case .ended: if attempt >= 20 { unlink(path) }
    case .other: if attempt >= 2 { unlink(path) }
    }
  }

  private func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Lines the server has written since, without time and process.
  private func logTail(from start: Int) -> [String] {
    let descriptor = Glibc.open(logPath, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = max(0, pread(descriptor, &bytes, bytes.count, off_t(start)))
    return bytes.prefix(count).split(separator: UInt8(ascii: "\n")).map { line in
      let said = line.split(separator: UInt8(ascii: "]"), maxSplits: 1).last ?? line
      return String(decoding: said.drop { $0 == 32 }.prefix(200), as: UTF8.self)
    }
  }

  /// Runs a program as the server's user.
  private func asServer(_ program: String, _ arguments: [String], holding descriptor: Int32? = nil) -> Subprocess.Outcome? {
    guard let user else {
      return Subprocess(program: program, arguments: arguments, heldDescriptor: descriptor).run()
    }
    return Subprocess(
      program: "/usr/bin/setpriv",
      arguments: ["--reuid", "\(user.user)", "--regid", "\(user.group)", "--init-groups", "--", program] + arguments,
      heldDescriptor: descriptor
    ).run()
  }
}

extension String.UTF8View {
  fileprivate func contains(_ phrase: String) -> Bool {
    let text = Array(self)
    let phrase = Array(phrase.utf8)
    guard text.count >= phrase.count else { return false }
    return (0...text.count - phrase.count).contains { text[$0..<$0 + phrase.count].elementsEqual(phrase) }
  }
}
