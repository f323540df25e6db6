internal import CEmbedded
internal import Crypto

/// The SQL the program carries: numbered migrations, and checks that must find no row.
struct SchemaFile: Sendable, Equatable {
  /// File name without folder and `.sql`: `0001_source_records`.
  var name: String
  var bytes: [UInt8]

  var sha256: [UInt8] { Array(SHA256.hash(data: bytes)) }

  /// The number a migration's name opens with.
  var number: Int { Int(String(decoding: name.utf8.prefix(4), as: UTF8.self)) ?? 0 }

  static let migrations = files(in: "SQL/migrations/")
  static let checks = files(in: "SQL/checks/")

  /// Sorted by name.
  private static func files(in folder: String) -> [SchemaFile] {
    var found: [SchemaFile] = []
    var index = 0
    while let file = kindred_embedded_at(index)?.pointee {
      index += 1
      let path = Array(String(cString: file.name).utf8)
      guard path.starts(with: folder.utf8) else { continue }
      let name = String(decoding: path.dropFirst(folder.utf8.count).dropLast(".sql".utf8.count), as: UTF8.self)
      found.append(SchemaFile(name: name, bytes: Array(UnsafeBufferPointer(start: file.bytes, count: file.count))))
    }
    return found.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
