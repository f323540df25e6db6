public import Identity
public import Normalization

/// What counting over a whole set shows of its values, one number for each, so that a part of the set can be
/// compared as if all of it were there.
///
/// Only values that are not one person's have a fact, names that several people bear and areas that some records are
/// in; all others have none. Facts are kept beside the records and change when a carrier comes or goes.
public struct SetFact: Sendable, Hashable {
  public var identity: SetIdentity
  /// Of a name the step of `contacts` it reaches, as that step's number; of an area the step of `area_carriers`; of any
  /// other value its sharing class by `value(_:isSettled:)`. Never 0.
  public var value: UInt8

  public init(identity: SetIdentity, value: UInt8) {
    self.identity = identity
    self.value = value
  }

  /// A class, and whether more carriers can change nothing about it.
  static func value(_ sharing: ValueClass, isSettled: Bool) -> UInt8 { sharing.rawValue | (isSettled ? settledMark : 0) }

  static func sharing(_ value: UInt8) -> ValueClass { ValueClass(rawValue: value & ~settledMark) ?? .person }

  /// Whether a value of this fact is a relay's or nobody's.
  public static func saysNothing(_ value: UInt8) -> Bool { sharing(value) >= .relay }

  /// Of a value that more records carry than the model counts.
  public static let nobodys = value(.junk, isSettled: true)

  private static let settledMark: UInt8 = 0x80

  /// Whether one more carrier leaves a fact as it is; one carrier less may not.
  public static func isSettled(_ value: UInt8, of identity: SetIdentity, in column: ColumnID, _ model: Model) -> Bool {
    if identity.isArea { return value >= model.comparison(of: column)?.lastAreaFact ?? 0 }
    if column.attribute != .name { return value & settledMark != 0 }
    guard let last = model.comparison(of: ColumnID(.name))?.contactSteps.last else { return true }
    return value >= UInt8(clamping: last.contactsMin)
  }

  /// The fact of a value that has no names behind it: by its number of carriers alone; 0 is none.
  public static func value(ofCarriers count: Int, in column: ColumnID, _ model: Model) -> UInt8 {
    let comparison = model.comparison(of: column)
    if column.attribute == .identifier, count > model.carriersMax { return value(.junk, isSettled: true) }
    if let limit = comparison?.sharedCarriersMax, count > limit {
      return value(.shared, isSettled: column.attribute != .identifier)
    }
    if let limit = comparison?.householdCarriersMax, count > limit { return value(.household, isSettled: false) }
    return 0
  }

  /// The same of a value or an area.
  public static func value(ofCarriers count: Int, of identity: SetIdentity, in column: ColumnID, _ model: Model) -> UInt8 {
    if identity.isArea { return model.comparison(of: column)?.areaFact(ofCarriers: count) ?? 0 }
    return value(ofCarriers: count, in: column, model)
  }

  /// The most carriers that `value(ofCarriers:of:in:_:)` tells from one more.
  public static func carriersMax(of identity: SetIdentity, in column: ColumnID, _ model: Model) -> Int {
    let comparison = model.comparison(of: column)
    if identity.isArea { return (comparison?.areaSteps.last?.carriersMin ?? 1) - 1 }
    return max(
      column.attribute == .identifier ? model.carriersMax : 0, comparison?.sharedCarriersMax ?? 0,
      comparison?.householdCarriersMax ?? 0)
  }
}

/// What carriers are counted by: the first key of a value, with its column where that has a label; and of an address
/// its postcode and city as well.
public struct SetIdentity: Sendable, Hashable, Comparable {
  public var kind: KeyKind
  public var hash: UInt64
  /// Whether it is where an address is, and not the address: of one that says no more than its postcode both are
  /// counted, by other carriers.
  public var isArea: Bool

  public init(kind: KeyKind, hash: UInt64, isArea: Bool = false) {
    self.kind = kind
    self.hash = hash
    self.isArea = isArea
  }

  public static func < (left: SetIdentity, right: SetIdentity) -> Bool {
    (left.isArea ? 1 : 0, left.kind.rawValue, left.hash) < (right.isArea ? 1 : 0, right.kind.rawValue, right.hash)
  }

  /// The keys of an address that say where it is, from the smaller area to the larger.
  public static let areaKinds: [KeyKind] = [.addressPostcode, .addressCity]

  /// How the set speaks of it.
  public func counting(in column: ColumnID) -> Attribute.Counting { isArea ? .carriers : column.attribute.counting }
}

extension Attribute {
  /// How the set speaks of values of an attribute.
  public enum Counting: Sendable {
    /// By the names of their carriers.
    case names
    /// By how many carry them.
    case carriers
    /// By the contacts of their carriers.
    case contacts
    case nothing
  }

  public var counting: Counting {
    switch self {
    case .email, .phone, .handle, .address, .birthDate: .names
    case .identifier, .text, .organisation, .exact, .date, .number, .set: .carriers
    case .name: .contacts
    case .gender: .nothing
    }
  }
}

extension Attribute {
  /// Whether different values tell bearers of one name apart.
  public var tellsNamesApart: Bool { self == .phone || self == .email || self == .birthDate }
}

extension RecordTable {
  /// The identity of a value; nil where it has no key or nothing is counted.
  public func identity(inColumn column: Int, of value: UInt32) -> SetIdentity? {
    let (id, dictionary) = (columns[column].id, columns[column].dictionary)
    let keys = dictionary.keys(of: value)
    if keys.isEmpty || id.attribute.counting == .nothing { return nil }
    let (salt, hash) = (BlockingKeys.salt(of: id), dictionary.keyHashes[keys.lowerBound])
    return SetIdentity(kind: dictionary.keyKinds[keys.lowerBound], hash: salt == 0 ? hash : KeyHash.combine(salt, hash))
  }

  /// Where an address is; nil where it does not say, and of any other value.
  func area(_ kind: KeyKind, inColumn column: Int, of value: UInt32) -> SetIdentity? {
    let hash = columns[column].dictionary.firstKey(kind, of: value)
    if hash == 0 { return nil }
    let salt = BlockingKeys.salt(of: columns[column].id)
    return SetIdentity(kind: kind, hash: salt == 0 ? hash : KeyHash.combine(salt, hash), isArea: true)
  }

  /// Everything that the carriers of a value are counted by.
  public func identities(inColumn column: Int, of value: UInt32) -> [SetIdentity] {
    var found: [SetIdentity] = []
    if let identity = identity(inColumn: column, of: value) { found.append(identity) }
    if columns[column].id.attribute == .address {
      for kind in SetIdentity.areaKinds { if let area = area(kind, inColumn: column, of: value) { found.append(area) } }
    }
    return found
  }
}

extension SharingClasses {
  /// The facts of a whole set, in the order of identities.
  ///
  /// - Complexity: O(values).
  public func facts(_ table: RecordTable) -> [SetFact] {
    var facts: [SetFact] = []
    var seen = Set<SetIdentity>()
    for index in table.columns.indices {
      let values = table.columns[index].id.attribute == .name ? nameContacts : counted[index]
      for id in values.indices where values[id] != 0 {
        guard let identity = table.identity(inColumn: index, of: UInt32(id)), seen.insert(identity).inserted else { continue }
        facts.append(SetFact(identity: identity, value: values[id]))
      }
      for (id, area) in areas[index].enumerated() {
        for (kind, value) in zip(SetIdentity.areaKinds, [area.postcodeFact, area.cityFact]) where value != 0 {
          guard let identity = table.area(kind, inColumn: index, of: UInt32(id)), seen.insert(identity).inserted else { continue }
          facts.append(SetFact(identity: identity, value: value))
        }
      }
    }
    return facts.sorted { $0.identity < $1.identity }
  }

  /// The classes of a part of a set.
  ///
  /// - Parameters:
  ///   - counted: identities whose carriers are all in the table (or more of them than the model counts):
  ///     counted anew. Of values with no names behind them only the others are looked up.
  ///   - fact: what is known of any other identity, 0 for none.
  /// - Returns: the classes, and what was found of each of `counted`, 0 where it has no fact any more.
  /// - Complexity: as the batch, over the part.
  public static func ofPart(
    _ table: RecordTable, _ model: Model, pins: [SharingPin], counted: Set<SetIdentity>, fact: (SetIdentity) -> UInt8
  ) -> (classes: SharingClasses, found: [SetIdentity: UInt8]) {
    let groups = counted.isEmpty ? nil : NameGroups(table)
    var found: [SetIdentity: UInt8] = [:]
    var classes: [[ValueClass]] = []
    for (index, column) in table.columns.enumerated() {
      var result = column.dictionary.sharing
      if column.id.attribute.counting == .names || column.id.attribute.counting == .carriers {
        var here: [UInt8]?
        for id in 1..<max(1, column.dictionary.idLimit) {
          guard let identity = table.identity(inColumn: index, of: UInt32(id)) else { continue }
          var value: UInt8
          if column.id.attribute.counting == .names, counted.contains(identity) {
            if here == nil { here = SharingClasses.of(column: index, table, groups!, model, pins: []).counted }
            value = here![id]
            found[identity] = value
          } else {
            value = fact(identity)
          }
          result[id] = max(result[id], SetFact.sharing(value))
        }
      }
      pin(&result, column, pins)
      classes.append(result)
    }
    var contacts: [UInt8] = []
    if let index = table.columns.firstIndex(where: { $0.id == ColumnID(.name) }) {
      contacts =
        counted.isEmpty
        ? Array(repeating: 0, count: table.columns[index].dictionary.idLimit) : NameContacts(table, classes, model).counts
      for id in contacts.indices {
        guard let identity = table.identity(inColumn: index, of: UInt32(id)) else { continue }
        if counted.contains(identity) { found[identity] = contacts[id] } else { contacts[id] = fact(identity) }
      }
    }
    let areas = table.columns.indices.map { SharingClasses.areas(ofColumn: $0, table, model) { identity, _, _ in fact(identity) } }
    return (SharingClasses(classes: classes, nameContacts: contacts, areas: areas), found)
  }
}
