public import Identity
import Intake
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
  /// Records whose values another version of the normaliser, or other settings of their source, made.
  public var outdatedCount: Int

  /// The table's index of a stored record.
  public let indexes: [RecordNumber: Int]

  /// Reads everything that is live.
  ///
  /// - Parameter sources: the sources and their settings in force.
  public static func load(
    _ session: any ResolutionSession, _ sources: [SourceInForce], normaliserVersion: Int
  ) async throws -> StoredTable {
    var start = Reading()
    for source in sources { start.settingsVersions[source.name] = source.version }
    let reading = try await session.liveRecords(into: start) { reading, record in
      reading.add(record, normaliserVersion: normaliserVersion)
    }
    let table = reading.builder.build().table
    var indexes: [RecordNumber: Int] = [:]
    indexes.reserveCapacity(table.recordCount)
    for (index, tag) in table.tags.enumerated() { indexes[RecordNumber(rawValue: tag)] = index }
    return StoredTable(
      table: table, priorities: reading.priorities,
      freeOfDuplicates: Set(sources.filter(\.isFreeOfDuplicates).map(\.name)), unreadable: reading.unreadable, outdatedCount: reading.outdatedCount,
      indexes: indexes)
  }

  private struct Reading: Sendable {
    var builder = RecordTable.Builder()
    var priorities: [String: Int] = [:]
    var settingsVersions: [String: Int] = [:]
    var unreadable: [SourceKey] = []
    var outdatedCount = 0

    mutating func add(_ record: StoredRecord, normaliserVersion: Int) {
      priorities[record.key.source] = record.priority
      if record.normaliserVersion != normaliserVersion || record.settingsVersion != settingsVersions[record.key.source] {
        outdatedCount += 1
      }
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

/// A source and what its settings in force say about its records as a whole.
public struct SourceInForce: Sendable {
  public var name: String
  public var version: Int
  public var isFreeOfDuplicates: Bool

  /// All sources of a store.
  public static func all(_ store: some CustomerStore) async throws -> [SourceInForce] {
    var sources: [SourceInForce] = []
    for source in try await store.sources() {
      guard let stored = try await store.settings(ofSource: source.name) else { continue }
      let settings = try parseMapping(yaml: Array(stored.yaml.utf8), fileName: "the settings of source \(source.name)")
      sources.append(
        SourceInForce(name: source.name, version: stored.version, isFreeOfDuplicates: settings.isFreeOfDuplicates))
    }
    return sources
  }
}
