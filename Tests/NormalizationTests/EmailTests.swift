import Identity
import Normalization
import Testing

@Suite struct EmailTests {
  private func email(_ raw: String) -> [NormalizedValue] { collected { normalizer.email(bytes(raw), into: $0) } }

  @Test func `what becomes of an address`() {
    func check(_ raw: String, _ canonical: String, _ account: String?, _ state: String = "person", line: Int = #line) {
      let values = email(raw)
      #expect(values.first?.shown == canonical, "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.keys.first.map { text($0.bytes) } == account, "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.shownState == state, "\(raw)", sourceLocation: .here(line))
      #expect(values.count == 1, sourceLocation: .here(line))
    }
    check("  John.Doe+news@GMAIL.com ", "john.doe+news@gmail.com", "johndoe@gmail.com")
    check("johndoe@googlemail.com", "johndoe@googlemail.com", "johndoe@gmail.com")
    check("a.b+c+d@gmail.com", "a.b+c+d@gmail.com", "ab@gmail.com")
    check("+tag@gmail.com", "+tag@gmail.com", "+tag@gmail.com")
    check("John Doe <john.doe@corp.example.org>", "john.doe@corp.example.org", "john.doe@corp.example.org")
    check("mailto:kim@naver.com?subject=hi", "kim@naver.com", "kim@naver.com")
    check("ｋｉｍ＠ｎａｖｅｒ．ｃｏｍ", "kim@naver.com", "kim@naver.com")
    check("kim@naver,com", "kim@naver.com", "kim@naver.com", "person repaired")
    check("kim @ naver . com", "kim@naver.com", "kim@naver.com")
    check("kim(at)naver.com", "kim@naver.com", "kim@naver.com")
    check("minjun@daum.net", "minjun@daum.net", "minjun@hanmail.net")
    check("minjun@kakao.com", "minjun@kakao.com", "minjun@kakao.com")
    check("hong.gildong@naver.com", "hong.gildong@naver.com", "hong.gildong@naver.com")
    check("jane-shop@yahoo.com", "jane-shop@yahoo.com", "jane-shop@yahoo.com")
    check("jane.doe+x@outlook.com", "jane.doe+x@outlook.com", "jane.doe@outlook.com")
    check("bob@me.com", "bob@me.com", "bob@icloud.com")
    check("alice@pm.me", "alice@pm.me", "alice@pm.me")
    check("shop@alice.fastmail.com", "shop@alice.fastmail.com", "alice@fastmail.com", "shared role")
    check("ivan.petrov@ya.ru", "ivan.petrov@ya.ru", "ivan-petrov@yandex.com")
    check("user@Bücher.example.de", "user@xn--bcher-kva.example.de", "user@xn--bcher-kva.example.de")
    check("홍길동@한국.kr", "홍길동@xn--3e0b707e.kr", "홍길동@xn--3e0b707e.kr")
    check("Groß@faß.de", "gross@xn--fa-hia.de", "gross@xn--fa-hia.de")
    check("x@例え。jp", "x@xn--r8jz45g.jp", "x@xn--r8jz45g.jp")
    check("kim@gmial.com", "kim@gmial.com", "kim@gmial.com", "person typo domain")
    check("\"john.doe\"@example.co.uk", "john.doe@example.co.uk", "john.doe@example.co.uk")
    check("john..doe@docomo.ne.jp", "john..doe@docomo.ne.jp", "john..doe@docomo.ne.jp")
    check("foo@sub.mailinator.com", "foo@sub.mailinator.com", nil, "relay disposable")
    check("x7k2p@privaterelay.appleid.com", "x7k2p@privaterelay.appleid.com", nil, "relay relay")
    check("guest.12345@guest.booking.com", "guest.12345@guest.booking.com", nil, "relay relay")
    check("info@hotel-lotte.com", "info@hotel-lotte.com", "info@hotel-lotte.com", "shared role")
    check("test@test.com", "test@test.com", nil, "junk placeholder")
    check("none@none.com", "none@none.com", nil, "junk placeholder")
    check("noemail@hotel.com", "noemail@hotel.com", nil, "junk placeholder")
    check("a@a.com", "a@a.com", nil, "junk placeholder")
    check("guest@guest.com", "guest@guest.com", nil, "junk placeholder")
    check("guest.house@naver.com", "guest.house@naver.com", "guest.house@naver.com")
    check("dev+1@acme.io", "dev+1@acme.io", "dev+1@acme.io")
    check("a@b@c.com", "a@b@c.com", nil, "junk invalid")
    check("no email", "no email", nil, "junk invalid")
    check("kim@localhost", "kim@localhost", nil, "junk invalid")
    check("kim@123.45.67.89", "kim@123.45.67.89", nil, "junk invalid")
    check("n/a", "n/a", nil, "junk placeholder")
    check("없음", "없음", nil, "junk placeholder")
    check("\"kim@naver.com\",", "kim@naver.com", "kim@naver.com")
  }

  @Test func `other keys`() {
    func check(_ raw: String, _ keys: String, line: Int = #line) {
      #expect(email(raw).map(\.shownKeys) == [keys], "\(raw)", sourceLocation: .here(line))
    }
    check("kim@gmial.com", "email.account=kim@gmial.com email.account=kim@gmail.com")
    check("dev+1@acme.io", "email.account=dev+1@acme.io email.account=dev@acme.io")
    check(
      "jane-shop@yahoo.com", "email.account=jane-shop@yahoo.com email.account=yahoo-base:jane email.local=jane-shop")
    check("minjun88@naver.com", "email.account=minjun88@naver.com email.local=minjun88")
    check("minjun@naver.com", "email.account=minjun@naver.com")
  }

  @Test func `several addresses in one field`() {
    #expect(email("a.kim@naver.com; b.lee@daum.net").map(\.shown) == ["a.kim@naver.com", "b.lee@daum.net"])
    #expect(email("a.kim@naver.com,b.lee@daum.net").map(\.shown) == ["a.kim@naver.com", "b.lee@daum.net"])
    #expect(email("Kim a.kim@naver.com / b.lee@daum.net").map(\.shown) == ["a.kim@naver.com", "b.lee@daum.net"])
    #expect(email("").isEmpty)
    #expect(email(" \u{200B} ").isEmpty)
  }

  @Test func `how two addresses agree`() {
    func check(_ left: String, _ right: String, _ level: EmailLevel, line: Int = #line) {
      guard let a = email(left).first?.form, let b = email(right).first?.form else {
        Issue.record("no value", sourceLocation: .here(line))
        return
      }
      #expect(EmailLevel.of(a.span, b.span) == level, "\(left) \(right)", sourceLocation: .here(line))
      #expect(EmailLevel.of(b.span, a.span) == level, sourceLocation: .here(line))
    }
    check("john.doe+a@gmail.com", "JohnDoe@googlemail.com", .account)
    check("dev+1@acme.io", "dev@acme.io", .group)
    check("dev+1@acme.io", "dev+2@acme.io", .group)
    check("jane-shop@yahoo.com", "jane-news@yahoo.com", .group)
    check("jane-shop@yahoo.com", "jane@yahoo.com", .different)
    check("alice@pm.me", "alice@proton.me", .group)
    check("minjun88@naver.com", "minjun88@gmail.com", .localPart)
    check("minjun@naver.com", "minjun@gmail.com", .different)
    check("john.smith@naver.com", "john.smyth@naver.com", .near)
    check("hong1234@gmail.com", "hong1243@gmail.com", .different)
    check("minjun88@naver.com", "minjun8@naver.com", .different)
    check("kim@gmial.com", "kim@gmail.com", .near)
    check("kim@naver.con", "kim@naver.com", .near)
    check("kim@hanmail.com", "kim@daum.net", .near)
    check("kim@naver.com", "lee@naver.com", .different)
    check("a@b@c.com", "a@b@c.com", .different)
  }

  @Test func `properties`() {
    let seed: UInt64 = 11
    print("email properties, seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<5_000 {
      checkInvariants(random.bytes(countMax: 30), seed: seed) { normalizer.email($0, into: $1) }
      let plain = random.word(alphabet: "abcxyz019._+-", countMax: 12) + bytes("@gmail.com")
      checkInvariants(plain, seed: seed) { normalizer.email($0, into: $1) }
    }
  }
}
