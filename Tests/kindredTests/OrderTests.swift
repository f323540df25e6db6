import Foundation
import Testing
import TestKit

/// The first promise: the partition is a function of the records, the settings, the model and the judgements, and
/// of no order, number of threads or hash seed. Every run is a process of its own, and Swift gives every process
/// another hash seed.
///
/// A tenth of the campaign; `scripts/order` runs all of it.
@Suite struct OrderTests {
  private static let seed: UInt64 = 20_000
  private static let records = DirtyRecords(recordCount: 20_000, seed: seed)
  private static let resultFiles = ["clusters.csv", "golden.csv", "review.csv"]

  /// What the rows in the order they were made come to.
  private static let usual = Task { () async throws -> Outcome in
    try await dedupe(records.files.map { ($0.name, $0.text($0.rows)) }, threads: 1)
  }

  private struct Outcome: Sendable {
    var files: [String: [UInt8]] = [:]
    /// `file rule` of each rejected row, sorted: lines are those of the file as it was given.
    var rejects: [String] = []
    var counts: [String] = []
    /// By file: what `kindred map` makes of it.
    var settings: [String: [UInt8]] = [:]
  }

  @Test func `the campaign is about something`() async throws {
    let usual = try await Self.usual.value
    let clusters = Clustering(csv: usual.files["clusters.csv"] ?? [])
    #expect(clusters.clusterOf.count > 19_000)
    #expect(clusters.partition.count { $0.count > 1 } > 3_000)
    #expect(clusters.partition.count { $0.count > 5 } > 20)
    let reasons = Set(csvRows(usual.files["review.csv"] ?? []).dropFirst().map { $0[4] })
    #expect(reasons.isSuperset(of: ["near_threshold", "exclusive_conflict"]), "\(reasons)")
    #expect(usual.rejects.contains { $0.contains("duplicate_id") })
    for part in ["\"rows_repeated\": 0,", "\"rows_rejected\": 0,"] { #expect(!usual.counts.contains { $0.contains(part) }) }
  }

  @Test(arguments: seeds(few: 20))
  func `shuffled rows, files and members change no byte with 1, 2 and 5 threads`(seed: UInt64) async throws {
    let usual = try await Self.usual.value
    for threads in [1, 2, 5] {
      var generator = SeededGenerator(seed: seed << 8 | UInt64(threads))
      let files = generator.shuffled(Self.records.files.map { ($0.name, $0.shuffled(&generator)) })
      // What columns mean is asked of every tenth shuffle: `dedupe` guesses the same way.
      let other = try await Self.dedupe(files, threads: threads, maps: threads == 1 && seed % 10 == 1)
      let place = "seed \(seed), \(threads) threads"
      for name in Self.resultFiles { #expect(other.files[name] == usual.files[name], "\(name), \(place)") }
      #expect(other.rejects == usual.rejects, "\(place)")
      #expect(other.counts == usual.counts, "\(place)")
      for (name, yaml) in other.settings { #expect(yaml == usual.settings[name], "the settings of \(name), \(place)") }
    }
  }

  private static func dedupe(
    _ files: [(name: String, text: String)], threads: Int, maps: Bool = true
  ) async throws -> Outcome {
    let work = try Workspace()
    let program = Program(folder: work.path)
    for file in files { _ = try work.write(file.text, to: file.name) }
    let run = try await program.run(["dedupe"] + files.map(\.name) + ["--out", "out", "--threads", "\(threads)"])
    // 1: rows were rejected, as some must be.
    #expect(run.exit == 1, "\(run.errorText)")
    var outcome = Outcome()
    for name in resultFiles { outcome.files[name] = try work.read("out/\(name)") }
    outcome.rejects = csvRows(try work.read("out/rejects.csv")).dropFirst().map { "\($0[0]) \($0[3])" }.sorted()
    // All counts up to the list of files, which comes in the order of the command line.
    outcome.counts = String(decoding: try work.read("out/summary.json"), as: UTF8.self).split(separator: "\n").map(String.init)
      .prefix { !$0.contains("\"files\"") }
    if maps {
      for file in files { outcome.settings[file.name] = try await program.run(["map", file.name]).output }
    }
    return outcome
  }
}
