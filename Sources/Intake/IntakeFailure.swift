/// Why a whole file cannot be read. One sentence each: the place, the kind of content, the way out.
///
/// The caller knows the file's name and puts it in front.
public enum IntakeFailure: Error, Sendable, Equatable {
  case emptyFile
  case noHeader
  case headerTooLong(column: Int)
  case tooManyColumns(count: Int, countMax: Int)
  /// Of all objects of JSON Lines together.
  case tooManyNames(countMax: Int)
  /// Columns that the mapping speaks of and the file lacks, each with the file's nearest name.
  case missingColumns([MissingColumn])
  case binaryData
  case unknownEncoding
  case utf16WithoutByteOrderMark
  case spreadsheet
  case encryptedOrOldOffice
  case otherCompression(name: String)
  case corruptGzip
  case truncatedGzip
  case gzipBomb(ratioMax: Int)
  case outOfMemory

  public struct MissingColumn: Sendable, Equatable {
    public var name: String
    public var nearest: String?
    public init(name: String, nearest: String?) {
      self.name = name
      self.nearest = nearest
    }
  }
}

extension IntakeFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .emptyFile:
      "The file is empty: export it again, with a first line that names the columns."
    case .noHeader:
      "The first line holds data instead of column names: add a line above it that names the columns, such as id,name,email,phone."
    case .headerTooLong(let column):
      "The name of column \(column) is longer than \(IntakeLimits.headerNameBytesMax) bytes: check that the first line names the columns and that its quotes are closed."
    case .tooManyColumns(let count, let countMax):
      "The header names \(count) columns and the most is \(countMax): export only the columns that describe the customer."
    case .tooManyNames(let countMax):
      "The objects of the file have more than \(countMax) different names between them: keep identifiers out of names, and leave out what does not describe the customer."
    case .missingColumns(let columns):
      "The mapping speaks of columns that the file does not have: "
        + columns.map { column in "\"\(column.name)\"" + (column.nearest.map { " (did you mean \"\($0)\"?)" } ?? "") }
        .joined(separator: ", ") + "; correct the names in the mapping or take these columns out of it."
    case .binaryData:
      "The file holds binary data instead of text: export it as CSV (UTF-8) or JSON Lines."
    case .unknownEncoding:
      "The text is in none of the encodings known here (UTF-8, CP949, UTF-16, Shift-JIS, windows-1252): save it as CSV UTF-8."
    case .utf16WithoutByteOrderMark:
      "The text looks like UTF-16 without a byte order mark: save it as CSV UTF-8, or set encoding: utf-16le in the mapping."
    case .spreadsheet:
      "This is a zip or Excel workbook (.xlsx) instead of CSV: open it and save it as \"CSV UTF-8 (comma delimited)\", then give that file."
    case .encryptedOrOldOffice:
      "This is an Excel file with a password or in the old .xls format: open it with its password and save it as \"CSV UTF-8 (comma delimited)\", then give that file."
    case .otherCompression(let name):
      "The file is compressed with \(name) and only gzip is read here: decompress it first."
    case .corruptGzip:
      "The gzip data is damaged: the rows before the damage were read; compress or download the file again."
    case .truncatedGzip:
      "The gzip data ends too early: the rows before its end were read; compress or download the file again."
    case .gzipBomb(let ratioMax):
      "The gzip data grows more than \(ratioMax) times when decompressed, which customer files do not: decompress it yourself if you trust it."
    case .outOfMemory:
      "There is not enough memory to decompress the file: free some and run again."
    }
  }
}
