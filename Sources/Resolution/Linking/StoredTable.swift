public import Identity
public import Linkage

/// The live records of a store as the engine's table, and what of them cannot be read.
public struct StoredTable: Sendable {
  public var table: RecordTable
  /// By source, from the settings in force.
  public var priorities: [String: Int]
  /// Records whose packed values this program cannot read; an import of their file makes them anew.
  public var unreadable: [SourceKey]
  /// Records whose values another version of the normaliser made.
  public var outdatedCount: Int

  /// The table's index of a stored record.
  public let indexes: [RecordNumber: Int]

  /// Reads everything that is live.
  public static func load(_ session: any ResolutionSession, normaliserVersion: Int) async throws -> StoredTable {
    let reading = try await session.liveRecords(into: Reading()) { reading, record in
      reading.add(record, normaliserVersion: normaliserVersion)
    }
    let table = reading.builder.build().table
    var indexes: [RecordNumber: Int] = [:]
    indexes.reserveCapacity(table.recordCount)
    for (index, tag) in table.tags.enumerated() { indexes[RecordNumber(rawValue: tag)] = index }
    return StoredTable(
      table: table, priorities: reading.priorities, unreadable: reading.unreadable, outdatedCount: reading.outdatedCount,
      indexes: indexes)
  }

  private struct Reading: Sendable {
    var builder = RecordTable.Builder()
    var priorities: [String: Int] = [:]
    var unreadable: [SourceKey] = []
    var outdatedCount = 0

    mutating func add(_ record: StoredRecord, normaliserVersion: Int) {
      priorities[record.key.source] = record.priority
      if record.normaliserVersion != normaliserVersion { outdatedCount += 1 }
      guard let values = FeatureCodec.decode(record.payload) else {
        unreadable.append(record.key)
        return
      }
      builder.append(
        RecordFeatures(
          source: record.key.source, id: Array(record.key.id.utf8), timestamp: record.sourceTimestamp, line: 0,
          content: UInt64(bitPattern: record.number.rawValue), values: values), tag: record.number.rawValue)
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
