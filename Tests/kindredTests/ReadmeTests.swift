import Foundation
import Testing

/// The front page is true: what it shows is run, what it names exists, and the Korean page says the same.
///
/// A fenced block marked `console` is a session. Its lines that begin with `$ ` are run by bash, one after
/// the other, in one folder that holds copies of `Fixtures/channels`; `# exit 1` behind a command is the
/// exit code it ends with (without it, 0). The lines below a command are what a terminal shows then: `…`
/// alone on a line stands for any lines, within a line for any text.
@Suite struct ReadmeTests {
  @Test func `what the page shows is what happens`() throws {
    let page = try Page("README.md")
    let desk = try Desk()
    var commandCount = 0
    for block in page.blocks where block.language == "console" {
      for step in block.steps() {
        commandCount += 1
        let (exit, shown) = try desk.run(step.command)
        let (place, text) = ("README.md:\(step.line): \(step.command)", shown.joined(separator: "\n"))
        #expect(exit == step.exit, "\(place) ended with \(exit):\n\(text)")
        let isAsShown = fits(shown[...], step.shown[...])
        #expect(isAsShown, "\(place) shows:\n\(text)\nnot:\n\(step.shown.joined(separator: "\n"))")
      }
    }
    #expect(commandCount >= 8, "only \(commandCount) commands were found: has the mark of the blocks changed?")
  }

  @Test(arguments: Page.names) func `everything the page names is there`(_ name: String) throws {
    let page = try Page(name)
    let folders = ["Sources/", "Tests/", "SQL/", "Fixtures/", "scripts/"]
    var paths = page.linkTargets.filter { !$0.contains("://") }
    paths += page.codeSpans.flatMap { $0.split(separator: " ").map(String.init) }
      .filter { word in folders.contains { word.hasPrefix($0) } || ["LICENSE", "NOTICE"].contains(word) }
    paths += page.typedWords.filter { $0.hasPrefix("scripts/") }
    #expect(paths.count > 25, "only \(paths.count) paths were found")
    for path in paths {
      let isThere = FileManager.default.fileExists(atPath: "\(Page.top)/\(path)")
      #expect(isThere, "\(name) names \(path), which is not there")
    }
  }

  @Test(arguments: Page.names) func `every test the page names is in the file it names`(_ name: String) throws {
    let tests = try Page(name).links
      .filter { $0.text.hasPrefix("`") && $0.target.hasPrefix("Tests/") && $0.text != "`\($0.target)`" }
    #expect(tests.count > 15, "only \(tests.count) tests were found")
    for test in tests {
      let isThere = try Page.text(test.target).contains("func \(test.text)(")
      #expect(isThere, "\(name): \(test.target) has no test \(test.text)")
    }
  }

  @Test func `suites, workloads and variables of the examples exist`() throws {
    let page = try Page("README.md")
    let tests = try FileManager.default.subpathsOfDirectory(atPath: "\(Page.top)/Tests")
    let texts = try tests.filter { $0.hasSuffix(".swift") }.map { try Page.text("Tests/\($0)") }
    let workloads = try Page.text("Sources/Benchmarks/Workloads.swift")
    var checked = 0
    for line in page.typedLines {
      let words = line.split(separator: " ").map(String.init)
      for (word, next) in zip(words, words.dropFirst()) where word == "--filter" {
        checked += 1
        let isThere = tests.contains { $0 == next || $0.hasSuffix("/\(next).swift") }
        #expect(isThere, "there is no suite \(next)")
      }
      for word in words where word.hasPrefix("KINDRED_") {
        let variable = String(word.prefix { $0 != "=" })
        checked += 1
        let isRead = texts.contains { $0.contains("\"\(variable)\"") }
        #expect(isRead, "no test reads \(variable)")
      }
      if let start = words.firstIndex(of: "Benchmarks") {
        for word in words[(start + 1)...] where word != "list" {
          checked += 1
          let isThere = workloads.contains("name: \"\(word)\"")
          #expect(isThere, "there is no workload \(word)")
        }
      }
    }
    #expect(checked >= 8, "only \(checked) names were found")
  }

  @Test(arguments: Page.names)
  func `the table of modules is the one that imports are held against`(_ name: String) throws {
    var allowed: [String: Set<String>] = [:]
    let text = try Page.text("Tests/TidyTests/ImportTests.swift")
    let opening = "allowedImports: [String: Set<String>] = ["
    let table = try #require(text.components(separatedBy: opening).dropFirst().first)
    for row in try #require(table.components(separatedBy: "\n]\n").first).components(separatedBy: "]") {
      let words = row.components(separatedBy: "\"").enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
      if let module = words.first { allowed[module] = Set(words.dropFirst()) }
    }
    #expect(allowed.count >= 8)
    var told: [String: Set<String>] = [:]
    for row in try Page(name).rows where row.count == 3 {
      if let module = codeSpans(of: row[0]).first, allowed[module] != nil { told[module] = Set(codeSpans(of: row[2])) }
    }
    #expect(told == allowed)
  }

  @Test(arguments: Page.names) func `the table of commands is what --help lists`(_ name: String) throws {
    let desk = try Desk()
    let help = try desk.run("kindred --help").shown
    let start = try #require(help.firstIndex(of: "SUBCOMMANDS:"))
    let listed = help[(start + 1)...].prefix { !$0.isEmpty }.filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    var told: [String] = []
    for row in try Page(name).rows where row.count == 2 {
      let spans = row.flatMap(codeSpans)
      let words = codeSpans(of: row[0]).first?.split(separator: " ").map(String.init) ?? []
      guard words.first == "kindred", words.count > 1, !row[0].contains(",") else { continue }
      told.append(words[1])
      let options = spans.flatMap { $0.split(separator: " ") }.filter { $0.hasPrefix("--") }
      let ownHelp = try desk.run("kindred \(words[1]) --help").shown.joined(separator: "\n")
      for option in options {
        let isThere = ownHelp.contains("\(option) ") || ownHelp.contains("[\(option)]")
        #expect(isThere, "kindred \(words[1]) has no \(option)")
      }
    }
    #expect(told.sorted() == listed.sorted())
  }

  @Test func `the extract of the model is in the model`() throws {
    func plain(_ line: some StringProtocol) -> String {
      line.components(separatedBy: "#")[0].trimmingCharacters(in: .whitespaces)
    }
    let model = Set(try Page.text("Sources/CEmbedded/models/default.yaml").components(separatedBy: "\n").map(plain))
    let block = try #require(try Page("README.md").blocks.first { $0.language == "yaml" })
    for line in block.lines {
      let isThere = model.contains(plain(line))
      #expect(isThere, "the model does not say \(line)")
    }
  }

  @Test func `the figures of the bundled shop are reached`() throws {
    let desk = try Desk()
    _ = try desk.run("kindred dedupe shop.csv pos.csv app.jsonl social.csv callcentre.csv.gz --out result")
    func groups(_ file: String) throws -> [String: String] {
      let rows = try desk.run("cut -d, -f1,2 \(file)").shown.dropFirst().map { $0.split(separator: ",") }
      return Dictionary(uniqueKeysWithValues: rows.map { (String($0[0]), String($0[1])) })
    }
    let (truth, found) = (try groups("truth.csv"), try groups("result/clusters.csv"))
    let hasAllRecords = truth.keys.sorted() == found.keys.sorted()
    #expect(hasAllRecords, "clusters.csv and truth.csv hold other records")
    var (together, joined, right) = (0, 0, 0)
    let records = truth.keys.sorted()
    for (index, left) in records.enumerated() {
      for other in records[(index + 1)...] {
        let (isTrue, isFound) = (truth[left] == truth[other], found[left] == found[other])
        together += isTrue ? 1 : 0
        joined += isFound ? 1 : 0
        right += isTrue && isFound ? 1 : 0
      }
    }
    let row = try #require(try Page("README.md").rows.first { $0.count == 4 && $0[0].contains("`Fixtures/channels`") })
    let (precision, recall) = (try #require(Double("0" + row[2]) ?? Double(row[2])), try #require(Double("0" + row[3])))
    #expect(Int(row[1]) == records.count)
    #expect(Double(right) / Double(joined) > precision - 0.0005, "of \(joined) joined pairs \(right) are right")
    #expect(Double(right) / Double(together) > recall - 0.0005, "of \(together) right pairs \(right) are joined")
  }

  /// Two customers are as good as each other's left or right, so the words of a line may change places.
  @Test func `the picture is of the demo`() throws {
    func words(_ line: some StringProtocol) -> [String] {
      line.split(separator: " ").map { $0.trimmingCharacters(in: .punctuationCharacters) }.sorted()
    }
    let demo = try Desk().run("kindred demo")
    try #require(demo.exit == 0, "the demo failed:\n\(demo.shown.joined(separator: "\n"))")
    let shown = Set(demo.shown.map(words))
    let picture = try Page.text("Fixtures/pictures/demo.svg").split(separator: "\n")
    let drawn = picture.filter { $0.hasPrefix("<text") }.map { line in
      // What stands behind the end of a tag is text.
      line.split(separator: "<").compactMap { $0.split(separator: ">", omittingEmptySubsequences: false).dropFirst().first }
        .joined().replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
        .replacingOccurrences(of: "&amp;", with: "&")
    }.filter { $0 != "…" && !$0.hasPrefix("$ ") }
    #expect(drawn.count > 20, "only \(drawn.count) lines are in the picture")
    for line in drawn {
      let isPrinted = shown.contains(words(line))
      #expect(isPrinted, "the demo does not print \"\(line)\"; run scripts/picture")
    }
  }

  @Test func `both pages have the same parts`() throws {
    let (english, korean) = (try Page("README.md"), try Page("README.ko.md"))
    #expect(english.headingLevels == korean.headingLevels)
    // Remarks in examples and the drawing are in the page's language.
    let languages = ["console", "sh", "yaml"]
    #expect(english.blocks.map(\.language) == korean.blocks.map(\.language))
    for (left, right) in zip(english.blocks, korean.blocks) where languages.contains(left.language) {
      let (mine, theirs) = (left.withoutRemarks, right.withoutRemarks)
      #expect(mine == theirs, "README.md:\(left.firstLine) and README.ko.md:\(right.firstLine) differ")
    }
    let isPage: (String) -> Bool = { $0.hasPrefix("README") }
    #expect(english.linkTargets.filter { !isPage($0) } == korean.linkTargets.filter { !isPage($0) })
    try #require(english.rows.count == korean.rows.count, "one page has a row the other lacks")
    for (left, right) in zip(english.rows, korean.rows) {
      #expect(left.count == right.count)
      #expect(left.flatMap(codeSpans).sorted() == right.flatMap(codeSpans).sorted())
      #expect(numbers(left) == numbers(right), "\(left) and \(right) give different figures")
    }
  }

  @Test(arguments: Page.names)
  func `the first screen says what it is, shows it and how to start`(_ name: String) throws {
    let screen = try Page.text(name).components(separatedBy: "\n").prefix(40).joined(separator: "\n")
    for word in ["PostgreSQL", "<img src=\"Fixtures/pictures/demo.svg\"", "\nscripts/demo", "\nscripts/test", "\n## "] {
      #expect(screen.contains(word), "the first 40 lines of \(name) do not hold \(word)")
    }
  }
}

/// A page of the front door, taken apart.
private struct Page {
  static let names = ["README.md", "README.ko.md"]
  /// The top of the project: this file is `Tests/kindredTests/ReadmeTests.swift` in it.
  static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  var blocks: [Block] = []
  var headingLevels: [Int] = []
  /// Cells of the rows of all tables, heads included.
  var rows: [[String]] = []
  var links: [(text: String, target: String)] = []
  var codeSpans: [String] = []

  var linkTargets: [String] { links.map(\.target) }
  /// Lines of examples that a reader types.
  var typedLines: [String] { blocks.filter { $0.language == "sh" }.flatMap(\.withoutRemarks) }
  var typedWords: [String] { typedLines.flatMap { $0.split(separator: " ").map(String.init) } }

  static func text(_ path: String) throws -> String { try String(contentsOfFile: "\(top)/\(path)", encoding: .utf8) }

  init(_ name: String) throws {
    var block: Block?
    for (index, line) in try Page.text(name).components(separatedBy: "\n").enumerated() {
      if line.hasPrefix("```") {
        if let complete = block {
          blocks.append(complete)
          block = nil
        } else {
          block = Block(language: String(line.dropFirst(3)), firstLine: index + 2)
        }
      } else if block != nil {
        block?.lines.append(line)
      } else {
        take(line)
      }
    }
    try #require(block == nil, "\(name) ends inside a block")
  }

  private mutating func take(_ line: String) {
    let level = line.prefix { $0 == "#" }.count
    if level > 0 { headingLevels.append(level) }
    codeSpans += kindredTests.codeSpans(of: line)
    if line.hasPrefix("<img "), let source = line.components(separatedBy: "src=\"").dropFirst().first {
      links.append(("", String(source.prefix { $0 != "\"" })))
    }
    for (part, next) in zip(line.components(separatedBy: "]("), line.components(separatedBy: "](").dropFirst()) {
      guard let start = part.lastIndex(of: "["), let end = next.firstIndex(of: ")") else { continue }
      links.append((String(part[part.index(after: start)...]), String(next[..<end])))
    }
    if line.hasPrefix("| ") {
      let cells = line.replacingOccurrences(of: "\\|", with: "/").split(separator: "|")
      rows.append(cells.map { $0.trimmingCharacters(in: .whitespaces) })
    }
  }
}

/// A fenced block.
private struct Block {
  struct Step {
    var line: Int
    var command: String
    var exit: Int32 = 0
    var shown: [String] = []
  }

  var language: String
  /// Of its content, counted from 1.
  var firstLine: Int
  var lines: [String] = []

  var withoutRemarks: [String] {
    lines.map { $0.components(separatedBy: "  #")[0].trimmingCharacters(in: .whitespaces) }
  }

  func steps() -> [Step] {
    var steps: [Step] = []
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("$ ") {
        let parts = line.dropFirst(2).components(separatedBy: "  # exit ")
        let exit = parts.count > 1 ? Int32(parts[1]) ?? -1 : 0
        steps.append(Step(line: firstLine + index, command: parts[0], exit: exit))
      } else if !steps.isEmpty {
        steps[steps.count - 1].shown.append(line)
      }
    }
    return steps
  }
}

/// A folder as a reader has it: the bundled files, and `kindred` on the path with a database of its own.
private final class Desk {
  let folder: String
  private let path: String

  init() throws {
    let program = try Desk.program()
    folder = "/tmp/kindred-readme-\(UUID().uuidString.prefix(8))"
    path = folder + "/bin"
    let files = FileManager.default
    // As root the server runs as another user, who has to get to its folder.
    try files.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    for name in try files.contentsOfDirectory(atPath: "\(Page.top)/Fixtures/channels") {
      try files.copyItem(atPath: "\(Page.top)/Fixtures/channels/\(name)", toPath: "\(folder)/\(name)")
    }
    // The reader's database is not touched, wherever it is.
    let wrapper = """
      #!/bin/bash
      case "$*" in *--help*) exec '\(program)' "$@" ;; esac
      case "$1" in
        import|resolve|show|why|judge|merge|split|undo|upsert|delete|lookup|changes|export|status|doctor) exec '\(program)' "$@" --data '\(folder)/data' ;;
        *) exec '\(program)' "$@" ;;
      esac
      """
    try wrapper.write(toFile: path + "/kindred", atomically: true, encoding: .utf8)
    try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path + "/kindred")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// What a terminal would show, and the exit code.
  func run(_ command: String) throws -> (exit: Int32, shown: [String]) {
    let log = folder + "/bin/shown"
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    let shown = try #require(FileHandle(forWritingAtPath: log))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let outside = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    process.environment = [
      "PATH": "\(path):\(outside)", "HOME": folder, "LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no",
    ]
    process.standardOutput = shown
    process.standardError = shown
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try shown.close()
    // Exports end their lines as spreadsheets do, which a terminal does not show.
    var lines = try String(contentsOfFile: log, encoding: .utf8).replacingOccurrences(of: "\r\n", with: "\n")
      .components(separatedBy: "\n")
    if lines.last == "" { lines.removeLast() }
    return (process.terminationStatus, lines)
  }

  /// `KINDRED_EXECUTABLE`, else beside the tests: `.build/CONFIGURATION/kindred`.
  private static func program() throws -> String {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let beside = (own as NSString).deletingLastPathComponent + "/kindred"
    let path = ProcessInfo.processInfo.environment["KINDRED_EXECUTABLE"] ?? beside
    try #require(
      FileManager.default.isExecutableFile(atPath: path),
      "there is no program at \(path); build it first: swift build --product kindred")
    return path
  }
}

/// Are these lines the ones shown, where `…` stands for any lines and, within a line, for any text?
private func fits(_ lines: ArraySlice<String>, _ shown: ArraySlice<String>) -> Bool {
  guard let expected = shown.first else { return lines.isEmpty }
  if expected == "…" {
    return (lines.startIndex...lines.endIndex).contains { fits(lines[$0...], shown.dropFirst()) }
  }
  guard let line = lines.first, lineFits(line, expected) else { return false }
  return fits(lines.dropFirst(), shown.dropFirst())
}

private func lineFits(_ line: String, _ expected: String) -> Bool {
  let parts = expected.components(separatedBy: "…")
  guard parts.count > 1 else { return trimmedEnd(line) == trimmedEnd(expected) }
  var rest = line[...]
  for (index, part) in parts.enumerated() {
    // Spaces beside the dots are the reader's, who sees columns.
    let spaces = CharacterSet.whitespaces
    let text = index == 0 ? trimmedEnd(part) : part.trimmingCharacters(in: spaces)
    if text.isEmpty { continue }
    if index == 0 {
      guard rest.hasPrefix(text) else { return false }
      rest = rest.dropFirst(text.count)
    } else if index == parts.count - 1 {
      return trimmedEnd(String(rest)).hasSuffix(text)
    } else {
      guard let place = rest.range(of: text) else { return false }
      rest = rest[place.upperBound...]
    }
  }
  return true
}

private func trimmedEnd(_ text: String) -> String {
  String(text.reversed().drop { $0 == " " }.reversed())
}

private func codeSpans(of line: String) -> [String] {
  line.components(separatedBy: "`").enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
}

/// The figures of a row, in the order they are given: `446`, `.946`, `100,000`.
private func numbers(_ cells: [String]) -> [String] {
  cells.flatMap { cell in
    cell.split { !("0"..."9").contains($0) && $0 != "." && $0 != "," }
      .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: ",")) }
      .filter { $0.contains { ("0"..."9").contains($0) } }
      .map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
  }
}
