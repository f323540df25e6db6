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

  let session: any PartialReading
  let postings: PostingKeys
  let model: Model
  let pins: [SharingPin]

  init(_ session: any PartialReading, _ postings: PostingKeys, _ model: Model, pins: [SharingPin]) {
    self.session = session
    self.postings = postings
    self.model = model
    self.pins = pins
  }

  /// Reads the records that are not there yet.
  mutating func load(_ numbers: some Sequence<RecordNumber>) async throws {
    let wanted = Set(numbers).filter { members[$0] == nil && !missing.contains($0) }.sorted()
    if wanted.isEmpty { return }
    missing.formUnion(wanted)
    for placed in try await session.placedRecords(wanted) {
      guard let values = FeatureCodec.decode(placed.record.payload) else {
        unreadable.append(placed.record.key)
        continue
      }
      missing.remove(placed.record.number)
      members[placed.record.number] = Member(
        record: placed.record, values: values, keys: placed.keys, customer: placed.customer)
    }
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
  ///   - isFormer: as the store knew their values, instead of as this work found them.
  ///   - counted: identities whose carriers are all among the records: found anew and kept.
  mutating func view(
    of chosen: [Member], isFormer: Bool = false, counted: Set<SetIdentity> = []
  ) async throws -> View {
    // The order of dictionaries must not show; the builder sorts by source key.
    let table = PartOfSet.table(of: chosen.sorted { $0.record.number < $1.record.number })
    try await loadFacts(of: PartOfSet.identities(of: table))
    let snapshot = self
    let made = SharingClasses.ofPart(table, model, pins: pins, counted: counted) {
      isFormer ? snapshot.formerFact(of: $0) : snapshot.fact(of: $0)
    }
    for identity in counted { found[identity] = made.found[identity] ?? 0 }
    var indexes: [RecordNumber: Int] = [:]
    for (index, tag) in table.tags.enumerated() { indexes[RecordNumber(rawValue: tag)] = index }
    return View(table: table, classes: made.classes, indexes: indexes)
  }
}
