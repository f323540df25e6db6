import Identity

/// Sources that are declared free of duplicates: two records of one never share a customer, and clusters inherit
/// that. Here it becomes the reason that people read; the constraint itself is an exclusive conflict like others.
extension Partition {
  /// Gives `freeOfDuplicates` as the reason of each possible match whose two customers both hold a record of one
  /// declared source, except where something else was found to keep them apart first (ambiguity, a cut).
  ///
  /// - Complexity: O(records + possible matches); nothing where no source is declared.
  public mutating func nameDeclaredSources(_ table: RecordTable, _ declared: Set<String>) {
    let isDeclared = table.sources.map(declared.contains)
    guard isDeclared.contains(true), !possibleMatches.isEmpty else { return }
    var sourcesOf: [UInt32: Set<UInt32>] = [:]
    for match in possibleMatches {
      sourcesOf[match.left.rawValue] = []
      sourcesOf[match.right.rawValue] = []
    }
    for record in 0..<table.recordCount where isDeclared[Int(table.sourceIndexes[record])] {
      sourcesOf[cluster[record]]?.insert(table.sourceIndexes[record])
    }
    for index in possibleMatches.indices {
      let match = possibleMatches[index]
      switch match.reason {
      case .ambiguous, .componentCut, .freeOfDuplicates: continue
      case .nearThreshold, .exclusiveConflict, .evidenceAgainst: break
      }
      if let left = sourcesOf[match.left.rawValue], let right = sourcesOf[match.right.rawValue], !left.isDisjoint(with: right) {
        possibleMatches[index].reason = .freeOfDuplicates
      }
    }
  }
}
