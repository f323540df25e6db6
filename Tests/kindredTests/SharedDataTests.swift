import Foundation
import Testing

/// Public labelled files that Kindred has never been told about: no configuration at all, and still most
/// of what it joins is right and most of what belongs together is joined.
@Suite struct SharedDataTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var file: String
    var recordColumn: String
    /// Columns that tell the answer, taken out before Kindred sees the file.
    var truthColumns: [String]
    var truth: Truth
    var testDescription: String { file }

    enum Truth: Sendable {
      case column(String)
      /// A file of `record,entity`.
      case file(String)
      /// The digits of the record id up to the next dash name the entity: `rec-12-dup-0`.
      case numberInID
    }
  }

  static let folder = (root as NSString).deletingLastPathComponent + "/shared/data"
  static let cases = [
    Case(file: "restaurants/restaurant_864.csv", recordColumn: "record_id", truthColumns: ["class"], truth: .column("class")),
    Case(file: "splink-fake/fake_1000.csv", recordColumn: "unique_id", truthColumns: ["cluster"], truth: .column("cluster")),
    Case(file: "febrl/dataset3.csv", recordColumn: "rec_id", truthColumns: [], truth: .file("febrl/dataset3_truth.csv")),
    Case(
      file: "chicago-early-childhood/csv_example_input_with_true_ids.csv", recordColumn: "Id", truthColumns: ["True Id"],
      truth: .column("True Id")),
    Case(file: "opencr-uganda/uganda_data_v21.csv", recordColumn: "rec_id", truthColumns: [], truth: .numberInID),
  ]

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: folder), "the labelled files of ../shared/data are not on this machine"),
    arguments: cases)
  func `a labelled file is mostly right without any configuration`(_ example: Case) async throws {
    let work = try Workspace()
    var rows = csvRows(Array(try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\(example.file)"))))
    func column(_ name: String) throws -> Int {
      try #require(rows[0].firstIndex { $0.trimmingCharacters(in: .whitespaces) == name })
    }
    let record = try column(example.recordColumn)
    let truth: Clustering
    switch example.truth {
    case .column(let name):
      let entity = try column(name)
      truth = Clustering(rows.dropFirst().map { ($0[record], $0[entity]) })
    case .file(let name):
      truth = Clustering(csv: Array(try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\(name)"))))
    case .numberInID:
      truth = Clustering(rows.dropFirst().map { ($0[record], String($0[record].split(separator: "-")[1])) })
    }
    let hidden = Set(try example.truthColumns.map(column))
    var file = "\(Self.folder)/\(example.file)"
    if !hidden.isEmpty {
      rows = rows.map { row in row.indices.filter { !hidden.contains($0) }.map { row[$0] } }
      file = try work.write(csv(rows), to: "records.csv")
    }

    let outcome = try await Program().run(["dedupe", file, "--out", "\(work.path)/out"])
    #expect(outcome.exit == 0, "\(outcome.errorText)")
    let found = Clustering(csv: try work.read("out/clusters.csv"))
    #expect(Set(found.clusterOf.keys) == Set(truth.clusterOf.keys))
    let (precision, recall) = found.precisionAndRecall(against: truth)
    #expect(precision >= 0.9, "precision \(precision), recall \(recall)")
    #expect(recall >= 0.6, "precision \(precision), recall \(recall)")
  }
}
