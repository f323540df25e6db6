import Crypto
import Identity
public import Normalization

/// Exact postings of identifiers, so that whoever holds an e-mail, phone, handle or card is found by it
/// whatever the blocking rules are.
///
/// The recipe, for callers who send a hash so that the value itself does not travel:
///
/// ```
/// lookup secret = HMAC-SHA-256(key: the store's secret, message: "kindred lookup 1")
/// hash          = HMAC-SHA-256(key: the lookup secret,  message: KIND, a zero byte, KEY)
/// ```
/// KIND is `email.account`, `phone.line`, `handle.exact` or `identifier.exact`, and KEY the key of that kind
/// that `kindred normalize` shows (`kim@naver.com`, `+821012345678`, `instagram:kim`, `card:1234`), both in
/// UTF-8; of a relay address, which has no key, the address. A caller is given the lookup secret, never the store's. The first eight bytes of the hash, high ones
/// first, are the posting; whoever has it is checked against the whole hash.
public struct LookupKeys: Sendable {
  private let secret: SymmetricKey
  /// Begun with the secret; each hash goes on from a copy.
  private let authenticator: HMAC<SHA256>

  public init(storeSecret: [UInt8]) {
    let code = HMAC<SHA256>.authenticationCode(
      for: Array("kindred lookup 1".utf8), using: SymmetricKey(data: storeSecret))
    secret = SymmetricKey(data: Array(code))
    authenticator = HMAC(key: secret)
  }

  /// 32 bytes. Who has it and the postings can try values out, so it is given to services, not to people.
  public var lookupSecret: [UInt8] { secret.withUnsafeBytes { Array($0) } }

  /// The kinds that name one person, a household or a desk exactly.
  public static let kinds: [KeyKind] = [.emailAccount, .phoneLine, .handleExact, .identifierExact]

  /// 32 bytes.
  public func hash(_ kind: KeyKind, _ key: [UInt8]) -> [UInt8] {
    var code = authenticator
    code.update(data: Array(kind.word.utf8) + [0] + key)
    return Array(code.finalize())
  }

  /// Kinds of postings for lookup are negative; those of blocking rules are positive.
  public static func posting(_ kind: KeyKind, _ hash: [UInt8]) -> RecordKey {
    var key: UInt64 = 0
    for byte in hash.prefix(8) { key = key << 8 | UInt64(byte) }
    return RecordKey(kind: -Int16(kind.rawValue), key: Int64(bitPattern: key))
  }

  /// The postings of a record, in the order of its values; a key may occur twice.
  public func postings(of record: RecordFeatures) -> [RecordKey] {
    var found: [RecordKey] = []
    for feature in record.values {
      guard let (kind, texts) = LookupKeys.keys(of: feature.value) else { continue }
      for text in texts { found.append(LookupKeys.posting(kind, hash(kind, text))) }
    }
    return found
  }

  /// What a value is found by; nil where it is no identifier.
  static func keys(of value: NormalizedValue) -> (kind: KeyKind, texts: [[UInt8]])? {
    if let kind = value.firstKeyKind {
      guard kinds.contains(kind) else { return nil }
      return (kind, value.keys.filter { $0.kind == kind }.map(\.bytes))
    }
    // A relay says nothing about who, so it brings no records together; whoever asks for it means it exactly.
    return value.attribute == .email && value.flags.contains(.relay) ? (.emailAccount, [value.canonical]) : nil
  }
}
