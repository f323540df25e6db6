/// Records that share a key of each of two columns: the AND of a rule.
///
/// Counted by the keys of the column that has more of them, which leaves small groups, and sorted within
/// each group by the other. A combination with a key that only one record makes is never put down.
struct CrossedKeys {
  private let first: KeyColumn
  private let second: KeyColumn

  init(_ first: KeyColumn, _ second: KeyColumn) {
    self.first = first
    self.second = second
  }

  /// Records that have a key in both columns.
  var keyedRecords: Int {
    var count = 0
    for record in 0..<first.recordCount where !first.keys(of: record).isEmpty && !second.keys(of: record).isEmpty { count += 1 }
    return count
  }

  /// In an element: the record makes the combination through a silent key. Its record is in the bits above, up
  /// to the low half's end.
  static let silentMark: UInt64 = 1

  @inline(__always)
  static func record(_ element: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: element) >> 1 }

  /// Hands out each combination and its records, ascending, as `record` reads them.
  ///
  /// - Parameter leastCarriers: 1 for all combinations, 2 for those that may make pairs.
  /// - Complexity: O(combinations).
  func visitGroups(leastCarriers: UInt32, _ body: (_ records: ArraySlice<UInt64>, _ left: Int, _ right: Int) -> Void) {
    let isFirstPrimary = first.hashes.count >= second.hashes.count
    let primaryCount = isFirstPrimary ? first.hashes.count : second.hashes.count
    var starts = [UInt32](repeating: 0, count: primaryCount + 1)
    visitCombinations(leastCarriers) { _, left, right in starts[Int(isFirstPrimary ? left : right) &+ 1] &+= 1 }
    for primary in 0..<primaryCount { starts[primary &+ 1] &+= starts[primary] }
    var items = [UInt64](repeating: 0, count: Int(starts[primaryCount]))
    var next = starts
    visitCombinations(leastCarriers) { record, left, right in
      let (primary, other) = isFirstPrimary ? (left, right) : (right, left)
      items[Int(next[Int(primary)])] = UInt64(other) << 32 | UInt64(record)
      next[Int(primary)] &+= 1
    }
    next = []
    var spare: [UInt64] = []
    for primary in 0..<primaryCount {
      let (start, end) = (Int(starts[primary]), Int(starts[primary &+ 1]))
      if end &- start < Int(leastCarriers) { continue }
      CrossedKeys.sortByHighHalf(&items, start..<end, &spare)
      var run = start
      while run < end {
        let other = items[run] >> 32
        var runEnd = run &+ 1
        while runEnd < end, items[runEnd] >> 32 == other { runEnd &+= 1 }
        if runEnd &- run >= Int(leastCarriers) {
          body(items[run..<runEnd], isFirstPrimary ? primary : Int(other), isFirstPrimary ? Int(other) : primary)
        }
        run = runEnd
      }
    }
  }

  /// - Parameter body: its record is as in the elements.
  @inline(__always)
  private func visitCombinations(_ leastCarriers: UInt32, _ body: (_ record: UInt32, _ left: UInt32, _ right: UInt32) -> Void) {
    let plain = ~KeyColumn.silentMark
    for record in 0..<first.recordCount {
      let (lefts, rights) = (first.keys(of: record), second.keys(of: record))
      if lefts.isEmpty || rights.isEmpty { continue }
      if lefts.count &* rights.count > BlockingKeys.keysPerRuleMax {
        visitSmallest(lefts, rights) { left, right in
          if first.carriers[Int(left & plain)] >= leastCarriers, second.carriers[Int(right & plain)] >= leastCarriers {
            body(CrossedKeys.element(record, left, right), left & plain, right & plain)
          }
        }
        continue
      }
      for leftPosition in lefts {
        let left = first.numbers[leftPosition]
        if first.carriers[Int(left & plain)] < leastCarriers { continue }
        for rightPosition in rights {
          let right = second.numbers[rightPosition]
          if second.carriers[Int(right & plain)] >= leastCarriers {
            body(CrossedKeys.element(record, left, right), left & plain, right & plain)
          }
        }
      }
    }
  }

  @inline(__always)
  private static func element(_ record: Int, _ left: UInt32, _ right: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: record) << 1 | (left | right) >> 31
  }

  /// The combinations of a record that makes too many: the smallest hashes, as `BlockingKeys` has it.
  private func visitSmallest(_ lefts: Range<Int>, _ rights: Range<Int>, _ body: (_ left: UInt32, _ right: UInt32) -> Void) {
    var all: [(hash: UInt64, left: UInt32, right: UInt32)] = []
    for leftPosition in lefts {
      for rightPosition in rights {
        let (left, right) = (first.numbers[leftPosition], second.numbers[rightPosition])
        let hash = KeyHash.combine(
          first.hashes[Int(left & ~KeyColumn.silentMark)], second.hashes[Int(right & ~KeyColumn.silentMark)])
        all.append((hash, left, right))
      }
    }
    all.sort { $0 < $1 }
    for one in all.prefix(BlockingKeys.keysPerRuleMax) { body(one.left, one.right) }
  }

  /// Sorts a range by the high halves; stable, so records stay ascending.
  static func sortByHighHalf(_ items: inout [UInt64], _ range: Range<Int>, _ spare: inout [UInt64]) {
    if range.count <= 24 {
      var index = range.lowerBound &+ 1
      while index < range.upperBound {
        let item = items[index]
        var place = index
        while place > range.lowerBound, items[place &- 1] >> 32 > item >> 32 {
          items[place] = items[place &- 1]
          place &-= 1
        }
        items[place] = item
        index &+= 1
      }
      return
    }
    if range.count <= 512 {
      // Records are distinct and come ascending, so whole elements sort as their high halves do, stably.
      items.withUnsafeMutableBufferPointer { items in
        var part = UnsafeMutableBufferPointer(rebasing: items[range])
        part.sort()
      }
      return
    }
    let digitBits: UInt64 = 8
    let buckets = 1 << Int(digitBits)
    if spare.count < range.count { spare = Array(repeating: 0, count: range.count) }
    var highest: UInt64 = 0
    for index in range { highest |= items[index] >> 32 }
    var shift: UInt64 = 32
    while shift < 64, highest >> (shift &- 32) != 0 {
      var counts = [Int](repeating: 0, count: buckets + 1)
      for index in range { counts[Int(truncatingIfNeeded: items[index] >> shift) & (buckets &- 1) &+ 1] &+= 1 }
      for bucket in 0..<buckets { counts[bucket &+ 1] &+= counts[bucket] }
      for index in range {
        let bucket = Int(truncatingIfNeeded: items[index] >> shift) & (buckets &- 1)
        spare[counts[bucket]] = items[index]
        counts[bucket] &+= 1
      }
      for index in 0..<range.count { items[range.lowerBound &+ index] = spare[index] }
      shift &+= digitBits
    }
  }
}
