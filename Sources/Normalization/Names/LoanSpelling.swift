/// Whether Latin letters are the foreign word that Hangul syllables transcribe: 제이크 and Jake, 니콜 and Nicole.
///
/// The rules of loanword orthography (외래어 표기법, Ministry of Culture notice 2017-14) read backwards. They are not
/// those by which Koreans spell Korean names: a vowel ㅡ stands where there is none (마크, Mark), ㅔ이 for one letter,
/// ㄹㄹ for one l, f and p fall together, and English vowels are nearly free. So the consonants carry it, and the
/// alignment asks for all of them. A letter may stand for its name (아이엔 and I.N).
///
/// Costs are thousandths, set by hand from the rules and their examples; a mean of 600 a syllable parts what is a
/// transcription from what is not.
enum LoanSpelling {
  /// Mean cost of a syllable up to which letters are the transcribed word.
  private static let meanMax: Int32 = 600
  private static let letterNameMillis: Int32 = 300
  private static let unreachable: Int32 = .max / 4

  /// Whether a name has a syllable that no character is read as, and so no Korean name of characters has.
  static func isLikely(count: Int, syllable: (Int) -> UInt16) -> Bool {
    for index in 0..<count {
      let position = syllable(index)
      if Int(position) < isReading.count, !isReading[Int(position)] { return true }
    }
    return false
  }

  /// Whether the letters are the syllables' word.
  ///
  /// - Parameter boundaries: bit i is set where a word or a hyphenated part begins at letter i.
  /// - Complexity: O(syllables × letters × spellings of a syllable's parts), no allocation but on the stack.
  static func isWord(_ letters: Span<UInt8>, boundaries: UInt32, count: Int, syllable: (Int) -> UInt16) -> Bool {
    guard let cost = cost(letters, boundaries: boundaries, count: count, syllable: syllable) else { return false }
    return cost <= meanMax * Int32(count)
  }

  private static func cost(
    _ letters: Span<UInt8>, boundaries: UInt32, count: Int, syllable: (Int) -> UInt16
  ) -> Int32? {
    let length = letters.count
    guard length > 0, length <= KoreanSpelling.lettersMax, count > 0, count <= 12 else { return nil }
    let width = length + 1
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: (count + 3) * width) { costs in
      costs.initialize(repeating: unreachable)
      costs[0] = 0
      // behind the rows of the syllables two more, for what comes behind an onset and behind a vowel
      let onsetRow = (count + 1) * width
      let vowelRow = onsetRow + width
      for index in 0..<count {
        let parts = Syllable(syllable(index))
        let before = index > 0 ? Syllable(syllable(index - 1)) : nil
        let behind = index + 1 < count ? Syllable(syllable(index + 1)) : nil
        let row = index * width
        readLetterName(letters, costs, row, width, left: count - index) { syllable(index + $0) }
        for position in 0..<2 * width { costs[onsetRow + position] = unreachable }
        step(letters, boundaries, costs, onsets.spellings(of: parts.onset), from: row, to: onsetRow, silent: nil)
        step(
          letters, boundaries, costs, vowels.spellings(of: parts.vowel), from: onsetRow, to: vowelRow,
          silent: silentVowelMillis(parts, behind: before))
        step(
          letters, boundaries, costs, codas.spellings(of: parts.coda), from: vowelRow, to: row + width,
          silent: silentCodaMillis(parts, before: behind))
      }
      let total = costs[count * width + length]
      return total < unreachable ? total : nil
    }
  }

  /// From one row of costs to another by the spellings of one part of a syllable.
  private static func step(
    _ letters: Span<UInt8>, _ boundaries: UInt32, _ costs: UnsafeMutableBufferPointer<Int32>,
    _ spellings: ArraySlice<Spelling>, from: Int, to: Int, silent: Int32?
  ) {
    for position in 0...letters.count where costs[from + position] < unreachable {
      let cost = costs[from + position]
      if let silent { costs[to + position] = min(costs[to + position], cost + silent) }
      let window = Spelling.window(letters, at: position)
      for spelling in spellings where spelling.matches(window, left: letters.count - position, boundaries: 0) {
        // no sound goes over the end of a word
        let inside = spelling.length > 1 ? boundaries >> UInt32(position + 1) & ((1 << UInt32(spelling.length - 1)) - 1) : 0
        if inside != 0 { continue }
        let end = to + position + spelling.length
        costs[end] = min(costs[end], cost + spelling.costMillis)
      }
    }
  }

  /// The second half of a diphthong that one letter writes: 제이 in Jake, 라이 in Ryan, 카우 in Cow.
  private static func silentVowelMillis(_ parts: Syllable, behind before: Syllable?) -> Int32? {
    guard parts.onset == silentOnset, let before, before.coda == 0 else { return nil }
    switch (parts.vowel, before.vowel) {
    // 이 behind ㅏㅐㅓㅔㅗㅜ
    case (20, 0), (20, 1), (20, 4), (20, 5), (20, 8), (20, 13): return 150
    // 우 behind ㅏ
    case (13, 0): return 300
    // 어
    case (4, _): return 700
    default: return nil
    }
  }

  /// 필릭스: one l for ㄹㄹ, one x for ㄱㅅ.
  private static func silentCodaMillis(_ parts: Syllable, before behind: Syllable?) -> Int32? {
    if parts.coda == 8, behind?.onset == 5 { return 50 }
    if parts.coda == 1, behind?.onset == 9 { return 100 }
    return nil
  }

  private static let silentOnset = 11

  private static func readLetterName(
    _ letters: Span<UInt8>, _ costs: UnsafeMutableBufferPointer<Int32>, _ row: Int, _ width: Int, left: Int,
    syllable: (Int) -> UInt16
  ) {
    for (letter, name) in letterNames where name.count <= left {
      var isSame = true
      for index in name.indices where isSame { isSame = syllable(index) == name[index] }
      guard isSame else { continue }
      for position in 0..<width - 1 where costs[row + position] < unreachable && letters[position] == letter {
        let to = row + name.count * width + position + 1
        costs[to] = min(costs[to], costs[row + position] + letterNameMillis * Int32(name.count))
      }
    }
  }

  private static let letterNames: [(UInt8, [UInt16])] = """
    a에이 b비 c씨 d디 e이 f에프 g지 h에이치 i아이 j제이 k케이 l엘 m엠 n엔 o오 p피 q큐 r알 s에스 t티 u유 v브이 y와이 z지
    """.split(separator: " ").map { word in
      (word.utf8.first ?? 0, word.unicodeScalars.dropFirst().map { UInt16($0.value - 0xAC00) })
    }

  /// By position in the Unicode block.
  private static let isReading: [Bool] = HanReadings.shared.isKoreanReading

  private static let onsets = SpellingTable(
    """
    ㄱ g:150 gu:700 gh:800 gg:300 c:1500 k:1500
    ㄲ c:600 k:600 g:900
    ㄴ n:50 nn:200 kn:700 gn:900
    ㄷ d:50 dd:200 th:900 t:1800
    ㄸ d:700 t:700
    ㄹ l:50 r:50 ll:150 rr:200 rh:500 wr:600 lh:900
    ㅁ m:50 mm:200
    ㅂ b:50 v:50 bb:200 bh:900 w:1200 ph:1500
    ㅃ b:700 p:700
    ㅅ s:50 ss:200 sh:300 c:300 th:300 sch:600 ch:800 sc:500 x:300 z:900 ps:900 ts:900 sz:700
    ㅆ s:200 ss:300 th:800
    ㅇ -:20 h:2000
    ㅈ j:50 g:300 z:150 s:500 dj:800 dg:700 gg:800 zz:300 ss:1200 x:600
    ㅉ tz:300 z:600 ts:300 zz:300 tzs:900 cz:900
    ㅊ ch:50 tch:200 t:700 c:600 cz:700 tsch:700 q:700 cc:600
    ㅋ c:50 k:50 ck:150 ch:400 cc:300 q:200 kh:400 x:900 cch:700 kk:300 g:1800
    ㅌ t:50 tt:150 th:500 d:1800
    ㅍ p:50 f:50 ph:50 ff:150 pp:150 v:900
    ㅎ h:50 wh:700 j:1000 f:1200 x:900 ch:1200
    """, isOnset: true)

  private static let vowels = SpellingTable(
    """
    ㅏ a:50 ar:150 ah:200 u:500 o:700 i:800 y:700 ai:900 aa:500 au:900 ou:900 ow:900 ea:900 e:1200
    ㅐ a:50 ai:500 ae:300 e:800 au:900
    ㅑ ya:50 ar:500 ia:100 ja:600 ea:500 a:700
    ㅒ ya:400 ia:600 ja:900
    ㅓ e:200 a:200 o:250 u:150 er:50 or:100 ur:50 ir:50 ar:300 ear:200 our:300 ou:400 i:600 eo:300 ea:500 io:900 y:900 ae:700 ai:700 re:600 ore:600
    ㅔ e:50 a:200 ai:300 ay:300 ea:300 ei:300 ey:300 ae:200 eh:300 ie:700 he:900
    ㅕ e:500 o:500 ir:400 er:400 ur:400 ye:400 yu:300 yo:500 you:500 ia:500 io:500 ea:900
    ㅖ a:500 ye:100 ie:300 ya:500 e:500 ea:700
    ㅗ o:50 oh:200 oa:200 ow:300 oe:300 ou:500 aw:300 au:300 a:600 or:100 oo:500 oor:300 ore:200 al:600 ough:500 eor:600 eo:600 owe:400 augh:500 ho:900 aul:900 ol:900
    ㅘ wa:100 oa:300 ua:200 oi:500 hua:600
    ㅙ wa:300 we:600 wha:500
    ㅚ oe:300 oi:400 o:600 eu:600
    ㅛ yo:100 io:200 jo:500 eo:600 o:900
    ㅜ woo:200 u:50 oo:100 ou:300 ew:400 o:500 ue:200 w:400 oe:600 ui:600 ewe:700 wo:300
    ㅝ wal:400 wo:200 wa:200 war:200 wor:200 wer:200 wi:900 uo:400 owa:500
    ㅞ we:100 que:500 wai:400 way:400 wa:400 ue:400 whe:300
    ㅟ u:600 wi:100 we:500 ui:200 wy:200 whi:300 wee:200 whe:700
    ㅠ oo:500 -:500 u:150 ew:200 yu:100 eu:200 ue:300 you:200 iu:200 ewe:400 eau:600 hu:600 hew:500 hugh:500 ugh:600
    ㅡ -:60 ae:500 e:200 u:700 i:900 o:300 a:1000
    ㅢ i:500 ui:500 y:800
    ㅣ i:50 e:200 y:50 ee:100 ie:100 ey:100 ea:150 ei:300 ia:900 igh:500 ye:300 eigh:500 oi:900
    """, isOnset: true)

  private static let codas = SpellingTable(
    """
    · -:0 r:150 h:200 e:200 re:300 gh:400 w:300 rh:400 t:1500 s:1800 ng:2500
    ㄱ c:50 k:50 ck:100 g:200 x:300 q:400 ch:600 cc:300 gg:300 ke:300
    ㄲ k:300 c:300
    ㄳ
    ㄴ n:50 nn:100 ne:150 nne:200 hn:300 gn:700 m:2500
    ㄵ
    ㄶ
    ㄷ t:300
    ㄹ l:50 ll:100 le:100 lle:150 hl:500 lh:600 r:1800 el:400 lo:2000
    ㄺ
    ㄻ
    ㄼ
    ㄽ
    ㄾ
    ㄿ
    ㅀ
    ㅁ mp:300 m:50 mm:100 me:150 mb:300 mn:500 n:1500
    ㅂ p:50 b:100 pp:100 pe:150 be:300
    ㅄ
    ㅅ t:50 tt:50 te:150 tte:150 ts:600 d:900 dt:400 th:900
    ㅆ
    ㅇ ng:50 n:200 ngue:600
    ㅈ
    ㅊ
    ㅋ
    ㅌ
    ㅍ
    ㅎ
    """, isOnset: true)
}
