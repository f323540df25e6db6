import ArgumentParser
import Identity
import PostgresStore
import Resolution

struct JudgeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge",
    abstract: "Record a steward's judgement about two records; its customers are worked out anew at once.",
    discussion: """
      Judgements are kept for ever, survive re-loads, and outrank the machine. They are taken back by number.

        kindred judge same shop:1042 pos:77 --because "showed her card"
        kindred judge different shop:1042 app:9 --because "twins"
        kindred judge withdraw 12 --because "mixed them up"

      With --dry-run nothing is kept, and what would change is shown. Where decisions need a second person ("kindred \
      proposals require"), it is proposed, and takes effect when somebody else approves it.
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

  @OptionGroup var trial: TrialOptions

  func run() async throws {
    var decision = NewDecision(verdict == .withdraw ? .withdrawal : .judgement, by: try signer(by), because: because, at: now())
    if verdict == .withdraw {
      guard let number = Int64(subjects[0]) else { throw Failure("withdraw takes the number of a judgement, a whole number.") }
      decision.withdrawals = [number]
    } else {
      let judged: Judgement.Verdict = verdict == .same ? .same : verdict == .different ? .different : .unsure
      decision.claims = [NewDecision.Claim(judged, try sourceKey(subjects[0]), try sourceKey(subjects[1]))]
    }
    if trial.dryRun { return try await trial.show(decision, in: database) }
    let made = decision
    let submission = try await database.withStore { store, _ in try await trial.submit(made, in: store) }
    guard case .made(let kept, let effect) = submission else { return try trial.tell(submission, decision) }
    let language = Language.ofEnvironment()
    let then = effect.sentence(language)
    if let claim = decision.claims.first {
      try trial.tell(
        kept, effect, decision,
        language.say(
          "Judgement \(kept.judgements[0]): \(visible(claim.left.description)) and \(visible(claim.right.description)) are \(verdict.rawValue). \(then)",
          "판정 \(kept.judgements[0]): \(visible(claim.left.description)), \(visible(claim.right.description)) – \(verdict.rawValue). \(then)"))
    } else {
      try trial.tell(
        kept, effect, decision,
        language.say(
          "Judgement \(decision.withdrawals[0]) is withdrawn. \(then)", "판정 \(decision.withdrawals[0])을(를) 철회했습니다. \(then)"))
    }
  }
}
