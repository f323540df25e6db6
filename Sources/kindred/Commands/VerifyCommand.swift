import ArgumentParser
import Intake
import PostgresStore
import Resolution

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every invariant of the stored data.",
    discussion: """
      Each line is a rule that no stored row may break; writers need not stop. Exit code 0: all hold; 1: one does not, \
      then keep the database as it is and report the line.

      Example: kindred verify
      """)

  @OptionGroup var database: DatabaseOptions

  @Flag(help: "Print as JSON.")
  var json = false

  func run() async throws {
    let progress = Progress()
    let checks = try await database.withStore { store, opened in
      progress.show("Checking", share: nil)
      return try await opened.verify() + [VerifyCommand.suppressionCheck(in: store)]
    }
    progress.clear()
    try Console.write(json ? jsonText(checks) : text(checks, .ofEnvironment()))
    if checks.contains(where: { $0.rowCount > 0 }) { throw ExitStatus.wantsALook }
  }

  /// The one invariant that only the program can tell: values are packed, and the list holds keyed hashes.
  static func suppressionCheck(in store: PostgresCustomerStore) async throws -> DatabaseFacts.Check {
    DatabaseFacts.Check(
      name: suppressions, rule: "No live record is one that an erasure keeps out.",
      rowCount: try await suppressedLiveRecords(in: store))
  }

  private static let suppressions = "no_live_record_is_suppressed"

  private func text(_ checks: [DatabaseFacts.Check], _ language: Language) -> [UInt8] {
    var text = ""
    for check in checks {
      let isWell = check.rowCount == 0
      text += "\(isWell ? "ok  " : "LOOK") \(check.rule)"
      if !isWell {
        let place = check.name == VerifyCommand.suppressions ? "" : " (SQL/checks/\(check.name).sql)"
        text += language.say(
          " \(counted(check.rowCount, "row breaks", "rows break")) it\(place)",
          " \(grouped(check.rowCount))개 행이 어긋남\(place)")
      }
      text += "\n"
    }
    let broken = checks.count { $0.rowCount > 0 }
    text +=
      broken == 0
      ? language.say("All \(checks.count) invariants hold.\n", "\(checks.count)개 불변 조건이 모두 지켜집니다.\n")
      : language.say(
        "\(broken) of \(checks.count) invariants do not hold; keep the database as it is and report it.\n",
        "\(checks.count)개 불변 조건 중 \(broken)개가 지켜지지 않습니다. 데이터베이스를 그대로 두고 알려 주세요.\n")
    return Array(text.utf8)
  }

  private func jsonText(_ checks: [DatabaseFacts.Check]) -> [UInt8] {
    var json = JSONWriter(isIndented: true)
    json.beginObject()
    json.member("clean", checks.allSatisfy { $0.rowCount == 0 })
    json.name("checks")
    json.beginArray()
    for check in checks {
      json.beginObject()
      json.member("name", check.name)
      json.member("rule", check.rule)
      json.member("rows", check.rowCount)
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes + [0x0A]
  }
}
