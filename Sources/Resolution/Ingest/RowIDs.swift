import Identity
import Intake
import Linkage

/// The record ids of a file, read before anything else of it: whoever knows that all of them differ, and how they
/// sort, can number the records while the rows come by, and need not keep the rows to decide about them.
///
/// Memory: the ids, and eight bytes a row.
struct RowIDs: Sendable {
  private let ids: ByteColumn
  /// By row: its id's place in the order of their bytes, from 0.
  private let places: [UInt32]

  /// nil where two rows have one id, and where ids are so long that they are none, or too many to hold.
  ///
  /// - Throws: `FileFailure`, `CancellationError`.
  init?(of survey: SurveyedFile) throws {
    var ids = ByteColumn()
    var identifier = RowIdentifier()
    var reading = RowReading(file: survey.file, settings: survey.settings)
    while let step = try reading.next() {
      for batch in step.batches {
        if !RowIDs.append(batch, step.header, survey.settings, &identifier, to: &ids) { return nil }
      }
    }
    let order = ids.sortedIndexes()
    var places = [UInt32](repeating: 0, count: order.count)
    for (place, row) in order.enumerated() {
      if place > 0, ids[Int(row)] == ids[Int(order[place - 1])] { return nil }
      places[Int(row)] = UInt32(truncatingIfNeeded: place)
    }
    self.ids = ids
    self.places = places
  }

  var count: Int { ids.count }

  /// - Parameter row: counted from 0 over the whole file, rows that are rejected later among them.
  /// - Returns: nil where the row has another id than when the ids were read: the file has changed meanwhile.
  func place(ofRow row: Int, id: String) -> Int? {
    row < ids.count && ids[row].elementsEqual(id.utf8) ? Int(places[row]) : nil
  }

  /// A byte column holds 4 GiB.
  private static let bytesMax = 3 << 30

  /// - Returns: false where an id is none, or one too many.
  private static func append(
    _ batch: RowBatch, _ header: [String], _ settings: SourceSettings, _ identifier: inout RowIdentifier, to ids: inout ByteColumn
  ) -> Bool {
    let cells = RoleCells(.recordID, settings, header)
    for row in 0..<batch.rowCount {
      if let id = cells.cell(ofRow: row, batch) {
        if id.count > SourceKey.idBytesMax || ids.bytes.count > bytesMax { return false }
        ids.append(batch.bytes.span.extracting(id))
      } else {
        ids.append(identifier.id(ofRow: row, batch, header))
      }
    }
    return true
  }
}

/// Where of a row the cell stands that says its id, or another thing that is said once: the first filled one of the
/// role, in the order of the settings.
struct RoleCells: Sendable {
  /// By column of the header: its place in the settings; -1 of columns of other roles.
  private let ranks: [Int]

  init(_ role: FieldRole, _ settings: SourceSettings, _ header: [String]) {
    ranks = header.map { name in
      let index = settings.columns.firstIndex { $0.name.utf8.elementsEqual(name.utf8) } ?? -1
      return index >= 0 && settings.columns[index].role == role ? index : -1
    }
  }

  /// Without white space at its ends; nil: the row has none.
  func cell(ofRow row: Int, _ batch: RowBatch) -> Range<Int>? {
    var found: Range<Int>?
    var rank = Int.max
    for field in batch.fields(ofRow: row) {
      let column = Int(batch.fieldColumns[field])
      guard column < ranks.count, ranks[column] >= 0, ranks[column] < rank else { continue }
      let range = trimmed(batch.bytes, batch.range(ofField: field))
      if range.isEmpty { continue }
      found = range
      rank = ranks[column]
    }
    return found
  }
}
