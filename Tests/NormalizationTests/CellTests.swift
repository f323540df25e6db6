import Foundation
import Identity
import Normalization
import Testing

/// Cells as customers' files have them: spreadsheets' leavings, honorifics, remarks, several values in one, foreigners.
/// Each file of Fixtures/cells has one kind; a row is the cell and then, for every value, what it is shown as (`=`, as
/// it stands), its class and flags, and the keys that tell people apart.
struct CellTests {
  private static let kinds: [(file: String, kind: Attribute, region: String)] = [
    ("names", .name, "KR"), ("addresses_kr", .address, "KR"), ("addresses_us", .address, "US"), ("emails", .email, "KR"),
    ("phones", .phone, "KR"), ("birth_dates", .birthDate, "KR"), ("handles", .handle, "KR"),
  ]

  private static let telling: Set<KeyKind> = [
    .nameFull, .emailAccount, .phoneLine, .addressUnit, .addressBuilding, .birthDay, .handleExact, .genderExact,
  ]

  @Test func `every cell is read`() throws {
    for (file, kind, region) in CellTests.kinds {
      let rows = try #require(fileLines(topFolder + "/Fixtures/cells/\(file).tsv")).filter { !$0.hasPrefix("# ") && !$0.isEmpty }
      #expect(rows.count >= 120, "\(file)")
      for row in rows {
        let cell = row.split(separator: "\t", omittingEmptySubsequences: false).first.map { String($0) } ?? ""
        #expect(CellTests.read(cell, kind, bytes(region)) == row)
      }
    }
  }

  /// What some systems do to what is copied from them: letters in parts, invisible signs and wide spaces around.
  private static let dressings: [(name: String, dress: @Sendable (String) -> String)] = [
    ("in parts", { $0.decomposedStringWithCanonicalMapping }),
    ("behind a byte order mark", { "\u{FEFF}\($0)" }),
    ("between signs of direction", { "\u{2066}\u{200E}\($0)\u{2069}" }),
    ("between spaces of no width and no break", { "\u{A0}\u{200B}\($0)\u{200B}\u{A0}" }),
  ]

  @Test func `a cell is read alike in whatever dress it comes`() throws {
    for (file, kind, region) in CellTests.kinds {
      let rows = try #require(fileLines(topFolder + "/Fixtures/cells/\(file).tsv")).filter { !$0.hasPrefix("# ") && !$0.isEmpty }
      for row in rows {
        let cell = row.split(separator: "\t", omittingEmptySubsequences: false).first.map { String($0) } ?? ""
        let expected = CellTests.keys(cell, kind, bytes(region))
        for (name, dress) in CellTests.dressings {
          #expect(CellTests.keys(dress(cell), kind, bytes(region)) == expected, "\(file): \(cell), \(name)")
        }
      }
    }
  }

  private static func keys(_ cell: String, _ kind: Attribute, _ region: [UInt8]) -> [String] {
    read(cell, kind, region).split(separator: "\t", omittingEmptySubsequences: false).dropFirst().enumerated()
      .filter { $0.offset % 3 != 0 }.map { String($0.element) }
  }

  @Test func `canonical handles read as themselves`() throws {
    let rows = try #require(fileLines(topFolder + "/Fixtures/cells/handles.tsv")).filter { !$0.hasPrefix("# ") && !$0.isEmpty }
    for row in rows {
      let cell = row.split(separator: "\t", omittingEmptySubsequences: false).first.map { String($0) } ?? ""
      for value in CellTests.values(cell, .handle, []) where value.attribute == .handle && value.sharing != .junk {
        let again = CellTests.values(value.shown, .handle, []).first
        #expect(again?.shown == value.shown && again?.keys == value.keys, "\(cell)")
      }
    }
  }

  private static func values(_ cell: String, _ kind: Attribute, _ region: [UInt8]) -> [NormalizedValue] {
    collected { take in
      switch kind {
      case .name: normalizer.name(NameParts(full: bytes(cell)), into: take)
      case .address: normalizer.address(AddressParts(line: bytes(cell), defaultRegion: region), into: take)
      case .email: normalizer.email(bytes(cell), into: take)
      case .phone: normalizer.phone(bytes(cell), region: region, into: take)
      case .birthDate: normalizer.birthDate(bytes(cell), order: .yearMonthDay, region: region, into: take)
      default: normalizer.handle(bytes(cell), platform: [], into: take)
      }
    }
  }

  private static func read(_ cell: String, _ kind: Attribute, _ region: [UInt8]) -> String {
    var row = cell
    for value in values(cell, kind, region) {
      let state = ([value.sharing.word] + value.flags.reasons.map(\.word)).joined(separator: ", ")
      let keys = value.keys.filter { telling.contains($0.kind) }.map { text($0.bytes) }
      row += "\t\(value.shown == cell ? "=" : value.shown)\t\(state)\t\(keys.joined(separator: " ; "))"
    }
    return row
  }
}
