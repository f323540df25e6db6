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
  /// Meets every candidate pair whose left record is in `range`, once, and keeps the heavy ones.
  ///
  /// Ranges are independent: any division of the table gives the same edges once joined in order.
  /// - Complexity: O(pairs met in blocks); no list of pairs is kept.
  public func edges(in range: Range<Int>, _ blocks: BlockIndex) -> RangeEdges {
    withScratch { edges(in: range, blocks, &$0) }
  }

  private func edges(in range: Range<Int>, _ blocks: BlockIndex, _ scratch: inout Scratch) -> RangeEdges {
    var edges: [Edge] = []
    var pairsOfRule = Array(repeating: 0, count: model.blocking.count)
    let floor = model.reviewThreshold
    var start = 0
    var last = -1
    blocks.visitPairs(in: range) { left, right, rule in
      pairsOfRule[rule] &+= 1
      guard mayReach(floor, left, right, &scratch) else { return }
      let weight = score(left, right, &scratch)
      if weight < floor { return }
      if left != last {
        RangeEdges.sort(&edges, from: start)
        start = edges.count
        last = left
      }
      edges.append(
        Edge(left: RecordIndex(rawValue: UInt32(left)), right: RecordIndex(rawValue: UInt32(right)), weight: weight))
    }
    RangeEdges.sort(&edges, from: start)
    return RangeEdges(edges: edges, pairCount: pairsOfRule.reduce(0, +), pairsOfRule: pairsOfRule)
  }
}

extension RangeEdges {
  /// Orders the edges of one record by the other; most records have a few.
  fileprivate static func sort(_ edges: inout [Edge], from start: Int) {
    if edges.count - start > 32 {
      edges.withUnsafeMutableBufferPointer { edges in
        var last = UnsafeMutableBufferPointer(rebasing: edges[start...])
        last.sort { $0.right < $1.right }
      }
      return
    }
    var index = start + 1
    while index < edges.count {
      let edge = edges[index]
      var place = index
      while place > start, edges[place - 1].right > edge.right {
        edges[place] = edges[place - 1]
        place -= 1
      }
      edges[place] = edge
      index += 1
    }
  }
}

extension BlockIndex {
  /// Hands out every pair of records that share a block and whose left record is in `range`, once, with
  /// the first rule under which the two meet; `left < right`, ascending by left.
  ///
  /// - Complexity: O(pairs met in blocks), and an array of the table's length.
  @inline(__always)
  func visitPairs(in range: Range<Int>, _ body: (_ left: Int, _ right: Int, _ rule: Int) -> Void) {
    // `met[right - base] == left + 1`: the pair was met under an earlier rule.
    let base = range.lowerBound
    var met = [UInt32](repeating: 0, count: recordOffsets.count - 1 - base)
    for left in range {
      let stamp = UInt32(truncatingIfNeeded: left) &+ 1
      var rule = 0
      for index in Int(recordOffsets[left])..<Int(recordOffsets[left &+ 1]) {
        var place = Int(places[index])
        while place >= ruleStarts[rule &+ 1] { rule &+= 1 }
        var isLast = false
        while !isLast {
          place &+= 1
          let member = members[place]
          isLast = member >= BlockIndex.lastMark
          let right = Int(member & ~BlockIndex.lastMark)
          if met[right &- base] == stamp { continue }
          met[right &- base] = stamp
          body(left, right, rule)
        }
      }
    }
  }
}
