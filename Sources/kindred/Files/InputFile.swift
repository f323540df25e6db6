import Glibc
import Identity
import Resolution

/// Files of the user's, opened and read in pieces.
enum InputFile {
  static let pieceBytes = 256 << 10

  /// A file as a source of records. `-` is standard input, which is read into memory because it is needed twice.
  static func source(_ path: String, named source: String? = nil) throws -> SourceFile {
    let name = source ?? sourceName(ofFile: path)
    if path == "-" {
      let bytes = try readAll(STDIN_FILENO, path)
      return SourceFile(name: "standard input", source: name, sizeBytes: Int64(bytes.count)) {
        var isRead = false
        return {
          defer { isRead = true }
          return isRead ? nil : bytes
        }
      }
    }
    let size = try check(path)
    return SourceFile(name: path, source: name, sizeBytes: size) { try pieces(of: path) }
  }

  /// The file's name without folder and endings: `exports/shop.csv.gz` is source `shop`.
  static func sourceName(ofFile path: String) -> String {
    let last = path.utf8.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? []
    let stem = last.prefix { $0 != UInt8(ascii: ".") }.map { $0 == UInt8(ascii: ":") ? UInt8(ascii: "_") : $0 }
    let clipped = String(decoding: stem.prefix(SourceKey.sourceBytesMax), as: UTF8.self)
    return clipped.isEmpty || path == "-" ? "file" : clipped
  }

  /// A whole small file, such as a model or a mapping.
  static func small(_ path: String, bytesMax: Int = 4 << 20) throws -> [UInt8] {
    guard try check(path) <= Int64(bytesMax) else {
      throw FileFailure(file: path, sentence: "The file is larger than \(bytesMax >> 20) MiB; a file of settings is a few kilobytes.")
    }
    let next = try pieces(of: path)
    var bytes: [UInt8] = []
    while let piece = try next() { bytes += piece }
    return bytes
  }

  private static func check(_ path: String) throws -> Int64 {
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure(path) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw FileFailure(file: path, sentence: "This is a directory; name the files in it.")
    }
    return Int64(status.st_size)
  }

  private static func failure(_ path: String) -> FileFailure {
    switch errno {
    case ENOENT: FileFailure(file: path, sentence: "There is no such file; check the path.")
    case EACCES: FileFailure(file: path, sentence: "The file may not be read; check its permissions.")
    default: FileFailure(file: path, sentence: "The file cannot be read (\(String(cString: strerror(errno)))).")
    }
  }

  private static func pieces(of path: String) throws -> () throws -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    let handle = Descriptor(descriptor)
    return { try handle.read(path) }
  }

  private static func readAll(_ descriptor: Int32, _ path: String) throws -> [UInt8] {
    let handle = Descriptor(descriptor)
    var bytes: [UInt8] = []
    while let piece = try handle.read(path) { bytes += piece }
    return bytes
  }

  private final class Descriptor {
    private let descriptor: Int32
    init(_ descriptor: Int32) { self.descriptor = descriptor }
    deinit { close(descriptor) }

    func read(_ path: String) throws -> [UInt8]? {
      while true {
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: InputFile.pieceBytes) { buffer, initialized in
          count = Glibc.read(descriptor, buffer.baseAddress!, InputFile.pieceBytes)
          initialized = max(0, count)
        }
        if count < 0 {
          if errno == EINTR { continue }
          throw failure(path)
        }
        return count == 0 ? nil : bytes
      }
    }
  }
}
