/// One row of CSV: where it ends and what its fields are.
///
/// RFC 4180 and what spreadsheets really write: line breaks of any kind and mixed, quoted line breaks,
/// blanks around unquoted fields dropped, a quote inside an unquoted field an ordinary character. The
/// scan starts at the row's first byte each time and depends on nothing else, so the way a file arrives
/// in portions cannot change its rows.
struct CSVRowScan {
  enum Outcome: Equatable {
    /// The row may go on beyond the bytes at hand.
    case needMore
    /// A line with nothing on it is not a row.
    case blank
    case row(columnCount: Int)
    /// A quoted field that never ends; reading resumes after the line on which its quote stands.
    case unclosedQuote(column: Int, openLineEnd: Int?)
    /// Text between a closing quote and the next separator; reading resumes as above.
    case strayQuote(column: Int, openLineEnd: Int?)
    /// Longer than a row may be; reading resumes at the next line break.
    case tooLong
  }

  var outcome: Outcome
  /// First byte after the row and its line break.
  var next = 0
  /// Line breaks in the row, its own included.
  var lineCount = 0
  /// Columns whose field is longer than is kept; their text is left out.
  var overlongColumn: Int?
}

struct CSVDialect: Sendable {
  var delimiter: UInt8
  var limits: IntakeLimits
  /// Nothing follows the bytes at hand.
  var isFinal: Bool
}

/// Scans the row at `start` and appends its non-empty fields to `batch` (fields only: the caller ends
/// the row or rolls back).
func scanRow(_ text: Span<UInt8>, at start: Int, _ dialect: CSVDialect, into batch: inout RowBatch) -> CSVRowScan {
  let delimiter = dialect.delimiter
  let quote = UInt8(ascii: "\"")
  let stop = min(text.count, start + dialect.limits.rowBytesMax)
  // At the end of the bytes: the end of the row, a row that is too long, or not known yet.
  let isCut = stop == start + dialect.limits.rowBytesMax
  var index = start
  var column = 0
  var lineCount = 0
  var overlong: Int?

  func ended(_ outcome: CSVRowScan.Outcome, at next: Int) -> CSVRowScan {
    CSVRowScan(outcome: outcome, next: next, lineCount: lineCount, overlongColumn: overlong)
  }
  /// First byte after the line that holds `position`; nil: not at hand.
  func lineEnd(after position: Int) -> Int? {
    var index = position
    while index < text.count {
      if text[index] == 0x0A { return index + 1 }
      if text[index] == 0x0D {
        if index + 1 < text.count { return text[index + 1] == 0x0A ? index + 2 : index + 1 }
        return dialect.isFinal ? index + 1 : nil
      }
      index += 1
    }
    return dialect.isFinal ? text.count : nil
  }

  while true {
    // at the start of a field
    var first = index
    while first < stop, isBlank(text[first]), text[first] != delimiter { first += 1 }
    let fieldStart = batch.bytes.count

    if first < stop, text[first] == quote {
      let open = first
      let openLines = lineCount
      var segment = first + 1
      var position = segment
      let fieldStop = min(text.count, open + 1 + dialect.limits.fieldBytesMax)
      // A quoted field is bounded by its own size, and the row by its size when the field has ended.
      scan: while true {
        while position < fieldStop {
          let byte = text[position]
          if byte == quote { break }
          if byte == 0x0A || (byte == 0x0D && !(position + 1 < text.count && text[position + 1] == 0x0A)) { lineCount += 1 }
          position += 1
        }
        if position == fieldStop {
          if fieldStop == text.count && !dialect.isFinal && fieldStop != open + 1 + dialect.limits.fieldBytesMax {
            return ended(.needMore, at: start)
          }
          lineCount = openLines
          return ended(.unclosedQuote(column: column, openLineEnd: lineEnd(after: open)), at: start)
        }
        // `position` is at a quote
        if position + 1 == text.count && !dialect.isFinal { return ended(.needMore, at: start) }
        appendBytes(text, segment..<position, to: &batch.bytes)
        if position + 1 < text.count, text[position + 1] == quote {
          batch.bytes.append(quote)
          position += 2
          segment = position
          continue scan
        }
        break scan
      }
      index = position + 1
      while index < text.count, isBlank(text[index]), text[index] != delimiter { index += 1 }
      if index == text.count && !dialect.isFinal { return ended(.needMore, at: start) }
      if index < text.count, text[index] != delimiter, text[index] != 0x0A, text[index] != 0x0D {
        lineCount = openLines
        return ended(.strayQuote(column: column, openLineEnd: lineEnd(after: open)), at: start)
      }
      if index >= stop && isCut { return ended(.tooLong, at: stop) }
    } else {
      var position = first
      while position < stop {
        let byte = text[position]
        // All that ends a field is below or is the delimiter; letters, digits and UTF-8 pass in one test.
        if byte == delimiter || byte == 0x0A || byte == 0x0D { break }
        position += 1
      }
      if position == stop {
        if isCut { return ended(.tooLong, at: stop) }
        if !dialect.isFinal { return ended(.needMore, at: start) }
      }
      index = position
      var last = position
      while last > first, isBlank(text[last - 1]) { last -= 1 }
      appendBytes(text, first..<last, to: &batch.bytes)
    }

    let length = batch.bytes.count - fieldStart
    if length > dialect.limits.fieldKeptBytesMax {
      overlong = overlong ?? column
      batch.bytes.removeLast(length)
    } else if length > 0 {
      batch.fieldEnds.append(batch.bytes.count)
      batch.fieldColumns.append(Int32(truncatingIfNeeded: column))
    }

    if index < text.count, text[index] == delimiter {
      column += 1
      index += 1
      continue
    }
    // at the end of the row
    var next = index
    if index < text.count {
      if text[index] == 0x0D {
        if index + 1 == text.count && !dialect.isFinal { return ended(.needMore, at: start) }
        next += index + 1 < text.count && text[index + 1] == 0x0A ? 2 : 1
      } else {
        next += 1
      }
      lineCount += 1
    }
    let isBlankLine = column == 0 && length == 0 && !holdsQuote(text, start..<index)
    return ended(isBlankLine ? .blank : .row(columnCount: column + 1), at: next)
  }
}

/// `""` on a line of its own is a row with an empty field.
private func holdsQuote(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
  for index in range where text[index] == UInt8(ascii: "\"") { return true }
  return false
}

@inline(__always)
func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
