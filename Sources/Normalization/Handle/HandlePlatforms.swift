/// The platforms whose handles files hold: what they are called, where their profiles live, what a
/// handle may look like.
///
/// Sources: the platforms' help pages where they say (YouTube 11585688, Naver 21448, Telegram FAQ,
/// LinkedIn), otherwise observed profile addresses.
struct HandlePlatform: Sendable {
  enum Letters: Sendable {
    case dotUnderscore, underscore, dot, hyphen, dotUnderscoreHyphen, underscoreHyphen, anyScript
  }

  var name: [UInt8]
  var lengthMin: Int
  var lengthMax: Int
  var letters: Letters
  var ignoresDots = false
}

extension HandlePlatform {
  /// By any of its names, folded.
  static func named(_ word: [UInt8]) -> HandlePlatform? { platforms[platformNames[word] ?? word] }

  func allows(_ handle: [UInt8]) -> Bool {
    let text = scalars(handle)
    guard text.count >= lengthMin, text.count <= lengthMax else { return false }
    for scalar in text {
      switch scalar {
      case 0x61...0x7A, 0x30...0x39: continue
      case 0x2E
      where letters == .dot || letters == .dotUnderscore || letters == .dotUnderscoreHyphen || letters == .anyScript:
        continue
      case 0x5F where letters != .dot && letters != .hyphen: continue
      case 0x2D
      where letters == .hyphen || letters == .underscoreHyphen || letters == .dotUnderscoreHyphen
        || letters == .anyScript:
        continue
      case 0x80... where letters == .anyScript && scalar != 0xFFFD: continue
      default: return false
      }
    }
    if name.elementsEqual("instagram".utf8) || name.elementsEqual("threads".utf8) {
      return handle.first != 0x2E && handle.last != 0x2E
        && !zip(handle, handle.dropFirst()).contains { $0 == 0x2E && $1 == 0x2E }
    }
    return true
  }
}

private let platforms: [[UInt8]: HandlePlatform] = {
  var table: [[UInt8]: HandlePlatform] = [:]
  func add(_ name: String, _ lengths: ClosedRange<Int>, _ letters: HandlePlatform.Letters, ignoresDots: Bool = false) {
    table[Array(name.utf8)] = HandlePlatform(
      name: Array(name.utf8), lengthMin: lengths.lowerBound, lengthMax: lengths.upperBound, letters: letters,
      ignoresDots: ignoresDots)
  }
  add("instagram", 1...30, .dotUnderscore)
  add("threads", 1...30, .dotUnderscore)
  add("x", 1...15, .underscore)
  add("facebook", 5...50, .dot, ignoresDots: true)
  add("tiktok", 2...24, .dotUnderscore)
  add("youtube", 3...30, .anyScript)
  add("linkedin", 3...100, .anyScript)
  add("github", 1...39, .hyphen)
  add("kakaotalk", 2...20, .dotUnderscoreHyphen)
  add("naver", 3...20, .underscoreHyphen)
  add("line", 4...20, .dotUnderscoreHyphen)
  add("telegram", 4...32, .underscore)
  add("discord", 2...32, .dotUnderscore)
  add("wechat", 6...20, .underscoreHyphen)
  add("snapchat", 3...15, .dotUnderscoreHyphen)
  add("whatsapp", 5...20, .underscore)
  return table
}()

private let platformNames = WordTable(
  """
  insta=instagram ig=instagram 인스타=instagram 인스타그램=instagram インスタ=instagram thread=threads 스레드=threads 쓰레드=threads
  twitter=x 트위터=x 엑스=x tw=x fb=facebook 페이스북=facebook 페북=facebook 틱톡=tiktok 유튜브=youtube yt=youtube
  링크드인=linkedin 깃허브=github kakao=kakaotalk katalk=kakaotalk kakaoid=kakaotalk 카톡=kakaotalk 카카오톡=kakaotalk
  카카오=kakaotalk
  카톡아이디=kakaotalk 카카오톡아이디=kakaotalk 네이버=naver naverid=naver 네이버아이디=naver 블로그=naver 라인=line lineid=line ライン=line
  텔레그램=telegram 텔레=telegram tg=telegram 디스코드=discord 위챗=wechat weixin=wechat 微信=wechat 스냅챗=snapchat snap=snapchat
  왓츠앱=whatsapp 와츠앱=whatsapp wa=whatsapp
  """)

/// The platform behind a host name without `www.` and `m.`.
let platformHosts = WordTable(
  """
  instagram.com=instagram instagr.am=instagram threads.net=threads threads.com=threads twitter.com=x x.com=x
  mobile.twitter.com=x facebook.com=facebook fb.com=facebook fb.me=facebook m.me=facebook web.facebook.com=facebook
  touch.facebook.com=facebook ko-kr.facebook.com=facebook tiktok.com=tiktok vm.tiktok.com=tiktok youtube.com=youtube
  youtu.be=youtube linkedin.com=linkedin github.com=github blog.naver.com=naver m.blog.naver.com=naver
  in.naver.com=naver
  blog.me=naver line.me=line t.me=telegram telegram.me=telegram telegram.dog=telegram wa.me=whatsapp
  api.whatsapp.com=whatsapp web.whatsapp.com=whatsapp whatsapp.com=whatsapp discord.com=discord
  discordapp.com=discord discord.gg=discord
  snapchat.com=snapchat open.kakao.com=kakaotalk pf.kakao.com=kakaotalk qr.kakao.com=kakaotalk
  """)

/// First path segments that are pages of the platform, not people.
let reservedSegments = WordSet(
  """
  p reel reels stories explore accounts direct tv home search hashtag i intent share explore settings login status
  pages
  groups events watch sharer sharer.php photo photo.php photos story.php permalink.php marketplace gaming media help
  about
  orgs features topics sponsors notifications tag music live discover foryou following playlist shorts results feed
  company school jobs posts pulse dialog plugins privacy terms policies legal s joinchat addstickers ads business
  """)
