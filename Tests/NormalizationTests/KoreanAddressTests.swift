import Identity
import Normalization
import Testing

/// Korean addresses as people write them, and what each is looked up by.
struct KoreanAddressTests {
  private static func keys(_ raw: String) -> [String] {
    collected { normalizer.address(AddressParts(line: bytes(raw), defaultRegion: bytes("KR")), into: $0) }
      .flatMap { $0.keys.map { text($0.bytes) } }
  }

  private static func check(
    _ rows: [(raw: String, keys: [String])], location: SourceLocation = #_sourceLocation
  ) {
    for row in rows {
      let found = keys(row.raw)
      for key in row.keys { #expect(found.contains(key), "\(row.raw): \(found)", sourceLocation: location) }
    }
  }

  @Test func `the worked cases`() {
    KoreanAddressTests.check([
      (
        "서울 강남구 테헤란로 152, 강남파이낸스센터 21층",
        [
          "KR-R|11680|테헤란로|0|152|0", "KR-R|11680|테헤란로|0|152|0||21f", "KR-RE|11680|teheranro|0|152|0",
          "KR-R*|teheranro|152|0",
        ]
      ),
      (
        "152, Teheran-ro, Gangnam-gu, Seoul 06236",
        ["KR-RE|11680|teheranro|0|152|0", "KR-R*|teheranro|152|0", "06236", "11680"]
      ),
      ("서울 영등포구 국제금융로8길 10", ["KR-R|11560|국제금융로8길|0|10|0"]),
      ("서울 마포구 월드컵북로 54길 25", ["KR-R|11440|월드컵북로54길|0|25|0", "KR-RE|11440|worldcupbukro54gil|0|25|0"]),
      ("서울 강남구 강남우체국 사서함 12-3호", ["KR-R|11680|강남우체국사서함|0|12|3"]),
      ("강원도 춘천시 퇴계로77번길 42", ["KR-R|51110|퇴계로77번길|0|42|0"]),
      ("42, Toegye-ro 77beon-gil, Chuncheon-si, Gangwon-do", ["KR-RE|51110|toegyero77beongil|0|42|0"]),
      ("강원도 춘천시 퇴계로77번길 42", ["KR-RE|51110|toegyero77beongil|0|42|0"]),
      ("성남시 분당구 불정로6", ["KR-R|41130|불정로|0|6|0"]),
      ("성남시 불정로 6", ["KR-R|41130|불정로|0|6|0"]),
      ("세종 한누리대로 2130", ["KR-R|36110|한누리대로|0|2130|0"]),
      (
        "705-1104, 411 Hannuri-daero, Sejong-si",
        ["KR-RE|36110|hannuridaero|0|411|0", "KR-RE|36110|hannuridaero|0|411|0|705|1104"]
      ),
      ("세종특별자치시 한누리대로 411, 705동 1104호", ["KR-RE|36110|hannuridaero|0|411|0|705|1104"]),
      ("서울 중구 세종대로 지하 101", ["KR-R|11140|세종대로|1|101|0"]),
      ("인천 연수구 송도과학로27번길 15, B동 1203호", ["KR-R|28185|송도과학로27번길|0|15|0|b|1203"]),
      ("서울 종로구 종로1가 24", ["KR-L|1111012600|0|24|0"]),
      ("서울시 중구 을지로 30", ["KR-R|11140|을지로|0|30|0"]),
      ("서울시 중구 을지로1가 87", ["KR-L|1114010400|0|87|0"]),
      (
        "부산 해운대구 우동 1408 두산위브더제니스 101동 2503호",
        ["KR-L|2635010500|0|1408|0|101|2503", "KR-B|26350|두산위브더제니스|101|2503"]
      ),
      ("서울 강남구 역삼동 산12-3", ["KR-L|1168010100|1|12|3"]),
      ("경기 양평군 서종면 문호리 123-4번지", ["KR-L|4183035021|0|123|4"]),
      ("경기 성남시 분당구 불정로 6 (정자동)", ["KR-R|41130|불정로|0|6|0"]),
      ("서울 송파구 올림픽로 300 롯데월드타워 78층", ["KR-R|11710|올림픽로|0|300|0", "KR-RE|11710|olympicro|0|300|0"]),
      ("300 Olympic-ro, Songpa-gu, Seoul", ["KR-RE|11710|olympicro|0|300|0"]),
      (
        "208 Yeongjonghaeannam-ro, 321 Beon-gil, Jung-gu, Incheon 22382 Korea",
        ["KR-RE|28110|yeongjonghaeannamro321beongil|0|208|0", "22382"]
      ),
      (
        "인천 중구 영종해안남로321번길 208",
        ["KR-R|28110|영종해안남로321번길|0|208|0", "KR-RE|28110|yeongjonghaeannamro321beongil|0|208|0"]
      ),
      ("인천 영종구 영종해안남로321번길 208", ["KR-R|28110|영종해안남로321번길|0|208|0"]),
      (
        "101-dong 1203-ho, 65 Apsansunhwan-ro 87-gil, Nam-gu, Daegu, 42491",
        ["KR-RE|27200|apsansunhwanro87gil|0|65|0|101|1203", "42491"]
      ),
      ("대구 남구 앞산순환로87길 65", ["KR-RE|27200|apsansunhwanro87gil|0|65|0"]),
      ("경상북도 군위군 군위읍 군청로 200", ["KR-R|27720|군청로|0|200|0"]),
      ("인천 서구 검단로744번1길 25", ["KR-R|28260|검단로744번1길|0|25|0"]),
      ("인천 검단구 검단로744번1길 25", ["KR-R|28260|검단로744번1길|0|25|0"]),
      ("524 Bongeunsa-ro, Seoul,,Korea, Republic of", ["KR-R*|bongeunsaro|524|0"]),
      ("서울 강남구 봉은사로 524", ["KR-R*|bongeunsaro|524|0"]),
    ])
  }

  @Test func `a name without its district is found in the whole country`() {
    #expect(!KoreanAddressTests.keys("524 Bongeunsa-ro, Seoul,,Korea, Republic of").contains { $0.hasPrefix("KR-RE") })
    #expect(KoreanAddressTests.keys("테헤란로 152") == ["KR-R*|teheranro|152|0"])
  }

  @Test func `the hard forms`() {
    let plain = "KR-R|11680|테헤란로|0|152|0"
    KoreanAddressTests.check([
      ("서울특별시강남구테헤란로152", [plain]), ("강남구 테헤란로 152", [plain]), ("서울 강남 테헤란로 152", [plain]),
      ("서울 강남구 역삼동 테헤란로 152", [plain]), ("서울 강남구 역삼1동 테헤란로 152", [plain]),
      ("서울특별시 강남구 서울 강남구 테헤란로 152", [plain]),
      ("(06236) 서울 강남구 테헤란로 １５２", [plain, "06236"]), ("06236 서울 강남구 테헤란로 152", [plain, "06236"]),
      ("서울 강남구 테헤란로 152 06236", [plain, "06236"]), ("(우)06236 서울 강남구 테헤란로 152", [plain, "06236"]),
      ("서울 강남구 테헤란로 152 (우 135-984)", [plain, "135984"]),
      ("135080 서울 강남구 테헤란로 152", [plain, "135080"]), ("(135080) 서울 강남구 테헤란로 152", [plain, "135080"]),
      ("135080 서울 강남구 역삼동 736-1 201호", ["KR-L|1168010100|0|736|1||201", "135080"]),
      ("(135-080) 서울 강남구 역삼동 736-1 201호", ["KR-L|1168010100|0|736|1||201", "135080"]),
      ("대한민국 서울 강남구 테헤란로 152", [plain]), ("서울 강남구 테헤란로, 152", [plain]),
      ("서울 강남구 테헤란로 152의3", ["KR-R|11680|테헤란로|0|152|3"]),
      ("서울 강남구 테헤란로 152–3", ["KR-R|11680|테헤란로|0|152|3"]),
      ("서울 강남구 테헤란로 152, 101-1203", [plain + "|101|1203"]),
      ("서울 강남구 테헤란로 152 제101동 제1203호", [plain + "|101|1203"]),
      ("서울 강남구 테헤란로 152 0101동 01203호", [plain + "|101|1203"]),
      ("서울 강남구 테헤란로 152, 1203", [plain + "||1203"]),
      ("서울 강남구 테헤란로 152 가동 비01호", [plain + "|가|b1"]),
      ("서울 강남구 테헤란로 152 지하1층", [plain + "||b1f"]),
      ("서울 강남구 테헤란로 152 (역삼동, 강남파이낸스센터 21층)", [plain + "||21f"]),
      ("경기 광주시 경안로 17", ["KR-R|41610|경안로|0|17|0"]), ("광주 북구 용봉로 77", ["KR-R|29170|용봉로|0|77|0"]),
      ("광주시 북구 용봉로 77", ["KR-R|29170|용봉로|0|77|0"]), ("광주시 경안로 17", ["KR-R|41610|경안로|0|17|0"]),
      ("전남광주통합특별시 북구 용봉로 77", ["KR-R|29170|용봉로|0|77|0"]), ("광주특별시 목포시 영산로 97", ["KR-R|46110|영산로|0|97|0"]),
      ("울산 중구 젊음의거리 38", ["KR-R|31110|젊음의거리|0|38|0"]),
      ("경남 하동군 하동읍성로 38", ["KR-R|48850|하동읍성로|0|38|0"]),
      ("부산 부산진구 서면문화로 38", ["KR-R|26230|서면문화로|0|38|0"]), ("부산 진구 서면문화로 38", ["KR-R|26230|서면문화로|0|38|0"]),
      ("부산시 진구 부전동 573", ["KR-L|2623010300|0|573|0"]), ("부산진구 서면문화로 38", ["KR-R|26230|서면문화로|0|38|0"]),
      ("강원자치도 춘천시 퇴계로77번길 42", ["KR-R|51110|퇴계로77번길|0|42|0"]), ("전북자치도 전주시 덕진구 원화전1길 12", ["KR-R|52110|원화전1길|0|12|0"]),
      ("경기도 화성시 3.1만세로 38", ["KR-R|41590|3.1만세로|0|38|0"]), ("경기도 화성시 3·1만세로 38", ["KR-R|41590|3.1만세로|0|38|0"]),
      ("경기 화성시 동탄구 노작로 134", ["KR-R|41590|노작로|0|134|0"]), ("경기 화성시 노작로 134", ["KR-R|41590|노작로|0|134|0"]),
      ("대전광역시 유성구 테크노 4로 131(관평동)", ["KR-R|30200|테크노4로|0|131|0", "KR-RE|30200|techno4ro|0|131|0"]),
      ("경기도 부천시 상동 5길 12", ["KR-R|41190|상동5길|0|12|0"]),
      ("부산 해운대구 APEC로 55", ["KR-R|26350|apec로|0|55|0", "KR-RE|26350|apecro|0|55|0"]),
      ("충북 청원군 오창읍 2산단로 12", ["KR-R|43110|2산단로|0|12|0"]),
      ("동대문구 서울시립대로23길 15", ["KR-R|11230|서울시립대로23길|0|15|0"]),
      ("경기도여주시능서면매양로96-20", ["KR-R|41670|매양로|0|96|20"]), ("충청남도아산시인주면현대로1296-4", ["KR-R|44200|현대로|0|1296|4"]),
      ("경상남도하동군하동읍하동읍성로38", ["KR-R|48850|하동읍성로|0|38|0"]), ("경남 하동군 하동읍성로 38", ["KR-R|48850|하동읍성로|0|38|0"]),
      ("제주 서귀포시 회수동 1100로 263-21", ["KR-R|50130|1100로|0|263|21"]),
      ("인천광역시부평구길주로361번길7", ["KR-R|28237|길주로361번길|0|7|0"]),
      ("서울 양천구 목동중앙로 12", ["KR-R|11470|목동중앙로|0|12|0"]), ("강원 속초시 교동로3길 32-1", ["KR-R|51210|교동로3길|0|32|1"]),
      ("부산 기장군 기장읍기장대로 413", ["KR-R|26710|기장대로|0|413|0"]),
      ("경기도용인시처인구모현읍초부리12", ["KR-L|4146125323|0|12|0"]),
      ("경기도 용인시 처인구 모현면 초부리 12", ["KR-L|4146125323|0|12|0"]),
      ("서울 강남구 역삼1동 737", ["KR-L|1168010100|0|737|0"]), ("역삼1동 737", ["KR-L|1168010100|0|737|0"]),
      ("서울 성동구 성수2가3동 289-5", ["KR-L|1120011500|0|289|5"]), ("서울 성동구 성수2가 289-5", ["KR-L|1120011500|0|289|5"]),
      ("서울 성동구 금호1가동 100", ["KR-L|1120010900|0|100|0"]), ("서울 종로구 명륜동3가 1-53", ["KR-L|1111017300|0|1|53"]),
      ("서울 강남구 역삼동 737번지 4호", ["KR-L|1168010100|0|737|4"]),
      ("강남구 역삼동 737", ["KR-L|1168010100|0|737|0"]),
      ("중구 을지로 30 (을지로1가)", ["KR-R|11140|을지로|0|30|0"]),
    ])
  }

  @Test func `road and lot in one cell give the keys of both`() {
    let road = "KR-R|11680|테헤란로14길|0|12|0"
    let lot = "KR-L|1168010100|0|736|1"
    for raw in [
      "서울 강남구 테헤란로14길 12 (역삼동 736-1) 101동 1203호", "서울 강남구 테헤란로14길 12 (역삼1동 736-1번지) 101동 1203호",
      "서울 강남구 역삼동 736-1 (테헤란로14길 12) 101동 1203호", "서울 강남구 테헤란로14길 12, 101동 1203호 (역삼동 736-1)",
      "서울 강남구 테헤란로14길 12 / 서울 강남구 역삼동 736-1, 101동 1203호", "서울 강남구 테헤란로14길 12 101동 1203호, 역삼동 736-1번지",
      "서울 강남구 역삼동 736-1 테헤란로14길 12 101동 1203호", "도로명: 서울 강남구 테헤란로14길 12 101동 1203호 지번: 서울 강남구 역삼동 736-1",
    ] {
      let found = KoreanAddressTests.keys(raw)
      for key in [road + "|101|1203", lot + "|101|1203", road, lot, "KR-L*|역삼동|0|736|1"] { #expect(found.contains(key), "\(raw): \(found)") }
      #expect(!found.contains { $0.hasPrefix("KR-B") }, "\(raw): \(found)")
    }
    let plain = KoreanAddressTests.keys("서울 강남구 테헤란로14길 12 (역삼동 736-1)")
    #expect(plain.first == road, "\(plain)")
    #expect(plain.contains(lot), "\(plain)")
    KoreanAddressTests.check([
      ("서울 강남구 테헤란로14길 12 (역삼동 101호)", [road + "||101"]), ("서울 강남구 테헤란로14길 12 (가동 101호)", [road + "|가|101"]),
      ("서울 강남구 삼성로 212 (대치동 은마아파트) 10동 1203호", ["KR-B|11680|은마|10|1203"]),
    ])
    #expect(
      KoreanAddressTests.level(
        "서울 강남구 테헤란로14길 12 (역삼동 736-1) 101동 1203호", "서울 강남구 역삼동 736-1 (테헤란로14길 12) 101동 1203호") == .unit)
  }

  @Test func `of two places in one cell the first is read`() {
    let road = "KR-R|11680|테헤란로14길|0|12|0"
    for raw in [
      "서울 강남구 테헤란로14길 12 / 부산 해운대구 우동 1408 101동 1203호", "서울 강남구 테헤란로14길 12, 서울 강남구 논현로 10 101동 1203호",
    ] {
      let found = KoreanAddressTests.keys(raw)
      #expect(found.first == road, "\(raw): \(found)")
      #expect(!found.contains { $0.hasPrefix("KR-L") || $0.hasSuffix("1203") || $0.contains("논현로") }, "\(raw): \(found)")
    }
  }

  @Test func `a hidden house number is no number`() {
    for raw in [
      "서울 강남구 테헤란로14길 **", "부산 해운대구 중앙대로749번길 ***", "서울 강남구 역삼동 7**-*", "서울 강남구 역삼동 **", "서울 강남구 테헤란로 1**",
      "서울 강남구 테헤란로 12-**", "서울 강남구 테헤란로 12-3*", "서울 강남구 역삼동 736-*", "서울 강남구 테헤란로14길 ** 101동 1203호", "서울 강남구 역삼1동 7**", "서울 강남구 ○○로 152",
    ] {
      let found = KoreanAddressTests.keys(raw)
      #expect(found.allSatisfy { !$0.hasPrefix("KR-") }, "\(raw): \(found)")
    }
    KoreanAddressTests.check([
      ("서울 강남구 대치동 3** 은마아파트 10동 1203호", ["KR-B|11680|은마|10|1203"]), ("서울 강남구 테헤란로14길 12", ["KR-R|11680|테헤란로14길|0|12|0"]),
    ])
    #expect(KoreanAddressTests.level("서울 강남구 테헤란로14길 **", "서울 강남구 테헤란로14길 12") == .near)
    #expect(KoreanAddressTests.level("서울 강남구 테헤란로14길 **", "서울 강남구 테헤란로 14") == .area)
  }

  @Test func `an old postcode is no unit`() {
    for code in ["135-080", "135080", "우 135-080"] {
      let found = KoreanAddressTests.keys("(\(code)) 서울 강남구 역삼동 736-1")
      #expect(found.first == "KR-L|1168010100|0|736|1", "\(code): \(found)")
      #expect(found.contains("135080"), "\(code): \(found)")
    }
    #expect(
      KoreanAddressTests.level("(135-080) 서울 강남구 역삼동 736-1", "135080 서울 강남구 역삼동 736-1") == .unit)
  }

  @Test func `spellings of before 2000 and loan words`() {
    KoreanAddressTests.check([
      ("152 Teheran-ro, Kangnam-gu, Seoul, Korea", ["KR-RE|11680|teheranro|0|152|0"]),
      ("12 Haeundae-ro, Haeundae-gu, Pusan", ["KR-RE|26350|haeundaero|0|12|0"]),
      ("25 World Cup buk-ro 54-gil, Mapo-gu, Seoul", ["KR-RE|11440|worldcupbukro54gil|0|25|0"]),
      ("300 Ollimpik-ro, Songpa-gu, Seoul", ["KR-RE|11710|olympicro|0|300|0"]),
      ("131 Techno 4-ro, Yuseong-gu, Daejeon", ["KR-RE|30200|techno4ro|0|131|0"]),
      ("737 Yeoksam-dong, Gangnam-gu, Seoul", ["KR-L|1168010100|0|737|0"]),
      ("Seoul Kangnam-gu Yeoksam-dong 736-1", ["KR-L|1168010100|0|736|1"]),
      ("131 Gasan digital 1-ro, Geumcheon-gu, Seoul", ["KR-RE|11545|gasandigital1ro|0|131|0"]),
      ("서울 금천구 가산디지털1로 131", ["KR-RE|11545|gasandigital1ro|0|131|0"]),
      ("33 Marine city 2-ro, Haeundae-gu, Busan", ["KR-RE|26350|marinecity2ro|0|33|0"]),
      ("부산 해운대구 마린시티2로 33", ["KR-RE|26350|marinecity2ro|0|33|0"]),
      (
        "1F, 6 Buljeong-ro, Bundang-gu, Seongnam-si, Gyeonggi-do",
        ["KR-RE|41130|buljeongro|0|6|0", "KR-RE|41130|buljeongro|0|6|0||1f"]
      ),
    ])
  }

  @Test func `a name of several districts is no district`() {
    #expect(KoreanAddressTests.keys("중구 중앙로 73") == ["KR-R*|jungangro|73|0"])
    KoreanAddressTests.check([("대전 중구 중앙로 73", ["KR-R|30140|중앙로|0|73|0"])])
    #expect(KoreanAddressTests.level("중구 중앙로 73", "중구 중앙로 73") == .loose)
    #expect(KoreanAddressTests.level("중구 중앙로 73", "대전 중구 중앙로 73") == .loose)
  }

  @Test func `units`() {
    let road = "KR-R|11680|테헤란로|0|152|0|"
    let rows: [(unit: String, key: String)] = [
      ("A-101호", "a|101"), ("B-101호", "b|101"), ("가-101호", "가|101"), ("나-101호", "나|101"), ("A동 101호", "a|101"),
      ("에이동 101호", "a|101"), ("가동101호", "가|101"), ("가호", "|가"),
      ("2층 1호", "|201"), ("3층 1호", "|301"), ("101동 12층 3호", "101|1203"), ("101동 3층 3호", "101|303"),
      ("12층 1203호", "|1203"), ("2층 101호", "|2f101"), ("지하1층 1호", "|b101"), ("지하 2층 B201호", "|b201"),
      ("반지하 1호", "|b1"), ("지층 1호", "|b1"), ("옥탑 1호", "|옥탑1"), ("지하 101호", "|b101"), ("B101호", "|b101"),
      ("101호", "|101"), ("본관 302호", "본관|302"), ("별관 302호", "별관|302"), ("우측 103호", "우측|103"),
      ("좌측 103호", "좌측|103"), ("상가동 101호", "상가|101"), ("관리동 101호", "관리|101"),
      ("1단지 101동 1203호", "101|1203"), ("가온마을 6단지 605동 1203호", "605|1203"), ("주공7단지 701-1203", "701|1203"),
      ("101동 1203-1호", "101|1203-1"), ("101-1203-2호", "101|1203-2"), ("101동 1205-1호", "101|1205-1"),
      ("B1F", "|b1f"), ("1F", "|1f"), ("5~7층", "|5-7f"), (", 101, 1203", "101|1203"), (", 101/1203", "101|1203"),
      ("(역삼동, 에이치스퀘어 N동) 7층", "n|7f"), ("역삼동 101호", "|101"), ("역삼1동 101호", "|101"),
      ("롯데캐슬101동 1203호", "101|1203"), ("삼성2차 101동 1203호", "101|1203"),
      ("101동1203", "101|1203"), ("가-201", "가|201"), ("가-201-1", "가|201-1"), ("B-101동 1203호", "b-101|1203"),
      ("101/1203호", "101|1203"), (", 101, 1203호", "101|1203"), ("지101호", "|b101"), ("101동 지101호", "101|b101"),
      ("삼모빌라 302", "|302"), ("A1203호", "a|1203"), ("A동 1203호", "a|1203"), ("201/202호", "|202"),
    ]
    for row in rows {
      let found = KoreanAddressTests.keys("서울 강남구 테헤란로 152 \(row.unit)")
      #expect(found.first == road + row.key, "\(row.unit): \(found)")
    }
    // what is hidden, cut off or not understood is no home
    for unit in ["101동 ****호", "101동 ○○○호", "101동 12**호", "101동 1**3호", "**동 1203호", "101-12**", "101동 12"] {
      let found = KoreanAddressTests.keys("서울 강남구 테헤란로 152 \(unit)")
      #expect(found.first == "KR-R|11680|테헤란로|0|152|0", "\(unit): \(found)")
    }
    #expect(KoreanAddressTests.keys("서울 강남구 테헤란로 152 101동 1203호 *부재시 경비실*").first == road + "101|1203")
    let lot = "KR-L|1168010100|0|735|"
    KoreanAddressTests.check([
      ("역삼동 735번지 2호 201호", [lot + "2||201"]), ("역삼동 735번지 2호 302호", [lot + "2||302"]),
      ("역삼동 735번지 2호 3층", [lot + "2||3f"]), ("역삼동 735번지 101호", [lot + "0||101"]),
      ("서울강남구테헤란로152101동1203호", [road + "101|1203"]),
    ])
    #expect(!KoreanAddressTests.keys("강남구 테헤란로 152 역삼동 101호").contains { $0.hasPrefix("KR-B") })
  }

  @Test func `a complex without road and lot is known by its name`() {
    KoreanAddressTests.check([
      ("서울 강남구 대치동 은마아파트 10동 1203호", ["KR-B|11680|은마|10|1203", "KR-B|11680|은마", "KR-B*|은마|10|1203", "11680"]),
      ("서울 강남구 대치동 은마아파트10동 1203호", ["KR-B|11680|은마|10|1203"]),
      ("서울 강남구 대치동 은마 아파트, 10-1203", ["KR-B|11680|은마|10|1203"]),
      ("서울 강남구 대치동 316 은마아파트 10동 1203호", ["KR-L|1168010600|0|316|0|10|1203", "KR-B|11680|은마|10|1203"]),
      ("서울 강남구 삼성로 212 (대치동, 은마아파트) 10동 1203호", ["KR-B|11680|은마|10|1203"]),
      ("잠실2동 리센츠 201동 1203호", ["KR-B|11710|리센츠|201|1203", "KR-B|11710|리센츠"]),
      ("서울 송파구 잠실2동 리센츠 201동 1203호", ["KR-B|11710|리센츠|201|1203"]),
      ("분당구 정자동 파크뷰 605-1902", ["KR-B|41130|파크뷰|605|1902", "KR-B|41130|파크뷰"]),
      ("두산1차아파트 103동 405호", ["KR-B*|두산1차|103|405"]),
      ("서울 강남구 현대빌라 가동 201호", ["KR-B|11680|현대빌라|가|201"]),
      ("서울 강남구 대치동 은마아파트", ["KR-B|11680|은마"]),
    ])
    KoreanAddressTests.check([
      ("서울 노원구 상계동 주공아파트 7단지 701동 1203호", ["KR-B|11350|주공7단지|701|1203"]),
      ("세종 다정북로 48 가온마을 6단지 605동 1203호", ["KR-R|36110|다정북로|0|48|0|605|1203", "KR-B|36110|가온마을6단지|605|1203"]),
      ("세종 다정북로 48 (다정동, 가온마을6단지) 605-1203", ["KR-R|36110|다정북로|0|48|0|605|1203", "KR-B|36110|가온마을6단지|605|1203"]),
    ])
    #expect(KoreanAddressTests.keys("대우아파트").isEmpty)
    #expect(KoreanAddressTests.keys("316 은마아파트").isEmpty)
    #expect(!KoreanAddressTests.keys("서울 강남구 홍보담당").contains { $0.hasPrefix("KR-B") })
    #expect(!KoreanAddressTests.keys("인천광역시 남구 라곡곡 765-20").contains { $0.hasPrefix("KR-B") })
    #expect(!KoreanAddressTests.keys("서울 강남구 연락처 010-1234-5678").contains { $0.hasPrefix("KR-B") })
    let home = "서울 강남구 대치동 은마아파트 10동 1203호"
    let rows: [(String, String, AddressLevel)] = [
      (home, "강남구 은마 아파트 10-1203", .unit), (home, "서울 강남구 대치동 316 은마아파트 10동 1203호", .unit),
      (home, "서울 강남구 삼성로 212, 10동 1203호 (대치동, 은마아파트)", .unit),
      (home, "서울 강남구 대치동 은마아파트 10동 1204호", .building), (home, "서울 강남구 삼성로 212 (대치동, 은마아파트) 9동 1203호", .building),
      (home, "서울 강남구 대치동 은마아파트", .open), ("서울 강남구 대치동 은마아파트", "서울 강남구 대치동 은마아파트", .open),
      (home, "은마아파트 10동 1203호", .loose), ("두산1차아파트 103동 405호", "두산1차아파트 103동 405호", .loose),
      ("두산1차아파트 103동 405호", "두산1차아파트 103동 406호", .different),
      ("대우아파트", "대우아파트", .near), ("316 은마아파트", "서울 강남구 대치동 은마아파트", .near),
      (home, "서울 강남구 대치동 현대아파트 10동 1203호", .area), (home, "서울 강남구 역삼동 은마아파트 10동 1203호", .area),
      ("서울 강남구 역삼동 737 현대아파트 1동 101호", "서울 강남구 압구정로 201 (압구정동, 현대아파트) 1동 101호", .area),
      (home, "부산 해운대구 우동 은마아파트 10동 1203호", .different),
      ("다정북로 48 가온마을 6단지 605동 1203호", "다정북로 48 (다정동, 가온마을6단지) 605-1203", .loose),
      ("세종 다정북로 48 가온마을 6단지 605동 1203호", "세종 다정북로 48 (다정동, 가온마을6단지) 605-1203", .unit),
      ("세종 가온마을 6단지 605동 1203호", "세종 다정북로 48 (다정동, 가온마을6단지) 605-1203", .unit),
      ("세종 가온마을 5단지 605동 1203호", "세종 다정북로 48 (다정동, 가온마을6단지) 605-1203", .area),
    ]
    for (left, right, level) in rows {
      #expect(KoreanAddressTests.level(left, right) == level, "\(left), \(right)")
    }
  }

  @Test func `units in Latin`() {
    let rows: [(unit: String, key: String)] = [
      ("Bldg. 101 Rm. 1203", "101|1203"), ("101-dong 1203-ho", "101|1203"), ("101, 1203", "101|1203"),
      ("A-101", "a|101"), ("B-101", "b|101"), ("B101", "|b101"), ("A-dong 101-ho", "a|101"),
      ("Ga-dong 101-ho", "가|101"), ("Na-dong 101-ho", "나|101"), ("B1F", "|b1f"), ("1F", "|1f"),
      ("Unit 3 5th floor", "|503"), ("Apt 101-1203", "101|1203"), ("#1203", "|1203"),
    ]
    for row in rows {
      let found = KoreanAddressTests.keys("\(row.unit), 152 Teheran-ro, Gangnam-gu, Seoul, Korea")
      #expect(found.first == "KR-RE|11680|teheranro|0|152|0|" + row.key, "\(row.unit): \(found)")
    }
    let road = "208 Yeongjonghaeannam-ro, 321 Beon-gil, Jung-gu, Incheon 22382 Korea"
    #expect(KoreanAddressTests.keys(road).first == "KR-RE|28110|yeongjonghaeannamro321beongil|0|208|0")
  }

  // MARK: levels

  private static func level(_ left: String, _ right: String) -> AddressLevel? {
    func form(_ raw: String) -> [UInt8]? {
      collected { normalizer.address(AddressParts(line: bytes(raw), defaultRegion: bytes("KR")), into: $0) }.first?.form
    }
    guard let one = form(left), let other = form(right) else { return nil }
    #expect(AddressLevel.of(one.span, other.span) == AddressLevel.of(other.span, one.span), "\(left), \(right)")
    return AddressLevel.of(one.span, other.span)
  }

  @Test func `levels of Korean pairs`() {
    let plain = "서울 강남구 테헤란로 152"
    let rows: [(String, String, AddressLevel)] = [
      (plain, "서울특별시 강남구 테헤란로 152 (역삼동)", .unit), (plain + " 101동 1203호", "강남구 테헤란로 152, 101-1203", .unit),
      ("부산 해운대구 우동 1408 두산위브더제니스 101동 2503호", "부산 해운대구 마린시티2로 33, 101동 2503호 (우동, 두산위브더제니스)", .unit),
      (plain + " 101동 1203호", plain, .open), (plain + " 101동 1203호", plain + " 101동 1204호", .building),
      (plain, "테헤란로 152", .loose), (plain, "152, Teheran-ro, Gangnam-gu, Seoul", .loose),
      (plain, "524 Bongeunsa-ro, Seoul", .different), (plain, "152 Teheran-ro, Seoul", .loose),
      ("06236 서울 강남구 테헤란로 152 101동 1203호", "06236 서울 강남구 역삼동 737 101동 1203호", .loose),
      (plain, "서울 강남구 테헤란로 154", .near), (plain, "서울 강남구 테헤란로 452", .near), (plain, "서울 강남구 테헤란로 411", .area),
      ("서울 강남구 역삼동 737", "서울 강남구 역삼1동 737", .unit), ("서울 강남구 역삼동 737", "서울 강남구 역삼동 산737", .area),
      ("서울 중구 세종대로 101", "서울 중구 세종대로 지하 101", .area),
      (plain, "서울 강남구 역삼동 737", .area), (plain, "서울 강남구 논현로 152", .area),
      (plain, "서울 서초구 테헤란로 152", .different), (plain, "부산 해운대구 우동 1408", .different),
      (plain + " 101 1203", plain + " 101 1204", .open), (plain + " A동 7층", plain + " A동 8층", .building),
      (plain + " 101동 ****호", plain + " 101동 ****호", .open), (plain + " 101동1203", plain + " 101동 1203호", .unit),
      (plain + " 지101호", plain + " 지하 101호", .unit), (plain + " A1203호", plain + " A동 1203호", .unit),
      (plain + " 101/1203호", plain + " 101동 1203호", .unit), (plain + " 가-201", plain + " 가-202", .building),
      (plain + " 201호", plain + " 2층 1호", .unit), (plain + " 3차", plain, .unit),
      ("강원도 춘천시 퇴계로77번길 42", "강원특별자치도 춘천시 퇴계로77번길 42", .unit),
      ("경북 군위군 군위읍 군청로 200", "대구 군위군 군위읍 군청로 200", .unit),
    ]
    for (left, right, level) in rows {
      #expect(KoreanAddressTests.level(left, right) == level, "\(left), \(right)")
    }
  }

  @Test func `fields of a row are read as one address`() {
    func keys(_ parts: AddressParts) -> [String] {
      collected { normalizer.address(parts, into: $0) }.flatMap { $0.keys.map { text($0.bytes) } }
    }
    let plain = "KR-R|11680|테헤란로|0|152|0"
    #expect(keys(AddressParts(line: bytes("테헤란로 152"), district: bytes("강남구"), city: bytes("서울"))).contains(plain))
    #expect(
      keys(
        AddressParts(line: bytes("테헤란로"), houseNumber: bytes("152"), line2: bytes("101동 1203호"), city: bytes("서울 강남구"))
      )
      .contains(plain + "|101|1203"))
    #expect(
      keys(
        AddressParts(
          line: bytes("서울 강남구 테헤란로 152"), city: bytes("서울"), region: bytes("서울특별시"), postcode: bytes("06236"))
      )
      .contains("06236"))
    #expect(
      keys(
        AddressParts(
          line: bytes("152 Teheran-ro"), city: bytes("Seoul"), region: bytes(""), postcode: bytes("06236"),
          country: bytes("KR"))
      ).contains("KR-R*|teheranro|152|0"))
  }

  @Test func `any pieces are survived, and canonical is a fixed point`() {
    var random = SplitMix64(seed: 0x6B72_6164)
    let pieces = [
      "서울", "강남구", "성남시", "중구", "광주", "역삼동", "종로1가", "테헤란로", "8길", "77번길", "152", "-", "의", "산", "지하", "동", "호", "층",
      "번지", "(", ")", ",", " ", "\n", "12345", "151-742", "대한민국", "우", "제", "로", "길", "읍", "면", "리", "gangnam-gu",
      "teheran-ro",
      "ro", "77beon-gil", "gil", "101-1203", "korea", "seoul", "b1", "3.1", "·", "–", "ㅡ", "Ａ", "외", "2필지", "비", "가",
      "1203호", "2층", "단지", "관", "옥탑", "B1F", "A-101", "bldg", "rm", "101-dong", "우측", "상가동",
    ]
    var forms: [[UInt8]] = []
    for _ in 0..<12_000 {
      var raw: [UInt8] = []
      for _ in 0..<random.below(14) {
        raw += random.below(30) == 0 ? [UInt8(random.below(256))] : bytes(pieces[random.below(pieces.count)])
        if random.below(2) == 0 { raw.append(0x20) }
      }
      for value in collected({ normalizer.address(AddressParts(line: raw, defaultRegion: bytes("KR")), into: $0) }) {
        #expect(!value.canonical.isEmpty)
        #expect(value.keys.allSatisfy { !$0.bytes.isEmpty })
        let again = collected { normalizer.address(AddressParts(line: value.canonical), into: $0) }.first
        #expect(again?.canonical == value.canonical)
        #expect(again?.keys == value.keys, "\(value.shown)")
        if !value.form.isEmpty { forms.append(value.form) }
      }
    }
    for _ in 0..<40_000 {
      let left = forms[random.below(forms.count)]
      var right = forms[random.below(forms.count)]
      #expect(AddressLevel.of(left.span, right.span) == AddressLevel.of(right.span, left.span))
      right[random.below(right.count)] = UInt8(random.below(256))
      _ = AddressLevel.of(left.span, right.span)
    }
  }
}
