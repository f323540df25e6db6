public import Identity

/// What one raw field became. The same type for every kind of identifier.
///
/// Three readings of one value travel together: `canonical` for people, `keys` for looking up and
/// blocking, `form` for comparing. Raw input is kept by whoever has it; nothing here replaces it.
///
/// All three lie in one block of bytes, so that a value costs one allocation. `canonical`, `form` and `keys` copy
/// their part out of it; `withCanonical`, `withForm` and `eachKey` read it where it lies.
public struct NormalizedValue: Sendable, Hashable {
  public var attribute: Attribute
  public var sharing: ValueClass
  public var flags: ValueFlags
  private var canonicalCount: UInt32
  private var formCount: UInt32
  private var keysCount: UInt32
  /// Canonical, form, and for each key its kind, its length in four bytes, low ones first, and its text.
  private var bytes: [UInt8]

  static let keyHeaderBytes = 5

  public init(
    attribute: Attribute, canonical: [UInt8], form: [UInt8], keys: [NormalizedKey], flags: ValueFlags = [],
    sharing: ValueClass = .person
  ) {
    self = ValueWriter.written { value in
      value.put(canonical)
      value.endCanonical()
      value.put(form)
      value.endForm()
      for key in keys { value.key(key.kind, key.bytes) }
      return value.value(attribute, flags, sharing)
    }
  }

  /// - Parameter bytes: laid out as said above.
  init(
    attribute: Attribute, canonicalCount: Int, formCount: Int, keyCount: Int, bytes: UnsafeBufferPointer<UInt8>,
    flags: ValueFlags, sharing: ValueClass
  ) {
    self.attribute = attribute
    self.sharing = sharing
    self.flags = flags
    self.canonicalCount = UInt32(canonicalCount)
    self.formCount = UInt32(formCount)
    keysCount = UInt32(keyCount)
    self.bytes = Array(bytes)
  }

  /// Display-stable UTF-8: what a golden record shows. Never empty.
  public var canonical: [UInt8] {
    get { copy(0..<Int(canonicalCount)) }
    set {
      bytes.replaceSubrange(0..<Int(canonicalCount), with: newValue)
      canonicalCount = UInt32(newValue.count)
    }
  }

  /// What a comparison reads: a compact layout that only the functions of its attribute understand.
  public var form: [UInt8] {
    get { copy(formRange) }
    set {
      bytes.replaceSubrange(formRange, with: newValue)
      formCount = UInt32(newValue.count)
    }
  }

  /// Strict to loose. The first key, if there is one, is the value's *identity*: two values with the
  /// same first key are the same e-mail account, telephone line or name. No keys: the value takes no
  /// part in blocking and equals nothing (a placeholder, an unreadable number).
  public var keys: [NormalizedKey] {
    get {
      var keys: [NormalizedKey] = []
      keys.reserveCapacity(Int(keysCount))
      var position = formRange.upperBound
      while position < bytes.count {
        let text = keyText(at: position)
        if let kind = KeyKind(rawValue: bytes[position]) { keys.append(NormalizedKey(kind, copy(text))) }
        position = text.upperBound
      }
      return keys
    }
    set {
      self = NormalizedValue(
        attribute: attribute, canonical: canonical, form: form, keys: newValue, flags: flags, sharing: sharing)
    }
  }

  public var keyCount: Int { Int(keysCount) }

  /// Whether it says nothing about anybody: it counts as if the field were empty.
  public var isMissing: Bool { sharing >= .junk }

  public var firstKeyKind: KeyKind? {
    let start = formRange.upperBound
    return start < bytes.count ? KeyKind(rawValue: bytes[start]) : nil
  }

  public func withCanonical<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    body(bytes.span.extracting(0..<Int(canonicalCount)))
  }

  public func withForm<Result>(_ body: (Span<UInt8>) -> Result) -> Result { body(bytes.span.extracting(formRange)) }

  /// Calls with the kind and the text of every key, in their order.
  public func eachKey(_ body: (KeyKind, Span<UInt8>) -> Void) {
    var position = formRange.upperBound
    while position < bytes.count {
      let text = keyText(at: position)
      if let kind = KeyKind(rawValue: bytes[position]) { body(kind, bytes.span.extracting(text)) }
      position = text.upperBound
    }
  }

  private var formRange: Range<Int> { Int(canonicalCount)..<Int(canonicalCount) + Int(formCount) }

  private func keyText(at position: Int) -> Range<Int> {
    let start = position + NormalizedValue.keyHeaderBytes
    precondition(start <= bytes.count)
    let count = bytes.withUnsafeBytes {
      UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: position + 1, as: UInt32.self))
    }
    return start..<start + Int(count)
  }

  private func copy(_ range: Range<Int>) -> [UInt8] {
    bytes.withUnsafeBufferPointer { Array(UnsafeBufferPointer(rebasing: $0[range])) }
  }
}

/// A typed key: two values of any records that hold an equal key are worth a look together.
public struct NormalizedKey: Sendable, Hashable {
  public var kind: KeyKind
  public var bytes: [UInt8]

  public init(_ kind: KeyKind, _ bytes: [UInt8]) {
    precondition(!bytes.isEmpty, "an empty \(kind) key would join everything")
    self.kind = kind
    self.bytes = bytes
  }
}

/// The kinds of key, in the words that blocking rules of a model file use. Raw values are stored.
public enum KeyKind: UInt8, Sendable, CaseIterable {
  case emailAccount = 1  // the mailbox after documented provider rules
  case emailLocal = 2  // local part of six or more characters with a letter and a digit or separator

  case phoneLine = 10  // E.164; unreadable but long enough: "?" and its digits
  case phoneTail = 11  // last eight digits (seven where there are no more)

  case nameFull = 20  // the whole name in one script, tokens sorted
  case nameGroup = 21  // Korean: surname and consonant classes; else family name and first letter of the given name
  case nameFamily = 22  // the family name alone
  case nameSound = 23  // phonetic class of family and given name, order-free
  case nameGiven = 24  // the given name alone
  case nameToken = 25  // one for each word of the name

  case addressUnit = 30  // building, with unit
  case addressBuilding = 31  // building, without unit, with its postcode or district
  case addressStreet = 32  // house number and street core, wherever that is
  case addressPostcode = 33
  case addressCity = 34

  case birthDay = 40  // the full date
  case birthMonthDay = 41  // month and day in either order, without the year
  case birthYearMonth = 42

  case handleExact = 50  // platform and handle
  case handleName = 51  // the handle on whatever platform, six or more characters

  case organisationFull = 60  // tokens sorted, legal form and filler words dropped
  case organisationToken = 61  // one for each telling word
  case organisationPair = 62  // one for each pair of neighbouring telling words

  case identifierExact = 70
  case textExact = 80
  case genderExact = 90
  case exactSame = 100
  case dateDay = 101
  case numberSame = 102
  case setFull = 103
  case setMember = 104  // one for each member

  /// `email.account`, `name.group` …
  public var word: String {
    switch self {
    case .emailAccount: "email.account"
    case .emailLocal: "email.local"
    case .phoneLine: "phone.line"
    case .phoneTail: "phone.tail"
    case .nameFull: "name.full"
    case .nameGroup: "name.group"
    case .nameFamily: "name.family"
    case .nameSound: "name.sound"
    case .nameGiven: "name.given"
    case .nameToken: "name.token"
    case .addressUnit: "address.unit"
    case .addressBuilding: "address.building"
    case .addressStreet: "address.street"
    case .addressPostcode: "address.postcode"
    case .addressCity: "address.city"
    case .birthDay: "birth_date.day"
    case .birthMonthDay: "birth_date.month_day"
    case .birthYearMonth: "birth_date.year_month"
    case .handleExact: "handle.exact"
    case .handleName: "handle.name"
    case .organisationFull: "organisation.full"
    case .organisationToken: "organisation.token"
    case .organisationPair: "organisation.pair"
    case .identifierExact: "identifier.exact"
    case .textExact: "text.exact"
    case .genderExact: "gender.exact"
    case .exactSame: "exact.same"
    case .dateDay: "date.day"
    case .numberSame: "number.same"
    case .setFull: "set.full"
    case .setMember: "set.member"
    }
  }

  public init?(word: String) {
    guard let found = KeyKind.allCases.first(where: { $0.word == word }) else { return nil }
    self = found
  }
}

/// What a normaliser knows by itself about who may stand behind a value. What is learnt from the
/// whole set (how many names use it) is added later and can only make it wider.
public enum ValueClass: UInt8, Sendable, CaseIterable, Comparable {
  case person = 0
  case household = 1  // a landline, a family mailbox
  case shared = 2  // info@, a company line
  case relay = 3  // forwards to somebody: no evidence either way
  case junk = 4  // stands for nobody, a placeholder: makes no key and counts as missing
  case unknown = 5  // nothing can be told from it, unreadable or impossible: makes no key and counts as missing

  /// The class of a value that has no keys, by what is known of it.
  static func ofNothing(_ flags: ValueFlags) -> ValueClass {
    flags.isDisjoint(with: [.placeholder, .defaultDate, .role]) ? .unknown : .junk
  }

  public static func < (left: ValueClass, right: ValueClass) -> Bool { left.rawValue < right.rawValue }

  public var word: String {
    switch self {
    case .person: "person"
    case .household: "household"
    case .shared: "shared"
    case .relay: "relay"
    case .junk: "junk"
    case .unknown: "unknown"
    }
  }
}

/// What happened to a value on its way, for people who ask why.
public struct ValueFlags: OptionSet, Sendable, Hashable {
  public var rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  public static let repaired = ValueFlags(rawValue: 1 << 0)  // an obvious slip was mended (naver,com)
  public static let invalid = ValueFlags(rawValue: 1 << 1)  // cannot exist as written
  public static let placeholder = ValueFlags(rawValue: 1 << 2)  // test@test.com, 000-0000-0000, 고객
  public static let role = ValueFlags(rawValue: 1 << 3)  // info@, reservation@, 영업부
  public static let disposable = ValueFlags(rawValue: 1 << 4)
  public static let relay = ValueFlags(rawValue: 1 << 5)
  public static let partial = ValueFlags(rawValue: 1 << 6)  // an initial, a masked syllable, a year alone
  public static let ambiguous = ValueFlags(rawValue: 1 << 7)  // day/month order, family/given order
  public static let reordered = ValueFlags(rawValue: 1 << 8)  // family name was found last
  public static let romanised = ValueFlags(rawValue: 1 << 9)  // a Latin spelling of a Korean name
  public static let legacy = ValueFlags(rawValue: 1 << 10)  // 011 and its like, numbers that got longer
  public static let landline = ValueFlags(rawValue: 1 << 11)
  public static let extensionDropped = ValueFlags(rawValue: 1 << 12)
  public static let unreadable = ValueFlags(rawValue: 1 << 13)  // kept, but no rule could read it
  public static let clipped = ValueFlags(rawValue: 1 << 14)  // longer than a limit; the rest takes no part
  public static let shortYear = ValueFlags(rawValue: 1 << 26)  // two digits, the century is a guess
  public static let residentNumber = ValueFlags(rawValue: 1 << 27)  // the date came out of one; its other digits are gone
  public static let foreigner = ValueFlags(rawValue: 1 << 28)  // says a resident number
  public static let underage = ValueFlags(rawValue: 1 << 29)  // under 14: a guardian must consent
  public static let overage = ValueFlags(rawValue: 1 << 30)  // over 110 years
  public static let honorific = ValueFlags(rawValue: 1 << 15)  // 님, Mr.
  public static let defaultDate = ValueFlags(rawValue: 1 << 16)
  public static let future = ValueFlags(rawValue: 1 << 17)
  public static let lunar = ValueFlags(rawValue: 1 << 18)
  public static let typoDomain = ValueFlags(rawValue: 1 << 19)
  public static let confusable = ValueFlags(rawValue: 1 << 20)  // letters of two scripts that look like one word
  public static let severalPeople = ValueFlags(rawValue: 1 << 21)  // A / B: the first is the name
  public static let careOf = ValueFlags(rawValue: 1 << 22)  // c/o somebody else, whose name was taken off
  public static let relative = ValueFlags(rawValue: 1 << 23)  // 김철수 엄마: somebody else's name says who it is
  public static let translated = ValueFlags(rawValue: 1 << 24)  // has keys of its other form from a table

  public static let bothScripts = ValueFlags(rawValue: 1 << 25)  // 김제니(Jennifer Kim): one name written twice
  public static let voip = ValueFlags(rawValue: 1 << 31)  // 070
  public static let companyLine = ValueFlags(rawValue: 1 << 32)  // 1588, 0800 and their like
  public static let fiction = ValueFlags(rawValue: 1 << 33)  // 555-0100 to 555-0199
  public static let internationalised = ValueFlags(rawValue: 1 << 34)  // 홍길동@한국.kr
  public static let unknownCountry = ValueFlags(rawValue: 1 << 35)  // +999

  // How a value was written: another writing of the same value has the others.
  public static let tag = ValueFlags(rawValue: 1 << 40)  // john+news@gmail.com
  public static let compatibilityForms = ValueFlags(rawValue: 1 << 41)  // ０１０, ｋｉｍ
  public static let zerosForPlus = ValueFlags(rawValue: 1 << 42)  // 0082
  public static let trunkDropped = ValueFlags(rawValue: 1 << 43)  // +82 (0)10
  public static let zeroRestored = ValueFlags(rawValue: 1 << 44)  // 1098765432
  public static let spreadsheetFloat = ValueFlags(rawValue: 1 << 45)  // 1098765432.0
  public static let digitsInWords = ValueFlags(rawValue: 1 << 46)  // 공일공
  public static let note = ValueFlags(rawValue: 1 << 47)  // 010-9876-5432 (엄마)

  /// Those that tell how a value was written and not what it is. They are shown where somebody asks about a cell and kept
  /// with no record: 1098765432.0 and 010-9876-5432 are one value.
  public static let ofWriting: ValueFlags = [
    .tag, .compatibilityForms, .zerosForPlus, .trunkDropped, .zeroRestored, .spreadsheetFloat, .digitsInWords, .note,
  ]

  /// The words that `kindred normalize` and the explanations show.
  public static let words: [(ValueFlags, String)] = [
    (.repaired, "repaired"), (.invalid, "invalid"), (.placeholder, "placeholder"), (.role, "role"),
    (.disposable, "disposable"), (.relay, "relay"), (.partial, "partial"), (.ambiguous, "ambiguous"),
    (.reordered, "reordered"), (.romanised, "romanised"), (.legacy, "legacy"), (.landline, "landline"),
    (.extensionDropped, "extension dropped"), (.unreadable, "unreadable"), (.clipped, "clipped"),
    (.shortYear, "two-digit year"), (.residentNumber, "resident number"), (.foreigner, "foreigner"),
    (.underage, "under 14"), (.overage, "over 110"),
    (.honorific, "honorific"), (.defaultDate, "default date"), (.future, "future"), (.lunar, "lunar"),
    (.typoDomain, "typo domain"), (.confusable, "confusable"), (.severalPeople, "several people"),
    (.translated, "translated"), (.careOf, "care of"), (.relative, "relative"),
    (.bothScripts, "both scripts"), (.voip, "voip"), (.companyLine, "company line"), (.fiction, "fiction"),
    (.internationalised, "internationalised"), (.unknownCountry, "unknown country"), (.tag, "tag"),
    (.compatibilityForms, "compatibility forms"), (.zerosForPlus, "00 for +"), (.trunkDropped, "trunk 0 dropped"),
    (.zeroRestored, "0 restored"), (.spreadsheetFloat, "spreadsheet float"), (.digitsInWords, "digits in words"),
    (.note, "note"),
  ]
}
