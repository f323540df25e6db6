import Identity
import Linkage
import Normalization

/// What belongs to an erased person: by what was ever sent of their records it is told what names this one person, and
/// by that what else in the store is theirs although no customer of theirs has it.
///
/// What is over is read as a whole: nothing finds a deleted record by its values. What is live is found by its postings.
struct ErasureSearch {
  let keys: SuppressionKeys
  private let session: any ErasureSession
  private let basis: LiveBasis
  private let lookup: LookupKeys
  private let sources: [String: SourceInForce]
  private let threadCount: Int

  /// What was found of the person.
  struct Person {
    /// Source keys, identifiers and names; in the order of kinds and hashes.
    var marks: [SuppressionMark]
    /// Pins, and proposals of pins, of values that nobody else has.
    var pins: [SaidSharingPin.Place]
    /// Former contents of records that are somebody else's now.
    var formerVersions: [SentVersion]
  }

  init(_ session: any ErasureSession, _ basis: LiveBasis, secret: [UInt8], sources: [SourceInForce], threadCount: Int) {
    self.threadCount = threadCount
    (self.session, self.basis) = (session, basis)
    keys = SuppressionKeys(storeSecret: secret)
    lookup = LookupKeys(storeSecret: secret)
    self.sources = Dictionary(sources.map { ($0.name, $0) }) { first, _ in first }
  }

  /// - Parameters:
  ///   - moved: records that were with the customer once and are with another now.
  ///   - former: contents of records that stay and are known to be the person's.
  ///   - isWhole: whether more than the records asked for are looked for.
  /// - Returns: the records with the deleted ones that are the person's too, and what is known of the person.
  func reach(
    _ asked: ErasableRecords, _ moved: [MovedRecord], former: [SentVersion], isWhole: Bool
  ) async throws -> (ErasableRecords, Person) {
    var found = asked
    let handedOn = try await handedOn(moved, from: asked.customers) + former
    while true {
      let erased = Set(found.records.map(\.number))
      let values = try await ownValues(of: found.records.map(\.number)) + read(handedOn).compactMap(\.self)
      let names = Set(values.flatMap { keys.names(of: $0) })
      var (own, shared) = try await identifiers(values, names, erased)
      let past = try await past(without: erased, touching: own.union(shared))
      // Whoever had an identifier under another name had it too. Of a person without a name nobody's is another.
      for version in past
      where !names.isEmpty && !version.names.isEmpty && version.names.isDisjoint(with: names) {
        for key in version.keys where own.remove(key) != nil { shared.insert(key) }
      }
      if names.isEmpty {
        // Nothing says which of several people the person is.
        for key in own {
          let bearers = past.filter { $0.keys.contains(key) && !$0.names.isEmpty }.map(\.names)
          if let first = bearers.first, bearers.contains(where: { $0.isDisjoint(with: first) }) {
            own.remove(key)
            shared.insert(key)
          }
        }
      }
      var known = names.union(own.map { keys.mark(of: $0, isShared: false) })
      known.formUnion(shared.map { keys.mark(of: $0, isShared: true) })
      let theirs = past.filter { version in
        isWhole && Suppressions.isSamePerson(
          sharing: Set(version.marks.intersection(known).map(\.kind)), hasName: !version.names.isEmpty)
      }
      // A deleted record is whose its last content was.
      let joined = theirs.filter { $0.sent.isLast && $0.sent.isDeleted }
      if joined.isEmpty {
        known.formUnion(found.records.map { SuppressionMark(.sourceKey, hash: keys.hash(of: $0.key)) })
        var former = handedOn
        for version in theirs
        where !former.contains(where: { $0.record == version.sent.record && $0.version == version.sent.version }) {
          former.append(version.sent)
        }
        return (
          found,
          Person(
            marks: known.sorted {
              $0.kind != $1.kind ? $0.kind.rawValue < $1.kind.rawValue : $0.hash.lexicographicallyPrecedes($1.hash)
            }, pins: try await pins(on: values, erased), formerVersions: former)
        )
      }
      found.records += joined.map { ($0.sent.record, $0.sent.key, false) }
      found.records.sort { $0.key < $1.key }
    }
  }

  // MARK: reading

  /// The values of the records' contents that are the person's, one list a content: the last of each record as it is
  /// kept or was sent, and of the former ones, read by the settings of today, those that have a name, an account or a
  /// birth date with them; a phone is as often the family's. Another former content is of somebody whose key the source gave to this person:
  /// it goes with the record, and tells nothing of who is erased.
  private func ownValues(of numbers: [RecordNumber]) async throws -> [[FeatureValue]] {
    var own = try await session.placedRecords(numbers).compactMap { FeatureCodec.decode($0.record.payload) }
    let versions = try await session.versions(of: numbers)
    var former: [[FeatureValue]] = []
    for (version, values) in zip(versions, read(versions)) {
      guard let values else { continue }
      if version.isLast { own.append(values) } else { former.append(values) }
    }
    func traits(_ values: [FeatureValue]) -> Set<NormalizedKey> {
      Set(ErasureSearch.identifiers(of: values).filter { $0.kind != .phoneLine } + values.filter { $0.value.attribute == .birthDate }.flatMap(\.value.keys))
    }
    while true {
      let names = Set(own.flatMap { keys.names(of: $0) })
      let known = Set(own.flatMap { traits($0) })
      let isTheirs = former.map { values in
        let theirNames = keys.names(of: values)
        return !theirNames.isDisjoint(with: names) || !traits(values).isDisjoint(with: known)
          || theirNames.isEmpty && ErasureSearch.identifiers(of: values).isEmpty
      }
      if !isTheirs.contains(true) { return own }
      own += zip(former, isTheirs).filter(\.1).map(\.0)
      former = zip(former, isTheirs).filter { !$0.1 }.map(\.0)
    }
  }

  /// By version; nil where it cannot be read.
  private func read(_ versions: [SentVersion]) -> [[FeatureValue]?] { readVersions(versions, sources, basis.roadLots) }

  /// Former contents, from when they were the customer's, of records that say another name now: their source gave
  /// the key to somebody else.
  private func handedOn(_ moved: [MovedRecord], from customers: [CustomerID]) async throws -> [SentVersion] {
    let numbers = moved.filter(\.isLive).map(\.number)
    if numbers.isEmpty { return [] }
    var namesNow: [RecordNumber: Set<SuppressionMark>] = [:]
    for placed in try await session.placedRecords(numbers) {
      namesNow[placed.record.number] = keys.names(of: FeatureCodec.decode(placed.record.payload) ?? [])
    }
    let versions = try await session.formerVersions(of: numbers, whileOf: customers)
    return zip(versions, read(versions)).compactMap { version, values in
      let names = keys.names(of: values ?? [])
      guard let now = namesNow[version.record], !now.isEmpty, !names.isEmpty, now.isDisjoint(with: names) else { return nil }
      return version
    }
  }

  // MARK: what is over

  private struct PastVersion {
    var sent: SentVersion
    /// Of the identifiers asked for, those it has.
    var keys: Set<NormalizedKey>
    var names: Set<SuppressionMark>
    var marks: Set<SuppressionMark>
  }

  /// Every content that is not live any more, or never was, and has one of the identifiers.
  private func past(without erased: Set<RecordNumber>, touching wanted: Set<NormalizedKey>) async throws -> [PastVersion] {
    if wanted.isEmpty { return [] }
    var found: [PastVersion] = []
    try await readPast { version, values in
      let touched = Set(ErasureSearch.identifiers(of: values)).intersection(wanted)
      if touched.isEmpty || erased.contains(version.record) { return }
      found.append(PastVersion(sent: version, keys: touched, names: keys.names(of: values), marks: keys.marks(of: values)))
    }
    return found
  }

  /// Shows every version of the store that is over and can be read, by record and version.
  private func readPast(_ body: (SentVersion, [FeatureValue]) -> Void) async throws {
    var last: SentVersion?
    while true {
      let versions = try await session.versionsOver(after: last, countMax: 16_384)
      guard let end = versions.last else { return }
      last = end
      let pieces = stride(from: 0, to: versions.count, by: 2_048).map { Array(versions[$0..<min($0 + 2_048, versions.count)]) }
      let lists = try await inOrder(pieces.count, threadCount) { read(pieces[$0]) } progress: { _ in }
      for (version, values) in zip(versions, lists.joined()) { if let values { body(version, values) } }
    }
  }

  // MARK: again

  /// What of an erasure that is done again is still, or again, the person's.
  ///
  /// What was there when it was done first was found to be theirs. A live content that came later counts as theirs
  /// only if it would have been kept out; else its source gave the key to somebody else meanwhile, and only the
  /// contents before it are the person's.
  /// - Parameters:
  ///   - asked: the records that were erased then.
  ///   - marks: what was kept out then; none of an erasure that was lifted since.
  /// - Returns: the records to erase, those that are left, and former contents of the person's elsewhere.
  func stillTheirs(
    _ asked: ErasableRecords, erasedAt: Instant, _ marks: Set<SuppressionMark>
  ) async throws -> (found: ErasableRecords, left: [MovedRecord], former: [SentVersion]) {
    let numbers = asked.records.map(\.number)
    let versions = try await session.versions(of: numbers)
    var lastAt: [RecordNumber: Instant] = [:]
    for version in versions where version.isLast { lastAt[version.record] = version.receivedAt }
    var left: [MovedRecord] = []
    let live = try await session.answer(PartQuestion(records: numbers, places: numbers))
    let customers = Dictionary(uniqueKeysWithValues: live.places.map { ($0.record, $0.customer) })
    for placed in live.records {
      let (number, key) = (placed.record.number, placed.record.key)
      guard let customer = customers[number], let at = lastAt[number], at > erasedAt else { continue }
      let own = Suppressions.marks(of: key, payload: placed.record.payload, keys)
      if Suppressions.isSamePerson(
        sharing: Set(own.intersection(marks).map(\.kind)), hasName: own.contains { $0.kind == .name })
      {
        continue
      }
      left.append(MovedRecord(number: number, key: key, isLive: true, customer: customer))
    }
    let strangers = Set(left.map(\.number))
    var found = asked
    found.records.removeAll { strangers.contains($0.number) }
    var former = versions.filter { strangers.contains($0.record) && $0.receivedAt <= erasedAt }
    let erased = Set(numbers)
    if !marks.isEmpty {
      try await readPast { version, values in
        let own = keys.marks(of: values)
        if version.receivedAt <= erasedAt, !erased.contains(version.record),
          Suppressions.isSamePerson(
            sharing: Set(own.intersection(marks).map(\.kind)), hasName: own.contains { $0.kind == .name })
        {
          former.append(version)
        }
      }
    }
    return (found, left, former)
  }

  // MARK: what is live

  private static func identifiers(of values: [FeatureValue]) -> [NormalizedKey] {
    values.flatMap { feature in
      LookupKeys.keys(of: feature.value).map { kind, texts in texts.map { NormalizedKey(kind, $0) } } ?? []
    }
  }

  /// Identifiers that no live record has which stays, and those that only people of other names have too. What a
  /// record that stays has under a like name, or none, is not the person's to keep out: it may be their own.
  private func identifiers(
    _ values: [[FeatureValue]], _ names: Set<SuppressionMark>, _ erased: Set<RecordNumber>
  ) async throws -> (own: Set<NormalizedKey>, shared: Set<NormalizedKey>) {
    let classes = try await widest(values)
    let asked = Set(ErasureSearch.identifiers(of: values.flatMap(\.self))).filter { (classes[$0] ?? .person) <= .household }
      .sorted { ($0.kind.rawValue, KeyHash.hash($0)) < ($1.kind.rawValue, KeyHash.hash($1)) }
    let countMax = erased.count + 32
    let lists = try await session.carriers(
      of: asked.map { WantedPostings(key: LookupKeys.posting($0.kind, lookup.hash($0.kind, $0.bytes)), countMax: countMax) })
    var others: [RecordNumber: Set<SuppressionMark>] = [:]
    for placed in try await session.placedRecords(Set(lists.joined()).subtracting(erased).sorted()) {
      others[placed.record.number] = keys.names(of: FeatureCodec.decode(placed.record.payload) ?? [])
    }
    var found = (own: Set<NormalizedKey>(), shared: Set<NormalizedKey>())
    for (key, carriers) in zip(asked, lists) {
      let rest = carriers.filter { !erased.contains($0) }
      if rest.isEmpty, classes[key] ?? .person == .person {
        found.own.insert(key)
      } else if carriers.count < countMax, rest.allSatisfy({ other in
        others[other].map { !$0.isEmpty && $0.isDisjoint(with: names) } ?? false
      }) {
        found.shared.insert(key)
      }
    }
    return found
  }

  /// Who stands behind the keys of values, where more than one person does, as counted over the whole set, pinned or
  /// known beforehand.
  private func widest(_ values: [[FeatureValue]]) async throws -> [NormalizedKey: ValueClass] {
    var part = PartOfSet(session, basis.postings, basis.model, pins: basis.pins)
    let members = values.enumerated().map { index, values in
      PartOfSet.Member(
        record: StoredRecord(
          number: RecordNumber(rawValue: Int64(index)), key: SourceKey(source: "version", id: String(index)), version: 0,
          sourceTimestamp: nil, payload: [], settingsVersion: 0, normaliserVersion: 0, priority: 0),
        values: values, keys: [], customer: nil)
    }
    let view = try await part.view(of: members)
    var ofHashes: [SetIdentity: ValueClass] = [:]
    for (index, column) in view.table.columns.enumerated() {
      for id in 1..<max(1, column.dictionary.idLimit) where view.classes.classes[index][id] > .person {
        for key in column.dictionary.keys(of: UInt32(id)) {
          let identity = SetIdentity(kind: column.dictionary.keyKinds[key], hash: column.dictionary.keyHashes[key])
          ofHashes[identity] = max(ofHashes[identity] ?? .person, view.classes.classes[index][id])
        }
      }
    }
    var classes: [NormalizedKey: ValueClass] = [:]
    for feature in values.joined() {
      if feature.value.sharing > .person {
        for key in ErasureSearch.identifiers(of: [feature]) { classes[key] = max(classes[key] ?? .person, feature.value.sharing) }
      }
      for key in feature.value.keys {
        if let wide = ofHashes[SetIdentity(kind: key.kind, hash: KeyHash.hash(key))] { classes[key] = max(classes[key] ?? .person, wide) }
      }
    }
    return classes
  }

  /// Pins, of whatever class, whose value an erased record had and no other live record has.
  private func pins(on values: [[FeatureValue]], _ erased: Set<RecordNumber>) async throws -> [SaidSharingPin.Place] {
    let known = Set(values.joined().flatMap(\.value.keys))
    let keyless = Set(values.joined().lazy.map(\.value).filter { $0.keyCount == 0 }.map(\.canonical))
    var found: [SaidSharingPin.Place] = []
    for said in try await session.sharingPinsEver() {
      let read = sharingPins(said.pin).map(\.key)
      // What is read as nothing by now, as a masked mailbox, says nothing of anybody else either.
      if read.isEmpty, said.pin.values.contains(where: { keyless.contains($0.canonical) }) { found.append(said.place) }
      let keys = read.filter { known.contains($0) }
      if keys.isEmpty { continue }
      let lists = try await session.carriers(
        of: keys.map {
          WantedPostings(
            key: basis.postings.posting(of: SetIdentity(kind: $0.kind, hash: KeyHash.hash($0))), countMax: erased.count + 1)
        })
      if lists.allSatisfy({ erased.isSuperset(of: $0) }) { found.append(said.place) }
    }
    return found
  }
}

/// The values of contents as they are read by the settings of today, by version; nil where one cannot be read.
func readVersions(
  _ versions: [SentVersion], _ sources: [String: SourceInForce], _ roadLots: RoadLotTable?
) -> [[FeatureValue]?] {
  var lists = [[FeatureValue]?](repeating: nil, count: versions.count)
  for (source, indexes) in Dictionary(grouping: versions.indices, by: { versions[$0].key.source }) {
    guard let settings = sources[source] else { continue }
    // Numbered anew: a record may have many versions.
    let sent = indexes.map { index in
      SentRecord(
        number: RecordNumber(rawValue: Int64(index)), id: versions[index].key.id, rawJSON: versions[index].rawJSON,
        receivedAt: versions[index].receivedAt, payload: [], keys: [])
    }
    for (index, values) in zip(indexes, readValues(sent, settings, roadLots)) { lists[index] = values }
  }
  return lists
}
