/// The platforms whose handles files hold: what they are called, where their profiles live, what a
/// handle may look like.
///
/// Sources: the platforms' help pages where they say (YouTube 11585688, Naver 21448, Telegram FAQ,
/// LinkedIn), otherwise observed profile addresses.
enum HandlePlatform: UInt8, Sendable, CaseIterable {
  case instagram, threads, x, facebook, tiktok, youtube, linkedin, github, kakaotalk, naver, line, telegram, whatsapp,
    discord, wechat, snapchat
}

extension HandlePlatform {
  /// Letters a to z and digits everywhere; what else each platform allows.
  private struct Shape: Sendable {
    var lengthMin: Int
    var lengthMax: Int
    var hasDot = false
    var hasUnderscore = false
    var hasHyphen = false
    var hasAnyScript = false
    var mustBeginWithLetter = false
    /// No dot at either end and no two in a row.
    var hasLoneDots = false
    /// The same of hyphens.
    var hasLoneHyphens = false
  }

  private static let shapes: [Shape] = allCases.map { platform in
    switch platform {
    case .instagram, .threads:
      Shape(lengthMin: 1, lengthMax: 30, hasDot: true, hasUnderscore: true, hasLoneDots: true)
    case .x: Shape(lengthMin: 1, lengthMax: 15, hasUnderscore: true)
    case .facebook: Shape(lengthMin: 5, lengthMax: 50)
    case .tiktok: Shape(lengthMin: 2, lengthMax: 24, hasDot: true, hasUnderscore: true)
    case .youtube:
      Shape(lengthMin: 3, lengthMax: 30, hasDot: true, hasUnderscore: true, hasHyphen: true, hasAnyScript: true)
    case .linkedin: Shape(lengthMin: 3, lengthMax: 100, hasUnderscore: true, hasHyphen: true, hasAnyScript: true)
    case .github: Shape(lengthMin: 1, lengthMax: 39, hasHyphen: true, hasLoneHyphens: true)
    case .kakaotalk: Shape(lengthMin: 2, lengthMax: 20, hasDot: true, hasUnderscore: true, hasHyphen: true)
    // Naver gives out no dot; mailboxes and blogs are written with one all the same.
    case .naver: Shape(lengthMin: 3, lengthMax: 20, hasDot: true, hasUnderscore: true, hasHyphen: true)
    case .line: Shape(lengthMin: 4, lengthMax: 20, hasDot: true, hasUnderscore: true, hasHyphen: true)
    case .telegram: Shape(lengthMin: 4, lengthMax: 32, hasUnderscore: true, mustBeginWithLetter: true)
    case .whatsapp: Shape(lengthMin: 5, lengthMax: 20, hasUnderscore: true)
    case .discord: Shape(lengthMin: 2, lengthMax: 32, hasDot: true, hasUnderscore: true, hasLoneDots: true)
    case .wechat: Shape(lengthMin: 6, lengthMax: 20, hasUnderscore: true, hasHyphen: true, mustBeginWithLetter: true)
    case .snapchat: Shape(lengthMin: 3, lengthMax: 15, hasDot: true, hasUnderscore: true, hasHyphen: true)
    }
  }

  private static let names: [[UInt8]] = allCases.map { Array("\($0)".utf8) }

  /// `instagram`, `x` …
  var name: [UInt8] { HandlePlatform.names[Int(rawValue)] }

  /// Case and dots mean nothing to Facebook.
  var ignoresDots: Bool { self == .facebook }

  /// Whether a folded handle has the shape of one.
  func allows(_ handle: Span<UInt8>) -> Bool {
    let shape = HandlePlatform.shapes[Int(rawValue)]
    var length = 0
    var previous: UInt8 = 0x2E
    var offset = 0
    while offset < handle.count {
      let byte = handle[offset]
      length += 1
      switch byte {
      case 0x61...0x7A: offset += 1
      case 0x30...0x39:
        if length == 1, shape.mustBeginWithLetter { return false }
        offset += 1
      case 0x2E:
        guard shape.hasDot, !(shape.hasLoneDots && previous == 0x2E) else { return false }
        offset += 1
      case 0x5F:
        guard shape.hasUnderscore, !(length == 1 && shape.mustBeginWithLetter) else { return false }
        offset += 1
      case 0x2D:
        if shape.hasLoneHyphens, length == 1 || previous == 0x2D { return false }
        guard shape.hasHyphen, !(length == 1 && shape.mustBeginWithLetter) else { return false }
        offset += 1
      case 0x80...:
        guard shape.hasAnyScript, decodeScalar(handle, at: &offset) != 0xFFFD else { return false }
      default: return false
      }
      previous = byte
    }
    if previous == 0x2D, shape.hasLoneHyphens { return false }
    if previous == 0x2E, shape.hasLoneDots || self == .tiktok || length == 0 { return false }
    return length >= shape.lengthMin && length <= shape.lengthMax
  }

  /// By any of its names, folded: `insta`, `카톡`, `kakao id`, `네이버 블로그`.
  static func named(_ word: Span<UInt8>) -> HandlePlatform? {
    if let found = words[word] { return found }
    var end = word.count
    for tail in nameTails where end > tail.count && word.extracting((end - tail.count)..<end).begins(with: tail.span) {
      end -= tail.count
      while end > 0, word[end - 1] == 0x20 || word[end - 1] == 0x5F || word[end - 1] == 0x2D { end -= 1 }
      return end > 0 ? words[word.extracting(0..<end)] : nil
    }
    return nil
  }

  /// What follows a platform's name where a column or a label is about its handles.
  private static let nameTails: [[UInt8]] = ["아이디", "id", "계정", "주소", "url", "handle", "username", "링크", "블로그", "채널", "프로필"]
    .map { Array($0.utf8) }

  private static let words: ShortWords<HandlePlatform> = {
    var pairs = allCases.map { (word: $0.name, value: $0) }
    let others: [(HandlePlatform, String)] = [
      (.instagram, "insta ig 인스타 인스타그램 인스타그램 インスタ インスタグラム instagr.am"), (.threads, "thread 스레드 쓰레드"),
      (.x, "twitter 트위터 엑스 tw ツイッター"), (.facebook, "fb 페이스북 페북 facebook.com"), (.tiktok, "틱톡 抖音国际版"),
      (.youtube, "유튜브 유투브 yt"), (.linkedin, "링크드인 링크트인"), (.github, "깃허브 깃헙"),
      (.kakaotalk, "kakao katalk 카톡 카카오톡 카카오 カカオトーク ktalk"), (.naver, "네이버 블로그 naverblog"),
      (.line, "라인 ライン"), (.telegram, "텔레그램 텔레 tg"), (.whatsapp, "왓츠앱 와츠앱 wa 왓챕"), (.discord, "디스코드 디코"),
      (.wechat, "위챗 weixin 微信"), (.snapchat, "스냅챗 snap"),
    ]
    for (platform, names) in others {
      for name in names.utf8.split(separator: 0x20) { pairs.append((Array(name), platform)) }
    }
    return ShortWords(pairs)
  }()

  /// The platform behind a host name without the labels that mean nothing.
  static func host(_ host: Span<UInt8>) -> HandleHost? { hosts[host] }

  private static let hosts: ShortWords<HandleHost> = {
    var pairs: [(word: [UInt8], value: HandleHost)] = []
    func add(_ platform: HandlePlatform, _ names: String, _ content: HandleHost.Content = .profiles) {
      for name in names.utf8.split(separator: 0x20) {
        pairs.append((Array(name), HandleHost(platform: platform, holds: content)))
      }
    }
    add(.instagram, "instagram.com instagr.am")
    add(.threads, "threads.net threads.com")
    add(.x, "twitter.com x.com")
    add(.x, "t.co", .nobody)
    add(.facebook, "facebook.com fb.com fb.me m.me messenger.com")
    add(.facebook, "fb.watch", .nobody)
    add(.tiktok, "tiktok.com")
    add(.youtube, "youtube.com")
    add(.youtube, "youtu.be", .nobody)
    add(.linkedin, "linkedin.com")
    add(.linkedin, "lnkd.in", .nobody)
    add(.github, "github.com gist.github.com")
    add(.github, "github.io", .subdomains)
    add(.kakaotalk, "kakao.com", .nobody)
    add(.naver, "blog.naver.com in.naver.com")
    add(.naver, "blog.me", .subdomains)
    add(.naver, "naver.com naver.me", .nobody)
    add(.line, "line.me")
    add(.line, "lin.ee", .nobody)
    add(.telegram, "t.me telegram.me telegram.dog")
    add(.telegram, "web.telegram.org", .fragments)
    add(.whatsapp, "wa.me whatsapp.com api.whatsapp.com")
    add(.discord, "discord.com discordapp.com")
    add(.discord, "discord.gg", .nobody)
    add(.wechat, "weixin.qq.com")
    add(.wechat, "u.wechat.com", .nobody)
    add(.snapchat, "snapchat.com")
    return ShortWords(pairs)
  }()

  /// First labels of a host that change nothing about the profile.
  static func isIdleLabel(_ label: Span<UInt8>) -> Bool {
    // Languages: kr.linkedin.com, ko-kr.facebook.com.
    if label.count == 2 || label.count == 5 && label[2] == 0x2D { return true }
    return idleLabels[label] != nil
  }

  private static let idleLabels = ShortWords<Bool>("www m mobile web touch mbasic open ww w")

  /// Names that a handle's field holds instead of a handle: the platform's own, or a form's example.
  static func isFiller(_ name: Span<UInt8>) -> Bool { fillers[name] != nil || words[name] != nil }

  private static let fillers = ShortWords<Bool>("username user test example yourname your_username admin id 아이디 테스트 없어요 안함")
}

/// What a host of a platform holds.
struct HandleHost: Sendable {
  enum Content: Sendable { case profiles, subdomains, fragments, nobody }
  var platform: HandlePlatform
  var holds: Content
}
