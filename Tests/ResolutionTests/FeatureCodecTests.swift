import Identity
import Linkage
import Normalization
import Resolution
import Testing
import TestKit

@Test func `packed values come back as they went in`() throws {
  for seed in seeds(few: 8) {
    var random = SeededGenerator(seed: seed)
    let values = (0..<Int.random(in: 0...12, using: &random)).map { _ in feature(&random) }
    #expect(FeatureCodec.decode(FeatureCodec.encode(values)) == values, "seed \(seed)")
  }
}

@Test func `damaged payloads are refused, never read wrongly or trapped on`() {
  for seed in seeds(few: 8) {
    var random = SeededGenerator(seed: seed)
    let packed = FeatureCodec.encode((0..<4).map { _ in feature(&random) })
    for length in 0..<packed.count { #expect(FeatureCodec.decode(Array(packed.prefix(length))) == nil, "seed \(seed)") }
    var flipped = packed
    flipped[Int.random(in: 0..<packed.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
    _ = FeatureCodec.decode(flipped)
    #expect(FeatureCodec.decode(packed + [0]) == nil, "seed \(seed)")
  }
}

private func feature(_ random: inout SeededGenerator) -> FeatureValue {
  func bytes(_ range: ClosedRange<Int>) -> [UInt8] {
    (0..<Int.random(in: range, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
  }
  let attribute = Attribute.allCases.randomElement(using: &random)!
  return FeatureValue(
    column: ColumnID(attribute, label: attribute == .text ? "note" : ""),
    value: NormalizedValue(
      attribute: attribute, canonical: bytes(1...300), form: bytes(0...40),
      keys: (0..<Int.random(in: 0...3, using: &random)).map { _ in
        NormalizedKey(KeyKind.allCases.randomElement(using: &random)!, bytes(1...20))
      }, flags: ValueFlags(rawValue: .random(in: 0...0xFFFF, using: &random)),
      sharing: ValueClass.allCases.randomElement(using: &random)!),
    isVerified: .random(using: &random), origin: .random(in: 0...999, using: &random))
}
