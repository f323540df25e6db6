public import Identity
import Intake
import Linkage
import Normalization

/// The files that `dedupe` leaves: clusters, golden records, pairs to review, rejected rows.
///
/// Every file is a function of the input rows and the model: same rows in any order, same bytes. Rows are
/// made a few thousand at a time on all cores and written in order.
public struct ClusterFiles: Sendable {
  private let linking: Linking
  private let survivorship: Survivorship
  private let threadCount: Int
  /// What each record is called in the files: its id where ids are unique over all sources, else `SOURCE:ID`.
  private let names: ByteColumn
  /// Records in the order of their names, and each record's place in it.
  private let order: [UInt32]
  private let ranks: [UInt32]
  /// Records of cluster c, ascending: `members[offsets[c]..<offsets[c + 1]]`; clusters by smallest record.
  private let offsets: [UInt32]
  private let members: [UInt32]
  /// By record: its cluster, and by cluster the record with the smallest name.
  private let clusterOf: [UInt32]
  private let namedBy: [UInt32]

  /// - Parameter threadCount: changes nothing but the time taken.
  public init(_ linking: Linking, threadCount: Int = 1, priority: (String) -> Int) {
    self.linking = linking
    self.threadCount = threadCount
    let table = linking.table
    survivorship = Survivorship(table, priority: priority)
    (names, order) = ClusterFiles.names(table)
    var ranks = [UInt32](repeating: 0, count: table.recordCount)
    for (rank, record) in order.enumerated() { ranks[Int(record)] = UInt32(rank) }
    var clusterOf = [UInt32](repeating: 0, count: table.recordCount)
    var offsets: [UInt32] = [0]
    for record in 0..<table.recordCount {
      let root = Int(linking.partition.cluster[record])
      if root == record {
        clusterOf[record] = UInt32(offsets.count - 1)
        offsets.append(0)
      } else {
        clusterOf[record] = clusterOf[root]
      }
      offsets[Int(clusterOf[record]) + 1] += 1
    }
    for cluster in 0..<(offsets.count - 1) { offsets[cluster + 1] += offsets[cluster] }
    var next = offsets
    var members = [UInt32](repeating: 0, count: table.recordCount)
    var namedBy = [UInt32](repeating: .max, count: offsets.count - 1)
    for record in 0..<table.recordCount {
      let cluster = Int(clusterOf[record])
      members[Int(next[cluster])] = UInt32(record)
      next[cluster] += 1
      if namedBy[cluster] == .max || ranks[record] < ranks[Int(namedBy[cluster])] { namedBy[cluster] = UInt32(record) }
    }
    self.ranks = ranks
    self.clusterOf = clusterOf
    self.offsets = offsets
    self.members = members
    self.namedBy = namedBy
  }

  public var clusterCount: Int { namedBy.count }
  public var largestCluster: Int { namedBy.indices.map { Int(offsets[$0 + 1] - offsets[$0]) }.max() ?? 0 }
  public var multiRecordClusterCount: Int { namedBy.indices.count { offsets[$0 + 1] - offsets[$0] > 1 } }

  /// Names and their order.
  private static func names(_ table: RecordTable) -> (names: ByteColumn, order: [UInt32]) {
    let order = table.ids.sortedIndexes()
    let areUnique =
      table.sources.count <= 1
      || !order.indices.dropFirst().contains { table.ids[Int(order[$0])].elementsEqual(table.ids[Int(order[$0 - 1])]) }
    if areUnique { return (table.ids, order) }
    var names = ByteColumn()
    for record in 0..<table.recordCount { names.append(Array(table.key(record).description.utf8)) }
    return (names, names.sortedIndexes())
  }

  /// `record_id,cluster_id,source`, one row a record, sorted by record id.
  public func writeClusters(_ write: ([UInt8]) throws -> Void) async throws {
    let sources = linking.table.sources.map { Array($0.utf8) }
    try await writeRows(["record_id", "cluster_id", "source"], order.count, write) { rows, csv in
      let bytes = names.bytes.span
      for row in rows {
        let record = Int(order[row])
        // Ids go out as they came in: whoever joins this file with another needs them to the byte.
        csv.field(bytes.extracting(names.range(record)), neutralise: false)
        csv.field(bytes.extracting(names.range(clusterName(of: record))), neutralise: false)
        csv.field(sources[Int(linking.table.sourceIndexes[record])], neutralise: true)
        csv.endRow()
      }
    }
  }

  /// One row a customer, sorted by cluster id: the surviving values and how many records they come from.
  public func writeGolden(_ write: ([UInt8]) throws -> Void) async throws {
    let table = linking.table
    let columns = table.columns.filter { $0.id.attribute != .text }
    let named = order.filter { Int($0) == clusterName(of: Int($0)) }
    try await writeRows(["cluster_id", "records", "sources"] + columns.map(\.id.word), named.count, write) { rows, csv in
      let bytes = names.bytes.span
      var text: [UInt8] = []
      var sources: [Int] = []
      var some = rows.lowerBound..<rows.lowerBound
      var values: [[UInt8]] = []
      for row in rows {
        if row == some.upperBound {
          some = row..<min(row + ClusterFiles.rowsAtATime, rows.upperBound)
          values = columns.flatMap { survivors(of: named[some], in: $0) }
        }
        let cluster = Int(clusterOf[Int(named[row])])
        let records = members[Int(offsets[cluster])..<Int(offsets[cluster + 1])]
        sources.removeAll(keepingCapacity: true)
        for record in records where !sources.contains(Int(table.sourceIndexes[Int(record)])) {
          sources.append(Int(table.sourceIndexes[Int(record)]))
        }
        sources.sort()
        csv.field(bytes.extracting(names.range(Int(named[row]))), neutralise: false)
        csv.field(String(records.count), neutralise: false)
        text.removeAll(keepingCapacity: true)
        for (index, source) in sources.enumerated() {
          if index > 0 { text += ClusterFiles.separator }
          text.append(contentsOf: table.sources[source].utf8)
        }
        csv.field(text.span, neutralise: true)
        for column in columns.indices {
          // A number such as +82… is a value, not a formula, once it stands behind the apostrophe.
          csv.field(values[column * some.count + row - some.lowerBound], neutralise: true)
        }
        csv.endRow()
      }
    }
  }

  /// The surviving values of some customers in one column, as a cell holds them.
  ///
  /// - Parameter named: the record each customer is named by.
  private func survivors(of named: ArraySlice<UInt32>, in column: ValueColumn) -> [[UInt8]] {
    func records(_ name: UInt32) -> ArraySlice<UInt32> {
      let cluster = Int(clusterOf[Int(name)])
      return members[Int(offsets[cluster])..<Int(offsets[cluster + 1])]
    }
    column.prefetch(named.flatMap(records))
    return named.map { name in
      var text: [UInt8] = []
      for (index, value) in survivorship.survivors(records(name), column, linking.table).enumerated() {
        if index > 0 { text += ClusterFiles.separator }
        text.append(contentsOf: column.dictionary.canonical[Int(value)])
      }
      return text
    }
  }

  /// One row a pair of customers that may be one, nearest to the threshold first.
  public func writeReview(_ write: ([UInt8]) throws -> Void) async throws {
    let slots = linking.scorer.slots
    let header =
      ["cluster_id_a", "cluster_id_b", "weight_bits", "probability", "reason", "record_id_a", "record_id_b"]
      + slots.flatMap { ["\($0.id.word)_a", "\($0.id.word)_b", "\($0.id.word)_level"] }
    let pairs = linking.partition.possibleMatches
    let levels = slots.map { [[]] + levelNames(of: $0.id.attribute).map { Array($0.utf8) } }
    let columns = slots.map { linking.table.columns[$0.column] }
    try await writeRows(header, pairs.count, write) { rows, csv in
      var weights = WeightTexts()
      linking.scorer.withScratch { scratch in
        ByteColumn.lending(columns.map(\.dictionary.canonical)) { texts in
          for row in rows {
            if (row - rows.lowerBound) % ClusterFiles.rowsAtATime == 0 {
              let near = pairs[row..<min(row + ClusterFiles.rowsAtATime, rows.upperBound)].flatMap {
                [$0.evidence.left.rawValue, $0.evidence.right.rawValue]
              }
              for column in columns { column.prefetch(near) }
            }
            review(pairs[row], levels, columns, texts, &scratch, &weights, &csv)
          }
        }
      }
    }
  }

  private func review(
    _ pair: Linkage.PossibleMatch, _ levels: [[[UInt8]]], _ columns: [ValueColumn], _ texts: [LentStrings],
    _ scratch: inout PairScorer.Scratch, _ weights: inout WeightTexts, _ csv: inout CSVWriter
  ) {
    let bytes = names.bytes.span
    let (left, right) = (Int(pair.evidence.left.rawValue), Int(pair.evidence.right.rawValue))
    let isSwapped = ranks[clusterName(of: right)] < ranks[clusterName(of: left)]
    let (first, second) = isSwapped ? (right, left) : (left, right)
    _ = linking.scorer.score(first, second, &scratch)
    csv.field(bytes.extracting(names.range(clusterName(of: first))), neutralise: false)
    csv.field(bytes.extracting(names.range(clusterName(of: second))), neutralise: false)
    let weight = weights.texts(of: pair.weight)
    csv.field(weight.bits, neutralise: false)
    csv.field(weight.probability, neutralise: false)
    csv.field(pair.reason.rawValue, neutralise: false)
    csv.field(bytes.extracting(names.range(first)), neutralise: false)
    csv.field(bytes.extracting(names.range(second)), neutralise: false)
    // Where nothing was compared, the record's first value is shown.
    func value(of record: Int, compared: UInt32, slot: Int) {
      var id = compared
      if scratch.levels[slot] == 0 {
        let values = columns[slot].values(of: record)
        id = values.isEmpty ? 0 : columns[slot].values[values.lowerBound]
      }
      texts[slot].withString(Int(id)) { csv.field($0, neutralise: true) }
    }
    for index in columns.indices {
      let level = scratch.levels[index]
      value(of: first, compared: scratch.left[index], slot: index)
      value(of: second, compared: scratch.right[index], slot: index)
      csv.field(levels[index][Int(level)], neutralise: false)
    }
    csv.endRow()
  }

  /// So few rows that what was read for them is still near when it is wanted.
  private static let rowsAtATime = 64
  /// Between several values of one cell.
  private static let separator = Array("; ".utf8)

  private func clusterName(of record: Int) -> Int { Int(namedBy[Int(clusterOf[record])]) }

  /// A header and `count` rows, which `make` appends a range at a time.
  private func writeRows(
    _ header: [String], _ count: Int, _ write: ([UInt8]) throws -> Void,
    _ make: @escaping @Sendable (_ rows: Range<Int>, _ csv: inout CSVWriter) -> Void
  ) async throws {
    var csv = CSVWriter()
    csv.row(header)
    try write(csv.takeBytes())
    var start = 0
    try await streamInOrder(threadCount) { () -> Range<Int>? in
      let rows = start..<min(count, start + 2_048)
      start = rows.upperBound
      return rows.isEmpty ? nil : rows
    } _: { rows in
      var csv = CSVWriter()
      make(rows, &csv)
      return csv.takeBytes()
    } consume: { try write($0) }
  }
}

/// Weights in words: most rows repeat one of a few thousand.
private struct WeightTexts {
  private var known: [MatchWeight: (bits: [UInt8], probability: [UInt8])] = [:]

  mutating func texts(of weight: MatchWeight) -> (bits: [UInt8], probability: [UInt8]) {
    if let texts = known[weight] { return texts }
    let texts = (Array(bitsText(weight).utf8), Array(probabilityText(weight).utf8))
    known[weight] = texts
    return texts
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
