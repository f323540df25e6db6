import Foundation
import Testing
import TestKit

/// `kindred report`: one file that needs nothing else, in which no customer's name is an element, and which
/// reads well in a browser where there is one.
@Suite struct ReportTests {
  private static func report(_ files: [String], _ options: [String] = [], environment: [String: String] = [:]) async throws -> String {
    let work = try Workspace()
    let outcome = try await Program(environment: environment, folder: work.path).run(["report"] + files + ["--out", "out/r.html"] + options)
    #expect(outcome.exit == 0, "\(outcome.errorText)")
    let mode = try FileManager.default.attributesOfItem(atPath: "\(work.path)/out/r.html")[.posixPermissions] as? Int
    #expect(mode == 0o600, "the file holds personal data")
    return String(decoding: try work.read("out/r.html"), as: UTF8.self)
  }

  private static let truth = ["--truth", Channels.folder + "/truth.csv"]
  static let english = Task { try await report(Channels.files, truth + ["--language", "en"]) }
  static let korean = Task { try await report(Channels.files, truth, environment: ["LANG": "ko_KR.UTF-8"]) }

  // MARK: the bytes

  @Test(arguments: [1, 2, 5])
  func `the number of threads changes no byte`(threadCount: Int) async throws {
    let other = try await Self.report(Channels.files, Self.truth + ["--language", "en", "--threads", "\(threadCount)"])
    #expect(try await other == Self.english.value)
  }

  @Test func `the language is asked for or the terminal's`() async throws {
    let (english, korean) = (try await Self.english.value, try await Self.korean.value)
    #expect(english.contains("<html lang=\"en\">") && english.contains("Where true pairs were lost"))
    #expect(korean.contains("<html lang=\"ko\">") && korean.contains("한 사람의 쌍을 놓친 곳"))
    #expect(try await Self.report(Channels.files, Self.truth + ["--language", "ko"]) == korean)
    #expect(try await Self.report(Channels.files, Self.truth, environment: ["LC_ALL": "C", "LANG": "ko_KR"]) == english)
    // The same charts and tables in both.
    for mark in ["<svg class=\"plot\"", "<table>", "<section", "<details>"] {
      #expect(english.components(separatedBy: mark).count == korean.components(separatedBy: mark).count, "\(mark)")
    }
    #expect(english.unicodeScalars.filter { (0xAC00...0xD7A3).contains($0.value) }.count < korean.unicodeScalars.filter { (0xAC00...0xD7A3).contains($0.value) }.count)
  }

  @Test func `it asks for nothing outside itself and runs nothing`() async throws {
    for page in [try await Self.english.value, try await Self.korean.value] {
      let markup = page.replacingOccurrences(of: "<link rel=\"icon\" href=\"data:,\">", with: "")
      for word in ["<script", "http:", "https:", "//", "src=", "url(", "@import", "<link", "<iframe", "<object", "<form"] {
        #expect(!markup.contains(word), "\(word)")
      }
      #expect(page.contains("default-src 'none'"))
      #expect(page.contains("personal data") || page.contains("개인정보"))
      #expect(try Markup(page).faults.isEmpty)
    }
  }

  @Test func `sample customers say how closely they hold together`() async throws {
    #expect(try await Self.english.value.contains("Density 1.00: strong edges join"))
    #expect(try await Self.korean.value.contains("밀도 1.00"))
  }

  @Test func `every chart has a title, a description and a table`() async throws {
    let page = try await Self.english.value
    var chartCount = 0
    for section in page.components(separatedBy: "<section aria-labelledby").dropFirst() {
      let charts = section.components(separatedBy: "<svg class=\"plot\"").dropFirst()
      chartCount += charts.count
      for chart in charts { #expect(chart.contains("<title id=") && chart.contains("<desc id=")) }
      if let last = charts.last { #expect(last.contains("<table>"), "a table behind the charts of \(section.prefix(30))") }
    }
    #expect(chartCount >= 5)
  }

  // MARK: what customers are called

  @Test func `no name becomes an element`() async throws {
    let hostile = [
      "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</style></section><b>x", "' onmouseover='alert(1)", "&lt;&#60;script",
      "\u{202E}gnp.exe", "--><!--", "]]><svg onload=alert(1)>",
    ]
    var rows = [["id", "<i>full name</i>", "name", "email", "phone", "note \"><script>"]]
    for (index, text) in hostile.enumerated() {
      for copy in 0..<3 {
        rows.append(["\(text)\(copy)", text, "Kim \(text)", "u\(index)@naver.com", "010-2222-333\(index)", "\(text) \(copy % 2)"])
      }
    }
    let work = try Workspace()
    let file = try work.write(csv(rows), to: "a&b <u>'\".csv")
    let truth = try work.write(csv([["r", "e"]] + rows.dropFirst().enumerated().map { ["\($1[0])", "\($0 % 5)"] }), to: "truth.csv")
    for options in [[], ["--mask"], ["--language", "ko"]] {
      let page = try await Self.report([file, "--truth", truth] + options)
      #expect(try Markup(page).faults.isEmpty, "\(options)")
      #expect(!page.contains("\u{202E}"))
      if !options.contains("--mask") { #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;")) }
    }
  }

  @Test func `a masked report names nobody`() async throws {
    let page = try await Self.report(Channels.files, Self.truth + ["--mask"])
    let open = try await Self.english.value
    var (checked, shown) = (0, 0)
    for row in csvRows(try Channels.bytes("shop.csv")).dropFirst() {
      for cell in row where cell.utf8.count >= 9 && (cell.contains("@") || cell.contains("010") || cell.utf8.contains { $0 > 0x7F }) {
        checked += 1
        #expect(!page.contains(cell), "\(cell)")
        if open.contains(cell) { shown += 1 }
      }
      #expect(!page.contains("shop:\(row[0])"))
    }
    #expect(checked > 200 && shown > 5, "\(checked) cells, \(shown) of them in the open report")
    for name in ["shop", "pos.csv", "callcentre", "truth.csv"] { #expect(!page.contains(name), "\(name)") }
    #expect(page.contains("<bdi>source 1</bdi> #") && page.contains("file 1, file 2"))
    #expect(!page.contains("@naver") && !page.contains("@gmail") && !page.contains("+8210"))
  }

  @Test func `a truth that does not fit is said and wants a look`() async throws {
    let work = try Workspace()
    _ = try work.write("id,name,email\n1,Mina Castellan,mina@castellan.example\n2,Odd One,odd@one.example\n", to: "one.csv")
    for (truth, sentence) in [
      ("record_id,entity_id\n1,a\n", "1 record is not in the truth"), ("record_id,entity_id\n1,a\n2,b\n3,b\n", "1 record of the truth was not loaded"),
    ] {
      _ = try work.write(truth, to: "truth.csv")
      let outcome = try await Program(folder: work.path).run(["report", "one.csv", "--truth", "truth.csv", "--out", "r.html"])
      #expect(outcome.exit == 1 && outcome.outputText.contains(sentence), "\(outcome.outputText)")
      #expect(try !String(decoding: work.read("r.html"), as: UTF8.self).contains("1 are several"))
    }
  }

  @Test func `few records, no truth, nothing found: still a report`() async throws {
    let work = try Workspace()
    let one = try work.write("id,name,email\n1,Mina Castellan,mina@castellan.example\n", to: "one.csv")
    let page = try await Self.report([one])
    #expect(try Markup(page).faults.isEmpty)
    #expect(!page.contains("NaN") && !page.contains("inf\""))
  }

  // MARK: colours

  @Test(arguments: [false, true])
  func `text and shapes stand out in light and dark`(isDark: Bool) async throws {
    let page = try await Self.english.value
    let sheets = page.components(separatedBy: ":root{")
    #expect(sheets.count == 3)
    var colours: [String: String] = [:]
    for part in (sheets[isDark ? 2 : 1].components(separatedBy: "}").first ?? "").split(separator: ";") where part.hasPrefix("--") {
      let pair = part.dropFirst(2).split(separator: ":").map(String.init)
      colours[pair[0]] = pair[1]
    }
    func contrast(_ a: String, _ b: String) throws -> Double {
      let (x, y) = (luminance(try #require(colours[a])), luminance(try #require(colours[b])))
      return (max(x, y) + 0.05) / (min(x, y) + 0.05)
    }
    for text in ["ink", "soft", "accent"] {
      for ground in ["paper", "card"] { #expect(try contrast(text, ground) >= 4.5, "\(text) on \(ground)") }
    }
    for shape in ["good", "bad", "maybe", "plain"] {
      for ground in ["paper", "card", "track"] { #expect(try contrast(shape, ground) >= 3, "\(shape) on \(ground)") }
    }
  }

  /// Relative luminance of `#rgb` or `#rrggbb` (WCAG 2.2).
  private func luminance(_ colour: String) -> Double {
    var digits = Array(colour.dropFirst())
    if digits.count == 3 { digits = digits.flatMap { [$0, $0] } }
    let parts = stride(from: 0, to: 6, by: 2).map { index -> Double in
      let value = Double(Int(String(digits[index...(index + 1)]), radix: 16) ?? 0) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  // MARK: in a browser

  private static let browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Opens the report in frames as wide as a telephone, a tablet and a desk, and looks at what stands where.
  @Test(.enabled(if: browser != nil)) func `a browser shows it without an error, a request or anything cut off`() async throws {
    let work = try Workspace()
    let pages = ["en.html": try await Self.english.value, "ko.html": try await Self.korean.value]
    for (name, text) in pages { _ = try work.write(text, to: name) }
    _ = try work.write(Self.harness, to: "look.html")
    let outcome = try await Program(environment: ["HOME": work.path], folder: work.path).shell(
      """
      \(Self.browser ?? "chromium") --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
        --user-data-dir=\(work.path)/profile --host-resolver-rules="MAP * ~NOTFOUND" --allow-file-access-from-files \
        --enable-logging=stderr --virtual-time-budget=20000 --dump-dom file://\(work.path)/look.html
      """)
    #expect(!outcome.errorText.contains("CONSOLE"), "\(outcome.errorText)")
    let result = outcome.outputText.components(separatedBy: "<pre id=\"result\">").last?.components(separatedBy: "</pre>").first ?? ""
    let found = try #require(JSONSerialization.jsonObject(with: Data(result.utf8)) as? [[String: Any]], "\(outcome.outputText.prefix(400))")
    #expect(found.count == 6)
    for frame in found {
      let place = "\(frame["page"] ?? "") at \(frame["width"] ?? 0)"
      #expect(frame["scroll"] as? Int == frame["client"] as? Int, "\(place) is wider than its window")
      #expect(frame["requests"] as? [String] == [], "\(place)")
      #expect(frame["outside"] as? [String] == [], "\(place)")
      #expect(frame["overlaps"] as? [String] == [], "\(place)")
      #expect(frame["charts"] as? Int ?? 0 >= 5, "\(place)")
    }
  }

  private static let harness = """
    <!doctype html><meta charset="utf-8"><body><script>
    const result = []
    async function look(page, width) {
      const frame = document.createElement('iframe')
      frame.width = width; frame.height = 900; frame.style.border = 0
      frame.src = page
      document.body.append(frame)
      await new Promise(done => frame.onload = done)
      const view = frame.contentWindow, doc = frame.contentDocument, top = doc.documentElement
      const outside = [...doc.querySelectorAll('body *')].filter(e => !e.closest('.scroll') && e.getBoundingClientRect().right > top.clientWidth + 1)
      const overlaps = []
      for (const svg of doc.querySelectorAll('svg.plot')) {
        const boxes = [...svg.querySelectorAll('text')].map(t => [t, t.getBoundingClientRect()]).filter(([, b]) => b.width > 0)
        boxes.forEach(([t, a], i) => boxes.slice(i + 1).forEach(([u, b]) => {
          if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2)
            overlaps.push(svg.querySelector('title').id + ': ' + t.textContent + ' / ' + u.textContent)
        }))
      }
      result.push({page, width, scroll: top.scrollWidth, client: top.clientWidth,
        requests: view.performance.getEntriesByType('resource').map(r => r.name).filter(n => !n.startsWith('data:')),
        outside: outside.slice(0, 5).map(e => e.tagName + ' ' + e.textContent.slice(0, 60)), overlaps,
        charts: doc.querySelectorAll('svg.plot').length})
      frame.remove()
    }
    (async () => {
      for (const page of ['en.html', 'ko.html']) for (const width of [375, 768, 1280]) await look(page, width)
      const pre = document.createElement('pre')
      pre.id = 'result'
      pre.textContent = JSON.stringify(result)
      document.body.replaceChildren(pre)
    })()
    </script>
    """
}

/// The elements of a page, read the slow and obvious way: which there are, what attributes they have, and
/// whether they are closed in the order in which they were opened.
private struct Markup {
  private(set) var faults: [String] = []

  private static let elements: Set<String> = [
    "html", "head", "meta", "link", "title", "style", "body", "header", "main", "footer", "nav", "section", "h1", "h2", "h3", "p", "ul",
    "li", "a", "b", "strong", "small", "span", "code", "bdi", "br", "div", "figure", "figcaption", "details", "summary", "table", "caption",
    "thead", "tbody", "tr", "th", "td", "svg", "desc", "rect", "line", "path", "text", "circle",
  ]
  private static let attributes: Set<String> = [
    "lang", "charset", "name", "content", "http-equiv", "rel", "href", "class", "id", "aria-label", "aria-labelledby", "aria-hidden", "role",
    "tabindex", "scope", "viewBox", "preserveAspectRatio", "width", "height", "x", "y", "x1", "x2", "y1", "y2", "dy", "cx", "cy", "r", "d",
    "text-anchor",
  ]

  init(_ page: String) throws {
    var open: [String] = []
    let parts = page.components(separatedBy: "<")
    #expect(parts[0].isEmpty && parts[1].hasPrefix("!doctype html>"))
    for part in parts.dropFirst(2) {
      guard let end = part.firstIndex(of: ">") else {
        faults.append("an element without end: \(part.prefix(40))")
        continue
      }
      var tag = String(part[..<end])
      if part[part.index(after: end)...].contains(">") && open.last != "style" { faults.append("a bare >: \(part.prefix(60))") }
      if tag.hasPrefix("/") {
        if open.popLast() != String(tag.dropFirst()) { faults.append("closed out of order: \(tag)") }
        continue
      }
      let isClosed = tag.hasSuffix("/")
      if isClosed { tag.removeLast() }
      let name = String(tag.prefix { $0 != " " })
      if !Self.elements.contains(name) { faults.append("element \(name)") }
      // name="value" pairs; a quote within a value would show as an odd number of parts
      let pieces = tag.dropFirst(name.count).components(separatedBy: "\"")
      if pieces.count % 2 == 0 { faults.append("quotes of \(tag.prefix(60))") }
      for index in stride(from: 0, to: pieces.count - 1, by: 2) {
        let attribute = pieces[index].trimmingCharacters(in: CharacterSet(charactersIn: " ="))
        if !Self.attributes.contains(attribute) { faults.append("attribute \(attribute) of \(name)") }
      }
      if !isClosed, !["meta", "link", "br"].contains(name) { open.append(name) }
    }
    if !open.isEmpty { faults.append("not closed: \(open)") }
  }
}
