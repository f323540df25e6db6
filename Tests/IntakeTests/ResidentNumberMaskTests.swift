import Identity
import Intake
import Testing

/// Resident numbers, invented ones, and what is left of them at the door.
@Suite struct ResidentNumberMaskTests {
  private func masked(_ text: String, areExpected: Bool = false) -> String {
    var bytes = Array(text.utf8)
    maskResidentNumbers(&bytes, in: bytes.indices, areExpected: areExpected)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `the six digits behind the seventh are hidden`() {
    func check(_ raw: String, _ expected: String, areExpected: Bool = false, line: SourceLocation = #_sourceLocation) {
      let found = masked(raw, areExpected: areExpected)
      #expect(found == expected, sourceLocation: line)
      #expect(masked(found, areExpected: areExpected) == found, sourceLocation: line)
    }
    check("850307-2123456", "850307-2******")
    check("김민준 (850307-1123456) 010-9876-5432", "김민준 (850307-1******) 010-9876-5432")
    check("850307 2123456,901231.1999999", "850307 2******,901231.1******")
    check("850307 - 2123456", "850307 - 2******")
    check("19850307-2123456", "19850307-2******")
    check("850307\u{2013}2123456", "850307\u{2013}2******")
    check("８５０３０７－２１２３４５６", "８５０３０７－２＊＊＊＊＊＊")
    check("850307-2123456@naver.com", "850307-2******@naver.com")
    // The check digit of 850307-2123452 is right, that of the other is not.
    check("8503072123452", "8503072******")
    check("8503072123456", "8503072123456")
    check("8503072123456", "8503072******", areExpected: true)
    check("no. 8503072123452.", "no. 8503072******.")
    // born since October 2020: given out without a check digit
    check("2011153123456", "2011153******")
    check("팔오공삼공칠-이일이삼사오육", "팔오공삼공칠-이＊＊＊＊＊＊")
    check("850307-2123456이 맞음", "850307-2******이 맞음")
  }

  @Test func `other numbers stay as they are`() {
    for raw in [
      "850307-2******", "851307-2123456", "850332-2123456", "850307-21234567", "1850307-2123456", "010-9876-5432", "850307",
      "850307-212345", "4006381333931", "+82 10 9876 5432", "2024-03-01 12:30:45.1234567", "2011151123456", "팔오공삼공칠-이일이삼사오", "일이삼사오육칠팔구공일이삼", "8503072123450", "850307 a 2123456", "", "8",
    ] {
      #expect(masked(raw) == raw)
    }
  }

  @Test func `no row, profile or rejected line holds one`() throws {
    var reader = RowReader()
    let file = "id,name,주민등록번호,note\n1,김민준,850307-1946183,x\n2,박서연 900101-2946183,,\"850307-2946183\"\n3,too,many,fields,901231-1946183\n"
    try reader.push(Array(file.utf8))
    try reader.finish()
    var profile = FileProfile()
    var seen: [UInt8] = []
    while let batch = reader.next(rowCountMax: 10) {
      profile.add(batch, header: reader.header)
      seen += batch.bytes
    }
    seen += reader.takeRejections().flatMap(\.raw)
    let settings = guessSettings(profile, detected: try #require(reader.detected), region: "KR")
    #expect(settings.columns[2].role == .birthDate)
    let texts = [String(decoding: seen, as: UTF8.self), mappingYAML(settings, profile: profile)]
    for text in texts { #expect(!text.contains("946183"), "\(text)") }
    #expect(texts[0].contains("901231-1******"))
  }
}
