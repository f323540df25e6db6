import Crypto
public import Linkage
import Normalization

/// The blocking keys of records as a store keeps them: rule and keyed hash.
///
/// A hash of a phone number that anybody can compute is the phone number: there are only 10^8 Korean
/// mobile numbers. So what is stored is a keyed hash under a secret of the database, cut to 64 bits: SHA-256 of the
/// key, then of what is hashed. Both are of one length, so that nothing can be appended, and fit one block: a record
/// has twenty postings, and HMAC would hash twice for each. A collision costs one comparison.
///
/// Beside the rules' keys every value is posted under its identity, so that whoever shares a value can be
/// counted, and found. Where a rule of one part asks for the same key, its posting is the identity's, unless more values
/// have that key beside another identity: everybody called Smith bears a word of the name that is all of "Smith". An
/// address is posted under its postcode and its city too, so that the records of an area can be counted.
/// The record's postings for lookup (`LookupKeys`) stand there as well; their kinds are negative.
public struct PostingKeys: Sendable {
  public let rules: [BlockingRule]
  /// Made of the store's secret for this one use: 32 bytes.
  private let secret: [4 of UInt64]
  /// By kind of key, the rule that has it for its only part, where whoever has the key is counted by it.
  private let ruleOfKind: [KeyKind: Int16]
  private let lookup: LookupKeys

  /// Kinds of postings from here up are no rule's: up to `firstAreaKind` identities that no rule posts, this and the
  /// number of the key's kind.
  public static let identityKinds: Int16 = 10_000
  /// Kinds of postings from here up are areas of addresses, in the same way.
  public static let firstAreaKind: Int16 = 11_000

  /// Raised with every change of what is posted, or under which hash.
  static let version = 5

  /// - Parameter rules: with ids below `identityKinds`.
  public init(rules: [BlockingRule], secret: [UInt8]) {
    self.rules = rules
    let own = HMAC<SHA256>.authenticationCode(for: Array("kindred postings 4".utf8), using: SymmetricKey(data: secret))
    self.secret = own.withUnsafeBytes { bytes in
      InlineArray<4, UInt64> { bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self) }
    }
    var ruleOfKind: [KeyKind: Int16] = [:]
    for rule in rules where rule.keys.count == 1 && rule.keys[0].isIdentity && ruleOfKind[rule.keys[0]] == nil {
      ruleOfKind[rule.keys[0]] = rule.id
    }
    self.ruleOfKind = ruleOfKind
    lookup = LookupKeys(storeSecret: secret)
  }

  /// Of everything that postings depend on beside settings and normaliser: 32 bytes.
  ///
  /// - Parameter roadLotsSHA256: of the table of road and lot addresses, where there is one.
  public static func digest(of rules: [BlockingRule], roadLotsSHA256: [UInt8]?) -> [UInt8] {
    var text = "postings \(version)\n\(roadLotsSHA256.map { "road lots \($0)\n" } ?? "")"
    for rule in rules { text += "\(rule.id) \(rule.keys.map { String($0.rawValue) }.joined(separator: " "))\n" }
    return Array(SHA256.hash(data: Array(text.utf8)))
  }

  /// Whether carriers of such a posting are counted: rules' keys and identities, and not what is for lookup alone.
  static func isCounted(kind: Int16) -> Bool { kind > 0 }

  /// Whether a posting is an area's. So many records are in one that whoever adds another to it need not be alone.
  static func isArea(kind: Int16) -> Bool { kind >= firstAreaKind }

  /// Whether postings of a kind are a blocking rule's, which the kind then is the id of.
  public static func isBlocking(kind: Int16) -> Bool { kind > 0 && kind < identityKinds }

  /// For each record its postings, by rule and key, then those for lookup. Sharing is not looked at: a value may stop or start
  /// being shared without its record being touched.
  public func postings(of records: [RecordFeatures]) -> [[(kind: Int16, key: Int64)]] {
    var builder = RecordTable.Builder()
    for (row, record) in records.enumerated() {
      var numbered = record
      numbered.source = "batch"
      numbered.id = withUnsafeBytes(of: UInt32(row).bigEndian) { Array($0) }
      builder.append(numbered, tag: Int64(row))
    }
    let table = builder.build().table
    let maker = BlockingKeys(table, rules)
    var postings = [[(kind: Int16, key: Int64)]](repeating: [], count: table.recordCount)
    for record in postings.indices { postings[record].reserveCapacity(32) }
    for (index, rule) in rules.enumerated() {
      maker.visit(rule: index, records: 0..<table.recordCount, table, nil) { record, keys in
        for key in keys { postings[record].append((rule.id, keyed(rule.id, key))) }
      }
    }
    // Two homes in one town are there once.
    var posted = [[SetIdentity]](repeating: [], count: table.recordCount)
    for column in table.columns.indices {
      let values = table.columns[column]
      // Records share values; what each is counted by is asked once.
      var known: [(identity: SetIdentity, posting: RecordKey)] = []
      var ends = [0]
      for value in 1..<values.dictionary.idLimit {
        for identity in table.identities(inColumn: column, of: UInt32(value))
        where identity.isArea || ruleOfKind[identity.kind] == nil {
          known.append((identity, posting(of: identity)))
        }
        ends.append(known.count)
      }
      for record in 0..<table.recordCount {
        for position in values.values(of: record) {
          let value = Int(values.values[position])
          for (identity, posting) in known[ends[value - 1]..<ends[value]] where !posted[record].contains(identity) {
            posted[record].append(identity)
            postings[record].append((posting.kind, posting.key))
          }
        }
      }
    }
    for record in postings.indices {
      for posting in lookup.postings(of: records[record]) { postings[record].append((posting.kind, posting.key)) }
    }
    return postings
  }

  /// The kinds under which identities are posted, ascending: of everything else nothing is known but who carries it.
  public var factKinds: [Int16] {
    let beside = KeyKind.allCases.filter { ruleOfKind[$0] == nil }.map { PostingKeys.identityKinds + Int16($0.rawValue) }
    let areas = SetIdentity.areaKinds.map { PostingKeys.firstAreaKind + Int16($0.rawValue) }
    return (ruleOfKind.values + beside + areas).sorted()
  }

  /// Where the carriers of a value are posted.
  public func posting(of identity: SetIdentity) -> RecordKey {
    let kind =
      identity.isArea
      ? PostingKeys.firstAreaKind + Int16(identity.kind.rawValue)
      : ruleOfKind[identity.kind] ?? PostingKeys.identityKinds + Int16(identity.kind.rawValue)
    return RecordKey(kind: kind, key: keyed(kind, identity.hash))
  }

  /// Where the carriers of a rule's key are posted.
  public func posting(rule: Int16, _ key: UInt64) -> RecordKey { RecordKey(kind: rule, key: keyed(rule, key)) }

  private func keyed(_ rule: Int16, _ key: UInt64) -> Int64 {
    let block: [6 of UInt64] = [
      secret[0], secret[1], secret[2], secret[3], key.littleEndian, UInt64(UInt16(bitPattern: rule)).littleEndian,
    ]
    var hash = SHA256()
    withUnsafeBytes(of: block) { hash.update(bufferPointer: $0) }
    return hash.finalize().withUnsafeBytes { Int64(bigEndian: $0.loadUnaligned(as: Int64.self)) }
  }
}

extension KeyKind {
  /// Whether it is the first key of the values that have it, but for the few that have it as an alternate.
  fileprivate var isIdentity: Bool {
    switch self {
    case .emailAccount, .phoneLine, .nameFull, .addressUnit, .birthDay, .handleExact, .organisationFull, .identifierExact,
      .textExact, .genderExact, .exactSame, .dateDay, .numberSame, .setFull:
      true
    case .emailLocal, .phoneTail, .nameGroup, .nameFamily, .nameSound, .nameGiven, .nameToken, .addressBuilding, .addressStreet,
      .addressPostcode, .addressCity, .birthMonthDay, .birthYearMonth, .handleName, .organisationToken, .organisationPair,
      .setMember:
      false
    }
  }
}
