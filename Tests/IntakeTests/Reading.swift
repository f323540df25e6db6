import Intake
import Testing

/// A file read to its end: what a test looks at.
struct Reading: Equatable {
  var header: [String] = []
  /// One line a row: `column=value` of its fields, joined with `|`.
  var rows: [String] = []
  var lines: [Int] = []
  /// `line rule` of each rejection.
  var rejected: [String] = []
  var sentences: [String] = []
  var raws: [[UInt8]] = []
  var failure: IntakeFailure?
  var rowsIn = 0
  var detected: DetectedFormat?
}

/// Reads `bytes` in portions whose sizes `portion` gives.
func read(
  _ bytes: [UInt8], settings: SourceSettings? = nil, limits: IntakeLimits = .standard, rowCountMax: Int = 100,
  portion: () -> Int = { 1 << 20 }
) -> Reading {
  var reading = Reading()
  var reader = RowReader(settings: settings, limits: limits)
  func drain() {
    while let batch = reader.next(rowCountMax: rowCountMax) {
      for row in 0..<batch.rowCount {
        reading.rows.append(
          batch.fields(ofRow: row).map { field in
            let name = reader.header[Int(batch.fieldColumns[field])]
            return name + "=" + String(decoding: batch.bytes[batch.range(ofField: field)], as: UTF8.self)
          }.joined(separator: "|"))
        reading.lines.append(batch.lines[row])
      }
    }
    for rejection in reader.takeRejections() {
      reading.rejected.append("\(rejection.line) \(rejection.rule)")
      reading.sentences.append(rejection.sentence)
      reading.raws.append(rejection.raw)
    }
  }
  do throws(IntakeFailure) {
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + max(1, portion()))
      try reader.push(Array(bytes[start..<end]))
      drain()
      start = end
    }
    try reader.finish()
  } catch {
    reading.failure = error
  }
  drain()
  reading.failure = reading.failure ?? reader.stoppedBy
  reading.header = reader.header
  reading.rowsIn = reader.rowsIn
  reading.detected = reader.detected
  #expect(reading.rowsIn == reading.rows.count + reading.rejected.count, "rows in = rows delivered + rows rejected")
  return reading
}

func read(_ text: String, limits: IntakeLimits = .standard) -> Reading { read(Array(text.utf8), limits: limits) }

/// SplitMix64 (S. Vigna): the tests' own random numbers, the same everywhere.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

/// One gzip member around the bytes, in stored blocks (RFC 1951, 1952).
func gzipMember(_ bytes: [UInt8]) -> [UInt8] {
  var member: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  var start = 0
  repeat {
    let end = min(bytes.count, start + 65_535)
    let count = UInt16(end - start)
    member.append(end == bytes.count ? 1 : 0)
    member += [UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)]
    member += bytes[start..<end]
    start = end
  } while start < bytes.count
  var crc: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }
  crc = ~crc
  for shift in [0, 8, 16, 24] as [UInt32] { member.append(UInt8(crc >> shift & 255)) }
  for shift in [0, 8, 16, 24] as [UInt32] { member.append(UInt8(UInt32(truncatingIfNeeded: bytes.count) >> shift & 255)) }
  return member
}
