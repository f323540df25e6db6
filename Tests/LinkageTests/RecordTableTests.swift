import Identity
import Linkage
import Normalization
import TestKit
import Testing

/// The table: order, rows that share a key, lists of values.
@Suite struct RecordTableTests {
  /// Source keys of the table, and rows by what became of them (numbers of rows from 0).
  private func check(
    _ text: String, keys: [String], repeated: [Int64] = [], superseded: [Int64] = [], contradicting: [Int64] = [],
    line: SourceLocation = #_sourceLocation
  ) {
    let world = SmallWorld(text)
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<8 {
      let (table, duplicates) = world.table(order: generator.shuffled(Array(world.rows.indices)))
      #expect((0..<table.recordCount).map { table.key($0).description } == keys, sourceLocation: line)
      #expect(duplicates.repeated == repeated, sourceLocation: line)
      #expect(duplicates.superseded == superseded, sourceLocation: line)
      #expect(duplicates.contradicting == contradicting, sourceLocation: line)
      for record in 0..<table.recordCount {
        #expect(table.index(of: table.key(record)) == record, sourceLocation: line)
      }
    }
  }

  @Test func `records stand in the order of the bytes of their keys`() {
    check(
      """
      record web/10
      record web/9
      record crm/é
      record crm/longer-than-eight-2
      record crm/longer-than-eight-1
      record crm/longer
      record Web/1
      record crm/long
      """,
      keys: [
        "Web:1", "crm:long", "crm:longer", "crm:longer-than-eight-1", "crm:longer-than-eight-2", "crm:é", "web:10", "web:9",
      ])
  }

  @Test func `sources whose names only look alike are two sources`() {
    check("record caf\u{E9}/1\nrecord cafe\u{301}/1", keys: ["cafe\u{301}:1", "caf\u{E9}:1"])
    let (table, _) = SmallWorld("record caf\u{E9}/1\nrecord cafe\u{301}/1").table()
    #expect(table.sources.map { Array($0.utf8).count } == [6, 5])
  }

  @Test func `the same row again counts once`() {
    check("record a/1 text.x=v\nrecord a/1 text.x=v\nrecord a/1 text.x=v", keys: ["a:1"], repeated: [1, 2])
  }

  @Test func `a newer version takes the place of an older one`() {
    check("record a/1 text.x=v at=5\nrecord a/1 text.x=w at=9\nrecord a/1 text.x=u", keys: ["a:1"], superseded: [0, 2])
    check("record a/1 text.x=v at=5\nrecord a/1 text.x=v at=9", keys: ["a:1"], repeated: [0])
    check(
      "record a/1 text.x=v at=1\nrecord a/1 text.x=w at=1\nrecord a/1 text.x=u at=2", keys: ["a:1"], contradicting: [0, 1])
  }

  @Test func `rows that contradict each other at one moment are all kept out`() {
    check("record a/1 text.x=v\nrecord a/1 text.x=w\nrecord a/2", keys: ["a:2"], contradicting: [0, 1])
    check("record a/1 text.x=v at=3\nrecord a/1 text.x=w at=3", keys: [], contradicting: [0, 1])
  }

  @Test func `forty thousand rows of one key are settled while one waits`() {
    // Comparing each with each would take most of a minute.
    let clock = ContinuousClock()
    var outcomes: [RecordTable.Builder.Duplicates] = []
    let time = clock.measure {
      for isAlike in [true, false] {
        var builder = RecordTable.Builder()
        for row in 0..<40_000 {
          builder.beginRecord(
            source: "a", id: [0x31], timestamp: isAlike ? Int64(row % 7) : Int64(row / 2), tag: Int64(row), content: isAlike ? 5 : UInt64(row))
        }
        outcomes.append(builder.build().duplicates)
      }
    }
    #expect(outcomes[0].repeated.count == 39_999 && !outcomes[0].repeated.contains(6))
    #expect(outcomes[1].contradicting == (0..<40_000).map { Int64($0) })
    #expect(time < .seconds(5), "\(time)")
  }

  @Test func `rows that are turned away leave no column behind`() {
    var batch = RecordBatch()
    for (row, column) in [ColumnID(.text, label: "kept"), ColumnID(.text, label: "gone")].enumerated() {
      let (_, values) = SmallWorld.normalized("text.x", "value")
      batch.beginRecord(source: "a", id: [UInt8(0x31 + row)], timestamp: 0, content: 0)
      batch.add(values[0], to: column, isVerified: false)
    }
    var builder = RecordTable.Builder()
    builder.append(batch) { record in record == 0 ? (id: [0x31], tag: 0) : nil }
    #expect(builder.build().table.columns.map(\.id.word) == ["text(kept)"])
    let (table, _) = SmallWorld("record a/1 text.x=v\nrecord a/2 text.x=v text.y=w at=1\nrecord a/2 text.x=v text.y=u at=1").table()
    #expect(table.columns.map(\.id.word) == ["text(x)"])
  }

  @Test func `a key that is not there is not found`() {
    let (table, _) = SmallWorld("record a/1\nrecord a/3\nrecord c/2").table()
    for word in ["a/0", "a/2", "a/4", "b/1", "c/1", "c/3", "d/1"] { #expect(table.index(of: SmallWorld.key(word)) == nil, "\(word)") }
  }

  @Test func `a list keeps the order of its row, each value once, verified if it ever was`() {
    let (table, _) = SmallWorld(
      """
      record a/2 text.x=two text.x=one text.x=two! text.x=three
      record a/1 text.x=one
      record a/3
      """).table()
    let column = table.column(ColumnID(.text, label: "x"))!
    func list(_ record: Int) -> [String] {
      column.values(of: record).map {
        String(decoding: column.dictionary.canonical[Int(column.values[$0])], as: UTF8.self) + (column.isVerified[$0] ? "!" : "")
      }
    }
    #expect(list(0) == ["one"])
    #expect(list(1) == ["two!", "one", "three"])
    #expect(list(2) == [])
  }

  @Test func `columns stand by attribute, then label`() {
    let (table, _) = SmallWorld("record a/1 text.z=1x text.a=2x id.ssn=A12345 email=ab@example.org").table()
    #expect(table.columns.map(\.id.word) == ["email", "identifier(ssn)", "text(a)", "text(z)"])
  }

  @Test func `values that differ in a flag or a key are not one value`() {
    func value(_ flags: ValueFlags, _ key: String) -> NormalizedValue {
      NormalizedValue(
        attribute: .text, canonical: [65], form: [97], keys: [NormalizedKey(.textExact, Array(key.utf8))], flags: flags)
    }
    let values = [value([], "a"), value(.repaired, "a"), value([], "b"), value([], "a")]
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]] {
      var builder = RecordTable.Builder()
      for index in order {
        builder.beginRecord(source: "a", id: [48 + UInt8(index)], timestamp: 0, tag: 0, content: 0)
        builder.add(values[index], to: ColumnID(.text), isVerified: false)
      }
      let column = builder.build().table.columns[0]
      for (record, value) in values.enumerated() {
        let id = Int(column.values[column.values(of: record).lowerBound])
        #expect(column.dictionary.flags[id] == value.flags)
        #expect(column.dictionary.firstKey(.textExact, of: UInt32(id)) == KeyHash.hash(value.keys[0]))
      }
      #expect(column.dictionary.idLimit == 4)
    }
  }

  @Test func `ten thousand distinct values each keep their own id`() {
    var builder = RecordTable.Builder()
    for record in 0..<10_000 {
      builder.beginRecord(source: "a", id: Array(String(record).utf8), timestamp: 0, tag: Int64(record), content: 0)
      for value in SmallWorld.normalized("text.x", "v\(record % 5_000)").1 {
        builder.add(value, to: ColumnID(.text, label: "x"), isVerified: false)
      }
    }
    let table = builder.build().table
    #expect(table.columns[0].dictionary.idLimit == 5_001)
    for record in 0..<table.recordCount {
      let shown = table.columns[0].dictionary.canonical[Int(table.columns[0].values[record])]
      #expect(shown.elementsEqual("v\(table.tags[record] % 5_000)".utf8))
    }
  }

  @Test func `strings are ordered by their bytes, equal ones by their place`() {
    for seed in seeds(few: 60) {
      var generator = SeededGenerator(seed: seed)
      let shared = (0..<generator.below(12)).map { _ in UInt8(generator.below(3)) }
      let strings = (0..<generator.below(200)).map { _ in
        shared + (0..<generator.below(generator.pick([2, 9, 20]))).map { _ in UInt8(generator.below(3) * 127) }
      }
      var column = ByteColumn()
      for string in strings { column.append(string) }
      let expected = strings.indices.sorted { left, right in
        strings[left] == strings[right] ? left < right : strings[left].lexicographicallyPrecedes(strings[right])
      }
      #expect(column.sortedIndexes().map(Int.init) == expected, "seed \(seed)")
    }
  }
}
