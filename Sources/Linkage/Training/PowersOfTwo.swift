public import Identity

/// 2 to the power of a weight: the Bayes factor it stands for.
///
/// The fraction by its Taylor series, in a fixed order of IEEE additions and multiplications: the same
/// bits on every machine, where `exp2` of different C libraries may differ in the last place.
/// - Complexity: O(1), some forty operations. Exact to a few units in the last place.
func bayesFactor(millibits: Int32) -> Double {
  var whole = Int(millibits) / 1_000
  var rest = Int(millibits) % 1_000
  if rest < 0 {
    rest += 1_000
    whole -= 1
  }
  // ln 2 times the fraction
  let exponent = Double(rest) / 1_000 * 0.693_147_180_559_945_3
  var term = 1.0
  var sum = 1.0
  for step in 1...17 {
    term = term * exponent / Double(step)
    sum += term
  }
  return Double(sign: .plus, exponent: max(-1_000, min(1_000, whole)), significand: sum)
}

/// The chance that a pair of a weight, prior included, is one person.
public func matchProbability(_ weight: MatchWeight) -> Double {
  1 / (1 + bayesFactor(millibits: 0 &- max(-1_000_000, min(1_000_000, weight.rawValue))))
}

/// log2 in bits, to the nearest millibit.
func bits(_ value: Double) -> Double { Double(log2Millibits(value)) / 1_000 }

/// Bits to the nearest millibit; a half goes away from zero.
func millibits(_ bits: Double) -> Int32 { Int32(bits * 1_000 + (bits < 0 ? -0.5 : 0.5)) }

/// The Bayes factor that a weight stands for.
public func matchFactor(_ weight: MatchWeight) -> Double { bayesFactor(millibits: weight.rawValue) }
