import Foundation
import Testing

/// `kindred demo`: what somebody sees who has just cloned the project.
@Suite struct DemoTests {
  @Test func `the demo tells its story in a shop manager's words and leaves nothing behind`() async throws {
    let before = try demoFolders()
    var program = Program()
    program.environment["DATABASE_URL"] = "postgresql://nobody@host.invalid:1/none"
    let outcome = try await program.run(["demo"])
    #expect(outcome.exit == 0, "\(outcome.errorText)")
    #expect(outcome.errors.isEmpty)
    let lines = outcome.outputText.split(separator: "\n", omittingEmptySubsequences: true)
    #expect((20...60).contains(lines.count), "\(lines.count) lines")
    #expect(outcome.outputLines.count <= 61, "\(outcome.outputLines.count) lines with the empty ones")
    for line in lines {
      let words = line.lowercased().split { !$0.isLetter }
      for word in ["weight", "weights", "bits", "threshold", "prior", "posterior", "blocking", "cluster", "clusters"] {
        #expect(!words.contains(Substring(word)), "a model word in: \(line)")
      }
    }
    #expect(lines[0].hasPrefix("An invented shop"))
    #expect(outcome.outputText.contains("446 records turn out to be"))
    #expect(outcome.outputText.contains("The steward was wrong and takes it back."))
    // Another demo may be running at the same time; it takes its folder away itself.
    for _ in 0..<600 where try !demoFolders().subtracting(before).isEmpty {
      try await Task.sleep(nanoseconds: 100_000_000)
    }
    #expect(try demoFolders().subtracting(before).isEmpty)
  }

  private func demoFolders() throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: "/tmp").filter { $0.hasPrefix("kindred-demo-") })
  }
}
