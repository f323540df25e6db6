internal import Identity
public import Resolution

/// Resolve: what the engine reads, and the one transaction that writes what it found out.
extension PostgresCustomerStore {
  public func unitOfWork<Value: Sendable>(
    _ body: @Sendable (any ResolutionSession) async throws -> Value
  ) async throws -> Value {
    try await asWriter { connection in
      let value = try await inTransaction(connection) {
        try await body(PostgresResolutionSession(connection: connection))
      }
      // Every record that comes by itself asks whether others wait, and would meet the ghosts of those that did. The
      // server may be at it by itself, since before they were gone: then it gives way to us within a second.
      try? await connection.run { session in
        try session.script("vacuum (analyze) pending")
        // Single records are planned for once a connection, so after the first load the planner must know the tables.
        let isFirst = try session.query(
          "select reltuples < 0 from pg_class where oid = 'kindred.membership'::regclass")[0].boolean(0)
        if !isFirst { return }
        try session.script(
          """
          analyze source_record (record_number, source_number, source_id), record_version (record_number, version, valid_to),
            record_feature (record_number, source_number), record_key, customer (customer_id), change_item (change_number, record_number),
            membership, golden_record (customer_id, change_number), possible_match (left_customer, right_customer),
            set_fact (kind, key), record_edge (record_number)
          """)
      }
      return value
    }
  }

  public func snapshot<Value: Sendable>(
    _ body: @Sendable (any ResolutionSession) async throws -> Value
  ) async throws -> Value {
    try await database.jobs.withConnection { connection in
      try await inTransaction(connection, isReadOnly: true) {
        try await body(PostgresResolutionSession(connection: connection))
      }
    }
  }
}

struct PostgresResolutionSession: ResolutionSession {
  let connection: Connection

  func pendingCount() async throws -> Int {
    try await connection.run { Int(try $0.query("select count(*) from pending")[0].integer(0)) }
  }

  func pendingRecords() async throws -> [RecordNumber] {
    try await connection.run { session in
      try session.query("select record_number from pending order by record_number").map {
        RecordNumber(rawValue: $0.integer(0))
      }
    }
  }

  func publishedModel() async throws -> StoredModel? {
    try await connection.run { try PostgresCustomerStore.publishedModel($0) }
  }

  func publishFirst(model text: String, sha256: [UInt8], at: Instant) async throws {
    try await connection.run { session in
      _ = try session.query(
        """
        insert into model (sha256, text, published_at)
        select $1, $2, $3 where not exists (select from model)
        """, [.bytes(sha256), .text(text), .instant(at)])
    }
  }

  func approvalRule() async throws -> ApprovalRule? {
    try await connection.run { try PostgresCustomerStore.approvalRule($0) }
  }

  func keep(_ rule: ApprovalRule) async throws { try await connection.run { try PostgresCustomerStore.keep(rule, $0) } }

  func keep(_ decision: NewDecision) async throws -> KeptDecision {
    try await connection.run { try PostgresCustomerStore.keep(decision, $0) }
  }

  func liveRecords(atATime count: Int, _ receive: ([StoredRecord]) async throws -> Void) async throws {
    try await connection.run { try $0.beginCopyOut(Self.liveRecords) }
    do {
      var batch = try await connection.run { try Self.next(count, $0) }
      while !batch.isEmpty {
        // The next ones are on their way while these are looked at.
        async let next = connection.run { $0.isCopyingOut ? try Self.next(count, $0) : [] }
        try await receive(batch)
        batch = try await next
      }
    } catch {
      try? await connection.runToTheEnd { $0.abandonCopyOut() }
      throw error
    }
  }

  private static func next(_ count: Int, _ session: Session) throws -> [StoredRecord] {
    var records: [StoredRecord] = []
    records.reserveCapacity(count)
    while records.count < count, try session.nextCopyRow({ records.append(StoredRecord(reading: &$0)) }) {}
    return records
  }

  private static let liveRecords: SQL =
    """
    copy (
      select f.record_number, s.name, f.source_id, f.version, f.source_at, f.payload, f.settings_version,
        f.normaliser_version, s.priority
      from (
        select source_number, name, coalesce((
            select priority from kindred.source_setting p where p.source_number = source.source_number
            order by version desc limit 1), 0) as priority
        from kindred.source
        -- Once a source, not once a record.
        offset 0
      ) s
      join kindred.record_feature f on f.source_number = s.source_number
    ) to stdout (format binary)
    """

  func memberships() async throws -> [Membership] {
    try await connection.run { session in
      var memberships: [Membership] = []
      try session.copyOut(
        """
        copy (
          select record_number, customer_id from kindred.membership where valid_to is null order by record_number
        ) to stdout (format binary)
        """
      ) { fields in
        memberships.append(
          Membership(record: RecordNumber(rawValue: fields.integer()), customer: fields.uuid()))
      }
      return memberships
    }
  }

  func currentCustomers() async throws -> [CustomerID] {
    try await connection.run { session in
      var customers: [CustomerID] = []
      try session.copyOut(
        """
        copy (select customer_id from kindred.customer where retired_at is null order by customer_id)
        to stdout (format binary)
        """
      ) { customers.append($0.uuid()) }
      return customers
    }
  }

  func retiredCustomers() async throws -> [RetiredCustomer] {
    try await connection.run { session in
      var retired: [RetiredCustomer] = []
      try session.copyOut(
        """
        copy (
          select c.customer_id, r.to_customer, m.record_number
          from kindred.customer c
          left join kindred.redirect r on r.from_customer = c.customer_id and r.valid_to is null
          left join kindred.membership m on m.customer_id = c.customer_id and m.closed_change = c.retired_change
          where c.retired_at is not null
            -- "Erased" is for ever: nobody takes such an id back.
            and not exists (select from kindred.erased_customer e where e.customer_id = c.customer_id)
          order by c.customer_id, m.record_number
        ) to stdout (format binary)
        """
      ) { fields in
        let id = fields.uuid()
        let leadsTo = fields.uuidIfAny()
        if retired.last?.id != id { retired.append(RetiredCustomer(id: id, lastRecords: [], redirectsTo: leadsTo)) }
        if let record = fields.integerIfAny() {
          retired[retired.count - 1].lastRecords.append(RecordNumber(rawValue: record))
        }
      }
      return retired
    }
  }

  func judgementsInForce() async throws -> [StoredJudgement] {
    try await connection.run { try PostgresCustomerStore.judgementsInForce($0) }
  }

  func goldenRecords(of customers: [CustomerID]) async throws -> [GoldenRecordRow] {
    try await connection.run { session in
      try customers.sorted().compactMap { customer in
        try session.query(
          """
          select attributes::text, valid_from, (
            select count(*) from membership m where m.customer_id = g.customer_id and m.valid_to is null)
          from golden_record g where customer_id = $1
          """, [.uuid(customer)]
        ).first.map {
          GoldenRecordRow(customer: customer, json: $0.bytes(0), since: $0.instant(1), memberCount: Int($0.integer(2)))
        }
      }
    }
  }

  func clearPending() async throws {
    try await connection.run { _ = try $0.query("delete from pending") }
  }

  func clearPending(of numbers: [RecordNumber]) async throws {
    if numbers.isEmpty { return }
    try await connection.run { session in
      _ = try session.query(
        """
        delete from pending where record_number = any ($1::bigint[]) and cause = 'renormalised' and former_payload is null
        """, [.list(numbers.lazy.map(\.rawValue))])
    }
  }

  func apply(_ delta: ResolutionDelta) async throws -> AppliedChange {
    try await connection.run { session in
      if Self.isSmall(delta) { return try Self.applySmall(delta, session) }
      if try Self.isFirst(delta, session) { return try Self.applyFirst(delta, session) }
      // A live session is set to a few rows, and of many each would be looked for among all others.
      try session.script(
        """
        set local enable_hashjoin = on; set local enable_mergejoin = on; set local enable_seqscan = on;
        set local plan_cache_mode = auto
        """)
      try Self.copy(delta, session)
      guard try Self.saysSomethingNew(delta, session) else {
        try Self.dropDelta(session)
        return AppliedChange()
      }
      var delta = delta
      delta.at = max(delta.at, try Self.lastMoment(session))
      let change = try session.query(
        "insert into change (at, who, cause, model_sha256) values ($1, $2, $3, $4) returning change_number",
        [.instant(delta.at), .text(delta.who), .text(delta.cause), .optional(delta.modelSHA256)])[0].integer(0)
      var applied = AppliedChange(change: change)
      applied.endedHouseholds = try Self.storeCustomers(delta, change, session)
      applied.movedCount = try Self.storeMoves(delta, change, session)
      try Self.storeRedirects(delta, change, session)
      applied.goldenCount = try Self.storeGolden(delta, change, session)
      if delta.possibleMatches != nil { applied.possibleMatchCount = try Self.storeMatches(change, scope: delta.possibleMatchScope, session) }
      try Self.dropDelta(session)
      return applied
    }
  }

  // MARK: a delta as temporary tables

  private static func copy(_ delta: ResolutionDelta, _ session: Session) throws {
    try session.script(
      """
      create temporary table delta_move (record_number bigint, from_customer uuid, to_customer uuid) on commit drop;
      create temporary table delta_customer (customer_id uuid, act text, to_customer uuid) on commit drop;
      create temporary table delta_golden (customer_id uuid, attributes jsonb) on commit drop;
      create temporary table delta_match (
        left_customer uuid, right_customer uuid, weight_millibits integer, reason text collate "C", left_record bigint,
        right_record bigint) on commit drop
      """)
    try fill("copy delta_move from stdin", delta.moves, session) { move, rows in
      guard move.from != move.to else { return }
      rows.integer(move.record.rawValue)
      rows.uuid(move.from)
      rows.uuid(move.to)
      rows.endRow()
    }
    let acts =
      delta.minted.map { ($0, "minted", CustomerID?.none) } + delta.revived.map { ($0, "revived", nil) }
      + delta.retired.map { ($0.id, "retired", $0.redirectsTo) }
    try fill("copy delta_customer from stdin", acts, session) { act, rows in
      rows.uuid(act.0)
      rows.text(act.1)
      rows.uuid(act.2)
      rows.endRow()
    }
    try fill("copy delta_golden from stdin", delta.golden, session) { golden, rows in
      rows.uuid(golden.id)
      rows.utf8(golden.json)
      rows.endRow()
    }
    try fill("copy delta_match from stdin", delta.possibleMatches ?? [], session) { match, rows in
      append(match, &rows)
      rows.endRow()
    }
    try session.script("analyze delta_move; analyze delta_customer; analyze delta_golden (customer_id); analyze delta_match")
  }

  /// The smaller id is to the left.
  static func append(_ match: PossibleMatch, _ rows: inout CopyRows) {
    let match = match.inOrder
    rows.uuid(match.left)
    rows.uuid(match.right)
    rows.integer(Int64(match.weight.rawValue))
    rows.text(match.reason)
    rows.integer(match.leftRecord.rawValue)
    rows.integer(match.rightRecord.rawValue)
  }

  static func fill<Item>(
    _ sql: SQL, _ items: [Item], _ session: Session, _ append: (Item, inout CopyRows) -> Void
  ) throws {
    guard !items.isEmpty else { return }
    try session.copyIn(sql) { put in
      var rows = CopyRows()
      for item in items {
        append(item, &rows)
        if rows.bytes.count >= Session.copyChunkBytes { try put(&rows) }
      }
      try put(&rows)
    }
  }

  /// The latest moment in the history of what changes. Writers read their clocks before they wait for each other,
  /// and one moment belongs to one customer only.
  private static func lastMoment(_ session: Session) throws -> Instant {
    try session.query(
      """
      select max(moment) from (
        select max(m.valid_from) as moment from delta_move d
        join membership m on m.record_number = d.record_number and m.valid_to is null
        union all
        select max(coalesce(r.valid_to, r.valid_from)) from delta_customer d join redirect r on r.from_customer = d.customer_id
        union all
        select max(g.valid_from) from delta_golden d join golden_record g on g.customer_id = d.customer_id
        union all
        select max(m.valid_to) from delta_move d join membership m on m.record_number = d.record_number
      ) moments
      """)[0].instantIfAny(0) ?? Instant(microseconds: .min)
  }

  private static func dropDelta(_ session: Session) throws {
    try session.script("drop table delta_move, delta_customer, delta_golden, delta_match")
  }

  private static func saysSomethingNew(_ delta: ResolutionDelta, _ session: Session) throws -> Bool {
    try session.query(
      """
      select exists (select from delta_move)
        or exists (
          select from delta_customer d
          left join customer c using (customer_id)
          left join redirect r on r.from_customer = d.customer_id and r.valid_to is null
          where d.act = 'minted'
            or d.act = 'revived' and c.retired_at is not null
            or d.act = 'retired' and (c.retired_at is null or r.to_customer is distinct from d.to_customer))
        or exists (
          select from delta_golden d left join golden_record g using (customer_id)
          where g.attributes is distinct from d.attributes)
        or $1 and (
          exists (
            select from delta_match d left join possible_match p using (left_customer, right_customer)
            where (p.weight_millibits, p.reason, p.left_record, p.right_record)
              is distinct from (d.weight_millibits, d.reason, d.left_record, d.right_record))
          or $2 and exists (
            select from possible_match p
            where not exists (
              select from delta_match d where d.left_customer = p.left_customer and d.right_customer = p.right_customer))
          or exists (
            select from possible_match p
            where p.left_customer = any($3::uuid[]) and not exists (
              select from delta_match d where d.left_customer = p.left_customer and d.right_customer = p.right_customer))
          or exists (
            select from possible_match p
            where p.right_customer = any($3::uuid[]) and not exists (
              select from delta_match d where d.left_customer = p.left_customer and d.right_customer = p.right_customer)))
      """, [
        .boolean(delta.possibleMatches != nil), .boolean(delta.possibleMatchScope == nil),
        .uuids(delta.possibleMatchScope ?? []),
      ])[0].boolean(0)
  }

  // MARK: writing it

  /// - Returns: who was of the households that ended, by household and customer.
  private static func storeCustomers(_ delta: ResolutionDelta, _ change: Int64, _ session: Session) throws -> [HouseholdMember] {
    let parameters: [Parameter] = [.integer(change), .instant(delta.at)]
    try session.query(
      """
      insert into customer (customer_id, minted_at, minted_change)
      select customer_id, $2, $1 from delta_customer where act = 'minted' order by customer_id
      """, parameters)
    try session.query(
      """
      update redirect r set valid_to = greatest(r.valid_from, $1)
      from delta_customer d
      where d.act = 'revived' and r.from_customer = d.customer_id and r.valid_to is null
      """, [.instant(delta.at)])
    try session.query(
      """
      update customer c set retired_at = null, retired_change = null
      from delta_customer d
      where d.act = 'revived' and c.customer_id = d.customer_id and c.retired_at is not null
      """)
    try session.query(
      """
      update customer c set retired_at = $2, retired_change = $1
      from delta_customer d
      where d.act = 'retired' and c.customer_id = d.customer_id and c.retired_at is null
      """, parameters)
    try session.query(
      """
      delete from golden_record g using delta_customer d where d.act = 'retired' and g.customer_id = d.customer_id
      """)
    // Whole households: what is left of one is known when they are found anew.
    return try session.query(
      """
      delete from household h
      using household o join delta_customer d on d.customer_id = o.customer_id
      where d.act = 'retired' and h.household_id = o.household_id
      returning h.household_id, h.customer_id
      """
    ).map { HouseholdMember(customer: $0.uuid(1), household: $0.uuid(0)) }.sorted()
  }

  private static func storeMoves(_ delta: ResolutionDelta, _ change: Int64, _ session: Session) throws -> Int {
    let closed = try session.query(
      """
      update membership m set valid_to = greatest(m.valid_from, $2), closed_change = $1
      from delta_move d
      where m.record_number = d.record_number and m.valid_to is null and m.customer_id = d.from_customer
      """, [.integer(change), .instant(delta.at)])
    let expected = try session.query("select count(*) from delta_move where from_customer is not null")
    guard closed.affected == Int(expected[0].integer(0)) else { throw StoreFailure.deltaOutdated }
    try session.query(
      """
      insert into membership (record_number, change_number, customer_id, valid_from)
      select record_number, $1, to_customer, $2 from delta_move where to_customer is not null order by record_number
      """, [.integer(change), .instant(delta.at)])
    return try session.query(
      """
      insert into change_item (change_number, record_number, from_customer, to_customer)
      select $1, record_number, from_customer, to_customer from delta_move order by record_number
      """, [.integer(change)]
    ).affected
  }

  private static func storeRedirects(_ delta: ResolutionDelta, _ change: Int64, _ session: Session) throws {
    try session.query(
      """
      update redirect r set valid_to = greatest(r.valid_from, $1)
      from delta_customer d
      where d.act = 'retired' and r.from_customer = d.customer_id and r.valid_to is null
        and r.to_customer is distinct from d.to_customer
      """, [.instant(delta.at)])
    try session.query(
      """
      insert into redirect (from_customer, change_number, to_customer, valid_from)
      select d.customer_id, $1, d.to_customer, $2
      from delta_customer d
      where d.act = 'retired'
        and not exists (select from redirect r where r.from_customer = d.customer_id and r.valid_to is null)
      order by d.customer_id
      """, [.integer(change), .instant(delta.at)])
  }

  private static func storeGolden(_ delta: ResolutionDelta, _ change: Int64, _ session: Session) throws -> Int {
    try session.query(
      """
      insert into golden_record (customer_id, change_number, valid_from, attributes)
      select d.customer_id, $1, $2, d.attributes
      from delta_golden d left join golden_record g using (customer_id)
      where g.attributes is distinct from d.attributes
      order by d.customer_id
      on conflict (customer_id) do update
        set change_number = excluded.change_number, valid_from = excluded.valid_from, attributes = excluded.attributes
      """, [.integer(change), .instant(delta.at)]
    ).affected
  }

  private static func storeMatches(_ change: Int64, scope: [CustomerID]?, _ session: Session) throws -> Int {
    var deletedCount = 0
    if scope == nil {
      deletedCount = try session.query(
        """
        delete from possible_match p
        where not exists (
          select from delta_match d
          where d.left_customer = p.left_customer and d.right_customer = p.right_customer)
        """
      ).affected
    } else {
      deletedCount += try session.query(
        """
        delete from possible_match p
        where p.left_customer = any($1::uuid[]) and not exists (
          select from delta_match d
          where d.left_customer = p.left_customer and d.right_customer = p.right_customer)
        """, [.uuids(scope ?? [])]
      ).affected
      deletedCount += try session.query(
        """
        delete from possible_match p
        where p.right_customer = any($1::uuid[]) and not exists (
          select from delta_match d
          where d.left_customer = p.left_customer and d.right_customer = p.right_customer)
        """, [.uuids(scope ?? [])]
      ).affected
    }
    let written = try session.query(
      """
      insert into possible_match (
        left_customer, right_customer, weight_millibits, reason, left_record, right_record, change_number)
      select d.left_customer, d.right_customer, d.weight_millibits, d.reason, d.left_record, d.right_record, $1
      from delta_match d
      left join possible_match p using (left_customer, right_customer)
      where p.left_customer is null
        or (p.weight_millibits, p.reason, p.left_record, p.right_record)
          is distinct from (d.weight_millibits, d.reason, d.left_record, d.right_record)
      order by d.left_customer, d.right_customer
      on conflict (left_customer, right_customer) do update
        set weight_millibits = excluded.weight_millibits, reason = excluded.reason, left_record = excluded.left_record,
          right_record = excluded.right_record, change_number = excluded.change_number
      """, [.integer(change)])
    return deletedCount + written.affected
  }
}

extension PossibleMatch {
  /// With the smaller of the customers to the left, as it is kept.
  var inOrder: PossibleMatch {
    if left < right { return self }
    var match = self
    swap(&match.left, &match.right)
    swap(&match.leftRecord, &match.rightRecord)
    return match
  }
}

extension StoredRecord {
  /// Fields in the order of the initialiser.
  init(reading fields: inout CopyFields) {
    let number = fields.integer()
    let source = fields.text()
    let id = fields.text()
    let version = fields.integer()
    let sourceTimestamp = fields.instantIfAny()
    let payload = fields.bytes()
    let settingsVersion = fields.integer()
    let normaliserVersion = fields.integer()
    self.init(
      number: RecordNumber(rawValue: number), key: SourceKey(source: source, id: id), version: Int(version),
      sourceTimestamp: sourceTimestamp, payload: payload, settingsVersion: Int(settingsVersion),
      normaliserVersion: Int(normaliserVersion), priority: Int(fields.integer()))
  }
}
