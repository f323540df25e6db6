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
        Language.ofEnvironment().say("To do it: kindred publish \(visible(model))", "적용하려면: kindred publish \(visible(model))"))
    }
  }
}

struct PublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "Put a model into force for all that is stored, as one change that can be undone.",
    discussion: "Example: kindred publish stricter.yaml --because \"fewer false merges in March\"")

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
    discussion: "Example: kindred revert --because \"it merged the twins\"")

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

  @OptionGroup var threading: ThreadOptions

  @OptionGroup var database: DatabaseOptions

  func run(_ make: (String, String, PostgresCustomerStore) async throws -> NewDecision) async throws {
    let (who, reason, threadCount) = (by ?? userName(), because, threading.count)
    let progress = Progress()
    let (kept, result) = try await database.withStore { store, _ in
      let decision = try await make(who, reason, store)
      let kept = try await decide(decision, in: store)
      let result = try await resolve(
        store, try await currentModel(store), by: who, at: now(), threadCount: threadCount, mint: newCustomerID
      ) { stage, share in progress.show(stage.rawValue.prefix(1).uppercased() + stage.rawValue.dropFirst(), share: share) }
      return (kept, result)
    }
    progress.clear()
    let change = result.applied.change.map { "\($0)" } ?? "–"
    try Console.line(
      Language.ofEnvironment().say(
        "Decision \(kept.number): the model is in force; change \(change) moved \(counted(result.applied.movedCount, "record", "records")). kindred undo \(kept.number) takes it back.",
        "결정 \(kept.number): 모델이 적용되었습니다. 변경 \(change)에서 레코드 \(grouped(result.applied.movedCount))건이 옮겨졌습니다. 되돌리기: kindred undo \(kept.number)."))
  }
}
