public import Identity

/// Turns raw fields into normalised values: one raw field in, none, one or several values out.
///
/// Pure and total: any bytes are accepted, nothing is thrown, nothing is looked up outside. A raw field
/// is at most `rawBytesMax` bytes; the rest takes no part and the value is flagged `clipped`.
/// The tables are read-only after `init`, so one normaliser serves all threads.
public struct Normalizer: Sendable {
  /// Stored with everything this code produced. Raise it whenever any output changes.
  public static let version: Int32 = 18

  /// Longest raw field that is read, in bytes.
  public static let rawBytesMax = 1_024

  /// The day ages and two-digit years are judged by. Given, because no library here asks a clock.
  public var today: CivilDate

  /// Road and lot addresses of the same buildings in Korea, where whoever runs this has the government's
  /// table: Korean addresses then get the keys of both forms.
  public var roadLots: RoadLotTable?

  public init(today: CivilDate, roadLots: RoadLotTable? = nil) {
    self.today = today
    self.roadLots = roadLots
  }
}
