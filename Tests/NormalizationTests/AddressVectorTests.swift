import Foundation
import Identity
import Normalization
import Testing

/// Labelled addresses of other projects, read from `../shared/data`; the suite rests where that is absent.
///
/// Each test prints how many rows agree. A row on which we differ on purpose is in a list here, with the reason.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: addressVectors.path)))
struct AddressVectorTests {
  private static let normalizer = Normalizer(today: CivilDate(year: 2026, month: 11, day: 21)!)

  /// The fields of a comparison form.
  struct Reading {
    var postcode = ""
    var city = ""
    var number = ""
    var street = ""
    var unit = ""
    var side = ""

    init(_ form: [UInt8]) {
      var fields: [String] = []
      var position = 1
      while position < form.count {
        let end = position + 1 + Int(form[position])
        fields.append(String(decoding: form[position + 1..<end], as: UTF8.self))
        position = end
      }
      guard fields.count >= 5 else { return }
      (postcode, city, number, street, unit) = (fields[0], fields[1], fields[2], fields[3], fields[4])
      side = fields.count > 5 ? fields[5] : ""
    }
  }

  static func reading(_ text: String, country: String = "") -> Reading {
    var reading = Reading([])
    let parts = AddressParts(line: Array(text.utf8), country: Array(country.utf8))
    AddressVectorTests.normalizer.address(parts) { reading = Reading($0.form) }
    return reading
  }

  static func rows(_ path: String) throws -> [[String: Any]] {
    try String(contentsOf: addressVectors.appendingPathComponent(path), encoding: .utf8).split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
    }
  }

  static func folded(_ text: String) -> String { String(decoding: foldLatin(foldText(Array(text.utf8))), as: UTF8.self) }

  // MARK: usaddress

  /// A labelled row: right when house number, core of the street's name and unit are all the labels' own.
  ///
  /// Labels and reading are folded alike: case, full stops, `#`; ordinals of units are numbers; the street is
  /// what `StreetCore` makes of all words labelled as the street's (StreetName, types and modifiers). Floors and
  /// buildings (SubaddressIdentifier) are units. Corners and boxes are compared by their own labels.
  private struct LabelledRow {
    var text: String
    var tokens: [(word: String, label: String)]

    init(_ row: [String: Any]) {
      text = row["text"] as? String ?? ""
      tokens = (row["tokens"] as? [[String]] ?? []).map { (AddressVectorTests.folded($0[0]), $0[1]) }
    }

    func words(_ labels: Set<String>) -> [String] {
      tokens.filter { labels.contains($0.label) }.map { $0.word.filter { !".,;()#'\"".contains($0) } }.filter { !$0.isEmpty }
    }

    var isCounted: Bool {
      !words(["AddressNumber", "StreetName", "USPSBoxID"]).isEmpty
    }

    static let streetLabels: Set<String> = [
      "StreetNamePreModifier", "StreetNamePreType", "StreetName", "StreetNamePostModifier", "StreetNamePostType",
    ]

    func core(_ tokens: ArraySlice<(word: String, label: String)>) -> String {
      let name = tokens.filter { LabelledRow.streetLabels.contains($0.label) }.map(\.word).joined(separator: " ")
      return String(decoding: StreetCore.of(Array(name.filter { !",;()#".contains($0) }.utf8), hasKind: false), as: UTF8.self)
    }

    var number: String {
      let number = words(["AddressNumberPrefix", "AddressNumber", "AddressNumberSuffix"]).joined()
        .replacingOccurrences(of: "\u{2044}", with: "/")
      return LabelledRow.figures[number] ?? (number.hasSuffix("-") ? String(number.dropLast()) : number)
    }

    var unit: String {
      let words = words(["OccupancyIdentifier", "SubaddressIdentifier"])
      return words.map { word in
        let known = LabelledRow.units[word] ?? word
        let isOrdinal = known.first?.isNumber == true && ["st", "nd", "rd", "th"].contains(where: { known.hasSuffix($0) })
        return (isOrdinal ? String(known.dropLast(2)) : known).filter { $0 != "-" }
      }.joined()
    }

    static let figures = ["one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"]
    static let units = [
      "lobby": "lbby", "lower": "lowr", "front": "frnt", "basement": "bsmt", "penthouse": "ph", "first": "1", "second": "2",
      "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8", "ninth": "9", "tenth": "10",
    ]

    func isRight(_ reading: Reading) -> Bool {
      let unitRead = reading.unit.replacingOccurrences(of: "fl", with: "")
      if let separator = tokens.firstIndex(where: { $0.label == "IntersectionSeparator" }), number.isEmpty || number.hasSuffix("th") {
        let cornered = tokens.map { (word: $0.word, label: $0.label == "AddressNumber" ? "StreetName" : $0.label) }
        let cores = [core(cornered[..<separator]), core(cornered[(separator + 1)...])].sorted()
        return reading.street == cores.joined(separator: "&")
      }
      let box = words(["USPSBoxID"]).joined()
      if !box.isEmpty, words(["AddressNumber"]).isEmpty {
        let group = words(["USPSBoxGroupID"]).joined()
        let significant = String(box.drop { $0 == "0" })
        return reading.number == significant && (group.isEmpty ? reading.street == "pobox" || reading.street == "rr" || reading.street == "hc" : reading.street.hasSuffix(group))
      }
      return reading.number == number && reading.street == core(tokens[...])
        && (unitRead == unit || !box.isEmpty && unitRead == "box" + box + unit)
    }
  }

  @Test func `labelled addresses of the United States`() throws {
    var right = [0, 0]
    var counted = [0, 0]
    var wrong = ""
    let names = ["labeled", "us50_train_tagged", "us50_messiest_manual_label", "multi_word_state_addresses", "example_training"]
    for name in names {
      for (index, row) in try AddressVectorTests.rows("addr-usaddress/\(name).jsonl").enumerated() {
        let row = LabelledRow(row)
        guard row.isCounted else { continue }
        let half = index % 2  // odd lines were looked at while the rules were written, even lines were not
        counted[half] += 1
        let reading = AddressVectorTests.reading(row.text)
        if row.isRight(reading) {
          right[half] += 1
        } else if half == 0 {
          wrong += "\(row.text) | \(row.number) / \(row.core(row.tokens[...])) / \(row.unit) | \(reading.number) / \(reading.street) / \(reading.unit) / \(reading.city)\n"
        }
      }
    }
    if let path = ProcessInfo.processInfo.environment["ADDRESS_MISSES"] { try wrong.write(toFile: path, atomically: true, encoding: .utf8) }
    for half in 0...1 {
      let permille = right[half] * 1_000 / max(1, counted[half])
      print("usaddress, \(half == 0 ? "odd" : "even") lines: \(right[half]) of \(counted[half]) right, \(permille) in a thousand")
    }
  }
}

let addressVectors = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data")
