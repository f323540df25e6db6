import Foundation
import Glibc
import Testing

/// What people give instead of a clean file: each costs one clear sentence and the documented exit code,
/// never the good rows beside it, and no sentence repeats what a customer's record says.
@Suite struct MalformedInputTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var what: String
    var file: String
    /// nil: there is no such file.
    var bytes: @Sendable () -> [UInt8]?
    var options: [String] = []
    /// Further files beside it, for the options.
    var beside: [String: String] = [:]
    var exit: Int32
    /// Parts of the one sentence: on standard error where nothing was done, else in `rejects.csv`.
    var sentence: [String]
    /// Ids that load all the same, in order; nil where the command is not done.
    var loaded: [String]?
    var testDescription: String { what }

    init(
      _ what: String, _ file: String, _ bytes: @escaping @Sendable @autoclosure () -> [UInt8]?, options: [String] = [],
      beside: [String: String] = [:], exit: Int32, _ sentence: String..., loaded: [String]? = nil
    ) {
      self.what = what
      self.file = file
      self.bytes = bytes
      self.options = options
      self.beside = beside
      self.exit = exit
      self.sentence = sentence
      self.loaded = loaded
    }
  }

  /// One row between two good ones.
  private static func csv(_ row: String) -> [UInt8] { csv(Array(row.utf8)) }
  private static func csv(_ row: [UInt8]) -> [UInt8] { header + one + row + [0x0A] + two }
  private static func jsonl(_ row: String) -> [UInt8] {
    Array("{\"id\":\"g1\",\"name\":\"Good One\"}\n\(row)\n{\"id\":\"g2\",\"name\":\"Good Two\"}\n".utf8)
  }
  private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  private static let header = Array("id,name,email,phone,memo\n".utf8)
  private static let one = Array("g1,홍길동,one@good.example,010-2222-3331,x\n".utf8)
  private static let two = Array("g2,이몽룡,two@good.example,010-2222-3332,y\n".utf8)
  /// The record that no sentence may repeat.
  private static let canary = "Quenby Zanzibar,quenby@zanzibar.example,010-9999-8888"
  private static let canaries = ["Quenby", "Zanzibar", "zanzibar", "9999-8888", "99998888"]
  private static let archive: [UInt8] = [0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 0, count: 100)

  static let cases: [Case] = [
    // whole files
    Case("a file in UTF-16 that does not say so", "utf16.csv",
      Array("id,name\n1,\(canary)\n".utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }),
      exit: 2, "utf16.csv", "UTF-16 without a byte order mark", "CSV UTF-8"),
    Case("a file in no encoding", "noise.csv", [0x89, 0x50, 0x4E, 0x47] + (0..<4_000).map { UInt8(truncatingIfNeeded: $0 * 7) },
      exit: 2, "noise.csv", "binary data", "export it as CSV"),
    Case("no header", "data.csv", one + Array("b1,\(canary),z\n".utf8), exit: 2, "data.csv", "first line holds data", "id,name,email,phone"),
    Case("an empty file", "empty.csv", [], exit: 2, "empty.csv", "The file is empty"),
    Case("nothing but line breaks", "blank.csv", Array("\n\r\n\n".utf8), exit: 2, "blank.csv", "The file is empty"),
    Case("a header and no row", "header.csv", header, exit: 0, loaded: []),
    Case("a missing file", "missing.csv", nil, exit: 2, "missing.csv", "no such file", "check the path"),
    Case("an Excel workbook", "book.xlsx", archive, exit: 2, "book.xlsx", "Excel workbook", "CSV UTF-8"),
    Case("a zip under another name", "customers.csv", archive, exit: 2, "customers.csv", "zip", "CSV UTF-8"),
    Case("another compression", "a.csv.zst", [0x28, 0xB5, 0x2F, 0xFD] + archive, exit: 2, "Zstandard", "decompress it first"),

    // rows
    Case("a byte that is not UTF-8", "byte.csv", csv(Array("b1,\(canary),".utf8) + [0xEC, 0x9D, 0xFF]),
      exit: 1, "Line 3", "\"memo\"", "not utf-8", loaded: ["g1", "g2"]),
    Case("an unclosed quote in the middle", "quote.csv", csv("b1,\"\(canary),z"),
      exit: 1, "Line 3", "\"name\"", "never closed", loaded: ["g1", "g2"]),
    Case("an unclosed quote at the end", "tail.csv", header + one + two + Array("b1,\(canary),\"z\n".utf8),
      exit: 1, "Line 4", "\"memo\"", "never closed", loaded: ["g1", "g2"]),
    Case("text after a closing quote", "stray.csv", csv("b1,\"Quenby\" Zanzibar,,,z"),
      exit: 1, "Line 3", "\"name\"", "double every quote", loaded: ["g1", "g2"]),
    Case("a NUL", "nul.csv", csv("b1,\(canary),z\0z"), exit: 1, "Line 3", "\"memo\"", "NUL", loaded: ["g1", "g2"]),
    Case("a field of 10 MB", "long.csv", csv("b1,\(canary),\(repeated("Zanzibar!", 1_111_111))"),
      exit: 1, "Line 3", "longer than", "shorten it", loaded: ["g1", "g2"]),
    Case("a quoted field of 10 MB", "longquoted.csv", csv("b1,\(canary),\"\(repeated("Zanzibar!", 1_111_111))\""),
      exit: 1, "Line 3", "\"memo\"", "quote", loaded: ["g1", "g2"]),
    Case("a field of 100 KB", "longer.csv", csv("b1,\(canary),\(repeated("Zanzibar!", 11_111))"),
      exit: 1, "Line 3", "\"memo\"", "longer than 65536 bytes", loaded: ["g1", "g2"]),
    Case("two records with one id", "ids.csv", csv("b1,\(canary),z\nb1,Quenby Other,,,z"),
      exit: 1, "Line 3", "Line 4", "same id and other content", "time of the last change", loaded: ["g1", "g2"]),
    Case("one row twice", "twice.csv", csv(one.dropLast()), exit: 0, loaded: ["g1", "g2"]),
    Case("a thousand marks on one letter", "marks.csv", csv("b1,Quenby\(repeated("\u{301}", 1_000)),,,z"),
      exit: 1, "Line 3", "\"name\"", "combining marks", loaded: ["g1", "g2"]),
    Case("a row too short", "short.csv", csv("s1,Short Row"), exit: 0, loaded: ["g1", "g2", "s1"]),
    Case("a row too long", "wide.csv", csv("b1,\(canary),z,too,many"),
      exit: 1, "Line 3", "7 fields and the header 5", loaded: ["g1", "g2"]),
    Case("three kinds of line break", "breaks.csv",
      Array("id,name\r\ng1,Good One\rg2,Good Two\ng3,Good Three\r\n".utf8), exit: 0, loaded: ["g1", "g2", "g3"]),
    Case("a line that ends a COPY", "copy.csv", csv("\\."), exit: 0, loaded: ["\\.", "g1", "g2"]),
    Case("an id of 256 bytes", "ids256.csv", csv("\(repeated("b", 256)),\(canary),z"),
      exit: 1, "Line 3", "longer than 255 bytes", loaded: ["g1", "g2"]),

    // JSON Lines
    Case("a JSON line cut short", "cut.jsonl", jsonl("{\"id\":\"b1\",\"name\":\"Quenby Zanzibar\","),
      exit: 1, "Line 2", "ends in the middle", loaded: ["g1", "g2"]),
    Case("a JSON line that is no object", "array.jsonl", jsonl("[\"Quenby Zanzibar\"]"),
      exit: 1, "Line 2", "one object a line", loaded: ["g1", "g2"]),
    Case("a JSON object with one key twice", "keys.jsonl", jsonl("{\"id\":\"b1\",\"name\":\"Quenby\",\"name\":\"Zanzibar\"}"),
      exit: 1, "Line 2", "two members of one name", loaded: ["g1", "g2"]),
    Case("JSON nested ten thousand deep", "deep.jsonl", jsonl("{\"id\":\"b1\",\"x\":\(repeated("[", 10_000))\(repeated("]", 10_000))}"),
      exit: 1, "Line 2", "nested", loaded: ["g1", "g2"]),
    Case("half of a surrogate pair", "half.jsonl", jsonl("{\"id\":\"b1\",\"name\":\"Quenby \\ud800\"}"),
      exit: 1, "Line 2", "surrogate", loaded: ["g1", "g2"]),

    // settings and arguments
    Case("a mapping of a column that is not there", "a.csv", header + one, options: ["--map", "map.yaml"],
      beside: ["map.yaml": "columns:\n  - name: id\n    role: record_id\n  - name: nmae\n    role: full_name\n"],
      exit: 2, "a.csv", "\"nmae\"", "did you mean \"name\"?"),
    Case("a mapping with a slip in a setting", "a.csv", header + one, options: ["--map", "map.yaml"],
      beside: ["map.yaml": "colums:\n  - name: id\n    role: record_id\n"], exit: 2, "map.yaml:1", "\"colums\"", "did you mean columns?"),
    Case("a mapping with a slip in a role", "a.csv", header + one, options: ["--map", "map.yaml"],
      beside: ["map.yaml": "columns:\n  - name: id\n    role: record_ide\n"], exit: 2, "map.yaml:3", "\"record_ide\"", "did you mean record_id?"),
    Case("a mapping that is not YAML", "a.csv", header + one, options: ["--map", "map.yaml"],
      beside: ["map.yaml": "columns: [\n"], exit: 2, "map.yaml", "not valid YAML"),
    Case("a model that is not one", "a.csv", header + one, options: ["--model", "model.yaml"],
      beside: ["model.yaml": "prior: a lot\n"], exit: 2, "model.yaml"),
    Case("an option that does not exist", "a.csv", header + one, options: ["--thread", "2"], exit: 2, "--thread", "--threads"),
    Case("a number of threads that is none", "a.csv", header + one, options: ["--threads", "many"], exit: 2, "many", "threads"),
    Case("an id column that is not there", "a.csv", header + one, options: ["--id", "nummer"], exit: 2, "a.csv", "--id", "phone"),
    Case("a region that is none", "a.csv", header + one, options: ["--region", "KOR"], exit: 2, "--region", "two letters"),
  ]

  @Test(arguments: cases)
  func `a malformed input costs one sentence`(_ example: Case) async throws {
    try await check(example)
  }

  @Test func `a directory is not a file`() async throws {
    let outcome = try await Program().run(["dedupe", "/tmp", "--out", "/tmp/kindred-never"])
    #expect(outcome.exit == 2)
    #expect(outcome.errorText == "kindred: /tmp: This is a directory; name the files in it.\n")
  }

  @Test(.enabled(if: geteuid() != 0, "root may read every file"))
  func `a file that may not be read says so`() async throws {
    let work = try Workspace()
    let file = try work.write("id,name\n1,Quenby\n", to: "secret.csv")
    chmod(file, 0)
    let outcome = try await Program().run(["dedupe", file, "--out", "\(work.path)/out"])
    #expect(outcome.exit == 2)
    #expect(outcome.errorText.contains("check its permissions"))
  }

  @Test func `a gzip file that ends too early says so`() async throws {
    let work = try Workspace()
    let whole = try Channels.bytes("callcentre.csv.gz")
    let file = try work.write(Array(whole.prefix(whole.count / 2)), to: "half.csv.gz")
    let outcome = try await Program().run(["dedupe", file, "--out", "\(work.path)/out"])
    #expect(outcome.exit == 2)
    expectOneSentence(outcome, ["half.csv.gz", "gzip data ends too early"])
  }

  @Test func `a gzip bomb is not opened`() async throws {
    let work = try Workspace()
    let made = try await Program(folder: work.path).shell("{ echo id,name; head -c 400000000 /dev/zero | tr '\\0' a; } | gzip -1 > bomb.csv.gz")
    #expect(made.exit == 0)
    let outcome = try await Program(folder: work.path).run(["dedupe", "bomb.csv.gz", "--out", "out"], secondsMax: 20)
    #expect(outcome.exit == 2)
    expectOneSentence(outcome, ["bomb.csv.gz", "grows more than"])
  }

  @Test func `a folder for the results that cannot be made says so`() async throws {
    let work = try Workspace()
    let file = try work.write("id,name\n1,Quenby\n", to: "a.csv")
    let outcome = try await Program().run(["dedupe", file, "--out", "\(file)/out"])
    #expect(outcome.exit == 2)
    expectOneSentence(outcome, ["a.csv/out", "directory"])
  }

  @Test func `the same files through the database cost the same`() async throws {
    let store = StoreUnderTest(database: try await SharedServer.database())
    let work = try Workspace()
    let rows = Self.cases.filter { $0.exit == 1 && $0.options.isEmpty && $0.file != "long.csv" && $0.file != "longquoted.csv" }
    #expect(rows.count > 10)
    for (index, example) in rows.enumerated() where index % 3 == 0 {
      let file = try work.write(example.bytes() ?? [], to: example.file)
      let source = "s\(index)"
      let outcome = try await store.run(
        "import", file, "--source", source, "--rejects", "\(work.path)/\(source).rejects.csv", expecting: 1)
      for part in example.sentence { #expect(outcome.outputText.contains(part), "\(example.what): \(outcome.outputText)") }
      for canary in Self.canaries { #expect(!outcome.outputText.contains(canary), "\(example.what): \(outcome.outputText)") }
      #expect(outcome.errors.isEmpty)
      #expect(csvRows(try work.read("\(source).rejects.csv")).count >= 2)
    }
    let copied = try work.write(Self.csv("\\."), to: "copy.csv")
    try await store.run("import", copied, "--source", "copy")
    let records = Set(try await store.clusters().clusterOf.keys)
    #expect(records.isSuperset(of: ["copy:\\.", "copy:g1", "copy:g2", "s0:g1", "s0:g2"]))
  }

  // MARK: checking

  private func check(_ example: Case) async throws {
    let work = try Workspace()
    if let bytes = example.bytes() { _ = try work.write(bytes, to: example.file) }
    for (name, text) in example.beside { _ = try work.write(text, to: name) }
    let outcome = try await Program(folder: work.path).run(["dedupe", example.file, "--out", "out"] + example.options, secondsMax: 30)
    #expect(outcome.exit == example.exit, "\(outcome.errorText)")
    for canary in Self.canaries {
      #expect(!outcome.errorText.contains(canary), "a value in: \(outcome.errorText)")
      #expect(!outcome.outputText.contains(canary), "a value in: \(outcome.outputText)")
    }
    guard let loaded = example.loaded else {
      expectOneSentence(outcome, example.sentence)
      #expect(outcome.output.isEmpty)
      #expect(!FileManager.default.fileExists(atPath: "\(work.path)/out/clusters.csv"))
      return
    }
    #expect(outcome.errors.isEmpty, "\(outcome.errorText)")
    #expect(csvRows(try work.read("out/clusters.csv")).dropFirst().map { $0[0] } == loaded)
    let rejects = csvRows(try work.read("out/rejects.csv")).dropFirst()
    #expect(rejects.isEmpty == (example.exit == 0))
    let sentences = rejects.map { $0[4] }.joined(separator: "\n")
    for part in example.sentence { #expect(sentences.contains(part), "\(part) is not in: \(sentences)") }
    for canary in Self.canaries { #expect(!sentences.contains(canary), "a value in: \(sentences)") }
    for reject in rejects { #expect(reject[0] == example.file && !reject[3].isEmpty) }
  }

  /// The first line is the sentence; only a usage note of the command may follow.
  private func expectOneSentence(_ outcome: Program.Outcome, _ parts: [String], at place: SourceLocation = #_sourceLocation) {
    let lines = outcome.errorText.split(separator: "\n")
    #expect(outcome.errorText.hasPrefix("kindred: "), "\(outcome.errorText)", sourceLocation: place)
    #expect(lines.count == 1, "\(outcome.errorText)", sourceLocation: place)
    for part in parts { #expect(lines.first?.contains(part) == true, "\(part) is not in: \(outcome.errorText)", sourceLocation: place) }
  }
}
