import Normalization

/// The two-letter region (ISO 3166-1) a country cell means; nil where it names none that is known.
///
/// Takes codes of two or three letters and the names shops write, in English, Korean and the country's own
/// language.
public func countryRegion(_ raw: [UInt8]) -> [UInt8]? {
  guard raw.count <= 64 else { return nil }
  let folded = foldText(raw)
  if folded.count == 2, folded.allSatisfy({ $0 >= 0x61 && $0 <= 0x7A }) {
    let upper = folded.map { $0 - 0x20 }
    return upper.elementsEqual(Array("UK".utf8)) ? Array("GB".utf8) : upper
  }
  return regionOfName[folded].map { Array($0.utf8) }
}

private let regionOfName: [[UInt8]: String] = {
  let rows: [(String, [String])] = [
    ("KR", ["kor", "korea", "south korea", "republic of korea", "korea, republic of", "대한민국", "한국", "남한"]),
    ("US", ["usa", "united states", "united states of america", "u.s.a.", "u.s.", "미국", "america"]),
    ("JP", ["jpn", "japan", "日本", "일본"]),
    ("DE", ["deu", "ger", "germany", "deutschland", "독일"]),
    ("GB", ["gbr", "united kingdom", "great britain", "england", "scotland", "wales", "영국"]),
    ("FR", ["fra", "france", "프랑스"]), ("CN", ["chn", "china", "中国", "중국"]), ("TW", ["twn", "taiwan", "台灣", "대만"]),
    ("HK", ["hkg", "hong kong", "홍콩"]), ("SG", ["sgp", "singapore", "싱가포르"]), ("AU", ["aus", "australia", "호주"]),
    ("CA", ["can", "canada", "캐나다"]), ("AT", ["aut", "austria", "österreich", "오스트리아"]),
    ("CH", ["che", "switzerland", "schweiz", "suisse", "스위스"]), ("NL", ["nld", "netherlands", "the netherlands", "네덜란드"]),
    ("ES", ["esp", "spain", "españa", "스페인"]), ("IT", ["ita", "italy", "italia", "이탈리아"]), ("PL", ["pol", "poland", "polska"]),
    ("IN", ["ind", "india", "인도"]), ("UG", ["uga", "uganda"]), ("VN", ["vnm", "vietnam", "việt nam", "베트남"]),
    ("TH", ["tha", "thailand", "태국"]), ("PH", ["phl", "philippines", "필리핀"]), ("ID", ["idn", "indonesia", "인도네시아"]),
    ("MY", ["mys", "malaysia", "말레이시아"]), ("NZ", ["nzl", "new zealand", "뉴질랜드"]), ("IE", ["irl", "ireland", "아일랜드"]),
    ("BR", ["bra", "brazil", "brasil", "브라질"]), ("MX", ["mex", "mexico", "méxico", "멕시코"]), ("RU", ["rus", "russia", "러시아"]),
  ]
  var table: [[UInt8]: String] = [:]
  for (region, names) in rows { for name in names { table[foldText(Array(name.utf8))] = region } }
  return table
}()

/// Whether two capital letters are a country's: ISO 3166-1, and XK, which Kosovo's phones and posts go by.
public func isCountryCode(_ code: String) -> Bool { countryCodes.contains(Array(code.utf8)) }

private let countryCodes: Set<[UInt8]> = Set(
  """
  AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
  CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
  FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
  JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
  MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
  PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
  TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW XK
  """.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }).map { Array($0) })
