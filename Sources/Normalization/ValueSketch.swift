public import Identity

/// Thirty-two bits of a value, by which two values are often known to differ without a look at either.
///
/// Most pairs that share a block share nothing else, and their telephone numbers and mailboxes have nothing in common.
/// Their forms lie far apart in memory; sketches fit beside the value's number in a record's own row.
///
///     email       how its digits follow each other, and which letters it has, dots apart: no keying error that
///                 counts touches a digit, and one changes two letters at most. None where there may be a tag
///     phone       the last eight digits by twos, and the rest: an error touches two neighbouring groups
///     birth date  year, month and day
///
/// The other attributes have no sketch.
public enum ValueSketch {
  /// Of values that must be looked at.
  public static let none: UInt32 = 0

  /// Whether values of an attribute have sketches at all.
  public static func exists(for attribute: Attribute) -> Bool {
    switch attribute {
    case .email, .phone, .birthDate: true
    default: false
    }
  }

  /// - Parameter form: the comparison form of a value of the attribute.
  /// - Complexity: O(form).
  public static func of(_ attribute: Attribute, _ form: Span<UInt8>) -> UInt32 {
    switch attribute {
    case .email: email(form)
    case .phone: phone(form)
    case .birthDate: birthDate(form)
    default: none
    }
  }

  /// True only where the level of the two values is 1: different, a conflict.
  @inlinable @inline(__always)
  public static func areApart(_ attribute: Attribute, _ left: UInt32, _ right: UInt32) -> Bool {
    if left == none || right == none { return false }
    switch attribute {
    case .email:
      let difference = left ^ right
      return difference >> letterBits != 0 || difference.nonzeroBitCount > 2
    case .phone:
      return arePhonesApart(left ^ right)
    case .birthDate:
      // What agrees in part keeps month and day, or the year but one: a solar day that is meant by the lunar calendar
      // falls a few weeks later, and digits that change places over the border of year and month are 0 and 1.
      let (years, others) = (left >> dayBits, right >> dayBits)
      let yearsApart = years > others ? years &- others : others &- years
      return yearsApart >= 2 && (left ^ right) & (1 << dayBits - 1) != 0
    default:
      return false
    }
  }

  @usableFromInline static let letterBits: UInt32 = 20
  /// Month and day.
  @usableFromInline static let dayBits: UInt32 = 9

  private static func email(_ form: Span<UInt8>) -> UInt32 {
    guard let parts = EmailForm(form) else { return none }
    var letters: UInt32 = 0
    var digits: UInt64 = 1
    for place in parts.local {
      let byte = form[place]
      switch byte {
      // What follows may be a tag, which agrees with any other.
      case 0x2B, 0x2D: return none
      // Some providers do not count dots.
      case 0x2E: continue
      // A prime below the twelve bits there are, less one for `none`.
      case 0x30...0x39: digits = (digits &* 11 &+ UInt64(byte &- 0x2F)) % 4_093
      default: letters |= 1 << (UInt32(byte) % letterBits)
      }
    }
    return UInt32(truncatingIfNeeded: digits &+ 1) << letterBits | letters
  }

  private static let groupBits: UInt32 = 7
  private static let groupCount: UInt32 = 4

  private static func phone(_ form: Span<UInt8>) -> UInt32 {
    // Shorter numbers may agree by fewer digits.
    guard let parts = PhoneForm(form), parts.converted.isEmpty, parts.digits.count >= 8 else { return none }
    var sketch: UInt32 = 0
    var end = parts.digits.upperBound
    for group in 0..<groupCount {
      let number = UInt32((form[end - 2] & 15) &* 10 &+ (form[end - 1] & 15))
      sketch |= (number & 0x7F) << (group &* groupBits)
      end -= 2
    }
    var rest = UInt32(parts.digits.count)
    for place in parts.digits.lowerBound..<end { rest = rest &* 31 &+ UInt32(form[place]) }
    // Four bits, and never all of them 0: then there would be none.
    return sketch | (rest % 15 &+ 1) << (groupBits &* groupCount)
  }

  @inlinable @inline(__always)
  static func arePhonesApart(_ difference: UInt32) -> Bool {
    // A bit for each group that differs, the last digits first.
    var groups: UInt32 = 0
    if difference & 0x7F != 0 { groups |= 1 }
    if difference & 0x3F80 != 0 { groups |= 2 }
    if difference & 0x1F_C000 != 0 { groups |= 4 }
    if difference & 0xFE0_0000 != 0 { groups |= 8 }
    if difference & 0xF000_0000 != 0 { groups |= 16 }
    switch groups.nonzeroBitCount {
    case 0, 1: return false
    case 2: return groups & (groups >> 1) == 0
    default: return true
    }
  }

  private static func birthDate(_ form: Span<UInt8>) -> UInt32 {
    guard form.count == BirthDateForm.byteCount, form[8] & (BirthDateForm.isLunar | BirthDateForm.isLeapMonth) == 0
    else { return none }
    var parts: [3 of UInt32] = [0, 0, 0]
    for (part, range) in [(0, 0..<4), (1, 4..<6), (2, 6..<8)] {
      for place in range {
        guard (0x30...0x39).contains(form[place]) else { return none }
        parts[part] = parts[part] &* 10 &+ UInt32(form[place] & 15)
      }
    }
    // Only of real months is the first digit 0 or 1.
    guard parts[0] != 0, (1...12).contains(parts[1]), (1...31).contains(parts[2]) else { return none }
    return parts[0] << dayBits | parts[1] << 5 | parts[2]
  }
}
