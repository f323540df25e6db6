/// The invariants of the stored data, each a query that must find no row.
package enum SchemaCheck {
  package struct Finding: Sendable, Equatable {
    /// File name of the check, which says the rule.
    package var name: String
    /// The rule as a sentence.
    package var rule: String
    package var rowCount: Int
  }

  /// Runs every check.
  ///
  /// - Returns: one finding for each check, sorted by name; `rowCount` 0 where all is well.
  package static func run(_ session: Session) throws -> [Finding] {
    try SchemaFile.checks.map { file in
      let count = try file.bytes.withUnsafeBytes { bytes in
        try session.rowCount(of: bytes.baseAddress!.assumingMemoryBound(to: CChar.self), count: bytes.count)
      }
      return Finding(name: file.name, rule: rule(of: file), rowCount: count)
    }
  }
  /// The comment a check opens with.
  private static func rule(of file: SchemaFile) -> String {
    let mark = "--".utf8
    let lines = file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).prefix { $0.starts(with: mark) }
    return lines.map { String(decoding: $0.dropFirst(mark.count + 1), as: UTF8.self) }.joined(separator: " ")
  }
}
