import Normalization
import Testing

/// The two readers of number patterns against a slow one that tries everything.
@Suite struct NumberPatternTests {
  @Test func `whole numbers`() {
    func check(_ pattern: String, _ accepted: [String], not refused: [String], line: Int = #line) {
      guard let automaton = automatonOf([pattern]) else {
        Issue.record("not read: \(pattern)", sourceLocation: .here(line))
        return
      }
      for digits in accepted { #expect(bits(bytes(digits), automaton) == 1, sourceLocation: .here(line)) }
      for digits in refused { #expect(bits(bytes(digits), automaton) == 0, sourceLocation: .here(line)) }
    }
    check(#"[1-35]\d{2,3}"#, ["123", "3999", "500"], not: ["12", "423", "12345", ""])
    check(#"1(?:2|3[45])?6"#, ["16", "126", "1346", "1356"], not: ["136", "1", "1266"])
    check(#"(?:00|[89]\d)7"#, ["007", "807", "997"], not: ["07", "707"])
    check("12|12", ["12"], not: ["1", "122"])
    check("", [""], not: ["0"])
  }

  @Test func `what patterns may hold`() {
    let refused = ["1*", "1+", "(1", "1)", "[1", "[]", "[a]", "[^1]", #"\w"#, "(?=1)", "1{3", "1{3,2}", "1{99}", "1.", "{2}"]
    for pattern in refused {
      var graph = NumberGraph()
      #expect(graph.add(bytes(pattern)[...], accepting: 1) == nil, "\(pattern)")
    }
  }

  @Test func `several patterns at once`() throws {
    let automaton = try #require(automatonOf([#"1\d{2}"#, #"\d{3}"#, "12"]))
    #expect(bits(bytes("123"), automaton) == 0b011)
    #expect(bits(bytes("223"), automaton) == 0b010)
    #expect(bits(bytes("12"), automaton) == 0b100)
    #expect(begins(bytes("12999"), automaton))
    #expect(!begins(bytes("21"), automaton))
  }

  @Test func `what stands before a number`() {
    func check(_ pattern: String, _ digits: String, _ end: Int?, group: Range<Int>? = nil, line: Int = #line) {
      let written = bytes(digits)
      let match = NumberPrefix(bytes(pattern)[...])?.match(written.span)
      #expect(match?.end == end, sourceLocation: .here(line))
      #expect(match?.group == group, sourceLocation: .here(line))
    }
    check("0", "0123", 1)
    check("0", "123", nil)
    check(#"0(8(?:[1-46-8]|5\d\d))?"#, "08123", 3, group: 1..<3)
    check(#"0(8(?:[1-46-8]|5\d\d))?"#, "08999", 1)
    check(#"([2457]\d{6})$|1"#, "2345678", 7, group: 0..<7)
    check(#"([2457]\d{6})$|1"#, "23456789", nil)
    check(#"([2457]\d{6})$|1"#, "1234", 1)
    check("0?(?:(11|2)15)?", "0111523", 5, group: 1..<3)
    check("0?(?:(11|2)15)?", "911", 0)
    check("8|80?", "801", 1)
    check("80?|8", "801", 2)
  }

  @Test func `random patterns against a slow reader`() throws {
    let seed: UInt64 = 15
    print("number patterns, seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<500 {
      let tree = SlowPattern.random(&random, depth: 3)
      let automaton = try #require(automatonOf([tree.text]), "\(tree.text)")
      let prefix = try #require(NumberPrefix(bytes(tree.text)[...]), "\(tree.text)")
      for _ in 0..<20 {
        let digits = random.word(alphabet: "012", countMax: 7)
        let ends = tree.ends(digits, from: 0)
        #expect((bits(digits, automaton) == 1) == ends.contains(digits.count), "\(tree.text) \(digits) seed \(seed)")
        #expect(begins(digits, automaton) == !ends.isEmpty, "\(tree.text) \(digits) seed \(seed)")
        if !digits.isEmpty {
          #expect(end(digits, prefix) == ends.first, "\(tree.text) \(digits) seed \(seed)")
        }
      }
    }
  }

  /// Alternatives of alternatives, where a reader that tries everything takes 2ⁿ steps.
  @Test func `a pattern made to be slow is not`() throws {
    let nasty = String(repeating: "(?:0|00)?", count: 200) + "1"
    let prefix = try #require(NumberPrefix(bytes(nasty)[...]))
    let digits = [UInt8](repeating: 0x30, count: 25)
    let time = ContinuousClock().measure { #expect(end(digits, prefix) == nil) }
    #expect(time < .seconds(1), "\(time)")
  }

  private func automatonOf(_ patterns: [String]) -> NumberAutomaton? {
    var graph = NumberGraph()
    var starts: [Int32] = []
    for (index, pattern) in patterns.enumerated() {
      guard let start = graph.add(bytes(pattern)[...], accepting: 1 << UInt16(index)) else { return nil }
      starts.append(start)
    }
    return NumberAutomaton(graph, from: starts)
  }
}

private func bits(_ digits: [UInt8], _ automaton: NumberAutomaton) -> UInt16 { automaton.bits(of: digits.span) }
private func begins(_ digits: [UInt8], _ automaton: NumberAutomaton) -> Bool { automaton.isPrefix(of: digits.span) }
private func end(_ digits: [UInt8], _ prefix: NumberPrefix) -> Int? { prefix.match(digits.span)?.end }

/// A pattern that says all places it can end at, in order of preference.
private indirect enum SlowPattern {
  case digits([UInt8])
  case sequence([SlowPattern])
  case alternatives([SlowPattern])
  case repeated(SlowPattern, Int, Int)

  static func random(_ random: inout SplitMix64, depth: Int) -> SlowPattern {
    switch depth == 0 ? 0 : random.below(4) {
    case 1: return .sequence((0..<1 + random.below(3)).map { _ in .random(&random, depth: depth - 1) })
    case 2: return .alternatives((0..<1 + random.below(3)).map { _ in .random(&random, depth: depth - 1) })
    case 3:
      let countMin = random.below(3)
      return .repeated(.random(&random, depth: depth - 1), countMin, countMin + random.below(2))
    default: return .digits((0..<1 + random.below(2)).map { _ in UInt8(0x30 + random.below(3)) })
    }
  }

  var text: String {
    switch self {
    case .digits(let digits): "[" + String(decoding: digits, as: UTF8.self) + "]"
    case .sequence(let parts): parts.map(\.text).joined()
    case .alternatives(let parts): "(?:" + parts.map(\.text).joined(separator: "|") + ")"
    case .repeated(let inner, let low, let high): "(?:" + inner.text + "){\(low),\(high)}"
    }
  }

  func ends(_ digits: [UInt8], from start: Int) -> [Int] {
    switch self {
    case .digits(let allowed): start < digits.count && allowed.contains(digits[start]) ? [start + 1] : []
    case .sequence(let parts): parts.reduce([start]) { ends, part in ends.flatMap { part.ends(digits, from: $0) } }
    case .alternatives(let parts): parts.flatMap { $0.ends(digits, from: start) }
    case .repeated(let inner, let low, let high):
      if high == 0 {
        [start]
      } else {
        inner.ends(digits, from: start).flatMap {
          SlowPattern.repeated(inner, max(0, low - 1), high - 1).ends(digits, from: $0)
        } + (low == 0 ? [start] : [])
      }
    }
  }
}
