import Intake
import Testing

@Suite struct JSONTests {
  static let refused: [(text: String, rule: JSONFailure.Rule)] = [
    ("", .unexpectedEnd), ("{", .unexpectedEnd), ("[1,", .unexpectedEnd), ("\"a", .unexpectedEnd), ("tru", .unexpectedEnd),
    ("{\"a\" 1}", .unexpectedByte), ("{a:1}", .unexpectedByte), ("[1,]", .unexpectedByte), ("{\"a\":1,}", .unexpectedByte),
    ("'a'", .unexpectedByte), ("NaN", .unexpectedByte), ("\u{FEFF}1", .unexpectedByte), ("1 2", .trailingData), ("{} x", .trailingData),
    ("01", .malformedNumber), ("-", .malformedNumber), ("1.", .malformedNumber), ("1e", .malformedNumber), ("1.e2", .malformedNumber),
    ("{\"a\":1,\"a\":2}", .duplicateName), ("{\"a\":1,\"\\u0061\":2}", .duplicateName), ("\"a\tb\"", .controlCharacter),
    ("\"\\u0000\"", .nul), ("\"\\ud800\"", .loneSurrogate), ("\"\\ud800\\u0041\"", .loneSurrogate), ("\"\\udc00\"", .loneSurrogate),
    ("\"\\x41\"", .unknownEscape), ("\"\\u00g0\"", .unknownEscape), (String(repeating: "[", count: 100_000), .tooDeep(32)),
    (String(repeating: "{\"a\":", count: 33), .tooDeep(32)),
  ]

  @Test(arguments: refused.indices) func `what two readers could understand differently is refused`(_ index: Int) {
    let item = Self.refused[index]
    #expect(throws: JSONFailure.self) { try JSONReader().read(Array(item.text.utf8)) }
    do { _ = try JSONReader().read(Array(item.text.utf8)) } catch { #expect(error.rule == item.rule, "\(item.text.prefix(20))") }
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    for bad in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE3, 0x81]] as [[UInt8]] {
      #expect(throws: JSONFailure.self) { try JSONReader().read([0x22] + bad + [0x22]) }
    }
  }

  @Test func `values come out as they were written`() throws {
    let value = try JSONReader().read(Array(" {\"a\" : [ -0.5e+10, true , null ], \"b\":\"\\u00e9\\n\\/\\ud83d\\ude00\"} ".utf8))
    #expect(value["a"] == .array([.number(Array("-0.5e+10".utf8)), .bool(true), .null]))
    #expect(value["b"] == .string(Array("é\n/😀".utf8)))
    #expect(try JSONReader().read(Array((String(repeating: "[", count: 32) + String(repeating: "]", count: 32)).utf8)) != .null)
  }

  @Test func `names that are too many together fail the file, whichever row comes last`() {
    var limits = IntakeLimits.standard
    limits.columnCountMax = 3
    let rows = [#"{"a":"1","b":"2"}"#, #"{"c":"3"}"#, #"{"b":"4","d":"5"}"#]
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
      let reading = read(order.map { rows[$0] }.joined(separator: "\n"), limits: limits)
      #expect(reading.failure == .tooManyNames(countMax: 3), "\(order)")
      #expect(reading.rejected.isEmpty)
    }
    // An object that has too many alone costs itself, first or last, and its names cost the others nothing.
    let wide = #"{"e":"1","f":"2","g":"3","h":"4"}"#
    for file in [[wide, rows[0], rows[1]], [rows[0], rows[1], wide]] {
      let reading = read(file.joined(separator: "\n"), limits: limits)
      #expect(reading.failure == nil && reading.rows.count == 2)
      #expect(reading.rejected.map { $0.split(separator: " ")[1] } == ["too_many_columns"])
    }
  }

  @Test func `what JSONWriter writes JSONReader reads`() throws {
    let seed: UInt64 = 77
    var random = SplitMix64(seed: seed)
    for _ in 0..<500 {
      var text = ""
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        let value = UInt32(truncatingIfNeeded: random.next()) % (random.next() % 2 == 0 ? 0x100 : 0x30000)
        if value != 0, let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
      }
      var json = JSONWriter(isIndented: random.next() % 2 == 0)
      json.beginObject()
      json.name(text)
      json.beginArray()
      json.string(text)
      json.number(-3)
      json.bool(false)
      json.null()
      json.endArray()
      json.name(text + "x")
      json.beginObject()
      json.endObject()
      json.endObject()
      let value = try JSONReader().read(json.bytes)
      #expect(
        value
          == .object([
            .init(name: Array(text.utf8), value: .array([.string(Array(text.utf8)), .number(Array("-3".utf8)), .bool(false), .null])),
            .init(name: Array((text + "x").utf8), value: .object([])),
          ]), "seed \(seed)")
    }
  }

  @Test func `escapes work on scalars`() {
    #expect(jsonString("a\"\u{301}\\\n\u{7}\u{2028}é") == "\"a\\\"\u{301}\\\\\\n\\u0007\\u2028é\"")
  }

  @Test func `indented JSON looks as people write it`() {
    var json = JSONWriter(isIndented: true)
    json.beginObject()
    json.name("rows")
    json.number(3)
    json.name("files")
    json.beginArray()
    json.string("a.csv")
    json.endArray()
    json.endObject()
    #expect(String(decoding: json.bytes, as: UTF8.self) == "{\n  \"rows\": 3,\n  \"files\": [\n    \"a.csv\"\n  ]\n}")
  }
}
