import Identity
import Normalization

/// The blocking keys of records: one implementation for a whole table and for a single record.
///
/// A rule is an AND of typed keys; a record that has several values for a part gets a key for each
/// combination. A junk or relay value makes no key. A household's or a widely shared identifier makes
/// one only in a rule that also asks for the name, so that two hundred visits of one guest still meet
/// while a family on one phone is not compared crosswise.
public struct BlockingKeys: Sendable {
  /// For each rule and part, where its keys come from: indexes of columns of the part's attribute.
  private let sources: [[[Int]]]
  private let rules: [BlockingRule]
  private let hasNamePart: [Bool]

  /// Most keys one record may have under one rule; a record with more (a list of forty e-mails crossed
  /// with twelve names) keeps the smallest hashes, which is a function of the record alone.
  static let keysPerRuleMax = 64

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
  /// - Parameter classes: nil for the keys the record has whatever the set shows: what posting lists hold.
  public func append(
    rule: Int, record: Int, _ table: RecordTable, _ classes: SharingClasses?, to keys: inout [UInt64]
  ) {
    let start = keys.count
    for (part, kind) in rules[rule].keys.enumerated() {
      let partStart = keys.count
      for columnIndex in sources[rule][part] {
        let column = table.columns[columnIndex]
        let salt = BlockingKeys.salt(of: column.id)
        for position in column.values(of: record) {
          let id = column.values[position]
          let sharing = classes?.classes[columnIndex][Int(id)] ?? column.dictionary.sharing[Int(id)]
          if sharing >= .relay { continue }
          if classes != nil, sharing >= .household, kind.isContact, !hasNamePart[rule] { continue }
          for key in column.dictionary.keys(of: id) where column.dictionary.keyKinds[key] == kind {
            let hash = column.dictionary.keyHashes[key]
            keys.append(salt == 0 ? hash : KeyHash.combine(salt, hash))
          }
        }
      }
      if keys.count == partStart {
        keys.removeSubrange(start...)
        return
      }
      if part > 0 {
        // Cross what the earlier parts made with this part's keys.
        let earlier = Array(keys[start..<partStart])
        let added = Array(keys[partStart...])
        keys.removeSubrange(start...)
        for left in earlier { for right in added { keys.append(KeyHash.combine(left, right)) } }
      }
      tidy(&keys, from: start)
    }
  }

  /// Values of two schemes or headers never meet: the column takes part in the key.
  static func salt(of column: ColumnID) -> UInt64 {
    column.label.isEmpty ? 0 : KeyHash.hash(Array(column.label.utf8).span, seed: 7)
  }

  private func tidy(_ keys: inout [UInt64], from start: Int) {
    if keys.count - start <= 1 { return }
    keys[start...].sort()
    var kept = start + 1
    for index in (start + 1)..<keys.count where keys[index] != keys[kept - 1] {
      keys[kept] = keys[index]
      kept += 1
    }
    keys.removeSubrange(min(kept, start + BlockingKeys.keysPerRuleMax)...)
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
