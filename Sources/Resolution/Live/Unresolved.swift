import Crypto
import Linkage
import Normalization

/// What customers as they are kept do not take in yet, beside records that wait: it takes a resolve too.
public struct Unresolved: Sendable, Equatable {
  /// They were worked out by another version of Kindred, another model, other sharing pins or other sources free of
  /// duplicates.
  public var isByOtherRules = false
  /// Judgements were made or taken back since.
  public var hasJudgements = false
  /// Sources whose records were read by other settings, other rules or another version of Kindred, by name.
  public var sourcesReadOtherwise: [String] = []

  public var isEmpty: Bool { !isByOtherRules && !hasJudgements && sourcesReadOtherwise.isEmpty }
}

/// Holds what was last worked out against what is in force, as live changes do before they are taken.
///
/// Where nothing was ever worked out only records wait.
public func unresolved(in store: some CustomerStore) async throws -> Unresolved {
  try await store.snapshot { session in
    var found = Unresolved()
    guard let state = try await session.resolvedState() else { return found }
    let model = try await modelInForce(session)
    let sources = try await SourceInForce.all(session)
    let stamp = resolvedStamp(
      Array(SHA256.hash(data: model.text)), try await session.sharingPinsInForce(), sources)
    found.isByOtherRules = state.stamp != stamp
    found.hasJudgements = try await !session.judged(after: state.lastJudgement).keys.isEmpty
    let digest = PostingKeys.digest(of: model.model.blocking, roadLotsSHA256: try await session.roadLotsSHA256())
    found.sourcesReadOtherwise = try await sourcesReadOtherwise(session, sources, rulesSHA256: digest)
    return found
  }
}

/// Sources whose records were read by other settings, other rules or another version of Kindred than is in force, by name.
func sourcesReadOtherwise(
  _ session: any ResolutionSession, _ sources: [SourceInForce], rulesSHA256: [UInt8]
) async throws -> [String] {
  var found: [String] = []
  for source in sources {
    let reading = ReadingStamp(
      settingsVersion: source.version, normaliserVersion: Int(Normalizer.version), rulesSHA256: rulesSHA256)
    if try await session.reading(ofSource: source.name) == reading { continue }
    // What has no records has none to read again.
    let first = try await session.sentRecords(ofSource: source.name, madeOtherwiseThan: nil, after: nil, countMax: 1)
    if !first.isEmpty { found.append(source.name) }
  }
  return found
}
