import Identity
import Linkage
import Resolution

/// Customers, pairs and mistakes to look at, each with its evidence.
extension ReportPage {
  func sampleCustomers() -> HTML {
    if samples.samples.isEmpty { return "<p>\(say("No customer has several records.", "레코드가 여럿인 고객이 없습니다."))</p>" }
    let cards = samples.samples.map { sample -> HTML in
      let title =
        switch sample.kind {
        case .largest: say("The largest", "가장 큰 고객")
        case .loosest: say("Loosely held together", "느슨하게 이어진 고객")
        case .usual: say("A usual one", "보통의 고객")
        }
      let rows = sample.records.prefix(12).map { record -> (String, [HTML]) in ("", [show.record(record), show.values(of: record)]) }
      let rest = sample.records.count - rows.count
      let more: HTML = rest > 0 ? "<p><small>\(say("and \(grouped(rest)) more records", "그 밖의 레코드 \(grouped(rest))개"))</small></p>" : ""
      let (strong, pairs) = (grouped(sample.density.part), grouped(sample.density.whole))
      let held = say(
        "Density \(sample.density.decimal(places: 2)): strong edges join \(strong) of \(pairs) pairs of records.",
        "밀도 \(sample.density.decimal(places: 2)): 레코드 쌍 \(pairs)개 가운데 \(strong)개가 강한 연결입니다.")
      let records = say("\(grouped(sample.records.count)) records", "레코드 \(grouped(sample.records.count))개")
      return """
        <h3>\(title), \(records)</h3>
        <p><small>\(held)</small></p>
        <div class="pair"><div>\(table(
          say("Its records", "레코드"), [Column(say("record", "레코드")), Column(say("holds", "담긴 값"))], Array(rows)))\(more)</div>
        \(show.waterfall(sample.weakest.left, sample.weakest.right, heading: "\(say("Its weakest link", "가장 약한 연결"))"))</div>
        """
    }
    return """
      <p>\(say(
        "The weakest link is the pair without which there would be two customers: look there first. A low density means that records hang together like a chain.",
        "가장 약한 연결은 그것이 없으면 두 고객이 될 쌍입니다. 먼저 살펴보십시오. 밀도가 낮으면 레코드들이 사슬처럼 이어져 있다는 뜻입니다."))</p>
      \(cards)
      """
  }

  // MARK: pairs to review

  func review() -> HTML {
    let matches = linking.partition.possibleMatches
    let reasons = Linkage.PossibleMatch.Reason.allCases.map { reason in (reason, matches.filter { $0.reason == reason }) }.filter { !$0.1.isEmpty }
    let most = reasons.map(\.1.count).max() ?? 1
    let cards = reasons.flatMap { reason, matches in
      matches.prefix(2).map { match -> HTML in
        show.waterfall(Int(match.evidence.left.rawValue), Int(match.evidence.right.rawValue), heading: "\(show.apart(reason))")
      }
    }
    return """
      <p>\(say(
        "Pairs of customers that may be one person, by the reason they were not joined; nearest to the threshold first.",
        "한 사람일 수도 있는 고객 쌍을 합치지 않은 까닭별로 보여 줍니다. 기준값에 가까운 것부터입니다."))</p>
      \(table(
        say("Pairs by reason", "까닭별 쌍"),
        [Column(say("reason", "까닭")), Column(say("pairs", "쌍"), "n"), Column("", "b")],
        reasons.map { ("", ["\(show.apart($0.0))", "\(grouped($0.1.count))", Chart.bar(Double($0.1.count) / Double(most), "maybe")]) }))
      <div class="cards">\(cards)</div>
      """
  }

  // MARK: mistakes

  func mistakes(_ errors: ErrorAnalysis) -> HTML {
    let joins = errors.falseJoins.prefix(6).map { join -> HTML in
      show.waterfall(
        Int(join.left.rawValue), Int(join.right.rawValue),
        heading: "\(say("\(join.personCount) people in one customer", "한 고객에 \(join.personCount)명"))",
        remark: "<p>\(say("\(grouped(join.recordCount)) records, \(grouped(join.wrongPairs)) wrong pairs; this is the heaviest of them.", "레코드 \(grouped(join.recordCount))개, 잘못된 쌍 \(grouped(join.wrongPairs))개. 그 가운데 가장 무거운 쌍입니다."))</p>")
    }
    var byCause = Array(FalseSplit.Cause.allCases.map { cause in errors.falseSplits.filter { $0.cause == cause } }.filter { !$0.isEmpty })
    for index in byCause.indices { byCause[index] = Array(byCause[index].prefix(2)) }
    let splits = byCause.flatMap { $0 }.map { split -> HTML in
      show.waterfall(Int(split.left.rawValue), Int(split.right.rawValue), heading: "\(show.cause(split.cause))")
    }
    var html: HTML = ""
    if !joins.isEmpty {
      html += "<h3>\(say("Joined though they are several people", "여러 사람인데 합쳐짐"))</h3><div class=\"cards\">\(joins)</div>"
    }
    if !splits.isEmpty {
      html += "<h3>\(say("Split though they are one person", "한 사람인데 나뉨"))</h3><div class=\"cards\">\(splits)</div>"
    }
    return html
  }
}
