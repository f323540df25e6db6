import Foundation
import TestKit
import Testing

/// `kindred train` as its user runs it: without labels, from labels, and told nonsense.
@Suite struct TrainTests {
  @Test func `a model trained on the bundled channels is read by dedupe, and joins no worse`() async throws {
    let work = try Workspace()
    let program = Program(folder: work.path)
    let outcome = try await program.run(["train"] + Channels.files + ["--model", "deep/er/mine.yaml"])
    #expect(outcome.exit == 0, "\(outcome.errorText)")
    #expect(outcome.outputText.contains("candidate pairs") && outcome.outputText.contains("phone line"))
    let usual = Clustering(csv: try await DedupeTests.channels.value.files["clusters.csv"] ?? [])
    let trained = try await DedupeTests.dedupe(Channels.files, ["--model", "\(work.path)/deep/er/mine.yaml"]).clustering
    let truth = Clustering(csv: try Channels.bytes("truth.csv"))
    let (before, after) = (Self.f1(usual, truth), Self.f1(trained, truth))
    #expect(after >= before - 0.02, "\(before) became \(after)")
    for threads in ["1", "5"] {
      _ = try await program.run(["train"] + Channels.files.reversed() + ["--model", "other.yaml", "--threads", threads])
      #expect(try work.read("other.yaml") == work.read("deep/er/mine.yaml"), "\(threads) threads")
    }
  }

  @Test func `labels as entities and as pairs`() async throws {
    let work = try Workspace()
    let program = Program(folder: work.path)
    let truth = csvRows(try Channels.bytes("truth.csv"))
    _ = try work.write(csv(truth), to: "truth.csv")
    let outcome = try await program.run(["train"] + Channels.files + ["--labels", "truth.csv", "--model", "labelled.yaml"])
    #expect(outcome.exit == 0, "\(outcome.errorText)")
    #expect(outcome.outputText.contains("labelled records"))
    let found = try await DedupeTests.dedupe(Channels.files, ["--model", "\(work.path)/labelled.yaml"]).clustering
    let usual = Clustering(csv: try await DedupeTests.channels.value.files["clusters.csv"] ?? [])
    let known = Clustering(csv: try Channels.bytes("truth.csv"))
    #expect(Self.f1(found, known) >= Self.f1(usual, known) - 0.005)

    var pairs = [["left", "right", "same"]]
    let rows = truth.dropFirst()
    for (one, two) in zip(rows, rows.dropFirst()) { pairs.append([one[0], two[0], one[1] == two[1] ? "yes" : "no"]) }
    for step in 2..<12 { for (one, two) in zip(rows, rows.dropFirst(step)) { pairs.append([two[0], one[0], one[1] == two[1] ? "1" : "0"]) } }
    _ = try work.write(csv(pairs), to: "pairs.csv")
    let paired = try await program.run(["train"] + Channels.files + ["--labels", "pairs.csv", "--model", "paired.yaml"])
    #expect(paired.exit == 0, "\(paired.errorText)")
  }

  @Test(arguments: [
    ("a,b,c,d\n1,2,3,4\n", "two columns (record, entity) or three"), ("record,entity\nnobody,1\n", "No row names a record"),
    ("left,right,same\n1,2,perhaps\n", "Line 2"), ("record,entity\n1,a\n2,b\n", "training needs both"),
  ])
  func `labels that say nothing are refused`(text: String, sentence: String) async throws {
    let work = try Workspace()
    _ = try work.write("id,name,email\n1,Mina Castellan,m@castellan.example\n2,Mina Castellan,m@castellan.example\n", to: "a.csv")
    _ = try work.write(text, to: "labels.csv")
    let outcome = try await Program(folder: work.path).run(["train", "a.csv", "--labels", "labels.csv", "--model", "m.yaml"])
    #expect(outcome.exit == 2 && outcome.errorText.contains(sentence), "\(outcome.errorText)")
    #expect(!FileManager.default.fileExists(atPath: "\(work.path)/m.yaml"))
  }

  @Test func `names and birth dates alone leave the model as it was, and it is said`() async throws {
    let work = try Workspace()
    var random = SeededGenerator(seed: 5)
    let families = ["Brook", "Falk", "Grove", "Hartley", "Jansen", "Weber", "Fischer", "Müller"]
    let given = ["Anna", "Boris", "Clara", "Edith", "Frank", "Greta", "Henry", "Ines", "Jakob", "Karin"]
    var rows = [["id", "first_name", "last_name", "birth_date"]]
    for person in 0..<1_500 {
      let row = [random.pick(given), random.pick(families), "19\(30 + random.below(70))-0\(1 + random.below(9))-\(10 + random.below(18))"]
      rows.append(["\(person)"] + row)
      if random.oneIn(10) { rows.append(["\(person)b", row[0] + (random.oneIn(2) ? "e" : ""), row[1], row[2]]) }
    }
    _ = try work.write(csv(rows), to: "a.csv")
    let program = Program(folder: work.path)
    let outcome = try await program.run(["train", "a.csv", "--model", "m.yaml"])
    #expect(outcome.exit == 0 && outcome.outputText.contains("two cannot tell one person from namesakes"), "\(outcome.outputText)")
    _ = try await program.run(["dedupe", "a.csv", "--out", "default"])
    _ = try await program.run(["dedupe", "a.csv", "--out", "trained", "--model", "m.yaml"])
    #expect(try work.read("trained/clusters.csv") == work.read("default/clusters.csv"))
  }

  @Test func `records that never meet are nothing to learn from`() async throws {
    let work = try Workspace()
    _ = try work.write("id,name\n1,Mina Castellan\n2,Odd One\n", to: "a.csv")
    let outcome = try await Program(folder: work.path).run(["train", "a.csv", "--model", "m.yaml"])
    #expect(outcome.exit == 2 && outcome.errorText.contains("nothing to learn from"), "\(outcome.errorText)")
  }

  private static func f1(_ found: Clustering, _ truth: Clustering) -> Double {
    let (precision, recall) = found.precisionAndRecall(against: truth)
    return 2 * precision * recall / (precision + recall)
  }
}
