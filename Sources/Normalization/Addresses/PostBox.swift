/// Boxes of post offices and of carriers' routes: PO Box 123, RR 2 Box 5, HC 1 Box 7, PSC 3 Box 55.
///
/// The box is the house number and its route or `pobox` the street; beside a house a box is a unit of it.
enum PostBox {
  /// Takes the first box out of the words.
  ///
  /// - Returns: whether the address is a box.
  static func take(_ words: inout AddressWords, into address: inout ParsedAddress) -> Bool {
    var index = 0
    // a post-office box before a lock box
    if let official = words.words.indices.first(where: { $0 > 0 && words.isWord($0, "box") && (words.isWord($0 - 1, "po") || words.isWord($0 - 1, "o")) }) {
      index = official
    }
    while index < words.count {
      joinSign(&words, index)
      if takeReversed(&words, index, into: &address) { return true }
      // PO 12, PO # 12
      let isSigned = words.isAny(index + 1, .hash) && words.isWord(index, "po") && words[index].isAny(.opensSegment)
      let isShort = words.isAny(index + (isSigned ? 2 : 1), .startsWithDigit)
        && (words.isWord(index, "po") || words.isWord(index, "office") && index > 0 && words.isWord(index - 1, "post")
          || words.isWord(index, "o") && index > 0 && words.isWord(index - 1, "p") || words.isWord(index, "b") && index > 0 && words.isWord(index - 1, "po"))
      guard words[index].isAny(.box) || isShort && !isStreetBehind(words, index + 1) || isRouteSign(words, index), let box = boxNumber(words, index) else {
        index += 1
        continue
      }
      var start = index
      var street = Array("pobox".utf8)
      if isShort, !words.isWord(start, "po") { start -= 1 } else if start > 0, words.isWord(start - 1, "office"), start > 1 { start -= 2 } else if start > 0, words.isWord(start - 1, "po") { start -= 1 }
      if start == index, start > 1, words.isWord(start - 1, "o"), words.isWord(start - 2, "p") { start -= 2 }
      if start == index, index > 0, words.isWord(index - 1, "lock") || words.isWord(index - 1, "caller") || words.isWord(index - 1, "post") || words.isWord(index - 1, "postal") { start -= 1 }
      if start == index, isShort || words.isWord(index, "box") || words.isWord(index, "bx") || words[index].isAny(.hash), let group = routeGroup(words, before: index) {
        street = group.name
        start = group.start
      } else if start > 0, start < index, let group = routeGroup(words, before: start),
        group.name.starts(with: "rr".utf8) || group.name.starts(with: "hc".utf8), group.start == 0 || words[group.start].isAny(.opensSegment) {
        // RR 1 PO Box 406: the route's box
        street = group.name
        start = group.start
      }
      if start == index, index > 0, !words[index].isAny(.opensSegment), words.isWord(index, "box"), !words.isAny(index - 1, [.kind, .direction, .hash, .hasDigit, .boxGroup]) {
        index += 1
        continue
      }
      let isLock = !isShort && !words.isWord(index, "box") && !words.isWord(index, "pobox")
      let isBehindStreet = start > 2 && words.words[0..<start].contains { $0.isAny(.kind) } && words.words[1..<start - 1].contains { $0.isAny(.startsWithDigit) }
      let hasHouse = isBehindStreet && isLock || isHouseBehindName(words, before: start) || start > 1 && words[0].isAny(.startsWithDigit) && !words[0].isAny(.ordinal) && !words.isAny(1, .opensSegment)
      let digits = withoutMarks(words.joined(box).drop { $0 == UInt8(ascii: "0") })
      var end = box.upperBound
      if start == index, let group = routeGroup(words, behind: end) {
        street = group.name
        end = group.end
      }
      words.remove(start..<end)
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
    return takeRoute(&words, into: &address)
  }

  /// RR 4, Alma: a carrier's route without a box, which holds many homes.
  private static func takeRoute(_ words: inout AddressWords, into address: inout ParsedAddress) -> Bool {
    guard words.count > 0, words[0].isAny(.boxGroup), words.isWord(0, "rr") || words.isWord(0, "rfd") || words.isWord(0, "hcr") || words.isWord(0, "hc") || words.isWord(0, "rural"),
      let group = routeGroup(words, behind: 0), group.name.count > 2, group.end == words.count || words[group.end].isAny(.opensSegment) || words.count - group.end <= 3 && !words.words[group.end...].contains(where: { $0.isAny(.kind) }),
      !words.words[group.end...].contains(where: { $0.isAny(.hasDigit) })
    else { return false }
    address.street = group.name
    words.remove(0..<group.end)
    return true
  }

  /// Jane Doe, 104 S Walnut, RR 1 Box 297: a house in a segment of its own behind the name; or behind a name alone, with its kind.
  private static func isHouseBehindName(_ words: AddressWords, before box: Int) -> Bool {
    guard let house = words.words[..<box].firstIndex(where: { $0.isAny(.startsWithDigit) }), house > 0, house + 1 < box, !words[house].isAny(.ordinal),
      !words[house + 1].isAny(.opensSegment), !words[house - 1].isAny([.unit, .hash, .number, .boxGroup, .highway, .highwayOwner])
    else { return false }
    return words[house].isAny(.opensSegment) || words.words[house + 2..<max(house + 2, box)].contains { $0.isAny(.kind) }
  }

  /// RR 422 Box, Douglassville: the box has no number, so the number in front is the box's.
  private static func takeReversed(_ words: inout AddressWords, _ index: Int, into address: inout ParsedAddress) -> Bool {
    guard index > 1, words.isWord(index, "box"), index + 1 == words.count || words[index + 1].isAny(.opensSegment), !words.isAny(index + 1, .hasDigit),
      words.isAllDigits(index - 1), words[index - 2].isAny(.boxGroup), let group = routeGroup(words, before: index - 1),
      words.words[..<group.start].allSatisfy({ $0.isAny([.boxGroup, .startsWithDigit]) })
    else { return false }
    address.street = group.name
    // Route 7 RR 12 Box
    if group.start > 1, words.isAllDigits(group.start - 1) { address.street.append(contentsOf: words.joined(group.start - 1..<group.start)) }
    let digits = words.joined(index - 1..<index).drop { $0 == UInt8(ascii: "0") }
    address.number = digits.isEmpty ? [UInt8(ascii: "0")] : Array(digits)
    words.remove(0..<index + 1)
    return true
  }

  /// P/O Box, P O B, Caller Service 12, Firm Caller 12: other signs of a box of a post office (Publication 28, section 28).
  private static func joinSign(_ words: inout AddressWords, _ index: Int) {
    var end = index + 1
    if words.isWord(index, "p/o"), end < words.count, words.isWord(end, "box") {
      end += 1
    } else if words.isWord(index, "p"), index + 3 < words.count, words.isWord(index + 1, "o"), words.isWord(index + 2, "b"), words.isAny(index + 3, .startsWithDigit) {
      end += 2
    } else if index == 0 || words[index].isAny(.opensSegment) {
      var caller = index
      if words.isWord(caller, "firm"), caller + 1 < words.count { caller += 1 }
      guard words.isWord(caller, "caller"), caller + 1 < words.count else { return }
      end = words.isWord(caller + 1, "service") ? caller + 2 : caller + 1
      guard end < words.count, words[end].isAny([.startsWithDigit, .hash]), !words[end].isAny(.opensSegment) else { return }
    } else {
      return
    }
    for later in index + 1..<end where words[later].isAny(.opensSegment) { return }
    words.replace(index..<end, by: Array("pobox".utf8))
  }

  /// RFD Route 4 #87A: of a route alone the sign is the box's.
  private static func isRouteSign(_ words: AddressWords, _ index: Int) -> Bool {
    guard words[index].isAny(.hash), index >= 2, !words[index].isAny(.opensSegment), words.isAny(0, .boxGroup), words.isAny(index - 1, .hasDigit) else { return false }
    return routeGroup(words, before: index)?.start == 0
  }

  /// Post Office 100 Main St.
  private static func isStreetBehind(_ words: AddressWords, _ number: Int) -> Bool {
    let end = words.segmentEnd(number)
    return number + 2 < end && words.words[number + 2..<end].contains { $0.isAny(.kind) }
  }

  /// The word or words that number the box at `index`.
  private static func boxNumber(_ words: AddressWords, _ index: Int) -> Range<Int>? {
    var next = index + 1
    // West Route Box West # 4
    if words.isAny(next, .direction), words.isAny(next + 1, .hash), words.isAny(next + 2, .startsWithDigit) { next += 1 }
    while words.isAny(next, [.hash, .number, .box]) { next += 1 }
    guard next < words.count else { return nil }
    // Drawer CS 198422
    if next + 1 < words.count, words.isLetter(next) || words[next].count == 2 && !words[next].isAny(.hasDigit), words.isAllDigits(next + 1),
      !words.isAny(next, .opensSegment), !words.isAny(next + 1, .opensSegment), words[next + 1].count != 5 || next + 2 < words.count
    {
      return next..<next + 2
    }
    // PO Box AB
    let isLettered = words.isWord(index, "box") && index > 0 && (words.isWord(index - 1, "po") || words.isWord(index - 1, "o")) && (2...4).contains(words[next].count)
      && (next + 1 == words.count || words[next + 1].isAny(.opensSegment))
    guard words[next].isAny(.hasDigit) || (words.isLetter(next) || isLettered) && !words[next].isAny(.opensSegment) else { return nil }
    // Box 18 B
    let isSplit = words.isLetter(next + 1) && words[next].isAny(.hasDigit) && !words.isAny(next + 1, [.opensSegment, .direction])
    return next..<(isSplit ? next + 2 : next + 1)
  }

  /// Box 55 Route 2, Box 55, Star Route: the route behind its box.
  private static func routeGroup(_ words: AddressWords, behind box: Int) -> (name: [UInt8], end: Int)? {
    var at = box
    var isContract = false
    while at < words.count, words[at].isAny(.boxGroup), at == box || !words[at].isAny(.opensSegment), !words.isWord(at, "cmr"), !words.isWord(at, "psc") {
      if words.isWord(at, "hc") || words.isWord(at, "hcr") || words.isWord(at, "contract") || words.isWord(at, "star") { isContract = true }
      at += 1
    }
    guard at > box else { return nil }
    while words.isAny(at, [.hash, .number]) { at += 1 }
    var number: [UInt8] = []
    if words.isAllDigits(at), words[at].count <= 3, !words.isAny(at, .opensSegment) {
      number = words.joined(at..<at + 1)
      at += 1
    }
    guard !number.isEmpty || isContract else { return nil }
    return (Array((isContract ? "hc" : "rr").utf8) + withoutZeros(number), at)
  }

  /// Box 12-A is Box 12A; 12-14 are two.
  private static func withoutMarks(_ number: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let mark = number.firstIndex(of: UInt8(ascii: "-")), mark > number.startIndex, mark + 1 < number.endIndex,
      !isASCIIDigit(number[mark - 1]) || !isASCIIDigit(number[mark + 1])
    else { return number }
    var plain = number
    plain.remove(at: mark)
    return plain
  }

  /// HC 01 is HC 1, and HC01 as well.
  private static func withoutZeros(_ number: [UInt8]) -> [UInt8] {
    let letters = number.prefix { isASCIILetter($0) }
    let digits = number[letters.endIndex...]
    let rest = digits.drop { $0 == UInt8(ascii: "0") }
    return rest.count == digits.count || rest.isEmpty ? number : Array(letters + rest)
  }

  /// A post office abroad stands at the end; its region has been taken off.
  private static func isMilitary(_ words: AddressWords) -> Bool {
    let last = words.count - 1
    return words.isWord(last, "apo") || words.isWord(last, "fpo") || words.isWord(last, "dpo")
  }

  /// RR 2, HC RTE 24, Highway Contract Route #15B, RFD 2: read backwards from the box.
  private static func routeGroup(_ words: AddressWords, before box: Int) -> (name: [UInt8], start: Int)? {
    guard box > 0 else { return nil }
    var at = box - 1
    var number: [UInt8] = []
    if words[at].isAny(.hasDigit) {
      number = withoutZeros(words.joined(at..<at + 1).filter { $0 != UInt8(ascii: "-") })
      at -= 1
    }
    while at >= 0, words[at].isAny([.hash, .number]) { at -= 1 }
    // Star Route A Box 55
    if at > 0, number.isEmpty, words.isLetter(at), !words.isWord(at, "r"), words[at - 1].isAny(.boxGroup), words[at - 1].count > 2 || words.isWord(at - 1, "rt") {
      number = words.joined(at..<at + 1)
      at -= 1
    }
    // Route Two Box 55
    if at > 0, number.isEmpty, let figure = StreetWords.figure(words, at), words[at - 1].isAny(.boxGroup) {
      number = figure
      at -= 1
    }
    // Rural Free Delivery 2 Box 55
    if at > 0, !number.isEmpty, words.isWord(at, "delivery") {
      let rural = words.isWord(at - 1, "free") ? at - 2 : at - 1
      if rural >= 0, words.isWord(rural, "rural") { return (Array("rr".utf8) + number, rural) }
    }
    // RD 3 Box 55: rural delivery, R 3 Box 55; SR 3: a star route; HC R Box 4
    if at >= 0, !number.isEmpty, words.isWord(at, "sr"), at == 0 || words[at].isAny(.opensSegment) { return (Array("hc".utf8) + number, at) }
    if at >= 0, !number.isEmpty, words.isWord(at, "rd") || words.isWord(at, "r"), at == 0 || words[at].isAny(.opensSegment) { return (Array("rr".utf8) + number, at) }
    if at > 0, number.isEmpty, words.isWord(at, "r"), words.isWord(at - 1, "hc") { at -= 1 }
    // Unit 2050 Box 4190: the unit of a military post office
    if at >= 0, words.isWord(at, "unit"), !number.isEmpty, at == 0 || words[at].isAny(.opensSegment) && isMilitary(words) { return (Array("unit".utf8) + number, at) }
    guard at >= 0, words[at].isAny(.boxGroup), !words.isWord(at, "star") else {
      // rr2 in one word
      let letters = number.prefix { isASCIILetter($0) }
      if letters.elementsEqual("r".utf8) || letters.elementsEqual("rt".utf8) || letters.elementsEqual("rte".utf8) || letters.elementsEqual("rfd".utf8) || letters.elementsEqual("rd".utf8) {
        return (Array("rr".utf8) + number[letters.endIndex...], at + 1)
      }
      if letters.elementsEqual("hcr".utf8) { return (Array("hc".utf8) + number[letters.endIndex...], at + 1) }
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
