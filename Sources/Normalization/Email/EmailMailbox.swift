import Identity

/// The mailbox behind one well-formed address: provider rules, groups, keys, what kind of mailbox it is.
///
/// The comparison form, all of the mailbox:
///
///     0  facts (EmailForm.Facts)
///     1  group kind (EmailForm.Group)
///     2  bytes of the local part that name the group
///     3  local part, bytes
///     4  domain, bytes
///     5  mended domain, bytes (0: the domain is no known slip)
///     6  the three texts
struct EmailMailbox {
  private let canonical: [UInt8]
  private let at: Int
  private let hasOddDots: Bool

  /// - Parameters:
  ///   - canonical: folded local part, `@`, ASCII domain in lower case; neither part empty nor over its limit.
  ///   - at: where the `@` is.
  init(_ canonical: [UInt8], at: Int, hasOddDots: Bool) {
    self.canonical = canonical
    self.at = at
    self.hasOddDots = hasOddDots
  }

  func value(_ givenFlags: ValueFlags) -> NormalizedValue {
    let account = account()
    var flags = givenFlags
    if account.mended != nil { flags.insert(.typoDomain) }
    flags.formUnion(flagsOfDots(account.traits))
    let sharing = kind(account.traits, isSlip: account.mended != nil, &flags)
    var header = EmailForm.Header()
    let form = form(of: account, &header)
    let keys = sharing < .relay ? keys(of: account, header, form) : []
    return NormalizedValue(
      attribute: .email, canonical: canonical, form: form, keys: keys, flags: flags, sharing: sharing)
  }

  /// Where the account's two parts stand in `canonical`, and what is still to be done to them.
  private struct Account {
    var traits: MailTraits
    var local: Range<Int>
    var domain: Range<Int>
    /// What the provider does to the local part behind `local`'s end and inside it.
    var rules: MailTraits = []
    /// The first of the provider's domains, where the mailbox exists under several.
    var home: MailTable.Row? = nil
    /// What the domain is a slip of, and where that leads.
    var mended: MailTable.Row? = nil
  }

  private func account() -> Account {
    let span = canonical.span
    let domains = MailTable.domains
    guard let found = domains.row(span.extracting((at + 1)..<span.count)) else {
      let inherited = inheritedTraits()
      let start = inherited.mailboxStart
      return Account(
        traits: inherited.traits, local: start > 0 ? (at + 1)..<(start - 1) : 0..<at,
        domain: (start > 0 ? start : at + 1)..<span.count)
    }
    var account = Account(traits: found.traits, local: 0..<at, domain: (at + 1)..<span.count)
    if found.traits.contains(.into) { account.home = domains.target(of: found) }
    if found.traits.contains(.slip) {
      let meant = domains.target(of: found)
      account.mended = meant.traits.contains(.into) ? domains.target(of: meant) : meant
    }
    // What stands in quotes is nobody's tag.
    if span[0] != 0x22 {
      account.rules = found.traits.intersection([.dropsTag, .dropsDots, .hyphenForDot])
      if account.rules.contains(.dropsTag), let tag = tag { account.local = 0..<tag }
    }
    return account
  }

  private func form(of account: Account, _ header: inout EmailForm.Header) -> [UInt8] {
    let span = canonical.span
    let domains = MailTable.domains
    let bytesMax =
      EmailForm.headerBytes + span.count + (account.home?.lengthBytes ?? 0) + (account.mended?.lengthBytes ?? 0)
    return scratchBytes(capacity: bytesMax) { out in
      var count = EmailForm.headerBytes
      for index in account.local {
        let byte = span[index]
        if byte == 0x2E, account.rules.contains(.dropsDots) { continue }
        out[count] = byte == 0x2E && account.rules.contains(.hyphenForDot) ? 0x2D : byte
        count += 1
      }
      // A local part of nothing but dots stays what it is.
      if count == EmailForm.headerBytes { append(span.extracting(account.local), to: out, &count) }
      header.localBytes = count - EmailForm.headerBytes
      if let home = account.home {
        domains.append(home, to: out, &count)
      } else {
        append(span.extracting(account.domain), to: out, &count)
      }
      header.domainBytes = count - EmailForm.headerBytes - header.localBytes
      if let mended = account.mended { domains.append(mended, to: out, &count) }
      header.mendedBytes = count - EmailForm.headerBytes - header.localBytes - header.domainBytes
      header.describe(
        local: UnsafeBufferPointer(rebasing: out[EmailForm.headerBytes..<count]), account.traits,
        mended: account.mended?.traits ?? [])
      header.write(to: out)
      return count
    }
  }

  /// The account, the account that was meant, the group, the telling local part.
  private func keys(of account: Account, _ header: EmailForm.Header, _ form: [UInt8]) -> [NormalizedKey] {
    let local = EmailForm.headerBytes..<EmailForm.headerBytes + header.localBytes
    let domain = local.upperBound..<local.upperBound + header.domainBytes
    let isUnchanged = header.localBytes + 1 + header.domainBytes == canonical.count
      && account.home == nil && !account.rules.contains(.hyphenForDot)
    var keys: [NormalizedKey] = []
    keys.reserveCapacity(header.keyCount)
    keys.append(NormalizedKey(.emailAccount, isUnchanged ? canonical : address(form, local, form, domain)))
    if let mended = account.mended {
      var meant: [UInt8] = []
      for byte in form[local] {
        if byte == 0x2B, !meant.isEmpty, mended.traits.contains(.dropsTag) { break }
        if byte != 0x2E || !mended.traits.contains(.dropsDots) { meant.append(byte) }
      }
      if !meant.isEmpty {
        keys.append(NormalizedKey(.emailAccount, address(meant, 0..<meant.count, form, domain.upperBound..<form.count)))
      }
    }
    let base = local.lowerBound..<local.lowerBound + header.groupBytes
    switch header.group {
    case .plus where base.upperBound < local.upperBound:
      keys.append(NormalizedKey(.emailAccount, address(form, base, form, domain)))
    case .yahoo: keys.append(NormalizedKey(.emailAccount, Array("yahoo-base:".utf8) + form[base]))
    case .proton: keys.append(NormalizedKey(.emailAccount, Array("proton:".utf8) + form[local]))
    default: break
    }
    if header.facts.contains(.telling) { keys.append(NormalizedKey(.emailLocal, bytes(of: form, local))) }
    return keys
  }

  /// Dots where the provider gives out none: legacy at carriers that once did, else some slip.
  private func flagsOfDots(_ traits: MailTraits) -> ValueFlags {
    if hasOddDots { return traits.contains(.oddDots) ? .legacy : .ambiguous }
    return traits.contains(.noDots) && canonical[..<at].contains(0x2E) ? .ambiguous : []
  }

  /// Where the tag of the local part begins; nil without one, and where nothing would be left.
  private var tag: Int? {
    let span = canonical.span
    for index in 1..<max(at, 1) where span[index] == 0x2B { return index }
    return nil
  }

  private struct Inherited {
    var traits: MailTraits = []
    /// Where the domain begins whose subdomain is the mailbox; 0 where there is none.
    var mailboxStart = 0
  }

  /// What the domains above one that is itself unknown pass on.
  private func inheritedTraits() -> Inherited {
    let span = canonical.span
    var inherited = Inherited()
    var isFirst = true
    for index in at + 1..<span.count where span[index] == 0x2E {
      guard let parent = MailTable.domains.row(span.extracting(index + 1..<span.count)) else {
        isFirst = false
        continue
      }
      inherited.traits.formUnion(parent.traits.intersection([.relay, .disposable, .oddDots]))
      if isFirst, parent.traits.contains(.subdomainMailboxes) { inherited.mailboxStart = index + 1 }
      isFirst = false
    }
    return inherited
  }

  /// Who stands behind the mailbox, as far as its name and its domain tell.
  private func kind(_ traits: MailTraits, isSlip: Bool, _ flags: inout ValueFlags) -> ValueClass {
    let span = canonical.span
    let mailbox = MailTable.mailboxes.row(span.extracting(0..<at))?.traits ?? []
    if isFiller(mailbox, traits) {
      flags.insert(.placeholder)
      return .junk
    }
    if traits.contains(.relay) {
      flags.insert(.relay)
      return .relay
    }
    // A provider that somebody listed among the throw-away hosts is still a provider.
    if traits.contains(.disposable), !traits.contains(.known) {
      flags.insert(.disposable)
      // Squatters take the domains that people mistype; in a customer file the mistyped ones prevail.
      if !isSlip { return .relay }
    }
    if mailbox.contains(.role) || traits.isEmpty && hasOfficeTail {
      flags.insert(.role)
      return .shared
    }
    return .person
  }

  /// `salesteam`, `hr-office`: a group of people by its last word. Asked only where the domain is nobody's
  /// provider, because at a provider people call themselves what they like.
  private var hasOfficeTail: Bool {
    for tail in EmailMailbox.officeTails where at > tail.count + 1 {
      var isSame = true
      for index in 0..<tail.count where canonical[at - tail.count + index] != tail[index] {
        isSame = false
        break
      }
      if isSame { return true }
    }
    return false
  }

  private static let officeTails: [[UInt8]] = [
    "team", "office", "desk", "support", "services", "service", "center", "centre", "department", "dept", "management",
    "inquiries", "enquiries", "requests", "members", "info",
  ].map { Array($0.utf8) }

  private func isFiller(_ mailbox: MailTraits, _ traits: MailTraits) -> Bool {
    if mailbox.contains(.missing) || traits.contains(.dead) { return true }
    let span = canonical.span
    if at >= 3 {
      var same = 1
      while same < at, span[same] == span[0] { same += 1 }
      if same == at { return true }
    }
    if span.count >= 8, canonical.suffix(8).elementsEqual(".invalid".utf8) { return true }
    guard traits.contains(.filler) else { return false }
    if mailbox.contains(.filler) { return true }
    // kim@kim.com: the local part is the domain's first label.
    guard span.count > at + 1 + at, span[at + 1 + at] == 0x2E else { return false }
    for index in 0..<at where span[index] != span[at + 1 + index] { return false }
    return true
  }
}

/// `local@domain` in one allocation.
private func address(
  _ local: [UInt8], _ localRange: Range<Int>, _ domain: [UInt8], _ domainRange: Range<Int>
) -> [UInt8] {
  let (left, right) = (local.span.extracting(localRange), domain.span.extracting(domainRange))
  return scratchBytes(capacity: left.count + 1 + right.count) { out in
    var count = 0
    append(left, to: out, &count)
    out[count] = 0x40
    count += 1
    append(right, to: out, &count)
    return count
  }
}

private func bytes(of form: [UInt8], _ range: Range<Int>) -> [UInt8] {
  form.withUnsafeBufferPointer { Array(UnsafeBufferPointer(rebasing: $0[range])) }
}

@inline(__always)
private func append(_ bytes: Span<UInt8>, to out: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int) {
  for index in 0..<bytes.count { out[count + index] = bytes[index] }
  count += bytes.count
}
