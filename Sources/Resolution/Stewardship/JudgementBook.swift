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

  /// Judgements that say something about two records: those that name both, those that make them one through others,
  /// and every `different` that comes to them through what is judged the same or through their customers' records.
  ///
  /// - Parameters:
  ///   - leftCustomer: the records of the customer of `left`, which is one of them.
  ///   - rightCustomer: as many of `right`; the same ones where the two are one customer.
  /// - Returns: in the order of the book.
  public func applying(
    to left: SourceKey, of leftCustomer: [SourceKey], and right: SourceKey, of rightCustomer: [SourceKey]
  ) -> [ApplyingJudgement] {
    let (one, other) = (side(left, leftCustomer), side(right, rightCustomer))
    let path = Set(self.path(from: left, to: right).map(\.id))
    return judgements.compactMap { judgement in
      let namesBoth =
        judgement.left == left && judgement.right == right || judgement.left == right && judgement.right == left
      if namesBoth || judgement.verdict == .same && path.contains(judgement.id) {
        return ApplyingJudgement(judgement: judgement, through: [])
      }
      guard judgement.verdict == .different else { return nil }
      for (first, second) in [(judgement.left, judgement.right), (judgement.right, judgement.left)] {
        if let before = steps(of: one, to: first), let after = steps(of: other, to: second) {
          return ApplyingJudgement(judgement: judgement, through: before + after)
        }
      }
      return nil
    }
  }

  /// A record in question with the other records of its customer.
  private struct Side {
    var record: SourceKey
    var members: Set<SourceKey>
    /// By the representative of a judged class: its smallest record in the customer.
    var memberOfClass: [SourceKey: SourceKey]
  }

  private func side(_ record: SourceKey, _ customer: [SourceKey]) -> Side {
    let members = customer.sorted().map { (root($0), $0) }
    return Side(record: record, members: Set(customer), memberOfClass: Dictionary(members) { first, _ in first })
  }

  /// How what is judged of a record comes to the one in question; nil where it does not.
  private func steps(of side: Side, to judged: SourceKey) -> [ApplyingJudgement.Step]? {
    if root(judged) == root(side.record) { return steps(from: side.record, to: judged) }
    if side.members.contains(judged) { return [ApplyingJudgement.Step(from: side.record, to: judged, by: nil)] }
    guard let member = side.memberOfClass[root(judged)] else { return nil }
    return [ApplyingJudgement.Step(from: side.record, to: member, by: nil)] + steps(from: member, to: judged)
  }

  /// The way from a record to another that is judged the same.
  private func steps(from start: SourceKey, to end: SourceKey) -> [ApplyingJudgement.Step] {
    var steps: [ApplyingJudgement.Step] = []
    var here = start
    for judgement in path(from: start, to: end) {
      let next = judgement.left == here ? judgement.right : judgement.left
      steps.append(ApplyingJudgement.Step(from: here, to: next, by: judgement.id))
      here = next
    }
    return steps
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

/// A judgement that says something about two records, and how it comes to them.
public struct ApplyingJudgement: Sendable, Equatable {
  /// From a record in question towards one that the judgement names.
  public struct Step: Sendable, Equatable {
    public var from: SourceKey
    public var to: SourceKey
    /// The `same` judgement that makes them one; nil: they are of one customer.
    public var by: Int64?
  }

  public var judgement: Judgement
  /// How it is inherited, first by the one record, then by the other; empty where it is not.
  public var through: [Step]
}
