public import Identity
public import Intake

/// The rows of a file as live changes, each a unit of work of its own.

/// What sending a file's rows one by one came to.
public struct UpsertedFile: Sendable {
  /// By verdict's word, how many rows.
  public var counts: [String: Int] = [:]
  /// Rows that could not be read, by line.
  public var rejections: [Rejection] = []
  /// Rows of erased persons, by line.
  public var suppressed: [SuppressedRow] = []
  /// Times a unit had to be begun again because others were at work on the same customers.
  public var repeatCount = 0

  public var loadedCount: Int { counts.values.reduce(0, +) }
}

/// Sends the rows of a file one by one, several writers at a time.
///
/// Rows of one record are sent by one writer, in their order; others in any order.
/// - Parameters:
///   - survey: of the file, with the settings in force of its source.
///   - writerCount: how many rows are under way at a time. Changes nothing but the time taken.
///   - told: called with each row as it is committed, from any thread; of suppressed rows the key is not to be shown.
public func upsertFile(
  _ survey: SurveyedFile, by writer: LiveWriter<some LiveStore>, who: String, at: @escaping @Sendable () -> Instant,
  today: CivilDate, writerCount: Int, mint: @escaping @Sendable () -> CustomerID,
  told: @escaping @Sendable (SourceKey, LiveOutcome) throws -> Void
) async throws -> UpsertedFile {
  let basis = await writer.basis
  let feed = ImportFeed(
    survey, nil, postings: basis.postings, today: today, roadLots: basis.roadLots, threadCount: writerCount, progress: { _ in })
  var result = UpsertedFile()
  while let batch = try await feed.next(ImportOpening()) {
    let (records, source) = (byID(batch.records), survey.file.source)
    try await withThrowingTaskGroup(of: [(SourceKey, Int, LiveOutcome)].self) { group in
      var next = 0
      func start() {
        let ofRecord = records[next]
        next += 1
        group.addTask {
          var outcomes: [(SourceKey, Int, LiveOutcome)] = []
          for record in ofRecord {
            let change = LiveChange.upsert(record, source: source)
            let outcome = try await writer.apply([change], readBy: basis, by: who, at: at(), mint: mint)
            outcomes.append((change.key, record.line, outcome))
          }
          return outcomes
        }
      }
      while next < min(max(1, writerCount), records.count) { start() }
      while let outcomes = try await group.next() {
        for (key, line, outcome) in outcomes {
          if let erasure = outcome.suppressedBy[0] { result.suppressed.append(SuppressedRow(line: line, erasure: erasure)) }
          result.counts[outcome.verdicts[0]?.rawValue ?? "absent", default: 0] += 1
          result.repeatCount += outcome.attemptCount - 1
          try told(key, outcome)
        }
        if next < records.count { start() }
      }
    }
  }
  result.rejections = await feed.rejections
  result.suppressed.sort { $0.line < $1.line }
  return result
}

/// Records by id, in the order of their first rows. Ids are bytes: two that differ only in how their letters are composed
/// are two records.
private func byID(_ records: [IncomingRecord]) -> [[IncomingRecord]] {
  var groups: [[IncomingRecord]] = []
  var places: [[UInt8]: Int] = [:]
  for record in records {
    let id = Array(record.id.utf8)
    if let place = places[id] {
      groups[place].append(record)
    } else {
      places[id] = groups.count
      groups.append([record])
    }
  }
  return groups
}
