import Crypto
public import Identity
import Normalization

/// The list that keeps an erased person from coming back when a source sends them again.
///
/// What is kept are hashes, keyed with a secret of their own that is derived from the store's: of the source keys
/// of the erased records, and of what in them named this one person: e-mail accounts, handles, ids and phones
/// that no other record has or had and that are nobody else's by class, and the person's names. What was shared
/// with people of other names, as a couple's mailbox, counts together with the person's name only, also when the
/// other's records are deleted by now.
///
/// A record that is sent is suppressed by an erasure when one of these holds:
/// 1. it has an e-mail account, handle or id of the erased person;
/// 2. it has a phone of theirs, and a name of theirs or no name at all;
/// 3. it has a source key of theirs, and a name or phone of theirs or no name at all;
/// 4. it has an account or phone of theirs that somebody of another name had too, and a name of theirs.
///
/// A name and a birth date alone suppress nothing: strangers have both in common.
///
/// So whoever is given the phone number, or the number in a source, of somebody erased is told from them by a
/// name of their own. Without a name nobody can tell; such a row is suppressed, counted and reported, and lifting
/// the erasure lets it in. Names count as one when they are written alike, sound alike or are of one name group.

/// One hash, and what it is of.
public struct SuppressionMark: Sendable, Hashable {
  public enum Kind: Int16, Sendable, CaseIterable {
    case sourceKey = 1
    /// An e-mail account, a handle, an id.
    case account = 2
    case phone = 3
    case name = 4
    /// An account or phone that somebody of another name has or had too.
    case contact = 5
  }

  public var kind: Kind
  /// 32 bytes.
  public var hash: [UInt8]

  public init(_ kind: Kind, hash: [UInt8]) {
    self.kind = kind
    self.hash = hash
  }
}

/// A hash as it is kept.
public struct StoredMark: Sendable, Hashable {
  public var mark: SuppressionMark
  /// Of what made the value that was hashed; nil for source keys, which nothing makes, 0 where it is not known.
  public var normaliserVersion: Int?

  public init(_ mark: SuppressionMark, normaliserVersion: Int?) {
    self.mark = mark
    self.normaliserVersion = normaliserVersion
  }
}

/// Makes the hashes.
public struct SuppressionKeys: Sendable {
  private let secret: SymmetricKey

  /// - Parameter storeSecret: the 32 bytes that key hashes are keyed with.
  public init(storeSecret: [UInt8]) {
    let code = HMAC<SHA256>.authenticationCode(
      for: Array("kindred suppression 1".utf8), using: SymmetricKey(data: storeSecret))
    secret = SymmetricKey(data: Array(code))
  }

  /// 32 bytes.
  public func hash(of key: SourceKey) -> [UInt8] {
    hash("source key", Array(key.source.utf8) + [0] + Array(key.id.utf8))
  }

  /// 32 bytes.
  public func hash(of customer: CustomerID) -> [UInt8] { hash("customer", Array(customer.description.utf8)) }

  /// Of a record's values, each once: its identifiers, and its names in the kinds that are compared.
  ///
  func marks(of values: [FeatureValue]) -> Set<SuppressionMark> {
    var marks = Set<SuppressionMark>()
    for feature in values {
      if let (kind, texts) = LookupKeys.keys(of: feature.value) {
        for text in texts {
          let hash = hash(kind.word, text)
          marks.insert(SuppressionMark(kind == .phoneLine ? .phone : .account, hash: hash))
          marks.insert(SuppressionMark(.contact, hash: hash))
        }
      } else if feature.value.attribute == .name {
        for key in feature.value.keys where SuppressionKeys.nameKinds.contains(key.kind) {
          marks.insert(SuppressionMark(.name, hash: hash(key.kind.word, key.bytes)))
        }
      }
    }
    return marks
  }

  /// 32 bytes that tell this secret from others and nothing else.
  public var check: [UInt8] { hash("check", []) }

  /// The names among a record's values.
  func names(of values: [FeatureValue]) -> Set<SuppressionMark> {
    marks(of: values.filter { $0.value.attribute == .name }).filter { $0.kind == .name }
  }

  /// Of one identifier.
  func mark(of key: NormalizedKey, isShared: Bool) -> SuppressionMark {
    SuppressionMark(isShared ? .contact : key.kind == .phoneLine ? .phone : .account, hash: hash(key.kind.word, key.bytes))
  }

  private static let nameKinds: [KeyKind] = [.nameFull, .nameSound, .nameGroup]

  private func hash(_ kind: String, _ text: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: Array(kind.utf8) + [0] + text, using: secret))
  }
}

/// What erased persons would be known by.
public struct Suppressions: Sendable {
  private let keys: SuppressionKeys?
  private let erasures: [SuppressionMark: [Int64]]

  /// - Parameter keys: nil where nothing was ever imported.
  public init(_ keys: SuppressionKeys?, _ marks: [(mark: SuppressionMark, erasure: Int64)]) {
    self.keys = keys
    erasures = Dictionary(grouping: marks, by: \.mark).mapValues { $0.map(\.erasure) }
  }

  public var isEmpty: Bool { erasures.isEmpty }

  /// The first erasure that keeps a record out; nil where none does.
  ///
  /// - Parameter payload: its normalised values, packed.
  public func erasure(suppressing key: SourceKey, payload: [UInt8]) -> Int64? {
    guard let keys, !isEmpty else { return nil }
    return erasure(holding: Suppressions.marks(of: key, payload: payload, keys))
  }

  /// All that a record is known by.
  static func marks(of key: SourceKey, payload: [UInt8], _ keys: SuppressionKeys) -> Set<SuppressionMark> {
    var marks = keys.marks(of: FeatureCodec.decode(payload) ?? [])
    marks.insert(SuppressionMark(.sourceKey, hash: keys.hash(of: key)))
    return marks
  }

  /// - Parameter marks: all that a record is known by.
  func erasure(holding marks: Set<SuppressionMark>) -> Int64? {
    var met: [Int64: Set<SuppressionMark.Kind>] = [:]
    for mark in marks { for erasure in erasures[mark] ?? [] { met[erasure, default: []].insert(mark.kind) } }
    if met.isEmpty { return nil }
    let hasName = marks.contains { $0.kind == .name }
    return met.filter { Suppressions.isSamePerson(sharing: $0.value, hasName: hasName) }.keys.min()
  }

  /// The rule.
  static func isSamePerson(sharing kinds: Set<SuppressionMark.Kind>, hasName: Bool) -> Bool {
    if kinds.contains(.account) { return true }
    let isNameAlike = !hasName || kinds.contains(.name)
    if kinds.contains(.phone), isNameAlike { return true }
    if kinds.contains(.contact), kinds.contains(.name) { return true }
    return kinds.contains(.sourceKey) && (isNameAlike || kinds.contains(.phone))
  }
}

/// Live records that an erasure should have kept out. None but by a fault.
public func suppressedLiveRecords(in store: some ErasureStore) async throws -> Int {
  let suppressions = try await store.suppressions()
  if suppressions.isEmpty { return 0 }
  return try await store.snapshot { session in
    try await session.liveRecords(into: 0) { count, record in
      if suppressions.erasure(suppressing: record.key, payload: record.payload) != nil { count += 1 }
    }
  }
}
