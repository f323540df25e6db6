import Identity
import Normalization

/// The name group and the family of each record, as hashes; 0 where its names give none.
///
/// A function of the record's own name only. A name with several readings counts by its first.
public struct NameGroups: Sendable {
  let group: [UInt64]
  let family: [UInt64]
  /// The name that gave the group, as a value id; 0 where there is none.
  private let name: [UInt32]
  private let dictionary: ValueDictionary?

  public init(_ table: RecordTable) {
    var group = [UInt64](repeating: 0, count: table.recordCount)
    var family = group
    var name = [UInt32](repeating: 0, count: table.recordCount)
    let names = table.column(ColumnID(.name))
    if let names {
      for record in 0..<table.recordCount {
        for position in names.values(of: record) where group[record] == 0 {
          let id = names.values[position]
          group[record] = names.dictionary.firstKey(.nameGroup, of: id)
          if group[record] != 0 { name[record] = id }
          if family[record] == 0 { family[record] = names.dictionary.firstKey(.nameFamily, of: id) }
        }
      }
    }
    self.group = group
    self.family = family
    self.name = name
    dictionary = names?.dictionary
  }

  /// How many people the names of some records must be, at least: names that contradict each other.
  ///
  /// Groups take a typing error or another script for a second person; here the names themselves are
  /// compared. The commonest comes first, of equals the smaller in bytes, and each further name counts
  /// if it contradicts all that were counted before it.
  /// - Parameters:
  ///   - families: receives the families of the names counted.
  ///   - limit: counting stops at the first name beyond, and `families` is then of no use.
  /// - Complexity: O(n × limit) name comparisons for n different names.
  func contradictingNames(among records: ArraySlice<UInt32>, upTo limit: Int, families: inout [UInt64]) -> Int {
    families.removeAll(keepingCapacity: true)
    guard let dictionary else { return 0 }
    var counts: [(name: UInt32, count: Int)] = []
    for record in records where name[Int(record)] != 0 {
      let name = name[Int(record)]
      if let known = counts.firstIndex(where: { $0.name == name }) {
        counts[known].count += 1
      } else {
        counts.append((name, 1))
      }
    }
    counts.sort {
      $0.count != $1.count
        ? $0.count > $1.count
        : dictionary.form[Int($0.name)].lexicographicallyPrecedes(dictionary.form[Int($1.name)])
    }
    let bytes = dictionary.form.bytes.span
    func contradict(_ left: UInt32, _ right: UInt32) -> Bool {
      agreementLevel(
        .name, bytes.extracting(dictionary.form.range(Int(left))), bytes.extracting(dictionary.form.range(Int(right))),
        tellsApart: false) <= NameLevel.given.rawValue
    }
    var people: [UInt32] = []
    for (name, _) in counts where people.allSatisfy({ contradict(name, $0) }) {
      people.append(name)
      if people.count > limit { return people.count }
      let family = dictionary.firstKey(.nameFamily, of: name)
      if family != 0 { families.append(family) }
    }
    return people.count
  }
}

/// How many different phones, mailboxes or birthdays the carriers of each name have among them.
///
/// A name on more than `carriersMax` records has more of them than anybody counts. Nothing is counted beyond
/// the model's last step: what goes on above it changes no weight, and so no answer.
struct NameContacts {
  /// By value id of the column of names: the last step reached, as its number of contacts; 0 below the first.
  private(set) var counts: [UInt8] = []

  /// - Complexity: O(occurrences), and O(c log c) for a name with c contacts.
  init(_ table: RecordTable, _ classes: [[ValueClass]], _ model: Model) {
    guard let names = table.column(ColumnID(.name)) else { return }
    counts = Array(repeating: 0, count: names.dictionary.idLimit)
    let steps = (model.comparison(of: ColumnID(.name))?.contactSteps ?? []).map { UInt8(clamping: $0.contactsMin) }
    guard let last = steps.last else { return }
    let contacts = table.columns.indices.filter { table.columns[$0].id.attribute.tellsNamesApart }
    if contacts.isEmpty { return }
    let carriers = Carriers(names)
    // A name on more records than are counted has as many contacts as anybody asks for.
    var most = (0..<carriers.identityCount).map { carriers.records(of: $0).count > model.carriersMax ? Int(last) : 0 }
    for index in contacts {
      let column = table.columns[index]
      let sharing = classes[index]
      var hashes: [UInt64] = []
      for identity in 0..<carriers.identityCount where most[identity] < Int(last) {
        hashes.removeAll(keepingCapacity: true)
        for record in carriers.records(of: identity) {
          for position in column.values(of: Int(record)) {
            let id = column.values[position]
            if sharing[Int(id)] < .relay { hashes.append(column.dictionary.firstKey(of: id)) }
          }
        }
        // Most names are one record's, and have one contact.
        if hashes.count > most[identity] { most[identity] = max(most[identity], NameContacts.distinctCount(&hashes)) }
      }
    }
    for identity in 0..<carriers.identityCount {
      guard let reached = steps.last(where: { $0 <= most[identity] }) else { continue }
      for id in carriers.valueIDs(of: identity) { counts[Int(id)] = reached }
    }
  }

  private static func distinctCount(_ hashes: inout [UInt64]) -> Int {
    if hashes.count <= 1 { return hashes.count }
    hashes.sort()
    var count = 1
    for position in 1..<hashes.count where hashes[position] != hashes[position - 1] { count += 1 }
    return count
  }
}
