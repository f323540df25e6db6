internal import Identity
internal import Resolution

/// What resolving a part of the store asks: lists in, rows out, one statement each.
extension PostgresResolutionSession {
  func waitingRecords() async throws -> [WaitingRecord] {
    try await connection.run { session in
      // Where no former values were put aside they are what is stored, or the record was never resolved.
      try session.query(
        """
        select p.record_number, coalesce(p.former_payload, case when m.record_number is not null then f.payload end)
        from pending p
        left join membership m on m.record_number = p.record_number and m.valid_to is null
        left join record_feature f on f.record_number = p.record_number
        order by p.record_number
        """
      ).map { WaitingRecord(number: RecordNumber(rawValue: $0.integer(0)), formerPayload: $0.bytesIfAny(1)) }
    }
  }

  func answer(_ question: PartQuestion) async throws -> PartAnswer {
    if question.asksNothing { return PartAnswer() }
    return try await connection.run { try Self.answer(question, $0) }
  }

  private static func answer(_ question: PartQuestion, _ session: Session) throws -> PartAnswer {
    var statements: [Statement] = []
    func place(of made: [Statement], unless isEmpty: Bool) -> Int? {
      if isEmpty { return nil }
      statements += made
      return statements.count - made.count
    }
    let locks = place(of: [lockingWithoutWaiting(question.locks)], unless: question.locks.isEmpty)
    let records = place(of: placedRecords(question.records), unless: question.records.isEmpty)
    let known = place(of: [factsStatement(of: question.factsOf, question.factKinds)], unless: question.factsOf.isEmpty)
    let places = place(of: [placesStatement(question.places)], unless: question.places.isEmpty)
    let facts = place(of: [factsStatement(question.facts)], unless: question.facts.isEmpty)
    let carriers = place(of: [carriersStatement(question.carriers)], unless: question.carriers.isEmpty)
    let edges = place(of: [edgesStatement(question.edges)], unless: question.edges.isEmpty)
    let retired = place(of: [retiredStatement(question.lastHeld)], unless: question.lastHeld.isEmpty)
    let rows = try session.pipeline(statements)
    var answer = PartAnswer()
    if let locks, !rows[locks][0].boolean(0) { throw LockTaken() }
    if let records { answer.records = placedRecords(reading: rows[records], rows[records + 1]) }
    if let known { answer.facts = rows[known].map { StoredFact(reading: $0) } }
    if let places { answer.places = rows[places].map { Membership(reading: $0) } }
    if let facts { answer.facts += rows[facts].map { StoredFact(reading: $0) } }
    if let carriers {
      answer.carriers = [[RecordNumber]](repeating: [], count: question.carriers.count)
      for row in 0..<rows[carriers].count {
        let row = rows[carriers][row]
        answer.carriers[Int(row.integer(0)) - 1].append(RecordNumber(rawValue: row.integer(1)))
      }
    }
    if let edges {
      answer.edges = rows[edges].map { row in
        RecordEdges(
          number: RecordNumber(rawValue: row.integer(0)), others: row.integers(1).map { RecordNumber(rawValue: $0) },
          weights: row.integers(2).map { MatchWeight(rawValue: Int32($0)) })
      }
    }
    if let retired { answer.retired = retiredCustomers(reading: rows[retired]) }
    return answer
  }

  private static func lockingWithoutWaiting(_ locks: LiveLocks) -> Statement {
    Statement(
      """
      select coalesce(bool_and(
        case when w.alone = 1 then pg_try_advisory_xact_lock(w.number) else pg_try_advisory_xact_lock_shared(w.number) end),
        true)
      from unnest($1::bigint[], $2::integer[]) as w (number, alone)
      """, columns(of: locks))
  }

  private static func carriersStatement(_ wanted: [WantedPostings]) -> Statement {
    Statement(
      """
      select w.place, p.record_number
      from unnest($1::smallint[], $2::bigint[], $3::integer[]) with ordinality as w (kind, key, most, place)
      cross join lateral (
        select k.record_number from record_key k
        where k.kind = w.kind and k.key = w.key order by k.record_number limit w.most) p
      """,
      [
        .list(wanted.lazy.map { Int64($0.key.kind) }), .list(wanted.lazy.map(\.key.key)),
        .list(wanted.lazy.map { Int64($0.countMax) }),
      ])
  }

  static func factsStatement(_ keys: [RecordKey]) -> Statement {
    Statement(
      """
      select f.kind, f.key, f.value
      from unnest($1::smallint[], $2::bigint[]) as w (kind, key)
      join set_fact f on f.kind = w.kind and f.key = w.key
      """, [.list(keys.lazy.map { Int64($0.kind) }), .list(keys.lazy.map(\.key))])
  }

  private static func edgesStatement(_ numbers: [RecordNumber]) -> Statement {
    Statement(
      """
      select e.record_number, e.others, e.weights
      from unnest($1::bigint[]) as w (record_number) join record_edge e on e.record_number = w.record_number
      """, [.list(numbers.lazy.map(\.rawValue))])
  }

  private static func placesStatement(_ numbers: [RecordNumber]) -> Statement {
    Statement(
      """
      select m.record_number, m.customer_id
      from unnest($1::bigint[]) as w (record_number)
      join membership m on m.record_number = w.record_number and m.valid_to is null
      """, [.list(numbers.lazy.map(\.rawValue))])
  }

  /// The sources with their priorities, and the records.
  private static func placedRecords(_ numbers: [RecordNumber]) -> [Statement] {
    [
      Statement(
        """
        select s.source_number, s.name, coalesce((
          select p.priority from source_setting p where p.source_number = s.source_number order by p.version desc limit 1), 0)
        from source s
        """),
      Statement(
        """
        select f.record_number, f.source_number, f.source_id, f.version, f.source_at, f.payload, f.settings_version,
          f.normaliser_version, f.key_kinds, f.keys
        from unnest($1::bigint[]) as w (record_number)
        join record_feature f on f.record_number = w.record_number
        """, [.list(numbers.lazy.map(\.rawValue))]),
    ]
  }

  private static func placedRecords(reading ofSources: Rows, _ ofRecords: Rows) -> [PlacedRecord] {
    var sources: [Int64: (name: String, priority: Int)] = [:]
    for row in 0..<ofSources.count {
      sources[ofSources[row].integer(0)] = (ofSources[row].text(1), Int(ofSources[row].integer(2)))
    }
    return ofRecords.map { row in
      guard let source = sources[row.integer(1)] else { preconditionFailure("a record of a source that is not there") }
      return PlacedRecord(
        record: StoredRecord(
          number: RecordNumber(rawValue: row.integer(0)), key: SourceKey(source: source.name, id: row.text(2)),
          version: Int(row.integer(3)), sourceTimestamp: row.instantIfAny(4), payload: row.bytes(5),
          settingsVersion: Int(row.integer(6)), normaliserVersion: Int(row.integer(7)), priority: source.priority),
        keys: zip(row.integers(8), row.integers(9)).map { RecordKey(kind: Int16($0), key: $1) })
    }
  }

  /// What is known of the postings of records. Many of them are the same: of each it is asked once.
  private static func factsStatement(of numbers: [RecordNumber], _ kinds: [Int16]) -> Statement {
    Statement(
      """
      select x.kind, x.key, x.value
      from (
        select distinct p.kind, p.key
        from (
          select unnest(f.key_kinds) as kind, unnest(f.keys) as key
          from unnest($1::bigint[]) as w (record_number)
          join record_feature f on f.record_number = w.record_number
        ) p
        where p.kind = any($2::smallint[])
      ) k
      join set_fact x on x.kind = k.kind and x.key = k.key
      """, [.list(numbers.lazy.map(\.rawValue)), .list(kinds.lazy.map { Int64($0) })])
  }

  private static func retiredStatement(_ numbers: [RecordNumber]) -> Statement {
    Statement(
      """
      with concerned as (
        select distinct c.customer_id, c.retired_change
        from unnest($1::bigint[]) as w (record_number)
        join membership m on m.record_number = w.record_number and m.valid_to is not null
        join customer c on c.customer_id = m.customer_id and c.retired_change = m.closed_change
        -- "Erased" is for ever: nobody takes such an id back.
        where not exists (select from erased_customer e where e.customer_id = c.customer_id)
      )
      select c.customer_id, r.to_customer, m.record_number
      from concerned c
      left join redirect r on r.from_customer = c.customer_id and r.valid_to is null
      join membership m on m.customer_id = c.customer_id and m.closed_change = c.retired_change
      order by c.customer_id, m.record_number
      """, [.list(numbers.lazy.map(\.rawValue))])
  }

  private static func retiredCustomers(reading rows: Rows) -> [RetiredCustomer] {
    var retired: [RetiredCustomer] = []
    for row in 0..<rows.count {
      let id = rows[row].uuid(0)
      if retired.last?.id != id {
        retired.append(RetiredCustomer(id: id, lastRecords: [], redirectsTo: rows[row].uuidIfAny(1)))
      }
      retired[retired.count - 1].lastRecords.append(RecordNumber(rawValue: rows[row].integer(2)))
    }
    return retired
  }

  func liveNumbers(of keys: [SourceKey]) async throws -> Set<RecordNumber> {
    try await connection.run { session in
      let rows = try session.pipeline(
        keys.map { key in
          Statement(
            """
            select r.record_number from source s join source_record r using (source_number)
            where s.name = $1 and r.source_id = $2 and r.deleted_at is null
            """, [.text(key.source), .text(key.id)])
        })
      return Set(rows.compactMap { $0.first.map { RecordNumber(rawValue: $0.integer(0)) } })
    }
  }

  func memberships(of numbers: [RecordNumber]) async throws -> [Membership] {
    if numbers.isEmpty { return [] }
    return try await connection.run { session in
      try session.query(
        """
        select m.record_number, m.customer_id
        from unnest($1::bigint[]) as w (record_number)
        join membership m on m.record_number = w.record_number and m.valid_to is null
        order by m.record_number
        """, [.list(numbers.lazy.map(\.rawValue))]
      ).map { Membership(reading: $0) }
    }
  }

  func companions(of numbers: [RecordNumber]) async throws -> Set<RecordNumber> {
    if numbers.isEmpty { return [] }
    return try await connection.run { session in
      Set(
        try session.query(
          """
          select o.record_number
          from unnest($1::bigint[]) as w (record_number)
          join membership m on m.record_number = w.record_number and m.valid_to is null
          join membership o on o.customer_id = m.customer_id and o.valid_to is null
          """, [.list(numbers.lazy.map(\.rawValue))]
        ).map { RecordNumber(rawValue: $0.integer(0)) })
    }
  }

  func hasJudgements() async throws -> Bool {
    try await connection.run { try $0.query("select exists (select from judgement)")[0].boolean(0) }
  }

  func judgementsInForce(about keys: [SourceKey]) async throws -> [StoredJudgement] {
    try await connection.run { session in
      let rows = try session.pipeline(
        keys.map { key in
          Statement(
            """
            select judgement_number, verdict, left_source, left_id, right_source, right_id, who, because, at,
              left_version, right_version, (select d.approved_by from decision d where d.decision_number = j.decision_number)
            from judgement j
            where (left_source = $1 and left_id = $2 or right_source = $1 and right_id = $2)
              and verdict <> 'withdrawn'
              and not exists (select from judgement w where w.withdraws = j.judgement_number)
            """, [.text(key.source), .text(key.id)])
        })
      var found: [Int64: StoredJudgement] = [:]
      for judgement in rows.flatMap({ $0.map { StoredJudgement(reading: $0) } }) { found[judgement.judgement.id] = judgement }
      return found.keys.sorted().map { found[$0]! }
    }
  }

  func judged(after number: Int64) async throws -> (keys: [SourceKey], last: Int64) {
    try await connection.run { session in
      let rows = try session.query(
        """
        select judgement_number, left_source, left_id, right_source, right_id from judgement
        where judgement_number > $1 order by judgement_number
        """, [.integer(number)])
      var keys = Set<SourceKey>()
      for row in 0..<rows.count {
        keys.insert(SourceKey(source: rows[row].text(1), id: rows[row].text(2)))
        keys.insert(SourceKey(source: rows[row].text(3), id: rows[row].text(4)))
      }
      return (keys.sorted(), rows.count > 0 ? rows[rows.count - 1].integer(0) : number)
    }
  }

  func areHouseholdsOlder() async throws -> Bool {
    try await connection.run { session in
      try session.query(
        """
        select coalesce((select households_are_older from resolved_state), false) or exists (
          select from change where change_number > coalesce((select households_change from resolved_state), -1))
        """)[0].boolean(0)
    }
  }

  func keepHouseholdsCurrent() async throws {
    try await connection.run { session in
      _ = try session.query(
        """
        update resolved_state set households_change = (select max(change_number) from change), households_are_older = false
        where households_change is distinct from (select max(change_number) from change) or households_are_older
        """)
    }
  }

  func keepHouseholdsOlder() async throws {
    try await connection.run { session in
      _ = try session.query("update resolved_state set households_are_older = true where not households_are_older")
    }
  }

  func counts() async throws -> ResolvedCounts {
    try await connection.run { session in
      let row = try session.query(
        """
        select (select count(*) from record_feature), count(*), count(*) filter (where members > 1),
          (select count(*) from possible_match)
        from (select count(*) as members from membership where valid_to is null group by customer_id) customers
        """)[0]
      return ResolvedCounts(
        recordCount: Int(row.integer(0)), customerCount: Int(row.integer(1)),
        customersWithSeveralRecords: Int(row.integer(2)), possibleMatchCount: Int(row.integer(3)))
    }
  }

  func resolvedState() async throws -> ResolvedState? {
    try await connection.run { session in
      try session.query("select stamp, last_judgement from resolved_state").first.map {
        ResolvedState(stamp: $0.bytes(0), lastJudgement: $0.integer(1))
      }
    }
  }

  func keep(_ state: ResolvedState) async throws {
    try await connection.run { session in
      _ = try session.query(
        """
        insert into resolved_state (only_one, stamp, last_judgement, households_are_older) values (true, $1, $2, false)
        on conflict (only_one) do update set
          stamp = excluded.stamp, last_judgement = greatest(resolved_state.last_judgement, excluded.last_judgement)
        where resolved_state.stamp <> excluded.stamp or resolved_state.last_judgement < excluded.last_judgement
        """, [.bytes(state.stamp), .integer(state.lastJudgement)])
    }
  }

  func replaceFacts(_ facts: [StoredFact]) async throws {
    try await connection.run { session in
      if try !session.query("select exists (select from set_fact)")[0].boolean(0) {
        try session.script("truncate set_fact")
        try Self.fill("copy set_fact (kind, key, value) from stdin (freeze)", facts.sorted { $0.key < $1.key }, session) {
          fact, rows in
          rows.integer(Int64(fact.key.kind))
          rows.integer(fact.key.key)
          rows.integer(Int64(fact.value))
          rows.endRow()
        }
        return
      }
      try session.query("create temporary table fact (kind smallint, key bigint, value smallint) on commit drop")
      try session.copyIn("copy fact from stdin") { put in
        var rows = CopyRows()
        for fact in facts {
          rows.integer(Int64(fact.key.kind))
          rows.integer(fact.key.key)
          rows.integer(Int64(fact.value))
          rows.endRow()
          if rows.bytes.count >= Session.copyChunkBytes { try put(&rows) }
        }
        try put(&rows)
      }
      try session.query("analyze fact")
      try session.query(
        "delete from set_fact s where not exists (select from fact f where f.kind = s.kind and f.key = s.key)")
      try session.query(
        """
        insert into set_fact (kind, key, value)
        select f.kind, f.key, f.value
        from fact f left join set_fact s on s.kind = f.kind and s.key = f.key
        where s.value is distinct from f.value
        order by f.kind, f.key
        on conflict (kind, key) do update set value = excluded.value
        """)
      try session.query("drop table fact")
    }
  }

  func replaceEdges(_ edges: EdgeLists) async throws {
    try await connection.run { session in
      func fill(_ sql: SQL) throws {
        try session.copyIn(sql, edges.numbers.indices) { index, rows in
          let range = edges.offsets[index]..<edges.offsets[index + 1]
          rows.beginRow(fieldCount: 3)
          rows.bigint(edges.numbers[index].rawValue)
          rows.bigints(edges.others[range].lazy.map(\.rawValue))
          rows.integers(edges.weights[range].lazy.map(\.rawValue))
        }
      }
      if try !session.query("select exists (select from record_edge)")[0].boolean(0) {
        try session.script("truncate record_edge")
        try fill("copy record_edge (record_number, others, weights) from stdin (format binary, freeze)")
        return
      }
      try session.query(
        "create temporary table edge (record_number bigint, others bigint[], weights integer[]) on commit drop")
      try fill("copy edge from stdin (format binary)")
      try session.query("analyze edge")
      try session.query(
        "delete from record_edge e where not exists (select from edge n where n.record_number = e.record_number)")
      try session.query(
        """
        insert into record_edge (record_number, others, weights)
        select n.record_number, n.others, n.weights
        from edge n left join record_edge e on e.record_number = n.record_number
        where (e.others, e.weights) is distinct from (n.others, n.weights)
        order by n.record_number
        on conflict (record_number) do update set others = excluded.others, weights = excluded.weights
        """)
      try session.query("drop table edge")
    }
  }

  func change(_ facts: [StoredFact], _ edges: [RecordEdges]) async throws {
    if facts.isEmpty && edges.isEmpty { return }
    try await connection.run { session in
      let gone = facts.filter { $0.value == 0 }
      let standing = facts.filter { $0.value != 0 }
      var statements: [Statement] = []
      if !gone.isEmpty {
        statements.append(Statement(
          """
          delete from set_fact f using unnest($1::smallint[], $2::bigint[]) as w (kind, key)
          where f.kind = w.kind and f.key = w.key
          """, [.list(gone.lazy.map { Int64($0.key.kind) }), .list(gone.lazy.map(\.key.key))]))
      }
      if !standing.isEmpty {
        statements.append(Statement(
          """
          insert into set_fact (kind, key, value)
          select * from unnest($1::smallint[], $2::bigint[], $3::smallint[])
          on conflict (kind, key) do update set value = excluded.value
          """,
          [
            .list(standing.lazy.map { Int64($0.key.kind) }), .list(standing.lazy.map(\.key.key)),
            .list(standing.lazy.map { Int64($0.value) }),
          ]))
      }
      let apart = edges.filter(\.others.isEmpty)
      if !apart.isEmpty {
        statements.append(Statement(
          "delete from record_edge where record_number = any($1::bigint[])", [.list(apart.lazy.map(\.number.rawValue))]))
      }
      let joined = edges.filter { !$0.others.isEmpty }
      if !joined.isEmpty {
        statements.append(Statement(
          """
          insert into record_edge (record_number, others, weights)
          select record_number, array_agg(other order by other), array_agg(weight order by other)
          from unnest($1::bigint[], $2::bigint[], $3::integer[]) as e (record_number, other, weight)
          group by record_number
          order by record_number
          on conflict (record_number) do update set others = excluded.others, weights = excluded.weights
          """,
          [
            .list(joined.flatMap { edges in edges.others.map { _ in edges.number.rawValue } }),
            .list(joined.flatMap { $0.others.map(\.rawValue) }),
            .list(joined.flatMap { $0.weights.map { Int64($0.rawValue) } }),
          ]))
      }
      session.later(statements)
    }
  }
}

extension Membership {
  /// Columns in the order of record and customer.
  fileprivate init(reading row: Row) { self.init(record: RecordNumber(rawValue: row.integer(0)), customer: row.uuid(1)) }
}

extension StoredFact {
  /// Columns in the order of kind, key and value.
  init(reading row: Row) {
    self.init(key: RecordKey(kind: Int16(row.integer(0)), key: row.integer(1)), value: UInt8(clamping: row.integer(2)))
  }
}
