import Intake
import Testing

@Suite struct RowReaderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var file: String
    var rows: [String]
    var rejected: [String]
    init(_ name: String, _ file: String, _ rows: [String], rejected: [String] = []) {
      self.name = name
      self.file = file
      self.rows = rows
      self.rejected = rejected
    }
    var testDescription: String { name }
  }

  static let csv = [
    Case("plain", "id,name\n1,Kim\n2,Lee\n", ["id=1|name=Kim", "id=2|name=Lee"]),
    Case("no line break at the end", "id,name\n1,Kim", ["id=1|name=Kim"]),
    Case("CRLF", "id,name\r\n1,Kim\r\n2,Lee\r\n", ["id=1|name=Kim", "id=2|name=Lee"]),
    Case("CR", "id,name\r1,Kim\r2,Lee", ["id=1|name=Kim", "id=2|name=Lee"]),
    Case("mixed line breaks", "id,name\r\n1,Kim\n2,Lee\r3,Cho\n\r\n4,Ahn", ["id=1|name=Kim", "id=2|name=Lee", "id=3|name=Cho", "id=4|name=Ahn"]),
    Case("quoted line breaks and separators", "id,name\n1,\"a\nb\r\nc,d\"\n2,x\n", ["id=1|name=a\nb\r\nc,d", "id=2|name=x"]),
    Case("doubled quotes", "id,name\n1,\"say \"\"hi\"\"\"\n", ["id=1|name=say \"hi\""]),
    Case("a quote inside an unquoted field is text", "id,name\n1,5\" pipe\n", ["id=1|name=5\" pipe"]),
    Case("blanks around unquoted fields go, inside quotes they stay", "id, name\n 1 ,\t Kim \n2, \" Lee \" \n", ["id=1|name=Kim", "id=2|name= Lee "]),
    Case("empty fields are left out", "id,name,city\n1,,Seoul\n2,\"\",\n", ["id=1|city=Seoul", "id=2"]),
    Case("blank lines are no rows", "id,name\n\n1,Kim\n   \n\n2,Lee\n\n", ["id=1|name=Kim", "id=2|name=Lee"]),
    Case("an empty quoted field alone is a row", "name\n\"\"\nKim\n", ["", "name=Kim"]),
    Case("a row of separators is a row", "id,name\n,\n1,a\n", ["", "id=1|name=a"]),
    Case("short rows are filled up", "id,name,city\n1,Kim\n2\n", ["id=1|name=Kim", "id=2"]),
    Case("what is over may be empty", "id,name\n1,Kim,,\n", ["id=1|name=Kim"]),
    Case("long rows are rejected", "id,name\n1,Kim,Seoul\n2,Lee\n", ["id=2|name=Lee"], rejected: ["2 too_many_fields"]),
    Case("a line \\. is data", "id,name\n1,a\n\\.\n2,b\n", ["id=1|name=a", "id=\\.", "id=2|name=b"]),
    Case("semicolon", "id;name\n1;Kim, Seoul\n2;Lee, Busan\n", ["id=1|name=Kim, Seoul", "id=2|name=Lee, Busan"]),
    Case("tab", "id\tname\n1\tKim\n", ["id=1|name=Kim"]),
    Case("pipe", "id|name\n1|Kim\n", ["id=1|name=Kim"]),
    Case("declared separator", "sep=;\nid;name\n1;Kim\n", ["id=1|name=Kim"]),
    Case("byte order mark", "\u{FEFF}id,name\n1,Kim\n", ["id=1|name=Kim"]),
    Case("a combining mark hides no separator", "id,name\n1,\u{301}Kim\n2,\"\u{301}a,\u{301}\"\n", ["id=1|name=\u{301}Kim", "id=2|name=\u{301}a,\u{301}"]),
    Case("names made unique", "phone,phone,,phone\n1,2,3,4\n", ["phone=1|phone (2)=2|column 3=3|phone (3)=4"]),
    Case("notice above the header", "개인정보 보호를 위해 파일을 안전하게 관리하세요\n상품주문번호,구매자명,구매자연락처\n1,김하나,010-1234-5678\n", ["상품주문번호=1|구매자명=김하나|구매자연락처=010-1234-5678"]),
    Case("header only", "id,name\n", []),
    Case("one column", "email\na@b.co\nc@d.co\n", ["email=a@b.co", "email=c@d.co"]),
    Case("unclosed quote at the end of the file costs one row", "id,name\n1,\"Kim\n2,Lee\n3,Cho\n", ["id=2|name=Lee", "id=3|name=Cho"], rejected: ["2 unclosed_quote"]),
    Case("the line that opened the quote is lost, with the lines before it in its row", "id,a,b\n1,\"x\ny\",\"z\n2,p,q\n", ["id=2|a=p|b=q"], rejected: ["2 unclosed_quote"]),
    Case("text after a closing quote costs one row", "id,name\n1,\"Kim\" Lee\n2,Cho\n", ["id=2|name=Cho"], rejected: ["2 stray_quote"]),
    Case("NUL costs one row", "id,name\n1,a\u{0}b\n2,c\n", ["id=2|name=c"], rejected: ["2 nul"]),
    Case("NUL beyond ASCII costs one row", "id,name\n1,김\u{0}\n2,c\n", ["id=2|name=c"], rejected: ["2 nul"]),
    Case(
      "a tower of combining marks costs one row", "id,name\n1,a" + String(repeating: "\u{301}\u{323}", count: 40) + "\n2,c\n", ["id=2|name=c"],
      rejected: ["2 combining_marks"]),
    Case(
      "an apostrophe that guards a value goes", "id,zip,phone,note\n'7001,'02134,\"'+82 10\",'=1+1\n'-2,'@x,'\u{FF0B}1,' =1\n",
      ["id=7001|zip=02134|phone=+82 10|note==1+1", "id=-2|zip=@x|phone=\u{FF0B}1|note= =1"]),
    Case(
      "an apostrophe of the value stays", "id,name\nO'1,'t Hooft\n','s-Gravenhage\n'1','김\n",
      ["id=O'1|name='t Hooft", "id='|name='s-Gravenhage", "id='1'|name='김"]),
    Case("30 marks pass", "id,name\n1,a" + String(repeating: "\u{301}", count: 30) + "\n", ["id=1|name=a" + String(repeating: "\u{301}", count: 30)]),
  ]

  @Test(arguments: csv) func `CSV gives its rows`(_ item: Case) {
    let reading = read(item.file)
    #expect(reading.failure == nil)
    #expect(reading.rows == item.rows)
    #expect(reading.rejected == item.rejected)
  }

  static let json = [
    Case("one object a line", "{\"id\":1,\"name\":\"Kim\"}\n{\"id\":2}\n", ["id=1|name=Kim", "id=2"]),
    Case("blank lines and CRLF", "{\"id\":1}\r\n\r\n{\"id\":2}\r\n", ["id=1", "id=2"]),
    Case("nested", "{\"traits\":{\"email\":\"a@b.co\",\"address\":{\"city\":\"Seoul\"}}}\n", ["traits.email=a@b.co|traits.address.city=Seoul"]),
    Case("lists", "{\"emails\":[{\"value\":\"a@b.co\"},{\"value\":\"c@d.co\"}],\"phones\":[\"1\",\"2\"]}\n", ["emails.value=a@b.co|emails.value=c@d.co|phones=1|phones=2"]),
    Case("scalars as written", "{\"a\":1.50,\"b\":true,\"c\":null,\"d\":9007199254740993}\n", ["a=1.50|b=true|d=9007199254740993"]),
    Case("names come as they are met", "{\"b\":1}\n{\"a\":2,\"b\":3}\n", ["b=1", "a=2|b=3"]),
    Case("an array of objects", "[{\"id\":1},\n {\"id\":2, \"n\":\"a]}b\"}\n]\n", ["id=1", "id=2|n=a]}b"]),
    Case("indented objects", "{\n  \"id\": 1\n}\n{\n  \"id\": 2\n}\n", ["id=1", "id=2"]),
    Case("an apostrophe of JSON stays", "{\"zip\":\"'02134\"}\n", ["zip='02134"]),
    Case("an empty array", "[]", []),
    Case("a bad line costs itself", "{\"id\":1}\n{\"id\":}\n{\"id\":3}\n", ["id=1", "id=3"], rejected: ["2 malformed_json"]),
    Case("duplicate names", "{\"id\":1,\"id\":2}\n{\"id\":3}\n", ["id=3"], rejected: ["1 malformed_json"]),
    Case("escaped NUL", "{\"id\":1,\"n\":\"a\\u0000\"}\n{\"id\":3}\n", ["id=3"], rejected: ["1 malformed_json"]),
    Case("lone surrogate", "{\"n\":\"\\ud83d\"}\n{\"n\":\"\\ud83d\\ude00\"}\n", ["n=😀"], rejected: ["1 malformed_json"]),
    Case("depth 33", "{\"id\":1}\n{\"a\":" + String(repeating: "[", count: 33) + String(repeating: "]", count: 33) + "}\n", ["id=1"], rejected: ["2 malformed_json"]),
    Case("not an object", "{\"id\":1}\n[1,2]\n42\n", ["id=1"], rejected: ["2 not_an_object", "3 not_an_object"]),
  ]

  @Test(arguments: json) func `JSON Lines gives its rows`(_ item: Case) {
    let reading = read(item.file)
    #expect(reading.failure == nil)
    #expect(reading.rows == item.rows)
    #expect(reading.rejected == item.rejected)
    #expect(reading.detected?.kind == .jsonLines)
  }

  static let failures: [(name: String, file: [UInt8], failure: IntakeFailure)] = [
    ("nothing", [], .emptyFile),
    ("blank lines only", Array("\n \n\r\n".utf8), .emptyFile),
    ("byte order mark only", [0xEF, 0xBB, 0xBF], .emptyFile),
    ("no header", Array("1,kim@example.com,010-1234-5678\n2,lee@example.com,010-2222-3333\n".utf8), .noHeader),
    ("xlsx", [0x50, 0x4B, 0x03, 0x04, 0, 0, 0, 0, 1, 2], .spreadsheet),
    ("xls or encrypted", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0], .encryptedOrOldOffice),
    ("zstd", [0x28, 0xB5, 0x2F, 0xFD, 0, 0, 0, 0], .otherCompression(name: "Zstandard")),
    ("an image", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], .binaryData),
    ("control bytes", Array(repeating: [1, 2, 3, 4, 0x61], count: 20).flatMap { $0 }, .binaryData),
    ("UTF-16 without its mark", "id,name\n1,Kim\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, .utf16WithoutByteOrderMark),
    ("gzip of nothing", gzipMember([]), .emptyFile),
    ("a long name of a column", Array(("id," + String(repeating: "n", count: 2_000) + "\n1,2\n").utf8), .headerTooLong(column: 2)),
    ("1,001 columns", Array(((1...1_001).map { "c\($0)" }.joined(separator: ",") + "\n").utf8), .tooManyColumns(count: 1_001, countMax: 1_000)),
    ("quote open in the header", Array("id,\"name\n1,2\n".utf8), .headerTooLong(column: 2)),
  ]

  @Test(arguments: failures.indices) func `a file that cannot be read says so in one sentence`(_ index: Int) {
    let item = Self.failures[index]
    let reading = read(item.file)
    #expect(reading.failure == item.failure, "\(item.name)")
    let sentence = item.failure.description
    #expect(sentence.hasSuffix(".") && !sentence.contains("\n") && sentence.utf8.count > 30)
    #expect(reading.rows.isEmpty)
  }

  @Test func `a mapping that names missing columns is told which, with the nearest name`() {
    let settings = SourceSettings(columns: [ColumnMapping(name: "e-mail", role: .email), ColumnMapping(name: "x", role: .kept)])
    let reading = read(Array("id,email\n1,a@b.co\n".utf8), settings: settings)
    #expect(reading.failure == .missingColumns([.init(name: "e-mail", nearest: "email")]))
  }

  // MARK: Sizes

  @Test func `a quoted field of 1 MiB counts as unclosed and costs one row`() {
    let big = String(repeating: "x", count: 10 << 20)
    let reading = read("id,name\n1,\"" + big + "\"\n2,Lee\n")
    #expect(reading.rows == ["id=2|name=Lee"])
    #expect(reading.rejected == ["2 unclosed_quote"])
    #expect(reading.raws[0].count == 64 << 10)
    #expect(reading.lines == [3])
  }

  @Test func `an unclosed quote in a long file costs one row, not the rest`() {
    var text = "id,name\n1,\"Kim\n"
    for row in 2...200_000 { text += "\(row),name\n" }
    let reading = read(text)
    #expect(reading.rejected == ["2 unclosed_quote"])
    #expect(reading.rows.count == 199_999)
  }

  @Test func `a field over 64 KiB and a row over 4 MiB are rejected`() {
    let reading = read("id,name\n1," + String(repeating: "x", count: 65_537) + "\n2," + String(repeating: "y", count: 5 << 20) + "\n3,Cho\n")
    #expect(reading.rejected == ["2 field_too_long", "3 row_too_long"])
    #expect(reading.rows == ["id=3|name=Cho"])
    #expect(reading.sentences[0].contains("column \"name\""))
  }

  @Test func `a sentence holds place, rule and way out and no value`() {
    let reading = read("id,name\n1,\"Kim\" Secret\n2,a,b,c\n")
    #expect(
      reading.sentences == [
        "Line 2, column \"name\": text follows a closing quote; double every quote inside a quoted value.",
        "Line 3: the row has 4 fields and the header 2; put values that hold the separator into quotes.",
      ])
    #expect(reading.raws == [Array("1,\"Kim\" Secret".utf8), Array("2,a,b,c".utf8)])
  }

  // MARK: Encodings

  /// 이름,전화 and 김하나,1 and 똠방각하,2 in CP949; the last is outside of EUC-KR.
  static let korean: [UInt8] =
    [0xC0, 0xCC, 0xB8, 0xA7, 0x2C, 0xC0, 0xFC, 0xC8, 0xAD, 0x0A, 0xB1, 0xE8, 0xC7, 0xCF, 0xB3, 0xAA, 0x2C, 0x31, 0x0A]
    + [0x8C, 0x63, 0xB9, 0xE6, 0xB0, 0xA2, 0xC7, 0xCF, 0x2C, 0x32, 0x0A]

  @Test func `CP949 is detected, also beyond EUC-KR`() {
    let reading = read(Self.korean)
    #expect(reading.detected?.encoding == .cp949)
    #expect(reading.rows == ["이름=김하나|전화=1", "이름=똠방각하|전화=2"])
  }

  @Test func `a byte that stands for nothing costs one row, with its raw bytes`() {
    let reading = read(Self.korean + [0xB1, 0xFF, 0x2C, 0x33, 0x0A] + Self.korean[10...])
    #expect(reading.rejected == ["4 not_in_encoding"])
    #expect(reading.raws == [[0xB1, 0xFF, 0x2C, 0x33]])
    #expect(reading.rows.count == 4)
  }

  @Test func `a damaged byte in UTF-8 costs one row and changes no encoding`() {
    let reading = read(Array("이름,전화\n김하나,1\n".utf8) + [0xEA, 0xB9, 0x2C, 0x32, 0x0A] + Array("이둘,3\n".utf8))
    #expect(reading.detected?.encoding == .utf8)
    #expect(reading.rejected == ["3 not_utf8"])
    #expect(reading.rows == ["이름=김하나|전화=1", "이름=이둘|전화=3"])
  }

  @Test func `text beyond ASCII that comes after a megabyte decides then`() {
    var file = Array("id,name\n".utf8)
    for row in 0..<100_000 { file += Array("\(row),Kim Hana\n".utf8) }
    let reading = read(file + [0x78, 0x2C] + [0xB1, 0xE8, 0xC7, 0xCF, 0xB3, 0xAA, 0x0A])
    #expect(reading.rejected == [])
    #expect(reading.rows.last == "id=x|name=김하나")
  }

  @Test func `UTF-16 with its mark, both ways, and a lone surrogate costs one row`() {
    func file(_ isBig: Bool, _ units: [UInt16]) -> [UInt8] {
      ([0xFEFF] + units).flatMap { isBig ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)] }
    }
    let units = Array("id,이름\n1,김😀\n2,".utf16) + [0xD83D] + Array("\n3,이\n".utf16)
    for isBig in [true, false] {
      let reading = read(file(isBig, units))
      #expect(reading.detected?.encoding == (isBig ? .utf16BigEndian : .utf16LittleEndian))
      #expect(reading.rows == ["id=1|이름=김😀", "id=3|이름=이"])
      #expect(reading.rejected == ["3 not_in_encoding"])
    }
  }

  @Test func `Shift-JIS and windows-1252 where nothing else fits`() {
    // 氏名,電話 / 山田 太郎 / たろう
    let japanese: [UInt8] =
      [0x8E, 0x81, 0x96, 0xBC, 0x2C, 0x93, 0x64, 0x98, 0x62, 0x0A, 0x8E, 0x52, 0x93, 0x63, 0x20, 0x91, 0xBE, 0x98, 0x59, 0x2C, 0x31, 0x0A]
      + [0x82, 0xBD, 0x82, 0xEB, 0x82, 0xA4, 0x2C, 0x32, 0x0A]
    let reading = read(japanese)
    #expect(reading.detected?.encoding == .shiftJIS)
    #expect(reading.rows == ["氏名=山田 太郎|電話=1", "氏名=たろう|電話=2"])
    // Müller, Jörg, Weiß
    let german = Array("id,name\n1,M".utf8) + [0xFC] + Array("ller\n2,J".utf8) + [0xF6] + Array("rg\n3,Wei".utf8) + [0xDF] + Array("\n".utf8)
    let western = read(german)
    #expect(western.detected?.encoding == .windows1252)
    #expect(western.rows == ["id=1|name=Müller", "id=2|name=Jörg", "id=3|name=Weiß"])
  }

  @Test func `settings decide the encoding`() {
    let file = Array("id,name\n1,Jos".utf8) + [0xE9, 0x0A]
    let reading = read(file, settings: SourceSettings(encoding: .windows1252))
    #expect(reading.rows == ["id=1|name=José"])
  }

  // MARK: gzip

  @Test func `gzip, also of several members and JSON`() {
    let member = gzipMember(Array("id,name\n1,Kim\n".utf8))
    #expect(read(member).rows == ["id=1|name=Kim"])
    #expect(read(member).detected?.isCompressed == true)
    #expect(read(member + gzipMember(Array("2,Lee\n".utf8)) + [0, 0, 0]).rows == ["id=1|name=Kim", "id=2|name=Lee"])
    #expect(read(gzipMember(Array("{\"id\":1}\n".utf8))).rows == ["id=1"])
  }

  @Test func `truncated gzip gives its good rows and says so`() {
    let member = gzipMember(Array("id,name\n1,Kim\n2,Lee\n3,Ch".utf8))
    let reading = read(Array(member.dropLast(9)))
    #expect(reading.failure == .truncatedGzip)
    #expect(reading.rows == ["id=1|name=Kim", "id=2|name=Lee"])
  }

  @Test func `damaged gzip gives its good rows and says so`() {
    var member = gzipMember(Array("id,name\n1,Kim\n2,Lee\n".utf8))
    member[member.count - 6] ^= 1
    let reading = read(member)
    #expect(reading.failure == .corruptGzip)
    #expect(reading.rows == ["id=1|name=Kim", "id=2|name=Lee"])
  }

  /// A gzip member of lines of one letter, 258 bytes a copy (fixed Huffman codes, RFC 1951 3.2.6).
  static func bomb(copyCount: Int) -> [UInt8] {
    var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var pending: UInt32 = 0
    var bitCount: UInt32 = 0
    func put(_ code: UInt32, _ length: UInt32) {
      // Huffman codes go highest bit first.
      for bit in (0..<length).reversed() {
        pending |= (code >> bit & 1) << bitCount
        bitCount += 1
        if bitCount == 8 {
          bytes.append(UInt8(pending))
          (pending, bitCount) = (0, 0)
        }
      }
    }
    put(1, 1)
    put(0b10, 2)
    put(0x30 + 0x61, 8)
    put(0x30 + 0x0A, 8)
    for _ in 0..<copyCount { put(0b1100_0101_00001, 13) }
    return bytes
  }

  @Test func `gzip that grows without bound is stopped, a megabyte is not yet a bomb`() {
    #expect(read(Self.bomb(copyCount: 6_000)).failure == .gzipBomb(ratioMax: 100))
    #expect(read(Self.bomb(copyCount: 6_000)) { 100 }.failure == .gzipBomb(ratioMax: 100))
    #expect(read(Self.bomb(copyCount: 3_000)).failure == .truncatedGzip)
  }

  @Test func `a reader is a value: a copy reads on by itself`() throws {
    let member = gzipMember(Array("id,name\n1,Kim\n2,Lee\n".utf8))
    var first = RowReader()
    try first.push(Array(member[..<30]))
    var second = first
    try first.push(Array(member[30...]))
    try second.push(Array(member[30...]))
    try first.finish()
    try second.finish()
    #expect(first.next(rowCountMax: 10)?.bytes == Array("1Kim2Lee".utf8))
    #expect(second.next(rowCountMax: 10)?.bytes == Array("1Kim2Lee".utf8))
  }

  @Test func `JSON names stay within their number`() {
    var limits = IntakeLimits.standard
    limits.columnCountMax = 3
    let reading = read("{\"a\":1,\"b\":2}\n{\"c\":3,\"d\":4,\"e\":5,\"f\":6}\n{\"c\":5}\n{\"\":1}\n", limits: limits)
    #expect(reading.rows == ["a=1|b=2", "c=5"])
    #expect(reading.rejected == ["2 too_many_columns", "4 unusable_name"])
  }

  @Test func `headers in lines of data are not taken for names`() {
    #expect(read("name,kim@example.com,1\n").failure == .noHeader)
    #expect(read("x,y,2020\n1,2,3\n").rows == ["x=1|y=2|2020=3"])
  }
}
