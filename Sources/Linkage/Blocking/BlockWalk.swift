/// Ways through a block index that only reports take: every rule of a pair, not the first alone.
extension BlockIndex {
  /// Calls `body` with each record behind `left` that shares a block with it and the block's rule; with a
  /// record as often as there are such blocks.
  func forEachPartner(of left: Int, _ body: (_ right: Int, _ rule: Int) -> Void) {
    var rule = 0
    for index in Int(recordOffsets[left])..<Int(recordOffsets[left + 1]) {
      var place = Int(places[index])
      while place >= ruleStarts[rule + 1] { rule += 1 }
      while members[place] < BlockIndex.lastMark {
        place += 1
        body(Int(members[place] & ~BlockIndex.lastMark), rule)
      }
    }
  }

  /// Whether two records share a live key.
  public func shareBlock(_ left: Int, _ right: Int) -> Bool { !rules(of: left, right).isEmpty }

  /// Records in each block, by rule.
  func blockSizes() -> [[Int]] {
    report.indices.map { rule in
      var sizes: [Int] = []
      var size = 0
      for member in members[ruleStarts[rule]..<ruleStarts[rule + 1]] {
        size += 1
        if member >= BlockIndex.lastMark {
          sizes.append(size)
          size = 0
        }
      }
      return sizes
    }
  }
}
