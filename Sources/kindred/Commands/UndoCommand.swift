import ArgumentParser
import Identity
import Intake
import PostgresStore
import Resolution

struct UndoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo",
    abstract: "Undo a decision or a whole import, also long after; what happened since is kept.",
    discussion: """
      A decision is undone by its opposite, which is a decision too: undoing that does the first again. Undoing the \
      publication of the model in force puts the newest other one into force that is not undone, and resolves \
      everything by it; undoing another keeps kindred revert from going back to it. Records of an import get the \
      version back that was live before, as a new version; those that a later import touched are left as they are and \
      listed.

        kindred undo list
        kindred undo 7 --because "wrong family" --dry-run
        kindred undo --judgement 12 --because "wrong family"
        kindred undo --job 3 --because "test file"
      """)

  @Argument(help: ArgumentHelp("The number of a decision, or list.", valueName: "decision"))
  var subject: String?

  @Option(help: ArgumentHelp("The number of a judgement, whose decision is undone.", valueName: "number"))
  var judgement: Int64?

  @Option(help: ArgumentHelp("The number of an import job (kindred status --json lists them).", valueName: "number"))
  var job: Int64?

  @Option(help: ArgumentHelp("The reason, for whoever reads it later.", valueName: "text"))
  var because: String?

  @Option(help: ArgumentHelp("Who decides (default: the user's name).", valueName: "name"))
  var by: String?

  @OptionGroup var trial: TrialOptions

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if [subject != nil, judgement != nil, job != nil].count(where: { $0 }) != 1 {
      throw ValidationError("Name one thing to undo: the number of a decision, --judgement or --job; or say list.")
    }
    if subject != "list", because == nil { throw ValidationError("Give the reason with --because.") }
    if let subject, subject != "list", Int64(subject) == nil {
      throw ValidationError("The number of a decision is a whole number; \"kindred undo list\" shows the last ones.")
    }
  }

  func run() async throws {
    if subject == "list" { return try await list() }
    if let job { return try await undo(job: job) }
    let (who, reason) = try (signer(by), because ?? "")
    let number = try await database.withStore { store, _ in
      guard let judgement else { return subject.flatMap { Int64($0) } ?? 0 }
      guard let found = try await store.decision(ofJudgement: judgement) else { throw JudgementRefusal.unknownJudgement(judgement) }
      return found
    }
    let opposite = try await database.withStore { store, _ in
      try await undoing(number, by: who, because: reason, at: now(), in: store)
    }
    if trial.dryRun { return try await trial.show(opposite, in: database) }
    let submission = try await database.withStore { store, _ in try await trial.submit(opposite, in: store) }
    guard case .made(let kept, let effect) = submission else { return try trial.tell(submission, opposite) }
    let language = Language.ofEnvironment()
    let then = effect.sentence(language)
    try trial.tell(
      kept, effect, opposite,
      language.say(
        "Decision \(number) is undone by decision \(kept.number). \(then)",
        "결정 \(number)을(를) 결정 \(kept.number)(으)로 되돌렸습니다. \(then)"))
  }

  private func list() async throws {
    let decisions = try await database.withStore { store, _ in try await store.decisions(countMax: 50) }
    if trial.json { return try Console.write(jsonText(decisions)) }
    if decisions.isEmpty { try Console.line("Nothing has been decided yet.") }
    for decision in decisions {
      var line = "\(decision.number)  \(decision.kind.rawValue) by \(names(decision.by, decision.approvedBy)) at \(decision.at): \(visible(decision.because))"
      if let undone = decision.undoes { line += " (undoes \(undone))" }
      if let other = decision.undoneBy { line += " (undone by \(other))" }
      if let other = decision.doneAgainBy { line += " (done again by \(other))" }
      try Console.line(line)
      for judgement in decision.made {
        try Console.line("   judgement \(judgement.id): \(visible(judgement.left.description)) and \(visible(judgement.right.description)) are \(judgement.verdict.rawValue)\(decision.inForce.contains(judgement.id) ? "" : " (withdrawn)")\(decision.changedSince.contains(judgement.id) ? " (record changed since)" : "")")
      }
      for judgement in decision.withdrawn {
        try Console.line("   withdrew judgement \(judgement.id): \(visible(judgement.left.description)) and \(visible(judgement.right.description)) are \(judgement.verdict.rawValue)")
      }
      for (pin, isInForce) in decision.pins {
        try Console.line("   pinned the \(pin.pin.attribute.word) of \(visible(pin.pin.record.description)) as \(visible(pin.pin.value))\(isInForce ? "" : " (withdrawn)")")
      }
      for pin in decision.pinsWithdrawn {
        try Console.line("   withdrew the pinned \(pin.pin.attribute.word) of \(visible(pin.pin.record.description))")
      }
      for (pin, isInForce) in decision.sharing {
        try Console.line("   sharing pin \(pin.number): \(pin.pin.attribute.word) \(pin.isErased ? "(erased)" : visible(pin.pin.value)) is \(pin.pin.sharingWord)\(isInForce ? "" : " (withdrawn)")")
      }
      for pin in decision.sharingWithdrawn { try Console.line("   withdrew sharing pin \(pin.number)") }
      if let (former, made) = decision.tookBack { try Console.line("   took import \(former) back, as job \(made)") }
      if let model = decision.setsAside { try Console.line("   set model \(model) aside") }
      if let model = decision.model { try Console.line("   put model \(model) into force") }
    }
  }

  private func jsonText(_ decisions: [StoredDecision]) -> [UInt8] {
    var json = JSONWriter(isIndented: true)
    json.beginArray()
    for decision in decisions {
      json.beginObject()
      json.name("decision")
      json.number(decision.number)
      json.member("kind", decision.kind.rawValue)
      json.member("by", decision.by)
      if let second = decision.approvedBy { json.member("approved_by", second) }
      json.member("because", decision.because)
      json.member("at", decision.at.description)
      for (name, number) in [
        ("undoes", decision.undoes), ("undone_by", decision.undoneBy), ("done_again_by", decision.doneAgainBy), ("model", decision.model), ("sets_aside", decision.setsAside),
        ("undoes_job", decision.tookBack?.import), ("job", decision.tookBack?.job),
      ] {
        guard let number else { continue }
        json.name(name)
        json.number(number)
      }
      for (name, judgements) in [("made", decision.made), ("withdrawn", decision.withdrawn)] {
        json.name(name)
        json.beginArray()
        for judgement in judgements {
          json.beginObject()
          json.name("judgement")
          json.number(judgement.id)
          json.member("verdict", judgement.verdict.rawValue)
          json.member("left", judgement.left.description)
          json.member("right", judgement.right.description)
          if name == "made" {
            json.member("in_force", decision.inForce.contains(judgement.id))
            json.member("record_changed_since", decision.changedSince.contains(judgement.id))
          }
          json.endObject()
        }
        json.endArray()
      }
      let pins = decision.pins.map { ("pinned", $0.pin, $0.isInForce) } + decision.pinsWithdrawn.map { ("unpinned", $0, false) }
      for name in ["pinned", "unpinned"] {
        json.name(name)
        json.beginArray()
        for (kind, pin, isInForce) in pins where kind == name {
          json.beginObject()
          pin.write(&json)
          if name == "pinned" { json.member("in_force", isInForce) }
          json.endObject()
        }
        json.endArray()
      }
      let sharing = decision.sharing.map { ("sharing", $0.pin, $0.isInForce) } + decision.sharingWithdrawn.map { ("sharing_withdrawn", $0, false) }
      for name in ["sharing", "sharing_withdrawn"] where sharing.contains(where: { $0.0 == name }) {
        json.name(name)
        json.beginArray()
        for (kind, pin, isInForce) in sharing where kind == name {
          json.beginObject()
          pin.write(&json)
          if name == "sharing" { json.member("in_force", isInForce) }
          json.endObject()
        }
        json.endArray()
      }
      json.endObject()
    }
    json.endArray()
    return json.bytes + [0x0A]
  }

  private func undo(job: Int64) async throws {
    let decision = takingBack(job, by: try signer(by), because: because ?? "", at: now())
    let outcome = try await database.withStore { store, _ in
      if trial.dryRun { return try await undoImport(decision, isDryRun: true, in: store) }
      return try await submitImportUndo(decision, in: store)
    }
    try trial.tell(outcome, ofImport: job)
  }
}
