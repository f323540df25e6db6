import Normalization
import Testing

/// Folding, scalars and distances: rows of cases, then properties against slow references.
@Suite struct TextTests {
  @Test func `folding`() {
    func check(_ raw: String, _ folded: String, _ latin: String, line: Int = #line) {
      let once = foldText(Array(raw.utf8))
      #expect(String(decoding: once, as: UTF8.self) == folded, "\(raw)", sourceLocation: .here(line))
      #expect(String(decoding: foldLatin(once), as: UTF8.self) == latin, "\(raw)", sourceLocation: .here(line))
    }
    check("  Hello\t  World ", "hello world", "hello world")
    check("ＫＩＭ＠ｎａｖｅｒ．ｃｏｍ", "kim@naver.com", "kim@naver.com")
    check("Café ßtraße Øre Łódź", "café sstrasse øre łódź", "cafe sstrasse ore lodz")
    check("e\u{301}", "é", "e")
    check("İstanbul ıI I\u{307}", "istanbul ii i", "istanbul ii i")
    check("김\u{200B}민\u{FEFF}준", "김민준", "김민준")
    check("ㄱㅣㅁ ㅁㅣㄴㅈㅜㄴ", "김 민준", "김 민준")
    check("㈜카페", "(주)카페", "(주)카페")
    check("101½", "101 1⁄2", "101 1/2")
    check("٠١٠-१२", "010-12", "010-12")
    check("a\u{3000}b\u{A0}c", "a b c", "a b c")
    check("Ｔｏｋｙｏ　東京", "tokyo 東京", "tokyo 東京")
    check("x\u{AD}y", "xy", "xy")
    check("", "", "")
    check("ΟΔΟΣ", "οδοσ", "οδοσ")
  }

  @Test func `more than eight marks in a row are dropped before they cost anything`() {
    let bomb = "a" + String(repeating: "\u{301}\u{200D}", count: 400)
    let folded = scalars(foldText(Array(bomb.utf8)))
    #expect(folded.count <= 9)
  }

  @Test func `distances`() {
    func check(_ left: String, _ right: String, _ distance: Int?, _ millis: Int, line: Int = #line) {
      let (a, b) = (Array(left.utf8), Array(right.utf8))
      #expect(damerauAtMost(a.span, b.span, limit: 2) == distance, sourceLocation: .here(line))
      #expect(jaroWinklerMillis(a.span, b.span) == millis, sourceLocation: .here(line))
    }
    check("martha", "marhta", 1, 961)
    check("dwayne", "duane", 2, 840)
    check("dixon", "dicksonx", nil, 813)
    check("", "", 0, 1_000)
    check("abc", "", nil, 0)
    check("ca", "abc", nil, 0)
    check("smith", "smyth", 1, 893)
  }

  @Test func `properties`() {
    let seed: UInt64 = 20_261_121
    print("text properties, seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<20_000 {
      let left = random.word(alphabet: "abc", countMax: 9)
      let right = random.word(alphabet: "abc", countMax: 9)
      let limit = random.below(5)
      let slow = slowAlignment(left, right)
      #expect(damerauAtMost(left.span, right.span, limit: limit) == (slow <= limit ? slow : nil))
      let similarity = jaroWinklerMillis(left.span, right.span)
      #expect(similarity == jaroWinklerMillis(right.span, left.span))
      #expect((0...1_000).contains(similarity))
    }
    for _ in 0..<20_000 {
      let raw = random.bytes(countMax: 40)
      let folded = foldText(raw)
      #expect(String(validating: folded, as: UTF8.self) != nil)
      #expect(foldText(folded) == folded, "\(raw)")
      #expect(displayText(displayText(raw)) == displayText(raw), "\(raw)")
      #expect(foldText(displayText(raw)) == folded, "\(raw)")
      #expect(foldLatin(foldLatin(folded)) == foldLatin(folded), "\(raw)")
    }
  }

  /// Optimal string alignment by its definition, the whole matrix.
  private func slowAlignment(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var cost = [[Int]](repeating: [Int](repeating: 0, count: right.count + 1), count: left.count + 1)
    for row in 0...left.count {
      for column in 0...right.count {
        if row == 0 || column == 0 {
          cost[row][column] = row + column
          continue
        }
        var best = cost[row - 1][column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1)
        best = min(best, cost[row - 1][column] + 1, cost[row][column - 1] + 1)
        if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
          best = min(best, cost[row - 2][column - 2] + 1)
        }
        cost[row][column] = best
      }
    }
    return cost[left.count][right.count]
  }
}

extension SourceLocation {
  /// A row's own line, so that a failing row points at itself.
  static func here(_ line: Int, file: String = #filePath, id: String = #fileID) -> SourceLocation {
    SourceLocation(fileID: id, filePath: file, line: line, column: 1)
  }
}

/// Repeatable random numbers. Source: G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014.
struct SplitMix64 {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  mutating func word(alphabet: String, countMax: Int) -> [UInt8] {
    let letters = Array(alphabet.utf8)
    return (0..<below(countMax + 1)).map { _ in letters[below(letters.count)] }
  }

  /// Bytes that are sometimes text, sometimes not, with what trips readers among them.
  mutating func bytes(countMax: Int) -> [UInt8] {
    let pieces = [
      "a", "Z", "1", "9", "0", " ", "@", ".", "-", "+", "/", "(", ")", "é", "ß", "İ", "ı", "김", "ㄱ", "ㅣ", "공", "일", "東",
      "ア", "か\u{3099}", "\u{301}", "\u{307}", "\u{200B}", "\u{3164}", "½", "①", "Ａ", "．", "\u{FDFA}", "٣", "\u{0}",
      "com", "https://", "x.com/", "010", "1985", "월", "년", "\u{1F600}", "\u{202E}", "ŉ", "ǅ", "ﬀ", "Å", "\u{1100}",
      "\u{1161}",
    ]
    var out: [UInt8] = []
    for _ in 0..<below(countMax + 1) {
      if below(12) == 0 { out.append(UInt8(below(256))) } else { out += Array(pieces[below(pieces.count)].utf8) }
    }
    return out
  }
}
