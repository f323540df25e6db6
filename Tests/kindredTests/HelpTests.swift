import Foundation
import Testing
import TestKit

/// What the program says of itself.
@Suite struct HelpTests {
  private struct Command: Decodable {
    var commandName: String
    var discussion: String?
    var subcommands: [Command]?

    var all: [Command] { [self] + (subcommands ?? []).flatMap(\.all) }
  }

  private struct Help: Decodable { var command: Command }

  /// A terminal breaks lines where they end; a line that is broken before comes out ragged.
  @Test func `paragraphs of the help are broken by the terminal alone`() async throws {
    let outcome = try await Program().run(["--experimental-dump-help"])
    let commands = try JSONDecoder().decode(Help.self, from: Data(outcome.output)).command.all
    #expect(commands.count > 30 && commands.count { $0.discussion?.contains("\n") ?? false } > 20)
    for command in commands {
      let lines = (command.discussion ?? "").split(separator: "\n", omittingEmptySubsequences: false)
      for (line, next) in zip(lines, lines.dropFirst()) {
        let isParagraph = [line, next].allSatisfy { !$0.isEmpty && !$0.hasPrefix(" ") }
        #expect(!isParagraph || line.hasSuffix(".") || line.hasSuffix(":"), "\(command.commandName): \(line)")
      }
    }
  }
}
