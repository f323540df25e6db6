public import Identity
import Intake

/// Erasures as they are carried from a database to a restored older copy of it, where they have to be done again.
///
/// The list holds no personal data: ids, moments, reason codes, who erased, and hashes that are keyed with the secret
/// of the database. The copy has the same secret. With another one the hashes fit nothing, so such a list is refused.
public struct ErasureList: Sendable, Equatable {
  public struct Entry: Sendable, Equatable {
    public var number: Int64
    /// When it was done first.
    public var at: Instant
    public var by: String
    /// One of `ErasureReason`.
    public var reason: String
    public var customers: [CustomerID]
    /// Keyed hashes of source keys, 32 bytes each.
    public var records: [[UInt8]]
    public var marks: [StoredMark]
    public var liftedAt: Instant?
    public var liftedBy: String?

    public init(
      number: Int64, at: Instant, by: String, reason: String, customers: [CustomerID], records: [[UInt8]],
      marks: [StoredMark], liftedAt: Instant?, liftedBy: String?
    ) {
      self.number = number
      self.at = at
      self.by = by
      self.reason = reason
      self.customers = customers
      self.records = records
      self.marks = marks
      self.liftedAt = liftedAt
      self.liftedBy = liftedBy
    }
  }

  /// 32 bytes that tell one secret from another.
  public var keyCheck: [UInt8]
  public var entries: [Entry]

  public init(keyCheck: [UInt8], entries: [Entry]) {
    self.keyCheck = keyCheck
    self.entries = entries
  }
}

/// What became of an erasure of a list.
public struct RepeatedErasure: Sendable {
  /// Its number in the list.
  public var number: Int64
  /// Its number here; nil where nothing was kept.
  public var here: Int64?
  /// nil where it had been done here before.
  public var outcome: ErasureOutcome?
}

/// Does the erasures of a list again that are not here, and keeps out whoever they kept out.
///
/// Erased are the records a list names, but for those whose source gave the key to somebody else since: these are
/// named, and only their contents from before are emptied, as are those of other records that would have been kept
/// out. Of the ids a list names those that stand for nobody then are erased. Each erasure is a
/// transaction of its own: what breaks off is gone on with by the same call. Households are found anew once, at the end.
/// - Throws: as `erase` does; `ErasureRefusal.otherSecret`.
public func repeatErasures(
  of list: ErasureList, in store: some ErasureStore, _ basis: LiveBasis, by who: String, at: Instant, isDryRun: Bool,
  threadCount: Int, mint: @escaping @Sendable () -> CustomerID
) async throws -> [RepeatedErasure] {
  guard try await store.suppressionKeyCheck() == list.keyCheck else { throw ErasureRefusal.otherSecret }
  let present = try await store.erasureList()?.entries ?? []
  let keys = try await store.sourceKeys(hashedAs: Set(list.entries.flatMap(\.records)))
  var done: [RepeatedErasure] = []
  var concernsHouseholds = false
  for entry in list.entries.sorted(by: { $0.number < $1.number }) {
    var repeated = RepeatedErasure(number: entry.number, here: nil, outcome: nil)
    var isLifted = false
    if let found = present.first(where: { $0.at == entry.at && $0.reason == entry.reason && Set($0.records).isSubset(of: entry.records) }) {
      repeated.here = found.number
      isLifted = found.liftedAt != nil
    } else {
      var request = ErasureRequest(
        .listed(entry.records.compactMap { keys[$0] }, entry.customers), reason: ErasureReason(rawValue: entry.reason) ?? .other,
        by: who, at: at, isDryRun: isDryRun)
      request.firstAt = entry.at
      request.marks = entry.marks
      let outcome = try await eraseAlone(request, in: store, basis, threadCount: threadCount, mint: mint)
      repeated.outcome = outcome
      if outcome.concernsHouseholds { concernsHouseholds = true }
      if !isDryRun { repeated.here = outcome.proof.number }
    }
    if let lifted = entry.liftedAt, !isLifted, !isDryRun, let here = repeated.here {
      _ = try await store.lift(erasure: here, by: entry.liftedBy ?? who, at: lifted)
    }
    done.append(repeated)
  }
  if concernsHouseholds, !isDryRun {
    let finding = await findHouseholds(in: store, basis, threadCount: threadCount)
    for index in done.indices where done[index].outcome?.concernsHouseholds == true {
      done[index].outcome?.households = finding
    }
  }
  return done
}

// MARK: as a file

private let formatName = "kindred_erasures"

extension ErasureList {
  /// An indented JSON object in UTF-8, the same for the same list.
  public var file: [UInt8] {
    var json = JSONWriter(isIndented: true)
    func number(_ name: String, _ value: Int64) {
      json.name(name)
      json.number(value)
    }
    func text(_ name: String, _ value: String) {
      json.name(name)
      json.string(value)
    }
    func texts(_ name: String, _ values: [String]) {
      json.name(name)
      json.beginArray()
      for value in values { json.string(value) }
      json.endArray()
    }
    json.beginObject()
    number(formatName, 1)
    text("key_check", hexText(keyCheck))
    json.name("erasures")
    json.beginArray()
    for entry in entries {
      json.beginObject()
      number("erasure", entry.number)
      text("at", entry.at.description)
      number("at_microseconds", entry.at.microseconds)
      text("by", entry.by)
      text("reason", entry.reason)
      texts("customers", entry.customers.map(\.description))
      texts("records", entry.records.map(hexText))
      json.name("suppressions")
      json.beginArray()
      for mark in entry.marks {
        json.beginObject()
        number("kind", Int64(mark.mark.kind.rawValue))
        text("hash", hexText(mark.mark.hash))
        if let version = mark.normaliserVersion { number("normaliser", Int64(version)) }
        json.endObject()
      }
      json.endArray()
      if let at = entry.liftedAt {
        text("lifted_by", entry.liftedBy ?? "")
        number("lifted_at_microseconds", at.microseconds)
      }
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes + [0x0A]
  }

  /// - Throws: `ErasureRefusal.noList`, which names the member that is not as it should be.
  public init(reading file: [UInt8]) throws {
    let root: JSONValue
    do { root = try JSONReader().read(file) } catch { throw ErasureRefusal.noList("\(error)") }
    guard try root.integer(formatName) == 1 else { throw ErasureRefusal.noList("\(formatName) is not 1") }
    keyCheck = try root.hash("key_check")
    entries = try root.list("erasures").map { entry in
      Entry(
        number: try entry.integer("erasure"), at: Instant(microseconds: try entry.integer("at_microseconds")),
        by: try entry.text("by"), reason: try entry.text("reason"),
        customers: try entry.list("customers").map { value in
          guard case .string(let id) = value, let customer = CustomerID(parsing: String(decoding: id, as: UTF8.self)) else {
            throw ErasureRefusal.noList("customers")
          }
          return customer
        },
        records: try entry.list("records").map { value in
          guard case .string(let text) = value, let hash = hashBytes(text) else { throw ErasureRefusal.noList("records") }
          return hash
        },
        marks: try entry.list("suppressions").map { mark in
          guard let kind = Int16(exactly: try mark.integer("kind")).flatMap(SuppressionMark.Kind.init) else {
            throw ErasureRefusal.noList("kind")
          }
          let version = kind == .sourceKey ? nil : Int32(exactly: try mark.integer("normaliser"))
          if kind != .sourceKey, version == nil { throw ErasureRefusal.noList("normaliser") }
          return StoredMark(SuppressionMark(kind, hash: try mark.hash("hash")), normaliserVersion: version.map(Int.init))
        },
        liftedAt: entry["lifted_at_microseconds"] == nil
          ? nil : Instant(microseconds: try entry.integer("lifted_at_microseconds")),
        liftedBy: entry["lifted_by"] == nil ? nil : try entry.text("lifted_by"))
    }
  }
}

extension JSONValue {
  fileprivate func integer(_ name: String) throws -> Int64 {
    guard case .number(let digits)? = self[name], let value = Int64(String(decoding: digits, as: UTF8.self)) else {
      throw ErasureRefusal.noList(name)
    }
    return value
  }

  fileprivate func text(_ name: String) throws -> String {
    guard case .string(let text)? = self[name] else { throw ErasureRefusal.noList(name) }
    return String(decoding: text, as: UTF8.self)
  }

  fileprivate func hash(_ name: String) throws -> [UInt8] {
    guard case .string(let text)? = self[name], let hash = hashBytes(text) else { throw ErasureRefusal.noList(name) }
    return hash
  }

  fileprivate func list(_ name: String) throws -> [JSONValue] {
    guard case .array(let items)? = self[name] else { throw ErasureRefusal.noList(name) }
    return items
  }
}

private func hexText(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

/// 32 bytes out of 64 hexadecimal digits; nil where it is anything else.
private func hashBytes(_ text: [UInt8]) -> [UInt8]? {
  guard text.count == 64 else { return nil }
  var bytes: [UInt8] = []
  for index in stride(from: 0, to: 64, by: 2) {
    guard let byte = UInt8(String(decoding: text[index..<(index + 2)], as: UTF8.self), radix: 16), text[index] != UInt8(ascii: "+") else { return nil }
    bytes.append(byte)
  }
  return bytes
}
