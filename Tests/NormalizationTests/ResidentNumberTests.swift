import Identity
import Normalization
import Testing

/// Resident numbers, invented ones, in fields of every kind: what comes out holds the digits behind the seventh
/// neither in what is shown nor in form or keys.
struct ResidentNumberTests {
  private static let normalizer = Normalizer(today: CivilDate(year: 2026, month: 11, day: 21)!)

  /// All values that a text has as a field of any kind.
  private static func values(_ text: String) -> [(kind: String, value: NormalizedValue)] {
    let raw = Array(text.utf8)
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
    return found
  }

  @Test(arguments: [
    "850307-2123456", "850307 2123456", "850307 - 2123456", "19850307-2123456", "850307–2123456", "850307.2123456", "(850307-2123456)",
    "김민준 850307-2123456", "850307-2123456 김민준", "850307-2123456이다", "kim 850307-2123456@naver.com", "８５０３０７－２１２３４５６",
    "850307-212\u{200B}3456", "85\u{AD}0307-2123456", "850307-\u{FEFF}2123456", "٨٥٠٣٠٧-٢١٢٣٤٥٦", "𝟖𝟓𝟎𝟑𝟎𝟕-𝟐𝟏𝟐𝟑𝟒𝟓𝟔", "⑧⑤⓪③⓪⑦-②①②③④⑤⑥",
    "팔오공삼공칠-이일이삼사오육", "팔오공삼공칠 이일이삼사오육 김민준",
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
    for (kind, value) in ResidentNumberTests.values("8503072123456") where kind != "identifier" && kind != "text" && kind != "handle" && kind != "phone" && kind != "email" {
      #expect(!String(decoding: value.canonical, as: UTF8.self).contains("23456"), "\(kind)")
    }
    var card: NormalizedValue?
    ResidentNumberTests.normalizer.identifier(Array("8503072123456".utf8), scheme: []) { card = $0 }
    #expect(card?.canonical == Array("8503072123456".utf8))
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
    ("8201012345678", "+821012345678"), ("+8201012345678", "+821012345678"),
  ])
  func `a telephone number is none`(_ row: (raw: String, line: String)) {
    var found = ""
    ResidentNumberTests.normalizer.phone(Array(row.raw.utf8), region: Array("KR".utf8)) { found = String(decoding: $0.canonical, as: UTF8.self) }
    #expect(found == row.line)
  }
}
