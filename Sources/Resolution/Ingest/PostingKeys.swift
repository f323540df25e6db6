import Crypto
public import Linkage
import Normalization

/// The blocking keys of records as a store keeps them: rule and keyed hash.
///
/// A hash of a phone number that anybody can compute is the phone number: there are only 10^8 Korean
/// mobile numbers. So what is stored is HMAC-SHA-256 under a secret of the database, cut to 64 bits.
/// A collision costs one comparison.
///
/// Beside the rules' keys every value is posted under its identity, so that whoever shares a value can be
/// counted, and found. Where a rule of one part asks for the same key, its posting is the identity's. An address is
/// posted under its postcode and its city too, so that the records of an area can be counted.
/// The record's postings for lookup (`LookupKeys`) stand there as well; their kinds are negative.
public struct PostingKeys: Sendable {
  public let rules: [BlockingRule]
  /// Begun with the secret; each key goes on from a copy, because taking the secret in is most of the work.
  private let authenticator: HMAC<SHA256>
  /// By kind of key, the rule that has it for its only part.
  private let ruleOfKind: [KeyKind: Int16]
  private let lookup: LookupKeys

  /// Kinds of postings from here up are no rule's: up to `firstAreaKind` identities that no rule posts, this and the
  /// number of the key's kind.
  public static let identityKinds: Int16 = 10_000
  /// Kinds of postings from here up are areas of addresses, in the same way.
  public static let firstAreaKind: Int16 = 11_000

  /// - Parameter rules: with ids below `identityKinds`.
  public init(rules: [BlockingRule], secret: [UInt8]) {
    self.rules = rules
    authenticator = HMAC(key: SymmetricKey(data: secret))
    var ruleOfKind: [KeyKind: Int16] = [:]
    for rule in rules where rule.keys.count == 1 && ruleOfKind[rule.keys[0]] == nil { ruleOfKind[rule.keys[0]] = rule.id }
    self.ruleOfKind = ruleOfKind
    lookup = LookupKeys(storeSecret: secret)
  }

  /// Of everything that postings depend on beside settings and normaliser: 32 bytes.
  ///
  /// - Parameter roadLotsSHA256: of the table of road and lot addresses, where there is one.
  public static func digest(of rules: [BlockingRule], roadLotsSHA256: [UInt8]?) -> [UInt8] {
    var text = "postings 3\n\(roadLotsSHA256.map { "road lots \($0)\n" } ?? "")"
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
    var keys: [UInt64] = []
    return (0..<table.recordCount).map { record in
      var postings: [(kind: Int16, key: Int64)] = []
      for (index, rule) in rules.enumerated() {
        keys.removeAll(keepingCapacity: true)
        maker.append(rule: index, record: record, table, nil, to: &keys)
        for key in keys { postings.append((rule.id, keyed(rule.id, key))) }
      }
      // Two homes in one town are there once.
      var posted: [SetIdentity] = []
      for column in table.columns.indices {
        for position in table.columns[column].values(of: record) {
          for identity in table.identities(inColumn: column, of: table.columns[column].values[position])
          where (identity.isArea || ruleOfKind[identity.kind] == nil) && !posted.contains(identity) {
            posted.append(identity)
          }
        }
      }
      for identity in posted {
        let posting = posting(of: identity)
        postings.append((posting.kind, posting.key))
      }
      for posting in lookup.postings(of: records[record]) { postings.append((posting.kind, posting.key)) }
      return postings
    }
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
    var message: [UInt8] = []
    message.reserveCapacity(10)
    withUnsafeBytes(of: rule.littleEndian) { message.append(contentsOf: $0) }
    withUnsafeBytes(of: key.littleEndian) { message.append(contentsOf: $0) }
    var code = authenticator
    code.update(data: message)
    return code.finalize().withUnsafeBytes { Int64(bigEndian: $0.loadUnaligned(as: Int64.self)) }
  }
}
