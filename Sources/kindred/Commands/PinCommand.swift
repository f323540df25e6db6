import ArgumentParser
import Identity
import PostgresStore
import Resolution

struct PinCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin",
    abstract: "Say what a customer's golden record holds, whatever its records say.",
    discussion: """
      A pin hangs on a record and goes with it through merges and splits. It is taken back by kindred undo. A birth \
      date is a day from 1850 on that has been, also one that systems write where they know none, as 2000-01-01. Of a \
      resident number only date and sex are kept.

      Example: kindred pin shop:1042 name "김민주" --because "saw her passport"
      """)

  @Argument(help: ArgumentHelp("A record of the customer as SOURCE:ID.", valueName: "record"))
  var record: String

  @Argument(help: "name, email, phone, address, birth_date, handle, organisation or gender.")
  var attribute: String

  @Argument(help: "The value.")
  var value: String

  @Option(help: ArgumentHelp("The reason, for whoever reads it later.", valueName: "text"))
  var because: String

  @Option(help: ArgumentHelp("Who says so (default: the user's name).", valueName: "name"))
  var by: String?

  @Option(help: "Country (two letters) of a phone or address that does not say.")
  var region: String = "KR"

  @OptionGroup var trial: TrialOptions

  @OptionGroup var database: DatabaseOptions

  func run() async throws {
    let words = NewGoldenPin.attributes.map(\.word).joined(separator: ", ")
    guard let kind = Attribute(word: attribute) else {
      throw Failure("\(visible(attribute)) is no attribute of a golden record; it is one of \(words).")
    }
    let pin = NewGoldenPin(record: try sourceKey(record), attribute: kind, value: value, region: try regionCode(region))
    let (who, reason) = try (signer(by), because)
    let (decision, canonical) = try await database.withStore { store, _ in
      try await pinning(pin, by: who, because: reason, at: now(), in: store)
    }
    if trial.dryRun { return try await trial.show(decision, in: database) }
    let submission = try await database.withStore { store, _ in try await trial.submit(decision, in: store) }
    guard case .made(let kept, let effect) = submission else { return try trial.tell(submission, decision) }
    let language = Language.ofEnvironment()
    let then = effect.sentence(language)
    try trial.tell(
      kept, effect, decision,
      language.say(
        "Decision \(kept.number): the \(kind.word) of the customer of \(visible(pin.record.description)) is \(visible(canonical)). \(then)",
        "결정 \(kept.number): \(visible(pin.record.description))의 고객 \(kind.word) 값은 \(visible(canonical))입니다. \(then)"))
  }
}
