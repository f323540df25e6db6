import Intake
import Testing

@Suite struct CSVWriterTests {
  static let fields: [(value: String, written: String)] = [
    ("Kim", "Kim"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("a\nb", "\"a\nb\""), (" a", "\" a\""), ("a ", "\"a \""),
    ("a;b", "a;b"), ("=1+1", "\"'=1+1\""), ("+82 10", "\"'+82 10\""), ("-1", "\"'-1\""), ("@x", "\"'@x\""), ("\t=1", "\"'\t=1\""), ("\r=1", "\"'\r=1\""),
    ("  =1", "\"'  =1\""), ("\u{3000}＝1", "\"'\u{3000}＝1\""), ("＝cmd", "\"'＝cmd\""), ("＋1", "\"'＋1\""), ("－1", "\"'－1\""), ("＠a", "\"'＠a\""),
    ("=\u{301}1+1", "\"'=\u{301}1+1\""), ("\u{200B}=1", "\"'\u{200B}=1\""), ("\u{FEFF}@a", "\"'\u{FEFF}@a\""), ("a=1", "a=1"), ("1-2", "1-2"),
    ("O'Neil", "O'Neil"), ("김", "김"),
  ]

  @Test(arguments: fields.indices) func `a field is quoted where it must be and no formula survives`(_ index: Int) {
    var writer = CSVWriter()
    writer.field(Self.fields[index].value, neutralise: true)
    writer.endRow()
    #expect(Array(writer.bytes) == Array((Self.fields[index].written + "\r\n").utf8))
  }

  @Test func `an empty field alone is no blank line, and bytes can be taken between rows`() {
    var writer = CSVWriter(delimiter: UInt8(ascii: ";"))
    writer.field("", neutralise: true)
    writer.endRow()
    #expect(writer.takeBytes() == Array("\"\"\r\n".utf8))
    writer.field("", neutralise: false)
    writer.field("a;b", neutralise: false)
    writer.endRow()
    #expect(writer.takeBytes() == Array(";\"a;b\"\r\n".utf8))
    writer.field("", neutralise: false)
    writer.endRow()
    #expect(writer.takeBytes() == Array("\"\"\r\n".utf8))
  }

  @Test func `numbers this program made are left alone`() {
    var writer = CSVWriter()
    writer.field("-12", neutralise: false)
    writer.endRow()
    #expect(writer.bytes == Array("-12\r\n".utf8))
  }
}
