internal import Identity
internal import Resolution

/// The first resolve of a store: nobody is kept yet, so nothing is compared, and rows go straight to their tables.
///
/// The tables are emptied first although they are empty: what is loaded into a table that was emptied in the same
/// transaction needs no log where the server keeps none for others, and can be stored as settled.
extension PostgresResolutionSession {
  static func isFirst(_ delta: ResolutionDelta, _ session: Session) throws -> Bool {
    guard delta.possibleMatchScope == nil, !delta.minted.isEmpty, delta.revived.isEmpty, delta.retired.isEmpty,
      delta.moves.allSatisfy({ $0.from == nil && $0.to != nil })
    else { return false }
    return try session.query(
      """
      select not (
        exists (select from customer) or exists (select from membership) or exists (select from golden_record)
        or exists (select from golden_version) or exists (select from change_item) or exists (select from redirect)
        or exists (select from possible_match) or exists (select from household)
        -- Of a record that never had a customer, and kept although its table is among the emptied.
        or exists (select from disclosure))
      """)[0].boolean(0)
  }

  static func applyFirst(_ delta: ResolutionDelta, _ session: Session) throws -> AppliedChange {
    let change = try session.query(
      "insert into change (at, who, cause, model_sha256) values ($1, $2, $3, $4) returning change_number",
      [.instant(delta.at), .text(delta.who), .text(delta.cause), .optional(delta.modelSHA256)])[0].integer(0)
    try session.script(
      "truncate customer, redirect, membership, change_item, golden_record, possible_match, erased_customer, disclosure")
    var applied = AppliedChange(change: change)
    let at = delta.at.description
    try fill("copy customer (customer_id, minted_at, minted_change) from stdin (freeze)", delta.minted, session) { id, rows in
      rows.uuid(id)
      rows.text(at)
      rows.integer(change)
      rows.endRow()
    }
    let moves = delta.moves.sorted { $0.record < $1.record }
    try fill(
      "copy membership (record_number, change_number, customer_id, valid_from) from stdin (freeze)", moves, session
    ) { move, rows in
      rows.integer(move.record.rawValue)
      rows.integer(change)
      rows.uuid(move.to)
      rows.text(at)
      rows.endRow()
    }
    try fill("copy change_item (change_number, record_number, to_customer) from stdin (freeze)", moves, session) { move, rows in
      rows.integer(change)
      rows.integer(move.record.rawValue)
      rows.uuid(move.to)
      rows.endRow()
    }
    applied.movedCount = moves.count
    try fill(
      "copy golden_record (customer_id, change_number, valid_from, attributes) from stdin (freeze)",
      delta.golden.sorted { $0.id < $1.id }, session
    ) { golden, rows in
      rows.uuid(golden.id)
      rows.integer(change)
      rows.text(at)
      rows.utf8(golden.json)
      rows.endRow()
    }
    applied.goldenCount = delta.golden.count
    let matches = delta.possibleMatches ?? []
    try fill(
      """
      copy possible_match (
        left_customer, right_customer, weight_millibits, reason, left_record, right_record, change_number)
      from stdin (freeze)
      """, matches, session
    ) { match, rows in
      append(match, &rows)
      rows.integer(change)
      rows.endRow()
    }
    applied.possibleMatchCount = matches.count
    return applied
  }
}
