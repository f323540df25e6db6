public import Identity
import Linkage
import Normalization

/// Golden values a steward knows better than the records: the customer of this record is called so, lives there.
///
/// A pin hangs on a source key, so it goes where the record goes, and outranks every rule of survivorship. It is
/// kept as it was typed, but for resident numbers, and read whenever golden records are made. Of several for one
/// attribute the last holds.

/// A pin as it is given.
public struct NewGoldenPin: Sendable, Hashable {
  public var record: SourceKey
  public var attribute: Attribute
  /// As typed: 1 to 1,024 bytes. The digits of a resident number that say more than date and sex are `*`.
  public let value: String
  /// Country of phones and addresses that do not say theirs.
  public var region: String

  public init(record: SourceKey, attribute: Attribute, value: String, region: String) {
    self.record = record
    self.attribute = attribute
    var bytes = Array(value.utf8)
    maskResidentNumbers(&bytes, in: bytes.indices, areExpected: attribute == .birthDate)
    self.value = String(decoding: bytes, as: UTF8.self)
    self.region = region
  }

  public static func == (left: NewGoldenPin, right: NewGoldenPin) -> Bool {
    left.record == right.record && left.attribute == right.attribute && left.value.utf8.elementsEqual(right.value.utf8)
      && left.region.utf8.elementsEqual(right.region.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(record)
    hasher.combine(attribute)
  }

  /// Attributes of which a golden record has a column of its own.
  public static let attributes: [Attribute] = [.name, .email, .phone, .address, .birthDate, .handle, .organisation, .gender]

  /// What the value is read as, by the rules of today; nil where it reads as nothing, or as a date that cannot be.
  public func canonical(today: CivilDate) -> String? {
    readings(today: today).first {
      $0.flags.isDisjoint(with: NewGoldenPin.unusable) && !NewGoldenPin.isImpossibleDefault($0, today: today)
    }.map { String(decoding: $0.canonical, as: UTF8.self) }
  }

  /// Whether the value is given as a birth date on which nobody can have been born.
  ///
  /// - Parameter today: the day of the decision.
  func isImpossibleBirthDate(today: CivilDate) -> Bool {
    attribute == .birthDate
      && readings(today: today).contains {
        !$0.flags.isDisjoint(with: [.future, .invalid]) || NewGoldenPin.isImpossibleDefault($0, today: today)
      }
  }

  /// A day that systems write where they know none, and on which nobody can have been born either. On the others, such
  /// as the first of 2000, people were born, and whoever pins one has it from a person.
  private static func isImpossibleDefault(_ reading: NormalizedValue, today: CivilDate) -> Bool {
    guard reading.flags.contains(.defaultDate) else { return false }
    // Default dates are full, so their order is that of their bytes.
    return reading.canonical.lexicographicallyPrecedes("1850-01-01".utf8)
      || "\(today)".utf8.lexicographicallyPrecedes(reading.canonical)
  }

  private static let unusable: ValueFlags = [.invalid, .unreadable, .placeholder, .future]

  private func readings(today: CivilDate) -> [NormalizedValue] {
    guard value.utf8.count <= Normalizer.rawBytesMax else { return [] }
    let normalizer = Normalizer(today: today)
    let (raw, country) = (Array(value.utf8), Array(region.utf8))
    var found: [NormalizedValue] = []
    let take: (NormalizedValue) -> Void = { found.append($0) }
    switch attribute {
    case .name: normalizer.name(NameParts(full: raw), into: take)
    case .email: normalizer.email(raw, into: take)
    case .phone: normalizer.phone(raw, region: country, into: take)
    case .handle: normalizer.handle(raw, platform: [], into: take)
    // A resident number says the sex as well.
    case .birthDate: normalizer.birthDate(raw, order: .yearMonthDay) { if $0.attribute == .birthDate { take($0) } }
    case .gender: normalizer.gender(raw, into: take)
    case .organisation: normalizer.organisation(raw, into: take)
    case .address:
      var parts = AddressParts()
      parts.line = raw
      parts.defaultRegion = country
      normalizer.address(parts, into: take)
    case .identifier, .text, .exact, .date, .number, .set: break
    }
    return found
  }
}

public struct StoredGoldenPin: Sendable, Equatable {
  public var number: Int64
  public var pin: NewGoldenPin
  public var by: String
  public var because: String
  public var at: Instant

  public init(number: Int64, pin: NewGoldenPin, by: String, because: String, at: Instant) {
    self.number = number
    self.pin = pin
    self.by = by
    self.because = because
    self.at = at
  }
}

/// The decision that pins a value.
///
/// - Returns: also what the value is read as.
public func pinning(
  _ pin: NewGoldenPin, by who: String, because reason: String, at: Instant, in store: some CustomerStore
) async throws -> (decision: NewDecision, canonical: String) {
  guard NewGoldenPin.attributes.contains(pin.attribute) else { throw JudgementRefusal.attributeNotPinned(pin.attribute) }
  guard let canonical = pin.canonical(today: at.day) else {
    throw pin.isImpossibleBirthDate(today: at.day)
      ? JudgementRefusal.impossibleBirthDate(today: at.day) : JudgementRefusal.unreadableValue(pin.attribute)
  }
  if try await checkRecord(pin.record, in: store).isDeleted { throw JudgementRefusal.deletedRecord(pin.record) }
  var decision = NewDecision(.pin, by: who, because: reason, at: at)
  decision.pins = [pin]
  return (decision, canonical)
}

/// Golden records of stored customers: what survives of their records, and above that what stewards pinned.
struct StoredSurvivorship: Sendable {
  private let table: RecordTable
  private let survivorship: Survivorship
  /// By record, in the order they were given.
  private var pins: [Int: [(number: Int64, column: ColumnID, text: String)]] = [:]

  init(_ stored: StoredTable, _ pins: [StoredGoldenPin]) {
    self.init(stored.table, pins) { stored.priorities[$0] ?? 0 }
  }

  /// - Parameter priority: of a source.
  init(_ table: RecordTable, _ pins: [StoredGoldenPin], priority: (String) -> Int) {
    self.table = table
    survivorship = Survivorship(table, priority: priority)
    for entry in pins {
      guard let record = table.index(of: entry.pin.record),
        let text = entry.pin.canonical(today: entry.at.day)
      else { continue }
      self.pins[record, default: []].append((entry.number, ColumnID(entry.pin.attribute), text))
    }
  }

  /// - Parameter cluster: records, ascending.
  func golden(_ cluster: [Int]) -> GoldenRecord {
    var golden = survivorship.golden(cluster, table)
    if pins.isEmpty { return golden }
    var last: [ColumnID: (number: Int64, text: String, from: SourceKey)] = [:]
    for record in cluster {
      for pin in pins[record] ?? [] where (last[pin.column]?.number ?? 0) < pin.number {
        last[pin.column] = (pin.number, pin.text, table.key(record))
      }
    }
    for (column, pin) in last.sorted(by: { $0.key < $1.key }) { golden.pin(pin.text, in: column, from: pin.from) }
    return golden
  }
}

extension GoldenRecord {
  /// Puts a value before all others of its attribute.
  mutating func pin(_ text: String, in column: ColumnID, from key: SourceKey) {
    let place = attributes.firstIndex { $0.column >= column } ?? attributes.count
    if place == attributes.count || attributes[place].column != column {
      attributes.insert(GoldenAttribute(column: column, values: [], runnersUp: []), at: place)
    }
    func isOther(_ value: GoldenValue) -> Bool { !value.text.utf8.elementsEqual(text.utf8) }
    let (values, runnersUp) = (attributes[place].values, attributes[place].runnersUp)
    let known = (values + runnersUp).first { !isOther($0) }
    let pinned = GoldenValue(
      text: text, from: key, rule: .pinned, isVerified: known?.isVerified ?? false, carriers: known?.carriers ?? 0)
    switch column.attribute {
    case .email, .phone, .handle:
      attributes[place].values = [pinned] + values.filter(isOther)
      attributes[place].runnersUp = runnersUp.filter(isOther)
    default:
      attributes[place].values = [pinned]
      attributes[place].runnersUp = (values + runnersUp).filter(isOther)
    }
  }
}
