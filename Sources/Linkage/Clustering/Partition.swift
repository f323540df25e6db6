public import Identity

/// A steward's judgement between two records of a table.
public struct RecordJudgement: Sendable {
  public var left: RecordIndex
  public var right: RecordIndex
  /// true: same; false: different.
  public var isSame: Bool

  public init(left: RecordIndex, right: RecordIndex, isSame: Bool) {
    self.left = left
    self.right = right
    self.isSame = isSame
  }
}

/// Records divided into customers, and what the division left open.
public struct Partition: Sendable {
  /// `cluster[record]` is the smallest record index in its cluster.
  public var cluster: [UInt32]
  /// One for each pair of clusters, by weight nearest to the threshold first.
  public var possibleMatches: [PossibleMatch]
  /// Components that were cut: records in it, threshold reached.
  public var cuts: [(recordCount: Int, threshold: MatchWeight)]
}

/// Two clusters that may be one person, and why they were not joined.
public struct PossibleMatch: Sendable, Hashable {
  public enum Reason: String, Sendable, CaseIterable {
    case nearThreshold = "near_threshold"
    /// One of them fits another cluster as well, and those two are not one.
    case ambiguous
    /// The records agree, but an exclusive conflict forbids it.
    case exclusiveConflict = "exclusive_conflict"
    /// A single pair agrees; taken together the two clusters do not.
    case evidenceAgainst = "evidence_against"
    case componentCut = "component_cut"
    /// Both hold a record of one source that is declared free of duplicates.
    case freeOfDuplicates = "free_of_duplicates"
  }

  /// Smallest record index of each cluster; `left < right`.
  public var left: RecordIndex
  public var right: RecordIndex
  public var weight: MatchWeight
  public var reason: Reason
  /// The heaviest candidate pair between them.
  public var evidence: Edge
}

/// What clustering one component gave.
public struct ComponentResult: Sendable {
  /// (record, smallest record of its cluster), only for records that were joined to another.
  var moved: [(record: UInt32, cluster: UInt32)] = []
  /// Reasons for strong edges that were not followed, by a record of each side.
  var apart: [(left: UInt32, right: UInt32, reason: PossibleMatch.Reason)] = []
  var cuts: [(recordCount: Int, threshold: MatchWeight)] = []

  init() {}

  /// A cluster that is known already.
  ///
  /// - Parameter cluster: its records, ascending.
  public init(standing cluster: [RecordIndex]) {
    for record in cluster.dropFirst() { moved.append((record.rawValue, cluster[0].rawValue)) }
  }

  /// Strong edges that a cut has taken away.
  public init(cutOff edges: [Edge]) {
    apart = edges.map { ($0.left.rawValue, $0.right.rawValue, .componentCut) }
  }
}

/// The components of a set of edges: the unit of clustering work.
public struct Components: Sendable {
  /// Records of component c, ascending: `members[offsets[c]..<offsets[c + 1]]`.
  public let offsets: [Int]
  public let members: [UInt32]
  /// Strong edges of component c: `edges[edgeOffsets[c]..<edgeOffsets[c + 1]]`.
  public let edgeOffsets: [Int]
  public let edges: [Edge]
  public let judgements: [[RecordJudgement]]

  public var count: Int { offsets.count - 1 }

  /// Connected by strong edges and by `same` judgements; single records have no component.
  public init(recordCount: Int, strongEdges: [Edge], judgements: [RecordJudgement]) {
    var sets = DisjointSets(count: recordCount)
    for edge in strongEdges { sets.join(Int(edge.left.rawValue), Int(edge.right.rawValue)) }
    for judgement in judgements where judgement.isSame {
      sets.join(Int(judgement.left.rawValue), Int(judgement.right.rawValue))
    }
    // Roots are smallest members, so numbering them in index order numbers components by smallest key.
    var size = [UInt32](repeating: 0, count: recordCount)
    for record in 0..<recordCount { size[sets.root(record)] += 1 }
    var number = [Int32](repeating: -1, count: recordCount)
    var offsets = [0]
    for record in 0..<recordCount where size[record] > 1 {
      number[record] = Int32(offsets.count - 1)
      offsets.append(offsets[offsets.count - 1] + Int(size[record]))
    }
    var next = offsets
    var members = [UInt32](repeating: 0, count: offsets[offsets.count - 1])
    for record in 0..<recordCount {
      let component = Int(number[sets.root(record)])
      if component < 0 { continue }
      members[next[component]] = UInt32(record)
      next[component] += 1
    }
    var edgeOffsets = [Int](repeating: 0, count: offsets.count)
    func component(of record: RecordIndex) -> Int { Int(number[sets.root(Int(record.rawValue))]) }
    for edge in strongEdges { edgeOffsets[component(of: edge.left) + 1] += 1 }
    for index in 1..<max(1, edgeOffsets.count) { edgeOffsets[index] += edgeOffsets[index - 1] }
    var nextEdge = edgeOffsets
    var sorted = strongEdges
    for edge in strongEdges {
      let component = component(of: edge.left)
      sorted[nextEdge[component]] = edge
      nextEdge[component] += 1
    }
    var byComponent = [[RecordJudgement]](repeating: [], count: offsets.count - 1)
    for judgement in judgements {
      let left = component(of: judgement.left)
      if left >= 0, left == component(of: judgement.right) { byComponent[left].append(judgement) }
    }
    self.offsets = offsets
    self.members = members
    self.edgeOffsets = edgeOffsets
    self.edges = sorted
    self.judgements = byComponent
  }
}

extension Partition {
  /// Joins the results of all components, in component order, and lists the possible matches.
  ///
  /// - Parameter edges: every edge at or above the review threshold.
  public init(recordCount: Int, edges: [Edge], results: [ComponentResult], judgements: [RecordJudgement], model: Model) {
    var cluster = (0..<UInt32(recordCount)).map { $0 }
    var reasons: [UInt64: PossibleMatch.Reason] = [:]
    var cuts: [(recordCount: Int, threshold: MatchWeight)] = []
    for result in results {
      for move in result.moved { cluster[Int(move.record)] = move.cluster }
      cuts.append(contentsOf: result.cuts)
    }
    for result in results {
      for pair in result.apart {
        let (a, b) = (cluster[Int(pair.left)], cluster[Int(pair.right)])
        let clusters = UInt64(min(a, b)) << 32 | UInt64(max(a, b))
        // Two clusters may have an edge that a cut let go and one that was weighed: the weighing says more.
        if pair.reason != .componentCut || reasons[clusters] == nil { reasons[clusters] = pair.reason }
      }
    }
    // A `different` judgement between two clusters answers the question; it is not asked again.
    var judged = Set<UInt64>()
    for judgement in judgements where !judgement.isSame {
      let (a, b) = (cluster[Int(judgement.left.rawValue)], cluster[Int(judgement.right.rawValue)])
      judged.insert(UInt64(min(a, b)) << 32 | UInt64(max(a, b)))
    }
    // Edges between two clusters come to stand together; the heaviest of each lot is the evidence.
    var pairs: [UInt64] = []
    var numbers: [UInt32] = []
    let count = edges.count { cluster[Int($0.left.rawValue)] != cluster[Int($0.right.rawValue)] }
    pairs.reserveCapacity(count)
    numbers.reserveCapacity(count)
    for (number, edge) in edges.enumerated() {
      let (a, b) = (cluster[Int(edge.left.rawValue)], cluster[Int(edge.right.rawValue)])
      if a == b { continue }
      let pair = UInt64(min(a, b)) << 32 | UInt64(max(a, b))
      if !judged.isEmpty, judged.contains(pair) { continue }
      pairs.append(pair)
      numbers.append(UInt32(number))
    }
    RadixSort.sort(&pairs, &numbers)
    let threshold = model.matchThreshold.rawValue
    var distances: [UInt64] = []
    var kept: [UInt32] = []
    var start = 0
    while start < pairs.count {
      var best = start
      var end = start + 1
      while end < pairs.count, pairs[end] == pairs[start] {
        let (edge, known) = (edges[Int(numbers[end])], edges[Int(numbers[best])])
        if (edge.weight, known.left, known.right) > (known.weight, edge.left, edge.right) { best = end }
        end += 1
      }
      let weight = edges[Int(numbers[best])].weight.rawValue
      distances.append(UInt64((Int64(weight) - Int64(threshold)).magnitude))
      kept.append(UInt32(best))
      start = end
    }
    RadixSort.sort(&distances, &kept)
    let possible = kept.map { place in
      let (pair, edge) = (pairs[Int(place)], edges[Int(numbers[Int(place)])])
      let fallback: PossibleMatch.Reason = edge.weight >= model.matchThreshold ? .evidenceAgainst : .nearThreshold
      return PossibleMatch(
        left: RecordIndex(rawValue: UInt32(pair >> 32)), right: RecordIndex(rawValue: UInt32(truncatingIfNeeded: pair)),
        weight: edge.weight, reason: reasons[pair] ?? fallback, evidence: edge)
    }
    self.init(cluster: cluster, possibleMatches: possible, cuts: cuts)
  }
}
