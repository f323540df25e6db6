import Identity
import Intake
import Linkage
import Normalization
import PostgresStore
import Resolution
import Synchronization
import Testing

/// A store with a source `shop` and what people do to it. A row is `id Given_Family phone email birth`: of a phone the
/// last digit, `-` where there is none, as at its end.
actor LiveShop {
  nonisolated let store: PostgresCustomerStore
  nonisolated let database: OpenedDatabase
  private static let secret = [UInt8](repeating: 3, count: 32)
  private static let ids = Atomic<UInt64>(0)
  private static let mint: @Sendable () -> CustomerID = {
    CustomerID(high: 7, low: ids.add(1, ordering: .relaxed).newValue)
  }
  private var hasOtherSettings = false
  /// Time passes with every act.
  private var moment = PostgresSandbox.now.microseconds

  init(_ store: PostgresCustomerStore, _ database: OpenedDatabase) { (self.store, self.database) = (store, database) }

  private func now() -> Instant {
    moment += 1_000_000
    return Instant(microseconds: moment)
  }

  private func surveyed(_ rows: [String], source: String = "shop") throws -> SurveyedFile {
    let lines = rows.map { row in
      let words = row.split(separator: " ").map { $0 == "-" ? "" : String($0) }
      func word(_ place: Int) -> String { words.count > place ? words[place] : "" }
      let name = word(1).split(separator: "_").filter { $0 != "-" }.joined(separator: " ")
      let phone = word(2).isEmpty || word(2) == "-1" ? "" : "010-8723-450\(word(2))"
      return "\(word(0)),\(name),\(phone),\(word(3)),\(word(4)),\(word(2) == "-1" ? "again" : "")\n"
    }
    let bytes = Array(("id,name,phone,email,birth,note\n" + lines.joined()).utf8)
    let file = SourceFile(name: "\(source).csv", source: source, sizeBytes: Int64(bytes.count)) {
      var isRead = false
      return {
        defer { isRead = true }
        return isRead ? nil : bytes
      }
    }
    let mapping = """
      encoding: utf-8
      region: KR
      columns:
        - { name: id, role: record_id }
        - { name: name, role: full_name }
        - { name: phone, role: \(hasOtherSettings ? "exact" : "phone") }
        - { name: email, role: email }
        - { name: birth, role: birth_date }
        - { name: note, role: kept }

      """
    return try survey(file, settings: try parseMapping(yaml: Array(mapping.utf8), fileName: "shop.map.yaml"), region: "KR")
  }

  func changeSettings() async throws {
    hasOtherSettings.toggle()
    try await send(["9 Ida_Moe -"])
  }

  func send(_ rows: [String], source: String = "shop") async throws {
    _ = try await importFile(
      try surveyed(rows, source: source), into: store, rules: try await model().model.blocking, isComplete: false, isDryRun: false,
      secretProposal: LiveShop.secret, at: now(), today: PostgresSandbox.now.day, threadCount: 2)
  }

  @discardableResult
  func upsert(
    _ rows: [String], source: String = "shop", by writer: LiveWriter<PostgresCustomerStore>, writerCount: Int = 1
  ) async throws -> [LiveOutcome] {
    let outcomes = Mutex<[LiveOutcome]>([])
    let at = now()
    _ = try await upsertFile(
      try surveyed(rows, source: source), by: writer, who: "till", at: { at }, today: PostgresSandbox.now.day, writerCount: writerCount,
      mint: LiveShop.mint
    ) { _, outcome in outcomes.withLock { $0.append(outcome) } }
    return outcomes.withLock { $0 }
  }

  func delete(_ id: String, by writer: LiveWriter<PostgresCustomerStore>) async throws {
    _ = try await writer.apply(
      [.delete(SourceKey(source: "shop", id: id))], readBy: await writer.basis, by: "till", at: now(), mint: LiveShop.mint)
  }

  private func model() async throws -> ModelFile {
    guard let published = try await store.publishedModel() else { return .standard() }
    return try ModelFile(reading: Array(published.text.utf8), named: "published")
  }

  @discardableResult
  func decide(
    _ decision: NewDecision, waits: Bool? = nil, progress: @escaping @Sendable (LinkingStage, Double) -> Void = { _, _ in }
  ) async throws -> KeptDecision {
    let (kept, effect) = try await carryOut(
      decision, in: store, try await model(), threadCount: 2, mint: LiveShop.mint, progress: progress)
    if let waits {
      var isWaiting = false
      if case .waits = effect { isWaiting = true }
      #expect(isWaiting == waits, "\(effect)")
    }
    return kept
  }

  func publish(_ name: String) async throws { _ = try await decide(try publication(named: name), waits: false) }

  func revert() async throws { _ = try await decide(try await reversion(), waits: false) }

  func reversion() async throws -> NewDecision {
    try await reverting(by: "kim", because: "worse", at: now(), in: store)
  }

  func undoing(_ number: Int64) async throws -> NewDecision {
    try await Resolution.undoing(number, by: "kim", because: "worse", at: now(), in: store)
  }

  func publication(named name: String) throws -> NewDecision {
    let standard = String(decoding: ModelFile.standard().text, as: UTF8.self)
    func edited(_ pairs: (String, String)...) -> String {
      pairs.reduce(into: standard) { text, pair in
        let parts = text.split(separator: pair.0, maxSplits: 1, omittingEmptySubsequences: false)
        precondition(parts.count == 2, "\(pair.0)")
        text = parts[0] + pair.1 + parts[1]
      }
    }
    let text =
      switch name {
      case "stricter": edited(("  match: 1\n", "  match: 14\n"))
      case "renumbered": edited(("{ id: 2,", "{ id: 902,"))
      default:
        edited(
          ("carriers_max: 1000 ", "carriers_max: 6 "), ("component_max: 100\n", "component_max: 8\n"),
          ("household_names_max: 6", "household_names_max: 3"))
      }
    let file = try ModelFile(reading: Array(text.utf8), named: name)
    return Resolution.publication(of: file, by: "kim", because: name, at: now())
  }

  /// What becomes of a pin that is made in the store as it is.
  func effect(ofPin word: String, _ attribute: Attribute, _ value: String) async throws -> DecisionEffect {
    let pin = try #require(
      NewSharingPin(
        attribute: attribute, value: value, region: "KR", sharingWord: word, by: "kim", because: "seen", at: now()))
    return try await carryOut(try pinningSharing(pin).decision, in: store, try await model(), threadCount: 2, mint: LiveShop.mint).effect
  }

  /// - Returns: the number of the pin.
  @discardableResult
  func pin(_ word: String, _ attribute: Attribute, _ value: String) async throws -> Int64? {
    let pin = try #require(
      NewSharingPin(
        attribute: attribute, value: value, region: "KR", sharingWord: word, by: "kim", because: "seen", at: now()))
    return try await decide(try pinningSharing(pin).decision, waits: attribute == .address).sharingPins.first
  }

  func withdrawPin(_ number: Int64) async throws {
    _ = try await decide(withdrawingSharing(number, by: "kim", because: "mistaken", at: now()), waits: false)
  }

  /// - Returns: whether it waits for a resolve.
  func judge(_ left: String, _ right: String, _ verdict: Judgement.Verdict) async throws -> Bool {
    var decision = NewDecision(.judgement, by: "kim", because: "seen", at: now())
    decision.claims = [.init(verdict, SourceKey(source: "shop", id: left), SourceKey(source: "shop", id: right))]
    do {
      let (_, effect) = try await carryOut(decision, in: store, try await model(), threadCount: 2, mint: LiveShop.mint)
      if case .waits = effect { return true }
      return false
    } catch is JudgementRefusal {
      // Nothing was decided, and what waited still does.
      return true
    }
  }

  func resolveAll() async throws { _ = try await resolve(store, by: "test", at: now(), threadCount: 2, mint: LiveShop.mint) }

  func customers() async throws -> [String: CustomerID] {
    let (records, memberships) = try await store.snapshot { session in
      (try await session.liveRecords(into: [StoredRecord]()) { $0.append($1) }, try await session.memberships())
    }
    let homes = Dictionary(memberships.map { ($0.record, $0.customer) }) { first, _ in first }
    return Dictionary(uniqueKeysWithValues: records.compactMap { record in homes[record.number].map { (record.key.id, $0) } })
  }

  /// Whoever writes the last thing that working out a decision writes runs this function `cut`, until `goOn`.
  func cutOff(by function: SQL) async throws {
    try await PostgresSandbox.withSession(database.address) { session in
      try session.script(function)
      try session.script(
        "create trigger cut before insert or update on resolved_state for each row execute function cut()")
    }
  }

  func goOn() async throws {
    try await PostgresSandbox.withSession(database.address) { try $0.script("drop function if exists cut cascade") }
  }

  func causes() async throws -> [String] {
    try await PostgresSandbox.withSession(database.address) { session in
      try session.query("select cause from change order by change_number").map { $0.text(0) }
    }
  }

  /// That nothing waits, and a resolve of everything finds all that is kept as it is.
  func expectAsResolved(_ what: String) async throws {
    #expect(try await unresolved(in: store).isEmpty, "\(what)")
    let before = try await kept()
    let resolved = try await resolve(store, by: "test", at: now(), isWhole: true, threadCount: 2, mint: LiveShop.mint)
    #expect(resolved.pendingCount == 0, "\(what)")
    #expect(resolved.applied.change == nil, "\(what)")
    let differing = Set(try await kept()).symmetricDifference(before).sorted()
    #expect(differing == [], "\(what)")
    try await expectNoFindings(database)
  }

  /// What is worked out, row by row.
  func kept() async throws -> [String] {
    try await PostgresSandbox.withSession(database.address) { session in
      try session.query(
        """
        select 'set_fact ' || to_jsonb(f)::text from set_fact f
        union all select 'record_edge ' || to_jsonb(e)::text from record_edge e
        union all select 'membership ' || to_jsonb(m)::text from membership m where valid_to is null
        union all select 'golden_record ' || to_jsonb(g)::text from golden_record g
        union all select 'possible_match ' || to_jsonb(p)::text from possible_match p
        """
      ).map { $0.text(0) }
    }
  }
}

func withLiveShop(_ body: (LiveShop) async throws -> Void) async throws {
  try await withStore { store, database in try await body(LiveShop(store, database)) }
}
