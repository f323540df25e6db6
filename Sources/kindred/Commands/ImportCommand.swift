import ArgumentParser
import Identity
import Intake
import Linkage
import PostgresStore
import Resolution

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Load customer files into the database as records of a source.",
    discussion: """
      Every version of a record is kept; rows that have not changed change nothing. What the columns mean is guessed \
      once for a source and kept; --map replaces it. "kindred resolve" then finds the customers.

      Example: kindred import shop.csv --source shop
      """)

  @Argument(help: ArgumentHelp("Customer files; - reads standard input.", valueName: "file"))
  var files: [String]

  @Option(help: ArgumentHelp("Name of the source system the records come from.", valueName: "name"))
  var source: String

  @Option(help: ArgumentHelp("Mapping file (YAML) as \"kindred map\" writes it.", valueName: "file"))
  var map: String?

  @Option(help: ArgumentHelp("Column that holds the record id.", valueName: "column"))
  var id: String?

  @Option(help: "Country (two letters) of phones and addresses that do not say.")
  var region: String = "KR"

  @Flag(help: "The file is the whole source: records it lacks are deleted.")
  var complete = false

  @Flag(help: "Do everything and keep nothing.")
  var dryRun = false

  @Option(help: ArgumentHelp("Where rejected rows go (default: SOURCE.rejects.csv, written only if there are any).", valueName: "file"))
  var rejects: String?

  @OptionGroup var threading: ThreadOptions

  @OptionGroup var database: DatabaseOptions

  @Flag(help: "Print the outcome as JSON.")
  var json = false

  func validate() throws {
    let bytes = source.utf8
    if bytes.isEmpty || bytes.count > SourceKey.sourceBytesMax || bytes.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") }) {
      throw ValidationError("--source takes a name of 1 to \(SourceKey.sourceBytesMax) bytes without blanks, colons and slashes.")
    }
    if complete, files.count > 1 {
      throw ValidationError("--complete takes one file: each of several would delete what the others hold.")
    }
  }

  func run() async throws {
    let progress = Progress()
    let run = try await database.withStore { store, _ in try await importAll(store, progress) }
    progress.clear()
    let rejected = run.outcomes.contains { !$0.1.rejections.isEmpty }
    if rejected, !dryRun || rejects != nil { try writeRejects(run.outcomes) }
    // What was loaded is told even where a later file failed.
    if !run.outcomes.isEmpty { try Console.write(json ? jsonText(run.outcomes) : text(run.outcomes)) }
    if let failure = run.failure { throw failure }
    if rejected { throw ExitStatus.wantsALook }
  }

  private struct Run: Sendable {
    var outcomes: [(SurveyedFile, ImportedFile)] = []
    var failure: (any Error)?
  }

  /// Looks at all files before it loads any, so that a path mistyped loads nothing.
  private func importAll(_ store: PostgresCustomerStore, _ progress: Progress) async throws -> Run {
    let rules = try await currentModel(store).model.blocking
    var surveys: [SurveyedFile] = []
    for path in files { surveys.append(try await surveyed(path, store, progress)) }
    // One source, one mapping: the columns of all its files.
    var settings = surveys[0].settings
    for survey in surveys.dropFirst() { settings.adopt(columnsOf: survey.settings) }
    var run = Run()
    for var survey in surveys {
      survey.settings = settings
      do {
        run.outcomes.append((survey, try await load(survey, store, rules, progress)))
      } catch {
        run.failure = error
        break
      }
    }
    return run
  }

  private func load(
    _ survey: SurveyedFile, _ store: PostgresCustomerStore, _ rules: [BlockingRule], _ progress: Progress
  ) async throws -> ImportedFile {
    let (name, rows) = (survey.file.name, survey.rowsIn)
    return try await importFile(
      survey, into: store, rules: rules, isComplete: complete, isDryRun: dryRun, secretProposal: randomBytes(32),
      at: now(), today: today(), threadCount: threading.count
    ) { done in progress.show("Importing \(name)", share: rows == 0 ? nil : Double(done) / Double(rows), count: done) }
  }

  /// Settings given win, then those the source already has, then a guess.
  private func surveyed(_ path: String, _ store: PostgresCustomerStore, _ progress: Progress) async throws -> SurveyedFile {
    progress.show("Looking at \(path)", share: nil)
    var known: SourceSettings?
    if let map {
      known = try parseMapping(yaml: InputFile.small(map), fileName: map)
    } else if let stored = try await store.settings(ofSource: source) {
      known = try parseMapping(yaml: Array(stored.yaml.utf8), fileName: "the settings of source \(source)")
    }
    var survey = try await survey(
      InputFile.source(path, named: source), settings: known, region: regionCode(region),
      isStrict: map != nil && files.count == 1, threadCount: threading.count)
    if known != nil { try survey.checkHasMappedColumns(requiresRecordID: id == nil) }
    if let id { try survey.useRecordID(column: id) }
    return survey
  }

  private func writeRejects(_ outcomes: [(SurveyedFile, ImportedFile)]) throws {
    var bytes: [UInt8] = []
    let files = outcomes.map { survey, imported in
      LoadedFile(
        file: survey.file, settings: survey.settings, detected: survey.detected, rowsIn: imported.outcome.rowCount,
        records: imported.outcome.loadedCount, repeated: 0, superseded: 0, rejections: imported.rejections)
    }
    try Resolution.writeRejects(files) { bytes += $0 }
    try OutputFile.write(bytes, to: rejects ?? "\(source).rejects.csv")
  }

  private func text(_ outcomes: [(SurveyedFile, ImportedFile)]) -> [UInt8] {
    var text = ""
    for (survey, imported) in outcomes {
      let outcome = imported.outcome
      let parts = [
        (outcome.newCount, "new"), (outcome.changedCount, "changed"), (outcome.returnedCount, "returned"),
        (outcome.renormalisedCount, "read anew"), (outcome.unchangedCount, "unchanged"), (outcome.staleCount, "older versions"),
        (outcome.repeatedCount, "repeated"),
      ].filter { $0.0 > 0 }.map { "\(grouped($0.0)) \($0.1)" }
      text += "\(visible(survey.file.name)): \(grouped(outcome.rowCount)) rows in = \(grouped(outcome.loadedCount)) loaded"
      text += parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
      text += " + \(grouped(outcome.rejectedCount)) rejected"
      text += outcome.suppressedCount > 0 ? " + \(grouped(outcome.suppressedCount)) suppressed (of erased persons; nothing of them was kept)\n" : "\n"
      if outcome.deletedCount > 0 { text += "\(grouped(outcome.deletedCount)) records that the file lacks were deleted.\n" }
      if imported.areDeletionsWithheld {
        text += "Nothing was deleted: a row that could not be read may be a record's; mend the rejected rows and import again.\n"
      }
      if !outcome.interruptedJobs.isEmpty { text += "An earlier import had been cut off; it had changed nothing.\n" }
      for rejection in imported.rejections.prefix(5) { text += "  \(rejection.sentence)\n" }
      if imported.rejections.count > 5 { text += "  ... and \(grouped(imported.rejections.count - 5)) more\n" }
    }
    if outcomes.contains(where: { !$0.1.rejections.isEmpty }), !dryRun {
      text += "Rejected rows are in \(rejects ?? "\(source).rejects.csv")\n"
    }
    text += dryRun ? "Nothing was kept (--dry-run).\n" : "Now: kindred resolve\n"
    return Array(text.utf8)
  }

  private func jsonText(_ outcomes: [(SurveyedFile, ImportedFile)]) -> [UInt8] {
    var json = JSONWriter(isIndented: true)
    json.beginObject()
    json.member("source", source)
    json.member("dry_run", dryRun)
    json.name("files")
    json.beginArray()
    for (survey, imported) in outcomes {
      let outcome = imported.outcome
      json.beginObject()
      json.member("name", survey.file.name)
      json.member("job", Int(outcome.job))
      json.member("settings_version", imported.settingsVersion)
      json.member("rows_in", outcome.rowCount)
      json.member("rows_loaded", outcome.loadedCount)
      json.member("rows_rejected", outcome.rejectedCount)
      json.member("rows_suppressed", outcome.suppressedCount)
      json.member("new", outcome.newCount)
      json.member("changed", outcome.changedCount)
      json.member("returned", outcome.returnedCount)
      json.member("unchanged", outcome.unchangedCount)
      json.member("stale", outcome.staleCount)
      json.member("repeated", outcome.repeatedCount)
      json.member("deleted", outcome.deletedCount)
      json.name("suppressed")
      json.beginArray()
      for row in imported.suppressed.prefix(1_000) {
        json.beginObject()
        json.member("line", row.line)
        json.name("erasure")
        json.number(row.erasure)
        json.endObject()
      }
      json.endArray()
      json.name("rejections")
      json.beginArray()
      for rejection in imported.rejections.prefix(1_000) {
        json.beginObject()
        json.member("line", rejection.line)
        if let column = rejection.column { json.member("column", column) }
        json.member("rule", rejection.rule)
        json.member("sentence", rejection.sentence)
        json.endObject()
      }
      json.endArray()
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes + [0x0A]
  }
}

/// The model in force in a store, or the one that ships with the program.
func currentModel(_ store: PostgresCustomerStore) async throws -> ModelFile {
  guard let published = try await store.publishedModel() else { return ModelFile.standard() }
  return try ModelFile(reading: Array(published.text.utf8), named: "the published model")
}

/// Random bytes of the system, for secrets and ids.
func randomBytes(_ count: Int) -> [UInt8] {
  var generator = SystemRandomNumberGenerator()
  return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
}

/// A new customer id: the present moment and 74 random bits.
@Sendable func newCustomerID() -> CustomerID {
  var generator = SystemRandomNumberGenerator()
  return CustomerID(mintedAt: now(), randomHigh: generator.next(), randomLow: generator.next())
}
