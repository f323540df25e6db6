package import Intake
import Linkage

/// Rows of a file by what they hold: two rows that say the same have the same hash, wherever they stand, and so a
/// share of a file can be chosen that does not depend on the order of its rows.
package struct RowContents: Sendable {
  /// By column of the reader's header: hash of its name.
  private let nameHashes: [UInt64]

  /// - Parameter header: the reader's column names.
  package init(header: [String]) { nameHashes = header.map { KeyHash.hash(Array($0.utf8).span, seed: 1) } }

  /// What the row holds by column name: columns of JSON Lines are numbered in the order they are met and
  /// members of an object have none, and neither is content. The values of a list keep theirs.
  package func hash(_ batch: RowBatch, row: Int) -> UInt64 {
    var hash: UInt64 = 0
    var last: Int32 = -1
    var places: [Int32: UInt64] = [:]
    for field in batch.fields(ofRow: row) {
      let column = batch.fieldColumns[field]
      var place: UInt64 = 0
      if column <= last || !places.isEmpty {
        // Where columns come out of order one may have been met before, and every later one must be looked up.
        if places.isEmpty {
          for earlier in batch.fields(ofRow: row).lowerBound..<field { places[batch.fieldColumns[earlier], default: 0] += 1 }
        }
        place = places[column, default: 0]
        places[column] = place + 1
      }
      last = column
      let bytes = batch.bytes.span.extracting(batch.range(ofField: field))
      hash &+= KeyHash.mix(KeyHash.combine(nameHashes[Int(column)] &+ place, KeyHash.hash(bytes, seed: 0)))
    }
    return hash
  }
}

/// A share of a file's rows, kept while it is read: half of them, a quarter, an eighth, as many as there is room for.
///
/// The answer depends on the rows and not on their order, nor on how they were parted among samples.
package struct RowSample: Sendable {
  private let rowsMax: Int
  private let bytesMax: Int

  /// Rows whose hash is not above it are kept.
  package private(set) var limit: UInt64
  private var parts: [(rows: RowBatch, hashes: [UInt64])] = []
  private var rowCount = 0
  private var byteCount = 0

  /// - Parameter limit: of a sample that this one is going to be added to: rows above it would be dropped again.
  package init(limit: UInt64 = .max, rowsMax: Int = 200_000, bytesMax: Int = 64 << 20) {
    self.limit = limit
    self.rowsMax = rowsMax
    self.bytesMax = bytesMax
  }

  /// The rows kept, a batch for each that was added.
  package var batches: [RowBatch] { parts.map(\.rows) }

  package mutating func add(_ batch: RowBatch, _ contents: RowContents) {
    var part: (rows: RowBatch, hashes: [UInt64]) = (RowBatch(), [])
    for row in 0..<batch.rowCount {
      let hash = KeyHash.mix(contents.hash(batch, row: row))
      guard hash <= limit else { continue }
      part.rows.append(row: row, of: batch)
      part.hashes.append(hash)
    }
    add(part)
  }

  /// Adds the sample of other rows of the same file.
  package mutating func merge(_ other: RowSample) {
    lower(to: other.limit)
    for part in other.parts { add(kept(part)) }
  }

  private mutating func add(_ part: (rows: RowBatch, hashes: [UInt64])) {
    rowCount += part.hashes.count
    byteCount += part.rows.bytes.count
    parts.append(part)
    while limit > 0, rowCount > rowsMax || byteCount > bytesMax { lower(to: limit >> 1) }
  }

  private mutating func lower(to lower: UInt64) {
    guard lower < limit else { return }
    limit = lower
    parts = parts.map { kept($0) }
    rowCount = parts.reduce(0) { $0 + $1.hashes.count }
    byteCount = parts.reduce(0) { $0 + $1.rows.bytes.count }
  }

  private func kept(_ part: (rows: RowBatch, hashes: [UInt64])) -> (rows: RowBatch, hashes: [UInt64]) {
    if part.hashes.allSatisfy({ $0 <= limit }) { return part }
    var kept: (rows: RowBatch, hashes: [UInt64]) = (RowBatch(), [])
    for (row, hash) in part.hashes.enumerated() where hash <= limit {
      kept.rows.append(row: row, of: part.rows)
      kept.hashes.append(hash)
    }
    return kept
  }
}
