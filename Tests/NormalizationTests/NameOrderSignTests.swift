import Normalization
import Testing

/// What cells say of the order of names, and what becomes of names in a source that has the family name first.
struct NameOrderSignTests {
  @Test(arguments: [
    ("Nagy Anna", NameOrderSign.familyFirst), ("Anna Nagy", .givenFirst), ("DUPONT Marie", .familyFirst), ("ROSSI MARIO", .familyFirst),
    ("Simon Gábor", .open), ("Wqabak Ornakol", .open), ("Nguyễn Hoa", .familyFirst), ("Hoa Nguyễn", .givenFirst),
    ("Nagy Anna Mária", .familyFirst), ("Kovács-Nagy Éva", .familyFirst), ("Nagy, Anna", nil), ("A. Nagy", nil), ("Anna", nil), ("Dr. Nagy Anna", nil),
    ("Kim Minjun", nil), ("김민준", nil), ("田中 花子", nil), ("", nil), ("Nagy Anna és Péter", nil),
  ])
  func `a cell says which word is the given name`(raw: String, sign: NameOrderSign?) {
    #expect(normalizer.nameOrderSign(bytes(raw)) == sign, "\(raw)")
  }

  @Test func `most cells decide, and the custom of the country where they are few`() {
    func isFamilyFirst(_ family: Int, _ given: Int, _ open: Int, _ region: String) -> Bool {
      var tally = NameOrderTally()
      for (sign, count) in [(NameOrderSign.familyFirst, family), (.givenFirst, given), (.open, open)] { for _ in 0..<count { tally.add(sign) } }
      return tally.isFamilyFirst(region: bytes(region))
    }
    #expect(isFamilyFirst(10, 2, 38, "DE") && !isFamilyFirst(9, 0, 0, "DE") && !isFamilyFirst(11, 3, 0, "DE") && !isFamilyFirst(10, 0, 41, "DE"))
    #expect(isFamilyFirst(0, 0, 0, "HU") && isFamilyFirst(3, 3, 90, "VN") && !isFamilyFirst(3, 4, 0, "HU") && !isFamilyFirst(0, 0, 0, ""))
  }

  @Test(arguments: [
    ("Nagy Anna", "Nagy Anna", "anna", "nagy"), ("ROSSI MARIO", "ROSSI MARIO", "mario", "rossi"), ("Nagy Anna Mária", "Nagy Anna Mária", "anna", "nagy"),
    ("Dr. Nagy Anna", "Nagy Anna", "anna", "nagy"), ("DE LUCA PAOLO", "DE LUCA PAOLO", "paolo", "deluca"), ("GARCIA LOPEZ MARIA", "GARCIA LOPEZ MARIA", "maria", "garcialopez"),
    ("LE GOFF Marie", "LE GOFF Marie", "marie", "legoff"), ("Van der Berg Jan", "Van der Berg Jan", "jan", "vanderberg"),
    ("Nguyễn Thị Hoa", "Nguyễn Thị Hoa", "hoa", "nguyen"), ("Lê Minh Khang", "Lê Minh Khang", "khang", "le"), ("Bùi Hưng", "Bùi Hưng", "hung", "bui"),
    ("DUPONT Jean-Pierre", "DUPONT Jean-Pierre", "jeanpierre", "dupont"), ("Wqabak Ornakol", "Wqabak Ornakol", "ornakol", "wqabak"),
    // the words say otherwise
    ("Nagy, Anna", "Anna Nagy", "anna", "nagy"), ("Anh Đặng", "Anh Đặng", "anh", "dang"), ("Kim Minjun", "Minjun Kim", "minjun", "김"),
    ("Петров Иван Иванович", "Петров Иван Иванович", "ivan", "petrov"),
  ])
  func `the family name stands first where the source has it so`(raw: String, shown: String, given: String, family: String) throws {
    let value = try #require(collected { normalizer.name(NameParts(full: bytes(raw), isFamilyFirst: true), into: $0) }.first)
    #expect(text(value.canonical) == shown, "\(raw)")
    func key(_ kind: KeyKind) -> String? { value.keys.first { $0.kind == kind }.map { text($0.bytes) } }
    #expect(key(.nameGiven) == given && key(.nameFamily) == family, "\(raw): \(key(.nameGiven) ?? ""), \(key(.nameFamily) ?? "")")
    // What is shown is read as the cell was.
    let again = try #require(collected { normalizer.name(NameParts(full: value.canonical, isFamilyFirst: shown == raw), into: $0) }.first)
    #expect(again.canonical == value.canonical, "\(raw)")
  }

  @Test(arguments: [
    ("Nagy Anna", "Nagy Péter", NameLevel.apart), ("Nguyễn Thị Hoa", "Nguyễn Văn Tùng", .apart), ("ROSSI MARIO", "ROSSI LUCIA", .apart),
    ("Nagy Anna", "NAGY ANNA", .same), ("Nagy Anna", "Nagy A.", .compatible), ("Nagy Anna", "Nagy", .compatible), ("Anna Nagy", "Nagy Anna", .reordered),
    ("Nagy Katalin", "Nagy Katlin", .near),
  ])
  func `names of one such source are held against each other`(_ one: String, _ other: String, level: NameLevel) throws {
    #expect(try Self.level((one, true), (other, true)) == level, "\(one), \(other)")
  }

  @Test(arguments: [
    ("Nagy Anna", "Anna Nagy", NameLevel.same), ("Nagy Anna", "Nagy, Anna", .same), ("ROSSI MARIO", "Mario Rossi", .same),
    ("Nguyễn Thị Hoa", "Nguyen Thi Hoa", .same), ("Nagy Anna", "Peter Nagy", .apart), ("DUPONT Marie", "Marie Dupond", .near),
  ])
  func `and against those of a source that has the given name first`(_ one: String, _ other: String, level: NameLevel) throws {
    #expect(try Self.level((one, true), (other, false)) == level, "\(one), \(other)")
  }

  private static func level(_ one: (String, Bool), _ other: (String, Bool)) throws -> NameLevel {
    func form(_ side: (raw: String, isFamilyFirst: Bool)) throws -> [UInt8] {
      try #require(collected { normalizer.name(NameParts(full: bytes(side.raw), isFamilyFirst: side.isFamilyFirst), into: $0) }.first).form
    }
    let (left, right) = (try form(one), try form(other))
    return NameLevel.of(left.span, right.span)
  }
}
