import Intake
import Testing

/// A profile made in parts, against one made at a stretch.
@Suite struct ProfileMergeTests {
  private func profile(_ rows: ArraySlice<String>) throws -> FileProfile {
    var reader = RowReader()
    var profile = FileProfile()
    try reader.push(Array(("a,b,c\n" + rows.joined(separator: "\n") + "\n").utf8))
    try reader.finish()
    while let batch = reader.next(rowCountMax: 100) { profile.add(batch, header: reader.header) }
    return profile
  }

  private func facts(_ profile: FileProfile) -> [String] {
    profile.columns.map { column in
      let shapes = ValueShape.allCases.map { "\(column.count($0))" }.joined(separator: " ")
      return
        "\(column.name) \(column.filledCount) \(column.lengthBytesMax) \(column.lengthBytesSum) \(column.distinctCount) \(column.repeatedPermille) \(column.examples) \(shapes)"
    }
  }

  @Test(arguments: [1, 2, 3, 7, 500, 511, 1_400])
  func `parts give what the whole gives`(cut: Int) throws {
    // Few values, many and unique ones; the third column begins late.
    let rows = (0..<1_500).map { "v\($0 % 7),name \($0 * 7_919 % 1_009),\($0 < 900 ? "" : "\($0)")" }
    let whole = try profile(rows[...])
    var merged = try profile(rows[..<cut])
    for part in [try profile(rows[cut...].prefix(60)), try profile(rows[cut...].dropFirst(60))] { merged.merge(part) }
    #expect(merged.rowCount == 1_500)
    #expect(facts(merged) == facts(whole))
  }
}
