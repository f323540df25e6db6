import Identity
import Intake
public import Linkage

/// What a person knows about records: whose each one is, or of pairs whether they are one person.
///
/// A table with two columns names a record and its entity, as a file of truth does; one with three names two
/// records and whether they are the same (`1`, `true`, `yes`, `same`) or not (`0`, `false`, `no`, `different`).
/// The first row is the header. A record goes by its id, or by `SOURCE:ID` where two sources share ids.
public struct TrainingLabels: Sendable {
  /// By record: number of its entity; -1 where nothing is known.
  private(set) var entityOf: [Int32]
  /// `left << 32 | right` with `left < right`.
  private var isSame: [UInt64: Bool] = [:]
  /// Rows that name a record the files do not have.
  public private(set) var unknownRows = 0
  public private(set) var rows = 0

  /// - Throws: `FileFailure` where the file is no such table or names nobody that is there.
  public init(_ file: SourceFile, of table: RecordTable) throws {
    entityOf = Array(repeating: -1, count: table.recordCount)
    let records = RecordNames(table)
    var entities: [[UInt8]: Int32] = [:]
    var failure: FileFailure?
    try readRows(of: file, settings: nil) { batch, header in
      for row in 0..<batch.rowCount where failure == nil {
        var cells = [[UInt8]](repeating: [], count: header.count)
        for field in batch.fields(ofRow: row) {
          cells[Int(batch.fieldColumns[field])] = withoutBlanks(batch.bytes[batch.range(ofField: field)])
        }
        guard (2...3).contains(header.count) else {
          failure = FileFailure(
            file: file.name,
            sentence: "Labels are a table of two columns (record, entity) or three (left, right, same); this one has \(header.count).")
          return
        }
        rows += 1
        func fail(_ sentence: String) { failure = FileFailure(file: file.name, sentence: "Line \(batch.lines[row]): \(sentence)") }
        if cells.contains(where: \.isEmpty) { return fail("a cell is empty; leave out records that you know nothing of.") }
        if header.count == 2 {
          guard let record = records[cells[0]] else {
            unknownRows += 1
            continue
          }
          if entities[cells[1]] == nil { entities[cells[1]] = Int32(entities.count) }
          if entityOf[record] >= 0, entityOf[record] != entities[cells[1]]! {
            return fail("this record was given to another entity above; a record is one person's.")
          }
          entityOf[record] = entities[cells[1]]!
        } else {
          guard let same = TrainingLabels.answer(cells[2]) else {
            failure = FileFailure(
              file: file.name, sentence: "Line \(batch.lines[row]): the third column says 1 (the same person) or 0 (two people).")
            return
          }
          guard let left = records[cells[0]], let right = records[cells[1]], left != right else {
            unknownRows += 1
            continue
          }
          let pair = UInt64(min(left, right)) << 32 | UInt64(max(left, right))
          if let known = isSame[pair], known != same { return fail("this pair was answered otherwise above; keep one of the two.") }
          isSame[pair] = same
        }
      }
    } rejected: { _ in }
    if let failure { throw failure }
    if rows == unknownRows {
      throw FileFailure(
        file: file.name,
        sentence: "No row names a record of the files; the first column is the record's id, or SOURCE:ID where two sources share ids.")
    }
  }

  /// Whether two records are one person; nil where the labels do not say.
  ///
  /// - Parameters: `left < right`.
  func areSame(_ left: Int, _ right: Int) -> Bool? {
    if !isSame.isEmpty { return isSame[UInt64(left) << 32 | UInt64(right)] }
    let (one, other) = (entityOf[left], entityOf[right])
    return one < 0 || other < 0 ? nil : one == other
  }

  /// How well clusters meet the labels: the harmonic mean of pairwise precision and recall over labelled pairs,
  /// as thousandths of a percent, in whole numbers.
  ///
  /// - Parameter cluster: by record.
  func agreement(with cluster: [UInt32]) -> Int {
    var (found, wanted, both) = (0, 0, 0)
    if isSame.isEmpty {
      func pairs(_ keys: [UInt64]) -> Int {
        let sorted = keys.sorted()
        var total = 0
        var run = 0
        for index in sorted.indices {
          run = index > 0 && sorted[index] == sorted[index - 1] ? run + 1 : 0
          total += run
        }
        return total
      }
      let labelled = entityOf.indices.filter { entityOf[$0] >= 0 }
      found = pairs(labelled.map { UInt64(cluster[$0]) })
      wanted = pairs(labelled.map { UInt64(entityOf[$0]) })
      both = pairs(labelled.map { UInt64(entityOf[$0]) << 32 | UInt64(cluster[$0]) })
    } else {
      for (pair, same) in isSame {
        let isJoined = cluster[Int(pair >> 32)] == cluster[Int(pair & 0xFFFF_FFFF)]
        found += isJoined ? 1 : 0
        wanted += same ? 1 : 0
        both += isJoined && same ? 1 : 0
      }
    }
    return found + wanted == 0 ? 0 : 200_000 * both / (found + wanted)
  }

  private static func answer(_ cell: [UInt8]) -> Bool? {
    switch String(decoding: cell.prefix(16), as: UTF8.self).lowercased() {
    case "1", "true", "yes", "same", "match": true
    case "0", "false", "no", "different", "distinct": false
    default: nil
    }
  }
}

private func withoutBlanks(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
  var bytes = bytes
  while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
  while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
  return Array(bytes)
}

/// Records by what files of results call them.
private struct RecordNames {
  private var byID: [[UInt8]: Int] = [:]
  private var shared: Set<[UInt8]> = []
  private var byKey: [[UInt8]: Int] = [:]

  init(_ table: RecordTable) {
    for record in 0..<table.recordCount {
      let id = withoutBlanks(table.ids[record])
      if byID.updateValue(record, forKey: id) != nil { shared.insert(id) }
      byKey[Array(table.sources[Int(table.sourceIndexes[record])].utf8) + [UInt8(ascii: ":")] + id] = record
    }
  }

  subscript(name: [UInt8]) -> Int? { byKey[name] ?? (shared.contains(name) ? nil : byID[name]) }
}
