import ArgumentParser
import Glibc

/// The command line. Exit codes: 0 done, 1 done but something wants a look, 2 not done and one sentence
/// says why, 130 after Ctrl-C. A closed pipe ends the program quietly.
@main
struct Kindred: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kindred",
    abstract: "One customer, however many records.",
    discussion: """
      Finds the records that belong to one person across a shop's files and databases, and keeps the answer in \
      PostgreSQL. Start with "kindred demo", or with your own file:

        kindred map customers.csv              what Kindred thinks your columns mean
        kindred dedupe customers.csv --out DIR clusters and golden records as files, no database
        kindred import customers.csv --source shop && kindred resolve
      """,
    version: "0.1.0",
    subcommands: [
      DedupeCommand.self, TrainCommand.self, MapCommand.self, ImportCommand.self, ResolveCommand.self,
      UpsertCommand.self, DeleteCommand.self, EraseCommand.self, SuppressionsCommand.self, AccessCommand.self,
      ShowCommand.self, WhyCommand.self, LookupCommand.self, ChangesCommand.self,
      JudgeCommand.self, MergeCommand.self, SplitCommand.self, UndoCommand.self, ProposalsCommand.self, ApproveCommand.self,
      RejectCommand.self, PinCommand.self, WhatIfCommand.self,
      PublishCommand.self, RevertCommand.self, SharingCommand.self, RoadLotsCommand.self, ExportCommand.self, StatusCommand.self,
      DoctorCommand.self, VerifyCommand.self, DemoCommand.self, NormalizeCommand.self, EvaluateCommand.self, ReportCommand.self,
    ]
  )

  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    let work = Task { try await execute() }
    Interruption.watch { work.cancel() }
    switch await work.result {
    case .success: Glibc.exit(ExitStatus.done.rawValue)
    case .failure(let error): Glibc.exit(report(error))
    }
  }

  private static func execute() async throws {
    var command = try parseAsRoot()
    if var asynchronous = command as? any AsyncParsableCommand {
      try await asynchronous.run()
    } else {
      try command.run()
    }
  }

  /// Prints what is to be said about an error and gives the exit code.
  private static func report(_ error: any Error) -> Int32 {
    switch error {
    case let status as ExitStatus: return status.rawValue
    case is ClosedPipe: return ExitStatus.done.rawValue
    // Whatever a command that was told to stop stumbles over on its way out is not the user's concern.
    case _ where error is CancellationError || Interruption.isRequested:
      Console.error(Interruption.sentence)
      return ExitStatus.interrupted.rawValue
    case let failure as any SentenceError:
      Console.error(failure.sentence)
      return ExitStatus.notDone.rawValue
    default:
      if exitCode(for: error) == .success {
        try? Console.write(fullMessage(for: error) + "\n")
        return ExitStatus.done.rawValue
      }
      Console.error(message(for: error) + " (see \"kindred \(namedCommand())--help\")")
      return ExitStatus.notDone.rawValue
    }
  }

  /// The command the arguments begin with, for a hint.
  private static func namedCommand() -> String {
    guard let word = CommandLine.arguments.dropFirst().first else { return "" }
    for command in configuration.subcommands where command.configuration.commandName == word { return word + " " }
    return ""
  }
}

/// How a command ends other than by an error.
enum ExitStatus: Int32, Error {
  case done = 0
  case wantsALook = 1
  case notDone = 2
  case interrupted = 130
}
