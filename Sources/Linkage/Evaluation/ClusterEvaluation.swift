/// A division of records into customers, held against who they really are.
///
/// Three looks at it, because each alone can be fooled: pairs (one giant cluster costs the square of its
/// size), B-cubed (every record counts once), and customers that are exactly right. All of it is counted
/// in whole numbers. Source of B-cubed: A. Bagga and B. Baldwin, "Algorithms for Scoring Coreference
/// Chains", LREC 1998.
public struct ClusterEvaluation: Sendable {
  public var recordCount = 0
  public var entityCount = 0
  public var clusterCount = 0
  public var largestEntity = 0
  public var largestCluster = 0
  public var pairs = PairConfusion()
  public var bCubed = BCubed()
  /// People whose records are one cluster and nobody else's.
  public var exactEntities = 0
  /// People in more than one cluster.
  public var splitEntities = 0
  /// Clusters with records of more than one person.
  public var mixedClusters = 0
  /// By source, in the order of their numbers; empty where sources were not given.
  public var sources: [SourceEvaluation] = []
  /// Pairs within and between sources, `first <= second`; empty where there are more than `sourcesMax`.
  public var sourcePairs: [SourcePairEvaluation] = []

  /// Most sources for which pairs of sources are counted.
  public static let sourcesMax = 64

  /// Sums of what each record's own cluster and person are worth, in billionths a record.
  public struct BCubed: Sendable, Hashable {
    public var recordCount = 0
    public var precisionSum = 0
    public var recallSum = 0

    static let unit = 1_000_000_000

    /// Over records: the share of a record's cluster that is the record's person.
    public var precision: Proportion { Proportion(precisionSum, of: recordCount * BCubed.unit) }
    /// Over records: the share of a record's person that is in the record's cluster.
    public var recall: Proportion { Proportion(recallSum, of: recordCount * BCubed.unit) }
    public var f1: Proportion {
      if recordCount == 0 { return Proportion(1, of: 1) }
      let (p, r) = (precisionSum / recordCount, recallSum / recordCount)
      return Proportion(p + r == 0 ? 0 : 2 * p * r / (p + r), of: BCubed.unit)
    }
  }

  /// The records of one source.
  public struct SourceEvaluation: Sendable {
    public var source: Int
    public var bCubed = BCubed()
  }

  /// Pairs of records, one of each source.
  public struct SourcePairEvaluation: Sendable {
    public var first: Int
    public var second: Int
    public var pairs: PairConfusion
  }

  /// - Parameters:
  ///   - truth: the person of each record; small numbers, best below the number of records.
  ///   - found: the cluster of each record, the same.
  ///   - sources: the source of each record below `sourceCount`; empty where nobody asks.
  /// - Complexity: O(n log n).
  public init(truth: [UInt32], found: [UInt32], sources: [UInt32] = [], sourceCount: Int = 0) {
    precondition(truth.count == found.count && (sources.isEmpty || sources.count == truth.count), "a number for each record")
    recordCount = truth.count
    let entitySizes = sizes(truth)
    let clusterSizes = sizes(found)
    entityCount = entitySizes.count { $0 > 0 }
    clusterCount = clusterSizes.count { $0 > 0 }
    largestEntity = entitySizes.max() ?? 0
    largestCluster = clusterSizes.max() ?? 0
    pairs.joined = clusterSizes.reduce(0) { $0 + pairCount($1) }
    pairs.belonging = entitySizes.reduce(0) { $0 + pairCount($1) }
    pairs.total = pairCount(recordCount)
    bCubed.recordCount = recordCount
    self.sources = (0..<(sources.isEmpty ? 0 : sourceCount)).map { SourceEvaluation(source: $0) }

    // A cell is what a person and a cluster share: a run of equal numbers once sorted.
    var entries = truth.indices.map { Entry(group: UInt64(truth[$0]) << 32 | UInt64(found[$0]), source: sources.isEmpty ? 0 : sources[$0]) }
    entries.sort { ($0.group, $0.source) < ($1.group, $1.source) }
    var cellsOfEntity = [UInt32](repeating: 0, count: entitySizes.count)
    var cellsOfCluster = [UInt32](repeating: 0, count: clusterSizes.count)
    forEachRun(entries) { run in
      let (entity, cluster) = (Int(run[run.startIndex].group >> 32), Int(run[run.startIndex].group & 0xFFFF_FFFF))
      let (count, inEntity, inCluster) = (run.count, entitySizes[entity], clusterSizes[cluster])
      cellsOfEntity[entity] += 1
      cellsOfCluster[cluster] += 1
      pairs.together += pairCount(count)
      let (precision, recall) = (count * BCubed.unit / inCluster, count * BCubed.unit / inEntity)
      bCubed.precisionSum += count * precision
      bCubed.recallSum += count * recall
      if count == inEntity, count == inCluster { exactEntities += 1 }
      if sources.isEmpty { return }
      for entry in run {
        self.sources[Int(entry.source)].bCubed.recordCount += 1
        self.sources[Int(entry.source)].bCubed.precisionSum += precision
        self.sources[Int(entry.source)].bCubed.recallSum += recall
      }
    }
    splitEntities = cellsOfEntity.count { $0 > 1 }
    mixedClusters = cellsOfCluster.count { $0 > 1 }
    if sources.isEmpty || sourceCount > ClusterEvaluation.sourcesMax { return }
    sourcePairs = ClusterEvaluation.pairs(entries, truth: truth, found: found, sources, sourceCount)
  }

  private static func pairs(
    _ cells: [Entry], truth: [UInt32], found: [UInt32], _ sources: [UInt32], _ sourceCount: Int
  ) -> [SourcePairEvaluation] {
    func sorted(_ groups: [UInt32]) -> [Entry] {
      groups.indices.map { Entry(group: UInt64(groups[$0]), source: sources[$0]) }.sorted { ($0.group, $0.source) < ($1.group, $1.source) }
    }
    let together = crossed(cells, sourceCount)
    let joined = crossed(sorted(found), sourceCount)
    let belonging = crossed(sorted(truth), sourceCount)
    var records = [Int](repeating: 0, count: sourceCount)
    for source in sources { records[Int(source)] += 1 }
    var result: [SourcePairEvaluation] = []
    for first in 0..<sourceCount {
      for second in first..<sourceCount {
        let place = first * sourceCount + second
        result.append(
          SourcePairEvaluation(
            first: first, second: second,
            pairs: PairConfusion(
              together: together[place], joined: joined[place], belonging: belonging[place],
              total: first == second ? pairCount(records[first]) : records[first] * records[second])))
      }
    }
    return result
  }

  /// Pairs within groups by the two records' sources, at `first * sourceCount + second`.
  private static func crossed(_ entries: [Entry], _ sourceCount: Int) -> [Int] {
    var result = [Int](repeating: 0, count: sourceCount * sourceCount)
    var counts: [(source: Int, count: Int)] = []
    forEachRun(entries) { run in
      if run.count == 1 { return }
      counts.removeAll(keepingCapacity: true)
      for entry in run {
        if let last = counts.last, last.source == Int(entry.source) {
          counts[counts.count - 1].count += 1
        } else {
          counts.append((Int(entry.source), 1))
        }
      }
      for (position, one) in counts.enumerated() {
        result[one.source * sourceCount + one.source] += pairCount(one.count)
        for other in counts[(position + 1)...] { result[one.source * sourceCount + other.source] += one.count * other.count }
      }
    }
    return result
  }
}

/// A record's group and source.
private struct Entry {
  var group: UInt64
  var source: UInt32
}

/// Calls `body` with each run of entries of one group.
private func forEachRun(_ entries: [Entry], _ body: (ArraySlice<Entry>) -> Void) {
  var start = 0
  while start < entries.count {
    var end = start + 1
    while end < entries.count, entries[end].group == entries[start].group { end += 1 }
    body(entries[start..<end])
    start = end
  }
}

/// How often each number occurs.
private func sizes(_ numbers: [UInt32]) -> [Int] {
  var sizes = [Int](repeating: 0, count: Int(numbers.max() ?? 0) + 1)
  for number in numbers { sizes[Int(number)] += 1 }
  return sizes
}
