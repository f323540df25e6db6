import Identity
import Normalization
import Testing

@Suite struct BirthDateTests {
  private func date(_ raw: String, _ order: NormalizedDateOrder) -> [NormalizedValue] {
    collected { normalizer.birthDate(bytes(raw), order: order, into: $0) }
  }

  @Test func `what becomes of a date`() {
    func check(
      _ raw: String, in order: NormalizedDateOrder = .yearMonthDay, _ canonical: String, _ state: String = "person",
      line: Int = #line
    ) {
      let values = date(raw, order)
      #expect(values.map(\.shown) == [canonical], "\(raw)", sourceLocation: .here(line))
      #expect(values.first?.shownState == state, "\(raw)", sourceLocation: .here(line))
    }
    check("1985-03-07", "1985-03-07")
    check("1985.3.7", "1985-03-07")
    check("1985. 3. 7.", "1985-03-07")
    check("1985년 3월 7일", "1985-03-07")
    check("1985年3月7日", "1985-03-07")
    check("19850307", "1985-03-07")
    check("1985/03/07 00:00:00", "1985-03-07")
    check("1985-03-07T12:30:00Z", "1985-03-07")
    check("850307", "1985-03-07")
    check("85.03.07", "1985-03-07")
    check("25.03.07", "2025-03-07")
    check("27.03.07", "1927-03-07")
    check("850307-2******", "1985-03-07")
    check("051231-3", "2005-12-31")
    check("850307-5123456", "1985-03-07")
    check("8503075123456", "1985-03-07")
    check("03/07/1985", in: .monthDayYear, "1985-03-07", "person ambiguous")
    check("03/07/1985", in: .dayMonthYear, "1985-07-03", "person ambiguous")
    check("25/12/1990", in: .monthDayYear, "1990-12-25", "person reordered")
    check("12/25/1990", in: .dayMonthYear, "1990-12-25", "person reordered")
    check("1990-13-05", "1990-05-13", "person repaired")
    check("7 Mar 1985", in: .dayMonthYear, "1985-03-07")
    check("March 7, 1985", in: .monthDayYear, "1985-03-07")
    check("07-Sept-85", in: .dayMonthYear, "1985-09-07")
    check("1985", "1985", "person partial")
    check("1985-03", "1985-03", "person partial")
    check("198503", "1985-03", "person partial")
    check("85년생", "1985", "person partial")
    check("1985-03-00", "1985-03", "person partial")
    check("3월 7일", "--03-07", "person partial")
    check("31113", "1985-03-07")
    check("31113.0", "1985-03-07")
    check("1965-01-01 (음력)", "1965-01-01", "person lunar")
    check("２０００．０１．０１", "2000-01-01", "junk default date")
    check("1900-01-01", "1900-01-01", "junk default date")
    check("1970-01-01", "1970-01-01", "junk default date")
    check("0000-00-00", "0000-00-00", "junk placeholder")
    check("07031985", in: .dayMonthYear, "1985-03-07", "person ambiguous")
    check("19027803", "19027803", "junk invalid")
    check("1985-02-30", "1985-02-30", "junk invalid")
    check("2027-01-01", "2027-01-01", "junk future")
    check("11111111", "1111-11-11", "junk default date")
    check("n/a", "n/a", "junk placeholder")
  }

  @Test func `the back of a resident number is dropped at the door`() {
    for raw in [
      "850307-5123456", "8503075123456", "850307 5123456", "859907-5123456", "850307-512345678", "85-03-07-5123456",
    ] {
      for value in date(raw, .yearMonthDay) {
        for kept in [value.canonical, value.form] + value.keys.map(\.bytes) {
          #expect(!text(kept).contains("123456"), "\(raw)")
        }
      }
    }
  }

  @Test func `keys of a date`() {
    func check(_ raw: String, in order: NormalizedDateOrder = .yearMonthDay, _ keys: String, line: Int = #line) {
      #expect(date(raw, order).map(\.shownKeys) == [keys], "\(raw)", sourceLocation: .here(line))
    }
    check("1985-07-03", "birth_date.day=19850703 birth_date.year_month=198507 birth_date.month_day=0307")
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
      "birth_date.day=L19930303 birth_date.day=19930303 "
        + "birth_date.day=19930424 birth_date.year_month=199303 birth_date.month_day=0303"
    )
    check("1985-03", "birth_date.year_month=198503")
    check("3월 7일", "birth_date.month_day=0307")
    check("1985", "")
  }

  @Test func `how two dates agree`() {
    func check(_ left: String, _ right: String, _ level: BirthDateLevel, line: Int = #line) {
      guard let a = date(left, .yearMonthDay).first?.form, let b = date(right, .yearMonthDay).first?.form else {
        Issue.record("no value", sourceLocation: .here(line))
        return
      }
      #expect(BirthDateLevel.of(a.span, b.span) == level, "\(left) \(right)", sourceLocation: .here(line))
      #expect(BirthDateLevel.of(b.span, a.span) == level, sourceLocation: .here(line))
    }
    check("1985-03-07", "85.3.7", .day)
    check("1985-03-07", "1985-07-03", .swapped)
    check("음력 1965-01-01", "1965-02-02", .swapped)
    check("1985-03-07", "1985-03-17", .digit)
    check("1985-03-07", "1958-03-07", .digit)
    check("1985-03-07", "1985-03-28", .month)
    check("1985-03-07", "1985-11-28", .year)
    check("1989-03-07", "1990-03-07", .year)
    check("1985-03-07", "1995-03-07", .digit)
    check("1985-03-07", "1985", .partial)
    check("1985-03-07", "1985-03", .month)
    check("1985-03-07", "3월 7일", .month)
    check("1985-03-07", "1986", .conflict)
    check("1985-03-07", "1972-11-28", .conflict)
    check("n/a", "n/a", .conflict)
  }

  @Test func `properties`() {
    let seed: UInt64 = 13
    print("birth date properties, seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<5_000 {
      let order = NormalizedDateOrder.allCases[random.below(3)]
      checkInvariants(random.bytes(countMax: 12), seed: seed) { normalizer.birthDate($0, order: order, into: $1) }
      let digits = random.word(alphabet: "0123456789 -./19", countMax: 12)
      checkInvariants(digits, seed: seed) { normalizer.birthDate($0, order: order, into: $1) }
    }
  }
}
