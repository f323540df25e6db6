/// Distances between byte strings, in integers and without allocation.

/// The optimal string alignment distance (insertions, deletions, substitutions and swaps of two
/// neighbours, no substring edited twice) where it is at most `limit`, otherwise nil.
///
/// Source: R. A. Wagner and R. Lowrance, "An Extension of the String-to-String Correction Problem",
/// JACM 22 (1975), restricted; E. Ukkonen's band keeps it at O(limit × length).
public func damerauAtMost(_ left: Span<UInt8>, _ right: Span<UInt8>, limit: Int) -> Int? {
  guard limit >= 0, abs(left.count - right.count) <= limit else { return nil }
  var start = 0
  let shorter = min(left.count, right.count)
  while start < shorter, left[start] == right[start] { start += 1 }
  var leftEnd = left.count
  var rightEnd = right.count
  while leftEnd > start, rightEnd > start, left[leftEnd - 1] == right[rightEnd - 1] {
    leftEnd -= 1
    rightEnd -= 1
  }
  let leftCount = leftEnd - start
  let rightCount = rightEnd - start
  if leftCount == 0 || rightCount == 0 { return max(leftCount, rightCount) }
  if limit == 0 { return nil }
  if leftCount == 1, rightCount == 1 { return 1 }
  if leftCount == 2, rightCount == 2, left[start] == right[start + 1], left[start + 1] == right[start] { return 1 }
  if limit == 1 { return nil }

  let width = rightCount + 1
  let tooFar = limit + 1
  return withUnsafeTemporaryAllocation(of: Int.self, capacity: 3 * width) { rows in
    for column in 0..<width { rows[column] = min(column, tooFar) }
    var before = 2
    var previous = 0
    var current = 1
    for row in 1...leftCount {
      let low = max(1, row - limit)
      let high = min(rightCount, row + limit)
      let base = current * width
      let above = previous * width
      for column in 0..<width { rows[base + column] = tooFar }
      if row <= limit { rows[base] = row }
      if low <= high {
        for column in low...high {
          let isSame = left[start + row - 1] == right[start + column - 1]
          var cost = rows[above + column - 1] + (isSame ? 0 : 1)
          cost = min(cost, rows[above + column] + 1, rows[base + column - 1] + 1)
          if row > 1, column > 1, left[start + row - 1] == right[start + column - 2],
            left[start + row - 2] == right[start + column - 1]
          {
            cost = min(cost, rows[before * width + column - 2] + 1)
          }
          rows[base + column] = min(cost, tooFar)
        }
      }
      (before, previous, current) = (previous, current, before)
    }
    let distance = rows[previous * width + rightCount]
    return distance <= limit ? distance : nil
  }
}

/// Jaro-Winkler similarity in thousandths, rounded down: 1000 is equal, 0 nothing in common; two empty
/// texts are equal. Symmetric, which the greedy matching alone would not be.
///
/// Source: W. E. Winkler, "String Comparator Metrics and Enhanced Decision Rules in the Fellegi-Sunter
/// Model of Record Linkage" (1990); prefix weight 0.1, prefix at most four, no boost threshold.
public func jaroWinklerMillis(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
  comesFirst(left, right) ? orderedJaroWinkler(left, right) : orderedJaroWinkler(right, left)
}

private func comesFirst(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
  if left.count != right.count { return left.count < right.count }
  for index in 0..<left.count where left[index] != right[index] { return left[index] < right[index] }
  return true
}

private func orderedJaroWinkler(_ short: Span<UInt8>, _ long: Span<UInt8>) -> Int {
  if long.isEmpty { return 1_000 }
  if short.isEmpty { return 0 }
  let window = max(0, long.count / 2 - 1)
  return withUnsafeTemporaryAllocation(of: Bool.self, capacity: short.count + long.count) { isMatched in
    isMatched.initialize(repeating: false)
    let longBase = short.count
    var matchCount = 0
    for index in 0..<short.count {
      let low = max(0, index - window)
      let high = min(long.count - 1, index + window)
      guard low <= high else { continue }
      for other in low...high where !isMatched[longBase + other] && long[other] == short[index] {
        isMatched[index] = true
        isMatched[longBase + other] = true
        matchCount += 1
        break
      }
    }
    if matchCount == 0 { return 0 }
    var outOfOrderCount = 0
    var other = 0
    for index in 0..<short.count where isMatched[index] {
      while !isMatched[longBase + other] { other += 1 }
      if short[index] != long[other] { outOfOrderCount += 1 }
      other += 1
    }
    let inOrder = 2 * matchCount - outOfOrderCount  // twice (matches - transpositions)
    let numerator =
      2 * matchCount * matchCount * (short.count + long.count) + inOrder * short.count * long.count
    let denominator = 6 * short.count * long.count * matchCount
    var prefix = 0
    while prefix < min(4, short.count), short[prefix] == long[prefix] { prefix += 1 }
    // jaro + prefix / 10 × (1 - jaro), over one denominator
    return (10 * numerator + prefix * (denominator - numerator)) * 100 / denominator
  }
}
