import Identity
import Intake
import Linkage
import Normalization

/// The dates that a new source writes when it knows none, found in its first file.
///
/// People are counted, told apart by the group of their names, because a loyal customer's birthday is no
/// default. Of a long file a share of the rows is looked at, chosen by what it holds, so that the order of rows
/// plays no part.
///
/// - Complexity: normalises the dates of the sample and the names beside them.
/// - Returns: as `SourceSettings.defaultDates` holds them.
func defaultDates(of file: SourceFile, _ settings: SourceSettings, _ sample: RowSample, header: [String], rowCount: Int) -> [String] {
  guard let looking = DateLooking(of: file, settings, header, rowCount: rowCount) else { return [] }
  var survey = BirthDateSurvey()
  for batch in sample.batches {
    for (value, carrier) in looking.dates(in: batch) { survey.add(value, carrier: carrier) }
  }
  return survey.defaults().words
}

/// The same on several threads.
func defaultDates(
  of file: SourceFile, _ settings: SourceSettings, _ sample: RowSample, header: [String], rowCount: Int, threadCount: Int
) async throws -> [String] {
  guard let looking = DateLooking(of: file, settings, header, rowCount: rowCount) else { return [] }
  var survey = BirthDateSurvey()
  var batches = sample.batches.makeIterator()
  try await streamInOrder(threadCount) { batches.next() } _: { looking.dates(in: $0) } consume: { dates in
    for (value, carrier) in dates { survey.add(value, carrier: carrier) }
  }
  return survey.defaults().words
}

/// The dates of rows, each with who carries it.
private struct DateLooking: Sendable {
  let normalizer: RecordNormalizer

  /// nil where the file cannot have default dates.
  init?(of file: SourceFile, _ settings: SourceSettings, _ header: [String], rowCount: Int) {
    guard rowCount >= BirthDateSurvey.carriersMin, settings.columns.contains(where: { dateRoles.contains($0.role) }),
      // The day decides ages and the century of two-digit years, neither of which is looked at.
      let today = CivilDate(year: 2_100, month: 1, day: 1)
    else { return nil }
    var reduced = settings
    for index in reduced.columns.indices
    where !dateRoles.contains(reduced.columns[index].role) && !nameRoles.contains(reduced.columns[index].role) {
      reduced.columns[index].role = .kept
    }
    normalizer = RecordNormalizer(settings: reduced, header: header, source: file.source, usesSourceColumn: false, today: today)
  }

  func dates(in batch: RowBatch) -> [(value: NormalizedValue, carrier: UInt64)] {
    var dates: [(NormalizedValue, UInt64)] = []
    for record in normalizer.records(of: batch, havingAny: dateRoles) {
      let carrier = KeyHash.mix(nameHash(of: record) ?? record.content)
      for value in record.values where value.value.attribute == .birthDate && !value.value.flags.contains(.shortYear) {
        dates.append((value.value, carrier))
      }
    }
    return dates
  }

  /// Of the first key for the whole name or its group; nil where the record has neither.
  private func nameHash(of record: RecordFeatures) -> UInt64? {
    var hash: UInt64?
    for value in record.values where hash == nil {
      value.value.eachKey { kind, text in
        if hash == nil, kind == .nameGroup || kind == .nameFull { hash = KeyHash.hash(text, seed: UInt64(kind.rawValue)) }
      }
    }
    return hash
  }
}

private let dateRoles: Set<FieldRole> = [.birthDate, .birthYear, .birthMonth, .birthDay]
private let nameRoles: Set<FieldRole> = [.fullName, .givenName, .middleName, .familyName, .nameSuffix, .kanaName]
