public import Identity
public import Resolution

/// The matching of road and lot addresses: one packed table, replaced as a whole.
extension PostgresCustomerStore {
  private static let partBytes = 1 << 20

  public func replaceRoadLots(_ table: StoredRoadLots, at: Instant) async throws {
    try await asWriter { connection in
      try await connection.run { session in
        try session.transaction {
          try session.query("delete from road_lot_table")
          try session.query("delete from road_lot_part")
          try session.query(
            "insert into road_lot_table (only_one, sha256, pair_count, imported_at) values (true, $1, $2, $3)",
            [.bytes(table.sha256), .integer(Int64(table.pairCount)), .instant(at)])
          for (part, start) in stride(from: 0, to: table.bytes.count, by: Self.partBytes).enumerated() {
            let end = min(start + Self.partBytes, table.bytes.count)
            try session.query(
              "insert into road_lot_part (part, bytes) values ($1, $2)",
              [.integer(Int64(part)), .bytes(Array(table.bytes[start..<end]))])
          }
        }
      }
    }
  }

  public func roadLots() async throws -> StoredRoadLots? { try await read { try Self.roadLots($0) } }

  static func roadLots(_ session: Session) throws -> StoredRoadLots? {
    guard let row = try session.query("select sha256, pair_count from road_lot_table").first else { return nil }
    var table = StoredRoadLots(sha256: row.bytes(0), pairCount: Int(row.integer(1)), bytes: [])
    var part: Int64 = 0
    while let next = try session.query("select bytes from road_lot_part where part = $1", [.integer(part)]).first {
      table.bytes += next.bytes(0)
      part += 1
    }
    return table
  }
}

extension PostgresResolutionSession {
  func roadLotsSHA256() async throws -> [UInt8]? {
    try await connection.run { try $0.query("select sha256 from road_lot_table").first?.bytes(0) }
  }

  func roadLots() async throws -> StoredRoadLots? { try await connection.run { try PostgresCustomerStore.roadLots($0) } }
}
