/// How much of a file is believed: sizes beyond these are mistakes or attacks, never customers.
public struct IntakeLimits: Sendable, Equatable {
  /// Bytes of a quoted field after which its quote counts as unclosed and reading resumes on the line
  /// after the one that opened it.
  public var fieldBytesMax: Int
  /// A longer field rejects its row.
  public var fieldKeptBytesMax: Int
  public var columnCountMax: Int
  /// A longer row is rejected and reading resumes at the next line break.
  public var rowBytesMax: Int
  /// Output per input byte of gzip, looked at after the first 1 MiB of output.
  public var gzipRatioMax: Int

  public init(
    fieldBytesMax: Int = 1 << 20, fieldKeptBytesMax: Int = 64 << 10, columnCountMax: Int = 1_000, rowBytesMax: Int = 4 << 20,
    gzipRatioMax: Int = 100
  ) {
    self.fieldBytesMax = fieldBytesMax
    self.fieldKeptBytesMax = fieldKeptBytesMax
    self.columnCountMax = columnCountMax
    self.rowBytesMax = rowBytesMax
    self.gzipRatioMax = gzipRatioMax
  }

  public static let standard = IntakeLimits()

  /// The part of a rejected row that is kept for the rejects file.
  static let rawBytesMax = 64 << 10
  /// Names become strings; a longer one is not a name.
  static let headerNameBytesMax = 1_024
  /// Longest run of combining marks in a field: the bound of Unicode's Stream-Safe Text Format (UAX #15).
  /// Sorting the marks of a longer run takes time quadratic in its length.
  static let markRunMax = 30
}
