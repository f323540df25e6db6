import CAllocations
import Glibc
import Identity
import Intake
import Linkage
import Normalization

/// Whole customer records out of a CSV file, normalised field by field: what a record costs, and which kind of
/// field how much of it.
///
/// The columns are those of `make_customers.py`: full_name, given_name, family_name, email, phone, birth_date,
/// address, city, postcode, country, handle_platform, handle; others are not looked at.
struct CustomerFile: Sendable {
  /// The fields of one row, ready to be handed over: what is timed is their normalisation and no copying of rows.
  final class Row: Sendable {
    let name: NameParts?
    let email: [UInt8]?
    let phone: [UInt8]?
    let region: [UInt8]
    let birthDate: [UInt8]?
    let address: AddressParts?
    let handle: [UInt8]?
    let platform: [UInt8]

    /// - Parameter cells: in the order of `names`.
    init(_ cells: [[UInt8]]) {
      func filled(_ cell: [UInt8]) -> [UInt8]? { cell.isEmpty ? nil : cell }
      let isNamed = !cells[0].isEmpty || !cells[1].isEmpty || !cells[2].isEmpty
      name = isNamed ? NameParts(full: cells[0], given: cells[1], family: cells[2]) : nil
      email = filled(cells[3])
      phone = filled(cells[4])
      birthDate = filled(cells[5])
      address =
        cells[6].isEmpty
        ? nil
        : AddressParts(
          line: cells[6], city: cells[7], postcode: cells[8], country: cells[9], defaultRegion: CustomerFile.home)
      region = cells[9].isEmpty ? CustomerFile.home : cells[9]
      platform = cells[10]
      handle = filled(cells[11])
    }
  }

  private var rows: [Row] = []
  private static let home = Array("KR".utf8)
  private static let names = [
    "full_name", "given_name", "family_name", "email", "phone", "birth_date", "address", "city", "postcode", "country",
    "handle_platform", "handle",
  ]

  /// - Returns: nil where the file cannot be read.
  init?(path: String, recordCountMax: Int) {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var reader = RowReader()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    func take(_ batch: RowBatch, _ header: [String]) {
      let places = header.map { Self.names.firstIndex(of: $0) }
      for row in 0..<batch.rowCount where rows.count < recordCountMax {
        var cells = [[UInt8]](repeating: [], count: Self.names.count)
        for field in batch.fields(ofRow: row) {
          if let place = places[Int(batch.fieldColumns[field])] { cells[place] = Array(batch.bytes[batch.range(ofField: field)]) }
        }
        rows.append(Row(cells))
      }
    }
    do {
      while rows.count < recordCountMax {
        let count = fread(&buffer, 1, buffer.count, file)
        if count == 0 { try reader.finish() } else { try reader.push(Array(buffer[..<count])) }
        while let batch = reader.next(rowCountMax: 4_096) { take(batch, reader.header) }
        if count == 0 { break }
      }
    } catch { return nil }
  }

  private enum Kind: String, CaseIterable {
    case name
    case email
    case phone
    case birthDate = "birth-date"
    case address
    case handle

    func isFilled(_ row: Row) -> Bool {
      switch self {
      case .name: row.name != nil
      case .email: row.email != nil
      case .phone: row.phone != nil
      case .birthDate: row.birthDate != nil
      case .address: row.address != nil
      case .handle: row.handle != nil
      }
    }

    @inline(__always)
    func normalize(_ row: Row, _ normalizer: Normalizer, into take: (NormalizedValue) -> Void) {
      switch self {
      case .name: if let name = row.name { normalizer.name(name, into: take) }
      case .email: if let email = row.email { normalizer.email(email, into: take) }
      case .phone: if let phone = row.phone { normalizer.phone(phone, region: row.region, into: take) }
      case .birthDate: if let date = row.birthDate { normalizer.birthDate(date, order: .yearMonthDay, into: take) }
      case .address: if let address = row.address { normalizer.address(address, into: take) }
      case .handle: if let handle = row.handle { normalizer.handle(handle, platform: row.platform, into: take) }
      }
    }
  }

  /// - Parameter names: kinds of field; empty: all of them and whole records.
  func measure(_ names: [String]) {
    let normalizer = Normalizer(today: CivilDate(daysSince1970: 20_454))
    func show(_ name: String, _ kinds: [Kind], _ rows: [Row]) {
      // Everything a value holds, so that a faster run that answers something else is seen; not in the time.
      var digest = ValueDigest()
      for row in rows { for kind in kinds { kind.normalize(row, normalizer) { digest.take($0) } } }
      var best: Outcome?
      // The best of three: other work on the machine makes any of them slow.
      for _ in 0..<3 {
        var valueCount = 0
        let allocations = kindred_allocation_count()
        let (_, nanoseconds) = timed {
          if kinds.count == 1 {
            let kind = kinds[0]
            for row in rows { kind.normalize(row, normalizer) { valueCount &+= $0.flags.rawValue == .max ? 0 : 1 } }
          } else {
            for row in rows {
              for kind in Kind.allCases { kind.normalize(row, normalizer) { valueCount &+= $0.flags.rawValue == .max ? 0 : 1 } }
            }
          }
        }
        precondition(valueCount == digest.valueCount)
        if let best, best.nanoseconds <= nanoseconds { continue }
        best = Outcome(
          itemCount: rows.count, nanoseconds: nanoseconds, answer: digest.hash,
          allocationCount: kindred_allocation_count() - allocations)
      }
      best?.show(name)
    }
    for kind in Kind.allCases where names.isEmpty || names.contains(kind.rawValue) {
      show("customers-\(kind.rawValue)", [kind], rows.filter(kind.isFilled))
    }
    if names.isEmpty { show("customers", Kind.allCases, rows) }
  }
}
