import Identity
import Intake
import Resolution
import TestKit
import Testing

/// Which name stands first in the whole names of a new source, and what its settings say of it after the first pass.
@Suite struct NameOrderTests {
  private static let given = ["Anna", "Péter", "Katalin", "Zoltán", "Éva", "László", "Mária", "Gábor", "Ilona", "Sándor", "Judit", "Attila"]
  private static let family = ["Kovács", "Szabó", "Tóth", "Horváth", "Varga", "Kiss", "Molnár", "Németh", "Farkas", "Balogh", "Papp", "Takács"]

  private static func names(_ count: Int, familyFirst: Bool) -> [String] {
    (0..<count).map { number in
      let (first, last) = (given[number % 12], family[(number + number / 12) % 12])
      return familyFirst ? "\(last) \(first)" : "\(first) \(last)"
    }
  }

  static let files: [(what: String, names: [String], region: String, order: NameOrder)] = [
    ("a registry", names(20, familyFirst: true), "DE", .familyFirst), ("a shop", names(20, familyFirst: false), "DE", .givenFirst),
    ("a slip among them", names(20, familyFirst: true) + ["Anna Nagy", "Gábor Lengyel"], "DE", .familyFirst),
    ("a file at odds with itself", names(40, familyFirst: true) + names(20, familyFirst: false), "DE", .givenFirst),
    ("too few", names(9, familyFirst: true), "DE", .givenFirst), ("too few, and the country says", names(9, familyFirst: true), "HU", .familyFirst),
    ("one name many times", Array(repeating: "Kovács Anna", count: 50), "DE", .givenFirst),
    ("an American file in Hungary", names(9, familyFirst: false), "HU", .givenFirst),
    ("names of the table are few", names(12, familyFirst: true) + (0..<80).map { "Wqa\(["b", "d", "f", "g"][$0 % 4])ak Orn\(["ak", "ek", "ik", "uk"][$0 / 4 % 4])\(["o", "u", "e", "y", "a"][$0 / 16])l" }, "DE", .givenFirst),
    ("commas say it themselves", names(20, familyFirst: true).map { "\"" + $0.split(separator: " ").joined(separator: ", ") + "\"" }, "DE", .givenFirst),
    ("capitals", ["DUPONT Marie", "MARTIN Nathalie", "LE GOFF Pierre", "ROSSI MARIO", "BIANCHI LUCIA", "DE LUCA PAOLO", "MOREAU Julien", "LEROY Camille", "FERRARI Giulia", "RICCI Sofia", "CONTI Marco", "LAURENT Claire", "ROUSSEAU Thomas"], "FR", .familyFirst),
    ("Viet Nam", ["Nguyễn Hoa", "Trần Khoa", "Phạm Minh Châu", "Đặng Quỳnh", "Bùi Thảo", "Võ Nhi", "Phan Trúc", "Huỳnh Đạt", "Ngô Uyên", "Lý Khang", "Hoàng Trâm", "Dương Nhung"], "DE", .familyFirst),
    ("Viet Nam abroad", ["Hoa Nguyễn", "Khoa Trần", "Châu Phạm", "Quỳnh Đặng", "Thảo Bùi", "Nhi Võ", "Trúc Phan", "Đạt Huỳnh", "Uyên Ngô", "Khang Lý"], "VN", .givenFirst),
    ("Koreans have their surnames", ["Kim Minjun", "Lee Seoyeon", "Park Jihoon", "Choi Yuna", "Jung Hoseok", "Kang Daniel", "Cho Minho", "Yoon Sera", "Jang Woojin", "Lim Nari", "Han Jimin"], "KR", .givenFirst),
    ("Hangul says nothing", (0..<20).map { "김민\(["준", "서", "지", "호"][$0 % 4])" }, "KR", .givenFirst),
  ]

  @Test(arguments: files.indices) func `the order of names is settled over the whole file`(_ index: Int) async throws {
    let item = Self.files[index]
    for seed in seeds(few: 3) {
      var random = SeededGenerator(seed: seed)
      let text = "id,name\n" + item.names.enumerated().map { "\($0.offset),\($0.element)\n" }.shuffled(using: &random).joined()
      let found = try survey(file(text), settings: nil, region: item.region).settings
      #expect(found.nameOrder == item.order, "\(item.what), seed \(seed)")
      #expect(try await survey(file(text), settings: nil, region: item.region, threadCount: 3).settings == found, "\(item.what)")
      let kept = try parseMapping(yaml: Array(mappingYAML(found, profile: nil, today: CivilDate(daysSince1970: 20_454)).utf8), fileName: "x.yaml")
      #expect(kept.nameOrder == item.order, "\(item.what)")
    }
  }

  private func file(_ text: String) -> SourceFile {
    SourceFile(name: "people.csv", source: "people", sizeBytes: Int64(text.utf8.count)) {
      var pieces = [Array(text.utf8)]
      return { pieces.popLast() }
    }
  }
}
