/// Names of other scripts that are written in several ways in Latin letters: Mohammed and Muhammad, Chan
/// and Chen, Tchaikovsky's many spellings. Two spellings of one cluster are the same name at the level
/// of variants; clusters are never joined, because Ho, Lee and Ali stand in several.
struct NameVariants: Sendable {
  static let shared = NameVariants()

  /// Clusters of each spelling, ascending: where they start in `clusters` and, in the low byte, how many.
  private let spans: ShortWords<UInt32>
  private let clusters: [UInt16]
  /// Clusters below hold family names alone.
  private let familyClusterCount: UInt16
  /// The first two characters of family names of Japan.
  private let japaneseFamilies: Set<UInt32>

  private init() {
    var clustersOfSpelling: [[UInt8]: [UInt16]] = [:]
    var japaneseFamilies: Set<UInt32> = []
    var count: UInt16 = 0
    var familyClusterCount: UInt16 = 0
    var holdsFamilies = true
    EmbeddedTable("tables/name_variants.txt").eachLine { line in
      if line.first == UInt8(ascii: "[") {
        let table = line.dropFirst().dropLast()
        holdsFamilies = ["chinese", "vietnamese", "japanese"].contains { table.elementsEqual($0.utf8) }
        return
      }
      var words = line.split(separator: 0x20)
      if let first = words.first?.first, first >= 0x80 {
        let characters = scalars(Array(words.removeFirst())).map(EastAsianName.folded)
        if characters.count == 2 { japaneseFamilies.insert(NameVariants.pair(characters[0], characters[1])) }
      }
      for word in words { clustersOfSpelling[Array(word), default: []].append(count) }
      count += 1
      if holdsFamilies { familyClusterCount = count }
    }
    var clusters: [UInt16] = []
    var spans: [(word: [UInt8], value: UInt32)] = []
    for (spelling, its) in clustersOfSpelling.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      spans.append((spelling, UInt32(clusters.count) << 8 | UInt32(min(255, its.count))))
      clusters += its
    }
    self.clusters = clusters
    self.familyClusterCount = familyClusterCount
    self.japaneseFamilies = japaneseFamilies
    self.spans = ShortWords(spans)
  }

  /// Whether two spellings (lower case a to z) stand in one cluster.
  ///
  /// - Complexity: two look-ups and a walk over the clusters of both; no allocation.
  func areOne(_ left: Span<UInt8>, _ right: Span<UInt8>, isFamily: Bool) -> Bool {
    guard let one = spans[left], let other = spans[right] else { return false }
    var i = Int(one >> 8)
    var j = Int(other >> 8)
    let iEnd = i + Int(one & 0xFF)
    let jEnd = j + Int(other & 0xFF)
    while i < iEnd, j < jEnd {
      if clusters[i] == clusters[j] {
        if isFamily || clusters[i] >= familyClusterCount { return true }
        i += 1
        j += 1
      } else if clusters[i] < clusters[j] {
        i += 1
      } else {
        j += 1
      }
    }
    return false
  }

  /// Whether a name in Han characters begins with a Japanese family name of two characters (folded as
  /// `EastAsianName` folds them).
  func isJapaneseFamily(_ start: ArraySlice<UInt32>) -> Bool {
    guard start.count == 2, let first = start.first, let second = start.last else { return false }
    return japaneseFamilies.contains(NameVariants.pair(first, second))
  }

  private static func pair(_ first: UInt32, _ second: UInt32) -> UInt32 { first << 16 ^ second }
}
