public import Identity

/// The judgements in force, closed under `same`: what follows from them and what would contradict them.
///
/// If a = b and b ≠ c, then a ≠ c. Judgements hang on source keys, so they hold for records that are not
/// there yet or not there any more.
public struct JudgementBook: Sendable {
  private var judgements: [Judgement] = []
  private var parents: [SourceKey: SourceKey] = [:]

  public init(_ judgements: [Judgement]) {
    for judgement in judgements { add(judgement) }
  }

  mutating func add(_ judgement: Judgement) {
    judgements.append(judgement)
    if judgement.verdict == .same { join(judgement.left, judgement.right) }
  }

  /// Whether two keys are one by judgement, directly or through others.
  public func areSame(_ left: SourceKey, _ right: SourceKey) -> Bool { root(left) == root(right) }

  /// Whether two keys are different by judgement, their judged classes included.
  public func areDifferent(_ left: SourceKey, _ right: SourceKey) -> Bool {
    contradiction(to: .same, left, right) != nil
  }

  /// The `same` judgements that lead from one key to another, as few as there are; empty where none do or the
  /// keys are equal.
  public func path(from left: SourceKey, to right: SourceKey) -> [Judgement] {
    let links = judgements.filter { $0.verdict == .same && root($0.left) == root(left) }
    var reached: [SourceKey: (from: SourceKey, by: Judgement)?] = [left: nil]
    var front = [left]
    while !front.isEmpty, reached[right] == nil {
      var next: [SourceKey] = []
      for key in front {
        for link in links where link.left == key || link.right == key {
          let other = link.left == key ? link.right : link.left
          if reached[other] != nil { continue }
          reached[other] = .some((key, link))
          next.append(other)
        }
      }
      front = next
    }
    var path: [Judgement] = []
    var key = right
    while let step = reached[key] ?? nil {
      path.append(step.by)
      key = step.from
    }
    return path.reversed()
  }

  /// Refuses a decision that contradicts what is in force without what it takes back.
  static func check(_ decision: NewDecision, against inForce: [Judgement]) throws(JudgementRefusal) {
    let withdrawn = Set(decision.withdrawals)
    var book = JudgementBook(inForce.filter { !withdrawn.contains($0.id) })
    for claim in decision.claims { try book.accept(claim, by: decision) }
  }

  /// Adds a judgement that has no number yet.
  mutating func accept(_ claim: NewDecision.Claim, by decision: NewDecision) throws(JudgementRefusal) {
    if let other = contradiction(to: claim.verdict, claim.left, claim.right) {
      throw .contradicts(other, through: carriers(of: other, to: claim))
    }
    add(
      Judgement(
        id: 0, verdict: claim.verdict, left: claim.left, right: claim.right, by: decision.by, because: decision.because,
        at: decision.at))
  }

  /// The `same` judgements that carry one judgement over to the two records of a claim.
  private func carriers(of judgement: Judgement, to claim: NewDecision.Claim) -> [Judgement] {
    switch judgement.verdict {
    case .same: return path(from: claim.left, to: claim.right).filter { $0 != judgement }
    case .different, .unsure:
      let isStraight = root(judgement.left) == root(claim.left)
      return path(from: claim.left, to: isStraight ? judgement.left : judgement.right)
        + path(from: claim.right, to: isStraight ? judgement.right : judgement.left)
    }
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
      return a == b ? path(from: left, to: right).first : nil
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

  /// The smallest key of those that are one with this by judgement.
  func representative(_ key: SourceKey) -> SourceKey { root(key) }

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
