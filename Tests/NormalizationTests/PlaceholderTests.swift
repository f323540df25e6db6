import Identity
import Normalization
import Testing

/// Values that say nothing about anybody, whichever field they stand in. What only a whole set can show,
/// that too many people share a value, is learnt elsewhere.
@Suite struct PlaceholderTests {
  private func values(_ kind: Attribute, _ raw: String) -> [NormalizedValue] {
    collected { into in
      switch kind {
      case .name: normalizer.name(NameParts(full: bytes(raw)), into: into)
      case .email: normalizer.email(bytes(raw), into: into)
      case .phone: normalizer.phone(bytes(raw), region: bytes("KR"), into: into)
      case .address: normalizer.address(AddressParts(line: bytes(raw)), into: into)
      case .birthDate: normalizer.birthDate(bytes(raw), order: .yearMonthDay, into: into)
      case .handle: normalizer.handle(bytes(raw), platform: bytes("instagram"), into: into)
      case .organisation: normalizer.organisation(bytes(raw), into: into)
      case .gender: normalizer.gender(bytes(raw), into: into)
      case .identifier: normalizer.identifier(bytes(raw), scheme: bytes("card"), into: into)
      case .text: normalizer.text(bytes(raw), into: into)
      case .exact: normalizer.exact(bytes(raw), into: into)
      case .date: normalizer.date(bytes(raw), order: .yearMonthDay, into: into)
      case .number: normalizer.number(bytes(raw), into: into)
      case .set: normalizer.set([bytes(raw)], into: into)
      }
    }
  }

  @Test func `fillers of one kind`() {
    func check(_ kind: Attribute, _ raw: String, _ state: String, line: Int = #line) {
      let value = values(kind, raw).first
      #expect(value?.shownState == state, "\(raw)", sourceLocation: .here(line))
      if let value, value.sharing >= .relay { #expect(value.keys.isEmpty, "\(raw)", sourceLocation: .here(line)) }
    }
    check(.email, "test@test.com", "junk placeholder")
    check(.email, "kim@example.invalid", "junk placeholder")
    check(.email, "reservation@agoda.com", "shared role")
    check(.phone, "000-0000-0000", "junk placeholder")
    check(.phone, "010-0000-0000", "junk placeholder")
    check(.phone, "010-1234-5678", "junk placeholder")
    check(.phone, "1234567", "junk placeholder")
    check(.phone, "0507-1234-9876", "relay relay")
    check(.phone, "02-777-7777", "household landline")
    for word in [
      "고객", "손님", "회원", "비회원", "현장", "워크인", "방문객", "없음", "미상", "모름", "테스트", "관리자", "본인", "예약자", "단체", "ㅇㅇㅇ",
      "guest", "walk-in", "Walk In", "unknown", "none", "test", "admin", "TBD", "名無し", "asdf", "qwer", "1234",
      "와이프", "사장님", "문앞", "부재중", "네이버예약", "탈퇴회원", "신원미상", "첫방문", "스님", "환자", "보호자님", "어머님",
      "asdfasdf", "ㅁㄴㅇㄹ", "ㅋㅋㅋ", "xxx", "AAAA", "zxcvbn", "???",
    ] {
      check(.name, word, "junk placeholder")
    }
    check(.name, "N/A", "junk placeholder")
    for mark in ["---", ".", "_"] { check(.name, mark, "junk placeholder") }
    // A form's sample and a person: kept, and marked.
    check(.name, "홍길동", "person placeholder")
    check(.name, "John Doe", "person placeholder")
    check(.name, "山田太郎", "person placeholder")
    check(.name, "Erika Mustermann", "person placeholder")
    check(.name, "김민준", "person")
    check(.birthDate, "1900-01-01", "junk default date")
    check(.identifier, "0000000", "junk placeholder")
    check(.identifier, "123456789012", "junk placeholder")
    check(.identifier, "9876543210", "junk placeholder")
    check(.identifier, "123456788", "person")
    check(.handle, "@instagram", "junk placeholder")
  }

  @Test func `nothing is nothing in every field`() {
    for raw in ["N/A", "n/a", "-", "없음", " 없 음 ", ".", "...", "none", "NULL", "unknown", "Ｎ／Ａ", "なし", "unbekannt", "_", "****"] {
      for kind in Attribute.allCases where kind != .address {
        for value in values(kind, raw) {
          #expect(value.sharing == .junk && value.keys.isEmpty, "\(kind) \(raw) \(value.shownState)")
          #expect(!value.flags.isDisjoint(with: [.placeholder, .unreadable]), "\(kind) \(raw) \(value.shownState)")
        }
      }
    }
  }

  @Test func `a value in the wrong field moves`() {
    func check(_ kind: Attribute, _ raw: String, _ found: [String], line: Int = #line) {
      let values = values(kind, raw)
      #expect(
        values.map { "\($0.attribute.word) \($0.sharing.word) \($0.shown)" } == found, "\(raw)",
        sourceLocation: .here(line))
    }
    check(.name, "010-9876-5432", ["name unknown 010-9876-5432", "phone person +821098765432"])
    check(.name, "+1 212 555 2368", ["name unknown +1 212 555 2368", "phone person +12125552368"])
    check(.name, "kim.minjun@naver.com", ["name unknown kim.minjun@naver.com", "email person kim.minjun@naver.com"])
    // Without a country it could be anything.
    check(.name, "555-2368", ["name unknown 555-2368"])
    check(.name, "010-1234-5678", ["name unknown 010-1234-5678"])
    check(.email, "010-9876-5432", ["email unknown 010-9876-5432", "phone person +821098765432"])
    check(.phone, "kim@naver.com", ["phone unknown kim@naver.com", "email person kim@naver.com"])
    check(.handle, "kim@naver.com", ["handle unknown kim@naver.com", "email person kim@naver.com"])
    check(.handle, "카카오톡 01098765432", ["phone person +821098765432"])
  }

  @Test func `shapes of fillers`() {
    func check(_ digits: String, _ isFiller: Bool, line: Int = #line) {
      #expect(Placeholder.isFiller(digits: bytes(digits).span, countMin: 7) == isFiller, sourceLocation: .here(line))
    }
    check("1111111", true)
    check("1012345678", false)
    check("1234567", true)
    check("01234567890", true)
    check("987654321", true)
    check("0987654321", true)
    check("1098765432", false)
    check("2345678", false)
    check("5550000000", true)
    check("111111", false)
    func check(run: String, _ isRun: Bool, line: Int = #line) {
      #expect(Placeholder.isKeyboardRun(foldText(bytes(run))) == isRun, "\(run)", sourceLocation: .here(line))
    }
    check(run: "asdf", true)
    check(run: "QWERasdf", true)
    check(run: "ㅁㄴㅇㄹ", true)
    check(run: "asd", false)
    check(run: "asdfx", false)
    check(run: "power", false)
    check(run: "trew", false)
    check(run: "kim", false)
  }
}
