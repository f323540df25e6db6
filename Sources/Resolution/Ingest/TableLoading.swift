public import Identity
public import Intake
public import Linkage

/// Files in, one record table out: every row is either in it or accounted for.
public struct LoadedTable: Sendable {
  public var table: RecordTable
  public var files: [LoadedFile]
}

extension LoadedTable {
  /// Sources of which two records never share a customer: those of files whose settings say so. Where a column
  /// names the source of each row, all sources that such a file speaks of.
  public var freeOfDuplicates: Set<String> {
    let isDeclared = files.map(\.settings.isFreeOfDuplicates)
    guard isDeclared.contains(true) else { return [] }
    var sources = Set(zip(files, isDeclared).filter(\.1).map(\.0.file.source))
    for record in 0..<table.recordCount where isDeclared[Int(table.tags[record] >> 40)] {
      sources.insert(table.sources[Int(table.sourceIndexes[record])])
    }
    return sources
  }
}

/// The account of one file: `rowsIn == records + repeated + superseded + rejections.count`.
public struct LoadedFile: Sendable {
  public var file: SourceFile
  public var settings: SourceSettings
  public var detected: DetectedFormat
  public var rowsIn: Int
  public var records: Int
  /// Rows equal to another row with the same id: counted once.
  public var repeated: Int
  /// Older versions of a record by the source's own timestamp.
  public var superseded: Int
  /// By line.
  public var rejections: [Rejection]

  public init(
    file: SourceFile, settings: SourceSettings, detected: DetectedFormat, rowsIn: Int, records: Int, repeated: Int,
    superseded: Int, rejections: [Rejection]
  ) {
    self.file = file
    self.settings = settings
    self.detected = detected
    self.rowsIn = rowsIn
    self.records = records
    self.repeated = repeated
    self.superseded = superseded
    self.rejections = rejections
  }
}

/// Loads surveyed files into a table.
///
/// Rows are parsed on one thread, normalised on `threadCount`, and added in file order.
public func loadTable(
  _ surveys: [SurveyedFile], today: CivilDate, threadCount: Int, progress: @Sendable (_ rows: Int) -> Void = { _ in }
) async throws -> LoadedTable {
  var builder = RecordTable.Builder()
  var files: [LoadedFile] = []
  for (index, survey) in surveys.enumerated() {
    files.append(
      try await load(survey, index: index, into: &builder, today: today, threadCount: threadCount, progress: progress))
  }
  let (table, duplicates) = builder.build()
  for index in files.indices {
    func lines(_ tags: [Int64]) -> [Int] { tags.filter { Int($0 >> 40) == index }.map { Int($0 & 0xFF_FFFF_FFFF) } }
    files[index].repeated = lines(duplicates.repeated).count
    files[index].superseded = lines(duplicates.superseded).count
    let contradicting = lines(duplicates.contradicting)
    files[index].rejections += contradicting.map { contradiction(line: $0) }
    files[index].rejections.sort { $0.line < $1.line }
    files[index].records -= files[index].repeated + files[index].superseded + contradicting.count
  }
  return LoadedTable(table: table, files: files)
}

/// Two rows, one id, different content, and nothing that says which is newer.
func contradiction(line: Int) -> Rejection {
  Rejection(
    line: line, column: nil, rule: "duplicate_id",
    sentence:
      "Line \(line): another row has the same id and other content, and no timestamp says which is newer; give each record its own id or add a column with the time of the last change.",
    raw: [])
}

private func load(
  _ survey: SurveyedFile, index: Int, into builder: inout RecordTable.Builder, today: CivilDate, threadCount: Int,
  progress: @Sendable (Int) -> Void
) async throws -> LoadedFile {
  var loaded = LoadedFile(
    file: survey.file, settings: survey.settings, detected: survey.detected, rowsIn: 0, records: 0, repeated: 0,
    superseded: 0, rejections: [])
  var identifier = RowIdentifier()
  var rowsDone = 0
  var reading = RowReading(file: survey.file, settings: survey.settings)
  var parsed: [(RowBatch, [String])] = []
  let source = survey.file.source
  let settings = survey.settings
  try await streamInOrder(threadCount) { () -> (RowBatch, [String])? in
    while parsed.isEmpty {
      guard let step = try reading.next() else { return nil }
      loaded.rejections += step.rejections
      parsed = step.batches.reversed().map { ($0, step.header) }
    }
    return parsed.removeLast()
  } _: { rows in
    let (batch, header) = rows
    let normalizer = RecordNormalizer(
      settings: settings, header: header, source: source, usesSourceColumn: true, today: today)
    return (rows, normalizer.recordBatch(of: batch))
  } consume: { rows, records in
    builder.append(records.batch) { record in
      var id = Array(records.batch.ids[record])
      if id.isEmpty { id = identifier.id(ofRow: record, rows.0, rows.1) }
      let line = rows.0.lines[record]
      if id.count > SourceKey.idBytesMax {
        loaded.rejections.append(idTooLong(line: line))
        return nil
      }
      if records.overfull.contains(record) {
        loaded.rejections.append(tooManyValues(line: line))
        return nil
      }
      loaded.records += 1
      return (id, Int64(index) << 40 | Int64(line))
    }
    rowsDone += records.batch.recordCount
    progress(rowsDone)
  }
  loaded.rowsIn = reading.rowsIn
  return loaded
}

func tooManyValues(line: Int) -> Rejection {
  Rejection(
    line: line, column: nil, rule: "too_many_values",
    sentence:
      "Line \(line): the row holds more than \(RecordFeatures.valuesMax) values of one kind (e-mails, phones); split it into records of single people.",
    raw: [])
}

func idTooLong(line: Int) -> Rejection {
  Rejection(
    line: line, column: nil, rule: "id_too_long",
    sentence: "Line \(line): the record id is longer than \(SourceKey.idBytesMax) bytes; use the source's own short key.", raw: [])
}

/// Ids for rows that have none: the hash of the content and, among equal rows, a running number.
struct RowIdentifier {
  private var seen: [[UInt8]: Int] = [:]

  mutating func id(ofRow row: Int, _ batch: RowBatch, _ header: [String]) -> [UInt8] {
    let id = contentID(
      batch.fields(ofRow: row).map { (header[Int(batch.fieldColumns[$0])], batch.bytes[batch.range(ofField: $0)]) })
    let count = seen[id, default: 0] + 1
    seen[id] = count
    return count == 1 ? id : id + Array("-\(count)".utf8)
  }
}

/// A row reader pulled step by step, for callers that must await between batches.
struct RowReading {
  struct Step: Sendable {
    var batches: [RowBatch]
    var header: [String]
    var rejections: [Rejection]
  }

  private let file: SourceFile
  private var reader: RowReader
  private var source: (() throws -> [UInt8]?)?
  private var isFinished = false
  /// Is shown every piece of the file as it was read.
  private let taking: ([UInt8]) -> Void

  init(file: SourceFile, settings: SourceSettings?) {
    self.init(file: file, readerSettings: settings?.withoutColumns) { _ in }
  }

  init(file: SourceFile, readerSettings: SourceSettings?, taking: @escaping ([UInt8]) -> Void) {
    self.file = file
    self.taking = taking
    reader = RowReader(settings: readerSettings)
  }

  var rowsIn: Int { reader.rowsIn }
  var header: [String] { reader.header }
  var detected: DetectedFormat? { reader.detected }

  /// The rows that the next piece of the file completes; nil at the end.
  ///
  /// - Throws: `CancellationError` where the task was cancelled: a piece is a moment's work, a file is not.
  mutating func next() throws -> Step? {
    if isFinished { return nil }
    try Task.checkCancellation()
    do {
      let source = try self.source ?? file.open()
      self.source = source
      if let bytes = try source() {
        taking(bytes)
        try reader.push(bytes)
      } else {
        try reader.finish()
        isFinished = true
      }
    } catch let failure as IntakeFailure {
      throw FileFailure(file: file.name, sentence: "\(failure)")
    }
    var batches: [RowBatch] = []
    while let batch = reader.next(rowCountMax: 4_096) { batches.append(batch) }
    if let failure = reader.stoppedBy { throw FileFailure(file: file.name, sentence: "\(failure)") }
    return Step(batches: batches, header: reader.header, rejections: reader.takeRejections())
  }
}
