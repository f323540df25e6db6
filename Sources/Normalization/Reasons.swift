/// Why a value came out as it did, in sentences for the steward who asks: one for every flag, one for every
/// kind of key.
extension ValueFlags {
  /// The word and the sentence of each flag that is set, in the order of `words`.
  public var reasons: [(word: String, sentence: String)] {
    ValueFlags.words.filter { contains($0.0) }.map { ($0.1, ValueFlags.sentence($0.0)) }
  }

  private static func sentence(_ flag: ValueFlags) -> String {
    switch flag {
    case .repaired: "an obvious slip was mended, or a value stood in the wrong field"
    case .invalid: "it cannot exist as written"
    case .placeholder: "it stands for an unknown value, or is a form's sample"
    case .role: "a mailbox or name of a function or a company, not of a person"
    case .disposable: "a mailbox of a throw-away service"
    case .relay: "it forwards to somebody, and says nothing about who"
    case .partial: "only a part is known: an initial, a hidden letter, a year"
    case .ambiguous: "it can be read in two ways; the likelier one is shown"
    case .reordered: "the parts came in another order than is usual"
    case .romanised: "a Latin spelling of a Korean name; its keys are those of the Hangul it may stand for"
    case .legacy: "a number from before its country renumbered; the one it became is a key too"
    case .landline: "a line that a home or an office shares"
    case .extensionDropped: "the extension plays no part"
    case .unreadable: "no rule could read it; it is kept as it stands"
    case .clipped: "longer than is read; the rest plays no part"
    case .shortYear: "the century of a two-digit year is a guess"
    case .residentNumber: "it came out of a resident number, whose other digits were dropped"
    case .foreigner: "a resident number of a foreigner"
    case .underage: "under 14: a guardian has to consent"
    case .overage: "over 110 years"
    case .honorific: "a title or form of address was taken off"
    case .defaultDate: "a date that systems write when they know none"
    case .future: "it lies in the future"
    case .lunar: "a day of the lunar calendar; the solar day is a key too"
    case .typoDomain: "the domain is one slip away from a large provider's; that mailbox is a key too"
    case .confusable: "letters of two scripts that look like one word"
    case .severalPeople: "several people in one cell: the first is the name, the others are only shown"
    case .careOf: "mail goes to somebody else there (c/o), whose name is no part of the address"
    case .relative: "a relative or friend of the person who is named, so the name is not this person's"
    case .translated: "road and lot were matched by an imported table; it has the keys of both"
    case .bothScripts: "the name stands there in two scripts; it has the keys of both"
    case .voip: "a line of the internet, which a home or an office shares"
    case .companyLine: "a company's line: toll-free, of shared cost or without an area"
    case .fiction: "out of the range that is kept for films and samples"
    case .internationalised: "letters outside ASCII before the @ (RFC 6531)"
    case .unknownCountry: "no country has the code behind the +"
    case .tag: "what the owner added to the mailbox's name plays no part in it"
    case .compatibilityForms: "full-width or otherwise styled letters and digits were read as plain ones"
    case .zerosForPlus: "00 was read as +"
    case .trunkDropped: "the 0 that is only dialled at home was left out"
    case .zeroRestored: "the 0 before it was put back"
    case .spreadsheetFloat: "the .0 that a spreadsheet adds was left out"
    case .digitsInWords: "words for digits were read as digits"
    case .note: "a remark beside it was left out"
    default: "no reason is known"
    }
  }
}

extension NormalizedValue {
  /// What another value has in common with this one that has the key, too.
  public func meaning(of key: NormalizedKey) -> String {
    guard key.kind == .emailAccount, let account = keys.first(where: { $0.kind == .emailAccount }), key != account else {
      return key.kind.meaning
    }
    func domain(_ key: NormalizedKey) -> ArraySlice<UInt8> { key.bytes[(key.bytes.lastIndex(of: 0x40) ?? key.bytes.startIndex)...] }
    // yahoo-base:jane and proton:alice have no domain
    let isGroup = !key.bytes.contains(0x40) || domain(key).elementsEqual(domain(account))
    return isGroup
      ? "the same group of mailboxes: most likely one person's, though no rule of the provider makes them one"
      : "the mailbox that was meant, if the domain is a slip"
  }
}

extension NormalizedValue {
  /// Other readings of the value, likeliest first, and why each may be the one that is meant: the number a line became, the
  /// day with its parts the other way round, the mailbox at the domain that was mistyped.
  ///
  /// All of them are keys as well, so that a value which is written like one of them is found.
  public var alternates: [(key: NormalizedKey, reason: String)] {
    let keys = keys
    guard let first = keys.first, [.emailAccount, .phoneLine, .nameFull, .birthDay].contains(first.kind) else { return [] }
    return keys.dropFirst().filter { $0.kind == first.kind }.map { ($0, reason(ofAlternate: $0, beside: first)) }
  }

  private func reason(ofAlternate key: NormalizedKey, beside first: NormalizedKey) -> String {
    func isHangul(_ key: NormalizedKey) -> Bool { key.bytes.first.map { (0xEA...0xED).contains($0) } ?? false }
    switch first.kind {
    case .phoneLine: return "the number that it became when its country renumbered"
    case .birthDay:
      if flags.contains(.lunar) {
        return first.bytes.suffix(8).elementsEqual(key.bytes)
          ? "the day as it is written, if the solar calendar is meant" : "the day of the solar calendar"
      }
      return "day and month the other way round"
    case .nameFull:
      if flags.contains(.bothScripts) { return "the same name in the other script" }
      if isHangul(key) != isHangul(first) { return "its reading in Korean" }
      return "another way to write it in plain letters"
    default: return meaning(of: key)
    }
  }
}

extension KeyKind {
  /// What two values with this key have in common.
  public var meaning: String {
    switch self {
    case .emailAccount: "the same mailbox"
    case .emailLocal: "the same telling name before the @"
    case .phoneLine: "the same line"
    case .phoneTail: "the same last eight digits"
    case .nameFull: "the same whole name"
    case .nameGroup: "the same family name and sounds or first letter of the given name"
    case .nameFamily: "the same family name"
    case .nameSound: "names that sound alike"
    case .nameGiven: "the same given name"
    case .nameToken: "a word of the name in common"
    case .addressUnit: "the same home"
    case .addressBuilding: "the same building"
    case .addressStreet: "the same street and number, wherever that is"
    case .addressPostcode: "the same postcode"
    case .addressCity: "the same town or district"
    case .birthDay: "the same day"
    case .birthMonthDay: "the same day and month in either order"
    case .birthYearMonth: "the same month"
    case .handleExact: "the same account"
    case .handleName: "the same name, on whatever platform"
    case .organisationFull: "the same organisation"
    case .organisationToken: "a telling word in common"
    case .organisationPair: "two neighbouring words in common"
    case .identifierExact: "the same id"
    case .textExact: "the same text"
    case .genderExact: "the same gender"
    case .exactSame: "the same value"
    case .dateDay: "the same date"
    case .numberSame: "the same number"
    case .setFull: "the same set"
    case .setMember: "a member in common"
    }
  }
}
