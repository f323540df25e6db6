import ArgumentParser
import Identity
import PostgresStore
import Resolution

struct MergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Make customers one, whatever their records say.",
    discussion: """
      Writes the judgements that are needed, as one decision that "kindred undo" takes back whole.

        kindred merge shop:1042 pos:77 --because "showed her card" --dry-run
      """)

  @Argument(help: ArgumentHelp("Customers, each by its id or by a record as SOURCE:ID.", valueName: "customer"))
  var subjects: [String]

  @OptionGroup var making: DecisionOptions

  func validate() throws {
    if subjects.count < 2 { throw ValidationError("merge takes two customers or more.") }
  }

  func run() async throws {
    let named = try subjects.map(decisionSubject)
    try await making.run(NewDecision(.merge, by: making.who, because: making.because, at: now()), about: named) { trial, decision in
      try await trial.merge(named, as: decision)
    }
  }
}

struct SplitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Take records out of their customer, together, whatever they say.",
    discussion: """
      Writes the judgements that are needed, as one decision that "kindred undo" takes back whole. The records leave \
      their customer together; what is left stays with the machine.

        kindred split shop:1042 app:9 --because "these two are her daughter's" --dry-run
      """)

  @Argument(help: ArgumentHelp("Records of one customer, each SOURCE:ID.", valueName: "record"))
  var records: [String]

  @OptionGroup var making: DecisionOptions

  func run() async throws {
    let keys = try records.map(sourceKey)
    let subjects = keys.map { DecisionSubject.record($0) }
    try await making.run(NewDecision(.split, by: making.who, because: making.because, at: now()), about: subjects) { trial, decision in
      try await trial.split(keys, as: decision)
    }
  }
}

/// A decision whose judgements follow from what is stored.
struct DecisionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The reason, for whoever reads it later.", valueName: "text"))
  var because: String

  @Option(help: ArgumentHelp("Who decides (default: the user's name).", valueName: "name"))
  var by: String?

  @OptionGroup var trial: TrialOptions

  @OptionGroup var database: DatabaseOptions

  var who: String { get throws { try signer(by) } }

  func run(
    _ start: NewDecision, about subjects: [DecisionSubject],
    _ plan: @Sendable (DecisionTrial, NewDecision) async throws -> [NewDecision.Claim]
  ) async throws {
    let progress = Progress()
    let (decision, made, consequences) = try await database.withStore { store, _ in
      try await checkSubjects(subjects, in: store)
      var decision = start
      let state = try await trial.begin(store, progress)
      decision.claims = try await plan(state, decision)
      let made = trial.dryRun ? nil : try await trial.submit(decision, in: store)
      let consequences: Consequences? = trial.dryRun
        ? try await state.consequences(of: decision, countMax: trial.customersMax) : nil
      return (decision, made, consequences)
    }
    progress.clear()
    if let consequences { return try trial.show(consequences, of: decision) }
    guard let made else { return }
    guard case .made(let kept, let effect) = made else { return try trial.tell(made, decision) }
    let verb = decision.kind == .merge ? "merge" : "split"
    for (number, claim) in zip(kept.judgements, decision.claims) where !trial.json {
      try Console.line(
        "Judgement \(number): \(visible(claim.left.description)) and \(visible(claim.right.description)) are \(claim.verdict.rawValue).")
    }
    let language = Language.ofEnvironment()
    let then = effect.sentence(language)
    try trial.tell(
      kept, effect, decision,
      language.say(
        "Decision \(kept.number) is kept (\(verb)); kindred undo \(kept.number) takes it back. \(then)",
        "결정 \(kept.number)을(를) 저장했습니다(\(verb)). 되돌리기: kindred undo \(kept.number). \(then)"))
  }
}

func decisionSubject(_ text: String) throws -> DecisionSubject {
  if let id = CustomerID(parsing: text) { return .customer(id) }
  return .record(try sourceKey(text))
}
