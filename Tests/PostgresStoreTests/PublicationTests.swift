import Identity
import PostgresStore
import Resolution
import Synchronization
import Testing

/// Decisions after which everything is resolved.
@Suite struct PublicationTests {
  @Test func `a model comes into force with everything resolved by it, or not at all`() async throws {
    // What happens when the decision is kept and what follows from it is being written.
    let cuts: [(what: String, function: SQL?)] = [
      ("an error", "create function cut() returns trigger language plpgsql as $$ begin raise exception 'cut off'; end $$"),
      (
        "the connection is lost",
        "create function cut() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$"
      ),
      ("it is told to stop", nil),
    ]
    let decisions: [@Sendable (LiveShop) async throws -> NewDecision] = [
      { try await $0.publication(named: "stricter") }, { try await $0.reversion() }, { try await $0.undoing(1) },
    ]
    for (what, function) in cuts {
      try await withLiveShop { shop in
        try await shop.send(["1 Mina_Castellan 5", "2 M_Castellan 5", "3 Ada_Lund 7"])
        try await shop.resolveAll()
        try await shop.publish("renumbered")
        let model = try await shop.store.publishedModel()?.sha256
        for make in decisions {
          let kept = try await shop.kept()
          let decision = try await make(shop)
          if let function { try await shop.cutOff(by: function) }
          let stop = Mutex<(@Sendable () -> Void)?>(nil)
          let begin = AsyncStream<Void>.makeStream()
          let made = Task {
            for await _ in begin.stream {}
            return try await shop.decide(decision) { _, _ in stop.withLock { $0 }?() }
          }
          if function == nil { stop.withLock { $0 = { made.cancel() } } }
          begin.continuation.finish()
          await #expect(throws: (any Error).self, "\(what)") { try await made.value }
          try await shop.goOn()
          #expect(try await shop.store.decisions(countMax: 9).count == 1, "\(what)")
          #expect(try await shop.store.publishedModel()?.sha256 == model, "\(what)")
          #expect(try await shop.kept() == kept, "\(what)")
          try await shop.expectAsResolved("\(what)")
        }
        // What was cut off can be decided again.
        try await shop.decide(try await decisions[0](shop), waits: false)
        #expect(try await shop.customers()["1"] != shop.customers()["2"])
        try await shop.expectAsResolved("\(what), and again")
      }
    }
  }
}
