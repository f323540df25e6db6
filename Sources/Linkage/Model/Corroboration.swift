public import Identity

/// What several comparisons say together beyond the sum of what each says alone.
///
/// Weights add up as if slips were independent, and they are not: whoever mistypes one field mistypes the next,
/// and whoever has moved has another phone as well. So where several comparisons agree, what others disagree on
/// has been counted too often. And one agreement beside a comparison that all but says nothing is seldom one person.
/// Of people only, where names are compared: branches of one organisation agree in much and differ for good.
public struct Corroboration: Sendable {
  /// So many comparisons of each kind, and what that adds to a pair.
  public struct Step: Sendable {
    public var agreeing: ClosedRange<Int>
    public var disagreeing: ClosedRange<Int>
    public var idle: ClosedRange<Int>
    public var compared: ClosedRange<Int>
    public var weight: MatchWeight

    public init(
      agreeing: ClosedRange<Int>, disagreeing: ClosedRange<Int>, idle: ClosedRange<Int>, compared: ClosedRange<Int>, weight: MatchWeight
    ) {
      self.agreeing = agreeing
      self.disagreeing = disagreeing
      self.idle = idle
      self.compared = compared
      self.weight = weight
    }
  }

  /// A comparison agrees from this weight up; one no level of which weighs so much is not counted at all.
  public let agreesFrom: MatchWeight
  /// It disagrees from this weight down.
  public let disagreesFrom: MatchWeight
  /// It is idle where it weighs less than this for either side.
  public let idleBelow: MatchWeight
  /// The first that fits counts; where none does, nothing is added.
  public let steps: [Step]
  /// Made once: a model scores many tables, and live work many small ones.
  let table: CorroborationTable

  public init(agreesFrom: MatchWeight, disagreesFrom: MatchWeight, idleBelow: MatchWeight, steps: [Step]) {
    self.agreesFrom = agreesFrom
    self.disagreesFrom = disagreesFrom
    self.idleBelow = idleBelow
    self.steps = steps
    table = CorroborationTable(agreesFrom: agreesFrom, disagreesFrom: disagreesFrom, idleBelow: idleBelow, steps)
  }

  public static let none = Corroboration(
    agreesFrom: MatchWeight(rawValue: .max), disagreesFrom: MatchWeight(rawValue: .min), idleBelow: .zero, steps: [])

  /// Whether columns of a comparison are counted.
  func counts(_ comparison: Comparison) -> Bool { comparison.weights.contains { $0 >= agreesFrom } }
}

/// How many columns of a pair, of records or of clusters, were compared, and how they came out.
struct CorroborationTally {
  var agreeing = 0
  var disagreeing = 0
  var idle = 0
  var compared = 0
  /// Whether names are among what was compared.
  var hasNames = false

  /// - Parameters:
  ///   - weight: of one column; one that weighs nothing counts as missing.
  ///   - isRepeated: whether what it says for the pair another column has said: then it counts as missing, too.
  @inline(__always)
  mutating func add(_ weight: Int32, _ table: CorroborationTable, isRepeated: Bool) {
    if weight == 0 || isRepeated && weight > 0 { return }
    compared &+= 1
    if weight >= table.agreesFrom {
      agreeing &+= 1
    } else if weight <= table.disagreesFrom {
      disagreeing &+= 1
    } else if weight < table.idleBelow, weight > 0 &- table.idleBelow {
      idle &+= 1
    }
  }
}

/// Steps laid out for looking them up.
struct CorroborationTable: Sendable {
  let agreesFrom: Int32
  let disagreesFrom: Int32
  let idleBelow: Int32
  let isEmpty: Bool
  /// By agreeing, disagreeing, idle and compared columns, each up to `countMax`.
  private let weights: [Int32]
  /// By agreeing and compared columns the most that so many, or fewer, can add.
  private let bounds: [Int32]

  /// More columns count as so many.
  private static let countMax = 7
  private static let stride = countMax + 1

  init(agreesFrom: MatchWeight, disagreesFrom: MatchWeight, idleBelow: MatchWeight, _ steps: [Corroboration.Step]) {
    self.agreesFrom = agreesFrom.rawValue
    self.disagreesFrom = disagreesFrom.rawValue
    self.idleBelow = idleBelow.rawValue
    isEmpty = steps.isEmpty
    var weights: [Int32] = []
    var bounds: [Int32] = []
    for agreeing in 0...CorroborationTable.countMax {
      for disagreeing in 0...CorroborationTable.countMax {
        for idle in 0...CorroborationTable.countMax {
          for compared in 0...CorroborationTable.countMax {
            let step = steps.first {
              $0.agreeing.contains(agreeing) && $0.disagreeing.contains(disagreeing) && $0.idle.contains(idle)
                && $0.compared.contains(compared)
            }
            weights.append(step?.weight.rawValue ?? 0)
          }
        }
      }
      for compared in 0...CorroborationTable.countMax {
        let reachable = steps.filter { $0.agreeing.lowerBound <= agreeing && $0.compared.lowerBound <= compared }
        bounds.append(max(0, reachable.map(\.weight.rawValue).max() ?? 0))
      }
    }
    self.weights = weights
    self.bounds = bounds
  }

  @inline(__always)
  func weight(_ tally: CorroborationTally) -> Int32 {
    if !tally.hasNames { return 0 }
    @inline(__always)
    func digit(_ place: Int, _ count: Int) -> Int { place &* CorroborationTable.stride &+ min(count, CorroborationTable.countMax) }
    return weights[digit(digit(digit(digit(0, tally.agreeing), tally.disagreeing), tally.idle), tally.compared)]
  }

  /// The most that is added where at most so many columns agree and at most so many are compared.
  @inline(__always)
  func bound(agreeing: Int, compared: Int) -> Int32 {
    bounds[min(agreeing, CorroborationTable.countMax) &* CorroborationTable.stride &+ min(compared, CorroborationTable.countMax)]
  }
}
