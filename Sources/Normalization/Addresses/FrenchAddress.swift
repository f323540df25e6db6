/// French addresses: the number in front, the kind of street as the first word.
extension EuropeanAddress {
  /// 12 bis, avenue du Général de Gaulle, 75014 Paris.
  static func parseFrench(
    _ folded: [UInt8], city: [UInt8], postcode: [UInt8], country: AddressCountry.Code = .none
  ) -> ParsedAddress {
    var address = ParsedAddress(grammar: .french)
    address.city = city
    address.postcode = postcode
    var text = folded
    for index in text.indices where text[index] == UInt8(ascii: "'") { text[index] = 0x20 }
    var words = AddressWords(text)
    AddressPlace.takeCountry(&words)
    takePostcode(&words, country: country, into: &address)
    var street = 0..<0
    var index = 0
    while index < words.count {
      let end = words.segmentEnd(index)
      var start = index
      if readBox(words, index..<end, into: &address) {
        index = end
        continue
      }
      if isMonsieur(words, start..<end) || street.isEmpty && isFrenchName(words, start..<end) {
        index = end
        continue
      }
      if street.isEmpty {
        // Bât B 4 avenue Foch
        if let house = houseBehindUnit(words, start..<end) {
          appendUnit(words, start..<house, isMarked: true, into: &address)
          start = house
        }
      }
      if isFrenchUnit(words, start), !words.isWord(start, "villa") {
        appendUnit(words, start..<end, isMarked: true, into: &address)
      } else if street.isEmpty {
        if address.number.isEmpty, words.isAny(start, .startsWithDigit) { start = readFrenchNumber(words, start, end, into: &address) }
        // Rue de la Loi 16: Belgium puts the number behind
        if start < end { street = start..<end }
        if address.number.isEmpty, let at = numberIndex(words, start..<end), start < end {
          street = start..<at
          readNumber(words, at, end, into: &address)
        } else if address.number.isEmpty, end < words.count, words.isAny(end, .startsWithDigit), words.segmentEnd(end) == end + 1 {
          readNumber(words, end, end + 1, into: &address)
          index = end + 1
          continue
        }
      } else {
        appendUnit(words, start..<end, isMarked: false, into: &address)
      }
      index = end
    }
    if let unitAt = street.first(where: { $0 > street.lowerBound && beginsUnit(words, $0, street.upperBound) }) {
      appendUnit(words, unitAt..<street.upperBound, isMarked: true, into: &address)
      street = street.lowerBound..<unitAt
    }
    // St-Jean-de-Dieu is three words and an article
    var wasGrand = false
    for index in street {
      for word in words.bytes(words[index]).split(separator: UInt8(ascii: "-")) where articles[word.span] == nil {
        let spelled = french[word.span] ?? Array(word)
        // Grand'Rue is Grande Rue
        if wasGrand, spelled.elementsEqual("rue".utf8) { address.street.append(UInt8(ascii: "e")) }
        address.street.append(contentsOf: spelled)
        wasGrand = spelled.elementsEqual("grand".utf8)
      }
    }
    settleUnit(&address)
    return address
  }

  /// Les Lilas, 4 avenue Foch; M. Jean Dupont, 4 avenue Foch: who or what is there, in front of the house's number.
  private static func isFrenchName(_ words: AddressWords, _ segment: Range<Int>) -> Bool {
    guard !words.words[segment].contains(where: { $0.isAny(.hasDigit) }), !segment.contains(where: { isFrenchKind(words, $0) }) else { return false }
    if isFrenchUnit(words, segment.lowerBound) { return false }
    var next = segment.upperBound
    while next < words.count {
      let end = words.segmentEnd(next)
      if words.isAny(next, .startsWithDigit), isHouse(words, next..<end) { return true }
      next = end
    }
    return false
  }

  /// M. Dupont: a man, where in other lands m is a flat's sign.
  private static func isMonsieur(_ words: AddressWords, _ segment: Range<Int>) -> Bool {
    words.isWord(segment.lowerBound, "m") && segment.contains { words[$0].count >= 3 } && !words.words[segment].contains { $0.isAny(.hasDigit) }
      && !segment.contains { isFrenchKind(words, $0) }
  }

  /// Where the number of the house stands behind a unit at the segment's start: Apt 12 4 avenue Foch.
  private static func houseBehindUnit(_ words: AddressWords, _ segment: Range<Int>) -> Int? {
    guard isFrenchUnit(words, segment.lowerBound) else { return nil }
    return segment.dropFirst(2).first { words.isAny($0, .startsWithDigit) && isHouse(words, $0..<segment.upperBound) }
  }

  /// 4 bis avenue Foch: a number, perhaps with its letter, and a street by its kind; not 1000 Lausanne.
  private static func isHouse(_ words: AddressWords, _ range: Range<Int>) -> Bool {
    var next = range.lowerBound + 1
    if next < range.upperBound, words.isLetter(next) || words.isWord(next, "bis") || words.isWord(next, "ter") { next += 1 }
    return next + 1 < range.upperBound && isFrenchKind(words, next)
  }

  /// A unit at a segment's start: Porte 14, 3e étage.
  private static func isFrenchUnit(_ words: AddressWords, _ index: Int) -> Bool {
    isUnitWord(words, index) || isDoor(words, index) || isFloor(words, index, words.segmentEnd(index))
  }

  /// Porte 14, pte B; but Porte d'Italie.
  private static func isDoor(_ words: AddressWords, _ index: Int) -> Bool {
    guard words.isWord(index, "porte") || words.isWord(index, "pte"), !words.isAny(index + 1, .opensSegment) else { return false }
    return words.isAny(index + 1, .hasDigit) || words.isLetter(index + 1) && !words.isWord(index + 1, "d") && !words.isWord(index + 1, "l")
  }

  /// 3e étage, 3 ème étage.
  private static func isFloor(_ words: AddressWords, _ index: Int, _ end: Int) -> Bool {
    guard words.isAny(index, .startsWithDigit) else { return false }
    let next = index + 1 < end && isOrdinalEnding(words.bytes(words[index + 1])) ? index + 2 : index + 1
    return next < end && (words.isWord(next, "etage") || words.isWord(next, "etg") || words.isWord(next, "etages"))
  }

  /// Where a unit begins behind the street: Foch bât B, Vienne 3e étage. A letter alone is one of a few words' only.
  private static func beginsUnit(_ words: AddressWords, _ index: Int, _ end: Int) -> Bool {
    if isFloor(words, index, end) { return true }
    if isUnitWord(words, index) {
      if words.isAny(index + 1, .hasDigit) { return true }
      return index + 1 < end && words.isLetter(index + 1) && !words.isWord(index + 1, "d") && !words.isWord(index + 1, "l")
        && words[index].count <= 16 && lettered[words.text.span.extracting(words[index].range)] != nil
    }
    return index + 1 < end && isDoor(words, index)
  }

  private static let lettered = ShortWords<Bool>("bat batiment esc escalier app appt apt appartement bte")

  private static func isFrenchKind(_ words: AddressWords, _ index: Int) -> Bool {
    words[index].count <= 16 && kinds[words.text.span.extracting(words[index].range)] != nil
  }

  private static let kinds = ShortWords<Bool>(
    """
    rue r avenue av ave boulevard bd bld bvd boul blvd place pl impasse imp chemin ch che chem allee allees all al quai qu route rte cours crs
    square sq passage pass faubourg fg fbg sentier esplanade promenade montee voie ruelle venelle traverse lotissement lot rondpoint rpt
    grande gde grand cite hameau parvis chaussee
    """)

  /// The ending of a number's ordinal: 1er, 3e, 3ème, 3ième.
  static func isOrdinalEnding(_ text: some Collection<UInt8>) -> Bool {
    text.elementsEqual("e".utf8) || text.elementsEqual("er".utf8) || text.elementsEqual("re".utf8) || text.elementsEqual("eme".utf8)
      || text.elementsEqual("ieme".utf8) || text.elementsEqual("nd".utf8) || text.elementsEqual("nde".utf8)
  }

  private static func readFrenchNumber(_ words: AddressWords, _ start: Int, _ end: Int, into address: inout ParsedAddress) -> Int {
    let range = words[start].range
    var position = range.lowerBound
    while position < range.upperBound, isASCIIDigit(words.text[position]) {
      address.number.append(words.text[position])
      position += 1
    }
    var next = start + 1
    var mark = words.text[position..<range.upperBound]
    if mark.isEmpty, next < end, words.isLetter(next) && next + 1 < end && french[words.text.span.extracting(words[next].range)] == nil
      || next < end && (words.isWord(next, "bis") || words.isWord(next, "ter") || words.isWord(next, "quater"))
    {
      mark = words.text[words[next].range]
      next += 1
    } else if mark.isEmpty, next < end, words.isLetter(next), words.isWord(next, "b") || words.isWord(next, "t") {
      mark = words.text[words[next].range]
      next += 1
    }
    if mark.first == UInt8(ascii: "-") || mark.first == UInt8(ascii: "/") { mark = [] }
    if mark.elementsEqual("b".utf8) {
      address.number.append(contentsOf: "bis".utf8)
    } else if mark.elementsEqual("t".utf8) {
      address.number.append(contentsOf: "ter".utf8)
    } else {
      address.number.append(contentsOf: mark)
    }
    return next
  }

  private static let french = pairs(
    """
    av avenue,ave avenue,r rue,bd boulevard,bld boulevard,boul boulevard,bvd boulevard,pl place,imp impasse,ch chemin,che chemin,chem chemin,fg faubourg,fbg faubourg,
    gal general,gen general,mal marechal,st saint,ste sainte,all allee,sq square,rte route,crs cours,res residence,pass passage,
    dr docteur,pdt president,cdt commandant,cne capitaine,col colonel,lt lieutenant,prof professeur,qu quai,rpt rondpoint,nd notredame,blvd boulevard,al allee,
    lot lotissement,gde grande,
    """)
}
