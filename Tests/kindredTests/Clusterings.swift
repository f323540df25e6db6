/// Who is together with whom, read from CSV, and how well that agrees with the truth.
struct Clustering: Equatable {
  /// Record to cluster.
  private(set) var clusterOf: [String: String] = [:]

  /// - Parameters:
  ///   - csv: with a header; record and cluster in the columns given.
  init(csv: [UInt8], record: Int = 0, cluster: Int = 1) {
    for row in csvRows(csv).dropFirst() { clusterOf[row[record]] = row[cluster] }
  }

  init(_ pairs: [(record: String, cluster: String)]) {
    for (record, cluster) in pairs { clusterOf[record] = cluster }
  }

  /// Members of each cluster, whatever the clusters are called.
  var partition: Set<Set<String>> {
    Set(Dictionary(grouping: clusterOf.keys) { clusterOf[$0] }.values.map { Set($0) })
  }

  /// Share of the pairs found that are true, and of the true pairs that were found. Counted over pairs of
  /// records; a record that one of the two lacks is alone there.
  func precisionAndRecall(against truth: Clustering) -> (precision: Double, recall: Double) {
    func pairs(_ count: Int) -> Int { count * (count - 1) / 2 }
    func pairs(_ sizes: some Sequence<Int>) -> Int { sizes.reduce(0) { $0 + pairs($1) } }
    func sizes(_ names: some Sequence<String>) -> [Int] { Array(Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +).values) }
    let found = pairs(sizes(clusterOf.values))
    let wanted = pairs(sizes(truth.clusterOf.values))
    let both = pairs(
      sizes(truth.clusterOf.compactMap { record, entity in clusterOf[record].map { "\(entity)\u{1F}\($0)" } }))
    return (found == 0 ? 1 : Double(both) / Double(found), wanted == 0 ? 1 : Double(both) / Double(wanted))
  }
}

/// Rows of a CSV file as RFC 4180 says, the slow and obvious way.
func csvRows(_ bytes: [UInt8]) -> [[String]] {
  var rows: [[String]] = []
  var row: [String] = []
  var field: [UInt8] = []
  var isQuoted = false
  var isAfterQuote = false
  func endField() {
    row.append(String(decoding: field, as: UTF8.self))
    field = []
    isAfterQuote = false
  }
  func endRow() {
    endField()
    if row != [""] { rows.append(row) }
    row = []
  }
  for byte in bytes {
    switch byte {
    case UInt8(ascii: "\"") where isQuoted:
      isQuoted = false
      isAfterQuote = true
    case UInt8(ascii: "\"") where isAfterQuote || field.isEmpty:
      if isAfterQuote { field.append(byte) }
      isQuoted = true
      isAfterQuote = false
    case _ where isQuoted: field.append(byte)
    case UInt8(ascii: ","): endField()
    case UInt8(ascii: "\n"): endRow()
    case UInt8(ascii: "\r"): break
    default: field.append(byte)
    }
  }
  if !field.isEmpty || !row.isEmpty { endRow() }
  return rows
}

/// The other way: rows to a CSV file, every field in quotes.
func csv(_ rows: [[String]]) -> [UInt8] {
  var bytes: [UInt8] = []
  for row in rows {
    for (index, field) in row.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(UInt8(ascii: "\""))
      for byte in field.utf8 { bytes += byte == UInt8(ascii: "\"") ? [byte, byte] : [byte] }
      bytes.append(UInt8(ascii: "\""))
    }
    bytes.append(UInt8(ascii: "\n"))
  }
  return bytes
}
