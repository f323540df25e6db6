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
  guard rowCount >= BirthDateSurvey.carriersMin, settings.columns.contains(where: { dateRoles.contains($0.role) })
  else { return [] }
  var reduced = settings
  for index in reduced.columns.indices
  where !dateRoles.contains(reduced.columns[index].role) && !nameRoles.contains(reduced.columns[index].role) {
    reduced.columns[index].role = .kept
  }
  // The day decides ages and the century of two-digit years, neither of which is looked at.
  guard let today = CivilDate(year: 2_100, month: 1, day: 1) else { return [] }
  let share = UInt64(max(1, rowCount / rowsMax))
  var survey = BirthDateSurvey()
  var normalizer: (header: [String], of: RecordNormalizer)?
  try readRows(of: file, settings: settings.withoutColumns) { batch, header in
    if normalizer?.header != header {
      normalizer = (
        header, RecordNormalizer(settings: reduced, header: header, source: file.source, usesSourceColumn: false, today: today)
      )
    }
    guard let made = normalizer?.of else { return }
    for record in made.records(of: batch, where: { KeyHash.mix($0) % share == 0 }) {
      let carrier = record.values.lazy.flatMap(\.value.keys).first { $0.kind == .nameGroup || $0.kind == .nameFull }
      for value in record.values where !value.value.flags.contains(.shortYear) {
        survey.add(value.value, carrier: carrier.map { KeyHash.mix(KeyHash.hash($0)) } ?? KeyHash.mix(record.content))
      }
    }
  } rejected: { _ in }
  return survey.defaults().words
}

private let rowsMax = 200_000
private let dateRoles: Set<FieldRole> = [.birthDate, .birthYear, .birthMonth, .birthDay]
private let nameRoles: Set<FieldRole> = [.fullName, .givenName, .middleName, .familyName, .nameSuffix, .kanaName]
