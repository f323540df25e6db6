import Identity
import PostgresStore
import Resolution
import Testing

@Suite struct ResolveTests {
  private let a = CustomerID(high: 1, low: 1)
  private let b = CustomerID(high: 1, low: 2)
  private let c = CustomerID(high: 2, low: 0)

  @Test func `a delta is written once; the same again and an empty one write nothing at all`() async throws {
    try await withStore { store, database in
      try await load("1 x, 2 y, 3 z", into: store)
      let first = try await apply(firstDelta(store), to: store)
      #expect(first.movedCount == 3)
      #expect(first.goldenCount == 2)
      #expect(first.possibleMatchCount == 1)
      try await expectNoFindings(database)

      let before = try await database.tableWrites()
      #expect(before.contains { $0.table == "membership" && $0.insertedCount == 3 })
      let empty = ResolutionDelta(at: PostgresSandbox.now, who: "cli", cause: "resolve", modelSHA256: nil)
      #expect(try await apply(empty, to: store) == AppliedChange())
      var again = empty
      again.golden = [.init(id: a, json: Array("{\"name\": [1,  2]}".utf8)), .init(id: b, json: Array("{}".utf8))]
      again.possibleMatches = try await store.possibleMatches(nearestTo: .zero, countMax: 10)
      again.moves = [.init(record: RecordNumber(rawValue: 1), from: a, to: a)]
      #expect(try await apply(again, to: store) == AppliedChange())
      #expect(try await database.tableWrites() == before)
    }
  }

  /// Else every record that comes by itself reads what no longer waits, until the server clears it away.
  @Test func `what waited is cleared away even where the server is at it`() async throws {
    try await withStore { store, database in
      try await load("1 x, 2 y, 3 z", into: store)
      let size: SQL = "select pg_relation_size('kindred.pending')"
      try await database.jobs.withConnection { connection in
        // The lock that a vacuum of the server's own holds.
        let before = try await connection.run { session in
          try session.script("begin; lock table pending in share update exclusive mode")
          return try session.query(size)[0].integer(0)
        }
        #expect(before > 0)
        async let cleared: Void = store.unitOfWork { try await $0.clearPending() }
        try await connection.run { session in
          let isWaitedFor: SQL =
            "select exists (select from pg_locks where relation = 'kindred.pending'::regclass and not granted)"
          for _ in 0..<1_000 where try !session.query(isWaitedFor)[0].boolean(0) { try session.query("select pg_sleep(0.01)") }
          try session.script("commit")
        }
        try await cleared
        let left = try await connection.run { try $0.query(size)[0].integer(0) }
        #expect(left == 0)
      }
    }
  }

  @Test func `merge, undo and deletion keep every id resolvable`() async throws {
    try await withStore { store, database in
      try await load("1 x, 2 y, 3 z", into: store)
      try await apply(firstDelta(store), to: store)
      let third = try #require(try await store.placement(of: SourceKey(source: "web", id: "3")))
      #expect(third == RecordPlacement(number: third.number, isDeleted: false, isPending: false, customer: b))

      // b goes into a
      var merge = delta()
      merge.moves = [.init(record: third.number, from: b, to: a)]
      merge.retired = [.init(id: b, redirectsTo: a)]
      merge.golden = [.init(id: a, json: Array("{\"all\": 3}".utf8))]
      merge.possibleMatches = []
      try await apply(merge, to: store)
      try await expectNoFindings(database)
      let merged = try #require(try await store.customer(b))
      #expect(merged.id == a)
      #expect(merged.members.map(\.key.id) == ["1", "2", "3"])
      #expect(merged.goldenJSON.map { String(decoding: $0, as: UTF8.self) } == "{\"all\": 3}")
      let retired = try await store.unitOfWork { try await $0.retiredCustomers() }
      #expect(retired == [RetiredCustomer(id: b, lastRecords: [third.number], redirectsTo: a)])

      // and comes back
      var split = delta()
      split.moves = [.init(record: third.number, from: a, to: b)]
      split.revived = [b]
      split.golden = [.init(id: a, json: Array("{\"all\": 2}".utf8)), .init(id: b, json: Array("{}".utf8))]
      try await apply(split, to: store)
      try await expectNoFindings(database)
      #expect(try await store.customer(b)?.id == b)
      #expect(try await store.unitOfWork { try await $0.currentCustomers() } == [a, b])

      // its record is deleted
      try await load("complete 1 x, 2 y", into: store)
      #expect(try await store.placement(of: SourceKey(source: "web", id: "3"))?.isPending == true)
      var gone = delta()
      gone.moves = [.init(record: third.number, from: b, to: nil)]
      gone.retired = [.init(id: b, redirectsTo: nil)]
      try await apply(gone, to: store)
      try await expectNoFindings(database)
      #expect(try await store.customer(b) == StoredCustomer(askedID: b, id: nil, goldenJSON: nil, goldenSince: nil, members: []))
      #expect(try await store.customer(c) == nil)
    }
  }

  @Test func `a unit of work that throws leaves nothing`() async throws {
    struct Stop: Error {}
    try await withStore { store, _ in
      try await load("1 x, 2 y, 3 z", into: store)
      let delta = try await firstDelta(store)
      await #expect(throws: Stop.self) {
        try await store.unitOfWork { session in
          _ = try await session.apply(delta)
          try await session.clearPending()
          throw Stop()
        }
      }
      #expect(try await store.unitOfWork { try await $0.pendingCount() } == 3)
      #expect(try await store.unitOfWork { try await $0.currentCustomers() } == [])
    }
  }

  @Test func `a move from a customer the record is not in is refused`() async throws {
    try await withStore { store, _ in
      try await load("1 x, 2 y, 3 z", into: store)
      try await apply(firstDelta(store), to: store)
      var wrong = delta()
      wrong.moves = [.init(record: RecordNumber(rawValue: 1), from: b, to: a)]
      await #expect(throws: StoreFailure.deltaOutdated) { try await apply(wrong, to: store) }
    }
  }

  @Test func `exports come in a stable order, with every live record`() async throws {
    try await withStore { store, _ in
      _ = try await store.saveSettings(ofSource: "Pos", yaml: "", priority: 1, at: PostgresSandbox.now)
      try await load("10 x, 9 y, B z, a w", into: store)
      var delta = delta()
      let records = try await liveRecords(of: store)
      #expect(records.map(\.key.id) == ["10", "9", "B", "a"])
      #expect(records.allSatisfy { $0.priority == 3 && $0.settingsVersion == 1 && $0.version == 1 })
      delta.minted = [a]
      delta.moves = [.init(record: records[1].number, from: nil, to: a)]
      delta.golden = [.init(id: a, json: Array("{}".utf8))]
      try await apply(delta, to: store)
      let clusters = try await store.exportClusters(into: [ClusterRow]()) { $0.append($1) }
      #expect(clusters.map(\.key.id) == ["10", "9", "B", "a"])
      #expect(clusters.map(\.customer) == [nil, a, nil, nil])
      let golden = try await store.exportGolden(into: [GoldenRecordRow]()) { $0.append($1) }
      #expect(golden.map(\.memberCount) == [1])
    }
  }

  @Test func `judgements are kept, ordered, found with the versions judged, and withdrawn once`() async throws {
    try await withStore { store, _ in
      try await load("1 x, 2 y", into: store)
      try await load("2 Y", into: store)
      let judgement = NewJudgement(
        verdict: .different, left: SourceKey(source: "web", id: "2"), right: SourceKey(source: "web", id: "1"), by: "kim",
        because: "twins", at: PostgresSandbox.now)
      let number = try await store.record(judgement)
      let kept = try #require(try await store.judgementsInForce().first)
      #expect(kept.judgement.id == number)
      #expect(kept.judgement.left.id == "1" && kept.judgement.right.id == "2")
      #expect(kept.leftVersion == 1 && kept.rightVersion == 2)
      _ = try await store.withdraw(judgement: number, by: "lee", because: "typing error", at: PostgresSandbox.now)
      #expect(try await store.judgementsInForce() == [])
      let withdrawal = StoredWithdrawal(by: "lee", approvedBy: nil, at: PostgresSandbox.now, decision: 2)
      #expect(try await store.withdrawal(ofJudgement: number) == withdrawal)
      #expect(try await store.withdrawal(ofJudgement: 99) == nil)
      await #expect(throws: JudgementRefusal.withdrawn(number, withdrawal)) {
        try await store.withdraw(judgement: number, by: "lee", because: "again", at: PostgresSandbox.now)
      }
      await #expect(throws: JudgementRefusal.unknownJudgement(99)) {
        try await store.withdraw(judgement: 99, by: "lee", because: "none", at: PostgresSandbox.now)
      }
    }
  }

  @Test func `settings, models and the secret are kept once`() async throws {
    try await withStore { store, database in
      let now = PostgresSandbox.now
      #expect(try await store.saveSettings(ofSource: "web", yaml: "region: KR", priority: 3, at: now) == 1)
      #expect(try await store.saveSettings(ofSource: "web", yaml: "region: JP", priority: 3, at: now) == 2)
      #expect(try await store.settings(ofSource: "web") == StoredSettings(version: 2, yaml: "region: JP", priority: 3))
      #expect(try await store.settings(ofSource: "none") == nil)
      let one = [UInt8](repeating: 1, count: 32)
      #expect(try await store.secret(proposal: one, at: now) == one)
      #expect(try await store.secret(proposal: [UInt8](repeating: 2, count: 32), at: now) == one)
      #expect(try await store.publishedModel() == nil)
      for text in ["first", "second", "first"] {
        var decision = NewDecision(.publication, by: "kim", because: "better", at: now)
        decision.model = (text, Array(repeating: text.utf8.first!, count: 32))
        _ = try await store.keep(decision) { _ in }
      }
      #expect(try await store.publishedModel()?.text == "first")
      #expect(try await store.statistics().tables.first { $0.name == "model" }?.rowCount == 3)
      let facts = try await database.facts()
      #expect(facts.isDurable && facts.hasDataChecksums && facts.serverVersion >= 150_000)
      #expect(facts.schemaVersion == facts.knownSchemaVersion && facts.encoding == "UTF8")
    }
  }

  @Test func `households are behind once a customer changes, and it is counted which are others`() async throws {
    try await withStore { store, database in
      #expect(try await store.householdState() == HouseholdState(asOf: nil, isOlder: false))
      try await load("1 x, 2 y, 3 z", into: store)
      try await apply(firstDelta(store), to: store)
      #expect(try await store.householdState() == HouseholdState(asOf: nil, isOlder: true))
      let home = [HouseholdMember(customer: a, household: a), HouseholdMember(customer: b, household: a)]
      for expected in [1, 0] {
        let count = try await store.unitOfWork { session in
          let count = try await session.keep(home, afterEnding: [])
          try await session.keep(ResolvedState(stamp: [UInt8](repeating: 7, count: 32), lastJudgement: 0))
          try await session.keepHouseholdsCurrent()
          return count
        }
        #expect(count == expected)
      }
      #expect(try await store.householdState() == HouseholdState(asOf: PostgresSandbox.now, isOlder: false))

      // b goes into a: nobody is left to share a home with.
      let third = try #require(try await store.placement(of: SourceKey(source: "web", id: "3")))
      var merge = delta()
      merge.moves = [.init(record: third.number, from: b, to: a)]
      merge.retired = [.init(id: b, redirectsTo: a)]
      merge.golden = [.init(id: a, json: Array("{\"all\": 3}".utf8))]
      merge.possibleMatches = []
      let ended = try await apply(merge, to: store).endedHouseholds
      #expect(ended == home.sorted())
      #expect(try await store.householdState() == HouseholdState(asOf: PostgresSandbox.now, isOlder: true))
      // Three records are stored.
      for (recordsMax, needsWhole) in [(2, true), (3, false)] {
        #expect(try await store.householdState(wholeAbove: recordsMax).needsWhole == needsWhole, "\(recordsMax)")
      }
      #expect(try await store.household(of: a) == nil)
      #expect(try await store.unitOfWork { try await $0.keep([], afterEnding: ended) } == 1)
      try await expectNoFindings(database)

      // Household by household, each named by its first: what was taken away before, what is found, how many changed.
      let ids = (0..<5).map { CustomerID(high: 3, low: UInt64($0)) }
      func members(_ text: String) -> [HouseholdMember] {
        text.split(separator: " ").flatMap { word -> [HouseholdMember] in
          let numbers = word.compactMap(\.wholeNumberValue)
          return numbers.map { HouseholdMember(customer: ids[$0], household: ids[numbers[0]]) }
        }
      }
      for (gone, found, count) in [
        ("", "012 34", 2), ("", "012 34", 0), ("", "12 34", 1), ("", "34", 1), ("", "", 1),
        // It goes on under another name; as it was; or nobody is left.
        ("012", "12", 1), ("12", "12", 0), ("34", "12", 1), ("", "1234", 1), ("", "12 34", 2), ("", "1234", 1),
      ] {
        let (before, now) = (members(gone), members(found))
        #expect(try await store.unitOfWork { try await $0.keep(now, afterEnding: before) } == count, "\(gone), \(found)")
      }
    }
  }

  @Test func `a resolve goes by the model in force when its turn comes, and another one is a decision`() async throws {
    try await withStore { store, database in
      let now = PostgresSandbox.now
      let mint: @Sendable () -> CustomerID = { CustomerID(high: 9, low: 9) }
      let standard = ModelFile.standard()
      let strict = try ModelFile(reading: standard.text + Array("\n# Another.\n".utf8), named: "strict")
      let waiting = try await store.unitOfWork { session in
        let waiting = Task { try await resolve(store, by: "cli", at: now, threadCount: 1, mint: mint) }
        while try await PostgresSandbox.withSession(database.address, { session in
          try !session.query(
            """
            select exists (
              select from pg_locks where locktype = 'advisory' and not granted
                and database = (select oid from pg_database where datname = current_database()))
            """)[0].boolean(0)
        }) { try await Task.sleep(for: .milliseconds(5)) }
        // It began while nothing was published, and the standard model held.
        _ = try await session.keep(publication(of: strict, by: "kim", because: "better", at: now))
        return waiting
      }
      #expect(try await waiting.value.decision == nil)
      #expect(try await store.modelHistory().publications == [.init(model: 1, decision: 1)])
      #expect(try await store.publishedModel()?.text.hasSuffix("# Another.\n") == true)

      func back(_ reason: String) async throws -> Int64? {
        let given = publication(of: standard, by: "lee", because: reason, at: now)
        return try await resolve(store, publishing: given, by: "lee", at: now, threadCount: 1, mint: mint).decision
      }
      await #expect(throws: JudgementRefusal.noReason) { try await back(" ") }
      func layDown(_ isRequired: Bool, by who: String) async throws -> Bool {
        try await Resolution.layDown(ApprovalRule(isRequired: isRequired, by: who, because: "four eyes", at: now), in: store)
      }
      #expect(try await layDown(true, by: "kim"))
      await #expect(throws: PublicationRefusal.needsSecondPerson) { try await back("as shipped") }
      try await expectNoFindings(database)
      let check = "decisions_have_their_second_person"
      try await PostgresSandbox.withSession(database.address) { session in
        _ = try session.query(
          "insert into model (sha256, text, published_at) select sha256, text, $1 from model", [.instant(now)])
      }
      #expect(try await database.facts().checks.filter { $0.rowCount > 0 }.map(\.name) == [check])
      try await PostgresSandbox.withSession(database.address) { try $0.script("delete from model where model_number > 1") }
      #expect(try await layDown(false, by: "kim") == false)
      try await expectNoFindings(database)
      #expect(try await layDown(false, by: "lee"))
      let rule = try #require(try await store.approvalRule())
      #expect(rule.by == "kim" && rule.approvedBy == "lee" && rule.approvedBecause == "four eyes")
      // Released by one alone: the table refuses a second who is the first, and a check sees that there is none.
      try await PostgresSandbox.withSession(database.address) { session in
        #expect(throws: StoreFailure.self) { try session.script("update approval_rule set approved_by = ' Kim ' where approved_by = 'lee'") }
        try session.script("update approval_rule set approved_by = null where approved_by = 'lee'")
      }
      let alone = "releases_have_their_second_person"
      #expect(try await database.facts().checks.filter { $0.rowCount > 0 }.map(\.name) == [alone])
      try await PostgresSandbox.withSession(database.address) {
        try $0.script("update approval_rule set approved_by = 'lee' where not is_required")
      }
      #expect(try await back("as shipped") == 2)
      #expect(try await back("") == nil)
      try await expectNoFindings(database)
    }
  }

  @Test func `models are a stack, and an undoing that would lead to another model by now is refused`() async throws {
    try await withStore { store, _ in
      let now = PostgresSandbox.now
      var published: [Int64] = []
      for text in ["first", "second", "third"] {
        var decision = NewDecision(.publication, by: "kim", because: "better", at: now)
        decision.model = (text, Array(repeating: text.utf8.first!, count: 32))
        published.append(try await store.keep(decision) { _ in }.number)
      }
      let early = try await undoing(published[2], by: "lee", because: "worse", at: now, in: store)
      #expect(early.model?.text == "second")
      let second = try await undoing(published[1], by: "lee", because: "worse", at: now, in: store)
      #expect(second.model == nil)
      _ = try await store.keep(second) { _ in }
      #expect(try await store.publishedModel()?.text == "third")
      await #expect(throws: StoreFailure.modelReplaced) { try await store.keep(early) { _ in } }
      let third = try await undoing(published[2], by: "lee", because: "worse", at: now, in: store)
      let number = try await store.keep(third) { _ in }.number
      #expect(try await store.publishedModel()?.text == "first")
      #expect(try await store.modelHistory().inForce == 1)
      let revert = try await reverting(by: "lee", because: "worse", at: now, in: store)
      _ = try await store.keep(revert) { _ in }
      #expect(try await store.modelHistory().inForce == nil)
      await #expect(throws: JudgementRefusal.nothingToRevert) {
        try await reverting(by: "lee", because: "worse", at: now, in: store)
      }
      _ = try await store.keep(try await undoing(number, by: "lee", because: "better", at: now, in: store)) { _ in }
      #expect(try await store.publishedModel()?.text == "third")
    }
  }

  // MARK: the rows

  private func delta() -> ResolutionDelta {
    ResolutionDelta(at: PostgresSandbox.now, who: "cli", cause: "resolve", modelSHA256: nil)
  }

  /// Records 1 and 2 are a, record 3 is b, and a may be b.
  private func firstDelta(_ store: PostgresCustomerStore) async throws -> ResolutionDelta {
    let records = try await liveRecords(of: store)
    var delta = delta()
    delta.minted = [a, b]
    delta.moves = zip(records, [a, a, b]).map { .init(record: $0.number, from: nil, to: $1) }
    delta.golden = [.init(id: a, json: Array("{\"name\":[1,2]}".utf8)), .init(id: b, json: Array("{}".utf8))]
    delta.possibleMatches = [
      PossibleMatch(
        left: b, right: a, weight: MatchWeight(millibits: 900), reason: "near", leftRecord: records[2].number,
        rightRecord: records[0].number)
    ]
    return delta
  }

  @discardableResult
  private func apply(_ delta: ResolutionDelta, to store: PostgresCustomerStore) async throws -> AppliedChange {
    try await store.unitOfWork { session in
      let applied = try await session.apply(delta)
      try await session.clearPending()
      return applied
    }
  }
}
