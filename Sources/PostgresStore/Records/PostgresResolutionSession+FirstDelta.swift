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
    let at = delta.at
    try session.copyIn(
      "copy customer (customer_id, minted_at, minted_change) from stdin (format binary, freeze)", delta.minted
    ) { id, rows in
      rows.beginRow(fieldCount: 3)
      rows.uuid(id)
      rows.instant(at)
      rows.bigint(change)
    }
    let moves = delta.moves.sorted { $0.record < $1.record }
    try session.copyIn(
      "copy membership (record_number, change_number, customer_id, valid_from) from stdin (format binary, freeze)", moves
    ) { move, rows in
      rows.beginRow(fieldCount: 4)
      rows.bigint(move.record.rawValue)
      rows.bigint(change)
      rows.uuid(move.to)
      rows.instant(at)
    }
    try session.copyIn(
      "copy change_item (change_number, record_number, to_customer) from stdin (format binary, freeze)", moves
    ) { move, rows in
      rows.beginRow(fieldCount: 3)
      rows.bigint(change)
      rows.bigint(move.record.rawValue)
      rows.uuid(move.to)
    }
    applied.movedCount = moves.count
    try session.copyIn(
      "copy golden_record (customer_id, change_number, valid_from, attributes) from stdin (format binary, freeze)",
      delta.golden.sorted { $0.id < $1.id }
    ) { golden, rows in
      rows.beginRow(fieldCount: 4)
      rows.uuid(golden.id)
      rows.bigint(change)
      rows.instant(at)
      rows.json(golden.json)
    }
    applied.goldenCount = delta.golden.count
    let matches = delta.possibleMatches ?? []
    try session.copyIn(
      """
      copy possible_match (
        left_customer, right_customer, weight_millibits, reason, left_record, right_record, change_number)
      from stdin (format binary, freeze)
      """, matches
    ) { match, rows in
      let match = match.inOrder
      rows.beginRow(fieldCount: 7)
      rows.uuid(match.left)
      rows.uuid(match.right)
      rows.integer(match.weight.rawValue)
      rows.text(match.reason)
      rows.bigint(match.leftRecord.rawValue)
      rows.bigint(match.rightRecord.rawValue)
      rows.bigint(change)
    }
    applied.possibleMatchCount = matches.count
    return applied
  }
}
