// Source settings as a YAML file that a person edits: written with what is known about each column in
// comments, read back strictly, with all mistakes named at once.

public import Identity
import Yams

/// The settings as YAML. The same settings and profile give the same bytes.
///
/// - Parameters:
///   - profile: adds a comment with counts and up to three example values to each column. The
///     examples are personal data; leave it out where the file travels.
///   - today: examples hide what an import of today would hide.
public func mappingYAML(_ settings: SourceSettings, profile: FileProfile?, today: CivilDate) -> String {
  var text = """
    # How files of this source are read, and what their columns mean. Edit it and give it back with --map.
    # Roles: \(FieldRole.allCases.map(\.rawValue).joined(separator: ", "))
    # A column that is not listed here, or has the role "kept", is stored and compared with nothing.
    # text, exact (equal or not), date, number and set (a, b; c) are for columns of any other meaning. Two sources
    # compare theirs where the names are equal; "detail: NAME" gives a column another name for that.


    """
  if let encoding = settings.encoding { text += "encoding: \(encoding.rawValue)  # \(joined(TextEncoding.allCases.map(\.rawValue)))\n" }
  if let delimiter = settings.delimiter { text += "delimiter: \(delimiterName(delimiter))  # comma, semicolon, tab, pipe\n" }
  text += """
    region: \(settings.region)  # country of phones and addresses that do not say theirs (ISO 3166-1)
    date_order: \(settings.dateOrder.rawValue)  # how 03/07/1985 is read: \(joined(DateOrder.allCases.map(\.rawValue)))
    name_order: \(settings.nameOrder.rawValue)  # how Nagy Anna in one column is read: \(joined(NameOrder.allCases.map(\.rawValue)))
    default_dates: \(list(settings.defaultDates))  # dates that stand for "unknown" here, such as 1900-01-01 or --01-01
    priority: \(settings.priority)  # golden values of a source with a higher priority win ties
    own_phones: \(list(settings.ownPhones))  # the shop's own numbers say nothing about customers
    own_domains: \(list(settings.ownDomains))  # and its own mail domains
    free_of_duplicates: \(settings.isFreeOfDuplicates)  # true: two records of this source are never one customer

    columns:

    """
  var profiles: [[UInt8]: ColumnProfile] = [:]
  for column in profile?.columns ?? [] { profiles[Array(column.name.utf8)] = column }
  for column in settings.columns {
    if let known = profiles[Array(column.name.utf8)] {
      let examples = known.examples.map { jsonString(shown($0, column.role, today)) }.joined(separator: ", ")
      text += "  # \(known.filledCount) filled, \(known.distinctCount) different" + (examples.isEmpty ? "" : ": \(examples)") + "\n"
    }
    text += "  - name: \(jsonString(column.name))\n    role: \(column.role.rawValue)\n"
    if let detail = column.detail { text += "    detail: \(jsonString(detail))\n" }
    if column.isVerified { text += "    verified: true\n" }
  }
  if settings.columns.isEmpty { text.removeLast(); text += " []\n" }
  return text
}

/// An example without the back of a resident number, as an import would keep it.
private func shown(_ example: String, _ role: FieldRole, _ today: CivilDate) -> String {
  var bytes = Array(example.utf8)
  ResidentNumberMask(role, today: today)?.apply(to: &bytes, in: bytes.indices)
  return String(decoding: bytes, as: UTF8.self)
}

/// What is wrong with a mapping file: every mistake with its line.
public struct MappingFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public struct Problem: Sendable, Equatable {
    /// From 1; 0 where it concerns the whole file.
    public var line: Int
    public var sentence: String
  }

  public var fileName: String
  /// By line.
  public var problems: [Problem]

  public var description: String {
    problems.map { "\(fileName)" + ($0.line > 0 ? ":\($0.line)" : "") + ": \($0.sentence)" }.joined(separator: "\n")
  }
}

/// Reads what `mappingYAML` writes and people edit.
///
/// Strict: unknown keys and roles, repeated columns and a second record id are mistakes, each with the
/// nearest right word. Anchors and aliases, deep nesting and large files are refused before the YAML
/// library sees them.
///
/// - Throws: all problems found, not only the first.
public func parseMapping(yaml: [UInt8], fileName: String) throws(MappingFailure) -> SourceSettings {
  func failed(_ line: Int, _ sentence: String) -> MappingFailure {
    MappingFailure(fileName: fileName, problems: [.init(line: line, sentence: sentence)])
  }
  if let (line, sentence) = unsafeYAML(yaml) { throw failed(line, sentence) }
  let root: Node?
  do {
    root = try compose(yaml: String(decoding: yaml, as: UTF8.self))
  } catch {
    throw failed(line(of: error), "this is not valid YAML; check the indentation and the quotes around here.")
  }
  var reading = MappingReading()
  guard let root, let mapping = root.mapping else { throw failed(1, "a mapping file needs at least a list of columns under \"columns:\".") }
  let settings = reading.settings(mapping)
  if !reading.problems.isEmpty {
    throw MappingFailure(fileName: fileName, problems: reading.problems.sorted { ($0.line, $0.sentence) < ($1.line, $1.sentence) })
  }
  return settings
}

// MARK: Reading

private struct MappingReading {
  var problems: [MappingFailure.Problem] = []

  mutating func settings(_ mapping: Node.Mapping) -> SourceSettings {
    var settings = SourceSettings()
    let keys = [
      "encoding", "delimiter", "region", "date_order", "name_order", "default_dates", "priority", "own_phones", "own_domains",
      "free_of_duplicates", "columns",
    ]
    for (key, value) in mapping {
      switch key.string ?? "" {
      case "encoding":
        if !isNull(value) { settings.encoding = word(value, "encoding", TextEncoding.allCases) }
      case "delimiter": settings.delimiter = delimiter(value)
      case "region":
        let text = scalar(value, "region") ?? ""
        if text.utf8.count == 2, text.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) {
          settings.region = text
        } else {
          report(value, "region is a country code of two capital letters, such as KR.")
        }
      case "date_order": settings.dateOrder = word(value, "date_order", DateOrder.allCases) ?? settings.dateOrder
      case "name_order": settings.nameOrder = word(value, "name_order", NameOrder.allCases) ?? settings.nameOrder
      case "default_dates":
        settings.defaultDates = strings(value, "default_dates") { isCalendarDay($0) ? nil : "a default date is written YYYY-MM-DD, or --MM-DD for a day of every year, and exists in the calendar." }
      case "priority":
        if let text = scalar(value, "priority"), let number = Int(text) {
          settings.priority = number
        } else {
          report(value, "priority is a whole number.")
        }
      case "own_phones": settings.ownPhones = strings(value, "own_phones") { _ in nil }
      case "own_domains": settings.ownDomains = strings(value, "own_domains") { _ in nil }
      case "free_of_duplicates": settings.isFreeOfDuplicates = bool(value, "free_of_duplicates")
      case "columns": settings.columns = columns(value)
      case let other: unknown(other, key, among: keys)
      }
    }
    return settings
  }

  private mutating func columns(_ node: Node) -> [ColumnMapping] {
    guard let items = node.sequence else {
      report(node, "columns is a list: one entry \"- name: …\" with a role for each column.")
      return []
    }
    var columns: [ColumnMapping] = []
    var seen: Set<[UInt8]> = []
    for item in items {
      guard let mapping = item.mapping else {
        report(item, "a column is written as name: and role:.")
        continue
      }
      var name: String?
      var role: FieldRole?
      var detail: String?
      var isVerified = false
      var hasRole = false
      for (key, value) in mapping {
        switch key.string ?? "" {
        case "name": name = scalar(value, "name")
        case "role":
          hasRole = true
          role = word(value, "role", FieldRole.allCases)
        case "detail": detail = isNull(value) ? nil : scalar(value, "detail")
        case "verified": isVerified = bool(value, "verified")
        case let other: unknown(other, key, among: ["name", "role", "detail", "verified"])
        }
      }
      guard let name, !name.isEmpty else {
        report(item, "a column needs its name as it stands in the file.")
        continue
      }
      if !hasRole { report(item, "column \(jsonString(name)) needs a role; write role: kept to leave it out of comparison.") }
      if !seen.insert(Array(name.utf8)).inserted { report(item, "column \(jsonString(name)) is listed twice; keep one of the two.") }
      if role == .recordID, columns.contains(where: { $0.role == .recordID }) {
        report(item, "a second column has the role record_id; a record has one id, so give the other one the role kept.")
      }
      if let role { columns.append(ColumnMapping(name: name, role: role, detail: detail, isVerified: isVerified)) }
    }
    return columns
  }

  private mutating func report(_ node: Node, _ sentence: String) {
    problems.append(.init(line: node.mark?.line ?? 0, sentence: sentence))
  }

  private mutating func unknown(_ word: String, _ node: Node, among words: [String]) {
    let hint = nearestWord(to: word, in: words).map { "; did you mean \($0)?" } ?? "; known are \(words.joined(separator: ", "))."
    report(node, "there is no setting \(jsonString(clipped(word)))\(hint)")
  }

  private mutating func scalar(_ node: Node, _ key: String) -> String? {
    guard let text = node.scalar?.string else {
      report(node, "\(key) is a single value.")
      return nil
    }
    return text
  }

  private mutating func word<Word: RawRepresentable<String>>(_ node: Node, _ key: String, _ words: [Word]) -> Word? {
    guard let text = scalar(node, key) else { return nil }
    if let found = Word(rawValue: text) { return found }
    let names = words.map(\.rawValue)
    let hint = nearestWord(to: text, in: names).map { "; did you mean \($0)?" } ?? "; known are \(names.joined(separator: ", "))."
    report(node, "there is no \(key) \(jsonString(clipped(text)))\(hint)")
    return nil
  }

  private mutating func bool(_ node: Node, _ key: String) -> Bool {
    switch scalar(node, key) {
    case "true": return true
    case "false": return false
    case nil: return false
    default:
      report(node, "\(key) is true or false.")
      return false
    }
  }

  private mutating func strings(_ node: Node, _ key: String, problem: (String) -> String?) -> [String] {
    if isNull(node) { return [] }
    guard let items = node.sequence else {
      report(node, "\(key) is a list, such as [\"…\", \"…\"].")
      return []
    }
    var texts: [String] = []
    for item in items {
      guard let text = scalar(item, key) else { continue }
      if let sentence = problem(text) { report(item, sentence) } else { texts.append(text) }
    }
    return texts
  }

  private mutating func delimiter(_ node: Node) -> UInt8? {
    if isNull(node) { return nil }
    guard let text = scalar(node, "delimiter") else { return nil }
    if let named = delimiterNames.first(where: { $0.name == text }) { return named.byte }
    if text.utf8.count == 1, let byte = text.utf8.first, delimiterNames.contains(where: { $0.byte == byte }) { return byte }
    report(node, "delimiter is comma, semicolon, tab or pipe.")
    return nil
  }
}

private let delimiterNames: [(name: String, byte: UInt8)] = [
  ("comma", UInt8(ascii: ",")), ("semicolon", UInt8(ascii: ";")), ("tab", 0x09), ("pipe", UInt8(ascii: "|")),
]

private func delimiterName(_ byte: UInt8) -> String {
  delimiterNames.first { $0.byte == byte }?.name ?? jsonString(String(decoding: [byte], as: UTF8.self))
}

private func joined(_ words: [String]) -> String { words.joined(separator: ", ") }
private func list(_ values: [String]) -> String { "[" + values.map { jsonString($0) }.joined(separator: ", ") + "]" }
private func clipped(_ text: String) -> String { String(decoding: Array(text.utf8.prefix(60)), as: UTF8.self) }
/// Nothing after the colon, or one of the words for it.
private func isNull(_ node: Node) -> Bool { ["", "~", "null"].contains(node.scalar?.string) }

private func isCalendarDay(_ text: String) -> Bool {
  // A day of every year is one of a leap year.
  let bytes = Array((text.utf8.starts(with: "--".utf8) ? "2000" + text.dropFirst() : text).utf8)
  guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return false }
  guard let year = Int(String(decoding: bytes[0..<4], as: UTF8.self)), let month = Int(String(decoding: bytes[5..<7], as: UTF8.self)),
    let day = Int(String(decoding: bytes[8..<10], as: UTF8.self))
  else { return false }
  return CivilDate(year: year, month: month, day: day) != nil
}

private func line(of error: any Error) -> Int {
  switch error as? YamlError {
  case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
  case .duplicatedKeysInMapping(_, let context): context.mark.line
  default: 0
  }
}

// MARK: What the YAML library must not see

/// Large, binary, aliased or deeply nested YAML, found on bytes: line and sentence of the first.
private func unsafeYAML(_ yaml: [UInt8]) -> (Int, String)? {
  let bytesMax = 1 << 20
  let depthMax = 8
  if yaml.count > bytesMax { return (0, "a mapping file has at most 1 MiB.") }
  switch textFault(yaml.span) {
  case nil: break
  case .nul: return (0, "the file holds a NUL character; save it as UTF-8 text.")
  case .notUtf8: return (0, "the file is not UTF-8; save it as UTF-8 text.")
  case .markRun: return (0, "the file stacks more than \(IntakeLimits.markRunMax) combining marks on one letter.")
  }
  var line = 1
  var quote: UInt8 = 0
  var isComment = false
  /// A value may start here: line start, or after an indicator and a blank.
  var isAtStart = true
  var depth = 0
  var dashes = 0
  var indent = 0
  var isIndent = true
  for (index, byte) in yaml.enumerated() {
    if byte == 0x0A {
      line += 1
      isComment = false
      isAtStart = true
      isIndent = true
      indent = 0
      dashes = 0
      continue
    }
    if isComment { continue }
    if isIndent, byte == 0x20 {
      indent += 1
      if indent > 64 { return (line, "the line is indented more than 64 blanks.") }
      continue
    }
    isIndent = false
    if quote != 0 {
      if byte == quote, !(quote == UInt8(ascii: "\"") && isEscaped(yaml, index)) { quote = 0 }
      continue
    }
    switch byte {
    case 0x20, 0x09, 0x0D: continue
    case UInt8(ascii: "#") where isAtStart || index > 0 && isBlank(yaml[index - 1]): isComment = true
    case UInt8(ascii: "\"") where isAtStart, UInt8(ascii: "'") where isAtStart:
      quote = byte
      isAtStart = false
    case UInt8(ascii: "&") where isAtStart, UInt8(ascii: "*") where isAtStart:
      return (line, "mapping files have no anchors or aliases; put a value that starts with & or * into quotes.")
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      depth += 1
      isAtStart = true
      if depth > depthMax { return (line, "lists are nested more than \(depthMax) deep.") }
    case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
    case UInt8(ascii: "-"), UInt8(ascii: "?"):
      // `- - - -` nests as brackets do.
      if isAtStart {
        dashes += 1
        if dashes > depthMax, byte == UInt8(ascii: "?") || index + 1 < yaml.count && isBlank(yaml[index + 1]) {
          return (line, "lists are nested more than \(depthMax) deep.")
        }
      }
    case UInt8(ascii: ":"), UInt8(ascii: ","): isAtStart = true
    default: isAtStart = false
    }
  }
  return nil
}

/// Whether an odd number of backslashes stands before the byte.
private func isEscaped(_ bytes: [UInt8], _ index: Int) -> Bool {
  var count = 0
  while index - count > 0, bytes[index - count - 1] == UInt8(ascii: "\\") { count += 1 }
  return count % 2 == 1
}
