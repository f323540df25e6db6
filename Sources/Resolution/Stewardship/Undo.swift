public import Identity

/// Undoing: the opposite of a decision, also long after, keeping what was decided since.

/// What undoes a decision: judgements it made are withdrawn, judgements it withdrew are made again, pins alike. A
/// publication is taken out of those that can be in force, also where another has been published since.
///
/// - Parameters:
///   - inForce: the judgements in force.
public func undoing(
  _ decision: StoredDecision, by who: String, because reason: String, at: Instant, inForce: [Judgement],
  models: ModelHistory, pinsInForce: [StoredGoldenPin] = [], sharingInForce: [StoredSharingPin] = []
) throws(JudgementRefusal) -> NewDecision {
  if let other = decision.undoneBy { throw .undone(decision.number, by: other) }
  if let other = decision.doneAgainBy { throw .doneAgain(decision.number, by: other) }
  if let job = decision.tookBack?.job { throw .tookImportBack(decision.number, job: job) }
  var opposite = NewDecision(.undo, by: who, because: reason, at: at)
  opposite.undoes = decision.number
  opposite.withdrawals = decision.made.map(\.id).filter { decision.inForce.contains($0) }
  // What somebody has judged again since stands already.
  opposite.claims = decision.withdrawn.map { NewDecision.Claim($0.verdict, $0.left, $0.right) }.filter { claim in
    !inForce.contains { $0.verdict == claim.verdict && $0.left == claim.left && $0.right == claim.right }
  }
  opposite.pinWithdrawals = decision.pins.filter(\.isInForce).map(\.pin.number)
  // A pin that came later holds: one that comes back does not outrank it.
  opposite.pins = decision.pinsWithdrawn.filter { old in
    !pinsInForce.contains {
      $0.number > old.number && $0.pin.record == old.pin.record && $0.pin.attribute == old.pin.attribute
    }
  }.map(\.pin)
  opposite.sharingWithdrawals = decision.sharing.filter(\.isInForce).map(\.pin.number)
  // What somebody has said of the value since holds, however they wrote it.
  opposite.sharing = decision.sharingWithdrawn.filter { old in
    !old.isErased && !sharingInForce.contains { $0.number > old.number && isSameValue($0, old) }
  }.map { old in
    NewSharingPin(
      attribute: old.pin.attribute, value: old.pin.value, region: old.pin.region, sharing: old.pin.sharing, by: who,
      because: reason, at: at)
  }
  opposite.model = models.model(after: opposite)
  guard !opposite.withdrawals.isEmpty || !opposite.claims.isEmpty || !opposite.pins.isEmpty
    || !opposite.pinWithdrawals.isEmpty || !opposite.sharing.isEmpty || !opposite.sharingWithdrawals.isEmpty
    || models.isAbout(decision.number)
  else {
    throw .nothingToUndo(decision.number, why: "all it did has been taken back since")
  }
  return opposite
}
