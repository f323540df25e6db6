internal import Glibc

/// A lock that processes hold on a file and that the system releases when its holder dies (flock).
///
/// The descriptor is closed on exec: a server started by a command must not inherit its locks.
final class FileLock: Sendable {
  enum Mode { case shared, exclusive }

  let descriptor: Int32

  /// Opens the file, making it where it is missing. Never follows a symbolic link: the folder may
  /// belong to the server's user while we are root.
  ///
  /// - Returns: nil with `errno` set where it cannot be opened.
  init?(path: String, owner: ServerUser?) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return nil }
    if let owner { _ = fchown(descriptor, owner.user, owner.group) }
  }

  deinit { close(descriptor) }

  /// Takes the lock or changes its mode, without waiting. Failing to change the mode loses the lock.
  func isTaken(_ mode: Mode) -> Bool {
    let operation = mode == .shared ? LOCK_SH : LOCK_EX
    while flock(descriptor, operation | LOCK_NB) != 0 {
      guard errno == EINTR else { return false }
    }
    return true
  }

  /// Takes the lock, waiting at most so long.
  func isTaken(_ mode: Mode, withinSeconds seconds: Int) -> Bool {
    for _ in 0..<max(1, seconds * 50) {
      if isTaken(mode) { return true }
      usleep(20_000)
    }
    return false
  }

  func release() { _ = flock(descriptor, LOCK_UN) }
}
