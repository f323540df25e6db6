/// A few thousand rows of a file, flat: one byte buffer and the ends of its fields.
///
/// Rows of CSV have their columns in header order; rows of JSON Lines name theirs, so every field
/// carries the column it belongs to. A column may occur several times in one row (a list in JSON).
/// Empty fields are left out.
public struct RowBatch: Sendable {
  /// Decoded UTF-8 of all fields, one after the other.
  public var bytes: [UInt8] = []
  /// `fieldEnds[i]` is where field i ends in `bytes`; it starts where field i - 1 ends.
  public var fieldEnds: [Int] = []
  /// Column of each field: index into the reader's `header`.
  public var fieldColumns: [Int32] = []
  /// `rowEnds[r]` is where row r's fields end in `fieldEnds`.
  public var rowEnds: [Int] = []
  /// The line of the file each row starts on, from 1.
  public var lines: [Int] = []

  public init() {}

  public var rowCount: Int { rowEnds.count }

  /// The fields of a row, as indexes for `fieldColumns` and `range(ofField:)`.
  public func fields(ofRow row: Int) -> Range<Int> {
    (row == 0 ? 0 : rowEnds[row - 1])..<rowEnds[row]
  }

  /// Where a field's bytes are in `bytes`.
  public func range(ofField field: Int) -> Range<Int> {
    (field == 0 ? 0 : fieldEnds[field - 1])..<fieldEnds[field]
  }

  /// Adds a row of another batch of the same file.
  public mutating func append(row: Int, of other: RowBatch) {
    let fields = other.fields(ofRow: row)
    let start = fields.lowerBound == 0 ? 0 : other.fieldEnds[fields.lowerBound - 1]
    let end = fields.isEmpty ? start : other.fieldEnds[fields.upperBound - 1]
    let shift = bytes.count - start
    bytes += other.bytes[start..<end]
    for field in fields { fieldEnds.append(other.fieldEnds[field] + shift) }
    fieldColumns += other.fieldColumns[fields]
    rowEnds.append(fieldEnds.count)
    lines.append(other.lines[row])
  }
}

/// A row that did not load, and why: the place, the rule, the way out. The sentence holds no personal data.
public struct Rejection: Sendable, Equatable {
  public var line: Int
  /// Name of the column at fault, where one is.
  public var column: String?
  /// A short stable word for the rule: `unclosed_quote`, `too_many_fields`, `not_utf8` …
  public var rule: String
  /// What is wrong and what to do about it, in one sentence.
  public var sentence: String
  /// The raw row as it stood in the file (clipped to 64 KiB), for the rejects file.
  public var raw: [UInt8]

  public init(line: Int, column: String?, rule: String, sentence: String, raw: [UInt8]) {
    self.line = line
    self.column = column
    self.rule = rule
    self.sentence = sentence
    self.raw = raw
  }
}

extension RowBatch {
  /// Takes away the `'` that keeps spreadsheets, and this program's own writer, from reading a value as a
  /// formula or a number (`'02134`, `'+82 10`). One before a letter (`'t Hooft`) belongs to the value, and so
  /// does one of a pair of quotes.
  mutating func dropSpreadsheetGuards() {
    var plain: [UInt8] = []
    var isChanged = false
    var start = 0
    // Up to here the bytes are in `plain`.
    var copied = 0
    for (field, end) in fieldEnds.enumerated() {
      if start < end, bytes[start] == UInt8(ascii: "'"), isGuarded(start..<end) {
        plain += bytes[copied..<start]
        copied = start + 1
        isChanged = true
      }
      if isChanged { fieldEnds[field] = plain.count + end - copied }
      start = end
    }
    if isChanged { bytes = plain + bytes[copied...] }
  }

  private func isGuarded(_ range: Range<Int>) -> Bool {
    guard range.count > 1, bytes[range.upperBound - 1] != UInt8(ascii: "'") else { return false }
    return isDigit(bytes[range.lowerBound + 1]) || startsAsFormula(bytes.span.extracting(range.lowerBound + 1..<range.upperBound))
  }
}
