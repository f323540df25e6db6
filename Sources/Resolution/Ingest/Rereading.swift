public import Identity
import Intake
import Linkage
import Normalization

/// What reading a source's records again by new rules came to.
public struct Rereading: Sendable, Equatable {
  public var source: String
  /// Records that were looked at.
  public var recordCount: Int
  /// Those whose values or postings differ now; only they were written.
  public var changedCount: Int
  /// Records whose stored row cannot be read, or has more values now than a record may have; they stay as they were.
  public var unreadable: [SourceKey]
}

/// Reads records again whose values were made by other settings of their source, by another normaliser or
/// for other blocking rules, from what their source sent.
///
/// Two-digit years and ages are judged by the day (UTC) a record came in, as they were then: reading again on another
/// day gives the same.
///
/// - Returns: one entry for each source of which a record was looked at, by name.
func reread(
  _ session: any ResolutionSession, _ sources: [SourceInForce], _ rules: [BlockingRule], at: Instant, threadCount: Int,
  progress: @Sendable (LinkingStage, Double) -> Void
) async throws -> [Rereading] {
  var found: [Rereading] = []
  var postings: PostingKeys?
  var roadLots: RoadLotTable?
  let digest = PostingKeys.digest(of: rules, roadLotsSHA256: try await session.roadLotsSHA256())
  for (position, source) in sources.enumerated() {
    let known = try await session.reading(ofSource: source.name)
    let stamp = ReadingStamp(
      settingsVersion: source.version, normaliserVersion: Int(Normalizer.version),
      rulesSHA256: digest)
    if known == stamp { continue }
    progress(.reading, Double(position) / Double(sources.count))
    // Where the postings' rules are the same, records that came in since the change are right already.
    let isWhole = known?.rulesSHA256 != stamp.rulesSHA256
    var outcome = Rereading(source: source.name, recordCount: 0, changedCount: 0, unreadable: [])
    var last: RecordNumber?
    while true {
      let sent = try await session.sentRecords(
        ofSource: source.name, madeOtherwiseThan: isWhole ? nil : stamp, after: last, countMax: pieceCount * max(1, threadCount))
      guard let end = sent.last else { break }
      last = end.number
      if postings == nil {
        guard let secret = try await session.secret() else { return found }
        postings = PostingKeys(rules: rules, secret: secret)
        roadLots = try await session.roadLots().flatMap { RoadLotTable(bytes: $0.bytes) }
      }
      guard let made = postings else { break }
      let matching = roadLots
      let pieces = stride(from: 0, to: sent.count, by: pieceCount).map { sent[$0..<min($0 + pieceCount, sent.count)] }
      let parts = try await inOrder(pieces.count, threadCount) { piece in
        rereadRecords(pieces[piece], source, made, matching)
      } progress: { _ in }
      let differing = parts.flatMap(\.differing)
      outcome.unreadable += parts.flatMap(\.unreadable)
      outcome.recordCount += sent.count
      outcome.changedCount += differing.count
      if !differing.isEmpty { try await session.replace(differing, madeBy: stamp, at: at) }
    }
    try await session.keep(stamp, ofSource: source.name)
    if outcome.recordCount > 0 { found.append(outcome) }
  }
  return found
}

private let pieceCount = 4_096

/// What is made of stored rows today, by record; rows that cannot be read have none.
func readAgain(
  _ records: [SentRecord], _ source: SourceInForce, _ postings: PostingKeys, _ roadLots: RoadLotTable?
) -> [RecordNumber: RereadRecord] {
  let (read, unreadable) = rereadRecords(records[...], source, postings, roadLots, keepsEqual: true)
  precondition(read.count + unreadable.count == records.count)
  return Dictionary(read.map { ($0.number, $0) }) { first, _ in first }
}

/// The values of stored rows as they are read today, in order; nil where a row cannot be read.
func readValues(_ records: [SentRecord], _ source: SourceInForce, _ roadLots: RoadLotTable?) -> [[FeatureValue]?] {
  var lists = [[FeatureValue]?](repeating: nil, count: records.count)
  // By day, so that versions of many days are not read one by one.
  for (day, indexes) in Dictionary(grouping: records.indices, by: { records[$0].receivedAt.day }) {
    let normalizer = RecordNormalizer(
      settings: source.settings, header: source.settings.columns.map(\.name), source: source.name, usesSourceColumn: false,
      today: day, roadLots: roadLots)
    let (batch, isRead) = storedRows(indexes.map { records[$0].rawJSON }, header: source.settings.columns.map(\.name))
    for (row, features) in normalizer.records(of: batch).enumerated() where isRead[row] && !features.hasTooManyValues {
      lists[indexes[row]] = features.values
    }
  }
  return lists
}

/// - Parameter keepsEqual: whether records of which the same is made are among the differing.
private func rereadRecords(
  _ records: ArraySlice<SentRecord>, _ source: SourceInForce, _ postings: PostingKeys, _ roadLots: RoadLotTable?,
  keepsEqual: Bool = false
) -> (differing: [RereadRecord], unreadable: [SourceKey]) {
  let header = source.settings.columns.map(\.name)
  var found: [RereadRecord] = []
  var unreadable: [SourceKey] = []
  for sameDay in records.split(whereAdjacent: { $0.receivedAt.day != $1.receivedAt.day }) {
    guard let first = sameDay.first else { continue }
    let normalizer = RecordNormalizer(
      settings: source.settings, header: header, source: source.name, usesSourceColumn: false,
      today: first.receivedAt.day, roadLots: roadLots)
    let (batch, isRead) = storedRows(sameDay.map(\.rawJSON), header: header)
    let features = normalizer.records(of: batch)
    let keys = postings.postings(of: features)
    for (row, record) in sameDay.enumerated() {
      guard isRead[row], !features[row].hasTooManyValues else {
        unreadable.append(SourceKey(source: source.name, id: record.id))
        continue
      }
      let payload = FeatureCodec.encode(features[row].values)
      let sorted = Set(keys[row].map { RecordKey(kind: $0.kind, key: $0.key) }).sorted()
      if keepsEqual || payload != record.payload || sorted != record.keys {
        found.append(RereadRecord(number: record.number, payload: payload, keys: sorted))
      }
    }
  }
  return (found, unreadable)
}

extension ArraySlice {
  /// Runs of neighbours between which `isBorder` holds nowhere.
  fileprivate func split(whereAdjacent isBorder: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
    var runs: [ArraySlice<Element>] = []
    var start = startIndex
    for index in indices.dropFirst() where isBorder(self[index - 1], self[index]) {
      runs.append(self[start..<index])
      start = index
    }
    if start < endIndex { runs.append(self[start...]) }
    return runs
  }
}

/// Rows as they were stored: JSON objects whose members are strings or arrays of strings. Members that the header
/// lacks are left out.
///
/// - Returns: the rows, and which of them could be read.
private func storedRows(_ objects: [[UInt8]], header: [String]) -> (rows: RowBatch, isRead: [Bool]) {
  var batch = RowBatch()
  var isRead: [Bool] = []
  var columns: [[UInt8]: Int32] = [:]
  for (index, name) in header.enumerated() { columns[Array(name.utf8)] = columns[Array(name.utf8)] ?? Int32(index) }
  let reader = JSONReader()
  for object in objects {
    let value = try? reader.read(object)
    if case .object(let members)? = value {
      let known = members.compactMap { member in columns[member.name].map { (column: $0, value: member.value) } }
      for member in known.sorted(by: { $0.column < $1.column }) {
        var values = [member.value]
        if case .array(let list) = member.value { values = list }
        for case .string(let text) in values {
          batch.bytes += text
          batch.fieldEnds.append(batch.bytes.count)
          batch.fieldColumns.append(member.column)
        }
      }
      isRead.append(true)
    } else {
      isRead.append(false)
    }
    batch.rowEnds.append(batch.fieldEnds.count)
    batch.lines.append(batch.rowEnds.count)
  }
  return (batch, isRead)
}
