import Foundation
import Identity
import Normalization
import Testing

/// What a spelling may not change: case, width, spaces around, invisible characters, composed and
/// decomposed letters. And what no bytes may do: stop the reader, or take long.
@Suite struct SpellingPropertyTests {
  private struct Kind {
    var name: String
    var attribute: Attribute
    var samples: [String]
    var normalize: ([UInt8], (NormalizedValue) -> Void) -> Void
  }

  private let kinds = [
    Kind(
      name: "birth date", attribute: .birthDate,
      samples: [
        "1985-03-07", "1985년 3월 7일", "19850307", "850307", "음력 1965.1.1", "1993년 윤3월 3일", "7 mar 1985", "3월 7일",
        "昭和60年3月7日", "850307-2******", "1985-03", "31113", "1900-01-01", "1990-13-05", "없음",
      ]
    ) { normalizer.birthDate($0, order: .yearMonthDay, region: Array("KR".utf8), into: $1) },
    Kind(
      name: "handle", attribute: .handle,
      samples: [
        "@kim_min", "instagram.com/kim.minjun", "카톡: minjun88", "youtube.com/@김민준tv", "x.com/jack", "네이버 minjun_k",
        "https://www.facebook.com/profile.php?id=100004567890123", "kim..minjun", "카카오톡 01098765432", "없음",
      ]
    ) { normalizer.handle($0, platform: Array("instagram".utf8), into: $1) },
    Kind(
      name: "email", attribute: .email,
      samples: ["kim.min+a@gmail.com", "josé@example.org", "홍길동@예시.kr", "hong-gil@naver.com", "info@acme.io", "kim@gmial.com", "없음"]
    ) { normalizer.email($0, into: $1) },
    Kind(
      name: "phone", attribute: .phone,
      samples: ["010-9876-5432", "+82 10 9876 5432", "02-777-7777", "011-234-5678", "1588-1234", "0507-1234-9876", "+1 212 555 2368", "없음"]
    ) { normalizer.phone($0, region: Array("KR".utf8), into: $1) },
  ]

  @Test func `spelling changes nothing`() {
    let seed: UInt64 = 41
    print("spelling properties, seed \(seed)")
    var random = SplitMix64(seed: seed)
    for kind in kinds {
      for sample in kind.samples {
        let expected = collected { kind.normalize(bytes(sample), $0) }
        for _ in 0..<100 {
          let dressed = dressed(sample, &random)
          let got = collected { kind.normalize(bytes(dressed), $0) }
          let told = "\(kind.name): \(sample) as \(dressed.debugDescription), seed \(seed)"
          #expect(got.map(\.attribute) == expected.map(\.attribute), "\(told)")
          #expect(got.map(\.keys) == expected.map(\.keys), "\(told)")
          #expect(got.map(\.form) == expected.map(\.form), "\(told)")
          #expect(got.map(\.sharing) == expected.map(\.sharing), "\(told)")
        }
        // And what came out comes out again.
        for value in expected where value.sharing < .relay && value.attribute == kind.attribute {
          let again = collected { kind.normalize(value.canonical, $0) }.first
          #expect(again?.canonical == value.canonical, "\(kind.name): \(value.shown)")
          #expect(again?.keys.first == value.keys.first, "\(kind.name): \(value.shown)")
        }
      }
    }
  }

  private func dressed(_ sample: String, _ random: inout SplitMix64) -> String {
    var text = random.below(2) == 0 ? sample.decomposedStringWithCanonicalMapping : sample.precomposedStringWithCanonicalMapping
    if random.below(3) == 0 { text = text.uppercased() }
    var out = String.UnicodeScalarView()
    out.append(contentsOf: ["", " ", "\t", "\u{3000} ", "\u{FEFF}", "\u{A0}"][random.below(6)].unicodeScalars)
    let isWide = random.below(2) == 0
    for scalar in text.unicodeScalars {
      if isWide, random.below(3) == 0, (0x21...0x7E).contains(scalar.value), scalar != "~" {
        out.append(Unicode.Scalar(scalar.value + 0xFEE0)!)
      } else {
        out.append(scalar)
      }
      // Between a letter and its own mark nothing stands in real text.
      if random.below(8) == 0, scalar.value < 0x80 { out.append(["\u{200B}", "\u{AD}", "\u{2060}"][random.below(3)]) }
    }
    out.append(contentsOf: ["", " ", "\r\n", "\u{3000}", "\u{200B}"][random.below(5)].unicodeScalars)
    return String(out)
  }

  @Test func `any bytes are read, in bounded time`() {
    let seed: UInt64 = 42
    print("random bytes, seed \(seed)")
    var random = SplitMix64(seed: seed)
    let clock = ContinuousClock()
    for kind in kinds {
      var slowest = Duration.zero
      for turn in 0..<3_000 {
        var raw: [UInt8]
        switch turn % 4 {
        case 0: raw = (0..<random.below(1_400)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        case 1: raw = random.bytes(countMax: 300)
        case 2: raw = random.word(alphabet: "0123456789-./@:+ ()*x#~%=?&_", countMax: 1_200)
        default:
          let piece = bytes(kind.samples[random.below(kind.samples.count)])
          raw = []
          for _ in 0..<random.below(60) { raw += piece }
        }
        let spent = clock.measure {
          kind.normalize(raw) { value in
            #expect(!value.canonical.isEmpty)
            #expect(value.keys.allSatisfy { !$0.bytes.isEmpty })
            #expect(value.sharing < .relay || value.keys.isEmpty)
          }
        }
        slowest = max(slowest, spent)
      }
      // A thousand bytes take microseconds; the bound is for a machine that does other things besides.
      #expect(slowest < .seconds(2), "\(kind.name) \(slowest), seed \(seed)")
    }
  }
}
