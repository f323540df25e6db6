public import Identity

/// What the use cases of stewards need from whoever keeps records and customers: decisions kept whole, and
/// what is needed to undo them.
public protocol DecisionStore: Sendable {
  /// Keeps a decision with all it does, in one transaction, unless the caller objects. An undoing or a revert that
  /// would not lead to its model any more, because others decided about models meanwhile, is refused.
  ///
  /// - Parameter objection: is shown the judgements in force while no other decision can be made, and throws
  ///   where this one contradicts them.
  func keep(
    _ decision: NewDecision, unless objection: @escaping @Sendable ([StoredJudgement]) throws -> Void
  ) async throws -> KeptDecision

  /// Keeps a decision and works it out in the same transaction, while no other writer works: so what comes of it
  /// is its own. Where working it out fails it is kept all the same.
  ///
  /// - Throws: as `keep` does; `CancellationError`, and then nothing is kept.
  func keep<Value: Sendable>(
    _ decision: NewDecision, unless objection: @escaping @Sendable ([StoredJudgement]) throws -> Void,
    then work: @Sendable (any LiveSession) async throws -> Value
  ) async throws -> (kept: KeptDecision, outcome: Result<Value, any Error>)

  /// nil where there is none with this number.
  func decision(_ number: Int64) async throws -> StoredDecision?

  /// The decision a judgement or its withdrawal belongs to; nil where there is none, or the judgement is from
  /// before decisions were kept.
  func decision(ofJudgement number: Int64) async throws -> Int64?

  /// What took a judgement back; nil where nothing did, or there is no judgement with this number.
  func withdrawal(ofJudgement number: Int64) async throws -> StoredWithdrawal?

  /// The same of a sharing pin.
  func withdrawal(ofSharingPin number: Int64) async throws -> StoredWithdrawal?

  /// The last ones, newest first.
  func decisions(countMax: Int) async throws -> [StoredDecision]

  func modelHistory() async throws -> ModelHistory

  // MARK: a second person

  /// Whether decisions need a second person; nil where nobody ever said so: then they need none.
  func approvalRule() async throws -> ApprovalRule?

  /// Keeps a decision as a proposal, which changes nothing, unless the caller objects. Of an undoing that is not on
  /// who is who only what it undoes is kept: the rest is worked out when it is approved.
  ///
  /// - Parameter objection: as for `keep`.
  /// - Returns: the number of the proposal.
  func propose(
    _ decision: NewDecision, unless objection: @escaping @Sendable ([StoredJudgement]) throws -> Void
  ) async throws -> Int64

  /// nil where there is none with this number.
  func proposal(_ number: Int64) async throws -> StoredProposal?

  /// Those nobody has answered, oldest first.
  func openProposals(countMax: Int) async throws -> [StoredProposal]

  /// Answers a proposal with no.
  ///
  /// - Throws: `JudgementRefusal` where there is none, or it was answered before.
  func reject(proposal number: Int64, by who: String, because reason: String, at: Instant) async throws
}

/// Whether decisions need a second person, as somebody laid down.
public struct ApprovalRule: Sendable, Equatable {
  public var isRequired: Bool
  /// Whether it is about every decision, or only about those on who is who, as rules were that an older version of the
  /// program kept.
  public var isForAll: Bool
  public var by: String
  public var because: String
  public var at: Instant
  /// Who asked for the release too, which takes two where a second person was required.
  public var approvedBy: String?
  /// Why they did; nil also of a release that was kept before this was asked.
  public var approvedBecause: String?
  /// Who asks for the release of a rule that is in force.
  public var releaseAsked: Asked?

  public struct Asked: Sendable, Equatable {
    public var by: String
    public var because: String
    public var at: Instant

    public init(by: String, because: String, at: Instant) {
      self.by = by
      self.because = because
      self.at = at
    }
  }

  public init(
    isRequired: Bool, isForAll: Bool = true, by: String, because: String, at: Instant, approvedBy: String? = nil,
    approvedBecause: String? = nil
  ) {
    self.isRequired = isRequired
    self.isForAll = isForAll
    self.by = by
    self.because = because
    self.at = at
    self.approvedBy = approvedBy
    self.approvedBecause = approvedBecause
  }

  public func asks(for decision: NewDecision) -> Bool { isRequired && (isForAll || decision.isOnIdentity) }
}

/// The second person's yes to a proposal.
public struct Approval: Sendable, Equatable {
  public var proposal: Int64
  public var by: String
  public var because: String?

  public init(proposal: Int64, by: String, because: String?) {
    self.proposal = proposal
    self.by = by
    self.because = because
  }
}

/// A decision that waits for a second person, or waited.
public struct StoredProposal: Sendable {
  public struct Answer: Sendable, Equatable {
    public var by: String
    public var because: String?
    public var at: Instant
    /// The decision that approving it made; nil: it was rejected.
    public var decision: Int64?

    public init(by: String, because: String?, at: Instant, decision: Int64?) {
      self.by = by
      self.because = because
      self.at = at
      self.decision = decision
    }
  }

  public var number: Int64
  /// What would be decided, by the one who proposes it and at that time.
  public var decision: NewDecision
  /// The judgements it would take back.
  public var withdrawn: [Judgement]
  /// Places among the claims of those of whose records another version is live now than the one that was looked at.
  public var changedSince: Set<Int>
  public var answer: Answer?

  public init(number: Int64, decision: NewDecision, withdrawn: [Judgement], changedSince: Set<Int>, answer: Answer?) {
    self.number = number
    self.decision = decision
    self.withdrawn = withdrawn
    self.changedSince = changedSince
    self.answer = answer
  }
}

/// One act of a person that can be undone and may take a second one: on who is who, on values that are pinned or shared,
/// on the model in force, or on a whole import.
public struct NewDecision: Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    case judgement, merge, split, withdrawal, publication, undo, pin, sharing, revert
    case importUndo = "import_undo"
  }

  /// Two different source keys, in any order.
  public struct Claim: Sendable, Hashable {
    public var verdict: Judgement.Verdict
    public var left: SourceKey
    public var right: SourceKey

    public init(_ verdict: Judgement.Verdict, _ left: SourceKey, _ right: SourceKey) {
      self.verdict = verdict
      self.left = left
      self.right = right
    }
  }

  public var kind: Kind
  public var by: String
  public var because: String
  public var at: Instant
  /// Judgements it makes.
  public var claims: [Claim] = []
  /// Numbers of judgements it takes back.
  public var withdrawals: [Int64] = []
  /// Golden values it pins.
  public var pins: [NewGoldenPin] = []
  /// Numbers of pins it takes back.
  public var pinWithdrawals: [Int64] = []
  /// What it says of values, and the numbers of the sharing pins it takes back.
  public var sharing: [NewSharingPin] = []
  public var sharingWithdrawals: [Int64] = []
  /// A model it puts into force: its text and the SHA-256 of that. Of an undoing or a revert: as `ModelHistory` has
  /// it when the decision is made.
  public var model: (text: String, sha256: [UInt8])?
  /// The model of the publication it sets aside. With kind `revert` only.
  public var setsAside: Int64?
  /// The job of the import it takes back. With kind `importUndo` only.
  public var takesBack: Int64?
  /// The decision it undoes. With kind `undo` only.
  public var undoes: Int64?
  /// Who approved it, where it was proposed first.
  public var approval: Approval?

  /// Whether it says, or takes back, who is who.
  public var isOnIdentity: Bool { !claims.isEmpty || !withdrawals.isEmpty }

  /// Who stands for it: both names where there are two.
  var signature: String { approval.map { "\(by), approved by \($0.by)" } ?? by }

  public init(_ kind: Kind, by: String, because: String, at: Instant) {
    self.kind = kind
    self.by = by
    self.because = because
    self.at = at
  }
}

public struct KeptDecision: Sendable, Equatable {
  public var number: Int64
  /// Numbers of the judgements made, in the order of the claims.
  public var judgements: [Int64]
  /// Numbers of the withdrawals, in order.
  public var withdrawals: [Int64]
  /// Numbers of the sharing pins made, in order.
  public var sharingPins: [Int64]

  public init(number: Int64, judgements: [Int64], withdrawals: [Int64], sharingPins: [Int64] = []) {
    self.sharingPins = sharingPins
    self.number = number
    self.judgements = judgements
    self.withdrawals = withdrawals
  }
}

/// A decision as it is read back.
public struct StoredDecision: Sendable {
  public var number: Int64
  public var kind: NewDecision.Kind
  public var by: String
  /// The second person, where one was asked.
  public var approvedBy: String?
  public var because: String
  public var at: Instant
  public var undoes: Int64?
  /// The last decision that undid it; nil where nothing did, or that was undone itself.
  public var undoneBy: Int64?
  /// The last decision that undid the undoing of it, so that it is in force again.
  public var doneAgainBy: Int64?
  /// The judgements it made; those taken back since are among them.
  public var made: [Judgement]
  /// Of `made`, those still in force.
  public var inForce: Set<Int64>
  /// The judgements it took back.
  public var withdrawn: [Judgement]
  /// The model it put into force, counted from 1 as they came into force.
  public var model: Int64?
  /// The model of the publication it set aside.
  public var setsAside: Int64?
  /// The import it took back, and the job that did.
  public var tookBack: (import: Int64, job: Int64)?
  /// The golden values it pinned, and whether they still are.
  public var pins: [(pin: StoredGoldenPin, isInForce: Bool)] = []
  /// The pins it took back.
  public var pinsWithdrawn: [StoredGoldenPin] = []
  /// What it said of values, and whether that is in force.
  public var sharing: [(pin: StoredSharingPin, isInForce: Bool)] = []
  /// The sharing pins it took back.
  public var sharingWithdrawn: [StoredSharingPin] = []
  /// Of `made`, those of whose records another version is live now than the one that was looked at.
  public var changedSince: Set<Int64> = []

  public init(
    number: Int64, kind: NewDecision.Kind, by: String, because: String, at: Instant, undoes: Int64?, undoneBy: Int64?,
    made: [Judgement], inForce: Set<Int64>, withdrawn: [Judgement], model: Int64?,
    pins: [(pin: StoredGoldenPin, isInForce: Bool)] = [], pinsWithdrawn: [StoredGoldenPin] = [],
    changedSince: Set<Int64> = [], approvedBy: String? = nil, setsAside: Int64? = nil,
    tookBack: (import: Int64, job: Int64)? = nil
  ) {
    self.tookBack = tookBack
    self.setsAside = setsAside
    self.changedSince = changedSince
    self.approvedBy = approvedBy
    self.number = number
    self.kind = kind
    self.by = by
    self.because = because
    self.at = at
    self.undoes = undoes
    self.undoneBy = undoneBy
    self.made = made
    self.inForce = inForce
    self.withdrawn = withdrawn
    self.model = model
    self.pins = pins
    self.pinsWithdrawn = pinsWithdrawn
  }
}

/// That a judgement or a sharing pin was taken back.
public struct StoredWithdrawal: Sendable, Equatable {
  public var by: String
  /// The second person, where one was asked.
  public var approvedBy: String?
  public var at: Instant
  /// The decision that did it; nil: it is from before decisions were kept.
  public var decision: Int64?
  /// That decision was undone since.
  public var isUndone: Bool
  /// The judgement that says the same and is in force: what an undoing, or somebody, made again.
  public var inForceAs: Int64?

  public init(
    by: String, approvedBy: String?, at: Instant, decision: Int64?, isUndone: Bool = false, inForceAs: Int64? = nil
  ) {
    self.by = by
    self.approvedBy = approvedBy
    self.at = at
    self.decision = decision
    self.isUndone = isUndone
    self.inForceAs = inForceAs
  }

  /// Who stands for it, both names where there are two, and when.
  var signature: String { "by \(approvedBy.map { "\(by), approved by \($0)" } ?? by) at \(at)" }
}

public struct PublishedModel: Sendable, Equatable {
  public var number: Int64
  public var text: String
  public var sha256: [UInt8]
  public var publishedAt: Instant

  public init(number: Int64, text: String, sha256: [UInt8], publishedAt: Instant) {
    self.number = number
    self.text = text
    self.sha256 = sha256
    self.publishedAt = publishedAt
  }
}

/// What decisions and their previews read and write in a unit of work or snapshot, besides what a resolve does.
public protocol StewardSession: Sendable {
  /// As `DecisionStore` has it, in this unit of work.
  func approvalRule() async throws -> ApprovalRule?
  func keep(_ rule: ApprovalRule) async throws
  /// Keeps a decision with this unit of work.
  ///
  /// - Throws: as `DecisionStore.keep` does.
  func keep(_ decision: NewDecision) async throws -> KeptDecision

  /// Golden values that are pinned, by number.
  func goldenPinsInForce() async throws -> [StoredGoldenPin]

  /// The whole review queue, by ids.
  func possibleMatches() async throws -> [PossibleMatch]

  /// The source of an import and whether it was finished; nil where there is none with this number. The undoing
  /// of an import is one too.
  func importJob(_ number: Int64) async throws -> (source: String, isDone: Bool)?
  /// Records whose live version an import made or ended, by number.
  func records(ofImport job: Int64) async throws -> [ImportedRecord]
  /// Deletes records and gives others former versions back, as a job of its own, and keeps the decision that did.
  ///
  /// - Returns: the number of the job.
  /// - Throws: as `DecisionStore.keep` does.
  func takeBack(
    _ decision: NewDecision, deleted: [RecordNumber], restored: [RestoredRecord], madeBy stamp: ReadingStamp
  ) async throws -> (job: Int64, kept: KeptDecision)
}
