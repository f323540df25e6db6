public import Identity

/// How well two values agree: 0 is missing, 1 is different, and the higher the number the stronger
/// the agreement. Every attribute names its levels here, once; model files give them weights.
///
/// Each `…Level.of(_:_:)` is a pure function of two comparison forms, symmetric, and allocates
/// nothing. Missing is never returned by it: whether there is a value at all is the caller's to know.
public enum EmailLevel: UInt8, CaseIterable, Sendable {
  case different = 1
  case near  // one keying error in the letters, same domain; never a changed digit
  case localPart  // the same telling local part at another provider
  case group  // the same mailbox family, where a provider's rule is not documented
  case account  // the same mailbox
}

public enum PhoneLevel: UInt8, CaseIterable, Sendable {
  case different = 1
  case near  // one digit changed or two neighbours swapped
  case tail  // the same last eight digits, one side without a country
  case converted  // equal through the 01X renumbering
  case line  // the same line
}

public enum NameLevel: UInt8, CaseIterable, Sendable {
  case apart = 1  // two full names in one script that have nothing in common
  case conflict  // two full names in one script that differ
  case different  // do not agree, but one side is partial or in another script
  case given  // given name equal, family name different
  case similar  // family equal, given close but probably somebody else's; a middle name more or less
  case compatible  // family equal and an initial, a masked syllable or a missing part that fits
  case near  // family equal and given one keying error or one sound apart (or the other way round)
  case variant  // family equal and a nickname or another romanisation of the given name
  case crossScript  // equal across scripts
  case reordered  // the same words in another order or spacing
  case same
}

public enum AddressLevel: UInt8, CaseIterable, Sendable {
  case different = 1
  case area  // postcode or city equal, street different or unknown
  case near  // the same street a few numbers on, or one digit off
  case loose  // equal without the district, or across scripts
  case building  // the same building, different units
  case open  // the same building, a unit on one side only
  case unit  // the same home
}

public enum BirthDateLevel: UInt8, CaseIterable, Sendable {
  case conflict = 1
  case partial  // one is partial and fits
  case year  // the same year, or month and day with the year off by one or ten (Korean school year, a slip)
  case month  // the same year and month, or month and day where a year is missing
  case digit  // one digit off, or two neighbours swapped
  case swapped  // the same day by the lunar calendar, with day and month swapped, or a century off for two digits
  case day  // the same day
}

public enum HandleLevel: UInt8, CaseIterable, Sendable {
  case different = 1
  case name  // the same rare handle on another platform
  case namespace  // platforms that share names (Threads and Instagram); a Naver id meets its mailbox as an e-mail
  case handle  // the same id, or the same platform and handle: an id is a platform of its own
}

public enum OrganisationLevel: UInt8, CaseIterable, Sendable {
  case different = 1
  case weak  // some telling words in common
  case close  // most telling words in common, allowing for keying errors
  case tokens  // the same words, or all of the shorter one's
  case same
}

public enum GenderLevel: UInt8, CaseIterable, Sendable {
  case different = 1
  case same
}

public enum IdentifierLevel: UInt8, CaseIterable, Sendable {
  case different = 1
  case near  // one keying error
  case same
}

public enum TextLevel: UInt8, CaseIterable, Sendable {
  case different = 1
  case close  // most words in common or a keying error
  case same
}

public enum ExactLevel: UInt8, CaseIterable, Sendable {
  case different = 1
  case same
}

public enum DateLevel: UInt8, CaseIterable, Sendable {
  case different = 1
  case year  // at most a year apart, or the same year where no more is known
  case month  // at most 31 days apart, or the same month where no day is known
  case near  // within a week, one digit off, two neighbours or day and month swapped
  case day  // the same day
}

public enum NumberLevel: UInt8, CaseIterable, Sendable {
  case different = 1
  case tenth  // within a tenth of the larger
  case hundredth  // within a hundredth of it
  case unit  // both at least ten, and one apart at most
  case same
}

public enum SetLevel: UInt8, CaseIterable, Sendable {
  case different = 1
  case some  // at least a quarter of all members are in both
  case most  // at least half, or all of the smaller one's where that has two
  case same
}

/// Names of the levels of an attribute in model files, index 0 being level 1.
public func levelNames(of attribute: Attribute) -> [String] {
  switch attribute {
  case .email: ["different", "near", "local_part", "group", "account"]
  case .phone: ["different", "near", "tail", "converted", "line"]
  case .name:
    [
      "apart", "conflict", "different", "given", "similar", "compatible", "near", "variant", "cross_script", "reordered", "same",
    ]
  case .address: ["different", "area", "near", "loose", "building", "open", "unit"]
  case .birthDate: ["conflict", "partial", "year", "month", "digit", "swapped", "day"]
  case .handle: ["different", "name", "namespace", "handle"]
  case .organisation: ["different", "weak", "close", "tokens", "same"]
  case .gender: ["different", "same"]
  case .identifier: ["different", "near", "same"]
  case .text: ["different", "close", "same"]
  case .exact: ["different", "same"]
  case .date: ["different", "year", "month", "near", "day"]
  case .number: ["different", "tenth", "hundredth", "unit", "same"]
  case .set: ["different", "some", "most", "same"]
  }
}

/// The level two values of an attribute reach.
///
/// - Parameters: comparison forms of the same attribute, made by the same normaliser version; of names whether `apart`
///   is told from `conflict`, see `NameLevel.of`.
/// - Returns: 1 (different) or more; see the attribute's level type.
public func agreementLevel(
  _ attribute: Attribute, _ left: Span<UInt8>, _ right: Span<UInt8>, tellsApart: Bool = true
) -> UInt8 {
  switch attribute {
  case .email: EmailLevel.of(left, right).rawValue
  case .phone: PhoneLevel.of(left, right).rawValue
  case .name: NameLevel.of(left, right, tellsApart: tellsApart).rawValue
  case .address: AddressLevel.of(left, right).rawValue
  case .birthDate: BirthDateLevel.of(left, right).rawValue
  case .handle: HandleLevel.of(left, right).rawValue
  case .organisation: OrganisationLevel.of(left, right).rawValue
  case .gender: GenderLevel.of(left, right).rawValue
  case .identifier: IdentifierLevel.of(left, right).rawValue
  case .text: TextLevel.of(left, right).rawValue
  case .exact: ExactLevel.of(left, right).rawValue
  case .date: DateLevel.of(left, right).rawValue
  case .number: NumberLevel.of(left, right).rawValue
  case .set: SetLevel.of(left, right).rawValue
  }
}
