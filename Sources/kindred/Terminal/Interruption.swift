import Dispatch
import Glibc
import Synchronization

/// Ctrl-C and a polite kill. The first asks the running command to stop, so that it undoes what it has
/// not finished and gives the database back; the second ends the program at once.
enum Interruption {
  static var isRequested: Bool { count.load(ordering: .acquiring) > 0 }

  /// Where the command stood, for the person who stopped it.
  static var sentence: String {
    let (label, share) = place.withLock { $0 }
    if label.utf8.isEmpty { return "Stopped before anything was done." }
    let far = share.map { " at \(Int($0 * 100)) %" } ?? ""
    return "Stopped during \"\(label)\"\(far); what was not finished was undone, so run the same command again."
  }

  /// Keeps in mind what is being done.
  static func passing(_ label: String, share: Double?) { place.withLock { $0 = (label, share) } }

  /// Calls `stop` at the first signal.
  ///
  /// The handlers write to a pipe and no more: little else is safe inside one. A program started by this
  /// one begins with the system's own handlers.
  static func watch(_ stop: @escaping @Sendable () -> Void) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    writeEnd.store(ends[1], ordering: .releasing)
    let source = DispatchSource.makeReadSource(fileDescriptor: ends[0], queue: .global())
    source.setEventHandler { [end = ends[0]] in
      var byte: UInt8 = 0
      if read(end, &byte, 1) == 1 { stop() }
    }
    source.resume()
    watcher.withLock { $0 = Watcher(source: source) }
    for number in [SIGINT, SIGTERM] where !isIgnored(number) {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in Interruption.received() }
      action.sa_flags = SA_RESTART
      sigaction(number, &action, nil)
    }
  }

  private struct Watcher: @unchecked Sendable { var source: any DispatchSourceRead }

  private static let count = Atomic<Int>(0)
  private static let writeEnd = Atomic<Int32>(-1)
  private static let place = Mutex<(label: String, share: Double?)>(("", nil))
  private static let watcher = Mutex<Watcher?>(nil)

  /// In the handler: an atomic, a write, nothing that allocates or locks.
  private static func received() {
    let error = errno
    if count.add(1, ordering: .acquiringAndReleasing).oldValue > 0 { _exit(ExitStatus.interrupted.rawValue) }
    var byte: UInt8 = 1
    _ = write(writeEnd.load(ordering: .acquiring), &byte, 1)
    errno = error
  }

  /// A command that a shell script runs in the background is not meant to hear the terminal's Ctrl-C.
  private static func isIgnored(_ number: Int32) -> Bool {
    var current = sigaction()
    sigaction(number, nil, &current)
    return unsafeBitCast(current.__sigaction_handler.sa_handler, to: Int.self) == 1
  }
}
