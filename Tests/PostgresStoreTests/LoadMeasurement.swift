import Glibc
import Identity
import PostgresStore
import Resolution
import Synchronization
import Testing

/// How long 100,000 records take into an empty database, again, and back. `KINDRED_MEASURE=1` prints it.
@Suite struct LoadMeasurement {
  @Test(.enabled(if: getenv("KINDRED_MEASURE") != nil)) func `a hundred thousand records`() async throws {
    try await withStore { store, database in
      let recordCount = 100_000
      func source() -> @Sendable () -> IncomingBatch? {
        let start = Cursor(0)
        return {
          let first = start.advance(by: 4_000)
          guard first < recordCount else { return nil }
          return IncomingBatch(records: (first..<min(first + 4_000, recordCount)).map(record))
        }
      }
      let clock = ContinuousClock()
      var outcome: ImportOutcome?
      let loading = try await clock.measure { outcome = try await store.importRecords(request(), feed: source()) }
      #expect(outcome?.newCount == recordCount)
      let again = try await clock.measure { outcome = try await store.importRecords(request(), feed: source()) }
      #expect(outcome?.unchangedCount == recordCount)
      var bytes = 0
      let reading = try await clock.measure {
        bytes = try await store.unitOfWork { try await $0.liveRecords(into: 0) { $0 += $1.payload.count } }
      }
      #expect(bytes == recordCount * 300)
      let size = try await store.statistics().databaseSizeBytes
      print("load \(loading), unchanged \(again), read \(reading), database \(size / 1_000_000) MB")
      try await expectNoFindings(database)
    }
  }

  private func record(_ number: Int) -> IncomingRecord {
    var random = SplitMix64(seed: UInt64(number))
    var payload: [UInt8] = []
    while payload.count < 300 { payload.append(UInt8(truncatingIfNeeded: random.next())) }
    var hash: [UInt8] = []
    while hash.count < 32 { hash.append(UInt8(truncatingIfNeeded: random.next())) }
    let text = (0..<15).map { "\"field\($0)\": \"value \(number &* 7 &+ $0)\"" }.joined(separator: ", ")
    return IncomingRecord(
      id: "C\(number)", line: number + 2, sourceTimestamp: Instant(microseconds: Int64(number)), contentHash: hash,
      rawJSON: Array("{\(text)}".utf8), payload: payload,
      keys: (0..<12).map { .init(kind: Int16($0), key: Int64(truncatingIfNeeded: random.next() % 50_000)) })
  }
}

private final class Cursor: Sendable {
  private let value: Mutex<Int>
  init(_ start: Int) { value = Mutex(start) }
  func advance(by step: Int) -> Int {
    value.withLock { value in
      defer { value += step }
      return value
    }
  }
}
