import ArgumentParser
import PostgresStore
import Resolution

struct RoadLotsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "road-lots",
    abstract: "Import Korea's matching of road and lot addresses, so that both are one home.",
    discussion: """
      The Ministry of the Interior and Safety gives the files away (business.juso.go.kr): 건물DB, 도로명주소 한글 or 주소DB with \
      their related lots. Unpack them and name the text files, in any order; they replace what was imported before. \
      Records that are stored already are read again by the next resolve.

      Example: kindred road-lots build_*.txt jibun_*.txt && kindred resolve
      """)

  @Argument(help: ArgumentHelp("The government's text files, CP949 or UTF-8.", valueName: "file"))
  var files: [String]

  @OptionGroup var database: DatabaseOptions

  func run() async throws {
    let sources = try files.map { try InputFile.source($0) }
    let counts = try await database.withStore { store, _ in try await importRoadLots(sources, into: store, at: now()) }
    var text = "\(counted(counts.pairCount, "pair", "pairs")) of road and lot on \(counted(counts.roadCount, "road", "roads")) from \(counted(counts.lineCount, "line", "lines"))"
    if counts.unreadCount > 0 { text += "; \(counted(counts.unreadCount, "line was", "lines were")) of no known layout" }
    try Console.line(text + ". Now: kindred resolve")
    if counts.unreadCount > 0 { throw ExitStatus.wantsALook }
  }
}
