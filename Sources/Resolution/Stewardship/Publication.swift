import Crypto
public import Identity

/// Putting models into force, as decisions that can be undone.

/// Puts a model into force.
public func publication(of model: ModelFile, by who: String, because reason: String, at: Instant) -> NewDecision {
  var decision = NewDecision(.publication, by: who, because: reason, at: at)
  decision.model = (String(decoding: model.text, as: UTF8.self), Array(SHA256.hash(data: model.text)))
  return decision
}

/// Why a model is not put into force, as facts.
public enum PublicationRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  case needsSecondPerson
  case inForceAlready

  public var description: String {
    switch self {
    case .needsSecondPerson:
      "Another model takes a second person here; propose it: kindred publish FILE --because TEXT"
    case .inForceAlready:
      "This model is in force already, so nothing was decided; where \"kindred status\" says that customers are behind it, \"kindred resolve\" brings them up to it."
    }
  }
}

/// The model that everything is resolved by, as it is in a unit of work.
func modelInForce(_ session: any ResolutionSession) async throws -> ModelFile {
  guard let published = try await session.publishedModel() else { return ModelFile.standard() }
  return try ModelFile(reading: Array(published.text.utf8), named: "the published model")
}

/// Sets the publication in force aside, so that the one before it is in force that is neither undone nor set aside
/// itself; before the first it was the standard model.
///
/// - Throws: `JudgementRefusal.nothingToRevert`.
public func reverting(
  by who: String, because reason: String, at: Instant, models: ModelHistory
) throws(JudgementRefusal) -> NewDecision {
  var decision = NewDecision(.revert, by: who, because: reason, at: at)
  decision.setsAside = models.inForce
  decision.model = models.model(after: decision)
  // The standard model may have been published too, as the first resolve does: nothing is before it either.
  guard decision.setsAside != nil, decision.model != nil || models.history(after: decision)?.inForce != nil else {
    throw .nothingToRevert
  }
  return decision
}

public func reverting(
  by who: String, because reason: String, at: Instant, in store: some CustomerStore
) async throws -> NewDecision {
  try reverting(by: who, because: reason, at: at, models: try await store.modelHistory())
}

/// What undoes a stored decision.
public func undoing(
  _ number: Int64, by who: String, because reason: String, at: Instant, in store: some CustomerStore
) async throws -> NewDecision {
  guard let decision = try await store.decision(number) else { throw JudgementRefusal.unknownDecision(number) }
  return try undoing(
    decision, by: who, because: reason, at: at, inForce: try await store.judgementsInForce().map(\.judgement),
    models: try await store.modelHistory(), pinsInForce: try await store.snapshot { try await $0.goldenPinsInForce() },
    sharingInForce: try await store.sharingPinsInForce())
}

/// Refuses what `decide` would refuse, without keeping anything.
public func check(_ decision: NewDecision, in store: some CustomerStore) async throws {
  guard decision.because.utf8.contains(where: { $0 > 0x20 }) else { throw JudgementRefusal.noReason }
  try await checkRecords(of: decision, in: store)
  let inForce = try await store.judgementsInForce().map(\.judgement)
  for number in decision.withdrawals where !inForce.contains(where: { $0.id == number }) {
    guard let withdrawal = try await store.withdrawal(ofJudgement: number) else { throw JudgementRefusal.unknownJudgement(number) }
    throw JudgementRefusal.withdrawn(number, withdrawal)
  }
  if !decision.sharingWithdrawals.isEmpty {
    let pins = Set(try await store.sharingPinsInForce().map(\.number))
    for number in decision.sharingWithdrawals where !pins.contains(number) {
      guard let withdrawal = try await store.withdrawal(ofSharingPin: number) else { throw SharingPinRefusal.unknown(number) }
      throw SharingPinRefusal.withdrawn(number, withdrawal)
    }
  }
  try JudgementBook.check(decision, against: inForce)
}
