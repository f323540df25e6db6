import Foundation
import Testing

/// Files of other projects' cases in `../shared/data`, beside the project. KINDRED_SHARED stands in for
/// `../shared` where the project is checked out elsewhere.
enum SharedVectors {
  static func url(_ path: String) -> URL {
    let given = ProcessInfo.processInfo.environment["KINDRED_SHARED"].map { URL(fileURLWithPath: $0) }
    let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    return (given ?? project.appendingPathComponent("../shared")).appendingPathComponent("data/\(path)").standardizedFileURL
  }

  static func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: url(path).path) }

  static func lines(_ path: String) throws -> [String] {
    try String(contentsOf: url(path), encoding: .utf8).split(whereSeparator: \.isNewline).map(String.init)
  }
}
