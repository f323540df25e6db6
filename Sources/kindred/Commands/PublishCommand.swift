import ArgumentParser
import Identity
import Intake
import PostgresStore
import Resolution

struct WhatIfCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "what-if",
    abstract: "What another model would change, over the stored records, without publishing it.",
    discussion: """
      Looks at the store as it is at one moment: nothing is written and no writer waits.

      Example: kindred what-if --model stricter.yaml
      """)

  @Option(help: ArgumentHelp("Model file (YAML) to try.", valueName: "file"))
  var model: String

  @Option(help: ArgumentHelp("How many customers, and how many pairs of the review queue each way, are shown in full.", valueName: "count"))
  var samples: Int = 20

  @Flag(help: "Print as JSON.")
  var json = false

  @OptionGroup var threading: ThreadOptions

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if samples < 0 { throw ValidationError("--samples takes a number from 0.") }
  }

  func run() async throws {
    let file = try ModelFile(reading: InputFile.small(model), named: model)
    let progress = Progress()
    let (count, threadCount) = (samples, threading.count)
    let consequences = try await database.withStore { store, _ in
      progress.show("Reading what is stored", share: nil)
      return try await DecisionTrial(store, file, threadCount: threadCount) { stage, share in
        progress.show(stage.rawValue.prefix(1).uppercased() + stage.rawValue.dropFirst(), share: share)
      }.consequences(countMax: count)
    }
    progress.clear()
    let text = ConsequencesText(consequences: consequences)
    if json {
      var json = JSONWriter(isIndented: true)
      json.beginObject()
      text.write(&json)
      json.endObject()
      return try Console.write(json.bytes + [0x0A])
    }
    for line in text.lines() { try Console.line(line) }
    if !consequences.isEmpty {
      try Console.line(
        Language.ofEnvironment().say(
          "To do it: kindred publish \(visible(model)) --because TEXT", "적용하려면: kindred publish \(visible(model)) --because TEXT"))
    }
  }
}

struct PublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "Put a model into force for all that is stored, as one change that can be undone.",
    discussion: """
      Everything is resolved by it in the same unit of work: where that fails or is stopped, the model that was in \
      force stays so, and nothing is decided. With --dry-run nothing is kept, and what would change is shown, as kindred what-if \
      does.

      Example: kindred publish stricter.yaml --because "fewer false merges in March"
      """)

  @Argument(help: ArgumentHelp("Model file (YAML).", valueName: "model"))
  var model: String

  @OptionGroup var publishing: PublishingOptions

  func run() async throws {
    let file = try ModelFile(reading: InputFile.small(model), named: model)
    try await publishing.run { who, reason, _ in publication(of: file, by: who, because: reason, at: now()) }
  }
}

struct RevertCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revert",
    abstract: "Put the model back into force that was in force before the present one.",
    discussion: """
      Each revert goes back one publication more; models whose publication was undone are passed over. kindred undo of \
      a revert returns to the model it went back from. Reverts made by an older version of Kindred count as \
      publications of the model they went back to.

      Example: kindred revert --because "it merged the twins"
      """)

  @OptionGroup var publishing: PublishingOptions

  func run() async throws {
    try await publishing.run { who, reason, store in
      try await reverting(by: who, because: reason, at: now(), in: store)
    }
  }
}

/// Putting a model into force, and resolving by it.
struct PublishingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The reason, for whoever reads it later.", valueName: "text"))
  var because: String

  @Option(help: ArgumentHelp("Who decides (default: the user's name).", valueName: "name"))
  var by: String?

  @OptionGroup var trial: TrialOptions

  @OptionGroup var database: DatabaseOptions

  func run(_ make: (String, String, PostgresCustomerStore) async throws -> NewDecision) async throws {
    let (who, reason) = try (signer(by), because)
    let decision = try await database.withStore { store, _ in try await make(who, reason, store) }
    if trial.dryRun { return try await trial.show(decision, in: database) }
    let submission = try await database.withStore { store, _ in try await trial.submit(decision, in: store) }
    guard case .made(let kept, let effect) = submission else { return try trial.tell(submission, decision) }
    let language = Language.ofEnvironment()
    let then: String
    switch effect {
    case .waits: then = effect.sentence(language)
    case .worked(let outcome):
      let change = outcome.change.map { "\($0)" } ?? "–"
      then = language.say(
        "Change \(change) moved \(counted(outcome.movedCount, "record", "records")).",
        "변경 \(change)에서 레코드 \(grouped(outcome.movedCount))건이 옮겨졌습니다.")
    }
    try trial.tell(
      kept, effect, decision,
      language.say(
        "Decision \(kept.number): the model is in force; kindred undo \(kept.number) takes it back. \(then)",
        "결정 \(kept.number): 모델이 적용되었습니다. 되돌리기: kindred undo \(kept.number). \(then)"))
  }
}
