import Glibc
import Identity
import Normalization
import Testing

/// Korean addresses from elsewhere: a parser's test cases, the table of legal dongs, registers of libraries.
/// The sets lie beside the project where it is developed; `KINDRED_SHARED` says where if not there.
@Suite struct KoreanAddressVectorTests {
  private static let folder =
    (getenv("KINDRED_SHARED").map { String(cString: $0) } ?? topFolder + "/../shared") + "/data/"

  fileprivate static func value(_ line: String, city: String = "", region: String = "") -> NormalizedValue? {
    let parts = AddressParts(
      line: bytes(line), city: bytes(city), region: bytes(region), defaultRegion: bytes("KR"))
    return collected { normalizer.address(parts, into: $0) }.first
  }

  fileprivate static func keys(_ line: String) -> [String] { value(line)?.keys.map { text($0.bytes) } ?? [] }

  /// Real addresses in the forms that scripts/score_korean_addresses writes: form, key, address.
  @Test func `a sample of real addresses in every form`() throws {
    let rows = try #require(fileLines(topFolder + "/Fixtures/addresses/korean.tsv"))
    var tally = Tally()
    for row in rows where !row.hasPrefix("#") {
      let fields = row.split(separator: "\t").map(String.init)
      let address = fields[2].split(separator: "\\n").joined(separator: "\n")
      let found = KoreanAddressVectorTests.keys(address)
      tally.count(found.contains(fields[1]) ? .passed : .failed, "\(fields[0]): \(address): \(found)")
    }
    tally.show("Fixtures/addresses/korean.tsv")
    #expect(tally.passed >= 400)
  }

  /// All sixteen are two places, in both scripts and every order.
  @Test(.enabled(if: fileLines(folder + "addr-ilib/KR.jsonl") != nil))
  func `the cases of ilib-address`() throws {
    let rows = try #require(fileLines(KoreanAddressVectorTests.folder + "addr-ilib/KR.jsonl"))
    var tally = Tally()
    for row in rows {
      guard let input = field("input", row) else { continue }
      let name = field("test", row) ?? ""
      let found = KoreanAddressVectorTests.keys(input)
      let building =
        name.contains("WithBrackets")
        ? "KR-RE|26410|busandaehakro63beongil|0|2|0"
        : name.contains("WithRegion") ? "KR-RE|51110|gongjiro|0|126|0" : "KR-RE|11620|gwanakro|0|1|0"
      let code = field("postalCode", row).map { $0.filter(\.isNumber) } ?? ""
      let isRead = found.contains(building) && (code.isEmpty || found.contains(code))
      tally.count(isRead ? .passed : .failed, "\(name): \(input): \(found)")
    }
    tally.show("addr-ilib/KR.jsonl")
    #expect(tally.passed == 16)
  }

  @Test(.enabled(if: fileLines(folder + "addr-libpostal/parser_cases.jsonl") != nil))
  func `the case of libpostal`() throws {
    let rows = try #require(fileLines(KoreanAddressVectorTests.folder + "addr-libpostal/parser_cases.jsonl"))
      .filter { $0.contains("test_kr_parses") }
    #expect(rows.count == 1)
    for row in rows {
      let found = KoreanAddressVectorTests.keys(field("input", row) ?? "")
      #expect(found.contains("KR-RE|11680|teheranro87gil|0|36|0||1005"), "\(found)")
      #expect(found.contains("06164"))
    }
  }

  /// Each name of the table leads to its own code, with the province in full and in short; and a lot there to
  /// the key of that dong.
  @Test(.enabled(if: fileLines(folder + "kr-legal-dong/KIKcd_B.20260301.csv") != nil))
  func `every legal dong has its code`() throws {
    let rows = try #require(fileLines(KoreanAddressVectorTests.folder + "kr-legal-dong/KIKcd_B.20260301.csv"))
    var tally = Tally()
    for row in rows.dropFirst() {
      let fields = row.split(separator: ",").map(String.init)
      guard fields.count > 2, fields[2].hasPrefix("존재") else { continue }
      for name in [fields[1], shortened(fields[1])] {
        let found = koreanPlaceCode(bytes(name)).map { "\($0)" } ?? "nothing"
        tally.count(
          found == fields[0]
            ? .passed
            : fields[0] == "3600000000" ? .different("세종 is province and district in one: the district") : .failed,
          "\(name): \(found), not \(fields[0])")
      }
      let last = fields[1].last
      guard fields[0].hasSuffix("00") == false || last == "동" || last == "가", !fields[1].contains("(") else { continue }
      let found = KoreanAddressVectorTests.keys(fields[1] + " 산12-3번지")
      tally.count(
        found.contains("KR-L|\(fields[0])|1|12|3") ? .passed : .failed,
        "\(fields[1]) 산12-3번지: \(found), not \(fields[0])")
    }
    tally.show("kr-legal-dong/KIKcd_B.20260301.csv")
    #expect(tally.passed >= 59_990)
  }

  private func shortened(_ name: String) -> String {
    let provinces = [
      "서울특별시": "서울", "부산광역시": "부산", "대구광역시": "대구", "인천광역시": "인천", "광주광역시": "광주", "대전광역시": "대전", "울산광역시": "울산",
      "세종특별자치시": "세종", "경기도": "경기", "강원특별자치도": "강원", "충청북도": "충북", "충청남도": "충남", "전북특별자치도": "전북",
      "전라남도": "전남", "경상북도": "경북", "경상남도": "경남", "제주특별자치도": "제주",
    ]
    for (long, short) in provinces where name.hasPrefix(long) { return short + name.dropFirst(long.count) }
    return name
  }

  /// Two registers of public libraries, eight years apart: the same library has the same building, by its key or by the
  /// comparison of both addresses (의재로43길 in one register is 의재로43번길 in the other).
  @Test(.enabled(if: fileLines(folder + "kr-libraries/kr_libraries.csv") != nil))
  func `the same library is the same building`() throws {
    let rows = try #require(fileLines(KoreanAddressVectorTests.folder + "kr-libraries/kr_libraries.csv"))
    var old: [String: [String]] = [:]
    var new: [String: [String]] = [:]
    var forms: [String: [UInt8]] = [:]
    var tally = Tally()
    var read = 0
    var count = 0
    var movedCount = 0
    for row in table(rows).dropFirst() {
      guard row.count > 6, !row[6].isEmpty else { continue }
      count += 1
      let found = KoreanAddressVectorTests.value(row[6])
      let building = found?.keys.first { $0.kind == .addressBuilding }.map { text($0.bytes) }
      if building?.split(separator: "|")[1].allSatisfy(\.isNumber) == true { read += 1 }
      guard !row[1].isEmpty else { continue }
      if row[2].hasPrefix("2015") {
        old[row[1]] = [row[6], building ?? ""]
      } else {
        new[row[1]] = [row[6], building ?? ""]
      }
      forms[row[6]] = found?.form
    }
    for (entity, row) in old {
      guard let other = new[entity] else { continue }
      let level = forms[row[0]].flatMap { one in forms[other[0]].map { AddressLevel.of(one.span, $0.span) } }
      if row[1] == other[1], !row[1].isEmpty {
        tally.count(.passed, "")
      } else if let level, level.rawValue >= AddressLevel.building.rawValue {
        tally.count(.passed, "")
      } else if hasMoved(row, other), hasMoved(other, row) {
        movedCount += 1
      } else {
        tally.count(.different(reason(row[1], other[1])), "")
      }
    }
    tally.show("kr-libraries/kr_libraries.csv, \(read) of \(count) read")
    print("  \(movedCount) more are no cases: the registers themselves have another number, the library moved or was renumbered")
    #expect(tally.passed >= 321)
    #expect(tally.differentCount * 50 <= tally.passed + tally.differentCount)
    #expect(read >= 2_185)
  }

  /// Whether both are road addresses and the number of one stands nowhere in the text of the other, other than in the
  /// name of a road: 매송고색로 375 and 매송고색로375번길 5 are two houses, as are 57 and 57-2.
  private func hasMoved(_ row: [String], _ other: [String]) -> Bool {
    let (a, b) = (row[1].split(separator: "|"), other[1].split(separator: "|"))
    guard a.count > 5, b.count > 5, a[0] == "KR-R", b[0] == "KR-R" else { return false }
    let number = a[5] == "0" ? String(a[4]) : "\(a[4])-\(a[5])"
    var written: [String] = [""]
    for character in other[0] {
      if character.isNumber || character == "-" { written[written.count - 1].append(character) } else {
        if "번길로가".contains(character) { written[written.count - 1] = "" }
        if !written[written.count - 1].isEmpty { written.append("") }
      }
    }
    return !written.contains(number)
  }

  private func reason(_ left: String, _ right: String) -> String {
    let a = left.split(separator: "|")
    let b = right.split(separator: "|")
    if a.count < 5 || b.count < 5 { return "one of the two has no number" }
    if a[0] != b[0] { return "one by road, the other by lot" }
    if a[1] != b[1] { return "another district" }
    return a[2] == b[2] ? "another number of the same road" : "another road"
  }

  private func field(_ name: String, _ row: String) -> String? {
    guard let start = row.range(of: "\"\(name)\": \"") else { return nil }
    var value = ""
    var isEscaped = false
    for character in row[start] {
      if isEscaped {
        value.append(character == "n" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        break
      } else {
        value.append(character)
      }
    }
    return value
  }

  /// Rows of comma-separated values; a quoted field may hold commas and line ends.
  private func table(_ lines: [String]) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var value = ""
    var isQuoted = false
    for line in lines {
      for character in line {
        if character == "\"" {
          isQuoted.toggle()
        } else if character == ",", !isQuoted {
          row.append(value)
          value = ""
        } else if character != "\r" {
          value.append(character)
        }
      }
      if isQuoted {
        value.append(" ")
        continue
      }
      row.append(value)
      rows.append(row)
      (row, value) = ([], "")
    }
    return rows
  }
}

/// Run by scripts/score_korean_addresses, which writes the file: form, key, address.
@Suite struct KoreanAddressScore {
  private static let path = getenv("KINDRED_KOREAN_ADDRESSES").map { String(cString: $0) }

  /// Number, road and districts from small to large, in four layouts.
  private static func latin(_ address: String) -> [String] {
    var words = address.split(separator: " ").map(String.init)
    guard words.count >= 3 else { return [] }
    let number = words.removeLast()
    var road = ""
    let name = words.removeLast()
    // 퇴계로77번길: Toegye-ro 77beon-gil
    if let cut = name.indices.first(where: {
      name[$0].isNumber && $0 > name.startIndex && "로길".contains(name[name.index(before: $0)])
    }) {
      road = hyphened(String(name[..<cut])) + " " + hyphened(String(name[cut...]))
    } else {
      road = hyphened(name)
    }
    let places = words.reversed().map { hyphened($0) }
    let short = places.dropLast()
    return [
      "\(number), \(road), \(places.joined(separator: ", "))", "\(number) \(road) \(places.joined(separator: " "))",
      "101-1203, \(number) \(road.lowercased()), \(places.joined(separator: ", ")) 06236, Republic of Korea",
      short.isEmpty ? "" : "\(number), \(road), \(short.joined(separator: ", "))",
    ]
  }

  private static func hyphened(_ name: String) -> String {
    let provinces = [
      "서울특별시": "Seoul", "강원특별자치도": "Gangwon-do", "전북특별자치도": "Jeollabuk-do", "세종특별자치시": "Sejong", "제주특별자치도": "Jeju-do",
    ]
    if let province = provinces[name] { return province }
    if name.hasSuffix("광역시") { return text(romanisedRoad(bytes(String(name.dropLast(3))))).capitalizedFirst }
    for ending in ["대로", "로", "길", "시", "군", "구", "읍", "면", "도"]
    where name.hasSuffix(ending) && name.count > ending.count {
      let stem = text(romanisedRoad(bytes(String(name.dropLast(ending.count)))))
      return stem.capitalizedFirst + "-" + text(romanisedRoad(bytes(ending)))
    }
    return text(romanisedRoad(bytes(name)))
  }

  @Test(.enabled(if: path != nil)) func `real addresses in every form`() throws {
    let rows = try #require(fileLines(KoreanAddressScore.path ?? ""))
    var counts: [String: (right: Int, all: Int)] = [:]
    var order: [String] = []
    for row in rows {
      let fields = row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 3 else { continue }
      let address = fields[2].split(separator: "\\n").joined(separator: "\n")
      let found = KoreanAddressVectorTests.keys(address)
      let isRight = found.contains(fields[1])
      if fields[0] == "canonical" {
        let parts = fields[1].split(separator: "|").map(String.init)
        let sound = "KR-RE|\(parts[1])|\(text(romanisedRoad(bytes(parts[2]))))|\(parts[3])|\(parts[4])|\(parts[5])"
        for (index, line) in KoreanAddressScore.latin(address).enumerated() where !line.isEmpty {
          let form = "English form \(index + 1)"
          if counts[form] == nil { order.append(form) }
          counts[form, default: (0, 0)].all += 1
          let keys = KoreanAddressVectorTests.keys(line)
          if keys.contains(sound) {
            counts[form]?.right += 1
          } else if counts[form]!.all - counts[form]!.right <= 12 {
            print("\(form): \(line): \(keys), not \(sound)")
          }
        }
      }
      if counts[fields[0]] == nil { order.append(fields[0]) }
      counts[fields[0], default: (0, 0)].all += 1
      if isRight { counts[fields[0]]?.right += 1 }
      let wrong = (counts[fields[0]]?.all ?? 0) - (counts[fields[0]]?.right ?? 0)
      if !isRight, wrong <= 12 { print("\(fields[0]): \(address): \(found), not \(fields[1])") }
    }
    for form in order {
      let count = counts[form] ?? (0, 1)
      let permyriad = count.right * 100_000 / max(1, count.all)
      print(
        "\(form): \(count.right) of \(count.all), \(permyriad / 1000).\(String(permyriad % 1000 + 1000).dropFirst()) %")
    }
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }

  fileprivate func range(of part: String) -> PartialRangeFrom<String.Index>? {
    let haystack = Array(utf8)
    let needle = Array(part.utf8)
    guard needle.count <= haystack.count else { return nil }
    for start in 0...(haystack.count - needle.count) where haystack[start..<start + needle.count].elementsEqual(needle)
    {
      return utf8.index(startIndex, offsetBy: start + needle.count)...
    }
    return nil
  }
}
