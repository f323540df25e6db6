import Glibc
import Identity
import PostgresStore
import Testing

/// Serialised: each test has a server of its own, and two at a time are slower than one after the other.
@Suite(.serialized) struct ClusterTests {
  @Test func `the first command starts the server, the last one stops it, the data stays`() async throws {
    try await withFolder { folder in
      let first = try await open(folder)
      try await run(first) { try $0.script("create table public.kept (); insert into public.kept default values") }
      let second = try await open(folder)
      #expect(serverProcess(folder) != nil)
      try await first.close()
      #expect(serverProcess(folder) != nil)
      try await run(second) { _ = try $0.query("select from public.kept") }
      try await second.close()
      #expect(serverProcess(folder) == nil)
      let third = try await open(folder)
      try await run(third) { session throws in #expect(try session.query("select from public.kept").count == 1) }
      try await third.close()
      #expect(serverProcess(folder) == nil)
    }
  }

  @Test func `commands started together share one server`() async throws {
    try await withFolder { folder in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<6 {
          group.addTask {
            let cluster = try await open(folder)
            try await run(cluster) { _ = try $0.query("select 1") }
            try await cluster.close()
          }
        }
        try await group.waitForAll()
      }
      #expect(serverProcess(folder) == nil)
    }
  }

  @Test func `the server loses nothing it acknowledged`() async throws {
    try await withFolder { folder in
      let cluster = try await open(folder)
      try await run(cluster) { session in
        func expect(_ setting: SQL, _ value: String) throws {
          let found = try session.query(setting)[0].text(0)
          #expect(found == value)
        }
        try expect("show fsync", "on")
        try expect("show full_page_writes", "on")
        try expect("show synchronous_commit", "on")
        try expect("show data_checksums", "on")
        try expect("show listen_addresses", "")
        // Quickly where it can be, and at all where not.
        try expect(
          """
          select (setting = case when 'lz4' = any(enumvals) then 'lz4' else 'pglz' end)::text
          from pg_settings where name = 'wal_compression'
          """, "true")
        try expect("show server_encoding", "UTF8")
        try expect("select datcollate from pg_database where datname = current_database()", "C.UTF-8")
      }
      try await cluster.close()
    }
  }

  @Test func `a killed server is started again and keeps what was committed`() async throws {
    try await withFolder { folder in
      let cluster = try await open(folder)
      try await run(cluster) { try $0.script("create table public.kept (); insert into public.kept default values") }
      let killed = try #require(serverProcess(folder))
      kill(killed, SIGKILL)
      // The first command still holds its lock, as one would that lost its connections.
      let next = try await open(folder)
      #expect(serverProcess(folder) != killed)
      try await run(next) { session throws in #expect(try session.query("select from public.kept").count == 1) }
      try await next.close()
      try await cluster.close()
      #expect(serverProcess(folder) == nil)
    }
  }

  @Test func `a server that lives and is slow to answer is waited for`() async throws {
    try await withFolder { folder in
      let cluster = try await open(folder)
      let server = try #require(serverProcess(folder))
      kill(server, SIGSTOP)
      async let joining = open(folder)
      try await Task.sleep(for: .seconds(14))
      kill(server, SIGCONT)
      let next = try await joining
      #expect(serverProcess(folder) == server)
      try await run(next) { _ = try $0.query("select 1") }
      try await next.close()
      try await cluster.close()
      #expect(serverProcess(folder) == nil)
    }
  }

  @Test func `a process number that now belongs to another program is forgotten`() async throws {
    try await withFolder { folder in
      let cluster = try await open(folder)
      let killed = try #require(serverProcess(folder))
      let path = "\(folder)/cluster/postmaster.pid"
      let lines = try #require(contents(path))
      kill(killed, SIGKILL)
      // This very test lives and is no server. The server's user must be able to signal it for PostgreSQL
      // to be fooled; as root it is not, and starts at once.
      try write("\(getpid())\n" + lines.utf8.drop { $0 != 10 }.dropFirst().text, to: path)
      let next = try await open(folder)
      try await run(next) { _ = try $0.query("select 1") }
      try await next.close()
      try await cluster.close()
    }
  }

  @Test func `a half made cluster is made anew, a whole one is never removed`() async throws {
    try await withFolder { folder in
      try await open(folder).close()
      rename("\(folder)/cluster", "\(folder)/cluster.making")
      unlink("\(folder)/cluster.making/global/pg_control")
      let made = try await open(folder)
      try await run(made) { try $0.script("create table public.kept ()") }
      try await made.close()
      #expect(access("\(folder)/cluster.making", F_OK) != 0)
      mkdir("\(folder)/cluster.making", 0o700)
      let again = try await open(folder)
      try await run(again) { session throws in #expect(try session.query("select from public.kept").count == 0) }
      try await again.close()
    }
  }

  @Test func `folders that cannot be used are one sentence each, and stay as they are`() async throws {
    func check(_ sentence: (String) -> String, _ prepare: (String) throws -> String) async throws {
      try await withFolder { folder in
        let path = try prepare(folder)
        let failure = await #expect(throws: StoreFailure.self) { try await open(path) }
        #expect(failure?.description == sentence(path))
      }
    }
    try await check({ "The folder \($0) holds something that is not Kindred's; name an empty or new one with --data." }) {
      try write("mine", to: "\($0)/letter.txt")
      return $0
    }
    try await check({ "The folder \($0) cannot be used (Not a directory); name another with --data." }) {
      try write("mine", to: "\($0)/file")
      return "\($0)/file/below"
    }
    try await check({ "The folder \($0) cannot be used (its path is not absolute or holds control characters); name another with --data." }) { _ in
      "relative/folder"
    }
    try await withFolder { folder in
      try await open(folder).close()
      try write("99\n", to: "\(folder)/cluster/PG_VERSION")
      let failure = await #expect(throws: StoreFailure.self) { try await open(folder) }
      guard case .clusterOfOtherVersion(folder, 99, let installed) = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
      #expect(installed.allSatisfy { $0 >= 9 && $0 < 99 })
    }
  }

  @Test func `a path too long for a socket gets its socket elsewhere`() async throws {
    try await withFolder { folder in
      let deep = folder + "/" + String(repeating: "long", count: 25)
      let cluster = try await open(deep)
      guard case .socket(let socket, _) = cluster.address.target else { return }
      #expect(socket.utf8.starts(with: "/tmp/kindred-".utf8))
      try await run(cluster) { _ = try $0.query("select 1") }
      try await cluster.close()
      rmdir(socket)
    }
  }

  @Test func `a temporary server leaves nothing behind, nor does a killed one after the next`() async throws {
    try await withFolder { parent in
      chmod(parent, 0o755)
      let cluster = try await EmbeddedCluster.openTemporary(
        in: parent, prefix: "t-", searchPath: PostgresSandbox.searchPath)
      try await run(cluster) { _ = try $0.query("select 1") }
      #expect(names(parent).count == 1)
      try await cluster.close()
      #expect(names(parent) == [])

      // Given up without being closed, as by a command that is killed: its locks go, its server stays.
      func abandon() async throws {
        _ = try await EmbeddedCluster.openTemporary(in: parent, prefix: "t-", searchPath: PostgresSandbox.searchPath)
      }
      try await abandon()
      let abandoned = names(parent)
      #expect(abandoned.count == 1)
      let next = try await EmbeddedCluster.openTemporary(
        in: parent, prefix: "t-", searchPath: PostgresSandbox.searchPath)
      #expect(names(parent).count == 1 && names(parent) != abandoned)
      try await next.close()
      #expect(names(parent) == [])
    }
  }

  @Test func `a temporary server that is being made is not taken for an abandoned one`() async throws {
    try await withFolder { parent in
      chmod(parent, 0o755)
      let sweeping = Task.detached {
        var count = 0
        while !Task.isCancelled {
          EmbeddedCluster.removeAbandoned(in: parent, prefix: "t-", searchPath: PostgresSandbox.searchPath)
          count += 1
          await Task.yield()
        }
        return count
      }
      defer { sweeping.cancel() }
      for _ in 0..<3 {
        let cluster = try await EmbeddedCluster.openTemporary(
          in: parent, prefix: "t-", searchPath: PostgresSandbox.searchPath)
        try await run(cluster) { _ = try $0.query("select 1") }
        try await cluster.close()
      }
      sweeping.cancel()
      #expect(await sweeping.value > 100)
    }
  }

  // MARK: what the tests read and write

  private func open(_ folder: String) async throws -> EmbeddedCluster {
    try await EmbeddedCluster.open(dataFolder: folder, searchPath: PostgresSandbox.searchPath)
  }

  private func run(_ cluster: EmbeddedCluster, _ body: @escaping @Sendable (Session) throws -> Void) async throws {
    try await PostgresSandbox.withSession(cluster.address, body)
  }

  private func withFolder(_ body: (String) async throws -> Void) async throws {
    var template = Array("/tmp/kindred-folder-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let folder = template.dropLast().map { UInt8(bitPattern: $0) }.text
    chmod(folder, 0o755)
    do { try await body(folder) } catch {
      tidy(folder)
      throw error
    }
    tidy(folder)
  }

  private func tidy(_ folder: String) {
    if let process = serverProcess(folder) { kill(process, SIGQUIT) }
    remove(folder)
  }

  private func remove(_ path: String) {
    guard unlink(path) != 0 else { return }
    for name in names(path) { remove("\(path)/\(name)") }
    rmdir(path)
  }

  private func names(_ path: String) -> [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  private func contents(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = fread(&bytes, 1, bytes.count, file)
    return bytes.prefix(count).text
  }

  private func write(_ text: String, to path: String) throws {
    let file = try #require(fopen(path, "w"))
    fputs(text, file)
    fclose(file)
  }

  /// The server of a folder where one runs.
  private func serverProcess(_ folder: String) -> pid_t? {
    guard let text = contents("\(folder)/cluster/postmaster.pid"),
      let process = pid_t(text.utf8.prefix { $0 != 10 }.text), kill(process, 0) == 0
    else { return nil }
    return process
  }
}

extension Sequence<UInt8> {
  fileprivate var text: String { String(decoding: Array(self), as: UTF8.self) }
}
