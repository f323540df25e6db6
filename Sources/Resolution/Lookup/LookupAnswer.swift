public import Identity
public import Normalization

/// Who was found: all owners of what was asked, ranked, never silently one.
public struct LookupAnswer: Sendable {
  /// An identifier that was asked for: an e-mail, a phone, a handle, a card.
  public struct Asked: Sendable, Equatable {
    /// `email`, `phone`, `handle` or `identifier`.
    public var word: String
    /// Who stands behind it, as counted or pinned; nil where nobody has it.
    public var sharing: ValueClass?
    /// Live records that have it; of more than `carriersMax`, that many and one.
    public var carrierCount: Int
    /// The limit of the model beyond which an identifier is nobody's.
    public var carriersMax: Int
  }

  /// In the order they were asked for.
  public var identifiers: [Asked]
  /// Most likely first.
  public var owners: [LookupOwner]
  /// Records that fit, but wait for the next resolve and have no customer yet; by source key.
  public var unresolved: [SourceKey]
  /// Words of terms in which nothing could be read.
  public var unread: [String]
  /// Ways of looking that were left out because too many records lie there: `name.full`.
  public var tooWide: [String]
  /// Nothing was looked for: what was asked was read, and no record is found by so little (a town, a postcode, a
  /// family name alone).
  public var isTooLittle = false
  /// What is no identifier was looked for among records that another version of Kindred has read: some may not be found
  /// until a resolve has read them anew.
  public var isOlder = false
}

public struct LookupOwner: Sendable, Equatable {
  public var customer: CustomerID
  /// How well the best of its records fits what was asked; nil where only identifiers were asked for.
  public var weight: MatchWeight?
  /// Best first.
  public var records: [LookupRecord]

  /// Indexes of the identifiers asked for that a record of this customer has, and has verified.
  public var held: Set<Int> { Set(records.flatMap(\.held)) }
  public var verified: Set<Int> { Set(records.flatMap(\.verified)) }
}

public struct LookupRecord: Sendable, Equatable {
  public var key: SourceKey
  public var weight: MatchWeight?
  /// Indexes of the identifiers asked for that the record has; those its source has verified.
  public var held: [Int]
  public var verified: [Int]
}

extension LookupAnswer {
  /// Groups records by customer and ranks both.
  ///
  /// Customers go by weight where there is one, else by how many of the identifiers they hold; then by how many
  /// they hold verified, then by the number of records, then the older id first.
  static func ranked(_ found: [(record: LookupRecord, customer: CustomerID?)]) -> (owners: [LookupOwner], unresolved: [SourceKey]) {
    var unresolved: [SourceKey] = []
    var places: [CustomerID: Int] = [:]
    var owners: [LookupOwner] = []
    for (record, customer) in found {
      guard let customer else {
        unresolved.append(record.key)
        continue
      }
      if let place = places[customer] {
        owners[place].records.append(record)
      } else {
        places[customer] = owners.count
        owners.append(LookupOwner(customer: customer, weight: nil, records: [record]))
      }
    }
    for place in owners.indices {
      if owners[place].records.count > 1 {
        owners[place].records.sort { a, b in
          if a.weight != b.weight { return (a.weight ?? .zero) > (b.weight ?? .zero) }
          if a.held.count != b.held.count { return a.held.count > b.held.count }
          if a.verified.count != b.verified.count { return a.verified.count > b.verified.count }
          return a.key < b.key
        }
      }
      owners[place].weight = owners[place].records.compactMap(\.weight).max()
    }
    if owners.count > 1 {
      owners.sort { a, b in
        if a.weight != b.weight { return (a.weight ?? .zero) > (b.weight ?? .zero) }
        let (heldA, heldB) = (a.held.count, b.held.count)
        if heldA != heldB { return heldA > heldB }
        let (verifiedA, verifiedB) = (a.verified.count, b.verified.count)
        if verifiedA != verifiedB { return verifiedA > verifiedB }
        if a.records.count != b.records.count { return a.records.count > b.records.count }
        return a.customer < b.customer
      }
    }
    return (owners, unresolved.sorted())
  }
}
