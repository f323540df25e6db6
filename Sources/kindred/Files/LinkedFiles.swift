import ArgumentParser
import Intake
import Linkage
import Resolution

/// How customer files are read and joined, for commands that resolve them in memory.
struct LinkingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Column that holds the record id.", valueName: "column"))
  var id: String?

  @Option(help: ArgumentHelp("Mapping file (YAML) as \"kindred map\" writes it.", valueName: "file"))
  var map: String?

  @Option(help: ArgumentHelp("Model file (YAML); without it the built-in model.", valueName: "file"))
  var model: String?

  @Option(help: "Country (two letters) of phones and addresses that do not say.")
  var region: String = "KR"

  @OptionGroup var threading: ThreadOptions
}

/// Customer files, resolved in memory and looked at: what `evaluate` and `report` show.
struct LinkedFiles {
  var modelFile: ModelFile
  var loaded: LoadedTable
  var linking: Linking
  var truth: TableTruth?
  var survey: LinkingSurvey

  init(_ files: [String], truth path: String?, _ options: LinkingOptions, _ progress: Progress) async throws {
    modelFile = try options.model.map { try ModelFile(reading: InputFile.small($0), named: $0) } ?? ModelFile.standard()
    // The truth is read first: a slip in it should not cost a long run.
    let groups = try path.map { try GroupFile(reading: InputFile.source($0)) }
    let threadCount = options.threading.count
    let surveys = try await surveyFiles(
      files, map: options.map, id: options.id, region: regionCode(options.region), threadCount: threadCount, progress: progress)
    let rowsTotal = surveys.reduce(0) { $0 + $1.rowsIn }
    let loaded = try await loadTable(surveys, today: today(), threadCount: threadCount) { rows in
      progress.show("Reading", share: rowsTotal == 0 ? nil : Double(rows) / Double(rowsTotal), count: rows)
    }
    self.loaded = loaded
    truth = try groups.map { try TableTruth($0, loaded.table) }
    linking = try await Linking.link(
      loaded.table, modelFile.model, freeOfDuplicates: loaded.freeOfDuplicates, threadCount: threadCount) { stage, share in
      progress.show(stage.rawValue.prefix(1).uppercased() + stage.rawValue.dropFirst(), share: share)
    }
    survey = try await linking.survey(truth: truth, freeOfDuplicates: loaded.freeOfDuplicates, threadCount: threadCount) {
      progress.show("Surveying", share: $0)
    }
  }
}
