import Identity
import PostgresStore
import Resolution
import Testing
import TestKit

/// Writers that live across what others decide and import: they go on by what is in force then, nothing they said is
/// lost, and what is kept is what a resolve of everything makes.
@Suite struct LiveWriterTests {
  /// Mina Castellan and M Castellan have one phone; without it they are two. Ada has another.
  private static let first = ["1 Mina_Castellan 5", "2 Otto_Berg 6", "3 Ada_Lund 7"]

  @Test func `a writer goes on by what comes into force`() async throws {
    // What comes into force between two rows of one writer, and whether the second joins record 1 afterwards.
    let rows: [(what: String, event: @Sendable (LiveShop) async throws -> Void, joins: Bool)] = [
      ("nothing", { _ in }, true),
      ("a stricter model", { try await $0.publish("stricter") }, false),
      ("a model of other blocking rules", { try await $0.publish("renumbered") }, true),
      ("two models", { try await $0.publish("stricter"); try await $0.publish("renumbered") }, true),
      ("a model and back", { try await $0.publish("stricter"); try await $0.revert() }, true),
      ("a pin", { try await $0.pin("junk", .phone, "010-8723-4505") }, false),
      ("a pin and its withdrawal", { try await $0.pin("junk", .phone, "010-8723-4505"); try await $0.withdrawPin(1) }, true),
      ("a pin of another", { try await $0.pin("shared", .phone, "010-8723-4507") }, true),
      ("a pin that waits, and a resolve", { try await $0.pin("junk", .address, "서울 강남구 테헤란로 1"); try await $0.resolveAll() }, true),
      ("an imported row", { try await $0.send(["4 Rosa_Vela 8"]) }, true),
      ("an imported row and a model", { try await $0.send(["4 Rosa_Vela 8"]); try await $0.publish("renumbered") }, true),
      ("an imported row and a pin", { try await $0.send(["4 M_Castellan 5"]); try await $0.pin("junk", .phone, "010-8723-4505") }, false),
    ]
    for (what, event, joins) in rows {
      try await withLiveShop { shop in
        try await shop.send(Self.first)
        try await shop.resolveAll()
        let writer = try await LiveWriter(shop.store)
        try await shop.upsert(["5 Lena_Holm 9"], by: writer)
        try await event(shop)
        let outcome = try #require(try await shop.upsert(["6 M_Castellan 5"], by: writer).first)
        #expect(outcome.verdicts == [.new], "\(what)")
        let homes = try await shop.customers()
        #expect((homes["6"] == homes["1"]) == joins, "\(what)")
        #expect(outcome.customers == [homes["6"]], "\(what)")
        try await shop.expectAsResolved("\(what)")
      }
    }
  }

  @Test func `a writer stops where somebody has to resolve first, and says so`() async throws {
    try await withLiveShop { shop in
      await #expect(throws: LiveRefusal.neverResolved) { try await LiveWriter(shop.store) }
      try await shop.send(Self.first)
      try await shop.resolveAll()
      let old = try await LiveWriter(shop.store)
      try await shop.pin("junk", .address, "서울 강남구 테헤란로 1")
      // What the customers go by is what this one has read; whoever begins now has read what they do not go by yet.
      try await shop.upsert(["4 Rosa_Vela 8"], by: old)
      let new = try await LiveWriter(shop.store)
      await #expect(throws: LiveRefusal.otherRules) { try await shop.upsert(["5 Lena_Holm 9"], by: new) }
      try await shop.resolveAll()
      for (writer, row) in [(old, "5 Lena_Holm 9"), (new, "6 Lena_Holm 9")] { try await shop.upsert([row], by: writer) }
      try await shop.expectAsResolved("after the resolve")

      let many = (0...1_000).map { "m\($0) Name\($0)_Family\($0) -" }
      try await shop.send(many)
      await #expect(throws: LiveRefusal.recordsWaiting(1_000)) { try await shop.upsert(["7 Ida_Moe 4"], by: old) }
      try await shop.resolveAll()
      try await shop.send(Array(many.dropLast().map { $0 + "1" }))
      try await shop.upsert(["7 Ida_Moe 4"], by: old)
      #expect(try await shop.causes().suffix(2) == ["resolve", "upsert"])
      try await shop.expectAsResolved("after a thousand")
      // Their columns mean something else by now.
      try await shop.changeSettings()
      try await shop.resolveAll()
      await #expect(throws: LiveRefusal.self) { try await shop.upsert(["8 Ida_Moe 4"], by: old) }
    }
  }

  @Test func `what has to be read again is read again before anything is compared with it`() async throws {
    try await withLiveShop { shop in
      try await shop.send(Self.first)
      try await shop.send(["1 M_Castellan 5"], source: "till")
      try await shop.resolveAll()
      let writer = try await LiveWriter(shop.store)
      // Few wait, but what the rest of their source was read as is no longer what it says.
      try await shop.changeSettings()
      await #expect(throws: LiveRefusal.sourceReadOtherwise("shop")) { try await shop.upsert(["2 Rosa_Vela 8"], source: "till", by: writer) }
      guard case .waits(let why) = try await shop.effect(ofPin: "shared", .phone, "010-8723-4505") else {
        Issue.record("worked out beside records that are read otherwise")
        return
      }
      #expect(why == LiveRefusal.sourceReadOtherwise("shop").description)
      try await shop.resolveAll()
      try await shop.expectAsResolved("read again")
    }
  }

  @Test func `a judgement takes along what waits, where that is little`() async throws {
    try await withLiveShop { shop in
      try await shop.send(Self.first)
      try await shop.resolveAll()
      try await shop.send(["4 M_Castellan 5", "5 Lena_Holm 9"])
      #expect(try await shop.judge("1", "4", .different) == false)
      #expect(try await shop.causes().suffix(2) == ["resolve", "judgement"])
      let homes = try await shop.customers()
      #expect(homes["1"] != homes["4"] && homes.count == 5)
      try await shop.expectAsResolved("after few")
      // One that is refused works out nothing.
      try await shop.send(["6 Ida_Moe 4"])
      let before = try await shop.causes()
      #expect(try await shop.judge("1", "4", .same))
      #expect(try await shop.causes() == before)

      try await shop.send((0...1_000).map { "m\($0) Name\($0)_Family\($0) -" })
      #expect(try await shop.judge("2", "3", .same))
      try await shop.resolveAll()
      try await shop.expectAsResolved("after many")
    }
  }

  @Test func `why a pin waits`() async throws {
    func expect(_ shop: LiveShop, _ attribute: Attribute, _ value: String, _ sentence: String?) async throws {
      switch try await shop.effect(ofPin: "shared", attribute, value) {
      case .worked: #expect(sentence == nil, "\(value)")
      case .waits(let why): #expect(sentence.map { why.contains($0) } == true, "\(value): \(why)")
      }
    }
    try await withLiveShop { shop in
      try await shop.send(Self.first)
      try await expect(shop, .phone, "010-8723-4505", LiveRefusal.neverResolved.description)
      try await shop.resolveAll()
      try await expect(shop, .phone, "010-8723-4505", nil)
      try await expect(shop, .handle, "instagram:kim_minsu_77", nil)
      try await expect(shop, .handle, "kim_minsu_77", "a handle without its platform")
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func `a writer outlasts somebody who holds the whole store, and many tasks work out what waits once`() async throws {
    try await withLiveShop { shop in
      try await shop.send(Self.first)
      try await shop.resolveAll()
      let writer = try await LiveWriter(shop.store)
      let holding = Task { [store = shop.store] in
        try await store.unitOfWork { _ in try await Task.sleep(for: .seconds(12)) }
      }
      try await Task.sleep(for: .seconds(1))
      let outcome = try #require(try await shop.upsert(["4 Rosa_Vela 8"], by: writer).first)
      #expect(outcome.verdicts == [.new] && outcome.attemptCount > 1)
      try await holding.value

      try await shop.send((0..<300).map { "i\($0) Name\($0)_Family\($0) -" })
      let changes = try await shop.causes().count
      try await shop.upsert((0..<16).map { "w\($0) Otto_Moe\($0) -" }, by: writer, writerCount: 16)
      #expect(try await shop.causes().dropFirst(changes).count { $0 == "resolve" } == 1)
      try await shop.expectAsResolved("after both")
    }
  }

  @Test func `ids that differ only in how their letters are composed are two records`() async throws {
    try await withLiveShop { shop in
      try await shop.send(Self.first)
      try await shop.resolveAll()
      let writer = try await LiveWriter(shop.store)
      let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
      for round in [[PutRecord.Verdict.new, .new, .changed], [.changed, .unchanged, .changed]] {
        let outcomes = try await shop.upsert(
          ["\(composed) Mina_Holm 4", "\(decomposed) Otto_Moe 5", "\(composed) Mina_Vela 4"], by: writer, writerCount: 3)
        #expect(outcomes.compactMap(\.verdicts[0]).map(\.rawValue).sorted() == round.map(\.rawValue).sorted())
      }
      let counts = try await PostgresSandbox.withSession(shop.database.address) { session in
        try session.query(
          "select source_id, max(version) from source_record join record_version using (record_number) group by source_id"
        ).map { (id: Array($0.text(0).utf8), versions: $0.integer(1)) }
      }
      #expect(counts.first { $0.id == Array(composed.utf8) }?.versions == 4)
      #expect(counts.first { $0.id == Array(decomposed.utf8) }?.versions == 1)
      try await shop.expectAsResolved("two ids")
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func `whatever comes into force while writers write, what they say is kept and is as resolved`() async throws {
    try await withLiveShop { shop in
      try await shop.send(Self.first)
      try await shop.resolveAll()
      let writer = try await LiveWriter(shop.store)
      let rows = (0..<160).map { "w\($0) \(["Mina", "M", "Otto", "Ada"][$0 % 4])_\(["Castellan", "Berg", "Lund"][$0 / 4 % 3]) \(4 + $0 % 7)" }
      async let said = shop.upsert(rows, by: writer, writerCount: 4)
      for round in 0..<3 {
        try await shop.publish(["stricter", "renumbered"][round % 2])
        try await shop.pin(["junk", "household", "person"][round], .phone, "010-8723-450\(5 + round)")
        try await shop.send(["i\(round) Rosa_Vela 8"])
      }
      #expect(try await said.count == rows.count)
      try await shop.upsert(["end Rosa_Vela 8"], by: writer)
      #expect(try await shop.customers().count == 3 + 160 + 3 + 1)
      try await shop.expectAsResolved("in the end")
    }
  }

  @Test func `pins and records that wait come to what resolving everything makes`() async throws {
    // One after the other: each has connections of its own.
    // The last one has a crowd of one family name beside somebody of whom nothing else is known.
    for seed in Array(seeds(few: 6)) + [103] { try await check(seed: seed) }
  }

  private func check(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    func row() -> String {
      // one word of a name is found by the words of whole ones
      let family = random.pick(["Castellan", "Berg", "Lund", "Vela"])
      let name = random.oneIn(6) ? family : "\(random.pick(["Mina", "M", "Otto", "Ada"]))_\(family)"
      let phone = random.oneIn(4) ? "-" : "\(random.pick([4, 5, 5, 5, 5, 6, 7, 8]))"
      let mail = random.oneIn(2) ? "-" : "\(random.pick(["mina", "otto", "ada"]))@example.org"
      return "\(random.below(30)) \(name) \(phone) \(mail) \(random.oneIn(2) ? "-" : "198\(random.below(3))-02-03")"
    }
    try await withLiveShop { shop in
      try await shop.send((0..<20).map { _ in row() })
      try await shop.resolveAll()
      try await shop.publish("small")
      let writer = try await LiveWriter(shop.store)
      var pins: [Int64] = []
      for step in 0..<30 {
        var isWaiting = false
        var what = "seed \(seed) step \(step): "
        switch random.below(8) {
        case 0, 1:
          let rows = (0..<(1 + random.below(4))).map { _ in row() }
          what += "upsert \(rows)"
          try await shop.upsert(rows, by: writer, writerCount: 1 + random.below(3))
        case 2:
          let rows = (0..<(1 + random.below(6))).map { _ in row() }
          what += "import \(rows)"
          try await shop.send(rows)
          isWaiting = true
        case 3 where !pins.isEmpty:
          let pin = pins.remove(at: random.below(pins.count))
          what += "withdraw \(pin)"
          try await shop.withdrawPin(pin)
        case 4:
          what += "delete"
          try await shop.delete("\(random.below(30))", by: writer)
        case 5:
          let (one, other) = (random.below(30), random.below(30))
          what += "judge \(one) \(other)"
          isWaiting = try await shop.judge("\(one)", "\(other)", random.oneIn(2) ? .same : .different)
        default:
          let (word, phone) = (random.pick(["person", "household", "shared", "relay", "junk"]), random.below(3) > 0)
          let value = phone ? "010-8723-450\(random.pick([4, 5, 5, 5, 6, 7, 8]))" : "\(random.pick(["mina", "otto", "ada"]))@example.org"
          what += "\(word) \(value)"
          pins.append(try #require(try await shop.pin(word, phone ? .phone : .email, value)))
        }
        if !isWaiting { try await shop.expectAsResolved(what) }
      }
    }
  }
}
