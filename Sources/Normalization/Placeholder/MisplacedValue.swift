import Identity

/// A value in the wrong field: a telephone number where the name belongs, an e-mail address where the
/// telephone number does. Only what says by itself what it is moves; a number without a country stays.
extension Normalizer {
  /// - Parameters:
  ///   - folded: a whole field of which its own kind could make nothing.
  ///   - attribute: what the field is about.
  ///   - into: called for what was found; not at all for nothing.
  func misplaced(_ folded: [UInt8], in attribute: Attribute, into: (NormalizedValue) -> Void) {
    // MJ@kakao is an address only where one is asked for; among names and handles it says where somebody is from.
    if attribute != .email, let at = folded.firstIndex(of: 0x40), at > 0, folded.count <= 320,
      folded[at...].contains(where: { $0 == 0x2E || $0 == 0x2C || $0 == 0x20 })
    {
      email(folded) { if $0.attribute == .email, !$0.isMissing { into($0) } }
    } else if attribute != .phone, let region = regionOfNumber(folded) {
      phone(folded, region: region) { value in
        if value.attribute == .phone, !value.isMissing, value.flags.isDisjoint(with: [.unreadable, .invalid]) {
          into(value)
        }
      }
    }
  }

  /// Where a text that is nothing but a telephone number is dialled: its own country code, or a Korean
  /// mobile, whose eleven digits no other thing has.
  private func regionOfNumber(_ folded: [UInt8]) -> [UInt8]? {
    guard folded.count >= 9, folded.count <= 24 else { return nil }
    var digits: [UInt8] = []
    for (index, byte) in folded.enumerated() {
      switch byte {
      case 0x30...0x39: digits.append(byte)
      case 0x2B where index == 0: break
      case 0x20, 0x28, 0x29, 0x2D, 0x2E: break
      default: return nil
      }
    }
    if folded[0] == 0x2B { return digits.count >= 9 ? [] : nil }
    guard digits.count == 11 || digits.count == 10, digits[0] == 0x30, digits[1] == 0x31 else { return nil }
    return digits.count == 11 || digits[2] != 0x30 ? Array("KR".utf8) : nil
  }
}
