import Identity
import Linkage
import Normalization
import TestKit
import Testing

/// Sharing classes: rows, and a count over dictionaries of sets.
@Suite struct SharingClassesTests {
  /// The class of the first record's first value in a column.
  private func check(
    _ field: String, _ rows: [String], _ expected: ValueClass, pins: [SharingPin] = [],
    _ change: (inout Model) -> Void = { _ in }, line: SourceLocation = #_sourceLocation
  ) {
    var model = Model.small
    change(&model)
    let text = rows.enumerated().map { "record x/\(100 + $0.offset) \($0.element)" }.joined(separator: "\n")
    let table = SmallWorld(text).table().table
    let classes = SharingClasses(table, model, pins: pins)
    let column = table.columns.firstIndex { $0.id.attribute == Attribute(word: field)! }!
    let value = Int(table.columns[column].values[0])
    #expect(classes.classes[column][value] == expected, "\(rows)", sourceLocation: line)
  }

  private let phone = "phone=010-2345-6789"

  @Test func `names and families decide whose a phone is`() {
    let stones = ["Pat", "Ann", "Bob", "Cid", "Dan", "Eve"].map { "name=\($0).Stone \(phone)" }
    check("phone", Array(stones.prefix(1)), .person)
    check("phone", Array(stones.prefix(2)), .person)
    check("phone", Array(stones.prefix(3)), .household)
    check("phone", Array(stones.prefix(4)), .household)
    check("phone", Array(stones.prefix(5)), .shared)
    check("phone", ["name=Pat.Stone \(phone)", "name=Ann.Brook \(phone)", "name=Bob.Field \(phone)"], .shared)
    check("phone", ["name=Pat.Stone \(phone)", "name=Ann.Brook \(phone)", "name=Bob.Stone \(phone)"], .household)
  }

  @Test func `records never count, only names`() {
    check("phone", Array(repeating: "name=Pat.Stone \(phone)", count: 200), .person)
    check("phone", Array(repeating: phone, count: 200), .person)
    check("phone", ["Pat", "Patrick", "Patricia", "Paul"].map { "name=\($0).Stone \(phone)" }, .person)
  }

  @Test func `more carriers than the limit make a value void`() {
    let rows = Array(repeating: "name=Pat.Stone \(phone) id.card=A12345", count: 6)
    for (limit, expected) in [(5, ValueClass.junk), (6, .person)] {
      check("phone", rows, expected) { $0.carriersMax = limit }
      check("identifier", rows, expected) { $0.carriersMax = limit }
    }
  }

  @Test func `a pin outranks what is counted`() {
    func pin(_ number: String, _ sharing: ValueClass) -> SharingPin {
      SharingPin(attribute: .phone, key: NormalizedKey(.phoneLine, Array(number.utf8)), sharing: sharing)
    }
    let rows = ["Pat.Stone", "Ann.Brook", "Bob.Field"].map { "name=\($0) \(phone)" }
    for sharing in ValueClass.allCases { check("phone", rows, sharing, pins: [pin("+821023456789", sharing)]) }
    check("phone", rows, .shared, pins: [pin("+821023456780", .junk)])
    check("phone", rows, .household, pins: [pin("+821023456789", .junk), pin("+821023456789", .household)])
  }

  @Test func `text and identifiers widen by carriers`() {
    let rows = Array(repeating: "text.job=baker id.card=A12345", count: 6)
    for field in ["text", "identifier"] {
      for (household, shared, expected) in [(6, 9, ValueClass.person), (5, 9, .household), (3, 5, .shared)] {
        check(field, rows, expected) { model in
          for index in model.comparisons.indices {
            model.comparisons[index].householdCarriersMax = household
            model.comparisons[index].sharedCarriersMax = shared
          }
        }
      }
    }
  }

  @Test func `classes agree with a plain count`() {
    for seed in seeds(few: 600) {
      var generator = SeededGenerator(seed: seed)
      let random = RandomWorld(&generator)
      let table = random.world.table().table
      let classes = SharingClasses(table, random.model)
      for (index, column) in table.columns.enumerated() where [.email, .phone].contains(column.id.attribute) {
        var carriers: [[UInt8]: Set<SourceKey>] = [:]
        var names: [[UInt8]: Set<[UInt8]>] = [:]
        var families: [[UInt8]: Set<[UInt8]>] = [:]
        var spellings: [[UInt8]: [NormalizedValue]] = [:]
        for row in random.world.rows {
          let name = row.values.first { $0.column.attribute == .name }?.value
          for entry in row.values where entry.column == column.id {
            guard let identity = entry.value.keys.first?.bytes else { continue }
            let carriersBefore = carriers[identity]?.count ?? 0
            carriers[identity, default: []].insert(row.key)
            if let group = name?.keys.first(where: { $0.kind == .nameGroup }) {
              names[identity, default: []].insert(group.bytes)
              if carriers[identity]!.count == carriersBefore + 1 { spellings[identity, default: []].append(name!) }
            }
            if let family = name?.keys.first(where: { $0.kind == .nameFamily }) { families[identity, default: []].insert(family.bytes) }
          }
        }
        for entry in random.world.rows.flatMap(\.values) where entry.column == column.id {
          guard let identity = entry.value.keys.first?.bytes else { continue }
          let steps = random.model.sharing
          var (nameCount, familyCount) = (names[identity]?.count ?? 0, families[identity]?.count ?? 0)
          if nameCount > steps.personalNamesMax { (nameCount, familyCount) = contradicting(spellings[identity]!) }
          let learnt: ValueClass =
            carriers[identity]!.count > random.model.carriersMax ? .junk
            : nameCount <= steps.personalNamesMax ? .person
            : nameCount <= steps.householdNamesMax && familyCount <= steps.householdFamiliesMax ? .household : .shared
          let id = (1..<column.dictionary.idLimit).first {
            column.dictionary.canonical[$0].elementsEqual(entry.value.canonical) && column.dictionary.flags[$0] == entry.value.flags
          }!
          #expect(classes.classes[index][id] == max(entry.value.sharing, learnt), "seed \(seed), \(column.id.word)\n\(random.text)")
        }
      }
    }
  }

  /// Names that contradict every commoner one, and how many families they are.
  private func contradicting(_ names: [NormalizedValue]) -> (names: Int, families: Int) {
    let byCount = Dictionary(grouping: names, by: \.form).sorted {
      $0.value.count != $1.value.count
        ? $0.value.count > $1.value.count : $0.key.lexicographicallyPrecedes($1.key)
    }
    var people: [NormalizedValue] = []
    for (form, values) in byCount
    where people.allSatisfy({ NameLevel.of($0.form.span, form.span).rawValue <= NameLevel.given.rawValue }) {
      people.append(values[0])
    }
    let families = Set(people.compactMap { $0.keys.first { $0.kind == .nameFamily }?.bytes })
    return (people.count, families.count)
  }

  @Test func `a name borne by people with many phones counts contacts`() {
    func contacts(_ rows: [String]) -> UInt8 {
      let text = rows.enumerated().map { "record x/\(100 + $0.offset) \($0.element)" }.joined(separator: "\n")
      let table = SmallWorld(text).table().table
      let names = table.columns.first { $0.id.attribute == .name }!
      var model = Model.small
      for index in model.comparisons.indices where model.comparisons[index].attribute == .name {
        model.comparisons[index].contactSteps = [1, 2, 3].map { ContactStep(contactsMin: $0, weight: MatchWeight(millibits: -1_000 * $0)) }
      }
      return SharingClasses(table, model).nameContacts[Int(names.values[0])]
    }
    let pat = "name=Pat.Stone"
    #expect(contacts([pat]) == 0)
    #expect(contacts([pat, "\(pat) \(phone)", "\(pat) \(phone)"]) == 1)
    #expect(contacts([pat + " email=a@x.com", "\(pat) \(phone)"]) == 1)
    #expect(contacts(["\(pat) birth=1961-02-14", "\(pat) birth=1984-05-03", "\(pat) birth=1984-05-03"]) == 2)
    #expect(contacts((0..<3).map { "\(pat) phone=010-2345-678\($0) email=pat@x.com" } + ["name=Ann.Stone phone=010-2345-6785"]) == 3)
  }

  @Test func `a name of many people says no less than the floor, and never more than it would of one`() {
    let rows = (0..<4).map { "record x/\(100 + $0) name=Pat.Stone phone=010-2345-678\($0)" }
    let table = SmallWorld(rows.joined(separator: "\n")).table().table
    func weight(step: Int?, floor: Int?) -> Int {
      var model = Model.small
      for index in model.comparisons.indices where model.comparisons[index].attribute == .name {
        model.comparisons[index].contactSteps = step.map { [ContactStep(contactsMin: 4, weight: MatchWeight(millibits: $0))] } ?? []
        model.comparisons[index].contactsFloor = floor.map { MatchWeight(millibits: $0) }
      }
      let scorer = PairScorer(table, model, SharingClasses(table, model))
      return Int(scorer.withScratch { scorer.score(0, 1, &$0) }.rawValue)
    }
    let one = weight(step: nil, floor: nil)
    #expect(weight(step: -40_000, floor: nil) == one - 40_000)
    let named = one - weight(step: -40_000, floor: 0)
    #expect(named > 4_000)
    #expect(weight(step: -40_000, floor: 4_000) == one - named + 4_000)
    #expect(weight(step: -1_000, floor: 4_000) == one - 1_000)
    #expect(weight(step: -40_000, floor: 90_000) == one)
  }
}
