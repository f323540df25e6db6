/// A pattern at the beginning of a number (what is dialled before it), and where its last group lies.
///
/// Leftmost-first like the readers the patterns were written for. No step is tried twice at the same
/// digit, so the time is bounded by steps × digits whatever the pattern; nothing is allocated on the heap.
package struct NumberPrefix: Sendable {
  package struct Match: Equatable {
    package var end: Int
    /// What the last group holds, nil where it took no part.
    package var group: Range<Int>?
  }

  private let graph: NumberGraph
  private let start: Int32
  /// Digits a match can begin with; every digit where a match can be empty.
  private let firstDigits: UInt16

  package init?(_ pattern: ArraySlice<UInt8>) {
    var graph = NumberGraph()
    guard let start = graph.add(pattern, accepting: 1) else { return nil }
    self.graph = graph
    self.start = start
    firstDigits = graph.firstDigits(from: start)
  }

  /// The match at the beginning of the digits.
  package func match(_ digits: Span<UInt8>) -> Match? {
    guard !digits.isEmpty, firstDigits & 1 << UInt16(digits[0] &- 0x30) != 0 else { return nil }
    let width = digits.count + 1
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: (graph.steps.count * width + 63) / 64) { tried in
      tried.initialize(repeating: 0)
      var walk = Walk(steps: graph.steps, tried: tried, width: width)
      guard let end = walk.end(from: start, at: 0, digits) else { return nil }
      return Match(end: end, group: walk.group)
    }
  }
}

private struct Walk {
  let steps: [NumberGraph.Step]
  let tried: UnsafeMutableBufferPointer<UInt64>
  let width: Int
  var groupStart: Int? = nil
  var groupEnd: Int? = nil

  var group: Range<Int>? {
    guard let groupStart, let groupEnd else { return nil }
    return groupStart..<groupEnd
  }

  mutating func end(from step: Int32, at position: Int, _ digits: Span<UInt8>) -> Int? {
    let place = Int(step) * width + position
    if tried[place >> 6] & 1 << UInt64(place & 63) != 0 { return nil }
    tried[place >> 6] |= 1 << UInt64(place & 63)
    switch steps[Int(step)] {
    case .accept: return position
    case .digit(let mask, let next):
      guard position < digits.count, mask & 1 << UInt16(digits[position] &- 0x30) != 0 else { return nil }
      return end(from: next, at: position + 1, digits)
    case .end(let next): return position == digits.count ? end(from: next, at: position, digits) : nil
    case .choice(let ways):
      for way in ways { if let end = end(from: way, at: position, digits) { return end } }
      return nil
    case .groupStart(let next):
      guard let end = end(from: next, at: position, digits) else { return nil }
      groupStart = position
      return end
    case .groupEnd(let next):
      guard let end = end(from: next, at: position, digits) else { return nil }
      groupEnd = position
      return end
    }
  }
}

extension NumberGraph {
  fileprivate func firstDigits(from start: Int32) -> UInt16 {
    switch steps[Int(start)] {
    case .accept, .end: 0x3FF
    case .digit(let mask, _): mask
    case .choice(let ways): ways.reduce(0) { $0 | firstDigits(from: $1) }
    case .groupStart(let next), .groupEnd(let next): firstDigits(from: next)
    }
  }
}
