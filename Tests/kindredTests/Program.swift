import Foundation
import Glibc

/// The built `kindred`, run as its user runs it: arguments, standard input, environment and folder in;
/// exit code and both streams out.
struct Program: Sendable {
  struct Outcome: Sendable {
    /// The exit code; 128 and the signal's number where a signal ended it.
    var exit: Int32
    var output: [UInt8]
    var errors: [UInt8]

    var outputText: String { String(decoding: output, as: UTF8.self) }
    var errorText: String { String(decoding: errors, as: UTF8.self) }
    var outputLines: [String] { outputText.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
  }

  /// The whole environment of the child besides `PATH` and a home that is not there.
  var environment: [String: String] = [:]
  var folder: String = "/tmp"

  /// Runs to the end. A program that takes longer than `secondsMax` is killed, which shows as exit 137.
  func run(_ arguments: [String], input: [UInt8] = [], secondsMax: Int = 180) async throws -> Outcome {
    try await Turnstile.ofPrograms.pass { try await start(arguments, input: input).end(secondsMax: secondsMax) }
  }

  func start(_ arguments: [String], input: [UInt8] = []) throws -> RunningProgram {
    try start(program: Program.path(), arguments: arguments, input: input)
  }

  /// Runs `script` in bash with the program as `$0`.
  func shell(_ script: String, _ arguments: [String] = []) async throws -> Outcome {
    try await Turnstile.ofPrograms.pass {
      try await start(program: "/bin/bash", arguments: ["-c", script, Program.path()] + arguments, input: [])
        .end(secondsMax: 180)
    }
  }

  /// Beside the test bundle: `.build/CONFIGURATION/kindred`.
  private static func path() throws -> String {
    let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let path = (bundle as NSString).deletingLastPathComponent + "/kindred"
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw ProgramMissing(description: "there is no program at \(path); build it first: swift build --product kindred")
    }
    return path
  }

  private func start(program: String, arguments: [String], input: [UInt8]) throws -> RunningProgram {
    // Files rather than pipes: nobody has to read while the program writes.
    guard let given = tmpfile(), let output = tmpfile(), let errors = tmpfile() else { throw POSIXError(.EMFILE) }
    if !input.isEmpty { fwrite(input, 1, input.count, given) }
    rewind(given)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, file) in [given, output, errors].enumerated() {
      posix_spawn_file_actions_adddup2(&actions, fileno(file), Int32(number))
    }
    var variables = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": "/nonexistent"]
    variables["SWIFT_BACKTRACE"] = "enable=no"
    variables.merge(environment) { $1 }
    var process = pid_t()
    // A test run in the background may have been told to ignore Ctrl-C; the program is not.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    let status = withCStrings(["env", "--chdir", folder, program] + arguments) { arguments in
      withCStrings(variables.map { "\($0.key)=\($0.value)" }) {
        posix_spawn(&process, "/usr/bin/env", &actions, &attributes, arguments, $0)
      }
    }
    fclose(given)
    guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: status) ?? .EINVAL) }
    return RunningProgram(process: process, output: output, errors: errors)
  }
}

/// Lets a few through at a time. Every test runs beside every other; a hundred programs that all want two
/// processors take no longer one after the other, and none waits until it gives up.
actor Turnstile {
  static let ofPrograms = Turnstile(places: 6)

  private var places: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(places: Int) { self.places = places }

  func pass<Value: Sendable>(_ body: @Sendable () async throws -> Value) async rethrows -> Value {
    if places > 0 { places -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
    // A place goes from hand to hand, so that nobody who comes later is earlier.
    defer { if waiting.isEmpty { places += 1 } else { waiting.removeFirst().resume() } }
    return try await body()
  }
}

struct ProgramMissing: Error, CustomStringConvertible { var description: String }

/// A program that was started and has not been waited for.
final class RunningProgram: @unchecked Sendable {
  private let process: pid_t
  private let output: UnsafeMutablePointer<FILE>
  private let errors: UnsafeMutablePointer<FILE>
  private var ended: Int32?

  init(process: pid_t, output: UnsafeMutablePointer<FILE>, errors: UnsafeMutablePointer<FILE>) {
    self.process = process
    self.output = output
    self.errors = errors
  }

  deinit {
    fclose(output)
    fclose(errors)
  }

  /// - Returns: false where it has ended already.
  @discardableResult
  func send(_ signal: Int32) -> Bool { !hasEnded() && kill(process, signal) == 0 }

  func hasEnded() -> Bool {
    if ended != nil { return true }
    var status: Int32 = 0
    guard waitpid(process, &status, WNOHANG) == process else { return false }
    let signal = status & 0x7F
    ended = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    return true
  }

  func end(secondsMax: Int = 180) async throws -> Program.Outcome {
    let limit = ContinuousClock.now + .seconds(secondsMax)
    while !hasEnded() {
      if ContinuousClock.now > limit { kill(process, SIGKILL) }
      try await Task.sleep(for: .milliseconds(3))
    }
    return Program.Outcome(exit: ended ?? -1, output: Self.contents(of: output), errors: Self.contents(of: errors))
  }

  private static func contents(of file: UnsafeMutablePointer<FILE>) -> [UInt8] {
    rewind(file)
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&piece, 1, piece.count, file)
      if count == 0 { return bytes }
      bytes += piece[..<count]
    }
  }
}

private func withCStrings<Result>(
  _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let pointers = texts.map { strdup($0) } + [nil]
  defer { for pointer in pointers { free(pointer) } }
  return body(pointers)
}
