import Foundation
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
    check("  John.Doe+news@GMAIL.com ", "john.doe+news@gmail.com", "johndoe@gmail.com", "person tag")
    check("johndoe@googlemail.com", "johndoe@googlemail.com", "johndoe@gmail.com")
    check("a.b+c+d@gmail.com", "a.b+c+d@gmail.com", "ab@gmail.com", "person tag")
    check("+tag@gmail.com", "+tag@gmail.com", "+tag@gmail.com")
    check("John Doe <john.doe@corp.example.org>", "john.doe@corp.example.org", "john.doe@corp.example.org")
    check("mailto:kim@naver.com?subject=hi", "kim@naver.com", "kim@naver.com")
    check("ｋｉｍ＠ｎａｖｅｒ．ｃｏｍ", "kim@naver.com", "kim@naver.com", "person compatibility forms")
    check("kim@naver,com", "kim@naver.com", "kim@naver.com", "person repaired")
    check("kim @ naver . com", "kim@naver.com", "kim@naver.com", "person repaired")
    check("kim(at)naver.com", "kim@naver.com", "kim@naver.com", "person repaired")
    check("minjun@daum.net", "minjun@daum.net", "minjun@hanmail.net")
    check("minjun@kakao.com", "minjun@kakao.com", "minjun@kakao.com")
    check("hong.gildong@naver.com", "hong.gildong@naver.com", "hong.gildong@naver.com", "person ambiguous")
    check("jane-shop@yahoo.com", "jane-shop@yahoo.com", "jane-shop@yahoo.com")
    check("jane.doe+x@outlook.com", "jane.doe+x@outlook.com", "jane.doe@outlook.com", "person tag")
    check("bob@me.com", "bob@me.com", "bob@icloud.com")
    check("alice@pm.me", "alice@pm.me", "alice@pm.me")
    check("shop@alice.fastmail.com", "shop@alice.fastmail.com", "alice@fastmail.com", "person tag")
    check("ivan.petrov@ya.ru", "ivan.petrov@ya.ru", "ivan-petrov@yandex.com")
    check("user@Bücher.example.de", "user@xn--bcher-kva.example.de", "user@xn--bcher-kva.example.de")
    check("홍길동@한국.kr", "홍길동@xn--3e0b707e.kr", "홍길동@xn--3e0b707e.kr", "person internationalised")
    check("Groß@faß.de", "gross@xn--fa-hia.de", "gross@xn--fa-hia.de")
    check("x@例え。jp", "x@xn--r8jz45g.jp", "x@xn--r8jz45g.jp")
    check("pаypal@naver.com", "pаypal@naver.com", "pаypal@naver.com", "person confusable internationalised")
    check("kim@gmial.com", "kim@gmial.com", "kim@gmial.com", "person disposable typo domain")
    check("\"john.doe\"@example.co.uk", "john.doe@example.co.uk", "john.doe@example.co.uk")
    check("john..doe@docomo.ne.jp", "john..doe@docomo.ne.jp", "john..doe@docomo.ne.jp", "person legacy")
    check("foo@sub.mailinator.com", "foo@sub.mailinator.com", nil, "relay disposable")
    check("x7k2p@privaterelay.appleid.com", "x7k2p@privaterelay.appleid.com", nil, "relay relay")
    check("guest.12345@guest.booking.com", "guest.12345@guest.booking.com", nil, "relay relay")
    check("info@hotel-lotte.com", "info@hotel-lotte.com", "info@hotel-lotte.com", "shared role")
    check("test@test.com", "test@test.com", nil, "junk placeholder")
    check("none@none.com", "none@none.com", nil, "junk placeholder")
    check("noemail@hotel.com", "noemail@hotel.com", nil, "junk placeholder")
    check("a@a.com", "a@a.com", nil, "junk placeholder")
    check("guest@guest.com", "guest@guest.com", nil, "junk placeholder")
    check("guest.house@gmx.de", "guest.house@gmx.de", "guest.house@gmx.de")
    check("dev+1@acme.io", "dev+1@acme.io", "dev+1@acme.io")
    check("a@b@c.com", "a@b@c.com", nil, "unknown invalid")
    check("no email", "no email", nil, "unknown invalid")
    check("kim@localhost", "kim@localhost", nil, "unknown invalid")
    check("kim@123.45.67.89", "kim@123.45.67.89", nil, "unknown invalid")
    check("n/a", "n/a", nil, "junk placeholder")
    check("없음", "없음", nil, "junk placeholder")
    check("\"kim@naver.com\",", "kim@naver.com", "kim@naver.com")
  }

  @Test func `masked mailboxes are nobody's`() {
    func check(_ raw: String, _ canonical: String, _ state: String = "unknown partial", line: Int = #line) {
      let values = email(raw)
      #expect(values.map(\.shown) == [canonical], "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.shownState == state, "\(raw)", sourceLocation: .here(line))
      #expect(!state.contains("partial") || values.allSatisfy { $0.keys.isEmpty }, "\(raw)", sourceLocation: .here(line))
    }
    for raw in [
      "kim****@naver.com", "ki***@naver.com", "k**@naver.com", "****@naver.com", "k***@n****.com", "kim@n****.com", "kim@*****.***",
      "kim●●●@naver.com", "kim○○@naver.com", "kim••••@gmail.com", "k**m@acme.io", "김**@naver.com",
      // One is enough.
      "kim*@naver.com", "k*m@naver.com", "*im@naver.com", "김*@naver.com", "k*m.lee@acme.io", "\"k*m\"@acme.io", "kim○@naver.com",
    ] { check(raw, raw) }
    check("KIM＊＊＊＊@naver.com", "kim****@naver.com", "unknown partial compatibility forms")
    // A mask beside an address is a name.
    check("김** <kim@naver.com>", "kim@naver.com", "person")
    check("kim****@naver.com, lee@daum.net", "lee@daum.net", "person")
    check("김* <kim@naver.com>", "kim@naver.com", "person")
    check("kim*@naver.com, lee@daum.net", "lee@daum.net", "person")
    check("kim@naver.com*", "kim@naver.com", "person repaired")
    check("kim@naver.com**", "kim@naver.com", "person repaired")
    // Against the mailbox itself it has no form, so it counts as missing and contradicts nothing.
    for raw in ["kim****@naver.com", "kim*@naver.com"] { #expect(email(raw).first?.form == [0, 0, 0, 0, 0, 0], "\(raw)") }
  }

  @Test func `what a field holds beside the address`() {
    func check(_ raw: String, _ canonical: String, _ state: String = "person", line: Int = #line) {
      let values = email(raw)
      #expect(values.map(\.shown) == [canonical], "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.shownState == state, "\(raw)", sourceLocation: .here(line))
    }
    check("Kim, Minjun <MINJUN@naver.com>", "minjun@naver.com")
    check("\"kim@home\" <kim.mj@kakao.com>", "kim.mj@kakao.com")
    check("kim@naver.com <kim@naver.com>", "kim@naver.com")
    check("이메일: kim@naver.com", "kim@naver.com")
    check("e-mail:kim@naver.com", "kim@naver.com")
    check("kim@naver.com (집)", "kim@naver.com")
    check("메일:.kim@naver.com", "kim@naver.com")
    check("x:'kim@naver.com'", "kim@naver.com")
    check("kim@naver.com/010-1234-5678", "kim@naver.com")
    check("user/dept=1@example.de", "user/dept=1@example.de")
    check("mailto:kim%40naver.com", "kim@naver.com")
    check("kim at naver dot com", "kim@naver.com", "person repaired")
    check("kim[at]naver[dot]com", "kim@naver.com", "person repaired")
    check("kim골뱅이naver.com", "kim@naver.com", "person repaired")
    check("kim골뱅이naver닷컴", "kim@naver.com", "person repaired")
    check("kim@@naver.com", "kim@naver.com", "person repaired")
    check("kim@naver com", "kim@naver.com", "person repaired")
    check("kim@yahoo.co,kr", "kim@yahoo.co.kr", "person repaired")
    check("kim@naver.com,seoul", "kim@naver.com")
    check("kim@naver.com,", "kim@naver.com")
    check("\"kim lee\"@example.de", "\"kim lee\"@example.de")
    check("\"k\\im\"@example.de", "kim@example.de")
    check("kim@xn--0.de", "kim@xn--0.de", "unknown invalid")
    check("kim@a..de", "kim@a..de", "unknown invalid")
    let longest = String(repeating: "a1", count: 32)
    check("\(longest)@gmx.de", "\(longest)@gmx.de")
    check("\(longest)a@gmx.de", "\(longest)a@gmx.de", "unknown invalid")
  }

  @Test func `words before an address`() {
    func check(_ raw: String, _ canonical: String, _ state: String = "person", line: Int = #line) {
      let values = email(raw)
      #expect(values.map(\.shown) == [canonical], "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.shownState == state, "\(raw)", sourceLocation: .here(line))
      #expect(state == "person" || values.allSatisfy { $0.keys.isEmpty }, sourceLocation: .here(line))
    }
    // A space in the local part: what stands behind it is another person's.
    check("jane doe@gmail.com", "jane doe@gmail.com", "unknown invalid ambiguous")
    check("anna weber@web.de", "anna weber@web.de", "unknown invalid ambiguous")
    check("kim minjun@naver.com", "kim minjun@naver.com", "unknown invalid ambiguous")
    // A name, which the address says again, or what is an address by its looks.
    check("John Smith john.smith@gmail.com", "john.smith@gmail.com")
    check("Smith johnsmith@gmail.com", "johnsmith@gmail.com")
    check("my email is jane@gmail.com", "jane@gmail.com")
    check("wife sue@gmail.com", "sue@gmail.com")
    check("Mr jane@gmail.com", "jane@gmail.com")
    check("John Smith jsmith@gmail.com", "jsmith@gmail.com")
    check("Li Wei weili@gmail.com", "weili@gmail.com")
    check("kim minjun88@naver.com", "minjun88@naver.com")
    check("Doe, Jane jdoe@gmail.com", "jdoe@gmail.com")
    // Labels, other scripts, sentences, and a name that a mark or a bracket parts.
    check("email minjun@naver.com", "minjun@naver.com")
    check("email2 minjun@naver.com", "minjun@naver.com")
    check("son7 minjun@naver.com", "son7 minjun@naver.com", "unknown invalid ambiguous")
    check("홍길동 minjun@naver.com", "minjun@naver.com")
    check("please write to her at minjun@naver.com", "minjun@naver.com")
    check("Kim - minjun@naver.com", "minjun@naver.com")
    check("Kim <minjun@naver.com>", "minjun@naver.com")
    check("Kim: minjun@naver.com", "minjun@naver.com")
    check("Kim, minjun@naver.com", "minjun@naver.com")
    check("minjun@naver.com home", "minjun@naver.com")
    #expect(email("a.kim@naver.com or b@daum.net").map(\.shown) == ["a.kim@naver.com", "b@daum.net"])
    #expect(email("jane doe@gmail.com; b.lee@daum.net").map(\.shown) == ["b.lee@daum.net"])
  }

  @Test func `slips of Korean keyboards and thumbs`() {
    func check(_ raw: String, _ canonical: String, _ state: String = "person repaired", line: Int = #line) {
      let values = email(raw)
      #expect(values.map(\.shown) == [canonical], "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.shownState == state, "\(raw)", sourceLocation: .here(line))
    }
    // A space in the local part: what stands behind it is somebody else's mailbox.
    check("hyeon_ 0412@naver.com", "hyeon_0412@naver.com")
    check("hyeon_ minjun@naver.com", "hyeon_minjun@naver.com")
    check("이메일: hyeon_ 0412@naver.com", "hyeon_0412@naver.com")
    check("hyeon- 0412@naver.com", "hyeon-0412@naver.com")
    check("hyeon. lee@gmail.com", "hyeon.lee@gmail.com")
    check("e-mail- kim1@naver.com", "kim1@naver.com", "person")
    check("work2- kim@naver.com", "kim@naver.com", "person")
    check("office- kim@naver.com", "kim@naver.com", "person")
    check("son7- 0412@naver.com", "son7-0412@naver.com")
    check("Kim- minjun@naver.com", "kim- minjun@naver.com", "unknown invalid ambiguous")
    check("minjun- minjun88@naver.com", "minjun88@naver.com", "person")
    // Domains left unfinished, doubled dots, the key beside the @.
    check("hyeon@naver", "hyeon@naver.com")
    check("hyeon@네이버", "hyeon@naver.com")
    check("hyeon@네이버.com", "hyeon@naver.com")
    check("hyeon@gmail", "hyeon@gmail.com")
    check("hyeon@한메일", "hyeon@hanmail.net")
    check("hyeon@다음", "hyeon@daum.net")
    check("hyeon@네이트", "hyeon@nate.com")
    check("hyeon@카카오", "hyeon@kakao.com")
    check("hyeon@naver..com", "hyeon@naver.com")
    check("hyeon@naver. .com", "hyeon@naver.com")
    check("hyeon_0412#naver.com", "hyeon_0412@naver.com")
    check("민준@카카오", "민준@카카오", "unknown invalid")
    check("hyeon@acme", "hyeon@acme", "unknown invalid")
    check("hyeon@acme..com", "hyeon@acme..com", "unknown invalid")
    check("hyeon#acme.com", "hyeon#acme.com", "unknown invalid")
    check("hyeon#1@naver.com", "hyeon#1@naver.com", "person")
    // A keyboard left in Hangul.
    check("hyeon@ㅜㅁㅍㄷㄱ.com", "hyeon@naver.com")
    check("hyeon@ㅎㅡㅁㅑㅣ.com", "hyeon@gmail.com")
    check("hyeon@흐먀ㅣ.채ㅡ", "hyeon@gmail.com")
    check("ㅏㅑㅡ0412@naver.com", "kim0412@naver.com")
    check("ㅏㅑㅡ0412@ㅜㅁㅍㄷㄱ.com", "kim0412@naver.com")
    check("홍길동@naver.com", "홍길동@naver.com", "person internationalised")
  }

  @Test func `what is struck beside an address`() {
    func check(_ raw: String, _ canonical: String, _ state: String = "person", line: Int = #line) {
      let values = email(raw)
      #expect(values.map(\.shown) == [canonical], "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.shownState == state, "\(raw)", sourceLocation: .here(line))
    }
    check("o'connor@example.org", "o'connor@example.org")
    for mark in ["\u{B4}", "`", "\u{2019}"] { check("o\(mark)connor@example.org", "o'connor@example.org", "person repaired") }
    check("\u{2019}kim@naver.com\u{2019}", "kim@naver.com")
    check("`kim@example.org", "`kim@example.org")
    check("http://jane@shop.com", "jane@shop.com")
    check("https://jane@shop.com/", "jane@shop.com")
    check("jane%40gmail.com", "jane@gmail.com", "person repaired")
    // Behind a provider's domain what is no letter goes; of another nobody knows where it ends.
    check("hong123@gmail.com010-1234-5678", "hong123@gmail.com", "person repaired")
    check("jane@gmail.com-old", "jane@gmail.com", "person repaired")
    check("jane@gmail.com_deleted", "jane@gmail.com", "person repaired")
    check("jane@shop.com1", "jane@shop.com1", "unknown invalid")
    check("jane@shop.c0m", "jane@shop.c0m", "unknown invalid")
    check("jane@shop.com-old", "jane@shop.com-old", "unknown invalid")
    check("jane@gmail.community", "jane@gmail.community")
    check("kim@xn--3e0b707e.xn--3e0b707e", "kim@xn--3e0b707e.xn--3e0b707e")
  }

  @Test func `what kind of mailbox it is`() {
    func check(_ raw: String, _ state: String, line: Int = #line) {
      #expect(email(raw).first?.shownState == state, "\(raw)", sourceLocation: .here(line))
    }
    check("a@deep.sub.mailinator.com", "relay disposable")
    check("kim@zzrgg.com", "relay disposable")
    check("a@mailinator.example.de", "person")
    check("a1b2@duck.com", "relay relay")
    check("kim@my.passmail.net", "relay relay")
    check("예약@hotel.example.kr", "shared role internationalised")
    check("RESERVATIONS@hotel.example.kr", "shared role")
    check("reservationist@hotel.example.kr", "person")
    check("kim@kim.com", "person")
    check("abc@abc.com", "junk placeholder")
    check("kim@nothing.invalid", "junk placeholder")
    check("aaaa@naver.com", "junk placeholder")
    check("john..doe@gmx.de", "person ambiguous")
    check("john.@gmx.de", "person ambiguous")
    check("john.@ezweb.ne.jp", "person legacy")
    check("user@pаypal.com", "person confusable")
    check("Иван@почта.рф", "person internationalised")
    check("ivan@почта.рф", "person")
    check("kim김@naver.com", "person internationalised")
  }

  @Test func `other keys`() {
    func check(_ raw: String, _ keys: String, line: Int = #line) {
      #expect(email(raw).map(\.shownKeys) == [keys], "\(raw)", sourceLocation: .here(line))
    }
    check("kim@gmial.com", "email.account=kim@gmial.com email.account=kim@gmail.com")
    check(
      "j.doe+x@gmial.com",
      "email.account=j.doe+x@gmial.com email.account=jdoe@gmail.com email.account=j.doe@gmial.com email.local=j.doe+x")
    check("kim@daum.com", "email.account=kim@daum.com email.account=kim@hanmail.net")
    check("alice@pm.me", "email.account=alice@pm.me email.account=proton:alice")
    check("x+y@naver.com", "email.account=x+y@naver.com email.account=x@naver.com")
    check("shop@alice.fastmail.com", "email.account=alice@fastmail.com")
    check("\"a+b c\"@example.de", "email.account=\"a+b c\"@example.de")
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
    check("john.doe@gmial.com", "johndoe+x@gmail.com", .near)
    check("kim@daum.com", "kim@hanmail.net", .near)
    check("kim@gmail.com", "kim@ymail.com", .different)
    check("kim.minjun@gmail.com", "kim.minjun@ymail.com", .different)
    check("kim.minjun@gmx.de", "kim.minjun@gmx.at", .localPart)
    check("kim@hotel-lotte.com", "kim@hotel-lotet.com", .near)
    check("kim@office1.de", "kim@office2.de", .different)
    check("kim-mj@yahoo.com", "kim-mj@ymail.com", .group)
    check("bob@me.com", "bob@icloud.com", .account)
    check("x@hotmail.com", "x@outlook.com", .different)
    check("ivan.petrov@ya.ru", "ivan-petrov@yandex.com", .account)
    check("minjun@daum.net", "minjun@kakao.com", .different)
    check("kim.lee@naver.com", "kimlee@naver.com", .near)
    check("a1b2@naver.com", "a1b3@naver.com", .different)
    check("kimlee@naver.com", "kimlee@gmx.de", .different)
    check("kim_l@naver.com", "kim_l@gmx.de", .different)
    check("kim_le@naver.com", "kim_le@gmx.de", .localPart)
    check("123456@naver.com", "123456@gmx.de", .different)
    check("123.456@naver.com", "123.456@gmx.de", .different)
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

  /// Domains of every kind of rule, and some that are unknown.
  private let domains = [
    "gmail.com", "googlemail.com", "naver.com", "daum.net", "hanmail.net", "yahoo.com", "pm.me", "me.com", "ya.ru",
    "outlook.kr", "alice.fastmail.com", "fastmail.com", "gmial.com", "naver.con", "docomo.ne.jp", "mailinator.com",
    "x.mailinator.com", "duck.com", "acme-hotel.io", "a.b.example.co.kr", "test.com", "none.com", "no-tld", "a..b",
    "1.2.3.4", "-a-.de", "a--b.de", "xn--bcher-kva.example.de", "xn--0.de",
  ]

  @Test func `one pass over the bytes and the whole way round give the same`() {
    let seed: UInt64 = 12
    print("email paths, seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<20_000 {
      let plain =
        random.word(alphabet: "abkxyz019._+-A", countMax: 9) + bytes("@" + domains[random.below(domains.count)])
      // Something invisible keeps a field off the short way.
      let long = plain + bytes("\u{200B}")
      #expect(email(text(plain)) == email(text(long)), "\(text(plain)) seed \(seed)")
    }
  }

  @Test func `case, width, invisible characters and composition change nothing`() {
    let seed: UInt64 = 13
    print("email spellings, seed \(seed)")
    var random = SplitMix64(seed: seed)
    let letters = [
      "a", "k", "z", "0", "9", ".", "_", "-", "+", "é", "ü", "ñ", "å", "김", "민", "준", "が", "東", "и", "й", "ω",
    ]
    let hosts = domains + ["한국.kr", "bücher.example.de", "почта.рф", "例え.jp"]
    for _ in 0..<3_000 {
      var local = letters[random.below(5)]
      for _ in 0..<random.below(8) { local += letters[random.below(letters.count)] }
      let plain = local + "@" + hosts[random.below(hosts.count)]
      let expected = email(plain)
      let composed = plain.precomposedStringWithCanonicalMapping
      let decomposed = plain.decomposedStringWithCanonicalMapping
      #expect(email(composed) == expected, "\(plain) seed \(seed)")
      #expect(email(decomposed) == expected, "\(plain) seed \(seed)")
      #expect(email(plain.uppercased()) == expected, "\(plain) seed \(seed)")
      var dressed = "\u{FEFF} "
      for scalar in plain.unicodeScalars {
        let isWide = random.below(3) == 0 && (0x21...0x7E).contains(scalar.value)
        dressed.unicodeScalars.append(isWide ? Unicode.Scalar(scalar.value + 0xFEE0) ?? scalar : scalar)
        if random.below(5) == 0 { dressed += "\u{200B}" }
      }
      #expect(email(dressed + "\u{3000}").withoutWriting == expected.withoutWriting, "\(plain) \(dressed) seed \(seed)")
      for value in expected where value.sharing < .relay {
        #expect(email(value.shown).map(\.keys) == [value.keys], "\(plain) seed \(seed)")
      }
    }
  }

  @Test func `what passes the strict check is read as it stands`() {
    let seed: UInt64 = 14
    print("email syntax, seed \(seed)")
    var random = SplitMix64(seed: seed)
    var acceptedCount = 0
    for _ in 0..<20_000 {
      let raw =
        random.word(alphabet: "ab1.-+/=!#'_\"@ \\", countMax: 8) + bytes("@" + domains[random.below(domains.count)])
      guard EmailSyntax(allowsQuotedLocalPart: true).accepts(raw) else { continue }
      acceptedCount += 1
      let values = email(text(raw))
      #expect(values.count == 1, "\(text(raw)) seed \(seed)")
      #expect(values.first?.flags.isDisjoint(with: [.invalid, .repaired]) == true, "\(text(raw)) seed \(seed)")
    }
    #expect(acceptedCount > 1_000)
  }

  @Test func `what a key means says which are groups and which mailboxes`() throws {
    func check(_ raw: String, _ meanings: [String], line: Int = #line) throws {
      let value = try #require(email(raw).first)
      let found = value.keys.filter { $0.kind == .emailAccount }.map { String(value.meaning(of: $0).prefix { $0 != ":" && $0 != "," }) }
      #expect(found == meanings, "\(raw)", sourceLocation: .here(line))
    }
    let (mailbox, group, meant) = ("the same mailbox", "the same group of mailboxes", "the mailbox that was meant")
    try check("kim@naver.com", [mailbox])
    try check("jane-shop@yahoo.com", [mailbox, group])
    try check("alice@pm.me", [mailbox, group])
    try check("dev+1@acme.io", [mailbox, group])
    try check("kim@gmial.com", [mailbox, meant])
    try check("kim+a@gmial.com", [mailbox, meant, group])
  }

  @Test func `long and random fields take bounded time`() {
    let seed: UInt64 = 15
    print("email fields of random bytes, seed \(seed)")
    var random = SplitMix64(seed: seed)
    let nasty = ["@", ",", "<", ">", "\"", "(at)", "a@b", " ", ".", "\u{301}", "ß", "골뱅이", "\u{FDFA}", "@xn--", "/"]
    let clock = ContinuousClock()
    let start = clock.now
    for round in 0..<200 {
      var raw: [UInt8] = []
      let piece = bytes(nasty[random.below(nasty.count)])
      while raw.count < 50_000 { raw += round % 2 == 0 ? piece : bytes(nasty[random.below(nasty.count)]) }
      let values = collected { normalizer.email(raw, into: $0) }
      #expect(values.count <= 16)
      #expect(values.allSatisfy { $0.flags.contains(.clipped) && $0.canonical.count <= 11 * 1_024 })
      #expect(!EmailSyntax(displayName: .allowed).accepts(raw))
    }
    // Two hundred fields of 50 kB; a quadratic reader would need minutes.
    #expect(clock.now - start < .seconds(30))
  }
}
