/// A number as one would dial it from abroad, out of the digits somebody wrote.
///
/// The order of reading is that of libphonenumber: a way abroad, the country code, what is written
/// before a number at home. It differs where files differ from what that library expects, and every
/// difference is named here: `00` is a way abroad everywhere; a slip that leaves a number which cannot
/// be read at home stays unread (it may be another country's), unless the number says its country; in
/// Korea a number without its 0 is a mobile, a landline of eight or nine digits or nothing.
package struct DialledNumber: Sendable, Equatable {
  /// Country code, 1...999.
  package var code: Int
  /// The digits behind the country code, zeros that are dialled from abroad included.
  package var national: [UInt8]
  /// nil: the plan of the country has no such number, or not yet.
  package var type: NumberType?
  /// Numbers of the country may be this long.
  package var isPossible: Bool

  package var isValid: Bool { type != nil }
  /// Country code and national number.
  package var digits: [UInt8] {
    var digits: [UInt8] = []
    digits.reserveCapacity(3 + national.count)
    if code >= 100 { digits.append(0x30 + UInt8(code / 100)) }
    if code >= 10 { digits.append(0x30 + UInt8(code / 10 % 10)) }
    digits.append(0x30 + UInt8(code % 10))
    digits += national
    return digits
  }

  /// Of `digits`.
  var digitCount: Int { (code >= 100 ? 3 : code >= 10 ? 2 : 1) + national.count }

  /// Writes a plus and `digits`.
  func putDialled(to value: inout ValueWriter) {
    value.put(0x2B)
    value.put(decimal: code)
    value.put(national)
  }

  /// Reads digits, perhaps behind a `+`.
  ///
  /// - Parameters:
  ///   - dialled: ASCII digits, at most the first byte a `+`.
  ///   - region: where the number was written down, two capital letters; empty: unknown.
  /// - Returns: nil where no rule says which country the number is of.
  package static func read(_ dialled: [UInt8], region: [UInt8]) -> DialledNumber? {
    read(dialled, NumberingPlan.of(region: region))
  }

  static func read(_ dialled: [UInt8], _ plan: NumberingPlan?) -> DialledNumber? {
    guard isDialable(dialled.span) else { return nil }
    if dialled.first == 0x2B {
      let hasZeros = dialled.count > 2 && dialled[1] == 0x30 && dialled[2] == 0x30
      let digits = Array(dialled.dropFirst(hasZeros ? 3 : 1))
      if let found = fromAbroad(digits) { return found }
      // +010-9876-5432: the + is a slip where a number at home follows. Of too few digits nothing is known.
      let home = read(Array(dialled.dropFirst()), plan)
      return home?.isValid == true || digits.first == 0x30 || digits.count >= unreadableDigitsMin ? home : nil
    }
    let abroad = behindWayAbroad(dialled, plan)
    if let abroad, abroad.isValid { return abroad }
    if let plan, let home = atHome(dialled, plan), home.isValid || abroad == nil { return home }
    return abroad
  }
}

extension DialledNumber {
  /// What had to be read otherwise than it was written.
  ///
  /// - Parameter dialled: what `read` made this number of.
  func flagsOfWriting(_ dialled: [UInt8], _ plan: NumberingPlan?) -> ValueFlags {
    let digits = digits
    func isBehind(_ prefix: [UInt8]) -> Bool {
      dialled.count == prefix.count + digits.count && dialled.starts(with: prefix) && dialled.dropFirst(prefix.count).elementsEqual(digits)
    }
    if isBehind([0x2B]) || isBehind([]) { return [] }
    let isHome = plan?.code == code
    if isHome, dialled.count == national.count + 1, dialled[0] == 0x30 { return [] }
    if isHome, dialled == national {
      return plan?.rules.trunk.first == 0x30 && type != .companyWide && national.first != 0x30 ? .zeroRestored : []
    }
    var flags: ValueFlags = []
    var rest = dialled[...]
    if rest.first == 0x2B {
      rest = rest.dropFirst()
    } else if rest.starts(with: [0x30, 0x30]), rest.dropFirst(2).starts(with: digits.dropLast(national.count)) {
      rest = rest.dropFirst(2)
      flags.insert(.zerosForPlus)
    }
    let code = digits.dropLast(national.count)
    if rest.starts(with: code), rest.dropFirst(code.count).first == 0x30, rest.dropFirst(code.count + 1).elementsEqual(national) {
      flags.insert(.trunkDropped)
    }
    return flags
  }
}

/// Digits of the longest number kept, country code included.
let digitsMax = 17
/// Ways abroad and carriers come in front of a number.
private let prefixDigitsMax = 8
private let internationalDigitsMin = 10

/// Digits alone, perhaps behind a `+`, and not more than could be dialled.
private func isDialable(_ dialled: Span<UInt8>) -> Bool {
  guard dialled.count <= 1 + digitsMax + prefixDigitsMax else { return false }
  for index in 0..<dialled.count where !isASCIIDigit(dialled[index]) && (index > 0 || dialled[0] != 0x2B) {
    return false
  }
  return true
}

// MARK: - From abroad

/// What follows `00` or what the region dials before international numbers.
///
/// Carriers of Korea begin with `00` too (001, 008): 0082-31-555-1234 is no number of Liberia that 008 dials, but
/// 001 is rather the carrier than a North American number.
private func behindWayAbroad(_ dialled: [UInt8], _ plan: NumberingPlan?) -> DialledNumber? {
  var best: DialledNumber? = nil
  if let match = plan?.rules.idd?.match(dialled.span), match.end < dialled.count, dialled[match.end] != 0x30 {
    best = fromAbroad(Array(dialled[match.end...]))
    if let best, best.isValid, match.end == 2 { return best }
  }
  if dialled.count >= internationalDigitsMin, dialled[0] == 0x30, dialled[1] == 0x30, dialled[2] != 0x30,
    let found = fromAbroad(Array(dialled[2...]))
  {
    let isPreferred = best?.isValid == true ? found.isValid && found.code != northAmericanCode : found.isValid || best == nil
    if isPreferred || isTrunkOfHome(dialled, found, plan) { best = found }
  }
  // A way abroad is two digits of many, so what follows has to look like a number.
  return best.flatMap { $0.isValid || $0.isPossible && dialled.count >= internationalDigitsMin ? $0 : nil }
}

/// 0082-010-…: home's own code and the 0 that is dialled at home say more than a carrier, whatever the number.
private func isTrunkOfHome(_ dialled: [UInt8], _ found: DialledNumber, _ plan: NumberingPlan?) -> Bool {
  guard let plan, found.code == plan.code, plan.rules.trunk.first == 0x30 else { return false }
  return dialled[(2 + plan.codeDigits.count)...].first == 0x30
}

private let northAmericanCode = 1

/// Reads country code and number.
private func fromAbroad(_ digits: [UInt8]) -> DialledNumber? {
  guard let length = NumberingPlan.codeLength(digits.span), digits.count <= digitsMax else { return nil }
  return settled(Array(digits[length...]), code: decimal(digits[..<length]))
}

/// The national number of a known country, freed of what is only written before it at home.
///
/// A valid number stays as it is; everything else loses prefixes until none is left, so that reading
/// the result again changes nothing.
private func settled(_ digits: [UInt8], code: Int) -> DialledNumber? {
  guard let plan = NumberingPlan.of(code: code).first else { return nil }
  let rules = plan.rules
  var national = digits
  for _ in 0...digitsMax + prefixDigitsMax {
    if code == KoreanNumber.code, let line = KoreanNumber.companyLine(behindArea: national) {
      return DialledNumber(code: code, national: line, type: .companyWide, isPossible: true)
    }
    if plan.codeDigits.count + national.count <= digitsMax, let type = type(of: national, code: code) {
      return DialledNumber(code: code, national: national, type: type, isPossible: true)
    }
    if code != KoreanNumber.code, let rest = rules.withoutTrunk(national) {
      national = rest
    } else if code == mexicanCode, national.count == 11, national[0] == 0x31 {
      // The 1 before mobiles went in 2019.
      national.removeFirst()
    } else if national.first == 0x30 {
      // A 0 that the plan does not know may only go where it leaves a number.
      let bare = Array(national.drop(while: { $0 == 0x30 }))
      // Of nothing but zeros the country is all that is said.
      if bare.isEmpty { break }
      guard rules.trunk.first == 0x30 || type(of: bare, code: code) != nil else { break }
      national = bare
    } else {
      break
    }
  }
  guard national.count >= nationalDigitsMin, plan.codeDigits.count + national.count <= digitsMax else { return nil }
  return DialledNumber(
    code: code, national: national, type: nil, isPossible: rules.isPossible(length: national.count))
}

private let mexicanCode = 52
private let nationalDigitsMin = 2

private func type(of national: [UInt8], code: Int) -> NumberType? {
  code == KoreanNumber.code
    ? KoreanNumber.type(of: national.span) : NumberingPlan.type(of: national.span, code: code)
}

// MARK: - At home

private func atHome(_ digits: [UInt8], _ plan: NumberingPlan) -> DialledNumber? {
  if plan.isKorea { return atHomeInKorea(digits, plan) }
  let rules = plan.rules
  let rest = rules.withoutTrunk(digits)
  if rest == nil, let mobile = mobileWithCode(digits, plan) { return mobile }
  func valid(_ national: [UInt8]) -> DialledNumber? {
    guard plan.codeDigits.count + national.count <= digitsMax, let type = type(of: national, code: plan.code) else { return nil }
    return DialledNumber(code: plan.code, national: national, type: type, isPossible: true)
  }
  if let found = rest.flatMap(valid) ?? valid(digits) { return found }
  let withCode = digits.starts(with: plan.codeDigits) ? fromAbroad(digits) : nil
  if let withCode, withCode.isValid { return withCode }
  // The country code without its +, where the whole is not built like a number at home.
  if let withCode,
    !rules.isViable(digits.span) && rules.isViable(withCode.national.span) || rules.isTooLong(length: digits.count)
  {
    return withCode
  }
  guard let found = settled(rest ?? digits, code: plan.code) else { return nil }
  // Where a 0 is written before numbers at home, one without it may be of anywhere.
  let saysHome = rest != nil || rules.trunk.first != 0x30
  let isRead = found.isValid || found.isPossible && saysHome || Renumbering.converted(found.national, code: plan.code) != nil
  return isRead ? found : nil
}

/// 49 171 2345678, the + lost on the way: without its 0 a mobile behind the country code rather than a landline
/// that begins with the same digits.
private func mobileWithCode(_ digits: [UInt8], _ plan: NumberingPlan) -> DialledNumber? {
  guard plan.rules.trunk.first == 0x30, digits.starts(with: plan.codeDigits), type(of: digits, code: plan.code) == .fixed,
    let found = fromAbroad(digits), found.code == plan.code, found.type == .mobile
  else { return nil }
  return found
}

private func atHomeInKorea(_ digits: [UInt8], _ plan: NumberingPlan) -> DialledNumber? {
  func valid(_ national: [UInt8]) -> DialledNumber? {
    if let line = KoreanNumber.companyLine(behindArea: national) {
      return DialledNumber(code: plan.code, national: line, type: .companyWide, isPossible: true)
    }
    return KoreanNumber.type(of: national.span).map {
      DialledNumber(code: plan.code, national: national, type: $0, isPossible: true)
    }
  }
  if KoreanNumber.isCompanyLine(digits.span) { return valid(digits) }
  let hasTrunk = digits.first == 0x30
  if hasTrunk {
    let national = Array(digits.dropFirst())
    if let found = valid(national) { return found }
    if let rest = plan.rules.withoutTrunk(digits), let found = valid(rest) { return found }
  } else if let found = valid(digits),
    found.type == .mobile || isLandlineWithoutZero(digits, found) || digits.count == 9 && found.national.count == 8
  {
    return found
  }
  if digits.starts(with: plan.codeDigits), digits.count > plan.codeDigits.count + 6, let found = fromAbroad(digits),
    found.isValid
  {
    return found
  }
  // A mobile of a wrong length is a slip and no foreign number.
  let national = Array(hasTrunk ? digits.dropFirst() : digits[...])
  guard hasTrunk, national.starts(with: [0x31, 0x30]), (9...11).contains(national.count) else { return nil }
  return DialledNumber(code: plan.code, national: national, type: nil, isPossible: national.count < 11)
}

/// 31-555-1234, 2-2555-1234: a spreadsheet took the 0. Eight digits are as well a local number of Seoul, and ten a
/// North American one.
private func isLandlineWithoutZero(_ digits: [UInt8], _ found: DialledNumber) -> Bool {
  guard found.type == .fixed, digits.count == 9 else { return false }
  return digits[0] == 0x32 || (0x33...0x36).contains(digits[0]) && digits[1] != 0x30
}
