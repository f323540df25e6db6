public import Identity
public import Linkage

/// Customers worth showing: the largest, the least firmly held together, and a few like most others.
///
/// Which of the others is decided by a hash of their smallest source key: the same on every run, and not
/// the first ones of the file, which are seldom like the rest.
public struct SampleClusters: Sendable {
  public enum Kind: String, Sendable { case largest, loosest, usual }

  public struct Sample: Sendable {
    public var kind: Kind
    /// All records of the customer, ascending.
    public var records: [Int]
    /// The pair that holds it together least: without it there would be two customers. Of a large customer,
    /// among its first records only.
    public var weakest: (left: Int, right: Int)
    /// Pairs of its records that are strong edges; of a large customer, among its first records only.
    public var density: Proportion
  }

  public var samples: [Sample]

  static let lookedAtMax = 2_000
  static let recordsMax = 60

  public init(_ linking: Linking, usual: Int = 4, loosest: Int = 3) {
    let table = linking.table
    let several = linking.clusters().filter { $0.count > 1 }
    let byHash = several.map { cluster -> (hash: UInt64, cluster: [Int]) in
      (KeyHash.hash(Array(table.key(cluster[0]).description.utf8).span, seed: 11), cluster)
    }.sorted { ($0.hash, $0.cluster[0]) < ($1.hash, $1.cluster[0]) }.map(\.cluster)
    var samples: [Sample] = []
    var taken = Set<Int>()
    func take(_ kind: Kind, _ cluster: [Int]) {
      guard taken.insert(cluster[0]).inserted else { return }
      let first = Array(cluster.prefix(SampleClusters.recordsMax))
      guard let weakest = linking.spanningPairs(of: first).last else { return }
      samples.append(
        Sample(
          kind: kind, records: cluster, weakest: (weakest.left, weakest.right),
          density: graphDensity(nodeCount: first.count, edgeCount: linking.strongPairCount(of: first))))
    }
    if let largest = several.max(by: { ($0.count, $1[0]) < ($1.count, $0[0]) }), largest.count > 2 { take(.largest, largest) }
    let weighed = byHash.prefix(SampleClusters.lookedAtMax).compactMap { cluster in
      linking.spanningPairs(of: Array(cluster.prefix(SampleClusters.recordsMax))).last.map { (weight: $0.weight, cluster: cluster) }
    }.sorted { ($0.weight, $0.cluster[0]) < ($1.weight, $1.cluster[0]) }
    for entry in weighed.prefix(loosest) { take(.loosest, entry.cluster) }
    // Of every size some, small ones first, as they are met most.
    for size in 2...5 {
      if size - 2 >= usual { break }
      if let cluster = byHash.first(where: { $0.count == size && !taken.contains($0[0]) }) { take(.usual, cluster) }
    }
    self.samples = samples
  }
}

extension Linking {
  /// Pairs among some records that are strong edges.
  func strongPairCount(of records: [Int]) -> Int {
    var scratch = PairScorer.Scratch(scorer)
    var count = 0
    for (position, left) in records.enumerated() {
      for right in records[(position + 1)...]
      where blocks.shareBlock(left, right) && scorer.score(left, right, &scratch) >= model.matchThreshold { count += 1 }
    }
    return count
  }

  /// A spanning tree of the heaviest pairs among some records, heaviest first; the last is the weakest link.
  ///
  /// - Complexity: O(n² log n) pair scores for n records.
  public func spanningPairs(of records: [Int]) -> [(weight: MatchWeight, left: Int, right: Int)] {
    scorer.spanningPairs(of: records)
  }
}

extension PairScorer {
  /// A spanning tree of the heaviest pairs among some records, heaviest first; the last is the weakest link.
  ///
  /// - Parameter judged: pairs of these records that are judged the same, smaller index first. They come before all
  ///   others, in their order: judgements join whatever the records say.
  /// - Complexity: O(n² log n) pair scores for n records.
  public func spanningPairs(
    of records: [Int], judged: [(left: Int, right: Int)] = []
  ) -> [(weight: MatchWeight, left: Int, right: Int)] {
    var scratch = Scratch(self)
    var pairs: [(weight: MatchWeight, left: Int, right: Int)] = []
    for (position, left) in records.enumerated() {
      for right in records[(position + 1)...] { pairs.append((score(left, right, &scratch), left, right)) }
    }
    pairs.sort { ($1.weight, $0.left, $0.right) < ($0.weight, $1.left, $1.right) }
    var candidates: [(weight: MatchWeight, left: Int, right: Int)] = []
    for pair in judged { candidates.append((score(pair.left, pair.right, &scratch), pair.left, pair.right)) }
    candidates += pairs
    var groupOf: [Int: Int] = [:]
    for record in records { groupOf[record] = record }
    var links: [(weight: MatchWeight, left: Int, right: Int)] = []
    for pair in candidates where groupOf[pair.left] != groupOf[pair.right] {
      let (kept, gone) = (groupOf[pair.left], groupOf[pair.right])
      for record in records where groupOf[record] == gone { groupOf[record] = kept }
      links.append(pair)
    }
    return links
  }
}
