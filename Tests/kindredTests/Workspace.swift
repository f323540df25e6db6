import Foundation
import Glibc

/// A folder of a test's own under `/tmp`, gone with everything in it when the test is done. A private
/// server that a failed test left running in it is ended.
final class Workspace: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/kindred-work-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw POSIXError(.EACCES) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // As root the server runs as another user, who has to get to its folder.
    chmod(path, 0o755)
  }

  deinit {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
      if let server = serverProcess(inData: "\(path)/\(name)") { kill(server, SIGQUIT) }
    }
    // A server that is on its way out may still write.
    for _ in 0..<50 where FileManager.default.fileExists(atPath: path) {
      try? FileManager.default.removeItem(atPath: path)
      if FileManager.default.fileExists(atPath: path) { usleep(50_000) }
    }
  }

  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let file = "\(path)/\(name)"
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

  func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))) }
}

/// The process of the private server whose data folder is given, where it lives.
func serverProcess(inData folder: String) -> pid_t? {
  guard let text = try? String(contentsOfFile: "\(folder)/cluster/postmaster.pid", encoding: .utf8),
    let process = pid_t(text.prefix { $0 != "\n" }), process > 1, kill(process, 0) == 0
  else { return nil }
  return process
}

/// The top of the project: this file is `Tests/kindredTests/Workspace.swift` in it.
let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

/// The bundled data: one file a channel, in the order the demo tells of them.
enum Channels {
  static let folder = root + "/Fixtures/channels"
  static let files = ["shop.csv", "pos.csv", "app.jsonl", "social.csv", "callcentre.csv.gz"].map { "\(folder)/\($0)" }
  static let sources = ["shop", "pos", "app", "social", "callcentre"]

  static func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))) }
}

/// What the columns of an invented file of people mean, so that nothing is guessed from a few rows.
let peopleMapping = """
  encoding: utf-8
  region: KR
  columns:
    - { name: id, role: record_id }
    - { name: name, role: full_name }
    - { name: email, role: email }
    - { name: phone, role: phone }
    - { name: birth_date, role: birth_date }
    - { name: address, role: address }

  """
