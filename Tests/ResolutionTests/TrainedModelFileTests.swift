import Identity
import Linkage
import Resolution
import TestKit
import Testing

/// What training writes: the same bytes for the same records, readable, and the base's text but for what was learnt.
@Suite struct TrainedModelFileTests {
  /// People with two or three records each, some fields wrong or left out.
  private static func rows(_ seed: UInt64) -> [String] {
    var random = SeededGenerator(seed: seed)
    var rows: [String] = []
    let given = ["Anna", "Boris", "Clara", "Dmitri", "Edith", "Frank", "Greta", "Henry", "Ines", "Jakob", "Karin", "Ludwig"]
    let family = ["Adler", "Brook", "Castellan", "Dorne", "Eastman", "Falk", "Grove", "Hartley", "Ironside", "Jansen"]
    for person in 0..<80 {
      let name = "\(random.pick(given)).\(random.pick(family))"
      for copy in 0..<(1 + random.below(3)) {
        var line = "record \(random.pick(["crm", "web"]))/\(person)-\(copy) name=\(name)"
        if !random.oneIn(3) { line += " email=p\(person)q\(random.oneIn(6) ? "x" : "y")@example.org" }
        if !random.oneIn(3) { line += " phone=010-\(2_000 + person * 37)-\(random.oneIn(8) ? 1_111 : 4_000 + person)" }
        if !random.oneIn(3) { line += " birth=19\(40 + person % 60)-0\(1 + person % 9)-1\(person % 10)" }
        rows.append(line)
      }
    }
    return rows
  }

  private static func train(_ rows: [String], _ base: ModelFile, threads: Int = 1) async throws -> ModelFile {
    let table = SmallWorld(rows.joined(separator: "\n")).table().table
    let trained = try await ModelTraining.withoutLabels(table, base.model, threadCount: threads)
    #expect(trained.training.pairCount > 50)
    return try TrainedModelFile(base, trained.training, account: trained.account(base: base.model.name)).file
  }

  @Test(arguments: seeds(few: 3))
  func `the same bytes in any order and on any number of threads`(seed: UInt64) async throws {
    let rows = Self.rows(seed)
    let expected = try await Self.train(rows, .standard()).text
    #expect(expected != ModelFile.standard().text)
    var random = SeededGenerator(seed: seed ^ 0xFACE)
    for threads in [1, 2, 5] {
      #expect(try await Self.train(random.shuffled(rows), .standard(), threads: threads).text == expected, "seed \(seed)")
    }
  }

  @Test func `written and read again it is the same model, and only what was learnt differs from the base`() async throws {
    let base = ModelFile.standard()
    let trained = try await Self.train(Self.rows(7), base)
    let again = try ModelFile(reading: trained.text, named: "again")
    #expect(again.model.prior == trained.model.prior && again.model.prior != base.model.prior)
    #expect(again.model.comparisons.map(\.weights) == trained.model.comparisons.map(\.weights))
    #expect(again.model.comparisons.map(\.weights) != base.model.comparisons.map(\.weights))
    #expect(again.model.matchThreshold == trained.model.matchThreshold)

    let old = String(decoding: base.text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    let new = String(decoding: trained.text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    let head = new.prefix { $0.hasPrefix("# trained: ") }
    #expect((2...3).contains(head.count), "\(head)")
    let rest = new.dropFirst(head.count)
    #expect(rest.count == old.count)
    for (before, after) in zip(old, rest) where before != after {
      let isNumber = ["m: ", "prior:", "  match:", "  review:", "model:"].contains { after.contains($0) }
      #expect(isNumber, "\(before) became \(after)")
      // Names and comments stay.
      #expect(before.prefix { $0 != ":" } == after.prefix { $0 != ":" })
    }
  }

  @Test func `training what was trained leaves one set of remarks`() async throws {
    let once = try await Self.train(Self.rows(7), .standard())
    let twice = try await Self.train(Self.rows(8), once)
    func lines(_ file: ModelFile) -> Int {
      String(decoding: file.text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).count { !$0.hasPrefix("# trained: ") }
    }
    #expect(lines(once) == lines(twice))
    #expect(twice.model.name == once.model.name && once.model.name.hasSuffix("-trained"))
    for line in String(decoding: twice.text, as: UTF8.self).split(separator: "\n") {
      #expect(line.split(separator: "# trained:", omittingEmptySubsequences: false).count <= 2, "\(line)")
    }
  }

  @Test func `a base of before names could be apart gets a line for that`() async throws {
    let base = try ModelFile(reading: Array(textWithoutApart().utf8), named: "old")
    let trained = try await Self.train(Self.rows(7), base)
    let lines = String(decoding: trained.text, as: UTF8.self).split(separator: "\n")
    let place = try #require(lines.firstIndex { $0.hasPrefix("    apart:") })
    #expect(lines[place + 1].hasPrefix("    conflict:") && lines.count { $0.contains("apart:") } == 1)
    #expect(try ModelFile(reading: trained.text, named: "again").model.comparisons.map(\.weights) == trained.model.comparisons.map(\.weights))
  }

  @Test func `a base that cannot be rewritten is refused with the way out`() async throws {
    // The same model with its keys in quotes.
    let text = String(decoding: ModelFile.standard().text, as: UTF8.self)
      .replacing("{ m: ", with: "{ \"m\": ").replacing(", u: ", with: ", \"u\": ")
    let base = try ModelFile(reading: Array(text.utf8), named: "odd.yaml")
    await #expect(throws: ModelFailure.self) { try await Self.train(Self.rows(7), base) }
  }
}

@Test func `where the base did better on the labels both figures are said`() {
  let cases: [(before: Int, after: Int, expected: String?)] = [
    (97_100, 98_345, nil), (98_345, 98_345, nil),
    (98_345, 98_301, "the model default did better on these labels than what was learnt from them, 98.345 % against 98.301 %"),
    (100_000, 99_005, "the model default did better on these labels than what was learnt from them, 100.000 % against 99.005 %"),
  ]
  for (before, after, expected) in cases {
    let labelled = ModelTraining.Labelled(
      rows: 9, unknownRows: 1, pairCount: 5, sameCount: 3, agreementBefore: before, agreementAfter: after)
    let account = labelled.account(base: "default")
    #expect(account.count == (expected == nil ? 2 : 3), "\(account)")
    if let expected { #expect(account[2].hasPrefix(expected), "\(account)") }
  }
}
