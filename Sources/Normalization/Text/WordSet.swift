/// Small fixed vocabularies, written as text and looked up as bytes.
package struct WordSet: Sendable {
  private let words: Set<[UInt8]>

  /// - Parameter text: words between single spaces or line ends.
  package init(_ text: String) {
    words = Set(text.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }).map(Array.init))
  }

  /// All words, in no order.
  package var all: Set<[UInt8]> { words }

  package func contains(_ word: [UInt8]) -> Bool { words.contains(word) }
  package func contains(_ word: ArraySlice<UInt8>) -> Bool { words.contains(Array(word)) }
}

/// A fixed table from one word to another, written as `key=value key=value`.
package struct WordTable: Sendable {
  private let values: [[UInt8]: [UInt8]]

  package init(_ text: String) {
    var values: [[UInt8]: [UInt8]] = [:]
    for pair in text.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }) {
      guard let equals = pair.firstIndex(of: 0x3D) else { continue }
      values[Array(pair[..<equals])] = Array(pair[pair.index(after: equals)...])
    }
    self.values = values
  }

  /// All pairs, in no order.
  package var all: [[UInt8]: [UInt8]] { values }

  package subscript(_ word: [UInt8]) -> [UInt8]? { values[word] }
}

/// What people write into a field to say that there is nothing to write. Folded.
package let missingWords = WordSet(
  """
  - -- --- . .. ... * ** *** ? ?? ??? x xx xxx / // n/a na n.a. n.a n\\a none null nil nan nill empty blank unknown
  unk
  undefined missing notavailable notapplicable notgiven notprovided tbd tba ? ø
  없음 없슴 없다 무 모름 미상 미입력 미기재 해당없음 해당사항없음 정보없음 비공개 なし 無し 無 不明 未記入 keine keiner unbekannt inconnu aucun ninguno ninguna
  nessuno brak
  """)

/// Whether folded text says that there is no value. Spaces inside do not matter.
package func saysMissing(_ folded: [UInt8]) -> Bool {
  missingWords.contains(folded.count <= 40 && folded.contains(0x20) ? folded.filter { $0 != 0x20 } : folded)
}

package func isASCIIDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
package func isASCIILetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
