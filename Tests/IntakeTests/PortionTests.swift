import Intake
import Testing

/// However a file is cut, it reads the same; whatever is in it, nothing traps.
@Suite struct PortionTests {
  static let small = IntakeLimits(fieldBytesMax: 200, fieldKeptBytesMax: 60, columnCountMax: 8, rowBytesMax: 400)

  /// Files made of the bytes that matter to a parser.
  static func file(_ random: inout SplitMix64) -> [UInt8] {
    let pieces = [
      "a", "bc", "1", ",", ",", "\"", "\"\"", "\n", "\n", "\r\n", "\r", " ", ";", "\t", "김", "é", "\u{301}", "x,y\n", "\"q\",", "{", "}", "[", "]", ":",
      "{\"a\":1}\n", "{\"a\":[1,{\"b\":\"c\"}]}\n", "\\",
    ]
    var bytes: [UInt8] = []
    switch random.next() % 6 {
    case 0: bytes += Array("{\"id\":1}\n".utf8)
    case 1: bytes += Array("[{\"id\":1},".utf8)
    case 2: bytes += [0xFF, 0xFE]
    case 3: bytes += [0xB1, 0xE8, 0xC7, 0xCF, 0x2C, 0x61, 0x0A]
    default: bytes += Array("id,name,city\n".utf8)
    }
    for _ in 0..<Int.random(in: 0...300, using: &random) {
      if random.next() % 60 == 0 {
        bytes.append(UInt8(truncatingIfNeeded: random.next()))
      } else if random.next() % 200 == 0 {
        bytes += [UInt8](repeating: 0x7A, count: Int.random(in: 1...500, using: &random))
      } else {
        bytes += Array((pieces.randomElement(using: &random) ?? "").utf8)
      }
    }
    return random.next() % 5 == 0 ? gzipMember(bytes) : bytes
  }

  @Test(arguments: 0..<40) func `any portions give the same rows, rejections and lines`(_ round: Int) {
    let seed = UInt64(round) &* 7_919 &+ 20_260
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      let file = Self.file(&random)
      let whole = read(file, limits: Self.small)
      var cuts = SplitMix64(seed: random.next())
      let cut = read(file, limits: Self.small, rowCountMax: 3) { Int.random(in: 1...40, using: &cuts) }
      let bytewise = read(file, limits: Self.small, rowCountMax: 1) { 1 }
      #expect(cut == whole, "seed \(seed): \(file)")
      #expect(bytewise == whole, "seed \(seed): \(file)")
    }
  }

  @Test(arguments: 0..<20) func `random bytes are read or refused`(_ round: Int) {
    let seed = UInt64(round) &+ 99
    var random = SplitMix64(seed: seed)
    for _ in 0..<100 {
      var bytes = (0..<Int.random(in: 0...400, using: &random)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      switch random.next() % 4 {
      case 0: bytes = Array("id,name\n".utf8) + bytes
      case 1: bytes = Array("{\"a\":".utf8) + bytes
      case 2: bytes = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + bytes
      default: break
      }
      let whole = read(bytes)
      let cut = read(bytes) { 7 }
      #expect(whole.rowsIn == whole.rows.count + whole.rejected.count, "seed \(seed)")
      #expect(cut.rows == whole.rows && cut.rejected == whole.rejected, "seed \(seed): \(bytes)")
    }
  }

  @Test func `a portion across a full sample and a late byte beyond ASCII`() {
    var file = Array("id,name\r\n".utf8)
    for row in 0..<30_000 { file += Array("\(row),\"Kim \(row)\"\r\n".utf8) }
    file += [0x78, 0x2C, 0xB1, 0xE8, 0xC7, 0xCF, 0x0D, 0x0A]
    let whole = read(file)
    #expect(whole.rows.count == 30_001)
    for size in [1_000, 4_097, 65_536, 262_144, 262_145] { #expect(read(file) { size } == whole, "\(size)") }
  }

  @Test(arguments: 0..<20) func `what CSVWriter writes RowReader reads`(_ round: Int) {
    let seed = UInt64(round) &+ 4_711
    var random = SplitMix64(seed: seed)
    let alphabet = ["a", "B", "7", ",", ";", "\"", "\n", "\r", "\r\n", " ", "\t", "김", "é", "😀", "=", "'", "\\.", "|"]
    let delimiter = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")][Int(random.next() % 4)]
    var writer = CSVWriter(delimiter: delimiter)
    let columnCount = Int.random(in: 1...5, using: &random)
    for column in 0..<columnCount { writer.field("column_\(column)", neutralise: false) }
    writer.endRow()
    var expected: [String] = []
    for _ in 0..<200 {
      var row: [String] = []
      for column in 0..<columnCount {
        var value = (0..<Int.random(in: 0...8, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "" }.joined()
        // An apostrophe in front may be a spreadsheet's, which reading takes away.
        if value.utf8.first == UInt8(ascii: "'") { value = "a" + value }
        writer.field(value, neutralise: false)
        if !value.isEmpty { row.append("column_\(column)=\(value)") }
      }
      writer.endRow()
      expected.append(row.joined(separator: "|"))
    }
    let reading = read(writer.bytes, settings: SourceSettings(delimiter: delimiter))
    #expect(reading.failure == nil, "seed \(seed)")
    #expect(reading.rejected == [], "seed \(seed)")
    #expect(reading.rows.map { Array($0.utf8) } == expected.map { Array($0.utf8) }, "seed \(seed)")
  }
}
