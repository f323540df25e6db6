public import Identity

/// A writer of live changes, for as long as it has any: what it goes by is read anew when that has changed.
///
/// Between two of its units of work another model or sharing pin may come into force, and files may be imported. It goes
/// on by the new rules, and takes records that wait along where they are few. Only where somebody has to resolve
/// first does it refuse. May be used by many tasks at once.
public actor LiveWriter<Store: LiveStore> {
  private let store: Store
  /// Working out what waits, for all tasks at once: one after the other they would wait for the same.
  private var waitingWork: Task<Bool, any Error>?
  /// What it goes by at the moment.
  public private(set) var basis: LiveBasis

  /// - Throws: as `LiveBasis.read` does.
  public init(_ store: Store) async throws {
    self.store = store
    basis = try await LiveBasis.read(store)
  }

  /// Applies changes as one unit of work. It is begun anew as often as other rules come into force meanwhile.
  ///
  /// - Parameters:
  ///   - changes: of two for one record the later holds.
  ///   - made: what the records of the changes were read by.
  ///   - mint: gives a new customer id.
  /// - Throws: `LiveRefusal` where a resolve has to come first, or the records would have to be read again;
  ///   failures of the store.
  public func apply(
    _ changes: [LiveChange], readBy made: LiveBasis, by who: String, at: Instant, mint: @escaping @Sendable () -> CustomerID
  ) async throws -> LiveOutcome {
    var basis = self.basis
    var attemptCount = 0
    var busyCount = 0
    while true {
      do {
        var outcome = try await applyLive(
          try changes.map { try $0.posted(by: basis, readBy: made) }, to: store, basis, by: who, at: at, mint: mint)
        outcome.attemptCount += attemptCount
        return outcome
      } catch LiveRefusal.otherRules {
        let next = try await readAgain(after: basis)
        // They are in force, and the customers are not worked out by them.
        if next.stamp == basis.stamp { throw LiveRefusal.otherRules }
        basis = next
      } catch LiveRefusal.recordsWaiting(let count) {
        guard try await workOutWaiting(basis, by: who, at: at, mint: mint) else { throw LiveRefusal.recordsWaiting(count) }
      } catch let failure where store.isBusy(failure) && busyCount < LiveWriter.busyMax {
        // Somebody resolves or publishes: each attempt has waited for them.
        try Task.checkCancellation()
        busyCount += 1
      }
      attemptCount += 1
    }
  }

  /// So often it waits for whoever holds the whole store, each time as long as the store lets a unit of work wait.
  private static var busyMax: Int { 30 }

  private func workOutWaiting(
    _ basis: LiveBasis, by who: String, at: Instant, mint: @escaping @Sendable () -> CustomerID
  ) async throws -> Bool {
    if let waitingWork { return try await waitingWork.value }
    let work = Task { [store] in try await Resolution.workOutWaiting(in: store, basis, by: who, at: at, mint: mint) }
    waitingWork = work
    defer { waitingWork = nil }
    return try await work.value
  }

  /// What is in force now; what another task of this writer has read since will do.
  private func readAgain(after old: LiveBasis) async throws -> LiveBasis {
    if basis.stamp != old.stamp { return basis }
    let read = try await LiveBasis.read(store)
    basis = read
    return read
  }
}

extension LiveChange {
  /// The same change, its record under the postings of other rules than those it was read by.
  ///
  /// - Throws: `LiveRefusal.sourceReadOtherwise` where its values would be others too.
  fileprivate func posted(by basis: LiveBasis, readBy made: LiveBasis) throws -> LiveChange {
    guard case .upsert(var record, let source) = self else { return self }
    guard basis.settingsVersions[source] == made.settingsVersions[source] else { throw LiveRefusal.sourceReadOtherwise(source) }
    if basis.rulesSHA256 == made.rulesSHA256 { return self }
    guard basis.roadLotsSHA256 == made.roadLotsSHA256, let values = FeatureCodec.decode(record.payload) else {
      throw LiveRefusal.sourceReadOtherwise(source)
    }
    let features = RecordFeatures(
      source: source, id: Array(record.id.utf8), timestamp: record.sourceTimestamp, line: record.line, content: 0, values: values)
    record.keys = basis.postings.postings(of: [features])[0].map { RecordKey(kind: $0.kind, key: $0.key) }
    return .upsert(record, source: source)
  }
}
