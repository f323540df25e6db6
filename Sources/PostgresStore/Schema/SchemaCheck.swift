/// The invariants of the stored data, each a query that must find no row.
package enum SchemaCheck {
  package struct Finding: Sendable, Equatable {
    /// File name of the check, which says the rule.
    package var name: String
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
      return Finding(name: file.name, rowCount: count)
    }
  }
}
