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
      if isUnitWord(words, start), !words.isWord(start, "villa") {
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
    if let unitAt = street.first(where: { isUnitWord(words, $0) && $0 > street.lowerBound && words.isAny($0 + 1, .hasDigit) }) {
      appendUnit(words, unitAt..<street.upperBound, isMarked: true, into: &address)
      street = street.lowerBound..<unitAt
    }
    for index in street {
      let word = words.text.span.extracting(words[index].range)
      if articles[word] != nil { continue }
      if let spelled = french[word] {
        address.street.append(contentsOf: spelled)
      } else {
        for position in words[index].range where words.text[position] != UInt8(ascii: "-") { address.street.append(words.text[position]) }
      }
    }
    return address
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
    dr docteur,pdt president,cdt commandant,cne capitaine,col colonel,lt lieutenant,prof professeur,qu quai,rpt rondpoint,nd notredame,
    """)
}
