import ArgumentParser
import Intake
import Linkage
import Resolution

struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write one HTML file with charts: what was found, why, and how right it is.",
    discussion: """
      Resolves the files in memory and shows customers, pair weights, blocking, the model's weights, records that \
      cannot be linked, and examples with their evidence. With --truth (record_id,entity_id) also precision and recall \
      and the worst mistakes. The file needs no network and no script; it holds personal data unless it is written \
      with --mask.

      Example: kindred report shop.csv app.jsonl --out report.html
      """)

  @Argument(help: ArgumentHelp("Customer files; - reads standard input.", valueName: "file"))
  var files: [String]

  @Option(help: ArgumentHelp("Whose each record is (CSV).", valueName: "file"))
  var truth: String?

  @Option(help: ArgumentHelp("The file to write.", valueName: "file"))
  var out: String = "report.html"

  @OptionGroup var linking: LinkingOptions

  @Option(help: "Language of the report: en or ko; without it, that of the terminal.")
  var language: Language = .ofEnvironment()

  @Flag(help: "Mask values and number records, for a copy to pass on.")
  var mask = false

  func run() async throws {
    try OutputFile.isNotAmong(files + [truth, linking.map, linking.model], out)
    let progress = Progress()
    let linked = try await LinkedFiles(files, truth: truth, linking, progress)
    progress.show("Writing", share: nil)
    try OutputFile.write(ReportPage(linked, language, isMasked: mask).bytes(), to: out)
    progress.clear()
    let customers = linked.linking.clusters().count
    try Console.line(
      "\(visible(out)): \(counted(linked.linking.table.recordCount, "record", "records")), \(counted(customers, "customer", "customers")). "
        + (mask ? "Values are masked." : "It shows personal data: keep it as you keep the customer files."))
    let rejected = linked.loaded.files.reduce(0) { $0 + $1.rejections.count }
    if rejected > 0 {
      try Console.line("\(counted(rejected, "row was", "rows were")) rejected; \"kindred dedupe\" writes them to rejects.csv with what to do.")
    }
    let (unknown, missing) = (linked.truth?.unknownRecords ?? 0, linked.truth?.missingRecords ?? 0)
    if unknown > 0 { try Console.line("\(counted(unknown, "record is", "records are")) not in the truth and not counted.") }
    if missing > 0 {
      try Console.line("\(counted(missing, "record of the truth was", "records of the truth were")) not loaded; each counts as a customer.")
    }
    if rejected + unknown + missing > 0 { throw ExitStatus.wantsALook }
  }
}
