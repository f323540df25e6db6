public import Identity

/// Finds the parts that cutting leaves of some records' components, without walking the components.
///
/// The part of a record is what is connected with it after the fewest cuts that leave at most `componentMax` records, or
/// a crowd (`ComponentPart`): each cut takes the same edges wherever it is made. That too many are connected shows as
/// soon as one more is met than the record with the fewest neighbours lets pass, so of the largest component no more is
/// looked at than a few parts of it. `Agglomeration` comes to the same parts, from the other side. Connections by
/// judgements are not known here, nor which records cannot be read any more: these count as connected until everything
/// is resolved anew.
///
/// Edges are asked for as the search comes to them. Those that have to be fetched first are named, and the search goes
/// on when they are there.
public struct PartSearch {
  /// What is clustered as a whole.
  public struct Part: Sendable {
    /// Ascending.
    public var members: [RecordNumber]
    /// Cuts that its component took until it fitted; `Model.threshold(atCut:)` is what its edges weigh at least.
    public var cutCount: Int
  }

  public private(set) var parts: [Part] = []
  private let model: Model
  private var partOf: [RecordNumber: Int] = [:]
  /// So many cuts leave too many records connected with a record, and one more may not.
  private var cutsMin: [RecordNumber: Int] = [:]

  public init(_ model: Model) { self.model = model }

  public func hasPart(of record: RecordNumber) -> Bool { partOf[record] != nil }

  /// Finds the part of a record, or more of what it takes to find it.
  ///
  /// - Parameter edges: calls back for each edge of a record that weighs at least the match threshold; false where its
  ///   edges are not known yet.
  /// - Returns: records whose edges have to be known first; none where the part is found.
  /// - Complexity: O(edges of `componentMax` records, or of `carriersMax` in a crowd) a cut.
  public mutating func find(
    _ record: RecordNumber, edges: (RecordNumber, (RecordNumber, MatchWeight) -> Void) -> Bool
  ) -> Set<RecordNumber> {
    if partOf[record] != nil { return [] }
    var cutCount = cutsMin[record] ?? 0
    while true {
      var reached = ReachedRecords(record)
      var next = 0
      var unknown = Set<RecordNumber>()
      var areTooMany = false
      var countMax = Int.max
      while next < reached.numbers.count, !areTooMany {
        let reaching = reached.numbers[next]
        next += 1
        var neighbourCount = 0
        let isKnown = edges(reaching) { other, weight in
          if model.cut(of: weight) < cutCount { return }
          neighbourCount += 1
          reached.insert(other)
        }
        if isKnown { countMax = min(countMax, model.countMax(neighbourCount: neighbourCount)) } else { unknown.insert(reaching) }
        areTooMany = reached.numbers.count > countMax || cutsMin[reaching, default: 0] > cutCount
      }
      if areTooMany {
        cutCount += 1
        for other in reached.numbers { cutsMin[other] = max(cutsMin[other, default: 0], cutCount) }
        continue
      }
      if !unknown.isEmpty { return unknown }
      for member in reached.numbers { partOf[member] = parts.count }
      parts.append(Part(members: reached.numbers.sorted(), cutCount: cutCount))
      return []
    }
  }
}

/// Records in the order they were reached, each once. Nearly always a handful, which a glance tells apart sooner than
/// a hash does.
private struct ReachedRecords {
  private(set) var numbers: [RecordNumber]
  private var known: Set<RecordNumber> = []
  private static let glance = 24

  init(_ first: RecordNumber) { numbers = [first] }

  mutating func insert(_ number: RecordNumber) {
    if numbers.count < ReachedRecords.glance {
      if !numbers.contains(number) { numbers.append(number) }
      return
    }
    if known.isEmpty { known = Set(numbers) }
    if known.insert(number).inserted { numbers.append(number) }
  }
}
