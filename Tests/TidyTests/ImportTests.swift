import Foundation
import Testing

/// Which module may import which: the table of the README, held against the `import` lines.
///
/// SwiftPM lets a transitive import pass, so the direction of the data is checked here.
private let allowedImports: [String: Set<String>] = [
  "Identity": [],
  "Normalization": ["Identity", "CICU", "CEmbedded", "Synchronization"],
  "Intake": ["Identity", "CICU", "CZlib", "Yams"],
  "Linkage": ["Identity", "Normalization"],
  "Resolution": ["Identity", "Normalization", "Linkage", "Intake", "CEmbedded", "Crypto"],
  "PostgresStore": ["Identity", "Resolution", "CEmbedded", "CPostgres", "Crypto", "Foundation", "Dispatch", "Glibc", "Synchronization"],
  "kindred": [
    "Identity", "Normalization", "Linkage", "Intake", "Resolution", "PostgresStore", "CEmbedded", "ArgumentParser",
    "Foundation", "Dispatch", "Glibc", "Synchronization",
  ],
  "Benchmarks": ["Identity", "Intake", "Normalization", "Linkage", "CAllocations", "Glibc"],
]

@Test func `every import is in the table`() throws {
  var checked = 0
  for module in try FileManager.default.contentsOfDirectory(atPath: "\(root)/Sources").sorted() {
    let files = try swiftFiles(in: "\(root)/Sources/\(module)")
    if files.isEmpty { continue }
    let allowed = try #require(allowedImports[module], "module \(module) has no row in the table")
    for file in files {
      for imported in try imports(of: file) {
        checked += 1
        #expect(allowed.contains(imported), "\(file) imports \(imported); \(module) may import \(allowed.sorted())")
      }
    }
  }
  #expect(checked > 50, "only \(checked) imports were found: are the sources where this test looks?")
}

@Test func `the engine starts no tasks and asks no clock`() throws {
  let words = ["Task {", "Task.detached", "withTaskGroup", "withThrowingTaskGroup", "clock_gettime", "SystemRandomNumberGenerator", ".random(", "getenv"]
  for module in ["Identity", "Normalization", "Linkage", "Intake"] {
    for file in try swiftFiles(in: "\(root)/Sources/\(module)") {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      for word in words { #expect(!text.contains(word), "\(file) says \(word)") }
    }
  }
}

@Test func `only PostgresStore speaks SQL`() throws {
  for module in ["Identity", "Normalization", "Linkage", "Intake", "Resolution", "kindred"] {
    for file in try swiftFiles(in: "\(root)/Sources/\(module)") {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      for word in ["\"select ", "\"insert into ", "\"update ", "\"delete from "] {
        #expect(!text.lowercased().contains(word), "\(file) holds SQL")
      }
    }
  }
}

@Test func `files say what is inside`() throws {
  for folder in ["Sources", "Tests"] {
    for file in try swiftFiles(in: "\(root)/\(folder)") {
      let name = (file as NSString).lastPathComponent
      for word in ["Utils", "Util.", "Helper", "Manager", "Misc", "Common", "Core.swift"] {
        #expect(!name.contains(word), "\(file) has a name that says nothing")
      }
    }
  }
}

@Test func `no leftovers`() throws {
  // Spelt in two halves, so that this file is not its own finding.
  let words = ["TO" + "DO", "FIX" + "ME", "// XX" + "X", "try" + "!", " as" + "! "]
  for folder in ["Sources", "Tests"] {
    for file in try swiftFiles(in: "\(root)/\(folder)") {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      for word in words { #expect(!text.contains(word), "\(file) says \(word)") }
    }
  }
}

@Test func `customer data meets no regular expression and no Character split`() throws {
  for module in ["Normalization", "Intake", "Linkage", "Resolution"] {
    for file in try swiftFiles(in: "\(root)/Sources/\(module)") {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      for word in ["Regex", "NSRegularExpression", ": Character", "[Character]"] {
        #expect(!text.contains(word), "\(file) says \(word)")
      }
    }
  }
}

/// The top of the project: this file is `Tests/TidyTests/ImportTests.swift` in it.
let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

func swiftFiles(in folder: String) throws -> [String] {
  guard let walk = FileManager.default.enumerator(atPath: folder) else { return [] }
  return walk.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted().map { "\(folder)/\($0)" }
}

private func imports(of file: String) throws -> [String] {
  try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").compactMap { line in
    let words = line.split(separator: " ")
    guard let position = words.firstIndex(of: "import"), position <= 1, line.first != " ", words.count > position + 1 else { return nil }
    if position == 1, !["public", "package", "internal", "private", "fileprivate", "@preconcurrency"].contains(words[0]) { return nil }
    return String(words[position + 1])
  }
}
