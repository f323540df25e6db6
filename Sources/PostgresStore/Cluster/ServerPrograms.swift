internal import Glibc

/// An installed PostgreSQL server: the folder of its programs and its major version.
struct ServerPrograms: Equatable {
  var folder: String
  var major: Int

  static let majorMin = 15

  /// All that are installed, newest first.
  ///
  /// - Parameter searchPath: what the environment has as `PATH`.
  static func installed(searchPath: String) -> [ServerPrograms] {
    var folders = searchPath.utf8.split(separator: UInt8(ascii: ":")).map { String(decoding: $0, as: UTF8.self) }
    let versions = Folder.names(in: "/usr/lib/postgresql") ?? []
    folders += versions.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { "/usr/lib/postgresql/\($0)/bin" }
    for folder in folders.filter({ access("\($0)/pg_config", X_OK) == 0 }) {
      if let outcome = Subprocess(program: "\(folder)/pg_config", arguments: ["--bindir"]).run(), outcome.status == 0 {
        folders.append(String(decoding: outcome.output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
        break
      }
    }
    var found: [ServerPrograms] = []
    for folder in folders where !found.contains(where: { $0.folder.utf8.elementsEqual(folder.utf8) }) {
      guard ["initdb", "pg_ctl", "postgres"].allSatisfy({ access("\(folder)/\($0)", X_OK) == 0 }) else { continue }
      guard let outcome = Subprocess(program: "\(folder)/postgres", arguments: ["--version"]).run(),
        outcome.status == 0, let major = firstNumber(in: outcome.output)
      else { continue }
      found.append(ServerPrograms(folder: folder, major: major))
    }
    // A stable order: the first of equals in the search path wins.
    return found.enumerated().sorted { ($1.element.major, $0.offset) < ($0.element.major, $1.offset) }.map(\.element)
  }

  private static func firstNumber(in text: [UInt8]) -> Int? {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    return Int(String(decoding: text.drop { !digits.contains($0) }.prefix(4).prefix { digits.contains($0) }, as: UTF8.self))
  }
}

/// Who the server runs as when we are root, which PostgreSQL refuses to run as.
struct ServerUser: Sendable, Equatable {
  var name: String
  var user: uid_t
  var group: gid_t

  /// nil where we are not root, and the server runs as ourselves.
  static func needed() throws(StoreFailure) -> ServerUser? {
    guard geteuid() == 0 else { return nil }
    for name in ["postgres", "nobody"] {
      if let entry = getpwnam(name) {
        return ServerUser(name: name, user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
      }
    }
    throw .serverUserMissing
  }
}

/// The few things done with folders.
enum Folder {
  /// Names in a folder without `.` and `..`; nil where it cannot be read.
  static func names(in path: String) -> [String]? {
    guard let stream = opendir(path) else { return nil }
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

  static func isPresent(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Makes a folder and those above it. - Returns: nil, or why not.
  static func make(_ path: String, mode: mode_t, owner: ServerUser?) -> Int32? {
    if mkdir(path, mode) == 0 {
      if let owner, chown(path, owner.user, owner.group) != 0 { return errno }
      return nil
    }
    if errno == EEXIST { return nil }
    guard errno == ENOENT, let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.utf8.startIndex
    else { return errno }
    // Folders on the way are for everybody to pass, as mkdir -p makes them.
    if let failure = make(String(path[..<slash]), mode: 0o755, owner: nil) { return failure }
    guard mkdir(path, mode) == 0 else { return errno == EEXIST ? nil : errno }
    if let owner, chown(path, owner.user, owner.group) != 0 { return errno }
    return nil
  }

  /// Removes a folder with everything in it. Symbolic links are removed, not followed.
  static func remove(_ path: String) {
    guard unlink(path) != 0, errno == EISDIR || errno == EPERM else { return }
    for name in names(in: path) ?? [] { remove("\(path)/\(name)") }
    rmdir(path)
  }

  /// The first bytes of a file; nil where it cannot be read.
  static func contents(of path: String, bytesMax: Int = 65_536) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: bytesMax)
    let count = read(descriptor, &bytes, bytesMax)
    return count < 0 ? nil : Array(bytes.prefix(count))
  }

  /// Writes a file beside its place, then moves it there, so that nobody sees half of it.
  static func write(_ bytes: [UInt8], to path: String, owner: ServerUser?) -> Bool {
    let temporary = "\(path).new"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return false }
    if let owner { _ = fchown(descriptor, owner.user, owner.group) }
    let isWritten = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) } == bytes.count
    let isKept = isWritten && fsync(descriptor) == 0
    close(descriptor)
    return isKept && rename(temporary, path) == 0
  }
}
