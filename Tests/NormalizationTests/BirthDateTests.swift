import Identity
import Normalization
import Testing

@Suite struct BirthDateTests {
  private func date(_ raw: String, _ order: NormalizedDateOrder, region: String = "") -> [NormalizedValue] {
    collected { normalizer.birthDate(bytes(raw), order: order, region: bytes(region), into: $0) }
  }

  @Test func `what becomes of a date`() {
    func check(
      _ raw: String, in order: NormalizedDateOrder = .yearMonthDay, _ canonical: String, _ state: String = "person",
      line: Int = #line
    ) {
      let values = date(raw, order).filter { $0.attribute == .birthDate }
      #expect(values.map(\.shown) == [canonical], "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.shownState == state, "\(raw)", sourceLocation: .here(line))
    }
    check("1985-03-07", "1985-03-07")
    check("Thu Mar 07 00:00:00 KST 1985", "1985-03-07")
    check("Thu Mar 07 1985 00:00:00 GMT+0900", "1985-03-07")
    check("1985-03-07, 41 years old", "1985-03-07")
    check("1985-03-07 (age 41)", "1985-03-07")
    check("41 years old", "41 years old", "unknown invalid")
    check("1985.3.7", "1985-03-07")
    check("1985. 3. 7.", "1985-03-07")
    check("1985년 3월 7일", "1985-03-07")
    check("1985년3월7일생", "1985-03-07")
    check("1985年3月7日", "1985-03-07")
    check("昭和60年3月7日", "1985-03-07")
    check("平成元年2月3日", "1989-02-03")
    check("S60.3.7", "1985-03-07")
    check("소화 40년", "1965", "person partial")
    check("소화 40년 3월 7일", "1965-03-07")
    check("대정 15년생", "1926", "person partial")
    check("19850307", "1985-03-07")
    check(" 1985/3/7 ", "1985-03-07")
    check("1985/03/07 00:00:00", "1985-03-07")
    check("1985-03-07 오전 12:00:00", "1985-03-07")
    check("1985-03-07T12:30:00Z", "1985-03-07")
    check("850307", "1985-03-07", "person two-digit year")
    check("85.03.07", "1985-03-07", "person two-digit year")
    check("25.03.07", "2025-03-07", "person two-digit year under 14")
    check("27.03.07", "1927-03-07", "person two-digit year")
    check("850307-2******", "1985-03-07", "person resident number")
    check("051231-3", "2005-12-31", "person resident number")
    check("850307-5123456", "1985-03-07", "person resident number foreigner")
    check("8503075123456", "1985-03-07", "person resident number foreigner")
    check("8503072", "1985-03-07", "person resident number")
    check("팔오공삼공칠-이일이삼사오육", "1985-03-07", "person resident number")
    check("85 03 07 2", "** ** ** *", "unknown invalid")
    check("19850307-2123456", "1985-03-07", "person resident number")
    check("주민번호: 850307-2●●●●●● (본인)", "1985-03-07", "person resident number")
    check("８５０３０７－２１２３４５６", "1985-03-07", "person resident number")
    check("850307–2123456", "1985-03-07", "person resident number")
    check("990307-9******", "1899-03-07", "person resident number over 110")
    check("03/07/1985", in: .monthDayYear, "1985-03-07", "person ambiguous")
    check("03/07/1985", in: .dayMonthYear, "1985-07-03", "person ambiguous")
    check("25/12/1990", in: .monthDayYear, "1990-12-25", "person reordered")
    check("12/25/1990", in: .dayMonthYear, "1990-12-25", "person reordered")
    check("5/5/1990", in: .dayMonthYear, "1990-05-05")
    check("1990-13-05", "1990-05-13", "person repaired")
    check("7 Mar 1985", in: .dayMonthYear, "1985-03-07")
    check("March 7, 1985", in: .monthDayYear, "1985-03-07")
    check("07-Sept-85", in: .dayMonthYear, "1985-09-07", "person two-digit year")
    check("1985", "1985", "person partial")
    check("1985-03", "1985-03", "person partial")
    check("03/1985", in: .monthDayYear, "1985-03", "person partial")
    check("198503", "1985-03", "person partial")
    check("85년생", "1985", "person partial two-digit year")
    check("1985-03-00", "1985-03", "person partial")
    check("1985-00-00", "1985", "person partial")
    check("3월 7일", "--03-07", "person partial")
    check("--03-07", "--03-07", "person partial")
    check("31113", "1985-03-07")
    check("31113.0", "1985-03-07")
    check("31113.5", "1985-03-07")
    // Serial days below 10000 are years: nobody alive was born before May 1927 and entered as a serial day.
    check("1965", "1965", "person partial")
    check("1965-01-01 (음력)", "1965-01-01 lunar", "person lunar")
    check("1965-01-01 (-)", "1965-01-01 lunar", "person lunar")
    check("1965-01-01(+)", "1965-01-01")
    check("음 1965.1.1", "1965-01-01 lunar", "person lunar")
    check("음력 1993.3.3 윤달", "1993-03-03 lunar leap", "person lunar")
    check("1993.윤3.3", "1993-03-03 lunar leap", "person lunar")
    check("1992.윤3.3", "1992-03-03 lunar", "person repaired lunar")
    check("음력 3월 7일", "--03-07 lunar", "person partial lunar")
    check("음력 1965-01-30", "1965-01-30 lunar", "person invalid lunar")
    check("음력 1965-02-30", "1965-02-30 lunar", "person lunar")
    check("1965-01-01", "1965-01-01")
    check("２０００．０１．０１", "2000-01-01", "junk default date")
    check("1900-01-01", "1900-01-01", "junk default date")
    check("1901-01-01", "1901-01-01", "junk default date")
    check("1970-01-01", "1970-01-01", "junk default date")
    check("1899-12-30", "1899-12-30", "junk default date")
    check("1899-12-31", "1899-12-31", "junk default date")
    check("1753-01-01", "1753-01-01", "junk default date")
    check("9999-12-31", "9999-12-31", "junk default date")
    check("0001-01-01", "0001-01-01", "junk default date")
    check("0000-00-00", "0000-00-00", "junk placeholder")
    check("07031985", in: .dayMonthYear, "1985-03-07", "person ambiguous")
    check("19027803", "19027803", "unknown invalid")
    check("1985-02-30", "1985-02-30", "unknown invalid")
    check("2027-01-01", "2027-01-01", "unknown future")
    check("2026-11-22", "2026-11-22", "unknown future")
    check("2026-11-21", "2026-11-21", "person under 14")
    check("2012-11-21", "2012-11-21")
    check("2012-11-22", "2012-11-22", "person under 14")
    check("2012", "2012", "person partial")
    check("2013", "2013", "person partial under 14")
    check("1915-11-22", "1915-11-22")
    check("1915-11-21", "1915-11-21", "person over 110")
    check("1849-01-02", "1849-01-02", "unknown invalid")
    check("11111111", "1111-11-11", "junk default date")
    check("12345678", "12345678", "junk placeholder")
    check("n/a", "n/a", "junk placeholder")
    check("없음", "없음", "junk placeholder")
    check("-", "-", "junk placeholder")
  }

  @Test func `midnight in Korea and Japan, kept in universal time`() {
    func check(_ raw: String, _ region: String, _ canonical: String, _ state: String = "person", line: Int = #line) {
      let values = date(raw, .yearMonthDay, region: region)
      #expect(values.map(\.shown) == [canonical], "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.shownState == state, "\(raw)", sourceLocation: .here(line))
    }
    for region in ["KR", "JP"] {
      for raw in [
        "1990-03-06T15:00:00Z", "1990-03-06T15:00:00.000Z", "1990-03-06T15:00:00+00:00", "1990-03-06T15:00:00.000+0000",
        "1990-03-06 15:00:00Z", "1990-03-06 15:00:00 +00:00", "１９９０-03-06t15:00:00z",
      ] { check(raw, region, "1990-03-07") }
      check("1999-12-30T15:00:00Z", region, "1999-12-31")
      check("1992-02-28T15:00:00Z", region, "1992-02-29")
      check("1969-12-31T15:00:00Z", region, "1970-01-01", "junk default date")
      for raw in [
        "1990-03-06T00:00:00Z", "1990-03-06T15:00:01Z", "1990-03-06T15:00:00.5Z", "1990-03-06T15:00:00+09:00", "1990-03-06T15:00:00",
        "1990-03-06 15:00:00", "1990-03-06T14:00:00Z",
      ] { check(raw, region, "1990-03-06") }
    }
    for region in ["", "US", "DE", "CN"] { check("1990-03-06T15:00:00Z", region, "1990-03-06") }
    // Korea has had other hours.
    for (raw, korean, japanese) in [
      ("1958-03-06T15:30:00.000Z", "1958-03-07", "1958-03-06"), ("1958-07-06T14:30:00Z", "1958-07-07", "1958-07-06"),
      ("1988-07-04T14:00:00Z", "1988-07-05", "1988-07-04"), ("1988-01-04T14:00:00Z", "1988-01-04", "1988-01-04"),
    ] {
      check(raw, "KR", korean)
      check(raw, "JP", japanese)
    }
  }

  @Test func `years of two digits on the other side`() {
    func check(_ raw: String, in order: NormalizedDateOrder, _ canonical: String, _ state: String = "person", line: Int = #line) {
      let values = date(raw, order).filter { $0.attribute == .birthDate }
      #expect(values.map(\.shown) == [canonical], "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.shownState == state, "\(raw)", sourceLocation: .here(line))
    }
    let turned = "person reordered two-digit year"
    check("25/12/90", in: .yearMonthDay, "1990-12-25", turned)
    check("12/25/90", in: .yearMonthDay, "1990-12-25", turned)
    check("31/12/85", in: .yearMonthDay, "1985-12-31", turned)
    check("251290", in: .yearMonthDay, "1990-12-25", turned)
    check("05/06/90", in: .yearMonthDay, "1990-05-06", "person ambiguous two-digit year")
    for order in [NormalizedDateOrder.monthDayYear, .dayMonthYear] {
      check("850307", in: order, "1985-03-07", turned)
      check("85.3.7", in: order, "1985-03-07", turned)
      check("47-08-15", in: order, "1947-08-15", turned)
      check("85-Jul-07", in: order, "1985-07-07", turned)
      // A day that the month does not have is a slip and no year.
      check("31.04.05", in: order, "31.04.05", "unknown invalid")
      check("31-Apr-05", in: order, "31-apr-05", "unknown invalid")
      check("85.13.07", in: order, "85.13.07", "unknown invalid")
      check("85.03.00", in: order, "85.03.00", "unknown invalid")
    }
    check("85-Jul-07", in: .yearMonthDay, "1985-07-07", "person two-digit year")
    check("12/04/31", in: .yearMonthDay, "12/04/31", "unknown invalid")
    check("31/04/85", in: .yearMonthDay, "31/04/85", "unknown invalid")
    check("85.02.31", in: .yearMonthDay, "85.02.31", "unknown invalid")
    check("25.03.07", in: .yearMonthDay, "2025-03-07", "person two-digit year under 14")
  }

  @Test func `words around a date`() {
    func check(_ raw: String, _ canonical: String, _ state: String = "person", region: String = "", line: Int = #line) {
      let values = date(raw, .yearMonthDay, region: region).filter { $0.attribute == .birthDate }
      #expect(values.map(\.shown) == [canonical], "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.shownState == state, "\(raw)", sourceLocation: .here(line))
    }
    // Years of the Republic of China, which Taiwan counts by without a word.
    check("74.3.7", "1985-03-07", region: "TW")
    check("0740307", "1985-03-07", region: "TW")
    check("740307", "1985-03-07", region: "TW")
    check("102/03/07", "2013-03-07", "person under 14", region: "TW")
    check("1985.3.7", "1985-03-07", region: "TW")
    check("74.3.7", "1974-03-07", "person two-digit year", region: "JP")
    // Months of other languages.
    check("7 mars 1985", "1985-03-07")
    check("1er mars 1985", "1985-03-01")
    check("7. März 1985", "1985-03-07")
    check("7 de marzo de 1985", "1985-03-07")
    check("7 марта 1985", "1985-03-07")
    check("7 juil. 1985", "1985-07-07")
    check("mar. 7 juil. 1985", "1985-07-07")
    check("14 août 1985", "1985-08-14")
    check("1 gennaio 1985", "1985-01-01")
    check("3 de fevereiro de 1985", "1985-02-03")
    check("12 дек 1985", "1985-12-12")
    check("Thursday, 7th of March 1985", "1985-03-07")
    for (month, names) in [
      "januari stycznia ocak", "februari lutego şubat", "maart marca mart", "april kwietnia nisan", "mei maja mayıs",
      "juni czerwca haziran", "juli lipca temmuz", "augustus sierpnia ağustos", "september września eylül",
      "oktober października ekim", "november listopada kasım", "december grudnia aralık",
    ].enumerated() {
      for name in names.split(separator: " ") { check("7 \(name) 1985", "1985-\(month < 9 ? "0" : "")\(month + 1)-07") }
    }
    check("7 mrt. 1985", "1985-03-07")
    check("7 KASIM 1985", "1985-11-07")
    // What is not known, at the end.
    check("1985-03-xx", "1985-03", "person partial")
    check("1985-xx-xx", "1985", "person partial")
    check("??-03-1985", "1985-03", "person partial")
    check("1985-xx-07", "1985-xx-07", "unknown invalid")
    check("xx/03/1985", "xx/03/1985", "unknown invalid")
    check("Born: 03/1985", "1985-03", "person partial")
    check("생년월: 1985-03", "1985-03", "person partial")
    // Words that say nothing: two numbers are no year and month.
    check("7 marts 1985", "7 marts 1985", "unknown invalid")
    check("7 jui 1985", "7 jui 1985", "unknown invalid")
    check("7 มีนาคม 1985", "7 มีนาคม 1985", "unknown invalid")
    check("7 feb apr 1985", "7 feb apr 1985", "unknown invalid")
    check("1985W10", "1985w10", "unknown invalid")
    check("1985-W10", "1985-w10", "unknown invalid")
    check("1.5E3", "1.5e3", "unknown invalid")
    check("Seoul 31113", "seoul 31113", "unknown invalid")
    check("-31113", "-31113", "unknown invalid")
    // A syllable of a name is no calendar.
    check("윤서연 1985-03-07", "1985-03-07")
    check("1985-03-07 윤서연", "1985-03-07")
    check("음지수 1985.3.7", "1985-03-07")
    check("윤 1985-03-07", "1985-03-07")
    check("大山 85.3.7", "1985-03-07", "person two-digit year")
    check("1965.1.1(음)", "1965-01-01 lunar", "person lunar")
    check("1965.1.1생(음)", "1965-01-01 lunar", "person lunar")
    check("1965년1월1일음", "1965-01-01 lunar", "person lunar")
    check("1993년 윤3월 3일", "1993-03-03 lunar leap", "person lunar")
    check("1993年閏3月3日", "1993-03-03 lunar leap", "person lunar")
    check("윤3월 7일", "--03-07 lunar leap", "person partial lunar")
    check("農曆1965年1月1日", "1965-01-01 lunar", "person lunar")
    check("昭60.3.7", "1985-03-07")
    // Years of the Republic of China.
    check("民國74年3月7日", "1985-03-07")
    check("民国74.3.7", "1985-03-07")
    check("中華民國 74 年 3 月 7 日", "1985-03-07")
    check("民國100年3月7日", "2011-03-07")
    check("民國0740307", "1985-03-07")
    check("民國740307", "1985-03-07")
    check("中華民國1020307", "2013-03-07", "person under 14")
    check("S600307", "1985-03-07")
    check("昭和600307", "1985-03-07")
    check("民國元年3月7日", "1912-03-07", "person over 110")
    check("民國前3年3月7日", "民國前3年3月7日", "unknown invalid")
    // Ages and notes.
    check("85.3.7 (만 41세)", "1985-03-07", "person two-digit year")
    check("1985-03-07 / 41세", "1985-03-07")
    check("1985-03-07 만 41 세", "1985-03-07")
    check("1985-03-07 (41)", "1985-03-07")
    check("1985.3.7 (음 1.16)", "1985-03-07")
    check("850307 (41세)", "1985-03-07", "person two-digit year")
    check("(1985-03-07)", "1985-03-07")
    check("41세", "41세", "unknown invalid")
    check("19850307000000", "1985-03-07")
    check("19850307123059", "1985-03-07")
    check("19850307256161", "**************", "unknown invalid")
    // Digits alone are a resident number where Koreans are.
    check("1985066", "1985066", "unknown invalid", region: "US")
    check("1010101000000", "*************", "unknown invalid")
    check("8503072", "1985-03-07", "person resident number", region: "KR")
    check("8503072", "8503072", "unknown invalid", region: "JP")
    check("8503072123456", "*************", "unknown invalid", region: "JP")
  }

  @Test func `a clipped cell says so`() {
    let tail = String(repeating: " ", count: 10) + String(repeating: "x", count: 5_000)
    #expect(date("850307-2****** " + tail, .yearMonthDay).first?.flags.contains(.clipped) == true)
    #expect(date("859907-2****** " + tail, .yearMonthDay).first?.flags.contains(.clipped) == true)
  }

  @Test func `a resident number tells sex`() {
    func check(_ raw: String, _ sex: String, line: Int = #line) {
      let values = date(raw, .yearMonthDay)
      #expect(values.map(\.attribute) == [.birthDate, .gender], sourceLocation: .here(line))
      #expect(values.last?.shown == sex, "\(raw)", sourceLocation: .here(line))
    }
    check("850307-1", "male")
    check("850307-2******", "female")
    check("051231-3", "male")
    check("051231-4", "female")
    check("850307-5123456", "male")
    check("850307-6123456", "female")
    check("8503072123456", "female")
  }

  @Test func `the back of a resident number is dropped at the door`() {
    for raw in [
      "850307-5123456", "8503075123456", "850307 5123456", "859907-5123456", "850307-512345678", "85-03-07-5123456",
      "8599075123456", "850307.5123456", "850307 - 5123456", "No. 850307-5123456 / 850307-5123456", "19850307-5123456",
      "850307-5123456 김민준 010", "850307-51 23456", "850307-5-123456", "850307 512 3456", "(850307)(5123456)",
      "850307-5123456\n", "85년 3월 7일 5123456", "850307‐5123456", "８５０３０７５１２３４５６", "850307-512345",
      "850307-5123456x", "850307/5123456", "850307_5123456", "850307—5123456", "8503075123456.0", "850307-51234",
    ] {
      for order in NormalizedDateOrder.allCases {
        for value in date(raw, order, region: "KR") {
          for kept in [value.canonical, value.form] + value.keys.map(\.bytes) {
            for secret in ["123", "234", "345", "51"] { #expect(!text(kept).contains(secret), "\(raw): \(text(kept))") }
          }
        }
      }
    }
  }

  @Test func `no digit behind a front survives, whatever stands around it`() {
    let seed: UInt64 = 15
    print("resident numbers, seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<20_000 {
      // Seven nines behind: no year, month or day has two of them side by side that the front lacks.
      var raw = random.word(alphabet: " :(No.", countMax: 4) + bytes("8503")
      raw += bytes(["01", "17", "99"][random.below(3)]) + random.word(alphabet: " -./~()", countMax: 2)
      let back = 2 + random.below(6)
      raw += [0x35] + [UInt8](repeating: 0x39, count: back)
      raw += random.word(alphabet: "*x# )a9", countMax: 5)
      for value in date(text(raw), .allCases[random.below(3)], region: "KR") {
        for kept in [value.canonical, value.form] + value.keys.map(\.bytes) {
          #expect(!text(kept).contains("599"), "\(text(raw)): \(text(kept)), seed \(seed)")
        }
      }
    }
  }

  @Test func `keys of a date`() {
    func check(
      _ raw: String, in order: NormalizedDateOrder = .yearMonthDay, region: String = "", _ keys: String,
      line: Int = #line
    ) {
      #expect(date(raw, order, region: region).map(\.shownKeys) == [keys], "\(raw)", sourceLocation: .here(line))
    }
    check("1985-07-03", "birth_date.day=19850703 birth_date.year_month=198507 birth_date.month_day=0307")
    check(
      "1965-07-03", region: "KR",
      "birth_date.day=19650703 birth_date.year_month=196507 birth_date.month_day=0307")
    check(
      "03/07/1985", in: .monthDayYear,
      "birth_date.day=19850307 birth_date.day=19850703 birth_date.year_month=198503 birth_date.month_day=0307")
    check(
      "1965-01-01 (음력)",
      "birth_date.day=L19650101 birth_date.day=19650101 "
        + "birth_date.day=19650202 birth_date.year_month=196501 birth_date.month_day=0101"
    )
    check(
      "음력 1993.3.3 윤달",
      "birth_date.day=L+19930303 birth_date.day=19930303 "
        + "birth_date.day=19930424 birth_date.year_month=199303 birth_date.month_day=0303"
    )
    check("1985-03", "birth_date.year_month=198503")
    check("3월 7일", "birth_date.month_day=0307")
    check("1985", "")
  }

  @Test func `how two dates agree`() {
    func check(_ left: String, _ right: String, _ level: BirthDateLevel, region: String = "", line: Int = #line) {
      guard let a = date(left, .yearMonthDay, region: region).first?.form,
        let b = date(right, .yearMonthDay, region: region).first?.form
      else {
        Issue.record("no value", sourceLocation: .here(line))
        return
      }
      #expect(BirthDateLevel.of(a.span, b.span) == level, "\(left) \(right)", sourceLocation: .here(line))
      #expect(BirthDateLevel.of(b.span, a.span) == level, sourceLocation: .here(line))
    }
    check("1985-03-07", "85.3.7", .day)
    check("1985-03-07", "850307-2******", .day)
    check("음력 1965-01-01", "1965.1.1 (음)", .day)
    check("음력 1993-03-03 윤달", "음력 1993-03-03", .swapped)
    check("1985-03-07", "1985-07-03", .swapped)
    check("음력 1965-01-01", "1965-02-02", .swapped)
    check("음력 1965-01-01", "1965-01-01", .swapped)
    check("음력 1993-03-03 윤달", "1993-04-24", .swapped)
    check("26-03-07", "1926-03-07", .swapped)
    check("음력 1965-01-01", "1965-02-03", .digit)
    check("음력 1965-01-01", "1965-02-28", .month)
    check("음력 1964-12-15", "1965", .partial)
    // Koreans born before 1975 may mean the lunar calendar without saying so.
    check("1965-01-01", "1965-02-02", .swapped, region: "KR")
    check("1965-01-01", "1965-02-02", .year)
    check("1965-01-01", "1965-01-01", .day, region: "KR")
    check("1974-01-01", "1974-01-23", .swapped, region: "KR")
    check("1975-01-01", "1975-02-11", .year, region: "KR")
    check("1965-01-01 (양력)", "1965-02-02", .year, region: "KR")
    check("1965-01-01", "1965-02-03", .year, region: "KR")
    check("1964-12-15", "1965", .partial, region: "KR")
    check("1985-03-07", "1985-03-17", .digit)
    check("1985-03-07", "1958-03-07", .digit)
    check("1985-03-07", "1985-03-28", .month)
    check("1985-03-07", "1985-11-28", .year)
    check("1989-03-07", "1990-03-07", .year)
    check("1985-03-07", "1995-03-07", .digit)
    check("1985-03-07", "1985", .partial)
    check("1985-03-07", "1985-03", .month)
    check("1985-03", "1985-03", .month)
    check("1985", "1985", .year)
    check("1985-03-07", "3월 7일", .month)
    check("1985-03-07", "1986", .conflict)
    check("1985-03-07", "1972-11-28", .conflict)
    check("n/a", "n/a", .conflict)
  }

  @Test func `lunar days are ICU's, day by day`() {
    // Days that the calendar tables of the Korea Astronomy and Space Science Institute print.
    func check(_ lunar: String, _ solar: String, line: Int = #line) {
      let keys = date(lunar, .yearMonthDay).first?.keys.map { text($0.bytes) } ?? []
      #expect(keys.contains(solar.filter { $0 != "-" }), "\(lunar) \(keys)", sourceLocation: .here(line))
    }
    check("음력 1950-01-01", "1950-02-17")
    check("음력 1965-01-01", "1965-02-02")
    check("음력 1965-08-15", "1965-09-10")
    check("음력 1985-01-01", "1985-02-20")
    check("음력 1985-08-15", "1985-09-29")
    check("음력 1988-08-15", "1988-09-25")
    check("음력 2000-01-01", "2000-02-05")
    check("음력 2000-08-15", "2000-09-12")
    check("음력 2012-01-01", "2012-01-23")
  }

  @Test func `properties`() {
    let seed: UInt64 = 13
    print("birth date properties, seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<5_000 {
      let order = NormalizedDateOrder.allCases[random.below(3)]
      let region = bytes(["", "KR"][random.below(2)])
      checkInvariants(random.bytes(countMax: 12), seed: seed) {
        normalizer.birthDate($0, order: order, region: region, into: $1)
      }
      let digits = random.word(alphabet: "0123456789 -./19", countMax: 12)
      checkInvariants(digits, seed: seed) { normalizer.birthDate($0, order: order, region: region, into: $1) }
      let lunar = bytes("19") + random.word(alphabet: "0123456789-", countMax: 8)
        + bytes(["", "음력", "윤", " lunar", "(-)", "(양)"][random.below(6)])
      checkInvariants(lunar, seed: seed) { normalizer.birthDate($0, order: order, region: region, into: $1) }
    }
  }
}
