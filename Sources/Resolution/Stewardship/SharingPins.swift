public import Identity
import Linkage
public import Normalization

/// What operators say of single values: this number is the front desk's, that mailbox one person's after all.
///
/// A pin outranks what is counted and what the normaliser knows of the value. It is kept as it was typed and
/// read at every resolve. `carryOut` works it out at once through the records that carry the value, where these are few
/// and found by it: those of an email, phone or handle.

/// A pin as it is given.
public struct NewSharingPin: Sendable {
  public var attribute: Attribute
  /// As typed: 1 to 1,024 bytes.
  public var value: String
  /// Country of phones and addresses that do not say theirs.
  public var region: String
  public var sharing: ValueClass
  public var by: String
  public var because: String
  public var at: Instant

  public init(
    attribute: Attribute, value: String, region: String, sharing: ValueClass, by: String, because: String, at: Instant
  ) {
    self.attribute = attribute
    self.value = value
    self.region = region
    self.sharing = sharing
    self.by = by
    self.because = because
    self.at = at
  }

  /// - Parameter sharingWord: `person`, `household`, `shared`, `relay` or `junk`.
  public init?(
    attribute: Attribute, value: String, region: String, sharingWord: String, by: String, because: String, at: Instant
  ) {
    guard let sharing = ValueClass.allCases.first(where: { $0.word == sharingWord }) else { return nil }
    self.init(attribute: attribute, value: value, region: region, sharing: sharing, by: by, because: because, at: at)
  }

  public var sharingWord: String { sharing.word }
}

public struct StoredSharingPin: Sendable {
  public var number: Int64
  public var pin: NewSharingPin

  /// The value was an erased person's, and is gone. It reads as nothing and stays in force, so that whoever goes by
  /// all pins finds them unchanged.
  public var isErased: Bool { pin.value.utf8.isEmpty }

  public init(number: Int64, pin: NewSharingPin) {
    self.number = number
    self.pin = pin
  }
}

/// What was ever said of a value: by a pin, or by a proposal of one.
public struct SaidSharingPin: Sendable {
  public enum Place: Sendable, Hashable {
    /// By its own number.
    case pin(Int64)
    /// By the number of the proposal.
    case proposal(Int64)
  }

  public var place: Place
  public var pin: NewSharingPin

  public init(_ place: Place, _ pin: NewSharingPin) {
    self.place = place
    self.pin = pin
  }
}

/// Why a pin was not accepted. Says nothing of the value.
public enum SharingPinRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  case attributeNotShared(Attribute)
  case noIdentity(Attribute)
  case noReason
  case unknown(Int64)
  case withdrawn(Int64, StoredWithdrawal)

  public var description: String {
    switch self {
    case .attributeNotShared(let attribute):
      "Values of the kind \(attribute.word) are not shared; pin an email, phone, handle, address or organisation."
    case .noIdentity(let attribute):
      "The value reads as no \(attribute.word) that two records could have in common; \"kindred normalize --kind \(attribute.word) -\" shows what is made of it."
    case .unknown(let number):
      "There is no sharing pin \(number); \"kindred sharing list\" shows those in force."
    case .withdrawn(let number, let withdrawal):
      "Sharing pin \(number) has already been withdrawn, \(withdrawal.signature); \(SharingPinRefusal.wayOut(of: withdrawal))"
    case .noReason: "A pin needs a reason for whoever reads it later; give one with --because."
    }
  }

  private static func wayOut(of withdrawal: StoredWithdrawal) -> String {
    // A decision is undone once, and what it brought back has another number.
    if let decision = withdrawal.decision, !withdrawal.isUndone {
      return "to put it in force again, undo that: kindred undo \(decision) --because TEXT"
    }
    return "\"kindred sharing list\" shows those in force."
  }
}

/// The decision that pins a value.
///
/// - Returns: also the values it was read as.
public func pinningSharing(_ pin: NewSharingPin) throws(SharingPinRefusal) -> (decision: NewDecision, canonical: [String]) {
  guard sharedAttributes.contains(pin.attribute) else { throw .attributeNotShared(pin.attribute) }
  guard pin.because.utf8.contains(where: { $0 > 0x20 }) else { throw .noReason }
  let values = pin.value.utf8.count <= Normalizer.rawBytesMax ? pin.values.filter { !$0.keys.isEmpty } : []
  guard !values.isEmpty else { throw .noIdentity(pin.attribute) }
  var decision = NewDecision(.sharing, by: pin.by, because: pin.because, at: pin.at)
  decision.sharing = [pin]
  return (decision, values.map { String(decoding: $0.canonical, as: UTF8.self) })
}

/// The decision that takes a pin back.
public func withdrawingSharing(_ number: Int64, by who: String, because reason: String, at: Instant) -> NewDecision {
  var decision = NewDecision(.sharing, by: who, because: reason, at: at)
  decision.sharingWithdrawals = [number]
  return decision
}

/// Whether a pin's value still reads as something records can have in common.
public func isRead(_ pin: NewSharingPin) -> Bool { pin.values.contains { !$0.keys.isEmpty } }

/// Pins as the engine takes them, in the order they were given.
func sharingPins(_ stored: [StoredSharingPin]) -> [SharingPin] {
  stored.flatMap { sharingPins($0.pin) }
}

func sharingPins(_ pin: NewSharingPin) -> [SharingPin] {
  pin.values.flatMap { value in
    // All spellings of the strictest thing the value names: a building is a building with and without a postcode.
    value.keys.filter { $0.kind == value.keys.first?.kind }.map {
      SharingPin(attribute: value.attribute, key: $0, sharing: pin.sharing)
    }
  }
}

/// Whether two pins speak of one value, as the engine reads it. One that reads as nothing any more is compared as it was
/// typed.
func isSameValue(_ left: StoredSharingPin, _ right: StoredSharingPin) -> Bool {
  guard left.pin.attribute == right.pin.attribute else { return false }
  let (keys, others) = (Set(sharingPins([left]).map(\.key)), Set(sharingPins([right]).map(\.key)))
  if !keys.isEmpty || !others.isEmpty { return !keys.isDisjoint(with: others) }
  return left.pin.value.utf8.elementsEqual(right.pin.value.utf8) && left.pin.region.utf8.elementsEqual(right.pin.region.utf8)
}

private let sharedAttributes: Set<Attribute> = [.email, .phone, .handle, .address, .organisation]

extension NewSharingPin {
  /// What the value is read as, by the rules of today.
  var values: [NormalizedValue] {
    // No kind that can be pinned asks what day it is.
    let normalizer = Normalizer(today: at.day)
    let raw = Array(value.utf8)
    let country = Array(region.utf8)
    var values: [NormalizedValue] = []
    let take: (NormalizedValue) -> Void = { values.append($0) }
    switch attribute {
    case .email: normalizer.email(raw, into: take)
    case .phone: normalizer.phone(raw, region: country, into: take)
    case .handle: normalizer.handle(raw, platform: [], into: take)
    case .address:
      var parts = AddressParts()
      parts.line = raw
      parts.defaultRegion = country
      normalizer.address(parts, into: take)
    case .organisation: normalizer.organisation(raw, into: take)
    case .name, .birthDate, .gender, .identifier, .text, .exact, .date, .number, .set: break
    }
    return values
  }
}
