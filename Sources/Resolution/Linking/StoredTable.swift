public import Identity
public import Intake
public import Linkage

/// The live records of a store as the engine's table, and what of them cannot be read.
public struct StoredTable: Sendable {
  public var table: RecordTable
  /// By source, from the settings in force.
  public var priorities: [String: Int]
  /// Sources whose settings say that they hold every person at most once.
  public var freeOfDuplicates: Set<String>
  /// Records whose packed values this program cannot read; an import of their file makes them anew.
  public var unreadable: [SourceKey]

  /// The table's index of a stored record.
  public let indexes: [RecordNumber: Int]

  /// Reads everything that is live.
  ///
  /// - Parameter sources: the sources and their settings in force.
  public static func load(
    _ session: any ResolutionSession, _ sources: [SourceInForce], threadCount: Int
  ) async throws -> StoredTable {
    var builder = RecordTable.Builder()
    var priorities: [String: Int] = [:]
    var unreadable: [SourceKey] = []
    try await session.liveRecords(atATime: 4_096 * threadCount) { records in
      let parts = try await inOrder((records.count + 4_095) / 4_096, threadCount) { part in
        Unpacked(records[part * 4_096..<min((part + 1) * 4_096, records.count)])
      } progress: { _ in }
      for part in parts {
        priorities.merge(part.priorities) { _, new in new }
        unreadable += part.unreadable
        builder.append(part.batch) { (Array(part.batch.ids[$0]), part.tags[$0]) }
      }
    }
    let table = builder.build().table
    var indexes: [RecordNumber: Int] = [:]
    indexes.reserveCapacity(table.recordCount)
    for (index, tag) in table.tags.enumerated() { indexes[RecordNumber(rawValue: tag)] = index }
    return StoredTable(
      table: table, priorities: priorities,
      freeOfDuplicates: Set(sources.filter(\.settings.isFreeOfDuplicates).map(\.name)), unreadable: unreadable.sorted(),
      indexes: indexes)
  }

  /// Some records as a table takes them.
  private struct Unpacked: Sendable {
    var batch = RecordBatch()
    /// By record of the batch, its number.
    var tags: [Int64] = []
    var priorities: [String: Int] = [:]
    var unreadable: [SourceKey] = []

    init(_ records: ArraySlice<StoredRecord>) {
      for record in records {
        priorities[record.key.source] = record.priority
        guard let values = FeatureCodec.decode(record.payload) else {
          unreadable.append(record.key)
          continue
        }
        batch.append(
          RecordFeatures(
            source: record.key.source, id: Array(record.key.id.utf8), timestamp: record.sourceTimestamp, line: 0,
            content: UInt64(bitPattern: record.number.rawValue), values: values))
        tags.append(record.number.rawValue)
      }
    }
  }

  public func number(_ record: Int) -> RecordNumber { RecordNumber(rawValue: table.tags[record]) }

  /// Judgements between records that are live, as the engine takes them. `unsure` joins and parts nothing.
  public func judgements(_ stored: [StoredJudgement]) -> [RecordJudgement] {
    stored.compactMap { entry in
      guard entry.judgement.verdict != .unsure, let left = table.index(of: entry.judgement.left),
        let right = table.index(of: entry.judgement.right), left != right
      else { return nil }
      return RecordJudgement(
        left: RecordIndex(rawValue: UInt32(min(left, right))), right: RecordIndex(rawValue: UInt32(max(left, right))),
        isSame: entry.judgement.verdict == .same)
    }
  }
}

/// A source and its settings in force.
public struct SourceInForce: Sendable {
  public var name: String
  public var version: Int
  public var settings: SourceSettings

  /// All sources of a store, as they are in one unit of work.
  static func all(_ session: any ResolutionSession) async throws -> [SourceInForce] {
    try await session.settingsInForce().map { source, stored in
      let settings = try parseMapping(yaml: Array(stored.yaml.utf8), fileName: "the settings of source \(source)")
      return SourceInForce(name: source, version: stored.version, settings: settings)
    }
  }
}
