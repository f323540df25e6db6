import Identity
public import Normalization

/// The distinct values of one column. Value ids start at 1; 0 is "no value".
///
/// Ids follow the order of arrival, so nothing that leaves the engine may depend on them.
public struct ValueDictionary: Sendable {
  public private(set) var canonical = ByteColumn()
  public private(set) var form = ByteColumn()
  /// Hash of a value's first key where that is an identity, else 0: equal means the same account, line or name.
  public private(set) var identityHashes: [UInt64] = [0]
  public private(set) var flags: [ValueFlags] = [[]]
  public private(set) var sharing: [ValueClass] = [.junk]
  private var keyEnds: [UInt32] = [0]
  public private(set) var keyKinds: [KeyKind] = []
  public private(set) var keyHashes: [UInt64] = []

  // Open addressing over ids; the hash of an entry is kept to make growing cheap.
  private var slots: [UInt32] = Array(repeating: 0, count: 1_024)
  private var entryHashes: [UInt64] = [0]

  init() {
    canonical.append([])
    form.append([])
  }

  /// Ids are 1..<idLimit.
  public var idLimit: Int { identityHashes.count }

  /// The keys of a value: indexes into `keyKinds` and `keyHashes`.
  @inline(__always)
  public func keys(of id: UInt32) -> Range<Int> {
    Int(id == 0 ? 0 : keyEnds[Int(id) - 1])..<Int(keyEnds[Int(id)])
  }

  /// The first key of a kind, 0 where the value has none.
  public func firstKey(_ kind: KeyKind, of id: UInt32) -> UInt64 {
    for index in keys(of: id) where keyKinds[index] == kind { return keyHashes[index] }
    return 0
  }

  mutating func intern(_ value: NormalizedValue) -> UInt32 {
    let hash = KeyHash.combine(
      KeyHash.hash(value.canonical.span, seed: UInt64(value.sharing.rawValue)), KeyHash.hash(value.form.span, seed: 1))
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let id = Int(slots[slot])
      if entryHashes[id] == hash, canonical.equals(id, value.canonical), form.equals(id, value.form) {
        return UInt32(id)
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    let id = UInt32(identityHashes.count)
    slots[slot] = id
    entryHashes.append(hash)
    canonical.append(value.canonical)
    form.append(value.form)
    flags.append(value.flags)
    sharing.append(value.sharing)
    for key in value.keys {
      keyKinds.append(key.kind)
      keyHashes.append(KeyHash.hash(key))
    }
    keyEnds.append(UInt32(keyHashes.count))
    let hasIdentity = value.keys.first?.kind.isIdentity ?? false
    identityHashes.append(hasIdentity ? keyHashes[keyHashes.count - value.keys.count] : 0)
    if identityHashes.count * 2 > slots.count { grow() }
    return id
  }

  private mutating func grow() {
    var larger = [UInt32](repeating: 0, count: slots.count * 2)
    for id in 1..<entryHashes.count {
      var slot = Int(truncatingIfNeeded: entryHashes[id]) & (larger.count - 1)
      while larger[slot] != 0 { slot = (slot + 1) & (larger.count - 1) }
      larger[slot] = UInt32(id)
    }
    slots = larger
  }

  /// Lets go of what only interning needs.
  mutating func freeze() {
    slots = []
    entryHashes = []
  }
}

extension KeyKind {
  /// Two values with an equal first key of such a kind are the same thing. Looser kinds stand first where
  /// a value is partial (`J. Smith` has a name group and no full name) and prove nothing.
  fileprivate var isIdentity: Bool {
    switch self {
    case .emailAccount, .phoneLine, .nameFull, .addressUnit, .addressBuilding, .addressStreet, .birthDay, .handleExact,
      .organisationFull, .identifierExact, .textExact, .genderExact:
      true
    default: false
    }
  }
}
