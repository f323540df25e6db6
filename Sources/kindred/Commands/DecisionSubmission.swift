import Identity
import PostgresStore
import Resolution

/// Making decisions by the model in force, with progress shown.
extension TrialOptions {
  /// Keeps a decision and works it out at once.
  func carryOut(
    _ decision: NewDecision, in store: PostgresCustomerStore
  ) async throws -> (kept: KeptDecision, effect: DecisionEffect) {
    let progress = Progress()
    defer { progress.clear() }
    return try await Resolution.carryOut(
      decision, in: store, try await currentModel(store), threadCount: threading.count, mint: newCustomerID,
      progress: progress.stages)
  }

  /// The same, or proposes it where it needs a second person.
  func submit(_ decision: NewDecision, in store: PostgresCustomerStore) async throws -> Submission {
    let progress = Progress()
    defer { progress.clear() }
    return try await Resolution.submit(
      decision, in: store, try await currentModel(store), threadCount: threading.count, mint: newCustomerID,
      progress: progress.stages)
  }
}
