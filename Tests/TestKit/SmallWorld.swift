public import Identity
public import Linkage
public import Normalization

/// A handful of records written as text, one a line:
///
///     record crm/1 name=Pat.Stone email=pat@stone.org phone=010-1234-5678 birth=1980-02-03
///     judge crm/1 web/7 different
///     customers {crm/1 pos/2} {web/7}
///
/// Further fields: `handle=instagram:pat`, `gender=f`, `org=…`, `id.SCHEME=…`, `text.HEADER=…`,
/// `exact.HEADER=…`, `date.HEADER=…`, `number.HEADER=…`, `set.HEADER=…`, each as
/// often as wanted; `at=MICROSECONDS`; `raw=TEXT` sets the row's content apart from another of the same
/// key. A name is `Given.Family` or one word; `_` stands for a space; `!` after a value marks it verified.
/// Records that `customers` does not name are customers of their own.
public struct SmallWorld: Sendable {
  public struct Row: Sendable {
    public var key: SourceKey
    public var timestamp = RecordTable.noTimestamp
    public var content: UInt64 = 0
    public var values: [(column: ColumnID, value: NormalizedValue, isVerified: Bool)] = []
  }

  /// In the order of the text.
  public private(set) var rows: [Row] = []
  public private(set) var judgements: [(left: SourceKey, right: SourceKey, isSame: Bool)] = []
  public private(set) var customers: [[SourceKey]] = []

  public init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      switch words.first {
      case nil: continue
      case "record": rows.append(SmallWorld.row(words.dropFirst()))
      case "judge":
        judgements.append((SmallWorld.key(words[1]), SmallWorld.key(words[2]), words[3] == "same"))
      case "customers":
        for group in line.split(separator: "{").dropFirst() {
          customers.append(group.split { $0 == " " || $0 == "}" }.map { SmallWorld.key(String($0)) }.sorted())
        }
      default: preconditionFailure("a line is a record, a judgement or customers, not: \(line)")
      }
    }
    let named = Set(customers.flatMap { $0 })
    customers += Set(rows.map(\.key)).subtracting(named).map { [$0] }
    customers.sort { $0[0] < $1[0] }
  }

  /// Builds the table with the rows in a given order (indexes into `rows`).
  public func table(order: [Int]? = nil) -> (table: RecordTable, duplicates: RecordTable.Builder.Duplicates) {
    var builder = RecordTable.Builder()
    for index in order ?? Array(rows.indices) {
      let row = rows[index]
      builder.beginRecord(
        source: row.key.source, id: Array(row.key.id.utf8), timestamp: row.timestamp, tag: Int64(index),
        content: row.content)
      for entry in row.values { builder.add(entry.value, to: entry.column, isVerified: entry.isVerified) }
    }
    return builder.build()
  }

  /// The judgements between records of a table.
  public func judgements(in table: RecordTable) -> [RecordJudgement] {
    judgements.map { judgement in
      guard let left = table.index(of: judgement.left), let right = table.index(of: judgement.right) else {
        preconditionFailure("a judgement names a record that is not there: \(judgement.left), \(judgement.right)")
      }
      return RecordJudgement(
        left: RecordIndex(rawValue: UInt32(left)), right: RecordIndex(rawValue: UInt32(right)), isSame: judgement.isSame)
    }
  }

  public static func key(_ word: String) -> SourceKey {
    let parts = word.split(separator: "/", maxSplits: 1).map(String.init)
    precondition(parts.count == 2, "a record is SOURCE/ID, not: \(word)")
    return SourceKey(source: parts[0], id: parts[1])
  }

  private static func row(_ words: ArraySlice<String>) -> Row {
    var row = Row(key: key(words[words.startIndex]))
    for word in words.dropFirst() {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      precondition(parts.count == 2, "a field is NAME=VALUE, not: \(word)")
      let field = parts[0]
      var text = parts[1]
      if field == "at" {
        row.timestamp = Int64(text) ?? RecordTable.noTimestamp
        continue
      }
      row.content = KeyHash.hash(Array(word.utf8).span, seed: row.content)
      if field == "raw" { continue }
      let isVerified = text.hasSuffix("!")
      if isVerified { text.removeLast() }
      let (column, values) = normalized(field, text.split(separator: "_").joined(separator: " "))
      for value in values { row.values.append((column, value, isVerified)) }
    }
    return row
  }

  /// One field through the real normaliser.
  public static func normalized(_ field: String, _ text: String) -> (ColumnID, [NormalizedValue]) {
    let raw = Array(text.utf8)
    let normalizer = Normalizer(today: CivilDate(daysSince1970: 20_454))
    var values: [NormalizedValue] = []
    let parts = field.split(separator: ".", maxSplits: 1).map(String.init)
    let label = parts.count == 2 ? parts[1] : ""
    switch parts[0] {
    case "name":
      let names = text.split(separator: ".").map { Array($0.utf8) }
      let written = names.count == 2 ? NameParts(given: names[0], family: names[1]) : NameParts(full: raw)
      normalizer.name(written) { values.append($0) }
      return (ColumnID(.name), values)
    case "email":
      normalizer.email(raw) { values.append($0) }
      return (ColumnID(.email), values)
    case "phone":
      normalizer.phone(raw, region: Array("KR".utf8)) { values.append($0) }
      return (ColumnID(.phone), values)
    case "birth":
      normalizer.birthDate(raw, order: .yearMonthDay) { values.append($0) }
      return (ColumnID(.birthDate), values)
    case "handle":
      let pieces = text.split(separator: ":").map { Array($0.utf8) }
      normalizer.handle(pieces[pieces.count - 1], platform: pieces.count == 2 ? pieces[0] : []) { values.append($0) }
      return (ColumnID(.handle), values)
    case "gender":
      normalizer.gender(raw) { values.append($0) }
      return (ColumnID(.gender), values)
    case "org":
      normalizer.organisation(raw) { values.append($0) }
      return (ColumnID(.organisation), values)
    case "id":
      normalizer.identifier(raw, scheme: Array(label.utf8)) { values.append($0) }
      return (ColumnID(.identifier, label: label), values)
    case "address":
      // Line, city and postcode.
      let pieces = text.split(separator: ";", omittingEmptySubsequences: false).map { Array($0.utf8) }
      let country = Array("US".utf8)
      normalizer.address(AddressParts(line: pieces[0], city: pieces[1], postcode: pieces[2], country: country)) { values.append($0) }
      return (ColumnID(.address), values)
    case "text":
      normalizer.text(raw) { values.append($0) }
      return (ColumnID(.text, label: label), values)
    case "exact":
      normalizer.exact(raw) { values.append($0) }
      return (ColumnID(.exact, label: label), values)
    case "date":
      normalizer.date(raw, order: .yearMonthDay) { values.append($0) }
      return (ColumnID(.date, label: label), values)
    case "number":
      normalizer.number(raw) { values.append($0) }
      return (ColumnID(.number, label: label), values)
    case "set":
      normalizer.set([raw]) { values.append($0) }
      return (ColumnID(.set, label: label), values)
    default: preconditionFailure("no such field: \(field)")
    }
  }
}
