import Identity
import Intake
import Testing

private let today = CivilDate(daysSince1970: 20_778)  // 2026-11-21

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
    // the date in parts, or the digits behind it
    check("85-03-07-2123456", "85-03-07-2******")
    check("85.3.7-2123456", "85.3.7-2******")
    check("김민준 1985-03-07-2123456", "김민준 1985-03-07-2******")
    check("850307-212-3456", "850307-2**-****")
    check("850307.2.123.456", "850307.2.***.***")
    check("85-03-07 2123456", "85-03-07 2******", areExpected: true)
    check("19850307-4123456", "19850307-4******", areExpected: true)
    check("198503072123452", "198503072******")
    check("850307\t2123456", "850307\t2******")
    check("850307       2123456", "850307       2******")
    // digits of other scripts, and what nobody sees between them
    check("٨٥٠٣٠٧-٢١٢٣٤٥٦", "٨٥٠٣٠٧-٢************")
    check("𝟖𝟓𝟎𝟑𝟎𝟕-𝟐𝟏𝟐𝟑𝟒𝟓𝟔", "𝟖𝟓𝟎𝟑𝟎𝟕-𝟐************************")
    check("⑧⑤⓪③⓪⑦-②①②③④⑤⑥", "⑧⑤⓪③⓪⑦-②＊＊＊＊＊＊")
    check("850307-212\u{200B}3456", "850307-2**\u{200B}****")
    check("85\u{AD}0307-2123456", "85\u{AD}0307-2******")
  }

  @Test(arguments: [[0x80], [0xBF, 0xC1], [0xEC], [0xEC, 0x9D], [0xE2], [0xED, 0xA0, 0x80], [0xFF]] as [[UInt8]])
  func `bytes that are no text are marks`(_ mark: [UInt8]) {
    var bytes = Array("850307".utf8) + mark + Array("2123456".utf8)
    maskResidentNumbers(&bytes, in: bytes.indices)
    #expect(bytes == Array("850307".utf8) + mark + Array("2******".utf8))
  }

  @Test func `other numbers stay as they are`() {
    for raw in [
      "850307-2******", "851307-2123456", "850332-2123456", "850307-21234567", "1850307-2123456", "010-9876-5432", "850307",
      "850307-212345", "4006381333931", "+82 10 9876 5432", "2024-03-01 12:30:45.1234567", "2011151123456", "팔오공삼공칠-이일이삼사오", "일이삼사오육칠팔구공일이삼", "8503072123450", "850307 a 2123456", "", "8",
      // orders and tickets numbered by the day
      "20240301-0000123", "2024-03-01-0000123", "2024-03-01-1234567", "24-03-01-1234567", "24-03-01 1234567", "85-03-07 2123456", "240301-001-0001",
      "2024.03.01.1234567", "20240301-1234567", "850307에 2123456", "198503072123450",
      // telephones, cards, accounts, addresses of machines
      "010-1234-5678", "02-1212-3456", "031-225-6123", "+82-2-12-3123456", "82-2-12-3123456", "1-85-03-07-2123456", "1588-1234", "01-02-03-04-05",
      "9403-0312-3456-7890", "4006-3813-3393-1234", "110-123-456789", "301-0123-4567-81", "123456-01-234567", "850307-04-123456", "192.168.12.12",
      "10.12.31.1234567.9", "850307-212-3456-7",
    ] {
      #expect(masked(raw) == raw)
    }
  }

  @Test func `a mapping's examples hold none`() throws {
    var reader = RowReader()
    // the check digits are wrong, so that only the meaning of the column tells
    try reader.push(Array("id,생년월일\n1,8503072123456\n2,9001011234567\n3,٨٥٠٣٠٧-٢١٢٣٤٥٦\n4,８５０３０７２１２３４５６\n".utf8))
    try reader.finish()
    var profile = FileProfile()
    while let batch = reader.next(rowCountMax: 10) { profile.add(batch, header: reader.header) }
    var settings = guessSettings(profile, detected: try #require(reader.detected), region: "KR")
    settings.columns[1].role = .birthDate
    let text = mappingYAML(settings, profile: profile, today: today)
    for back in ["123456", "234567", "١٢٣٤٥٦", "１２３４５６"] { #expect(!text.contains(back), "\(text)") }
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
    let texts = [String(decoding: seen, as: UTF8.self), mappingYAML(settings, profile: profile, today: today)]
    for text in texts { #expect(!text.contains("946183"), "\(text)") }
    #expect(texts[0].contains("901231-1******"))
  }

  /// One row of a column, as an import keeps it and a mapping shows it.
  private func kept(_ raw: String, _ role: FieldRole) throws -> [String] {
    var reader = RowReader()
    try reader.push(Array("id,column\n1,\"\(raw)\"\n".utf8))
    try reader.finish()
    let read = reader.next(rowCountMax: 10)
    var batch = try #require(read)
    var profile = FileProfile()
    profile.add(batch, header: reader.header)
    var settings = guessSettings(profile, detected: try #require(reader.detected), region: "KR")
    settings.columns[1].role = role
    let yaml = mappingYAML(settings, profile: profile, today: today)
    batch.maskResidentNumbers(ofRoles: [.recordID, role], today: today)
    let example = yaml.split(separator: "\n").first { $0.contains("# 1 filled") && !$0.hasSuffix("\"1\"") }
    return [String(decoding: batch.bytes.dropFirst(), as: UTF8.self), String(example?.split(separator: "\"").last ?? "")]
  }

  @Test func `the meaning of a column gives more of them away`() throws {
    func check(_ raw: String, _ role: FieldRole, _ expected: String, line: SourceLocation = #_sourceLocation) throws {
      #expect(try kept(raw, role) == [expected, expected], sourceLocation: line)
    }
    // the check digit of all of these is wrong
    try check("850307에 2123456", .phone, "850307에 2******")
    try check("850307생 2123456, 010-9876-5432", .phone, "850307생 2******, 010-9876-5432")
    try check("8503072123456", .phone, "8503072123456")
    try check("850307에 2123456", .birthDate, "850307에 2******")
    for role in [FieldRole.birthDate, .date, .fullName, .familyName, .address, .city, .organisation, .gender, .birthYear] {
      try check("8503072123456", role, "8503072******")
    }
    try check("김민준 8503072123456", .fullName, "김민준 8503072******")
    for role in [FieldRole.identifier, .text, .exact, .number, .set, .kept, .handle] {
      try check("8503072123456", role, "8503072123456")
    }
    // A whole second of the past, counted in milliseconds since 1970, is left; one of the future is none.
    try check("1711072123000", .date, "1711072123000")
    try check("1902072123000", .date, "1902072******")
    try check("1711072123001", .date, "1711072******")
  }

  @Test(arguments: [
    "1,850307에 2123456,x,too many", "1,8503072123456,x,too many", "1,85-03-07 2123456,x,too many", "1,20240301-4123456,x,too many",
  ])
  func `of a row that cannot be read nothing is shown that may be one`(_ row: String) throws {
    var reader = RowReader()
    try reader.push(Array("id,name,note\n\(row)\n".utf8))
    try reader.finish()
    while reader.next(rowCountMax: 10) != nil {}
    let rejections = reader.takeRejections()
    #expect(rejections.count == 1)
    for rejection in rejections { #expect(!String(decoding: rejection.raw, as: UTF8.self).contains("123456")) }
  }

  @Test func `an example ends before a number it cannot hold`() throws {
    for count in 60...80 {
      let raw = String(repeating: "x", count: count - 1) + " 850307에 2123456 집 전화"
      #expect(try !kept(raw, .phone)[1].contains("21"), "\(count)")
    }
  }
}
