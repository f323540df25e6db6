/// What a value is about. The raw values are stored in databases and never change meaning.
public enum Attribute: UInt8, Sendable, CaseIterable, Comparable {
  case name = 1
  case email = 2
  case phone = 3
  case address = 4
  case birthDate = 5
  case handle = 6
  case organisation = 7
  case gender = 8
  /// A one-per-person id such as a national id or a card number; several schemes, one column each.
  case identifier = 9
  /// Any other column that holds text which varies; one column each.
  case text = 10
  /// Any other column of values that are equal or not, of days, of numbers, of sets; one column each.
  case exact = 11
  case date = 12
  case number = 13
  case set = 14

  public static func < (left: Attribute, right: Attribute) -> Bool { left.rawValue < right.rawValue }

  /// Whether there is a column for each label (a scheme, a header) instead of one for all.
  public var isLabelled: Bool {
    switch self {
    case .identifier, .text, .exact, .date, .number, .set: true
    case .name, .email, .phone, .address, .birthDate, .handle, .organisation, .gender: false
    }
  }

  /// The word used in model files, exports and on screen.
  public var word: String {
    switch self {
    case .name: "name"
    case .email: "email"
    case .phone: "phone"
    case .address: "address"
    case .birthDate: "birth_date"
    case .handle: "handle"
    case .organisation: "organisation"
    case .gender: "gender"
    case .identifier: "identifier"
    case .text: "text"
    case .exact: "exact"
    case .date: "date"
    case .number: "number"
    case .set: "set"
    }
  }

  public init?(word: String) {
    guard let found = Attribute.allCases.first(where: { $0.word == word }) else { return nil }
    self = found
  }
}
