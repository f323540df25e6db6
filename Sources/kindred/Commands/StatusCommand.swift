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
    let (statistics, sources) = try await database.withStore { store, _ in
      (try await store.statistics(), try await store.sources())
    }
    try Console.write(json ? jsonText(statistics, sources) : text(statistics, sources))
  }

  private func text(_ statistics: StoreStatistics, _ sources: [StoredSource]) -> [UInt8] {
    let older = statistics.suppressionCount(olderThan: Int(Normalizer.version))
    var text = """
      \(counted(statistics.liveRecordCount, "record is", "records are")) \(counted(statistics.customerCount, "customer", "customers")), as of the last resolve.
      \(grouped(statistics.pendingCount)) records wait for the next resolve.
      \(counted(statistics.possibleMatchCount, "pair of customers wants", "pairs of customers want")) a look.
      \(grouped(statistics.judgementCount)) judgements are kept.
      \(grouped(statistics.databaseSizeBytes >> 20)) MiB of database.

      """
    if statistics.suppressionCount > 0 {
      text += "\(counted(statistics.suppressionCount, "hash keeps", "hashes keep")) erased people out\(older > 0 ? ", \(grouped(older)) of them made by another version of the normaliser" : "").\n"
    }
    if !sources.isEmpty { text += "Sources\n" }
    for source in sources {
      text += "  \(padded(visible(source.name), 20)) \(leftPadded(grouped(source.liveRecordCount), 12)) \(source.liveRecordCount == 1 ? "record" : "records"), settings version \(source.settingsVersion)\n"
    }
    if !statistics.jobs.isEmpty { text += "Last jobs\n" }
    for job in statistics.jobs.prefix(10) {
      let rows = job.rowCount.map { ", \(grouped($0)) rows" } ?? ""
      let rejected = (job.rejectedCount ?? 0) > 0 ? ", \(grouped(job.rejectedCount ?? 0)) rejected" : ""
      let file = job.fileName.map { " " + visible($0) } ?? ""
      let why = job.because.map { ", by \(visible(job.by ?? "")): \(visible($0))" } ?? ""
      text += "  \(job.startedAt)  \(job.kind)\(file): \(job.stage)\(rows)\(rejected)\(why)\n"
    }
    return Array(text.utf8)
  }

  private func jsonText(_ statistics: StoreStatistics, _ sources: [StoredSource]) -> [UInt8] {
    var json = JSONWriter(isIndented: true)
    json.beginObject()
    json.member("records", statistics.liveRecordCount)
    json.member("customers", statistics.customerCount)
    json.member("records_pending", statistics.pendingCount)
    json.member("possible_matches", statistics.possibleMatchCount)
    json.member("judgements", statistics.judgementCount)
    json.member("database_bytes", statistics.databaseSizeBytes)
    json.member("suppressions", statistics.suppressionCount)
    json.member("suppressions_of_another_normaliser", statistics.suppressionCount(olderThan: Int(Normalizer.version)))
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
      if let undone = job.undoes { json.member("undoes", Int(undone)) }
      if let who = job.by { json.member("by", who) }
      if let because = job.because { json.member("because", because) }
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes + [0x0A]
  }
}
