import Identity
import Normalization
import TestKit
import Testing

/// A sketch may only say of two values what the comparison itself says, and must say it of nearly all plain ones.
@Suite struct ValueSketchTests {
  /// Makes a value, and writes one again with a slip or two, as keyboards and clerks do.
  private struct Kind {
    var attribute: Attribute
    var make: (inout SeededGenerator) -> String
    var normalize: ([UInt8], (NormalizedValue) -> Void) -> Void
    var slips: [(String, inout SeededGenerator) -> String]
  }

  private static func changed(_ text: String, _ random: inout SeededGenerator) -> String {
    var bytes = Array(text.utf8)
    if bytes.isEmpty { return text }
    let place = random.below(bytes.count)
    let alphabet = Array("0123456789abcdefghijklmnopqrstuvwxyz.-+_".utf8)
    switch random.below(4) {
    case 0: bytes[place] = random.pick(alphabet)
    case 1: bytes.insert(random.pick(alphabet), at: place)
    case 2: bytes.remove(at: place)
    default: if place > 0 { bytes.swapAt(place, place - 1) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func digits(_ count: Int, _ random: inout SeededGenerator) -> String {
    (0..<count).map { _ in String(random.below(10)) }.joined()
  }

  private let kinds = [
    Kind(
      attribute: .email,
      make: { random in
        let names = ["kim", "minjun", "smith", "jane", "park.jihoon", "o-neil", "lee_soo", "a", "hong", "garcia"]
        let domains = ["gmail.com", "naver.com", "yahoo.com", "proton.me", "gmial.com", "example.org", "kakao.com", "protonmail.com"]
        let local = random.pick(names) + random.pick(["", ".", "_", "-", "+"]) + random.pick(names)
        return local + random.pick(["", ValueSketchTests.digits(2, &random), ValueSketchTests.digits(4, &random)]) + "@" + random.pick(domains)
      }, normalize: { normalizer.email($0, into: $1) },
      slips: [
        changed,
        { text, random in text.replacing("@", with: random.pick(["+shop@", "-news@", ".@", "1@"])) },
        { text, random in String(text.prefix { $0 != "@" }) + random.pick(["@gmail.com", "@gamil.com", "@pm.me", "@ymail.com"]) },
        { text, _ in text.replacing(".", with: "", maxReplacements: 1) },
      ]),
    Kind(
      attribute: .phone,
      make: { random in
        let digits = ValueSketchTests.digits(8, &random)
        let long = ValueSketchTests.digits(7, &random)
        return random.pick(["010" + digits, "+82 10 " + digits, "011" + long, "02" + long, "+1 212" + long, digits, "9" + digits, "+49 176" + digits])
      }, normalize: { normalizer.phone($0, region: Array("KR".utf8), into: $1) },
      slips: [changed, { text, _ in text.replacing("+82 10 ", with: "") }, { text, _ in text.replacing("010", with: "+82 10") }]),
    Kind(
      attribute: .birthDate,
      make: { random in
        let (year, month, day) = (1_930 + random.below(85), 1 + random.below(12), 1 + random.below(28))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return random.pick([
          "\(year)-\(two(month))-\(two(day))", "음력 \(year).\(month).\(day)", "\(two(year % 100))\(two(month))\(two(day))", "\(year)-\(two(month))",
        ])
      }, normalize: { normalizer.birthDate($0, order: .yearMonthDay, region: Array("KR".utf8), into: $1) },
      slips: [
        changed, { text, _ in text.replacing("음력 ", with: "") }, { text, _ in "음력 " + text },
        { text, random in
          guard let year = Int(text.prefix(4)) else { return text }
          return String(year + random.pick([-100, -10, -1, 1, 10, 100])) + text.dropFirst(4)
        },
      ]),
  ]

  @Test(arguments: seeds(few: 20))
  func `what sketches tell apart differs`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for kind in kinds {
      func forms(_ text: String) -> [[UInt8]] {
        collected { kind.normalize(bytes(text), $0) }.filter { $0.attribute == kind.attribute }.map(\.form)
      }
      func check(_ left: String, _ right: String) {
        guard let one = forms(left).first, let other = forms(right).first else { return }
        let (a, b) = (ValueSketch.of(kind.attribute, one.span), ValueSketch.of(kind.attribute, other.span))
        let areApart = ValueSketch.areApart(kind.attribute, a, b)
        #expect(areApart == ValueSketch.areApart(kind.attribute, b, a), "\(left) and \(right), seed \(seed)")
        if areApart {
          #expect(agreementLevel(kind.attribute, one.span, other.span) == 1, "\(left) and \(right), seed \(seed)")
        }
      }
      for _ in 0..<400 {
        let text = kind.make(&random)
        var other = random.pick(kind.slips)(text, &random)
        if random.oneIn(2) { other = random.pick(kind.slips)(other, &random) }
        check(text, other)
        check(text, kind.make(&random))
      }
    }
  }

  @Test func `plain values of strangers are told apart by nearly all sketches`() {
    var random = SeededGenerator(seed: 7)
    func share(_ attribute: Attribute, _ make: (inout SeededGenerator) -> NormalizedValue?) -> Int {
      let sketches = (0..<1_000).compactMap { _ in make(&random).map { ValueSketch.of(attribute, $0.form.span) } }
      return zip(sketches, sketches.dropFirst()).count { ValueSketch.areApart(attribute, $0, $1) } * 1_000 / (sketches.count - 1)
    }
    let phones = share(.phone) { random in
      let text = "010" + ValueSketchTests.digits(8, &random)
      return collected { normalizer.phone(bytes(text), region: Array("KR".utf8), into: $0) }.first
    }
    #expect(phones >= 980)
    let addresses = share(.email) { random in
      let text = random.pick(["minjun", "jane.smith", "hong", "lee_soo"]) + ValueSketchTests.digits(4, &random) + "@naver.com"
      return collected { normalizer.email(bytes(text), into: $0) }.first
    }
    #expect(addresses >= 980)
    let dates = share(.birthDate) { random in
      let text = "\(1_930 + random.below(80))-\(10 + random.below(3))-\(10 + random.below(19))"
      return collected { normalizer.birthDate(bytes(text), order: .yearMonthDay, region: Array("KR".utf8), into: $0) }.first
    }
    #expect(dates >= 900)
  }

  @Test(arguments: [
    (Attribute.birthDate, "1973-12-15", "1974-01-07", true),  // the same day by the lunar calendar
    (.birthDate, "1980-12-05", "1981-02-05", true),  // digits over the border of year and month
    (.birthDate, "1980-12-05", "1990-12-05", true),
    (.birthDate, "1980-12-05", "1982-03-11", false),
    (.phone, "010-1234-5698", "010-1234-5689", true),
    (.phone, "010-1234-5698", "010-1234-6598", true),
    (.phone, "010-1234-5698", "010-1235-4698", true),
    (.phone, "010-1234-5698", "010-2134-5698", true),
    (.phone, "010-1234-5698", "011-0234-5698", true),
    (.phone, "010-1234-5698", "+1 212 999 5698", false),
    (.phone, "010-1234-5698", "010-9234-5691", false),
    (.phone, "+82 10 7234 5698", "72345698", true),
    (.email, "min.jun@gmail.com", "minjun@gmail.com", true),
    (.email, "minjun+shop@naver.com", "minjun+news@naver.com", true),
    (.email, "minjun-a@yahoo.com", "minjun-b@yahoo.com", true),
    (.email, "minjun88@naver.com", "minjum88@naver.com", true),
    (.email, "miñjun@example.org", "minjun@example.org", true),
    (.email, "minjun88@naver.com", "minjun89@naver.com", false),
  ])
  func `what may agree is looked at`(attribute: Attribute, left: String, right: String, isLookedAt: Bool) throws {
    func sketch(_ text: String) throws -> UInt32 {
      let values = collected { into in
        switch attribute {
        case .email: normalizer.email(bytes(text), into: into)
        case .phone: normalizer.phone(bytes(text), region: Array("KR".utf8), into: into)
        default: normalizer.birthDate(bytes(text), order: .yearMonthDay, region: Array("KR".utf8), into: into)
        }
      }
      return ValueSketch.of(attribute, try #require(values.first).form.span)
    }
    #expect(try ValueSketch.areApart(attribute, sketch(left), sketch(right)) != isLookedAt)
  }
}
