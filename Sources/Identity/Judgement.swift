/// A steward's recorded decision about two source records. Append-only: a judgement is never edited,
/// only withdrawn by another.
public struct Judgement: Sendable, Hashable {
  public enum Verdict: String, Sendable, CaseIterable {
    case same
    case different
    /// Changes nothing but the review queue.
    case unsure
  }

  /// Number of the judgement in its store.
  public var id: Int64
  public var verdict: Verdict
  public var left: SourceKey
  public var right: SourceKey
  public var by: String
  public var because: String
  public var at: Instant
  /// The second person, where one was asked.
  public var approvedBy: String?

  public init(
    id: Int64, verdict: Verdict, left: SourceKey, right: SourceKey, by: String, because: String, at: Instant,
    approvedBy: String? = nil
  ) {
    self.id = id
    self.verdict = verdict
    self.left = left
    self.right = right
    self.by = by
    self.because = because
    self.at = at
    self.approvedBy = approvedBy
  }
}
