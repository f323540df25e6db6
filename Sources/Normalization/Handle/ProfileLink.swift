import Identity

/// A profile's address: host, path and query become a handle, an id, a telephone number or nobody.
struct ProfileLink {
  enum Content {
    case handle(HandlePlatform, [UInt8])
    /// Kind (`facebook:id`) and id.
    case id(String, [UInt8])
    case phone([UInt8])
    /// A page, an invitation or a post: nobody's profile.
    case nobody
    /// An address of no platform that is known, without scheme, query and closing slash.
    case elsewhere([UInt8])
  }

  let content: Content

  /// - Parameters:
  ///   - text: folded.
  ///   - range: the address in it.
  ///   - raw: the field, for ids whose case counts.
  /// - Returns: nil where the text is no address.
  init?(_ text: [UInt8], _ range: Range<Int>, raw: [UInt8]) {
    let span = text.span
    var start = range.lowerBound
    var hasScheme = false
    while let length = ProfileLink.schemeLength(span, start, range.upperBound) {
      hasScheme = true
      start += length
    }
    var hostEnd = start
    var hasDot = false
    while hostEnd < range.upperBound, span[hostEnd] != 0x2F, span[hostEnd] != 0x3F, span[hostEnd] != 0x23 {
      if span[hostEnd] == 0x2E { hasDot = true }
      hostEnd += 1
    }
    let pathStart = hostEnd
    // kim@host:443/path: who logs in where changes nothing about the profile. A mailbox has no path.
    if hasDot, hasScheme || hostEnd + 1 < range.upperBound && span[hostEnd] == 0x2F {
      var port = hostEnd
      while port > start, isASCIIDigit(span[port - 1]) { port -= 1 }
      if port < hostEnd, port > start, span[port - 1] == 0x3A { hostEnd = port - 1 }
      if let at = text[start..<hostEnd].lastIndex(of: 0x40),
        hasScheme || HandlePlatform.host(span.extracting((at + 1)..<hostEnd))?.holds == .profiles
      {
        start = at + 1
      }
    }
    guard hasDot else {
      if let app = ProfileLink.appLink(text, start..<range.upperBound) {
        content = app
        return
      }
      if !hasScheme { return nil }
      content = .nobody
      return
    }
    var hostStart = start
    var subdomain = start..<start
    while true {
      if let host = HandlePlatform.host(span.extracting(hostStart..<hostEnd)) {
        let path = ProfilePath(text, pathStart..<range.upperBound, raw: raw)
        content = ProfileLink.read(host, Array(text[subdomain]), path)
        return
      }
      var dot = hostStart
      while dot < hostEnd, span[dot] != 0x2E { dot += 1 }
      guard dot < hostEnd else { break }
      // www.x.com is x.com; the label of kim.blog.me is somebody.
      let label = hostStart..<dot
      if subdomain.isEmpty, !HandlePlatform.isIdleLabel(span.extracting(label)) { subdomain = label }
      hostStart = dot + 1
    }
    guard hasScheme else { return nil }
    guard ProfileLink.isHost(span.extracting(start..<hostEnd)) else {
      content = .nobody
      return
    }
    var end = pathStart
    while end < range.upperBound, span[end] != 0x3F, span[end] != 0x23 { end += 1 }
    while end > start, span[end - 1] == 0x2F { end -= 1 }
    if end - start > 4, span.extracting(start..<end).begins(with: ProfileLink.www.span) { start += 4 }
    content = .elsewhere(Array(text[start..<max(start, end)]))
  }

  /// Two labels or more, none empty, of letters, digits and hyphens.
  private static func isHost(_ host: Span<UInt8>) -> Bool {
    var previous: UInt8 = 0x2E
    for index in 0..<host.count {
      let byte = host[index]
      if byte == 0x2E ? previous == 0x2E : !(isASCIILetter(byte) || isASCIIDigit(byte) || byte == 0x2D || byte >= 0x80) {
        return false
      }
      previous = byte
    }
    return previous != 0x2E
  }

  private static let www = Array("www.".utf8)

  /// `https://`, also written twice, without the colon or with one slash.
  private static func schemeLength(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var at = start
    while at < end, at - start < 5, isASCIILetter(text[at]) { at += 1 }
    let word = text.extracting(start..<at)
    if word.count > 0, !word.hasSameBytes(as: https.span), !word.hasSameBytes(as: http.span) { return nil }
    let mark = at
    if at < end, text[at] == 0x3A { at += 1 }
    let slashes = at
    while at < end, text[at] == 0x2F, at - slashes < 3 { at += 1 }
    // A lone slash is no scheme, and neither is the word http.
    guard at - slashes >= (word.count > 0 && slashes > mark ? 1 : 2) else { return nil }
    return at - start
  }

  private static let https = Array("https".utf8)
  private static let http = Array("http".utf8)

  /// `weixin://dl/chat?x`, `tg://resolve?domain=x`, `whatsapp://send?phone=x`, without the scheme's first part
  /// where that was read as the label of the entry.
  private static func appLink(_ text: [UInt8], _ range: Range<Int>) -> Content? {
    guard let last = range.last else { return nil }
    let entry = text[range]
    func value(behind mark: StaticString) -> [UInt8]? {
      let length = mark.utf8CodeUnitCount
      guard range.lowerBound + length <= last else { return nil }
      for offset in 0..<length where text[range.lowerBound + offset] != mark.utf8Start[offset] { return nil }
      return Array(entry.dropFirst(length).prefix { $0 != 0x26 })
    }
    for mark in ["weixin://dl/chat?", "dl/chat?"] as [StaticString] {
      if let name = value(behind: mark) { return .handle(.wechat, name) }
    }
    for mark in ["line://ti/p/~", "ti/p/~"] as [StaticString] {
      if let name = value(behind: mark) { return .handle(.line, Array(name.prefix { $0 != 0x2F && $0 != 0x3F })) }
    }
    for mark in ["tg://resolve?domain=", "resolve?domain="] as [StaticString] {
      if let name = value(behind: mark) { return .handle(.telegram, name) }
    }
    for mark in ["whatsapp://send?phone=", "send?phone=", "send/?phone="] as [StaticString] {
      if let name = value(behind: mark) { return phone(name) }
    }
    return nil
  }

  private static func phone(_ text: [UInt8]) -> Content {
    let digits = text.filter(isASCIIDigit)
    return digits.count >= 7 ? .phone(digits) : .nobody
  }

  private static func read(_ host: HandleHost, _ subdomain: [UInt8], _ path: ProfilePath) -> Content {
    let platform = host.platform
    func handle(_ name: [UInt8]) -> Content {
      let bare = name.first == 0x40 ? Array(name.drop(while: { $0 == 0x40 })) : name
      return bare.isEmpty || platform.isReserved(bare.span) ? .nobody : .handle(platform, bare)
    }
    switch host.holds {
    case .nobody: return .nobody
    case .subdomains: return subdomain.isEmpty ? .nobody : handle(subdomain)
    case .fragments:
      let fragment = path.fragment
      if fragment.first == 0x40 { return handle(fragment) }
      // Groups are negative.
      return !fragment.isEmpty && fragment.allSatisfy(isASCIIDigit) ? .id("telegram:id", fragment) : .nobody
    case .profiles: break
    }
    // help.instagram.com, developers.facebook.com: the company speaks.
    let isSameProfile = platform == .youtube && ["music", "studio"].contains { subdomain.elementsEqual($0.utf8) }
    if !subdomain.isEmpty, platform != .telegram, !isSameProfile { return .nobody }
    let first = path.segment(0)
    func isFirst(_ word: StaticString) -> Bool {
      first.count == word.utf8CodeUnitCount && word.withUTF8Buffer { first.elementsEqual($0) }
    }
    switch platform {
    case .x:
      if isFirst("intent"), let name = path.parameter("screen_name") { return handle(name) }
      if isFirst("intent"), let id = path.parameter("user_id") { return id.allSatisfy(isASCIIDigit) ? .id("x:id", id) : .nobody }
      if isFirst("i"), path.segment(1).elementsEqual("user".utf8), path.segment(2).allSatisfy(isASCIIDigit),
        !path.segment(2).isEmpty
      {
        return .id("x:id", path.segment(2))
      }
      if first.isEmpty, path.fragment.starts(with: "!/".utf8) {
        return handle(Array(path.fragment.dropFirst(2).prefix { $0 != 0x2F }))
      }
      return handle(first)
    case .instagram: return isFirst("_u") ? handle(path.segment(1)) : handle(first)
    case .facebook:
      if isFirst("profile.php") || isFirst("people") {
        let id = isFirst("people") ? path.segment(2) : path.parameter("id") ?? []
        return !id.isEmpty && id.allSatisfy(isASCIIDigit) ? .id("facebook:id", id) : .nobody
      }
      if isFirst("p") {
        // p/Kim-Minjun-100012345678901
        let id = Array(path.segment(1).reversed().prefix(while: isASCIIDigit).reversed())
        return id.count >= 9 ? .id("facebook:id", id) : .nobody
      }
      let name = isFirst("t") ? path.segment(1) : first
      if name.count >= 9, name.allSatisfy(isASCIIDigit) { return .id("facebook:id", name) }
      return handle(name)
    case .tiktok, .threads: return first.first == 0x40 ? handle(first) : .nobody
    case .youtube:
      if first.first == 0x40 { return handle(first) }
      let second = path.segment(1)
      if second.isEmpty {
        return path.segmentCount == 1 && !platform.isReserved(first.span) ? .id("youtube:c", first) : .nobody
      }
      if isFirst("channel") {
        let id = path.rawSegment(1)
        return isChannelID(id) ? .id("youtube:id", id) : .nobody
      }
      if isFirst("c") { return .id("youtube:c", second) }
      return isFirst("user") ? .id("youtube:user", second) : .nobody
    case .linkedin:
      if isFirst("mwlite"), path.segment(1).elementsEqual("in".utf8) { return handle(path.segment(2)) }
      guard isFirst("in") || isFirst("pub") else { return .nobody }
      // A member's number in letters, whose case counts.
      if path.segment(1).count >= 20, path.segment(1).starts(with: "acoaa".utf8) { return .id("linkedin:id", path.rawSegment(1)) }
      return handle(path.segment(1))
    case .naver:
      if let id = path.parameter("blogid") { return handle(id) }
      return first.contains(0x2E) ? .nobody : handle(first)
    case .line:
      let at = isFirst("r") ? 1 : 0
      let last = path.segment(at + 2)
      // @x is a company's account; a bare token stands for nobody that could be told.
      guard path.segment(at).elementsEqual("ti".utf8), last.first == 0x7E else { return .nobody }
      return handle(Array(last.dropFirst()))
    case .telegram:
      if !subdomain.isEmpty { return handle(subdomain) }
      if first.first == 0x2B { return .nobody }
      if first.count >= 5, first.allSatisfy(isASCIIDigit) { return .id("telegram:id", first) }
      return isFirst("s") ? handle(path.segment(1)) : handle(first)
    case .whatsapp: return phone(path.parameter("phone") ?? first)
    case .discord:
      let id = path.segment(1)
      return isFirst("users") && !id.isEmpty && id.allSatisfy(isASCIIDigit) ? .id("discord:id", id) : .nobody
    case .snapchat:
      return isFirst("add") ? handle(path.segment(1)) : first.first == 0x40 ? handle(first) : .nobody
    case .wechat: return path.parameter("username").map(handle) ?? .nobody
    case .github: return handle(first)
    case .kakaotalk: return .nobody
    }
  }
}

/// `UC` and 22 characters of base64.
func isChannelID(_ id: [UInt8]) -> Bool {
  id.count == 24 && id[0] == 0x55 && id[1] == 0x43
    && id.allSatisfy { isASCIILetter($0) || isASCIIDigit($0) || $0 == 0x5F || $0 == 0x2D }
}

/// What stands behind the host.
private struct ProfilePath {
  private let text: [UInt8]
  private let path: Range<Int>
  private let rest: Range<Int>
  private let raw: [UInt8]

  init(_ text: [UInt8], _ range: Range<Int>, raw: [UInt8]) {
    self.text = text
    self.raw = raw
    var end = range.lowerBound
    while end < range.upperBound, text[end] != 0x3F, text[end] != 0x23 { end += 1 }
    path = range.lowerBound..<end
    rest = end..<range.upperBound
  }

  var segmentCount: Int {
    var count = 0
    while segmentRange(count) != nil { count += 1 }
    return count
  }

  private func segmentRange(_ index: Int) -> Range<Int>? {
    var seen = -1
    var at = path.lowerBound
    while at < path.upperBound {
      if text[at] == 0x2F {
        at += 1
        continue
      }
      var end = at
      while end < path.upperBound, text[end] != 0x2F { end += 1 }
      seen += 1
      if seen == index { return at..<end }
      at = end
    }
    return nil
  }

  /// A segment of the path, decoded; empty where there is none.
  func segment(_ index: Int) -> [UInt8] {
    guard let range = segmentRange(index) else { return [] }
    return decoded(text[range])
  }

  /// A segment in the case that the field has it in, or folded where folding moved it.
  func rawSegment(_ index: Int) -> [UInt8] {
    let folded = segment(index)
    let shown = displayText(raw)
    for start in shown.indices where shown.count - start >= folded.count {
      let part = shown[start..<start + folded.count]
      if part.elementsEqual(folded, by: { asciiLowercased($0) == $1 }) { return Array(part) }
    }
    return folded
  }

  /// A value of the query, decoded; nil where it is missing or empty.
  func parameter(_ name: StaticString) -> [UInt8]? {
    let query = text[rest].dropFirst().split(whereSeparator: { $0 == 0x26 || $0 == 0x23 })
    for pair in query where pair.count > name.utf8CodeUnitCount {
      guard pair[pair.startIndex + name.utf8CodeUnitCount] == 0x3D, name.withUTF8Buffer({ pair.starts(with: $0) }) else {
        continue
      }
      let value = decoded(pair.dropFirst(name.utf8CodeUnitCount + 1))
      return value.isEmpty ? nil : value
    }
    return nil
  }

  /// What follows the number sign.
  var fragment: [UInt8] {
    guard let mark = text[rest].firstIndex(of: 0x23) else { return [] }
    return Array(text[(mark + 1)..<rest.upperBound])
  }

  /// %EA%B9%80 as the letter it stands for, which may have to fold again.
  private func decoded(_ part: ArraySlice<UInt8>) -> [UInt8] {
    guard part.contains(0x25) else { return Array(part) }
    func nibble(_ byte: UInt8) -> UInt8? {
      if isASCIIDigit(byte) { return byte - 0x30 }
      return byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : nil
    }
    var out: [UInt8] = []
    var index = part.startIndex
    while index < part.endIndex {
      if part[index] == 0x25, index + 2 < part.endIndex, let high = nibble(part[index + 1]),
        let low = nibble(part[index + 2])
      {
        out.append(high << 4 | low)
        index += 3
      } else {
        out.append(part[index])
        index += 1
      }
    }
    return foldText(out)
  }
}
