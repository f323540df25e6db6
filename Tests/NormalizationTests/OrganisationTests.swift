import Identity
import Normalization
import Testing

@Suite struct OrganisationTests {
  private func organisation(_ raw: String) -> [NormalizedValue] {
    collected { normalizer.organisation(bytes(raw), into: $0) }
  }

  @Test func `identity is the set of words that mean something`() {
    func check(_ raw: String, _ identity: String?, line: Int = #line) {
      #expect(
        organisation(raw).first?.keys.first.map { text($0.bytes) } == identity, "\(raw)", sourceLocation: .here(line))
    }
    check("The Hotel Bel-Air", "air bel hotel")
    check("Bel Air Hotel Inc.", "air bel hotel")
    check("Arnie Morton's of Chicago", "arnie chicago mortons")
    check("Y.M.C.A. of Chicago", "chicago ymca")
    check("Ben & Jerry's, LLC", "ben jerrys")
    check("(주)롯데호텔", "롯데호텔")
    check("㈜ 롯데호텔", "롯데호텔")
    check("주식회사 롯데호텔", "롯데호텔")
    check("株式会社トヨタ", "トヨタ")
    check("Müller GmbH", "muller")
    check("The Company", "company the")
    check("n/a", nil)
    check("---", nil)
  }

  @Test func `names beyond the limits are clipped`() {
    func check(_ raw: String, isClipped: Bool, line: Int = #line) {
      let value = organisation(raw).first
      #expect(value?.flags.contains(.clipped) == isClipped, sourceLocation: .here(line))
      #expect(value.map { OrganisationLevel.of($0.form.span, $0.form.span) } == .same, sourceLocation: .here(line))
      for key in value?.keys ?? [] {
        #expect(String(validating: key.bytes, as: UTF8.self) != nil, sourceLocation: .here(line))
      }
    }
    let alphabet = String("abcdefghijklmnopqrstuvwxyz".flatMap { [$0, " "] })
    check(alphabet, isClipped: false)
    check(String(repeating: alphabet, count: 12), isClipped: true)
    check(String(repeating: "a-", count: 600), isClipped: true)
    check((0..<400).map { "word\($0)" }.joined(separator: " "), isClipped: true)
    check(String(repeating: "롯", count: 100), isClipped: true)
    check("a" + String(repeating: "é", count: 100) + " ж" + String(repeating: "ж", count: 100), isClipped: true)
  }

  @Test func `keys of a name`() {
    #expect(
      organisation("Sunny Hill Day Care - North").map(\.shownKeys) == [
        "organisation.full=care day hill north sunny organisation.token=hill organisation.token=north "
          + "organisation.token=sunny organisation.pair=sunny hill organisation.pair=hill north"
      ])
    #expect(organisation("Café  Ünal ").map(\.shown) == ["Café Ünal"])
  }

  @Test func `how two names agree`() {
    func check(_ left: String, _ right: String, _ level: OrganisationLevel, line: Int = #line) {
      guard let a = organisation(left).first?.form, let b = organisation(right).first?.form else {
        Issue.record("no value", sourceLocation: .here(line))
        return
      }
      #expect(OrganisationLevel.of(a.span, b.span) == level, "\(left) | \(right)", sourceLocation: .here(line))
      #expect(OrganisationLevel.of(b.span, a.span) == level, sourceLocation: .here(line))
    }
    check("hotel bel-air", "bel-air hotel", .same)
    check("Sunshine Daycare Inc", "SUNSHINE DAY CARE", .tokens)
    check("art's deli", "art's delicatessen", .same)
    check("YMCA of Metropolitan Chicago - Rauner", "YMCA of Metropolitan Chicago - High Ridge", .weak)
    check("Chicago Public Schools Monroe, James", "Monroe", .tokens)
    check("ymca", "ymca - north", .tokens)
    check("ymca - north", "ymca - south", .weak)
    check("Sunny Hill Academy", "Sunny Hill Academy II", .tokens)
    check("Sunny Hill Academy I", "Sunny Hill Academy II", .weak)
    check("Sunny Hill 3", "Sunny Hill 4", .weak)
    check("Albany Park Community Center - Kimball", "Albany Park Community Center - Ainslie", .weak)
    check("locanda veneta", "locanda venetta", .close)
    check("philippe's the original", "philippe the original", .close)
    check("Learning Center", "Childcare Academy", .different)
    check("ritz-carlton cafe buckhead", "ritz-carlton restaurant", .close)
    check("campanile", "spago", .different)
    check("롯데호텔 서울", "롯데호텔", .tokens)
  }

  @Test func `properties`() {
    let seed: UInt64 = 15
    print("organisation properties, seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<5_000 {
      checkInvariants(random.bytes(countMax: 20), seed: seed) { normalizer.organisation($0, into: $1) }
      let left = random.word(alphabet: "ab cdefg hot el", countMax: 30)
      let right = random.word(alphabet: "ab cdefg hot el", countMax: 30)
      let a = collected { normalizer.organisation(left, into: $0) }.first?.form ?? []
      let b = collected { normalizer.organisation(right, into: $0) }.first?.form ?? []
      #expect(OrganisationLevel.of(a.span, b.span) == OrganisationLevel.of(b.span, a.span), "\(left) \(right)")
    }
  }
}
