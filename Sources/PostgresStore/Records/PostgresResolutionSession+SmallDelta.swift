internal import Identity
internal import Resolution

/// A delta of a few records: arrays instead of temporary tables, and all statements sent together.
///
/// What is written is what `apply` writes from tables. Making and filling tables, and waiting for each answer, is
/// what a small change would mostly do.
extension PostgresResolutionSession {
  /// So little that planning for it costs more than a poor plan.
  static func isSmall(_ delta: ResolutionDelta) -> Bool {
    delta.moves.count < 200 && delta.golden.count < 200 && delta.minted.count < 200 && delta.retired.count < 200
      && delta.revived.count < 200 && (delta.possibleMatches?.count ?? 0) < 200
      && delta.possibleMatchScope.map { $0.count < 200 } ?? (delta.possibleMatches == nil)
  }

  /// - Throws: `StoreFailure.deltaOutdated` where a record is not where the delta takes it from.
  static func applySmall(_ delta: ResolutionDelta, _ session: Session) throws -> AppliedChange {
    let small = SmallDelta(delta)
    if small.moves.isEmpty, delta.minted.isEmpty {
      guard try session.query(SmallDelta.saysSomethingNew, small.comparison)[0].boolean(0) else { return AppliedChange() }
    }
    var statements = [
      Statement(
        """
        insert into change (at, who, cause, model_sha256)
        select greatest($1::timestamptz, (
            select max(moment) from (
              select max(coalesce(m.valid_to, m.valid_from)) as moment from membership m
              where m.record_number = any($5::bigint[])
              union all
              select max(coalesce(r.valid_to, r.valid_from)) from redirect r where r.from_customer = any($6::uuid[])
              union all
              select max(g.valid_from) from golden_record g where g.customer_id = any($7::uuid[])
            ) moments)),
          $2, $3, $4
        returning change_number
        """,
        [
          .instant(delta.at), .text(delta.who), .text(delta.cause), .optional(delta.modelSHA256), small.records,
          .uuids(delta.minted + delta.revived + delta.retired.map(\.id)), small.goldenIDs,
        ])
    ]
    // How many rows each statement of interest wrote stands at its place.
    var places = (households: Int?.none, closed: Int?.none, items: Int?.none, golden: Int?.none, matches: 0..<0)
    places.households = small.appendCustomers(to: &statements)
    if !small.moves.isEmpty {
      places.closed = statements.count
      small.appendMoves(to: &statements)
      places.items = statements.count - 1
    }
    small.appendRedirects(to: &statements)
    if !delta.golden.isEmpty {
      places.golden = statements.count
      small.appendGolden(to: &statements)
    }
    let matchesStart = statements.count
    small.appendMatches(to: &statements)
    places.matches = matchesStart..<statements.count
    let answers: [Rows]
    do { answers = try session.pipeline(statements) } catch {
      // The statements after the one that closes memberships ran although it closed too few.
      if case .constraintViolated("membership_one_open", _) = error { throw StoreFailure.deltaOutdated }
      throw error
    }
    let written = answers.map(\.affected)
    if let closed = places.closed {
      guard written[closed] == small.moves.count(where: { $0.from != nil }) else { throw StoreFailure.deltaOutdated }
    }
    var applied = AppliedChange(change: answers[0][0].integer(0))
    applied.movedCount = places.items.map { written[$0] } ?? 0
    applied.goldenCount = places.golden.map { written[$0] } ?? 0
    applied.possibleMatchCount = written[places.matches].reduce(0, +)
    if let households = places.households {
      applied.endedHouseholds = answers[households].map { HouseholdMember(customer: $0.uuid(1), household: $0.uuid(0)) }.sorted()
    }
    return applied
  }
}

/// A delta as parameters.
private struct SmallDelta {
  let delta: ResolutionDelta
  let moves: [ResolutionDelta.Move]
  let matches: [PossibleMatch]
  let records: Parameter
  let goldenIDs: Parameter
  /// A JSON array in the order of the ids.
  let goldenJSON: Parameter

  init(_ delta: ResolutionDelta) {
    self.delta = delta
    moves = delta.moves.filter { $0.from != $0.to }.sorted { $0.record < $1.record }
    matches = (delta.possibleMatches ?? []).map { match in
      if match.left < match.right { return match }
      return PossibleMatch(
        left: match.right, right: match.left, weight: match.weight, reason: match.reason, leftRecord: match.rightRecord,
        rightRecord: match.leftRecord)
    }.sorted { ($0.left, $0.right) < ($1.left, $1.right) }
    records = .list(moves.lazy.map(\.record.rawValue))
    let golden = delta.golden.sorted { $0.id < $1.id }
    goldenIDs = .uuids(golden.map(\.id))
    var json = [UInt8(ascii: "[")]
    for (index, entry) in golden.enumerated() {
      if index > 0 { json.append(UInt8(ascii: ",")) }
      json += entry.json
    }
    json.append(UInt8(ascii: "]"))
    goldenJSON = .utf8(json)
  }

  private var matchColumns: [Parameter] {
    [
      .uuids(matches.map(\.left)), .uuids(matches.map(\.right)), .list(matches.lazy.map { Int64($0.weight.rawValue) }),
      .texts(matches.map(\.reason)), .list(matches.lazy.map(\.leftRecord.rawValue)),
      .list(matches.lazy.map(\.rightRecord.rawValue)),
    ]
  }

  // MARK: whether it says anything

  /// Of a delta that moves no record and mints no id.
  static let saysSomethingNew: SQL =
    """
    select exists (
        select from unnest($1::uuid[]) as d (customer_id) join customer c using (customer_id) where c.retired_at is not null)
      or exists (
        select from unnest($2::uuid[], $3::uuid[]) as d (customer_id, to_customer)
        left join customer c using (customer_id)
        left join redirect r on r.from_customer = d.customer_id and r.valid_to is null
        where c.retired_at is null or r.to_customer is distinct from d.to_customer)
      or exists (
        select from unnest($4::uuid[]) with ordinality as d (customer_id, place)
        left join golden_record g using (customer_id)
        where g.attributes is distinct from $5::jsonb -> (d.place - 1)::integer)
      or exists (
        select from unnest($6::uuid[], $7::uuid[], $8::integer[], $9::text[], $10::bigint[], $11::bigint[])
          as d (left_customer, right_customer, weight_millibits, reason, left_record, right_record)
        left join possible_match p using (left_customer, right_customer)
        where (p.weight_millibits, p.reason, p.left_record, p.right_record)
          is distinct from (d.weight_millibits, d.reason, d.left_record, d.right_record))
      or exists (
        select from possible_match p
        where p.left_customer = any($12::uuid[]) and not exists (
          select from unnest($6::uuid[], $7::uuid[]) as d (l, r) where d.l = p.left_customer and d.r = p.right_customer))
      or exists (
        select from possible_match p
        where p.right_customer = any($12::uuid[]) and not exists (
          select from unnest($6::uuid[], $7::uuid[]) as d (l, r) where d.l = p.left_customer and d.r = p.right_customer))
    """

  var comparison: [Parameter] {
    [
      .uuids(delta.revived), .uuids(delta.retired.map(\.id)), .uuidsIfAny(delta.retired.map(\.redirectsTo)), goldenIDs,
      goldenJSON,
    ] + matchColumns + [.uuids(delta.possibleMatchScope ?? [])]
  }

  // MARK: writing it

  // The change was made by the statement before these, sent together with them: it is the last that its sequence gave
  // to this session.

  /// - Returns: the place of the statement that ends households, and returns who was of them; nil where nobody retires.
  func appendCustomers(to statements: inout [Statement]) -> Int? {
    if !delta.minted.isEmpty {
      statements.append(
        Statement(
          """
          insert into customer (customer_id, minted_at, minted_change)
          select d.customer_id, c.at, c.change_number
          from change c, unnest($1::uuid[]) as d (customer_id)
          where c.change_number = (select currval('change_change_number_seq'))
          order by d.customer_id
          """, [.uuids(delta.minted)]))
    }
    if !delta.revived.isEmpty {
      statements.append(
        Statement(
          """
          update redirect r set valid_to = greatest(r.valid_from, c.at)
          from change c
          where c.change_number = (select currval('change_change_number_seq'))
            and r.from_customer = any($1::uuid[]) and r.valid_to is null
          """, [.uuids(delta.revived)]))
      statements.append(
        Statement(
          """
          update customer c set retired_at = null, retired_change = null
          where c.customer_id = any($1::uuid[]) and c.retired_at is not null
          """, [.uuids(delta.revived)]))
    }
    if delta.retired.isEmpty { return nil }
    let retired = Parameter.uuids(delta.retired.map(\.id))
    statements.append(
      Statement(
        """
        update customer k set retired_at = c.at, retired_change = c.change_number
        from change c
        where c.change_number = (select currval('change_change_number_seq'))
          and k.customer_id = any($1::uuid[]) and k.retired_at is null
        """, [retired]))
    statements.append(Statement("delete from golden_record g where g.customer_id = any($1::uuid[])", [retired]))
    // Whole households: what is left of one is known when they are found anew.
    statements.append(
      Statement(
        """
        delete from household h
        where h.household_id in (select o.household_id from household o where o.customer_id = any($1::uuid[]))
        returning h.household_id, h.customer_id
        """, [retired]))
    return statements.count - 1
  }

  func appendMoves(to statements: inout [Statement]) {
    let from = Parameter.uuidsIfAny(moves.map(\.from))
    let to = Parameter.uuidsIfAny(moves.map(\.to))
    statements.append(
      Statement(
        """
        update membership m set valid_to = greatest(m.valid_from, c.at), closed_change = c.change_number
        from change c, unnest($1::bigint[], $2::uuid[]) as d (record_number, from_customer)
        where c.change_number = (select currval('change_change_number_seq'))
          and m.record_number = d.record_number and m.valid_to is null and m.customer_id = d.from_customer
        """, [records, from]))
    statements.append(
      Statement(
        """
        insert into membership (record_number, change_number, customer_id, valid_from)
        select d.record_number, c.change_number, d.to_customer, c.at
        from change c, unnest($1::bigint[], $2::uuid[]) as d (record_number, to_customer)
        where c.change_number = (select currval('change_change_number_seq')) and d.to_customer is not null
        order by d.record_number
        """, [records, to]))
    statements.append(
      Statement(
        """
        insert into change_item (change_number, record_number, from_customer, to_customer)
        select currval('change_change_number_seq'), record_number, from_customer, to_customer
        from unnest($1::bigint[], $2::uuid[], $3::uuid[]) as d (record_number, from_customer, to_customer)
        order by record_number
        """, [records, from, to]))
  }

  func appendRedirects(to statements: inout [Statement]) {
    if delta.retired.isEmpty { return }
    let retired: [Parameter] = [.uuids(delta.retired.map(\.id)), .uuidsIfAny(delta.retired.map(\.redirectsTo))]
    statements.append(
      Statement(
        """
        update redirect r set valid_to = greatest(r.valid_from, c.at)
        from change c, unnest($1::uuid[], $2::uuid[]) as d (customer_id, to_customer)
        where c.change_number = (select currval('change_change_number_seq'))
          and r.from_customer = d.customer_id and r.valid_to is null and r.to_customer is distinct from d.to_customer
        """, retired))
    statements.append(
      Statement(
        """
        insert into redirect (from_customer, change_number, to_customer, valid_from)
        select d.customer_id, c.change_number, d.to_customer, c.at
        from change c, unnest($1::uuid[], $2::uuid[]) as d (customer_id, to_customer)
        where c.change_number = (select currval('change_change_number_seq'))
          and not exists (select from redirect r where r.from_customer = d.customer_id and r.valid_to is null)
        order by d.customer_id
        """, retired))
  }

  func appendGolden(to statements: inout [Statement]) {
    statements.append(
      Statement(
        """
        insert into golden_record (customer_id, change_number, valid_from, attributes)
        select d.customer_id, c.change_number, c.at, $2::jsonb -> (d.place - 1)::integer
        from change c
        cross join unnest($1::uuid[]) with ordinality as d (customer_id, place)
        left join golden_record g on g.customer_id = d.customer_id
        where c.change_number = (select currval('change_change_number_seq'))
          and g.attributes is distinct from $2::jsonb -> (d.place - 1)::integer
        order by d.customer_id
        on conflict (customer_id) do update
          set change_number = excluded.change_number, valid_from = excluded.valid_from, attributes = excluded.attributes
        """, [goldenIDs, goldenJSON]))
  }

  func appendMatches(to statements: inout [Statement]) {
    guard delta.possibleMatches != nil, let scope = delta.possibleMatchScope else { return }
    let pairs: [Parameter] = [.uuids(matches.map(\.left)), .uuids(matches.map(\.right))]
    statements.append(
      Statement(
        """
        delete from possible_match p
        where p.left_customer = any($1::uuid[]) and not exists (
          select from unnest($2::uuid[], $3::uuid[]) as d (l, r) where d.l = p.left_customer and d.r = p.right_customer)
        """, [.uuids(scope)] + pairs))
    statements.append(
      Statement(
        """
        delete from possible_match p
        where p.right_customer = any($1::uuid[]) and not exists (
          select from unnest($2::uuid[], $3::uuid[]) as d (l, r) where d.l = p.left_customer and d.r = p.right_customer)
        """, [.uuids(scope)] + pairs))
    if matches.isEmpty { return }
    statements.append(
      Statement(
        """
        insert into possible_match (
          left_customer, right_customer, weight_millibits, reason, left_record, right_record, change_number)
        select d.left_customer, d.right_customer, d.weight_millibits, d.reason, d.left_record, d.right_record,
          currval('change_change_number_seq')
        from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::text[], $5::bigint[], $6::bigint[])
          as d (left_customer, right_customer, weight_millibits, reason, left_record, right_record)
        left join possible_match p using (left_customer, right_customer)
        where p.left_customer is null
          or (p.weight_millibits, p.reason, p.left_record, p.right_record)
            is distinct from (d.weight_millibits, d.reason, d.left_record, d.right_record)
        order by d.left_customer, d.right_customer
        on conflict (left_customer, right_customer) do update
          set weight_millibits = excluded.weight_millibits, reason = excluded.reason, left_record = excluded.left_record,
            right_record = excluded.right_record, change_number = excluded.change_number
        """, matchColumns))
  }
}
