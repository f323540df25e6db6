import Identity
import Linkage
import Normalization
import Resolution

/// Where the numbers come from: rules, weights, sharing classes, and records that hold too little.
extension ReportPage {
  // MARK: blocking

  func blocking() -> HTML {
    let report = linked.survey.blocking
    let isJudged = linked.survey.errors != nil
    let used = report.rules.filter { $0.tally.pairs + $0.voidKeys > 0 }
    let most = Double(used.map(\.tally.pairs).max() ?? 1)
    func sizes(_ sizes: [Int]) -> HTML { sizes.isEmpty ? "–" : "\(sizes.map(grouped).joined(separator: " · "))" }
    let rows = used.map { rule -> (String, [HTML]) in
      let recall = isJudged ? rule.recall ?? rule.recallEstimate : rule.recallEstimate
      return (
        "",
        [
          "<code>\(rule.rule.word)</code>", "\(grouped(rule.tally.pairs))", "\(grouped(rule.tally.pairsOnly))",
          Chart.bar(Double(rule.tally.pairs) / most, "plain"),
          "\(grouped(isJudged ? rule.tally.matchingOnly : rule.tally.strongOnly))", "\(recall.decimal(places: 3))",
          Chart.bar(recall.value),
        ]
      )
    }
    let tooCommon = report.rules.filter { $0.voidKeys > 0 }.map { rule -> (String, [HTML]) in
      (
        "",
        [
          "<code>\(rule.rule.word)</code>", "\(grouped(rule.rule.blockMax))", "\(grouped(rule.voidKeys))", "\(grouped(rule.voidRecords))",
          sizes(rule.largestVoidKeys),
        ]
      )
    }
    let largest = used.filter { !$0.largestBlocks.isEmpty }.map { rule -> (String, [HTML]) in
      ("", ["<code>\(rule.rule.word)</code>", "\(grouped(rule.keyedRecords))", "\(grouped(rule.blocks))", sizes(rule.largestBlocks)])
    }
    let unused = report.rules.filter { $0.tally.pairs + $0.voidKeys == 0 }.map { rule -> HTML in "<code>\(rule.rule.word)</code>" }
    let found: String
    if let recall = report.recall {
      found = say("They hold \(recall.decimal(places: 4)) of the true pairs.", "실제 쌍의 \(recall.decimal(places: 4))가 그 안에 있습니다.")
    } else if let estimate = report.recallEstimate {
      found = say(
        "By what rules of identifiers and rules of names, dates and places find of each other's pairs, they hold about \(estimate.decimal(places: 2)) of the pairs there are, or less.",
        "식별자 규칙과 이름·날짜·장소 규칙이 서로의 쌍을 얼마나 찾는지로 어림하면, 있는 쌍의 약 \(estimate.decimal(places: 2)) 또는 그보다 적게 그 안에 있습니다.")
    } else {
      found = ""
    }
    var html: HTML = """
      <p>\(say(
        "Records are compared where they share a key: \(grouped(report.pairCount)) of \(grouped(report.allPairs)) possible pairs.",
        "키를 함께 가진 레코드만 비교합니다. 가능한 쌍 \(grouped(report.allPairs))개 가운데 \(grouped(report.pairCount))개입니다.")) \(found)</p>
      """
    html += table(
      say("Pairs by rule", "규칙별 쌍"),
      [
        Column(say("rule", "규칙")), Column(say("pairs", "쌍"), "n"), Column(say("only by it", "이 규칙만"), "n wide"), Column("", "b wide"),
        Column(isJudged ? say("true, only by it", "실제 쌍, 이 규칙만") : say("strong, only by it", "강한 쌍, 이 규칙만"), "n wide"),
        Column(isJudged ? say("recall", "재현율") : say("recall, estimated", "재현율(추정)"), "n"), Column("", "b wide"),
      ], rows)
    if !isJudged {
      html += "<p><small>\(say("Estimated recall of a rule: of the strong pairs that other rules find, the share it finds as well.", "규칙의 재현율 추정: 다른 규칙이 찾은 강한 쌍 가운데 이 규칙도 찾은 몫."))</small></p>"
    }
    if !tooCommon.isEmpty {
      html += table(
        say("Keys too common to compare by", "너무 흔해서 쓰지 않은 키"),
        [
          Column(say("rule", "규칙")), Column(say("limit", "한도"), "n"), Column(say("keys", "키"), "n"), Column(say("records", "레코드"), "n"),
          Column(say("largest", "가장 큰 것")),
        ], tooCommon)
    }
    html += numbers(
      table(
        say("Largest blocks (records)", "가장 큰 블록(레코드 수)"),
        [
          Column(say("rule", "규칙")), Column(say("records with a key", "키가 있는 레코드"), "n"), Column(say("blocks", "블록"), "n"),
          Column(say("largest", "가장 큰 것")),
        ], largest))
    if !unused.isEmpty {
      html += "<p><small>\(say("Rules without a pair", "쌍이 없는 규칙")): \(show.joined(unused)).</small></p>"
    }
    return html
  }

  // MARK: weights by level

  func model() -> HTML {
    let shares = LevelShares(linked.modelFile)
    let survey = linked.survey.pairs
    var html: HTML = """
      <p>\(say(
        "What a pair gains or loses by reaching a level. m: how often records of one person reach it; u: how often those of two people do, among compared pairs. Beside them how often it was seen in this run.",
        "쌍이 어떤 수준에 이르면 얻거나 잃는 가중치입니다. m은 한 사람의 레코드가, u는 비교한 두 사람의 레코드가 그 수준에 이르는 비율이며, 옆에 이번 실행에서 본 비율이 있습니다."))</p>
      \(Chart.legend([(say("m, one person", "m, 한 사람"), "good"), (say("u, two people", "u, 두 사람"), "bad")]))
      """
    let weights = linking.scorer.slots.flatMap { slot in comparison(slot.id.attribute)?.weights ?? [] }.map { Int($0.rawValue) }
    let scale = min(-1_000, weights.min() ?? 0)...max(1_000, weights.max() ?? 0)
    var shown = Set<Attribute>()
    for (index, slot) in linking.scorer.slots.enumerated() where shown.insert(slot.id.attribute).inserted {
      guard let comparison = comparison(slot.id.attribute) else { continue }
      let attribute = slot.id.attribute
      // Columns of one attribute share its levels; what was seen is added up.
      var seen = survey.levels[index]
      for (other, slot) in linking.scorer.slots.enumerated() where other != index && slot.id.attribute == attribute {
        for level in seen.indices {
          seen[level].ofOne += survey.levels[other][level].ofOne
          seen[level].ofTwo += survey.levels[other][level].ofTwo
        }
      }
      let ofOne = Double(max(1, seen.dropFirst().reduce(0) { $0 + $1.ofOne }))
      let ofTwo = Double(max(1, seen.dropFirst().reduce(0) { $0 + $1.ofTwo }))
      let written = shares.levels(of: attribute)
      let rows = levelNames(of: attribute).enumerated().reversed().map { place, name -> (String, [HTML]) in
        let weight = comparison.weights[place + 1]
        let (m, u) = written.map { ($0[place].m, $0[place].u) } ?? (0, 0)
        let (one, two) = (Double(seen[place + 1].ofOne) / ofOne, Double(seen[place + 1].ofTwo) / ofTwo)
        return (
          "",
          [
            "<code>\(name)</code>", "\(show.bits(weight))", Chart.span(0, Int(weight.rawValue), scale: scale),
            "\(shareText(m))", "\(shareText(u))", Chart.bars(m, u),
            "\(shareText(one))", "\(shareText(two))", Chart.bars(one, two),
          ]
        )
      }
      let title = attribute == .identifier || attribute == .text ? say(attribute.word, attribute == .text ? "그 밖의 열" : "식별 번호") : show.attribute(slot.id)
      var remarks: [String] = []
      if let weight = comparison.householdWeight { remarks.append(say("a household's value: \(shortBits(weight))", "가구가 함께 쓰는 값: \(shortBits(weight))")) }
      if let weight = comparison.sharedWeight { remarks.append(say("many people's value: \(shortBits(weight))", "여러 사람이 쓰는 값: \(shortBits(weight))")) }
      if comparison.frequencyFromLevel != nil { remarks.append(say("common names weigh less", "흔한 이름은 덜 셈")) }
      if !comparison.areaSteps.isEmpty { remarks.append(say("an area with few records weighs more, one with many less", "레코드가 적은 지역은 더, 많은 지역은 덜 셈")) }
      let both = seen.dropFirst().reduce(0) { $0 + $1.ofOne + $1.ofTwo }
      remarks.append(say("both sides had one in \(grouped(both)) of \(grouped(survey.pairCount)) pairs\(columnsText(attribute))", "쌍 \(grouped(survey.pairCount))개 가운데 \(grouped(both))개에서 양쪽에 값이 있음\(columnsText(attribute))"))
      html += "<h3>\(title)</h3>"
      html += table(
        remarks.joined(separator: "; "),
        [
          Column(say("level", "수준")), Column(say("bits", "비트"), "n"), Column("", "b"), Column("m", "n"), Column("u", "n"),
          Column("", "b wide"), Column(say("seen, one", "실제, 한 고객"), "n wide"), Column(say("seen, two", "실제, 두 고객"), "n wide"),
          Column("", "b wide"),
        ], rows)
    }
    return html
  }

  private func columnsText(_ attribute: Attribute) -> String {
    let labels = linking.scorer.slots.filter { $0.id.attribute == attribute && !$0.id.label.isEmpty }.map { clipped($0.id.label, 30) }
    return labels.isEmpty ? "" : say("; columns ", "; 열 ") + clipped(labels.joined(separator: ", "), 120)
  }

  private func comparison(_ attribute: Attribute) -> Comparison? {
    linking.model.comparisons.first { $0.attribute == attribute }
  }

  // MARK: sharing classes

  func sharing() -> HTML {
    let rows = linking.classes.learnt.filter { $0.household + $0.shared + $0.void > 0 }.map { entry -> (String, [HTML]) in
      ("", ["\(show.attribute(entry.column))", "\(grouped(entry.household))", "\(grouped(entry.shared))", "\(grouped(entry.void))"])
    }
    let intro = say(
      "A value on records of several names is not one person's: it weighs less, and does not bring records together by itself. Counted over all records, before clustering.",
      "여러 이름의 레코드에 있는 값은 한 사람의 것이 아니므로 덜 세고, 그것만으로는 비교하지 않습니다. 군집화 전에 모든 레코드에서 셉니다.")
    if rows.isEmpty { return "<p>\(intro)</p><p>\(say("None was found here.", "여기서는 찾지 못했습니다."))</p>" }
    return "<p>\(intro)</p>"
      + table(
        say("Values learnt to be shared", "함께 쓴다고 알아낸 값"),
        [
          Column(say("column", "열")), Column(say("a household's", "가구"), "n"), Column(say("many people's", "여러 사람"), "n"),
          Column(say("void", "무효"), "n"),
        ], rows)
  }

  // MARK: records that hold too little

  func unlinkable() -> HTML {
    let model = linking.model
    let histogram = linked.survey.selfMatch.histogram
    let unlinkable = linked.survey.selfMatch.unlinkable(below: model.matchThreshold)
    let width = binWidth(histogram)
    let bins = histogram.bins(width: width)
    if bins.isEmpty { return "<p>\(say("There are no records.", "레코드가 없습니다."))</p>" }
    let chart = Chart.histogram(
      id: "chart-self", title: say("Records by their weight against themselves", "자기 자신과 비교한 레코드의 가중치"),
      description: say(
        "\(grouped(unlinkable.count)) of \(grouped(linking.table.recordCount)) records stay below the match threshold even against a perfect copy.",
        "레코드 \(grouped(linking.table.recordCount))개 가운데 \(grouped(unlinkable.count))개는 완벽한 사본과 비교해도 기준값에 이르지 못합니다."),
      bins: bins, binMillibits: width, marks: Array(thresholdMarks().prefix(1)), axis: say("weight against itself, bits", "자기 자신과의 가중치(비트)"),
      look: { $0 < model.matchThreshold ? "bad" : "good" })
    let samples = unlinkable.prefix(6).map { record -> (String, [HTML]) in
      ("", [show.record(record), "\(show.bits(linked.survey.selfMatch.weights[record]))", show.values(of: record)])
    }
    var html: HTML = """
      <p>\(say(
        "Compared with a perfect copy of itself, a record gets the most it can ever get. \(grouped(unlinkable.count)) of \(grouped(linking.table.recordCount)) records stay below the match threshold even so: they hold too little, whatever the model.",
        "레코드가 얻을 수 있는 가장 큰 가중치는 완벽한 사본과 비교할 때의 값입니다. 레코드 \(grouped(linking.table.recordCount))개 가운데 \(grouped(unlinkable.count))개는 그때도 기준값에 못 미칩니다. 담긴 값이 너무 적기 때문입니다."))</p>
      """
    html += figure(
      chart,
      legend: Chart.legend([(say("cannot be linked", "연결할 수 없음"), "bad"), (say("can be linked", "연결할 수 있음"), "good")]),
      caption: say("Heights are logarithmic.", "높이는 로그 눈금입니다."))
    html += numbers(
      table(
        say("Records by weight against themselves", "자기 자신과의 가중치별 레코드"),
        [Column(say("from, bits", "부터(비트)"), "n"), Column(say("records", "레코드"), "n")],
        bins.filter { $0.count > 0 }.map { ("", ["\(show.bits($0.from))", "\(grouped($0.count))"]) }))
    if !samples.isEmpty {
      html += table(
        say("Some of them", "그 가운데 일부"),
        [Column(say("record", "레코드")), Column(say("bits", "비트"), "n"), Column(say("holds", "담긴 값"))], samples)
    }
    return html
  }
}

extension HTML {
  static func + (left: HTML, right: HTML) -> HTML {
    var result = left
    result += right
    return result
  }
}
