internal import CPostgres
internal import Glibc

/// A program that is run to its end, in a session of its own.
///
/// The own session keeps a Ctrl-C in the terminal from reaching the database server, which other
/// commands may be using. Blocks: run it on a thread of its own.
struct Subprocess {
  var program: String
  var arguments: [String]
  /// The whole environment of the child, `NAME=value`. Nothing is inherited.
  var environment: [String] = ["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C"]
  /// A descriptor the child keeps open, so that a lock held through it lasts as long as the child.
  var heldDescriptor: Int32?

  struct Outcome {
    /// The exit status; 128 and the signal's number where a signal ended it.
    var status: Int32
    /// What it printed, both streams; the first 64 KiB.
    var output: [UInt8]

    /// The last line that says something, for a sentence.
    var lastLine: String {
      let lines = output.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
      guard let last = lines.last(where: { $0.contains { $0 > 32 } }) else { return "it said nothing" }
      return String(decoding: last.prefix(200), as: UTF8.self)
    }
  }

  /// - Returns: nil where the program could not be started.
  func run() -> Outcome? {
    var process = pid_t()
    var end: Int32 = -1
    let status = CStrings([program] + arguments).withPointers { arguments in
      CStrings(environment).withPointers { environment in
        kindred_spawn(program, arguments, environment, heldDescriptor ?? -1, &process, &end)
      }
    }
    guard status == 0 else { return nil }
    defer { close(end) }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = read(end, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      output += chunk.prefix(min(count, max(0, 65_536 - output.count)))
    }
    var ended: Int32 = 0
    while waitpid(process, &ended, 0) < 0 {
      guard errno == EINTR else { return nil }
    }
    let signal = ended & 0x7F
    return Outcome(status: signal == 0 ? (ended >> 8) & 0xFF : 128 + signal, output: output)
  }
}
