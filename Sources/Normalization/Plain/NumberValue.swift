import Identity

/// A number in a column of its own: an amount, a height, points. Kept as a whole number of millionths, so that no
/// comparison ever rounds.
///
/// The comparison form is that number as eight bytes, the highest first.
extension Normalizer {
  /// Largest number that is read, either way from zero.
  public static let numberMax = 9_000_000_000_000

  /// Reads `1,234.50`, `1.234,50`, `1 234`, `-12`, `(12)`, `1.5e3`, `₩12,000`, `12 %`. A single comma before exactly
  /// three digits groups them, a single full stop does not. Other units and words are not read.
  ///
  /// - Parameters:
  ///   - raw: one field with one number.
  ///   - into: called once, or not at all for an empty field.
  public func number(_ raw: [UInt8], into: (NormalizedValue) -> Void) {
    let raw = withoutResidentNumbers(raw)
    let folded = foldText(raw)
    if folded.isEmpty { return }
    var flags: ValueFlags = raw.count > Normalizer.rawBytesMax ? .clipped : []
    guard !Placeholder.isMissing(folded), let millionths = DecimalText(folded).millionths else {
      flags.insert(Placeholder.isMissing(folded) ? .placeholder : .unreadable)
      into(NormalizedValue(attribute: .number, canonical: folded, form: [], keys: [], flags: flags, sharing: .ofNothing(flags)))
      return
    }
    let canonical = numberText(millionths)
    let pattern = UInt64(bitPattern: millionths)
    into(
      NormalizedValue(
        attribute: .number, canonical: canonical,
        form: (0..<8).map { UInt8(truncatingIfNeeded: pattern >> UInt64(56 - 8 * $0)) },
        keys: [NormalizedKey(.numberSame, canonical)], flags: flags))
  }
}

extension NumberLevel {
  /// How near two comparison forms of numbers are.
  public static func of(_ left: Span<UInt8>, _ right: Span<UInt8>) -> NumberLevel {
    guard left.count == 8, right.count == 8 else { return .different }
    let (a, b) = (value(left), value(right))
    if a == b { return .same }
    if (a < 0) != (b < 0) { return .different }
    let (low, high) = (min(a.magnitude, b.magnitude), max(a.magnitude, b.magnitude))
    let apart = high - low
    // Below ten a whole unit is no small difference.
    if apart <= millionthsInOne, low >= 10 * millionthsInOne { return .unit }
    if apart <= high / 100 { return .hundredth }
    return apart <= high / 10 ? .tenth : .different
  }

  private static func value(_ form: Span<UInt8>) -> Int64 {
    var pattern: UInt64 = 0
    for index in 0..<8 { pattern = pattern << 8 | UInt64(form[index]) }
    return Int64(bitPattern: pattern)
  }
}

private let millionthsInOne: UInt64 = 1_000_000

/// The parts of a written number.
private struct DecimalText {
  /// nil where the text is no number, or one beyond `Normalizer.numberMax`.
  private(set) var millionths: Int64?

  /// - Parameter folded: a whole field, not empty.
  init(_ folded: [UInt8]) {
    var text = folded[...]
    var isNegative = false
    func trim() {
      while text.first == 0x20 { text.removeFirst() }
      while text.last == 0x20 { text.removeLast() }
    }
    // (12) is what accounts write for -12.
    if text.first == 0x28, text.last == 0x29 {
      isNegative = true
      text = text.dropFirst().dropLast()
    }
    for _ in 0..<3 {
      trim()
      for sign in signs where text.starts(with: sign.bytes) {
        if isNegative, sign.isNegative { return }
        isNegative = isNegative || sign.isNegative
        text = text.dropFirst(sign.bytes.count)
        break
      }
      trim()
      for word in currencies {
        if text.starts(with: word) {
          text = text.dropFirst(word.count)
          break
        }
        if text.count > word.count, text.suffix(word.count).elementsEqual(word) {
          text = text.dropLast(word.count)
          break
        }
      }
    }
    trim()
    guard let magnitude = DecimalText.magnitude(text) else { return }
    millionths = isNegative ? -magnitude : magnitude
  }

  private static func magnitude(_ text: ArraySlice<UInt8>) -> Int64? {
    var mantissa = text
    var exponent = 0
    if let mark = text.firstIndex(of: 0x65) {
      mantissa = text[..<mark]
      var digits = text[(mark + 1)...]
      let isNegative = digits.first == 0x2D
      if isNegative || digits.first == 0x2B { digits.removeFirst() }
      guard (1...2).contains(digits.count), digits.allSatisfy(isASCIIDigit) else { return nil }
      exponent = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } * (isNegative ? -1 : 1)
    }
    guard let first = mantissa.first, let last = mantissa.last, isASCIIDigit(last), isASCIIDigit(first) || first == 0x2E,
      mantissa.count <= 40
    else { return nil }
    let mark = decimalMark(mantissa)
    var digits: [UInt8] = []
    var decimals = 0
    for (index, byte) in zip(mantissa.indices, mantissa) {
      if isASCIIDigit(byte) {
        digits.append(byte - 0x30)
        if let mark, index > mark { decimals += 1 }
      } else if index != mark {
        // What groups stands between digits, three of them behind it, and left of the decimals.
        guard index > mantissa.startIndex, mark.map({ index < $0 }) ?? true, isGroup(mantissa, behind: index) else { return nil }
      }
    }
    // Digits and a power of ten to millionths; what lies below them is rounded, halves up.
    var places = 6 + exponent - decimals
    var value: Int64 = 0
    for digit in digits {
      let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      guard !isTooLarge else { return nil }
      let (sum, isTooLargeStill) = product.addingReportingOverflow(Int64(digit))
      guard !isTooLargeStill else { return nil }
      value = sum
    }
    while places > 0, value > 0 {
      let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      guard !isTooLarge else { return nil }
      value = product
      places -= 1
    }
    while places < -1, value > 0 {
      value /= 10
      places += 1
    }
    if places == -1 { value = (value + 5) / 10 }
    return value <= Int64(Normalizer.numberMax) * 1_000_000 ? value : nil
  }

  /// Where the decimals begin; nil where there are none.
  private static func decimalMark(_ text: ArraySlice<UInt8>) -> Int? {
    let stops = text.indices.filter { text[$0] == 0x2E }
    let commas = text.indices.filter { text[$0] == 0x2C }
    if let stop = stops.last, let comma = commas.last { return max(stop, comma) }
    if stops.count == 1 { return stops[0] }
    guard commas.count == 1, let comma = commas.first else { return nil }
    let isGrouping = text.endIndex - comma == 4 && (1...3).contains(comma - text.startIndex) && text.first != 0x30
    return isGrouping ? nil : comma
  }

  private static func isGroup(_ text: ArraySlice<UInt8>, behind index: Int) -> Bool {
    guard [0x2C, 0x2E, 0x20, 0x27, 0x5F].contains(text[index]) else { return false }
    let rest = text[(index + 1)...].prefix(while: isASCIIDigit)
    return rest.count == 3
  }
}

private let signs: [(bytes: [UInt8], isNegative: Bool)] = [
  ([0x2B], false), ([0x2D], true), ([0xE2, 0x88, 0x92], true),
]

/// Signs and words of money, and per cent: the column has one of them, so they tell no two values apart.
private let currencies: [[UInt8]] = ["$", "€", "£", "¥", "₩", "원", "円", "元", "%", "krw", "usd", "eur", "gbp", "jpy", "cny"].map {
  Array($0.utf8)
}

/// Plain decimal, with no zero at the end of the decimals.
private func numberText(_ millionths: Int64) -> [UInt8] {
  let (whole, fraction) = millionths.magnitude.quotientAndRemainder(dividingBy: millionthsInOne)
  var text = (millionths < 0 ? "-" : "") + String(whole)
  if fraction > 0 {
    let digits = String(fraction)
    text += "." + String(repeating: "0", count: 6 - digits.utf8.count) + digits
    while text.utf8.last == 0x30 { text.removeLast() }
  }
  return Array(text.utf8)
}
