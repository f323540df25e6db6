/// Ways through a block index that only reports take: every rule of a pair, not the first alone.
extension BlockIndex {
  /// Calls `body` with each record behind `left` that shares a block with it and the block's rule; with a
  /// record as often as there are such blocks.
  func forEachPartner(of left: Int, _ body: (_ right: Int, _ rule: Int) -> Void) {
    for position in recordOffsets[left]..<recordOffsets[left + 1] {
      let block = Int(recordBlocks[position])
      let rule = Int(ruleOfBlock[block])
      for member in members[blockOffsets[block]..<blockOffsets[block + 1]] where Int(member) > left { body(Int(member), rule) }
    }
  }

  /// Whether two records share a live key.
  public func shareBlock(_ left: Int, _ right: Int) -> Bool {
    let others = recordBlocks[recordOffsets[right]..<recordOffsets[right + 1]]
    return recordBlocks[recordOffsets[left]..<recordOffsets[left + 1]].contains { others.contains($0) }
  }

  /// Records in each block, by rule.
  func blockSizes() -> [[Int]] {
    var sizes = [[Int]](repeating: [], count: report.count)
    for block in ruleOfBlock.indices { sizes[Int(ruleOfBlock[block])].append(blockOffsets[block + 1] - blockOffsets[block]) }
    return sizes
  }
}
