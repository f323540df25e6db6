/// Sorts numbers by keys of 64 bits without comparing them.
package enum RadixSort {
  /// Least significant digit first, stable: equal keys keep the order of their numbers. Digits that are the
  /// same in all keys cost nothing.
  ///
  /// Complexity: O(n), and as much space again.
  package static func sort(_ keys: inout [UInt64], _ numbers: inout [UInt32]) {
    precondition(keys.count == numbers.count, "each key has a number")
    guard let first = keys.first else { return }
    var varying: UInt64 = 0
    for key in keys { varying |= key ^ first }
    let digitBits: UInt64 = 11
    let buckets = 1 << Int(digitBits)
    var otherKeys = [UInt64](repeating: 0, count: keys.count)
    var otherNumbers = [UInt32](repeating: 0, count: keys.count)
    var shift: UInt64 = 0
    while shift < 64 {
      defer { shift &+= digitBits }
      if (varying >> shift) & UInt64(buckets &- 1) == 0 { continue }
      var counts = [Int](repeating: 0, count: buckets + 1)
      for key in keys { counts[Int(truncatingIfNeeded: key >> shift) & (buckets &- 1) &+ 1] &+= 1 }
      for bucket in 0..<buckets { counts[bucket &+ 1] &+= counts[bucket] }
      for index in keys.indices {
        let bucket = Int(truncatingIfNeeded: keys[index] >> shift) & (buckets &- 1)
        otherKeys[counts[bucket]] = keys[index]
        otherNumbers[counts[bucket]] = numbers[index]
        counts[bucket] &+= 1
      }
      swap(&keys, &otherKeys)
      swap(&numbers, &otherNumbers)
    }
  }
}
