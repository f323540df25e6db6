public import Linkage

/// How the truth calls the records of the other side.
public enum RecordNaming: String, Sendable, CaseIterable {
  /// By the same names.
  case asWritten = "as_written"
  /// `SOURCE:ID` where the other side has the id and a source.
  case sourceAdded = "source_added"
  /// The id alone where the other side has `SOURCE:ID`.
  case sourceDropped = "source_dropped"
  /// By the id, and by the source in a column of its own.
  case sourceColumn = "source_column"

  func name(_ record: [UInt8], source: [UInt8]) -> [UInt8] {
    let prefix = source + [UInt8(ascii: ":")]
    let bare = record.starts(with: prefix) ? Array(record[prefix.count...]) : record
    switch self {
    case .asWritten: return record
    case .sourceAdded: return prefix + record
    case .sourceDropped: return bare
    // A zero byte is in no name: the two cannot run into each other.
    case .sourceColumn: return source + [0] + bare
    }
  }
}

/// The truth, laid beside records that have names and sources.
struct TruthMatch {
  var naming: RecordNaming
  /// By record of the other side: row of the truth file, or nil.
  var rows: [Int?]

  /// Takes the naming under which most rows of the truth are found; of equals the plainest, but a column of
  /// sources before all: it was written to tell records apart.
  ///
  /// - Throws: where none is found, or two records meet in one row.
  init(_ truth: GroupFile, _ records: [(name: [UInt8], source: [UInt8])], named other: String) throws(FileFailure) {
    var places: [[UInt8]: Int] = [:]
    var namings = RecordNaming.allCases.filter { $0 != .sourceColumn }
    for (row, entry) in truth.rows.enumerated() { places[entry.record] = row }
    var placesBySource: [[UInt8]: Int] = [:]
    if truth.hasSources {
      namings.insert(.sourceColumn, at: 0)
      for (row, entry) in truth.rows.enumerated() {
        placesBySource[RecordNaming.sourceColumn.name(entry.record, source: truth.sources[entry.source])] = row
      }
    }
    func place(_ naming: RecordNaming, _ record: (name: [UInt8], source: [UInt8])) -> Int? {
      let name = naming.name(record.name, source: record.source)
      return naming == .sourceColumn ? placesBySource[name] : places[name]
    }
    var best: (naming: RecordNaming, count: Int) = (.asWritten, 0)
    for naming in namings {
      let count = Set(records.lazy.compactMap { place(naming, $0) }).count
      if count > best.count { best = (naming, count) }
    }
    if best.count == 0, !records.isEmpty {
      throw FileFailure(
        file: truth.name,
        sentence: "None of its records is in \(other): are both of one data set, and are records called by their ids, or by SOURCE:ID?")
    }
    naming = best.naming
    var taken = Set<Int>()
    var rows: [Int?] = []
    for record in records {
      let row = place(best.naming, record)
      if let row, !taken.insert(row).inserted {
        throw FileFailure(
          file: truth.name,
          sentence: "Several records of \(other) have the id of one row; where sources use the same ids, write SOURCE:ID in the truth file.")
      }
      rows.append(row)
    }
    self.rows = rows
  }
}

/// A clusters file held against a truth file.
public struct FileEvaluation: Sendable {
  public var figures: ClusterEvaluation
  /// By the source numbers of `figures`; empty where the clusters file names none.
  public var sourceNames: [String]
  /// Records of the clusters file that the truth does not know: left out of every figure.
  public var unknownRecords: Int
  /// Records of the truth that the clusters file lacks: counted as customers of their own.
  public var missingRecords: Int
  public var naming: RecordNaming

  public init(truth: GroupFile, clusters: GroupFile) throws(FileFailure) {
    let match = try TruthMatch(
      truth, clusters.rows.map { ($0.record, clusters.sources[$0.source]) }, named: clusters.name)
    var numbers = Numbers(truth)
    for (row, place) in zip(clusters.rows, match.rows) {
      if let place { numbers.place(place, cluster: row.group, source: clusters.hasSources ? row.source : nil) }
    }
    naming = match.naming
    unknownRecords = match.rows.count { $0 == nil }
    missingRecords = numbers.fill(firstFree: UInt32(clusters.groupCount))
    sourceNames = clusters.hasSources ? clusters.sources.map { String(decoding: $0, as: UTF8.self) } : []
    figures = numbers.evaluation(&sourceNames, missing: missingRecords)
  }
}

/// Person, cluster and source of each record of a truth file, as numbers.
struct Numbers {
  private var truth: [UInt32]
  private var found: [UInt32?]
  private var sources: [UInt32?]

  init(_ file: GroupFile) {
    truth = file.rows.map(\.group)
    found = Array(repeating: nil, count: truth.count)
    sources = found
  }

  mutating func place(_ row: Int, cluster: UInt32, source: Int?) {
    found[row] = cluster
    sources[row] = source.map(UInt32.init)
  }

  /// Gives every record that has no cluster one of its own. Returns how many there were.
  mutating func fill(firstFree: UInt32) -> Int {
    var next = firstFree
    for row in found.indices where found[row] == nil {
      found[row] = next
      next += 1
    }
    return Int(next - firstFree)
  }

  /// - Parameter names: of the sources; gets one more, an empty name, where records without a source remain.
  func evaluation(_ names: inout [String], missing: Int) -> ClusterEvaluation {
    let clusters = found.map { $0 ?? 0 }
    if names.isEmpty { return ClusterEvaluation(truth: truth, found: clusters) }
    // Byte order, not order of arrival: two orders of one file give one answer.
    let order = names.indices.sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
    var rank = [UInt32](repeating: 0, count: names.count)
    for (position, index) in order.enumerated() { rank[index] = UInt32(position) }
    let none = UInt32(names.count)
    names = order.map { names[$0] }
    if missing > 0 { names.append("") }
    return ClusterEvaluation(
      truth: truth, found: clusters, sources: sources.map { $0.map { rank[Int($0)] } ?? none }, sourceCount: names.count)
  }
}
