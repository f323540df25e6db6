import Identity

/// One component into clusters: heaviest pair of clusters first, nothing joined that contradicts.
///
/// Not connected components: an edge says that two records agree, a cluster must agree as a whole.
///
/// 1. Records that `same` judgements join start as one cluster, every other record as its own.
/// 2. Two clusters weigh the prior, plus for each comparison the largest weight that any pair across
///    them reaches, if positive, plus the smallest, if negative; where the model says that agreement
///    settles a comparison, the smallest counts only if nothing agrees; and what so many agreements say
///    together. Evidence counts once however many records repeat it, and both are kept by max and min when
///    clusters join. Where some pair across them only claims what it agrees on, there counts what both of a
///    pair have verified, and nothing else, unless the names of another pair agree: else a copy of a person that nobody has verified would let in who types that person's address.
/// 3. They may not join across a `different` judgement or an exclusive conflict that no `same` covers and
///    that no other pair across them lifts.
/// 4. The heaviest pair with a strong edge goes first; ties go by the smaller, then the other cluster's
///    smallest record, which is its smallest source key.
/// 5. Before A and B join, each is asked whether it fits a rival C about as well while A + B and C are not
///    one. If so it is ambiguous and stays alone for good.
/// 6. A component of more than `componentMax` records, unless it is a crowd (`ComponentPart`), is first cut by raising
///    its threshold bit by bit.
///
/// The result is a function of the component: no step looks at anything outside it or at the order in
/// which records came.
public struct Agglomeration: Sendable {
  private let scorer: PairScorer

  public init(_ scorer: PairScorer) { self.scorer = scorer }

  /// Clusters the components of a range, each on its own.
  ///
  /// - Complexity: O(n²) pair scores and O(n³) integer steps a component of n records, at most `componentMax`, or
  ///   `carriersMax` in a crowd.
  public func clusters(of range: Range<Int>, _ components: Components) -> [ComponentResult] {
    scorer.withScratch { clusters(of: range, components, &$0) }
  }

  private func clusters(
    of range: Range<Int>, _ components: Components, _ scratch: inout PairScorer.Scratch
  ) -> [ComponentResult] {
    range.map { component in
      if (component - range.lowerBound) % Agglomeration.prefetchedAtATime == 0 {
        let end = min(component + Agglomeration.prefetchedAtATime, range.upperBound)
        scratch.prefetched |= scorer.prefetchRows(
          components.members, Int(components.offsets[component])..<Int(components.offsets[end]))
      }
      var result = ComponentResult()
      let whole = ComponentPart(
        members: Array(components.members[components.offsets[component]..<components.offsets[component + 1]]),
        edges: components.edges[components.edgeOffsets[component]..<components.edgeOffsets[component + 1]],
        judgements: components.judgements[component], threshold: scorer.model.matchThreshold)
      cut(whole, &scratch, &result)
      return result
    }
  }

  /// Clusters what cutting has left of components, each part on its own.
  ///
  /// - Parameter parts: each of at most `componentMax` records, or a crowd.
  public func clusters(of parts: [ComponentPart]) -> [ComponentResult] {
    scorer.withScratch { scratch in
      parts.map { part in
        precondition(part.fits(scorer.model), "a part that is clustered is cut already")
        var result = ComponentResult()
        solve(part, &scratch, &result)
        return result
      }
    }
  }

  /// So few that what was read is still near when it is wanted.
  private static let prefetchedAtATime = 64

  /// Steps 1 to 5, for a part that fits.
  private func solve(_ part: ComponentPart, _ scratch: inout PairScorer.Scratch, _ result: inout ComponentResult) {
    if part.members.count == 2, part.judgements.isEmpty, let edge = part.edges.first {
      // Most components are one strong edge: its weight is the clusters' weight and there is no rival.
      _ = scorer.score(Int(part.members[0]), Int(part.members[1]), &scratch)
      if scorer.isExcluded(Int(part.members[0]), Int(part.members[1]), scratch) {
        result.apart.append((edge.left.rawValue, edge.right.rawValue, .exclusiveConflict))
      } else {
        result.moved.append((part.members[1], part.members[0]))
      }
      return
    }
    var work = Work(
      scorer, members: part.members, edges: part.edges, judgements: part.judgements, threshold: part.threshold, &scratch)
    work.run()
    work.report(to: &result)
  }

  /// Step 6. Every edge that is let go is reported, so nothing is lost silently.
  ///
  /// Works on positions within the part, so a level costs time linear in the part and not in the table.
  /// Levels at which no edge would fall are skipped: the part would come out as it went in.
  private func cut(_ whole: ComponentPart, _ scratch: inout PairScorer.Scratch, _ result: inout ComponentResult) {
    if whole.fits(scorer.model) { return solve(whole, &scratch, &result) }
    var pending = [whole]
    while let part = pending.popLast() {
      if part.fits(scorer.model) {
        solve(part, &scratch, &result)
        continue
      }
      guard let lightest = part.edges.map(\.weight).min() else {
        standTogether(part, &result)
        continue
      }
      let raised = scorer.model.threshold(atCut: scorer.model.cut(of: lightest) + 1)
      result.cuts.append((part.members.count, raised))
      for edge in part.edges where edge.weight < raised {
        result.apart.append((edge.left.rawValue, edge.right.rawValue, .componentCut))
      }
      pending.append(contentsOf: part.parts(at: raised))
    }
  }

  /// Nothing but `same` judgements holds the records together: they stand, however many there are,
  /// unless a `different` contradicts them, which wins.
  private func standTogether(_ part: ComponentPart, _ result: inout ComponentResult) {
    if part.judgements.contains(where: { !$0.isSame }) { return }
    for member in part.members.dropFirst() { result.moved.append((member, part.members[0])) }
  }
}

/// Clusters of one component in the making. Clusters are numbered by their smallest member's position.
private struct Work {
  private let members: [UInt32]
  private let slotCount: Int
  /// Slots of an attribute of which at most `limit` may add evidence, where there are more.
  private let limited: [(slots: Range<Int>, limit: Int)]
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
  /// By cluster pair: a `different` judgement, or one source that holds everybody once, keeps them apart.
  private var isForbidden: [Bool]
  /// By cluster pair, a bit for each exclusion: whether a pair of records across meets it, or lifts it.
  private var contradictions: [UInt32]
  private var lifted: [UInt32]
  private let agreementSettles: [Bool]
  /// By cluster pair, whether any pair of records across compares names: only people have several values and
  /// mistyped copies, branches of one organisation differ for good.
  private var comparesNames: [Bool]
  /// By cluster pair, whether an address says for it what no name has said, in any pair of records across.
  private var mailIsOwn: [Bool]
  private let corroboration: CorroborationTable
  private let isCounted: [Bool]
  private let mailSlot: Int
  private let nameSlots: [Int]
  /// Slot by slot like `largest`: whether some pair of records across only claims what it agrees on; empty where no
  /// value is verified.
  private var isClaim: [Bool]
  /// Slot by slot like `largest`, of what both records of a pair have verified.
  private var largestVerified: [Int32]
  private let strongPairs: [(Int, Int)]

  init(
    _ scorer: PairScorer, members: [UInt32], edges: ArraySlice<Edge>, judgements: [RecordJudgement],
    threshold: MatchWeight, _ scratch: inout PairScorer.Scratch
  ) {
    let count = members.count
    let slots = scorer.slots.count
    self.members = members
    slotCount = slots
    limited = scorer.limitedSlots
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
    isForbidden = Array(repeating: false, count: pairCount)
    contradictions = Array(repeating: 0, count: pairCount)
    lifted = contradictions
    agreementSettles = scorer.slots.map(\.comparison.agreementSettles)
    nameSlots = scorer.slots.indices.filter { scorer.slots[$0].id.attribute == .name }
    comparesNames = Array(repeating: false, count: pairCount)
    mailIsOwn = comparesNames
    corroboration = scorer.corroboration
    isCounted = scorer.isCounted
    mailSlot = scorer.mailSlot
    isClaim = Array(repeating: false, count: scorer.hasVerified ? pairCount * slots : 0)
    largestVerified = Array(repeating: 0, count: isClaim.count)

    func position(_ record: RecordIndex) -> Int {
      // Members ascend, and are few as a rule.
      var low = 0
      var high = members.count - 1
      while low < high {
        let middle = (low + high) / 2
        if members[middle] < record.rawValue { low = middle + 1 } else { high = middle }
      }
      return low
    }
    var sames = DisjointSets(count: count)
    for judgement in judgements where judgement.isSame {
      sames.join(position(judgement.left), position(judgement.right))
    }
    for high in 1..<count {
      for low in 0..<high {
        let pair = high * (high - 1) / 2 + low
        weights[pair] = scorer.score(Int(members[low]), Int(members[high]), &scratch).rawValue
        for slot in 0..<slots {
          largest[pair * slots + slot] = max(0, scratch.weights[slot])
          smallest[pair * slots + slot] = min(0, scratch.weights[slot])
          if scorer.hasVerified {
            isClaim[pair * slots + slot] = scratch.isClaim[slot]
            largestVerified[pair * slots + slot] = scratch.verifiedWeights[slot]
          }
        }
        if sames.root(low) != sames.root(high) {
          isForbidden[pair] = scorer.areApartBySource(Int(members[low]), Int(members[high]))
          contradictions[pair] = scorer.contradictions(scratch)
        }
        lifted[pair] = scorer.lifted(scratch)
        mailIsOwn[pair] = mailSlot >= 0 && !scratch.isMailOfName && scratch.weights[mailSlot] > 0
        comparesNames[pair] = nameSlots.contains { scratch.levels[$0] > 0 }
      }
    }
    var strong: [(Int, Int)] = []
    for edge in edges {
      let (a, b) = (position(edge.left), position(edge.right))
      isStrong[Work.pair(a, b)] = true
      strong.append((min(a, b), max(a, b)))
    }
    strongPairs = strong
    var different = [Bool](repeating: false, count: pairCount)
    // `different` is closed under `same`: it holds between all records judged the same as either side.
    for judgement in judgements where !judgement.isSame {
      let (a, b) = (position(judgement.left), position(judgement.right))
      for left in 0..<count where sames.root(left) == sames.root(a) {
        for right in 0..<count where right != left && sames.root(right) == sames.root(b) {
          different[Work.pair(left, right)] = true
          isForbidden[Work.pair(left, right)] = true
        }
      }
    }
    // Should judgements ever contradict each other, `different` wins: the two sides start apart.
    for member in 0..<count {
      let root = sames.root(member)
      if root != member, !different[Work.pair(root, member)] { merge(root, member) }
    }
  }

  private static func pair(_ a: Int, _ b: Int) -> Int {
    a < b ? b * (b - 1) / 2 + a : a * (a - 1) / 2 + b
  }

  /// What positive weights beyond the heaviest `limit` add up to. Pairs of records drop theirs one by one,
  /// and different ones; two clusters must not get more out of the same columns than two records can.
  private static func surplus(_ weights: [Int32], _ limit: Int) -> Int32 {
    weights.sorted(by: >).dropFirst(limit).reduce(0, &+)
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

  private func mayJoin(_ pair: Int) -> Bool { !areApart(pair) && weights[pair] >= threshold }

  private func areApart(_ pair: Int) -> Bool { isForbidden[pair] || contradictions[pair] & ~lifted[pair] != 0 }

  /// What a comparison adds to two clusters.
  private func evidence(_ slot: Int, _ comparesNames: Bool, _ largest: Int32, _ smallest: Int32) -> Int32 {
    largest > 0 && comparesNames && agreementSettles[slot] ? largest : largest &+ smallest
  }

  /// Whether a column's positive weight is one too many of its attribute; of equals the last ones are.
  private func isSurplus(_ slot: Int, _ most: (Int) -> Int32) -> Bool {
    if limited.isEmpty || most(slot) <= 0 { return false }
    guard let (slots, limit) = limited.first(where: { $0.slots.contains(slot) }) else { return false }
    let own = most(slot)
    return slots.count { most($0) > own || $0 < slot && most($0) == own } >= limit
  }

  private func count(_ slot: Int, _ weight: Int32, _ mailIsOwn: Bool, _ tally: inout CorroborationTally) {
    if isCounted[slot] { tally.add(weight, corroboration, isRepeated: slot == mailSlot && !mailIsOwn) }
  }

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
  private func rival(of a: Int, partner b: Int) -> Int? {
    let limit = weights[Work.pair(a, b)] &- margin
    for c in 0..<members.count where alive[c] && c != a && c != b {
      let pair = Work.pair(a, c)
      guard isStrong[pair], mayJoin(pair), weights[pair] >= limit else { continue }
      let other = Work.pair(b, c)
      if isForbidden[other] { return c }
      if (contradictions[pair] | contradictions[other]) & ~(lifted[pair] | lifted[other]) != 0 { return c }
      var together = prior
      var tally = CorroborationTally()
      let (ac, bc) = (pair * slotCount, Work.pair(b, c) * slotCount)
      let dropsClaims = !isClaim.isEmpty && nameSlots.allSatisfy { max(largest[ac + $0], largest[bc + $0]) <= 0 }
      func most(_ slot: Int) -> Int32 {
        dropsClaims && (isClaim[ac + slot] || isClaim[bc + slot])
          ? max(largestVerified[ac + slot], largestVerified[bc + slot]) : max(largest[ac + slot], largest[bc + slot])
      }
      for slot in 0..<slotCount {
        let weight = evidence(
          slot, comparesNames[pair] || comparesNames[other], most(slot), min(smallest[ac + slot], smallest[bc + slot]))
        together &+= weight
        if !isSurplus(slot, most) { count(slot, weight, mailIsOwn[pair] || mailIsOwn[other], &tally) }
      }
      tally.hasNames = comparesNames[pair] || comparesNames[other]
      together &+= corroboration.weight(tally)
      for (slots, limit) in limited { together &-= Work.surplus(slots.map(most), limit) }
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
      if comparesNames[from] { comparesNames[into] = true }
      if mailIsOwn[from] { mailIsOwn[into] = true }
      for slot in 0..<slotCount {
        let (target, source) = (into * slotCount + slot, from * slotCount + slot)
        largest[target] = max(largest[target], largest[source])
        smallest[target] = min(smallest[target], smallest[source])
        if isClaim.isEmpty { continue }
        if isClaim[source] { isClaim[target] = true }
        largestVerified[target] = max(largestVerified[target], largestVerified[source])
      }
      var total = prior
      var tally = CorroborationTally()
      let row = into * slotCount
      let dropsClaims = !isClaim.isEmpty && nameSlots.allSatisfy { largest[row + $0] <= 0 }
      func most(_ slot: Int) -> Int32 {
        dropsClaims && isClaim[row + slot] ? largestVerified[row + slot] : largest[row + slot]
      }
      for slot in 0..<slotCount {
        let weight = evidence(slot, comparesNames[into], most(slot), smallest[row + slot])
        total &+= weight
        if !isSurplus(slot, most) { count(slot, weight, mailIsOwn[into], &tally) }
      }
      tally.hasNames = comparesNames[into]
      total &+= corroboration.weight(tally)
      for (slots, limit) in limited { total &-= Work.surplus(slots.map(most), limit) }
      weights[into] = total
      if isStrong[from] { isStrong[into] = true }
      if isForbidden[from] { isForbidden[into] = true }
      contradictions[into] |= contradictions[from]
      lifted[into] |= lifted[from]
    }
    alive[gone] = false
    for member in 0..<members.count where clusterOf[member] == gone { clusterOf[member] = kept }
  }

  func report(to result: inout ComponentResult) {
    for member in 0..<members.count where clusterOf[member] != member {
      result.moved.append((members[member], members[clusterOf[member]]))
    }
    for (a, b) in strongPairs {
      let (left, right) = (clusterOf[a], clusterOf[b])
      if left == right { continue }
      let pair = Work.pair(left, right)
      let reason: PossibleMatch.Reason =
        rivals.contains { clusterOf[$0.0] == left && clusterOf[$0.1] == right || clusterOf[$0.0] == right && clusterOf[$0.1] == left }
        ? .ambiguous : areApart(pair) ? .exclusiveConflict : weights[pair] < threshold ? .evidenceAgainst : .ambiguous
      result.apart.append((members[min(left, right)], members[max(left, right)], reason))
    }
  }
}
