public import Identity

/// A component that is clustered whole, or what cutting leaves of a larger one.
///
/// A component of more than `componentMax` records is cut: its threshold is raised bit by bit, each part on its own,
/// until the parts fit. What chains strangers falls apart that way. A crowd, of which each record holds on to more than
/// half of the others (a quasi-clique), chains nobody: the two hundred visits of one guest fit as they are, since no
/// threshold would part them before it parts them all.
public struct ComponentPart: Sendable {
  /// Ascending.
  let members: [UInt32]
  let edges: ArraySlice<Edge>
  let judgements: [RecordJudgement]
  let threshold: MatchWeight

  /// - Parameters:
  ///   - members: its records, ascending.
  ///   - edges: those between two of them that weigh at least the threshold.
  ///   - judgements: those between two of them.
  public init(members: [UInt32], edges: ArraySlice<Edge>, judgements: [RecordJudgement], threshold: MatchWeight) {
    self.members = members
    self.edges = edges
    self.judgements = judgements
    self.threshold = threshold
  }

  /// Whether it is clustered as it is. Complexity: O(e log n), O(1) for a small part or one that is too large by far.
  func fits(_ model: Model) -> Bool {
    if members.count <= model.componentMax { return true }
    guard members.count <= model.carriersMax else { return false }
    var neighbourCounts = [Int](repeating: 0, count: members.count)
    for edge in edges {
      neighbourCounts[Int(position(of: edge.left).rawValue)] += 1
      neighbourCounts[Int(position(of: edge.right).rawValue)] += 1
    }
    // Whom a steward has put beside somebody need not be like everybody.
    for judgement in judgements where judgement.isSame {
      neighbourCounts[Int(position(of: judgement.left).rawValue)] = members.count
      neighbourCounts[Int(position(of: judgement.right).rawValue)] = members.count
    }
    return neighbourCounts.allSatisfy { members.count <= model.countMax(neighbourCount: $0) }
  }

  /// What stays connected by edges at or above `raised` and by `same` judgements; single records are
  /// left out. Complexity: O((n + e) log n).
  func parts(at raised: MatchWeight) -> [ComponentPart] {
    let local = Components(
      recordCount: members.count,
      strongEdges: edges.filter { $0.weight >= raised }.map {
        Edge(left: position(of: $0.left), right: position(of: $0.right), weight: $0.weight)
      },
      judgements: judgements.map {
        RecordJudgement(left: position(of: $0.left), right: position(of: $0.right), isSame: $0.isSame)
      })
    return (0..<local.count).map { index in
      ComponentPart(
        members: local.members[local.offsets[index]..<local.offsets[index + 1]].map { members[Int($0)] },
        edges: local.edges[local.edgeOffsets[index]..<local.edgeOffsets[index + 1]].map {
          Edge(left: record(at: $0.left), right: record(at: $0.right), weight: $0.weight)
        }[...],
        judgements: local.judgements[index].map {
          RecordJudgement(left: record(at: $0.left), right: record(at: $0.right), isSame: $0.isSame)
        }, threshold: raised)
    }
  }

  private func record(at position: RecordIndex) -> RecordIndex {
    RecordIndex(rawValue: members[Int(position.rawValue)])
  }

  private func position(of record: RecordIndex) -> RecordIndex {
    var low = 0
    var high = members.count - 1
    while low < high {
      let middle = (low + high) / 2
      if members[middle] < record.rawValue { low = middle + 1 } else { high = middle }
    }
    return RecordIndex(rawValue: UInt32(low))
  }
}

extension Model {
  /// How many records a part may have so that a record with so many neighbours lets it pass as a crowd, or as small.
  func countMax(neighbourCount: Int) -> Int { max(componentMax, min(carriersMax, 2 * neighbourCount)) }

  /// How many cuts a strong edge outlasts: one for each whole bit above the match threshold.
  func cut(of weight: MatchWeight) -> Int {
    Int((Int64(weight.rawValue) - Int64(matchThreshold.rawValue)) / 1_000)
  }

  /// What an edge weighs at least after so many cuts.
  public func threshold(atCut cut: Int) -> MatchWeight {
    MatchWeight(millibits: Int(matchThreshold.rawValue) + cut * 1_000)
  }
}
