import ArgumentParser
import Identity
import Intake
import PostgresStore
import Resolution

struct ProposalsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proposals",
    abstract: "Show the decisions that wait for a second person, or say that decisions need one.",
    discussion: """
      Where a second person is required, whatever would decide proposes: judge, merge, split, pin, sharing, publish, \
      revert and undo, also of a whole import. Nothing changes until somebody else approves it with "kindred approve". \
      What was required by an older version of Kindred is about who is who only: it leaves whole imports, pins, \
      sharing and models out, until it is said anew.

      To release it takes two as well: the first to say release asks for it, and everything stays as it is until somebody \
      else says the same; require takes a release back that is asked for. Names are taken at their word: whoever may \
      run commands under any name can be both.

        kindred proposals
        kindred proposals require --because "two pairs of eyes, from May on"
        kindred proposals release --because "one steward is on leave" --by kim
        kindred proposals release --because "I know of it" --by lee
      """)

  enum Verb: String, ExpressibleByArgument, CaseIterable { case list, require, release }

  @Argument(help: "list, require (a second person from now on) or release (none; takes two people).")
  var verb: Verb = .list

  @Option(help: ArgumentHelp("The reason, for whoever reads it later.", valueName: "text"))
  var because: String?

  @Option(help: ArgumentHelp("Who says so (default: the user's name).", valueName: "name"))
  var by: String?

  @OptionGroup var database: DatabaseOptions

  @Flag(help: "Print as JSON.")
  var json = false

  func validate() throws {
    if verb != .list, because == nil { throw ValidationError("Give the reason with --because.") }
    if verb != .list, json { throw ValidationError("--json goes with list.") }
  }

  private static let proposalsMax = 1_000

  func run() async throws {
    if verb == .list { return try await list() }
    let rule = ApprovalRule(isRequired: verb == .require, by: try signer(by), because: because ?? "", at: now())
    let (isLaidDown, waiting) = try await database.withStore { store, _ in
      (try await layDown(rule, in: store), try await store.openProposals(countMax: ProposalsCommand.proposalsMax).count)
    }
    let language = Language.ofEnvironment()
    if !isLaidDown {
      return try Console.line(
        language.say(
          "A second person is required as before. It is released when somebody else asks for it too: kindred proposals release --because TEXT",
          "지금처럼 다른 사람의 승인이 필요합니다. 다른 사람도 해제를 요청하면 해제됩니다: kindred proposals release --because TEXT"))
    }
    try Console.line(
      rule.isRequired
        ? language.say(
          "From the next one on, decisions take a second person.", "이제부터 모든 결정에는 다른 사람의 승인이 필요합니다.")
        : language.say(
          "From the next decision on, one person is enough. Proposals that wait: \(waiting).",
          "이제부터 한 사람이 결정할 수 있습니다. 기다리는 제안: \(waiting)건."))
  }

  private func list() async throws {
    let (rule, proposals) = try await database.withStore { store, _ in
      let waiting = try await store.openProposals(countMax: ProposalsCommand.proposalsMax)
      return (try await store.approvalRule(), try await foreseen(waiting, in: store))
    }
    if json { return try Console.write(jsonText(rule, proposals)) }
    if let rule, rule.isRequired {
      try Console.line("A second person is required\(rule.isForAll ? "" : " for who is who only (kindred proposals require: for every decision)"), by \(visible(rule.by)) since \(rule.at): \(visible(rule.because))")
      if let asked = rule.releaseAsked {
        try Console.line(
          "Its release is asked for by \(visible(asked.by)) since \(asked.at), and takes somebody else to ask for it too: \(visible(asked.because))")
      }
    } else {
      let released = rule.flatMap { rule in rule.approvedBy.map { ": released by \(names(rule.by, $0)) at \(rule.at)" } }
      try Console.line("No second person is required\(released ?? "").")
    }
    if proposals.isEmpty { try Console.line("No proposal waits.") }
    for entry in proposals {
      let (proposal, decision) = (entry.proposal, entry.decision)
      try Console.line(
        "\(proposal.number)  \(decision.kind.rawValue) by \(visible(decision.by)) at \(decision.at): \(visible(decision.because))\(decision.undoes.map { " (undoes \($0))" } ?? "")")
      for sentence in entry.sentences { try Console.line("   \(sentence)") }
      for (place, claim) in decision.claims.enumerated() {
        try Console.line(
          "   \(claim.sentence)\(proposal.changedSince.contains(place) ? " (record changed since)" : "")")
      }
      for judgement in proposal.withdrawn {
        try Console.line(
          "   withdraws judgement \(judgement.id): \(visible(judgement.left.description)) and \(visible(judgement.right.description)) are \(judgement.verdict.rawValue)")
      }
    }
  }

  private func jsonText(_ rule: ApprovalRule?, _ proposals: [ForeseenProposal]) -> [UInt8] {
    var json = JSONWriter(isIndented: true)
    json.beginObject()
    json.member("required", rule?.isRequired ?? false)
    if let rule {
      json.member("for_all", rule.isForAll)
      json.member("by", rule.by)
      json.member("because", rule.because)
      json.member("at", rule.at.description)
      if let second = rule.approvedBy { json.member("approved_by", second) }
      if let reason = rule.approvedBecause { json.member("approved_because", reason) }
      if let asked = rule.releaseAsked {
        json.name("release_asked")
        json.beginObject()
        json.member("by", asked.by)
        json.member("because", asked.because)
        json.member("at", asked.at.description)
        json.endObject()
      }
    }
    json.name("proposals")
    json.beginArray()
    for entry in proposals {
      let (proposal, decision) = (entry.proposal, entry.decision)
      json.beginObject()
      json.name("proposal")
      json.number(proposal.number)
      json.member("kind", decision.kind.rawValue)
      json.member("by", decision.by)
      json.member("because", decision.because)
      json.member("at", decision.at.description)
      for (name, number) in [("undoes", decision.undoes), ("undoes_job", decision.takesBack), ("sets_aside", decision.setsAside)] {
        guard let number else { continue }
        json.name(name)
        json.number(number)
      }
      json.name("judgements")
      json.beginArray()
      for (place, claim) in decision.claims.enumerated() {
        json.beginObject()
        claim.write(&json)
        json.member("record_changed_since", proposal.changedSince.contains(place))
        json.endObject()
      }
      json.endArray()
      decision.writeOthers(&json)
      entry.write(&json)
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes + [0x0A]
  }
}

extension ForeseenProposal {
  /// What approving it would do besides what is said of pairs of records, for a person.
  fileprivate var sentences: [String] {
    var sentences: [String] = []
    if let undone {
      sentences.append(
        "undoes the \(undone.kind.rawValue) by \(names(undone.by, undone.approvedBy)) at \(undone.at): \(visible(undone.because))")
    }
    sentences += withdrawnPins.map {
      "withdraws the pinned \($0.pin.attribute.word) of \(visible($0.pin.record.description)), \(visible($0.pin.value))"
    }
    for (pin, _) in undone?.sharing ?? [] where decision.sharingWithdrawals.contains(pin.number) && !pin.isErased {
      sentences.append("\(pin.pin.attribute.word) \(visible(pin.pin.value)) is \(pin.pin.sharingWord) no more")
    }
    sentences += decision.otherSentences
    if let aside = decision.setsAside { sentences.append("sets model \(aside) aside") }
    if let modelAfter {
      let model = modelAfter.map { "model \($0)" } ?? "the standard model"
      sentences.append(decision.model == nil ? "\(model) stays in force" : "\(model) is in force then")
    }
    if let refusal { sentences.append("would be refused as things are: \(visible("\(refusal)"))") }
    return sentences
  }

  private var withdrawnPins: [StoredGoldenPin] {
    (undone?.pins ?? []).map(\.pin).filter { decision.pinWithdrawals.contains($0.number) }
  }

  /// The same as members of an object that is open.
  fileprivate func write(_ json: inout JSONWriter) {
    if let undone {
      json.name("undone")
      json.beginObject()
      json.member("kind", undone.kind.rawValue)
      json.member("by", undone.by)
      json.member("because", undone.because)
      json.member("at", undone.at.description)
      json.endObject()
    }
    if !withdrawnPins.isEmpty {
      json.name("pins_withdrawn")
      json.beginArray()
      for pin in withdrawnPins {
        json.beginObject()
        pin.write(&json)
        json.endObject()
      }
      json.endArray()
    }
    if let modelAfter {
      json.name("model_after")
      if let modelAfter { json.number(modelAfter) } else { json.null() }
      json.member("model_changes", decision.model != nil)
    }
    if let refusal { json.member("refusal", "\(refusal)") }
  }
}

struct ApproveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Approve what another person proposed; it takes effect at once, under both names.",
    discussion: """
      Whoever proposed it cannot approve it. What was decided meanwhile may contradict it; then nothing is kept.

        kindred approve 4 --dry-run
        kindred approve 4 --by lee
      """)

  @Argument(help: ArgumentHelp("The number of a proposal; \"kindred proposals\" lists them.", valueName: "proposal"))
  var number: Int64

  @Option(help: ArgumentHelp("The reason, for whoever reads it later.", valueName: "text"))
  var because: String?

  @Option(help: ArgumentHelp("Who approves (default: the user's name).", valueName: "name"))
  var by: String?

  @OptionGroup var trial: TrialOptions

  @OptionGroup var database: DatabaseOptions

  func run() async throws {
    let (who, reason) = try (signer(by), because)
    let decision = try await database.withStore { store, _ in
      try await approving(number, by: who, because: reason, at: now(), in: store)
    }
    if let job = decision.takesBack {
      let outcome = try await database.withStore { store, _ in
        try await undoImport(decision, isDryRun: trial.dryRun, in: store)
      }
      return try trial.tell(outcome, ofImport: job)
    }
    if trial.dryRun { return try await trial.show(decision, in: database) }
    let (kept, effect) = try await database.withStore { store, _ in try await trial.carryOut(decision, in: store) }
    let language = Language.ofEnvironment()
    let then = effect.sentence(language)
    try trial.tell(
      kept, effect, decision,
      language.say(
        "Proposal \(number) of \(visible(decision.by)) is decision \(kept.number); kindred undo \(kept.number) takes it back. \(then)",
        "\(visible(decision.by))의 제안 \(number)이(가) 결정 \(kept.number)이(가) 되었습니다. 되돌리기: kindred undo \(kept.number). \(then)"))
  }
}

struct RejectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject",
    abstract: "Say no to a proposal; whoever made it takes it back that way.",
    discussion: "Example: kindred reject 4 --because \"these are the twins\"")

  @Argument(help: ArgumentHelp("The number of a proposal; \"kindred proposals\" lists them.", valueName: "proposal"))
  var number: Int64

  @Option(help: ArgumentHelp("The reason, for whoever reads it later.", valueName: "text"))
  var because: String

  @Option(help: ArgumentHelp("Who rejects (default: the user's name).", valueName: "name"))
  var by: String?

  @OptionGroup var database: DatabaseOptions

  func run() async throws {
    let (who, reason) = try (signer(by), because)
    try await database.withStore { store, _ in
      try await reject(number, by: who, because: reason, at: now(), in: store)
    }
    try Console.line(
      Language.ofEnvironment().say(
        "Proposal \(number) is rejected; nothing was changed.", "제안 \(number)을(를) 거절했습니다. 바뀐 것은 없습니다."))
  }
}
