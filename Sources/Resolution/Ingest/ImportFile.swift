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
  /// Rows that came as they are kept, and were not normalised for that.
  public var keptRowCount: Int
}

/// A row that was not kept, because its person was erased. Says nothing of the person.
public struct SuppressedRow: Sendable, Equatable {
  public var line: Int
  public var erasure: Int64
}

/// Loads a surveyed file into a store as records of its source.
///
/// The file is read in pieces, normalised on `threadCount` threads and handed on in file order; the
/// store makes one transaction of it, so a killed import leaves nothing half done. A row that comes as it is kept is
/// told by its id and the hash of its content, and is not normalised: a file that is sent again is mostly such rows.
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
    isComplete: isComplete && !areDeletionsWithheld, isDryRun: isDryRun, at: at, idCount: ids?.count,
    rowCount: survey.rowsIn)
  let outcome = try await store.importRecords(request) { (opening: ImportOpening) in try await feed.next(opening) }
  var rejections = await feed.rejections
  rejections += outcome.conflictingLines.map { contradiction(line: $0) }
  rejections.sort { $0.line < $1.line }
  return ImportedFile(
    outcome: outcome, settingsVersion: version, rejections: rejections,
    suppressed: await feed.suppressed.sorted { $0.line < $1.line }, areDeletionsWithheld: areDeletionsWithheld,
    keptRowCount: await feed.keptRowCount)
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
  /// Of the records that are kept: which ones a row was as.
  private var met: [Bool] = []
  private(set) var keptRowCount = 0
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

  func next(_ opening: ImportOpening) async throws -> IncomingBatch? {
    var batches: [RowPart] = []
    var rejectedCount = 0
    // A window of rows, so that every thread has work.
    while batches.reduce(0, { $0 + $1.rows.rowCount }) < 4_096 * threadCount {
      guard let step = try reading.next() else {
        if batches.isEmpty, rejectedCount == 0 { return nil }
        break
      }
      rejections += step.rejections
      rejectedCount += step.rejections.count
      batches += step.batches.map { RowPart(rows: $0, header: step.header) }
    }
    let firstRow = rowCount
    rowCount += batches.reduce(0) { $0 + $1.rows.rowCount }
    var keptRows: [KeptRow] = []
    if let kept = opening.kept { (batches, keptRows) = try await withoutKept(batches, kept) }
    keptRowCount += keptRows.count
    let (settings, source, postings, today, roadLots) = (settings, source, postings, today, roadLots)
    let group = batches
    let made = try await inOrder(group.count, threadCount) { position in
      incoming(group[position], settings, source, postings, today, roadLots)
    } progress: { _ in }
    var records: [IncomingRecord] = []
    var rejectedIDs: [String] = []
    var row = firstRow
    for (position, part) in made.enumerated() {
      for (place, entry) in part.enumerated() {
        defer { row += 1 }
        guard var record = entry.record else {
          rejections.append(tooManyValues(line: entry.line))
          if !entry.id.utf8.isEmpty { rejectedIDs.append(entry.id) }
          rejectedCount += 1
          continue
        }
        if record.id.utf8.isEmpty {
          record.id =
            group[position].ids?[place]
            ?? String(decoding: identifier.id(ofRow: place, group[position].rows, group[position].header), as: UTF8.self)
        }
        if record.id.utf8.count > SourceKey.idBytesMax {
          rejections.append(idTooLong(line: record.line))
          rejectedCount += 1
          continue
        }
        // Places are of the rows of a new source, of which none is left out.
        if let ids, opening.kept == nil {
          guard let place = ids.place(ofRow: row, id: record.id) else {
            throw FileFailure(
              file: fileName, sentence: "The file changed while it was read, so nothing of it was kept; import it again when it is complete.")
          }
          record.place = place
        }
        records.append(record)
      }
    }
    progress(rowCount)
    let count = records.count
    if !opening.suppressions.isEmpty {
      let verdicts = try await verdicts(of: records, opening.suppressions)
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
      records: records, keptRows: keptRows, rejectedRowCount: rejectedCount, rejectedIDs: rejectedIDs,
      suppressedRowCount: count - records.count)
  }

  /// Tells the rows that come as they are kept from those to be read.
  ///
  /// Erasures are not asked about the former: none keeps out what is live, and a row that is kept already brings nobody
  /// back.
  /// - Returns: the others with the ids of all, and the kept ones. A kept row that comes once more is among the others.
  private func withoutKept(_ parts: [RowPart], _ kept: KeptContents) async throws -> ([RowPart], [KeptRow]) {
    let (settings, today) = (settings, today)
    let named = try await inOrder(parts.count, threadCount) { namedRows(parts[$0], settings, today) } progress: { _ in }
    if met.count != kept.count { met = [Bool](repeating: false, count: kept.count) }
    var rest: [RowPart] = []
    var keptRows: [KeptRow] = []
    for (part, named) in zip(parts, named) {
      var others = RowPart(rows: RowBatch(), header: part.header, isMasked: true, ids: [])
      for (row, name) in named.rows.enumerated() {
        let id = name.id ?? String(decoding: identifier.id(ofRow: row, part.rows, part.header), as: UTF8.self)
        if let index = kept.index(ofID: id, contentHash: name.contentHash), !met[index] {
          met[index] = true
          keptRows.append(
            KeptRow(
              id: id, line: part.rows.lines[row], sourceTimestamp: name.sourceTimestamp, contentHash: name.contentHash))
        } else {
          others.rows.append(row: row, of: named.masked)
          others.ids?.append(id)
        }
      }
      rest.append(others)
    }
    return (rest, keptRows)
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

/// Rows on their way.
private struct RowPart: Sendable {
  var rows: RowBatch
  var header: [String]
  /// Resident numbers that the meaning of their column gives away are hidden already.
  var isMasked = false
  /// By row, where they are known already.
  var ids: [String]?

  /// The rows as they are kept.
  func masked(_ settings: SourceSettings, _ today: CivilDate) -> RowBatch {
    var batch = rows
    if isMasked { return batch }
    batch.maskResidentNumbers(
      ofRoles: header.map { name in settings.columns.first { $0.name.utf8.elementsEqual(name.utf8) }?.role }, today: today)
    return batch
  }
}

/// What tells whether rows come as they are kept.
private struct NamedRows: Sendable {
  struct Row: Sendable {
    /// nil: the row has none of its own.
    var id: String?
    var sourceTimestamp: Instant?
    var contentHash: [UInt8]
  }

  var masked: RowBatch
  var rows: [Row]
}

/// As `incoming`, of what `IncomingRecord` and `KeptRow` have in common.
private func namedRows(_ part: RowPart, _ settings: SourceSettings, _ today: CivilDate) -> NamedRows {
  let batch = part.masked(settings, today)
  let ids = RoleCells(.recordID, settings, part.header)
  let times = RoleCells(.updatedAt, settings, part.header)
  var json = RowJSON(header: part.header)
  return NamedRows(
    masked: batch,
    rows: (0..<batch.rowCount).map { row in
      NamedRows.Row(
        id: ids.cell(ofRow: row, batch).map { String(decoding: batch.bytes[$0], as: UTF8.self) },
        sourceTimestamp: times.cell(ofRow: row, batch).flatMap { sourceTimestamp(batch.bytes[$0]) },
        contentHash: contentHash(ofJSON: json.bytes(ofRow: row, batch)))
    })
}

/// Normalises rows and packs them for the store.
private func incoming(
  _ part: RowPart, _ settings: SourceSettings, _ source: String, _ postings: PostingKeys, _ today: CivilDate,
  _ roadLots: RoadLotTable?
) -> [(line: Int, id: String, record: IncomingRecord?)] {
  if part.rows.rowCount == 0 { return [] }
  let batch = part.masked(settings, today)
  let features = RecordNormalizer(
    settings: settings, header: part.header, source: source, usesSourceColumn: false, today: today, roadLots: roadLots
  ).records(of: batch)
  let keys = postings.postings(of: features)
  var json = RowJSON(header: part.header)
  return features.enumerated().map { row, record in
    let id = String(decoding: record.id, as: UTF8.self)
    if record.hasTooManyValues { return (record.line, id, nil) }
    let raw = json.bytes(ofRow: row, batch)
    let incoming = IncomingRecord(
      id: id, line: record.line, sourceTimestamp: record.timestamp, contentHash: contentHash(ofJSON: raw), rawJSON: raw,
      payload: FeatureCodec.encode(record.values), keys: keys[row].map { RecordKey(kind: $0.kind, key: $0.key) })
    return (record.line, id, incoming)
  }
}

private func contentHash(ofJSON raw: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: raw)) }

/// Rows as they are stored: the filled fields as a JSON object, whose members are sorted by name: a source that swaps two
/// columns has not changed its records. A column that occurs several times is an array.
private struct RowJSON {
  /// The header's columns by name; those of one name from left to right.
  private let columns: [Int]
  /// By column its place in `columns`.
  private let places: [Int]
  /// By place.
  private let names: [[UInt8]]
  /// Of the present row, by place the field that fills it; -1 of the others.
  private var fields: [Int]

  init(header: [String]) {
    columns = header.indices.sorted { header[$0].utf8.lexicographicallyPrecedes(header[$1].utf8) }
    var places = [Int](repeating: 0, count: header.count)
    for (place, column) in columns.enumerated() { places[column] = place }
    self.places = places
    names = columns.map { column in
      var json = JSONWriter()
      json.string(header[column])
      return json.bytes
    }
    fields = [Int](repeating: -1, count: header.count)
  }

  /// - Complexity: one pass over the row, and one over the header; where a column occurs several times the square of it.
  mutating func bytes(ofRow row: Int, _ batch: RowBatch) -> [UInt8] {
    for place in fields.indices { fields[place] = -1 }
    var isList = false
    for field in batch.fields(ofRow: row) where !batch.range(ofField: field).isEmpty {
      let place = places[Int(batch.fieldColumns[field])]
      if fields[place] < 0 { fields[place] = field } else { isList = true }
    }
    var json = JSONWriter()
    json.beginObject()
    for (place, field) in fields.enumerated() where field >= 0 {
      json.name(asWritten: names[place])
      let again = isList ? fieldsLike(field, ofRow: row, batch) : []
      if !again.isEmpty { json.beginArray() }
      json.string(batch.bytes[batch.range(ofField: field)])
      for other in again { json.string(batch.bytes[batch.range(ofField: other)]) }
      if !again.isEmpty { json.endArray() }
    }
    json.endObject()
    return json.bytes
  }

  /// The filled fields of the same column that come after one.
  private func fieldsLike(_ field: Int, ofRow row: Int, _ batch: RowBatch) -> [Int] {
    (field + 1..<batch.fields(ofRow: row).upperBound).filter {
      batch.fieldColumns[$0] == batch.fieldColumns[field] && !batch.range(ofField: $0).isEmpty
    }
  }
}
