import Identity
import Normalization
import Testing

/// Foreign given names in Hangul against the words they transcribe, written by the rules of loanword orthography.
struct LoanNameTests {
  private static let names = """
    크리스토퍼 Christopher, 케빈 Kevin, 에릭 Eric, 스콧 Scott, 브랜던 Brandon, 니컬러스 Nicholas, 케네스 Kenneth, 에드워드 Edward, 제이크 Jake,
    데이비드 David, 저스틴 Justin, 그레이스 Grace, 클로이 Chloe, 엘리자베스 Elizabeth, 제니퍼 Jennifer, 니콜 Nicole, 패멀라 Pamela, 스테파니 Stephanie,
    앤절라 Angela, 헬렌 Helen, 마크 Mark, 올리비아 Olivia, 켈리 Kelly, 케이트 Kate, 빅터 Victor, 티파니 Tiffany, 루카스 Lucas, 프랭크 Frank,
    레이철 Rachel, 버논 Vernon, 필릭스 Felix, 브렌다 Brenda, 딜런 Dylan, 트레버 Trevor, 베로니카 Veronica, 테레사 Theresa, 비비안 Vivian
    """.split(separator: ",").map { pair in
      let words = pair.split(whereSeparator: \.isWhitespace)
      return (hangul: String(words[0]), latin: String(words[1]))
    }

  private static func form(_ given: String, _ family: String) throws -> [UInt8] {
    var found: NormalizedValue?
    normalizer.name(NameParts(given: bytes(given), family: bytes(family))) { found = $0 }
    return try #require(found).form
  }

  @Test func `a foreign name is found in its transcription, and no other`() throws {
    for name in LoanNameTests.names {
      let hangul = try LoanNameTests.form(name.hangul, "김")
      for other in LoanNameTests.names {
        let latin = try LoanNameTests.form(other.latin, "Kim")
        let level = NameLevel.of(hangul.span, latin.span)
        #expect((level >= .variant) == (name.latin == other.latin), "\(name.hangul) \(other.latin) \(level)")
      }
      let another = try LoanNameTests.form(name.latin, "Park")
      let level = NameLevel.of(hangul.span, another.span)
      #expect(level == .different)
    }
  }
}
