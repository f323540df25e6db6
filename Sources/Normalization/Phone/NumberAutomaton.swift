/// Many patterns over digits, read at once: one step a digit, and at the end the set of patterns that
/// the whole number fits.
///
/// Method: the subset construction of M. O. Rabin and D. Scott, "Finite Automata and Their Decision
/// Problems", IBM Journal 3 (1959). The languages are finite and their graphs narrow, so the automata
/// of whole countries have some hundred states.
package struct NumberAutomaton: Sendable {
  /// Ten successors a state; 0 is the state without a way out.
  private var successors: [UInt16] = []
  private var accepted: [UInt16] = []

  /// - Parameters:
  ///   - graph: holds the patterns; groups and ends in it are passed over.
  ///   - starts: the first step of each pattern.
  package init(_ graph: NumberGraph, from starts: [Int32]) {
    var states: [[Int32]: UInt16] = [:]
    var waiting: [[Int32]] = []
    func state(_ set: [Int32], _ automaton: inout NumberAutomaton) -> UInt16 {
      if let known = states[set] { return known }
      // More states than fit a number would need a hundred times the patterns there are.
      guard automaton.accepted.count < Int(UInt16.max) else { return 0 }
      let number = UInt16(automaton.accepted.count)
      states[set] = number
      waiting.append(set)
      automaton.successors.append(contentsOf: repeatElement(0, count: 10))
      var bits: UInt16 = 0
      for step in set { if case .accept(let found) = graph.steps[Int(step)] { bits |= found } }
      automaton.accepted.append(bits)
      return number
    }
    _ = state([], &self)
    _ = state(graph.waiting(at: starts), &self)
    var next = 1
    while next < waiting.count {
      let set = waiting[next]
      var targets = [[Int32]](repeating: [], count: 10)
      for step in set {
        guard case .digit(let mask, let target) = graph.steps[Int(step)] else { continue }
        for digit in 0..<10 where mask & 1 << UInt16(digit) != 0 { targets[digit].append(target) }
      }
      var previous: (targets: [Int32], state: UInt16) = ([], 0)
      for digit in 0..<10 where !targets[digit].isEmpty {
        // Neighbouring digits mostly lead to the same place.
        if targets[digit] != previous.targets {
          previous = (targets[digit], state(graph.waiting(at: targets[digit]), &self))
        }
        successors[next * 10 + digit] = previous.state
      }
      next += 1
    }
  }

  package var stateCount: Int { accepted.count }

  /// The bits of all patterns that are the whole of the digits.
  package func bits(of digits: Span<UInt8>) -> UInt16 {
    var state = 1
    for index in 0..<digits.count {
      state = Int(successors[state * 10 + Int(digits[index] &- 0x30)])
      if state == 0 { return 0 }
    }
    return accepted[state]
  }

  /// Whether the digits begin with what a pattern says.
  package func isPrefix(of digits: Span<UInt8>) -> Bool {
    var state = 1
    if accepted[state] != 0 { return true }
    for index in 0..<digits.count {
      state = Int(successors[state * 10 + Int(digits[index] &- 0x30)])
      if accepted[state] != 0 { return true }
      if state == 0 { return false }
    }
    return false
  }
}

extension NumberGraph {
  /// The steps that wait for a digit, or accept, once everything that needs none has been passed. Sorted.
  fileprivate func waiting(at starts: [Int32]) -> [Int32] {
    var seen: Set<Int32> = []
    var found: [Int32] = []
    var open = starts
    while let step = open.popLast() {
      guard seen.insert(step).inserted else { continue }
      switch steps[Int(step)] {
      case .digit, .accept: found.append(step)
      case .choice(let ways): open += ways
      case .groupStart(let next), .groupEnd(let next), .end(let next): open.append(next)
      }
    }
    return found.sorted()
  }
}
