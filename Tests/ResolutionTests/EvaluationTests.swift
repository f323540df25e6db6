import Identity
import Linkage
import Normalization
import Resolution
import TestKit
import Testing

/// Truth and cluster files as people write them, and what is said of a run.
@Suite struct EvaluationTests {
  private static func file(_ name: String, _ text: String) -> SourceFile {
    SourceFile(name: name, source: name, sizeBytes: Int64(text.utf8.count)) {
      var isRead = false
      return {
        defer { isRead = true }
        return isRead ? nil : Array(text.utf8)
      }
    }
  }

  private static func groups(_ text: String, _ name: String = "truth.csv") throws -> GroupFile { try GroupFile(reading: file(name, text)) }

  struct Naming: Sendable {
    var truth: String
    var clusters: String
    var naming: RecordNaming
    /// Pairs together, joined, belonging; unknown and missing records.
    var counts: [Int]
  }

  @Test(arguments: [
    Naming(truth: "record_id,entity_id\n1,a\n2,a\n3,b\n", clusters: "record_id,cluster_id,source\n1,1,shop\n2,1,shop\n3,1,pos\n", naming: .asWritten, counts: [1, 3, 1, 0, 0]),
    Naming(truth: "who,whose\nshop:1,a\nshop:2,a\npos:1,b\n", clusters: "record_id,cluster_id,source\nshop:1,x\nshop:2,x\npos:1,y\n".replacingSources(), naming: .asWritten, counts: [1, 1, 1, 0, 0]),
    Naming(truth: "record_id,entity_id\nshop:1,a\npos:2,a\n", clusters: "record_id,cluster_id,source\n1,1,shop\n2,1,pos\n", naming: .sourceAdded, counts: [1, 1, 1, 0, 0]),
    Naming(truth: "record_id,entity_id\n1,a\n2,a\n", clusters: "source,id,customer_id\nshop,1,x\npos,2,x\n", naming: .sourceDropped, counts: [1, 1, 1, 0, 0]),
    Naming(truth: "record_id,entity_id\n1,a\n2,a\n9,a\n", clusters: "record_id,cluster_id\n1,1\n2,2\n7,2\n", naming: .asWritten, counts: [0, 0, 3, 1, 1]),
    // Columns by their names, in any order.
    Naming(truth: "note,entity_id,record_id\nx,a,1\ny,a,2\n", clusters: "source,cluster_id,record_id\nshop,1,1\nshop,1,2\n", naming: .asWritten, counts: [1, 1, 1, 0, 0]),
    // One id in two sources, told apart by a column.
    Naming(truth: "record_id,entity_id,source\n1,a,shop\n2,a,shop\n1,b,pos\n", clusters: "record_id,cluster_id,source\nshop:1,x,shop\nshop:2,x,shop\npos:1,y,pos\n", naming: .sourceColumn, counts: [1, 1, 1, 0, 0]),
    Naming(truth: "source,record_id,entity_id\nshop,1,a\npos,1,a\npos,2,b\n", clusters: "source,id,customer_id\nshop,1,x\npos,1,x\npos,2,x\n", naming: .sourceColumn, counts: [1, 3, 1, 0, 0]),
    // Sources that the truth calls otherwise: ids that are unique still tell.
    Naming(truth: "record_id,entity_id,source\n1,a,web\n2,a,till\n", clusters: "record_id,cluster_id,source\n1,1,shop\n2,1,pos\n", naming: .asWritten, counts: [1, 1, 1, 0, 0]),
    Naming(truth: "{\"r\":\"1\",\"e\":\"a\"}\n{\"r\":\"2\",\"e\":\"a\"}\n", clusters: "record_id;cluster_id\n1;1\n2;1\n", naming: .asWritten, counts: [1, 1, 1, 0, 0]),
  ])
  func `records are found under the names they have`(row: Naming) throws {
    let result = try FileEvaluation(truth: Self.groups(row.truth), clusters: Self.groups(row.clusters, "clusters.csv"))
    #expect(result.naming == row.naming)
    let pairs = result.figures.pairs
    #expect([pairs.together, pairs.joined, pairs.belonging, result.unknownRecords, result.missingRecords] == row.counts)
  }

  struct Broken: Sendable {
    var truth: String
    var parts: [String]
  }

  @Test(arguments: [
    Broken(truth: "", parts: ["truth.csv", "empty"]),
    Broken(truth: "record_id,entity_id\n", parts: ["header and no row"]),
    Broken(truth: "record_id\nsecret1\nsecret2\n", parts: ["one column", "record_id,entity_id"]),
    Broken(truth: "source,entity_id\nshop,secret\n", parts: ["Besides source", "one column"]),
    Broken(truth: "record_id,entity_id,source\nsecret,a,shop\nsecret,b,shop\n", parts: ["Lines 2 and 3", "two groups"]),
    Broken(truth: "record_id,entity_id\nsecret1,\n", parts: ["Line 2", "whose", "entity_id"]),
    Broken(truth: "record_id,entity_id\n1,a\n,secret\n", parts: ["Line 3", "names no record", "record_id"]),
    Broken(truth: "record_id,entity_id\nsecret,a\n2,b\nsecret,b\n", parts: ["Lines 2 and 4", "two groups", "SOURCE:ID"]),
    Broken(truth: "record_id,entity_id\nsecret8,a\nsecret9,a\n", parts: ["None of its records", "clusters.csv", "SOURCE:ID"]),
    Broken(truth: "record_id,entity_id\n1,\"a\n2,b\n", parts: ["Line 2", "quote"]),
  ])
  func `a broken truth file costs one clear sentence`(row: Broken) throws {
    let clusters = try Self.groups("record_id,cluster_id\n1,1\n2,2\n", "clusters.csv")
    let failure = try #require(throws: FileFailure.self) {
      _ = try FileEvaluation(truth: Self.groups(row.truth), clusters: clusters)
    }
    for part in row.parts { #expect("\(failure)".contains(part), "\(failure)") }
    #expect(!"\(failure)".contains("secret"), "\(failure)")
  }

  @Test func `ids that sources share must be told apart`() throws {
    let failure = try #require(throws: FileFailure.self) {
      _ = try FileEvaluation(
        truth: Self.groups("record_id,entity_id\n1,a\n2,a\n"), clusters: Self.groups("source,id,customer_id\nshop,1,x\npos,1,x\n", "c.csv"))
    }
    #expect("\(failure)".contains("SOURCE:ID"))
  }

  // MARK: a run

  private static func world(_ seed: UInt64) -> (records: [RecordFeatures], truth: String) {
    var generator = SeededGenerator(seed: seed)
    let normalizer = Normalizer(today: CivilDate(year: 2026, month: 1, day: 1)!)
    let families = ["김", "이", "박", "Smith", "Miller"]
    let given = ["민준", "서연", "지우", "John", "Mary", "Ana"]
    var records: [RecordFeatures] = []
    var truth = "record_id,entity_id\n"
    let people = (0..<60).map { index in
      (name: generator.pick(families) + " " + generator.pick(given), mail: "p\(index)x@naver.com", phone: "010-\(2_000 + index)-\(1_000 + index * 7)")
    }
    for number in 0..<160 {
      let place = generator.below(people.count)
      let person = people[place]
      var values: [FeatureValue] = []
      func add(_ attribute: Attribute, _ odds: Int, _ make: ((NormalizedValue) -> Void) -> Void) {
        if generator.oneIn(odds) { return }
        make { values.append(FeatureValue(column: ColumnID(attribute), value: $0, isVerified: false, origin: 0)) }
      }
      add(.name, 8) { normalizer.name(NameParts(full: Array(person.name.utf8)), into: $0) }
      add(.email, 2) { normalizer.email(Array(person.mail.utf8), into: $0) }
      add(.phone, 2) { normalizer.phone(Array(person.phone.utf8), region: Array("KR".utf8), into: $0) }
      records.append(
        RecordFeatures(
          source: generator.pick(["crm", "pos"]), id: Array("\(number)".utf8), timestamp: nil, line: number, content: UInt64(number), values: values))
      truth += "\(number),e\(place)\n"
    }
    return (records, truth)
  }

  @Test(arguments: seeds(few: 4))
  func `what is said of a run adds up, on any number of threads`(seed: UInt64) async throws {
    let (records, truth) = Self.world(seed)
    var builder = RecordTable.Builder()
    for (tag, record) in records.enumerated() { builder.append(record, tag: Int64(tag)) }
    let table = builder.build().table
    let linking = try await Linking.link(table, ModelFile.standard().model, threadCount: 2)
    let known = try TableTruth(Self.groups(truth), table)
    #expect(known.missingRecords == 0 && known.unknownRecords == 0)
    var said: [String] = []
    for threads in [1, 2, 5] {
      let survey = try await linking.survey(truth: known, threadCount: threads)
      let errors = try #require(survey.errors)
      said.append("\(survey)")
      #expect(survey.pairs.pairCount == linking.statistics.candidatePairs)
      #expect(survey.pairs.strongCount == linking.statistics.strongEdges)
      #expect(survey.pairs.rules.map(\.pairs).max()! <= survey.pairs.pairCount)
      #expect(errors.lost.reduce(0) { $0 + $1.pairs } == errors.figures.pairs.falseSplits, "seed \(seed)")
      #expect(errors.figures.pairs.belonging == known.belonging)
      for split in errors.falseSplits {
        let (a, b) = (Int(split.left.rawValue), Int(split.right.rawValue))
        #expect(known.entities[a] == known.entities[b] && linking.partition.cluster[a] != linking.partition.cluster[b])
        #expect(linking.blocks.shareBlock(a, b) == (split.cause != .noSharedKey))
      }
      for join in errors.falseJoins {
        let (a, b) = (Int(join.left.rawValue), Int(join.right.rawValue))
        #expect(known.entities[a] != known.entities[b] && linking.partition.cluster[a] == linking.partition.cluster[b])
      }
      let now = try #require(survey.thresholds.first { $0.threshold == linking.model.matchThreshold })
      #expect(now.customers == linking.clusters().count)
      #expect(now.figures?.pairs == errors.figures.pairs)
      #expect(zip(survey.thresholds, survey.thresholds.dropFirst()).allSatisfy { $0.threshold < $1.threshold })
    }
    #expect(said[0] == said[1] && said[1] == said[2], "seed \(seed)")
    let samples = SampleClusters(linking).samples
    #expect(!samples.isEmpty)
    for sample in samples {
      #expect(sample.records.count > 1)
      #expect(sample.records.contains(sample.weakest.left) && sample.records.contains(sample.weakest.right))
      #expect(sample.density.whole == sample.records.count * (sample.records.count - 1) / 2 && sample.density.part > 0)
    }
  }

  @Test func `true pairs whose record was not loaded have a cause of their own`() async throws {
    let (records, truth) = Self.world(3)
    var builder = RecordTable.Builder()
    for (tag, record) in records.enumerated() where !tag.isMultiple(of: 5) { builder.append(record, tag: Int64(tag)) }
    let table = builder.build().table
    let known = try TableTruth(Self.groups(truth), table)
    #expect(known.missingRecords == 32)
    let linking = try await Linking.link(table, ModelFile.standard().model, threadCount: 2)
    let errors = try #require(try await linking.survey(truth: known, threadCount: 2).errors)
    let lost = try #require(errors.lost.first { $0.cause == .notLoaded })
    #expect(lost.pairs > 0 && lost.pairs == errors.figures.pairs.belonging - known.belonging)
    #expect(errors.lost.reduce(0) { $0 + $1.pairs } == errors.figures.pairs.falseSplits)
  }

  @Test func `nothing at all is surveyed like anything else`() async throws {
    let linking = try await Linking.link(RecordTable.Builder().build().table, ModelFile.standard().model, threadCount: 2)
    let survey = try await linking.survey(truth: nil, threadCount: 2)
    #expect(survey.pairs.pairCount == 0)
    #expect(survey.selfMatch.weights.isEmpty)
    #expect(SampleClusters(linking).samples.isEmpty)
  }

  @Test func `m and u are those of the model file`() throws {
    let file = ModelFile.standard()
    let shares = LevelShares(file)
    for comparison in file.model.comparisons {
      let levels = try #require(shares.levels(of: comparison.attribute))
      #expect(levels.count == comparison.weights.count - 1)
      for (level, weight) in zip(levels, comparison.weights.dropFirst()) {
        #expect(log2Millibits(level.m) - log2Millibits(level.u) == weight.rawValue, "\(comparison.attribute.word) \(level.name)")
      }
    }
  }
}

extension String {
  /// Cluster rows of `SOURCE:ID` records with their source in the third column.
  fileprivate func replacingSources() -> String {
    split(separator: "\n").map { line in
      let source = line.split(separator: ":").first.map(String.init) ?? ""
      return line.contains(":") ? "\(line),\(source)" : String(line)
    }.joined(separator: "\n") + "\n"
  }
}
