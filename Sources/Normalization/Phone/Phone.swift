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
    let plan = NumberingPlan.of(region: region)
    if let dialled = plainNumber(raw) {
      into(koreanMobile(dialled, plan) ?? phoneValue(dialled, shown: dialled, plan, []))
      return
    }
    let folded = foldText(raw)
    if folded.isEmpty { return }
    var flags: ValueFlags = raw.count > Normalizer.rawBytesMax ? .clipped : []
    if !folded.contains(where: isASCIIDigit), saysMissing(folded) {
      into(unusablePhone(folded, flags.union(.placeholder)))
      return
    }
    if isScientific(folded) {
      into(unusablePhone(folded, flags.union(.invalid)))
      return
    }
    let text = withoutNotes(readingWords(folded, plan), &flags)
    for piece in numbers(in: text, plan) { into(phoneValue(piece, shown: folded, plan, flags)) }
  }
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

private struct PhoneForm {
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

/// Fewest digits of a number that is kept although nothing could read it.
private let unreadableDigitsMin = 7
private let digitsMax = 17

// MARK: - From text to numbers

/// Digits between hyphens, dots and single spaces, perhaps behind a `+`: most of what files hold.
private func plainNumber(_ raw: [UInt8]) -> [UInt8]? {
  let span = raw.span
  guard span.count >= unreadableDigitsMin, span.count <= 24 else { return nil }
  var digitCount = 0
  for index in 0..<span.count {
    switch span[index] {
    case 0x30...0x39: digitCount += 1
    case 0x2D, 0x20: continue
    // A dot before the last digit may be the end of a float.
    case 0x2E where index + 2 < span.count: continue
    case 0x2B where index == 0: continue
    default: return nil
    }
  }
  guard digitCount >= unreadableDigitsMin else { return nil }
  let hasPlus = span[0] == 0x2B
  return [UInt8](unsafeUninitializedCapacity: digitCount + (hasPlus ? 1 : 0)) { out, count in
    var written = 0
    for index in 0..<span.count where isASCIIDigit(span[index]) || span[index] == 0x2B {
      out[written] = span[index]
      written += 1
    }
    count = written
  }
}

/// The most frequent case by far, without the general reader: 010 and eight digits, or +82 10 and eight.
private func koreanMobile(_ dialled: [UInt8], _ plan: NumberingPlan?) -> NormalizedValue? {
  let span = dialled.span
  let subscriberStart: Int
  if span.count == 11, span[0] == 0x30, span[1] == 0x31, span[2] == 0x30, plan?.isKorea == true {
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
  let canonical = [UInt8](unsafeUninitializedCapacity: 13) { out, count in
    for (index, byte) in "+8210".utf8.enumerated() { out[index] = byte }
    for index in 0..<8 { out[5 + index] = span[subscriberStart + index] }
    count = 13
  }
  let form = [UInt8](unsafeUninitializedCapacity: 15) { out, count in
    out[0] = 1
    out[1] = 12
    out[2] = 0
    for index in 0..<12 { out[3 + index] = canonical[1 + index] }
    count = 15
  }
  return NormalizedValue(
    attribute: .phone, canonical: canonical, form: form,
    keys: [NormalizedKey(.phoneLine, canonical), NormalizedKey(.phoneTail, Array(canonical[5...]))])
}

/// `1.09877E+09`: a spreadsheet has thrown the last digits away.
private func isScientific(_ text: [UInt8]) -> Bool {
  guard let e = text.firstIndex(of: 0x65), e > 0, e + 1 < text.count else { return false }
  let exponent = text[(e + 1)...].drop(while: { $0 == 0x2B })
  return text[..<e].allSatisfy { isASCIIDigit($0) || $0 == 0x2E } && !exponent.isEmpty
    && exponent.allSatisfy(isASCIIDigit)
}

/// Hangul digit words, `.0` of a float and letters of American vanity numbers become digits.
private func readingWords(_ folded: [UInt8], _ plan: NumberingPlan?) -> [UInt8] {
  var text = folded
  if text.count > 8, text.suffix(2).elementsEqual(".0".utf8),
    text.dropLast(2).allSatisfy({ isASCIIDigit($0) || $0 == 0x2B })
  {
    text.removeLast(2)
    return text
  }
  if text.contains(where: { $0 >= 0xE0 }) { text = readingHangulDigits(text) }
  if plan?.code == [0x31], text.contains(where: isASCIILetter) { text = readingVanityLetters(text) }
  return text
}

/// 공 영 일 … 구 in runs of two or more that no other syllable touches.
private func readingHangulDigits(_ text: [UInt8]) -> [UInt8] {
  let words: [(UInt32, UInt8)] = [
    (0xACF5, 0), (0xC601, 0), (0xC77C, 1), (0xC774, 2), (0xC0BC, 3), (0xC0AC, 4), (0xC624, 5), (0xC721, 6), (0xCE60, 7),
    (0xD314, 8), (0xAD6C, 9),
  ]
  var out: [UInt8] = []
  var run: [UInt32] = []
  func flush() {
    let digits = run.compactMap { scalar in words.first { $0.0 == scalar }?.1 }
    if run.count >= 2, digits.count == run.count {
      out += digits.map { 0x30 + $0 }
    } else {
      for scalar in run { appendScalar(scalar, to: &out) }
    }
    run = []
  }
  for scalar in scalars(text) {
    if isHangulSyllable(scalar) {
      run.append(scalar)
    } else {
      flush()
      appendScalar(scalar, to: &out)
    }
  }
  flush()
  return out
}

/// `1-800-FLOWERS`: letters count as the keys they stand on where they fill up ten digits.
private func readingVanityLetters(_ text: [UInt8]) -> [UInt8] {
  let keys = Array("22233344455566677778889999".utf8)
  let digitCount = text.count(where: isASCIIDigit)
  let letterCount = text.count(where: isASCIILetter)
  guard letterCount >= 3, digitCount >= 3, let first = text.first, isASCIIDigit(first) || first == 0x2B || first == 0x28
  else { return text }
  let digits = text.filter(isASCIIDigit)
  let national = digits.first == 0x31 ? digits.dropFirst() : digits[...]
  guard national.first == 0x38 || national.first == 0x39, national.count + letterCount >= 10, national.count < 10 else {
    return text
  }
  var room = 10 - national.count
  return text.compactMap { byte in
    guard isASCIILetter(byte) else { return byte }
    room -= 1
    return room >= 0 ? keys[Int((byte | 0x20) - 0x61)] : nil
  }
}

/// Drops extensions and everything that is said about a number in words. What is left are digits, one
/// leading `+`, and separators between numbers.
private func withoutNotes(_ text: [UInt8], _ flags: inout ValueFlags) -> [UInt8] {
  var out: [UInt8] = []
  out.reserveCapacity(text.count)
  var digitCount = 0
  var index = 0
  while index < text.count {
    let byte = text[index]
    if byte == 0x28 || byte == 0x5B, let close = text[index...].firstIndex(of: byte == 0x28 ? 0x29 : 0x5D) {
      let inside = text[(index + 1)..<close]
      let digits = inside.filter(isASCIIDigit)
      let isTrunkZero = digits == [0x30] && out.contains(0x2B)
      if digits.isEmpty || isTrunkZero || inside.contains(where: { isASCIILetter($0) || $0 >= 0x80 }) {
        index = close + 1
        continue
      }
    }
    if digitCount >= unreadableDigitsMin, !isASCIIDigit(byte), let skipped = extensionMark(text[index...]) {
      let rest = text[(index + skipped)...].drop(while: {
        $0 == 0x20 || $0 == 0x2E || $0 == 0x3A || $0 == 0x2D || $0 == 0x29
      })
      let digits = rest.prefix(while: isASCIIDigit)
      if !digits.isEmpty, digits.count <= 6 {
        flags.insert(.extensionDropped)
        index = digits.endIndex
        continue
      }
    }
    out.append(byte)
    if isASCIIDigit(byte) { digitCount += 1 }
    index += 1
  }
  return out
}

/// Bytes of a word that announces an extension, nil where there is none.
private func extensionMark(_ text: ArraySlice<UInt8>) -> Int? {
  for mark in ["extension", "ext.", "ext", "내선번호", "내선", "구내", "x", "#", "~"] where text.starts(with: mark.utf8) {
    return mark.utf8.count
  }
  return nil
}

/// Parts a field into numbers. A separator may also stand inside a number (`310/246-1501`), so parts
/// count as numbers of their own only where they are long enough or the region reads the first one.
private func numbers(in text: [UInt8], _ plan: NumberingPlan?) -> [[UInt8]] {
  func dialled(_ part: some Sequence<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    for byte in part {
      if isASCIIDigit(byte) { out.append(byte) } else if byte == 0x2B, out.isEmpty { out.append(byte) }
    }
    return out
  }
  let parts = text.split(whereSeparator: { "/,;|\\".utf8.contains($0) }).map { dialled($0) }.filter { !$0.isEmpty }
  if parts.count <= 1 { return [dialled(text)] }
  let long = parts.filter { $0.count >= unreadableDigitsMin }
  let isFirstWhole = read(parts[0], plan)?.isPossible == true
  if isFirstWhole || long.count == parts.count { return long.isEmpty ? [parts[0]] : long }
  let joined = dialled(text)
  let isOne = parts[0].count < unreadableDigitsMin && joined.count <= 11 || read(joined, plan)?.isPossible == true
  return long.isEmpty || isOne ? [joined] : long
}

// MARK: - From number to line

private struct ReadNumber {
  var code: [UInt8]
  var national: [UInt8]
  var use: NumberingPlan.Use?
  /// Prefix and length fit a range of the plan, or there is no plan and the length is possible at all.
  var isPossible: Bool
}

/// Country code and national number; nil where the region cannot read the number.
private func read(_ dialled: [UInt8], _ plan: NumberingPlan?) -> ReadNumber? {
  var digits = dialled[...]
  var isInternational = false
  if digits.first == 0x2B {
    digits = digits.dropFirst()
    isInternational = true
    if digits.starts(with: [0x30, 0x30]) { digits = digits.dropFirst(2) }
  } else if digits.starts(with: [0x30, 0x30]), digits.count >= 10,
    let length = NumberingPlan.codeLength(digits.dropFirst(2)),
    length > 1 || digits.count == 13
  {
    digits = digits.dropFirst(2)
    isInternational = true
  } else if plan?.code == [0x31], digits.starts(with: Array("011".utf8)), digits.count >= 11 {
    digits = digits.dropFirst(3)
    isInternational = true
  }
  if isInternational, let length = NumberingPlan.codeLength(digits) {
    let code = digits.prefix(length)
    let rest = digits.dropFirst(length)
    if let home = plan?.code.elementsEqual(code) == true ? plan : NumberingPlan.of(code: code) {
      return national(rest, home, isAbroad: true)
    }
    if rest.count >= 5, digits.count <= 15 {
      return ReadNumber(code: Array(code), national: Array(rest), use: nil, isPossible: true)
    }
  }
  guard let plan else { return nil }
  if let found = national(digits, plan, isAbroad: false), found.isPossible { return found }
  // The country code without its +.
  if digits.starts(with: plan.code), digits.count > plan.code.count + 6,
    let found = national(digits.dropFirst(plan.code.count), plan, isAbroad: true), found.isPossible
  {
    return found
  }
  return national(digits, plan, isAbroad: false)
}

private let koreanServicePrefixes = WordSet(
  """
  1522 1533 1544 1551 1555 1566 1577 1588 1599 1600 1644 1660 1661 1666 1668 1670 1688 1800 1811 1833 1844 1855 1866
  1877
  1899
  """)

private func national(_ dialled: ArraySlice<UInt8>, _ plan: NumberingPlan, isAbroad: Bool) -> ReadNumber? {
  var rest = dialled
  let hasTrunk = !plan.trunk.isEmpty && rest.starts(with: plan.trunk)
  let isKorea = plan.isKorea
  if isKorea, rest.count == 8, koreanServicePrefixes.contains(rest.prefix(4)) {
    return ReadNumber(code: plan.code, national: Array(rest), use: .shared, isPossible: true)
  }
  // One trunk prefix comes off: a zero always, 1 and 8 only where the number is too long with it.
  if hasTrunk, plan.trunk == [0x30] || rest.count > 10 || plan.trunk.count > 1 {
    rest = rest.dropFirst(plan.trunk.count)
    if plan.trunk == [0x30], isAbroad { rest = rest.drop(while: { $0 == 0x30 }) }
  } else if isAbroad ? !plan.ranges.isEmpty : plan.trunk.isEmpty, rest.first == 0x30, !plan.keepsZero {
    rest = rest.drop(while: { $0 == 0x30 })
  } else if plan.trunk == [0x30], !isAbroad {
    // A spreadsheet may have eaten the zero. Only mobile numbers are told from local ones then.
    let use = plan.use(of: rest)
    let isToldApart = use == .mobile || !isKorea && (use == .shared && rest.count >= 9 || hasOneLength(plan, rest))
    guard isToldApart else { return nil }
  }
  if plan.region == Array("MX".utf8), rest.count == 11, rest.first == 0x31 { rest = rest.dropFirst() }
  if plan.region == Array("AR".utf8) { rest = argentineMobile(rest) }
  if plan.ranges.isEmpty, (6...12).contains(rest.count) {
    return ReadNumber(code: plan.code, national: Array(rest), use: nil, isPossible: true)
  }
  var use = plan.use(of: rest)
  if isKorea, let found = use, !isKoreanSubscriber(rest, found) { use = nil }
  if use != nil {
    return ReadNumber(code: plan.code, national: Array(rest), use: use, isPossible: true)
  }
  // 010 has eight digits behind it since 2003: anything else is a slip, not a foreign number.
  let isBrokenMobile =
    isKorea && (isAbroad || hasTrunk) && rest.starts(with: [0x31, 0x30]) && (9...11).contains(rest.count)
  if isBrokenMobile || isAbroad && (5...13).contains(rest.count) {
    return ReadNumber(code: plan.code, national: Array(rest), use: nil, isPossible: false)
  }
  return nil
}

/// Whether all landlines of the plan are as long as this number, so that no local number looks like one.
private func hasOneLength(_ plan: NumberingPlan, _ rest: ArraySlice<UInt8>) -> Bool {
  plan.use(of: rest) != nil
    && plan.ranges.allSatisfy {
      $0.use != .landline || $0.lengthMin >= 9 && $0.lengthMin <= rest.count && $0.lengthMax >= rest.count
    }
}

/// Korean exchanges begin with 2-9; ten digits starting 02 0 … are no Seoul number.
private func isKoreanSubscriber(_ national: ArraySlice<UInt8>, _ use: NumberingPlan.Use) -> Bool {
  guard use == .landline else { return true }
  let exchange = national.dropFirst(national.first == 0x32 ? 1 : 2)
  return exchange.first.map { $0 >= 0x32 } ?? false
}

/// 15 between area and subscriber marks a mobile inside the country; from abroad it is a 9 in front.
private func argentineMobile(_ rest: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  guard rest.count == 12 else { return rest }
  for areaDigits in 2...4 where rest.dropFirst(areaDigits).starts(with: [0x31, 0x35]) {
    return [0x39] + rest.prefix(areaDigits) + rest.dropFirst(areaDigits + 2)
  }
  return rest
}

private func unusablePhone(_ text: [UInt8], _ flags: ValueFlags) -> NormalizedValue {
  NormalizedValue(attribute: .phone, canonical: text, form: [0, 0, 0], keys: [], flags: flags, sharing: .junk)
}

private func phoneValue(
  _ dialled: [UInt8], shown: [UInt8], _ plan: NumberingPlan?, _ givenFlags: ValueFlags
) -> NormalizedValue {
  var flags = givenFlags
  let digits = dialled.first == 0x2B ? dialled.dropFirst() : dialled[...]
  if digits.isEmpty { return unusablePhone(shown, flags.union(.invalid)) }
  guard let number = read(dialled, plan) else {
    let bare = Array(digits.drop(while: { $0 == 0x30 }))
    if isFillerNumber(bare) || bare.isEmpty { return unusablePhone(Array(digits), flags.union(.placeholder)) }
    if bare.count < unreadableDigitsMin || bare.count > digitsMax {
      let code = plan.map { [0x2B] + $0.code } ?? []
      return unusablePhone(
        bare.count <= digitsMax && digits.first != 0x30 ? code + digits : Array(digits), flags.union(.invalid))
    }
    flags.insert(.unreadable)
    return NormalizedValue(
      attribute: .phone, canonical: Array(digits), form: [0, UInt8(bare.count), 0] + bare,
      keys: [NormalizedKey(.phoneLine, [0x3F] + bare), NormalizedKey(.phoneTail, Array(bare.suffix(8)))], flags: flags)
  }
  let full = number.code + number.national
  let canonical = [0x2B] + full
  let isKorea = number.code == [0x38, 0x32]
  if isFillerNumber(number.national) || isKorea && number.national.elementsEqual("1012345678".utf8) {
    return unusablePhone(canonical, flags.union(.placeholder))
  }
  if !number.isPossible {
    flags.insert(.invalid)
    if isKorea { return unusablePhone(canonical, flags) }
  }
  var sharing = ValueClass.person
  var converted: [UInt8] = []
  switch number.use {
  case .landline, .voip:
    sharing = .household
    if number.use == .landline { flags.insert(.landline) }
  case .shared: sharing = .shared
  case .relay:
    sharing = .relay
    flags.insert(.relay)
  case .mobile:
    if isKorea, number.national[1] != 0x30 {
      flags.insert(.legacy)
      converted = convertedKoreanMobile(number.national).map { number.code + $0 } ?? []
    }
  case nil: break
  }
  var keys: [NormalizedKey] = []
  if sharing < .relay {
    keys.append(NormalizedKey(.phoneLine, canonical))
    if !converted.isEmpty { keys.append(NormalizedKey(.phoneLine, [0x2B] + converted)) }
    if full.count >= unreadableDigitsMin { keys.append(NormalizedKey(.phoneTail, Array(full.suffix(8)))) }
  }
  return NormalizedValue(
    attribute: .phone, canonical: canonical,
    form: [1, UInt8(full.count), UInt8(converted.count)] + full + converted, keys: keys, flags: flags, sharing: sharing)
}

/// 011 … 019 numbers live on as 010 numbers since the renumbering that began in 2004. The two sources
/// for 017 differ, which is one reason why this is another key and never the number.
private func convertedKoreanMobile(_ national: [UInt8]) -> [UInt8]? {
  let subscriber = national[2...]
  guard let first = subscriber.first else { return nil }
  let old = national[1]
  let head: [UInt8]
  if subscriber.count == 7 {
    let leads: (low: UInt8, high: UInt8)? =  // for exchanges 2xx-4xx and 5xx-8xx
      switch old {
      case 0x31: (0x35, 0x33)
      case 0x36: (0x33, 0x32)
      case 0x37: (0x36, 0x34)
      case 0x38: (0x34, 0x36)
      case 0x39: (0x32, 0x35)
      default: nil
      }
    guard let leads else { return nil }
    switch first {
    case 0x32...0x34: head = [leads.low]
    case 0x35...0x38: head = [leads.high]
    default:
      return old == 0x31 && subscriber.starts(with: [0x31, 0x37])
        ? [0x31, 0x30, 0x37, 0x31] + subscriber.dropFirst(1) : nil
    }
    return [0x31, 0x30] + head + subscriber
  }
  guard subscriber.count == 8, first == 0x39 else { return nil }
  let second = subscriber[subscriber.startIndex + 1]
  let isUpper = second >= 0x35
  switch old {
  case 0x31: return [0x31, 0x30, isUpper ? 0x38 : 0x39] + subscriber.dropFirst()
  case 0x36: return [0x31, 0x30, isUpper ? 0x39 : 0x37] + subscriber.dropFirst()
  case 0x39: return [0x31, 0x30, isUpper ? 0x37 : 0x38] + subscriber.dropFirst()
  default: return nil
  }
}

/// All digits the same, the last eight the same, or nothing but zeros at the end.
private func isFillerNumber(_ digits: [UInt8]) -> Bool {
  guard digits.count >= unreadableDigitsMin, let last = digits.last else { return false }
  let run = digits.reversed().prefix(while: { $0 == last }).count
  return run >= 8 || run == digits.count || last == 0x30 && run >= 7 || digits.elementsEqual("1234567".utf8)
    || digits.elementsEqual("1234567890".utf8) || digits.elementsEqual("12345678".utf8)
}
