import Foundation
import Identity
import Normalization
import Testing

/// What three more projects know of how names are spelt: Korean surnames and given names with their romanisations,
/// clusters of spellings in sixteen cultures, and the scores that a sanctions search gives to pairs.
///
/// A row is a name in two spellings. It stands beside an equal other half, as in life: half a name alone is never one
/// person's. The files were looked at when the tables of names were made; the floors are what was measured.
@Suite struct NameSpellingVectorTests {
  private struct Count {
    var agreed = 0
    var others: [String] = []

    mutating func count(_ level: NameLevel?, from least: NameLevel, _ row: String) {
      if let level, level >= least { agreed += 1 } else { others.append("\(row) \(level.map { "\($0)" } ?? "unread")") }
    }

    func show(_ name: String) {
      print("\(name): \(agreed) of \(agreed + others.count) agree")
      if ProcessInfo.processInfo.environment["KINDRED_SHOW_FAILURES"] != nil { others.forEach { print("  \($0)") } }
    }

    /// Whether at least so many in a thousand agree.
    func reaches(_ thousandths: Int) -> Bool { agreed * 1_000 >= (agreed + others.count) * thousandths }
  }

  private func form(_ name: String) -> [UInt8]? {
    collected { normalizer.name(NameParts(full: bytes(name)), into: $0) }.first?.form
  }

  private func level(_ left: String, _ right: String) -> NameLevel? {
    guard let one = form(left), let other = form(right) else { return nil }
    return NameLevel.of(one.span, other.span)
  }

  private func rows(_ path: String) throws -> [[String: Any]] {
    let data = try Data(contentsOf: SharedVectors.url(path))
    if path.hasSuffix(".json") { return try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? [] }
    return try data.split(separator: 0x0A).map { try JSONSerialization.jsonObject(with: $0) as? [String: Any] ?? [:] }
  }

  @Test(.enabled(if: SharedVectors.has("name-korean"))) func `Korean surnames and given names in their romanisations`() throws {
    var surnames = Count(), given = Count(), han = Count()
    for row in try rows("name-korean/korean_surnames_given_names_1702.json") {
      guard let name = row["hangul"] as? String else { continue }
      let isHangul = name.unicodeScalars.allSatisfy { isHangulSyllable($0.value) }
      if isHangul, let official = row["rr"] as? String {
        var spellings = [official]
        if let more = row["other_romanizations"] as? String {
          spellings += more.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
        for spelling in spellings {
          surnames.count(level(name + "민준", spelling + " Minjun"), from: .variant, "\(name) \(spelling)")
        }
      } else if let latin = row["romanized"] as? String, name.unicodeScalars.count == 2 {
        if isHangul {
          given.count(level("김" + name, "Kim " + latin), from: .variant, "\(name) \(latin)")
        } else {
          han.count(level("金" + name, "Kim " + latin), from: .variant, "\(name) \(latin)")
        }
      }
    }
    surnames.show("korean_surnames_given_names_1702.json, surnames")
    given.show("korean_surnames_given_names_1702.json, given names in Hangul")
    han.show("korean_surnames_given_names_1702.json, given names in Han")
    // the rest of the surnames are spellings that hardly a passport has (Papk, Moom, Guong) or that another surname has more
    // often (양 as Young, 한 as Khan); of the given names, Chinese spellings (Xiu-Mei) and translations (Eun-Byul for 恩星)
    #expect(surnames.reaches(840) && given.reaches(990) && han.reaches(965))
  }

  @Test(.enabled(if: SharedVectors.has("name-korean"))) func `clusters of spellings of sixteen cultures`() throws {
    var tables: [String: Count] = [:]
    for row in try rows("name-korean/name_variants_all_languages.jsonl") {
      guard let table = row["table"] as? String, let forms = row["forms"] as? [String] else { continue }
      // hiroto and haruto are two readings of one name's characters, and so two names; a syllable is no name
      if table == "japanese_given_names" || table == "korean_given_names" { continue }
      let latin = forms.filter { !$0.unicodeScalars.contains { $0.value > 0x2E80 } }.map(\.capitalized)
      for form in latin.dropFirst() {
        let (one, other) = table.contains("surname") ? ("Robin \(latin[0])", "Robin \(form)") : ("\(latin[0]) Santorini", "\(form) Santorini")
        tables[table, default: Count()].count(level(one, other), from: .near, "\(latin[0]) \(form)")
      }
    }
    for (table, count) in tables.sorted(by: { $0.key < $1.key }) { count.show("name_variants_all_languages.jsonl, \(table)") }
    #expect(tables.count == 16)
    // Ong is Wang in one province and its own name in another: what stands in several clusters joins none of them
    for (table, count) in tables { #expect(count.reaches(table == "chinese_surnames" ? 800 : table == "korean_surnames" ? 900 : 940), "\(table)") }
  }

  @Test(.enabled(if: SharedVectors.has("name-pairs"))) func `pairs that a sanctions search scores`() throws {
    var equal = Count(), lower = Count()
    for row in try SharedVectors.lines("name-pairs/ofac_fixtures.csv").dropFirst() {
      var cells = [""]
      var isQuoted = false
      for scalar in row.unicodeScalars {
        if scalar == "\"" { isQuoted.toggle() } else if scalar == ",", !isQuoted { cells.append("") } else {
          cells[cells.count - 1].unicodeScalars.append(scalar)
        }
      }
      guard cells.count == 3, let score = Int(cells[2]) else { continue }
      // its scores are those of words in common: a lone word says nothing, and an organisation is nobody
      guard cells[0].contains(" "), cells[1].contains(","), cells[0] != "KIM JONG UN" else { continue }
      let found = level(cells[0], cells[1])
      if score == 100 { equal.count(found, from: .similar, "\(row)") } else { lower.count(found, from: .near, "\(row)") }
    }
    equal.show("ofac_fixtures.csv, scored 100")
    lower.show("ofac_fixtures.csv, scored less")
    // J.P. Morgan is not José Morgan Huerta
    #expect(equal.agreed >= 21 && equal.others.count <= 1)
    #expect(lower.agreed <= 8)
  }
}
