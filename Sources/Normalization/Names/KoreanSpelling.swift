/// Whether Latin letters can spell Hangul syllables, and how usual that spelling is.
///
/// Koreans spell their names as they like: 준 is Jun, Joon, June. So a name is not romanised and then
/// compared; it is *aligned*. Every syllable is an onset, a vowel and a coda; each of these has its
/// spellings with a cost (the negative logarithm of how common it is, in thousandths), and dynamic
/// programming looks for the cheapest way to consume all the letters with exactly these syllables. There
/// is none for two different names in nearly all cases, however similar the letters look: 민준 is
/// never `minjung`.
///
/// Two Latin spellings are held against each other in the same way: is there a Hangul name that both
/// spell, and at what cost? Nothing here allocates beyond the stack, and nothing depends on case: letters
/// are a to z.
enum KoreanSpelling {
  /// Longest text that is aligned, in letters; no Korean given name needs half of it, few roads all.
  static let lettersMax = 31

  /// Cost of going over a word boundary or hyphen of the Latin side within a syllable.
  private static let boundaryMillis: Int32 = 1_200

  /// The same where there are as many words as syllables, so that each word is one: Yoon Ah is 윤아, not 유나.
  private static let wordMillis: Int32 = 6_000

  /// Added to a given name of one syllable or three; few Koreans have one.
  private static let unusualCountMillis: Int32 = 700

  fileprivate static let unreachable: Int32 = .max / 4

  /// The least cost of spelling `count` syllables with all the letters, in thousandths, or nil.
  ///
  /// - Parameters:
  ///   - boundaries: bit i is set where a word or a hyphenated part begins at letter i.
  ///   - syllable: the n-th syllable as its position in the Unicode block; a masked one may be spelt in any way.
  /// - Complexity: O(letters × spellings of the syllables' parts).
  static func cost(
    _ letters: Span<UInt8>, boundaries: UInt32, count: Int, syllable: (Int) -> UInt16
  ) -> Int32? {
    let length = letters.count
    guard length > 0, length <= lettersMax, count > 0, count <= length else { return nil }
    let width = length + 1
    let crossingMillis = boundaries.nonzeroBitCount + 1 == count ? wordMillis : boundaryMillis
    // Held once for all parts of all syllables: to get at each by itself would count references every time.
    let all = allParts
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * width) { costs in
      let (spellings, starts) = (all.spellings.span, all.starts.span)
      costs.initialize(repeating: unreachable)
      costs[0] = 0
      var from = 0
      for index in 0..<count {
        let position = syllable(index)
        let isHidden = position == HangulName.masked
        let parts = Syllable(position)
        for part in 0..<3 {
          let to = width - from
          for position in 0..<width { costs[to + position] = unreachable }
          if isHidden {
            let table = part == 0 ? onsets : part == 1 ? vowels : codas
            spellAny(letters, boundaries, part, table, costs, from: from, to: to, crossingMillis: crossingMillis)
            from = to
            continue
          }
          let phoneme = AllParts.place(part, part == 0 ? parts.onset : part == 1 ? parts.vowel : parts.coda)
          var isReached = false
          for position in 0..<width where costs[from + position] < unreachable {
            let window = Spelling.window(letters, at: position)
            for place in starts[phoneme]..<starts[phoneme + 1] {
              let spelling = spellings[place]
              guard spelling.matches(window, left: length - position, boundaries: boundaries >> UInt32(position))
              else { continue }
              let end = position + spelling.length
              let crossing = crosses(boundaries, from: position, to: end, part: part) ? crossingMillis : 0
              costs[to + end] = min(costs[to + end], costs[from + position] + spelling.costMillis + crossing)
              isReached = true
            }
          }
          if !isReached { return nil }
          from = to
        }
      }
      let total = costs[from + length]
      return total < unreachable ? total : nil
    }
  }

  /// The step of one part of a syllable that is not known: each of its spellings at its least cost.
  private static func spellAny(
    _ letters: Span<UInt8>, _ boundaries: UInt32, _ part: Int, _ table: SpellingTable,
    _ costs: UnsafeMutableBufferPointer<Int32>, from: Int, to: Int, crossingMillis: Int32
  ) {
    let length = letters.count
    for position in 0...length where costs[from + position] < unreachable {
      let cost = costs[from + position]
      costs[to + position] = min(costs[to + position], cost + table.silentMillis)
      guard position < length else { continue }
      let window = Spelling.window(letters, at: position)
      for index in table.cheapestIndices(letters[position]) {
        let spelling = table.cheapest[index]
        guard spelling.matches(window, left: length - position, boundaries: boundaries >> UInt32(position)) else {
          continue
        }
        let end = position + spelling.length
        let crossing = crosses(boundaries, from: position, to: end, part: part) ? crossingMillis : 0
        costs[to + end] = min(costs[to + end], cost + spelling.costMillis + crossing)
      }
    }
  }

  /// The likeliest way to read the letters as one to `countMax` syllables: what it costs a syllable, with
  /// two syllables the rule for given names; nil where they cannot be Korean at all.
  static func readingMillis(_ letters: Span<UInt8>, boundaries: UInt32, countMax: Int) -> Int32? {
    let length = letters.count
    guard length > 0, length <= lettersMax else { return nil }
    let width = length + 1
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * width) { costs in
      costs.initialize(repeating: unreachable)
      costs[0] = 0
      var from = 0
      var best: Int32?
      for count in 1...countMax {
        for part in 0..<3 {
          let to = width - from
          for position in 0..<width { costs[to + position] = unreachable }
          let table = part == 0 ? onsets : part == 1 ? vowels : codas
          spellAny(letters, boundaries, part, table, costs, from: from, to: to, crossingMillis: boundaryMillis)
          from = to
        }
        if costs[from + length] < unreachable {
          let millis = costs[from + length] / Int32(count) + (count == 2 ? 0 : unusualCountMillis)
          best = min(best ?? millis, millis)
        }
      }
      return best
    }
  }

  /// The least cost of one Hangul name being spelt in both ways, in thousandths: what the sounds that are
  /// written differently cost on both sides; nil where there is none up to `costMax`. Symmetric.
  ///
  /// - Parameter costMax: no spelling costs less than nothing, so what costs more already is not followed any further.
  /// - Complexity: O(cells on the path × spellings); a few microseconds for two given names.
  static func commonCost(
    _ left: Span<UInt8>, boundaries leftBoundaries: UInt32, _ right: Span<UInt8>, boundaries rightBoundaries: UInt32,
    costMax: Int32
  ) -> Int32? {
    let leftLength = left.count
    let rightLength = right.count
    guard leftLength > 0, rightLength > 0, leftLength <= lettersMax, rightLength <= lettersMax else { return nil }
    precondition(costMax < unreachable, "a cost that can be reached")
    let width = rightLength + 1
    let plane = (leftLength + 1) * width
    let all = allParts
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: 3 * plane) { costs in
      let (spellings, starts) = (all.byLetter.span, all.letterStarts.span)
      // plane p: the next part to spell is p (0 onset, 1 vowel, 2 coda)
      costs.initialize(repeating: unreachable)
      costs[0] = 0
      // Two names have little in common as a rule, and no path leads further than their first letters.
      var farthest = 0
      for sum in 0...(leftLength + rightLength) where sum <= farthest {
        // codas first: an empty one leads to the onset of the same cell, an empty onset to its vowel
        for turn in 0..<3 {
          let part = (turn + 2) % 3
          let next = (part + 1) % 3 * plane
          for row in max(0, sum - rightLength)...min(leftLength, sum) {
            let column = sum - row
            let cost = costs[part * plane + row * width + column]
            guard cost <= costMax else { continue }
            if part == 0, row == leftLength || column == rightLength { continue }
            let leftWindow = Spelling.window(left, at: row)
            let rightWindow = Spelling.window(right, at: column)
            let (ones, others) = (AllParts.place(part, before: leftWindow), AllParts.place(part, before: rightWindow))
            // Both lists ascend by phoneme.
            var first = starts[others]
            let end = starts[others + 1]
            for place in starts[ones]..<starts[ones + 1] {
              let (phoneme, one) = (spellings[place].phoneme, spellings[place].spelling)
              guard one.matches(leftWindow, left: leftLength - row, boundaries: leftBoundaries >> UInt32(row)) else { continue }
              let rowEnd = row + one.length
              let leftCrossing = crosses(leftBoundaries, from: row, to: rowEnd, part: part) ? boundaryMillis : 0
              while first < end, spellings[first].phoneme < phoneme { first += 1 }
              var another = first
              while another < end, spellings[another].phoneme == phoneme {
                let other = spellings[another].spelling
                another += 1
                guard other.matches(rightWindow, left: rightLength - column, boundaries: rightBoundaries >> UInt32(column))
                else { continue }
                let columnEnd = column + other.length
                let rightCrossing = crosses(rightBoundaries, from: column, to: columnEnd, part: part) ? boundaryMillis : 0
                let cell = next + rowEnd * width + columnEnd
                // the same letters on both sides say nothing against one name, however rare they are
                let isSame = one.letters == other.letters && one.length == other.length
                let spelling = isSame ? 0 : one.costMillis + other.costMillis
                costs[cell] = min(costs[cell], cost + spelling + leftCrossing + rightCrossing)
                farthest = max(farthest, rowEnd + columnEnd)
              }
            }
          }
        }
      }
      let total = costs[leftLength * width + rightLength]
      return total <= costMax ? total : nil
    }
  }

  /// A syllable may begin at a boundary of the Latin side, but must not go over it.
  @inline(__always)
  private static func crosses(_ boundaries: UInt32, from: Int, to: Int, part: Int) -> Bool {
    guard boundaries != 0, to > from else { return false }
    // positions inside a syllable: for the onset all but its start, for the vowel all but its start
    // and end (the onset has paid for its own end), for a coda all but its end
    let low = part == 2 ? from : from + 1
    let high = part == 0 ? to : to - 1
    guard low <= high else { return false }
    return boundaries >> UInt32(low) & ((1 << UInt32(high - low + 1)) - 1) != 0
  }
}

/// A Hangul syllable in its three parts, by the order of Unicode (3.12).
struct Syllable {
  var onset: Int
  var vowel: Int
  var coda: Int

  init(_ index: UInt16) {
    onset = Int(index) / 588
    vowel = Int(index) / 28 % 21
    coda = Int(index) % 28
  }
}

/// Up to four letters and what it costs to write a phoneme so.
struct Spelling: Sendable {
  var letters: UInt32
  var mask: UInt32
  var length: Int
  var costMillis: Int32
  /// 오 may be written Oh, but an h that a vowel of the same word follows begins the next syllable.
  var endsInSilentH: Bool

  /// The four letters from a position on, the first lowest; zero behind the end.
  @inline(__always)
  static func window(_ letters: Span<UInt8>, at position: Int) -> UInt32 {
    var window: UInt32 = 0
    var shift: UInt32 = 0
    var index = position
    while index < letters.count, shift < 32 {
      window |= UInt32(letters[index]) << shift
      shift += 8
      index += 1
    }
    return window
  }

  @inline(__always)
  func matches(_ window: UInt32, left: Int, boundaries: UInt32) -> Bool {
    guard window & mask == letters, length <= left else { return false }
    return !endsInSilentH || length == 4 || boundaries >> UInt32(length) & 1 != 0
      || !Spelling.isVowelLetter(UInt8(truncatingIfNeeded: window >> UInt32(8 * length)))
  }

  private static func isVowelLetter(_ letter: UInt8) -> Bool {
    switch letter {
    case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"),
      UInt8(ascii: "w"), UInt8(ascii: "y"):
      true
    default: false
    }
  }
}

/// The spellings of the onsets, the vowels or the codas, flat, with where each phoneme's begin.
struct SpellingTable: Sendable {
  private let flat: [Spelling]
  private let starts: [Int]
  /// Every spelling of a letter or more once, at its least cost, by first letter: for reading letters whose
  /// syllables are not known.
  let cheapest: [Spelling]
  private let cheapestStarts: [Int]
  /// Least cost of writing nothing.
  let silentMillis: Int32

  var phonemeCount: Int { starts.count - 1 }

  /// Where in `cheapest` the spellings are that begin with a letter from a to z.
  func cheapestIndices(_ letter: UInt8) -> Range<Int> {
    let place = Int(letter &- 0x61)
    return place < 26 ? cheapestStarts[place]..<cheapestStarts[place + 1] : 0..<0
  }

  func spellings(of phoneme: Int) -> ArraySlice<Spelling> { flat[starts[phoneme]..<starts[phoneme + 1]] }

  /// One line a phoneme: its letter, then spelling and cost; `-` is nothing written.
  init(_ text: String, isOnset: Bool = false) {
    var flat: [Spelling] = []
    var starts: [Int] = []
    for line in text.split(separator: "\n") {
      starts.append(flat.count)
      for field in line.split(separator: " ").dropFirst() {
        let halves = field.split(separator: ":")
        let written = halves[0] == "-" ? [] : Array(halves[0].utf8)
        let letters = written.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let mask = written.isEmpty ? 0 : UInt32.max >> UInt32(32 - 8 * written.count)
        let cost = halves.count > 1 ? Int32(halves[1]) ?? 0 : 0
        flat.append(
          Spelling(
            letters: letters, mask: mask, length: written.count, costMillis: cost,
            endsInSilentH: !isOnset && written.last == UInt8(ascii: "h")))
      }
    }
    starts.append(flat.count)
    var cheapest: [Spelling] = []
    for spelling in flat {
      if let index = cheapest.firstIndex(where: { $0.letters == spelling.letters && $0.length == spelling.length }) {
        cheapest[index].costMillis = min(cheapest[index].costMillis, spelling.costMillis)
      } else {
        cheapest.append(spelling)
      }
    }
    self.flat = flat
    self.starts = starts
    silentMillis = cheapest.first { $0.length == 0 }?.costMillis ?? KoreanSpelling.unreachable
    cheapest.removeAll { $0.length == 0 }
    let firsts = (0...26).map { UInt32(0x61 + $0) }
    self.cheapest = firsts.flatMap { first in cheapest.filter { $0.letters & 0xFF == first } }
    cheapestStarts = firsts.map { first in cheapest.count { $0.letters & 0xFF < first } }
  }
}

/// The spellings of all three parts of a syllable, for loops that go from one part to the next.
struct AllParts: Sendable {
  /// Phoneme by phoneme: those at `place` are `spellings[starts[place]..<starts[place + 1]]`.
  let spellings: [Spelling]
  let starts: [Int]
  /// The same by the letter they begin with, and phonemes ascending. One that writes nothing is there under each letter,
  /// and under none.
  let byLetter: [(phoneme: Int, spelling: Spelling)]
  let letterStarts: [Int]

  private static let phonemeMax = 28
  private static let letterCount = 27

  /// - Parameter part: 0 onset, 1 vowel, 2 coda.
  @inline(__always)
  static func place(_ part: Int, _ phoneme: Int) -> Int { part * phonemeMax + phoneme }

  /// - Parameter window: four letters, none where the word has ended.
  @inline(__always)
  static func place(_ part: Int, before window: UInt32) -> Int {
    let letter = Int(window & 0xFF) - 0x60
    return part * letterCount + (0 < letter && letter < letterCount ? letter : 0)
  }

  fileprivate init(_ tables: [SpellingTable]) {
    var spellings: [Spelling] = []
    var starts: [Int] = []
    var byLetter: [(phoneme: Int, spelling: Spelling)] = []
    var letterStarts: [Int] = []
    for table in tables {
      for phoneme in 0..<AllParts.phonemeMax {
        starts.append(spellings.count)
        if phoneme < table.phonemeCount { spellings += table.spellings(of: phoneme) }
      }
      for letter in 0..<AllParts.letterCount {
        letterStarts.append(byLetter.count)
        for phoneme in 0..<table.phonemeCount {
          for spelling in table.spellings(of: phoneme)
          where spelling.length == 0 || Int(spelling.letters & 0xFF) - 0x60 == letter {
            byLetter.append((phoneme, spelling))
          }
        }
      }
    }
    self.spellings = spellings
    self.starts = starts + [spellings.count]
    self.byLetter = byLetter
    self.letterStarts = letterStarts + [byLetter.count]
  }
}

private let allParts = AllParts([onsets, vowels, codas])

/// The costs were set by hand from the customary spellings, official rules (2000) and McCune-Reischauer.
private let onsets = SpellingTable(
  """
  ㄱ g:400 k:600 gh:2600 kh:2400 c:2600
  ㄲ kk:500 gg:1400 g:1500 k:1000
  ㄴ n:20 nh:3000 l:3200
  ㄷ d:120 t:1700 dh:3000
  ㄸ dd:900 tt:700 d:1000 t:1600
  ㄹ r:450 l:900 rh:2000 n:2600 ll:2200 lh:2600 -:3200
  ㅁ m:20 mm:3000
  ㅂ b:120 p:1600 bh:3000 v:3000
  ㅃ bb:900 pp:700 b:1000 p:1600
  ㅅ s:120 sh:1500 ss:2800
  ㅆ ss:600 s:500 sh:1800
  ㅇ -:20 y:3000
  ㅈ j:180 ch:1500 z:2600 g:3000 jh:2600
  ㅉ jj:700 j:900 ch:1600 zz:2600
  ㅊ ch:80 c:2600 j:2200 tch:2200 tsch:3000
  ㅋ k:120 kh:1800 c:2000 q:2400
  ㅌ t:100 th:1900
  ㅍ p:120 ph:1900 f:2400
  ㅎ h:60 wh:2600 -:3400
  """, isOnset: true)

private let vowels = SpellingTable(
  """
  ㅏ a:60 ah:1900 ar:2800 aa:2600 u:3200
  ㅐ ae:220 ai:1900 e:1700 ay:2200 ea:2200 a:3000 eh:2800
  ㅑ ya:100 yah:2400 ia:2800
  ㅒ yae:200 yea:2000 ye:2000
  ㅓ eo:500 u:750 uh:1700 o:1500 eu:2200 ou:2400 ur:2400 e:2600 er:2800 au:2800 oe:2800
  ㅔ e:250 ae:1700 ay:2200 ea:2600 eh:2400 ei:2600
  ㅕ yeo:500 yu:800 you:900 yo:1600 yeu:2300 yuh:2300 eo:2800 ye:2800 ou:3000 u:3000 yoe:2800
  ㅖ ye:200 yae:1700 e:1800 yea:1800 yeh:2400 ae:2600 yei:2600
  ㅗ o:80 oh:1800 ou:2800 oo:2800 oe:3000 ow:3000
  ㅘ wa:80 oa:2400 hwa:3000 ua:2800 wah:2400
  ㅙ wae:300 we:1600 wai:2000 oae:2600 wea:2400
  ㅚ oe:500 oi:1300 we:1400 wae:1600 oy:2400 woe:2400
  ㅛ yo:100 yoh:2200 you:2400 yeo:3000
  ㅜ u:450 oo:600 woo:900 ou:2200 wu:1800 uh:2800 ew:3000 w:3200 ue:2800 o:3200
  ㅝ wo:150 weo:1700 uo:2300 wu:2300 won:3200 one:3200 uh:3200
  ㅞ we:300 wae:1600 ue:2400
  ㅟ wi:350 ui:1500 wee:1700 we:2600 uy:2600 wie:2400
  ㅠ yu:350 yoo:700 you:1300 u:2300 iu:2400 yeu:2400 ew:2600 yew:2600
  ㅡ eu:300 u:1300 oo:2800 e:2600 ou:2800 o:3000 eo:3000
  ㅢ ui:900 ee:750 i:900 eui:1100 ey:2600 yi:2400 uee:2600 euy:2800 e:2600
  ㅣ i:120 ee:850 e:2400 y:2300 yi:2200 ie:2400 ea:3000 ey:2600 ih:2600 ii:2800
  """)

private let codas = SpellingTable(
  """
  · -:0 h:3000
  ㄱ k:250 g:500 ck:1300 c:2600 gg:3000 q:3000 kh:3000
  ㄲ k:250 g:500
  ㄳ k:250 g:500
  ㄴ n:20 nn:2300 ne:1900
  ㄵ n:20
  ㄶ n:20
  ㄷ t:100 d:700 s:2400
  ㄹ l:60 r:2300 ll:1900 lh:3000 le:2600
  ㄺ k:250 g:500 lk:1600
  ㄻ m:20 lm:1600
  ㄼ l:100 lb:1600
  ㄽ l:100
  ㄾ l:100
  ㄿ p:200
  ㅀ l:100
  ㅁ m:20 mm:2600 me:2600
  ㅂ p:150 b:700 pp:2800
  ㅄ p:150 b:700
  ㅅ t:200 s:900 d:2000
  ㅆ t:200 s:900
  ㅇ ng:40 n:3000 nk:3000
  ㅈ t:200 j:1800
  ㅊ t:200 ch:1800
  ㅋ k:200
  ㅌ t:200
  ㅍ p:200
  ㅎ -:2600 h:2600 t:3000
  """)
