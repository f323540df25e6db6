public import Identity
public import Resolution

/// Households: a table that is always the last resolve's. How far it goes is the number of the last change it takes in, so
/// whoever changes customers writes nothing for it, and waits for nobody because of it. Only a sharing pin, which may change
/// no customer, says that they are behind.
extension PostgresCustomerStore {
  public func householdState() async throws -> HouseholdState { try await householdState(wholeAbove: householdsMax) }

  /// - Parameter recordsMax: in a store of more records only a resolve of everything finds households.
  public func householdState(wholeAbove recordsMax: Int) async throws -> HouseholdState {
    try await read { session in
      let row = try session.query(
        """
        select s.at, s.is_older,
          -- Where nothing was resolved yet everything is. Counting stops at the limit.
          s.is_older and s.is_resolved and (
            select count(*) > $1 from (select from record_feature limit $1 + 1) counted)
        from (
          select (select c.at from change c where c.change_number = r.households_change) as at,
            coalesce(r.households_are_older, false)
              or exists (select from change c where c.change_number > coalesce(r.households_change, -1)) as is_older,
            r.stamp is not null as is_resolved
          from (select 1) as single left join resolved_state r on true
        ) s
        """, [.integer(Int64(recordsMax))])[0]
      return HouseholdState(asOf: row.instantIfAny(0), isOlder: row.boolean(1), needsWhole: row.boolean(2))
    }
  }

  public func household(of customer: CustomerID) async throws -> StoredHousehold? {
    try await read { session in
      let rows = try session.query(
        """
        select h.household_id, o.customer_id
        from household h join household o on o.household_id = h.household_id
        where h.customer_id = $1
        order by o.customer_id
        """, [.uuid(customer)])
      guard let first = rows.first else { return nil }
      return StoredHousehold(id: first.uuid(0), customers: rows.map { $0.uuid(1) })
    }
  }

  public func exportHouseholds<State: Sendable>(
    into state: State, _ receive: @escaping @Sendable (inout State, HouseholdMember) throws -> Void
  ) async throws -> State {
    try await read { session in
      var state = state
      try session.copyOut(
        """
        copy (select household_id, customer_id from kindred.household order by household_id, customer_id)
        to stdout (format binary)
        """
      ) { fields in
        let household = fields.uuid()
        try receive(&state, HouseholdMember(customer: fields.uuid(), household: household))
      }
      return state
    }
  }
}

extension PostgresResolutionSession {
  func keep(_ households: [HouseholdMember], afterEnding ended: [HouseholdMember]) async throws -> Int {
    try await connection.run { session in
      try session.query("create temporary table found_household (customer_id uuid, household_id uuid) on commit drop")
      try session.copyIn("copy found_household from stdin") { put in
        var rows = CopyRows()
        for member in households {
          rows.uuid(member.customer)
          rows.uuid(member.household)
          rows.endRow()
          if rows.bytes.count >= Session.copyChunkBytes { try put(&rows) }
        }
        try put(&rows)
      }
      try session.query("analyze found_household")
      let changed = try session.query(
        """
        with before as (
          select customer_id, household_id from household
          union
          select * from unnest($1::uuid[], $2::uuid[])
        )
        select count(*) from (
          -- Somebody came.
          select f.household_id
          from found_household f left join before b using (customer_id)
          where b.household_id is distinct from f.household_id
          union
          -- Somebody left, or nobody is left.
          select b.household_id
          from before b left join found_household f using (customer_id)
          group by b.household_id
          having count(f.customer_id) = 0
            or bool_or(f.household_id is distinct from b.household_id)
              and b.household_id in (select household_id from found_household)
        ) changed
        """, [.uuids(ended.map(\.customer)), .uuids(ended.map(\.household))])[0].integer(0)
      try session.query(
        """
        delete from household h
        where not exists (select from found_household f where f.customer_id = h.customer_id)
        """)
      try session.query(
        """
        insert into household (customer_id, household_id)
        select f.customer_id, f.household_id
        from found_household f left join household h using (customer_id)
        where h.household_id is distinct from f.household_id
        order by f.customer_id
        on conflict (customer_id) do update set household_id = excluded.household_id
        """)
      try session.query("drop table found_household")
      return Int(changed)
    }
  }
}
