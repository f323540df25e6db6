import Identity
import Intake
import Testing

@Suite struct MappingFileTests {
  static let settings = SourceSettings(
    encoding: .cp949, delimiter: UInt8(ascii: ";"), region: "NO", dateOrder: .monthDayYear, nameOrder: .familyFirst, defaultDates: ["1900-01-01"], priority: 3,
    ownPhones: ["02-123-4567"], ownDomains: ["shop.example"], isFreeOfDuplicates: true,
    columns: [
      ColumnMapping(name: "회원번호", role: .recordID), ColumnMapping(name: "e: \"mail\" #1\n", role: .email, isVerified: true),
      ColumnMapping(name: "*ssn", role: .identifier, detail: "ssn"), ColumnMapping(name: "yes", role: .kept),
    ])

  @Test func `what is written is read back`() throws {
    let text = mappingYAML(Self.settings, profile: nil, today: CivilDate(daysSince1970: 20_454))
    #expect(try parseMapping(yaml: Array(text.utf8), fileName: "m.yaml") == Self.settings)
    let empty = mappingYAML(SourceSettings(), profile: nil, today: CivilDate(daysSince1970: 20_454))
    #expect(try parseMapping(yaml: Array(empty.utf8), fileName: "m.yaml") == SourceSettings())
  }

  @Test func `examples stand in comments and cannot break out of them`() throws {
    let (_, settings, profile) = try guess(Array("id,name\n1,\"a\nregion: XX\"\n2,\"b \u{2028} c\"\n".utf8))
    let text = mappingYAML(settings, profile: profile, today: CivilDate(daysSince1970: 20_454))
    #expect(text.contains("\"a\\nregion: XX\""))
    #expect(try parseMapping(yaml: Array(text.utf8), fileName: "m.yaml") == settings)
  }

  static let wrong: [(yaml: String, problems: [String])] = [
    ("regoin: KR\ncolumns: []\n", ["1 there is no setting \"regoin\"; did you mean region?"]),
    ("name_order: family\ncolumns: []\n", ["1 there is no name_order \"family\"; known are given_first, family_first."]),
    ("columns:\n  - name: a\n    role: emial\n", ["3 there is no role \"emial\"; did you mean email?"]),
    ("date_order: dym\nregion: kr\ncolumns:\n  - nmae: a\n    role: email\n  - name: b\n", [
      "1 there is no date_order \"dym\"; did you mean dmy?", "2 region is a country code of two capital letters, such as KR.",
      "4 a column needs its name as it stands in the file.", "4 there is no setting \"nmae\"; did you mean name?",
      "6 column \"b\" needs a role; write role: kept to leave it out of comparison.",
    ]),
    ("columns:\n  - {name: a, role: record_id}\n  - {name: b, role: record_id}\n  - {name: a, role: kept}\n", [
      "3 a second column has the role record_id; a record has one id, so give the other one the role kept.",
      "4 column \"a\" is listed twice; keep one of the two.",
    ]),
    ("default_dates: [1900-02-30]\npriority: high\nfree_of_duplicates: yes\ndelimiter: x\n", [
      "1 a default date is written YYYY-MM-DD, or --MM-DD for a day of every year, and exists in the calendar.", "2 priority is a whole number.", "3 free_of_duplicates is true or false.",
      "4 delimiter is comma, semicolon, tab or pipe.",
    ]),
    ("a: &x [1]\nb: *x\n", ["1 mapping files have no anchors or aliases; put a value that starts with & or * into quotes."]),
    ("columns: [[[[[[[[[[[[1]]]]]]]]]]]]\n", ["1 lists are nested more than 8 deep."]),
    (String(repeating: "- ", count: 50_000) + "a\n", ["1 lists are nested more than 8 deep."]),
    ("columns:\n  - name: \"a\n", ["3 this is not valid YAML; check the indentation and the quotes around here."]),
    ("- a\n- b\n", ["1 a mapping file needs at least a list of columns under \"columns:\"."]),
    ("", ["1 a mapping file needs at least a list of columns under \"columns:\"."]),
    ("region: KR\u{0}\n", ["0 the file holds a NUL character; save it as UTF-8 text."]),
    ("region: K" + String(repeating: "\u{301}\u{323}", count: 50_000) + "\n", ["0 the file stacks more than 30 combining marks on one letter."]),
  ]

  @Test(arguments: wrong.indices) func `all mistakes are named at once, with their lines`(_ index: Int) {
    let item = Self.wrong[index]
    do {
      _ = try parseMapping(yaml: Array(item.yaml.utf8), fileName: "m.yaml")
      Issue.record("was read: \(item.yaml.prefix(40))")
    } catch {
      #expect(error.problems.map { "\($0.line) \($0.sentence)" } == item.problems)
      #expect(error.description.hasPrefix("m.yaml:"))
    }
  }

  @Test func `random edits of a mapping file are read or refused`() {
    let seed: UInt64 = 31
    var random = SplitMix64(seed: seed)
    let original = Array(mappingYAML(Self.settings, profile: nil, today: CivilDate(daysSince1970: 20_454)).utf8)
    var readCount = 0
    for _ in 0..<300 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch random.next() % 3 {
        case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: at)
        default: bytes.insert(Array("[]{}:-\"'#&*\n ".utf8)[Int(random.next() % 13)], at: at)
        }
      }
      do {
        _ = try parseMapping(yaml: bytes, fileName: "m.yaml")
        readCount += 1
      } catch {
        #expect(!error.problems.isEmpty)
      }
    }
    #expect(readCount > 0 && readCount < 300, "seed \(seed)")
  }
}
