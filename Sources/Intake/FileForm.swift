// What kind of file the first bytes show: containers that are not read, binary data, delimiter, header.

/// Formats known by their first bytes that are no customer file.
func failure(ofMagic head: [UInt8]) -> IntakeFailure? {
  if head.isEmpty { return .emptyFile }
  if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06]) { return .spreadsheet }
  if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) { return .encryptedOrOldOffice }
  let compressions: [(name: String, magic: [UInt8])] = [
    ("Zstandard", [0x28, 0xB5, 0x2F, 0xFD]), ("bzip2", Array("BZh".utf8)), ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A]),
    ("7-Zip", [0x37, 0x7A, 0xBC, 0xAF]), ("RAR", Array("Rar!".utf8)),
  ]
  for compression in compressions where head.starts(with: compression.magic) {
    return .otherCompression(name: compression.name)
  }
  let binary: [[UInt8]] = [
    Array("%PDF-".utf8), Array("PAR1".utf8), [0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], Array("SQLite f".utf8),
    [0x7F, 0x45, 0x4C, 0x46],
  ]
  return binary.contains { head.starts(with: $0) } ? .binaryData : nil
}

/// Text that is none: UTF-16 without its mark (NULs in one half of the code units) or binary data.
func failure(ofText sample: [UInt8]) -> IntakeFailure? {
  var nulsAtEven = 0
  var nulsAtOdd = 0
  var controls = 0
  for (index, byte) in sample.enumerated() where byte < 0x20 || byte == 0x7F {
    if byte == 0 { if index % 2 == 0 { nulsAtEven += 1 } else { nulsAtOdd += 1 } }
    if byte != 0x09, byte != 0x0A, byte != 0x0D, byte != 0x0C, byte != 0x1A, byte != 0x1B { controls += 1 }
  }
  let nuls = nulsAtEven + nulsAtOdd
  if nuls >= 4, nuls * 20 >= sample.count, max(nulsAtEven, nulsAtOdd) * 10 >= nuls * 9 { return .utf16WithoutByteOrderMark }
  return controls >= 16 && controls * 20 >= sample.count ? .binaryData : nil
}

func opensArray(_ sample: [UInt8]) -> Bool {
  guard let open = sample.firstIndex(of: UInt8(ascii: "[")) else { return false }
  guard let next = sample[(open + 1)...].first(where: { !isJSONSpace($0) }) else { return true }
  return next == UInt8(ascii: "{") || next == UInt8(ascii: "]")
}

/// Whether the first object goes on beyond its line, as in indented JSON.
func spansLines(_ sample: [UInt8]) -> Bool {
  guard let open = sample.firstIndex(of: UInt8(ascii: "{")) else { return false }
  let end = sample[open...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? sample.endIndex
  if end == sample.endIndex { return false }
  // `{`, or `{"id": 1,`: a line that stops where JSON must go on.
  let last = sample[open..<end].last { !isJSONSpace($0) }
  return last == UInt8(ascii: "{") || last == UInt8(ascii: ",") || last == UInt8(ascii: "[") || last == UInt8(ascii: ":")
}

/// The line `sep=;` with which spreadsheets declare their separator, and its length with the line break.
func declaredDelimiter(_ sample: [UInt8]) -> (delimiter: UInt8, length: Int)? {
  guard sample.starts(with: Array("sep=".utf8)), sample.count > 5 else { return nil }
  switch sample[5] {
  case 0x0A: return (sample[4], 6)
  case 0x0D: return (sample[4], sample.count > 6 && sample[6] == 0x0A ? 7 : 6)
  default: return nil
  }
}

/// The separator under which the first rows agree best on a number of columns above one.
func detectDelimiter(_ sample: Span<UInt8>, at start: Int, limits: IntakeLimits, isFinal: Bool) -> UInt8 {
  let rowCountMax = 100
  var best = (score: 0, delimiter: UInt8(ascii: ","))
  for delimiter in [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")] {
    let dialect = CSVDialect(delimiter: delimiter, limits: limits, isFinal: isFinal)
    var counts: [Int: Int] = [:]
    var rows = 0
    var index = start
    while index < sample.count, rows < rowCountMax {
      var batch = RowBatch()
      let scan = scanRow(sample, at: index, dialect, into: &batch)
      guard scan.outcome != .needMore, scan.outcome != .tooLong else { break }
      if case .row(let count) = scan.outcome {
        counts[count, default: 0] += 1
        rows += 1
      }
      if case .unclosedQuote(_, let end) = scan.outcome { index = end ?? sample.count; rows += 1; continue }
      if case .strayQuote(_, let end) = scan.outcome { index = end ?? sample.count; rows += 1; continue }
      index = scan.next
    }
    for (count, agreeing) in counts where count > 1 {
      // Agreement in tenths first, then the number of columns.
      let score = agreeing * 10 / max(1, rows) * 1_000 + min(count, 999)
      if score > best.score { best = (score, delimiter) }
    }
  }
  return best.delimiter
}

struct FoundHeader {
  var names: [[UInt8]]
  /// Its line, where the row after it starts, and that row's line.
  var line: Int
  var next: Int
  var nextLine: Int
}

/// The row that names the columns: the first one, unless it is a notice and a row that names columns
/// follows within a few lines.
///
/// - Parameter known: names a mapping expects; they count as column words.
func findHeader(
  _ sample: Span<UInt8>, at start: Int, line firstLine: Int, _ dialect: CSVDialect, encoding: TextEncoding, known: [String]
) throws(IntakeFailure) -> FoundHeader {
  let rowCountMax = 10
  let table = LegacyTable.of(encoding)
  let knownNames = Set(known.map { Array($0.utf8) })
  var candidates: [(found: FoundHeader, words: Int, filled: Int, looksLikeData: Bool)] = []
  var index = start
  var line = firstLine
  while index < sample.count, candidates.count < rowCountMax {
    var batch = RowBatch()
    let scan = scanRow(sample, at: index, dialect, into: &batch)
    switch scan.outcome {
    case .blank: break
    case .row(let count):
      var names = [[UInt8]](repeating: [], count: count)
      var words = 0
      var looksLikeData = false
      for field in 0..<batch.fieldEnds.count {
        let range = batch.range(ofField: field)
        var name = Array(batch.bytes[range])
        if let table {
          var decoded: [UInt8] = []
          if table.decode(batch.bytes.span.extracting(range), into: &decoded) { name = decoded }
        }
        name = trimmed(name)
        if isColumnWord(name) || knownNames.contains(name) { words += 1 }
        if looksLikeAValue(name) { looksLikeData = true }
        names[Int(batch.fieldColumns[field])] = name
      }
      let found = FoundHeader(names: names, line: line, next: scan.next, nextLine: line + scan.lineCount)
      candidates.append((found, words, batch.fieldEnds.count, looksLikeData && words < 2))
    case .needMore, .tooLong:
      if candidates.isEmpty { throw .headerTooLong(column: 1) }
      index = sample.count
      continue
    case .unclosedQuote(let column, let end), .strayQuote(let column, let end):
      if candidates.isEmpty { throw .headerTooLong(column: column + 1) }
      index = end ?? sample.count
      line += scan.lineCount + 1
      continue
    }
    index = scan.next
    line += scan.lineCount
  }
  guard let first = candidates.first else { throw .emptyFile }
  var chosen = first
  if first.words == 0, let named = candidates.first(where: { $0.words >= 2 && $0.filled > first.filled || $0.words >= 3 }) {
    chosen = named
  }
  if chosen.looksLikeData { throw .noHeader }
  if chosen.found.names.count > dialect.limits.columnCountMax {
    throw .tooManyColumns(count: chosen.found.names.count, countMax: dialect.limits.columnCountMax)
  }
  for (column, name) in chosen.found.names.enumerated() {
    if name.count > IntakeLimits.headerNameBytesMax { throw .headerTooLong(column: column + 1) }
    if let fault = textFault(name.span) {
      switch fault {
      case .nul: throw .binaryData
      case .notUtf8: throw .unknownEncoding
      case .markRun: throw .headerTooLong(column: column + 1)
      }
    }
  }
  return chosen.found
}

/// Names as strings, each one once: the second `phone` is `phone (2)`, the one without a name `column 4`.
func uniqueNames(_ names: [[UInt8]]) -> [String] {
  var taken: Set<[UInt8]> = []
  return names.enumerated().map { column, name in
    let base = name.isEmpty ? Array("column \(column + 1)".utf8) : name
    var unique = base
    var number = 2
    while !taken.insert(unique).inserted {
      unique = base + Array(" (\(number))".utf8)
      number += 1
    }
    return String(decoding: unique, as: UTF8.self)
  }
}

/// Without blanks, no-break and full-width spaces and line breaks at its ends.
func trimmed(_ name: [UInt8]) -> [UInt8] {
  var slice = name[...]
  func drop(_ suffix: Bool) -> Bool {
    for space in [[0x20], [0x09], [0x0A], [0x0D], [0xC2, 0xA0], [0xE3, 0x80, 0x80], [0xEF, 0xBB, 0xBF]] as [[UInt8]] {
      if suffix ? slice.count >= space.count && Array(slice.suffix(space.count)) == space : slice.starts(with: space) {
        if suffix { slice.removeLast(space.count) } else { slice.removeFirst(space.count) }
        return true
      }
    }
    return false
  }
  while drop(false) {}
  while drop(true) {}
  return Array(slice)
}

/// Columns a mapping compares and a header lacks, each with the nearest name of the header.
public func missingColumns(_ settings: SourceSettings, header: [String]) -> [IntakeFailure.MissingColumn] {
  let present = Set(header.map { Array($0.utf8) })
  return settings.columns.filter { $0.role != .kept && !present.contains(Array($0.name.utf8)) }
    .map { IntakeFailure.MissingColumn(name: $0.name, nearest: nearestWord(to: $0.name, in: header)) }
}
