import Glibc
import Resolution

/// A directory that results go to. A file appears under its name only when it is whole.
struct OutputDirectory {
  private let path: String
  /// What a file's name ends in until it is whole.
  static let unfinished = ".part"

  init(_ path: String) throws {
    self.path = path
    var made = ""
    for part in path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      made += String(decoding: part, as: UTF8.self)
      if !made.isEmpty, mkdir(made, 0o700) != 0, errno != EEXIST, errno != EISDIR {
        throw FileFailure(file: path, sentence: "The directory cannot be made (\(String(cString: strerror(errno)))).")
      }
      made += "/"
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw FileFailure(file: path, sentence: "This is not a directory; name one with --out.")
    }
  }

  /// Writes a file through a temporary one beside it.
  func write(_ name: String, _ body: (([UInt8]) throws -> Void) throws -> Void) throws {
    let file = try begin(name)
    try body { try file.add($0) }
    try file.end()
  }

  /// The same for rows that are made on several threads.
  func write(_ name: String, _ body: (([UInt8]) throws -> Void) async throws -> Void) async throws {
    let file = try begin(name)
    try await body { try file.add($0) }
    try file.end()
  }

  private func begin(_ name: String) throws -> UnfinishedFile {
    let target = path + "/" + name
    // A device or a pipe is written to; a file renamed over /dev/null would take its place.
    var status = stat()
    let isSpecial = stat(target, &status) == 0 && status.st_mode & S_IFMT != S_IFREG && status.st_mode & S_IFMT != S_IFDIR
    let temporary = isSpecial ? target : target + OutputDirectory.unfinished
    // Results are personal data: for the eyes of whoever ran the command. What a broken run left under the
    // name, or somebody put there, is not written into.
    if !isSpecial { unlink(temporary) }
    let newFile = isSpecial ? 0 : O_CREAT | O_EXCL | O_NOFOLLOW
    let descriptor = open(temporary, O_WRONLY | O_CLOEXEC | newFile, 0o600)
    guard descriptor >= 0 else { throw failure(temporary) }
    return UnfinishedFile(descriptor, target: target, temporary: temporary)
  }

  private func failure(_ file: String) -> FileFailure { UnfinishedFile.failure(file) }
}

/// A file that is being written under another name.
private final class UnfinishedFile {
  private let descriptor: Int32
  private let target: String
  private let temporary: String
  private var pending: [UInt8] = []

  init(_ descriptor: Int32, target: String, temporary: String) {
    self.descriptor = descriptor
    self.target = target
    self.temporary = temporary
  }

  private var hasName = false

  deinit {
    close(descriptor)
    if !hasName, temporary != target { unlink(temporary) }
  }

  func add(_ bytes: [UInt8]) throws {
    if bytes.count >= 1 << 16 {
      try put(pending)
      pending.removeAll(keepingCapacity: true)
      return try put(bytes)
    }
    pending += bytes
    if pending.count >= 1 << 18 {
      try put(pending)
      pending.removeAll(keepingCapacity: true)
    }
  }

  /// Gives the file its name.
  func end() throws {
    try put(pending)
    guard temporary == target || rename(temporary, target) == 0 else { throw UnfinishedFile.failure(target) }
    hasName = true
  }

  private func put(_ bytes: [UInt8]) throws {
    var start = 0
    while start < bytes.count {
      let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + start, bytes.count - start) }
      if written < 0 {
        if errno == EINTR { continue }
        throw UnfinishedFile.failure(temporary)
      }
      start += written
    }
  }

  static func failure(_ file: String) -> FileFailure {
    FileFailure(file: file, sentence: "The file cannot be written (\(String(cString: strerror(errno)))).")
  }
}

/// A single file that a command writes.
enum OutputFile {
  /// Refuses to write over a file that is read: the way to lose customers to a slip of the fingers.
  static func isNotAmong(_ inputs: [String?], _ path: String) throws {
    for path in [path, path + OutputDirectory.unfinished] {
      var target = stat()
      guard stat(path, &target) == 0, target.st_mode & S_IFMT == S_IFREG else { continue }
      for case let input? in inputs {
        var status = stat()
        if stat(input, &status) == 0, status.st_dev == target.st_dev, status.st_ino == target.st_ino {
          throw FileFailure(file: path, sentence: "This file is read by the command; name another one to write to.")
        }
      }
    }
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let folder = parts.dropLast().map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    let name = String(decoding: parts[parts.count - 1], as: UTF8.self)
    let directory = try OutputDirectory(parts.count == 1 ? "." : folder.isEmpty ? "/" : folder)
    try directory.write(name) { try $0(bytes) }
  }
}
