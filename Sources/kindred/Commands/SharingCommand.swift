import ArgumentParser
import Identity
import Normalization
import PostgresStore
import Resolution

struct SharingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sharing",
    abstract: "Say who stands behind a value: one person, a household, many, or nobody.",
    discussion: """
      How many people share a phone or mailbox is counted from the names that use it. Where you know better, pin it. \
      A pin of an email, phone or handle with its platform (instagram:NAME) takes effect at once, unless more than \
      1,000 records carry it; any other with the next resolve, and until then an upsert that begins is refused. It is \
      taken back by its number. With --dry-run nothing is kept, and what would change is shown.

        kindred sharing junk phone 02-777-7777 --because "our own front desk"
        kindred sharing person email kim@daum.net --because "she has twelve stage names"
        kindred sharing withdraw 3 --because "the number was given to a customer"
        kindred sharing list
      """)

  enum Verb: String, ExpressibleByArgument, CaseIterable { case person, household, shared, relay, junk, withdraw, list }

  @Argument(help: "person, household, shared, relay (forwards to somebody), junk (nobody), withdraw or list.")
  var verb: Verb

  @Argument(help: ArgumentHelp("The kind (email, phone, handle, address, organisation) and the value; the number of a pin to withdraw.", valueName: "kind value"))
  var subjects: [String] = []

  @Option(help: ArgumentHelp("The reason, for whoever reads it later.", valueName: "text"))
  var because: String?

  @Option(help: ArgumentHelp("Who says so (default: the user's name).", valueName: "name"))
  var by: String?

  @Option(help: "Country (two letters) of a phone or address that does not say.")
  var region: String = "KR"

  @OptionGroup var trial: TrialOptions

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    switch verb {
    case .list:
      if !subjects.isEmpty { throw ValidationError("list takes nothing.") }
      if trial.dryRun || trial.json { throw ValidationError("--dry-run and --json go with a pin or its withdrawal.") }
    case .withdraw:
      if subjects.count != 1 { throw ValidationError("withdraw takes the number of a pin.") }
      if because == nil { throw ValidationError("Give the reason with --because.") }
    case .person, .household, .shared, .relay, .junk:
      if subjects.count != 2 { throw ValidationError("\(verb.rawValue) takes a kind and a value: phone 02-777-7777.") }
      if because == nil { throw ValidationError("Give the reason with --because.") }
    }
  }

  func run() async throws {
    let (who, reason) = try (signer(by), because ?? "")
    switch verb {
    case .list: try await list()
    case .withdraw:
      guard let number = Int64(subjects[0]) else { throw Failure("withdraw takes the number of a pin, a whole number.") }
      try await make(withdrawingSharing(number, by: who, because: reason, at: now())) { _, language in
        language.say("Pin \(number) is withdrawn.", "공유 지정 \(number)번을 취소했습니다.")
      }
    case .person, .household, .shared, .relay, .junk:
      guard let attribute = Attribute(word: subjects[0]) else {
        throw Failure("\(visible(subjects[0])) is no kind of value; it is one of email, phone, handle, address, organisation.")
      }
      guard let sharing = ValueClass.allCases.first(where: { $0.word == verb.rawValue }) else { return }
      let pin = NewSharingPin(
        attribute: attribute, value: subjects[1], region: try regionCode(region), sharing: sharing, by: who, because: reason,
        at: now())
      let (decision, canonical) = try pinningSharing(pin)
      try await make(decision) { kept, language in
        let values = canonical.map(visible)
        return language.say(
          "Pin \(kept.sharingPins[0]): \(values.joined(separator: " and ")) is \(sharing.word).",
          "공유 지정 \(kept.sharingPins[0])번: \(values.joined(separator: ", ")) = \(sharing.word).")
      }
    }
  }

  private func make(_ decision: NewDecision, _ sentence: (KeptDecision, Language) -> String) async throws {
    if trial.dryRun { return try await trial.show(decision, in: database) }
    let submission = try await database.withStore { store, _ in try await trial.submit(decision, in: store) }
    guard case .made(let kept, let effect) = submission else { return try trial.tell(submission, decision) }
    let language = Language.ofEnvironment()
    try trial.tell(kept, effect, decision, "\(sentence(kept, language)) \(effect.sentence(language))")
  }

  private func list() async throws {
    let pins = try await database.withStore { store, _ in try await store.sharingPinsInForce() }
    if pins.isEmpty { try Console.line("Nothing is pinned.") }
    for entry in pins {
      let pin = entry.pin
      try Console.line(
        "\(entry.number)  \(pin.attribute.word) \(entry.isErased ? "(erased)" : visible(pin.value)) is \(pin.sharing.word)\(entry.isErased || isRead(pin) ? "" : " (it does not read as one any more, and plays no part)"), by \(visible(pin.by)) at \(pin.at): \(visible(pin.because))")
    }
  }
}
