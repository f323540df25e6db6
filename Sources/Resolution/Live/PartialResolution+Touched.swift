import Identity
import Linkage
import Normalization

/// What a change touches: the changed records, and whoever shares a value or key with them that says something else
/// now.
extension PartialResolution {
  /// The changed records, and every carrier of a value or key that says something else now.
  mutating func touchedRecords(_ changed: [ChangedRecord], pinned: Set<RecordNumber>) async throws -> Set<RecordNumber> {
    var touched = Set(changed.map(\.number)).union(pinned)
    let formers = changed.compactMap { change in change.former.map { former(change.number, $0) } }
    let currents = changed.compactMap { part.members[$0.number] }
    try await recount(formers, currents, pinned, &touched)
    try await keyFlips(formers, currents, &touched)
    return touched
  }

  /// A record as it was. Its key and place are of no account, only its number and values.
  private func former(_ number: RecordNumber, _ values: [FeatureValue]) -> PartOfSet.Member {
    if var member = part.members[number] {
      member.values = values
      return member
    }
    return PartOfSet.Member(
      record: StoredRecord(
        number: number, key: SourceKey(source: "gone", id: String(number.rawValue)), version: 0, sourceTimestamp: nil,
        payload: [], settingsVersion: 0, normaliserVersion: 0, priority: 0),
      values: values, keys: [], customer: nil)
  }

  /// Counts the carriers of the changed records' values anew.
  private mutating func recount(
    _ formers: [PartOfSet.Member], _ currents: [PartOfSet.Member], _ pinned: Set<RecordNumber>,
    _ touched: inout Set<RecordNumber>
  ) async throws {
    let (before, after) = (PartOfSet.table(of: formers), PartOfSet.table(of: currents))
    let (concerned, losing) = PartOfSet.concerned(formers, before, currents, after)
    let columns = PartOfSet.columns(of: before).merging(PartOfSet.columns(of: after)) { first, _ in first }
      .filter { concerned.contains($0.key) }
    let affected = Set(columns.keys)
    // So many more or fewer carriers than before a value may have.
    let involved = PartOfSet.carrierCounts(of: before).merging(PartOfSet.carrierCounts(of: after)) { $0 + $1 }
    try await part.loadFacts(of: affected.sorted())
    var counted = Set<SetIdentity>()
    var byCarriers: [(identity: SetIdentity, column: ColumnID)] = []
    var crowded: [SetIdentity] = []
    for (identity, column) in columns.sorted(by: { $0.key < $1.key }) {
      // More carriers change nothing about some values; what may have lost one is looked at.
      if !losing.contains(identity), SetFact.isSettled(part.formerFact(of: identity), of: identity, in: column, model) {
        // A crowd's phone may still come to be nobody's.
        if identity.counting(in: column) == .names, column.attribute != .birthDate, !SetFact.saysNothing(part.formerFact(of: identity)) {
          crowded.append(identity)
        }
        continue
      }
      if identity.counting(in: column) == .carriers { byCarriers.append((identity, column)) } else { counted.insert(identity) }
    }
    try await readAhead(byCarriers, crowded + counted.sorted(), involved, formers, currents)
    try await recountByCarriers(byCarriers, involved, &touched)
    // Whom the changed records meet, as far as is known yet, is read together with the carriers that are counted.
    var partners = try await carriers(bySpeakingKeysOf: Set(currents.map(\.record.number)))

    var carriers: [SetIdentity: [RecordNumber]] = [:]
    let carriersMax = model.carriersMax
    let crowds = try await part.carriers(
      of: crowded.map { WantedPostings(key: part.posting(of: $0), countMax: carriersMax + 1 + involved[$0, default: 0]) })
    for (identity, list) in zip(crowded, crowds) where list.count > model.carriersMax {
      part.keep(SetFact.nobodys, of: identity)
      carriers[identity] = list
      try await part.load(list)
    }
    var names = counted
    // A phone that is said to be nobody's, or somebody's after all, is one contact less or more as well.
    let bearers = self.names(of: pinned.sorted())
    try await part.loadFacts(of: bearers.sorted())
    names.formUnion(bearers)
    while true {
      let unknown = names.filter { carriers[$0] == nil }.sorted()
      let lists = try await part.carriers(
        of: unknown.map { WantedPostings(key: part.posting(of: $0), countMax: carriersMax + 1 + involved[$0, default: 0]) },
        isCounting: true)
      for (identity, list) in zip(unknown, lists) { carriers[identity] = list }
      try await part.load(partners.union(lists.joined()))
      partners = []
      _ = try await part.view(of: Set(carriers.values.joined()).compactMap { part.members[$0] }, counted: names)
      // A phone that becomes nobody's, or somebody's again, is one contact less or more of every name on it.
      var further = Set<SetIdentity>()
      for (identity, list) in carriers {
        guard columns[identity]?.attribute.tellsNamesApart ?? false,
          SetFact.saysNothing(part.fact(of: identity)) != SetFact.saysNothing(part.formerFact(of: identity))
        else { continue }
        further.formUnion(self.names(of: list).filter { carriers[$0] == nil })
      }
      if further.isEmpty { break }
      try await part.loadFacts(of: further.sorted())
      names.formUnion(further)
    }
    for (identity, list) in carriers where part.fact(of: identity) != part.formerFact(of: identity) {
      touched.formUnion(list)
    }
  }

  /// The names of records.
  private func names(of numbers: [RecordNumber]) -> Set<SetIdentity> {
    let table = PartOfSet.table(of: numbers.compactMap { part.members[$0] })
    return Set(PartOfSet.columns(of: table).filter { $0.value.attribute == .name }.map(\.key))
  }

  /// Reads all posting lists at once that counting, and looking for keys that flip, are going to ask for. Of their keys
  /// only areas are not held alone yet.
  private mutating func readAhead(
    _ byCarriers: [(identity: SetIdentity, column: ColumnID)], _ byNames: [SetIdentity], _ involvedValues: [SetIdentity: Int],
    _ formers: [PartOfSet.Member], _ currents: [PartOfSet.Member]
  ) async throws {
    var most: [RecordKey: Int] = [:]
    for entry in byCarriers {
      most[part.posting(of: entry.identity), default: 0].raise(
        to: SetFact.carriersMax(of: entry.identity, in: entry.column, model) + 1 + involvedValues[entry.identity, default: 0])
    }
    for identity in byNames {
      most[part.posting(of: identity), default: 0].raise(to: model.carriersMax + 1 + involvedValues[identity, default: 0])
    }
    var involved: [RecordKey: Int] = [:]
    for former in formers { for key in formerKeys(former) { involved[key, default: 0] += 1 } }
    for current in currents { for key in current.keys where rules[key.kind] != nil { involved[key, default: 0] += 1 } }
    for (key, count) in involved { most[key, default: 0].raise(to: rules[key.kind]!.blockMax + 1 + count) }
    _ = try await part.carriers(
      of: most.map { WantedPostings(key: $0.key, countMax: $0.value) }.sorted { $0.key < $1.key }, isCounting: true)
  }

  private mutating func recountByCarriers(
    _ wanted: [(identity: SetIdentity, column: ColumnID)], _ involved: [SetIdentity: Int], _ touched: inout Set<RecordNumber>
  ) async throws {
    let lists = try await part.carriers(
      of: wanted.map {
        WantedPostings(
          key: part.posting(of: $0.identity),
          countMax: SetFact.carriersMax(of: $0.identity, in: $0.column, model) + 1 + involved[$0.identity, default: 0])
      })
    for (entry, list) in zip(wanted, lists) {
      let value = SetFact.value(ofCarriers: list.count, of: entry.identity, in: entry.column, model)
      part.keep(value, of: entry.identity)
      if value != part.formerFact(of: entry.identity) { touched.formUnion(list) }
    }
  }

  /// Keys that too many carry now, or no longer.
  private mutating func keyFlips(
    _ formers: [PartOfSet.Member], _ currents: [PartOfSet.Member], _ touched: inout Set<RecordNumber>
  ) async throws {
    var balance: [RecordKey: Int] = [:]
    var involved: [RecordKey: Int] = [:]
    for former in formers {
      for key in formerKeys(former) {
        balance[key, default: 0] -= 1
        involved[key, default: 0] += 1
      }
    }
    for current in currents {
      for key in current.keys where rules[key.kind] != nil {
        balance[key, default: 0] += 1
        involved[key, default: 0] += 1
      }
    }
    let wanted = balance.filter { $0.value != 0 }.keys.sorted()
    let lists = try await part.carriers(
      of: wanted.map { WantedPostings(key: $0, countMax: rules[$0.kind]!.blockMax + 1 + involved[$0]!) })
    for (key, list) in zip(wanted, lists) {
      let limit = rules[key.kind]!.blockMax
      let isCutOff = list.count == limit + 1 + involved[key]!
      if isCutOff { continue }  // void before and after
      if (list.count > limit) != (list.count - balance[key]! > limit) { touched.formUnion(list) }
    }
  }

  private func formerKeys(_ former: PartOfSet.Member) -> [RecordKey] {
    let features = RecordFeatures(source: "former", id: [0x31], timestamp: nil, line: 0, content: 0, values: former.values)
    let keys = postings.postings(of: [features])[0].map { RecordKey(kind: $0.kind, key: $0.key) }
    return Set(keys.filter { rules[$0.kind] != nil }).sorted()
  }
}

extension Int {
  fileprivate mutating func raise(to other: Int) { self = Swift.max(self, other) }
}
