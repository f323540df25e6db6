public import Identity

/// Which customer id each cluster bears after a change.
///
/// The partition is a function of the records; which of the old names survives depends on history. The
/// rule: an id stays with the cluster that holds most of its records; of equal parts, with the one that
/// has less of a retired id to take back. A cluster left without takes back the retired id most of whose
/// last records it holds, so that an un-merge brings the old ids back; only then is one minted. An id that nobody bears redirects to where most of its records went.
public struct IdentityAssignment: Sendable {
  /// By cluster.
  public var ids: [CustomerID]
  public var minted: [CustomerID] = []
  /// Ids that were current and are not any more, and where they lead: nil when all their records are gone.
  public var retired: [(id: CustomerID, leadsTo: CustomerID?)] = []
  /// Ids that were retired and are borne again.
  public var revived: [CustomerID] = []
  /// Ids retired earlier whose redirect must point elsewhere now.
  public var redirected: [(id: CustomerID, leadsTo: CustomerID?)] = []

  /// - Parameters:
  ///   - clusters: records of each cluster, ascending, clusters by smallest record; a record is its rank
  ///     by source key.
  ///   - current: customer of each record before the change; nil where it had none.
  ///   - departed: ids that were current for records which are live no more, with how many.
  ///   - retiredBefore: ids retired earlier, and the live records that were their last.
  ///   - mint: gives a new id.
  /// - Complexity: O(records + changes log changes).
  public init(
    clusters: [[Int]], current: [CustomerID?], departed: [CustomerID: Int],
    retiredBefore: [(id: CustomerID, lastRecords: [Int])], mint: () -> CustomerID
  ) {
    var assigned = [CustomerID?](repeating: nil, count: clusters.count)
    var claims: [Claim] = []
    let reclaimable = Set(retiredBefore.flatMap(\.lastRecords))
    for (index, cluster) in clusters.enumerated() {
      var counts: [CustomerID: (count: Int, smallest: Int)] = [:]
      for record in cluster {
        guard let id = current[record] else { continue }
        counts[id, default: (0, record)].count += 1
      }
      for (id, entry) in counts {
        claims.append(
          Claim(
            id: id, cluster: index, count: entry.count, reclaimableCount: cluster.count { reclaimable.contains($0) },
            smallest: entry.smallest))
      }
    }
    claims.sort { $0.precedes($1) }
    var taken = Set<CustomerID>()
    // Where most of an id's records are now. Of equal parts the one that `majority` takes, which asks this anew later:
    // where an id leads must not depend on when it is asked.
    var home: [CustomerID: Claim] = [:]
    for claim in claims {
      if home[claim.id].map({ ($0.count, -$0.smallest) < (claim.count, -claim.smallest) }) ?? true { home[claim.id] = claim }
      if assigned[claim.cluster] == nil, !taken.contains(claim.id) {
        assigned[claim.cluster] = claim.id
        taken.insert(claim.id)
      }
    }
    ids = []
    var clusterOf: [Int: Int] = [:]
    if !retiredBefore.isEmpty {
      for (index, cluster) in clusters.enumerated() { for record in cluster { clusterOf[record] = index } }
    }
    takeBack(retiredBefore, clusterOf, &assigned, &taken)
    for index in clusters.indices {
      if let id = assigned[index] {
        ids.append(id)
      } else {
        let id = mint()
        minted.append(id)
        ids.append(id)
      }
    }
    for id in home.keys.sorted() where !taken.contains(id) { retired.append((id, ids[home[id]!.cluster])) }
    for id in departed.keys.sorted() where home[id] == nil { retired.append((id, nil)) }
    for old in retiredBefore where !taken.contains(old.id) {
      let target = IdentityAssignment.majority(old.lastRecords, clusterOf)
      redirected.append((old.id, target.map { ids[$0] }))
    }
  }

  private mutating func takeBack(
    _ retiredBefore: [(id: CustomerID, lastRecords: [Int])], _ clusterOf: [Int: Int], _ assigned: inout [CustomerID?],
    _ taken: inout Set<CustomerID>
  ) {
    var claims: [Claim] = []
    for old in retiredBefore {
      var counts: [Int: (count: Int, smallest: Int)] = [:]
      for record in old.lastRecords.sorted() {
        guard let cluster = clusterOf[record], assigned[cluster] == nil else { continue }
        counts[cluster, default: (0, record)].count += 1
      }
      for (cluster, entry) in counts {
        claims.append(Claim(id: old.id, cluster: cluster, count: entry.count, smallest: entry.smallest))
      }
    }
    claims.sort { $0.precedes($1) }
    for claim in claims where assigned[claim.cluster] == nil && !taken.contains(claim.id) {
      assigned[claim.cluster] = claim.id
      taken.insert(claim.id)
      revived.append(claim.id)
    }
    revived.sort()
  }

  private static func majority(_ records: [Int], _ clusterOf: [Int: Int]) -> Int? {
    var counts: [Int: (count: Int, smallest: Int)] = [:]
    for record in records.sorted() {
      if let cluster = clusterOf[record] { counts[cluster, default: (0, record)].count += 1 }
    }
    return counts.min { a, b in
      a.value.count != b.value.count ? a.value.count > b.value.count : a.value.smallest < b.value.smallest
    }?.key
  }

  /// "So many of this id's records are in this cluster."
  private struct Claim {
    var id: CustomerID
    var cluster: Int
    var count: Int
    /// Records of the cluster that were the last of a retired id.
    var reclaimableCount = 0
    var smallest: Int

    func precedes(_ other: Claim) -> Bool {
      if count != other.count { return count > other.count }
      if id != other.id { return id < other.id }
      if reclaimableCount != other.reclaimableCount { return reclaimableCount < other.reclaimableCount }
      return smallest < other.smallest
    }
  }
}

extension IdentityAssignment {
  /// What becomes of redirects: of ids retired now, and of those retired before that lead elsewhere now.
  func retirements(_ before: [RetiredCustomer]) -> [ResolutionDelta.Retirement] {
    let redirects = Dictionary(before.map { ($0.id, $0.redirectsTo) }) { first, _ in first }
    return retired.map { ResolutionDelta.Retirement(id: $0.id, redirectsTo: $0.leadsTo) }
      + redirected.filter { redirects[$0.id] != $0.leadsTo }.map {
        ResolutionDelta.Retirement(id: $0.id, redirectsTo: $0.leadsTo)
      }
  }
}
