/// Which country's grammar an address is to be read with.
enum AddressCountry {
  /// Explicit field first, then script, then shape of postcode and telling words; the default last, and
  /// only where the text can be of that country.
  static func detected(
    country: [UInt8], text: [UInt8], postcode: [UInt8], region: [UInt8], city: [UInt8], defaultRegion: [UInt8]
  ) -> ParsedAddress.Grammar {
    var hasHangul = false
    var hasKana = false
    var hasHan = false
    for scalar in scalars(text + city) {
      switch ScalarScript.of(scalar) {
      case .hangul: hasHangul = true
      case .kana: hasKana = true
      case .han: hasHan = true
      default: continue
      }
    }
    if hasHangul { return .korean }
    if hasKana { return .japanese }
    let named = grammars[country.filter { $0 &- 0x61 < 26 || $0 >= 0x80 }]
    if hasHan { return named == nil || named == .japanese ? .japanese : .generic }
    if named == .korean || named == nil && KoreanAddress.looksLatin(text) && !EuropeanAddress.looksFrench(text) {
      return KoreanAddress.looksLatin(text) ? .koreanLatin : .generic
    }
    if named == .japanese { return .generic }
    if let named { return named }
    if !country.isEmpty { return .generic }
    let code = postcode.filter { $0 != 0x20 }
    if EnglishAddress.isBritish(code) || EnglishAddress.isCanadian(code) { return .english }
    if StreetWords.states[region.filter { $0 != 0x20 && $0 != 0x2E }] != nil { return .english }
    if EuropeanAddress.looksGerman(text) { return .german }
    if EuropeanAddress.looksFrench(text) { return .french }
    let words = EnglishAddress.words(text.map { $0 == UInt8(ascii: ",") ? 0x20 : $0 }[...])
    let startsWithNumber = words.first.map { $0[0] &- 0x30 < 10 } ?? false
    if startsWithNumber || words.contains(where: { StreetWords.suffixes.contains($0) }) { return .english }
    // Textorplatz 12: a street behind which its number stands
    let streetWords = EnglishAddress.words(text[..<(text.firstIndex(of: UInt8(ascii: ",")) ?? text.count)])
    let isBox = words.contains(Array("box".utf8))
    if streetWords.count > 1, !isBox, !StreetWords.units.contains(streetWords[0]), let last = streetWords.last,
      last.count <= 5, last[0] &- 0x30 < 10
    {
      return .german
    }
    let fallback = grammars[defaultRegion]
    return fallback == .german || fallback == .french || fallback == .english ? fallback ?? .generic : .generic
  }

  private static let grammars: [[UInt8]: ParsedAddress.Grammar] = {
    var grammars: [[UInt8]: ParsedAddress.Grammar] = [:]
    let rows: [(ParsedAddress.Grammar, String)] = [
      (.korean, "kr kor korea southkorea republicofkorea korearepublicof 대한민국 한국"),
      (.japanese, "jp jpn japan 日本"),
      (
        .english,
        """
        us usa unitedstates unitedstatesofamerica america ca can canada gb gbr uk unitedkingdom greatbritain england scotland
        wales ie irl ireland au aus australia nz nzl newzealand 미국
        """
      ),
      (.german, "de deu germany deutschland at aut austria osterreich österreich ch che switzerland schweiz li 독일"),
      (.french, "fr fra france be bel belgium belgique lu"),
    ]
    for (grammar, names) in rows {
      for name in names.split(whereSeparator: { $0 == " " || $0 == "\n" }) { grammars[Array(name.utf8)] = grammar }
    }
    return grammars
  }()
}
