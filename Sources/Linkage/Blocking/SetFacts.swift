public import Identity
public import Normalization

/// What counting over a whole set shows of its values, one number for each, so that a part of the set can be
/// compared as if all of it were there.
///
/// Only values that are not one person's have a fact, and names that several people bear; all others have
/// none. Facts are kept beside the records and change when a carrier comes or goes.
public struct SetFact: Sendable, Hashable {
  public var identity: SetIdentity
  /// Of a name the step of `contacts` it reaches, as that step's number; of any other value its sharing class
  /// by `value(_:isSettled:)`. Never 0.
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
  public static func isSettled(_ value: UInt8, of attribute: Attribute, _ model: Model) -> Bool {
    if attribute != .name { return value & settledMark != 0 }
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

  /// The most carriers that `value(ofCarriers:in:_:)` tells from one more.
  public static func carriersMax(of column: ColumnID, _ model: Model) -> Int {
    let comparison = model.comparison(of: column)
    return max(
      column.attribute == .identifier ? model.carriersMax : 0, comparison?.sharedCarriersMax ?? 0,
      comparison?.householdCarriersMax ?? 0)
  }
}

/// What carriers are counted by: the first key of a value, with its column where that has a label.
public struct SetIdentity: Sendable, Hashable, Comparable {
  public var kind: KeyKind
  public var hash: UInt64

  public init(kind: KeyKind, hash: UInt64) {
    self.kind = kind
    self.hash = hash
  }

  public static func < (left: SetIdentity, right: SetIdentity) -> Bool {
    left.kind != right.kind ? left.kind.rawValue < right.kind.rawValue : left.hash < right.hash
  }
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
    return (SharingClasses(classes: classes, nameContacts: contacts), found)
  }
}
