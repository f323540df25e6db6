public import Identity

/// What is needed of whoever keeps households. They are derived: kept whole after every resolve. What changes customers
/// one by one leaves them behind, and the store tells so.
public protocol HouseholdStore: Sendable {
  /// How far households go.
  func householdState() async throws -> HouseholdState

  /// The household of a current customer; nil where it has none.
  func household(of customer: CustomerID) async throws -> StoredHousehold?

  /// By household, then customer.
  func exportHouseholds<State: Sendable>(
    into state: State, _ receive: @escaping @Sendable (inout State, HouseholdMember) throws -> Void
  ) async throws -> State
}

public protocol HouseholdSession: Sendable {
  /// Keeps these and no others; what is already so is not written again.
  ///
  /// - Parameter ended: households that this unit of work has taken away already.
  /// - Returns: how many households are new or have other members, and how many are no more without anybody of them
  ///   being of another now: one that goes on under another name counts once.
  func keep(_ households: [HouseholdMember], afterEnding ended: [HouseholdMember]) async throws -> Int
}

/// How far households take in what happened to customers.
public struct HouseholdState: Sendable, Equatable {
  /// When the last change was that they take in; nil where they take in none.
  public var asOf: Instant?
  /// Customers have changed since.
  public var isOlder: Bool
  /// They are older, and the store is so large that only a resolve of everything finds them anew.
  public var needsWhole: Bool

  public init(asOf: Instant?, isOlder: Bool, needsWhole: Bool = false) {
    self.asOf = asOf
    self.isOlder = isOlder
    self.needsWhole = needsWhole
  }
}

public struct HouseholdMember: Sendable, Hashable, Comparable {
  public var customer: CustomerID
  public var household: CustomerID

  public static func < (left: HouseholdMember, right: HouseholdMember) -> Bool {
    (left.household, left.customer) < (right.household, right.customer)
  }

  public init(customer: CustomerID, household: CustomerID) {
    self.customer = customer
    self.household = household
  }
}

public struct StoredHousehold: Sendable, Equatable {
  public var id: CustomerID
  /// By id.
  public var customers: [CustomerID]

  public init(id: CustomerID, customers: [CustomerID]) {
    self.id = id
    self.customers = customers
  }
}
