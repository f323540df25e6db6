import Identity
import Normalization
import Testing

/// Dates that a source writes when it knows none are found by their weight, and birthdays are not.
@Suite struct BirthDateSurveyTests {
  private struct Row {
    var raw: String
    var carrier: UInt64
  }

  private func value(_ raw: String) -> NormalizedValue {
    collected { normalizer.birthDate(bytes(raw), order: .yearMonthDay, into: $0) }[0]
  }

  private func survey(_ rows: [Row]) -> BirthDateSurvey {
    var survey = BirthDateSurvey()
    for row in rows { survey.add(value(row.raw), carrier: row.carrier) }
    return survey
  }

  private func people(_ count: Int, years: ClosedRange<Int> = 1_940...2_004, _ random: inout SplitMix64) -> [Row] {
    (0..<count).map { _ in
      let day = CivilDate(daysSince1970: 0).daysSince1970
        + Int64((years.lowerBound - 1_970) * 365 + random.below(years.count * 365))
      return Row(raw: CivilDate(daysSince1970: day).description, carrier: random.next())
    }
  }

  private func same(_ raw: String, _ count: Int, _ random: inout SplitMix64) -> [Row] {
    (0..<count).map { _ in Row(raw: raw, carrier: random.next()) }
  }

  @Test func `what is found`() {
    let seed: UInt64 = 31
    print("birth date survey, seed \(seed)")
    var random = SplitMix64(seed: seed)
    func check(_ rows: [Row], _ words: [String], line: Int = #line) {
      let defaults = survey(rows).defaults()
      #expect(defaults.words == words, sourceLocation: .here(line))
      #expect(BirthDateDefaults(words: defaults.words) == defaults, sourceLocation: .here(line))
    }
    check([], [])
    // Chance is no default, in files of every size and however narrow their years.
    for count in [10, 100, 1_000, 20_000, 100_000] { check(people(count, &random), []) }
    for count in [100, 1_000, 20_000] { check(people(count, years: 1_984...1_986, &random), []) }
    // A system's first day.
    check(people(2_000, &random) + same("2003-07-01", 240, &random), ["2003-07-01"])
    check(people(50_000, &random) + same("2003-07-01", 40, &random), ["2003-07-01"])
    check(
      people(5_000, &random) + same("1980-05-05", 300, &random) + same("1980-06-06", 200, &random),
      ["1980-05-05", "1980-06-06"])
    check(same("1980-05-05", 25, &random), ["1980-05-05"])
    check(same("1980-05-05", 24, &random), [])
    // The year is known and the day is made up.
    let yearsAlone = (0..<600).map { Row(raw: "\(1_950 + $0 % 50)-01-01", carrier: random.next()) }
    check(people(6_000, &random) + yearsAlone, ["--01-01"])
    check(people(6_000, &random) + yearsAlone + same("1999-12-24", 60, &random), ["--01-01", "1999-12-24"])
    // A guest who came two hundred times is one person, on however busy a day.
    check(people(5_000, &random) + (0..<200).map { _ in Row(raw: "1985-03-07", carrier: 7) }, [])
    // A month and day that chance made heavy in a small file is no rule.
    check(people(2_000, years: 1_900...2_004, &random) + (0..<15).map { Row(raw: "\(1_950 + $0)-05-28", carrier: random.next()) }, [])
    // Twins and namesakes are not fifteen.
    check(people(300, &random) + same("1985-03-07", 4, &random), [])
    // Lunar dates, parts and known defaults are not counted.
    check(same("1965-01-01 (음력)", 50, &random) + same("1985", 50, &random) + same("1900-01-01", 50, &random), [])
  }

  @Test func `order and portions mean nothing`() {
    let seed: UInt64 = 32
    var random = SplitMix64(seed: seed)
    var rows = people(3_000, &random) + same("2003-07-01", 100, &random)
    let whole = survey(rows).defaults()
    for _ in 0..<3 {
      for index in rows.indices.reversed() { rows.swapAt(index, random.below(index + 1)) }
      let cut = random.below(rows.count)
      var merged = survey(Array(rows[..<cut]))
      merged.merge(survey(Array(rows[cut...])))
      #expect(merged.defaults() == whole, "seed \(seed)")
    }
    #expect(whole.words == ["2003-07-01"])
  }

  @Test func `what becomes of a value`() {
    let defaults = BirthDateDefaults(words: ["2003-07-01", "--01-01", "nonsense", "2003-02-30", "--13-01"])
    func check(_ raw: String, _ canonical: String, _ state: String, line: Int = #line) {
      let value = defaults.applied(to: value(raw))
      #expect(value.shown == canonical, sourceLocation: .here(line))
      #expect(value.shownState == state, sourceLocation: .here(line))
      #expect(value.keys.isEmpty == (state != "person" && !state.contains("lunar")), sourceLocation: .here(line))
      #expect(defaults.applied(to: value) == value, sourceLocation: .here(line))
    }
    check("2003-07-01", "2003-07-01", "junk default date")
    check("1985-01-01", "1985", "person partial default date")
    check("1985-03-07", "1985-03-07", "person")
    check("1965-01-01 (음력)", "1965-01-01 lunar", "person lunar")
    #expect(defaults.words == ["--01-01", "2003-07-01"])
  }
}
