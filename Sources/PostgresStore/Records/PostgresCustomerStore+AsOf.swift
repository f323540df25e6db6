public import Identity
public import Resolution

/// Who was who at an earlier moment: memberships, redirects, golden records and records as they were then.
///
/// A validity begins at its first moment and ends before its last, so a moment belongs to one of two that
/// meet. Of several that claim a moment, which only a clock put back can bring about, the later change counts.
extension PostgresCustomerStore {
  public func customer(_ id: CustomerID, asOf moment: Instant) async throws -> StoredCustomer? {
    try await read { session in
      try session.snapshot {
        let erasure = try Self.erasure(of: id, session)
        let found = try session.query(
          """
          with recursive walk (here) as (
            select customer_id from customer where customer_id = $1 and minted_at <= $2
            union
            select n.to_customer
            from walk w
            cross join lateral (
              select r.to_customer from redirect r
              where r.from_customer = w.here and r.valid_from <= $2 and (r.valid_to is null or r.valid_to > $2)
              order by r.change_number desc
              limit 1
            ) n
          )
          select (
            select w.here from walk w
            where w.here is not null and not exists (
              select from redirect r
              where r.from_customer = w.here and r.valid_from <= $2 and (r.valid_to is null or r.valid_to > $2)))
          where exists (select from walk)
          """, [.uuid(id), .instant(moment)])
        guard let row = found.first else { return nil }
        guard let then = row.uuidIfAny(0) else {
          return StoredCustomer(askedID: id, id: nil, goldenJSON: nil, goldenSince: nil, members: [], erasure: erasure)
        }
        // What was known then is not known any more.
        if let erasure = try erasure ?? Self.erasure(of: then, session) {
          return StoredCustomer(askedID: id, id: nil, goldenJSON: nil, goldenSince: nil, members: [], erasure: erasure)
        }
        let golden = try session.query(
          """
          select case when erasure_number is null then attributes::text end, valid_from, erasure_number is not null
          from (
            select change_number, attributes, valid_from, null::bigint as erasure_number from golden_record where customer_id = $1 and valid_from <= $2
            union all
            select change_number, attributes, valid_from, erasure_number from golden_version where customer_id = $1 and valid_from <= $2
          ) known
          order by change_number desc
          limit 1
          """, [.uuid(then), .instant(moment)]
        ).first
        return StoredCustomer(
          askedID: id, id: then, goldenJSON: golden?.bytesIfAny(0), goldenSince: golden?.instant(1),
          members: try Self.members(of: then, asOf: moment, session), isGoldenErased: golden?.boolean(2) ?? false)
      }
    }
  }

  private static func members(of customer: CustomerID, asOf moment: Instant, _ session: Session) throws -> [MemberRecord] {
    try session.query(
      """
      select r.record_number, s.name, r.source_id, v.version, v.source_at, m.valid_from, v.raw::text
      from membership m
      join source_record r using (record_number)
      join source s using (source_number)
      cross join lateral (
        -- What was live then; of a record whose deletion no resolve had seen yet, what was live last.
        select version, source_at, raw from record_version v
        where v.record_number = m.record_number and v.valid_from <= $2 and v.valid_to is distinct from v.valid_from
        order by v.valid_from desc, v.version desc
        limit 1
      ) v
      where m.customer_id = $1 and m.valid_from <= $2 and (m.valid_to is null or m.valid_to > $2)
      order by s.name, r.source_id
      """, [.uuid(customer), .instant(moment)]
    ).map { row in
      MemberRecord(
        number: RecordNumber(rawValue: row.integer(0)), key: SourceKey(source: row.text(1), id: row.text(2)),
        version: Int(row.integer(3)), sourceTimestamp: row.instantIfAny(4), memberSince: row.instant(5),
        rawJSON: row.bytes(6))
    }
  }

  public func placement(of key: SourceKey, asOf moment: Instant) async throws -> RecordPlacement? {
    try await read { session in
      let found = try session.query(
        """
        select r.record_number, not exists (
            select from record_version v
            where v.record_number = r.record_number and v.valid_from <= $3 and (v.valid_to is null or v.valid_to > $3)), (
          select m.customer_id from membership m
          where m.record_number = r.record_number and m.valid_from <= $3 and (m.valid_to is null or m.valid_to > $3)
          order by m.change_number desc
          limit 1)
        from source s
        join source_record r using (source_number)
        where s.name = $1 and r.source_id = $2 and r.created_at <= $3
        """, [.text(key.source), .text(key.id), .instant(moment)]
      ).first.map { row in
        let (isDeleted, customer) = (row.boolean(1), row.uuidIfAny(2))
        return RecordPlacement(
          number: RecordNumber(rawValue: row.integer(0)), isDeleted: isDeleted,
          isPending: isDeleted != (customer == nil), customer: customer)
      }
      return try found ?? Self.erasedPlacement(of: key, session)
    }
  }
}
