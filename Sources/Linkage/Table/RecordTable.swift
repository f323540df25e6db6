public import Identity
public import Normalization

/// Which column of a table: an attribute, and for identifiers and free text the scheme or header.
public struct ColumnID: Hashable, Comparable, Sendable {
  public var attribute: Attribute
  /// Empty for attributes that have one column.
  public var label: String

  public init(_ attribute: Attribute, label: String = "") {
    self.attribute = attribute
    self.label = label
  }

  public static func == (left: ColumnID, right: ColumnID) -> Bool {
    left.attribute == right.attribute && left.label.utf8.elementsEqual(right.label.utf8)
  }

  public static func < (left: ColumnID, right: ColumnID) -> Bool {
    left.attribute != right.attribute
      ? left.attribute < right.attribute : left.label.utf8.lexicographicallyPrecedes(right.label.utf8)
  }

  /// `email`, `identifier(ssn)`
  public var word: String { label.isEmpty ? attribute.word : "\(attribute.word)(\(label))" }
}

/// All records that are to be resolved, as columns. Immutable once built, so threads share it freely.
///
/// Sorted by source key: the order of indexes is the order of keys, and every tie that goes by index
/// goes by key. A record has a list of values in each column; most lists hold one.
public struct RecordTable: Sendable {
  public let recordCount: Int
  /// Names of the sources, in byte order; `sourceIndexes[record]` points here.
  public let sources: [String]
  public let sourceIndexes: [UInt32]
  public let ids: ByteColumn
  /// The source's own timestamp in microseconds; `noTimestamp` where it gave none.
  public let timestamps: [Int64]
  /// What the caller calls a record (row of a file, number in a store).
  public let tags: [Int64]
  public let columns: [ValueColumn]

  public static let noTimestamp = Int64.min

  public func key(_ record: Int) -> SourceKey {
    SourceKey(source: sources[Int(sourceIndexes[record])], id: String(decoding: ids[record], as: UTF8.self))
  }

  public func column(_ id: ColumnID) -> ValueColumn? { columns.first { $0.id == id } }

  /// The record with a source key, by binary search.
  public func index(of key: SourceKey) -> Int? {
    guard let source = sources.firstIndex(where: { $0.utf8.elementsEqual(key.source.utf8) }) else { return nil }
    var low = 0
    var high = recordCount
    while low < high {
      let middle = (low + high) / 2
      let precedes =
        Int(sourceIndexes[middle]) != source
        ? Int(sourceIndexes[middle]) < source : ids[middle].lexicographicallyPrecedes(key.id.utf8)
      if precedes { low = middle + 1 } else { high = middle }
    }
    guard low < recordCount, Int(sourceIndexes[low]) == source, ids[low].elementsEqual(key.id.utf8) else { return nil }
    return low
  }
}

/// One column of a table: for each record a list of value ids.
public struct ValueColumn: Sendable {
  public let id: ColumnID
  /// `offsets[r]..<offsets[r + 1]` are record r's values.
  public let offsets: [UInt32]
  public let values: [UInt32]
  /// Parallel to `values`: whether the source has verified the value.
  public let isVerified: [Bool]
  public let dictionary: ValueDictionary

  @inlinable @inline(__always)
  public func values(of record: Int) -> Range<Int> { Int(offsets[record])..<Int(offsets[record + 1]) }

  /// Reads the values of many records, each step for all of them before the next: where their lists are, what is in
  /// them, what is known of the values, and the first bytes of their texts. Records of one customer lie anywhere in
  /// the table, and the processor would wait for each of the steps of each of the records by itself.
  ///
  /// - Returns: what was read; it means nothing.
  @inline(never)
  @discardableResult
  public func prefetch(_ records: [UInt32]) -> UInt64 {
    var read: UInt64 = 0
    for record in records { read |= UInt64(offsets[Int(record)]) }
    for record in records {
      let values = values(of: Int(record))
      if !values.isEmpty { read |= UInt64(self.values[values.lowerBound]) | (isVerified[values.lowerBound] ? 1 : 0) }
    }
    for record in records {
      for position in values(of: Int(record)) { read |= dictionary.prefetchFacts(values[position]) }
    }
    for record in records {
      for position in values(of: Int(record)) { read |= dictionary.prefetchText(values[position]) }
    }
    return read
  }

  /// Whether a record has a value, and its source has verified it.
  func hasVerified(_ value: UInt32, _ record: Int) -> Bool {
    values(of: record).contains { values[$0] == value && isVerified[$0] }
  }
}

extension RecordTable {
  /// Collects records in any order and sorts them once.
  public struct Builder: Sendable {
    /// By bytes: `String` would take two spellings of a name that look alike for one source.
    private var sourceNames: [[UInt8]: Int] = [:]
    private var lastSource: (name: [UInt8], index: Int) = ([], -1)
    private var sourceOf: [UInt32] = []
    private var ids = ByteColumn()
    private var timestamps: [Int64] = []
    private var tags: [Int64] = []
    private var contents: [UInt64] = []
    private var columnIndexes: [ColumnID: Int] = [:]
    private var columns: [Open] = []
    /// What was read only to have it near.
    private var prefetched: UInt64 = 0

    /// A column under construction: (record, value) in order of arrival.
    private struct Open: Sendable {
      var id: ColumnID
      var records: [UInt32] = []
      var values: [UInt32] = []
      var isVerified: [Bool] = []
      var dictionary = ValueDictionary()

      /// Turns (record, value) pairs into lists by sorted record; a list keeps the order of its row.
      mutating func close(rank: [Int32], count: Int) -> ValueColumn {
        var offsets = [UInt32](repeating: 0, count: count + 1)
        for record in records where rank[Int(record)] >= 0 { offsets[Int(rank[Int(record)]) + 1] += 1 }
        for record in 0..<count { offsets[record + 1] += offsets[record] }
        var next = offsets
        var values = [UInt32](repeating: 0, count: Int(offsets[count]))
        var isVerified = [Bool](repeating: false, count: values.count)
        for (position, record) in records.enumerated() {
          let target = Int(rank[Int(record)])
          if target < 0 { continue }
          values[Int(next[target])] = self.values[position]
          isVerified[Int(next[target])] = self.isVerified[position]
          next[target] += 1
        }
        dictionary.freeze()
        let column = ValueColumn(
          id: self.id, offsets: offsets, values: values, isVerified: isVerified, dictionary: self.dictionary)
        self = Open(id: id)
        return column
      }
    }

    public init() {}

    public var recordCount: Int { sourceOf.count }

    /// Begins a record; values are then given with `add`.
    ///
    /// - Parameter content: hash of the raw row, which tells a repeated row from a contradicting one.
    public mutating func beginRecord(source: String, id: [UInt8], timestamp: Int64, tag: Int64, content: UInt64) {
      precondition(sourceOf.count < Int(Int32.max), "a table holds at most 2^31 - 1 records")
      if lastSource.index < 0 || !lastSource.name.elementsEqual(source.utf8) {
        let name = Array(source.utf8)
        lastSource = (name, sourceNames[name] ?? sourceNames.count)
        sourceNames[name] = lastSource.index
      }
      sourceOf.append(UInt32(lastSource.index))
      ids.append(id)
      timestamps.append(timestamp)
      tags.append(tag)
      contents.append(content)
    }

    /// Adds a value to the record begun last. A value it already has is not added twice.
    public mutating func add(_ value: NormalizedValue, to column: ColumnID, isVerified: Bool) {
      let index = index(of: column)
      let keys = KeyList(of: value)
      let id = columns[index].dictionary.intern(value, keys)
      put(id, in: index, isVerified: isVerified)
    }

    /// Adds the records of a batch that `admit` gives a place: an id and a tag each.
    public mutating func append(_ batch: RecordBatch, admit: (_ record: Int) -> (id: [UInt8], tag: Int64)?) {
      // A column appears with its first value: one of which every row was turned away is not made.
      var indexes = [Int](repeating: -1, count: batch.columns.count)
      let known = batch.columns.map { columnIndexes[$0] ?? -1 }
      var next = 0
      for record in 0..<batch.recordCount {
        if record % Builder.prefetchedAtATime == 0 {
          prefetch(batch, next..<Int(batch.valueEnds[min(record + Builder.prefetchedAtATime, batch.recordCount) - 1]), known)
        }
        let values = next..<Int(batch.valueEnds[record])
        next = values.upperBound
        guard let (id, tag) = admit(record) else { continue }
        beginRecord(
          source: batch.sources[Int(batch.sourceIndexes[record])], id: id, timestamp: batch.timestamps[record], tag: tag,
          content: batch.contents[record])
        for value in values {
          let column = Int(batch.columnIndexes[value])
          if indexes[column] < 0 { indexes[column] = self.index(of: batch.columns[column]) }
          let index = indexes[column]
          let id = columns[index].dictionary.intern(batch, value)
          put(id, in: index, isVerified: batch.isVerified[value])
        }
      }
    }

    /// So few that what was read is still near when it is wanted.
    private static let prefetchedAtATime = 64

    /// Brings near what is known of the values of some records.
    private mutating func prefetch(_ batch: RecordBatch, _ values: Range<Int>, _ indexes: [Int]) {
      for step in 0..<3 {
        for value in values {
          let index = indexes[Int(batch.columnIndexes[value])]
          if index >= 0 { prefetched |= columns[index].dictionary.prefetch(batch.hashes[value], step: step) }
        }
      }
    }

    private mutating func index(of column: ColumnID) -> Int {
      if let known = columnIndexes[column] { return known }
      columnIndexes[column] = columns.count
      columns.append(Open(id: column))
      return columns.count - 1
    }

    private mutating func put(_ id: UInt32, in index: Int, isVerified: Bool) {
      let record = UInt32(truncatingIfNeeded: sourceOf.count - 1)
      var position = columns[index].records.count - 1
      while position >= 0, columns[index].records[position] == record {
        if columns[index].values[position] == id {
          if isVerified { columns[index].isVerified[position] = true }
          return
        }
        position -= 1
      }
      columns[index].records.append(record)
      columns[index].values.append(id)
      columns[index].isVerified.append(isVerified)
    }

    /// What became of rows that share a source key. Tags, ascending.
    public struct Duplicates: Sendable, Equatable {
      /// The same content again: counted once.
      public var repeated: [Int64] = []
      /// An older version of a record by the source's own timestamp.
      public var superseded: [Int64] = []
      /// Different content and no timestamp that tells which is newer. A file has no order, so no row wins.
      public var contradicting: [Int64] = []
    }

    /// Sorts by source key, settles rows that share one, and freezes.
    ///
    /// Of rows with one key the one with the latest timestamp is the record. Complexity: O(n log n) key
    /// comparisons.
    public consuming func build() -> (table: RecordTable, duplicates: Duplicates) {
      let names = sourceNames.keys.sorted { $0.lexicographicallyPrecedes($1) }
      var rankOfSource = [Int](repeating: 0, count: names.count)
      for (rank, name) in names.enumerated() { rankOfSource[sourceNames[name]!] = rank }
      let (order, duplicates) = settled(sortedOrder(rankOfSource: rankOfSource))
      var rank = [Int32](repeating: -1, count: sourceOf.count)
      for (position, record) in order.enumerated() { rank[Int(record)] = Int32(position) }

      var sortedIDs = ByteColumn()
      sortedIDs.reserve(strings: order.count, byteCount: ids.bytes.count)
      for record in order { sortedIDs.append(Array(ids[Int(record)])) }
      ids = ByteColumn()
      contents = []
      var built: [ValueColumn] = []
      for index in columns.indices {
        let column = columns[index].close(rank: rank, count: order.count)
        if !column.values.isEmpty { built.append(column) }
      }
      built.sort { $0.id < $1.id }
      let table = RecordTable(
        recordCount: order.count, sources: names.map { String(decoding: $0, as: UTF8.self) },
        sourceIndexes: order.map { UInt32(rankOfSource[Int(sourceOf[Int($0)])]) },
        ids: sortedIDs, timestamps: order.map { timestamps[Int($0)] }, tags: order.map { tags[Int($0)] }, columns: built)
      return (table, duplicates)
    }

    /// Keeps one record of each run of equal keys, or none where rows contradict each other.
    ///
    /// - Complexity: O(n log n), also where all rows have one key.
    private func settled(_ order: [UInt32]) -> (order: [UInt32], duplicates: Duplicates) {
      var kept: [UInt32] = []
      kept.reserveCapacity(order.count)
      var duplicates = Duplicates()
      var start = 0
      while start < order.count {
        var end = start + 1
        while end < order.count, isSameKey(Int(order[start]), Int(order[end])) { end += 1 }
        defer { start = end }
        if end - start == 1 {
          kept.append(order[start])
          continue
        }
        // Latest first, and of one moment in the order of the tags.
        let run = order[start..<end].map(Int.init).sorted { (timestamps[$1], tags[$0]) < (timestamps[$0], tags[$1]) }
        var agreeing: [Int] = []
        var moment = 0
        while moment < run.count {
          let rest = run[moment...]
          let rows = rest.prefix { timestamps[$0] == timestamps[rest[moment]] }
          moment = rows.endIndex
          // Rows of one moment that differ contradict each other; the others of the key are not concerned.
          if rows.contains(where: { contents[$0] != contents[rows[rows.startIndex]] }) {
            duplicates.contradicting += rows.map { tags[$0] }
          } else {
            agreeing += rows
          }
        }
        guard let winner = agreeing.first else { continue }
        kept.append(UInt32(winner))
        for record in agreeing.dropFirst() {
          if contents[record] == contents[winner] {
            duplicates.repeated.append(tags[record])
          } else {
            duplicates.superseded.append(tags[record])
          }
        }
      }
      duplicates.repeated.sort()
      duplicates.superseded.sort()
      duplicates.contradicting.sort()
      return (kept, duplicates)
    }

    private func isSameKey(_ left: Int, _ right: Int) -> Bool {
      sourceOf[left] == sourceOf[right] && ids[left].elementsEqual(ids[right])
    }

    /// By id, then by source: the second sort is by counting and keeps the order of the first.
    private func sortedOrder(rankOfSource: [Int]) -> [UInt32] {
      let byID = ids.sortedIndexes()
      if rankOfSource.count <= 1 { return byID }
      var next = [Int](repeating: 0, count: rankOfSource.count + 1)
      for source in sourceOf { next[rankOfSource[Int(source)] + 1] += 1 }
      for rank in rankOfSource.indices { next[rank + 1] += next[rank] }
      var order = [UInt32](repeating: 0, count: byID.count)
      for record in byID {
        let rank = rankOfSource[Int(sourceOf[Int(record)])]
        order[next[rank]] = record
        next[rank] += 1
      }
      return order
    }
  }
}
