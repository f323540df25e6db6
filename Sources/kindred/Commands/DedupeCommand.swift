import ArgumentParser
import Glibc
import Identity
import Intake
import Linkage
import Resolution
import Synchronization

struct DedupeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dedupe",
    abstract: "Find the records that are one person, from files to files, without a database.",
    discussion: """
      Writes to the --out directory:
        clusters.csv   record_id, cluster_id, source: one row a record
        golden.csv     one row a customer with the values that survive
        review.csv     pairs of customers that may be one, nearest to the threshold first
        rejects.csv    rows that could not be read, with what to do about them
        summary.json   what was read, what was found

      CSV and JSON Lines, plain or gzip, UTF-8 or CP949, are recognised; so are the columns. See what is recognised \
      with "kindred map FILE", and correct it with --map.

      Example: kindred dedupe shop.csv app.jsonl --out result
      """)

  @Argument(help: ArgumentHelp("Customer files; - reads standard input.", valueName: "file"))
  var files: [String]

  @Option(help: ArgumentHelp("Directory for the results; made if it is missing.", valueName: "dir"))
  var out: String

  @Option(help: ArgumentHelp("Column that holds the record id.", valueName: "column"))
  var id: String?

  @Option(help: ArgumentHelp("Mapping file (YAML) as \"kindred map\" writes it.", valueName: "file"))
  var map: String?

  @Option(help: ArgumentHelp("Model file (YAML); without it the built-in model.", valueName: "file"))
  var model: String?

  @Option(help: "Country (two letters) of phones and addresses that do not say.")
  var region: String = "KR"

  @Option(
    name: .customLong("free-of-duplicates"),
    help: ArgumentHelp(
      "A source (a file without its ending) two of whose records are never one customer; may be given several times.",
      valueName: "source"))
  var freeOfDuplicates: [String] = []

  @OptionGroup var threading: ThreadOptions

  @Flag(help: "Print the summary as JSON.")
  var json = false

  private static let resultNames = ["clusters.csv", "golden.csv", "review.csv", "rejects.csv", "summary.json"]

  func run() async throws {
    for name in DedupeCommand.resultNames { try OutputFile.isNotAmong(files + [map, model], out + "/" + name) }
    let progress = Progress()
    let clock = StageClock()
    let modelFile = try model.map { try ModelFile(reading: InputFile.small($0), named: $0) } ?? ModelFile.standard()
    let threadCount = threading.count
    let surveys = try await surveyFiles(
      files, map: map, id: id, region: regionCode(region), threadCount: threadCount, progress: progress)
    clock.mark("survey")
    progress.clear()
    writeNotes(surveys)
    let rowsTotal = surveys.reduce(0) { $0 + $1.rowsIn }
    let loaded = try await loadTable(surveys, today: today(), threadCount: threadCount) { rows in
      progress.show("Reading", share: rowsTotal == 0 ? nil : Double(rows) / Double(rowsTotal), count: rows)
    }
    clock.mark("read and normalise")
    let linking = try await Linking.link(
      loaded.table, modelFile.model, freeOfDuplicates: declaredSources(loaded), keepsBlocks: false, threadCount: threadCount) { stage, share in
      clock.enter(stage.rawValue)
      progress.show(stage.rawValue.prefix(1).uppercased() + stage.rawValue.dropFirst(), share: share)
    }
    clock.leave()
    progress.clear()
    let priorities = Dictionary(loaded.files.map { ($0.file.source, $0.settings.priority) }) { first, _ in first }
    let results = ClusterFiles(linking, threadCount: threadCount) { priorities[$0] ?? 0 }
    try await write(results, loaded)
    clock.mark("write")
    let summary = DedupeSummary(loaded: loaded, linking: linking, results: results, seconds: clock.seconds)
    try OutputFile.write(summary.json(), to: out + "/summary.json")
    try Console.write(json ? summary.json() : Array(summary.text(directory: out).utf8))
    if loaded.files.contains(where: { !$0.rejections.isEmpty }) { throw ExitStatus.wantsALook }
  }

  /// Declared in the settings of their files or by name.
  private func declaredSources(_ loaded: LoadedTable) throws -> Set<String> {
    for name in freeOfDuplicates where !loaded.table.sources.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
      throw Failure(
        "There is no source \(visible(name)) to be free of duplicates; there are \(loaded.table.sources.map(visible).joined(separator: ", ")).")
    }
    return loaded.freeOfDuplicates.union(freeOfDuplicates)
  }

  private func write(_ results: ClusterFiles, _ loaded: LoadedTable) async throws {
    let directory = try OutputDirectory(out)
    try await directory.write("clusters.csv") { try await results.writeClusters($0) }
    try await directory.write("golden.csv") { try await results.writeGolden($0) }
    try await directory.write("review.csv") { try await results.writeReview($0) }
    try directory.write("rejects.csv") { try writeRejects(loaded.files, $0) }
  }
}

/// Seconds spent in each stage of a command.
final class StageClock: Sendable {
  private struct State {
    var last = monotonicSeconds()
    var seconds: [(stage: String, seconds: Double)] = []
    var current: String?
  }
  private let state = Mutex(State())

  var seconds: [(stage: String, seconds: Double)] { state.withLock { $0.seconds } }

  /// Ends a stage that began with the one before.
  func mark(_ stage: String) { state.withLock { StageClock.end(stage, &$0) } }

  /// Begins a stage, where it is not the one that runs.
  func enter(_ stage: String) {
    state.withLock { state in
      if state.current == stage { return }
      if let current = state.current { StageClock.end(current, &state) }
      state.current = stage
    }
  }

  /// Ends the stage that was entered last.
  func leave() {
    state.withLock { state in
      if let current = state.current { StageClock.end(current, &state) }
      state.current = nil
    }
  }

  private static func end(_ stage: String, _ state: inout State) {
    let now = monotonicSeconds()
    state.seconds.append((stage, now - state.last))
    state.last = now
  }
}

/// Number of cores this process may use.
func availableCores() -> Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

/// Today by the system's clock, in UTC: the one place where the program asks.
func today() -> CivilDate { now().day }

func now() -> Instant {
  var time = timespec()
  clock_gettime(CLOCK_REALTIME, &time)
  return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
}

func regionCode(_ text: String) throws -> String {
  let bytes = Array(text.utf8)
  guard bytes.count == 2, bytes.allSatisfy({ ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }) else {
    throw Failure("--region takes a country in two letters, such as KR or US.")
  }
  let code = String(decoding: countryRegion(bytes) ?? [], as: UTF8.self)
  guard isCountryCode(code) else {
    throw Failure("--region \(text) is no country known here; it takes an ISO 3166-1 code of two letters, such as KR or US.")
  }
  return code
}

/// First pass over all files: formats, columns, guesses.
func surveyFiles(
  _ paths: [String], map: String?, id: String?, region: String, source: String? = nil, threadCount: Int,
  progress: Progress
) async throws -> [SurveyedFile] {
  let known = try map.map { try parseMapping(yaml: InputFile.small($0), fileName: $0) }
  var surveys: [SurveyedFile] = []
  for path in paths {
    let file = try InputFile.source(path, named: source)
    progress.show("Looking at \(file.name)", share: nil)
    var survey = try await survey(
      file, settings: known, region: region, isStrict: paths.count == 1, threadCount: threadCount)
    if known != nil { try survey.checkHasMappedColumns() }
    if let id { try survey.useRecordID(column: id) }
    try checkIsApart(path, survey, from: zip(paths, surveys))
    surveys.append(survey)
  }
  return surveys
}

/// Two files of one name in two folders would be one source, and records with the same id one record. Where a
/// column names the source of each row the file's name says nothing.
private func checkIsApart(_ path: String, _ survey: SurveyedFile, from others: some Sequence<(String, SurveyedFile)>) throws {
  // One file given twice is its own repetition, however its path is written.
  func folder(_ path: String) -> [UInt8] {
    guard let real = realpath(path, nil) else { return Array(path.utf8) }
    defer { free(real) }
    let bytes = Array(String(cString: real).utf8)
    return Array(bytes[..<(bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0)])
  }
  // Rows without an id of their own go by their content.
  func isItsOwn(_ survey: SurveyedFile) -> Bool { !survey.hasRecordID || survey.settings.columns.contains { $0.role == .source } }
  if path == "-" || isItsOwn(survey) { return }
  for (other, earlier) in others
  where other != "-" && earlier.file.source.utf8.elementsEqual(survey.file.source.utf8) && folder(other) != folder(path) && !isItsOwn(earlier) {
    throw Failure(
      "\(visible(other)) and \(visible(path)) would both be the source \(visible(survey.file.source)), and their records could not be told apart; rename one of the two.")
  }
}

/// What a person should know of a file before trusting what is made of it: sentences on standard error.
func writeNotes(_ surveys: [SurveyedFile]) {
  let language = Language.ofEnvironment()
  for survey in surveys where survey.rowsIn > 0 {
    let name = visible(survey.file.name)
    if !survey.hasRecordID {
      Console.error(
        language.say(
          "\(name): No column is read as the record id, so each row goes by a hash of its content; name the column with --id, or give it the role record_id in a mapping.",
          "\(name): 레코드 ID로 읽은 열이 없어 행마다 내용의 해시를 ID로 씁니다. --id로 열을 지정하거나 매핑에서 그 열의 role을 record_id로 바꾸세요."))
    }
    if survey.lacksNames {
      Console.error(
        language.say(
          "\(name): No column is read as a name, though others describe persons; if one holds names, give it the role full_name (or given_name, family_name) in a mapping.",
          "\(name): 사람을 나타내는 열은 있지만 이름으로 읽은 열이 없습니다. 이름이 든 열이 있으면 매핑에서 role을 full_name(또는 given_name, family_name)으로 바꾸세요."))
    }
  }
}

extension SurveyedFile {
  /// Takes a column the user named as the record id.
  mutating func useRecordID(column name: String) throws {
    guard let index = settings.columns.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
      let names = settings.columns.map(\.name).joined(separator: ", ")
      throw FileFailure(file: file.name, sentence: "There is no column of the name given with --id; the file has \(names).")
    }
    for other in settings.columns.indices where settings.columns[other].role == .recordID {
      settings.columns[other].role = .kept
    }
    settings.columns[index].role = .recordID
  }
}
