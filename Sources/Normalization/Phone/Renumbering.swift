/// Countries that made all their numbers, or all their mobiles, longer: files hold the old ones for decades.
///
/// As with Korea's (`KoreanNumber.converted`) what became of a number is another key, never the number.
enum Renumbering {
  /// The national number that an old one became, nil where the country has no such rule or now has no such number.
  static func converted(_ national: [UInt8], code: Int) -> (national: [UInt8], type: NumberType)? {
    switch code {
    // Brazil: a 9 behind the area of every mobile, from 2012 to 2016 (Anatel, Resolução 553/2010)
    case 55 where national.count == 10 && national[2] >= 0x36: valid(national[..<2] + [0x39] + national[2...], code)
    // Benin: 01 before every number, since 30 November 2024 (ARCEP Bénin, plan national de numérotation)
    case 229 where national.count == 8: valid([0x30, 0x31] + national, code)
    default: nil
    }
  }

  private static func valid(_ national: [UInt8], _ code: Int) -> (national: [UInt8], type: NumberType)? {
    NumberingPlan.type(of: national.span, code: code).map { (national, $0) }
  }
}
