import Identity
import Intake
import Linkage
import Resolution
import TestKit
import Testing

/// A file looked at and loaded on several threads, against one thread and against the first pass alone.
@Suite struct TableLoadingTests {
  private func file(_ bytes: [UInt8], pieces: Int) -> SourceFile {
    SourceFile(name: "people.csv", source: "people", sizeBytes: Int64(bytes.count)) {
      var rest = bytes[...]
      return {
        defer { rest = rest.dropFirst(pieces) }
        return rest.isEmpty ? nil : Array(rest.prefix(pieces))
      }
    }
  }

  /// Rows of all kinds: ids missing, given twice and longer than an id may be, stray quotes.
  private func text(_ seed: UInt64) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    var text = "id,name,birthday,phone,email,source\n"
    for row in 0..<600 {
      let id = random.oneIn(9) ? "" : random.oneIn(40) ? String(repeating: "x", count: 400) : "\(random.below(550))"
      let name = random.oneIn(60) ? "\"Lee\" Kim" : random.pick(["김민수", "이서연", "Pat Stone", "박지우"])
      let mails = random.oneIn(9) ? "a\(row)b@example.org; c\(row)d@example.org" : "u\(random.below(99))x@naver.com"
      let birth = random.oneIn(3) ? "1990-01-01" : "19\(50 + row % 40)-0\(1 + row % 9)-1\(row % 10)"
      text += "\(id),\(name),\(birth),010-2\(100 + row % 800)-6789,\(mails),\(random.pick(["crm", "pos", ""]))\n"
    }
    return Array(text.utf8)
  }

  private func facts(_ loaded: LoadedTable) -> [String] {
    let table = loaded.table
    var facts = loaded.files.map { file in
      "\(file.rowsIn) \(file.records) \(file.repeated) \(file.superseded) \(file.rejections.map { "\($0.line) \($0.rule)" })"
    }
    for record in 0..<table.recordCount {
      let values = table.columns.map { column in
        column.values(of: record).map { String(decoding: column.dictionary.form[Int(column.values[$0])], as: UTF8.self) }
      }
      facts.append("\(table.key(record)) \(table.tags[record]) \(table.timestamps[record]) \(values)")
    }
    return facts
  }

  @Test func `the table is the same on any number of threads`() async throws {
    let today = CivilDate(year: 2026, month: 1, day: 1)!
    for seed in seeds(few: 3) {
      let bytes = text(seed)
      let known = try survey(file(bytes, pieces: 1 << 20), settings: nil, region: "KR")
      var expected: [String]?
      for (threads, pieces) in [(1, 1 << 20), (2, 700), (5, 4_096)] {
        let found = try await survey(file(bytes, pieces: pieces), settings: nil, region: "KR", threadCount: threads)
        #expect(found.settings == known.settings && found.sha256 == known.sha256, "seed \(seed), \(threads) threads")
        #expect(found.rowsIn == known.rowsIn && found.rejections == known.rejections, "seed \(seed)")
        let loaded = try await loadTable([found], today: today, threadCount: threads)
        let account = loaded.files[0]
        #expect(
          account.rowsIn == account.records + account.repeated + account.superseded + account.rejections.count, "seed \(seed)")
        if let expected { #expect(facts(loaded) == expected, "seed \(seed), \(threads) threads") }
        expected = expected ?? facts(loaded)
      }
      for rule in ["id_too_long", "stray_quote", "duplicate_id"] {
        #expect(expected![0].contains(rule), "seed \(seed)")
      }
    }
  }

  @Test func `a row with a list beyond measure is rejected, its neighbours are not`() async throws {
    let phones = (0..<80).map { "\"010-\(2_100 + $0)-6789\"" }.joined(separator: ",")
    let rows = (1...3).map { "{\"id\":\"\($0)\",\"phone\":[\($0 == 2 ? phones : "\"010-2345-678\($0)\"")]}\n" }.joined()
    let found = try await survey(file(Array(rows.utf8), pieces: 50), settings: nil, region: "KR", threadCount: 2)
    let loaded = try await loadTable([found], today: CivilDate(year: 2026, month: 1, day: 1)!, threadCount: 2)
    #expect(loaded.files[0].rejections.map { "\($0.line) \($0.rule)" } == ["2 too_many_values"])
    #expect((0..<loaded.table.recordCount).map { loaded.table.key($0).id } == ["1", "3"])
  }
}
