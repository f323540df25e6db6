import Normalization
import Testing

/// Words and the sounds that published implementations of Double Metaphone give for them; where those
/// stop at four sounds, the first four count.
struct DoubleMetaphoneTests {
  private static func sounds(_ packed: UInt64) -> String {
    var text = ""
    for place in 0..<8 where packed >> UInt64(8 * place) & 0xFF != 0 {
      text.unicodeScalars.append(Unicode.Scalar(UInt8(truncatingIfNeeded: packed >> UInt64(8 * place))))
    }
    return text
  }

  @Test(arguments: [
    // the examples of Apache Commons Codec
    ("testing", "TSTN", "TSTN"), ("the", "0", "T"), ("quick", "KK", "KK"), ("brown", "PRN", "PRN"), ("fox", "FKS", "FKS"),
    ("jumped", "JMPT", "AMPT"), ("over", "AFR", "AFR"), ("lazy", "LS", "LS"), ("dogs", "TKS", "TKS"),
    ("maccafferey", "MKFR", "MKFR"), ("stephan", "STFN", "STFN"), ("kuczewski", "KSSK", "KXFS"),
    ("mcclelland", "MKLL", "MKLL"), ("xenophobia", "SNFP", "SNFP"), ("fokker", "FKR", "FKR"), ("joqqi", "JK", "AK"),
    ("hovvi", "HF", "HF"), ("czerny", "SRN", "XRN"), ("cookie", "KK", "KK"), ("auto", "AT", "AT"), ("otto", "AT", "AT"),
    // names of the article and of its followers
    ("smith", "SM0", "XMT"), ("schmidt", "XMT", "SMT"), ("schneider", "XNTR", "SNTR"), ("snyder", "SNTR", "XNTR"),
    ("thompson", "TMPS", "TMPS"), ("knight", "NT", "NT"), ("wright", "RT", "RT"), ("thumb", "0M", "TM"),
    ("catherine", "K0RN", "KTRN"), ("kathryn", "K0RN", "KTRN"), ("michael", "MKL", "MXL"), ("jose", "HS", "HS"),
    ("xavier", "SF", "SFR"), ("filipowicz", "FLPT", "FLPF"), ("philipowitz", "FLPT", "FLPF"), ("wagner", "AKNR", "FKNR"),
    ("caesar", "SSR", "SSR"), ("bacchus", "PKS", "PKS"), ("mchugh", "MK", "MK"), ("edge", "AJ", "AJ"),
    ("tichner", "TXNR", "TKNR"), ("laugh", "LF", "LF"), ("island", "ALNT", "ALNT"), ("sugar", "XKR", "SKR"),
    ("cabrillo", "KPRL", "KPR"), ("rogier", "RJ", "RJR"), ("hochmeier", "HKMR", "HKMR"), ("breaux", "PR", "PR"),
    ("zhao", "J", "J"), ("arnow", "ARN", "ARNF"), ("gnome", "NM", "NM"), ("ghosh", "KX", "KX"), ("psmith", "SM0", "SMT"),
    ("bach", "PK", "PK"), ("crouch", "KRK", "KRK"), ("hugh", "H", "H"), ("", "", ""), ("kim", "KM", "KM"), ("gim", "JM", "KM"),
  ])
  func `a word is said as its spelling suggests`(_ row: (word: String, primary: String, alternate: String)) {
    let word = Array(row.word.utf8)
    let found = DoubleMetaphone(word.span)
    let isCut = row.primary.count == 4
    let primary = DoubleMetaphoneTests.sounds(found.primary)
    let alternate = DoubleMetaphoneTests.sounds(found.alternate)
    #expect((isCut ? String(primary.prefix(4)) : primary) == row.primary, "\(row.word)")
    #expect((row.alternate.count == 4 ? String(alternate.prefix(4)) : alternate) == row.alternate, "\(row.word)")
  }

  @Test func `any letters are survived`() {
    var state: UInt64 = 7
    for _ in 0..<20_000 {
      var word: [UInt8] = []
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      for _ in 0..<Int(state >> 40 % 34) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        word.append("abcdeghijklmnoprstuwxz".utf8.map { $0 }[Int(state >> 33) % 22])
      }
      let found = DoubleMetaphone(word.span)
      #expect(DoubleMetaphone.areAlike(word.span, word.span, inAnyReading: true) == (found.primary >> 16 != 0))
    }
    #expect(DoubleMetaphone([0xC3, 0xA9].span).primary == 0)
  }
}
