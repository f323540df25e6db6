import Intake
import Testing

/// Lines of texts in the encodings and containers that customer files come in.
@Suite struct LineReaderTests {
  /// The lines, and what stopped the reading behind them.
  private static func read(_ bytes: [UInt8], portion: () -> Int = { 1 << 20 }) -> [String] {
    var lines: [String] = []
    var reader = LineReader()
    do {
      var start = 0
      while start < bytes.count {
        let end = min(bytes.count, start + max(1, portion()))
        try reader.push(Array(bytes[start..<end])) { lines.append(String(decoding: $0, as: UTF8.self)) }
        start = end
      }
      try reader.finish { lines.append(String(decoding: $0, as: UTF8.self)) }
    } catch {
      lines.append("! \(error)")
    }
    return lines
  }

  private static let text = Array("김민준\r\nanna\n\n이서연".utf8)
  /// 김민준 in CP949.
  private static let korean: [UInt8] = [0xB1, 0xE8, 0xB9, 0xCE, 0xC1, 0xD8]

  private static let names = ["김민준", "anna", "", "이서연"]
  private static let anna = Array("anna\n".utf8)
  private static let jurgen: [UInt8] = [0x4A, 0xFC, 0x72, 0x67, 0x65, 0x6E, 0x0A]
  private static let long = [UInt8](repeating: 0x61, count: 200_000) + [0x0A, 0x62]
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private struct Row {
    var bytes: [UInt8]
    var lines: [String]
  }

  private static let rows: [Row] = [
    Row(bytes: text, lines: names), Row(bytes: mark + text, lines: names), Row(bytes: gzipMember(text), lines: names),
    Row(bytes: anna + korean + [0x0A] + korean, lines: ["anna", "김민준", "김민준"]),
    Row(bytes: gzipMember(korean + [0x0A]), lines: ["김민준"]), Row(bytes: [0xFF, 0xFE, 0x40, 0xAE, 0x0A, 0x00, 0x61, 0x00], lines: ["김", "a"]),
    Row(bytes: [0xFE, 0xFF, 0xAE, 0x40], lines: ["김"]), Row(bytes: jurgen, lines: ["Jürgen"]), Row(bytes: [], lines: []), Row(bytes: [0x0A], lines: [""]),
    Row(bytes: long, lines: [String(repeating: "a", count: LineReader.lineBytesMax), "b"]),
  ]

  @Test func `lines are decoded`() {
    for row in LineReaderTests.rows { #expect(LineReaderTests.read(row.bytes) == row.lines) }
  }

  @Test func `what is no text says so as an import does`() {
    #expect(LineReaderTests.read([0x50, 0x4B, 0x03, 0x04, 0, 0, 0, 0]) == ["! \(IntakeFailure.spreadsheet)"])
    #expect(LineReaderTests.read(Array(gzipMember(LineReaderTests.text).dropLast(9))).last == "! \(IntakeFailure.truncatedGzip)")
  }

  @Test(arguments: 0..<20) func `any portions give the same lines`(_ round: Int) {
    var random = SplitMix64(seed: UInt64(round) &* 7_919 &+ 20_261)
    for _ in 0..<40 {
      let file = PortionTests.file(&random)
      var cuts = SplitMix64(seed: random.next())
      #expect(LineReaderTests.read(file) == LineReaderTests.read(file) { Int.random(in: 1...40, using: &cuts) })
    }
  }
}
