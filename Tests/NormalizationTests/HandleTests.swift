import Identity
import Normalization
import Testing

@Suite struct HandleTests {
  private func handle(_ raw: String, _ platform: String) -> [NormalizedValue] {
    collected { normalizer.handle(bytes(raw), platform: bytes(platform), into: $0) }
  }

  @Test func `what becomes of a handle`() {
    func check(
      _ raw: String, on platform: String = "", _ canonical: String, _ state: String = "person", line: Int = #line
    ) {
      let values = handle(raw, platform)
      #expect(values.first?.shown == canonical, "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.shownState == state, "\(raw)", sourceLocation: .here(line))
    }
    check("@Kim.MinJun", on: "instagram", "instagram:kim.minjun")
    check("https://www.instagram.com/Kim.MinJun/?igsh=abc123", "instagram:kim.minjun")
    check("instagram.com/p/CxYz123/", "instagram.com/p/cxyz123/", "unknown invalid")
    check("인스타: kim_minjun", "instagram:kim_minjun")
    check("네이버 블로그 minjun88", "naver:minjun88")
    check("네이버 블로그: minjun88", "naver:minjun88")
    check("네이버 블로그 아이디 minjun88", "naver:minjun88")
    check("naver blog minjun88", "naver:minjun88")
    check("https://twitter.com/@Jack?s=20", "x:jack")
    check("https://x.com/jack/status/20", "x:jack")
    check("x.com/intent/user?screen_name=Jack", "x:jack")
    check("@jack", on: "Twitter", "x:jack")
    check("https://m.facebook.com/john.smith.55", "facebook:johnsmith55")
    check("facebook.com/JohnSmith55?ref=x", "facebook:johnsmith55")
    check("https://www.facebook.com/profile.php?id=100004567890123", "facebook:id:100004567890123")
    check("facebook.com/people/Kim-Minjun/100004567890123/", "facebook:id:100004567890123")
    check("https://www.tiktok.com/@kim.minjun/video/7123", "tiktok:kim.minjun")
    check("youtube.com/@김민준TV", "youtube:김민준tv")
    check("youtube.com/@%EA%B9%80%EB%AF%BC%EC%A4%80TV", "youtube:김민준tv")
    check("https://www.youtube.com/channel/UC_x5XG1OV2P6uZZ5FSM9Ttw", "youtube:id:UC_x5XG1OV2P6uZZ5FSM9Ttw")
    check("youtube.com/c/SomeName", "youtube:c:somename")
    check("https://kr.linkedin.com/in/minjun-kim-1a2b3c/", "linkedin:minjun-kim-1a2b3c")
    check("https://de.linkedin.com/mwlite/in/minjun-kim", "linkedin:minjun-kim")
    check("linkedin.com/company/acme", "linkedin.com/company/acme", "unknown invalid")
    check("https://blog.naver.com/minjun_k/223456789", "naver:minjun_k")
    check("m.blog.naver.com/PostList.naver?blogId=minjun_k", "naver:minjun_k")
    check("카톡 : MinJun-88", "kakaotalk:minjun-88")
    check("MinJun-88", on: "카카오톡", "kakaotalk:minjun-88")
    check("카카오톡 01098765432", "+821098765432")
    check("https://open.kakao.com/o/s1AbCdE", "https://open.kakao.com/o/s1abcde", "unknown invalid")
    check("https://line.me/ti/p/~minjun88", "line:minjun88")
    check("https://t.me/s/MinJun_K", "telegram:minjun_k")
    check("t.me/+AbCdEf12345", "t.me/+abcdef12345", "unknown invalid")
    check("https://wa.me/821098765432?text=hi", "+821098765432")
    check("MinJun#1234", on: "discord", "discord-legacy:minjun#1234")
    check("https://github.com/Octo-Cat/repo", "github:octo-cat")
    check("Minjun88", "?:minjun88")
    check("ＫＩＭ＿ＭＩＮ", on: "instagram", "instagram:kim_min")
    check("kim..minjun", on: "instagram", "instagram:kim..minjun", "unknown invalid")
    check("https://www.threads.net/@kim.minjun", "threads:kim.minjun")
    check("https://www.youtube.com/Google/", "youtube:c:google")
    check("https://youtu.be/dQw4w9WgXcQ", "https://youtu.be/dqw4w9wgxcq", "unknown invalid")
    check("youtube.com/watch?v=dQw4w9WgXcQ", "youtube.com/watch?v=dqw4w9wgxcq", "unknown invalid")
    check("snapchat.com/@minjun", "snapchat:minjun")
    check("snapchat.com/add/minjun", "snapchat:minjun")
    check("없음", on: "instagram", "없음", "junk placeholder")
    check("@instagram", on: "instagram", "@instagram", "junk placeholder")
    check("instagram.com/", "instagram.com/", "unknown invalid")
    check("help.instagram.com/kim", "help.instagram.com/kim", "unknown invalid")
    check("instagram.com/stories/kim/123", "instagram.com/stories/kim/123", "unknown invalid")
    check("https://https://www.instagram.com/kim_min", "instagram:kim_min")
    check("인스타그램 아이디 : kim_min", "instagram:kim_min")
    check("인스타: https://instagram.com/kim_min?hl=ko", "instagram:kim_min")
    check("kim_min (insta)", "instagram:kim_min")
    check("kim_min", on: "Instagram ID", "instagram:kim_min")
    check("kim_min", on: "인스타아이디", "instagram:kim_min")
    check("https://twitter.com/#!/Jack", "x:jack")
    check("x.com/i/user/12345", "x:id:12345")
    check("x.com/hashtag/seoul", "x.com/hashtag/seoul", "unknown invalid")
    check("100004567890123", on: "facebook", "facebook:id:100004567890123")
    check("John.Smith.55", on: "fb", "facebook:johnsmith55")
    check("m.me/john.smith.55", "facebook:johnsmith55")
    check("facebook.com/groups/12345", "facebook.com/groups/12345", "unknown invalid")
    check("UC_x5XG1OV2P6uZZ5FSM9Ttw", on: "youtube", "youtube:id:UC_x5XG1OV2P6uZZ5FSM9Ttw")
    check("kim@naver.com", on: "naver", "naver:kim")
    check("gahyun.chu", on: "naver", "naver:gahyun.chu", "person ambiguous")
    check("https://kim77.blog.me/", "naver:kim77")
    check("https://in.naver.com/kim77", "naver:kim77")
    check("https://cafe.naver.com/steamindiegame", "https://cafe.naver.com/steamindiegame", "unknown invalid")
    check("https://smartstore.naver.com/kim", "https://smartstore.naver.com/kim", "unknown invalid")
    check("https://line.me/R/ti/p/~minjun88", "line:minjun88")
    check("https://line.me/R/ti/p/@yoasobi", "https://line.me/r/ti/p/@yoasobi", "unknown invalid")
    check("https://line.me/ti/p/abcDEF123", "https://line.me/ti/p/abcdef123", "unknown invalid")
    check("minjun.t.me/", "telegram:minjun")
    check("tg://resolve?domain=MinJun_K", "telegram:minjun_k")
    check("t.me/joinchat/AAAA", "t.me/joinchat/aaaa", "unknown invalid")
    check("https://api.whatsapp.com/send?phone=821098765432&text=x", "+821098765432")
    check("https://chat.whatsapp.com/AbCd1234567", "https://chat.whatsapp.com/abcd1234567", "unknown invalid")
    check("+82 10-9876-5432", on: "telegram", "+821098765432")
    check("010-9876-5432", "+821098765432")
    check("010-9876-5432", on: "instagram", "instagram:010-9876-5432", "unknown invalid")
    check("wxid_8a7b6c5d", on: "위챗", "wechat:id:wxid_8a7b6c5d")
    check("weixin://dl/chat?Bright_Writers", "wechat:bright_writers")
    check("123456789012345678", on: "discord", "discord:id:123456789012345678")
    check("https://discord.com/users/123456789012345678", "discord:id:123456789012345678")
    check("https://discord.gg/abcdef", "https://discord.gg/abcdef", "unknown invalid")
    check("https://octo-cat.github.io/page", "github:octo-cat")
    check("docs.github.com/en", "docs.github.com/en", "unknown invalid")
    check("https://www.pinterest.com/kim_min/?x=1", "?:pinterest.com/kim_min")
    check("https://", "https://", "unknown invalid")
    check("@", "@", "unknown invalid")
  }

  @Test func `remarks and pages are nobody`() {
    func check(_ raw: String, on platform: String = "", line: Int = #line) {
      let values = handle(raw, platform)
      #expect(values.first?.shownState == "unknown invalid", "\(raw)", sourceLocation: .here(line))
      #expect(values.allSatisfy { $0.keys.isEmpty }, "\(raw)", sourceLocation: .here(line))
    }
    for remark in [
      "연락주세요", "contact me", "kim, lee", "insta:", "()", ":", "https://.", "raw.githubusercontent.com/foo/bar", "♥♥♥",
      "k", "김민준", String(repeating: "k", count: 51),
    ] { check(remark) }
    for page in ["proxy", "socks", "iv", "bg", "setlanguage", "addlist", "boost", "contact", "giftcode", "invoice"] {
      check("t.me/\(page)")
    }
    check("youtube.com/channel/x")
    check("github.com/features")
    check("x.com/home")
    check("-octo", on: "github")
    check("octo--cat", on: "github")
    check("1234567890123456789012", on: "whatsapp")
  }

  @Test func `usual forms`() {
    func check(_ raw: String, on platform: String = "", _ canonical: String, line: Int = #line) {
      let values = handle(raw, platform)
      #expect(values.first?.shown == canonical, "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.shownState == "person", "\(raw)", sourceLocation: .here(line))
    }
    check("blog.naver.com/music", "naver:music")
    check("github.com/music", "github:music")
    check("t.me/minjun_k", "telegram:minjun_k")
    check("messenger.com/t/john.smith", "facebook:johnsmith")
    check("messenger.com/t/100012345678901", "facebook:id:100012345678901")
    check("facebook.com/p/Kim-100012345678901/", "facebook:id:100012345678901")
    check("twitter.com/intent/user?user_id=12", "x:id:12")
    check(
      "https://music.youtube.com/channel/UC_x5XG1OV2P6uZZ5FSM9Ttw", "youtube:id:UC_x5XG1OV2P6uZZ5FSM9Ttw")
    check("instagram.com:443/kim", "instagram:kim")
    check("https://instagram.com:443/kim", "instagram:kim")
    check("facebook.com:443/kimmin", "facebook:kimmin")
    check("kim@instagram.com/lee", "instagram:lee")
    check("line://ti/p/~kim88", "line:kim88")
    check("wxid_abc123", "wechat:id:wxid_abc123")
    check("wa.me/01098765432", "+821098765432")
    check("MinJun#1234", "discord-legacy:minjun#1234")
    check(
      "https://www.linkedin.com/in/ACoAABcDeFgHiJkLmNoPqRsTuVwXyZ012345678",
      "linkedin:id:ACoAABcDeFgHiJkLmNoPqRsTuVwXyZ012345678")
    check("@김민준", "?:김민준")
    check("김민준tv", "?:김민준tv")
  }

  @Test func `a clipped cell says so`() {
    let tail = String(repeating: " ", count: 1_100) + "x"
    for entry in ["https://wa.me/821098765432", "kim@naver.com", "kim@example.kr", "010-9876-5432", "kim_min"] {
      for value in handle(entry + tail, entry.contains("naver") ? "naver" : "") {
        #expect(value.flags.contains(.clipped), "\(entry) \(value.shown)")
      }
    }
    #expect(handle("0000000000", "whatsapp").first?.shown == "whatsapp:0000000000")
  }

  @Test func `keys of a handle`() {
    func check(_ raw: String, on platform: String = "", _ keys: [String], line: Int = #line) {
      #expect(handle(raw, platform).map(\.shownKeys) == keys, "\(raw)", sourceLocation: .here(line))
    }
    check("@kim.minjun", on: "instagram", ["handle.exact=instagram:kim.minjun handle.name=kim.minjun"])
    check("@kim", on: "instagram", ["handle.exact=instagram:kim"])
    // Threads accounts are Instagram's, so the two meet however short the name.
    check("threads.net/@kim", ["handle.exact=threads:kim handle.exact=instagram:kim"])
    check("facebook.com/profile.php?id=100004567890123", ["handle.exact=facebook:id:100004567890123"])
    check("youtube.com/c/SomeName", ["handle.exact=youtube:c:somename handle.name=somename"])
    check("Minjun88", ["handle.name=minjun88"])
    check("kim", [""])
    // A Naver id meets the records that hold its mailbox alone.
    check(
      "minjun_k", on: "네이버",
      ["handle.exact=naver:minjun_k handle.name=minjun_k", "email.account=minjun_k@naver.com email.local=minjun_k"])
    check("https://wa.me/821098765432", ["phone.line=+821098765432 phone.tail=98765432"])
    check("kim..minjun", on: "instagram", [""])
    // Three syllables are as common as a name; an address is no name.
    check("youtube.com/@김민준TV", ["handle.exact=youtube:김민준tv"])
    check("https://www.pinterest.com/kim_min", [""])
    check("kim@example.kr", on: "instagram", ["", "email.account=kim@example.kr"])
  }

  @Test func `a Naver id is a mailbox too`() {
    let values = handle("minjun_k", "네이버")
    #expect(values.map(\.shown) == ["naver:minjun_k", "minjun_k@naver.com"])
    #expect(values.map(\.attribute) == [.handle, .email])
  }

  @Test func `how two handles agree`() {
    func check(_ left: String, _ right: String, _ level: HandleLevel, line: Int = #line) {
      guard let a = handle(left, "").first?.form, let b = handle(right, "").first?.form else {
        Issue.record("no value", sourceLocation: .here(line))
        return
      }
      #expect(HandleLevel.of(a.span, b.span) == level, "\(left) \(right)", sourceLocation: .here(line))
      #expect(HandleLevel.of(b.span, a.span) == level, sourceLocation: .here(line))
    }
    check("insta: kim_min", "instagram.com/Kim_Min", .handle)
    check("insta: kim_min", "threads.net/@kim_min", .namespace)
    check("insta: kim_min", "x.com/kim_min", .name)
    check("insta: kim_min", "kim_min", .name)
    check("kim_min", "kim_min", .name)
    check("insta: kim", "threads.net/@kim", .namespace)
    check("facebook.com/profile.php?id=100004567890123", "facebook.com/people/X/100004567890123", .handle)
    check("facebook.com/profile.php?id=100004567890123", "100004567890123", .different)
    check("youtube.com/c/SomeName", "youtube.com/@somename", .name)
    check("insta: kim", "x.com/kim", .different)
    check("insta: kim_min", "insta: kim_mim", .different)
  }

  @Test func `properties`() {
    let seed: UInt64 = 14
    print("handle properties, seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<5_000 {
      let platform = bytes(["instagram", "x", "카톡", "naver", "line", "youtube", "facebook", ""][random.below(8)])
      checkInvariants(random.bytes(countMax: 16), seed: seed, isFixedPoint: false) {
        normalizer.handle($0, platform: platform, into: $1)
      }
    }
  }
}
