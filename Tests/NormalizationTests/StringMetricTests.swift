import Foundation
import Normalization
import Testing

/// The engine's string metrics against the jellyfish package, on a file that `scripts/make_string_metrics.py`
/// wrote and in which it named the version.
@Suite struct StringMetricTests {
  struct Row: Sendable {
    var left: [UInt8]
    var right: [UInt8]
    var damerau: Int
    var restricted: Int
    var jaroWinkler: Double
  }

  static let text = try? String(
    contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Fixtures/strings/jellyfish.csv"),
    encoding: .utf8)

  static func rows() throws -> [Row] {
    let lines = try #require(text).split(separator: "\n")
    #expect(lines[0].hasPrefix("# jellyfish "))
    return try lines.dropFirst(2).map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      return Row(
        left: Array(cells[0].utf8), right: Array(cells[1].utf8), damerau: try #require(Int(cells[2])),
        restricted: try #require(Int(cells[3])), jaroWinkler: try #require(Double(cells[5])))
    }
  }

  @Test func `Jaro-Winkler is jellyfish's, cut to thousandths`() throws {
    let rows = try Self.rows()
    #expect(rows.count > 500)
    for row in rows {
      let expected = Int(row.jaroWinkler * 1_000 + 0.000_001)
      #expect(jaroWinklerMillis(row.left.span, row.right.span) == expected, "\(row)")
      #expect(jaroWinklerMillis(row.right.span, row.left.span) == expected, "\(row)")
    }
  }

  @Test func `Damerau-Levenshtein is jellyfish's where no swap is edited again`() throws {
    var differing = 0
    for row in try Self.rows() {
      for limit in 0...12 {
        let expected = row.restricted <= limit ? row.restricted : nil
        #expect(damerauAtMost(row.left.span, row.right.span, limit: limit) == expected, "\(row), limit \(limit)")
      }
      differing += row.restricted == row.damerau ? 0 : 1
    }
    #expect(differing < 20)
  }
}
