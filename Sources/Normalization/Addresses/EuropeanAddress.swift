/// Addresses of the continent with the number behind the street: German and its neighbours, the south, the east and
/// the north. The French order is in FrenchAddress.swift.
enum EuropeanAddress {
  /// Hauptstraße 12 a, 10115 Berlin; Calle Mayor 3, 2º B, 28013 Madrid; Kerkstraat 12, 1017 GP Amsterdam.
  ///
  /// In German the name is written together and ae, oe and ue as a, o and u; elsewhere kinds are spelt out and
  /// articles dropped.
  static func parseNumberBehind(
    _ folded: [UInt8], city: [UInt8], postcode: [UInt8], grammar: ParsedAddress.Grammar, country: AddressCountry.Code, isDefault: Bool = false
  ) -> ParsedAddress {
    var address = ParsedAddress(grammar: grammar)
    address.city = city
    address.postcode = postcode
    var words = AddressWords(folded)
    AddressPlace.takeCountry(&words)
    takePostcode(&words, country: country, isDefault: isDefault, into: &address)
    address.hyphenPartsHomes = country == .nl || isDutch(address.postcode) || country == .none && address.postcode.isEmpty
    var index = 0
    while index < words.count {
      let end = words.segmentEnd(index)
      if readBox(words, index..<end, into: &address) {
        index = end
        continue
      }
      if address.street.isEmpty {
        if isName(words, index..<end) {
          index = end
          continue
        }
        readStreet(words, index..<end, into: &address)
        let at = words.isAny(end, .number) && !words.isAny(end + 1, .opensSegment) ? end + 1 : end
        if address.number.isEmpty, at < words.count, words.isAny(at, .startsWithDigit), words[at].count <= 6 {
          // Calle Mayor, 3; Strada Lunga, nr. 9
          readNumber(words, at, words.segmentEnd(end), into: &address)
          index = words.segmentEnd(end)
          continue
        }
      } else {
        appendUnit(words, index..<end, isMarked: false, into: &address)
      }
      index = end
    }
    settleUnit(&address)
    return address
  }

  /// Fabisch, Rosenthaler Straße 1; Condomínio Magritte, Rua Martins, 68: who or what is there, in front of a whole
  /// street. Calle Mayor, 3 and Hauptstraße, Haus 3 are streets themselves, and what is behind Rua das Flores, Lote 12
  /// is no street: a name in front has no word of streets, and none of a lot or shop follows it.
  private static func isName(_ words: AddressWords, _ segment: Range<Int>) -> Bool {
    let next = segment.upperBound
    guard next + 1 < words.count, !words.words[segment].contains(where: { $0.isAny([.hasDigit, .box]) }), !words.isAny(next, [.startsWithDigit, .number]),
      !isUnitWord(words, next), !segment.contains(where: { isStreetWord(words, $0) })
    else { return false }
    let street = next..<words.segmentEnd(next)
    if let at = numberIndex(words, street) { return words[at].count <= 5 && words[at - 1].count >= 3 && !isUnitWord(words, at - 1) && !isPartWord(words, at - 1) }
    return !words.words[street].contains { $0.isAny(.hasDigit) } && words.isAllDigits(street.upperBound) && words[street.upperBound].count <= 4
      && words.segmentEnd(street.upperBound) == street.upperBound + 1
  }

  private static func isPartWord(_ words: AddressWords, _ index: Int) -> Bool {
    words[index].count <= 16 && partWords[words.text.span.extracting(words[index].range)] != nil
  }

  /// Building, floor and home in this order, whatever the writer's.
  static func settleUnit(_ address: inout ParsedAddress) {
    guard !address.unitParts.isEmpty else { return }
    var parts = UnitParts()
    // 12/2, Top 15: what stood at the number is the staircase
    parts.append(address.unit, .building)
    parts.append(address.unitParts)
    address.unit = parts.joined
  }

  /// Postfach 12 34; B.P. 123: the box stands for street and number, beside a street for the home.
  static func readBox(_ words: AddressWords, _ range: Range<Int>, into address: inout ParsedAddress) -> Bool {
    guard range.count >= 2, words[range.lowerBound].count <= 16 else { return false }
    let first = range.lowerBound
    let isBox = boxWords[words.text.span.extracting(words[first].range)] != nil
      // Boîte postale 123, PF 101234; a boîte alone is a home's
      || words.isWord(first, "boite") && (words.isWord(first + 1, "postale") || words.isWord(first + 1, "postal"))
      || address.grammar == .german && words.isWord(first, "pf") && words.isAllDigits(first + 1)
    guard isBox else { return false }
    var at = first + 1
    while at < range.upperBound, words[at].isAny([.number, .hash]) || words.isWord(at, "postal") || words.isWord(at, "postale") || words.isWord(at, "correos") { at += 1 }
    var number: [UInt8] = []
    while at < range.upperBound, words[at].isAny(.startsWithDigit), number.count < 10 {
      number += words.joined(at..<at + 1).filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "/") }
      at += 1
    }
    guard !number.isEmpty else { return false }
    if address.street.isEmpty {
      address.street = Array("pobox".utf8)
      address.number = number
    } else {
      address.unitParts.append(Array("box".utf8) + number, .home)
    }
    return true
  }

  private static let boxWords = ShortWords<Bool>("postfach postbus postboks postboite bp cs apartado apdo apdto caixa skrytka casella boks")

  /// The segment or words with the postcode; the town behind it.
  ///
  /// - Parameter isDefault: the country is the source's own, so a neighbour's postcode may stand there.
  static func takePostcode(
    _ words: inout AddressWords, country: AddressCountry.Code, isDefault: Bool = false, into address: inout ParsedAddress
  ) {
    guard words.count > 1 else { return }
    let pattern = AddressCountry.row(country)?.postcode
    for index in words.words.indices.reversed() {
      guard words.isAny(index, .hasDigit), let code = postcode(words, index, country) else { continue }
      if let pattern, !pattern.matches(code.bytes), !pattern.matches(Array(code.bytes.dropFirst(2))),
        address.grammar != .german || !isNeighbours(words, index, code.bytes, isDefault: isDefault)
      {
        continue
      }
      if takeTownBefore(index, code.bytes, &words, into: &address) { return }
      let isSegment = words.isAny(index, .opensSegment)
      // Hauptstraße 12 10115 Berlin; but Straße 4711 12 and Weg 1000
      guard isSegment && index > 0 || index >= 2 && index + code.words < words.count && !words.isAny(index + code.words, .hasDigit)
        || code.bytes.count >= 7 && index > 0 || index == 0 && words.count > code.words + 2 && !words.isAny(code.words, .opensSegment)
      else { continue }
      if address.postcode.isEmpty { address.postcode = code.bytes }
      let end = words.segmentEnd(index + code.words - 1)
      if address.city.isEmpty, index + code.words < end {
        var town: [UInt8] = []
        for word in index + code.words..<end {
          if words.isWord(word, "cedex") { break }
          if word > index + code.words, words.isAny(word, .hasDigit) { break }
          town.append(contentsOf: words.text[words[word].range])
        }
        address.city = self.town(town)
      }
      words.words.removeSubrange(index..<(index == 0 ? end : words.count))
      return
    }
    // Berliner Straße 111, Ratingen: the last segment is a town
    if address.city.isEmpty, let last = words.words.lastIndex(where: { $0.isAny(.opensSegment) }), last > 1,
      !words.words[last...].contains(where: { $0.isAny(.hasDigit) })
    {
      var end = last
      // a country behind the town
      let name = words.joined(last..<words.count)
      if AddressCountry.isName(name) {
        words.words.removeSubrange(last...)
        end = words.words.lastIndex { $0.isAny(.opensSegment) } ?? 0
      }
      // Campinas - SP: the state behind a Brazilian town
      if country == AddressCountry.Code("br"), end > 1, end + 1 == words.count, words[end].count == 2,
        let before = words.words[..<end].lastIndex(where: { $0.isAny(.opensSegment) }), before > 1,
        !words.words[before...].contains(where: { $0.isAny(.hasDigit) })
      {
        words.words.removeSubrange(end...)
        end = before
      }
      if end > 1, end < words.count, !words.words[end...].contains(where: { $0.isAny(.hasDigit) }) {
        address.city = town(words.joined(end..<words.count))
        words.words.removeSubrange(end...)
      }
    }
  }

  /// CH-8001 Zürich in a file of Germany; of its own country alone 8001 Zürich, where a segment begins with it.
  private static func isNeighbours(_ words: AddressWords, _ index: Int, _ code: [UInt8], isDefault: Bool) -> Bool {
    if words.isAny(index, .hasLetter) { return code.count == 4 || code.count == 5 }
    return isDefault && (code.count == 4 || code.count == 5) && index > 0 && words.isAny(index, .opensSegment) && words[index].count == code.count
      && index + 1 < words.count && !words.isAny(index + 1, [.opensSegment, .hasDigit]) && !isUnitWord(words, index + 1) && !isStreetWord(words, index + 1)
  }

  /// 4 avenue Foch, Lyon 69006: the town before its postcode, in a segment of their own.
  private static func takeTownBefore(_ index: Int, _ code: [UInt8], _ words: inout AddressWords, into address: inout ParsedAddress) -> Bool {
    guard address.grammar == .french, index + 1 == words.count, code.count == 5, words.isAllDigits(index), !words.isAny(index, .opensSegment),
      let start = words.words[..<index].lastIndex(where: { $0.isAny(.opensSegment) }), start > 0,
      !words.words[start..<index].contains(where: { $0.isAny([.hasDigit, .number, .hash]) }), boxWords[words.text.span.extracting(words[start].range)] == nil,
      !(start..<index).contains(where: { isUnitWord(words, $0) || isStreetWord(words, $0) })
    else { return false }
    if address.postcode.isEmpty { address.postcode = code }
    if address.city.isEmpty { address.city = town(words.joined(start..<index)) }
    words.words.removeSubrange(start...)
    return true
  }

  /// 10115, d-10115, 1017 gp, 114 55, 00-950, 1250-096.
  private static func postcode(_ words: AddressWords, _ index: Int, _ country: AddressCountry.Code) -> (bytes: [UInt8], words: Int)? {
    let word = words[index]
    var digits = Array(words.text[word.range])
    if word.isAny(.hasLetter) {
      guard let hyphen = digits.firstIndex(of: UInt8(ascii: "-")), hyphen <= 2, digits[..<hyphen].allSatisfy({ isASCIILetter($0) })
      else {
        // 1017gp
        guard digits.count == 6, digits[..<4].allSatisfy({ isASCIIDigit($0) }), isASCIILetter(digits[4]), isASCIILetter(digits[5]) else {
          return nil
        }
        return (digits, 1)
      }
      digits.removeFirst(hyphen + 1)
    }
    let count = digits.count
    digits.removeAll { $0 == UInt8(ascii: "-") }
    guard digits.allSatisfy({ isASCIIDigit($0) }) else { return nil }
    if count != digits.count { return digits.count == 5 || digits.count == 7 || digits.count == 8 ? (digits, 1) : nil }
    switch digits.count {
    case 3 where words.isAllDigits(index + 1) && words[index + 1].count == 2 && !words.isAny(index + 1, .opensSegment):
      return (digits + words.text[words[index + 1].range], 2)
    case 4:
      if index + 1 < words.count, words[index + 1].count == 2, !words.isAny(index + 1, [.hasDigit, .opensSegment]), index + 2 < words.count
        || words.count == index + 2 && index > 1
      {
        let letters = words.text[words[index + 1].range]
        if !letters.elementsEqual("st".utf8), !letters.elementsEqual("la".utf8), !letters.elementsEqual("le".utf8) {
          return (digits + letters, 2)
        }
      }
      return (digits, 1)
    case 5, 6: return (digits, 1)
    // Brazil's 01001-000 without its hyphen
    case 8 where country == AddressCountry.Code("br"): return (digits, 1)
    default: return nil
    }
  }

  private static func readStreet(_ words: AddressWords, _ range: Range<Int>, into address: inout ParsedAddress) {
    var name = range
    // Wohnung 3, Hauptstraße 5
    if isUnitWord(words, name.lowerBound), name.count <= 2 {
      return appendUnit(words, name, isMarked: true, into: &address)
    }
    if name.count > 1, words.isAny(name.lowerBound, .startsWithDigit), !words.isAny(name.upperBound - 1, .startsWithDigit),
      !words.isAny(name.lowerBound, .ordinal)
    {
      // 12 rue in a country that puts it behind
      readNumber(words, name.lowerBound, name.lowerBound + 1, into: &address)
      name = name.lowerBound + 1..<name.upperBound
    } else if name.count == 1 {
      // Thanelstrasse168
      let word = words[name.lowerBound]
      if word.isAny(.hasDigit), let digit = word.range.first(where: { isASCIIDigit(words.text[$0]) }), digit - word.range.lowerBound > 3 {
        for position in digit..<word.range.upperBound { address.number.append(words.text[position]) }
        address.street = core(words.text[word.range.lowerBound..<digit], [], grammar: address.grammar)
        return
      }
    } else if let at = numberIndex(words, name) {
      readNumber(words, at, name.upperBound, into: &address)
      name = name.lowerBound..<at
      while name.count > 1, words.isAny(name.upperBound - 1, .number) || words.isWord(name.upperBound - 1, "n") { name = name.lowerBound..<name.upperBound - 1 }
    }
    var street: [UInt8] = []
    for index in name {
      street = core(words.text[words[index].range], street, grammar: address.grammar)
    }
    address.street = street
  }

  /// The number of the house: the last that is not a unit's. Straße des 17. Juni 135, Mayor 10 3 B.
  static func numberIndex(_ words: AddressWords, _ range: Range<Int>) -> Int? {
    var found: Int?
    var hasWordSince = false
    for index in range.dropFirst() {
      if words.isAny(index, .startsWithDigit) {
        if found == nil || hasWordSince { found = index }
        hasWordSince = false
      } else if isUnitWord(words, index), found != nil {
        break
      } else if words[index].count >= 3 {
        hasWordSince = true
      }
    }
    return found
  }

  /// Number, its letter, the first of a range; what follows is the unit.
  static func readNumber(_ words: AddressWords, _ index: Int, _ end: Int, into address: inout ParsedAddress) {
    let range = words[index].range
    var position = range.lowerBound
    while position < range.upperBound, isASCIIDigit(words.text[position]) {
      address.number.append(words.text[position])
      position += 1
    }
    var rest = words.text[position..<range.upperBound]
    var next = index + 1
    if rest.isEmpty, next < end, words.isAllDigits(next), words.text[range.upperBound..<Int(words[next].start)].contains(UInt8(ascii: "-")) {
      // 12 - 14
      next += 1
    } else if rest.count >= 2, rest.count <= 4, rest.first == UInt8(ascii: "-"), address.hyphenPartsHomes {
      // 12-2, 12-II, and 1-2: numbers on one side of a street are two apart. 12-14 may be a home or two houses.
      if isRange(address.number, rest.dropFirst()) { address.unit.append(ParsedAddress.unread) }
      address.unit.append(contentsOf: rest.dropFirst())
    } else if rest.count == 2, rest.first == UInt8(ascii: "/"), address.grammar == .european, isASCIILetter(words.text[position + 1]) {
      // 10/A
      address.number.append(words.text[position + 1])
    } else if rest.count == 1, let letter = rest.first, isASCIILetter(letter) {
      address.number.append(letter)
      rest = []
    } else if rest.isEmpty, next < end, words.isLetter(next), !words.isAny(next, .opensSegment), !words.isAny(next + 1, .hasDigit) || next + 1 >= end {
      address.number.append(contentsOf: words.text[words[next].range])
      next += 1
    } else if let slash = rest.firstIndex(of: UInt8(ascii: "/")), slash == position || slash == position + 1 {
      // 12/2/15: staircase and door
      if slash == position + 1, isASCIILetter(rest[position]) { address.number.append(rest[position]) }
      address.unit.append(contentsOf: rest[(slash + 1)...].map { $0 == UInt8(ascii: "/") ? UInt8(ascii: "-") : $0 })
    }
    if next < end { appendUnit(words, next..<end, isMarked: false, isBehindNumber: true, into: &address) }
  }

  /// 1017gp.
  private static func isDutch(_ postcode: [UInt8]) -> Bool { postcode.count == 6 && isASCIIDigit(postcode[3]) && isASCIILetter(postcode[5]) }

  /// 12-14, and not 12-2 or 1-2.
  private static func isRange(_ number: [UInt8], _ end: ArraySlice<UInt8>) -> Bool {
    guard end.allSatisfy({ isASCIIDigit($0) }), let first = number.last, let last = end.last, first % 2 == last % 2 else { return false }
    return end.count > number.count || end.count == number.count && number.lexicographicallyPrecedes(end)
  }

  /// Whg 3, 2. OG, Top 15, piso 3, 3 izq: numbers and single letters in a row. Behind a number, words that are none
  /// of a unit are kept as they stand: they may tell one home from another.
  static func appendUnit(_ words: AddressWords, _ range: Range<Int>, isMarked: Bool, isBehindNumber: Bool = false, into address: inout ParsedAddress) {
    guard isMarked || range.contains(where: { isUnitWord(words, $0) || sideWords.contains(Array(words.bytes(words[$0]))) || words.isAny($0, .startsWithDigit) && words[$0].count <= 4 })
    else {
      if isBehindNumber, address.unitParts.isEmpty, address.unit.isEmpty, range.contains(where: { words[$0].count >= 3 && words[$0].isAny(.hasLetter) }) {
        address.unitParts.append([ParsedAddress.unread] + words.joined(range).prefix(30), .home)
      }
      return
    }
    var rank = UnitParts.Rank.home
    var isUnread = true
    for index in range {
      let word = words.text.span.extracting(words[index].range)
      if let part = houseParts[word] {
        let isHouse = part.elementsEqual("hh".utf8) || part.elementsEqual("vh".utf8) || part.elementsEqual("sf".utf8)
        address.unitParts.append(part, isHouse ? .building : .floor)
        isUnread = false
        continue
      }
      if isUnitWord(words, index) { rank = self.rank(of: word) }
      guard words.isAny(index, .hasDigit) || words.isLetter(index) || sideWords.contains(Array(words.bytes(words[index]))), words[index].count <= 8 else { continue }
      isUnread = false
      var part: [UInt8] = []
      var own = rank
      if let digits = gluedFloor(words, index) {
        // 2.OG, 1.UG
        part = digits
        own = .floor
      } else {
        guard words[index].count <= 6 else { continue }
        words.appendUnit(index, to: &part)
        // 3e étage, 3 ème étage, étage 3
        if address.grammar == .french, words.isAny(index, .startsWithDigit) {
          let digits = part.prefix { isASCIIDigit($0) }
          var next = index + 1
          if next < range.upperBound, isOrdinalEnding(words.bytes(words[next])) { next += 1 }
          let isBefore = next < range.upperBound && isFloorWord(words, next)
          if isBefore || index > range.lowerBound && isFloorWord(words, index - 1) {
            if isOrdinalEnding(part[digits.endIndex...]) { part = Array(digits) }
            own = .floor
          }
        }
        // 2. OG links
        if words.isAny(index, .startsWithDigit), index + 1 < range.upperBound, isFloorWord(words, index + 1) {
          own = .floor
          if words.isWord(index + 1, "ug") { part.insert(UInt8(ascii: "u"), at: 0) }
        }
        // 3º is the third floor
        if address.grammar == .european, part.count > 1, part.last == UInt8(ascii: "o"), isASCIIDigit(part[part.count - 2]) { part.removeLast() }
      }
      address.unitParts.append(part, own)
    }
    // Gartenhaus alone
    if isUnread, isMarked, address.unitParts.isEmpty, address.unit.isEmpty {
      address.unitParts.append([ParsedAddress.unread] + words.joined(range).prefix(30), .home)
    }
  }

  private static func isFloorWord(_ words: AddressWords, _ index: Int) -> Bool {
    words[index].count <= 12 && floorWords[words.text.span.extracting(words[index].range)] != nil
  }

  /// 2og, 1ug: 2 and u1.
  private static func gluedFloor(_ words: AddressWords, _ index: Int) -> [UInt8]? {
    let bytes = Array(words.bytes(words[index]))
    let digits = bytes.prefix { isASCIIDigit($0) }
    let rest = bytes[digits.endIndex...]
    guard (1...2).contains(digits.count) else { return nil }
    if rest.elementsEqual("og".utf8) { return Array(digits) }
    return rest.elementsEqual("ug".utf8) ? [UInt8(ascii: "u")] + digits : nil
  }

  private static func rank(of word: Span<UInt8>) -> UnitParts.Rank {
    if buildingWords[word] != nil { return .building }
    return floorWords[word] != nil ? .floor : .home
  }

  static func isUnitWord(_ words: AddressWords, _ index: Int) -> Bool {
    index < words.count && words[index].count <= 16 && unitWords[words.text.span.extracting(words[index].range)] != nil
  }

  /// Sankt-Anna as St-Anna.
  private static func withoutSaint(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard word.count == 5 || word.count > 6 && word[word.startIndex + 5] == UInt8(ascii: "-"), word.starts(with: "sankt".utf8) else { return word }
    return "st".utf8 + word.dropFirst(5)
  }

  /// One more word of a street's name: kinds spelt out, articles dropped.
  private static func core(_ word: ArraySlice<UInt8>, _ before: [UInt8], grammar: ParsedAddress.Grammar) -> [UInt8] {
    var street = before
    if grammar == .german {
      street.append(contentsOf: withoutUmlautSpelling(withoutSaint(word)))
      if street.suffix(3).elementsEqual("str".utf8) { street.append(contentsOf: "asse".utf8) }
      return street
    }
    if word.count <= 16, word.span.count > 0 {
      if articles[word.span] != nil { return street }
      if let spelled = southern[word.span] {
        street.append(contentsOf: spelled)
        return street
      }
    }
    for byte in word where byte != UInt8(ascii: "-") { street.append(byte) }
    if street.suffix(4).elementsEqual("kstr".utf8) || street.count > 5 && street.suffix(3).elementsEqual("str".utf8) { street.append(contentsOf: "aat".utf8) }
    return street
  }

  /// Without the part of a large city behind a hyphen: Berlin-Mitte is Berlin, but Baden-Baden not Baden.
  static func town(_ folded: [UInt8]) -> [UInt8] {
    if let hyphen = folded.firstIndex(of: UInt8(ascii: "-")) {
      let city = withoutUmlautSpelling(folded[..<hyphen])
      if city.count <= ShortWords<Bool>.lengthBytesMax, largeCities.contains(city) { return city }
    }
    return withoutUmlautSpelling(folded.filter { $0 != UInt8(ascii: "'") && $0 != UInt8(ascii: ".") }[...])
  }

  private static let largeCities = WordSet(
    """
    berlin hamburg munchen koln frankfurt stuttgart dusseldorf leipzig dortmund essen bremen dresden hannover nurnberg duisburg bochum
    wuppertal bielefeld bonn munster mannheim karlsruhe augsburg wiesbaden gelsenkirchen monchengladbach braunschweig kiel chemnitz
    aachen halle magdeburg freiburg krefeld mainz lubeck erfurt rostock kassel hagen potsdam saarbrucken wien graz linz salzburg
    innsbruck zurich genf basel bern
    """)

  /// Königsallee and Koenigsallee to konigsallee. An e behind two vowels is its own (Neue Straße, Bauer).
  static func withoutUmlautSpelling(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    for index in text.indices {
      let byte = text[index]
      if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-") { continue }
      if byte == UInt8(ascii: "e"), index > text.startIndex, text[index - 1] == UInt8(ascii: "a") || text[index - 1] == UInt8(ascii: "o") || text[index - 1] == UInt8(ascii: "u"),
        index - 1 == text.startIndex || !isVowel(text[index - 2])
      {
        continue
      }
      out.append(byte)
    }
    return out
  }

  private static func isVowel(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"), UInt8(ascii: "y"): true
    default: false
    }
  }

  // MARK: words

  static let articles = ShortWords<Bool>("de du des la le les l d del della dei delle dello degli el los las do da dos das di van der den")
  private static let unitWords = ShortWords<Bool>(
    """
    wohnung whg app apartment appartement appt apt top tur stiege stg etage og eg ug hinterhaus hh vorderhaus vh block esc escalier bat batiment
    dg dachgeschoss obergeschoss untergeschoss erdgeschoss souterrain sf seitenflugel hofgebaude etg bloque portal escada
    bte boite bus piso planta puerta pta esc escalera int interno scala andar sala lok m lgh unit flat suite zimmer haus stock residence halle
    apto apartamento ap conjunto conj cj bloco bl
    """)
  /// Parts of a site that are numbered as streets are.
  private static let partWords = ShortWords<Bool>(
    "lote lt loja lj local edificio casa quadra qd palazzina nave parcela lot lokal civico numero piano puesto oficina despacho fraccao km")
  private static let sideWords = WordSet("izq izda izquierda dcha derecha esq fte dir hs huis rechts links left right mitte eg hh vh hinterhaus vorderhaus")
  private static let houseParts = pairs(
    "eg 0,erdgeschoss 0,dg dg,dachgeschoss dg,souterrain u,sout u,hinterhaus hh,hh hh,hofgebaude hh,vorderhaus vh,vh vh,seitenflugel sf,sf sf,huis hs")
  private static let floorWords = ShortWords<Bool>("og ug eg dg obergeschoss untergeschoss stock etage etg piso planta andar floor floors piano")
  private static let buildingWords = ShortWords<Bool>("stiege stg block esc escalier escalera escada bat batiment scala haus residence bloque bloco bl portal halle")
  private static let southern = pairs(
    """
    c calle,cl calle,av avenida,avda avenida,avd avenida,pza plaza,plza plaza,pl plaza,pg paseo,po paseo,pso paseo,ctra carretera,cno camino,
    r rua,tv travessa,lg largo,v via,vle viale,pzza piazza,cso corso,ul ,ulica ,al aleja,sta santa,sto santo,s san,dr doctor
    """)

  static func pairs(_ text: String) -> ShortWords<[UInt8]> {
    ShortWords(
      text.split(whereSeparator: { $0 == "," || $0 == "\n" }).map { pair in
        let halves = pair.split(separator: " ", omittingEmptySubsequences: false).map { Array($0.utf8) }
        return (halves[0], halves.count > 1 ? halves[1] : [])
      })
  }
}
