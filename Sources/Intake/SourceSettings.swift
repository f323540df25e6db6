/// What is known about a source: how its files are read and what its columns mean.
///
/// Guessed once from a whole file in a way that does not depend on the order of its rows, shown,
/// editable as YAML, stored and versioned. A later record never changes them.
public struct SourceSettings: Sendable, Equatable {
  /// nil: detected for each file.
  public var encoding: TextEncoding?
  /// CSV field separator as a byte; nil: detected for each file.
  public var delimiter: UInt8?
  /// Two upper-case letters (ISO 3166-1): where a phone or address belongs that does not say so itself.
  public var region: String
  /// How 03/07/1985 is read.
  public var dateOrder: DateOrder
  /// How Nagy Anna in a column of whole names is read.
  public var nameOrder: NameOrder
  /// Dates that stand for "unknown" here, as `YYYY-MM-DD`, or `--MM-DD` where only the year tells anything.
  public var defaultDates: [String]
  /// Golden values of a source with a higher priority win ties.
  public var priority: Int
  /// The shop's own numbers and mail domains: they say nothing about customers.
  public var ownPhones: [String]
  public var ownDomains: [String]
  /// Two records of such a source never share a customer.
  public var isFreeOfDuplicates: Bool
  /// In the order of the file.
  public var columns: [ColumnMapping]

  public init(
    encoding: TextEncoding? = nil, delimiter: UInt8? = nil, region: String = "KR", dateOrder: DateOrder = .yearMonthDay,
    nameOrder: NameOrder = .givenFirst, defaultDates: [String] = [], priority: Int = 0, ownPhones: [String] = [], ownDomains: [String] = [],
    isFreeOfDuplicates: Bool = false, columns: [ColumnMapping] = []
  ) {
    self.encoding = encoding
    self.delimiter = delimiter
    self.region = region
    self.dateOrder = dateOrder
    self.nameOrder = nameOrder
    self.defaultDates = defaultDates
    self.priority = priority
    self.ownPhones = ownPhones
    self.ownDomains = ownDomains
    self.isFreeOfDuplicates = isFreeOfDuplicates
    self.columns = columns
  }
}

public enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case cp949
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  case shiftJIS = "shift-jis"
  case windows1252 = "windows-1252"
}

public enum DateOrder: String, Sendable, CaseIterable {
  case yearMonthDay = "ymd"
  case monthDayYear = "mdy"
  case dayMonthYear = "dmy"

  /// How a date that does not say is written in a country (two upper-case letters).
  public static func custom(of region: String) -> DateOrder {
    switch region {
    case "US", "PH": .monthDayYear
    case "KR", "JP", "CN", "TW", "HU", "MN", "LT": .yearMonthDay
    default: .dayMonthYear
    }
  }
}

/// Which name stands first where a column holds whole names in Latin letters and nothing in the cell says so.
public enum NameOrder: String, Sendable, CaseIterable {
  case givenFirst = "given_first"
  case familyFirst = "family_first"
}

/// What one column of a file means.
public struct ColumnMapping: Sendable, Equatable {
  /// The header as written, trimmed.
  public var name: String
  public var role: FieldRole
  /// handle: the platform (`instagram`); identifier: the scheme (`ssn`); text, exact, date, number, set: what the
  /// column is called across sources, where the header differs; otherwise nil.
  public var detail: String?
  /// The source has checked that the value belongs to the person (a confirmed mail address).
  public var isVerified: Bool

  public init(name: String, role: FieldRole, detail: String? = nil, isVerified: Bool = false) {
    self.name = name
    self.role = role
    self.detail = detail
    self.isVerified = isVerified
  }
}

/// The part a column plays. Raw values are the words of mapping files.
public enum FieldRole: String, Sendable, CaseIterable {
  case recordID = "record_id"
  /// A column that names the source system of each row.
  case source
  case updatedAt = "updated_at"
  case fullName = "full_name"
  case givenName = "given_name"
  case middleName = "middle_name"
  case familyName = "family_name"
  case nameSuffix = "name_suffix"
  case kanaName = "kana_name"
  case organisation
  case email
  case phone
  /// A whole address or its first line.
  case address
  case houseNumber = "house_number"
  case addressLine2 = "address_line_2"
  case district
  case city
  case region
  case postcode
  case country
  case birthDate = "birth_date"
  case birthYear = "birth_year"
  case birthMonth = "birth_month"
  case birthDay = "birth_day"
  case gender
  case handle
  case handlePlatform = "handle_platform"
  case identifier
  /// Text compared by its words and letters.
  case text
  /// A value that is equal or not.
  case exact
  case date
  case number
  /// Several values in one cell, or a list.
  case set
  /// Kept in the stored record, compared with nothing.
  case kept
}
