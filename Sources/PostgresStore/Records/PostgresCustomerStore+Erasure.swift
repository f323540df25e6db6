public import Identity
public import Resolution

/// What is kept of erasures: proofs, the list of suppressions, and which ids and keys stand for nobody any more.
extension PostgresCustomerStore: ErasureStore {
  public func erasureUnit<Value: Sendable>(
    isKept: Bool, _ body: @Sendable (any ErasureSession) async throws -> Value
  ) async throws -> Value {
    try await asWriter { connection in
      try await inTransaction(connection, isKept: isKept) {
        try await body(PostgresResolutionSession(connection: connection))
      }
    }
  }

  // MARK: proofs

  public func erasure(_ number: Int64) async throws -> ErasureProof? {
    try await read { session in try session.snapshot { try Self.proof(number, session) } }
  }

  public func erasureSummaries(normaliserVersion: Int) async throws -> [ErasureSummary] {
    try await read { session in
      try session.query(
        """
        select e.erasure_number, e.at, e.who, e.reason, coalesce(h.all_count, 0), coalesce(h.older_count, 0), e.lifted_at, e.lifted_by
        from erasure e
        left join (
          select erasure_number, count(*) as all_count, count(*) filter (where normaliser_version <> $1) as older_count
          from suppression group by erasure_number
        ) h using (erasure_number)
        order by e.erasure_number desc
        """, [.integer(Int64(normaliserVersion))]
      ).map { row in
        ErasureSummary(
          number: row.integer(0), at: row.instant(1), by: row.text(2), reason: row.text(3),
          suppressionCount: Int(row.integer(4)), olderCount: Int(row.integer(5)), liftedAt: row.instantIfAny(6),
          liftedBy: row.textIfAny(7))
      }
    }
  }

  // MARK: carrying erasures over

  public func erasureList() async throws -> ErasureList? {
    try await read { session in
      try session.snapshot {
        guard let keys = try Self.suppressionKeys(session) else { return nil }
        var customers: [Int64: [CustomerID]] = [:]
        for row in try session.query("select erasure_number, customer_id from erased_customer order by customer_id").map({ ($0.integer(0), $0.uuid(1)) }) {
          customers[row.0, default: []].append(row.1)
        }
        var records: [Int64: [[UInt8]]] = [:]
        for row in try session.query("select erasure_number, key_hash from erased_record order by key_hash").map({ ($0.integer(0), $0.bytes(1)) }) {
          records[row.0, default: []].append(row.1)
        }
        var marks: [Int64: [StoredMark]] = [:]
        for row in try session.query(
          "select kind, hash, erasure_number, normaliser_version from suppression order by kind, hash"
        ).map({ (SuppressionMark(reading: $0), $0.integer(2), $0.integerIfAny(3)) }) {
          marks[row.1, default: []].append(StoredMark(row.0, normaliserVersion: row.2.map(Int.init)))
        }
        let entries = try session.query(
          """
          select erasure_number, coalesce(first_at, at), who, reason, lifted_at, lifted_by
          from erasure order by erasure_number
          """
        ).map { row in
          ErasureList.Entry(
            number: row.integer(0), at: row.instant(1), by: row.text(2), reason: row.text(3),
            customers: customers[row.integer(0)] ?? [], records: records[row.integer(0)] ?? [],
            marks: marks[row.integer(0)] ?? [], liftedAt: row.instantIfAny(4), liftedBy: row.textIfAny(5))
        }
        return ErasureList(keyCheck: keys.check, entries: entries)
      }
    }
  }

  public func suppressionKeyCheck() async throws -> [UInt8]? {
    try await read { try Self.suppressionKeys($0)?.check }
  }

  public func sourceKeys(hashedAs hashes: Set<[UInt8]>) async throws -> [[UInt8]: SourceKey] {
    if hashes.isEmpty { return [:] }
    return try await read { session in
      try session.snapshot {
        guard let keys = try Self.suppressionKeys(session) else { return [:] }
        var found: [[UInt8]: SourceKey] = [:]
        var last: Int64 = 0
        while true {
          let rows = try session.query(
            """
            select r.record_number, s.name, r.source_id
            from source_record r join source s using (source_number)
            where r.record_number > $1 and not exists (select from erased_record e where e.record_number = r.record_number)
            order by r.record_number
            limit 20000
            """, [.integer(last)])
          for index in 0..<rows.count {
            let key = SourceKey(source: rows[index].text(1), id: rows[index].text(2))
            let hash = keys.hash(of: key)
            if hashes.contains(hash) { found[hash] = key }
            last = rows[index].integer(0)
          }
          if rows.count == 0 { return found }
        }
      }
    }
  }

  static func proof(_ number: Int64, _ session: Session) throws -> ErasureProof? {
    let found = try session.query(
      """
      select at, who, reason, change_number, lifted_at, lifted_by, (
        select count(*) from suppression s where s.erasure_number = e.erasure_number), first_at
      from erasure e where erasure_number = $1
      """, [.integer(number)])
    guard let row = found.first, let keys = try suppressionKeys(session) else { return nil }
    let customers = try session.query(
      "select customer_id from erased_customer where erasure_number = $1", [.integer(number)]
    ).map { keys.hash(of: $0.uuid(0)) }
    let records = try session.query(
      "select key_hash from erased_record where erasure_number = $1 order by key_hash", [.integer(number)]
    ).map { $0.bytes(0) }
    let removals = try session.query(
      "select kind, row_count from erasure_removal where erasure_number = $1 order by kind", [.integer(number)]
    ).map { ErasureProof.Removal(table: $0.text(0), rowCount: Int($0.integer(1))) }
    return ErasureProof(
      number: number, at: row.instant(0), firstAt: row.instantIfAny(7), by: row.text(1), reason: row.text(2), change: row.integerIfAny(3),
      customerHashes: customers.sorted { $0.lexicographicallyPrecedes($1) }, recordHashes: records, removals: removals,
      suppressionCount: Int(row.integer(6)), lifted: row.instantIfAny(4).map { ($0, row.text(5)) })
  }

  // MARK: suppressions

  public func lift(erasure number: Int64, by who: String, at: Instant) async throws -> Int {
    try await asWriter { connection in
      try await connection.run { session in
        try session.transaction {
          let found = try session.query(
            "select lifted_at is not null from erasure where erasure_number = $1", [.integer(number)])
          guard let row = found.first else { throw ErasureRefusal.unknownErasure(number) }
          if row.boolean(0) { throw ErasureRefusal.liftedBefore(number) }
          try session.query(
            "update erasure set lifted_at = $2, lifted_by = $3 where erasure_number = $1",
            [.integer(number), .instant(at), .text(who)])
          return try session.query("delete from suppression where erasure_number = $1", [.integer(number)]).affected
        }
      }
    }
  }

  public func suppressions() async throws -> Suppressions {
    try await read { session in try session.snapshot { try Self.suppressions(session) } }
  }

  static func suppressions(_ session: Session) throws -> Suppressions {
    let marks = try session.query("select kind, hash, erasure_number from suppression").map { row in
      (mark: SuppressionMark(reading: row), erasure: row.integer(2))
    }
    return Suppressions(marks.isEmpty ? nil : try suppressionKeys(session), marks)
  }

  /// nil where nothing was ever imported.
  static func suppressionKeys(_ session: Session) throws -> SuppressionKeys? {
    try session.query("select bytes from secret").first.map { SuppressionKeys(storeSecret: $0.bytes(0)) }
  }

  // MARK: what was erased

  static func erasure(of customer: CustomerID, _ session: Session) throws -> ErasureMark? {
    try session.query(
      "select erasure_number, at from erased_customer join erasure using (erasure_number) where customer_id = $1",
      [.uuid(customer)]
    ).first.map { ErasureMark(number: $0.integer(0), at: $0.instant(1)) }
  }

  /// Where a key that is not there is one that was erased; nil where it never was.
  static func erasedPlacement(of key: SourceKey, _ session: Session) throws -> RecordPlacement? {
    guard try session.query("select exists (select from erased_record)")[0].boolean(0),
      let keys = try suppressionKeys(session)
    else { return nil }
    return try session.query(
      """
      select r.record_number, e.erasure_number, e.at
      from erased_record r join erasure e using (erasure_number)
      where r.key_hash = $1 order by e.erasure_number desc limit 1
      """, [.bytes(keys.hash(of: key))]
    ).first.map { row in
      RecordPlacement(
        number: RecordNumber(rawValue: row.integer(0)), isDeleted: true, isPending: false, customer: nil,
        erasure: ErasureMark(number: row.integer(1), at: row.instant(2)))
    }
  }
}

extension SuppressionMark {
  /// Kind and hash.
  init(reading row: Row) {
    guard let kind = Kind(rawValue: Int16(row.integer(0))) else {
      preconditionFailure("a kind of suppression that the schema does not allow")
    }
    self.init(kind, hash: row.bytes(1))
  }
}
