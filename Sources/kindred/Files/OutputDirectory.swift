import Glibc
import Resolution

/// A directory that results go to. A file appears under its name only when it is whole.
struct OutputDirectory {
  private let path: String

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
    let target = path + "/" + name
    let temporary = target + ".part"
    // Results are personal data: for the eyes of whoever ran the command.
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(temporary) }
    defer { close(descriptor) }
    var pending: [UInt8] = []
    try body { bytes in
      pending += bytes
      if pending.count >= 1 << 18 {
        try put(pending, descriptor, temporary)
        pending.removeAll(keepingCapacity: true)
      }
    }
    try put(pending, descriptor, temporary)
    guard rename(temporary, target) == 0 else { throw failure(target) }
  }

  private func put(_ bytes: [UInt8], _ descriptor: Int32, _ file: String) throws {
    var start = 0
    while start < bytes.count {
      let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + start, bytes.count - start) }
      if written < 0 {
        if errno == EINTR { continue }
        throw failure(file)
      }
      start += written
    }
  }

  private func failure(_ file: String) -> FileFailure {
    FileFailure(file: file, sentence: "The file cannot be written (\(String(cString: strerror(errno)))).")
  }
}

/// A single file that a command writes.
enum OutputFile {
  static func write(_ bytes: [UInt8], to path: String) throws {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let folder = parts.dropLast().map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    let name = String(decoding: parts[parts.count - 1], as: UTF8.self)
    let directory = try OutputDirectory(parts.count == 1 ? "." : folder.isEmpty ? "/" : folder)
    try directory.write(name) { try $0(bytes) }
  }
}
