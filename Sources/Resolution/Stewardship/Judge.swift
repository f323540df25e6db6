public import Identity

/// Why a decision was not accepted, as facts.
public enum JudgementRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  case sameRecord(SourceKey)
  case unknownRecord(SourceKey)
  case deletedRecord(SourceKey)
  case erasedRecord(SourceKey)
  case unknownCustomer(CustomerID)
  case emptyCustomer(CustomerID)
  case oneCustomer
  case severalCustomers(SourceKey, SourceKey)
  case wholeCustomer
  case attributeNotPinned(Attribute)
  case unreadableValue(Attribute)
  case impossibleBirthDate(today: CivilDate)
  case noReason
  /// The judgement that says otherwise, and the `same` judgements that carry it over to the two records.
  case contradicts(Judgement, through: [Judgement])
  /// Records of which one is to leave are judged the same: by which judgements, and which others are one person only
  /// through it, one of each part.
  case heldTogether([Judgement], apart: [SourceKey])
  case unknownDecision(Int64)
  case unknownJudgement(Int64)
  case withdrawn(Int64, StoredWithdrawal)
  case undone(Int64, by: Int64)
  case doneAgain(Int64, by: Int64)
  case nothingToUndo(Int64, why: String)
  case nothingToRevert
  case tookImportBack(Int64, job: Int64)
  case needsSecondPerson
  case unknownProposal(Int64)
  case answered(Int64, by: String, decision: Int64?)
  case ownProposal(Int64)
  case ownRelease
  case otherModelInForce(Int64)

  public var description: String {
    switch self {
    case .sameRecord(let key): "\(key) is one record; name two."
    case .unknownRecord(let key):
      "No source ever sent a record \(key); records are named SOURCE:ID, and \"kindred export clusters\" lists them."
    case .deletedRecord(let key):
      "The record \(key) was deleted and belongs to no customer; it can be decided about again when its source sends it."
    case .erasedRecord(let key): "The record \(key) was erased, so nothing is decided about it."
    case .unknownCustomer(let id): "No customer ever had the id \(id); records are named SOURCE:ID."
    case .emptyCustomer(let id): "All records of customer \(id) are gone."
    case .oneCustomer: "They are one customer already, and judged to be one; there is nothing to merge."
    case .severalCustomers(let left, let right):
      "\(left) and \(right) are not of one customer; split takes records of one, and they leave it together."
    case .wholeCustomer: "These are all records of the customer; name those that are to leave it."
    case .attributeNotPinned(let attribute):
      "The attribute \(attribute.word) cannot be pinned; it is one of \(NewGoldenPin.attributes.map(\.word).joined(separator: ", "))."
    case .unreadableValue(let attribute):
      "The value reads as no \(attribute.word); \"kindred normalize --kind \(attribute.word) -\" shows what is made of it."
    case .impossibleBirthDate(let today):
      "The value is no birth_date that can be: a day of the calendar, from 1850 on and not after \(today), the day of the decision. Write it as YYYY-MM-DD, or as YYYY-MM or YYYY where no more is known."
    case .noReason: "A decision needs a reason for whoever reads it later; give one with --because."
    case .contradicts(let judgement, let through):
      "Judgement \(judgement.id) of \(judgement.by) at \(judgement.at) says that \(judgement.left) and \(judgement.right) are \(judgement.verdict.rawValue) (\"\(judgement.because)\"), and this would contradict it\(JudgementRefusal.carried(by: through)). Withdraw that one first: kindred judge withdraw \(judgement.id) --because TEXT"
    case .heldTogether(let judgements, let apart): JudgementRefusal.heldTogether(judgements, apart)
    case .unknownDecision(let number): "There is no decision \(number); \"kindred undo list\" shows the last ones."
    case .unknownJudgement(let number):
      "There is no judgement \(number); \"kindred undo list\" shows the last decisions and their judgements."
    case .withdrawn(let number, let withdrawal):
      "Judgement \(number) has already been withdrawn, \(withdrawal.signature); \(JudgementRefusal.wayOut(of: withdrawal))"
    case .undone(let number, let other):
      "Decision \(number) was undone by decision \(other); to do it again, undo that one: kindred undo \(other) --because TEXT"
    case .doneAgain(let number, let other):
      "Decision \(number) was undone and is in force again by decision \(other); to take it back, undo that one: kindred undo \(other) --because TEXT"
    case .nothingToUndo(let number, let why): "Decision \(number) has nothing left to undo: \(why)."
    case .tookImportBack(let number, let job):
      "Decision \(number) took an import back, which is a job of its own; undo that: kindred undo --job \(job) --because TEXT"
    case .nothingToRevert:
      "The standard model is in force and there is none before it to go back to; \"kindred publish MODEL\" puts another into force."
    case .needsSecondPerson:
      "Such decisions need a second person here; propose it with kindred judge, merge, split, undo, pin, sharing, publish or revert, and let somebody else approve it."
    case .unknownProposal(let number): "There is no proposal \(number); \"kindred proposals\" shows those that wait."
    case .answered(let number, let who, let decision):
      "Proposal \(number) was \(decision == nil ? "rejected" : "approved") by \(who) before\(decision.map { ", as decision \($0)" } ?? "")."
    case .otherModelInForce(let number):
      "Proposal \(number) is to take another model out of force than the one in force now; reject it and propose it anew: kindred reject \(number) --because TEXT"
    case .ownRelease:
      "The release is asked for under this name already, and takes a second person; let somebody else ask for it too: kindred proposals release --because TEXT --by NAME"
    case .ownProposal(let number):
      "Proposal \(number) needs a second person, and whoever proposed it cannot be that; let somebody else approve it, under their own name with --by."
    }
  }

  private static func wayOut(of withdrawal: StoredWithdrawal) -> String {
    if let again = withdrawal.inForceAs {
      return "it is in force again as judgement \(again): kindred judge withdraw \(again) --because TEXT"
    }
    // A decision is undone once.
    if let decision = withdrawal.decision, !withdrawal.isUndone {
      return "to put it in force again, undo that: kindred undo \(decision) --because TEXT"
    }
    return "to put it in force again, judge it again with kindred judge."
  }

  private static func heldTogether(_ judgements: [Judgement], _ apart: [SourceKey]) -> String {
    let said = judgements.map {
      "judgement \($0.id) of \($0.by) at \($0.at) says that \($0.left) and \($0.right) are same (\"\($0.because)\")"
    }
    let withdraw = judgements.map { "kindred judge withdraw \($0.id) --because TEXT" }.joined(separator: "; ")
    var text = "What is to leave is judged to be one with what stays: \(said.joined(separator: ", "))."
    if let first = apart.first, apart.count > 1 {
      let pairs = apart.dropFirst().map { "kindred judge same \(first) \($0) --because TEXT" }.joined(separator: "; ")
      text += " Through it alone \(apart.map(\.description).joined(separator: " and ")) are judged to be one as well; say so first where they stay together: \(pairs)."
    }
    return text + " Then withdraw, and split again where that is not enough: \(withdraw)"
  }

  private static func carried(by judgements: [Judgement]) -> String {
    if judgements.isEmpty { return "" }
    let said = judgements.map { "\($0.left) is \($0.right) by \($0.id == 0 ? "this decision" : "judgement \($0.id)")" }
    return ", because " + said.joined(separator: " and ")
  }
}

/// Records a steward's judgement, unless it contradicts another.
///
/// It is in force from then on: the next live change or resolve of its records honours it, `carryOut` at once.
/// - Returns: the number of the judgement.
public func judge(
  _ verdict: Judgement.Verdict, _ left: SourceKey, _ right: SourceKey, by who: String, because reason: String, at: Instant,
  in store: some CustomerStore
) async throws -> Int64 {
  var decision = NewDecision(.judgement, by: who, because: reason, at: at)
  decision.claims = [NewDecision.Claim(verdict, left, right)]
  return try await decide(decision, in: store).judgements[0]
}

/// Keeps a decision, unless it contradicts another. All decisions of people on who is who pass here.
public func decide(_ decision: NewDecision, in store: some CustomerStore) async throws -> KeptDecision {
  try await checkDecision(decision, in: store)
  return try await store.keep(decision) { inForce in
    try JudgementBook.check(decision, against: inForce.map(\.judgement))
  }
}

/// That it has a reason and is about records that were sent.
func checkDecision(_ decision: NewDecision, in store: some CustomerStore) async throws {
  guard decision.because.utf8.contains(where: { $0 > 0x20 }) else { throw JudgementRefusal.noReason }
  try await checkRecords(of: decision, in: store)
}

/// That the records a merge or a split names were sent and are still there, asked before all records are looked at.
///
/// - Throws: `JudgementRefusal` of the first that was never sent, was erased or is deleted.
public func checkSubjects(_ subjects: [DecisionSubject], in store: some CustomerStore) async throws {
  for case .record(let key) in subjects {
    if try await checkRecord(key, in: store).isDeleted { throw JudgementRefusal.deletedRecord(key) }
  }
}

/// Every judgement is between two records that were sent at some time.
func checkRecords(of decision: NewDecision, in store: some CustomerStore) async throws {
  for claim in decision.claims {
    guard claim.left != claim.right else { throw JudgementRefusal.sameRecord(claim.left) }
  }
  for key in Set(decision.claims.flatMap { [$0.left, $0.right] }).sorted() { try await checkRecord(key, in: store) }
}

/// A record that is decided about was sent at some time. Of an erased one the key would come back with the decision.
@discardableResult
func checkRecord(_ key: SourceKey, in store: some CustomerStore) async throws -> RecordPlacement {
  guard let placement = try await store.placement(of: key) else { throw JudgementRefusal.unknownRecord(key) }
  if placement.erasure != nil { throw JudgementRefusal.erasedRecord(key) }
  return placement
}
