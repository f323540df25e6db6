import Crypto
public import Identity
public import Intake
public import Linkage
import Normalization

/// What an import did with a file: every row is loaded, rejected or suppressed.
public struct ImportedFile: Sendable {
  public var outcome: ImportOutcome
  public var settingsVersion: Int
  /// Rows rejected while reading and rows that contradict each other, by line.
  public var rejections: [Rejection]
  /// Rows of erased persons, by line.
  public var suppressed: [SuppressedRow]
  /// The file was given as the whole source, but rows of it could not be read: nothing was deleted, because
  /// a record must not vanish for a fault in its row.
  public var areDeletionsWithheld: Bool
}

/// A row that was not kept, because its person was erased. Says nothing of the person.
public struct SuppressedRow: Sendable, Equatable {
  public var line: Int
  public var erasure: Int64
}

/// Loads a surveyed file into a store as records of its source.
///
/// The file is read in pieces, normalised on `threadCount` threads and handed on in file order; the
/// store makes one transaction of it, so a killed import leaves nothing half done.
///
/// - Parameters:
///   - secretProposal: 32 random bytes, kept where the store has no secret yet.
///   - rules: the blocking rules whose keys are kept with each record.
public func importFile(
  _ survey: SurveyedFile, into store: some CustomerStore, rules: [BlockingRule], isComplete: Bool, isDryRun: Bool,
  secretProposal: [UInt8], at: Instant, today: CivilDate, threadCount: Int,
  progress: @escaping @Sendable (_ rows: Int) -> Void = { _ in }
) async throws -> ImportedFile {
  if isComplete, survey.rowsIn == 0 {
    throw FileFailure(
      file: survey.file.name,
      sentence: "The file has no rows, and as the whole source it would delete every record; export it again, or delete the records one by one.")
  }
  let areDeletionsWithheld = isComplete && !survey.rejections.isEmpty
  let yaml = mappingYAML(survey.settings, profile: nil, today: today)
  let version: Int
  let secret: [UInt8]
  if isDryRun {
    let current = try await store.settings(ofSource: survey.file.source)
    version = current.map { $0.yaml.utf8.elementsEqual(yaml.utf8) ? $0.version : $0.version + 1 } ?? 1
    secret = secretProposal  // its keys go with the run
  } else {
    version = try await store.saveSettings(
      ofSource: survey.file.source, yaml: yaml, priority: survey.settings.priority, at: at)
    secret = try await store.secret(proposal: secretProposal, at: at)
  }
  let roadLots = try await store.roadLots()
  // Of a source that has records each row has to be held against what is there, with or without its place; and a dry
  // run goes the longer way, which keeps all tables free for others.
  let isNew = isDryRun ? false : try await !store.hasRecords(ofSource: survey.file.source)
  let ids = isNew ? try RowIDs(of: survey) : nil
  let feed = ImportFeed(
    survey, ids, postings: PostingKeys(rules: rules, secret: secret), today: today,
    roadLots: roadLots.flatMap { RoadLotTable(bytes: $0.bytes) }, threadCount: threadCount, progress: progress)
  let request = ImportRequest(
    source: survey.file.source,
    stamp: ReadingStamp(
      settingsVersion: version, normaliserVersion: Int(Normalizer.version), rulesSHA256: PostingKeys.digest(of: rules, roadLotsSHA256: roadLots?.sha256)),
    fileName: fileNameWithoutFolder(survey.file.name), fileSHA256: survey.sha256,
    isComplete: isComplete && !areDeletionsWithheld, isDryRun: isDryRun, at: at, idCount: ids?.count)
  let outcome = try await store.importRecords(request) { (list: Suppressions) in try await feed.next(list) }
  var rejections = await feed.rejections
  rejections += outcome.conflictingLines.map { contradiction(line: $0) }
  rejections.sort { $0.line < $1.line }
  return ImportedFile(
    outcome: outcome, settingsVersion: version, rejections: rejections,
    suppressed: await feed.suppressed.sorted { $0.line < $1.line }, areDeletionsWithheld: areDeletionsWithheld)
}

private func fileNameWithoutFolder(_ path: String) -> String {
  String(decoding: path.utf8.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? [], as: UTF8.self)
}

/// Gives the store one batch after the other.
actor ImportFeed {
  private let settings: SourceSettings
  private let source: String
  private let ids: RowIDs?
  private let fileName: String
  private let postings: PostingKeys
  private let today: CivilDate
  private let roadLots: RoadLotTable?
  private let threadCount: Int
  private let progress: @Sendable (Int) -> Void
  private var reading: RowReading
  private var identifier = RowIdentifier()
  private var rowCount = 0
  private(set) var rejections: [Rejection] = []
  private(set) var suppressed: [SuppressedRow] = []

  init(
    _ survey: SurveyedFile, _ ids: RowIDs?, postings: PostingKeys, today: CivilDate, roadLots: RoadLotTable?,
    threadCount: Int, progress: @escaping @Sendable (Int) -> Void
  ) {
    settings = survey.settings
    source = survey.file.source
    self.ids = ids
    fileName = survey.file.name
    self.postings = postings
    self.today = today
    self.roadLots = roadLots
    self.threadCount = threadCount
    self.progress = progress
    reading = RowReading(file: survey.file, settings: survey.settings)
  }

  /// - Parameter suppressions: what is left out.
  func next(_ suppressions: Suppressions) async throws -> IncomingBatch? {
    var batches: [(RowBatch, [String])] = []
    var rejectedCount = 0
    // A window of rows, so that every thread has work.
    while batches.reduce(0, { $0 + $1.0.rowCount }) < 4_096 * threadCount {
      guard let step = try reading.next() else {
        if batches.isEmpty, rejectedCount == 0 { return nil }
        break
      }
      rejections += step.rejections
      rejectedCount += step.rejections.count
      batches += step.batches.map { ($0, step.header) }
    }
    let (settings, source, postings, today, roadLots) = (settings, source, postings, today, roadLots)
    let group = batches
    let made = try await inOrder(group.count, threadCount) { position in
      incoming(group[position].0, group[position].1, settings, source, postings, today, roadLots)
    } progress: { _ in }
    var records: [IncomingRecord] = []
    var rejectedIDs: [String] = []
    for (position, part) in made.enumerated() {
      for (row, entry) in part.enumerated() {
        guard var record = entry.record else {
          rejections.append(tooManyValues(line: entry.line))
          if !entry.id.utf8.isEmpty { rejectedIDs.append(entry.id) }
          rejectedCount += 1
          continue
        }
        if record.id.utf8.isEmpty {
          record.id = String(decoding: identifier.id(ofRow: row, group[position].0, group[position].1), as: UTF8.self)
        }
        if record.id.utf8.count > SourceKey.idBytesMax {
          rejections.append(idTooLong(line: record.line))
          rejectedCount += 1
          continue
        }
        if let ids {
          guard let place = ids.place(ofRow: rowCount + row, id: record.id) else {
            throw FileFailure(
              file: fileName, sentence: "The file changed while it was read, so nothing of it was kept; import it again when it is complete.")
          }
          record.place = place
        }
        records.append(record)
      }
      rowCount += part.count
    }
    progress(rowCount)
    let count = records.count
    if !suppressions.isEmpty {
      let verdicts = try await verdicts(of: records, suppressions)
      var kept: [IncomingRecord] = []
      for (record, erasure) in zip(records, verdicts) {
        guard let erasure else {
          kept.append(record)
          continue
        }
        suppressed.append(SuppressedRow(line: record.line, erasure: erasure))
        rejectedIDs.append(record.id)
      }
      records = kept
    }
    return IncomingBatch(
      records: records, rejectedRowCount: rejectedCount, rejectedIDs: rejectedIDs,
      suppressedRowCount: count - records.count)
  }

  /// The erasures that keep records out; nil where none does.
  private func verdicts(of records: [IncomingRecord], _ suppressions: Suppressions) async throws -> [Int64?] {
    let (source, size) = (source, 1_024)
    let parts = try await inOrder((records.count + size - 1) / size, threadCount) { piece in
      records[piece * size..<min((piece + 1) * size, records.count)].map {
        suppressions.erasure(suppressing: SourceKey(source: source, id: $0.id), payload: $0.payload)
      }
    } progress: { _ in }
    return Array(parts.joined())
  }
}

/// Normalises a batch of rows and packs them for the store.
private func incoming(
  _ read: RowBatch, _ header: [String], _ settings: SourceSettings, _ source: String, _ postings: PostingKeys,
  _ today: CivilDate, _ roadLots: RoadLotTable?
) -> [(line: Int, id: String, record: IncomingRecord?)] {
  var batch = read
  batch.maskResidentNumbers(
    ofRoles: header.map { name in settings.columns.first { $0.name.utf8.elementsEqual(name.utf8) }?.role }, today: today)
  let features = RecordNormalizer(
    settings: settings, header: header, source: source, usesSourceColumn: false, today: today, roadLots: roadLots
  ).records(of: batch)
  let keys = postings.postings(of: features)
  // Members are sorted by name: a source that swaps two columns has not changed its records.
  let order = header.indices.sorted { header[$0].utf8.lexicographicallyPrecedes(header[$1].utf8) }
  var rank = [Int](repeating: 0, count: header.count)
  for (position, column) in order.enumerated() { rank[column] = position }
  return features.enumerated().map { row, record in
    let id = String(decoding: record.id, as: UTF8.self)
    if record.hasTooManyValues { return (record.line, id, nil) }
    let raw = rawJSON(batch, row, header, rank)
    let incoming = IncomingRecord(
      id: id, line: record.line, sourceTimestamp: record.timestamp,
      contentHash: Array(SHA256.hash(data: raw)), rawJSON: raw, payload: FeatureCodec.encode(record.values),
      keys: keys[row].map { RecordKey(kind: $0.kind, key: $0.key) })
    return (record.line, id, incoming)
  }
}

/// The filled fields of a row as a JSON object; a column that occurs several times is an array.
private func rawJSON(_ batch: RowBatch, _ row: Int, _ header: [String], _ rank: [Int]) -> [UInt8] {
  let fields = batch.fields(ofRow: row).filter { !batch.range(ofField: $0).isEmpty }.sorted {
    let (a, b) = (rank[Int(batch.fieldColumns[$0])], rank[Int(batch.fieldColumns[$1])])
    return a != b ? a < b : $0 < $1
  }
  var json = JSONWriter()
  json.beginObject()
  var position = 0
  while position < fields.count {
    let column = batch.fieldColumns[fields[position]]
    var end = position + 1
    while end < fields.count, batch.fieldColumns[fields[end]] == column { end += 1 }
    json.name(header[Int(column)])
    if end - position > 1 { json.beginArray() }
    for field in fields[position..<end] { json.string(batch.bytes[batch.range(ofField: field)]) }
    if end - position > 1 { json.endArray() }
    position = end
  }
  json.endObject()
  return json.bytes
}
