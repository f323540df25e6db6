public import Identity
public import Normalization

/// What an operator says of one value, whatever is counted.
public struct SharingPin: Sendable, Equatable {
  public var attribute: Attribute
  /// Whoever has it among the value's keys is meant: the identity of a phone or mailbox, the building of an address.
  public var key: NormalizedKey
  public var sharing: ValueClass

  public init(attribute: Attribute, key: NormalizedKey, sharing: ValueClass) {
    self.attribute = attribute
    self.key = key
    self.sharing = sharing
  }
}

/// How widely each value is shared: counted over the whole set, before and apart from clustering.
///
/// Carriers are the live records that carry a value; names are the distinct name groups among them,
/// families the distinct family names. Customers are never counted: whether nine records on one phone
/// are one person or nine would then decide itself.
public struct SharingClasses: Sendable {
  /// `classes[column][valueID]`: what is pinned, else the wider of what the normaliser knows and what the set shows.
  public let classes: [[ValueClass]]
  /// `nameContacts[valueID]` of the column of names: how many different phones, or mailboxes if more, the
  /// carriers of the name have among them; 0 where nothing is counted, 255 for that many or more. A person
  /// has one or two, so the number tells how many people bear the name here.
  public let nameContacts: [UInt8]
  /// `areas[column][valueID]`: where an address is. Empty for every other column, and where the model does not ask.
  let areas: [[Area]]
  /// `counted[column][valueID]`: what counting alone shows of the value's identity, as `SetFact` writes it.
  let counted: [[UInt8]]
  /// Values made void or widened by the set, for the report: column, number of values of each class.
  public let learnt: [(column: ColumnID, household: Int, shared: Int, void: Int)]

  /// What was found of one column: the parallel part of the work.
  public struct OfColumn: Sendable {
    var classes: [ValueClass]
    var counted: [UInt8]
    var areas: [Area]
    var learnt: (column: ColumnID, household: Int, shared: Int, void: Int)
  }

  /// Where an address is, and how many records are there.
  struct Area: Sendable {
    /// Numbers of the postcode and the city among those of the table; 0 for none.
    var postcode: UInt32 = 0
    var city: UInt32 = 0
    /// The steps they reach, as facts.
    var postcodeFact: UInt8 = 0
    var cityFact: UInt8 = 0
  }

  /// - Parameter pins: of two for one value the later counts.
  /// - Complexity: O(occurrences) time, and space for one column at a time.
  public init(_ table: RecordTable, _ model: Model, pins: [SharingPin] = []) {
    let groups = NameGroups(table)
    self.init(table, table.columns.indices.map { SharingClasses.of(column: $0, table, groups, model, pins: pins) }, model)
  }

  /// Of a question and the records it met: what they share is counted among them, and how many records are in their
  /// areas is known from the whole set.
  ///
  /// - Parameter areaFact: 0 for none.
  public init(_ table: RecordTable, _ model: Model, pins: [SharingPin], areaFact: (SetIdentity) -> UInt8) {
    let groups = NameGroups(table)
    let columns = table.columns.indices.map { index in
      var column = SharingClasses.of(column: index, table, groups, model, pins: pins)
      column.areas = SharingClasses.areas(ofColumn: index, table, model) { identity, _, _ in areaFact(identity) }
      return column
    }
    self.init(table, columns, model)
  }

  /// Joins the columns of a table, in its order.
  public init(_ table: RecordTable, _ columns: [OfColumn], _ model: Model) {
    classes = columns.map(\.classes)
    counted = columns.map(\.counted)
    areas = columns.map(\.areas)
    learnt = columns.map(\.learnt)
    nameContacts = NameContacts(table, classes, model).counts
  }

  init(classes: [[ValueClass]], nameContacts: [UInt8], areas: [[Area]]) {
    self.classes = classes
    self.areas = areas
    counted = []
    self.nameContacts = nameContacts
    learnt = []
  }

  /// - Parameter index: of the column in the table.
  public static func of(
    column index: Int, _ table: RecordTable, _ groups: NameGroups, _ model: Model, pins: [SharingPin]
  ) -> OfColumn {
    let column = table.columns[index]
    var counted: [UInt8] = []
    switch column.id.attribute {
    case .email, .phone, .handle, .address, .birthDate:
      counted = SharingClasses.byNames(column, groups, model)
    case .identifier, .text, .organisation, .exact, .date, .number, .set:
      counted = SharingClasses.byCarriers(column, model)
    case .name, .gender: break
    }
    var result = column.dictionary.sharing
    for id in counted.indices { result[id] = max(result[id], SetFact.sharing(counted[id])) }
    pin(&result, column, pins)
    var learnt = (column: column.id, household: 0, shared: 0, void: 0)
    for id in result.indices where result[id] > column.dictionary.sharing[id] {
      switch result[id] {
      case .household: learnt.household += 1
      case .shared: learnt.shared += 1
      default: learnt.void += 1
      }
    }
    let areas = SharingClasses.areas(ofColumn: index, table, model) { $2.areaFact(ofCarriers: $1) }
    return OfColumn(classes: result, counted: counted, areas: areas, learnt: learnt)
  }

  /// - Parameter fact: of an area and the number of records of the table in it.
  static func areas(
    ofColumn index: Int, _ table: RecordTable, _ model: Model, fact: (SetIdentity, Int, Comparison) -> UInt8
  ) -> [Area] {
    let column = table.columns[index]
    guard column.id.attribute == .address, let comparison = model.comparison(of: column.id), !comparison.areaSteps.isEmpty
    else { return [] }
    var areas = [Area](repeating: Area(), count: column.dictionary.idLimit)
    for kind in SetIdentity.areaKinds {
      let carriers = Carriers(column, by: kind)
      for place in 0..<carriers.identityCount {
        let ids = carriers.valueIDs(of: place)
        guard let first = ids.first, let identity = table.area(kind, inColumn: index, of: first) else { continue }
        let (number, fact) = (UInt32(place + 1), fact(identity, carriers.records(of: place).count, comparison))
        for id in ids {
          if kind == .addressPostcode {
            (areas[Int(id)].postcode, areas[Int(id)].postcodeFact) = (number, fact)
          } else {
            (areas[Int(id)].city, areas[Int(id)].cityFact) = (number, fact)
          }
        }
      }
    }
    return areas
  }

  static func pin(_ classes: inout [ValueClass], _ column: ValueColumn, _ pins: [SharingPin]) {
    var pinned: [UInt64: ValueClass] = [:]
    for pin in pins where pin.attribute == column.id.attribute { pinned[KeyHash.hash(pin.key)] = pin.sharing }
    if pinned.isEmpty { return }
    for id in 1..<max(1, column.dictionary.idLimit) {
      for key in column.dictionary.keys(of: UInt32(id)) {
        if let sharing = pinned[column.dictionary.keyHashes[key]] { classes[id] = sharing }
      }
    }
  }

  /// Up to so many name groups are compared with one another; more are many people however they are written.
  private static let comparedNamesMax = 24

  private static func byNames(_ column: ValueColumn, _ groups: NameGroups, _ model: Model) -> [UInt8] {
    let carriers = Carriers(column)
    var counted = [UInt8](repeating: 0, count: column.dictionary.idLimit)
    var names: [UInt64] = []
    var families: [UInt64] = []
    for identity in 0..<carriers.identityCount {
      let records = carriers.records(of: identity)
      let known = carriers.valueIDs(of: identity)
      var learnt = ValueClass.person
      var isSettled = false
      if records.count > model.carriersMax {
        isSettled = true
        // A day on which many were born is still everybody's own; a phone of thousands is nobody's.
        learnt = column.id.attribute == .birthDate ? .shared : .junk
      } else if records.count > 1 {
        names.removeAll(keepingCapacity: true)
        families.removeAll(keepingCapacity: true)
        for record in records {
          if groups.group[Int(record)] != 0 { names.append(groups.group[Int(record)]) }
          if groups.family[Int(record)] != 0 { families.append(groups.family[Int(record)]) }
        }
        var nameCount = distinctCount(&names)
        isSettled = nameCount > SharingClasses.comparedNamesMax
        let steps = model.sharing
        if nameCount > steps.personalNamesMax, nameCount <= SharingClasses.comparedNamesMax {
          nameCount = groups.contradictingNames(
            among: records, upTo: max(steps.personalNamesMax, steps.householdNamesMax), families: &families)
        }
        if nameCount > steps.personalNamesMax {
          let isHousehold =
            nameCount <= steps.householdNamesMax && distinctCount(&families) <= steps.householdFamiliesMax
          learnt = isHousehold ? .household : .shared
        }
      }
      if learnt == .person { continue }
      for id in known { counted[Int(id)] = SetFact.value(learnt, isSettled: isSettled) }
    }
    return counted
  }

  private static func byCarriers(_ column: ValueColumn, _ model: Model) -> [UInt8] {
    let carriers = Carriers(column)
    var counted = [UInt8](repeating: 0, count: column.dictionary.idLimit)
    for identity in 0..<carriers.identityCount {
      let fact = SetFact.value(ofCarriers: carriers.records(of: identity).count, in: column.id, model)
      if fact == 0 { continue }
      for id in carriers.valueIDs(of: identity) { counted[Int(id)] = fact }
    }
    return counted
  }

  private static func distinctCount(_ hashes: inout [UInt64]) -> Int {
    hashes.sort()
    var count = 0
    for index in hashes.indices where index == 0 || hashes[index] != hashes[index - 1] { count += 1 }
    return count
  }
}

/// The inverse of a column: for each identity the records that carry it, each once.
struct Carriers {
  private var recordOffsets: [Int]
  private var records: [UInt32]
  private var valueOffsets: [Int]
  private var valueIDsByIdentity: [UInt32]

  var identityCount: Int { recordOffsets.count - 1 }

  /// - Parameter kind: of the key that is counted by; nil for the first key of a value, whatever it is.
  /// - Complexity: O(v log v) over distinct values and O(occurrences).
  init(_ column: ValueColumn, by kind: KeyKind? = nil) {
    let hashes = (0..<UInt32(column.dictionary.idLimit)).map { id in
      kind.map { column.dictionary.firstKey($0, of: id) } ?? column.dictionary.firstKey(of: id)
    }
    var order = (1..<UInt32(max(1, hashes.count))).filter { hashes[Int($0)] != 0 }
    var sorted = order.map { hashes[Int($0)] }
    RadixSort.sort(&sorted, &order)
    sorted = []
    var identityOf = [Int32](repeating: -1, count: hashes.count)
    valueOffsets = []
    var previous: UInt64 = 0
    for (position, id) in order.enumerated() {
      if valueOffsets.isEmpty || hashes[Int(id)] != previous { valueOffsets.append(position) }
      previous = hashes[Int(id)]
      identityOf[Int(id)] = Int32(valueOffsets.count - 1)
    }
    let identityCount = valueOffsets.count
    valueOffsets.append(order.count)
    valueIDsByIdentity = order

    var counts = [Int](repeating: 0, count: identityCount + 1)
    let recordCount = column.offsets.count - 1
    func visit(_ body: (_ identity: Int, _ record: Int) -> Void) {
      for record in 0..<recordCount {
        let range = column.values(of: record)
        for position in range {
          let identity = identityOf[Int(column.values[position])]
          if identity < 0 { continue }
          // Two spellings of one account in one record are one carrier.
          var isRepeated = false
          for earlier in range.lowerBound..<position where identityOf[Int(column.values[earlier])] == identity {
            isRepeated = true
          }
          if !isRepeated { body(Int(identity), record) }
        }
      }
    }
    visit { identity, _ in counts[identity + 1] += 1 }
    for identity in 0..<identityCount { counts[identity + 1] += counts[identity] }
    recordOffsets = counts
    var next = counts
    var filled = [UInt32](repeating: 0, count: counts[identityCount])
    visit { identity, record in
      filled[next[identity]] = UInt32(record)
      next[identity] += 1
    }
    records = filled
  }

  func records(of identity: Int) -> ArraySlice<UInt32> { records[recordOffsets[identity]..<recordOffsets[identity + 1]] }
  func valueIDs(of identity: Int) -> ArraySlice<UInt32> {
    valueIDsByIdentity[valueOffsets[identity]..<valueOffsets[identity + 1]]
  }
}
