import Identity
import Intake
import Linkage
import Normalization

/// Which name stands first in a new source's whole names, found in its first file.
///
/// Names are counted, not rows, because whoever comes often has one name. Of a long file a share of the rows is looked at,
/// chosen by what it holds, so that the order of rows plays no part.
func nameOrder(_ settings: SourceSettings, _ sample: RowSample, header: [String]) -> NameOrder {
  guard let looking = NameLooking(settings, header) else { return .givenFirst }
  var names = NamesMet()
  for batch in sample.batches { names.add(looking.signs(in: batch)) }
  return names.order(settings)
}

/// The same on several threads.
func nameOrder(_ settings: SourceSettings, _ sample: RowSample, header: [String], threadCount: Int) async throws -> NameOrder {
  guard let looking = NameLooking(settings, header) else { return .givenFirst }
  var names = NamesMet()
  var batches = sample.batches.makeIterator()
  try await streamInOrder(threadCount) { batches.next() } _: { looking.signs(in: $0) } consume: { names.add($0) }
  return names.order(settings)
}

/// The names counted so far, each once.
private struct NamesMet {
  private var tally = NameOrderTally()
  private var met: Set<UInt64> = []

  mutating func add(_ signs: [(name: UInt64, sign: NameOrderSign)]) {
    for (name, sign) in signs where met.insert(name).inserted { tally.add(sign) }
  }

  func order(_ settings: SourceSettings) -> NameOrder {
    tally.isFamilyFirst(region: Array(settings.region.utf8)) ? .familyFirst : .givenFirst
  }
}

/// What the cells of columns with whole names say.
private struct NameLooking: Sendable {
  private let normalizer: Normalizer
  /// By column of the header.
  private let isName: [Bool]

  /// nil where no column holds whole names.
  init?(_ settings: SourceSettings, _ header: [String]) {
    let columns = settings.columns.filter { $0.role == .fullName }
    isName = header.map { name in columns.contains { $0.name.utf8.elementsEqual(name.utf8) } }
    // No day is asked for a name.
    guard isName.contains(true), let today = CivilDate(year: 2_100, month: 1, day: 1) else { return nil }
    normalizer = Normalizer(today: today)
  }

  func signs(in batch: RowBatch) -> [(name: UInt64, sign: NameOrderSign)] {
    var signs: [(UInt64, NameOrderSign)] = []
    for row in 0..<batch.rowCount {
      for field in batch.fields(ofRow: row) {
        let column = Int(batch.fieldColumns[field])
        guard column < isName.count, isName[column] else { continue }
        let cell = Array(batch.bytes[trimmed(batch.bytes, batch.range(ofField: field))])
        if let sign = normalizer.nameOrderSign(cell) { signs.append((KeyHash.hash(foldText(cell).span, seed: sign.rawValue), sign)) }
      }
    }
    return signs
  }
}
