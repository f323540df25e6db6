/// What a file turned out to be.
public struct DetectedFormat: Sendable, Equatable {
  public enum Kind: String, Sendable {
    case csv
    case jsonLines = "jsonl"
  }

  public var kind: Kind
  public var encoding: TextEncoding
  /// Field separator of CSV as a byte; 0 for JSON Lines.
  public var delimiter: UInt8
  public var isCompressed: Bool
  public var hasByteOrderMark: Bool
  /// The line that names the columns, from 1; 0 for JSON Lines.
  public var headerLine: Int

  public init(
    kind: Kind, encoding: TextEncoding = .utf8, delimiter: UInt8 = 0, isCompressed: Bool = false,
    hasByteOrderMark: Bool = false, headerLine: Int = 1
  ) {
    self.kind = kind
    self.encoding = encoding
    self.delimiter = delimiter
    self.isCompressed = isCompressed
    self.hasByteOrderMark = hasByteOrderMark
    self.headerLine = headerLine
  }
}
