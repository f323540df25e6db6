import Linkage

/// What the live records of a source hold, so packed that all of it is at hand while a file is read. A row that comes as
/// it is kept is known by its id and its content, and need not be read.
///
/// A record is known by 64 bits of its id's hash and 128 of its content's, so a row that is found here is almost surely
/// kept; whoever keeps the records holds the whole id and the whole hash against it.
///
/// Memory: 32 to 36 bytes a record.
public struct KeptContents: Sendable {
  private struct Entry {
    var id: UInt64
    var contentHigh: UInt64
    var contentLow: UInt64
  }

  private let entries: [Entry]
  /// By bucket: the last entry in it; `none` where there is none.
  private let heads: [UInt32]
  /// By entry: the one before it in its bucket.
  private let next: [UInt32]

  private static let none = UInt32.max

  /// - Parameter fill: is given a function that takes the ids of records, no two of them one, and the SHA-256 of their
  ///   contents.
  public init(_ fill: (_ add: (_ id: [UInt8], _ contentHash: [UInt8]) -> Void) throws -> Void) rethrows {
    var entries: [Entry] = []
    try fill { entries.append(KeptContents.entry($0.span, $1)) }
    precondition(entries.count < Int(KeptContents.none), "more records than 32 bits count")
    var size = 1
    while size < entries.count { size *= 2 }
    var heads = [UInt32](repeating: KeptContents.none, count: size)
    var next = [UInt32](repeating: KeptContents.none, count: entries.count)
    for index in entries.indices {
      let bucket = KeptContents.bucket(of: entries[index], size)
      next[index] = heads[bucket]
      heads[bucket] = UInt32(truncatingIfNeeded: index)
    }
    (self.entries, self.heads, self.next) = (entries, heads, next)
  }

  /// How many records there are.
  public var count: Int { entries.count }

  /// Which record a row is, as it is kept: a number below `count`; nil where there is none like it.
  public func index(ofID id: String, contentHash: [UInt8]) -> Int? {
    let wanted = KeptContents.entry(id.utf8.span, contentHash)
    var index = heads[KeptContents.bucket(of: wanted, heads.count)]
    while index != KeptContents.none {
      let entry = entries[Int(index)]
      if entry.id == wanted.id, entry.contentHigh == wanted.contentHigh, entry.contentLow == wanted.contentLow { return Int(index) }
      index = next[Int(index)]
    }
    return nil
  }

  private static func entry(_ id: Span<UInt8>, _ contentHash: [UInt8]) -> Entry {
    precondition(contentHash.count == 32, "a SHA-256 of \(contentHash.count) bytes")
    return contentHash.withUnsafeBytes { hash in
      Entry(
        id: KeyHash.hash(id, seed: 0), contentHigh: hash.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
        contentLow: hash.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }
  }

  /// Of id and content: rows without an id of their own may be alike by the thousand.
  private static func bucket(of entry: Entry, _ size: Int) -> Int {
    Int(truncatingIfNeeded: (entry.id ^ entry.contentLow) & UInt64(size - 1))
  }
}
