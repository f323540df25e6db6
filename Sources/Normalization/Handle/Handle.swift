import CICU
import Identity

/// Social handles: `@name`, a profile address or a labelled entry becomes platform and name.
///
/// Handles are renamed and re-issued, numeric ids are not: an id is a platform of its own
/// (`facebook:id`). Some entries are something else in disguise and come out as that: a KakaoTalk entry
/// that is a telephone number, a WhatsApp link, a mailbox. A Naver id comes out twice, as the handle and
/// as the mailbox of that name, so that it meets the records that hold the mailbox alone. Threads has
/// Instagram's names, which a second key says.
///
/// The comparison form:
///
///     0  platform, bytes
///     1  the platform, then the name
extension Normalizer {
  /// - Parameters:
  ///   - raw: one field with a handle or address; with several, or with a remark in brackets, where it is not one as it stands.
  ///   - platform: what the column is about, in any of its usual names; empty: unknown.
  ///   - into: called once, twice where the value is a mailbox or a telephone number as well or instead,
  ///     not at all for an empty field.
  /// - Complexity: linear; at most `rawBytesMax` bytes are read.
  public func handle(_ raw: [UInt8], platform: [UInt8], into: (NormalizedValue) -> Void) {
    let raw = withoutResidentNumbers(narrowedHandle(raw))
    guard raw.contains(where: mayPartHandles) else { return oneHandle(raw, platform: platform, into: into) }
    var whole: [NormalizedValue] = []
    oneHandle(raw, platform: platform) { whole.append($0) }
    if whole.count == 1, whole[0].isMissing, !whole[0].flags.contains(.placeholder) {
      var parts: [NormalizedValue] = []
      for part in handleParts(raw) {
        oneHandle(part, platform: platform) { value in
          // kim, lee: of a list of words nothing says that they are names
          guard !value.isMissing, part[0] == 0x40 || value.canonical.first != 0x3F else { return }
          if !parts.contains(value) { parts.append(value) }
        }
      }
      if !parts.isEmpty { whole = parts }
    }
    for value in whole { into(value) }
  }

  private func oneHandle(_ raw: [UInt8], platform: [UInt8], into: (NormalizedValue) -> Void) {
    let folded = foldText(raw)
    if folded.isEmpty { return }
    let flags: ValueFlags = raw.count > Normalizer.rawBytesMax ? .clipped : []
    if Placeholder.isMissing(folded) {
      into(unusableHandle(folded, flags.union(.placeholder)))
      return
    }
    var known = HandlePlatform.named(platform.span)
    if known == nil, !platform.isEmpty { known = HandlePlatform.named(foldText(platform).span) }
    if let value = valueOfCanonical(folded, raw: raw, flags) {
      into(value)
      return
    }
    var entry = HandleEntry(folded)
    if let labelled = entry.takeLabel() { known = labelled }
    if let link = ProfileLink(folded, entry.content, raw: raw) {
      emit(link, folded, flags, into)
      return
    }
    entry.trim()
    // 카톡 없음
    if entry.content.lowerBound > 0, Placeholder.isMissing(Array(folded[entry.content])) {
      into(unusableHandle(folded, flags.union(.placeholder)))
      return
    }
    if entry.content.isEmpty || HandlePlatform.isFiller(folded.span.extracting(entry.content)) {
      into(unusableHandle(folded, flags.union(entry.content.isEmpty ? .invalid : .placeholder)))
      return
    }
    emit(known, folded, entry.content, raw: raw, flags, into)
  }

  /// A canonical value reads as itself: `x:id:12345` is the account's number and not the name 12345, `?:weibo.com/u/1`
  /// an address, `youtube:c:name` an address of the old kind. Those of a platform and a name read as a label and a name.
  private func valueOfCanonical(_ folded: [UInt8], raw: [UInt8], _ flags: ValueFlags) -> NormalizedValue? {
    guard let mark = folded.firstIndex(of: 0x3A), mark + 1 < folded.count else { return nil }
    if mark == 1, folded[0] == 0x3F {
      let name = Array(folded[2...])
      if let slash = name.firstIndex(of: 0x2F) {
        let host = name[..<slash]
        guard host.contains(0x2E), !host.contains(0x20), !host.contains(0x3A) else { return nil }
        return unknownPlatformHandle(name, isName: false, flags)
      }
      return isName([0x40] + name, 1..<name.count + 1) ? unknownPlatformHandle(name, isName: true, flags) : nil
    }
    guard let kind = CanonicalKind.all.first(where: { folded.count > $0.prefix.count && folded.starts(with: $0.prefix) }) else {
      return nil
    }
    var id = folded[kind.prefix.count...]
    if kind.hasCase {
      let shown = displayText(raw)
      guard shown.count == folded.count else { return nil }
      id = shown[kind.prefix.count...]
    }
    guard kind.allows(id) else { return nil }
    return handleValue(kind.prefix.dropLast(), Array(id), 0..<id.count, flags)
  }

  private func emit(
    _ link: ProfileLink, _ folded: [UInt8], _ flags: ValueFlags, _ into: (NormalizedValue) -> Void
  ) {
    switch link.content {
    case .handle(let platform, let name): emit(platform, name, 0..<name.count, raw: [], flags, into)
    case .id(let kind, let id): into(handleValue(Array(kind.utf8), id, 0..<id.count, flags))
    case .phone(let digits): whatsAppNumber(digits, isLink: true, flags, into)
    case .nobody: into(unusableHandle(folded, flags.union(.invalid)))
    case .elsewhere(let address): into(unknownPlatformHandle(address, isName: false, flags))
    }
  }

  /// A link holds the country's code without a plus, and so do most who write it by hand; some forget that and begin
  /// with 0.
  private func whatsAppNumber(
    _ entry: [UInt8], isLink: Bool, _ flags: ValueFlags, _ into: (NormalizedValue) -> Void
  ) {
    let isNational = entry[0] == 0x30
    var isFound = false
    func read(_ entry: [UInt8], isLast: Bool) {
      phone(entry, region: isNational ? Array("KR".utf8) : []) { value in
        // 010-1234-5678 is a number all the same, and nobody's
        guard !value.isMissing || value.flags.contains(.placeholder) && value.canonical.first == 0x2B,
          isLast || value.flags.isDisjoint(with: [.unreadable, .invalid])
        else { return }
        isFound = true
        into(value.flagged(flags))
      }
    }
    // 659 812 3456 by hand is rather a number without its country, as ten digits mostly are, than Singapore's 65 9812 3456.
    let isLong = isLink || entry.count(where: isASCIIDigit) >= codeAndNumberDigitsMin
    let hasCode = !isNational && isASCIIDigit(entry[0]) && isLong
    if hasCode { read([0x2B] + entry, isLast: isLink) }
    if !isFound, !isLink || !hasCode { read(entry, isLast: true) }
    if !isFound { into(unusableHandle(HandlePlatform.whatsapp.name + [0x3A] + entry, flags.union(.invalid))) }
  }

  /// - Parameter range: the name in `text`, trimmed and not empty.
  private func emit(
    _ platform: HandlePlatform?, _ text: [UInt8], _ range: Range<Int>, raw: [UInt8], _ flags: ValueFlags,
    _ into: (NormalizedValue) -> Void
  ) {
    if let moved = disguised(platform, text, range, flags) {
      moved(into)
      return
    }
    let name = text.span.extracting(range)
    guard let platform else {
      let isLegacy = text[range].contains(0x23)
      if let kind = idKind(.wechat, name) ?? (isLegacy ? idKind(.discord, name) : nil) {
        into(handleValue(kind, text, range, flags))
      } else if isName(text, range) {
        into(unknownPlatformHandle(Array(text[range]), isName: true, flags))
      } else {
        into(unusableHandle(text, flags.union(.invalid)))
      }
      return
    }
    if let kind = idKind(platform, name) {
      into(handleValue(kind, text, range, flags))
      return
    }
    if platform == .youtube, let id = channelID(raw, folded: name) {
      into(handleValue(Array("youtube:id".utf8), id, 0..<id.count, flags))
      return
    }
    if platform.ignoresDots, text[range].contains(0x2E) {
      let plain = text[range].filter { $0 != 0x2E }
      emitAllowed(platform, plain, 0..<plain.count, shown: text[range], flags, into)
    } else {
      emitAllowed(platform, text, range, shown: text[range], flags, into)
    }
  }

  private func emitAllowed(
    _ platform: HandlePlatform, _ text: [UInt8], _ range: Range<Int>, shown: ArraySlice<UInt8>, _ flags: ValueFlags,
    _ into: (NormalizedValue) -> Void
  ) {
    guard !range.isEmpty, platform.allows(text.span.extracting(range)) else {
      into(
        NormalizedValue(
          attribute: .handle, canonical: platform.name + [0x3A] + (range.isEmpty ? shown : text[range]), form: [],
          keys: [], flags: flags.union(.invalid), sharing: .unknown))
      return
    }
    var flags = flags
    // As the mailbox of that name says: Naver gives out no dots.
    if platform == .naver, text[range].contains(0x2E) { flags.insert(.ambiguous) }
    into(handleValue(platform.name, text, range, flags))
    if platform == .naver { email(text[range] + Array("@naver.com".utf8)) { into($0.flagged(flags.intersection(.clipped))) } }
  }

  /// Whether a text of no known platform is one word of 2 to 50 letters, digits, dots, underscores and
  /// hyphens. Letters of other scripts alone are a remark unless an `@` says that they are a name.
  private func isName(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    let span = text.span
    var length = 0
    var hasPlain = range.lowerBound > 0 && span[range.lowerBound - 1] == 0x40
    var hasSign = false
    var offset = range.lowerBound
    while offset < range.upperBound {
      length += 1
      switch span[offset] {
      case 0x61...0x7A, 0x30...0x39:
        hasPlain = true
        hasSign = true
        offset += 1
      case 0x2D, 0x2E, 0x5F: offset += 1
      case 0x80...:
        switch decodeScalar(span, at: &offset) {
        case 0xC0...0x1FFF, 0x3041...0xD7A3, 0xF900...0xFAFF, 0x2_0000...0x3_FFFF: hasSign = true
        default: return false
        }
      default: return false
      }
    }
    return hasPlain && hasSign && (2...50).contains(length)
  }

  /// What is not a handle at all: an address, or a number on the platforms where people are known by it.
  private func disguised(
    _ platform: HandlePlatform?, _ text: [UInt8], _ range: Range<Int>, _ flags: ValueFlags
  ) -> (((NormalizedValue) -> Void) -> Void)? {
    var digits = 0
    var isNumber = true
    var at: Int? = nil
    for index in range {
      switch text[index] {
      case 0x30...0x39: digits += 1
      case 0x20, 0x28, 0x29, 0x2B, 0x2D, 0x2E: break
      case 0x40:
        at = index
        isNumber = false
      default: isNumber = false
      }
    }
    guard at != nil || isNumber && digits >= 9 else { return nil }
    let entry = Array(text[range])
    if let at {
      if platform == .naver, text[(at + 1)..<range.upperBound].elementsEqual("naver.com".utf8) {
        let name = Array(text[range.lowerBound..<at])
        return { into in self.emitAllowed(.naver, name, 0..<name.count, shown: name[...], flags, into) }
      }
      return { into in
        into(unusableHandle(entry, flags.union(.invalid)))
        self.misplaced(entry, in: .handle) { into($0.flagged(flags)) }
      }
    }
    switch platform {
    case .whatsapp: return { into in self.whatsAppNumber(entry, isLink: false, flags, into) }
    case .kakaotalk:
      return { into in self.phone(entry, region: Array("KR".utf8)) { into($0.flagged(flags)) } }
    case .telegram, .line, .wechat, nil:
      // Digits alone are a line's name or an internal number; with a code in front they are a telephone's.
      var found: [NormalizedValue] = []
      misplaced(entry, in: .handle) { found.append($0.flagged(flags)) }
      return found.isEmpty ? nil : { into in for value in found { into(value) } }
    default: return nil
    }
  }

  /// Numbers that a platform gives out itself, and Discord's names of before 2023.
  private func idKind(_ platform: HandlePlatform, _ name: Span<UInt8>) -> [UInt8]? {
    switch platform {
    case .facebook where name.count >= 9, .discord where name.count >= 17:
      for index in 0..<name.count where !isASCIIDigit(name[index]) { return nil }
      return platform.name + Array(":id".utf8)
    case .discord where name.count > 5 && name[name.count - 5] == 0x23:
      return Array("discord-legacy".utf8)
    case .wechat where name.count > 5 && name[0] == 0x77 && name[1] == 0x78 && name[2] == 0x69 && name[3] == 0x64
      && name[4] == 0x5F:
      return Array("wechat:id".utf8)
    default: return nil
    }
  }

  /// `UC` and 22 characters whose case counts, so they come from the raw field.
  private func channelID(_ raw: [UInt8], folded name: Span<UInt8>) -> [UInt8]? {
    guard name.count == 24, name[0] == 0x75, name[1] == 0x63 else { return nil }
    let shown = displayText(raw)
    guard shown.count >= 24 else { return nil }
    for start in 0...(shown.count - 24) where shown[start] == 0x55 && shown[start + 1] == 0x43 {
      let id = shown[start..<start + 24]
      if id.allSatisfy({ isASCIILetter($0) || isASCIIDigit($0) || $0 == 0x5F || $0 == 0x2D }) { return Array(id) }
    }
    return nil
  }
}

/// The kinds of account that are no platform's own name, as `handleValue` writes them.
private struct CanonicalKind {
  enum Shape { case digits, word, channel, tagged, wechat }

  let prefix: [UInt8]
  let shape: Shape
  let hasCase: Bool

  init(_ prefix: String, _ shape: Shape, hasCase: Bool = false) {
    self.prefix = Array(prefix.utf8)
    self.shape = shape
    self.hasCase = hasCase
  }

  static let all = [
    CanonicalKind("facebook:id:", .digits), CanonicalKind("x:id:", .digits), CanonicalKind("telegram:id:", .digits),
    CanonicalKind("discord:id:", .digits), CanonicalKind("youtube:id:", .channel, hasCase: true), CanonicalKind("youtube:c:", .word),
    CanonicalKind("youtube:user:", .word), CanonicalKind("linkedin:id:", .word, hasCase: true),
    CanonicalKind("wechat:id:", .wechat), CanonicalKind("discord-legacy:", .tagged),
  ]

  func allows(_ id: ArraySlice<UInt8>) -> Bool {
    switch shape {
    case .digits: id.allSatisfy(isASCIIDigit)
    case .word: id.first != 0x20 && !id.contains(0x2F)
    case .channel: isChannelID(Array(id))
    case .tagged: id.count > 5 && id[id.endIndex - 5] == 0x23
    case .wechat: id.count > 5 && id.starts(with: "wxid_".utf8)
    }
  }
}

/// Full-width letters and marks, quotation marks and spaces of other keyboards as ASCII has them and nothing that cannot be
/// seen, before a field is parted at its commas and brackets. Case stays, which ids need.
private func narrowedHandle(_ raw: [UInt8]) -> [UInt8] {
  // the first bytes of U+0080 to U+00BF, of U+2000 to U+2FFF, of U+3000 to U+3FFF and of U+F000 to U+FFFF
  func isRare(_ byte: UInt8) -> Bool { byte == 0xC2 || byte == 0xE2 || byte == 0xE3 || byte == 0xEF }
  guard raw.count <= Normalizer.rawBytesMax, raw.contains(where: isRare) else { return raw }
  var out: [UInt8] = []
  out.reserveCapacity(raw.count)
  let span = raw.span
  var offset = 0
  while offset < span.count {
    let scalar = decodeScalar(span, at: &offset)
    switch scalar {
    case 0..<0x80: out.append(UInt8(scalar))
    case 0xFF01...0xFF5E: out.append(UInt8(scalar - 0xFEE0))
    case 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: out.append(0x20)
    case 0x3001: out.append(0x2C)
    case 0x201C, 0x201D: out.append(0x22)
    case 0x2018, 0x2019: out.append(0x27)
    case 0xFFFD: appendScalar(scalar, to: &out)
    default: if !kindred_icu_is_ignorable(scalar) { appendScalar(scalar, to: &out) }
    }
  }
  return out
}

/// What commas, semicolons, bars and slashes between spaces part, without quotation marks and the brackets behind it:
/// 인스타: kim_minjun / 카톡: minjun88, IG kim_minjun (본인). None where that is the field as it stands.
private func handleParts(_ raw: [UInt8]) -> [[UInt8]] {
  guard raw.count <= Normalizer.rawBytesMax else { return [] }
  // a link may have commas of its own
  let isLink = raw.contains(0x3F)
  var parts: [[UInt8]] = [[]]
  for (index, byte) in raw.enumerated() {
    let isSlash = byte == 0x2F && index > 0 && raw[index - 1] == 0x20 && index + 1 < raw.count && raw[index + 1] == 0x20
    let isInLink = isLink && index + 1 < raw.count && raw[index + 1] != 0x20
    if isSlash || !isInLink && (byte == 0x2C || byte == 0x3B || byte == 0x7C) || byte == 0x0A || byte == 0x0D {
      if parts.count == handlesInFieldMax { break }
      parts.append([])
    } else {
      parts[parts.count - 1].append(byte)
    }
  }
  parts = parts.map { part in
    var part = part[...]
    while part.first == 0x20 { part = part.dropFirst() }
    while part.last == 0x20 { part = part.dropLast() }
    // "@kim_min"
    if part.count > 2, let mark = part.first, mark == 0x22 || mark == 0x27, part.last == mark, part.count(where: { $0 == mark }) == 2 {
      part = part.dropFirst().dropLast()
    }
    if part.last == 0x29, let open = part.lastIndex(of: 0x28), open > part.startIndex { part = part[..<open] }
    return Array(part)
  }
  parts.removeAll(where: \.isEmpty)
  return parts == [raw] ? [] : parts
}

/// , ; | ) " and space, of which one at least stands where a field has to be parted.
private func mayPartHandles(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x2C, 0x3B, 0x7C, 0x29, 0x22, 0x27, 0x20, 0x0A, 0x0D: true
  default: false
  }
}

/// Digits of a number that somebody wrote with its country's code and without a plus, at least.
private let codeAndNumberDigitsMin = 11

/// More handles in one field than this are a list of links and no person's.
private let handlesInFieldMax = 8

extension HandleLevel {
  /// How well two comparison forms of handles agree.
  public static func of(_ left: Span<UInt8>, _ right: Span<UInt8>) -> HandleLevel {
    guard let a = HandleForm(left), let b = HandleForm(right) else { return .different }
    guard isSame(left, a.name, right, b.name) else { return .different }
    if isSame(left, a.platform, right, b.platform) { return a.isUnknown(left) ? .name : .handle }
    if a.isOfInstagram(left), b.isOfInstagram(right) { return .namespace }
    return isTelling(left.extracting(a.name)) && !a.isID(left) && !b.isID(right) ? .name : .different
  }
}

/// Whether a name is long enough to say anything about another platform: six characters.
private func isTelling(_ name: Span<UInt8>) -> Bool {
  var scalars = 0
  for index in 0..<name.count where name[index] & 0xC0 != 0x80 { scalars += 1 }
  return scalars >= 6
}

extension NormalizedValue {
  fileprivate func flagged(_ more: ValueFlags) -> NormalizedValue {
    var value = self
    value.flags.formUnion(more)
    return value
  }
}

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
    let end = platform.upperBound
    return platform.count > 3 && form[end - 3] == 0x3A && form[end - 2] == 0x69 && form[end - 1] == 0x64
  }

  /// Threads and Instagram share their names; no other platform begins with `th` or `in`.
  func isOfInstagram(_ form: Span<UInt8>) -> Bool {
    platform.count == 9 && form[1] == 0x69 && form[2] == 0x6E
      || platform.count == 7 && form[1] == 0x74 && form[2] == 0x68
  }
}

private func unusableHandle(_ text: [UInt8], _ flags: ValueFlags) -> NormalizedValue {
  NormalizedValue(attribute: .handle, canonical: text, form: [], keys: [], flags: flags, sharing: .ofNothing(flags))
}

private func handleValue(
  _ platform: [UInt8], _ text: [UInt8], _ range: Range<Int>, _ flags: ValueFlags
) -> NormalizedValue {
  let name = text.span.extracting(range)
  let kind = platform.span
  return ValueWriter.written(capacity: 60 + 2 * kind.count + 4 * name.count) { value in
    value.put(kind)
    value.put(0x3A)
    value.put(name)
    value.endCanonical()
    let exact = 0..<value.count
    value.put(UInt8(truncatingIfNeeded: kind.count))
    value.put(kind)
    value.put(name)
    value.endForm()
    value.key(.handleExact, written: exact)
    if kind.count == 7, kind[0] == 0x74, kind[1] == 0x68 {
      value.beginKey(.handleExact)
      value.put(HandlePlatform.instagram.name)
      value.put(written: 7..<exact.upperBound)
      value.endKey()
    }
    let isID = kind.count > 3 && kind[kind.count - 3] == 0x3A && kind[kind.count - 2] == 0x69
    if !isID, isTelling(name) { value.key(.handleName, written: kind.count + 1..<exact.upperBound) }
    return value.value(.handle, flags)
  }
}

/// - Parameter isName: a name, which may be the same person's elsewhere; else an address.
private func unknownPlatformHandle(_ name: [UInt8], isName: Bool, _ flags: ValueFlags) -> NormalizedValue {
  NormalizedValue(
    attribute: .handle, canonical: [0x3F, 0x3A] + name, form: [1, 0x3F] + name,
    keys: isName && isTelling(name.span) ? [NormalizedKey(.handleName, name)] : [], flags: flags)
}

/// What of a folded field is the handle.
private struct HandleEntry {
  private let text: [UInt8]
  private(set) var content: Range<Int>

  init(_ text: [UInt8]) {
    self.text = text
    content = 0..<text.count
  }

  /// `인스타: kim`, `카톡 kim`, `(insta) kim`, `kim (insta)`: takes the platform off the name.
  mutating func takeLabel() -> HandlePlatform? {
    let text = text
    let span = text.span
    var mark = 0
    // 인스타@kim; before an @ in Latin letters it may be a mailbox
    while mark < span.count, !HandleEntry.isMark(span[mark]), span[mark] != 0x40 || mark == 0 || span[mark - 1] < 0x80 {
      // A path is no label.
      if span[mark] == 0x2F { return nil }
      mark += 1
    }
    if mark == span.count, span[mark - 1] != 0x29 { return nil }
    // So is no host with a port.
    if mark + 1 < span.count, isASCIIDigit(span[mark + 1]), text[..<mark].contains(0x2E) { return nil }
    if mark > 0 {
      let start = span[0] == 0x28 ? 1 : 0
      if start < mark, let platform = HandlePlatform.named(span.extracting(start..<mark)) {
        var rest = HandleEntry.skippedMarks(text, from: mark)
        for word in HandleEntry.idWords
        where rest + word.count < span.count && span.extracting(rest..<span.count).begins(with: word.span)
          && HandleEntry.isMark(span[rest + word.count])
        {
          rest = HandleEntry.skippedMarks(text, from: rest + word.count)
        }
        if rest < span.count {
          content = rest..<span.count
          return platform
        }
      }
    }
    if span[span.count - 1] == 0x29, let open = text.lastIndex(of: 0x28), open > 0,
      let platform = HandlePlatform.named(span.extracting(open + 1..<span.count - 1))
    {
      content = 0..<open
      return platform
    }
    return nil
  }

  /// Takes off `@`, `~` and space in front and what ends an address or a list.
  mutating func trim() {
    let text = text
    var (start, end) = (content.lowerBound, content.upperBound)
    while start < end, text[start] == 0x40 || text[start] == 0x20 || text[start] == 0x7E { start += 1 }
    while end > start, text[end - 1] == 0x2F || text[end - 1] == 0x20 || text[end - 1] == 0x2C { end -= 1 }
    content = start..<end
  }

  private static func isMark(_ byte: UInt8) -> Bool { byte == 0x3A || byte == 0x20 || byte == 0x3D || byte == 0x29 }

  private static func skippedMarks(_ text: [UInt8], from start: Int) -> Int {
    var at = start
    while at < text.count, isMark(text[at]) { at += 1 }
    return at
  }

  /// `네이버 블로그 minjun88`, `카톡 id kim`; the longer way round first: `네이버 블로그 아이디 minjun88`.
  private static let idWords: [[UInt8]] = ["블로그", "blog", "id", "아이디"].map { Array($0.utf8) }
}
