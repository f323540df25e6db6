import Foundation
import Testing
import TestKit

/// `kindred evaluate`: the figures of a clusters file and of a run in memory, and what is said of files that
/// do not fit.
@Suite struct EvaluateTests {
  private static func json(_ outcome: Program.Outcome) -> [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any]) ?? [:]
  }

  /// Figures as `scripts/score` and every textbook count them, the slow way.
  private static func reference(_ truth: Clustering, _ found: Clustering) -> [String: Double] {
    let (precision, recall) = found.precisionAndRecall(against: truth)
    func groups(_ clustering: Clustering) -> [String: Set<String>] {
      var groups: [String: Set<String>] = [:]
      for record in truth.clusterOf.keys { groups[clustering.clusterOf[record] ?? "alone:\(record)", default: []].insert(record) }
      return groups
    }
    let (people, clusters) = (groups(truth), groups(found))
    var (b3p, b3r) = (0.0, 0.0)
    for record in truth.clusterOf.keys {
      let person = people[truth.clusterOf[record]!]!
      let cluster = clusters[found.clusterOf[record] ?? "alone:\(record)"]!
      let both = Double(person.intersection(cluster).count)
      b3p += both / Double(cluster.count) / Double(truth.clusterOf.count)
      b3r += both / Double(person.count) / Double(truth.clusterOf.count)
    }
    func f1(_ p: Double, _ r: Double) -> Double { p + r == 0 ? 0 : 2 * p * r / (p + r) }
    let exact = Set(people.values).intersection(Set(clusters.values)).count
    return [
      "pair_precision": precision, "pair_recall": recall, "pair_f1": f1(precision, recall), "b3_precision": b3p, "b3_recall": b3r,
      "b3_f1": f1(b3p, b3r), "entities_exact": Double(exact) / Double(people.count),
      "records": Double(truth.clusterOf.count), "entities": Double(people.count), "clusters": Double(clusters.count),
    ]
  }

  @Test(arguments: seeds(few: 6))
  func `figures of files are those of counting one by one`(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let work = try Workspace()
    let count = 30 + generator.below(40)
    var (truth, found) = ([["record_id", "entity_id"]], [["record_id", "cluster_id", "source"]])
    for record in 0..<count {
      let person = generator.below(15)
      truth.append(["r\(record)", "e\(person)"])
      if generator.oneIn(9) { continue }
      found.append(["r\(record)", generator.oneIn(5) ? "c\(generator.below(9))" : "e\(person)", generator.pick(["shop", "pos"])])
    }
    let truthFile = try work.write(csv(generator.shuffled(Array(truth.dropFirst())).reversed() as [[String]], header: truth[0]), to: "truth.csv")
    let clusters = try work.write(csv(found), to: "clusters.csv")
    let outcome = try await Program().run(["evaluate", "--truth", truthFile, clusters, "--json"])
    let missing = count - (found.count - 1)
    #expect(outcome.exit == (missing > 0 ? 1 : 0), "\(outcome.errorText)")
    let result = Self.json(outcome)
    #expect(result["records_only_in_truth"] as? Int == missing)
    for (name, value) in Self.reference(Clustering(csv: csv(truth)), Clustering(csv: csv(found))) {
      let said = (result[name] as? NSNumber)?.doubleValue ?? -1
      #expect(abs(said - value) <= 0.000_005_1, "seed \(seed): \(name) is \(said), not \(value)")
    }
    let text = try await Program().run(["evaluate", "--truth", truthFile, clusters])
    #expect(text.outputText.contains("B-cubed"))
    for name in ["pair_f1", "b3_f1"] {
      let digits = String(format: "%.5f", (result[name] as? NSNumber)?.doubleValue ?? -1)
      #expect(text.outputText.contains(digits), "\(digits) in \(text.outputText)")
    }
  }

  @Test func `the run in memory has the figures of the files it would write`() async throws {
    let work = try Workspace()
    let clusters = try await DedupeTests.channels.value.files["clusters.csv"] ?? []
    let file = try work.write(clusters, to: "clusters.csv")
    let truth = Channels.folder + "/truth.csv"
    let written = try await Program().run(["evaluate", "--truth", truth, file, "--json"])
    #expect(written.exit == 0, "\(written.errorText)")
    let memory = try await Program().run(["evaluate", "--truth", truth, "--json", "--files"] + Channels.files)
    #expect(memory.exit == 0, "\(memory.errorText)")
    let (a, b) = (Self.json(written), Self.json(memory))
    #expect(a.count > 15)
    for (name, value) in a { #expect((value as? NSObject) == (b[name] as? NSObject), "\(name)") }
    // and the figures of the script that everybody has
    let script = try await Program().shell("\(root)/scripts/score \(truth) \(file)")
    let precision = (a["pair_precision"] as? NSNumber)?.doubleValue ?? -1
    let recall = (a["pair_recall"] as? NSNumber)?.doubleValue ?? -1
    #expect(script.outputText == String(format: "precision %.3f  recall %.3f\n", precision, recall))

    let lost = try #require(b["lost_pairs"] as? [String: Int])
    let pairs = try #require(a["pairs"] as? [String: Int])
    #expect(lost.values.reduce(0, +) == pairs["false_negative"])
    let rules = try #require(b["blocking"] as? [[String: Any]])
    #expect(rules.count > 20)
    let summary = try await DedupeTests.channels.value.summary
    let blocking = try #require(summary["blocking"] as? [[String: Any]])
    for (rule, other) in zip(rules, blocking) {
      for name in ["rule", "keyed_records", "blocks", "largest_block", "void_keys"] { #expect("\(rule[name] ?? 0)" == "\(other[name] ?? 1)") }
      #expect(rule["pairs"] as? Int ?? 0 >= other["pairs"] as? Int ?? 1, "a rule finds at least the pairs it finds first")
    }
  }

  @Test func `mistakes come with their evidence`() async throws {
    let work = try Workspace()
    let file = try work.write(
      "id,name,email,phone\n1,Mina Castellan,mina@castellan.example,\n2,Mina Castellan,mina@castellan.example,\n3,Odd One,odd@one.example,\n4,Other Name,,010-2222-3331\n",
      to: "till.csv")
    let truth = try work.write("record_id,entity_id\n1,a\n2,b\n3,c\n4,c\n", to: "truth.csv")
    let outcome = try await Program().run(["evaluate", "--truth", truth, "--files", file])
    #expect(outcome.exit == 0, "\(outcome.errorText)")
    for part in ["False join 1: 2 records of 2 people", "same e-mail", "False split 1: no blocking rule brings them together", "till:3 and till:4"] {
      #expect(outcome.outputText.contains(part), "\(part) in\n\(outcome.outputText)")
    }
    let none = try await Program().run(["evaluate", "--truth", truth, "--worst", "0", "--files", file])
    #expect(!none.outputText.contains("False join"))
  }

  @Test(arguments: [
    (["--truth", "nothing.csv", "clusters.csv"], 2, "nothing.csv: There is no such file"),
    (["--truth", "truth.csv"], 2, "Name a clusters file"),
    (["--truth", "truth.csv", "clusters.csv", "--files", "clusters.csv"], 2, "not both"),
    (["--truth", "other.csv", "clusters.csv"], 2, "None of its records is in clusters.csv"),
    (["--truth", "clash.csv", "clusters.csv"], 2, "Lines 2 and 3 give one record to two groups"),
    (["clusters.csv"], 2, "--truth"),
  ])
  func `what cannot be evaluated costs a sentence`(arguments: [String], exit: Int32, sentence: String) async throws {
    let work = try Workspace()
    _ = try work.write("record_id,entity_id\n1,a\n2,a\n", to: "truth.csv")
    _ = try work.write("record_id,entity_id\n8,a\n9,a\n", to: "other.csv")
    _ = try work.write("record_id,entity_id\n1,a\n1,b\n", to: "clash.csv")
    _ = try work.write("record_id,cluster_id\n1,1\n2,1\n", to: "clusters.csv")
    let outcome = try await Program(folder: work.path).run(["evaluate"] + arguments)
    #expect(outcome.exit == exit)
    #expect(outcome.errorText.contains(sentence), "\(outcome.errorText)")
    #expect(outcome.output.isEmpty)
  }
}

private func csv(_ rows: [[String]], header: [String]) -> [UInt8] { csv([header] + rows) }
