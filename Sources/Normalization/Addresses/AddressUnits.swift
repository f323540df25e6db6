/// Units inside a building, which stand anywhere in an English address.
enum AddressUnits {
  /// Apt 4B, #4B, Flat 3, 34th Floor, Bldg B Suite 8A, rear. Units in a row make one.
  ///
  /// The parts stand in one order, whatever the writer's: building, floor, home.
  static func takeUnits(_ words: inout AddressWords, into address: inout ParsedAddress) {
    var parts = UnitParts(address.unit)
    defer {
      address.unit = parts.joined
      address.signedUnit = parts.signed
    }
    dropReferences(&words)
    var index = 0
    while index < words.count {
      let word = words[index]
      // Terrace, St 2: a slip for Ste
      if index > 2, words.isWord(index, "st"), words.isAny(index + 1, .startsWithDigit), !words.isAny(index + 1, .ordinal),
        word.isAny(.opensSegment) || words.isAllDigits(index + 1) && words[index + 1].count <= 4
          && (words.isAny(index - 1, .kind) || words.isAny(index - 1, .direction) && words.isAny(index - 2, .kind))
      {
        var unit: [UInt8] = []
        words.appendUnit(index + 1, to: &unit)
        parts.append(unit, .home)
        words.remove(index..<index + 2)
        continue
      }
      guard word.isAny([.unit, .alone, .hash, .hasDigit, .ordinal, .number]) || words.isAny(index + 1, [.floor, .unit]) || word.isAny(.direction) && index + 1 < words.count && words.isWord(index + 1, "hall")
        || index > 2 && (words.isAny(index + 1, .hasDigit) || words.isLetter(index + 1)) && (isLesser(words, index) || isMailStop(words, index))
        || isShortFlat(words, index) || words.isWord(index, "coach") || words.isWord(index, "carriage") || words.isWord(index, "guest")
      else {
        index += 1
        continue
      }
      var part = ParsedAddress(grammar: .english)
      if let end = readUnit(words, at: index, into: &part) {
        parts.append(part.unit, UnitParts.rank(of: part.unit, words, index), sign: sign(words, index, of: part.unit))
        // A number right at the front with a sign before it is the house's: #1 Pinto Dr
        // Main St / Apt 4
        if index > 1, words[index - 1].isAny(.and) || word.isAny(.hash) && isLetterOfUnit(words, index) || words.isWord(index - 1, "mail") || words.isWord(index - 1, "client") { index -= 1 }
        words.remove(index..<end)
      } else {
        index += 1
      }
    }
  }

  /// The sign of a unit whose designator never means an apartment; empty for any other, and for Penthouse alone, whose
  /// unit is its word.
  private static func sign(_ words: AddressWords, _ index: Int, of unit: [UInt8]) -> [UInt8] {
    let range = words[index].range
    let end = words[index].isAny(.hasDigit) ? range.first { !isASCIILetter(words.text[$0]) } ?? range.upperBound : range.upperBound
    guard !unit.isEmpty, (2...10).contains(end - range.lowerBound), let sign = signs[words.text.span.extracting(range.lowerBound..<end)],
      !unit.starts(with: sign), !unit.starts(with: "fl".utf8)
    else { return [] }
    return sign
  }

  private static let signs = EuropeanAddress.pairs(
    "ph ph,penthouse ph,th th,townhouse th,townhome th,bsmt bsmt,basement bsmt,lower lowr,lowr lowr,upper upper,uppr upper")

  /// Behind a number or a floor: 2 Left is 2l, 2nd Floor Right fl2r, 3 Up 3up.
  ///
  /// - Returns: the word behind it; nil where none stands at `index`.
  static func readSide(_ words: AddressWords, at index: Int, into unit: inout [UInt8]) -> Int? {
    guard index < words.count, !words[index].isAny(.opensSegment), words[index].count <= 5,
      let side = sides[words.text.span.extracting(words[index].range)]
    else { return nil }
    var end = index + 1
    if end < words.count, words.isWord(end, "side"), !words[end].isAny(.opensSegment) { end += 1 }
    // before a town as well, but for Left Hand
    let isWhole = side.count == 1 && words[index].count >= 3
    guard end == words.count || words[end].isAny(.opensSegment)
      || isWhole && !words[end].isAny([.kind, .weakKind, .hasDigit, .and]) && !words.isWord(end, "hand")
    else { return nil }
    unit.append(contentsOf: side)
    return end
  }

  private static let sides = EuropeanAddress.pairs("left l,lft l,l l,right r,rgt r,r r,up up,down dn,dn dn,n n,s s,e e,w w")

  /// Acct # 12345, 100 Main St: whose letter it is has a number, and is no place.
  private static func dropReferences(_ words: inout AddressWords) {
    var index = 0
    while index + 2 < words.count {
      guard words[index].count >= 3, !words[index].isAny(.hasDigit), references[words.text.span.extracting(words[index].range)] != nil,
        words[index + 1].isAny([.hash, .number, .startsWithDigit]), !words[index + 1].isAny(.opensSegment)
      else {
        index += 1
        continue
      }
      var end = index + 1
      while end < words.count, words[end].isAny([.hash, .number]) { end += 1 }
      // Policy 12 Main St: the number is the house's if it is the only one
      guard words.isAny(end, .startsWithDigit), end > index + 1 || hasNumberBehind(words, end) else { return }
      // Acct # 056 552-9329 001, 100 Main St
      let segment = words.segmentEnd(index)
      if segment < words.count, hasNumberBehind(words, segment - 1), words.words[end..<segment].allSatisfy({ $0.isAny(.startsWithDigit) }) { end = segment - 1 }
      words.remove(index..<end + 1)
    }
  }

  private static let references = ShortWords<Bool>("acct account client customer cust invoice inv member policy loan claim ref reference")

  /// - Returns: where the unit that begins at `index` ends; nil where none does.
  private static func readUnit(_ words: AddressWords, at index: Int, into address: inout ParsedAddress) -> Int? {
    let word = words[index]
    if let end = readNamedFlat(words, at: index, into: &address) { return end }
    // 2nd Level
    if index > 2, word.isAny(.ordinal), isLevel(words, index + 1), !words.isAny(index + 1, .opensSegment) {
      appendFloorSign(to: &address.unit)
      address.unit.append(contentsOf: ordinalDigits(words, index))
      return index + 2
    }
    // 1st & 2nd Floors
    if index > 1, word.isAny(.ordinal), words.isAny(index + 1, .and), words.isAny(index + 2, .ordinal), words.isAny(index + 3, .floor) {
      appendFloorSign(to: &address.unit)
      address.unit.append(contentsOf: ordinalDigits(words, index))
      address.unit.append(UInt8(ascii: "&"))
      address.unit.append(contentsOf: ordinalDigits(words, index + 2))
      return index + 4
    }
    if word.isAny(.hasDigit) {
      // 34th Floor, 2 Floor, 13/F; and second floor below
      if word.isAny(.startsWithDigit), words.isAny(index + 1, .floor), !words.isAny(index + 1, .opensSegment),
        word.isAny(.ordinal) || index > 1 && !words.isAny(index + 2, .hasDigit) || index == 0 && isHouseBehindFloor(words, 2)
      {
        appendFloorSign(to: &address.unit)
        words.appendDigits(index, to: &address.unit)
        return readSide(words, at: index + 2, into: &address.unit) ?? index + 2
      }
      if let digits = gluedFloor(words, index), index > 1 {
        appendFloorSign(to: &address.unit)
        address.unit.append(contentsOf: digits)
        return readSide(words, at: index + 1, into: &address.unit) ?? index + 1
      }
      if word.isAny(.startsWithDigit), word.count >= 3, words.text[Int(word.end) - 1] == UInt8(ascii: "f"),
        words.text[Int(word.end) - 2] == UInt8(ascii: "/")
      {
        appendFloorSign(to: &address.unit)
        words.appendDigits(index, to: &address.unit)
        return index + 1
      }
      return !word.isAny(.startsWithDigit) && (index > 0 || words.isAny(1, .startsWithDigit)) ? readGlued(words, at: index, into: &address) : nil
    }
    if word.isAny(.ordinal), words.isAny(index + 1, .floor) {
      appendFloorSign(to: &address.unit)
      address.unit.append(contentsOf: words.spelling(index).prefix { isASCIIDigit($0) })
      return readSide(words, at: index + 2, into: &address.unit) ?? index + 2
    }
    if let end = readNamedBuilding(words, at: index, into: &address) { return end }
    // 12 Main St No 5, No L2
    if word.isAny(.number), !word.isAny(.hash), index > 1, words.isAny(index - 1, [.kind, .direction]) && !words.isAny(index - 1, .highway) || word.isAny(.opensSegment) || isHomeBehindName(words, index),
      words.isAny(index + 1, .hasDigit), !words.isAny(index + 1, [.opensSegment, .ordinal])
    {
      words.appendUnit(index + 1, to: &address.unit)
      return index + 2
    }
    // Oak St B # 4
    if word.isAny(.hash), isLetterOfUnit(words, index) {
      words.appendUnit(index - 1, to: &address.unit)
      words.appendUnit(index + 1, to: &address.unit, isSamePart: true)
      return index + 2
    }
    if let end = readFrontedPart(words, at: index, into: &address) { return end }
    if let end = readCoachHouse(words, at: index, into: &address) { return end }
    // Dept LA 21702
    if word.isAny(.unit), !word.isAny(.floor), index + 2 < words.count, words[index + 1].count == 2, !words[index + 1].isAny([.opensSegment, .kind, .direction, .hasDigit, .number, .and]),
      words.isAllDigits(index + 2), words[index + 2].count >= 3, !words[index + 2].isAny(.opensSegment), words.isWord(index, "dept") || words.isWord(index, "department")
    {
      words.appendUnit(index + 1, to: &address.unit)
      words.appendUnit(index + 2, to: &address.unit, isSamePart: true)
      return index + 3
    }
    // Suite LL
    if word.isAny(.unit), index > 1, !word.isAny(.floor), index + 1 < words.count, words[index + 1].count == 2,
      !words[index + 1].isAny([.opensSegment, .kind, .direction, .hasDigit, .and]), index + 2 == words.count || words[index + 2].isAny(.opensSegment)
    {
      words.appendUnit(index + 1, to: &address.unit)
      return index + 2
    }
    // MS 12: a mail stop behind a street
    if isMailStop(words, index), index > 2, words.isAny(index + 1, .hasDigit), !words.isAny(index + 1, .opensSegment) {
      words.appendUnit(index + 1, to: &address.unit)
      return index + 2
    }
    // Kiosk 5, Mail Code 12
    if index > 2, word.isAny(.opensSegment) || words.isAny(index - 1, [.kind, .direction, .hasDigit]) || words.isWord(index - 1, "mail") || words.isWord(index - 1, "client"), isLesser(words, index),
      index + 1 < words.count, !words[index + 1].isAny([.opensSegment, .ordinal]),
      words[index + 1].isAny(.hasDigit) || words.isLetter(index + 1) && (index + 2 == words.count || words[index + 2].isAny([.opensSegment, .unit, .hash]) || isNoTown(words, index + 1))
    {
      words.appendUnit(index + 1, to: &address.unit)
      return index + 2
    }
    // RM 620 right behind the house's number is a road, and no room
    // Hwy # 31 is Highway 31, but Overseas Hwy # 9 a home on it
    let isHighwaySign = word.isAny(.hash) && words.isAny(index - 1, .highway)
      && (!words.isAny(index - 1, .kind) || index > 1 && !word.isAny(.opensSegment) && (words.isAny(index - 2, [.startsWithDigit, .highwayOwner])
        || words.isAny(index - 2, .direction) && words.isAny(index - 3, .startsWithDigit)))
    let isRoad = words.isWord(index, "rm") && words.isAllDigits(index + 1) && words.isAny(0, .startsWithDigit)
      && (index == 1 || index == 2 && words.isAny(1, .direction) && !words.isAny(index + 2, .kind))
    if word.isAny([.unit, .hash]), !isRoad, !isHighwaySign
      || index > 2 && words.isAny(index - 2, .hasDigit) && (words.isWord(index - 1, "business") || words.isWord(index - 1, "bus")),
      !isHouseBehindName(words, index)
    {
      var next = index + 1
      while words.isAny(next, [.hash, .number]) || next == index + 1 && words.isAny(next, .unit) && word.isAny(.hash) { next += 1 }
      if next < words.count, isIdentifier(words, next, of: word) {
        // #1 Pinto Dr, No 5 High St
        if index == 0, word.isAny(.hash), !hasNumberBehind(words, next) { return nil }
        // 3rd Flr behind Apt
        if words[next].isAny([.ordinal, .hasDigit]), words.isAny(next + 1, .floor), !words.isAny(next + 1, .opensSegment), !words.isAny(next + 2, .startsWithDigit) {
          appendFloorSign(to: &address.unit)
          words.appendDigits(next, to: &address.unit)
          return readSide(words, at: next + 2, into: &address.unit) ?? next + 2
        }
        if word.isAny(.floor) {
          appendFloorSign(to: &address.unit)
          if words[next].isAny(.ordinal) { words.appendDigits(next, to: &address.unit) } else { words.appendUnit(next, to: &address.unit) }
        } else {
          words.appendUnit(next, to: &address.unit)
        }
        // Apt 3 N, Unit B 2 at the end of a segment
        let more = next + 1
        if more < words.count, !words[more].isAny(.opensSegment), more + 1 == words.count || words[more + 1].isAny(.opensSegment),
          words[next].isAny(.hasDigit) ? words.isLetter(more) && !words[next].isAny(.hasLetter) : words.isAllDigits(more) && words[more].count <= 3
        {
          words.appendUnit(more, to: &address.unit, isSamePart: true)
          return more + 1
        }
        if let end = readMore(words, at: more, into: &address) { return end }
        return next + 1
      }
      // Suite One
      if index > 1, !word.isAny(.hash), next < words.count, !words[next].isAny(.opensSegment), let figure = StreetWords.figure(words, next),
        !words.isAny(next + 1, .kind) || words.isAny(next + 1, .opensSegment)
      {
        if word.isAny(.floor) { appendFloorSign(to: &address.unit) }
        address.unit.append(contentsOf: figure)
        return next + 1
      }
      // Apt Garden
      if index > 1, !word.isAny([.floor, .hash]), next + 1 == words.count || words.isAny(next + 1, .opensSegment), next < words.count,
        !words[next].isAny(.opensSegment), namedFlats[words.text.span.extracting(words[next].range)] != nil
      {
        address.unit.append(contentsOf: words[next].isAny(.alone) ? words.spelling(next) : Array(words.bytes(words[next])))
        return next + 1
      }
      // Apt North
      if index > 1, !word.isAny(.floor), next < words.count, words[next].isAny(.direction), !words[next].isAny(.opensSegment),
        next + 1 == words.count || words[next + 1].isAny(.opensSegment)
      {
        address.unit.append(contentsOf: words.spelling(next))
        return next + 1
      }
      // Unit without a number, in front of a town
      if index > 1, word.isAny(.hash) || words.isWord(index, "unit") || words.isWord(index, "apt") || words.isWord(index, "suite"),
        !words.isAny(index + 1, .kind)
      {
        return index + 1
      }
    }
    if index > 1, levels[words.text.span.extracting(word.range)] != nil,
      words.isWord(index, "ground") || words.isWord(index, "main") || words.isWord(index, "top") || !words.isAny(index + 1, .floor),
      words.isAny(index + 1, .floor) || index + 1 < words.count && (words.isWord(index + 1, "level") || words.isWord(index + 1, "lvl"))
    {
      words.appendUnit(index, to: &address.unit)
      return index + 2
    }
    // (east side) is no unit
    if word.isAny(.alone), index > 1, !(words.isWord(index, "side") && words.isAny(index - 1, .direction)), index + 1 >= words.count || !words.isAny(index + 1, [.kind, .weakKind]) || words.isAny(index + 1, .opensSegment),
      word.isAny(.opensSegment) || words.isAny(index - 1, [.kind, .direction]) || index + 1 == words.count
        || index > 2 && words.isAny(index + 1, .opensSegment) && (words.isWord(index, "rear") || words.isWord(index, "frnt") || words.isWord(index, "bsmt"))
        || isLevel(words, index + 1)
    {
      if !address.unit.isEmpty { address.unit.append(UInt8(ascii: "-")) }
      address.unit.append(contentsOf: words.spelling(index))
      guard isLevel(words, index + 1) else { return index + 1 }
      // Lower Level 2
      guard words.isAllDigits(index + 2), words[index + 2].count <= 2, !words[index + 2].isAny(.opensSegment) else { return index + 2 }
      words.appendUnit(index + 2, to: &address.unit, isSamePart: true)
      return index + 3
    }
    return nil
  }

  private static func isLetterOfUnit(_ words: AddressWords, _ index: Int) -> Bool {
    index > 3 && words.isLetter(index - 1) && !words[index - 1].isAny([.direction, .opensSegment]) && words.isAny(index - 2, .kind)
      && !words[index - 2].isAny(.highway) && words.isAllDigits(index + 1)
  }

  /// 2 of 2nd and of second.
  private static func ordinalDigits(_ words: AddressWords, _ index: Int) -> ArraySlice<UInt8> {
    (words[index].isAny(.hasDigit) ? words.bytes(words[index]) : words.spelling(index)[...]).prefix { isASCIIDigit($0) }
  }

  private static func isLevel(_ words: AddressWords, _ index: Int) -> Bool {
    index < words.count && (words.isWord(index, "level") || words.isWord(index, "lvl"))
  }

  /// Garden Flat, Basement Flat, Top Floor Flat, First Floor Flat; Ground Floor as a segment of its own.
  private static func readNamedFlat(_ words: AddressWords, at index: Int, into address: inout ParsedAddress) -> Int? {
    let word = words[index]
    if isShortFlat(words, index) {
      let letter = words.text[Int(word.start)]
      if letter == UInt8(ascii: "g") || letter == UInt8(ascii: "t") {
        address.unit.append(contentsOf: (letter == UInt8(ascii: "g") ? "ground" : "top").utf8)
      } else {
        appendFloorSign(to: &address.unit)
        address.unit.append(letter == UInt8(ascii: "f") ? UInt8(ascii: "1") : UInt8(ascii: "2"))
      }
      return index + 1
    }
    guard word.isAny(.ordinal) || namedFlats[words.text.span.extracting(word.range)] != nil else { return nil }
    var end = index + 1
    let hasFloor = words.isAny(end, .floor) && !words.isAny(end, .opensSegment)
    if hasFloor { end += 1 }
    let hasFlat = end < words.count && !words.isAny(end, .opensSegment)
      && (words.isWord(end, "flat") || index > 2 && (words.isWord(end, "apt") || words.isWord(end, "apartment") || words.isWord(end, "unit")))
    if hasFlat { end += 1 }
    guard hasFlat || hasFloor && index == 0, words.isAny(end, .opensSegment) || end == words.count || hasFlat && words.isAny(end, .startsWithDigit) && index == 0
    else { return nil }
    if word.isAny(.ordinal) {
      guard hasFloor else { return nil }
      appendFloorSign(to: &address.unit)
      if word.isAny(.hasDigit) {
        words.appendDigits(index, to: &address.unit)
      } else {
        address.unit.append(contentsOf: words.spelling(index).prefix { isASCIIDigit($0) })
      }
    } else {
      if !address.unit.isEmpty { address.unit.append(UInt8(ascii: "-")) }
      address.unit.append(contentsOf: word.isAny(.alone) ? words.spelling(index) : Array(words.bytes(word)))
    }
    return end
  }

  /// FFF, GFF, TFF: first floor flat, ground floor flat; a segment of its own, or in front of the house's number.
  private static func isShortFlat(_ words: AddressWords, _ index: Int) -> Bool {
    guard words[index].count == 3, words.isWord(index, "fff") || words.isWord(index, "sff") || words.isWord(index, "gff") || words.isWord(index, "tff") else { return false }
    return words[index].isAny(.opensSegment) && (words.isAny(index + 1, .opensSegment) || index == 0 && words.isAny(1, .startsWithDigit))
  }

  private static let levels = ShortWords<Bool>("ground main top concourse plaza terrace lobby mezzanine garden street")

  /// Behind a unit's number: Apt 4 North is 4n, Suite 5 & 6, and the letter of Suite 14 A, Arlington.
  private static func readMore(_ words: AddressWords, at more: Int, into address: inout ParsedAddress) -> Int? {
    guard more < words.count else { return nil }
    // Unit K, L: two of a row of homes
    if isNextLetter(words, more) {
      address.unit.append(UInt8(ascii: "&"))
      words.appendUnit(more, to: &address.unit, isSamePart: true)
      return more + 1
    }
    guard !words[more].isAny(.opensSegment) else { return nil }
    let isEnd = more + 1 == words.count || words[more + 1].isAny(.opensSegment)
    if isSecondNumber(words, more) {
      words.appendUnit(more, to: &address.unit)
      return more + 1
    }
    if words.isAllDigits(more - 1) || words[more - 1].isAny(.ordinal), let end = readSide(words, at: more, into: &address.unit) { return end }
    if isEnd, words[more].isAny(.direction), words.isAllDigits(more - 1) {
      address.unit.append(contentsOf: words.spelling(more))
      return more + 1
    }
    // Suites 1 thru 3
    if words.isAllDigits(more - 1), words.isAllDigits(more + 1), words.isWord(more, "thru") || words.isWord(more, "through") || words.isWord(more, "to") {
      address.unit.append(UInt8(ascii: "-"))
      words.appendUnit(more + 1, to: &address.unit, isSamePart: true)
      return more + 2
    }
    if words[more].isAny(.and), more + 1 < words.count, words.isLetter(more + 1) || words[more + 1].isAny(.hasDigit) && !words[more + 1].isAny(.ordinal) {
      address.unit.append(UInt8(ascii: "&"))
      words.appendUnit(more + 1, to: &address.unit, isSamePart: true)
      return more + 2
    }
    // Apt A 1, Toledo
    if !isEnd, words.isLetter(more - 1), index(more, isNumberOfAtMost: 3, words), more > 2 {
      words.appendUnit(more, to: &address.unit, isSamePart: true)
      return more + 1
    }
    if !isEnd, words.isAllDigits(more - 1), isNoTown(words, more) {
      words.appendUnit(more, to: &address.unit, isSamePart: true)
      return more + 1
    }
    return nil
  }

  /// A letter alone, with which no town's name begins but for N, S, E, W, and O Fallon, L Anse and D Hanis.
  private static func isNoTown(_ words: AddressWords, _ index: Int) -> Bool {
    words.isLetter(index) && !words[index].isAny(.direction) && !words.isAny(index + 1, [.kind, .weakKind, .hasDigit, .and])
      && !words.isWord(index, "o") && !words.isWord(index, "l") && !words.isWord(index, "d")
  }

  /// North Tower, 2nd Building; Dorrance Bldg in a segment of its own.
  private static func readNamedBuilding(_ words: AddressWords, at index: Int, into address: inout ParsedAddress) -> Int? {
    let next = index + 1
    // North Tower 3353 Peachtree Rd
    if index == 0, words[0].isAny(.direction), next + 2 < words.count, UnitParts.isBuilding(words, next), !words[next].isAny(.opensSegment), words.isAllDigits(next + 1),
      next + 3 < words.segmentEnd(next + 1), !hasHouseBehind(words, next + 1)
    {
      address.unit.append(contentsOf: words.spelling(0))
      return next + 1
    }
    let isHall = next < words.count && words[index].isAny(.direction) && words[index].isAny(.opensSegment) && words.isWord(next, "hall")
    guard index > 2, next < words.count, UnitParts.isBuilding(words, next) || isHall, !words[next].isAny(.opensSegment),
      next + 1 == words.count || words[next + 1].isAny(.ordinal) && words.isAny(next + 2, .floor) || !words[next + 1].isAny([.hasDigit, .kind, .weakKind]) && !words.isLetter(next + 1) || words[next + 1].isAny(.opensSegment)
    else { return nil }
    let word = words[index]
    let isNamed = word.isAny(.opensSegment) && word.count >= 3 && !word.isAny([.unit, .alone, .hasDigit, .kind, .number, .hash, .and])
    guard word.isAny([.direction, .ordinal]) || isNamed, !words.isAny(index - 1, [.unit, .hash]) || word.isAny(.opensSegment) else { return nil }
    if word.isAny(.direction) {
      address.unit.append(contentsOf: words.spelling(index))
    } else if word.isAny(.ordinal) {
      address.unit.append(contentsOf: (word.isAny(.hasDigit) ? Array(words.bytes(word)) : words.spelling(index)).prefix { isASCIIDigit($0) })
    } else {
      address.unit.append(contentsOf: words.bytes(word))
    }
    return next + 1
  }

  /// 2fl, 2ndfloor.
  private static func gluedFloor(_ words: AddressWords, _ index: Int) -> ArraySlice<UInt8>? {
    let range = words[index].range
    let digits = words.text[range].prefix { isASCIIDigit($0) }
    guard (1...3).contains(digits.count) else { return nil }
    var rest = words.text[digits.endIndex..<range.upperBound]
    if rest.count > 3, [UInt8]("st".utf8) == Array(rest.prefix(2)) || Array("nd".utf8) == Array(rest.prefix(2)) || Array("rd".utf8) == Array(rest.prefix(2)) || Array("th".utf8) == Array(rest.prefix(2)) {
      rest = rest.dropFirst(2)
    }
    return rest.elementsEqual("fl".utf8) || rest.elementsEqual("flr".utf8) || rest.elementsEqual("floor".utf8) ? digits : nil
  }

  private static let namedFlats = ShortWords<Bool>("ground top basement garden gdn lower upper left right middle")

  private static func appendFloorSign(to unit: inout [UInt8]) {
    if !unit.isEmpty { unit.append(UInt8(ascii: "-")) }
    unit.append(contentsOf: "fl".utf8)
  }

  /// apt4b, ste200, ph1.
  private static func readGlued(_ words: AddressWords, at index: Int, into address: inout ParsedAddress) -> Int? {
    let range = words[index].range
    guard let digitAt = range.first(where: { isASCIIDigit(words.text[$0]) }), digitAt - range.lowerBound >= 2 else { return nil }
    let letterEnd = words.text[digitAt - 1] == UInt8(ascii: "-") ? digitAt - 1 : digitAt
    guard let entry = StreetWords.table.words[words.text.span.extracting(range.lowerBound..<letterEnd)], entry.traits.contains(.unit)
    else { return nil }
    if entry.traits.contains(.floor) { appendFloorSign(to: &address.unit) }
    if !entry.traits.contains(.floor), !address.unit.isEmpty { address.unit.append(UInt8(ascii: "-")) }
    for position in digitAt..<range.upperBound where words.text[position] != UInt8(ascii: "-") {
      address.unit.append(words.text[position])
    }
    return index + 1
  }

  private static func isIdentifier(_ words: AddressWords, _ index: Int, of designator: AddressWord) -> Bool {
    let word = words[index]
    if word.isAny(.opensSegment) { return false }
    if word.isAny(.hasDigit) {
      // Level 5th Avenue is no unit
      if words.isAny(index + 1, .floor) { return !word.isAny(.ordinal) || !designator.isAny(.unit) || designator.isAny(.floor) }
      return !word.isAny(.ordinal) || designator.isAny(.floor) || index + 1 == words.count
    }
    if designator.isAny(.floor) { return false }
    // Tower II
    if words.isWord(index, "ii") || words.isWord(index, "iii") || words.isWord(index, "iv") { return true }
    guard words.isLetter(index) || isPair(words, index) else { return false }
    // Flat N Main St, but Oak St Ste B St Petersburg
    return !words.isAny(index + 1, .kind) || words.words[..<index].contains { $0.isAny(.kind) }
  }

  /// A word for a place within a place that streets and towns are called by as well: a unit behind a street, before a
  /// number.
  private static func isLesser(_ words: AddressWords, _ index: Int) -> Bool {
    words[index].count <= 10 && lesserUnits[words.text.span.extracting(words[index].range)] != nil
  }

  private static func isMailStop(_ words: AddressWords, _ index: Int) -> Bool {
    words.isWord(index, "ms") || words.isWord(index, "m/s") || words.isWord(index, "m/c")
  }

  private static let lesserUnits = ShortWords<Bool>(
    """
    kiosk bay booth gate door whse warehouse section sect site berth dock pad stall store dorm hall cell duplex townhouse townhome th
    house hse cubicle cube locker module pod quad pavilion tank terminal barn garage code drop station bin carrel plot file entrance
    annex area bungalow complex desk parcel ward window zone
    """)

  private static func index(_ index: Int, isNumberOfAtMost digits: Int, _ words: AddressWords) -> Bool {
    words.isAllDigits(index) && words[index].count <= digits && !words.isAny(index, .opensSegment)
  }

  /// C-D, C/D: two letters.
  private static func isPair(_ words: AddressWords, _ index: Int) -> Bool {
    guard words[index].count == 3 else { return false }
    let between = words.text[Int(words[index].start) + 1]
    return between == UInt8(ascii: "-") || between == UInt8(ascii: "/")
  }

}

extension [UInt8] {
  /// Ends in the sign of a floor, which the floor's number follows.
  var hasFloorSign: Bool { count >= 2 && self[count - 1] == UInt8(ascii: "l") && self[count - 2] == UInt8(ascii: "f") }
}
