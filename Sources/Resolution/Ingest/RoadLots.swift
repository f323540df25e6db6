import Crypto
public import Identity
public import Normalization

/// The government's matching of road and lot addresses in Korea, from its files into a store.

/// A packed `RoadLotTable` as a store keeps it.
public struct StoredRoadLots: Sendable {
  /// Of `bytes`.
  public var sha256: [UInt8]
  public var pairCount: Int
  public var bytes: [UInt8]

  public init(sha256: [UInt8], pairCount: Int, bytes: [UInt8]) {
    self.sha256 = sha256
    self.pairCount = pairCount
    self.bytes = bytes
  }
}

/// What was read of the government's files.
public struct ImportedRoadLots: Sendable {
  public var lineCount: Int
  /// Lines of no layout that is known.
  public var unreadCount: Int
  public var roadCount: Int
  public var pairCount: Int
}

/// Reads the files; they may come in any order.
///
/// - Throws: `FileFailure` where a file cannot be read, or holds nothing of the kind.
public func readRoadLots(_ files: [SourceFile]) throws -> (table: RoadLotTable, counts: ImportedRoadLots) {
  var reader = RoadLotReader()
  for file in files {
    let (before, unreadBefore) = (reader.lineCount, reader.unreadCount)
    let next = try file.open()
    while let bytes = try next() {
      try Task.checkCancellation()
      reader.read(bytes)
    }
    reader.endFile()
    guard reader.lineCount - before > reader.unreadCount - unreadBefore else {
      throw FileFailure(
        file: file.name,
        sentence: "No line of it is of the government's address files; unpack 건물DB, 도로명주소 한글 or 주소DB and name its text files.")
    }
  }
  let (lineCount, unreadCount) = (reader.lineCount, reader.unreadCount)
  let table = reader.finish()
  return (
    table,
    ImportedRoadLots(
      lineCount: lineCount, unreadCount: unreadCount, roadCount: table.roadCount, pairCount: table.pairCount)
  )
}

/// Puts the table of some files into force. Records that came in before are read again at the next resolve.
public func importRoadLots(_ files: [SourceFile], into store: some CustomerStore, at: Instant) async throws -> ImportedRoadLots {
  let (table, counts) = try readRoadLots(files)
  let bytes = table.bytes
  try await store.replaceRoadLots(
    StoredRoadLots(sha256: Array(SHA256.hash(data: bytes)), pairCount: counts.pairCount, bytes: bytes), at: at)
  return counts
}
