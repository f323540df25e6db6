/// Given names that are men's and given names that are women's: Peter and Petra are a letter or two apart, and nobody
/// writes one for the other.
///
/// Names that both bear are in neither half, so that Andrea, whom Italy christens a man, decides nothing for Andy, and
/// what is in no list at all is taken for a slip of the keys as before.
struct GivenNameGender: Sendable {
  static let shared = GivenNameGender()

  /// Of each name, whether it is a woman's.
  private let isWomans: ShortWords<Bool>

  private init() {
    var names: [(word: [UInt8], value: Bool)] = []
    var lineCount = 0
    EmbeddedTable("tables/given_names.txt").eachLine { line in
      names += line.split(separator: 0x20).map { (Array($0), lineCount == 1) }
      lineCount += 1
    }
    isWomans = ShortWords(names)
  }

  /// Whether it is a given name of one of the two. Lower case a to z.
  func has(_ name: Span<UInt8>) -> Bool { isWomans[name] != nil }

  /// Whether one given name is a man's and the other a woman's. Lower case a to z.
  ///
  /// - Complexity: two look-ups, no allocation.
  func areApart(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard let one = isWomans[left], let other = isWomans[right] else { return false }
    return one != other
  }
}
