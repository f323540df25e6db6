/// Units inside a building and post-office boxes, which stand anywhere in an English address.
enum AddressUnits {
  /// Apt 4B, #4B, Flat 3, 34th Floor, Bldg B Suite 8A, rear. Units in a row make one.
  ///
  /// The parts stand in one order, whatever the writer's: building, floor, home.
  static func takeUnits(_ words: inout AddressWords, into address: inout ParsedAddress) {
    var parts = UnitParts(address.unit)
    defer { address.unit = parts.joined }
    var index = 0
    while index < words.count {
      let word = words[index]
      // Terrace, St 2: a slip for Ste
      if index > 2, word.isAny(.opensSegment), words.isWord(index, "st"), words.isAny(index + 1, .startsWithDigit), !words.isAny(index + 1, .ordinal) {
        var unit: [UInt8] = []
        words.appendUnit(index + 1, to: &unit)
        parts.append(unit, .home)
        words.remove(index..<index + 2)
        continue
      }
      guard word.isAny([.unit, .alone, .hash, .hasDigit, .ordinal, .number]) || words.isAny(index + 1, [.floor, .unit]) else {
        index += 1
        continue
      }
      var part = ParsedAddress(grammar: .english)
      if let end = readUnit(words, at: index, into: &part) {
        parts.append(part.unit, UnitParts.rank(of: part.unit, words, index))
        // A number right at the front with a sign before it is the house's: #1 Pinto Dr
        // Main St / Apt 4
        if index > 1, words[index - 1].isAny(.and) { index -= 1 }
        words.remove(index..<end)
      } else {
        index += 1
      }
    }
  }

  /// - Returns: where the unit that begins at `index` ends; nil where none does.
  private static func readUnit(_ words: AddressWords, at index: Int, into address: inout ParsedAddress) -> Int? {
    let word = words[index]
    if let end = readNamedFlat(words, at: index, into: &address) { return end }
    if word.isAny(.hasDigit) {
      // 34th Floor, 2 Floor, 13/F; and second floor below
      if word.isAny(.startsWithDigit), words.isAny(index + 1, .floor), !words.isAny(index + 1, .opensSegment),
        word.isAny(.ordinal) || index > 1 && !words.isAny(index + 2, .hasDigit)
      {
        appendFloorSign(to: &address.unit)
        words.appendDigits(index, to: &address.unit)
        return index + 2
      }
      if let digits = gluedFloor(words, index), index > 1 {
        appendFloorSign(to: &address.unit)
        address.unit.append(contentsOf: digits)
        return index + 1
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
      return index + 2
    }
    if let end = readNamedBuilding(words, at: index, into: &address) { return end }
    // 12 Main St No 5
    if word.isAny(.number), !word.isAny(.hash), index > 2, words.isAny(index - 1, [.kind, .direction]) && !words.isAny(index - 1, .highway) || word.isAny(.opensSegment),
      words.isAny(index + 1, .startsWithDigit), !words.isAny(index + 1, [.opensSegment, .ordinal])
    {
      words.appendUnit(index + 1, to: &address.unit)
      return index + 2
    }
    if word.isAny([.unit, .hash]), !word.isAny(.hash) || !words.isAny(index - 1, .highway) || words.isAny(index - 1, .kind) {
      var next = index + 1
      while words.isAny(next, [.hash, .number]) || next == index + 1 && words.isAny(next, .unit) && word.isAny(.hash) { next += 1 }
      if next < words.count, isIdentifier(words, next, of: word) {
        // #1 Pinto Dr, No 5 High St
        if index == 0, word.isAny(.hash), !hasNumberBehind(words, next) { return nil }
        // 3rd Flr behind Apt
        if words[next].isAny([.ordinal, .hasDigit]), words.isAny(next + 1, .floor), !words.isAny(next + 1, .opensSegment), !words.isAny(next + 2, .startsWithDigit) {
          appendFloorSign(to: &address.unit)
          words.appendDigits(next, to: &address.unit)
          return next + 2
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
    // Suite LL, Ground Floor
    if word.isAny(.unit), index > 1, !word.isAny(.floor), index + 1 < words.count, words[index + 1].count == 2,
      !words[index + 1].isAny([.opensSegment, .kind, .direction, .hasDigit, .and]), index + 2 == words.count || words[index + 2].isAny(.opensSegment)
    {
      words.appendUnit(index + 1, to: &address.unit)
      return index + 2
    }
    if index > 1, levels[words.text.span.extracting(word.range)] != nil,
      words.isWord(index, "ground") || words.isWord(index, "main") || words.isWord(index, "top") || !words.isAny(index + 1, .floor),
      words.isAny(index + 1, .floor) || index + 1 < words.count && (words.isWord(index + 1, "level") || words.isWord(index + 1, "lvl"))
    {
      words.appendUnit(index, to: &address.unit)
      return index + 2
    }
    // (east side) is no unit
    if word.isAny(.alone), index > 1, !(words.isWord(index, "side") && words.isAny(index - 1, .direction)), index + 1 >= words.count || !words.isAny(index + 1, [.kind, .weakKind]),
      word.isAny(.opensSegment) || words.isAny(index - 1, [.kind, .direction]) || index + 1 == words.count
        || isLevel(words, index + 1)
    {
      if !address.unit.isEmpty { address.unit.append(UInt8(ascii: "-")) }
      address.unit.append(contentsOf: words.spelling(index))
      return isLevel(words, index + 1) ? index + 2 : index + 1
    }
    return nil
  }

  private static func isLevel(_ words: AddressWords, _ index: Int) -> Bool {
    index < words.count && (words.isWord(index, "level") || words.isWord(index, "lvl"))
  }

  /// Garden Flat, Basement Flat, Top Floor Flat, First Floor Flat; Ground Floor as a segment of its own.
  private static func readNamedFlat(_ words: AddressWords, at index: Int, into address: inout ParsedAddress) -> Int? {
    let word = words[index]
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

  private static let levels = ShortWords<Bool>("ground main top concourse plaza terrace lobby mezzanine garden street")

  /// Behind a unit's number: Apt 4 North is 4n, Suite 5 & 6, and the letter of Suite 14 A, Arlington.
  private static func readMore(_ words: AddressWords, at more: Int, into address: inout ParsedAddress) -> Int? {
    guard more < words.count, !words[more].isAny(.opensSegment) else { return nil }
    let isEnd = more + 1 == words.count || words[more + 1].isAny(.opensSegment)
    if isEnd, words[more].isAny(.direction), words.isAllDigits(more - 1) {
      address.unit.append(contentsOf: words.spelling(more))
      return more + 1
    }
    if words[more].isAny(.and), more + 1 < words.count, words.isLetter(more + 1) || words[more + 1].isAny(.hasDigit) && !words[more + 1].isAny(.ordinal) {
      address.unit.append(UInt8(ascii: "&"))
      words.appendUnit(more + 1, to: &address.unit, isSamePart: true)
      return more + 2
    }
    // No town begins with a letter alone, but for N, S, E, W, and O Fallon, L Anse and D Hanis.
    if !isEnd, words.isLetter(more), words.isAllDigits(more - 1), !words[more].isAny(.direction), !words.isAny(more + 1, [.kind, .weakKind, .hasDigit, .and]),
      !words.isWord(more, "o"), !words.isWord(more, "l"), !words.isWord(more, "d")
    {
      words.appendUnit(more, to: &address.unit, isSamePart: true)
      return more + 1
    }
    return nil
  }

  /// North Tower, 2nd Building; Dorrance Bldg in a segment of its own.
  private static func readNamedBuilding(_ words: AddressWords, at index: Int, into address: inout ParsedAddress) -> Int? {
    let next = index + 1
    guard index > 2, next < words.count, UnitParts.isBuilding(words, next), !words[next].isAny(.opensSegment),
      next + 1 == words.count || !words[next + 1].isAny([.hasDigit, .kind, .weakKind]) && !words.isLetter(next + 1) || words[next + 1].isAny(.opensSegment)
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

  private static let namedFlats = ShortWords<Bool>("ground top basement garden lower upper")

  private static func appendFloorSign(to unit: inout [UInt8]) {
    if !unit.isEmpty { unit.append(UInt8(ascii: "-")) }
    unit.append(contentsOf: "fl".utf8)
  }

  /// apt4b, ste200, ph1.
  private static func readGlued(_ words: AddressWords, at index: Int, into address: inout ParsedAddress) -> Int? {
    let range = words[index].range
    guard let digitAt = range.first(where: { isASCIIDigit(words.text[$0]) }), digitAt - range.lowerBound >= 2,
      let entry = StreetWords.table.words[words.text.span.extracting(range.lowerBound..<digitAt)], entry.traits.contains(.unit)
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
      return !word.isAny(.ordinal) || words.isAny(index + 1, .floor) || designator.isAny(.floor) || index + 1 == words.count
    }
    if designator.isAny(.floor) { return false }
    guard words.isLetter(index) || isPair(words, index) else { return false }
    // Flat N Main St
    return !words.isAny(index + 1, .kind)
  }

  /// C-D: two letters.
  private static func isPair(_ words: AddressWords, _ index: Int) -> Bool {
    words[index].count == 3 && words.text[Int(words[index].start) + 1] == UInt8(ascii: "-")
  }

  private static func hasNumberBehind(_ words: AddressWords, _ index: Int) -> Bool {
    for later in index + 1..<max(index + 1, words.count) where words.isAny(later, .startsWithDigit) && !words.isAny(later, .ordinal) {
      return true
    }
    return false
  }

  // MARK: boxes

  /// PO Box 123, RR 2 Box 5, HC 1 Box 7. A box beside a house is a unit of it.
  ///
  /// - Returns: whether the address is a box.
  static func takeBox(_ words: inout AddressWords, into address: inout ParsedAddress) -> Bool {
    var index = 0
    // a post-office box before a lock box
    if let official = words.words.indices.first(where: { $0 > 0 && words.isWord($0, "box") && (words.isWord($0 - 1, "po") || words.isWord($0 - 1, "o")) }) {
      index = official
    }
    while index < words.count {
      let isShort = words.isAny(index + 1, .startsWithDigit)
        && (words.isWord(index, "po") || words.isWord(index, "office") && index > 0 && words.isWord(index - 1, "post"))
      guard words[index].isAny(.box) || isShort, let box = boxNumber(words, index) else {
        index += 1
        continue
      }
      var start = index
      var street = Array("pobox".utf8)
      if isShort, words.isWord(start, "office") { start -= 1 } else if start > 0, words.isWord(start - 1, "office"), start > 1 { start -= 2 } else if start > 0, words.isWord(start - 1, "po") { start -= 1 }
      if start == index, start > 1, words.isWord(start - 1, "o"), words.isWord(start - 2, "p") { start -= 2 }
      if start == index, index > 0, words.isWord(index - 1, "lock") || words.isWord(index - 1, "post") || words.isWord(index - 1, "postal") { start -= 1 }
      if start == index, let group = routeGroup(words, before: index) {
        street = group.name
        start = group.start
      }
      if start == index, index > 0, !words[index].isAny(.opensSegment), words.isWord(index, "box"), !words.isAny(index - 1, [.kind, .direction, .hash, .hasDigit, .boxGroup]) {
        index += 1
        continue
      }
      let isLock = !isShort && !words.isWord(index, "box") && !words.isWord(index, "pobox")
      let isBehindStreet = start > 2 && words.words[0..<start].contains { $0.isAny(.kind) } && words.words[1..<start - 1].contains { $0.isAny(.startsWithDigit) }
      let hasHouse = isBehindStreet && isLock || start > 1 && words[0].isAny(.startsWithDigit) && !words[0].isAny(.ordinal) && !words.isAny(1, .opensSegment)
      let digits = words.joined(box).drop { $0 == UInt8(ascii: "0") }
      words.remove(start..<box.upperBound)
      // PO Box 12, 45 Main St
      if hasHouse || (isLock || start == 0 && street.elementsEqual("pobox".utf8)) && start < words.count && words.isAny(start, .startsWithDigit) && words.words[start...].contains(where: { $0.isAny(.kind) }) {
        address.unit = Array("box".utf8) + digits
        return false
      }
      address.street = street
      address.number = digits.isEmpty ? [UInt8(ascii: "0")] : Array(digits)
      if start > 0, start >= words.count { words.words.removeAll() }
      return true
    }
    return false
  }

  /// The word or words that number the box at `index`.
  private static func boxNumber(_ words: AddressWords, _ index: Int) -> Range<Int>? {
    var next = index + 1
    while words.isAny(next, [.hash, .number, .box]) { next += 1 }
    guard next < words.count else { return nil }
    // Drawer CS 198422
    if next + 1 < words.count, words.isLetter(next) || words[next].count == 2 && !words[next].isAny(.hasDigit), words.isAllDigits(next + 1),
      !words.isAny(next, .opensSegment), !words.isAny(next + 1, .opensSegment), words[next + 1].count != 5 || next + 2 < words.count
    {
      return next..<next + 2
    }
    guard words[next].isAny(.hasDigit) || words.isLetter(next) && !words[next].isAny(.opensSegment) else { return nil }
    // Box 18 B
    let isSplit = words.isLetter(next + 1) && words[next].isAny(.hasDigit) && !words.isAny(next + 1, [.opensSegment, .direction])
    return next..<(isSplit ? next + 2 : next + 1)
  }

  /// RR 2, HC RTE 24, Highway Contract Route #15B, RFD 2: read backwards from the box.
  private static func routeGroup(_ words: AddressWords, before box: Int) -> (name: [UInt8], start: Int)? {
    guard box > 0 else { return nil }
    var at = box - 1
    var number: [UInt8] = []
    if words[at].isAny(.hasDigit) {
      number = words.joined(at..<at + 1).filter { $0 != UInt8(ascii: "-") }
      at -= 1
    }
    while at >= 0, words[at].isAny([.hash, .number]) { at -= 1 }
    // Unit 2050 Box 4190: the unit of a military post office
    if at == 0, words.isWord(at, "unit"), !number.isEmpty { return (Array("unit".utf8) + number, at) }
    guard at >= 0, words[at].isAny(.boxGroup), !words.isWord(at, "star") else {
      // rr2 in one word
      let letters = number.prefix { isASCIILetter($0) }
      guard letters.elementsEqual("rr".utf8) || letters.elementsEqual("hc".utf8) else { return nil }
      return (number, at + 1)
    }
    if words.isWord(at, "cmr") || words.isWord(at, "psc") { return (words.joined(at..<at + 1) + number, at) }
    var isContract = false
    while at >= 0, words[at].isAny([.boxGroup, .highway]) {
      if words.isWord(at, "hc") || words.isWord(at, "hcr") || words.isWord(at, "contract") || words.isWord(at, "star") { isContract = true }
      at -= 1
    }
    return (Array((isContract ? "hc" : "rr").utf8) + number, at + 1)
  }
}

extension [UInt8] {
  /// Ends in the sign of a floor, which the floor's number follows.
  var hasFloorSign: Bool { count >= 2 && self[count - 1] == UInt8(ascii: "l") && self[count - 2] == UInt8(ascii: "f") }
}
