import Identity
import Intake
import Linkage
import Normalization
import Resolution
import TestKit
import Testing

/// The default dates of a new source: rows `name,birth`, and what its settings say after the first pass.
@Suite struct DefaultDateTests {
  private func check(_ rows: [String], _ expected: [String], line: SourceLocation = #_sourceLocation) throws {
    for seed in seeds(few: 3) {
      var random = SeededGenerator(seed: seed)
      let text = "id,name,birthday\n" + rows.enumerated().map { "\($0.offset),\($0.element)\n" }.shuffled(using: &random).joined()
      let found = try survey(file(text), settings: nil, region: "KR").settings
      #expect(found.columns.map(\.role) == [.recordID, .fullName, .birthDate], sourceLocation: line)
      #expect(found.defaultDates == expected, "seed \(seed)", sourceLocation: line)
      let kept = try parseMapping(yaml: Array(mappingYAML(found, profile: nil, today: CivilDate(daysSince1970: 20_454)).utf8), fileName: "x.yaml")
      #expect(kept.defaultDates == expected, sourceLocation: line)
    }
  }

  private func file(_ text: String) -> SourceFile {
    SourceFile(name: "people.csv", source: "people", sizeBytes: Int64(text.utf8.count)) {
      var pieces = [Array(text.utf8)]
      return { pieces.popLast() }
    }
  }

  /// People of different names, born on different days, or all on one.
  private func people(_ count: Int, born day: String? = nil) -> [String] {
    let (families, syllables) = (Array("김이박최정강조윤장임"), Array("민서지현준우수영은하성진경미"))
    return (0..<count).map { number in
      let family = families[number % 10], first = syllables[number / 10 % 14], second = syllables[number / 140 % 14]
      return "\(family)\(first)\(second),\(day ?? CivilDate(daysSince1970: Int64(number * 37 % 9_000)).description)"
    }
  }

  @Test func `a day that too many people are born on is no birthday`() throws {
    try check(people(400), [])
    try check(people(400) + people(60, born: "2003-07-01"), ["2003-07-01"])
    // One customer with sixty orders is born on that day.
    try check(people(400) + Array(repeating: "남궁민수,2003-07-01", count: 60), [])
    // The year is known and the day is made up.
    let yearsAlone = (0..<150).map { "\(people(150)[$0].prefix(3)),\(1_950 + $0 % 50)-01-01" }
    try check(people(400) + yearsAlone, ["--01-01"])
  }

  @Test(arguments: seeds(few: 20))
  func `a share of a file is the same in any order and of any parts`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let texts = (0..<Int.random(in: 1...400, using: &random)).map { _ in "\(UInt64.random(in: 0...500, using: &random))" }
    let (rowsMax, bytesMax) = (Int.random(in: 1...300, using: &random), Int.random(in: 1...900, using: &random))
    func batch(_ texts: some Sequence<String>) -> RowBatch {
      var batch = RowBatch()
      for text in texts {
        batch.bytes += Array(text.utf8)
        batch.fieldEnds.append(batch.bytes.count)
        batch.fieldColumns.append(0)
        batch.rowEnds.append(batch.fieldEnds.count)
        batch.lines.append(batch.rowEnds.count)
      }
      return batch
    }
    func rows(_ sample: RowSample) -> [String] {
      sample.batches.flatMap { batch in
        batch.fieldEnds.indices.map { String(decoding: batch.bytes[batch.range(ofField: $0)], as: UTF8.self) }
      }.sorted()
    }
    let contents = RowContents(header: ["a"])
    var whole = RowSample(rowsMax: rowsMax, bytesMax: bytesMax)
    whole.add(batch(texts), contents)
    var merged = RowSample(rowsMax: rowsMax, bytesMax: bytesMax)
    var rest = texts.shuffled(using: &random)[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...60, using: &random))
      rest = rest.dropFirst(piece.count)
      var part = RowSample(limit: Bool.random(using: &random) ? merged.limit : .max, rowsMax: rowsMax, bytesMax: bytesMax)
      part.add(batch(piece), contents)
      merged.merge(part)
    }
    #expect(rows(merged) == rows(whole), "seed \(seed)")

    // By definition: the rows of the largest half, quarter, eighth … that there is room for.
    let hashes = texts.map { contents.hash(batch([$0]), row: 0) }.map { KeyHash.mix($0) }
    var limit = UInt64.max
    func kept() -> [String] { texts.indices.filter { hashes[$0] <= limit }.map { texts[$0] } }
    while limit > 0, kept().count > rowsMax || kept().joined().utf8.count > bytesMax { limit >>= 1 }
    #expect(rows(whole) == kept().sorted(), "seed \(seed)")
  }

  @Test func `settings that are known are not guessed again`() throws {
    let text = "id,name,birthday\n" + people(60, born: "2003-07-01").enumerated().map { "\($0.offset),\($0.element)\n" }.joined()
    let first = try survey(file(text), settings: nil, region: "KR").settings
    #expect(first.defaultDates == ["2003-07-01"])
    var known = first
    known.defaultDates = []
    #expect(try survey(file(text), settings: known, region: "KR").settings.defaultDates == [])
  }

  @Test func `a default date says nothing about a record`() throws {
    func dates(_ raw: String, defaults: [String], region: String = "KR") -> [NormalizedValue] {
      let settings = SourceSettings(
        region: region, defaultDates: defaults, columns: [ColumnMapping(name: "born", role: .birthDate)])
      var batch = RowBatch()
      batch.bytes = Array(raw.utf8)
      (batch.fieldEnds, batch.fieldColumns, batch.rowEnds, batch.lines) = ([raw.utf8.count], [0], [1], [2])
      let normalizer = RecordNormalizer(
        settings: settings, header: ["born"], source: "people", usesSourceColumn: false,
        today: CivilDate(year: 2_026, month: 11, day: 22)!)
      return normalizer.records(of: batch)[0].values.map(\.value)
    }
    #expect(dates("2003-07-01", defaults: []).map(\.keys.isEmpty) == [false])
    #expect(dates("2003-07-01", defaults: ["2003-07-01"]).map(\.sharing) == [.junk])
    #expect(dates("1985-01-01", defaults: ["--01-01"]).map { String(decoding: $0.canonical, as: UTF8.self) } == ["1985"])
    // Only of Koreans may a date be a lunar one without saying so.
    #expect(dates("1960-03-05", defaults: []).map(\.form) != dates("1960-03-05", defaults: [], region: "US").map(\.form))
  }
}
