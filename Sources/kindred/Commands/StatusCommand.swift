import ArgumentParser
import Identity
import Intake
import Normalization
import PostgresStore
import Resolution

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "status", abstract: "What is stored.")

  @OptionGroup var database: DatabaseOptions

  @Flag(help: "Print as JSON.")
  var json = false

  func run() async throws {
    let (statistics, sources, households, unresolved) = try await database.withStore { store, _ in
      (
        try await store.statistics(), try await store.sources(), try await store.householdState(),
        try await Resolution.unresolved(in: store)
      )
    }
    try Console.write(
      json ? jsonText(statistics, sources, households, unresolved) : text(statistics, sources, households, unresolved))
  }

  private func text(
    _ statistics: StoreStatistics, _ sources: [StoredSource], _ households: HouseholdState, _ unresolved: Unresolved
  ) -> [UInt8] {
    let older = statistics.suppressionCount(olderThan: Int(Normalizer.version))
    var text = """
      \(standing(statistics, unresolved))
      \(counted(statistics.possibleMatchCount, "pair of customers wants", "pairs of customers want")) a look.
      \(counted(statistics.judgementCount, "judgement is in force", "judgements are in force")).
      \(grouped(statistics.databaseSizeBytes >> 20)) MiB of database.

      """
    if statistics.suppressionCount > 0 {
      text += "\(counted(statistics.suppressionCount, "hash keeps", "hashes keep")) erased people out\(older > 0 ? ", \(grouped(older)) of them made by another version of the normaliser" : "").\n"
    }
    if let note = households.note(.ofEnvironment()) { text += note + "\n" }
    if !sources.isEmpty { text += "Sources\n" }
    for source in sources {
      text += "  \(padded(visible(source.name), 20)) \(leftPadded(grouped(source.liveRecordCount), 12)) \(source.liveRecordCount == 1 ? "record" : "records"), settings version \(source.settingsVersion)\n"
    }
    if !statistics.jobs.isEmpty { text += "Last jobs\n" }
    for job in statistics.jobs.prefix(10) { text += "  \(leftPadded("\(job.number)", 4))  \(line(job, statistics.jobs))\n" }
    return Array(text.utf8)
  }

  /// How many records and customers there are. Customers are behind while records wait, or what was decided does.
  private func standing(_ statistics: StoreStatistics, _ unresolved: Unresolved) -> String {
    let (waiting, golden) = (statistics.pendingCount, statistics.goldenPendingCount)
    if waiting == 0, golden == 0, unresolved.isEmpty {
      return "\(counted(statistics.liveRecordCount, "record is", "records are")) \(counted(statistics.customerCount, "customer", "customers")).\nNo record waits for a resolve."
    }
    var lines = [
      "\(counted(statistics.liveRecordCount, "record is", "records are")) stored, and \(counted(statistics.customerCount, "customer", "customers")) as last worked out."
    ]
    if waiting > 0 {
      lines.append("\(counted(waiting, "record that is new, changed or deleted waits", "records that are new, changed or deleted wait")) for a resolve: kindred resolve")
    }
    if golden > 0 {
      lines.append("The golden values of \(counted(golden, "record", "records")) are read anew by the next resolve, as after pins: kindred resolve")
    }
    if unresolved.isByOtherRules {
      lines.append("Customers were worked out by another model, other sharing pins, other sources free of duplicates or another version of Kindred: kindred resolve")
    }
    if unresolved.hasJudgements { lines.append("Judgements wait for a resolve: kindred resolve") }
    for source in unresolved.sourcesReadOtherwise {
      lines.append("Records of source \(visible(source)) wait to be read again, by other settings, rules or another version of Kindred: kindred resolve")
    }
    return lines.joined(separator: "\n")
  }

  /// One job in a line; `others` may say that it was undone.
  private func line(_ job: StoredJob, _ others: [StoredJob]) -> String {
    let what = job.undoes.map { "\(job.kind) of job \($0)" } ?? job.kind
    let file = job.fileName.map { " " + visible($0) } ?? ""
    let rows = job.rowCount.map { ", " + (job.undoes == nil ? counted($0, "row", "rows") : counted($0, "record", "records")) } ?? ""
    let rejected = (job.rejectedCount ?? 0) > 0 ? ", \(grouped(job.rejectedCount ?? 0)) rejected" : ""
    let suppressed = (job.suppressedCount ?? 0) > 0 ? ", \(grouped(job.suppressedCount ?? 0)) of erased people kept out" : ""
    let why = job.because.map { ", by \(visible(job.by ?? "")): \(visible($0))" } ?? ""
    let undone = undoing(job, others).map { " (undone by job \($0))" } ?? ""
    return "\(job.startedAt)  \(what)\(file): \(job.stage)\(rows)\(rejected)\(suppressed)\(why)\(undone)"
  }

  /// The last job that took another back.
  private func undoing(_ job: StoredJob, _ others: [StoredJob]) -> Int64? {
    others.first { $0.undoes == job.number && $0.stage == "done" }?.number
  }

  private func jsonText(
    _ statistics: StoreStatistics, _ sources: [StoredSource], _ households: HouseholdState, _ unresolved: Unresolved
  ) -> [UInt8] {
    var json = JSONWriter(isIndented: true)
    json.beginObject()
    json.member("records", statistics.liveRecordCount)
    json.member("customers", statistics.customerCount)
    json.member("records_pending", statistics.pendingCount)
    json.member("golden_values_pending", statistics.goldenPendingCount)
    json.member("waits_for_resolve", statistics.pendingCount > 0 || statistics.goldenPendingCount > 0 || !unresolved.isEmpty)
    json.member("resolved_by_other_rules", unresolved.isByOtherRules)
    json.member("judgements_pending", unresolved.hasJudgements)
    json.name("sources_to_read_again")
    json.beginArray()
    for source in unresolved.sourcesReadOtherwise { json.string(Array(source.utf8)) }
    json.endArray()
    json.member("possible_matches", statistics.possibleMatchCount)
    json.member("judgements", statistics.judgementCount)
    json.member("database_bytes", statistics.databaseSizeBytes)
    json.member("suppressions", statistics.suppressionCount)
    json.member("suppressions_of_another_normaliser", statistics.suppressionCount(olderThan: Int(Normalizer.version)))
    json.members(of: households)
    json.name("sources")
    json.beginArray()
    for source in sources {
      json.beginObject()
      json.member("name", source.name)
      json.member("records", source.liveRecordCount)
      json.member("settings_version", source.settingsVersion)
      json.endObject()
    }
    json.endArray()
    json.name("tables")
    json.beginArray()
    for table in statistics.tables {
      json.beginObject()
      json.member("name", table.name)
      json.member("rows", table.rowCount)
      json.member("bytes", table.sizeBytes)
      json.endObject()
    }
    json.endArray()
    json.name("jobs")
    json.beginArray()
    for job in statistics.jobs {
      json.beginObject()
      json.member("number", Int(job.number))
      json.member("kind", job.kind)
      json.member("stage", job.stage)
      json.member("started_at", job.startedAt.description)
      if let file = job.fileName { json.member("file", file) }
      if let count = job.rowCount { json.member("rows_in", count) }
      if let count = job.loadedCount { json.member("rows_loaded", count) }
      if let count = job.rejectedCount { json.member("rows_rejected", count) }
      if let count = job.suppressedCount { json.member("rows_suppressed", count) }
      if let undone = job.undoes { json.member("undoes", Int(undone)) }
      if let other = undoing(job, statistics.jobs) { json.member("undone_by", Int(other)) }
      if let who = job.by { json.member("by", who) }
      if let because = job.because { json.member("because", because) }
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes + [0x0A]
  }
}
