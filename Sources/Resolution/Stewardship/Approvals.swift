public import Identity

/// A second person for decisions, where a store asks for one.
///
/// Such a decision is proposed first and changes nothing. Approving it makes the decision, under both names, as if it
/// were made now: what was decided meanwhile may contradict it, and then it is refused as any other would be.

/// What became of a decision that was submitted.
public enum Submission: Sendable {
  case made(KeptDecision, DecisionEffect)
  /// It waits for a second person under this number.
  case proposed(Int64)
}

/// Makes a decision and works it out, or proposes it where it needs a second person.
///
/// - Parameters: as of `carryOut`.
/// - Throws: as `carryOut` does.
public func submit(
  _ decision: NewDecision, in store: some LiveStore, _ model: ModelFile, threadCount: Int = 1,
  mint: @escaping @Sendable () -> CustomerID, progress: @escaping @Sendable (LinkingStage, Double) -> Void = { _, _ in }
) async throws -> Submission {
  if try await needsSecondPerson(decision, in: store) {
    try await checkDecision(decision, in: store)
    return .proposed(try await store.propose(decision) { try JudgementBook.check(decision, against: $0.map(\.judgement)) })
  }
  let (kept, effect) = try await carryOut(
    decision, in: store, model, threadCount: threadCount, mint: mint, progress: progress)
  return .made(kept, effect)
}

func needsSecondPerson(_ decision: NewDecision, in store: some CustomerStore) async throws -> Bool {
  try await store.approvalRule()?.asks(for: decision) == true
}

/// The decision that approving a proposal makes; one that takes an import back is made by `undoImport`, others by
/// `carryOut`.
///
/// - Throws: `JudgementRefusal` where the proposal is not there, was answered before, or is the approver's own, and
///   where a record is gone that it would merge, split or pin.
public func approving(
  _ number: Int64, by who: String, because reason: String?, at: Instant, in store: some CustomerStore
) async throws -> NewDecision {
  guard let proposal = try await store.proposal(number) else { throw JudgementRefusal.unknownProposal(number) }
  if let answer = proposal.answer { throw JudgementRefusal.answered(number, by: answer.by, decision: answer.decision) }
  if isOnePerson(who, proposal.decision.by) { throw JudgementRefusal.ownProposal(number) }
  var decision = proposal.decision
  decision.at = at
  for place in decision.sharing.indices { decision.sharing[place].at = at }
  if let undone = decision.undoes, !decision.isOnIdentity {
    decision = try await undoing(undone, by: decision.by, because: decision.because, at: at, in: store)
  } else if let aside = decision.setsAside {
    let models = try await store.modelHistory()
    guard models.inForce == aside else { throw JudgementRefusal.otherModelInForce(number) }
    decision.model = models.model(after: decision)
  }
  // These are refused of records that are gone; a judgement between two of them is not.
  if [.merge, .split, .pin].contains(decision.kind) {
    let named = Set(decision.claims.flatMap { [$0.left, $0.right] } + decision.pins.map(\.record)).sorted()
    try await checkSubjects(named.map { DecisionSubject.record($0) }, in: store)
  }
  decision.approval = Approval(proposal: number, by: who, because: reason)
  return decision
}

/// A proposal with what approving it would do now: of an undoing or a revert that is worked out when it is approved.
public struct ForeseenProposal: Sendable {
  public var proposal: StoredProposal
  /// What would be decided.
  public var decision: NewDecision
  /// The decision it would undo.
  public var undone: StoredDecision?
  /// Of one that is about models, the model that would be in force, by its number; nil: the standard model.
  public var modelAfter: Int64??
  /// Why approving it would be refused, where that is known.
  public var refusal: JudgementRefusal?
}

/// What approving proposals would do if nothing else were decided before, in order.
public func foreseen(_ proposals: [StoredProposal], in store: some CustomerStore) async throws -> [ForeseenProposal] {
  var found: [ForeseenProposal] = []
  for proposal in proposals {
    var entry = ForeseenProposal(proposal: proposal, decision: proposal.decision, undone: nil, modelAfter: nil, refusal: nil)
    let proposed = proposal.decision
    do {
      if let number = proposed.undoes {
        entry.undone = try await store.decision(number)
        if !proposed.isOnIdentity {
          entry.decision = try await undoing(number, by: proposed.by, because: proposed.because, at: proposed.at, in: store)
        }
      }
      if proposed.undoes != nil || proposed.setsAside != nil {
        let models = try await store.modelHistory()
        if let aside = proposed.setsAside, models.inForce != aside { throw JudgementRefusal.otherModelInForce(proposal.number) }
        if let after = models.history(after: entry.decision) {
          entry.decision.model = models.model(after: entry.decision)
          entry.modelAfter = .some(after.inForce)
        }
      }
    } catch let refusal as JudgementRefusal {
      entry.refusal = refusal
    }
    found.append(entry)
  }
  return found
}

/// Says no to a proposal. Whoever made it takes it back that way.
public func reject(
  _ number: Int64, by who: String, because reason: String, at: Instant, in store: some CustomerStore
) async throws {
  guard reason.utf8.contains(where: { $0 > 0x20 }) else { throw JudgementRefusal.noReason }
  try await store.reject(proposal: number, by: who, because: reason, at: at)
}

/// Lays down whether decisions need a second person, from the next one on.
///
/// To require one takes a single person. To release it takes two, or one alone could do anything after all: of the first
/// it is kept that they ask for it, and when another asks for it too, it is released under both names. Requiring it
/// again answers a release that is asked for with no.
///
/// - Returns: false where the rule stays in force and waits for the second to release it.
/// - Throws: `JudgementRefusal.ownRelease` where that is the same person.
public func layDown(_ rule: ApprovalRule, in store: some CustomerStore) async throws -> Bool {
  guard rule.because.utf8.contains(where: { $0 > 0x20 }) else { throw JudgementRefusal.noReason }
  return try await store.unitOfWork { session in
    guard !rule.isRequired, var standing = try await session.approvalRule(), standing.isRequired else {
      try await session.keep(rule)
      return true
    }
    guard let asked = standing.releaseAsked else {
      standing.releaseAsked = ApprovalRule.Asked(by: rule.by, because: rule.because, at: rule.at)
      try await session.keep(standing)
      return false
    }
    if isOnePerson(asked.by, rule.by) { throw JudgementRefusal.ownRelease }
    try await session.keep(
      ApprovalRule(
        isRequired: false, by: asked.by, because: asked.because, at: rule.at, approvedBy: rule.by,
        approvedBecause: rule.because))
    return true
  }
}

/// Whether two names are one person's: case and surrounding spaces make nobody somebody else, as the database has it.
private func isOnePerson(_ one: String, _ other: String) -> Bool {
  func plain(_ name: String) -> [UInt8] {
    let bytes = Array(name.utf8)
    guard let first = bytes.firstIndex(where: { $0 != 0x20 }), let last = bytes.lastIndex(where: { $0 != 0x20 }) else { return [] }
    return bytes[first...last].map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 + 0x20 : $0 }
  }
  return plain(one) == plain(other)
}
