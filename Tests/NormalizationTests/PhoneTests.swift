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
    check("+82 (0)10-9876-5432", "+821098765432")
    check("82-010-9876-5432", "+821098765432")
    check("0082-10-9876-5432", "+821098765432")
    check("1098765432", "+821098765432")
    check("1098765432.0", "+821098765432")
    check("01098765432.0", "+821098765432")
    check("０１０－９８７６－５４３２", "+821098765432")
    check("공일공-9876-5432", "+821098765432")
    check("공일공구팔칠육오사삼이", "+821098765432")
    check("010-9876-5432 (엄마)", "+821098765432")
    check("휴대폰: 010.9876.5432", "+821098765432")
    check("010-9876-543", "+82109876543", "junk invalid")
    check("1.09877E+09", "1.09877e+09", "junk invalid")
    check("010-0000-0000", "+821000000000", "junk placeholder")
    check("010-1111-1111", "+821011111111", "junk placeholder")
    check("010-1234-5678", "+821012345678", "junk placeholder")
    check("000-0000-0000", "00000000000", "junk placeholder")
    check("011-234-5678", "+82112345678", "person legacy")
    check("016-9876-5432", "+821698765432", "person legacy")
    check("02)3456-7890 내선 12", "+82234567890", "household landline extension dropped")
    check("02-777-7777", "+8227777777", "household landline")
    check("070-1234-5678", "+827012345678", "household")
    check("0507-1234-5678", "+8250712345678", "relay relay")
    check("050-5123-4567", "+825051234567", "relay relay")
    check("1588-1234", "+8215881234", "shared")
    check("080-123-4567", "+82801234567", "shared")
    check("112", "+82112", "junk invalid")
    check("(415) 555-2671", in: "US", "+14155552671")
    check("+1 415 555 2671", in: "US", "+14155552671")
    check("1-415-555-2671", in: "US", "+14155552671")
    check("415-555-0142 x12", in: "US", "+14155550142", "person extension dropped")
    check("1-800-FLOWERS", in: "US", "+18003569377", "shared")
    check("310/246-1501", in: "US", "+13102461501")
    check("+44 (0)20 7946 0958", in: "GB", "+442079460958", "household landline")
    check("07911 123456", in: "GB", "+447911123456")
    check("+39 06 6982", in: "IT", "+39066982", "household landline")
    check("+52 1 55 1234 5678", in: "MX", "+525512345678")
    check("011 15 2345-6789", in: "AR", "+5491123456789")
    check("+225 07 01 02 03 04", in: "CI", "+2250701020304")
    check("07 01 02 03 04", in: "CI", "+2250701020304")
    check("0551 23 45 67", in: "DZ", "+213551234567")
    check("876 234 5678", in: "JM", "+18762345678")
    check("1800 123 456", in: "AU", "+611800123456", "shared")
    check("8 (912) 345-67-89", in: "RU", "+79123456789")
    check("090-1234-5678", in: "JP", "+819012345678")
    check("03-1234-5678", in: "JP", "+81312345678", "household landline")
    check("0151 23456789", in: "DE", "+4915123456789")
    check("030 901820", in: "DE", "+4930901820", "household landline")
    check("06 12 34 56 78", in: "FR", "+33612345678")
    check("138 1234 5678", in: "CN", "+8613812345678")
    check("0912 345 678", in: "TW", "+886912345678")
    check("9123 4567", in: "HK", "+85291234567")
    check("0712 300633", in: "UG", "+256712300633")
    check("712 300633", in: "UG", "+256712300633")
    check("601 234 567", in: "PL", "+48601234567")
    check("098765 43210", in: "IN", "+919876543210")
    check("011 44 20 7946 0958", in: "US", "+442079460958", "household landline")
    check("310/246-1501", "3102461501", "person unreadable")
    check("2859902", "2859902", "person unreadable")
    check("712 300633", "712300633", "person unreadable")
    check("+1 310 246 1501", "+13102461501")
    check("없음", "없음", "junk placeholder")
    check("전화 없음", "전화 없음", "junk invalid")
    check("123-4567", in: "", "1234567", "junk placeholder")
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
    check("310/246-1501", "KR", "phone.line=?3102461501 phone.tail=02461501")
    check("2859902", "KR", "phone.line=?2859902 phone.tail=2859902")
    check("0712 300633", "KR", "phone.line=?712300633 phone.tail=12300633")
    check("0507-1234-5678", "KR", "")
  }

  @Test func `several numbers in one field`() {
    #expect(phone("010-9876-5432/010-2222-3333", "KR").map(\.shown) == ["+821098765432", "+821022223333"])
    #expect(phone("010-9876-5432, 02-345-6789", "KR").map(\.shown) == ["+821098765432", "+8223456789"])
    #expect(phone("02-3456-7890/1", "KR").map(\.shown) == ["+82234567890"])
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

  @Test func `properties`() {
    let seed: UInt64 = 12
    print("phone properties, seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<5_000 {
      let region = bytes(["KR", "US", "JP", "DE", "GB", "IT", "AR", "MX", "RU", "UG", ""][random.below(11)])
      checkInvariants(random.bytes(countMax: 20), seed: seed) { normalizer.phone($0, region: region, into: $1) }
      let digits = random.word(alphabet: "0123456789 -+/()", countMax: 18)
      checkInvariants(digits, seed: seed) { normalizer.phone($0, region: region, into: $1) }
      let number = bytes("010") + (0..<8).map { _ in UInt8(0x30 + random.below(10)) }
      var spaced: [UInt8] = []
      var wide: [UInt8] = []
      for digit in number {
        spaced += random.below(3) == 0 ? [digit, 0x2D] : [digit]
        wide += [0xEF, 0xBC, digit - 0x30 + 0x90]
      }
      let expected = collected { normalizer.phone(number, region: bytes("KR"), into: $0) }
      #expect(collected { normalizer.phone(spaced, region: bytes("KR"), into: $0) } == expected)
      #expect(collected { normalizer.phone(wide, region: bytes("KR"), into: $0) } == expected)
    }
  }
}
