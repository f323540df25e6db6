import Foundation
import Identity
import PostgresStore
import Testing

/// The past and the feed as the command line tells them.
@Suite struct IdentityHistoryTests {
  @Test func `who was who on which day, and what changed in between`() async throws {
    let store = StoreUnderTest(database: try await SharedServer.database())
    let work = try Workspace()
    func load(_ rows: String) async throws {
      try await store.run("import", try work.write("id,name,email,phone\n" + rows, to: "web.csv"), "--source", "web")
      try await store.run("resolve")
    }
    try await load("1,김민준,minjun.kim@naver.com,010-3187-4402\n2,김민준,,010-8415-7290\n")
    let before = try await moment(store)
    let ids = try await store.clusters().clusterOf
    #expect(ids["web:1"] != ids["web:2"])
    // Record 2 turns out to be the same person.
    try await load("2,김민준,minjun.kim@naver.com,010-3187-4402\n")
    let (kept, gone) = (try #require(ids["web:1"]), try #require(ids["web:2"]))
    let now = try await store.clusters().clusterOf
    #expect(now["web:1"] == now["web:2"])
    let (winner, loser) = now["web:1"] == kept ? (kept, gone) : (gone, kept)

    let then = try await store.run("show", loser, "--as-of", before).outputText
    #expect(then.contains("Customer \(loser)") && then.contains("1 record"), "\(then)")
    #expect(then.hasPrefix("As of \(before)"), "\(then)")
    let today = try await store.run("show", loser).outputText
    #expect(today.contains("\(loser) leads to:") && today.contains("Customer \(winner)"))
    #expect(try await store.run("show", "web:2", "--as-of", before, "--json").outputText.contains("010-8415-7290"))
    #expect(try await store.run("show", "web:2", "--as-of", "2020-01-01", expecting: 2).errorText.contains("had sent"))
    #expect(try await store.run("show", kept, "--as-of", "2020-01-01", expecting: 2).errorText.contains("No customer had the id"))
    #expect(try await store.run("show", kept, "--as-of", "yesterday", expecting: 2).errorText.contains("is no moment"))
    #expect(try await store.run("show", "web:1", "--as-of", "9000-01-01").outputText.contains("2 records"))

    // The feed page by page is the feed.
    var (cursor, moved, events): (String?, [String], [String]) = (nil, [], [])
    for _ in 0..<20 {
      let arguments = ["changes", "--json", "--limit", "2"] + (cursor.map { ["--after", $0] } ?? [])
      let page = try await store.program.run(arguments + store.location)
      let object = try #require(try JSONSerialization.jsonObject(with: Data(page.output)) as? [String: Any])
      for change in object["changes"] as? [[String: Any]] ?? [] {
        for item in change["items"] as? [[String: Any]] ?? [] {
          if let id = item["id"] as? String { moved.append("\(id) \(item["from"] as? String == nil ? "new" : "moved")") }
          if let event = item["event"] as? String { events.append(event) }
        }
      }
      cursor = object["next"] as? String
      if object["at_end"] as? Bool == true { break }
    }
    #expect(moved == ["1 new", "2 new", winner == kept ? "2 moved" : "1 moved"])
    #expect(events.sorted() == ["changed", "minted", "minted", "retired"])
    let end = try #require(cursor)
    #expect(try await store.run("changes", "--after", end).outputText.hasPrefix("Nothing new."))
    let text = try await store.run("changes").outputText
    #expect(text.contains("is retired and leads to \(winner)") && text.contains("kindred changes --after \(end)"), "\(text)")
    #expect(try await store.run("changes", "--after", "12", expecting: 2).errorText.contains("is no cursor"))
    #expect(try await store.run("changes", "--after", "999999999-1-e", expecting: 2).errorText.contains("another database server"))
  }

  @Test func `verify names the rule that is broken`() async throws {
    let store = StoreUnderTest(database: try await SharedServer.database())
    let work = try Workspace()
    try await store.run("import", try work.write("id,name\n1,김민준\n2,이영희\n", to: "web.csv"), "--source", "web")
    try await store.run("resolve")
    let well = try await store.run("verify").outputText
    #expect(well.contains("ok   Current customers have a golden record, retired ones have none."), "\(well)")
    let count = well.split(separator: "\n").count - 1
    #expect(well.hasSuffix("All \(count) invariants hold.\n"))
    #expect(try await store.run("doctor").outputText.contains("ok   \(count) of \(count) invariants of the stored data hold\n"))
    let breaks: [(statement: String, rule: String)] = [
      ("golden", "golden_record_for_each_current_customer"), ("postings", "postings_equal_the_keys_of_records"),
      ("history", "golden_history_ends_where_the_present_begins"),
      ("features", "features_repeat_their_records"),
      ("feed", "change_items_agree_with_memberships"), ("judgements", "no_record_is_judged_same_and_different"),
    ]
    for (statement, rule) in breaks {
      let copy = StoreUnderTest(database: try await SharedServer.database(copying: store.location[1]))
      try await copy.withSession { session in
        switch statement {
        case "golden": _ = try session.query("delete from golden_record where customer_id = (select min(customer_id::text)::uuid from golden_record)")
        case "postings": _ = try session.query("delete from record_key where record_number = 1")
        case "features": _ = try session.query("update record_feature set source_at = now() where record_number = 1")
        case "feed": _ = try session.query("delete from change_item where record_number = 2")
        case "judgements":
          _ = try session.query(
            """
            insert into judgement (verdict, left_source, left_id, right_source, right_id, who, because, at)
            values ('same', 'web', '1', 'web', '2', 'x', 'x', now()), ('same', 'web', '2', 'web', '3', 'x', 'x', now()),
              ('different', 'web', '1', 'web', '3', 'x', 'x', now())
            """)
        default:
          _ = try session.query(
            "insert into golden_version (customer_id, change_number, valid_from, attributes) select customer_id, change_number, valid_from, '{}' from golden_record limit 1")
        }
      }
      let broken = try await copy.run("verify", expecting: 1).outputText
      let marked = broken.split(separator: "\n").filter { $0.hasPrefix("LOOK") }
      #expect(marked.count == 1 && marked[0].contains("SQL/checks/\(rule).sql"), "\(statement): \(broken)")
      #expect(try await copy.run("verify", "--json", expecting: 1).outputText.contains("\"clean\": false"))
    }
  }

  /// A moment after all that was done and before all that will be.
  private func moment(_ store: StoreUnderTest) async throws -> String {
    try await Task.sleep(for: .milliseconds(20))
    let text = try await store.withSession { try $0.query("select clock_timestamp()")[0].instant(0).description }
    try await Task.sleep(for: .milliseconds(20))
    return text
  }
}
