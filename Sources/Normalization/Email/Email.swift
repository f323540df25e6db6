import CICU
import Identity

/// E-mail addresses: what was typed becomes the address, the address becomes the mailbox.
///
/// Folding the local part contradicts RFC 5321 on paper and no mass provider in fact; the raw value is
/// kept elsewhere. `canonical` is the exact address in lower case with an ASCII domain; the first key is
/// the mailbox after the provider's documented rules. A slip in a frequent domain adds a second key and
/// never changes the value.
///
/// The comparison form, all of the mailbox:
///
///     0  1 where the local part is telling (six characters, a letter, a digit or separator), else 0
///     1  group kind (EmailProvider.Group)
///     2  bytes of the local part that name the group
///     3  local part, bytes
///     4  domain, bytes
///     5  mended domain, bytes (0: the domain is no known slip)
///     6  the three texts
extension Normalizer {
  /// - Parameters:
  ///   - raw: one field; may hold a display name, `mailto:`, several addresses.
  ///   - into: called once for each address, in the order written; not at all for an empty field.
  public func email(_ raw: [UInt8], into: (NormalizedValue) -> Void) {
    var text = foldText(raw.contains(0xC3) ? keepingSharpS(raw) : raw)
    if text.isEmpty { return }
    var flags: ValueFlags = raw.count > Normalizer.rawBytesMax ? .clipped : []
    if isPlainAddress(text) {
      into(emailValue(text, flags))
      return
    }
    let before = replacing(text, "\u{E0DF}", "ss")
    text = unwrapped(text)
    let pieces = addresses(in: text, repaired: &flags)
    if pieces.isEmpty {
      into(unusableEmail(before, saysMissing(before) ? flags.union(.placeholder) : flags.union(.invalid)))
      return
    }
    for piece in pieces { into(emailValue(piece, flags)) }
  }
}

extension EmailLevel {
  /// How well two comparison forms of e-mail addresses agree.
  public static func of(_ left: Span<UInt8>, _ right: Span<UInt8>) -> EmailLevel {
    guard let a = EmailForm(left), let b = EmailForm(right) else { return .different }
    let hasSameLocal = isSame(left, a.local, right, b.local)
    let hasSameDomain = isSame(left, a.domain, right, b.domain)
    if hasSameLocal, hasSameDomain { return .account }
    if a.groupKind == b.groupKind, a.groupKind != 0, isSame(left, a.groupBase, right, b.groupBase),
      hasSameDomain || a.groupKind != EmailProvider.Group.plus.rawValue
    {
      return .group
    }
    if hasSameLocal {
      if isSame(left, a.mended, right, b.domain) || isSame(left, a.domain, right, b.mended)
        || !a.mended.isEmpty && isSame(left, a.mended, right, b.mended)
        || isOneLetterOff(left, a.domain, right, b.domain)
      {
        return .near
      }
      return a.isTelling ? .localPart : .different
    }
    if hasSameDomain, isOneLetterOff(left, a.local, right, b.local) { return .near }
    return .different
  }
}

private struct EmailForm {
  var isTelling: Bool
  var groupKind: UInt8
  var groupBase: Range<Int>
  var local: Range<Int>
  var domain: Range<Int>
  var mended: Range<Int>

  init?(_ form: Span<UInt8>) {
    guard form.count >= 6, form[3] > 0 else { return nil }
    let domainStart = 6 + Int(form[3])
    let mendedStart = domainStart + Int(form[4])
    guard mendedStart + Int(form[5]) == form.count, form[2] <= form[3] else { return nil }
    isTelling = form[0] == 1
    groupKind = form[1]
    groupBase = 6..<6 + Int(form[2])
    local = 6..<domainStart
    domain = domainStart..<mendedStart
    mended = mendedStart..<form.count
  }
}

/// One keying error that touches letters only: numbers in an address tell people apart.
private func isOneLetterOff(_ left: Span<UInt8>, _ a: Range<Int>, _ right: Span<UInt8>, _ b: Range<Int>) -> Bool {
  let (x, y) = (left.extracting(a), right.extracting(b))
  guard max(x.count, y.count) >= 4, damerauAtMost(x, y, limit: 1) == 1 else { return false }
  var start = 0
  while start < min(x.count, y.count), x[start] == y[start] { start += 1 }
  var endX = x.count
  var endY = y.count
  while endX > start, endY > start, x[endX - 1] == y[endY - 1] {
    endX -= 1
    endY -= 1
  }
  for index in start..<endX where isASCIIDigit(x[index]) { return false }
  for index in start..<endY where isASCIIDigit(y[index]) { return false }
  return true
}

@inline(__always)
func isSame(_ left: Span<UInt8>, _ a: Range<Int>, _ right: Span<UInt8>, _ b: Range<Int>) -> Bool {
  guard a.count == b.count else { return false }
  for offset in 0..<a.count where left[a.lowerBound + offset] != right[b.lowerBound + offset] { return false }
  return true
}

// MARK: - From text to addresses

/// Letters, digits and `._%+-` around exactly one `@`: nearly every real value.
private func isPlainAddress(_ text: [UInt8]) -> Bool {
  let span = text.span
  var atCount = 0
  for index in 0..<span.count {
    switch span[index] {
    case 0x61...0x7A, 0x30...0x39, 0x2E, 0x5F, 0x2B, 0x2D: continue
    case 0x40: atCount += 1
    default: return false
    }
  }
  return atCount == 1 && span[0] != 0x2E && span[span.count - 1] != 0x2E
}

/// Takes the address out of `mailto:`, `Name <…>` and the spellings that hide it from robots.
private func unwrapped(_ folded: [UInt8]) -> [UInt8] {
  var text = replacing(folded, "\u{3002}", ".")
  if starts(text, "mailto:") {
    text.removeFirst(7)
    if let query = text.firstIndex(of: 0x3F) { text.removeSubrange(query...) }
  }
  for (hidden, plain) in [("(at)", "@"), ("[at]", "@"), ("{at}", "@"), ("(dot)", "."), ("[dot]", "."), ("{dot}", ".")] {
    text = replacing(text, hidden, plain)
  }
  if !text.contains(0x40) { text = replacing(replacing(text, " at ", "@"), " dot ", ".") }
  if let open = text.firstIndex(of: 0x3C), let close = text[open...].firstIndex(of: 0x3E),
    text[open..<close].contains(0x40), !text[..<open].contains(0x40), !text[close...].contains(0x40)
  {
    text = Array(text[(open + 1)..<close])
  }
  // Spaces around @ and . are slips of the thumb.
  var out: [UInt8] = []
  out.reserveCapacity(text.count)
  for (index, byte) in text.enumerated() {
    if byte == 0x20 {
      let previous = out.last ?? 0x20
      let next = index + 1 < text.count ? text[index + 1] : 0x20
      if previous == 0x40 || next == 0x40 || previous == 0x2E || next == 0x2E { continue }
    }
    out.append(byte)
  }
  return out
}

/// The pieces with an `@`, cleaned of quotes, brackets and punctuation around them. A comma parts
/// addresses, unless what follows it has no `@`: then it stands for a dot.
private func addresses(in text: [UInt8], repaired flags: inout ValueFlags) -> [[UInt8]] {
  guard text.contains(0x40) else { return [] }
  if text.first == 0x22, let at = text.lastIndex(of: 0x40), at > 1, text[at - 1] == 0x22 { return [text] }
  var pieces: [[UInt8]] = []
  for part in text.split(whereSeparator: {
    $0 == 0x3B || $0 == 0x2F || $0 == 0x7C || $0 == 0x20 || $0 == 0x3C || $0 == 0x3E
  }) {
    var current: [UInt8] = []
    for piece in part.split(separator: 0x2C) {
      if piece.contains(0x40) {
        if current.contains(0x40) {
          pieces.append(current)
          current = []
        }
        current = Array(piece)
      } else if current.contains(0x40), !piece.isEmpty, piece.allSatisfy({ isASCIILetter($0) || $0 == 0x2E }) {
        current += [0x2E] + piece
        flags.insert(.repaired)
      }
    }
    if current.contains(0x40) { pieces.append(current) }
  }
  return pieces.map { piece in
    var slice = piece[...]
    while let byte = slice.first, "'\"([{:.".utf8.contains(byte) { slice.removeFirst() }
    while let byte = slice.last, "'\")]}:.,;!?".utf8.contains(byte) { slice.removeLast() }
    return Array(slice)
  }.filter { !$0.isEmpty }
}

private func starts(_ text: [UInt8], _ prefix: String) -> Bool { text.starts(with: prefix.utf8) }

func replacing(_ text: [UInt8], _ old: String, _ new: String) -> [UInt8] {
  let pattern = Array(old.utf8)
  guard let first = pattern.first, text.count >= pattern.count, text.contains(first) else { return text }
  var out: [UInt8] = []
  out.reserveCapacity(text.count)
  var index = 0
  while index < text.count {
    if text[index] == first, text[index...].starts(with: pattern) {
      out += Array(new.utf8)
      index += pattern.count
    } else {
      out.append(text[index])
      index += 1
    }
  }
  return out
}

// MARK: - From address to mailbox

private let localBytesMax = 64  // RFC 5321, 4.5.3.1.1
private let domainBytesMax = 253

private func unusableEmail(_ text: [UInt8], _ flags: ValueFlags) -> NormalizedValue {
  NormalizedValue(attribute: .email, canonical: text, form: [0, 0, 0, 0, 0, 0], keys: [], flags: flags, sharing: .junk)
}

private func emailValue(_ address: [UInt8], _ givenFlags: ValueFlags) -> NormalizedValue {
  var flags = givenFlags
  guard let at = address.lastIndex(of: 0x40) else { return unusableEmail(address, flags.union(.invalid)) }
  var local = Array(address[..<at])
  if local.count > 2, local.first == 0x22, local.last == 0x22 { local = Array(local[1..<(local.count - 1)]) }
  guard let domain = asciiDomain(Array(address[(at + 1)...])), isDomain(domain), isLocalPart(local) else {
    return unusableEmail(replacing(address, "\u{E0DF}", "ss"), flags.union(.invalid))
  }
  let canonical = joined(local, domain)

  let known = emailDomain(domain)
  let parents = known == nil ? knownParents(domain) : []
  let provider = known?.provider ?? EmailProvider()
  var accountLocal = local
  var accountDomain = provider.domain ?? domain
  if parents.contains(where: \.hasSubdomainMailboxes), let dot = domain.firstIndex(of: 0x2E), dot > 0,
    emailDomain(Array(domain[(dot + 1)...])) != nil
  {
    accountLocal = Array(domain[..<dot])
    accountDomain = Array(domain[(dot + 1)...])
  } else {
    if provider.stripsTag, let plus = local.firstIndex(of: 0x2B), plus > 0 { accountLocal = Array(local[..<plus]) }
    if provider.removesDots {
      let undotted = accountLocal.filter { $0 != 0x2E }
      if !undotted.isEmpty { accountLocal = undotted }
    }
    if provider.readsDotAsHyphen { accountLocal = accountLocal.map { $0 == 0x2E ? 0x2D : $0 } }
  }

  var group = provider.group
  var groupBytes = accountLocal.count
  if group == .yahoo {
    if let plus = accountLocal.firstIndex(of: 0x2B), plus > 0 {
      group = .plus
      groupBytes = plus
    } else if let hyphen = accountLocal.lastIndex(of: 0x2D), hyphen > 0 {
      groupBytes = hyphen
    } else {
      group = .plus
    }
  } else if group == .plus, let plus = accountLocal.firstIndex(of: 0x2B), plus > 0 {
    groupBytes = plus
  } else if group == .none {
    groupBytes = 0
  }

  let mended = known?.mended ?? []
  if !mended.isEmpty { flags.insert(.typoDomain) }
  let isTelling = isTellingLocal(accountLocal)
  var form: [UInt8] = []
  form.reserveCapacity(6 + accountLocal.count + accountDomain.count + mended.count)
  form += [
    isTelling ? 1 : 0, group.rawValue, UInt8(groupBytes), UInt8(accountLocal.count), UInt8(accountDomain.count),
    UInt8(mended.count),
  ]
  form += accountLocal
  form += accountDomain
  form += mended

  var sharing = ValueClass.person
  let mailbox = emailMailbox(local)
  if isFiller(local, domain, mailbox, known) {
    flags.insert(.placeholder)
    sharing = .junk
  } else if known?.isRelay == true || parents.contains(where: \.isRelay) {
    flags.insert(.relay)
    sharing = .relay
  } else if known?.isDisposable == true || parents.contains(where: \.isDisposable) {
    flags.insert(.disposable)
    sharing = .relay
  } else if mailbox == .role {
    flags.insert(.role)
    sharing = .shared
  }
  var keys: [NormalizedKey] = []
  if sharing < .relay {
    keys.append(NormalizedKey(.emailAccount, joined(accountLocal, accountDomain)))
    if !mended.isEmpty {
      let right = emailDomain(mended)?.provider ?? EmailProvider()
      var mendedLocal = accountLocal
      if right.stripsTag, let plus = mendedLocal.firstIndex(of: 0x2B), plus > 0 {
        mendedLocal = Array(mendedLocal[..<plus])
      }
      if right.removesDots { mendedLocal = mendedLocal.filter { $0 != 0x2E } }
      if !mendedLocal.isEmpty {
        keys.append(NormalizedKey(.emailAccount, joined(mendedLocal, right.domain ?? mended)))
      }
    }
    switch group {
    case .plus where groupBytes < accountLocal.count:
      keys.append(NormalizedKey(.emailAccount, joined(accountLocal[..<groupBytes], accountDomain)))
    case .yahoo: keys.append(NormalizedKey(.emailAccount, Array("yahoo-base:".utf8) + accountLocal[..<groupBytes]))
    case .proton: keys.append(NormalizedKey(.emailAccount, Array("proton:".utf8) + accountLocal))
    default: break
    }
    if isTelling { keys.append(NormalizedKey(.emailLocal, accountLocal)) }
  }
  return NormalizedValue(
    attribute: .email, canonical: canonical, form: form, keys: keys, flags: flags, sharing: sharing)
}

private func joined(_ local: some Collection<UInt8>, _ domain: [UInt8]) -> [UInt8] {
  var address: [UInt8] = []
  address.reserveCapacity(local.count + 1 + domain.count)
  address += local
  address.append(0x40)
  address += domain
  return address
}

/// Folding makes ss of ß, which in a domain is another domain. A private-use letter carries it past.
private func keepingSharpS(_ raw: [UInt8]) -> [UInt8] {
  guard let at = raw.lastIndex(of: 0x40) else { return raw }
  return raw[...at] + replacing(Array(raw[(at + 1)...]), "ß", "\u{E0DF}")
}

/// The domain as DNS sees it; nil where IDNA refuses it.
private func asciiDomain(_ domain: [UInt8]) -> [UInt8]? {
  if domain.allSatisfy({ $0 < 0x80 }) { return domain }
  guard domain.count <= domainBytesMax else { return nil }
  let domain = replacing(domain, "\u{E0DF}", "ß")
  var isDone = false
  let ascii = [UInt8](unsafeUninitializedCapacity: 512) { out, count in
    let written = domain.withUnsafeBufferPointer {
      kindred_icu_domain_to_ascii($0.baseAddress, Int32($0.count), out.baseAddress, 512)
    }
    isDone = written > 0
    count = max(0, Int(written))
  }
  return isDone ? ascii : nil
}

private func isDomain(_ domain: [UInt8]) -> Bool {
  guard domain.count <= domainBytesMax, let lastDot = domain.lastIndex(of: 0x2E) else { return false }
  var labelBytes = 0
  for byte in domain {
    if byte == 0x2E {
      if labelBytes == 0 { return false }
      labelBytes = 0
      continue
    }
    labelBytes += 1
    guard labelBytes <= 63, isASCIILetter(byte) || isASCIIDigit(byte) || byte == 0x2D || byte == 0x5F else {
      return false
    }
  }
  let top = domain[(lastDot + 1)...]
  return top.count >= 2 && !top.allSatisfy(isASCIIDigit)
}

/// Dots may be doubled or last: Japanese carriers gave out such addresses.
private func isLocalPart(_ local: [UInt8]) -> Bool {
  guard !local.isEmpty, local.count <= localBytesMax else { return false }
  let span = local.span
  for index in 0..<span.count {
    switch span[index] {
    // Space and controls, then " ( ) , : ; < > @ [ \\ ] and delete.
    case 0...0x20, 0x22, 0x28, 0x29, 0x2C, 0x3A, 0x3B, 0x3C, 0x3E, 0x40, 0x5B, 0x5C, 0x5D, 0x7F: return false
    default: continue
    }
  }
  return true
}

private func isTellingLocal(_ local: [UInt8]) -> Bool {
  local.count >= 6 && local.contains { isASCIILetter($0) || $0 >= 0x80 }
    && local.contains { isASCIIDigit($0) || $0 == 0x2E || $0 == 0x5F || $0 == 0x2D }
}

/// What is known of the domains above one that is itself unknown.
private func knownParents(_ domain: [UInt8]) -> [EmailDomain] {
  var found: [EmailDomain] = []
  var rest = domain[...]
  while let dot = rest.firstIndex(of: 0x2E) {
    rest = rest[(dot + 1)...]
    guard rest.contains(0x2E) else { break }
    if let parent = emailDomain(Array(rest)) { found.append(parent) }
  }
  return found
}

private func isFiller(_ local: [UInt8], _ domain: [UInt8], _ mailbox: EmailMailbox?, _ known: EmailDomain?) -> Bool {
  if mailbox == .missing || known?.isDead == true { return true }
  if local.count >= 3, local.allSatisfy({ $0 == local[0] }) { return true }
  if domain.suffix(8).elementsEqual(".invalid".utf8) { return true }
  guard known?.isFiller == true else { return false }
  return mailbox == .filler || domain.starts(with: local + [0x2E])
}
