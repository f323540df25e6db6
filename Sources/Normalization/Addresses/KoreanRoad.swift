/// A road's name: a stem, an ending (대로, 로, 길, 거리, 고개), perhaps a branch (77번길, 9가길), then the number.

/// Where a road and its number stand among the letters.
struct KoreanRoadMatch {
  /// First letter of the name, and behind its last.
  var start: Int
  var end: Int
  /// Letters before the first ending.
  var stemCount: Int
  /// Behind the first ending, where a branch may begin.
  var wordEnd: Int
  var isUnderground = false
  var main = 0
  var sub = 0
  /// Behind the number, or behind the name where there is none.
  var after: Int
}

extension KoreanAddress {
  /// The first road at or behind `from`, up to the next comma.
  ///
  /// Words before the word that the road ends in are left out, unless that word alone is no name (대로, 4로, 북로).
  ///
  /// - Complexity: linear; a branch is looked for only behind an ending and is at most twenty letters.
  func roadMatch(_ text: Span<UInt32>, _ from: Int) -> KoreanRoadMatch? {
    var index = from
    var word = from
    var wordBefore = from
    while index < text.count {
      if index > from {
        if text.isStopped(index) { return nil }
        if text.isApart(index) {
          wordBefore = word
          word = index
        }
      }
      guard index > from, isEnding(text, index) else {
        index += 1
        continue
      }
      let wordEnd = index + 1
      let branch = KoreanAddress.branchEnd(text, wordEnd)
      // 대천자전거길좌안: the left bank of a path
      let isBank = branch == nil && KoreanRoads.banks.contains { text.has($0, at: wordEnd) }
      let end = branch ?? (isBank ? wordEnd + 2 : wordEnd)
      var number = end
      var match = KoreanRoadMatch(start: word, end: end, stemCount: index - word, wordEnd: wordEnd, after: end)
      if text.letter(number) == PlaceLetter.ji, text.letter(number + 1) == PlaceLetter.ha, text.isDigit(number + 2) {
        match.isUnderground = true
        number += 2
      }
      if let block = KoreanAddress.blockAt(text, number) {
        // 테헤란로152101동: blocks mostly have three digits
        (match.main, match.after) = (text.number(number..<block), block)
      } else if let read = KoreanAddress.readNumber(text, number) {
        (match.main, match.sub, match.after) = (read.main, read.sub, read.end)
      } else if let masked = KoreanAddress.maskedEnd(text, number) {
        // 테헤란로14길 **: a road without a number
        match.after = masked
      } else if !text.isStopped(end) {
        index += 1
        continue
      }
      match.isUnderground = match.isUnderground && match.main > 0
      if text.letter(index) == PlaceLetter.ro, text.letter(index - 1) == PlaceLetter.dae { match.stemCount -= 1 }
      let isBare = match.stemCount <= 1 || text.digitsEnd(word) >= index
      if isBare, word > wordBefore { match.start = wordBefore }
      return match
    }
    return nil
  }

  private func isEnding(_ text: Span<UInt32>, _ index: Int) -> Bool {
    switch text.letter(index) {
    case PlaceLetter.ro, PlaceLetter.gil: true
    case PlaceLetter.ri: text.letter(index - 1) == PlaceLetter.geo
    case PlaceLetter.gae: text.letter(index - 1) == PlaceLetter.go
    default: false
    }
  }

  /// Behind a branch that begins at `start`: 8길, 77번길, 744번1길, 87가길, 31번안길; nil where there is none.
  static func branchEnd(_ text: Span<UInt32>, _ start: Int) -> Int? {
    guard text.isDigit(start), !text.isStopped(start) else { return nil }
    var index = text.digitsEnd(start)
    guard index - start <= 4 else { return nil }
    if text.letter(index) == PlaceLetter.beon {
      index += 1
      if text.isDigit(index) { index = text.digitsEnd(index) }
    }
    for offset in 0...3 {
      let letter = text.letter(index + offset)
      if letter == PlaceLetter.gil || offset == 0 && letter == PlaceLetter.ro {
        let end = index + offset + 1
        let isUnderground =
          text.letter(end) == PlaceLetter.ji && text.letter(end + 1) == PlaceLetter.ha && text.isDigit(end + 2)
        return text.isDigit(end) || text.isStopped(end) || isUnderground || text.isMask(end) ? end : nil
      }
      guard text.isHangul(index + offset), offset == 0 || !text.isApart(index + offset) else { return nil }
    }
    return nil
  }

  /// Where a block begins that is glued to the number: three digits before 동; nil where the number is no block.
  private static func blockAt(_ text: Span<UInt32>, _ start: Int) -> Int? {
    let end = text.digitsEnd(start)
    guard (4...8).contains(end - start), text.letter(end) == PlaceLetter.dong, !text.isApart(end),
      text.isApart(end + 1) || text.isDigit(end + 1)
    else { return nil }
    return end - 3
  }

  /// Behind a number in which digits are hidden (**, 1**, 7**-*, 12-**); nil where none begins here. Such a number is
  /// none: the houses of a whole street would share it.
  static func maskedEnd(_ text: Span<UInt32>, _ start: Int) -> Int? {
    var end = start
    var isMasked = false
    while end < text.count, end == start || !text.isApart(end) {
      if text.isMask(end) { isMasked = true } else if !text.isDigit(end), text.letter(end) != 0x2D { break }
      end += 1
    }
    guard isMasked else { return nil }
    // **동, ***호: of the unit
    switch text.letter(end) {
    case PlaceLetter.ho, PlaceLetter.dong, PlaceLetter.cheung: return text.isApart(end) ? end : nil
    case PlaceLetter.beon where text.letter(end + 1) == PlaceLetter.ji && !text.isApart(end): return end + 2
    default: return end
    }
  }

  /// Main number, and behind a hyphen or 의 the sub-number.
  static func readNumber(_ text: Span<UInt32>, _ start: Int) -> (main: Int, sub: Int, end: Int)? {
    let end = text.digitsEnd(start)
    guard end > start, end - start <= 5 else { return nil }
    if text.isMask(end) && !text.isApart(end) || text.letter(end) == 0x2D && text.isMask(end + 1) { return nil }
    let main = text.number(start..<end)
    let joint = text.letter(end)
    if joint == 0x2D || joint == PlaceLetter.ui, !text.isStopped(end), !text.isStopped(end + 1) {
      let last = text.digitsEnd(end + 1)
      if text.isMask(last), !text.isApart(last) { return nil }
      if last > end + 1, last - end <= 6 { return (main, text.number(end + 1..<last), last) }
    }
    return (main, 0, end)
  }

  mutating func readRoad(_ text: Span<UInt32>, _ position: inout Int) -> Bool {
    guard let match = roadMatch(text, position) else { return false }
    kind = .road
    road = text.utf8(match.start..<match.end)
    romanRoad = KoreanRomanisation.road(text.extracting(match.start..<match.end))
    isUnderground = match.isUnderground
    main = match.main
    sub = match.sub
    // ○○로 152 is every road
    for index in match.start..<match.end where text.isMask(index) { (main, sub) = (0, 0) }
    position = match.after
    return true
  }
}

/// Roads that begin with the name of an eup or myeon of their own district, so that glued text looks like a town
/// and another road: 하동읍성로. Of the 165,081 roads of the country these are all.
enum KoreanRoads {
  private static let whole: [StaticLetters] = ["하동읍성", "사천읍성", "북면공단", "북면신흥", "서면장터"]

  /// Legal dongs that are called like a road, and no road of their district is: 세종로 of 종로구, whose road is 세종대로. Of
  /// the other two, 남성로 and 시장북로 in Daegu, there are roads as well.
  private static let towns: [StaticLetters] = ["세종로"]

  static func isTown(_ text: Span<UInt32>, _ start: Int, _ end: Int) -> Bool {
    towns.contains { $0.letters.count == end - start && text.has($0, at: start) }
  }

  static let banks: [StaticLetters] = ["좌안", "우안"]

  static func isWhole(_ text: Span<UInt32>, _ start: Int) -> Bool { whole.contains { text.has($0, at: start) } }
}
