import CICU
import Identity

/// Names of organisations: words that tell one from another, words of the trade, and words that mean
/// nothing (legal forms, articles). Identity is the set of all words but the last kind.
///
/// The comparison form, words sorted and each once:
///
///     0            words, count n
///     1...2n       for each word its length and its kind (OrganisationWord)
///     then         the words
///     then         the words in the order written, without spaces
extension Normalizer {
  /// - Parameters:
  ///   - raw: one field with one name.
  ///   - into: called once, or not at all for an empty field.
  public func organisation(_ raw: [UInt8], into: (NormalizedValue) -> Void) {
    let raw = withoutResidentNumbers(raw, areExpected: true)
    let folded = foldText(raw)
    if folded.isEmpty { return }
    var flags: ValueFlags = raw.count > Normalizer.rawBytesMax ? .clipped : []
    let canonical = displayed(raw, folded)
    let (words, isClipped) = Placeholder.isMissing(folded) ? ([], false) : organisationWords(folded)
    if isClipped { flags.insert(.clipped) }
    if words.isEmpty {
      flags.insert(.placeholder)
      into(
        NormalizedValue(
          attribute: .organisation, canonical: canonical, form: [0], keys: [], flags: flags, sharing: .junk))
      return
    }
    let sorted = uniqued(words.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) })
    var form: [UInt8] = [UInt8(sorted.count)]
    for word in sorted { form += [UInt8(word.bytes.count), word.kind.rawValue] }
    for word in sorted { form += word.bytes }
    for word in words { form += word.bytes }

    var keys = [NormalizedKey(.organisationFull, Array(sorted.map(\.bytes).joined(separator: [0x20])))]
    for word in sorted where word.isTelling && word.bytes.count >= 3 {
      keys.append(NormalizedKey(.organisationToken, word.bytes))
    }
    let telling = words.filter(\.isTelling)
    for (first, second) in zip(telling, telling.dropFirst()) {
      let pair = NormalizedKey(.organisationPair, first.bytes + [0x20] + second.bytes)
      if !keys.contains(pair) { keys.append(pair) }
    }
    into(NormalizedValue(attribute: .organisation, canonical: canonical, form: form, keys: keys, flags: flags))
  }
}

extension OrganisationLevel {
  /// How well two comparison forms of organisation names agree.
  ///
  /// Words pair up when equal, or one keying error apart from five letters on. A telling word left over
  /// on both sides tells two places of one chain apart, so such names are never `tokens`.
  public static func of(_ left: Span<UInt8>, _ right: Span<UInt8>) -> OrganisationLevel {
    guard let a = OrganisationForm(left), let b = OrganisationForm(right) else { return .different }
    return withUnsafeTemporaryAllocation(of: Int16.self, capacity: 2 * (a.wordCount + b.wordCount)) { scratch in
      let tally = WordTally(left, a, right, b, scratch)
      if tally.exact == a.wordCount, tally.exact == b.wordCount { return .same }
      let isRespaced = isSame(left, a.joined, right, b.joined)
      if isRespaced { return .tokens }
      let hasTelling = tally.tellingMatched > 0
      let hasOppositeTelling = tally.tellingLeft > 0 && tally.tellingRight > 0
      let shorter = min(a.wordCount, b.wordCount)
      if tally.exact == shorter, hasTelling { return .tokens }
      if tally.hasOpposites { return hasTelling ? .weak : .different }
      if !hasTelling {
        // Nothing but words of the trade, or one of the names has a keying error across a space.
        let distance = damerauAtMost(left.extracting(a.joined), right.extracting(b.joined), limit: 2)
        return distance != nil && min(a.joined.count, b.joined.count) >= 8 ? .close : .different
      }
      // Everything of the shorter one is found, some with a keying error.
      if !hasOppositeTelling, tally.exact + tally.near == shorter { return .close }
      let union = tally.tellingMatched + tally.tellingLeft + tally.tellingRight
      let isMost = hasOppositeTelling ? 4 * tally.tellingMatched >= 3 * union : 2 * tally.tellingMatched >= union
      return isMost ? .close : .weak
    }
  }
}

/// What a word says about who is meant.
enum OrganisationWord: UInt8, Sendable {
  case trade = 0
  case telling = 1
  case number = 2  // 23, 2nd, ii
  case direction = 3  // north, south …
}

private struct Word {
  var bytes: [UInt8]
  var kind: OrganisationWord
  var isTelling: Bool { kind != .trade }
}

private struct OrganisationForm {
  var wordCount: Int
  var wordsStart: Int
  var joined: Range<Int>

  init?(_ form: Span<UInt8>) {
    guard form.count > 1, form[0] > 0, form.count > 1 + 2 * Int(form[0]) else { return nil }
    wordCount = Int(form[0])
    wordsStart = 1 + 2 * wordCount
    var end = wordsStart
    for index in 0..<wordCount { end += Int(form[1 + 2 * index]) }
    guard end <= form.count else { return nil }
    joined = end..<form.count
  }
}

/// How many words of two forms pair up, and what is left over.
private struct WordTally {
  var exact = 0
  var near = 0
  var tellingMatched = 0
  var tellingLeft = 0  // telling words of the left form without a partner
  var tellingRight = 0
  /// Numbers or directions on both sides, and they differ.
  var hasOpposites = false

  /// - Parameter scratch: two slots a word: where it starts, and whether it has a partner.
  init(
    _ left: Span<UInt8>, _ a: OrganisationForm, _ right: Span<UInt8>, _ b: OrganisationForm,
    _ scratch: UnsafeMutableBufferPointer<Int16>
  ) {
    let rightBase = 2 * a.wordCount
    WordTally.layOut(left, a, scratch, 0)
    WordTally.layOut(right, b, scratch, rightBase)
    var i = 0
    var j = 0
    while i < a.wordCount, j < b.wordCount {
      let x = WordTally.range(left, i, scratch, 0)
      let y = WordTally.range(right, j, scratch, rightBase)
      let order = WordTally.order(left, x, right, y)
      if order == 0 {
        exact += 1
        if left[2 + 2 * i] != 0 { tellingMatched += 1 }
        scratch[2 * i + 1] = 1
        scratch[rightBase + 2 * j + 1] = 1
        i += 1
        j += 1
      } else if order < 0 {
        i += 1
      } else {
        j += 1
      }
    }
    for i in 0..<a.wordCount where scratch[2 * i + 1] == 0 {
      let x = WordTally.range(left, i, scratch, 0)
      guard x.count >= 5, left[2 + 2 * i] <= 1 else { continue }
      for j in 0..<b.wordCount where scratch[rightBase + 2 * j + 1] == 0 && right[2 + 2 * j] <= 1 {
        let y = WordTally.range(right, j, scratch, rightBase)
        guard y.count >= 5, damerauAtMost(left.extracting(x), right.extracting(y), limit: 1) != nil else { continue }
        near += 1
        if left[2 + 2 * i] == 1 || right[2 + 2 * j] == 1 { tellingMatched += 1 }
        scratch[2 * i + 1] = 1
        scratch[rightBase + 2 * j + 1] = 1
        break
      }
    }
    var leftKinds: UInt8 = 0
    var rightKinds: UInt8 = 0
    for i in 0..<a.wordCount where scratch[2 * i + 1] == 0 && left[2 + 2 * i] != 0 {
      tellingLeft += 1
      leftKinds |= 1 << min(7, left[2 + 2 * i])
    }
    for j in 0..<b.wordCount where scratch[rightBase + 2 * j + 1] == 0 && right[2 + 2 * j] != 0 {
      tellingRight += 1
      rightKinds |= 1 << min(7, right[2 + 2 * j])
    }
    hasOpposites = leftKinds & rightKinds & 0b1100 != 0
  }

  private static func layOut(
    _ form: Span<UInt8>, _ words: OrganisationForm, _ scratch: UnsafeMutableBufferPointer<Int16>, _ base: Int
  ) {
    var start = words.wordsStart
    for index in 0..<words.wordCount {
      scratch[base + 2 * index] = Int16(truncatingIfNeeded: start)
      scratch[base + 2 * index + 1] = 0
      start += Int(form[1 + 2 * index])
    }
  }

  private static func range(
    _ form: Span<UInt8>, _ index: Int, _ scratch: UnsafeMutableBufferPointer<Int16>, _ base: Int
  ) -> Range<Int> {
    let start = Int(scratch[base + 2 * index])
    return start..<start + Int(form[1 + 2 * index])
  }

  private static func order(_ left: Span<UInt8>, _ x: Range<Int>, _ right: Span<UInt8>, _ y: Range<Int>) -> Int {
    for offset in 0..<min(x.count, y.count) {
      let (a, b) = (left[x.lowerBound + offset], right[y.lowerBound + offset])
      if a != b { return a < b ? -1 : 1 }
    }
    return x.count - y.count
  }
}

// MARK: - Words

private let wordsMax = 24
private let wordBytesMax = 60
/// Letters of one run of initials; the next ones begin another word.
private let initialsMax = 8

/// Words in the order written, without legal forms and fillers. A name of nothing else keeps them. What is
/// beyond the limits of words and their length is cut off.
private func organisationWords(_ folded: [UInt8]) -> (words: [Word], isClipped: Bool) {
  var isClipped = false
  var text = foldLatin(folded)
  if text.contains(where: { $0 >= 0x80 }) {
    for form in koreanAndJapaneseLegalForms { text = replacing(text, form, " ") }
  }
  var pieces: [[UInt8]] = []
  var current: [UInt8] = []
  func flush() {
    if current.count > wordBytesMax {
      isClipped = true
      var end = wordBytesMax
      while end > 0, current[end] & 0xC0 == 0x80 { end -= 1 }
      current.removeSubrange(end...)
    }
    if !current.isEmpty { pieces.append(current) }
    current = []
  }
  let span = text.span
  var offset = 0
  while offset < span.count {
    let start = offset
    let scalar = decodeScalar(span, at: &offset)
    if scalar < 0x80 {
      let byte = UInt8(scalar)
      if isASCIILetter(byte) || isASCIIDigit(byte) {
        current.append(byte)
      } else if byte != 0x27, byte != 0x60 {
        flush()
      }
    } else if scalar != 0xFFFD, kindred_icu_is_alphanumeric(scalar) || kindred_icu_is_mark(scalar) {
      for index in start..<offset { current.append(span[index]) }
    } else if scalar != 0x2019 {
      flush()
    }
  }
  flush()
  pieces = joiningInitials(pieces)
  if pieces.count > wordsMax { isClipped = true }
  var kept: [Word] = []
  for piece in pieces.prefix(wordsMax) {
    let known = vocabulary[piece]
    if known?.isDropped == true { continue }
    let bytes = known?.bytes ?? piece
    kept.append(Word(bytes: bytes, kind: known?.kind ?? (isASCIIDigit(bytes[0]) ? .number : .telling)))
  }
  if kept.isEmpty { kept = pieces.prefix(wordsMax).map { Word(bytes: $0, kind: .telling) } }
  return (kept, isClipped)
}

/// `y. m. c. a.` and `y m c a` become one word.
private func joiningInitials(_ pieces: [[UInt8]]) -> [[UInt8]] {
  var out: [[UInt8]] = []
  var run: [UInt8] = []
  var runCount = 0
  func flush() {
    if runCount > 0 { out.append(run) }
    run = []
    runCount = 0
  }
  for piece in pieces {
    if piece.count == 1, isASCIILetter(piece[0]) {
      if runCount == initialsMax { flush() }
      run += piece
      runCount += 1
    } else {
      flush()
      out.append(piece)
    }
  }
  flush()
  return out
}

/// What is known about a word, so that a word costs one look-up.
private struct KnownWord {
  var bytes: [UInt8]
  var kind = OrganisationWord.telling
  var isDropped = false
}

private let vocabulary: [[UInt8]: KnownWord] = {
  var table: [[UInt8]: KnownWord] = [:]
  func known(_ word: [UInt8]) -> KnownWord {
    let kind: OrganisationWord =
      isASCIIDigit(word[0]) || numberWords.contains(word)
      ? .number
      : directions.contains(word) ? .direction : tradeWords.contains(word) ? .trade : .telling
    return KnownWord(bytes: word, kind: kind, isDropped: legalForms.contains(word) || fillers.contains(word))
  }
  for set in [legalForms, fillers, numberWords, directions, tradeWords] {
    for word in set.all { table[word] = known(word) }
  }
  for (short, word) in abbreviations.all { table[short] = known(word) }
  return table
}()

private func uniqued(_ sorted: [Word]) -> [Word] {
  var out: [Word] = []
  for word in sorted where out.last?.bytes != word.bytes { out.append(word) }
  return out
}

private let koreanAndJapaneseLegalForms = [
  "(주)", "(유)", "(사)", "(재)", "(株)", "(有)", "주식회사", "유한회사", "유한책임회사", "재단법인", "사단법인", "사회복지법인", "학교법인", "의료법인",
  "株式会社", "有限会社", "合同会社", "有限公司", "股份公司",
]

private let legalForms = WordSet(
  """
  inc incorporated llc llp lp ltd limited plc corp corporation co company gmbh mbh ag kg kgaa ug ohg ev eg sa sas sarl
  srl spa bv nv oy ab as aps kft sro pty pte bhd sdn kk nfp pc pa pllc intl ent
  """)

private let fillers = WordSet(
  """
  the of and a an at for in on to by with de la le les el los las du des der die das und et y da do dos
  """)

private let numberWords = WordSet(
  """
  i ii iii iv vi vii viii ix xi xii first second third fourth fifth one two three four five
  """)

private let directions = WordSet(
  "north south east west northeast northwest southeast southwest central upper lower downtown uptown midtown 본점 북 남 동 서"
)

private let abbreviations = WordTable(
  """
  centre=center ctr=center cntr=center cent=center centers=center acad=academy sch=school schl=school elem=elementary
  lrng=learning lrn=learning dev=development devel=development comm=community cmty=community assn=association
  assoc=association rest=restaurant rstrnt=restaurant delicatessen=deli hosp=hospital univ=university dept=department
  intl=international natl=national svc=service svcs=services serv=services fdn=foundation inst=institute
  kindergarden=kindergarten daycare=daycare nurs=nursery mgmt=management grp=group mkt=market bros=brothers saint=st
  n=north s=south e=east w=west childrens=children childs=child
  """)

private let tradeWords = WordSet(
  """
  restaurant restaurants cafe coffee bar grill grille diner bistro brasserie trattoria ristorante pizzeria pizza
  kitchen
  house room tavern pub steakhouse bakery deli inn hotel hotels motel resort hostel lodge suites guesthouse spa salon
  shop
  store stores market mart center academy school schools learning child children kids care day daycare early childhood
  development nursery preschool kindergarten head start headstart education educational elementary high college
  university
  institute church community social service services family association foundation society club group international
  national company clinic hospital medical health dental pharmacy bank office management agency program programs
  network
  council department public city county
  호텔 모텔 펜션 게스트하우스 리조트 식당 카페 커피 학교 초등학교 중학교 고등학교 대학교 어린이집 유치원 학원 병원 의원 약국 은행 상사 마트 슈퍼
  """)
