import Identity
public import Linkage
import Normalization

/// Customers who share a home, told from their golden values; never a reason to merge anybody.
///
/// Two customers are of one household when they have
/// 1. one flat (an address with its unit) and one family name;
/// 2. one flat or house, and a phone or mailbox that is a household's;
/// 3. such a phone or mailbox and one family name, unless their addresses are of different homes;
/// 4. one house (an address without units, of a few customers) and one family name.
///
/// A spouse keeps the family name in Korea, so a name alone parts nobody who shares a flat and a phone. A value
/// that more customers carry than a family has members is no evidence: a large building without units, an
/// office, a care home. What hangs together beyond that is no household either.
///
/// A function of the golden values alone: neither the order of customers nor their ids play a part.
public struct Households: Sendable {
  /// Indexes of customers, ascending; households by their first, of two customers or more.
  public let members: [[Int]]

  /// More customers than this do not share a home.
  static let membersMax = 10
  /// More customers than this at an address without units: a building, not a house.
  static let houseMax = 6

  /// - Parameters:
  ///   - clusters: the records of each customer.
  ///   - classes: how widely values are shared.
  /// - Complexity: O(customers + values).
  public init(_ clusters: [[Int]], _ table: RecordTable, _ classes: SharingClasses, _ survivorship: Survivorship) {
    let homes = clusters.map { Home($0.map { UInt32($0) }, table, classes, survivorship) }
    self.init(homes)
  }

  /// As above, on several threads.
  static func found(
    _ clusters: [[Int]], _ table: RecordTable, _ classes: SharingClasses, _ survivorship: Survivorship, threadCount: Int
  ) async throws -> Households {
    let starts = Array(stride(from: 0, to: clusters.count, by: pieceCount))
    let homes = try await inOrder(starts.count, threadCount) { piece in
      clusters[starts[piece]..<min(starts[piece] + pieceCount, clusters.count)].map {
        Home($0.map { UInt32($0) }, table, classes, survivorship)
      }
    } progress: { _ in }
    return Households(homes.flatMap { $0 })
  }

  private static let pieceCount = 8_192

  init(_ homes: [Home]) {
    let carriers = Carriers(homes)
    var parents = Array(homes.indices)
    func root(_ customer: Int) -> Int {
      var customer = customer
      while parents[customer] != customer {
        parents[customer] = parents[parents[customer]]
        customer = parents[customer]
      }
      return customer
    }
    for group in carriers.groups {
      for (place, left) in group.enumerated() {
        for right in group[(place + 1)...] where homes[left].shares(homes[right], carriers) {
          let (a, b) = (root(left), root(right))
          if a < b { parents[b] = a } else if b < a { parents[a] = b }
        }
      }
    }
    var byRoot: [Int: [Int]] = [:]
    for customer in homes.indices where root(customer) != customer { byRoot[root(customer), default: []].append(customer) }
    members = byRoot.filter { $0.value.count < Households.membersMax }.map { [$0.key] + $0.value }.sorted { $0[0] < $1[0] }
  }

  /// What of a customer's golden values tells a home.
  struct Home: Sendable {
    /// Hashes of the flat, in all its spellings.
    var flats: [UInt64] = []
    /// Hashes of the building.
    var buildings: [UInt64] = []
    /// Hashes of phones and mailboxes that are a household's.
    var contacts: [UInt64] = []
    /// 0: none.
    var family: UInt64 = 0

    init() {}

    init(_ records: [UInt32], _ table: RecordTable, _ classes: SharingClasses, _ survivorship: Survivorship) {
      for (index, column) in table.columns.enumerated() {
        switch column.id.attribute {
        case .address:
          for id in survivorship.survivors(records, column, table) {
            for key in column.dictionary.keys(of: id) {
              switch column.dictionary.keyKinds[key] {
              case .addressUnit: flats.append(column.dictionary.keyHashes[key])
              case .addressBuilding: buildings.append(column.dictionary.keyHashes[key])
              default: break
              }
            }
          }
        case .phone, .email:
          for id in survivorship.survivors(records, column, table) where classes.classes[index][Int(id)] == .household {
            guard let key = column.dictionary.keys(of: id).first else { continue }
            contacts.append(column.dictionary.keyHashes[key])
          }
        case .name:
          if let id = survivorship.survivors(records, column, table).first {
            family = column.dictionary.firstKey(.nameFamily, of: id)
          }
        default: break
        }
      }
    }

    /// All keys under which another of the household may be found.
    fileprivate var keys: Set<UInt64> { Set(flats).union(buildings).union(contacts) }

    fileprivate func shares(_ other: Home, _ carriers: Carriers) -> Bool {
      func common(_ left: [UInt64], _ right: [UInt64], upTo limit: Int = Households.membersMax) -> Bool {
        left.contains { right.contains($0) && carriers.count(of: $0) <= limit }
      }
      let isFlat = common(flats, other.flats)
      // Who gives a unit lives in that one; without, in whatever the building is.
      let isHouse = flats.isEmpty && other.flats.isEmpty && common(buildings, other.buildings, upTo: Households.houseMax)
      let isFamily = family != 0 && family == other.family
      if isFlat || isHouse { return isFamily || common(contacts, other.contacts) }
      return isFamily && common(contacts, other.contacts) && !livesElsewhere(than: other)
    }

    private func livesElsewhere(than other: Home) -> Bool {
      if !flats.isEmpty, !other.flats.isEmpty { return Set(flats).isDisjoint(with: other.flats) }
      return !buildings.isEmpty && !other.buildings.isEmpty && Set(buildings).isDisjoint(with: other.buildings)
    }
  }

  /// Which customers carry a key, as far as they are few.
  fileprivate struct Carriers {
    private var counts: [UInt64: Int] = [:]
    /// Customers with a key in common, ascending.
    var groups: [[Int]] = []

    init(_ homes: [Home]) {
      var customers: [UInt64: [Int]] = [:]
      for (customer, home) in homes.enumerated() {
        for key in home.keys {
          counts[key, default: 0] += 1
          if counts[key, default: 0] <= Households.membersMax { customers[key, default: []].append(customer) }
        }
      }
      // Joining is the same in any order.
      for (key, group) in customers where group.count > 1 && count(of: key) <= Households.membersMax { groups.append(group) }
    }

    func count(of key: UInt64) -> Int { counts[key] ?? 0 }
  }
}

extension ResolutionBasis {
  /// The household of each customer that has one: the oldest customer's id names it, so that a household keeps
  /// its id as long as that customer belongs to it.
  func households(_ computed: ComputedResolution, threadCount: Int) async throws -> [HouseholdMember] {
    let found = try await Households.found(
      computed.clusters, stored.table, computed.linking.classes, Survivorship(stored.table) { stored.priorities[$0] ?? 0 },
      threadCount: threadCount)
    let ids = computed.assignment.ids
    return found.members.flatMap { household in
      let oldest = household.map { ids[$0] }.min() ?? ids[household[0]]
      return household.map { HouseholdMember(customer: ids[$0], household: oldest) }
    }
  }
}

extension Households {
  /// The households of all customers as they are kept, for who resolved a part of them.
  static func ofKept(
    _ session: any ResolutionSession, _ sources: [SourceInForce], _ model: Model, pins: [SharingPin], threadCount: Int
  ) async throws -> [HouseholdMember] {
    let stored = try await StoredTable.load(session, sources, threadCount: threadCount)
    var records: [CustomerID: [Int]] = [:]
    for membership in try await session.memberships() {
      if let index = stored.indexes[membership.record] { records[membership.customer, default: []].append(index) }
    }
    let ids = records.keys.sorted()
    let found = try await Households.found(
      ids.map { records[$0]!.sorted() }, stored.table, SharingClasses(stored.table, model, pins: pins),
      Survivorship(stored.table) { stored.priorities[$0] ?? 0 }, threadCount: threadCount)
    // Ids ascend, so the first of a household is its oldest.
    return found.members.flatMap { household in
      household.map { HouseholdMember(customer: ids[$0], household: ids[household[0]]) }
    }
  }
}
