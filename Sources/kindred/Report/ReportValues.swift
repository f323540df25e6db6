import Identity
import Linkage
import Resolution

/// How the report names records and shows values: in full, or masked for a reader who may not see them.
///
/// A class, because masked records are numbered as they are first met.
final class ReportValues {
  let linking: Linking
  let language: Language
  let isMasked: Bool
  private var numbers: [Int: Int] = [:]

  init(_ linking: Linking, _ language: Language, isMasked: Bool) {
    self.linking = linking
    self.language = language
    self.isMasked = isMasked
  }

  func say(_ english: String, _ korean: String) -> String { language.say(english, korean) }

  /// A source by its name; masked, by its number: a file may be called after a customer, and a column of sources
  /// may hold anything.
  func source(_ name: String) -> String {
    if !isMasked { return clipped(name, 40) }
    let index = linking.table.sources.firstIndex { $0.utf8.elementsEqual(name.utf8) } ?? 0
    return say("source \(index + 1)", "출처 \(index + 1)")
  }

  /// A file by its name; masked, by its place among the files.
  func file(_ name: String, _ index: Int) -> String { isMasked ? say("file \(index + 1)", "파일 \(index + 1)") : clipped(name, 80) }

  /// `shop:50061`; masked, `source 1 #1`: an id may be a phone number.
  func record(_ record: Int) -> HTML {
    let source = linking.table.sources[Int(linking.table.sourceIndexes[record])]
    if !isMasked { return "<bdi>\(clipped(linking.table.key(record).description, 60))</bdi>" }
    let number = numbers[record] ?? numbers.count + 1
    numbers[record] = number
    return "<bdi>\(self.source(source))</bdi> #\(number)"
  }

  /// A canonical value; masked, its first character, or none of a value so short that one tells it.
  func value(_ text: String) -> HTML {
    if text.isEmpty { return "–" }
    if !isMasked { return "<bdi>\(clipped(text, 80))</bdi>" }
    let shown = text.unicodeScalars.dropFirst(2).isEmpty ? 0 : 1
    return "<bdi>\(String(String.UnicodeScalarView(text.unicodeScalars.prefix(shown))))•••</bdi>"
  }

  /// What a record holds, a chip a value.
  func values(of record: Int) -> HTML {
    var chips: [HTML] = []
    for column in linking.table.columns {
      for position in column.values(of: record) {
        let text = String(decoding: column.dictionary.canonical[Int(column.values[position])], as: UTF8.self)
        if text.isEmpty { continue }
        chips.append("<li><small>\(attribute(column.id))</small>\(value(text))</li>")
      }
    }
    return chips.isEmpty ? "–" : "<ul class=\"chips\">\(chips)</ul>"
  }

  func attribute(_ column: ColumnID) -> String {
    clipped(language == .korean ? KoreanWording.attribute(column) : Wording.attribute(column), 40)
  }

  func agreement(_ line: PairExplanation.Line) -> String {
    language == .korean ? KoreanWording.agreement(line) : Wording.agreement(line)
  }

  func cause(_ cause: FalseSplit.Cause) -> String {
    language == .korean ? KoreanWording.cause(cause) : Wording.cause(cause)
  }

  func apart(_ reason: Linkage.PossibleMatch.Reason) -> String {
    language == .korean ? KoreanWording.apart(reason) : Wording.apart(reason.rawValue)
  }

  func bits(_ weight: MatchWeight) -> HTML { "\(shortBits(weight))" }

  // MARK: waterfalls

  /// The evidence of a pair from the prior to the total, a card.
  func waterfall(_ left: Int, _ right: Int, heading: HTML, remark: HTML = "") -> HTML {
    let story = linking.story(left, right)
    let explanation = story.explanation
    var steps: [(label: HTML, from: Int, weight: MatchWeight)] = [
      ("\(say("before looking", "비교하기 전"))", 0, explanation.prior)
    ]
    var running = Int(explanation.prior.rawValue)
    var missing: [String] = []
    for line in explanation.lines {
      if line.level == "missing" {
        missing.append(attribute(line.column))
        continue
      }
      steps.append(("\(agreement(line))<span class=\"v\">\(value(line.left))<br>\(value(line.right))</span>", running, line.weight))
      running += Int(line.weight.rawValue)
    }
    if explanation.corroboration != .zero {
      let label = language == .korean ? KoreanWording.corroboration(explanation) : Wording.corroboration(explanation)
      steps.append(("\(label)", running, explanation.corroboration))
    }
    let ends = steps.flatMap { [$0.from, $0.from + Int($0.weight.rawValue)] } + [0, Int(story.matchThreshold.rawValue)]
    let scale = (ends.min() ?? 0)...max((ends.max() ?? 1), (ends.min() ?? 0) + 1)
    let mark = Int(story.matchThreshold.rawValue)
    var rows = steps.map { step -> HTML in
      "<tr><th scope=\"row\">\(step.label)</th><td class=\"n\">\(bits(step.weight))</td><td class=\"b\">\(Chart.span(step.from, step.from + Int(step.weight.rawValue), scale: scale, mark: mark))</td></tr>"
    }
    let total = Int(explanation.total.rawValue)
    rows.append(
      "<tr class=\"total\"><th scope=\"row\">\(say("total", "합계"))</th><td class=\"n\">\(bits(explanation.total))</td><td class=\"b\">\(Chart.span(0, total, scale: scale, mark: mark, look: "plain"))</td></tr>")
    let verdict = story.areOneCustomer ? say("one customer", "한 고객") : say("two customers", "두 고객")
    var notes: [HTML] = []
    if !missing.isEmpty {
      notes.append("\(say("Not compared, missing on a side", "한쪽에 없어 비교하지 않음")): \(missing.joined(separator: ", ")).")
    }
    notes.append(
      explanation.rules.isEmpty
        ? "\(say("The two share no blocking key.", "둘이 함께 가진 블로킹 키가 없습니다."))"
        : "\(say("They meet by", "만나게 한 규칙")): \(joined(explanation.rules.prefix(4).map { "<code>\($0.word)</code>" }))\(explanation.rules.count > 4 ? " …" : ".")")
    if explanation.lines.contains(where: \.isClaim) {
      notes.append(
        "\(say("What one of them has verified and the other, whose name contradicts, only claims counts for nothing.", "한쪽에서 확인된 값을 이름이 모순되는 다른 쪽이 주장만 하면 세지 않습니다."))")
    }
    if explanation.isExcluded {
      notes.append("\(say("Something contradicts that two records of one person never have.", "한 사람의 두 레코드에는 있을 수 없는 모순이 있습니다."))")
    }
    if let apart = story.apart, !story.areOneCustomer {
      notes.append("\(say("Kept apart", "떼어 둔 까닭")): \(self.apart(apart)).")
    }
    let caption: HTML = "\(verdict); \(say("needed", "필요한 값")) \(bits(story.matchThreshold)), \(say("probability", "확률")) \(probabilityText(explanation.total))"
    return
      "<section class=\"card\"><h3>\(heading)</h3><p><small>\(record(left)) ↔ \(record(right))</small></p>\(remark)<table><caption>\(caption)</caption><thead><tr><th scope=\"col\">\(say("evidence", "근거"))</th><th scope=\"col\" class=\"n\">\(say("bits", "비트"))</th><th scope=\"col\"><span class=\"wide\">\(say("from the prior to the total", "사전 확률에서 합계까지"))</span></th></tr></thead><tbody>\(rows)</tbody></table><p><small>\(joined(notes, " "))</small></p></section>"
  }

  func joined(_ pieces: [HTML], _ separator: HTML = "; ") -> HTML {
    var result: HTML = ""
    for (index, piece) in pieces.enumerated() {
      if index > 0 { result += separator }
      result += piece
    }
    return result
  }
}

/// A share for people: `38 %`, `3.2 %`, and below one in a hundred `1/1,200`.
func shareText(_ share: Double) -> String {
  if share <= 0 { return "0" }
  if share >= 0.1 { return "\(Int((share * 100).rounded())) %" }
  if share >= 0.01 { return "\(coordinate(share * 100)) %" }
  var unit = 1.0
  while 1 / share / unit >= 100 { unit *= 10 }
  return "1/\(grouped(Int((1 / share / unit).rounded()) * Int(unit)))"
}

/// `+12.3`, with a true minus sign.
func shortBits(_ weight: MatchWeight) -> String {
  let text = weight.description
  return text.utf8.first == UInt8(ascii: "-") ? "−" + String(text.dropFirst()) : text
}
