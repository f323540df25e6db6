/// What a whole file holds, column by column: pass 1, before anything is decided about it.
///
/// Sums, smallest hashes and nothing else, so the profile does not depend on the order of rows. Memory
/// is a few tens of KiB a column, however long the file.
public struct FileProfile: Sendable {
  public private(set) var rowCount = 0
  /// In header order.
  public private(set) var columns: [ColumnProfile] = []

  public init() {}

  /// Adds the rows of a batch. `header` may have grown since the last call; an empty batch tells the
  /// names of a file without rows.
  public mutating func add(_ batch: RowBatch, header: [String]) {
    while columns.count < header.count { columns.append(ColumnProfile(name: header[columns.count])) }
    rowCount += batch.rowCount
    let bytes = batch.bytes.span
    for field in 0..<batch.fieldEnds.count {
      columns[Int(batch.fieldColumns[field])].add(bytes.extracting(batch.range(ofField: field)))
    }
  }
}

extension FileProfile {
  /// Adds what another profile of the same file counted, of rows that this one did not see. What it says in
  /// the end depends neither on which rows were counted together nor on the order of the parts.
  public mutating func merge(_ other: FileProfile) {
    rowCount += other.rowCount
    for (index, column) in other.columns.enumerated() {
      if index < columns.count { columns[index].merge(column) } else { columns.append(column) }
    }
  }
}

/// One column of a file profile.
public struct ColumnProfile: Sendable {
  public let name: String
  /// Values that are there; several in one row count each.
  public private(set) var filledCount = 0
  public private(set) var lengthBytesMax = 0
  public private(set) var lengthBytesSum = 0
  private var shapeCounts = [Int](repeating: 0, count: ValueShape.allCases.count)
  private var sample = SmallestHashes()

  init(name: String) { self.name = name }

  public func count(_ shape: ValueShape) -> Int { shapeCounts[shape.rawValue] }

  /// Values that say something: not `NA` or the like.
  public var tellingCount: Int { filledCount - count(.nullWord) }

  /// Values with a shape, in thousandths of those that say something; 0 where there are none.
  public func permille(_ shape: ValueShape) -> Int { tellingCount == 0 ? 0 : count(shape) * 1_000 / tellingCount }

  /// Distinct values: exact up to 512, beyond that within about 5 %.
  ///
  /// Source: Z. Bar-Yossef et al., "Counting Distinct Elements in a Data Stream", RANDOM 2002 (k minimum values).
  public var distinctCount: Int { min(sample.distinctCount, filledCount) }

  /// Of the sampled distinct values, those that occur more than once, in thousandths. The sample is
  /// chosen by hash, so it is fair; 0 means that the column is unique as far as can be told.
  public var repeatedPermille: Int { sample.repeatedPermille }

  /// Up to three values, chosen by hash: the same ones for any order of rows.
  public var examples: [String] { sample.examples.map { String(decoding: $0, as: UTF8.self) } }

  mutating func add(_ value: Span<UInt8>) {
    filledCount += 1
    lengthBytesMax = max(lengthBytesMax, value.count)
    lengthBytesSum += value.count
    var bits = valueShapes(value).bits
    while bits != 0 {
      shapeCounts[bits.trailingZeroBitCount] += 1
      bits &= bits - 1
    }
    sample.add(value)
  }

  mutating func merge(_ other: ColumnProfile) {
    filledCount += other.filledCount
    lengthBytesMax = max(lengthBytesMax, other.lengthBytesMax)
    lengthBytesSum += other.lengthBytesSum
    for shape in shapeCounts.indices { shapeCounts[shape] += other.shapeCounts[shape] }
    sample.merge(other.sample)
  }
}

/// The distinct values with the smallest hashes, and how often each occurred.
private struct SmallestHashes: Sendable {
  private static let countMax = 512
  private static let exampleCountMax = 3
  private static let exampleBytesMax = 80

  private var hashes: [UInt64] = []
  private var occurrences: [Int] = []
  /// Texts of the first few.
  private(set) var examples: [[UInt8]] = []

  var distinctCount: Int {
    guard hashes.count == Self.countMax, let last = hashes.last else { return hashes.count }
    // (k - 1) / (the k-th smallest hash as a fraction of all hashes)
    let (quotient, _) = UInt64(Self.countMax - 1).dividingFullWidthByFraction(last)
    return Int(clamping: quotient)
  }

  var repeatedPermille: Int {
    hashes.isEmpty ? 0 : occurrences.reduce(0) { $0 + ($1 > 1 ? 1 : 0) } * 1_000 / hashes.count
  }

  mutating func add(_ value: Span<UInt8>) {
    let hash = stableHash(value)
    if hashes.count == Self.countMax, let last = hashes.last, hash > last { return }
    var low = 0
    var high = hashes.count
    while low < high {
      let middle = (low + high) / 2
      if hashes[middle] < hash { low = middle + 1 } else { high = middle }
    }
    if low < hashes.count, hashes[low] == hash {
      occurrences[low] += 1
      return
    }
    hashes.insert(hash, at: low)
    occurrences.insert(1, at: low)
    if low < Self.exampleCountMax {
      var text: [UInt8] = []
      for index in 0..<min(value.count, Self.exampleBytesMax) { text.append(value[index]) }
      // A character cut in two is dropped.
      while value.count > Self.exampleBytesMax, let last = text.last, last >= 0x80 {
        text.removeLast()
        if last >= 0xC0 { break }
      }
      // So are the digits at the end: of half a resident number nobody can tell what it is.
      while value.count > Self.exampleBytesMax, let last = text.last, isDigit(last) { text.removeLast() }
      examples.insert(text, at: low)
      if examples.count > Self.exampleCountMax { examples.removeLast() }
    }
    if hashes.count > Self.countMax {
      hashes.removeLast()
      occurrences.removeLast()
    }
  }
}

extension SmallestHashes {
  /// A hash that is among the smallest in the end was so in each part, so no occurrence of it is lost.
  mutating func merge(_ other: SmallestHashes) {
    var merged = SmallestHashes()
    var (own, others) = (0, 0)
    while merged.hashes.count < Self.countMax, own < hashes.count || others < other.hashes.count {
      let isOwn = others == other.hashes.count || own < hashes.count && hashes[own] <= other.hashes[others]
      let isOther = own == hashes.count || others < other.hashes.count && other.hashes[others] <= hashes[own]
      merged.hashes.append(isOwn ? hashes[own] : other.hashes[others])
      merged.occurrences.append((isOwn ? occurrences[own] : 0) + (isOther ? other.occurrences[others] : 0))
      if merged.examples.count < Self.exampleCountMax { merged.examples.append(isOwn ? examples[own] : other.examples[others]) }
      if isOwn { own += 1 }
      if isOther { others += 1 }
    }
    self = merged
  }
}

extension UInt64 {
  /// self / (fraction / 2^64), rounded down; the largest value where it does not fit.
  fileprivate func dividingFullWidthByFraction(_ fraction: UInt64) -> (quotient: UInt64, remainder: UInt64) {
    guard fraction > self else { return (.max, 0) }
    return fraction.dividingFullWidth((self, 0))
  }
}

/// A 64-bit hash that is the same in every run: FNV-1a, then the finishing mix of SplitMix64, because
/// the sample needs its high bits to be even.
private func stableHash(_ value: Span<UInt8>) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for index in 0..<value.count { hash = (hash ^ UInt64(value[index])) &* 0x100_0000_01B3 }
  hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
  hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
  return hash ^ hash >> 31
}
