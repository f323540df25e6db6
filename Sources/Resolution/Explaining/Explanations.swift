import Crypto
public import Identity
import Intake
public import Linkage
import Normalization

/// Two stored records side by side: their evidence, the judgements that apply, where they stand now.
public struct PairStory: Sendable {
  public var left: SourceKey
  public var right: SourceKey
  public var explanation: PairExplanation
  /// Those in force that apply to the two, also by inheritance.
  public var judgements: [ApplyingJudgement]
  public var areOneCustomer: Bool
  /// What leads from the one to the other, where they are one customer and neither their own evidence nor a judgement
  /// on the two joins them.
  public var links: [CustomerLinks.Link]
  /// Why their customers were not joined, where the engine looked at that.
  public var apart: Linkage.PossibleMatch.Reason?
  /// A source declared free of duplicates of which both customers hold a record; nil where they are one.
  public var declaredSource: String?
  public var matchThreshold: MatchWeight
}

extension Linking {
  /// Two records of the table side by side, with no judgements asked.
  public func story(_ left: Int, _ right: Int) -> PairStory {
    let (a, b) = (partition.cluster[left], partition.cluster[right])
    let apart = partition.possibleMatches.first {
      let (x, y) = ($0.left.rawValue, $0.right.rawValue)
      return x == min(a, b) && y == max(a, b)
    }
    return PairStory(
      left: table.key(left), right: table.key(right), explanation: scorer.explain(left, right, blocks), judgements: [],
      areOneCustomer: a == b, links: [], apart: apart?.reason, matchThreshold: model.matchThreshold)
  }
}

/// What holds a customer together: its records and the strongest link that ties each to the others.
public struct CustomerLinks: Sendable {
  public struct Link: Sendable {
    public var left: SourceKey
    public var right: SourceKey
    /// What joins the two; nil where their evidence does.
    public var judgement: Judgement?
    public var explanation: PairExplanation
  }
  /// A spanning tree: the judgements that join records, by number, then the heaviest pairs, heaviest first; of these
  /// the last is the weakest link.
  public var links: [Link]
}

/// Engine results over the whole store, for questions about single records.
///
/// How widely a value is shared depends on all records, so all are read: seconds for a million.
public struct StoreExplainer: Sendable {
  private let stored: StoredTable
  private let linking: Linking
  /// In force, by number. Those on records that are not live wait until they are, for the engine as well.
  private let judgements: [Judgement]
  /// Records have changed since the last resolve: the answers are those of the next one.
  public let isPending: Bool

  public init(
    _ store: some CustomerStore, _ model: ModelFile, threadCount: Int,
    progress: @escaping @Sendable (LinkingStage, Double) -> Void = { _, _ in }
  ) async throws {
    (stored, linking, judgements, isPending) = try await store.snapshot { session in
      let stored = try await StoredTable.load(session, try await SourceInForce.all(session), threadCount: threadCount)
      let judgements = try await session.judgementsInForce()
      let linking = try await Linking.link(
        stored.table, model.model, judgements: stored.judgements(judgements),
        pins: sharingPins(try await session.sharingPinsInForce()), freeOfDuplicates: stored.freeOfDuplicates,
        threadCount: threadCount, progress: progress)
      let live = judgements.map(\.judgement).filter {
        stored.table.index(of: $0.left) != nil && stored.table.index(of: $0.right) != nil
      }
      return (stored, linking, live, try await session.pendingCount() > 0)
    }
  }

  /// Why two records are one customer, or why not; nil where one of them is not live.
  public func why(_ left: SourceKey, _ right: SourceKey) -> PairStory? {
    guard let a = stored.table.index(of: left), let b = stored.table.index(of: right), a != b else { return nil }
    let (clusterA, clusterB) = (linking.partition.cluster[a], linking.partition.cluster[b])
    let apart = linking.partition.possibleMatches.first {
      let (x, y) = (linking.partition.cluster[Int($0.left.rawValue)], linking.partition.cluster[Int($0.right.rawValue)])
      return x == clusterA && y == clusterB || x == clusterB && y == clusterA
    }
    let explanation = linking.scorer.explain(a, b, linking.blocks)
    let areOne = clusterA == clusterB
    let (recordsA, recordsB) = (keys(of: clusterA), keys(of: clusterB))
    let isJoinedAlone = explanation.total >= linking.model.matchThreshold && !explanation.isExcluded
    return PairStory(
      left: left, right: right, explanation: explanation,
      judgements: JudgementBook(judgements).applying(to: left, of: recordsA, and: right, of: recordsB),
      areOneCustomer: areOne, links: areOne && !isJoinedAlone ? links(from: left, to: right, of: recordsA) : [],
      apart: apart?.reason, declaredSource: areOne ? nil : declaredSource(of: clusterA, and: clusterB),
      matchThreshold: linking.model.matchThreshold)
  }

  private func keys(of cluster: UInt32) -> [SourceKey] {
    linking.partition.cluster.indices.filter { linking.partition.cluster[$0] == cluster }.map { stored.table.key($0) }
  }

  /// The way from one record of a customer to another along the links that hold it together; empty where that is a
  /// judgement on these two, which says it all.
  private func links(from left: SourceKey, to right: SourceKey, of customer: [SourceKey]) -> [CustomerLinks.Link] {
    let tree = self.links(of: customer).links
    var reached: [SourceKey: CustomerLinks.Link] = [:]
    var seen: Set<SourceKey> = [left]
    var front = [left]
    while let key = front.popLast() {
      for link in tree where link.left == key || link.right == key {
        let next = link.left == key ? link.right : link.left
        guard seen.insert(next).inserted else { continue }
        reached[next] = link
        front.append(next)
      }
    }
    var way: [CustomerLinks.Link] = []
    var key = right
    while let link = reached[key] {
      way.append(link)
      key = link.left == key ? link.right : link.left
    }
    return way.count == 1 && way[0].judgement != nil ? [] : way.reversed()
  }

  /// The first source by name that is declared free of duplicates and in both clusters.
  private func declaredSource(of left: UInt32, and right: UInt32) -> String? {
    guard !stored.freeOfDuplicates.isEmpty else { return nil }
    func sources(_ cluster: UInt32) -> Set<UInt32> {
      Set(stored.table.sourceIndexes.indices.filter { linking.partition.cluster[$0] == cluster }.map { stored.table.sourceIndexes[$0] })
    }
    return sources(left).intersection(sources(right)).sorted().map { stored.table.sources[Int($0)] }
      .first { stored.freeOfDuplicates.contains($0) }
  }

  /// The links that hold a customer together.
  ///
  /// - Complexity: O(n² log n) pair scores for n records.
  public func links(of keys: [SourceKey]) -> CustomerLinks {
    CustomerLinks(
      of: keys.compactMap { stored.table.index(of: $0) }.sorted(), linking.scorer, judgements)
  }
}

extension CustomerLinks {
  /// - Parameters:
  ///   - records: of the scorer's table, ascending.
  ///   - judgements: in force, by number.
  fileprivate init(of records: [Int], _ scorer: PairScorer, _ judgements: [Judgement]) {
    let table = scorer.table
    let members = Set(records)
    let judged = judgements.compactMap { judgement -> (left: Int, right: Int, judgement: Judgement)? in
      guard judgement.verdict == .same, let a = table.index(of: judgement.left), let b = table.index(of: judgement.right),
        a != b, members.contains(a), members.contains(b)
      else { return nil }
      return (min(a, b), max(a, b), judgement)
    }
    let pairs = scorer.spanningPairs(of: records, judged: judged.map { (left: $0.left, right: $0.right) })
    links = pairs.map { pair in
      Link(
        left: table.key(pair.left), right: table.key(pair.right),
        judgement: judged.first { $0.left == pair.left && $0.right == pair.right }?.judgement,
        explanation: scorer.explain(pair.left, pair.right))
    }
  }

  /// The links that hold a customer together, from its own records alone: how widely their values are shared is known
  /// from the last resolve, as for whoever resolves a part. The same as `StoreExplainer` finds by reading everything.
  ///
  /// - Parameter keys: its records.
  /// - Returns: nil where what is known is not of today: records wait for a resolve, or the last one went by something
  ///   else. Then everything has to be read.
  public static func ofKept(
    _ keys: [SourceKey], in store: some CustomerStore, _ model: ModelFile
  ) async throws -> CustomerLinks? {
    let modelSHA256 = Array(SHA256.hash(data: model.text))
    return try await store.snapshot { session -> CustomerLinks? in
      let sources = try await SourceInForce.all(session)
      let pins = try await session.sharingPinsInForce()
      guard let secret = try await session.secret(), let state = try await session.resolvedState(),
        state.stamp == resolvedStamp(modelSHA256, pins, sources)
      else { return nil }
      if try await session.pendingCount() > 0 { return nil }
      var part = PartOfSet(
        session, PostingKeys(rules: model.model.blocking, secret: secret), model.model, pins: sharingPins(pins))
      let numbers = try await session.liveNumbers(of: keys).sorted()
      try await part.load(numbers)
      let members = numbers.compactMap { part.members[$0] }
      let view = try await part.view(of: members)
      let scorer = PairScorer(
        view.table, model.model, view.classes,
        freeOfDuplicates: Set(sources.filter(\.settings.isFreeOfDuplicates).map(\.name)))
      let judgements = try await session.judgementsInForce(about: keys).map(\.judgement)
      return CustomerLinks(of: Array(0..<view.table.recordCount), scorer, judgements)
    }
  }
}
