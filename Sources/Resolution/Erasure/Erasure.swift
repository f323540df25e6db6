public import Identity
import Linkage
import Normalization

/// Erasing a person: what is personal leaves the store for good, what remains is put in order, and a proof is kept.
///
/// A customer's records are those it has and those deleted ones that it, or an id that leads to it, had last. They
/// leave as deleted records do, by the live path's own functions, so that what they held together comes apart
/// and values mean what they mean without them; then every trace of them is removed. All of it is one
/// transaction, during which nobody else writes.

/// What is to be erased.
public struct ErasureRequest: Sendable {
  public var subject: ErasureSubject
  public var reason: ErasureReason
  public var by: String
  public var at: Instant
  /// Does everything and keeps nothing.
  public var isDryRun: Bool

  public init(_ subject: ErasureSubject, reason: ErasureReason, by: String, at: Instant, isDryRun: Bool = false) {
    self.subject = subject
    self.reason = reason
    self.by = by
    self.at = at
    self.isDryRun = isDryRun
  }
}

/// - Parameter mint: gives a new customer id.
/// - Throws: `ErasureRefusal`; `LiveRefusal` where records wait for a resolve, or the customers were worked out by
///   something else; failures of the store.
public func erase(
  _ request: ErasureRequest, in store: some ErasureStore, _ basis: LiveBasis, threadCount: Int,
  mint: @escaping @Sendable () -> CustomerID
) async throws -> ErasureProof {
  try await store.erasureUnit(isKept: !request.isDryRun) { session in
    try basis.checkReady(try await session.liveState(ofSource: ""))
    guard let secret = try await session.secret() else { throw LiveRefusal.neverResolved }
    let found = try await session.erasable(request.subject)
    let person = try await ErasedPerson(found, session, basis, secret: secret)
    let hadHousehold = try await session.haveHousehold(found.customers)
    var plan = ErasurePlan(
      records: found.records.map { ($0.number, $0.key, person.keys.hash(of: $0.key)) }, customers: found.customers,
      marks: person.marks, sharingPins: person.pins, removed: [:], reason: request.reason, by: request.by,
      at: request.at)
    try await remove(found, &plan, session, basis, mint: mint)
    if hadHousehold, try await session.counts().recordCount <= householdsMax {
      try await session.keep(
        try await Households.ofKept(
          session, try await SourceInForce.all(session), basis.model, pins: basis.pins, threadCount: threadCount))
      try await session.keepHouseholdsCurrent()
    }
    return try await session.erase(plan)
  }
}

/// Takes the live ones of the records away, as a deletion does, and resolves what they touched.
private func remove(
  _ found: ErasableRecords, _ plan: inout ErasurePlan, _ session: any ErasureSession, _ basis: LiveBasis,
  mint: () -> CustomerID
) async throws {
  var changed: [ChangedRecord] = []
  for record in found.records where record.isLive {
    guard let kept = try await session.kept(record.key), let put = try await session.remove(kept, at: plan.at) else { continue }
    changed.append(ChangedRecord(number: put.number, former: put.formerPayload.flatMap(FeatureCodec.decode)))
    plan.removed["record_feature", default: 0] += 1
    plan.removed["record_key", default: 0] += put.formerKeys.count
  }
  if changed.isEmpty { return }
  let gone = try await session.goldenRecords(of: found.customers).count
  var resolution = PartialResolution(
    session, basis.model, basis.postings, pins: basis.pins, freeOfDuplicates: basis.freeOfDuplicates)
  let outcome = try await resolution.resolve(
    changed, judged: [],
    delta: ResolutionDelta(at: plan.at, who: plan.by, cause: "erasure", modelSHA256: basis.modelSHA256), mint: mint)
  plan.change = try await session.apply(outcome.delta).change
  try await session.change(outcome.facts, outcome.edges)
  plan.removed["golden_record"] = gone - (try await session.goldenRecords(of: found.customers).count)
}

/// What an erased person is known by: read from everything that was ever sent of them, before it is removed.
struct ErasedPerson {
  let keys: SuppressionKeys
  /// Source keys, own identifiers and names; in the order of kinds and hashes.
  let marks: [SuppressionMark]
  /// Pins of values that nobody else has.
  let pins: [Int64]

  init(_ found: ErasableRecords, _ session: any ErasureSession, _ basis: LiveBasis, secret: [UInt8]) async throws {
    keys = SuppressionKeys(storeSecret: secret)
    let numbers = found.records.map(\.number)
    let values = try await ErasedPerson.values(of: numbers, session, basis)
    let erased = Set(numbers)
    let wider = try await ErasedPerson.notPersonal(values, session, basis)
    let lookup = LookupKeys(storeSecret: secret)
    var asked = Set<NormalizedKey>()
    for feature in values.joined() {
      if let (kind, texts) = LookupKeys.keys(of: feature.value) { for text in texts { asked.insert(NormalizedKey(kind, text)) } }
    }
    let identifiers = asked.sorted { ($0.kind.rawValue, KeyHash.hash($0)) < ($1.kind.rawValue, KeyHash.hash($1)) }
    let lists = try await session.carriers(
      of: identifiers.map {
        WantedPostings(key: LookupKeys.posting($0.kind, lookup.hash($0.kind, $0.bytes)), countMax: erased.count + 1)
      })
    var own = Set<NormalizedKey>()
    for (key, carriers) in zip(identifiers, lists) where erased.isSuperset(of: carriers) && !wider.contains(key) { own.insert(key) }
    var marks = Set(found.records.map { [keys] in SuppressionMark(.sourceKey, hash: keys.hash(of: $0.key)) })
    for values in values { marks.formUnion(keys.marks(of: values) { own.contains(NormalizedKey($0, $1)) }) }
    self.marks = marks.sorted {
      $0.kind != $1.kind ? $0.kind.rawValue < $1.kind.rawValue : $0.hash.lexicographicallyPrecedes($1.hash)
    }
    pins = try await ErasedPerson.pins(on: values, erased, session, basis)
  }

  /// The values of every version of the records, one list a version, read by the settings of today, and those that
  /// are kept of the live ones.
  private static func values(
    of numbers: [RecordNumber], _ session: any ErasureSession, _ basis: LiveBasis
  ) async throws -> [[FeatureValue]] {
    var lists = try await session.placedRecords(numbers, factKinds: []).records.compactMap { FeatureCodec.decode($0.record.payload) }
    let sources = try await SourceInForce.all(session)
    // Numbered anew: a record may have many versions.
    for (source, versions) in Dictionary(grouping: try await session.versions(of: numbers), by: \.key.source) {
      guard let settings = sources.first(where: { $0.name.utf8.elementsEqual(source.utf8) }) else { continue }
      let sent = versions.enumerated().map { index, version in
        SentRecord(
          number: RecordNumber(rawValue: Int64(index)), id: version.key.id, rawJSON: version.rawJSON,
          receivedAt: version.receivedAt, payload: [], keys: [])
      }
      lists += readAgain(sent, settings, basis.postings, basis.roadLots).values.compactMap { FeatureCodec.decode($0.payload) }
    }
    return lists
  }

  /// Keys of values that are more than one person's, as counted over the whole set, pinned or known beforehand.
  private static func notPersonal(
    _ values: [[FeatureValue]], _ session: any ErasureSession, _ basis: LiveBasis
  ) async throws -> Set<NormalizedKey> {
    var part = PartOfSet(session, basis.postings, basis.model, pins: basis.pins)
    let members = values.enumerated().map { index, values in
      PartOfSet.Member(
        record: StoredRecord(
          number: RecordNumber(rawValue: Int64(index)), key: SourceKey(source: "version", id: String(index)), version: 0,
          sourceTimestamp: nil, payload: [], settingsVersion: 0, normaliserVersion: 0, priority: 0),
        values: values, keys: [], customer: nil)
    }
    let view = try await part.view(of: members)
    var hashes = Set<SetIdentity>()
    for (index, column) in view.table.columns.enumerated() {
      for id in 1..<max(1, column.dictionary.idLimit) where view.classes.classes[index][id] > .person {
        for key in column.dictionary.keys(of: UInt32(id)) {
          hashes.insert(SetIdentity(kind: column.dictionary.keyKinds[key], hash: column.dictionary.keyHashes[key]))
        }
      }
    }
    var keys = Set<NormalizedKey>()
    for feature in values.joined() {
      if feature.value.sharing > .person, let (kind, texts) = LookupKeys.keys(of: feature.value) {
        for text in texts { keys.insert(NormalizedKey(kind, text)) }
      }
      for key in feature.value.keys where hashes.contains(SetIdentity(kind: key.kind, hash: KeyHash.hash(key))) { keys.insert(key) }
    }
    return keys
  }

  /// Pins whose value an erased record had and no other live record has.
  private static func pins(
    on values: [[FeatureValue]], _ erased: Set<RecordNumber>, _ session: any ErasureSession, _ basis: LiveBasis
  ) async throws -> [Int64] {
    let known = Set(values.joined().flatMap(\.value.keys))
    var found: [Int64] = []
    for pin in try await session.sharingPinsEver() {
      let keys = sharingPins([pin]).map(\.key).filter { known.contains($0) }
      if keys.isEmpty { continue }
      let lists = try await session.carriers(
        of: keys.map {
          WantedPostings(
            key: basis.postings.posting(of: SetIdentity(kind: $0.kind, hash: KeyHash.hash($0))), countMax: erased.count + 1)
        })
      if lists.allSatisfy({ erased.isSuperset(of: $0) }) { found.append(pin.number) }
    }
    return found
  }
}
