import ArgumentParser
import Identity
import Intake
import PostgresStore
import Resolution
import Synchronization

struct UpsertCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upsert",
    abstract: "Send records one by one: each is kept, resolved and committed at once.",
    discussion: """
      For records that come while people work, after a first import and resolve. Every row is a unit of work of its \
      own and says where its record is now. Any number of these may run at once; the outcome is what a resolve of \
      everything would have made.

        kindred upsert today.jsonl --source shop
        kindred upsert - --source app < signup.json
      """)

  @Argument(help: ArgumentHelp("File of rows as for import; - reads standard input.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("The source the rows belong to; it must be known already.", valueName: "name"))
  var source: String

  @Option(help: ArgumentHelp("Rows under way at a time.", valueName: "n"))
  var writers = 1

  @Flag(help: "Print a JSON object for each row as it is committed.")
  var json = false

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if !(1...64).contains(writers) { throw ValidationError("--writers is from 1 to 64.") }
  }

  func run() async throws {
    let progress = Progress()
    let isJSON = json
    let (outcome, seconds) = try await database.withStore { store, _ in
      guard let stored = try await store.settings(ofSource: source) else { throw LiveRefusal.sourceUnknown(source) }
      let settings = try parseMapping(yaml: Array(stored.yaml.utf8), fileName: "the settings of source \(source)")
      let writer = try await LiveWriter(store)
      let survey = try survey(InputFile.source(file, named: source), settings: settings, region: settings.region)
      try survey.checkHasMappedColumns(requiresRecordID: true)
      let start = monotonicSeconds()
      let sent = Mutex(0)
      do {
        let outcome = try await upsertFile(
          survey, by: writer, who: userName(), at: now, today: today(), writerCount: writers, mint: newCustomerID
        ) { key, outcome in
          sent.withLock { $0 += 1 }
          if isJSON, outcome.suppressedBy[0] == nil { try Console.write(line(key, outcome)) }
        }
        return (outcome, monotonicSeconds() - start)
      } catch {
        // What is done is done: who reads nothing but the failure would not know that the file may be sent again.
        let count = sent.withLock { $0 }
        progress.clear()
        if !isJSON {
          try Console.write(
            Array("\(counted(count, "row was", "rows were")) sent before it broke off, and stay; the whole file may be sent again.\n".utf8))
        }
        throw error
      }
    }
    progress.clear()
    if json {
      for row in outcome.suppressed { try Console.write(line(row)) }
      for rejection in outcome.rejections { try Console.write(line(rejection)) }
    } else {
      var text = "\(counted(outcome.loadedCount, "row", "rows")) sent"
      let parts = outcome.counts.sorted { $0.key < $1.key }.map { "\(grouped($0.value)) \($0.key)" }
      text += parts.isEmpty ? ".\n" : ": \(parts.joined(separator: ", ")).\n"
      for rejection in outcome.rejections.prefix(5) { text += "  \(rejection.sentence)\n" }
      if outcome.rejections.count > 5 { text += "  and \(grouped(outcome.rejections.count - 5)) more rows.\n" }
      if outcome.repeatCount > 0 { text += "\(counted(outcome.repeatCount, "unit of work was", "units of work were")) begun again, because others were at work.\n" }
      try Console.write(Array((text + "Done in \(decimal(seconds)) s.\n").utf8))
    }
    if !outcome.rejections.isEmpty { throw ExitStatus.wantsALook }
  }

  private func line(_ rejection: Rejection) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("line", rejection.line)
    json.member("verdict", "rejected")
    json.member("why", rejection.sentence)
    json.endObject()
    return json.bytes + [0x0A]
  }

  private func line(_ row: SuppressedRow) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("line", row.line)
    json.member("verdict", PutRecord.Verdict.suppressed.rawValue)
    json.name("erasure")
    json.number(row.erasure)
    json.endObject()
    return json.bytes + [0x0A]
  }

  private func line(_ key: SourceKey, _ outcome: LiveOutcome) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("record", key.description)
    json.member("verdict", outcome.verdicts[0]?.rawValue ?? "absent")
    json.name("customer")
    if let customer = outcome.customers[0] { json.string(Array(customer.description.utf8)) } else { json.null() }
    json.name("change")
    if let change = outcome.change { json.number(change) } else { json.null() }
    json.member("records_looked_at", outcome.lookedAtCount)
    json.endObject()
    return json.bytes + [0x0A]
  }
}

struct DeleteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Take records away, one by one; what they held together comes apart at once.",
    discussion: """
      The record's history stays, and its key: a record that is sent again comes back to its customer where the \
      customer is the same.

        kindred delete shop:1042 pos:77
      """)

  @Argument(help: ArgumentHelp("Records as SOURCE:ID.", valueName: "record"))
  var records: [String]

  @OptionGroup var database: DatabaseOptions

  func run() async throws {
    let keys = try records.map(sourceKey)
    let isMissing = try await database.withStore { store, _ in
      let writer = try await LiveWriter(store)
      var isMissing = false
      for key in keys {
        let outcome = try await writer.apply(
          [.delete(key)], readBy: await writer.basis, by: userName(), at: now(), mint: newCustomerID)
        let isGone = outcome.verdicts[0] != nil
        isMissing = isMissing || !isGone
        try Console.line("\(visible(key.description)) \(isGone ? "is deleted" : "was not there").")
      }
      return isMissing
    }
    if isMissing { throw ExitStatus.wantsALook }
  }
}

extension LiveRefusal: SentenceError {
  var sentence: String { description }
}
