import CEmbedded

/// Which country's grammar an address is to be read with.
///
/// The country's own field decides; else the script, the shape of the postcode, the state, the words that
/// only one language's streets have, and the source's own country last, where the text can be of it.
enum AddressCountry {
  /// An ISO 3166 code in two letters; `none` where the country is not known.
  struct Code: Hashable, Sendable {
    var rawValue: UInt16

    init(_ first: UInt8, _ second: UInt8) { rawValue = UInt16(first) << 8 | UInt16(second) }

    init(_ text: StaticString) { self.init(text.utf8Start[0], text.utf8Start[1]) }

    /// As `ShortWords` has it.
    var packed: SIMD2<UInt64> { SIMD2(UInt64(rawValue.byteSwapped), 0) }

    static let none = Code(0, 0)
    static let au = Code("au"), nz = Code("nz"), za = Code("za"), kr = Code("kr"), jp = Code("jp"), us = Code("us"), gb = Code("gb")
    static let de = Code("de"), fr = Code("fr"), be = Code("be"), it = Code("it"), nl = Code("nl"), ca = Code("ca"), es = Code("es")
  }

  struct Row: Sendable {
    var code: Code
    var postcode: PostcodePattern?
    var names: [[UInt8]]
  }

  /// tables/address_countries.txt, in the order of the codes.
  static let rows: [Row] = {
    guard let file = kindred_embedded("tables/address_countries.txt")?.pointee else { return [] }
    let bytes = UnsafeBufferPointer(start: file.bytes, count: file.count)
    var rows: [Row] = []
    for line in bytes.split(separator: 0x0A) where line.first != UInt8(ascii: "#") {
      let fields = line.split(separator: 0x09, omittingEmptySubsequences: false)
      guard fields.count == 3, fields[0].count == 2 else { continue }
      let code = Code(fields[0][fields[0].startIndex], fields[0][fields[0].startIndex + 1])
      rows.append(
        Row(
          code: code, postcode: fields[1].isEmpty ? nil : PostcodePattern(Array(fields[1])),
          names: fields[2].split(separator: 0x20).map { Array($0) }))
    }
    return rows
  }()

  /// Names and codes, without spaces and marks, cut to their last sixteen bytes.
  private static let names: ShortWords<UInt16> = {
    var pairs: [(word: [UInt8], value: UInt16)] = []
    for (index, row) in rows.enumerated() {
      pairs.append(([UInt8(row.code.rawValue >> 8), UInt8(truncatingIfNeeded: row.code.rawValue)], UInt16(index)))
      for name in row.names { pairs.append((Array(name.suffix(ShortWords<UInt16>.lengthBytesMax)), UInt16(index))) }
    }
    return ShortWords(pairs)
  }()

  /// The country that folded text names, by code or by name; nil where it names none.
  static func row(named text: [UInt8]) -> Row? { index(named: text.span).map { rows[$0] } }

  static func code(named text: [UInt8]) -> Code? { index(named: text.span).map { rows[$0].code } }

  static func isName(_ name: [UInt8]) -> Bool { index(named: name.span) != nil }

  static func row(_ code: Code) -> Row? {
    code == .none ? nil : names[packed: code.packed].map { rows[Int($0)] }
  }

  /// The letters of a name, packed as the table has them.
  private static func index(named text: Span<UInt8>) -> Int? {
    var low: UInt64 = 0
    var high: UInt64 = 0
    var count = 0
    var index = text.count - 1
    while index >= 0, count < ShortWords<UInt16>.lengthBytesMax {
      let byte = text[index]
      index -= 1
      guard byte >= 0x80 || isASCIILetter(byte) else { continue }
      high = high << 8 | low >> 56
      low = low << 8 | UInt64(byte)
      count += 1
    }
    guard count > 0, let index = names[packed: SIMD2(low, high)] else { return nil }
    return Int(index)
  }

  static func grammar(of code: Code) -> ParsedAddress.Grammar { grammars[packed: code.packed] ?? .generic }

  private static let grammars: ShortWords<ParsedAddress.Grammar> = {
    var grammars: [(word: [UInt8], value: ParsedAddress.Grammar)] = []
    let rows: [(ParsedAddress.Grammar, String)] = [
      (.korean, "kr"), (.japanese, "jp"), (.english, "us ca gb ie au nz im gg je za jm pr gu vi mt tt bs sg"),
      (.german, "de at ch li"), (.french, "fr be lu mc gp mq re gf nc pf"),
      (.european, "nl es it pt pl cz sk dk no se fi hu hr si ro bg ee lv lt is gr sm va ad br mx ar cl co pe uy"),
    ]
    for (grammar, codes) in rows {
      for code in codes.utf8.split(separator: 0x20) { grammars.append((Array(code), grammar)) }
    }
    return ShortWords(grammars)
  }()

  /// - Parameters: folded text; `text` is line and second line, without accents.
  static func detected(
    country: [UInt8], text: [UInt8], postcode: [UInt8], region: [UInt8], city: [UInt8], defaultRegion: [UInt8],
    hasNumber: Bool
  ) -> (grammar: ParsedAddress.Grammar, code: Code, words: AddressWords?) {
    let named = country.isEmpty ? nil : code(named: country)
    let script = widestScript(text, city)
    if script.hangul { return (.korean, .kr, nil) }
    if script.kana { return (.japanese, .jp, nil) }
    if script.han {
      return named == nil || named == .jp ? (.japanese, .jp, nil) : (.generic, named ?? .none, nil)
    }
    if let named {
      let grammar = grammar(of: named)
      if grammar == .korean { return (KoreanAddress.looksLatin(text) ? .koreanLatin : .generic, named, nil) }
      return (grammar == .japanese ? .generic : grammar, named, nil)
    }
    let isKoreanLatin =
      text.contains(UInt8(ascii: "-"))
      ? KoreanAddress.looksLatin(text) || isKorea(defaultRegion) && KoreanAddress.withHyphens(text) != nil
      : isKorea(defaultRegion) && (KoreanAddress.looksGluedLatin(text) || KoreanAddress.withHyphens(text) != nil)
    if !isKoreanLatin, country.isEmpty {
      if !postcode.isEmpty {
        var code: [UInt8] = []
        for byte in postcode where byte != 0x20 { code.append(byte) }
        if AddressPlace.isBritish(code) { return (.english, .gb, nil) }
        if AddressPlace.isCanadian(code) { return (.english, .ca, nil) }
      }
      if !region.isEmpty, isState(region) { return (.english, .none, nil) }
    }
    let words = AddressWords(text)
    if isKoreanLatin, !EuropeanAddress.looksFrench(words) { return (.koreanLatin, .kr, words) }
    if !country.isEmpty { return (.generic, .none, words) }

    if let last = trailingCountry(words) {
      let grammar = grammar(of: last)
      if grammar != .korean, grammar != .japanese, grammar != .generic { return (grammar, last, words) }
    }
    if isCanadianPlace(words, defaultRegion) { return (.english, .ca, words) }
    if isAmericanPlace(words) { return (.english, .us, words) }
    if isAmericanNumberFirst(words, defaultRegion) { return (.english, .us, words) }
    if EuropeanAddress.looksFrench(words) {
      let home = defaultRegion.isEmpty ? nil : row(named: foldText(defaultRegion))
      return (.french, home.map { self.grammar(of: $0.code) } == .french ? home?.code ?? .none : .none, words)
    }
    let home = defaultRegion.isEmpty ? nil : row(named: foldText(defaultRegion))
    let homeGrammar = home.map { self.grammar(of: $0.code) } ?? .generic
    if let home, homeGrammar == .french || homeGrammar == .german || homeGrammar == .european, !isEnglishPlace(words) {
      return (homeGrammar, home.code, words)
    }
    let english = homeGrammar == .english ? home?.code ?? .none : .none
    // 12 Spring Road: what ends like a German street can be an English name
    if words.isAny(0, .startsWithDigit), words.words.contains(where: { $0.isAny(.kind) && $0.count >= 2 }) {
      return (.english, english, words)
    }
    if EuropeanAddress.looksGerman(words) { return (.german, .none, words) }
    if let code = EuropeanAddress.lookedAt(words) { return (.european, code, words) }
    let startsWithNumber = hasNumber || words.isAny(0, .startsWithDigit)
    if startsWithNumber || words.words.contains(where: { $0.isAny([.kind, .box, .hash]) || $0.isAny(.and) && $0.count == 1 }) { return (.english, english, words) }
    // The Biltmore 28 Cottage Grove, Wrigley Field 12 Oak Vw 8th Floor: behind the number a word of English streets or houses
    if home == nil || homeGrammar == .english, let number = words.words.indices.first(where: { words.isAllDigits($0) }),
      words.words[(number + 1)...].contains(where: { $0.isAny([.weakKind, .floor]) && $0.count >= 4 })
    {
      return (.english, english, words)
    }
    // RR 2
    if words.count > 1, words.isWord(0, "rr") || words.isWord(0, "rfd") || words.isWord(0, "hc") || words.isWord(0, "hcr"), words.isAny(1, [.startsWithDigit, .hash]) {
      return (.english, english, words)
    }
    // PO Box12
    if words.count > 1, words.isWord(0, "po"), words[1].isAny(.hasDigit), words.bytes(words[1]).starts(with: "box".utf8) { return (.english, english, words) }
    // State Route 9 and Ridgeland
    for index in 0..<max(0, words.count - 1) where words[index].isAny(.highway) && words[index].count >= 3 && words.isAllDigits(index + 1) { return (.english, english, words) }
    // Kenai AK 99611, a suite with its number, Main and 63rd, Hayes Center 4859 S Wabash
    for index in 0..<max(0, words.count - 1) where words.isAny(index, .startsWithDigit) && words.isAny(index + 1, .direction) {
      return (.english, english, words)
    }
    for index in 0..<max(0, words.count - 1) where words.isAny(index + 1, .startsWithDigit) {
      if words.isAny(index, .and), words.isAny(index + 1, .ordinal) { return (.english, english, words) }
      if words.isAny(index, .state), words[index + 1].count >= 5 || words.isAny(index, .unit) { return (.english, english, words) }
      if words.isAny(index, .unit), words[index].count >= 3 { return (.english, english, words) }
    }
    if words.count > 1, words.isAny(words.count - 1, .state), words.isAny(words.count - 1, .opensSegment) { return (.english, english, words) }
    // Oak and Elm, Dallas TX; Jane Doe 100 Broadway New York NY
    if words.count > 3, AddressPlace.isAmericanState(words, words.count - 1), !words.isWord(words.count - 1, "de"),
      words.words.contains(where: { $0.isAny([.and, .startsWithDigit]) })
    {
      return (.english, english, words)
    }
    // In a country of another language it is as well a house before its town: Alte Post, 12 Berlin
    if home == nil || homeGrammar == .english, isStreetBehindName(words) { return (.english, english, words) }
    // Textorplatz 12: a street behind which its number stands
    let streetEnd = words.count > 0 ? words.segmentEnd(0) : 0
    if streetEnd > 1, !words.isAny(0, .unit), words[streetEnd - 1].count <= 5, words[streetEnd - 1].isAny(.startsWithDigit),
      !words[streetEnd - 1].isAny(.ordinal)
    {
      return (.german, .none, words)
    }
    return homeGrammar == .korean || homeGrammar == .japanese ? (.generic, .none, words) : (homeGrammar, home?.code ?? .none, words)
  }

  private static func isKorea(_ region: [UInt8]) -> Bool {
    region.count == 2 && region[0] | 0x20 == UInt8(ascii: "k") && region[1] | 0x20 == UInt8(ascii: "r")
  }

  /// A postcode of Britain, Canada or, behind its state, the United States at the end, or a state's whole name.
  private static func isEnglishPlace(_ words: AddressWords) -> Bool {
    guard words.count > 2 else { return false }
    let last = words.count - 1
    let code = words.joined(last..<last + 1)
    if AddressPlace.isBritish(code) || AddressPlace.isCanadian(code) { return true }
    let codes = words.joined(last - 1..<last + 1)
    if words[last].count == 3, words[last - 1].isAny(.hasDigit), AddressPlace.isBritish(codes) || AddressPlace.isCanadian(codes) { return true }
    if words.isAny(last - 1, .state), AddressPlace.zipCode(code[...]) != nil { return true }
    return words[last].isAny(.state) && words[last].isAny(.opensSegment) && words[last].count >= 4
  }

  /// A postcode of Canada at the end, or in a file of Canada a street of Quebec without the postcode of another country.
  private static func isCanadianPlace(_ words: AddressWords, _ region: [UInt8]) -> Bool {
    let last = words.count - 1
    guard last > 2 else { return false }
    if words[last].count == 3, words[last - 1].count == 3, AddressPlace.isCanadian(words.joined(last - 1..<last + 1)) { return true }
    if AddressPlace.isCanadian(words.joined(last..<last + 1)) { return true }
    guard region.count == 2, region[0] | 0x20 == UInt8(ascii: "c"), region[1] | 0x20 == UInt8(ascii: "a") else { return false }
    return EuropeanAddress.looksFrench(words) && !(1...last).contains { words.isAllDigits($0) && (4...5).contains(words[$0].count) }
  }

  /// A state of the United States and its ZIP code at the end, or a number in front and such a state at the end: 100 Calle
  /// Real, Santa Barbara CA. Neither is the order of those who have the words of the street.
  private static func isAmericanPlace(_ words: AddressWords) -> Bool {
    let last = words.count - 1
    guard last > 2 else { return false }
    if AddressPlace.isAmericanState(words, last) {
      if words.isAny(last - 1, .hasDigit) { return false }
      if words.isAny(0, .startsWithDigit) { return true }
      guard let number = words.words.indices.first(where: { words.isAllDigits($0) }), number + 2 < last else { return false }
      return words.words[number + 2..<last].contains { $0.isAny(.kind) }
    }
    guard words.isAny(last, .startsWithDigit), AddressPlace.isAmericanState(words, last - 1) else { return false }
    return AddressPlace.zipCode(words.bytes(words[last])) != nil
  }

  /// In a file of the United States: 221 Rue de Jean, 901 Paseo del Norte NE, Albuquerque. A postcode before a town, and a
  /// city of Europe at the end, tell of somebody abroad.
  private static func isAmericanNumberFirst(_ words: AddressWords, _ region: [UInt8]) -> Bool {
    guard region.count == 2, region[0] | 0x20 == UInt8(ascii: "u"), region[1] | 0x20 == UInt8(ascii: "s"), words.count > 2, words.isAny(0, .startsWithDigit) else { return false }
    for index in 1..<words.count - 1 where words.isAllDigits(index) && (4...5).contains(words[index].count) && words[index].isAny(.opensSegment) { return false }
    return !foreignCities.contains(words.joined(words.count - 1..<words.count))
  }

  /// Jane Doe, 435 Lasalle; Jane Doe, 13125 Rte 138: a house's number before words, too short for the postcode of a town
  /// or with an English road behind it.
  private static func isStreetBehindName(_ words: AddressWords) -> Bool {
    let start = words.count > 0 ? words.segmentEnd(0) : 0
    guard (2...4).contains(start), start + 1 < words.count, words.segmentEnd(start) == words.count, words.isAllDigits(start),
      !words.words[..<start].contains(where: { $0.isAny([.hasDigit, .unit, .box]) })
    else { return false }
    // Jean Dupont, 123 Lyon: a town
    if foreignCities.contains(words.joined(start + 1..<words.count)) { return false }
    if words[start].count <= 3 { return !words.words[(start + 1)...].contains { $0.isAny(.hasDigit) || $0.count < 3 } }
    return words[start + 1].isAny([.highway, .highwayOwner]) && words.words[(start + 2)...].contains { $0.isAny(.hasDigit) }
  }

  /// Large cities of Europe, without spaces and accents, whose names alone are seldom a street's.
  private static let foreignCities = WordSet(
    """
    paris lyon marseille toulouse bordeaux lille nantes strasbourg berlin hamburg munchen muenchen munich koln koeln frankfurt
    stuttgart dusseldorf duesseldorf leipzig wien vienna zurich zuerich geneve madrid barcelona sevilla roma milano torino napoli
    firenze amsterdam rotterdam bruxelles brussels antwerpen lisboa porto warszawa krakow praha budapest kobenhavn stockholm
    goteborg oslo helsinki dublin london moscow istanbul
    """)

  private static func trailingCountry(_ words: AddressWords) -> Code? {
    for length in [1, 2] where words.count > length + 2 {
      let start = words.count - length
      let isBehindZip = words.isAllDigits(start - 1) && words[start - 1].count == 5 && AddressPlace.isAmericanState(words, start - 2)
      guard words.isAny(start, .opensSegment) || isBehindZip, !words.isAny(start, .hasDigit), !words.isAny(words.count - 1, .hasDigit) else { continue }
      let name = words.joined(start..<words.count)
      if name.count > 3 || name == Array("usa".utf8), let code = code(named: name) { return code }
    }
    return nil
  }

  private static func isState(_ region: [UInt8]) -> Bool {
    var name: [UInt8] = []
    for byte in region where byte != 0x20 && byte != UInt8(ascii: ".") { name.append(byte) }
    let key = Array(name.suffix(ShortWords<StreetWords.Entry>.lengthBytesMax))
    return StreetWords.table.words[key]?.traits.contains(.state) ?? false
  }

  private typealias Scripts = (hangul: Bool, kana: Bool, han: Bool)

  private static func widestScript(_ text: [UInt8], _ city: [UInt8]) -> Scripts {
    var found = (hangul: false, kana: false, han: false)
    addScripts(of: text.span, to: &found)
    addScripts(of: city.span, to: &found)
    return found
  }

  private static func addScripts(of text: Span<UInt8>, to found: inout Scripts) {
    var offset = 0
    while offset < text.count {
      if text[offset] < 0x80 {
        offset += 1
        continue
      }
      switch ScalarScript.of(decodeScalar(text, at: &offset)) {
      case .hangul: found.hangul = true
      case .kana: found.kana = true
      case .han: found.han = true
      default: continue
      }
    }
  }
}
