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
    let span = canonical.span
    let domains = MailTable.domains
    let found = domains.row(span.extracting((at + 1)..<span.count))
    let inherited: Inherited = found == nil ? inheritedTraits() : Inherited()
    let traits = found?.traits ?? []
    var flags = givenFlags

    // Where the account's local part and domain stand, and what is still to be done to the local part.
    var local = 0..<at
    var domain = (at + 1)..<span.count
    var rules: MailTraits = []
    var home: MailTable.Row? = nil
    if inherited.mailboxStart > 0 {
      local = (at + 1)..<inherited.mailboxStart - 1
      domain = inherited.mailboxStart..<span.count
    } else if span[0] != 0x22 {
      rules = traits.intersection([.dropsTag, .dropsDots, .hyphenForDot])
      if rules.contains(.dropsTag), let plus = tag(in: local) { local = local.lowerBound..<plus }
    }
    if let found, traits.contains(.into) { home = domains.target(of: found) }
    let mended = found.flatMap { traits.contains(.slip) ? domains.target(of: $0) : nil }
    let mendedHome = mended.map { $0.traits.contains(.into) ? domains.target(of: $0) : $0 }
    if mended != nil { flags.insert(.typoDomain) }

    var header = EmailForm.Header()
    let formBytesMax = EmailForm.headerBytes + span.count + (home?.lengthBytes ?? 0) + (mendedHome?.lengthBytes ?? 0)
    let form = scratchBytes(capacity: formBytesMax) { out in
      var count = EmailForm.headerBytes
      for index in local {
        let byte = span[index]
        if byte == 0x2E, rules.contains(.dropsDots) { continue }
        out[count] = byte == 0x2E && rules.contains(.hyphenForDot) ? 0x2D : byte
        count += 1
      }
      // A local part of nothing but dots stays what it is.
      if count == EmailForm.headerBytes {
        for index in local {
          out[count] = span[index]
          count += 1
        }
      }
      header.localBytes = count - EmailForm.headerBytes
      if let home {
        domains.append(home, to: out, &count)
      } else {
        append(span.extracting(domain), to: out, &count)
      }
      header.domainBytes = count - EmailForm.headerBytes - header.localBytes
      if let mendedHome { domains.append(mendedHome, to: out, &count) }
      header.mendedBytes = count - EmailForm.headerBytes - header.localBytes - header.domainBytes
      let text = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(out)[EmailForm.headerBytes..<count])
      header.describe(local: text, traits, mended: mendedHome?.traits ?? [])
      header.write(to: out)
      return count
    }
    let localEnd = EmailForm.headerBytes + header.localBytes
    let domainEnd = localEnd + header.domainBytes

    let sharing = kind(traits.union(inherited.traits), isSlip: mended != nil, &flags)
    if hasOddDots, !traits.contains(.oddDots), !inherited.traits.contains(.oddDots) { flags.insert(.ambiguous) }
    if hasOddDots, traits.contains(.oddDots) || inherited.traits.contains(.oddDots) { flags.insert(.legacy) }
    if traits.contains(.noDots), canonical[..<at].contains(0x2E) { flags.insert(.ambiguous) }

    var keys: [NormalizedKey] = []
    if sharing < .relay {
      keys.reserveCapacity(header.keyCount)
      let isUnchanged =
        home == nil && inherited.mailboxStart == 0 && header.localBytes == at && !rules.contains(.hyphenForDot)
      keys.append(
        NormalizedKey(.emailAccount, isUnchanged ? canonical : address(form, 6..<localEnd, form, localEnd..<domainEnd)))
      if let mendedHome {
        var meant: [UInt8] = []
        for byte in form[6..<localEnd] {
          if byte == 0x2B, !meant.isEmpty, mendedHome.traits.contains(.dropsTag) { break }
          if byte != 0x2E || !mendedHome.traits.contains(.dropsDots) { meant.append(byte) }
        }
        if !meant.isEmpty {
          keys.append(NormalizedKey(.emailAccount, address(meant, 0..<meant.count, form, domainEnd..<form.count)))
        }
      }
      let groupEnd = 6 + header.groupBytes
      switch header.group {
      case .plus where groupEnd < localEnd:
        keys.append(NormalizedKey(.emailAccount, address(form, 6..<groupEnd, form, localEnd..<domainEnd)))
      case .yahoo: keys.append(NormalizedKey(.emailAccount, Array("yahoo-base:".utf8) + form[6..<groupEnd]))
      case .proton: keys.append(NormalizedKey(.emailAccount, Array("proton:".utf8) + form[6..<localEnd]))
      default: break
      }
      if header.facts.contains(.telling) { keys.append(NormalizedKey(.emailLocal, bytes(of: form, 6..<localEnd))) }
    }
    return NormalizedValue(
      attribute: .email, canonical: canonical, form: form, keys: keys, flags: flags, sharing: sharing)
  }

  /// Where the tag of the local part begins; nil without one, and where nothing would be left.
  private func tag(in local: Range<Int>) -> Int? {
    let span = canonical.span
    for index in local.lowerBound + 1..<max(local.upperBound, local.lowerBound + 1) where span[index] == 0x2B {
      return index
    }
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
    if traits.contains(.disposable) {
      flags.insert(.disposable)
      // Squatters take the domains that people mistype; in a customer file the mistyped ones prevail.
      if !isSlip { return .relay }
    }
    if mailbox.contains(.role) {
      flags.insert(.role)
      return .shared
    }
    return .person
  }

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
