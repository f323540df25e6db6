import ArgumentParser
import Identity
import PostgresStore
import Resolution

struct JudgeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge",
    abstract: "Record a steward's judgement about two records; the next resolve honours it.",
    discussion: """
      Judgements are kept for ever, survive re-loads, and outrank the machine. They are taken back by number.

        kindred judge same shop:1042 pos:77 --because "showed her card"
        kindred judge different shop:1042 app:9 --because "twins"
        kindred judge withdraw 12 --because "mixed them up"
      """)

  enum Verdict: String, ExpressibleByArgument, CaseIterable { case same, different, unsure, withdraw }

  @Argument(help: "same, different, unsure or withdraw.")
  var verdict: Verdict

  @Argument(help: ArgumentHelp("Two records as SOURCE:ID, or the number of the judgement to withdraw.", valueName: "a b"))
  var subjects: [String]

  @Option(help: ArgumentHelp("The reason, for whoever reads it later.", valueName: "text"))
  var because: String

  @Option(help: ArgumentHelp("Who judges (default: the user's name).", valueName: "name"))
  var by: String?

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if subjects.count != (verdict == .withdraw ? 1 : 2) {
      throw ValidationError(
        verdict == .withdraw ? "withdraw takes the number of a judgement." : "\(verdict.rawValue) takes two records, each SOURCE:ID.")
    }
  }

  func run() async throws {
    let who = by ?? userName()
    let reason = because
    if verdict == .withdraw {
      guard let number = Int64(subjects[0]) else { throw Failure("withdraw takes the number of a judgement, a whole number.") }
      _ = try await database.withStore { store, _ in try await store.withdraw(judgement: number, by: who, because: reason, at: now()) }
      try Console.line("Judgement \(number) is withdrawn. Now: kindred resolve")
      return
    }
    let (left, right) = (try sourceKey(subjects[0]), try sourceKey(subjects[1]))
    let judged: Judgement.Verdict = verdict == .same ? .same : verdict == .different ? .different : .unsure
    let number = try await database.withStore { store, _ in
      try await judge(judged, left, right, by: who, because: reason, at: now(), in: store)
    }
    try Console.line("Judgement \(number): \(visible(left.description)) and \(visible(right.description)) are \(verdict.rawValue). Now: kindred resolve")
  }
}
