/// "Did you mean": the word with the fewest edits, if they are few for its length.
///
/// Optimal string alignment on bytes of words of at most 64 bytes, ASCII case aside; ties go to the first.
func nearestWord(to word: String, in words: [String]) -> String? {
  func folded(_ text: String) -> [UInt8] { text.utf8.prefix(64).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } }
  let wanted = folded(word)
  var best: (distance: Int, word: String)?
  for candidate in words {
    let distance = editDistance(wanted, folded(candidate))
    if distance < best?.distance ?? .max { best = (distance, candidate) }
  }
  guard let best, best.distance * 3 <= max(3, wanted.count) else { return nil }
  return best.word
}

private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var twoBack = [Int](repeating: 0, count: right.count + 1)
  var back = Array(0...right.count)
  for row in 0..<left.count {
    var current = [row + 1] + [Int](repeating: 0, count: right.count)
    for column in 0..<right.count {
      let isEqual = left[row] == right[column]
      var cost = min(back[column + 1] + 1, current[column] + 1, back[column] + (isEqual ? 0 : 1))
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        cost = min(cost, twoBack[column - 1] + 1)
      }
      current[column + 1] = cost
    }
    (twoBack, back) = (back, current)
  }
  return back[right.count]
}
