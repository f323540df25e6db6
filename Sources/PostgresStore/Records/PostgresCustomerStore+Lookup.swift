internal import Identity
public import Resolution

/// Posting lists read from the outside: who has a key.
extension PostgresCustomerStore {
  public func carriers(of keys: [RecordKey], countMax: Int) async throws -> [CarrierRecord] {
    let names = database.sourceNames
    return try await database.service.run { session in
      let rows: Rows
      if keys.count == 1 {
        // The usual question, in one trip and without an array.
        rows = try session.query(
          """
          select f.record_number, f.source_number, f.source_id, f.payload, m.customer_id
          from record_key k
          join record_feature f on f.record_number = k.record_number
          left join membership m on m.record_number = k.record_number and m.valid_to is null
          where k.kind = $1 and k.key = $2
          order by k.record_number
          limit $3
          """, [.integer(Int64(keys[0].kind)), .integer(keys[0].key), .integer(Int64(countMax))])
      } else {
        rows = try session.query(
          """
          select f.record_number, f.source_number, f.source_id, f.payload, m.customer_id
          from (
            select distinct c.record_number
            from unnest($1::smallint[], $2::bigint[]) as a (kind, key)
            cross join lateral (
              select k.record_number from record_key k
              where k.kind = a.kind and k.key = a.key
              order by k.record_number
              limit $3
            ) c
          ) k
          join record_feature f on f.record_number = k.record_number
          left join membership m on m.record_number = k.record_number and m.valid_to is null
          order by f.record_number
          """, [.text(arrayText(keys.map { Int64($0.kind) })), .text(arrayText(keys.map(\.key))), .integer(Int64(countMax))])
      }
      return try rows.map { try CarrierRecord($0, source: names.name(of: $0.integer(1), session)) }
    }
  }

  public func candidates(
    of keys: [(key: RecordKey, countMax: Int)], areas: [RecordKey]
  ) async throws -> (records: [CarrierRecord], overfull: Set<RecordKey>, facts: [StoredFact]) {
    try await database.service.run { session in
      try session.snapshot {
        var overfull: Set<RecordKey> = []
        var numbers: Set<Int64> = []
        var lists: [RecordKey: [Int64]] = [:]
        let postings = try session.query(
          """
          select a.kind, a.key, c.record_number
          from unnest($1::smallint[], $2::bigint[], $3::bigint[]) as a (kind, key, count_max)
          cross join lateral (
            select k.record_number from record_key k where k.kind = a.kind and k.key = a.key limit a.count_max + 1
          ) c
          """,
          [
            .text(arrayText(keys.map { Int64($0.key.kind) })), .text(arrayText(keys.map(\.key.key))),
            .text(arrayText(keys.map { Int64($0.countMax) })),
          ])
        for index in 0..<postings.count {
          let row = postings[index]
          lists[RecordKey(kind: Int16(row.integer(0)), key: row.integer(1)), default: []].append(row.integer(2))
        }
        for (key, countMax) in keys {
          guard let list = lists[key] else { continue }
          if list.count > countMax { overfull.insert(key) } else { numbers.formUnion(list) }
        }
        let records = try session.query(
          """
          select f.record_number, s.name, f.source_id, f.payload, m.customer_id
          from record_feature f
          join source s on s.source_number = f.source_number
          left join membership m on m.record_number = f.record_number and m.valid_to is null
          where f.record_number = any($1::bigint[])
          order by s.name, f.source_id
          """, [.text(arrayText(numbers.sorted()))]
        ).map { CarrierRecord($0, source: $0.text(1)) }
        let facts =
          areas.isEmpty
          ? []
          : try session.query(
            """
            with asked as (
              select a.kind, a.key from unnest($1::smallint[], $2::bigint[]) as a (kind, key)
              union
              select k.kind, k.key
              from record_feature f cross join lateral unnest(f.key_kinds, f.keys) as k (kind, key)
              where f.record_number = any($3::bigint[]) and k.kind >= $4
            )
            select a.kind, a.key, s.value
            from asked a
            cross join lateral (select value from set_fact f where f.kind = a.kind and f.key = a.key offset 0) s
            """,
            [
              .text(arrayText(areas.map { Int64($0.kind) })), .text(arrayText(areas.map(\.key))),
              .text(arrayText(numbers.sorted())), .integer(Int64(PostingKeys.firstAreaKind)),
            ]
          ).map { StoredFact(key: RecordKey(kind: Int16($0.integer(0)), key: $0.integer(1)), value: UInt8($0.integer(2))) }
        return (records, overfull, facts)
      }
    }
  }
}

extension CarrierRecord {
  /// Fields in the order of the initialiser.
  fileprivate init(_ row: Row, source: String) {
    self.init(
      number: RecordNumber(rawValue: row.integer(0)), key: SourceKey(source: source, id: row.text(2)),
      payload: row.bytes(3), customer: row.uuidIfAny(4))
  }
}

/// Numbers as PostgreSQL writes an array.
private func arrayText(_ numbers: [Int64]) -> String { "{" + numbers.map(String.init).joined(separator: ",") + "}" }
