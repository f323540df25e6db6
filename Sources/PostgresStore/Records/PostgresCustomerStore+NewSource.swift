internal import Identity
internal import Resolution

/// The first import of a source: nothing is there that its rows could be held against, and where all ids differ
/// nothing among themselves either. Every row is new, and goes straight to its tables while the next is read.
extension PostgresCustomerStore {
  func isNew(source: Int64, _ session: Session) throws -> Bool {
    try session.query(
      "select not exists (select from source_record where source_number = $1)", [.integer(source)])[0].boolean(0)
  }

  /// - Parameter idCount: records say their places below it.
  func loadNew(
    source: Int64, _ request: ImportRequest, idCount: Int, _ begun: ImportOutcome,
    _ feed: @escaping @Sendable (ImportOpening) async throws -> IncomingBatch?, _ connection: Connection
  ) async throws -> ImportOutcome {
    let opening = ImportOpening(suppressions: try await connection.run { try Self.suppressions($0) })
    let load = try await connection.run { session in
      try NewRecords(source: source, request, idCount: idCount, job: begun.job, session)
    }
    var outcome = begun
    var batch = try await feed(opening)
    while let current = batch {
      outcome.rejectedCount += current.rejectedRowCount
      outcome.suppressedCount += current.suppressedRowCount
      outcome.newCount += current.records.count
      // The next batch is read while this one is on its way.
      async let next = feed(opening)
      try await connection.run { try load.put(current.records, $0) }
      batch = try await next
    }
    let loaded = outcome
    try await connection.run { session in
      try load.finish(session)
      try countAnew(loaded.newCount, session)
    }
    return loaded
  }
}

/// What the first load of a store does beside loading, whichever way it goes.
extension PostgresCustomerStore {
  /// Empties the tables of records where there is none in them: what is loaded into a table that was emptied in the same
  /// transaction needs no log where the server keeps none for others (`wal_level`), and half of a first load is writing
  /// the log.
  ///
  /// - Returns: whether there was none.
  static func emptiedForFirst(_ session: Session) throws -> Bool {
    if try session.query("select exists (select from source_record) or exists (select from record_key)")[0].boolean(0) {
      return false
    }
    try session.script("truncate source_record, record_version, record_feature, record_key, pending, erased_record")
    return true
  }

  /// A first load is indexed when it is done, in a fraction of the time; there is nobody yet to look anything up.
  static func dropPostingIndex(_ session: Session) throws {
    try session.script("alter table record_key drop constraint record_key_key")
  }

  static func indexPostings(_ session: Session) throws {
    try session.script("alter table record_key add constraint record_key_key primary key (key, kind, record_number)")
  }
}

/// Records of a source that had none, on their way into the tables of the store.
private struct NewRecords: Sendable {
  private let source: Int64
  private let request: ImportRequest
  private let job: Int64
  /// The number of the record whose id is the first of the file's. Numbers go by the order of ids, so that they do not
  /// depend on the order of rows; of a row that was rejected, or kept out, the number is left out.
  private let first: Int64
  /// No source has records. Then rows are stored as settled, and postings are indexed when they are all there. Until it
  /// is done others have to wait for these tables.
  private let isFirstOfAll: Bool

  init(source: Int64, _ request: ImportRequest, idCount: Int, job: Int64, _ session: Session) throws {
    self.source = source
    self.request = request
    self.job = job
    isFirstOfAll = try PostgresCustomerStore.emptiedForFirst(session)
    if isFirstOfAll {
      try PostgresCustomerStore.dropPostingIndex(session)
    } else {
      try session.query("create temporary table posting (kind smallint, key bigint, record_number bigint) on commit drop")
    }
    // Nobody else numbers a record while we are the writer.
    first = try session.query("select nextval('source_record_record_number_seq')")[0].integer(0)
    try session.query(
      "select setval('source_record_record_number_seq', $1)", [.integer(first + Int64(max(1, idCount)) - 1)])
  }

  func put(_ records: [IncomingRecord], _ session: Session) throws {
    var addresses = BinaryCopyRows()
    var versions = BinaryCopyRows()
    var features = BinaryCopyRows()
    var postings = BinaryCopyRows()
    var pending = BinaryCopyRows()
    for record in records {
      guard let place = record.place else { preconditionFailure("a record of a file of known ids without its place") }
      let number = first + Int64(place)
      addresses.beginRow(fieldCount: 4)
      addresses.bigint(number)
      addresses.integer(Int32(source))
      addresses.text(record.id)
      addresses.instant(request.at)

      versions.beginRow(fieldCount: 8)
      versions.bigint(number)
      versions.integer(1)
      versions.byteString(record.contentHash)
      versions.instant(record.sourceTimestamp)
      versions.json(record.rawJSON)
      versions.bigint(job)
      versions.bigint(Int64(record.line))
      versions.instant(request.at)

      let keys = record.distinctKeys
      features.beginRow(fieldCount: 10)
      features.bigint(number)
      features.integer(Int32(request.stamp.settingsVersion))
      features.integer(Int32(request.stamp.normaliserVersion))
      features.byteString(record.payload)
      features.smallints(keys.lazy.map(\.kind))
      features.bigints(keys.lazy.map(\.key))
      features.integer(Int32(source))
      features.text(record.id)
      features.integer(1)
      features.instant(record.sourceTimestamp)

      for key in keys {
        postings.beginRow(fieldCount: 3)
        postings.smallint(key.kind)
        postings.bigint(key.key)
        postings.bigint(number)
      }

      pending.beginRow(fieldCount: 3)
      pending.bigint(number)
      pending.text("new")
      pending.instant(request.at)
    }
    if isFirstOfAll {
      try session.copyIn(
        "copy source_record (record_number, source_number, source_id, created_at) from stdin (format binary, freeze)", addresses)
      try session.copyIn(
        """
        copy record_version (record_number, version, content_hash, source_at, raw, job_number, line, valid_from)
        from stdin (format binary, freeze)
        """, versions)
      try session.copyIn(
        """
        copy record_feature (
          record_number, settings_version, normaliser_version, payload, key_kinds, keys, source_number, source_id, version,
          source_at)
        from stdin (format binary, freeze)
        """, features)
      try session.copyIn("copy record_key (kind, key, record_number) from stdin (format binary, freeze)", postings)
      try session.copyIn("copy pending (record_number, cause, since) from stdin (format binary, freeze)", pending)
    } else {
      try session.copyIn(
        "copy source_record (record_number, source_number, source_id, created_at) from stdin (format binary)", addresses)
      try session.copyIn(
        """
        copy record_version (record_number, version, content_hash, source_at, raw, job_number, line, valid_from)
        from stdin (format binary)
        """, versions)
      try session.copyIn(
        """
        copy record_feature (
          record_number, settings_version, normaliser_version, payload, key_kinds, keys, source_number, source_id, version,
          source_at)
        from stdin (format binary)
        """, features)
      try session.copyIn("copy posting (kind, key, record_number) from stdin (format binary)", postings)
      try session.copyIn("copy pending (record_number, cause, since) from stdin (format binary)", pending)
    }
  }

  func finish(_ session: Session) throws {
    if isFirstOfAll {
      return try PostgresCustomerStore.indexPostings(session)
    }
    // In the order of the index: neighbours go to one page, and a large load splits none twice.
    try session.query(
      "insert into record_key (kind, key, record_number) select kind, key, record_number from posting order by key, kind, record_number")
  }
}

extension IncomingRecord {
  /// Its postings in order, each once.
  var distinctKeys: [RecordKey] {
    var keys = keys
    keys.sort()
    var distinct = 0
    for index in keys.indices where index == 0 || keys[index] != keys[index - 1] {
      keys[distinct] = keys[index]
      distinct += 1
    }
    keys.removeLast(keys.count - distinct)
    return keys
  }
}
