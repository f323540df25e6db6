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
    if account.local != 0..<at { flags.insert(.tag) }
    flags.formUnion(flagsOfDots(account.traits))
    let sharing = kind(account, &flags)
    return ValueWriter.written { value in
      value.put(canonical)
      value.endCanonical()
      let header = putForm(of: account, to: &value)
      value.endForm()
      if sharing < .relay { putKeys(of: account, header, to: &value) }
      return value.value(.email, flags, sharing)
    }
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

  private func putForm(of account: Account, to value: inout ValueWriter) -> EmailForm.Header {
    let span = canonical.span
    let domains = MailTable.domains
    var header = EmailForm.Header()
    let start = value.count
    for _ in 0..<EmailForm.headerBytes { value.put(0) }
    let localStart = value.count
    if account.rules.isDisjoint(with: [.dropsDots, .hyphenForDot]) {
      value.put(span.extracting(account.local))
    } else {
      for index in account.local {
        let byte = span[index]
        if byte == 0x2E, account.rules.contains(.dropsDots) { continue }
        value.put(byte == 0x2E && account.rules.contains(.hyphenForDot) ? 0x2D : byte)
      }
      // A local part of nothing but dots stays what it is.
      if value.count == localStart { value.put(span.extracting(account.local)) }
    }
    header.localBytes = value.count - localStart
    if let home = account.home { domains.put(home, to: &value) } else { value.put(span.extracting(account.domain)) }
    header.domainBytes = value.count - localStart - header.localBytes
    if let mended = account.mended { domains.put(mended, to: &value) }
    header.mendedBytes = value.count - localStart - header.localBytes - header.domainBytes
    header.describe(
      local: value.written(localStart..<value.count), account.traits, mended: account.mended?.traits ?? [])
    header.write(to: &value, at: start)
    return header
  }

  /// The account, the account that was meant, the group, the telling local part.
  private func putKeys(of account: Account, _ header: EmailForm.Header, to value: inout ValueWriter) {
    let start = value.formStart + EmailForm.headerBytes
    let local = start..<start + header.localBytes
    let domain = local.upperBound..<local.upperBound + header.domainBytes
    let mendedDomain = domain.upperBound..<domain.upperBound + header.mendedBytes
    func accountKey(_ local: Range<Int>, to value: inout ValueWriter) {
      value.beginKey(.emailAccount)
      value.put(written: local)
      value.put(0x40)
      value.put(written: domain)
      value.endKey()
    }
    accountKey(local, to: &value)
    if let mended = account.mended {
      value.beginKey(.emailAccount)
      let meantStart = value.count
      for index in local {
        let byte = value[index]
        if byte == 0x2B, value.count > meantStart, mended.traits.contains(.dropsTag) { break }
        if byte != 0x2E || !mended.traits.contains(.dropsDots) { value.put(byte) }
      }
      if value.count > meantStart {
        value.put(0x40)
        value.put(written: mendedDomain)
        value.endKey()
      } else {
        value.dropKey()
      }
    }
    let base = local.lowerBound..<local.lowerBound + header.groupBytes
    switch header.group {
    case .plus where base.upperBound < local.upperBound: accountKey(base, to: &value)
    case .yahoo:
      value.beginKey(.emailAccount)
      value.put("yahoo-base:")
      value.put(written: base)
      value.endKey()
    case .proton:
      value.beginKey(.emailAccount)
      value.put("proton:")
      value.put(written: local)
      value.endKey()
    default: break
    }
    if header.facts.contains(.telling) { value.key(.emailLocal, written: local) }
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
  private func kind(_ account: Account, _ flags: inout ValueFlags) -> ValueClass {
    let span = canonical.span
    let traits = account.traits
    let isSlip = account.mended != nil
    // shop@alice.fastmail.com is alice's: what stands before the @ is a tag of hers, and names no office
    let isOfSubdomain = account.local.lowerBound > at
    let mailbox = MailTable.mailboxes.row(span.extracting(isOfSubdomain ? account.local : 0..<at))?.traits ?? []
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
    if mailbox.contains(.role) || traits.isEmpty && !isOfSubdomain && hasOfficeTail {
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
