public import Identity

/// A candidate pair heavy enough to matter: at or above the review threshold.
public struct Edge: Sendable, Hashable {
  /// `left < right`.
  public var left: RecordIndex
  public var right: RecordIndex
  public var weight: MatchWeight

  public init(left: RecordIndex, right: RecordIndex, weight: MatchWeight) {
    self.left = left
    self.right = right
    self.weight = weight
  }
}

/// What comparing a range of records gave.
public struct RangeEdges: Sendable {
  /// Ascending by left, then right.
  public var edges: [Edge] = []
  public var pairCount = 0
  /// Pairs by the first rule that finds them.
  public var pairsOfRule: [Int] = []
}

extension PairScorer {
  /// Meets every candidate pair whose left record is in `range`, once, and scores it.
  ///
  /// Ranges are independent: any division of the table gives the same edges once joined in order.
  /// - Complexity: O(pairs met in blocks); no list of pairs is kept.
  public func edges(in range: Range<Int>, _ blocks: BlockIndex) -> RangeEdges {
    var result = RangeEdges(pairsOfRule: Array(repeating: 0, count: model.blocking.count))
    var scratch = Scratch(self)
    // `met[right] == left + 1`: the pair has been scored under an earlier rule.
    var met = [UInt32](repeating: 0, count: table.recordCount)
    for left in range {
      let stamp = UInt32(left) &+ 1
      let start = result.edges.count
      for position in blocks.recordOffsets[left]..<blocks.recordOffsets[left + 1] {
        let block = Int(blocks.recordBlocks[position])
        let end = blocks.blockOffsets[block + 1]
        var member = blocks.firstMember(of: block, after: UInt32(left))
        while member < end {
          let right = Int(blocks.members[member])
          member &+= 1
          if met[right] == stamp { continue }
          met[right] = stamp
          result.pairCount &+= 1
          result.pairsOfRule[Int(blocks.ruleOfBlock[block])] &+= 1
          let weight = score(left, right, &scratch)
          if weight >= model.reviewThreshold {
            result.edges.append(
              Edge(
                left: RecordIndex(rawValue: UInt32(left)), right: RecordIndex(rawValue: UInt32(right)), weight: weight))
          }
        }
      }
      if result.edges.count - start > 1 { result.edges[start...].sort { $0.right < $1.right } }
    }
    return result
  }
}

extension BlockIndex {
  /// Position in `members` of the first member of a block that comes after a record.
  @inline(__always)
  func firstMember(of block: Int, after record: UInt32) -> Int {
    var low = blockOffsets[block]
    var high = blockOffsets[block + 1]
    if high - low <= 8 {
      while low < high, members[low] <= record { low &+= 1 }
      return low
    }
    while low < high {
      let middle = (low &+ high) / 2
      if members[middle] <= record { low = middle &+ 1 } else { high = middle }
    }
    return low
  }
}
