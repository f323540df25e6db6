/// The comparison form of an e-mail address, and how well two of them agree.
///
/// Similarity scores are of no use here: hong1234 and hong1243 are two people and score higher than
/// smith and smyth, who are one. So a keying error counts only in letters.
extension EmailLevel {
  /// How well two comparison forms of e-mail addresses agree.
  public static func of(_ left: Span<UInt8>, _ right: Span<UInt8>) -> EmailLevel {
    guard let a = EmailForm(left), let b = EmailForm(right) else { return .different }
    let hasSameLocal = isSame(left, a.local, right, b.local)
    let hasSameDomain = isSame(left, a.domain, right, b.domain)
    if hasSameLocal, hasSameDomain { return .account }
    if a.group == b.group, a.group != EmailForm.Group.none.rawValue, isSame(left, a.groupBase, right, b.groupBase),
      hasSameDomain || a.group != EmailForm.Group.plus.rawValue
    {
      return .group
    }
    if a.isSlip(left, of: b, right) || b.isSlip(right, of: a, left) { return .near }
    if hasSameLocal {
      if !a.mended.isEmpty, isSame(left, a.mended, right, b.mended) { return .near }
      // Two mail providers whose names are a letter apart, gmail and ymail, are two providers.
      let mayBeSlip = !(a.facts.contains(.knownDomain) && b.facts.contains(.knownDomain))
      if mayBeSlip, isOneLetterOff(left, a.domain, right, b.domain) { return .near }
      return a.facts.contains(.telling) ? .localPart : .different
    }
    if hasSameDomain, isOneLetterOff(left, a.local, right, b.local) { return .near }
    return .different
  }
}

struct EmailForm {
  static let headerBytes = 6

  struct Facts: OptionSet {
    var rawValue: UInt8
    static let telling = Facts(rawValue: 1)  // six bytes, a letter, and a digit or separator
    static let knownDomain = Facts(rawValue: 2)  // the tables know the domain
    static let mendedDropsTag = Facts(rawValue: 4)
    static let mendedDropsDots = Facts(rawValue: 8)
  }

  enum Group: UInt8 {
    case none = 0
    case plus = 1  // local+tag, not documented: the part before the first +
    case yahoo = 2  // base-keyword: the base is an account, not an address
    case proton = 3  // one account may or may not own the name at all of Proton's domains
  }

  /// What stands before the texts.
  struct Header {
    var facts: Facts = []
    var group = Group.none
    var groupBytes = 0
    var localBytes = 0
    var domainBytes = 0
    var mendedBytes = 0

    /// - Parameter local: the account's local part, `localBytes` long.
    mutating func describe(local: UnsafeBufferPointer<UInt8>, _ traits: MailTraits, mended: MailTraits) {
      var firstPlus = 0
      var lastHyphen = 0
      var hasLetter = false
      var hasMark = false
      for index in 0..<localBytes {
        let byte = local[index]
        if byte >= 0x80 || isASCIILetter(byte) {
          hasLetter = true
        } else if isASCIIDigit(byte) || byte == 0x2E || byte == 0x5F {
          hasMark = true
        } else if byte == 0x2D {
          hasMark = true
          lastHyphen = index
        } else if byte == 0x2B, firstPlus == 0 {
          firstPlus = index
        }
      }
      if localBytes >= 6, hasLetter, hasMark { facts.insert(.telling) }
      if !traits.isEmpty, !traits.isSubset(of: [.slip, .disposable]) { facts.insert(.knownDomain) }
      if mended.contains(.dropsTag) { facts.insert(.mendedDropsTag) }
      if mended.contains(.dropsDots) { facts.insert(.mendedDropsDots) }

      groupBytes = localBytes
      if traits.contains(.protonGroup) {
        group = .proton
      } else if traits.contains(.yahooGroup), firstPlus == 0, lastHyphen > 0 {
        group = .yahoo
        groupBytes = lastHyphen
      } else if traits.contains(.dropsTag) || local[0] == 0x22 {
        groupBytes = 0
      } else {
        group = .plus
        if firstPlus > 0 { groupBytes = firstPlus }
      }
    }

    func write(to value: inout ValueWriter, at start: Int) {
      value[start] = facts.rawValue
      value[start + 1] = group.rawValue
      value[start + 2] = UInt8(truncatingIfNeeded: groupBytes)
      value[start + 3] = UInt8(truncatingIfNeeded: localBytes)
      value[start + 4] = UInt8(truncatingIfNeeded: domainBytes)
      value[start + 5] = UInt8(truncatingIfNeeded: mendedBytes)
    }
  }

  var facts: Facts
  var group: UInt8
  var groupBase: Range<Int>
  var local: Range<Int>
  var domain: Range<Int>
  var mended: Range<Int>

  init?(_ form: Span<UInt8>) {
    guard form.count >= EmailForm.headerBytes, form[3] > 0 else { return nil }
    let domainStart = EmailForm.headerBytes + Int(form[3])
    let mendedStart = domainStart + Int(form[4])
    guard mendedStart + Int(form[5]) == form.count, form[2] <= form[3] else { return nil }
    facts = Facts(rawValue: form[0])
    group = form[1]
    groupBase = EmailForm.headerBytes..<EmailForm.headerBytes + Int(form[2])
    local = EmailForm.headerBytes..<domainStart
    domain = domainStart..<mendedStart
    mended = mendedStart..<form.count
  }

  /// Whether this address, read as the slip it is known to be, is the other one.
  fileprivate func isSlip(_ form: Span<UInt8>, of other: EmailForm, _ otherForm: Span<UInt8>) -> Bool {
    guard !mended.isEmpty, isSame(form, mended, otherForm, other.domain) else { return false }
    var index = other.local.lowerBound
    for place in local {
      let byte = form[place]
      if byte == 0x2B, index > other.local.lowerBound, facts.contains(.mendedDropsTag) { break }
      if byte == 0x2E, facts.contains(.mendedDropsDots) { continue }
      guard index < other.local.upperBound, otherForm[index] == byte else { return false }
      index += 1
    }
    return index == other.local.upperBound
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
