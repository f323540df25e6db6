import ArgumentParser
import Identity
import Intake
import Linkage
import Normalization
import Resolution

struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Fit a model to your own files; no labels are needed.",
    discussion: """
      The built-in model is good enough for most files. Training moves its weights towards what your records show, by \
      expectation maximisation over the pairs that blocking brings together, and writes a model file that is read with \
      "kindred dedupe --model". The same records give the same file, in any order and with any number of threads.

      Example: kindred train customers.csv --model mine.yaml
               kindred dedupe customers.csv --model mine.yaml --out result

      With --labels it also learns from what you know of some records, and chooses the match threshold by how well \
      their customers come out. Labels are a CSV file with a header and two columns, record and entity, or three, \
      left, right and same (1 or 0).
      """)

  @Argument(help: ArgumentHelp("Customer files; - reads standard input.", valueName: "file"))
  var files: [String]

  @Option(help: ArgumentHelp("Model file (YAML) to write.", valueName: "file"))
  var model: String

  @Option(help: ArgumentHelp("Model file (YAML) to begin with; without it the built-in model.", valueName: "file"))
  var base: String?

  @Option(
    help: ArgumentHelp(
      "What you know (CSV): record,entity or left,right,same. Learnt from besides the records.", valueName: "file"))
  var labels: String?

  @Option(help: ArgumentHelp("Column that holds the record id.", valueName: "column"))
  var id: String?

  @Option(help: ArgumentHelp("Mapping file (YAML) as \"kindred map\" writes it.", valueName: "file"))
  var map: String?

  @Option(help: "Country (two letters) of phones and addresses that do not say.")
  var region: String = "KR"

  @OptionGroup var threading: ThreadOptions

  func run() async throws {
    try OutputFile.isNotAmong(files + [labels, map, base], model)
    let progress = Progress()
    let baseFile = try base.map { try ModelFile(reading: InputFile.small($0), named: $0) } ?? ModelFile.standard()
    let surveys = try await surveyFiles(files, map: map, id: id, region: regionCode(region), threadCount: threading.count, progress: progress)
    let threadCount = threading.count
    let rowsTotal = surveys.reduce(0) { $0 + $1.rowsIn }
    let loaded = try await loadTable(surveys, today: today(), threadCount: threadCount) { rows in
      progress.show("Reading", share: rowsTotal == 0 ? nil : Double(rows) / Double(rowsTotal), count: rows)
    }
    let shown: @Sendable (LinkingStage, Double) -> Void = { stage, share in
      progress.show(stage.rawValue.prefix(1).uppercased() + stage.rawValue.dropFirst(), share: share)
    }
    let free = loaded.freeOfDuplicates
    let trained: ModelTraining
    if let labels {
      let known = try TrainingLabels(InputFile.source(labels), of: loaded.table)
      trained = try await ModelTraining.fromLabels(
        known, loaded.table, baseFile, freeOfDuplicates: free, threadCount: threadCount, progress: shown)
    } else {
      trained = try await ModelTraining.withoutLabels(
        loaded.table, baseFile.model, freeOfDuplicates: free, threadCount: threadCount, progress: shown)
    }
    progress.clear()
    if trained.training.pairCount == 0 {
      throw Failure(
        "No two of the \(counted(loaded.table.recordCount, "record", "records")) share a blocking key, so there is nothing to learn from; check with \"kindred map\" that the columns are recognised.")
    }
    let file = try TrainedModelFile(baseFile, trained.training, account: trained.account(base: baseFile.model.name)).file
    try OutputFile.write(file.text, to: model)
    try Console.write(TrainingSummary(trained, base: baseFile.model, trained: file.model).text(file: model))
    if loaded.files.contains(where: { !$0.rejections.isEmpty }) { throw ExitStatus.wantsALook }
  }
}

/// What training changed, for a person.
private struct TrainingSummary {
  private let trained: ModelTraining
  private let base: Model
  private let model: Model

  init(_ trained: ModelTraining, base: Model, trained model: Model) {
    self.trained = trained
    self.base = base
    self.model = model
  }

  func text(file: String) -> String {
    let training = trained.training
    var text = trained.account(base: base.name).map { $0 + "\n" }.joined()
    text += "\n" + padded("level", 28) + columns(["of one", "of two", "m", "u", "before", "after"]) + "\n"
    for (index, levels) in training.levels.enumerated() where levels.contains(where: \.isMet) {
      let attribute = base.comparisons[index].attribute
      for (level, name) in zip(levels, levelNames(of: attribute)) where level.isMet {
        let u = level.m / matchFactor(level.after)
        text += padded("\(attribute.word) \(name)", 28)
        text += columns([
          grouped(Int(level.matches.rounded())), grouped(Int(level.others.rounded())), share(level.m), share(min(1, u)),
          "\(level.before)", "\(level.after)",
        ])
        text += "\n"
      }
    }
    text += padded("prior", 28) + columns(["", "", "", "", "\(base.prior)", "\(model.prior)"]) + "\n"
    text += padded("match threshold", 28) + columns(["", "", "", "", "\(base.matchThreshold)", "\(model.matchThreshold)"]) + "\n"
    text += "\nWritten: \(visible(file)). Use it with --model.\n"
    return text
  }

  private func columns(_ texts: [String]) -> String {
    texts.map { String(repeating: " ", count: max(1, 10 - $0.utf8.count)) + $0 }.joined()
  }

  /// Percent, three digits after the point.
  private func share(_ value: Double) -> String {
    let thousandths = Int((value * 100_000).rounded())
    let rest = "\(thousandths % 1_000)"
    return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - rest.utf8.count) + rest + " %"
  }
}
