import Crypto
public import Identity
public import Intake
import Linkage
public import Normalization

/// Rows of a file into records of features, as the source's settings say.
///
/// Works on whole batches and keeps nothing between them, so batches can be normalised on any number
/// of threads.
public struct RecordNormalizer: Sendable {
  private let normalizer: Normalizer
  private let settings: SourceSettings
  /// Of rows that do not say.
  private let region: [UInt8]
  private let source: String
  private let usesSourceColumn: Bool
  /// By column of the reader's header: index into `settings.columns`, -1 where they do not mention it.
  private let mapping: [Int]
  /// By column of the settings.
  private let roles: [FieldRole]
  private let ids: RoleCells
  private let contents: RowContents
  private let labels: [String]
  private let ownPhones: Set<[UInt8]>
  private let ownDomains: [[UInt8]]
  private let defaultDates: BirthDateDefaults

  /// - Parameters:
  ///   - header: the reader's column names.
  ///   - usesSourceColumn: whether a column with the role `source` names the source of its row.
  ///   - today: the day two-digit years and ages are judged by.
  ///   - roadLots: road and lot addresses of the same buildings, where they are known.
  public init(
    settings: SourceSettings, header: [String], source: String, usesSourceColumn: Bool, today: CivilDate,
    roadLots: RoadLotTable? = nil
  ) {
    normalizer = Normalizer(today: today, roadLots: roadLots)
    self.settings = settings
    region = Array(settings.region.utf8)
    self.source = source
    self.usesSourceColumn = usesSourceColumn
    mapping = header.map { name in
      settings.columns.firstIndex { $0.name.utf8.elementsEqual(name.utf8) } ?? -1
    }
    roles = settings.columns.map(\.role)
    ids = RoleCells(.recordID, settings, header)
    contents = RowContents(header: header)
    labels = settings.columns.map { $0.detail ?? String(decoding: foldText(Array($0.name.utf8)), as: UTF8.self) }
    var phones = Set<[UInt8]>()
    for phone in settings.ownPhones {
      normalizer.phone(Array(phone.utf8), region: Array(settings.region.utf8)) { phones.insert($0.canonical) }
    }
    ownPhones = phones
    ownDomains = settings.ownDomains.map { [UInt8(ascii: "@")] + foldText(Array($0.utf8)) }
    defaultDates = BirthDateDefaults(words: settings.defaultDates)
  }

  /// The records of a batch, in row order. `id` is empty where the row has none.
  public func records(of batch: RowBatch) -> [RecordFeatures] {
    var named = NamedSources()
    return (0..<batch.rowCount).map { record(batch, row: $0, content: contents.hash(batch, row: $0), &named) }
  }

  /// The same of the rows alone that have a cell in a column of one of some roles.
  func records(of batch: RowBatch, havingAny wanted: Set<FieldRole>) -> [RecordFeatures] {
    let isWanted = mapping.map { $0 >= 0 && wanted.contains(roles[$0]) }
    var named = NamedSources()
    return (0..<batch.rowCount).compactMap { row in
      let hasAny = batch.fields(ofRow: row).contains { field in
        let header = Int(batch.fieldColumns[field])
        return header < isWanted.count && isWanted[header] && !trimmed(batch.bytes, batch.range(ofField: field)).isEmpty
      }
      return hasAny ? record(batch, row: row, content: contents.hash(batch, row: row), &named) : nil
    }
  }

  /// The records of a batch as the table takes them, and which rows hold too many values.
  func recordBatch(of batch: RowBatch) -> (batch: RecordBatch, overfull: Set<Int>) {
    var records = RecordBatch()
    var overfull: Set<Int> = []
    var named = NamedSources()
    for row in 0..<batch.rowCount {
      let record = record(batch, row: row, content: contents.hash(batch, row: row), &named)
      records.append(record)
      if record.hasTooManyValues { overfull.insert(row) }
    }
    return (records, overfull)
  }

  private func record(_ batch: RowBatch, row: Int, content: UInt64, _ named: inout NamedSources) -> RecordFeatures {
    var cells = Cells(bytes: batch.bytes)
    for field in batch.fields(ofRow: row) {
      let header = Int(batch.fieldColumns[field])
      guard header < mapping.count, mapping[header] >= 0 else { continue }
      let range = trimmed(batch.bytes, batch.range(ofField: field))
      if range.isEmpty { continue }
      cells.all.append((roles[mapping[header]], mapping[header], range))
    }
    cells.sortAsSettings()
    var features = RecordFeatures(
      source: rowSource(cells, &named), id: ids.cell(ofRow: row, batch).map { Array(batch.bytes[$0]) } ?? [], timestamp: cells.first(.updatedAt).flatMap(sourceTimestamp),
      line: batch.lines[row], content: content, values: [])
    features.values.reserveCapacity(cells.all.count)
    let region = cells.first(.country).flatMap { countryRegion(Array($0)) } ?? region
    names(cells, &features)
    contacts(cells, region: region, &features)
    address(cells, region: region, &features)
    birthDate(cells, region: region, &features)
    others(cells, region: region, &features)
    return features
  }

  /// What cells of the source column were read as: rows name one of a few sources.
  private struct NamedSources {
    private var known: [(cell: [UInt8], name: String)] = []

    func name(of cell: ArraySlice<UInt8>) -> String? {
      for place in known.indices where known[place].cell.elementsEqual(cell) { return known[place].name }
      return nil
    }

    /// Where nearly every row names another there is nothing to be had from knowing them.
    mutating func add(_ cell: ArraySlice<UInt8>, _ name: String) { if known.count < 16 { known.append((Array(cell), name)) } }
  }

  private func rowSource(_ cells: Cells, _ named: inout NamedSources) -> String {
    guard usesSourceColumn, let cell = cells.first(.source) else { return source }
    if let known = named.name(of: cell) { return known }
    var bytes = cell.map { $0 == UInt8(ascii: ":") ? UInt8(ascii: "_") : $0 }
    while bytes.count > SourceKey.sourceBytesMax || String(validating: bytes, as: UTF8.self) == nil { bytes.removeLast() }
    let name = bytes.isEmpty ? source : String(decoding: bytes, as: UTF8.self)
    named.add(cell, name)
    return name
  }

  private func names(_ cells: Cells, _ features: inout RecordFeatures) {
    let isFamilyFirst = settings.nameOrder == .familyFirst
    var parts = NameParts(isFamilyFirst: isFamilyFirst)
    var origin = -1
    cells.take(.givenName, into: &parts.given, &origin)
    cells.take(.familyName, into: &parts.family, &origin)
    cells.take(.middleName, into: &parts.middle, &origin)
    cells.take(.nameSuffix, into: &parts.suffix, &origin)
    cells.take(.kanaName, into: &parts.kana, &origin)
    cells.take(.fullName, into: &parts.full, &origin)
    if origin >= 0 { add(.name, origin, &features) { normalizer.name(parts, into: $0) } }
    var isFirst = true
    for (role, index, cell) in cells.all where role == .fullName {
      if !isFirst { add(.name, index, &features) { normalizer.name(NameParts(full: cells.text(cell), isFamilyFirst: isFamilyFirst), into: $0) } }
      isFirst = false
    }
  }

  private func contacts(_ cells: Cells, region: [UInt8], _ features: inout RecordFeatures) {
    let platform = cells.first(.handlePlatform).map { Array($0) } ?? []
    for (role, index, cell) in cells.all where !features.hasTooManyValues {
      switch role {
      case .email:
        add(.email, index, &features) { into in
          normalizer.email(cells.text(cell)) { value in
            var value = value
            if ownDomains.contains(where: { value.canonical.suffix($0.count).elementsEqual($0) }) { value.makeJunk() }
            into(value)
          }
        }
      case .phone:
        add(.phone, index, &features) { into in
          normalizer.phone(cells.text(cell), region: region) { value in
            var value = value
            if ownPhones.contains(value.canonical) { value.makeJunk() }
            into(value)
          }
        }
      case .handle:
        let known = settings.columns[index].detail.map { Array($0.utf8) } ?? platform
        add(.handle, index, &features) { normalizer.handle(cells.text(cell), platform: known, into: $0) }
      default: break
      }
    }
  }

  private func address(_ cells: Cells, region: [UInt8], _ features: inout RecordFeatures) {
    var parts = AddressParts()
    parts.defaultRegion = region
    var origin = -1
    cells.take(.address, into: &parts.line, &origin)
    cells.take(.houseNumber, into: &parts.houseNumber, &origin)
    cells.take(.addressLine2, into: &parts.line2, &origin)
    cells.take(.district, into: &parts.district, &origin)
    cells.take(.city, into: &parts.city, &origin)
    cells.take(.region, into: &parts.region, &origin)
    cells.take(.postcode, into: &parts.postcode, &origin)
    if origin < 0 { return }
    if let country = cells.first(.country) { parts.country = Array(country) }
    add(.address, origin, &features) { normalizer.address(parts, into: $0) }
    var isFirst = true
    for (role, index, cell) in cells.all where role == .address {
      if !isFirst {
        parts.line = cells.text(cell)
        add(.address, index, &features) { normalizer.address(parts, into: $0) }
      }
      isFirst = false
    }
  }

  private func birthDate(_ cells: Cells, region: [UInt8], _ features: inout RecordFeatures) {
    let order = settings.dateOrder.normalized
    func addDate(_ raw: [UInt8], _ index: Int) {
      add(.birthDate, index, &features) { into in
        normalizer.birthDate(raw, order: order, region: region) { into(defaultDates.applied(to: $0)) }
      }
    }
    for (role, index, cell) in cells.all where role == .birthDate { addDate(cells.text(cell), index) }
    if let (year, index) = cells.cell(.birthYear) {
      var raw = Array(year)
      if let month = cells.first(.birthMonth) {
        raw += [UInt8(ascii: "-")] + twoDigits(month)
        if let day = cells.first(.birthDay) { raw += [UInt8(ascii: "-")] + twoDigits(day) }
      }
      addDate(raw, index)
    }
  }

  private func twoDigits(_ cell: ArraySlice<UInt8>) -> [UInt8] {
    cell.count == 1 ? [UInt8(ascii: "0")] + Array(cell) : Array(cell)
  }

  private func others(_ cells: Cells, region: [UInt8], _ features: inout RecordFeatures) {
    for (role, index, cell) in cells.all {
      switch role {
      case .organisation: add(.organisation, index, &features) { normalizer.organisation(cells.text(cell), into: $0) }
      case .gender: add(.gender, index, &features) { normalizer.gender(cells.text(cell), region: region, into: $0) }
      case .identifier:
        add(.identifier, index, &features) { normalizer.identifier(cells.text(cell), scheme: Array(labels[index].utf8), into: $0) }
      case .text: add(.text, index, &features) { normalizer.text(cells.text(cell), into: $0) }
      case .exact: add(.exact, index, &features) { normalizer.exact(cells.text(cell), into: $0) }
      case .date: add(.date, index, &features) { normalizer.date(cells.text(cell), order: settings.dateOrder.normalized, into: $0) }
      case .number: add(.number, index, &features) { normalizer.number(cells.text(cell), into: $0) }
      default: break
      }
    }
    // A list of JSON is several cells and one set.
    var sets: [(index: Int, cells: [[UInt8]])] = []
    for (role, index, cell) in cells.all where role == .set {
      if sets.last?.index != index { sets.append((index, [])) }
      sets[sets.count - 1].cells.append(cells.text(cell))
    }
    for (index, cells) in sets { add(.set, index, &features) { normalizer.set(cells, into: $0) } }
  }

  /// A normaliser may find that a value is of another kind (a phone in a handle column); it goes where it belongs.
  private func add(
    _ attribute: Attribute, _ origin: Int, _ features: inout RecordFeatures,
    _ normalize: ((NormalizedValue) -> Void) -> Void
  ) {
    var count = features.values.count { $0.column.attribute == attribute }
    normalize { value in
      count += 1
      if count > RecordFeatures.valuesMax {
        features.hasTooManyValues = true
        return
      }
      var value = value
      value.flags.subtract(.ofWriting)
      features.values.append(
        FeatureValue(
          column: ColumnID(value.attribute, label: value.attribute.isLabelled ? labels[origin] : ""), value: value,
          isVerified: value.attribute == attribute && settings.columns[origin].isVerified,
          origin: UInt16(clamping: origin)))
    }
  }

  /// The cells of a row that mean something, in the order of the settings: where each is in the batch's bytes.
  private struct Cells {
    let bytes: [UInt8]
    var all: [(role: FieldRole, index: Int, range: Range<Int>)] = []

    init(bytes: [UInt8]) {
      self.bytes = bytes
      all.reserveCapacity(16)
    }

    func text(_ range: Range<Int>) -> [UInt8] { Array(bytes[range]) }

    func cell(_ role: FieldRole) -> (ArraySlice<UInt8>, Int)? {
      for place in all.indices where all[place].role == role { return (bytes[all[place].range], all[place].index) }
      return nil
    }

    func first(_ role: FieldRole) -> ArraySlice<UInt8>? { cell(role)?.0 }

    /// Sets a part of a value that several columns make up, and where the value begins if nothing has yet.
    func take(_ role: FieldRole, into part: inout [UInt8], _ origin: inout Int) {
      guard let (cell, index) = cell(role) else { return }
      part = Array(cell)
      if origin < 0 { origin = index }
    }

    /// A file may have its columns in another order than the settings, which must not show in what is made of it.
    mutating func sortAsSettings() {
      guard all.indices.dropFirst().contains(where: { all[$0 - 1].index > all[$0].index }) else { return }
      all = all.enumerated().sorted { ($0.element.index, $0.offset) < ($1.element.index, $1.offset) }.map(\.element)
    }
  }
}

/// Without ASCII white space at either end.
func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
  var (start, end) = (range.lowerBound, range.upperBound)
  while start < end, bytes[start] <= 0x20 { start += 1 }
  while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
  return start..<end
}

extension NormalizedValue {
  /// Known to say nothing about anybody: kept for display, no keys.
  mutating func makeJunk() {
    sharing = .junk
    keys = []
    flags.insert(.placeholder)
  }
}

/// The id of a row that has none: from its content, so that it does not depend on the row's place.
///
/// - Parameters:
///   - cells: column name and raw value of every filled field.
/// - Returns: `row-` and 16 hexadecimal digits of the SHA-256 of the fields, sorted by column name.
public func contentID(_ cells: [(name: String, value: ArraySlice<UInt8>)]) -> [UInt8] {
  var hash = SHA256()
  for (name, value) in cells.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
    hash.update(data: Array(name.utf8))
    hash.update(data: [0])
    hash.update(data: Array(value))
    hash.update(data: [0])
  }
  let digits = Array("0123456789abcdef".utf8)
  var id = Array("row-".utf8)
  for byte in hash.finalize().prefix(8) {
    id.append(digits[Int(byte >> 4)])
    id.append(digits[Int(byte & 15)])
  }
  return id
}

extension DateOrder {
  /// The same order as the normaliser takes it.
  public var normalized: NormalizedDateOrder {
    switch self {
    case .yearMonthDay: .yearMonthDay
    case .monthDayYear: .monthDayYear
    case .dayMonthYear: .dayMonthYear
    }
  }
}
