import Identity

/// One component into clusters: heaviest pair of clusters first, nothing joined that contradicts.
///
/// Not connected components: an edge says that two records agree, a cluster must agree as a whole.
///
/// 1. Records that `same` judgements join start as one cluster, every other record as its own.
/// 2. Two clusters weigh the prior, plus for each comparison the largest weight that any pair across
///    them reaches, if positive, plus the smallest, if negative. Evidence counts once however many
///    records repeat it, and both are kept by max and min when clusters join.
/// 3. They may not join across a `different` judgement or an exclusive conflict that no `same` covers.
/// 4. The heaviest pair with a strong edge goes first; ties go by the smaller, then the other cluster's
///    smallest record, which is its smallest source key.
/// 5. Before A and B join, each is asked whether it fits a rival C about as well while A + B and C are not
///    one. If so it is ambiguous and stays alone for good.
/// 6. A component of more than `componentMax` records is first cut by raising its threshold bit by bit.
///
/// The result is a function of the component: no step looks at anything outside it or at the order in
/// which records came.
public struct Agglomeration: Sendable {
  private let scorer: PairScorer

  public init(_ scorer: PairScorer) { self.scorer = scorer }

  /// Clusters the components of a range, each on its own.
  ///
  /// - Complexity: O(n²) pair scores and O(n³) integer steps a component of n ≤ `componentMax` records.
  public func clusters(of range: Range<Int>, _ components: Components) -> [ComponentResult] {
    var scratch = PairScorer.Scratch(scorer)
    return range.map { component in
      var result = ComponentResult()
      solve(
        members: Array(components.members[components.offsets[component]..<components.offsets[component + 1]]),
        edges: components.edges[components.edgeOffsets[component]..<components.edgeOffsets[component + 1]],
        judgements: components.judgements[component], threshold: scorer.model.matchThreshold, &scratch, &result)
      return result
    }
  }

  private func solve(
    members: [UInt32], edges: ArraySlice<Edge>, judgements: [RecordJudgement], threshold: MatchWeight,
    _ scratch: inout PairScorer.Scratch, _ result: inout ComponentResult
  ) {
    if members.count == 2, judgements.isEmpty, let edge = edges.first {
      // Most components are one strong edge: its weight is the clusters' weight and there is no rival.
      _ = scorer.score(Int(members[0]), Int(members[1]), &scratch)
      if scorer.isExcluded(scratch) {
        result.apart.append((edge.left.rawValue, edge.right.rawValue, .exclusiveConflict))
      } else {
        result.moved.append((members[1], members[0]))
      }
      return
    }
    if members.count <= scorer.model.componentMax {
      var work = Work(scorer, members: members, edges: edges, judgements: judgements, threshold: threshold, &scratch)
      work.run()
      work.report(to: &result)
      return
    }
    cut(members: members, edges: edges, judgements: judgements, threshold: threshold, &scratch, &result)
  }

  /// Step 6. Edges between parts are reported, so nothing is lost silently.
  private func cut(
    members: [UInt32], edges: ArraySlice<Edge>, judgements: [RecordJudgement], threshold: MatchWeight,
    _ scratch: inout PairScorer.Scratch, _ result: inout ComponentResult
  ) {
    let raised = MatchWeight(rawValue: threshold.rawValue &+ 1_000)
    var position: [UInt32: Int] = [:]
    for (index, member) in members.enumerated() { position[member] = index }
    var kept = edges.filter { $0.weight >= raised }
    var sets = DisjointSets(count: members.count)
    for edge in kept { sets.join(position[edge.left.rawValue]!, position[edge.right.rawValue]!) }
    for judgement in judgements where judgement.isSame {
      sets.join(position[judgement.left.rawValue]!, position[judgement.right.rawValue]!)
    }
    result.cuts.append((members.count, raised))
    let isOnlyJudgements = kept.isEmpty
    var parts: [[UInt32]] = Array(repeating: [], count: members.count)
    for (index, member) in members.enumerated() { parts[sets.root(index)].append(member) }
    for edge in edges where sets.root(position[edge.left.rawValue]!) != sets.root(position[edge.right.rawValue]!) {
      result.apart.append((edge.left.rawValue, edge.right.rawValue, .componentCut))
    }
    for part in parts where part.count > 1 {
      let root = sets.root(position[part[0]]!)
      let inside = kept.filter { sets.root(position[$0.left.rawValue]!) == root }
      let judged = judgements.filter {
        sets.root(position[$0.left.rawValue]!) == root && sets.root(position[$0.right.rawValue]!) == root
      }
      if isOnlyJudgements {
        // Nothing but `same` judgements holds it together: they stand, however many there are.
        let smallest = part[0]
        for member in part.dropFirst() { result.moved.append((member, smallest)) }
      } else {
        solve(members: part, edges: inside[...], judgements: judged, threshold: raised, &scratch, &result)
      }
    }
    kept.removeAll()
  }
}

/// Clusters of one component in the making. Clusters are numbered by their smallest member's position.
private struct Work {
  private let members: [UInt32]
  private let slotCount: Int
  private let prior: Int32
  private let threshold: Int32
  private let margin: Int32
  /// Cluster of each member, and whether a number is still a cluster.
  private var clusterOf: [Int]
  private var alive: [Bool]
  private var isSetAside: [Bool]
  private var rivals: [(Int, Int)] = []
  /// For cluster pair (a < b) at `pair(a, b) * slotCount`: largest and smallest weight by slot.
  private var largest: [Int32]
  private var smallest: [Int32]
  private var weights: [Int32]
  private var isStrong: [Bool]
  private var isForbidden: [Bool]
  private let judgedDifferent: [Bool]
  private let strongPairs: [(Int, Int)]

  init(
    _ scorer: PairScorer, members: [UInt32], edges: ArraySlice<Edge>, judgements: [RecordJudgement],
    threshold: MatchWeight, _ scratch: inout PairScorer.Scratch
  ) {
    let count = members.count
    let slots = scorer.slots.count
    self.members = members
    slotCount = slots
    prior = scorer.model.prior.rawValue
    self.threshold = threshold.rawValue
    margin = scorer.model.ambiguityMargin.rawValue
    clusterOf = Array(0..<count)
    alive = Array(repeating: true, count: count)
    isSetAside = Array(repeating: false, count: count)
    let pairCount = count * (count - 1) / 2
    largest = Array(repeating: 0, count: pairCount * slots)
    smallest = largest
    weights = Array(repeating: 0, count: pairCount)
    isStrong = Array(repeating: false, count: pairCount)
  /// Slots of an attribute of which at most `limit` may add evidence, where there are more.
  private let limited: [(slots: Range<Int>, limit: Int)]
    isForbidden = Array(repeating: false, count: pairCount)

    var position: [UInt32: Int] = [:]
    for (index, member) in members.enumerated() { position[member] = index }
    var sames = DisjointSets(count: count)
    for judgement in judgements where judgement.isSame {
      sames.join(position[judgement.left.rawValue]!, position[judgement.right.rawValue]!)
    }
    for high in 1..<count {
      for low in 0..<high {
        let pair = high * (high - 1) / 2 + low
        weights[pair] = scorer.score(Int(members[low]), Int(members[high]), &scratch).rawValue
        for slot in 0..<slots {
          largest[pair * slots + slot] = max(0, scratch.weights[slot])
          smallest[pair * slots + slot] = min(0, scratch.weights[slot])
        }
        isForbidden[pair] = scorer.isExcluded(scratch) && sames.root(low) != sames.root(high)
      }
    }
    var strong: [(Int, Int)] = []
    for edge in edges {
      let (a, b) = (position[edge.left.rawValue]!, position[edge.right.rawValue]!)
      isStrong[Work.pair(a, b)] = true
      strong.append((min(a, b), max(a, b)))
    limited = scorer.limitedSlots
    }
    strongPairs = strong
    var different = [Bool](repeating: false, count: pairCount)
    // `different` is closed under `same`: it holds between all records judged the same as either side.
    for judgement in judgements where !judgement.isSame {
      let (a, b) = (position[judgement.left.rawValue]!, position[judgement.right.rawValue]!)
      for left in 0..<count where sames.root(left) == sames.root(a) {
        for right in 0..<count where right != left && sames.root(right) == sames.root(b) {
          different[Work.pair(left, right)] = true
          isForbidden[Work.pair(left, right)] = true
        }
      }
    }
    judgedDifferent = different
    // Should judgements ever contradict each other, `different` wins: the two sides start apart.
    for member in 0..<count {
      let root = sames.root(member)
      if root != member, !different[Work.pair(root, member)] { merge(root, member) }
    }
  }

  private static func pair(_ a: Int, _ b: Int) -> Int {
    a < b ? b * (b - 1) / 2 + a : a * (a - 1) / 2 + b
  }

  mutating func run() {
    while let (a, b) = heaviest() {
      let ambiguousA = rival(of: a, partner: b)
      let ambiguousB = rival(of: b, partner: a)
      if ambiguousA == nil, ambiguousB == nil {
        merge(a, b)
        continue
      }
      if let rival = ambiguousA { setAside(a, b, rival) }
      if let rival = ambiguousB { setAside(b, a, rival) }
    }
  }

  private func mayJoin(_ pair: Int) -> Bool { !isForbidden[pair] && weights[pair] >= threshold }

  /// Step 4: rows are scanned in index order and only a strictly heavier pair replaces the best, so ties
  /// stay with the smaller cluster numbers.
  private func heaviest() -> (Int, Int)? {
    var best: (Int, Int)?
    var bestWeight = Int32.min
    for low in 0..<members.count where alive[low] && !isSetAside[low] {
      for high in (low + 1)..<max(low + 1, members.count) where alive[high] && !isSetAside[high] {
        let pair = Work.pair(low, high)
        if isStrong[pair], mayJoin(pair), weights[pair] > bestWeight {
          best = (low, high)
          bestWeight = weights[pair]
        }
      }
    }
    return best
  }

  /// Step 5, for end `a` of a join with `b`: the first C that `a` fits about as well, where A + B and C are
  /// not one person.
  /// What positive weights beyond the heaviest `limit` add up to. Pairs of records drop theirs one by one,
  /// and different ones; two clusters must not get more out of the same columns than two records can.
  private static func surplus(_ weights: [Int32], _ limit: Int) -> Int32 {
    weights.sorted(by: >).dropFirst(limit).reduce(0, &+)
  }

  private func rival(of a: Int, partner b: Int) -> Int? {
    let limit = weights[Work.pair(a, b)] &- margin
    for c in 0..<members.count where alive[c] && c != a && c != b {
      let pair = Work.pair(a, c)
      guard isStrong[pair], mayJoin(pair), weights[pair] >= limit else { continue }
      if isForbidden[Work.pair(b, c)] { return c }
      var together = prior
      let (ac, bc) = (pair * slotCount, Work.pair(b, c) * slotCount)
      for slot in 0..<slotCount {
        together &+= max(largest[ac + slot], largest[bc + slot])
        together &+= min(smallest[ac + slot], smallest[bc + slot])
      }
      if together < threshold { return c }
    }
    return nil
  }

  private mutating func setAside(_ cluster: Int, _ partner: Int, _ rival: Int) {
    isSetAside[cluster] = true
    rivals.append((cluster, partner))
    rivals.append((cluster, rival))
  }

  private mutating func merge(_ first: Int, _ second: Int) {
    let (kept, gone) = (min(first, second), max(first, second))
    for other in 0..<members.count where alive[other] && other != kept && other != gone {
      let (into, from) = (Work.pair(kept, other), Work.pair(gone, other))
      var total = prior
      for slot in 0..<slotCount {
        let (target, source) = (into * slotCount + slot, from * slotCount + slot)
        largest[target] = max(largest[target], largest[source])
        smallest[target] = min(smallest[target], smallest[source])
        total &+= largest[target] &+ smallest[target]
      }
      weights[into] = total
      if isStrong[from] { isStrong[into] = true }
      if isForbidden[from] { isForbidden[into] = true }
    }
    alive[gone] = false
    for member in 0..<members.count where clusterOf[member] == gone { clusterOf[member] = kept }
  }

  func report(to result: inout ComponentResult) {
    for member in 0..<members.count where clusterOf[member] != member {
      result.moved.append((members[member], members[clusterOf[member]]))
    }
      for (slots, limit) in limited {
        together &-= Work.surplus(slots.map { max(largest[ac + $0], largest[bc + $0]) }, limit)
      }
    for (a, b) in strongPairs {
      let (left, right) = (clusterOf[a], clusterOf[b])
      if left == right { continue }
      let pair = Work.pair(left, right)
      let reason: PossibleMatch.Reason =
        rivals.contains { clusterOf[$0.0] == left && clusterOf[$0.1] == right || clusterOf[$0.0] == right && clusterOf[$0.1] == left }
        ? .ambiguous : isForbidden[pair] ? .exclusiveConflict : weights[pair] < threshold ? .evidenceAgainst : .ambiguous
      result.apart.append((members[min(left, right)], members[max(left, right)], reason))
    }
  }
}
      for (slots, limit) in limited { total &-= Work.surplus(slots.map { largest[into * slotCount + $0] }, limit) }
