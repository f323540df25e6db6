import Identity
import Normalization
import Testing

/// First keys and highest levels say the same, and spelling differences that mean nothing change neither.
@Suite struct IdentityKeyTests {
  private struct Kind {
    var name: String
    var alphabet: String
    var prefix: String
    var suffix: String
    var normalize: ([UInt8], (NormalizedValue) -> Void) -> Void
  }

  private let kinds = [
    Kind(name: "email", alphabet: "ab1.+-", prefix: "", suffix: "@gmail.com") { normalizer.email($0, into: $1) },
    Kind(name: "email", alphabet: "ab1.+-", prefix: "k", suffix: "@acme.io") { normalizer.email($0, into: $1) },
    Kind(name: "phone", alphabet: "12 -", prefix: "010-99", suffix: "12") {
      normalizer.phone($0, region: bytes("KR"), into: $1)
    },
    Kind(name: "phone", alphabet: "12 -/", prefix: "310", suffix: "5") {
      normalizer.phone($0, region: bytes("US"), into: $1)
    },
    Kind(name: "birth date", alphabet: "12-", prefix: "19", suffix: "1") {
      normalizer.birthDate($0, order: .yearMonthDay, into: $1)
    },
    Kind(name: "handle", alphabet: "ab._", prefix: "@", suffix: "") {
      normalizer.handle($0, platform: bytes("instagram"), into: $1)
    },
    Kind(name: "organisation", alphabet: "ab -&s", prefix: "the ", suffix: " inc") {
      normalizer.organisation($0, into: $1)
    },
    Kind(name: "identifier", alphabet: "aB1-", prefix: "9", suffix: "") {
      normalizer.identifier($0, scheme: bytes("card"), into: $1)
    },
    Kind(name: "text", alphabet: "aB ", prefix: "", suffix: "c") { normalizer.text($0, into: $1) },
  ]

  @Test func `same first key, highest level`() {
    let seed: UInt64 = 21
    print("identity properties, seed \(seed)")
    var random = SplitMix64(seed: seed)
    for kind in kinds {
      for _ in 0..<1_500 {
        let left = bytes(kind.prefix) + random.word(alphabet: kind.alphabet, countMax: 8) + bytes(kind.suffix)
        let right = bytes(kind.prefix) + random.word(alphabet: kind.alphabet, countMax: 8) + bytes(kind.suffix)
        checkIdentity(left, right, kind.normalize)
        checkIdentity(left, left, kind.normalize)
      }
    }
  }

  @Test func `case, width, invisible characters and space around a value change no key`() {
    let seed: UInt64 = 22
    print("spelling properties, seed \(seed)")
    var random = SplitMix64(seed: seed)
    for kind in kinds {
      for _ in 0..<500 {
        let plain = bytes(kind.prefix) + random.word(alphabet: kind.alphabet, countMax: 8) + bytes(kind.suffix)
        var dressed = bytes(" \u{FEFF}")
        for byte in plain {
          switch random.below(4) {
          case 0 where byte > 0x20: appendScalar(UInt32(byte) + 0xFEE0, to: &dressed)
          case 1 where byte >= 0x61 && byte <= 0x7A: dressed.append(byte - 0x20)
          case 2: dressed += bytes("\u{200B}") + [byte]
          default: dressed.append(byte)
          }
        }
        dressed += bytes(" \u{3000}")
        let expected = collected { kind.normalize(plain, $0) }
        let got = collected { kind.normalize(dressed, $0) }
        #expect(got.map(\.keys) == expected.map(\.keys), "\(kind.name): \(text(plain)) \(text(dressed))")
        #expect(got.map(\.form) == expected.map(\.form), "\(kind.name): \(text(plain)) \(text(dressed))")
      }
    }
  }
}
