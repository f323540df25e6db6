import Crypto
public import Intake

/// A file to read, as far as the use cases need to know: a name, and its bytes as often as asked.
public struct SourceFile: Sendable {
  /// As the user wrote it; used in messages only.
  public var name: String
  /// The source its records belong to.
  public var source: String
  public var sizeBytes: Int64
  /// Opens the file at its start; the closure it returns gives the next bytes, nil at the end.
  public var open: @Sendable () throws -> (() throws -> [UInt8]?)

  public init(
    name: String, source: String, sizeBytes: Int64, open: @escaping @Sendable () throws -> (() throws -> [UInt8]?)
  ) {
    self.name = name
    self.source = source
    self.sizeBytes = sizeBytes
    self.open = open
  }
}

/// A file that cannot be used, in one sentence that names it.
public struct FileFailure: Error, Sendable, CustomStringConvertible {
  public var file: String
  public var sentence: String
  public var description: String { "\(file): \(sentence)" }

  public init(file: String, sentence: String) {
    self.file = file
    self.sentence = sentence
  }
}

/// What the first pass over a file found: the whole file is read, so no guess depends on row order.
public struct SurveyedFile: Sendable {
  public var file: SourceFile
  public var settings: SourceSettings
  public var profile: FileProfile
  public var detected: DetectedFormat
  public var rowsIn: Int
  public var rejections: [Rejection]
  /// SHA-256 of the file's bytes as they were read: names the file in the list of jobs.
  public var sha256: [UInt8]
}

extension SurveyedFile {
  public var hasRecordID: Bool { settings.columns.contains { $0.role == .recordID } }

  /// Columns that describe persons, and none that names them.
  public var lacksNames: Bool {
    var isPersons = false
    for column in settings.columns {
      switch column.role {
      case .fullName, .givenName, .familyName, .kanaName, .organisation: return false
      case .email, .phone, .address, .birthDate, .birthYear, .gender, .handle, .identifier: isPersons = true
      case .recordID, .source, .updatedAt, .middleName, .nameSuffix, .houseNumber, .addressLine2, .district, .city, .region, .postcode,
        .country, .birthMonth, .birthDay, .handlePlatform, .text, .exact, .date, .number, .set, .kept: break
      }
    }
    return isPersons
  }

  /// Refuses a file of which settings that were given compare no column: it would be loaded as blank records.
  ///
  /// - Parameter requiresRecordID: also one that lacks the column of record ids where the settings name one: its rows
  ///   would be records of their own beside those that they are versions of.
  public func checkHasMappedColumns(requiresRecordID: Bool = false) throws {
    let compared = settings.columns.filter { ![.kept, .recordID, .source, .updatedAt].contains($0.role) }
    let header = profile.columns.map(\.name)
    let missing = missingColumns(settings, header: header).map(\.name)
    func isMissing(_ column: ColumnMapping) -> Bool { missing.contains { $0.utf8.elementsEqual(column.name.utf8) } }
    func listed(_ names: [String]) -> String { names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "") }
    let ids = settings.columns.filter { $0.role == .recordID }
    if requiresRecordID, rowsIn > 0, !ids.isEmpty, ids.allSatisfy(isMissing) {
      throw FileFailure(
        file: file.name,
        sentence:
          "The file has no column \(listed(ids.map(\.name))), which holds the record ids of source \(file.source), so its rows would be new records. Name the column as before, or give another mapping with --map.")
    }
    // A row of JSON may leave out whatever is empty.
    if detected.kind == .jsonLines, ids.contains(where: { !isMissing($0) }) { return }
    guard rowsIn > 0, !compared.isEmpty, compared.allSatisfy(isMissing) else { return }
    throw FileFailure(
      file: file.name,
      sentence:
        "The file has none of the columns that the mapping compares (\(listed(compared.map(\.name)))), so its records would be blank. Give the mapping that belongs to it, or leave the file out.")
  }
}

/// Reads a file once and guesses what its columns mean.
///
/// - Parameters:
///   - settings: what is known already; then only the profile is made.
///   - isStrict: the file must have every column the settings speak of. Settings that were guessed from an
///     earlier file do not ask that: an export may lack a column that no row fills.
public func survey(
  _ file: SourceFile, settings known: SourceSettings?, region: String, isStrict: Bool = false
) throws -> SurveyedFile {
  var profile = FileProfile()
  var sample = RowSample()
  var rejections: [Rejection] = []
  var hash = SHA256()
  let reader = try readRows(of: file, settings: isStrict ? known : known?.withoutColumns) { batch, header in
    profile.add(batch, header: header)
    if known == nil { sample.add(batch, RowContents(header: header)) }
  } rejected: { rejections.append(contentsOf: $0) } taking: { hash.update(data: $0) }
  guard let detected = reader.detected else { throw FileFailure(file: file.name, sentence: "\(IntakeFailure.emptyFile)") }
  var settings = known ?? guessSettings(profile, detected: detected, region: region)
  if known == nil {
    settings.nameOrder = nameOrder(settings, sample, header: reader.header)
    settings.defaultDates = defaultDates(of: file, settings, sample, header: reader.header, rowCount: reader.rowsIn)
  }
  return SurveyedFile(
    file: file, settings: settings, profile: profile, detected: detected, rowsIn: reader.rowsIn, rejections: rejections,
    sha256: Array(hash.finalize()))
}

/// The same on several threads: one reads rows, the others look at them.
///
/// - Parameter threadCount: changes nothing but the time taken.
public func survey(
  _ file: SourceFile, settings known: SourceSettings?, region: String, isStrict: Bool = false, threadCount: Int
) async throws -> SurveyedFile {
  var profile = FileProfile()
  var sample = RowSample()
  var rejections: [Rejection] = []
  var hash = SHA256()
  var reading = RowReading(file: file, readerSettings: isStrict ? known : known?.withoutColumns) { hash.update(data: $0) }
  let isNew = known == nil
  try await streamInOrder(threadCount) { () -> (steps: [RowReading.Step], limit: UInt64)? in
    var steps: [RowReading.Step] = []
    // A profile of a few rows is mostly the hashes it is going to drop, so a part is several pieces of the file.
    while steps.count < 16, let step = try reading.next() {
      rejections += step.rejections
      steps.append(step)
    }
    return steps.isEmpty ? nil : (steps, sample.limit)
  } _: { part in
    var profile = FileProfile()
    var sample = RowSample(limit: part.limit)
    for step in part.steps {
      let contents = RowContents(header: step.header)
      for batch in step.batches {
        profile.add(batch, header: step.header)
        if isNew { sample.add(batch, contents) }
      }
    }
    return (profile, sample)
  } consume: { part in
    profile.merge(part.0)
    sample.merge(part.1)
  }
  guard let detected = reading.detected else { throw FileFailure(file: file.name, sentence: "\(IntakeFailure.emptyFile)") }
  var settings = known ?? guessSettings(profile, detected: detected, region: region)
  if known == nil {
    settings.nameOrder = try await nameOrder(settings, sample, header: reading.header, threadCount: threadCount)
    settings.defaultDates = try await defaultDates(
      of: file, settings, sample, header: reading.header, rowCount: reading.rowsIn, threadCount: threadCount)
  }
  return SurveyedFile(
    file: file, settings: settings, profile: profile, detected: detected, rowsIn: reading.rowsIn, rejections: rejections,
    sha256: Array(hash.finalize()))
}

/// Pushes a whole file through a row reader.
///
/// A failure of the file (a damaged archive) is thrown after the rows before it were delivered.
@discardableResult
func readRows(
  of file: SourceFile, settings: SourceSettings?, rowCountMax: Int = 4_096,
  _ body: (RowBatch, [String]) throws -> Void, rejected: ([Rejection]) -> Void, taking: ([UInt8]) -> Void = { _ in }
) throws -> RowReader {
  var reader = RowReader(settings: settings)
  func drain() throws {
    while let batch = reader.next(rowCountMax: rowCountMax) { try body(batch, reader.header) }
    let rejections = reader.takeRejections()
    if !rejections.isEmpty { rejected(rejections) }
  }
  let next = try file.open()
  do {
    while let bytes = try next() {
      try Task.checkCancellation()
      taking(bytes)
      try reader.push(bytes)
      try drain()
    }
    try reader.finish()
    try drain()
    if let failure = reader.stoppedBy { throw failure }
  } catch let failure as IntakeFailure {
    try drain()
    throw FileFailure(file: file.name, sentence: "\(failure)")
  }
  return reader
}

extension SourceSettings {
  /// For reading rows: what columns mean is for whoever reads the cells.
  var withoutColumns: SourceSettings {
    var settings = self
    settings.columns = []
    return settings
  }

  /// Takes over the columns of another file of the source that this one lacks.
  public mutating func adopt(columnsOf other: SourceSettings) {
    for column in other.columns where !columns.contains(where: { $0.name.utf8.elementsEqual(column.name.utf8) }) {
      columns.append(column)
    }
  }
}
