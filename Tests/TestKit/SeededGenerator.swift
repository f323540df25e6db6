import Glibc

/// Random numbers that a failing test can name: the same seed gives the same numbers on every machine.
///
/// Source: G. L. Steele, D. Lea and C. H. Flood, "Fast Splittable Pseudorandom Number Generators",
/// OOPSLA 2014 (SplitMix64).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// A number in `0..<bound`.
  public mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// True once in `odds` times.
  public mutating func oneIn(_ odds: Int) -> Bool { below(odds) == 0 }

  public mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }

  /// The standard library's own shuffle may change between versions; this one does not.
  public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var elements = elements
    for index in stride(from: elements.count - 1, to: 0, by: -1) { elements.swapAt(index, below(index + 1)) }
    return elements
  }
}

/// Seeds of a property test: as many as `KINDRED_SEEDS` says, else `few`.
///
/// `KINDRED_SEED_FIRST` starts elsewhere than at 1, so that a seed a failure printed is run alone with
/// `KINDRED_SEED_FIRST=n KINDRED_SEEDS=1`.
public func seeds(few: Int) -> Range<UInt64> {
  let first = number(of: "KINDRED_SEED_FIRST") ?? 1
  return first..<(first + (number(of: "KINDRED_SEEDS") ?? UInt64(few)))
}

private func number(of variable: String) -> UInt64? {
  getenv(variable).flatMap { UInt64(String(cString: $0)) }
}
