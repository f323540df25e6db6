public import Identity
import Intake
import Linkage
import Normalization

/// The files that `dedupe` leaves: clusters, golden records, pairs to review, rejected rows.
///
/// Every file is a function of the input rows and the model: same rows in any order, same bytes.
public struct ClusterFiles: Sendable {
  private let linking: Linking
  private let survivorship: Survivorship
  /// What each record is called in the files: its id where ids are unique over all sources, else `SOURCE:ID`.
  private let names: [[UInt8]]
  private let clusters: [[Int]]
  /// Smallest name in each record's cluster.
  private let clusterNames: [Int]

  public init(_ linking: Linking, priority: (String) -> Int) {
    self.linking = linking
    let table = linking.table
    survivorship = Survivorship(table, priority: priority)
    let areUnique = ClusterFiles.idsAreUnique(table)
    let names = (0..<table.recordCount).map { record in
      areUnique ? Array(table.ids[record]) : Array(table.key(record).description.utf8)
    }
    let clusters = linking.clusters()
    var clusterNames = [Int](repeating: 0, count: table.recordCount)
    for cluster in clusters {
      let smallest = cluster.min { names[$0].lexicographicallyPrecedes(names[$1]) }!
      for record in cluster { clusterNames[record] = smallest }
    }
    self.names = names
    self.clusters = clusters
    self.clusterNames = clusterNames
  }

  public var clusterCount: Int { clusters.count }
  public var largestCluster: Int { clusters.map(\.count).max() ?? 0 }
  public var multiRecordClusterCount: Int { clusters.count { $0.count > 1 } }

  private static func idsAreUnique(_ table: RecordTable) -> Bool {
    if table.sources.count <= 1 { return true }
    let order = (0..<table.recordCount).sorted { table.ids[$0].lexicographicallyPrecedes(table.ids[$1]) }
    for index in order.indices.dropFirst() where table.ids[order[index]].elementsEqual(table.ids[order[index - 1]]) {
      return false
    }
    return true
  }

  /// `record_id,cluster_id`, one row a record, sorted by record id.
  public func writeClusters(_ write: ([UInt8]) throws -> Void) throws {
    var csv = CSVWriter()
    csv.row(["record_id", "cluster_id", "source"])
    let order = names.indices.sorted { names[$0].lexicographicallyPrecedes(names[$1]) }
    for record in order {
      // Ids go out as they came in: whoever joins this file with another needs them to the byte.
      csv.field(names[record], neutralise: false)
      csv.field(names[clusterNames[record]], neutralise: false)
      csv.field(linking.table.sources[Int(linking.table.sourceIndexes[record])], neutralise: true)
      csv.endRow()
      try flush(&csv, write)
    }
    try write(csv.takeBytes())
  }

  /// One row a customer, sorted by cluster id: the surviving values and how many records they come from.
  public func writeGolden(_ write: ([UInt8]) throws -> Void) throws {
    let table = linking.table
    let columns = table.columns.map(\.id).filter { $0.attribute != .text }
    var csv = CSVWriter()
    csv.row(["cluster_id", "records", "sources"] + columns.map(\.word))
    let order = clusters.indices.sorted {
      names[clusterNames[clusters[$0][0]]].lexicographicallyPrecedes(names[clusterNames[clusters[$1][0]]])
    }
    for index in order {
      let cluster = clusters[index]
      let golden = survivorship.golden(cluster, table)
      var sources: [Int] = []
      for record in cluster where !sources.contains(Int(table.sourceIndexes[record])) {
        sources.append(Int(table.sourceIndexes[record]))
      }
      csv.field(names[clusterNames[cluster[0]]], neutralise: false)
      csv.field(String(cluster.count), neutralise: false)
      csv.field(sources.sorted().map { table.sources[$0] }.joined(separator: "; "), neutralise: true)
      for column in columns {
        let values = golden.attributes.first { $0.column == column }?.values.map(\.text) ?? []
        // A number such as +82… is a value, not a formula, once it stands behind the apostrophe.
        csv.field(values.joined(separator: "; "), neutralise: true)
      }
      csv.endRow()
      try flush(&csv, write)
    }
    try write(csv.takeBytes())
  }

  /// One row a pair of customers that may be one, nearest to the threshold first.
  public func writeReview(_ write: ([UInt8]) throws -> Void) throws {
    let table = linking.table
    var scratch = PairScorer.Scratch(linking.scorer)
    let slots = linking.scorer.slots
    var csv = CSVWriter()
    csv.row(
      ["cluster_id_a", "cluster_id_b", "weight_bits", "probability", "reason", "record_id_a", "record_id_b"]
        + slots.flatMap { ["\($0.id.word)_a", "\($0.id.word)_b", "\($0.id.word)_level"] })
    for pair in linking.partition.possibleMatches {
      let (left, right) = (Int(pair.evidence.left.rawValue), Int(pair.evidence.right.rawValue))
      let (a, b) = (clusterNames[left], clusterNames[right])
      let isSwapped = names[b].lexicographicallyPrecedes(names[a])
      let (first, second) = isSwapped ? (right, left) : (left, right)
      _ = linking.scorer.score(first, second, &scratch)
      csv.field(names[clusterNames[first]], neutralise: false)
      csv.field(names[clusterNames[second]], neutralise: false)
      csv.field(bitsText(pair.weight), neutralise: false)
      csv.field(probabilityText(pair.weight), neutralise: false)
      csv.field(pair.reason.rawValue, neutralise: false)
      csv.field(names[first], neutralise: false)
      csv.field(names[second], neutralise: false)
      for (index, slot) in slots.enumerated() {
        let column = table.columns[slot.column]
        let level = scratch.levels[index]
        for (record, chosen) in [(first, scratch.left[index]), (second, scratch.right[index])] {
          let values = column.values(of: record)
          let id = level > 0 ? chosen : values.isEmpty ? 0 : column.values[values.lowerBound]
          csv.field(Array(column.dictionary.canonical[Int(id)]), neutralise: true)
        }
        csv.field(level == 0 ? "" : levelNames(of: slot.id.attribute)[Int(level) - 1], neutralise: false)
      }
      csv.endRow()
      try flush(&csv, write)
    }
    try write(csv.takeBytes())
  }

  private func flush(_ csv: inout CSVWriter, _ write: ([UInt8]) throws -> Void) throws {
    if csv.bytes.count >= 1 << 16 { try write(csv.takeBytes()) }
  }
}

/// Rows that did not load: file, line, column, rule, what to do, and the row as it stood.
public func writeRejects(_ files: [LoadedFile], _ write: ([UInt8]) throws -> Void) throws {
  var csv = CSVWriter()
  csv.row(["file", "line", "column", "rule", "what_to_do", "row"])
  for file in files {
    for rejection in file.rejections {
      csv.field(file.file.name, neutralise: true)
      csv.field(String(rejection.line), neutralise: false)
      csv.field(rejection.column ?? "", neutralise: true)
      csv.field(rejection.rule, neutralise: false)
      csv.field(rejection.sentence, neutralise: true)
      csv.field(rejection.raw, neutralise: true)
      csv.endRow()
    }
  }
  try write(csv.takeBytes())
}

/// `12.345`, from millibits, without floating point.
public func bitsText(_ weight: MatchWeight) -> String {
  let magnitude = Int(weight.rawValue.magnitude)
  let fraction = String(magnitude % 1_000)
  return (weight.rawValue < 0 ? "-" : "") + "\(magnitude / 1_000)."
    + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction
}

/// The probability that goes with a weight, 2^w / (1 + 2^w), with four decimals; for people only.
public func probabilityText(_ weight: MatchWeight) -> String {
  // 2^(1/1000) by repeated multiplication of exact squares: enough places for four decimals.
  var odds = 1.0
  var step = 1.000_693_387_462_580_6  // 2^(1/1000)
  var millibits = min(weight.rawValue.magnitude, 60_000)
  while millibits > 0 {
    if millibits & 1 == 1 { odds *= step }
    step *= step
    millibits >>= 1
  }
  let probability = weight.rawValue >= 0 ? odds / (1 + odds) : 1 / (1 + odds)
  let scaled = Int(probability * 10_000 + 0.5)
  let digits = String(scaled % 10_000)
  return "\(scaled / 10_000)." + String(repeating: "0", count: 4 - digits.utf8.count) + digits
}

extension CSVWriter {
  /// A row of words of our own.
  mutating func row(_ words: [String]) {
    for word in words { field(word, neutralise: false) }
    endRow()
  }
}
