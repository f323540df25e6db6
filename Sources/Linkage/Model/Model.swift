public import Identity
public import Normalization

/// Everything that decides how records are joined, as data. Read from a model file; nothing in the
/// engine has a weight, a threshold or a cap of its own.
public struct Model: Sendable {
  public var name: String
  /// Log-odds that two random records of a blocked pair are one person, in millibits; negative.
  public var prior: MatchWeight
  /// A candidate pair at or above is a strong edge.
  public var matchThreshold: MatchWeight
  /// Customers joined by a candidate pair at or above, and not joined, are possible matches.
  public var reviewThreshold: MatchWeight
  /// How much lighter a rival may be and still make a join ambiguous.
  public var ambiguityMargin: MatchWeight
  /// A value carried by more live records than this is void.
  public var carriersMax: Int
  /// A component of more records is cut by raising its threshold.
  public var componentMax: Int
  public var sharing: SharingSteps
  public var comparisons: [Comparison]
  public var corroboration = Corroboration.none
  public var blocking: [BlockingRule]
  public var exclusions: [Exclusion]
  public var frequencies: TermFrequencies

  public init(
    name: String, prior: MatchWeight, matchThreshold: MatchWeight, reviewThreshold: MatchWeight,
    ambiguityMargin: MatchWeight, carriersMax: Int, componentMax: Int, sharing: SharingSteps, comparisons: [Comparison],
    blocking: [BlockingRule], exclusions: [Exclusion], frequencies: TermFrequencies
  ) {
    self.name = name
    self.prior = prior
    self.matchThreshold = matchThreshold
    self.reviewThreshold = reviewThreshold
    self.ambiguityMargin = ambiguityMargin
    self.carriersMax = carriersMax
    self.componentMax = componentMax
    self.sharing = sharing
    self.comparisons = comparisons
    self.blocking = blocking
    self.exclusions = exclusions
    self.frequencies = frequencies
  }
}

extension Model {
  /// How a column is compared: as its label says, else as all of its attribute; nil: with nothing.
  public func comparison(of column: ColumnID) -> Comparison? {
    comparisons.first { $0.attribute == column.attribute && !$0.label.isEmpty && $0.label.utf8.elementsEqual(column.label.utf8) }
      ?? comparisons.first { $0.attribute == column.attribute && $0.label.isEmpty }
  }
}

/// Where an identifier value stops being one person's, counted in distinct name groups and families
/// among its carriers.
public struct SharingSteps: Sendable {
  /// Up to so many name groups a value is personal: one person is written in more than one way.
  public var personalNamesMax: Int
  /// Up to so many name groups, and `householdFamiliesMax` families, it is a household's; beyond it is shared.
  public var householdNamesMax: Int
  public var householdFamiliesMax: Int

  public init(personalNamesMax: Int, householdNamesMax: Int, householdFamiliesMax: Int) {
    self.personalNamesMax = personalNamesMax
    self.householdNamesMax = householdNamesMax
    self.householdFamiliesMax = householdFamiliesMax
  }
}

/// One attribute compared: the weight of each level. Applies to every column of its attribute, or to one.
public struct Comparison: Sendable {
  public var attribute: Attribute
  /// The one column it is for, by its label; empty: every column of the attribute that has none of its own.
  public var label = ""
  /// By level; index 0 (missing) is zero.
  public var weights: [MatchWeight]
  /// Weights that replace the top level's when the value agreed on is a household's or widely shared.
  public var householdWeight: MatchWeight?
  public var sharedWeight: MatchWeight?
  /// Free text and identifiers have no names behind them: a value that more records than this carry
  /// counts as shared, and one that more than `householdCarriersMax` carry as a household's.
  public var householdCarriersMax: Int?
  public var sharedCarriersMax: Int?
  /// Weights of levels from here up are for a name that the model's table does not hold; a commoner
  /// name weighs less by the difference of the rarities. nil: no adjustment.
  public var frequencyFromLevel: UInt8?
  /// At most so many columns of this attribute may add positive evidence to a pair (the heaviest do).
  public var columnsMax: Int
  /// Between two clusters, whether agreement of any pair of records sets aside what other pairs disagree on:
  /// a person has several mailboxes, and one copy in five is mistyped.
  public var agreementSettles: Bool
  /// For names: what is added where two names are equal (from `cross_script` up) when the carriers of the name
  /// have at least so many different phones, or mailboxes, among them. Ascending counts, descending weights.
  public var contactSteps: [ContactStep]
  /// For names: what an equal name is worth at least, however many contacts its carriers have; less only where it was
  /// worth less before. nil: nothing.
  public var contactsFloor: MatchWeight?
  /// For addresses: what is added where two agree on no more than their area, by the number of records that are in the
  /// postcode, or else the city, that they have in common. At most 16, ascending from 1, with descending weights.
  public var areaSteps: [AreaStep]
  /// For e-mail addresses: the part of a weight, in thousandths, that counts where the name agrees as well (from
  /// `near` up) and the address is made of that name.
  public var ofNameThousandths: Int32 = 1_000
  /// For identifiers: schemes a state issues to one person once. Cards and customer numbers, which
  /// families share, are not among them.
  public var issuedOnce: [String]

  public init(
    attribute: Attribute, weights: [MatchWeight], householdWeight: MatchWeight? = nil, sharedWeight: MatchWeight? = nil,
    householdCarriersMax: Int? = nil, sharedCarriersMax: Int? = nil, frequencyFromLevel: UInt8? = nil, columnsMax: Int = .max,
    agreementSettles: Bool = false, contactSteps: [ContactStep] = [], areaSteps: [AreaStep] = [],
    issuedOnce: [String] = []
  ) {
    self.attribute = attribute
    self.weights = weights
    self.householdWeight = householdWeight
    self.sharedWeight = sharedWeight
    self.householdCarriersMax = householdCarriersMax
    self.sharedCarriersMax = sharedCarriersMax
    self.frequencyFromLevel = frequencyFromLevel
    self.columnsMax = columnsMax
    self.agreementSettles = agreementSettles
    self.contactSteps = contactSteps
    self.areaSteps = areaSteps
    self.issuedOnce = issuedOnce
  }
}

extension Comparison {
  /// What is left of positive evidence from an address that is made of the name; rounded down.
  func ofName(_ weight: Int32) -> Int32 {
    weight <= 0 ? weight : Int32(truncatingIfNeeded: Int64(weight) * Int64(ofNameThousandths) / 1_000)
  }
}

/// How much less a name says once its carriers have so many phones or mailboxes: several people bear it.
public struct ContactStep: Sendable, Equatable {
  public var contactsMin: Int
  public var weight: MatchWeight

  public init(contactsMin: Int, weight: MatchWeight) {
    self.contactsMin = contactsMin
    self.weight = weight
  }
}

/// How much an area says that so many records are in: a hamlet much, the one town that all customers live in nothing.
public struct AreaStep: Sendable, Equatable {
  public var carriersMin: Int
  public var weight: MatchWeight

  public init(carriersMin: Int, weight: MatchWeight) {
    self.carriersMin = carriersMin
    self.weight = weight
  }
}

extension Comparison {
  /// The step that an area of so many records reaches, from 0 up, as a fact of the set: 0, the first, is no fact.
  func areaFact(ofCarriers count: Int) -> UInt8 { UInt8(clamping: areaSteps.dropFirst().count { $0.carriersMin <= count }) }

  /// The fact that more records in an area do not change.
  var lastAreaFact: UInt8 { areaFact(ofCarriers: .max) }

  /// The numbers of records that come to a step.
  func areaCarriers(ofFact fact: UInt8) -> ClosedRange<Int> {
    let step = min(Int(fact), areaSteps.count - 1)
    return areaSteps[step].carriersMin...(step + 1 < areaSteps.count ? areaSteps[step + 1].carriersMin - 1 : .max)
  }

  /// What addresses weigh that agree on no more than an area.
  func areaWeight(ofFact fact: UInt8) -> Int32 {
    let base = weights[Int(AddressLevel.area.rawValue)].rawValue
    return areaSteps.isEmpty ? base : base &+ areaSteps[min(Int(fact), areaSteps.count - 1)].weight.rawValue
  }
}

/// Records that agree on every key of a rule are compared. Rules are OR-ed.
public struct BlockingRule: Sendable {
  /// Stored with posting lists: stays the same when rules are reordered.
  public var id: Int16
  public var keys: [KeyKind]
  /// A key carried by more live records is void.
  public var blockMax: Int

  public init(id: Int16, keys: [KeyKind], blockMax: Int) {
    self.id = id
    self.keys = keys
    self.blockMax = blockMax
  }

  /// `email.account + name.group`
  public var word: String { keys.map(\.word).joined(separator: " + ") }
}

/// A pair that meets every condition is two people, whatever else agrees; only a `same` judgement joins it.
///
/// Between two clusters a contradiction that one pair of records shows is lifted by another pair that
/// meets `unless`: a cluster that already holds the birth date in question is not contradicted by the
/// copy in which it is wrong.
public struct Exclusion: Sendable {
  public typealias Condition = (attribute: Attribute, levels: ClosedRange<UInt8>)

  /// Attribute and the levels that meet the condition.
  public var conditions: [Condition]
  /// So many columns of the condition's attribute must meet it (two ids of different kinds).
  public var columnCountMin: Int
  /// Any of these lifts it. An identifier counts only where its scheme is issued once.
  public var unless: [Condition]

  public init(conditions: [Condition], columnCountMin: Int = 1, unless: [Condition] = []) {
    self.conditions = conditions
    self.columnCountMin = columnCountMin
    self.unless = unless
  }
}

/// The model's own frozen shares of names in the population: agreeing on a rare name says more.
public struct TermFrequencies: Sendable {
  /// Hash of a `name.family` or `name.given` key to -log2 of its share, in millibits.
  public var rarity: [UInt64: Int32]
  /// For names the table does not hold.
  public var unknownFamily: Int32
  public var unknownGiven: Int32

  public init(rarity: [UInt64: Int32], unknownFamily: Int32, unknownGiven: Int32) {
    self.rarity = rarity
    self.unknownFamily = unknownFamily
    self.unknownGiven = unknownGiven
  }
}

/// log2 of a positive number in millibits, rounded to nearest.
///
/// By repeated squaring, which needs only IEEE multiplication: the same answer on every machine, where
/// `log2` of different C libraries may differ in the last place.
public func log2Millibits(_ value: Double) -> Int32 {
  precondition(value > 0 && value.isFinite, "log2 needs a positive number, not \(value)")
  var mantissa = value.significand
  var bits: Int64 = 0
  for _ in 0..<24 {
    mantissa *= mantissa
    bits <<= 1
    if mantissa >= 2 {
      bits |= 1
      mantissa /= 2
    }
  }
  let fixed = Int64(value.exponent) << 24 + bits
  return Int32(clamping: (fixed * 1_000 + 1 << 23) >> 24)
}
