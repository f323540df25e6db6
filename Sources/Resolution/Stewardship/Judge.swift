public import Identity

/// Why a judgement was not accepted, as facts.
public enum JudgementRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  case sameRecord(SourceKey)
  case unknownRecord(SourceKey)
  case noReason
  case contradicts(Judgement)

  public var description: String {
    switch self {
    case .sameRecord(let key): "\(key) is one record; name two."
    case .unknownRecord(let key):
      "No source ever sent a record \(key); records are named SOURCE:ID, and \"kindred export clusters\" lists them."
    case .noReason: "A judgement needs a reason for whoever reads it later; give one with --because."
    case .contradicts(let judgement):
      "Judgement \(judgement.id) of \(judgement.by) at \(judgement.at) says that \(judgement.left) and \(judgement.right) are \(judgement.verdict.rawValue) (\"\(judgement.because)\"), and this would contradict it. Withdraw that one first: kindred judge withdraw \(judgement.id) --because TEXT"
    }
  }
}

/// Records a steward's judgement, unless it contradicts another.
///
/// It takes effect with the next `resolve`.
/// - Returns: the number of the judgement.
public func judge(
  _ verdict: Judgement.Verdict, _ left: SourceKey, _ right: SourceKey, by who: String, because reason: String, at: Instant,
  in store: some CustomerStore
) async throws -> Int64 {
  guard left != right else { throw JudgementRefusal.sameRecord(left) }
  guard reason.utf8.contains(where: { $0 > 0x20 }) else { throw JudgementRefusal.noReason }
  for key in [left, right] where try await store.placement(of: key) == nil { throw JudgementRefusal.unknownRecord(key) }
  return try await store.record(
    NewJudgement(verdict: verdict, left: left, right: right, by: who, because: reason, at: at)
  ) { inForce in
    let book = JudgementBook(inForce.map(\.judgement))
    if let other = book.contradiction(to: verdict, left, right) { throw JudgementRefusal.contradicts(other) }
  }
}
