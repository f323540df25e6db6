import Identity
public import Normalization

/// The distinct values of one column. Value ids start at 1; 0 is "no value".
///
/// Ids follow the order of arrival, so nothing that leaves the engine may depend on them.
public struct ValueDictionary: Sendable {
  public private(set) var canonical = ByteColumn()
  public private(set) var form = ByteColumn()
  /// Hash of a value's first key, where that stands for the whole value: equal means the same account,
  /// line or name. 0 where it stands for a part (a surname alone, a year and month) or there is none:
  /// two such values are never taken as the same without a comparison.
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

  /// Hash of a value's first key of whatever kind, 0 where it has none: what carriers are counted by.
  func firstKey(of id: UInt32) -> UInt64 {
    let keys = keys(of: id)
    return keys.isEmpty ? 0 : keyHashes[keys.lowerBound]
  }

  /// The id of a value, new or known. Values that differ in anything, be it a flag, have different ids,
  /// so what a record carries does not depend on which record came first.
  mutating func intern(_ value: NormalizedValue, _ keys: KeyList) -> UInt32 {
    let hash = ValueDictionary.hash(value, keys, from: 0)
    return value.withCanonical { canonical in
      value.withForm { form in
        intern(hash, canonical, form, value.flags, value.sharing, keys, 0..<keys.kinds.count)
      }
    }
  }

  mutating func intern(_ batch: RecordBatch, _ value: Int) -> UInt32 {
    let canonical = batch.canonical.bytes.span.extracting(batch.canonical.range(value))
    let form = batch.form.bytes.span.extracting(batch.form.range(value))
    return intern(
      batch.hashes[value], canonical, form, batch.flags[value], batch.sharing[value], batch.keys,
      Int(batch.keyStarts[value])..<Int(batch.keyStarts[value + 1]))
  }

  /// Of everything that makes a value what it is.
  ///
  /// - Parameter first: where its keys begin, the last of the list.
  static func hash(_ value: NormalizedValue, _ keys: borrowing KeyList, from first: Int) -> UInt64 {
    let seed = UInt64(value.sharing.rawValue) << 56 | value.flags.rawValue
    var hash = KeyHash.combine(
      value.withCanonical { KeyHash.hash($0, seed: seed) }, value.withForm { KeyHash.hash($0, seed: 1) })
    for index in first..<keys.hashes.count { hash = KeyHash.combine(hash, keys.hashes[index]) }
    return hash
  }

  private mutating func intern(
    _ hash: UInt64, _ canonical: Span<UInt8>, _ form: Span<UInt8>, _ flags: ValueFlags, _ sharing: ValueClass,
    _ keys: KeyList, _ range: Range<Int>
  ) -> UInt32 {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let id = Int(slots[slot])
      if entryHashes[id] == hash, self.canonical.equals(id, canonical), self.form.equals(id, form),
        self.flags[id] == flags, self.sharing[id] == sharing, hasKeys(id, keys, range)
      {
        return UInt32(id)
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    let id = UInt32(identityHashes.count)
    slots[slot] = id
    entryHashes.append(hash)
    self.canonical.append(canonical)
    self.form.append(form)
    self.flags.append(flags)
    self.sharing.append(sharing)
    for index in range {
      keyKinds.append(keys.kinds[index])
      keyHashes.append(keys.hashes[index])
    }
    keyEnds.append(UInt32(keyHashes.count))
    identityHashes.append(!range.isEmpty && keys.kinds[range.lowerBound].isWholeValue ? keys.hashes[range.lowerBound] : 0)
    if identityHashes.count * 2 > slots.count { grow() }
    return id
  }

  /// Whether value `id` has just these keys.
  private func hasKeys(_ id: Int, _ keys: KeyList, _ range: Range<Int>) -> Bool {
    let known = self.keys(of: UInt32(id))
    guard known.count == range.count else { return false }
    for offset in 0..<known.count {
      let (old, new) = (known.lowerBound + offset, range.lowerBound + offset)
      if keyHashes[old] != keys.hashes[new] || keyKinds[old] != keys.kinds[new] { return false }
    }
    return true
  }

  /// Reads what interning a value will look at, as far as `step` goes: the place of its hash, then the numbers of the
  /// value found there, then its bytes. Each step waits for the one before it, but the steps of many values at a time
  /// wait together.
  ///
  /// - Returns: what was read, so that it is not left out; it means nothing.
  @inline(__always)
  func prefetch(_ hash: UInt64, step: Int) -> UInt64 {
    let id = Int(slots[Int(truncatingIfNeeded: hash) & (slots.count - 1)])
    if step == 0 || id == 0 { return UInt64(id) }
    if step == 1 {
      return entryHashes[id] | UInt64(flags[id].rawValue) | UInt64(sharing[id].rawValue)
        | UInt64(canonical.range(id).lowerBound | form.range(id).lowerBound | keys(of: UInt32(id)).lowerBound)
    }
    if entryHashes[id] != hash { return 0 }
    let (text, compared, keys) = (canonical.range(id), form.range(id), keys(of: UInt32(id)))
    var read: UInt64 = 0
    if !text.isEmpty { read |= UInt64(canonical.bytes[text.lowerBound]) }
    if !compared.isEmpty { read |= UInt64(form.bytes[compared.lowerBound]) }
    if !keys.isEmpty { read |= keyHashes[keys.lowerBound] }
    return read
  }

  /// Reads what is known of a value; where its text is, too.
  func prefetchFacts(_ id: UInt32) -> UInt64 {
    let id = Int(id)
    return identityHashes[id] | UInt64(flags[id].rawValue) | UInt64(sharing[id].rawValue) | UInt64(canonical.range(id).lowerBound)
  }

  func prefetchText(_ id: UInt32) -> UInt64 {
    let text = canonical.range(Int(id))
    return text.isEmpty ? 0 : UInt64(canonical.bytes[text.lowerBound])
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
  /// Whether two values with an equal first key of this kind are the same value, and not only alike.
  var isWholeValue: Bool {
    switch self {
    case .emailAccount, .phoneLine, .nameFull, .addressUnit, .birthDay, .handleExact, .organisationFull,
      .identifierExact, .textExact, .genderExact, .exactSame, .dateDay, .numberSame, .setFull:
      true
    case .emailLocal, .phoneTail, .nameGroup, .nameFamily, .nameSound, .nameGiven, .nameToken, .addressBuilding,
      .addressStreet, .addressPostcode, .addressCity, .birthMonthDay, .birthYearMonth, .handleName, .organisationToken,
      .organisationPair, .setMember:
      false
    }
  }
}
