public import Identity
public import Linkage
import Normalization

/// A customer's surviving values, each with where it came from.
public struct GoldenRecord: Sendable, Equatable {
  /// In column order.
  public var attributes: [GoldenAttribute]

  public init(attributes: [GoldenAttribute]) { self.attributes = attributes }

  /// The first value of an attribute; nil where the customer has none.
  public func best(_ attribute: Attribute) -> GoldenValue? {
    attributes.first { $0.column.attribute == attribute }?.values.first
  }

  public func all(_ attribute: Attribute) -> [GoldenValue] {
    attributes.filter { $0.column.attribute == attribute }.flatMap(\.values)
  }
}

/// What survived of one attribute: the values, best first, and those that did not.
public struct GoldenAttribute: Sendable, Equatable {
  public var column: ColumnID
  /// One value, or all of them for attributes of which people have several.
  public var values: [GoldenValue]
  public var runnersUp: [GoldenValue]

  public init(column: ColumnID, values: [GoldenValue], runnersUp: [GoldenValue]) {
    self.column = column
    self.values = values
    self.runnersUp = runnersUp
  }
}

/// A value, the record it is taken from, and the rule that put it before the next one.
public struct GoldenValue: Sendable, Equatable {
  public var text: String
  public var from: SourceKey
  public var rule: SurvivorshipRule
  public var isVerified: Bool
  /// Records of the customer that carry it.
  public var carriers: Int

  public init(text: String, from: SourceKey, rule: SurvivorshipRule, isVerified: Bool, carriers: Int) {
    self.text = text
    self.from = from
    self.rule = rule
    self.isVerified = isVerified
    self.carriers = carriers
  }
}

/// Rules in the order they are asked; the first that tells two values apart decides.
///
/// Names, birth dates and genders hardly change, so for them what most records say comes before what the
/// last one says: one mishearing on the telephone does not rename a customer.
public enum SurvivorshipRule: String, Sendable, CaseIterable {
  /// A steward said so.
  case pinned
  case only = "only_value"
  /// A full, readable value before a partial or doubtful one.
  case usable
  case verified
  case sourcePriority = "source_priority"
  case mostRecent = "most_recent"
  case mostFrequent = "most_frequent"
  case mostComplete = "most_complete"
  case sourceKey = "source_key"
  /// No other comes after it: every other value was put before it.
  case last
}

/// Chooses golden values.
public struct Survivorship: Sendable {
  /// By source of the table; a higher one wins.
  private let priorities: [Int]

  /// - Parameter priority: of a source by name, 0 where nothing is known.
  public init(_ table: RecordTable, priority: (String) -> Int) {
    priorities = table.sources.map(priority)
  }

  /// The golden record of a cluster.
  ///
  /// A function of the cluster's records alone: rebuilt whenever they change, nothing of a record that
  /// left lingers.
  public func golden(_ records: [Int], _ table: RecordTable) -> GoldenRecord {
    var attributes: [GoldenAttribute] = []
    for column in table.columns {
      let candidates = candidates(records, column, table)
      if candidates.isEmpty { continue }
      var values: [GoldenValue] = []
      for (index, candidate) in candidates.enumerated() {
        let rule =
          index + 1 < candidates.count
          ? candidate.rule(over: candidates[index + 1]) : index == 0 ? .only : .last
        values.append(
          GoldenValue(
            text: String(decoding: column.dictionary.canonical[Int(candidate.value)], as: UTF8.self),
            from: table.key(candidate.record), rule: rule, isVerified: candidate.isVerified, carriers: candidate.carriers))
      }
      let survivors = survivorCount(candidates, column)
      attributes.append(
        GoldenAttribute(
          column: column.id, values: Array(values.prefix(survivors)), runnersUp: Array(values.dropFirst(survivors))))
    }
    return GoldenRecord(attributes: attributes)
  }

  /// The ids of a cluster's golden values in one column, best first, without where they come from.
  public func survivors(_ records: some Collection<UInt32>, _ column: ValueColumn, _ table: RecordTable) -> [UInt32] {
    let candidates = candidates(records, column, table)
    return candidates.prefix(survivorCount(candidates, column)).map(\.value)
  }

  private func survivorCount(_ candidates: [Candidate], _ column: ValueColumn) -> Int {
    switch column.id.attribute {
    case .email, .phone, .handle: max(1, candidates.count { $0.isUsable })
    default: 1
    }
  }

  /// One identity with its best spelling.
  private struct Candidate {
    var value: UInt32
    var record: Int
    var isUsable: Bool
    var isVerified: Bool
    var priority: Int
    var timestamp: Int64
    var carriers: Int
    var lengthBytes: Int
    var isLasting: Bool

    func rule(over other: Candidate) -> SurvivorshipRule {
      if isUsable != other.isUsable { return .usable }
      if isVerified != other.isVerified { return .verified }
      if priority != other.priority { return .sourcePriority }
      if isLasting, carriers != other.carriers { return .mostFrequent }
      if timestamp != other.timestamp { return .mostRecent }
      if carriers != other.carriers { return .mostFrequent }
      if lengthBytes != other.lengthBytes { return .mostComplete }
      return .sourceKey
    }

    /// nil where only the values' texts tell.
    func precedes(_ other: Candidate) -> Bool? {
      switch rule(over: other) {
      case .usable: isUsable
      case .verified: isVerified
      case .sourcePriority: priority > other.priority
      case .mostRecent: timestamp > other.timestamp
      case .mostFrequent: carriers > other.carriers
      case .mostComplete: lengthBytes > other.lengthBytes
      case .sourceKey, .only, .pinned, .last:
        record != other.record ? record < other.record : nil
      }
    }
  }

  private func candidates(
    _ records: some Collection<some BinaryInteger>, _ column: ValueColumn, _ table: RecordTable
  ) -> [Candidate] {
    // Most questions are settled without the texts: getting hold of them takes longer than settling it.
    func precedes(_ one: Candidate, _ other: Candidate) -> Bool {
      if let known = one.precedes(other) { return known }
      let texts = column.dictionary.canonical
      return texts[Int(one.value)].lexicographicallyPrecedes(texts[Int(other.value)])
    }
    var identities = Identities()
    var found: [Candidate] = []
    let isLasting =
      switch column.id.attribute {
      case .name, .birthDate, .gender: true
      default: false
      }
    for number in records {
      let record = Int(number)
      for position in column.values(of: record) {
        let id = Int(column.values[position])
        if column.dictionary.sharing[id] >= .junk { continue }
        let flags = column.dictionary.flags[id]
        let text = column.dictionary.canonical.range(id)
        let candidate = Candidate(
          value: UInt32(id), record: record,
          isUsable: flags.isDisjoint(with: [.partial, .invalid, .unreadable, .placeholder]),
          isVerified: column.isVerified[position], priority: priorities[Int(table.sourceIndexes[record])],
          timestamp: table.timestamps[record], carriers: 1, lengthBytes: text.count, isLasting: isLasting)
        let identity = column.dictionary.identityHashes[id]
        let key = identity != 0 ? identity : KeyHash.hash(Array(column.dictionary.canonical.bytes[text]).span, seed: 3)
        if let known = identities.index(of: key) {
          let carriers = found[known].carriers + (found[known].record == record ? 0 : 1)
          // Between spellings of one value the number of carriers decides nothing.
          var spelling = candidate
          spelling.carriers = found[known].carriers
          if precedes(spelling, found[known]) { found[known] = spelling }
          found[known].carriers = carriers
        } else {
          identities.append(key)
          found.append(candidate)
        }
      }
    }
    if found.count > 1 { found.sort(by: precedes) }
    return found
  }

  /// Keys in order of arrival: looked through while they are few, which they nearly always are.
  private struct Identities {
    private var keys: [UInt64] = []
    private var places: [UInt64: Int] = [:]

    func index(of key: UInt64) -> Int? { places.isEmpty ? keys.firstIndex(of: key) : places[key] }

    mutating func append(_ key: UInt64) {
      keys.append(key)
      if keys.count == 32 {
        for (index, known) in keys.enumerated() { places[known] = index }
      } else if keys.count > 32 {
        places[key] = keys.count - 1
      }
    }
  }
}
