import Identity
import Linkage
import Normalization

/// The records of a store that one unit of work has had to look at, and what the whole set shows of their values.
///
/// Grows while the work goes on. A view of it is a table like the batch's, only smaller; sorted by source key
/// as that is, so ties fall the same way.
struct PartOfSet {
  struct Member {
    var record: StoredRecord
    var values: [FeatureValue]
    var keys: [RecordKey]
    var customer: CustomerID?
  }

  /// A table of some of the records and the classes of their values.
  struct View {
    var table: RecordTable
    var classes: SharingClasses
    var indexes: [RecordNumber: Int]

    func number(_ index: Int) -> RecordNumber { RecordNumber(rawValue: table.tags[index]) }
  }

  private(set) var members: [RecordNumber: Member] = [:]
  /// Records that were asked for and are not there, or cannot be read.
  private var missing: Set<RecordNumber> = []
  private(set) var unreadable: [SourceKey] = []
  /// What the store knew of identities when the work began.
  private var facts: [RecordKey: UInt8] = [:]
  private var askedFacts: Set<RecordKey> = []
  /// What this work found out since; 0 where there is no fact any more.
  private(set) var found: [SetIdentity: UInt8] = [:]
  private var postingOfIdentity: [SetIdentity: RecordKey] = [:]
  /// Posting lists that were read, each with the most that was asked for.
  private var lists: [RecordKey: (numbers: [RecordNumber], countMax: Int)] = [:]

  let session: any PartialReading
  let postings: PostingKeys
  let model: Model
  let pins: [SharingPin]
  private let factKinds: [Int16]

  init(_ session: any PartialReading, _ postings: PostingKeys, _ model: Model, pins: [SharingPin]) {
    self.session = session
    self.postings = postings
    self.model = model
    self.pins = pins
    factKinds = postings.factKinds
  }

  /// Reads the records that are not there yet.
  mutating func load(_ numbers: some Sequence<RecordNumber>) async throws {
    let wanted = Set(numbers).filter { members[$0] == nil && !missing.contains($0) }.sorted()
    if wanted.isEmpty { return }
    missing.formUnion(wanted)
    let found = try await session.placedRecords(wanted, factKinds: factKinds)
    for fact in found.facts { facts[fact.key] = fact.value }
    for placed in found.records {
      // Every value is posted under its identity, so what is known of them is known now.
      for key in placed.keys { askedFacts.insert(key) }
      guard let values = FeatureCodec.decode(placed.record.payload) else {
        unreadable.append(placed.record.key)
        continue
      }
      missing.remove(placed.record.number)
      members[placed.record.number] = Member(
        record: placed.record, values: values, keys: placed.keys, customer: placed.customer)
    }
  }

  /// The live records that carry a key, by number; of each list no more than its `countMax`.
  mutating func carriers(of wanted: [WantedPostings]) async throws -> [[RecordNumber]] {
    var missing: [WantedPostings] = []
    for wish in wanted {
      // A list that was not cut off is all there is.
      if let known = lists[wish.key], known.numbers.count < known.countMax || wish.countMax <= known.countMax { continue }
      missing.append(wish)
    }
    for (wish, list) in zip(missing, try await session.carriers(of: missing)) { lists[wish.key] = (list, wish.countMax) }
    return wanted.map { Array(lists[$0.key]!.numbers.prefix($0.countMax)) }
  }

  mutating func posting(of identity: SetIdentity) -> RecordKey {
    if let known = postingOfIdentity[identity] { return known }
    let made = postings.posting(of: identity)
    postingOfIdentity[identity] = made
    return made
  }

  /// Asks the store for facts that nobody has asked for yet.
  mutating func loadFacts(of identities: some Sequence<SetIdentity>) async throws {
    var wanted: [RecordKey] = []
    for identity in identities {
      let key = posting(of: identity)
      if askedFacts.insert(key).inserted { wanted.append(key) }
    }
    if wanted.isEmpty { return }
    for fact in try await session.facts(of: wanted.sorted()) { facts[fact.key] = fact.value }
  }

  /// What the store knew; facts of it must have been loaded.
  func formerFact(of identity: SetIdentity) -> UInt8 { postingOfIdentity[identity].flatMap { facts[$0] } ?? 0 }

  func fact(of identity: SetIdentity) -> UInt8 { found[identity] ?? formerFact(of: identity) }

  mutating func keep(_ value: UInt8, of identity: SetIdentity) { found[identity] = value }

  /// The identities of all values of a table, each once, in order.
  static func identities(of table: RecordTable) -> [SetIdentity] {
    var seen = Set<SetIdentity>()
    for column in table.columns.indices {
      for id in 1..<max(1, table.columns[column].dictionary.idLimit) {
        if let identity = table.identity(inColumn: column, of: UInt32(id)) { seen.insert(identity) }
      }
    }
    return seen.sorted()
  }

  /// The identities of a table's values, and the column each is of.
  static func columns(of table: RecordTable) -> [SetIdentity: ColumnID] {
    var columns: [SetIdentity: ColumnID] = [:]
    for column in table.columns.indices {
      for id in 1..<max(1, table.columns[column].dictionary.idLimit) {
        if let identity = table.identity(inColumn: column, of: UInt32(id)) { columns[identity] = table.columns[column].id }
      }
    }
    return columns
  }

  /// Identities of which a change may say something else: those that a record gained or lost, those that are counted
  /// by names where its names are others, and its names where what tells their bearers apart is other.
  ///
  /// - Parameters:
  ///   - formers: records as they were.
  ///   - currents: as they are.
  static func concerned(_ formers: [Member], _ currents: [Member]) -> Set<SetIdentity> {
    let (before, after) = (carried(table(of: formers)), carried(table(of: currents)))
    let former = Dictionary(formers.map { ($0.record.number, $0.values) }) { first, _ in first }
    let current = Dictionary(currents.map { ($0.record.number, $0.values) }) { first, _ in first }
    var concerned = Set<SetIdentity>()
    for number in Set(before.keys).union(after.keys) {
      let (held, holds) = (before[number] ?? [:], after[number] ?? [:])
      func isAlike(_ isMeant: (Attribute) -> Bool) -> Bool {
        func values(_ all: [FeatureValue]?) -> [NormalizedValue] {
          (all ?? []).filter { isMeant($0.column.attribute) }.map(\.value)
        }
        return values(former[number]) == values(current[number])
      }
      let areNamesAlike = isAlike { $0 == .name }
      let areContactsAlike = isAlike(\.tellsNamesApart)
      for (identity, column) in held.merging(holds, uniquingKeysWith: { first, _ in first }) {
        let isKept = held[identity] != nil && holds[identity] != nil
        switch column.attribute.counting {
        case _ where !isKept: concerned.insert(identity)
        case .names: if !areNamesAlike { concerned.insert(identity) }
        case .contacts: if !areContactsAlike { concerned.insert(identity) }
        case .carriers, .nothing: break
        }
      }
    }
    return concerned
  }

  /// The identities of each record's values, each with a column it is of.
  private static func carried(_ table: RecordTable) -> [RecordNumber: [SetIdentity: ColumnID]] {
    var result: [RecordNumber: [SetIdentity: ColumnID]] = [:]
    for record in 0..<table.recordCount {
      var identities: [SetIdentity: ColumnID] = [:]
      for column in table.columns.indices {
        for position in table.columns[column].values(of: record) {
          if let identity = table.identity(inColumn: column, of: table.columns[column].values[position]) {
            identities[identity] = table.columns[column].id
          }
        }
      }
      result[RecordNumber(rawValue: table.tags[record])] = identities
    }
    return result
  }

  /// How many records of a table carry each identity; those that carry it in two columns twice.
  static func carrierCounts(of table: RecordTable) -> [SetIdentity: Int] {
    var counts: [SetIdentity: Int] = [:]
    for column in table.columns.indices {
      for record in 0..<table.recordCount {
        for position in table.columns[column].values(of: record) {
          if let identity = table.identity(inColumn: column, of: table.columns[column].values[position]) {
            counts[identity, default: 0] += 1
          }
        }
      }
    }
    return counts
  }

  static func table(of members: some Sequence<Member>) -> RecordTable {
    var builder = RecordTable.Builder()
    for member in members {
      builder.append(
        RecordFeatures(
          source: member.record.key.source, id: Array(member.record.key.id.utf8), timestamp: member.record.sourceTimestamp,
          line: 0, content: UInt64(bitPattern: member.record.number.rawValue), values: member.values),
        tag: member.record.number.rawValue)
    }
    return builder.build().table
  }

  /// A view of some records.
  ///
  /// - Parameters:
  ///   - counted: identities whose carriers are all among the records: found anew and kept.
  mutating func view(
    of chosen: [Member], counted: Set<SetIdentity> = []
  ) async throws -> View {
    // The order of dictionaries must not show; the builder sorts by source key.
    let table = PartOfSet.table(of: chosen.sorted { $0.record.number < $1.record.number })
    try await loadFacts(of: PartOfSet.identities(of: table))
    let snapshot = self
    let made = SharingClasses.ofPart(table, model, pins: pins, counted: counted) {
      snapshot.fact(of: $0)
    }
    for identity in counted { found[identity] = made.found[identity] ?? 0 }
    var indexes: [RecordNumber: Int] = [:]
    for (index, tag) in table.tags.enumerated() { indexes[RecordNumber(rawValue: tag)] = index }
    return View(table: table, classes: made.classes, indexes: indexes)
  }
}
