import Identity
import Linkage
import Normalization
import Resolution
import Testing
import TestKit

/// Columns of no known meaning in the engine: what they weigh, and weights for one of them alone.
@Suite struct TypedColumnTests {
  /// Weights of the built-in model, with lines put in at the end of its comparisons.
  private func model(with lines: String = "") throws -> Model {
    let text = String(decoding: ModelFile.standard().text, as: UTF8.self)
    let parts = text.split(separator: "\n# Two records are compared when", maxSplits: 1, omittingEmptySubsequences: false)
    return try ModelFile(reading: Array((parts[0] + lines + "\n# Two records are compared when" + parts[1]).utf8), named: "m.yaml").model
  }

  private func explained(_ text: String, _ model: Model) -> [String: (level: String, weight: Int32)] {
    let linked = LinkedWorld(SmallWorld(text).table().table, model)
    let lines = linked.scorer.explain(0, 1, linked.blocks).lines
    return Dictionary(uniqueKeysWithValues: lines.map { ($0.column.word, ($0.level, $0.weight.rawValue)) })
  }

  private let pair = """
    record a/1 name=Pat.Stone exact.plan=gold date.since=2019-03-07 number.points=1,200 set.likes=tea,coffee text.colour=red
    record b/1 name=Pat.Stone exact.plan=Gold date.since=2019-03-09 number.points=1210 set.likes=coffee,tea,milk text.colour=blue
    """

  @Test func `each kind is compared in its own way and weighs little`() throws {
    let found = explained(pair, try model())
    #expect(found.mapValues(\.level).filter { $0.key != "name" } == [
      "exact(plan)": "same", "date(since)": "near", "number(points)": "hundredth", "set(likes)": "most", "text(colour)": "different",
    ])
    for (column, line) in found where column != "name" { #expect((-2_000...2_000).contains(line.weight), "\(column) \(line)") }
    for attribute in [Attribute.exact, .date, .number, .set] {
      let weights = try #require(try model().comparison(of: ColumnID(attribute, label: "x"))).weights.dropFirst()
      #expect(Array(weights) == weights.sorted(), "\(attribute.word): a higher level weighs more")
    }
  }

  @Test func `at most so many columns of a kind speak for a pair`() throws {
    let columns = (1...5).map { "exact.c\($0)=v" }.joined(separator: " ")
    let found = explained("record a/1 \(columns)\nrecord b/1 \(columns)", try model())
    #expect(found.values.count { $0.weight > 0 } == 2)
  }

  @Test func `a column may have weights of its own`() throws {
    let own = """

        text(colour):
          different: { m: 0.125, u: 0.5 }
          close:     { m: 0.5, u: 0.5 }
          same:      { m: 0.5, u: 0.125 }
        exact(plan):
          different: { m: 0.5, u: 0.5 }
          same:      { m: 1, u: 0.125 }
      """
    let found = explained(pair, try model(with: own))
    #expect(found["text(colour)"]?.weight == -2_000)
    #expect(found["exact(plan)"]?.weight == 3_000)
    #expect(found["date(since)"]?.weight == explained(pair, try model())["date(since)"]?.weight)
    #expect(throws: ModelFailure.self) { try model(with: "\n  email(work): { different: { m: 1, u: 1 } }") }
    #expect(throws: ModelFailure.self) { try model(with: "\n  text(): { different: { m: 1, u: 1 } }") }
  }

  @Test func `a junk value of any kind counts as missing`() throws {
    let found = explained(
      "record a/1 exact.plan=none date.since=1900-01-01 number.points=many set.likes=n/a\nrecord b/1 exact.plan=none date.since=1900-01-01 number.points=many set.likes=n/a",
      try model())
    for (column, line) in found { #expect(line.level == "missing" && line.weight == 0, "\(column)") }
  }
}
