/// Patterns of numbering plans as graphs: what a plan writes as `(?:2|3[1-3])[1-9]\d{6,7}` becomes
/// steps over digits, ready to be walked in order of preference or made into an automaton.
///
/// The patterns are built from digits, classes, `\d`, groups, alternatives, `?`, `{n}`, `{m,n}` and a
/// `$`: every language is finite, nothing repeats without a bound. Built from the end of the pattern to
/// its beginning, so that alternatives share what follows them.
package struct NumberGraph: Sendable {
  package enum Step: Sendable {
    case digit(mask: UInt16, next: Int32)
    /// In the order in which a leftmost-first reader prefers them.
    case choice([Int32])
    case groupStart(next: Int32)
    case groupEnd(next: Int32)
    /// Nothing may follow.
    case end(next: Int32)
    case accept(bits: UInt16)
  }

  package private(set) var steps: [Step] = []

  package init() {}

  /// Adds a pattern whose whole text ends in `bits`.
  ///
  /// - Returns: its first step, nil where the pattern holds anything that plans do not use.
  package mutating func add(_ pattern: ArraySlice<UInt8>, accepting bits: UInt16) -> Int32? {
    var reader = PatternReader(bytes: pattern, offset: pattern.startIndex)
    guard let tree = reader.alternatives(), reader.offset == pattern.endIndex else { return nil }
    return add(tree, before: add(.accept(bits: bits)), lastGroup: reader.groupCount)
  }

  mutating func add(_ step: Step) -> Int32 {
    steps.append(step)
    return Int32(steps.count - 1)
  }

  private mutating func add(_ tree: PatternTree, before next: Int32, lastGroup: Int) -> Int32 {
    switch tree {
    case .digit(let mask): return add(.digit(mask: mask, next: next))
    case .end: return add(.end(next: next))
    case .sequence(let parts):
      return parts.reversed().reduce(next) { add($1, before: $0, lastGroup: lastGroup) }
    case .alternatives(let parts):
      let starts = parts.map { add($0, before: next, lastGroup: lastGroup) }
      return add(.choice(starts))
    case .group(let inner, let number):
      // Only the last group is ever asked for.
      guard number == lastGroup else { return add(inner, before: next, lastGroup: lastGroup) }
      return add(.groupStart(next: add(inner, before: add(.groupEnd(next: next)), lastGroup: lastGroup)))
    case .repeated(let inner, let countMin, let countMax):
      var start = next
      for index in (0..<countMax).reversed() {
        let once = add(inner, before: start, lastGroup: lastGroup)
        start = index < countMin ? once : add(.choice([once, next]))
      }
      return start
    }
  }
}

private indirect enum PatternTree {
  case digit(mask: UInt16)
  case sequence([PatternTree])
  case alternatives([PatternTree])
  case group(PatternTree, number: Int)
  case repeated(PatternTree, countMin: Int, countMax: Int)
  case end
}

private let anyDigit: UInt16 = 0x3FF
/// Longer than any number, so that a slip in a table cannot make a graph that fills the memory.
private let repeatMax = 20

private struct PatternReader {
  let bytes: ArraySlice<UInt8>
  var offset: Int
  var groupCount = 0

  private var byte: UInt8 { offset < bytes.endIndex ? bytes[offset] : 0 }

  private mutating func skip(_ wanted: UInt8) -> Bool {
    guard byte == wanted else { return false }
    offset += 1
    return true
  }

  mutating func alternatives() -> PatternTree? {
    var parts: [PatternTree] = []
    repeat {
      guard let part = sequence() else { return nil }
      parts.append(part)
    } while skip(UInt8(ascii: "|"))
    return parts.count == 1 ? parts[0] : .alternatives(parts)
  }

  private mutating func sequence() -> PatternTree? {
    var parts: [PatternTree] = []
    while offset < bytes.endIndex, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
      guard let atom = atom(), let part = counted(atom) else { return nil }
      parts.append(part)
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func atom() -> PatternTree? {
    let first = byte
    offset += 1
    switch first {
    case 0x30...0x39: return .digit(mask: 1 << UInt16(first - 0x30))
    case UInt8(ascii: "\\"): return skip(UInt8(ascii: "d")) ? .digit(mask: anyDigit) : nil
    case UInt8(ascii: "$"): return .end
    case UInt8(ascii: "["): return digitClass()
    case UInt8(ascii: "("):
      var number = 0
      if skip(UInt8(ascii: "?")) {
        guard skip(UInt8(ascii: ":")) else { return nil }
      } else {
        groupCount += 1
        number = groupCount
      }
      guard let inner = alternatives(), skip(UInt8(ascii: ")")) else { return nil }
      return number > 0 ? .group(inner, number: number) : inner
    default: return nil
    }
  }

  private mutating func digitClass() -> PatternTree? {
    var mask: UInt16 = 0
    while isASCIIDigit(byte) {
      let low = byte
      var high = low
      offset += 1
      if skip(UInt8(ascii: "-")) {
        high = byte
        offset += 1
        guard isASCIIDigit(high), high >= low else { return nil }
      }
      for digit in low...high { mask |= 1 << UInt16(digit - 0x30) }
    }
    return skip(UInt8(ascii: "]")) && mask != 0 ? .digit(mask: mask) : nil
  }

  private mutating func counted(_ atom: PatternTree) -> PatternTree? {
    if skip(UInt8(ascii: "?")) { return .repeated(atom, countMin: 0, countMax: 1) }
    guard skip(UInt8(ascii: "{")) else { return atom }
    guard let low = number() else { return nil }
    var high = low
    if skip(UInt8(ascii: ",")) {
      guard let upper = number() else { return nil }
      high = upper
    }
    guard skip(UInt8(ascii: "}")), low <= high, high <= repeatMax else { return nil }
    return .repeated(atom, countMin: low, countMax: high)
  }

  private mutating func number() -> Int? {
    let start = offset
    while isASCIIDigit(byte) { offset += 1 }
    return offset > start && offset - start <= 2 ? decimal(bytes[start..<offset]) : nil
  }
}

/// The value of ASCII digits, held below 2⁴⁴.
func decimal(_ digits: some Sequence<UInt8>) -> Int {
  var value = 0
  for digit in digits { value = min(value, 1 << 40) * 10 + Int(digit &- 0x30) }
  return value
}
