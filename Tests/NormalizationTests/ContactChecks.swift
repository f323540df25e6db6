import Identity
import Normalization
import Testing

/// What the suites of contact values share: one normaliser and a way to write a result in a line.
let normalizer = Normalizer(today: CivilDate(daysSince1970: 20_778))  // 2026-11-21

func collected(_ run: ((NormalizedValue) -> Void) -> Void) -> [NormalizedValue] {
  var values: [NormalizedValue] = []
  run { values.append($0) }
  return values
}

extension [NormalizedValue] {
  /// The values as another way to write them has them too.
  var withoutWriting: [NormalizedValue] {
    map { value in
      var value = value
      value.flags.subtract(.ofWriting)
      return value
    }
  }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

extension NormalizedValue {
  var shown: String { text(canonical) }
  /// Kinds and bytes of all keys: `phone.line=+821012345678 phone.tail=12345678`.
  var shownKeys: String { keys.map { "\($0.kind.word)=\(text($0.bytes))" }.joined(separator: " ") }
  /// Class and flags: `household landline`.
  var shownState: String {
    ([sharing.word] + ValueFlags.words.filter { flags.contains($0.0) }.map(\.1)).joined(separator: " ")
  }
}

/// What holds for every kind: values are shown, keys are not empty, canonical is a fixed point, forms
/// can be compared with anything.
func checkInvariants(
  _ raw: [UInt8], seed: UInt64, isFixedPoint: Bool = true,
  _ normalize: @escaping ([UInt8], (NormalizedValue) -> Void) -> Void
) {
  let values = collected { normalize(raw, $0) }
  for value in values {
    #expect(!value.canonical.isEmpty, "\(raw) seed \(seed)")
    #expect(value.keys.allSatisfy { !$0.bytes.isEmpty })
    #expect(value.sharing < .relay || value.keys.isEmpty, "\(raw)")
    for other in [value.form, [], [0], [255, 255, 255, 255], raw] {
      let there = agreementLevel(value.attribute, value.form.span, other.span)
      #expect(there == agreementLevel(value.attribute, other.span, value.form.span), "\(raw) \(other)")
      #expect(there >= 1)
    }
    let best = agreementLevel(value.attribute, value.form.span, value.form.span)
    // A year alone and a handle of an unknown platform cannot reach the top.
    let isLimited = value.flags.contains(.partial) || value.canonical.starts(with: bytes("?:"))
    #expect(value.keys.isEmpty || isLimited || Int(best) == levelNames(of: value.attribute).count, "\(raw) \(best)")
    // What belongs to another kind is a fixed point of that kind.
    guard isFixedPoint, value.sharing < .relay, value.attribute == values[0].attribute else { continue }
    let again = collected { normalize(value.canonical, $0) }
    #expect(again.first?.canonical == value.canonical, "\(raw) → \(value.shown) → \(again.map(\.shown)) seed \(seed)")
    #expect(again.first?.keys.first == value.keys.first, "\(raw) → \(value.shown)")
  }
}

/// The first key is the identity: two values have it in common exactly when their level is the highest.
func checkIdentity(
  _ left: [UInt8], _ right: [UInt8], _ normalize: @escaping ([UInt8], (NormalizedValue) -> Void) -> Void
) {
  guard let a = collected({ normalize(left, $0) }).first, let b = collected({ normalize(right, $0) }).first,
    let keyA = a.keys.first, let keyB = b.keys.first, a.attribute == b.attribute
  else { return }
  if a.flags.union(b.flags).contains(.partial) || a.canonical.starts(with: bytes("?:")) { return }
  let level = agreementLevel(a.attribute, a.form.span, b.form.span)
  let isTop = Int(level) == levelNames(of: a.attribute).count
  #expect((keyA == keyB) == isTop, "\(text(left)) | \(text(right)) level \(level)")
  #expect(level == agreementLevel(a.attribute, b.form.span, a.form.span), "\(text(left)) | \(text(right))")
}
