import Foundation
import PostgresStore
import Testing
import TestKit

/// The first promise in a store: whatever happened on the way (batches, deletions, records that came back,
/// judgements taken back, runs in between), the same live records and judgements are the same customers.
///
/// A tenth of the campaign; `scripts/order` runs all of it.
@Suite struct HistoryTests {
  @Test(arguments: seeds(few: 10))
  func `any history of the bundled channels ends in the same customers`(seed: UInt64) async throws {
    let course = try await Self.channels.value
    try await course.check(seed: seed, stepCount: 12)
  }

  @Test(arguments: seeds(few: 1))
  func `any history of twenty thousand records ends in the same customers`(seed: UInt64) async throws {
    let course = try await Self.large.value
    try await course.check(seed: seed, stepCount: 10)
  }

  private static let channels = Task { () async throws -> Course in
    var files: [Course.File] = []
    for (path, source) in zip(Channels.files, Channels.sources) {
      let name = (path as NSString).lastPathComponent
      let bytes = name.hasSuffix(".gz") ? try await Program().shell("gzip -dc \"$1\"", [path]).output : try Channels.bytes(name)
      var lines = bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
      let header = name.hasSuffix(".jsonl") ? nil : lines.removeFirst()
      files.append(Course.File(source: source, header: header, rows: Course.distinct(lines)))
    }
    return try await Course(files, same: ["shop:50123", "app:A-000002"], different: 2)
  }

  private static let large = Task { () async throws -> Course in
    let files = DirtyRecords(recordCount: 20_000, seed: 77).withoutFurtherRows().map { file in
      Course.File(source: file.source, header: file.header.map { Array($0.utf8) }, rows: file.rows.map { Array($0.text.utf8) })
    }
    return try await Course(files, same: ["crm:C100000", "web:w-7"], different: 2)
  }
}

/// The records and judgements every history ends with, and what they come to when they are loaded at once.
private struct Course: Sendable {
  struct File: Sendable {
    var source: String
    var header: [UInt8]?
    var rows: [[UInt8]]
    /// As `kindred map` writes them for the whole file: a part of a file would be guessed from itself.
    var settings = ""

    func bytes(_ rows: [[UInt8]]) -> [UInt8] {
      Array(((header.map { [$0] } ?? []) + rows).joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
    }
  }

  struct Judged: Sendable {
    var verdict: String
    var left: String
    var right: String
  }

  /// What a store is compared by: customers by their members, never by their ids.
  struct State: Sendable, Equatable {
    var partition: Set<Set<String>>
    var golden: [Set<String>: [String]]
    var possibleMatches: [String]
  }

  private var files: [File]
  private var judgements: [Judged]
  private let expected: State

  init(_ files: [File], same: [String], different: Int) async throws {
    var files = files
    let work = try Workspace()
    for index in files.indices {
      let path = try work.write(files[index].bytes(files[index].rows), to: "whole.\(files[index].header == nil ? "jsonl" : "csv")")
      let mapped = try await Program().run(["map", path])
      #expect(mapped.exit == 0, "\(mapped.errorText)")
      // Of a few rows the encoding cannot always be told, so it is said.
      let isUTF8 = String(validating: files[index].bytes(files[index].rows), as: UTF8.self) != nil
      files[index].settings = (isUTF8 ? "encoding: utf-8\n" : "encoding: cp949\n") + mapped.outputText
      // The first source has verified its addresses: whose they are must not depend on who came first either.
      if index == 0 {
        let marked = files[index].settings.replacingOccurrences(of: "role: email\n", with: "role: email\n    verified: true\n")
        #expect(marked != files[index].settings)
        files[index].settings = marked
      }
    }
    let store = StoreUnderTest(database: try await SharedServer.database())
    for file in files { try await Self.load(file, file.rows, into: store, with: work, hasSettings: false) }
    try await store.run("resolve", "--threads", "2")
    // Joined by the machine and parted by a person, and the other way round.
    let several = try await store.clusters().partition.filter { $0.count > 1 }.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    judgements = several.prefix(different).map { Judged(verdict: "different", left: $0[0], right: $0[1]) }
    judgements.append(Judged(verdict: "same", left: same[0], right: same[1]))
    for judged in judgements { try await store.run("judge", judged.verdict, judged.left, judged.right, "--because", "seen") }
    try await store.run("resolve", "--threads", "2")
    self.files = files
    expected = try await Self.state(of: store)
    #expect(expected.partition.contains { $0.isSuperset(of: same) })
    for judged in judgements where judged.verdict == "different" {
      #expect(!expected.partition.contains { $0.isSuperset(of: [judged.left, judged.right]) })
    }
    #expect(!expected.possibleMatches.isEmpty)
  }

  /// Equal lines counted once: an id made of a row's content counts equal rows of one file.
  static func distinct(_ lines: [[UInt8]]) -> [[UInt8]] {
    var seen = Set<[UInt8]>()
    return lines.filter { seen.insert($0).inserted }
  }

  /// Walks a store at random, then to the state every history ends in.
  func check(seed: UInt64, stepCount: Int) async throws {
    var generator = SeededGenerator(seed: seed)
    let store = StoreUnderTest(database: try await SharedServer.database())
    let work = try Workspace()
    var live = files.map { _ in Set<Int>() }
    var hasSettings = files.map { _ in false }
    var isJudged = judgements.map { _ in false }
    var passing: [String] = []
    var story: [String] = []

    func send(_ file: Int, _ rows: [Int], complete: Bool = false) async throws {
      try await Self.load(
        files[file], rows.map { files[file].rows[$0] }, into: store, with: work, hasSettings: hasSettings[file], complete: complete)
      hasSettings[file] = true
      live[file] = complete ? Set(rows) : live[file].union(rows)
    }
    /// - Returns: the number of the judgement; nil where it was refused.
    func judge(_ judged: Judged) async throws -> String? {
      let outcome = try await store.program.run(
        ["judge", judged.verdict, judged.left, judged.right, "--because", "seen"] + store.location)
      guard outcome.exit == 0 else { return nil }
      return String(outcome.outputText.dropFirst("Judgement ".count).prefix { $0.isNumber })
    }

    for _ in 0..<stepCount {
      let file = generator.below(files.count)
      let all = Array(files[file].rows.indices)
      switch generator.below(11) {
      case 0, 1, 2, 3:
        // New rows and some that were sent before.
        let odds = 1 + generator.below(4)
        let rows = generator.shuffled(all.filter { _ in generator.oneIn(odds) })
        story.append("send \(rows.count) rows of \(files[file].source)")
        try await send(file, rows)
      case 4 where !live[file].isEmpty:
        let rows = generator.shuffled(live[file].sorted().filter { _ in !generator.oneIn(4) })
        if rows.isEmpty { continue }
        story.append("keep \(rows.count) of \(live[file].count) rows of \(files[file].source)")
        try await send(file, rows, complete: true)
      case 5:
        let index = generator.below(judgements.count)
        if !isJudged[index], try await judge(judgements[index]) != nil {
          story.append("judge \(index)")
          isJudged[index] = true
        }
      case 6:
        // A judgement that will be taken back, between what the end joins or between anything.
        let cluster = generator.pick(expected.partition.filter { $0.count > 1 }.map { $0.sorted() }.sorted { $0[0] < $1[0] })
        let other = generator.pick(expected.partition.map { $0.sorted()[0] }.sorted())
        let judged = generator.oneIn(2) ? Judged(verdict: "different", left: cluster[0], right: cluster[1])
          : Judged(verdict: "same", left: cluster[0], right: other)
        if judged.left != judged.right, let number = try await judge(judged) {
          story.append("judge \(judged.left) and \(judged.right) \(judged.verdict) for a while")
          passing.append(number)
        }
      case 7:
        // One by one, by several writers.
        let rows = generator.shuffled(all).prefix(40)
        try await store.run("resolve", "--threads", "2")
        story.append("send \(rows.count) rows of \(files[file].source) one by one")
        try await Self.load(
          files[file], rows.map { files[file].rows[$0] }, into: store, with: work, hasSettings: hasSettings[file], isLive: true)
        if hasSettings[file] { live[file].formUnion(rows) }
      case 8 where hasSettings[file]:
        try await store.run("resolve", "--threads", "2")
        let records = try await store.clusters().clusterOf.keys.filter { $0.hasPrefix(files[file].source + ":") }.sorted()
        if records.isEmpty { continue }
        let gone = generator.shuffled(records).prefix(8)
        story.append("delete \(gone.count) records of \(files[file].source)")
        let outcome = try await store.program.run(["delete"] + gone + store.location)
        #expect(outcome.exit == 0, "\(outcome.errorText)")
        live[file] = []  // which rows they were is not known, so all are sent again
      default:
        let threads = generator.pick(["1", "2", "5"])
        story.append("resolve with \(threads) threads")
        try await store.run("resolve", "--threads", threads)
      }
    }
    for number in passing { try await store.run("judge", "withdraw", number, "--because", "a mistake") }
    for file in generator.shuffled(Array(files.indices)) {
      let missing = generator.shuffled(Set(files[file].rows.indices).subtracting(live[file]).sorted())
      if !missing.isEmpty { try await send(file, missing) }
    }
    for (index, judged) in judgements.enumerated() where !isJudged[index] {
      let number = try await judge(judged)
      #expect(number != nil, "seed \(seed): \(judged)")
    }
    try await store.run("resolve", "--threads", generator.pick(["1", "2", "5"]))
    let state = try await Self.state(of: store)
    // A difference is told by a few customers: all of them are more than anybody reads.
    let parted = state.partition.symmetricDifference(expected.partition).map { $0.sorted() }.sorted { $0[0] < $1[0] }
    #expect(parted.isEmpty, "seed \(seed): \(parted.count) customers such as \(parted.prefix(3)) after \(story)")
    let changed = state.golden.filter { expected.golden[$0.key] != $0.value }
      .map { "\($0.key.sorted()[0]): \($0.value) was \(expected.golden[$0.key] ?? [])" }.sorted()
    #expect(changed.isEmpty, "seed \(seed): \(changed.count) golden records such as \(changed.prefix(3)) after \(story)")
    let matches = Set(state.possibleMatches).symmetricDifference(expected.possibleMatches).sorted()
    #expect(matches.isEmpty, "seed \(seed): \(matches.count) possible matches such as \(matches.prefix(3)) after \(story)")
    // Every run but the first looked at what had changed alone; looking at everything finds nothing to add.
    try await store.expectNothingMissed("seed \(seed) after \(story)")
    try await store.run("doctor")
  }

  private static func load(
    _ file: File, _ rows: [[UInt8]], into store: StoreUnderTest, with work: Workspace, hasSettings: Bool, complete: Bool = false,
    isLive: Bool = false
  ) async throws {
    guard !rows.isEmpty else { return }
    if isLive {
      if !hasSettings { return }
      let path = try work.write(file.bytes(rows), to: "\(file.source).live.\(file.header == nil ? "jsonl" : "csv")")
      try await store.run("upsert", path, "--source", file.source, "--writers", "3")
      return
    }
    let path = try work.write(file.bytes(rows), to: "\(file.source).\(file.header == nil ? "jsonl" : "csv")")
    var arguments = ["import", path, "--source", file.source] + (complete ? ["--complete"] : [])
    if !hasSettings { arguments += ["--map", try work.write(file.settings, to: "\(file.source).yaml")] }
    let outcome = try await store.program.run(arguments + store.location)
    #expect(outcome.exit == 0, "\(arguments): \(outcome.errorText)\(outcome.outputText)")
  }

  private static func state(of store: StoreUnderTest) async throws -> State {
    let clusters = try await store.clusters()
    var members: [String: Set<String>] = [:]
    for (record, customer) in clusters.clusterOf { members[customer, default: []].insert(record) }
    var golden: [Set<String>: [String]] = [:]
    // Without the moment it was last written.
    for (customer, values) in try await store.goldenRecords() { golden[members[customer] ?? []] = Array(values.prefix(1)) + values.dropFirst(2) }
    let matches = try await store.withSession { session in
      try session.query(
        """
        select sa.name || ':' || a.source_id, sb.name || ':' || b.source_id, m.weight_millibits::text, m.reason
        from possible_match m
        join source_record a on a.record_number = m.left_record join source sa on sa.source_number = a.source_number
        join source_record b on b.record_number = m.right_record join source sb on sb.source_number = b.source_number
        """
      ).map { row in [row.text(0), row.text(1)].sorted().joined(separator: " ") + " \(row.text(2)) \(row.text(3))" }
    }
    return State(partition: clusters.partition, golden: golden, possibleMatches: matches.sorted())
  }
}
