import Foundation
import Identity
import Normalization
import Testing

/// What other projects know of names. Each test reads one file of `../shared/data` and counts the rows on
/// which we agree; where the folder is absent the suite is skipped.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: nameData.path)))
struct NameVectorTests {
  private struct Count {
    var passed = 0
    var failed: [String] = []
    var different: [String: Int] = [:]

    func report(_ file: String) {
      let all = different.values.reduce(0, +)
      print("\(file): \(passed) passed, \(failed.count) failed, \(all) deliberately different")
      for (reason, count) in different.sorted(by: { $0.value > $1.value }) { print("  \(count): \(reason)") }
      for row in failed.prefix(100) { print("  failed: \(row)") }
    }
  }

  /// The parts of a name in Latin letters, out of the documented layout of its form.
  private struct Parts: Equatable {
    var names = ""  // given and middle name: who tells Mary Jo from Mary J.?
    var family = ""
    var suffix = ""

    init() {}

    init?(_ value: NormalizedValue?) {
      guard let form = value?.form, form.count > 6, form[0] == 2 else { return nil }
      let partCount = Int(form[2])
      suffix = ["", "jr", "sr", "ii", "iii", "iv"][Int(form[3])]
      let rolesAt = 6 + 2 * (Int(form[4]) + Int(form[5]))
      var position = rolesAt + 2 * partCount
      for part in 0..<partCount {
        let end = position + Int(form[rolesAt + 2 * part + 1])
        let letters = text(Array(form[position..<end]))
        if form[rolesAt + 2 * part] & 3 == 2 { family += letters } else { names += letters }
        position = end
      }
    }
  }

  private func rows(_ path: String) throws -> [[String: Any]] {
    let data = try Data(contentsOf: nameData.appendingPathComponent(path))
    if path.hasSuffix(".json") { return try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? [] }
    return try data.split(separator: 0x0A).map { try JSONSerialization.jsonObject(with: $0) as? [String: Any] ?? [:] }
  }

  private func value(_ full: String) -> NormalizedValue? {
    collected { normalizer.name(NameParts(full: bytes(full)), into: $0) }.first
  }

  private func letters(_ text: String) -> String {
    String(decoding: foldLatin(foldText(bytes(text))).filter { $0 &- 0x61 < 26 }, as: UTF8.self)
  }

  @Test func `probablepeople's labelled names`() throws {
    var count = Count()
    let rows = try rows("name-parse/probablepeople_person_labeled.jsonl")
    for row in rows {
      let full = row["text"] as? String ?? ""
      let tokens = (row["tokens"] as? [[String]] ?? []).map { (letters: letters($0[0]), label: $0[1]) }
      let labels = tokens.map(\.label)
      let ours = Parts(value(full))
      func of(_ names: String...) -> String { tokens.filter { names.contains($0.label) }.map(\.letters).joined() }

      if tokens.count == 1 {
        // whose name a lone word is nobody can know
        if ours.map({ $0.names + $0.family }) == letters(full) { count.passed += 1 } else { count.failed.append(full) }
        continue
      }
      var expected = Parts()
      expected.names = of("GivenName", "FirstInitial", "MiddleName", "MiddleInitial")
      expected.family = of("Surname", "LastInitial")
      expected.suffix = of("SuffixGenerational")
      if let and = labels.firstIndex(of: "And") {
        // the first of the two, with the family name they share
        let first = tokens[..<and].filter { !$0.label.hasPrefix("Prefix") && !$0.label.hasPrefix("Suffix") }
        let own = first.filter { ["Surname", "LastInitial"].contains($0.label) }.map(\.letters).joined()
        let people = first.isEmpty ? Array(tokens[and...]) : Array(first)
        expected.names = people.filter { ["GivenName", "FirstInitial", "MiddleName", "MiddleInitial"].contains($0.label) }
          .map(\.letters).joined()
        if !own.isEmpty { expected.family = own }
        expected.suffix = ours?.suffix ?? ""
      }
      if ours == expected {
        count.passed += 1
        continue
      }
      let isSameLetters = ours.map { ($0.names + $0.family).sorted() } == (expected.names + expected.family).sorted()
      let hasOrder = full.contains(",")
      let surnames = labels.count { $0 == "Surname" }
      if isSameLetters, surnames > 1, !hasOrder {
        count.different["two family names without a hyphen: the first counts as a middle name", default: 0] += 1
      } else if isSameLetters, !hasOrder, labels.first == "Surname" {
        count.different["family name first without a comma: nothing says so", default: 0] += 1
      } else if isSameLetters, tokens.count == 2, value(full)?.flags.contains(.romanised) == true {
        count.different["two words that are both East Asian surnames: the first is taken", default: 0] += 1
      } else if labels.contains("SuffixOther") || labels.contains("PrefixOther"), !isSameLetters {
        count.different["offices and memberships are not listed", default: 0] += 1
      } else {
        count.failed.append("\(full) → \(ours.map { "\($0.names)|\($0.family)|\($0.suffix)" } ?? "none")")
      }
    }
    count.report("name-parse/probablepeople_person_labeled.jsonl")
    let different = count.different.values.reduce(0, +)
    #expect(count.passed + count.failed.count + different == rows.count)
    #expect(count.passed >= 2_815)
    #expect(count.failed.count <= 27)
    #expect(different * 50 <= rows.count)
  }

  /// Every Hangul name against its own spelling, and against the spelling of every other name.
  @Test func `Korean full names and their spellings`() throws {
    var forms: [(name: String, hangul: [UInt8], latin: [UInt8])] = []
    var seen = Set<String>()
    for row in try rows("name-korean/korean_full_names_918.json") {
      guard let hangul = row["fullNameHangul"] as? String, let latin = row["fullNameRomanized"] as? String,
        hangul.unicodeScalars.allSatisfy({ isHangulSyllable($0.value) }), seen.insert(hangul + "|" + latin).inserted,
        let one = value(hangul)?.form, let other = value(latin)?.form
      else { continue }
      forms.append((hangul, one, other))
    }
    var matched = 0
    var falsePairs: [String] = []
    var neighbours = Set<String>()
    for left in forms.indices {
      for right in forms.indices {
        let one = forms[left].hangul
        let other = forms[right].latin
        guard NameLevel.of(one.span, other.span) >= .variant else { continue }
        if left == right {
          matched += 1
        } else if letterDifference(forms[left].name, forms[right].name) >= 2 {
          falsePairs.append("\(forms[left].name) ~ \(forms[right].name)")
        } else if forms[left].name != forms[right].name {
          neighbours.insert("\(forms[left].name) ~ \(forms[right].name)")
        }
      }
    }
    print("korean_full_names_918.json: \(matched) of \(forms.count) matched, false pairs \(falsePairs)")
    // one letter apart, and spelt alike by some: 정 and 전 are both Jun
    print("  one letter apart: \(neighbours.sorted().joined(separator: ", "))")
    // the rest are stage names (Jennie, Xiumin, IU) and translations (Tea for 차)
    #expect(matched * 1_000 >= forms.count * 970)
    #expect(falsePairs.isEmpty)
  }

  /// Letters (jamo) in which two Hangul names differ; many where they are not equally long.
  private func letterDifference(_ left: String, _ right: String) -> Int {
    let one = left.unicodeScalars.map { Int($0.value) - 0xAC00 }
    let other = right.unicodeScalars.map { Int($0.value) - 0xAC00 }
    guard one.count == other.count else { return 9 }
    return zip(one, other).reduce(0) { sum, pair in
      sum + (pair.0 / 588 != pair.1 / 588 ? 1 : 0) + (pair.0 / 28 % 21 != pair.1 / 28 % 21 ? 1 : 0)
        + (pair.0 % 28 != pair.1 % 28 ? 1 : 0)
    }
  }

  @Test func `ilib's Korean names`() throws {
    var count = Count()
    let rows = try rows("name-korean/ilib_name_ko.jsonl")
    for row in rows {
      let input = row["input"] as? String ?? ""
      let expected = row["expected"] as? [String: String] ?? [:]
      let family = expected["familyName"] ?? ""
      let given = (expected["middleName"] ?? "") + (expected["givenName"] ?? "")
      let ours = value(input)
      let oursShown = (ours?.shown ?? "").replacingOccurrences(of: " ", with: "")
      let whole = (family + given).replacingOccurrences(of: " ", with: "")
      if oursShown == whole || letters(oursShown) == letters(given + family) && !letters(given).isEmpty
        || !letters(given).isEmpty && oursShown.hasPrefix(given)
      {
        count.passed += 1
      } else if input.contains("입니다") {
        count.different["입니다 is the end of a sentence, 'I am …', and no given name", default: 0] += 1
      } else if input.contains("연구원") {
        count.different["a remark behind the name is cut where it is known, kept where it is not", default: 0] += 1
      } else {
        count.failed.append("\(input) → \(ours?.shown ?? "none")")
      }
    }
    count.report("name-korean/ilib_name_ko.jsonl")
    #expect(count.passed >= 21)
    #expect(count.failed.isEmpty)
  }
}

private let nameData = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data")
