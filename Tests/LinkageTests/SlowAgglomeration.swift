import Identity
import Linkage
import TestKit

/// The clustering rule as the contract words it, slowly: sets of records, everything recomputed from the
/// records before each step, no tables of pairs. Only the weights of pairs of records are borrowed.
struct SlowAgglomeration {
  let scorer: PairScorer
  let judgements: [RecordJudgement]
  let strong: Set<[Int]>
  private(set) var clusters: [Set<Int>] = []

  init(_ scorer: PairScorer, strongEdges: [Edge], judgements: [RecordJudgement]) {
    self.scorer = scorer
    self.judgements = judgements
    strong = Set(strongEdges.map { [Int($0.left.rawValue), Int($0.right.rawValue)] })
    let weight = Dictionary(
      uniqueKeysWithValues: strongEdges.map { ([Int($0.left.rawValue), Int($0.right.rawValue)], $0.weight) })
    for component in connected(Set(0..<scorer.table.recordCount), by: strong) {
      divide(component, strong.filter { component.contains($0[0]) }, weight, scorer.model.matchThreshold)
    }
    clusters.sort { $0.min()! < $1.min()! }
  }

  /// Step 6, one whole bit at a time.
  private mutating func divide(
    _ component: Set<Int>, _ edges: Set<[Int]>, _ weight: [[Int]: MatchWeight], _ threshold: MatchWeight
  ) {
    if component.count <= scorer.model.componentMax || isCrowd(component, edges) {
      clusters += joined(component, edges, threshold)
      return
    }
    if edges.isEmpty {
      // `same` alone holds it.
      clusters += startingClusters(component)
      return
    }
    let raised = threshold + MatchWeight(millibits: 1_000)
    let kept = edges.filter { weight[$0]! >= raised }
    for part in connected(component, by: kept) {
      divide(part, kept.filter { part.contains($0[0]) }, weight, raised)
    }
  }

  /// Whether each record holds on to more than half of the others, those aside that a `same` judgement names.
  private func isCrowd(_ component: Set<Int>, _ edges: Set<[Int]>) -> Bool {
    component.count <= scorer.model.carriersMax
      && component.allSatisfy { record in
        judgements.contains {
          let named = [Int($0.left.rawValue), Int($0.right.rawValue)]
          return $0.isSame && named.contains(record) && component.isSuperset(of: named)
        } || 2 * edges.count { $0.contains(record) } > component.count - 1
      }
  }

  /// Sets of records connected by edges and by `same` judgements.
  private func connected(_ records: Set<Int>, by edges: Set<[Int]>) -> [Set<Int>] {
    var left = records
    var parts: [Set<Int>] = []
    let sames = judgements.filter(\.isSame).map { [Int($0.left.rawValue), Int($0.right.rawValue)] }
    while let first = left.min() {
      var part: Set<Int> = [first]
      var size = 0
      while part.count != size {
        size = part.count
        for pair in Array(edges) + sames where records.isSuperset(of: pair) && !part.isDisjoint(with: pair) {
          part.formUnion(pair)
        }
      }
      parts.append(part)
      left.subtract(part)
    }
    return parts
  }

  private func isJudgedSame(_ a: Int, _ b: Int) -> Bool {
    connected(Set(0..<scorer.table.recordCount), by: []).contains { $0.contains(a) && $0.contains(b) }
  }

  private func isJudgedDifferent(_ a: Int, _ b: Int) -> Bool {
    judgements.contains { judgement in
      let (left, right) = (Int(judgement.left.rawValue), Int(judgement.right.rawValue))
      return !judgement.isSame
        && (isJudgedSame(a, left) && isJudgedSame(b, right) || isJudgedSame(b, left) && isJudgedSame(a, right))
    }
  }

  /// Step 1: `same` joins, save where a `different` contradicts it.
  private func startingClusters(_ component: Set<Int>) -> [Set<Int>] {
    connected(component, by: []).flatMap { part in
      part.count > 1 && part.contains { a in part.contains { a != $0 && isJudgedDifferent(a, $0) } }
        ? part.map { [$0] } : [part]
    }
  }

  private func joined(_ component: Set<Int>, _ edges: Set<[Int]>, _ threshold: MatchWeight) -> [Set<Int>] {
    var clusters = startingClusters(component)
    var setAside: Set<Set<Int>> = []

    func isStrong(_ a: Set<Int>, _ b: Set<Int>) -> Bool {
      edges.contains { a.contains($0[0]) && b.contains($0[1]) || a.contains($0[1]) && b.contains($0[0]) }
    }
    func mayJoin(_ a: Set<Int>, _ b: Set<Int>) -> Bool {
      !isApart(a, b)
    }
    while true {
      var best: (weight: MatchWeight, a: Set<Int>, b: Set<Int>)?
      clusters.sort { $0.min()! < $1.min()! }
      for (index, a) in clusters.enumerated() where !setAside.contains(a) {
        for b in clusters[(index + 1)...] where !setAside.contains(b) && isStrong(a, b) && mayJoin(a, b) {
          let weight = weight(a, b)
          if weight >= threshold, best.map({ weight > $0.weight }) ?? true { best = (weight, a, b) }
        }
      }
      guard let (weight, a, b) = best else { return clusters }
      func hasRival(_ end: Set<Int>) -> Bool {
        clusters.contains { c in
          c != a && c != b && isStrong(end, c) && mayJoin(end, c) && self.weight(end, c) >= threshold
            && self.weight(end, c) >= weight - scorer.model.ambiguityMargin
            && (!mayJoin(a.union(b), c) || self.weight(a.union(b), c) < threshold)
        }
      }
      let (aHasRival, bHasRival) = (hasRival(a), hasRival(b))
      if aHasRival { setAside.insert(a) }
      if bHasRival { setAside.insert(b) }
      if !aHasRival, !bHasRival { clusters = clusters.filter { $0 != a && $0 != b } + [a.union(b)] }
    }
  }

  /// Step 3: a judgement, or a contradiction between two records that no other two lift.
  private func isApart(_ a: Set<Int>, _ b: Set<Int>) -> Bool {
    let pairs = a.flatMap { x in b.map { (x, $0) } }
    if pairs.contains(where: { isJudgedDifferent($0, $1) }) { return true }
    if pairs.contains(where: { !isJudgedSame($0, $1) && scorer.areApartBySource($0, $1) }) { return true }
    return scorer.model.exclusions.contains { exclusion in
      pairs.contains { !isJudgedSame($0, $1) && contradicts($0, $1, exclusion) }
        && !pairs.contains { lifts($0, $1, exclusion) }
    }
  }

  private func contradicts(_ x: Int, _ y: Int, _ exclusion: Exclusion) -> Bool {
    exclusion.conditions.enumerated().allSatisfy { part, condition in
      levels(x, y).count { $0.attribute == condition.attribute && condition.levels.contains($0.level) }
        >= (part == 0 ? exclusion.columnCountMin : 1)
    }
  }

  private func lifts(_ x: Int, _ y: Int, _ exclusion: Exclusion) -> Bool {
    exclusion.unless.contains { condition in
      levels(x, y).contains { level in
        level.attribute == condition.attribute && condition.levels.contains(level.level) && !level.isOnlyClaimed
          && (condition.attribute != .identifier
            || scorer.model.comparisons.contains { $0.attribute == .identifier && $0.issuedOnce.contains(level.label) })
      }
    }
  }

  private func levels(_ x: Int, _ y: Int) -> [(attribute: Attribute, label: String, level: UInt8, isOnlyClaimed: Bool)] {
    var scratch = PairScorer.Scratch(scorer)
    _ = scorer.score(min(x, y), max(x, y), &scratch)
    return scorer.slots.indices.map { (scorer.slots[$0].id.attribute, scorer.slots[$0].id.label, scratch.levels[$0], scratch.isClaim[$0] && scratch.weights[$0] == 0) }
  }

  /// Step 2.
  private func weight(_ a: Set<Int>, _ b: Set<Int>) -> MatchWeight {
    var scratch = PairScorer.Scratch(scorer)
    var evidence: [[MatchWeight]] = Array(repeating: [], count: scorer.slots.count)
    var hasMailOfItsOwn = false
    var claimed = Set<Int>()
    var verified: [MatchWeight] = Array(repeating: .zero, count: scorer.slots.count)
    let corroboration = scorer.model.corroboration
    for x in a {
      for y in b {
        _ = scorer.score(min(x, y), max(x, y), &scratch)
        for slot in scorer.slots.indices {
          evidence[slot].append(MatchWeight(rawValue: scratch.weights[slot]))
          if scorer.slots[slot].id.attribute == .email, evidence[slot].last! > .zero, !scratch.isMailOfName {
            hasMailOfItsOwn = true
          }
        }
        claimed.formUnion(scorer.slots.indices.filter { scratch.isClaim[$0] })
        for slot in scorer.slots.indices { verified[slot] = max(verified[slot], MatchWeight(rawValue: scratch.verifiedWeights[slot])) }
      }
    }
    let namesAgree = scorer.slots.indices.contains { scorer.slots[$0].id.attribute == .name && evidence[$0].max()! > .zero }
    if !namesAgree { for slot in claimed { evidence[slot] = evidence[slot].map { min(.zero, $0) } + [verified[slot]] } }
    var total = scorer.model.prior
    for comparison in scorer.model.comparisons {
      let slots = scorer.slots.indices.filter { scorer.slots[$0].id.attribute == comparison.attribute }
      let largest = slots.map { max(.zero, evidence[$0].max()!) }.sorted(by: >)
      for weight in largest.prefix(comparison.columnsMax) { total = total + weight }
      let settles =
        comparison.agreementSettles
        && a.contains { x in b.contains { y in levels(x, y).contains { $0.attribute == .name && $0.level > 0 } } }
      for slot in slots where !(settles && evidence[slot].max()! > .zero) {
        total = total + min(.zero, evidence[slot].min()!)
      }
    }
    let hasNames = a.contains { x in b.contains { y in levels(x, y).contains { $0.attribute == .name && $0.level > 0 } } }
    var (agreeing, disagreeing, idle, compared) = (0, 0, 0, 0)
    let surplus = Set(
      scorer.model.comparisons.flatMap { comparison in
        scorer.slots.indices.filter { scorer.slots[$0].id.attribute == comparison.attribute && evidence[$0].max()! > .zero }
          .sorted { (evidence[$1].max()!, $0) < (evidence[$0].max()!, $1) }.dropFirst(comparison.columnsMax)
      })
    for slot in scorer.slots.indices where !surplus.contains(slot) {
      let (attribute, label) = (scorer.slots[slot].id.attribute, scorer.slots[slot].id.label)
      let comparison = scorer.model.comparison(of: ColumnID(attribute, label: label))!
      if comparison.weights.max()! < corroboration.agreesFrom { continue }
      let (largest, smallest) = (max(.zero, evidence[slot].max()!), min(.zero, evidence[slot].min()!))
      let weight = comparison.agreementSettles && hasNames && largest > .zero ? largest : largest + smallest
      if weight == .zero || attribute == .email && weight > .zero && !hasMailOfItsOwn { continue }
      compared += 1
      if weight <= corroboration.disagreesFrom { disagreeing += 1 }
      if weight >= corroboration.agreesFrom {
        agreeing += 1
      } else if weight > corroboration.disagreesFrom, weight < corroboration.idleBelow, weight + corroboration.idleBelow > .zero {
        idle += 1
      }
    }
    let step = corroboration.steps.first {
      $0.agreeing.contains(agreeing) && $0.disagreeing.contains(disagreeing) && $0.idle.contains(idle) && $0.compared.contains(compared)
    }
    return hasNames ? total + (step?.weight ?? .zero) : total
  }
}
