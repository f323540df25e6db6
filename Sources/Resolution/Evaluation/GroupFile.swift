import Intake
import Linkage

/// A file that says which records belong together: the truth, or clusters that were found.
///
/// One row a record. Columns are known by their names, in any order: the record's (`record_id`, `record`, `id`),
/// whose it is (`entity_id`, `cluster_id`, `customer_id`, `person_id` and the like), and `source`, which tells
/// records of one id apart. In a file that names them otherwise, the first column is the record and the second
/// says whose it is. Whatever cannot be read ends the reading: figures from half a file would be believed.
public struct GroupFile: Sendable {
  public struct Row: Sendable {
    public var record: [UInt8]
    /// Index into `sources`.
    public var source: Int
    /// Groups are numbered in the order of the file.
    public var group: UInt32
  }

  /// As the user wrote it.
  public var name: String
  public var rows: [Row]
  public var groupCount: Int
  /// Names of the sources, in the order of the file; one empty name where the file has no such column.
  public var sources: [[UInt8]]
  public var hasSources: Bool

  public init(reading file: SourceFile) throws {
    name = file.name
    var reading = Reading(file: file.name)
    var rejected: Rejection?
    let reader = try readRows(of: file, settings: nil) { batch, header in
      try reading.add(batch, header)
    } rejected: { if rejected == nil { rejected = $0.first } }
    if let rejected { throw FileFailure(file: file.name, sentence: rejected.sentence) }
    guard reader.rowsIn > 0 else {
      throw FileFailure(file: file.name, sentence: "The file has a header and no row below it; it should say of each record whose it is.")
    }
    rows = reading.rows
    groupCount = reading.groups.count
    sources = reading.sourceNames
    hasSources = reading.columns?.source != nil
  }

  static let recordWords = ["record_id", "record", "recordid", "record_key", "id", "source_id"]
  static let groupWords = [
    "entity_id", "entity", "entityid", "cluster_id", "cluster", "clusterid", "customer_id", "customer", "customerid", "person_id",
    "person", "personid", "group_id", "group",
  ]

  private struct Columns {
    var record: Int
    var group: Int
    var source: Int?
    /// The record is `SOURCE:ID` of two columns.
    var isKeyed: Bool
  }

  private struct Reading {
    let file: String
    var rows: [Row] = []
    var groups: [[UInt8]: UInt32] = [:]
    var sources: [[UInt8]: Int] = [:]
    var sourceNames: [[UInt8]] = []
    var columns: Columns?
    /// Group and line of each source and record, for the sentence about a second one.
    private var seen: [Name: (group: UInt32, line: Int)] = [:]
    private struct Name: Hashable {
      var source: [UInt8]
      var record: [UInt8]
    }

    init(file: String) { self.file = file }

    func failure(_ sentence: String) -> FileFailure { FileFailure(file: file, sentence: sentence) }

    mutating func add(_ batch: RowBatch, _ header: [String]) throws {
      let columns = try self.columns ?? find(header)
      self.columns = columns
      for row in 0..<batch.rowCount {
        var (record, group, source): ([UInt8], [UInt8], [UInt8]) = ([], [], [])
        for field in batch.fields(ofRow: row) {
          let column = Int(batch.fieldColumns[field])
          let bytes = Array(batch.bytes[batch.range(ofField: field)])
          if column == columns.record { record = bytes }
          if column == columns.group { group = bytes }
          if column == columns.source { source = bytes }
        }
        let line = batch.lines[row]
        if record.isEmpty { throw failure("Line \(line): the row names no record; every row needs one in column \"\(header[columns.record])\".") }
        if group.isEmpty {
          throw failure(
            "Line \(line): the row does not say whose the record is; fill column \"\(header[columns.group])\", with a name of its own for a record that stands alone.")
        }
        if columns.isKeyed, !source.isEmpty { record = source + [UInt8(ascii: ":")] + record }
        let number = groups[group] ?? UInt32(groups.count)
        groups[group] = number
        let name = Name(source: source, record: record)
        if let known = seen[name] {
          if known.group == number { continue }
          throw failure(
            "Lines \(known.line) and \(line) give one record to two groups; a record has one. Where sources use the same ids, write SOURCE:ID, or name the source in a column called source.")
        }
        seen[name] = (number, line)
        let place = sources[source] ?? sources.count
        if place == sources.count {
          sources[source] = place
          sourceNames.append(source)
        }
        rows.append(Row(record: record, source: place, group: number))
      }
    }

    private func find(_ header: [String]) throws -> Columns {
      let names = header.map { name in name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } }
      func index(_ word: String) -> Int? { names.firstIndex { $0.elementsEqual(word.utf8) } }
      guard header.count >= 2 else {
        throw failure("The file has one column; it needs two, the record and whose it is, such as record_id,entity_id.")
      }
      let source = index("source")
      let others = header.indices.filter { $0 != source }
      if others.count < 2 {
        throw failure("Besides source the file has one column; it needs two, the record and whose it is, such as record_id,entity_id.")
      }
      let record = GroupFile.recordWords.lazy.compactMap(index).first
      let group = GroupFile.groupWords.lazy.compactMap(index).first
      // One of the two known: the other is the first column left. None known: by place.
      let place = record ?? others.first { $0 != group } ?? 0
      return Columns(
        record: place, group: group ?? others.first { $0 != place } ?? 1, source: source,
        isKeyed: source != nil && names[place].elementsEqual("id".utf8))
    }
  }
}
