import Crypto
public import Identity

/// Putting models into force, as decisions that can be undone.

/// Puts a model into force.
public func publication(of model: ModelFile, by who: String, because reason: String, at: Instant) -> NewDecision {
  var decision = NewDecision(.publication, by: who, because: reason, at: at)
  decision.model = (String(decoding: model.text, as: UTF8.self), Array(SHA256.hash(data: model.text)))
  return decision
}

/// Puts the model back into force that was in force before the present one; before the first it was the standard
/// model.
public func reverting(
  by who: String, because reason: String, at: Instant, in store: some CustomerStore
) async throws -> NewDecision {
  let models = try await store.publishedModels()
  var decision = publication(of: ModelFile.standard(), by: who, because: reason, at: at)
  if models.count > 1 { decision.model = (models[models.count - 2].text, models[models.count - 2].sha256) }
  return decision
}

/// What undoes a stored decision.
public func undoing(
  _ number: Int64, by who: String, because reason: String, at: Instant, in store: some CustomerStore
) async throws -> NewDecision {
  guard let decision = try await store.decision(number) else { throw JudgementRefusal.unknownDecision(number) }
  return try undoing(
    decision, by: who, because: reason, at: at, inForce: try await store.judgementsInForce().map(\.judgement),
    models: try await store.publishedModels(), pinsInForce: try await store.snapshot { try await $0.goldenPinsInForce() })
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
  try JudgementBook.check(decision, against: inForce)
}
