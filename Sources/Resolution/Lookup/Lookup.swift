public import Identity
import Intake
import Linkage
import Normalization

/// Looking customers up: by any identifier, as it is or hashed, or by what is known of them in part.
///
/// Holds the model, the pins and the secret of the moment it was made, so that a question costs one trip to
/// the store; make a new one after a model was published or a value pinned. Whatever a posting list
/// returns is checked against the record's own values: a hash that collides returns no stranger.
public struct Lookup: Sendable {
  private let store: any IdentityReading
  private let model: Model
  private let pins: [SharingPin]
  private let keys: LookupKeys?
  private let postings: PostingKeys?
  private let today: CivilDate
  private let roadLots: RoadLotTable?
  /// Records of some source were read by another version of Kindred, whose keys may be others.
  private let isOlder: Bool

  /// - Parameters:
  ///   - today: what two-digit years are judged by.
  ///   - readsAddresses: whether the table of road and lot addresses is needed, which takes a while to read.
  public init(
    _ store: some CustomerStore & IdentityReading, _ model: ModelFile, today: CivilDate, readsAddresses: Bool
  ) async throws {
    self.store = store
    self.model = model.model
    self.today = today
    let (secret, pins, readings) = try await store.snapshot { session in
      (try await session.secret(), try await session.sharingPinsInForce(), try await session.readings())
    }
    isOlder = readings.contains { $0.normaliserVersion != Int(Normalizer.version) }
    self.pins = sharingPins(pins)
    keys = secret.map { LookupKeys(storeSecret: $0) }
    postings = secret.map { PostingKeys(rules: model.model.blocking, secret: $0) }
    roadLots = readsAddresses ? try await store.roadLots().flatMap { RoadLotTable(bytes: $0.bytes) } : nil
  }

  /// What services that send hashes are given; nil where nothing was ever imported.
  public var lookupSecret: [UInt8]? { keys?.lookupSecret }

  /// Whoever holds the identifiers, or fits what else is said.
  ///
  /// Where only identifiers are asked for, owners of any of them are returned. Anything else makes it a
  /// search: every record that shares a blocking key or an identifier with what was asked is weighed
  /// by the model as a pair of records is.
  ///
  /// - Parameters:
  ///   - region: country of phones and addresses that do not say theirs, two capital letters.
  ///   - requiresVerified: leaves out owners that do not hold every identifier asked for verified by a source.
  /// - Complexity: O(records that share a key).
  public func owners(
    of terms: [LookupTerm], hashes: [LookupHash] = [], region: String = "KR", requiresVerified: Bool = false
  ) async throws -> LookupAnswer {
    guard !terms.isEmpty || !hashes.isEmpty else { throw LookupFailure.nothingAsked }
    guard let keys, let postings else {
      return LookupAnswer(identifiers: [], owners: [], unresolved: [], unread: [], tooWide: [])
    }
    var record = features(of: terms, region: region)
    // What nothing could be made of is said, and is not held against whoever has something else there.
    record.values.removeAll { !$0.value.isReadForLookup }
    var asked = record.values.compactMap { AskedIdentifier($0.value, keys) }
    asked += hashes.map { AskedIdentifier($0) }
    let isSearch = record.values.contains { LookupKeys.keys(of: $0.value) == nil }
    var answer =
      isSearch
      ? try await search(record, asked, postings) : try await holders(of: asked)
    answer.isOlder = isSearch && isOlder
    let readTerms = Set(record.values.map { Int($0.origin) })
    answer.unread = terms.indices.filter { !readTerms.contains($0) }.compactMap { LookupAnswer.word(terms[$0], among: record) }
    if !isSearch, asked.isEmpty, answer.unread.isEmpty { answer.isTooLittle = true }
    if requiresVerified {
      let all = Set(asked.indices)
      // Nobody has verified what is no identifier, so a search without one finds nobody; nor what cannot be read.
      let isWhole = terms.indices.allSatisfy { readTerms.contains($0) || !terms[$0].role.isIdentifier }
      answer.owners = all.isEmpty || !isWhole ? [] : answer.owners.filter { all.isSubset(of: $0.verified) }
      answer.unresolved = []
    }
    return answer
  }

  // MARK: identifiers

  private func holders(of asked: [AskedIdentifier]) async throws -> LookupAnswer {
    let wanted = Array(Set(asked.flatMap(\.postings))).sorted()
    if wanted.isEmpty { return LookupAnswer(identifiers: [], owners: [], unresolved: [], unread: [], tooWide: []) }
    // One more than may be tells a list that is too long.
    let carriers = try await store.carriers(of: wanted, countMax: model.carriersMax + 1)
    var asked = asked
    let holdings = Holdings(carriers, &asked, keys)
    let isTooWide = asked.map { $0.carrierCount > model.carriersMax }
    var found: [(record: LookupRecord, customer: CustomerID?)] = []
    for (index, carrier) in carriers.enumerated() {
      let held = holdings.held[index].filter { !isTooWide[$0] }
      if held.isEmpty { continue }
      found.append(
        (LookupRecord(key: carrier.key, weight: nil, held: held, verified: holdings.verified[index].filter { !isTooWide[$0] }), carrier.customer))
    }
    let (owners, unresolved) = LookupAnswer.ranked(found)
    return LookupAnswer(
      identifiers: identifiers(asked, holdings, carriers), owners: owners, unresolved: unresolved, unread: [], tooWide: [])
  }

  /// The sharing class of each identifier, over the records that carry it.
  private func identifiers(_ asked: [AskedIdentifier], _ holdings: Holdings, _ carriers: [CarrierRecord]) -> [LookupAnswer.Asked] {
    asked.enumerated().map { index, identifier in
      var sharing: ValueClass?
      if identifier.carrierCount > model.carriersMax {
        sharing = .junk
      } else if identifier.carrierCount > 0 {
        let isPinned = pins.contains { LookupKeys.kinds.contains($0.key.kind) }
        let isCertain =
          !isPinned
          && (identifier.carrierCount == 1
            || identifier.kind != .identifierExact && identifier.carrierCount <= model.sharing.personalNamesMax)
        sharing = isCertain ? identifier.known : countedClass(of: identifier, index, holdings, carriers)
      }
      return LookupAnswer.Asked(word: lookupWord(identifier.kind), sharing: sharing, carrierCount: identifier.carrierCount, carriersMax: model.carriersMax)
    }
  }

  private func countedClass(
    of identifier: AskedIdentifier, _ index: Int, _ holdings: Holdings, _ carriers: [CarrierRecord]
  ) -> ValueClass {
    var builder = RecordTable.Builder()
    for (place, carrier) in carriers.enumerated() where holdings.held[place].contains(index) {
      builder.append(carrier.features(holdings.values[place]), tag: Int64(place))
    }
    let table = builder.build().table
    let classes = SharingClasses(table, model, pins: pins)
    let hashes = Set(identifier.found.map { KeyHash.hash(NormalizedKey(identifier.kind, $0)) })
    var widest = identifier.known
    for (place, column) in table.columns.enumerated() {
      for id in 1..<UInt32(max(1, column.dictionary.idLimit)) {
        for key in column.dictionary.keys(of: id)
        where column.dictionary.keyKinds[key] == identifier.kind && hashes.contains(column.dictionary.keyHashes[key]) {
          widest = max(widest, classes.classes[place][Int(id)])
        }
      }
    }
    return widest
  }

  // MARK: searching

  private func search(_ record: RecordFeatures, _ given: [AskedIdentifier], _ postings: PostingKeys) async throws -> LookupAnswer {
    var limits: [RecordKey: Int] = [:]
    let own = postings.postings(of: [record])[0]
    for posting in own where posting.kind < PostingKeys.identityKinds {
      let rule = model.blocking.first { $0.id == posting.kind }
      limits[RecordKey(kind: posting.kind, key: posting.key)] = rule?.blockMax ?? model.carriersMax
    }
    for key in given.flatMap(\.postings) { limits[key] = model.carriersMax }
    if limits.isEmpty {
      return LookupAnswer(identifiers: [], owners: [], unresolved: [], unread: [], tooWide: [], isTooLittle: true)
    }
    let wanted = limits.sorted { $0.key < $1.key }.map { (key: $0.key, countMax: $0.value) }
    let areas = own.filter { PostingKeys.isArea(kind: $0.kind) }.map { RecordKey(kind: $0.kind, key: $0.key) }
    let (carriers, overfull, facts) = try await store.candidates(of: wanted, areas: areas)
    var asked = given
    let holdings = Holdings(carriers, &asked, keys)
    for (index, identifier) in asked.enumerated() where identifier.postings.contains(where: { overfull.contains($0) }) {
      asked[index].carrierCount = model.carriersMax + 1
    }

    var builder = RecordTable.Builder()
    // No source is named so: a colon ends its name.
    builder.append(record, tag: -1)
    for (place, carrier) in carriers.enumerated() {
      builder.append(carrier.features(holdings.values[place]), tag: Int64(place))
    }
    let table = builder.build().table
    let factOfArea = Dictionary(facts.map { ($0.key, $0.value) }) { first, _ in first }
    let classes = SharingClasses(table, model, pins: pins) { factOfArea[postings.posting(of: $0)] ?? 0 }
    let scorer = PairScorer(table, model, classes)
    var found: [(record: LookupRecord, customer: CustomerID?)] = []
    if let question = table.tags.firstIndex(of: -1) {
      scorer.withScratch { scratch in
        for row in 0..<table.recordCount where row != question {
          let place = Int(table.tags[row])
          let weight = scorer.score(min(row, question), max(row, question), &scratch)
          found.append(
            (
              LookupRecord(
                key: carriers[place].key, weight: weight, held: holdings.held[place],
                verified: holdings.verified[place].filter { asked[$0].carrierCount <= model.carriersMax }),
              carriers[place].customer
            ))
        }
      }
    }
    let (owners, unresolved) = LookupAnswer.ranked(found)
    let wide = model.blocking.filter { rule in overfull.contains { $0.kind == rule.id } }.map(\.word)
    return LookupAnswer(
      identifiers: identifiers(asked, holdings, carriers), owners: owners, unresolved: unresolved, unread: [], tooWide: wide)
  }

  /// What was asked as one record, read as the records of a source are.
  private func features(of terms: [LookupTerm], region: String) -> RecordFeatures {
    var settings = SourceSettings(region: region)
    var batch = RowBatch()
    for (index, term) in terms.enumerated() {
      settings.columns.append(ColumnMapping(name: String(index), role: term.role, detail: term.detail))
      batch.bytes += term.raw
      batch.fieldEnds.append(batch.bytes.count)
      batch.fieldColumns.append(Int32(index))
    }
    batch.rowEnds.append(batch.fieldEnds.count)
    batch.lines.append(1)
    batch.maskResidentNumbers(ofRoles: terms.map { $0.role }, today: today)
    let normalizer = RecordNormalizer(
      settings: settings, header: settings.columns.map(\.name), source: ":", usesSourceColumn: false, today: today,
      roadLots: roadLots)
    return normalizer.records(of: batch)[0]
  }
}

/// An identifier in question: its kind, the keys that would say that a record has it, and what was found.
struct AskedIdentifier {
  var kind: KeyKind
  /// The texts of its keys; empty where only a hash is known.
  var texts: [[UInt8]]
  var hash: [UInt8]?
  var postings: [RecordKey]
  /// What the normaliser knows of it.
  var known = ValueClass.person
  var carrierCount = 0
  /// The texts of keys by which records have it.
  var found: Set<[UInt8]> = []

  /// nil where the value is no identifier.
  init?(_ value: NormalizedValue, _ keys: LookupKeys) {
    guard let (kind, texts) = LookupKeys.keys(of: value) else { return nil }
    self.kind = kind
    self.texts = texts
    postings = texts.map { LookupKeys.posting(kind, keys.hash(kind, $0)) }
    known = value.sharing
  }

  init(_ given: LookupHash) {
    kind = given.kind
    texts = []
    hash = given.hash
    postings = [LookupKeys.posting(given.kind, given.hash)]
  }

  /// Whether a value is the one in question; leaves in `found` by which key.
  mutating func matches(_ value: NormalizedValue, _ keys: LookupKeys?) -> Bool {
    guard value.attribute == kind.identifierAttribute, let (kind, own) = LookupKeys.keys(of: value), kind == self.kind else {
      return false
    }
    var isSame = false
    for text in own where hash.map({ keys?.hash(kind, text) == $0 }) ?? texts.contains(text) {
      isSame = true
      found.insert(text)
    }
    if isSame { known = max(known, value.sharing) }
    return isSame
  }
}

/// Which of the records that posting lists gave have which of the identifiers, by their own values.
struct Holdings {
  /// By record: the values as they are kept; empty where they cannot be read.
  private(set) var values: [[FeatureValue]] = []
  private(set) var held: [[Int]] = []
  private(set) var verified: [[Int]] = []

  init(_ carriers: [CarrierRecord], _ asked: inout [AskedIdentifier], _ keys: LookupKeys?) {
    values.reserveCapacity(carriers.count)
    for carrier in carriers {
      let decoded = FeatureCodec.decode(carrier.payload) ?? []
      var (held, verified): ([Int], [Int]) = ([], [])
      for index in asked.indices {
        var (isHeld, isVerified) = (false, false)
        for feature in decoded where asked[index].matches(feature.value, keys) {
          isHeld = true
          if feature.isVerified { isVerified = true }
        }
        if isHeld {
          asked[index].carrierCount += 1
          held.append(index)
        }
        if isVerified { verified.append(index) }
      }
      values.append(decoded)
      self.held.append(held)
      self.verified.append(verified)
    }
  }
}

extension NormalizedValue {
  /// Whether it says something: a year of birth does, though nobody is found by it; a word that is no address does not.
  fileprivate var isReadForLookup: Bool {
    if keyCount > 0 || LookupKeys.keys(of: self) != nil { return true }
    if attribute == .address { return withForm { !$0.isEmpty } }
    return !isMissing && flags.isDisjoint(with: [.unreadable, .invalid])
  }
}

extension FieldRole {
  fileprivate var isIdentifier: Bool { [.email, .phone, .handle, .identifier].contains(self) }
}

extension KeyKind {
  /// The attribute of values that a kind of identifier names.
  fileprivate var identifierAttribute: Attribute {
    switch self {
    case .emailAccount: .email
    case .phoneLine: .phone
    case .handleExact: .handle
    default: .identifier
    }
  }
}

extension CarrierRecord {
  func features(_ values: [FeatureValue]) -> RecordFeatures {
    RecordFeatures(
      source: key.source, id: Array(key.id.utf8), timestamp: nil, line: 0, content: UInt64(bitPattern: number.rawValue),
      values: values)
  }
}

extension LookupAnswer {
  /// The word of a term that gave no value; nil where it was read together with another, as a house number with its
  /// street is.
  ///
  /// - Parameter record: only values that were read.
  fileprivate static func word(_ term: LookupTerm, among record: RecordFeatures) -> String? {
    func attribute(_ role: FieldRole) -> Attribute? {
      switch role {
      case .fullName, .givenName, .middleName, .familyName, .nameSuffix, .kanaName: .name
      case .address, .houseNumber, .addressLine2, .district, .city, .region, .postcode, .country: .address
      case .birthDate, .birthYear, .birthMonth, .birthDay: .birthDate
      default: nil
      }
    }
    if let kind = attribute(term.role), record.values.contains(where: { $0.value.attribute == kind }) {
      return nil
    }
    if term.role == .country || term.role == .handlePlatform { return nil }
    return term.role.rawValue
  }
}
