import Identity
import Normalization
import Testing

/// Columns of no known meaning: what is equal or not, days, numbers, sets.
@Suite struct ExtraColumnTests {
  @Test func `what becomes of a number`() {
    func check(_ raw: String, _ canonical: String, _ state: String = "person", line: Int = #line) {
      let values = collected { normalizer.number(bytes(raw), into: $0) }
      #expect(values.map(\.shown) == [canonical], sourceLocation: .here(line))
      #expect(values.first?.shownState == state, sourceLocation: .here(line))
    }
    check("12", "12")
    check("007", "7")
    check(" 1,234.50 ", "1234.5")
    check("1.234,50", "1234.5")
    check("1,234", "1234")
    check("0,234", "0.234")
    check("12,5", "12.5")
    check("1.234", "1.234")
    check("1 234 567", "1234567")
    check("1'234", "1234")
    check("1,234,567", "1234567")
    check("1.234.567", "1234567")
    check("１２．５", "12.5")
    check("-3", "-3")
    check("−3", "-3")
    check("(1,200)", "-1200")
    check("₩12,000", "12000")
    check("12,000원", "12000")
    check("- $5", "-5")
    check("EUR 9.90", "9.9")
    check("12 %", "12")
    check("1.5e3", "1500")
    check("1.2E-2", "0.012")
    check("0.0000005", "0.000001")
    check("0.0000004", "0")
    check(".5", "0.5")
    check("9000000000000", "9000000000000")
    check("9000000000001", "9000000000001", "unknown unreadable")
    check("1e99", "1e99", "unknown unreadable")
    for text in ["12,34,5", "1..2", "5.", "12 kg", "2020-01-02", "one", "--5", "1/2", "e5", "1e", "1.2.3,4.5", "1 2"] {
      check(text, text, "unknown unreadable")
    }
    check("n/a", "n/a", "junk placeholder")
  }

  @Test func `what becomes of a date`() {
    func check(
      _ raw: String, _ canonical: String, _ state: String = "person", _ order: NormalizedDateOrder = .yearMonthDay, line: Int = #line
    ) {
      let values = collected { normalizer.date(bytes(raw), order: order, into: $0) }
      #expect(values.map(\.shown) == [canonical], sourceLocation: .here(line))
      #expect(values.first?.shownState == state, sourceLocation: .here(line))
    }
    check("2019-03-07", "2019-03-07")
    check("2019-03-07T10:00:00Z", "2019-03-07")
    check("20190307", "2019-03-07")
    check("2199.3.7", "2199-03-07")
    check("7 March 2019", "2019-03-07")
    check("03/07/2019", "2019-07-03", "person ambiguous", .dayMonthYear)
    check("25/12/2019", "2019-12-25", "person", .dayMonthYear)
    check("2019년 3월 7일", "2019-03-07")
    check("2019-03", "2019-03", "person partial")
    check("2019", "2019", "person partial")
    check("1900-01-01", "1900-01-01", "junk default date")
    check("2019-02-30", "2019-02-30", "unknown invalid")
    check("someday", "someday", "unknown invalid")
    check("unknown", "unknown", "junk placeholder")
  }

  @Test func `what becomes of a set and of what is equal or not`() {
    func check(_ cells: [String], _ canonical: String, _ keys: String, line: Int = #line) {
      let values = collected { normalizer.set(cells.map(bytes), into: $0) }
      #expect(values.map(\.shown) == [canonical], sourceLocation: .here(line))
      #expect(values.map(\.shownKeys) == [keys], sourceLocation: .here(line))
    }
    check(["Tea, coffee; tea|Milk / "], "coffee; Milk; Tea", "set.full=coffee\nmilk\ntea set.member=coffee set.member=milk set.member=tea")
    check(["tea", "Coffee"], "Coffee; tea", "set.full=coffee\ntea set.member=coffee set.member=tea")
    check(["차、커피，우유"], "우유; 차; 커피", "set.full=우유\n차\n커피 set.member=우유 set.member=차 set.member=커피")
    check(["n/a", "tea"], "tea", "set.full=tea set.member=tea")
    check(["n.a."], "n.a.", "")
    #expect(collected { normalizer.set([bytes(" , ;")], into: $0) }.isEmpty)
    let many = collected { normalizer.set((100..<300).map { bytes("t\($0)") }, into: $0) }
    #expect(many.first?.keys.count == Normalizer.setMembersMax + 1)
    #expect(many.first?.flags == .clipped)
    #expect(collected { normalizer.exact(bytes("  Gold  PLAN "), into: $0) }.map(\.shownKeys) == ["exact.same=gold plan"])
    #expect(collected { normalizer.exact(bytes("none"), into: $0) }.map(\.sharing) == [.junk])
  }

  @Test func `how two of them agree`() {
    func form(_ kind: Attribute, _ raw: String) -> [UInt8] {
      collected { take in
        switch kind {
        case .number: normalizer.number(bytes(raw), into: take)
        case .date: normalizer.date(bytes(raw), order: .yearMonthDay, into: take)
        case .set: normalizer.set([bytes(raw)], into: take)
        default: normalizer.exact(bytes(raw), into: take)
        }
      }.first?.form ?? []
    }
    func check(_ kind: Attribute, _ left: String, _ right: String, _ level: String, line: Int = #line) {
      let (a, b) = (form(kind, left), form(kind, right))
      let (there, back) = (agreementLevel(kind, a.span, b.span), agreementLevel(kind, b.span, a.span))
      #expect(levelNames(of: kind)[Int(there) - 1] == level, sourceLocation: .here(line))
      #expect(there == back, sourceLocation: .here(line))
    }
    check(.number, "1,000", "1000.0", "same")
    check(.number, "0", "-0", "same")
    check(.number, "34", "35", "unit")
    check(.number, "1000000", "1000001", "unit")
    check(.number, "1000", "1010", "hundredth")
    check(.number, "1000", "1100", "tenth")
    check(.number, "1000", "1112", "different")
    check(.number, "0.3", "0.9", "different")
    check(.number, "9", "10", "tenth")
    check(.number, "5", "-5", "different")
    check(.number, "0", "0.1", "different")
    check(.number, "-9000000000000", "9000000000000", "different")
    check(.date, "2019-03-07", "2019.3.7", "day")
    check(.date, "2019-03-07", "2019-03-10", "near")
    check(.date, "2019-03-07", "2019-07-03", "near")
    check(.date, "2019-03-07", "2019-08-07", "near")
    check(.date, "2012-03-07", "2021-03-07", "near")
    check(.date, "2019-03-07", "2019-04-05", "month")
    check(.date, "2019-12-28", "2020-01-20", "month")
    check(.date, "2019-03-07", "2019-11-20", "year")
    check(.date, "2019-03-07", "2021-11-20", "different")
    check(.date, "2019-03", "2019-03-10", "month")
    check(.date, "2019-03", "2019-04-10", "different")
    check(.date, "2019", "2019-04-10", "year")
    check(.date, "2019", "2019", "year")
    check(.date, "2019", "2020", "different")
    check(.set, "a, b, c", "c; b; a", "same")
    check(.set, "a, b, c", "a, b, d", "most")
    check(.set, "a, b", "a, b, c, d, e, f", "most")
    check(.set, "a", "a, b, c, d", "some")
    check(.set, "a", "a, b, c, d, e", "different")
    check(.set, "a, b", "c, d", "different")
    check(.set, "ab", "a b", "different")
    check(.exact, "Gold", "gold", "same")
    check(.exact, "gold", "golds", "different")
  }

  /// Sets against the sets of the standard library; numbers against numbers made by hand.
  @Test func `sets and numbers as the slow and obvious way has them`() {
    let seed: UInt64 = 41
    print("extra columns, seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<4_000 {
      func members() -> Set<String> {
        Set((0..<(1 + Int(random.next() % 6))).map { _ in ["a", "ab", "b", "ba", "c", "가", "가나", "z9"][Int(random.next() % 8)] })
      }
      let (left, right) = (members(), members())
      let (common, union) = (left.intersection(right).count, left.union(right).count)
      let smaller = min(left.count, right.count)
      let expected: SetLevel =
        left == right ? .same
        : common * 2 >= union || smaller >= 2 && common == smaller ? .most : common * 4 >= union ? .some : .different
      func form(_ set: Set<String>) -> [UInt8] { collected { normalizer.set([bytes(set.joined(separator: ","))], into: $0) }[0].form }
      let (a, b) = (form(left), form(right))
      let found = SetLevel.of(a.span, b.span)
      #expect(found == expected, "seed \(seed): \(left.sorted()) \(right.sorted())")

      let whole = Int(random.next() % 3_000_000)
      let hundredths = Int(random.next() % 100)
      let grouped = whole >= 1_000_000 ? "\(whole / 1_000_000),\(three(whole / 1_000 % 1_000)),\(three(whole % 1_000))"
        : whole >= 1_000 ? "\(whole / 1_000),\(three(whole % 1_000))" : "\(whole)"
      let written = grouped + (hundredths == 0 ? "" : hundredths < 10 ? ".0\(hundredths)" : ".\(hundredths)")
      let plain = "\(whole)" + (hundredths == 0 ? "" : hundredths < 10 ? ".0\(hundredths)" : hundredths % 10 == 0 ? ".\(hundredths / 10)" : ".\(hundredths)")
      #expect(collected { normalizer.number(bytes(written), into: $0) }.map(\.shown) == [plain], "seed \(seed): \(written)")
    }
    func three(_ number: Int) -> String { String(String(1_000 + number).dropFirst()) }
  }

  @Test func `properties`() {
    let seed: UInt64 = 42
    print("extra column properties, seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<5_000 {
      checkInvariants(random.bytes(countMax: 20), seed: seed) { normalizer.exact($0, into: $1) }
      checkInvariants(random.bytes(countMax: 12), seed: seed) { normalizer.number($0, into: $1) }
      checkInvariants(random.bytes(countMax: 12), seed: seed) { normalizer.date($0, order: .dayMonthYear, into: $1) }
      checkInvariants(random.bytes(countMax: 20), seed: seed) { normalizer.set([$0], into: $1) }
    }
  }
}
