import Identity

/// A customer file in, rows out: CSV or JSON Lines, plain or gzip, in any of the usual encodings.
///
/// Push bytes as they come, take batches while there are any, finish, take the rest. However the bytes
/// are cut into portions, the rows, rejections and counts are the same. Memory is bounded by one row
/// (`rowBytesMax`) and one portion, not by the file.
///
/// Short rows are filled up: what is missing at the end is empty, since spreadsheets leave out trailing
/// empty cells. Long rows are rejected unless what is over is empty, since nobody knows which value
/// belongs to which column. Both are counted. A row that cannot be read costs itself and nothing else.
public struct RowReader: Sendable {
  /// The shape of the file, known once enough of it was pushed.
  public var detected: DetectedFormat? {
    guard let form else { return nil }
    return DetectedFormat(
      kind: form.kind, encoding: encoding ?? .utf8, delimiter: form.kind == .csv ? form.delimiter : 0,
      isCompressed: isCompressed, hasByteOrderMark: hasByteOrderMark, headerLine: form.headerLine)
  }
  /// Column names, trimmed, made unique (`phone`, `phone (2)`). Of JSON Lines it grows with new names.
  public private(set) var header: [String] = []
  /// Rows delivered and rows rejected, together.
  public private(set) var rowsIn = 0
  /// How far the end of a free object is looked for.
  private var freeObjectBytesMax: Int
  /// Why reading stopped inside the rows: nothing is read after that, and what was read is no whole file.
  public private(set) var stoppedBy: IntakeFailure?
  /// Rows that had fewer fields than the header and were filled up.
  public private(set) var shortRowCount = 0

  private let settings: SourceSettings?
  private let limits: IntakeLimits

  // Container: undecided while `containerHead` collects the first bytes.
  private var containerHead: [UInt8] = []
  private var isContainerKnown = false
  private var gzip: GzipReader?
  private var isCompressed = false

  // Encoding: undecided while `textHead` collects the first bytes of the plain text.
  private var textHead: [UInt8] = []
  private var isTextStarted = false
  private var utf16: Utf16Decoder?
  private var hasByteOrderMark = false
  /// nil: only ASCII was seen so far.
  private var encoding: TextEncoding?

  // Rows: `pending[position...]` is text not yet read.
  private var pending: [UInt8] = []
  private var position = 0
  private var line = 1
  /// Unread bytes below which another look is useless; doubles, so that looking costs O(n) in all.
  private var wantedBytes = 0
  private var isFinal = false
  private var isSkippingLine = false
  private var form: Form?
  // Columns of JSON Lines: by name, by number, and those of the last row in its order.
  private var columnOfName: [[UInt8]: Int32] = [:]
  private var columnNames: [[UInt8]] = []
  private var lastColumns: [Int32] = []
  private var rejections: [Rejection] = []
  private var lastBatchBytes = 0
  private var lastBatchFields = 0

  private struct Form: Sendable {
    var kind: DetectedFormat.Kind
    var delimiter: UInt8 = 0
    var headerLine = 0
    /// Objects stand in an array or over several lines instead of one a line.
    var hasFreeObjects = false
  }

  /// Bytes of plain text looked at to tell format and encoding.
  private static let sampleBytes = 256 << 10
  /// Bytes looked at from the first character beyond ASCII on.
  private static let encodingSampleBytes = 64 << 10

  public init(settings: SourceSettings? = nil, limits: IntakeLimits = .standard) {
    self.settings = settings
    self.limits = limits
    freeObjectBytesMax = limits.rowBytesMax
    encoding = settings?.encoding
  }

  // MARK: Bytes in

  /// Takes the next portion of the file, of any size.
  ///
  /// - Throws: what makes the whole file unreadable; the rows before damaged gzip data can still be taken.
  public mutating func push(_ bytes: [UInt8]) throws(IntakeFailure) {
    if let stoppedBy { throw stoppedBy }
    if position > 0, position >= pending.count / 2 {
      pending.removeFirst(position)
      position = 0
    }
    if isContainerKnown {
      try pushContained(bytes[...])
      return
    }
    containerHead += bytes
    if containerHead.count >= 8 { try openContainer() }
  }

  /// Says that the file has ended.
  public mutating func finish() throws(IntakeFailure) {
    if let stoppedBy { throw stoppedBy }
    if !isContainerKnown { try openContainer() }
    do {
      try gzip?.finish()
    } catch {
      wantedBytes = 0
      if !isTextStarted { startText() }
      if form == nil { try recogniseForm() }
      throw error
    }
    if !isTextStarted { startText() }
    utf16?.finish(into: &pending)
    isFinal = true
    if form == nil { try recogniseForm() }
  }

  private mutating func openContainer() throws(IntakeFailure) {
    isContainerKnown = true
    let head = containerHead
    containerHead = []
    if let failure = failure(ofMagic: head) { throw failure }
    if head.starts(with: [0x1F, 0x8B]) {
      gzip = try GzipReader(ratioMax: limits.gzipRatioMax)
      isCompressed = true
    }
    try pushContained(head[...])
  }

  private mutating func pushContained(_ bytes: ArraySlice<UInt8>) throws(IntakeFailure) {
    guard gzip != nil else {
      try pushText(bytes)
      return
    }
    var plain: [UInt8] = []
    do {
      try gzip?.push(bytes, into: &plain)
    } catch {
      try pushText(plain[...])
      wantedBytes = 0
      if form == nil, !pending.isEmpty { try recogniseForm() }
      throw error
    }
    try pushText(plain[...])
  }

  private mutating func pushText(_ bytes: ArraySlice<UInt8>) throws(IntakeFailure) {
    if isTextStarted {
      if utf16 != nil { utf16?.push(bytes, into: &pending) } else { pending.append(contentsOf: bytes) }
    } else {
      textHead += bytes
      if textHead.count >= 4 { startText() }
    }
    if form == nil, pending.count >= Self.sampleBytes { try recogniseForm() }
  }

  /// Looks for a byte order mark, which is surer than any settings, and sends the held bytes on.
  private mutating func startText() {
    isTextStarted = true
    var text = textHead[...]
    textHead = []
    if text.starts(with: [0xEF, 0xBB, 0xBF]) {
      hasByteOrderMark = true
      text = text.dropFirst(3)
      encoding = .utf8
    } else if text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) {
      hasByteOrderMark = true
      encoding = text.first == 0xFF ? .utf16LittleEndian : .utf16BigEndian
      text = text.dropFirst(2)
    }
    if encoding == .utf16LittleEndian || encoding == .utf16BigEndian {
      utf16 = Utf16Decoder(isBigEndian: encoding == .utf16BigEndian)
      utf16?.push(text, into: &pending)
    } else {
      pending.append(contentsOf: text)
    }
  }

  // MARK: The shape of the file

  private mutating func recogniseForm() throws(IntakeFailure) {
    let sampleCount = min(pending.count, Self.sampleBytes)
    let isWhole = isFinal && sampleCount == pending.count
    let sample = Array(pending[..<sampleCount])
    guard let first = sample.first(where: { !isJSONSpace($0) }) else { throw .emptyFile }
    if utf16 == nil, let failure = failure(ofText: sample) { throw failure }
    if encoding == nil { encoding = try detectEncoding(sample.span) }

    if first == UInt8(ascii: "{") || (first == UInt8(ascii: "[") && opensArray(sample)) {
      form = Form(kind: .jsonLines, headerLine: 0, hasFreeObjects: first == UInt8(ascii: "[") || spansLines(sample))
      return
    }
    var start = 0
    var firstLine = 1
    var delimiter = settings?.delimiter
    if let (declared, length) = declaredDelimiter(sample) {
      delimiter = delimiter ?? declared
      start = length
      firstLine = 2
    }
    let dialect = CSVDialect(
      delimiter: delimiter ?? detectDelimiter(sample.span, at: start, limits: limits, isFinal: isWhole), limits: limits,
      isFinal: isWhole)
    let found = try findHeader(
      sample.span, at: start, line: firstLine, dialect, encoding: encoding ?? .utf8,
      known: settings.map { $0.columns.map(\.name) } ?? [])
    header = uniqueNames(found.names)
    position = found.next
    line = found.nextLine
    if let settings {
      let missing = missingColumns(settings, header: header)
      if !missing.isEmpty { throw .missingColumns(missing) }
    }
    form = Form(kind: .csv, delimiter: dialect.delimiter, headerLine: found.line)
  }

  // MARK: Rows out

  /// The rows that can be read from what was pushed, at most `rowCountMax` of them, rejected ones
  /// counted in: a batch may be empty. nil when none is ready.
  public mutating func next(rowCountMax: Int) -> RowBatch? {
    guard let form else { return nil }
    var batch = RowBatch()
    // Room for what is likely to come, so that a batch does not grow step by step.
    let bytesExpected = min(pending.count - position, lastBatchBytes)
    batch.bytes.reserveCapacity(bytesExpected)
    batch.fieldEnds.reserveCapacity(lastBatchFields)
    batch.fieldColumns.reserveCapacity(lastBatchFields)
    let rowsBefore = rowsIn
    while rowsIn - rowsBefore < rowCountMax, position < pending.count, stoppedBy == nil {
      guard isFinal || pending.count - position >= wantedBytes else { break }
      let isDone =
        if isSkippingLine {
          skipLine()
        } else if form.kind == .csv {
          readCSVRow(form, into: &batch)
        } else if form.hasFreeObjects {
          readFreeObject(into: &batch)
        } else {
          readJSONLine(into: &batch)
        }
      if !isDone {
        let unread = pending.count - position
        wantedBytes = unread + max(unread, 4 << 10)
        break
      }
      wantedBytes = 0
    }
    if rowsIn == rowsBefore { return nil }
    lastBatchBytes = batch.bytes.count + batch.bytes.count / 8
    lastBatchFields = batch.fieldEnds.count + batch.fieldEnds.count / 8
    if form.kind == .csv { batch.dropSpreadsheetGuards() }
    batch.maskResidentNumbers()
    return batch
  }

  /// The rows rejected since this was last asked.
  public mutating func takeRejections() -> [Rejection] {
    defer { rejections = [] }
    for index in rejections.indices {
      maskResidentNumbers(ofRejected: &rejections[index].raw)
    }
    return rejections
  }

  /// Moves behind the next line break. false: it is not at hand.
  private mutating func skipLine() -> Bool {
    while position < pending.count {
      let byte = pending[position]
      if byte == 0x0D, position + 1 == pending.count, !isFinal { return false }
      position += 1
      if byte == 0x0D, position < pending.count, pending[position] == 0x0A { position += 1 }
      if byte == 0x0A || byte == 0x0D {
        isSkippingLine = false
        line += 1
        return true
      }
    }
    return true
  }

  private mutating func reject(
    from start: Int, to end: Int, _ rule: RejectionRule, column: Int? = nil
  ) {
    var last = min(end, pending.count)
    while last > start, pending[last - 1] == 0x0A || pending[last - 1] == 0x0D { last -= 1 }
    let name = column.flatMap { header.indices.contains($0) ? header[$0] : nil }
    rejections.append(
      Rejection(
        line: line, column: name, rule: rule.word, sentence: rule.sentence(line: line, column: name),
        raw: Array(pending[start..<min(last, start + IntakeLimits.rawBytesMax)])))
    rowsIn += 1
  }

  // MARK: CSV

  private mutating func readCSVRow(_ form: Form, into batch: inout RowBatch) -> Bool {
    let start = position
    let bytesBefore = batch.bytes.count
    let fieldsBefore = batch.fieldEnds.count
    func rollBack() {
      batch.bytes.removeLast(batch.bytes.count - bytesBefore)
      batch.fieldEnds.removeLast(batch.fieldEnds.count - fieldsBefore)
      batch.fieldColumns.removeLast(batch.fieldColumns.count - fieldsBefore)
    }
    let dialect = CSVDialect(delimiter: form.delimiter, limits: limits, isFinal: isFinal)
    let scan = scanRow(pending.span, at: start, dialect, into: &batch)
    switch scan.outcome {
    case .needMore:
      rollBack()
      return false
    case .blank:
      rollBack()
      position = scan.next
      line += scan.lineCount
      return true
    case .tooLong:
      rollBack()
      reject(from: start, to: scan.next, .rowTooLong(bytesMax: limits.rowBytesMax))
      line += scan.lineCount
      position = scan.next
      isSkippingLine = true
      return true
    case .unclosedQuote(let column, let openLineEnd), .strayQuote(let column, let openLineEnd):
      rollBack()
      // The raw row must not depend on how much of the line has arrived.
      if openLineEnd == nil, pending.count - start < IntakeLimits.rawBytesMax { return false }
      let rule: RejectionRule = if case .unclosedQuote = scan.outcome { .unclosedQuote } else { .strayQuote }
      reject(from: start, to: openLineEnd ?? pending.count, rule, column: column)
      line += scan.lineCount
      if let openLineEnd {
        line += 1
        position = openLineEnd
      } else {
        position = pending.count
        isSkippingLine = true
        // A carriage return at the end may be half of a line break.
        if pending.last == 0x0D { position -= 1 }
      }
      return true
    case .row(let columnCount):
      var fault: (rule: RejectionRule, column: Int?)?
      if let overlong = scan.overlongColumn {
        fault = (.fieldTooLong(bytesMax: limits.fieldKeptBytesMax), overlong)
      } else if columnCount > header.count, let last = batch.fieldColumns.last, batch.fieldEnds.count > fieldsBefore,
        last >= header.count
      {
        fault = (.tooManyFields(count: columnCount, header: header.count), nil)
      } else {
        guard let checked = check(&batch, bytesBefore: bytesBefore, fieldsBefore: fieldsBefore, at: start) else {
          rollBack()
          return false
        }
        fault = checked.fault
      }
      if let fault {
        rollBack()
        reject(from: start, to: scan.next, fault.rule, column: fault.column)
      } else {
        if columnCount < header.count { shortRowCount += 1 }
        batch.rowEnds.append(batch.fieldEnds.count)
        batch.lines.append(line)
        rowsIn += 1
      }
      position = scan.next
      line += scan.lineCount
      return true
    }
  }

  private struct Checked {
    var fault: (rule: RejectionRule, column: Int?)?
  }

  /// Decodes and checks the fields of the row just scanned. nil: more bytes are wanted to tell the encoding.
  private mutating func check(
    _ batch: inout RowBatch, bytesBefore: Int, fieldsBefore: Int, at start: Int
  ) -> Checked? {
    if isPlainASCII(batch.bytes.span, bytesBefore) { return Checked() }
    if encoding == nil, holdsHighByte(batch.bytes.span, bytesBefore) {
      let wanted = start + Self.encodingSampleBytes
      if !isFinal && pending.count < wanted { return nil }
      encoding = (try? detectEncoding(pending.span.extracting(start..<min(wanted, pending.count)))) ?? .utf8
    }
    let table = encoding.flatMap(LegacyTable.of)
    var decoded: [UInt8] = []
    var ends: [Int] = []
    for field in fieldsBefore..<batch.fieldEnds.count {
      let range = (field == fieldsBefore ? bytesBefore : batch.fieldEnds[field - 1])..<batch.fieldEnds[field]
      let column = Int(batch.fieldColumns[field])
      var fault: TextFault?
      if let table {
        let fieldStart = decoded.count
        if table.decode(batch.bytes.span.extracting(range), into: &decoded) {
          fault = textFault(decoded.span.extracting(fieldStart..<decoded.count))
        } else {
          fault = .notUtf8
        }
        ends.append(bytesBefore + decoded.count)
      } else {
        fault = textFault(batch.bytes.span.extracting(range))
      }
      switch fault {
      case nil: continue
      case .nul: return Checked(fault: (.nul, column))
      case .notUtf8: return Checked(fault: (.undecodable(encoding ?? .utf8), column))
      case .markRun: return Checked(fault: (.markRun, column))
      }
    }
    if table != nil {
      batch.bytes.removeLast(batch.bytes.count - bytesBefore)
      batch.bytes.append(contentsOf: decoded)
      batch.fieldEnds.replaceSubrange(fieldsBefore..., with: ends)
    }
    return Checked()
  }

  // MARK: JSON

  private mutating func readJSONLine(into batch: inout RowBatch) -> Bool {
    let start = position
    let stop = min(pending.count, start + limits.rowBytesMax)
    var end = start
    while end < stop, pending[end] != 0x0A, pending[end] != 0x0D { end += 1 }
    if end == stop {
      if stop == start + limits.rowBytesMax {
        reject(from: start, to: stop, .rowTooLong(bytesMax: limits.rowBytesMax))
        position = stop
        isSkippingLine = true
        return true
      }
      if !isFinal { return false }
    }
    guard readObject(start..<end, at: start, into: &batch) != nil else { return false }
    position = end
    // The line break itself, so that the next row starts on the next line.
    if end < pending.count {
      isSkippingLine = true
      _ = skipLine()
    }
    return true
  }

  /// An object somewhere in an array or over several lines: found by its braces.
  private mutating func readFreeObject(into batch: inout RowBatch) -> Bool {
    while position < pending.count {
      let byte = pending[position]
      guard isJSONSpace(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]") else { break }
      if byte == 0x0A { line += 1 }
      position += 1
    }
    guard position < pending.count else { return true }
    let start = position
    guard pending[start] == UInt8(ascii: "{") else {
      var end = start
      while end < pending.count, pending[end] != 0x0A { end += 1 }
      if end == pending.count && !isFinal && end - start < limits.rowBytesMax { return false }
      reject(from: start, to: end, .notAnObject)
      position = min(end, start + limits.rowBytesMax)
      isSkippingLine = true
      return true
    }
    var depth = 0
    var isInString = false
    var index = start
    let stop = min(pending.count, start + freeObjectBytesMax)
    while index < stop {
      let byte = pending[index]
      if isInString {
        if byte == UInt8(ascii: "\\") { index += 1 } else if byte == UInt8(ascii: "\"") { isInString = false }
      } else if byte == UInt8(ascii: "\"") {
        isInString = true
      } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
        depth += 1
        if depth > 32 { break }
      } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
        depth -= 1
        if depth == 0 { break }
      }
      index += 1
    }
    if depth == 0, index < stop {
      let end = index + 1
      guard readObject(start..<end, at: start, into: &batch) != nil else { return false }
      for offset in start..<end where pending[offset] == 0x0A { line += 1 }
      position = end
      freeObjectBytesMax = limits.rowBytesMax
      return true
    }
    if index >= stop, stop < start + freeObjectBytesMax, !isFinal { return false }
    // An object that never closes is scanned to its limit; in a file full of them the limit shrinks, or
    // every line would cost a scan of megabytes.
    freeObjectBytesMax = max(1_024, freeObjectBytesMax / 2)
    var end = start
    while end < stop, pending[end] != 0x0A { end += 1 }
    reject(from: start, to: end, .malformedJSON(JSONFailure(.unexpectedEnd, index - start)))
    position = end
    isSkippingLine = true
    return true
  }

  /// Reads the object in `range` into a row or rejects it. nil: more bytes are wanted to tell the
  /// encoding; true: a row; false: nothing there, or rejected.
  private mutating func readObject(_ range: Range<Int>, at start: Int, into batch: inout RowBatch) -> Bool? {
    if isBlankText(pending.span.extracting(range)) { return false }
    if encoding == nil, holdsHighByte(pending.span.extracting(range), 0) {
      let wanted = start + Self.encodingSampleBytes
      if !isFinal && pending.count < wanted { return nil }
      encoding = (try? detectEncoding(pending.span.extracting(start..<min(wanted, pending.count)))) ?? .utf8
    }
    let value: JSONValue
    do throws(JSONFailure) {
      if let table = encoding.flatMap(LegacyTable.of) {
        var decoded: [UInt8] = []
        guard table.decode(pending.span.extracting(range), into: &decoded) else {
          reject(from: start, to: range.upperBound, .undecodable(encoding ?? .utf8))
          return false
        }
        value = try JSONReader().read(decoded.span)
      } else {
        value = try JSONReader().read(pending.span.extracting(range))
      }
    } catch {
      reject(from: start, to: range.upperBound, .malformedJSON(error))
      return false
    }
    guard case .object = value else {
      reject(from: start, to: range.upperBound, .notAnObject)
      return false
    }
    let leaves = flattenedJSON(value)
    if let rule = fault(of: leaves) {
      reject(from: start, to: range.upperBound, rule)
      return false
    }
    if stoppedBy != nil { return false }
    var columns: [Int32] = []
    columns.reserveCapacity(leaves.count)
    for (index, leaf) in leaves.enumerated() { columns.append(column(named: leaf.name, atLeaf: index)) }
    lastColumns = columns
    for (leaf, column) in zip(leaves, columns) where !leaf.value.isEmpty {
      batch.bytes.append(contentsOf: leaf.value)
      batch.fieldEnds.append(batch.bytes.count)
      batch.fieldColumns.append(column)
    }
    batch.rowEnds.append(batch.fieldEnds.count)
    batch.lines.append(line)
    rowsIn += 1
    return true
  }

  /// The column of a name, a new one where the name is. Rows mostly name the same columns in the same
  /// order, so the last row's column at this place is tried first.
  private mutating func column(named name: [UInt8], atLeaf index: Int) -> Int32 {
    if index < lastColumns.count, columnNames[Int(lastColumns[index])] == name { return lastColumns[index] }
    if let column = columnOfName[name] { return column }
    let column = Int32(header.count)
    columnOfName[name] = column
    columnNames.append(name)
    header.append(String(decoding: name, as: UTF8.self))
    return column
  }

  /// What keeps the values of an object from becoming a row; nil where nothing does.
  ///
  /// A function of the object alone. Names that are too many only together are a failure of the file: no row
  /// is to blame for having come last.
  private mutating func fault(of leaves: [JSONLeaf]) -> RejectionRule? {
    var newNames: Set<[UInt8]> = []
    for (index, leaf) in leaves.enumerated() {
      if leaf.value.count > limits.fieldKeptBytesMax { return .fieldTooLong(bytesMax: limits.fieldKeptBytesMax) }
      if textFault(leaf.value.span) == .markRun { return .markRun }
      if index < lastColumns.count, columnNames[Int(lastColumns[index])] == leaf.name { continue }
      if columnOfName[leaf.name] != nil { continue }
      if leaf.name.isEmpty || leaf.name.count > IntakeLimits.headerNameBytesMax { return .unusableName }
      if textFault(leaf.name.span) == .markRun { return .markRun }
      newNames.insert(leaf.name)
    }
    if leaves.count > limits.columnCountMax, Set(leaves.map(\.name)).count > limits.columnCountMax {
      return .tooManyColumns(countMax: limits.columnCountMax)
    }
    if header.count + newNames.count > limits.columnCountMax {
      stoppedBy = .tooManyNames(countMax: limits.columnCountMax)
    }
    return nil
  }
}
