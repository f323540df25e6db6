import ArgumentParser
import Intake
import Resolution

struct MapCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Show what Kindred takes the columns of a file for, with examples, before anything is loaded.",
    discussion: """
      Writes the guess as a YAML file that can be edited and given to dedupe and import with --map.

      Example: kindred map customers.csv --out customers.map.yaml
      """)

  @Argument(help: ArgumentHelp("Customer file.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("Where to write the mapping; without it it goes to standard output.", valueName: "file"))
  var out: String?

  @Option(help: "Country (two letters) of phones and addresses that do not say.")
  var region: String = "KR"

  @Flag(help: "Print the mapping as JSON.")
  var json = false

  func run() async throws {
    if let out { try OutputFile.isNotAmong([file], out) }
    let progress = Progress()
    let survey = try survey(InputFile.source(file), settings: nil, region: regionCode(region))
    progress.clear()
    writeNotes([survey])
    let guesses = guessColumns(survey.profile, detected: survey.detected)
    if json {
      var json = JSONWriter(isIndented: true)
      json.beginObject()
      json.member("file", survey.file.name)
      json.member("rows", survey.rowsIn)
      json.member("encoding", survey.detected.encoding.rawValue)
      json.name("columns")
      json.beginArray()
      for guess in guesses {
        json.beginObject()
        json.member("name", guess.mapping.name)
        json.member("role", guess.mapping.role.rawValue)
        if let detail = guess.mapping.detail { json.member("detail", detail) }
        json.member("because", guess.reason.description)
        json.endObject()
      }
      json.endArray()
      json.endObject()
      try Console.write(json.bytes + [0x0A])
      return
    }
    let yaml = mappingYAML(survey.settings, profile: survey.profile, today: today())
    guard let out else {
      try Console.write(yaml)
      return
    }
    try OutputFile.write(Array(yaml.utf8), to: out)
    try Console.line("\(survey.file.name): \(grouped(survey.rowsIn)) rows, \(survey.detected.encoding.rawValue)")
    let width = guesses.map { displayWidth($0.mapping.name) }.max() ?? 0
    for guess in guesses {
      let role = guess.mapping.role.rawValue + (guess.mapping.detail.map { " (\($0))" } ?? "")
      try Console.line("  \(padded(visible(guess.mapping.name), width))  \(padded(role, 18)) \(guess.reason.description)")
    }
    try Console.line("Written to \(out). Edit it where it is wrong, then: kindred dedupe \(file) --map \(out) --out result")
  }
}
