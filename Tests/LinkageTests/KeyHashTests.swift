import Linkage
import Normalization
import TestKit
import Testing

/// Hashes that stores keep: frozen values, worked out by a second implementation.
@Suite struct KeyHashTests {
  @Test func `hashes are what they always were`() {
    let rows: [(KeyKind, String, UInt64)] = [
      (.emailAccount, "kim@naver.com", 0x3276_7fef_4b19_408e),
      (.phoneLine, "+821012345678", 0x97d4_f588_1ce4_2cb0),
      (.nameFull, "김민수", 0x49511c9868d864ad),
      (.nameGroup, "kim|m", 0xde07_3051_a28b_3d59),
      (.birthDay, "19900102", 0x6eed_712b_b852_9ff8),
      (.identifierExact, "a", 0x91b8_4dc1_b799_28ef),
      (.textExact, "12345678", 0xd869_3c17_ff74_1205),
      (.textExact, "123456789abcdef0", 0x388a_5a66_3b31_f097),
    ]
    for (kind, text, expected) in rows {
      #expect(KeyHash.hash(NormalizedKey(kind, Array(text.utf8))) == expected, "\(kind.word) \(text)")
    }
    let nothing: [UInt8] = []
    let hash = KeyHash.hash(nothing.span, seed: 0)
    #expect(hash == 0xe514_fd3b_a511_17ad)
  }

  @Test func `the order of the parts of a key counts`() {
    #expect(KeyHash.combine(1, 2) == 0xf8f7_6353_b6d8_77c5)
    #expect(KeyHash.combine(2, 1) == 0xe850_28e6_b31f_8e7a)
  }

  /// Of text, that is: bytes that end in zeros can meet shorter ones, and no key does.
  @Test func `kind, length and every byte change the hash`() {
    var seen: Set<UInt64> = []
    var made = 0
    for seed in 0..<4 as Range<UInt64> {
      for length in 0...20 {
        var bytes = [UInt8](repeating: 0x61, count: length)
        seen.insert(KeyHash.hash(bytes.span, seed: seed))
        made += 1
        for position in 0..<length {
          for bit in 0..<8 {
            bytes[position] ^= 1 << UInt8(bit)
            seen.insert(KeyHash.hash(bytes.span, seed: seed))
            bytes[position] ^= 1 << UInt8(bit)
            made += 1
          }
        }
      }
    }
    #expect(seen.count == made)
  }
}

/// log2 in millibits, against values worked out with forty digits.
@Suite struct Log2MillibitsTests {
  @Test func `logarithms are rounded to the nearest millibit`() {
    let rows: [(Double, Int32)] = [
      (1, 0), (2, 1_000), (0.5, -1_000), (3, 1_585), (10, 3_322), (0.1, -3_322), (1.5, 585), (0.000004, -17_932),
      (750_000, 19_517), (1_023, 9_999), (0.0215, -5_540), (1e300, 996_578), (.leastNonzeroMagnitude, -1_074_000),
      (1.0000000000000002, 0), (0.9999999999999999, 0), (1.0003465, 0), (1.0003467, 1),
    ]
    for (value, expected) in rows { #expect(log2Millibits(value) == expected, "log2 of \(value)") }
  }

  @Test func `powers of two are exact`() {
    var value = 1.0
    for power in 0..<1_000 {
      #expect(log2Millibits(value) == Int32(power) * 1_000)
      #expect(log2Millibits(1 / value) == Int32(power) * -1_000)
      value *= 2
    }
  }

  @Test func `a larger number never has a smaller logarithm`() {
    for seed in seeds(few: 20) {
      var generator = SeededGenerator(seed: seed)
      var value = Double.leastNormalMagnitude * Double(1 + generator.below(1_000))
      var previous = Int32.min
      while value < 1e300 {
        let logarithm = log2Millibits(value)
        #expect(logarithm >= previous, "seed \(seed), \(value)")
        previous = logarithm
        value *= 1 + Double(generator.below(1_000)) / 20_000
      }
    }
  }

  /// Shares of a term-frequency example: London 40, Birmingham 8, Truro 2 of 50, u = 0.2, m = 1.
  @Test func `a rarer term weighs more by the logarithm of its share`() {
    let unadjusted = log2Millibits(1 / 0.2)
    #expect(unadjusted == 2_322)
    let rows: [(carriers: Double, factor: Double)] = [(40, 1.25), (8, 6.25), (2, 25)]
    for row in rows {
      let adjusted = unadjusted + log2Millibits(0.2) - log2Millibits(row.carriers / 50)
      #expect(abs(adjusted - log2Millibits(row.factor)) <= 1, "\(row)")
    }
  }
}
