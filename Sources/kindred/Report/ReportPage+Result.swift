import Identity
import Linkage
import Resolution

/// What was found, and whether it is right.
extension ReportPage {
  // MARK: customers

  func customers() -> HTML {
    var sizes: [Int: Int] = [:]
    for cluster in linking.clusters() { sizes[cluster.count, default: 0] += 1 }
    let groups: [ClosedRange<Int>] = (1...9).map { $0...$0 } + [10...19, 20...49, 50...99, 100...Int.max]
    let counts = groups.map { group in (group, sizes.filter { group.contains($0.key) }.reduce(0) { $0 + $1.value }) }
      .filter { $0.1 > 0 }
    let most = counts.map(\.1).max() ?? 1
    let rows = counts.map { group, count -> (String, [HTML]) in
      let name =
        group.lowerBound == group.upperBound ? "\(group.lowerBound)"
        : group.upperBound == .max ? "100+" : "\(group.lowerBound)–\(group.upperBound)"
      return ("", ["\(name)", "\(grouped(count))", Chart.bar(Double(count) / Double(most))])
    }
    let files = linked.loaded.files.enumerated().map { index, file -> (String, [HTML]) in
      (
        "",
        [
          "<bdi>\(show.file(file.file.name, index))</bdi>", "\(grouped(file.rowsIn))", "\(grouped(file.records))",
          "\(grouped(file.repeated + file.superseded))", "\(grouped(file.rejections.count))",
        ]
      )
    }
    return """
      <div class="pair"><div>\(table(
        say("Customers by number of records", "레코드 수별 고객"),
        [Column(say("records", "레코드")), Column(say("customers", "고객"), "n"), Column("", "b")], rows))</div>
      <div>\(table(
        say("Rows read", "읽은 행"),
        [
          Column(say("file", "파일")), Column(say("rows", "행"), "n"), Column(say("records", "레코드"), "n"),
          Column(say("repeated or older", "중복·이전"), "n wide"), Column(say("rejected", "거부"), "n"),
        ], files))</div></div>
      """
  }

  // MARK: weights of pairs

  func pairWeights() -> HTML {
    let survey = linked.survey.pairs
    let model = linking.model
    let isJudged = linked.survey.errors != nil
    let width = binWidth(survey.weights)
    let bins = survey.weights.bins(width: width)
    if bins.isEmpty { return "<p>\(say("No two records share a key, so none were compared.", "함께 가진 키가 없어 비교한 레코드 쌍이 없습니다."))</p>" }
    let matching = Dictionary(survey.matchingWeights.bins(width: width).map { ($0.from, $0.count) }) { $0 + $1 }
    let line = isJudged ? bins.map { matching[$0.from] ?? 0 } : []
    func look(_ weight: MatchWeight) -> String {
      weight >= model.matchThreshold ? "good" : weight >= model.reviewThreshold ? "maybe" : "plain"
    }
    let chart = Chart.histogram(
      id: "chart-weights", title: say("Compared pairs by weight", "비교한 쌍의 가중치 분포"),
      description: say(
        "\(grouped(survey.pairCount)) pairs; \(grouped(survey.strongCount)) of them at or above the match threshold of \(shortBits(model.matchThreshold)) bits.",
        "비교한 쌍 \(grouped(survey.pairCount))개 가운데 \(grouped(survey.strongCount))개가 기준값 \(shortBits(model.matchThreshold))비트 이상입니다."),
      bins: bins, line: line, binMillibits: width, marks: thresholdMarks(), axis: say("match weight, bits", "일치 가중치(비트)"), look: look)
    var legend: [(name: String, look: String)] = [
      (say("two customers", "두 고객"), "plain"), (say("for review", "검토 대상"), "maybe"), (say("strong edges", "강한 연결"), "good"),
    ]
    if isJudged { legend.append((say("truly one person", "실제로 한 사람"), "line ink")) }
    var columns = [Column(say("from, bits", "부터(비트)"), "n"), Column(say("pairs", "쌍"), "n")]
    if isJudged { columns.append(Column(say("truly one", "실제로 한 사람"), "n")) }
    let rows = bins.enumerated().filter { $0.element.count > 0 }.map { index, bin -> (String, [HTML]) in
      ("", ["\(show.bits(bin.from))", "\(grouped(bin.count))"] + (isJudged ? ["\(grouped(line[index]))"] : []))
    }
    return """
      <p>\(say(
        "Every pair that shares a key is compared once and gets a weight. A good model makes two hills with a valley at the thresholds. Heights are logarithmic.",
        "키를 함께 가진 쌍은 한 번씩 비교되어 가중치를 얻습니다. 좋은 모델에서는 두 봉우리 사이 골짜기에 기준값이 놓입니다. 높이는 로그 눈금입니다."))</p>
      \(figure(chart, legend: Chart.legend(legend), caption: say(
        "\(grouped(survey.pairCount)) pairs compared, \(grouped(survey.strongCount)) strong edges.",
        "비교한 쌍 \(grouped(survey.pairCount))개, 강한 연결 \(grouped(survey.strongCount))개.")))
      \(numbers(table(say("Compared pairs by weight", "비교한 쌍의 가중치 분포"), columns, rows)))
      """
  }

  func thresholdMarks() -> [Chart.Mark] {
    let model = linking.model
    func mark(_ name: String, _ threshold: MatchWeight, isLeft: Bool) -> Chart.Mark {
      Chart.Mark(at: Double(threshold.rawValue) / 1_000, label: "\(name) \(shortBits(threshold))", isLeft: isLeft)
    }
    return [
      mark(say("match", "일치"), model.matchThreshold, isLeft: false), mark(say("review", "검토"), model.reviewThreshold, isLeft: true),
    ]
  }

  /// Wide enough for at most about 90 bars.
  func binWidth(_ histogram: WeightHistogram) -> Int {
    [1_000, 2_000, 5_000].first { histogram.bins(width: $0).count <= 90 } ?? 10_000
  }

  // MARK: truth

  func truth(_ errors: ErrorAnalysis) -> HTML {
    let figures = errors.figures
    func row(_ name: String, _ shares: [Proportion]) -> (String, [HTML]) {
      ("", ["\(name)"] + shares.map { "\($0.decimal(places: 4))" } + [Chart.bar(shares[2].value)])
    }
    let measures = [
      row(say("pairs", "쌍"), [figures.pairs.precision, figures.pairs.recall, figures.pairs.f1]),
      row("B-cubed", [figures.bCubed.precision, figures.bCubed.recall, figures.bCubed.f1]),
    ]
    let columns = [
      Column(""), Column(say("precision", "정밀도"), "n"), Column(say("recall", "재현율"), "n"), Column("F1", "n"), Column("", "b"),
    ]
    var html: HTML = ""
    html += """
      <p>\(say(
        "People who are exactly one customer: \(grouped(figures.exactEntities)) of \(grouped(figures.entityCount)). People split over several customers: \(grouped(figures.splitEntities)). Customers that mix people: \(grouped(figures.mixedClusters)).",
        "\(grouped(figures.entityCount))명 가운데 \(grouped(figures.exactEntities))명이 정확히 한 고객입니다. \(grouped(figures.splitEntities))명은 여러 고객으로 나뉘었고, \(grouped(figures.mixedClusters))개 고객에는 여러 사람이 섞였습니다."))\(unseen())</p>
      <div class="pair"><div>\(table(say("How right", "정확도"), columns, measures))</div>
      <div>\(table(
        say("Pairs of records", "레코드 쌍"),
        [Column(""), Column(say("in one customer", "한 고객"), "n"), Column(say("in two", "두 고객"), "n")],
        [
          ("", ["\(say("of one person", "한 사람"))", "\(grouped(figures.pairs.together))", "\(grouped(figures.pairs.falseSplits))"]),
          ("", ["\(say("of two people", "두 사람"))", "\(grouped(figures.pairs.falseJoins))", "\(grouped(figures.pairs.trueRejections))"]),
        ]))</div></div>
      """
    html += curves(errors)
    let lost = errors.lost.filter { $0.pairs > 0 }
    let most = lost.map(\.pairs).max() ?? 1
    if !lost.isEmpty {
      html += table(
        say("Where true pairs were lost", "한 사람의 쌍을 놓친 곳"),
        [Column(say("cause", "원인")), Column(say("pairs", "쌍"), "n"), Column("", "b")],
        lost.map { ("", ["\(show.cause($0.cause))", "\(grouped($0.pairs))", Chart.bar(Double($0.pairs) / Double(most), "bad")]) })
    }
    if figures.sources.count > 1 {
      html += table(
        say("By source (B-cubed)", "출처별(B-cubed)"),
        [
          Column(say("source", "출처")), Column(say("records", "레코드"), "n wide"), Column(say("precision", "정밀도"), "n"),
          Column(say("recall", "재현율"), "n"), Column("F1", "n"), Column("", "b wide"),
        ],
        figures.sources.map { source in
          let name = errors.sourceNames[source.source]
          return (
            "",
            [
              name.isEmpty ? "\(say("(not loaded)", "(읽지 않음)"))" : "<bdi>\(show.source(name))</bdi>",
              "\(grouped(source.bCubed.recordCount))", "\(source.bCubed.precision.decimal(places: 4))",
              "\(source.bCubed.recall.decimal(places: 4))", "\(source.bCubed.f1.decimal(places: 4))",
              Chart.bar(source.bCubed.f1.value),
            ]
          )
        })
    }
    return html
  }

  private func unseen() -> HTML {
    guard let truth = linked.truth else { return "" }
    var text: HTML = ""
    if truth.unknownRecords > 0 {
      text += " \(say("\(grouped(truth.unknownRecords)) records are not in the truth and not counted.", "정답에 없는 레코드 \(grouped(truth.unknownRecords))개는 세지 않았습니다."))"
    }
    if truth.missingRecords > 0 {
      text += " \(say("\(grouped(truth.missingRecords)) records of the truth were not loaded and count as customers of their own.", "정답에 있으나 읽지 않은 레코드 \(grouped(truth.missingRecords))개는 따로 떨어진 고객으로 셌습니다."))"
    }
    return text
  }

  /// Precision and recall of pairs over all thresholds, and against each other.
  private func curves(_ errors: ErrorAnalysis) -> HTML {
    let points = errors.curve.points.filter { $0.pairs.joined > 0 }
    guard let first = points.first, let last = points.last, points.count > 1 else { return "" }
    let match = Double(linking.model.matchThreshold.rawValue) / 1_000
    func bits(_ point: ThresholdCurve.Point) -> Double { Double(point.threshold.rawValue) / 1_000 }
    let low = max(bits(first), match - 25)
    let high = max(low + 1, min(bits(last), match + 35))
    let over = Chart.lines(
      id: "chart-thresholds", title: say("Precision, recall and F1 of pairs over thresholds", "기준값에 따른 쌍의 정밀도·재현율·F1"),
      description: say(
        "Blocking brings together \(errors.curve.blockingRecall.decimal(places: 3)) of the true pairs: no threshold finds more.",
        "블로킹이 실제 쌍의 \(errors.curve.blockingRecall.decimal(places: 3))를 만나게 하므로 어떤 기준값도 그보다 더 찾지 못합니다."),
      series: [
        Chart.Series(name: "", look: "accent", points: points.map { (bits($0), $0.pairs.precision.value) }),
        Chart.Series(name: "", look: "good", points: points.map { (bits($0), $0.pairs.recall.value) }),
        Chart.Series(name: "", look: "ink", points: points.map { (bits($0), $0.pairs.f1.value) }),
      ], x: low...high, y: 0...1, marks: Array(thresholdMarks().prefix(1)), axis: say("threshold, bits", "기준값(비트)"))
    let now = points.last { bits($0) <= match + 1e-9 }
    let against = Chart.lines(
      id: "chart-precision-recall", title: say("Precision against recall of pairs", "쌍의 정밀도와 재현율"),
      description: say("One point for each threshold; the dot is the model's.", "점 하나가 기준값 하나이며, 큰 점이 지금 모델입니다."),
      series: [Chart.Series(name: "", look: "accent", points: points.map { ($0.pairs.recall.value, $0.pairs.precision.value) })],
      x: 0...1, y: 0...1, dot: now.map { ($0.pairs.recall.value, $0.pairs.precision.value) }, axis: "")
    let rows = points.filter { bits($0) >= low && bits($0) <= high && $0.threshold.rawValue % 1_000 == 0 }.map { point -> (String, [HTML]) in
      (
        point.threshold == linking.model.matchThreshold ? "now" : "",
        ["\(show.bits(point.threshold))"] + decimals(point.pairs.precision, point.pairs.recall, point.pairs.f1).map { "\($0)" }
      )
    }
    let best = errors.curve.best.map { " " + say("Highest F1: \($0.pairs.f1.decimal(places: 4)) at \(shortBits($0.threshold)) bits.", "가장 높은 F1: \(shortBits($0.threshold))비트에서 \($0.pairs.f1.decimal(places: 4)).") } ?? ""
    return """
      <p>\(say(
        "Pairs alone, before clustering: blocking brings together \(errors.curve.blockingRecall.decimal(places: 4)) of the true pairs; more are found only by way of third records.",
        "군집화 전의 쌍만 본 값입니다. 블로킹이 실제 쌍의 \(errors.curve.blockingRecall.decimal(places: 4))를 만나게 하며, 나머지는 다른 레코드를 거쳐야만 찾습니다."))\(best)</p>
      <div class="pair">\(figure(
        over,
        legend: Chart.legend([
          (say("precision", "정밀도"), "line accent"), (say("recall", "재현율"), "line good"), ("F1", "line ink"),
        ]), caption: say("over thresholds", "기준값에 따라")))\(figure(
          against, caption: say("precision (up) against recall (right)", "정밀도(위)와 재현율(오른쪽)")))</div>
      \(numbers(table(
        say("Pairs at each threshold", "기준값별 쌍"),
        [
          Column(say("threshold", "기준값"), "n"), Column(say("precision", "정밀도"), "n"), Column(say("recall", "재현율"), "n"),
          Column("F1", "n"),
        ], rows)))
      """
  }

  // MARK: other thresholds

  func thresholds() -> HTML {
    let tried = linked.survey.thresholds
    let isJudged = linked.survey.errors != nil
    let most = tried.map(\.customers).max() ?? 1
    var columns = [
      Column(say("threshold", "기준값")), Column(say("customers", "고객"), "n"), Column(say("largest", "최대"), "n wide"),
    ]
    if isJudged {
      columns += [
        Column(say("precision", "정밀도"), "n wide"), Column(say("recall", "재현율"), "n wide"), Column(say("pair F1", "쌍 F1"), "n"),
        Column("B-cubed F1", "n"),
      ]
    } else {
      columns.append(Column("", "b"))
    }
    let rows = tried.map { point -> (String, [HTML]) in
      let isNow = point.threshold == linking.model.matchThreshold
      var cells: [HTML] = [
        "\(show.bits(point.threshold))\(isNow ? say(" (now)", " (지금)") : "")", "\(grouped(point.customers))", "\(grouped(point.largest))",
      ]
      if let figures = point.figures {
        cells += [figures.pairs.precision, figures.pairs.recall, figures.pairs.f1, figures.bCubed.f1].map { "\($0.decimal(places: 4))" }
      } else {
        cells.append(Chart.bar(Double(point.customers) / Double(most), isNow ? "good" : "plain"))
      }
      return (isNow ? "now" : "", cells)
    }
    var html: HTML = """
      <p>\(say(
        "The customers that other match thresholds would have given, clustered in the same way. Choose a threshold by its customers, not by its pairs.",
        "다른 기준값으로 같은 군집화를 했을 때의 고객입니다. 기준값은 쌍이 아니라 고객을 보고 고르십시오."))</p>
      """
    if isJudged, tried.count > 1 {
      let all = tried.compactMap(\.figures).flatMap { [$0.pairs.precision.value, $0.pairs.recall.value, $0.pairs.f1.value, $0.bCubed.f1.value] }
      let floor = max(0, (((all.min() ?? 0) * 20).rounded(.down) - 1) / 20)
      func series(_ look: String, _ pick: (ClusterEvaluation) -> Proportion) -> Chart.Series {
        Chart.Series(name: "", look: look, points: tried.compactMap { point in
          point.figures.map { (Double(point.threshold.rawValue) / 1_000, pick($0).value) }
        })
      }
      html += figure(
        Chart.lines(
          id: "chart-customers", title: say("Customers at other thresholds", "기준값별 고객의 정확도"),
          description: say("Pair precision, pair recall, pair F1 and B-cubed F1 of the customers at each threshold tried.", "시험한 기준값마다 고객의 쌍 정밀도·재현율·F1과 B-cubed F1."),
          series: [
            series("accent") { $0.pairs.precision }, series("good") { $0.pairs.recall }, series("ink") { $0.pairs.f1 },
            series("bad") { $0.bCubed.f1 },
          ], x: Double(tried[0].threshold.rawValue) / 1_000...Double(tried[tried.count - 1].threshold.rawValue) / 1_000,
          y: floor...1, marks: Array(thresholdMarks().prefix(1)), axis: say("threshold, bits", "기준값(비트)")),
        legend: Chart.legend([
          (say("pair precision", "쌍 정밀도"), "line accent"), (say("pair recall", "쌍 재현율"), "line good"),
          (say("pair F1", "쌍 F1"), "line ink"), ("B-cubed F1", "line bad"),
        ]), caption: say("The scale does not begin at zero.", "눈금은 0에서 시작하지 않습니다."))
    }
    html += table(say("Customers at other thresholds", "다른 기준값의 고객"), columns, rows)
    return html
  }
}
