import Identity
import PostgresStore
import Resolution
import Testing

/// The change feed and the past, on the rows that deltas leave behind. One test at a time: each takes several
/// of the few connections a private server has.
@Suite(.serialized) struct ChangeFeedTests {
  private let a = CustomerID(high: 1, low: 1)
  private let b = CustomerID(high: 1, low: 2)

  @Test func `merge, un-merge, other values and deletion are told with what was before and after`() async throws {
    try await withLife { store, database in
      try await expectFeed(
        store,
        [
          "1>a 2>a 3>b | a minted -/{\"name\": \"a1\"} b minted -/{\"name\": \"b1\"}",
          "3:b>a | a changed {\"name\": \"a1\"}/{\"name\": \"ab\"} b retired→a {\"name\": \"b1\"}/-",
          "3:a>b | a changed {\"name\": \"ab\"}/{\"name\": \"a1\"} b revived -/{\"name\": \"b1\"}",
          " | a changed {\"name\": \"a1\"}/{\"name\": \"a2\"}",
          "3:b> | b retired→none {\"name\": \"b1\"}/-",
        ])
      try await expectNoFindings(database)
    }
  }

  @Test func `changes that a dump brought from a busier server come before what happens here`() async throws {
    try await withLife { store, database in
      let before = try await served(store).changes.map(\.number)
      try await database.jobs.withConnection { connection in
        try await connection.run { session in
          _ = try session.query("update change set transaction_id = (4000000000 + change_number)::text::xid8")
        }
      }
      #expect(try await store.changes(after: nil, countMax: 1_000).changes == [])
      try await database.jobs.withConnection { try await $0.run { try PostgresCustomerStore.takeInRestoredChanges($0) } }
      #expect(try await served(store).changes.map(\.number) == before)
      try await expectNoFindings(database)
    }
  }

  @Test func `pages of any size hold the same items, each once`() async throws {
    try await withLife { store, _ in
      let whole = try await served(store)
      #expect(whole.isAtEnd && whole.waitingCount == 0)
      let items = whole.changes.flatMap { change in change.items.map { "\(change.number) \($0)" } }
      #expect(items.count == 14)
      for size in 1...15 {
        var (cursor, found, pages): (ChangeCursor?, [String], Int) = (nil, [], 0)
        while true {
          // A transaction of another database may hold any look back, also behind what an earlier one served.
          let page = try await served(store, after: cursor, countMax: size)
          #expect(page.changes.reduce(0) { $0 + $1.items.count } <= size)
          found += page.changes.flatMap { change in change.items.map { "\(change.number) \($0)" } }
          cursor = page.next.flatMap { ChangeCursor(parsing: $0.description) }
          #expect(cursor != nil && cursor == page.next)
          pages += 1
          if page.isAtEnd { break }
          if pages > 40 { break }
        }
        #expect(found == items, "\(size) to a page")
        let after = try await served(store, after: cursor, countMax: size)
        #expect(after.changes == [] && after.isAtEnd && after.next == cursor)
      }
    }
  }

  @Test func `whoever began first and commits last is neither missed nor met twice`() async throws {
    try await withLife { store, database in
      let start = try #require(try await served(store, after: nil, countMax: 1_000).next)
      let early = try await Connection.open(database.address, purpose: .job)
      let late = try await Connection.open(database.address, purpose: .job)
      // The first has its number, and its transaction, before the second begins.
      let first = try await early.run { session in
        _ = try session.query("begin")
        return try Self.change(session, customer: CustomerID(high: 9, low: 1))
      }
      let second = try await late.run { session in
        _ = try session.query("begin")
        let number = try Self.change(session, customer: CustomerID(high: 9, low: 2))
        _ = try session.query("commit")
        return number
      }
      #expect(first < second)
      let between = try await store.changes(after: start, countMax: 10)
      #expect(between.changes == [] && between.waitingCount == 1 && between.isAtEnd)
      #expect(between.next == start)
      try await early.run { _ = try $0.query("commit") }
      let after = try await served(store, after: between.next, countMax: 1)
      #expect(after.changes.map(\.number) == [first] && after.waitingCount == 0)
      let rest = try await served(store, after: after.next, countMax: 10)
      #expect(rest.changes.map(\.number) == [second] && rest.isAtEnd)

      // One that gives up leaves a gap in the numbers and nothing else.
      _ = try await early.run { session in
        _ = try session.query("begin")
        _ = try Self.change(session, customer: CustomerID(high: 9, low: 3))
        _ = try session.query("rollback")
      }
      let fourth = try await late.run { try Self.change($0, customer: CustomerID(high: 9, low: 4)) }
      #expect(try await served(store, after: rest.next, countMax: 10).changes.map(\.number) == [fourth])
      await early.close()
      await late.close()
    }
  }

  @Test func `an import holds nothing back while it takes its time`() async throws {
    try await withLife { store, database in
      let start = try await served(store, after: nil, countMax: 1_000).next
      let batches = Batches(["4 v", "5 w"])
      _ = try await store.importRecords(request()) {
        let batch = batches.next()
        if batches.givenCount == 2 {
          let number = try await PostgresSandbox.withSession(database.address) { session in
            try Self.change(session, customer: CustomerID(high: 8, low: 8))
          }
          let page = try await served(store, after: start, countMax: 10)
          #expect(page.changes.map(\.number) == [number] && page.waitingCount == 0)
        }
        return batch
      }
      #expect(batches.givenCount >= 2)
    }
  }

  @Test func `many writers at once: every item is met exactly once, in one order`() async throws {
    try await withStore { store, database in
      let (writers, rounds) = (3, 30)
      let reader = Task {
        var (cursor, found, empty): (ChangeCursor?, [CustomerID], Int) = (nil, [], 0)
        while found.count < writers * rounds, empty < 2_000 {
          let page = try await store.changes(after: cursor, countMax: 3)
          for item in page.changes.flatMap(\.items) { if case .customer(let id, _, _, _) = item { found.append(id) } }
          if page.changes.isEmpty { empty += 1 }
          cursor = page.next
        }
        return found
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<writers {
          group.addTask {
            let connection = try await Connection.open(database.address, purpose: .job)
            for round in 0..<rounds {
              try await connection.run { session in
                _ = try session.query("begin")
                _ = try Self.change(session, customer: CustomerID(high: UInt64(writer + 2), low: UInt64(round)))
                _ = try session.query("select pg_sleep($1)", [.text("0.00\((writer * 7 + round) % 9)")])
                _ = try session.query("commit")
              }
            }
            await connection.close()
          }
        }
        try await group.waitForAll()
      }
      let found = try await reader.value
      #expect(found.count == writers * rounds)
      #expect(Set(found).count == found.count)
      let whole = try await store.changes(after: nil, countMax: 1_000).changes.flatMap(\.items)
      let again: [CustomerID] = whole.compactMap { if case .customer(let id, _, _, _) = $0 { id } else { nil } }
      #expect(found == again)
    }
  }

  @Test func `a cursor of a server that went on longer is refused`() async throws {
    try await withLife { store, _ in
      let cursor = ChangeCursor(transaction: 1 << 40, change: 1, position: .end)
      await #expect(throws: ChangeCursorFailure.ofAnotherServer) { try await store.changes(after: cursor, countMax: 1) }
    }
    for text in ["", "1", "1-2", "1-2-", "1-2-x", "1-2-r", "1-2-r-3", "1-2-e1", "-1-2-e", "1-2-c1", "1-2-r+3", "99999999999999999999-1-e"] {
      #expect(ChangeCursor(parsing: text) == nil, "\(text)")
    }
  }

  @Test func `customers, memberships, redirects and golden records as of any moment`() async throws {
    try await withLife { store, _ in
      // Day by day: whom a and b led to, their golden record and records; whose record 3 was.
      let days: [(day: Int64, a: String, b: String, third: String)] = [
        (0, "unknown", "unknown", "pending"),
        (1, "a {\"name\": \"a1\"} 1 2", "b {\"name\": \"b1\"} 3", "b"),
        (2, "a {\"name\": \"ab\"} 1 2 3", "a {\"name\": \"ab\"} 1 2 3", "a"),
        (3, "a {\"name\": \"a1\"} 1 2", "b {\"name\": \"b1\"} 3", "b"),
        (4, "a {\"name\": \"a2\"} 1 2", "b {\"name\": \"b1\"} 3", "b"),
        (5, "a {\"name\": \"a2\"} 1 2", "gone", "deleted"),
      ]
      for (day, expectedA, expectedB, third) in days {
        let moment = Self.day(day)
        for hours in [0, 23] as [Int64] {
          let then = Instant(microseconds: moment.microseconds + hours * 3_600_000_000)
          let (foundA, foundB) = (try await past(store, a, then), try await past(store, b, then))
          #expect(foundA == expectedA, "a on day \(day)")
          #expect(foundB == expectedB, "b on day \(day)")
          let placement = try #require(try await store.placement(of: SourceKey(source: "web", id: "3"), asOf: then))
          let place = placement.customer.map(name) ?? (placement.isDeleted ? "deleted" : "pending")
          #expect(place == third, "record 3 on day \(day)")
        }
      }
      let before = Instant(microseconds: Self.day(0).microseconds - 1)
      #expect(try await store.placement(of: SourceKey(source: "web", id: "3"), asOf: before) == nil)
    }
  }

  // MARK: the rows

  private static func day(_ number: Int64) -> Instant {
    Instant(microseconds: PostgresSandbox.now.microseconds + number * 86_400_000_000)
  }

  /// A change that mints a customer.
  private static func change(_ session: Session, customer: CustomerID) throws -> Int64 {
    let number = try session.query(
      "insert into change (at, who, cause) values ($1, 'test', 'test') returning change_number", [.instant(PostgresSandbox.now)])[0]
      .integer(0)
    _ = try session.query(
      "insert into customer (customer_id, minted_at, minted_change) values ($1, $2, $3)",
      [.uuid(customer), .instant(PostgresSandbox.now), .integer(number)])
    _ = try session.query(
      "insert into golden_record (customer_id, change_number, valid_from, attributes) values ($1, $2, $3, '{}')",
      [.uuid(customer), .integer(number), .instant(PostgresSandbox.now)])
    return number
  }

  /// Five days in the life of two customers: found, merged, parted, other values, one deleted.
  private func withLife(_ body: (PostgresCustomerStore, OpenedDatabase) async throws -> Void) async throws {
    try await withStore { store, database in
      try await load("1 x, 2 y, 3 z", into: store)
      let records = try await liveRecords(of: store)
      let third = records[2].number
      func delta(_ day: Int64, _ golden: [(CustomerID, String)]) -> ResolutionDelta {
        var delta = ResolutionDelta(at: Self.day(day), who: "kim", cause: "resolve", modelSHA256: nil)
        delta.golden = golden.map { .init(id: $0, json: Array("{\"name\": \"\($1)\"}".utf8)) }
        return delta
      }
      var found = delta(1, [(a, "a1"), (b, "b1")])
      found.minted = [a, b]
      found.moves = zip(records, [a, a, b]).map { .init(record: $0.number, from: nil, to: $1) }
      var merged = delta(2, [(a, "ab")])
      merged.moves = [.init(record: third, from: b, to: a)]
      merged.retired = [.init(id: b, redirectsTo: a)]
      var parted = delta(3, [(a, "a1"), (b, "b1")])
      parted.moves = [.init(record: third, from: a, to: b)]
      parted.revived = [b]
      let other = delta(4, [(a, "a2")])
      for delta in [found, merged, parted, other] { try await apply(delta, to: store) }

      let batches = Batches(["1 x, 2 y"])
      var request = request(isComplete: true)
      request.at = Self.day(5)
      _ = try await store.importRecords(request) { batches.next() }
      var gone = delta(5, [])
      gone.moves = [.init(record: third, from: b, to: nil)]
      gone.retired = [.init(id: b, redirectsTo: nil)]
      try await apply(gone, to: store)
      try await body(store, database)
    }
  }

  private func apply(_ delta: ResolutionDelta, to store: PostgresCustomerStore) async throws {
    _ = try await store.unitOfWork { session in
      let applied = try await session.apply(delta)
      try await session.clearPending()
      return applied
    }
  }

  private func name(_ id: CustomerID) -> String { id == a ? "a" : id == b ? "b" : "other" }

  private func text(_ json: [UInt8]?) -> String { json.map { String(decoding: $0, as: UTF8.self) } ?? "-" }

  /// A page, everything unless said otherwise, once nothing waits: whatever is at work on the server, its own upkeep
  /// and other databases too, holds back what was committed last for a moment.
  private func served(
    _ store: PostgresCustomerStore, after cursor: ChangeCursor? = nil, countMax: Int = 1_000
  ) async throws -> ChangePage {
    var page = try await store.changes(after: cursor, countMax: countMax)
    for _ in 0..<400 where page.waitingCount > 0 {
      try await Task.sleep(for: .milliseconds(50))
      page = try await store.changes(after: cursor, countMax: countMax)
    }
    return page
  }

  /// - Parameter expected: `1>a 3:b>a | a changed BEFORE/AFTER`, a line a change.
  private func expectFeed(_ store: PostgresCustomerStore, _ expected: [String]) async throws {
    let page = try await served(store)
    var numbers: [RecordNumber: SourceKey] = [:]
    let lines = page.changes.map { change in
      var (moves, customers): ([String], [String]) = ([], [])
      for item in change.items {
        switch item {
        case .move(let record, let from, let to):
          #expect(numbers[record.number, default: record.key] == record.key && !record.isErased)
          numbers[record.number] = record.key
          moves.append("\(record.key.id)\(from.map { ":" + name($0) } ?? "")>\(to.map(name) ?? "")")
        case .customer(let id, let event, let before, let after):
          var word = event.word
          switch event {
          case .retired, .redirected: word += "→\(event.leadsTo.map(name) ?? "none")"
          case .minted, .revived, .changed, .erased: break
          }
          customers.append("\(name(id)) \(word) \(text(before))/\(text(after))")
        }
      }
      return "\(moves.joined(separator: " ")) | \(customers.joined(separator: " "))"
    }
    #expect(lines == expected)
    #expect(page.changes.allSatisfy { $0.who == "kim" && $0.cause == "resolve" })
  }

  private func past(_ store: PostgresCustomerStore, _ id: CustomerID, _ moment: Instant) async throws -> String {
    guard let customer = try await store.customer(id, asOf: moment) else { return "unknown" }
    guard let then = customer.id else { return "gone" }
    return ([name(then), text(customer.goldenJSON)] + customer.members.map(\.key.id)).joined(separator: " ")
  }
}
