import Foundation
import Identity
import Normalization
import Testing

/// The worked cases the rules of normalisation are written by, one row each in `Fixtures/cells/worked.tsv`: what a
/// cell of a kind is read as, all keys included. A row that changes is a rule that changes.
struct WorkedCaseTests {
  @Test func `every worked case is read as its rule says`() throws {
    let rows = try #require(fileLines(topFolder + "/Fixtures/cells/worked.tsv")).filter { !$0.hasPrefix("# ") && !$0.isEmpty }
    #expect(rows.count >= 230)
    for row in rows {
      let cells = row.split(separator: "\t", omittingEmptySubsequences: false).map { String($0) }
      try #require(cells.count >= 4, "\(row)")
      #expect(WorkedCaseTests.read(cells[0], kind: cells[1], place: cells[2], cell: cells[3]) == row)
    }
  }

  private static func read(_ label: String, kind: String, place: String, cell: String) -> String {
    var row = "\(label)\t\(kind)\t\(place)\t\(cell)"
    for value in values(kind, bytes(place), cell) {
      let state = ([value.sharing.word] + value.flags.reasons.map(\.word)).joined(separator: ", ")
      let keys = value.keys.map { text($0.bytes) }.joined(separator: " ; ")
      row += "\t\(value.shown == cell ? "=" : value.shown)\t\(state)\t\(keys)"
    }
    return row
  }

  private static func values(_ kind: String, _ place: [UInt8], _ cell: String) -> [NormalizedValue] {
    collected { take in
      switch kind {
      case "email": normalizer.email(bytes(cell), into: take)
      case "phone": normalizer.phone(bytes(cell), region: place, into: take)
      case "address": normalizer.address(AddressParts(line: bytes(cell), defaultRegion: place), into: take)
      case "name": normalizer.name(NameParts(full: bytes(cell)), into: take)
      case "handle": normalizer.handle(bytes(cell), platform: place, into: take)
      default: normalizer.birthDate(bytes(cell), order: order(place), region: place, into: take)
      }
    }
  }

  /// How a country writes its dates.
  private static func order(_ place: [UInt8]) -> NormalizedDateOrder {
    switch text(place) {
    case "US": .monthDayYear
    case "GB": .dayMonthYear
    default: .yearMonthDay
    }
  }
}
