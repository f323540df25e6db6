import CICU

/// The strict check: is this, exactly as written, an address that a mail server of the Internet accepts?
///
/// Nothing is repaired, trimmed or folded here; `Normalizer.email` is the lenient reader, and it reads
/// every address that this check accepts, but for what a mask has left (`k*m@naver.com`). RFC 5321 and
/// 5322 for the form, 6531 for letters beyond ASCII, 5890 and UTS #46 for domains, without what the
/// standards keep for history: comments, folded space, obsolete quoting, domains without a dot.
public struct EmailSyntax: Sendable {
  public enum DisplayName: Sendable {
    case refused
    case allowed  // address, or Name <address>
    case required
  }

  public var displayName: DisplayName
  /// `"john doe"@example.org`: correct and hardly ever real.
  public var allowsQuotedLocalPart: Bool
  /// Letters beyond ASCII before the `@` (EAI); behind it they are always allowed.
  public var allowsInternationalLocalPart: Bool
  /// `[192.0.2.1]`, `[IPv6:2001:db8::1]` for a domain.
  public var allowsAddressLiteral: Bool

  public init(
    displayName: DisplayName = .refused, allowsQuotedLocalPart: Bool = false,
    allowsInternationalLocalPart: Bool = true, allowsAddressLiteral: Bool = false
  ) {
    self.displayName = displayName
    self.allowsQuotedLocalPart = allowsQuotedLocalPart
    self.allowsInternationalLocalPart = allowsInternationalLocalPart
    self.allowsAddressLiteral = allowsAddressLiteral
  }

  /// Longest address, in bytes, with the domain in ASCII (RFC 5321, 4.5.3.1.3, less the angle brackets).
  public static let addressBytesMax = 254

  /// - Parameter raw: UTF-8; other bytes, and more than `Normalizer.rawBytesMax` of them, are no address.
  /// - Complexity: linear.
  public func accepts(_ raw: [UInt8]) -> Bool {
    guard raw.count <= Normalizer.rawBytesMax, let text = composed(raw) else { return false }
    // Composing shortens; what was written must fit as well.
    let writtenBytes = raw.count - (displayName == .refused ? 0 : (raw.lastIndex(of: 0x3C) ?? -1) + 1)
    guard writtenBytes <= EmailSyntax.addressBytesMax + (raw.last == 0x3E ? 1 : 0) else { return false }
    if displayName == .refused { return isAddress(text) }
    guard text.last == 0x3E, let open = text.lastIndex(of: 0x3C) else {
      return displayName == .allowed && isAddress(text)
    }
    return isDisplayName(text[..<open]) && isAddress(Array(text[(open + 1)..<(text.count - 1)]))
  }

  private func isAddress(_ text: [UInt8]) -> Bool {
    guard let at = text.lastIndex(of: 0x40), text.count <= EmailSyntax.addressBytesMax else { return false }
    let domain = Array(text[(at + 1)...])
    guard isLocalPart(text[..<at]) else { return false }
    if domain.first == 0x5B { return allowsAddressLiteral && isAddressLiteral(domain[...]) }
    guard let ascii = hostName(domain) else { return false }
    return at + 1 + ascii.count <= EmailSyntax.addressBytesMax
  }

  private func isLocalPart(_ local: ArraySlice<UInt8>) -> Bool {
    guard !local.isEmpty, local.count <= EmailLimit.localBytesMax else { return false }
    let isQuoted = local.first == 0x22
    if isQuoted, !allowsQuotedLocalPart || !isQuotedString(local) { return false }
    if !isQuoted {
      var previous: UInt8 = 0x2E
      for byte in local {
        if byte == 0x2E ? previous == 0x2E : byte < 0x80 && !isAtom(byte) { return false }
        previous = byte
      }
      if previous == 0x2E { return false }
    }
    return areLetters(local, areAllowed: allowsInternationalLocalPart)
  }
}

/// RFC 5322, 3.2.3.
private func isAtom(_ byte: UInt8) -> Bool {
  isASCIILetter(byte) || isASCIIDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
}

/// `"…"` with something in it, quotes and backslashes escaped, printable throughout.
private func isQuotedString(_ text: ArraySlice<UInt8>) -> Bool {
  guard text.count > 2, text.first == 0x22, text.last == 0x22 else { return false }
  var isEscaped = false
  for byte in text.dropFirst().dropLast() {
    if byte < 0x20 || byte == 0x7F || isEscaped && byte >= 0x80 { return false }
    if !isEscaped, byte == 0x22 { return false }
    isEscaped = !isEscaped && byte == 0x5C
  }
  return !isEscaped
}

/// Whatever is not ASCII is a letter, a digit or a mark that sits on one.
private func areLetters(_ text: ArraySlice<UInt8>, areAllowed: Bool) -> Bool {
  let span = text.span
  var offset = 0
  var isAfterLetter = false
  while offset < span.count {
    let scalar = decodeScalar(span, at: &offset)
    if scalar < 0x80 {
      isAfterLetter = isASCIILetter(UInt8(scalar)) || isASCIIDigit(UInt8(scalar))
      continue
    }
    guard areAllowed else { return false }
    if kindred_icu_is_mark(scalar) {
      if !isAfterLetter { return false }
    } else if kindred_icu_is_alphanumeric(scalar) {
      isAfterLetter = true
    } else {
      return false
    }
  }
  return true
}

/// The ASCII form of a domain that mail can reach; nil where it is none.
private func hostName(_ domain: [UInt8]) -> [UInt8]? {
  // Full-width letters are typing, not spelling: what is registered has none.
  let span = domain.span
  var offset = 0
  while offset < span.count {
    if (0xFF01...0xFF5E).contains(decodeScalar(span, at: &offset)) { return nil }
  }
  guard areLetters(domain[...], areAllowed: true), let ascii = asciiDomain(domain),
    ascii.count <= EmailLimit.domainBytesMax
  else { return nil }
  let labels = ascii.split(separator: 0x2E, omittingEmptySubsequences: false)
  guard labels.count >= 2, labels.allSatisfy(isHostLabel), let top = labels.last, isTopLabel(top) else { return nil }
  return ascii
}

/// RFC 1123, 2.1 and RFC 5891, 4.2.3.1.
private func isHostLabel(_ label: ArraySlice<UInt8>) -> Bool {
  guard (1...EmailLimit.labelBytesMax).contains(label.count), label.first != 0x2D, label.last != 0x2D,
    label.allSatisfy({ isASCIILetter($0) || isASCIIDigit($0) || $0 == 0x2D })
  else { return false }
  return !label.dropFirst(2).starts(with: "--".utf8) || label.starts(with: "xn--".utf8)
}

/// Letters or an encoded label, and none of the names that lead nowhere (RFC 6761, 6762, 7686, 3172).
private func isTopLabel(_ label: ArraySlice<UInt8>) -> Bool {
  let folded = label.map { asciiLowercased($0) }
  if ["arpa", "invalid", "local", "localhost", "onion", "test"].contains(where: { folded.elementsEqual($0.utf8) }) {
    return false
  }
  return label.count >= 2 && (label.allSatisfy(isASCIILetter) || folded.starts(with: "xn--".utf8))
}

// MARK: - Address literals

/// RFC 5321, 4.1.3.
private func isAddressLiteral(_ literal: ArraySlice<UInt8>) -> Bool {
  guard literal.count > 2, literal.first == 0x5B, literal.last == 0x5D else { return false }
  let inside = literal.dropFirst().dropLast()
  let tag = Array("ipv6:".utf8)
  guard inside.prefix(tag.count).map({ asciiLowercased($0) }) == tag else { return isIPv4(inside) }
  return isIPv6(inside.dropFirst(tag.count))
}

private func isIPv4(_ text: ArraySlice<UInt8>) -> Bool {
  let parts = text.split(separator: 0x2E, omittingEmptySubsequences: false)
  return parts.count == 4
    && parts.allSatisfy { part in
      (1...3).contains(part.count) && part.allSatisfy(isASCIIDigit)
        && part.reduce(0) { $0 * 10 + Int($1 &- 0x30) } <= 255
    }
}

/// RFC 4291, 2.2: eight groups of hexadecimal digits, one run of zeros as `::`, the last two as IPv4.
private func isIPv6(_ text: ArraySlice<UInt8>) -> Bool {
  var groups = text.split(separator: 0x3A, omittingEmptySubsequences: false)
  guard groups.count >= 3, groups.count <= 9 else { return false }
  var groupCount = 0
  if let last = groups.last, last.contains(0x2E) {
    guard isIPv4(last) else { return false }
    groups.removeLast()
    groupCount = 2
  }
  // `::` is an empty group; at an end of the text it is two.
  let startsWithGap = groups.count >= 2 && groups[0].isEmpty && groups[1].isEmpty
  if startsWithGap { groups.removeFirst() }
  let endsWithGap =
    groupCount == 0 && groups.count >= 2 && groups[groups.count - 1].isEmpty && groups[groups.count - 2].isEmpty
  if endsWithGap { groups.removeLast() }
  let gapCount = groups.count(where: \.isEmpty)
  groupCount += groups.count - gapCount
  guard groups.allSatisfy({ $0.count <= 4 && $0.allSatisfy(isHexDigit) }) else { return false }
  return gapCount == 0 ? groupCount == 8 : gapCount == 1 && groupCount <= 7 && isGapWhole(text)
}

/// A single colon at either end is no gap.
private func isGapWhole(_ text: ArraySlice<UInt8>) -> Bool {
  let bytes = Array(text)
  if bytes[0] == 0x3A, bytes[1] != 0x3A { return false }
  return bytes[bytes.count - 1] != 0x3A || bytes[bytes.count - 2] == 0x3A
}

private func isHexDigit(_ byte: UInt8) -> Bool { isASCIIDigit(byte) || (byte | 0x20) &- 0x61 < 6 }

// MARK: - Display names

/// RFC 5322, 3.2.5, as mail programs read it: a quoted string, or words without the characters that
/// mean something else.
private func isDisplayName(_ given: ArraySlice<UInt8>) -> Bool {
  var name = given
  while name.last == 0x20 { name.removeLast() }
  while name.first == 0x20 { name.removeFirst() }
  guard !name.isEmpty, !name.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return false }
  if name.first == 0x22 { return isQuotedString(name) && name.dropFirst().dropLast().contains { $0 != 0x20 } }
  return !name.contains { ".\";<>\\@".utf8.contains($0) }
}

/// The text in NFC; nil where it is not UTF-8.
private func composed(_ raw: [UInt8]) -> [UInt8]? {
  if raw.allSatisfy({ $0 < 0x80 }) { return raw }
  let span = raw.span
  var offset = 0
  while offset < span.count {
    let start = offset
    if decodeScalar(span, at: &offset) == 0xFFFD, offset - start == 1 { return nil }
  }
  let capacity = raw.count * 4 + 16
  var isDone = false
  let text = [UInt8](unsafeUninitializedCapacity: capacity) { out, count in
    let written = raw.withUnsafeBufferPointer {
      kindred_icu_nfc($0.baseAddress, Int32($0.count), out.baseAddress, Int32(capacity))
    }
    isDone = written >= 0
    count = max(0, Int(written))
  }
  return isDone ? text : nil
}
