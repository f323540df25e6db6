import Glibc
import Identity
import PostgresStore
import Resolution
import Testing

/// How long a lookup by e-mail takes in process, warm: `KINDRED_MEASURE_LOOKUP` is the address of a filled
/// database. To compare: `pgbench -S -M prepared -c 1` on the same server.
@Suite struct LookupMeasurement {
  @Test(.enabled(if: getenv("KINDRED_MEASURE_LOOKUP") != nil)) func `a lookup by e-mail, and a select by key`() async throws {
    let address = String(cString: getenv("KINDRED_MEASURE_LOOKUP"))
    let database = try await openDatabase(.url(address), searchPath: PostgresSandbox.searchPath, at: PostgresSandbox.now)
    let store = PostgresCustomerStore(database) { PostgresSandbox.now }
    let mails = try await database.jobs.withConnection { connection in
      try await connection.run { session in
        try session.query(
          """
          select attributes->'email'->0->>'value' from golden_record
          where attributes->'email'->0->>'value' is not null order by md5(customer_id::text) limit 2000
          """
        ).map { $0.text(0) }
      }
    }
    let lookup = try await Lookup(
      store, ModelFile.standard(), today: CivilDate(daysSince1970: 20_000), readsAddresses: false)
    let clock = ContinuousClock()
    var found = 0
    for round in 0..<3 {
      var times: [Duration] = []
      for mail in mails {
        let start = clock.now
        found += try await lookup.owners(of: [LookupTerm(word: "email", raw: Array(mail.utf8))]).owners.count
        times.append(clock.now - start)
      }
      times.sort()
      print("lookup round \(round): median \(times[times.count / 2]), 95 % \(times[times.count * 95 / 100])")
    }
    #expect(found >= mails.count * 3)
    let selects = try await database.jobs.withConnection { connection in
      try await connection.run { session in
        var times: [Duration] = []
        for number in 1...2_000 {
          let start = clock.now
          _ = try session.query("select content_hash from record_version where record_number = $1 and version = 1", [.integer(Int64(number))])
          times.append(clock.now - start)
        }
        return times.sorted()
      }
    }
    print("select by key in the same process: median \(selects[selects.count / 2])")
    try await database.close()
  }
}
