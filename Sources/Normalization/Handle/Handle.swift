import Identity

/// Social handles: `@name`, a profile address or a labelled entry becomes platform and name.
///
/// Handles are renamed and re-issued, numeric ids are not: an id is a platform of its own
/// (`facebook:id`). Some entries are something else in disguise and come out as that: a KakaoTalk entry
/// that is a telephone number, a WhatsApp link, a Naver id that is also a mailbox.
///
/// The comparison form:
///
///     0  platform, bytes
///     1  the platform, then the name
extension Normalizer {
  /// - Parameters:
  ///   - raw: one field with one handle or address.
  ///   - platform: what the column is about, in any of its usual names; empty: unknown.
  ///   - into: called once, twice where the value is also a mailbox, not at all for an empty field.
  public func handle(_ raw: [UInt8], platform: [UInt8], into: (NormalizedValue) -> Void) {
    let folded = foldText(raw)
    if folded.isEmpty { return }
    let flags: ValueFlags = raw.count > Normalizer.rawBytesMax ? .clipped : []
    if Placeholder.isMissing(folded) {
      into(unusableHandle(folded, flags.union(.placeholder)))
      return
    }
    var known = HandlePlatform.named(foldText(platform))
    if let link = ProfileLink(displayText(raw)) {
      switch link.content {
      case .handle(let linked, let name): emit(linked, name, flags, into)
      case .id(let name, let id): into(handleValue(name, id, flags))
      case .phone(let digits): phone([0x2B] + digits, region: [], into: into)
      case .nobody: into(unusableHandle(folded, flags.union(.invalid)))
      }
      return
    }
    var name = folded
    if let (labelled, rest) = labelled(folded) {
      known = labelled
      name = rest
    }
    name = Array(name.drop(while: { $0 == 0x40 || $0 == 0x20 || $0 == 0x7E }))
    while let last = name.last, last == 0x2F || last == 0x20 || last == 0x2C { name.removeLast() }
    if name.isEmpty {
      into(unusableHandle(folded, flags.union(.invalid)))
      return
    }
    guard let known else {
      into(unknownPlatformHandle(name, flags))
      return
    }
    emit(known, name, flags, into)
  }

  private func emit(
    _ platform: HandlePlatform, _ name: [UInt8], _ flags: ValueFlags, _ into: (NormalizedValue) -> Void
  ) {
    let isNumber =
      name.count(where: isASCIIDigit) >= 9 && name.allSatisfy { isASCIIDigit($0) || " +-().".utf8.contains($0) }
    if isNumber, platform.name.elementsEqual("kakaotalk".utf8) || platform.name.elementsEqual("whatsapp".utf8) {
      phone(name, region: platform.name.elementsEqual("kakaotalk".utf8) ? Array("KR".utf8) : [], into: into)
      return
    }
    if platform.name.elementsEqual("discord".utf8), name.contains(0x23) {
      into(handleValue(Array("discord-legacy".utf8), name, flags))
      return
    }
    var folded = platform.ignoresDots ? name.filter { $0 != 0x2E } : name
    if platform.name.elementsEqual("naver".utf8), let at = folded.firstIndex(of: 0x40) { folded = Array(folded[..<at]) }
    guard platform.allows(folded) else {
      let shown = folded.isEmpty ? name : folded
      into(
        NormalizedValue(
          attribute: .handle, canonical: platform.name + [0x3A] + shown, form: [], keys: [],
          flags: flags.union(.invalid),
          sharing: .junk))
      return
    }
    into(handleValue(platform.name, folded, flags))
    if platform.name.elementsEqual("naver".utf8) { email(folded + Array("@naver.com".utf8), into: into) }
  }
}

extension HandleLevel {
  /// How well two comparison forms of handles agree.
  public static func of(_ left: Span<UInt8>, _ right: Span<UInt8>) -> HandleLevel {
    guard let a = HandleForm(left), let b = HandleForm(right) else { return .different }
    guard isSame(left, a.name, right, b.name) else { return .different }
    if isSame(left, a.platform, right, b.platform) { return a.isUnknown(left) ? .name : .handle }
    if a.isOfInstagram(left), b.isOfInstagram(right) { return .namespace }
    return a.name.count >= nameBytesMin && !a.isID(left) && !b.isID(right) ? .name : .different
  }
}

/// Shortest name that says anything about another platform.
private let nameBytesMin = 6

private struct HandleForm {
  var platform: Range<Int>
  var name: Range<Int>

  init?(_ form: Span<UInt8>) {
    guard form.count > 2, 1 + Int(form[0]) < form.count else { return nil }
    platform = 1..<1 + Int(form[0])
    name = platform.upperBound..<form.count
  }

  func isUnknown(_ form: Span<UInt8>) -> Bool { platform.count == 1 && form[1] == 0x3F }

  func isID(_ form: Span<UInt8>) -> Bool {
    for index in platform where form[index] == 0x3A { return true }
    return false
  }

  /// Threads and Instagram share their names; no other platform begins with `th` or `in`.
  func isOfInstagram(_ form: Span<UInt8>) -> Bool {
    platform.count == 9 && form[1] == 0x69 && form[2] == 0x6E
      || platform.count == 7 && form[1] == 0x74 && form[2] == 0x68
  }
}

private func unusableHandle(_ text: [UInt8], _ flags: ValueFlags) -> NormalizedValue {
  NormalizedValue(attribute: .handle, canonical: text, form: [], keys: [], flags: flags, sharing: .junk)
}

private func handleValue(_ platform: [UInt8], _ name: [UInt8], _ flags: ValueFlags) -> NormalizedValue {
  let exact = platform + [0x3A] + name
  var keys = [NormalizedKey(.handleExact, exact)]
  if name.count >= nameBytesMin, !platform.contains(0x3A) { keys.append(NormalizedKey(.handleName, name)) }
  return NormalizedValue(
    attribute: .handle, canonical: exact, form: [UInt8(platform.count)] + platform + name, keys: keys, flags: flags)
}

private func unknownPlatformHandle(_ name: [UInt8], _ flags: ValueFlags) -> NormalizedValue {
  NormalizedValue(
    attribute: .handle, canonical: [0x3F, 0x3A] + name, form: [1, 0x3F] + name,
    keys: name.count >= nameBytesMin ? [NormalizedKey(.handleName, name)] : [], flags: flags)
}

/// `인스타: kim`, `카톡 kim`: the platform in front of the name.
private func labelled(_ folded: [UInt8]) -> (HandlePlatform, [UInt8])? {
  guard let end = folded.firstIndex(where: { $0 == 0x3A || $0 == 0x20 || $0 == 0x3D || $0 == 0x29 }), end > 0 else {
    return nil
  }
  let start = folded[0] == 0x28 ? 1 : 0
  guard start < end, let platform = HandlePlatform.named(Array(folded[start..<end])) else { return nil }
  var rest = folded[end...].drop(while: { $0 == 0x3A || $0 == 0x20 || $0 == 0x3D || $0 == 0x29 })
  for word in ["id", "아이디"] where rest.starts(with: word.utf8) {
    let behind = rest.dropFirst(word.utf8.count)
    if let next = behind.first, next == 0x3A || next == 0x20 {
      rest = behind.drop(while: { $0 == 0x3A || $0 == 0x20 })
    }
  }
  return rest.isEmpty ? nil : (platform, Array(rest))
}

// MARK: - Profile addresses

private struct ProfileLink {
  enum Content {
    case handle(HandlePlatform, [UInt8])
    case id([UInt8], [UInt8])
    case phone([UInt8])
    /// A page, an invitation or a post: nobody's profile.
    case nobody
  }

  var content: Content

  /// - Returns: nil where the text is no address of a known platform.
  init?(_ text: [UInt8]) {
    var rest = text[...]
    let lower = text.map(asciiLowercased)
    for scheme in ["https://", "http://", "//"] where lower.starts(with: scheme.utf8) {
      rest = rest.dropFirst(scheme.utf8.count)
      break
    }
    let hostEnd = rest.firstIndex(where: { $0 == 0x2F || $0 == 0x3F || $0 == 0x23 }) ?? rest.endIndex
    var host = rest[..<hostEnd].map(asciiLowercased)
    for prefix in ["www.", "m."] where host.starts(with: prefix.utf8) && platformHosts[host] == nil {
      host.removeFirst(prefix.utf8.count)
    }
    var subdomain: [UInt8] = []
    if platformHosts[host] == nil, let dot = host.firstIndex(of: 0x2E) {
      subdomain = Array(host[..<dot])
      host = Array(host[(dot + 1)...])
    }
    guard let name = platformHosts[host], let platform = HandlePlatform.named(name) else { return nil }
    let tail = rest[hostEnd...]
    let pathEnd = tail.firstIndex(where: { $0 == 0x3F || $0 == 0x23 }) ?? tail.endIndex
    let segments = tail[..<pathEnd].split(separator: 0x2F).map { percentDecoded($0) }
    let query = tail[pathEnd...].dropFirst().split(whereSeparator: { $0 == 0x26 || $0 == 0x23 })
    func parameter(_ name: String) -> [UInt8]? {
      for pair in query where pair.map(asciiLowercased).starts(with: (name + "=").utf8) {
        let value = percentDecoded(pair.dropFirst(name.utf8.count + 1))
        return value.isEmpty ? nil : value
      }
      return nil
    }
    content = ProfileLink.read(platform, String(decoding: host, as: UTF8.self), subdomain, segments, parameter)
  }

  private static func read(
    _ platform: HandlePlatform, _ host: String, _ subdomain: [UInt8], _ segments: [[UInt8]],
    _ parameter: (String) -> [UInt8]?
  ) -> Content {
    let first = segments.first ?? []
    let second = segments.count > 1 ? segments[1] : []
    let firstFolded = foldText(first)
    func handle(_ name: [UInt8]) -> Content {
      let folded = foldText(Array(name.drop(while: { $0 == 0x40 })))
      return folded.isEmpty || reservedSegments.contains(folded) ? .nobody : .handle(platform, folded)
    }
    func isFirst(_ word: String) -> Bool { firstFolded.elementsEqual(word.utf8) }
    switch String(decoding: platform.name, as: UTF8.self) {
    case "x":
      if isFirst("intent"), let name = parameter("screen_name") { return handle(name) }
      return handle(first)
    case "facebook":
      if isFirst("profile.php") {
        guard let id = parameter("id"), id.allSatisfy(isASCIIDigit) else { return .nobody }
        return .id(Array("facebook:id".utf8), id)
      }
      if isFirst("people"), segments.count > 2, segments[2].allSatisfy(isASCIIDigit) {
        return .id(Array("facebook:id".utf8), segments[2])
      }
      if first.count >= 9, first.allSatisfy(isASCIIDigit) { return .id(Array("facebook:id".utf8), first) }
      return isFirst("people") ? .nobody : handle(first)
    case "tiktok", "threads": return first.first == 0x40 ? handle(first) : .nobody
    case "youtube":
      if first.first == 0x40 { return handle(first) }
      if segments.count == 1, !firstFolded.isEmpty, !reservedSegments.contains(firstFolded), host == "youtube.com" {
        return .id(Array("youtube:c".utf8), firstFolded)
      }
      if second.isEmpty { return .nobody }
      if isFirst("channel") { return .id(Array("youtube:id".utf8), second) }
      if isFirst("c") || isFirst("user") {
        let folded = foldText(second)
        return folded.isEmpty ? .nobody : .id(Array("youtube:".utf8) + firstFolded, folded)
      }
      return .nobody
    case "linkedin":
      if isFirst("mwlite"), segments.count > 2, foldText(second).elementsEqual("in".utf8) { return handle(segments[2]) }
      return isFirst("in") || isFirst("pub") ? handle(second) : .nobody
    case "naver":
      if host == "blog.me" { return subdomain.isEmpty ? .nobody : handle(subdomain) }
      if let id = parameter("blogid") { return handle(id) }
      return first.contains(0x2E) ? .nobody : handle(first)
    case "line":
      if isFirst("ti"), segments.count > 2, segments[2].first == 0x7E { return handle(Array(segments[2].dropFirst())) }
      return .nobody
    case "telegram":
      if !subdomain.isEmpty { return handle(subdomain) }
      if first.first == 0x2B { return .nobody }
      return isFirst("s") ? handle(second) : handle(first)
    case "whatsapp":
      let digits = (parameter("phone") ?? first).filter(isASCIIDigit)
      return digits.count >= 7 ? .phone(digits) : .nobody
    case "discord":
      return isFirst("users") && !second.isEmpty && second.allSatisfy(isASCIIDigit)
        ? .id(Array("discord:id".utf8), second) : .nobody
    case "snapchat": return isFirst("add") ? handle(second) : first.first == 0x40 ? handle(first) : .nobody
    case "kakaotalk": return .nobody
    default: return handle(first)
    }
  }
}

private func percentDecoded(_ text: some Sequence<UInt8>) -> [UInt8] {
  let bytes = Array(text)
  func nibble(_ byte: UInt8) -> UInt8? {
    if isASCIIDigit(byte) { return byte - 0x30 }
    let letter = byte | 0x20
    return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : nil
  }
  var out: [UInt8] = []
  var index = 0
  while index < bytes.count {
    if bytes[index] == 0x25, index + 2 < bytes.count, let high = nibble(bytes[index + 1]),
      let low = nibble(bytes[index + 2])
    {
      out.append(high << 4 | low)
      index += 3
    } else {
      out.append(bytes[index])
      index += 1
    }
  }
  return out
}
