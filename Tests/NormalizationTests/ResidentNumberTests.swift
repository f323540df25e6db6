import Identity
import Normalization
import Testing

/// Resident numbers, invented ones, in fields of every kind: what comes out holds the digits behind the seventh
/// neither in what is shown nor in form or keys.
struct ResidentNumberTests {
  private static let normalizer = Normalizer(today: CivilDate(year: 2026, month: 11, day: 21)!)

  /// All values that a text has as a field of any kind.
  private static func values(_ text: String) -> [(kind: String, value: NormalizedValue)] { values(Array(text.utf8)) }

  private static func values(_ raw: [UInt8]) -> [(kind: String, value: NormalizedValue)] {
    var found: [(kind: String, value: NormalizedValue)] = []
    func add(_ kind: String) -> (NormalizedValue) -> Void { { found.append((kind, $0)) } }
    normalizer.email(raw, into: add("email"))
    normalizer.phone(raw, region: Array("KR".utf8), into: add("phone"))
    normalizer.name(NameParts(full: raw), into: add("name"))
    normalizer.name(NameParts(given: raw, family: Array("김".utf8)), into: add("given name"))
    normalizer.address(AddressParts(line: raw, defaultRegion: Array("KR".utf8)), into: add("address"))
    normalizer.address(AddressParts(line: Array("12 Main St".utf8), line2: raw), into: add("second line"))
    normalizer.birthDate(raw, order: .yearMonthDay, region: Array("KR".utf8), into: add("birth date"))
    normalizer.birthDate(raw, order: .dayMonthYear, into: add("birth date without a region"))
    normalizer.handle(raw, platform: [], into: add("handle"))
    normalizer.organisation(raw, into: add("organisation"))
    normalizer.text(raw, into: add("text"))
    normalizer.gender(raw, into: add("gender"))
    normalizer.identifier(raw, scheme: Array("card".utf8), into: add("identifier"))
    normalizer.exact(raw, into: add("exact"))
    normalizer.date(raw, order: .yearMonthDay, into: add("date"))
    normalizer.number(raw, into: add("number"))
    normalizer.set([raw], into: add("set"))
    return found
  }

  @Test(arguments: [
    "850307-2123456", "850307(2123456)", "850307,2123456", "+850307-2123456", "820307-𝟐𝟏𝟐𝟑𝟒𝟓𝟔", "850307 2123456", "850307 - 2123456", "19850307-2123456", "850307–2123456", "850307.2123456", "(850307-2123456)",
    "김민준 850307-2123456", "850307-2123456 김민준", "850307-2123456이다", "kim 850307-2123456@naver.com", "８５０３０７－２１２３４５６",
    "850307-212\u{200B}3456", "85\u{AD}0307-2123456", "850307-\u{FEFF}2123456", "٨٥٠٣٠٧-٢١٢٣٤٥٦", "𝟖𝟓𝟎𝟑𝟎𝟕-𝟐𝟏𝟐𝟑𝟒𝟓𝟔", "⑧⑤⓪③⓪⑦-②①②③④⑤⑥",
    "팔오공삼공칠-이일이삼사오육", "팔오공삼공칠 이일이삼사오육 김민준",
    "85-03-07-2123456", "1985.03.07-2123456", "김민준 85/03/07-2123456", "850307-2-123456", "850307\t2123456", "850307\0\0\0\0\02123456", "850307        2123456", "198503072123452", "+19850307-2123456",
    // the check digit is right; born since October 2020, where there is none
    "8503072123452", "2011153123456", "주민번호8503072123452",
  ])
  func `nothing behind the seventh digit is kept`(_ text: String) {
    let backs = ["123456", "12345", "23456", "일이삼사오육", "123452"].map { Array($0.utf8) }
    for (kind, value) in ResidentNumberTests.values(text) {
      for bytes in [value.canonical, value.form] + value.keys.map(\.bytes) {
        for back in backs {
          let holds = bytes.count >= back.count && (0...(bytes.count - back.count)).contains { bytes[$0...].starts(with: back) }
          #expect(!holds, "\(kind): \(String(decoding: bytes, as: UTF8.self))")
        }
      }
    }
  }

  @Test func `thirteen digits with a wrong check digit are one where nothing else has so many`() {
    // ids, numbers and codes of thirteen digits are common in these
    let others = ["identifier", "text", "handle", "phone", "email", "exact", "number", "set"]
    for (kind, value) in ResidentNumberTests.values("8503072123456") where !others.contains(kind) {
      #expect(!String(decoding: value.canonical, as: UTF8.self).contains("23456"), "\(kind)")
    }
    var card: NormalizedValue?
    ResidentNumberTests.normalizer.identifier(Array("8503072123456".utf8), scheme: []) { card = $0 }
    #expect(card?.canonical == Array("8503072123456".utf8))
  }

  @Test(arguments: [
    // a byte that is no text, a character that breaks off, a surrogate
    [0x80], [0xC0], [0xEC], [0xEC, 0x9D], [0xE2], [0xED, 0xA0, 0x80], [0xFF], [0xF0, 0x9D, 0x9F],
  ] as [[UInt8]])
  func `bytes that are no text part a number as marks do`(_ bytes: [UInt8]) {
    for (front, back) in [("850307", "2123456"), ("팔오공삼공칠", "이일이삼사오육"), ("８５０３０７", "２１２３４５６")] {
      let raw = Array(front.utf8) + bytes + Array(back.utf8)
      for (kind, value) in ResidentNumberTests.values(raw) {
        let shown = value.canonical + [0x20] + value.form + value.keys.flatMap { [0x20] + $0.bytes }
        let text = String(decoding: shown, as: UTF8.self)
        #expect(!text.contains("123456") && !text.contains("일이삼사오육") && !text.contains("１２３４５６"), "\(kind): \(text)")
      }
    }
  }

  @Test func `an id is hidden whatever marks are between its digits`() {
    var shown: [String] = []
    for raw in ["8503-0721-23452", "8503072123452", "850307-2******"] {
      ResidentNumberTests.normalizer.identifier(Array(raw.utf8), scheme: []) { shown.append($0.shown) }
    }
    #expect(shown == ["8503072******", "8503072******", "850307-2******"])
    // the check digit is wrong
    ResidentNumberTests.normalizer.identifier(Array("8503-0721-23456".utf8), scheme: []) { #expect($0.shown == "8503072123456") }
  }

  @Test(arguments: [
    ("팔오공삼공칠-이일이삼사오육", "1985-03-07"), ("팔오공삼공칠 다시 이", "******-*"), ("구공공일공일-일", "1990-01-01"),
  ])
  func `a number in Hangul digits is a date`(_ row: (raw: String, date: String)) {
    var found = ""
    ResidentNumberTests.normalizer.birthDate(Array(row.raw.utf8), order: .yearMonthDay, region: Array("KR".utf8)) {
      if $0.attribute == .birthDate { found = String(decoding: $0.canonical, as: UTF8.self) }
    }
    if row.date.hasPrefix("*") { #expect(!found.contains("85")) } else { #expect(found == row.date) }
  }

  @Test(arguments: [
    "850307에 2123456", "850307-212-3456", "850307생 2123456", "850307-2123456", "850307 2123456, 집", "19850307-2123456",
  ])
  func `a phone field keeps nothing of one`(_ raw: String) {
    for region in ["KR", "US", "AT", ""] {
      ResidentNumberTests.normalizer.phone(Array(raw.utf8), region: Array(region.utf8)) { value in
        for bytes in [value.canonical, value.form] + value.keys.map(\.bytes) {
          #expect(!String(decoding: bytes, as: UTF8.self).contains("3456"), "\(value.shown)")
        }
      }
    }
  }

  @Test(arguments: [
    "850307-2123456 010-9876-5432", "010-9876-5432 850307-2123456", "010-9876-5432/850307-2123456", "850307-2****** 010-9876-5432",
    "010-9876-5432 (850307-212-3456)", "850307에 2123456, 010-9876-5432", "8503072123452 010-9876-5432",
  ])
  func `a number beside one stays`(_ raw: String) {
    var found: [String] = []
    ResidentNumberTests.normalizer.phone(Array(raw.utf8), region: Array("KR".utf8)) { found.append($0.shown) }
    #expect(found == ["+821098765432"])
  }

  @Test(arguments: [
    ("8201012345678", "+821012345678"), ("+8201012345678", "+821012345678"),
  ])
  func `a telephone number is none`(_ row: (raw: String, line: String)) {
    var found = ""
    ResidentNumberTests.normalizer.phone(Array(row.raw.utf8), region: Array("KR".utf8)) { found = String(decoding: $0.canonical, as: UTF8.self) }
    #expect(found == row.line)
  }

  @Test func `what is hidden of thirteen digits in a row`() {
    func check(_ raw: String, _ expected: String, areExpected: Bool = false, line: Int = #line) {
      var bytes = Array(raw.utf8)
      maskResidentNumbers(&bytes, in: bytes.indices, areExpected: areExpected)
      #expect(String(decoding: bytes, as: UTF8.self) == expected, sourceLocation: .here(line))
    }
    // The check digit is right by chance.
    check("+8201033218874", "+8201033218874")
    check("tel. +8201033218874, +8201033218874", "tel. +8201033218874, +8201033218874")
    check("\u{FF0B}8201033218874", "\u{FF0B}8201033218874")
    check("8201033218874", "8201033218874")
    check("8503072123452", "8503072******")
    // one who was born on a day of January 1982
    check("8201032123456", "8201032******", areExpected: true)
    check("+8201033218874", "+8201033******", areExpected: true)
    // no number of Korea's: 82 0
    check("+8503072123452", "+8503072******")
    check("RRN +0303074123458", "RRN +0303074******")
    // a + that belongs to what stands before it
    check("김민준+8503072123452", "김민준+8503072******")
    check("A+8503072123452", "A+8503072******")
    check("+850307-2123456", "+850307-2******")
    check("+198503072123452", "+198503072******")
  }

  @Test func `what stands in the field before means nothing`() {
    for before in ["A+", "x-", "+"] {
      for number in ["8503072123452", "85-03-07-2123456"] {
        var bytes = Array((before + number).utf8)
        maskResidentNumbers(&bytes, in: before.utf8.count..<bytes.count)
        #expect(!String(decoding: bytes, as: UTF8.self).contains("12345"), "\(before) \(number)")
      }
    }
  }
}
