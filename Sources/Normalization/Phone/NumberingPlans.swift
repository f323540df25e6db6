/// How telephone numbers are built in the regions that files meet most: one line a region.
///
/// Facts from the ITU's national numbering plans (E.164, E.129 supplements) and the regulators' tables.
/// A plan says which prefix means what and how long a number may be; it is no list of assigned ranges.
/// A region without a line is read by its country code and length alone.
struct NumberingPlan: Sendable {
  enum Use: UInt8, Sendable { case mobile, landline, shared, relay, voip }

  struct Range: Sendable {
    var prefix: [UInt8]
    var lengthMin: Int
    var lengthMax: Int
    var use: Use
  }

  var region: [UInt8]
  var code: [UInt8]
  /// What is dialled before a national number inside the country and never from outside; may be empty.
  var trunk: [UInt8]
  /// A leading zero belongs to the number and stays behind the country code.
  var keepsZero = false
  /// Ranges of national (significant) numbers; the longest matching prefix of the right length wins.
  /// Empty: only the country code is known, and any length that E.164 allows will do.
  var ranges: [Range]
}

extension NumberingPlan {
  var isKorea: Bool { code.count == 2 && code[0] == 0x38 && code[1] == 0x32 }

  /// The use of a national number, nil where no range has that prefix and length.
  func use(of national: ArraySlice<UInt8>) -> Use? {
    var use: Use? = nil
    var prefixCount = -1
    for range in ranges where national.count >= range.lengthMin && national.count <= range.lengthMax {
      guard range.prefix.count > prefixCount, national.starts(with: range.prefix) else { continue }
      use = range.use
      prefixCount = range.prefix.count
    }
    return use
  }

  static func of(region: [UInt8]) -> NumberingPlan? { plansByRegion[region] ?? plansOfOtherRegions[region] }
  /// The main region of a country code.
  static func of(code: ArraySlice<UInt8>) -> NumberingPlan? { plansByCode[Array(code)] }

  /// Length of the country code at the start of an international number, nil where there is none.
  static func codeLength(_ digits: ArraySlice<UInt8>) -> Int? {
    for length in 1...3 where digits.count > length && countryCodes.contains(digits.prefix(length)) { return length }
    return nil
  }
}

// Each line: region, code, trunk (- none, =0 zero kept), then use:prefixes:lengths, comma and hyphen as read.
// m mobile, l landline, s shared (free, premium, company), r relay, v internet telephony; `*` any prefix.
private let plansText = """
  KR 82 0 m:10:10 m:11,16,17,18,19:9-10 l:2:8-9 l:31,32,33,41,42,43,44,51,52,53,54,55,61,62,63,64:9-10 v:70:10
  KR 82 0 r:50:10-11 s:80,60,30:9-10 s:12,13,15:9-11
  US 1 1 m:2,3,4,5,6,7,8,9:10 s:800,888,877,866,855,844,833,822,900:10
  CA 1 1 m:2,3,4,5,6,7,8,9:10 s:800,888,877,866,855,844,833,822,900:10
  JP 81 0 m:70,80,90:10 s:20:10-11 l:1,2,3,4,5,6,7,8,9:9 v:50:10 s:120:9 s:800:10 s:570,990:9 m:60:10
  DE 49 0 m:15,16,17:10-11 l:2,3,4,5,6,7,8,9:6-11 l:30,40,69,89:7-11 s:800:8-13 s:900,180,137,185,164:8-11 v:32:10-11
  GB 44 0 m:7:10 l:1,2:9-10 s:3,8,9:9-10 v:55,56:10 s:70,76:10
  FR 33 0 m:6,7:9 l:1,2,3,4,5:9 v:9:9 s:8:9
  CN 86 0 m:13,14,15,16,17,18,19:11 l:10:10 l:2:10 l:3,4,5,6,7,8,9:10-11 s:400,800:10
  TW 886 0 m:9:9 l:2,3,4,5,6,7,8:8-9 v:70:10-11 s:80:9
  HK 852 - m:4,5,6,7,9:8 l:2,3:8 s:800:9 s:8:8 s:900:11
  SG 65 - m:8,9:8 l:6:8 v:3:8 s:1800,1900:11 s:800:10 s:7000:11
  MO 853 - m:6:8 l:2:8
  AU 61 0 m:4:9 l:2,3,7,8:9 s:1800,1300,1900:10 s:13:6 v:147:9 s:16:7
  NZ 64 0 m:2:8-10 l:3,4,6,7,9:8 s:800,508:8-10
  IN 91 0 m:6,7,8,9:10 l:1,2,3,4,5:10 s:1800,1860,1861:10-13
  UG 256 0 m:7:9 l:2,3,4:9 s:800,901:9
  KE 254 0 m:7,1:9 l:2,4,5,6:7-9 s:800,900:9
  TZ 255 0 m:6,7:9 l:2:9
  NG 234 0 m:7,8,9:10 l:1,2,3,4,5,6:7-8
  GH 233 0 m:2,5:9 l:3:9
  ZA 27 0 m:6,7,8:9 l:1,2,3,4,5:9 s:80,86:9
  EG 20 0 m:1:10 l:2,3,4,5,6,8,9:8-9
  PL 48 - m:45,50,51,53,57,60,66,69,72,73,78,79,88:9 l:1,2,3,4,5,6,7,8,9:9 s:800,801,70:9
  ES 34 - m:6,7:9 l:8,9:9 s:51,800,900,901,902,803,806,807:9
  PT 351 - m:9:9 l:2:9 s:7,8,6:9
  IT 39 =0 m:3:9-11 l:0:6-11 s:8:6-10 s:199:6-10 v:55:10 s:178:10
  NL 31 0 m:6:9 l:1,2,3,4,5,7:9 s:800,900,906,909:7-10 v:85,88,91:9
  BE 32 0 m:4:9 l:1,2,3,5,6,7,8,9:8 s:800,900,70:8
  LU 352 - m:6:9 l:2,3,4,5,7,8,9:5-11
  CH 41 0 m:7:9 l:2,3,4,5,6,8,9:9 s:800,900,84:9
  AT 43 0 m:65,66,67,68,69,64:7-13 l:1:4-13 l:2,3,4,5,7:6-13 s:800,810,820,900,930:9-13
  SE 46 0 m:7:9 l:1,2,3,4,5,6,8:7-9 s:20,900:6-9
  NO 47 - m:4,9:8 l:2,3,5,6,7:8 s:80,82:8
  DK 45 - m:2,3,4,5,6,7,8,9:8 s:80,90:8
  FI 358 0 m:4,50:6-11 l:1,2,3,5,6,8,9:5-10
  IE 353 0 m:8:9 l:1,2,4,5,6,7,9:7-9 s:1800,1850:10
  CZ 420 - m:6,7:9 l:2,3,4,5:9 s:8,9:9
  SK 421 0 m:9:9 l:2,3,4,5:9 s:8:9
  HU 36 06 m:20,30,31,50,70:9 l:1,2,3,4,5,6,7,8,9:8 s:80,90:8-9
  RO 40 0 m:7:9 l:2,3:9 s:8,9:9
  BG 359 0 m:87,88,89,98,99:8-9 l:2,3,4,5,6,7,8,9:7-8
  GR 30 - m:69:10 l:2:10 s:80,90:10
  UA 380 0 m:39,50,63,66,67,68,73,91,92,93,94,95,96,97,98,99:9 l:3,4,5,6:9 s:800,900:9
  RU 7 8 m:9:10 l:3,4,8:10 s:800,80:10
  KZ 7 8 m:7:10 l:71,72:10
  TR 90 0 m:5:10 l:2,3,4:10 s:800,900,850:10
  IL 972 0 m:5:9 l:2,3,4,8,9:8 v:7:9 s:1:10
  AE 971 0 m:5:9 l:2,3,4,6,7,9:8 s:800:5-12
  SA 966 0 m:5:9 l:1:9 s:800,9200:9-10
  BR 55 0 m:*:11 l:*:10 s:800,300,500,900:9-11
  MX 52 - m:*:10 s:800,900:10
  AR 54 0 m:9:11 l:1,2,3:10 s:800,600:10-11
  CL 56 - m:9:9 l:2,3,4,5,6,7:9 s:800,600:9-10
  CO 57 - m:3:10 l:60:10 s:1800:11
  PE 51 0 m:9:9 l:1,4,5,6,7,8:8 s:800:8-9
  VN 84 0 m:3,5,7,8,9:9 l:2:10 v:67:10 s:1800,1900:8-10
  TH 66 0 m:6,8,9:9 l:2,3,4,5,7:8 s:1800,1900:10
  PH 63 0 m:9:10 l:2:9 l:3,4,5,6,7,8:8-9 s:1800:11-13
  ID 62 0 m:8:9-12 l:2,3,4,5,6,7,9:7-11 s:800,807,809:8-13
  MY 60 0 m:1:9-10 l:3,4,5,6,7,8,9:8-9 s:1800,1300:10
  KH 855 0 m:1,6,7,8,9:8-9 l:2,3,4,5:8
  MM 95 0 m:9:7-10 l:1,2,3,4,5,6,7,8:6-9
  LK 94 0 m:7:9 l:1,2,3,4,5,6,8,9:9
  BD 880 0 m:1:10 l:2,3,4,5,6,7,8,9:6-10
  PK 92 0 m:3:10 l:2,4,5,6,7,8,9:8-10
  NP 977 0 m:9:10 l:1,2,3,4,5,6,7,8:8
  MN 976 0 m:5,6,8,9:8 l:1,2,7:8
  UZ 998 8 m:3,5,7,8,9:9 l:6:9
  """

private let allPlans: [NumberingPlan] = {
  var plans: [NumberingPlan] = []
  for line in plansText.utf8.split(separator: 0x0A) {
    let words = line.split(separator: 0x20)
    guard words.count > 3 else { continue }
    // A second line of a region goes on with the first.
    var plan =
      plans.last?.region.elementsEqual(words[0]) == true
      ? plans.removeLast() : NumberingPlan(region: Array(words[0]), code: Array(words[1]), trunk: [], ranges: [])
    switch words[2].first {
    case 0x2D: break
    case 0x3D: plan.keepsZero = true
    default: plan.trunk = Array(words[2])
    }
    for word in words[3...] {
      let parts = word.split(separator: 0x3A)
      guard parts.count == 3, let letter = parts[0].first else { continue }
      let use: NumberingPlan.Use =
        switch letter {
        case UInt8(ascii: "m"): .mobile
        case UInt8(ascii: "l"): .landline
        case UInt8(ascii: "r"): .relay
        case UInt8(ascii: "v"): .voip
        default: .shared
        }
      let lengths = parts[2].split(separator: 0x2D).map(decimal)
      for prefix in parts[1].split(separator: 0x2C) {
        plan.ranges.append(
          NumberingPlan.Range(
            prefix: prefix.first == 0x2A ? [] : Array(prefix), lengthMin: lengths[0],
            lengthMax: lengths[lengths.count - 1], use: use))
      }
    }
    plans.append(plan)
  }
  return plans
}()

/// Regions without a line above: the country code, and a trunk zero where somebody writes one. The
/// Caribbean members of the American plan have its line under their own name.
private let plansOfOtherRegions: [[UInt8]: NumberingPlan] = {
  let american = "AG AI AS BB BM BS DM DO GD GU JM KN KY LC MP MS PR SX TC TT VC VG VI"
  let others = """
    AC=247 AD=376 AF=93 AL=355 AM=374 AO=244 AW=297 AX=358 AZ=994 BA=387 BF=226 BH=973 BI=257 BJ=229 BL=590 BN=673
    BO=591
    BQ=599 BT=975 BW=267 BY=375 BZ=501 CC=61 CD=243 CF=236 CG=242 CI=225 CK=682 CM=237 CR=506 CU=53 CV=238 CW=599
    CX=61
    CY=357 DJ=253 DZ=213 EC=593 EE=372 EH=212 ER=291 ET=251 FJ=679 FK=500 FM=691 FO=298 GA=241 GE=995 GF=594 GG=44
    GI=350
    GL=299 GM=220 GN=224 GP=590 GQ=240 GT=502 GW=245 GY=592 HN=504 HR=385 HT=509 IM=44 IO=246 IQ=964 IR=98 IS=354
    JE=44
    JO=962 KG=996 KI=686 KM=269 KP=850 KW=965 LA=856 LB=961 LI=423 LR=231 LS=266 LT=370 LV=371 LY=218 MA=212 MC=377
    MD=373
    ME=382 MF=590 MG=261 MH=692 MK=389 ML=223 MQ=596 MR=222 MT=356 MU=230 MV=960 MW=265 MZ=258 NA=264 NC=687 NE=227
    NF=672
    NI=505 NR=674 NU=683 OM=968 PA=507 PF=689 PG=675 PM=508 PS=970 PW=680 PY=595 QA=974 RE=262 RS=381 RW=250 SB=677
    SC=248
    SD=249 SH=290 SI=386 SJ=47 SL=232 SM=378 SN=221 SO=252 SR=597 SS=211 ST=239 SV=503 SY=963 SZ=268 TA=290 TD=235
    TG=228
    TJ=992 TK=690 TL=670 TM=993 TN=216 TO=676 TV=688 UY=598 VA=39 VE=58 VU=678 WF=681 WS=685 XK=383 YE=967 YT=262
    ZM=260 ZW=263
    """
  var plans: [[UInt8]: NumberingPlan] = [:]
  for region in american.utf8.split(separator: 0x20) {
    guard var plan = plansByRegion[Array("US".utf8)] else { continue }
    plan.region = Array(region)
    plans[plan.region] = plan
  }
  for pair in others.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }) {
    let parts = pair.split(separator: 0x3D)
    guard parts.count == 2 else { continue }
    var plan = NumberingPlan(region: Array(parts[0]), code: Array(parts[1]), trunk: [], ranges: [])
    plan.keepsZero = regionsWithZero.contains(plan.region)
    plans[plan.region] = plan
  }
  return plans
}()

/// Numbers of these begin with a zero that is also dialled from abroad.
private let regionsWithZero = WordSet("CI CG GA SM VA")

private let plansByRegion: [[UInt8]: NumberingPlan] =
  Dictionary(allPlans.map { ($0.region, $0) }, uniquingKeysWith: { first, _ in first })

private let plansByCode: [[UInt8]: NumberingPlan] =
  Dictionary(allPlans.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })

/// Country codes in use, ITU-T E.164 assigned country codes.
private let countryCodes = WordSet(
  """
  1 7 20 211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 238 239 240 241
  242
  243 244 245 246 247 248 249 250 251 252 253 254 255 256 257 258 260 261 262 263 264 265 266 267 268 269 27 290 291
  297
  298 299 30 31 32 33 34 350 351 352 353 354 355 356 357 358 359 36 370 371 372 373 374 375 376 377 378 380 381 382
  383
  385 386 387 389 39 40 41 420 421 423 43 44 45 46 47 48 49 500 501 502 503 504 505 506 507 508 509 51 52 53 54 55 56
  57
  58 590 591 592 593 594 595 596 597 598 599 60 61 62 63 64 65 66 670 672 673 674 675 676 677 678 679 680 681 682 683
  685 686 687 688 689 690 691 692 800 808 81 82 84 850 852 853 855 856 86 870 878 880 881 882 883 886 888 90 91 92 93
  94 95 960 961 962 963 964 965 966 967 968 970 971 972 973 974 975 976 977 979 98 992 993 994 995 996 998
  """)

func decimal(_ digits: some Sequence<UInt8>) -> Int {
  var value = 0
  for digit in digits { value = min(value, 1 << 40) * 10 + Int(digit &- 0x30) }
  return value
}
