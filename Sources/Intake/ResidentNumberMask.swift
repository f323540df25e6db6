public import Identity

/// Resident numbers of a batch are cut at the door, before anything else sees a row; what one is says
/// `Identity.maskResidentNumbers`. The meaning of a column tells more of them: `ResidentNumberMask`.
extension RowBatch {
  /// Masks the resident numbers of all fields.
  mutating func maskResidentNumbers() {
    var start = 0
    for end in fieldEnds {
      if end - start >= 13 { Identity.maskResidentNumbers(&bytes, in: start..<end) }
      start = end
    }
  }

  /// Masks those that the meaning of their column gives away.
  ///
  /// - Parameters:
  ///   - roles: by column of the reader's header; nil: not known.
  ///   - today: until when thirteen digits in a column of dates may count milliseconds.
  public mutating func maskResidentNumbers(ofRoles roles: [FieldRole?], today: CivilDate) {
    let masks = roles.map { $0.flatMap { ResidentNumberMask($0, today: today) } }
    guard masks.contains(where: { $0 != nil }) else { return }
    var start = 0
    for (field, end) in fieldEnds.enumerated() {
      if end - start >= 13, let mask = masks[Int(fieldColumns[field])] { mask.apply(to: &bytes, in: start..<end) }
      start = end
    }
  }
}

/// What passes for a resident number in a column, beyond what does anywhere.
struct ResidentNumberMask {
  private let rules: ResidentNumberRules
  /// Last millisecond of today where the column may hold instants.
  private let instantMax: Int?

  /// nil: nothing beyond.
  init?(_ role: FieldRole, today: CivilDate) {
    instantMax = role == .date ? Int(today.daysSince1970 + 1) * 86_400_000 : nil
    switch role {
    // people write where the number came from: 850307에 2123456
    case .phone: rules = .mayHaveWords
    case .birthDate: rules = [.areExpected, .mayHaveWords]
    // none of them has another use for thirteen digits
    case .date, .fullName, .givenName, .middleName, .familyName, .nameSuffix, .kanaName, .organisation, .gender, .address, .houseNumber,
      .addressLine2, .district, .city, .region, .postcode, .country, .birthYear, .birthMonth, .birthDay:
      rules = .areExpected
    case .recordID, .source, .updatedAt, .email, .handle, .handlePlatform, .identifier, .text, .exact, .number, .set, .kept: return nil
    }
  }

  func apply(to bytes: inout [UInt8], in range: Range<Int>) {
    if let instantMax, ResidentNumberMask.isInstant(bytes[range], instantMax) { return }
    Identity.maskResidentNumbers(&bytes, in: range, rules: rules)
  }

  /// Thirteen digits that end in three zeros are whole seconds since 1970, from September 2001 on.
  private static func isInstant(_ text: ArraySlice<UInt8>, _ instantMax: Int) -> Bool {
    guard text.count == 13, text.allSatisfy({ $0 &- 0x30 < 10 }) else { return false }
    let value = text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return value % 1_000 == 0 && value >= 1_000_000_000_000 && value <= instantMax
  }
}

/// Masks what stands in a row that could not be read, whose columns nobody can tell: all that would pass for a
/// resident number in any column.
func maskResidentNumbers(ofRejected raw: inout [UInt8]) {
  Identity.maskResidentNumbers(&raw, in: raw.indices, rules: [.areExpected, .mayHaveWords])
}
