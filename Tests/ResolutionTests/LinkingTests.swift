import Identity
import Linkage
import Normalization
import Resolution
import TestKit
import Testing

/// People with records that agree in part, made from a seed.
private func world(_ seed: UInt64, records: Int) -> [RecordFeatures] {
  var random = SeededGenerator(seed: seed)
  let normalizer = Normalizer(today: CivilDate(year: 2026, month: 1, day: 1)!)
  let families = ["김", "이", "박", "최", "Smith", "Miller", "García"]
  let given = ["민준", "서연", "지우", "하은", "John", "Mary", "Ana", "Lena"]
  let people = (0..<max(1, records / 3)).map { index in
    (name: families.randomElement(using: &random)! + " " + given.randomElement(using: &random)!, mail: "p\(index)x@naver.com",
      phone: "010-\(2_000 + index % 7_000)-\(1_000 + index * 7 % 9_000)", birth: "19\(50 + index % 50)-0\(1 + index % 9)-1\(index % 10)")
  }
  return (0..<records).map { number in
    let person = people.randomElement(using: &random)!
    var values: [FeatureValue] = []
    func add(_ attribute: Attribute, _ share: Int, _ make: ((NormalizedValue) -> Void) -> Void) {
      guard Int.random(in: 0..<100, using: &random) < share else { return }
      make { values.append(FeatureValue(column: ColumnID(attribute), value: $0, isVerified: false, origin: 0)) }
    }
    add(.name, 90) { normalizer.name(NameParts(full: Array(person.name.utf8)), into: $0) }
    add(.email, 50) { normalizer.email(Array(person.mail.utf8), into: $0) }
    add(.phone, 60) { normalizer.phone(Array(person.phone.utf8), region: Array("KR".utf8), into: $0) }
    add(.birthDate, 40) { normalizer.birthDate(Array(person.birth.utf8), order: .yearMonthDay, into: $0) }
    return RecordFeatures(
      source: ["crm", "pos", "web"][number % 3], id: Array("\(number)".utf8), timestamp: nil, line: number, content: UInt64(number),
      values: values)
  }
}

private func partition(_ records: [RecordFeatures], threads: Int) async throws -> [[String]] {
  var builder = RecordTable.Builder()
  for (tag, record) in records.enumerated() { builder.append(record, tag: Int64(tag)) }
  let linking = try await Linking.link(builder.build().table, ModelFile.standard().model, threadCount: threads)
  return linking.clusters().map { cluster in cluster.map { linking.table.key($0).description } }
}

@Test(arguments: seeds(few: 6))
func `the partition is the same in any order and on any number of threads`(seed: UInt64) async throws {
  let records = world(seed, records: 300)
  let expected = try await partition(records, threads: 1)
  #expect(expected.contains { $0.count > 1 })
  var random = SeededGenerator(seed: seed ^ 0xABCD)
  for threads in [1, 2, 5] {
    let shuffled = records.shuffled(using: &random)
    #expect(try await partition(shuffled, threads: threads) == expected, "seed \(seed), \(threads) threads")
  }
}

@Test(arguments: seeds(few: 6))
func `postings of a record are the keys that block it, whatever batch it came in`(seed: UInt64) {
  let records = world(seed, records: 60)
  let keys = PostingKeys(rules: ModelFile.standard().model.blocking, secret: Array(repeating: 7, count: 32))
  let together = keys.postings(of: records)
  for (record, expected) in zip(records, together) {
    let alone = keys.postings(of: [record])[0]
    #expect(alone.map { "\($0.kind):\($0.key)" } == expected.map { "\($0.kind):\($0.key)" }, "seed \(seed)")
  }
  let otherSecret = PostingKeys(rules: ModelFile.standard().model.blocking, secret: Array(repeating: 8, count: 32))
  let others = Set(otherSecret.postings(of: records).flatMap { $0.map(\.key) })
  #expect(others.isDisjoint(with: together.flatMap { $0.map(\.key) }), "keys do not depend on the secret")
}

/// Who is whom among people on one mobile and in one home, with a mailbox that they share or none, of whom the name
/// alone is known besides.
@Test(arguments: [nil, "home@naver.com"], [
  // A husband and a wife are two.
  (["박준호", "김미영"], ["1", "2"]), (["김준호", "김미영"], ["1", "2"]), (["박준호", "김미영", "김미영"], ["1", "2 3"]),
  // A name taken down as it was heard is one.
  (["김은정", "김은경"], ["1 2"]), (["김은정", "지은정"], ["1 2"]),
])
func `a couple are two people and a name misheard is one`(mailbox: String?, people: (names: [String], expected: [String])) async throws {
  let (names, expected) = people
  let normalizer = Normalizer(today: CivilDate(year: 2026, month: 1, day: 1)!)
  var address = AddressParts()
  address.line = Array("서울 강남구 테헤란로 152 101동 1203호".utf8)
  address.defaultRegion = Array("KR".utf8)
  var builder = RecordTable.Builder()
  for (index, name) in names.enumerated() {
    var values: [FeatureValue] = []
    func add(_ attribute: Attribute, _ make: ((NormalizedValue) -> Void) -> Void) {
      make { values.append(FeatureValue(column: ColumnID(attribute), value: $0, isVerified: false, origin: 0)) }
    }
    add(.name) { normalizer.name(NameParts(full: Array(name.utf8)), into: $0) }
    add(.phone) { normalizer.phone(Array("010-2345-6789".utf8), region: Array("KR".utf8), into: $0) }
    add(.address) { normalizer.address(address, into: $0) }
    if let mailbox { add(.email) { normalizer.email(Array(mailbox.utf8), into: $0) } }
    builder.append(
      RecordFeatures(
        source: ["crm", "pos", "web"][index], id: Array("\(index + 1)".utf8), timestamp: nil, line: index, content: UInt64(index), values: values),
      tag: Int64(index))
  }
  let linking = try await Linking.link(builder.build().table, ModelFile.standard().model, threadCount: 1)
  let found = linking.clusters().map { cluster in cluster.map { linking.table.key($0).id }.sorted().joined(separator: " ") }
  #expect(found.sorted() == expected)
}
