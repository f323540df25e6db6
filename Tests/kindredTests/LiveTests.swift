import Foundation
import PostgresStore
import TestKit
import Testing

/// Records that come one by one, by several writers: what they come to is what a resolve of everything makes.
@Suite struct LiveTests {
  /// A store that knows the sources of the bundled channels from their first rows; the other rows as files.
  private func channels(in work: Workspace) async throws -> (store: StoreUnderTest, rest: [(source: String, header: [UInt8]?, rows: [[UInt8]])]) {
    let store = StoreUnderTest(database: try await SharedServer.database())
    var rest: [(source: String, header: [UInt8]?, rows: [[UInt8]])] = []
    for (path, source) in zip(Channels.files, Channels.sources) {
      let name = (path as NSString).lastPathComponent
      let bytes = name.hasSuffix(".gz") ? try await Program().shell("gzip -dc \"$1\"", [path]).output : try Channels.bytes(name)
      var lines = bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
      let header = name.hasSuffix(".jsonl") ? nil : lines.removeFirst()
      // Guessed from the whole file, as dedupe guesses.
      let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
      let settings = (isUTF8 ? "encoding: utf-8\n" : "encoding: cp949\n") + (try await Program().run(["map", path]).outputText)
      let first = try work.write(Self.file(header, [lines[0]]), to: "first.\(source).\(header == nil ? "jsonl" : "csv")")
      try await store.run("import", first, "--source", source, "--map", try work.write(Array(settings.utf8), to: "\(source).yaml"))
      rest.append((source, header, Array(lines.dropFirst())))
    }
    try await store.run("resolve")
    return (store, rest)
  }

  private static func file(_ header: [UInt8]?, _ rows: [[UInt8]]) -> [UInt8] {
    Array(((header.map { [$0] } ?? []) + rows).joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
  }

  @Test(arguments: [("forward", 1), ("backward", 1), ("random", 4)])
  func `the bundled channels come to the same customers one by one, in any order`(order: String, writers: Int) async throws {
    let work = try Workspace()
    let (store, rest) = try await channels(in: work)
    var generator = SeededGenerator(seed: 11)
    for (source, header, rows) in order == "backward" ? rest.reversed() : rest {
      let sent = order == "forward" ? rows : order == "backward" ? rows.reversed() : generator.shuffled(rows)
      let path = try work.write(Self.file(header, sent), to: "\(source).\(header == nil ? "jsonl" : "csv")")
      let outcome = try await store.program.run(
        ["upsert", path, "--source", source, "--writers", "\(writers)"] + store.location)
      #expect(outcome.exit <= 1, "\(order): \(outcome.errorText)\(outcome.outputText)")
    }
    let live = try await store.clusters()
    try await store.expectNothingMissed(order)

    let batch = StoreUnderTest(database: try await SharedServer.database())
    try await batch.importChannels()
    try await batch.run("resolve")
    let expected = try await batch.clusters()
    // One source lets a row with a fault through only where the whole file shows what is wrong with it.
    let shared = Set(live.clusterOf.keys).intersection(expected.clusterOf.keys)
    #expect(shared.count >= expected.clusterOf.count - 2)
    let parted = live.partition.symmetricDifference(expected.partition).map { $0.sorted() }.sorted { $0[0] < $1[0] }
    #expect(parted.isEmpty, "\(order): \(parted.count) customers such as \(parted.prefix(3))")
  }

  @Test func `limits that a few records reach are kept one by one as they are in a whole`() async throws {
    let work = try Workspace()
    let (store, rest) = try await channels(in: work)
    // What takes a thousand records in life takes five here: values and keys become void and live again, components are
    // cut and whole again.
    var model = try String(contentsOfFile: root + "/Sources/CEmbedded/models/default.yaml", encoding: .utf8)
    model = model.replacingOccurrences(of: "carriers_max: 1000", with: "carriers_max: 5")
    model = model.replacing(/block_max: [0-9]+/, with: "block_max: 3")
    model = model.replacing(/component_max: [0-9]+/, with: "component_max: 4")
    model = model.replacing(/area_carriers: {[^}]*}/, with: "area_carriers: { 1: 4, 3: 3, 5: 0, 8: -2 }")
    try await store.run("resolve", "--model", try work.write(Array(model.utf8), to: "tight.yaml"), "--because", "tight")
    var generator = SeededGenerator(seed: 5)
    for (source, header, rows) in generator.shuffled(rest) {
      let path = try work.write(
        Self.file(header, generator.shuffled(rows)), to: "\(source).\(header == nil ? "jsonl" : "csv")")
      let outcome = try await store.program.run(["upsert", path, "--source", source, "--writers", "3"] + store.location)
      #expect(outcome.exit <= 1, "\(outcome.errorText)\(outcome.outputText)")
      try await store.expectNothingMissed(source)
    }
    let records = generator.shuffled(try await store.clusters().clusterOf.keys.sorted()).prefix(150)
    let gone = try await store.program.run(["delete"] + records + store.location)
    #expect(gone.exit == 0, "\(gone.errorText)")
    try await store.expectNothingMissed("deleted")
    try await store.run("verify")
  }

  @Test func `what a judgement alone held together comes apart with its record`() async throws {
    let work = try Workspace()
    let store = StoreUnderTest(database: try await SharedServer.database())
    let rows = Array("id,name,email\n1,Ann Stone,ann@stone.example\n2,Bob Field,bob@field.example\n3,Cid Lake,cid@lake.example\n".utf8)
    try await store.run("import", try work.write(rows, to: "rows.csv"), "--source", "app")
    try await store.run("judge", "same", "app:1", "app:2", "--because", "seen")
    try await store.run("judge", "same", "app:1", "app:3", "--because", "seen")
    try await store.run("resolve")
    let together = try await store.clusters()
    #expect(together.partition.count == 1)
    try await store.run("delete", "app:1")
    #expect(try await store.clusters().partition == [["app:2"], ["app:3"]])
    #expect(try await store.run("resolve", "--whole").outputText.contains("Nothing has changed since the last run."))
    try await store.run("upsert", try work.write(rows, to: "rows.csv"), "--source", "app")
    #expect(try await store.clusters() == together)
    try await store.run("verify")
  }

  @Test func `eight writers that bring one new person at the same moment make one customer`() async throws {
    let rounds = seeds(few: 20).count
    let work = try Workspace()
    let store = StoreUnderTest(database: try await SharedServer.database())
    let header = "id,name,email,phone,birth date"
    try await store.run(
      "import", try work.write(Array("\(header)\n0,Zoe First,zoe@first.example,+82 10-9999-0000,1970-01-01\n".utf8), to: "first.csv"),
      "--source", "app")
    try await store.run("resolve")
    for round in 0..<rounds {
      var rows = header + "\n"
      for copy in 0..<8 {
        rows += "r\(round)-\(copy),Ann Stone\(round),ann\(round)@stone.example,+82 10-2\(100 + round)-45\(10 + round % 80),198\(round % 10)-0\(1 + round % 9)-12\n"
      }
      try await store.run("upsert", try work.write(Array(rows.utf8), to: "round.csv"), "--source", "app", "--writers", "8")
    }
    let clusters = try await store.clusters()
    for round in 0..<rounds {
      let customers = Set((0..<8).map { clusters.clusterOf["app:r\(round)-\($0)"] })
      #expect(customers.count == 1 && !customers.contains(nil), "round \(round): \(customers.count) customers")
    }
    try await store.expectNothingMissed()
  }

  @Test(arguments: seeds(few: 4))
  func `whatever several writers do to the same and to other people at once, nothing is missed`(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let work = try Workspace()
    let store = StoreUnderTest(database: try await SharedServer.database())
    let header = "id,name,email,phone,birth date,address"
    func row(_ id: Int) -> String {
      let person = generator.below(14)
      let name = generator.pick(["Ann Stone\(person)", "Anna Stone\(person)", "Bob Field", "Stone\(person) Ann"])
      // A few numbers go from hand to hand: a person's, a household's, nobody's, and back.
      let phone = generator.oneIn(3) ? "+82 10-3333-100\(generator.below(3))" : "+82 10-2\(100 + person)-4510"
      let fields = [
        generator.oneIn(6) ? "" : name, generator.oneIn(3) ? "" : "ann\(person)@stone.example", generator.oneIn(4) ? "" : phone,
        generator.oneIn(2) ? "" : "198\(person % 10)-0\(1 + person % 9)-12",
        generator.oneIn(2) ? "" : "\(generator.below(3)) Mill Lane Leeds LS1 \(generator.below(4))DY",
      ]
      return "r\(id)," + fields.joined(separator: ",")
    }
    func file(_ ids: [Int], _ name: String) throws -> String {
      try work.write(Array((header + "\n" + ids.map { row($0) + "\n" }.joined()).utf8), to: name)
    }
    try await store.run("import", try file(Array(0..<20), "first.csv"), "--source", "app")
    if seed % 2 == 0 {
      try await store.run("resolve")
    } else {
      // Limits that a handful of records reach, so that values and keys become void and live again on the way, and
      // components are cut and whole again.
      var model = try String(contentsOfFile: root + "/Sources/CEmbedded/models/default.yaml", encoding: .utf8)
      model = model.replacingOccurrences(of: "carriers_max: 1000", with: "carriers_max: 6")
      model = model.replacing(/block_max: [0-9]+/, with: "block_max: 5")
      model = model.replacing(/component_max: [0-9]+/, with: "component_max: \(2 + generator.below(5))")
      model = model.replacing(/area_carriers: {[^}]*}/, with: "area_carriers: { 1: 4, 4: 1, 7: -2 }")
      try await store.run("resolve", "--model", try work.write(Array(model.utf8), to: "tight.yaml"), "--because", "tight")
    }
    var judgements: [String] = []
    for round in 0..<4 {
      // Some of these are refused, because a record is not there or another judgement contradicts.
      for _ in 0..<4 {
        let (left, right) = ("app:r\(generator.below(60))", "app:r\(generator.below(60))")
        let outcome = try await store.program.run(
          ["judge", generator.pick(["same", "different"]), left, right, "--because", "seen"] + store.location)
        if outcome.exit == 0 { judgements.append(String(outcome.outputText.dropFirst("Judgement ".count).prefix { $0.isNumber })) }
      }
      if generator.oneIn(2), let number = judgements.popLast() {
        try await store.run("judge", "withdraw", number, "--because", "a mistake")
      }
      try await store.expectNothingMissed("judged before round \(round)")
      let files = try (0..<4).map { try file((0..<12).map { _ in generator.below(60) }, "\(round)-\($0).csv") }
      let gone = (0..<8).map { _ in "app:r\(generator.below(60))" }
      let outcomes = try await withThrowingTaskGroup(of: Program.Outcome.self) { group in
        for path in files {
          group.addTask { try await store.program.run(["upsert", path, "--source", "app", "--writers", "3"] + store.location) }
        }
        group.addTask { try await store.program.run(["delete"] + gone + store.location) }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      for outcome in outcomes { #expect(outcome.exit <= 1 && outcome.errorText.isEmpty, "round \(round): \(outcome.errorText)") }
      try await store.expectNothingMissed("round \(round)")
    }
    try await store.run("verify")
  }

  @Test func `what comes later is read in the order of names that the first file had`() async throws {
    let work = try Workspace()
    let store = StoreUnderTest(database: try await SharedServer.database())
    let given = ["Anna", "Péter", "Katalin", "Zoltán", "Éva", "László", "Mária", "Gábor", "Ilona", "Sándor", "Judit", "Attila"]
    let family = ["Kovács", "Szabó", "Tóth", "Horváth", "Varga", "Kiss", "Molnár", "Németh", "Farkas", "Balogh", "Papp", "Takács"]
    let first = "id,name\n" + given.indices.map { "\($0),\(family[$0]) \(given[$0])\n" }.joined()
    let later = try work.write("id,name\n50,Nagy Ágota\n", to: "later.csv")
    try await store.run("import", try work.write(first, to: "first.csv"), "--source", "crm", "--region", "DE")
    try await store.run("import", try work.write(first + "50,Nagy Ágota\n", to: "all.csv"), "--source", "all", "--region", "DE")
    try await store.run("import", later, "--source", "alone", "--region", "DE")
    try await store.run("resolve")
    try await store.run("upsert", later, "--source", "crm")
    let payloads = try await store.payloads()
    #expect(payloads["crm:50"] != nil && payloads["crm:50"] == payloads["all:50"])
    #expect(payloads["crm:50"] != payloads["alone:50"])
  }

  @Test func `sending a record again changes nothing, and what a store is not ready for is one sentence`() async throws {
    let work = try Workspace()
    let store = StoreUnderTest(database: try await SharedServer.database())
    let rows = Array("id,name,email\n1,Ann Stone,ann@stone.example\n2,Bob Field,bob@field.example\n".utf8)
    let path = try work.write(rows, to: "rows.csv")
    let unknown = try await store.run("upsert", path, "--source", "app", expecting: 2)
    #expect(unknown.errorText.contains("There is no source app"), "\(unknown.errorText)")
    try await store.run("import", path, "--source", "app")
    let early = try await store.run("upsert", path, "--source", "app", expecting: 2)
    #expect(early.errorText.contains("run \"kindred resolve\""), "\(early.errorText)")
    try await store.run("resolve")
    let before = try await store.writes()
    #expect(try await store.run("upsert", path, "--source", "app").outputText.contains("2 unchanged"))
    #expect(try await store.writes() == before)
    // A customer whose record left and came back is the same customer.
    let clusters = try await store.clusters()
    try await store.run("delete", "app:1")
    try await store.run("delete", "app:1", expecting: 1)
    #expect(try await store.clusters().clusterOf["app:1"] == nil)
    #expect(try await store.run("upsert", path, "--source", "app").outputText.contains("1 returned, 1 unchanged"))
    #expect(try await store.clusters() == clusters)
    // The few records that an import left waiting are worked out on the way; many take a resolve.
    try await store.run("import", try work.write(Array("id,name,email\n3,Cid Lake,cid@lake.example\n".utf8), to: "more.csv"), "--source", "app")
    #expect(try await store.run("upsert", path, "--source", "app").outputText.contains("2 unchanged"))
    #expect(try await store.clusters().clusterOf["app:3"] != nil)
    let many = "id,name,email\n" + (10..<1_011).map { "\($0),Name Number\($0),n\($0)@lake.example\n" }.joined()
    try await store.run("import", try work.write(Array(many.utf8), to: "many.csv"), "--source", "app")
    let waiting = try await store.run("upsert", path, "--source", "app", expecting: 2)
    #expect(waiting.errorText.contains("1000 imported records wait"), "\(waiting.errorText)")
  }
}
