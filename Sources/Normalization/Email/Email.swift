import Identity

/// E-mail addresses: what was typed becomes the address, the address becomes the mailbox.
///
/// Folding the local part contradicts RFC 5321 on paper and no mass provider in fact; the raw value is
/// kept elsewhere. `canonical` is the exact address in lower case with an ASCII domain; the first key is
/// the mailbox after the provider's documented rules. A slip in a frequent domain adds a second key and
/// never changes the value.
///
/// An address of ASCII letters, digits and `. _ + -` takes one pass over its bytes; everything else goes
/// through `repairedAddresses`, which folds, unwraps and mends. Both end in `EmailMailbox`.
extension Normalizer {
  /// - Parameters:
  ///   - raw: one field; may hold a display name, `mailto:`, several addresses.
  ///   - into: called once for each address, in the order written; not at all for an empty field.
  /// - Complexity: linear; at most `rawBytesMax` bytes are read.
  public func email(_ raw: [UInt8], into: (NormalizedValue) -> Void) {
    let raw = withoutResidentNumbers(raw)
    if let plain = PlainAddress(raw) {
      into(EmailMailbox(plain.canonical, at: plain.at, hasOddDots: plain.hasOddDots).value([]))
      return
    }
    let found = repairedAddresses(raw)
    for value in found.values { into(value) }
    if found.values.isEmpty, !found.text.isEmpty {
      into(unusableEmail(found.text, found.flags.union(Placeholder.isMissing(found.text) ? .placeholder : .invalid)))
      misplaced(found.text, in: .email, into: into)
    }
  }
}

/// A field no mailbox can be read from: shown, compared with nothing.
func unusableEmail(_ text: [UInt8], _ flags: ValueFlags) -> NormalizedValue {
  NormalizedValue(attribute: .email, canonical: text, form: [0, 0, 0, 0, 0, 0], keys: [], flags: flags, sharing: .ofNothing(flags))
}

enum EmailLimit {
  static let localBytesMax = 64  // RFC 5321, 4.5.3.1.1
  static let domainBytesMax = 253
  static let labelBytesMax = 63
}

/// The address that nearly every field holds: spaces around it at most, no byte that needs a thought.
private struct PlainAddress {
  var canonical: [UInt8]
  var at: Int
  var hasOddDots: Bool

  init?(_ raw: [UInt8]) {
    let span = raw.span
    var start = 0
    var end = span.count
    while start < end, span[start] == 0x20 { start += 1 }
    while end > start, span[end - 1] == 0x20 { end -= 1 }
    guard end - start >= 5, end - start <= EmailLimit.localBytesMax + 1 + EmailLimit.domainBytesMax else { return nil }
    var at = -1
    var hasOddDots = false
    canonical = scratchBytes(capacity: end - start) { out in
      var labelStart = 0
      var isTopLetters = true
      var previous: UInt8 = 0x2E
      for index in 0..<end - start {
        var byte = span[start + index]
        switch byte {
        case 0x61...0x7A: break
        case 0x41...0x5A: byte |= 0x20
        case 0x30...0x39, 0x5F: isTopLetters = false
        case 0x2B:
          if at >= 0 { return 0 }
        case 0x2D:
          // Two hyphens may announce an encoded label, which ICU reads; no label begins or ends with one.
          if at >= 0, previous == 0x2D || previous == 0x2E { return 0 }
          isTopLetters = false
        case 0x2E:
          if previous == 0x2E {
            if at >= 0 || index == 0 { return 0 }
            hasOddDots = true
          }
          if at >= 0, previous == 0x2D { return 0 }
          if at >= 0, index - labelStart > EmailLimit.labelBytesMax { return 0 }
          labelStart = index + 1
          isTopLetters = true
        case 0x40:
          if at >= 0 || index == 0 || index > EmailLimit.localBytesMax { return 0 }
          if previous == 0x2E { hasOddDots = true }
          at = index
          labelStart = index + 1
          isTopLetters = true
          byte = 0x40
        default: return 0
        }
        out[index] = byte
        // Behind the @ a label begins: a dot there makes an empty one.
        previous = byte == 0x40 ? 0x2E : byte
      }
      let length = end - start
      guard at > 0, labelStart > at + 1, length - labelStart >= 2, length - labelStart <= EmailLimit.labelBytesMax,
        isTopLetters, length - at - 1 <= EmailLimit.domainBytesMax
      else { return 0 }
      return length
    }
    if canonical.isEmpty { return nil }
    self.at = at
    self.hasOddDots = hasOddDots
  }
}
