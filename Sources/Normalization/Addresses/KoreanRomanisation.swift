/// Revised Romanisation of place names, letters only: 왕십리로 → wangsimniro.
///
/// Sounds are written as they are spoken (신림 → sillim), with three customs of addresses: nothing changes
/// before the ending 로 (종로 is jongro), ㅎ is kept (묵호 → mukho), and loan words are spelt as in their own
/// language (월드컵북로 → worldcupbukro). Source: the Romanization of Korean (2000) of the Ministry of Culture.
enum KoreanRomanisation {
  /// The letters of consonants and vowels, up to three in a word, the first lowest; the parts of a syllable each
  /// begin at a place of their own.
  private static let sounds: [UInt32] = {
    let initials = ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"]
    let vowels = [
      "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu",
      "ui", "i",
    ]
    let finals = [
      "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t",
      "t", "k", "t", "p", "t",
    ]
    let linked = [
      "", "g", "kk", "ks", "n", "nj", "n", "d", "r", "lg", "lm", "lb", "ls", "lt", "lp", "r", "m", "b", "bs", "s", "ss",
      "ng", "j", "ch", "k", "t", "p", "",
    ]
    return (initials + vowels + finals + linked).map(packed)
  }()
  private static let initialsAt = 0
  private static let vowelsAt = 19
  /// Before a consonant or at the end.
  private static let finalsAt = vowelsAt + 21
  /// Before a vowel.
  private static let linkedAt = finalsAt + 28

  private static func packed(_ letters: String) -> UInt32 { letters.utf8.reversed().reduce(0) { $0 << 8 | UInt32($1) } }

  private static let ng: UInt32 = 0x676E, n: UInt32 = 0x6E, m: UInt32 = 0x6D, l: UInt32 = 0x6C

  /// Of a syllable with what it hands on to the next; no loan word has as many for each of its syllables.
  private static let syllableLettersMax = 8

  private static let rieul = 5, nieun = 2, mieum = 6, silent = 11

  /// Words that the official spelling leaves as they are written where they come from, longest first.
  static let loans: [(hangul: [UInt32], latin: [UInt8], sound: [UInt8])] = {
    let rows = """
      올림픽 olympic|월드컵 worldcup|디지털 digital|테크노 techno|센텀 centum|에이펙 apec|엑스포 expo|벤처 venture|아시아드 asiad
      아시안게임 asiangame|사이언스 science|바이오 bio|컨벤션 convention|유니버시아드 universiade|비즈니스 business|미디어 media
      밸리 valley|로봇랜드 robotland|메디컬 medical|하이테크 hitech|에코 eco|글로벌 global|센트럴 central|파크 park|스타필드 starfield
      마리나 marina|그린 green|인터내셔널 international|아카데미 academy|타워 tower|엔터테인먼트 entertainment|케이블카 cablecar
      시티 city|골드 gold|스포츠 sports|캠퍼스 campus|아트 art|힐링 healing|유엔 un|모빌리티 mobility|오션 ocean|마린 marine
      """
    var loans: [(hangul: [UInt32], latin: [UInt8], sound: [UInt8])] = []
    for row in rows.split(whereSeparator: { $0 == "|" || $0 == "\n" }) {
      let words = row.split(separator: " ")
      let hangul = words[0].unicodeScalars.map(\.value)
      var sound: [UInt8] = []
      spell(hangul.span, into: &sound)
      loans.append((hangul, Array(words[1].utf8), sound))
    }
    return loans.sorted { $0.hangul.count > $1.hangul.count }
  }()

  /// By syllable the loan words that begin with it, longest first; none for most.
  private static let loansOfStart: [[Int]] = {
    var starts = [[Int]](repeating: [], count: 11_172)
    for (index, loan) in loans.enumerated() {
      precondition(loan.latin.count <= syllableLettersMax * loan.hangul.count)
      starts[Int(loan.hangul[0] - 0xAC00)].append(index)
    }
    return starts
  }()

  /// The name of a road, with its loan words as they are officially spelt.
  static func road(_ letters: Span<UInt32>) -> [UInt8] {
    scratchBytes(capacity: letters.count * syllableLettersMax) { out in
      var count = 0
      var start = 0
      var index = 0
      while index < letters.count {
        if let loan = loan(letters, at: index) {
          count = spell(letters.extracting(start..<index), to: out, from: count)
          for letter in loan.latin {
            out[count] = letter
            count += 1
          }
          index += loan.hangul.count
          start = index
        } else {
          index += 1
        }
      }
      return spell(letters.extracting(start..<letters.count), to: out, from: count)
    }
  }

  @inline(__always)
  private static func loan(_ letters: Span<UInt32>, at index: Int) -> (hangul: [UInt32], latin: [UInt8], sound: [UInt8])? {
    guard letters.isHangul(index) else { return nil }
    for loan in loansOfStart[Int(letters.letter(index) - 0xAC00)] where begins(letters, at: index, with: loans[loan].hangul) {
      return loans[loan]
    }
    return nil
  }

  /// A road in Latin letters, loan words that were spelt by their sound (ollimpik) as official.
  static func officialRoad(_ latin: [UInt8]) -> [UInt8] {
    for loan in loans where loan.sound.count >= 5 && latin.count > loan.sound.count {
      for start in 0...(latin.count - loan.sound.count)
      where latin[start..<start + loan.sound.count].elementsEqual(loan.sound) && !latin[start...].starts(with: loan.latin) {
        return latin[..<start] + loan.latin + latin[(start + loan.sound.count)...]
      }
    }
    return latin
  }

  private static func begins(_ letters: Span<UInt32>, at index: Int, with word: [UInt32]) -> Bool {
    guard index + word.count <= letters.count else { return false }
    for offset in 0..<word.count where letters.letter(index + offset) != word[offset] { return false }
    return true
  }

  /// Syllables by sound; digits and Latin letters as they are; anything else is left out.
  static func spell(_ letters: Span<UInt32>, into out: inout [UInt8]) {
    out += scratchBytes(capacity: letters.count * syllableLettersMax) { spell(letters, to: $0, from: 0) }
  }

  /// - Parameter out: has room for `syllableLettersMax` letters of each syllable behind `start`.
  /// - Returns: where the letters end.
  private static func spell(_ letters: Span<UInt32>, to out: UnsafeMutableBufferPointer<UInt8>, from start: Int) -> Int {
    var end = start
    func append(_ sound: UInt32) {
      var rest = sound
      while rest != 0 {
        out[end] = UInt8(truncatingIfNeeded: rest)
        end += 1
        rest >>= 8
      }
    }
    let sounds = sounds
    var carried: UInt32?
    for index in 0..<letters.count {
      let letter = letters.letter(index)
      guard letter &- 0xAC00 < 11_172 else {
        if letter < 0x80, letter &- 0x30 < 10 || letter &- 0x61 < 26 { append(letter) }
        carried = nil
        continue
      }
      let syllable = Int(letter - 0xAC00)
      let vowel = syllable % 588 / 28
      let final = syllable % 28
      append(carried ?? sounds[initialsAt + syllable / 588])
      carried = nil
      append(sounds[vowelsAt + vowel])
      guard final > 0 else { continue }
      let next = letters.letter(index + 1)
      guard next &- 0xAC00 < 11_172 else {
        append(sounds[finalsAt + final])
        continue
      }
      // nothing changes before the ending of a road
      let isEnding = next == PlaceLetter.ro && !letters.isHangul(index + 2)
      let initial = Int(next - 0xAC00) / 588
      let nextVowel = Int(next - 0xAC00) % 588 / 28
      switch (kind(final), initial) {
      case (_, silent):
        let isPalatal = nextVowel == 20 && (final == 7 || final == 25)
        if final == 21 {
          append(ng)
        } else if isPalatal {
          carried = sounds[initialsAt + (final == 7 ? 12 : 14)]
        } else {
          carried = sounds[linkedAt + final]
        }
      case _ where isEnding: append(sounds[finalsAt + final])
      case (.n, rieul), (.l, rieul), (.l, nieun):
        append(l)
        carried = l
      case (.m, rieul), (.ng, rieul):
        append(sounds[finalsAt + final])
        carried = n
      case (.k, rieul), (.k, nieun):
        append(ng)
        carried = n
      case (.p, rieul), (.p, nieun):
        append(m)
        carried = n
      case (.t, rieul), (.t, nieun):
        append(n)
        carried = n
      case (.k, mieum): append(ng)
      case (.p, mieum): append(m)
      case (.t, mieum): append(n)
      default: append(sounds[finalsAt + final])
      }
    }
    return end
  }

  private enum Kind { case k, n, t, l, m, p, ng }

  private static func kind(_ final: Int) -> Kind {
    switch final {
    case 1, 2, 3, 9, 24: .k
    case 4, 5, 6: .n
    case 8, 11, 12, 13, 15: .l
    case 10, 16: .m
    case 14, 17, 18, 26: .p
    case 21: .ng
    default: .t
    }
  }
}

/// A Hangul name by its sound, as the keys of roads have it.
package func romanisedRoad(_ name: [UInt8]) -> [UInt8] { KoreanRomanisation.road(scalars(foldText(name)).span) }
