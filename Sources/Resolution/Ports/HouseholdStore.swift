public import Identity

/// What is needed of whoever keeps households. They are derived: kept whole after every resolve.
public protocol HouseholdStore: Sendable {
  /// The household of a current customer; nil where it has none.
  func household(of customer: CustomerID) async throws -> StoredHousehold?

  /// By household, then customer.
  func exportHouseholds<State: Sendable>(
    into state: State, _ receive: @escaping @Sendable (inout State, HouseholdMember) throws -> Void
  ) async throws -> State
}

public protocol HouseholdSession: Sendable {
  /// Keeps these and no others; what is already so is not written again.
  func keep(_ households: [HouseholdMember]) async throws
}

public struct HouseholdMember: Sendable, Hashable {
  public var customer: CustomerID
  public var household: CustomerID

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
