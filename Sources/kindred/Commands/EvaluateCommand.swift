import ArgumentParser
import Intake
import Linkage
import Resolution

struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "How right is a result, held against who the records really belong to?",
    discussion: """
      The truth file says of each record whose it is: record_id,entity_id, one row a record. Records go by their ids, \
      or by SOURCE:ID where sources use the same ids.

      With a clusters.csv that "dedupe" or "export clusters" wrote, it is counted. With --files the customer files are \
      resolved in memory, and you also see what other thresholds would give, where true pairs were lost, and the worst \
      mistakes with their evidence.

      Examples: kindred evaluate --truth truth.csv result/clusters.csv
                kindred evaluate --truth truth.csv --files shop.csv app.jsonl
      """)

  @Option(help: ArgumentHelp("Whose each record is (CSV).", valueName: "file"))
  var truth: String

  @Argument(help: ArgumentHelp("The clusters to count (CSV).", valueName: "clusters"))
  var clusters: String?

  @Option(parsing: .upToNextOption, help: ArgumentHelp("Customer files to resolve and look into instead.", valueName: "file"))
  var files: [String] = []

  @OptionGroup var linking: LinkingOptions

  @Option(help: "How many of the worst false joins and false splits are shown, with --files.")
  var worst: Int = 3

  @Flag(help: "Print as JSON.")
  var json = false

  func validate() throws {
    if clusters == nil, files.isEmpty { throw ValidationError("Name a clusters file, or customer files with --files.") }
    if clusters != nil, !files.isEmpty {
      throw ValidationError("Name either a clusters file or customer files with --files, not both.")
    }
    if !(0...12).contains(worst) { throw ValidationError("--worst takes a whole number from 0 to 12.") }
  }

  func run() async throws {
    let progress = Progress()
    if let clusters {
      progress.show("Counting", share: nil)
      let result = try FileEvaluation(
        truth: GroupFile(reading: InputFile.source(truth)), clusters: GroupFile(reading: InputFile.source(clusters)))
      progress.clear()
      let shown = EvaluationText(
        figures: result.figures, sourceNames: result.sourceNames, unknown: result.unknownRecords,
        missing: result.missingRecords, naming: result.naming, found: clusters)
      try Console.write(json ? shown.json() : Array(shown.text().utf8))
      if result.unknownRecords + result.missingRecords > 0 { throw ExitStatus.wantsALook }
      return
    }
    let linked = try await LinkedFiles(files, truth: truth, linking, progress)
    progress.clear()
    guard let known = linked.truth, let errors = linked.survey.errors else { return }
    let shown = EvaluationText(
      figures: errors.figures, sourceNames: errors.sourceNames, unknown: known.unknownRecords, missing: known.missingRecords,
      naming: known.naming, found: "the files", analysis: ErrorText(linked, errors, worst: worst))
    try Console.write(json ? shown.json() : Array(shown.text().utf8))
    if known.unknownRecords + known.missingRecords > 0 { throw ExitStatus.wantsALook }
  }
}
