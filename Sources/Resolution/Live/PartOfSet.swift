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
  /// Records of which it is known where they are. Of whoever is only compared it need not be.
  private var placed: Set<RecordNumber> = []
  private(set) var unreadable: [SourceKey] = []
  /// What the store knew of identities when the work began.
  private var facts: [RecordKey: UInt8] = [:]
  private var askedFacts: Set<RecordKey> = []
  /// Records of all whose values it is known what the store knows.
  private var told: Set<RecordNumber> = []
  /// What this work found out since; 0 where there is no fact any more.
  private(set) var found: [SetIdentity: UInt8] = [:]
  private var postingOfIdentity: [SetIdentity: RecordKey] = [:]
  /// Posting lists that were read, each with the most that was asked for.
  private var lists: [RecordKey: (numbers: [RecordNumber], countMax: Int)] = [:]
  /// The edges that are kept of the records that were asked for; empty where there is none.
  private(set) var edges: [RecordNumber: [RecordNumber: MatchWeight]] = [:]
  /// Retired ids that last had one of the records of which it was asked.
  private(set) var retired: [RetiredCustomer] = []
  /// nil where nobody else can be at work.
  private var locks: UnitLocks?

  let session: any PartialReading
  let postings: PostingKeys
  let model: Model
  let pins: [SharingPin]
  private let factKinds: [Int16]

  init(
    _ session: any PartialReading, _ postings: PostingKeys, _ model: Model, pins: [SharingPin], locks: UnitLocks? = nil
  ) {
    self.session = session
    self.locks = locks
    self.postings = postings
    self.model = model
    self.pins = pins
    factKinds = postings.factKinds
  }

  /// Reads the records that are not there yet.
  mutating func load(_ numbers: some Sequence<RecordNumber>) async throws {
    let wanted = unread(numbers)
    if wanted.isEmpty { return }
    _ = try await ask(PartQuestion(records: wanted, factsOf: wanted))
  }

  /// Reads what is not there yet of records, and where they are.
  ///
  /// - Parameters:
  ///   - others: records of which no more is needed than which they are and where: nothing is asked of their values.
  ///   - held: records of which is asked which retired ids last had them.
  mutating func place(
    _ numbers: Set<RecordNumber>, addressing others: Set<RecordNumber> = [], lastHeld held: Set<RecordNumber> = []
  ) async throws {
    let all = numbers.union(others)
    let question = PartQuestion(
      records: unread(all), factsOf: unread(numbers), places: unplaced(all), lastHeld: held.sorted())
    if question.asksNothing { return }
    let found = try await ask(question).retired
    if found.isEmpty { return }
    // As they are now that nobody else can change them.
    let ids = Set(found.map(\.id))
    let missing = locks?.take([], alone: [], keys: [], ids: ids) ?? LiveLocks()
    retired = try await ask(PartQuestion(locks: missing, lastHeld: question.lastHeld)).retired.filter { ids.contains($0.id) }
  }

  /// Reads the edges of records, which are held alone from now on.
  ///
  /// - Parameters:
  ///   - isLoading: whether the records themselves, and where they are, are to be there too.
  ///   - keys: further keys to be held, of which it is asked what is known.
  mutating func readEdges(
    of numbers: some Sequence<RecordNumber>, isLoading: Bool = false, keys: [RecordKey] = []
  ) async throws {
    let numbers = Set(numbers)
    let unknown = numbers.filter { edges[$0] == nil }.sorted()
    let kinds = Set(factKinds)
    let wanted = isLoading ? unread(numbers) : []
    var question = PartQuestion(
      records: wanted, factsOf: wanted, places: isLoading ? unplaced(numbers) : [],
      facts: keys.filter { kinds.contains($0.kind) }, edges: unknown)
    if question.asksNothing && keys.isEmpty { return }
    for key in question.facts { askedFacts.insert(key) }
    question.locks = locks?.take([], alone: numbers, keys: keys, ids: []) ?? LiveLocks()
    let answer = try await ask(question)
    for number in wanted { askedFacts.formUnion(members[number]?.keys ?? []) }
    for number in unknown { edges[number] = [:] }
    for found in answer.edges {
      edges[found.number] = Dictionary(uniqueKeysWithValues: zip(found.others, found.weights))
    }
  }

  /// A record that this unit of work has made: it has no edge, and no id was ever its.
  mutating func seat(_ made: PlacedRecord) {
    keep(made)
    told.insert(made.record.number)
    placed.insert(made.record.number)
    edges[made.record.number] = [:]
  }

  /// What the store knows of some keys; nothing of the others among them.
  mutating func know(_ found: [StoredFact], of keys: [RecordKey]) {
    askedFacts.formUnion(keys)
    for fact in found { facts[fact.key] = fact.value }
  }

  private func unread(_ numbers: some Sequence<RecordNumber>) -> [RecordNumber] {
    Set(numbers).filter { members[$0] == nil && !missing.contains($0) }.sorted()
  }

  private func unplaced(_ numbers: Set<RecordNumber>) -> [RecordNumber] { numbers.subtracting(placed).sorted() }

  private mutating func keep(_ placed: PlacedRecord) {
    guard let values = FeatureCodec.decode(placed.record.payload) else {
      unreadable.append(placed.record.key)
      return
    }
    missing.remove(placed.record.number)
    members[placed.record.number] = Member(
      record: placed.record, values: values, keys: placed.keys, customer: nil)
  }

  /// Asks the store. Records that are read are held, and so is what the question says.
  private mutating func ask(_ question: PartQuestion) async throws -> PartAnswer {
    var question = question
    if let further = locks?.take(question.records + question.places, alone: [], keys: [], ids: []) {
      question.locks.formUnion(further)
    }
    if let locks, locks.held.count > locks.countMax { throw UnitsMet(locks: locks.held) }
    if !question.factsOf.isEmpty { question.factKinds = factKinds }
    let answer: PartAnswer
    do { answer = try await session.answer(question) } catch is LockTaken { throw UnitsMet(locks: locks?.held ?? LiveLocks()) }
    missing.formUnion(question.records)
    for fact in answer.facts { facts[fact.key] = fact.value }
    let known = Set(question.factsOf)
    for placed in answer.records {
      keep(placed)
      // Every value is posted under its identity, so what is known of them is known now; of so many that a rule may have
      // left some out it is asked one by one.
      if known.contains(placed.record.number), placed.keys.count < BlockingKeys.keysPerRuleMax { told.insert(placed.record.number) }
    }
    placed.formUnion(question.places)
    for place in answer.places { members[place.record]?.customer = place.customer }
    return answer
  }

  /// The live records that carry a key, by number; of each list no more than its `countMax`.
  ///
  /// - Parameter isCounting: whether the lists have to be complete and stay so, which those of the unit's own records
  ///   are already.
  mutating func carriers(of wanted: [WantedPostings], isCounting: Bool = false) async throws -> [[RecordNumber]] {
    var missing: [WantedPostings] = []
    for wish in wanted {
      // A list that was not cut off is all there is.
      if let known = lists[wish.key], known.numbers.count < known.countMax || wish.countMax <= known.countMax { continue }
      missing.append(wish)
    }
    if !missing.isEmpty {
      let further = isCounting ? locks?.take([], alone: [], keys: missing.map(\.key), ids: []) : nil
      let found = try await ask(PartQuestion(locks: further ?? LiveLocks(), carriers: missing)).carriers
      for (wish, list) in zip(missing, found) { lists[wish.key] = (list, wish.countMax) }
    }
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
    _ = try await ask(PartQuestion(facts: wanted.sorted()))
  }

  /// What the store knew; facts of it must have been loaded.
  func formerFact(of identity: SetIdentity) -> UInt8 {
    facts.isEmpty ? 0 : facts[postingOfIdentity[identity] ?? postings.posting(of: identity)] ?? 0
  }

  /// Whether what this work found out is what was known.
  var findsNothingNew: Bool { found.allSatisfy { $0.value == formerFact(of: $0.key) } }

  func fact(of identity: SetIdentity) -> UInt8 { found[identity] ?? formerFact(of: identity) }

  mutating func keep(_ value: UInt8, of identity: SetIdentity) { found[identity] = value }

  /// The identities of all values of a table, each once, in order.
  static func identities(of table: RecordTable) -> [SetIdentity] {
    var seen = Set<SetIdentity>()
    for column in table.columns.indices {
      for id in 1..<max(1, table.columns[column].dictionary.idLimit) {
        seen.formUnion(table.identities(inColumn: column, of: UInt32(id)))
      }
    }
    return seen.sorted()
  }

  /// The identities of a table's values, and the column each is of.
  static func columns(of table: RecordTable) -> [SetIdentity: ColumnID] {
    var columns: [SetIdentity: ColumnID] = [:]
    for column in table.columns.indices {
      for id in 1..<max(1, table.columns[column].dictionary.idLimit) {
        for identity in table.identities(inColumn: column, of: UInt32(id)) { columns[identity] = table.columns[column].id }
      }
    }
    return columns
  }

  /// Identities of which a change may say something else: those that a record gained or lost, those that are counted
  /// by names where its names are others, and its names where what tells their bearers apart is other. And those of them
  /// that may say less by it, because a record that had them lost them or speaks of them otherwise.
  ///
  /// - Parameters:
  ///   - formers: records as they were, and their table.
  ///   - currents: as they are, and their table.
  static func concerned(
    _ formers: [Member], _ tableBefore: RecordTable, _ currents: [Member], _ tableAfter: RecordTable
  ) -> (all: Set<SetIdentity>, losing: Set<SetIdentity>) {
    let (before, after) = (carried(tableBefore), carried(tableAfter))
    let former = Dictionary(formers.map { ($0.record.number, $0.values) }) { first, _ in first }
    let current = Dictionary(currents.map { ($0.record.number, $0.values) }) { first, _ in first }
    var (concerned, losing) = (Set<SetIdentity>(), Set<SetIdentity>())
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
        let isConcerned =
          switch identity.counting(in: column) {
          case _ where !isKept: true
          case .names: !areNamesAlike
          case .contacts: !areContactsAlike
          case .carriers, .nothing: false
          }
        if isConcerned {
          concerned.insert(identity)
          if held[identity] != nil { losing.insert(identity) }
        }
      }
    }
    return (concerned, losing)
  }

  /// The identities of each record's values, each with a column it is of.
  private static func carried(_ table: RecordTable) -> [RecordNumber: [SetIdentity: ColumnID]] {
    var result: [RecordNumber: [SetIdentity: ColumnID]] = [:]
    for record in 0..<table.recordCount {
      var identities: [SetIdentity: ColumnID] = [:]
      for column in table.columns.indices {
        for position in table.columns[column].values(of: record) {
          for identity in table.identities(inColumn: column, of: table.columns[column].values[position]) {
            identities[identity] = table.columns[column].id
          }
        }
      }
      result[RecordNumber(rawValue: table.tags[record])] = identities
    }
    return result
  }

  /// How many records of a table carry each identity. Who has it in two columns, or two homes in one area, counts twice.
  static func carrierCounts(of table: RecordTable) -> [SetIdentity: Int] {
    var counts: [SetIdentity: Int] = [:]
    for column in table.columns.indices {
      for record in 0..<table.recordCount {
        for position in table.columns[column].values(of: record) {
          for identity in table.identities(inColumn: column, of: table.columns[column].values[position]) {
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
    let untold = chosen.filter { !told.contains($0.record.number) && !$0.values.isEmpty }
    if !untold.isEmpty { try await loadFacts(of: PartOfSet.identities(of: PartOfSet.table(of: untold))) }
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
