public import Identity

/// The judgements in force, closed under `same`: what follows from them and what would contradict them.
///
/// If a = b and b ≠ c, then a ≠ c. Judgements hang on source keys, so they hold for records that are not
/// there yet or not there any more.
public struct JudgementBook: Sendable {
  private let judgements: [Judgement]
  private var parents: [SourceKey: SourceKey] = [:]

  public init(_ judgements: [Judgement]) {
    self.judgements = judgements
    for judgement in judgements where judgement.verdict == .same { join(judgement.left, judgement.right) }
  }

  /// The judgement that forbids a new one; nil where nothing does.
  ///
  /// `same` is refused where a `different` lies between the two classes, `different` where both are in one class.
  public func contradiction(to verdict: Judgement.Verdict, _ left: SourceKey, _ right: SourceKey) -> Judgement? {
    let (a, b) = (root(left), root(right))
    switch verdict {
    case .same:
      return judgements.first {
        $0.verdict == .different
          && (root($0.left) == a && root($0.right) == b || root($0.left) == b && root($0.right) == a)
      }
    case .different:
      guard a == b else { return nil }
      return judgements.first { $0.verdict == .same && root($0.left) == a }
    case .unsure:
      return nil
    }
  }

  /// Judgements that say something about two records, directly or through others judged the same.
  public func applying(to left: SourceKey, _ right: SourceKey) -> [Judgement] {
    let (a, b) = (root(left), root(right))
    return judgements.filter { judgement in
      let (c, d) = (root(judgement.left), root(judgement.right))
      switch judgement.verdict {
      case .same: return a == b && c == a
      case .different: return c == a && d == b || c == b && d == a
      case .unsure:
        return judgement.left == left && judgement.right == right || judgement.left == right && judgement.right == left
      }
    }
  }

  private func root(_ key: SourceKey) -> SourceKey {
    var key = key
    while let parent = parents[key] { key = parent }
    return key
  }

  private mutating func join(_ left: SourceKey, _ right: SourceKey) {
    let (a, b) = (root(left), root(right))
    if a < b { parents[b] = a } else if b < a { parents[a] = b }
  }
}
