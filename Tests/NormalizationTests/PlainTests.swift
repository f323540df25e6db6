import Identity
import Normalization
import Testing

/// Gender, identifiers and plain text.
@Suite struct PlainTests {
  @Test func `what becomes of a gender`() {
    func check(_ raw: String, _ canonical: String, _ state: String = "person", line: Int = #line) {
      let values = collected { normalizer.gender(bytes(raw), into: $0) }
      #expect(values.map(\.shown) == [canonical], sourceLocation: .here(line))
      #expect(values.first?.shownState == state, sourceLocation: .here(line))
    }
    check("M", "male")
    check("남", "male")
    check("２", "female")
    check("Female ", "female")
    check("Mrs.", "female")
    check("기타", "other")
    check("0", "0", "junk placeholder")
    check("9", "9", "junk placeholder")
    check("blue", "blue", "unknown invalid")
    // the digit of a resident number
    for digit in ["1", "3", "5", "7"] { check(digit, "male") }
    for digit in ["2", "4", "6", "8"] { check(digit, "female") }
    // where they are no such digits
    for (digit, state) in [("3", "other person"), ("4", "4 unknown invalid")] {
      let values = collected { normalizer.gender(bytes(digit), region: bytes("US"), into: $0) }
      #expect(values.map { "\($0.shown) \($0.shownState)" } == [state])
    }
    for word in ["남(M)", "남자(Male)", "♂", "♂\u{FE0F}", "M (남)"] { check(word, "male") }
    for word in ["여(F)", "여자(Female)", "♀", "여성 (F)"] { check(word, "female") }
    check("남(F)", "남(f)", "unknown invalid")
  }

  @Test func `what becomes of an id`() {
    func check(_ raw: String, _ canonical: String, _ keys: String, line: Int = #line) {
      let values = collected { normalizer.identifier(bytes(raw), scheme: bytes("card"), into: $0) }
      #expect(values.map(\.shown) == [canonical], sourceLocation: .here(line))
      #expect(values.map(\.shownKeys) == [keys], sourceLocation: .here(line))
    }
    check(" ab-12 34.c", "AB1234C", "identifier.exact=card:AB1234C")
    check("ＡＢ１２３４Ｃ", "AB1234C", "identifier.exact=card:AB1234C")
    check("0000000", "0000000", "")
    check("0", "0", "")
    check("n/a", "n/a", "")
    check("NA#", "na#", "")
    // What is partly hidden is no id.
    check("850307-2******", "850307-2******", "")
    check("850307-2123456", "850307-2******", "")
    check("8503072******", "8503072******", "")
    check("850307-*******", "850307-*******", "")
    check("850307-2xxxxxx", "850307-2xxxxxx", "")
    check("3;012244xxxxxx", "3;012244xxxxxx", "")
    check("850307-2●●●●●●", "850307-2●●●●●●", "")
    check("850307-2", "850307-2", "")
    check("4006-****-****-1234", "4006-****-****-1234", "")
    check("**** 1234", "**** 1234", "")
    check("8503072", "8503072", "identifier.exact=card:8503072")
    check("483921-7", "4839217", "identifier.exact=card:4839217")
    check("AB*12", "AB12", "identifier.exact=card:AB12")
    // 128 bytes would end inside the 43rd sign.
    let signs = String(repeating: "가", count: 60)
    let kept = String(repeating: "가", count: 42)
    check(signs, kept, "identifier.exact=card:\(kept)")
  }

  @Test(arguments: ["850307-2******", "8503072******", "850307-2123456", "850307 2＊＊＊＊＊＊"])
  func `a date of birth and a sex are no value that makes two records one`(_ raw: String) {
    let values = collected { into in
      normalizer.identifier(bytes(raw), scheme: [], into: into)
      normalizer.exact(bytes(raw), into: into)
      normalizer.text(bytes(raw), into: into)
      normalizer.set([bytes(raw)], into: into)
    }
    #expect(values.count == 4)
    for value in values {
      #expect(value.keys.isEmpty && value.isMissing, "\(value.attribute)")
      #expect(agreementLevel(value.attribute, value.form.span, value.form.span) == 1, "\(value.attribute)")
    }
  }

  @Test func `how two ids and two texts agree`() {
    func ids(_ left: String, _ right: String, _ level: IdentifierLevel, line: Int = #line) {
      let (a, b) = (bytes(left), bytes(right))
      #expect(IdentifierLevel.of(a.span, b.span) == level, sourceLocation: .here(line))
    }
    ids("AB1234C", "AB1234C", .same)
    ids("AB1234C", "AB1243C", .near)
    ids("AB1234C", "AB124C", .near)
    ids("AB1234C", "AB4321C", .different)
    ids("AB1", "AB2", .different)
    func texts(_ left: String, _ right: String, _ level: TextLevel, line: Int = #line) {
      let (a, b) = (foldText(bytes(left)), foldText(bytes(right)))
      #expect(TextLevel.of(a.span, b.span) == level, sourceLocation: .here(line))
      #expect(TextLevel.of(b.span, a.span) == level, sourceLocation: .here(line))
    }
    texts("Head  Nurse", "head nurse", .same)
    texts("carpenter", "carpentr", .close)
    texts("room 101", "room 102", .different)
    texts("senior staff nurse", "staff nurse senior", .close)
    texts("senior staff nurse", "staff nurse", .close)
    texts("nurse", "teacher", .different)
    texts("cat", "bat", .different)
  }

  @Test func `properties`() {
    let seed: UInt64 = 16
    print("plain properties, seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<5_000 {
      checkInvariants(random.bytes(countMax: 20), seed: seed) { normalizer.text($0, into: $1) }
      checkInvariants(random.bytes(countMax: 20), seed: seed) { normalizer.identifier($0, scheme: [], into: $1) }
      checkInvariants(random.bytes(countMax: 3), seed: seed) { normalizer.gender($0, into: $1) }
    }
  }

  @Test func `every flag has a reason`() {
    for (flag, word) in ValueFlags.words {
      #expect(flag.reasons.map(\.word) == [word])
      #expect(flag.reasons.first?.sentence != "no reason is known", "\(word)")
    }
    #expect(Set(ValueFlags.words.map(\.0.rawValue)).count == ValueFlags.words.count)
    #expect(Set(KeyKind.allCases.map(\.meaning)).count == KeyKind.allCases.count)
  }
}
