import Identity

/// Telephone numbers: out of whatever was typed, the number that one would dial from abroad.
///
/// E.164 is built from country code and national number when the length is possible; what a plan knows
/// of prefixes decides the class. A number that no rule of its region can read but that has seven digits
/// or more keeps its digits: without a country it can still agree with others by its end. The region of
/// a number is never used for matching.
///
/// The comparison form:
///
///     0  1 where the country is known, 0 where the digits could not be read
///     1  digits, count
///     2  digits of the other number of a renumbered line, count, else 0
///     3  the digits without +, 00 or trunk zeros, then the other number's
extension Normalizer {
  /// - Parameters:
  ///   - raw: one field; may hold notes, an extension, several numbers.
  ///   - region: ISO 3166 two-letter code in upper case, for numbers without a country; empty: unknown.
  ///   - into: called once for each number, in the order written; not at all for an empty field.
  public func phone(_ raw: [UInt8], region: [UInt8], into: (NormalizedValue) -> Void) {
    if let value = plainKoreanMobile(raw, region: region) { return into(value) }
    let plan = NumberingPlan.of(region: region)
    if let dialled = plainNumber(raw) {
      if let value = koreanMobile(dialled.span, isAtHome: plan?.isKorea == true) { return into(value) }
      let number = DialledNumber.read(dialled, plan)
      if mayBeResidentNumber(raw, dialled, isValid: number?.isValid == true), holdsResidentNumber(raw, rules: .mayHaveWords) {
        return into(unusablePhone(foldText(withoutResidentNumbers(raw, rules: .mayHaveWords)), .partial))
      }
      if let number, number.isValid { return into(phoneValue(number, number.flagsOfWriting(dialled, plan))) }
      // A closer look would find the same digits and nothing beside them; thirteen may be a resident number.
      if dialled.count != 13, isOneNumber(raw, dialled, plan) {
        if let number { return into(phoneValue(number, number.flagsOfWriting(dialled, plan))) }
        return into(unreadPhone(dialled, plan, []))
      }
    }
    let hidden = isKoreanMobileAbroad(raw) ? raw : withoutResidentNumbers(raw, rules: .mayHaveWords)
    var folded = foldText(withoutCircledNumbers(hidden))
    if folded.isEmpty { return }
    var flags: ValueFlags = raw.count > Normalizer.rawBytesMax ? .clipped : []
    if hasCompatibilityForms(raw.span) { flags.insert(.compatibilityForms) }
    if !folded.contains(where: isASCIIDigit), Placeholder.isMissing(folded) {
      return into(unusablePhone(folded, flags.union(.placeholder)))
    }
    if folded.contains(0x40) {
      var isEmail = false
      misplaced(folded, in: .phone) { value in
        if !isEmail { into(unusablePhone(folded, flags.union(.invalid))) }
        isEmail = true
        into(value)
      }
      if isEmail { return }
    }
    if isScientific(folded) { return into(unusablePhone(folded, flags.union(.invalid))) }
    if isMaskedNumber(folded) {
      // 850307-2****** 010-9876-5432: the other number is one
      let others = withoutHiddenResidentNumbers(folded)
      guard others.count(where: isASCIIDigit) >= unreadableDigitsMin, !isMaskedNumber(others) else {
        return into(unusablePhone(folded, flags.union(.partial)))
      }
      folded = others
    }
    for dialled in dialledNumbers(inFolded: folded, plan, &flags) {
      if let number = DialledNumber.read(dialled, plan) {
        into(phoneValue(number, flags.union(number.flagsOfWriting(dialled, plan))))
      } else if dialled.contains(where: isASCIIDigit) {
        into(unreadPhone(dialled, plan, flags))
      } else {
        into(unusablePhone(folded, flags.union(.invalid)))
      }
    }
  }
}

/// 8201012345678: a mobile number with its country code, whose check digit is right by chance.
private func isKoreanMobileAbroad(_ raw: [UInt8]) -> Bool {
  (raw.starts(with: "8210".utf8) || raw.starts(with: "82010".utf8)) && raw.allSatisfy { $0 < 0x80 }
}

/// Thirteen or fifteen digits that are not dialled as they stand: a valid number joined or behind a +, or any joined
/// behind one.
private func mayBeResidentNumber(_ raw: [UInt8], _ dialled: [UInt8], isValid: Bool) -> Bool {
  let hasPlus = dialled[0] == 0x2B
  let count = hasPlus ? dialled.count - 1 : dialled.count
  guard count == 13 || count == 15, !isKoreanMobileAbroad(raw) else { return false }
  let isJoined = raw.dropFirst().allSatisfy(isASCIIDigit)
  return hasPlus ? !isJoined && !isValid : !isJoined || !isValid
}

/// A semicolon for every resident number whose back is hidden.
private func withoutHiddenResidentNumbers(_ folded: [UInt8]) -> [UInt8] {
  var text = folded
  for range in residentNumberRanges(folded, rules: .mayHaveWords).reversed() { text.replaceSubrange(range, with: [0x3B]) }
  return text
}

extension PhoneLevel {
  /// How well two comparison forms of telephone numbers agree.
  public static func of(_ left: Span<UInt8>, _ right: Span<UInt8>) -> PhoneLevel {
    guard let a = PhoneForm(left), let b = PhoneForm(right) else { return .different }
    if a.hasCountry == b.hasCountry, isSame(left, a.digits, right, b.digits) { return .line }
    if !a.converted.isEmpty && isSame(left, a.converted, right, b.digits)
      || !b.converted.isEmpty && isSame(left, a.digits, right, b.converted)
    {
      return .converted
    }
    if !a.hasCountry || !b.hasCountry {
      let tail = min(8, a.digits.count, b.digits.count)
      if tail >= 7, isSame(left, a.digits.suffix(tail), right, b.digits.suffix(tail)) { return .tail }
    }
    if a.hasCountry == b.hasCountry, a.digits.count == b.digits.count,
      damerauAtMost(left.extracting(a.digits), right.extracting(b.digits), limit: 1) != nil
    {
      return .near
    }
    return .different
  }
}

struct PhoneForm {
  var hasCountry: Bool
  var digits: Range<Int>
  var converted: Range<Int>

  init?(_ form: Span<UInt8>) {
    guard form.count > 3, form[1] > 0, 3 + Int(form[1]) + Int(form[2]) == form.count else { return nil }
    hasCountry = form[0] == 1
    digits = 3..<3 + Int(form[1])
    converted = digits.upperBound..<form.count
  }
}

// MARK: - From number to line

/// The most frequent field by far, 010-9876-5432, without a plan and an array of its digits. Nil: look closer.
private func plainKoreanMobile(_ raw: [UInt8], region: [UInt8]) -> NormalizedValue? {
  let isAtHome = region.count == 2 && region[0] == 0x4B && region[1] == 0x52
  guard isAtHome, raw.count >= 11, raw[0] == 0x30, raw[1] == 0x31, raw[2] == 0x30 else { return nil }
  return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: plainNumberMax) { out in
    // the span lends memory of the stack, and only while it is there
    guard let count = readPlainNumber(raw.span, to: out) else { return nil }
    return koreanMobile(Span(_unsafeElements: UnsafeBufferPointer(rebasing: out[..<count])), isAtHome: isAtHome)
  }
}

/// 010 and eight digits, or +82 10 and eight.
///
/// - Parameter isAtHome: the number was written down in Korea.
private func koreanMobile(_ span: Span<UInt8>, isAtHome: Bool) -> NormalizedValue? {
  let subscriberStart: Int
  if span.count == 11, span[0] == 0x30, span[1] == 0x31, span[2] == 0x30, isAtHome {
    subscriberStart = 3
  } else if span.count == 13, span[0] == 0x2B, span[1] == 0x38, span[2] == 0x32, span[3] == 0x31, span[4] == 0x30 {
    subscriberStart = 5
  } else {
    return nil
  }
  // Fillers have runs or the sequence from 1; both are the general reader's to name.
  var isFillerLike = true
  for index in subscriberStart + 1..<span.count
  where span[index] != span[index - 1] && span[index] != span[index - 1] + 1 {
    isFillerLike = false
  }
  if isFillerLike { return nil }
  return ValueWriter.written(capacity: 80) { value in
    value.put("+8210")
    value.put(span.extracting(subscriberStart..<span.count))
    value.endCanonical()
    let canonical = 0..<value.count
    value.put(1)
    value.put(UInt8(canonical.count - 1))
    value.put(0)
    value.put(written: 1..<canonical.count)
    value.endForm()
    value.key(.phoneLine, written: canonical)
    value.key(.phoneTail, written: 5..<canonical.count)
    return value.value(.phone, [])
  }
}

private func unusablePhone(_ text: [UInt8], _ flags: ValueFlags) -> NormalizedValue {
  NormalizedValue(attribute: .phone, canonical: text, form: [0, 0, 0], keys: [], flags: flags, sharing: .ofNothing(flags))
}

private func phoneValue(_ number: DialledNumber, _ givenFlags: ValueFlags) -> NormalizedValue {
  var flags = givenFlags
  let isKorea = number.code == KoreanNumber.code
  if isFillerNumber(number.national.span) || number.national.allSatisfy({ $0 == 0x30 })
    || isKorea && number.national == sampleMobile
  {
    return unusablePhone([0x2B] + number.digits, flags.union(.placeholder))
  }
  let renumbered = number.isValid ? nil : Renumbering.converted(number.national, code: number.code)
  if !number.isValid, renumbered == nil {
    flags.insert(.invalid)
    // The plan of Korea is known well enough to say that nobody answers.
    if isKorea || number.digitCount < unreadableDigitsMin { return unusablePhone([0x2B] + number.digits, flags) }
  }
  var current = number
  var converted: [UInt8] = []
  if let renumbered {
    flags.insert(.legacy)
    (current.national, current.type) = (renumbered.national, renumbered.type)
    converted = current.digits
  }
  let sharing = sharing(of: current)
  if sharing == .relay { flags.insert(.relay) }
  switch current.type {
  case .fixed: flags.insert(.landline)
  case .voip: flags.insert(.voip)
  case .companyWide, .tollFree, .sharedCost, .premium: flags.insert(.companyLine)
  default: break
  }
  if isFictional(current) { flags.insert(.fiction) }
  if isKorea, number.type == .mobile, KoreanNumber.isLegacyMobile(number.national.span) {
    flags.insert(.legacy)
    converted = KoreanNumber.converted(number.national).map { [0x38, 0x32] + $0 } ?? []
  }
  return ValueWriter.written(capacity: 120) { value in
    number.putDialled(to: &value)
    value.endCanonical()
    let line = 0..<value.count
    value.put(1)
    value.put(UInt8(number.digitCount))
    value.put(UInt8(converted.count))
    value.put(written: 1..<line.upperBound)
    value.put(converted)
    value.endForm()
    if sharing < .relay {
      value.key(.phoneLine, written: line)
      if !converted.isEmpty {
        value.beginKey(.phoneLine)
        value.put(0x2B)
        value.put(converted)
        value.endKey()
      }
      if number.digitCount >= unreadableDigitsMin {
        value.key(.phoneTail, written: line.upperBound - min(8, number.digitCount)..<line.upperBound)
      }
    }
    return value.value(.phone, flags, sharing)
  }
}

/// A number of no known country keeps its digits, if there are enough of them to agree with others.
///
/// - Parameter dialled: its digits, perhaps behind a `+`.
private func unreadPhone(_ dialled: [UInt8], _ plan: NumberingPlan?, _ givenFlags: ValueFlags) -> NormalizedValue {
  var givenFlags = givenFlags
  let hasPlus = dialled.first == 0x2B
  let digits = hasPlus ? dialled.dropFirst() : dialled[...]
  // of +010 and +00 the + is the slip
  if hasPlus, digits.first != 0x30, NumberingPlan.codeLength(Array(digits).span) == nil { givenFlags.insert(.unknownCountry) }
  // 050101 1011 101: joined they are what the field did not seem to hold
  if digits.count == 13 || digits.count == 15, holdsResidentNumber(Array(digits)) {
    return unusablePhone(withoutResidentNumbers(Array(digits)), givenFlags.union(.partial))
  }
  let bare = digits.drop(while: { $0 == 0x30 })
  if isFillerNumber(Array(bare).span) || bare.isEmpty {
    return unusablePhone(Array(digits), givenFlags.union(.placeholder))
  }
  if bare.count < unreadableDigitsMin || bare.count > digitsMax {
    let code = hasPlus ? [0x2B] : plan.map { [0x2B] + $0.codeDigits } ?? []
    return unusablePhone(
      bare.count <= digitsMax && digits.first != 0x30 ? code + digits : Array(digits), givenFlags.union(.invalid))
  }
  return ValueWriter.written(capacity: 120) { value in
    for byte in digits { value.put(byte) }
    value.endCanonical()
    value.put(0)
    value.put(UInt8(bare.count))
    value.put(0)
    for byte in bare { value.put(byte) }
    let written = value.count - bare.count..<value.count
    value.endForm()
    value.beginKey(.phoneLine)
    value.put(0x3F)
    value.put(written: written)
    value.endKey()
    value.key(.phoneTail, written: written.upperBound - min(8, bare.count)..<written.upperBound)
    return value.value(.phone, givenFlags.union(.unreadable))
  }
}

/// Who may stand behind a line, by what its numbers are given out for.
private func sharing(of number: DialledNumber) -> ValueClass {
  switch number.type {
  case .mobile, .fixedOrMobile, nil: .person
  // 031-120 and its like reach an office.
  case .fixed: number.code == KoreanNumber.code && number.national.count <= 6 ? .shared : .household
  case .voip: .household
  case .personal: number.code == KoreanNumber.code && KoreanNumber.isRelay(number.national.span) ? .relay : .person
  case .tollFree, .premium, .sharedCost, .pager, .companyWide, .voicemail: .shared
  }
}

/// 415-555-0142: ATIS-0300115 keeps 555-0100 to 555-0199 of every area of North America for stories.
private func isFictional(_ number: DialledNumber) -> Bool {
  number.code == 1 && number.national.count == 10 && number.national[3..<8].elementsEqual("55501".utf8)
}

/// 010-1234-5678
private let sampleMobile = Array("1012345678".utf8)

private func isFillerNumber(_ digits: Span<UInt8>) -> Bool {
  Placeholder.isFiller(digits: digits, countMin: unreadableDigitsMin)
}
