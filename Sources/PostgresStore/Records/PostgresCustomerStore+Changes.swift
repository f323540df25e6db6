internal import Identity
public import Resolution

/// The change feed: changes by transaction and number, up to the oldest transaction that is still open.
///
/// Whatever commits later has a larger transaction id than all that is served, so a cursor never has to
/// look back. A transaction of this database that stays open for long, and has written, holds the feed back;
/// it never tears a hole into it. An import, which writes no change, says so and holds nothing back.
extension PostgresCustomerStore: IdentityReading {
  /// Puts changes that a dump brought from another server before all that follow. Their transactions have numbers
  /// that this server has not reached, and the feed would serve them after what happens here first. No change
  /// of this server can look so to its own snapshot.
  package static func takeInRestoredChanges(_ session: Session) throws {
    try session.query(
      "update change set transaction_id = '0' where transaction_id >= pg_snapshot_xmax(pg_current_snapshot())")
  }

  public func changes(after cursor: ChangeCursor?, countMax: Int) async throws -> ChangePage {
    precondition(countMax > 0, "a page holds at least one item")
    return try await read { session in
      try session.snapshot {
        // What the snapshot saw open holds the feed back, unless it is shown to be another database's or to write
        // no change. What ended since then is not there to be shown, so it holds the feed back until the next
        // look. The locks are read once: read twice, a process might have gone on to its next transaction.
        let bounds = try session.query(
          """
          with lock as materialized (
            select * from pg_locks where locktype in ('transactionid', 'advisory') and granted
          ), bound (id) as (
            select coalesce((
              select x from pg_snapshot_xip(pg_current_snapshot()) x
              where not exists (
                select from lock l join pg_stat_activity a on a.pid = l.pid
                where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.transactionid = x::xid
                  and (a.datid <> (select oid from pg_database where datname = current_database())
                    or exists (
                      select from lock d
                      where d.pid = l.pid and d.locktype = 'advisory' and d.objsubid = 1
                        and (d.classid::bigint << 32 | d.objid::bigint) = $1)))
              order by x
              limit 1
            ), pg_snapshot_xmax(pg_current_snapshot()))
          )
          select id, pg_snapshot_xmax(pg_current_snapshot()), (select count(*) from change where transaction_id >= id)
          from bound
          """, [.integer(AdvisoryLock.withoutChanges.rawValue)])[0]
        let bound = bounds.integer(0)
        if let cursor, cursor.transaction >= bounds.integer(1) { throw ChangeCursorFailure.ofAnotherServer }
        var page = ChangePage(changes: [], next: cursor, isAtEnd: false, waitingCount: Int(bounds.integer(2)))
        // One more than asked for tells whether this was the end.
        let found = try session.query(
          """
          select transaction_id, change_number, at, who, cause, model_sha256
          from change
          where (transaction_id, change_number) >= ($1::xid8, $2) and transaction_id < $4::xid8
          order by transaction_id, change_number
          limit $3
          """,
          [
            .text(String(cursor?.transaction ?? 0)), .integer(cursor?.change ?? 0), .integer(Int64(countMax) + 2),
            .text(String(bound)),
          ])
        page.isAtEnd = found.count < countMax + 2
        var left = countMax
        for index in 0..<found.count {
          let row = found[index]
          let (transaction, number) = (row.integer(0), row.integer(1))
          var position: ChangeCursor.Position? = nil
          if let cursor, cursor.transaction == transaction, cursor.change == number { position = cursor.position }
          if position == .end { continue }
          guard left > 0 else {
            page.isAtEnd = false
            break
          }
          let (items, last) = try Self.items(of: number, after: position, countMax: left, session)
          left -= items.count
          page.next = ChangeCursor(transaction: transaction, change: number, position: last)
          if !items.isEmpty {
            page.changes.append(
              FeedChange(
                number: number, at: row.instant(2), who: row.text(3), cause: row.text(4), modelSHA256: row.bytesIfAny(5),
                items: items))
          }
          if last != .end {
            page.isAtEnd = false
            break
          }
        }
        return page
      }
    }
  }

  /// The next items of a change, and how far they reach.
  private static func items(
    of change: Int64, after position: ChangeCursor.Position?, countMax: Int, _ session: Session
  ) throws -> (items: [FeedItem], last: ChangeCursor.Position) {
    var items: [FeedItem] = []
    var lastCustomer = CustomerID(high: 0, low: 0)
    switch position {
    case .customer(let id): lastCustomer = id
    default:
      var lastRecord: Int64 = 0
      if case .record(let number) = position { lastRecord = number }
      let moves = try session.query(
        """
        select i.record_number, s.name, r.source_id, i.from_customer, i.to_customer,
          exists (select from erased_record e where e.record_number = i.record_number)
        from change_item i
        join source_record r using (record_number)
        join source s using (source_number)
        where i.change_number = $1 and i.record_number > $2
        order by i.record_number
        limit $3
        """, [.integer(change), .integer(lastRecord), .integer(Int64(countMax))])
      for index in 0..<moves.count {
        let row = moves[index]
        lastRecord = row.integer(0)
        items.append(
          .move(
            FeedRecord(
              number: RecordNumber(rawValue: lastRecord), key: SourceKey(source: row.text(1), id: row.text(2)),
              isErased: row.boolean(5)), from: row.uuidIfAny(3), to: row.uuidIfAny(4)))
      }
      if items.count == countMax { return (items, .record(lastRecord)) }
    }
    let customers = try customers(of: change, after: lastCustomer, countMax: countMax - items.count, session)
    items += customers
    if items.count == countMax, case .customer(let id, _, _, _)? = customers.last { return (items, .customer(id)) }
    return (items, .end)
  }

  /// What a change did to customers: each with a golden record or a redirect of the change, or erased by it.
  private static func customers(
    of change: Int64, after last: CustomerID, countMax: Int, _ session: Session
  ) throws -> [FeedItem] {
    try session.query(
      """
      with touched as (
        select customer_id from (
          (select customer_id from golden_record
            where change_number = $1 and customer_id > $2 order by customer_id limit $3)
          union
          (select customer_id from golden_version
            where change_number = $1 and customer_id > $2 order by customer_id limit $3)
          union
          (select from_customer from redirect
            where change_number = $1 and from_customer > $2 order by from_customer limit $3)
          union
          (select customer_id from erased_customer join erasure using (erasure_number)
            where change_number = $1 and customer_id > $2 order by customer_id limit $3)
        ) found
        order by customer_id
        limit $3
      )
      select t.customer_id, c.minted_change = $1, r.from_customer is not null, r.to_customer,
        exists (select from membership m where m.customer_id = t.customer_id and m.closed_change = $1),
        before.attributes::text, after.attributes::text, before.is_kept is not null, exists (
          select from erased_customer e join erasure a using (erasure_number)
          where e.customer_id = t.customer_id and a.change_number = $1)
      from touched t
      join customer c using (customer_id)
      left join redirect r on r.from_customer = t.customer_id and r.change_number = $1
      left join lateral (
        -- A golden record from before the last redirect ended with it.
        select case when v.erasure_number is null then v.attributes end as attributes, true as is_kept
        from golden_version v
        where v.customer_id = t.customer_id and v.change_number < $1
          and v.change_number > coalesce((
            select max(p.change_number) from redirect p
            where p.from_customer = t.customer_id and p.change_number < $1), 0)
        order by v.change_number desc
        limit 1
      ) before on true
      left join lateral (
        select g.attributes from golden_record g where g.customer_id = t.customer_id and g.change_number = $1
        union all
        select case when v.erasure_number is null then v.attributes end
        from golden_version v where v.customer_id = t.customer_id and v.change_number = $1
        limit 1
      ) after on r.from_customer is null
      order by t.customer_id
      """, [.integer(change), .uuid(last), .integer(Int64(countMax))]
    ).map { row in
      let before = row.bytesIfAny(5)
      let event: CustomerEvent
      if row.boolean(8) {
        return .customer(row.uuid(0), .erased, before: nil, after: nil)
      } else if row.boolean(2) {
        event = row.boolean(4) ? .retired(leadsTo: row.uuidIfAny(3)) : .redirected(leadsTo: row.uuidIfAny(3))
      } else if row.boolean(1) {
        event = .minted
      } else {
        event = row.boolean(7) ? .changed : .revived
      }
      return .customer(row.uuid(0), event, before: before, after: row.bytesIfAny(6))
    }
  }
}
