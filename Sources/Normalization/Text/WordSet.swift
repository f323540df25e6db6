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

package func isASCIIDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
package func isASCIILetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
