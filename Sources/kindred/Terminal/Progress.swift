import Glibc
import Synchronization

/// One line on the terminal that says what is being done, how far it is, how fast and how long to go.
///
/// Silent where standard error is not a terminal, and erased before anything else is printed.
final class Progress: Sendable {
  private struct State {
    var label = ""
    var startedAt = 0.0
    var printedAt = 0.0
    var isShown = false
  }
  private let state = Mutex(State())
  private let isOn: Bool

  init(isOn: Bool = Console.errorsAreTerminal) { self.isOn = isOn }

  /// - Parameters:
  ///   - share: from 0 to 1; nil where the end is not known.
  ///   - count: things done so far, for the rate.
  func show(_ label: String, share: Double?, count: Int? = nil, unit: String = "rows") {
    Interruption.passing(label, share: share)
    guard isOn else { return }
    let now = monotonicSeconds()
    let text: String? = state.withLock { state in
      if state.label != label {
        state.label = label
        state.startedAt = now
      }
      guard now - state.printedAt > 0.1 else { return nil }
      state.printedAt = now
      state.isShown = true
      let elapsed = now - state.startedAt
      var text = label
      if let share { text += "  \(Int(share * 100)) %" }
      if let count, elapsed > 0.2 { text += "  \(grouped(Int(Double(count) / elapsed))) \(unit)/s" }
      if let share, share > 0.02, elapsed > 1 { text += "  \(Int(elapsed / share * (1 - share)) + 1) s left" }
      return text
    }
    if let text { Console.errors("\r\u{1B}[K" + text) }
  }

  func clear() {
    let wasShown = state.withLock { state in
      defer { state.isShown = false }
      return state.isShown
    }
    if wasShown { Console.errors("\r\u{1B}[K") }
  }
}

/// Seconds of a clock that never goes back; for measuring only.
func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// `1 record`, `2,000 records`
func counted(_ count: Int, _ one: String, _ many: String) -> String { "\(grouped(count)) \(count == 1 ? one : many)" }

/// `1,234,567`
func grouped(_ number: Int) -> String {
  var digits = Array(String(number.magnitude).utf8)
  var position = digits.count - 3
  while position > 0 {
    digits.insert(UInt8(ascii: ","), at: position)
    position -= 3
  }
  return (number < 0 ? "-" : "") + String(decoding: digits, as: UTF8.self)
}
