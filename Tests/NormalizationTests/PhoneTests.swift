import Identity
import Normalization
import Testing

@Suite struct PhoneTests {
  private func phone(_ raw: String, _ region: String) -> [NormalizedValue] {
    collected { normalizer.phone(bytes(raw), region: bytes(region), into: $0) }
  }

  @Test func `what becomes of a number`() {
    func check(
      _ raw: String, in region: String = "KR", _ canonical: String, _ state: String = "person", line: Int = #line
    ) {
      let values = phone(raw, region)
      #expect(values.map(\.shown) == [canonical], "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.shownState == state, "\(raw)", sourceLocation: .here(line))
    }
    check("+82 10 9876 5432", "+821098765432")
    check("+82 (0)10-9876-5432", "+821098765432", "person trunk 0 dropped")
    check("82-010-9876-5432", "+821098765432", "person trunk 0 dropped")
    check("0082-10-9876-5432", "+821098765432", "person 00 for +")
    check("1098765432", "+821098765432", "person 0 restored")
    check("1098765432.0", "+821098765432", "person 0 restored spreadsheet float")
    check("01098765432.0", "+821098765432", "person spreadsheet float")
    check("０１０－９８７６－５４３２", "+821098765432", "person compatibility forms")
    check("공일공-9876-5432", "+821098765432", "person digits in words")
    check("공일공구팔칠육오사삼이", "+821098765432", "person digits in words")
    check("010-9876-5432 (엄마)", "+821098765432", "person note")
    check("휴대폰: 010.9876.5432", "+821098765432")
    check("850307 010-9876-5432", "+821098765432")
    check("010-9876-5432 850307-2", "+821098765432")
    check("01098765432-8503072123456", "+821098765432")
    check("8503072123456 01098765432", "+821098765432")
    check("010-9876-543", "+82109876543", "unknown invalid")
    check("1.09877E+09", "1.09877e+09", "unknown invalid")
    check("010-0000-0000", "+821000000000", "junk placeholder")
    check("010-1111-1111", "+821011111111", "junk placeholder")
    check("010-1234-5678", "+821012345678", "junk placeholder")
    check("000-0000-0000", "00000000000", "junk placeholder")
    check("+49 000000", "+490000", "junk placeholder")
    check("+49 000000", in: "IT", "+490000", "junk placeholder")
    check("+39 00000", in: "IT", "+3900000", "junk placeholder")
    check("011-234-5678", "+82112345678", "person legacy")
    check("016-9876-5432", "+821698765432", "person legacy")
    check("02)3456-7890 내선 12", "+82234567890", "household landline extension dropped")
    check("02-777-7777", "+8227777777", "household landline")
    check("070-1234-5678", "+827012345678", "household voip")
    check("0507-1234-5678", "+8250712345678", "relay relay")
    check("050-5123-4567", "+825051234567", "relay relay")
    check("1588-1234", "+8215881234", "shared company line")
    check("080-123-4567", "+82801234567", "shared company line")
    check("112", "+82112", "unknown invalid")
    check("(415) 555-2671", in: "US", "+14155552671")
    check("+1 415 555 2671", in: "US", "+14155552671")
    check("1-415-555-2671", in: "US", "+14155552671")
    check("415-555-0142 x12", in: "US", "+14155550142", "person extension dropped fiction")
    check("1-800-FLOWERS", in: "US", "+18003569377", "shared company line")
    check("310/246-1501", in: "US", "+13102461501")
    check("+44 (0)20 7946 0958", in: "GB", "+442079460958", "household landline trunk 0 dropped")
    check("07911 123456", in: "GB", "+447911123456")
    check("+39 06 6982", in: "IT", "+39066982", "household landline")
    check("+52 1 55 1234 5678", in: "MX", "+525512345678")
    check("011 15 2345-6789", in: "AR", "+5491123456789")
    check("+225 07 01 02 03 04", in: "CI", "+2250701020304")
    check("07 01 02 03 04", in: "CI", "+2250701020304")
    check("0551 23 45 67", in: "DZ", "+213551234567")
    check("876 234 5678", in: "JM", "+18762345678")
    check("1800 123 456", in: "AU", "+611800123456", "shared company line 0 restored")
    check("8 (912) 345-67-89", in: "RU", "+79123456789")
    check("090-1234-5678", in: "JP", "+819012345678")
    check("03-1234-5678", in: "JP", "+81312345678", "household landline")
    check("0151 23456789", in: "DE", "+4915123456789")
    check("030 901820", in: "DE", "+4930901820", "household landline")
    check("06 12 34 56 78", in: "FR", "+33612345678")
    check("138 1234 5678", in: "CN", "+8613812345678", "person 0 restored")
    check("0912 345 678", in: "TW", "+886912345678")
    // more zeros than any number has
    check("00000000000000000000672112", in: "CN", "00000000000000000000672112", "unknown invalid")
    check("9123 4567", in: "HK", "+85291234567")
    check("0712 300633", in: "UG", "+256712300633")
    check("712 300633", in: "UG", "+256712300633", "person 0 restored")
    check("601 234 567", in: "PL", "+48601234567")
    check("098765 43212", in: "IN", "+919876543212")
    check("098765 43210", in: "IN", "+919876543210", "junk placeholder")
    check("011 44 20 7946 0958", in: "US", "+442079460958", "household landline")
    check("310/246-1501", "3102461501", "person unreadable")
    check("2859902", "2859902", "person unreadable")
    check("712 300633", "712300633", "person unreadable")
    check("+1 310 246 1501", "+13102461501")
    check("없음", "없음", "junk placeholder")
    check("전화 없음", "전화 없음", "unknown invalid")
    check("123-4567", in: "", "1234567", "junk placeholder")

    check("+82 (0)10-9876-5432", in: "US", "+821098765432", "person trunk 0 dropped")
    check("00 82 10-9876-5432", in: "DE", "+821098765432", "person 00 for +")
    check("001-1-415-555-2671", "+14155552671", "person 00 for +")
    check("0011 44 20 7946 0958", in: "AU", "+442079460958", "household landline")
    check("8 10 44 20 7946 0958", in: "RU", "+442079460958", "household landline")
    check("1.09877E+09", in: "US", "1.09877e+09", "unknown invalid")
    check("공일공-1234-5679", "+821012345679", "person digits in words")
    check("010-9876-5432 내선 12", "+821098765432", "person extension dropped")
    check("010-1234-567", "+82101234567", "unknown invalid")
    check("017-234-5678", "+82172345678", "person legacy")
    check("060-700-1234", "+82607001234", "shared company line")
    check("0303-1234-5678", "+8230312345678", "shared company line")
    check("030-1234-5678", "+823012345678", "shared company line")
    check("012-1234-5678", "+821212345678", "shared")
    check("015-123-4567", "+82151234567", "shared")
    check("1811-1234", "+8218111234", "shared company line")
    check("+82 1588-1234", in: "US", "+8215881234", "shared company line")
    check("064-123-4567", "+82641234567", "household landline")
    check("064-723-4567", "+82647234567", "household landline")
    check("+1 264 497 2345", "+12644972345", "household landline")
    check("497 2345", in: "AI", "+12644972345", "household landline")
    check("076 400 0000", in: "JE", "0764000000", "person unreadable")
    check("0 9123 4567", in: "SG", "+6591234567")
    check("+800 1234 5679", "+80012345679", "shared company line")
    check("0041 44 668 18 00", in: "", "+41446681800", "household landline 00 for +")
    check("+44 7911 123456", in: "GG", "+447911123456")
    check("070 1234 5678", in: "GB", "+447012345678")
    check("(222) 555-0123", in: "US", "+12225550123", "person invalid fiction")
    check("tel:+82-10-9876-5432", "+821098765432")
    check("tel:7946-0958;phone-context=+44-20", in: "US", "+442079460958", "household landline")
    check("tel:+44-20-7946-0958;ext=12", "+442079460958", "household landline extension dropped")
    check("+7 495 123-45-67 доб. 12", "+74951234567", "household landline extension dropped")
    check("02-3456-7890-12", "+82234567890", "household landline extension dropped")
    check("02-3456-7890 (내선 12)", "+82234567890", "household landline extension dropped")
    check("(415) 555-2671 (22)", in: "US", "+14155552671", "person extension dropped")
    check("오후 6시 이후 010-9876-5432", "+821098765432")
    check("010-9876-5432 101동 502호", "+821098765432")
    check("010-****-5432", "010-****-5432", "unknown partial")
    check("010-98xx-5432", "010-98xx-5432", "unknown partial")
    check("**010-9876-5432**", "+821098765432")
    check("01 23 45 67 89", in: "FR", "+33123456789", "junk placeholder")
    // its own country's code and the 0 of home, glued together
    check("+8201033218874", "+821033218874", "person trunk 0 dropped")
    check("8201033218874", "+821033218874", "person trunk 0 dropped")
    check("+8203112345678", "+823112345678", "household landline trunk 0 dropped")
  }

  @Test func `00 and a country, or a carrier`() {
    func check(_ raw: String, in region: String = "KR", _ canonical: String, _ state: String = "person", line: Int = #line) {
      let values = phone(raw, region)
      #expect(values.map(\.shown) == [canonical], "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.shownState == state, "\(raw)", sourceLocation: .here(line))
    }
    check("0082-010-3321-8874", "+821033218874", "person 00 for + trunk 0 dropped")
    check("0082 10 3321 8874", "+821033218874", "person 00 for +")
    check("0082 31 555 1234", "+82315551234", "household landline 00 for +")
    check("0081-90-1234-9876", "+819012349876", "person 00 for +")
    // a slip at home is no number of Egypt
    check("0082-010-3321-887", "+82103321887", "unknown invalid 00 for + trunk 0 dropped")
    // 001 is the carrier, whatever area of North America the rest would be
    check("001 47 82 01 23 45", "+4782012345", "shared company line")
    check("001-1-415-555-2671", "+14155552671", "person 00 for +")
    check("00700 81 90 1234 9876", "+819012349876")
  }

  @Test func `a country code that lost its plus`() {
    func check(_ raw: String, in region: String, _ canonical: String, _ state: String = "person", line: Int = #line) {
      let values = phone(raw, region)
      #expect(values.map(\.shown) == [canonical], "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.shownState == state, "\(raw)", sourceLocation: .here(line))
    }
    check("49 171 2345678", in: "DE", "+491712345678")
    check("491712345678", in: "DE", "+491712345678")
    check("4915123456789", in: "DE", "+4915123456789")
    // with its 0 it is the landline that it says
    check("0491 712345678", in: "DE", "+49491712345678", "household landline")
    check("030 901820", in: "DE", "+4930901820", "household landline")
  }

  @Test func `letters for digits, and landlines without their 0`() {
    func check(_ raw: String, in region: String = "KR", _ canonical: String, _ state: String = "person", line: Int = #line) {
      let values = phone(raw, region)
      #expect(values.map(\.shown) == [canonical], "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.shownState == state, "\(raw)", sourceLocation: .here(line))
    }
    check("O1O-3321-8874", "+821033218874", "person repaired")
    check("0l0-3321-8874", "+821033218874", "person repaired")
    check("mobil 010-3321-8874", "+821033218874")
    check("010-3321-8874 o", "+821033218874")
    check("1-800-FLOWERS", in: "US", "+18003569377", "shared company line")
    check("315551234", "+82315551234", "household landline 0 restored")
    // Ten digits may be North American, seven anybody's; a date is no number.
    check("415-555-2671", "4155552671", "person unreadable")
    check("310/246-1501", "3102461501", "person unreadable")
    check("2859902", "2859902", "person unreadable")
    check("20240301", "20240301", "person unreadable")
    check("1588-1234", "+8215881234", "shared company line")
  }

  @Test func `numbers as Koreans write them by hand`() {
    func check(_ raw: String, in region: String = "KR", _ canonical: String, _ state: String = "person", line: Int = #line) {
      let values = phone(raw, region)
      #expect(values.map(\.shown) == [canonical], "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.shownState == state, "\(raw)", sourceLocation: .here(line))
    }
    // Words among digits: without them 1-9347-2251 would be 019-347-2251.
    check("공1공-9347-2251", "+821093472251", "person digits in words")
    check("영1영 9347 2251", "+821093472251", "person digits in words")
    check("010-93사7-2251", "+821093472251", "person digits in words")
    check("폰 공1공-9347-2251", "+821093472251", "person digits in words")
    check("공1공-9347-2251 (집)", "+821093472251", "person digits in words note")
    check("010-9347-2251 이사님", "+821093472251")
    check("02-345-6789 일", "+8223456789", "household landline")
    // What is pressed behind a company's line.
    check("1899-0022 ARS 3번", "+8218990022", "shared extension dropped company line")
    check("1899-0022 3번", "+8218990022", "shared extension dropped company line")
    check("1899-0022", "+8218990022", "shared company line")
    // A company's line behind an area.
    check("02-1588-3344", "+8215883344", "shared company line")
    check("031-1588-3344", "+8215883344", "shared company line")
    check("+82 2-1588-3344", in: "US", "+8215883344", "shared company line")
    check("02-1234-5679", "+82212345679", "household landline")
    check("050-1588-3344", "+825015883344", "relay relay")
    // A tilde for a hyphen, or to the next line.
    check("010~9347~2251", "+821093472251")
    check("010-9347~2251", "+821093472251")
    check("02-555-1234~5", "+8225551234", "household landline extension dropped")
  }

  @Test func `keys of a number`() {
    func check(_ raw: String, _ region: String, _ keys: String, line: Int = #line) {
      #expect(phone(raw, region).map(\.shownKeys) == [keys], "\(raw)", sourceLocation: .here(line))
    }
    check("011-234-5678", "KR", "phone.line=+82112345678 phone.line=+821052345678 phone.tail=12345678")
    check("016-9876-5432", "KR", "phone.line=+821698765432 phone.line=+821098765432 phone.tail=98765432")
    check("019-9123-4567", "KR", "phone.line=+821991234567 phone.line=+821081234567 phone.tail=91234567")
    check("011-9512-3456", "KR", "phone.line=+821195123456 phone.line=+821085123456 phone.tail=95123456")
    check("018-345-6789", "KR", "phone.line=+82183456789 phone.line=+821043456789 phone.tail=83456789")
    check("017-234-5678", "KR", "phone.line=+82172345678 phone.line=+821062345678 phone.tail=72345678")
    check("011-9012-3456", "KR", "phone.line=+821190123456 phone.line=+821090123456 phone.tail=90123456")
    check("011-1712-3456", "KR", "phone.line=+821117123456 phone.line=+821071123456 phone.tail=17123456")
    check("016-9123-4567", "KR", "phone.line=+821691234567 phone.line=+821071234567 phone.tail=91234567")
    check("016-9512-3456", "KR", "phone.line=+821695123456 phone.line=+821095123456 phone.tail=95123456")
    check("019-9512-3456", "KR", "phone.line=+821995123456 phone.line=+821075123456 phone.tail=95123456")
    check("017-9512-3456", "KR", "phone.line=+821795123456 phone.tail=95123456")
    // Brazil's ninth digit, Benin's 01
    check("(15) 9766-1234", "BR", "phone.line=+551597661234 phone.line=+5515997661234 phone.tail=97661234")
    check("+55 15 99766-1234", "BR", "phone.line=+5515997661234 phone.tail=97661234")
    check("97 12 34 56", "BJ", "phone.line=+22997123456 phone.line=+2290197123456 phone.tail=97123456")
    check("+229 01 97 12 34 56", "KR", "phone.line=+2290197123456 phone.tail=97123456")
    check("1588-1234", "KR", "phone.line=+8215881234 phone.tail=15881234")
    check("+683 4002", "KR", "phone.line=+6834002 phone.tail=6834002")
    check("(222) 555-0123", "US", "phone.line=+12225550123 phone.tail=25550123")
    check("010-9876-543", "KR", "")
    check("010-****-5432", "KR", "")
    check("310/246-1501", "KR", "phone.line=?3102461501 phone.tail=02461501")
    check("2859902", "KR", "phone.line=?2859902 phone.tail=2859902")
    check("0712 300633", "KR", "phone.line=?712300633 phone.tail=12300633")
    check("0507-1234-5678", "KR", "")
  }

  @Test func `several numbers in one field`() {
    #expect(phone("010-9876-5432/010-2222-3333", "KR").map(\.shown) == ["+821098765432", "+821022223333"])
    #expect(phone("010-9876-5432, 02-345-6789", "KR").map(\.shown) == ["+821098765432", "+8223456789"])
    #expect(phone("02-3456-7890/1", "KR").map(\.shown) == ["+82234567890"])
    #expect(phone("010-9876-5432 02-345-6789", "KR").map(\.shown) == ["+821098765432", "+8223456789"])
    #expect(phone("010-9876-5432 또는 010-2222-3333", "KR").map(\.shown) == ["+821098765432", "+821022223333"])
    #expect(phone("집 02-345-6789 회사 02-3456-7890 구내 12", "KR").map(\.shown) == ["+8223456789", "+82234567890"])
    #expect(phone("+82 10-9876-5432 +1 415 555 2671", "KR").map(\.shown) == ["+821098765432", "+14155552671"])
    #expect(phone("9123 4567 2345 6789", "HK").map(\.shown) == ["+85291234567", "+85223456789"])
    #expect(phone("010-9876-5432、010-2222-3333", "KR").map(\.shown) == ["+821098765432", "+821022223333"])
    #expect(phone("", "KR").isEmpty)
  }

  @Test func `how two numbers agree`() {
    func check(
      _ left: String, in leftRegion: String = "KR", _ right: String, or rightRegion: String = "KR", _ level: PhoneLevel,
      line: Int = #line
    ) {
      guard let a = phone(left, leftRegion).first?.form, let b = phone(right, rightRegion).first?.form else {
        Issue.record("no value", sourceLocation: .here(line))
        return
      }
      #expect(PhoneLevel.of(a.span, b.span) == level, "\(left) \(right)", sourceLocation: .here(line))
      #expect(PhoneLevel.of(b.span, a.span) == level, sourceLocation: .here(line))
    }
    check("010-9876-5432", "+82 10 9876 5432", .line)
    check("310/246-1501", "310-246-1501", .line)
    check("415 555 2671", in: "US", "+1 415-555-2671", .line)
    check("011-234-5678", "010-5234-5678", .converted)
    check("310/246-1501", "+1 310-246-1501", .tail)
    check("0712300633", "712 300633", .line)
    check("2859902", "041 285 9902", or: "GB", .tail)
    check("010-9876-5432", "010-9876-5433", .near)
    check("010-9876-5432", "010-9876-4532", .near)
    check("310/246-1501", "310/246-1511", .near)
    check("010-9876-5432", "+1 310-987-6543", .different)
    check("+82 10-9876-5432", "+81 10-9876-5432", .near)
    check("010-0000-0000", "010-0000-0000", .different)
  }

  /// Numbers of every region, whole and broken, and anything else that bytes can say.
  @Test func `properties`() {
    let seed: UInt64 = 12
    print("phone properties, seed \(seed)")
    var random = SplitMix64(seed: seed)
    let regions = numberingPlanFacts().map(\.region).filter { $0.count == 2 } + [[], bytes("KR"), bytes("XX")]
    for _ in 0..<2_000 {
      let region = regions[random.below(regions.count)]
      let digits = random.word(alphabet: "0123456789", countMax: 18)
      for prefix in ["", "0", "00", "+", "8"] {
        checkInvariants(bytes(prefix) + digits, seed: seed) { normalizer.phone($0, region: region, into: $1) }
      }
    }
    for _ in 0..<2_000 {
      let region = regions[random.below(regions.count)]
      checkInvariants(random.bytes(countMax: 20), seed: seed) { normalizer.phone($0, region: region, into: $1) }
      let typed = random.word(alphabet: "0123456789 -+/().,;x#*", countMax: 30)
      checkInvariants(typed, seed: seed) { normalizer.phone($0, region: region, into: $1) }
    }
  }

  /// What a fuzzer found not to be the same when it was read again.
  @Test(arguments: [
    ([0x30, 0x40, 0x35, 0x2B, 0x30, 0x40, 0x40, 0x81, 0x31, 0x30, 0x31, 0x31, 0xB1, 0x30, 0x31, 0x31, 0x40, 0x31, 0x30, 0x31], "IT"),
    (Array("+49 000000".utf8), "IT"), (Array("0049 0000000".utf8), "DE"),
  ] as [([UInt8], String)])
  func `what is shown is read as it was`(_ row: (raw: [UInt8], region: String)) {
    checkInvariants(row.raw, seed: 0) { normalizer.phone($0, region: bytes(row.region), into: $1) }
  }

  @Test func `width, separators and invisible characters change nothing`() {
    let seed: UInt64 = 13
    print("phone spelling, seed \(seed)")
    var random = SplitMix64(seed: seed)
    let regions = numberingPlanFacts().map(\.region).filter { $0.count == 2 }
    for _ in 0..<2_000 {
      let isKorean = random.below(2) == 0
      let region = isKorean ? bytes("KR") : regions[random.below(regions.count)]
      let digitCount = isKorean ? 8 : 7 + random.below(4)
      let number = bytes(isKorean ? "010" : "0") + (0..<digitCount).map { _ in UInt8(0x30 + random.below(10)) }
      var spaced: [UInt8] = []
      var wide: [UInt8] = []
      var veiled: [UInt8] = []
      for digit in number {
        spaced += random.below(3) == 0 ? [digit, 0x2D] : [digit]
        wide += [0xEF, 0xBC, digit - 0x30 + 0x90]
        veiled += random.below(3) == 0 ? [digit] + bytes("\u{200B}") : [digit]
      }
      let expected = collected { normalizer.phone(number, region: region, into: $0) }
      for spelling in [spaced, wide, veiled, bytes(" ") + number + bytes("  ")] {
        #expect(
          collected { normalizer.phone(spelling, region: region, into: $0) }.withoutWriting == expected.withoutWriting,
          "\(text(spelling)) in \(text(region)) seed \(seed)")
      }
    }
  }

  /// A plan is read when its first number comes, on whatever thread that is.
  @Test func `threads read the same`() async {
    let regions = numberingPlanFacts().map(\.region).filter { $0.count == 2 }
    let readings = await withTaskGroup(of: [[NormalizedValue]].self) { group in
      for first in 0..<8 {
        group.addTask {
          let order = regions[(first * 30)...] + regions[..<(first * 30)]
          let values = order.map { region in
            collected { normalizer.phone(bytes("02 1234 5670"), region: region, into: $0) }
          }
          return Array(values[(regions.count - first * 30)...] + values[..<(regions.count - first * 30)])
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(readings.count == 8)
    #expect(readings.allSatisfy { $0 == readings[0] })
  }

  /// The longest fields of the worst kinds: every byte, nothing but digits, nothing but separators and marks.
  @Test func `bytes of any kind end soon`() {
    let seed: UInt64 = 14
    print("phone bytes, seed \(seed)")
    var random = SplitMix64(seed: seed)
    let alphabets = ["0123456789", "0 ", "010-9876-5432 / ", "+00112233 ", "x#~()[]0", "ext 내선 공일이 ", "1.e+0", "*x#0"]
    let clock = ContinuousClock()
    for round in 0..<64 {
      let field =
        round % 2 == 0
        ? (0..<2_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        : (0..<2_000).flatMap { _ in
          let letters = Array(alphabets[round / 2 % alphabets.count].unicodeScalars)
          return bytes(String(Character(letters[random.below(letters.count)])))
        }
      for region in ["KR", "AR", "US", ""] {
        let time = clock.measure {
          let values = collected { normalizer.phone(field, region: bytes(region), into: $0) }
          #expect(values.allSatisfy { $0.keys.allSatisfy { !$0.bytes.isEmpty && $0.bytes.count <= 32 } })
        }
        #expect(time < .seconds(2), "round \(round) seed \(seed) in \(region): \(time)")
      }
    }
  }
}
