import Identity
import Linkage
import Resolution

/// The report: one HTML file that needs nothing else, neither script nor network, in the order in which a
/// person asks. What was found? Is it right? Where do the numbers come from? What does it look like?
///
/// The same files, model and options give the same bytes.
struct ReportPage {
  let linked: LinkedFiles
  let show: ReportValues
  let samples: SampleClusters

  init(_ linked: LinkedFiles, _ language: Language, isMasked: Bool) {
    self.linked = linked
    show = ReportValues(linked.linking, language, isMasked: isMasked)
    samples = SampleClusters(linked.linking)
  }

  var linking: Linking { linked.linking }
  func say(_ english: String, _ korean: String) -> String { show.language.say(english, korean) }

  func bytes() -> [UInt8] {
    var sections: [(id: String, title: String, body: HTML)] = [
      ("customers", say("Customers", "고객"), customers()),
      ("weights", say("Pair weights", "쌍의 가중치"), pairWeights()),
    ]
    if let errors = linked.survey.errors { sections.append(("truth", say("Held against the truth", "정답과의 비교"), truth(errors))) }
    sections += [
      ("thresholds", say("Other thresholds", "다른 기준값"), thresholds()),
      ("blocking", say("Blocking", "블로킹"), blocking()),
      ("model", say("What agreement is worth", "일치의 가치"), model()),
      ("sharing", say("Shared values", "함께 쓰는 값"), sharing()),
      ("unlinkable", say("Records that cannot be linked", "연결할 수 없는 레코드"), unlinkable()),
      ("samples", say("Some customers", "고객 예시"), sampleCustomers()),
    ]
    if !linking.partition.possibleMatches.isEmpty { sections.append(("review", say("Pairs to review", "검토할 쌍"), review())) }
    if let errors = linked.survey.errors, !errors.falseJoins.isEmpty || !errors.falseSplits.isEmpty {
      sections.append(("mistakes", say("Worst mistakes", "가장 큰 오류"), mistakes(errors)))
    }
    let title = say("Kindred report", "Kindred 보고서")
    let names = linked.loaded.files.enumerated().map { show.file($1.file.name, $0) }.joined(separator: ", ")
    let contents = sections.map { section -> HTML in "<li><a href=\"#\(section.id)\">\(section.title)</a></li>" }
    let bodies = sections.map { section -> HTML in
      "<section aria-labelledby=\"\(section.id)\"><h2 id=\"\(section.id)\">\(section.title)</h2>\(section.body)</section>\n"
    }
    let page: HTML = """
      <!doctype html>
      <html lang="\(show.language.rawValue)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
      <meta name="referrer" content="no-referrer">
      <meta name="robots" content="noindex">
      <link rel="icon" href="data:,">
      <title>\(title)</title>
      <style>
      \(ReportStyle.sheet)
      </style>
      </head>
      <body>
      <header>
      <h1>\(title)</h1>
      <p class="soft"><bdi>\(clipped(names, 300))</bdi> · \(say("model", "모델")) <code>\(clipped(linking.model.name, 60))</code></p>
      \(notice())
      \(tiles())
      <nav aria-label="\(say("Contents", "차례"))"><ul>\(contents)</ul></nav>
      </header>
      <main>
      \(bodies)</main>
      <footer><p>\(say(
        "Weights are in bits: +1 doubles the odds that two records are one person, −1 halves them. A pair at or above the match threshold is a strong edge; clusters are built from strong edges as long as nothing contradicts.",
        "가중치의 단위는 비트입니다. +1은 두 레코드가 한 사람일 승산을 두 배로, −1은 절반으로 만듭니다. 기준값 이상인 쌍이 강한 연결이며, 모순되지 않는 한 강한 연결로 고객을 만듭니다."))</p></footer>
      </body>
      </html>

      """
    return page.bytes
  }

  private func notice() -> HTML {
    if show.isMasked {
      return "<p class=\"notice\">\(say("Names, numbers and addresses are masked; files, sources and records are numbered. Figures and column names are as they are.", "이름·번호·주소는 가려져 있고 파일·출처·레코드는 번호로 표시됩니다. 수치와 열 이름은 그대로입니다."))</p>"
    }
    return
      "<p class=\"notice\"><strong>\(say("This file holds personal data.", "이 파일에는 개인정보가 들어 있습니다."))</strong> \(say("It shows names, numbers and addresses of customers: keep it as you keep the customer files. For a copy to pass on, write it again with", "고객의 이름·번호·주소가 보이므로 고객 파일과 같이 다루십시오. 다른 사람에게 줄 때는 다음 옵션으로 다시 만드십시오:")) <code>--mask</code></p>"
  }

  private func tiles() -> HTML {
    let clusters = linking.clusters()
    var tiles: [(String, String)] = [
      (grouped(linking.table.recordCount), say("records", "레코드")),
      (grouped(clusters.count), say("customers", "고객")),
      (grouped(clusters.count { $0.count > 1 }), say("customers with several records", "레코드가 여럿인 고객")),
      (grouped(linking.partition.possibleMatches.count), say("pairs of customers to review", "검토할 고객 쌍")),
    ]
    if let figures = linked.survey.errors?.figures {
      tiles.append((figures.pairs.f1.decimal(places: 3), say("pairwise F1", "쌍 기준 F1")))
      tiles.append((figures.bCubed.f1.decimal(places: 3), say("B-cubed F1", "B-cubed F1")))
    }
    return "<ul class=\"tiles\">\(tiles.map { tile -> HTML in "<li><b>\(tile.0)</b>\(tile.1)</li>" })</ul>"
  }

  // MARK: tables

  struct Column {
    var title: String
    var look = ""
    init(_ title: String, _ look: String = "") {
      self.title = title
      self.look = look
    }
  }

  /// A table whose first column names its rows. A row may have a class of its own.
  func table(_ caption: String, _ columns: [Column], _ rows: [(look: String, cells: [HTML])]) -> HTML {
    let head = columns.map { column -> HTML in
      column.title.isEmpty
        ? "<td class=\"\(column.look)\"></td>" : "<th scope=\"col\" class=\"\(column.look)\">\(column.title)</th>"
    }
    let body = rows.map { row -> HTML in
      var cells: HTML = ""
      for (index, cell) in row.cells.enumerated() {
        cells += index == 0 ? "<th scope=\"row\">\(cell)</th>" : "<td class=\"\(columns[index].look)\">\(cell)</td>"
      }
      return row.look.isEmpty ? "<tr>\(cells)</tr>" : "<tr class=\"\(row.look)\">\(cells)</tr>"
    }
    return
      "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"\(caption)\"><table><caption>\(caption)</caption><thead><tr>\(head)</tr></thead><tbody>\(body)</tbody></table></div>"
  }

  func figure(_ chart: HTML, legend: HTML = "", caption: String) -> HTML {
    "<figure>\(chart)\(legend)<figcaption><small>\(caption)</small></figcaption></figure>"
  }

  func numbers(_ table: HTML) -> HTML {
    "<details><summary>\(say("The numbers of this chart", "이 그림의 수치"))</summary>\(table)</details>"
  }
}
