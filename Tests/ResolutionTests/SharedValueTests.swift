import Identity
import Linkage
import Normalization
import Resolution
import TestKit
import Testing

/// Whose a value is, by the standard model: a lobby's telephone, a couple's mailbox, a dormitory.
@Suite struct SharedValueTests {
  private struct Guest {
    var name: String
    var phone = ""
    var email = ""
    var address = ""
  }

  private let normalizer = Normalizer(today: CivilDate(year: 2026, month: 11, day: 24)!)

  private func table(_ guests: [Guest]) -> RecordTable {
    var builder = RecordTable.Builder()
    for (number, guest) in guests.enumerated() {
      var values: [FeatureValue] = []
      func add(_ value: NormalizedValue, _ column: Attribute) {
        values.append(FeatureValue(column: ColumnID(column), value: value, isVerified: false, origin: 0))
      }
      normalizer.name(NameParts(full: Array(guest.name.utf8))) { add($0, .name) }
      if !guest.phone.isEmpty { normalizer.phone(Array(guest.phone.utf8), region: Array("KR".utf8)) { add($0, .phone) } }
      if !guest.email.isEmpty { normalizer.email(Array(guest.email.utf8)) { add($0, .email) } }
      if !guest.address.isEmpty {
        var parts = AddressParts()
        parts.line = Array(guest.address.utf8)
        parts.defaultRegion = Array("KR".utf8)
        normalizer.address(parts) { add($0, .address) }
      }
      builder.append(
        RecordFeatures(
          source: "pms", id: Array("\(number)".utf8), timestamp: nil, line: number, content: UInt64(number), values: values),
        tag: Int64(number))
    }
    return builder.build().table
  }

  /// The widest class of a column's values.
  private func check(_ attribute: Attribute, _ guests: [Guest], _ expected: ValueClass, line: SourceLocation = #_sourceLocation) {
    let table = table(guests)
    let classes = SharingClasses(table, ModelFile.standard().model)
    let found = table.columns.firstIndex { $0.id.attribute == attribute }.map { column in
      Set(table.columns[column].values.filter { $0 != 0 }.map { classes.classes[column][Int($0)] })
    }
    #expect(found == [expected], "\(guests.count) guests", sourceLocation: line)
  }

  /// People whose names have nothing to do with each other, of as many families as there are.
  private func people(_ count: Int, families: Int = 10, _ change: (inout Guest) -> Void) -> [Guest] {
    let surnames = Array("김이박최정강조윤장임한오서신권황안송류전")
    let syllables = Array("민서지현준우수영은하성진경미태호연주희정")
    return (0..<count).map { number in
      let first = syllables[number % 20], second = syllables[(number / 20 + 7 * number) % 20]
      var guest = Guest(name: "\(surnames[number % families])\(first)\(second)")
      change(&guest)
      return guest
    }
  }

  @Test func `whose a value is, by the people who give it`() {
    // a lobby's telephone
    check(.phone, people(900, families: 20) { $0.phone = "02-765-4321" }, .shared)
    // more than the limit of carriers: nobody's
    check(.phone, people(3_000, families: 20) { $0.phone = "02-765-4321" }, .junk)
    // a family's
    check(.phone, people(4, families: 2) { $0.phone = "02-765-4321" }, .household)
    // a couple's mailbox
    check(
      .email, [Guest(name: "김민준", email: "home0412@gmail.com"), Guest(name: "이서연", email: "home0412@gmail.com")], .person)
    // a travel agent's
    check(.phone, people(40, families: 20) { $0.phone = "010-7654-3210" }, .shared)
    // one guest, 200 stays
    let stays = (0..<200).map { Guest(name: ["김민준", "KIM MINJUN", "김민준님"][$0 % 3], phone: "010-7654-3210") }
    check(.phone, stays, .person)
    // the shop's own address, typed for whoever gives none
    check(.address, people(900, families: 20) { $0.address = "서울 강남구 테헤란로 152" }, .shared)
    // a dormitory, and rooms of it
    check(.address, people(300, families: 20) { $0.address = "서울 관악구 관악로 1" }, .shared)
    var room = 100
    let students = people(300, families: 20) { student in
      room += 1
      student.address = "서울 관악구 관악로 1 \(room)호"
    }
    check(.address, students, .person)
  }
}
