import Foundation
import Testing
import TestKit

/// `kindred dedupe` on the bundled channels: who is one customer and who is not, the account it gives of
/// every row, and that nothing but the rows and the model decides about the result.
@Suite struct DedupeTests {
  // MARK: accuracy

  @Test func `the bundled channels are resolved as they really are`() async throws {
    let found = try await Self.channels.value.clustering
    let truth = Clustering(csv: try Channels.bytes("truth.csv"))
    #expect(Set(found.clusterOf.keys) == Set(truth.clusterOf.keys))
    let (precision, recall) = found.precisionAndRecall(against: truth)
    #expect(precision >= 0.97, "precision \(precision), recall \(recall)")
    #expect(recall >= 0.9, "precision \(precision), recall \(recall)")
  }

  @Test(arguments: try AwkwardCase.all())
  func `an awkward case`(_ example: AwkwardCase) async throws {
    let found = try await Self.channels.value.clustering
    let fault = example.fault(in: found)
    if let reason = knownShortfalls[example.name] {
      #expect(fault != nil, "\(example.name) is solved now: take \"\(reason)\" out of knownShortfalls")
    } else {
      #expect(fault == nil, "\(example.name): \(fault ?? ""). \(example.note)")
    }
  }

  @Test func `every known shortfall is the name of a case`() throws {
    let names = Set(try AwkwardCase.all().map(\.name))
    #expect(Set(knownShortfalls.keys).subtracting(names).isEmpty)
  }

  // MARK: nothing but rows and model decides

  @Test(arguments: [1, 2, 5])
  func `the number of threads changes no byte`(threadCount: Int) async throws {
    let usual = try await Self.channels.value.files
    let other = try await Self.dedupe(Channels.files, ["--threads", "\(threadCount)"])
    for (name, bytes) in usual { #expect(other.files[name] == bytes, "\(name) with \(threadCount) threads") }
  }

  @Test(arguments: seeds(few: 2))
  func `the order of rows and files changes no byte`(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let work = try Workspace()
    var files: [String] = []
    for file in Channels.files {
      let name = (file as NSString).lastPathComponent
      let bytes = name.hasSuffix(".gz")
        ? try await Program().shell("gzip -dc \"$1\"", [file]).output : try Channels.bytes(name)
      var lines = bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
      let header = name.hasSuffix(".jsonl") ? [] : [lines.removeFirst()]
      let shuffled = header + generator.shuffled(lines)
      files.append(try work.write(Array(shuffled.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")], to: name))
    }
    let usual = try await Self.channels.value.files
    let other = try await Self.dedupe(generator.shuffled(files))
    for name in ["clusters.csv", "golden.csv", "review.csv"] {
      #expect(other.files[name] == usual[name], "\(name) with seed \(seed)")
    }
  }

  // MARK: the account

  @Test func `every row is accounted for and every record has its row`() async throws {
    let result = try await Self.channels.value
    let summary = result.summary
    var total = 0
    for file in try #require(summary["files"] as? [[String: Any]]) {
      let count = { (name: String) in file[name] as? Int ?? -1 }
      #expect(count("rows_in") == count("rows_loaded") + count("rows_repeated") + count("rows_superseded") + count("rows_rejected"))
      total += count("rows_in")
    }
    #expect(total == 447)
    #expect(summary["rows_in"] as? Int == total)
    #expect(summary["records"] as? Int == 446)
    #expect(summary["rows_repeated"] as? Int == 1)
    #expect(summary["rows_rejected"] as? Int == 0)
    #expect(summary["customers"] as? Int == result.clustering.partition.count)
    #expect(summary["customers_with_several_records"] as? Int == result.clustering.partition.count { $0.count > 1 })
    #expect(summary["largest_customer"] as? Int == result.clustering.partition.map(\.count).max())
    let clusters = csvRows(result.files["clusters.csv"] ?? []).dropFirst()
    #expect(clusters.count == 446)
    #expect(clusters.map { Array($0[0].utf8) } == clusters.map { Array($0[0].utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
    for members in result.clustering.partition {
      let smallest = members.map { Array($0.utf8) }.min { $0.lexicographicallyPrecedes($1) } ?? []
      for member in members { #expect(Array((result.clustering.clusterOf[member] ?? "").utf8) == smallest) }
    }
    #expect(csvRows(result.files["golden.csv"] ?? []).count - 1 == result.clustering.partition.count)
    #expect(csvRows(result.files["review.csv"] ?? []).count - 1 == summary["pairs_to_review"] as? Int)
    #expect(csvRows(result.files["rejects.csv"] ?? []) == [["file", "line", "column", "rule", "what_to_do", "row"]])
  }

  @Test func `records are called by their source where two files use one id`() async throws {
    let work = try Workspace()
    let a = try work.write("id,name,email\n1,Mina Castellan,mina@castellan.example\n2,Odd One,odd@one.example\n", to: "till.csv")
    let b = try work.write("id,name,email\n1,Mina Castellan,mina@castellan.example\n", to: "web.csv")
    let result = try await Self.dedupe([a, b])
    #expect(result.clustering.clusterOf == ["till:1": "till:1", "till:2": "till:2", "web:1": "till:1"])
  }

  // MARK: what the user may say

  @Test func `a named id column is taken`() async throws {
    let work = try Workspace()
    let file = try work.write("id,card,name,email\n1,c-9,Mina Castellan,m@castellan.example\n2,c-8,Odd One,o@one.example\n", to: "a.csv")
    #expect(Set(try await Self.dedupe([file], ["--id", "card"]).clustering.clusterOf.keys) == ["c-9", "c-8"])
    #expect(Set(try await Self.dedupe([file], ["--id", "id"]).clustering.clusterOf.keys) == ["1", "2"])
  }

  @Test func `a mapping as it was guessed changes nothing, and one that was edited counts`() async throws {
    let work = try Workspace()
    let file = try work.write(
      "id,name,email\n1,Mina Castellan,mina@castellan.example\n2,M. Castellan,mina@castellan.example\n3,Odd One,odd@one.example\n",
      to: "a.csv")
    let mapped = try await Program().run(["map", file, "--out", "\(work.path)/a.yaml"])
    #expect(mapped.exit == 0, "\(mapped.errorText)")
    #expect(mapped.outputText.contains("email"))
    let guessed = try await Self.dedupe([file])
    #expect(try await Self.dedupe([file], ["--map", "\(work.path)/a.yaml"]).files == guessed.files)
    #expect(guessed.clustering.partition == [["1", "2"], ["3"]])
    let yaml = String(decoding: try work.read("a.yaml"), as: UTF8.self)
    let edited = try work.write(yaml.replacingOccurrences(of: "role: email", with: "role: kept"), to: "b.yaml")
    #expect(yaml.contains("role: email"))
    #expect(try await Self.dedupe([file], ["--map", edited]).clustering.partition == [["1"], ["2"], ["3"]])
  }

  @Test(arguments: [
    (["dedupe", "in/clusters.csv", "--out", "in"], "in/clusters.csv"), (["dedupe", "in/golden.csv.part", "--out", "in"], "in/golden.csv.part"),
    (["dedupe", "in/clusters.csv", "--map", "in/summary.json", "--out", "in/../in"], "in/summary.json"),
    (["map", "in/clusters.csv", "--out", "in/clusters.csv"], "in/clusters.csv"), (["map", "in/clusters.csv", "--out", "link"], "in/clusters.csv"),
  ])
  func `a file that is read is not written over`(arguments: [String], kept: String) async throws {
    let work = try Workspace()
    try FileManager.default.createDirectory(atPath: "\(work.path)/in", withIntermediateDirectories: true)
    let text = Array("id,name,email\n1,Mina Castellan,mina@castellan.example\n2,Odd One,odd@one.example\n".utf8)
    for name in ["in/clusters.csv", "in/golden.csv.part", "in/summary.json"] { _ = try work.write(text, to: name) }
    try FileManager.default.createSymbolicLink(atPath: "\(work.path)/link", withDestinationPath: "in/clusters.csv")
    let outcome = try await Program(folder: work.path).run(arguments)
    #expect(outcome.exit == 2 && outcome.errorText.contains("read by the command"), "\(outcome.errorText)")
    #expect(try work.read(kept) == text)
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(work.path)/in").sorted() == ["clusters.csv", "golden.csv.part", "summary.json"])
  }

  @Test func `a stricter model joins fewer`() async throws {
    let work = try Workspace()
    let standard = try String(contentsOfFile: root + "/Sources/CEmbedded/models/default.yaml", encoding: .utf8)
    let line = try #require(standard.split(separator: "\n").first { $0.hasPrefix("  match: ") })
    let strict = try work.write(standard.replacingOccurrences(of: line, with: "  match: 60"), to: "strict.yaml")
    let same = try work.write(standard, to: "same.yaml")
    let usual = try await Self.channels.value
    #expect(try await Self.dedupe(Channels.files, ["--model", same]).files == usual.files)
    let other = try await Self.dedupe(Channels.files, ["--model", strict])
    #expect(other.clustering.partition.count > usual.clustering.partition.count + 100)
  }

  @Test func `the region says whose phone numbers they are`() async throws {
    let work = try Workspace()
    let file = try work.write("id,name,phone\n1,Robert Kowalczyk,(212) 555-0143\n", to: "us.csv")
    func golden(_ region: String) async throws -> String {
      String(decoding: try await Self.dedupe([file], ["--region", region]).files["golden.csv"] ?? [], as: UTF8.self)
    }
    #expect(try await golden("US").contains("+12125550143"))
    #expect(try await !golden("KR").contains("+12125550143"))
  }

  @Test func `standard input is a file like any other`() async throws {
    let work = try Workspace()
    let outcome = try await Program(folder: work.path).run(
      ["dedupe", "-", "--out", "out"], input: Array("id,name\n1,Mina Castellan\n2,Odd One\n".utf8))
    #expect(outcome.exit == 0, "\(outcome.errorText)")
    #expect(Set(Clustering(csv: try work.read("out/clusters.csv")).clusterOf.keys) == ["1", "2"])
  }

  // MARK: columns of any other meaning

  @Test func `columns that a mapping types are compared and survive`() async throws {
    let work = try Workspace()
    let file = try work.write(
      """
      id,name,city,plan,since,points,likes
      1,Mina Castellan,Dover,gold,2019-03-07,"1,200",tea;coffee
      2,Mina Castellan,Dover,Gold,07.03.2019,1200.0,coffee / tea
      3,Mina Castellan,Dover,none,2011-10-30,17,chess
      4,Odd One,Leeds,basic,2015-01-09,80,golf

      """, to: "a.csv")
    let yaml = """
      date_order: dmy
      columns:
        - { name: id, role: record_id }
        - { name: name, role: full_name }
        - { name: city, role: city }
        - { name: plan, role: exact }
        - { name: since, role: date, detail: customer since }
        - { name: points, role: number }
        - { name: likes, role: set }

      """
    let result = try await Self.dedupe([file], ["--map", try work.write(yaml, to: "a.yaml")])
    let golden = csvRows(result.files["golden.csv"] ?? [])
    #expect(golden[0].suffix(4) == ["exact(plan)", "date(customer since)", "number(points)", "set(likes)"])
    #expect(golden.first { $0[0] == "1" }?.suffix(4) == ["gold", "2019-03-07", "1200", "coffee; tea"])
    #expect(result.clustering.clusterOf["1"] == result.clustering.clusterOf["2"])
    let review = csvRows(result.files["review.csv"] ?? [])
    let levels = try #require(review[0].firstIndex(of: "date(customer since)_level"))
    for row in review.dropFirst() { #expect(row[levels] == "different", "\(row)") }
    // What the file is guessed to be is text, dates and numbers of unknown meaning: nothing is typed unasked.
    let guessed = try await Program().run(["map", file]).outputText
    for role in ["exact", "date", "number", "set"] { #expect(!guessed.contains("role: \(role)\n")) }
    for (kind, raw, shown) in [("number", "₩12,000", "12000"), ("date", "7 March 2019", "2019-03-07"), ("set", "b|a|B", "a; B"), ("exact", "Gold", "Gold")] {
      let normalized = try await Program().run(["normalize", "--kind", kind, "-"], input: Array(raw.utf8))
      #expect(normalized.exit == 0 && normalized.outputText.contains("canonical  \(shown)\n"), "\(normalized.outputText)")
    }
  }

  /// Homes of several people; a record's id begins with its person.
  @Test func `who shares a home and a mailbox stays apart, and so do a brother and a sister`() async throws {
    let (home, villa, flat) = ("서울 강남구 테헤란로 152, 103동 1802호", "부산 해운대구 센텀로 9, 102동 304호", "12 Main Street Apt 4, Dover DE 19901")
    let rows = [
      // a couple on one mailbox
      ["c1", "Maria Kovacs", "", "couple@dover.example", "", flat], ["c2", "Maria Kovacs", "", "couple@dover.example", "", flat],
      ["d1", "Hans Weber", "", "couple@dover.example", "", flat], ["d2", "Weber, Hans", "", "couple@dover.example", "", flat],
      // brother and sister
      ["e1", "김도윤", "010-8821-3345", "", "남", villa], ["f1", "김도연", "010-8821-3345", "", "여", villa],
      // one who is known by another name, with a mailbox of hers alone in both
      ["g1", "Ann Stone", "010-7731-0452", "ann@stone.example", "", home], ["g2", "Anne Stone", "010-7731-0452", "ann@stone.example", "", ""],
    ]
    let work = try Workspace()
    let file = try work.write(csv([["id", "name", "phone", "email", "gender", "address"]] + rows), to: "homes.csv")
    let found = try await Self.dedupe([file]).clustering
    for cluster in found.partition { #expect(Set(cluster.map(\.first)).count == 1, "\(cluster)") }
    #expect(found.partition.count { $0.count == 2 } == 3, "\(found.partition)")
  }

  // MARK: sources free of duplicates

  /// Two registers with one record a person, twins and namesakes among them; the second has slips of the keys.
  @Test func `two files that are free of duplicates are linked one to one`() async throws {
    var generator = SeededGenerator(seed: 4)
    var rows = (left: [["rec_id", "name", "birth_date", "phone", "address"]], right: [["rec_id", "name", "birth_date", "phone", "address"]])
    for person in 0..<400 {
      let name = "\(generator.pick(["Anna", "Bernd", "Carla", "Daniel", "Emma"])) \(generator.pick(["Adler", "Baker", "Carter", "Dixon", "Ebert", "Fischer"]))"
      let day = "19\(40 + generator.below(60))-0\(1 + generator.below(9))-\(10 + generator.below(18))"
      let phone = "010-\(2_000 + generator.below(7_000))-\(1_000 + generator.below(9_000))"
      let address = "\(1 + generator.below(300)) High Street, Dover"
      rows.left.append(["a\(person)", name, day, phone, address])
      // One in eight stands in the first register twice, as it must not.
      if generator.oneIn(8) { rows.left.append(["a\(person)x", name, day, phone, address]) }
      let slipped = generator.oneIn(4) ? String(name.dropLast()) : name
      if !generator.oneIn(5) { rows.right.append(["b\(person)", slipped, generator.oneIn(6) ? "" : day, phone, address]) }
    }
    let work = try Workspace()
    let files = [try work.write(csv(rows.left), to: "left.csv"), try work.write(csv(rows.right), to: "right.csv")]
    let joined = try await Self.dedupe(files).clustering
    #expect(joined.partition.contains { cluster in cluster.contains { $0.hasSuffix("x") } && cluster.count > 1 })

    let mapped = try await Program().run(["map", files[0]]).outputText
    #expect(mapped.contains("free_of_duplicates: false"))
    let map = try work.write(mapped.replacingOccurrences(of: "free_of_duplicates: false", with: "free_of_duplicates: true"), to: "both.yaml")
    let declared = try await Self.dedupe(files, ["--map", map])
    for cluster in declared.clustering.partition {
      #expect(cluster.count { $0.hasPrefix("a") } <= 1 && cluster.count { $0.hasPrefix("b") } <= 1, "\(cluster)")
    }
    #expect(declared.clustering.partition.count { $0.count == 2 } > 200)
    #expect(csvRows(declared.files["review.csv"] ?? []).contains { $0[4] == "free_of_duplicates" })
    #expect(try await Self.dedupe(files, ["--free-of-duplicates", "left", "--free-of-duplicates", "right"]).files == declared.files)
    let unknown = try await Program(folder: work.path).run(["dedupe"] + files + ["--out", "x", "--free-of-duplicates", "leff"])
    #expect(unknown.exit == 2 && unknown.errorText.contains("There is no source leff") && unknown.errorText.contains("left, right"))
  }

  // MARK: running it

  struct Result: Sendable {
    var files: [String: [UInt8]]
    var summaryBytes: [UInt8]
    var clustering: Clustering { Clustering(csv: files["clusters.csv"] ?? []) }
    var summary: [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(summaryBytes)) as? [String: Any]) ?? [:]
    }
  }

  static let channels = Task { try await dedupe(Channels.files) }

  static func dedupe(_ files: [String], _ options: [String] = []) async throws -> Result {
    let work = try Workspace()
    let outcome = try await Program(folder: work.path).run(["dedupe"] + files + ["--out", "out/of/it"] + options)
    #expect(outcome.exit == 0, "\(outcome.errorText)")
    var result = Result(files: [:], summaryBytes: try work.read("out/of/it/summary.json"))
    for name in ["clusters.csv", "golden.csv", "review.csv", "rejects.csv"] { result.files[name] = try work.read("out/of/it/\(name)") }
    let left = try FileManager.default.contentsOfDirectory(atPath: "\(work.path)/out/of/it")
    #expect(left.sorted() == ["clusters.csv", "golden.csv", "rejects.csv", "review.csv", "summary.json"])
    return result
  }

  @Test func `files that cannot be what was meant are refused, and what is missing is said`() async throws {
    let work = try Workspace()
    let good = try work.write(Array("id,name,email\n1,Ann Stone,ann@stone.example\n".utf8), to: "good.csv")
    let dutch = try work.write(Array("kid,naam,mail\n9,Bo Field,bo@field.example\n".utf8), to: "dutch.csv")
    let mapping = "\(work.path)/good.yaml"
    #expect(try await Program().run(["map", good, "--out", mapping]).exit == 0)
    func check(_ arguments: [String], exit: Int32, says parts: [String]) async throws {
      let outcome = try await Program().run(["dedupe"] + arguments + ["--out", "\(work.path)/result"])
      #expect(outcome.exit == exit && parts.allSatisfy { outcome.errorText.contains($0) }, "\(arguments): \(outcome.errorText)")
    }
    try await check([good, dutch, "--map", mapping], exit: 2, says: ["dutch.csv", "none of the columns", "name, email"])
    try await check([good, "--region", "ZZ"], exit: 2, says: ["--region ZZ", "ISO 3166-1"])
    var folders: [String] = []
    for folder in ["north", "south"] {
      try FileManager.default.createDirectory(atPath: "\(work.path)/\(folder)", withIntermediateDirectories: true)
      folders.append(try work.write(Array("id,name\n1,Ann Stone\n".utf8), to: "\(folder)/shop.csv"))
    }
    let rows = try work.write(Array("{\"id\":\"7\",\"name\":null}\n".utf8), to: "rows.jsonl")
    try await check([good, rows, "--map", mapping], exit: 0, says: [])
    try await check([folders[0], "\(work.path)/north/../north/shop.csv"], exit: 0, says: [])
    try await check(folders, exit: 2, says: ["north/shop.csv", "south/shop.csv", "source shop"])
    let bare = try work.write(Array("email,city\na@stone.example,York\nb@stone.example,York\n".utf8), to: "bare.csv")
    try await check([bare], exit: 0, says: ["No column is read as the record id", "No column is read as a name"])
  }
}

/// Cases the engine cannot solve yet, and why. A case that is solved has to leave this table.
private let knownShortfalls: [String: String] = [
  "romanised_name":
    "Takashi in Latin letters is not seen in 山本隆 and the couple's landline is too many people's",
]

/// The records of one awkward case and whose they are.
struct AwkwardCase: Sendable, CustomTestStringConvertible {
  var name: String
  var note: String
  var records: [(id: String, person: String)]
  var testDescription: String { name }

  static func all() throws -> [AwkwardCase] {
    var cases: [AwkwardCase] = []
    for row in csvRows(try Channels.bytes("cases.csv")).dropFirst() {
      // Ids in the files go without their source.
      let id = String(row[1].drop { $0 != ":" }.dropFirst())
      if cases.last?.name != row[0] { cases.append(AwkwardCase(name: row[0], note: row[3], records: [])) }
      cases[cases.count - 1].records.append((id, row[2]))
    }
    return cases
  }

  /// Persons in pieces or in one customer with another, as a sentence.
  func fault(in found: Clustering) -> String? {
    var clustersOf: [String: Set<String>] = [:]
    var personsOf: [String: Set<String>] = [:]
    for (id, person) in records {
      guard let cluster = found.clusterOf[id] else { return "record \(id) is nowhere" }
      clustersOf[person, default: []].insert(cluster)
      personsOf[cluster, default: []].insert(person)
    }
    let split = clustersOf.filter { $0.value.count > 1 }.keys.sorted()
    let joined = personsOf.values.filter { $0.count > 1 }.map { $0.sorted().joined(separator: " with ") }.sorted()
    if split.isEmpty, joined.isEmpty { return nil }
    return (split.isEmpty ? [] : ["in pieces: \(split.joined(separator: ", "))"]).joined()
      + (joined.isEmpty ? "" : " joined: \(joined.joined(separator: ", "))")
  }
}
