/// What the numbering plan of Korea says beyond the table: which numbers are people's.
///
/// Facts from the Ministry of Science and ICT's numbering plan and from the press on the renumbering of
/// 2004. `national` is always the number without its 0.
enum KoreanNumber {
  static let code = 82

  /// - Returns: the type, nil where the number cannot be one.
  static func type(of national: Span<UInt8>) -> NumberType? {
    guard national.count >= 5 else { return nil }
    switch (national[0], national[1]) {
    // 010 has eight digits behind it since 2003; which of them are given out changes every year.
    case (0x31, 0x30): return national.count == 10 ? .mobile : nil
    case (0x31, _) where national.count == 8: return isCompanyLine(national) ? .companyWide : nil
    case (0x31, 0x31), (0x31, 0x36...0x39): return (9...10).contains(national.count) ? .mobile : nil
    // Pagers and lines between machines.
    case (0x31, 0x32), (0x31, 0x33), (0x31, 0x35): return (9...11).contains(national.count) ? .pager : nil
    case (0x35, 0x30): return (10...11).contains(national.count) ? .personal : nil
    case (0x33, 0x30): return (9...11).contains(national.count) ? .companyWide : nil
    case (0x36, 0x30): return (9...10).contains(national.count) ? .premium : nil
    case (0x38, 0x30): return (9...10).contains(national.count) ? .tollFree : nil
    default: return NumberingPlan.type(of: national, code: code)
    }
  }

  /// 15xx, 16xx, 18xx: numbers of companies, dialled without an area.
  static func isCompanyLine(_ national: Span<UInt8>) -> Bool {
    guard national.count == 8, national[0] == 0x31 else { return false }
    let head = Int(national[0]) << 24 | Int(national[1]) << 16 | Int(national[2]) << 8 | Int(national[3])
    return companyHeads.contains(head) || NumberingPlan.type(of: national, code: code) == .companyWide
  }

  /// 02-1588-3344: a company's line behind the area code of a habit. It reaches the company from everywhere and no home:
  /// local numbers begin with 2 to 9.
  ///
  /// - Returns: the line; nil where there is none.
  static func companyLine(behindArea national: [UInt8]) -> [UInt8]? {
    let area = national.count - 8
    guard area == 1 && national[0] == 0x32 || area == 2 && (0x33...0x36).contains(national[0]) && national[1] != 0x30,
      national[area] == 0x31, isCompanyLine(national.span.extracting(area..<national.count))
    else { return nil }
    return Array(national[area...])
  }

  /// 050x: numbers that forward for a while, given out anew to others.
  static func isRelay(_ national: Span<UInt8>) -> Bool {
    national.count >= 10 && national[0] == 0x35 && national[1] == 0x30
  }

  /// 011, 016 … 019.
  static func isLegacyMobile(_ national: Span<UInt8>) -> Bool {
    (9...10).contains(national.count) && national[0] == 0x31 && (national[1] == 0x31 || national[1] >= 0x36)
  }

  /// The 010 number that a 011 … 019 number became, nil where the rule does not say.
  ///
  /// The two sources for 017 differ, which is one reason why this is another key and never the number.
  static func converted(_ national: [UInt8]) -> [UInt8]? {
    let subscriber = national[2...]
    guard let first = subscriber.first else { return nil }
    let old = national[1]
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
      case 0x32...0x34: return [0x31, 0x30, leads.low] + subscriber
      case 0x35...0x38: return [0x31, 0x30, leads.high] + subscriber
      default: return nil
      }
    }
    guard subscriber.count == 8 else { return nil }
    let second = subscriber[subscriber.startIndex + 1]
    if old == 0x31, first == 0x31, second == 0x37 { return [0x31, 0x30, 0x37, 0x31] + subscriber.dropFirst(2) }
    guard first == 0x39 else { return nil }
    let isUpper = second >= 0x35
    // What takes the place of the leading 9, and by how much the second digit moves.
    switch (old, isUpper) {
    case (0x31, false), (0x36, true): return [0x31, 0x30] + subscriber
    case (0x31, true), (0x39, false): return [0x31, 0x30, 0x38] + subscriber.dropFirst()
    case (0x36, false), (0x39, true): return [0x31, 0x30, 0x37] + subscriber.dropFirst()
    default: return nil
    }
  }
}

/// Company lines that opened after or beside those of the table.
private let companyHeads: Set<Int> = Set(
  ["1551", "1555", "1811", "1844", "1866"].map { $0.utf8.reduce(0) { $0 << 8 | Int($1) } })
