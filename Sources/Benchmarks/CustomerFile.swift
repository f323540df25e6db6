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
  /// By row and by column of `names`.
  private var cells: [[[UInt8]]] = []
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
      for row in 0..<batch.rowCount where cells.count < recordCountMax {
        var record = [[UInt8]](repeating: [], count: Self.names.count)
        for field in batch.fields(ofRow: row) {
          if let place = places[Int(batch.fieldColumns[field])] { record[place] = Array(batch.bytes[batch.range(ofField: field)]) }
        }
        cells.append(record)
      }
    }
    do {
      while cells.count < recordCountMax {
        let count = fread(&buffer, 1, buffer.count, file)
        if count == 0 { try reader.finish() } else { try reader.push(Array(buffer[..<count])) }
        while let batch = reader.next(rowCountMax: 4_096) { take(batch, reader.header) }
        if count == 0 { break }
      }
    } catch { return nil }
  }

  /// - Parameter names: kinds of field; empty: all of them and whole records.
  func measure(_ names: [String]) {
    let normalizer = Normalizer(today: CivilDate(daysSince1970: 20_454))
    var answer: UInt64 = 0
    func take(_ value: NormalizedValue) { answer = KeyHash.combine(answer, value.keys.first.map { KeyHash.hash($0) } ?? 0) }
    let region = Array("KR".utf8)
    func place(_ name: String) -> Int { Self.names.firstIndex(of: name) ?? 0 }
    let (full, given, family) = (place("full_name"), place("given_name"), place("family_name"))
    let (email, phone, birth) = (place("email"), place("phone"), place("birth_date"))
    let (address, city, postcode, country) = (place("address"), place("city"), place("postcode"), place("country"))
    let (platform, handle) = (place("handle_platform"), place("handle"))
    let kinds: [(name: String, isFilled: ([[UInt8]]) -> Bool, normalize: ([[UInt8]]) -> Void)] = [
      ("name", { !$0[full].isEmpty || !$0[given].isEmpty || !$0[family].isEmpty }, { cell in
        var parts = NameParts()
        (parts.full, parts.given, parts.family) = (cell[full], cell[given], cell[family])
        normalizer.name(parts, into: take)
      }),
      ("email", { !$0[email].isEmpty }, { normalizer.email($0[email], into: take) }),
      ("phone", { !$0[phone].isEmpty }, {
        normalizer.phone($0[phone], region: $0[country].isEmpty ? region : $0[country], into: take)
      }),
      ("birth-date", { !$0[birth].isEmpty }, { normalizer.birthDate($0[birth], order: .yearMonthDay, into: take) }),
      ("address", { !$0[address].isEmpty }, { cell in
        var parts = AddressParts()
        parts.defaultRegion = region
        (parts.line, parts.city, parts.postcode, parts.country) = (cell[address], cell[city], cell[postcode], cell[country])
        normalizer.address(parts, into: take)
      }),
      ("handle", { !$0[handle].isEmpty }, { normalizer.handle($0[handle], platform: $0[platform], into: take) }),
    ]
    func show(_ name: String, _ rows: [[[UInt8]]], _ body: ([[UInt8]]) -> Void) {
      var best: Outcome?
      // The best of three: the first warms tables up, and other work on the machine makes any of them slow.
      for _ in 0..<3 {
        answer = 0
        let allocations = kindred_allocation_count()
        let (_, nanoseconds) = timed { for row in rows { body(row) } }
        if let best, best.nanoseconds <= nanoseconds { continue }
        best = Outcome(
          itemCount: rows.count, nanoseconds: nanoseconds, answer: answer,
          allocationCount: kindred_allocation_count() - allocations)
      }
      best?.show(name)
    }
    for kind in kinds where names.isEmpty || names.contains(kind.name) {
      show("customers-\(kind.name)", cells.filter(kind.isFilled), kind.normalize)
    }
    guard names.isEmpty else { return }
    show("customers", cells) { row in for kind in kinds where kind.isFilled(row) { kind.normalize(row) } }
  }
}
