import Identity
import Normalization

/// The blocking keys of records: one implementation for a whole table and for a single record.
///
/// A rule is an AND of typed keys; a record that has several values for a part gets a key for each
/// combination. A junk or relay value makes a silent key, which counts and joins nobody. So does a household's or
/// a widely shared identifier in a rule that does not also ask for the name: two hundred visits of one guest
/// still meet while a family on one phone is not compared crosswise.
public struct BlockingKeys: Sendable {
  /// For each rule and part, where its keys come from: indexes of columns of the part's attribute.
  private let sources: [[[Int]]]
  private let rules: [BlockingRule]
  private let hasNamePart: [Bool]

  /// Most keys one record may have under one rule; a record with more (a list of forty e-mails crossed
  /// with twelve names) keeps the smallest hashes, which is a function of the record alone.
  public static let keysPerRuleMax = 64

  public init(_ table: RecordTable, _ rules: [BlockingRule]) {
    self.rules = rules
    sources = rules.map { rule in
      rule.keys.map { kind in
        table.columns.indices.filter { table.columns[$0].id.attribute == kind.attribute }
      }
    }
    hasNamePart = rules.map(\.hasNamePart)
  }

  /// Appends the keys of a record under a rule to `keys`, sorted and distinct.
  ///
  /// - Parameter classes: nil for all keys, silent ones too: what counts, and what posting lists hold.
  public func append(
    rule: Int, record: Int, _ table: RecordTable, _ classes: SharingClasses?, to keys: inout [UInt64]
  ) {
    visit(rule: rule, records: record..<record + 1, table, classes) { _, made in keys += made }
  }

  /// The same for many records, of which each that has keys is shown with them, in order.
  ///
  /// A column is gone through for all the records before the next, because getting hold of one takes longer than
  /// reading a record's keys from it.
  public func visit(
    rule: Int, records: Range<Int>, _ table: RecordTable, _ classes: SharingClasses?,
    _ body: (_ record: Int, _ keys: [UInt64]) -> Void
  ) {
    let parts = rules[rule].keys.indices.map { part(rule, $0, records, table, classes) }
    if parts.contains(where: \.keys.isEmpty) { return }
    var made: [Marked] = []
    var added: [Marked] = []
    var crossed: [Marked] = []
    var keys: [UInt64] = []
    for record in records {
      made.removeAll(keepingCapacity: true)
      for index in parts.indices {
        added.removeAll(keepingCapacity: true)
        for place in parts[index].places(record - records.lowerBound) { added.append(parts[index].keys[place]) }
        tidy(&added)
        if index == 0 {
          swap(&made, &added)
        } else {
          crossed.removeAll(keepingCapacity: true)
          for left in made {
            for right in added {
              crossed.append(
                Marked(hash: KeyHash.combine(left.hash, right.hash), isSilent: left.isSilent || right.isSilent))
            }
          }
          swap(&made, &crossed)
          tidy(&made)
        }
        if made.isEmpty { break }
      }
      keys.removeAll(keepingCapacity: true)
      for key in made where !key.isSilent { keys.append(key.hash) }
      if !keys.isEmpty { body(record, keys) }
    }
  }

  /// The keys that some records have for one part of a rule.
  private struct PartKeys {
    var keys: [Marked] = []
    /// Of the first, the second, ... of the records, where its keys end.
    var ends: [Int] = []

    func places(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }
  }

  private func part(
    _ rule: Int, _ part: Int, _ records: Range<Int>, _ table: RecordTable, _ classes: SharingClasses?
  ) -> PartKeys {
    let columns = sources[rule][part].map {
      keys(ofColumn: $0, rules[rule].keys[part], isOfName: hasNamePart[rule], records, table, classes)
    }
    if columns.count == 1 { return columns[0] }
    var joined = PartKeys()
    for index in 0..<records.count {
      for column in columns { joined.keys += column.keys[column.places(index)] }
      joined.ends.append(joined.keys.count)
    }
    return joined
  }

  private func keys(
    ofColumn index: Int, _ kind: KeyKind, isOfName: Bool, _ records: Range<Int>, _ table: RecordTable,
    _ classes: SharingClasses?
  ) -> PartKeys {
    let column = table.columns[index]
    let (values, dictionary) = (column.values, column.dictionary)
    let sharing = classes?.classes[index]
    let salt = BlockingKeys.salt(of: column.id)
    var made = PartKeys()
    made.ends.reserveCapacity(records.count)
    for record in records {
      for position in column.values(of: record) {
        let id = values[position]
        let sharing = sharing?[Int(id)] ?? .person
        let isSilent = sharing >= .relay || sharing >= .household && kind.isContact && !isOfName
        for key in dictionary.keys(of: id) where dictionary.keyKinds[key] == kind {
          let hash = dictionary.keyHashes[key]
          made.keys.append(Marked(hash: salt == 0 ? hash : KeyHash.combine(salt, hash), isSilent: isSilent))
        }
      }
      made.ends.append(made.keys.count)
    }
    return made
  }

  /// A key, and whether only values that say nothing make it.
  private struct Marked {
    var hash: UInt64
    var isSilent: Bool
  }

  /// Values of two schemes or headers never meet: the column takes part in the key.
  static func salt(of column: ColumnID) -> UInt64 {
    column.label.isEmpty ? 0 : KeyHash.hash(Array(column.label.utf8).span, seed: 7)
  }

  private func tidy(_ keys: inout [Marked]) {
    if keys.count <= 1 { return }
    keys.sort { $0.hash != $1.hash ? $0.hash < $1.hash : !$0.isSilent && $1.isSilent }
    var kept = 1
    for index in 1..<keys.count where keys[index].hash != keys[kept - 1].hash {
      keys[kept] = keys[index]
      kept += 1
    }
    keys.removeSubrange(min(kept, BlockingKeys.keysPerRuleMax)...)
  }
}

extension BlockingRule {
  /// Whether the rule asks for the name as well.
  var hasNamePart: Bool { keys.contains { $0 == .nameGroup || $0 == .nameFull } }

  /// What makes the keys of each part.
  var sources: [KeyColumn.Source] {
    keys.map { KeyColumn.Source(kind: $0, admitsShared: !$0.isContact || hasNamePart) }
  }
}

extension KeyKind {
  /// The attribute whose values make keys of this kind.
  var attribute: Attribute {
    switch self {
    case .emailAccount, .emailLocal: .email
    case .phoneLine, .phoneTail: .phone
    case .nameFull, .nameGroup, .nameFamily, .nameSound, .nameGiven, .nameToken: .name
    case .addressUnit, .addressBuilding, .addressStreet, .addressPostcode, .addressCity: .address
    case .birthDay, .birthMonthDay, .birthYearMonth: .birthDate
    case .handleExact, .handleName: .handle
    case .organisationFull, .organisationToken, .organisationPair: .organisation
    case .identifierExact: .identifier
    case .textExact: .text
    case .genderExact: .gender
    case .exactSame: .exact
    case .dateDay: .date
    case .numberSame: .number
    case .setFull, .setMember: .set
    }
  }

  /// Keys of contact values, which households and crowds may share.
  var isContact: Bool {
    switch self {
    case .emailAccount, .phoneLine, .phoneTail, .handleExact: true
    default: false
    }
  }
}
