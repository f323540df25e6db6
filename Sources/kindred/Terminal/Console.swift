import Glibc
import Intake
import Resolution

/// Standard output and standard error, as bytes.
enum Console {
  static let isTerminal = isatty(STDOUT_FILENO) == 1
  static let errorsAreTerminal = isatty(STDERR_FILENO) == 1

  /// Writes to standard output; a reader that has gone away ends the command quietly.
  static func write(_ text: String) throws { try write(Array(text.utf8)) }

  static func write(_ bytes: [UInt8]) throws {
    var start = 0
    while start < bytes.count {
      let written = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress! + start, bytes.count - start) }
      if written < 0 {
        switch errno {
        case EINTR: continue
        case EPIPE: throw ClosedPipe()
        case EAGAIN:
          var ready = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
          _ = poll(&ready, 1, -1)
          continue
        default:
          throw Failure("Standard output cannot be written (\(String(cString: strerror(errno)))); what was written is not whole.")
        }
      }
      start += written
    }
  }

  static func line(_ text: String = "") throws { try write(text + "\n") }

  /// One sentence for the person at the terminal, on standard error.
  static func error(_ sentence: String) { errors("kindred: " + sentence + "\n") }

  static func errors(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress!, bytes.count) }
  }
}

/// Whoever read our output has closed it.
struct ClosedPipe: Error {}

/// An error that is one sentence for a person: what is wrong, where, and the way out.
protocol SentenceError: Error { var sentence: String { get } }

struct Failure: SentenceError {
  var sentence: String
  init(_ sentence: String) { self.sentence = sentence }
}

extension FileFailure: SentenceError {
  // A file's name may hold control characters, which could drive the terminal.
  var sentence: String { visible(description) }
}
extension ModelFailure: SentenceError {
  var sentence: String { description }
}
extension LabelFailure: SentenceError {
  var sentence: String { description }
}
extension SharingPinRefusal: SentenceError {
  var sentence: String { description }
}
extension JudgementRefusal: SentenceError {
  var sentence: String { description }
}
extension PublicationRefusal: SentenceError {
  var sentence: String { description }
}
extension MappingFailure: SentenceError {
  var sentence: String { description }
}
extension ImportUndoRefusal: SentenceError {
  var sentence: String { description }
}
