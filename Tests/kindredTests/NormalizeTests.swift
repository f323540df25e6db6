import Testing
import TestKit

/// `kindred normalize`: what a steward sees of a value, and the orders and countries it may be read in.
@Suite struct NormalizeTests {
  static let rows: [(options: [String], raw: String, shown: String)] = [
    (["birth_date"], "85/03/07", "1985-03-07"),
    (["birth_date", "--region", "GB"], "03/07/1985", "1985-07-03"),
    (["birth_date", "--region", "gb"], "03/07/1985", "1985-07-03"),
    (["birth_date", "--region", "DE"], "03.07.1985", "1985-07-03"),
    (["birth_date", "--region", "US"], "03/07/1985", "1985-03-07"),
    (["birth_date", "--region", "US", "--date-order", "dmy"], "03/07/1985", "1985-07-03"),
    (["date", "--region", "GB"], "03/07/2019", "2019-07-03"),
    (["phone", "--region", "GB"], "020 7946 0018", "+442079460018"),
    (["phone"], "010-9182-7364", "+821091827364"),
  ]

  @Test(arguments: rows)
  func `a value is read as its country writes it`(options: [String], raw: String, shown: String) async throws {
    let result = try await Program().run(["normalize", "--kind"] + options + ["-"], input: Array(raw.utf8))
    #expect(result.exit == 0 && result.outputText.contains("canonical  \(shown)\n"), "\(options) \(raw): \(result.outputText)")
  }

  @Test func `an order nobody knows is refused with the ones there are`() async throws {
    for (option, words) in [("--date-order", "ymd, mdy or dmy"), ("--name-order", "given_first or family_first")] {
      let result = try await Program().run(["normalize", "--kind", "name", option, "ydm", "-"], input: [])
      #expect(result.exit != 0 && result.errorText.contains("\(option) takes \(words)"), "\(result.errorText)")
    }
  }
}
