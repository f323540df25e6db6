import Foundation
import PostgresStore
import Testing

/// The working life of a store: five channels in, customers out, changes, judgements, exports. Counters of
/// the tables say what was written, not the program.
@Suite struct StoreJourneyTests {
  /// A database with the bundled channels, resolved once; tests work on copies.
  private static let resolved = Task { () async throws -> String in
    let address = try await SharedServer.database()
    let store = StoreUnderTest(database: address)
    try await store.importChannels()
    try await store.run("resolve")
    return address
  }

  private func store() async throws -> StoreUnderTest {
    StoreUnderTest(database: try await SharedServer.database(copying: try await Self.resolved.value))
  }

  @Test func `resolving again writes nothing, and neither does loading the same file`() async throws {
    let store = try await store()
    let (before, status, clusters) = (try await store.writes(), try await store.run("status", "--json").output, try await store.clusters())
    #expect(before["membership"] != nil)
    #expect(try await store.run("resolve").outputText.contains("Nothing has changed since the last run."))
    #expect(try await store.writes() == before)
    // The size of a database also counts pages that a checkpoint or a vacuum touched.
    func withoutSizes(_ json: [UInt8]) -> [String] {
      String(decoding: json, as: UTF8.self).split(separator: "\n").filter { !$0.contains("bytes\"") }.map(String.init)
    }
    #expect(withoutSizes(try await store.run("status", "--json").output) == withoutSizes(status))

    let again = try await store.run("import", Channels.files[0], "--source", "shop")
    #expect(again.outputText.contains("123 unchanged, 1 repeated"), "\(again.outputText)")
    try await store.run("resolve")
    var after = try await store.writes()
    #expect(after["job"] != before["job"], "an import leaves its trace")
    after["job"] = before["job"]
    #expect(after == before)
    #expect(try await store.clusters() == clusters)
  }

  @Test func `one changed record in a hundred touches only its customers`() async throws {
    let store = try await store()
    let work = try Workspace()
    let (before, goldenBefore, clustersBefore) = (try await store.writes(), try await store.goldenRecords(), try await store.clusters())
    // Five records of 446: each gets another mailbox, which the others of its customer do not have.
    let ids = ["50122", "50061", "50027", "50020", "50113"]
    var rows = csvRows(try Channels.bytes("shop.csv"))
    for index in rows.indices where ids.contains(rows[index][0]) { rows[index][3] = "new.\(rows[index][0])@moved.example" }
    let outcome = try await store.run("import", try work.write(csv(rows), to: "shop.csv"), "--source", "shop")
    #expect(outcome.outputText.contains("5 changed, 118 unchanged, 1 repeated"), "\(outcome.outputText)")
    try await store.run("resolve")
    let (after, goldenAfter, clustersAfter) = (try await store.writes(), try await store.goldenRecords(), try await store.clusters())

    // Customers that hold a changed record, or a record that left one of those.
    let homes = Set(ids.compactMap { clustersBefore.clusterOf["shop:\($0)"] })
    let company = clustersBefore.clusterOf.filter { homes.contains($0.value) }.keys
    let concerned = homes.union(company.compactMap { clustersAfter.clusterOf[$0] })
    let touched = Set(goldenBefore.keys).union(goldenAfter.keys).filter { goldenBefore[$0] != goldenAfter[$0] }
    #expect(!touched.isEmpty)
    #expect(touched.subtracting(concerned).isEmpty, "\(touched.subtracting(concerned))")
    for (record, customer) in clustersAfter.clusterOf where clustersBefore.clusterOf[record] != customer {
      #expect(concerned.contains(customer), "\(record) moved")
    }
    func written(_ table: String) -> Int {
      guard let a = before[table], let b = after[table] else { return -1 }
      return b.insertedCount - a.insertedCount + b.updatedCount - a.updatedCount + b.deletedCount - a.deletedCount
    }
    #expect((1...2 * concerned.count).contains(written("golden_record")), "\(written("golden_record"))")
    #expect((0...3 * concerned.count).contains(written("membership")), "\(written("membership"))")
    #expect((0...concerned.count).contains(written("customer")), "\(written("customer"))")
    #expect(written("source_setting") == 0)
    #expect(written("judgement") == 0)
  }

  @Test func `a complete file deletes what it lacks, a dry run nothing`() async throws {
    let store = try await store()
    let work = try Workspace()
    let rows = csvRows(try Channels.bytes("shop.csv"))
    let file = try work.write(csv(Array(rows.prefix(rows.count - 20))), to: "shop.csv")
    let before = try await store.clusters()
    let dry = try await store.run("import", file, "--source", "shop", "--complete", "--dry-run")
    #expect(dry.outputText.contains("records that the file lacks were deleted") && dry.outputText.contains("Nothing was kept"))
    #expect(try await store.clusters() == before)
    try await store.run("doctor")

    try await store.run("import", file, "--source", "shop", "--complete")
    let waiting = try await store.run("doctor", expecting: 1)
    #expect(waiting.outputText.contains("run \"kindred resolve\""))
    try await store.run("resolve")
    let after = try await store.clusters()
    let gone = Set(before.clusterOf.keys).subtracting(after.clusterOf.keys)
    #expect(gone == Set(rows.suffix(20).map { "shop:\($0[0])" }).subtracting(rows.prefix(rows.count - 20).map { "shop:\($0[0])" }))
    #expect(!gone.isEmpty)
    let one = try #require(gone.min())
    #expect(try await store.run("show", one).outputText.contains("was deleted"))

    // The same records again are the same customers again.
    try await store.run("import", Channels.files[0], "--source", "shop")
    try await store.run("resolve")
    #expect(try await store.clusters().partition == before.partition)
    try await store.run("doctor")
  }

  @Test func `a file of other columns is refused, and deletes nothing`() async throws {
    let store = try await store()
    let work = try Workspace()
    let before = try await store.clusters()
    let files = [
      ("orders.csv", "order_no,amount,item\n1,300,apple\n2,400,pear\n", "no column"),
      ("renamed.csv", "number,name,mail\n50122,Quenby Zanzibar,quenby@zanzibar.example\n", "record ids of source shop"),
    ]
    for (name, text, sentence) in files {
      let path = try work.write(Array(text.utf8), to: name)
      for command in [["import", path, "--complete"], ["import", path], ["upsert", path]] {
        let outcome = try await store.program.run(command + ["--source", "shop"] + store.location)
        #expect(outcome.exit == 2 && outcome.errorText.contains(name) && outcome.errorText.contains(sentence), "\(command): \(outcome.errorText)")
        #expect(!outcome.errorText.contains("Quenby") && outcome.outputText.isEmpty, "\(command)")
      }
    }
    #expect(try await store.clusters() == before)
  }

  @Test func `new settings reach the records that came before`() async throws {
    let store = try await store()
    let work = try Workspace()
    let mapping = try await Program().run(["map", Channels.files[0]]).outputText
    let changed = mapping.replacingOccurrences(of: "role: phone", with: "role: kept")
      .replacingOccurrences(of: "default_dates: []", with: "default_dates: [1990-01-01]")
    #expect(changed != mapping)
    let map = try work.write(changed, to: "shop.yaml")
    let one = try work.write(csv(Array(csvRows(try Channels.bytes("shop.csv")).prefix(2))), to: "shop.csv")
    // One row comes in by the new settings; all records are read again from what was stored of them.
    try await store.run("import", one, "--source", "shop", "--map", map)
    let resolved = try await store.run("resolve")
    #expect(resolved.outputText.contains("Source shop: 123 records were read again"), "\(resolved.outputText)")
    try await store.run("doctor")

    let fresh = StoreUnderTest(database: try await SharedServer.database())
    try await fresh.run("import", Channels.files[0], "--source", "shop", "--map", map)
    for (file, source) in zip(Channels.files, Channels.sources).dropFirst() { try await fresh.run("import", file, "--source", source) }
    try await fresh.run("resolve")
    #expect(try await store.payloads() == fresh.payloads())
    #expect(try await store.clusters().partition == fresh.clusters().partition)
    #expect(try await store.clusters().partition != self.store().clusters().partition)

    let before = try await store.writes()
    #expect(try await store.run("resolve").outputText.contains("Nothing has changed since the last run."))
    #expect(try await store.writes() == before)
    let again = try await store.run("import", Channels.files[0], "--source", "shop")
    #expect(again.outputText.contains("123 unchanged, 1 repeated"), "\(again.outputText)")
  }

  @Test func `another version of the program writes only the records whose values differ`() async throws {
    let store = try await store()
    let (payloads, clusters) = (try await store.payloads(), try await store.clusters())
    // As if all had been read by an earlier version, which had made nothing of two of the records.
    try await store.withSession { session in
      _ = try session.query("update source set normaliser_version = 1")
      _ = try session.query("update record_feature set normaliser_version = 1")
      _ = try session.query(
        """
        update record_feature set payload = '\\x0100' where record_number in (
          select min(record_number) from source_record union select max(record_number) from source_record)
        """)
    }
    // Until it is read anew a search says that it may have missed somebody; an identifier misses nobody.
    func isOlder(_ asked: String) async throws -> Bool {
      try await store.run("lookup", asked, "--json").outputText.contains("\"read_by_another_version\": true")
    }
    #expect(try await isOlder("name=김민준"))
    #expect(try await store.run("lookup", "name=김민준").outputText.contains("Some records were read by another version of Kindred"))
    #expect(try await !isOlder("email=minjun.kim0307@gmail.com"))
    let before = try await store.writes()
    let resolved = try await store.run("resolve")
    #expect(try await !isOlder("name=김민준"))
    let reports = resolved.outputText.split(separator: "\n").filter { $0.contains("read again") }
    #expect(reports.count == Channels.sources.count, "\(resolved.outputText)")
    #expect(reports.count { $0.contains("; 1 has other values now") } == 2, "\(resolved.outputText)")
    #expect(reports.count { $0.contains("; 0 have other values now") } == 3, "\(resolved.outputText)")
    #expect(try await store.payloads() == payloads)
    #expect(try await store.clusters() == clusters)
    let after = try await store.writes()
    #expect(after["record_feature"]!.insertedCount == before["record_feature"]!.insertedCount + 2)
    #expect(after["membership"] == before["membership"])
    try await store.run("doctor")
    #expect(try await store.run("resolve").outputText.contains("Nothing has changed since the last run."))
    #expect(try await store.writes() == after)
  }

  @Test func `a customer is shown in full and a pair explained`() async throws {
    let store = try await store()
    let members = try #require(try await store.clusters().partition.filter { $0.count >= 4 }.min { $0.sorted()[0] < $1.sorted()[0] }).sorted()
    let shown = try await store.run("show", members[0])
    for member in members { #expect(shown.outputText.contains(member), "\(shown.outputText)") }
    #expect(shown.outputText.contains("Held together by"))
    let json = try await store.run("show", members[1], "--json")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output)) as? [String: Any])
    #expect((object["records"] as? [Any])?.count == members.count)
    let id = try #require(object["customer_id"] as? String)
    #expect(shown.outputText.hasPrefix("Customer \(id)"))
    #expect(try await store.run("show", id).output == shown.output)

    let why = try await store.run("why", members[0], members[1])
    #expect(why.outputText.contains("one customer") && why.outputText.contains("total"))
    let numbers = try #require(
      try JSONSerialization.jsonObject(with: Data(try await store.run("why", members[0], members[1], "--json").output)) as? [String: Any])
    let weights = (numbers["comparisons"] as? [[String: Any]] ?? []).compactMap { $0["weight_millibits"] as? Int }
    #expect(weights.reduce((numbers["prior_millibits"] as? Int ?? 0) + (numbers["corroboration_millibits"] as? Int ?? 0), +) == numbers["weight_millibits"] as? Int)

    for (arguments, sentence) in [
      (["show", "shop:none"], "No source ever sent a record shop:none"), (["show", "nonsense"], "neither a customer id nor a record"),
      (["why", members[0], members[0]], "is one record; name two"), (["why", members[0], "shop:none"], "no live record shop:none"),
    ] {
      let outcome = try await store.program.run(arguments + store.location)
      #expect(outcome.exit == 2 && outcome.errorText.contains(sentence), "\(outcome.errorText)")
    }
  }

  @Test func `what holds a customer together is told from its own records as from all`() async throws {
    let store = try await store()
    let several = try await store.clusters().partition.filter { $0.count >= 3 }.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    let asked = several.prefix(8).map { $0[0] }
    #expect(asked.count == 8)
    try await store.run("judge", "same", several[0][0], several[0][2], "--because", "seen")
    func links() async throws -> [[NSDictionary]] {
      var found: [[NSDictionary]] = []
      for record in asked {
        let shown = try await store.run("show", record, "--json")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(shown.output)) as? [String: Any])
        found.append(try #require(object["held_together_by"] as? [NSDictionary]))
      }
      return found
    }
    let own = try await links()
    for (links, members) in zip(own, several) { #expect(links.count == members.count - 1, "\(members)") }
    #expect(own[0][0]["judgement"] != nil, "\(own[0])")
    // A stranger who waits for a resolve: now all records are read.
    let work = try Workspace()
    let file = try work.write("id,name,email,phone,birth_date,address\nz1,Zeno Quill,zeno@quill.example,,,\n", to: "aside.csv")
    try await store.run("import", file, "--source", "aside", "--map", try work.write(peopleMapping, to: "map.yaml"))
    #expect(try await links() == own)
  }

  @Test func `judgements outrank the machine, refuse contradictions and can be withdrawn`() async throws {
    let store = try await store()
    let before = try await store.clusters()
    let several = try #require(before.partition.filter { $0.count >= 2 }.map { $0.sorted() }.min { $0[0] < $1[0] })
    let singles = before.partition.filter { $0.count == 1 }.map { $0.sorted()[0] }.sorted()
    let (a, b, x, y) = (several[0], several[1], singles[0], singles[1])

    try await store.run("judge", "different", a, b, "--because", "twins", "--by", "mina")
    try await store.run("judge", "same", x, y, "--because", "showed her card")
    try await store.run("resolve")
    let judged = try await store.clusters()
    #expect(judged.clusterOf[a] != judged.clusterOf[b])
    #expect(judged.clusterOf[x] == judged.clusterOf[y])
    let why = try await store.run("why", a, b)
    #expect(why.outputText.contains("Judgement 1: different, by mina") && why.outputText.contains("twins"), "\(why.outputText)")

    let refused = try await store.run("judge", "same", b, a, "--because", "no twins", expecting: 2)
    #expect(refused.errorText.contains("Judgement 1 of mina") && refused.errorText.contains("kindred judge withdraw 1"), "\(refused.errorText)")
    try await store.run("judge", "same", a, a, "--because", "why not", expecting: 2)
    try await store.run("judge", "same", a, "shop:none", "--because", "why not", expecting: 2)
    try await store.run("judge", "same", a, x, "--because", "  ", expecting: 2)

    try await store.run("judge", "withdraw", "1", "--because", "mixed them up")
    try await store.run("judge", "withdraw", "2", "--because", "mixed them up", "--by", "lena")
    for isTrial in [false, true] {
      for (number, sentence) in [
        ("2", "Judgement 2 has already been withdrawn, by lena at "), ("2", "kindred undo 4 --because TEXT"),
        ("99", "There is no judgement 99;"),
      ] {
        let arguments = ["judge", "withdraw", number, "--because", "again"] + (isTrial ? ["--dry-run"] : [])
        let again = try await store.program.run(arguments + store.location)
        #expect(again.exit == 2 && again.errorText.contains(sentence), "\(arguments): \(again.errorText)")
      }
    }
    try await store.run("resolve")
    // Not only the same customers: the same ids.
    #expect(try await store.clusters() == before)

    // What withdrew judgement 2 is undone: it is in force again, under another number, until that is withdrawn too.
    try await store.run("undo", "4", "--because", "it was her card")
    for isTrial in [false, true] {
      let arguments = ["judge", "withdraw", "2", "--because", "again"] + (isTrial ? ["--dry-run"] : [])
      let again = try await store.program.run(arguments + store.location)
      #expect(again.exit == 2 && again.errorText.contains("; it is in force again as judgement 5: kindred judge withdraw 5 --because TEXT"), "\(again.errorText)")
    }
    try await store.run("judge", "withdraw", "5", "--because", "again")
    let gone = try await store.run("judge", "withdraw", "2", "--because", "again", expecting: 2)
    #expect(gone.errorText.contains("judge it again with kindred judge"), "\(gone.errorText)")
  }

  @Test func `a source declared free of duplicates keeps its records apart, says why, and can be undeclared`() async throws {
    let store = StoreUnderTest(database: try await SharedServer.database())
    let work = try Workspace()
    let person = ["Mina Castellan", "mina@castellan.example", "010-8723-4567", "1980-03-07"]
    let till = try work.write(csv([["id", "name", "email", "phone", "birth_date"], ["1"] + person, ["2"] + person]), to: "till.csv")
    let web = try work.write(csv([["id", "name", "email", "phone", "birth_date"], ["9"] + person]), to: "web.csv")
    let mapped = try await Program().run(["map", till]).outputText
    let declared = try work.write(mapped.replacingOccurrences(of: "free_of_duplicates: false", with: "free_of_duplicates: true"), to: "a.yaml")
    let undeclared = try work.write(mapped, to: "b.yaml")
    try await store.run("import", till, "--source", "till", "--map", declared)
    try await store.run("resolve")
    #expect(try await store.clusters().partition == [["till:1"], ["till:2"]])
    let why = try await store.run("why", "till:1", "till:2")
    #expect(why.outputText.contains("Both are from till, which is declared free of duplicates; only a judgement joins them."), "\(why.outputText)")
    let json = try await store.run("why", "till:1", "till:2", "--json").outputText
    #expect(json.contains("\"kept_apart_because\": \"free_of_duplicates\"") && json.contains("\"declared_source\": \"till\""), "\(json)")

    // Another source does not bring the two together: it fits both, and they are not one.
    try await store.run("import", web, "--source", "web")
    try await store.run("resolve")
    #expect(try await store.clusters().partition.contains { $0.isSuperset(of: ["till:1", "till:2"]) } == false)
    // Joined to one by a judgement it inherits the constraint.
    try await store.run("judge", "same", "till:1", "web:9", "--because", "her card")
    try await store.run("resolve")
    #expect(try await store.clusters().partition == [["till:1", "web:9"], ["till:2"]])
    let inherited = try await store.run("why", "till:2", "web:9")
    #expect(inherited.outputText.contains("each holds a record of till, which is declared free of duplicates"), "\(inherited.outputText)")

    try await store.run("import", till, "--source", "till", "--map", undeclared)
    try await store.run("resolve")
    #expect(try await store.clusters().partition == [["till:1", "till:2", "web:9"]])
    try await store.run("import", till, "--source", "till", "--map", declared)
    try await store.run("resolve")
    #expect(try await store.clusters().partition == [["till:1", "web:9"], ["till:2"]])
    try await store.run("judge", "same", "till:1", "till:2", "--because", "both hers")
    try await store.run("resolve")
    #expect(try await store.clusters().partition == [["till:1", "till:2", "web:9"]])
    try await store.run("doctor")
  }

  @Test func `what an operator says of a value outranks the count and can be taken back`() async throws {
    let store = StoreUnderTest(database: try await SharedServer.database())
    let work = try Workspace()
    // One phone, a name and its initial: without the phone they are two.
    let rows = [["id", "name", "phone"], ["1", "Mina Castellan", "010-8723-4567"], ["2", "M Castellan", "010-8723-4567"]]
    try await store.run("import", try work.write(csv(rows), to: "pins.csv"), "--source", "desk")
    try await store.run("resolve")
    let before = try await store.clusters()
    #expect(before.partition.count == 1)

    let pinned = try await store.run("sharing", "junk", "phone", "+82 10 8723 4567", "--because", "the front desk", "--by", "mina")
    #expect(pinned.outputText == "Pin 1: +821087234567 is junk. 1 record is with another customer now.\n")
    #expect(try await store.clusters().partition.count == 2)
    #expect(try await store.run("sharing", "list").outputText.contains("1  phone +82 10 8723 4567 is junk, by mina at "))

    try await store.run("sharing", "withdraw", "1", "--because", "it is hers", "--by", "lena")
    #expect(try await store.clusters() == before)
    // A place is no key that its records could be found by.
    let waits = try await store.run("sharing", "shared", "address", "서울특별시 강남구 테헤란로 152", "--because", "an office").outputText
    #expect(waits.contains("It takes effect with the next kindred resolve.") && waits.contains("until then an upsert that begins is refused"), "\(waits)")
    try await store.run("sharing", "withdraw", "3", "--because", "a home")
    try await store.run("resolve")
    #expect(try await store.clusters() == before)
    #expect(try await store.run("sharing", "list").outputText == "Nothing is pinned.\n")

    var said: Set<String> = []
    for isTrial in [false, true] {
      let arguments = ["sharing", "withdraw", "1", "--because", "again"] + (isTrial ? ["--dry-run"] : [])
      let again = try await store.program.run(arguments + store.location)
      #expect(again.exit == 2 && again.errorText.contains("Sharing pin 1 has already been withdrawn, by lena at "), "\(again.errorText)")
      #expect(again.errorText.contains("undo that: kindred undo 2 --because TEXT"), "\(again.errorText)")
      said.insert(again.errorText)
    }
    #expect(said.count == 1, "\(said)")
    for (arguments, sentence) in [
      (["withdraw", "9", "--because", "none", "--dry-run"], "no sharing pin 9"), (["withdraw", "9", "--because", "none"], "no sharing pin 9"), (["withdraw", "9", "--because", " "], "needs a reason"),
      (["junk", "phone", "none", "--because", "x"], "reads as no phone"),
      (["junk", "name", "Mina", "--because", "x"], "Values of the kind name are not shared"), (["junk", "phone", "010-8723-4567", "--because", " "], "needs a reason"),
      (["junk", "fax", "1", "--because", "x"], "no kind of value"),
    ] {
      let outcome = try await store.program.run(["sharing"] + arguments + store.location)
      #expect(outcome.exit == 2 && outcome.errorText.contains(sentence), "\(outcome.errorText)")
    }
    try await store.run("doctor")
  }

  @Test func `a road and a lot are one home once the government's table says so`() async throws {
    let store = StoreUnderTest(database: try await SharedServer.database())
    let work = try Workspace()
    var rows = [
      ["id", "name", "address"], ["1", "김민준", "서울 강남구 테헤란로 152 101동 1203호"],
      ["2", "김민준", "서울 강남구 역삼동 737 101동 1203호"],
    ]
    // A district in which others live too: by itself it says little.
    for family in ["이", "박", "최", "정", "강", "조"] {
      for given in ["서연", "도윤", "하은", "지호", "수빈"] { rows.append(["\(rows.count)", family + given, "서울 강남구 역삼동 \(100 + rows.count)"]) }
    }
    try await store.run("import", try work.write(csv(rows), to: "homes.csv"), "--source", "desk")
    try await store.run("resolve")
    #expect(try await store.clusters().partition.count == rows.count - 1)

    let line = "1168010100|서울특별시|강남구|역삼동||0|737|0|116803122010|테헤란로|0|152|0|||1168010100107370000013880|01|1168064000|역삼1동|135081|||||||0|06236|0||\n"
    let table = try await store.run("road-lots", try work.write(line, to: "build_seoul.txt"))
    #expect(table.outputText == "1 pair of road and lot on 1 road from 1 line. Now: kindred resolve\n")
    let resolved = try await store.run("resolve")
    #expect(resolved.outputText.contains("Source desk: 32 records were read again") && resolved.outputText.contains("2 have other values now"), "\(resolved.outputText)")
    let homes = try await store.clusters()
    #expect(homes.partition.count == rows.count - 2 && homes.clusterOf["desk:1"] == homes.clusterOf["desk:2"])
    #expect(try await store.run("resolve").outputText.contains("Nothing has changed since the last run."))
    try await store.run("doctor")

    let wrong = try await store.run("road-lots", try work.write("id,name\n1,a\n", to: "wrong.txt"), expecting: 2)
    #expect(wrong.errorText.contains("No line of it is of the government's address files"), "\(wrong.errorText)")
  }

  @Test func `exports are whole and safe to open in a spreadsheet`() async throws {
    let store = StoreUnderTest(database: try await SharedServer.database())
    let work = try Workspace()
    let file = try work.write(
      csv([["id", "name", "phone"], ["=1+1", "=HYPERLINK(\"http://evil.example\")", "010-2345-6789"], ["@b", "+Mina Castellan", "010-2345-6780"]]),
      to: "evil.csv")
    try await store.run("import", file, "--source", "evil")
    try await store.run("resolve")
    for what in ["golden", "clusters"] {
      for row in csvRows(try await store.run("export", what).output) {
        for cell in row { #expect(!["=", "+", "-", "@", "\t", "\r"].contains(cell.prefix(1)), "\(cell)") }
      }
      let lines = try await store.run("export", what, "--format", "jsonl").output.split(separator: UInt8(ascii: "\n"))
      #expect(lines.count == 2)
      for line in lines { #expect(try JSONSerialization.jsonObject(with: Data(line)) is [String: Any]) }
    }
    #expect(try await store.run("export", "golden").outputText.contains("'+821023456789"))
    #expect(try await store.run("export", "clusters").outputText.contains("'=1+1"))
    #expect(try await store.run("export", "clusters", "--format", "jsonl").outputText.contains("\"=1+1\""))
  }

  @Test func `a reader that goes away ends an export quietly`() async throws {
    let store = try await store()
    let outcome = try await store.program.shell(
      "\"$0\" export golden --format jsonl \"$@\" | head -c 1 >/dev/null; echo ${PIPESTATUS[0]}", store.location)
    #expect(outcome.outputText == "0\n")
    #expect(outcome.errors.isEmpty, "\(outcome.errorText)")
  }

  @Test func `the store and dedupe come to the same customers`() async throws {
    let store = try await store()
    let found = Set(try await store.clusters().partition.map { Set($0.map { String($0.drop { $0 != ":" }.dropFirst()) }) })
    #expect(found == (try await DedupeTests.channels.value).clustering.partition)
  }

  @Test func `the order of imports plays no part`() async throws {
    let store = StoreUnderTest(database: try await SharedServer.database())
    for (file, source) in zip(Channels.files, Channels.sources).reversed() { try await store.run("import", file, "--source", source) }
    try await store.run("resolve", "--threads", "1")
    #expect(try await store.clusters().partition == (try await self.store()).clusters().partition)
  }

  @Test func `a database that cannot be reached is one sentence`() async throws {
    let outcome = try await Program().run(["doctor", "--database", "postgresql://quenby:zanzibar@127.0.0.1:1/none"])
    #expect(outcome.exit == 2)
    #expect(outcome.errorText.split(separator: "\n").count == 1)
    #expect(outcome.errorText.contains("No PostgreSQL answers at 127.0.0.1:1") && !outcome.errorText.contains("zanzibar"))
  }
}
