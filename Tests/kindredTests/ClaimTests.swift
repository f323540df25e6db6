import Foundation
import TestKit
import Testing

/// An unverified claim must not take over an identity: who types another's verified address under a name of their
/// own stays somebody else, whoever comes first and however the customers are worked out.
@Suite struct ClaimTests {
  private static let header = "id,name,email,phone"
  /// By the name the tests give a record: its source and its row.
  private static let rows: [String: (source: String, row: String)] = [
    "owner": ("crm", "1,Barbara Falk,zoe77@mail.example,"),
    "copy": ("web", "8,Barbara Falk,zoe77@mail.example,"),
    "nameless": ("web", "7,,zoe77@mail.example,"),
    "claim": ("web", "9,Jane Smith,zoe77@mail.example,"),
    "again": ("web", "10,Jane Smith,zoe77@mail.example,010-2841-6063"),
  ]
  private static let apart: [(arrivals: [String], customers: Set<Set<String>>)] = [
    (["owner", "claim"], [["owner"], ["claim"]]), (["claim", "owner"], [["owner"], ["claim"]]),
    (["owner", "copy", "claim"], [["owner", "copy"], ["claim"]]), (["claim", "copy", "owner"], [["owner", "copy"], ["claim"]]),
    (["copy", "claim", "owner"], [["owner", "copy"], ["claim"]]), (["claim", "again", "owner"], [["owner"], ["claim", "again"]]),
    (["owner", "nameless", "claim"], [["owner"], ["nameless"], ["claim"]]),
    (["claim", "nameless", "owner"], [["owner"], ["nameless"], ["claim"]]),
  ]

  /// Settings of a source as `map` guesses them, with what the source has verified.
  private func settings(verified: Bool, in work: Workspace) async throws -> String {
    let sample = try work.write("\(Self.header)\n1,Ann Stone,ann@stone.example,010-2222-3333\n", to: "sample.csv")
    let mapped = try await Program().run(["map", sample]).outputText
    let marked = mapped.replacingOccurrences(of: "role: email\n", with: "role: email\n    verified: true\n")
    #expect(marked != mapped)
    return try work.write(verified ? marked : mapped, to: "\(verified).yaml")
  }

  /// A store that knows both sources from a stranger each, and was resolved.
  private func store(verified: Bool, in work: Workspace) async throws -> StoreUnderTest {
    let store = StoreUnderTest(database: try await SharedServer.database())
    for (source, row) in [("crm", "100,Otto Lake,otto@lake.example,"), ("web", "200,Mina Hill,mina@hill.example,")] {
      try await store.run(
        "import", try work.write("\(Self.header)\n\(row)\n", to: "first.csv"), "--source", source, "--map",
        try await settings(verified: verified && source == "crm", in: work))
    }
    try await store.run("resolve")
    return store
  }

  private func file(_ names: [String], in work: Workspace) throws -> String {
    try work.write(([Self.header] + names.map { Self.rows[$0]!.row }).joined(separator: "\n") + "\n", to: "some.csv")
  }

  /// The customers of the records that the tests name.
  private func customers(of store: StoreUnderTest) async throws -> Set<Set<String>> {
    let names = Dictionary(uniqueKeysWithValues: Self.rows.map { ("\($1.source):\($1.row.prefix { $0 != "," })", $0) })
    return Set(try await store.clusters().partition.map { Set($0.compactMap { names[$0] }) }.filter { !$0.isEmpty })
  }

  @Test(arguments: apart.indices)
  func `who types another's verified address under another name is somebody else, one by one`(place: Int) async throws {
    let work = try Workspace()
    let store = try await store(verified: true, in: work)
    let (arrivals, expected) = Self.apart[place]
    for name in arrivals {
      try await store.run("upsert", try file([name], in: work), "--source", Self.rows[name]!.source)
      try await store.expectNothingMissed("\(arrivals) up to \(name)")
    }
    #expect(try await customers(of: store) == expected, "\(arrivals)")
    let story = try await store.run("why", "crm:1", "web:9").outputText
    #expect(story.contains("(claimed under another name)") && story.contains("counts for nothing"), "\(story)")
    #expect(try await store.run("why", "crm:1", "web:9", "--json").outputText.contains("\"claimed_under_another_name\": true"))
    try await store.run("verify")
  }

  @Test func `what a source has verified counts from the resolve after it was said`() async throws {
    let work = try Workspace()
    let store = try await store(verified: false, in: work)
    try await store.run("import", try file(["owner"], in: work), "--source", "crm")
    try await store.run("import", try file(["copy", "claim"], in: work), "--source", "web")
    try await store.run("resolve")
    let joined: Set<Set<String>> = [["owner", "copy", "claim"]]
    let apart: Set<Set<String>> = [["owner", "copy"], ["claim"]]
    #expect(try await customers(of: store) == joined)
    for (verified, expected) in [(true, apart), (false, joined), (true, apart)] {
      try await store.run(
        "import", try file(["owner"], in: work), "--source", "crm", "--map", try await settings(verified: verified, in: work))
      try await store.run("resolve")
      #expect(try await customers(of: store) == expected, "verified: \(verified)")
      try await store.expectNothingMissed("verified: \(verified)")
    }
    try await store.run("verify")
  }

  @Test(arguments: apart.indices)
  func `the same in files`(place: Int) async throws {
    let work = try Workspace()
    let (arrivals, expected) = Self.apart[place]
    let rows = arrivals.map { name in
      let (source, row) = Self.rows[name]!
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      return [name, String(cells[1]), source == "crm" ? String(cells[2]) : "", source == "crm" ? "" : String(cells[2])]
    }
    let file = try work.write(csv([["id", "name", "confirmed", "email"]] + rows), to: "both.csv")
    func partition(verified: Bool) async throws -> Set<Set<String>> {
      let yaml = """
        columns:
        - { name: id, role: record_id }
        - { name: name, role: full_name }
        - { name: confirmed, role: email\(verified ? ", verified: true" : "") }
        - { name: email, role: email }

        """
      return try await DedupeTests.dedupe([file], ["--map", try work.write(yaml, to: "both.yaml")]).clustering.partition
    }
    #expect(try await partition(verified: true) == expected, "\(arrivals)")
    #expect(try await partition(verified: false) == [Set(arrivals)], "\(arrivals)")
  }
}
