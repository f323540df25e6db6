import Identity
import Intake
import Linkage
import Normalization

/// The dates that a new source writes when it knows none, found in its first file.
///
/// People are counted, told apart by the group of their names, because a loyal customer's birthday is no
/// default. Of a long file every nth row is looked at, chosen by what it holds, so that the order of rows
/// plays no part.
///
/// - Complexity: reads the file once more; only names and dates are normalised, of up to `rowsMax` rows or so.
/// - Returns: as `SourceSettings.defaultDates` holds them.
func defaultDates(of file: SourceFile, _ settings: SourceSettings, rowCount: Int) throws -> [String] {
  guard let looking = DateLooking(of: file, settings, rowCount: rowCount) else { return [] }
  var survey = BirthDateSurvey()
  try readRows(of: file, settings: settings.withoutColumns) { batch, header in
    for (value, carrier) in looking.dates(in: batch, header) { survey.add(value, carrier: carrier) }
  } rejected: { _ in }
  return survey.defaults().words
}

/// The same on several threads.
func defaultDates(
  of file: SourceFile, _ settings: SourceSettings, rowCount: Int, threadCount: Int
) async throws -> [String] {
  guard let looking = DateLooking(of: file, settings, rowCount: rowCount) else { return [] }
  var survey = BirthDateSurvey()
  var reading = RowReading(file: file, settings: settings)
  try await streamInOrder(threadCount) { () -> RowReading.Step? in try reading.next() } _: { step in
    step.batches.flatMap { looking.dates(in: $0, step.header) }
  } consume: { dates in
    for (value, carrier) in dates { survey.add(value, carrier: carrier) }
  }
  return survey.defaults().words
}

/// The dates of those rows that are looked at, each with who carries it.
private struct DateLooking: Sendable {
  let settings: SourceSettings
  let source: String
  let today: CivilDate
  /// One row in so many.
  let share: UInt64

  /// nil where the file cannot have default dates.
  init?(of file: SourceFile, _ settings: SourceSettings, rowCount: Int) {
    guard rowCount >= BirthDateSurvey.carriersMin, settings.columns.contains(where: { dateRoles.contains($0.role) }),
      // The day decides ages and the century of two-digit years, neither of which is looked at.
      let today = CivilDate(year: 2_100, month: 1, day: 1)
    else { return nil }
    var reduced = settings
    for index in reduced.columns.indices
    where !dateRoles.contains(reduced.columns[index].role) && !nameRoles.contains(reduced.columns[index].role) {
      reduced.columns[index].role = .kept
    }
    self.settings = reduced
    self.today = today
    source = file.source
    share = UInt64(max(1, rowCount / rowsMax))
  }

  func dates(in batch: RowBatch, _ header: [String]) -> [(value: NormalizedValue, carrier: UInt64)] {
    let normalizer = RecordNormalizer(
      settings: settings, header: header, source: source, usesSourceColumn: false, today: today)
    var dates: [(NormalizedValue, UInt64)] = []
    for record in normalizer.records(of: batch, where: { KeyHash.mix($0) % share == 0 }) {
      let carrier = record.values.lazy.flatMap(\.value.keys).first { $0.kind == .nameGroup || $0.kind == .nameFull }
      for value in record.values where value.value.attribute == .birthDate && !value.value.flags.contains(.shortYear) {
        dates.append((value.value, carrier.map { KeyHash.mix(KeyHash.hash($0)) } ?? KeyHash.mix(record.content)))
      }
    }
    return dates
  }
}

private let rowsMax = 200_000
private let dateRoles: Set<FieldRole> = [.birthDate, .birthYear, .birthMonth, .birthDay]
private let nameRoles: Set<FieldRole> = [.fullName, .givenName, .middleName, .familyName, .nameSuffix, .kanaName]
